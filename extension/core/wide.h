/*
 * wide.h
 *		128-bit integers as two words, and exact decimal text of them.
 *
 * A sum of squares of int4 values does not fit 64 bits. The stored form is
 * two 64-bit words, so that no struct needs 16-byte alignment, which palloc
 * does not promise. Arithmetic is the compiler's own (gcc and clang, 64-bit).
 */
#ifndef COC_WIDE_H
#define COC_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/scan.h"

__extension__ typedef __int128 CocInt128;
__extension__ typedef unsigned __int128 CocUInt128;

typedef struct CocWide
{
	uint64_t low;
	int64_t high;
} CocWide;

/* Most characters of a 128-bit integer: a sign and 39 digits. */
#define COC_WIDE_LENGTH 40

/* Most decimal places coc_ratio_write is asked for, and its longest text. */
#define COC_RATIO_SCALE_MAX 100
#define COC_RATIO_LENGTH (COC_WIDE_LENGTH + 2 + COC_RATIO_SCALE_MAX)

static inline CocInt128
coc_wide_get(const CocWide *wide)
{
	return (CocInt128) (((CocUInt128) (uint64_t) wide->high << 64) | wide->low);
}

static inline void
coc_wide_set(CocWide *wide, CocInt128 value)
{
	wide->low = (uint64_t) value;
	wide->high = (int64_t) (value >> 64);
}

static inline void
coc_wide_add(CocWide *wide, CocInt128 value)
{
	coc_wide_set(wide, coc_wide_get(wide) + value);
}

static inline CocUInt128
coc_wide_magnitude(CocInt128 value)
{
	return value < 0 ? -(CocUInt128) value : (CocUInt128) value;
}

/* True when a * b <= c * d, computed in 256 bits. */
extern bool coc_wide_product_at_most(CocUInt128 a, CocUInt128 b, CocUInt128 c,
									 CocUInt128 d);

/* Write decimal text, no terminator; returns its length. */
extern size_t coc_wide_write(CocInt128 value, char *out);

/* Take an optional sign and digits; false when none or beyond 128 bits. */
extern bool coc_scan_wide(CocScanner *scanner, CocInt128 *value);

/*
 * Write numerator / denominator with so many decimals, rounded once, half
 * away from zero. denominator > 0, 0 <= scale <= COC_RATIO_SCALE_MAX.
 */
extern size_t coc_ratio_write(CocInt128 numerator, int64_t denominator,
							  int scale, char *out);

#endif /* COC_WIDE_H */
