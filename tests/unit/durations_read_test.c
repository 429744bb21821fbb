/*
 * durations_read_test.c
 *		Shares, medians, life tables: published numbers, and brute force.
 */
#include "check.h"

#include "core/durations_read.h"
#include "core/wide.h"
#include "stays.h"

#define ROOM 4096

/* Parsed cells, and behind them those of all genders, as readers take them. */
static CocDuration cells[2 * ROOM];
static size_t ncells;
static size_t nall;
static uint8_t kind;

static void
read_text(const char *text)
{
	CocSlip slip;

	CHECK_INT(
		coc_durations_parse(text, strlen(text), &kind, cells, &ncells, &slip),
		COC_OK);
	nall = ncells + coc_durations_fold(cells, ncells, cells + ncells);
}

static void
check_fold(void)
{
	size_t n;

	read_text("transition {female: nowhere>residential ?=2, "
			  "residential>outpatient ?=1 7=2; male: nowhere>outpatient ?=1, "
			  "residential>outpatient 7=3 8=1; unknown: residential>outpatient "
			  "?=5}");
	CHECK_INT(nall - ncells, 5);
	CHECK_INT(cells[ncells + 2].count, 6);
	CHECK_INT(cells[ncells + 3].count, 5);
	CHECK(cells[ncells + 3].key == coc_duration_key(COC_ALL_GENDERS,
													COC_RESIDENTIAL,
													COC_OUTPATIENT, 7));
	for (size_t i = 1; i < nall; i++)
		CHECK(cells[i - 1].key < cells[i].key);
	n = nall;
	CHECK(coc_durations_of(cells, &n, COC_MALE) == cells + 3);
	CHECK_INT(n, 3);
	n = nall;
	CHECK(coc_durations_of(cells, &n, COC_ALL_GENDERS) == cells + ncells);
	CHECK_INT(n, 5);
	n = nall;
	(void) coc_durations_of(cells, &n, COC_OTHER_GENDER);
	CHECK_INT(n, 0);
	CHECK_INT(coc_durations_count(kind, cells, ncells, COC_MALE), 5);
	CHECK_INT(coc_durations_count(kind, cells, ncells, COC_ALL_GENDERS), 15);
}

static void
check_flow(const CocFlow *flow, int to, int64_t n, int64_t whole, int64_t timed,
		   int32_t median)
{
	CHECK_INT(flow->to, to);
	CHECK_INT(flow->n, n);
	CHECK_INT(flow->whole, whole);
	CHECK_INT(flow->timed, timed);
	CHECK_INT(flow->median, median);
}

static void
check_transitions(void)
{
	CocFlowScan scan;
	CocFlow flow;

	read_text("transition {female: residential>nowhere ?=3, "
			  "residential>outpatient ?=1 -3=1 7=1 8=2, residential>died ?=2; "
			  "male: residential>outpatient 1=1 5=2 9=3}");
	coc_flow_begin(&scan, cells, ncells);
	CHECK(coc_flow_next(&scan, &flow));
	check_flow(&flow, COC_NOWHERE, 3, 10, 0, COC_NO_DAYS);
	CHECK(coc_flow_next(&scan, &flow));
	/* Of four days, the lower of the two in the middle. */
	check_flow(&flow, COC_OUTPATIENT, 5, 10, 4, 7);
	CHECK(coc_flow_next(&scan, &flow));
	check_flow(&flow, COC_TO_DEATH, 2, 10, 0, COC_NO_DAYS);
	CHECK(coc_flow_next(&scan, &flow));
	CHECK_INT(flow.gender, COC_MALE);
	check_flow(&flow, COC_OUTPATIENT, 6, 6, 6, 5);
	CHECK(!coc_flow_next(&scan, &flow));
	CHECK(!coc_flow_next(&scan, &flow));
}

static void
check_steps(void)
{
	CocFlowScan scan;
	CocFlow flow;

	read_text("funnel {female: 0 ?=9, 1 ?=6, 2 ?=1 -7=1 3=2; male: 0 ?=4}");
	coc_flow_begin(&scan, cells, nall);
	CHECK(coc_step_next(&scan, &flow));
	check_flow(&flow, 1, 6, 6, 0, COC_NO_DAYS);
	CHECK(coc_step_next(&scan, &flow));
	check_flow(&flow, 2, 4, 6, 3, 3);
	CHECK(coc_step_next(&scan, &flow));
	CHECK_INT(flow.gender, COC_ALL_GENDERS);
	CHECK(coc_step_next(&scan, &flow));
	CHECK(!coc_step_next(&scan, &flow));
	CHECK_INT(coc_durations_count(kind, cells, ncells, COC_MALE), 4);
	CHECK_INT(coc_durations_count(kind, cells, ncells, COC_ALL_GENDERS), 13);
}

