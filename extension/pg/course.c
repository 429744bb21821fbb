/*
 * course.c
 *		Treatment journeys, discharges and entries as rows.
 *
 * The state of a call site and its rules are those of set_call.h.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "core/continuity.h"
#include "core/event.h"
#include "pg/episode.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/set_call.h"
#include "pg/vocabulary.h"
#include "utils/array.h"
#include "utils/date.h"

/* One call site, in its fn_extra. */
typedef struct CourseCall
{
	CocSetCall set;
	TypeCacheEntry *range_type;
	union
	{
		CocCourseScan courses;
		CocDischargeScan discharges;
		CocEntryScan entries;
	} scan;
} CourseCall;

static CourseCall *
course_call(FunctionCallInfo fcinfo)
{
	return (CourseCall *) coc_set_call(fcinfo, sizeof(CourseCall));
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
	CourseCall *call = course_call(fcinfo);
	CocCourse course;

	if (!call->set.running)
	{
		CocGapRule rule = checked_gap(PG_GETARG_INT32(1), PG_GETARG_BOOL(2));
		int nstays;
		const CocEpisode *stays = coc_set_begin(&call->set, fcinfo, &nstays);

		coc_course_begin(&call->scan.courses, stays, nstays, &rule);
	}
	if (!coc_course_next(&call->scan.courses, &course))
		return coc_set_end(&call->set, fcinfo);
	return coc_set_next(fcinfo, course_journey(&call->scan.courses, &course));
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
begin_discharges(CourseCall *call, FunctionCallInfo fcinfo)
{
	CocDischargeScan *scan = &call->scan.discharges;
	CocGapRule rule = checked_gap(PG_GETARG_INT32(4), false);
	const CocEpisode *stays;
	int nstays;

	scan->period = coc_span_of_range(PG_GETARG_RANGE_P(1), &call->range_type);
	care_set_of_array(fcinfo, 2, &scan->from_care);
	scan->per_stay = !PG_GETARG_BOOL(3);
	stays = coc_set_begin(&call->set, fcinfo, &nstays);
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

static Datum
next_discharge(CourseCall *call, FunctionCallInfo fcinfo)
{
	CocDischarge discharge;

	if (!coc_discharge_next(&call->scan.discharges, &discharge))
		return coc_set_end(&call->set, fcinfo);
	return coc_set_next(
		fcinfo,
		discharge_row(coc_set_row_type(&call->set, fcinfo), &discharge));
}

COC_FUNCTION(coc_discharges);
Datum
coc_discharges(PG_FUNCTION_ARGS)
{
	CourseCall *call = course_call(fcinfo);

	if (!call->set.running)
	{
		/* from_care alone may be NULL, so STRICT cannot be declared. */
		if (any_argument_null(fcinfo, 2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
			return coc_set_end(&call->set, fcinfo);
		begin_discharges(call, fcinfo);
	}
	return next_discharge(call, fcinfo);
}

COC_FUNCTION(coc_us_style_discharges);
Datum
coc_us_style_discharges(PG_FUNCTION_ARGS)
{
	CourseCall *call = course_call(fcinfo);

	if (!call->set.running)
	{
		CocDischargeScan *scan = &call->scan.discharges;
		const CocEpisode *stays;
		int nstays;

		scan->period =
			coc_span_of_range(PG_GETARG_RANGE_P(1), &call->range_type);
		care_set_of_array(fcinfo, 2, &scan->from_care);
		stays = coc_set_begin(&call->set, fcinfo, &nstays);
		coc_discharge_begin_us_style(scan, stays, nstays);
	}
	return next_discharge(call, fcinfo);
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
	CourseCall *call = course_call(fcinfo);
	CocEntry entry;

	if (!call->set.running)
	{
		CocGapRule rule = checked_gap(PG_GETARG_INT32(2), false);
		CocEntryScan *scan = &call->scan.entries;
		const CocEpisode *stays;
		int nstays;

		scan->period =
			coc_span_of_range(PG_GETARG_RANGE_P(1), &call->range_type);
		stays = coc_set_begin(&call->set, fcinfo, &nstays);
		coc_entry_begin(scan, stays, nstays, &rule);
	}
	if (!coc_entry_next(&call->scan.entries, &entry))
		return coc_set_end(&call->set, fcinfo);
	return coc_set_next(
		fcinfo, entry_row(coc_set_row_type(&call->set, fcinfo), &entry));
}
