/*
 * durations.c
 *		Collecting, checking and shipping counts of durations.
 */
#include "core/durations.h"

#include <string.h>

#include "core/cursor.h"

static const char *const kind_names[] = {
	[COC_TRANSITION] = "transition",
	[COC_TIME_TO_EVENT] = "time_to_event",
	[COC_FUNNEL] = "funnel",
	[COC_DISTRIBUTION] = "distribution",
};

const char *
coc_duration_kind_name(uint8_t kind)
{
	return kind <= COC_NDURATION_KINDS ? kind_names[kind] : NULL;
}

uint8_t
coc_duration_kind(const char *name, size_t length)
{
	for (uint8_t kind = 1; kind <= COC_NDURATION_KINDS; kind++)
	{
		if (strlen(kind_names[kind]) == length &&
			memcmp(kind_names[kind], name, length) == 0)
			return kind;
	}
	return 0;
}

/* ---- what can be ---- */

static CocStatus
fail(CocSlip *slip, CocStatus status, const char *reason)
{
	return coc_fail(slip, status, "durations", reason, NULL, 0);
}

static CocStatus
too_large(CocSlip *slip)
{
	return fail(slip, COC_TOO_LARGE, "there are more than 12582912 cells");
}

static bool
is_care(uint8_t code)
{
	return coc_care_role(code) != COC_ROLE_NONE;
}

static bool
days_between_dates(int32_t days)
{
	return days >= -COC_DAYS_MAX && days <= COC_DAYS_MAX;
}

/* Days are between two stays: an entry and an exit have none. */
static bool
legal_transition(uint8_t from, uint8_t to, int32_t days)
{
	if (is_care(from) && is_care(to))
		return days == COC_NO_DAYS || days_between_dates(days);
	if (from == COC_NOWHERE)
		return is_care(to) && days == COC_NO_DAYS;
	return is_care(from) && (to == COC_NOWHERE || to == COC_TO_DEATH) &&
		   days == COC_NO_DAYS;
}

/* Answers that say until when a case was followed, if days are given. */
static bool
is_followed(uint8_t answer)
{
	return answer == COC_YES || answer == COC_NO || answer == COC_TOO_RECENT ||
		   answer == COC_ANSWER_DIED;
}

static bool
legal_time_to_event(uint8_t from, uint8_t answer, int32_t days)
{
	if (from != 0 || coc_term(&coc_answer, answer) == NULL)
		return false;
	if (days == COC_NO_DAYS)
		return !coc_evaluable(answer);
	return is_followed(answer) && days >= 0 && days <= COC_DAYS_MAX;
}

/* Nothing comes before the first step: it has no days, nor has the journey. */
static bool
legal_step(uint8_t from, uint8_t to, int32_t days)
{
	if (to > COC_FUNNEL_STEPS || from != (to > 0 ? to - 1 : 0))
		return false;
	return days == COC_NO_DAYS || (to > 1 && days_between_dates(days));
}

bool
coc_duration_legal(uint8_t kind, uint64_t key)
{
	uint8_t gender = coc_duration_gender(key);
	uint8_t from = coc_duration_from(key);
	uint8_t to = coc_duration_to(key);
	int32_t days = coc_duration_days(key);

	if (gender < COC_FEMALE || gender > COC_UNKNOWN_GENDER ||
		coc_duration_key(gender, from, to, days) != key)
		return false;
	switch ((CocDurationKind) kind)
	{
		case COC_TRANSITION:
			return legal_transition(from, to, days);
		case COC_TIME_TO_EVENT:
			return legal_time_to_event(from, to, days);
		case COC_FUNNEL:
			return legal_step(from, to, days);
		case COC_DISTRIBUTION: /* every number is one, none is missing */
			return from == 0 && to == 0;
	}
	return false;
}

