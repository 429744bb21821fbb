/*
 * journey_sets_test.c
 *		Journeys as sets, and against days, by asking every member.
 */
#include "check.h"
#include "core/journey_sets.h"
#include "stays.h"

#define MOST 12
#define SPREAD 20 /* starts are days 0 to 19 */

typedef struct Set
{
	CocEpisode stays[MOST];
	int n;
} Set;

/* Few starts, short stays and copies, so that sets collide and days touch. */
static Set
random_set(void)
{
	Set set = {.n = (int) random_below(MOST + 1)};

	for (int i = 0; i < set.n; i++)
	{
		set.stays[i] = random_stay(SPREAD);
		if (coc_episode_closed(&set.stays[i]))
			set.stays[i].length = (uint16_t) random_below(4);
		set.stays[i].care = random_below(2) == 0 ? 20 : 26;
		set.stays[i].programme = 0;
		if (!coc_episode_open(&set.stays[i]))
			set.stays[i].exit = 1;
		else if (random_below(3) != 0)
			set.stays[i] = set.stays[0];
	}
	set.n = coc_journey_sort(set.stays, set.n);
	return set;
}

static bool
naive_has(const Set *set, const CocEpisode *stay)
{
	for (int i = 0; i < set->n; i++)
	{
		if (naive_compare(&set->stays[i], stay) == 0)
			return true;
	}
	return false;
}

static bool
equal(const Set *a, const Set *b)
{
	return coc_journey_compare(a->stays, a->n, b->stays, b->n) == 0;
}

static Set
minus(const Set *a, const Set *b)
{
	Set rest;

	rest.n = coc_journey_subtract(a->stays, a->n, b->stays, b->n, rest.stays);
	return rest;
}

static bool
includes(const Set *a, const Set *b)
{
	return coc_journey_includes(a->stays, a->n, b->stays, b->n);
}

static void
check_pair(const Set *a, const Set *b)
{
	int common = 0;
	Set rest = minus(a, b);
	Set both = minus(a, &rest);
	CocEpisode whole[2 * MOST];
	CocSlip slip;

	for (int i = 0; i < b->n; i++)
		common += naive_has(a, &b->stays[i]);
	CHECK_INT(includes(a, b), common == b->n);
	CHECK_INT(coc_journey_shares(a->stays, a->n, b->stays, b->n), common > 0);
	CHECK_INT(rest.n, a->n - common);
	for (int i = 0; i < rest.n; i++)
		CHECK(naive_has(a, &rest.stays[i]) && !naive_has(b, &rest.stays[i]));
	CHECK_INT(coc_journey_check(rest.stays, rest.n, COC_CORRUPT, &slip),
			  COC_OK);

	/* Laws: nothing is in both parts, and together they are the whole. */
	CHECK(!coc_journey_shares(rest.stays, rest.n, both.stays, both.n));
	CHECK(includes(a, &rest) && includes(b, &both));
	CHECK_INT(coc_journey_merge(rest.stays, rest.n, both.stays, both.n, whole),
			  a->n);
	CHECK(coc_journey_compare(whole, a->n, a->stays, a->n) == 0);
	if (includes(a, b) && includes(b, a))
		CHECK(equal(a, b));
}

static bool
present_somewhere(const Set *set, const CocSpan *span)
{
	for (int64_t day = span->first; day <= span->last; day++)
	{
		if (coc_journey_present(set->stays, set->n, (int32_t) day))
			return true;
	}
	return false;
}

static bool
present_everywhere(const Set *set, const CocSpan *span)
{
	for (int64_t day = span->first; day <= span->last; day++)
	{
		if (!coc_journey_present(set->stays, set->n, (int32_t) day))
			return false;
	}
	return true;
}

static void
check_span(const Set *set, const CocSpan *span)
{
	Set part;

	CHECK_INT(coc_journey_touches(set->stays, set->n, span),
			  present_somewhere(set, span));
	CHECK_INT(coc_journey_covers(set->stays, set->n, span),
			  present_everywhere(set, span));
	part.n = coc_journey_slice(set->stays, set->n, span, part.stays);
	CHECK(includes(set, &part));
	for (int i = 0; i < set->n; i++)
	{
		Set one = {.stays = {set->stays[i]}, .n = 1};

		CHECK_INT(naive_has(&part, &set->stays[i]),
				  present_somewhere(&one, span));
	}
}

