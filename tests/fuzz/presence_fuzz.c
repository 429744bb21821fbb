/*
 * presence_fuzz.c
 *		Any bytes as a journey, with any dates beside it: nothing is read
 *		outside it, and the laws of presence and of presumed ends hold.
 *
 * The first bytes are the arguments, the rest are stays as they would lie in
 * a damaged image. Only the start is brought into the range of dates, because
 * sums of days rely on it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/checkup.h"
#include "core/contact.h"
#include "core/date.h"
#include "core/journey.h"
#include "core/presence.h"
#include "core/supply.h"

#define MAX_STAYS 256

typedef struct Arguments
{
	int32_t day;
	int32_t observed_until;
	int32_t max_gap;
	int32_t days;
	uint8_t role;
	uint8_t reported;
	uint8_t rule;
	uint8_t times;
} Arguments;

static void
law(bool holds)
{
	if (!holds)
		abort();
}

static void
check_presence(const CocEpisode *stays, int nstays, const Arguments *arguments)
{
	CocRole role = (CocRole) (arguments->role % 4);
	CocSpan span = {arguments->day, arguments->observed_until};
	CocFlow flow = coc_stock_and_flow(stays, nstays, &span, role);
	int64_t longest = coc_longest_gap(stays, nstays, role);
	int64_t risk = coc_days_at_risk(stays, nstays, &span, arguments->max_gap);
	CocGapScan scan;
	CocGap gap;
	int64_t widest = 0;

	coc_gap_begin(&scan, stays, nstays, role, arguments->max_gap);
	while (coc_gap_next(&scan, &gap))
	{
		law(coc_gap_days(&gap) > 1 && !(gap.bridged && gap.undecided));
		widest = coc_gap_days(&gap) > widest ? coc_gap_days(&gap) : widest;
	}
	law(widest == longest);
	law(risk >= 0 &&
		risk <= (span.last < span.first
					 ? 0
					 : (int64_t) nstays * (span.last - span.first + 1)));
	law(coc_term(&coc_care_state,
				 (uint8_t) coc_care_state_on(stays, nstays, arguments->day,
											 arguments->max_gap)) != NULL);
	(void) flow;
}

/* What holds of journeys only, whose stays are legal and in order. */
static void
check_journey(CocEpisode *stays, int nstays, const Arguments *arguments)
{
	CocContactRules rules;
	CocSeen seen = {.reported = arguments->reported & 1,
					.observed_until = arguments->observed_until};
	CocSpan span = {arguments->day, arguments->observed_until};
	CocEpisode presumed[MAX_STAYS];
	CocFlow flow;
	CocSlip slip;
	int n;

	coc_contact_rules_clear(&rules);
	if (coc_contact_rules_set(&rules, COC_OUTPATIENT, arguments->days,
							  arguments->max_gap, &slip) != COC_OK)
		coc_contact_rules_clear(&rules);
	coc_last_seen(&seen, &arguments->day, 1);
	n = coc_presumed_left(stays, nstays, &rules, &seen, presumed);
	law(coc_journey_check(presumed, n, COC_CORRUPT, &slip) == COC_OK);
	flow = coc_stock_and_flow(presumed, n, &span, COC_ROLE_NONE);
	law(flow.open_at_start + flow.started - flow.ended - flow.ended_unknown ==
		flow.open_at_end);
}

static void
check_dates(const Arguments *arguments, const CocEpisode *stays, int nstays)
{
	CocSchedule schedule = {arguments->day, arguments->max_gap,
							arguments->times, arguments->days, arguments->role};
	CocCover cover = {arguments->day, arguments->observed_until,
					  arguments->days, arguments->max_gap};
	CocCheckup checkups[COC_CHECKUPS_MAX + 1];
	CocSupply supplies[MAX_STAYS];
	CocSlip slip;

	if (coc_checkup_check(&schedule, &slip) == COC_OK &&
		coc_checkup_plan(&schedule, checkups, &slip) == COC_OK)
	{
		for (int i = 0; i < nstays; i++)
			coc_checkup_contact(checkups, schedule.times, stays[i].start);
		for (int k = 0; k < schedule.times; k++)
			law(!checkups[k].contacted ||
				checkups[k].contact_on >= checkups[k].window_from);
	}
	if (coc_cover_check(&cover, &slip) != COC_OK)
		return;
	for (int i = 0; i < nstays; i++)
		supplies[i] =
			(CocSupply){stays[i].care, stays[i].start, 1 + stays[i].length};
	law(coc_term(&coc_answer, (uint8_t) coc_answer_covered(supplies, nstays,
														   &cover)) != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CocEpisode stays[MAX_STAYS];
	Arguments arguments;
	CocStayDates dates;
	int nstays;
	CocSlip slip;

	if (size < sizeof(arguments))
		return 0;
	memcpy(&arguments, data, sizeof(arguments));
	size -= sizeof(arguments);
	nstays = (int) (size / sizeof(CocEpisode));
	if (nstays > MAX_STAYS)
		nstays = MAX_STAYS;
	memcpy(stays, data + sizeof(arguments),
		   (size_t) nstays * sizeof(CocEpisode));
	dates = (CocStayDates){arguments.reported & 1, arguments.reported & 2,
						   arguments.day, arguments.observed_until};
	for (int i = 0; i < nstays; i++)
	{
		stays[i].start %= COC_DATE_MAX;
		law(coc_length_of_stay(&stays[i], (CocStayRule) (arguments.rule % 6),
							   &dates) >= COC_NO_LENGTH);
	}
	if (arguments.max_gap >= 0)
		check_presence(stays, nstays, &arguments);
	if (coc_journey_check(stays, nstays, COC_CORRUPT, &slip) == COC_OK)
		check_journey(stays, nstays, &arguments);
	check_dates(&arguments, stays, nstays);
	return 0;
}
