/*
 * cursor_test.c
 *		Strings, hexadecimal and words at a place in a buffer.
 */
#include "check.h"

#include "core/cursor.h"

static void
check_hex(void)
{
	static const struct
	{
		const char *text;
		bool good;
		uint64_t word;
		size_t position;
	} cases[] = {
		{"0000000000000000", true, 0, 16},
		{"  0123456789abcdef,", true, UINT64_C(0x0123456789abcdef), 18},
		{"ffffffffffffffff0", true, UINT64_MAX, 16},
		{"0123456789abcde", false, 0, 0},
		{"0123456789abcdeF", false, 0, 0},
		{"0123456789abcde:", false, 0, 0},
		{" 0123456789abcdg0", false, 0, 0},
		{"", false, 0, 0},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		CocScanner scanner = {cases[i].text, strlen(cases[i].text), 0};
		uint64_t word;
		char text[COC_HEX_LENGTH];

		CHECK_INT(coc_scan_hex(&scanner, &word), cases[i].good);
		CHECK_INT(scanner.position, cases[i].position);
		if (!cases[i].good)
			continue;
		CHECK(word == cases[i].word);
		CHECK(coc_put_hex(text, word) == text + COC_HEX_LENGTH);
		CHECK(memcmp(text, cases[i].text + cases[i].position - COC_HEX_LENGTH,
					 COC_HEX_LENGTH) == 0);
	}
}

static void
check_words(void)
{
	uint8_t bytes[8];
	const uint8_t *in = bytes;

	CHECK(coc_put_word(bytes, UINT64_C(0x0102030405060708)) == bytes + 8);
	CHECK(memcmp(bytes, "\1\2\3\4\5\6\7\10", 8) == 0);
	CHECK(coc_get_word(&in) == UINT64_C(0x0102030405060708));
	CHECK(in == bytes + 8);
}

static void
check_strings(void)
{
	char text[20];

	*coc_put_string(coc_put_name(text, "yes"), "1") = '\0';
	CHECK_STR(text, "\"yes\": 1");
}

int
main(void)
{
	check_hex();
	check_words();
	check_strings();
	return check_summary("cursor");
}
