/*
 * people_test.c
 *		The set of different people: list, laws, text and binary form.
 */
#include "check.h"

#include <stdlib.h>

#include "core/people.h"
#include "stays.h"

static CocPerson
person(int64_t number, uint8_t genders)
{
	CocPerson made;

	made.person = number;
	made.key = (uint64_t) number * 1000003;
	made.genders = genders;
	return made;
}

static void
check_rooms(void)
{
	CHECK_INT(coc_people_room(0), 16);
	CHECK_INT(coc_people_room(12), 16);
	CHECK_INT(coc_people_room(13), 64);
	CHECK_INT(coc_people_room(768), 1024);
	CHECK_INT(coc_people_room(769), 2048);
	CHECK_INT(coc_people_room(COC_PEOPLE_MAX), COC_PEOPLE_MAX_ROOM);
	CHECK_INT(coc_people_room((size_t) COC_PEOPLE_MAX + 1), 0);
}

static void
check_put(void)
{
	CocPerson *people = malloc(3 * sizeof(CocPerson));
	CocPeopleMarks marks = {0, 0};
	CocPerson one = person(5, 1);

	CHECK_INT(coc_people_put(people, &marks, 0, &one), COC_PERSON_NONE);
	CHECK_INT(coc_people_put(people, &marks, 3, &one), COC_PERSON_TAKEN);
	one.genders = 8;
	CHECK_INT(coc_people_put(people, &marks, 3, &one), COC_PERSON_TAKEN);
	CHECK(marks.nused == 1 && marks.nsorted == 1 && people[0].genders == 9);
	one.key++;
	CHECK_INT(coc_people_put(people, &marks, 3, &one), COC_PERSON_TWO_KEYS);
	/* Rising, the front grows; after a fall, and a rise again, no more. */
	one = person(7, 1);
	CHECK_INT(coc_people_put(people, &marks, 3, &one), COC_PERSON_TAKEN);
	CHECK(marks.nused == 2 && marks.nsorted == 2);
	one = person(-7, 1);
	CHECK_INT(coc_people_put(people, &marks, 3, &one), COC_PERSON_TAKEN);
	CHECK(marks.nused == 3 && marks.nsorted == 2);
	one = person(9, 1);
	CHECK_INT(coc_people_put(people, &marks, 3, &one), COC_PERSON_NONE);
	marks.nused = 2;
	one = person(6, 1);
	CHECK_INT(coc_people_put(people, &marks, 4, &one), COC_PERSON_TAKEN);
	CHECK(marks.nused == 3 && marks.nsorted == 2);
	free(people);
}

#define NPEOPLE 1000

static int
compare(const void *left, const void *right)
{
	return coc_people_compare(left, right);
}

/* Read a list as a set, the part behind the front sorted here. */
static CocPeopleStep
read_set(CocPerson *people, const CocPeopleMarks *marks, CocPerson *out,
		 size_t *n)
{
	CocPerson *rest = people + marks->nsorted;
	CocPerson *end = people + marks->nused;
	CocPeopleScan scan = {people, rest, rest, end};
	CocPeopleStep step;

	qsort(rest, (size_t) (end - rest), sizeof(CocPerson), compare);
	for (*n = 0; (step = coc_people_next(&scan, &out[*n])) == COC_PERSON_TAKEN;
		 ++*n)
		;
	return step;
}

static void
check_next(void)
{
	CocPerson people[] = {person(1, 1), person(3, 2), person(8, 1),
						  person(1, 2), person(1, 4), person(2, 1),
						  person(9, 1), person(9, 8)};
	CocPeopleMarks marks = {8, 3};
	CocPerson out[9];
	size_t n;

	CHECK_INT(read_set(people, &marks, out, &n), COC_PERSON_NONE);
	CHECK_INT(n, 5);
	CHECK(out[0].person == 1 && out[0].genders == 7);
	CHECK(out[1].person == 2 && out[2].person == 3 && out[3].person == 8);
	CHECK(out[4].person == 9 && out[4].genders == 9);
	/* Two keys: in front and rest, and within the rest. */
	people[3].key++;
	CHECK_INT(read_set(people, &marks, out, &n), COC_PERSON_TWO_KEYS);
	people[3].key--;
	people[7].key++;
	CHECK_INT(read_set(people, &marks, out, &n), COC_PERSON_TWO_KEYS);
	marks = (CocPeopleMarks){0, 0};
	CHECK_INT(read_set(people, &marks, out, &n), COC_PERSON_NONE);
	CHECK_INT(n, 0);
}

