/*
 * arrival_test.c
 *		Questions about days of care after an event: vectors checked by hand.
 */
#include "check.h"

#include "core/arrival.h"
#include "core/event.h"
#include "core/journey.h"
#include "continuity_stays.h"

/* USERS 2: aftercare after three days neither extends nor hides a discharge. */
static void
test_role_vector(void)
{
	CocEpisode life[] = {
		closed(COC_RESIDENTIAL, day(2024, 1, 10), day(2024, 4, 9),
			   COC_COMPLETED),
		closed(COC_AFTERCARE_GENERAL, day(2024, 4, 12), day(2024, 10, 30),
			   COC_COMPLETED),
		stay(COC_OUTPATIENT, day(2024, 11, 15), OPEN, COC_ONGOING)};
	CocDischargeScan scan = {.period = ever};
	CocDischarge discharge = {0};
	int32_t left = day(2024, 4, 9);
	int32_t until = day(2025, 12, 31);
	CocWindow w220 = window(left, 220, until);
	CocWindow w219 = window(left, 219, until);
	CocWindow w30 = window(left, 30, until);
	CocWindow w2 = window(left, 2, until);

	coc_care_set_fill(&scan.from_care);
	coc_discharge_begin(&scan, life, 3, &gap21);
	CHECK(coc_discharge_next(&scan, &discharge));
	CHECK_INT(discharge.discharged_on, left);
	CHECK_INT(discharge.days, 90);
	CHECK_INT(discharge.exit, COC_COMPLETED);
	CHECK(!coc_discharge_next(&scan, &discharge));
	CHECK_INT(coc_answer_linked(life, 3, &w30), COC_YES);
	CHECK_INT(coc_answer_linked(life, 3, &w2), COC_NO);
	CHECK_INT(coc_answer_continued(life, 3, &w30), COC_YES);
	CHECK_INT(coc_answer_returned(life, 3, &w220), COC_YES);
	CHECK_INT(coc_answer_returned(life, 3, &w219), COC_NO);
}

/* DOMAIN 2.8, F2: after 1 January, 7 days are the 2nd to the 8th. */
static void
test_follow_up_window(void)
{
	int32_t left = day(2024, 1, 1);
	CocEpisode life[2] = {closed(COC_WITHDRAWAL_INPATIENT, day(2023, 12, 25),
								 left, COC_COMPLETED)};
	CocWindow w7 = window(left, 7, day(2024, 12, 31));
	CocWindow w30 = window(left, 30, day(2024, 12, 31));
	static const struct
	{
		uint8_t care;
		int from; /* days from the discharge */
		int length;
		CocAnswer within7;
		CocAnswer within30;
		CocAnswer continued7;
	} cases[] = {
		{COC_AFTERCARE_GENERAL, 0, 0, COC_NO, COC_NO, COC_NO},
		{COC_AFTERCARE_GENERAL, 0, 1, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, -3, 90, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, -3, OPEN, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, 1, 0, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, 7, 0, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, 8, 0, COC_NO, COC_YES, COC_NO},
		{COC_AFTERCARE_GENERAL, 30, OPEN, COC_NO, COC_YES, COC_NO},
		{COC_AFTERCARE_GENERAL, 31, OPEN, COC_NO, COC_NO, COC_NO},
		{COC_AFTERCARE_GENERAL, 1, UNKNOWN, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, 0, UNKNOWN, COC_DATE_UNKNOWN, COC_DATE_UNKNOWN,
		 COC_DATE_UNKNOWN},
		{COC_AFTERCARE_GENERAL, -5, UNKNOWN, COC_DATE_UNKNOWN, COC_DATE_UNKNOWN,
		 COC_DATE_UNKNOWN},
		{COC_OUTPATIENT, 7, OPEN, COC_NO, COC_NO, COC_YES},
		{COC_OUTPATIENT, -3, UNKNOWN, COC_NO, COC_NO, COC_DATE_UNKNOWN},
		{COC_CUSTODY_TREATMENT, 5, 9, COC_NO, COC_NO, COC_YES},
		{COC_WITHDRAWAL_OUTPATIENT, 2, 9, COC_NO, COC_NO, COC_NO},
		{COC_SCREENING, 2, 9, COC_NO, COC_NO, COC_NO},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		int n;

		life[0] =
			closed(COC_WITHDRAWAL_INPATIENT, left - 7, left, COC_COMPLETED);
		life[1] = stay(cases[i].care, left + cases[i].from, cases[i].length,
					   COC_COMPLETED);
		n = coc_journey_sort(life, 2);
		CHECK_INT(coc_answer_linked(life, n, &w7), cases[i].within7);
		CHECK_INT(coc_answer_linked(life, n, &w30), cases[i].within30);
		CHECK_INT(coc_answer_continued(life, n, &w7), cases[i].continued7);
	}
}