/* Did no more journeys reach a step than the step before it? Legal cells. */
static bool
steps_descend(const CocDuration *cells, size_t n)
{
	int64_t reached[COC_NGENDERS][COC_FUNNEL_STEPS + 1] = {{0}};

	for (size_t i = 0; i < n; i++)
		reached[coc_duration_gender(cells[i].key) - 1]
			   [coc_duration_to(cells[i].key)] += cells[i].count;
	for (int gender = 0; gender < COC_NGENDERS; gender++)
	{
		for (int step = 1; step <= COC_FUNNEL_STEPS; step++)
		{
			if (reached[gender][step] > reached[gender][step - 1])
				return false;
		}
	}
	return true;
}

CocStatus
coc_durations_check(uint8_t kind, const CocDuration *cells, size_t n,
					CocStatus fault, CocSlip *slip)
{
	if (kind < COC_TRANSITION || kind > COC_NDURATION_KINDS)
		return fail(slip, fault, "its kind is unknown");
	if (n > COC_DURATIONS_MAX)
		return too_large(slip);
	for (size_t i = 0; i < n; i++)
	{
		if (cells[i].count < 1 || cells[i].count > COC_DURATION_COUNT_MAX)
			return fail(slip, fault, "a count is not in 1..2^38");
		if (!coc_duration_legal(kind, cells[i].key))
			return fail(slip, fault, "a kind of durations has no such cell");
		if (i > 0 && cells[i - 1].key >= cells[i].key)
			return fail(slip, fault, "cells are not in order, once each");
	}
	if (kind == COC_FUNNEL && !steps_descend(cells, n))
		return fail(slip, fault, "more reached a step than the one before it");
	return COC_OK;
}

/* ---- collecting ---- */

/*
 * own_slot
 *		Where a key is looked for first.
 *
 * Multiplying by 2^64 over the golden ratio spreads the neighbouring days of
 * one pair over the high half; codes stand in the high half already.
 */
static inline uint32_t
own_slot(uint64_t key, uint32_t nslots)
{
	uint64_t word = key * UINT64_C(0x9e3779b97f4a7c15);

	return (uint32_t) (word ^ word >> 32) & (nslots - 1);
}

/*
 * Three quarters full at most: linear probing then looks at some nine slots
 * for a newcomer, which lie side by side; beyond it the run grows quickly.
 */
uint32_t
coc_durations_slots(size_t ncells)
{
	uint32_t nslots = COC_DURATIONS_MIN_SLOTS;

	if (ncells > (size_t) COC_DURATIONS_MAX)
		return 0;
	while (coc_durations_room(nslots) < ncells)
		nslots *= 2;
	return nslots;
}

/* The walk ends after one round: a damaged table may have no free slot. */
CocStatus
coc_durations_put(CocDurationTable *table, uint64_t key, int64_t count,
				  CocSlip *slip)
{
	uint32_t place = own_slot(key, table->nslots);

	for (uint32_t step = 0; step < table->nslots; step++)
	{
		CocDuration *slot = &table->slots[place];

		if (slot->count == 0)
		{
			if (table->nused >= coc_durations_room(table->nslots))
				break;
			table->nused++;
			slot->key = key;
			slot->count = count;
			return COC_OK;
		}
		if (slot->key == key)
		{
			if (count > COC_DURATION_COUNT_MAX - slot->count)
				return fail(slip, COC_TOO_LARGE,
							"a count would be more than 2^38");
			slot->count += count;
			return COC_OK;
		}
		place = (place + 1) & (table->nslots - 1);
	}
	return too_large(slip);
}

CocStatus
coc_durations_add(CocDurationTable *table, uint8_t gender, uint8_t from,
				  uint8_t to, int32_t days, int64_t count, CocSlip *slip)
{
	uint64_t key = coc_duration_key(gender, from, to, days);

	if (!coc_duration_legal(table->kind, key))
		return fail(slip, COC_BAD_VALUE,
					"a kind of durations has no such cell");
	if (count < 1 || count > COC_DURATION_COUNT_MAX)
		return fail(slip, COC_BAD_VALUE, "a count is not in 1..2^38");
	return coc_durations_put(table, key, count, slip);
}

