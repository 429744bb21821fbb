/*
 * follow_up.c
 *		Questions whose answer lies in the treatment journeys themselves.
 *
 * Two kinds of index event: a day inside a treatment journey, normally its
 * start, and the day on which one ended. What a stay of unknown end could
 * have changed is answered date_unknown; whether there was an index event at
 * all is read off the dates that are known, as discharges() reads it.
 */
#include "core/follow_up.h"

#include "core/date.h"

/* Longest month, for dates that are on no calendar. */
#define LONGEST_MONTH 31

CocStatus
coc_window_check(const CocWindow *window, CocSlip *slip)
{
	CocGapRule rule = {.max_gap = window->max_gap};

	if (window->days < 1)
		return coc_fail(slip, COC_BAD_VALUE, "window", "days is less than 1",
						"days is the length of the follow-up, 1 or more.", 0);
	return coc_gap_rule_check(&rule, slip);
}

/*
 * An infinite index date is on no calendar. Nobody was discharged then, and
 * any length will do: it only has to be beyond every observation.
 */
CocStatus
coc_window_months(CocWindow *window, int32_t months, CocSlip *slip)
{
	int32_t from = window->index_date;
	int64_t days = (int64_t) months * LONGEST_MONTH;

	if (months < 1)
		return coc_fail(slip, COC_BAD_VALUE, "window", "months is less than 1",
						"months is the length of the follow-up, 1 or more.", 0);
	if (coc_date_valid(from))
		days = coc_date_add_months(from, months) - from;
	window->days = days < INT32_MAX ? (int32_t) days : INT32_MAX;
	return COC_OK;
}

/* Stays that had begun when observation stopped; the rest is the future. */
static int
count_observed(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	while (nstays > 0 && stays[nstays - 1].start > window->observed_until)
		nstays--;
	return nstays;
}

static void
begin_observed(CocCourseScan *scan, const CocEpisode *stays, int nstays,
			   const CocWindow *window)
{
	CocGapRule rule = {.max_gap = window->max_gap};

	coc_course_begin(scan, stays, count_observed(stays, nstays, window), &rule);
}

static inline int
exit_of_course(const CocCourseScan *scan, const CocCourse *course)
{
	return coc_exit_of(&scan->stays[course->first],
					   course->past - course->first);
}

/*
 * find_covering
 *		The treatment journey that is under way on the index date.
 *
 * vague_before: a stay of unknown end begun before this treatment journey may
 * have run on under all of it.
 */
static bool
find_covering(CocCourseScan *scan, CocCourse *course, const CocWindow *window,
			  bool *vague_before)
{
	*vague_before = false;
	while (coc_course_next(scan, course) && course->start <= window->index_date)
	{
		if (course->open || course->end >= window->index_date)
			return true;
		*vague_before |= course->vague;
	}
	return false;
}

static inline bool
reaches_last_day(const CocCourse *course, const CocWindow *window)
{
	return course->open || course->end >= coc_window_last_day(window);
}

/*
 * coc_answer_retained
 *		Is the person still in the treatment journey days after the index?
 *
 * The gap allowance keeps a treatment journey together but is no presence:
 * what must reach the day is an actual day of care. A death before it is a
 * no.
 */
CocAnswer
coc_answer_retained(const CocEpisode *stays, int nstays,
					const CocWindow *window)
{
	CocCourseScan scan;
	CocCourse course;
	bool vague_before;

	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	begin_observed(&scan, stays, nstays, window);
	if (!find_covering(&scan, &course, window, &vague_before))
		return COC_NOT_APPLICABLE;
	if (reaches_last_day(&course, window))
		return COC_YES;
	return vague_before || course.vague ? COC_DATE_UNKNOWN : COC_NO;
}

/*
 * Does a treatment journey start in the rest of the window? They come in
 * order: only the next one can be the first.
 */
static bool
starts_anew(CocCourseScan *scan, const CocWindow *window)
{
	CocCourse next;

	return coc_course_next(scan, &next) &&
		   next.start <= coc_window_last_day(window);
}

/* Was it a planned exit? Only where the sources tell. */
static CocAnswer
answer_of_exit(int exit)
{
	if (exit == COC_NO_EXIT)
		return COC_CONTRADICTORY;
	if (exit == COC_UNKNOWN_EXIT)
		return COC_NOT_RECORDED;
	return coc_exit_is_planned(exit) ? COC_YES : COC_NO;
}