/* Death in the window, of whatever role, settles it before the outcome. */
static void
test_death(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
						 closed(COC_AFTERCARE_GENERAL, 32, 60, COC_DIED)};
	CocEpisode in_care[] = {closed(COC_RESIDENTIAL, 0, 30, COC_DIED)};
	CocEpisode vague[] = {closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
						  stay(COC_HARM_REDUCTION, 31, UNKNOWN, COC_DIED)};
	CocWindow w29 = window(30, 29, 1000);
	CocWindow w30 = window(30, 30, 1000);
	CocWindow from_entry = window(0, 84, 1000);

	CHECK_INT(coc_answer_linked(life, 2, &w29), COC_YES);
	CHECK_INT(coc_answer_linked(life, 2, &w30), COC_ANSWER_DIED);
	CHECK_INT(coc_answer_continued(life, 2, &w30), COC_ANSWER_DIED);
	CHECK_INT(coc_answer_returned(life, 2, &w30), COC_ANSWER_DIED);
	CHECK_INT(coc_answer_returned(life, 2, &w29), COC_NO);
	CHECK_INT(coc_answer_linked(in_care, 1, &w29), COC_ANSWER_DIED);
	CHECK_INT(coc_answer_returned(in_care, 1, &w29), COC_ANSWER_DIED);
	CHECK_INT(coc_answer_retained(in_care, 1, &from_entry), COC_NO);
	CHECK_INT(coc_answer_linked(vague, 2, &w30), COC_DATE_UNKNOWN);
	w30.observed_until = 59;
	CHECK_INT(coc_answer_linked(life, 2, &w30), COC_TOO_RECENT);
}

/* F2 with the discharge day in it; a silence of any care at all. */
static void
test_same_day_and_silence(void)
{
	static const struct
	{
		uint8_t care;
		int from; /* days from the discharge */
		int length;
		CocAnswer linked;
		CocAnswer continued;
		CocAnswer silence;
	} cases[] = {
		{COC_AFTERCARE_GENERAL, 0, 0, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, -5, 5, COC_YES, COC_YES, COC_YES},
		{COC_AFTERCARE_GENERAL, -5, 4, COC_NO, COC_NO, COC_YES},
		{COC_AFTERCARE_GENERAL, 7, OPEN, COC_YES, COC_YES, COC_NO},
		{COC_AFTERCARE_GENERAL, 8, OPEN, COC_NO, COC_NO, COC_YES},
		{COC_AFTERCARE_GENERAL, 0, UNKNOWN, COC_YES, COC_YES, COC_DATE_UNKNOWN},
		{COC_AFTERCARE_GENERAL, -1, UNKNOWN, COC_DATE_UNKNOWN, COC_DATE_UNKNOWN,
		 COC_DATE_UNKNOWN},
		{COC_OUTPATIENT, 0, 0, COC_NO, COC_YES, COC_YES},
		{COC_OUTPATIENT, -5, 5, COC_NO, COC_NO, COC_YES},
		{COC_OUTPATIENT, 0, 1, COC_NO, COC_YES, COC_NO},
		{COC_WITHDRAWAL_INPATIENT, 0, 0, COC_NO, COC_NO, COC_YES},
		{COC_WITHDRAWAL_INPATIENT, 7, 0, COC_NO, COC_NO, COC_NO},
		{COC_OUTREACH, 1, OPEN, COC_NO, COC_NO, COC_YES},
	};
	CocWindow w = window(100, 7, 107);
	CocWindow same_day = w;
	CocEpisode alone = closed(COC_OUTPATIENT, 100, 100, COC_MOVED);

	same_day.same_day = true;
	CHECK_INT(coc_answer_continued(&alone, 1, &same_day), COC_NO);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocEpisode life[] = {closed(COC_RESIDENTIAL, 90, 100, COC_MOVED),
							 stay(cases[i].care, 100 + cases[i].from,
								  cases[i].length, COC_COMPLETED)};
		int n = coc_journey_sort(life, 2);

		CHECK_INT(coc_answer_linked(life, n, &same_day), cases[i].linked);
		CHECK_INT(coc_answer_continued(life, n, &same_day), cases[i].continued);
		CHECK_INT(coc_answer_left_without_support(life, n, &w),
				  cases[i].silence);
	}
}

