/*
 * continuity_days_test.c
 *		Treatment journeys, days in care and linkage, recounted day by day on
 *		small random journeys: overlapping, nested, open, of unknown end.
 */
#include "check.h"

#include <stdlib.h>

#include "core/arrival.h"
#include "core/journey.h"
#include "continuity_stays.h"

#define DAYS 120
#define MAX_STAYS 8

static int
count_courses(const CocEpisode *stays, int nstays, CocGapRule rule)
{
	CocCourseScan scan;
	CocCourse course;
	int n = 0;

	coc_course_begin(&scan, stays, nstays, &rule);
	while (coc_course_next(&scan, &course))
		n++;
	return n;
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
		int kind = rand() % 10;
		int length = kind == 0 ? OPEN : kind == 1 ? UNKNOWN : rand() % 25;
		int exit = kind == 0 ? COC_ONGOING : 1 + rand() % 4;

		stays[i] = stay(cares[rand() % 6], rand() % (DAYS / 2), length,
						(uint8_t) (exit == 4 ? COC_DIED : exit));
	}
	return coc_journey_sort(stays, n);
}

/* Is the person known to be in such care on the day? */
static bool
present_on(const CocEpisode *stays, int nstays, int32_t on, CocRole role)
{
	for (int i = 0; i < nstays; i++)
	{
		int32_t last = coc_episode_open(&stays[i]) ? INT32_MAX
					   : coc_episode_closed(&stays[i])
						   ? coc_episode_end(&stays[i])
						   : stays[i].start;

		if (coc_care_role(stays[i].care) == role && stays[i].start <= on &&
			on <= last)
			return true;
	}
	return false;
}

/* Days that belong to no treatment journey, gap allowance included. */
static bool
bridged_on(const CocEpisode *stays, int nstays, int32_t on, int32_t gap)
{
	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *s = &stays[i];

		if (coc_care_role(s->care) == COC_TREATMENT && s->start < on &&
			(coc_episode_open(s) ||
			 (coc_episode_closed(s) && on <= coc_episode_end(s) + gap)))
			return true;
	}
	return false;
}

static void
check_against_days(const CocEpisode *stays, int nstays)
{
	CocSpan span = {10, DAYS - 1};
	int starts = 0;
	int days = 0;

	for (int on = 0; on < DAYS; on++)
	{
		if (on >= span.first)
			days += present_on(stays, nstays, on, COC_TREATMENT);
		for (int i = 0; i < nstays; i++)
		{
			/* A start that nothing before it reaches opens a new one. */
			if (stays[i].start == on &&
				coc_care_role(stays[i].care) == COC_TREATMENT)
			{
				starts += !bridged_on(stays, nstays, on, COC_DEFAULT_GAP);
				break;
			}
		}
	}
	CHECK_INT(count_courses(stays, nstays, gap21), starts);
	CHECK_INT(coc_days_present(stays, nstays, &span, COC_TREATMENT), days);
}

static void
check_linked_by_days(const CocEpisode *stays, int nstays, int32_t index_date)
{
	CocWindow w = window(index_date, 14, 1000);
	bool discharged = false;
	bool died = false;
	bool present = false;
	bool maybe = false;
	CocAnswer expected;

	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *s = &stays[i];
		int32_t end = coc_episode_closed(s) ? coc_episode_end(s) : -1;

		discharged |=
			end == index_date && coc_care_role(s->care) == COC_TREATMENT;
		died |=
			s->exit == COC_DIED && end >= index_date && end <= index_date + 14;
		maybe |= coc_care_role(s->care) == COC_AFTERCARE &&
				 coc_episode_end_unknown(s) && s->start <= index_date;
	}
	for (int on = index_date + 1; on <= index_date + 14; on++)
		present |= present_on(stays, nstays, on, COC_AFTERCARE);
	expected = !discharged ? COC_NOT_APPLICABLE
			   : died      ? COC_ANSWER_DIED
			   : present   ? COC_YES
			   : maybe     ? COC_DATE_UNKNOWN
						   : COC_NO;
	CHECK_INT(coc_answer_linked(stays, nstays, &w), expected);
}

static void
test_random_journeys(void)
{
	CocEpisode stays[MAX_STAYS];

	srand(2024);
	for (int i = 0; i < 2000; i++)
	{
		int n = random_journey(stays);

		check_against_days(stays, n);
		for (int32_t on = 0; on < DAYS; on += 3)
			check_linked_by_days(stays, n, on);
	}
}

int
main(void)
{
	test_random_journeys();
	return check_summary("continuity_days");
}
