/*
 * crypto.c
 *		HKDF, HMAC-SHA-256 and AES-256 by OpenSSL, and the project's own
 *		derivations made of them.
 *
 * No header of PostgreSQL: tests/unit/crypto_test.c links this file alone
 * with libcrypto and runs the published vectors through it.
 */
#include "pg/crypto.h"

#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#define SHA256_BLOCK 64
#define INNER_PAD 0x36
#define OUTER_PAD 0x5C

void
coc_cleanse(void *bytes, size_t length)
{
	OPENSSL_cleanse(bytes, length);
}

/* ---- HMAC (RFC 2104) ---- */

static bool
sha256(const uint8_t *bytes, size_t length, uint8_t *out)
{
	return EVP_Digest(bytes, length, out, NULL, EVP_sha256(), NULL) == 1;
}

/* A digest that has eaten one key block: the key exclusive-or the pad. */
static EVP_MD_CTX *
start_digest(const uint8_t *key, uint8_t pad)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	uint8_t block[SHA256_BLOCK];
	bool good;

	if (context == NULL)
		return NULL;
	for (int i = 0; i < SHA256_BLOCK; i++)
		block[i] = key[i] ^ pad;
	good = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
		   EVP_DigestUpdate(context, block, sizeof(block)) == 1;
	OPENSSL_cleanse(block, sizeof(block));
	if (good)
		return context;
	EVP_MD_CTX_free(context);
	return NULL;
}

bool
coc_mac_start(CocMac *mac, const uint8_t *key, size_t length)
{
	uint8_t block[SHA256_BLOCK] = {0};
	bool good = true;

	if (length > sizeof(block))
		good = sha256(key, length, block);
	else if (length > 0)
		memcpy(block, key, length);
	mac->inner = good ? start_digest(block, INNER_PAD) : NULL;
	mac->outer = good ? start_digest(block, OUTER_PAD) : NULL;
	mac->work = EVP_MD_CTX_new();
	OPENSSL_cleanse(block, sizeof(block));
	if (mac->inner != NULL && mac->outer != NULL && mac->work != NULL)
		return true;
	coc_mac_end(mac);
	return false;
}

/* A message in up to three pieces; a piece of no bytes may be NULL. */
typedef struct Piece
{
	const uint8_t *bytes;
	size_t length;
} Piece;

/*
 * Both halves start from a copy of a saved state: about 0.3 us a message,
 * where a fresh context costs more than 1 us. Re-initialising one context
 * with no key would do as well, but was broken before OpenSSL 3.0.3.
 */
static bool
mac_pieces(CocMac *mac, const Piece *pieces, int npieces,
		   uint8_t out[COC_MAC_SIZE])
{
	uint8_t digest[COC_MAC_SIZE];
	bool good = EVP_MD_CTX_copy_ex(mac->work, mac->inner) == 1;

	for (int i = 0; good && i < npieces; i++)
		good =
			EVP_DigestUpdate(mac->work, pieces[i].bytes, pieces[i].length) == 1;
	good = good && EVP_DigestFinal_ex(mac->work, digest, NULL) == 1 &&
		   EVP_MD_CTX_copy_ex(mac->work, mac->outer) == 1 &&
		   EVP_DigestUpdate(mac->work, digest, sizeof(digest)) == 1 &&
		   EVP_DigestFinal_ex(mac->work, out, NULL) == 1;
	OPENSSL_cleanse(digest, sizeof(digest));
	return good;
}

bool
coc_mac(CocMac *mac, const uint8_t *message, size_t length,
		uint8_t out[COC_MAC_SIZE])
{
	const Piece piece = {message, length};

	return mac_pieces(mac, &piece, 1, out);
}

/* Freeing a digest context wipes it: OpenSSL clears its state. */
void
coc_mac_end(CocMac *mac)
{
	EVP_MD_CTX_free(mac->inner);
	EVP_MD_CTX_free(mac->outer);
	EVP_MD_CTX_free(mac->work);
	memset(mac, 0, sizeof(*mac));
}

/* One message under a key that is used once. */
static bool
mac_once(const uint8_t *key, size_t nkey, const uint8_t *message, size_t length,
		 uint8_t out[COC_MAC_SIZE])
{
	CocMac mac;
	bool good;

	if (!coc_mac_start(&mac, key, nkey))
		return false;
	good = coc_mac(&mac, message, length, out);
	coc_mac_end(&mac);
	return good;
}

/* ---- AES-256, one block ---- */

bool
coc_cipher_start(CocCipher *cipher, const uint8_t *key, bool encrypt)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();

	cipher->context = NULL;
	if (context == NULL)
		return false;
	if (EVP_CipherInit_ex(context, EVP_aes_256_ecb(), NULL, key, NULL,
						  encrypt) != 1 ||
		EVP_CIPHER_CTX_set_padding(context, 0) != 1)
	{
		EVP_CIPHER_CTX_free(context);
		return false;
	}
	cipher->context = context;
	return true;
}

bool
coc_cipher_block(CocCipher *cipher, const uint8_t *in, uint8_t *out)
{
	int length = 0;

	return EVP_CipherUpdate(cipher->context, out, &length, in,
							COC_BLOCK_SIZE) == 1 &&
		   length == COC_BLOCK_SIZE;
}

void
coc_cipher_end(CocCipher *cipher)
{
	EVP_CIPHER_CTX_free(cipher->context);
	cipher->context = NULL;
}

/* ---- HKDF (RFC 5869) ---- */

