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
 *
 * Every way into an episode (text, binary, JSON, constructor) ends in the same
 * few rules, and coc_episode_check() asks for exactly what they leave behind:
 * a known care and exit; ongoing if and only if open; both ends inside
 * 0001-01-01..9999-12-31; programme not negative.
 */
#ifndef COC_EPISODE_H
#define COC_EPISODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/scan.h"
#include "core/status.h"
#include "core/vocabulary.h"

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

/* How a stay ended, before it has become a length. */
typedef enum CocEnding
{
	COC_STILL_OPEN,        /* [d,) */
	COC_ENDED_SOME_DAY,    /* [d,?] */
	COC_ENDED_ON_KNOWN_DAY /* [d,e] */
} CocEnding;

/* What a caller knows of a stay; no_exit when no reason was given. */
typedef struct CocStayFacts
{
	int64_t programme;
	int32_t start;
	int32_t end; /* only with COC_ENDED_ON_KNOWN_DAY */
	CocEnding ending;
	uint8_t care;
	uint8_t exit;
	bool no_exit;
} CocStayFacts;

/*
 * Upper bound of the text of an episode, without a terminator: the longest
 * care (32) and exit (22), the dates with their brackets (23), a colon, an at
 * sign and ten digits of programme make 89.
 */
#define COC_EPISODE_TEXT_MAX 96

/* Bytes of the binary form: the fields in order, network byte order. */
#define COC_EPISODE_WIRE_SIZE 12

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

/* Last day in care; only for a closed stay. Damaged bytes may wrap round. */
static inline int32_t
coc_episode_end(const CocEpisode *episode)
{
	return (int32_t) ((uint32_t) episode->start + episode->length);
}

/*
 * Last day on which presence is known, for a stay that is not open: the end,
 * or the start day where the end is a date nobody recorded.
 */
static inline int32_t
coc_episode_last_known_day(const CocEpisode *episode)
{
	return coc_episode_closed(episode) ? coc_episode_end(episode)
									   : episode->start;
}

/* Known to be in care on the day: start <= day <= end, both counted. */
static inline bool
coc_episode_present(const CocEpisode *episode, int32_t day)
{
	return episode->start <= day &&
		   (coc_episode_open(episode) ||
			day <= coc_episode_last_known_day(episode));
}

/* Days from first to last, both inside; empty when last < first. */
typedef struct CocSpan
{
	int64_t first; /* INT64_MIN: no beginning */
	int64_t last;  /* INT64_MAX: no end */
} CocSpan;

static inline bool
coc_span_holds(const CocSpan *period, int32_t day)
{
	return day >= period->first && day <= period->last;
}

/* Known to be in care on some day of the span. */
static inline bool
coc_episode_within(const CocEpisode *episode, const CocSpan *span)
{
	return span->first <= span->last && episode->start <= span->last &&
		   (coc_episode_open(episode) ||
			coc_episode_last_known_day(episode) >= span->first);
}

/*
 * The first three parts of the total order as one number: start (its sign
 * flipped, so that unsigned order is date order), stored length, care. Two
 * stays that differ here need no further look.
 */
static inline uint64_t
coc_episode_sort_key(const CocEpisode *episode)
{
	return (uint64_t) ((uint32_t) episode->start ^ 0x80000000U) << 24 |
		   (uint64_t) episode->length << 8 | episode->care;
}

/*
 * The key, with the top bits of the programme behind it: 64 bits that order
 * as the episodes do, as far as they go. Never 0 for a legal episode.
 */
static inline uint64_t
coc_episode_abbreviate(const CocEpisode *episode)
{
	return coc_episode_sort_key(episode) << 8 |
		   ((uint32_t) episode->programme ^ 0x80000000U) >> 24;
}

/*
 * coc_episode_compare
 *		Total order: start, stored length, care, programme, exit. <0, 0, >0.
 *
 * Compared as stored, for any twelve bytes: codes order by code, an open stay
 * comes after every closed one of the same day. Frozen, because btrees and
 * stored journeys depend on it. Inline: a journey is built by little else.
 */
static inline int
coc_episode_compare(const CocEpisode *left, const CocEpisode *right)
{
	uint64_t left_key = coc_episode_sort_key(left);
	uint64_t right_key = coc_episode_sort_key(right);

	if (left_key != right_key)
		return left_key < right_key ? -1 : 1;
	if (left->programme != right->programme)
		return left->programme < right->programme ? -1 : 1;
	return (int) left->exit - (int) right->exit;
}

/*
 * How a stay ended where an end that is not known is written as no end at
 * all, as SQL and JSON do: then the reason tells. exit must be filled in.
 */
static inline CocEnding
coc_ending_of(bool end_known, const CocStayFacts *facts)
{
	if (end_known)
		return COC_ENDED_ON_KNOWN_DAY;
	return facts->no_exit || facts->exit == COC_ONGOING ? COC_STILL_OPEN
														: COC_ENDED_SOME_DAY;
}

/*
 * Make an episode of facts. A closed stay without a reason gets "unknown", an
 * open one "ongoing". Refused: a date out of range, an end before the start,
 * ongoing with an end, a reason without one, a length over COC_LENGTH_MAX, a
 * code never given out, a programme outside 0..2147483647.
 */
extern CocStatus coc_episode_make(const CocStayFacts *facts,
								  CocEpisode *episode, CocSlip *slip);

/* Check stored or received bytes; anything wrong is answered with bad. */
extern CocStatus coc_episode_check(const CocEpisode *episode, CocStatus bad,
								   CocSlip *slip);

/* Read one episode at the scanner; what follows it is the caller's. */
extern CocStatus coc_episode_scan(CocScanner *scanner, CocEpisode *episode,
								  CocSlip *slip);

/* Read a whole text that is one episode. */
extern CocStatus coc_episode_parse(const char *text, size_t length,
								   CocEpisode *episode, CocSlip *slip);

/* Read a whole text that is one day, as the start and the end are read. */
extern CocStatus coc_episode_parse_day(const char *text, size_t length,
									   int32_t *day, CocSlip *slip);

/*
 * Write the text of a checked episode, at most COC_EPISODE_TEXT_MAX bytes and
 * no terminator; returns how many.
 */
extern size_t coc_episode_write(const CocEpisode *episode, char *out);

/* Binary form, COC_EPISODE_WIRE_SIZE bytes. Reading does not check. */
extern void coc_episode_to_wire(const CocEpisode *episode, uint8_t *out);
extern void coc_episode_from_wire(const uint8_t *wire, CocEpisode *episode);

#endif /* COC_EPISODE_H */
