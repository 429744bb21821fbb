/*
 * pseudonym.h
 *		A pseudonym: which secret made it, and the sixteen bytes it made.
 *
 *	bytes 0-1	key id, big-endian, 1 to 65535: names the secret and version
 *	bytes 2-17	AES-256 under the domain's key of the person's inner value
 *
 * Big-endian, so that the order of the bytes is the order of the type and an
 * abbreviated sort key is the first eight of them. The domain is not in the
 * value: the column or alias row says it.
 *
 * Text: key id, hyphen, 26 Crockford base-32 digits of the block, and a check
 * symbol: the 18 bytes as one number modulo 37. Read back without regard to
 * case or hyphens, with O for 0 and I or L for 1, as Crockford has it.
 */
#ifndef COC_PSEUDONYM_H
#define COC_PSEUDONYM_H

#include <stdint.h>

#include "core/status.h"

#define COC_PSEUDONYM_SIZE 18
#define COC_PSEUDONYM_BLOCK 16
#define COC_PSEUDONYM_TEXT_MAX 33 /* 65535, hyphen, 26 digits, check symbol */

typedef struct CocPseudonym
{
	uint8_t bytes[COC_PSEUDONYM_SIZE];
} CocPseudonym;

static inline uint16_t
coc_pseudonym_key_id(const CocPseudonym *pseudonym)
{
	return (uint16_t) (pseudonym->bytes[0] << 8 | pseudonym->bytes[1]);
}

/* The one constructor; the block is COC_PSEUDONYM_BLOCK bytes. */
extern void coc_pseudonym_make(uint16_t key_id, const uint8_t *block,
							   CocPseudonym *pseudonym);

/* The one checker: COC_BAD_BINARY for a key id of 0. */
extern CocStatus coc_pseudonym_check(const CocPseudonym *pseudonym,
									 CocSlip *slip);

extern CocStatus coc_pseudonym_read(const char *text, size_t length,
									CocPseudonym *pseudonym, CocSlip *slip);

/* Write at most COC_PSEUDONYM_TEXT_MAX characters, no NUL; returns how many. */
extern size_t coc_pseudonym_write(const CocPseudonym *pseudonym, char *out);

#endif /* COC_PSEUDONYM_H */
