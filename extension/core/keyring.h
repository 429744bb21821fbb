/*
 * keyring.h
 *		The text of a keyring, as a file or a command gives it.
 *
 *	# comment
 *	registry <name>
 *	<key id> <root|domain> <name, - for root> <version> <state> <64 hex>
 *
 * The registry's name comes first because it is the salt of every derivation.
 * States: active seals and opens, one at most for each kind and name; retired
 * only opens what it sealed before; destroyed has no secret any more, and its
 * line, without hexadecimal digits, says that what it sealed is closed for
 * good, and that its id is not free. Everything unexpected is refused: a
 * keyring that is half understood would seal people under the wrong key.
 *
 * The parsed form has a fixed size and no pointers, so that its owner can put
 * it into one locked region and wipe it in one stroke.
 */
#ifndef COC_KEYRING_H
#define COC_KEYRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

#define COC_SECRET_SIZE 32
#define COC_KEYRING_KEYS 128
#define COC_KEYRING_NAME_MAX 63
#define COC_DOMAIN_MAX 63
#define COC_KEYRING_TEXT_MAX 65536

typedef enum CocKeyKind
{
	COC_KEY_ROOT,
	COC_KEY_DOMAIN
} CocKeyKind;

typedef enum CocKeyState
{
	COC_KEY_ACTIVE,
	COC_KEY_RETIRED,
	COC_KEY_DESTROYED
} CocKeyState;

typedef struct CocKey
{
	uint16_t id;
	uint16_t version;
	uint8_t kind;
	uint8_t state;
	char name[COC_KEYRING_NAME_MAX + 1]; /* "-" for the root */
	uint8_t secret[COC_SECRET_SIZE];     /* zeroes when destroyed */
} CocKey;

typedef struct CocKeyring
{
	char registry[COC_KEYRING_NAME_MAX + 1];
	int nkeys;
	CocKey keys[COC_KEYRING_KEYS];
} CocKeyring;

/* Parse; on anything but COC_OK (COC_NOT_READY) the caller wipes the ring. */
extern CocStatus coc_keyring_read(const char *text, size_t length,
								  CocKeyring *keyring, CocSlip *slip);

/* The active root key, or NULL. */
extern const CocKey *coc_keyring_root(const CocKeyring *keyring);

/*
 * The next retired root key after one (NULL: the first), newest version
 * first, or NULL. What it sealed can still be recognised.
 */
extern const CocKey *coc_keyring_former_root(const CocKeyring *keyring,
											 const CocKey *after);

/*
 * The active key for a domain, or NULL: the part before the slash names the
 * secret (a family such as provider has one), the whole name separates.
 */
extern const CocKey *coc_keyring_domain(const CocKeyring *keyring,
										const char *domain, size_t length);

/* The key of an id, in whatever state, or NULL. */
extern const CocKey *coc_keyring_id(const CocKeyring *keyring, uint16_t id);

/* True when the key is of the family that the domain belongs to. */
extern bool coc_key_of_domain(const CocKey *key, const char *domain,
							  size_t length);

/* True for a name such as ministry, provider/17, project/abc. */
extern bool coc_domain_valid(const char *domain, size_t length);

extern const char *coc_key_kind_name(CocKeyKind kind);
extern const char *coc_key_state_name(CocKeyState state);

#endif /* COC_KEYRING_H */