/* Blocks T(i) = HMAC(PRK, T(i-1) || info || i); before the first is nothing. */
static bool
expand(CocMac *prk, const uint8_t *info, size_t ninfo, uint8_t *out,
	   size_t nout)
{
	uint8_t block[COC_MAC_SIZE];
	uint8_t counter = 0;
	bool good = true;

	while (good && nout > 0)
	{
		const Piece pieces[] = {{block, counter == 0 ? 0 : sizeof(block)},
								{info, ninfo},
								{&counter, 1}};
		size_t n = nout < sizeof(block) ? nout : sizeof(block);

		counter++;
		good = mac_pieces(prk, pieces, 3, block);
		memcpy(out, block, n);
		out += n;
		nout -= n;
	}
	OPENSSL_cleanse(block, sizeof(block));
	return good;
}

bool
coc_hkdf(const uint8_t *salt, size_t nsalt, const uint8_t *ikm, size_t nikm,
		 const uint8_t *info, size_t ninfo, uint8_t *out, size_t nout)
{
	uint8_t prk[COC_MAC_SIZE];
	CocMac mac;
	bool good;

	if (nout > 255 * COC_MAC_SIZE || !mac_once(salt, nsalt, ikm, nikm, prk))
		return false;
	good = coc_mac_start(&mac, prk, sizeof(prk));
	OPENSSL_cleanse(prk, sizeof(prk));
	if (!good)
		return false;
	good = expand(&mac, info, ninfo, out, nout);
	coc_mac_end(&mac);
	return good;
}

/* ---- self-test ---- */

bool
coc_crypto_self_test(void)
{
	static const uint8_t first_key[20] = {11, 11, 11, 11, 11, 11, 11,
										  11, 11, 11, 11, 11, 11, 11,
										  11, 11, 11, 11, 11, 11};
	static const uint8_t first[] =
		"\xb0\x34\x4c\x61\xd8\xdb\x38\x53\x5c\xa8\xaf\xce\xaf\x0b\xf1\x2b"
		"\x88\x1d\xc2\x00\xc9\x83\x3d\xa7\x26\xe9\x37\x6c\x2e\x32\xcf\xf7";
	static const uint8_t second[] =
		"\x5b\xdc\xc1\x46\xbf\x60\x75\x4e\x6a\x04\x24\x26\x08\x95\x75\xc7"
		"\x5a\x00\x3f\x08\x9d\x27\x39\x83\x9d\xec\x58\xb9\x64\xec\x38\x43";
	static const char question[] = "what do ya want for nothing?";
	uint8_t out[COC_MAC_SIZE];

	return mac_once(first_key, sizeof(first_key), (const uint8_t *) "Hi There",
					8, out) &&
		   memcmp(out, first, sizeof(out)) == 0 &&
		   mac_once((const uint8_t *) "Jefe", 4, (const uint8_t *) question,
					strlen(question), out) &&
		   memcmp(out, second, sizeof(out)) == 0;
}

/* ---- derivations of the project ---- */

static bool
derive(const char *registry, const uint8_t *secret, const char *info,
	   size_t ninfo, uint8_t key[COC_KEY_SIZE])
{
	return coc_hkdf((const uint8_t *) registry, strlen(registry), secret,
					COC_KEY_SIZE, (const uint8_t *) info, ninfo, key,
					COC_KEY_SIZE);
}

bool
coc_derive_root(const char *registry, const uint8_t *secret,
				uint8_t key[COC_KEY_SIZE])
{
	static const char info[] = "continuum/1/root-pseudonym";

	return derive(registry, secret, info, strlen(info), key);
}

bool
coc_derive_domain(const char *registry, const uint8_t *secret,
				  const char *domain, size_t length, uint8_t key[COC_KEY_SIZE])
{
	char info[128] = "continuum/1/domain/";
	size_t start = strlen(info);

	if (length > sizeof(info) - start)
		return false;
	memcpy(info + start, domain, length);
	return derive(registry, secret, info, start + length, key);
}

bool
coc_key_check_value(const uint8_t key[COC_KEY_SIZE], uint8_t kcv[COC_KCV_SIZE])
{
	static const char label[] = "continuum/1/kcv";
	uint8_t mac[COC_MAC_SIZE];
	bool good = mac_once(key, COC_KEY_SIZE, (const uint8_t *) label,
						 strlen(label), mac);

	memcpy(kcv, mac, COC_KCV_SIZE);
	OPENSSL_cleanse(mac, sizeof(mac));
	return good;
}

/*
 * "CONTINUUM1" 0x1F scheme 0x1F canonical form: no scheme name and no
 * canonical form holds 0x1F, so that no two of them make one message.
 */
bool
coc_inner_value(CocMac *root, const char *scheme, size_t nscheme,
				const char *canonical, size_t ncanonical,
				uint8_t inner[COC_BLOCK_SIZE])
{
	static const char label[] = "CONTINUUM1\x1F";
	uint8_t message[384];
	uint8_t mac[COC_MAC_SIZE];
	size_t n = sizeof(label) - 1;
	bool good;

	if (n + nscheme + 1 + ncanonical > sizeof(message))
		return false;
	memcpy(message, label, n);
	memcpy(message + n, scheme, nscheme);
	n += nscheme;
	message[n++] = 0x1F;
	memcpy(message + n, canonical, ncanonical);
	n += ncanonical;
	good = coc_mac(root, message, n, mac);
	memcpy(inner, mac, COC_BLOCK_SIZE);
	OPENSSL_cleanse(message, n);
	OPENSSL_cleanse(mac, sizeof(mac));
	return good;
}
