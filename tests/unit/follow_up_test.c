/*
 * follow_up_test.c
 *		Questions about a treatment journey: vectors checked by hand, and laws.
 */
#include "check.h"

#include "core/arrival.h"
#include "core/follow_up.h"
#include "core/journey.h"
#include "continuity_stays.h"

/* DOMAIN 2.8, W1, and the vector of USERS 1. */
static void
test_retained(void)
{
	CocEpisode w1[] = {
		closed(COC_OUTPATIENT, day(2024, 1, 1), day(2024, 3, 25), COC_MOVED)};
	CocEpisode short_by_one[] = {
		closed(COC_OUTPATIENT, day(2024, 1, 1), day(2024, 3, 24), COC_MOVED)};
	CocEpisode recent[] = {closed(COC_OUTPATIENT, day(2024, 12, 1),
								  day(2024, 12, 10),
								  COC_LEFT_BEFORE_COMPLETION)};
	CocEpisode vague[] = {stay(COC_OUTPATIENT, 0, UNKNOWN, COC_MOVED),
						  closed(COC_OUTPATIENT, 30, 60, COC_MOVED),
						  closed(COC_OUTPATIENT, 200, 300, COC_MOVED)};
	CocWindow w = window(day(2024, 1, 1), 84, day(2024, 3, 25));
	CocWindow late = window(day(2024, 12, 1), 84, day(2024, 12, 31));
	CocWindow from_gap = window(70, 84, 1000);
	CocWindow from_30 = window(30, 84, 1000);
	CocWindow from_200 = window(200, 84, 1000);

	CHECK_INT(coc_answer_retained(w1, 1, &w), COC_YES);
	CHECK_INT(coc_answer_retained(short_by_one, 1, &w), COC_NO);
	w.observed_until--;
	CHECK_INT(coc_answer_retained(w1, 1, &w), COC_TOO_RECENT);
	CHECK_INT(coc_answer_retained(recent, 1, &late), COC_TOO_RECENT);
	late.observed_until = INT32_MAX;
	CHECK_INT(coc_answer_retained(recent, 1, &late), COC_NO);
	CHECK_INT(coc_answer_retained(vague, 3, &from_gap), COC_NOT_APPLICABLE);
	CHECK_INT(coc_answer_retained(vague, 3, &from_30), COC_DATE_UNKNOWN);
	CHECK_INT(coc_answer_retained(vague, 3, &from_200), COC_YES);
	CHECK_INT(coc_answer_retained(vague + 1, 2, &from_30), COC_NO);
	CHECK_INT(coc_answer_retained(NULL, 0, &from_30), COC_NOT_APPLICABLE);
}

/* The order of decision, and dates that are no dates. */
static void
test_order_of_decision(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
						 closed(COC_RESIDENTIAL, 60, 70, COC_COMPLETED)};
	CocWindow w = window(30, 21, 0);
	CocSlip slip;

	CHECK_INT(coc_answer_returned(life, 2, &w), COC_WINDOW_WITHIN_GAP);
	w.days = 22;
	CHECK_INT(coc_answer_returned(life, 2, &w), COC_TOO_RECENT);
	w.observed_until = INT32_MAX;
	CHECK_INT(coc_answer_returned(life, 2, &w), COC_NO);
	w.days = 30;
	CHECK_INT(coc_answer_returned(life, 2, &w), COC_YES);
	w.max_gap = 29;
	CHECK_INT(coc_answer_returned(life, 2, &w), COC_YES);
	w.max_gap = 30;
	w.days = 31;
	CHECK_INT(coc_answer_returned(life, 2, &w), COC_NOT_APPLICABLE);
	w = window(31, 30, INT32_MAX);
	CHECK_INT(coc_answer_linked(life, 2, &w), COC_NOT_APPLICABLE);
	w = window(INT32_MAX, INT32_MAX, INT32_MAX);
	CHECK_INT(coc_answer_linked(life, 2, &w), COC_TOO_RECENT);
	CHECK_INT(coc_answer_retained(life, 2, &w), COC_TOO_RECENT);
	w = window(INT32_MIN, 84, INT32_MAX);
	CHECK_INT(coc_answer_retained(life, 2, &w), COC_NOT_APPLICABLE);
	CHECK_INT(coc_window_check(&w, &slip), COC_OK);
	w.days = 0;
	CHECK_INT(coc_window_check(&w, &slip), COC_BAD_VALUE);
	w.days = 1;
	w.max_gap = -1;
	CHECK_INT(coc_window_check(&w, &slip), COC_BAD_VALUE);
}

/* What starts after observation stopped is not known yet. */
static void
test_future_stays(void)
{
	CocEpisode life[] = {closed(COC_OUTPATIENT, 0, 80, COC_TRANSFERRED),
						 closed(COC_OUTPATIENT, 90, 120, COC_COMPLETED)};
	CocWindow w = window(0, 84, 89);

	CHECK_INT(coc_answer_retained(life, 2, &w), COC_NO);
	w.observed_until = 90;
	CHECK_INT(coc_answer_retained(life, 2, &w), COC_YES);
	/* The last day of a treatment journey belongs to it. */
	w = window(120, 1, 1000);
	CHECK_INT(coc_answer_retained(life, 2, &w), COC_NO);
	w = window(121, 1, 1000);
	CHECK_INT(coc_answer_retained(life, 2, &w), COC_NOT_APPLICABLE);
}

int
main(void)
{
	test_retained();
	test_order_of_decision();
	test_future_stays();
	return check_summary("follow_up");
}
