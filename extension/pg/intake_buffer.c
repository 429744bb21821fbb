/*
 * intake_buffer.c
 *		Write rows in sets, by an INSERT like any other.
 *
 * The rows wait in a tuplestore, which the INSERT reads as if it were a table
 * (an ephemeral named relation, as triggers have their transition tables). So
 * privileges, row security, defaults, constraints, indexes and triggers of
 * the target hold as for everybody, and a row costs a fraction of what an
 * INSERT of its own would.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "pg/intake_buffer.h"
#include "pg/pseudonym.h"
#include "utils/memutils.h"
#include "utils/tuplestore.h"

/* Rows written at once: planning is spread thin, memory stays small. */
#define ROWS_AT_ONCE 1000

/* The store never spills: the longest row times ROWS_AT_ONCE is far less. */
#define STORE_KILOBYTES (64 * 1024)

/* What the waiting rows are called in the INSERT. */
#define STORE_NAME "continuum_intake_buffer"

struct CocBuffer
{
	MemoryContext context;
	TupleDesc columns;
	Tuplestorestate *store; /* NULL when there is nothing to write */
	int nrows;
	char *insert;
};

static char *
make_insert(const char *table, const CocBufferColumn *columns, int ncolumns)
{
	StringInfoData names;

	initStringInfo(&names);
	for (int i = 0; i < ncolumns; i++)
		appendStringInfo(&names, "%s%s", i > 0 ? ", " : "", columns[i].name);
	return psprintf("INSERT INTO registry.%s (%s) SELECT %s FROM " STORE_NAME,
					table, names.data, names.data);
}

CocBuffer *
coc_buffer_make(const char *table, const CocBufferColumn *columns, int ncolumns)
{
	CocBuffer *buffer = palloc0(sizeof(CocBuffer));

	buffer->context = CurrentMemoryContext;
	buffer->insert = make_insert(table, columns, ncolumns);
	buffer->columns = CreateTemplateTupleDesc(ncolumns);
	for (int i = 0; i < ncolumns; i++)
		TupleDescInitEntry(buffer->columns, (AttrNumber) (i + 1),
						   columns[i].name,
						   OidIsValid(columns[i].type) ? columns[i].type
													   : coc_pseudonym_type(),
						   -1, 0);
	return buffer;
}

void
coc_buffer_put(CocBuffer *buffer, Datum *values, bool *nulls)
{
	if (buffer->store == NULL)
	{
		MemoryContext old = MemoryContextSwitchTo(buffer->context);

		buffer->store = tuplestore_begin_heap(false, false, STORE_KILOBYTES);
		MemoryContextSwitchTo(old);
	}
	tuplestore_putvalues(buffer->store, buffer->columns, values, nulls);
	if (++buffer->nrows >= ROWS_AT_ONCE)
		coc_buffer_flush(buffer);
}

void
coc_buffer_flush(CocBuffer *buffer)
{
	EphemeralNamedRelationData relation;

	if (buffer->store == NULL)
		return;
	memset(&relation, 0, sizeof(relation));
	relation.md.name = STORE_NAME;
	relation.md.reliddesc = InvalidOid;
	relation.md.tupdesc = buffer->columns;
	relation.md.enrtype = ENR_NAMED_TUPLESTORE;
	relation.md.enrtuples = buffer->nrows;
	relation.reldata = buffer->store;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_register_relation(&relation) != SPI_OK_REL_REGISTER)
		elog(ERROR, "SPI_register_relation failed");
	if (SPI_execute(buffer->insert, false, 0) != SPI_OK_INSERT)
		elog(ERROR, "writing intake rows failed");
	SPI_finish();

	tuplestore_end(buffer->store);
	buffer->store = NULL;
	buffer->nrows = 0;
}
