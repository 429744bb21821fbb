/*
 * date.c
 *		Days and civil dates, by the era arithmetic of the Gregorian cycle.
 *
 * A cycle of 400 years has 146,097 days. Years are counted from March so that
 * the leap day is the last of its year and needs no special case.
 */
#include "core/date.h"

#define DAYS_PER_ERA 146097
#define EPOCH_SHIFT 730425 /* days from 0000-03-01 to 2000-01-01 */

static int
days_in_month(int64_t year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

/* Day of a civil date that there is, in any year from 1 on. */
static int64_t
day_of_civil(int64_t year, int month, int dom)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400;
	int64_t year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dom - 1;

	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 -
		   year_of_era / 100 + day_of_year - EPOCH_SHIFT;
}

bool
coc_date_from_civil(int year, int month, int dom, int32_t *day)
{
	if (year < 1 || year > 9999 || month < 1 || month > 12 || dom < 1 ||
		dom > days_in_month(year, month))
		return false;
	*day = (int32_t) day_of_civil(year, month, dom);
	return true;
}

int64_t
coc_date_add_months(int32_t day, int32_t months)
{
	int year;
	int month;
	int dom;
	int64_t later;
	int most;

	coc_date_to_civil(day, &year, &month, &dom);
	later = (int64_t) year * 12 + month - 1 + months;
	month = (int) (later % 12) + 1;
	most = days_in_month(later / 12, month);
	return day_of_civil(later / 12, month, dom < most ? dom : most);
}

void
coc_date_to_civil(int32_t day, int *year, int *month, int *dom)
{
	int shifted = day + EPOCH_SHIFT;
	int era = shifted / DAYS_PER_ERA;
	int day_of_era = shifted - era * DAYS_PER_ERA;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
					   day_of_era / (DAYS_PER_ERA - 1)) /
					  365;
	int day_of_year =
		day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int march_month = (5 * day_of_year + 2) / 153;

	*dom = day_of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month < 10 ? march_month + 3 : march_month - 9;
	*year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

static char *
write_number(char *out, int value, int digits)
{
	for (int i = digits - 1; i >= 0; i--)
	{
		out[i] = (char) ('0' + value % 10);
		value /= 10;
	}
	return out + digits;
}

void
coc_date_write(int32_t day, char *out)
{
	int year;
	int month;
	int dom;

	coc_date_to_civil(day, &year, &month, &dom);
	out = write_number(out, year, 4);
	*out++ = '-';
	out = write_number(out, month, 2);
	*out++ = '-';
	(void) write_number(out, dom, 2);
}
