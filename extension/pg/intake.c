/*
 * intake.c
 *		The door: lines and typed rows into registry.intake_row.
 *
 * Called by the triggers of the views registry.intake_file and
 * registry.intake: begin, then a call for each row, then end. What is kept
 * between the calls lives as long as the (sub)transaction that began and no
 * longer, so an aborted statement leaves nothing behind. Rows wait in memory
 * before they are written, where the end of a subtransaction cannot reach them:
 * so only the one that began may add to them.
 *
 * The buffer of the line, which may hold an identifier, is wiped before the
 * next call. No value is ever in an error.
 */
#include "pg/compat.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/crypto.h"
#include "pg/intake_store.h"
#include "pg/registry.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/rel.h"

/* A statement that is writing into a batch. */
typedef struct Intake
{
	MemoryContext context;
	SubTransactionId begun_in;
	Oid owner; /* with whose rights rows are taken */
	CocBatch *batch;
	CocStore *store;
	CocHeader header;
	bool has_header; /* it was seen */
	bool readable;   /* and lines can be read with it */
	int line;        /* of the file, or last row of the typed door */
	int nrows;       /* rows read by this statement */
	CocJudged judged;
	CocField fields[COC_FIELDS_MAX];
	CocField by_column[COC_COLUMNS_MAX];
	char text[COC_LINE_BYTES];
} Intake;

static Intake *current = NULL;

static void
forget(void *intake)
{
	if (current == intake)
		current = NULL;
}

/* ---- a row ---- */

/* Write the problems gathered, and be ready for others. */
static void
report(Intake *intake, int row_number)
{
	coc_store_problems(intake->store, row_number,
					   intake->judged.row.text[COC_SOURCE_RECORD],
					   &intake->judged.problems);
	intake->judged.problems.nproblems = 0;
	intake->judged.problems.rejected = false;
}

static void
take_row(Intake *intake, const CocFormat *format)
{
	intake->nrows++;
	coc_judge(intake->batch, intake->by_column, format, &intake->judged);
	coc_store_row(intake->store, intake->line, &intake->judged);
	report(intake, intake->line);
}

/*
 * refuse_row
 *		A line that could not even be cut into fields. Where the header should
 *		be, the file falls with it: a problem without a row.
 */
static void
refuse_row(Intake *intake, CocProblemCode code)
{
	bool is_row = intake->has_header;

	memset(&intake->judged.row, 0, sizeof(intake->judged.row));
	memset(&intake->judged.sealed, 0, sizeof(intake->judged.sealed));
	intake->has_header = true;
	coc_problem(&intake->judged.problems, code, COC_REJECT, NULL, 0);
	if (is_row)
	{
		intake->nrows++;
		coc_store_row(intake->store, intake->line, &intake->judged);
	}
	report(intake, is_row ? intake->line : 0);
}

/* ---- a line ---- */

static void
require_fresh_batch(const Intake *intake)
{
	if (!intake->batch->has_format)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the provider has declared no format for its files"),
				 errhint("SELECT registry.register_source_format(...);"),
				 errhidestmt(true), errhidecontext(true)));
	if (intake->batch->used)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("the batch holds a file already"),
						errhint("One file, one statement, one batch."),
						errhidestmt(true), errhidecontext(true)));
}

/* The first line that is not blank; when it is no header, nothing is read. */
static void
take_header(Intake *intake, int nfields)
{
	intake->has_header = true;
	intake->readable =
		coc_intake_header(&intake->batch->names, intake->fields, nfields,
						  intake->batch->file.has_scheme, &intake->header,
						  &intake->judged.problems);
	report(intake, 0);
}

