/*
 * presence_test.c
 *		Gaps, states, days at risk, stock and flow: vectors checked by hand, and
 *		small random journeys recounted day by day.
 */
#include "check.h"

#include <stdlib.h>

#include "core/journey.h"
#include "core/presence.h"
#include "continuity_stays.h"

#define DAYS 140
#define MAX_STAYS 8

static int
count_gaps(const CocEpisode *stays, int nstays, CocRole role)
{
	CocGapScan scan;
	CocGap gap;
	int n = 0;

	coc_gap_begin(&scan, stays, nstays, role, COC_DEFAULT_GAP);
	while (coc_gap_next(&scan, &gap))
		n++;
	return n;
}

/* J1 and J2 as one life: 21 days join, 22 do not. */
static void
test_gaps_at_the_limit(void)
{
	CocEpisode j[] = {closed(COC_RESIDENTIAL, 0, 50, COC_TRANSFERRED),
					  closed(COC_OUTPATIENT, 71, 100, COC_COMPLETED),
					  closed(COC_DAY_PROGRAMME, 101, 110, COC_COMPLETED),
					  closed(COC_OUTPATIENT, 132, 140, COC_MOVED)};
	CocGapScan scan;
	CocGap gap;

	coc_gap_begin(&scan, j, 4, COC_TREATMENT, COC_DEFAULT_GAP);
	CHECK(coc_gap_next(&scan, &gap));
	CHECK_INT(gap.left_on, 50);
	CHECK_INT(gap.back_on, 71);
	CHECK_INT(coc_gap_days(&gap), 21);
	CHECK_INT(gap.care_before, COC_RESIDENTIAL);
	CHECK_INT(gap.care_after, COC_OUTPATIENT);
	CHECK(gap.bridged && !gap.undecided);
	/* From 100 to 101 there is no day without care. */
	CHECK(coc_gap_next(&scan, &gap));
	CHECK_INT(gap.left_on, 110);
	CHECK_INT(coc_gap_days(&gap), 22);
	CHECK_INT(gap.care_before, COC_DAY_PROGRAMME);
	CHECK(!gap.bridged && !gap.undecided);
	CHECK(!coc_gap_next(&scan, &gap));
	CHECK(!coc_gap_next(&scan, &gap));
	CHECK_INT(coc_longest_gap(j, 4, COC_TREATMENT), 22);
	CHECK_INT(coc_longest_gap(j, 1, COC_TREATMENT), 0);
	CHECK_INT(coc_longest_gap(j, 0, COC_ROLE_NONE), 0);
	CHECK_INT(coc_longest_gap(j, 4, COC_AFTERCARE), 0);
}

/* Nesting, roles, open and unknown ends. */
static void
test_what_is_no_gap(void)
{
	CocEpisode nested[] = {closed(COC_RESIDENTIAL, 0, 60, COC_COMPLETED),
						   closed(COC_OUTPATIENT, 10, 20, COC_COMPLETED),
						   closed(COC_OUTPATIENT, 30, 70, COC_COMPLETED)};
	CocEpisode bridge[] = {closed(COC_RESIDENTIAL, 0, 10, COC_COMPLETED),
						   closed(COC_AFTERCARE_GENERAL, 11, 40, COC_COMPLETED),
						   closed(COC_OUTPATIENT, 41, 50, COC_COMPLETED)};
	CocEpisode open[] = {stay(COC_OPIOID_AGONIST, 0, OPEN, COC_ONGOING),
						 closed(COC_OUTPATIENT, 90, 99, COC_COMPLETED)};
	CocEpisode vague[] = {stay(COC_RESIDENTIAL, 0, UNKNOWN, COC_COMPLETED),
						  closed(COC_OUTPATIENT, 5, 9, COC_COMPLETED),
						  closed(COC_OUTPATIENT, 20, 29, COC_COMPLETED),
						  closed(COC_OUTPATIENT, 90, 99, COC_COMPLETED)};
	CocGapScan scan;
	CocGap gap;

	CHECK_INT(count_gaps(nested, 3, COC_TREATMENT), 0);
	CHECK_INT(count_gaps(bridge, 3, COC_TREATMENT), 1);
	CHECK_INT(count_gaps(bridge, 3, COC_ROLE_NONE), 0);
	CHECK_INT(count_gaps(open, 2, COC_TREATMENT), 0);
	coc_gap_begin(&scan, vague, 4, COC_TREATMENT, COC_DEFAULT_GAP);
	CHECK(coc_gap_next(&scan, &gap));
	/* Nothing known reaches day 5, but the stay of unknown end may. */
	CHECK(gap.back_on == 5 && !gap.bridged && gap.undecided);
	CHECK(coc_gap_next(&scan, &gap));
	CHECK(gap.back_on == 20 && gap.bridged && !gap.undecided);
	CHECK(coc_gap_next(&scan, &gap));
	CHECK(gap.back_on == 90 && !gap.bridged && gap.undecided);
}

