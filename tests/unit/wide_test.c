/*
 * wide_test.c
 *		128-bit integers: text, limits, products and exact ratios.
 */
#include "check.h"

#include "core/wide.h"

static const char *
text_of(CocInt128 value)
{
	static char text[COC_WIDE_LENGTH + 1];

	text[coc_wide_write(value, text)] = '\0';
	return text;
}

static bool
scan(const char *text, CocInt128 *value)
{
	CocScanner scanner = {text, strlen(text), 0};

	return coc_scan_wide(&scanner, value) && coc_scan_at_end(&scanner);
}

static void
check_text(void)
{
	static const char *const legal[] = {
		"0",
		"7",
		"-7",
		"9223372036854775808",
		"-18446744073709551616",
		"170141183460469231731687303715884105727",
		"-170141183460469231731687303715884105728",
	};
	static const char *const illegal[] = {
		"",
		"-",
		"x",
		"1x",
		"1.0",
		"+1",
		"170141183460469231731687303715884105728",
		"-170141183460469231731687303715884105729",
		"999999999999999999999999999999999999999999",
	};
	CocInt128 value = 0;
	CocWide stored;

	for (size_t i = 0; i < sizeof(legal) / sizeof(legal[0]); i++)
	{
		CHECK(scan(legal[i], &value));
		CHECK_STR(text_of(value), legal[i]);
		coc_wide_set(&stored, value);
		CHECK(coc_wide_get(&stored) == value);
	}
	for (size_t i = 0; i < sizeof(illegal) / sizeof(illegal[0]); i++)
		CHECK(!scan(illegal[i], &value));
}

static void
check_products(void)
{
	CocUInt128 most = ~(CocUInt128) 0;
	CocUInt128 half = (CocUInt128) 1 << 64;

	CHECK(coc_wide_product_at_most(0, most, 0, 0));
	CHECK(coc_wide_product_at_most(most, most, most, most));
	CHECK(!coc_wide_product_at_most(most, most, most, most - 1));
	CHECK(coc_wide_product_at_most(most, most - 1, most, most));
	CHECK(coc_wide_product_at_most(half, half, half, half));
	/* (2^64 - 1)(2^64 + 1) = 2^128 - 1 < 2^64 2^64: equal above the limb. */
	CHECK(coc_wide_product_at_most(half - 1, half + 1, half, half));
	CHECK(!coc_wide_product_at_most(half, half, half - 1, half + 1));
	CHECK(coc_wide_product_at_most(36, 1, 2, 18));
	CHECK(!coc_wide_product_at_most(6, 6, 2, 17));
}

static void
check_ratios(void)
{
	static const struct
	{
		int64_t numerator;
		int64_t denominator;
		int scale;
		const char *want;
	} cases[] = {
		{0, 1, 0, "0"},
		{0, 7, 3, "0.000"},
		{1, 2, 0, "1"},
		{-1, 2, 0, "-1"},
		{1, 8, 2, "0.13"},
		{-1, 8, 2, "-0.13"},
		{-1, 8, 0, "0"},
		{-1, 1000, 2, "0.00"},
		{1, 3, 5, "0.33333"},
		{2, 3, 5, "0.66667"},
		{999, 1000, 2, "1.00"},
		{99999, 1000, 1, "100.0"},
		{-9999, 100, 1, "-100.0"},
		{12345, 10, 0, "1235"},
		{INT64_MAX, 1, 2, "9223372036854775807.00"},
		{INT64_MIN, 1, 0, "-9223372036854775808"},
		{INT64_MAX - 1, INT64_MAX, 18, "1.000000000000000000"},
		{INT64_MAX / 2, INT64_MAX, 0, "0"},
		{INT64_MAX / 2 + 1, INT64_MAX, 0, "1"},
	};
	char text[COC_RATIO_LENGTH + 1];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		text[coc_ratio_write(cases[i].numerator, cases[i].denominator,
							 cases[i].scale, text)] = '\0';
		CHECK_STR(text, cases[i].want);
	}
	/* The longest: the greatest sum over one, all decimals asked for. */
	CHECK(coc_ratio_write((CocInt128) 1 << 126, 3, COC_RATIO_SCALE_MAX, text) <=
		  COC_RATIO_LENGTH);
}

int
main(void)
{
	check_text();
	check_products();
	check_ratios();
	return check_summary("wide");
}
