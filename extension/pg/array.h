/*
 * array.h
 *		Arrays that a question takes beside a journey.
 *
 * Every one is checked the same way before it is read: one dimension at most,
 * no more elements than a journey has stays. Its order never matters, and
 * a NULL element is no element: array_agg() over an outer join makes one.
 */
#ifndef COC_PG_ARRAY_H
#define COC_PG_ARRAY_H

#include "utils/array.h"

/* The elements that are not NULL, in the current memory context. */
extern int coc_array_elements(ArrayType *array, Datum **elements);

/* The same for an array of dates, none of which may be infinite. */
extern int coc_array_days(ArrayType *array, int32 **days);

/* 22008 when a date that must be a day is infinite; argument names it. */
extern int32 coc_finite_day(int32 day, const char *argument);

#endif /* COC_PG_ARRAY_H */
