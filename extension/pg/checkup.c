/*
 * checkup.c
 *		fmgr face of the plan of check-ups: one row for each.
 */
#include "pg/compat.h"

#include "core/checkup.h"
#include "core/continuity.h"
#include "funcapi.h"
#include "pg/array.h"
#include "pg/episode.h"
#include "pg/error.h"
#include "pg/vocabulary.h"
#include "utils/builtins.h"
#include "utils/date.h"

static CocSchedule
schedule_arguments(FunctionCallInfo fcinfo)
{
	CocSchedule schedule = {
		.anchor = coc_finite_day(PG_GETARG_DATEADT(0), "anchor"),
		.months = PG_GETARG_INT32(4),
		.times = PG_GETARG_INT32(5),
		.days_before = PG_GETARG_INT32(6),
		.days_after = PG_GETARG_INT32(7),
	};
	CocSlip slip;

	(void) coc_report(coc_checkup_check(&schedule, &slip), &slip, NULL);
	return schedule;
}

/* Contacts after the end of observation have not been seen. */
static void
put_contacts(CocCheckup *checkups, int times, ArrayType *array,
			 int32 observed_until)
{
	int32 *contacts;
	int ncontacts = coc_array_days(array, &contacts);

	for (int i = 0; i < ncontacts; i++)
	{
		if (contacts[i] <= observed_until)
			coc_checkup_contact(checkups, times, contacts[i]);
	}
}

/* Neither have suspensions that begin after it. */
static void
put_suspensions(CocCheckup *checkups, int times, ArrayType *array,
				int32 observed_until)
{
	TypeCacheEntry *range_type = NULL;
	Datum *ranges;
	int nranges = coc_array_elements(array, &ranges);

	for (int i = 0; i < nranges; i++)
	{
		CocSpan span =
			coc_span_of_range(DatumGetRangeTypeP(ranges[i]), &range_type);

		if (span.first <= observed_until)
			coc_checkup_suspend(checkups, times, &span);
	}
}

static void
put_row(ReturnSetInfo *result, int number, const CocCheckup *checkup,
		int32 observed_until)
{
	CocCheckupState state = coc_checkup_state_of(checkup, observed_until);
	Datum values[] = {Int32GetDatum(number),
					  DateADTGetDatum(checkup->due_on),
					  DateADTGetDatum(checkup->window_from),
					  DateADTGetDatum(checkup->window_to),
					  DateADTGetDatum(checkup->contact_on),
					  CodeGetDatum((uint8) state)};
	bool nulls[] = {false, false, false, false, !checkup->contacted, false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * checkup_due(anchor, contacts, observed_until, suspended, months, times,
 * days_before, days_after)
 */
COC_FUNCTION(coc_checkup_due);
Datum
coc_checkup_due(PG_FUNCTION_ARGS)
{
	CocSchedule schedule = schedule_arguments(fcinfo);
	DateADT observed_until = PG_GETARG_DATEADT(2);
	CocCheckup *checkups = palloc(sizeof(CocCheckup) * (schedule.times + 1));
	CocSlip slip;

	(void) coc_report(coc_checkup_plan(&schedule, checkups, &slip), &slip,
					  NULL);
	put_contacts(checkups, schedule.times, PG_GETARG_ARRAYTYPE_P(1),
				 observed_until);
	put_suspensions(checkups, schedule.times, PG_GETARG_ARRAYTYPE_P(3),
					observed_until);
	InitMaterializedSRF(fcinfo, 0);
	for (int k = 0; k < schedule.times; k++)
		put_row((ReturnSetInfo *) fcinfo->resultinfo, k + 1, &checkups[k],
				observed_until);
	return (Datum) 0;
}