/*
 * Spread over stretches, everybody is there, and no stretch has anybody who
 * belongs before the one it follows: random numbers, neighbours, one far away.
 */
static void
check_spread(void)
{
	static CocPerson people[5000];
	static CocPerson out[5000];
	static uint32_t ends[COC_PEOPLE_STRETCHES];
	static const uint32_t sizes[] = {0, 1, 15, 16, 17, 100, 5000};

	for (size_t i = 0; i < 3 * sizeof(sizes) / sizeof(sizes[0]); i++)
	{
		uint32_t n = sizes[i / 3];
		uint32_t nstretches;
		uint32_t begin = 0;

		for (uint32_t k = 0; k < n; k++)
		{
			uint64_t number = i % 3 == 0 ? (uint64_t) random_below(1000) << 54
										 : random_below(700);

			if (i % 3 == 2 && k == n / 2)
				number = UINT64_C(1) << 63;
			people[k] = person((int64_t) number, 1);
		}
		nstretches = coc_people_spread(people, n, out, ends);
		CHECK(nstretches <= COC_PEOPLE_STRETCHES);
		CHECK_INT(ends[nstretches - 1], n);
		for (uint32_t s = 0; s < nstretches; s++)
		{
			qsort(out + begin, ends[s] - begin, sizeof(CocPerson), compare);
			begin = ends[s];
		}
		qsort(people, n, sizeof(CocPerson), compare);
		CHECK(memcmp(people, out, n * sizeof(CocPerson)) == 0);
	}
}

/* Put people from 0 to NPEOPLE - 1 in some order, some again; sorted out. */
static size_t
gather(int64_t step, CocPerson *sorted)
{
	static CocPerson people[2 * NPEOPLE];
	static CocPerson out[NPEOPLE + 1];
	CocPeopleMarks marks = {0, 0};
	size_t n;

	for (int64_t i = 0; i < 2 * NPEOPLE; i++)
	{
		int64_t number = i * step % NPEOPLE;
		CocPerson one = person(number - 500, (uint8_t) (1 + number % 15));

		CHECK_INT(coc_people_put(people, &marks, 2 * NPEOPLE, &one),
				  COC_PERSON_TAKEN);
	}
	CHECK_INT(read_set(people, &marks, out, &n), COC_PERSON_NONE);
	memcpy(sorted, out, n * sizeof(CocPerson));
	return n;
}

static void
check_order_free(void)
{
	static CocPerson first[NPEOPLE];
	static CocPerson again[NPEOPLE];
	static const int64_t steps[] = {1, 3, 7, 333, 999};

	CHECK_INT(gather(1, first), NPEOPLE);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
	{
		CHECK_INT(gather(steps[i], again), NPEOPLE);
		CHECK(memcmp(first, again, sizeof(first)) == 0);
	}
}

/* A valid state of n people: as many cases as counts by gender. */
static void
make_state(const CocPerson *sorted, size_t n, CocSummary *summary)
{
	memset(summary, 0, sizeof(*summary));
	coc_people_count(sorted, n, summary);
	for (int i = 0; i < COC_NGENDERS; i++)
		summary->genders[i].cases = summary->genders[i].people;
}

