/*
 * pathway.c
 *		fmgr face of the pathway: text, binary, equality, and the call site.
 */
#include "pg/compat.h"

#include "libpq/pqformat.h"
#include "pg/error.h"
#include "pg/image.h"
#include "pg/pathway.h"

/* A value of canonical text. */
static Datum
make_value(const char *text, Size length)
{
	Size size = VARHDRSZ + 1 + length;
	struct varlena *value = palloc(size);

	SET_VARSIZE(value, size);
	VARDATA(value)[0] = COC_PATHWAY_VERSION;
	memcpy(VARDATA(value) + 1, text, length);
	return PointerGetDatum(value);
}

COC_FUNCTION(coc_pathway_in);
Datum
coc_pathway_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	CocPathway *pathway = palloc(sizeof(CocPathway));
	char canonical[COC_PATHWAY_TEXT_MAX];
	size_t length;
	CocSlip slip;
	CocStatus status = coc_pathway_parse(text, strlen(text), pathway, canonical,
										 &length, &slip);

	pfree(pathway);
	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	return make_value(canonical, length);
}

/* Canonical text of version and text; what is wrong is told as bad. */
static size_t
read_wire(const char *wire, Size size, CocStatus bad, char *canonical,
		  Node *escontext)
{
	CocPathway *pathway = palloc(sizeof(CocPathway));
	const char *text;
	size_t length = 0;
	CocSlip slip;
	CocStatus status = coc_pathway_from_wire((const uint8 *) wire, size, &text,
											 &length, &slip);

	if (status == COC_OK)
		status =
			coc_pathway_parse(text, length, pathway, canonical, &length, &slip);
	pfree(pathway);
	if (!coc_report(status == COC_OK ? COC_OK : bad, &slip, escontext))
		return 0;
	return length;
}

/* Canonical text of a stored value, in a buffer; XX001 if it is none. */
static size_t
stored_text(Datum datum, char *canonical)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);

	return read_wire(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value), COC_CORRUPT,
					 canonical, NULL);
}

COC_FUNCTION(coc_pathway_out);
Datum
coc_pathway_out(PG_FUNCTION_ARGS)
{
	char *text = palloc(COC_PATHWAY_TEXT_MAX + 1);

	text[stored_text(PG_GETARG_DATUM(0), text)] = '\0';
	PG_RETURN_CSTRING(text);
}

COC_FUNCTION(coc_pathway_recv);
Datum
coc_pathway_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int size = buffer->len - buffer->cursor;
	const char *wire = pq_getmsgbytes(buffer, size);
	char canonical[COC_PATHWAY_TEXT_MAX];
	size_t length =
		read_wire(wire, size, COC_BAD_BINARY, canonical, fcinfo->context);

	if (length == 0)
		return (Datum) 0;
	return make_value(canonical, length);
}

COC_FUNCTION(coc_pathway_send);
Datum
coc_pathway_send(PG_FUNCTION_ARGS)
{
	char canonical[COC_PATHWAY_TEXT_MAX];
	size_t length = stored_text(PG_GETARG_DATUM(0), canonical);

	/* Sent as stored: a value is a bytea of its version and its text. */
	return make_value(canonical, length);
}

/*
 * Bytewise: version, then canonical text, the shorter first. The order means
 * nothing. It is there because a type without one cannot be sorted, unique,
 * partitioned by in a window or grouped beside an ordered aggregate, and a
 * table of pathways is soon asked for all of these.
 */
#define PATHWAY_COMPARISON(name, relation)                                     \
	COC_FUNCTION(coc_pathway_##name);                                          \
	Datum coc_pathway_##name(PG_FUNCTION_ARGS)                                 \
	{                                                                          \
		int order = coc_image_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)); \
                                                                               \
		PG_RETURN_BOOL(order relation 0);                                      \
	}

PATHWAY_COMPARISON(lt, <)
PATHWAY_COMPARISON(le, <=)
PATHWAY_COMPARISON(ge, >=)
PATHWAY_COMPARISON(gt, >)

COC_FUNCTION(coc_pathway_cmp);
Datum
coc_pathway_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(coc_image_compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_pathway_eq);
Datum
coc_pathway_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(coc_image_equal(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_pathway_ne);
Datum
coc_pathway_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!coc_image_equal(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

COC_FUNCTION(coc_pathway_hash);
Datum
coc_pathway_hash(PG_FUNCTION_ARGS)
{
	return coc_image_hash(PG_GETARG_DATUM(0));
}

COC_FUNCTION(coc_pathway_hash_extended);
Datum
coc_pathway_hash_extended(PG_FUNCTION_ARGS)
{
	return coc_image_hash_extended(PG_GETARG_DATUM(0),
								   (uint64) PG_GETARG_INT64(1));
}

/* Another pathway than the one before: remember it and compile. */
static void
compile(CocPathwaySite *site, const char *wire, Size size)
{
	char canonical[COC_PATHWAY_TEXT_MAX];
	const char *text;
	size_t length;
	CocSlip slip;

	site->known = true;
	site->good = coc_pathway_from_wire((const uint8 *) wire, size, &text,
									   &length, &slip) == COC_OK &&
				 coc_pathway_parse(text, length, &site->pathway, canonical,
								   &length, &slip) == COC_OK;
	site->key_size = size;
	memcpy(site->key, wire, size);
}

bool
coc_pathway_compile(CocPathwaySite *site, Datum pathway)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(pathway);
	const char *wire = VARDATA_ANY(value);
	Size size = VARSIZE_ANY_EXHDR(value);

	if (size > sizeof(site->key))
		return false;
	if (!site->known || site->key_size != size ||
		memcmp(site->key, wire, size) != 0)
		compile(site, wire, size);
	return site->good;
}

void
coc_pathway_compile_checked(CocPathwaySite *site, Datum pathway)
{
	CocSlip slip;

	if (coc_pathway_compile(site, pathway))
		return;
	(void) coc_report(coc_fail(&slip, COC_CORRUPT, "pathway",
							   "its stored text cannot be read", NULL, 0),
					  &slip, NULL);
}
