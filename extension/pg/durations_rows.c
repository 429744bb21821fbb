/*
 * durations_rows.c
 *		What durations say: rows of rates, life tables and steps; counts.
 *
 * Rows come for each gender, in the order of the codes, and then for all
 * genders together with gender NULL. One value gives many rows, so the set
 * keeps a context of its own, as PostgreSQL's macros make it.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "core/durations_read.h"
#include "core/wide.h"
#include "funcapi.h"
#include "pg/durations.h"
#include "pg/summary.h"
#include "pg/vocabulary.h"

typedef union RowSet
{
	CocFlowScan flows;
	CocLifeScan life;
} RowSet;

CocDuration *
coc_durations_and_all(const Durations *durations, Size *n)
{
	Size ncells = durations->ncells;
	CocDuration *cells = palloc(2 * ncells * sizeof(CocDuration) + 1);

	memcpy(cells, durations->cells, ncells * sizeof(CocDuration));
	*n = ncells + coc_durations_fold(durations->cells, ncells, cells + ncells);
	return cells;
}

static void
begin_rows(FunctionCallInfo fcinfo, FuncCallContext *call, CocDurationKind kind)
{
	const Durations *durations = PG_GETARG_DURATIONS_P(0);
	RowSet *set = palloc0(sizeof(RowSet));
	CocDuration *cells;
	Size n;

	coc_durations_expect(durations, kind);
	cells = coc_durations_and_all(durations, &n);
	if (kind == COC_TIME_TO_EVENT)
		coc_life_begin(&set->life, cells, n);
	else
		coc_flow_begin(&set->flows, cells, n);
	if (get_call_result_type(fcinfo, NULL, &call->tuple_desc) !=
		TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	call->tuple_desc = BlessTupleDesc(call->tuple_desc);
	call->user_fctx = set;
}

/*
 * rows_of
 *		The set of this call site, begun at its first call.
 *
 * The value is read in the context of the set, because it may have to be
 * detoasted.
 */
static FuncCallContext *
rows_of(FunctionCallInfo fcinfo, CocDurationKind kind)
{
	if (SRF_IS_FIRSTCALL())
	{
		FuncCallContext *call = SRF_FIRSTCALL_INIT();
		MemoryContext caller =
			MemoryContextSwitchTo(call->multi_call_memory_ctx);

		begin_rows(fcinfo, call, kind);
		MemoryContextSwitchTo(caller);
	}
	return SRF_PERCALL_SETUP();
}

static Datum
row_datum(FuncCallContext *call, Datum *values, bool *nulls)
{
	return HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls));
}

/* A share or a probability, as shown; whole is not 0. */
static Datum
share_datum(int64 part, int64 whole)
{
	char text[COC_RATIO_LENGTH + 1];

	return coc_numeric_of(text,
						  coc_ratio_write(part, whole, COC_SHARE_SCALE, text));
}

static bool
is_all(uint8 gender)
{
	return gender == COC_ALL_GENDERS;
}

/* No kind of care is nowhere, or death. */
static bool
is_no_care(uint8 end)
{
	return end == COC_NOWHERE || end == COC_TO_DEATH;
}

COC_FUNCTION(coc_transition_rates);
Datum
coc_transition_rates(PG_FUNCTION_ARGS)
{
	FuncCallContext *call = rows_of(fcinfo, COC_TRANSITION);
	RowSet *set = call->user_fctx;
	CocFlow flow;

	if (!coc_flow_next(&set->flows, &flow))
		SRF_RETURN_DONE(call);
	{
		Datum values[] = {
			CodeGetDatum(flow.gender), CodeGetDatum(flow.from),
			CodeGetDatum(flow.to),     BoolGetDatum(flow.to == COC_TO_DEATH),
			Int64GetDatum(flow.n),     share_datum(flow.n, flow.whole),
			Int64GetDatum(flow.timed), Int32GetDatum(flow.median)};
		bool nulls[] = {is_all(flow.gender),
						is_no_care(flow.from),
						is_no_care(flow.to),
						false,
						false,
						false,
						false,
						flow.timed == 0};

		SRF_RETURN_NEXT(call, row_datum(call, values, nulls));
	}
}

