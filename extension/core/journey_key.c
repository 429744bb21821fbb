/*
 * journey_key.c
 *		Keys of journeys, and questions put to them.
 */
#include "core/journey_key.h"

#include <string.h>

/* Sets of codes larger than these are not worth as many look-ups. */
#define NEED_CARES 16
#define NEED_EXITS 8
#define NEED_PROGRAMMES 16
#define NEED_PAIRS 16

static inline uint64_t
bit(int n)
{
	return UINT64_C(1) << n;
}

static int
count_bits(uint64_t set)
{
	return __builtin_popcountll(set);
}

/* The lowest member of a set that is not empty, which is taken out of it. */
static int
take_lowest(uint64_t *set)
{
	int lowest = __builtin_ctzll(*set);

	*set &= *set - 1;
	return lowest;
}

/*
 * Pairs, from the set of kinds after each kind. More than COC_KEY_PAIRS of
 * them become one key that stands for any pair.
 */
static int
write_pairs(const uint64_t after[COC_KEY_CODES], uint64_t cares, int32_t *keys)
{
	int n = 0;

	while (cares != 0)
	{
		int first = take_lowest(&cares);
		uint64_t seconds = after[first];

		if (n + count_bits(seconds) > COC_KEY_PAIRS)
		{
			keys[0] = COC_KEY_MANY_PAIRS;
			return 1;
		}
		while (seconds != 0)
			keys[n++] = coc_key_of_pair(first, take_lowest(&seconds));
	}
	return n;
}

/* Programmes, found by looking through the few that there are already. */
static int
write_programmes(const CocEpisode *stays, int nstays, int32_t *keys)
{
	int n = 0;

	for (int i = 0; i < nstays; i++)
	{
		int32_t key = coc_key_of_programme(stays[i].programme);
		int known = 0;

		if (stays[i].programme <= 0)
			continue; /* no programme, or damage */
		while (known < n && keys[known] != key)
			known++;
		if (known < n)
			continue;
		if (n == COC_KEY_PROGRAMMES)
		{
			keys[0] = COC_KEY_MANY_PROGRAMMES;
			return 1;
		}
		keys[n++] = key;
	}
	return n;
}

int
coc_journey_keys(const CocEpisode *stays, int nstays,
				 int32_t keys[COC_JOURNEY_KEYS_MAX])
{
	uint64_t after[COC_KEY_CODES];
	uint64_t cares = 0;
	uint64_t exits = 0;
	uint64_t left;
	int n = 0;

	/* From the last stay to the first: cares is what comes later. */
	for (int i = nstays - 1; i >= 0; i--)
	{
		int care = stays[i].care;

		if (stays[i].exit < COC_KEY_CODES)
			exits |= bit(stays[i].exit);
		if (care >= COC_KEY_CODES)
			continue;
		/* What comes after the first stay of a kind includes the rest. */
		after[care] = cares;
		cares |= bit(care);
	}
	for (left = cares; left != 0;)
		keys[n++] = coc_key_of_care(take_lowest(&left));
	for (left = exits; left != 0;)
		keys[n++] = coc_key_of_exit(take_lowest(&left));
	n += write_pairs(after, cares, keys + n);
	n += write_programmes(stays, nstays, keys + n);
	return n;
}

void
coc_plan_clear(CocKeyPlan *plan)
{
	memset(plan, 0, sizeof(*plan));
}

/* A need begins where the keys end; what is added until then is its own. */
static CocKeyNeed
begin_need(const CocKeyPlan *plan)
{
	return (CocKeyNeed){(uint16_t) plan->nkeys, (uint16_t) plan->nkeys};
}

static void
add_key(CocKeyPlan *plan, CocKeyNeed *need, int32_t key)
{
	plan->keys[plan->nkeys++] = key;
	need->past = (uint16_t) plan->nkeys;
}

static bool
has_room(const CocKeyPlan *plan, int nkeys)
{
	return plan->nkeys + nkeys <= COC_PLAN_KEYS;
}

/* Codes that have been given out, as bits: no stay has another. */
static uint64_t
codes_of(const CocVocabulary *vocabulary)
{
	uint64_t codes = 0;

	for (int code = 0; code < vocabulary->ncodes && code < COC_KEY_CODES;
		 code++)
	{
		if (vocabulary->terms[code].name != NULL)
			codes |= bit(code);
	}
	return codes;
}

