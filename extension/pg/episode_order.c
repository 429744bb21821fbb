/*
 * episode_order.c
 *		Comparison, sorting and hashing of episodes.
 *
 * All of it is total over any twelve bytes and looks nothing up, which is
 * what LEAKPROOF promises.
 */
#include "pg/compat.h"

#include "common/hashfn.h"
#include "pg/episode.h"
#include "utils/sortsupport.h"

#define EPISODE_COMPARISON(name, relation)                                     \
	COC_FUNCTION(coc_episode_##name);                                          \
	Datum coc_episode_##name(PG_FUNCTION_ARGS)                                 \
	{                                                                          \
		int order = coc_episode_compare(PG_GETARG_EPISODE_P(0),                \
										PG_GETARG_EPISODE_P(1));               \
                                                                               \
		PG_RETURN_BOOL(order relation 0);                                      \
	}

EPISODE_COMPARISON(lt, <)
EPISODE_COMPARISON(le, <=)
EPISODE_COMPARISON(eq, ==)
EPISODE_COMPARISON(ne, !=)
EPISODE_COMPARISON(ge, >=)
EPISODE_COMPARISON(gt, >)

static int
compare_datums(Datum left, Datum right, SortSupport ssup)
{
	return coc_episode_compare(DatumGetEpisodeP(left), DatumGetEpisodeP(right));
}

COC_FUNCTION(coc_episode_cmp);
Datum
coc_episode_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(
		compare_datums(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), NULL));
}

static Datum
abbreviate(Datum original, SortSupport ssup)
{
	return (Datum) coc_episode_abbreviate(DatumGetEpisodeP(original));
}

/* An abbreviated key costs nothing to make: there is no reason to give up. */
static bool
never_abort(int memtupcount, SortSupport ssup)
{
	return false;
}

COC_FUNCTION(coc_episode_sortsupport);
Datum
coc_episode_sortsupport(PG_FUNCTION_ARGS)
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

COC_FUNCTION(coc_episode_hash);
Datum
coc_episode_hash(PG_FUNCTION_ARGS)
{
	return hash_any((const unsigned char *) PG_GETARG_EPISODE_P(0),
					sizeof(CocEpisode));
}

COC_FUNCTION(coc_episode_hash_extended);
Datum
coc_episode_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_any_extended((const unsigned char *) PG_GETARG_EPISODE_P(0),
							 sizeof(CocEpisode), (uint64) PG_GETARG_INT64(1));
}