static const char *
shown(int64_t probability)
{
	static char text[COC_RATIO_LENGTH + 1];

	text[coc_ratio_write(probability, COC_PROBABILITY_ONE, COC_SHARE_SCALE,
						 text)] = '\0';
	return text;
}

/*
 * Weeks of remission of the 21 patients on 6-mercaptopurine, Freireich and
 * others 1963: the example of every textbook on survival.
 */
static void
check_published(void)
{
	static const struct
	{
		int32_t days;
		int64_t at_risk;
		const char *survival;
	} published[] = {
		{6, 21, "0.857143"},  {7, 17, "0.806723"},  {10, 15, "0.752941"},
		{13, 12, "0.690196"}, {16, 11, "0.627451"}, {22, 7, "0.537815"},
		{23, 6, "0.448179"},
	};
	CocLifeScan scan;
	CocLifeRow row;
	size_t next = 0;

	read_text("time_to_event {male: no 6=1, yes 6=3 7=1 10=1 13=1 16=1 22=1 "
			  "23=1, too_recent 9=1 10=1 11=1 17=1 19=1 20=1 25=1 32=2 34=1 "
			  "35=1}");
	coc_life_begin(&scan, cells, ncells);
	while (coc_life_next(&scan, &row))
	{
		/* Without deaths the incidence is what the survival lacks. */
		CHECK_INT(row.survival + row.incidence, COC_PROBABILITY_ONE);
		if (row.events == 0)
			continue;
		CHECK_INT(row.days, published[next].days);
		CHECK_INT(row.at_risk, published[next].at_risk);
		CHECK_STR(shown(row.survival), published[next].survival);
		next++;
	}
	CHECK_INT(next, 7);
	CHECK_INT(coc_life_median(cells, ncells), 23);
}

/*
 * By hand: ten cases. Day 5: 2 events and 1 death of 10, 1 censored after
 * them: 0.7, 0.2. Day 8: 1 death of 6: 0.7 * 5/6, 0.2. Day 9: 1 event of 5:
 * 0.7 * 5/6 * 4/5 = 7/15; 0.2 + 0.7 * 5/6 / 5 = 0.31666...
 */
static void
check_competing(void)
{
	CocLifeScan scan;
	CocLifeRow row;
	char excluded[COC_DURATIONS_EXCLUDED_MAX];

	read_text("time_to_event {female: yes 5=2 9=1, too_recent 5=1 20=4, "
			  "date_unknown ?=2, died ?=3 5=1 8=1}");
	coc_life_begin(&scan, cells, ncells);
	CHECK(coc_life_next(&scan, &row));
	CHECK(row.days == 5 && row.at_risk == 10 && row.events == 2 &&
		  row.died == 1 && row.censored == 1);
	CHECK_STR(shown(row.survival), "0.700000");
	CHECK_STR(shown(row.incidence), "0.200000");
	CHECK(coc_life_next(&scan, &row));
	CHECK(row.days == 8 && row.at_risk == 6 && row.died == 1);
	CHECK_STR(shown(row.survival), "0.583333");
	CHECK(coc_life_next(&scan, &row));
	CHECK_STR(shown(row.survival), "0.466667");
	CHECK_STR(shown(row.incidence), "0.316667");
	CHECK(coc_life_next(&scan, &row));
	CHECK(row.days == 20 && row.at_risk == 4 && row.censored == 4);
	CHECK(!coc_life_next(&scan, &row));
	CHECK_INT(coc_life_median(cells, ncells), 9);
	excluded[coc_durations_write_excluded(kind, cells, ncells, COC_FEMALE,
										  excluded)] = '\0';
	CHECK_STR(excluded, "{\"date_unknown\": 2, \"died\": 3}");
	excluded[coc_durations_write_excluded(kind, cells, ncells, COC_MALE,
										  excluded)] = '\0';
	CHECK_STR(excluded, "{}");
}