static void
test_random(void)
{
	for (int round = 0; round < 20000; round++)
	{
		Set a = random_set();
		Set b = random_set();
		CocSpan span = {.first = (int64_t) random_below(30) - 3};

		span.last = span.first + (int64_t) random_below(8) - 1;
		check_pair(&a, &b);
		check_pair(&a, &a);
		check_span(&a, &span);
	}
}

/* Spells are the runs of days with presence, one after the other. */
static void
test_spells(void)
{
	for (int round = 0; round < 5000; round++)
	{
		Set set = random_set();
		CocSpan spell;
		int64_t day = -2;
		int next = 0;

		while (coc_journey_spell(set.stays, set.n, &next, &spell))
		{
			CHECK(spell.first > day); /* or it would be the same spell */
			for (; day < spell.first; day++)
				CHECK(!coc_journey_present(set.stays, set.n, (int32_t) day));
			for (; day <= spell.last && day < 40; day++)
				CHECK(coc_journey_present(set.stays, set.n, (int32_t) day));
			if (spell.last == INT64_MAX)
				break;
		}
		for (; day < 40; day++)
			CHECK(!coc_journey_present(set.stays, set.n, (int32_t) day));
	}
}

/* Spans without an end on one side or the other, and none at all. */
static void
test_endless(void)
{
	CocEpisode open = {.start = 10, .length = COC_LENGTH_OPEN, .care = 26};
	CocEpisode over = {.start = 10, .length = 5, .care = 26, .exit = 1};
	CocSpan ever = {INT64_MIN, INT64_MAX};
	CocSpan from = {10, INT64_MAX};
	CocSpan until = {INT64_MIN, 12};
	CocSpan at_end = {INT64_MAX, INT64_MAX};
	CocSpan none = {0, -1};

	CHECK(coc_journey_touches(&open, 1, &ever));
	CHECK(!coc_journey_covers(&open, 1, &ever));
	CHECK(coc_journey_covers(&open, 1, &from));
	CHECK(!coc_journey_covers(&over, 1, &from));
	CHECK(coc_journey_touches(&over, 1, &until));
	CHECK(!coc_journey_covers(&over, 1, &until));
	CHECK(coc_journey_touches(&open, 1, &at_end));
	CHECK(!coc_journey_touches(&over, 1, &at_end));
	CHECK(!coc_journey_touches(&open, 1, &none));
	CHECK(coc_journey_covers(&open, 1, &none));
	CHECK(coc_journey_covers(&open, 0, &none));
	CHECK(!coc_journey_covers(&open, 0, &from));
	CHECK_INT(coc_journey_slice(&open, 1, &none, &over), 0);
}

/* Any bytes at all: some answer, no read or write outside, an end. */
static void
test_damaged(void)
{
	for (int round = 0; round < 20000; round++)
	{
		Set a = {.n = MOST};
		Set b = {.n = (int) random_below(MOST)};
		CocSpan span = {(int32_t) random_below(UINT32_MAX), INT32_MAX};
		CocEpisode out[MOST];
		int next = 0;

		for (size_t i = 0; i < sizeof(a.stays); i++)
		{
			((uint8_t *) a.stays)[i] = (uint8_t) random_below(256);
			((uint8_t *) b.stays)[i] = (uint8_t) random_below(256);
		}
		(void) includes(&a, &b);
		(void) coc_journey_shares(a.stays, a.n, b.stays, b.n);
		(void) coc_journey_covers(a.stays, a.n, &span);
		CHECK(minus(&a, &b).n <= a.n);
		CHECK(coc_journey_slice(a.stays, a.n, &span, out) <= a.n);
		while (coc_journey_spell(a.stays, a.n, &next, &span))
			;
		CHECK_INT(next, a.n);
	}
}

int
main(void)
{
	test_random();
	test_spells();
	test_endless();
	test_damaged();
	return check_summary("journey_sets");
}
