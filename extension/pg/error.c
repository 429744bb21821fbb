/*
 * error.c
 *		The one place where a status becomes an SQLSTATE.
 *
 * The sentence is fixed, the slip stands in the detail, the legal values in
 * the hint. Nothing here can show a value: a slip holds constants only.
 */
#include "pg/compat.h"

#include "pg/error.h"

static int
sqlstate(CocStatus status)
{
	switch (status)
	{
		case COC_OK:
			return ERRCODE_SUCCESSFUL_COMPLETION;
		case COC_BAD_TEXT:
			return ERRCODE_INVALID_TEXT_REPRESENTATION;
		case COC_BAD_BINARY:
			return ERRCODE_INVALID_BINARY_REPRESENTATION;
		case COC_BAD_VALUE:
			return ERRCODE_INVALID_PARAMETER_VALUE;
		case COC_OUT_OF_RANGE:
			return ERRCODE_DATETIME_FIELD_OVERFLOW;
		case COC_TOO_LARGE:
			return ERRCODE_PROGRAM_LIMIT_EXCEEDED;
		case COC_CORRUPT:
			return ERRCODE_DATA_CORRUPTED;
		case COC_DENIED:
			return ERRCODE_INSUFFICIENT_PRIVILEGE;
		case COC_NOT_READY:
			return ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
		case COC_UNKNOWN:
			return ERRCODE_UNDEFINED_OBJECT;
		case COC_CRYPTO:
			return ERRCODE_SYSTEM_ERROR;
		case COC_CANCELLED:
			return ERRCODE_QUERY_CANCELED;
	}
	return ERRCODE_INTERNAL_ERROR;
}

static int
slip_detail(const CocSlip *slip)
{
	if (slip->offset > 0)
		return errdetail("At character %d: %s.", slip->offset, slip->reason);
	return errdetail("It failed because %s.", slip->reason);
}

bool
coc_report(CocStatus status, const CocSlip *slip, Node *escontext)
{
	if (status == COC_OK)
		return true;
	ereturn(escontext, false,
			(errcode(sqlstate(status)), errmsg("invalid %s", slip->what),
			 slip_detail(slip), slip->legal ? errhint("%s", slip->legal) : 0));
}

void
coc_report_secret(CocStatus status, const CocSlip *slip)
{
	if (status == COC_OK)
		return;
	ereport(ERROR,
			(errcode(sqlstate(status)), errmsg("invalid %s", slip->what),
			 slip_detail(slip), slip->legal ? errhint("%s", slip->legal) : 0,
			 errhidestmt(true), errhidecontext(true)));
}
