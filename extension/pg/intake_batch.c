/*
 * intake_batch.c
 *		Read a batch and its provider's declarations, once per statement.
 */
#include "pg/compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "pg/intake_batch.h"
#include "pg/pseudonym.h"
#include "pg/scheme.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/elog.h"
#include "utils/guc.h"
#include "utils/memutils.h"

/*
 * Number of the batch that the views write into. It only says which of the
 * caller's batches is meant; what the caller may write is not its business.
 */
static char *intake_batch = NULL;

void
coc_define_intake_settings(void)
{
	DefineCustomStringVariable(
		"continuum.intake_batch", "Batch into which this session's rows go.",
		"A number from registry.open_batch(), which sets it; empty for none.",
		&intake_batch, "", PGC_USERSET, 0, NULL, NULL, NULL);
}

/* A setting of another module; NULL where that one is not there. */
static const char *
foreign_setting(const char *name)
{
	return GetConfigOption(name, true, false);
}

static bool
is_on(const char *name)
{
	const char *value = foreign_setting(name);
	bool on;

	return value != NULL && (!parse_bool(value, &on) || on);
}

/*
 * auto_explain logs the parameters of a plan from 16 on, in full unless told
 * otherwise. A verbose plan shows what functions are called with, which in a
 * plan made for these parameters is their values. Its duration is -1 when it
 * logs nothing; a length that is not there is that of a version which knows no
 * parameters.
 */
static bool
explains_parameters(void)
{
	const char *duration = foreign_setting("auto_explain.log_min_duration");
	const char *length =
		foreign_setting("auto_explain.log_parameter_max_length");

	return duration != NULL && duration[0] != '-' &&
		   ((length != NULL && strcmp(length, "0") != 0) ||
			is_on("auto_explain.log_verbose"));
}

/*
 * Both write into the message itself, which terse leaves as it is. The
 * refusal itself shows neither statement nor parameters.
 */
static void
refuse_parameters(const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the server log could show lines of the file"),
			 errdetail("A module writes parameters of statements into its "
					   "messages."),
			 errhint("%s", hint), errhidestmt(true), errhidecontext(true)));
}

/*
 * coc_require_silent_log
 *
 * terse drops context and detail from plain logs and syslog, but the CSV and
 * JSON logs write both whatever the verbosity.
 */
void
coc_require_silent_log(void)
{
	if (Log_error_verbosity != PGERROR_TERSE)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the server log could show lines of the file"),
				 errdetail("An error during COPY quotes the current line in "
						   "its context."),
				 errhint("As superuser: ALTER ROLE ... SET "
						 "log_error_verbosity = terse; then connect again."),
				 errhidestmt(true), errhidecontext(true)));
	if ((Log_destination & ~(LOG_DESTINATION_STDERR | LOG_DESTINATION_SYSLOG |
							 LOG_DESTINATION_EVENTLOG)) != 0)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("the server log could show lines of the file"),
						errdetail("A CSV or JSON log keeps context and detail "
								  "whatever the verbosity."),
						errhint("Take csvlog and jsonlog out of "
								"log_destination."),
						errhidestmt(true), errhidecontext(true)));
	if (explains_parameters())
		refuse_parameters("As superuser: set "
						  "auto_explain.log_parameter_max_length to 0 and "
						  "auto_explain.log_verbose to off, or "
						  "auto_explain.log_min_duration to -1.");
	if (is_on("pgaudit.log_parameter"))
		refuse_parameters("As superuser: set pgaudit.log_parameter to off.");
}

/* ---- one row of a query ---- */

/* A column of the first row found, in the caller's memory; NULL for NULL. */
static char *
found_text(MemoryContext context, int column)
{
	char *value =
		SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column);

	return value ? MemoryContextStrdup(context, value) : NULL;
}

static bool
found_is(int column, const char *wanted)
{
	char *value =
		SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column);

	return value != NULL && pg_strcasecmp(value, wanted) == 0;
}

static void
query(const char *sql, int64 batch, bool has_parameter)
{
	Oid types[] = {INT8OID};
	Datum values[] = {Int64GetDatum(batch)};

	if (SPI_execute_with_args(sql, has_parameter ? 1 : 0, types, values, NULL,
							  false, 0) != SPI_OK_SELECT)
		elog(ERROR, "reading the batch failed");
}

