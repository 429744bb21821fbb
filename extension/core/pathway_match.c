/*
 * pathway_match.c
 *		Matching with bounds, and which stays a match is made of.
 *
 * What is possible after a stay depends on which stay it was, so a table over
 * stays and positions is filled backwards: the earliest stay at which a match
 * that goes on from here can end. O(stays x stays x steps) at worst, mostly
 * far less, because starts ascend and a bound is soon left behind. The span
 * needs no more: of all ends the earliest is within it or none is.
 *
 * With the table every choice can be taken at once: the earliest stay with
 * something behind it is right. So a match is found without going back.
 */
#include "core/pathway.h"

#include <string.h>

/* In finish[]: nothing that begins here ends. No journey has that index. */
#define NONE UINT16_MAX
#define MAX_STAYS 65535

/* Starts from first to last, both inside. */
typedef struct Starts
{
	int64_t first;
	int64_t last;
} Starts;

/* Stays that are looked at: more than a journey can have are damage. */
static size_t
usable(int nstays)
{
	return (size_t) (nstays < MAX_STAYS ? nstays : MAX_STAYS);
}

size_t
coc_matcher_room(const CocPathway *pathway, int nstays)
{
	size_t n = usable(nstays);

	return n * (3 * sizeof(uint64_t) + sizeof(CocMatched) +
				(size_t) pathway->npositions * sizeof(uint16_t));
}

/* Ask for other ends than those of the whole pathway: nothing is filled. */
static void
ask_for(CocMatcher *matcher, uint64_t accept, bool to_end)
{
	matcher->accept = accept;
	matcher->to_end = to_end;
	matcher->unfilled = matcher->nstays;
	memset(matcher->best, 0xFF, sizeof(matcher->best));
}

/* The last stay a match can begin with, for what must not be before it. */
static int
last_start(const CocMatcher *matcher)
{
	uint64_t none_before = matcher->pathway->none_before;
	int i = 0;

	if (matcher->pathway->from_start)
		return 0;
	if (none_before == 0)
		return matcher->nstays - 1;
	while (i < matcher->nstays - 1 && (matcher->guards[i] & none_before) == 0)
		i++;
	return i;
}

void
coc_matcher_begin(CocMatcher *matcher, const CocPathway *pathway,
				  const CocEpisode *stays, int nstays, void *room)
{
	uint64_t *words = room;
	size_t n = usable(nstays);

	matcher->pathway = pathway;
	matcher->stays = stays;
	matcher->nstays = (int) n;
	matcher->positions = words;
	matcher->guards = words + n;
	matcher->followed = words + 2 * n;
	matcher->match = (CocMatched *) (words + 3 * n);
	matcher->finish = (uint16_t *) (matcher->match + n);
	matcher->nmatch = 0;
	matcher->prefix = pathway->nsteps + 1;
	for (size_t i = 0; i < n; i++)
	{
		matcher->positions[i] = coc_pathway_positions(pathway, &stays[i]);
		matcher->guards[i] = coc_pathway_guards(pathway, &stays[i]);
	}
	matcher->last_start = last_start(matcher);
	ask_for(matcher, pathway->last, pathway->to_end);
}

/*
 * starts_in
 *		Starts of a later stay that keep the gap; false when none can.
 *
 * Certain ones only. An open stay ends after every start that is recorded:
 * the gap is below whatever upper bound, and above no lower one.
 */
static bool
starts_in(const CocDays *gap, const CocEpisode *stay, Starts *starts)
{
	*starts = (Starts){INT64_MIN, INT64_MAX};
	if (!coc_days_bounded(gap))
		return true;
	if (coc_episode_end_unknown(stay))
		return false;
	if (coc_episode_open(stay))
		return gap->least == INT32_MIN;
	if (gap->least != INT32_MIN)
		starts->first = coc_stay_end(stay) + gap->least;
	if (gap->most != INT32_MAX)
		starts->last = coc_stay_end(stay) + gap->most;
	return true;
}

static inline int64_t
start_at(const CocMatcher *matcher, int stay)
{
	return matcher->stays[stay].start;
}

/*
 * is_followed
 *		Is a stay followed by what it must not be followed by?
 *
 * Within a bound it is certain that nothing follows only once the stay has
 * ended, on a day that is known: who is still there has not been left alone.
 */
