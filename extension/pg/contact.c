/*
 * contact.c
 *		fmgr face of presumed ends and of the length of a stay.
 */
#include "pg/compat.h"

#include "core/contact.h"
#include "executor/executor.h"
#include "pg/array.h"
#include "pg/episode.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/vocabulary.h"
#include "utils/date.h"

/* A field of a contact_rule; no rule when it is NULL. */
static int32
days_of_rule(HeapTupleHeader rule, AttrNumber field)
{
	bool is_null;
	Datum days = GetAttributeByNum(rule, field, &is_null);

	if (is_null)
		return COC_NO_RULE;
	/* The one number that core takes for no rule is a negative one here. */
	return DatumGetInt32(days) < 0 ? -1 : DatumGetInt32(days);
}

static void
set_rule(CocContactRules *rules, HeapTupleHeader rule)
{
	bool is_null;
	Datum care = GetAttributeByNum(rule, 1, &is_null);
	CocSlip slip;

	if (is_null)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid contact_rule"),
						errdetail("It failed because its care is NULL.")));
	(void) coc_report(coc_contact_rules_set(rules, DatumGetCode(care),
											days_of_rule(rule, 2),
											days_of_rule(rule, 3), &slip),
					  &slip, NULL);
}

/* The rules last read at a call site: they rarely change between rows. */
typedef struct RuleCache
{
	Size size;
	ArrayType *array; /* the bytes that rules came from */
	CocContactRules rules;
} RuleCache;

static RuleCache *
rule_cache(FmgrInfo *flinfo)
{
	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra =
			MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(RuleCache));
	return flinfo->fn_extra;
}

static const CocContactRules *
rules_argument(FunctionCallInfo fcinfo, int argument)
{
	RuleCache *cache = rule_cache(fcinfo->flinfo);
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(argument);
	Size size = VARSIZE(array);
	Datum *elements;
	int nelements;

	if (cache->array != NULL && size == cache->size &&
		memcmp(array, cache->array, size) == 0)
		return &cache->rules;
	if (cache->array != NULL)
		pfree(cache->array);
	cache->array = NULL; /* in case that an error comes in between */
	coc_contact_rules_clear(&cache->rules);
	nelements = coc_array_elements(array, &elements);
	for (int i = 0; i < nelements; i++)
		set_rule(&cache->rules, DatumGetHeapTupleHeader(elements[i]));
	cache->array = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, size);
	memcpy(cache->array, array, size);
	cache->size = size;
	return &cache->rules;
}

/* presumed_left(journey, contacts, observed_until, rules) */
COC_FUNCTION(coc_journey_presumed_left);
Datum
coc_journey_presumed_left(PG_FUNCTION_ARGS)
{
	const CocContactRules *rules;
	const CocEpisode *stays;
	Journey *presumed;
	int nstays;
	CocSeen seen = {.reported = !PG_ARGISNULL(1)};

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	seen.observed_until =
		coc_finite_day(PG_GETARG_DATEADT(2), "observed_until");
	rules = rules_argument(fcinfo, 3);
	if (seen.reported)
	{
		int32 *contacts;
		int ncontacts = coc_array_days(PG_GETARG_ARRAYTYPE_P(1), &contacts);

		coc_last_seen(&seen, contacts, ncontacts);
	}
	stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	presumed = coc_journey_alloc(nstays);
	nstays = coc_presumed_left(stays, nstays, rules, &seen, presumed->stays);
	return coc_journey_finish(presumed, nstays);
}

static CocStayRule
stay_rule_argument(const text *name)
{
	CocStayRule rule;

	if (!coc_stay_rule(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &rule))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("unknown rule of the length of a stay"),
						errhint("Rules: plain, inclusive, teds_2004, "
								"teds_2005, teds_2019, sistrat.")));
	return rule;
}

/* length_of_stay(episode, rule, last_contact, observed_until) */
COC_FUNCTION(coc_episode_length_of_stay);
Datum
coc_episode_length_of_stay(PG_FUNCTION_ARGS)
{
	CocStayDates dates = {.contacted = !PG_ARGISNULL(2),
						  .observed = !PG_ARGISNULL(3)};
	CocStayRule rule;
	int64 days;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	rule = stay_rule_argument(PG_GETARG_TEXT_PP(1));
	if (dates.contacted)
		dates.last_contact =
			coc_finite_day(PG_GETARG_DATEADT(2), "last_contact");
	if (dates.observed)
		dates.observed_until = PG_GETARG_DATEADT(3);
	days = coc_length_of_stay(PG_GETARG_EPISODE_P(0), rule, &dates);
	if (days == COC_NO_LENGTH)
		PG_RETURN_NULL();
	PG_RETURN_INT32((int32) days);
}
