/*
 * journey_rows.c
 *		The stays of a journey as rows.
 */
#include "pg/compat.h"

#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "pg/set_call.h"

/* One call site of unnest(). */
typedef struct StayCall
{
	CocSetCall set;
	const CocEpisode *next;
	const CocEpisode *past;
} StayCall;

/*
 * coc_journey_unnest
 *		One stay a call, where it lies in the journey, as array_unnest() does:
 *		whoever keeps a row copies it.
 */
COC_FUNCTION(coc_journey_unnest);
Datum
coc_journey_unnest(PG_FUNCTION_ARGS)
{
	StayCall *call = (StayCall *) coc_set_call(fcinfo, sizeof(StayCall));

	if (!call->set.running)
	{
		int nstays;

		call->next = coc_set_begin(&call->set, fcinfo, &nstays);
		call->past = call->next + nstays;
	}
	if (call->next == call->past)
		return coc_set_end(&call->set, fcinfo);
	return coc_set_next(fcinfo, PointerGetDatum(call->next++));
}

/* The planner asks how many rows: of a constant journey it can know. */
COC_FUNCTION(coc_journey_unnest_support);
Datum
coc_journey_unnest_support(PG_FUNCTION_ARGS)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);
	SupportRequestRows *rows;
	Node *argument;
	int nstays;

	if (!IsA(request, SupportRequestRows))
		PG_RETURN_POINTER(NULL);
	rows = (SupportRequestRows *) request;
	if (!is_funcclause(rows->node))
		PG_RETURN_POINTER(NULL);
	argument = estimate_expression_value(
		rows->root, linitial(((FuncExpr *) rows->node)->args));
	if (!IsA(argument, Const) || ((Const *) argument)->constisnull)
		PG_RETURN_POINTER(NULL);
	(void) coc_journey_look(((Const *) argument)->constvalue, &nstays);
	rows->rows = nstays;
	PG_RETURN_POINTER(rows);
}
