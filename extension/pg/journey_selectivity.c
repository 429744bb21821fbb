/*
 * journey_selectivity.c
 *		How many rows the planner may expect of an operator on journeys.
 *
 * Two sources. What ANALYZE counted of keys and days (journey_stats.h) gives
 * the share of journeys for a kind of care, a pair, a period; it is exact as
 * far as keys go and fine enough for what is rare. What keys do not know (how
 * long, how far apart, between which dates) shows in core's own sample, the
 * histogram of whole journeys, on which the operator itself is tried; it has
 * a hundred of them, so it cannot tell rare from never. Where a question asks
 * more than keys know, the smaller of the two is believed.
 *
 * Statistics are looked at only where core would: where the user may read the
 * column, or the operator is leakproof.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_statistic.h"
#include "catalog/pg_type.h"
#include "core/journey_estimate.h"
#include "core/pathway_key.h"
#include "pg/journey.h"
#include "pg/journey_selectivity.h"
#include "pg/journey_stats.h"
#include "pg/pathway.h"
#include "pg/vocabulary.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/selfuncs.h"

/* Where nothing is known: as core takes it of arrays. */
#define DEFAULT_SHARE 0.005

/* One journey of a sample of a hundred: what it may have failed to show. */
#define ONE_MORE 0.01

/* A condition "journey operator constant", or the other way round. */
typedef struct Condition
{
	VariableStatData column;
	const Const *constant;
	bool column_on_left;
	bool has_statistics; /* ... and they may be looked at */
	bool asks_more;      /* than the estimate took into account */
} Condition;

/* Share of the journeys that are not NULL which pass the condition. */
typedef double (*Estimator)(Condition *condition);

static bool
read_slot(const Condition *condition, int kind, AttStatsSlot *slot)
{
	return condition->has_statistics &&
		   get_attstatsslot(slot, condition->column.statsTuple, kind,
							InvalidOid,
							ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS);
}

/* Share of journeys with a key: listed, or that of the ones not listed. */
static double
share_of_key(const AttStatsSlot *slot, int32 key)
{
	int low = 0;
	int high = slot->nvalues;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (DatumGetInt32(slot->values[middle]) < key)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < slot->nvalues && DatumGetInt32(slot->values[low]) == key)
		return slot->numbers[low];
	return slot->numbers[slot->nnumbers - 1];
}

static double
share_of_plan(const Condition *condition, const CocKeyPlan *plan)
{
	AttStatsSlot slot;
	double *shares;
	double share;

	if (!read_slot(condition, COC_STATISTIC_KEYS, &slot))
		return DEFAULT_SHARE;
	shares = palloc(plan->nkeys * sizeof(double));
	for (int i = 0; i < plan->nkeys; i++)
		shares[i] = share_of_key(&slot, plan->keys[i]);
	share = coc_plan_chance(plan, shares);
	pfree(shares);
	free_attstatsslot(&slot);
	return share;
}

/* Days as core wants them; false when there are none to be looked at. */
static bool
read_days(const Condition *condition, CocDayShares *shares)
{
	AttStatsSlot slot;
	int32 *days;

	if (!read_slot(condition, COC_STATISTIC_DAYS, &slot))
		return false;
	days = palloc(slot.nvalues * sizeof(int32));
	for (int i = 0; i < slot.nvalues; i++)
		days[i] = DatumGetDateADT(slot.values[i]);
	shares->nbounds = slot.nvalues / 4;
	shares->first = days;
	shares->last = days + shares->nbounds;
	shares->spell_first = days + 2 * shares->nbounds;
	shares->spell_last = days + 3 * shares->nbounds;
	shares->in_care = slot.numbers[0];
	shares->spells = slot.numbers[1];
	free_attstatsslot(&slot);
	return true;
}

static double
share_in_care(const Condition *condition, const CocSpan *span)
{
	CocDayShares shares;

	if (!read_days(condition, &shares))
		return DEFAULT_SHARE;
	return coc_days_chance(&shares, span);
}

static CocSpan
span_of_constant(const Condition *condition)
{
	TypeCacheEntry *type = NULL;

	return coc_span_of_range(
		DatumGetRangeTypeP(condition->constant->constvalue), &type);
}

/*
 * Stays given in full: rarer than their care, exit and programme together,
 * because somebody must also have begun on that day.
 */
static double
share_with_stays(const Condition *condition, const CocKeyPlan *plan,
				 const CocEpisode *stays, int nstays)
{
	double share = share_of_plan(condition, plan);
	double rarest = 1;
	CocDayShares shares;

	if (!read_days(condition, &shares))
		return share;
	for (int i = 0; i < nstays; i++)
		rarest = Min(rarest, coc_start_chance(&shares, stays[i].start));
	return share * rarest;
}

/* @> with a journey, or with the one stay of an episode. */
static double
contains_stays(const Condition *condition, const CocEpisode *stays, int nstays)
{
	CocKeyPlan *plan = palloc(sizeof(CocKeyPlan));

	coc_plan_all(plan, stays, nstays, false);
	return share_with_stays(condition, plan, stays, nstays);
}

static double
contains_care(const Condition *condition)
{
	CocKeyPlan *plan = palloc(sizeof(CocKeyPlan));

	coc_plan_care(plan, DatumGetCode(condition->constant->constvalue));
	return share_of_plan(condition, plan);
}

