/*
 * pseudonym_fuzz.c
 *		Any text as a pseudonym, any 18 bytes as a stored one.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/pseudonym.h"

/* What is printed is read back as the same bytes. */
static void
check_round_trip(const CocPseudonym *pseudonym)
{
	char text[COC_PSEUDONYM_TEXT_MAX];
	size_t length = coc_pseudonym_write(pseudonym, text);
	CocPseudonym read;
	CocSlip slip;

	if (length > COC_PSEUDONYM_TEXT_MAX ||
		coc_pseudonym_read(text, length, &read, &slip) != COC_OK ||
		memcmp(&read, pseudonym, sizeof(read)) != 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CocPseudonym pseudonym;
	CocSlip slip;

	if (coc_pseudonym_read((const char *) data, size, &pseudonym, &slip) ==
		COC_OK)
		check_round_trip(&pseudonym);
	if (size >= sizeof(pseudonym.bytes))
	{
		memcpy(pseudonym.bytes, data, sizeof(pseudonym.bytes));
		if (coc_pseudonym_check(&pseudonym, &slip) == COC_OK)
			check_round_trip(&pseudonym);
	}
	return 0;
}
