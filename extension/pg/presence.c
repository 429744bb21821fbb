/*
 * presence.c
 *		fmgr face of what a journey shows of presence.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "core/continuity.h"
#include "core/presence.h"
#include "funcapi.h"
#include "pg/episode.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/set_call.h"
#include "pg/vocabulary.h"
#include "utils/date.h"

/* NULL is any role. */
static CocRole
role_argument(FunctionCallInfo fcinfo, int argument)
{
	if (PG_ARGISNULL(argument))
		return COC_ROLE_NONE;
	return coc_role_of_text(PG_GETARG_TEXT_PP(argument));
}

static int32
checked_gap(int32 max_gap)
{
	CocGapRule rule = {.max_gap = max_gap};
	CocSlip slip;

	(void) coc_report(coc_gap_rule_check(&rule, &slip), &slip, NULL);
	return max_gap;
}

/* One call site of gaps(), in its fn_extra. */
typedef struct GapCall
{
	CocSetCall set;
	CocGapScan scan;
} GapCall;

static Datum
gap_row(TupleDesc row, const CocGap *gap)
{
	/* Two days of anybody's care are fewer days apart than an integer holds. */
	Datum values[] = {DateADTGetDatum(gap->left_on),
					  DateADTGetDatum(gap->back_on),
					  Int32GetDatum((int32) coc_gap_days(gap)),
					  CodeGetDatum(gap->care_before),
					  CodeGetDatum(gap->care_after),
					  BoolGetDatum(gap->bridged)};
	bool nulls[] = {false, false, false, false, false, gap->undecided};

	return HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
}

/* gaps(journey, max_gap, role) */
COC_FUNCTION(coc_gaps);
Datum
coc_gaps(PG_FUNCTION_ARGS)
{
	GapCall *call = (GapCall *) coc_set_call(fcinfo, sizeof(GapCall));
	CocGap gap;

	if (!call->set.running)
	{
		int32 max_gap;
		CocRole role;
		const CocEpisode *stays;
		int nstays;

		/* The role alone may be NULL, so STRICT cannot be declared. */
		if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
			return coc_set_end(&call->set, fcinfo);
		max_gap = checked_gap(PG_GETARG_INT32(1));
		role = role_argument(fcinfo, 2);
		stays = coc_set_begin(&call->set, fcinfo, &nstays);
		coc_gap_begin(&call->scan, stays, nstays, role, max_gap);
	}
	if (!coc_gap_next(&call->scan, &gap))
		return coc_set_end(&call->set, fcinfo);
	return coc_set_next(fcinfo,
						gap_row(coc_set_row_type(&call->set, fcinfo), &gap));
}

COC_FUNCTION(coc_longest_gap_days);
Datum
coc_longest_gap_days(PG_FUNCTION_ARGS)
{
	const CocEpisode *stays;
	int nstays;
	CocRole role;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	role = role_argument(fcinfo, 1);
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	PG_RETURN_INT32((int32) coc_longest_gap(stays, nstays, role));
}

COC_FUNCTION(coc_state_of_care);
Datum
coc_state_of_care(PG_FUNCTION_ARGS)
{
	int32 max_gap = checked_gap(PG_GETARG_INT32(2));
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);

	PG_RETURN_CODE((uint8) coc_care_state_on(stays, nstays,
											 PG_GETARG_DATEADT(1), max_gap));
}

COC_FUNCTION(coc_risk_days);
Datum
coc_risk_days(PG_FUNCTION_ARGS)
{
	DateADT observed_until = PG_GETARG_DATEADT(2);
	int32 max_gap = checked_gap(PG_GETARG_INT32(3));
	CocSpan within = coc_span_of_range(
		PG_GETARG_RANGE_P(1), (TypeCacheEntry **) &fcinfo->flinfo->fn_extra);
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	int64 days;

	/* Infinity is no day: everything is observed. */
	if (!DATE_IS_NOEND(observed_until) && observed_until < within.last)
		within.last = observed_until;
	days = coc_days_at_risk(stays, nstays, &within, max_gap);
	if (days == COC_ENDLESS)
		PG_RETURN_NULL();
	/* From the first stay to the last date there is fit into an integer. */
	PG_RETURN_INT32((int32) days);
}

/* What one call site of stock_and_flow keeps. */
typedef struct FlowCall
{
	TypeCacheEntry *range_type;
	TupleDesc row;
} FlowCall;

static FlowCall *
flow_call(FunctionCallInfo fcinfo)
{
	FmgrInfo *flinfo = fcinfo->flinfo;
	MemoryContext caller;
	FlowCall *call = flinfo->fn_extra;

	if (call != NULL)
		return call;
	caller = MemoryContextSwitchTo(flinfo->fn_mcxt);
	call = palloc0(sizeof(FlowCall));
	if (get_call_result_type(fcinfo, NULL, &call->row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	call->row = BlessTupleDesc(call->row);
	MemoryContextSwitchTo(caller);
	flinfo->fn_extra = call;
	return call;
}

COC_FUNCTION(coc_flow_of_stays);
Datum
coc_flow_of_stays(PG_FUNCTION_ARGS)
{
	bool nulls[5] = {false};
	Datum values[5];
	const CocEpisode *stays;
	int nstays;
	CocRole role;
	CocSpan period;
	CocFlow flow;
	FlowCall *call;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	call = flow_call(fcinfo);
	role = role_argument(fcinfo, 2);
	period = coc_span_of_range(PG_GETARG_RANGE_P(1), &call->range_type);
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	flow = coc_stock_and_flow(stays, nstays, &period, role);
	values[0] = Int32GetDatum(flow.open_at_start);
	values[1] = Int32GetDatum(flow.started);
	values[2] = Int32GetDatum(flow.ended);
	values[3] = Int32GetDatum(flow.ended_unknown);
	values[4] = Int32GetDatum(flow.open_at_end);
	return HeapTupleGetDatum(heap_form_tuple(call->row, values, nulls));
}
