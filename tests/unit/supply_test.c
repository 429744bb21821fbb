/*
 * supply_test.c
 *		Coverage by medication: vectors checked by hand, and random supplies
 *		used up day by day, box by box.
 */
#include "check.h"

#include <stdlib.h>

#include "core/date.h"
#include "core/supply.h"

static int32_t
day(int year, int month, int dom)
{
	int32_t result = 0;

	CHECK(coc_date_from_civil(year, month, dom, &result));
	return result;
}

static CocCover
cover(int32_t start, int32_t observed_until)
{
	return (CocCover){.start = start,
					  .observed_until = observed_until,
					  .days = 180,
					  .max_uncovered = 7};
}

/* DOMAIN 2.8, M1: the period ends on 28 June; a gap of 6 will do, 8 not. */
static void
test_m1(void)
{
	int32_t start = day(2024, 1, 1);
	int32_t end = day(2024, 6, 28);
	CocCover m1 = cover(start, end);
	CocSupply supplies[] = {{0, start, 30}, {0, day(2024, 2, 6), 150}};

	CHECK_INT(coc_answer_covered(supplies, 2, &m1), COC_YES);
	supplies[1].dispensed_on = day(2024, 2, 7);
	CHECK_INT(coc_answer_covered(supplies, 2, &m1), COC_YES);
	supplies[1].dispensed_on = day(2024, 2, 8);
	CHECK_INT(coc_answer_covered(supplies, 2, &m1), COC_NO);
	m1.observed_until = end - 1;
	CHECK_INT(coc_answer_covered(supplies, 2, &m1), COC_TOO_RECENT);
	CHECK_INT(coc_answer_covered(supplies, 0, &m1), COC_TOO_RECENT);
	m1.observed_until = end;
	CHECK_INT(coc_answer_covered(supplies + 1, 1, &m1), COC_NOT_APPLICABLE);
	CHECK_INT(coc_answer_covered(supplies, 0, &m1), COC_NOT_APPLICABLE);
}

/* Boxes of one drug append, of another they do not; the end counts too. */
static void
test_appending(void)
{
	CocCover c = cover(0, 10000);
	CocSupply same[] = {{0, 0, 90}, {0, 10, 90}};
	CocSupply other[] = {{0, 0, 90}, {1, 10, 90}};
	CocSupply short_end[] = {{0, 0, 172}};
	CocSupply future[] = {{0, 0, 90}, {0, 80, 90}};

	CHECK_INT(coc_answer_covered(same, 2, &c), COC_YES);
	CHECK_INT(coc_answer_covered(other, 2, &c), COC_NO);
	CHECK_INT(coc_answer_covered(short_end, 1, &c), COC_NO);
	short_end[0].days = 173;
	CHECK_INT(coc_answer_covered(short_end, 1, &c), COC_YES);
	short_end[0].days = INT32_MAX;
	CHECK_INT(coc_answer_covered(short_end, 1, &c), COC_YES);
	/* Dispensed after observation stopped: not seen. */
	c.days = 60;
	c.observed_until = 59;
	CHECK_INT(coc_answer_covered(future, 2, &c), COC_YES);
	c.days = 100;
	c.observed_until = 99;
	future[1].dispensed_on = 100;
	CHECK_INT(coc_answer_covered(future, 2, &c), COC_NO);
	c.start = INT32_MAX;
	CHECK_INT(coc_answer_covered(same, 2, &c), COC_TOO_RECENT);
	c.start = INT32_MIN;
	CHECK_INT(coc_answer_covered(same, 2, &c), COC_NOT_APPLICABLE);
}

static void
test_refuses(void)
{
	CocCover wrong[] = {{0, 0, 0, 7}, {0, 0, 3661, 7}, {0, 0, 180, -1}};
	CocSupply none = {0, 0, 0};
	CocSlip slip;

	for (int i = 0; i < 3; i++)
		CHECK_INT(coc_cover_check(&wrong[i], &slip), COC_BAD_VALUE);
	CHECK_INT(coc_supply_check(&none, &slip), COC_BAD_VALUE);
	wrong[0].days = 3660;
	CHECK_INT(coc_cover_check(&wrong[0], &slip), COC_OK);
}

static int
by_drug_and_day(const void *left, const void *right)
{
	return coc_supply_compare(left, right);
}

/*
 * Day by day: what was dispensed goes on the shelf of its drug, and from each
 * shelf a day's worth is taken.
 */
static int
longest_run(const CocSupply *supplies, int n, const CocCover *c)
{
	long long shelf[3] = {0, 0, 0};
	int longest = 0;
	int run = 0;

	for (int on = -50; on < c->days; on++)
	{
		bool covered = false;

		for (int i = 0; i < n; i++)
		{
			if (supplies[i].dispensed_on - c->start == on &&
				supplies[i].dispensed_on <= c->observed_until)
				shelf[supplies[i].drug] += supplies[i].days;
		}
		for (int drug = 0; drug < 3; drug++)
		{
			covered |= shelf[drug] > 0;
			shelf[drug] -= shelf[drug] > 0;
		}
		if (on < 0)
			continue;
		run = covered ? 0 : run + 1;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void
test_random_supplies(void)
{
	int yes = 0;

	srand(11);
	for (int i = 0; i < 20000; i++)
	{
		CocCover c = {.start = 100,
					  .observed_until = 400,
					  .days = 1 + rand() % 200,
					  .max_uncovered = rand() % 15};
		CocSupply supplies[12];
		int n = 1 + rand() % 12;
		CocAnswer want;

		for (int k = 0; k < n; k++)
			supplies[k] =
				(CocSupply){rand() % 3, 60 + rand() % 250, 1 + rand() % 40};
		supplies[0].dispensed_on = 100;
		want =
			longest_run(supplies, n, &c) > c.max_uncovered ? COC_NO : COC_YES;
		qsort(supplies, (size_t) n, sizeof(CocSupply), by_drug_and_day);
		CHECK_INT(coc_answer_covered(supplies, n, &c), want);
		yes += want == COC_YES;
	}
	CHECK(yes > 1000 && yes < 19000);
}

int
main(void)
{
	test_m1();
	test_appending();
	test_refuses();
	test_random_supplies();
	return check_summary("supply");
}
