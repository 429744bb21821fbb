/*
 * durations.c
 *		fmgr face of durations and of gender_distribution: images, input,
 *		output, casts, equality.
 */
#include "pg/compat.h"

#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "pg/durations.h"
#include "pg/error.h"
#include "pg/image.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

/* PostgreSQL's own sort, which asks for interrupts where qsort() does not. */
#define ST_SORT sort_cells
#define ST_ELEMENT_TYPE CocDuration
#define ST_COMPARE(a, b) (((a)->key > (b)->key) - ((a)->key < (b)->key))
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* Zeroed to the last reserved byte: equality compares whole images. */
Durations *
coc_durations_make(uint8 kind, uint8 form, Size ncells)
{
	Size size = coc_durations_size(ncells);
	Durations *durations = palloc0(size);

	SET_VARSIZE(durations, size);
	durations->version = COC_DURATIONS_VERSION;
	durations->kind = kind;
	durations->form = form;
	return durations;
}

/* Can the image be walked without leaving it? */
static bool
is_sound(const Durations *image)
{
	Size size = VARSIZE(image);
	Size nslots;

	if (size < coc_durations_size(0) || image->version != COC_DURATIONS_VERSION)
		return false;
	if (image->form == COC_FORM_SORTED)
		return size == coc_durations_size(image->ncells);
	nslots = (size - coc_durations_size(0)) / sizeof(CocDuration);
	return image->form == COC_FORM_TABLE && nslots >= COC_DURATIONS_MIN_SLOTS &&
		   nslots <= COC_DURATIONS_MAX_SLOTS && (nslots & (nslots - 1)) == 0 &&
		   size == coc_durations_size(nslots) &&
		   image->ncells <= coc_durations_room((uint32) nslots);
}

Durations *
coc_durations_image(Datum datum)
{
	Durations *image = (Durations *) PG_DETOAST_DATUM(datum);

	if (!is_sound(image))
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
						errmsg("invalid stored durations")));
	return image;
}

static Durations *
sort_table(const Durations *image)
{
	CocDurationTable table = {
		.slots = (CocDuration *) image->cells,
		.nslots = (uint32) ((VARSIZE(image) - coc_durations_size(0)) /
							sizeof(CocDuration)),
	};
	Durations *sorted =
		coc_durations_make(image->kind, COC_FORM_SORTED, image->ncells);

	sorted->ncells =
		coc_durations_collect(&table, sorted->cells, image->ncells);
	SET_VARSIZE(sorted, coc_durations_size(sorted->ncells));
	sort_cells(sorted->cells, sorted->ncells);
	return sorted;
}

/* Checked at every reading: what core reads has legal codes and an order. */
const Durations *
coc_durations_sorted(const Durations *image)
{
	CocSlip slip;

	if (image->form == COC_FORM_TABLE)
		image = sort_table(image);
	(void) coc_report(coc_durations_check(image->kind, image->cells,
										  image->ncells, COC_CORRUPT, &slip),
					  &slip, NULL);
	return image;
}

void
coc_durations_expect(const Durations *durations, CocDurationKind kind)
{
	if (durations->kind != kind)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("durations are not of the kind that is read"),
						errdetail("Their kind is %s, not %s.",
								  coc_duration_kind_name(durations->kind),
								  coc_duration_kind_name(kind))));
}

/* ---- input and output ---- */

/* A value of the cells that were read and checked. */
static Datum
value_of(uint8 kind, const CocDuration *cells, Size ncells)
{
	Durations *value = coc_durations_make(kind, COC_FORM_SORTED, ncells);

	memcpy(value->cells, cells, ncells * sizeof(CocDuration));
	value->ncells = (uint32) ncells;
	PG_RETURN_POINTER(value);
}

/* What was read must be of the type that reads it, and errors name that. */
static CocStatus
of_type(CocStatus status, uint8 kind, bool distribution, CocStatus fault,
		CocSlip *slip)
{
	const char *type = distribution ? "gender_distribution" : "durations";

	if (status == COC_OK && (kind == COC_DISTRIBUTION) != distribution)
		return coc_fail(slip, fault, type, "its kind is not of this type", NULL,
						0);
	if (status != COC_OK)
		slip->what = type;
	return status;
}

