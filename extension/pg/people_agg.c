/*
 * people_agg.c
 *		summarize_persons: cases from rows, people from distinct persons.
 *
 * The state is a type of its own, gender_summary_state, with lossless text
 * and binary forms, because distributed engines ship partial states by them:
 *
 *		 0         4     8       12        16                  768
 *		+---------+-----+-------+---------+-------------------+----------
 *		| vl_len_ | ver | nused | nsorted | CocSummary, no    | CocPerson
 *		|         | ... |       |         | people counted    | [...]
 *		+---------+-----+-------+---------+-------------------+----------
 *
 * Inside an aggregate it is changed in place while it has room. To grow, a
 * larger image is made in the current context and returned; the executor
 * copies it into the aggregate's context and frees the old one. It is never
 * repalloc'ed: the executor would not know. The final function reads and
 * changes nothing, so that it may be called again (windows, shared states).
 *
 * A group's set is one state, which HashAggregate cannot spill: memory is 17
 * bytes a distinct person, times 4/3 to 8/3 for the room to grow.
 */
#include "pg/compat.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "pg/error.h"
#include "pg/summary.h"
#include "pg/summary_agg.h"
#include "pg/vocabulary.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/people.h"

#define STATE_VERSION 1

typedef struct PeopleState
{
	int32 vl_len_;
	uint8 version;
	uint8 flags;
	uint8 reserved[2];
	CocPeopleMarks marks;
	CocSummary summary; /* cases, answers and values; no people */
	CocPerson people[FLEXIBLE_ARRAY_MEMBER];
} PeopleState;

StaticAssertDecl(offsetof(PeopleState, people) == 768, "no padding in a state");

static Size
state_size(uint32 room)
{
	return offsetof(PeopleState, people) + (Size) room * sizeof(CocPerson);
}

StaticAssertDecl(offsetof(PeopleState, people) +
						 (Size) COC_PEOPLE_MAX_ROOM * sizeof(CocPerson) <=
					 MaxAllocSize,
				 "the largest state can be allocated");

static uint32
room_of(const PeopleState *state)
{
	return (uint32) ((VARSIZE(state) - offsetof(PeopleState, people)) /
					 sizeof(CocPerson));
}

/* People looked at between two looks for a cancel: a millisecond's work. */
#define PEOPLE_AT_ONCE 65536

/* PostgreSQL's own sort, which asks for interrupts where qsort() does not. */
#define ST_SORT sort_people
#define ST_ELEMENT_TYPE CocPerson
#define ST_COMPARE(a, b) coc_people_compare(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* What lies behind the last person is zeroed: it may be stored and shipped. */
static void
clear_rest(PeopleState *state)
{
	memset(state->people + state->marks.nused, 0,
		   (Size) (room_of(state) - state->marks.nused) * sizeof(CocPerson));
}

/* Of so much room, with nobody in it; the caller clears the rest. */
static PeopleState *
make_state(uint32 room)
{
	PeopleState *state = palloc(state_size(room));

	memset(state, 0, offsetof(PeopleState, people));
	SET_VARSIZE(state, state_size(room));
	state->version = STATE_VERSION;
	return state;
}

static PeopleState *
empty_state(void)
{
	PeopleState *state = make_state(coc_people_room(0));

	clear_rest(state);
	return state;
}

/* A detoasted image whose list can be walked without leaving it. */
static PeopleState *
stored_state(Datum datum)
{
	PeopleState *state = (PeopleState *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(state) < state_size(coc_people_room(0)) ||
		state->version != STATE_VERSION || state->flags != 0 ||
		state->marks.nused > room_of(state) ||
		state->marks.nsorted > state->marks.nused)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("invalid stored gender_summary_state")));
	return state;
}

static void
refuse_more_people(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many distinct persons in one group"),
			 errdetail("The limit is %u.", COC_PEOPLE_MAX),
			 errhint("Deduplicate per person first, then use summarize() and "
					 "sum().")));
}

static void
refuse_two_keys(void)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("a person has two record keys"),
					errdetail("Cell keys are sums of record keys, one for "
							  "each person.")));
}

/* ---- reading a list as a set ---- */

/*
 * begin_reading
 *		The different people of a state, which is not changed.
 *
 * Whoever is behind the front is copied and sorted.
 */
static void
begin_reading(const PeopleState *state, CocPeopleScan *scan)
{
	const CocPerson *front_end = state->people + state->marks.nsorted;
	uint32 nrest = state->marks.nused - state->marks.nsorted;
	CocPerson *rest = palloc((Size) nrest * sizeof(CocPerson) + 1);
	uint32 ends[COC_PEOPLE_STRETCHES];
	uint32 nstretches = coc_people_spread(front_end, nrest, rest, ends);
	uint32 begin = 0;

	for (uint32 i = 0; i < nstretches; i++)
	{
		sort_people(rest + begin, ends[i] - begin);
		begin = ends[i];
	}
	*scan = (CocPeopleScan){state->people, front_end, rest, rest + nrest};
}

