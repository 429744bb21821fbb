/*
 * journey_stats.c
 *		ANALYZE of a column of journeys.
 *
 * The standard statistics are made first, by core. Then the sample is read
 * again: which keys occur in how many journeys, and from when to when people
 * were in care. Memory is bounded, whatever the journeys are: keys beyond
 * MAX_KEYS different ones are not counted, and of many spells every second,
 * fourth, ... is kept. The same sample gives the same statistics.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "commands/vacuum.h"
#include "core/journey_key.h"
#include "core/journey_sets.h"
#include "pg/journey.h"
#include "pg/journey_stats.h"
#include "utils/date.h"
#include "utils/hsearch.h"

/* Different keys that are counted, and days that are kept of each kind. */
#define MAX_KEYS 100000
#define MAX_DAYS 1000000

/* Longer journeys, in bytes, are left out, as core leaves out long arrays. */
#define MAX_WIDTH 0x10000

/* The numbers of rows that core samples for one unit of statistics target. */
#define ROWS_PER_TARGET 300

typedef struct KeyCount
{
	int32 key; /* the hash key, so first */
	int32 count;
} KeyCount;

/* Periods: of those met every stride-th is kept, by its first and last day. */
typedef struct Periods
{
	int32 *first;
	int32 *last;
	int nkept;
	int capacity;
	int64 nmet;
	int64 stride;
} Periods;

typedef struct Sample
{
	HTAB *keys;
	Periods journeys;
	Periods spells;
	int nrows; /* journeys read */
} Sample;

/* What std_typanalyze() wanted, which is called through us. */
typedef struct Standard
{
	AnalyzeAttrComputeStatsFunc compute_stats;
	void *extra_data;
} Standard;

static void
init_periods(Periods *periods, int capacity)
{
	*periods = (Periods){.capacity = capacity, .stride = 1};
	periods->first = palloc(capacity * sizeof(int32));
	periods->last = palloc(capacity * sizeof(int32));
}

/* Room is made by doubling the arrays, and at their limit the stride. */
static void
make_room(Periods *periods)
{
	if (periods->capacity < MAX_DAYS)
	{
		periods->capacity *= 2;
		periods->first =
			repalloc(periods->first, periods->capacity * sizeof(int32));
		periods->last =
			repalloc(periods->last, periods->capacity * sizeof(int32));
		return;
	}
	periods->nkept /= 2;
	periods->stride *= 2;
	for (int i = 0; i < periods->nkept; i++)
	{
		periods->first[i] = periods->first[2 * i];
		periods->last[i] = periods->last[2 * i];
	}
}

static void
add_period(Periods *periods, const CocSpan *span)
{
	if (periods->nmet++ % periods->stride != 0)
		return;
	if (periods->nkept == periods->capacity)
		make_room(periods);
	periods->first[periods->nkept] = (int32) span->first;
	periods->last[periods->nkept++] =
		span->last == PG_INT64_MAX ? PG_INT32_MAX : (int32) span->last;
}

static void
count_keys(Sample *sample, const CocEpisode *stays, int nstays)
{
	int32 keys[COC_JOURNEY_KEYS_MAX];
	int nkeys = coc_journey_keys(stays, nstays, keys);

	for (int i = 0; i < nkeys; i++)
	{
		bool known;
		HASHACTION action = hash_get_num_entries(sample->keys) < MAX_KEYS
								? HASH_ENTER
								: HASH_FIND;
		KeyCount *entry = hash_search(sample->keys, &keys[i], action, &known);

		if (entry != NULL)
			entry->count = known ? entry->count + 1 : 1;
	}
}

static void
count_days(Sample *sample, const CocEpisode *stays, int nstays)
{
	CocSpan whole = {PG_INT64_MAX, PG_INT64_MIN};
	CocSpan spell;
	int next = 0;

	while (coc_journey_spell(stays, nstays, &next, &spell))
	{
		add_period(&sample->spells, &spell);
		whole.first = Min(whole.first, spell.first);
		whole.last = Max(whole.last, spell.last);
	}
	if (nstays > 0)
		add_period(&sample->journeys, &whole);
}

