/*
 * arrival.h
 *		Follow-up questions about days of care after an index event.
 *
 * Presence decides, not start: a handover that began before is the best
 * practice and counts. The order of decision is that of follow_up.h.
 */
#ifndef COC_ARRIVAL_H
#define COC_ARRIVAL_H

#include "core/follow_up.h"

/* After the end of a treatment stay; same_day counts the index date, too. */
extern CocAnswer coc_answer_linked(const CocEpisode *stays, int nstays,
								   const CocWindow *window);
extern CocAnswer coc_answer_continued(const CocEpisode *stays, int nstays,
									  const CocWindow *window);
extern CocAnswer coc_answer_left_without_support(const CocEpisode *stays,
												 int nstays,
												 const CocWindow *window);

/* The first day of aftercare; days of the window is not looked at. */
extern CocFirst coc_find_aftercare(const CocEpisode *stays, int nstays,
								   const CocWindow *window);

/* After a transfer, a release, a need that was found: from the day itself. */
extern CocAnswer coc_answer_transfer_arrived(const CocEpisode *stays,
											 int nstays,
											 const CocWindow *window);
extern CocAnswer coc_answer_custody_to_community(const CocEpisode *stays,
												 int nstays,
												 const CocWindow *window);
extern CocAnswer coc_answer_need_to_care(const CocEpisode *stays, int nstays,
										 const CocWindow *window);

#endif /* COC_ARRIVAL_H */
