/*
 * course.c
 *		Treatment journeys, discharges and entries as rows.
 *
 * Value per call, without PostgreSQL's SRF macros: those make and destroy a
 * memory context for every journey, which over millions of journeys of two or
 * three stays costs several times the work itself. Here one state belongs to
 * the call site, for the whole query, and is used again for each journey. Two
 * things follow from that. A set that the executor abandons half way (LIMIT,
 * rescan) must be forgotten, or the next journey would go on with the old
 * scan: a callback of the expression context does it. And a journey that had
 * to be detoasted must outlive the call, so the state owns the copy.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "funcapi.h"
#include "nodes/execnodes.h"
#include "pg/continuity.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/vocabulary.h"
#include "utils/array.h"
#include "utils/date.h"

/* One call site of a set-returning function, in its fn_extra. */
typedef struct SetCall
{
	bool running;    /* a set has begun and has not ended */
	bool registered; /* the executor will tell when it gives up */
	struct varlena *copy;
	TypeCacheEntry *range_type;
	TupleDesc row;
	union
	{
		CocCourseScan courses;
		CocDischargeScan discharges;
		CocEntryScan entries;
	} scan;
} SetCall;

/* Find the state of this call site, making it at its first call. */
static SetCall *
set_call(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	FmgrInfo *flinfo = fcinfo->flinfo;

	if (result == NULL || !IsA(result, ReturnSetInfo) ||
		(result->allowedModes & SFRM_ValuePerCall) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot "
						"accept a set")));
	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra =
			MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(SetCall));
	return (SetCall *) flinfo->fn_extra;
}

static void
forget_set(SetCall *call)
{
	call->running = false;
	if (call->copy != NULL)
		pfree(call->copy);
	call->copy = NULL;
}

static void
set_abandoned(Datum argument)
{
	SetCall *call = (SetCall *) DatumGetPointer(argument);

	call->registered = false;
	forget_set(call);
}

/*
 * begin_set
 *		Stays of the journey, valid until the set ends.
 *
 * Where nothing was detoasted they lie in the argument, which the executor
 * keeps until it has been told that the set is over.
 */
static const CocEpisode *
begin_set(SetCall *call, FunctionCallInfo fcinfo, int *nstays)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum journey = PG_GETARG_DATUM(0);
	MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	struct varlena *image = PG_DETOAST_DATUM_PACKED(journey);

	MemoryContextSwitchTo(caller);
	if (image != (struct varlena *) DatumGetPointer(journey))
		call->copy = image;
	if (!call->registered)
		RegisterExprContextCallback(result->econtext, set_abandoned,
									PointerGetDatum(call));
	call->registered = true;
	call->running = true;
	return coc_journey_plain_stays(image, nstays);
}

static Datum
end_set(SetCall *call, FunctionCallInfo fcinfo)
{
	forget_set(call);
	((ReturnSetInfo *) fcinfo->resultinfo)->isDone = ExprEndResult;
	PG_RETURN_NULL();
}

static Datum
next_in_set(FunctionCallInfo fcinfo, Datum value)
{
	((ReturnSetInfo *) fcinfo->resultinfo)->isDone = ExprMultipleResult;
	return value;
}

/* Row type of the function, looked up once for the call site. */
static TupleDesc
row_type(SetCall *call, FunctionCallInfo fcinfo)
{
	if (call->row == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &call->row) !=
			TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		call->row = BlessTupleDesc(call->row);
		MemoryContextSwitchTo(caller);
	}
	return call->row;
}

static bool
any_argument_null(FunctionCallInfo fcinfo, int nargs)
{
	for (int i = 0; i < nargs; i++)
	{
		if (PG_ARGISNULL(i))
			return true;
	}
	return false;
}

static CocGapRule
checked_gap(int32 max_gap, bool inclusive)
{
	CocGapRule rule = {.max_gap = max_gap, .inclusive = inclusive};
	CocSlip slip;

	(void) coc_report(coc_gap_rule_check(&rule, &slip), &slip, NULL);
	return rule;
}

/* A treatment journey as a journey of its own. */
static Datum
course_journey(const CocCourseScan *scan, const CocCourse *course)
{
	Journey *journey = coc_journey_alloc(course->nstays);

	coc_course_write(scan, course, journey->stays);
	return coc_journey_finish(journey, course->nstays);
}

