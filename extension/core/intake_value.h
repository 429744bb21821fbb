/*
 * intake_value.h
 *		Values as people write them: dates, numbers, yes or no.
 *
 * A reader takes the whole field or nothing of it.
 */
#ifndef COC_INTAKE_VALUE_H
#define COC_INTAKE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/intake_guard.h"

/*
 * How a file writes dates. Year first (yyyy-mm-dd) is never mistaken and read
 * in every file; of day first and month first only the one declared.
 */
typedef enum CocDates
{
	COC_DATES_ISO,
	COC_DATES_DMY, /* dd-mm-yyyy, dd/mm/yyyy, dd.mm.yyyy, ddmmyyyy */
	COC_DATES_MDY  /* the same, month first */
} CocDates;

/* How exactly a date is known. */
typedef enum CocPrecision
{
	COC_PRECISION_NONE, /* nothing said */
	COC_PRECISION_DAY,
	COC_PRECISION_MONTH,
	COC_PRECISION_YEAR,
	COC_PRECISION_UNKNOWN
} CocPrecision;

extern const char *coc_precision_name(CocPrecision precision);

/*
 * A word as names are compared: lower case, no accents, letters and digits
 * only, terminated. False when it has more than COC_NAME_LENGTH of them.
 */
#define COC_NAME_LENGTH 32
extern bool coc_field_fold(CocField field, char *out);

/* What became of reading a date. */
typedef enum CocDateFault
{
	COC_DATE_READ,
	COC_DATE_UNREADABLE,
	COC_DATE_OUTSIDE /* a day, but not within 1900 to 2099 */
} CocDateFault;

/*
 * Read a date in one of the spellings. Where precision is not NULL a month or
 * a year alone will do: its first day is taken and the precision set.
 */
extern CocDateFault coc_intake_date(CocField field, CocDates dates,
									int32_t *day, CocPrecision *precision);

/* Read a whole number; a fraction of zeros is how spreadsheets write one. */
extern bool coc_intake_number(CocField field, char decimal_mark,
							  int32_t *value);

/*
 * Read a decimal of at most nine digits and six behind the mark, not beyond
 * its bounds; its mark is made a point in place. No signs for thousands.
 */
extern bool coc_intake_decimal(CocField field, char decimal_mark, int32_t low,
							   int32_t high);

/* Read yes or no in one of the three languages, true, false, 1 or 0. */
extern bool coc_intake_boolean(CocField field, bool *value);

/* Read how exactly a date is known; COC_PRECISION_NONE for another word. */
extern CocPrecision coc_intake_precision(CocField field);

#endif /* COC_INTAKE_VALUE_H */
