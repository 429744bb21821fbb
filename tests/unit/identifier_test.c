/*
 * identifier_test.c
 *		Normalisation, shipped schemes, the scheme languages, LOCAL/<n>.
 */
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "core/identifier.h"
#include "core/wipe.h"
#include "data_file.h"

/* Result of a check as text: the canonical form, or the fault's name in <>. */
static const char *
canonical(const CocScheme *scheme, const char *text, size_t length)
{
	static char result[COC_CANONICAL_MAX + 1];
	size_t n;
	CocIdentifierFault fault =
		coc_identifier_canonical(scheme, text, length, result, &n);

	if (fault != COC_IDENTIFIER_OK)
	{
		(void) snprintf(result, sizeof(result), "<%s>",
						coc_identifier_fault_name(fault));
		return result;
	}
	result[n] = '\0';
	return result;
}

static bool
make(const char *name, CocScheme *scheme)
{
	CocSlip slip;
	int i = coc_shipped_scheme(name, strlen(name));

	if (i >= 0)
		return coc_scheme_compile(&coc_shipped_schemes[i], scheme, &slip) ==
			   COC_OK;
	return coc_scheme_local(name, strlen(name), scheme);
}

typedef struct Case
{
	const char *scheme;
	const char *text;
	const char *want; /* canonical form, or a fault in <> */
} Case;

