/*
 * intake_row.c
 *		Judge a row: what is kept, what is dropped, what is refused.
 *
 * A row is refused for what would make a wrong stay: no record number, no
 * start, an end before it. Everything else costs a field and a warning at
 * most, because the person was in care all the same. The codes are the file's
 * own here; what they mean is looked up in sets, later.
 */
#include "core/intake.h"

#include <string.h>

#include "core/date.h"
#include "core/episode.h"

/* Days of care that a living registry can hold. */
#define YEAR_MIN 1900
#define YEAR_MAX 2099

/* What is passed from rule to rule. */
typedef struct Judging
{
	const CocField *fields;
	const CocFormat *format;
	const CocGuard *guard;
	CocRow *row;
	CocProblems *problems;
	bool faulty[COC_NCOLUMNS]; /* already reported */
} Judging;

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

/* True when this row cannot do without the column. */
static bool
is_needed(const Judging *judging, CocColumn column)
{
	switch (coc_column_need(column))
	{
		case COC_OPTIONAL:
			return false;
		case COC_WHEN_ENDED:
			return judging->fields[COC_ENDED].text != NULL;
		case COC_ALWAYS:
			return true;
	}
	return true;
}

/* Report a field: the row falls with it when it needs it. */
static void
fault(Judging *judging, CocColumn column, CocProblemCode code)
{
	judging->faulty[column] = true;
	coc_problem(judging->problems, code,
				is_needed(judging, column) ? COC_REJECT : COC_WARNING, column,
				0);
}

/* True when there is something to read that has not been refused. */
static bool
is_there(const Judging *judging, CocColumn column)
{
	return judging->fields[column].text != NULL && !judging->faulty[column];
}

static void
judge_presence(Judging *judging)
{
	for (CocColumn column = 0; column < COC_NCOLUMNS; column++)
	{
		CocField field = judging->fields[column];

		if (field.text != NULL && !coc_utf8_valid(field.text, field.length))
			fault(judging, column, COC_P_BYTES);
		else if (field.text == NULL && is_needed(judging, column))
			fault(judging, column,
				  column == COC_SOURCE_RECORD ? COC_P_RECORD_MISSING
											  : COC_P_VALUE_MISSING);
	}
}

static bool
is_text(CocColumn column)
{
	switch (column)
	{
		case COC_IDENTIFIER:
		case COC_SCHEME:
		case COC_BIRTH_YEAR:
		case COC_PROGRAMME:
		case COC_STARTED:
		case COC_ENDED:
		case COC_ENDED_PRECISION:
		case COC_LAST_CONTACT:
		case COC_REFERRED_TO:
			return false;
		default:
			return true;
	}
}

static void
judge_texts(Judging *judging)
{
	for (CocColumn column = 0; column < COC_NCOLUMNS; column++)
	{
		if (!is_text(column) || !is_there(judging, column))
			continue;
		if (coc_text_allowed(judging->guard, judging->fields[column]))
			judging->row->text[column] = judging->fields[column];
		else
			fault(judging, column, COC_P_TEXT_REFUSED);
	}
}

/* Without an identifier the person is the provider's own; so it is said. */
static void
judge_identifier(Judging *judging)
{
	if (is_there(judging, COC_IDENTIFIER))
		judging->row->identifier = judging->fields[COC_IDENTIFIER];
	else if (!judging->faulty[COC_IDENTIFIER])
		coc_problem(judging->problems, COC_P_IDENTIFIER_MISSING, COC_WARNING,
					COC_IDENTIFIER, 0);
	if (is_there(judging, COC_SCHEME))
		judging->row->scheme = judging->fields[COC_SCHEME];
}

static bool
judge_date(Judging *judging, CocColumn column, int32_t *day,
		   CocPrecision *precision)
{
	if (!is_there(judging, column))
		return false;
	switch (coc_intake_date(judging->fields[column], judging->format->dates,
							day, precision))
	{
		case COC_DATE_READ:
			return true;
		case COC_DATE_UNREADABLE:
			fault(judging, column, COC_P_DATE_UNREADABLE);
			break;
		case COC_DATE_OUTSIDE:
			fault(judging, column, COC_P_DATE_OUTSIDE);
			break;
	}
	return false;
}

/* What the file says of how exactly the end is known. */
static CocPrecision
declared_precision(Judging *judging)
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
				 {"desconocida", COC_PRECISION_UNKNOWN}};
	char name[COC_NAME_LENGTH + 1];

	if (!is_there(judging, COC_ENDED_PRECISION))
		return COC_PRECISION_NONE;
	if (coc_field_fold(judging->fields[COC_ENDED_PRECISION], name))
	{
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		{
			if (strcmp(name, words[i].word) == 0)
				return words[i].precision;
		}
	}
	/* Somebody had a doubt about the date: it is not passed off as exact. */
	fault(judging, COC_ENDED_PRECISION, COC_P_PRECISION);
	return COC_PRECISION_UNKNOWN;
}

