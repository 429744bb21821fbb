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

/* Months clamp to the end of a shorter one, and stay inside the calendar. */
static void
test_months(void)
{
	static const int want[][7] = {
		{2024, 8, 31, 6, 2025, 2, 28},  {2023, 8, 31, 6, 2024, 2, 29},
		{2024, 2, 29, 12, 2025, 2, 28}, {2024, 1, 31, 1, 2024, 2, 29},
		{2024, 1, 15, 0, 2024, 1, 15},  {2024, 1, 31, -2, 2023, 11, 30},
		{2024, 12, 31, 2, 2025, 2, 28}, {2024, 3, 31, -12, 2023, 3, 31},
		{1, 1, 31, 1, 1, 2, 28},        {9999, 11, 30, 1, 9999, 12, 30},
	};
	int32_t from = 0;
	int32_t to = 0;
	int32_t got = 0;

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
	{
		const int *w = want[i];

		CHECK(coc_date_from_civil(w[0], w[1], w[2], &from));
		CHECK(coc_date_from_civil(w[4], w[5], w[6], &to));
		CHECK(coc_date_add_months(from, w[3], &got));
		CHECK_INT(got, to);
	}
	CHECK(!coc_date_add_months(COC_DATE_MAX, 1, &got));
	CHECK(!coc_date_add_months(COC_DATE_MIN, -1, &got));
	CHECK(!coc_date_add_months(0, INT32_MAX, &got));
	CHECK(!coc_date_add_months(0, INT32_MIN, &got));
	CHECK(!coc_date_add_months(INT32_MAX, 0, &got));
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
