/*
 * journey_fuzz.c
 *		Any bytes as the text, and as the binary form, of a journey.
 *
 * What is accepted must pass the check, read back to itself, be its own union
 * with itself, hold what it holds, and have the keys that are asked of it.
 */
#include "core/journey_key.h"
#include "core/journey_sets.h"

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
holds_itself(const CocEpisode *stays, int nstays, CocEpisode *rest)
{
	static CocKeyPlan plan;
	int32_t keys[COC_JOURNEY_KEYS_MAX];
	char found[COC_PLAN_KEYS];
	int nkeys = coc_journey_keys(stays, nstays, keys);

	must(nkeys <= COC_JOURNEY_KEYS_MAX);
	must(coc_journey_includes(stays, nstays, stays, nstays));
	must(coc_journey_shares(stays, nstays, stays, nstays) == (nstays > 0));
	must(coc_journey_subtract(stays, nstays, stays, nstays, rest) == 0);
	coc_plan_all(&plan, stays, nstays, true);
	for (int i = 0; i < plan.nkeys; i++)
	{
		found[i] = 0;
		for (int k = 0; k < nkeys; k++)
			found[i] |= keys[k] == plan.keys[i];
	}
	must(coc_plan_possible(&plan, found));
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
	holds_itself(stays, nstays, both);
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
