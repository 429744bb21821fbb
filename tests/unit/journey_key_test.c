/*
 * journey_key_test.c
 *		Keys of journeys by pairwise search, and plans by their one promise:
 *		what is so is possible.
 */
#include "check.h"
#include "core/journey_estimate.h"
#include "core/journey_sets.h"
#include "stays.h"

#include <stdlib.h>

#define MOST 300

static CocEpisode stays[MOST];
static CocEpisode others[MOST];
static int32_t keys[COC_JOURNEY_KEYS_MAX];
static CocKeyPlan plan;

static bool
has_key(int nkeys, int32_t key)
{
	int n = 0;

	for (int i = 0; i < nkeys; i++)
		n += keys[i] == key;
	CHECK(n <= 1);
	return n == 1;
}

/* A journey of few kinds of care and programmes, or of as many as there are. */
static int
random_journey(CocEpisode *out, int most, bool few)
{
	static const uint8_t some[] = {COC_RESIDENTIAL, COC_OUTPATIENT,
								   COC_AFTERCARE_GENERAL};
	int n = (int) random_below((uint32_t) most + 1);

	for (int i = 0; i < n; i++)
	{
		out[i] = random_stay(few ? 10 : 1000);
		out[i].programme = (int32_t) random_below(few ? 3 : 60);
		if (few)
			out[i].care = some[random_below(3)];
	}
	return coc_journey_sort(out, n);
}

static int
naive_pairs(int n)
{
	int npairs = 0;

	for (int a = 0; a < COC_KEY_CODES; a++)
	{
		for (int b = 0; b < COC_KEY_CODES; b++)
		{
			bool found = false;

			for (int i = 0; i < n; i++)
				for (int j = i + 1; j < n; j++)
					found |= stays[i].care == a && stays[j].care == b;
			npairs += found;
		}
	}
	return npairs;
}

static int
naive_programmes(int n)
{
	int nprogrammes = 0;

	for (int i = 0; i < n; i++)
	{
		bool seen = stays[i].programme == 0;

		for (int j = 0; j < i; j++)
			seen |= stays[j].programme == stays[i].programme;
		nprogrammes += !seen;
	}
	return nprogrammes;
}

static void
check_keys(int n)
{
	int nkeys = coc_journey_keys(stays, n, keys);
	bool many_pairs = has_key(nkeys, COC_KEY_MANY_PAIRS);
	bool many_programmes = has_key(nkeys, COC_KEY_MANY_PROGRAMMES);
	int npairs = naive_pairs(n);
	int nprogrammes = naive_programmes(n);
	uint64_t cares = 0;
	uint64_t exits = 0;

	CHECK_INT(many_pairs, npairs > COC_KEY_PAIRS);
	CHECK_INT(many_programmes, nprogrammes > COC_KEY_PROGRAMMES);
	for (int i = 0; i < n; i++)
	{
		cares |= UINT64_C(1) << stays[i].care;
		exits |= UINT64_C(1) << stays[i].exit;
		CHECK(has_key(nkeys, coc_key_of_care(stays[i].care)));
		CHECK(has_key(nkeys, coc_key_of_exit(stays[i].exit)));
		CHECK_INT(has_key(nkeys, coc_key_of_programme(stays[i].programme)),
				  !many_programmes && stays[i].programme != 0);
		if (!many_pairs && i > 0)
			CHECK(has_key(nkeys,
						  coc_key_of_pair(stays[i - 1].care, stays[i].care)));
	}
	/* All are there, each once, and there is no other. */
	CHECK_INT(nkeys, __builtin_popcountll(cares) + __builtin_popcountll(exits) +
						 (many_pairs ? 1 : npairs) +
						 (many_programmes ? 1 : nprogrammes));
}

static void
test_keys(void)
{
	for (int round = 0; round < 600; round++)
		check_keys(
			random_journey(stays, round % 5 == 0 ? MOST : 8, round % 2 == 0));
}

