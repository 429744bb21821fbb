/*
 * journey_agg.c
 *		The aggregate that makes a journey of rows in any order.
 *
 * Its state is a type of its own, journey_state:
 *
 *		 0        4      5   6    8        12
 *		+--------+------+---+----+--------+-------+-----+--------+
 *		| vl_len | vers.| 0 | 0  | nused  | stay  | ... | zeroes |
 *		+--------+------+---+----+--------+-------+-----+--------+
 *
 * VARSIZE is the capacity, a power of two from 64 bytes (four stays) on, and
 * the slack in it is zero. Stays stand in the order of arrival, duplicates
 * included, until the image is full: then it is sorted and squeezed, and
 * doubled only if that freed less than a quarter.
 *
 * A flat image and not "internal" or an expanded object, because partial
 * states travel (Gather, Citus) and HashAggregate sums up the memory of every
 * expanded object at each new group. The type is STORAGE plain, so that no
 * tuple repacks the image, and reading still copes with one that was.
 *
 * Rules of the executor this code lives by: a state may be changed in place
 * only in an aggregate's own call; a larger one is made in the current
 * context and returned, and the executor copies it to where states live and
 * frees the old one; the final function may be called more than once for one
 * state (windows, shared states), so it works on a copy.
 */
#include "pg/compat.h"

#include "libpq/pqformat.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "port/pg_bitutils.h"

typedef struct State
{
	int32 vl_len_; /* varlena header, use SET_VARSIZE */
	uint8 version;
	uint8 flags;
	uint8 reserved[2];
	int32 nused;
	CocEpisode stays[FLEXIBLE_ARRAY_MEMBER];
} State;

#define STATE_HEADER offsetof(State, stays)
#define FIRST_SIZE 64

static inline int
capacity_of(const State *state)
{
	return (int) ((VARSIZE(state) - STATE_HEADER) / sizeof(CocEpisode));
}

/* Smallest image with room for so many stays. */
static Size
image_size(int nstays)
{
	Size size = STATE_HEADER + (Size) nstays * sizeof(CocEpisode);

	return Max(FIRST_SIZE, pg_nextpower2_size_t(size));
}

static State *
new_state(Size size)
{
	State *state = palloc0(size);

	SET_VARSIZE(state, size);
	state->version = COC_JOURNEY_VERSION;
	return state;
}

static State *
state_of(const CocEpisode *stays, int nstays)
{
	State *state = new_state(image_size(nstays));

	if (nstays > 0)
		memcpy(state->stays, stays, nstays * sizeof(CocEpisode));
	state->nused = nstays;
	return state;
}

/* A state as it stands, or made plain again if a tuple packed it. */
static inline State *
state_argument(FunctionCallInfo fcinfo, int n)
{
	return (State *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n));
}

/* Sort, drop duplicates, and leave zeroes behind them. */
static void
squeeze(State *state)
{
	int before = state->nused;

	state->nused = coc_journey_sort(state->stays, before);
	memset(state->stays + state->nused, 0,
		   (before - state->nused) * sizeof(CocEpisode));
	coc_journey_limit(state->nused);
}

/*
 * A full state: squeezed, and moved to a larger image unless a quarter of it
 * is free then. Squeezing for less would sort again and again.
 */
static State *
squeeze_or_grow(State *state, int room)
{
	int capacity = capacity_of(state);
	State *larger;

	squeeze(state);
	if (state->nused + room <= capacity - capacity / 4)
		return state;
	larger =
		new_state(Max(2 * VARSIZE(state), image_size(state->nused + room)));
	memcpy(larger->stays, state->stays, state->nused * sizeof(CocEpisode));
	larger->nused = state->nused;
	return larger;
}

/* The state of argument 0, ours to change, with room for so many stays. */
static State *
state_with_room(FunctionCallInfo fcinfo, int room)
{
	State *state;

	if (PG_ARGISNULL(0))
		return new_state(image_size(room));
	state = state_argument(fcinfo, 0);
	if (AggCheckCallContext(fcinfo, NULL) == 0 &&
		state == (State *) PG_GETARG_POINTER(0))
		state = state_of(state->stays, state->nused);
	if (capacity_of(state) - state->nused >= room)
		return state;
	return squeeze_or_grow(state, room);
}