static void
read_sample(Sample *sample, VacAttrStats *stats, AnalyzeAttrFetchFunc fetch,
			int nrows)
{
	HASHCTL control = {.keysize = sizeof(int32),
					   .entrysize = sizeof(KeyCount),
					   .hcxt = CurrentMemoryContext};

	sample->nrows = 0;
	sample->keys = hash_create("keys of journeys", 1024, &control,
							   HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	init_periods(&sample->journeys, 1024);
	init_periods(&sample->spells, 1024);
	for (int i = 0; i < nrows; i++)
	{
		bool is_null;
		Datum value = fetch(stats, i, &is_null);
		struct varlena *image;
		const CocEpisode *stays;
		int nstays;

		coc_analyze_delay_point();
		if (is_null || toast_raw_datum_size(value) > MAX_WIDTH)
			continue;
		image = PG_DETOAST_DATUM_PACKED(value);
		stays = coc_journey_look(PointerGetDatum(image), &nstays);
		sample->nrows++;
		count_keys(sample, stays, nstays);
		count_days(sample, stays, nstays);
		if ((Pointer) image != DatumGetPointer(value))
			pfree(image);
	}
}

/* Statistics of a kind in the first free slot; arrays of the analyze context */
static void
fill_slot(VacAttrStats *stats, int kind, Oid type, Datum *values, int nvalues,
		  float4 *numbers, int nnumbers)
{
	int slot = 0;

	while (slot < STATISTIC_NUM_SLOTS && stats->stakind[slot] != 0)
		slot++;
	if (slot == STATISTIC_NUM_SLOTS)
		return;
	stats->stakind[slot] = (int16) kind;
	stats->staop[slot] = InvalidOid;
	stats->stacoll[slot] = InvalidOid;
	stats->stavalues[slot] = values;
	stats->numvalues[slot] = nvalues;
	stats->stanumbers[slot] = numbers;
	stats->numnumbers[slot] = nnumbers;
	/* Keys and days are four bytes, by value, as int4 and date are. */
	stats->statypid[slot] = type;
	stats->statyplen[slot] = sizeof(int32);
	stats->statypbyval[slot] = true;
	stats->statypalign[slot] = TYPALIGN_INT;
}

/* The most frequent first; of equals the lower key. */
static int
compare_counts(const void *a, const void *b)
{
	const KeyCount *left = a;
	const KeyCount *right = b;

	if (left->count != right->count)
		return left->count > right->count ? -1 : 1;
	return (left->key > right->key) - (left->key < right->key);
}

static int
compare_keys(const void *a, const void *b)
{
	int32 left = ((const KeyCount *) a)->key;
	int32 right = ((const KeyCount *) b)->key;

	return (left > right) - (left < right);
}

static int
compare_days(const void *a, const void *b)
{
	int32 left = *(const int32 *) a;
	int32 right = *(const int32 *) b;

	return (left > right) - (left < right);
}

static void
keep_keys(VacAttrStats *stats, const Sample *sample, int most)
{
	int nall = (int) hash_get_num_entries(sample->keys);
	int nkept = Min(nall, most);
	KeyCount *all = palloc(nall * sizeof(KeyCount));
	Datum *values =
		MemoryContextAlloc(stats->anl_context, nkept * sizeof(Datum));
	float4 *shares =
		MemoryContextAlloc(stats->anl_context, (nkept + 1) * sizeof(float4));
	HASH_SEQ_STATUS scan;
	KeyCount *entry;
	int n = 0;

	hash_seq_init(&scan, sample->keys);
	while ((entry = hash_seq_search(&scan)) != NULL)
		all[n++] = *entry;
	qsort(all, nall, sizeof(KeyCount), compare_counts);
	/* A key that nobody in the sample has is rarer than one of them. */
	shares[nkept] = (nkept < nall ? all[nkept].count : 0.5) / sample->nrows;
	qsort(all, nkept, sizeof(KeyCount), compare_keys);
	for (int i = 0; i < nkept; i++)
	{
		values[i] = Int32GetDatum(all[i].key);
		shares[i] = (float4) all[i].count / sample->nrows;
	}
	fill_slot(stats, COC_STATISTIC_KEYS, INT4OID, values, nkept, shares,
			  nkept + 1);
}

/* Days that cut the sorted days into equal parts, the two ends included. */
static Datum *
keep_bounds(int32 *days, int ndays, Datum *bounds, int nbounds)
{
	qsort(days, ndays, sizeof(int32), compare_days);
	for (int i = 0; i < nbounds; i++)
		bounds[i] =
			DateADTGetDatum(days[(int64) i * (ndays - 1) / (nbounds - 1)]);
	return bounds + nbounds;
}

static void
keep_days(VacAttrStats *stats, Sample *sample, int nbounds)
{
	Datum *values =
		MemoryContextAlloc(stats->anl_context, 4 * nbounds * sizeof(Datum));
	float4 *shares = MemoryContextAlloc(stats->anl_context, 2 * sizeof(float4));
	Periods *journeys = &sample->journeys;
	Periods *spells = &sample->spells;
	Datum *end = values;

	end = keep_bounds(journeys->first, journeys->nkept, end, nbounds);
	end = keep_bounds(journeys->last, journeys->nkept, end, nbounds);
	end = keep_bounds(spells->first, spells->nkept, end, nbounds);
	end = keep_bounds(spells->last, spells->nkept, end, nbounds);
	shares[0] = (float4) journeys->nmet / sample->nrows;
	shares[1] = (float4) spells->nmet / sample->nrows;
	fill_slot(stats, COC_STATISTIC_DAYS, DATEOID, values, (int) (end - values),
			  shares, 2);
}

static void
compute_stats(VacAttrStats *stats, AnalyzeAttrFetchFunc fetch, int samplerows,
			  double totalrows)
{
	Standard *standard = stats->extra_data;
	int target = stats->minrows / ROWS_PER_TARGET;
	Sample sample;

	stats->extra_data = standard->extra_data;
	standard->compute_stats(stats, fetch, samplerows, totalrows);
	stats->extra_data = standard;

	read_sample(&sample, stats, fetch, samplerows);
	if (hash_get_num_entries(sample.keys) > 0)
		keep_keys(stats, &sample, 10 * target);
	if (sample.journeys.nkept > 0)
		keep_days(stats, &sample, target + 1);
}

/* Called once a column and ANALYZE; false: no statistics are wanted. */
COC_FUNCTION(coc_journey_typanalyze);
Datum
coc_journey_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);
	Standard *standard;

	if (!std_typanalyze(stats))
		PG_RETURN_BOOL(false);
	standard = palloc(sizeof(Standard));
	standard->compute_stats = stats->compute_stats;
	standard->extra_data = stats->extra_data;
	stats->compute_stats = compute_stats;
	stats->extra_data = standard;
	PG_RETURN_BOOL(true);
}
