/*
 * scheme.h
 *		Finding a scheme by its name: shipped, registered, or LOCAL/<n>.
 */
#ifndef COC_PG_SCHEME_H
#define COC_PG_SCHEME_H

#include "core/scheme.h"

/*
 * The scheme, or NULL when there is none of that name. Valid until the next
 * call. Shipped schemes are known without a look at any table; any other name
 * is looked up in registry.scheme with the caller's rights and remembered
 * until the transaction ends.
 */
extern const CocScheme *coc_find_scheme(const char *name, size_t length);

#endif /* COC_PG_SCHEME_H */
