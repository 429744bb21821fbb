/*
 * stays.h
 *		Random stays for tests of laws, and an order written a second time.
 */
#ifndef COC_STAYS_H
#define COC_STAYS_H

#include "core/date.h"
#include "core/episode.h"

/* A small generator of its own: the same stays on every machine. */
static uint32_t stays_seed = 2463534242U;

static inline uint32_t
random_below(uint32_t n)
{
	stays_seed ^= stays_seed << 13;
	stays_seed ^= stays_seed >> 17;
	stays_seed ^= stays_seed << 5;
	return stays_seed % n;
}

/* A code that has been given out. */
static inline uint8_t
random_code(const CocVocabulary *vocabulary, int first)
{
	for (;;)
	{
		uint8_t code =
			(uint8_t) (first +
					   random_below((uint32_t) (vocabulary->ncodes - first)));

		if (coc_term(vocabulary, code) != NULL)
			return code;
	}
}

/* A legal stay; spread is how many different starts there are. */
static inline CocEpisode
random_stay(uint32_t spread)
{
	static const int32_t programmes[] = {0, 1, 17, 1000000, INT32_MAX};
	CocEpisode stay;

	stay.start = (int32_t) random_below(spread);
	stay.care = random_code(&coc_care, 1);
	stay.programme = programmes[random_below(5)];
	switch (random_below(4))
	{
		case 0:
			stay.length = COC_LENGTH_OPEN;
			break;
		case 1:
			stay.length = COC_LENGTH_UNKNOWN;
			break;
		case 2:
			stay.length = (uint16_t) random_below(3);
			break;
		default:
			stay.length = (uint16_t) random_below(COC_LENGTH_MAX + 1);
	}
	stay.exit = coc_episode_open(&stay) ? COC_ONGOING
										: random_code(&coc_exit_reason, 1);
	return stay;
}

/* The total order again, field by field as it is written down. */
static inline int
naive_compare(const CocEpisode *a, const CocEpisode *b)
{
	long long left[] = {a->start, a->length, a->care, a->programme, a->exit};
	long long right[] = {b->start, b->length, b->care, b->programme, b->exit};

	for (int i = 0; i < 5; i++)
	{
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	}
	return 0;
}

static inline int
sign(int number)
{
	return (number > 0) - (number < 0);
}

#endif /* COC_STAYS_H */
