/*
 * pseudonym.c
 *		Constructor, checker and text form of a pseudonym.
 */
#include "core/pseudonym.h"

#include <stdbool.h>
#include <string.h>

#define BLOCK_DIGITS 26

/* The first 32 are the digits, all 37 the check symbols. */
static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

static const char legal_text[] =
	"Legal is: key id, hyphen, 26 Crockford base-32 digits and a check symbol.";

void
coc_pseudonym_make(uint16_t key_id, const uint8_t *block,
				   CocPseudonym *pseudonym)
{
	pseudonym->bytes[0] = (uint8_t) (key_id >> 8);
	pseudonym->bytes[1] = (uint8_t) (key_id & 0xFF);
	memcpy(pseudonym->bytes + 2, block, COC_PSEUDONYM_BLOCK);
}

CocStatus
coc_pseudonym_check(const CocPseudonym *pseudonym, CocSlip *slip)
{
	if (coc_pseudonym_key_id(pseudonym) == 0)
		return coc_fail(slip, COC_BAD_BINARY, "pseudonym",
						"the key id is not from 1 to 65535", NULL, 0);
	return COC_OK;
}

/* The 18 bytes as one number, modulo 37. */
static unsigned
check_value(const CocPseudonym *pseudonym)
{
	unsigned remainder = 0;

	for (int i = 0; i < COC_PSEUDONYM_SIZE; i++)
		remainder = (remainder * 256 + pseudonym->bytes[i]) % 37;
	return remainder;
}

/* Write the key id without leading zeros; returns the number of digits. */
static size_t
write_key_id(unsigned key_id, char *out)
{
	size_t ndigits = 1;

	for (unsigned rest = key_id; rest >= 10; rest /= 10)
		ndigits++;
	for (size_t i = ndigits; i-- > 0; key_id /= 10)
		out[i] = (char) ('0' + key_id % 10);
	return ndigits;
}

size_t
coc_pseudonym_write(const CocPseudonym *pseudonym, char *out)
{
	const uint8_t *block = pseudonym->bytes + 2;
	char *start = out;
	unsigned pending = 0;
	int nbits = 2; /* 26 digits are 130 bits: two zeros come first */

	out += write_key_id(coc_pseudonym_key_id(pseudonym), out);
	*out++ = '-';
	for (int i = 0; i < COC_PSEUDONYM_BLOCK; i++)
	{
		pending = (pending << 8 | block[i]) & 0xFFFF;
		for (nbits += 8; nbits >= 5; nbits -= 5)
			*out++ = symbols[pending >> (nbits - 5) & 31];
	}
	*out++ = symbols[check_value(pseudonym)];
	return (size_t) (out - start);
}

/* Value of a character among the first n symbols, or -1. */
static int
symbol_value(char c, int n)
{
	if (c >= 'a' && c <= 'z')
		c = (char) (c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	for (int i = 0; i < n; i++)
	{
		if (symbols[i] == c)
			return i;
	}
	return -1;
}

/* Digits before the last 27 symbols are the key id, 1 to 65535. */
static bool
read_key_id(const char *digits, size_t length, uint16_t *key_id)
{
	unsigned value = 0;

	if (length < 1 || length > 5 || digits[0] == '0')
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		value = value * 10 + (unsigned) (digits[i] - '0');
	}
	*key_id = (uint16_t) value;
	return value <= UINT16_MAX;
}

static bool
read_block(const char *digits, uint8_t *block)
{
	unsigned pending = 0;
	int nbits = 0;

	for (int i = 0; i < BLOCK_DIGITS; i++)
	{
		int value = symbol_value(digits[i], 32);

		/* The first digit has three bits: more would not fit 128. */
		if (value < 0 || (i == 0 && value > 7))
			return false;
		pending = (pending << 5 | (unsigned) value) & 0xFFF;
		nbits += i == 0 ? 3 : 5;
		if (nbits >= 8)
		{
			nbits -= 8;
			*block++ = (uint8_t) (pending >> nbits);
		}
	}
	return true;
}

CocStatus
coc_pseudonym_read(const char *text, size_t length, CocPseudonym *pseudonym,
				   CocSlip *slip)
{
	char packed[COC_PSEUDONYM_TEXT_MAX];
	uint8_t block[COC_PSEUDONYM_BLOCK];
	uint16_t key_id;
	size_t n = 0;

	for (size_t i = 0; i < length; i++)
	{
		if (text[i] == '-')
			continue;
		if (n >= COC_PSEUDONYM_TEXT_MAX - 1)
			return coc_fail(slip, COC_BAD_TEXT, "pseudonym", "it is too long",
							legal_text, 0);
		packed[n++] = text[i];
	}
	if (n <= BLOCK_DIGITS + 1 ||
		!read_key_id(packed, n - BLOCK_DIGITS - 1, &key_id))
		return coc_fail(slip, COC_BAD_TEXT, "pseudonym",
						"it is too short, or the key id is not from 1 to 65535",
						legal_text, 0);
	if (!read_block(packed + n - BLOCK_DIGITS - 1, block))
		return coc_fail(slip, COC_BAD_TEXT, "pseudonym",
						"a digit is none, or the first is above 7", legal_text,
						0);
	coc_pseudonym_make(key_id, block, pseudonym);
	if (symbol_value(packed[n - 1], 37) != (int) check_value(pseudonym))
		return coc_fail(slip, COC_BAD_TEXT, "pseudonym",
						"the check symbol does not fit", legal_text, 0);
	return coc_pseudonym_check(pseudonym, slip);
}
