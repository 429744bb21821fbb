/*
 * pathway_test.c
 *		Pathways: reading, printing, slips, and matches checked by hand.
 *
 * Random pathways against brute force are a regress test, where SQL is the
 * oracle; here are the laws that need no oracle, and going on after a stop.
 */
#include "check.h"

#include <stdlib.h>

#include "core/journey.h"
#include "core/pathway.h"
#include "stays.h"

static CocPathway pathway;

/* Read a text that must be good; the canonical text with a terminator. */
static const char *
canonical(const char *text)
{
	static char out[COC_PATHWAY_TEXT_MAX + 1];
	size_t n = 0;
	CocSlip slip = {0};

	CHECK_INT(coc_pathway_parse(text, strlen(text), &pathway, out, &n, &slip),
			  COC_OK);
	out[n] = '\0';
	return out;
}

/* A text, its canonical form, positions and steps: every construct. */
static void
test_canonical(void)
{
	static const struct
	{
		const char *text;
		const char *canonical;
		int npositions;
		int nsteps;
		bool plain;
	} vectors[] = {
		{"any", "any", 1, 1, true},
		{" residential  * ", "residential*", 1, 1, true},
		{"residential:( completed|planned * )",
		 "residential:(completed|planned*)", 1, 1, true},
		{"residential@( 017|0 )", "residential@(17|0)", 1, 1, true},
		{"residential { open } { < 030 d }", "residential{open}{<30d}", 1, 1,
		 true},
		{"any in[2024-01-01 ,)", "any in [2024-01-01,)", 1, 1, true},
		{"any started in ( ,2024-01-01 ]", "any started in (,2024-01-01]", 1, 1,
		 true},
		{"any then any", "any then any", 2, 2, true},
		{"any then next any", "any then next any", 2, 2, true},
		{"any then{-7 d .. 0 d}any", "any then{-7..0d} any", 2, 2, false},
		{"any then no any|any then next{>=3d}any",
		 "any then no any | any then next{>=3d} any", 2, 2, false},
		{"any|any", "any | any", 2, 1, true},
		{"( any|any )@3 then any", "(any | any)@3 then any", 3, 2, true},
		{"optional any then any", "optional any then any", 2, 2, true},
		{"any 3 times", "any 3 times", 3, 1, true},
		{"any 1..times", "any 1.. times", 2, 1, true},
		{"any 0 .. 3 times then any", "any 0..3 times then any", 4, 2, true},
		{"(any then any) 2..4 times apart next{<=3d}",
		 "(any then any) 2..4 times apart next{<=3d}", 8, 1, false},
		{"any not followed by{<=3d}any|any",
		 "any not followed by{<=3d} any | any", 1, 1, false},
		{"^any$spanning{<3d}", "^ any $ spanning{<3d}", 1, 1, false},
		{"^no any then any", "^ no any then any", 1, 1, true},
	};

	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
	{
		char once[COC_PATHWAY_TEXT_MAX + 1];

		strcpy(once, canonical(vectors[i].text));
		CHECK_STR(once, vectors[i].canonical);
		CHECK_INT(pathway.npositions, vectors[i].npositions);
		CHECK_INT(pathway.nsteps, vectors[i].nsteps);
		CHECK_INT(pathway.plain, vectors[i].plain);
		CHECK_STR(canonical(once), once);
	}
}

static CocSlip
slip_of(const char *text, CocStatus status)
{
	char out[COC_PATHWAY_TEXT_MAX];
	size_t n;
	CocSlip slip = {0};

	CHECK_INT(coc_pathway_parse(text, strlen(text), &pathway, out, &n, &slip),
			  status);
	CHECK_STR(slip.what, "pathway");
	return slip;
}

