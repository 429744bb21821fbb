/*
 * keyring.c
 *		Loads the keyring once a session, guards it, wipes it.
 *
 * A backend that never seals holds no key. One that does keeps the parsed
 * keyring in a mapping of its own, outside every memory context, so that no
 * dump of contexts, no core file and (where the limit allows) no swap holds
 * it. It is read again when the server was told to reload, or when a setting
 * has changed; a keyring that cannot be read then is an error, never a reason
 * to go on with the old one.
 */
#include "pg/compat.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "pg/error.h"
#include "pg/keyring.h"
#include "pg/keyring_source.h"
#include "storage/ipc.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/timestamp.h"

/* Ciphers kept ready: a load needs two, a linkage job a few more. */
#define CIPHERS 16

/*
 * Retired roots that people are still recognised under. A rotation ends when
 * the last of them has come again, or will not: four at a time are many.
 */
#define FORMER_ROOTS 4

typedef struct DomainCipher
{
	CocCipher cipher; /* context NULL: slot is free */
	uint16 key_id;
	bool encrypt;
	size_t length;
	char domain[COC_DOMAIN_MAX + 1];
} DomainCipher;

static struct
{
	CocKeyring *keyring; /* NULL: nothing is loaded */
	TimestampTz reload;  /* the server's last reload when it was loaded */
	CocMac root;         /* no contexts when there is no active root */
	CocMac former[FORMER_ROOTS]; /* those of retired roots, newest first */
	uint8 kcv[COC_KEYRING_KEYS][COC_KCV_SIZE];
	DomainCipher ciphers[CIPHERS];
	int victim; /* slot that the next new cipher takes */
} session;

static char *keyring_file;
static char *keyring_command;

/* Set by a change of either setting; the next use loads again. */
static bool stale;

/* ---- settings ---- */

static void
note_change(const char *value, void *extra)
{
	stale = true;
}

void
coc_define_keyring_settings(void)
{
	DefineCustomStringVariable(
		"continuum.keyring_file",
		"File that holds the secrets of the registry.",
		"An absolute path outside the data directory; owned by the server's "
		"user and closed to everybody else, or owned by root and at most "
		"readable by the group. No symbolic link. Read once a session, and "
		"again after a reload.",
		&keyring_file, "", PGC_SUSET, GUC_SUPERUSER_ONLY, NULL, note_change,
		NULL);
	DefineCustomStringVariable(
		"continuum.keyring_command",
		"Shell command that prints the secrets of the registry.",
		"Used when continuum.keyring_file is empty. Run by the server's user "
		"once in each session that seals identifiers, and again after a "
		"reload.",
		&keyring_command, "", PGC_SIGHUP, GUC_SUPERUSER_ONLY, NULL, note_change,
		NULL);
}

/* ---- loading and wiping ---- */

static void
end_ciphers(void)
{
	for (int i = 0; i < CIPHERS; i++)
	{
		if (session.ciphers[i].cipher.context != NULL)
			coc_cipher_end(&session.ciphers[i].cipher);
	}
}

static void
wipe(void)
{
	end_ciphers();
	coc_mac_end(&session.root);
	for (int i = 0; i < FORMER_ROOTS; i++)
		coc_mac_end(&session.former[i]);
	if (session.keyring != NULL)
		coc_secret_unmap(session.keyring, sizeof(CocKeyring));
	session.keyring = NULL;
}

static void
wipe_at_exit(int code, Datum argument)
{
	wipe();
}

/* Once per backend, before the first secret is read. */
static CocStatus
prepare_backend(CocSlip *slip)
{
	static bool prepared = false;

	if (prepared)
		return COC_OK;
	if (!coc_crypto_self_test())
		return coc_fail(slip, COC_CRYPTO, "crypto library",
						"it fails the cases of RFC 4231", NULL, 0);
	coc_secret_hide_process();
	on_proc_exit(wipe_at_exit, (Datum) 0);
	prepared = true;
	return COC_OK;
}

/* Parse the source's text; the text is gone when this returns. */
static CocStatus
read_keyring(CocKeyring *keyring, CocSlip *slip)
{
	char *text = coc_secret_map(COC_KEYRING_TEXT_MAX);
	size_t length = 0;
	CocStatus status;

	if (text == NULL)
		return coc_fail(slip, COC_NOT_READY, "keyring",
						"there is no memory for it", NULL, 0);
	status = coc_keyring_source_read(keyring_file, keyring_command, text,
									 COC_KEYRING_TEXT_MAX, &length, slip);
	if (status == COC_OK)
		status = coc_keyring_read(text, length, keyring, slip);
	coc_secret_unmap(text, COC_KEYRING_TEXT_MAX);
	return status;
}