/* The first two blocks are the vectors of the project's reference. */
static const Case cases[] = {
	{"CL.RUN", "12.345.678-5", "12345678-5"},
	{"CL.RUN", "12345678-5", "12345678-5"},
	{"CL.RUN", "12345678 5", "12345678-5"},
	{"CL.RUN", "012.345.678-5", "12345678-5"},
	{"CL.RUN", "１２３４５６７８－５", "12345678-5"},
	{"CL.RUN", "12\u202f345\u202f678\u20115", "12345678-5"},
	{"CL.RUN", "6.265.837-1", "6265837-1"},
	{"CL.RUN", "20.347.878-k", "20347878-K"},
	{"CL.RUN", "20347878-K", "20347878-K"},
	{"CL.RUN", "17.317.684-8", "17317684-8"},
	{"CL.RUN", "5.126.663-3", "5126663-3"},

	{"CL.RUN", "12.345.678-9", "<check_digit>"},
	{"CL.RUN", "12345678", "<check_digit>"},
	{"CL.RUN", "11.111.111-1", "<placeholder>"},
	{"CL.RUN", "55555555-5", "<placeholder>"},
	{"CL.RUN", "1-9", "<malformed>"},
	{"CL.RUN", "0-0", "<malformed>"},
	{"CL.RUN", "", "<missing>"},
	{"CL.RUN", "ABC", "<malformed>"},
	{"CL.RUN", "12.345.678-5x", "<malformed>"},
	{"CL.RUN", "123.456.789.012-3", "<malformed>"},
	{"CL.RUN", "٣-٤", "<script>"},

	/* Missing, script, and what forms are filled with. */
	{"CL.RUN", " \t.-/\u00a0\u2009\u200b\ufeff\u2212\u3000", "<missing>"},
	{"CL.RUN", "SIN RUT", "<malformed>"},
	{"CL.RUN", "N/A", "<malformed>"},
	{"CL.RUN", "0", "<malformed>"},
	{"CL.RUN", "00000000-0", "<malformed>"},
	{"CL.RUN", "99999999-9", "<placeholder>"},
	{"CL.RUN", "099.999.999-9", "<placeholder>"},
	{"CL.RUN", "12.345.678-\xD0\x9A", "<script>"}, /* Cyrillic K */
	{"CL.RUN", "\xE2\x82\xAC", "<script>"},
	{"CL.RUN", "\xF0\x9F\x98\x80", "<script>"},
	{"CL.RUN",
	 "12345678\xA0"
	 "5",
	 "<script>"}, /* latin1, not UTF-8 */
	{"CL.RUN",
	 "12345678\xC0\xAD"
	 "5",
	 "<script>"}, /* overlong hyphen */
	{"CL.RUN",
	 "12345678\xE0\x80\xAD"
	 "5",
	 "<script>"},
	{"CL.RUN", "12345678\xC2", "<script>"}, /* cut off */
	{"CL.RUN", "12345678\xE2\x80", "<script>"},
	{"CL.RUN", "12345678-5\n", "<malformed>"},
	{"CL.RUN", "12345678-5'", "<malformed>"},
	{"CL.RUN", "12345678_5", "<malformed>"},

	/* Zeros: up to three more than the longest number has room for. */
	{"CL.RUN", "000.12.345.678-5", "12345678-5"},
	{"CL.RUN", "0000.12.345.678-5", "<malformed>"},
	{"CL.RUN", "00005126663-3", "5126663-3"},
	{"CL.RUN", "000005126663-3", "<malformed>"},
	{"CL.RUN", "126663-3", "<malformed>"}, /* six digits: a stump */
	{"CL.RUN", "CL 12531909-2", "12531909-2"},
	{"CL.RUN", "cl-12.531.909-2", "12531909-2"},
	{"CL.RUN", "CLCL12531909-2", "<malformed>"},
	{"CL.RUN", "CL", "<malformed>"},

	/* By hand: 12345678 mod 23 = 14 -> Z; X1234567 -> 1234567 mod 23 = 19. */
	{"ES.DNI", "12345678Z", "12345678Z"},
	{"ES.DNI", "12345678-z", "12345678Z"},
	{"ES.DNI", "01234567L", "1234567L"},
	{"ES.DNI", "1234567L", "1234567L"},
	{"ES.DNI", "12345678A", "<check_digit>"},
	{"ES.DNI", "12345678U", "<malformed>"}, /* U ends no DNI */
	{"ES.DNI", "00000000T", "<malformed>"},
	{"ES.DNI", "99999999R", "<placeholder>"},
	{"ES.NIE", "X1234567L", "X1234567L"},
	{"ES.NIE", "Z-1234567-R", "Z1234567R"},
	{"ES.NIE", "X1234567R", "<check_digit>"},
	{"ES.NIE", "W1234567L", "<malformed>"},
	{"ES.NIE", "X0000000T", "<placeholder>"},
	{"BR.CPF", "123.456.789-09", "12345678909"},
	{"BR.CPF", "12345678900", "<check_digit>"},
	{"BR.CPF", "12345678919", "<check_digit>"},
	{"BR.CPF", "111.111.111-11", "<placeholder>"},
	{"BR.CPF", "01234567890", "1234567890"}, /* spreadsheets drop the zero */
	{"BR.CPF", "1234567890", "1234567890"},

	/* By pattern only. */
	{"AR.DNI", "28.123.456", "28123456"},
	{"AR.DNI", "8123456", "8123456"},
	{"AR.DNI", "08123456", "8123456"},
	{"AR.DNI", "812345", "<malformed>"},
	{"AR.DNI", "11111111", "<placeholder>"},
	{"AR.DNI", "12345678", "<placeholder>"},
	{"CO.CC", "1.020.345.678", "1020345678"},
	{"CO.CC", "12345678901", "<malformed>"},
	{"CO.CC", "1234567890", "<placeholder>"},
	{"EC.CI", "1710034065", "1710034065"},
	{"EC.CI", "0910034065", "0910034065"},
	{"EC.CI", "910034065", "<malformed>"},
	{"EC.CI", "9710034065", "<malformed>"},
	{"EC.CI", "2222222222", "<placeholder>"},
	{"MX.CURP", "badd110313hcmlns09", "BADD110313HCMLNS09"},
	{"MX.CURP", "BADD110313XCMLNS09", "BADD110313XCMLNS09"},
	{"MX.CURP", "BADD110313ZCMLNS09", "<malformed>"},
	{"PE.DNI", "09876543", "09876543"},
	{"PE.DNI", "9876543", "<malformed>"},
	{"PE.DNI", "00000000", "<placeholder>"},
	{"UY.CI", "1.234.567-2", "12345672"},
	{"PASSPORT", "CHL F12345678", "CHL-F12345678"},
	{"PASSPORT", "ven-123.456.788", "VEN-123456788"},
	{"PASSPORT", "XXA12345X", "XXA-12345X"},
	{"PASSPORT", "F12345678", "<malformed>"},   /* no country */
	{"PASSPORT", "ABC12345678", "<malformed>"}, /* no such country */
	{"PASSPORT", "CHLNOTIENE", "<malformed>"},  /* a word */
	{"PASSPORT", "CHL111111", "<placeholder>"},
	{"PASSPORT", "CHL123456", "<placeholder>"},
	{"PASSPORT", "CH", "<malformed>"},

	/* A provider's own numbers: as they are. */
	{"LOCAL/17", " A-0017/b ", "A-0017/b"},
	{"LOCAL/17", "a-0017/b", "a-0017/b"},
	{"LOCAL/17", "ficha 12 ñ", "ficha 12 ñ"},
	{"LOCAL/17", "", "<missing>"},
	{"LOCAL/17", "   ", "<missing>"},
	{"LOCAL/17", "a\tb", "<malformed>"},
	{"LOCAL/17",
	 "a\x1f"
	 "b",
	 "<malformed>"},
	{"LOCAL/17",
	 "a\x7f"
	 "b",
	 "<malformed>"},
};

