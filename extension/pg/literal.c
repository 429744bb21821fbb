/*
 * literal.c
 *		Refuses statements with an identifier as a literal.
 *
 * The text of a statement is shown by pg_stat_activity and by whatever logs
 * statements; a bind parameter is not part of it. This is a reminder to the
 * people who write programs and not a gate: it comes after log_statement, and
 * a literal in EXECUTE, or in a form built some other way, gets by. What
 *protects identifiers are privileges and settings.
 *
 * What counts: a literal for an argument that is called identifier, of a
 * function in schema continuum or registry; a form, a jsonb constant, with an
 * identifier in it; and a literal for the column of that name of registry's
 * views.
 */
#include "pg/compat.h"

#include "access/transam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "parser/analyze.h"
#include "parser/parsetree.h"
#include "pg/literal.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#define GUARDED_NAME "identifier"

static bool refuse_literals = true;
static post_parse_analyze_hook_type previous_hook = NULL;

/* Schemas whose functions and views are looked at, for one statement. */
typedef struct Guarded
{
	Oid continuum;
	Oid registry;
} Guarded;

void
coc_define_literal_settings(void)
{
	DefineCustomBoolVariable(
		"continuum.refuse_literals",
		"Refuse statements that hold an identifier as a literal.",
		"Identifiers belong in bind parameters, which no log of statements "
		"shows. Only where the library is preloaded.",
		&refuse_literals, true, PGC_SUSET, 0, NULL, NULL, NULL);
}

/* ---- what a literal is ---- */

/* What stands under casts, names and collations. */
static Node *
strip(Node *node)
{
	for (;;)
	{
		if (node == NULL)
			return NULL;
		else if (IsA(node, NamedArgExpr))
			node = (Node *) ((NamedArgExpr *) node)->arg;
		else if (IsA(node, RelabelType))
			node = (Node *) ((RelabelType *) node)->arg;
		else if (IsA(node, CoerceViaIO))
			node = (Node *) ((CoerceViaIO *) node)->arg;
		else if (IsA(node, CoerceToDomain))
			node = (Node *) ((CoerceToDomain *) node)->arg;
		else if (IsA(node, CollateExpr))
			node = (Node *) ((CollateExpr *) node)->arg;
		else if (IsA(node, FuncExpr) &&
				 ((FuncExpr *) node)->funcformat != COERCE_EXPLICIT_CALL &&
				 list_length(((FuncExpr *) node)->args) > 0)
			node = linitial(((FuncExpr *) node)->args);
		else
			return node;
	}
}

/* A constant, or an operator over constants such as 'a' || 'b'. */
static bool
is_literal(Node *node)
{
	ListCell *cell;

	node = strip(node);
	if (node == NULL)
		return false;
	if (IsA(node, Const))
		return !((Const *) node)->constisnull;
	if (!IsA(node, OpExpr))
		return false;
	foreach (cell, ((OpExpr *) node)->args)
	{
		if (!is_literal(lfirst(cell)))
			return false;
	}
	return true;
}

static bool
is_guarded_key(const JsonbValue *key)
{
	return key->val.string.len == strlen(GUARDED_NAME) &&
		   memcmp(key->val.string.val, GUARDED_NAME, strlen(GUARDED_NAME)) == 0;
}

/* An identifier anywhere in a form; null is none. */
static bool
form_has_identifier(Jsonb *form)
{
	JsonbIterator *iterator = JsonbIteratorInit(&form->root);
	JsonbIteratorToken token;
	JsonbValue value;
	bool wanted = false;

	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			wanted = is_guarded_key(&value);
		else if (token == WJB_VALUE && wanted && value.type != jbvNull)
			return true;
	}
	return false;
}

/* A name as a literal: text, or what nothing has made text of yet. */
static bool
names_identifier(Node *node)
{
	Const *key = (Const *) strip(node);
	char *name;

	if (key == NULL || !IsA(key, Const) || key->constisnull)
		return false;
	if (key->consttype == TEXTOID)
		name = TextDatumGetCString(key->constvalue);
	else if (key->consttype == UNKNOWNOID)
		name = DatumGetCString(key->constvalue);
	else
		return false;
	return strcmp(name, GUARDED_NAME) == 0;
}

/* jsonb_build_object('identifier', 'a literal', ...). */
static bool
builds_identifier(FuncExpr *call)
{
	for (int i = 0; i + 1 < list_length(call->args); i += 2)
	{
		if (names_identifier(list_nth(call->args, i)) &&
			is_literal(list_nth(call->args, i + 1)))
			return true;
	}
	return false;
}

static bool
is_form_with_identifier(Node *node)
{
	node = strip(node);
	if (node == NULL)
		return false;
	if (IsA(node, FuncExpr) &&
		((FuncExpr *) node)->funcid == F_JSONB_BUILD_OBJECT_ANY)
		return builds_identifier((FuncExpr *) node);
	return IsA(node, Const) && !((Const *) node)->constisnull &&
		   ((Const *) node)->consttype == JSONBOID &&
		   form_has_identifier(DatumGetJsonbP(((Const *) node)->constvalue));
}

/* ---- where one may not stand ---- */

/*
 * The argument's name: as the call has it, or as the function declares it.
 * Only input arguments come first in the declared names, as they do in ours.
 */
