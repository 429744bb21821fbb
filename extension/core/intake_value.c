/*
 * intake_value.c
 *		Read dates, numbers and yes or no as people write them.
 */
#include "core/intake_value.h"

#include <string.h>

#include "core/date.h"

/* Days of care that a living registry can hold. */
#define YEAR_MIN 1900
#define YEAR_MAX 2099

/*
 * Base letters of U+00C0..U+00FF, lower case; names are compared without
 * accents. A blank is a sign, not a letter.
 */
static const char base_letters[65] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
									 "aaaaaaaceeeeiiiidnooooo ouuuuyty";

bool
coc_field_fold(CocField field, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < field.length; i++)
	{
		unsigned char c = (unsigned char) field.text[i];
		char folded = (char) c;

		/* UTF-8 of U+00C0..U+00FF is 0xC3 and a byte whose low bits count. */
		if (c == 0xC3 && i + 1 < field.length)
			folded = base_letters[(unsigned char) field.text[++i] & 0x3F];
		else if (c >= 'A' && c <= 'Z')
			folded = (char) (c | 0x20);
		if ((folded >= 'a' && folded <= 'z') ||
			(folded >= '0' && folded <= '9'))
		{
			if (n >= COC_NAME_LENGTH)
				return false;
			out[n++] = folded;
		}
	}
	out[n] = '\0';
	return true;
}

