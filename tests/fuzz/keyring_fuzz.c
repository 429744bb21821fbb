/*
 * keyring_fuzz.c
 *		Any bytes as a keyring, and as the name of a domain.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/keyring.h"

/* What every accepted keyring must be. */
static void
check_invariants(const CocKeyring *keyring)
{
	if (keyring->registry[0] == '\0' || keyring->nkeys < 1 ||
		keyring->nkeys > COC_KEYRING_KEYS)
		abort();
	for (int i = 0; i < keyring->nkeys; i++)
	{
		const CocKey *key = &keyring->keys[i];
		size_t length = strlen(key->name);

		if (key->id == 0 || coc_keyring_id(keyring, key->id) != key)
			abort();
		if (key->kind == COC_KEY_DOMAIN &&
			(!coc_domain_valid(key->name, length) ||
			 !coc_key_of_domain(key, key->name, length)))
			abort();
		if (key->state == COC_KEY_ACTIVE &&
			(key->kind == COC_KEY_ROOT
				 ? coc_keyring_root(keyring)
				 : coc_keyring_domain(keyring, key->name, length)) != key)
			abort();
		for (int j = 0; key->state == COC_KEY_DESTROYED && j < COC_SECRET_SIZE;
			 j++)
		{
			if (key->secret[j] != 0)
				abort();
		}
	}
	for (const CocKey *key = coc_keyring_former_root(keyring, NULL);
		 key != NULL; key = coc_keyring_former_root(keyring, key))
	{
		if (key->kind != COC_KEY_ROOT || key->state != COC_KEY_RETIRED)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static CocKeyring keyring;
	const char *text = (const char *) data;
	CocSlip slip;

	if (coc_keyring_read(text, size, &keyring, &slip) == COC_OK)
	{
		check_invariants(&keyring);
		(void) coc_keyring_domain(&keyring, text, size);
	}
	(void) coc_domain_valid(text, size);
	return 0;
}
