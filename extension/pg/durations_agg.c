/*
 * durations_agg.c
 *		Aggregates that collect durations, and add them.
 *
 * The state is an image of durations as a table, changed in place while it
 * has room. To grow, a larger one is made in the current context and
 * returned; the executor copies it to where states live and frees the old
 * one. The final function sorts into an image of its own, so that it may be
 * called again (windows, shared states).
 *
 * Cells are few: what repeats is counted, and memory follows the number of
 * different cells, at most 256 MB, not the number of rows.
 */
#include "pg/compat.h"

#include "core/continuity.h"
#include "miscadmin.h"
#include "pg/durations.h"
#include "pg/episode.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/summary_agg.h"
#include "pg/vocabulary.h"

static CocDurationTable
table_of(Durations *state)
{
	return (CocDurationTable){
		.slots = state->cells,
		.nslots = (uint32) ((VARSIZE(state) - coc_durations_size(0)) /
							sizeof(CocDuration)),
		.nused = state->ncells,
		.kind = state->kind,
	};
}

/* Slots of a table and cells of a value are read alike: 0 is no cell. */
static void
put_cells(CocDurationTable *table, const Durations *other)
{
	Size n = (VARSIZE(other) - coc_durations_size(0)) / sizeof(CocDuration);
	CocSlip slip;

	for (Size i = 0; i < n; i++)
	{
		const CocDuration *cell = &other->cells[i];

		if (i % COC_CELLS_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		if (cell->count > 0)
			(void) coc_report(
				coc_durations_put(table, cell->key, cell->count, &slip), &slip,
				NULL);
	}
}

/*
 * with_room
 *		A table with room for more cells: the state itself, if it is one.
 *
 * All the new cells may turn out to be there already; near the limit only
 * trying tells.
 */
static Durations *
with_room(Durations *state, bool ours, Size more)
{
	Size ncells = Min((Size) state->ncells + more, (Size) COC_DURATIONS_MAX);
	uint32 nslots = coc_durations_slots(ncells);
	CocDurationTable table;
	Durations *larger;

	if (ours && state->form == COC_FORM_TABLE &&
		coc_durations_size(nslots) <= VARSIZE(state))
		return state;
	larger = coc_durations_make(state->kind, COC_FORM_TABLE, nslots);
	table = table_of(larger);
	put_cells(&table, state);
	larger->ncells = table.nused;
	return larger;
}

/* Only a call by hand can give a NULL, or a state of another kind. */
Durations *
coc_durations_begin(FunctionCallInfo fcinfo, CocDurationKind kind, Size ncells,
					CocDurationTable *table)
{
	Durations *state;

	if (PG_ARGISNULL(0))
		state = coc_durations_make(kind, COC_FORM_SORTED, 0);
	else
		state = coc_durations_image(PG_GETARG_DATUM(0));
	if (unlikely(state->kind != kind))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("durations of two kinds do not add up")));
	state = with_room(state, AggCheckCallContext(fcinfo, NULL) != 0, ncells);
	*table = table_of(state);
	return state;
}

/* Outside an aggregate nobody would sort it later. */
Datum
coc_durations_end(FunctionCallInfo fcinfo, Durations *state,
				  const CocDurationTable *table)
{
	state->ncells = table->nused;
	if (AggCheckCallContext(fcinfo, NULL) == 0)
		PG_RETURN_POINTER(coc_durations_sorted(state));
	PG_RETURN_POINTER(state);
}

/* ---- transitions ---- */

static Datum
add_transitions(FunctionCallInfo fcinfo, const CocSpan *period)
{
	CocGender gender = coc_gender_argument(fcinfo, 1);
	CocTransitionScan scan;
	CocDurationTable table;
	Durations *state;
	const CocEpisode *stays;
	int nstays;
	bool done = false;
	CocSlip slip;

	if (PG_ARGISNULL(2))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	stays = coc_journey_stays(PG_GETARG_DATUM(2), &nstays);
	state =
		coc_durations_begin(fcinfo, COC_TRANSITION, (Size) nstays + 1, &table);
	coc_transition_begin(&scan, stays, nstays, period);
	while (!done)
	{
		CHECK_FOR_INTERRUPTS();
		(void) coc_report(
			coc_transition_put(&table, gender, &scan, &done, &slip), &slip,
			NULL);
	}
	return coc_durations_end(fcinfo, state, &table);
}

COC_FUNCTION(coc_transitions);
Datum
coc_transitions(PG_FUNCTION_ARGS)
{
	CocSpan all_time = {PG_INT64_MIN, PG_INT64_MAX};

	return add_transitions(fcinfo, &all_time);
}

COC_FUNCTION(coc_transitions_within);
Datum
coc_transitions_within(PG_FUNCTION_ARGS)
{
	CocSpan period = {PG_INT64_MIN, PG_INT64_MAX};

	if (!PG_ARGISNULL(3))
		period =
			coc_span_of_range(PG_GETARG_RANGE_P(3),
							  (TypeCacheEntry **) &fcinfo->flinfo->fn_extra);
	return add_transitions(fcinfo, &period);
}

/* ---- time to event ---- */

COC_FUNCTION(coc_time_to_event);
Datum
coc_time_to_event(PG_FUNCTION_ARGS)
{
	CocGender gender = coc_gender_argument(fcinfo, 1);
	/* The number that stands for no days is as wrong as any below 0. */
	int32 days = PG_ARGISNULL(2) ? COC_NO_DAYS : Max(PG_GETARG_INT32(2), -1);
	uint8 outcome = PG_ARGISNULL(3) ? COC_NOT_RECORDED : PG_GETARG_CODE(3);
	CocDurationTable table;
	Durations *state;
	CocSlip slip;

	if (unlikely(outcome >= COC_NANSWERS))
		coc_refuse_code("answer");
	state = coc_durations_begin(fcinfo, COC_TIME_TO_EVENT, 1, &table);
	(void) coc_report(
		coc_time_to_event_add(&table, gender, days, outcome, &slip), &slip,
		NULL);
	return coc_durations_end(fcinfo, state, &table);
}

/* ---- addition ---- */

/* The operator +, the transition of sum(), and every combination. */
COC_FUNCTION(coc_durations_plus);
Datum
coc_durations_plus(PG_FUNCTION_ARGS)
{
	const Durations *other = coc_durations_image(PG_GETARG_DATUM(1));
	CocDurationTable table;
	Durations *state = coc_durations_begin(
		fcinfo, (CocDurationKind) other->kind, other->ncells, &table);

	put_cells(&table, other);
	return coc_durations_end(fcinfo, state, &table);
}

COC_FUNCTION(coc_durations_final);
Datum
coc_durations_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(PG_GETARG_DURATIONS_P(0));
}
