/*
 * continuity_test.c
 *		Treatment journeys, events and questions: vectors checked by hand.
 */
#include "check.h"

#include "core/continuity.h"
#include "core/date.h"
#include "core/journey.h"
#include "continuity_stays.h"
#include "stays.h"

static int32_t
day(int year, int month, int dom)
{
	int32_t result = 0;

	CHECK(coc_date_from_civil(year, month, dom, &result));
	return result;
}

static const CocGapRule gap21 = {.max_gap = COC_DEFAULT_GAP};
static const CocSpan ever = {INT64_MIN, INT64_MAX};

/* Both ways of counting, which must agree. */
static int
count_courses(const CocEpisode *stays, int nstays, CocGapRule rule)
{
	CocCourseScan scan;
	CocCourse course;
	int n = 0;

	coc_course_begin(&scan, stays, nstays, &rule);
	while (coc_course_next(&scan, &course))
		n++;
	CHECK_INT(coc_course_count(stays, nstays, &rule), n);
	return n;
}

static CocWindow
window(int32_t index_date, int32_t days, int32_t observed_until)
{
	return (CocWindow){.index_date = index_date,
					   .days = days,
					   .observed_until = observed_until,
					   .max_gap = COC_DEFAULT_GAP};
}

/* DOMAIN 2.8, J1: a gap of exactly 21 days joins, unless counted inclusively.
 */
static void
test_gap_at_the_limit(void)
{
	CocEpisode j1[] = {closed(COC_RESIDENTIAL, day(2024, 1, 10),
							  day(2024, 3, 1), COC_TRANSFERRED),
					   closed(COC_OUTPATIENT, day(2024, 3, 22),
							  day(2024, 5, 15), COC_LEFT_BEFORE_COMPLETION)};

	CHECK_INT(count_courses(j1, 2, gap21), 1);
	CHECK_INT(count_courses(j1, 2, (CocGapRule){21, true}), 2);
	CHECK_INT(count_courses(j1, 2, (CocGapRule){22, true}), 1);
	CHECK_INT(count_courses(j1, 2, (CocGapRule){20, false}), 2);
	CHECK_INT(count_courses(j1, 2, (CocGapRule){INT32_MAX, false}), 1);
	CHECK_INT(coc_exit_of(j1, 2), COC_LEFT_BEFORE_COMPLETION);
}

/* J2: 22 days make a new one; J3: the running maximum, and an open end. */
static void
test_nested_and_open(void)
{
	CocEpisode j3[] = {
		closed(COC_OUTPATIENT, day(2024, 4, 1), day(2024, 5, 15),
			   COC_COMPLETED),
		closed(COC_RESIDENTIAL, day(2024, 6, 6), day(2024, 8, 1),
			   COC_COMPLETED),
		closed(COC_OUTPATIENT, day(2024, 6, 20), day(2024, 7, 1),
			   COC_COMPLETED),
		stay(COC_OUTPATIENT, day(2024, 8, 10), OPEN, COC_ONGOING)};
	CocCourseScan scan;
	CocCourse course;

	coc_course_begin(&scan, j3, 4, &gap21);
	CHECK(coc_course_next(&scan, &course));
	CHECK_INT(course.end, day(2024, 5, 15));
	CHECK(coc_course_ended(&course));
	CHECK(coc_course_next(&scan, &course));
	CHECK_INT(course.start, day(2024, 6, 6));
	CHECK_INT(course.nstays, 3);
	CHECK(course.open && !coc_course_ended(&course));
	CHECK(!coc_course_next(&scan, &course));
	CHECK(!coc_course_next(&scan, &course));
	CHECK_INT(coc_exit_of(j3, 4), COC_ONGOING);
	CHECK_INT(coc_exit_of(j3, 3), COC_COMPLETED);
	/* A gap of 9 days from the longer stay; of 40 from the nested one. */
	CHECK_INT(count_courses(j3 + 1, 3, (CocGapRule){8, false}), 2);
	CHECK_INT(count_courses(j3 + 1, 3, (CocGapRule){9, false}), 1);
	CHECK_INT(count_courses(j3 + 1, 3, (CocGapRule){0, true}), 2);
	/* No gap at all, however counted, still joins on the discharge day. */
	j3[3].start = day(2024, 8, 1);
	CHECK_INT(count_courses(j3 + 1, 3, (CocGapRule){0, true}), 1);
	CHECK_INT(count_courses(j3 + 1, 3, (CocGapRule){0, false}), 1);
}