static CocKeyNeed
need_exits(CocKeyPlan *plan, uint64_t exits)
{
	CocKeyNeed need = begin_need(plan);
	int n = count_bits(exits);

	if (n > NEED_EXITS || !has_room(plan, n))
		return need;
	while (exits != 0)
		add_key(plan, &need, coc_key_of_exit(take_lowest(&exits)));
	return need;
}

static CocKeyNeed
need_programmes(CocKeyPlan *plan, const CocKeyStep *step)
{
	CocKeyNeed need = begin_need(plan);

	if (step->nprogrammes == 0 || step->nprogrammes > NEED_PROGRAMMES ||
		!has_room(plan, step->nprogrammes + 1))
		return need;
	for (int i = 0; i < step->nprogrammes; i++)
	{
		if (step->programmes[i] <= 0)
			return begin_need(plan); /* "none" has no key */
	}
	for (int i = 0; i < step->nprogrammes; i++)
		add_key(plan, &need, coc_key_of_programme(step->programmes[i]));
	add_key(plan, &need, COC_KEY_MANY_PROGRAMMES);
	return need;
}

void
coc_plan_add_step(CocKeyPlan *plan, const CocKeyStep *step)
{
	int n = plan->nsteps++;

	plan->cares[n] = step->cares & codes_of(&coc_care);
	plan->exit[n] = need_exits(plan, step->exits & codes_of(&coc_exit_reason));
	plan->programme[n] = need_programmes(plan, step);
}

static CocKeyNeed
need_pairs(CocKeyPlan *plan, uint64_t firsts, uint64_t seconds)
{
	CocKeyNeed need = begin_need(plan);
	int n = count_bits(firsts) * count_bits(seconds);

	if (n == 0 || n > NEED_PAIRS || !has_room(plan, n + 1))
		return need;
	while (firsts != 0)
	{
		int first = take_lowest(&firsts);

		for (uint64_t left = seconds; left != 0;)
			add_key(plan, &need, coc_key_of_pair(first, take_lowest(&left)));
	}
	add_key(plan, &need, COC_KEY_MANY_PAIRS);
	return need;
}

static CocKeyNeed
need_cares(CocKeyPlan *plan, uint64_t cares)
{
	CocKeyNeed need = begin_need(plan);
	int n = count_bits(cares);

	if (n > NEED_CARES || !has_room(plan, n))
		return need;
	while (cares != 0)
		add_key(plan, &need, coc_key_of_care(take_lowest(&cares)));
	return need;
}

static bool
asks(const CocKeyNeed *need)
{
	return need->first < need->past;
}

/* All ways on from the step, or all ways to it, ask for their pair. */
static bool
pairs_leave(const CocKeyPlan *plan, int step)
{
	for (uint64_t left = plan->after[step]; left != 0;)
	{
		if (!asks(&plan->pair[step][take_lowest(&left)]))
			return false;
	}
	return true;
}

static bool
pairs_arrive(const CocKeyPlan *plan, int step)
{
	for (int from = 0; from < plan->nsteps; from++)
	{
		if ((plan->after[from] & bit(step)) != 0 &&
			!asks(&plan->pair[from][step]))
			return false;
	}
	return true;
}

/*
 * Whether a pair that is asked anyway tells of the step's care: a step that
 * is not last is left by a pair, one that is not first is reached by one.
 */
static bool
care_follows(const CocKeyPlan *plan, int step)
{
	return ((plan->last & bit(step)) == 0 && pairs_leave(plan, step)) ||
		   ((plan->first & bit(step)) == 0 && pairs_arrive(plan, step));
}

/*
 * A terse plan also takes a programme's word for the care: most programmes
 * offer one kind, and to look for everybody who ever was an outpatient in
 * order to drop a few people of one programme reads half of an index.
 */
static bool
must_ask_care(const CocKeyPlan *plan, int step, bool terse)
{
	return !terse ||
		   !(care_follows(plan, step) || asks(&plan->programme[step]));
}

