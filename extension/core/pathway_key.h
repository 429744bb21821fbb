/*
 * pathway_key.h
 *		What a pathway asks of the keys of a journey.
 */
#ifndef COC_PATHWAY_KEY_H
#define COC_PATHWAY_KEY_H

#include "core/journey_key.h"
#include "core/pathway.h"

/*
 * The automaton without what keys do not know: bounds, windows, lengths, what
 * must not be there. A journey that matches passes the plan, always.
 */
extern void coc_plan_pathway(CocKeyPlan *plan, const CocPathway *pathway,
							 bool terse);

/*
 * True when the pathway asks for nothing that keys do not know, but how many
 * stays there are and which of them it was that ended so, or at that place.
 */
extern bool coc_pathway_in_keys(const CocPathway *pathway);

#endif /* COC_PATHWAY_KEY_H */
