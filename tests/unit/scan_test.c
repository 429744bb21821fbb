/*
 * scan_test.c
 *		Tokens: what is taken, where the cursor stands after it, and after a
 *		miss.
 */
#include "check.h"
#include "core/scan.h"

#include <stdlib.h>

/* A scanner over an exact heap copy, so that reading past it is caught. */
static CocScanner
scan(const char *text)
{
	size_t length = strlen(text);
	char *copy = malloc(length + 1);
	CocScanner scanner = {copy, length, 0};

	memcpy(copy, text, length);
	return scanner;
}

static void
done(CocScanner *scanner)
{
	free((char *) scanner->text);
}

static void
test_char(void)
{
	CocScanner s = scan(" \t\r\n[ x");

	CHECK(!coc_scan_char(&s, ']'));
	CHECK_INT(s.position, 0);
	CHECK(coc_scan_char(&s, '['));
	CHECK_INT(s.position, 5);
	CHECK_INT(coc_scan_offset(&s), 6);
	CHECK(coc_scan_char(&s, 'x'));
	CHECK(coc_scan_at_end(&s));
	CHECK(!coc_scan_char(&s, 'x'));
	done(&s);
}

static void
test_space(void)
{
	CocScanner s = scan("  \v");

	coc_scan_space(&s);
	CHECK_INT(s.position, 2); /* a vertical tab is no space */
	done(&s);
}

static void
test_word(void)
{
	static const struct
	{
		const char *text;
		size_t length;
		size_t after;
	} rows[] = {
		{"residential[", 11, 11},
		{"  a_1-b", 3, 5},
		{"1a", 0, 0},
		{"_a", 0, 0},
		{"", 0, 0},
		{"   ", 0, 3},
		{"Abc", 0, 0},
		{"abC", 2, 2},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		CocScanner s = scan(rows[i].text);
		const char *word;

		CHECK_INT(coc_scan_word(&s, &word), rows[i].length);
		CHECK_INT(s.position, rows[i].after);
		done(&s);
	}
}

static void
test_date(void)
{
	static const struct
	{
		const char *text;
		int day; /* -1: none */
	} rows[] = {
		{"2000-01-01", 0},   {" 2024-02-29,", 8825},
		{"2024-02-30", -1},  {"2024-1-01", -1},
		{"2024/01/01", -1},  {"2024-01/01", -1},
		{"24-01-01", -1},    {"2024-01-0", -1},
		{"+024-01-01", -1},  {"", -1},
		{"2000-01-019", 0},  {"0000-01-01", -1},
		{"12024-01-01", -1},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		CocScanner s = scan(rows[i].text);
		int32_t day = -1;
		bool taken = coc_scan_date(&s, &day);

		CHECK_INT(taken, rows[i].day >= 0);
		CHECK_INT(day, rows[i].day);
		CHECK_INT(s.position,
				  taken ? 10 + (rows[i].text[0] == ' ' ? 1 : 0) : 0);
		done(&s);
	}
}

static void
test_integer(void)
{
	static const struct
	{
		const char *text;
		bool taken;
		long long value;
	} rows[] = {
		{"0", true, 0},
		{" 17@", true, 17},
		{"-17", true, -17},
		{"0000000000000000000000007", true, 7},
		{"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775808", true, INT64_MIN},
		{"9223372036854775808", false, 0},
		{"-9223372036854775809", false, 0},
		{"99999999999999999999999999", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"+1", false, 0},
		{"x1", false, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		CocScanner s = scan(rows[i].text);
		int64_t value;
		bool taken = coc_scan_integer(&s, &value);

		CHECK_INT(taken, rows[i].taken);
		if (taken)
			CHECK_INT(value, rows[i].value);
		else
			CHECK_INT(s.position, 0);
		done(&s);
	}
}

int
main(void)
{
	test_char();
	test_space();
	test_word();
	test_date();
	test_integer();
	return check_summary("scan");
}
