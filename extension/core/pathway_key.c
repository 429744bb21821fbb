/*
 * pathway_key.c
 *		From a pathway's automaton to a plan over keys.
 *
 * Every link, "then next" included, leads to a stay that is later in the
 * total order, so that each asks for a pair; all else that a link or the
 * whole pattern says can only make matches fewer, and is left to the recheck.
 */
#include "core/pathway_key.h"

_Static_assert(COC_PATHWAY_POSITIONS <= COC_PLAN_STEPS,
			   "every position of a pathway is a step of its plan");

/* Conditions that keys know of: still there, and one list of programmes. */
static CocKeyStep
step_of(const CocPathway *pathway, int position)
{
	const CocTest *test = &pathway->test[position];
	CocKeyStep step = {.cares = test->cares, .exits = test->exits};

	for (int i = 0; i < pathway->nconditions; i++)
	{
		const CocCondition *condition = &pathway->conditions[i];

		if ((test->conditions >> i & 1) == 0)
			continue;
		if (condition->kind == COC_STILL_THERE)
			step.exits &= UINT64_C(1) << COC_ONGOING;
		else if (condition->kind == COC_AT_PROGRAMME)
		{
			step.programmes = pathway->programmes + condition->first;
			step.nprogrammes = condition->past - condition->first;
		}
	}
	return step;
}

void
coc_plan_pathway(CocKeyPlan *plan, const CocPathway *pathway, bool terse)
{
	coc_plan_clear(plan);
	for (int i = 0; i < pathway->npositions; i++)
	{
		CocKeyStep step = step_of(pathway, i);

		coc_plan_add_step(plan, &step);
		plan->after[i] = pathway->after[i];
	}
	plan->first = pathway->first;
	plan->last = pathway->last;
	coc_plan_link(plan, terse);
}

bool
coc_pathway_in_keys(const CocPathway *pathway)
{
	for (int i = 0; i < pathway->nconditions; i++)
	{
		if (pathway->conditions[i].kind != COC_STILL_THERE &&
			pathway->conditions[i].kind != COC_AT_PROGRAMME)
			return false;
	}
	return pathway->plain && !pathway->any_next && !pathway->from_start &&
		   !pathway->to_end && pathway->none_before == 0;
}
