/*
 * contact_test.c
 *		Presumed ends and lengths of stay: vectors checked by hand, and laws.
 */
#include "check.h"

#include "core/contact.h"
#include "core/journey.h"
#include "continuity_stays.h"
#include "stays.h"

#define NONE COC_NO_LENGTH

static CocContactRules
three_rules(void)
{
	CocContactRules rules;
	CocSlip slip;

	coc_contact_rules_clear(&rules);
	CHECK_INT(coc_contact_rules_set(&rules, COC_OUTPATIENT, 90, 1095, &slip),
			  COC_OK);
	CHECK_INT(coc_contact_rules_set(&rules, COC_OPIOID_AGONIST, 35, COC_NO_RULE,
									&slip),
			  COC_OK);
	CHECK_INT(
		coc_contact_rules_set(&rules, COC_AFTERCARE_GENERAL, 180, 1095, &slip),
		COC_OK);
	return rules;
}

static void
test_rules(void)
{
	CocContactRules rules = three_rules();
	CocSlip slip;

	CHECK_INT(coc_contact_rules_set(&rules, COC_OUTPATIENT, 1, 1, &slip),
			  COC_BAD_VALUE);
	CHECK_INT(coc_contact_rules_set(&rules, COC_RESIDENTIAL, -1, 1, &slip),
			  COC_BAD_VALUE);
	CHECK_INT(coc_contact_rules_set(&rules, COC_RESIDENTIAL, 1, -1, &slip),
			  COC_BAD_VALUE);
	CHECK_INT(coc_contact_rules_set(&rules, COC_RESIDENTIAL, 0, 0, &slip),
			  COC_OK);
}

static void
test_last_seen(void)
{
	int32_t days[] = {50, 10, 70, 30, 70};
	CocSeen seen = {.reported = true, .observed_until = 69};

	coc_last_seen(&seen, days, 5);
	CHECK(seen.any);
	CHECK_INT(seen.last, 50);
	seen.observed_until = 70;
	coc_last_seen(&seen, days, 5);
	CHECK_INT(seen.last, 70);
	seen.observed_until = 9;
	coc_last_seen(&seen, days, 5);
	CHECK(!seen.any);
	coc_last_seen(&seen, NULL, 0);
	CHECK(!seen.any);
}

/* The stay's length and exit after the rules, for one open stay from day 0. */
static CocEpisode
presume_one(uint8_t care, bool reported, int contact, int32_t observed_until)
{
	CocContactRules rules = three_rules();
	CocEpisode open = stay(care, 0, OPEN, COC_ONGOING);
	CocEpisode out;
	CocSeen seen = {.reported = reported, .observed_until = observed_until};

	coc_last_seen(&seen, &contact, contact >= 0);
	CHECK_INT(coc_presumed_left(&open, 1, &rules, &seen, &out), 1);
	return out;
}

static void
test_presumed(void)
{
	CHECK_INT(presume_one(COC_OUTPATIENT, true, 40, 130).length,
			  COC_LENGTH_OPEN);
	CHECK_INT(presume_one(COC_OUTPATIENT, true, 40, 131).length, 40);
	CHECK_INT(presume_one(COC_OUTPATIENT, true, 40, 131).exit,
			  COC_LOST_CONTACT);
	CHECK_INT(presume_one(COC_OUTPATIENT, true, -1, 91).length, 0);
	CHECK_INT(presume_one(COC_OUTPATIENT, true, -1, 90).length,
			  COC_LENGTH_OPEN);
	CHECK_INT(presume_one(COC_OPIOID_AGONIST, true, 40, 76).length, 40);
	CHECK_INT(presume_one(COC_AFTERCARE_GENERAL, true, 40, 220).length,
			  COC_LENGTH_OPEN);
	CHECK_INT(presume_one(COC_RESIDENTIAL, true, 40, 2000000).length,
			  COC_LENGTH_OPEN);
	/* Nothing is reported: silence says nothing, but three years do. */
	CHECK_INT(presume_one(COC_OUTPATIENT, false, -1, 1095).length,
			  COC_LENGTH_OPEN);
	CHECK_INT(presume_one(COC_OUTPATIENT, false, -1, 1096).length,
			  COC_LENGTH_UNKNOWN);
	CHECK_INT(presume_one(COC_OUTPATIENT, false, -1, 1096).exit,
			  COC_UNKNOWN_EXIT);
	CHECK_INT(presume_one(COC_OPIOID_AGONIST, false, -1, 99999).length,
			  COC_LENGTH_OPEN);
	/* A stay cannot be longer than a stay can be. */
	CHECK_INT(presume_one(COC_OUTPATIENT, true, 65533, 99999).length, 65533);
	CHECK_INT(presume_one(COC_OUTPATIENT, true, 65534, 99999).length,
			  COC_LENGTH_UNKNOWN);
}

/* Ends move stays about and make twins: the answer is a journey all the same.
 */
