/*
 * intake_test.c
 *		A line's way to a row: bytes, fields, header, values, rules.
 */
#include "core/intake.h"

#include <stdlib.h>

#include "check.h"
#include "core/date.h"

#define TEST_SCHEMES 8

static CocScheme schemes[TEST_SCHEMES];
static CocGuard guard;

/* Every shipped scheme that has a check digit, as the door uses them. */
static void
prepare_guard(void)
{
	guard.schemes = schemes;
	for (int i = 0; i < coc_nshipped_schemes; i++)
	{
		CocSlip slip;

		CHECK(coc_scheme_compile(&coc_shipped_schemes[i],
								 &schemes[guard.nschemes], &slip) == COC_OK);
		if (schemes[guard.nschemes].quality == COC_QUALITY_VERIFIED)
			guard.nschemes++;
	}
	CHECK(guard.nschemes >= 4 && guard.nschemes < TEST_SCHEMES);
}

static CocField
field(const char *text)
{
	static char copies[64][512];
	static int next;
	char *copy = copies[next++ % 64];

	if (text == NULL)
		return (CocField){NULL, 0};
	snprintf(copy, sizeof(copies[0]), "%s", text);
	return (CocField){copy, strlen(copy)};
}

static const char *
shown(CocField f)
{
	static char buffers[8][512];
	static int next;
	char *buffer = buffers[next++ % 8];

	if (f.text == NULL)
		return "<missing>";
	snprintf(buffer, sizeof(buffers[0]), "%.*s", (int) f.length, f.text);
	return buffer;
}

/* A line split and shown again, fields between bars; "refused" if it is. */
static const char *
split(const char *line, char delimiter)
{
	static char out[1024];
	CocField fields[COC_FIELDS_MAX];
	int nfields;
	CocField copy = field(line);

	if (!coc_intake_split(copy.text, copy.length, delimiter, fields, &nfields))
		return "refused";
	out[0] = '\0';
	for (int i = 0; i < nfields; i++)
	{
		strcat(out, i > 0 ? "|" : "");
		strcat(out, shown(fields[i]));
	}
	return out;
}

static void
test_split(void)
{
	CHECK_STR(split("a;b;c", ';'), "a|b|c");
	CHECK_STR(split("a,b;c", ','), "a|b;c");
	CHECK_STR(split(" a ; b\t;c \r", ';'), "a|b|c");
	CHECK_STR(split("a;;c;", ';'), "a|<missing>|c|<missing>");
	CHECK_STR(split("", ';'), "<missing>");
	CHECK_STR(split(";", ';'), "<missing>|<missing>");
	CHECK_STR(split("null;NULL;Null;nulls", ';'),
			  "<missing>|<missing>|<missing>|nulls");
	CHECK_STR(split("\"a;b\";c", ';'), "a;b|c");
	CHECK_STR(split("\"say \"\"hi\"\"\";c", ';'), "say \"hi\"|c");
	CHECK_STR(split("a; \"b\" ;c", ';'), "a|b|c");
	CHECK_STR(split("\" padded \";\"\"", ';'), "padded|<missing>");
	CHECK_STR(split("O\"Higgins;b", ';'), "O\"Higgins|b");
	CHECK_STR(split("\"a;b;c", ';'), "refused");
	CHECK_STR(split("\"a\"x;b", ';'), "refused");
	CHECK_STR(split("a;\"", ';'), "refused");
}

static void
test_split_many(void)
{
	char line[COC_FIELDS_MAX + 8];
	CocField fields[COC_FIELDS_MAX];
	int nfields;

	memset(line, ';', sizeof(line));
	CHECK(coc_intake_split(line, COC_FIELDS_MAX - 1, ';', fields, &nfields));
	CHECK_INT(nfields, COC_FIELDS_MAX);
	CHECK(!coc_intake_split(line, COC_FIELDS_MAX, ';', fields, &nfields));
}