/* ---- declarations ---- */

/* Columns of the query in load_batch(), from 1. */
enum
{
	FOUND_PROVIDER = 1,
	FOUND_TEMPLATE,
	FOUND_STATE,
	FOUND_DELIMITER,
	FOUND_DECIMAL_MARK,
	FOUND_DATE_FORMAT,
	FOUND_ENCODING,
	FOUND_SCHEME,
	FOUND_LAST_ROW,
	FOUND_USED
};

static const char batch_query[] =
	"SELECT b.provider, b.template, b.state, f.delimiter, f.decimal_mark, "
	"f.date_format, f.encoding, f.scheme, "
	"coalesce((SELECT pg_catalog.max(r.row_number) "
	"FROM registry.intake_row r WHERE r.batch OPERATOR(pg_catalog.=) "
	"b.batch), (SELECT pg_catalog.max(r.row_number) "
	"FROM registry.intake_fact r WHERE r.batch OPERATOR(pg_catalog.=) "
	"b.batch), 0), "
	"EXISTS (SELECT FROM registry.intake_problem p "
	"WHERE p.batch OPERATOR(pg_catalog.=) b.batch) "
	"FROM registry.intake_batch b "
	"LEFT JOIN registry.declared_format(b.provider, b.template) f ON true "
	"WHERE b.batch OPERATOR(pg_catalog.=) $1 FOR UPDATE OF b";

static char *
template_names(void)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < COC_NTEMPLATES; i++)
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "",
						 coc_templates[i].name);
	return names.data;
}

const CocTemplate *
coc_require_template(text *name)
{
	const CocTemplate *template =
		coc_template_find(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (template == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("there is no such template"),
						errhint("Templates: %s.", template_names())));
	return template;
}

static void
require_open(void)
{
	if (SPI_processed == 0)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("there is no such batch"),
						errhint("SELECT registry.open_batch(...);")));
	if (!found_is(FOUND_STATE, "open"))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("the batch is not open"),
						errhint("Open another one for another file.")));
}

static CocDates
found_dates(void)
{
	if (found_is(FOUND_DATE_FORMAT, "dd-mm-yyyy") ||
		found_is(FOUND_DATE_FORMAT, "dmy"))
		return COC_DATES_DMY;
	if (found_is(FOUND_DATE_FORMAT, "mm-dd-yyyy") ||
		found_is(FOUND_DATE_FORMAT, "mdy"))
		return COC_DATES_MDY;
	return COC_DATES_ISO;
}

/*
 * take_format
 *		The declared format of files. Programs hand over text of the database.
 */
static void
take_format(CocBatch *batch)
{
	CocFormat *file = &batch->file;

	batch->has_format =
		SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc,
					 FOUND_DELIMITER) != NULL;
	file->delimiter = found_is(FOUND_DELIMITER, ",") ? ',' : ';';
	file->decimal_mark = found_is(FOUND_DECIMAL_MARK, ",") ? ',' : '.';
	file->dates = found_dates();
	file->encoding =
		found_is(FOUND_ENCODING, "utf8") || found_is(FOUND_ENCODING, "utf-8")
			? COC_UTF8
			: COC_CP1252;
	file->has_scheme = batch->scheme[0] != '\0';
	file->today = GetSQLCurrentDate();
	batch->typed = *file;
	batch->typed.encoding = COC_TEXT;
}

/* The provider's own domain and scheme, and how it writes. */
static void
take_provider(CocBatch *batch, int32 provider)
{
	char *scheme = found_text(CurrentMemoryContext, FOUND_SCHEME);

	snprintf(batch->domain, sizeof(batch->domain), "provider/%d", provider);
	snprintf(batch->local_scheme, sizeof(batch->local_scheme), "LOCAL/%d",
			 provider);
	strlcpy(batch->scheme, scheme != NULL ? scheme : "", sizeof(batch->scheme));
	take_format(batch);
}

static void
load_batch(CocBatch *batch)
{
	query(batch_query, batch->batch, true);
	require_open();
	batch->template = coc_require_template(
		cstring_to_text(found_text(CurrentMemoryContext, FOUND_TEMPLATE)));
	batch->names.template = batch->template;
	take_provider(batch,
				  atoi(found_text(CurrentMemoryContext, FOUND_PROVIDER)));
	batch->last_row = atoi(found_text(CurrentMemoryContext, FOUND_LAST_ROW));
	batch->used = batch->last_row > 0 || found_is(FOUND_USED, "t");
}

