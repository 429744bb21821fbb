/*
 * cursor.c
 *		Strings, hexadecimal and 64-bit words at a place in a buffer.
 */
#include "core/cursor.h"

#include <string.h>

static const char hex_digits[] = "0123456789abcdef";

char *
coc_put_string(char *out, const char *string)
{
	size_t length = strlen(string);

	memcpy(out, string, length);
	return out + length;
}

char *
coc_put_name(char *out, const char *name)
{
	*out++ = '"';
	out = coc_put_string(out, name);
	return coc_put_string(out, "\": ");
}

char *
coc_put_hex(char *out, uint64_t word)
{
	for (int shift = 60; shift >= 0; shift -= 4)
		*out++ = hex_digits[word >> shift & 15];
	return out;
}

/* Value of a lower-case digit, -1 for any other character. */
static int
hex_value(char c)
{
	const char *digit = c == '\0' ? NULL : strchr(hex_digits, c);

	return digit == NULL ? -1 : (int) (digit - hex_digits);
}

bool
coc_scan_hex(CocScanner *scanner, uint64_t *word)
{
	size_t start = scanner->position;
	int ndigits = 0;

	*word = 0;
	coc_scan_space(scanner);
	while (ndigits < COC_HEX_LENGTH && !coc_scan_at_end(scanner))
	{
		int value = hex_value(scanner->text[scanner->position]);

		if (value < 0)
			break;
		*word = *word << 4 | (uint64_t) value;
		scanner->position++;
		ndigits++;
	}
	if (ndigits == COC_HEX_LENGTH)
		return true;
	scanner->position = start;
	return false;
}

uint8_t *
coc_put_word(uint8_t *out, uint64_t word)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		*out++ = (uint8_t) (word >> shift);
	return out;
}

uint64_t
coc_get_word(const uint8_t **in)
{
	uint64_t word = 0;

	for (int i = 0; i < 8; i++)
		word = word << 8 | *(*in)++;
	return word;
}