const char *
coc_precision_name(CocPrecision precision)
{
	switch (precision)
	{
		case COC_PRECISION_NONE:
			return NULL;
		case COC_PRECISION_DAY:
			return "day";
		case COC_PRECISION_MONTH:
			return "month";
		case COC_PRECISION_YEAR:
			return "year";
		case COC_PRECISION_UNKNOWN:
			return "unknown";
	}
	return NULL;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Take 1 to most digits; false when none stand there. */
static bool
take_digits(CocField field, size_t *position, int most, int *value)
{
	int ndigits = 0;

	*value = 0;
	while (ndigits < most && *position < field.length &&
		   is_digit(field.text[*position]))
	{
		*value = *value * 10 + (field.text[(*position)++] - '0');
		ndigits++;
	}
	return ndigits > 0;
}

/*
 * take_parts
 *		Cut a date into up to three numbers with one and the same separator
 *		between them; returns how many, 0 when it is no such thing. width
 *		gets the digits of each.
 */
static int
take_parts(CocField field, const char *separators, int part[3], size_t width[3])
{
	size_t position = 0;
	char separator = '\0';

	for (int n = 0; n < 3; n++)
	{
		size_t start = position;

		if (!take_digits(field, &position, 8, &part[n]))
			return 0;
		width[n] = position - start;
		if (position == field.length)
			return n + 1;
		if (n == 0)
			separator = field.text[position];
		if (field.text[position] != separator ||
			strchr(separators, separator) == NULL || separator == '\0')
			return 0;
		position++;
	}
	return 0;
}

/* A day, a month or a year of which the parts are known. */
typedef struct CivilDate
{
	int year;
	int month;
	int day;
	CocPrecision precision;
} CivilDate;

static bool
read_iso(CocField field, CivilDate *date)
{
	int part[3] = {0};
	size_t width[3] = {0};
	int n = take_parts(field, "-", part, width);

	if (n == 0 || width[0] != 4 || (n > 1 && width[1] != 2) ||
		(n > 2 && width[2] != 2))
		return false;
	*date = (CivilDate){part[0], n > 1 ? part[1] : 1, n > 2 ? part[2] : 1,
						n == 3   ? COC_PRECISION_DAY
						: n == 2 ? COC_PRECISION_MONTH
								 : COC_PRECISION_YEAR};
	return true;
}

/*
 * read_dmy
 *		Day first, with or without separators. Seven digits are eight that
 *		lost their leading zero in a spreadsheet.
 */
static bool
read_dmy(CocField field, CivilDate *date)
{
	int part[3] = {0};
	size_t width[3] = {0};
	int n = take_parts(field, "-/.", part, width);

	if (n == 1 && (width[0] == 7 || width[0] == 8))
		*date = (CivilDate){part[0] % 10000, part[0] / 10000 % 100,
							part[0] / 1000000, COC_PRECISION_DAY};
	else if (n == 1 && width[0] == 4)
		*date = (CivilDate){part[0], 1, 1, COC_PRECISION_YEAR};
	else if (n == 2 && width[0] <= 2 && width[1] == 4)
		*date = (CivilDate){part[1], part[0], 1, COC_PRECISION_MONTH};
	else if (n == 3 && width[0] <= 2 && width[1] <= 2 && width[2] == 4)
		*date = (CivilDate){part[2], part[1], part[0], COC_PRECISION_DAY};
	else
		return false;
	return true;
}

static bool
read_mdy(CocField field, CivilDate *date)
{
	int first;

	if (!read_dmy(field, date))
		return false;
	if (date->precision == COC_PRECISION_DAY)
	{
		first = date->day;
		date->day = date->month;
		date->month = first;
	}
	return true;
}

/* A spreadsheet that formats a day with its time writes midnight behind it. */
static CocField
without_midnight(CocField field)
{
	static const char *const midnights[] = {" 00:00:00", " 0:00:00", " 00:00",
											" 0:00"};

	for (int i = 0; i < 4; i++)
	{
		size_t length = strlen(midnights[i]);

		if (field.length > length && memcmp(field.text + field.length - length,
											midnights[i], length) == 0)
		{
			field.length -= length;
			break;
		}
	}
	return field;
}

static bool
read_civil(CocField field, CocDates dates, CivilDate *date)
{
	field = without_midnight(field);
	return read_iso(field, date) ||
		   (dates == COC_DATES_DMY && read_dmy(field, date)) ||
		   (dates == COC_DATES_MDY && read_mdy(field, date));
}

CocDateFault
coc_intake_date(CocField field, CocDates dates, int32_t *day,
				CocPrecision *precision)
{
	CivilDate date;

	if (!read_civil(field, dates, &date) ||
		!coc_date_from_civil(date.year, date.month, date.day, day) ||
		(precision == NULL && date.precision != COC_PRECISION_DAY))
		return COC_DATE_UNREADABLE;
	if (date.year < YEAR_MIN || date.year > YEAR_MAX)
		return COC_DATE_OUTSIDE;
	if (precision != NULL)
		*precision = date.precision;
	return COC_DATE_READ;
}

bool
coc_intake_number(CocField field, char decimal_mark, int32_t *value)
{
	size_t position = 0;
	int64_t sum = 0;

	while (position < field.length && is_digit(field.text[position]))
	{
		sum = sum * 10 + (field.text[position++] - '0');
		if (sum > INT32_MAX)
			return false;
	}
	if (position == 0)
		return false;
	*value = (int32_t) sum;
	if (position == field.length)
		return true;
	if (field.text[position++] != decimal_mark || position == field.length)
		return false;
	while (position < field.length && field.text[position] == '0')
		position++;
	return position == field.length;
}

/*
 * A decimal keeps its digits as they were written; only the mark becomes a
 * point, in place.
 */
bool
coc_intake_decimal(CocField field, char decimal_mark, int32_t low, int32_t high)
{
	bool negative = field.length > 0 && field.text[0] == '-';
	size_t position = negative ? 1 : 0;
	size_t start;
	bool beyond = false;
	int whole;

	if (!take_digits(field, &position, 9, &whole))
		return false;
	if (position < field.length)
	{
		if (field.text[position] != decimal_mark)
			return false;
		field.text[position++] = '.';
		for (start = position; position < field.length; position++)
		{
			if (!is_digit(field.text[position]))
				return false;
			beyond = beyond || field.text[position] != '0';
		}
		if (position == start || position - start > 6)
			return false;
	}
	if (negative)
		return -whole > low || (-whole == low && !beyond);
	return whole >= low && (whole < high || (whole == high && !beyond));
}

bool
coc_intake_boolean(CocField field, bool *value)
{
	static const struct
	{
		const char *word;
		bool value;
	} words[] = {{"yes", true},  {"si", true},     {"sim", true},
				 {"true", true}, {"1", true},      {"no", false},
				 {"nao", false}, {"false", false}, {"0", false}};
	char name[COC_NAME_LENGTH + 1];

	if (!coc_field_fold(field, name))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
	{
		if (strcmp(name, words[i].word) == 0)
		{
			*value = words[i].value;
			return true;
		}
	}
	return false;
}

CocPrecision
coc_intake_precision(CocField field)
{
	static const struct
	{
		const char *word;
		CocPrecision precision;
	} words[] = {{"day", COC_PRECISION_DAY},
				 {"dia", COC_PRECISION_DAY},
				 {"month", COC_PRECISION_MONTH},
				 {"mes", COC_PRECISION_MONTH},
				 {"year", COC_PRECISION_YEAR},
				 {"ano", COC_PRECISION_YEAR},
				 {"unknown", COC_PRECISION_UNKNOWN},
				 {"desconocida", COC_PRECISION_UNKNOWN},
				 {"desconhecida", COC_PRECISION_UNKNOWN}};
	char name[COC_NAME_LENGTH + 1];

	if (!coc_field_fold(field, name))
		return COC_PRECISION_NONE;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
	{
		if (strcmp(name, words[i].word) == 0)
			return words[i].precision;
	}
	return COC_PRECISION_NONE;
}
