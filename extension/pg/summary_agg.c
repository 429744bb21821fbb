/*
 * summary_agg.c
 *		Aggregates that make and add gender_summary values.
 *
 * The state of the row form is a gender_summary, changed in place: it starts
 * from initcond, never grows, and only an aggregate may touch it (a direct
 * call of a transition function works on a copy).
 */
#include "pg/compat.h"

#include "pg/error.h"
#include "pg/summary.h"
#include "pg/summary_agg.h"

void
coc_refuse_null(const char *name)
{
	ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("%s must not be null", name)));
}

/* ---- the row form ---- */

/* The state to change: the executor's own, or a copy of somebody's value. */
static Summary *
state_argument(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		return coc_summary_make();
	if (AggCheckCallContext(fcinfo, NULL))
		return PG_GETARG_SUMMARY_P(0);
	return PG_GETARG_SUMMARY_P_COPY(0);
}

/* One row is one person: count both, and hand out the gender's counters. */
static CocGenderCount *
count_person(FunctionCallInfo fcinfo, Summary *state)
{
	CocGender gender = coc_gender_argument(fcinfo, 1);
	int64 key = coc_bigint_argument(fcinfo, 2, "record_key");

	coc_summary_count_person(&state->body, gender, (uint64) key);
	return coc_summary_of(&state->body, gender);
}

COC_FUNCTION(coc_summarize_count);
Datum
coc_summarize_count(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);

	count_person(fcinfo, state)->cases++;
	PG_RETURN_SUMMARY_P(state);
}

COC_FUNCTION(coc_summarize_answer);
Datum
coc_summarize_answer(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);

	coc_count_answer(fcinfo, 3, count_person(fcinfo, state));
	PG_RETURN_SUMMARY_P(state);
}

COC_FUNCTION(coc_summarize_value);
Datum
coc_summarize_value(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);

	coc_count_value(fcinfo, 3, count_person(fcinfo, state));
	PG_RETURN_SUMMARY_P(state);
}

/*
 * coc_gender_summary_add
 *		The operator +, and the transition of sum().
 *
 * Strict; in sum() the executor has copied the first summary, and it becomes
 * the state.
 */
COC_FUNCTION(coc_gender_summary_add);
Datum
coc_gender_summary_add(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);
	CocSlip slip;
	CocStatus status =
		coc_summary_add(&state->body, &PG_GETARG_SUMMARY_P(1)->body, &slip);

	(void) coc_report(status, &slip, NULL);
	PG_RETURN_SUMMARY_P(state);
}
