/*
 * pathway_key_test.c
 *		Whoever matches a pathway passes its plan over keys.
 */
#include "check.h"
#include "core/pathway_key.h"
#include "stays.h"

#include <stdarg.h>
#include <stdlib.h>

#define MOST 9

static CocPathway pathway;
static CocKeyPlan plan;
static CocEpisode stays[MOST];

/* One of some texts. */
static const char *
pick(int n, ...)
{
	const char *picked = "";
	va_list texts;

	va_start(texts, n);
	for (int left = (int) random_below((uint32_t) n); left >= 0; left--)
		picked = va_arg(texts, const char *);
	va_end(texts);
	return picked;
}

static int
random_journey(void)
{
	static const uint8_t some[] = {COC_RESIDENTIAL, COC_OUTPATIENT,
								   COC_AFTERCARE_GENERAL, COC_OUTREACH,
								   COC_THERAPEUTIC_COMMUNITY};
	int n = (int) random_below(MOST + 1);

	for (int i = 0; i < n; i++)
	{
		stays[i] = random_stay(60);
		stays[i].care = some[random_below(5)];
		stays[i].programme = (int32_t) random_below(4);
		if (coc_episode_closed(&stays[i]))
		{
			stays[i].length = (uint16_t) random_below(40);
			stays[i].exit = (uint8_t) (1 + random_below(3));
		}
	}
	return coc_journey_sort(stays, n);
}

static int
random_text(char *text, size_t size)
{
	int nsteps = 1 + (int) random_below(4);
	int length = snprintf(text, size, "%s",
						  pick(5, "", "", "", "^ ", "^ no outreach then "));

	for (int i = 0; i < nsteps; i++)
		length += snprintf(
			text + length, size - (size_t) length, "%s%s%s%s%s%s%s",
			i == 0
				? ""
				: pick(6, " then ", " then ", " then next ", " then {<=20d} ",
					   " then no outpatient then ", " then {-5..40d} "),
			pick(5, "", "", "", "", "optional "),
			pick(9, "residential", "outpatient", "aftercare", "residential*",
				 "treatment*", "any", "(residential | outreach)",
				 "(outpatient then aftercare)", "(outreach | any)"),
			pick(5, "", "", "", ":completed", ":(completed | transferred)"),
			pick(6, "", "", "", "@1", "@(2 | 3)", "@0"),
			pick(6, "", "", "", "{open}", "{>=10d}", " in [2000-01-10,)"),
			pick(6, "", "", "", " 2 times", " 1..3 times", " 2.. times"));
	return length + snprintf(text + length, size - (size_t) length, "%s",
							 pick(4, "", "", " $", " spanning {<=50d}"));
}

static bool
is_match(int n)
{
	CocTick tick = {0};
	CocMatcher matcher;
	void *room = malloc(coc_matcher_room(&pathway, n) + 8);
	bool exists;

	coc_matcher_begin(&matcher, &pathway, stays, n, room);
	CHECK_INT(coc_matcher_fill(&matcher, &tick), COC_OK);
	exists = coc_matcher_exists(&matcher);
	free(room);
	return exists;
}

static bool
is_possible(const int32_t *keys, int nkeys)
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

/* Also that the promise is worth something: most who do not match are told. */
static void
test_random(void)
{
	char text[COC_PATHWAY_TEXT_MAX];
	char canonical[COC_PATHWAY_TEXT_MAX];
	int matching = 0;
	int refused = 0;
	int others = 0;

	for (int round = 0; round < 4000; round++)
	{
		size_t length = (size_t) random_text(text, sizeof(text));
		CocSlip slip;

		if (coc_pathway_parse(text, length, &pathway, canonical, &length,
							  &slip) != COC_OK)
			continue;
		coc_plan_pathway(&plan, &pathway, round % 4 != 0);
		for (int i = 0; i < 25; i++)
		{
			int32_t keys[COC_JOURNEY_KEYS_MAX];
			int n = random_journey();
			int nkeys = coc_journey_keys(stays, n, keys);
			bool possible = is_possible(keys, nkeys);

			CHECK(!coc_plan_possible(&plan, NULL) || possible);
			if (is_match(n))
			{
				CHECK(possible);
				matching++;
			}
			else
			{
				refused += !possible;
				others++;
			}
		}
	}
	CHECK(matching > 5000);
	CHECK(refused > others / 2);
	printf("pathway_key: %d match, %d of %d others are told from keys\n",
		   matching, refused, others);
}

static void
compile(const char *text)
{
	char canonical[COC_PATHWAY_TEXT_MAX];
	size_t length;
	CocSlip slip;

	CHECK_INT(coc_pathway_parse(text, strlen(text), &pathway, canonical,
								&length, &slip),
			  COC_OK);
	coc_plan_pathway(&plan, &pathway, true);
}

static bool
asks_for(int32_t key)
{
	for (int i = 0; i < plan.nkeys; i++)
	{
		if (plan.keys[i] == key)
			return true;
	}
	return false;
}

/* What is asked for, by hand. */
static void
test_keys(void)
{
	compile("residential then outpatient");
	CHECK_INT(plan.nkeys, 2);
	CHECK(asks_for(coc_key_of_pair(COC_RESIDENTIAL, COC_OUTPATIENT)));
	CHECK(asks_for(COC_KEY_MANY_PAIRS));
	CHECK(coc_pathway_in_keys(&pathway));

	compile("outpatient@17{open}");
	CHECK_INT(plan.nkeys, 3);
	CHECK(asks_for(coc_key_of_programme(17)));
	CHECK(asks_for(COC_KEY_MANY_PROGRAMMES));
	CHECK(asks_for(coc_key_of_exit(COC_ONGOING)));
	CHECK(coc_pathway_in_keys(&pathway));

	compile("outpatient@0");
	CHECK_INT(plan.nkeys, 1);
	CHECK(asks_for(coc_key_of_care(COC_OUTPATIENT)));

	compile("any then any");
	CHECK_INT(plan.nkeys, 0);
	CHECK(coc_plan_possible(&plan, NULL));

	compile("residential{>=30d}");
	CHECK(!coc_pathway_in_keys(&pathway));
	compile("residential then {<=14d} outpatient");
	CHECK(!coc_pathway_in_keys(&pathway));
	compile("residential then next outpatient");
	CHECK(!coc_pathway_in_keys(&pathway));
	compile("^ residential");
	CHECK(!coc_pathway_in_keys(&pathway));
	compile("residential $");
	CHECK(!coc_pathway_in_keys(&pathway));
}

int
main(void)
{
	test_random();
	test_keys();
	return check_summary("pathway_key");
}