/* Where it went wrong, from 1; the whole list stands in sql/pathway.sql. */
static void
test_slips(void)
{
	CHECK_INT(slip_of("", COC_BAD_TEXT).offset, 1);
	CHECK_INT(slip_of("any then", COC_BAD_TEXT).offset, 9);
	CHECK_INT(slip_of("any then hotel", COC_BAD_TEXT).offset, 10);
	CHECK_STR(slip_of("hotel", COC_BAD_TEXT).reason, "the care is not known");
	CHECK_STR(slip_of("hotel*", COC_BAD_TEXT).reason, "the group is not known");
	CHECK_STR(slip_of("treatment", COC_BAD_TEXT).reason,
			  "it is a group, and * behind it is missing");
	CHECK_STR(slip_of("any:planned", COC_BAD_TEXT).reason,
			  "it is a group, and * behind it is missing");
	CHECK_STR(slip_of("any then not any", COC_BAD_TEXT).reason,
			  "a kind of care is expected");
	CHECK_INT(slip_of("any then not any", COC_BAD_TEXT).offset, 10);
	CHECK_INT(slip_of("any:hotel", COC_BAD_TEXT).offset, 5);
	CHECK_INT(slip_of("(any", COC_BAD_TEXT).offset, 5);
	CHECK_INT(slip_of("any)", COC_BAD_TEXT).offset, 4);
	CHECK_INT(slip_of("any then (optional any)", COC_BAD_TEXT).offset, 10);
	CHECK_INT(slip_of("any{5..3d}", COC_BAD_VALUE).offset, 5);
	CHECK_INT(slip_of("any{<0d}", COC_BAD_VALUE).offset, 6);
	CHECK_INT(slip_of("any{<=99999999999999999999d}", COC_BAD_VALUE).offset, 7);
	CHECK_INT(slip_of("any spanning{>1d}", COC_BAD_VALUE).offset, 13);
	CHECK_INT(slip_of("any 65 times", COC_TOO_LARGE).offset, 5);
	CHECK_INT(slip_of("((((((((((((((((((any", COC_TOO_LARGE).offset, 17);
}

/* A text without a terminator, cut at every place, is read inside itself. */
static void
test_cut_short(void)
{
	static const char text[] = "^ no any@3 then (any{<=3d} | any:died in "
							   "[2024-01-01,2024-02-01)) 2..3 times apart "
							   "next{0..9d} not";

	for (size_t n = 0; n < sizeof(text); n++)
	{
		char *exact = malloc(n + 1);
		char out[COC_PATHWAY_TEXT_MAX];
		size_t written;
		CocSlip slip = {0};

		memcpy(exact, text, n);
		exact = realloc(exact, n > 0 ? n : 1);
		if (coc_pathway_parse(exact, n, &pathway, out, &written, &slip) !=
			COC_OK)
			CHECK(slip.offset >= 1 && (size_t) slip.offset <= n + 1);
		free(exact);
	}
}

static void
test_wire(void)
{
	static const uint8_t wire[] = {1, 'a', 'n', 'y'};
	const char *text;
	size_t length;
	CocSlip slip;

	CHECK_INT(coc_pathway_from_wire(wire, 4, &text, &length, &slip), COC_OK);
	CHECK_INT(length, 3);
	CHECK(memcmp(text, "any", 3) == 0);
	CHECK_INT(coc_pathway_from_wire(wire, 0, &text, &length, &slip),
			  COC_BAD_BINARY);
	CHECK_INT(coc_pathway_from_wire(wire + 1, 3, &text, &length, &slip),
			  COC_BAD_BINARY);
}

static bool
always(void)
{
	return true;
}

/* Room of exactly the size that was asked for: too much would be seen. */
static void
begin(CocMatcher *matcher, const CocEpisode *stays, int nstays)
{
	coc_matcher_begin(matcher, &pathway, stays, nstays,
					  malloc(coc_matcher_room(&pathway, nstays) + 1));
}

static void
end(CocMatcher *matcher)
{
	free(matcher->positions);
}

/* Does it match? Asked with stops as often as can be, and without. */
static bool
matches(const CocEpisode *stays, int nstays)
{
	CocMatcher matcher;
	CocTick hurried = {always, COC_TICK_STEPS};
	CocTick calm = {NULL, 0};
	int nstops = 0;
	bool exists;

	begin(&matcher, stays, nstays);
	while (coc_matcher_fill(&matcher, &hurried) == COC_CANCELLED)
	{
		hurried.steps = COC_TICK_STEPS;
		nstops++;
	}
	exists = coc_matcher_exists(&matcher);
	CHECK_INT(nstops, nstays);
	end(&matcher);
	begin(&matcher, stays, nstays);
	CHECK_INT(coc_matcher_fill(&matcher, &calm), COC_OK);
	CHECK_INT(coc_matcher_exists(&matcher), exists);
	end(&matcher);
	return exists;
}