static bool
start_root(const CocKey *root, CocMac *mac)
{
	uint8 key[COC_KEY_SIZE];
	bool good;

	good = coc_derive_root(session.keyring->registry, root->secret, key) &&
		   coc_mac_start(mac, key, sizeof(key));
	coc_cleanse(key, sizeof(key));
	return good;
}

/* No active root is no error yet: it is said when somebody seals. */
static bool
start_roots(void)
{
	const CocKey *root = coc_keyring_root(session.keyring);
	const CocKey *former = NULL;

	if (root != NULL && !start_root(root, &session.root))
		return false;
	for (int i = 0; i < FORMER_ROOTS; i++)
	{
		former = coc_keyring_former_root(session.keyring, former);
		if (former == NULL)
			break;
		if (!start_root(former, &session.former[i]))
			return false;
	}
	return true;
}

/* Key check value of a secret: of its root, or of its family's own domain. */
static bool
derive_check_value(const CocKey *key, uint8 *kcv)
{
	const char *registry = session.keyring->registry;
	uint8 derived[COC_KEY_SIZE];
	bool good;

	if (key->state == COC_KEY_DESTROYED)
		return true;
	good = key->kind == COC_KEY_ROOT
			   ? coc_derive_root(registry, key->secret, derived)
			   : coc_derive_domain(registry, key->secret, key->name,
								   strlen(key->name), derived);
	good = good && coc_key_check_value(derived, kcv);
	coc_cleanse(derived, sizeof(derived));
	return good;
}

/* Once a load: every form that comes in compares them. */
static bool
derive_check_values(void)
{
	for (int i = 0; i < session.keyring->nkeys; i++)
	{
		if (!derive_check_value(&session.keyring->keys[i], session.kcv[i]))
			return false;
	}
	return true;
}

static CocStatus
load(CocSlip *slip)
{
	CocStatus status = prepare_backend(slip);

	if (status != COC_OK)
		return status;
	session.keyring = coc_secret_map(sizeof(CocKeyring));
	if (session.keyring == NULL)
		return coc_fail(slip, COC_NOT_READY, "keyring",
						"there is no memory for it", NULL, 0);
	status = read_keyring(session.keyring, slip);
	if (status == COC_OK && !(start_roots() && derive_check_values()))
		status = coc_fail(slip, COC_CRYPTO, "crypto library",
						  "a key cannot be derived", NULL, 0);
	return status;
}

/* The keyring of this session, read if it has to be. */
static const CocKeyring *
current_keyring(void)
{
	CocStatus status;
	CocSlip slip;

	if (likely(session.keyring != NULL && !stale &&
			   session.reload == PgReloadTime))
		return session.keyring;
	wipe();
	status = load(&slip);
	if (status != COC_OK)
	{
		wipe();
		coc_report_secret(status, &slip);
	}
	session.reload = PgReloadTime;
	stale = false;
	return session.keyring;
}

/* ---- what callers get ---- */

static void
refuse(CocStatus status, const char *what, const char *reason,
	   const char *legal)
{
	CocSlip slip;

	coc_report_secret(coc_fail(&slip, status, what, reason, legal, 0), &slip);
}

CocMac *
coc_root_mac(void)
{
	(void) current_keyring();
	if (session.root.inner == NULL)
		refuse(COC_NOT_READY, "keyring", "it has no active root key",
			   "Add a line: <key id> root - <version> active <64 hexadecimal "
			   "digits>.");
	return &session.root;
}

CocMac *
coc_former_root_mac(int n)
{
	(void) current_keyring();
	return n < FORMER_ROOTS && session.former[n].inner != NULL
			   ? &session.former[n]
			   : NULL;
}

static DomainCipher *
find_cipher(const char *domain, size_t length, uint16 key_id, bool encrypt)
{
	for (int i = 0; i < CIPHERS; i++)
	{
		DomainCipher *slot = &session.ciphers[i];

		if (slot->cipher.context != NULL && slot->encrypt == encrypt &&
			slot->length == length &&
			memcmp(slot->domain, domain, length) == 0 &&
			(key_id == 0 || slot->key_id == key_id))
			return slot;
	}
	return NULL;
}

