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

static CocWindow
of_stays(CocWindow w)
{
	w.per_stay = true;
	return w;
}

/* W1 again: what does not reach the day is judged by its exit. */
static void
test_effective(void)
{
	static const struct
	{
		int length;
		uint8_t exit;
		CocAnswer expected;
	} cases[] = {
		{84, COC_MOVED, COC_YES},
		{83, COC_MOVED, COC_NO},
		{83, COC_COMPLETED, COC_YES},
		{0, COC_COMPLETED_REDUCED_USE, COC_YES},
		{83, COC_TRANSFERRED, COC_NO},
		{83, COC_DIED, COC_NO},
		{83, COC_UNKNOWN_EXIT, COC_NOT_RECORDED},
		{84, COC_UNKNOWN_EXIT, COC_YES},
		{OPEN, COC_ONGOING, COC_YES},
		{UNKNOWN, COC_COMPLETED, COC_YES},
		{UNKNOWN, COC_MOVED, COC_DATE_UNKNOWN},
	};
	CocEpisode life[] = {stay(COC_OUTPATIENT, 0, UNKNOWN, COC_COMPLETED),
						 closed(COC_OUTPATIENT, 84, 90, COC_MOVED)};
	CocEpisode earlier[] = {stay(COC_OUTPATIENT, -90, UNKNOWN, COC_COMPLETED),
							closed(COC_OUTPATIENT, 0, 30, COC_COMPLETED)};
	CocEpisode both[] = {
		closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
		closed(COC_OUTPATIENT, 10, 30, COC_LEFT_BEFORE_COMPLETION)};
	CocWindow w = window(0, 84, 84);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocEpisode one =
			stay(COC_OUTPATIENT, 0, cases[i].length, cases[i].exit);

		CHECK_INT(coc_answer_effective(&one, 1, &w), cases[i].expected);
	}
	CHECK_INT(coc_answer_effective(life, 2, &w), COC_DATE_UNKNOWN);
	life[1].start++;
	CHECK_INT(coc_answer_effective(life, 2, &w), COC_YES);
	CHECK_INT(coc_answer_effective(earlier, 2, &w), COC_DATE_UNKNOWN);
	CHECK_INT(coc_answer_effective(both, 2, &w), COC_CONTRADICTORY);
	w.observed_until--;
	CHECK_INT(coc_answer_effective(both, 2, &w), COC_TOO_RECENT);
}

/* What ended on day 89, as one treatment journey or as its stays. */
static void
test_leaving(void)
{
	CocEpisode life[] = {
		closed(COC_RESIDENTIAL, -200, -10, COC_TRANSFERRED),
		closed(COC_OUTPATIENT, 0, 89, COC_LEFT_BEFORE_COMPLETION),
		closed(COC_SCREENING, 80, 89, COC_OTHER_EXIT),
		stay(COC_RESIDENTIAL, 120, OPEN, COC_ONGOING)};
	CocWindow w90 = window(89, 90, 110); /* nobody can join it any more */
	CocWindow w89 = window(89, 89, 110);
	CocWindow s90 = of_stays(window(89, 90, 89));
	CocWindow s89 = of_stays(window(89, 89, 89));

	CHECK_INT(coc_answer_early_exit(life + 1, 3, &w90), COC_YES);
	CHECK_INT(coc_answer_early_exit(life + 1, 3, &w89), COC_NO);
	CHECK_INT(coc_answer_early_exit(life, 4, &w90), COC_NO);
	CHECK_INT(coc_answer_early_exit(life, 4, &s90), COC_YES);
	CHECK_INT(coc_answer_early_exit(life, 4, &s89), COC_NO);
	CHECK_INT(coc_answer_completed(life, 4, &w90), COC_NO);
	life[0].length = COC_LENGTH_UNKNOWN;
	CHECK_INT(coc_answer_early_exit(life, 4, &w90), COC_DATE_UNKNOWN);
	CHECK_INT(coc_answer_early_exit(life, 4, &s90), COC_YES);
	life[1].exit = COC_SERVICE_CLOSED;
	CHECK_INT(coc_answer_early_exit(life, 4, &w90), COC_NOT_APPLICABLE);
	CHECK_INT(coc_answer_completed(life, 4, &w90), COC_NO);
	life[1].exit = COC_UNKNOWN_EXIT;
	CHECK_INT(coc_answer_early_exit(life, 4, &w89), COC_NOT_RECORDED);
	CHECK_INT(coc_answer_completed(life, 4, &s90), COC_NOT_RECORDED);
	life[1].exit = COC_COMPLETED;
	CHECK_INT(coc_answer_completed(life, 4, &w90), COC_YES);
	life[2].care = COC_DAY_PROGRAMME;
	CHECK_INT(coc_answer_completed(life, 4, &w90), COC_CONTRADICTORY);
	CHECK_INT(coc_answer_completed(life, 4, &s90), COC_CONTRADICTORY);
	life[2].exit = COC_DIED;
	CHECK_INT(coc_answer_completed(life, 4, &w90), COC_ANSWER_DIED);
	w90.observed_until--;
	CHECK_INT(coc_answer_completed(life, 4, &w90), COC_TOO_RECENT);
	CHECK_INT(coc_answer_early_exit(life, 4, &w90), COC_TOO_RECENT);
	s90.observed_until--;
	CHECK_INT(coc_answer_completed(life, 4, &s90), COC_TOO_RECENT);
	w90 = window(88, 90, 1000);
	CHECK_INT(coc_answer_completed(life, 4, &w90), COC_NOT_APPLICABLE);
}

