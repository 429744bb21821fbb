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
 * AES under the active key of a domain, and that key's id. A cipher is valid
 * until the next one is asked for: only so many are kept.
 */
extern CocCipher *coc_domain_sealer(const char *domain, size_t length,
									uint16 *key_id);

/* The inverse, under the key that a stored value names. */
extern CocCipher *coc_domain_opener(const char *domain, size_t length,
									uint16 key_id);

#endif /* COC_PG_KEYRING_H */
