/*
 * durations_read.h
 *		What durations say: shares and medians of transitions and funnels, and
 *		the life table of a time to an event.
 *
 * All of it takes checked cells, in order. Rows come by gender; what is asked
 * of all genders together is asked of folded cells, whose gender is
 * COC_ALL_GENDERS.
 */
#ifndef COC_DURATIONS_READ_H
#define COC_DURATIONS_READ_H

#include "core/durations.h"
#include "core/wide.h"

/*
 * Cells of all genders together, in order, into out, which has room for as
 * many as there are; returns how many.
 */
extern size_t coc_durations_fold(const CocDuration *cells, size_t n,
								 CocDuration *out);

/* The cells of one gender, which lie together; *n becomes how many. */
extern const CocDuration *coc_durations_of(const CocDuration *cells, size_t *n,
										   uint8_t gender);

/*
 * Cells of one gender of a distribution, or of one pair of from and to: how
 * many have a number, and their sum.
 */
extern int64_t coc_durations_timed(const CocDuration *cells, size_t n,
								   CocInt128 *sum);

/*
 * The number in place rank of these, from 1 on, in order of size; COC_NO_DAYS
 * when there are not so many.
 */
extern int32_t coc_durations_ranked(const CocDuration *cells, size_t n,
									int64_t rank);

/* How many of these have a number from low on and below high. */
extern int64_t coc_durations_between(const CocDuration *cells, size_t n,
									 int64_t low, int64_t high);

/* One pair of from and to: how often, and how long it took. */
typedef struct CocFlow
{
	uint8_t gender;
	uint8_t from;
	uint8_t to;
	int64_t n;
	int64_t timed;  /* of these, how many have days */
	int64_t whole;  /* what n is a share of; see the iterators */
	int32_t median; /* days that half of them took at most; COC_NO_DAYS */
} CocFlow;

typedef struct CocFlowScan
{
	const CocDuration *cells;
	size_t n;
	size_t position;
	int64_t whole;
} CocFlowScan;

extern void coc_flow_begin(CocFlowScan *scan, const CocDuration *cells,
						   size_t n);

/* Transitions; whole is how often the same gender left the same from. */
extern bool coc_flow_next(CocFlowScan *scan, CocFlow *flow);

/* Steps from 1 on; whole is how many of the gender reached the first. */
extern bool coc_step_next(CocFlowScan *scan, CocFlow *flow);

/* Probabilities are whole numbers of 10^-18. */
#define COC_PROBABILITY_ONE INT64_C(1000000000000000000)

/* Decimals of a share or a probability that is shown. */
#define COC_SHARE_SCALE 6

/* A day of a life table on which something happened. */
typedef struct CocLifeRow
{
	uint8_t gender;
	int32_t days;
	int64_t at_risk;   /* followed, nothing had happened before this day */
	int64_t events;    /* of these, on this day */
	int64_t died;      /* of these, on this day, without the event */
	int64_t censored;  /* of these, after this day not known about */
	int64_t survival;  /* probability that neither happened up to this day */
	int64_t incidence; /* probability of the event up to this day */
} CocLifeRow;

/* Runs of cells, each in order, that are walked together by part of a key. */
#define COC_NRUNS 4
typedef struct CocRuns
{
	const CocDuration *at[COC_NRUNS];
	const CocDuration *end[COC_NRUNS];
	uint64_t mask;
} CocRuns;

typedef struct CocLifeScan
{
	const CocDuration *cells;
	size_t n;
	CocRuns runs;   /* of the gender: yes, died, no, too_recent */
	CocLifeRow row; /* the last one, with what is still at risk */
} CocLifeScan;

/*
 * Survival is the product of 1 - (events + died) / at_risk over the days
 * (Kaplan and Meier 1958, for the event or death); incidence is the sum of
 * survival before the day * events / at_risk (Aalen and Johansen 1978, death
 * competing). On one day what happened comes before who was lost sight of.
 * The two numbers of each day are rounded to 10^-18, half up.
 */
extern void coc_life_begin(CocLifeScan *scan, const CocDuration *cells,
						   size_t n);
extern bool coc_life_next(CocLifeScan *scan, CocLifeRow *row);

/* First day whose survival, as shown, is at most one half; or COC_NO_DAYS. */
extern int32_t coc_life_median(const CocDuration *cells, size_t n);

/*
 * Probability of the event by the end of a day. False when it is not known:
 * nobody at all, or nobody was followed so long while some were left.
 */
extern bool coc_life_incidence(const CocDuration *cells, size_t n, int32_t days,
							   int64_t *incidence);

/*
 * What was counted, of one gender or of COC_ALL_GENDERS: transitions, cases
 * of a time to an event, journeys asked for a funnel.
 */
extern int64_t coc_durations_count(uint8_t kind, const CocDuration *cells,
								   size_t n, uint8_t gender);

/* JSON of why cases are in no life table: {"date_unknown": 2}. */
#define COC_DURATIONS_EXCLUDED_MAX 1024
extern size_t coc_durations_write_excluded(uint8_t kind,
										   const CocDuration *cells, size_t n,
										   uint8_t gender, char *out);

#endif /* COC_DURATIONS_READ_H */