/* 2000-01-01 to -10, to -41 (gap 10), open from day 60, day 70 to unknown. */
static const CocEpisode life[] = {
	{.start = 0, .length = 9, .care = COC_WITHDRAWAL_INPATIENT, .exit = 1},
	{.start = 19, .length = 21, .care = COC_RESIDENTIAL, .exit = 1},
	{.start = 60, .length = COC_LENGTH_OPEN, .care = COC_OPIOID_AGONIST},
	{.start = 70,
	 .length = COC_LENGTH_UNKNOWN,
	 .care = COC_OUTPATIENT,
	 .exit = COC_UNKNOWN_EXIT},
	{.start = 70,
	 .length = COC_LENGTH_OPEN,
	 .care = COC_AFTERCARE_GENERAL,
	 .programme = 3}};

static void
test_matches(void)
{
	static const struct
	{
		const char *text;
		bool matches;
	} vectors[] = {
		{"withdrawal* then{<=10d} residential", true},
		{"withdrawal* then{<10d} residential", false},
		{"withdrawal* then{>=10d} residential", true},
		{"withdrawal* then{>10d} residential", false},
		{"opioid_agonist then{<=-900d} aftercare", true},
		{"opioid_agonist then{>=-900d} aftercare", false},
		{"outpatient then{<=900d} aftercare", false},
		{"outpatient then next aftercare", true},
		{"residential then next aftercare", false},
		{"residential then no medication* then aftercare", false},
		{"residential then no withdrawal* then aftercare", true},
		{"residential not followed by{<=19d} any", true},
		{"residential not followed by{<=20d} any", false},
		{"any 5 times spanning{<=70d}", true},
		{"any 5 times spanning{<70d}", false},
		{"^ any 2.. times apart{<=20d} $", true},
		{"^ any 5 times apart{<=20d} $", false},
		{"^ any 2.. times apart{<=20d}", true},
		{"any@3{open} $", true},
	};

	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
	{
		(void) canonical(vectors[i].text);
		if (matches(life, 5) != vectors[i].matches)
			printf("pathway: %s\n", vectors[i].text);
		CHECK_INT(matches(life, 5), vectors[i].matches);
		CHECK(coc_pathway_possible(&pathway, life, 5) || !vectors[i].matches);
		CHECK(!matches(life, 0));
	}
}

/* Stays and steps of the first match of a text, as digits. */
static const char *
first_match(const char *text)
{
	static char found[32];
	CocMatcher matcher;
	CocTick calm = {NULL, 0};
	char *out = found;

	(void) canonical(text);
	begin(&matcher, life, 5);
	CHECK_INT(coc_matcher_fill(&matcher, &calm), COC_OK);
	CHECK_INT(coc_matcher_next(&matcher, 0, &calm), COC_OK);
	for (int i = 0; i < matcher.nmatch; i++)
	{
		*out++ = (char) ('0' + matcher.match[i].stay);
		*out++ = (char) ('0' + matcher.match[i].step);
		*out++ = ' ';
	}
	*out = '\0';
	end(&matcher);
	return found;
}

/* The earliest stays, the longer of two, the lower steps. */
static void
test_which_match(void)
{
	CHECK_STR(first_match("treatment* then treatment*"), "01 12 ");
	CHECK_STR(first_match("treatment* then{<=-1d} any"), "21 32 ");
	CHECK_STR(first_match("any then optional aftercare"), "01 42 ");
	CHECK_STR(first_match("any 2.. times"), "01 11 21 31 41 ");
	CHECK_STR(first_match("any then optional any 1.. times then any"),
			  "01 12 22 32 43 ");
	CHECK_STR(first_match("(any | any 2 times) then optional any"),
			  "01 11 22 ");
	CHECK_STR(first_match("custody*"), "");
}

