/*
 * arrival.c
 *		Questions whose answer is a day of care, or none, after an event.
 *
 * Each gathers its facts in one pass over the stays that had begun by the end
 * of the window, and weighs them in the fixed order afterwards. The window
 * ends no later than observation, so what starts later is never looked at.
 */
#include "core/arrival.h"

/* What the days of the window show. */
typedef struct Sight
{
	bool died;
	bool perhaps_died;
	bool present; /* a day of such care is known */
	bool vague;   /* a stay of unknown end may have had one */
} Sight;

/* The end of the fixed order, the same for all. */
static CocAnswer
weigh(const Sight *sight)
{
	if (sight->died)
		return COC_ANSWER_DIED;
	if (sight->perhaps_died)
		return COC_DATE_UNKNOWN;
	if (sight->present)
		return COC_YES;
	return sight->vague ? COC_DATE_UNKNOWN : COC_NO;
}

static inline void
look_for_death(Sight *sight, const CocWindow *window, const CocEpisode *stay)
{
	sight->died |= coc_window_death(window, stay);
	sight->perhaps_died |= coc_window_perhaps_death(window, stay);
}

/* Look for a day of the stay from the given day on. */
static inline void
look_from(Sight *sight, const CocEpisode *stay, int64_t first)
{
	if (coc_episode_open(stay) || coc_episode_last_known_day(stay) >= first)
		sight->present = true;
	else
		sight->vague |= coc_episode_end_unknown(stay);
}

static inline bool
ended_on(const CocEpisode *stay, int32_t day)
{
	return coc_episode_closed(stay) && coc_episode_end(stay) == day;
}

/*
 * follow_discharge
 *		Is there a day of such care after the end of a treatment stay?
 *
 * The discharge day is no follow-up, unless it is asked for; then a stay that
 * ended that day is still what was left, not what followed, but for a stay of
 * that one day beside another that ended.
 */
static inline CocAnswer
follow_discharge(const CocEpisode *stays, int nstays, const CocWindow *window,
				 CocKinds kinds)
{
	int32_t left_on = window->index_date;
	int64_t first = (int64_t) left_on + !window->same_day;
	int64_t last = coc_window_last_day(window);
	Sight sight = {0};
	int nended = 0;
	bool on_the_day = false;

	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	for (int i = 0; i < nstays && stays[i].start <= last; i++)
	{
		const CocEpisode *stay = &stays[i];
		bool of_kind = coc_is_among(kinds, stay->care);

		look_for_death(&sight, window, stay);
		if (coc_is_treatment(stay) && ended_on(stay, left_on))
		{
			nended++;
			on_the_day |= of_kind && stay->start == left_on;
		}
		else if (of_kind)
			look_from(&sight, stay, first);
	}
	if (nended == 0)
		return COC_NOT_APPLICABLE;
	sight.present |= window->same_day && on_the_day && nended > 1;
	return weigh(&sight);
}

CocAnswer
coc_answer_linked(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	return follow_discharge(stays, nstays, window, COC_AFTERCARE_KINDS);
}

/* Care that goes on: withdrawal management is treatment but leads nowhere. */
CocAnswer
coc_answer_continued(const CocEpisode *stays, int nstays,
					 const CocWindow *window)
{
	return follow_discharge(stays, nstays, window,
							COC_AFTERCARE_KINDS |
								(COC_TREATMENT_KINDS & ~COC_WITHDRAWAL_KINDS));
}

/* Nothing was seen: the one question to which yes is a silence. */
CocAnswer
coc_answer_left_without_support(const CocEpisode *stays, int nstays,
								const CocWindow *window)
{
	CocAnswer followed = follow_discharge(
		stays, nstays, window, COC_AFTERCARE_KINDS | COC_TREATMENT_KINDS);

	if (followed == COC_YES)
		return COC_NO;
	return followed == COC_NO ? COC_YES : followed;
}

/*
 * coc_find_aftercare
 *		The same as coc_answer_linked, for every window at once.
 *
 * Stays come by start: the first that begins later decides, unless one begun
 * before went on; one that may have gone on leaves the first day unknown.
 */
CocFirst
coc_find_aftercare(const CocEpisode *stays, int nstays, const CocWindow *window)
{
	int64_t next = (int64_t) window->index_date + 1;
	int64_t first = INT64_MAX;
	Sight ongoing = {0};
	bool ended = false;
	int n = 0;

	if (window->index_date > window->observed_until)
		return (CocFirst){.outcome = COC_TOO_RECENT};
	for (; n < nstays && stays[n].start <= window->observed_until; n++)
	{
		const CocEpisode *stay = &stays[n];

		ended |= coc_is_treatment(stay) && ended_on(stay, window->index_date);
		if (!coc_is_among(COC_AFTERCARE_KINDS, stay->care))
			continue;
		if (stay->start < next)
			look_from(&ongoing, stay, next);
		else if (stay->start < first)
			first = stay->start;
	}
	if (!ended)
		return (CocFirst){.outcome = COC_NOT_APPLICABLE};
	if (ongoing.present)
		first = next;
	else if (ongoing.vague && first > next && next <= window->observed_until)
	{
		CocFirst without = coc_first_of(INT64_MAX, stays, n, window);

		/* Who died on the day itself, or before, had none in any case. */
		if (without.outcome != COC_ANSWER_DIED || without.days > 0)
			return (CocFirst){.outcome = COC_DATE_UNKNOWN};
		return without;
	}
	if (first > window->observed_until)
		first = INT64_MAX;
	return coc_first_of(first, stays, n, window);
}

/* It ended with the event and had begun before: what was left behind. */
static inline bool
was_left(const CocEpisode *stay, int32_t day)
{
	return stay->start < day && ended_on(stay, day);
}