static void
test_cases(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		const Case *c = &cases[i];
		CocScheme scheme;

		CHECK(make(c->scheme, &scheme));
		CHECK_STR(canonical(&scheme, c->text, strlen(c->text)), c->want);
	}
}

/* A legal number's canonical form is its own canonical form. */
static void
test_canonical_is_stable(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocScheme scheme;

		if (cases[i].want[0] == '<')
			continue;
		CHECK(make(cases[i].scheme, &scheme));
		CHECK_STR(canonical(&scheme, cases[i].want, strlen(cases[i].want)),
				  cases[i].want);
	}
}

static void
test_limits(void)
{
	static char text[1000000];
	CocScheme run;
	CocScheme local;

	memset(text, '1', sizeof(text));
	CHECK(make("CL.RUN", &run) && make("LOCAL/1", &local));
	CHECK_STR(canonical(&run, text, sizeof(text)), "<malformed>");
	CHECK_STR(canonical(&local, text, sizeof(text)), "<malformed>");
	CHECK_STR(canonical(&local, text, 73), "<malformed>");
	CHECK_INT(strlen(canonical(&local, text, 72)), 72);
	/* 72 characters of four bytes fill the buffer exactly. */
	for (int i = 0; i < 72; i++)
		memcpy(text + 4 * i, "\xF0\x9F\x98\x80", 4);
	CHECK_INT(strlen(canonical(&local, text, 288)), 288);
	CHECK_STR(canonical(&local, text, 289), "<malformed>");
	/* NUL is no separator. */
	CHECK_STR(canonical(&run,
						"12345678\0"
						"5",
						10),
			  "<script>");
}

static void
test_placeholders(void)
{
	static const char symbols[] = "0123456789K";
	CocScheme run;
	int found = 0;

	CHECK(make("CL.RUN", &run));
	/* Of each of the nine repdigits exactly one check symbol fits: refused. */
	for (char digit = '1'; digit <= '9'; digit++)
	{
		for (const char *symbol = symbols; *symbol; symbol++)
		{
			char text[10];

			memset(text, digit, 8);
			text[8] = *symbol;
			found += strcmp(canonical(&run, text, 9), "<placeholder>") == 0;
			CHECK(canonical(&run, text, 9)[0] == '<');
		}
	}
	CHECK_INT(found, 9);
}

static void
test_wipe(void)
{
	char bytes[] = "x12345678-5x";

	coc_wipe(bytes + 1, sizeof(bytes) - 3);
	CHECK(bytes[0] == 'x' && bytes[sizeof(bytes) - 2] == 'x');
	for (size_t i = 1; i < sizeof(bytes) - 2; i++)
		CHECK_INT(bytes[i], 0);
}