/* Any bytes at all: no read or write outside, and no more keys than room. */
static void
test_damaged(void)
{
	for (int round = 0; round < 2000; round++)
	{
		uint8_t *bytes = (uint8_t *) stays;

		for (size_t i = 0; i < sizeof(stays); i++)
			bytes[i] = (uint8_t) random_below(256);
		CHECK(coc_journey_keys(stays, MOST, keys) <= COC_JOURNEY_KEYS_MAX);
		coc_plan_all(&plan, stays, MOST, true);
		coc_plan_any(&plan, stays, 60, true);
		(void) coc_plan_possible(&plan, NULL);
	}
}

/* Ask the plan about the journey of so many keys. */
static bool
is_possible(int nkeys)
{
	char found[COC_PLAN_KEYS];

	for (int i = 0; i < plan.nkeys; i++)
	{
		found[i] = 0;
		for (int k = 0; k < nkeys; k++)
			found[i] |= keys[k] == plan.keys[i];
	}
	return coc_plan_possible(&plan, found);
}

/*
 * Containment and a stay in common: what is so is possible, terse or not, and
 * by the keys of few stays also much that is not so is seen to be impossible.
 */
static void
test_plans(void)
{
	int refused = 0;

	for (int round = 0; round < 20000; round++)
	{
		int n = random_journey(stays, 6, round % 2 == 0);
		int nothers = random_journey(others, 3, round % 2 == 0);
		int nkeys = coc_journey_keys(stays, n, keys);
		bool terse = round % 3 == 0;

		if (round % 4 == 0 && n > 0)
			nothers = coc_journey_subtract(stays, n, stays + n / 2, 1, others);
		coc_plan_all(&plan, others, nothers, terse);
		CHECK(is_possible(nkeys) ||
			  !coc_journey_includes(stays, n, others, nothers));
		refused += !is_possible(nkeys);
		CHECK_INT(coc_plan_possible(&plan, NULL), nothers == 0);
		coc_plan_any(&plan, others, nothers, terse);
		CHECK(is_possible(nkeys) ||
			  !coc_journey_shares(stays, n, others, nothers));
		coc_plan_care(&plan, COC_OUTPATIENT);
		CHECK_INT(is_possible(nkeys),
				  coc_journey_has_care(stays, n, COC_OUTPATIENT));
	}
	CHECK(refused > 11000);
}

/* Long ones: some stays of a long journey are in it, whatever it lists. */
static void
test_long_plans(void)
{
	for (int round = 0; round < 300; round++)
	{
		int n = random_journey(stays, MOST, false);
		int nkeys = coc_journey_keys(stays, n, keys);
		int nothers = 0;

		for (int i = 0; i < n; i++)
		{
			if (random_below(round % 2 == 0 ? 2 : 30) == 0)
				others[nothers++] = stays[i];
		}
		coc_plan_all(&plan, others, nothers, round % 3 == 0);
		CHECK(plan.nkeys <= COC_PLAN_KEYS);
		CHECK(is_possible(nkeys));
		coc_plan_any(&plan, others, nothers, round % 3 == 0);
		CHECK_INT(is_possible(nkeys), nothers > 0);
	}
}

static void
add_step(uint64_t cares)
{
	CocKeyStep step = {.cares = cares, .exits = UINT64_MAX};

	coc_plan_add_step(&plan, &step);
}

/* A terse plan of "a then b" asks for the pair, or the key that stands for it,
   and for nothing else; where b may be left out it asks for a as well. */
static void
test_terse(void)
{
	for (int optional = 0; optional < 2; optional++)
	{
		coc_plan_clear(&plan);
		add_step(UINT64_C(1) << COC_RESIDENTIAL);
		add_step(UINT64_C(1) << COC_OUTPATIENT);
		plan.first = 1;
		plan.after[0] = 2;
		plan.last = optional == 1 ? 3 : 2;
		coc_plan_link(&plan, true);
		CHECK_INT(plan.nkeys, 2 + optional);
		CHECK_INT(plan.keys[0],
				  coc_key_of_pair(COC_RESIDENTIAL, COC_OUTPATIENT));
		CHECK_INT(plan.keys[1], COC_KEY_MANY_PAIRS);
	}
	CHECK_INT(plan.keys[2], coc_key_of_care(COC_RESIDENTIAL));

	/* Any care at all is no key; then another still is. */
	coc_plan_clear(&plan);
	add_step(UINT64_MAX);
	add_step(UINT64_C(1) << COC_OUTPATIENT);
	plan.first = 1;
	plan.after[0] = 2;
	plan.last = 2;
	coc_plan_link(&plan, true);
	CHECK_INT(plan.nkeys, 1);
	CHECK_INT(plan.keys[0], coc_key_of_care(COC_OUTPATIENT));
	CHECK(!coc_plan_possible(&plan, NULL));
}

