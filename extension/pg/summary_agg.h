/*
 * summary_agg.h
 *		Arguments that the row form and the distinct-people form share.
 */
#ifndef COC_PG_SUMMARY_AGG_H
#define COC_PG_SUMMARY_AGG_H

#include "pg/summary.h"
#include "pg/vocabulary.h"

/* 22004: the argument of this name must not be null. */
extern pg_noinline void coc_refuse_null(const char *name);

/* Gender in argument n; NULL is unknown. */
static inline CocGender
coc_gender_argument(FunctionCallInfo fcinfo, int n)
{
	uint8 gender = PG_ARGISNULL(n) ? COC_UNKNOWN_GENDER : PG_GETARG_CODE(n);

	if (unlikely(gender < COC_FEMALE || gender > COC_UNKNOWN_GENDER))
		coc_refuse_code("gender");
	return (CocGender) gender;
}

/*
 * A bigint that may not be NULL: 22004 with its name. A missing record key
 * would leave a hole in the cell key for good, and a missing person would be
 * counted as somebody or as nobody.
 */
static inline int64
coc_bigint_argument(FunctionCallInfo fcinfo, int n, const char *name)
{
	if (unlikely(PG_ARGISNULL(n)))
		coc_refuse_null(name);
	return PG_GETARG_INT64(n);
}

/* Count a case with the answer in argument n; NULL is not_recorded. */
static inline void
coc_count_answer(FunctionCallInfo fcinfo, int n, CocGenderCount *count)
{
	uint8 answer = PG_ARGISNULL(n) ? COC_NOT_RECORDED : PG_GETARG_CODE(n);

	if (unlikely(answer >= COC_SUMMARY_NANSWERS))
		coc_refuse_code("answer");
	count->cases++;
	count->answers[answer]++;
}

/* Count a case with the number in argument n; NULL is missing. */
static inline void
coc_count_value(FunctionCallInfo fcinfo, int n, CocGenderCount *count)
{
	count->cases++;
	if (PG_ARGISNULL(n))
		count->missing++;
	else
		coc_gender_count_value(count, PG_GETARG_INT32(n));
}

#endif /* COC_PG_SUMMARY_AGG_H */