static void
test_blank(void)
{
	CHECK(coc_intake_blank("", 0, ';'));
	CHECK(coc_intake_blank(" \t\r", 3, ';'));
	CHECK(coc_intake_blank(";;\"\";", 5, ';'));
	CHECK(!coc_intake_blank(";;,;", 4, ';'));
	CHECK(!coc_intake_blank(";x", 2, ';'));
}

static const char *
reread(const char *text, CocEncoding encoding)
{
	static char out[COC_LINE_BYTES + 1];
	size_t length;

	if (!coc_intake_read(text, strlen(text), encoding, out, &length))
		return "too long";
	out[length] = '\0';
	return out;
}

static void
test_read(void)
{
	/* n with tilde: a byte of Latin-1, two of UTF-8 read as Latin-1, text. */
	CHECK_STR(reread("A\xC3\xB1o", COC_CP1252), "A\xC3\xB1o");
	CHECK_STR(reread("A\xC3\x83\xC2\xB1o", COC_UTF8), "A\xC3\xB1o");
	CHECK_STR(reread("A\xC3\xB1o", COC_TEXT), "A\xC3\xB1o");
	/* The euro and the dash of Windows; a byte that is no character. */
	CHECK_STR(reread("\xC2\x80\xC2\x96", COC_CP1252),
			  "\xE2\x82\xAC\xE2\x80\x93");
	CHECK_STR(reread("\xC2\x81", COC_CP1252), "\xC2\x81");
	/* Latin-1 under the name of UTF-8: the bytes come back and are broken. */
	CHECK_STR(reread("A\xC3\xB1o", COC_UTF8), "A\xF1o");
	CHECK(!coc_utf8_valid("A\xF1o", 3));
	/* A character beyond Latin-1 shows that it was never read as Latin-1. */
	CHECK_STR(reread("\xC3\xB1\xE2\x82\xAC", COC_UTF8), "\xC3\xB1\xE2\x82\xAC");
}

static void
test_read_length(void)
{
	char *line = malloc(COC_LINE_BYTES + 2);
	char *out = malloc(COC_LINE_BYTES);
	size_t length;

	/* The widest that there is: every character grows from two to three. */
	for (int i = 0; i < COC_LINE_CHARACTERS; i++)
		memcpy(line + 2 * i, "\xC2\x80", 2);
	CHECK(coc_intake_read(line, 2 * COC_LINE_CHARACTERS, COC_CP1252, out,
						  &length));
	CHECK_INT(length, 3 * COC_LINE_CHARACTERS);
	memset(line, 'x', COC_LINE_BYTES + 1);
	CHECK(coc_intake_read(line, COC_LINE_CHARACTERS, COC_UTF8, out, &length));
	CHECK(!coc_intake_read(line, COC_LINE_CHARACTERS + 1, COC_UTF8, out,
						   &length));
	CHECK(!coc_intake_read(line, COC_LINE_BYTES + 1, COC_UTF8, out, &length));
	free(line);
	free(out);
}

static void
test_mark(void)
{
	const char *line = "\xC3\xAF\xC2\xBB\xC2\xBFrun";
	size_t length = strlen(line);
	CocEncoding encoding = COC_CP1252;

	coc_intake_skip_mark(&line, &length, &encoding);
	CHECK_STR(line, "run");
	CHECK_INT(length, 3);
	CHECK_INT(encoding, COC_UTF8);
	line = "\xEF\xBB\xBFrun";
	length = strlen(line);
	coc_intake_skip_mark(&line, &length, &encoding);
	CHECK_STR(line, "run");
	CHECK_INT(encoding, COC_TEXT);
	coc_intake_skip_mark(&line, &length, &encoding);
	CHECK_STR(line, "run");
}

static void
test_utf8(void)
{
	CHECK(coc_utf8_valid("", 0));
	CHECK(coc_utf8_valid("a\xC3\xB1\xE2\x82\xAC\xF0\x9F\x98\x80", 10));
	CHECK(!coc_utf8_valid("\0", 1));
	CHECK(!coc_utf8_valid("\x80", 1));
	CHECK(!coc_utf8_valid("\xC3", 1));
	CHECK(!coc_utf8_valid("\xC0\xAF", 2));         /* overlong */
	CHECK(!coc_utf8_valid("\xE0\x80\xAF", 3));     /* overlong */
	CHECK(!coc_utf8_valid("\xED\xA0\x80", 3));     /* surrogate */
	CHECK(!coc_utf8_valid("\xF4\x90\x80\x80", 4)); /* beyond the last */
	CHECK(!coc_utf8_valid("\xFF", 1));
}