static bool
is_followed(const CocMatcher *matcher, int stay, const CocFollow *follow,
			size_t *looked)
{
	Starts starts;
	int k = stay + 1;
	bool found = false;

	if (coc_days_bounded(&follow->gap) &&
		!coc_episode_closed(&matcher->stays[stay]))
		return true;
	(void) starts_in(&follow->gap, &matcher->stays[stay], &starts);
	while (k < matcher->nstays && start_at(matcher, k) <= starts.last && !found)
	{
		found = (matcher->guards[k] & follow->guards) != 0 &&
				start_at(matcher, k) >= starts.first;
		k++;
	}
	*looked += (size_t) (k - stay);
	return found;
}

static uint64_t
followed_by(const CocMatcher *matcher, int stay, size_t *looked)
{
	const CocPathway *pathway = matcher->pathway;
	uint64_t positions = matcher->positions[stay];
	uint64_t asked = coc_all_after(pathway->leave, positions);
	uint64_t followed = 0;

	while (asked != 0)
	{
		int f = coc_take_lowest(&asked);

		followed |=
			(uint64_t) is_followed(matcher, stay, &pathway->follows[f], looked)
			<< f;
	}
	return followed;
}

static inline const uint16_t *
row_of(const CocMatcher *matcher, int stay)
{
	return matcher->finish +
		   (size_t) stay * (size_t) matcher->pathway->npositions;
}

static inline bool
is_plain_link(const CocLink *link)
{
	return link->no == 0 && !link->next && !coc_days_bounded(&link->gap);
}

/*
 * Of one stay: by which link each position was last looked for, and what was
 * found. How far it is depends on the stay alone, not on the position it
 * stands at nor on what it must be free of, so that many optional steps in a
 * row do not multiply the search.
 */
typedef struct Ways
{
	uint8_t link[COC_PATHWAY_POSITIONS]; /* 0, the plain one: not yet */
	uint16_t finish[COC_PATHWAY_POSITIONS];
} Ways;

/*
 * earliest_by
 *		The earliest finish by way of a link from a stay to a position.
 *
 * The finish of a match that goes on at stay k is not before k: the search is
 * over as soon as k comes to the best finish found.
 */
static uint16_t
earliest_by(const CocMatcher *matcher, int stay, int position,
			const CocLink *link, size_t *looked)
{
	int k = stay + 1;
	int past = link->next && k < matcher->nstays ? k + 1 : matcher->nstays;
	uint16_t earliest = NONE;
	Starts starts;

	if (!starts_in(&link->gap, &matcher->stays[stay], &starts))
		return NONE;
	for (; k < past && k < earliest; k++)
	{
		uint16_t finish;

		if (start_at(matcher, k) > starts.last)
			break;
		finish = row_of(matcher, k)[position];
		if (finish < earliest && start_at(matcher, k) >= starts.first)
			earliest = finish;
		if ((matcher->guards[k] & link->no) != 0)
			break;
	}
	*looked += (size_t) (k - stay);
	return earliest;
}

/* May a match end with this stay at this position? */
static inline bool
may_end(const CocMatcher *matcher, int stay, int position)
{
	return (matcher->accept >> position & 1) != 0 &&
		   (!matcher->to_end || stay == matcher->nstays - 1) &&
		   (matcher->pathway->leave[position] & matcher->followed[stay]) == 0;
}

static uint16_t
finish_of(const CocMatcher *matcher, int stay, int position, Ways *ways,
		  size_t *looked)
{
	const CocPathway *pathway = matcher->pathway;
	uint64_t targets = pathway->after[position];
	uint16_t earliest = NONE;

	if (may_end(matcher, stay, position))
		return (uint16_t) stay;
	while (targets != 0)
	{
		int q = coc_take_lowest(&targets);
		const CocLink *link = &pathway->links[pathway->link[position][q]];
		uint16_t finish = matcher->best[q];

		if ((link->leave & matcher->followed[stay]) != 0)
			continue;
		if (!is_plain_link(link))
		{
			if (ways->link[q] != link->like)
				ways->finish[q] = earliest_by(matcher, stay, q, link, looked);
			ways->link[q] = link->like;
			finish = ways->finish[q];
		}
		if (finish < earliest)
			earliest = finish;
	}
	return earliest;
}

