/*
 * pseudonym.h
 *		The pseudonym as PostgreSQL passes it, and sealing for other slices.
 */
#ifndef COC_PG_PSEUDONYM_H
#define COC_PG_PSEUDONYM_H

#include "core/pseudonym.h"
#include "pg/scheme.h"

typedef CocPseudonym Pseudonym;

static inline Pseudonym *
DatumGetPseudonymP(Datum datum)
{
	return (Pseudonym *) DatumGetPointer(datum);
}

#define PseudonymPGetDatum(pseudonym) PointerGetDatum(pseudonym)
#define PG_GETARG_PSEUDONYM_P(n) DatumGetPseudonymP(PG_GETARG_DATUM(n))
#define PG_RETURN_PSEUDONYM_P(pseudonym) return PseudonymPGetDatum(pseudonym)

/*
 * coc_seal
 *		Identifier under a scheme -> pseudonym in a domain.
 *
 * An identifier that fails never throws: false, and *fault says why, an
 * unknown scheme included (COC_IDENTIFIER_NO_SCHEME), so that a bad row does
 * not end a load. Key and domain trouble is the caller's and is thrown:
 * 55000 without a keyring, 42704 for an unknown domain, 22023 for a scheme
 * LOCAL/<n> outside domain provider/<n>.
 *
 * Nothing is allocated; the identifier is neither kept nor logged.
 */
extern bool coc_seal(const char *identifier, size_t length, const char *scheme,
					 const char *domain, Pseudonym *out,
					 CocIdentifierFault *fault);

/*
 * The pseudonyms of the same identifier under the retired root keys, newest
 * first, into the domain's active key: at most nout, returns how many.
 */
extern int coc_seal_former(const char *identifier, size_t length,
						   const char *scheme, const char *domain,
						   Pseudonym *out, int nout);

/* The type's number, which an extension made again changes. */
extern Oid coc_pseudonym_type(void);

#endif /* COC_PG_PSEUDONYM_H */