/* ---- names of columns ---- */

/* What the template's columns are called, in every language there is. */
static void
load_labels(CocBatch *batch, MemoryContext context)
{
	CocLabel *labels;
	int n = 0;

	query("SELECT l.term, l.label FROM registry.label l "
		  "WHERE l.vocabulary OPERATOR(pg_catalog.=) 'column'",
		  0, false);
	labels =
		MemoryContextAlloc(context, sizeof(CocLabel) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		char *term = SPI_getvalue(row, SPI_tuptable->tupdesc, 1);
		char *label = SPI_getvalue(row, SPI_tuptable->tupdesc, 2);

		labels[n].column =
			coc_template_column(batch->template, term, strlen(term));
		if (labels[n].column != COC_NO_COLUMN &&
			coc_field_fold((CocField){label, strlen(label)}, labels[n].name) &&
			labels[n].name[0] != '\0')
			n++;
	}
	batch->names.labels = labels;
	batch->names.nlabels = n;
}

/* ---- programmes and schemes ---- */

static void
load_programmes(CocBatch *batch, MemoryContext context)
{
	query("SELECT DISTINCT p.programme FROM registry.current_programme p "
		  "ORDER BY 1",
		  0, false);
	batch->programmes =
		MemoryContextAlloc(context, sizeof(int32) * (SPI_processed + 1));
	batch->nprogrammes = (int) SPI_processed;
	for (int i = 0; i < batch->nprogrammes; i++)
		batch->programmes[i] =
			atoi(SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
}

static bool
holds_programme(const CocBatch *batch, int32 programme)
{
	int low = 0;
	int high = batch->nprogrammes;

	while (low < high)
	{
		int middle = low + (high - low) / 2;

		if (batch->programmes[middle] < programme)
			low = middle + 1;
		else
			high = middle;
	}
	return low < batch->nprogrammes && batch->programmes[low] == programme;
}

static void
load_scheme_names(CocBatch *batch, MemoryContext context)
{
	query("SELECT s.name FROM registry.scheme s", 0, false);
	batch->nschemes = (int) SPI_processed;
	batch->schemes =
		MemoryContextAlloc(context, sizeof(char *) * (SPI_processed + 1));
	for (int i = 0; i < batch->nschemes; i++)
		batch->schemes[i] = MemoryContextStrdup(
			context,
			SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
}

/* Keep a scheme for the guard when it has a check digit. */
static void
guard_against(CocGuard *guard, CocScheme *schemes, const char *name)
{
	const CocScheme *scheme = coc_find_scheme(name, strlen(name));

	if (scheme != NULL && scheme->quality == COC_QUALITY_VERIFIED)
		schemes[guard->nschemes++] = *scheme;
}

static void
prepare_guard(CocBatch *batch, MemoryContext context)
{
	CocScheme *schemes = MemoryContextAlloc(
		context,
		sizeof(CocScheme) * (Size) (coc_nshipped_schemes + batch->nschemes));

	batch->guard.schemes = schemes;
	for (int i = 0; i < coc_nshipped_schemes; i++)
		guard_against(&batch->guard, schemes, coc_shipped_schemes[i].name);
	for (int i = 0; i < batch->nschemes; i++)
		guard_against(&batch->guard, schemes, batch->schemes[i]);
}

const char *
coc_batch_scheme(const CocBatch *batch, CocField field,
				 char out[COC_SCHEME_NAME_MAX + 1])
{
	if (field.text == NULL)
		strlcpy(out, batch->scheme, COC_SCHEME_NAME_MAX + 1);
	else if (field.length <= COC_SCHEME_NAME_MAX)
	{
		for (size_t i = 0; i < field.length; i++)
			out[i] = (char) pg_ascii_toupper((unsigned char) field.text[i]);
		out[field.length] = '\0';
	}
	else
		return NULL;
	if (coc_shipped_scheme(out, strlen(out)) >= 0)
		return out;
	for (int i = 0; i < batch->nschemes; i++)
	{
		if (strcmp(out, batch->schemes[i]) == 0)
			return out;
	}
	return NULL;
}

/* ---- all of it ---- */

/*
 * try_keys
 *		Seal two numbers that are nobody's: a keyring that is missing, open
 *		to others or without the domain says so before the first line. And no
 *		row is sealed under keys that are not the registry's, nor while they
 *		are rotated.
 */
static void
try_keys(const CocBatch *batch)
{
	Pseudonym unused;
	CocIdentifierFault fault;

	(void) coc_seal("7654321", 7, "AR.DNI", "ministry", &unused, &fault);
	(void) coc_seal("-1", 2, batch->local_scheme, batch->domain, &unused,
					&fault);
}

CocBatch *
coc_batch_open(int64 number)
{
	MemoryContext context = CurrentMemoryContext;
	CocBatch *batch = palloc0(sizeof(CocBatch));

	if (GetDatabaseEncoding() != PG_UTF8)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("intake needs a database in UTF8")));
	batch->batch = number;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	load_batch(batch);
	load_labels(batch, context);
	load_programmes(batch, context);
	load_scheme_names(batch, context);
	query("SELECT registry.check_keys()", 0, false);
	SPI_finish();
	prepare_guard(batch, context);
	try_keys(batch);
	return batch;
}

