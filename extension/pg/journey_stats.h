/*
 * journey_stats.h
 *		What ANALYZE keeps of a column of journeys, beside the standard.
 *
 * Two kinds of statistics of our own, from the numbers that pg_statistic.h
 * leaves to private use. Core's kinds for elements and for range bounds would
 * fit, but since 18 pg_upgrade carries those over, and only for arrays and
 * ranges: every upgrade would warn about every column of journeys.
 */
#ifndef COC_PG_JOURNEY_STATS_H
#define COC_PG_JOURNEY_STATS_H

/*
 * Keys (core/journey_key.h): values are the int4 keys, sorted; numbers are the
 * share of journeys with each, in the same order, and behind them the share
 * that a key which is not listed is taken to have.
 */
#define COC_STATISTIC_KEYS 10000

/*
 * Days: values are dates, four arrays of equal length one behind the other,
 * the first day and the last day of journeys, and those of spells; numbers are
 * the two of CocDayShares.
 */
#define COC_STATISTIC_DAYS 10001

#endif /* COC_PG_JOURNEY_STATS_H */
