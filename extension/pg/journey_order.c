/*
 * journey_order.c
 *		Comparison, sorting and hashing of journeys.
 *
 * Index code calls these many times in one memory context, so what had to be
 * detoasted is freed. Nothing here depends on more than the stays' bytes, and
 * no bytes make it fail: that is what LEAKPROOF promises.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "common/hashfn.h"
#include "pg/journey.h"
#include "utils/sortsupport.h"

/* A journey being read, and the copy to free afterwards, if any. */
typedef struct Reading
{
	const CocEpisode *stays;
	int nstays;
	struct varlena *copy;
} Reading;

static Reading
read_journey(Datum datum)
{
	Reading reading;
	struct varlena *image = PG_DETOAST_DATUM_PACKED(datum);

	reading.stays = coc_journey_plain_stays(image, &reading.nstays);
	reading.copy =
		image == (struct varlena *) DatumGetPointer(datum) ? NULL : image;
	return reading;
}

static void
end_reading(Reading *reading)
{
	if (reading->copy != NULL)
		pfree(reading->copy);
}

static int
compare_datums(Datum left_datum, Datum right_datum, SortSupport ssup)
{
	Reading left = read_journey(left_datum);
	Reading right = read_journey(right_datum);
	int order =
		coc_journey_compare(left.stays, left.nstays, right.stays, right.nstays);

	end_reading(&left);
	end_reading(&right);
	return order;
}

/* Journeys of different length differ: no need to detoast them. */
static bool
equal_datums(Datum left, Datum right)
{
	return toast_raw_datum_size(left) == toast_raw_datum_size(right) &&
		   compare_datums(left, right, NULL) == 0;
}

COC_FUNCTION(coc_journey_eq);
Datum
coc_journey_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(equal_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_journey_ne);
Datum
coc_journey_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!equal_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

#define JOURNEY_COMPARISON(name, relation)                                     \
	COC_FUNCTION(coc_journey_##name);                                          \
	Datum coc_journey_##name(PG_FUNCTION_ARGS)                                 \
	{                                                                          \
		int order =                                                            \
			compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), NULL);      \
                                                                               \
		PG_RETURN_BOOL(order relation 0);                                      \
	}

JOURNEY_COMPARISON(lt, <)
JOURNEY_COMPARISON(le, <=)
JOURNEY_COMPARISON(ge, >=)
JOURNEY_COMPARISON(gt, >)

COC_FUNCTION(coc_journey_cmp);
Datum
coc_journey_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(
		compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), NULL));
}

/*
 * The first stay decides nearly always. Only its own bytes are fetched from a
 * toasted journey. The key of an empty journey is 0, below that of any stay.
 */
static Datum
abbreviate(Datum original, SortSupport ssup)
{
	struct varlena *head = PG_DETOAST_DATUM_SLICE(
		original, 0, COC_JOURNEY_PREFIX + sizeof(CocEpisode));
	int nstays;
	const CocEpisode *stays = coc_journey_plain_stays(head, &nstays);
	Datum key = nstays > 0 ? (Datum) coc_episode_abbreviate(stays) : 0;

	pfree(head);
	return key;
}

/* An abbreviated key is cheap to make: there is no reason to give up. */
static bool
never_abort(int memtupcount, SortSupport ssup)
{
	return false;
}

COC_FUNCTION(coc_journey_sortsupport);
Datum
coc_journey_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_datums;
	if (ssup->abbreviate && sizeof(Datum) == sizeof(uint64))
	{
		ssup->comparator = ssup_datum_unsigned_cmp;
		ssup->abbrev_converter = abbreviate;
		ssup->abbrev_abort = never_abort;
		ssup->abbrev_full_comparator = compare_datums;
	}
	PG_RETURN_VOID();
}

/* The stays alone are hashed: they are canonical, and equal if it is. */
COC_FUNCTION(coc_journey_hash);
Datum
coc_journey_hash(PG_FUNCTION_ARGS)
{
	Reading journey = read_journey(PG_GETARG_DATUM(0));
	Datum hash = hash_any((const unsigned char *) journey.stays,
						  journey.nstays * sizeof(CocEpisode));

	end_reading(&journey);
	return hash;
}

COC_FUNCTION(coc_journey_hash_extended);
Datum
coc_journey_hash_extended(PG_FUNCTION_ARGS)
{
	Reading journey = read_journey(PG_GETARG_DATUM(0));
	Datum hash = hash_any_extended((const unsigned char *) journey.stays,
								   journey.nstays * sizeof(CocEpisode),
								   (uint64) PG_GETARG_INT64(1));

	end_reading(&journey);
	return hash;
}