/*
 * coc_answer_effective
 *		Retained, or left earlier with a planned exit (NDTMS, DOMAIN 3.1).
 *
 * An unknown end with a planned exit is a yes however long the stay was,
 * unless it might have run into a later stay and ended with that one's exit.
 */
CocAnswer
coc_answer_effective(const CocEpisode *stays, int nstays,
					 const CocWindow *window)
{
	CocCourseScan scan;
	CocCourse course;
	CocAnswer planned;
	bool vague;

	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	begin_observed(&scan, stays, nstays, window);
	if (!find_covering(&scan, &course, window, &vague))
		return COC_NOT_APPLICABLE;
	if (reaches_last_day(&course, window))
		return COC_YES;
	planned = answer_of_exit(exit_of_course(&scan, &course));
	if (course.vague)
		vague |= planned != COC_YES || starts_anew(&scan, window);
	return vague ? COC_DATE_UNKNOWN : planned;
}

/* The treatment journey that ended on the index date; the scan is past it. */
static bool
find_discharge(CocCourseScan *scan, CocCourse *course, const CocWindow *window,
			   bool *vague_before)
{
	*vague_before = false;
	while (coc_course_next(scan, course) && course->start <= window->index_date)
	{
		if (coc_course_ended(course) && course->end == window->index_date)
			return true;
		*vague_before |= course->vague;
	}
	return false;
}

static bool
died_in(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	for (int i = 0; i < nstays; i++)
	{
		if (coc_window_death(window, &stays[i]))
			return true;
	}
	return false;
}

/* What ended on the index date. */
typedef struct Leaving
{
	CocCourseScan scan; /* past the treatment journey that ended */
	int exit;           /* CocExit or COC_NO_EXIT */
	int32_t days;
	bool longer; /* may have been, if a stay of unknown end joined it */
} Leaving;

static bool
find_course_end(Leaving *leaving, const CocWindow *window)
{
	CocCourse course;

	if (!find_discharge(&leaving->scan, &course, window, &leaving->longer))
		return false;
	leaving->exit = exit_of_course(&leaving->scan, &course);
	leaving->days = course.end - course.start;
	return true;
}

/*
 * find_stay_end
 *		The treatment stay that ended on the index date.
 *
 * Several may: they have one date, so one answer, with the reason on which
 * they agree and the length of the longest.
 */
static bool
find_stay_end(Leaving *leaving, const CocWindow *window)
{
	const CocCourseScan *scan = &leaving->scan;
	uint32_t reasons = 0;

	leaving->days = 0;
	leaving->longer = false;
	for (int i = 0; i < scan->nstays; i++)
	{
		const CocEpisode *stay = &scan->stays[i];

		if (!coc_is_treatment(stay) || !coc_episode_closed(stay) ||
			coc_episode_end(stay) != window->index_date)
			continue;
		reasons |= coc_exit_bit(stay->exit);
		if (stay->length > leaving->days)
			leaving->days = stay->length;
	}
	leaving->exit = coc_agree_on_exit(reasons);
	return reasons != 0;
}

/*
 * judge_leaving
 *		Everything that is decided before the outcome; COC_YES to go on.
 *
 * An exit whose reason nobody recorded is out whatever else is known of it:
 * to keep only those that the rest decides would be to choose by outcome.
 */
static CocAnswer
judge_leaving(const CocEpisode *stays, int nstays, const CocWindow *window,
			  Leaving *leaving)
{
	bool found;

	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	begin_observed(&leaving->scan, stays, nstays, window);
	found = window->per_stay ? find_stay_end(leaving, window)
							 : find_course_end(leaving, window);
	if (!found)
		return COC_NOT_APPLICABLE;
	if (died_in(stays, leaving->scan.nstays, window))
		return COC_ANSWER_DIED;
	if (leaving->exit == COC_NO_EXIT)
		return COC_CONTRADICTORY;
	return leaving->exit == COC_UNKNOWN_EXIT ? COC_NOT_RECORDED : COC_YES;
}

/* The index date by itself: nothing has to be waited for. */
static CocWindow
only_the_day(const CocWindow *window)
{
	CocWindow day = *window;

	day.days = 0;
	return day;
}