void
coc_plan_link(CocKeyPlan *plan, bool terse)
{
	for (int from = 0; from < plan->nsteps; from++)
	{
		for (uint64_t left = plan->after[from]; left != 0;)
		{
			int to = take_lowest(&left);

			plan->pair[from][to] =
				need_pairs(plan, plan->cares[from], plan->cares[to]);
		}
	}
	for (int step = 0; step < plan->nsteps; step++)
	{
		if (must_ask_care(plan, step, terse))
			plan->care[step] = need_cares(plan, plan->cares[step]);
	}
}

void
coc_plan_care(CocKeyPlan *plan, uint8_t care)
{
	CocKeyStep step = {.exits = UINT64_MAX};

	coc_plan_clear(plan);
	if (care < COC_KEY_CODES)
		step.cares = bit(care);
	coc_plan_add_step(plan, &step);
	plan->first = plan->last = 1;
	coc_plan_link(plan, true);
}

/* A step that only this very stay can be. */
static void
add_stay(CocKeyPlan *plan, const CocEpisode *stay)
{
	int32_t programme = stay->programme;
	CocKeyStep step = {.programmes = &programme, .nprogrammes = 1};

	if (stay->care < COC_KEY_CODES)
		step.cares = bit(stay->care);
	if (stay->exit < COC_KEY_CODES)
		step.exits = bit(stay->exit);
	coc_plan_add_step(plan, &step);
}

/*
 * coc_plan_all
 *		One way through the stays in their order, of the first 64 at most.
 *
 * A journey that has them all has each of their pairs, because a set of stays
 * has one order; neighbours are enough to ask for. No stay at all is asked of
 * any journey: a plan whose only step asks for nothing.
 */
void
coc_plan_all(CocKeyPlan *plan, const CocEpisode *stays, int nstays, bool terse)
{
	static const CocKeyStep any = {.cares = UINT64_MAX, .exits = UINT64_MAX};

	coc_plan_clear(plan);
	if (nstays == 0)
		coc_plan_add_step(plan, &any);
	for (int i = 0; i < nstays && i < COC_PLAN_STEPS; i++)
	{
		add_stay(plan, &stays[i]);
		if (i > 0)
			plan->after[i - 1] = bit(i);
	}
	plan->first = 1;
	plan->last = bit(plan->nsteps - 1);
	coc_plan_link(plan, terse);
}

/*
 * coc_plan_any
 *		Each stay is a way by itself; too many to tell apart ask for nothing.
 */
void
coc_plan_any(CocKeyPlan *plan, const CocEpisode *stays, int nstays, bool terse)
{
	if (nstays == 0 || nstays > COC_PLAN_STEPS)
	{
		coc_plan_all(plan, stays, 0, terse);
		if (nstays == 0)
			plan->first = 0; /* nothing can be in common */
		return;
	}
	coc_plan_clear(plan);
	for (int i = 0; i < nstays; i++)
	{
		add_stay(plan, &stays[i]);
		plan->first |= bit(i);
	}
	plan->last = plan->first;
	coc_plan_link(plan, terse);
}

static bool
is_met(const CocKeyNeed *need, const char *found)
{
	if (!asks(need))
		return true;
	for (int i = need->first; found != NULL && i < need->past; i++)
	{
		if (found[i] != 0)
			return true;
	}
	return false;
}

static bool
step_possible(const CocKeyPlan *plan, int step, const char *found)
{
	return plan->cares[step] != 0 && is_met(&plan->care[step], found) &&
		   is_met(&plan->exit[step], found) &&
		   is_met(&plan->programme[step], found);
}

/*
 * Search from the first steps on: every step is gone on from once, so each
 * pair is looked at once, whatever the loops in the graph.
 */
bool
coc_plan_possible(const CocKeyPlan *plan, const char *found)
{
	uint64_t reached = 0;
	uint64_t waiting = 0;

	for (uint64_t left = plan->first; left != 0;)
	{
		int step = take_lowest(&left);

		if (step_possible(plan, step, found))
			waiting |= bit(step);
	}
	while (waiting != 0)
	{
		int from = take_lowest(&waiting);

		reached |= bit(from);
		if ((plan->last & bit(from)) != 0)
			return true;
		for (uint64_t left = plan->after[from] & ~(reached | waiting);
			 left != 0;)
		{
			int to = take_lowest(&left);

			if (is_met(&plan->pair[from][to], found) &&
				step_possible(plan, to, found))
				waiting |= bit(to);
		}
	}
	return false;
}
