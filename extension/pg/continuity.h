/*
 * continuity.h
 *		From PostgreSQL's arguments to those of core/continuity.h.
 */
#ifndef COC_PG_CONTINUITY_H
#define COC_PG_CONTINUITY_H

#include "core/continuity.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

/*
 * Days of a daterange. The type's cache entry is looked up once and kept by
 * the caller in *type, which starts as NULL.
 */
extern CocSpan coc_span_of_range(RangeType *range, TypeCacheEntry **type);

#endif /* COC_PG_CONTINUITY_H */
