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

/* Died, perhaps died, or COC_YES to go on. */
static CocAnswer
judge_death(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	CocAnswer answer = COC_YES;

	for (int i = 0; i < nstays; i++)
	{
		if (coc_window_death(window, &stays[i]))
			return COC_ANSWER_DIED;
		if (coc_window_perhaps_death(window, &stays[i]))
			answer = COC_DATE_UNKNOWN;
	}
	return answer;
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
 * is_settled
 *		Has it been watched for long enough that it is known to have ended?
 *
 * A treatment journey has ended only when nobody can join it any more. Asked
 * sooner, a transfer that is still on its way would count as an exit, and the
 * figures of the last weeks would be others than those of all earlier ones.
 */
static inline bool
is_settled(const CocWindow *window)
{
	return (int64_t) window->index_date + window->max_gap <=
		   window->observed_until;
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
	CocAnswer answer;
	bool found;

	if (coc_window_too_recent(window) ||
		!(window->per_stay || is_settled(window)))
		return COC_TOO_RECENT;
	begin_observed(&leaving->scan, stays, nstays, window);
	found = window->per_stay ? find_stay_end(leaving, window)
							 : find_course_end(leaving, window);
	if (!found)
		return COC_NOT_APPLICABLE;
	answer = judge_death(stays, leaving->scan.nstays, window);
	if (answer != COC_YES)
		return answer;
	if (leaving->exit == COC_NO_EXIT)
		return COC_CONTRADICTORY;
	return leaving->exit == COC_UNKNOWN_EXIT ? COC_NOT_RECORDED : COC_YES;
}

/* The index date by itself: there is no follow-up after it. */
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
 * longer stay only joins treatment journeys, and every start is known. But a
 * death that nobody dated may have been before all that.
 */
CocAnswer
coc_answer_returned(const CocEpisode *stays, int nstays,
					const CocWindow *window)
{
	CocCourseScan scan;
	CocCourse course;
	CocAnswer answer;
	bool vague_before;

	if (window->days <= window->max_gap)
		return COC_WINDOW_WITHIN_GAP;
	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	begin_observed(&scan, stays, nstays, window);
	if (!find_discharge(&scan, &course, window, &vague_before))
		return COC_NOT_APPLICABLE;
	answer = judge_death(stays, scan.nstays, window);
	if (answer != COC_YES)
		return answer;
	return starts_anew(&scan, window) ? COC_YES : COC_NO;
}

/* First death that was observed; first possible one, of those not dated. */
typedef struct Deaths
{
	int64_t known;
	int64_t possible;
} Deaths;

static Deaths
find_deaths(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	Deaths first = {.known = INT64_MAX, .possible = INT64_MAX};

	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];
		int64_t day = coc_episode_last_known_day(stay);

		if (stay->exit != COC_DIED || coc_episode_open(stay) ||
			day > window->observed_until)
			continue;
		if (coc_episode_closed(stay))
			first.known = day < first.known ? day : first.known;
		else if (day < first.possible)
			first.possible = day;
	}
	/* One dies once: a date that is known settles the others. */
	if (first.known != INT64_MAX)
		first.possible = INT64_MAX;
	return first;
}

/* An event so long after the discharge; both are days of a journey. */
static CocFirst
timed(CocAnswer outcome, const CocWindow *window, int64_t on)
{
	return (CocFirst){.outcome = outcome,
					  .timed = true,
					  .days = (int32_t) (on - window->index_date)};
}

/*
 * coc_first_of
 *		An event on a day (INT64_MAX: never), a death, or neither so far.
 *
 * Whoever has the event and dies on one day had it. Whoever had died before
 * the index date was never at risk. Observation that never stops has no
 * length.
 */
CocFirst
coc_first_of(int64_t event, const CocEpisode *stays, int nstays,
			 const CocWindow *window)
{
	Deaths death = find_deaths(stays, nstays, window);

	if (death.known < window->index_date)
		return (CocFirst){.outcome = COC_ANSWER_DIED};
	if (event != INT64_MAX && event <= death.known && event < death.possible)
		return timed(COC_YES, window, event);
	if (death.known != INT64_MAX)
		return timed(COC_ANSWER_DIED, window, death.known);
	if (death.possible != INT64_MAX)
		return (CocFirst){.outcome = COC_DATE_UNKNOWN};
	if (window->observed_until == INT32_MAX)
		return (CocFirst){.outcome = COC_TOO_RECENT};
	return timed(COC_TOO_RECENT, window, window->observed_until);
}

/* The same as coc_answer_returned, for every window at once. */
CocFirst
coc_find_return(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	CocCourseScan scan;
	CocCourse course;
	bool vague_before;

	if (!is_settled(window))
		return (CocFirst){.outcome = COC_TOO_RECENT};
	begin_observed(&scan, stays, nstays, window);
	if (!find_discharge(&scan, &course, window, &vague_before))
		return (CocFirst){.outcome = COC_NOT_APPLICABLE};
	return coc_first_of(coc_course_next(&scan, &course) ? course.start
														: INT64_MAX,
						stays, scan.nstays, window);
}
