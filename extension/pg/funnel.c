/*
 * funnel.c
 *		How far many journeys come along a pathway, as durations.
 *
 * A journey counts as asked, and once at every step up to the last one that
 * it reaches. Days lie between the first stays of two steps; a step that an
 * optional item let the journey pass without a stay has none, and neither has
 * the step after it.
 */
#include "pg/compat.h"

#include "pg/durations.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/pathway.h"
#include "pg/summary_agg.h"

/* First stay of a step in the matcher's match, NULL where it has none. */
static const CocEpisode *
first_stay(const CocMatcher *matcher, int step)
{
	for (int i = 0; i < matcher->nmatch; i++)
	{
		if (matcher->match[i].step == step)
			return &matcher->stays[matcher->match[i].stay];
	}
	return NULL;
}

static int32
days_between(const CocEpisode *from, const CocEpisode *to)
{
	return from == NULL || to == NULL ? COC_NO_DAYS : to->start - from->start;
}

/* Last step reached, 0 for none; if any, the matcher holds the way there. */
static int
reach(CocPathwaySite *site, FunctionCallInfo fcinfo, Datum journey)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(journey, &nstays);
	int reached;

	if (coc_pathway_possible_steps(&site->pathway, stays, nstays) == 0)
		return 0;
	coc_pathway_begin(site, fcinfo, stays, nstays);
	reached = coc_pathway_funnel(&site->matcher);
	if (reached > 0)
		coc_pathway_next(&site->matcher, 0);
	return reached;
}

COC_FUNCTION(coc_funnel_count);
Datum
coc_funnel_count(PG_FUNCTION_ARGS)
{
	CocGender gender = coc_gender_argument(fcinfo, 1);
	const CocEpisode *before = NULL;
	CocPathwaySite *site;
	CocDurationTable table;
	Durations *state;
	int reached;
	CocSlip slip;

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	site = coc_pathway_site(fcinfo);
	coc_pathway_compile_checked(site, PG_GETARG_DATUM(3));
	reached = reach(site, fcinfo, PG_GETARG_DATUM(2));
	state = coc_durations_begin(fcinfo, COC_FUNNEL, (Size) reached + 1, &table);
	for (int step = 0; step <= reached; step++)
	{
		const CocEpisode *stay =
			step > 0 ? first_stay(&site->matcher, step) : NULL;

		CocStatus status = coc_durations_add(
			&table, gender, (uint8) Max(step - 1, 0), (uint8) step,
			days_between(before, stay), 1, &slip);

		/* Only the bytes of a damaged journey give days that cannot be. */
		(void) coc_report(status == COC_BAD_VALUE ? COC_CORRUPT : status, &slip,
						  NULL);
		before = stay;
	}
	return coc_durations_end(fcinfo, state, &table);
}