/* The next of at most so many people into out; returns how many. */
static uint32
read_people(CocPeopleScan *scan, CocPerson *out, uint32 room)
{
	for (uint32 n = 0; n < room; n++)
	{
		switch (coc_people_next(scan, &out[n]))
		{
			case COC_PERSON_TAKEN:
				break;
			case COC_PERSON_TWO_KEYS:
				refuse_two_keys();
				break;
			case COC_PERSON_NONE:
				return n;
		}
	}
	return room;
}

/* All of them; more than the limit are refused wherever they are met. */
static uint32
read_all(CocPeopleScan *scan, CocPerson *out)
{
	uint32 n = 0;
	uint32 read;

	do
	{
		CHECK_FOR_INTERRUPTS();
		read = read_people(scan, out + n, PEOPLE_AT_ONCE);
		n += read;
	} while (read == PEOPLE_AT_ONCE);
	if (n > COC_PEOPLE_MAX)
		refuse_more_people();
	return n;
}

/* ---- writing ---- */

/*
 * with_room
 *		A state of the same people, each once and in order, with room for more.
 *
 * The state itself, if uniting makes so much room that it need not grow. Most
 * of those to come may be there already, and near the limit only trying
 * tells: then any room is enough.
 */
static PeopleState *
with_room(PeopleState *state, Size more)
{
	Size wanted = (Size) state->marks.nused + more;
	uint32 room = coc_people_room(Min(wanted, (Size) COC_PEOPLE_MAX));
	PeopleState *larger = make_state(Max(room, room_of(state)));
	CocPeopleScan scan;

	begin_reading(state, &scan);
	larger->marks.nused = read_all(&scan, larger->people);
	larger->marks.nsorted = larger->marks.nused;
	wanted = Min((Size) larger->marks.nused + more, (Size) COC_PEOPLE_MAX);
	if (coc_people_room(wanted) <= room_of(state))
	{
		state->marks = larger->marks;
		memcpy(state->people, larger->people,
			   (Size) larger->marks.nused * sizeof(CocPerson));
		pfree(larger);
		return state;
	}
	larger->summary = state->summary;
	clear_rest(larger);
	return larger;
}

/* The state may have moved. */
static inline PeopleState *
put_person(PeopleState *state, const CocPerson *person)
{
	for (;;)
	{
		switch (coc_people_put(state->people, &state->marks, room_of(state),
							   person))
		{
			case COC_PERSON_TAKEN:
				return state;
			case COC_PERSON_TWO_KEYS:
				refuse_two_keys();
				break;
			case COC_PERSON_NONE:
				state = with_room(state, 1);
				break;
		}
	}
}

/* ---- transition, combination, result ---- */

static PeopleState *
state_argument(FunctionCallInfo fcinfo)
{
	PeopleState *state;
	PeopleState *copy;

	if (PG_ARGISNULL(0))
		return empty_state();
	state = stored_state(PG_GETARG_DATUM(0));
	if (AggCheckCallContext(fcinfo, NULL))
		return state;
	copy = palloc(VARSIZE(state));
	memcpy(copy, state, VARSIZE(state));
	return copy;
}

/* Arguments 1 to 3: person, gender, record_key. The state may have moved. */
static CocGenderCount *
count_person(FunctionCallInfo fcinfo, PeopleState **state)
{
	CocGender gender = coc_gender_argument(fcinfo, 2);
	CocPerson person;

	person.person = coc_bigint_argument(fcinfo, 1, "person");
	person.key = (uint64) coc_bigint_argument(fcinfo, 3, "record_key");
	person.genders = coc_gender_bit(gender);
	*state = put_person(*state, &person);
	return coc_summary_of(&(*state)->summary, gender);
}

COC_FUNCTION(coc_summarize_persons_count);
Datum
coc_summarize_persons_count(PG_FUNCTION_ARGS)
{
	PeopleState *state = state_argument(fcinfo);

	count_person(fcinfo, &state)->cases++;
	PG_RETURN_POINTER(state);
}

COC_FUNCTION(coc_summarize_persons_answer);
Datum
coc_summarize_persons_answer(PG_FUNCTION_ARGS)
{
	PeopleState *state = state_argument(fcinfo);

	coc_count_answer(fcinfo, 4, count_person(fcinfo, &state));
	PG_RETURN_POINTER(state);
}

COC_FUNCTION(coc_summarize_persons_value);
Datum
coc_summarize_persons_value(PG_FUNCTION_ARGS)
{
	PeopleState *state = state_argument(fcinfo);

	coc_count_value(fcinfo, 4, count_person(fcinfo, &state));
	PG_RETURN_POINTER(state);
}

/*
 * coc_summarize_persons_combine
 *		Rows add up, people unite.
 *
 * Not strict: a NULL is the state of no rows. Only the first state is the
 * executor's own and may be changed; the second is read.
 */
