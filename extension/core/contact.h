/*
 * contact.h
 *		Stays that nobody closed, and how long a stay was: both are read from
 *		the last day on which the person was seen.
 *
 * Days of contact are no stays and come as an array, in any order. What a
 * programme failed to record is presumed by a rule, never written back: the
 * answer is another journey.
 */
#ifndef COC_CONTACT_H
#define COC_CONTACT_H

#include "core/episode.h"

/* No rule for a kind of care: not a number of days that anybody could mean. */
#define COC_NO_RULE INT32_MIN

/*
 * For each kind of care: after how many days without contact an open stay is
 * presumed left; and after how many in all it is presumed to have ended nobody
 * knows when, where contacts are not reported.
 */
typedef struct CocContactRules
{
	int32_t days[UINT8_MAX + 1];
	int32_t max_days[UINT8_MAX + 1];
} CocContactRules;

/* No rule for anything. */
extern void coc_contact_rules_clear(CocContactRules *rules);

/*
 * Set the rule of one kind of care, COC_NO_RULE for a part it does not have;
 * COC_BAD_VALUE when it has one already, or a number of days is negative.
 */
extern CocStatus coc_contact_rules_set(CocContactRules *rules, uint8_t care,
									   int32_t days, int32_t max_days,
									   CocSlip *slip);

/* What is known of a person's contacts by the end of observation. */
typedef struct CocSeen
{
	bool reported; /* contacts are reported at all */
	bool any;
	int32_t last; /* only with any */
	int32_t observed_until;
} CocSeen;

/* The last contact by observed_until, out of days in any order. */
extern void coc_last_seen(CocSeen *seen, const int32_t *contacts,
						  int ncontacts);

/*
 * The journey as the rules see it, into out, which has room for nstays;
 * returns how many stays it has.
 */
extern int coc_presumed_left(const CocEpisode *stays, int nstays,
							 const CocContactRules *rules, const CocSeen *seen,
							 CocEpisode *out);

/* Rules of the length of a stay, each with its year where it has changed. */
typedef enum CocStayRule
{
	COC_STAY_PLAIN,
	COC_STAY_INCLUSIVE,
	COC_STAY_TEDS_2004,
	COC_STAY_TEDS_2005,
	COC_STAY_TEDS_2019,
	COC_STAY_SISTRAT
} CocStayRule;

/* The rule of a name (not NUL-terminated); false when there is none. */
extern bool coc_stay_rule(const char *name, size_t length, CocStayRule *rule);

/* What is known beside the stay itself. */
typedef struct CocStayDates
{
	bool contacted;
	bool observed; /* observation has an end */
	int32_t last_contact;
	int32_t observed_until;
} CocStayDates;

/* Days of the stay, or COC_NO_LENGTH when the rule cannot say. */
#define COC_NO_LENGTH (-1)
extern int64_t coc_length_of_stay(const CocEpisode *stay, CocStayRule rule,
								  const CocStayDates *dates);

#endif /* COC_CONTACT_H */
