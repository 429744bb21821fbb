/*
 * may_read.c
 *		What row security asks of every row: may who reads see it?
 *
 * Inside the owner's functions the answer is yes; through the owner's views
 * it is not that simple, because there the rights are the owner's and the
 * role is still the reader's. So the policies of nearly all tables are one
 * call of one function that compares numbers, and not subqueries: those are
 * nodes of every plan, of the owner's too, that has to be made, copied and
 * started however little it reads.
 *
 * Whose rows the reader sees is asked of the registry's own functions, once
 * for each place of a plan in each of its executions: a duty that is taken
 * back ends with the next statement. The owner cannot change within a
 * statement; the role can (a cursor outlives SET ROLE).
 */
#include "pg/compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/supportnodes.h"
#include "pg/registry.h"
#include "utils/array.h"
#include "utils/builtins.h"

typedef struct Reader
{
	Oid owner;
	bool asked;    /* the rest is filled */
	bool sees_all; /* duty analyst or auditor */
	int nproviders;
	int32 *providers;
} Reader;

/* ---- who reads ---- */

static Reader *
reader_of(FmgrInfo *flinfo)
{
	Reader *reader = flinfo->fn_extra;

	if (!reader)
	{
		reader = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(Reader));
		reader->owner = coc_registry_owner();
		flinfo->fn_extra = reader;
	}
	return reader;
}

static void
keep_providers(Reader *reader, MemoryContext context, Datum array)
{
	Datum *values;
	bool *nulls;
	int n;

	deconstruct_array(DatumGetArrayTypeP(array), INT4OID, sizeof(int32), true,
					  TYPALIGN_INT, &values, &nulls, &n);
	reader->providers =
		MemoryContextAlloc(context, sizeof(int32) * (Size) (n + 1));
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			reader->providers[reader->nproviders++] = DatumGetInt32(values[i]);
	}
}

/* Kept for the session: the functions that it calls keep their plans, too. */
static SPIPlanPtr question = NULL;

static void
ask_registry(Reader *reader, MemoryContext context)
{
	bool isnull;
	HeapTuple row;
	TupleDesc columns;

	coc_require_registry(); /* before anything in the schema is named */
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (!question)
	{
		SPIPlanPtr plan =
			SPI_prepare("SELECT registry.has_duty('analyst', 'auditor'), "
						"ARRAY(SELECT registry.my_providers())",
						0, NULL);

		if (!plan || SPI_keepplan(plan) != 0)
			elog(ERROR, "SPI_prepare failed");
		question = plan;
	}
	if (SPI_execute_plan(question, NULL, NULL, true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "the duties of the reader could not be read");
	row = SPI_tuptable->vals[0];
	columns = SPI_tuptable->tupdesc;
	reader->sees_all = DatumGetBool(SPI_getbinval(row, columns, 1, &isnull));
	keep_providers(reader, context, SPI_getbinval(row, columns, 2, &isnull));
	SPI_finish();
	reader->asked = true;
}

/* True when the rows are not even looked at: the owner's, or everybody's. */
static bool
sees_all(Reader *reader, MemoryContext context)
{
	if (GetUserId() == reader->owner)
		return true;
	if (!reader->asked)
		ask_registry(reader, context);
	return reader->sees_all;
}

/* ---- the row ---- */

/* Argument: the provider whose row it is; NULL: no provider's. */
COC_FUNCTION(coc_may_read);
Datum
coc_may_read(PG_FUNCTION_ARGS)
{
	Reader *reader = reader_of(fcinfo->flinfo);

	if (sees_all(reader, fcinfo->flinfo->fn_mcxt))
		PG_RETURN_BOOL(true);
	for (int i = 0; !PG_ARGISNULL(0) && i < reader->nproviders; i++)
	{
		if (reader->providers[i] == PG_GETARG_INT32(0))
			PG_RETURN_BOOL(true);
	}
	PG_RETURN_BOOL(false);
}

/* Argument: the domain of a pseudonym, which names the provider. */
COC_FUNCTION(coc_may_read_domain);
Datum
coc_may_read_domain(PG_FUNCTION_ARGS)
{
	Reader *reader = reader_of(fcinfo->flinfo);
	text *domain = PG_GETARG_TEXT_PP(0);

	if (sees_all(reader, fcinfo->flinfo->fn_mcxt))
		PG_RETURN_BOOL(true);
	for (int i = 0; i < reader->nproviders; i++)
	{
		char own[32];
		int length =
			snprintf(own, sizeof(own), "provider/%d", reader->providers[i]);

		if ((Size) length == VARSIZE_ANY_EXHDR(domain) &&
			memcmp(own, VARDATA_ANY(domain), (size_t) length) == 0)
			PG_RETURN_BOOL(true);
	}
	PG_RETURN_BOOL(false);
}

/*
 * Whoever reads asks for what it may see: the views join with the reader's
 * own providers, and the owner sees all. Without this a third is expected.
 */
COC_FUNCTION(coc_may_read_support);
Datum
coc_may_read_support(PG_FUNCTION_ARGS)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);

	if (!IsA(request, SupportRequestSelectivity))
		PG_RETURN_POINTER(NULL);
	((SupportRequestSelectivity *) request)->selectivity = 1.0;
	PG_RETURN_POINTER(request);
}
