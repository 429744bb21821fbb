/*
 * summary_test.c
 *		Counts by gender: text, binary, what is impossible, and the laws of +.
 */
#include "check.h"

#include <stdlib.h>

#include "core/people.h"
#include "core/summary.h"

/* A small generator of our own: the same rows on every machine. */
static uint64_t random_state = 42;

static uint32_t
draw(uint32_t below)
{
	random_state = random_state * UINT64_C(6364136223846793005) +
				   UINT64_C(1442695040888963407);
	return (uint32_t) (random_state >> 33) % below;
}

typedef struct Row
{
	CocGender gender;
	uint8_t answer;
	int32_t value;
	uint64_t key;
} Row;

static Row
draw_row(void)
{
	static const int32_t edges[] = {INT32_MIN, INT32_MAX, 0, -1, 1, 1000};
	Row row;

	row.gender = (CocGender) (1 + draw(COC_NGENDERS));
	row.answer = (uint8_t) draw(COC_SUMMARY_NANSWERS);
	row.value = edges[draw(6)];
	row.key = (uint64_t) draw(UINT32_MAX) << 33 | draw(UINT32_MAX);
	return row;
}

static void
count_row(CocSummary *summary, const Row *row)
{
	CocGenderCount *count = coc_summary_of(summary, row->gender);

	coc_summary_count_person(summary, row->gender, row->key);
	count->cases++;
	if (row->answer % 2 == 0)
		count->answers[row->answer]++;
	else
		coc_gender_count_value(count, row->value);
}

static const char *
text_of(const CocSummary *summary)
{
	static char text[COC_SUMMARY_TEXT_MAX];

	text[coc_summary_write(summary, text)] = '\0';
	return text;
}

static CocStatus
parse(const char *text, CocSummary *summary)
{
	/* An exact copy, so that the sanitizer sees one byte too many. */
	size_t length = strlen(text);
	char *copy = malloc(length + 1);
	CocSlip slip;
	CocStatus status;

	memcpy(copy, text, length);
	copy = realloc(copy, length > 0 ? length : 1);
	status = coc_summary_parse(copy, length, summary, &slip);
	if (status != COC_OK)
		CHECK(slip.what != NULL && slip.reason != NULL && slip.offset >= 0);
	free(copy);
	return status;
}

static void
check_text(void)
{
	static const struct
	{
		const char *in;
		const char *out; /* NULL: refused */
	} cases[] = {
		{"{}", "{}"},
		{" { } ", "{}"},
		{"{other: cases=0 people=0 key=0000000000000000}", "{}"},
		{"{all: people=1 key=00000000000000ab, other: people=1 "
		 "key=00000000000000ab cases=1 contradictory=1}",
		 "{other: cases=1 contradictory=1 people=1 key=00000000000000ab, "
		 "all: people=1 key=00000000000000ab}"},
		{"{male:cases=2 measured=2 sum=-4294967296 "
		 "sum_of_squares=9223372036854775808 people=1,all:people=1}",
		 "{male: cases=2 measured=2 sum=-4294967296 "
		 "sum_of_squares=9223372036854775808 people=1 key=0000000000000000, "
		 "all: people=1 key=0000000000000000}"},
		{"", NULL},
		{"{", NULL},
		{"{male", NULL},
		{"{male:", NULL},
		{"{male:}x", NULL},
		{"{male: cases", NULL},
		{"{male: cases=", NULL},
		{"{male: cases=1 people=1, all: people=1", NULL},
		{"{male: cases=1 people=1, all: people=1,}", NULL},
		{"{male: cases=1 people=1 key=0123456789abcde, all: people=1}", NULL},
		{"{male: cases=1 people=1 key=0123456789abcdeg, all: people=1}", NULL},
		{"{nobody: cases=1}", NULL},
		{"{male: nothing=1}", NULL},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocSummary summary;
		CocStatus status = parse(cases[i].in, &summary);

		CHECK_INT(status, cases[i].out ? COC_OK : COC_BAD_TEXT);
		if (status == COC_OK && cases[i].out != NULL)
			CHECK_STR(text_of(&summary), cases[i].out);
	}
}

