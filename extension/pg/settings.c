/*
 * settings.c
 *		What check_settings() has to know and no setting says.
 */
#include "pg/compat.h"

#include <sys/resource.h>

#include "funcapi.h"
#include "pg/keyring.h"
#include "pg/rate.h"
#include "utils/builtins.h"

static const char *
source_name(CocKeyringSource source)
{
	switch (source)
	{
		case COC_KEYRING_NONE:
			return "none";
		case COC_KEYRING_FILE:
			return "file";
		case COC_KEYRING_COMMAND:
			return "command";
	}
	return NULL;
}

/* A backend with a key hides itself; the others may still leave core files. */
static bool
leaves_core_files(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur > 0;
}

COC_FUNCTION(coc_session_guard);
Datum
coc_session_guard(PG_FUNCTION_ARGS)
{
	TupleDesc columns;
	const char *fault;
	CocKeyringSource source = coc_keyring_source(&fault);
	Datum values[4];
	bool nulls[4] = {false, false, fault == NULL, false};

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	values[0] = BoolGetDatum(coc_rate_ready());
	values[1] = CStringGetTextDatum(source_name(source));
	values[2] = fault ? CStringGetTextDatum(fault) : (Datum) 0;
	values[3] = BoolGetDatum(leaves_core_files());
	PG_RETURN_DATUM(HeapTupleGetDatum(
		heap_form_tuple(BlessTupleDesc(columns), values, nulls)));
}