/* ---- forms ---- */

/*
 * A form is one row: what is asked of the registry for it has to cost little.
 * Programmes and schemes are kept for the session. Schemes are only ever
 * added, so their number says whether all are here; a programme that is not
 * is looked for again. One that was rolled back, or corrected away, counts
 * for this session until it ends: whose programme it is, is asked later, by
 * the functions that take forms.
 */
static CocBatch *form = NULL;
static MemoryContext form_context = NULL;
static SPIPlanPtr form_plan = NULL;

/* The columns of batch_query that a form has, and the number of schemes. */
static const char form_query[] =
	"SELECT $1, $2, NULL, f.delimiter, f.decimal_mark, f.date_format, "
	"f.encoding, f.scheme, (SELECT pg_catalog.count(*) FROM registry.scheme) "
	"FROM (VALUES (1)) AS one (n) "
	"LEFT JOIN registry.declared_format($1, $2) f ON true";

static void
ask_for_form(int32 provider, const char *template)
{
	Oid types[] = {INT4OID, TEXTOID};
	Datum values[] = {Int32GetDatum(provider), CStringGetTextDatum(template)};

	if (form_plan == NULL)
	{
		SPIPlanPtr plan = SPI_prepare(form_query, 2, types);

		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "preparing to read forms failed");
		form_plan = plan;
	}
	if (SPI_execute_plan(form_plan, values, NULL, true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "reading the provider's format failed");
}

/* Read anew what is kept between forms. */
static void
renew_form(Oid registry)
{
	CocBatch *made;

	form = NULL;
	if (form_context == NULL)
		form_context = AllocSetContextCreate(
			TopMemoryContext, "continuum forms", ALLOCSET_SMALL_SIZES);
	MemoryContextReset(form_context);
	made = MemoryContextAllocZero(form_context, sizeof(CocBatch));
	made->registry = registry;
	load_programmes(made, form_context);
	load_scheme_names(made, form_context);
	prepare_guard(made, form_context);
	form = made;
}

CocBatch *
coc_batch_for_form(int32 provider, const CocTemplate *template)
{
	Oid registry = get_namespace_oid("registry", false);
	int nschemes;

	if (GetDatabaseEncoding() != PG_UTF8)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("intake needs a database in UTF8")));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	ask_for_form(provider, template->name);
	nschemes = atoi(found_text(CurrentMemoryContext, FOUND_LAST_ROW));
	if (form == NULL || form->registry != registry ||
		form->nschemes != nschemes)
	{
		renew_form(registry);
		ask_for_form(provider, template->name);
	}
	form->template = template;
	form->fresh = false;
	take_provider(form, provider);
	SPI_finish();
	return form;
}

bool
coc_batch_has_programme(CocBatch *batch, int32 programme)
{
	int32 *before = batch->programmes;

	if (holds_programme(batch, programme))
		return true;
	if (!OidIsValid(batch->registry) || batch->fresh)
		return false;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	load_programmes(batch, form_context); /* may fail: the list stays good */
	pfree(before);
	SPI_finish();
	batch->fresh = true;
	return holds_programme(batch, programme);
}
