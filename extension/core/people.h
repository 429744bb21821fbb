/*
 * people.h
 *		The set of different people behind a summary, while it is being made.
 *
 * An entry is a person, their record key, and under which genders their rows
 * counted them: a person is one entry however many rows and genders there
 * are, and a union forgets nothing, so order and repetition do not matter.
 *
 * People are written down one after another, as their rows come, into a list
 * of the caller's: no search, no place that is far from the last one. The
 * front of the list is in order, each person once; behind it they stand as
 * they came, and some may be there again. Who comes in order of person
 * extends the front. When the list is full the caller sorts what is behind
 * and reads the two together (CocPeopleScan), which unites the entries of a
 * person; a list that three quarters of it fill is then made larger. So a
 * list of n people takes between 17 n bytes and 8/3 of that (a small one up to
 * 16/3), and each entry is sorted with those that came near it, once.
 *
 * Sent or printed, the set is in order of person: the same people give the
 * same bytes, whatever the order in which they came.
 */
#ifndef COC_PEOPLE_H
#define COC_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "core/status.h"
#include "core/summary.h"

typedef struct __attribute__((packed)) CocPerson
{
	int64_t person;
	uint64_t key;    /* record key */
	uint8_t genders; /* bit (gender code - 1) */
} CocPerson;

_Static_assert(sizeof(CocPerson) == 17, "packed: memory is what limits a set");

/* The largest list that fits PostgreSQL's 1 GB, and most people in it. */
#define COC_PEOPLE_MAX_ROOM ((uint32_t) 1 << 25)
#define COC_PEOPLE_MAX (COC_PEOPLE_MAX_ROOM / 4 * 3)

static inline uint8_t
coc_gender_bit(CocGender gender)
{
	return (uint8_t) (1U << (gender - 1));
}

/* Room for a list of so many people, 0 for more than COC_PEOPLE_MAX. */
extern uint32_t coc_people_room(size_t npeople);

/* How much of a list is written, and how much of that is in order. */
typedef struct CocPeopleMarks
{
	uint32_t nused;
	uint32_t nsorted;
} CocPeopleMarks;

typedef enum CocPeopleStep
{
	COC_PERSON_TAKEN,    /* a person was written, or read */
	COC_PERSON_TWO_KEYS, /* the person has another record key: refused */
	COC_PERSON_NONE      /* there is no room, or nobody is left */
} CocPeopleStep;

/*
 * coc_people_put
 *		Write a person behind the others, or unite with the last one.
 *
 * Genders are united and never replaced: which of a person's rows came first
 * must not matter. Of two record keys none would be the right one to keep, so
 * the second is refused, here or when the two entries meet.
 */
static inline CocPeopleStep
coc_people_put(CocPerson *people, CocPeopleMarks *marks, uint32_t room,
			   const CocPerson *person)
{
	bool rising = true;

	if (marks->nused > 0)
	{
		CocPerson *last = &people[marks->nused - 1];

		rising = last->person < person->person;
		if (last->person == person->person)
		{
			last->genders |= person->genders;
			return last->key == person->key ? COC_PERSON_TAKEN
											: COC_PERSON_TWO_KEYS;
		}
	}
	if (marks->nused >= room)
		return COC_PERSON_NONE;
	if (rising && marks->nsorted == marks->nused)
		marks->nsorted++;
	people[marks->nused++] = *person;
	return COC_PERSON_TAKEN;
}

/* For sorting: by person, as signed integers. */
static inline int
coc_people_compare(const CocPerson *left, const CocPerson *right)
{
	return (left->person > right->person) - (left->person < right->person);
}

/* Most stretches that people are spread over. */
#define COC_PEOPLE_STRETCHES 4096

/*
 * coc_people_spread
 *		Copy people so that each stretch of the copy comes, in order of person,
 *		before the next; within a stretch they are not in order.
 *
 * Some eight to a stretch, if their numbers are spread evenly, as the
 * registry's are: what is left to sort is short, and lies close together.
 * Returns how many stretches there are; ends[i] is where stretch i ends.
 */
extern uint32_t coc_people_spread(const CocPerson *people, uint32_t n,
								  CocPerson *out,
								  uint32_t ends[COC_PEOPLE_STRETCHES]);

/*
 * Two lists in order read as one, in which each person is once. In the first
 * they are so already.
 */
typedef struct CocPeopleScan
{
	const CocPerson *front;
	const CocPerson *front_end;
	const CocPerson *rest;
	const CocPerson *rest_end;
} CocPeopleScan;

static inline CocPeopleStep
coc_people_next(CocPeopleScan *scan, CocPerson *person)
{
	bool in_rest = scan->rest < scan->rest_end;

	if (scan->front < scan->front_end &&
		(!in_rest || scan->front->person <= scan->rest->person))
		*person = *scan->front++;
	else if (in_rest)
		*person = *scan->rest++;
	else
		return COC_PERSON_NONE;
	for (; scan->rest < scan->rest_end && scan->rest->person == person->person;
		 scan->rest++)
	{
		if (scan->rest->key != person->key)
			return COC_PERSON_TWO_KEYS;
		person->genders |= scan->rest->genders;
	}
	return COC_PERSON_TAKEN;
}

/* Add the people of a list, each once in it, to a summary. */
extern void coc_people_count(const CocPerson *people, size_t n,
							 CocSummary *summary);

/*
 * A state: the summary with its people counted, and the people, sorted and
 * each once. Refused when the two do not agree.
 */
extern CocStatus coc_people_check(const CocSummary *summary,
								  const CocPerson *sorted, size_t n,
								  CocStatus fault, CocSlip *slip);

/* Text: the summary, then [person:genders:key, ...], genders of "fmou". */
extern size_t coc_people_text_size(size_t n);
extern size_t coc_people_write(const CocSummary *summary,
							   const CocPerson *sorted, size_t n, char *out);

/* Most people that a text or binary form of this length can hold. */
extern size_t coc_people_text_room(size_t length);
extern size_t coc_people_wire_room(size_t nbytes);

/* out has the room just mentioned; *n people are filled in. */
extern CocStatus coc_people_parse(const char *text, size_t length,
								  CocSummary *summary, CocPerson *out,
								  size_t *n, CocSlip *slip);

/* Binary: the summary's own form, then 17 bytes a person. */
extern size_t coc_people_wire_size(size_t n);
extern void coc_people_send(const CocSummary *summary, const CocPerson *sorted,
							size_t n, uint8_t *out);
extern CocStatus coc_people_receive(const uint8_t *bytes, size_t nbytes,
									CocSummary *summary, CocPerson *out,
									size_t *n, CocSlip *slip);

#endif /* COC_PEOPLE_H */