/* DOMAIN 2.8, P1: half open, and clamped at the end of a month. */
static void
test_completed_without_return(void)
{
	int32_t left = day(2024, 8, 31);
	CocEpisode life[] = {
		closed(COC_RESIDENTIAL, day(2024, 3, 1), left, COC_COMPLETED),
		stay(COC_OUTPATIENT, day(2025, 2, 27), OPEN, COC_ONGOING)};
	CocWindow w = window(left, 0, day(2025, 2, 28));
	CocSlip slip;

	CHECK_INT(coc_window_months(&w, 6, &slip), COC_OK);
	CHECK_INT(coc_window_last_day(&w), day(2025, 2, 28));
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w), COC_NO);
	life[1].start++;
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w), COC_YES);
	life[0].exit = COC_MOVED;
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w), COC_NO);
	life[0].exit = COC_UNKNOWN_EXIT;
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w),
			  COC_NOT_RECORDED);
	life[0].exit = COC_COMPLETED;
	life[1] = closed(COC_PEER_SUPPORT, left, day(2025, 2, 27), COC_DIED);
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w),
			  COC_ANSWER_DIED);
	life[1].length++;
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w), COC_YES);
	w.observed_until--;
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w), COC_TOO_RECENT);
	w.max_gap = w.days - 1;
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w),
			  COC_WINDOW_WITHIN_GAP);
	CHECK_INT(coc_window_months(&w, 0, &slip), COC_BAD_VALUE);
	w = window(INT32_MAX, 0, INT32_MAX);
	CHECK_INT(coc_window_months(&w, INT32_MAX, &slip), COC_OK);
	CHECK_INT(w.days, INT32_MAX);
	w = window(INT32_MIN, 0, INT32_MAX);
	CHECK_INT(coc_window_months(&w, 6, &slip), COC_OK);
	CHECK_INT(coc_answer_completed_without_return(life, 2, &w),
			  COC_NOT_APPLICABLE);
	w = window(COC_DATE_MAX, 0, INT32_MAX);
	CHECK_INT(coc_window_months(&w, 12, &slip), COC_OK);
	CHECK_INT(w.days, 366); /* 10000 is a leap year */
}

static void
check_return(const CocEpisode *stays, int nstays, CocWindow w,
			 CocAnswer outcome, int days)
{
	CocFirst got = coc_find_return(stays, nstays, &w);

	CHECK_INT(got.outcome, outcome);
	CHECK_INT(got.timed ? got.days : -1, days);
}

/* Return, death and the end of observation, whichever comes first. */
static void
test_time_to_return(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
						 closed(COC_AFTERCARE_GENERAL, 31, 60, COC_DIED),
						 stay(COC_OUTPATIENT, 52, OPEN, COC_ONGOING)};

	check_return(life, 3, window(30, 1, 1000), COC_YES, 22);
	check_return(life, 3, window(30, 1, 51), COC_TOO_RECENT, 21);
	check_return(life, 3, window(30, 1, 50), COC_TOO_RECENT, -1);
	check_return(life, 3, window(29, 1, 1000), COC_NOT_APPLICABLE, -1);
	check_return(life, 2, window(30, 1, 1000), COC_ANSWER_DIED, 30);
	check_return(life, 2, window(30, 1, 59), COC_TOO_RECENT, 29);
	check_return(life, 1, window(30, 1, INT32_MAX), COC_TOO_RECENT, -1);
	life[2].start = 60;
	check_return(life, 3, window(30, 1, 1000), COC_YES, 30);
	life[2].start = 61;
	check_return(life, 3, window(30, 1, 1000), COC_ANSWER_DIED, 30);
	check_return(NULL, 0, window(30, 1, 1000), COC_NOT_APPLICABLE, -1);
	life[1].length = COC_LENGTH_UNKNOWN;
	check_return(life, 3, window(30, 1, 1000), COC_DATE_UNKNOWN, -1);
	life[1].start = 61; /* a return the same day: which was first? */
	check_return(life, 3, window(30, 1, 1000), COC_DATE_UNKNOWN, -1);
	life[1].start = 62;
	check_return(life, 3, window(30, 1, 1000), COC_YES, 31);
	life[1] = closed(COC_SCREENING, 10, 29, COC_DIED);
	check_return(life, 3, window(30, 1, 1000), COC_ANSWER_DIED, -1);
}

/* Deaths before the index date, and on a day that nobody recorded. */
static void
test_deaths(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
						 closed(COC_SCREENING, 5, 20, COC_DIED),
						 stay(COC_OUTPATIENT, 55, OPEN, COC_ONGOING)};
	CocWindow w = window(30, 40, 1000);

	CHECK_INT(coc_answer_returned(life, 3, &w), COC_ANSWER_DIED);
	CHECK_INT(coc_answer_completed(life, 3, &w), COC_ANSWER_DIED);
	life[1].length = COC_LENGTH_UNKNOWN;
	CHECK_INT(coc_answer_returned(life, 3, &w), COC_DATE_UNKNOWN);
	CHECK_INT(coc_answer_completed(life, 3, &w), COC_DATE_UNKNOWN);
	life[1].start = 31;
	CHECK_INT(coc_answer_completed(life, 3, &w), COC_YES);
	life[1].start = 70;
	CHECK_INT(coc_answer_returned(life, 3, &w), COC_DATE_UNKNOWN);
	life[1].start = 71;
	CHECK_INT(coc_answer_returned(life, 3, &w), COC_YES);
}

int
main(void)
{
	test_retained();
	test_order_of_decision();
	test_future_stays();
	test_effective();
	test_leaving();
	test_completed_without_return();
	test_time_to_return();
	test_deaths();
	return check_summary("follow_up");
}
