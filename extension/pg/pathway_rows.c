/*
 * pathway_rows.c
 *		Matches and the funnel of one journey as rows.
 *
 * The state of a call site and its rules are those of set_call.h.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "pg/pathway.h"
#include "pg/set_call.h"
#include "utils/date.h"

/* One call site, in its fn_extra. */
typedef struct MatchCall
{
	CocSetCall set;
	CocPathwaySite site;
	int32 occurrence; /* of the match in the matcher, from 1 */
	int given;        /* stays of it that were given out */
	int32 reached_on; /* start of the last step that was given out */
} MatchCall;

static MatchCall *
match_call(FunctionCallInfo fcinfo)
{
	return (MatchCall *) coc_set_call(fcinfo, sizeof(MatchCall));
}

/* Begin the set: the pathway compiled, the journey in the matcher. */
static void
begin_set(MatchCall *call, FunctionCallInfo fcinfo)
{
	const CocEpisode *stays;
	int nstays;

	coc_pathway_compile_checked(&call->site, PG_GETARG_DATUM(1));
	stays = coc_set_begin(&call->set, fcinfo, &nstays);
	coc_pathway_begin(&call->site, fcinfo, stays, nstays);
	call->occurrence = 1;
	call->given = 0;
}

static Datum
match_row(MatchCall *call, FunctionCallInfo fcinfo, const CocMatched *matched)
{
	Datum values[] = {
		Int32GetDatum(call->occurrence), Int32GetDatum(matched->step),
		coc_episode_datum(&call->site.matcher.stays[matched->stay])};
	bool nulls[] = {false, false, false};
	TupleDesc row = coc_set_row_type(&call->set, fcinfo);

	return HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
}

COC_FUNCTION(coc_match);
Datum
coc_match(PG_FUNCTION_ARGS)
{
	MatchCall *call = match_call(fcinfo);
	CocMatcher *matcher = &call->site.matcher;

	if (!call->set.running)
	{
		begin_set(call, fcinfo);
		if (!coc_pathway_possible(matcher->pathway, matcher->stays,
								  matcher->nstays))
			return coc_set_end(&call->set, fcinfo);
		coc_pathway_fill(matcher);
		coc_pathway_next(matcher, 0);
	}
	else if (call->given == matcher->nmatch)
	{
		coc_pathway_next(matcher, matcher->match[matcher->nmatch - 1].stay + 1);
		call->occurrence++;
		call->given = 0;
	}
	if (matcher->nmatch == 0)
		return coc_set_end(&call->set, fcinfo);
	return coc_set_next(
		fcinfo, match_row(call, fcinfo, &matcher->match[call->given++]));
}

/* A step, the start of its first stay, and the days since the step before. */
static Datum
step_row(MatchCall *call, FunctionCallInfo fcinfo, const CocMatched *matched)
{
	int32 start = call->site.matcher.stays[matched->stay].start;
	Datum values[] = {Int32GetDatum(matched->step), DateADTGetDatum(start),
					  Int32GetDatum(start - call->reached_on)};
	bool nulls[] = {false, false, call->given == 0};
	TupleDesc row = coc_set_row_type(&call->set, fcinfo);

	call->reached_on = start;
	return HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
}

COC_FUNCTION(coc_funnel_steps);
Datum
coc_funnel_steps(PG_FUNCTION_ARGS)
{
	MatchCall *call = match_call(fcinfo);
	CocMatcher *matcher = &call->site.matcher;
	const CocMatched *match;
	Datum row;

	if (!call->set.running)
	{
		begin_set(call, fcinfo);
		if (coc_pathway_funnel(matcher) > 0)
			coc_pathway_next(matcher, 0);
	}
	match = matcher->match;
	/* Further stays of the same step, repeated, do not reach it again. */
	while (call->given > 0 && call->given < matcher->nmatch &&
		   match[call->given].step == match[call->given - 1].step)
		call->given++;
	if (call->given >= matcher->nmatch)
		return coc_set_end(&call->set, fcinfo);
	row = step_row(call, fcinfo, &match[call->given]);
	call->given++;
	return coc_set_next(fcinfo, row);
}