static Datum
read_text(FunctionCallInfo fcinfo, bool distribution)
{
	char *text = PG_GETARG_CSTRING(0);
	size_t length = strlen(text);
	CocDuration *cells =
		palloc(coc_durations_text_room(length) * sizeof(CocDuration));
	CocSlip slip;
	CocStatus status;
	uint8 kind;
	size_t n;

	status = coc_durations_parse(text, length, &kind, cells, &n, &slip);
	status = of_type(status, kind, distribution, COC_BAD_TEXT, &slip);
	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	return value_of(kind, cells, n);
}

COC_FUNCTION(coc_durations_in);
Datum
coc_durations_in(PG_FUNCTION_ARGS)
{
	return read_text(fcinfo, false);
}

COC_FUNCTION(coc_gender_distribution_in);
Datum
coc_gender_distribution_in(PG_FUNCTION_ARGS)
{
	return read_text(fcinfo, true);
}

/* Room for text that the caller has reckoned, and its terminator. */
static char *
alloc_text(Size size)
{
	if (size >= MaxAllocSize)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("durations are too large for their text")));
	return palloc(size + 1);
}

COC_FUNCTION(coc_durations_out);
Datum
coc_durations_out(PG_FUNCTION_ARGS)
{
	const Durations *value = PG_GETARG_DURATIONS_P(0);
	char *text =
		alloc_text(coc_durations_text_size(value->cells, value->ncells));

	text[coc_durations_write(value->kind, value->cells, value->ncells, text)] =
		'\0';
	PG_RETURN_CSTRING(text);
}

static Datum
read_binary(FunctionCallInfo fcinfo, bool distribution)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int nbytes = message->len - message->cursor;
	const uint8 *bytes = (const uint8 *) pq_getmsgbytes(message, nbytes);
	CocDuration *cells =
		palloc(coc_durations_wire_room(nbytes) * sizeof(CocDuration));
	CocSlip slip;
	CocStatus status;
	uint8 kind;
	size_t n;

	status = coc_durations_from_wire(bytes, nbytes, &kind, cells, &n, &slip);
	status = of_type(status, kind, distribution, COC_BAD_BINARY, &slip);
	(void) coc_report(status, &slip, NULL);
	return value_of(kind, cells, n);
}

COC_FUNCTION(coc_durations_recv);
Datum
coc_durations_recv(PG_FUNCTION_ARGS)
{
	return read_binary(fcinfo, false);
}

COC_FUNCTION(coc_gender_distribution_recv);
Datum
coc_gender_distribution_recv(PG_FUNCTION_ARGS)
{
	return read_binary(fcinfo, true);
}

COC_FUNCTION(coc_durations_send);
Datum
coc_durations_send(PG_FUNCTION_ARGS)
{
	const Durations *value = PG_GETARG_DURATIONS_P(0);
	Size size = VARHDRSZ + coc_durations_wire_size(value->ncells);
	bytea *bytes = palloc(size);

	SET_VARSIZE(bytes, size);
	coc_durations_to_wire(value->kind, value->cells, value->ncells,
						  (uint8 *) VARDATA(bytes));
	PG_RETURN_BYTEA_P(bytes);
}

/* ---- casts ---- */

static char *
json_of(const Durations *value)
{
	char *json = alloc_text(coc_durations_json_size(value->ncells));

	json[coc_durations_write_json(value->kind, value->cells, value->ncells,
								  json)] = '\0';
	return json;
}

COC_FUNCTION(coc_durations_json);
Datum
coc_durations_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(json_of(PG_GETARG_DURATIONS_P(0))));
}

/* By way of its text: core writes JSON once, for both types. */
COC_FUNCTION(coc_durations_jsonb);
Datum
coc_durations_jsonb(PG_FUNCTION_ARGS)
{
	return DirectFunctionCall1(
		jsonb_in, CStringGetDatum(json_of(PG_GETARG_DURATIONS_P(0))));
}

/* ---- equality and hash: of the bytes, whatever they are ---- */

COC_FUNCTION(coc_durations_eq);
Datum
coc_durations_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(coc_image_equal(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_durations_ne);
Datum
coc_durations_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!coc_image_equal(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_durations_hash);
Datum
coc_durations_hash(PG_FUNCTION_ARGS)
{
	return coc_image_hash(PG_GETARG_DATUM(0));
}

COC_FUNCTION(coc_durations_hash_extended);
Datum
coc_durations_hash_extended(PG_FUNCTION_ARGS)
{
	return coc_image_hash_extended(PG_GETARG_DATUM(0),
								   (uint64) PG_GETARG_INT64(1));
}
