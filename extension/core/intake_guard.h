/*
 * intake_guard.h
 *		May this text be stored beside this identifier?
 *
 * Codes, record numbers and file numbers are kept as they came, and every one
 * of them is a place where an identifier turns up: a shifted column, a file
 * number that is the identifier without its dots, a remark with a number in
 * it. What is refused is not stored, whatever else happens to the row.
 */
#ifndef COC_INTAKE_GUARD_H
#define COC_INTAKE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/scheme.h"

/* Longest text kept of a field, in characters. */
#define COC_TEXT_CHARACTERS 64

/* A piece of a line: not terminated; text NULL when missing. */
typedef struct CocField
{
	char *text;
	size_t length;
} CocField;

/*
 * Schemes with a check digit, and the row's own identifier folded to capital
 * letters and digits. own is set row by row with coc_guard_own().
 */
typedef struct CocGuard
{
	const CocScheme *schemes;
	int nschemes;
	size_t nown;
	char own[COC_TEXT_CHARACTERS];
} CocGuard;

/* Take the row's identifier; a missing one guards against nothing. */
extern void coc_guard_own(CocGuard *guard, CocField identifier);

/*
 * True when the text is short, printable, well-formed UTF-8, not the row's
 * identifier in another spelling, and holds no valid identifier in the form
 * in which people write it (12.345.678-5, 12345678-5, 22962963Q). A plain
 * number passes even if some check digit happens to fit: it would be every
 * eleventh record number.
 */
extern bool coc_text_allowed(const CocGuard *guard, CocField text);

/* True when every byte belongs to well-formed UTF-8. */
extern bool coc_utf8_valid(const char *text, size_t length);

#endif /* COC_INTAKE_GUARD_H */
