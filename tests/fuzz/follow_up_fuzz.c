/*
 * follow_up_fuzz.c
 *		Any bytes as a journey: every question gives a legal answer, and the
 *		answers of different questions agree with each other.
 *
 * The first bytes are the arguments, the rest are stays as they would lie in
 * a damaged image: unknown codes, unsorted, duplicates. Only the start is
 * brought into the range of dates, because sums of days rely on it.
 */
#include <stdlib.h>
#include <string.h>

#include "core/arrival.h"
#include "core/date.h"
#include "core/event.h"

#define MAX_STAYS 256

typedef struct Arguments
{
	int32_t index_date;
	int32_t days;
	int32_t observed_until;
	int32_t max_gap;
	uint8_t flags;
} Arguments;

typedef struct Life
{
	CocEpisode stays[MAX_STAYS];
	int nstays;
} Life;

static void
law(bool holds)
{
	if (!holds)
		abort();
}

static CocAnswer
ask(CocQuestion question, const Life *life, const CocWindow *window)
{
	return question(life->stays, life->nstays, window);
}

/*
 * Evaluable or not is settled by dates: where they leave nothing to ask, the
 * stays have no say. Whoever has no stay was never in treatment, or has it
 * before them.
 */
static void
check_each(const Life *life, const CocWindow *window)
{
	static const CocQuestion questions[] = {coc_answer_retained,
											coc_answer_effective,
											coc_answer_early_exit,
											coc_answer_completed,
											coc_answer_returned,
											coc_answer_completed_without_return,
											coc_answer_linked,
											coc_answer_continued,
											coc_answer_transfer_arrived,
											coc_answer_left_without_support,
											coc_answer_custody_to_community,
											coc_answer_need_to_care};

	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
	{
		CocAnswer answer = ask(questions[i], life, window);
		CocAnswer nobody = questions[i](NULL, 0, window);

		law(coc_term(&coc_answer, (uint8_t) answer) != NULL);
		if (nobody == COC_TOO_RECENT || nobody == COC_WINDOW_WITHIN_GAP)
			law(answer == nobody);
		else
			law(answer != COC_TOO_RECENT && answer != COC_WINDOW_WITHIN_GAP);
	}
}

/* What one question says binds another. */
static void
check_pairs(const Life *life, const CocWindow *window)
{
	CocAnswer linked = ask(coc_answer_linked, life, window);
	CocAnswer continued = ask(coc_answer_continued, life, window);
	CocAnswer silence = ask(coc_answer_left_without_support, life, window);
	CocAnswer completed = ask(coc_answer_completed, life, window);
	CocAnswer early = ask(coc_answer_early_exit, life, window);

	if (linked == COC_YES)
		law(continued == COC_YES);
	if (continued == COC_YES)
		law(silence == COC_NO);
	if (silence == COC_YES)
		law(linked == COC_NO && continued == COC_NO);
	law((silence == COC_ANSWER_DIED) == (linked == COC_ANSWER_DIED));
	if (ask(coc_answer_retained, life, window) == COC_YES)
		law(ask(coc_answer_effective, life, window) == COC_YES);
	if (completed == COC_YES)
		law(early == COC_NO);
	if (completed != COC_YES && completed != COC_NO)
		law(early == completed);
	if (ask(coc_answer_completed_without_return, life, window) == COC_YES &&
		!window->per_stay)
		law(completed == COC_YES);
}

/* Return within a window and the time until return are one thing. */
static void
check_return(const Life *life, const CocWindow *window)
{
	CocFirst first = coc_find_return(life->stays, life->nstays, window);
	CocAnswer within = ask(coc_answer_returned, life, window);

	if (first.outcome == COC_YES)
		law(first.timed && first.days > window->max_gap);
	if (coc_evaluable((uint8_t) within))
		law((within == COC_YES) ==
			(first.outcome == COC_YES && first.days <= window->days));
	/* A death before the index date has no days. */
	if (within == COC_ANSWER_DIED)
		law(first.timed ? first.days <= window->days
						: first.outcome == COC_ANSWER_DIED);
}

/* A discharge of the US style is the end of a treatment stay, 31 days apart. */
static void
check_us_style(const Life *life)
{
	CocDischargeScan scan = {.period = {INT64_MIN, INT64_MAX}};
	CocDischarge discharge;
	int64_t before = INT64_MIN;

	coc_care_set_fill(&scan.from_care);
	coc_discharge_begin_us_style(&scan, life->stays, life->nstays);
	while (coc_discharge_next(&scan, &discharge))
	{
		law(discharge.discharged_on > before);
		before = (int64_t) discharge.discharged_on + 30;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Arguments arguments;
	CocWindow window;
	CocSlip slip;
	Life life;

	if (size < sizeof(arguments))
		return 0;
	memcpy(&arguments, data, sizeof(arguments));
	size -= sizeof(arguments);
	life.nstays = (int) (size / sizeof(CocEpisode));
	if (life.nstays > MAX_STAYS)
		life.nstays = MAX_STAYS;
	memcpy(life.stays, data + sizeof(arguments),
		   (size_t) life.nstays * sizeof(CocEpisode));
	for (int i = 0; i < life.nstays; i++)
		life.stays[i].start %= COC_DATE_MAX;
	window = (CocWindow){.index_date = arguments.index_date,
						 .days = arguments.days,
						 .observed_until = arguments.observed_until,
						 .max_gap = arguments.max_gap,
						 .per_stay = arguments.flags & 1,
						 .same_day = arguments.flags & 2};
	check_us_style(&life);
	if ((arguments.flags & 4) &&
		coc_window_months(&window, arguments.days, &slip) != COC_OK)
		return 0;
	if (coc_window_check(&window, &slip) != COC_OK)
		return 0;
	check_each(&life, &window);
	window.same_day = false;
	check_pairs(&life, &window);
	check_return(&life, &window);
	return 0;
}
