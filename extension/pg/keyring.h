/*
 * keyring.h
 *		The keyring of this session: where it comes from, and what it gives.
 *
 * Callers get a keyed MAC or cipher, never a key. Everything here may throw:
 * 55000 when there is no usable keyring, 42501 when its file is open to
 * others, 42704 for a domain or key id that it does not hold.
 */
#ifndef COC_PG_KEYRING_H
#define COC_PG_KEYRING_H

#include "core/keyring.h"
#include "pg/crypto.h"

/* Define continuum.keyring_file and continuum.keyring_command. */
extern void coc_define_keyring_settings(void);

/* HMAC under the root's key. */
extern CocMac *coc_root_mac(void);

/*
 * HMAC under a retired root's key, the newest first, counted from 0; NULL when
 * there are no more. Who was sealed under one is still to be recognised.
 */
extern CocMac *coc_former_root_mac(int n);

/*
 * AES under the active key of a domain, and that key's id. A cipher is valid
 * until the next one is asked for: only so many are kept.
 */
extern CocCipher *coc_domain_sealer(const char *domain, size_t length,
									uint16 *key_id);

/*
 * The inverse, under the key that a stored value names; 55000 when that key
 * is destroyed.
 */
extern CocCipher *coc_domain_opener(const char *domain, size_t length,
									uint16 key_id);

typedef enum CocKeyringSource
{
	COC_KEYRING_NONE,
	COC_KEYRING_FILE,
	COC_KEYRING_COMMAND
} CocKeyringSource;

/*
 * Where the settings say that the keyring is. Of a file also whether it could
 * be used: otherwise *fault says why. A command is not run. Throws nothing.
 */
extern CocKeyringSource coc_keyring_source(const char **fault);

#endif /* COC_PG_KEYRING_H */