/* Contacts and aftercare neither build nor bridge; unknown ends bridge none. */
static void
test_what_cannot_bridge(void)
{
	CocEpisode bridge[] = {
		closed(COC_RESIDENTIAL, 0, 10, COC_COMPLETED),
		closed(COC_AFTERCARE_GENERAL, 11, 100, COC_COMPLETED),
		closed(COC_SCREENING, 25, 25, COC_COMPLETED),
		closed(COC_OUTPATIENT, 50, 60, COC_COMPLETED)};
	CocEpisode vague[] = {stay(COC_RESIDENTIAL, 0, UNKNOWN, COC_COMPLETED),
						  closed(COC_OUTPATIENT, 1, 9, COC_COMPLETED),
						  stay(COC_OUTPATIENT, 30, UNKNOWN, COC_MOVED),
						  stay(COC_DAY_PROGRAMME, 31, 0, COC_MOVED)};
	CocEpisode out[4];
	CocCourseScan scan;
	CocCourse course;

	CHECK_INT(count_courses(bridge, 4, gap21), 2);
	CHECK_INT(count_courses(bridge + 1, 2, gap21), 0);
	CHECK_INT(count_courses(bridge, 0, gap21), 0);
	CHECK_INT(count_courses(vague, 4, gap21), 3);
	coc_course_begin(&scan, vague, 4, &gap21);
	CHECK(coc_course_next(&scan, &course));
	CHECK(course.vague && !coc_course_ended(&course));
	CHECK_INT(course.nstays, 1);
	CHECK(coc_course_next(&scan, &course));
	CHECK_INT(course.nstays, 2);
	CHECK_INT(course.end, 30);
	CHECK(course.vague);
	coc_course_write(&scan, &course, out);
	CHECK_INT(out[1].length, COC_LENGTH_UNKNOWN);
	CHECK(coc_course_next(&scan, &course) && coc_course_ended(&course));
}

