/*
 * journey_test.c
 *		Journeys against a set that is kept by asking every member.
 */
#include "check.h"
#include "core/journey.h"
#include "stays.h"

#include <stdlib.h>

#define MOST 400

/* A set of stays, and its oracle: unsorted, unique by linear search. */
typedef struct Set
{
	CocEpisode stays[MOST];
	int n;
} Set;

static bool
naive_has(const Set *set, const CocEpisode *stay)
{
	for (int i = 0; i < set->n; i++)
	{
		if (naive_compare(&set->stays[i], stay) == 0)
			return true;
	}
	return false;
}

/* Selection sort, after dropping what is there already. */
static Set
naive_set(const CocEpisode *stays, int n)
{
	Set set = {.n = 0};

	for (int i = 0; i < n; i++)
	{
		if (!naive_has(&set, &stays[i]))
			set.stays[set.n++] = stays[i];
	}
	for (int i = 0; i < set.n; i++)
	{
		for (int j = i + 1; j < set.n; j++)
		{
			if (naive_compare(&set.stays[j], &set.stays[i]) < 0)
			{
				CocEpisode swapped = set.stays[i];

				set.stays[i] = set.stays[j];
				set.stays[j] = swapped;
			}
		}
	}
	return set;
}

static bool
same(const Set *a, const Set *b)
{
	return a->n == b->n &&
		   memcmp(a->stays, b->stays, sizeof(CocEpisode) * (size_t) a->n) == 0;
}

/* Few different starts and copies of earlier stays, so that sets collide. */
static Set
random_rows(int most)
{
	Set rows = {.n = (int) random_below((uint32_t) most + 1)};

	for (int i = 0; i < rows.n; i++)
	{
		rows.stays[i] = random_stay(20);
		if (i > 0 && random_below(4) == 0)
			rows.stays[i] = rows.stays[random_below((uint32_t) i)];
	}
	return rows;
}

static Set
random_set(int most)
{
	Set rows = random_rows(most);

	rows.n = coc_journey_sort(rows.stays, rows.n);
	return rows;
}

static Set
merge(const Set *a, const Set *b)
{
	Set merged;

	merged.n = coc_journey_merge(a->stays, a->n, b->stays, b->n, merged.stays);
	return merged;
}

static void
test_sort(void)
{
	for (int round = 0; round < 3000; round++)
	{
		Set rows = random_rows(round % 10 == 0 ? MOST : 12);
		Set want = naive_set(rows.stays, rows.n);
		CocSlip slip;

		rows.n = coc_journey_sort(rows.stays, rows.n);
		CHECK(same(&rows, &want));
		CHECK_INT(coc_journey_check(rows.stays, rows.n, COC_CORRUPT, &slip),
				  COC_OK);
	}
}

/* Orders that sorting goes wrong or slow on: sorted, reversed, one late row. */
static void
test_sort_shapes(void)
{
	for (int n = 0; n < 200; n++)
	{
		Set sorted = {.n = n};
		Set rows = {.n = n};

		for (int i = 0; i < n; i++)
		{
			sorted.stays[i] = random_stay(1);
			sorted.stays[i].start = i;
			rows.stays[n - 1 - i] = sorted.stays[i];
		}
		rows.n = coc_journey_sort(rows.stays, rows.n);
		CHECK(same(&rows, &sorted));
		rows.n = coc_journey_sort(rows.stays, rows.n);
		CHECK(same(&rows, &sorted));
		if (n == 0)
			continue;
		memmove(&rows.stays[1], &rows.stays[0],
				sizeof(CocEpisode) * (size_t) (n - 1));
		rows.stays[0] = sorted.stays[n - 1];
		rows.n = coc_journey_sort(rows.stays, rows.n);
		CHECK(same(&rows, &sorted));
	}
}