/* Problems as "P002:started P003#4", so that a row's whole verdict is one. */
static const char *
listed(const CocProblems *problems)
{
	static char out[4096];
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < problems->nproblems; i++)
	{
		const CocProblem *p = &problems->list[i];
		const char *name = coc_column_name(p->column);

		n += (size_t) snprintf(out + n, sizeof(out) - n, "%sP%03d%c",
							   i > 0 ? " " : "", (int) p->code,
							   p->severity == COC_REJECT    ? '!'
							   : p->severity == COC_WARNING ? '?'
															: '.');
		if (name != NULL)
			n += (size_t) snprintf(out + n, sizeof(out) - n, "%s", name);
		else if (p->position > 0)
			n += (size_t) snprintf(out + n, sizeof(out) - n, "%d", p->position);
	}
	return out;
}

#define FULL                                                                   \
	"source_record;identifier;scheme;registered_sex;programme;care;started;"   \
	"ended;exit_reason;aftercare_offer;primary_substance"

static const char *
header_problems(const char *line, bool has_scheme, CocHeader *header)
{
	static CocProblems problems;
	CocField fields[COC_FIELDS_MAX];
	CocField copy = field(line);
	int nfields;

	memset(&problems, 0, sizeof(problems));
	CHECK(coc_intake_split(copy.text, copy.length, ';', fields, &nfields));
	CHECK(coc_intake_header(fields, nfields, has_scheme, header, &problems) ==
		  !problems.rejected);
	return listed(&problems);
}

static void
test_header(void)
{
	CocHeader header;

	CHECK_STR(header_problems(FULL, false, &header), "");
	CHECK_INT(header.nfields, 11);
	CHECK_INT(header.column[1], COC_IDENTIFIER);
	/* Any order, Spanish, accents, capitals, blanks, no separators. */
	CHECK_STR(header_problems(
				  "Sustancia Principal;OFERTA DE APOYO;motivodeegreso;"
				  "Fecha de Egreso;Fecha_de_Ingreso;Atenci\xC3\xB3n;Programa;"
				  "sexo;RUN;N\xC3\xBAmero de registro;A\xC3\xB1o nacimiento",
				  true, &header),
			  "");
	CHECK_INT(header.column[10], COC_BIRTH_YEAR);
	CHECK_INT(header.column[9], COC_SOURCE_RECORD);
	CHECK_INT(header.column[5], COC_CARE);
	CHECK_STR(header_problems(FULL ";comentario;;started", false, &header),
			  "P003.12 P003.13 P004!started");
	CHECK_STR(header_problems("source_record;registered_sex;programme;care;"
							  "ended;exit_reason;aftercare_offer;"
							  "primary_substance",
							  false, &header),
			  "P002!started");
	/* gender says neither sex nor identity. */
	CHECK_STR(header_problems(FULL ";gender;genero", false, &header),
			  "P003.12 P003.13");
}

/* With an identifier column the scheme must come from somewhere. */
static void
test_header_scheme(void)
{
	static const char line[] =
		"source_record;identifier;registered_sex;programme;care;started;"
		"ended;exit_reason;aftercare_offer;primary_substance";
	static const char local[] =
		"source_record;client_ref;registered_sex;programme;care;started;"
		"ended;exit_reason;aftercare_offer;primary_substance";
	CocHeader header;

	CHECK_STR(header_problems(line, false, &header), "P002!scheme");
	CHECK_STR(header_problems(line, true, &header), "");
	CHECK_STR(header_problems(local, false, &header), "");
	/* A file without a header: nothing of its first line is shown. */
	CHECK_STR(header_problems("2024-1;12.345.678-5;F", true, &header),
			  "P003.1 P003.2 P003.3 P002!source_record P002!registered_sex "
			  "P002!programme P002!care P002!started P002!ended "
			  "P002!exit_reason P002!primary_substance P002!aftercare_offer");
}