/* The key that seals for a domain, or with an id the one that made a value. */
static const CocKey *
find_key(const CocKeyring *keyring, const char *domain, size_t length,
		 uint16 key_id)
{
	const CocKey *key = NULL;

	if (coc_domain_valid(domain, length))
		key = key_id == 0 ? coc_keyring_domain(keyring, domain, length)
						  : coc_keyring_id(keyring, key_id);
	if (key == NULL && key_id != 0)
		refuse(COC_UNKNOWN, "key id", "the keyring has no such key",
			   "What there is: SELECT * FROM continuum.keyring_status().");
	if (key == NULL || !coc_key_of_domain(key, domain, length))
		refuse(COC_UNKNOWN, "domain",
			   key_id == 0 ? "the keyring has no active key for it"
						   : "the value was made with the key of another one",
			   "What there is: SELECT * FROM continuum.keyring_status(). The "
			   "part before a slash names the key.");
	if (key->state == COC_KEY_DESTROYED)
		refuse(COC_NOT_READY, "key id",
			   psprintf("key %d is destroyed, and what it sealed is closed",
						key->id),
			   NULL);
	return key;
}

static DomainCipher *
start_cipher(const CocKeyring *keyring, const CocKey *key, const char *domain,
			 size_t length, bool encrypt)
{
	DomainCipher *slot = &session.ciphers[session.victim];
	uint8 derived[COC_KEY_SIZE];
	bool good;

	session.victim = (session.victim + 1) % CIPHERS;
	if (slot->cipher.context != NULL)
		coc_cipher_end(&slot->cipher);
	good = coc_derive_domain(keyring->registry, key->secret, domain, length,
							 derived) &&
		   coc_cipher_start(&slot->cipher, derived, encrypt);
	coc_cleanse(derived, sizeof(derived));
	if (!good)
		refuse(COC_CRYPTO, "crypto library",
			   "the domain's key cannot be derived", NULL);
	slot->key_id = key->id;
	slot->encrypt = encrypt;
	slot->length = length;
	memcpy(slot->domain, domain, length);
	return slot;
}

static DomainCipher *
domain_cipher(const char *domain, size_t length, uint16 key_id, bool encrypt)
{
	const CocKeyring *keyring = current_keyring();
	DomainCipher *slot = find_cipher(domain, length, key_id, encrypt);

	if (slot == NULL)
		slot = start_cipher(keyring, find_key(keyring, domain, length, key_id),
							domain, length, encrypt);
	return slot;
}

CocCipher *
coc_domain_sealer(const char *domain, size_t length, uint16 *key_id)
{
	DomainCipher *slot = domain_cipher(domain, length, 0, true);

	*key_id = slot->key_id;
	return &slot->cipher;
}

CocCipher *
coc_domain_opener(const char *domain, size_t length, uint16 key_id)
{
	return &domain_cipher(domain, length, key_id, false)->cipher;
}

CocKeyringSource
coc_keyring_source(const char **fault)
{
	CocKeyring *unused;
	CocSlip slip;

	*fault = NULL;
	if (keyring_file[0] == '\0')
		return keyring_command[0] == '\0' ? COC_KEYRING_NONE
										  : COC_KEYRING_COMMAND;
	unused = coc_secret_map(sizeof(CocKeyring));
	if (unused == NULL)
		return COC_KEYRING_FILE;
	if (read_keyring(unused, &slip) != COC_OK)
		*fault = slip.reason;
	coc_secret_unmap(unused, sizeof(CocKeyring));
	return COC_KEYRING_FILE;
}

/* ---- keyring_status() ---- */

static Datum
check_value(int key)
{
	bytea *result = palloc(VARHDRSZ + COC_KCV_SIZE);

	SET_VARSIZE(result, VARHDRSZ + COC_KCV_SIZE);
	memcpy(VARDATA(result), session.kcv[key], COC_KCV_SIZE);
	return PointerGetDatum(result);
}

COC_FUNCTION(coc_keyring_status);
Datum
coc_keyring_status(PG_FUNCTION_ARGS)
{
	const CocKeyring *keyring = current_keyring();
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < keyring->nkeys; i++)
	{
		const CocKey *key = &keyring->keys[i];
		bool root = key->kind == COC_KEY_ROOT;
		bool destroyed = key->state == COC_KEY_DESTROYED;
		Datum values[] = {
			Int32GetDatum(key->id),
			CStringGetTextDatum(coc_key_kind_name((CocKeyKind) key->kind)),
			root ? (Datum) 0 : CStringGetTextDatum(key->name),
			Int32GetDatum(key->version),
			CStringGetTextDatum(coc_key_state_name((CocKeyState) key->state)),
			destroyed ? (Datum) 0 : check_value(i)};
		bool nulls[] = {false, false, root, false, false, destroyed};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
