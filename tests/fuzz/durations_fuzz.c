/*
 * durations_fuzz.c
 *		Text and binary forms of durations, and what is read from them.
 *
 * The first byte says which reader gets the rest. What a reader takes must
 * pass the check, come back the same from the writers, and be readable. The
 * rest of the choices are journeys of any bytes: they may be refused, and what
 * was counted until then must be legal.
 */
#include <stdlib.h>
#include <string.h>

#include "core/durations_read.h"

static void
must(int condition)
{
	if (!condition)
		abort();
}

/* Every reader to its end; sums must agree where they say they do. */
static void
read_all(uint8_t kind, const CocDuration *cells, size_t n)
{
	CocDuration *all = malloc((n + 1) * sizeof(CocDuration));
	size_t nall = coc_durations_fold(cells, n, all);
	char excluded[COC_DURATIONS_EXCLUDED_MAX];
	CocFlowScan flows;
	CocLifeScan life;
	CocFlow flow;
	CocLifeRow row;
	CocInt128 sum;
	int64_t timed = coc_durations_timed(all, nall, &sum);

	must(nall <= n);
	must(coc_durations_count(kind, cells, n, COC_ALL_GENDERS) ==
		 coc_durations_count(kind, all, nall, COC_ALL_GENDERS));
	must(coc_durations_write_excluded(kind, cells, n, COC_ALL_GENDERS,
									  excluded) < sizeof(excluded));
	coc_flow_begin(&flows, all, nall);
	while (kind == COC_TRANSITION && coc_flow_next(&flows, &flow))
		must(flow.n > 0 && flow.n <= flow.whole && flow.timed <= flow.n &&
			 (flow.timed == 0) == (flow.median == COC_NO_DAYS));
	while (kind == COC_FUNNEL && coc_step_next(&flows, &flow))
		must(flow.n <= flow.whole);
	must(coc_durations_between(all, nall, INT64_MIN, INT64_MAX) == timed);
	must((coc_durations_ranked(all, nall, timed) == COC_NO_DAYS) ==
		 (timed == 0));
	coc_life_begin(&life, all, nall);
	while (kind == COC_TIME_TO_EVENT && coc_life_next(&life, &row))
		must(row.events + row.died + row.censored > 0 &&
			 row.events + row.died + row.censored <= row.at_risk &&
			 row.survival >= 0 && row.incidence >= 0 &&
			 row.survival <= COC_PROBABILITY_ONE);
	free(all);
}

static void
again(uint8_t kind, const CocDuration *cells, size_t n)
{
	size_t size = coc_durations_text_size(cells, n);
	char *text = malloc(size);
	char *json = malloc(coc_durations_json_size(n));
	size_t length = coc_durations_write(kind, cells, n, text);
	CocDuration *back =
		malloc(coc_durations_text_room(length) * sizeof(CocDuration));
	uint8_t *wire = malloc(coc_durations_wire_size(n));
	uint8_t back_kind;
	size_t nback;
	CocSlip slip;

	must(length <= size);
	must(coc_durations_write_json(kind, cells, n, json) <=
		 coc_durations_json_size(n));
	must(coc_durations_parse(text, length, &back_kind, back, &nback, &slip) ==
		 COC_OK);
	must(back_kind == kind && nback == n &&
		 memcmp(back, cells, n * sizeof(CocDuration)) == 0);
	coc_durations_to_wire(kind, cells, n, wire);
	must(coc_durations_from_wire(wire, coc_durations_wire_size(n), &back_kind,
								 back, &nback, &slip) == COC_OK);
	must(back_kind == kind && nback == n &&
		 memcmp(back, cells, n * sizeof(CocDuration)) == 0);
	read_all(kind, cells, n);
	free(wire);
	free(back);
	free(json);
	free(text);
}

/* Any twelve bytes for a stay, any period. */
static void
collect(const uint8_t *data, size_t size)
{
	size_t nstays = size / sizeof(CocEpisode);
	CocDuration slots[64] = {{0, 0}};
	CocDurationTable table = {
		.slots = slots, .nslots = 64, .kind = COC_TRANSITION};
	CocSpan period = {INT64_MIN, size % 2 == 0 ? INT64_MAX : (int64_t) size};
	CocEpisode *stays = malloc(size + 1);
	CocTransitionScan scan;
	bool done = false;
	CocSlip slip;

	memcpy(stays, data, nstays * sizeof(CocEpisode));
	coc_transition_begin(&scan, stays, (int) nstays, &period);
	while (!done &&
		   coc_transition_put(&table, COC_MALE, &scan, &done, &slip) == COC_OK)
		;
	must(table.nused <= coc_durations_room(table.nslots));
	for (int i = 0; i < 64; i++)
		must(slots[i].count == 0 ||
			 coc_duration_legal(COC_TRANSITION, slots[i].key));
	free(stays);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CocDuration *cells;
	CocSlip slip;
	uint8_t kind;
	size_t n;

	if (size == 0)
		return 0;
	size--;
	/* Not a place more than the reader was promised: an excess must show. */
	cells = malloc((data[0] % 3 == 0 ? coc_durations_text_room(size)
									 : coc_durations_wire_room(size)) *
				   sizeof(CocDuration));
	if (data[0] % 3 == 0 &&
		coc_durations_parse((const char *) data + 1, size, &kind, cells, &n,
							&slip) == COC_OK)
		again(kind, cells, n);
	if (data[0] % 3 == 1 && coc_durations_from_wire(data + 1, size, &kind,
													cells, &n, &slip) == COC_OK)
		again(kind, cells, n);
	if (data[0] % 3 == 2)
		collect(data + 1, size);
	free(cells);
	return 0;
}
