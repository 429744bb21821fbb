/*
 * cursor.h
 *		Writing and reading at a place in a buffer.
 *
 * Each "put" writes at a place and returns the place behind it; the caller
 * has given a buffer that is large enough for anything its value can need,
 * and no terminator is written. Words are in network order, as every binary
 * form sends them.
 */
#ifndef COC_CURSOR_H
#define COC_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/scan.h"

/* Digits of a word in hexadecimal: always all of them. */
#define COC_HEX_LENGTH 16

extern char *coc_put_string(char *out, const char *string);

/* The name of a JSON member and its colon; our names need no escapes. */
extern char *coc_put_name(char *out, const char *name);

extern char *coc_put_hex(char *out, uint64_t word);

/* Take exactly COC_HEX_LENGTH lower-case digits; else stay put. */
extern bool coc_scan_hex(CocScanner *scanner, uint64_t *word);

extern uint8_t *coc_put_word(uint8_t *out, uint64_t word);

/* Get a word and move behind it. */
extern uint64_t coc_get_word(const uint8_t **in);

#endif /* COC_CURSOR_H */