static void
check_funnel(const char *text, int wanted)
{
	CocMatcher matcher;
	CocTick hurried = {always, COC_TICK_STEPS};
	int step = -1;

	(void) canonical(text);
	begin(&matcher, life, 5);
	while (coc_matcher_funnel(&matcher, &hurried, &step) == COC_CANCELLED)
		hurried.steps = COC_TICK_STEPS;
	CHECK_INT(step, wanted);
	CHECK(coc_pathway_possible_steps(&pathway, life, 5) >= wanted);
	end(&matcher);
}

static void
test_funnel(void)
{
	check_funnel("custody*", 0);
	check_funnel("withdrawal* then residential then custody*", 2);
	check_funnel("withdrawal* then{<=9d} residential then custody*", 1);
	check_funnel("withdrawal* then optional custody* then residential", 3);
	check_funnel("withdrawal* then optional custody*", 1);
	check_funnel("withdrawal* then residential $", 1);
	check_funnel("withdrawal* then aftercare $", 2);
	check_funnel("any then any then any spanning{<=9d}", 2);
}

/* A damaged image: starts that fall, and codes never given out. */
static void
test_damage(void)
{
	CocEpisode stays[40];

	for (int i = 0; i < 40; i++)
	{
		stays[i] = random_stay(100);
		stays[i].start = INT32_MAX - i * 50000000;
		stays[i].care = (uint8_t) (i * 7);
		stays[i].exit = (uint8_t) (i * 11);
	}
	(void) canonical("any then{<=3d} any then no any:died then{>-9d} any "
					 "not followed by{<=3d} any 2.. times spanning{<=9d}");
	(void) matches(stays, 40);
	(void) canonical("any:(planned*|died) then any");
	(void) matches(stays, 40);
}

/* What order alone allows includes every match, and is it when plain. */
static void
test_laws(void)
{
	static const char *const texts[] = {
		"treatment* then aftercare*",
		"treatment* then next aftercare* $",
		"^ no aftercare* then treatment* then any{open}",
		"treatment* then{<=30d} aftercare*",
		"any 3.. times apart{<=10d}",
		"treatment* not followed by{<=90d} aftercare* then any",
	};

	for (int round = 0; round < 3000; round++)
	{
		CocEpisode stays[8];
		int n = 1 + (int) random_below(8);
		bool possible;

		for (int i = 0; i < n; i++)
			stays[i] = random_stay(60);
		n = coc_journey_sort(stays, n);
		(void) canonical(texts[round % 6]);
		possible = coc_pathway_possible(&pathway, stays, n);
		if (pathway.plain)
			CHECK_INT(matches(stays, n), possible);
		else
			CHECK(possible || !matches(stays, n));
	}
}

/* Of 65536 steps of work each. */
static int work;

static bool
count_work(void)
{
	work++;
	return false;
}

/* Work of filling the table of 4096 stays, none of which leads to an end. */
static int
work_of(const char *item)
{
	enum
	{
		nstays = 4096
	};
	static CocEpisode stays[nstays];
	char text[COC_PATHWAY_TEXT_MAX] = "screening";
	CocTick tick = {count_work, 0};
	CocMatcher matcher;

	for (int i = 0; i < 24; i++)
	{
		strcat(text, " then{<=9999d} optional screening");
		strcat(text, i % 2 == 0 ? item : "");
	}
	strcat(text, " then{<=-1d} aftercare");
	(void) canonical(text);
	for (int i = 0; i < nstays; i++)
		stays[i] = (CocEpisode){.start = i,
								.care = i < nstays - 1 ? COC_SCREENING
													   : COC_AFTERCARE_GENERAL,
								.exit = COC_COMPLETED};
	begin(&matcher, stays, nstays);
	work = 0;
	CHECK_INT(coc_matcher_fill(&matcher, &tick), COC_OK);
	CHECK(!coc_matcher_exists(&matcher));
	end(&matcher);
	return work;
}

/* Stays x stays x steps at most, whatever each step must be free of. */
static void
test_work(void)
{
	int most = 4096 / 2 * 4096 / 65536 * 26;

	CHECK(work_of("") <= most);
	CHECK(work_of(" not followed by{<=-9999d} residential") <= most);
}

int
main(void)
{
	test_canonical();
	test_slips();
	test_cut_short();
	test_wire();
	test_matches();
	test_which_match();
	test_funnel();
	test_damage();
	test_laws();
	test_work();
	return check_summary("pathway");
}
