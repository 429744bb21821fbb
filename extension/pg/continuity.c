/*
 * continuity.c
 *		fmgr face of the questions that have one answer for a journey.
 *
 * The journey is read where it lies; nothing is allocated unless it comes
 * compressed or out of line. Rows of events are made in course.c.
 */
#include "pg/compat.h"

#include "pg/continuity.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/vocabulary.h"
#include "utils/builtins.h"
#include "utils/date.h"

COC_FUNCTION(coc_journey_exit_reason);
Datum
coc_journey_exit_reason(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	int exit = coc_exit_of(stays, nstays);

	if (exit == COC_NO_EXIT)
		PG_RETURN_NULL();
	PG_RETURN_CODE((uint8) exit);
}

static CocRole
role_of_text(const text *name)
{
	CocRole role = coc_role(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (role == COC_ROLE_NONE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("unknown role of care"),
						errhint("Roles: contact, treatment, aftercare.")));
	return role;
}

COC_FUNCTION(coc_days_in_care);
Datum
coc_days_in_care(PG_FUNCTION_ARGS)
{
	CocSpan within = {PG_INT64_MIN, PG_INT64_MAX};
	CocRole role = COC_ROLE_NONE;
	const CocEpisode *stays;
	int nstays;
	int64 days;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(1))
		within =
			coc_span_of_range(PG_GETARG_RANGE_P(1),
							  (TypeCacheEntry **) &fcinfo->flinfo->fn_extra);
	if (!PG_ARGISNULL(2))
		role = role_of_text(PG_GETARG_TEXT_PP(2));
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	days = coc_days_present(stays, nstays, &within, role);
	if (days == COC_ENDLESS)
		PG_RETURN_NULL();
	/* Ten thousand years of dates are fewer days than an integer holds. */
	PG_RETURN_INT32((int32) days);
}

/*
 * ask
 *		Put a question whose arguments are journey, index_date, days,
 *		observed_until and, where treatment journeys decide, max_gap.
 */
static Datum
ask(FunctionCallInfo fcinfo, CocQuestion question)
{
	CocWindow window = {
		.index_date = PG_GETARG_DATEADT(1),
		.days = PG_GETARG_INT32(2),
		.observed_until = PG_GETARG_DATEADT(3),
		.max_gap = PG_NARGS() > 4 ? PG_GETARG_INT32(4) : 0,
	};
	const CocEpisode *stays;
	int nstays;
	CocSlip slip;

	(void) coc_report(coc_window_check(&window, &slip), &slip, NULL);
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	PG_RETURN_CODE((uint8) question(stays, nstays, &window));
}

#define QUESTION(name, question)                                               \
	COC_FUNCTION(name);                                                        \
	Datum name(PG_FUNCTION_ARGS)                                               \
	{                                                                          \
		return ask(fcinfo, question);                                          \
	}

QUESTION(coc_retained, coc_answer_retained)
QUESTION(coc_linked_to_aftercare, coc_answer_linked)
QUESTION(coc_continued_care, coc_answer_continued)
QUESTION(coc_returned_to_treatment, coc_answer_returned)
