/*
 * pseudonym.c
 *		The pseudonym type, sealing an identifier, and changing domains.
 */
#include "pg/compat.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "pg/error.h"
#include "pg/keyring.h"
#include "pg/pseudonym.h"
#include "pg/rate.h"
#include "pg/registry.h"
#include "port/pg_bswap.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"
#include "utils/syscache.h"

Oid
coc_pseudonym_type(void)
{
	return GetSysCacheOid2(
		TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum("pseudonym"),
		ObjectIdGetDatum(get_namespace_oid("continuum", false)));
}

/* ---- input and output ---- */

COC_FUNCTION(coc_pseudonym_in);
Datum
coc_pseudonym_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	Pseudonym *result = palloc(sizeof(Pseudonym));
	CocSlip slip;
	CocStatus status = coc_pseudonym_read(text, strlen(text), result, &slip);

	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	PG_RETURN_PSEUDONYM_P(result);
}

COC_FUNCTION(coc_pseudonym_out);
Datum
coc_pseudonym_out(PG_FUNCTION_ARGS)
{
	char *result = palloc(COC_PSEUDONYM_TEXT_MAX + 1);
	size_t length = coc_pseudonym_write(PG_GETARG_PSEUDONYM_P(0), result);

	result[length] = '\0';
	PG_RETURN_CSTRING(result);
}

COC_FUNCTION(coc_pseudonym_recv);
Datum
coc_pseudonym_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	Pseudonym *result = palloc(sizeof(Pseudonym));
	CocSlip slip;

	if (buffer->len - buffer->cursor != COC_PSEUDONYM_SIZE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid pseudonym"),
				 errdetail("It does not have %d bytes.", COC_PSEUDONYM_SIZE)));
	pq_copymsgbytes(buffer, (char *) result->bytes, COC_PSEUDONYM_SIZE);
	(void) coc_report(coc_pseudonym_check(result, &slip), &slip, NULL);
	PG_RETURN_PSEUDONYM_P(result);
}

COC_FUNCTION(coc_pseudonym_send);
Datum
coc_pseudonym_send(PG_FUNCTION_ARGS)
{
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbytes(&buffer, (char *) PG_GETARG_PSEUDONYM_P(0)->bytes,
				 COC_PSEUDONYM_SIZE);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

COC_FUNCTION(coc_pseudonym_key);
Datum
coc_pseudonym_key(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(coc_pseudonym_key_id(PG_GETARG_PSEUDONYM_P(0)));
}

/* ---- order and hash: the order of the bytes ---- */

static int
compare(Datum left, Datum right)
{
	return memcmp(DatumGetPseudonymP(left)->bytes,
				  DatumGetPseudonymP(right)->bytes, COC_PSEUDONYM_SIZE);
}

#define PSEUDONYM_COMPARISON(name, sign)                                       \
	COC_FUNCTION(coc_pseudonym_##name);                                        \
	Datum coc_pseudonym_##name(PG_FUNCTION_ARGS)                               \
	{                                                                          \
		int order = compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1));           \
                                                                               \
		PG_RETURN_BOOL(order sign 0);                                          \
	}

PSEUDONYM_COMPARISON(lt, <)
PSEUDONYM_COMPARISON(le, <=)
PSEUDONYM_COMPARISON(eq, ==)
PSEUDONYM_COMPARISON(ne, !=)
PSEUDONYM_COMPARISON(ge, >=)
PSEUDONYM_COMPARISON(gt, >)

COC_FUNCTION(coc_pseudonym_cmp);
Datum
coc_pseudonym_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1)));
}

static int
compare_for_sort(Datum left, Datum right, SortSupport ssup)
{
	return compare(left, right);
}

/* Key id and six random bytes: enough to tell all but a handful of pairs. */
static Datum
abbreviate(Datum original, SortSupport ssup)
{
	uint64 prefix;

	memcpy(&prefix, DatumGetPseudonymP(original)->bytes, sizeof(prefix));
	return UInt64GetDatum(pg_ntoh64(prefix));
}

