/*
 * module.c
 *		Load-time work of the shared library: magic block and settings.
 */
#include "pg/compat.h"

#include "pg/intake_batch.h"
#include "pg/keyring.h"
#include "utils/guc.h"

COC_MODULE_MAGIC;

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	coc_define_keyring_settings();
	coc_define_intake_settings();
	MarkGUCPrefixReserved("continuum");
}
