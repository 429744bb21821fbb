/*
 * journey_estimate.c
 *		Chances of plans over keys, and of presence on days.
 */
#include "core/journey_estimate.h"

#include "core/date.h"

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

/* One of the keys is there, if they come independently; no key: certain. */
static double
chance_of_need(const CocKeyNeed *need, const double *shares)
{
	double none = 1;

	if (need->first == need->past)
		return 1;
	for (int i = need->first; i < need->past; i++)
		none *= 1 - shares[i];
	return 1 - none;
}

/*
 * Given a stay of the care, that it also has the exit and the programme. An
 * exit is taken to fall on any care alike; a programme offers few kinds, so
 * its share bounds that of care and programme together.
 */
static double
chance_of_rest(const CocKeyPlan *plan, int step, double care,
			   const double *shares)
{
	double exit = chance_of_need(&plan->exit[step], shares);
	double programme = chance_of_need(&plan->programme[step], shares);

	return care > 0 ? exit * smaller(1, programme / care) : 0;
}

/* Go on from one step to all that can follow; true if that got any further. */
static bool
go_on(const CocKeyPlan *plan, int from, const double *care, const double *rest,
	  const double *shares, double *best)
{
	bool further = false;

	for (int to = 0; to < plan->nsteps; to++)
	{
		const CocKeyNeed *pair = &plan->pair[from][to];
		double chance;

		if ((plan->after[from] >> to & 1) == 0 || care[from] <= 0)
			continue;
		chance = pair->first == pair->past
					 ? care[to]
					 : smaller(1, chance_of_need(pair, shares) / care[from]);
		chance *= best[from] * rest[to];
		if (chance > best[to])
		{
			best[to] = chance;
			further = true;
		}
	}
	return further;
}

double
coc_plan_chance(const CocKeyPlan *plan, const double *shares)
{
	double care[COC_PLAN_STEPS];
	double rest[COC_PLAN_STEPS];
	double best[COC_PLAN_STEPS];
	double chance = 0;
	bool further = true;

	for (int i = 0; i < plan->nsteps; i++)
	{
		care[i] =
			plan->cares[i] == 0 ? 0 : chance_of_need(&plan->care[i], shares);
		rest[i] = chance_of_rest(plan, i, care[i], shares);
		best[i] = (plan->first >> i & 1) != 0 ? care[i] * rest[i] : 0;
	}
	/* No step makes a way likelier, so no best way goes round in a loop. */
	for (int round = 0; further && round < plan->nsteps; round++)
	{
		further = false;
		for (int from = 0; from < plan->nsteps; from++)
			further |= go_on(plan, from, care, rest, shares, best);
	}
	for (int i = 0; i < plan->nsteps; i++)
	{
		if ((plan->last >> i & 1) != 0 && best[i] > chance)
			chance = best[i];
	}
	return chance;
}

/* Share of the values before the day, even between two bounds. */
static double
share_before(const int32_t *bounds, int nbounds, int64_t day)
{
	int low = 0;
	int high = nbounds;
	double part;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (bounds[middle] < day)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || low == nbounds)
		return low == 0 ? 0 : 1;
	part = (double) (day - bounds[low - 1]) /
		   ((double) bounds[low] - bounds[low - 1]);
	return (low - 1 + part) / (nbounds - 1);
}

/*
 * Of periods with these first and last days, the share that touches a span.
 * After the last of all dates only those are there that have no end.
 */
static double
share_touching(const int32_t *first, const int32_t *last, int nbounds,
			   const CocSpan *span)
{
	int64_t past = span->last < COC_DATE_MAX ? span->last + 1 : COC_DATE_MAX;
	int64_t from = span->first < COC_DATE_MAX ? span->first : COC_DATE_MAX;
	double share =
		share_before(first, nbounds, past) - share_before(last, nbounds, from);

	return share > 0 ? share : 0;
}

double
coc_days_chance(const CocDayShares *shares, const CocSpan *span)
{
	if (span->last < span->first)
		return 0;
	return smaller(shares->in_care * share_touching(shares->first, shares->last,
													shares->nbounds, span),
				   shares->spells * share_touching(shares->spell_first,
												   shares->spell_last,
												   shares->nbounds, span));
}

double
coc_start_chance(const CocDayShares *shares, int32_t day)
{
	double share =
		share_before(shares->spell_first, shares->nbounds, (int64_t) day + 1) -
		share_before(shares->spell_first, shares->nbounds, day);

	return smaller(1, shares->spells * share);
}