/* To the thousandth what is worked out by hand. */
static void
check_chance(double got, double want)
{
	CHECK_INT((int) (got * 1000 + 0.5), (int) (want * 1000 + 0.5));
}

static double
chance_of(double pair, double care)
{
	double shares[COC_PLAN_KEYS];

	for (int i = 0; i < plan.nkeys; i++)
		shares[i] = plan.keys[i] >> 24 == 3   ? pair
					: plan.keys[i] >> 24 == 1 ? care
											  : 0;
	return coc_plan_chance(&plan, shares);
}

/* a then b then c: the first pair, and the second among journeys with b; round
   in circles it is still no likelier than the way that does not. */
static void
test_chance(void)
{
	coc_plan_clear(&plan);
	add_step(UINT64_C(1) << COC_RESIDENTIAL);
	add_step(UINT64_C(1) << COC_OUTPATIENT);
	add_step(UINT64_C(1) << COC_AFTERCARE_GENERAL);
	plan.first = 1;
	plan.after[0] = 2;
	plan.after[1] = 4;
	plan.last = 4;
	coc_plan_link(&plan, false);
	check_chance(chance_of(0.1, 0.4), 0.1 * (0.1 / 0.4));
	plan.after[1] = 7;
	plan.after[2] = 7;
	check_chance(chance_of(0.1, 0.4), 0.1 * (0.1 / 0.4));
	plan.last = 6;
	check_chance(chance_of(0.1, 0.4), 0.1);
	check_chance(chance_of(0.1, 0), 0);

	/* One of two kinds, independently. */
	coc_plan_clear(&plan);
	add_step(UINT64_C(1) << COC_RESIDENTIAL | UINT64_C(1) << COC_OUTPATIENT);
	plan.first = plan.last = 1;
	coc_plan_link(&plan, false);
	check_chance(chance_of(0, 0.4), 1 - 0.6 * 0.6);
}

/* Ten periods [10 i, 10 i + 4], i from 0 to 10, each one spell. */
static void
test_days(void)
{
	int32_t first[11];
	int32_t last[11];
	CocDayShares shares = {11, first, last, first, last, 1, 1};

	for (int i = 0; i < 11; i++)
	{
		first[i] = 10 * i;
		last[i] = 10 * i + 4;
	}
	check_chance(coc_days_chance(&shares, &(CocSpan){0, 104}), 1);
	check_chance(coc_days_chance(&shares, &(CocSpan){INT64_MIN, INT64_MAX}), 1);
	check_chance(coc_days_chance(&shares, &(CocSpan){-9, -1}), 0);
	check_chance(coc_days_chance(&shares, &(CocSpan){105, INT64_MAX}), 0);
	check_chance(coc_days_chance(&shares, &(CocSpan){5, 4}), 0);
	check_chance(coc_days_chance(&shares, &(CocSpan){50, 50}), 0.05);
	check_chance(coc_days_chance(&shares, &(CocSpan){50, 59}), 0.14);
	check_chance(coc_start_chance(&shares, 55), 0.01);
	last[10] = INT32_MAX;
	check_chance(coc_days_chance(&shares, &(CocSpan){1000, 1000}), 0.1);
	check_chance(coc_days_chance(&shares, &(CocSpan){1000, INT64_MAX}), 0.1);
	check_chance(coc_days_chance(&shares, &(CocSpan){INT64_MAX, INT64_MAX}),
				 0.1);
	shares.in_care = 0.5;
	shares.spells = 3;
	check_chance(coc_days_chance(&shares, &(CocSpan){0, 104}), 0.5);
	check_chance(coc_days_chance(&shares, &(CocSpan){50, 50}), 0.025);
}

int
main(void)
{
	test_keys();
	test_damaged();
	test_plans();
	test_long_plans();
	test_terse();
	test_chance();
	test_days();
	return check_summary("journey_key");
}