/* DOMAIN 2.8, R1 to R3 in our words, and what else exits can do. */
static void
test_exits(void)
{
	static const struct
	{
		uint8_t first;
		uint8_t second;
		int expected;
	} pairs[] = {
		{COC_COMPLETED, COC_COMPLETED_REDUCED_USE, COC_COMPLETED_REDUCED_USE},
		{COC_COMPLETED, COC_LEFT_BEFORE_COMPLETION, COC_NO_EXIT},
		{COC_DECLINED, COC_DECLINED, COC_DECLINED},
		{COC_COMPLETED, COC_UNKNOWN_EXIT, COC_NO_EXIT},
		{COC_COMPLETED_REDUCED_USE, COC_DECLINED, COC_NO_EXIT},
		{COC_UNKNOWN_EXIT, COC_UNKNOWN_EXIT, COC_UNKNOWN_EXIT},
		{COC_DIED, COC_DIED, COC_DIED},
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
	{
		CocEpisode same_day[] = {
			closed(COC_RESIDENTIAL, 0, 30, pairs[i].first),
			closed(COC_OUTPATIENT, 10, 30, pairs[i].second)};
		CocEpisode two_days[] = {
			closed(COC_RESIDENTIAL, 0, 30, pairs[i].first),
			closed(COC_OUTPATIENT, 10, 29, pairs[i].second)};
		CocEpisode some_day[] = {
			closed(COC_RESIDENTIAL, 0, 30, pairs[i].first),
			stay(COC_OUTPATIENT, 10, UNKNOWN, pairs[i].second)};

		CHECK_INT(coc_exit_of(same_day, 2), pairs[i].expected);
		CHECK_INT(coc_exit_of(two_days, 2), pairs[i].first);
		CHECK_INT(coc_exit_of(some_day, 2), pairs[i].expected);
		CHECK_INT(coc_exit_of(some_day + 1, 1), pairs[i].second);
	}
	CHECK_INT(coc_exit_of(NULL, 0), COC_NO_EXIT);
}

/* COMMITTER 34: 10 January to 9 April is 91 days of presence. */
static void
test_days(void)
{
	CocEpisode stays[] = {
		closed(COC_RESIDENTIAL, day(2024, 1, 10), day(2024, 4, 9),
			   COC_COMPLETED),
		closed(COC_OUTPATIENT, day(2024, 1, 20), day(2024, 1, 25),
			   COC_COMPLETED),
		closed(COC_AFTERCARE_GENERAL, day(2024, 4, 9), day(2024, 4, 12),
			   COC_COMPLETED),
		stay(COC_OUTPATIENT, day(2024, 5, 1), UNKNOWN, COC_MOVED),
		stay(COC_PEER_SUPPORT, day(2024, 6, 1), OPEN, COC_ONGOING)};
	CocSpan to_june = {INT64_MIN, day(2024, 6, 30)};
	CocSpan february = {day(2024, 2, 1), day(2024, 2, 29)};
	CocSpan none = {0, -1};
	CocSpan from_may = {day(2024, 5, 1), INT64_MAX};

	CHECK_INT(coc_days_present(stays, 1, &ever, COC_ROLE_NONE), 91);
	CHECK_INT(coc_days_present(stays, 2, &ever, COC_ROLE_NONE), 91);
	CHECK_INT(coc_days_present(stays, 3, &ever, COC_ROLE_NONE), 94);
	CHECK_INT(coc_days_present(stays, 3, &ever, COC_AFTERCARE), 4);
	CHECK_INT(coc_days_present(stays, 4, &ever, COC_ROLE_NONE), 95);
	CHECK_INT(coc_days_present(stays, 5, &ever, COC_ROLE_NONE), COC_ENDLESS);
	CHECK_INT(coc_days_present(stays, 5, &from_may, COC_ROLE_NONE),
			  COC_ENDLESS);
	CHECK_INT(coc_days_present(stays, 5, &ever, COC_TREATMENT), 92);
	CHECK_INT(coc_days_present(stays, 5, &to_june, COC_ROLE_NONE), 125);
	CHECK_INT(coc_days_present(stays, 5, &february, COC_ROLE_NONE), 29);
	CHECK_INT(coc_days_present(stays, 5, &february, COC_CONTACT), 0);
	CHECK_INT(coc_days_present(stays, 5, &none, COC_ROLE_NONE), 0);
	CHECK_INT(coc_days_present(stays, 0, &ever, COC_ROLE_NONE), 0);
}

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
	CHECK_INT(count_courses(life, 3, gap21), 2);
	CHECK_INT(coc_answer_linked(life, 3, &w30), COC_YES);
	CHECK_INT(coc_answer_linked(life, 3, &w2), COC_NO);
	CHECK_INT(coc_answer_continued(life, 3, &w30), COC_YES);
	CHECK_INT(coc_answer_returned(life, 3, &w220), COC_YES);
	CHECK_INT(coc_answer_returned(life, 3, &w219), COC_NO);
}

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
	CHECK_INT(coc_answer_linked(vague, 2, &w30), COC_NO);
	w30.observed_until = 59;
	CHECK_INT(coc_answer_linked(life, 2, &w30), COC_TOO_RECENT);
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

/* The last day is the furthest, the stay that left is the one that ended on it.
 */
static void
test_leaving_stay(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 0, 50, COC_COMPLETED),
						 closed(COC_SCREENING, 5, 50, COC_OTHER_EXIT),
						 closed(COC_OUTPATIENT, 10, 20, COC_MOVED),
						 stay(COC_DAY_PROGRAMME, 12, UNKNOWN, COC_MOVED),
						 stay(COC_OUTPATIENT, 13, OPEN, COC_ONGOING),
						 closed(COC_AFTERCARE_GENERAL, 14, 70, COC_COMPLETED)};
	CocDischargeScan scan = {.period = ever};
	CocDischarge d = {0};
	CocWindow returned = window(50, 30, 1000);

	coc_care_set_fill(&scan.from_care);
	coc_discharge_begin(&scan, life, 3, &gap21);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.discharged_on, 50);
	CHECK_INT(d.care, COC_RESIDENTIAL);
	CHECK_INT(d.exit, COC_COMPLETED);
	CHECK_INT(coc_answer_returned(life, 3, &returned), COC_NO);
	/* With a stay that ended nobody knows when, or not yet, nobody left. */
	coc_discharge_begin(&scan, life, 4, &gap21);
	CHECK(!coc_discharge_next(&scan, &d));
	CHECK_INT(coc_answer_returned(life, 4, &returned), COC_NOT_APPLICABLE);
	life[3] = life[4];
	life[4] = life[2];
	life[4].start = 14;
	coc_discharge_begin(&scan, life, 5, &gap21);
	CHECK(!coc_discharge_next(&scan, &d));
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

