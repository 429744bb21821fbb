/*
 * journey_gin.c
 *		GIN support of journeys.
 *
 * What is stored are the int4 keys of core/journey_key.h; a journey without
 * stays has none, and GIN itself keeps a place for it. Every question becomes
 * a plan over keys, and the index asks of each journey that has some of them
 * whether it may pass. Only @> with a kind of care is answered by its key;
 * everything else is rechecked, since keys know no dates.
 *
 * A plan is monotone: one more key never makes a journey pass less. So what
 * GIN does not know yet is taken as there, and "no" is said only if even that
 * does not help.
 */
#include "pg/compat.h"

#include "access/gin.h"
#include "access/stratnum.h"
#include "core/journey_key.h"
#include "pg/journey.h"
#include "pg/journey_selectivity.h"
#include "pg/vocabulary.h"

/* The operators of the class, numbered as in install/journey_index.sql. */
#define STRATEGY_CONTAINS_CARE 1
#define STRATEGY_CONTAINS_JOURNEY 2
#define STRATEGY_CONTAINS_EPISODE 3
#define STRATEGY_OVERLAPS_JOURNEY 4
#define STRATEGY_MATCHES 5

/* Keys as GIN and the executor want them, in memory of this call. */
static Datum *
key_datums(const int32 *keys, int nkeys)
{
	Datum *datums = palloc(nkeys * sizeof(Datum));

	for (int i = 0; i < nkeys; i++)
		datums[i] = Int32GetDatum(keys[i]);
	return datums;
}

COC_FUNCTION(coc_journey_gin_extract);
Datum
coc_journey_gin_extract(PG_FUNCTION_ARGS)
{
	int32 *nkeys = (int32 *) PG_GETARG_POINTER(1);
	int32 keys[COC_JOURNEY_KEYS_MAX];
	int nstays;
	const CocEpisode *stays = coc_journey_look(PG_GETARG_DATUM(0), &nstays);

	*nkeys = coc_journey_keys(stays, nstays, keys);
	PG_RETURN_POINTER(key_datums(keys, *nkeys));
}

/* The plan of a question, in memory that lives as long as the scan. */
static CocKeyPlan *
make_plan(Datum query, StrategyNumber strategy)
{
	CocKeyPlan *plan = palloc(sizeof(CocKeyPlan));
	const CocEpisode *stays;
	int nstays;

	switch (strategy)
	{
		case STRATEGY_CONTAINS_CARE:
			coc_plan_care(plan, DatumGetCode(query));
			break;
		case STRATEGY_CONTAINS_EPISODE:
			coc_plan_all(plan, DatumGetEpisodeP(query), 1, true);
			break;
		case STRATEGY_CONTAINS_JOURNEY:
			stays = coc_journey_look(query, &nstays);
			coc_plan_all(plan, stays, nstays, true);
			break;
		case STRATEGY_OVERLAPS_JOURNEY:
			stays = coc_journey_look(query, &nstays);
			coc_plan_any(plan, stays, nstays, true);
			break;
		case STRATEGY_MATCHES:
			(void) coc_pathway_plan(plan, query, true);
			break;
		default:
			elog(ERROR, "unknown strategy number %d of journey_ops", strategy);
	}
	return plan;
}

/*
 * Keys to look for, and the plan to judge them by, which travels as the extra
 * data of the first. Where a journey without any of the keys may pass, there
 * is nothing to look for: the whole index is read.
 */
COC_FUNCTION(coc_journey_gin_query);
Datum
coc_journey_gin_query(PG_FUNCTION_ARGS)
{
	int32 *nkeys = (int32 *) PG_GETARG_POINTER(1);
	Pointer **extra = (Pointer **) PG_GETARG_POINTER(4);
	int32 *mode = (int32 *) PG_GETARG_POINTER(6);
	CocKeyPlan *plan = make_plan(PG_GETARG_DATUM(0), PG_GETARG_UINT16(2));

	*nkeys = 0;
	if (coc_plan_possible(plan, NULL))
	{
		*mode = GIN_SEARCH_MODE_ALL;
		PG_RETURN_POINTER(NULL);
	}
	*nkeys = plan->nkeys;
	if (plan->nkeys == 0)
		PG_RETURN_POINTER(NULL); /* no journey at all passes */
	*extra = palloc0(plan->nkeys * sizeof(Pointer));
	(*extra)[0] = (Pointer) plan;
	PG_RETURN_POINTER(key_datums(plan->keys, plan->nkeys));
}

static GinTernaryValue
judge(const GinTernaryValue *found, StrategyNumber strategy,
	  const CocKeyPlan *plan)
{
	if (strategy == STRATEGY_CONTAINS_CARE)
		return found[0];
	/* GIN_FALSE is 0; GIN_MAYBE counts as there. */
	return coc_plan_possible(plan, found) ? GIN_MAYBE : GIN_FALSE;
}

/* GIN makes its two-valued form of this: maybe is yes, with a recheck. */
COC_FUNCTION(coc_journey_gin_consistent);
Datum
coc_journey_gin_consistent(PG_FUNCTION_ARGS)
{
	const GinTernaryValue *found =
		(const GinTernaryValue *) PG_GETARG_POINTER(0);
	int32 nkeys = PG_GETARG_INT32(3);
	Pointer *extra = (Pointer *) PG_GETARG_POINTER(4);

	if (nkeys == 0)
		PG_RETURN_GIN_TERNARY_VALUE(GIN_MAYBE); /* the whole index */
	PG_RETURN_GIN_TERNARY_VALUE(
		judge(found, PG_GETARG_UINT16(1), (const CocKeyPlan *) extra[0]));
}
