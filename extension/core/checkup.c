/*
 * checkup.c
 *		The plan of recovery check-ups against the contacts that were held.
 */
#include "core/checkup.h"

#include "core/date.h"

#define WHAT "check-up plan"
#define LEGAL_DATES "Dates from 0001-01-01 to 9999-12-31."

CocStatus
coc_checkup_check(const CocSchedule *schedule, CocSlip *slip)
{
	if (!coc_date_valid(schedule->anchor))
		return coc_fail(slip, COC_OUT_OF_RANGE, WHAT,
						"the anchor is outside the range of dates", LEGAL_DATES,
						0);
	if (schedule->months < 1 || schedule->months > COC_CHECKUP_MONTHS_MAX)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"the interval is not 1 to 120 months", NULL, 0);
	if (schedule->times < 1 || schedule->times > COC_CHECKUPS_MAX)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"the number of check-ups is not 1 to 400", NULL, 0);
	if (schedule->days_before < 0 ||
		schedule->days_before > COC_CHECKUP_DAYS_MAX ||
		schedule->days_after < 0 || schedule->days_after > COC_CHECKUP_DAYS_MAX)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"the window is not 0 to 366 days on either side", NULL,
						0);
	return COC_OK;
}

CocStatus
coc_checkup_plan(const CocSchedule *schedule, CocCheckup *checkups,
				 CocSlip *slip)
{
	for (int k = 0; k <= schedule->times; k++)
	{
		CocCheckup *checkup = &checkups[k];
		int64_t due_on =
			coc_date_add_months(schedule->anchor, (k + 1) * schedule->months);

		if (due_on > COC_DATE_MAX)
			return coc_fail(slip, COC_OUT_OF_RANGE, WHAT,
							"a check-up is due outside the range of dates",
							LEGAL_DATES, 0);
		*checkup = (CocCheckup){.due_on = (int32_t) due_on};
		checkup->window_from = checkup->due_on - schedule->days_before;
		checkup->window_to = checkup->due_on + schedule->days_after;
	}
	return COC_OK;
}

static int32_t
distance(const CocCheckup *checkup, int32_t day)
{
	return day < checkup->due_on ? checkup->due_on - day
								 : day - checkup->due_on;
}

/*
 * is_better
 *		Does the contact serve the check-up better than the one it has?
 *
 * Inside the window before late, then the nearest, then the earlier: the same
 * whatever order the contacts come in.
 */
static bool
is_better(const CocCheckup *checkup, int32_t contact)
{
	bool late = contact > checkup->window_to;
	bool was_late = checkup->contact_on > checkup->window_to;

	if (!checkup->contacted || late != was_late)
		return !checkup->contacted || was_late;
	if (distance(checkup, contact) != distance(checkup, checkup->contact_on))
		return distance(checkup, contact) <
			   distance(checkup, checkup->contact_on);
	return contact < checkup->contact_on;
}

/*
 * coc_checkup_contact
 *		A contact serves at most one check-up.
 *
 * Of those whose window holds it the nearest, the earlier of two as near;
 * where no window holds it, the one whose window closed last, until the next
 * opens. Windows ascend, so no window holds what is late for another.
 */
void
coc_checkup_contact(CocCheckup *checkups, int times, int32_t contact)
{
	CocCheckup *served = NULL;

	for (int k = 0; k < times && checkups[k].window_from <= contact; k++)
	{
		CocCheckup *checkup = &checkups[k];

		if (contact <= checkup->window_to)
		{
			if (served == NULL ||
				distance(checkup, contact) < distance(served, contact))
				served = checkup;
		}
		else if (contact < checkups[k + 1].window_from)
			served = checkup;
	}
	if (served != NULL && is_better(served, contact))
	{
		served->contacted = true;
		served->contact_on = contact;
	}
}

void
coc_checkup_suspend(CocCheckup *checkups, int times, const CocSpan *span)
{
	for (int k = 0; k < times; k++)
		checkups[k].suspended |= coc_span_holds(span, checkups[k].due_on);
}

/*
 * coc_checkup_state_of
 *		Whether it counts is settled before what came of it.
 *
 * Suspension is no outcome: it is known whatever the person did. Then dates:
 * a check-up inside an unfinished window is not yet due, held or not. One that
 * is missed may still turn out to be late, which is no different in a rate.
 */
CocCheckupState
coc_checkup_state_of(const CocCheckup *checkup, int32_t observed_until)
{
	if (checkup->suspended)
		return COC_CHECKUP_SUSPENDED;
	if (checkup->window_to > observed_until)
		return COC_CHECKUP_NOT_YET_DUE;
	if (!checkup->contacted)
		return COC_CHECKUP_MISSED;
	return checkup->contact_on <= checkup->window_to ? COC_CHECKUP_DONE
													 : COC_CHECKUP_LATE;
}
