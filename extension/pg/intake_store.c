/*
 * intake_store.c
 *		One column after the other into registry.intake_row and
 *		registry.intake_problem.
 *
 * What comes here has been judged and sealed: texts are guarded, and there is
 * no raw identifier any more.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/intake_buffer.h"
#include "pg/intake_store.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

struct CocStore
{
	int64 batch;
	MemoryContext context; /* emptied after each row */
	CocBuffer *rows;
	CocBuffer *problems;
};

/* Columns of registry.intake_row; what stands in each is in coc_store_row(). */
static const CocBufferColumn row_columns[] = {{"batch", INT8OID},
											  {"row_number", INT4OID},
											  {"source_record", TEXTOID},
											  {"client_ref", TEXTOID},
											  {"ministry", InvalidOid},
											  {"own", InvalidOid},
											  {"quality", TEXTOID},
											  {"registered_sex", TEXTOID},
											  {"gender_identity", TEXTOID},
											  {"birth_year", INT4OID},
											  {"residence_region", TEXTOID},
											  {"programme", INT4OID},
											  {"care", TEXTOID},
											  {"started", DATEOID},
											  {"ended", DATEOID},
											  {"ended_precision", TEXTOID},
											  {"exit_reason", TEXTOID},
											  {"exit_detail", TEXTOID},
											  {"last_contact", DATEOID},
											  {"primary_substance", TEXTOID},
											  {"aftercare_offer", TEXTOID},
											  {"supported_by", TEXTOID},
											  {"referred_to", INT4OID},
											  {"legal_status", TEXTOID},
											  {"justice_basis", TEXTOID},
											  {"plan", TEXTOID},
											  {"funded_from", TEXTOID},
											  {"payment", TEXTOID},
											  {"rejected", BOOLOID}};

static const CocBufferColumn problem_columns[] = {
	{"batch", INT8OID}, {"row_number", INT4OID}, {"source_record", TEXTOID},
	{"field", TEXTOID}, {"code", TEXTOID},       {"severity", TEXTOID}};

/* A row of a buffer being filled, column after column. */
typedef struct Tuple
{
	int n;
	Datum values[lengthof(row_columns)];
	bool nulls[lengthof(row_columns)];
} Tuple;

static void
add(Tuple *tuple, Datum value, bool present)
{
	tuple->values[tuple->n] = value;
	tuple->nulls[tuple->n++] = !present;
}

static void
add_string(Tuple *tuple, const char *text)
{
	add(tuple, text ? CStringGetTextDatum(text) : (Datum) 0, text != NULL);
}

static void
add_field(Tuple *tuple, CocField field)
{
	Datum value = (Datum) 0;

	if (field.text != NULL)
		value = PointerGetDatum(
			cstring_to_text_with_len(field.text, (int) field.length));
	add(tuple, value, field.text != NULL);
}

static void
add_text(Tuple *tuple, const CocRow *row, CocColumn column)
{
	add_field(tuple, row->text[column]);
}

static void
add_number(Tuple *tuple, int32 value, bool present)
{
	add(tuple, Int32GetDatum(value), present);
}