static bool
is_called_identifier(Node *argument, int n, Datum *names, int nnames)
{
	if (IsA(argument, NamedArgExpr))
		return strcmp(((NamedArgExpr *) argument)->name, GUARDED_NAME) == 0;
	return n < nnames &&
		   strcmp(TextDatumGetCString(names[n]), GUARDED_NAME) == 0;
}

static bool
call_is_guarded(Oid function, const Guarded *guarded)
{
	Oid schema;

	if (function < FirstNormalObjectId)
		return false;
	schema = get_func_namespace(function);
	return OidIsValid(schema) &&
		   (schema == guarded->continuum || schema == guarded->registry);
}

static int
declared_names(HeapTuple function, Datum **names)
{
	bool isnull;
	bool *nulls;
	int n = 0;
	Datum array =
		SysCacheGetAttr(PROCOID, function, Anum_pg_proc_proargnames, &isnull);

	if (!isnull)
		deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false,
						  TYPALIGN_INT, names, &nulls, &n);
	return n;
}

static bool
call_holds_identifier(FuncExpr *call)
{
	HeapTuple function =
		SearchSysCache1(PROCOID, ObjectIdGetDatum(call->funcid));
	Datum *names = NULL;
	int nnames;
	int n = 0;
	bool found = false;
	ListCell *cell;

	if (!HeapTupleIsValid(function))
		return false;
	nnames = declared_names(function, &names);
	foreach (cell, call->args)
	{
		Node *argument = lfirst(cell);

		found = found || is_form_with_identifier(argument) ||
				(is_called_identifier(argument, n, names, nnames) &&
				 is_literal(argument));
		n++;
	}
	ReleaseSysCache(function);
	return found;
}

/* The expression of a column, in the one row or in any of several. */
static bool
rows_hold_literal(Query *query, Node *expression)
{
	RangeTblEntry *source;
	ListCell *row;

	if (is_literal(expression))
		return true;
	expression = strip(expression);
	if (expression == NULL || !IsA(expression, Var))
		return false;
	source = rt_fetch(((Var *) expression)->varno, query->rtable);
	if (source->rtekind != RTE_VALUES)
		return false;
	foreach (row, source->values_lists)
	{
		if (is_literal(
				list_nth(lfirst(row), ((Var *) expression)->varattno - 1)))
			return true;
	}
	return false;
}

static bool
insert_holds_identifier(Query *query, const Guarded *guarded)
{
	RangeTblEntry *target = rt_fetch(query->resultRelation, query->rtable);
	ListCell *cell;

	if (!OidIsValid(guarded->registry) ||
		get_rel_namespace(target->relid) != guarded->registry)
		return false;
	foreach (cell, query->targetList)
	{
		TargetEntry *entry = lfirst(cell);

		if (entry->resname != NULL &&
			strcmp(entry->resname, GUARDED_NAME) == 0 &&
			rows_hold_literal(query, (Node *) entry->expr))
			return true;
	}
	return false;
}

static bool
holds_identifier(Node *node, void *context)
{
	const Guarded *guarded = context;

	if (node == NULL)
		return false;
	if (IsA(node, Query))
	{
		Query *query = (Query *) node;

		return (query->commandType == CMD_INSERT &&
				insert_holds_identifier(query, guarded)) ||
			   query_tree_walker(query, holds_identifier, context, 0);
	}
	if (IsA(node, FuncExpr) &&
		call_is_guarded(((FuncExpr *) node)->funcid, guarded) &&
		call_holds_identifier((FuncExpr *) node))
		return true;
	return expression_tree_walker(node, holds_identifier, context);
}

/* ---- the hook ---- */

/* The query of a statement that carries one; NULL for all others. */
static Query *
carried_query(Node *statement)
{
	Node *query = NULL;

	if (statement == NULL)
		return NULL;
	if (IsA(statement, ExplainStmt))
		query = ((ExplainStmt *) statement)->query;
	else if (IsA(statement, CreateTableAsStmt))
		query = ((CreateTableAsStmt *) statement)->query;
	else if (IsA(statement, DeclareCursorStmt))
		query = ((DeclareCursorStmt *) statement)->query;
	if (query == NULL || !IsA(query, Query))
		return NULL;
	return ((Query *) query)->commandType == CMD_UTILITY
			   ? carried_query(((Query *) query)->utilityStmt)
			   : (Query *) query;
}

/*
 * Other utility statements have no tree to walk, and what they run comes
 * here again. Where there is no transaction the catalogs may not be read.
 */
static void
look_at_statement(ParseState *state, Query *query, JumbleState *jumble)
{
	Guarded guarded = {InvalidOid, InvalidOid};
	Query *looked_at = query->commandType == CMD_UTILITY
						   ? carried_query(query->utilityStmt)
						   : query;

	if (refuse_literals && looked_at != NULL && IsTransactionState())
	{
		guarded.continuum = get_namespace_oid("continuum", true);
		guarded.registry = get_namespace_oid("registry", true);
	}
	if (OidIsValid(guarded.continuum) &&
		holds_identifier((Node *) looked_at, &guarded))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an identifier stands in the text of the statement"),
				 errdetail("Texts of statements reach logs and statistics."),
				 errhint("Pass it as a bind parameter. A superuser may turn "
						 "continuum.refuse_literals off."),
				 errhidestmt(true), errhidecontext(true)));
	if (previous_hook != NULL)
		previous_hook(state, query, jumble);
}

void
coc_literal_preload(void)
{
	previous_hook = post_parse_analyze_hook;
	post_parse_analyze_hook = look_at_statement;
}