/* The bytes are those of a cipher: they are never worth abandoning. */
static bool
keep_abbreviating(int ntuples, SortSupport ssup)
{
	return false;
}

COC_FUNCTION(coc_pseudonym_sortsupport);
Datum
coc_pseudonym_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_for_sort;
	if (ssup->abbreviate && sizeof(Datum) == sizeof(uint64))
	{
		ssup->comparator = ssup_datum_unsigned_cmp;
		ssup->abbrev_converter = abbreviate;
		ssup->abbrev_abort = keep_abbreviating;
		ssup->abbrev_full_comparator = compare_for_sort;
	}
	PG_RETURN_VOID();
}

COC_FUNCTION(coc_pseudonym_hash);
Datum
coc_pseudonym_hash(PG_FUNCTION_ARGS)
{
	return hash_any(PG_GETARG_PSEUDONYM_P(0)->bytes, COC_PSEUDONYM_SIZE);
}

COC_FUNCTION(coc_pseudonym_hash_extended);
Datum
coc_pseudonym_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_any_extended(PG_GETARG_PSEUDONYM_P(0)->bytes,
							 COC_PSEUDONYM_SIZE, (uint64) PG_GETARG_INT64(1));
}

/* ---- sealing ---- */

static void
refuse(CocStatus status, const char *what, const char *reason,
	   const char *legal)
{
	CocSlip slip;

	coc_report_secret(coc_fail(&slip, status, what, reason, legal, 0), &slip);
}

/*
 * A provider's own number means nothing to anybody else: its pseudonym may
 * stand in the provider's own domain only.
 */
static void
check_local_domain(const CocScheme *scheme, const char *domain, size_t length)
{
	char own[COC_DOMAIN_MAX + 1];
	int n = snprintf(own, sizeof(own), "provider/%d", scheme->provider);

	if ((size_t) n != length || memcmp(own, domain, length) != 0)
		refuse(COC_BAD_VALUE, "domain",
			   "a local number is sealed for its own provider only",
			   "Scheme LOCAL/<n> belongs to domain provider/<n>.");
}

/* The inner value, into the domain; both steps wipe what they used. */
static void
seal_canonical(CocMac *root, const CocScheme *scheme, const char *canonical,
			   size_t length, const char *domain, size_t ndomain,
			   Pseudonym *out)
{
	uint8 inner[COC_BLOCK_SIZE];
	uint8 block[COC_BLOCK_SIZE];
	uint16 key_id;
	CocCipher *sealer = coc_domain_sealer(domain, ndomain, &key_id);
	bool good;

	good = coc_inner_value(root, scheme->name, strlen(scheme->name), canonical,
						   length, inner) &&
		   coc_cipher_block(sealer, inner, block);
	coc_cleanse(inner, sizeof(inner));
	if (!good)
		refuse(COC_CRYPTO, "crypto library", "sealing failed", NULL);
	coc_pseudonym_make(key_id, block, out);
}

/*
 * Keys are asked for even when the identifier fails: without them no row of
 * a load could be sealed, and the first one should say so. The scheme comes
 * before, since finding one may run a query.
 */
static CocIdentifierFault
seal(const char *identifier, size_t length, const char *scheme, size_t nscheme,
	 const char *domain, size_t ndomain, Pseudonym *out)
{
	const CocScheme *found = coc_find_scheme(scheme, nscheme);
	char canonical[COC_CANONICAL_MAX];
	size_t ncanonical;
	CocIdentifierFault fault = COC_IDENTIFIER_NO_SCHEME;
	uint16 key_id;

	if (found != NULL && found->quality == COC_QUALITY_LOCAL)
		check_local_domain(found, domain, ndomain);
	if (found != NULL)
		fault = coc_identifier_canonical(found, identifier, length, canonical,
										 &ncanonical);
	if (fault == COC_IDENTIFIER_OK)
		seal_canonical(coc_root_mac(), found, canonical, ncanonical, domain,
					   ndomain, out);
	else
		(void) coc_domain_sealer(domain, ndomain, &key_id);
	coc_cleanse(canonical, sizeof(canonical));
	return fault;
}

