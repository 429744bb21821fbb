/*
 * durations_test.c
 *		Durations: text, binary, what is impossible, collecting, and the laws of
 *		addition.
 */
#include "check.h"

#include <stdlib.h>

#include "continuity_stays.h"
#include "core/durations.h"
#include "stays.h"

#define ROOM 1000

/* Cells of a test, and how the printer shows them. */
typedef struct Value
{
	CocDuration cells[ROOM];
	size_t n;
	uint8_t kind;
} Value;

static const char *
text_of(const Value *value)
{
	static char *text;
	size_t size = coc_durations_text_size(value->cells, value->n);
	size_t length;

	free(text);
	text = malloc(size + 1);
	length = coc_durations_write(value->kind, value->cells, value->n, text);
	CHECK(length <= size);
	text[length] = '\0';
	return text;
}

/* From an exact copy into exact room: the sanitizer sees one too many. */
static CocStatus
parse(const char *text, Value *value)
{
	size_t length = strlen(text);
	size_t room = coc_durations_text_room(length);
	CocDuration *cells = malloc(room * sizeof(CocDuration));
	char *copy = malloc(length > 0 ? length : 1);
	CocStatus status;
	CocSlip slip;

	memcpy(copy, text, length);
	status = coc_durations_parse(copy, length, &value->kind, cells, &value->n,
								 &slip);
	if (status == COC_OK)
		memcpy(value->cells, cells, value->n * sizeof(CocDuration));
	else
		CHECK(slip.what != NULL && slip.reason != NULL && slip.offset >= 0);
	free(copy);
	free(cells);
	return status;
}

static int
compare_cells(const void *left, const void *right)
{
	uint64_t a = ((const CocDuration *) left)->key;
	uint64_t b = ((const CocDuration *) right)->key;

	return (a > b) - (a < b);
}

/* A table that is large enough for a test, and the value it comes to. */
typedef struct Bag
{
	CocDuration slots[2048];
	CocDurationTable table;
} Bag;

static void
open_bag(Bag *bag, uint8_t kind)
{
	memset(bag, 0, sizeof(*bag));
	bag->table =
		(CocDurationTable){.slots = bag->slots, .nslots = 2048, .kind = kind};
}

static void
close_bag(const Bag *bag, Value *value)
{
	CocSlip slip;

	value->kind = bag->table.kind;
	value->n = coc_durations_collect(&bag->table, value->cells, ROOM);
	CHECK_INT(value->n, bag->table.nused);
	qsort(value->cells, value->n, sizeof(CocDuration), compare_cells);
	CHECK_INT(coc_durations_check(value->kind, value->cells, value->n,
								  COC_CORRUPT, &slip),
			  COC_OK);
}

