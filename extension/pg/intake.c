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
 * No raw identifier leaves this file: it is sealed here, and the buffer of
 * the line is wiped before the next call. No value is ever in an error.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/crypto.h"
#include "pg/intake_batch.h"
#include "pg/intake_store.h"
#include "pg/recognise.h"
#include "pg/registry.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

/* A statement that is writing into a batch. */
typedef struct Intake
{
	MemoryContext context;
	SubTransactionId begun_in;
	CocBatch *batch;
	CocStore *store;
	CocHeader header;
	bool has_header; /* it was seen */
	bool readable;   /* and lines can be read with it */
	int line;        /* of the file, or last row of the typed door */
	int nrows;       /* rows read by this statement */
	CocProblems problems;
	CocRow row;
	CocSealed sealed;
	CocField fields[COC_FIELDS_MAX];
	CocField by_column[COC_NCOLUMNS];
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
					   intake->row.text[COC_SOURCE_RECORD], &intake->problems);
	intake->problems.nproblems = 0;
	intake->problems.rejected = false;
}

/* Only numbers of programmes that exist are kept: others are anybody's. */
static void
check_programmes(Intake *intake)
{
	CocRow *row = &intake->row;

	if (row->has_programme &&
		!coc_batch_has_programme(intake->batch, row->programme))
	{
		row->has_programme = false;
		coc_problem(&intake->problems, COC_P_PROGRAMME_UNKNOWN, COC_REJECT,
					COC_PROGRAMME, 0);
	}
	if (row->has_referred_to &&
		!coc_batch_has_programme(intake->batch, row->referred_to))
	{
		row->has_referred_to = false;
		coc_problem(&intake->problems, COC_P_PROGRAMME_UNKNOWN, COC_WARNING,
					COC_REFERRED_TO, 0);
	}
}

/* What a fault of an identifier is called in a report. */
static CocProblemCode
fault_problem(CocIdentifierFault fault)
{
	switch (fault)
	{
		case COC_IDENTIFIER_MISSING:
			return COC_P_IDENTIFIER_MISSING;
		case COC_IDENTIFIER_NO_SCHEME:
			return COC_P_SCHEME_UNKNOWN;
		case COC_IDENTIFIER_OK:
		case COC_IDENTIFIER_MALFORMED:
		case COC_IDENTIFIER_CHECK_DIGIT:
		case COC_IDENTIFIER_PLACEHOLDER:
		case COC_IDENTIFIER_SCRIPT:
			return COC_P_IDENTIFIER_BAD;
	}
	return COC_P_IDENTIFIER_BAD;
}

static void
note_fault(Intake *intake, CocIdentifierFault fault)
{
	coc_problem(&intake->problems, fault_problem(fault), COC_WARNING,
				fault == COC_IDENTIFIER_NO_SCHEME ? COC_SCHEME : COC_IDENTIFIER,
				0);
}

/* Where the person is looked up: by what everybody knows, if there is such. */
static void
recognise(Intake *intake, const char *identifier, size_t length,
		  const char *scheme)
{
	const CocSealed *sealed = &intake->sealed;
	bool everywhere = sealed->quality == COC_QUALITY_VERIFIED ||
					  sealed->quality == COC_QUALITY_PLAIN;

	coc_recognise(identifier, length, scheme,
				  everywhere ? "ministry" : intake->batch->domain,
				  everywhere ? &sealed->ministry : &sealed->own);
}

/* Seal the identifier in both domains; false when it is of no use. */
static bool
seal_identifier(Intake *intake)
{
	CocField identifier = intake->row.identifier;
	CocIdentifierFault fault = COC_IDENTIFIER_NO_SCHEME;
	char name[COC_SCHEME_NAME_MAX + 1];
	const char *scheme =
		coc_batch_scheme(intake->batch, intake->row.scheme, name);

	if (scheme != NULL &&
		coc_seal(identifier.text, identifier.length, scheme, "ministry",
				 &intake->sealed.ministry, &fault) &&
		coc_seal(identifier.text, identifier.length, scheme,
				 intake->batch->domain, &intake->sealed.own, &fault))
	{
		intake->sealed.quality = coc_scheme_quality(scheme);
		recognise(intake, identifier.text, identifier.length, scheme);
		return true;
	}
	note_fault(intake, fault);
	return false;
}

