/*
 * journey_sets.h
 *		Journeys as sets: contained, in common, without; and against days.
 *
 * One pass over each argument, as the union in core/journey.c is. Total over
 * any bytes: a damaged image gives some answer and no read outside its array.
 */
#ifndef COC_JOURNEY_SETS_H
#define COC_JOURNEY_SETS_H

#include "core/journey.h"

/* Every stay of the right is in the left. */
extern bool coc_journey_includes(const CocEpisode *left, int nleft,
								 const CocEpisode *right, int nright);

/* Some stay is in both. */
extern bool coc_journey_shares(const CocEpisode *left, int nleft,
							   const CocEpisode *right, int nright);

/*
 * Stays of the left that are not in the right, into out, which has room for
 * the left and overlaps neither; returns how many.
 */
extern int coc_journey_subtract(const CocEpisode *left, int nleft,
								const CocEpisode *right, int nright,
								CocEpisode *out);

/* Known to be in some care on some day of the span. */
extern bool coc_journey_touches(const CocEpisode *stays, int nstays,
								const CocSpan *span);

/* Known to be in some care on every day of the span; true of an empty one. */
extern bool coc_journey_covers(const CocEpisode *stays, int nstays,
							   const CocSpan *span);

/*
 * Stays with a day of presence in the span, whole, into out, which has room
 * for all; returns how many.
 */
extern int coc_journey_slice(const CocEpisode *stays, int nstays,
							 const CocSpan *span, CocEpisode *out);

/*
 * The next spell of known presence, from the stay at *next on, which starts
 * at 0: a run of days without a gap, INT64_MAX its last when a stay is open.
 */
extern bool coc_journey_spell(const CocEpisode *stays, int nstays, int *next,
							  CocSpan *spell);

#endif /* COC_JOURNEY_SETS_H */