static void
check_impossible(void)
{
	static const char *const impossible[] = {
		"{male: cases=-1}",
		"{male: cases=4611686018427387905 people=1, all: people=1}",
		"{male: cases=1 yes=2 people=1, all: people=1}",
		"{male: cases=1 yes=9223372036854775807 no=9223372036854775807 "
		"people=1, all: people=1}",
		"{male: cases=1 missing=2 people=1, all: people=1}",
		"{male: cases=1 measured=2 people=1, all: people=1}",
		"{male: cases=1 measured=-1 people=1, all: people=1}",
		"{male: cases=1 measured=1 sum=2 sum_of_squares=3 people=1, "
		"all: people=1}",
		"{male: cases=2 measured=2 sum=4 sum_of_squares=2 people=1, "
		"all: people=1}",
		"{male: cases=2 measured=2 sum=6 sum_of_squares=16 people=1, "
		"all: people=1}",
		"{male: cases=1 measured=1 sum=4294967296 "
		"sum_of_squares=18446744073709551616 people=1, all: people=1}",
		"{male: cases=1 people=2, all: people=2}",
		"{male: cases=1 people=-1}",
		"{male: cases=1}",
		"{male: people=1, all: people=1}",
		"{male: key=0000000000000001}",
		"{male: cases=1 people=1}",
		"{male: cases=1 people=1, all: people=2}",
		"{male: cases=1 people=1, all: people=1 key=0000000000000001}",
		"{male: cases=4611686018427387904 people=1, "
		"female: cases=1 people=1, all: people=2}",
	};
	CocSummary summary;

	for (size_t i = 0; i < sizeof(impossible) / sizeof(impossible[0]); i++)
		CHECK_INT(parse(impossible[i], &summary), COC_BAD_TEXT);
}

/* Any rows: text and binary return what was written, JSON never has a key. */
static void
check_round_trips(void)
{
	for (int round = 0; round < 200; round++)
	{
		CocSummary summary;
		CocSummary again;
		CocSlip slip;
		uint8_t bytes[COC_SUMMARY_WIRE_SIZE];
		char json[COC_SUMMARY_TEXT_MAX];

		memset(&summary, 0, sizeof(summary));
		for (uint32_t n = draw(50); n > 0; n--)
		{
			Row row = draw_row();

			count_row(&summary, &row);
		}
		CHECK_INT(coc_summary_check(&summary, COC_CORRUPT, &slip), COC_OK);
		CHECK_INT(parse(text_of(&summary), &again), COC_OK);
		CHECK(memcmp(&summary, &again, sizeof(summary)) == 0);
		coc_summary_send(&summary, bytes);
		CHECK_INT(coc_summary_receive(bytes, sizeof(bytes), &again, &slip),
				  COC_OK);
		CHECK(memcmp(&summary, &again, sizeof(summary)) == 0);
		json[coc_summary_write_json(&summary, json)] = '\0';
		CHECK(strstr(json, "key") == NULL);
	}
}

static void
check_binary(void)
{
	uint8_t bytes[COC_SUMMARY_WIRE_SIZE + 1];
	CocSummary summary;
	CocSlip slip;

	CHECK_INT(parse("{male: cases=2 yes=1 people=1, all: people=1}", &summary),
			  COC_OK);
	for (size_t length = 0; length < COC_SUMMARY_WIRE_SIZE; length++)
	{
		uint8_t *exact = malloc(length > 0 ? length : 1);

		coc_summary_send(&summary, bytes);
		memcpy(exact, bytes, length);
		CHECK_INT(coc_summary_receive(exact, length, &summary, &slip),
				  COC_BAD_BINARY);
		free(exact);
	}
	CHECK_INT(coc_summary_receive(bytes, sizeof(bytes), &summary, &slip),
			  COC_BAD_BINARY);
	for (int at = 0; at < 4; at++)
	{
		CHECK_INT(parse("{}", &summary), COC_OK);
		coc_summary_send(&summary, bytes);
		bytes[at] ^= 0x10;
		CHECK_INT(
			coc_summary_receive(bytes, COC_SUMMARY_WIRE_SIZE, &summary, &slip),
			COC_BAD_BINARY);
	}
}

