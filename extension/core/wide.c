/*
 * wide.c
 *		Decimal text of 128-bit integers and of ratios, exact.
 *
 * Ratios are written by long division and rounded once, on the exact
 * remainder: a quotient that was already rounded somewhere would be rounded
 * twice, and the last digit of a published rate would depend on how many
 * digits happened to be computed.
 */
#include "core/wide.h"

#include <string.h>

/* Four limbs, least significant first. */
static void
multiply(CocUInt128 a, CocUInt128 b, uint64_t out[4])
{
	uint64_t left[2] = {(uint64_t) a, (uint64_t) (a >> 64)};
	uint64_t right[2] = {(uint64_t) b, (uint64_t) (b >> 64)};

	memset(out, 0, 4 * sizeof(out[0]));
	for (int i = 0; i < 2; i++)
	{
		uint64_t carry = 0;

		for (int j = 0; j < 2; j++)
		{
			CocUInt128 limb = (CocUInt128) left[i] * right[j];

			/* (2^64-1)^2 + 2 (2^64-1) = 2^128-1: it cannot overflow. */
			limb += out[i + j];
			limb += carry;
			out[i + j] = (uint64_t) limb;
			carry = (uint64_t) (limb >> 64);
		}
		out[i + 2] = carry;
	}
}

bool
coc_wide_product_at_most(CocUInt128 a, CocUInt128 b, CocUInt128 c, CocUInt128 d)
{
	uint64_t left[4];
	uint64_t right[4];

	multiply(a, b, left);
	multiply(c, d, right);
	for (int i = 3; i >= 0; i--)
	{
		if (left[i] != right[i])
			return left[i] < right[i];
	}
	return true;
}

/* Digits of a magnitude, at least one; returns how many. */
static size_t
write_magnitude(CocUInt128 magnitude, char *out)
{
	char reversed[COC_WIDE_LENGTH];
	size_t ndigits = 0;

	do
	{
		reversed[ndigits++] = (char) ('0' + (int) (magnitude % 10));
		magnitude /= 10;
	} while (magnitude > 0);
	for (size_t i = 0; i < ndigits; i++)
		out[i] = reversed[ndigits - 1 - i];
	return ndigits;
}

/* The least integer has no positive twin: its magnitude is unsigned. */
size_t
coc_wide_write(CocInt128 value, char *out)
{
	size_t length = 0;

	if (value < 0)
		out[length++] = '-';
	return length + write_magnitude(coc_wide_magnitude(value), out + length);
}

bool
coc_scan_wide(CocScanner *scanner, CocInt128 *value)
{
	size_t start = scanner->position;
	bool negative = coc_scan_char(scanner, '-');
	bool fits = true;
	size_t ndigits = 0;
	CocInt128 below = 0;

	coc_scan_space(scanner);
	for (; !coc_scan_at_end(scanner); scanner->position++, ndigits++)
	{
		int digit = scanner->text[scanner->position] - '0';

		if (digit < 0 || digit > 9)
			break;
		/* Accumulate below zero: the least integer has no positive twin. */
		fits = fits && !__builtin_mul_overflow(below, 10, &below) &&
			   !__builtin_sub_overflow(below, digit, &below);
	}
	if (!negative)
		fits = fits && !__builtin_sub_overflow((CocInt128) 0, below, &below);
	if (ndigits > 0 && fits)
	{
		*value = below;
		return true;
	}
	scanner->position = start;
	return false;
}

/* Add one unit in the last place to text of digits and at most one point. */
static void
round_up(char *first, char *last)
{
	for (char *place = last; place >= first; place--)
	{
		if (*place == '.')
			continue;
		if (*place != '9')
		{
			++*place;
			return;
		}
		*place = '0';
	}
}

/*
 * coc_ratio_write
 *		Long division, digit by digit, as on paper.
 *
 * The remainder stays below the divisor, and that below 2^63, so ten times it
 * is exact in 128 bits. What is left decides the rounding: at least half of
 * the divisor is half a unit of the last place, or more.
 */
size_t
coc_ratio_write(CocInt128 numerator, int64_t denominator, int scale, char *out)
{
	CocUInt128 magnitude = coc_wide_magnitude(numerator);
	CocUInt128 divisor = (CocUInt128) denominator;
	CocUInt128 rest = magnitude % divisor;
	char digits[COC_RATIO_LENGTH];
	size_t length = 1;
	size_t skip;
	bool negative;

	/* A leading zero takes the carry of 9.99 -> 10.0. */
	digits[0] = '0';
	length += write_magnitude(magnitude / divisor, digits + 1);
	if (scale > 0)
		digits[length++] = '.';
	for (int i = 0; i < scale; i++)
	{
		rest *= 10;
		digits[length++] = (char) ('0' + (int) (rest / divisor));
		rest %= divisor;
	}
	if (rest * 2 >= divisor)
		round_up(digits, digits + length - 1);
	skip = digits[0] == '0' ? 1 : 0;
	/* A figure that rounds to zero has no sign. */
	negative = numerator < 0 && strspn(digits, "0.") < length;
	if (negative)
		*out = '-';
	memcpy(out + negative, digits + skip, length - skip);
	return length - skip + negative;
}
