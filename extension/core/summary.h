/*
 * summary.h
 *		Exact counts and sums by gender: what a figure is made of.
 *
 * For each gender, and for nothing else, a summary holds how many cases there
 * were, how each was answered, sums of a measured number, how many different
 * people stand behind the cases, and the cell key of those people for
 * disclosure control: the sum of their record keys modulo 2^64. People and
 * cell key are kept for all genders together as well, because a person whose
 * rows disagree about gender is one person and not two.
 *
 * Everything is an integer, so addition is associative and commutative to the
 * last bit: the same rows give the same bytes in any order, plan or partition.
 * Rates and means are divided at read time, never stored.
 *
 * Bounds: at most 2^62 cases in all; measured numbers are int4, so a sum stays
 * below 2^93 and a sum of squares below 2^124.
 */
#ifndef COC_SUMMARY_H
#define COC_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/scan.h"
#include "core/status.h"
#include "core/vocabulary.h"
#include "core/wide.h"

#define COC_SUMMARY_VERSION 1

/* Frozen with the version: a term more in answer is a new version. */
#define COC_SUMMARY_NANSWERS 14
_Static_assert(COC_SUMMARY_NANSWERS == COC_NANSWERS,
			   "a new answer needs a new version of the summary");

/* So that neither a sum over genders nor one more row can overflow. */
#define COC_SUMMARY_MAX_CASES ((int64_t) 1 << 62)

typedef struct CocGenderCount
{
	int64_t cases;                         /* rows */
	int64_t answers[COC_SUMMARY_NANSWERS]; /* by answer code */
	int64_t missing;                       /* rows whose number is missing */
	int64_t measured;                      /* rows with a number */
	CocWide sum;                           /* of the numbers */
	CocWide squares;                       /* of the squares of the numbers */
	int64_t people;                        /* different people */
	uint64_t key;                          /* their record keys, mod 2^64 */
} CocGenderCount;

typedef struct CocSummary
{
	CocGenderCount genders[COC_NGENDERS]; /* by gender code - 1 */
	int64_t people;                       /* different people, any gender */
	uint64_t key;
} CocSummary;

_Static_assert(sizeof(CocSummary) == 752, "no padding: equality is bytewise");

/* Binary form: version, flags, number of genders, of answers; then words. */
#define COC_SUMMARY_WIRE_SIZE (4 + sizeof(CocSummary))

/* Room for the text or the JSON of any summary. */
#define COC_SUMMARY_TEXT_MAX 8192

/* The counters of a gender (a code that the vocabulary knows). */
static inline CocGenderCount *
coc_summary_of(CocSummary *summary, CocGender gender)
{
	return &summary->genders[gender - 1];
}

static inline void
coc_summary_count_person(CocSummary *summary, CocGender gender, uint64_t key)
{
	CocGenderCount *count = coc_summary_of(summary, gender);

	count->people++;
	count->key += key;
	summary->people++;
	summary->key += key;
}

static inline void
coc_gender_count_value(CocGenderCount *count, int32_t value)
{
	count->measured++;
	coc_wide_add(&count->sum, value);
	coc_wide_add(&count->squares, (int64_t) value * value);
}

/* Rows that were answered with yes or no. */
static inline int64_t
coc_summary_denominator(const CocGenderCount *count)
{
	return count->answers[COC_YES] + count->answers[COC_NO];
}

/*
 * Refuse counts that no rows can have produced; the status is given by the
 * caller, who knows whether text, binary or a stored value is at fault.
 */
extern CocStatus coc_summary_check(const CocSummary *summary, CocStatus fault,
								   CocSlip *slip);

/* Add the counts of other, of other people; COC_TOO_LARGE beyond 2^62. */
extern CocStatus coc_summary_add(CocSummary *summary, const CocSummary *other,
								 CocSlip *slip);

/* The counters of all genders together. */
extern void coc_summary_fold(const CocSummary *summary, CocGenderCount *all);

/* Forget who was counted, keep what; used where people are counted later. */
extern void coc_summary_clear_people(CocSummary *summary);

extern void coc_summary_send(const CocSummary *summary, uint8_t *out);
extern CocStatus coc_summary_receive(const uint8_t *bytes, size_t nbytes,
									 CocSummary *summary, CocSlip *slip);

/* Text: {female: cases=2 no=1 yes=1 people=2 key=<16 hex>, all: people=2 ...}
 */
extern size_t coc_summary_write(const CocSummary *summary, char *out);
extern CocStatus coc_summary_parse(const char *text, size_t length,
								   CocSummary *summary, CocSlip *slip);

/* The same as part of a longer text: takes a checked summary, not the end. */
extern CocStatus coc_summary_scan(CocScanner *scanner, CocSummary *summary,
								  CocSlip *slip);

/* JSON of every gender and of all, without cell keys. */
extern size_t coc_summary_write_json(const CocSummary *summary, char *out);

/* JSON of the reasons for exclusion that occur: {"too_recent":2}. */
extern size_t coc_summary_write_excluded(const CocGenderCount *count,
										 char *out);

#endif /* COC_SUMMARY_H */
