/*
 * presence.c
 *		Gaps, the state on a day, days at risk, stock and flow: one pass each.
 */
#include "core/presence.h"

/* Reach of an open stay. */
#define FOREVER INT64_MAX

static inline bool
has_role(const CocEpisode *stay, CocRole role)
{
	return role == COC_ROLE_NONE || coc_care_role(stay->care) == role;
}

void
coc_gap_begin(CocGapScan *scan, const CocEpisode *stays, int nstays,
			  CocRole role, int32_t max_gap)
{
	*scan = (CocGapScan){
		.stays = stays,
		.nstays = nstays,
		.max_gap = max_gap,
		.role = role,
		.reach = INT64_MIN,
	};
}

/* Count the stay among those that lie before every later one. */
static inline void
leave_behind(CocGapScan *scan, const CocEpisode *stay)
{
	int32_t last = coc_episode_last_known_day(stay);

	if (coc_episode_closed(stay) &&
		(int64_t) last + scan->max_gap > scan->reach)
		scan->reach = (int64_t) last + scan->max_gap;
	/* Of several that end together the last in order speaks for them. */
	if (!scan->any || last >= scan->last)
	{
		scan->last = last;
		scan->last_care = stay->care;
	}
	scan->any = true;
	scan->open |= coc_episode_open(stay);
	scan->vague |= coc_episode_end_unknown(stay);
}

/*
 * coc_gap_next
 *		The next gap; false when there is none.
 *
 * The running maximum of ends is used, not the previous end: a nested stay
 * must not open a gap that never was. After an open stay nothing is a gap. A
 * stay of unknown end bridges nothing, just as it bridges nothing between
 * treatment journeys; what it may have bridged is undecided.
 */
bool
coc_gap_next(CocGapScan *scan, CocGap *gap)
{
	while (scan->position < scan->nstays && !scan->open)
	{
		const CocEpisode *stay = &scan->stays[scan->position++];
		bool found;

		if (!has_role(stay, scan->role))
			continue;
		found = scan->any && (int64_t) stay->start - scan->last > 1;
		if (found)
		{
			*gap = (CocGap){
				.left_on = scan->last,
				.back_on = stay->start,
				.care_before = scan->last_care,
				.care_after = stay->care,
				.bridged = stay->start <= scan->reach,
				.undecided = stay->start > scan->reach && scan->vague,
			};
		}
		leave_behind(scan, stay);
		if (found)
			return true;
	}
	return false;
}

/*
 * coc_longest_gap
 *		Widest gap between neighbouring stays, in days.
 *
 * One stay has no neighbour: its longest gap is 0, not "unknown", because the
 * question behind it is "was care ever interrupted for longer than n days?".
 */
int64_t
coc_longest_gap(const CocEpisode *stays, int nstays, CocRole role)
{
	CocGapScan scan;
	CocGap gap;
	int64_t longest = 0;

	coc_gap_begin(&scan, stays, nstays, role, 0);
	while (coc_gap_next(&scan, &gap))
	{
		if (coc_gap_days(&gap) > longest)
			longest = coc_gap_days(&gap);
	}
	return longest;
}

/* What is known about one role on a day. */
typedef struct OnDay
{
	bool present;
	bool maybe; /* begun before the day, ended nobody knows when */
} OnDay;

/*
 * coc_care_state_on
 *		Treatment before aftercare, presence before absence.
 *
 * Nothing that starts after the day is looked at, so the state of a day does
 * not change when somebody comes back: between care means that the gap which
 * began with the last end is still within max_gap. Contacts are no care. Who
 * died on an earlier day is not between anything, and an unknown end then no
 * longer matters.
 */
