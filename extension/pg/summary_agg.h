/*
 * summary_agg.h
 *		Arguments that the row form and the distinct-people form share.
 */
#ifndef COC_PG_SUMMARY_AGG_H
#define COC_PG_SUMMARY_AGG_H

#include "core/summary.h"

/* Gender in argument n; NULL is unknown. */
extern CocGender coc_gender_argument(FunctionCallInfo fcinfo, int n);

/* A bigint that may not be NULL: 22004 with its name. */
extern int64 coc_bigint_argument(FunctionCallInfo fcinfo, int n,
								 const char *name);

/* Count a case with the answer in argument n; NULL is not_recorded. */
extern void coc_count_answer(FunctionCallInfo fcinfo, int n,
							 CocGenderCount *count);

/* Count a case with the number in argument n; NULL is missing. */
extern void coc_count_value(FunctionCallInfo fcinfo, int n,
							CocGenderCount *count);

#endif /* COC_PG_SUMMARY_AGG_H */
