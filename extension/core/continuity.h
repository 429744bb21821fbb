/*
 * continuity.h
 *		Treatment journeys: what follow-up counts from, and counts over.
 *
 * Everything here reads a sorted, unique array of stays where it lies, in one
 * pass, with no allocation and no recursion, and believes no stored byte: a
 * damaged image gives a wrong answer, never a read outside the array.
 *
 * Days are int32 from 2000-01-01; sums of days are int64, so that no window,
 * gap or infinite date can overflow. "role" is the role of the kind of care,
 * and nothing else decides what counts as treatment or aftercare.
 */
#ifndef COC_CONTINUITY_H
#define COC_CONTINUITY_H

#include "core/episode.h"
#include "core/vocabulary.h"

/* Days between care and care that still are one treatment journey (NDTMS). */
#define COC_DEFAULT_GAP 21

/*
 * How a gap is counted: exclusive lets a stay join max_gap days after the end
 * of another, inclusive counts the discharge day among the days of the gap.
 */
typedef struct CocGapRule
{
	int32_t max_gap;
	bool inclusive;
} CocGapRule;

/* COC_BAD_VALUE unless the gap is 0 or more. */
extern CocStatus coc_gap_rule_check(const CocGapRule *rule, CocSlip *slip);

static inline bool
coc_is_treatment(const CocEpisode *stay)
{
	return coc_is_among(COC_TREATMENT_KINDS, stay->care);
}

/*
 * A treatment journey, as a stretch [first, past) of the array. Stays of
 * other roles may lie between its stays and are not part of it.
 */
typedef struct CocCourse
{
	int first;  /* index of its first stay */
	int past;   /* index after its last stay */
	int nstays; /* stays of role treatment in the stretch */
	int32_t start;
	int32_t end; /* last day known to be in care */
	bool open;   /* a stay is still open: it ends nowhere */
	bool vague;  /* a stay ended on an unknown date */
} CocCourse;

/* True when every stay has a known end: then end is the discharge date. */
static inline bool
coc_course_ended(const CocCourse *course)
{
	return !course->open && !course->vague;
}

/* Iterator over the treatment journeys of one array. */
typedef struct CocCourseScan
{
	const CocEpisode *stays;
	int nstays;
	int position;
	CocKinds kinds;    /* treatment, unless the caller narrows it */
	int64_t allowance; /* days added to an end to get its reach */
} CocCourseScan;

extern void coc_course_begin(CocCourseScan *scan, const CocEpisode *stays,
							 int nstays, const CocGapRule *rule);
extern bool coc_course_next(CocCourseScan *scan, CocCourse *course);

/* How many there are, faster than by asking for each. */
extern int coc_course_count(const CocEpisode *stays, int nstays,
							const CocGapRule *rule);

/* Copy the stays of a treatment journey; room for course->nstays of them. */
extern void coc_course_write(const CocCourseScan *scan, const CocCourse *course,
							 CocEpisode *out);

/*
 * How the care of some kinds in an array ended: a CocExit, COC_ONGOING while
 * a stay is open, or COC_NO_EXIT when there is none or the sources contradict.
 */
#define COC_NO_EXIT (-1)
extern int coc_exit_among(CocKinds kinds, const CocEpisode *stays, int nstays);

/* The same for treatment, which is what has an exit. */
static inline int
coc_exit_of(const CocEpisode *stays, int nstays)
{
	return coc_exit_among(COC_TREATMENT_KINDS, stays, nstays);
}

/* One reason out of a set of them, COC_NO_EXIT when they contradict. */
static inline uint32_t
coc_exit_bit(uint8_t exit)
{
	return UINT32_C(1) << (exit & 31);
}

extern int coc_agree_on_exit(uint32_t reasons);

/*
 * Days with at least one stay of the role (COC_ROLE_NONE: of any role), each
 * counted once; -1 when an open stay makes that endless.
 */
#define COC_ENDLESS (-1)
extern int64_t coc_days_present(const CocEpisode *stays, int nstays,
								const CocSpan *within, CocRole role);

/* A set of kinds of care, one bit per code. */
typedef struct CocCareSet
{
	uint64_t words[4];
} CocCareSet;

static inline void
coc_care_set_add(CocCareSet *set, uint8_t care)
{
	set->words[care >> 6] |= UINT64_C(1) << (care & 63);
}

static inline bool
coc_care_set_has(const CocCareSet *set, uint8_t care)
{
	return (set->words[care >> 6] >> (care & 63)) & 1;
}

extern void coc_care_set_fill(CocCareSet *set);

#endif /* COC_CONTINUITY_H */