static void
test_presumed_is_a_journey(void)
{
	CocContactRules rules = three_rules();
	CocEpisode stays[40];
	CocEpisode once[40];
	CocEpisode twice[40];
	CocSlip slip;

	for (int i = 0; i < 2000; i++)
	{
		CocSeen seen = {.reported = i % 3 != 0,
						.any = i % 2,
						.last = (int32_t) random_below(200),
						.observed_until = (int32_t) random_below(2000)};
		int n = 1 + (int) random_below(40);
		int m;

		for (int k = 0; k < n; k++)
		{
			stays[k] = random_stay(20);
			if (random_below(2))
				stays[k] =
					stay(COC_OUTPATIENT, stays[k].start, OPEN, COC_ONGOING);
			if (random_below(4) == 0)
				stays[k] = closed(COC_OUTPATIENT, stays[k].start,
								  stays[k].start, COC_LOST_CONTACT);
		}
		n = coc_journey_sort(stays, n);
		if (seen.any && seen.last > seen.observed_until)
			seen.any = false;
		m = coc_presumed_left(stays, n, &rules, &seen, once);
		CHECK_INT(coc_journey_check(once, m, COC_CORRUPT, &slip), COC_OK);
		CHECK_INT(coc_presumed_left(once, m, &rules, &seen, twice), m);
		CHECK_INT(coc_journey_compare(once, m, twice, m), 0);
	}
}

static int64_t
length(CocEpisode stay, CocStayRule rule, int last_contact, int observed_until)
{
	CocStayDates dates = {.contacted = last_contact != NONE,
						  .observed = observed_until != NONE,
						  .last_contact = last_contact,
						  .observed_until = observed_until};

	return coc_length_of_stay(&stay, rule, &dates);
}

/* DOMAIN 2.8, L1, and what it leaves out. */
static void
test_lengths(void)
{
	CocEpisode l1 = closed(COC_OUTPATIENT, 1, 10, COC_COMPLETED);
	CocEpisode bed = closed(COC_RESIDENTIAL, 1, 10, COC_COMPLETED);
	CocEpisode same_day = closed(COC_HOSPITAL_INPATIENT, 5, 5, COC_COMPLETED);
	CocEpisode open = stay(COC_OUTPATIENT, 1, OPEN, COC_ONGOING);
	CocEpisode vague = stay(COC_OUTPATIENT, 1, UNKNOWN, COC_UNKNOWN_EXIT);
	static const int64_t want[][6] = {
		/* plain inclusive 2004 2005 2019 sistrat */
		{9, 10, 9, 10, 10, 9},
		{9, 10, 9, 9, 9, 9},
		{0, 1, 1, 1, 1, NONE},
		{NONE, NONE, NONE, NONE, NONE, NONE},
		{9, 10, 4, 5, 5, 9},
		{9, 10, 9, 10, 15, 9},
		{NONE, NONE, 4, 5, 5, NONE},
		{9, 10, NONE, NONE, NONE, 9},
		{NONE, NONE, NONE, NONE, NONE, 8},
		{NONE, NONE, NONE, NONE, NONE, NONE},
	};

	for (int r = COC_STAY_PLAIN; r <= COC_STAY_SISTRAT; r++)
	{
		CocStayRule rule = (CocStayRule) r;

		CHECK_INT(length(l1, rule, 10, NONE), want[0][r]);
		CHECK_INT(length(bed, rule, NONE, NONE), want[1][r]);
		CHECK_INT(length(same_day, rule, NONE, NONE), want[2][r]);
		CHECK_INT(length(open, rule, 5, NONE), want[3][r]);
		CHECK_INT(length(vague, rule, NONE, NONE), want[3][r]);
		CHECK_INT(length(l1, rule, 5, NONE), want[4][r]);
		CHECK_INT(length(l1, rule, 15, 20), want[5][r]);
		CHECK_INT(length(l1, rule, 15, 10), want[0][r]);
		CHECK_INT(length(vague, rule, 5, 99), want[6][r]);
		CHECK_INT(length(l1, rule, 0, NONE), want[7][r]);
		CHECK_INT(length(l1, rule, 9, 9), want[8][r]);
		CHECK_INT(length(l1, rule, 9, 0), want[9][r]);
	}
	CHECK_INT(length(open, COC_STAY_SISTRAT, NONE, 1096), 1095);
	CHECK_INT(length(open, COC_STAY_SISTRAT, NONE, 1097), NONE);
	CHECK_INT(length(open, COC_STAY_SISTRAT, NONE, INT32_MAX), NONE);
}

static void
test_rule_names(void)
{
	CocStayRule rule;

	CHECK(coc_stay_rule("teds_2005", 9, &rule) && rule == COC_STAY_TEDS_2005);
	CHECK(coc_stay_rule("plain", 5, &rule) && rule == COC_STAY_PLAIN);
	CHECK(!coc_stay_rule("teds", 4, &rule));
	CHECK(!coc_stay_rule("", 0, &rule));
	CHECK(!coc_stay_rule("Plain", 5, &rule));
}

int
main(void)
{
	test_rules();
	test_last_seen();
	test_presumed();
	test_presumed_is_a_journey();
	test_lengths();
	test_rule_names();
	return check_summary("contact");
}
