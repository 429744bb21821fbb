/*
 * checkup.h
 *		Recovery check-ups: when they are due, and what became of each.
 *
 * The k-th is due k intervals of calendar months after the anchor, not after
 * the one before it: a plan that follows its own delays drifts. Its window
 * opens days_before that day and closes days_after it. A contact beyond the
 * window and before the next window opens is late.
 */
#ifndef COC_CHECKUP_H
#define COC_CHECKUP_H

#include "core/continuity.h"
#include "core/status.h"
#include "core/vocabulary.h"

/* Limits of a plan: a century of monthly check-ups would be no plan. */
#define COC_CHECKUPS_MAX 400
#define COC_CHECKUP_MONTHS_MAX 120
#define COC_CHECKUP_DAYS_MAX 366

typedef struct CocSchedule
{
	int32_t anchor;
	int32_t months; /* between two */
	int32_t times;
	int32_t days_before;
	int32_t days_after;
} CocSchedule;

typedef struct CocCheckup
{
	int32_t due_on;
	int32_t window_from;
	int32_t window_to;
	int32_t contact_on; /* only with contacted */
	bool contacted;
	bool suspended;
} CocCheckup;

/* COC_OK when the schedule means something and keeps to the limits. */
extern CocStatus coc_checkup_check(const CocSchedule *schedule, CocSlip *slip);

/*
 * Lay out the plan of a checked schedule. One check-up more than asked for is
 * written, so there must be room for times + 1: the window that would open
 * next ends the time in which the last one can be late.
 */
extern CocStatus coc_checkup_plan(const CocSchedule *schedule,
								  CocCheckup *checkups, CocSlip *slip);

/* Give the contact to the one check-up that it serves, if any. */
extern void coc_checkup_contact(CocCheckup *checkups, int times,
								int32_t contact);

/* Suspend what is due in the span. */
extern void coc_checkup_suspend(CocCheckup *checkups, int times,
								const CocSpan *span);

/* What became of a check-up by the end of observation. */
extern CocCheckupState coc_checkup_state_of(const CocCheckup *checkup,
											int32_t observed_until);

#endif /* COC_CHECKUP_H */