static void
test_merge_laws(void)
{
	for (int round = 0; round < 3000; round++)
	{
		Set a = random_set(60);
		Set b = random_set(60);
		Set c = random_set(60);
		Set ab = merge(&a, &b);
		Set ba = merge(&b, &a);
		Set bc = merge(&b, &c);
		Set left = merge(&ab, &c);
		Set right = merge(&a, &bc);
		Set twice = merge(&ab, &ab);
		Set empty = {.n = 0};
		Set alone = merge(&a, &empty);
		Set both = a;
		Set want;

		memcpy(both.stays + a.n, b.stays, sizeof(CocEpisode) * (size_t) b.n);
		both.n += b.n;
		want = naive_set(both.stays, both.n);
		CHECK(same(&ab, &want));    /* a union */
		CHECK(same(&ab, &ba));      /* commutative */
		CHECK(same(&left, &right)); /* associative */
		CHECK(same(&twice, &ab));   /* idempotent */
		CHECK(same(&alone, &a));
	}
}

static int
naive_order(const Set *a, const Set *b)
{
	for (int i = 0;; i++)
	{
		if (i == a->n || i == b->n)
			return (a->n != i) - (b->n != i);
		if (naive_compare(&a->stays[i], &b->stays[i]) != 0)
			return naive_compare(&a->stays[i], &b->stays[i]);
	}
}

static void
test_compare(void)
{
	for (int round = 0; round < 3000; round++)
	{
		Set a = random_set(6);
		Set b = random_below(2) ? a : random_set(6);
		int order;

		if (b.n > 0 && random_below(2))
			b.n--;
		order = naive_order(&a, &b);
		CHECK_INT(sign(coc_journey_compare(a.stays, a.n, b.stays, b.n)), order);
		CHECK_INT(sign(coc_journey_compare(b.stays, b.n, a.stays, a.n)),
				  -order);
	}
}

/* Presence counted day by day over a window wider than any stay there. */
static void
test_contains(void)
{
	for (int round = 0; round < 1000; round++)
	{
		Set set = random_set(8);
		CocPeriod period;
		bool there = coc_journey_period(set.stays, set.n, &period);
		bool open = false;
		bool vague = false;
		bool has_care = false;
		int first = INT32_MAX;
		int last = INT32_MIN;
		int32_t ended = 0;

		CHECK_INT(there, set.n > 0);
		for (int day = -1; day < 25; day++)
		{
			bool present = false;

			for (int i = 0; i < set.n; i++)
				present = coc_episode_present(&set.stays[i], day) || present;
			CHECK_INT(coc_journey_present(set.stays, set.n, day), present);
		}
		for (int i = 0; i < set.n; i++)
		{
			const CocEpisode *stay = &set.stays[i];
			int end = stay->start;

			open = open || stay->length == COC_LENGTH_OPEN;
			vague = vague || stay->length == COC_LENGTH_UNKNOWN;
			has_care = has_care || stay->care == COC_RESIDENTIAL;
			if (stay->length <= COC_LENGTH_MAX)
				end += stay->length;
			first = stay->start < first ? stay->start : first;
			last = end > last ? end : last;
		}
		CHECK_INT(coc_journey_has_care(set.stays, set.n, COC_RESIDENTIAL),
				  has_care);
		CHECK_INT(coc_journey_ended(set.stays, set.n, &ended),
				  there && !open && !vague);
		if (there && !open && !vague)
			CHECK_INT(ended, last);
		if (there)
		{
			CHECK_INT(period.first, first);
			CHECK_INT(period.open, open);
			if (!open)
				CHECK_INT(period.last, last);
		}
	}
}

/* Parse an exact heap copy into exactly the room asked for. */
static CocStatus
parse(const char *text, Set *set, CocSlip *slip)
{
	size_t length = strlen(text);
	int capacity = coc_journey_text_stays(text, length);
	char *copy = malloc(length + 1);
	CocEpisode *stays = malloc(sizeof(CocEpisode) * (size_t) capacity + 1);
	CocStatus status;

	memcpy(copy, text, length);
	memset(slip, 0, sizeof(*slip));
	status = coc_journey_parse(copy, length, stays, capacity, &set->n, slip);
	if (status == COC_OK)
		memcpy(set->stays, stays, sizeof(CocEpisode) * (size_t) set->n);
	free(stays);
	free(copy);
	return status;
}