static CocEpisode
at(CocEpisode stay, int32_t programme)
{
	stay.programme = programme;
	return stay;
}

/* From programme 1 on day 100; where the other stay is, and when. */
static void
test_transfer(void)
{
	static const struct
	{
		int programme;
		int from; /* days from the transfer */
		int length;
		CocAnswer expected;
	} cases[] = {
		{2, 21, OPEN, COC_YES},
		{2, 22, OPEN, COC_NO},
		{2, 0, 0, COC_YES},
		{2, -9, 9, COC_NO},
		{2, -9, 10, COC_YES},
		{2, -9, UNKNOWN, COC_DATE_UNKNOWN},
		{1, 3, OPEN, COC_NO},
		{1, -9, UNKNOWN, COC_NO},
		{0, 3, OPEN, COC_NOT_RECORDED},
		{0, -9, UNKNOWN, COC_DATE_UNKNOWN},
	};
	CocWindow w = window(100, 21, 121);
	CocEpisode pair[] = {
		at(closed(COC_RESIDENTIAL, 80, 100, COC_TRANSFERRED), 1),
		at(closed(COC_OUTPATIENT, 100, 100, COC_TRANSFERRED), 2)};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocEpisode life[] = {
			at(closed(COC_RESIDENTIAL, 80, 100, COC_TRANSFERRED), 1),
			at(stay(COC_OUTPATIENT, 100 + cases[i].from, cases[i].length,
					COC_MOVED),
			   cases[i].programme)};
		int n = coc_journey_sort(life, 2);

		CHECK_INT(coc_answer_transfer_arrived(life, n, &w), cases[i].expected);
	}
	/* Transferred on the day it arrived, and not seen since. */
	CHECK_INT(coc_answer_transfer_arrived(pair, 2, &w), COC_NO);
	pair[1].exit = COC_MOVED;
	CHECK_INT(coc_answer_transfer_arrived(pair, 2, &w), COC_YES);
	pair[0].exit = COC_COMPLETED;
	CHECK_INT(coc_answer_transfer_arrived(pair, 2, &w), COC_NOT_APPLICABLE);
}

/* Released on day 100. */
static void
test_release(void)
{
	static const struct
	{
		uint8_t care;
		int from; /* days from the release */
		int length;
		uint8_t exit;
		CocAnswer expected;
	} cases[] = {
		{COC_OUTPATIENT, 21, OPEN, COC_ONGOING, COC_YES},
		{COC_OUTPATIENT, 22, OPEN, COC_ONGOING, COC_NO},
		{COC_OUTPATIENT, -9, 9, COC_MOVED, COC_NO},
		{COC_OUTPATIENT, -9, 10, COC_MOVED, COC_YES},
		{COC_OUTPATIENT, -9, UNKNOWN, COC_MOVED, COC_DATE_UNKNOWN},
		{COC_OUTPATIENT, 1, 20, COC_ENTERED_CUSTODY, COC_IN_CUSTODY},
		{COC_OUTPATIENT, 1, 21, COC_ENTERED_CUSTODY, COC_YES},
		{COC_OUTPATIENT, 1, 20, COC_DIED, COC_ANSWER_DIED},
		{COC_CUSTODY_TREATMENT, 21, OPEN, COC_ONGOING, COC_IN_CUSTODY},
		{COC_CUSTODY_TREATMENT, 22, OPEN, COC_ONGOING, COC_NO},
		{COC_CUSTODY_TREATMENT, -9, 10, COC_COMPLETED, COC_IN_CUSTODY},
		{COC_CUSTODY_TREATMENT, -9, 9, COC_TRANSFERRED_TO_CUSTODY,
		 COC_IN_CUSTODY},
		{COC_CUSTODY_TREATMENT, -9, UNKNOWN, COC_MOVED, COC_DATE_UNKNOWN},
		{COC_CUSTODY_TREATMENT, 2, UNKNOWN, COC_MOVED, COC_IN_CUSTODY},
		{COC_AFTERCARE_GENERAL, 1, OPEN, COC_ONGOING, COC_NO},
	};
	CocWindow w = window(100, 21, 121);
	CocWindow other_day = window(99, 21, 121);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocEpisode life[] = {
			closed(COC_CUSTODY_TREATMENT, 50, 100, COC_COMPLETED),
			stay(cases[i].care, 100 + cases[i].from, cases[i].length,
				 cases[i].exit)};
		int n = coc_journey_sort(life, 2);

		CHECK_INT(coc_answer_custody_to_community(life, n, &w),
				  cases[i].expected);
		CHECK_INT(coc_answer_custody_to_community(life, n, &other_day),
				  COC_NOT_APPLICABLE);
	}
}