static void
check_edges(void)
{
	CocLifeScan scan;
	CocLifeRow row;

	/* Nobody; nobody followed; everything on day 0. */
	read_text("time_to_event {}");
	coc_life_begin(&scan, cells, nall);
	CHECK(!coc_life_next(&scan, &row));
	CHECK_INT(coc_life_median(cells, ncells), COC_NO_DAYS);
	read_text("time_to_event {male: not_asked ?=7; other: yes 0=1}");
	coc_life_begin(&scan, cells, nall);
	CHECK(coc_life_next(&scan, &row));
	CHECK(row.gender == COC_OTHER_GENDER && row.days == 0 &&
		  row.survival == 0 && row.incidence == COC_PROBABILITY_ONE);
	CHECK(coc_life_next(&scan, &row));
	CHECK(row.gender == COC_ALL_GENDERS && row.at_risk == 1);
	CHECK(!coc_life_next(&scan, &row));
	/* Exactly one half is at most one half, by whatever way it came. */
	read_text("time_to_event {male: yes 1=3 2=1, too_recent 1=2 9=3}");
	CHECK_INT(coc_life_median(cells, ncells), 2);
	read_text("time_to_event {male: yes 1=5, too_recent 9=6}");
	CHECK_INT(coc_life_median(cells, ncells), COC_NO_DAYS);
	/* The largest counts there can be. */
	read_text("time_to_event {female: yes 3652057=274877906944, too_recent "
			  "3652058=274877906944}");
	coc_life_begin(&scan, cells, ncells);
	CHECK(coc_life_next(&scan, &row));
	CHECK_INT(row.survival, COC_PROBABILITY_ONE / 2);
}

/* A life table by long double, day by day, over random cases. */
static void
check_brute_force(void)
{
	static int64_t counts[5][64]; /* by outcome and day */
	static const uint8_t outcomes[] = {COC_NO, COC_YES, COC_TOO_RECENT,
									   COC_ANSWER_DIED};

	for (int round = 0; round < 300; round++)
	{
		CocLifeScan scan;
		CocLifeRow row;
		long double survival = 1;
		long double incidence = 0;
		int64_t at_risk = 0;

		ncells = 0;
		memset(counts, 0, sizeof(counts));
		for (int i = 0; i < 4; i++)
		{
			for (int day = 0; day < 64; day++)
			{
				counts[i][day] = random_below(3) == 0 ? random_below(40) : 0;
				at_risk += counts[i][day];
				if (counts[i][day] > 0)
					cells[ncells++] = (CocDuration){
						coc_duration_key(COC_MALE, 0, outcomes[i], day),
						counts[i][day]};
			}
		}
		coc_life_begin(&scan, cells, ncells);
		for (int day = 0; day < 64; day++)
		{
			int64_t lost = counts[0][day] + counts[2][day];
			int64_t out = counts[1][day] + counts[3][day];

			if (lost + out == 0)
				continue;
			CHECK(coc_life_next(&scan, &row));
			incidence += survival * counts[1][day] / at_risk;
			survival *= (long double) (at_risk - out) / at_risk;
			CHECK_INT(row.at_risk, at_risk);
			CHECK(row.survival / 1e18L - survival < 1e-16L &&
				  survival - row.survival / 1e18L < 1e-16L);
			CHECK(row.incidence / 1e18L - incidence < 1e-16L &&
				  incidence - row.incidence / 1e18L < 1e-16L);
			at_risk -= lost + out;
		}
		CHECK(!coc_life_next(&scan, &row));
	}
}

/*
 * A thousand random distributions: ranked numbers, sums and bands are those of
 * the numbers written out.
 */
static void
check_numbers(void)
{
	for (int round = 0; round < 1000; round++)
	{
		int32_t written[4096];
		int64_t n = 0;
		CocInt128 sum;
		CocInt128 by_hand = 0;

		ncells = 0;
		if (random_below(2) == 0)
			cells[ncells++] = (CocDuration){
				coc_duration_key(COC_FEMALE, 0, 0, COC_NO_DAYS), 7};
		for (int32_t number = -20; number < 20; number++)
		{
			int64_t count = random_below(3) == 0 ? random_below(100) : 0;

			if (count == 0)
				continue;
			cells[ncells++] = (CocDuration){
				coc_duration_key(COC_FEMALE, 0, 0, number), count};
			for (; count > 0; count--)
			{
				by_hand += number;
				written[n++] = number;
			}
		}
		CHECK_INT(coc_durations_timed(cells, ncells, &sum), n);
		CHECK(sum == by_hand);
		for (int64_t rank = 1; rank <= n; rank++)
			CHECK_INT(coc_durations_ranked(cells, ncells, rank),
					  written[rank - 1]);
		CHECK_INT(coc_durations_ranked(cells, ncells, n + 1), COC_NO_DAYS);
		for (int32_t low = -21; low < 21; low += 7)
		{
			int64_t between = 0;

			for (int64_t i = 0; i < n; i++)
				between += written[i] >= low && written[i] < low + 7;
			CHECK_INT(coc_durations_between(cells, ncells, low, low + 7),
					  between);
		}
		CHECK_INT(coc_durations_between(cells, ncells, INT64_MIN, INT64_MAX),
				  n);
	}
}

int
main(void)
{
	check_numbers();
	check_fold();
	check_transitions();
	check_steps();
	check_published();
	check_competing();
	check_edges();
	check_brute_force();
	return check_summary("durations_read");
}
