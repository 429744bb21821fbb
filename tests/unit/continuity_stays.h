/*
 * continuity_stays.h
 *		Stays for the tests of continuity, each made in one line.
 */
#ifndef COC_CONTINUITY_STAYS_H
#define COC_CONTINUITY_STAYS_H

#include "core/episode.h"

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

#endif /* COC_CONTINUITY_STAYS_H */
