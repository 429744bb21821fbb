/*
 * contact.c
 *		Presumed ends of open stays; lengths of stay under their rule versions.
 */
#include "core/contact.h"

#include <string.h>

#include "core/journey.h"

/* Treatment stays longer than this are taken for forgotten (SISTRAT). */
#define SISTRAT_MAX_DAYS 1095

void
coc_contact_rules_clear(CocContactRules *rules)
{
	for (int care = 0; care <= UINT8_MAX; care++)
	{
		rules->days[care] = COC_NO_RULE;
		rules->max_days[care] = COC_NO_RULE;
	}
}

CocStatus
coc_contact_rules_set(CocContactRules *rules, uint8_t care, int32_t days,
					  int32_t max_days, CocSlip *slip)
{
	if (rules->days[care] != COC_NO_RULE ||
		rules->max_days[care] != COC_NO_RULE)
		return coc_fail(slip, COC_BAD_VALUE, "contact_rule",
						"a kind of care has two rules", NULL, 0);
	if ((days < 0 && days != COC_NO_RULE) ||
		(max_days < 0 && max_days != COC_NO_RULE))
		return coc_fail(slip, COC_BAD_VALUE, "contact_rule",
						"a number of days is negative",
						"Days are 0 or more, NULL for no rule.", 0);
	rules->days[care] = days;
	rules->max_days[care] = max_days;
	return COC_OK;
}

void
coc_last_seen(CocSeen *seen, const int32_t *contacts, int ncontacts)
{
	seen->any = false;
	for (int i = 0; i < ncontacts; i++)
	{
		if (contacts[i] > seen->observed_until ||
			(seen->any && contacts[i] <= seen->last))
			continue;
		seen->last = contacts[i];
		seen->any = true;
	}
}

/* End the stay on a day not before its start, contact lost. */
static void
close_on(CocEpisode *stay, int32_t day)
{
	int64_t length = (int64_t) day - stay->start;

	/* Beyond what a stay can hold there is no day to write down. */
	stay->length =
		length > COC_LENGTH_MAX ? COC_LENGTH_UNKNOWN : (uint16_t) length;
	stay->exit = COC_LOST_CONTACT;
}

/*
 * presume
 *		One open stay under the rule of its kind of care.
 *
 * Where contacts are reported, silence for longer than the rule's days ends
 * the stay on the last contact, or on its first day, which is one. Where they
 * are not, silence says nothing: a stay open for longer than anything has
 * ended, but nobody knows when or why.
 */
static void
presume(CocEpisode *stay, const CocContactRules *rules, const CocSeen *seen)
{
	int32_t days = rules->days[stay->care];
	int32_t max_days = rules->max_days[stay->care];
	int32_t last = stay->start;

	if (seen->reported)
	{
		if (seen->any && seen->last > last)
			last = seen->last;
		if (days != COC_NO_RULE && (int64_t) seen->observed_until - last > days)
			close_on(stay, last);
	}
	else if (max_days != COC_NO_RULE &&
			 (int64_t) seen->observed_until - stay->start > max_days)
	{
		stay->length = COC_LENGTH_UNKNOWN;
		stay->exit = COC_UNKNOWN_EXIT;
	}
}

int
coc_presumed_left(const CocEpisode *stays, int nstays,
				  const CocContactRules *rules, const CocSeen *seen,
				  CocEpisode *out)
{
	for (int i = 0; i < nstays; i++)
	{
		out[i] = stays[i];
		if (coc_episode_open(&out[i]))
			presume(&out[i], rules, seen);
	}
	/* An end moves a stay among those of the same day, or makes it a twin. */
	return coc_journey_sort(out, nstays);
}

static const char *const stay_rules[] = {
	[COC_STAY_PLAIN] = "plain",         [COC_STAY_INCLUSIVE] = "inclusive",
	[COC_STAY_TEDS_2004] = "teds_2004", [COC_STAY_TEDS_2005] = "teds_2005",
	[COC_STAY_TEDS_2019] = "teds_2019", [COC_STAY_SISTRAT] = "sistrat",
};

