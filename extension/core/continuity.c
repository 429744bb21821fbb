/*
 * continuity.c
 *		Treatment journeys, the events in them, and the follow-up questions.
 *
 * The one rule under all of it is the treatment journey (after NDTMS, "gap of
 * 21 days", DOMAIN 2.1): stays of role treatment taken by start, each joining
 * while it starts no later than the furthest reach of those before it. The
 * running maximum matters: a stay nested in a longer one must not open a gap
 * that never was. An open stay reaches everything after it. A stay that ended
 * on an unknown date is known to be there on its first day and bridges
 * nothing; what it could have changed is answered date_unknown.
 */
#include "core/continuity.h"

/* Reach of a treatment journey that is still open. */
#define FOREVER INT64_MAX

static inline bool
is_treatment(const CocEpisode *stay)
{
	return coc_care_role(stay->care) == COC_TREATMENT;
}

CocStatus
coc_gap_rule_check(const CocGapRule *rule, CocSlip *slip)
{
	if (rule->max_gap < 0)
		return coc_fail(slip, COC_BAD_VALUE, "gap", "max_gap is negative",
						"max_gap is a number of days, 0 or more.", 0);
	return COC_OK;
}

/*
 * coc_course_begin
 *		Start at the first stay.
 *
 * Counting inclusively, the discharge day is a day of the gap, so the
 * allowance is one day less; no gap at all cannot become less than none.
 */
void
coc_course_begin(CocCourseScan *scan, const CocEpisode *stays, int nstays,
				 const CocGapRule *rule)
{
	scan->stays = stays;
	scan->nstays = nstays;
	scan->position = 0;
	scan->allowance = rule->max_gap;
	if (rule->inclusive && rule->max_gap > 0)
		scan->allowance--;
}

/*
 * How far a stay reaches, given its last known day. Written for conditional
 * moves: how stays end is what no branch predictor can know.
 */
static inline int64_t
reach_of(const CocEpisode *stay, int64_t last, int64_t allowance)
{
	int64_t reach = last + (coc_episode_closed(stay) ? allowance : 0);

	return coc_episode_open(stay) ? FOREVER : reach;
}

/*
 * coc_course_next
 *		The next treatment journey; false when there is none.
 *
 * The array is sorted by start, so the first treatment stay beyond the reach
 * ends the search, and the scan resumes there.
 */
bool
coc_course_next(CocCourseScan *scan, CocCourse *course)
{
	const CocEpisode *stays = scan->stays;
	const int nstays = scan->nstays;
	int64_t reach = FOREVER; /* the first stay joins whatever it is */
	int i = scan->position;
	CocCourse found;

	while (i < nstays && !is_treatment(&stays[i]))
		i++;
	if (i >= nstays)
		return false;
	found =
		(CocCourse){.first = i, .start = stays[i].start, .end = stays[i].start};
	for (; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];
		int32_t last = coc_episode_last_known_day(stay);
		int64_t to = reach_of(stay, last, scan->allowance);

		if (!is_treatment(stay))
			continue;
		if (stay->start > reach)
			break;
		reach = found.nstays == 0 || to > reach ? to : reach;
		found.end = last > found.end ? last : found.end;
		found.open |= coc_episode_open(stay);
		found.vague |= coc_episode_end_unknown(stay);
		found.nstays++;
		found.past = i + 1;
	}
	scan->position = i;
	*course = found;
	return true;
}

/*
 * coc_course_count
 *		How many treatment journeys coc_course_next() would find.
 *
 * A stay beyond the reach of all treatment before it begins one. No branch
 * depends on what a stay is: over millions of journeys that is half the time.
 */
int
coc_course_count(const CocEpisode *stays, int nstays, const CocGapRule *rule)
{
	CocCourseScan scan;
	int64_t reach = INT64_MIN;
	int count = 0;

	coc_course_begin(&scan, stays, nstays, rule);
	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];
		bool counts = is_treatment(stay);
		int64_t to =
			reach_of(stay, coc_episode_last_known_day(stay), scan.allowance);

		count += counts & (stay->start > reach);
		reach = (counts & (to > reach)) ? to : reach;
	}
	return count;
}

void
coc_course_write(const CocCourseScan *scan, const CocCourse *course,
				 CocEpisode *out)
{
	for (int i = course->first; i < course->past; i++)
	{
		if (is_treatment(&scan->stays[i]))
			*out++ = scan->stays[i];
	}
}

static inline uint32_t
exit_bit(uint8_t exit)
{
	return UINT32_C(1) << (exit & 31);
}

/*
 * agree_on_exit
 *		One reason out of several for the same last day.
 *
 * Two planned completions are the weaker one (DHSC: codes 80, 81, 82 give the
 * maximum); any other mixture is a contradiction of the sources, which is no
 * way to leave care.
 */
static int
agree_on_exit(uint32_t reasons)
{
	uint32_t completions =
		exit_bit(COC_COMPLETED) | exit_bit(COC_COMPLETED_REDUCED_USE);

	if (reasons == completions)
		return COC_COMPLETED_REDUCED_USE;
	if (reasons == 0 || (reasons & (reasons - 1)) != 0)
		return COC_NO_EXIT;
	for (int exit = 0;; exit++)
	{
		if (reasons >> exit & 1)
			return exit;
	}
}