COC_FUNCTION(coc_summarize_persons_combine);
Datum
coc_summarize_persons_combine(PG_FUNCTION_ARGS)
{
	PeopleState *state;
	PeopleState *other;
	CocSlip slip;
	CocStatus status;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	if (PG_ARGISNULL(0))
		PG_RETURN_DATUM(PG_GETARG_DATUM(1));
	state = state_argument(fcinfo);
	other = stored_state(PG_GETARG_DATUM(1));
	status = coc_summary_add(&state->summary, &other->summary, &slip);
	(void) coc_report(status, &slip, NULL);
	if (other->marks.nused > room_of(state) - state->marks.nused)
		state = with_room(state, other->marks.nused);
	for (uint32 i = 0; i < other->marks.nused; i++)
	{
		if (i % PEOPLE_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		state = put_person(state, &other->people[i]);
	}
	PG_RETURN_POINTER(state);
}

/* In stretches, so that a large set is never written twice. */
static Summary *
counted_summary(const PeopleState *state)
{
	Summary *summary = coc_summary_make();
	CocPerson stretch[256];
	CocPeopleScan scan;
	uint32 n;

	summary->body = state->summary;
	begin_reading(state, &scan);
	do
	{
		CHECK_FOR_INTERRUPTS();
		n = read_people(&scan, stretch, lengthof(stretch));
		coc_people_count(stretch, n, &summary->body);
	} while (n == lengthof(stretch));
	if (summary->body.people > COC_PEOPLE_MAX)
		refuse_more_people();
	return summary;
}

COC_FUNCTION(coc_summarize_persons_final);
Datum
coc_summarize_persons_final(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_SUMMARY_P(coc_summary_make());
	PG_RETURN_SUMMARY_P(counted_summary(stored_state(PG_GETARG_DATUM(0))));
}

/* ---- input and output of the state ---- */

static CocPerson *
sorted_people(const PeopleState *state, uint32 *n)
{
	CocPerson *people =
		palloc((Size) state->marks.nused * sizeof(CocPerson) + 1);
	CocPeopleScan scan;

	begin_reading(state, &scan);
	*n = read_all(&scan, people);
	return people;
}

/* The state of checked people, in order, and the summary that counts them. */
static PeopleState *
build_state(const CocSummary *summary, const CocPerson *people, Size n)
{
	PeopleState *state;

	if (n > COC_PEOPLE_MAX)
		refuse_more_people();
	state = make_state(coc_people_room(n));
	state->summary = *summary;
	coc_summary_clear_people(&state->summary);
	memcpy(state->people, people, n * sizeof(CocPerson));
	state->marks = (CocPeopleMarks){(uint32) n, (uint32) n};
	clear_rest(state);
	return state;
}

COC_FUNCTION(coc_gender_summary_state_in);
Datum
coc_gender_summary_state_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	size_t length = strlen(text);
	CocPerson *people =
		palloc(coc_people_text_room(length) * sizeof(CocPerson));
	CocSummary summary;
	CocSlip slip;
	CocStatus status;
	size_t n;

	status = coc_people_parse(text, length, &summary, people, &n, &slip);
	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	PG_RETURN_POINTER(build_state(&summary, people, n));
}

COC_FUNCTION(coc_gender_summary_state_out);
Datum
coc_gender_summary_state_out(PG_FUNCTION_ARGS)
{
	PeopleState *state = stored_state(PG_GETARG_DATUM(0));
	uint32 n;
	CocPerson *people = sorted_people(state, &n);
	Size size = coc_people_text_size(n);
	char *text;

	if (size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("gender_summary_state is too large for its text")));
	text = palloc(size);
	text[coc_people_write(&counted_summary(state)->body, people, n, text)] =
		'\0';
	PG_RETURN_CSTRING(text);
}

COC_FUNCTION(coc_gender_summary_state_recv);
Datum
coc_gender_summary_state_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int nbytes = message->len - message->cursor;
	const uint8 *bytes = (const uint8 *) pq_getmsgbytes(message, nbytes);
	CocPerson *people =
		palloc(coc_people_wire_room(nbytes) * sizeof(CocPerson));
	CocSummary summary;
	CocSlip slip;
	CocStatus status;
	size_t n;

	status = coc_people_receive(bytes, nbytes, &summary, people, &n, &slip);
	(void) coc_report(status, &slip, NULL);
	PG_RETURN_POINTER(build_state(&summary, people, n));
}

COC_FUNCTION(coc_gender_summary_state_send);
Datum
coc_gender_summary_state_send(PG_FUNCTION_ARGS)
{
	PeopleState *state = stored_state(PG_GETARG_DATUM(0));
	uint32 n;
	CocPerson *people = sorted_people(state, &n);
	Size size = VARHDRSZ + coc_people_wire_size(n);
	bytea *bytes = palloc(size);

	SET_VARSIZE(bytes, size);
	coc_people_send(&counted_summary(state)->body, people, n,
					(uint8 *) VARDATA(bytes));
	PG_RETURN_BYTEA_P(bytes);
}
