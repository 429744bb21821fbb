/*
 * people_test.c
 *		The set of different people: table, laws, text and binary form.
 */
#include "check.h"

#include <stdlib.h>

#include "core/people.h"

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
check_slots(void)
{
	CHECK_INT(coc_people_slots(0), 8);
	CHECK_INT(coc_people_slots(6), 8);
	CHECK_INT(coc_people_slots(7), 16);
	CHECK_INT(coc_people_slots(COC_PEOPLE_MAX), COC_PEOPLE_MAX_SLOTS);
	CHECK_INT(coc_people_slots((size_t) COC_PEOPLE_MAX + 1), 0);
}

static void
check_put(void)
{
	CocPerson slots[8];
	CocPerson one = person(1, 1);
	CocPerson other;

	memset(slots, 0, sizeof(slots));
	CHECK_INT(coc_people_put(slots, 8, &one), COC_PERSON_NEW);
	CHECK_INT(coc_people_put(slots, 8, &one), COC_PERSON_KNOWN);
	other = one;
	other.genders = 8;
	CHECK_INT(coc_people_put(slots, 8, &other), COC_PERSON_KNOWN);
	CHECK_INT(coc_people_collect(slots, 8, &other, 1), 1);
	CHECK_INT(other.genders, 9);
	other.key++;
	CHECK_INT(coc_people_put(slots, 8, &other), COC_PERSON_TWO_KEYS);
	/* A damaged, full table ends the search instead of looping for ever. */
	for (int64_t n = 2; n <= 8; n++)
	{
		one = person(n, 1);
		CHECK_INT(coc_people_put(slots, 8, &one), COC_PERSON_NEW);
	}
	one = person(9, 1);
	CHECK_INT(coc_people_put(slots, 8, &one), COC_PERSON_NO_ROOM);
}

#define NPEOPLE 1000
#define NSLOTS 2048

/* Put people from 0 to NPEOPLE - 1 in some order, some again; sorted out. */
static size_t
gather(int64_t step, CocPerson *sorted)
{
	static CocPerson slots[NSLOTS];
	size_t n;

	memset(slots, 0, sizeof(slots));
	for (int64_t i = 0; i < 2 * NPEOPLE; i++)
	{
		int64_t number = i * step % NPEOPLE;
		CocPerson one = person(number - 500, (uint8_t) (1 + number % 15));

		(void) coc_people_put(slots, NSLOTS, &one);
	}
	n = coc_people_collect(slots, NSLOTS, sorted, NPEOPLE);
	qsort(sorted, n, sizeof(CocPerson), coc_people_compare);
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
	check_slots();
	check_put();
	check_order_free();
	check_round_trips();
	check_disagreement();
	check_room();
	return check_summary("people");
}