/*
 * coc_exit_of
 *		How the treatment ended, after DOMAIN 2.2.
 *
 * Only stays that end on the last known end have a say, and those that ended
 * nobody knows when, because any of them may have been the last.
 */
int
coc_exit_of(const CocEpisode *stays, int nstays)
{
	uint32_t on_last_day = 0;
	uint32_t some_day = 0;
	int32_t last = INT32_MIN;

	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];

		if (!is_treatment(stay))
			continue;
		if (coc_episode_open(stay))
			return COC_ONGOING;
		if (coc_episode_end_unknown(stay))
			some_day |= exit_bit(stay->exit);
		else if (coc_episode_end(stay) > last)
		{
			last = coc_episode_end(stay);
			on_last_day = exit_bit(stay->exit);
		}
		else if (coc_episode_end(stay) == last)
			on_last_day |= exit_bit(stay->exit);
	}
	return agree_on_exit(on_last_day | some_day);
}

/*
 * coc_days_present
 *		Days in care, the first and the last day of a stay both counted.
 *
 * counted_to is the last day already counted, so overlapping and nested stays
 * add only what is new. A stay of unknown end counts its one known day.
 */
int64_t
coc_days_present(const CocEpisode *stays, int nstays, const CocSpan *within,
				 CocRole role)
{
	int64_t counted_to = within->first == INT64_MIN ? (int64_t) INT32_MIN - 1
													: within->first - 1;
	int64_t days = 0;

	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];
		int64_t first = stay->start;
		int64_t last = coc_episode_open(stay)
						   ? within->last
						   : coc_episode_last_known_day(stay);

		if (role != COC_ROLE_NONE && coc_care_role(stay->care) != role)
			continue;
		if (last == INT64_MAX)
			return COC_ENDLESS;
		if (last > within->last)
			last = within->last;
		if (first <= counted_to)
			first = counted_to + 1;
		if (last < first)
			continue;
		days += last - first + 1;
		counted_to = last;
	}
	return days;
}

void
coc_care_set_fill(CocCareSet *set)
{
	for (int i = 0; i < 4; i++)
		set->words[i] = UINT64_MAX;
}

void
coc_discharge_begin(CocDischargeScan *scan, const CocEpisode *stays, int nstays,
					const CocGapRule *rule)
{
	coc_course_begin(&scan->courses, stays, nstays, rule);
	scan->course = (CocCourse){0};
	scan->position = 0;
}

/*
 * leaving_stay
 *		The stay with which an ended treatment journey ended.
 *
 * Several may end on its last day: then the last in the order of the array,
 * the one begun latest.
 */
static const CocEpisode *
leaving_stay(const CocEpisode *stays, const CocCourse *course)
{
	int i = course->past - 1;

	while (i > course->first &&
		   !(is_treatment(&stays[i]) &&
			 coc_episode_last_known_day(&stays[i]) == course->end))
		i--;
	return &stays[i];
}

/* The next treatment journey that ended in the period. */
static bool
next_course_discharge(CocDischargeScan *scan, CocDischarge *out)
{
	CocCourse course;

	while (coc_course_next(&scan->courses, &course) &&
		   course.start <= scan->period.last)
	{
		const CocEpisode *stays = scan->courses.stays;
		const CocEpisode *last;

		if (!coc_course_ended(&course) ||
			!coc_span_holds(&scan->period, course.end))
			continue;
		last = leaving_stay(stays, &course);
		if (!coc_care_set_has(&scan->from_care, last->care))
			continue;
		*out = (CocDischarge){
			.discharged_on = course.end,
			.programme = last->programme,
			.journey_start = course.start,
			.days = course.end - course.start,
			.exit =
				coc_exit_of(&stays[course.first], course.past - course.first),
			.care = last->care,
		};
		return true;
	}
	return false;
}

