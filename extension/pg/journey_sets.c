/*
 * journey_sets.c
 *		Operators that ask what a journey holds, and that cut it.
 *
 * All that answer a boolean are LEAKPROOF: they read stays and the days of a
 * range, compare numbers, and raise on no value of either argument (an image
 * of unknown version holds nothing). What returns a journey allocates once,
 * never more than its left argument takes.
 */
#include "pg/compat.h"

#include "core/journey_sets.h"
#include "pg/journey.h"
#include "pg/vocabulary.h"
#include "utils/date.h"

/* The range's type is looked up once for a query and kept by the call site. */
static CocSpan
span_of(FunctionCallInfo fcinfo, Datum range)
{
	return coc_span_of_range(DatumGetRangeTypeP(range),
							 (TypeCacheEntry **) &fcinfo->flinfo->fn_extra);
}

static bool
holds_care(FunctionCallInfo fcinfo, Datum journey, Datum care)
{
	int nstays;
	const CocEpisode *stays = coc_journey_look(journey, &nstays);

	return coc_journey_has_care(stays, nstays, DatumGetCode(care));
}

static bool
holds_day(FunctionCallInfo fcinfo, Datum journey, Datum day)
{
	int nstays;
	const CocEpisode *stays = coc_journey_look(journey, &nstays);

	return coc_journey_present(stays, nstays, DatumGetDateADT(day));
}

static bool
holds_days(FunctionCallInfo fcinfo, Datum journey, Datum range)
{
	CocSpan span = span_of(fcinfo, range);
	int nstays;
	const CocEpisode *stays = coc_journey_look(journey, &nstays);

	return coc_journey_covers(stays, nstays, &span);
}

static bool
touches_days(FunctionCallInfo fcinfo, Datum journey, Datum range)
{
	CocSpan span = span_of(fcinfo, range);
	int nstays;
	const CocEpisode *stays = coc_journey_look(journey, &nstays);

	return coc_journey_touches(stays, nstays, &span);
}

static bool
holds_stay(FunctionCallInfo fcinfo, Datum journey, Datum episode)
{
	int nstays;
	const CocEpisode *stays = coc_journey_look(journey, &nstays);

	return coc_journey_includes(stays, nstays, DatumGetEpisodeP(episode), 1);
}

static bool
holds_stays(FunctionCallInfo fcinfo, Datum journey, Datum other)
{
	int nstays;
	int nothers;
	const CocEpisode *stays = coc_journey_look(journey, &nstays);
	const CocEpisode *others = coc_journey_look(other, &nothers);

	return coc_journey_includes(stays, nstays, others, nothers);
}

/* An operator, and its commutator with the arguments the other way round. */
#define BOTH_WAYS(name, commuted, question)                                    \
	COC_FUNCTION(name);                                                        \
	Datum name(PG_FUNCTION_ARGS)                                               \
	{                                                                          \
		PG_RETURN_BOOL(                                                        \
			question(fcinfo, PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));         \
	}                                                                          \
	COC_FUNCTION(commuted);                                                    \
	Datum commuted(PG_FUNCTION_ARGS)                                           \
	{                                                                          \
		PG_RETURN_BOOL(                                                        \
			question(fcinfo, PG_GETARG_DATUM(1), PG_GETARG_DATUM(0)));         \
	}

BOTH_WAYS(coc_journey_contains_care, coc_care_contained, holds_care)
BOTH_WAYS(coc_journey_contains_day, coc_day_contained, holds_day)
BOTH_WAYS(coc_journey_contains_days, coc_days_contained, holds_days)
BOTH_WAYS(coc_journey_overlaps_days, coc_days_overlap_journey, touches_days)
BOTH_WAYS(coc_journey_contains_stay, coc_stay_contained, holds_stay)
BOTH_WAYS(coc_journey_contains_journey, coc_journey_contained, holds_stays)

/* A stay in common. */
COC_FUNCTION(coc_journey_overlaps_journey);
Datum
coc_journey_overlaps_journey(PG_FUNCTION_ARGS)
{
	int nleft;
	int nright;
	const CocEpisode *left = coc_journey_look(PG_GETARG_DATUM(0), &nleft);
	const CocEpisode *right = coc_journey_look(PG_GETARG_DATUM(1), &nright);

	PG_RETURN_BOOL(coc_journey_shares(left, nleft, right, nright));
}

COC_FUNCTION(coc_journey_slice_days);
Datum
coc_journey_slice_days(PG_FUNCTION_ARGS)
{
	CocSpan span = span_of(fcinfo, PG_GETARG_DATUM(1));
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	Journey *part = coc_journey_alloc(nstays);

	return coc_journey_finish(
		part, coc_journey_slice(stays, nstays, &span, part->stays));
}

static Datum
without(Datum journey, const CocEpisode *others, int nothers)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(journey, &nstays);
	Journey *rest = coc_journey_alloc(nstays);

	return coc_journey_finish(rest, coc_journey_subtract(stays, nstays, others,
														 nothers, rest->stays));
}

COC_FUNCTION(coc_journey_minus_journey);
Datum
coc_journey_minus_journey(PG_FUNCTION_ARGS)
{
	int nothers;
	const CocEpisode *others = coc_journey_stays(PG_GETARG_DATUM(1), &nothers);

	return without(PG_GETARG_DATUM(0), others, nothers);
}

COC_FUNCTION(coc_journey_minus_stay);
Datum
coc_journey_minus_stay(PG_FUNCTION_ARGS)
{
	return without(PG_GETARG_DATUM(0), PG_GETARG_EPISODE_P(1), 1);
}
