/*
 * continuity.h
 *		From PostgreSQL's arguments to those of core/continuity.h.
 */
#ifndef COC_PG_CONTINUITY_H
#define COC_PG_CONTINUITY_H

#include "core/continuity.h"
#include "pg/episode.h"

#endif /* COC_PG_CONTINUITY_H */
