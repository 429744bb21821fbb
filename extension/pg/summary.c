/*
 * summary.c
 *		fmgr face of gender_summary: input, output, casts, addition, accessors.
 */
#include "pg/compat.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "pg/error.h"
#include "pg/image.h"
#include "pg/summary.h"
#include "pg/vocabulary.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

/* Zeroed to the last reserved byte: equality compares whole images. */
Summary *
coc_summary_make(void)
{
	Summary *summary = palloc0(sizeof(Summary));

	SET_VARSIZE(summary, sizeof(Summary));
	summary->version = COC_SUMMARY_VERSION;
	return summary;
}

Summary *
coc_summary_detoast(Datum datum)
{
	Summary *summary = (Summary *) PG_DETOAST_DATUM(datum);

	if (!coc_summary_plain(summary))
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("invalid stored gender_summary")));
	return summary;
}

Summary *
DatumGetSummaryPCopy(Datum datum)
{
	Summary *summary = palloc(sizeof(Summary));

	memcpy(summary, DatumGetSummaryP(datum), sizeof(Summary));
	return summary;
}

void
coc_refuse_code(const char *type)
{
	ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
					errmsg("unknown stored code of type %s", type)));
}

/* ---- input and output ---- */

COC_FUNCTION(coc_gender_summary_in);
Datum
coc_gender_summary_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	Summary *summary = coc_summary_make();
	CocSlip slip;
	CocStatus status =
		coc_summary_parse(text, strlen(text), &summary->body, &slip);

	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	PG_RETURN_SUMMARY_P(summary);
}

COC_FUNCTION(coc_gender_summary_out);
Datum
coc_gender_summary_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(COC_SUMMARY_TEXT_MAX);

	text[coc_summary_write(&PG_GETARG_SUMMARY_P(0)->body, text)] = '\0';
	PG_RETURN_CSTRING(text);
}

COC_FUNCTION(coc_gender_summary_recv);
Datum
coc_gender_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int nbytes = message->len - message->cursor;
	Summary *summary = coc_summary_make();
	CocSlip slip;
	CocStatus status =
		coc_summary_receive((const uint8 *) pq_getmsgbytes(message, nbytes),
							nbytes, &summary->body, &slip);

	(void) coc_report(status, &slip, NULL);
	PG_RETURN_SUMMARY_P(summary);
}

COC_FUNCTION(coc_gender_summary_send);
Datum
coc_gender_summary_send(PG_FUNCTION_ARGS)
{
	bytea *bytes = palloc(VARHDRSZ + COC_SUMMARY_WIRE_SIZE);

	SET_VARSIZE(bytes, VARHDRSZ + COC_SUMMARY_WIRE_SIZE);
	coc_summary_send(&PG_GETARG_SUMMARY_P(0)->body, (uint8 *) VARDATA(bytes));
	PG_RETURN_BYTEA_P(bytes);
}

/* ---- casts ---- */

COC_FUNCTION(coc_gender_summary_json);
Datum
coc_gender_summary_json(PG_FUNCTION_ARGS)
{
	char json[COC_SUMMARY_TEXT_MAX];
	size_t length = coc_summary_write_json(&PG_GETARG_SUMMARY_P(0)->body, json);

	PG_RETURN_TEXT_P(cstring_to_text_with_len(json, (int) length));
}

