/*
 * registry.c
 *		The one check that schema registry is genuine.
 *
 * Anybody with CREATE on a database can make a schema called registry, and
 * a view in it that calls a function of theirs, and wait for a superuser to
 * read it through one of our functions. The name alone therefore proves
 * nothing. What proves something is the schema's owner: create_registry()
 * writes it into continuum.registry_owner, a table of the extension that only
 * a superuser can write and that a dump carries, and nobody can give a schema
 * to a role that is not theirs.
 *
 * A schema that is not genuine is treated like one that is not there: its
 * relations are not even looked up.
 */
#include "pg/compat.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "pg/registry.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

/* ---- the mark ---- */

/*
 * is_marked
 *
 * Read with our own hands and not by a query: the answer may not depend on
 * the caller's rights, and a query costs more than the page it reads.
 */
static bool
is_marked(Oid owner)
{
	Oid schema = get_namespace_oid("continuum", false);
	Relation table = table_open(get_relname_relid("registry_owner", schema),
								AccessShareLock);
	SysScanDesc scan =
		systable_beginscan(table, InvalidOid, false, NULL, 0, NULL);
	bool marked = false;
	HeapTuple row;

	while (!marked && HeapTupleIsValid(row = systable_getnext(scan)))
	{
		bool isnull;
		Datum named = heap_getattr(row, 1, RelationGetDescr(table), &isnull);

		marked = !isnull && DatumGetObjectId(named) == owner;
	}
	systable_endscan(scan);
	table_close(table, AccessShareLock);
	return marked;
}

/* Owner of a schema; InvalidOid when it has just been dropped. */
static Oid
schema_owner(Oid schema)
{
	HeapTuple row = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
	Oid owner;

	if (!HeapTupleIsValid(row))
		return InvalidOid;
	owner = ((Form_pg_namespace) GETSTRUCT(row))->nspowner;
	ReleaseSysCache(row);
	return owner;
}

static bool
is_genuine(Oid schema)
{
	Oid owner = schema_owner(schema);

	return OidIsValid(owner) && is_marked(owner);
}

/* ---- the caller's rights ---- */

static bool
may_use(Oid schema)
{
	return coc_schema_aclcheck(schema, GetUserId(), ACL_USAGE) == ACLCHECK_OK;
}

/* Some columns are enough: which ones a statement needs, the executor knows. */
static bool
may_touch(Oid relation, AclMode mode)
{
	return pg_class_aclcheck(relation, GetUserId(), mode) == ACLCHECK_OK ||
		   pg_attribute_aclcheck_all(relation, GetUserId(), mode,
									 ACLMASK_ANY) == ACLCHECK_OK;
}

bool
coc_registry_readable(const char *relation)
{
	Oid schema = get_namespace_oid("registry", true);
	Oid found;

	if (!OidIsValid(schema) || !is_genuine(schema) || !may_use(schema))
		return false;
	found = get_relname_relid(relation, schema);
	return OidIsValid(found) && may_touch(found, ACL_SELECT);
}

static Oid
genuine_registry(void)
{
	Oid schema = get_namespace_oid("registry", true);

	if (!OidIsValid(schema))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("there is no registry in this database"),
				 errhint("Make it with continuum.create_registry(owner).")));
	if (!is_genuine(schema))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("schema registry was not made by create_registry()"),
				 errdetail("Its owner does not stand in "
						   "continuum.registry_owner."),
				 errhint("Rename or drop it. Only where you know it to be the "
						 "registry, enter its owner there as superuser.")));
	return schema;
}

void
coc_require_registry(void)
{
	(void) genuine_registry();
}