static void
test_local_names(void)
{
	static const char *const bad[] = {
		"LOCAL/",           "LOCAL/0",  "LOCAL/017",
		"LOCAL/1x",         "LOCAL/-1", "local/1",
		"LOCAL/2147483648", "LOCAL",    "LOCAL/99999999999"};
	CocScheme scheme;

	CHECK(coc_scheme_local("LOCAL/2147483647", 16, &scheme));
	CHECK_INT(scheme.provider, 2147483647);
	CHECK_INT(scheme.quality, COC_QUALITY_LOCAL);
	CHECK_STR(scheme.name, "LOCAL/2147483647");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!coc_scheme_local(bad[i], strlen(bad[i]), &scheme));
}

/* Rows beyond the shipped ones, exercised by the same engine. */
static const CocSchemeRow extra_rows[] = {
	{"GB.NHS", "d{9} c",
	 "modulus 11 weights 2,3,4,5,6,7,8,9,10 symbols 0-987654321", ""},
	{"NL.BSN", "d{8} c",
	 "modulus 11 weights 2,3,4,5,6,7,8,9 "
	 "symbols 0123456789-",
	 ""},
	{"T.LUHN", "d{5,20} c", "mod10", ""},
	{"T.IBANLIKE", "[A-Z]{1} d{8} c{2}", "mod97", ""},
	{"T.PAIR", "d{8} c{2}", "mod97", "########__ 12345678__"},
};

static const Case extra_cases[] = {
	{"GB.NHS", "943 476 5919", "9434765919"},
	{"GB.NHS", "943 476 5918", "<check_digit>"},
	{"NL.BSN", "1112.22.333", "111222333"},
	{"NL.BSN", "111222334", "<check_digit>"},
	{"T.LUHN", "79927398713", "79927398713"},
	{"T.LUHN", "4539 1488 0343 6467", "4539148803436467"},
	{"T.LUHN", "79927398710", "<check_digit>"},
	{"T.PAIR", "4004004051", "<check_digit>"},
	{"T.PAIR", "1234567889", "<placeholder>"},
	{"T.PAIR", "123456785A", "<malformed>"},
};

static bool
make_extra(const char *name, CocScheme *scheme)
{
	CocSlip slip;

	for (size_t i = 0; i < sizeof(extra_rows) / sizeof(extra_rows[0]); i++)
	{
		if (strcmp(extra_rows[i].name, name) == 0)
			return coc_scheme_compile(&extra_rows[i], scheme, &slip) == COC_OK;
	}
	return false;
}

static void
test_extra_rows(void)
{
	CocScheme scheme;
	char text[40];
	int good = 0;

	for (size_t i = 0; i < sizeof(extra_cases) / sizeof(extra_cases[0]); i++)
	{
		const Case *c = &extra_cases[i];

		CHECK(make_extra(c->scheme, &scheme));
		CHECK_STR(canonical(&scheme, c->text, strlen(c->text)), c->want);
	}
	/* ISO 7064: the whole number leaves 1; computed here another way. */
	CHECK(make_extra("T.PAIR", &scheme));
	for (int64_t body = 40000000; body < 40000500; body++)
	{
		for (int check = 0; check < 100; check++)
		{
			bool want = (body * 100 + check) % 97 == 1;

			(void) snprintf(text, sizeof(text), "%08lld%02d", (long long) body,
							check);
			CHECK((canonical(&scheme, text, 10)[0] != '<') == want);
			good += want;
		}
	}
	CHECK(good >= 500);
	CHECK(!make_extra("T.IBANLIKE", &scheme)); /* A-Z is no range here */
}

/* Modulo 11 written out once more, and every body of a stretch tried. */
static void
test_run_against_plain_arithmetic(void)
{
	CocScheme run;
	char text[16];

	CHECK(make("CL.RUN", &run));
	for (int body = 9999000; body < 10001000; body++) /* 7 and 8 digits */
	{
		int sum = 0;
		int weight = 2;
		int digit;

		for (int rest = body; rest > 0; rest /= 10)
		{
			sum += rest % 10 * weight;
			weight = weight == 7 ? 2 : weight + 1;
		}
		digit = 11 - sum % 11;
		for (int c = 0; c < 11; c++)
		{
			bool want = c == (digit == 11 ? 0 : digit);

			(void) snprintf(text, sizeof(text), "%d-%c", body,
							c == 10 ? 'K' : '0' + c);
			CHECK((canonical(&run, text, strlen(text))[0] != '<') == want);
		}
	}
}