static void
check_round_trips(void)
{
	static CocPerson people[NPEOPLE];
	CocPerson *back = malloc(sizeof(CocPerson) * NPEOPLE * 2);
	size_t sizes[] = {0, 1, 2, NPEOPLE};
	CocSummary summary;
	CocSummary again;
	CocSlip slip;
	size_t n;

	CHECK_INT(gather(1, people), NPEOPLE);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
	{
		char *text = malloc(coc_people_text_size(sizes[i]));
		uint8_t *bytes = malloc(coc_people_wire_size(sizes[i]));
		size_t length;

		make_state(people, sizes[i], &summary);
		length = coc_people_write(&summary, people, sizes[i], text);
		CHECK(length <= coc_people_text_size(sizes[i]));
		CHECK(coc_people_text_room(length) >= sizes[i]);
		CHECK_INT(coc_people_parse(text, length, &again, back, &n, &slip),
				  COC_OK);
		CHECK(n == sizes[i] &&
			  memcmp(back, people, n * sizeof(CocPerson)) == 0 &&
			  memcmp(&summary, &again, sizeof(again)) == 0);
		for (size_t cut = length - 1; cut > length - 20 && cut < length; cut--)
			CHECK_INT(coc_people_parse(text, cut, &again, back, &n, &slip),
					  COC_BAD_TEXT);

		length = coc_people_wire_size(sizes[i]);
		coc_people_send(&summary, people, sizes[i], bytes);
		CHECK(coc_people_wire_room(length) >= sizes[i]);
		CHECK_INT(coc_people_receive(bytes, length, &again, back, &n, &slip),
				  COC_OK);
		CHECK(n == sizes[i] &&
			  memcmp(back, people, n * sizeof(CocPerson)) == 0);
		for (size_t cut = 0; cut < length; cut += 1 + cut / 16)
			CHECK_INT(coc_people_receive(bytes, cut, &again, back, &n, &slip),
					  COC_BAD_BINARY);
		free(text);
		free(bytes);
	}
	free(back);
}

/* What the summary says and who is listed must be the same people. */
static void
check_disagreement(void)
{
	CocPerson people[2] = {person(1, 1), person(2, 3)};
	CocPerson wrong[2];
	CocSummary summary;
	CocSlip slip;

	make_state(people, 2, &summary);
	CHECK_INT(coc_people_check(&summary, people, 2, COC_BAD_TEXT, &slip),
			  COC_OK);
	CHECK_INT(coc_people_check(&summary, people, 1, COC_BAD_TEXT, &slip),
			  COC_BAD_TEXT);
	for (int fault = 0; fault < 5; fault++)
	{
		memcpy(wrong, people, sizeof(wrong));
		if (fault == 0)
			wrong[0].genders = 0;
		else if (fault == 1)
			wrong[0].genders = 16;
		else if (fault == 2)
			wrong[1].person = 1;
		else if (fault == 3)
			wrong[1].key++;
		else
			wrong[1].genders = 5;
		CHECK_INT(coc_people_check(&summary, wrong, 2, COC_BAD_BINARY, &slip),
				  COC_BAD_BINARY);
	}
}

/*
 * Entries without a gender are shorter than the shortest legal one, by which
 * the room is reckoned: they must end the reading before the room is used up.
 */
static void
check_room(void)
{
	static const char entry[] = "1::0123456789abcdef,";
	const size_t nentries = 1000;
	size_t length = 4 + nentries * strlen(entry);
	char *text = malloc(length + 1);
	CocPerson *people =
		malloc(coc_people_text_room(length) * sizeof(CocPerson));
	CocSummary summary;
	CocSlip slip;
	size_t n;

	memcpy(text, "{} [", 4);
	for (size_t i = 0; i < nentries; i++)
		memcpy(text + 4 + i * strlen(entry), entry, strlen(entry) + 1);
	text[length - 1] = ']';
	CHECK_INT(coc_people_parse(text, length, &summary, people, &n, &slip),
			  COC_BAD_TEXT);
	CHECK_INT(n, 0);
	free(text);
	free(people);
}

int
main(void)
{
	check_rooms();
	check_put();
	check_next();
	check_spread();
	check_order_free();
	check_round_trips();
	check_disagreement();
	check_room();
	return check_summary("people");
}
