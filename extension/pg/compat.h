/*
 * compat.h
 *		The only file that knows which PostgreSQL it is built for (15 to 18).
 *
 * Every pg/ file includes it first, in place of postgres.h and fmgr.h.
 */
#ifndef COC_COMPAT_H
#define COC_COMPAT_H

/*
 * Before 16 core leaves PGDLLEXPORT empty on ELF, and with hidden visibility
 * the module would not load. c.h honours a definition that is already there.
 */
#define PGDLLEXPORT __attribute__((visibility("default")))

#include "postgres.h"

#include "fmgr.h"
#include "nodes/nodes.h"

#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#include "nodes/miscnodes.h"
#else

/* Soft errors came with 16: before, a soft error is a hard one. */
#define ereturn(context, dummy_value, ...)                                     \
	do                                                                         \
	{                                                                          \
		(void) (context);                                                      \
		ereport(ERROR, __VA_ARGS__);                                           \
		return dummy_value;                                                    \
	} while (0)
#endif

/*
 * A range of bounds in canonical form already, which make_range() would take
 * apart and put together again. Ranges can fail softly from 16 on; a range of
 * two valid days cannot fail.
 */
#if PG_VERSION_NUM >= 160000
#define coc_canonical_range(cache, lower, upper)                               \
	range_serialize(cache, lower, upper, false, NULL)
#else
#define coc_canonical_range(cache, lower, upper)                               \
	range_serialize(cache, lower, upper, false)
#endif

/* Checks of rights on objects became one function in 16. */
#if PG_VERSION_NUM >= 160000
#define coc_schema_aclcheck(schema, role, mode)                                \
	object_aclcheck(NamespaceRelationId, schema, role, mode)
#else
#define coc_schema_aclcheck(schema, role, mode)                                \
	pg_namespace_aclcheck(schema, role, mode)
#endif

/* ANALYZE's chance to sleep or to be cancelled says what it is from 18 on. */
#if PG_VERSION_NUM >= 180000
#define coc_analyze_delay_point() vacuum_delay_point(true)
#else
#define coc_analyze_delay_point() vacuum_delay_point()
#endif

/* 18 lets a module name itself and its version. */
#if PG_VERSION_NUM >= 180000
#define COC_MODULE_MAGIC                                                       \
	PG_MODULE_MAGIC_EXT(.name = "continuum", .version = COC_VERSION)
#else
#define COC_MODULE_MAGIC PG_MODULE_MAGIC
#endif

/* The one macro that exports: an SQL-callable function of this module. */
#define COC_FUNCTION(name)                                                     \
	extern PGDLLEXPORT Datum name(PG_FUNCTION_ARGS);                           \
	PG_FUNCTION_INFO_V1(name)

#endif /* COC_COMPAT_H */