static void
take_line(Intake *intake, const char *line, size_t length)
{
	const CocFormat *format = &intake->batch->file;
	size_t n = 0;
	int nfields;

	if (!coc_intake_read(line, length, format->encoding, intake->text, &n))
		refuse_row(intake, COC_P_LINE_TOO_LONG);
	else if (coc_intake_blank(intake->text, n, format->delimiter))
		return;
	else if (!coc_intake_split(intake->text, n, format->delimiter,
							   intake->fields, &nfields))
		refuse_row(intake, COC_P_FIELD_COUNT);
	else if (!intake->has_header)
		take_header(intake, nfields);
	else if (coc_intake_place(&intake->header, intake->fields, nfields,
							  intake->by_column))
		take_row(intake, format);
	else
		refuse_row(intake, COC_P_FIELD_COUNT);
	coc_cleanse(intake->text, n);
}

/* ---- SQL functions ---- */

static Intake *
require_begun(void)
{
	CHECK_FOR_INTERRUPTS();
	if (current == NULL || current->begun_in != GetCurrentSubTransactionId())
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("no statement is writing into a batch"),
						errhint("Rows go in through registry.intake_file or "
								"registry.intake."),
						errhidestmt(true), errhidecontext(true)));
	return current;
}

COC_FUNCTION(coc_intake_begin);
Datum
coc_intake_begin(PG_FUNCTION_ARGS)
{
	MemoryContext context;
	MemoryContext old;
	MemoryContextCallback *callback;
	Intake *intake;

	coc_require_registry();
	coc_require_silent_log();
	if (current != NULL)
		MemoryContextDelete(current->context);
	context = AllocSetContextCreate(CurTransactionContext, "continuum intake",
									ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(context);
	intake = palloc0(sizeof(Intake));
	callback = palloc0(sizeof(MemoryContextCallback));
	callback->func = forget;
	callback->arg = intake;
	MemoryContextRegisterResetCallback(context, callback);
	intake->context = context;
	intake->begun_in = GetCurrentSubTransactionId();
	intake->owner = GetUserId();
	intake->batch = coc_batch_open(PG_GETARG_INT64(0));
	intake->store = coc_store_make(intake->batch);
	MemoryContextSwitchTo(old);
	current = intake;
	PG_RETURN_VOID();
}

/* The row that a statement wants to insert; 39P01 for another occasion. */
static HeapTuple
inserted_row(FunctionCallInfo fcinfo, int ncolumns)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	TupleDesc columns;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_BY_INSERT(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("this is a trigger of the doors")));
	columns = RelationGetDescr(trigger->tg_relation);
	for (int i = 0; i < columns->natts || i < ncolumns; i++)
	{
		if (columns->natts != ncolumns ||
			TupleDescAttr(columns, i)->atttypid != TEXTOID)
			ereport(ERROR,
					(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
					 errmsg("a door has %d columns of type text", ncolumns)));
	}
	return trigger->tg_trigtuple;
}

/* A column of the row, for as long as the row is there. */
static CocField
inserted_field(FunctionCallInfo fcinfo, HeapTuple row, int column)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	bool isnull;
	Datum value = heap_getattr(row, column + 1,
							   RelationGetDescr(trigger->tg_relation), &isnull);
	text *field;

	if (isnull)
		return (CocField){NULL, 0};
	field = DatumGetTextPP(value);
	return (CocField){VARDATA_ANY(field), VARSIZE_ANY_EXHDR(field)};
}

/* COPY gives an empty line as NULL, and it is a line. */
static void
take_file_line(Intake *intake, CocField field)
{
	const char *line = field.text;

	if (intake->line++ == 0)
		require_fresh_batch(intake);
	if (line == NULL || (intake->has_header && !intake->readable))
		return;
	if (intake->line == 1)
		coc_intake_skip_mark(&line, &field.length,
							 &intake->batch->file.encoding);
	take_line(intake, line, field.length);
}

static void
take_typed_row(Intake *intake, size_t nbytes)
{
	if (intake->batch->template->id != COC_STAYS)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("the batch is not one of stays"),
						errhint("Rows of other templates go in through "
								"registry.intake_file."),
						errhidestmt(true), errhidecontext(true)));
	if (intake->line == 0)
		intake->line = intake->batch->last_row;
	intake->line++;
	intake->has_header = true;
	if (nbytes > COC_LINE_CHARACTERS)
		refuse_row(intake, COC_P_LINE_TOO_LONG);
	else
		take_row(intake, &intake->batch->typed);
}

