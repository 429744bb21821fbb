/*
 * continuity.c
 *		fmgr face of the questions that have one answer for a journey.
 *
 * The journey is read where it lies; nothing is allocated unless it comes
 * compressed or out of line. Rows of events are made in course.c.
 */
#include "pg/compat.h"

#include "core/continuity.h"
#include "pg/episode.h"
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
		role = coc_role_of_text(PG_GETARG_TEXT_PP(2));
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	days = coc_days_present(stays, nstays, &within, role);
	if (days == COC_ENDLESS)
		PG_RETURN_NULL();
	/* Ten thousand years of dates are fewer days than an integer holds. */
	PG_RETURN_INT32((int32) days);
}