static const char *
print(const Set *set)
{
	static char text[2 + MOST * (COC_EPISODE_TEXT_MAX + 2) + 1];
	size_t length = coc_journey_write(set->stays, set->n, text);

	CHECK(length <= coc_journey_text_bound(set->n));
	text[length] = '\0';
	return text;
}

static void
test_text(void)
{
	Set set;
	CocSlip slip;

	CHECK_INT(parse("{}", &set, &slip), COC_OK);
	CHECK_INT(set.n, 0);
	CHECK_STR(print(&set), "{}");
	CHECK_INT(parse(" { } ", &set, &slip), COC_OK);
	CHECK_INT(parse("{aftercare[2024-04-20,)@17,\n"
					" residential[2024-01-10,2024-04-09]:completed@17,"
					"aftercare[2024-04-20,)@17}",
					&set, &slip),
			  COC_OK);
	CHECK_INT(set.n, 2);
	CHECK_STR(print(&set), "{residential[2024-01-10,2024-04-09]:completed@17, "
						   "aftercare[2024-04-20,)@17}");
	for (int round = 0; round < 2000; round++)
	{
		Set rows = random_set(12);
		Set back = {.n = 0};

		CHECK_INT(parse(print(&rows), &back, &slip), COC_OK);
		CHECK(same(&rows, &back));
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
		const char *what;
	} rows[] = {
		{"", COC_BAD_TEXT, 1, "journey"},
		{"aftercare[2024-04-20,)", COC_BAD_TEXT, 1, "journey"},
		{"{", COC_BAD_TEXT, 2, "episode"},
		{"{,}", COC_BAD_TEXT, 2, "episode"},
		{"{aftercare[2024-04-20,)", COC_BAD_TEXT, 24, "journey"},
		{"{aftercare[2024-04-20,),}", COC_BAD_TEXT, 25, "episode"},
		{"{aftercare[2024-04-20,) aftercare[2024-04-20,)}", COC_BAD_TEXT, 24,
		 "journey"},
		{"{aftercare[2024-04-20,)}}", COC_BAD_TEXT, 25, "journey"},
		{"{aftercare[2024-04-20,), aftercare[2024-04-31,)}", COC_OUT_OF_RANGE,
		 36, "episode"},
		{"{aftercare[2024-04-20,2024-04-19]}", COC_BAD_VALUE, 23, "episode"},
		{"{[[[[[[", COC_BAD_TEXT, 2, "episode"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
	{
		Set set;
		CocSlip slip;

		CHECK_INT(parse(rows[i].text, &set, &slip), rows[i].status);
		CHECK_INT(slip.offset, rows[i].offset);
		CHECK_STR(slip.what, rows[i].what);
	}
}

/* One more stay than the room, or than a journey may have. */
static void
test_limit(void)
{
	static const char stay[] = "aftercare[2024-04-20,)@17,";
	size_t each = sizeof(stay) - 1;
	size_t listed = COC_JOURNEY_MAX + 1;
	char *text = malloc(listed * each + 2);
	CocEpisode *stays = malloc(sizeof(CocEpisode) * COC_JOURNEY_MAX);
	CocEpisode one;
	CocSlip slip;
	int n;

	text[0] = '{';
	for (size_t i = 0; i < listed; i++)
		memcpy(text + 1 + i * each, stay, each);
	text[listed * each] = '}';
	CHECK_INT(coc_journey_text_stays(text, listed * each + 1), COC_JOURNEY_MAX);
	CHECK_INT(coc_journey_parse(text, listed * each + 1, stays, COC_JOURNEY_MAX,
								&n, &slip),
			  COC_TOO_LARGE);
	text[COC_JOURNEY_MAX * each] = '}';
	CHECK_INT(coc_journey_parse(text, COC_JOURNEY_MAX * each + 1, stays,
								COC_JOURNEY_MAX, &n, &slip),
			  COC_OK);
	CHECK_INT(n, 1);
	CHECK_INT(coc_journey_parse("{aftercare[2024-04-20,), "
								"aftercare[2024-04-20,)}",
								48, &one, 1, &n, &slip),
			  COC_TOO_LARGE);
	CHECK_INT(coc_journey_check(stays, COC_JOURNEY_MAX + 1, COC_CORRUPT, &slip),
			  COC_CORRUPT);
	free(stays);
	free(text);
}

/* Read exactly these bytes, from and into exactly the memory they need. */
static CocStatus
read_wire(const uint8_t *wire, size_t size, Set *set, CocSlip *slip)
{
	uint8_t *copy = malloc(size + 1);
	CocEpisode *stays =
		malloc(sizeof(CocEpisode) * (size_t) coc_journey_wire_stays(size) + 1);
	CocStatus status;

	memcpy(copy, wire, size);
	status = coc_journey_from_wire(copy, size, stays, &set->n, slip);
	if (status == COC_OK)
		memcpy(set->stays, stays, sizeof(CocEpisode) * (size_t) set->n);
	free(stays);
	free(copy);
	return status;
}

static void
test_wire(void)
{
	uint8_t wire[COC_JOURNEY_WIRE_HEADER + MOST * COC_EPISODE_WIRE_SIZE];
	CocSlip slip;

	for (int round = 0; round < 1000; round++)
	{
		Set rows = random_set(12);
		Set back;
		size_t size = coc_journey_wire_size(rows.n);

		coc_journey_to_wire(rows.stays, rows.n, wire);
		CHECK_INT(wire[0], COC_JOURNEY_VERSION);
		CHECK_INT(read_wire(wire, size, &back, &slip), COC_OK);
		CHECK(same(&rows, &back));
		/* Cut anywhere, it is refused. */
		CHECK_INT(read_wire(wire, random_below((uint32_t) size), &back, &slip),
				  COC_BAD_BINARY);
	}
}

static void
test_bad_wire(void)
{
	Set rows = {.n = 3};
	Set back;
	uint8_t good[COC_JOURNEY_WIRE_HEADER + 3 * COC_EPISODE_WIRE_SIZE];
	uint8_t bad[sizeof(good)];
	CocSlip slip;

	for (int i = 0; i < 3; i++)
	{
		rows.stays[i] = random_stay(1);
		rows.stays[i].start = i;
	}
	coc_journey_to_wire(rows.stays, 3, good);
	CHECK_INT(read_wire(good, sizeof(good), &back, &slip), COC_OK);

#define REFUSES(change)                                                        \
	do                                                                         \
	{                                                                          \
		memcpy(bad, good, sizeof(good));                                       \
		change;                                                                \
		CHECK_INT(read_wire(bad, sizeof(bad), &back, &slip), COC_BAD_BINARY);  \
	} while (0)
	REFUSES(bad[0] = 0);
	REFUSES(bad[0] = 2);
	REFUSES(bad[1] = 1);
	REFUSES(bad[1] = 0x80);
	REFUSES(bad[3] = 2);
	REFUSES(bad[3] = 4);
	REFUSES(bad[2] = 1);
	REFUSES(bad[4 + 10] = 7);                /* no such care */
	REFUSES(memcpy(bad + 16, good + 4, 12)); /* duplicate */
	REFUSES((memcpy(bad + 4, good + 16, 12), /* unsorted */
			 memcpy(bad + 16, good + 4, 12)));
#undef REFUSES
}

int
main(void)
{
	test_sort();
	test_sort_shapes();
	test_merge_laws();
	test_compare();
	test_contains();
	test_text();
	test_bad_text();
	test_limit();
	test_wire();
	test_bad_wire();
	return check_summary("journey");
}
