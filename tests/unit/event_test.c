/*
 * event_test.c
 *		Discharges and entries: vectors checked by hand.
 */
#include "check.h"

#include "core/event.h"
#include "continuity_stays.h"

/* The last day is the furthest, the stay that left is the one that ended on it.
 */
static void
test_leaving_stay(void)
{
	CocEpisode life[] = {closed(COC_RESIDENTIAL, 0, 50, COC_COMPLETED),
						 closed(COC_SCREENING, 5, 50, COC_OTHER_EXIT),
						 closed(COC_OUTPATIENT, 10, 20, COC_MOVED),
						 stay(COC_DAY_PROGRAMME, 12, UNKNOWN, COC_MOVED),
						 stay(COC_OUTPATIENT, 13, OPEN, COC_ONGOING),
						 closed(COC_AFTERCARE_GENERAL, 14, 70, COC_COMPLETED)};
	CocDischargeScan scan = {.period = ever};
	CocDischarge d = {0};
	CocWindow returned = window(50, 30, 1000);

	coc_care_set_fill(&scan.from_care);
	coc_discharge_begin(&scan, life, 3, &gap21);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.discharged_on, 50);
	CHECK_INT(d.care, COC_RESIDENTIAL);
	CHECK_INT(d.exit, COC_COMPLETED);
	CHECK_INT(coc_answer_returned(life, 3, &returned), COC_NO);
	/* With a stay that ended nobody knows when, or not yet, nobody left. */
	coc_discharge_begin(&scan, life, 4, &gap21);
	CHECK(!coc_discharge_next(&scan, &d));
	CHECK_INT(coc_answer_returned(life, 4, &returned), COC_NOT_APPLICABLE);
	life[3] = life[4];
	life[4] = life[2];
	life[4].start = 14;
	coc_discharge_begin(&scan, life, 5, &gap21);
	CHECK(!coc_discharge_next(&scan, &d));
}

/* Both units of discharge, the filter, the period, and entries. */
static void
test_events(void)
{
	CocEpisode life[] = {
		closed(COC_WITHDRAWAL_INPATIENT, 0, 7, COC_TRANSFERRED),
		closed(COC_RESIDENTIAL, 8, 60, COC_COMPLETED),
		closed(COC_OUTPATIENT, 20, 60, COC_LEFT_BEFORE_COMPLETION),
		closed(COC_AFTERCARE_GENERAL, 65, 70, COC_COMPLETED),
		closed(COC_OUTPATIENT, 100, 150, COC_MOVED),
		stay(COC_OUTPATIENT, 300, OPEN, COC_ONGOING)};
	CocDischargeScan scan = {.period = {0, 149}};
	CocEntryScan entries = {.period = {50, INT64_MAX}};
	CocDischarge d = {0};
	CocEntry e = {0};

	coc_care_set_fill(&scan.from_care);
	coc_discharge_begin(&scan, life, 6, &gap21);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.discharged_on, 60);
	CHECK_INT(d.care, COC_OUTPATIENT);
	CHECK_INT(d.exit, COC_NO_EXIT);
	CHECK_INT(d.days, 60);
	CHECK(!coc_discharge_next(&scan, &d));
	scan.per_stay = true;
	scan.from_care = (CocCareSet){0};
	coc_care_set_add(&scan.from_care, COC_RESIDENTIAL);
	coc_care_set_add(&scan.from_care, 255);
	CHECK(coc_care_set_has(&scan.from_care, 255));
	coc_discharge_begin(&scan, life, 6, &gap21);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.journey_start, 0);
	CHECK_INT(d.days, 52);
	CHECK_INT(d.exit, COC_COMPLETED);
	CHECK(!coc_discharge_next(&scan, &d));
	coc_entry_begin(&entries, life, 6, &gap21);
	CHECK(coc_entry_next(&entries, &e));
	CHECK_INT(e.entered_on, 100);
	CHECK(!e.first_known);
	CHECK(coc_entry_next(&entries, &e));
	CHECK_INT(e.entered_on, 300);
	CHECK(!coc_entry_next(&entries, &e));
	entries.period.first = INT64_MIN;
	coc_entry_begin(&entries, life, 6, &gap21);
	CHECK(coc_entry_next(&entries, &e) && e.first_known);
	CHECK_INT(e.care, COC_WITHDRAWAL_INPATIENT);
}

/* DOMAIN 2.8, F1: 1 January opens a run of 31 days, 1 February the next. */
static void
test_us_style(void)
{
	CocEpisode life[] = {
		closed(COC_RESIDENTIAL, 0, 31, COC_COMPLETED),
		closed(COC_OUTPATIENT, 32, 33, COC_COMPLETED),
		closed(COC_RESIDENTIAL, 40, 55, COC_MOVED),
		closed(COC_WITHDRAWAL_INPATIENT, 57, 60, COC_TRANSFERRED),
		closed(COC_RESIDENTIAL, 61, 62, COC_COMPLETED),
		closed(COC_OUTPATIENT, 61, 62, COC_LEFT_BEFORE_COMPLETION)};
	CocDischargeScan scan = {.period = ever, .per_stay = true};
	CocDischarge d = {0};

	coc_care_set_add(&scan.from_care, COC_RESIDENTIAL);
	coc_care_set_add(&scan.from_care, COC_WITHDRAWAL_INPATIENT);
	coc_care_set_add(&scan.from_care, COC_AFTERCARE_GENERAL);
	coc_discharge_begin_us_style(&scan, life, 6);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.discharged_on, 31);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK_INT(d.discharged_on, 62);
	CHECK_INT(d.journey_start, 57);
	CHECK_INT(d.care, COC_RESIDENTIAL);
	CHECK_INT(d.exit, COC_COMPLETED);
	CHECK(!coc_discharge_next(&scan, &d));
	/* One day earlier it is in the run; the period does not move runs. */
	life[4].length--;
	coc_discharge_begin_us_style(&scan, life, 6);
	CHECK(coc_discharge_next(&scan, &d));
	CHECK(!coc_discharge_next(&scan, &d));
	scan.period.first = 32;
	coc_discharge_begin_us_style(&scan, life, 6);
	CHECK(!coc_discharge_next(&scan, &d));
	/* The rule of this registry is as it was. */
	scan.period.first = 0;
	coc_care_set_add(&scan.from_care, COC_OUTPATIENT);
	coc_discharge_begin(&scan, life, 6, &gap21);
	scan.per_stay = false;
	CHECK(coc_discharge_next(&scan, &d) && d.journey_start == 0);
}

int
main(void)
{
	test_leaving_stay();
	test_events();
	test_us_style();
	return check_summary("event");
}