/* Rows that an administrator may get wrong. */
static const CocSchemeRow bad_rows[] = {
	{"", "d{8}", "none", ""},
	{"lower", "d{8}", "none", ""},
	{"LOCAL", "d{8}", "none", ""},
	{"A/B", "d{8}", "none", ""},
	{"A23456789012345678901234567890123", "d{8}", "none", ""},
	{"T", "d{8}", "none", ""},
	{"T1", "", "none", ""},
	{"T1", "d{3}", "none", ""},
	{"T1", "d{40}d{40}", "none", ""},
	{"T1", "d{41}", "none", ""},
	{"T1", "d{8,7}", "none", ""},
	{"T1", "d{0}", "none", ""},
	{"T1", "d{8", "none", ""},
	{"T1", "d{,8}", "none", ""},
	{"T1", "d{-1,8}", "none", ""},
	{"T1", "[AB", "none", ""},
	{"T1", "[]d{8}", "none", ""},
	{"T1", "[a]d{8}", "none", ""},
	{"T1", "d{8}(CL)", "none", ""},
	{"T1", "(ABCD)d{8}", "none", ""},
	{"T1", "()d{8}", "none", ""},
	{"T1", "(CLd{8}", "none", ""},
	{"T1", "d{8}cd", "mod11", ""},
	{"T1", "d{8}c{1,2}", "mod11", ""},
	{"T1", "d{8}?", "none", ""},
	{"T1", "dddddddddddddddddddddddddd", "none", ""},
	{"T1", "d{8}c", "none", ""},
	{"T1", "d{8}", "mod11", ""},
	{"T1", "d{8}c{2}", "mod11", ""},
	{"T1", "d{8}c", "", ""},
	{"T1", "d{8}c", "mod12", ""},
	{"T1", "d{8}c", "modulus 11", ""},
	{"T1", "d{8}c", "modulus 1 base 10 symbols 0", ""},
	{"T1", "d{8}c", "modulus 98 base 10 digits 1 remainder 0", ""},
	{"T1", "d{8}c", "modulus 11 weights 2,3 symbols 0123456789", ""},
	{"T1", "d{8}c", "modulus 11 weights 2,,3 symbols 0123456789X", ""},
	{"T1", "d{8}c", "modulus 11 weights 100 symbols 0123456789X", ""},
	{"T1", "d{8}c",
	 "modulus 11 weights 1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1 symbols 0123456789X",
	 ""},
	{"T1", "d{8}c", "modulus 11 weights 2,3 base 10 symbols 0123456789X", ""},
	{"T1", "d{8}c", "modulus 11 base 10 symbols 0123456789X digits 1", ""},
	{"T1", "d{8}c", "modulus 11 base 10 digits 1 remainder 11", ""},
	{"T1", "d{8}c", "modulus 11 base 10 digits 5 remainder 1", ""},
	{"T1", "d{8}c", "mod11;", ""},
	{"T1", "d{8}c{4}",
	 "modulus 2 base 3 symbols 01; modulus 2 base 3 symbols "
	 "01; modulus 2 base 3 symbols 01; modulus 2 base 3 symbols 01",
	 ""},
	{"T1", "d{8}", "none", "1234567a"},
	{"T1", "d{8}", "none", "1234,5678"},
};

static void
test_bad_rows(void)
{
	static char long_list[COC_SCHEME_PLACEHOLDERS_MAX + 2];
	CocSchemeRow row = {"T1", "d{8}", "none", long_list};
	CocScheme scheme;
	CocSlip slip;

	for (size_t i = 0; i < sizeof(bad_rows) / sizeof(bad_rows[0]); i++)
	{
		slip.reason = NULL;
		if (coc_scheme_compile(&bad_rows[i], &scheme, &slip) == COC_OK)
			printf("accepted: row %zu\n", i);
		CHECK_INT(coc_scheme_compile(&bad_rows[i], &scheme, &slip),
				  COC_BAD_VALUE);
		CHECK(slip.reason != NULL);
	}
	memset(long_list, '1', sizeof(long_list) - 1);
	CHECK_INT(coc_scheme_compile(&row, &scheme, &slip), COC_BAD_VALUE);
	long_list[COC_SCHEME_PLACEHOLDERS_MAX] = '\0';
	CHECK_INT(coc_scheme_compile(&row, &scheme, &slip), COC_OK);
}

