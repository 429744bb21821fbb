/*
 * identifier.h
 *		National identifiers: one canonical form, or the reason why not.
 *
 * What is folded, dropped and refused is frozen with the schemes: the
 * canonical form is what the key is applied to, and a number that would be
 * written differently next year would be a different person.
 */
#ifndef COC_IDENTIFIER_H
#define COC_IDENTIFIER_H

#include <stddef.h>

#include "core/scheme.h"

/*
 * A number of LOCAL/<n>: what a provider writes has up to 64 characters, and
 * the prefix that intake puts before it always fits besides.
 */
#define COC_LOCAL_CHARACTERS 72

/* A canonical form fits in here; the longest is a local number in UTF-8. */
#define COC_CANONICAL_MAX (COC_LOCAL_CHARACTERS * 4)

/* Longest text that can be an identifier once separators are gone. */
#define COC_NORMAL_MAX 64

typedef enum CocIdentifierFault
{
	COC_IDENTIFIER_OK,
	COC_IDENTIFIER_MISSING,     /* nothing but separators */
	COC_IDENTIFIER_MALFORMED,   /* does not follow the scheme's pattern */
	COC_IDENTIFIER_CHECK_DIGIT, /* the check digit does not fit */
	COC_IDENTIFIER_PLACEHOLDER, /* legal in form, and nobody's: 11111111-1 */
	COC_IDENTIFIER_SCRIPT,      /* digits or letters of another script */
	COC_IDENTIFIER_NO_SCHEME    /* no such scheme */
} CocIdentifierFault;

/*
 * Write the canonical form (not NUL-terminated, at most COC_CANONICAL_MAX
 * bytes) and its length. On a fault nothing of the output is to be used.
 */
extern CocIdentifierFault coc_identifier_canonical(const CocScheme *scheme,
												   const char *text,
												   size_t length, char *out,
												   size_t *out_length);

/* "missing", "malformed", ... ; NULL for COC_IDENTIFIER_OK. */
extern const char *coc_identifier_fault_name(CocIdentifierFault fault);

/* COC_BAD_VALUE or COC_UNKNOWN, with a slip that says the reason in words. */
extern CocStatus coc_identifier_slip(CocIdentifierFault fault, CocSlip *slip);

#endif /* COC_IDENTIFIER_H */