static void
test_states(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 10, 20, COC_COMPLETED),
						 closed(COC_AFTERCARE_GENERAL, 18, 30, COC_COMPLETED),
						 closed(COC_SCREENING, 40, 45, COC_OTHER_EXIT)};
	CocEpisode vague[] = {stay(COC_AFTERCARE_GENERAL, 0, UNKNOWN, COC_MOVED),
						  stay(COC_OUTPATIENT, 10, UNKNOWN, COC_MOVED),
						  closed(COC_AFTERCARE_GENERAL, 15, 20, COC_MOVED),
						  closed(COC_HARM_REDUCTION, 30, 40, COC_DIED)};

	CHECK_INT(coc_care_state_on(life, 3, 9, 21), COC_NOT_IN_CARE);
	CHECK_INT(coc_care_state_on(life, 3, 10, 21), COC_IN_TREATMENT);
	CHECK_INT(coc_care_state_on(life, 3, 20, 21), COC_IN_TREATMENT);
	CHECK_INT(coc_care_state_on(life, 3, 21, 21), COC_IN_AFTERCARE);
	CHECK_INT(coc_care_state_on(life, 3, 31, 21), COC_BETWEEN_CARE);
	CHECK_INT(coc_care_state_on(life, 3, 51, 21), COC_BETWEEN_CARE);
	CHECK_INT(coc_care_state_on(life, 3, 52, 21), COC_NOT_IN_CARE);
	CHECK_INT(coc_care_state_on(life, 3, 31, 0), COC_NOT_IN_CARE);
	CHECK_INT(coc_care_state_on(life, 3, INT32_MIN, 21), COC_NOT_IN_CARE);
	CHECK_INT(coc_care_state_on(life, 3, INT32_MAX, INT32_MAX),
			  COC_BETWEEN_CARE);
	CHECK_INT(coc_care_state_on(NULL, 0, 0, 21), COC_NOT_IN_CARE);
	CHECK_INT(coc_care_state_on(vague, 4, 0, 21), COC_IN_AFTERCARE);
	CHECK_INT(coc_care_state_on(vague, 4, 1, 21), COC_STATE_DATE_UNKNOWN);
	CHECK_INT(coc_care_state_on(vague, 4, 10, 21), COC_IN_TREATMENT);
	CHECK_INT(coc_care_state_on(vague, 4, 16, 21), COC_STATE_DATE_UNKNOWN);
	CHECK_INT(coc_care_state_on(vague, 4, 40, 21), COC_STATE_DATE_UNKNOWN);
	CHECK_INT(coc_care_state_on(vague, 4, 41, 21), COC_NOT_IN_CARE);
}