/*
 * The triggers work with the rights of who began, the registry's owner, as a
 * SECURITY DEFINER function would, and without the price of one for each row.
 * Nothing here looks anything up by an unqualified name. An error resets the
 * user with the (sub)transaction.
 */
COC_FUNCTION(coc_take_line);
Datum
coc_take_line(PG_FUNCTION_ARGS)
{
	HeapTuple row = inserted_row(fcinfo, 1);
	Intake *intake = require_begun();
	Oid user;
	int security;

	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(intake->owner,
						   security | SECURITY_LOCAL_USERID_CHANGE);
	take_file_line(intake, inserted_field(fcinfo, row, 0));
	SetUserIdAndSecContext(user, security);
	return PointerGetDatum(row);
}

COC_FUNCTION(coc_take_fields);
Datum
coc_take_fields(PG_FUNCTION_ARGS)
{
	HeapTuple row = inserted_row(fcinfo, COC_STAY_COLUMNS);
	Intake *intake = require_begun();
	size_t nbytes = 0;
	Oid user;
	int security;

	for (int i = 0; i < COC_STAY_COLUMNS; i++)
	{
		intake->by_column[i] = inserted_field(fcinfo, row, i);
		nbytes += intake->by_column[i].length;
	}
	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(intake->owner,
						   security | SECURITY_LOCAL_USERID_CHANGE);
	take_typed_row(intake, nbytes);
	SetUserIdAndSecContext(user, security);
	return PointerGetDatum(row);
}

static void
add_rows_read(const Intake *intake)
{
	Oid types[] = {INT8OID, INT4OID};
	Datum values[] = {Int64GetDatum(intake->batch->batch),
					  Int32GetDatum(intake->nrows)};

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute_with_args(
			"UPDATE registry.intake_batch SET rows_read = rows_read "
			"OPERATOR(pg_catalog.+) $2 "
			"WHERE batch OPERATOR(pg_catalog.=) $1",
			2, types, values, NULL, false, 0) != SPI_OK_UPDATE)
		elog(ERROR, "counting the rows read failed");
	SPI_finish();
}

COC_FUNCTION(coc_intake_end);
Datum
coc_intake_end(PG_FUNCTION_ARGS)
{
	Intake *intake = require_begun();

	memset(&intake->judged.row, 0, sizeof(intake->judged.row));
	if (!intake->has_header && !intake->batch->used)
		coc_problem(&intake->judged.problems, COC_P_EMPTY_FILE, COC_REJECT,
					NULL, 0);
	else if (intake->readable && intake->nrows == 0)
		coc_problem(&intake->judged.problems, COC_P_HEADER_ONLY, COC_WARNING,
					NULL, 0);
	report(intake, 0);
	coc_store_flush(intake->store);
	add_rows_read(intake);
	MemoryContextDelete(intake->context);
	PG_RETURN_VOID();
}

static void
add_text(const char *text, Datum *value, bool *isnull)
{
	*isnull = text == NULL;
	*value = text != NULL ? CStringGetTextDatum(text) : (Datum) 0;
}

COC_FUNCTION(coc_intake_columns);
Datum
coc_intake_columns(PG_FUNCTION_ARGS)
{
	const CocTemplate *template = coc_require_template(PG_GETARG_TEXT_PP(0));
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < template->ncolumns; i++)
	{
		const CocColumn *column = &template->columns[i];
		bool bounded = column->low < column->high;
		Datum values[8] = {Int32GetDatum(i + 1)};
		bool nulls[8] = {false};

		add_text(column->name, &values[1], &nulls[1]);
		add_text(coc_need_name(column->need), &values[2], &nulls[2]);
		add_text(coc_kind_name(column->kind), &values[3], &nulls[3]);
		add_text(column->vocabulary, &values[4], &nulls[4]);
		add_text(coc_level_name(column->level), &values[5], &nulls[5]);
		values[6] = Int32GetDatum(column->low);
		values[7] = Int32GetDatum(column->high);
		nulls[6] = nulls[7] = !bounded;
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