static void
test_place(void)
{
	CocHeader header;
	CocField fields[3] = {{"a", 1}, {"b", 1}, {"c", 1}};
	CocField row[COC_NCOLUMNS];

	header.nfields = 3;
	header.column[0] = COC_CARE;
	header.column[1] = COC_NO_COLUMN;
	header.column[2] = COC_PLAN;
	CHECK(!coc_intake_place(&header, fields, 2, row));
	CHECK(coc_intake_place(&header, fields, 3, row));
	CHECK_STR(shown(row[COC_CARE]), "a");
	CHECK_STR(shown(row[COC_PLAN]), "c");
	CHECK(row[COC_STARTED].text == NULL);
}

/* A date as text again, or what was wrong with it. */
static const char *
dated(const char *text, int dates, bool partial)
{
	static char out[32];
	int32_t day = 0;
	CocPrecision precision = COC_PRECISION_NONE;

	switch (
		coc_intake_date(field(text), dates, &day, partial ? &precision : NULL))
	{
		case COC_DATE_READ:
			coc_date_write(day, out);
			snprintf(out + COC_DATE_LENGTH, sizeof(out) - COC_DATE_LENGTH,
					 "%s%s", partial ? " " : "",
					 partial ? coc_precision_name(precision) : "");
			return out;
		case COC_DATE_UNREADABLE:
			return "unreadable";
		case COC_DATE_OUTSIDE:
			return "outside";
	}
	return "?";
}

