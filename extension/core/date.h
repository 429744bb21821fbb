/*
 * date.h
 *		Calendar days as int32 counted from 2000-01-01, PostgreSQL's date.
 *
 * Proleptic Gregorian, 0001-01-01 to 9999-12-31; infinity is not a day in
 * anybody's care. Text is ISO 8601 only, so that input and output depend on
 * no setting and are honestly IMMUTABLE.
 */
#ifndef COC_DATE_H
#define COC_DATE_H

#include <stdbool.h>
#include <stdint.h>

#define COC_DATE_MIN (-730119) /* 0001-01-01 */
#define COC_DATE_MAX 2921939   /* 9999-12-31 */
#define COC_DATE_LENGTH 10     /* strlen("2024-01-10") */

/* True when the day can stand in an episode. */
static inline bool
coc_date_valid(int32_t day)
{
	return day >= COC_DATE_MIN && day <= COC_DATE_MAX;
}

/* Day of a civil date; false when there is no such date in the range. */
extern bool coc_date_from_civil(int year, int month, int dom, int32_t *day);

/* Civil date of a valid day. */
extern void coc_date_to_civil(int32_t day, int *year, int *month, int *dom);

/*
 * The same day so many calendar months after a valid day, months >= 0; the
 * last of the month where there is no such day (31 August and six months are
 * 28 or 29 February). It may lie beyond the last valid day.
 */
extern int64_t coc_date_add_months(int32_t day, int32_t months);

/* Write exactly COC_DATE_LENGTH characters, no terminator. */
extern void coc_date_write(int32_t day, char *out);

#endif /* COC_DATE_H */