/* No likelier than either end; how far spells reach, the sample shows. */
static double
contains_days(Condition *condition)
{
	CocSpan span = span_of_constant(condition);
	double share;

	if (span.last < span.first)
		return 1;
	condition->asks_more = true;
	share = share_in_care(condition, &(CocSpan){span.first, span.first});
	return Min(share,
			   share_in_care(condition, &(CocSpan){span.last, span.last}));
}

/*
 * The journey contains the constant. Types of ours are told apart by their
 * size: a kind of care has one byte, an episode twelve, a journey any.
 */
static double
contains(Condition *condition)
{
	const Const *constant = condition->constant;
	const CocEpisode *stays;
	int nstays;

	if (constant->consttype == DATEOID)
	{
		DateADT day = DatumGetDateADT(constant->constvalue);

		return share_in_care(condition, &(CocSpan){day, day});
	}
	if (constant->consttype == DATERANGEOID)
		return contains_days(condition);
	if (constant->constlen == sizeof(uint8))
		return contains_care(condition);
	if (constant->constlen == sizeof(CocEpisode))
		return contains_stays(condition, DatumGetEpisodeP(constant->constvalue),
							  1);
	stays = coc_journey_look(constant->constvalue, &nstays);
	return contains_stays(condition, stays, nstays);
}

bool
coc_pathway_plan(CocKeyPlan *plan, Datum pathway, bool terse)
{
	CocPathwaySite *site = palloc0(sizeof(CocPathwaySite));
	bool whole = true;

	if (coc_pathway_compile(site, pathway))
	{
		coc_plan_pathway(plan, &site->pathway, terse);
		whole = coc_pathway_in_keys(&site->pathway);
	}
	else
		coc_plan_any(plan, NULL, 0, terse);
	pfree(site);
	return whole && plan->nkeys > 0;
}

static double
matches(Condition *condition)
{
	CocKeyPlan *plan = palloc(sizeof(CocKeyPlan));

	condition->asks_more =
		!coc_pathway_plan(plan, condition->constant->constvalue, false);
	return share_of_plan(condition, plan);
}

static double
overlaps(Condition *condition)
{
	CocKeyPlan *plan;
	const CocEpisode *stays;
	int nstays;

	if (condition->constant->consttype == DATERANGEOID)
	{
		CocSpan span = span_of_constant(condition);

		return share_in_care(condition, &span);
	}
	plan = palloc(sizeof(CocKeyPlan));
	stays = coc_journey_look(condition->constant->constvalue, &nstays);
	coc_plan_any(plan, stays, nstays, false);
	return share_with_stays(condition, plan, stays, nstays);
}

/* The operator tried on core's sample of the column. */
static double
share_of_sample(FunctionCallInfo fcinfo, double otherwise)
{
	return generic_restriction_selectivity((PlannerInfo *) PG_GETARG_POINTER(0),
										   PG_GETARG_OID(1), PG_GET_COLLATION(),
										   (List *) PG_GETARG_POINTER(2),
										   PG_GETARG_INT32(3), otherwise);
}

/* Of the column's rows, with the estimator where statistics may be seen. */
static double
share_of_rows(FunctionCallInfo fcinfo, Condition *condition,
			  Estimator estimator)
{
	HeapTuple statistics = condition->column.statsTuple;
	double share;

	if (condition->constant->constisnull)
		return 0; /* the operators are strict */
	condition->has_statistics =
		HeapTupleIsValid(statistics) &&
		statistic_proc_security_check(&condition->column,
									  get_opcode(PG_GETARG_OID(1)));
	condition->asks_more = false;
	share = estimator(condition);
	if (condition->has_statistics)
		share *= 1 - ((Form_pg_statistic) GETSTRUCT(statistics))->stanullfrac;
	if (condition->asks_more)
		share = Min(share, share_of_sample(fcinfo, share) + ONE_MORE);
	return share;
}

/*
 * What all estimators have in common. Where the journey is not the column, or
 * the other side no constant, the sample is all that there is.
 */
static Datum
estimate(FunctionCallInfo fcinfo, bool journey_left, bool journey_right,
		 Estimator estimator)
{
	Condition condition;
	Node *other;
	double share = -1;

	if (get_restriction_variable((PlannerInfo *) PG_GETARG_POINTER(0),
								 (List *) PG_GETARG_POINTER(2),
								 PG_GETARG_INT32(3), &condition.column, &other,
								 &condition.column_on_left))
	{
		if (IsA(other, Const) &&
			(condition.column_on_left ? journey_left : journey_right))
		{
			condition.constant = (Const *) other;
			share = share_of_rows(fcinfo, &condition, estimator);
		}
		ReleaseVariableStats(condition.column);
	}
	if (share < 0)
		share = share_of_sample(fcinfo, DEFAULT_SHARE);
	CLAMP_PROBABILITY(share);
	PG_RETURN_FLOAT8(share);
}

/* journey @> anything */
COC_FUNCTION(coc_journey_contains_sel);
Datum
coc_journey_contains_sel(PG_FUNCTION_ARGS)
{
	return estimate(fcinfo, true, false, contains);
}

/* anything <@ journey */
COC_FUNCTION(coc_journey_contained_sel);
Datum
coc_journey_contained_sel(PG_FUNCTION_ARGS)
{
	return estimate(fcinfo, false, true, contains);
}

COC_FUNCTION(coc_journey_overlaps_sel);
Datum
coc_journey_overlaps_sel(PG_FUNCTION_ARGS)
{
	return estimate(fcinfo, true, true, overlaps);
}

COC_FUNCTION(coc_pathway_sel);
Datum
coc_pathway_sel(PG_FUNCTION_ARGS)
{
	return estimate(fcinfo, true, false, matches);
}