static void
test_dates(void)
{
	static const struct
	{
		const char *text;
		int dates;
		const char *want;
	} table[] = {
		{"13-08-2013", COC_DATES_DMY, "2013-08-13"},
		{"13/08/2013", COC_DATES_DMY, "2013-08-13"},
		{"13.08.2013", COC_DATES_DMY, "2013-08-13"},
		{"13082013", COC_DATES_DMY, "2013-08-13"},
		{"1/8/2013", COC_DATES_DMY, "2013-08-01"},
		{"1082013", COC_DATES_DMY, "2013-08-01"},
		{"29-02-2024", COC_DATES_DMY, "2024-02-29"},
		{"29-02-2023", COC_DATES_DMY, "unreadable"},
		{"31-04-2024", COC_DATES_DMY, "unreadable"},
		{"08-13-2013", COC_DATES_DMY, "unreadable"},
		{"13-08/2013", COC_DATES_DMY, "unreadable"},
		{"13-08-13", COC_DATES_DMY, "unreadable"},
		{"13-08-20133", COC_DATES_DMY, "unreadable"},
		{"130820133", COC_DATES_DMY, "unreadable"},
		{"2013-08-13", COC_DATES_DMY, "unreadable"},
		{"13-08-2013 00:00", COC_DATES_DMY, "unreadable"},
		{"--", COC_DATES_DMY, "unreadable"},
		{"13-08-", COC_DATES_DMY, "unreadable"},
		{"-13-08-2013", COC_DATES_DMY, "unreadable"},
		{"03-2024", COC_DATES_DMY, "unreadable"},
		{"2024", COC_DATES_DMY, "unreadable"},
		{"2013-08-13", COC_DATES_ISO, "2013-08-13"},
		{"2013-8-13", COC_DATES_ISO, "unreadable"},
		{"2013/08/13", COC_DATES_ISO, "unreadable"},
		{"20130813", COC_DATES_ISO, "unreadable"},
		{"13-08-2013", COC_DATES_ISO, "unreadable"},
		{"2013-08", COC_DATES_ISO, "unreadable"},
		{"08/13/2013", COC_DATES_MDY, "2013-08-13"},
		{"13/08/2013", COC_DATES_MDY, "unreadable"},
		{"13-08-2013", COC_DATES_ISO | COC_DATES_DMY, "2013-08-13"},
		{"2013-08-13", COC_DATES_ISO | COC_DATES_DMY, "2013-08-13"},
		{"01-01-1900", COC_DATES_DMY, "1900-01-01"},
		{"31-12-1899", COC_DATES_DMY, "outside"},
		{"31-12-2099", COC_DATES_DMY, "2099-12-31"},
		{"31-12-9999", COC_DATES_DMY, "outside"},
		{"12.345.678-5", COC_DATES_DMY, "unreadable"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		CHECK_STR(dated(table[i].text, table[i].dates, false), table[i].want);
}

static void
test_partial_dates(void)
{
	CHECK_STR(dated("03-2024", COC_DATES_DMY, true), "2024-03-01 month");
	CHECK_STR(dated("3/2024", COC_DATES_DMY, true), "2024-03-01 month");
	CHECK_STR(dated("2024", COC_DATES_DMY, true), "2024-01-01 year");
	CHECK_STR(dated("2024-03", COC_DATES_ISO, true), "2024-03-01 month");
	CHECK_STR(dated("2024", COC_DATES_ISO, true), "2024-01-01 year");
	CHECK_STR(dated("2024-13", COC_DATES_ISO, true), "unreadable");
	CHECK_STR(dated("2024-03-05", COC_DATES_ISO, true), "2024-03-05 day");
}

static long long
number(const char *text, char mark)
{
	int32_t value;

	return coc_intake_number(field(text), mark, &value) ? value : -1;
}

static void
test_numbers(void)
{
	CHECK_INT(number("17", ','), 17);
	CHECK_INT(number("0017", ','), 17);
	CHECK_INT(number("1985,0", ','), 1985);
	CHECK_INT(number("1985.00", '.'), 1985);
	CHECK_INT(number("1985.0", ','), -1);
	CHECK_INT(number("1985,5", ','), -1);
	CHECK_INT(number("1985,", ','), -1);
	CHECK_INT(number(",0", ','), -1);
	CHECK_INT(number("-17", ','), -1);
	CHECK_INT(number("1 7", ','), -1);
	CHECK_INT(number("2147483647", ','), 2147483647);
	CHECK_INT(number("2147483648", ','), -1);
	CHECK_INT(number("99999999999999999999", ','), -1);
}

static bool
allowed(const char *text, const char *own)
{
	coc_guard_own(&guard, field(own));
	return coc_text_allowed(&guard, field(text));
}

/* The row's own identifier, however it is dressed. */
static void
test_guard_own(void)
{
	static const char *const spellings[] = {
		"12345678-5",
		"12.345.678-5",
		"123456785",
		"12345678",
		"0012345678-5",
		" 12 345 678 5 ",
		"1-2-3-4-5-6-7-8-5",
		"RUN 12345678-5",
		"run:12.345.678-5 (hija)",
		"CL123456785",
		"R12345678",
		"F2345678-K",
		"\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x93\xEF\xBC\x94\xEF\xBC\x95"
		"\xEF\xBC\x96\xEF\xBC\x97\xEF\xBC\x98\xEF\xBC\x8D\xEF\xBC\x95",
		"\xD9\xA1\xD9\xA2\xD9\xA3\xD9\xA4\xD9\xA5\xD9\xA6\xD9\xA7\xD9\xA8"
		"\xD9\xA5",
		"12345678\xE2\x80\x91"
		"5",
	};

	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		CHECK(!allowed(spellings[i], "12.345.678-5"));
	CHECK(allowed("2024-0031", "12.345.678-5"));
	CHECK(allowed("12345", "12.345.678-5"));
	CHECK(allowed("2024-123456", "12.345.678-5"));
	CHECK(!allowed("123456", "12.345.678-5"));
	CHECK(allowed("outpatient", "12.345.678-5"));
	/* Broken, foreign or plain ones are guarded all the same. */
	CHECK(!allowed("12345678", "12345678-4"));
	CHECK(!allowed("ab 12 cd", "AB12CD"));
	CHECK(!allowed("99", "99"));
	CHECK(allowed("1999", "99"));
	CHECK(!allowed("23456789", "x\xFF"
							   "23456789"));
	CHECK(allowed("77", NULL));
}

/* Anybody's identifier, in the form in which it is written. */
static void
test_guard_written(void)
{
	static const char *const refused[] = {
		"12.345.678-5",
		"12345678-5",
		"7.654.321-6",
		"1234567-4",
		"22962963-Q",
		"22962963Q",
		"22.962.963-q",
		"X1234567L",
		"x-1234567-l",
		"123.456.789-09",
		"123456789-09",
		"ver ficha de 12.345.678-5",
		"(12345678-5)",
		"12 345 678-5",
		"madre:22962963Q.",
		"20347878K",
		"20.347.878-k",
		"\xC2\xBF"
		"12.345.678-5?",
	};
	static const char *const kept[] = {
		"2024-0031",    "123456785",  "12345678",
		"12345678-6",   "123456789",  "2024-00312-1",
		"PG-PAI",       "M-PR",       "22962963-A",
		"1.234",        "99",         "alta terap\xC3\xA9utica",
		"2024/17",      "12.345.678", "123.456.789-08",
		"11.111.111-1",
	};

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
	{
		if (allowed(refused[i], NULL))
			printf("kept: %s\n", refused[i]);
		CHECK(!allowed(refused[i], NULL));
	}
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
	{
		if (!allowed(kept[i], NULL))
			printf("refused: %s\n", kept[i]);
		CHECK(allowed(kept[i], NULL));
	}
}

static void
test_guard_shape(void)
{
	char text[COC_TEXT_CHARACTERS * 2 + 3];

	memset(text, 'x', sizeof(text));
	text[COC_TEXT_CHARACTERS] = '\0';
	CHECK(allowed(text, NULL));
	text[COC_TEXT_CHARACTERS] = 'x';
	text[COC_TEXT_CHARACTERS + 1] = '\0';
	CHECK(!allowed(text, NULL));
	/* Characters are counted, not bytes. */
	for (int i = 0; i < COC_TEXT_CHARACTERS; i++)
		memcpy(text + 2 * i, "\xC3\xB1", 2);
	text[COC_TEXT_CHARACTERS * 2] = '\0';
	CHECK(allowed(text, NULL));
	CHECK(!allowed("a\nb", NULL));
	CHECK(!allowed("a\x7F", NULL));
	CHECK(!allowed("a\xC2\x85", NULL));
	CHECK(!allowed("a\xE2\x80\x8B"
				   "b",
				   NULL));
	CHECK(!allowed("a\xFF", NULL));
}

/* A good row, to be spoilt field by field. */
static void
good_row(CocField row[COC_NCOLUMNS])
{
	memset(row, 0, sizeof(CocField) * COC_NCOLUMNS);
	row[COC_SOURCE_RECORD] = field("2024-0031");
	row[COC_CLIENT_REF] = field("F-17");
	row[COC_IDENTIFIER] = field("12.345.678-5");
	row[COC_SCHEME] = field("CL.RUN");
	row[COC_REGISTERED_SEX] = field("female");
	row[COC_BIRTH_YEAR] = field("1985,0");
	row[COC_PROGRAMME] = field("17");
	row[COC_CARE] = field("outpatient");
	row[COC_STARTED] = field("10-03-2024");
	row[COC_ENDED] = field("09/06/2024");
	row[COC_EXIT_REASON] = field("completed");
	row[COC_AFTERCARE_OFFER] = field("accepted");
	row[COC_PRIMARY_SUBSTANCE] = field("99");
}

static const CocFormat format = {';', ',', COC_DATES_DMY, COC_CP1252, true};
static CocRow row;
static CocProblems problems;

static const char *
judge(CocField fields[COC_NCOLUMNS])
{
	memset(&problems, 0, sizeof(problems));
	coc_intake_row(fields, &format, &guard, &row, &problems);
	return listed(&problems);
}

/* The good row with one field changed. */
static const char *
spoilt(CocColumn column, const char *text)
{
	CocField fields[COC_NCOLUMNS];

	good_row(fields);
	fields[column] = field(text);
	return judge(fields);
}

static void
test_good_row(void)
{
	CHECK_STR(spoilt(COC_CARE, " outpatient "), "");
	CHECK_STR(shown(row.text[COC_SOURCE_RECORD]), "2024-0031");
	CHECK_STR(shown(row.text[COC_CARE]), "outpatient");
	CHECK_STR(shown(row.identifier), "12.345.678-5");
	CHECK_STR(shown(row.scheme), "CL.RUN");
	CHECK(row.text[COC_IDENTIFIER].text == NULL);
	CHECK(row.text[COC_STARTED].text == NULL);
	CHECK(row.has_started && row.has_ended && row.has_birth_year);
	CHECK_INT(row.ended - row.started, 91);
	CHECK_INT(row.birth_year, 1985);
	CHECK_INT(row.programme, 17);
	CHECK_INT(row.ended_precision, COC_PRECISION_DAY);
	CHECK(!row.has_last_contact && !row.has_referred_to);
}

static void
test_faulty_rows(void)
{
	static const struct
	{
		CocColumn column;
		const char *text;
		const char *want;
	} table[] = {
		{COC_SOURCE_RECORD, NULL, "P205!source_record"},
		{COC_SOURCE_RECORD, "null", "P205!source_record"},
		{COC_SOURCE_RECORD, "12345678-5", "P104!source_record"},
		{COC_SOURCE_RECORD, "x\xFF", "P209!source_record"},
		{COC_CLIENT_REF, "12345678", "P104?client_ref"},
		{COC_IDENTIFIER, "", "P101?identifier"},
		{COC_IDENTIFIER, "1\xF1", "P209?identifier"},
		{COC_REGISTERED_SEX, NULL, "P210!registered_sex"},
		{COC_GENDER_IDENTITY, "22962963Q", "P104?gender_identity"},
		{COC_BIRTH_YEAR, "85", "P207?birth_year"},
		{COC_BIRTH_YEAR, "13-08-1985", "P207?birth_year"},
		{COC_BIRTH_YEAR, "2025", "P207?birth_year"},
		{COC_BIRTH_YEAR, "2024", ""},
		{COC_PROGRAMME, NULL, "P210!programme"},
		{COC_PROGRAMME, "PG-PAI", "P211!programme"},
		{COC_PROGRAMME, "0", "P211!programme"},
		{COC_CARE, "12.345.678-5", "P104!care"},
		{COC_CARE, "a\xFF", "P209!care"},
		{COC_STARTED, "2024-03-10", "P201!started"},
		{COC_STARTED, NULL, "P210!started"},
		{COC_STARTED, "10-03-1824", "P206!started"},
		{COC_STARTED, "10-06-2024", "P203!ended"},
		{COC_STARTED, "09-06-2024", ""},
		{COC_ENDED, "9999-12-31", "P201!ended"},
		{COC_ENDED, "31-12-9999", "P206!ended"},
		{COC_ENDED, NULL, ""},
		{COC_EXIT_REASON, NULL, "P210!exit_reason"},
		{COC_EXIT_REASON, "12345678-5", "P104!exit_reason"},
		{COC_AFTERCARE_OFFER, NULL, "P210!aftercare_offer"},
		{COC_ENDED_PRECISION, "casi", "P212?ended_precision"},
		{COC_LAST_CONTACT, "ayer", "P201?last_contact"},
		{COC_LAST_CONTACT, "01-01-1700", "P206?last_contact"},
		{COC_REFERRED_TO, "otro", "P211?referred_to"},
		{COC_EXIT_DETAIL, "a\x01", "P104?exit_detail"},
		{COC_PRIMARY_SUBSTANCE, NULL, "P210!primary_substance"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
	{
		CHECK_STR(spoilt(table[i].column, table[i].text), table[i].want);
		if (strchr(table[i].want, '!') != NULL)
			CHECK(problems.rejected);
		/* What was refused is nowhere in the row. */
		if (strstr(table[i].want, "P104") != NULL ||
			strstr(table[i].want, "P209") != NULL)
			CHECK(row.text[table[i].column].text == NULL);
	}
}

/* Everything wrong with a row is said at once. */
static void
test_many_faults(void)
{
	CocField fields[COC_NCOLUMNS] = {{NULL, 0}};

	CHECK_STR(judge(fields),
			  "P205!source_record P210!registered_sex P210!programme P210!care "
			  "P210!started P210!primary_substance P101?identifier");
	for (CocColumn c = 0; c < COC_NCOLUMNS; c++)
		fields[c] = field("12.345.678-5");
	(void) judge(fields);
	CHECK(problems.rejected);
	for (CocColumn c = 0; c < COC_NCOLUMNS; c++)
		CHECK(row.text[c].text == NULL);
	CHECK(!row.has_programme && !row.has_started && !row.has_birth_year);
}

static const char *
end_of(const char *started, const char *ended, const char *precision)
{
	static char out[64];
	CocField fields[COC_NCOLUMNS];
	const char *verdict;

	good_row(fields);
	fields[COC_STARTED] = field(started);
	fields[COC_ENDED] = field(ended);
	fields[COC_ENDED_PRECISION] = field(precision);
	verdict = judge(fields);
	if (verdict[0] != '\0')
		return verdict;
	if (!row.has_ended)
		return row.ended_precision == COC_PRECISION_NONE
				   ? "open"
				   : coc_precision_name(row.ended_precision);
	coc_date_write(row.ended, out);
	snprintf(out + COC_DATE_LENGTH, sizeof(out) - COC_DATE_LENGTH, " %s",
			 coc_precision_name(row.ended_precision));
	return out;
}

static void
test_precision(void)
{
	CHECK_STR(end_of("10-03-2024", NULL, NULL), "open");
	CHECK_STR(end_of("10-03-2024", NULL, "unknown"), "unknown");
	CHECK_STR(end_of("10-03-2024", NULL, "desconocida"), "unknown");
	CHECK_STR(end_of("10-03-2024", "12-03-2024", "unknown"), "unknown");
	CHECK_STR(end_of("10-03-2024", NULL, "month"), "open");
	CHECK_STR(end_of("10-03-2024", "12-03-2024", NULL), "2024-03-12 day");
	CHECK_STR(end_of("10-03-2024", "12-03-2024",
					 "d\xC3\xAD"
					 "a"),
			  "2024-03-12 day");
	CHECK_STR(end_of("10-01-2024", "12-03-2024", "mes"), "2024-03-01 month");
	CHECK_STR(end_of("10-01-2024", "03-2024", NULL), "2024-03-01 month");
	CHECK_STR(end_of("10-03-2024", "03-2024", "month"), "2024-03-10 month");
	CHECK_STR(end_of("10-03-2024", "05-03-2024", "month"), "2024-03-10 month");
	CHECK_STR(end_of("10-03-2024", "05-03-2024", "day"), "P203!ended");
	CHECK_STR(end_of("10-03-2024", "02-2024", NULL), "P203!ended");
	CHECK_STR(end_of("10-03-2023", "2024", NULL), "2024-01-01 year");
	CHECK_STR(end_of("10-03-2023", "12-2024", "year"), "2024-01-01 year");
	CHECK_STR(end_of("31-12-2024", "12-2024", NULL), "2024-12-31 month");
	CHECK_STR(end_of("10-03-2024", "2023", "year"), "P203!ended");
	CHECK_STR(end_of("10-03-2024", "03-2024", "day"), "P201!ended");
	/* Longer than an episode can be. */
	CHECK_STR(end_of("01-01-1900", "31-12-2099", NULL),
			  "P206!ended P207?birth_year");
}

int
main(void)
{
	prepare_guard();
	test_split();
	test_split_many();
	test_blank();
	test_read();
	test_read_length();
	test_mark();
	test_utf8();
	test_header();
	test_header_scheme();
	test_place();
	test_dates();
	test_partial_dates();
	test_numbers();
	test_guard_own();
	test_guard_written();
	test_guard_shape();
	test_good_row();
	test_faulty_rows();
	test_many_faults();
	test_precision();
	return check_summary("intake");
}
