/*
 * episode.h
 *		An episode as PostgreSQL passes it: 12 bytes, by reference.
 */
#ifndef COC_PG_EPISODE_H
#define COC_PG_EPISODE_H

#include "core/episode.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

/* Days are PostgreSQL's own: both count from 2000-01-01. */
static inline const CocEpisode *
DatumGetEpisodeP(Datum datum)
{
	return (const CocEpisode *) DatumGetPointer(datum);
}

static inline Datum
EpisodePGetDatum(const CocEpisode *episode)
{
	return PointerGetDatum(episode);
}

/* A copy in the current memory context, ready to be returned. */
extern Datum coc_episode_datum(const CocEpisode *episode);

/*
 * Known presence as a daterange, [first, last] or [first,) when open. The
 * calling function's fn_extra keeps the range type's cache entry.
 */
extern Datum coc_presence_range(FunctionCallInfo fcinfo, int32 first,
								int32 last, bool open);

/*
 * Days of a daterange. The type's cache entry is looked up once and kept by
 * the caller in *type, which starts as NULL.
 */
extern CocSpan coc_span_of_range(RangeType *range, TypeCacheEntry **type);

/* Stored bytes broken: XX001, or nothing. */
extern void coc_episode_assert(const CocEpisode *episode);

#define PG_GETARG_EPISODE_P(n) DatumGetEpisodeP(PG_GETARG_DATUM(n))
#define PG_RETURN_EPISODE_P(episode) return coc_episode_datum(episode)

#endif /* COC_PG_EPISODE_H */
