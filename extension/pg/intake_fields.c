/*
 * intake_fields.c
 *		A judged row and its problems as text and jsonb.
 */
#include "pg/compat.h"

#include "core/date.h"
#include "pg/intake_fields.h"
#include "utils/builtins.h"

/* ---- jsonb, piece by piece ---- */

static void
push_text(JsonbParseState **state, JsonbIteratorToken token, const char *text,
		  size_t length)
{
	JsonbValue value;

	value.type = jbvString;
	value.val.string.val = unconstify(char *, text);
	value.val.string.len = (int) length;
	(void) pushJsonbValue(state, token, &value);
}

static void
push_pair(JsonbParseState **state, const char *key, const char *text,
		  size_t length)
{
	push_text(state, WJB_KEY, key, strlen(key));
	push_text(state, WJB_VALUE, text, length);
}

/* A pair, unless there is nothing to say. */
static void
push_string(JsonbParseState **state, const char *key, const char *text)
{
	if (text != NULL)
		push_pair(state, key, text, strlen(text));
}

/* ---- a row ---- */

/* Who it is about, or which record it is, and not what it says. */
static bool
is_reference(const CocTemplate *template, int column)
{
	return column == COC_SOURCE_RECORD ||
		   (coc_template_has_person(template) &&
			(column <= COC_SCHEME || column == template->case_number));
}

/* A number's text, in the buffer; long enough for any. */
#define NUMBER_SIZE 16

static size_t
write_number(CocKind kind, int32 number, char buffer[NUMBER_SIZE])
{
	switch (kind)
	{
		case COC_KIND_DATE:
		case COC_KIND_PERIOD:
		case COC_KIND_MONTH:
			coc_date_write(number, buffer);
			return COC_DATE_LENGTH;
		case COC_KIND_BOOLEAN:
			return strlcpy(buffer, number ? "true" : "false", NUMBER_SIZE);
		default:
			return (size_t) pg_ltoa(number, buffer);
	}
}

static void
push_column(JsonbParseState **state, const CocColumn *column, int i,
			const CocRow *row)
{
	char buffer[NUMBER_SIZE];

	if (column->kind == COC_KIND_PRECISION)
		push_string(state, column->name, coc_precision_name(row->precision));
	else if (row->has[i])
	{
		size_t length = write_number(column->kind, row->number[i], buffer);

		push_pair(state, column->name, pnstrdup(buffer, length), length);
	}
	else if (row->text[i].text != NULL)
		push_pair(state, column->name, row->text[i].text, row->text[i].length);
}

Jsonb *
coc_row_fields(const CocTemplate *template, const CocRow *row)
{
	JsonbParseState *state = NULL;

	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < template->ncolumns; i++)
	{
		if (!is_reference(template, i))
			push_column(&state, &template->columns[i], i, row);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}

CocField
coc_row_reference(const CocTemplate *template, const CocRow *row, int column)
{
	if (!coc_template_has_person(template))
		return (CocField){NULL, 0};
	return row->text[column];
}

/* ---- problems ---- */

const char *
coc_problem_code(const CocProblem *problem)
{
	return psprintf("P%03d", (int) problem->code);
}

const char *
coc_problem_severity(const CocProblem *problem)
{
	switch (problem->severity)
	{
		case COC_INFO:
			return "info";
		case COC_WARNING:
			return "warning";
		case COC_REJECT:
			return "reject";
	}
	return NULL;
}

/* An unknown column or key is named by its place: its name may be data. */
const char *
coc_problem_field(const CocProblem *problem)
{
	if (problem->position > 0)
		return psprintf("column %d", problem->position);
	return problem->field;
}

const char *
coc_problem_detail(const CocProblem *problem)
{
	if (problem->code != COC_P_OUT_OF_RANGE)
		return NULL;
	return psprintf("%d..%d", problem->low, problem->high);
}

Jsonb *
coc_problems_list(const CocProblems *problems)
{
	JsonbParseState *state = NULL;

	(void) pushJsonbValue(&state, WJB_BEGIN_ARRAY, NULL);
	for (int i = 0; i < problems->nproblems; i++)
	{
		const CocProblem *problem = &problems->list[i];

		(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
		push_string(&state, "code", coc_problem_code(problem));
		push_string(&state, "severity", coc_problem_severity(problem));
		push_string(&state, "field", coc_problem_field(problem));
		push_string(&state, "detail", coc_problem_detail(problem));
		(void) pushJsonbValue(&state, WJB_END_OBJECT, NULL);
	}
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_ARRAY, NULL));
}
