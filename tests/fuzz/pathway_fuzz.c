/*
 * pathway_fuzz.c
 *		Any text as a pathway, asked of any bytes as a journey.
 *
 * Up to the first NUL the input is a text, behind it are stays as they would
 * lie in a damaged image. What reads must print and read back to itself; then
 * nothing is read outside the stays, and the ways of asking agree. Where the
 * starts ascend, as in any sound journey, they agree fully; and mended into a
 * sound journey, whoever matches is found by the keys an index has of them.
 */
#include "core/journey.h"
#include "core/journey_estimate.h"
#include "core/pathway_key.h"

#include <stdlib.h>
#include <string.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MAX_STAYS 64

static void
must(bool good)
{
	if (!good)
		abort();
}

/* Every other time somebody wants it to stop, and then to go on. */
static bool
every_other_time(void)
{
	static unsigned calls;

	return ++calls % 2 == 0;
}

static void
fill(CocMatcher *matcher)
{
	CocTick tick = {every_other_time, COC_TICK_STEPS - 16};

	while (coc_matcher_fill(matcher, &tick) == COC_CANCELLED)
		tick.steps = COC_TICK_STEPS - 16;
}

static void
next(CocMatcher *matcher, int from)
{
	CocTick tick = {NULL, 0};

	must(coc_matcher_next(matcher, from, &tick) == COC_OK);
}

static bool
is_ascending(const CocEpisode *stays, int nstays)
{
	for (int i = 1; i < nstays; i++)
	{
		if (stays[i].start < stays[i - 1].start)
			return false;
	}
	return true;
}

/* A match goes forward in stays and steps; answers where the next may be. */
static int
check_match(const CocMatcher *matcher, int from)
{
	for (int i = 0; i < matcher->nmatch; i++)
	{
		const CocMatched *at = &matcher->match[i];

		must(at->stay >= from && at->stay < matcher->nstays);
		must(at->step >= 1 && at->step <= matcher->pathway->nsteps);
		must(i == 0 || at->step >= at[-1].step);
		from = at->stay + 1;
	}
	return from;
}

static void
ask(const CocPathway *pathway, const CocEpisode *stays, int nstays)
{
	bool possible = coc_pathway_possible(pathway, stays, nstays);
	bool ascending = is_ascending(stays, nstays);
	void *room = malloc(coc_matcher_room(pathway, nstays) + 1);
	CocMatcher matcher;
	CocTick never = {NULL, 0};
	int from = 0;
	int step;

	must(room != NULL);
	coc_matcher_begin(&matcher, pathway, stays, nstays, room);
	fill(&matcher);
	must(possible || !coc_matcher_exists(&matcher));
	must(!pathway->plain || possible == coc_matcher_exists(&matcher));
	next(&matcher, 0);
	must(!ascending || (matcher.nmatch > 0) == coc_matcher_exists(&matcher));
	while (matcher.nmatch > 0)
	{
		from = check_match(&matcher, from);
		next(&matcher, from);
	}
	coc_matcher_begin(&matcher, pathway, stays, nstays, room);
	must(coc_matcher_funnel(&matcher, &never, &step) == COC_OK);
	must(step <= coc_pathway_possible_steps(pathway, stays, nstays));
	must(!pathway->plain ||
		 step == coc_pathway_possible_steps(pathway, stays, nstays));
	must(!coc_pathway_possible(pathway, stays, nstays) || step > 0 ||
		 !pathway->plain);
	if (step > 0)
		next(&matcher, 0);
	must(check_match(&matcher, 0) >= 0);
	free(room);
}

/* The least that makes any bytes a legal stay, near enough to meet others. */
static CocEpisode
mended(CocEpisode stay)
{
	stay.start %= 1000;
	stay.programme &= 63;
	while (coc_term(&coc_care, stay.care) == NULL)
		stay.care++;
	while (stay.exit == COC_ONGOING ||
		   coc_term(&coc_exit_reason, stay.exit) == NULL)
		stay.exit++;
	if (coc_episode_open(&stay))
		stay.exit = COC_ONGOING;
	return stay;
}

static bool
passes(const CocPathway *pathway, bool terse, const int32_t *keys, int nkeys)
{
	static CocKeyPlan plan;
	char found[COC_PLAN_KEYS];
	double shares[COC_PLAN_KEYS];
	double chance;

	coc_plan_pathway(&plan, pathway, terse);
	must(plan.nkeys <= COC_PLAN_KEYS);
	for (int i = 0; i < plan.nkeys; i++)
	{
		found[i] = 0;
		for (int k = 0; k < nkeys; k++)
			found[i] |= keys[k] == plan.keys[i];
		shares[i] = (double) (i % 7) / 6;
	}
	chance = coc_plan_chance(&plan, shares);
	must(chance >= 0 && chance <= 1 + 1e-9);
	must(!coc_plan_possible(&plan, NULL) || coc_plan_possible(&plan, found));
	return coc_plan_possible(&plan, found);
}

static void
ask_keys(const CocPathway *pathway, CocEpisode *stays, int nstays)
{
	int32_t keys[COC_JOURNEY_KEYS_MAX];
	void *room;
	int nkeys;
	CocMatcher matcher;
	CocSlip slip;

	for (int i = 0; i < nstays; i++)
		stays[i] = mended(stays[i]);
	nstays = coc_journey_sort(stays, nstays);
	must(coc_journey_check(stays, nstays, COC_CORRUPT, &slip) == COC_OK);
	nkeys = coc_journey_keys(stays, nstays, keys);
	room = malloc(coc_matcher_room(pathway, nstays) + 1);
	must(room != NULL);
	coc_matcher_begin(&matcher, pathway, stays, nstays, room);
	fill(&matcher);
	if (coc_matcher_exists(&matcher))
	{
		must(passes(pathway, true, keys, nkeys));
		must(passes(pathway, false, keys, nkeys));
	}
	else
		(void) passes(pathway, false, keys, nkeys);
	free(room);
}

static bool
reads_back(const CocPathway *pathway, const char *text, size_t length)
{
	static CocPathway again;
	char out[COC_PATHWAY_TEXT_MAX];
	size_t n;
	CocSlip slip;

	return coc_pathway_parse(text, length, &again, out, &n, &slip) == COC_OK &&
		   n == length && memcmp(text, out, n) == 0 &&
		   again.npositions == pathway->npositions &&
		   again.nlinks == pathway->nlinks && again.first == pathway->first &&
		   again.last == pathway->last &&
		   memcmp(again.link, pathway->link, sizeof(again.link)) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static CocPathway pathway;
	const uint8_t *end = memchr(data, 0, size);
	size_t length = end != NULL ? (size_t) (end - data) : size;
	size_t left = end != NULL ? size - length - 1 : 0;
	int nstays = (int) (left / sizeof(CocEpisode));
	char out[COC_PATHWAY_TEXT_MAX];
	CocEpisode *stays;
	size_t n;
	CocSlip slip;

	if (coc_pathway_parse((const char *) data, length, &pathway, out, &n,
						  &slip) != COC_OK)
	{
		must(slip.offset >= 1 && (size_t) slip.offset <= length + 1);
		return 0;
	}
	must(reads_back(&pathway, out, n));
	if (nstays > MAX_STAYS)
		nstays = MAX_STAYS;
	stays = malloc((size_t) nstays * sizeof(CocEpisode) + 1);
	must(stays != NULL);
	if (nstays > 0)
		memcpy(stays, end + 1, (size_t) nstays * sizeof(CocEpisode));
	ask(&pathway, stays, nstays);
	ask_keys(&pathway, stays, nstays);
	free(stays);
	return 0;
}
