/*
 * scheme.h
 *		Finding a scheme by its name: shipped, registered, or LOCAL/<n>.
 */
#ifndef COC_PG_SCHEME_H
#define COC_PG_SCHEME_H

#include "core/identifier.h"

/*
 * The scheme, or NULL when there is none of that name. Valid until the next
 * call. Shipped schemes are known without a look at any table; any other name
 * is looked up in registry.scheme, where the registry is genuine and the
 * caller may read it, and remembered until the transaction ends.
 */
extern const CocScheme *coc_find_scheme(const char *name, size_t length);

/* The check without a key: COC_IDENTIFIER_OK, or what is wrong. */
extern CocIdentifierFault
coc_identifier_check(const char *identifier, size_t length, const char *scheme);

/* verified, plain, weak or local; 42704 when there is no such scheme. */
extern CocQuality coc_scheme_quality(const char *scheme);

#endif /* COC_PG_SCHEME_H */