/* Fill the row of one stay; all later ones are there. */
static void
fill_row(CocMatcher *matcher, int stay, size_t *looked)
{
	int npositions = matcher->pathway->npositions;
	uint16_t *row = matcher->finish + (size_t) stay * (size_t) npositions;
	uint64_t positions = matcher->positions[stay];
	Ways ways;

	memset(ways.link, 0, sizeof(ways.link));
	memset(row, 0xFF, (size_t) npositions * sizeof(uint16_t));
	matcher->followed[stay] = followed_by(matcher, stay, looked);
	while (positions != 0)
	{
		int p = coc_take_lowest(&positions);

		row[p] = finish_of(matcher, stay, p, &ways, looked);
	}
	positions = matcher->positions[stay];
	while (positions != 0)
	{
		int p = coc_take_lowest(&positions);

		if (row[p] < matcher->best[p])
			matcher->best[p] = row[p];
	}
}

CocStatus
coc_matcher_fill(CocMatcher *matcher, CocTick *tick)
{
	while (matcher->unfilled > 0)
	{
		size_t looked = 1;

		fill_row(matcher, matcher->unfilled - 1, &looked);
		matcher->unfilled--;
		if (coc_tick(tick, looked))
			return COC_CANCELLED;
	}
	return COC_OK;
}

/* Last start that a match beginning at a stay may come to. */
static int64_t
last_allowed(const CocMatcher *matcher, int stay)
{
	if (matcher->pathway->span == INT32_MAX)
		return INT64_MAX;
	return start_at(matcher, stay) + matcher->pathway->span;
}

/* Which of the positions lead to an end no later than allowed. */
static uint64_t
viable(const CocMatcher *matcher, int stay, uint64_t positions, int64_t allowed)
{
	const uint16_t *row = row_of(matcher, stay);
	uint64_t good = 0;

	positions &= matcher->positions[stay];
	while (positions != 0)
	{
		int p = coc_take_lowest(&positions);

		if (row[p] != NONE && start_at(matcher, row[p]) <= allowed)
			good |= UINT64_C(1) << p;
	}
	return good;
}

/* The first stay from one on where a match begins, and its positions. */
static uint64_t
find_start(const CocMatcher *matcher, int *from)
{
	for (; *from <= matcher->last_start && *from < matcher->nstays; (*from)++)
	{
		uint64_t positions = viable(matcher, *from, matcher->pathway->first,
									last_allowed(matcher, *from));

		if (positions != 0)
			return positions;
	}
	return 0;
}

bool
coc_matcher_exists(const CocMatcher *matcher)
{
	int from = 0;

	return find_start(matcher, &from) != 0;
}

/* Does the link from position p of one stay to q of another hold? */
static bool
leads(const CocMatcher *matcher, int p, int stay, int q, int later,
	  uint64_t between)
{
	const CocPathway *pathway = matcher->pathway;
	const CocLink *link = &pathway->links[pathway->link[p][q]];
	Starts starts;

	return (!link->next || later == stay + 1) && (link->no & between) == 0 &&
		   (link->leave & matcher->followed[stay]) == 0 &&
		   starts_in(&link->gap, &matcher->stays[stay], &starts) &&
		   start_at(matcher, later) >= starts.first &&
		   start_at(matcher, later) <= starts.last;
}

/* Which of the targets can follow at a later stay. */
static uint64_t
led_to(const CocMatcher *matcher, const CocMatched *from, int later,
	   uint64_t targets, uint64_t between)
{
	uint64_t positions = from->possible;
	uint64_t led = 0;

	while (positions != 0)
	{
		int p = coc_take_lowest(&positions);
		uint64_t ways = matcher->pathway->after[p] & targets & ~led;

		while (ways != 0)
		{
			int q = coc_take_lowest(&ways);

			if (leads(matcher, p, from->stay, q, later, between))
				led |= UINT64_C(1) << q;
		}
	}
	return led;
}