/* Twice the residue of the gap; the day of the return counts, death ends it. */
static void
test_risk(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 0, 10, COC_COMPLETED),
						 closed(COC_AFTERCARE_GENERAL, 12, 60, COC_COMPLETED),
						 closed(COC_OUTPATIENT, 50, 60, COC_COMPLETED)};
	CocEpisode died[] = {closed(COC_RESIDENTIAL, 0, 10, COC_COMPLETED),
						 closed(COC_OUTREACH, 35, 40, COC_DIED)};
	CocSpan observed = {INT64_MIN, 100};

	/* 32 to 50, then 82 to 100 */
	CHECK_INT(coc_days_at_risk(life, 3, &observed, 21), 19 + 19);
	CHECK_INT(coc_days_at_risk(life, 1, &observed, 21), 69);
	CHECK_INT(coc_days_at_risk(life, 1, &observed, 0), 90);
	CHECK_INT(coc_days_at_risk(life, 1, &ever, 21), COC_ENDLESS);
	CHECK_INT(coc_days_at_risk(died, 2, &ever, 21), 9);
	CHECK_INT(coc_days_at_risk(died + 1, 1, &ever, 21), 0);
	CHECK_INT(coc_days_at_risk(life, 0, &ever, 21), 0);
	CHECK_INT(coc_days_at_risk(life, 3, &(CocSpan){40, 85}, 21), 11 + 4);
	CHECK_INT(coc_days_at_risk(life, 3, &(CocSpan){0, -1}, 21), 0);
	life[2] = stay(COC_OUTPATIENT, 50, OPEN, COC_ONGOING);
	CHECK_INT(coc_days_at_risk(life, 3, &ever, 21), 19);
}

static const uint8_t cares[] = {COC_SCREENING,         COC_WITHDRAWAL_INPATIENT,
								COC_RESIDENTIAL,       COC_OUTPATIENT,
								COC_AFTERCARE_GENERAL, COC_OUTPATIENT};

static int
random_journey(CocEpisode *stays)
{
	int n = 1 + rand() % MAX_STAYS;

	for (int i = 0; i < n; i++)
	{
		int kind = rand() % 12;
		int length = kind == 0 ? OPEN : kind == 1 ? UNKNOWN : rand() % 20;
		int exit = kind == 0 ? COC_ONGOING : 1 + rand() % 8;

		stays[i] = stay(cares[rand() % 6], rand() % (DAYS - 40), length,
						(uint8_t) (exit == 8 ? COC_DIED : exit));
	}
	return coc_journey_sort(stays, n);
}

/* Known presence of the role on the day, in a journey of any kind. */
static bool
there(const CocEpisode *stays, int nstays, CocRole role, int32_t on)
{
	for (int i = 0; i < nstays; i++)
	{
		if ((role == COC_ROLE_NONE || coc_care_role(stays[i].care) == role) &&
			coc_episode_present(&stays[i], on))
			return true;
	}
	return false;
}

/* Days without care between days of care, run by run. */
static void
check_gaps(const CocEpisode *stays, int nstays, CocRole role)
{
	CocGapScan scan;
	CocGap gap;
	int last = -1;
	int longest = 0;

	coc_gap_begin(&scan, stays, nstays, role, COC_DEFAULT_GAP);
	for (int on = 0; on < DAYS; on++)
	{
		if (!there(stays, nstays, role, on))
			continue;
		if (last >= 0 && on - last > 1)
		{
			CHECK(coc_gap_next(&scan, &gap));
			CHECK_INT(gap.left_on, last);
			CHECK_INT(gap.back_on, on);
			longest = on - last > longest ? on - last : longest;
		}
		last = on;
	}
	CHECK(!coc_gap_next(&scan, &gap));
	CHECK_INT(coc_longest_gap(stays, nstays, role), longest);
}

/* Unbridged gaps are what separates treatment journeys. */
static void
check_gaps_against_courses(const CocEpisode *stays, int nstays)
{
	CocGapRule rule = {.max_gap = COC_DEFAULT_GAP};
	CocGapScan scan;
	CocGap gap;
	CocCourseScan courses;
	CocCourse course;
	int apart = 0;
	int ncourses = 0;

	for (int i = 0; i < nstays; i++)
	{
		if (coc_episode_end_unknown(&stays[i]))
			return; /* such a stay joins nothing, even where it may touch */
	}
	coc_gap_begin(&scan, stays, nstays, COC_TREATMENT, rule.max_gap);
	while (coc_gap_next(&scan, &gap))
		apart += !gap.bridged;
	coc_course_begin(&courses, stays, nstays, &rule);
	while (coc_course_next(&courses, &course))
		ncourses++;
	CHECK_INT(ncourses, ncourses == 0 ? 0 : apart + 1);
}