bool
coc_stay_rule(const char *name, size_t length, CocStayRule *rule)
{
	for (int i = COC_STAY_PLAIN; i <= COC_STAY_SISTRAT; i++)
	{
		if (strlen(stay_rules[i]) == length &&
			memcmp(stay_rules[i], name, length) == 0)
		{
			*rule = (CocStayRule) i;
			return true;
		}
	}
	return false;
}

/* Care with a bed. TEDS counts the first and the last day of all other. */
static bool
is_residential(uint8_t care)
{
	switch (care)
	{
		case COC_WITHDRAWAL_INPATIENT:
		case COC_RESIDENTIAL:
		case COC_RESIDENTIAL_SHORT:
		case COC_THERAPEUTIC_COMMUNITY:
		case COC_HOSPITAL_INPATIENT:
		case COC_CUSTODY_TREATMENT:
			return true;
		default:
			return false;
	}
}

/*
 * teds_last_day
 *		Until when TEDS counts; false when that is not known.
 *
 * Until 2005 the earlier of last contact and discharge, from 2019 on the last
 * contact. Where one of the two is not known the other one stands for it; a
 * contact after the end of observation is not known.
 */
static bool
teds_last_day(const CocEpisode *stay, CocStayRule rule,
			  const CocStayDates *dates, int32_t *last)
{
	bool contacted =
		dates->contacted &&
		!(dates->observed && dates->last_contact > dates->observed_until);

	if (contacted && (!coc_episode_closed(stay) || rule == COC_STAY_TEDS_2019 ||
					  dates->last_contact < coc_episode_end(stay)))
		*last = dates->last_contact;
	else if (coc_episode_closed(stay))
		*last = coc_episode_end(stay);
	else
		return false;
	return *last >= stay->start;
}

/* A stay of less than a day is one day; since 2005 outpatient has one more. */
static int64_t
teds_length(const CocEpisode *stay, CocStayRule rule, const CocStayDates *dates)
{
	int32_t last;
	int64_t days;

	if (!teds_last_day(stay, rule, dates, &last))
		return COC_NO_LENGTH;
	days = (int64_t) last - stay->start;
	if (rule != COC_STAY_TEDS_2004 && !is_residential(stay->care))
		return days + 1;
	return days < 1 ? 1 : days;
}

/*
 * sistrat_length
 *		To the end, or for who is still there to the end of observation.
 *
 * What is not 1 to 1095 days is no valid length in that system.
 */
static int64_t
sistrat_length(const CocEpisode *stay, bool still_there,
			   const CocStayDates *dates)
{
	int64_t days = COC_NO_LENGTH;

	if (still_there && dates->observed)
		days = (int64_t) dates->observed_until - stay->start;
	else if (!still_there && coc_episode_closed(stay))
		days = stay->length;
	return days < 1 || days > SISTRAT_MAX_DAYS ? COC_NO_LENGTH : days;
}

/*
 * coc_length_of_stay
 *		Days of the stay under a rule.
 *
 * A stay that starts after the end of observation has not been seen; one that
 * ends after it was still open then.
 */
int64_t
coc_length_of_stay(const CocEpisode *stay, CocStayRule rule,
				   const CocStayDates *dates)
{
	bool still_there = coc_episode_open(stay) ||
					   (dates->observed && coc_episode_closed(stay) &&
						coc_episode_end(stay) > dates->observed_until);

	if (dates->observed && stay->start > dates->observed_until)
		return COC_NO_LENGTH;
	if (rule == COC_STAY_SISTRAT)
		return sistrat_length(stay, still_there, dates);
	if (still_there)
		return COC_NO_LENGTH;
	switch (rule)
	{
		case COC_STAY_TEDS_2004:
		case COC_STAY_TEDS_2005:
		case COC_STAY_TEDS_2019:
			return teds_length(stay, rule, dates);
		case COC_STAY_PLAIN:
		case COC_STAY_INCLUSIVE:
		case COC_STAY_SISTRAT:
			break;
	}
	if (!coc_episode_closed(stay))
		return COC_NO_LENGTH;
	return (int64_t) stay->length + (rule == COC_STAY_INCLUSIVE);
}
