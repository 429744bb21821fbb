/*
 * people.c
 *		The set of different people: counting, text and binary form.
 */
#include "core/people.h"

#include <string.h>

#include "core/cursor.h"

/* The letters of the genders, by code - 1. */
static const char gender_letters[COC_NGENDERS + 1] = "fmou";

#define ALL_GENDERS ((1U << COC_NGENDERS) - 1)

/* Small lists grow by four: what they copy is the header, over and over. */
#define GROW_BY_FOUR 1024

/*
 * Three quarters full at most when it is made, so that a quarter at least is
 * written before people are sorted again.
 */
uint32_t
coc_people_room(size_t npeople)
{
	uint32_t room = 16;

	if (npeople > (size_t) COC_PEOPLE_MAX)
		return 0;
	while (room / 4 * 3 < npeople)
		room *= room < GROW_BY_FOUR ? 4 : 2;
	return room;
}

/* A person's number as an unsigned one, in the same order. */
static uint64_t
place_of(const CocPerson *person)
{
	return (uint64_t) person->person ^ UINT64_C(1) << 63;
}

/*
 * Bits to drop from how far a person is from the lowest, so that the highest
 * is still in one of the stretches.
 */
static unsigned int
bits_to_drop(const CocPerson *people, uint32_t n, uint32_t nstretches,
			 uint64_t *lowest)
{
	uint64_t low = place_of(&people[0]);
	uint64_t high = low;
	unsigned int bits = 0;

	for (uint32_t i = 1; i < n; i++)
	{
		uint64_t place = place_of(&people[i]);

		low = place < low ? place : low;
		high = place > high ? place : high;
	}
	while ((high - low) >> bits >= nstretches)
		bits++;
	*lowest = low;
	return bits;
}

uint32_t
coc_people_spread(const CocPerson *people, uint32_t n, CocPerson *out,
				  uint32_t ends[COC_PEOPLE_STRETCHES])
{
	uint32_t nstretches = 1;
	uint32_t begin = 0;
	unsigned int bits;
	uint64_t lowest;

	while (nstretches < COC_PEOPLE_STRETCHES && nstretches < n / 8)
		nstretches *= 2;
	if (nstretches == 1)
	{
		memcpy(out, people, n * sizeof(CocPerson));
		ends[0] = n;
		return 1;
	}
	memset(ends, 0, nstretches * sizeof(ends[0]));
	bits = bits_to_drop(people, n, nstretches, &lowest);
	for (uint32_t i = 0; i < n; i++)
		ends[(place_of(&people[i]) - lowest) >> bits]++;
	for (uint32_t i = 0; i < nstretches; i++)
	{
		uint32_t size = ends[i];

		ends[i] = begin; /* for now where it begins; filling moves it on */
		begin += size;
	}
	for (uint32_t i = 0; i < n; i++)
		out[ends[(place_of(&people[i]) - lowest) >> bits]++] = people[i];
	return nstretches;
}

void
coc_people_count(const CocPerson *people, size_t n, CocSummary *summary)
{
	for (size_t i = 0; i < n; i++)
	{
		summary->people++;
		summary->key += people[i].key;
		for (int code = 0; code < COC_NGENDERS; code++)
		{
			if ((people[i].genders & 1U << code) != 0)
			{
				summary->genders[code].people++;
				summary->genders[code].key += people[i].key;
			}
		}
	}
}

static CocStatus
bad_state(CocSlip *slip, CocStatus fault, const char *reason, size_t offset)
{
	return coc_fail(slip, fault, "gender_summary_state", reason, NULL, offset);
}

/*
 * coc_people_check
 *		Are these the people that the summary counts?
 *
 * The forms of a state say people and cell keys twice, as counts and as a
 * list. Counting the list again finds a list that was cut or patched, before
 * it is added to anything.
 */
CocStatus
coc_people_check(const CocSummary *summary, const CocPerson *sorted, size_t n,
				 CocStatus fault, CocSlip *slip)
{
	CocSummary counted = *summary;

	for (size_t i = 0; i < n; i++)
	{
		if (sorted[i].genders == 0 || sorted[i].genders > ALL_GENDERS)
			return bad_state(slip, fault, "a person has no legal gender", 0);
		if (i > 0 && sorted[i - 1].person >= sorted[i].person)
			return bad_state(slip, fault, "people are not in order, once each",
							 0);
	}
	coc_summary_clear_people(&counted);
	coc_people_count(sorted, n, &counted);
	if (memcmp(&counted, summary, sizeof(counted)) != 0)
		return bad_state(slip, fault,
						 "its people are not those that the summary counts", 0);
	return coc_summary_check(summary, fault, slip);
}

/* ---- text ---- */

/* Longest entry: 20 of person, 4 letters, 16 of key, 2 colons, ", ". */
#define ENTRY_MAX 44

/*
 * Shortest: one digit, one letter, 16 of key, 2 colons, ",". Nothing shorter
 * may be read: the room for a text is reckoned from this.
 */
#define ENTRY_MIN 21

size_t
coc_people_text_size(size_t n)
{
	return COC_SUMMARY_TEXT_MAX + n * ENTRY_MAX + 3;
}

