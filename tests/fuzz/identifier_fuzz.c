/*
 * identifier_fuzz.c
 *		Any bytes under every shipped scheme, and any bytes as a scheme.
 *
 * The input is cut at line feeds: pattern, check rule, placeholders, and the
 * identifier, which may hold more of them.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/identifier.h"

#define MOST 4096

/* What was accepted once is accepted again, as itself. */
static void
check_stable(const CocScheme *scheme, const char *text, size_t length)
{
	char first[COC_CANONICAL_MAX];
	char second[COC_CANONICAL_MAX];
	size_t nfirst;
	size_t nsecond;

	if (coc_identifier_canonical(scheme, text, length, first, &nfirst) !=
		COC_IDENTIFIER_OK)
		return;
	if (nfirst == 0 || nfirst > COC_CANONICAL_MAX)
		abort();
	if (coc_identifier_canonical(scheme, first, nfirst, second, &nsecond) !=
			COC_IDENTIFIER_OK ||
		nsecond != nfirst || memcmp(first, second, nfirst) != 0)
		abort();
}

static void
try_shipped(const char *text, size_t length)
{
	CocScheme scheme;
	CocSlip slip;

	for (int i = 0; i < coc_nshipped_schemes; i++)
	{
		if (coc_scheme_compile(&coc_shipped_schemes[i], &scheme, &slip) !=
			COC_OK)
			abort();
		check_stable(&scheme, text, length);
	}
	if (!coc_scheme_local("LOCAL/7", 7, &scheme))
		abort();
	check_stable(&scheme, text, length);
	(void) coc_scheme_local(text, length, &scheme);
}

/* A scheme that compiles may be silly; it must only stay in its bounds. */
static void
try_as_scheme(char *text, size_t length)
{
	char *parts[3];
	char *rest = text;
	CocScheme scheme;
	CocSlip slip;
	char out[COC_CANONICAL_MAX];
	size_t n;

	for (int i = 0; i < 3; i++)
	{
		char *stop = memchr(rest, '\n', (size_t) (text + length - rest));

		if (stop == NULL)
			return;
		*stop = '\0';
		parts[i] = rest;
		rest = stop + 1;
	}
	if (coc_scheme_compile(
			&(CocSchemeRow){"FUZZ", parts[0], parts[1], parts[2]}, &scheme,
			&slip) != COC_OK)
		return;
	(void) coc_identifier_canonical(&scheme, rest,
									(size_t) (text + length - rest), out, &n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size > MOST)
		return 0;
	text = malloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	try_shipped(text, size);
	try_as_scheme(text, size);
	free(text);
	return 0;
}