/* Would a stay that starts on the day be a return? Asked of the journeys. */
static bool
at_risk_on(const CocEpisode *stays, int nstays, int32_t on)
{
	CocEpisode before[MAX_STAYS + 1];
	CocGapRule rule = {.max_gap = COC_DEFAULT_GAP};
	CocCourseScan courses;
	CocCourse course;
	CocCourse last = {0};
	int n = 0;
	int ncourses = 0;

	for (int i = 0; i < nstays; i++)
	{
		if (stays[i].exit == COC_DIED && coc_episode_closed(&stays[i]) &&
			coc_episode_end(&stays[i]) < on)
			return false;
		if (coc_care_role(stays[i].care) != COC_TREATMENT ||
			stays[i].start >= on)
			continue;
		if (coc_episode_end_unknown(&stays[i]))
			return false;
		before[n++] = stays[i];
	}
	before[n++] = stay(COC_OUTPATIENT, on, 0, COC_COMPLETED);
	coc_course_begin(&courses, before, n, &rule);
	while (coc_course_next(&courses, &course))
	{
		ncourses++;
		last = course;
	}
	return ncourses > 1 && last.start == on;
}

static void
check_risk(const CocEpisode *stays, int nstays)
{
	CocSpan span = {rand() % 40, 60 + rand() % (DAYS - 60)};
	int days = 0;

	for (int32_t on = (int32_t) span.first; on <= span.last; on++)
		days += at_risk_on(stays, nstays, on);
	CHECK_INT(coc_days_at_risk(stays, nstays, &span, COC_DEFAULT_GAP), days);
}

static int
open_at(const CocEpisode *stays, int nstays, int32_t on)
{
	int n = 0;

	for (int i = 0; i < nstays; i++)
		n += stays[i].start < on && (coc_episode_open(&stays[i]) ||
									 (coc_episode_closed(&stays[i]) &&
									  coc_episode_end(&stays[i]) >= on));
	return n;
}

static void
check_flow(const CocEpisode *stays, int nstays)
{
	CocSpan span = {rand() % DAYS, 0};
	CocFlow flow;

	span.last = span.first + rand() % 30;
	flow = coc_stock_and_flow(stays, nstays, &span, COC_ROLE_NONE);
	CHECK_INT(flow.open_at_start, open_at(stays, nstays, (int32_t) span.first));
	CHECK_INT(flow.open_at_end,
			  open_at(stays, nstays, (int32_t) span.last + 1));
	CHECK_INT(flow.open_at_start + flow.started - flow.ended -
				  flow.ended_unknown,
			  flow.open_at_end);
	flow = coc_stock_and_flow(stays, nstays, &ever, COC_ROLE_NONE);
	CHECK_INT(flow.open_at_start, 0);
	CHECK_INT(flow.started, nstays);
	flow = coc_stock_and_flow(stays, nstays, &(CocSpan){5, 4}, COC_ROLE_NONE);
	CHECK_INT(flow.open_at_start + flow.started + flow.open_at_end, 0);
}

static void
test_random_journeys(void)
{
	CocEpisode stays[MAX_STAYS];

	srand(2025);
	for (int i = 0; i < 3000; i++)
	{
		int n = random_journey(stays);

		for (int role = COC_ROLE_NONE; role <= COC_AFTERCARE; role++)
			check_gaps(stays, n, (CocRole) role);
		check_gaps_against_courses(stays, n);
		check_risk(stays, n);
		check_flow(stays, n);
	}
}

int
main(void)
{
	test_gaps_at_the_limit();
	test_what_is_no_gap();
	test_states();
	test_risk();
	test_random_journeys();
	return check_summary("presence");
}