size_t
coc_people_text_room(size_t length)
{
	return length / ENTRY_MIN + 1;
}

static char *
put_person(char *out, const CocPerson *person)
{
	out += coc_wide_write(person->person, out);
	*out++ = ':';
	for (int code = 0; code < COC_NGENDERS; code++)
	{
		if ((person->genders & 1U << code) != 0)
			*out++ = gender_letters[code];
	}
	*out++ = ':';
	return coc_put_hex(out, person->key);
}

size_t
coc_people_write(const CocSummary *summary, const CocPerson *sorted, size_t n,
				 char *out)
{
	char *start = out;

	out += coc_summary_write(summary, out);
	out = coc_put_string(out, " [");
	for (size_t i = 0; i < n; i++)
	{
		if (i > 0)
			out = coc_put_string(out, ", ");
		out = put_person(out, &sorted[i]);
	}
	*out++ = ']';
	return (size_t) (out - start);
}

/*
 * Letters of "fmou" as bits; 0 when there are none. Only in that order, so
 * that one set has one text.
 */
static uint8_t
scan_genders(CocScanner *scanner)
{
	uint8_t genders = 0;

	for (int code = 0; code < COC_NGENDERS; code++)
	{
		if (coc_scan_char(scanner, gender_letters[code]))
			genders = (uint8_t) (genders | 1U << code);
	}
	return genders;
}

static bool
scan_person(CocScanner *scanner, CocPerson *person)
{
	int64_t number;
	uint64_t key;

	if (!coc_scan_integer(scanner, &number) || !coc_scan_char(scanner, ':'))
		return false;
	person->genders = scan_genders(scanner);
	if (person->genders == 0 || !coc_scan_char(scanner, ':') ||
		!coc_scan_hex(scanner, &key))
		return false;
	person->person = number;
	person->key = key;
	return true;
}

CocStatus
coc_people_parse(const char *text, size_t length, CocSummary *summary,
				 CocPerson *out, size_t *n, CocSlip *slip)
{
	CocScanner scanner = {text, length, 0};
	CocStatus status = coc_summary_scan(&scanner, summary, slip);

	*n = 0;
	if (status != COC_OK)
		return status;
	if (!coc_scan_char(&scanner, '['))
		return bad_state(slip, COC_BAD_TEXT, "\"[\" was expected",
						 coc_scan_offset(&scanner));
	if (!coc_scan_char(&scanner, ']'))
	{
		do
		{
			if (!scan_person(&scanner, &out[*n]))
				return bad_state(slip, COC_BAD_TEXT,
								 "person:genders:key was expected",
								 coc_scan_offset(&scanner));
			++*n;
		} while (coc_scan_char(&scanner, ','));
		if (!coc_scan_char(&scanner, ']'))
			return bad_state(slip, COC_BAD_TEXT, "\",\" or \"]\" was expected",
							 coc_scan_offset(&scanner));
	}
	coc_scan_space(&scanner);
	if (!coc_scan_at_end(&scanner))
		return bad_state(slip, COC_BAD_TEXT, "there is text after the state",
						 coc_scan_offset(&scanner));
	return coc_people_check(summary, out, *n, COC_BAD_TEXT, slip);
}

/* ---- binary ---- */

size_t
coc_people_wire_size(size_t n)
{
	return COC_SUMMARY_WIRE_SIZE + n * sizeof(CocPerson);
}

size_t
coc_people_wire_room(size_t nbytes)
{
	return nbytes / sizeof(CocPerson) + 1;
}

void
coc_people_send(const CocSummary *summary, const CocPerson *sorted, size_t n,
				uint8_t *out)
{
	coc_summary_send(summary, out);
	out += COC_SUMMARY_WIRE_SIZE;
	for (size_t i = 0; i < n; i++)
	{
		out = coc_put_word(out, (uint64_t) sorted[i].person);
		out = coc_put_word(out, sorted[i].key);
		*out++ = sorted[i].genders;
	}
}

CocStatus
coc_people_receive(const uint8_t *bytes, size_t nbytes, CocSummary *summary,
				   CocPerson *out, size_t *n, CocSlip *slip)
{
	CocStatus status;

	*n = 0;
	if (nbytes < COC_SUMMARY_WIRE_SIZE ||
		(nbytes - COC_SUMMARY_WIRE_SIZE) % sizeof(CocPerson) != 0)
		return bad_state(slip, COC_BAD_BINARY, "it is truncated", 0);
	status = coc_summary_receive(bytes, COC_SUMMARY_WIRE_SIZE, summary, slip);
	if (status != COC_OK)
		return status;
	*n = (nbytes - COC_SUMMARY_WIRE_SIZE) / sizeof(CocPerson);
	bytes += COC_SUMMARY_WIRE_SIZE;
	for (size_t i = 0; i < *n; i++)
	{
		out[i].person = (int64_t) coc_get_word(&bytes);
		out[i].key = coc_get_word(&bytes);
		out[i].genders = *bytes++;
	}
	return coc_people_check(summary, out, *n, COC_BAD_BINARY, slip);
}