bool
coc_seal(const char *identifier, size_t length, const char *scheme,
		 const char *domain, Pseudonym *out, CocIdentifierFault *fault)
{
	*fault = seal(identifier, length, scheme, strlen(scheme), domain,
				  strlen(domain), out);
	return *fault == COC_IDENTIFIER_OK;
}

int
coc_seal_former(const char *identifier, size_t length, const char *scheme,
				const char *domain, Pseudonym *out, int nout)
{
	const CocScheme *found = coc_find_scheme(scheme, strlen(scheme));
	char canonical[COC_CANONICAL_MAX];
	size_t ncanonical;
	int n = 0;

	if (found == NULL ||
		coc_identifier_canonical(found, identifier, length, canonical,
								 &ncanonical) != COC_IDENTIFIER_OK)
		return 0;
	for (CocMac *root; n < nout && (root = coc_former_root_mac(n)) != NULL; n++)
		seal_canonical(root, found, canonical, ncanonical, domain,
					   strlen(domain), &out[n]);
	coc_cleanse(canonical, sizeof(canonical));
	return n;
}

COC_FUNCTION(coc_pseudonymize);
Datum
coc_pseudonymize(PG_FUNCTION_ARGS)
{
	text *identifier = PG_GETARG_TEXT_PP(0);
	text *scheme = PG_GETARG_TEXT_PP(1);
	text *domain = PG_GETARG_TEXT_PP(2);
	Pseudonym *result = palloc(sizeof(Pseudonym));
	CocIdentifierFault fault;
	CocSlip slip;

	coc_rate_take(1);
	fault = seal(VARDATA_ANY(identifier), VARSIZE_ANY_EXHDR(identifier),
				 VARDATA_ANY(scheme), VARSIZE_ANY_EXHDR(scheme),
				 VARDATA_ANY(domain), VARSIZE_ANY_EXHDR(domain), result);
	coc_report_secret(coc_identifier_slip(fault, &slip), &slip);
	PG_RETURN_PSEUDONYM_P(result);
}

/* ---- from one domain to another ---- */

typedef enum AliasKind
{
	ALIAS_ABSENT,
	ALIAS_LOCAL, /* one provider's own number: nobody else's business */
	ALIAS_SHARED
} AliasKind;

/*
 * AES is a permutation without redundancy: under the wrong domain any value
 * opens to something, and only the alias table knows whose a value is. It is
 * read with the caller's rights.
 */
static AliasKind
find_alias(Pseudonym *pseudonym, text *domain)
{
	static const char query[] =
		"SELECT quality OPERATOR(pg_catalog.<>) 'local' "
		"FROM registry.person_alias "
		"WHERE domain OPERATOR(pg_catalog.=) $1 "
		"AND pseudonym OPERATOR(continuum.=) "
		"CAST($2 AS continuum.pseudonym)";
	Oid types[] = {TEXTOID, TEXTOID};
	char printed[COC_PSEUDONYM_TEXT_MAX];
	int length = (int) coc_pseudonym_write(pseudonym, printed);
	Datum values[2];
	AliasKind alias = ALIAS_ABSENT;
	bool isnull;

	coc_require_relation("person_alias", ACL_SELECT);
	values[0] = PointerGetDatum(domain);
	values[1] = PointerGetDatum(cstring_to_text_with_len(printed, length));
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute_with_args(query, 2, types, values, NULL, false, 1) !=
		SPI_OK_SELECT)
		elog(ERROR, "look-up in registry.person_alias failed");
	if (SPI_processed > 0)
		alias = DatumGetBool(SPI_getbinval(SPI_tuptable->vals[0],
										   SPI_tuptable->tupdesc, 1, &isnull))
					? ALIAS_SHARED
					: ALIAS_LOCAL;
	SPI_finish();
	return alias;
}

