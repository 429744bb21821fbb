/*
 * event.c
 *		Discharges and entries, read off the treatment journeys as they pass.
 */
#include "core/event.h"

/* Direct transfer and run of the US measure (DOMAIN 1, #13). */
#define DIRECT_TRANSFER 1
#define RUN_OF_DISCHARGES 31

void
coc_discharge_begin(CocDischargeScan *scan, const CocEpisode *stays, int nstays,
					const CocGapRule *rule)
{
	coc_course_begin(&scan->courses, stays, nstays, rule);
	scan->course = (CocCourse){0};
	scan->position = 0;
	scan->run = 0;
	scan->run_end = INT64_MIN;
}

void
coc_discharge_begin_us_style(CocDischargeScan *scan, const CocEpisode *stays,
							 int nstays)
{
	CocGapRule rule = {.max_gap = DIRECT_TRANSFER};

	coc_discharge_begin(scan, stays, nstays, &rule);
	scan->per_stay = false;
	scan->run = RUN_OF_DISCHARGES;
	/* Narrowed here and not at the end, or an outpatient stay begun the next
	 * day, which is the follow-up wished for, would hide the discharge. */
	scan->courses.kinds &= scan->from_care.words[0];
}

/*
 * leaving_stay
 *		The stay with which an ended treatment journey ended.
 *
 * Several may end on its last day: then the last in the order of the array,
 * the one begun latest.
 */
static const CocEpisode *
leaving_stay(const CocCourseScan *scan, const CocCourse *course)
{
	const CocEpisode *stays = scan->stays;
	int i = course->past - 1;

	while (i > course->first &&
		   !(coc_is_among(scan->kinds, stays[i].care) &&
			 coc_episode_last_known_day(&stays[i]) == course->end))
		i--;
	return &stays[i];
}

/* Is it the first of its run? Then it opens one. */
static bool
opens_run(CocDischargeScan *scan, int32_t discharged_on)
{
	if (discharged_on <= scan->run_end)
		return false;
	if (scan->run > 0)
		scan->run_end = (int64_t) discharged_on + scan->run - 1;
	return true;
}

/* The next treatment journey that ended in the period. */
static bool
next_course_discharge(CocDischargeScan *scan, CocDischarge *out)
{
	CocCourseScan *courses = &scan->courses;
	CocCourse course;

	while (coc_course_next(courses, &course) &&
		   course.start <= scan->period.last)
	{
		const CocEpisode *last;

		if (!coc_course_ended(&course) || !opens_run(scan, course.end) ||
			!coc_span_holds(&scan->period, course.end))
			continue;
		last = leaving_stay(courses, &course);
		if (!coc_care_set_has(&scan->from_care, last->care))
			continue;
		*out = (CocDischarge){
			.discharged_on = course.end,
			.programme = last->programme,
			.journey_start = course.start,
			.days = course.end - course.start,
			.exit =
				coc_exit_among(courses->kinds, &courses->stays[course.first],
							   course.past - course.first),
			.care = last->care,
		};
		return true;
	}
	return false;
}

static bool
is_discharge(const CocDischargeScan *scan, const CocEpisode *stay)
{
	return coc_is_treatment(stay) && coc_episode_closed(stay) &&
		   coc_span_holds(&scan->period, coc_episode_end(stay)) &&
		   coc_care_set_has(&scan->from_care, stay->care);
}

/* The next treatment stay that ended in the period. */
static bool
next_stay_discharge(CocDischargeScan *scan, CocDischarge *out)
{
	do
	{
		while (scan->position < scan->course.past)
		{
			const CocEpisode *stay = &scan->courses.stays[scan->position++];

			if (!is_discharge(scan, stay))
				continue;
			*out = (CocDischarge){
				.discharged_on = coc_episode_end(stay),
				.programme = stay->programme,
				.journey_start = scan->course.start,
				.days = stay->length,
				.exit = stay->exit,
				.care = stay->care,
			};
			return true;
		}
	} while (coc_course_next(&scan->courses, &scan->course));
	return false;
}

bool
coc_discharge_next(CocDischargeScan *scan, CocDischarge *out)
{
	return scan->per_stay ? next_stay_discharge(scan, out)
						  : next_course_discharge(scan, out);
}

void
coc_entry_begin(CocEntryScan *scan, const CocEpisode *stays, int nstays,
				const CocGapRule *rule)
{
	coc_course_begin(&scan->courses, stays, nstays, rule);
	scan->any_before = false;
}

bool
coc_entry_next(CocEntryScan *scan, CocEntry *out)
{
	CocCourse course;

	while (coc_course_next(&scan->courses, &course) &&
		   course.start <= scan->period.last)
	{
		const CocEpisode *first = &scan->courses.stays[course.first];
		bool any_before = scan->any_before;

		scan->any_before = true;
		if (!coc_span_holds(&scan->period, course.start))
			continue;
		*out = (CocEntry){
			.entered_on = course.start,
			.programme = first->programme,
			.care = first->care,
			.first_known = !any_before,
		};
		return true;
	}
	return false;
}
