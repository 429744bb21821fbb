/*
 * cursor.h
 *		Writing text: put something, get the place behind it.
 *
 * The caller has given a buffer that is large enough for anything its value
 * can print; none of these write a terminator.
 */
#ifndef COC_CURSOR_H
#define COC_CURSOR_H

#include <stdint.h>
#include <string.h>

#include "core/scan.h"

/* Digits of a 64-bit word in hexadecimal, always all of them. */
#define COC_HEX_LENGTH 16

static inline char *
coc_put_string(char *out, const char *string)
{
	size_t length = strlen(string);

	memcpy(out, string, length);
	return out + length;
}

/* The name of a JSON member; ours need no escapes. */
static inline char *
coc_put_name(char *out, const char *name)
{
	*out++ = '"';
	out = coc_put_string(out, name);
	return coc_put_string(out, "\": ");
}

static inline char *
coc_put_hex(char *out, uint64_t word)
{
	for (int shift = 60; shift >= 0; shift -= 4)
		*out++ = "0123456789abcdef"[word >> shift & 15];
	return out;
}

/* Take exactly COC_HEX_LENGTH lower-case digits; else stay put. */
static inline bool
coc_scan_hex(CocScanner *scanner, uint64_t *word)
{
	size_t start = scanner->position;
	int ndigits = 0;

	*word = 0;
	coc_scan_space(scanner);
	while (ndigits < COC_HEX_LENGTH && !coc_scan_at_end(scanner))
	{
		char c = scanner->text[scanner->position];
		int digit = c >= '0' && c <= '9' ? c - '0' : c - 'a' + 10;

		if (digit < 0 || digit > 15 || (c > '9' && c < 'a'))
			break;
		*word = *word << 4 | (uint64_t) digit;
		scanner->position++;
		ndigits++;
	}
	if (ndigits == COC_HEX_LENGTH)
		return true;
	scanner->position = start;
	return false;
}

#endif /* COC_CURSOR_H */