static Datum
unchanged_state(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return PG_GETARG_DATUM(0);
}

static Datum
append_stays(FunctionCallInfo fcinfo, const CocEpisode *stays, int nstays)
{
	State *state = state_with_room(fcinfo, nstays);

	memcpy(state->stays + state->nused, stays, nstays * sizeof(CocEpisode));
	state->nused += nstays;
	PG_RETURN_POINTER(state);
}

/* Transition of journey_agg(episode). */
COC_FUNCTION(coc_journey_agg_add);
Datum
coc_journey_agg_add(PG_FUNCTION_ARGS)
{
	State *state;

	if (PG_ARGISNULL(1))
		return unchanged_state(fcinfo);
	state = state_with_room(fcinfo, 1);
	state->stays[state->nused++] = *PG_GETARG_EPISODE_P(1);
	PG_RETURN_POINTER(state);
}

/* Transition of journey_agg(journey). */
COC_FUNCTION(coc_journey_agg_merge);
Datum
coc_journey_agg_merge(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays;

	if (PG_ARGISNULL(1))
		return unchanged_state(fcinfo);
	stays = coc_journey_stays(PG_GETARG_DATUM(1), &nstays);
	return append_stays(fcinfo, stays, nstays);
}

COC_FUNCTION(coc_journey_agg_combine);
Datum
coc_journey_agg_combine(PG_FUNCTION_ARGS)
{
	State *other;

	if (PG_ARGISNULL(1))
		return unchanged_state(fcinfo);
	other = state_argument(fcinfo, 1);
	if (other->nused > COC_JOURNEY_MAX)
	{
		/* Keep what two states can grow to within bounds. */
		other = state_of(other->stays, other->nused);
		squeeze(other);
	}
	return append_stays(fcinfo, other->stays, other->nused);
}

/* The journey of a state, in memory of its own. */
static Journey *
journey_of(FunctionCallInfo fcinfo, int *nstays)
{
	State *state = state_argument(fcinfo, 0);
	Journey *journey = coc_journey_alloc(state->nused);

	memcpy(journey->stays, state->stays, state->nused * sizeof(CocEpisode));
	*nstays = coc_journey_sort(journey->stays, state->nused);
	return journey;
}

COC_FUNCTION(coc_journey_agg_final);
Datum
coc_journey_agg_final(PG_FUNCTION_ARGS)
{
	int nstays;
	Journey *journey = journey_of(fcinfo, &nstays);

	return coc_journey_finish(journey, nstays);
}

/* Text and binary form are those of the journey: nothing is lost by them. */
COC_FUNCTION(coc_journey_state_in);
Datum
coc_journey_state_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	size_t length = strlen(text);
	int listed = coc_journey_text_stays(text, length);
	State *state = new_state(image_size(listed));
	CocSlip slip;
	CocStatus status = coc_journey_parse(text, length, state->stays, listed,
										 &state->nused, &slip);

	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	return PointerGetDatum(state_of(state->stays, state->nused));
}

COC_FUNCTION(coc_journey_state_out);
Datum
coc_journey_state_out(PG_FUNCTION_ARGS)
{
	int nstays;
	Journey *journey = journey_of(fcinfo, &nstays);

	return coc_journey_text(journey->stays, nstays);
}

COC_FUNCTION(coc_journey_state_recv);
Datum
coc_journey_state_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int size = buffer->len - buffer->cursor;
	const char *wire = pq_getmsgbytes(buffer, size);
	State *state = new_state(image_size(coc_journey_wire_stays(size)));
	CocSlip slip;
	CocStatus status = coc_journey_from_wire(
		(const uint8 *) wire, size, state->stays, &state->nused, &slip);

	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	PG_RETURN_POINTER(state);
}

COC_FUNCTION(coc_journey_state_send);
Datum
coc_journey_state_send(PG_FUNCTION_ARGS)
{
	int nstays;
	Journey *journey = journey_of(fcinfo, &nstays);

	return coc_journey_wire(journey->stays, nstays);
}
