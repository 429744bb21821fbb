/*
 * event.h
 *		Index events of follow-up: discharges and entries of one journey.
 *
 * Every follow-up question is asked of an event; these iterators make them,
 * in order of time. Days and roles are those of continuity.h.
 */
#ifndef COC_EVENT_H
#define COC_EVENT_H

#include "core/continuity.h"

/* A discharge: the end of a treatment journey, or of one of its stays. */
typedef struct CocDischarge
{
	int32_t discharged_on;
	int32_t programme;
	int32_t journey_start;
	int32_t days; /* from start to end of what ended */
	int exit;     /* CocExit or COC_NO_EXIT */
	uint8_t care;
} CocDischarge;

typedef struct CocDischargeScan
{
	CocCourseScan courses;
	CocCourse course;
	CocSpan period;
	CocCareSet from_care;
	int position;    /* next stay of the course, when stays are the unit */
	bool per_stay;   /* every stay is a discharge, or treatment journeys are */
	int32_t run;     /* of so many days only the first; 0: all of them */
	int64_t run_end; /* last day of the run that the last one opened */
} CocDischargeScan;

/* The caller fills period, from_care and per_stay, then begins. */
extern void coc_discharge_begin(CocDischargeScan *scan, const CocEpisode *stays,
								int nstays, const CocGapRule *rule);

/*
 * coc_discharge_begin_us_style
 *		The same for follow-up after high-intensity care as the United States
 *		measure it.
 *
 * Only stays of from_care are looked at; a direct transfer, the next of them
 * starting at most a day after the furthest end, is no discharge; and of the
 * discharges in a run of 31 days only the first counts. Runs are counted over
 * the whole journey, so that which discharges count does not depend on the
 * period asked for.
 */
extern void coc_discharge_begin_us_style(CocDischargeScan *scan,
										 const CocEpisode *stays, int nstays);

extern bool coc_discharge_next(CocDischargeScan *scan, CocDischarge *out);

/* An entry: the start of a treatment journey. */
typedef struct CocEntry
{
	int32_t entered_on;
	int32_t programme;
	uint8_t care;
	bool first_known; /* no earlier treatment journey in the array */
} CocEntry;

typedef struct CocEntryScan
{
	CocCourseScan courses;
	CocSpan period;
	bool any_before;
} CocEntryScan;

extern void coc_entry_begin(CocEntryScan *scan, const CocEpisode *stays,
							int nstays, const CocGapRule *rule);
extern bool coc_entry_next(CocEntryScan *scan, CocEntry *out);

#endif /* COC_EVENT_H */