static const char *
severity_name(CocSeverity severity)
{
	switch (severity)
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

/* An unknown column is named by where it stands: its name may be data. */
static void
add_problem_field(Tuple *tuple, const CocProblem *problem)
{
	if (problem->position > 0)
		add_string(tuple, psprintf("column %d", problem->position));
	else
		add_string(tuple, coc_column_name(problem->column));
}

CocStore *
coc_store_make(int64 batch)
{
	CocStore *store = palloc0(sizeof(CocStore));

	store->batch = batch;
	store->context = AllocSetContextCreate(
		CurrentMemoryContext, "continuum intake row", ALLOCSET_DEFAULT_SIZES);
	store->rows =
		coc_buffer_make("intake_row", row_columns, lengthof(row_columns));
	store->problems = coc_buffer_make("intake_problem", problem_columns,
									  lengthof(problem_columns));
	return store;
}

static void
put_problem(CocStore *store, int row_number, CocField source_record,
			const CocProblem *problem)
{
	Tuple tuple = {0};

	add(&tuple, Int64GetDatum(store->batch), true);
	add_number(&tuple, row_number, row_number > 0);
	add_field(&tuple, source_record);
	add_problem_field(&tuple, problem);
	add_string(&tuple, psprintf("P%03d", (int) problem->code));
	add_string(&tuple, severity_name(problem->severity));
	coc_buffer_put(store->problems, tuple.values, tuple.nulls);
}

void
coc_store_problems(CocStore *store, int row_number, CocField source_record,
				   const CocProblems *problems)
{
	MemoryContext old = MemoryContextSwitchTo(store->context);

	for (int i = 0; i < problems->nproblems; i++)
		put_problem(store, row_number, source_record, &problems->list[i]);
	MemoryContextSwitchTo(old);
	MemoryContextReset(store->context);
}

/*
 * coc_store_row
 *		A row that is not good has nothing but its number, and its key where
 *		that could be read.
 *
 * An identity that is no more than a composite or the provider's own number
 * has no ministry alias: it may not make two people one.
 */
void
coc_store_row(CocStore *store, int row_number, const CocRow *row,
			  const CocSealed *sealed)
{
	MemoryContext old = MemoryContextSwitchTo(store->context);
	bool good = sealed->good;
	bool everywhere = good && (sealed->quality == COC_QUALITY_VERIFIED ||
							   sealed->quality == COC_QUALITY_PLAIN);
	Tuple tuple = {0};

	add(&tuple, Int64GetDatum(store->batch), true);
	add_number(&tuple, row_number, true);
	add_text(&tuple, row, COC_SOURCE_RECORD);
	add_text(&tuple, row, COC_CLIENT_REF);
	add(&tuple, PseudonymPGetDatum(&sealed->ministry), everywhere);
	add(&tuple, PseudonymPGetDatum(&sealed->own), good);
	add_string(&tuple, good ? coc_quality_name(sealed->quality) : NULL);
	add_text(&tuple, row, COC_REGISTERED_SEX);
	add_text(&tuple, row, COC_GENDER_IDENTITY);
	add_number(&tuple, row->birth_year, row->has_birth_year);
	add_text(&tuple, row, COC_RESIDENCE_REGION);
	add_number(&tuple, row->programme, row->has_programme);
	add_text(&tuple, row, COC_CARE);
	add_number(&tuple, row->started, row->has_started);
	add_number(&tuple, row->ended, row->has_ended);
	add_string(&tuple, coc_precision_name(row->ended_precision));
	add_text(&tuple, row, COC_EXIT_REASON);
	add_text(&tuple, row, COC_EXIT_DETAIL);
	add_number(&tuple, row->last_contact, row->has_last_contact);
	add_text(&tuple, row, COC_PRIMARY_SUBSTANCE);
	add_text(&tuple, row, COC_AFTERCARE_OFFER);
	add_text(&tuple, row, COC_SUPPORTED_BY);
	add_number(&tuple, row->referred_to, row->has_referred_to);
	add_text(&tuple, row, COC_LEGAL_STATUS);
	add_text(&tuple, row, COC_JUSTICE_BASIS);
	add_text(&tuple, row, COC_PLAN);
	add_text(&tuple, row, COC_FUNDED_FROM);
	add_text(&tuple, row, COC_PAYMENT);
	add(&tuple, BoolGetDatum(!good), true);
	coc_buffer_put(store->rows, tuple.values, tuple.nulls);
	MemoryContextSwitchTo(old);
	MemoryContextReset(store->context);
}

void
coc_store_flush(CocStore *store)
{
	coc_buffer_flush(store->rows);
	coc_buffer_flush(store->problems);
}
