/*
 * follow_up.c
 *		fmgr face of the follow-up questions.
 *
 * All of them have journey and index_date first; the rest of the arguments
 * becomes a window here. The journey is read where it lies; nothing is
 * allocated unless it comes compressed or out of line.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "core/arrival.h"
#include "core/follow_up.h"
#include "funcapi.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/vocabulary.h"
#include "utils/date.h"

static Datum
answer(FunctionCallInfo fcinfo, CocQuestion question, const CocWindow *window)
{
	const CocEpisode *stays;
	int nstays;
	CocSlip slip;

	(void) coc_report(coc_window_check(window, &slip), &slip, NULL);
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	PG_RETURN_CODE((uint8) question(stays, nstays, window));
}

/* The window of arguments journey, index_date, days, observed_until. */
static inline CocWindow
days_after(FunctionCallInfo fcinfo)
{
	return (CocWindow){.index_date = PG_GETARG_DATEADT(1),
					   .days = PG_GETARG_INT32(2),
					   .observed_until = PG_GETARG_DATEADT(3)};
}

#define QUESTION(name, question)                                               \
	COC_FUNCTION(name);                                                        \
	Datum name(PG_FUNCTION_ARGS)                                               \
	{                                                                          \
		CocWindow window = days_after(fcinfo);                                 \
		return answer(fcinfo, question, &window);                              \
	}

/* The same, and max_gap: treatment journeys decide. */
#define QUESTION_OF_JOURNEYS(name, question)                                   \
	COC_FUNCTION(name);                                                        \
	Datum name(PG_FUNCTION_ARGS)                                               \
	{                                                                          \
		CocWindow window = days_after(fcinfo);                                 \
		window.max_gap = PG_GETARG_INT32(4);                                   \
		return answer(fcinfo, question, &window);                              \
	}

/* The same, and whether the index date is a day of follow-up, too. */
#define QUESTION_OF_DAYS(name, question)                                       \
	COC_FUNCTION(name);                                                        \
	Datum name(PG_FUNCTION_ARGS)                                               \
	{                                                                          \
		CocWindow window = days_after(fcinfo);                                 \
		window.same_day = PG_GETARG_BOOL(4);                                   \
		return answer(fcinfo, question, &window);                              \
	}

QUESTION_OF_JOURNEYS(coc_retained, coc_answer_retained)
QUESTION_OF_JOURNEYS(coc_effective_treatment, coc_answer_effective)
QUESTION_OF_JOURNEYS(coc_returned_to_treatment, coc_answer_returned)
QUESTION_OF_DAYS(coc_linked_to_aftercare, coc_answer_linked)
QUESTION_OF_DAYS(coc_continued_care, coc_answer_continued)
QUESTION(coc_left_without_support, coc_answer_left_without_support)
QUESTION(coc_transfer_arrived, coc_answer_transfer_arrived)
QUESTION(coc_custody_to_community, coc_answer_custody_to_community)
QUESTION(coc_need_to_care, coc_answer_need_to_care)

COC_FUNCTION(coc_early_exit);
Datum
coc_early_exit(PG_FUNCTION_ARGS)
{
	CocWindow window = days_after(fcinfo);

	window.per_stay = !PG_GETARG_BOOL(4);
	window.max_gap = PG_GETARG_INT32(5);
	return answer(fcinfo, coc_answer_early_exit, &window);
}

/* No window: one day stands in for it, and is not looked at. */
COC_FUNCTION(coc_completed);
Datum
coc_completed(PG_FUNCTION_ARGS)
{
	CocWindow window = {.index_date = PG_GETARG_DATEADT(1),
						.days = 1,
						.observed_until = PG_GETARG_DATEADT(2),
						.per_stay = !PG_GETARG_BOOL(3),
						.max_gap = PG_GETARG_INT32(4)};

	return answer(fcinfo, coc_answer_completed, &window);
}

COC_FUNCTION(coc_completed_without_return);
Datum
coc_completed_without_return(PG_FUNCTION_ARGS)
{
	CocWindow window = {.index_date = PG_GETARG_DATEADT(1),
						.observed_until = PG_GETARG_DATEADT(3),
						.max_gap = PG_GETARG_INT32(4)};
	CocSlip slip;

	(void) coc_report(coc_window_months(&window, PG_GETARG_INT32(2), &slip),
					  &slip, NULL);
	return answer(fcinfo, coc_answer_completed_without_return, &window);
}

/* Row type of the function, looked up once for the call site. */
static TupleDesc
row_type(FunctionCallInfo fcinfo)
{
	FmgrInfo *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(flinfo->fn_mcxt);
		TupleDesc row;

		if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		flinfo->fn_extra = BlessTupleDesc(row);
		MemoryContextSwitchTo(caller);
	}
	return (TupleDesc) flinfo->fn_extra;
}

/* What came first, as a row of days and outcome. */
static Datum
first_row(FunctionCallInfo fcinfo,
		  CocFirst (*find)(const CocEpisode *, int, const CocWindow *),
		  const CocWindow *window)
{
	const CocEpisode *stays;
	int nstays;
	CocSlip slip;
	CocFirst first;
	Datum values[2];
	bool nulls[2] = {false, false};

	(void) coc_report(coc_window_check(window, &slip), &slip, NULL);
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	first = find(stays, nstays, window);
	values[0] = Int32GetDatum(first.days);
	nulls[0] = !first.timed;
	values[1] = CodeGetDatum((uint8) first.outcome);
	PG_RETURN_DATUM(
		HeapTupleGetDatum(heap_form_tuple(row_type(fcinfo), values, nulls)));
}

COC_FUNCTION(coc_time_to_return);
Datum
coc_time_to_return(PG_FUNCTION_ARGS)
{
	CocWindow window = {.index_date = PG_GETARG_DATEADT(1),
						.days = 1,
						.observed_until = PG_GETARG_DATEADT(2),
						.max_gap = PG_GETARG_INT32(3)};

	return first_row(fcinfo, coc_find_return, &window);
}

COC_FUNCTION(coc_time_to_aftercare);
Datum
coc_time_to_aftercare(PG_FUNCTION_ARGS)
{
	CocWindow window = {.index_date = PG_GETARG_DATEADT(1),
						.days = 1,
						.observed_until = PG_GETARG_DATEADT(2)};

	return first_row(fcinfo, coc_find_aftercare, &window);
}
