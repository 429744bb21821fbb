/*
 * set_call.c
 *		Value per call with one state for the whole query; see set_call.h.
 */
#include "pg/compat.h"

#include "executor/executor.h"
#include "nodes/execnodes.h"
#include "pg/set_call.h"

CocSetCall *
coc_set_call(FunctionCallInfo fcinfo, Size size)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	FmgrInfo *flinfo = fcinfo->flinfo;

	if (result == NULL || !IsA(result, ReturnSetInfo) ||
		(result->allowedModes & SFRM_ValuePerCall) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot "
						"accept a set")));
	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt, size);
	return (CocSetCall *) flinfo->fn_extra;
}

static void
forget_set(CocSetCall *call)
{
	call->running = false;
	if (call->copy != NULL)
		pfree(call->copy);
	call->copy = NULL;
}

static void
set_abandoned(Datum argument)
{
	CocSetCall *call = (CocSetCall *) DatumGetPointer(argument);

	call->registered = false;
	forget_set(call);
}

/*
 * coc_set_begin
 *		Stays of the journey, valid until the set ends.
 *
 * Where nothing was detoasted they lie in the argument, which the executor
 * keeps until it has been told that the set is over.
 */
const CocEpisode *
coc_set_begin(CocSetCall *call, FunctionCallInfo fcinfo, int *nstays)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum journey = PG_GETARG_DATUM(0);
	MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	struct varlena *image = PG_DETOAST_DATUM_PACKED(journey);

	MemoryContextSwitchTo(caller);
	if (image != (struct varlena *) DatumGetPointer(journey))
		call->copy = image;
	if (!call->registered)
		RegisterExprContextCallback(result->econtext, set_abandoned,
									PointerGetDatum(call));
	call->registered = true;
	call->running = true;
	return coc_journey_stays(PointerGetDatum(image), nstays);
}

Datum
coc_set_end(CocSetCall *call, FunctionCallInfo fcinfo)
{
	forget_set(call);
	((ReturnSetInfo *) fcinfo->resultinfo)->isDone = ExprEndResult;
	PG_RETURN_NULL();
}

Datum
coc_set_next(FunctionCallInfo fcinfo, Datum value)
{
	((ReturnSetInfo *) fcinfo->resultinfo)->isDone = ExprMultipleResult;
	return value;
}

TupleDesc
coc_set_row_type(CocSetCall *call, FunctionCallInfo fcinfo)
{
	if (call->row == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &call->row) !=
			TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		call->row = BlessTupleDesc(call->row);
		MemoryContextSwitchTo(caller);
	}
	return call->row;
}
