/*
 * scheme.c
 *		Schemes made ready once, and the SQL functions about them.
 */
#include "pg/compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "pg/error.h"
#include "pg/registry.h"
#include "pg/scheme.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core/wipe.h"

/* A scheme from registry.scheme, remembered for this transaction. */
typedef struct Registered
{
	struct Registered *next;
	CocScheme scheme;
} Registered;

/* Shipped schemes, compiled when first asked for; they live as we do. */
static CocScheme **shipped;

/* Lives in TopTransactionContext, so the head must not outlive it. */
static Registered *registered;

/* Most rows of a load have the scheme of the row before. */
static const CocScheme *latest;

/* The one LOCAL/<n> asked for last. */
static CocScheme local;

/* ---- registered schemes ---- */

static void
forget_registered(void)
{
	registered = NULL;
	latest = NULL;
}

static void
at_transaction_end(XactEvent event, void *arg)
{
	forget_registered();
}

/* A registration may have been rolled back with the subtransaction. */
static void
at_subtransaction_end(SubXactEvent event, SubTransactionId mine,
					  SubTransactionId parent, void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		forget_registered();
}

/* Column of the first row found, as a string; "" for NULL. */
static char *
found_text(int column)
{
	char *value =
		SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column);

	return value ? value : pstrdup("");
}

/* Compile the row found into memory of the transaction. */
static const CocScheme *
remember_found(const char *name)
{
	CocSchemeRow row = {name, found_text(1), found_text(2), found_text(3)};
	CocSlip slip;
	Registered *entry =
		MemoryContextAlloc(TopTransactionContext, sizeof(Registered));

	(void) coc_report(coc_scheme_compile(&row, &entry->scheme, &slip), &slip,
					  NULL);
	if (strcmp(found_text(4), coc_quality_name(COC_QUALITY_WEAK)) == 0)
		entry->scheme.quality = COC_QUALITY_WEAK;
	entry->next = registered;
	registered = entry;
	return &entry->scheme;
}

static const CocScheme *
look_up_registered(const char *name, size_t length)
{
	static const char query[] =
		"SELECT pattern, check_rule, "
		"pg_catalog.array_to_string(placeholders, ' '), quality "
		"FROM registry.scheme WHERE name OPERATOR(pg_catalog.=) $1";
	Oid types[] = {TEXTOID};
	Datum values[1];
	const CocScheme *scheme = NULL;

	if (length > COC_SCHEME_NAME_MAX || !coc_registry_readable("scheme"))
		return NULL;
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	values[0] = PointerGetDatum(cstring_to_text_with_len(name, (int) length));
	if (SPI_execute_with_args(query, 1, types, values, NULL, true, 1) !=
		SPI_OK_SELECT)
		elog(ERROR, "look-up in registry.scheme failed");
	if (SPI_processed > 0)
		scheme = remember_found(pnstrdup(name, length));
	SPI_finish();
	return scheme;
}

static const CocScheme *
find_registered(const char *name, size_t length)
{
	static bool watching = false;

	if (!watching)
	{
		RegisterXactCallback(at_transaction_end, NULL);
		RegisterSubXactCallback(at_subtransaction_end, NULL);
		watching = true;
	}
	for (const Registered *entry = registered; entry; entry = entry->next)
	{
		if (strlen(entry->scheme.name) == length &&
			memcmp(entry->scheme.name, name, length) == 0)
			return &entry->scheme;
	}
	return look_up_registered(name, length);
}

/* ---- shipped schemes ---- */

static const CocScheme *
shipped_scheme(int i)
{
	CocSlip slip;

	if (shipped == NULL)
		shipped = MemoryContextAllocZero(TopMemoryContext,
										 sizeof(CocScheme *) *
											 (Size) coc_nshipped_schemes);
	if (shipped[i] == NULL)
	{
		CocScheme *scheme =
			MemoryContextAlloc(TopMemoryContext, sizeof(CocScheme));

		(void) coc_report(
			coc_scheme_compile(&coc_shipped_schemes[i], scheme, &slip), &slip,
			NULL);
		shipped[i] = scheme;
	}
	return shipped[i];
}

const CocScheme *
coc_find_scheme(const char *name, size_t length)
{
	int i;

	if (latest != NULL && strlen(latest->name) == length &&
		memcmp(latest->name, name, length) == 0)
		return latest;
	i = coc_shipped_scheme(name, length);
	if (i >= 0)
		latest = shipped_scheme(i);
	else if (coc_scheme_local(name, length, &local))
		latest = &local;
	else
		latest = find_registered(name, length);
	return latest;
}

