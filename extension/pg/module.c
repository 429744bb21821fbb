/*
 * module.c
 *		Load-time work of the shared library: magic block, settings, and the
 *		hooks of a library that is preloaded.
 */
#include "pg/compat.h"

#include "miscadmin.h"
#include "pg/intake_batch.h"
#include "pg/keyring.h"
#include "pg/literal.h"
#include "pg/rate.h"
#include "utils/guc.h"

COC_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	coc_define_keyring_settings();
	coc_define_intake_settings();
	coc_define_rate_settings();
	coc_define_literal_settings();
	MarkGUCPrefixReserved("continuum");
	if (process_shared_preload_libraries_in_progress)
	{
		coc_rate_preload();
		coc_literal_preload();
	}
}