/* The next stay of a match, behind the last one found; false for none. */
static bool
extend(CocMatcher *matcher, int64_t allowed, size_t *looked)
{
	const CocMatched *from = &matcher->match[matcher->nmatch - 1];
	uint64_t targets = coc_all_after(matcher->pathway->after, from->possible);
	uint64_t between = 0;
	int k = from->stay + 1;

	if (targets == 0)
		return false;
	for (; k < matcher->nstays && start_at(matcher, k) <= allowed; k++)
	{
		uint64_t led = viable(matcher, k, targets, allowed);

		if (led != 0)
			led = led_to(matcher, from, k, led, between);
		if (led != 0)
		{
			matcher->match[matcher->nmatch++] =
				(CocMatched){.possible = led, .stay = k};
			break;
		}
		between |= matcher->guards[k];
	}
	*looked += (size_t) (k - from->stay);
	return matcher->match[matcher->nmatch - 1].stay == k;
}

static uint64_t
guards_between(const CocMatcher *matcher, const CocMatched *from)
{
	uint64_t between = 0;

	for (int k = from->stay + 1; k < from[1].stay; k++)
		between |= matcher->guards[k];
	return between;
}

/* Keep, of each stay's positions, those that lead to an end. */
static void
prune(CocMatcher *matcher)
{
	CocMatched *last = &matcher->match[matcher->nmatch - 1];
	uint64_t ends = 0;

	for (uint64_t left = last->possible; left != 0;)
	{
		int p = coc_take_lowest(&left);

		if (may_end(matcher, last->stay, p))
			ends |= UINT64_C(1) << p;
	}
	last->possible = ends;
	for (CocMatched *from = last - 1; from >= matcher->match; from--)
	{
		uint64_t between = guards_between(matcher, from);
		uint64_t left = from->possible;

		from->possible = 0;
		while (left != 0)
		{
			int p = coc_take_lowest(&left);
			CocMatched one = {.possible = UINT64_C(1) << p, .stay = from->stay};

			if (led_to(matcher, &one, from[1].stay, from[1].possible,
					   between) != 0)
				from->possible |= one.possible;
		}
	}
}

/*
 * label
 *		Give each stay the lowest step it can be, from the first on.
 *
 * Positions of one step stay together as long as they can: what a reader sees
 * is the step, and the choice must not depend on anything else.
 */
static void
label(CocMatcher *matcher)
{
	for (int i = 0; i < matcher->nmatch; i++)
	{
		CocMatched *at = &matcher->match[i];

		if (i > 0)
			at->possible = led_to(matcher, at - 1, at->stay, at->possible,
								  guards_between(matcher, at - 1));
		/* Empty only if the starts of a damaged journey do not ascend. */
		if (at->possible == 0)
		{
			matcher->nmatch = 0;
			return;
		}
		at->step = matcher->pathway->step[__builtin_ctzll(at->possible)];
		at->possible &= matcher->pathway->of_step[at->step - 1];
	}
}

CocStatus
coc_matcher_next(CocMatcher *matcher, int from, CocTick *tick)
{
	uint64_t positions = find_start(matcher, &from);
	int64_t allowed;
	size_t looked = 1;

	matcher->nmatch = 0;
	if (positions == 0)
		return COC_OK;
	allowed = last_allowed(matcher, from);
	matcher->match[0] = (CocMatched){.possible = positions, .stay = from};
	matcher->nmatch = 1;
	while (extend(matcher, allowed, &looked))
	{
		if (coc_tick(tick, looked))
			return COC_CANCELLED;
		looked = 1;
	}
	prune(matcher);
	label(matcher);
	/* It is found: whoever wants to stop can, once it has it. */
	return COC_OK;
}

CocStatus
coc_matcher_funnel(CocMatcher *matcher, CocTick *tick, int *step)
{
	const CocPathway *pathway = matcher->pathway;

	if (matcher->prefix > pathway->nsteps)
	{
		/* Not asked yet: begin with what order alone allows. */
		matcher->prefix = coc_pathway_possible_steps(pathway, matcher->stays,
													 matcher->nstays);
		if (matcher->prefix > 0)
			ask_for(matcher, pathway->ends[matcher->prefix - 1],
					pathway->to_end && matcher->prefix == pathway->nsteps);
	}
	while (matcher->prefix > 0)
	{
		CocStatus status = coc_matcher_fill(matcher, tick);

		if (status != COC_OK)
			return status;
		if (coc_matcher_exists(matcher))
			break;
		matcher->prefix--;
		if (matcher->prefix > 0)
			ask_for(matcher, pathway->ends[matcher->prefix - 1], false);
	}
	*step = matcher->prefix;
	return COC_OK;
}
