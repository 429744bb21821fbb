/*
 * recognise.h
 *		People who were sealed under a root key that is retired.
 */
#ifndef COC_PG_RECOGNISE_H
#define COC_PG_RECOGNISE_H

#include "pg/pseudonym.h"

/*
 * coc_recognise
 *		To be called when an identifier was sealed for an intake row.
 *
 * sealed is its pseudonym in the domain in which its person is looked up.
 * Does nothing in the usual case, that the keyring has no retired root. Where
 * it has one, and the registry knows the person under that root only, the
 * person's aliases are moved to the active one, in this transaction.
 */
extern void coc_recognise(const char *identifier, size_t length,
						  const char *scheme, const char *domain,
						  const Pseudonym *sealed);

#endif /* COC_PG_RECOGNISE_H */
