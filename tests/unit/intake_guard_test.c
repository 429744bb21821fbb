/*
 * intake_guard_test.c
 *		Which texts may be stored beside which identifier.
 */
#include "core/intake_guard.h"

#include "intake_fields.h"

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

int
main(void)
{
	prepare_guard();
	test_utf8();
	test_guard_own();
	test_guard_written();
	test_guard_shape();
	return check_summary("intake_guard");
}
