/*
 * people.h
 *		The set of different people behind a summary, while it is being made.
 *
 * An entry is a person, their record key, and under which genders their rows
 * counted them: a person is one entry however many rows and genders there
 * are, and a union forgets nothing, so order and repetition do not matter.
 *
 * The set is an open-addressing table in a buffer of the caller's: nslots is a
 * power of two, an entry without gender is a free slot, the first free slot
 * from a person's own place ends the search. Entries are packed to 17 bytes;
 * a set of n people takes between 4/3 and 8/3 of 17 n bytes.
 *
 * Sent or printed, the set is sorted by person: the same people give the same
 * bytes, wherever they stood in the table.
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
	uint8_t genders; /* bit (gender code - 1); 0 is a free slot */
} CocPerson;

_Static_assert(sizeof(CocPerson) == 17, "packed: memory is what limits a set");

/*
 * The largest table that fits PostgreSQL's 1 GB: 33.5 million slots, of which
 * three quarters may be taken.
 */
#define COC_PEOPLE_MAX_SLOTS ((uint32_t) 1 << 25)
#define COC_PEOPLE_MIN_SLOTS ((uint32_t) 8)
#define COC_PEOPLE_MAX (COC_PEOPLE_MAX_SLOTS / 4 * 3)

static inline uint8_t
coc_gender_bit(CocGender gender)
{
	return (uint8_t) (1U << (gender - 1));
}

/* People that so many slots may hold. */
static inline uint32_t
coc_people_room(uint32_t nslots)
{
	return nslots / 4 * 3;
}

/* Slots for so many people, 0 when they are more than COC_PEOPLE_MAX. */
extern uint32_t coc_people_slots(size_t npeople);

typedef enum CocPeoplePut
{
	COC_PERSON_KNOWN,    /* was there; genders are united */
	COC_PERSON_NEW,      /* took a free slot */
	COC_PERSON_TWO_KEYS, /* was there with another record key: refused */
	COC_PERSON_NO_ROOM   /* the table is full; only a damaged one is */
} CocPeoplePut;

/* Put a person into the table, which must have a free slot. */
extern CocPeoplePut coc_people_put(CocPerson *slots, uint32_t nslots,
								   const CocPerson *person);

/* Copy the entries of a table, in no order; returns how many there are. */
extern uint32_t coc_people_collect(const CocPerson *slots, uint32_t nslots,
								   CocPerson *out, uint32_t room);

/* For qsort: by person, as signed integers. */
extern int coc_people_compare(const void *left, const void *right);

/* Add the people of a table, a list or a stretch of one to a summary. */
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
