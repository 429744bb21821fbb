/*
 * presence.h
 *		What one journey shows of a person's presence in care: the gaps, the
 *		state on a day, the days at risk, the stays that came and went.
 *
 * Known days only, as everywhere: a stay whose end nobody recorded is present
 * on its first day, and each answer says what it could have changed. Arrays
 * are sorted and unique; as in continuity.h no stored byte is believed.
 */
#ifndef COC_PRESENCE_H
#define COC_PRESENCE_H

#include "core/continuity.h"

/*
 * Days without care between two stays. days is back_on - left_on, counted as
 * max_gap is counted; there is at least one day between the two.
 */
typedef struct CocGap
{
	int32_t left_on; /* last known day in care */
	int32_t back_on; /* first day in care again */
	uint8_t care_before;
	uint8_t care_after;
	bool bridged;   /* one treatment journey holds both sides */
	bool undecided; /* not bridged, but an unknown end may reach over it */
} CocGap;

static inline int64_t
coc_gap_days(const CocGap *gap)
{
	return (int64_t) gap->back_on - gap->left_on;
}

/* Iterator over the gaps between the stays of one role. */
typedef struct CocGapScan
{
	const CocEpisode *stays;
	int nstays;
	int position;
	int32_t max_gap;
	CocRole role;  /* COC_ROLE_NONE: of any role */
	int64_t reach; /* last day on which a stay still joins those before it */
	int32_t last;  /* last known day of the stays before position */
	uint8_t last_care;
	bool any;
	bool open;
	bool vague;
} CocGapScan;

extern void coc_gap_begin(CocGapScan *scan, const CocEpisode *stays, int nstays,
						  CocRole role, int32_t max_gap);
extern bool coc_gap_next(CocGapScan *scan, CocGap *gap);

/* Days of the widest gap, 0 when there is none. */
extern int64_t coc_longest_gap(const CocEpisode *stays, int nstays,
							   CocRole role);

/* The state on a day, as far as it can be known from what had begun by then. */
extern CocCareState coc_care_state_on(const CocEpisode *stays, int nstays,
									  int32_t day, int32_t max_gap);

/*
 * Days of the span on which a new treatment journey after an earlier one
 * could start; COC_ENDLESS when nothing ends them.
 */
extern int64_t coc_days_at_risk(const CocEpisode *stays, int nstays,
								const CocSpan *within, int32_t max_gap);

/*
 * Stays of a role in a period. The identity open_at_start + started - ended -
 * ended_unknown = open_at_end holds whatever the stays are.
 */
typedef struct CocFlow
{
	int open_at_start; /* begun before the period, there on its first day */
	int started;
	int ended;
	int ended_unknown; /* started in it, ended nobody knows when */
	int open_at_end;   /* begun by its last day, there on the day after */
} CocFlow;

extern CocFlow coc_stock_and_flow(const CocEpisode *stays, int nstays,
								  const CocSpan *period, CocRole role);

#endif /* COC_PRESENCE_H */
