/*
 * follow_up.h
 *		Follow-up questions about the treatment journey of an index event.
 *
 * The case is decided in a fixed order, and whether it counts at all is
 * settled by dates alone before its outcome is looked at: an early yes inside
 * an unfinished window is too recent, just as an early no is, or every recent
 * figure is biased. The questions about days of care afterwards are in
 * arrival.h; both are asked with a CocWindow.
 */
#ifndef COC_FOLLOW_UP_H
#define COC_FOLLOW_UP_H

#include "core/continuity.h"

/* What every follow-up question is asked with. */
typedef struct CocWindow
{
	int32_t index_date;
	int32_t days;
	int32_t observed_until;
	int32_t max_gap; /* only where treatment journeys decide */
	bool per_stay;   /* what ended is a stay, not a treatment journey */
	bool same_day;   /* the index date is a day of follow-up, too */
} CocWindow;

/* COC_BAD_VALUE unless days >= 1 and max_gap >= 0. */
extern CocStatus coc_window_check(const CocWindow *window, CocSlip *slip);

/*
 * Set days to calendar months after index_date, at the end of a month clamped
 * to the last day there is: six months from 31 August end on 28 February.
 * COC_BAD_VALUE unless months >= 1.
 */
extern CocStatus coc_window_months(CocWindow *window, int32_t months,
								   CocSlip *slip);

/* Last day of the window; int64, because neither date need be finite. */
static inline int64_t
coc_window_last_day(const CocWindow *window)
{
	return (int64_t) window->index_date + window->days;
}

/* By dates alone, before anything is known about the outcome. */
static inline bool
coc_window_too_recent(const CocWindow *window)
{
	return coc_window_last_day(window) > window->observed_until;
}

/*
 * A recorded death by the end of the window. One before the index date takes
 * the case out, too: stays are closed after people have died, and the dead
 * neither come back nor are left without support.
 */
static inline bool
coc_window_death(const CocWindow *window, const CocEpisode *stay)
{
	return stay->exit == COC_DIED && coc_episode_closed(stay) &&
		   coc_episode_end(stay) <= coc_window_last_day(window);
}

/* A death on a day that nobody recorded, which may have been one of those. */
static inline bool
coc_window_perhaps_death(const CocWindow *window, const CocEpisode *stay)
{
	return stay->exit == COC_DIED && coc_episode_end_unknown(stay) &&
		   stay->start <= coc_window_last_day(window);
}

/* The answer of a question about a checked window. */
typedef CocAnswer (*CocQuestion)(const CocEpisode *stays, int nstays,
								 const CocWindow *window);

extern CocAnswer coc_answer_retained(const CocEpisode *stays, int nstays,
									 const CocWindow *window);
extern CocAnswer coc_answer_effective(const CocEpisode *stays, int nstays,
									  const CocWindow *window);

/* Of what ended on the index date; days is its length, not a follow-up. */
extern CocAnswer coc_answer_early_exit(const CocEpisode *stays, int nstays,
									   const CocWindow *window);

/* Of what ended on the index date; days is not looked at. */
extern CocAnswer coc_answer_completed(const CocEpisode *stays, int nstays,
									  const CocWindow *window);

/* days ends the window without being in it, as months do. */
extern CocAnswer coc_answer_completed_without_return(const CocEpisode *stays,
													 int nstays,
													 const CocWindow *window);

extern CocAnswer coc_answer_returned(const CocEpisode *stays, int nstays,
									 const CocWindow *window);

/*
 * What came first after an index event: yes, what was asked for; died; or
 * too_recent, neither until observation stopped. days from the event to it;
 * not timed where there is nothing to count.
 */
typedef struct CocFirst
{
	CocAnswer outcome;
	bool timed;
	int32_t days;
} CocFirst;

extern CocFirst coc_first_of(int64_t event, const CocEpisode *stays, int nstays,
							 const CocWindow *window);

/* A new treatment journey. days of the window is not looked at. */
extern CocFirst coc_find_return(const CocEpisode *stays, int nstays,
								const CocWindow *window);

#endif /* COC_FOLLOW_UP_H */
