/*
 * episode_test.c
 *		One stay: its text and where a slip is, its binary form, its order.
 */
#include "check.h"
#include "stays.h"

#include <stdlib.h>

/* Parse an exact heap copy, so that reading past the text is caught. */
static CocStatus
parse(const char *text, CocEpisode *episode, CocSlip *slip)
{
	size_t length = strlen(text);
	char *copy = malloc(length + 1);
	CocStatus status;

	memcpy(copy, text, length);
	memset(slip, 0, sizeof(*slip));
	status = coc_episode_parse(copy, length, episode, slip);
	free(copy);
	return status;
}

static const char *
print(const CocEpisode *episode)
{
	static char text[COC_EPISODE_TEXT_MAX + 1];

	text[coc_episode_write(episode, text)] = '\0';
	return text;
}

static void
test_good_text(void)
{
	static const char *const rows[][2] = {
		{"residential[2024-01-10,2024-04-09]:completed@17", NULL},
		{"aftercare[2024-04-20,)@17", NULL},
		{"outpatient[2024-01-10,?]:left_before_completion@3", NULL},
		{"outpatient[0001-01-01,0001-01-01]:died", NULL},
		{"outpatient[9999-12-31,9999-12-31]:moved@2147483647", NULL},
		{"residential[2024-01-10,2024-04-09]@17",
		 "residential[2024-01-10,2024-04-09]:unknown@17"},
		{"residential[2024-01-10,?]", "residential[2024-01-10,?]:unknown"},
		{"aftercare[2024-04-20,):ongoing", "aftercare[2024-04-20,)"},
		{"aftercare[2024-04-20,)@0", "aftercare[2024-04-20,)"},
		{"aftercare[2024-04-20,)@-0", "aftercare[2024-04-20,)"},
		{"aftercare[2024-04-20,)@0017", "aftercare[2024-04-20,)@17"},
		{" outpatient\t[ 2024-01-10 ,\n? ] : died @ 3 ",
		 "outpatient[2024-01-10,?]:died@3"},
		/* 65,533 days, the longest stay there is. */
		{"outpatient[1900-01-01,2079-06-04]:completed", NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		CocEpisode episode;
		CocSlip slip;

		CHECK_INT(parse(rows[i][0], &episode, &slip), COC_OK);
		CHECK_STR(print(&episode), rows[i][1] ? rows[i][1] : rows[i][0]);
		CHECK_INT(coc_episode_check(&episode, COC_CORRUPT, &slip), COC_OK);
	}
}

static void
test_bad_text(void)
{
	static const struct
	{
		const char *text;
		CocStatus status;
		int offset;
	} rows[] = {
		{"", COC_BAD_TEXT, 1},
		{"   ", COC_BAD_TEXT, 4},
		{"[2024-01-10,)", COC_BAD_TEXT, 1},
		{"hotel[2024-01-10,)", COC_BAD_TEXT, 1},
		{" Residential[2024-01-10,)", COC_BAD_TEXT, 2},
		{"residentia", COC_BAD_TEXT, 1},
		{"residential", COC_BAD_TEXT, 12},
		{"residential(2024-01-10,)", COC_BAD_TEXT, 12},
		{"residential[", COC_BAD_TEXT, 13},
		{"residential[yesterday,)", COC_BAD_TEXT, 13},
		{"residential[infinity,)", COC_BAD_TEXT, 13},
		{"residential[10-01-2024,)", COC_BAD_TEXT, 13},
		{"residential[2024-01-1,)", COC_BAD_TEXT, 13},
		{"residential[2024-02-30,)", COC_OUT_OF_RANGE, 13},
		{"residential[0000-01-01,)", COC_OUT_OF_RANGE, 13},
		{"residential[10000-01-01,)", COC_OUT_OF_RANGE, 13},
		{"residential[ 2023-02-29,)", COC_OUT_OF_RANGE, 14},
		{"residential[2024-01-10", COC_BAD_TEXT, 23},
		{"residential[2024-01-10)", COC_BAD_TEXT, 23},
		{"residential[2024-01-10,", COC_BAD_TEXT, 24},
		{"residential[2024-01-10,]", COC_BAD_TEXT, 24},
		{"residential[2024-01-10,2024-13-01]", COC_OUT_OF_RANGE, 24},
		{"residential[2024-01-10,2024-01-09]", COC_BAD_VALUE, 24},
		{"residential[2024-01-10,2024-01-20)", COC_BAD_TEXT, 34},
		{"residential[2024-01-10,2024-01-20", COC_BAD_TEXT, 34},
		{"residential[2024-01-10,?)", COC_BAD_TEXT, 25},
		{"residential[2024-01-10,?", COC_BAD_TEXT, 25},
		{"residential[2024-01-10,2024-01-20]:", COC_BAD_TEXT, 36},
		{"residential[2024-01-10,2024-01-20]:done", COC_BAD_TEXT, 36},
		{"residential[2024-01-10,2024-01-20]:ongoing", COC_BAD_VALUE, 36},
		{"residential[2024-01-10,?]: ongoing", COC_BAD_VALUE, 28},
		{"residential[2024-01-10,):completed", COC_BAD_VALUE, 26},
		{"residential[2024-01-10,)@", COC_BAD_TEXT, 26},
		{"residential[2024-01-10,)@-", COC_BAD_TEXT, 26},
		{"residential[2024-01-10,)@x", COC_BAD_TEXT, 26},
		{"residential[2024-01-10,)@+1", COC_BAD_TEXT, 26},
		{"residential[2024-01-10,)@-1", COC_BAD_VALUE, 26},
		{"residential[2024-01-10,)@2147483648", COC_BAD_VALUE, 26},
		{"residential[2024-01-10,)@99999999999999999999", COC_BAD_VALUE, 26},
		{"residential[2024-01-10,)@1.5", COC_BAD_TEXT, 27},
		{"residential[2024-01-10,)@17 x", COC_BAD_TEXT, 29},
		{"residential[2024-01-10,)x", COC_BAD_TEXT, 25},
		{"outpatient[1900-01-01,2079-06-05]", COC_TOO_LARGE, 23},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		CocEpisode episode;
		CocSlip slip;

		CHECK_INT(parse(rows[i].text, &episode, &slip), rows[i].status);
		CHECK_INT(slip.offset, rows[i].offset);
		CHECK_STR(slip.what, "episode");
		CHECK(slip.reason != NULL);
		if (slip.offset != rows[i].offset)
			printf("\tin %s\n", rows[i].text);
	}
}

/* A text may stop anywhere: that is a slip, and never a read beyond it. */
static void
test_every_prefix(void)
{
	const char *text = "residential[2024-01-10,2024-04-09]:completed@17";
	char prefix[64];

	for (size_t length = 0; length < strlen(text); length++)
	{
		CocEpisode episode;
		CocSlip slip;
		CocStatus status;

		memcpy(prefix, text, length);
		prefix[length] = '\0';
		status = parse(prefix, &episode, &slip);
		/* Whole stays: up to the bracket, the reason, the first digit. */
		if (length == 34 || length == 44 || length == 46)
			CHECK_INT(status, COC_OK);
		else
			CHECK_INT(status, COC_BAD_TEXT);
	}
}

static void
test_day(void)
{
	static const struct
	{
		const char *text;
		CocStatus status;
	} rows[] = {
		{"2024-01-10", COC_OK},
		{"2024-02-30", COC_OUT_OF_RANGE},
		{"10000-01-01", COC_OUT_OF_RANGE},
		{"2024-01-10T00:00", COC_BAD_TEXT},
		{"10.1.2024", COC_BAD_TEXT},
		{"", COC_BAD_TEXT},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		CocSlip slip;
		int32_t day;

		CHECK_INT(coc_episode_parse_day(rows[i].text, strlen(rows[i].text),
										&day, &slip),
				  rows[i].status);
	}
}

static void
test_make(void)
{
	const CocStayFacts closed = {.programme = 17,
								 .start = 10,
								 .end = 100,
								 .ending = COC_ENDED_ON_KNOWN_DAY,
								 .care = COC_RESIDENTIAL,
								 .exit = COC_COMPLETED};
	CocStayFacts facts = closed;
	CocEpisode episode;
	CocSlip slip;

	CHECK_INT(coc_episode_make(&facts, &episode, &slip), COC_OK);
	CHECK_INT(episode.length, 90);
	CHECK_INT(coc_episode_end(&episode), 100);
	facts.no_exit = true;
	CHECK_INT(coc_episode_make(&facts, &episode, &slip), COC_OK);
	CHECK_INT(episode.exit, COC_UNKNOWN_EXIT);
	facts.ending = COC_STILL_OPEN;
	CHECK_INT(coc_episode_make(&facts, &episode, &slip), COC_OK);
	CHECK(coc_episode_open(&episode));
	CHECK_INT(episode.exit, COC_ONGOING);

#define REFUSES(field, value, status)                                          \
	do                                                                         \
	{                                                                          \
		facts = closed;                                                        \
		facts.field = (value);                                                 \
		CHECK_INT(coc_episode_make(&facts, &episode, &slip), status);          \
		CHECK_INT(slip.offset, 0);                                             \
	} while (0)
	REFUSES(care, 0, COC_BAD_VALUE);
	REFUSES(care, 7, COC_BAD_VALUE);
	REFUSES(exit, 200, COC_BAD_VALUE);
	REFUSES(exit, COC_ONGOING, COC_BAD_VALUE);
	REFUSES(ending, COC_STILL_OPEN, COC_BAD_VALUE);
	REFUSES(start, COC_DATE_MIN - 1, COC_OUT_OF_RANGE);
	REFUSES(start, INT32_MIN, COC_OUT_OF_RANGE);
	REFUSES(start, 101, COC_BAD_VALUE);
	REFUSES(end, INT32_MAX, COC_OUT_OF_RANGE);
	REFUSES(end, 10 + COC_LENGTH_MAX + 1, COC_TOO_LARGE);
	REFUSES(programme, -1, COC_BAD_VALUE);
	REFUSES(programme, (int64_t) INT32_MAX + 1, COC_BAD_VALUE);
#undef REFUSES
}

/* No date means open or not known, and only the reason can tell. */
static void
test_ending_of(void)
{
	CocStayFacts facts = {.no_exit = true};

	CHECK_INT(coc_ending_of(true, &facts), COC_ENDED_ON_KNOWN_DAY);
	CHECK_INT(coc_ending_of(false, &facts), COC_STILL_OPEN);
	facts.no_exit = false;
	facts.exit = COC_ONGOING;
	CHECK_INT(coc_ending_of(false, &facts), COC_STILL_OPEN);
	facts.exit = COC_LOST_CONTACT;
	CHECK_INT(coc_ending_of(false, &facts), COC_ENDED_SOME_DAY);
	CHECK_INT(coc_ending_of(true, &facts), COC_ENDED_ON_KNOWN_DAY);
}

static void
test_check(void)
{
	const CocEpisode good = {
		.start = 0, .length = 5, .care = COC_OUTPATIENT, .exit = COC_DIED};
	CocEpisode bad;
	CocSlip slip;

#define REFUSES(field, value)                                                  \
	do                                                                         \
	{                                                                          \
		bad = good;                                                            \
		bad.field = (value);                                                   \
		CHECK_INT(coc_episode_check(&bad, COC_BAD_BINARY, &slip),              \
				  COC_BAD_BINARY);                                             \
	} while (0)
	CHECK_INT(coc_episode_check(&good, COC_BAD_BINARY, &slip), COC_OK);
	REFUSES(care, 0);
	REFUSES(care, 255);
	REFUSES(exit, COC_ONGOING);
	REFUSES(exit, 17);
	REFUSES(length, COC_LENGTH_OPEN);
	REFUSES(start, COC_DATE_MIN - 1);
	REFUSES(start, COC_DATE_MAX - 4); /* the end would be out of range */
	REFUSES(start, INT32_MAX);
	REFUSES(start, INT32_MIN);
	REFUSES(programme, -1);
#undef REFUSES
}

static void
test_presence(void)
{
	CocEpisode stay = {.start = 100,
					   .length = 3,
					   .care = COC_OUTPATIENT,
					   .exit = COC_COMPLETED};

	CHECK(!coc_episode_present(&stay, 99));
	CHECK(coc_episode_present(&stay, 100));
	CHECK(coc_episode_present(&stay, 103)); /* the discharge date counts */
	CHECK(!coc_episode_present(&stay, 104));
	stay.length = COC_LENGTH_UNKNOWN;
	CHECK(coc_episode_present(&stay, 100));
	CHECK(!coc_episode_present(&stay, 101));
	stay.length = COC_LENGTH_OPEN;
	CHECK(!coc_episode_present(&stay, 99));
	CHECK(coc_episode_present(&stay, COC_DATE_MAX));
}

static void
test_wire(void)
{
	static const uint8_t wire[COC_EPISODE_WIRE_SIZE] = {
		0x00, 0x00, 0x22, 0x47, 0x00, 0x00, 0x00, 0x11, 0x00, 0x5A, 20, 1};
	uint8_t written[COC_EPISODE_WIRE_SIZE];
	CocEpisode episode;

	coc_episode_from_wire(wire, &episode);
	CHECK_STR(print(&episode),
			  "residential[2024-01-10,2024-04-09]:completed@17");
	coc_episode_to_wire(&episode, written);
	CHECK(memcmp(wire, written, sizeof(wire)) == 0);
}

/* Random legal stays: every form reads back to the same twelve bytes. */
static void
test_round_trips(void)
{
	for (int i = 0; i < 20000; i++)
	{
		CocEpisode stay = random_stay(2800000);
		CocEpisode back;
		uint8_t wire[COC_EPISODE_WIRE_SIZE];
		CocSlip slip;

		stay.start += COC_DATE_MIN;
		CHECK_INT(coc_episode_check(&stay, COC_CORRUPT, &slip), COC_OK);
		memset(&back, 0xAA, sizeof(back));
		CHECK_INT(parse(print(&stay), &back, &slip), COC_OK);
		CHECK(memcmp(&stay, &back, sizeof(stay)) == 0);
		coc_episode_to_wire(&stay, wire);
		coc_episode_from_wire(wire, &back);
		CHECK(memcmp(&stay, &back, sizeof(stay)) == 0);
	}
}

/* Any twelve bytes are ordered, as the written order says. */
static void
test_order(void)
{
	for (int i = 0; i < 50000; i++)
	{
		CocEpisode pair[2];
		uint8_t bytes[sizeof(pair)];
		int order;

		for (size_t b = 0; b < sizeof(bytes); b++)
			bytes[b] = (uint8_t) random_below(random_below(2) ? 2 : 256);
		memcpy(pair, bytes, sizeof(pair));
		if (random_below(3) == 0)
			pair[1].start = pair[0].start;
		if (random_below(3) == 0)
			pair[1].length = pair[0].length;
		order = naive_compare(&pair[0], &pair[1]);
		CHECK_INT(sign(coc_episode_compare(&pair[0], &pair[1])), order);
		CHECK_INT(sign(coc_episode_compare(&pair[1], &pair[0])), -order);
		/* An abbreviated key may not know, but never says the opposite. */
		if (coc_episode_abbreviate(&pair[0]) < coc_episode_abbreviate(&pair[1]))
			CHECK_INT(order, -1);
		if (coc_episode_abbreviate(&pair[0]) > coc_episode_abbreviate(&pair[1]))
			CHECK_INT(order, 1);
	}
}

/* The longest text there can be fits. */
static void
test_text_bound(void)
{
	size_t longest = 0;

	for (int care = 0; care < coc_care.ncodes; care++)
	{
		for (int exit = 1; exit < coc_exit_reason.ncodes; exit++)
		{
			CocEpisode stay = {.programme = INT32_MAX,
							   .care = (uint8_t) care,
							   .exit = (uint8_t) exit};

			if (coc_term(&coc_care, stay.care) != NULL &&
				coc_term(&coc_exit_reason, stay.exit) != NULL &&
				strlen(print(&stay)) > longest)
				longest = strlen(print(&stay));
		}
	}
	CHECK(longest <= COC_EPISODE_TEXT_MAX);
	CHECK_INT(longest, 89);
}

int
main(void)
{
	test_good_text();
	test_bad_text();
	test_every_prefix();
	test_day();
	test_make();
	test_ending_of();
	test_check();
	test_presence();
	test_wire();
	test_round_trips();
	test_order();
	test_text_bound();
	return check_summary("episode");
}
