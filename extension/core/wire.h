/*
 * wire.h
 *		64-bit words in network order, as every binary form sends them.
 */
#ifndef COC_WIRE_H
#define COC_WIRE_H

#include <stdint.h>

/* Put a word; returns the place behind it. */
static inline uint8_t *
coc_put_word(uint8_t *out, uint64_t word)
{
	for (int shift = 56; shift >= 0; shift -= 8)
		*out++ = (uint8_t) (word >> shift);
	return out;
}

/* Get a word and move behind it. */
static inline uint64_t
coc_get_word(const uint8_t **in)
{
	uint64_t word = 0;

	for (int i = 0; i < 8; i++)
		word = word << 8 | *(*in)++;
	return word;
}

#endif /* COC_WIRE_H */
