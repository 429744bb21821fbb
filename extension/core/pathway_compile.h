/*
 * pathway_compile.h
 *		Putting the automaton of a pathway together, piece by piece.
 *
 * The parser calls these as it reads. A fragment is what every piece is to
 * its surroundings: where it begins, where it ends, and whether it may be
 * left out; its positions are a range, because texts are read left to right.
 */
#ifndef COC_PATHWAY_COMPILE_H
#define COC_PATHWAY_COMPILE_H

#include "core/pathway.h"

typedef struct CocFragment
{
	uint64_t first;
	uint64_t last;
	bool nullable;
} CocFragment;

/* How often; most 0 is without limit. */
typedef struct CocCount
{
	int64_t least;
	int64_t most;
} CocCount;

extern void coc_pathway_clear(CocPathway *pathway);

/* Each adds one and answers its number, or -1 when there is no more room. */
extern int coc_pathway_add_position(CocPathway *pathway, const CocTest *test,
									int step);
extern int coc_pathway_add_guard(CocPathway *pathway, const CocTest *test);
extern int coc_pathway_add_condition(CocPathway *pathway, CocConditionKind kind,
									 CocDays days);
extern int coc_pathway_add_follow(CocPathway *pathway, const CocFollow *follow);

/* Narrow every test from a position on by another test's exits, conditions. */
extern void coc_pathway_narrow(CocPathway *pathway, int from,
							   const CocTest *by);

/* Make each last position of a fragment ask for a follow when it is left. */
extern void coc_pathway_forbid(CocPathway *pathway, const CocFragment *fragment,
							   int follow);

/* The rest answer false when there is no more room. */

/* The item, whose positions begin at from, so many times in a row. */
extern bool coc_pathway_repeat(CocPathway *pathway, int from, CocFragment *item,
							   const CocCount *count, const CocLink *apart);

/* The chain with one more item behind it. */
extern bool coc_pathway_join(CocPathway *pathway, CocFragment *chain,
							 const CocFragment *item, const CocLink *link);

/* The chain is the whole pattern: make the tables for matching. */
extern void coc_pathway_seal(CocPathway *pathway, const CocFragment *chain);

#endif /* COC_PATHWAY_COMPILE_H */
