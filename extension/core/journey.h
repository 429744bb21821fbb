/*
 * journey.h
 *		All stays of one person, as a set: sorted by the total order, unique.
 *
 * In core a journey is "const CocEpisode *stays, int nstays". Overlapping,
 * nested and concurrent stays are legal and neighbours that touch stay two;
 * two stays equal in every field are one, so that merging is idempotent.
 */
#ifndef COC_JOURNEY_H
#define COC_JOURNEY_H

#include "core/episode.h"

/* A journey is at most this long, in stays; its count fits 16 bits. */
#define COC_JOURNEY_MAX 65535

/* Format of stored and sent journeys. No flag bit has a meaning yet. */
#define COC_JOURNEY_VERSION 1

/* Known presence from the first day to the last; no last day when open. */
typedef struct CocPeriod
{
	int32_t first;
	int32_t last;
	bool open;
} CocPeriod;

/*
 * Sort and drop duplicates where the stays lie; returns how many are left.
 * Linear when they are sorted already, n log n at worst.
 */
extern int coc_journey_sort(CocEpisode *stays, int nstays);

/*
 * Set union of two journeys into out, which has room for both and overlaps
 * neither; returns how many stays it has.
 */
extern int coc_journey_merge(const CocEpisode *left, int nleft,
							 const CocEpisode *right, int nright,
							 CocEpisode *out);

/* Order: stay by stay, the shorter first where one begins the other. */
extern int coc_journey_compare(const CocEpisode *left, int nleft,
							   const CocEpisode *right, int nright);

/* Check that stays are legal, sorted and unique; bad is the answer if not. */
extern CocStatus coc_journey_check(const CocEpisode *stays, int nstays,
								   CocStatus bad, CocSlip *slip);

/* True when a stay is of this kind of care. */
extern bool coc_journey_has_care(const CocEpisode *stays, int nstays,
								 uint8_t care);

/* True when the person is known to be in any care on the day. */
extern bool coc_journey_present(const CocEpisode *stays, int nstays,
								int32_t day);

/* From the first to the last known day of presence; false when empty. */
extern bool coc_journey_period(const CocEpisode *stays, int nstays,
							   CocPeriod *period);

/*
 * The last day of care, as a discharge has one: false while a stay is open,
 * where one ended on a date nobody recorded, and when there is no stay.
 */
extern bool coc_journey_ended(const CocEpisode *stays, int nstays,
							  int32_t *day);

/*
 * Text form {stay, stay}. Reading: room for coc_journey_text_stays() stays,
 * never more than COC_JOURNEY_MAX; stays may come in any order and twice.
 * Writing: room for coc_journey_text_bound() bytes; returns how many were
 * used, no terminator.
 */
extern int coc_journey_text_stays(const char *text, size_t length);
extern CocStatus coc_journey_parse(const char *text, size_t length,
								   CocEpisode *stays, int capacity, int *nstays,
								   CocSlip *slip);
extern size_t coc_journey_text_bound(int nstays);
extern size_t coc_journey_write(const CocEpisode *stays, int nstays, char *out);

/*
 * Binary form: version, flags, number of stays (16 bits), then the stays,
 * sorted and unique; network byte order. Reading checks everything: with room
 * for coc_journey_wire_stays() stays, which is never more than the bytes hold.
 */
#define COC_JOURNEY_WIRE_HEADER 4

static inline size_t
coc_journey_wire_size(int nstays)
{
	return COC_JOURNEY_WIRE_HEADER + (size_t) nstays * COC_EPISODE_WIRE_SIZE;
}

extern int coc_journey_wire_stays(size_t size);
extern void coc_journey_to_wire(const CocEpisode *stays, int nstays,
								uint8_t *out);
extern CocStatus coc_journey_from_wire(const uint8_t *wire, size_t size,
									   CocEpisode *stays, int *nstays,
									   CocSlip *slip);

#endif /* COC_JOURNEY_H */