CocCareState
coc_care_state_on(const CocEpisode *stays, int nstays, int32_t day,
				  int32_t max_gap)
{
	OnDay on[COC_AFTERCARE + 1] = {{false, false}};
	int64_t last = INT64_MIN;
	bool died = false;

	for (int i = 0; i < nstays && stays[i].start <= day; i++)
	{
		const CocEpisode *stay = &stays[i];
		CocRole role = coc_care_role(stay->care);
		bool over = coc_episode_closed(stay) && coc_episode_end(stay) < day;

		died |= over && stay->exit == COC_DIED;
		if (coc_episode_present(stay, day))
			on[role].present = true;
		else
			on[role].maybe |= coc_episode_end_unknown(stay);
		if (over && (role == COC_TREATMENT || role == COC_AFTERCARE) &&
			coc_episode_end(stay) > last)
			last = coc_episode_end(stay);
	}
	if (on[COC_TREATMENT].present)
		return COC_IN_TREATMENT;
	if (on[COC_TREATMENT].maybe && !died)
		return COC_STATE_DATE_UNKNOWN;
	if (on[COC_AFTERCARE].present)
		return COC_IN_AFTERCARE;
	if (on[COC_AFTERCARE].maybe && !died)
		return COC_STATE_DATE_UNKNOWN;
	if (!died && last != INT64_MIN && day - last <= max_gap)
		return COC_BETWEEN_CARE;
	return COC_NOT_IN_CARE;
}

/* The first recorded death; the end of time when there is none. */
static int64_t
day_of_death(const CocEpisode *stays, int nstays)
{
	int64_t day = FOREVER;

	for (int i = 0; i < nstays; i++)
	{
		if (stays[i].exit == COC_DIED && coc_episode_closed(&stays[i]) &&
			coc_episode_end(&stays[i]) < day)
			day = coc_episode_end(&stays[i]);
	}
	return day;
}

/* Days from first to last that lie in the span; COC_ENDLESS without an end. */
static int64_t
days_within(int64_t first, int64_t last, const CocSpan *within)
{
	if (first < within->first)
		first = within->first;
	if (last > within->last)
		last = within->last;
	if (last < first)
		return 0;
	return last == FOREVER ? COC_ENDLESS : last - first + 1;
}

/*
 * coc_days_at_risk
 *		The denominator of a rate of return to treatment.
 *
 * A day is at risk when a stay of treatment that started on it would begin a
 * new treatment journey after an earlier one: every treatment stay begun
 * before it has a known end, more than max_gap days ago. So the days of the
 * gap are not in it, on which a return cannot be seen; the day of the return
 * itself is, and so is the day of death: as in a life table each event has a
 * day at risk of its own. An open stay, and one whose end nobody knows, leave
 * no day at risk after them.
 */
int64_t
coc_days_at_risk(const CocEpisode *stays, int nstays, const CocSpan *within,
				 int32_t max_gap)
{
	int64_t death = day_of_death(stays, nstays);
	CocSpan alive = {within->first,
					 death < within->last ? death : within->last};
	int64_t reach = FOREVER; /* nobody is at risk before the first treatment */
	int64_t days = 0;
	bool any = false;

	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];

		if (!has_role(stay, COC_TREATMENT))
			continue;
		if (any && stay->start > reach)
			days += days_within(reach + 1, stay->start, &alive);
		if (!coc_episode_closed(stay))
			return days;
		if (!any || (int64_t) coc_episode_end(stay) + max_gap > reach)
			reach = (int64_t) coc_episode_end(stay) + max_gap;
		any = true;
	}
	if (any)
	{
		int64_t rest = days_within(reach + 1, FOREVER, &alive);

		if (rest == COC_ENDLESS)
			return COC_ENDLESS;
		days += rest;
	}
	return days;
}

/*
 * coc_stock_and_flow
 *		Who was there, who came, who went: stays, not people.
 *
 * A stay is there at a day when it started before it and has not ended before
 * it. One whose end nobody recorded is therefore never there; in the period
 * it started in it goes out again by a door of its own, so that the identity
 * balances.
 */
CocFlow
coc_stock_and_flow(const CocEpisode *stays, int nstays, const CocSpan *period,
				   CocRole role)
{
	CocFlow flow = {0};

	if (period->last < period->first)
		return flow;
	for (int i = 0; i < nstays && stays[i].start <= period->last; i++)
	{
		const CocEpisode *stay = &stays[i];
		bool starts = stay->start >= period->first;
		bool open = coc_episode_open(stay);
		int64_t end = coc_episode_last_known_day(stay);

		if (!has_role(stay, role))
			continue;
		flow.started += starts;
		if (coc_episode_end_unknown(stay))
		{
			flow.ended_unknown += starts;
			continue;
		}
		flow.open_at_start += !starts && (open || end >= period->first);
		flow.ended += !open && coc_span_holds(period, (int32_t) end);
		flow.open_at_end += open || end > period->last;
	}
	return flow;
}
