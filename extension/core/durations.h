/*
 * durations.h
 *		Exact counts of how often, and after how many days, one thing followed
 *		another: what transitions, life tables and funnels are read from. And of
 *		how often a number occurs: what medians and percentiles are read from.
 *
 * A value has a kind and a list of cells: for a gender, a "from", a "to" and a
 * number of days, how many. What from and to are depends on the kind:
 *
 *		kind           from            to               days
 *		transition     care, nowhere   care, nowhere,   from the end of the one
 *		                               died             to the start of the next
 *		time_to_event  (0)             answer           until it happened
 *		funnel         step before     step             between the two steps
 *		distribution   (0)             (0)              any number, of any unit
 *
 * Days may be unknown, or may not exist; a number may be missing. Everything is
 *a count, so adding is associative and commutative to the last bit: the same
 *rows give the same sorted cells in any order, plan or partition. Only like is
 *added to like.
 *
 * A cell's key is one number whose order is the order of the cells:
 *
 *		 63    56 55    48 47    40 39    32 31               0
 *		+--------+--------+--------+--------+------------------+
 *		| gender |  from  |   to   |   0    | days, sign flipped|
 *		+--------+--------+--------+--------+------------------+
 *
 * Bounds: at most COC_DURATIONS_MAX cells, at most 2^38 in each, so that a sum
 * over any cells, of all genders too, stays below 2^62.
 */
#ifndef COC_DURATIONS_H
#define COC_DURATIONS_H

#include "core/continuity.h"
#include "core/date.h"
#include "core/scan.h"
#include "core/status.h"
#include "core/vocabulary.h"

#define COC_DURATIONS_VERSION 1

/* Codes that are stored: they never change their meaning. */
typedef enum CocDurationKind
{
	COC_TRANSITION = 1,
	COC_TIME_TO_EVENT = 2,
	COC_FUNNEL = 3,
	COC_DISTRIBUTION = 4
} CocDurationKind;

#define COC_NDURATION_KINDS 4

/* Ends of a transition that are no kind of care. */
#define COC_NOWHERE 0
#define COC_TO_DEATH 255

/* Most steps of a funnel; step 0 is the journey that was asked. */
#define COC_FUNNEL_STEPS 64

/* No days, and the most there can be between two dates. */
#define COC_NO_DAYS INT32_MIN
#define COC_DAYS_MAX (COC_DATE_MAX - COC_DATE_MIN)

typedef struct CocDuration
{
	uint64_t key;
	int64_t count; /* 0 is a free slot of a table */
} CocDuration;

_Static_assert(sizeof(CocDuration) == 16, "no padding: equality is bytewise");

#define COC_DURATION_COUNT_MAX ((int64_t) 1 << 38)

/* A table of 2^24 slots takes 256 MB; three quarters may be taken. */
#define COC_DURATIONS_MAX_SLOTS ((uint32_t) 1 << 24)
#define COC_DURATIONS_MIN_SLOTS ((uint32_t) 8)
#define COC_DURATIONS_MAX (COC_DURATIONS_MAX_SLOTS / 4 * 3)

/* Where readers put all genders together: after every gender. */
#define COC_ALL_GENDERS 255

static inline uint64_t
coc_duration_key(uint8_t gender, uint8_t from, uint8_t to, int32_t days)
{
	return (uint64_t) gender << 56 | (uint64_t) from << 48 |
		   (uint64_t) to << 40 | ((uint32_t) days ^ UINT32_C(0x80000000));
}

static inline uint8_t
coc_duration_gender(uint64_t key)
{
	return (uint8_t) (key >> 56);
}

static inline uint8_t
coc_duration_from(uint64_t key)
{
	return (uint8_t) (key >> 48);
}

static inline uint8_t
coc_duration_to(uint64_t key)
{
	return (uint8_t) (key >> 40);
}

static inline int32_t
coc_duration_days(uint64_t key)
{
	return (int32_t) ((uint32_t) key ^ UINT32_C(0x80000000));
}

/* Name of a kind, NULL for a code never given out; and back, 0 for none. */
extern const char *coc_duration_kind_name(uint8_t kind);
extern uint8_t coc_duration_kind(const char *name, size_t length);

/* True when rows of the kind can have produced a cell with this key. */
extern bool coc_duration_legal(uint8_t kind, uint64_t key);

/* Refuse cells that no rows can have produced, not in order or twice. */
extern CocStatus coc_durations_check(uint8_t kind, const CocDuration *cells,
									 size_t n, CocStatus fault, CocSlip *slip);

/* ---- collecting ---- */