/* A need found on day 100. */
static void
test_need(void)
{
	static const struct
	{
		int from; /* days from the need */
		int length;
		CocAnswer expected;
	} cases[] = {
		{0, 0, COC_YES},
		{14, OPEN, COC_YES},
		{15, OPEN, COC_NO},
		{-1, OPEN, COC_NOT_APPLICABLE},
		{-9, 8, COC_NO},
		{-9, 9, COC_NOT_APPLICABLE},
		{-9, 300, COC_NOT_APPLICABLE},
		{-9, UNKNOWN, COC_DATE_UNKNOWN},
		{0, UNKNOWN, COC_YES},
	};
	CocEpisode perhaps[] = {stay(COC_OUTPATIENT, 90, UNKNOWN, COC_MOVED),
							stay(COC_OUTPATIENT, 105, OPEN, COC_ONGOING)};
	CocWindow w = window(100, 14, 114);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocEpisode one = stay(COC_OUTPATIENT, 100 + cases[i].from,
							  cases[i].length, COC_COMPLETED);

		CHECK_INT(coc_answer_need_to_care(&one, 1, &w), cases[i].expected);
		one.care = COC_CASE_MANAGEMENT;
		CHECK_INT(coc_answer_need_to_care(&one, 1, &w), COC_NO);
	}
	/* Perhaps still there that day: undecided, whatever followed. */
	CHECK_INT(coc_answer_need_to_care(perhaps, 2, &w), COC_DATE_UNKNOWN);
	w.observed_until--;
	CHECK_INT(coc_answer_need_to_care(NULL, 0, &w), COC_TOO_RECENT);
}

static void
check_aftercare(const CocEpisode *stays, int nstays, CocWindow w,
				CocAnswer outcome, int days)
{
	CocFirst got = coc_find_aftercare(stays, nstays, &w);

	CHECK_INT(got.outcome, outcome);
	CHECK_INT(got.timed ? got.days : -1, days);
}

/* The first day of aftercare, death and the end of observation. */
static void
test_time_to_aftercare(void)
{
	CocEpisode later[] = {closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
						  stay(COC_PEER_SUPPORT, 40, OPEN, COC_ONGOING),
						  closed(COC_SCREENING, 45, 45, COC_DIED)};
	CocEpisode before[] = {
		closed(COC_RESIDENTIAL, 0, 30, COC_COMPLETED),
		stay(COC_AFTERCARE_GENERAL, 20, COC_LENGTH_UNKNOWN, COC_COMPLETED),
		stay(COC_MUTUAL_AID, 31, OPEN, COC_ONGOING)};

	check_aftercare(later, 3, window(30, 1, 1000), COC_YES, 10);
	check_aftercare(later, 3, window(30, 1, 39), COC_TOO_RECENT, 9);
	check_aftercare(later, 3, window(30, 1, 29), COC_TOO_RECENT, -1);
	check_aftercare(later, 3, window(29, 1, 1000), COC_NOT_APPLICABLE, -1);
	later[1].start = 45;
	check_aftercare(later, 3, window(30, 1, 1000), COC_YES, 15);
	later[1].start = 46;
	check_aftercare(later, 3, window(30, 1, 1000), COC_ANSWER_DIED, 15);
	/* It may have had the day after, unless another had it for certain. */
	check_aftercare(before, 3, window(30, 1, 1000), COC_YES, 1);
	check_aftercare(before, 2, window(30, 1, 1000), COC_DATE_UNKNOWN, -1);
	check_aftercare(before, 2, window(30, 1, 30), COC_TOO_RECENT, 0);
	before[1] = closed(COC_AFTERCARE_GENERAL, 20, 31, COC_COMPLETED);
	check_aftercare(before, 2, window(30, 1, 1000), COC_YES, 1);
	before[1] = closed(COC_AFTERCARE_GENERAL, 20, 30, COC_COMPLETED);
	check_aftercare(before, 2, window(30, 1, 1000), COC_TOO_RECENT, 970);
}

int
main(void)
{
	test_time_to_aftercare();
	test_role_vector();
	test_follow_up_window();
	test_death();
	test_same_day_and_silence();
	test_transfer();
	test_release();
	test_need();
	return check_summary("arrival");
}
