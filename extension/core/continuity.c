/*
 * continuity.c
 *		Treatment journeys, how they ended, and days in care.
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
	scan->kinds = COC_TREATMENT_KINDS;
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
	const CocKinds kinds = scan->kinds;
	const int nstays = scan->nstays;
	int64_t reach = FOREVER; /* the first stay joins whatever it is */
	int i = scan->position;
	CocCourse found;

	while (i < nstays && !coc_is_among(kinds, stays[i].care))
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

		if (!coc_is_among(kinds, stay->care))
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
 * depends on what a stay is: none could be foretold.
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
		bool counts = coc_is_among(scan.kinds, stay->care);
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
		if (coc_is_among(scan->kinds, scan->stays[i].care))
			*out++ = scan->stays[i];
	}
}

/*
 * coc_agree_on_exit
 *		One reason out of several for the same last day.
 *
 * Two planned completions are the weaker one (DHSC: codes 80, 81, 82 give the
 * maximum); any other mixture is a contradiction of the sources, which is no
 * way to leave care.
 */
int
coc_agree_on_exit(uint32_t reasons)
{
	uint32_t completions =
		coc_exit_bit(COC_COMPLETED) | coc_exit_bit(COC_COMPLETED_REDUCED_USE);

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
 * coc_exit_among
 *		How the treatment ended, after DOMAIN 2.2.
 *
 * Only stays that end on the last known end have a say, and those that ended
 * nobody knows when, because any of them may have been the last.
 */
int
coc_exit_among(CocKinds kinds, const CocEpisode *stays, int nstays)
{
	uint32_t on_last_day = 0;
	uint32_t some_day = 0;
	int32_t last = INT32_MIN;

	for (int i = 0; i < nstays; i++)
	{
		const CocEpisode *stay = &stays[i];

		if (!coc_is_among(kinds, stay->care))
			continue;
		if (coc_episode_open(stay))
			return COC_ONGOING;
		if (coc_episode_end_unknown(stay))
			some_day |= coc_exit_bit(stay->exit);
		else if (coc_episode_end(stay) > last)
		{
			last = coc_episode_end(stay);
			on_last_day = coc_exit_bit(stay->exit);
		}
		else if (coc_episode_end(stay) == last)
			on_last_day |= coc_exit_bit(stay->exit);
	}
	return coc_agree_on_exit(on_last_day | some_day);
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