/* First and last day of the month or year that a day lies in. */
static void
period_of(int32_t day, CocPrecision precision, int32_t *first, int32_t *last)
{
	int year;
	int month;
	int dom;

	*first = *last = day;
	if (precision != COC_PRECISION_MONTH && precision != COC_PRECISION_YEAR)
		return;
	coc_date_to_civil(day, &year, &month, &dom);
	if (precision == COC_PRECISION_YEAR)
		month = 1;
	(void) coc_date_from_civil(year, month, 1, first);
	if (precision == COC_PRECISION_YEAR || ++month > 12)
	{
		year++;
		month = 1;
	}
	(void) coc_date_from_civil(year, month, 1, last);
	(*last)--;
}

/*
 * judge_end
 *
 * The end of a month or a year is kept as its first day, or as the start
 * where the stay began within it: one date for one statement, never before
 * the start, so that the same file sent twice is the same.
 */
static void
judge_end(Judging *judging)
{
	CocRow *row = judging->row;
	CocPrecision declared = declared_precision(judging);
	CocPrecision written = COC_PRECISION_NONE;
	int32_t day;
	int32_t first;
	int32_t last;

	row->ended_precision =
		declared == COC_PRECISION_UNKNOWN ? declared : COC_PRECISION_NONE;
	if (!judge_date(judging, COC_ENDED, &day, &written) ||
		declared == COC_PRECISION_UNKNOWN)
		return;
	if (declared == COC_PRECISION_DAY && written != COC_PRECISION_DAY)
	{
		fault(judging, COC_ENDED, COC_P_DATE_UNREADABLE);
		return;
	}
	row->ended_precision = declared > written ? declared : written;
	period_of(day, row->ended_precision, &first, &last);
	if (row->has_started && last < row->started)
		fault(judging, COC_ENDED, COC_P_END_BEFORE_START);
	else if (row->has_started && first > row->started + COC_LENGTH_MAX)
		fault(judging, COC_ENDED, COC_P_DATE_OUTSIDE);
	row->ended =
		row->has_started && first < row->started ? row->started : first;
	row->has_ended = true;
}

static void
judge_dates(Judging *judging)
{
	CocRow *row = judging->row;

	row->has_started = judge_date(judging, COC_STARTED, &row->started, NULL);
	row->has_last_contact =
		judge_date(judging, COC_LAST_CONTACT, &row->last_contact, NULL);
	judge_end(judging);
}

/* Nobody is born after being admitted. */
static void
judge_birth_year(Judging *judging)
{
	CocRow *row = judging->row;
	int latest = YEAR_MAX;
	int month;
	int dom;

	if (!is_there(judging, COC_BIRTH_YEAR))
		return;
	if (row->has_started)
		coc_date_to_civil(row->started, &latest, &month, &dom);
	row->has_birth_year =
		coc_intake_number(judging->fields[COC_BIRTH_YEAR],
						  judging->format->decimal_mark, &row->birth_year) &&
		row->birth_year >= YEAR_MIN && row->birth_year <= latest;
	if (!row->has_birth_year)
		fault(judging, COC_BIRTH_YEAR, COC_P_BIRTH_YEAR);
}

static bool
judge_number(Judging *judging, CocColumn column, int32_t *value)
{
	if (!is_there(judging, column))
		return false;
	if (coc_intake_number(judging->fields[column],
						  judging->format->decimal_mark, value) &&
		*value > 0)
		return true;
	fault(judging, column, COC_P_NUMBER);
	return false;
}

void
coc_intake_row(CocField by_column[COC_NCOLUMNS], const CocFormat *format,
			   CocGuard *guard, CocRow *row, CocProblems *problems)
{
	Judging judging = {by_column, format, guard, row, problems, {false}};

	memset(row, 0, sizeof(*row));
	for (CocColumn column = 0; column < COC_NCOLUMNS; column++)
		by_column[column] = coc_field_trim(by_column[column]);
	coc_guard_own(guard, by_column[COC_IDENTIFIER]);
	judge_presence(&judging);
	judge_texts(&judging);
	judge_identifier(&judging);
	judge_dates(&judging);
	judge_birth_year(&judging);
	row->has_programme = judge_number(&judging, COC_PROGRAMME, &row->programme);
	row->has_referred_to =
		judge_number(&judging, COC_REFERRED_TO, &row->referred_to);
}