static void
check_text(void)
{
	static const struct
	{
		const char *in;
		const char *out; /* NULL: refused */
	} cases[] = {
		{"transition {}", "transition {}"},
		{" funnel { } ", "funnel {}"},
		{"transition{female:nowhere>residential ?=1,residential>outpatient "
		 "?=1 -3=4 7=2,residential>died ?=5;male:outpatient>nowhere ?=1}",
		 "transition {female: nowhere>residential ?=1, residential>outpatient "
		 "?=1 -3=4 7=2, residential>died ?=5; male: outpatient>nowhere ?=1}"},
		{"time_to_event {other: no 3=1, yes 0=1 3652058=274877906944, "
		 "too_recent ?=1 5=1, date_unknown ?=2, died ?=3 9=1}",
		 "time_to_event {other: no 3=1, yes 0=1 3652058=274877906944, "
		 "too_recent ?=1 5=1, date_unknown ?=2, died ?=3 9=1}"},
		{"funnel {unknown: 0 ?=9, 1 ?=9, 2 ?=1 -7=3 7=4}",
		 "funnel {unknown: 0 ?=9, 1 ?=9, 2 ?=1 -7=3 7=4}"},
		{"distribution{female:?=1 -2147483647=2 7=1;other:2147483647=9}",
		 "distribution {female: ?=1 -2147483647=2 7=1; other: 2147483647=9}"},
		{"distribution {female: 1=1, 2=1}", NULL},
		{"distribution {female: yes 1=1}", NULL},
		{"distribution {female: -2147483648=1}", NULL},
		{"distribution {female: 2=1 1=1}", NULL},
		{"distribution {female: 1=1; female: 2=1; female: 2=1}", NULL},
		{"", NULL},
		{"{}", NULL},
		{"transition", NULL},
		{"transitions {}", NULL},
		{"transition {", NULL},
		{"transition {}x", NULL},
		{"transition {female}", NULL},
		{"transition {female:}", NULL},
		{"transition {nobody: nowhere>residential ?=1}", NULL},
		{"transition {female: nowhere>residential}", NULL},
		{"transition {female: nowhere>residential ?}", NULL},
		{"transition {female: nowhere>residential ?=}", NULL},
		{"transition {female: nowhere>residential =1}", NULL},
		{"transition {female: nowhere>residential ?=1,}", NULL},
		{"transition {female: nowhere>residential ?=1;}", NULL},
		{"transition {female: nowhere residential ?=1}", NULL},
		{"transition {female: nowhere>hospital ?=1}", NULL},
		{"transition {female: residential>outpatient -2147483648=1}", NULL},
		{"transition {female: residential>outpatient 2147483648=1}", NULL},
		{"time_to_event {female: returned 1=1}", NULL},
		{"funnel {female: yes ?=1}", NULL},
		{"funnel {female: -1 ?=1}", NULL},
		{"funnel {female: 256 ?=1}", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Value value;
		CocStatus status = parse(cases[i].in, &value);

		CHECK_INT(status, cases[i].out ? COC_OK : COC_BAD_TEXT);
		if (status == COC_OK && cases[i].out != NULL)
			CHECK_STR(text_of(&value), cases[i].out);
	}
}

static void
check_impossible(void)
{
	static const char *const impossible[] = {
		"transition {female: nowhere>nowhere ?=1}",
		"transition {female: nowhere>died ?=1}",
		"transition {female: died>residential ?=1}",
		"transition {female: nowhere>residential 3=1}",
		"transition {female: residential>nowhere 3=1}",
		"transition {female: residential>died 3=1}",
		"transition {female: residential>outpatient 3652059=1}",
		"transition {female: residential>outpatient -3652059=1}",
		"transition {female: residential>outpatient 3=0}",
		"transition {female: residential>outpatient 3=-1}",
		"transition {female: residential>outpatient 3=274877906945}",
		"transition {female: residential>outpatient 3=1 3=1}",
		"transition {female: residential>outpatient 3=1 ?=1}",
		"transition {female: residential>outpatient 3=1 2=1}",
		"transition {female: residential>outpatient 3=1, nowhere>residential "
		"?=1}",
		"transition {male: nowhere>residential ?=1; female: "
		"nowhere>residential ?=1}",
		"time_to_event {female: yes ?=1}",
		"time_to_event {female: no ?=1}",
		"time_to_event {female: yes -1=1}",
		"time_to_event {female: yes 3652059=1}",
		"time_to_event {female: date_unknown 3=1}",
		"funnel {female: 0 1=1}",
		"funnel {female: 0 ?=1, 1 1=1}",
		"funnel {female: 0 ?=1, 65 ?=1}",
		"funnel {female: 0 ?=1, 1 ?=2}",
		"funnel {female: 0 ?=9, 1 ?=2, 2 3=2 4=1}",
		"funnel {female: 0 ?=9, 2 ?=1}",
		"funnel {female: 1 ?=1}",
		"funnel {female: 0 ?=5, 1 ?=5; male: 1 ?=1}",
	};
	Value value;

	for (size_t i = 0; i < sizeof(impossible) / sizeof(impossible[0]); i++)
		CHECK_INT(parse(impossible[i], &value), COC_BAD_TEXT);
}

/* The codes that are stored never change their meaning. */
static void
check_codes(void)
{
	uint8_t kind = 7;

	CHECK_INT(COC_TRANSITION, 1);
	CHECK_INT(COC_TIME_TO_EVENT, 2);
	CHECK_INT(COC_FUNNEL, 3);
	CHECK_INT(COC_DISTRIBUTION, 4);
	CHECK(coc_duration_kind_name(0) == NULL);
	CHECK(coc_duration_kind_name(5) == NULL);
	CHECK_INT(coc_duration_kind("funnels", 7), 0);
	CHECK(coc_duration_key(1, 2, 3, -1) == UINT64_C(0x010203007fffffff));
	CHECK(!coc_duration_legal(kind, coc_duration_key(1, 0, 1, 5)));
	/* The reserved byte of a key, and genders that nobody has. */
	CHECK(coc_duration_legal(2, coc_duration_key(1, 0, 1, 5)));
	CHECK(!coc_duration_legal(2, coc_duration_key(1, 0, 1, 5) | UINT64_C(1)
																	<< 32));
	CHECK(!coc_duration_legal(2, coc_duration_key(0, 0, 1, 5)));
	CHECK(!coc_duration_legal(2, coc_duration_key(5, 0, 1, 5)));
	CHECK(!coc_duration_legal(2, coc_duration_key(1, 1, 1, 5)));
	CHECK(!coc_duration_legal(2, coc_duration_key(1, 0, 14, COC_NO_DAYS)));
	/* A distribution has numbers and no event. */
	CHECK(coc_duration_legal(4, coc_duration_key(1, 0, 0, INT32_MAX)));
	CHECK(coc_duration_legal(4, coc_duration_key(4, 0, 0, COC_NO_DAYS)));
	CHECK(!coc_duration_legal(4, coc_duration_key(1, 0, 1, 5)));
	CHECK(!coc_duration_legal(4, coc_duration_key(1, 1, 0, 5)));
	CHECK(!coc_duration_legal(5, coc_duration_key(1, 0, 0, 5)));
	/* A hole in the vocabulary, and what it has not reached. */
	CHECK(!coc_duration_legal(1, coc_duration_key(1, 7, 20, 5)));
	CHECK(!coc_duration_legal(1, coc_duration_key(1, 20, 254, 5)));
}

static CocStatus
put_transitions(CocDurationTable *table, const CocEpisode *stays, int nstays,
				const CocSpan *period)
{
	CocTransitionScan scan;
	CocStatus status = COC_OK;
	bool done = false;
	CocSlip slip;

	coc_transition_begin(&scan, stays, nstays, period);
	while (status == COC_OK && !done)
		status = coc_transition_put(table, COC_FEMALE, &scan, &done, &slip);
	return status;
}

/* What the transitions of some stays come to, over a period. */
static const char *
transitions(const CocEpisode *stays, int nstays, const CocSpan *period)
{
	static Value value;
	static Bag bag;

	open_bag(&bag, COC_TRANSITION);
	CHECK_INT(put_transitions(&bag.table, stays, nstays, period), COC_OK);
	close_bag(&bag, &value);
	return text_of(&value);
}

static void
check_transitions(void)
{
	const CocSpan all_time = {INT64_MIN, INT64_MAX};
	const CocSpan early = {40, 60};
	const CocSpan late = {61, INT64_MAX};
	const CocEpisode stays[] = {
		closed(COC_RESIDENTIAL, 10, 40, COC_TRANSFERRED),
		closed(COC_OUTPATIENT, 33, 60, COC_COMPLETED),
		stay(COC_AFTERCARE_GENERAL, 70, UNKNOWN, COC_UNKNOWN_EXIT),
		stay(COC_OPIOID_AGONIST, 70, OPEN, COC_ONGOING),
		closed(COC_RESIDENTIAL, 90, 95, COC_DIED),
	};

	CHECK_STR(transitions(stays, 5, &all_time),
			  "transition {female: nowhere>residential ?=1, "
			  "residential>outpatient -7=1, residential>opioid_agonist -25=1, "
			  "outpatient>aftercare 10=1, aftercare>opioid_agonist ?=1}");
	/* An open stay has not been left; one of unknown end has. */
	CHECK_STR(transitions(stays + 3, 1, &all_time),
			  "transition {female: nowhere>opioid_agonist ?=1}");
	CHECK_STR(transitions(stays + 2, 1, &all_time),
			  "transition {female: nowhere>aftercare ?=1, "
			  "aftercare>nowhere ?=1}");
	/* A period asks for the end of the stay that was left. */
	CHECK_STR(transitions(stays, 5, &early),
			  "transition {female: residential>outpatient -7=1, "
			  "outpatient>aftercare 10=1}");
	CHECK_STR(transitions(stays, 5, &late),
			  "transition {female: residential>opioid_agonist -25=1}");
	CHECK_STR(transitions(stays + 2, 1, &late),
			  "transition {female: nowhere>aftercare ?=1}");
	CHECK_STR(transitions(stays, 0, &all_time), "transition {}");
}

/* What lies inside a stay is no place to go to, what outlasts it is. */
static void
check_nested(void)
{
	const CocSpan all_time = {INT64_MIN, INT64_MAX};
	const CocEpisode inside[] = {
		closed(COC_RESIDENTIAL, 0, 300, COC_COMPLETED),
		closed(COC_OUTPATIENT, 10, 200, COC_COMPLETED),
		closed(COC_SCREENING, 20, 20, COC_COMPLETED),
	};
	const CocEpisode together[] = {
		closed(COC_RESIDENTIAL, 0, 300, COC_COMPLETED),
		closed(COC_SCREENING, 50, 50, COC_COMPLETED),
		closed(COC_OUTPATIENT, 100, 300, COC_DIED),
	};
	const CocEpisode one_day[] = {
		closed(COC_SCREENING, 5, 5, COC_COMPLETED),
		closed(COC_ASSESSMENT, 5, 5, COC_COMPLETED),
		stay(COC_RESIDENTIAL, 5, UNKNOWN, COC_DIED),
	};

	CHECK_STR(transitions(inside, 3, &all_time),
			  "transition {female: nowhere>residential ?=1, "
			  "screening>outpatient -10=1, residential>nowhere ?=1, "
			  "outpatient>residential -200=1}");
	/* A death on the day a stay ended is where it led. */
	CHECK_STR(transitions(together, 3, &all_time),
			  "transition {female: nowhere>residential ?=1, "
			  "screening>outpatient 50=1, residential>died ?=1, "
			  "outpatient>died ?=1}");
	CHECK_STR(transitions(one_day, 3, &all_time),
			  "transition {female: nowhere>screening ?=1, "
			  "screening>assessment 0=1, assessment>residential 0=1, "
			  "residential>died ?=1}");
}

/* Damaged stays give an error or a number, and no sanitizer's report. */
static void
check_damaged_stays(void)
{
	const CocSpan all_time = {INT64_MIN, INT64_MAX};
	CocEpisode stays[] = {closed(COC_RESIDENTIAL, 10, 40, COC_TRANSFERRED),
						  closed(COC_OUTPATIENT, 50, 60, COC_COMPLETED)};
	Bag bag;

	open_bag(&bag, COC_TRANSITION);
	stays[1].care = 7;
	CHECK_INT(put_transitions(&bag.table, stays, 2, &all_time), COC_CORRUPT);
	stays[1].care = COC_OUTPATIENT;
	stays[0].start = INT32_MAX;
	CHECK_INT(put_transitions(&bag.table, stays, 2, &all_time), COC_CORRUPT);
	stays[0].start = INT32_MIN;
	CHECK_INT(put_transitions(&bag.table, stays, 2, &all_time), COC_CORRUPT);
}

static void
check_time_to_event(void)
{
	static const struct
	{
		uint8_t outcome;
		int32_t days;
	} rows[] = {
		{COC_YES, 5},         {COC_YES, COC_NO_DAYS},
		{COC_NO, 5},          {COC_NO, COC_NO_DAYS},
		{COC_TOO_RECENT, 5},  {COC_TOO_RECENT, COC_NO_DAYS},
		{COC_ANSWER_DIED, 0}, {COC_ANSWER_DIED, COC_NO_DAYS},
		{COC_IN_CUSTODY, -9}, {COC_DATE_UNKNOWN, 5},
	};
	Value value;
	Bag bag;
	CocSlip slip;

	open_bag(&bag, COC_TIME_TO_EVENT);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_INT(coc_time_to_event_add(&bag.table, COC_MALE, rows[i].days,
										rows[i].outcome, &slip),
				  COC_OK);
	CHECK_INT(coc_time_to_event_add(&bag.table, COC_MALE, -1, COC_YES, &slip),
			  COC_BAD_VALUE);
	CHECK_INT(coc_time_to_event_add(&bag.table, COC_MALE, COC_DAYS_MAX + 1,
									COC_TOO_RECENT, &slip),
			  COC_BAD_VALUE);
	CHECK_INT(coc_time_to_event_add(&bag.table, COC_MALE, 1, 200, &slip),
			  COC_BAD_VALUE);
	close_bag(&bag, &value);
	CHECK_STR(text_of(&value),
			  "time_to_event {male: no 5=1, yes 5=1, too_recent ?=1 5=1, "
			  "date_unknown ?=3, died ?=1 0=1, in_custody ?=1}");
}

/* A random legal cell: few different ones, so that they meet. */
static uint64_t
random_key(uint8_t kind)
{
	for (;;)
	{
		uint64_t key = coc_duration_key(
			(uint8_t) (1 + random_below(4)), (uint8_t) (random_below(24)),
			(uint8_t) (random_below(24)),
			random_below(4) == 0 ? COC_NO_DAYS : (int32_t) random_below(9) - 3);

		if (kind == COC_FUNNEL)
			key = coc_duration_key(coc_duration_gender(key), 0, 0, COC_NO_DAYS);
		if (kind == COC_DISTRIBUTION)
			key = coc_duration_key(coc_duration_gender(key), 0, 0,
								   coc_duration_days(key));
		if (coc_duration_legal(kind, key))
			return key;
	}
}

static void
put_value(Bag *bag, const Value *value)
{
	CocSlip slip;

	for (size_t i = value->n; i-- > 0;)
		CHECK_INT(coc_durations_put(&bag->table, value->cells[i].key,
									value->cells[i].count, &slip),
				  COC_OK);
}

static bool
same(const Value *left, const Value *right)
{
	return left->kind == right->kind && left->n == right->n &&
		   memcmp(left->cells, right->cells, left->n * sizeof(CocDuration)) ==
			   0;
}

/*
 * Rows split into three heaps and added in two ways are the rows together:
 * addition commutes and associates; and text and binary give back the value.
 */
static void
check_laws(void)
{
	static Bag bags[4];
	static Bag sum;
	static Value parts[4];
	static Value total;
	static Value again;

	for (int round = 0; round < 300; round++)
	{
		uint8_t kind = (uint8_t) (1 + random_below(4));
		CocSlip slip;

		for (int i = 0; i < 4; i++)
			open_bag(&bags[i], kind);
		for (uint32_t n = random_below(200); n > 0; n--)
		{
			uint64_t key = random_key(kind);
			int64_t count = 1 + random_below(3);

			coc_durations_put(&bags[3].table, key, count, &slip);
			coc_durations_put(&bags[random_below(3)].table, key, count, &slip);
		}
		for (int i = 0; i < 4; i++)
			close_bag(&bags[i], &parts[i]);
		for (int order = 0; order < 2; order++)
		{
			open_bag(&sum, kind);
			for (int i = 0; i < 3; i++)
				put_value(&sum, &parts[order == 0 ? i : 2 - i]);
			close_bag(&sum, &total);
			CHECK(same(&total, &parts[3]));
		}
		CHECK_INT(parse(text_of(&total), &again), COC_OK);
		CHECK(same(&total, &again));
	}
}

static void
check_binary(void)
{
	Value value;
	CocDuration back[8];
	uint8_t bytes[4 + 8 * 16];
	size_t size;
	size_t n;
	uint8_t kind;
	CocSlip slip;

	CHECK_INT(parse("transition {female: nowhere>residential ?=1, "
					"residential>outpatient ?=1 -3=4 7=2}",
					&value),
			  COC_OK);
	size = coc_durations_wire_size(value.n);
	CHECK_INT(size, 4 + 4 * 16);
	coc_durations_to_wire(value.kind, value.cells, value.n, bytes);
	CHECK_INT(coc_durations_from_wire(bytes, size, &kind, back, &n, &slip),
			  COC_OK);
	CHECK(kind == value.kind && n == value.n &&
		  memcmp(back, value.cells, n * sizeof(CocDuration)) == 0);
	for (size_t length = 0; length < size; length++)
	{
		uint8_t *exact = malloc(length > 0 ? length : 1);

		memcpy(exact, bytes, length);
		/* Whole cells less are a value as well. */
		CHECK_INT(
			coc_durations_from_wire(exact, length, &kind, back, &n, &slip),
			length >= 4 && (length - 4) % 16 == 0 ? COC_OK : COC_BAD_BINARY);
		free(exact);
	}
	for (int at = 0; at < 4; at++)
	{
		coc_durations_to_wire(value.kind, value.cells, value.n, bytes);
		bytes[at] ^= 0x10;
		CHECK_INT(coc_durations_from_wire(bytes, size, &kind, back, &n, &slip),
				  COC_BAD_BINARY);
	}
	coc_durations_to_wire(value.kind, value.cells, value.n, bytes);
	bytes[4 + 16 + 8] = 0x80; /* a count below 0 */
	CHECK_INT(coc_durations_from_wire(bytes, size, &kind, back, &n, &slip),
			  COC_BAD_BINARY);
}

static void
check_limits(void)
{
	CocDuration slots[8] = {{0, 0}};
	CocDurationTable table = {.slots = slots, .nslots = 8, .kind = 2};
	CocSlip slip;

	CHECK_INT(coc_durations_slots(0), 8);
	CHECK_INT(coc_durations_slots(6), 8);
	CHECK_INT(coc_durations_slots(7), 16);
	CHECK_INT(coc_durations_slots(COC_DURATIONS_MAX), COC_DURATIONS_MAX_SLOTS);
	CHECK_INT(coc_durations_slots((size_t) COC_DURATIONS_MAX + 1), 0);
	for (int32_t days = 0; days < 7; days++)
		CHECK_INT(
			coc_durations_add(&table, COC_MALE, 0, COC_YES, days, 1, &slip),
			days < 6 ? COC_OK : COC_TOO_LARGE);
	CHECK_INT(coc_durations_add(&table, COC_MALE, 0, COC_YES, 3,
								COC_DURATION_COUNT_MAX, &slip),
			  COC_TOO_LARGE);
	CHECK_INT(coc_durations_add(&table, COC_MALE, 0, COC_YES, 3,
								COC_DURATION_COUNT_MAX - 1, &slip),
			  COC_OK);
	CHECK_INT(coc_durations_add(&table, COC_MALE, 0, COC_YES, 3, 0, &slip),
			  COC_BAD_VALUE);
	CHECK_INT(coc_durations_add(&table, COC_MALE, 1, COC_YES, 3, 1, &slip),
			  COC_BAD_VALUE);
	/* A damaged table, all taken: the search ends. */
	for (int i = 0; i < 8; i++)
		slots[i] = (CocDuration){UINT64_MAX, 1};
	CHECK_INT(coc_durations_put(&table, 1, 1, &slip), COC_TOO_LARGE);
}

/* The longest names and numbers there can be fit what is reckoned. */
static void
check_sizes(void)
{
	Value value = {.kind = COC_TRANSITION};
	char *json;

	for (uint8_t gender = 1; gender <= 4; gender++)
	{
		for (int32_t days = 0; days < 3; days++)
			value.cells[value.n++] = (CocDuration){
				coc_duration_key(gender, COC_WITHDRAWAL_OUTPATIENT,
								 COC_WITHDRAWAL_OUTPATIENT,
								 days - COC_DAYS_MAX),
				COC_DURATION_COUNT_MAX};
	}
	(void) text_of(&value);
	json = malloc(coc_durations_json_size(value.n));
	CHECK(coc_durations_write_json(value.kind, value.cells, value.n, json) <=
		  coc_durations_json_size(value.n));
	free(json);
	/* A thousand of the longest cells under one gender. */
	value = (Value){.kind = COC_DISTRIBUTION, .n = ROOM};
	for (int32_t i = 0; i < ROOM; i++)
		value.cells[i] = (CocDuration){
			coc_duration_key(COC_UNKNOWN_GENDER, 0, 0, i - INT32_MAX),
			COC_DURATION_COUNT_MAX};
	(void) text_of(&value);
}

int
main(void)
{
	check_text();
	check_impossible();
	check_codes();
	check_transitions();
	check_nested();
	check_damaged_stays();
	check_time_to_event();
	check_laws();
	check_binary();
	check_limits();
	check_sizes();
	return check_summary("durations");
}