/* A rejected row needs no pseudonym, but its report is to be complete. */
static void
check_identifier(Intake *intake)
{
	CocField identifier = intake->row.identifier;
	CocIdentifierFault fault = COC_IDENTIFIER_NO_SCHEME;
	char name[COC_SCHEME_NAME_MAX + 1];
	const char *scheme =
		coc_batch_scheme(intake->batch, intake->row.scheme, name);

	if (scheme != NULL)
		fault =
			coc_identifier_check(identifier.text, identifier.length, scheme);
	if (fault != COC_IDENTIFIER_OK)
		note_fault(intake, fault);
}

/*
 * What a person's number is: their file, or a record that stands in for them.
 * Both carry a prefix, always, so that no number of one kind can be written
 * that is one of the other. Both have the same length, and the longest number
 * has room for it.
 */
#define CLIENT_PREFIX "client:"
#define RECORD_PREFIX "record:"

StaticAssertDecl(COC_TEXT_CHARACTERS + sizeof(CLIENT_PREFIX) - 1 <=
						 COC_LOCAL_CHARACTERS &&
					 sizeof(CLIENT_PREFIX) == sizeof(RECORD_PREFIX),
				 "a prefix fits before any number");

/*
 * seal_local
 *		A person of the provider alone: its file number, or else this record.
 */
static bool
seal_local(Intake *intake)
{
	bool has_file = intake->row.text[COC_CLIENT_REF].text != NULL;
	CocField number =
		intake->row.text[has_file ? COC_CLIENT_REF : COC_SOURCE_RECORD];
	char reference[COC_CANONICAL_MAX + sizeof(CLIENT_PREFIX)];
	CocIdentifierFault fault;
	int n;

	if (number.text == NULL || number.length > COC_TEXT_CHARACTERS * 4)
		return false;
	n = snprintf(reference, sizeof(reference), "%s%.*s",
				 has_file ? CLIENT_PREFIX : RECORD_PREFIX, (int) number.length,
				 number.text);
	intake->sealed.quality = COC_QUALITY_LOCAL;
	if (!coc_seal(reference, (size_t) n, intake->batch->local_scheme,
				  intake->batch->domain, &intake->sealed.own, &fault))
		return false;
	recognise(intake, reference, (size_t) n, intake->batch->local_scheme);
	return true;
}

/* Nothing of a rejected row is kept but its key. */
static void
drop_row(Intake *intake)
{
	CocField record = intake->row.text[COC_SOURCE_RECORD];

	memset(&intake->row, 0, sizeof(intake->row));
	intake->row.text[COC_SOURCE_RECORD] = record;
}

