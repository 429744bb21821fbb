/*
 * intake_form.c
 *		The door for forms: one jsonb object, judged as a line of a file is.
 *
 * A form's values go through the same buffer, guard and sealing as the fields
 * of a line, and what comes out is a row for the registry's own functions.
 * Nothing is written here.
 */
#include "pg/compat.h"

#include "funcapi.h"
#include "pg/crypto.h"
#include "pg/intake_fields.h"
#include "pg/intake_judge.h"
#include "pg/rate.h"
#include "pg/registry.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* A form being read: the values as text, and where they belong. */
typedef struct Form
{
	const CocTemplate *template;
	const CocFormat *format;
	CocJudged judged;
	CocField by_column[COC_COLUMNS_MAX];
	int nkeys;
	size_t used;
	bool too_long;
	char text[COC_LINE_BYTES];
} Form;

/* Copy a value into the buffer, where it may be changed and is wiped. */
static CocField
keep_text(Form *form, const char *text, size_t length)
{
	char *copy = form->text + form->used;

	form->too_long =
		form->too_long || form->used + length > COC_LINE_CHARACTERS;
	if (form->too_long)
		return (CocField){NULL, 0};
	memcpy(copy, text, length);
	form->used += length;
	return (CocField){copy, length};
}

/* A number of JSON has a point, whatever mark the provider's files have. */
static CocField
keep_number(Form *form, Numeric number)
{
	char *text = DatumGetCString(
		DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
	char *point = strchr(text, '.');

	if (point != NULL)
		*point = form->format->decimal_mark;
	return keep_text(form, text, strlen(text));
}

static CocField
keep_value(Form *form, const JsonbValue *value)
{
	switch (value->type)
	{
		case jbvString:
			return keep_text(form, value->val.string.val,
							 (size_t) value->val.string.len);
		case jbvNumeric:
			return keep_number(form, value->val.numeric);
		case jbvBool:
			return value->val.boolean ? keep_text(form, "true", 4)
									  : keep_text(form, "false", 5);
		default:
			return (CocField){NULL, 0};
	}
}

/*
 * take_pair
 *		A key that is no column is named only if it is one elsewhere; a value
 *		that is an object or a list is none of ours.
 */
static void
take_pair(Form *form, const JsonbValue *key, const JsonbValue *value)
{
	const char *name = key->val.string.val;
	size_t length = (size_t) key->val.string.len;
	int column = coc_template_column(form->template, name, length);
	const char *elsewhere;

	form->nkeys++;
	if (column != COC_NO_COLUMN && value->type != jbvBinary)
		form->by_column[column] = keep_value(form, value);
	else if (form->nkeys <= COC_FIELDS_MAX)
	{
		elsewhere = coc_template_any_column(name, length);
		coc_problem(&form->judged.problems, COC_P_KEY_UNKNOWN, COC_WARNING,
					elsewhere, elsewhere == NULL ? form->nkeys : 0);
	}
}

static void
take_form(Form *form, Jsonb *jsonb)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue key;
	JsonbValue value;

	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a form is a JSON object"),
						errhint("Keys: SELECT name FROM "
								"continuum.intake_columns(template);"),
						errhidestmt(true), errhidecontext(true)));
	iterator = JsonbIteratorInit(&jsonb->root);
	(void) JsonbIteratorNext(&iterator, &key, true);
	while ((token = JsonbIteratorNext(&iterator, &key, true)) == WJB_KEY)
	{
		(void) JsonbIteratorNext(&iterator, &value, true);
		take_pair(form, &key, &value);
	}
}

/* A form with an identifier answers a guess: whether that person is known. */
static void
count_guess(const Form *form)
{
	int column = coc_template_column(form->template, "identifier", 10);

	if (column != COC_NO_COLUMN && form->by_column[column].text != NULL)
		coc_rate_take(1);
}

/* What read_form() gives, in the order of its columns. */
static Datum
answer(FunctionCallInfo fcinfo, const Form *form)
{
	const CocRow *row = &form->judged.row;
	const CocSealed *sealed = &form->judged.sealed;
	CocField texts[3];
	Datum values[9];
	bool nulls[9] = {false};
	TupleDesc columns;

	texts[0] = row->text[COC_SOURCE_RECORD];
	texts[1] = coc_row_reference(form->template, row, COC_CLIENT_REF);
	texts[2] =
		coc_row_reference(form->template, row, form->template->case_number);
	for (int i = 0; i < 3; i++)
	{
		nulls[i] = texts[i].text == NULL;
		if (!nulls[i])
			values[i] = PointerGetDatum(
				cstring_to_text_with_len(texts[i].text, (int) texts[i].length));
	}
	nulls[3] = !coc_sealed_everywhere(sealed);
	values[3] = PseudonymPGetDatum(&sealed->ministry);
	nulls[4] = nulls[5] = !sealed->known;
	values[4] = PseudonymPGetDatum(&sealed->own);
	if (sealed->known)
		values[5] = CStringGetTextDatum(coc_quality_name(sealed->quality));
	values[6] = BoolGetDatum(!sealed->good);
	values[7] = JsonbPGetDatum(coc_row_fields(form->template, row));
	values[8] = JsonbPGetDatum(coc_problems_list(&form->judged.problems));
	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "read_form must return a row");
	return HeapTupleGetDatum(
		heap_form_tuple(BlessTupleDesc(columns), values, nulls));
}

COC_FUNCTION(coc_read_form);
Datum
coc_read_form(PG_FUNCTION_ARGS)
{
	const CocTemplate *template = coc_require_template(PG_GETARG_TEXT_PP(1));
	CocBatch *batch;
	Form *form = palloc(sizeof(Form));
	Datum result;

	coc_require_registry();
	coc_require_silent_log();
	batch = coc_batch_for_form(PG_GETARG_INT32(0), template);
	memset(form, 0, offsetof(Form, text));
	form->template = template;
	form->format = &batch->typed;
	take_form(form, PG_GETARG_JSONB_P(2));
	count_guess(form);
	if (form->too_long)
	{
		form->judged.problems.rejected = true;
		coc_problem(&form->judged.problems, COC_P_LINE_TOO_LONG, COC_REJECT,
					NULL, 0);
	}
	else
		coc_judge(batch, form->by_column, form->format, &form->judged);
	result = answer(fcinfo, form);
	coc_cleanse(form->text, form->used);
	PG_RETURN_DATUM(result);
}
