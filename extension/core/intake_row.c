/*
 * intake_row.c
 *		Judge a row: what is kept, what is dropped, what is refused.
 *
 * A row is refused for what would make a wrong record: no number, no date, an
 * end before its start. Everything else costs a field and a warning at most,
 * because the person was in care all the same. The codes are the file's own
 * here; what they mean is looked up in sets, later.
 */
#include "core/intake.h"

#include <string.h>

#include "core/date.h"
#include "core/episode.h"

/* What is passed from rule to rule. */
typedef struct Judging
{
	const CocTemplate *template;
	const CocField *fields;
	const CocFormat *format;
	const CocGuard *guard;
	CocRow *row;
	CocProblems *problems;
	int first_date; /* column of the row's first date, once it is read */
	bool faulty[COC_COLUMNS_MAX]; /* already reported */
} Judging;

/*
 * is_needed
 *		True when this row cannot do without the column. What stands about a
 *		barrier or a need is needed, and how it stands.
 */
static bool
is_needed(const Judging *judging, int column)
{
	if (judging->template->id == COC_BARRIERS_NEEDS && column >= COC_BARRIER)
		return judging->fields[column < COC_NEED ? COC_BARRIER : COC_NEED]
				   .text != NULL;
	switch (judging->template->columns[column].need)
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

static void
note(Judging *judging, int column, CocProblemCode code, CocSeverity severity)
{
	coc_problem(judging->problems, code, severity,
				judging->template->columns[column].name, 0);
}

/* Report a field: the row falls with it when it needs it. */
static void
fault(Judging *judging, int column, CocProblemCode code)
{
	judging->faulty[column] = true;
	note(judging, column, code,
		 is_needed(judging, column) ? COC_REJECT : COC_WARNING);
}

/* True when there is something to read that has not been refused. */
static bool
is_there(const Judging *judging, int column)
{
	return judging->fields[column].text != NULL && !judging->faulty[column];
}

static void
keep_number(Judging *judging, int column, int32_t number)
{
	judging->row->has[column] = true;
	judging->row->number[column] = number;
}

/* ---- by kind ---- */

static void
judge_presence(Judging *judging)
{
	for (int column = 0; column < judging->template->ncolumns; column++)
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

static void
judge_text(Judging *judging, int column)
{
	if (coc_text_allowed(judging->guard, judging->fields[column]))
		judging->row->text[column] = judging->fields[column];
	else
		fault(judging, column, COC_P_TEXT_REFUSED);
}

/*
 * judge_order
 *
 * Clocks differ, so tomorrow is not the future. A stay or a request that is
 * planned is often typed before its day, and stands; anything else that has
 * not happened yet is a slip in the year.
 */
static void
judge_order(Judging *judging, int column, int32_t day)
{
	CocOrder order = judging->template->columns[column].order;

	if (day > judging->format->today + 1 && order != COC_AHEAD)
		note(judging, column, COC_P_DATE_AHEAD,
			 is_needed(judging, column) &&
					 !coc_template_enrols(judging->template)
				 ? COC_REJECT
				 : COC_WARNING);
	if (order != COC_ANY_ORDER && judging->first_date != COC_NO_COLUMN &&
		day < judging->row->number[judging->first_date])
		note(judging, column, COC_P_CONTRADICTION, COC_REJECT);
}

/* Read a date; of a month or a year alone where precision is not NULL. */
static bool
read_date(Judging *judging, int column, int32_t *day, CocPrecision *precision)
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

static void
judge_date(Judging *judging, int column)
{
	int32_t day;

	if (!read_date(judging, column, &day, NULL))
		return;
	judge_order(judging, column, day);
	keep_number(judging, column, day);
	if (judging->first_date == COC_NO_COLUMN)
		judging->first_date = column;
}

static void
judge_programme(Judging *judging, int column)
{
	int32_t number;

	if (coc_intake_number(judging->fields[column],
						  judging->format->decimal_mark, &number) &&
		number > 0)
		keep_number(judging, column, number);
	else
		fault(judging, column, COC_P_NUMBER);
}

/* A number within its bounds, which the problem names. */
static void
fault_number(Judging *judging, int column)
{
	const CocColumn *rule = &judging->template->columns[column];
	CocProblem *last;

	fault(judging, column, COC_P_OUT_OF_RANGE);
	last = &judging->problems->list[judging->problems->nproblems - 1];
	last->low = rule->low;
	last->high = rule->high;
}

/* Not even a number is kept that is the row's identifier. */
static void
judge_integer(Judging *judging, int column)
{
	const CocColumn *rule = &judging->template->columns[column];
	int32_t number;

	if (!coc_text_allowed(judging->guard, judging->fields[column]))
		fault(judging, column, COC_P_TEXT_REFUSED);
	else if (coc_intake_number(judging->fields[column],
							   judging->format->decimal_mark, &number) &&
			 number >= rule->low && number <= rule->high)
		keep_number(judging, column, number);
	else
		fault_number(judging, column);
}

static void
judge_decimal(Judging *judging, int column)
{
	const CocColumn *rule = &judging->template->columns[column];

	if (!coc_text_allowed(judging->guard, judging->fields[column]))
		fault(judging, column, COC_P_TEXT_REFUSED);
	else if (coc_intake_decimal(judging->fields[column],
								judging->format->decimal_mark, rule->low,
								rule->high))
		judging->row->text[column] = judging->fields[column];
	else
		fault_number(judging, column);
}

static void
judge_boolean(Judging *judging, int column)
{
	bool value;

	if (coc_intake_boolean(judging->fields[column], &value))
		keep_number(judging, column, value);
	else
		fault(judging, column, COC_P_WORD_UNKNOWN);
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

/* A month may be written as any of its days; not as a year. */
static void
judge_month(Judging *judging, int column)
{
	CocPrecision written;
	int32_t day;
	int32_t first;
	int32_t last;

	if (!read_date(judging, column, &day, &written))
		return;
	if (written == COC_PRECISION_YEAR)
	{
		fault(judging, column, COC_P_DATE_UNREADABLE);
		return;
	}
	period_of(day, COC_PRECISION_MONTH, &first, &last);
	judge_order(judging, column, first);
	keep_number(judging, column, first);
}

static void
judge_column(Judging *judging, int column)
{
	switch (judging->template->columns[column].kind)
	{
		case COC_KIND_TEXT:
		case COC_KIND_CODE:
			judge_text(judging, column);
			break;
		case COC_KIND_DATE:
			judge_date(judging, column);
			break;
		case COC_KIND_MONTH:
			judge_month(judging, column);
			break;
		case COC_KIND_INTEGER:
			judge_integer(judging, column);
			break;
		case COC_KIND_DECIMAL:
			judge_decimal(judging, column);
			break;
		case COC_KIND_BOOLEAN:
			judge_boolean(judging, column);
			break;
		case COC_KIND_PROGRAMME:
			judge_programme(judging, column);
			break;
		case COC_KIND_IDENTIFIER:
		case COC_KIND_SCHEME:
		case COC_KIND_PERIOD:
		case COC_KIND_PRECISION:
		case COC_KIND_YEAR:
			/* Judged with others, by the rules of the template. */
			break;
	}
}

/* ---- by template ---- */

/*
 * judge_person
 *
 * Where a row alone makes a person known, one without an identifier is the
 * provider's own; so it is said, unless the code of a referral says who it is.
 * Elsewhere it must name somebody.
 */
static void
judge_person(Judging *judging)
{
	int case_number = judging->template->case_number;
	bool numbered = judging->row->text[case_number].text != NULL;
	bool referred = judging->template->id == COC_STAYS &&
					judging->row->text[COC_REFERRAL_CODE].text != NULL;

	if (is_there(judging, COC_IDENTIFIER))
		judging->row->identifier = judging->fields[COC_IDENTIFIER];
	else if (coc_template_enrols(judging->template))
	{
		if (!judging->faulty[COC_IDENTIFIER] && !numbered && !referred)
			note(judging, COC_IDENTIFIER, COC_P_IDENTIFIER_MISSING,
				 COC_WARNING);
	}
	else if (!numbered && judging->row->text[COC_CLIENT_REF].text == NULL &&
			 judging->template->id != COC_BARRIER_ACTIONS)
		note(judging, COC_CLIENT_REF, COC_P_PERSON_UNKNOWN, COC_REJECT);
	if (is_there(judging, COC_SCHEME))
		judging->row->scheme = judging->fields[COC_SCHEME];
}

/* What the row says of how exactly a date is known. */
static CocPrecision
declared_precision(Judging *judging, int column)
{
	CocPrecision declared;

	if (!is_there(judging, column))
		return COC_PRECISION_NONE;
	declared = coc_intake_precision(judging->fields[column]);
	if (declared != COC_PRECISION_NONE)
		return declared;
	/* Somebody had a doubt about the date: it is not passed off as exact. */
	fault(judging, column, COC_P_PRECISION);
	return COC_PRECISION_UNKNOWN;
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
	CocPrecision declared = declared_precision(judging, COC_ENDED_PRECISION);
	CocPrecision written = COC_PRECISION_NONE;
	bool has_started = row->has[COC_STARTED];
	int32_t started = row->number[COC_STARTED];
	int32_t day;
	int32_t first;
	int32_t last;

	row->precision =
		declared == COC_PRECISION_UNKNOWN ? declared : COC_PRECISION_NONE;
	if (!read_date(judging, COC_ENDED, &day, &written) ||
		declared == COC_PRECISION_UNKNOWN)
		return;
	if (declared == COC_PRECISION_DAY && written != COC_PRECISION_DAY)
	{
		fault(judging, COC_ENDED, COC_P_DATE_UNREADABLE);
		return;
	}
	row->precision = declared > written ? declared : written;
	period_of(day, row->precision, &first, &last);
	if (has_started && last < started)
		fault(judging, COC_ENDED, COC_P_END_BEFORE_START);
	else if (has_started && first > started + COC_LENGTH_MAX)
		fault(judging, COC_ENDED, COC_P_DATE_OUTSIDE);
	else
		judge_order(judging, COC_ENDED, first);
	keep_number(judging, COC_ENDED,
				has_started && first < started ? started : first);
}

/*
 * judge_death
 *
 * A death has a date, be it the year alone: an unknown precision is a year.
 */
static void
judge_death(Judging *judging)
{
	int column = coc_template_first(judging->template, COC_KIND_PERIOD);
	CocPrecision declared = declared_precision(
		judging, coc_template_first(judging->template, COC_KIND_PRECISION));
	CocPrecision written = COC_PRECISION_NONE;
	int32_t day;
	int32_t first;
	int32_t last;

	if (!read_date(judging, column, &day, &written))
		return;
	if (declared == COC_PRECISION_DAY && written != COC_PRECISION_DAY)
	{
		fault(judging, column, COC_P_DATE_UNREADABLE);
		return;
	}
	if (declared == COC_PRECISION_UNKNOWN)
		declared = COC_PRECISION_YEAR;
	judging->row->precision = declared > written ? declared : written;
	period_of(day, judging->row->precision, &first, &last);
	judge_order(judging, column, first);
	keep_number(judging, column, first);
}

/* Nobody is born after being admitted. */
static void
judge_birth_year(Judging *judging)
{
	const CocColumn *rule = &judging->template->columns[COC_BIRTH_YEAR];
	int latest = rule->high;
	int32_t year;
	int month;
	int dom;

	if (!is_there(judging, COC_BIRTH_YEAR))
		return;
	if (judging->row->has[COC_STARTED])
		coc_date_to_civil(judging->row->number[COC_STARTED], &latest, &month,
						  &dom);
	if (coc_intake_number(judging->fields[COC_BIRTH_YEAR],
						  judging->format->decimal_mark, &year) &&
		year >= rule->low && year <= latest)
		keep_number(judging, COC_BIRTH_YEAR, year);
	else
		fault(judging, COC_BIRTH_YEAR, COC_P_BIRTH_YEAR);
}

/* A row is about one barrier or one need. */
static void
judge_barrier_or_need(Judging *judging)
{
	if ((judging->fields[COC_BARRIER].text != NULL) ==
		(judging->fields[COC_NEED].text != NULL))
		note(judging, COC_BARRIER, COC_P_CONTRADICTION, COC_REJECT);
}

static void
judge_together(Judging *judging)
{
	switch (judging->template->id)
	{
		case COC_STAYS:
			judge_end(judging);
			judge_birth_year(judging);
			break;
		case COC_BARRIERS_NEEDS:
			judge_barrier_or_need(judging);
			break;
		case COC_DEATHS:
			judge_death(judging);
			break;
		case COC_REQUESTS:
		case COC_PROFILE:
		case COC_SUBSTANCES:
		case COC_CONTACTS:
		case COC_ASSESSMENTS:
		case COC_MEASURES:
		case COC_BARRIER_ACTIONS:
		case COC_CARERS:
		case COC_MEDICATION:
		case COC_CUSTODY:
		case COC_CONSENTS:
		case COC_AGGREGATE:
		case COC_NTEMPLATES:
			break;
	}
}

void
coc_intake_row(const CocTemplate *template, CocField by_column[COC_COLUMNS_MAX],
			   const CocFormat *format, CocGuard *guard, CocRow *row,
			   CocProblems *problems)
{
	Judging judging = {template, by_column, format,        guard,
					   row,      problems,  COC_NO_COLUMN, {false}};
	bool has_person = coc_template_has_person(template);

	memset(row, 0, sizeof(*row));
	for (int column = 0; column < template->ncolumns; column++)
		by_column[column] = coc_field_trim(by_column[column]);
	coc_guard_own(guard,
				  has_person ? by_column[COC_IDENTIFIER] : (CocField){NULL, 0});
	judge_presence(&judging);
	for (int column = 0; column < template->ncolumns; column++)
	{
		if (is_there(&judging, column))
			judge_column(&judging, column);
	}
	if (has_person)
		judge_person(&judging);
	judge_together(&judging);
}
