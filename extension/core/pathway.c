/*
 * pathway.c
 *		What a stay is to a pathway by itself, and matching by order alone.
 *
 * Where a pathway asks for no more than order, a set of positions is moved
 * over the stays once, as bits of a word; where it asks for more, that tells
 * at least who cannot match. The rest is for pathway_match.c.
 *
 * No stored byte is believed: a damaged journey can be matched wrongly but
 * never reads or writes outside what was given. Days are summed in 64 bits.
 */
#include "core/pathway.h"

static inline bool
has(uint64_t set, int number)
{
	return set >> number & 1;
}

static inline bool
within(const CocDays *days, int64_t day)
{
	return day >= days->least && day <= days->most;
}

static bool
at_programme(const CocPathway *pathway, const CocCondition *condition,
			 int32_t programme)
{
	for (int i = condition->first; i < condition->past; i++)
	{
		if (pathway->programmes[i] == programme)
			return true;
	}
	return false;
}

/* Some day of known presence: an unknown end leaves the first day. */
static bool
present_in(const CocEpisode *stay, const CocDays *window)
{
	int64_t last = coc_episode_closed(stay) ? coc_stay_end(stay) : stay->start;

	return stay->start <= window->most &&
		   (coc_episode_open(stay) || last >= window->least);
}

static bool
holds(const CocPathway *pathway, const CocCondition *condition,
	  const CocEpisode *stay)
{
	switch (condition->kind)
	{
		case COC_LENGTH_IN:
			return coc_episode_closed(stay) &&
				   within(&condition->days, stay->length);
		case COC_STILL_THERE:
			return coc_episode_open(stay);
		case COC_PRESENT_IN:
			return present_in(stay, &condition->days);
		case COC_STARTED_IN:
			return within(&condition->days, stay->start);
		case COC_ENDED_IN:
			return coc_episode_closed(stay) &&
				   within(&condition->days, coc_stay_end(stay));
		case COC_AT_PROGRAMME:
			return at_programme(pathway, condition, stay->programme);
	}
	return false;
}

/* Positions that a stay can stand at, for what it is by itself. */
static inline uint64_t
positions_of(const CocPathway *pathway, const CocEpisode *stay)
{
	uint64_t positions = pathway->by_care[stay->care];

	if (pathway->by_exit)
		positions &= stay->exit < 64 ? pathway->by_exit_code[stay->exit] : 0;
	for (int i = 0; i < pathway->nconditions && positions != 0; i++)
	{
		const CocCondition *condition = &pathway->conditions[i];

		if ((condition->positions & positions) != 0 &&
			!holds(pathway, condition, stay))
			positions &= ~condition->positions;
	}
	return positions;
}

uint64_t
coc_pathway_positions(const CocPathway *pathway, const CocEpisode *stay)
{
	return positions_of(pathway, stay);
}

static bool
passes(const CocPathway *pathway, const CocTest *test, const CocEpisode *stay)
{
	uint64_t conditions = test->conditions;

	if (stay->care >= 64 || !has(test->cares, stay->care) || stay->exit >= 64 ||
		!has(test->exits, stay->exit))
		return false;
	while (conditions != 0)
	{
		if (!holds(pathway, &pathway->conditions[coc_take_lowest(&conditions)],
				   stay))
			return false;
	}
	return true;
}

uint64_t
coc_pathway_guards(const CocPathway *pathway, const CocEpisode *stay)
{
	uint64_t guards = 0;

	for (int g = 0; g < pathway->nguards; g++)
		guards |= (uint64_t) passes(pathway, &pathway->guard[g], stay) << g;
	return guards;
}

uint64_t
coc_all_after(const uint64_t *after, uint64_t positions)
{
	uint64_t all = 0;

	while (positions != 0)
		all |= after[coc_take_lowest(&positions)];
	return all;
}

/*
 * simulate
 *		Move a set of positions over the stays, ignoring bounds.
 *
 * Answers all positions that were reached; *at_end are those of the last stay
 * looked at. Stops when one of stop_at is reached. Each position adds its
 * ways out once, so that a chain of steps costs a handful of instructions a
 * stay.
 */
static inline uint64_t
simulate(const CocPathway *pathway, const CocEpisode *stays, int nstays,
		 uint64_t stop_at, uint64_t *at_end)
{
	bool anchored = pathway->from_start || pathway->none_before != 0;
	uint64_t first = pathway->first; /* without a step before, while it may */
	uint64_t enterable = first;
	uint64_t then = 0;
	uint64_t next = 0;
	uint64_t reached = 0;
	uint64_t here = 0;

	for (int i = 0; i < nstays; i++)
	{
		here = positions_of(pathway, &stays[i]) & enterable;
		if (here == 0 && !anchored && next == 0)
			continue;
		if ((here & stop_at) != 0)
			return reached | here;
		if (anchored && first != 0 &&
			(pathway->from_start || (coc_pathway_guards(pathway, &stays[i]) &
									 pathway->none_before) != 0))
			first = 0;
		then |= coc_all_after(pathway->after_then, here & ~reached);
		if (pathway->any_next)
			next = coc_all_after(pathway->after_next, here);
		reached |= here;
		enterable = first | then | next;
	}
	*at_end = here;
	return reached;
}

bool
coc_pathway_possible(const CocPathway *pathway, const CocEpisode *stays,
					 int nstays)
{
	uint64_t stop_at = pathway->to_end ? 0 : pathway->last;
	uint64_t at_end = 0;
	uint64_t reached = simulate(pathway, stays, nstays, stop_at, &at_end);

	return ((pathway->to_end ? at_end : reached) & pathway->last) != 0;
}

int
coc_pathway_possible_steps(const CocPathway *pathway, const CocEpisode *stays,
						   int nstays)
{
	uint64_t at_end = 0;
	uint64_t reached = simulate(pathway, stays, nstays, 0, &at_end);
	int step = pathway->nsteps;

	if (pathway->to_end && (at_end & pathway->ends[step - 1]) == 0)
		step--;
	while (step > 0 && (reached & pathway->ends[step - 1]) == 0)
		step--;
	return step;
}
