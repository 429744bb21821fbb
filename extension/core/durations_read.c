/*
 * durations_read.c
 *		Shares, medians and life tables out of counted durations.
 */
#include "core/durations_read.h"

#include <string.h>

#include "core/cursor.h"
#include "core/wide.h"

/* Key bits below the gender, and those of the days. */
#define EVENT_AND_DAYS (UINT64_MAX >> 8)
#define DAYS (UINT64_MAX >> 32)

/* First cell whose key is not below this one. */
static const CocDuration *
first_from(const CocDuration *cells, size_t n, uint64_t key)
{
	size_t low = 0;
	size_t high = n;

	while (low < high)
	{
		size_t middle = low + (high - low) / 2;

		if (cells[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return cells + low;
}

const CocDuration *
coc_durations_of(const CocDuration *cells, size_t *n, uint8_t gender)
{
	const CocDuration *first = first_from(cells, *n, (uint64_t) gender << 56);
	const CocDuration *last =
		first_from(cells, *n, (uint64_t) gender << 56 | EVENT_AND_DAYS);

	*n = (size_t) (last - first);
	return first;
}

/*
 * next_of_runs
 *		Take the lowest key, as far as the mask goes, and each run's count.
 *
 * False when every run is at its end.
 */
static bool
next_of_runs(CocRuns *runs, uint64_t *key, int64_t counts[COC_NRUNS])
{
	bool found = false;

	for (int i = 0; i < COC_NRUNS; i++)
	{
		if (runs->at[i] < runs->end[i] &&
			(!found || (runs->at[i]->key & runs->mask) < *key))
		{
			*key = runs->at[i]->key & runs->mask;
			found = true;
		}
	}
	for (int i = 0; i < COC_NRUNS && found; i++)
	{
		counts[i] = 0;
		if (runs->at[i] < runs->end[i] &&
			(runs->at[i]->key & runs->mask) == *key)
			counts[i] = runs->at[i]++->count;
	}
	return found;
}

/* The genders are four runs that have the rest of the key in order. */
size_t
coc_durations_fold(const CocDuration *cells, size_t n, CocDuration *out)
{
	CocRuns runs = {.mask = EVENT_AND_DAYS};
	int64_t counts[COC_NRUNS];
	uint64_t key;
	size_t nout = 0;

	for (int i = 0; i < COC_NRUNS; i++)
	{
		size_t nrun = n;

		runs.at[i] = coc_durations_of(cells, &nrun, (uint8_t) (i + 1));
		runs.end[i] = runs.at[i] + nrun;
	}
	while (next_of_runs(&runs, &key, counts))
	{
		out[nout].key = (uint64_t) COC_ALL_GENDERS << 56 | key;
		out[nout++].count = counts[0] + counts[1] + counts[2] + counts[3];
	}
	return nout;
}

/* ---- numbers, of one gender and event ---- */

/* Below 2^31 * 2^38 * 2^24: no sum comes near 128 bits. */
int64_t
coc_durations_timed(const CocDuration *cells, size_t n, CocInt128 *sum)
{
	int64_t timed = 0;

	*sum = 0;
	for (size_t i = 0; i < n; i++)
	{
		int32_t days = coc_duration_days(cells[i].key);

		if (days == COC_NO_DAYS)
			continue;
		timed += cells[i].count;
		*sum += (CocInt128) days * cells[i].count;
	}
	return timed;
}

int32_t
coc_durations_ranked(const CocDuration *cells, size_t n, int64_t rank)
{
	int64_t seen = 0;

	for (size_t i = 0; i < n; i++)
	{
		int32_t days = coc_duration_days(cells[i].key);

		if (days == COC_NO_DAYS)
			continue;
		seen += cells[i].count;
		if (seen >= rank)
			return days;
	}
	return COC_NO_DAYS;
}

int64_t
coc_durations_between(const CocDuration *cells, size_t n, int64_t low,
					  int64_t high)
{
	int64_t count = 0;

	for (size_t i = 0; i < n; i++)
	{
		int32_t days = coc_duration_days(cells[i].key);

		if (days != COC_NO_DAYS && days >= low && days < high)
			count += cells[i].count;
	}
	return count;
}

/* ---- transitions and funnels ---- */

void
coc_flow_begin(CocFlowScan *scan, const CocDuration *cells, size_t n)
{
	*scan = (CocFlowScan){.cells = cells, .n = n};
}

/* The cells that have one gender, from and to, the next in order. */
static bool
next_flow(CocFlowScan *scan, CocFlow *flow)
{
	const CocDuration *first = scan->cells + scan->position;
	size_t left = scan->n - scan->position;
	CocInt128 sum;
	size_t n = 0;

	if (left == 0)
		return false;
	*flow = (CocFlow){.gender = coc_duration_gender(first->key),
					  .from = coc_duration_from(first->key),
					  .to = coc_duration_to(first->key)};
	for (; n < left && first[n].key >> 40 == first->key >> 40; n++)
		flow->n += first[n].count;
	flow->timed = coc_durations_timed(first, n, &sum);
	/* The lower of two in the middle, as percentile_disc(0.5) has it. */
	flow->median =
		coc_durations_ranked(first, n, flow->timed - flow->timed / 2);
	scan->position += n;
	return true;
}

/* Everything that left the same place as the next cell. */
static int64_t
count_departures(const CocFlowScan *scan)
{
	const CocDuration *first = scan->cells + scan->position;
	int64_t whole = 0;

	for (size_t i = 0;
		 i < scan->n - scan->position && first[i].key >> 48 == first->key >> 48;
		 i++)
		whole += first[i].count;
	return whole;
}

bool
coc_flow_next(CocFlowScan *scan, CocFlow *flow)
{
	size_t i = scan->position;

	if (i < scan->n &&
		(i == 0 || scan->cells[i - 1].key >> 48 != scan->cells[i].key >> 48))
		scan->whole = count_departures(scan);
	if (!next_flow(scan, flow))
		return false;
	flow->whole = scan->whole;
	return true;
}

bool
coc_step_next(CocFlowScan *scan, CocFlow *flow)
{
	do
	{
		if (!next_flow(scan, flow))
			return false;
	} while (flow->to == 0); /* journeys that were asked: no step of theirs */
	if (flow->to == 1)
		scan->whole = flow->n;
	flow->whole = scan->whole;
	return true;
}

/* ---- life tables ---- */

/* Runs of a life table: first who had an outcome, then who was lost. */
static const uint8_t run_answers[COC_NRUNS] = {COC_YES, COC_ANSWER_DIED, COC_NO,
											   COC_TOO_RECENT};

/*
 * begin_gender
 *		Start the table of the next gender that has anybody in it.
 *
 * Cells without days are cases that nobody followed; no days is the lowest
 * key of an answer, so a run that starts at the lowest day leaves them out.
 */
static bool
begin_gender(CocLifeScan *scan)
{
	while (scan->n > 0)
	{
		uint8_t gender = coc_duration_gender(scan->cells[0].key);
		size_t n = scan->n;

		(void) coc_durations_of(scan->cells, &n, gender);

		scan->runs.mask = DAYS;
		scan->row =
			(CocLifeRow){.gender = gender, .survival = COC_PROBABILITY_ONE};
		for (int i = 0; i < COC_NRUNS; i++)
		{
			scan->runs.at[i] = first_from(
				scan->cells, n, coc_duration_key(gender, 0, run_answers[i], 0));
			scan->runs.end[i] = first_from(
				scan->cells, n,
				coc_duration_key(gender, 0, run_answers[i], INT32_MAX));
			for (const CocDuration *cell = scan->runs.at[i];
				 cell < scan->runs.end[i]; cell++)
				scan->row.at_risk += cell->count;
		}
		scan->cells += n;
		scan->n -= n;
		if (scan->row.at_risk > 0)
			return true;
	}
	return false;
}

void
coc_life_begin(CocLifeScan *scan, const CocDuration *cells, size_t n)
{
	memset(scan, 0, sizeof(*scan));
	scan->cells = cells;
	scan->n = n;
}

/*
 * portion
 *		probability * part / whole, rounded to the unit, half up.
 *
 * Below 2^60 * 2^63 * 2: exact in 128 bits.
 */
static int64_t
portion(int64_t probability, int64_t part, int64_t whole)
{
	CocInt128 twice = (CocInt128) probability * part * 2;

	return (int64_t) ((twice + whole) / ((CocInt128) whole * 2));
}

bool
coc_life_next(CocLifeScan *scan, CocLifeRow *row)
{
	CocLifeRow *last = &scan->row;
	int64_t counts[COC_NRUNS];
	int64_t before = last->survival;
	uint64_t days;

	/* Who was in the last row and left there is at risk no more. */
	last->at_risk -= last->events + last->died + last->censored;
	if (!next_of_runs(&scan->runs, &days, counts))
	{
		if (!begin_gender(scan))
			return false;
		before = last->survival;
		(void) next_of_runs(&scan->runs, &days, counts);
	}
	last->days = coc_duration_days(days);
	last->events = counts[0];
	last->died = counts[1];
	last->censored = counts[2] + counts[3];
	last->survival = portion(before, last->at_risk - last->events - last->died,
							 last->at_risk);
	last->incidence += portion(before, last->events, last->at_risk);
	*row = *last;
	return true;
}

/*
 * coc_life_median
 *		As shown, because a product of fractions that is one half exactly may
 *		come out a unit of 10^-18 above it.
 */
int32_t
coc_life_median(const CocDuration *cells, size_t n)
{
	const int64_t unit = COC_PROBABILITY_ONE / 1000000; /* shown */
	const int64_t half = COC_PROBABILITY_ONE / 2;
	CocLifeScan scan;
	CocLifeRow row;

	coc_life_begin(&scan, cells, n);
	while (coc_life_next(&scan, &row))
	{
		if (row.survival < half + unit / 2)
			return row.days;
	}
	return COC_NO_DAYS;
}

/*
 * coc_life_incidence
 *		The last row up to the day; beyond the last of all it stays what it
 *		was only if nobody is left to whom it could happen.
 */
bool
coc_life_incidence(const CocDuration *cells, size_t n, int32_t days,
				   int64_t *incidence)
{
	CocLifeScan scan;
	CocLifeRow row;
	bool known = false;

	*incidence = 0;
	coc_life_begin(&scan, cells, n);
	while (coc_life_next(&scan, &row))
	{
		if (row.days > days)
			return true;
		*incidence = row.incidence;
		known = row.days == days || row.survival == 0;
	}
	return known;
}

/* ---- counts ---- */

static bool
is_of(const CocDuration *cell, uint8_t gender)
{
	return gender == COC_ALL_GENDERS ||
		   coc_duration_gender(cell->key) == gender;
}

int64_t
coc_durations_count(uint8_t kind, const CocDuration *cells, size_t n,
					uint8_t gender)
{
	int64_t cases = 0;

	for (size_t i = 0; i < n; i++)
	{
		if (is_of(&cells[i], gender) &&
			(kind != COC_FUNNEL || coc_duration_to(cells[i].key) == 0))
			cases += cells[i].count;
	}
	return cases;
}

size_t
coc_durations_write_excluded(uint8_t kind, const CocDuration *cells, size_t n,
							 uint8_t gender, char *out)
{
	int64_t reasons[COC_NANSWERS] = {0};
	char *start = out;

	for (size_t i = 0; i < n && kind == COC_TIME_TO_EVENT; i++)
	{
		if (is_of(&cells[i], gender) &&
			coc_duration_days(cells[i].key) == COC_NO_DAYS)
			reasons[coc_duration_to(cells[i].key)] += cells[i].count;
	}
	*out++ = '{';
	for (int answer = 0; answer < COC_NANSWERS; answer++)
	{
		if (reasons[answer] == 0)
			continue;
		if (out > start + 1)
			out = coc_put_string(out, ", ");
		out = coc_put_name(out, coc_answer.terms[answer].name);
		out += coc_wide_write(reasons[answer], out);
	}
	*out++ = '}';
	return (size_t) (out - start);
}
