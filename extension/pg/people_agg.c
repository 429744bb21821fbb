/*
 * people_agg.c
 *		summarize_persons: cases from rows, people from distinct persons.
 *
 * The state is a type of its own, gender_summary_state, with lossless text
 * and binary forms, because distributed engines ship partial states by them:
 *
 *		 0         4     8       12      16                  768
 *		+---------+-----+-------+-------+-------------------+----------
 *		| vl_len_ | ver | nused | nslots| CocSummary, no    | CocPerson
 *		|         | ... |       |       | people counted    | [nslots]
 *		+---------+-----+-------+-------+-------------------+----------
 *
 * Inside an aggregate it is changed in place while it has room. To grow, a
 * larger image is made in the current context and returned; the executor
 * copies it into the aggregate's context and frees the old one. It is never
 * repalloc'ed: the executor would not know.
 *
 * A group's set is one state, which HashAggregate cannot spill: memory is 17
 * bytes a distinct person, times 4/3 to 8/3 for the table.
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
	uint32 nused;
	uint32 nslots;
	CocSummary summary; /* cases, answers and values; no people */
	CocPerson slots[FLEXIBLE_ARRAY_MEMBER];
} PeopleState;

StaticAssertDecl(offsetof(PeopleState, slots) == 768, "no padding in a state");

static Size
state_size(uint32 nslots)
{
	return offsetof(PeopleState, slots) + (Size) nslots * sizeof(CocPerson);
}

StaticAssertDecl(offsetof(PeopleState, slots) +
						 (Size) COC_PEOPLE_MAX_SLOTS * sizeof(CocPerson) <=
					 MaxAllocSize,
				 "the largest state can be allocated");

/* Entries looked at between two looks for a cancel: a millisecond's work. */
#define PEOPLE_AT_ONCE 65536

/* PostgreSQL's own sort, which asks for interrupts where qsort() does not. */
#define ST_SORT sort_people
#define ST_ELEMENT_TYPE CocPerson
#define ST_COMPARE(a, b) coc_people_compare(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static PeopleState *
make_state(uint32 nslots)
{
	PeopleState *state = palloc0(state_size(nslots));

	SET_VARSIZE(state, state_size(nslots));
	state->version = STATE_VERSION;
	state->nslots = nslots;
	return state;
}

/* A detoasted image whose table can be searched without leaving it. */
static PeopleState *
stored_state(Datum datum)
{
	PeopleState *state = (PeopleState *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(state) < state_size(COC_PEOPLE_MIN_SLOTS) ||
		state->version != STATE_VERSION || state->flags != 0 ||
		state->nslots > COC_PEOPLE_MAX_SLOTS ||
		(state->nslots & (state->nslots - 1)) != 0 ||
		VARSIZE(state) != state_size(state->nslots) ||
		state->nused > coc_people_room(state->nslots))
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
put_person(PeopleState *state, const CocPerson *person)
{
	switch (coc_people_put(state->slots, state->nslots, person))
	{
		case COC_PERSON_KNOWN:
			return;
		case COC_PERSON_NEW:
			if (++state->nused > COC_PEOPLE_MAX)
				refuse_more_people();
			return;
		case COC_PERSON_TWO_KEYS:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("a person has two record keys"),
					 errdetail("Cell keys are sums of record keys, one for "
							   "each person.")));
			return;
		case COC_PERSON_NO_ROOM:
			ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
							errmsg("invalid stored gender_summary_state")));
			return;
	}
}

static void
put_people(PeopleState *state, const PeopleState *other)
{
	for (uint32 i = 0; i < other->nslots; i++)
	{
		if (i % PEOPLE_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		if (other->slots[i].genders != 0)
			put_person(state, &other->slots[i]);
	}
}

/* The state itself when it has room for so many people, or a larger one. */
static PeopleState *
with_room(PeopleState *state, Size npeople)
{
	PeopleState *larger;
	uint32 nslots;

	if (npeople <= coc_people_room(state->nslots))
		return state;
	nslots = coc_people_slots(npeople);
	if (nslots == 0)
		refuse_more_people();
	larger = make_state(nslots);
	larger->summary = state->summary;
	put_people(larger, state);
	return larger;
}

/* ---- transition, combination, result ---- */

static PeopleState *
state_argument(FunctionCallInfo fcinfo)
{
	PeopleState *state;
	PeopleState *copy;

	if (PG_ARGISNULL(0))
		return make_state(COC_PEOPLE_MIN_SLOTS);
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
	*state = with_room(*state, (Size) (*state)->nused + 1);
	put_person(*state, &person);
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
	Size both;

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
	/* Most people may be in both; beyond the limit only trying tells. */
	both = (Size) state->nused + other->nused;
	state = with_room(state, Min(both, (Size) COC_PEOPLE_MAX));
	put_people(state, other);
	PG_RETURN_POINTER(state);
}

static Summary *
counted_summary(const PeopleState *state)
{
	Summary *summary = coc_summary_make();

	summary->body = state->summary;
	for (uint32 i = 0; i < state->nslots; i += PEOPLE_AT_ONCE)
	{
		CHECK_FOR_INTERRUPTS();
		coc_people_count(state->slots + i,
						 Min(state->nslots - i, PEOPLE_AT_ONCE),
						 &summary->body);
	}
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
	CocPerson *people = palloc((Size) state->nused * sizeof(CocPerson) + 1);

	*n = coc_people_collect(state->slots, state->nslots, people, state->nused);
	sort_people(people, *n);
	return people;
}

/* The state of checked people and the summary that counts them. */
static PeopleState *
build_state(const CocSummary *summary, const CocPerson *people, Size n)
{
	PeopleState *state = with_room(make_state(COC_PEOPLE_MIN_SLOTS), n);

	state->summary = *summary;
	coc_summary_clear_people(&state->summary);
	for (Size i = 0; i < n; i++)
	{
		if (i % PEOPLE_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		put_person(state, &people[i]);
	}
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
