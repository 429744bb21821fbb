/*
 * summary_fuzz.c
 *		Text and binary forms of a summary and of its unfinished state.
 *
 * The first byte says which reader gets the rest. What a reader takes must
 * pass the check and come back the same from the writer.
 */
#include <stdlib.h>
#include <string.h>

#include "core/people.h"
#include "core/summary.h"

static void
must(int condition)
{
	if (!condition)
		abort();
}

static void
summary_again(const CocSummary *summary)
{
	char text[COC_SUMMARY_TEXT_MAX];
	uint8_t bytes[COC_SUMMARY_WIRE_SIZE];
	CocSummary again;
	CocSlip slip;
	size_t length = coc_summary_write(summary, text);

	must(coc_summary_check(summary, COC_CORRUPT, &slip) == COC_OK);
	must(coc_summary_parse(text, length, &again, &slip) == COC_OK);
	must(memcmp(summary, &again, sizeof(again)) == 0);
	coc_summary_send(summary, bytes);
	must(coc_summary_receive(bytes, sizeof(bytes), &again, &slip) == COC_OK);
	must(memcmp(summary, &again, sizeof(again)) == 0);
	must(coc_summary_write_json(summary, text) < COC_SUMMARY_TEXT_MAX);
	/* Twice a summary is a summary, or more than may be counted. */
	if (coc_summary_add(&again, summary, &slip) == COC_OK)
		must(coc_summary_check(&again, COC_CORRUPT, &slip) == COC_OK);
}

static void
state_again(const CocSummary *summary, const CocPerson *people, size_t n)
{
	char *text = malloc(coc_people_text_size(n));
	size_t length = coc_people_write(summary, people, n, text);
	CocPerson *back = malloc(coc_people_text_room(length) * sizeof(CocPerson));
	CocSummary again;
	CocSlip slip;
	size_t nback;

	must(coc_people_parse(text, length, &again, back, &nback, &slip) == COC_OK);
	must(nback == n && memcmp(back, people, n * sizeof(CocPerson)) == 0);
	must(memcmp(summary, &again, sizeof(again)) == 0);
	free(back);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *rest = data + 1;
	const char *text = (const char *) rest;
	CocSummary summary;
	CocSlip slip;
	CocPerson *people;
	size_t n;

	if (size == 0)
		return 0;
	size--;
	/* Not a place more than the reader was promised: an excess must show. */
	people = malloc((data[0] % 4 == 2 ? coc_people_text_room(size)
									  : coc_people_wire_room(size)) *
					sizeof(CocPerson));
	switch (data[0] % 4)
	{
		case 0:
			if (coc_summary_parse(text, size, &summary, &slip) == COC_OK)
				summary_again(&summary);
			break;
		case 1:
			if (coc_summary_receive(rest, size, &summary, &slip) == COC_OK)
				summary_again(&summary);
			break;
		case 2:
			if (coc_people_parse(text, size, &summary, people, &n, &slip) ==
				COC_OK)
				state_again(&summary, people, n);
			break;
		default:
			if (coc_people_receive(rest, size, &summary, people, &n, &slip) ==
				COC_OK)
				state_again(&summary, people, n);
	}
	free(people);
	return 0;
}