void
coc_require_relation(const char *relation, AclMode mode)
{
	Oid schema = genuine_registry();
	Oid found;

	if (!may_use(schema))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("permission denied for the registry"),
						errdetail("USAGE on schema registry is missing."),
						errhint("Its owner grants it.")));
	found = get_relname_relid(relation, schema);
	if (!OidIsValid(found))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("the registry has no relation %s", relation),
						errhint("SELECT continuum.migrate_registry();")));
	if (!may_touch(found, mode))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for the registry"),
				 errdetail("%s on registry.%s is missing.",
						   mode == ACL_INSERT ? "INSERT" : "SELECT", relation),
				 errhint("Its owner grants it.")));
}

/* ---- for the functions that are not in C ---- */

static AclMode
mode_of(text *privilege)
{
	char *name = text_to_cstring(privilege);

	if (strcmp(name, "SELECT") == 0)
		return ACL_SELECT;
	if (strcmp(name, "INSERT") == 0)
		return ACL_INSERT;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("unknown privilege"),
					errhint("Privileges: SELECT, INSERT.")));
	return ACL_NO_RIGHTS;
}

/* Arguments: privilege, relations. Without relations the registry is enough. */
COC_FUNCTION(coc_require_registry_sql);
Datum
coc_require_registry_sql(PG_FUNCTION_ARGS)
{
	AclMode mode = mode_of(PG_GETARG_TEXT_PP(0));
	Datum *relations;
	bool *nulls;
	int n;

	coc_require_registry();
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), TEXTOID, -1, false,
					  TYPALIGN_INT, &relations, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			coc_require_relation(TextDatumGetCString(relations[i]), mode);
	}
	PG_RETURN_VOID();
}

COC_FUNCTION(coc_registry_readable_sql);
Datum
coc_registry_readable_sql(PG_FUNCTION_ARGS)
{
	char *relation = text_to_cstring(PG_GETARG_TEXT_PP(0));

	PG_RETURN_BOOL(coc_registry_readable(relation));
}

/*
 * refuse_shown_plans
 *
 * Anybody may have the plans of a session printed, to the server's log and to
 * their own client: with the constants in them, of the owner's functions too.
 * There numbers of people stand, which are the same for every provider, and
 * what a form says.
 */
static void
refuse_shown_plans(void)
{
	if (Debug_print_parse || Debug_print_rewritten || Debug_print_plan)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the session prints the plans of its statements"),
				 errdetail("They would show numbers of people and what forms "
						   "say."),
				 errhint("Set debug_print_parse, debug_print_rewritten and "
						 "debug_print_plan to off."),
				 errhidestmt(true), errhidecontext(true)));
}

/*
 * coc_caller
 *
 * Not GetUserId(): inside the owner's functions that is the owner. Not the
 * session's user: an application may log in as one role and SET ROLE to the
 * role it works as, which then has less power and is meant to.
 *
 * A maintenance operation (ANALYZE, also by autovacuum; REINDEX; REFRESH of
 * a materialized view) runs the functions in a table's indexes as the
 * table's owner, whoever started it. There the session's role is the wrong
 * answer: who owns any table could have a superuser's ANALYZE read the
 * registry for him. And the right answer cannot be had.
 */
COC_FUNCTION(coc_caller);
Datum
coc_caller(PG_FUNCTION_ARGS)
{
	if (InSecurityRestrictedOperation())
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("the registry is not read within a maintenance "
						"operation"),
				 errdetail("An index or a materialized view calls a function "
						   "of the registry.")));
	refuse_shown_plans();
	PG_RETURN_OID(GetOuterUserId());
}

Oid
coc_registry_owner(void)
{
	return schema_owner(get_namespace_oid("registry", false));
}

/*
 * coc_acts_as_owner
 *
 * What row security asks of every row that is written. In C, because
 * current_user is a name, made anew for each row.
 */
COC_FUNCTION(coc_acts_as_owner);
Datum
coc_acts_as_owner(PG_FUNCTION_ARGS)
{
	Oid *owner = fcinfo->flinfo->fn_extra;

	if (!owner)
	{
		owner = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(Oid));
		*owner = coc_registry_owner();
		fcinfo->flinfo->fn_extra = owner;
	}
	PG_RETURN_BOOL(GetUserId() == *owner);
}