COC_FUNCTION(coc_treatment_journeys);
Datum
coc_treatment_journeys(PG_FUNCTION_ARGS)
{
	SetCall *call = set_call(fcinfo);
	CocCourse course;

	if (!call->running)
	{
		CocGapRule rule = checked_gap(PG_GETARG_INT32(1), PG_GETARG_BOOL(2));
		int nstays;
		const CocEpisode *stays = begin_set(call, fcinfo, &nstays);

		coc_course_begin(&call->scan.courses, stays, nstays, &rule);
	}
	if (!coc_course_next(&call->scan.courses, &course))
		return end_set(call, fcinfo);
	return next_in_set(fcinfo, course_journey(&call->scan.courses, &course));
}

COC_FUNCTION(coc_treatment_journey_count);
Datum
coc_treatment_journey_count(PG_FUNCTION_ARGS)
{
	CocGapRule rule = checked_gap(PG_GETARG_INT32(1), PG_GETARG_BOOL(2));
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);

	PG_RETURN_INT32(coc_course_count(stays, nstays, &rule));
}

/* NULL is every kind of care; a NULL element is none. */
static void
care_set_of_array(FunctionCallInfo fcinfo, int argument, CocCareSet *set)
{
	ArrayType *array;
	Datum *cares;
	bool *nulls;
	int ncares;

	if (PG_ARGISNULL(argument))
	{
		coc_care_set_fill(set);
		return;
	}
	array = PG_GETARG_ARRAYTYPE_P(argument);
	deconstruct_array(array, ARR_ELEMTYPE(array), 1, true, TYPALIGN_CHAR,
					  &cares, &nulls, &ncares);
	memset(set, 0, sizeof(CocCareSet));
	for (int i = 0; i < ncares; i++)
	{
		if (!nulls[i])
			coc_care_set_add(set, DatumGetCode(cares[i]));
	}
}

static void
begin_discharges(SetCall *call, FunctionCallInfo fcinfo)
{
	CocDischargeScan *scan = &call->scan.discharges;
	CocGapRule rule = checked_gap(PG_GETARG_INT32(4), false);
	const CocEpisode *stays;
	int nstays;

	scan->period = coc_span_of_range(PG_GETARG_RANGE_P(1), &call->range_type);
	care_set_of_array(fcinfo, 2, &scan->from_care);
	scan->per_stay = !PG_GETARG_BOOL(3);
	stays = begin_set(call, fcinfo, &nstays);
	coc_discharge_begin(scan, stays, nstays, &rule);
}

static Datum
discharge_row(TupleDesc row, const CocDischarge *discharge)
{
	bool no_exit = discharge->exit == COC_NO_EXIT;
	Datum values[] = {DateADTGetDatum(discharge->discharged_on),
					  CodeGetDatum(discharge->care),
					  Int32GetDatum(discharge->programme),
					  CodeGetDatum(no_exit ? 0 : (uint8) discharge->exit),
					  DateADTGetDatum(discharge->journey_start),
					  Int32GetDatum(discharge->days)};
	bool nulls[] = {false, false, false, no_exit, false, false};

	return HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
}

COC_FUNCTION(coc_discharges);
Datum
coc_discharges(PG_FUNCTION_ARGS)
{
	SetCall *call = set_call(fcinfo);
	CocDischarge discharge;

	if (!call->running)
	{
		/* from_care alone may be NULL, so STRICT cannot be declared. */
		if (any_argument_null(fcinfo, 2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
			return end_set(call, fcinfo);
		begin_discharges(call, fcinfo);
	}
	if (!coc_discharge_next(&call->scan.discharges, &discharge))
		return end_set(call, fcinfo);
	return next_in_set(fcinfo,
					   discharge_row(row_type(call, fcinfo), &discharge));
}

static Datum
entry_row(TupleDesc row, const CocEntry *entry)
{
	Datum values[] = {
		DateADTGetDatum(entry->entered_on), CodeGetDatum(entry->care),
		Int32GetDatum(entry->programme), BoolGetDatum(entry->first_known)};
	bool nulls[] = {false, false, false, false};

	return HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
}

COC_FUNCTION(coc_entries);
Datum
coc_entries(PG_FUNCTION_ARGS)
{
	SetCall *call = set_call(fcinfo);
	CocEntry entry;

	if (!call->running)
	{
		CocGapRule rule = checked_gap(PG_GETARG_INT32(2), false);
		CocEntryScan *scan = &call->scan.entries;
		const CocEpisode *stays;
		int nstays;

		scan->period =
			coc_span_of_range(PG_GETARG_RANGE_P(1), &call->range_type);
		stays = begin_set(call, fcinfo, &nstays);
		coc_entry_begin(scan, stays, nstays, &rule);
	}
	if (!coc_entry_next(&call->scan.entries, &entry))
		return end_set(call, fcinfo);
	return next_in_set(fcinfo, entry_row(row_type(call, fcinfo), &entry));
}
