/*
 * continuity_fuzz.c
 *		Any bytes as a journey: nothing is read outside it, and the laws hold.
 *
 * The first bytes are the arguments, the rest are stays as they would lie in
 * a damaged image: unknown codes, unsorted, duplicates. Only the start is
 * brought into the range of dates, because sums of days rely on it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/continuity.h"
#include "core/date.h"
#include "core/event.h"

#define MAX_STAYS 256

typedef struct Arguments
{
	int32_t index_date;
	int32_t days;
	int32_t observed_until;
	int32_t max_gap;
	uint8_t inclusive;
	uint8_t role;
} Arguments;

static void
law(bool holds)
{
	if (!holds)
		abort();
}

/* Every treatment stay is in exactly one treatment journey. */
static int
check_courses(const CocEpisode *stays, int nstays, const CocGapRule *rule)
{
	CocCourseScan scan;
	CocCourse course;
	CocEpisode copy[MAX_STAYS];
	int ncourses = 0;
	int taken = 0;

	coc_course_begin(&scan, stays, nstays, rule);
	while (coc_course_next(&scan, &course))
	{
		law(course.nstays > 0 && course.past <= nstays);
		coc_course_write(&scan, &course, copy);
		taken += course.nstays;
		ncourses++;
	}
	for (int i = 0; i < nstays; i++)
		taken -= coc_care_role(stays[i].care) == COC_TREATMENT;
	law(taken == 0);
	law(coc_course_count(stays, nstays, rule) == ncourses);
	return ncourses;
}

static void
check_events(const CocEpisode *stays, int nstays, const CocGapRule *rule,
			 int ncourses)
{
	CocDischargeScan discharges = {.period = {INT64_MIN, INT64_MAX}};
	CocEntryScan entries = {.period = {INT64_MIN, INT64_MAX}};
	CocDischarge discharge;
	CocEntry entry;
	int nended = 0;
	int nentries = 0;

	coc_care_set_fill(&discharges.from_care);
	coc_discharge_begin(&discharges, stays, nstays, rule);
	while (coc_discharge_next(&discharges, &discharge))
		nended++;
	law(nended <= ncourses);
	discharges.per_stay = true;
	coc_discharge_begin(&discharges, stays, nstays, rule);
	for (nended = 0; coc_discharge_next(&discharges, &discharge);)
		nended++;
	for (int i = 0; i < nstays; i++)
		nended -= coc_care_role(stays[i].care) == COC_TREATMENT &&
				  coc_episode_closed(&stays[i]);
	law(nended == 0);
	coc_entry_begin(&entries, stays, nstays, rule);
	while (coc_entry_next(&entries, &entry))
		law(entry.first_known == (nentries++ == 0));
	law(nentries == ncourses);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CocEpisode stays[MAX_STAYS];
	Arguments arguments;
	CocGapRule rule;
	CocSpan span;
	CocSlip slip;
	int nstays;
	int exit;

	if (size < sizeof(arguments))
		return 0;
	memcpy(&arguments, data, sizeof(arguments));
	size -= sizeof(arguments);
	nstays = (int) (size / sizeof(CocEpisode));
	if (nstays > MAX_STAYS)
		nstays = MAX_STAYS;
	memcpy(stays, data + sizeof(arguments),
		   (size_t) nstays * sizeof(CocEpisode));
	for (int i = 0; i < nstays; i++)
		stays[i].start %= COC_DATE_MAX;
	rule = (CocGapRule){arguments.max_gap, arguments.inclusive & 1};
	span = (CocSpan){arguments.index_date, arguments.observed_until};
	if (coc_gap_rule_check(&rule, &slip) == COC_OK)
		check_events(stays, nstays, &rule, check_courses(stays, nstays, &rule));
	exit = coc_exit_of(stays, nstays);
	law(exit >= COC_NO_EXIT && exit < 32);
	law(coc_days_present(stays, nstays, &span,
						 (CocRole) (arguments.role % 4)) >= COC_ENDLESS);
	return 0;
}