/* ---- for other slices ---- */

CocIdentifierFault
coc_identifier_check(const char *identifier, size_t length, const char *scheme)
{
	const CocScheme *found = coc_find_scheme(scheme, strlen(scheme));
	char canonical[COC_CANONICAL_MAX];
	size_t ncanonical;
	CocIdentifierFault fault;

	if (found == NULL)
		return COC_IDENTIFIER_NO_SCHEME;
	fault = coc_identifier_canonical(found, identifier, length, canonical,
									 &ncanonical);
	coc_wipe(canonical, sizeof(canonical));
	return fault;
}

static void
report_fault(CocIdentifierFault fault)
{
	CocSlip slip;

	coc_report_secret(coc_identifier_slip(fault, &slip), &slip);
}

CocQuality
coc_scheme_quality(const char *scheme)
{
	const CocScheme *found = coc_find_scheme(scheme, strlen(scheme));

	if (found == NULL)
		report_fault(COC_IDENTIFIER_NO_SCHEME);
	return found->quality;
}

/* ---- SQL functions ---- */

/* Not strict: an identifier that is NULL is missing, and that is an answer. */
COC_FUNCTION(coc_identifier_problem);
Datum
coc_identifier_problem(PG_FUNCTION_ARGS)
{
	CocIdentifierFault fault;
	text *identifier;

	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0))
		fault =
			coc_identifier_check("", 0, text_to_cstring(PG_GETARG_TEXT_PP(1)));
	else
	{
		identifier = PG_GETARG_TEXT_PP(0);
		fault = coc_identifier_check(VARDATA_ANY(identifier),
									 VARSIZE_ANY_EXHDR(identifier),
									 text_to_cstring(PG_GETARG_TEXT_PP(1)));
	}
	if (fault == COC_IDENTIFIER_NO_SCHEME)
		report_fault(fault);
	if (fault == COC_IDENTIFIER_OK)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(coc_identifier_fault_name(fault)));
}

COC_FUNCTION(coc_scheme_quality_name);
Datum
coc_scheme_quality_name(PG_FUNCTION_ARGS)
{
	CocQuality quality =
		coc_scheme_quality(text_to_cstring(PG_GETARG_TEXT_PP(0)));

	PG_RETURN_TEXT_P(cstring_to_text(coc_quality_name(quality)));
}

/* The blank-separated words of a row as text[]. */
static Datum
words_to_array(const char *words)
{
	ArrayBuildState *array =
		initArrayResult(TEXTOID, CurrentMemoryContext, false);

	while (*words != '\0')
	{
		size_t length = strcspn(words, " ");

		if (length > 0)
			array = accumArrayResult(
				array,
				PointerGetDatum(cstring_to_text_with_len(words, (int) length)),
				false, TEXTOID, CurrentMemoryContext);
		words += length;
		words += *words == ' ';
	}
	return makeArrayResult(array, CurrentMemoryContext);
}

COC_FUNCTION(coc_shipped_scheme_list);
Datum
coc_shipped_scheme_list(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < coc_nshipped_schemes; i++)
	{
		const CocSchemeRow *row = &coc_shipped_schemes[i];
		const char *quality = coc_quality_name(shipped_scheme(i)->quality);
		Datum values[] = {
			CStringGetTextDatum(row->name), CStringGetTextDatum(quality),
			CStringGetTextDatum(row->pattern), CStringGetTextDatum(row->check),
			words_to_array(row->placeholders)};
		bool nulls[5] = {false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/*
 * Judge a row before it is registered: raises 22023 with what is wrong,
 * answers the quality its check rule deserves. A shipped name is taken.
 */
COC_FUNCTION(coc_scheme_row_quality);
Datum
coc_scheme_row_quality(PG_FUNCTION_ARGS)
{
	CocSchemeRow row = {text_to_cstring(PG_GETARG_TEXT_PP(0)),
						text_to_cstring(PG_GETARG_TEXT_PP(1)),
						text_to_cstring(PG_GETARG_TEXT_PP(2)),
						text_to_cstring(PG_GETARG_TEXT_PP(3))};
	CocScheme scheme;
	CocSlip slip;

	if (coc_shipped_scheme(row.name, strlen(row.name)) >= 0)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
						errmsg("a shipped scheme has that name"),
						errhint("A changed rule is a new name.")));
	(void) coc_report(coc_scheme_compile(&row, &scheme, &slip), &slip, NULL);
	PG_RETURN_TEXT_P(cstring_to_text(coc_quality_name(scheme.quality)));
}
