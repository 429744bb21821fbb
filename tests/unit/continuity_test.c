/*
 * continuity_test.c
 *		Treatment journeys, exits and days in care: vectors checked by hand.
 */
#include "check.h"

#include "core/continuity.h"
#include "core/journey.h"
#include "continuity_stays.h"
#include "stays.h"

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

/* Whatever begins after an open stay is in it; the last day is the longest's.
 */
static void
test_reach_of_the_longest(void)
{
	CocEpisode ajar[] = {stay(COC_OUTPATIENT, 0, OPEN, COC_ONGOING),
						 closed(COC_RESIDENTIAL, 5, 10, COC_COMPLETED),
						 closed(COC_OUTPATIENT, 9000, 9010, COC_COMPLETED)};
	CocEpisode nested[] = {closed(COC_OUTPATIENT, 0, 100, COC_COMPLETED),
						   closed(COC_RESIDENTIAL, 10, 20, COC_COMPLETED),
						   closed(COC_OUTPATIENT, 121, 130, COC_COMPLETED)};
	CocCourseScan scan;
	CocCourse course;

	CHECK_INT(count_courses(ajar, 3, gap21), 1);
	CHECK_INT(count_courses(nested, 3, gap21), 1);
	coc_course_begin(&scan, nested, 2, &gap21);
	CHECK(coc_course_next(&scan, &course));
	CHECK_INT(course.end, 100);
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
	test_gap_at_the_limit();
	test_reach_of_the_longest();
	test_counting();
	test_nested_and_open();
	test_what_cannot_bridge();
	test_exits();
	test_days();
	return check_summary("continuity");
}