/*
 * coc_answer_early_exit
 *		Did it end unplanned, in less than days from its start?
 *
 * A service that closed ends stays that nobody left; they are outside, as
 * deaths are (USERS, annex A 8).
 */
CocAnswer
coc_answer_early_exit(const CocEpisode *stays, int nstays,
					  const CocWindow *window)
{
	CocWindow day = only_the_day(window);
	Leaving leaving;
	CocAnswer answer = judge_leaving(stays, nstays, &day, &leaving);

	if (answer != COC_YES)
		return answer;
	if (leaving.exit == COC_SERVICE_CLOSED)
		return COC_NOT_APPLICABLE;
	if (!coc_exit_is_unplanned(leaving.exit) || leaving.days >= window->days)
		return COC_NO;
	return leaving.longer ? COC_DATE_UNKNOWN : COC_YES;
}

CocAnswer
coc_answer_completed(const CocEpisode *stays, int nstays,
					 const CocWindow *window)
{
	CocWindow day = only_the_day(window);
	Leaving leaving;
	CocAnswer answer = judge_leaving(stays, nstays, &day, &leaving);

	return answer == COC_YES ? answer_of_exit(leaving.exit) : answer;
}

/*
 * coc_answer_completed_without_return
 *		Completed, and no new treatment journey before the window ends?
 *
 * Half open: a start on index_date + days is no return any more, yet the
 * follow-up is complete only then (DHSC: date of discharge <= start < the
 * same day six months later).
 */
CocAnswer
coc_answer_completed_without_return(const CocEpisode *stays, int nstays,
									const CocWindow *window)
{
	CocWindow after = *window;
	Leaving leaving;
	CocAnswer answer;

	after.days--;
	if (after.days <= window->max_gap)
		return COC_WINDOW_WITHIN_GAP;
	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	answer = judge_leaving(stays, nstays, &after, &leaving);
	if (answer != COC_YES)
		return answer;
	if (!coc_exit_is_planned(leaving.exit))
		return COC_NO;
	return starts_anew(&leaving.scan, &after) ? COC_NO : COC_YES;
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
	CocCourseScan scan;
	CocCourse course;
	bool vague_before;

	if (window->days <= window->max_gap)
		return COC_WINDOW_WITHIN_GAP;
	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	begin_observed(&scan, stays, nstays, window);
	if (!find_discharge(&scan, &course, window, &vague_before))
		return COC_NOT_APPLICABLE;
	if (died_in(stays, scan.nstays, window))
		return COC_ANSWER_DIED;
	return starts_anew(&scan, window) ? COC_YES : COC_NO;
}

/* First recorded death from the index date on that was observed, or never. */
static int64_t
first_death(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	int64_t first = INT64_MAX;

	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];
		int64_t end = coc_episode_last_known_day(stay);

		if (stay->exit == COC_DIED && coc_episode_closed(stay) &&
			end >= window->index_date && end <= window->observed_until &&
			end < first)
			first = end;
	}
	return first;
}

/* An event so long after the discharge; both are days of a journey. */
static CocReturn
timed(CocAnswer outcome, const CocWindow *window, int64_t on)
{
	return (CocReturn){.outcome = outcome,
					   .timed = true,
					   .days = (int32_t) (on - window->index_date)};
}

/*
 * coc_find_return
 *		The same as coc_answer_returned, for every window at once.
 *
 * Whoever starts treatment and dies on one day had returned. Observation that
 * never stops has no length.
 */
CocReturn
coc_find_return(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	CocCourseScan scan;
	CocCourse course;
	bool vague_before;
	int64_t death;

	if (window->index_date > window->observed_until)
		return (CocReturn){.outcome = COC_TOO_RECENT};
	begin_observed(&scan, stays, nstays, window);
	if (!find_discharge(&scan, &course, window, &vague_before))
		return (CocReturn){.outcome = COC_NOT_APPLICABLE};
	death = first_death(stays, scan.nstays, window);
	if (coc_course_next(&scan, &course) && course.start <= death)
		return timed(COC_YES, window, course.start);
	if (death != INT64_MAX)
		return timed(COC_ANSWER_DIED, window, death);
	if (window->observed_until == INT32_MAX)
		return (CocReturn){.outcome = COC_TOO_RECENT};
	return timed(COC_TOO_RECENT, window, window->observed_until);
}