COC_FUNCTION(coc_durations_funnel);
Datum
coc_durations_funnel(PG_FUNCTION_ARGS)
{
	FuncCallContext *call = rows_of(fcinfo, COC_FUNNEL);
	RowSet *set = call->user_fctx;
	CocFlow flow;

	if (!coc_step_next(&set->flows, &flow))
		SRF_RETURN_DONE(call);
	{
		Datum values[] = {
			CodeGetDatum(flow.gender), Int32GetDatum(flow.to),
			Int64GetDatum(flow.n),     share_datum(flow.n, flow.whole),
			Int64GetDatum(flow.timed), Int32GetDatum(flow.median)};
		bool nulls[] = {is_all(flow.gender), false, false, false, false,
						flow.timed == 0};

		SRF_RETURN_NEXT(call, row_datum(call, values, nulls));
	}
}

COC_FUNCTION(coc_life_table);
Datum
coc_life_table(PG_FUNCTION_ARGS)
{
	FuncCallContext *call = rows_of(fcinfo, COC_TIME_TO_EVENT);
	RowSet *set = call->user_fctx;
	CocLifeRow row;

	if (!coc_life_next(&set->life, &row))
		SRF_RETURN_DONE(call);
	{
		Datum values[] = {CodeGetDatum(row.gender),
						  Int32GetDatum(row.days),
						  Int64GetDatum(row.at_risk),
						  Int64GetDatum(row.events),
						  Int64GetDatum(row.died),
						  Int64GetDatum(row.censored),
						  share_datum(row.survival, COC_PROBABILITY_ONE),
						  share_datum(row.incidence, COC_PROBABILITY_ONE)};
		bool nulls[lengthof(values)] = {is_all(row.gender)};

		SRF_RETURN_NEXT(call, row_datum(call, values, nulls));
	}
}

/* ---- one number of one gender, or of all ---- */

uint8
coc_durations_gender(FunctionCallInfo fcinfo, int argument)
{
	uint8 gender;

	if (PG_ARGISNULL(argument))
		return COC_ALL_GENDERS;
	gender = PG_GETARG_CODE(argument);
	if (coc_term(&coc_gender, gender) == NULL)
		coc_refuse_code("gender");
	return gender;
}

COC_FUNCTION(coc_durations_cases);
Datum
coc_durations_cases(PG_FUNCTION_ARGS)
{
	const Durations *durations;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	durations = PG_GETARG_DURATIONS_P(0);
	PG_RETURN_INT64(coc_durations_count(durations->kind, durations->cells,
										durations->ncells,
										coc_durations_gender(fcinfo, 1)));
}

COC_FUNCTION(coc_durations_excluded);
Datum
coc_durations_excluded(PG_FUNCTION_ARGS)
{
	char json[COC_DURATIONS_EXCLUDED_MAX];
	const Durations *durations;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	durations = PG_GETARG_DURATIONS_P(0);
	return coc_jsonb_of(json, coc_durations_write_excluded(
								  durations->kind, durations->cells,
								  durations->ncells,
								  coc_durations_gender(fcinfo, 1), json));
}

COC_FUNCTION(coc_median_days);
Datum
coc_median_days(PG_FUNCTION_ARGS)
{
	const Durations *durations;
	const CocDuration *cells;
	Size n;
	uint8 gender;
	int32 days;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	durations = PG_GETARG_DURATIONS_P(0);
	coc_durations_expect(durations, COC_TIME_TO_EVENT);
	gender = coc_durations_gender(fcinfo, 1);
	cells = coc_durations_and_all(durations, &n);
	cells = coc_durations_of(cells, &n, gender);
	days = coc_life_median(cells, n);
	if (days == COC_NO_DAYS)
		PG_RETURN_NULL();
	PG_RETURN_INT32(days);
}

COC_FUNCTION(coc_cumulative_incidence);
Datum
coc_cumulative_incidence(PG_FUNCTION_ARGS)
{
	const Durations *durations;
	const CocDuration *cells;
	Size n;
	uint8 gender;
	int64 incidence;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	durations = PG_GETARG_DURATIONS_P(0);
	coc_durations_expect(durations, COC_TIME_TO_EVENT);
	gender = coc_durations_gender(fcinfo, 2);
	cells = coc_durations_and_all(durations, &n);
	cells = coc_durations_of(cells, &n, gender);
	if (!coc_life_incidence(cells, n, PG_GETARG_INT32(1), &incidence))
		PG_RETURN_NULL();
	return share_datum(incidence, COC_PROBABILITY_ONE);
}
