/*
 * scan.h
 *		A cursor over text, shared by every hand-written parser in core.
 *
 * The text need not end in NUL. White space between tokens is ASCII blank,
 * tab, carriage return and line feed, whatever the locale. Offsets reported
 * to people count from 1; the texts parsed here are ASCII, so bytes are
 * characters.
 */
#ifndef COC_SCAN_H
#define COC_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct CocScanner
{
	const char *text;
	size_t length;
	size_t position;
} CocScanner;

static inline bool
coc_scan_at_end(const CocScanner *scanner)
{
	return scanner->position >= scanner->length;
}

/* Position as told to people. */
static inline size_t
coc_scan_offset(const CocScanner *scanner)
{
	return scanner->position + 1;
}

extern void coc_scan_space(CocScanner *scanner);

/* Take one character if it is the next, after white space; else stay put. */
extern bool coc_scan_char(CocScanner *scanner, char wanted);

/* Take a run of [a-z0-9_] that starts with a letter; length 0 when none. */
extern size_t coc_scan_word(CocScanner *scanner, const char **word);

/* Take YYYY-MM-DD; false, with the position kept, when it is not a date. */
extern bool coc_scan_date(CocScanner *scanner, int32_t *day);

/* Take an optional sign and digits; false when none or beyond int64. */
extern bool coc_scan_integer(CocScanner *scanner, int64_t *value);

#endif /* COC_SCAN_H */
