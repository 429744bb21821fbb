/*
 * journey_estimate.h
 *		How many journeys of a table would answer a question: a guess.
 *
 * Made of what ANALYZE counted in a sample. Nothing here decides an answer;
 * it only tells the planner which way to it is likely to be the cheapest.
 */
#ifndef COC_JOURNEY_ESTIMATE_H
#define COC_JOURNEY_ESTIMATE_H

#include "core/journey_key.h"

/*
 * Share of journeys that pass a plan, given the share that has each of its
 * keys. Along a way steps are taken to depend on their neighbours alone: the
 * chance of a, b, c is that of "a, later b", times that of "b, later c" among
 * journeys with b. Of several ways the likeliest counts, not their sum.
 */
extern double coc_plan_chance(const CocKeyPlan *plan, const double *shares);

/*
 * When people were in care. Each array has nbounds days in order that cut its
 * values into equal parts; an open end is INT32_MAX. Journeys go from first to
 * last with gaps, spells are runs of days without one.
 */
typedef struct CocDayShares
{
	int nbounds;
	const int32_t *first;
	const int32_t *last;
	const int32_t *spell_first;
	const int32_t *spell_last;
	double in_care; /* share of journeys that are not empty */
	double spells;  /* a journey, on average */
} CocDayShares;

/*
 * Chance of presence on some day of the span. No more than the spells that
 * touch it, of which one day sees at most one, and no more than the journeys
 * whose period touches it, however many spells of theirs do.
 */
extern double coc_days_chance(const CocDayShares *shares, const CocSpan *span);

/* Spells that begin on the day, a journey: how special a start day is. */
extern double coc_start_chance(const CocDayShares *shares, int32_t day);

#endif /* COC_JOURNEY_ESTIMATE_H */