/*
 * find_transfer
 *		The treatment stay that ended with a transfer that day.
 *
 * Of several the last in the order of the array, the one begun latest, as
 * discharges() has it.
 */
static const CocEpisode *
find_transfer(const CocEpisode *stays, int nstays, int32_t day)
{
	const CocEpisode *transfer = NULL;

	for (int i = 0; i < nstays && stays[i].start <= day; i++)
	{
		if (stays[i].exit == COC_TRANSFERRED && coc_is_treatment(&stays[i]) &&
			ended_on(&stays[i], day))
			transfer = &stays[i];
	}
	return transfer;
}

/*
 * coc_answer_transfer_arrived
 *		Is there a day of treatment at another programme?
 *
 * Where the programme of either stay was not recorded nobody can tell whether
 * it is another one: a day of treatment there is not_recorded.
 */
CocAnswer
coc_answer_transfer_arrived(const CocEpisode *stays, int nstays,
							const CocWindow *window)
{
	int32_t left_on = window->index_date;
	int64_t last = coc_window_last_day(window);
	const CocEpisode *transfer;
	Sight elsewhere = {0};
	Sight somewhere = {0};
	CocAnswer answer;

	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	transfer = find_transfer(stays, nstays, left_on);
	if (transfer == NULL)
		return COC_NOT_APPLICABLE;
	for (int i = 0; i < nstays && stays[i].start <= last; i++)
	{
		const CocEpisode *stay = &stays[i];

		look_for_death(&elsewhere, window, stay);
		if (stay == transfer || !coc_is_treatment(stay) ||
			was_left(stay, left_on))
			continue;
		if (stay->programme == 0 || transfer->programme == 0)
			look_from(&somewhere, stay, left_on);
		else if (stay->programme != transfer->programme)
			look_from(&elsewhere, stay, left_on);
	}
	elsewhere.vague |= somewhere.vague;
	answer = weigh(&elsewhere);
	return answer == COC_NO && somewhere.present ? COC_NOT_RECORDED : answer;
}

/*
 * is_in_custody
 *		Does the stay show the person in custody after a release?
 *
 * By a day of treatment there, or by an exit that says so; on the day of the
 * release itself only the exit of a stay in custody, which then was a move.
 */
static inline bool
is_in_custody(const CocEpisode *stay, const CocWindow *window)
{
	bool custody = stay->care == COC_CUSTODY_TREATMENT;
	int32_t released_on = window->index_date;
	int32_t end;

	if (coc_episode_open(stay))
		return custody;
	end = coc_episode_last_known_day(stay);
	if (custody && end > released_on)
		return true;
	return (stay->exit == COC_ENTERED_CUSTODY ||
			stay->exit == COC_TRANSFERRED_TO_CUSTODY) &&
		   coc_episode_closed(stay) && end <= coc_window_last_day(window) &&
		   (end > released_on || (custody && end == released_on));
}

/*
 * coc_answer_custody_to_community
 *		Is there a day of treatment outside custody after a release?
 *
 * Custody again is decided before the outcome, as death is, and so is that it
 * is not known: to take out only those who had not arrived would raise the
 * rate.
 */
CocAnswer
coc_answer_custody_to_community(const CocEpisode *stays, int nstays,
								const CocWindow *window)
{
	int32_t released_on = window->index_date;
	int64_t last = coc_window_last_day(window);
	Sight sight = {0};
	bool released = false;
	bool in_custody = false;
	bool perhaps_in_custody = false;

	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	for (int i = 0; i < nstays && stays[i].start <= last; i++)
	{
		const CocEpisode *stay = &stays[i];

		look_for_death(&sight, window, stay);
		in_custody |= is_in_custody(stay, window);
		if (stay->care == COC_CUSTODY_TREATMENT)
		{
			released |= ended_on(stay, released_on);
			perhaps_in_custody |= coc_episode_end_unknown(stay);
		}
		else if (coc_is_treatment(stay) && !was_left(stay, released_on))
			look_from(&sight, stay, released_on);
	}
	if (!released)
		return COC_NOT_APPLICABLE;
	if (in_custody && !sight.died)
		return COC_IN_CUSTODY;
	if (perhaps_in_custody && !sight.died)
		return COC_DATE_UNKNOWN;
	return weigh(&sight);
}

/*
 * coc_answer_need_to_care
 *		Does treatment begin, the need for it having been found on a day?
 *
 * Who had begun before and was there that day did not have to be brought into
 * care; who begins on the day itself arrived at once. Whether somebody was
 * there who left on an unknown date decides before the outcome: it could only
 * take a case out, and to take out only those who never began would raise the
 * rate.
 */
CocAnswer
coc_answer_need_to_care(const CocEpisode *stays, int nstays,
						const CocWindow *window)
{
	int32_t needed_on = window->index_date;
	int64_t last = coc_window_last_day(window);
	Sight sight = {0};
	bool there_already = false;
	bool perhaps_there = false;

	if (coc_window_too_recent(window))
		return COC_TOO_RECENT;
	for (int i = 0; i < nstays && stays[i].start <= last; i++)
	{
		const CocEpisode *stay = &stays[i];

		look_for_death(&sight, window, stay);
		if (!coc_is_treatment(stay))
			continue;
		if (stay->start >= needed_on)
			sight.present = true;
		else if (coc_episode_present(stay, needed_on))
			there_already = true;
		else
			perhaps_there |= coc_episode_end_unknown(stay);
	}
	if (there_already)
		return COC_NOT_APPLICABLE;
	return perhaps_there ? COC_DATE_UNKNOWN : weigh(&sight);
}