/* The last day known of a stay; an open one outlasts every day. */
static int64_t
last_day(const CocEpisode *stay)
{
	if (coc_episode_open(stay))
		return INT64_MAX;
	return coc_episode_closed(stay) ? (int64_t) stay->start + stay->length
									: stay->start;
}

/*
 * place_after
 *		Where the person was once a stay had ended; NULL for nowhere.
 *
 * First the stays that come after it: one that starts on its last day or
 * later, or goes on longer. What began and ended inside it is no place to go
 * to. Then those before it, backwards: whoever is still in a stay begun
 * earlier has not gone nowhere.
 */
static const CocEpisode *
place_after(const CocTransitionScan *scan, int left)
{
	const CocEpisode *stays = scan->stays;
	int64_t end = last_day(&stays[left]);

	for (int i = left + 1; i < scan->nstays; i++)
	{
		if (stays[i].start >= end || last_day(&stays[i]) > end)
			return &stays[i];
	}
	for (int i = left - 1; i >= 0; i--)
	{
		if (last_day(&stays[i]) > end)
			return &stays[i];
	}
	return NULL;
}

/*
 * Did the stay, or another that ended with it, end in death? That is no exit
 * to nowhere: people whom care has lost must not include the dead.
 */
static bool
ended_in_death(const CocTransitionScan *scan, int left)
{
	int64_t end = last_day(&scan->stays[left]);

	if (scan->stays[left].exit == COC_DIED)
		return true;
	for (int i = 0; i < scan->nstays; i++)
	{
		if (scan->stays[i].exit == COC_DIED &&
			coc_episode_closed(&scan->stays[i]) &&
			last_day(&scan->stays[i]) == end)
			return true;
	}
	return false;
}

/*
 * key_of_leaving
 *		Key of the transition out of a stay that has ended.
 *
 * Days run from its end to the start of where it led: below zero when that
 * began before, none when the end is unknown.
 */
static uint64_t
key_of_leaving(const CocTransitionScan *scan, int left, uint8_t gender)
{
	const CocEpisode *stay = &scan->stays[left];
	const CocEpisode *place = place_after(scan, left);
	int64_t days;

	if (place == NULL)
		return coc_duration_key(gender, stay->care,
								ended_in_death(scan, left) ? COC_TO_DEATH
														   : COC_NOWHERE,
								COC_NO_DAYS);
	if (!coc_episode_closed(stay))
		return coc_duration_key(gender, stay->care, place->care, COC_NO_DAYS);
	days = (int64_t) place->start - stay->start - stay->length;
	/* Between damaged stays it may not fit: then let it not be legal. */
	if (days > INT32_MAX || days < -INT32_MAX)
		days = INT32_MAX;
	return coc_duration_key(gender, stay->care, place->care, (int32_t) days);
}

/* Over all time a stay was left even if nobody knows when. */
static bool
left_within(const CocEpisode *stay, const CocSpan *period)
{
	if (coc_episode_open(stay))
		return false;
	if (period->first == INT64_MIN && period->last == INT64_MAX)
		return true;
	return coc_episode_closed(stay) && last_day(stay) >= period->first &&
		   last_day(stay) <= period->last;
}

void
coc_transition_begin(CocTransitionScan *scan, const CocEpisode *stays,
					 int nstays, const CocSpan *period)
{
	*scan = (CocTransitionScan){.stays = stays,
								.nstays = nstays,
								.period = *period,
								.position = nstays > 0 ? -1 : 0};
}

