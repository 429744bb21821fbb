/*
 * intake_store.c
 *		One column after the other into registry.intake_row or intake_fact,
 *		and registry.intake_problem.
 *
 * What comes here has been judged and sealed: texts are guarded, and there is
 * no raw identifier any more.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "pg/intake_buffer.h"
#include "pg/intake_fields.h"
#include "pg/intake_store.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"

struct CocStore
{
	int64 batch;
	const CocTemplate *template;
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
											  {"case_number", TEXTOID},
											  {"request", TEXTOID},
											  {"referral_code", TEXTOID},
											  {"rejected", BOOLOID}};

/* Columns of registry.intake_fact; what stands in each is in put_fact(). */
static const CocBufferColumn fact_columns[] = {
	{"batch", INT8OID},         {"row_number", INT4OID},
	{"source_record", TEXTOID}, {"client_ref", TEXTOID},
	{"case_number", TEXTOID},   {"ministry", InvalidOid},
	{"own", InvalidOid},        {"quality", TEXTOID},
	{"fields", JSONBOID},       {"rejected", BOOLOID}};

static const CocBufferColumn problem_columns[] = {
	{"batch", INT8OID}, {"row_number", INT4OID}, {"source_record", TEXTOID},
	{"field", TEXTOID}, {"code", TEXTOID},       {"severity", TEXTOID},
	{"detail", TEXTOID}};

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
add_text(Tuple *tuple, const CocRow *row, int column)
{
	add_field(tuple, row->text[column]);
}

static void
add_number(Tuple *tuple, const CocRow *row, int column)
{
	add(tuple, Int32GetDatum(row->number[column]), row->has[column]);
}

/* Who the row is about: ministry, own and quality, in this order. */
static void
add_sealed(Tuple *tuple, const CocSealed *sealed)
{
	add(tuple, PseudonymPGetDatum(&sealed->ministry),
		coc_sealed_everywhere(sealed));
	add(tuple, PseudonymPGetDatum(&sealed->own), sealed->known);
	add_string(tuple, sealed->known ? coc_quality_name(sealed->quality) : NULL);
}

CocStore *
coc_store_make(const CocBatch *batch)
{
	CocStore *store = palloc0(sizeof(CocStore));

	store->batch = batch->batch;
	store->template = batch->template;
	store->context = AllocSetContextCreate(
		CurrentMemoryContext, "continuum intake row", ALLOCSET_DEFAULT_SIZES);
	store->rows =
		batch->template->id == COC_STAYS
			? coc_buffer_make("intake_row", row_columns, lengthof(row_columns))
			: coc_buffer_make("intake_fact", fact_columns,
							  lengthof(fact_columns));
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
	add(&tuple, Int32GetDatum(row_number), row_number > 0);
	add_field(&tuple, source_record);
	add_string(&tuple, coc_problem_field(problem));
	add_string(&tuple, coc_problem_code(problem));
	add_string(&tuple, coc_problem_severity(problem));
	add_string(&tuple, coc_problem_detail(problem));
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

static void
put_stay(CocStore *store, int row_number, const CocRow *row,
		 const CocSealed *sealed)
{
	Tuple tuple = {0};

	add(&tuple, Int64GetDatum(store->batch), true);
	add(&tuple, Int32GetDatum(row_number), true);
	add_text(&tuple, row, COC_SOURCE_RECORD);
	add_text(&tuple, row, COC_CLIENT_REF);
	add_sealed(&tuple, sealed);
	add_text(&tuple, row, COC_REGISTERED_SEX);
	add_text(&tuple, row, COC_GENDER_IDENTITY);
	add_number(&tuple, row, COC_BIRTH_YEAR);
	add_text(&tuple, row, COC_RESIDENCE_REGION);
	add_number(&tuple, row, COC_PROGRAMME);
	add_text(&tuple, row, COC_CARE);
	add_number(&tuple, row, COC_STARTED);
	add_number(&tuple, row, COC_ENDED);
	add_string(&tuple, coc_precision_name(row->precision));
	add_text(&tuple, row, COC_EXIT_REASON);
	add_text(&tuple, row, COC_EXIT_DETAIL);
	add_number(&tuple, row, COC_LAST_CONTACT);
	add_text(&tuple, row, COC_PRIMARY_SUBSTANCE);
	add_text(&tuple, row, COC_AFTERCARE_OFFER);
	add_text(&tuple, row, COC_SUPPORTED_BY);
	add_number(&tuple, row, COC_REFERRED_TO);
	add_text(&tuple, row, COC_LEGAL_STATUS);
	add_text(&tuple, row, COC_JUSTICE_BASIS);
	add_text(&tuple, row, COC_PLAN);
	add_text(&tuple, row, COC_FUNDED_FROM);
	add_text(&tuple, row, COC_PAYMENT);
	add_text(&tuple, row, COC_CASE_NUMBER);
	add_text(&tuple, row, COC_REQUEST);
	add_text(&tuple, row, COC_REFERRAL_CODE);
	add(&tuple, BoolGetDatum(!sealed->good), true);
	coc_buffer_put(store->rows, tuple.values, tuple.nulls);
}

static void
put_fact(CocStore *store, int row_number, const CocRow *row,
		 const CocSealed *sealed)
{
	Tuple tuple = {0};
	int case_number = store->template->case_number;

	add(&tuple, Int64GetDatum(store->batch), true);
	add(&tuple, Int32GetDatum(row_number), true);
	add_text(&tuple, row, COC_SOURCE_RECORD);
	add_field(&tuple, coc_row_reference(store->template, row, COC_CLIENT_REF));
	add_field(&tuple, coc_row_reference(store->template, row, case_number));
	add_sealed(&tuple, sealed);
	add(&tuple, JsonbPGetDatum(coc_row_fields(store->template, row)), true);
	add(&tuple, BoolGetDatum(!sealed->good), true);
	coc_buffer_put(store->rows, tuple.values, tuple.nulls);
}

/*
 * coc_store_row
 *		A row that is not good has nothing but its place in the file, and its
 *		number where that could be read.
 */
void
coc_store_row(CocStore *store, int row_number, const CocJudged *judged)
{
	MemoryContext old = MemoryContextSwitchTo(store->context);

	if (store->template->id == COC_STAYS)
		put_stay(store, row_number, &judged->row, &judged->sealed);
	else
		put_fact(store, row_number, &judged->row, &judged->sealed);
	MemoryContextSwitchTo(old);
	MemoryContextReset(store->context);
}

void
coc_store_flush(CocStore *store)
{
	coc_buffer_flush(store->rows);
	coc_buffer_flush(store->problems);
}
