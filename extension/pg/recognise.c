/*
 * recognise.c
 *		Lazy rotation of the root key: a person at a time, when they come.
 *
 * Nothing leads from a pseudonym back to an identifier, so a new root key
 * cannot be given to people who are not there. Who presents an identifier is
 * sealed under the retired roots, too; what is then to be done with the
 * aliases is a matter of tables: registry.recognise().
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "pg/keyring.h"
#include "pg/recognise.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

/* More roots than a keyring's session keeps ready. */
#define FORMERS_MAX 8

static const char call[] = "SELECT registry.recognise($1, $2, $3)";

/* Kept from row to row; made anew when the extension was. */
static SPIPlanPtr
recognising_plan(Oid type)
{
	static SPIPlanPtr plan = NULL;
	static Oid made_for = InvalidOid;

	if (made_for != type)
	{
		Oid types[] = {TEXTOID, type, get_array_type(type)};

		if (plan != NULL)
			(void) SPI_freeplan(plan);
		plan = NULL; /* preparing may fail, and freeing twice is fatal */
		made_for = InvalidOid;
		plan = SPI_prepare(call, lengthof(types), types);
		if (plan == NULL || SPI_keepplan(plan) != 0)
			elog(ERROR, "preparing registry.recognise failed");
		made_for = type;
	}
	return plan;
}

static void
call_registry(const char *domain, const Pseudonym *sealed, Pseudonym *former,
			  int nformer)
{
	Oid type = coc_pseudonym_type();
	Datum formers[FORMERS_MAX];
	Datum values[3];

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	for (int i = 0; i < nformer; i++)
		formers[i] = PseudonymPGetDatum(&former[i]);
	values[0] = CStringGetTextDatum(domain);
	values[1] = PseudonymPGetDatum(sealed);
	values[2] = PointerGetDatum(construct_array(
		formers, nformer, type, COC_PSEUDONYM_SIZE, false, TYPALIGN_CHAR));
	if (SPI_execute_plan(recognising_plan(type), values, NULL, false, 0) !=
		SPI_OK_SELECT)
		elog(ERROR, "registry.recognise failed");
	SPI_finish();
}

void
coc_recognise(const char *identifier, size_t length, const char *scheme,
			  const char *domain, const Pseudonym *sealed)
{
	Pseudonym former[FORMERS_MAX];
	int n;

	if (likely(coc_former_root_mac(0) == NULL))
		return;
	n = coc_seal_former(identifier, length, scheme, domain, former,
						FORMERS_MAX);
	if (n > 0)
		call_registry(domain, sealed, former, n);
}