/*
 * Cells while they are collected: an open-addressing table in a buffer of the
 * caller's; nslots is a power of two, and one slot at least is free.
 */
typedef struct CocDurationTable
{
	CocDuration *slots;
	uint32_t nslots;
	uint32_t nused;
	uint8_t kind;
} CocDurationTable;

/* Cells that so many slots may hold. */
static inline uint32_t
coc_durations_room(uint32_t nslots)
{
	return nslots / 4 * 3;
}

/* Slots for so many cells, 0 when they are more than COC_DURATIONS_MAX. */
extern uint32_t coc_durations_slots(size_t ncells);

/* Add to the cell of a key; COC_TOO_LARGE when there is no room for it. */
extern CocStatus coc_durations_put(CocDurationTable *table, uint64_t key,
								   int64_t count, CocSlip *slip);

/*
 * The same with codes and days that may be anything: COC_BAD_VALUE when they
 * are not legal for the kind. days is COC_NO_DAYS where there are none.
 */
extern CocStatus coc_durations_add(CocDurationTable *table, uint8_t gender,
								   uint8_t from, uint8_t to, int32_t days,
								   int64_t count, CocSlip *slip);

/*
 * Iterator over the transitions of a journey: into its first stay, and out of
 * each stay that ended. Only those whose date is in the period: the start of
 * the first stay, else the end of the stay that was left. Over all time also
 * those out of a stay that ended nobody knows when.
 */
typedef struct CocTransitionScan
{
	const CocEpisode *stays;
	int nstays;
	CocSpan period;
	int position; /* next stay to be left; -1: the first is to be entered */
} CocTransitionScan;

extern void coc_transition_begin(CocTransitionScan *scan,
								 const CocEpisode *stays, int nstays,
								 const CocSpan *period);

/* Key of the next one, of this gender; it need not be legal. */
extern bool coc_transition_next(CocTransitionScan *scan, uint8_t gender,
								uint64_t *key);

/*
 * Put the next transition into the table, one at a call so that the caller
 * can look for a cancel; *done at the end. COC_CORRUPT for a damaged stay.
 */
extern CocStatus coc_transition_put(CocDurationTable *table, uint8_t gender,
									CocTransitionScan *scan, bool *done,
									CocSlip *slip);

/*
 * One case of a time to an event: yes is the event, died a death before it,
 * no and too_recent that it had not happened after so many days. Any other
 * answer, and any of these without days, leaves the case out, for that
 * reason; yes and no are no reasons, they become date_unknown.
 */
extern CocStatus coc_time_to_event_add(CocDurationTable *table, uint8_t gender,
									   int32_t days, uint8_t outcome,
									   CocSlip *slip);

/* Copy the cells of a table, in no order; returns how many there are. */
extern uint32_t coc_durations_collect(const CocDurationTable *table,
									  CocDuration *out, uint32_t room);

/* ---- forms ---- */

/*
 * Text: transition {female: residential>outpatient ?=1 7=2, ...; male: ...}
 * A distribution has no event: distribution {female: ?=1 7=2; male: ...}
 */
extern size_t coc_durations_text_size(const CocDuration *cells, size_t n);
extern size_t coc_durations_write(uint8_t kind, const CocDuration *cells,
								  size_t n, char *out);

/* Most cells that a text of this length can hold. */
extern size_t coc_durations_text_room(size_t length);

/* out has the room just mentioned; *n cells are filled in. */
extern CocStatus coc_durations_parse(const char *text, size_t length,
									 uint8_t *kind, CocDuration *out, size_t *n,
									 CocSlip *slip);

/*
 * JSON: {"kind": ..., "cells": [{"gender": ..., "days": ..., "n": ...}]}, with
 * "value" for "days" in a distribution.
 */
extern size_t coc_durations_json_size(size_t n);
extern size_t coc_durations_write_json(uint8_t kind, const CocDuration *cells,
									   size_t n, char *out);

/* Binary: version, kind, two zero bytes; then key and count of each cell. */
#define COC_DURATIONS_WIRE_HEADER 4

static inline size_t
coc_durations_wire_size(size_t n)
{
	return COC_DURATIONS_WIRE_HEADER + n * sizeof(CocDuration);
}

/* Most cells that so many bytes can hold, never more than the limit. */
extern size_t coc_durations_wire_room(size_t nbytes);

extern void coc_durations_to_wire(uint8_t kind, const CocDuration *cells,
								  size_t n, uint8_t *out);
extern CocStatus coc_durations_from_wire(const uint8_t *bytes, size_t nbytes,
										 uint8_t *kind, CocDuration *out,
										 size_t *n, CocSlip *slip);

#endif /* COC_DURATIONS_H */