/* One block through a cipher; wiped and thrown when the library fails. */
static void
run_cipher(CocCipher *cipher, const uint8 *in, uint8 *out)
{
	if (coc_cipher_block(cipher, in, out))
		return;
	coc_cleanse(out, COC_BLOCK_SIZE);
	refuse(COC_CRYPTO, "crypto library", "translating failed", NULL);
}

/*
 * Open under the key that the value names, seal under the other domain's. A
 * cipher is valid until the next is asked for, so each is asked for where it
 * is used; the first look is for a domain that does not exist, before there
 * is an inner value that an error would leave behind.
 */
static Pseudonym *
translate_value(const Pseudonym *pseudonym, text *from, text *to)
{
	Pseudonym *result = palloc(sizeof(Pseudonym));
	uint8 inner[COC_BLOCK_SIZE];
	uint8 block[COC_BLOCK_SIZE];
	uint16 key_id;

	(void) coc_domain_sealer(VARDATA_ANY(to), VARSIZE_ANY_EXHDR(to), &key_id);
	run_cipher(coc_domain_opener(VARDATA_ANY(from), VARSIZE_ANY_EXHDR(from),
								 coc_pseudonym_key_id(pseudonym)),
			   pseudonym->bytes + sizeof(uint16), inner);
	run_cipher(
		coc_domain_sealer(VARDATA_ANY(to), VARSIZE_ANY_EXHDR(to), &key_id),
		inner, block);
	coc_cleanse(inner, sizeof(inner));
	coc_pseudonym_make(key_id, block, result);
	return result;
}

/* A set of one, or of none for a local person. */
COC_FUNCTION(coc_translate);
Datum
coc_translate(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext before;
		Pseudonym *pseudonym = PG_GETARG_PSEUDONYM_P(0);
		AliasKind alias;

		coc_rate_take(1);
		alias = find_alias(pseudonym, PG_GETARG_TEXT_PP(1));
		if (alias == ALIAS_ABSENT)
			refuse(COC_UNKNOWN, "pseudonym",
				   "the registry has no such alias in that domain", NULL);
		call = SRF_FIRSTCALL_INIT();
		before = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (alias == ALIAS_SHARED)
			call->user_fctx = translate_value(pseudonym, PG_GETARG_TEXT_PP(1),
											  PG_GETARG_TEXT_PP(2));
		MemoryContextSwitchTo(before);
	}
	call = SRF_PERCALL_SETUP();
	if (call->user_fctx != NULL && call->call_cntr == 0)
		SRF_RETURN_NEXT(call, PseudonymPGetDatum(call->user_fctx));
	SRF_RETURN_DONE(call);
}

/*
 * Unchecked, for the registry's own functions, which have found the alias
 * themselves. From a domain into the same one it puts the active key in the
 * place of the one that made the value.
 */
COC_FUNCTION(coc_reseal);
Datum
coc_reseal(PG_FUNCTION_ARGS)
{
	PG_RETURN_PSEUDONYM_P(translate_value(
		PG_GETARG_PSEUDONYM_P(0), PG_GETARG_TEXT_PP(1), PG_GETARG_TEXT_PP(2)));
}

/* ---- random keys ---- */

/* The registry's person numbers and record keys: nothing derives them. */
COC_FUNCTION(coc_random_key);
Datum
coc_random_key(PG_FUNCTION_ARGS)
{
	int64 key;

	if (!pg_strong_random(&key, sizeof(key)))
		refuse(COC_CRYPTO, "random number",
			   "the system has no source of strong ones", NULL);
	PG_RETURN_INT64(key);
}
