/*
 * pathway_fuzz.c
 *		Any text as a pathway, asked of any bytes as a journey.
 *
 * Up to the first NUL the input is a text, behind it are stays as they would
 * lie in a damaged image. What reads must print and read back to itself; then
 * nothing is read outside the stays, and the ways of asking agree. Where the
 * starts ascend, as in any sound journey, they agree fully.
 */
#include "core/pathway.h"

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
	free(stays);
	return 0;
}