bool
coc_transition_next(CocTransitionScan *scan, uint8_t gender, uint64_t *key)
{
	while (scan->position < scan->nstays)
	{
		int left = scan->position++;

		if (left < 0)
		{
			*key = coc_duration_key(gender, COC_NOWHERE, scan->stays[0].care,
									COC_NO_DAYS);
			if (coc_span_holds(&scan->period, scan->stays[0].start))
				return true;
		}
		else if (left_within(&scan->stays[left], &scan->period))
		{
			*key = key_of_leaving(scan, left, gender);
			return true;
		}
	}
	return false;
}

CocStatus
coc_transition_put(CocDurationTable *table, uint8_t gender,
				   CocTransitionScan *scan, bool *done, CocSlip *slip)
{
	uint64_t key;

	*done = !coc_transition_next(scan, gender, &key);
	if (*done)
		return COC_OK;
	if (!coc_duration_legal(COC_TRANSITION, key))
		return coc_fail(slip, COC_CORRUPT, "journey", "a stay is not legal",
						NULL, 0);
	return coc_durations_put(table, key, 1, slip);
}

CocStatus
coc_time_to_event_add(CocDurationTable *table, uint8_t gender, int32_t days,
					  uint8_t outcome, CocSlip *slip)
{
	if (!is_followed(outcome))
		days = COC_NO_DAYS;
	else if (days != COC_NO_DAYS && (days < 0 || days > COC_DAYS_MAX))
		return coc_fail(slip, COC_BAD_VALUE, "number of days",
						"it is below 0 or longer than there are dates", NULL,
						0);
	if (days == COC_NO_DAYS && coc_evaluable(outcome))
		outcome = COC_DATE_UNKNOWN;
	return coc_durations_add(table, gender, 0, outcome, days, 1, slip);
}

uint32_t
coc_durations_collect(const CocDurationTable *table, CocDuration *out,
					  uint32_t room)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < table->nslots && n < room; i++)
	{
		if (table->slots[i].count != 0)
			out[n++] = table->slots[i];
	}
	return n;
}

/* ---- binary ---- */

size_t
coc_durations_wire_room(size_t nbytes)
{
	size_t room = nbytes / sizeof(CocDuration) + 1;

	return room > (size_t) COC_DURATIONS_MAX ? (size_t) COC_DURATIONS_MAX
											 : room;
}

void
coc_durations_to_wire(uint8_t kind, const CocDuration *cells, size_t n,
					  uint8_t *out)
{
	*out++ = COC_DURATIONS_VERSION;
	*out++ = kind;
	*out++ = 0;
	*out++ = 0;
	for (size_t i = 0; i < n; i++)
	{
		out = coc_put_word(out, cells[i].key);
		out = coc_put_word(out, (uint64_t) cells[i].count);
	}
}

CocStatus
coc_durations_from_wire(const uint8_t *bytes, size_t nbytes, uint8_t *kind,
						CocDuration *out, size_t *n, CocSlip *slip)
{
	*n = 0;
	if (nbytes < COC_DURATIONS_WIRE_HEADER)
		return fail(slip, COC_BAD_BINARY, "the header is truncated");
	if (bytes[0] != COC_DURATIONS_VERSION)
		return fail(slip, COC_BAD_BINARY, "the format version is unknown");
	if (bytes[2] != 0 || bytes[3] != 0)
		return fail(slip, COC_BAD_BINARY, "flag bits are unknown");
	*kind = bytes[1];
	nbytes -= COC_DURATIONS_WIRE_HEADER;
	bytes += COC_DURATIONS_WIRE_HEADER;
	if (nbytes % sizeof(CocDuration) != 0)
		return fail(slip, COC_BAD_BINARY, "it is truncated");
	if (nbytes / sizeof(CocDuration) > COC_DURATIONS_MAX)
		return too_large(slip);
	*n = nbytes / sizeof(CocDuration);
	for (size_t i = 0; i < *n; i++)
	{
		out[i].key = coc_get_word(&bytes);
		out[i].count = (int64_t) coc_get_word(&bytes);
	}
	return coc_durations_check(*kind, out, *n, COC_BAD_BINARY, slip);
}
