/*
 * checkup_test.c
 *		Plans of check-ups: vectors checked by hand, and every contact tried
 *		against a second reading of the rule.
 */
#include "check.h"

#include <stdlib.h>

#include "core/checkup.h"
#include "core/date.h"

static int32_t
day(int year, int month, int dom)
{
	int32_t result = 0;

	CHECK(coc_date_from_civil(year, month, dom, &result));
	return result;
}

static CocSchedule
quarterly(int32_t anchor)
{
	return (CocSchedule){.anchor = anchor,
						 .months = 3,
						 .times = 8,
						 .days_before = 14,
						 .days_after = 28};
}

static void
plan(const CocSchedule *schedule, CocCheckup *checkups)
{
	CocSlip slip;

	CHECK_INT(coc_checkup_check(schedule, &slip), COC_OK);
	CHECK_INT(coc_checkup_plan(schedule, checkups, &slip), COC_OK);
}

/* From 31 January: the last of April is the 30th, July has its 31st again. */
static void
test_no_drift(void)
{
	CocSchedule schedule = quarterly(day(2024, 1, 31));
	CocCheckup checkups[9];

	plan(&schedule, checkups);
	CHECK_INT(checkups[0].due_on, day(2024, 4, 30));
	CHECK_INT(checkups[1].due_on, day(2024, 7, 31));
	CHECK_INT(checkups[2].due_on, day(2024, 10, 31));
	CHECK_INT(checkups[7].due_on, day(2026, 1, 31));
	CHECK_INT(checkups[0].window_from, day(2024, 4, 16));
	CHECK_INT(checkups[0].window_to, day(2024, 5, 28));
}

static void
test_states(void)
{
	CocSchedule schedule = quarterly(day(2024, 1, 31));
	CocCheckup checkups[9];
	CocSpan return_to_care = {day(2025, 1, 31), INT64_MAX};

	plan(&schedule, checkups);
	coc_checkup_contact(checkups, 8, day(2024, 4, 15));  /* too early */
	coc_checkup_contact(checkups, 8, day(2024, 7, 17));  /* opens the second */
	coc_checkup_contact(checkups, 8, day(2024, 11, 29)); /* third, late */
	coc_checkup_contact(checkups, 8, day(2024, 12, 24));
	coc_checkup_suspend(checkups, 8, &return_to_care);
	CHECK(!checkups[0].contacted);
	CHECK_INT(checkups[1].contact_on, day(2024, 7, 17));
	CHECK_INT(checkups[2].contact_on, day(2024, 11, 29));
	CHECK_INT(coc_checkup_state_of(&checkups[0], day(2024, 5, 28)),
			  COC_CHECKUP_MISSED);
	CHECK_INT(coc_checkup_state_of(&checkups[0], day(2024, 5, 27)),
			  COC_CHECKUP_NOT_YET_DUE);
	CHECK_INT(coc_checkup_state_of(&checkups[1], day(2024, 8, 27)),
			  COC_CHECKUP_NOT_YET_DUE);
	CHECK_INT(coc_checkup_state_of(&checkups[1], day(2024, 8, 28)),
			  COC_CHECKUP_DONE);
	CHECK_INT(coc_checkup_state_of(&checkups[2], INT32_MAX), COC_CHECKUP_LATE);
	CHECK_INT(coc_checkup_state_of(&checkups[3], INT32_MIN),
			  COC_CHECKUP_SUSPENDED);
	CHECK_INT(coc_checkup_state_of(&checkups[7], INT32_MAX),
			  COC_CHECKUP_SUSPENDED);
}

/* The last one, too, can be late only until another would open. */
static void
test_last_is_late(void)
{
	CocSchedule schedule = quarterly(day(2024, 1, 1));
	CocCheckup checkups[3];

	schedule.times = 2;
	plan(&schedule, checkups);
	coc_checkup_contact(checkups, 2, day(2024, 9, 17)); /* 1 October less 14 */
	CHECK(!checkups[1].contacted);
	coc_checkup_contact(checkups, 2, day(2024, 9, 16));
	CHECK_INT(checkups[1].contact_on, day(2024, 9, 16));
}

static void
test_refuses(void)
{
	CocSchedule wrong[] = {
		{0, 0, 8, 14, 28},   {0, 121, 8, 14, 28}, {0, 3, 0, 14, 28},
		{0, 3, 401, 14, 28}, {0, 3, 8, -1, 28},   {0, 3, 8, 367, 28},
		{0, 3, 8, 14, -1},   {0, 3, 8, 14, 367},  {0, -3, 8, 14, 28},
	};
	CocSchedule far = quarterly(COC_DATE_MAX - 300);
	CocCheckup checkups[9];
	CocSlip slip;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK_INT(coc_checkup_check(&wrong[i], &slip), COC_BAD_VALUE);
	CHECK_INT(coc_checkup_plan(&far, checkups, &slip), COC_OUT_OF_RANGE);
	far.anchor = INT32_MAX;
	CHECK_INT(coc_checkup_check(&far, &slip), COC_OUT_OF_RANGE);
	far.anchor = COC_DATE_MIN - 1;
	CHECK_INT(coc_checkup_check(&far, &slip), COC_OUT_OF_RANGE);
}

/* Which check-up a contact serves, -1 for none, by looking at all of them. */
static int
served(const CocCheckup *checkups, int times, int32_t contact)
{
	int best = -1;

	for (int k = 0; k < times; k++)
	{
		if (contact >= checkups[k].window_from &&
			contact <= checkups[k].window_to &&
			(best < 0 || abs(contact - checkups[k].due_on) <
							 abs(contact - checkups[best].due_on)))
			best = k;
	}
	for (int k = 0; best < 0 && k < times; k++)
	{
		if (contact > checkups[k].window_to &&
			contact < checkups[k + 1].window_from)
			return k;
	}
	return best;
}

/* One contact alone, then many in any order: the same are taken. */
static void
test_every_contact(void)
{
	srand(7);
	for (int i = 0; i < 400; i++)
	{
		CocSchedule schedule = {.anchor = rand() % 1000,
								.months = 1 + rand() % 4,
								.times = 1 + rand() % 6,
								.days_before = rand() % 40,
								.days_after = rand() % 60};
		CocCheckup one[7];
		CocCheckup up[7];
		CocCheckup down[7];

		plan(&schedule, up);
		plan(&schedule, down);
		for (int32_t c = schedule.anchor; c < schedule.anchor + 800; c += 3)
		{
			plan(&schedule, one);
			coc_checkup_contact(one, schedule.times, c);
			for (int k = 0; k < schedule.times; k++)
				CHECK_INT(one[k].contacted,
						  k == served(one, schedule.times, c));
			coc_checkup_contact(up, schedule.times, c);
		}
		for (int32_t c = schedule.anchor + 798; c >= schedule.anchor; c -= 3)
			coc_checkup_contact(down, schedule.times, c);
		CHECK(memcmp(up, down,
					 sizeof(CocCheckup) * (size_t) (schedule.times + 1)) == 0);
	}
}

int
main(void)
{
	test_no_drift();
	test_states();
	test_last_is_late();
	test_refuses();
	test_every_contact();
	return check_summary("checkup");
}
