/*
 * journey_selectivity.h
 *		The plan over keys of a pathway, which estimating and searching share.
 */
#ifndef COC_PG_JOURNEY_SELECTIVITY_H
#define COC_PG_JOURNEY_SELECTIVITY_H

#include "core/journey_key.h"

/*
 * Stored bytes that are no pathway ask for what no journey has. Returns
 * whether the plan is all there is to the pathway, as far as one can estimate.
 */
extern bool coc_pathway_plan(CocKeyPlan *plan, Datum pathway, bool terse);

#endif /* COC_PG_JOURNEY_SELECTIVITY_H */
