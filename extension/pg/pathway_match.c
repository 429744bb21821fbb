/*
 * pathway_match.c
 *		Questions that have one answer for a journey and a pathway.
 *
 * The journey is read where it lies. What matching needs beyond it belongs to
 * the call site: nothing is allocated for a journey unless it is longer than
 * all before it.
 */
#include "pg/compat.h"

#include "miscadmin.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/pathway.h"

/* Enough for most journeys, so that the room grows seldom. */
#define FIRST_ROOM 8192

/* Somebody wants this backend to stop, and it may. */
static bool
interrupted(void)
{
	return INTERRUPTS_PENDING_CONDITION() && INTERRUPTS_CAN_BE_PROCESSED();
}

/* Calls that were broken off are made again, and go on where they were. */
#define LET_INTERRUPTS_THROUGH(call)                                           \
	do                                                                         \
	{                                                                          \
		CocTick tick = {interrupted, 0};                                       \
                                                                               \
		while ((call) == COC_CANCELLED)                                        \
			CHECK_FOR_INTERRUPTS();                                            \
	} while (0)

CocPathwaySite *
coc_pathway_site(FunctionCallInfo fcinfo)
{
	FmgrInfo *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra =
			MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(CocPathwaySite));
	return (CocPathwaySite *) flinfo->fn_extra;
}

void
coc_pathway_begin(CocPathwaySite *site, FunctionCallInfo fcinfo,
				  const CocEpisode *stays, int nstays)
{
	Size size = coc_matcher_room(&site->pathway, nstays);

	if (size > site->room_size)
	{
		Size wanted = Max(size + size / 2, FIRST_ROOM);

		if (site->room != NULL)
			pfree(site->room);
		site->room = NULL;
		site->room_size = 0;
		site->room = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, wanted);
		site->room_size = wanted;
	}
	coc_matcher_begin(&site->matcher, &site->pathway, stays, nstays,
					  site->room);
}

void
coc_pathway_fill(CocMatcher *matcher)
{
	LET_INTERRUPTS_THROUGH(coc_matcher_fill(matcher, &tick));
}

void
coc_pathway_next(CocMatcher *matcher, int from)
{
	LET_INTERRUPTS_THROUGH(coc_matcher_next(matcher, from, &tick));
}

int
coc_pathway_funnel(CocMatcher *matcher)
{
	int step = 0;

	LET_INTERRUPTS_THROUGH(coc_matcher_funnel(matcher, &tick, &step));
	return step;
}

COC_FUNCTION(coc_journey_matches);
Datum
coc_journey_matches(PG_FUNCTION_ARGS)
{
	CocPathwaySite *site = coc_pathway_site(fcinfo);
	const CocEpisode *stays;
	int nstays;

	if (!coc_pathway_compile(site, PG_GETARG_DATUM(1)))
		PG_RETURN_BOOL(false);
	stays = coc_journey_look(PG_GETARG_DATUM(0), &nstays);
	if (!coc_pathway_possible(&site->pathway, stays, nstays))
		PG_RETURN_BOOL(false);
	if (site->pathway.plain)
		PG_RETURN_BOOL(true);
	coc_pathway_begin(site, fcinfo, stays, nstays);
	coc_pathway_fill(&site->matcher);
	PG_RETURN_BOOL(coc_matcher_exists(&site->matcher));
}

/*
 * begin_matches
 *		Ready for coc_pathway_next(); false when order alone allows no match.
 */
static bool
begin_matches(CocPathwaySite *site, FunctionCallInfo fcinfo)
{
	int nstays;
	const CocEpisode *stays;

	coc_pathway_compile_checked(site, PG_GETARG_DATUM(1));
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	if (!coc_pathway_possible(&site->pathway, stays, nstays))
		return false;
	coc_pathway_begin(site, fcinfo, stays, nstays);
	coc_pathway_fill(&site->matcher);
	return true;
}

COC_FUNCTION(coc_first_match);
Datum
coc_first_match(PG_FUNCTION_ARGS)
{
	CocPathwaySite *site = coc_pathway_site(fcinfo);
	CocMatcher *matcher = &site->matcher;
	Journey *found;

	if (!begin_matches(site, fcinfo))
		PG_RETURN_NULL();
	coc_pathway_next(matcher, 0);
	if (matcher->nmatch == 0)
		PG_RETURN_NULL();
	found = coc_journey_alloc(matcher->nmatch);
	for (int i = 0; i < matcher->nmatch; i++)
		found->stays[i] = matcher->stays[matcher->match[i].stay];
	return coc_journey_finish(found, matcher->nmatch);
}

COC_FUNCTION(coc_count_matches);
Datum
coc_count_matches(PG_FUNCTION_ARGS)
{
	CocPathwaySite *site = coc_pathway_site(fcinfo);
	CocMatcher *matcher = &site->matcher;
	int32 count = 0;

	if (!begin_matches(site, fcinfo))
		PG_RETURN_INT32(0);
	coc_pathway_next(matcher, 0);
	while (matcher->nmatch > 0)
	{
		/* Each may look at all the rest, and yet be too short to ask. */
		CHECK_FOR_INTERRUPTS();
		count++;
		coc_pathway_next(matcher, matcher->match[matcher->nmatch - 1].stay + 1);
	}
	PG_RETURN_INT32(count);
}

COC_FUNCTION(coc_funnel);
Datum
coc_funnel(PG_FUNCTION_ARGS)
{
	CocPathwaySite *site = coc_pathway_site(fcinfo);
	const CocEpisode *stays;
	int nstays;

	coc_pathway_compile_checked(site, PG_GETARG_DATUM(1));
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	if (site->pathway.plain)
		PG_RETURN_INT32(
			coc_pathway_possible_steps(&site->pathway, stays, nstays));
	coc_pathway_begin(site, fcinfo, stays, nstays);
	PG_RETURN_INT32(coc_pathway_funnel(&site->matcher));
}
