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
#include "utils/builtins.h"
#include "utils/guc.h"

COC_MODULE_MAGIC;

/* Language of what people read; labels and problem texts have these three. */
static int language = 0;

static const struct config_enum_entry languages[] = {
	{"en", 0, false}, {"es", 1, false}, {"pt", 2, false}, {NULL, 0, false}};

static void
define_language(void)
{
	DefineCustomEnumVariable(
		"continuum.language", "Language of answers, templates and reports.",
		"en, es or pt, where a call names none.", &language, 0, languages,
		PGC_USERSET, 0, NULL, NULL, NULL);
}

COC_FUNCTION(coc_language);
Datum
coc_language(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(languages[language].name));
}

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	coc_define_keyring_settings();
	coc_define_intake_settings();
	define_language();
	coc_define_rate_settings();
	coc_define_literal_settings();
	MarkGUCPrefixReserved("continuum");
	if (process_shared_preload_libraries_in_progress)
	{
		coc_rate_preload();
		coc_literal_preload();
	}
}
