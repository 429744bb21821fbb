/*
 * date_test.c
 *		Every day of the range against a calendar that only counts up.
 */
#include "check.h"
#include "core/date.h"

#include <stdlib.h>

static int
naive_month_length(int year, int month)
{
	if (month == 2)
	{
		if (year % 400 == 0)
			return 29;
		if (year % 100 == 0)
			return 28;
		return year % 4 == 0 ? 29 : 28;
	}
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* One day both ways, and as text. */
static bool
day_agrees(int32_t day, int year, int month, int dom)
{
	int y;
	int m;
	int d;
	int32_t back = 0;
	char text[COC_DATE_LENGTH + 1] = "";
	char want[40];

	coc_date_to_civil(day, &y, &m, &d);
	coc_date_write(day, text);
	snprintf(want, sizeof(want), "%04d-%02d-%02d", year, month, dom);
	return y == year && m == month && d == dom &&
		   coc_date_from_civil(year, month, dom, &back) && back == day &&
		   strcmp(text, want) == 0;
}

static void
test_every_day(void)
{
	int32_t day = COC_DATE_MIN;

	for (int year = 1; year <= 9999; year++)
	{
		bool good = true;

		for (int month = 1; month <= 12; month++)
		{
			for (int dom = 1; dom <= naive_month_length(year, month); dom++)
				good = day_agrees(day++, year, month, dom) && good;
		}
		CHECK(good);
	}
	CHECK_INT(day - 1, COC_DATE_MAX);
}

static void
test_epoch(void)
{
	int32_t day;

	CHECK(coc_date_from_civil(2000, 1, 1, &day));
	CHECK_INT(day, 0);
	CHECK(coc_date_from_civil(1970, 1, 1, &day));
	CHECK_INT(day, -10957); /* days between the epochs of Unix and PostgreSQL */
	CHECK(coc_date_from_civil(2024, 2, 29, &day));
	CHECK_INT(day, 8825);
}

static void
test_no_such_date(void)
{
	static const int none[][3] = {
		{0, 1, 1},     {-1, 1, 1},    {10000, 1, 1}, {2024, 0, 1},
		{2024, 13, 1}, {2024, 1, 0},  {2024, 1, 32}, {2023, 2, 29},
		{1900, 2, 29}, {2024, 2, 30}, {2024, 4, 31}, {2024, -1, 1},
	};
	int32_t day = 77;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		CHECK(!coc_date_from_civil(none[i][0], none[i][1], none[i][2], &day));
	CHECK_INT(day, 77);
	CHECK(coc_date_from_civil(2000, 2, 29, &day));
}

static void
test_range(void)
{
	CHECK(coc_date_valid(COC_DATE_MIN));
	CHECK(coc_date_valid(COC_DATE_MAX));
	CHECK(!coc_date_valid(COC_DATE_MIN - 1));
	CHECK(!coc_date_valid(COC_DATE_MAX + 1));
	CHECK(!coc_date_valid(INT32_MIN)); /* -infinity of PostgreSQL */
	CHECK(!coc_date_valid(INT32_MAX)); /* infinity */
}

/* Calendar months: clamped at the end of a month, on beyond the year 9999. */
static void
test_months(void)
{
	static const struct
	{
		int from[3];
		int months;
		int to[3];
	} cases[] = {
		{{2024, 8, 31}, 6, {2025, 2, 28}},   {{2023, 8, 31}, 6, {2024, 2, 29}},
		{{2024, 2, 29}, 12, {2025, 2, 28}},  {{2024, 2, 29}, 48, {2028, 2, 29}},
		{{2024, 1, 31}, 1, {2024, 2, 29}},   {{2024, 12, 31}, 2, {2025, 2, 28}},
		{{2024, 12, 31}, 0, {2024, 12, 31}}, {{1899, 8, 31}, 6, {1900, 2, 28}},
		{{1, 1, 1}, 119987, {9999, 12, 1}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		int32_t from = 0;
		int32_t to = 0;

		CHECK(coc_date_from_civil(cases[i].from[0], cases[i].from[1],
								  cases[i].from[2], &from));
		CHECK(coc_date_from_civil(cases[i].to[0], cases[i].to[1],
								  cases[i].to[2], &to));
		CHECK_INT(coc_date_add_months(from, cases[i].months), to);
	}
	/* 4,800 months are a cycle of the calendar, 146,097 days. */
	CHECK_INT(coc_date_add_months(COC_DATE_MAX, 4800),
			  (int64_t) COC_DATE_MAX + 146097);
	CHECK_INT(coc_date_add_months(0, INT32_MAX),
			  coc_date_add_months(0, INT32_MAX % 4800) +
				  (int64_t) (INT32_MAX / 4800) * 146097);
}

int
main(void)
{
	test_every_day();
	test_epoch();
	test_no_such_date();
	test_range();
	test_months();
	return check_summary("date");
}
