/*
 * crypto.h
 *		What this project asks of a crypto library, and no more.
 *
 * crypto.c is the one file that includes OpenSSL, and it includes nothing of
 * PostgreSQL: it is tested on its own. Every function that can fail answers
 * false and leaves no key behind.
 */
#ifndef COC_PG_CRYPTO_H
#define COC_PG_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COC_KEY_SIZE 32
#define COC_MAC_SIZE 32
#define COC_BLOCK_SIZE 16
#define COC_KCV_SIZE 8

/*
 * A keyed HMAC-SHA-256: the digest after the inner and after the outer key
 * block, copied for each message. A key costs four compressions once, not
 * with every message.
 */
typedef struct CocMac
{
	void *inner; /* EVP_MD_CTX */
	void *outer;
	void *work;
} CocMac;

/* One AES-256 key, one direction. */
typedef struct CocCipher
{
	void *context; /* EVP_CIPHER_CTX */
} CocCipher;

extern bool coc_mac_start(CocMac *mac, const uint8_t *key, size_t length);
extern bool coc_mac(CocMac *mac, const uint8_t *message, size_t length,
					uint8_t out[COC_MAC_SIZE]);
extern void coc_mac_end(CocMac *mac);

extern bool coc_cipher_start(CocCipher *cipher, const uint8_t *key,
							 bool encrypt);
extern bool coc_cipher_block(CocCipher *cipher, const uint8_t *in,
							 uint8_t *out);
extern void coc_cipher_end(CocCipher *cipher);

/* RFC 5869; false for more than 255 blocks, as the RFC says. */
extern bool coc_hkdf(const uint8_t *salt, size_t nsalt, const uint8_t *ikm,
					 size_t nikm, const uint8_t *info, size_t ninfo,
					 uint8_t *out, size_t nout);

/* Overwrite in a way that the compiler may not leave out. */
extern void coc_cleanse(void *bytes, size_t length);

/* RFC 4231 cases 1 and 2 through the path that every pseudonym takes. */
extern bool coc_crypto_self_test(void);

/*
 * The derivations of the project. The registry's name is the salt, so that
 * one secret used by two registries makes unrelated keys.
 */
extern bool coc_derive_root(const char *registry, const uint8_t *secret,
							uint8_t key[COC_KEY_SIZE]);
extern bool coc_derive_domain(const char *registry, const uint8_t *secret,
							  const char *domain, size_t length,
							  uint8_t key[COC_KEY_SIZE]);

/* Key check value: says that two keys are the same without saying the key. */
extern bool coc_key_check_value(const uint8_t key[COC_KEY_SIZE],
								uint8_t kcv[COC_KCV_SIZE]);

/*
 * The inner value of a person: independent of every domain, never stored,
 * never returned to SQL. The caller wipes it.
 */
extern bool coc_inner_value(CocMac *root, const char *scheme, size_t nscheme,
							const char *canonical, size_t ncanonical,
							uint8_t inner[COC_BLOCK_SIZE]);

#endif /* COC_PG_CRYPTO_H */
