/*
 * continuity_stays.h
 *		Days, stays and windows for the tests of continuity, each in one line.
 */
#ifndef COC_CONTINUITY_STAYS_H
#define COC_CONTINUITY_STAYS_H

#include "core/date.h"
#include "core/follow_up.h"

#define OPEN (-1)
#define UNKNOWN (-2)

/* A stay from start for so many days; OPEN and UNKNOWN are no lengths. */
static inline CocEpisode
stay(uint8_t care, int32_t start, int length, uint8_t exit)
{
	CocEpisode result = {.start = start, .care = care, .exit = exit};

	if (length == OPEN)
		result.length = COC_LENGTH_OPEN;
	else
		result.length =
			length == UNKNOWN ? COC_LENGTH_UNKNOWN : (uint16_t) length;
	return result;
}

static inline CocEpisode
closed(uint8_t care, int32_t start, int32_t end, uint8_t exit)
{
	return stay(care, start, end - start, exit);
}

static inline int32_t
day(int year, int month, int dom)
{
	int32_t result = 0;

	(void) coc_date_from_civil(year, month, dom, &result);
	return result;
}

static inline CocWindow
window(int32_t index_date, int32_t days, int32_t observed_until)
{
	return (CocWindow){.index_date = index_date,
					   .days = days,
					   .observed_until = observed_until,
					   .max_gap = COC_DEFAULT_GAP};
}

static const CocGapRule gap21 = {.max_gap = COC_DEFAULT_GAP};
static const CocSpan ever = {INT64_MIN, INT64_MAX};

#endif /* COC_CONTINUITY_STAYS_H */
