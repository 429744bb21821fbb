/*
 * episode.h
 *		One stay in one kind of care at one programme: 12 bytes.
 *
 *		 0      4          8       10    11    12
 *		+------+----------+--------+-----+-----+
 *		| start| programme| length | care| exit|   native byte order
 *		+------+----------+--------+-----+-----+
 *
 * start is a day counted from 2000-01-01. length is end - start in days,
 * 0 to 65533; the end is the discharge date and is a day of presence. Two
 * lengths are not lengths: open (still in care) and unknown (ended, on a date
 * nobody recorded). programme 0 is "none". The struct is packed, alignment 1:
 * a short journey travels with a one-byte header and is read where it lies.
 */
#ifndef COC_EPISODE_H
#define COC_EPISODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

#define COC_LENGTH_MAX 65533
#define COC_LENGTH_UNKNOWN 65534
#define COC_LENGTH_OPEN 65535

typedef struct __attribute__((packed)) CocEpisode
{
	int32_t start;
	int32_t programme;
	uint16_t length;
	uint8_t care;
	uint8_t exit;
} CocEpisode;

_Static_assert(sizeof(CocEpisode) == 12, "an episode is 12 bytes on disk");

static inline bool
coc_episode_open(const CocEpisode *episode)
{
	return episode->length == COC_LENGTH_OPEN;
}

static inline bool
coc_episode_end_unknown(const CocEpisode *episode)
{
	return episode->length == COC_LENGTH_UNKNOWN;
}

/* True when the stay has an end and its date is known. */
static inline bool
coc_episode_closed(const CocEpisode *episode)
{
	return episode->length <= COC_LENGTH_MAX;
}

/* Last day in care; only for a closed stay. */
static inline int32_t
coc_episode_end(const CocEpisode *episode)
{
	return episode->start + episode->length;
}

/* Total order: start, stored length, care, programme, exit. <0, 0, >0. */
extern int coc_episode_compare(const CocEpisode *left, const CocEpisode *right);

#endif /* COC_EPISODE_H */
