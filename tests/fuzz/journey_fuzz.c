/*
 * journey_fuzz.c
 *		Any bytes as the text, and as the binary form, of a journey.
 *
 * What is accepted must pass the check, read back to itself, and be its own
 * union with itself.
 */
#include "core/journey.h"

#include <stdlib.h>
#include <string.h>

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

static CocEpisode *
room_for(int nstays)
{
	CocEpisode *stays = malloc(sizeof(CocEpisode) * ((size_t) nstays + 1));

	must(stays != NULL);
	return stays;
}

static void
text_reads_back(const CocEpisode *stays, int nstays)
{
	char *text = malloc(coc_journey_text_bound(nstays));
	size_t length = coc_journey_write(stays, nstays, text);
	int capacity = coc_journey_text_stays(text, length);
	CocEpisode *back = room_for(capacity);
	CocSlip slip;
	int n;

	must(length <= coc_journey_text_bound(nstays));
	must(capacity == nstays);
	must(coc_journey_parse(text, length, back, capacity, &n, &slip) == COC_OK);
	must(coc_journey_compare(stays, nstays, back, n) == 0);
	free(back);
	free(text);
}

static void
wire_reads_back(const CocEpisode *stays, int nstays)
{
	size_t size = coc_journey_wire_size(nstays);
	uint8_t *wire = malloc(size);
	CocEpisode *back = room_for(coc_journey_wire_stays(size));
	CocSlip slip;
	int n;

	coc_journey_to_wire(stays, nstays, wire);
	must(coc_journey_from_wire(wire, size, back, &n, &slip) == COC_OK);
	must(coc_journey_compare(stays, nstays, back, n) == 0);
	free(back);
	free(wire);
}

static void
try_journey(const CocEpisode *stays, int nstays)
{
	CocEpisode *both = room_for(2 * nstays);
	CocSlip slip;

	must(coc_journey_check(stays, nstays, COC_CORRUPT, &slip) == COC_OK);
	text_reads_back(stays, nstays);
	wire_reads_back(stays, nstays);
	must(coc_journey_merge(stays, nstays, stays, nstays, both) == nstays);
	must(coc_journey_compare(stays, nstays, both, nstays) == 0);
	free(both);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int capacity = coc_journey_text_stays((const char *) data, size);
	CocEpisode *stays = room_for(capacity);
	CocSlip slip;
	int n;

	if (coc_journey_parse((const char *) data, size, stays, capacity, &n,
						  &slip) == COC_OK)
		try_journey(stays, n);
	else
		must(slip.offset >= 0 && (size_t) slip.offset <= size + 1);
	free(stays);

	stays = room_for(coc_journey_wire_stays(size));
	if (coc_journey_from_wire(data, size, stays, &n, &slip) == COC_OK)
		try_journey(stays, n);
	free(stays);
	return 0;
}