static void
take_row(Intake *intake, const CocFormat *format)
{
	coc_intake_row(intake->by_column, format, &intake->batch->guard,
				   &intake->row, &intake->problems);
	check_programmes(intake);
	intake->nrows++;
	intake->sealed.good = false;
	if (intake->problems.rejected && intake->row.identifier.text != NULL)
		check_identifier(intake);
	else if (!intake->problems.rejected)
	{
		intake->sealed.good =
			(intake->row.identifier.text != NULL && seal_identifier(intake)) ||
			seal_local(intake);
		if (!intake->sealed.good)
			coc_problem(&intake->problems, COC_P_TEXT_REFUSED, COC_REJECT,
						COC_CLIENT_REF, 0);
	}
	if (!intake->sealed.good)
		drop_row(intake);
	coc_store_row(intake->store, intake->line, &intake->row, &intake->sealed);
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

	memset(&intake->row, 0, sizeof(intake->row));
	intake->sealed.good = false;
	intake->has_header = true;
	coc_problem(&intake->problems, code, COC_REJECT, COC_NO_COLUMN, 0);
	if (is_row)
	{
		intake->nrows++;
		coc_store_row(intake->store, intake->line, &intake->row,
					  &intake->sealed);
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
	intake->readable = coc_intake_header(intake->fields, nfields,
										 intake->batch->file.has_scheme,
										 &intake->header, &intake->problems);
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
require_begun(int64 batch)
{
	CHECK_FOR_INTERRUPTS();
	if (current == NULL || current->batch->batch != batch ||
		current->begun_in != GetCurrentSubTransactionId())
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("no statement is writing into this batch"),
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
	intake->batch = coc_batch_open(PG_GETARG_INT64(0));
	intake->store = coc_store_make(intake->batch->batch);
	MemoryContextSwitchTo(old);
	current = intake;
	PG_RETURN_VOID();
}

/* Not strict: COPY gives an empty line as NULL, and it is a line. */
COC_FUNCTION(coc_intake_line);
Datum
coc_intake_line(PG_FUNCTION_ARGS)
{
	Intake *intake = require_begun(PG_ARGISNULL(0) ? 0 : PG_GETARG_INT64(0));
	text *argument;
	const char *line;
	size_t length;

	if (intake->line++ == 0)
		require_fresh_batch(intake);
	if (PG_ARGISNULL(1) || (intake->has_header && !intake->readable))
		PG_RETURN_VOID();
	argument = PG_GETARG_TEXT_PP(1);
	line = VARDATA_ANY(argument);
	length = VARSIZE_ANY_EXHDR(argument);
	if (intake->line == 1)
		coc_intake_skip_mark(&line, &length, &intake->batch->file.encoding);
	take_line(intake, line, length);
	PG_RETURN_VOID();
}

/* Point the fields at the elements; how many bytes they are together. */
static size_t
take_elements(Intake *intake, ArrayType *array)
{
	Datum *elements;
	bool *nulls;
	int n;
	size_t nbytes = 0;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &nulls, &n);
	if (n != COC_NCOLUMNS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a row of stays has %d fields", COC_NCOLUMNS),
						errhint("SELECT * FROM continuum.intake_columns();"),
						errhidestmt(true), errhidecontext(true)));
	for (int i = 0; i < n; i++)
	{
		CocField field = {NULL, 0};

		if (!nulls[i])
		{
			text *element = DatumGetTextPP(elements[i]);

			field.text = VARDATA_ANY(element);
			field.length = VARSIZE_ANY_EXHDR(element);
		}
		intake->by_column[i] = field;
		nbytes += field.length;
	}
	return nbytes;
}

COC_FUNCTION(coc_intake_fields);
Datum
coc_intake_fields(PG_FUNCTION_ARGS)
{
	Intake *intake = require_begun(PG_GETARG_INT64(0));

	if (intake->line == 0)
		intake->line = intake->batch->last_row;
	intake->line++;
	intake->has_header = true;
	if (take_elements(intake, PG_GETARG_ARRAYTYPE_P(1)) > COC_LINE_CHARACTERS)
		refuse_row(intake, COC_P_LINE_TOO_LONG);
	else
		take_row(intake, &intake->batch->typed);
	PG_RETURN_VOID();
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
	Intake *intake = require_begun(PG_GETARG_INT64(0));

	memset(&intake->row, 0, sizeof(intake->row));
	if (!intake->has_header && !intake->batch->used)
		coc_problem(&intake->problems, COC_P_EMPTY_FILE, COC_REJECT,
					COC_NO_COLUMN, 0);
	else if (intake->readable && intake->nrows == 0)
		coc_problem(&intake->problems, COC_P_HEADER_ONLY, COC_WARNING,
					COC_NO_COLUMN, 0);
	report(intake, 0);
	coc_store_flush(intake->store);
	add_rows_read(intake);
	MemoryContextDelete(intake->context);
	PG_RETURN_VOID();
}

static const char *
need_name(CocNeed need)
{
	switch (need)
	{
		case COC_OPTIONAL:
			return "optional";
		case COC_WHEN_ENDED:
			return "when_ended";
		case COC_ALWAYS:
			return "always";
	}
	return NULL;
}

COC_FUNCTION(coc_intake_columns);
Datum
coc_intake_columns(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (CocColumn column = 0; column < COC_NCOLUMNS; column++)
	{
		Datum values[3];
		bool nulls[3] = {false, false, false};

		values[0] = Int32GetDatum((int32) column + 1);
		values[1] = CStringGetTextDatum(coc_column_name(column));
		values[2] = CStringGetTextDatum(need_name(coc_column_need(column)));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