static void
test_names(void)
{
	CocSlip slip;

	CHECK(coc_shipped_scheme("CL.RUN", 6) >= 0);
	CHECK_INT(coc_shipped_scheme("CL.RU", 5), -1);
	CHECK_INT(coc_shipped_scheme("CL.RUN ", 7), -1);
	CHECK_INT(coc_shipped_scheme("GB.NHS", 6), -1);
	CHECK_INT(coc_nshipped_schemes, 11);
	CHECK_STR(coc_quality_name(COC_QUALITY_WEAK), "weak");
	CHECK_INT(coc_identifier_slip(COC_IDENTIFIER_OK, &slip), COC_OK);
	CHECK_INT(coc_identifier_slip(COC_IDENTIFIER_SCRIPT, &slip), COC_BAD_VALUE);
	CHECK_INT(coc_identifier_slip(COC_IDENTIFIER_NO_SCHEME, &slip),
			  COC_UNKNOWN);
	CHECK(coc_is_country("ABW") && coc_is_country("ZWE"));
	CHECK(!coc_is_country("BWA" + 1) && !coc_is_country("ZZZ"));
}

/* Which row of the engine a scheme of the published file is. */
static const struct
{
	const char *file_name;
	const char *scheme;
} file_schemes[] = {{"cl_rut", "CL.RUN"}, {"es_dni", "ES.DNI"},
					{"es_nie", "ES.NIE"}, {"br_cpf", "BR.CPF"},
					{"gb_nhs", "GB.NHS"}, {"nl_bsn", "NL.BSN"}};

static bool
find_file_scheme(const char *name, CocScheme *scheme)
{
	for (size_t i = 0; i < sizeof(file_schemes) / sizeof(file_schemes[0]); i++)
	{
		if (strcmp(file_schemes[i].file_name, name) == 0)
			return make(file_schemes[i].scheme, scheme) ||
				   make_extra(file_schemes[i].scheme, scheme);
	}
	return false;
}

/*
 * All 5,073 rows. The file asks about check digits only: its two placeholders
 * (11.111.111-1 and 111.111.111-11) are valid there and refused here.
 */
static void
test_published_rows(void)
{
	FILE *file = open_data("id_vectors/synthetic_vectors.csv");
	char line[256];
	int nrows = 0;
	int nplaceholders = 0;

	if (file == NULL || fgets(line, sizeof(line), file) == NULL)
		return;
	while (fgets(line, sizeof(line), file) != NULL)
	{
		char *value = strchr(line, ',');
		char *valid = strrchr(line, ',');
		CocScheme scheme;
		const char *got;

		*value++ = '\0';
		*valid++ = '\0';
		nrows++;
		CHECK(find_file_scheme(line, &scheme));
		got = canonical(&scheme, value, strlen(value));
		nplaceholders += strcmp(got, "<placeholder>") == 0;
		if ((got[0] != '<' || strcmp(got, "<placeholder>") == 0) !=
			(valid[0] == 't'))
			printf("%s %s: %s\n", line, value, got);
		CHECK((got[0] != '<' || strcmp(got, "<placeholder>") == 0) ==
			  (valid[0] == 't'));
	}
	(void) fclose(file);
	CHECK_INT(nrows, 5073);
	CHECK_INT(nplaceholders, 2);
}

int
main(void)
{
	test_cases();
	test_canonical_is_stable();
	test_limits();
	test_placeholders();
	test_local_names();
	test_wipe();
	test_extra_rows();
	test_run_against_plain_arithmetic();
	test_bad_rows();
	test_names();
	test_published_rows();
	return check_summary("identifier");
}
