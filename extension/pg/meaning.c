/*
 * meaning.c
 *		What a code means on a day, asked of the registry once a statement.
 *
 * A load has few codes and many rows. Joined with what its codes mean, once
 * for each of ten columns, each row is copied ten times; and a form starts
 * all those joins for itself alone. So each place in a statement remembers
 * what it has asked: the code, and the terms that it stands for with the days
 * on which it does. Nothing outlives the statement, whose snapshot it is of.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "pg/registry.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

typedef struct Meaning
{
	text *term;
	DateADT since;
	DateADT until; /* the day after the last */
} Meaning;

typedef struct Code
{
	uint64 hash; /* of the code: the key */
	text *code;
	int nmeanings;
	Meaning *meanings;
} Code;

typedef struct Memory
{
	MemoryContext context;
	HTAB *codes;
	text *system; /* NULL: our own words alone */
	text *vocabulary;
} Memory;

static bool
same_text(const text *a, const text *b)
{
	return a == b ||
		   (a != NULL && b != NULL &&
			VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
			memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0);
}

static text *
keep_text(MemoryContext context, const text *value)
{
	text *kept;

	if (value == NULL)
		return NULL;
	kept = MemoryContextAlloc(context, VARSIZE_ANY(value));
	memcpy(kept, value, VARSIZE_ANY(value));
	return kept;
}

/* ---- what the registry says ---- */

static SPIPlanPtr question = NULL;

static void
execute(const Memory *memory, text *code)
{
	Oid types[] = {TEXTOID, TEXTOID, TEXTOID};
	Datum values[] = {PointerGetDatum(memory->system),
					  PointerGetDatum(memory->vocabulary),
					  PointerGetDatum(code)};
	char nulls[] = {memory->system ? ' ' : 'n', ' ', ' ', '\0'};

	if (!question)
	{
		SPIPlanPtr plan =
			SPI_prepare("SELECT m.term, pg_catalog.lower(m.valid), "
						"pg_catalog.upper(m.valid) "
						"FROM registry.meanings($1, $2, $3) m "
						"WHERE NOT pg_catalog.isempty(m.valid)",
						3, types);

		if (!plan || SPI_keepplan(plan) != 0)
			elog(ERROR, "SPI_prepare failed");
		question = plan;
	}
	if (SPI_execute_plan(question, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "the meaning of a code could not be read");
}

/* A limit of the period; unlimited is beyond every day. */
static DateADT
found_day(HeapTuple row, int column, DateADT unlimited)
{
	bool isnull;
	Datum day = SPI_getbinval(row, SPI_tuptable->tupdesc, column, &isnull);

	return isnull ? unlimited : DatumGetDateADT(day);
}

static void
ask_registry(const Memory *memory, Code *found, text *code)
{
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	execute(memory, code);
	found->code = keep_text(memory->context, code);
	found->nmeanings = (int) SPI_processed;
	found->meanings = MemoryContextAlloc(
		memory->context, sizeof(Meaning) * (Size) (SPI_processed + 1));
	for (int i = 0; i < found->nmeanings; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		bool isnull;
		Datum term = SPI_getbinval(row, SPI_tuptable->tupdesc, 1, &isnull);

		found->meanings[i].term =
			keep_text(memory->context, DatumGetTextPP(term));
		found->meanings[i].since = found_day(row, 2, PG_INT32_MIN);
		found->meanings[i].until = found_day(row, 3, PG_INT32_MAX);
	}
	SPI_finish();
}

/* ---- what is remembered ---- */

static Memory *
memory_of(FmgrInfo *flinfo, text *system, text *vocabulary)
{
	Memory *memory = flinfo->fn_extra;
	HASHCTL control = {.keysize = sizeof(uint64), .entrysize = sizeof(Code)};

	if (memory && same_text(memory->system, system) &&
		same_text(memory->vocabulary, vocabulary))
		return memory;
	coc_require_registry(); /* before anything in the schema is named */
	flinfo->fn_extra = NULL;
	if (memory)
		MemoryContextDelete(memory->context);
	control.hcxt = AllocSetContextCreate(flinfo->fn_mcxt, "meanings of codes",
										 ALLOCSET_SMALL_SIZES);
	memory = MemoryContextAlloc(control.hcxt, sizeof(Memory));
	memory->context = control.hcxt;
	memory->system = keep_text(control.hcxt, system);
	memory->vocabulary = keep_text(control.hcxt, vocabulary);
	memory->codes = hash_create("codes", 16, &control,
								HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	flinfo->fn_extra = memory;
	return memory;
}

/* Two codes with one hash take turns. */
static const Code *
find_code(Memory *memory, text *code)
{
	uint64 hash = hash_bytes_extended((unsigned char *) VARDATA_ANY(code),
									  (int) VARSIZE_ANY_EXHDR(code), 0);
	Code *found = hash_search(memory->codes, &hash, HASH_FIND, NULL);
	Code answer = {.hash = hash};

	if (found && same_text(found->code, code))
		return found;
	ask_registry(memory, &answer, code);
	found = hash_search(memory->codes, &hash, HASH_ENTER, NULL);
	*found = answer;
	return found;
}

/* Arguments: system, vocabulary, code, day. */
COC_FUNCTION(coc_meaning);
Datum
coc_meaning(PG_FUNCTION_ARGS)
{
	const Code *code;
	DateADT day;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	code = find_code(memory_of(fcinfo->flinfo,
							   PG_ARGISNULL(0) ? NULL : PG_GETARG_TEXT_PP(0),
							   PG_GETARG_TEXT_PP(1)),
					 PG_GETARG_TEXT_PP(2));
	day = PG_GETARG_DATEADT(3);
	for (int i = 0; i < code->nmeanings; i++)
	{
		const Meaning *meaning = &code->meanings[i];

		if (day >= meaning->since &&
			(day < meaning->until || meaning->until == PG_INT32_MAX))
			PG_RETURN_TEXT_P(meaning->term);
	}
	PG_RETURN_NULL();
}