/* The longest text there can be fits the buffers that callers have. */
static void
check_text_limits(void)
{
	CocSummary summary;
	int64_t words[sizeof(CocSummary) / sizeof(int64_t)];
	char text[COC_SUMMARY_TEXT_MAX];

	/* All 19 digits, and four genders of yes and no can be added. */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		words[i] = INT64_C(1000000000000000000);
	memcpy(&summary, words, sizeof(summary));
	CHECK(coc_summary_write_json(&summary, text) < COC_SUMMARY_TEXT_MAX);
	CHECK(coc_summary_write(&summary, text) < COC_SUMMARY_TEXT_MAX);
}

/* Rows split in any two heaps and added in any order: the same bytes. */
static void
check_addition(void)
{
	for (int round = 0; round < 100; round++)
	{
		CocSummary whole;
		CocSummary heap[2];
		CocSummary swapped;
		CocSlip slip;

		memset(&whole, 0, sizeof(whole));
		memset(heap, 0, sizeof(heap));
		for (uint32_t n = draw(60); n > 0; n--)
		{
			Row row = draw_row();

			count_row(&whole, &row);
			count_row(&heap[draw(2)], &row);
		}
		swapped = heap[1];
		CHECK_INT(coc_summary_add(&swapped, &heap[0], &slip), COC_OK);
		CHECK_INT(coc_summary_add(&heap[0], &heap[1], &slip), COC_OK);
		CHECK(memcmp(&whole, &heap[0], sizeof(whole)) == 0);
		CHECK(memcmp(&whole, &swapped, sizeof(whole)) == 0);
	}
}

static void
check_limit(void)
{
	CocSummary full;
	CocSummary one;
	CocSummary before;
	CocSlip slip;

	CHECK_INT(parse("{male: cases=4611686018427387904 people=1, all: people=1}",
					&full),
			  COC_OK);
	CHECK_INT(parse("{other: cases=1 people=1, all: people=1}", &one), COC_OK);
	before = full;
	CHECK_INT(coc_summary_add(&full, &one, &slip), COC_TOO_LARGE);
	CHECK(memcmp(&full, &before, sizeof(full)) == 0);
}

static void
check_fold(void)
{
	CocSummary summary;
	CocGenderCount all;
	char excluded[COC_SUMMARY_TEXT_MAX];

	CHECK_INT(parse("{female: cases=3 yes=1 died=2 people=2 "
					"key=0000000000000005, male: cases=2 no=1 too_recent=1 "
					"people=2 key=0000000000000003, all: people=3 "
					"key=0000000000000007}",
					&summary),
			  COC_OK);
	coc_summary_fold(&summary, &all);
	CHECK_INT(all.cases, 5);
	CHECK_INT(coc_summary_denominator(&all), 2);
	CHECK_INT(all.people, 3);
	CHECK_INT(all.key, 7);
	excluded[coc_summary_write_excluded(&all, excluded)] = '\0';
	CHECK_STR(excluded, "{\"too_recent\": 1, \"died\": 2}");
	coc_summary_clear_people(&summary);
	CHECK_INT(summary.people + summary.genders[0].people, 0);
	CHECK_INT(summary.genders[0].cases, 3);
}

int
main(void)
{
	check_text();
	check_impossible();
	check_round_trips();
	check_binary();
	check_text_limits();
	check_addition();
	check_limit();
	check_fold();
	return check_summary("summary");
}
