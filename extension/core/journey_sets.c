/*
 * journey_sets.c
 *		Journeys as sets: contained, in common, without; and against days.
 */
#include "core/journey_sets.h"

bool
coc_journey_includes(const CocEpisode *left, int nleft, const CocEpisode *right,
					 int nright)
{
	int l = 0;
	int r = 0;

	/* As soon as fewer are left than are wanted, some are missing. */
	while (r < nright && nleft - l >= nright - r)
	{
		int order = coc_episode_compare(&left[l], &right[r]);

		if (order > 0)
			return false;
		l++;
		r += order == 0;
	}
	return r == nright;
}

bool
coc_journey_shares(const CocEpisode *left, int nleft, const CocEpisode *right,
				   int nright)
{
	int l = 0;
	int r = 0;

	while (l < nleft && r < nright)
	{
		int order = coc_episode_compare(&left[l], &right[r]);

		if (order == 0)
			return true;
		l += order < 0;
		r += order > 0;
	}
	return false;
}

int
coc_journey_subtract(const CocEpisode *left, int nleft, const CocEpisode *right,
					 int nright, CocEpisode *out)
{
	int r = 0;
	int n = 0;

	for (int l = 0; l < nleft; l++)
	{
		while (r < nright && coc_episode_compare(&right[r], &left[l]) < 0)
			r++;
		if (r == nright || coc_episode_compare(&right[r], &left[l]) != 0)
			out[n++] = left[l];
	}
	return n;
}

bool
coc_journey_touches(const CocEpisode *stays, int nstays, const CocSpan *span)
{
	/* Sorted by start: nothing after the first later start can reach back. */
	for (int i = 0; i < nstays && stays[i].start <= span->last; i++)
	{
		if (coc_episode_within(&stays[i], span))
			return true;
	}
	return false;
}

/*
 * coc_journey_covers
 *		No day of the span is without a stay.
 *
 * wanted is the first day not yet known to be covered. Stays come by start,
 * so one that starts after it leaves it uncovered for good. An open stay
 * covers every later day, as it does when one day is asked about; a span
 * without beginning is never covered, since every stay has a first day.
 */
bool
coc_journey_covers(const CocEpisode *stays, int nstays, const CocSpan *span)
{
	int64_t wanted = span->first;

	if (span->last < span->first)
		return true;
	for (int i = 0; i < nstays && stays[i].start <= wanted; i++)
	{
		if (coc_episode_open(&stays[i]))
			return true;
		if (coc_episode_last_known_day(&stays[i]) >= wanted)
			wanted = (int64_t) coc_episode_last_known_day(&stays[i]) + 1;
		if (wanted > span->last)
			return true;
	}
	return false;
}

int
coc_journey_slice(const CocEpisode *stays, int nstays, const CocSpan *span,
				  CocEpisode *out)
{
	int n = 0;

	for (int i = 0; i < nstays && stays[i].start <= span->last; i++)
	{
		if (coc_episode_within(&stays[i], span))
			out[n++] = stays[i];
	}
	return n;
}

static int64_t
last_day(const CocEpisode *stay)
{
	return coc_episode_open(stay) ? INT64_MAX
								  : coc_episode_last_known_day(stay);
}

bool
coc_journey_spell(const CocEpisode *stays, int nstays, int *next,
				  CocSpan *spell)
{
	int i = *next;

	if (i >= nstays)
		return false;
	*spell = (CocSpan){stays[i].start, last_day(&stays[i])};
	/* The day before a start, not the day after an end: no end overflows. */
	for (i++; i < nstays && (int64_t) stays[i].start - 1 <= spell->last; i++)
	{
		if (last_day(&stays[i]) > spell->last)
			spell->last = last_day(&stays[i]);
	}
	*next = i;
	return true;
}