/* Both units of discharge, the filter, the period, and entries. */
static void
test_events(void)
{
	CocEpisode life[] = {
		closed(COC_WITHDRAWAL_INPATIENT, 0, 7, COC_TRANSFERRED),
		closed(COC_RESIDENTIAL, 8, 60, COC_COMPLETED),
		closed(COC_OUTPATIENT, 20, 60, COC_LEFT_BEFORE_COMPLETION),
		closed(COC_AFTERCARE_GENERAL, 65, 70, COC_COMPLETED),
		closed(COC_OUTPATIENT, 100, 150, COC_MOVED),
		stay(COC_OUTPATIENT, 300, OPEN, COC_ONGOING)};
	CocDischargeScan scan = {.period = {0, 149}};
	CocEntryScan entries = {.period = {50, INT64_MAX}};
	CocDischarge d = {0};
	CocEntry e = {0};

	coc_care_set_fill(&scan.from_care);
	coc_discharge_begin(&scan, life, 6, &gap21);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.discharged_on, 60);
	CHECK_INT(d.care, COC_OUTPATIENT);
	CHECK_INT(d.exit, COC_NO_EXIT);
	CHECK_INT(d.days, 60);
	CHECK(!coc_discharge_next(&scan, &d));
	scan.per_stay = true;
	scan.from_care = (CocCareSet){0};
	coc_care_set_add(&scan.from_care, COC_RESIDENTIAL);
	coc_care_set_add(&scan.from_care, 255);
	CHECK(coc_care_set_has(&scan.from_care, 255));
	coc_discharge_begin(&scan, life, 6, &gap21);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.journey_start, 0);
	CHECK_INT(d.days, 52);
	CHECK_INT(d.exit, COC_COMPLETED);
	CHECK(!coc_discharge_next(&scan, &d));
	coc_entry_begin(&entries, life, 6, &gap21);
	CHECK(coc_entry_next(&entries, &e));
	CHECK_INT(e.entered_on, 100);
	CHECK(!e.first_known);
	CHECK(coc_entry_next(&entries, &e));
	CHECK_INT(e.entered_on, 300);
	CHECK(!coc_entry_next(&entries, &e));
	entries.period.first = INT64_MIN;
	coc_entry_begin(&entries, life, 6, &gap21);
	CHECK(coc_entry_next(&entries, &e) && e.first_known);
	CHECK_INT(e.care, COC_WITHDRAWAL_INPATIENT);
}

/* Random lives: counting alone finds what the iterator finds. */
static void
test_counting(void)
{
	CocEpisode life[12];
	int ncourses = 0;

	for (int round = 0; round < 20000; round++)
	{
		int nstays = (int) random_below(13);

		for (int i = 0; i < nstays; i++)
		{
			life[i] = random_stay(400);
			if (coc_episode_closed(&life[i]))
				life[i].length %= 60;
			else if (random_below(4) > 0)
				life[i].length = 30;
		}
		nstays = coc_journey_sort(life, nstays);
		ncourses +=
			count_courses(life, nstays,
						  (CocGapRule){.max_gap = (int) random_below(40),
									   .inclusive = round & 1});
	}
	CHECK(ncourses > 20000);
}

int
main(void)
{
	test_counting();
	test_gap_at_the_limit();
	test_nested_and_open();
	test_what_cannot_bridge();
	test_exits();
	test_days();
	test_role_vector();
	test_retained();
	test_follow_up_window();
	test_death();
	test_order_of_decision();
	test_leaving_stay();
	test_future_stays();
	test_events();
	return check_summary("continuity");
}