static bool
is_discharge(const CocDischargeScan *scan, const CocEpisode *stay)
{
	return is_treatment(stay) && coc_episode_closed(stay) &&
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

CocStatus
coc_window_check(const CocWindow *window, CocSlip *slip)
{
	CocGapRule rule = {.max_gap = window->max_gap};

	if (window->days < 1)
		return coc_fail(slip, COC_BAD_VALUE, "window", "days is less than 1",
						"days is the length of the follow-up, 1 or more.", 0);
	return coc_gap_rule_check(&rule, slip);
}

/* Last day of the window; int64, because neither date need be finite. */
static inline int64_t
last_day(const CocWindow *window)
{
	return (int64_t) window->index_date + window->days;
}

/* By dates alone, before anything is known about the outcome. */
static inline bool
is_too_recent(const CocWindow *window)
{
	return last_day(window) > window->observed_until;
}

/* Stays that had begun when observation stopped; the rest is the future. */
static int
count_observed(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	while (nstays > 0 && stays[nstays - 1].start > window->observed_until)
		nstays--;
	return nstays;
}

/* A recorded death on a day of the window, the index date included. */
static inline bool
is_death_in(const CocEpisode *stay, const CocWindow *window)
{
	return stay->exit == COC_DIED && coc_episode_closed(stay) &&
		   coc_episode_end(stay) >= window->index_date &&
		   coc_episode_end(stay) <= last_day(window);
}

/*
 * coc_answer_retained
 *		Is the person still in the treatment journey days after the index?
 *
 * The gap allowance keeps a treatment journey together but is no presence:
 * what must reach the day is an actual day of care. A death before it is a
 * no. A stay of unknown end begun before this treatment journey counts as
 * undecided too: it may have run on under all of it.
 */
CocAnswer
coc_answer_retained(const CocEpisode *stays, int nstays,
					const CocWindow *window)
{
	CocGapRule rule = {.max_gap = window->max_gap};
	CocCourseScan scan;
	CocCourse course;
	bool vague = false;

	if (is_too_recent(window))
		return COC_TOO_RECENT;
	coc_course_begin(&scan, stays, count_observed(stays, nstays, window),
					 &rule);
	while (coc_course_next(&scan, &course) &&
		   course.start <= window->index_date)
	{
		vague |= course.vague;
		if (!course.open && course.end < window->index_date)
			continue;
		if (course.open || course.end >= last_day(window))
			return COC_YES;
		return vague ? COC_DATE_UNKNOWN : COC_NO;
	}
	return COC_NOT_APPLICABLE;
}

/*
 * follow_discharge
 *		Is there a day of such care on the days after a discharge?
 *
 * Presence, not start: a handover that began before the discharge is the best
 * practice and counts. The discharge day itself does not. All facts are
 * gathered in one pass and weighed in the fixed order at the end.
 */
static CocAnswer
follow_discharge(const CocEpisode *stays, int nstays, const CocWindow *window,
				 bool (*counts)(uint8_t care))
{
	bool discharged = false;
	bool died = false;
	bool present = false;
	bool vague = false;

	if (is_too_recent(window))
		return COC_TOO_RECENT;
	for (int i = 0; i < nstays && stays[i].start <= last_day(window); i++)
	{
		const CocEpisode *stay = &stays[i];

		if (is_treatment(stay) && coc_episode_closed(stay) &&
			coc_episode_end(stay) == window->index_date)
			discharged = true;
		died |= is_death_in(stay, window);
		if (!counts(stay->care))
			continue;
		if (coc_episode_open(stay) ||
			coc_episode_last_known_day(stay) > window->index_date)
			present = true;
		else
			vague |= coc_episode_end_unknown(stay);
	}
	if (!discharged)
		return COC_NOT_APPLICABLE;
	if (died)
		return COC_ANSWER_DIED;
	if (present)
		return COC_YES;
	return vague ? COC_DATE_UNKNOWN : COC_NO;
}

static bool
is_aftercare(uint8_t care)
{
	return coc_care_role(care) == COC_AFTERCARE;
}

/* Care that goes on: withdrawal management is treatment but leads nowhere. */
static bool
is_continuing(uint8_t care)
{
	return is_aftercare(care) ||
		   (coc_care_role(care) == COC_TREATMENT && !coc_is_withdrawal(care));
}

CocAnswer
coc_answer_linked(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	return follow_discharge(stays, nstays, window, is_aftercare);
}

CocAnswer
coc_answer_continued(const CocEpisode *stays, int nstays,
					 const CocWindow *window)
{
	return follow_discharge(stays, nstays, window, is_continuing);
}

static bool
died_in(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	for (int i = 0; i < nstays; i++)
	{
		if (is_death_in(&stays[i], window))
			return true;
	}
	return false;
}

/*
 * coc_answer_returned
 *		Does a new treatment journey start within days of the discharge?
 *
 * A window no longer than the gap is empty by construction: whoever came back
 * in it never left. No stay of unknown end can turn a no into a yes here: a
 * longer stay only joins treatment journeys, and every start is known.
 */
CocAnswer
coc_answer_returned(const CocEpisode *stays, int nstays,
					const CocWindow *window)
{
	CocGapRule rule = {.max_gap = window->max_gap};
	CocCourseScan scan;
	CocCourse course;
	bool discharged = false;

	if (window->days <= window->max_gap)
		return COC_WINDOW_WITHIN_GAP;
	if (is_too_recent(window))
		return COC_TOO_RECENT;
	nstays = count_observed(stays, nstays, window);
	coc_course_begin(&scan, stays, nstays, &rule);
	while (!discharged && coc_course_next(&scan, &course) &&
		   course.start <= window->index_date)
		discharged =
			coc_course_ended(&course) && course.end == window->index_date;
	if (!discharged)
		return COC_NOT_APPLICABLE;
	if (died_in(stays, nstays, window))
		return COC_ANSWER_DIED;
	/* Treatment journeys come in order: only the next one can be the first. */
	if (coc_course_next(&scan, &course) && course.start <= last_day(window))
		return COC_YES;
	return COC_NO;
}
