/*
 * registry.h
 *		Is schema registry the one that create_registry() made, and may the
 *		caller read it? Asked before anything of ours names a relation in it.
 */
#ifndef COC_PG_REGISTRY_H
#define COC_PG_REGISTRY_H

#include "nodes/parsenodes.h"

/*
 * True when there is a genuine registry and the caller may read one of its
 * relations: for look-ups that do without it otherwise. Never throws.
 */
extern bool coc_registry_readable(const char *relation);

/* 55000 when there is no genuine registry. */
extern void coc_require_registry(void);

/*
 * The same, and 42501 unless the caller may do this (ACL_SELECT or
 * ACL_INSERT) with one of its relations.
 */
extern void coc_require_relation(const char *relation, AclMode mode);

/* Who owns schema registry. Error when there is none. */
extern Oid coc_registry_owner(void);

#endif /* COC_PG_REGISTRY_H */