/* By way of its text: core writes JSON once, for both types. */
Datum
coc_jsonb_of(char *json, size_t length)
{
	json[length] = '\0';
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

COC_FUNCTION(coc_gender_summary_jsonb);
Datum
coc_gender_summary_jsonb(PG_FUNCTION_ARGS)
{
	char json[COC_SUMMARY_TEXT_MAX];
	size_t length = coc_summary_write_json(&PG_GETARG_SUMMARY_P(0)->body, json);

	return coc_jsonb_of(json, length);
}

/* ---- equality and hash: what is not of this version equals itself ---- */

COC_FUNCTION(coc_gender_summary_eq);
Datum
coc_gender_summary_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(coc_image_equal(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_gender_summary_ne);
Datum
coc_gender_summary_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!coc_image_equal(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_gender_summary_hash);
Datum
coc_gender_summary_hash(PG_FUNCTION_ARGS)
{
	return coc_image_hash(PG_GETARG_DATUM(0));
}

COC_FUNCTION(coc_gender_summary_hash_extended);
Datum
coc_gender_summary_hash_extended(PG_FUNCTION_ARGS)
{
	return coc_image_hash_extended(PG_GETARG_DATUM(0),
								   (uint64) PG_GETARG_INT64(1));
}

/* ---- accessors ---- */

/*
 * chosen_count
 *		The counters of the gender asked for, of all genders when it is NULL.
 *
 * False when there is no summary; the accessors are not strict, because a
 * NULL gender means something.
 */
static bool
chosen_count(FunctionCallInfo fcinfo, CocGenderCount *count)
{
	Summary *summary;
	uint8 gender;

	if (PG_ARGISNULL(0))
		return false;
	summary = PG_GETARG_SUMMARY_P(0);
	if (PG_ARGISNULL(1))
	{
		coc_summary_fold(&summary->body, count);
		return true;
	}
	gender = PG_GETARG_CODE(1);
	if (coc_term(&coc_gender, gender) == NULL)
		coc_refuse_code("gender");
	*count = *coc_summary_of(&summary->body, gender);
	return true;
}

#define INT64_ACCESSOR(name, expression)                                       \
	COC_FUNCTION(coc_gender_summary_##name);                                   \
	Datum coc_gender_summary_##name(PG_FUNCTION_ARGS)                          \
	{                                                                          \
		CocGenderCount count;                                                  \
                                                                               \
		if (!chosen_count(fcinfo, &count))                                     \
			PG_RETURN_NULL();                                                  \
		PG_RETURN_INT64(expression);                                           \
	}

INT64_ACCESSOR(cases, count.cases)
INT64_ACCESSOR(denominator, coc_summary_denominator(&count))
INT64_ACCESSOR(numerator, count.answers[COC_YES])
INT64_ACCESSOR(missing, count.missing)
INT64_ACCESSOR(measured, count.measured)
INT64_ACCESSOR(people, count.people)
INT64_ACCESSOR(cell_key, (int64) count.key)

COC_FUNCTION(coc_gender_summary_excluded);
Datum
coc_gender_summary_excluded(PG_FUNCTION_ARGS)
{
	char json[COC_SUMMARY_TEXT_MAX];
	CocGenderCount count;

	if (!chosen_count(fcinfo, &count))
		PG_RETURN_NULL();
	return coc_jsonb_of(json, coc_summary_write_excluded(&count, json));
}

Datum
coc_numeric_of(char *text, size_t length)
{
	text[length] = '\0';
	return DirectFunctionCall3(numeric_in, CStringGetDatum(text),
							   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/*
 * wide_numeric
 *		128 bits as a numeric.
 *
 * PostgreSQL exports nothing for it; by way of text it is exact everywhere.
 */
static Datum
wide_numeric(const CocWide *wide)
{
	char text[COC_WIDE_LENGTH + 1];

	return coc_numeric_of(text, coc_wide_write(coc_wide_get(wide), text));
}

COC_FUNCTION(coc_gender_summary_total);
Datum
coc_gender_summary_total(PG_FUNCTION_ARGS)
{
	CocGenderCount count;

	if (!chosen_count(fcinfo, &count))
		PG_RETURN_NULL();
	return wide_numeric(&count.sum);
}

COC_FUNCTION(coc_gender_summary_squares);
Datum
coc_gender_summary_squares(PG_FUNCTION_ARGS)
{
	CocGenderCount count;

	if (!chosen_count(fcinfo, &count))
		PG_RETURN_NULL();
	return wide_numeric(&count.squares);
}

Datum
coc_ratio_of(FunctionCallInfo fcinfo, CocInt128 numerator, int64 denominator)
{
	char text[COC_RATIO_LENGTH + 1];
	int32 scale;

	if (denominator == 0 || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	scale = PG_GETARG_INT32(2);
	if (scale < 0 || scale > COC_RATIO_SCALE_MAX)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid scale"),
						errdetail("A scale is a number of decimals, 0 to %d.",
								  COC_RATIO_SCALE_MAX)));
	return coc_numeric_of(text,
						  coc_ratio_write(numerator, denominator, scale, text));
}

/*
 * Rates and means are never stored: they do not add up, and a rounded one
 * could not be rounded again.
 */
COC_FUNCTION(coc_gender_summary_rate);
Datum
coc_gender_summary_rate(PG_FUNCTION_ARGS)
{
	CocGenderCount count;

	if (!chosen_count(fcinfo, &count))
		PG_RETURN_NULL();
	return coc_ratio_of(fcinfo, count.answers[COC_YES],
						coc_summary_denominator(&count));
}

COC_FUNCTION(coc_gender_summary_mean);
Datum
coc_gender_summary_mean(PG_FUNCTION_ARGS)
{
	CocGenderCount count;

	if (!chosen_count(fcinfo, &count))
		PG_RETURN_NULL();
	return coc_ratio_of(fcinfo, coc_wide_get(&count.sum), count.measured);
}
