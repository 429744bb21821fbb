/*
 * pseudonym_test.c
 *		Text and bytes of a pseudonym.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "check.h"
#include "core/pseudonym.h"

static const char *
print(const CocPseudonym *pseudonym)
{
	static char text[COC_PSEUDONYM_TEXT_MAX + 1];

	text[coc_pseudonym_write(pseudonym, text)] = '\0';
	return text;
}

static bool
read_text(const char *text, CocPseudonym *pseudonym)
{
	CocSlip slip = {0};
	CocStatus status = coc_pseudonym_read(text, strlen(text), pseudonym, &slip);

	CHECK(status == COC_OK || (status == COC_BAD_TEXT && slip.reason));
	return status == COC_OK;
}

/* From the reference's vectors. */
static const struct
{
	uint16_t key_id;
	const uint8_t *block;
	const char *text;
} vectors[] = {
	{3,
	 (const uint8_t *) "\xde\x42\xb7\x6a\x6a\x4c\x83\x76"
					   "\xb5\x3a\x7c\x6b\x63\xe7\xd5\x19",
	 "3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC"},
	{4,
	 (const uint8_t *) "\x9f\x58\x14\x87\x6b\x90\x0e\x0a"
					   "\x80\x7d\x15\x11\xc4\x55\xde\x93",
	 "4-4ZB0A8ETWG1R580Z8N2725BQMKK"},
};

static void
test_vectors(void)
{
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++)
	{
		CocPseudonym made;
		CocPseudonym read;

		coc_pseudonym_make(vectors[i].key_id, vectors[i].block, &made);
		CHECK_STR(print(&made), vectors[i].text);
		CHECK(read_text(vectors[i].text, &read));
		CHECK(memcmp(&made, &read, sizeof(made)) == 0);
		CHECK_INT(coc_pseudonym_key_id(&read), vectors[i].key_id);
	}
}

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* parse . print = id, whatever the case and wherever the hyphens. */
static void
test_round_trip(void)
{
	uint64_t state = 88172645463325252u;

	for (int i = 0; i < 2000; i++)
	{
		CocPseudonym made;
		CocPseudonym read;
		char text[COC_PSEUDONYM_TEXT_MAX + 1];
		char dressed[2 * COC_PSEUDONYM_TEXT_MAX + 1];
		size_t n = 0;

		for (int b = 0; b < COC_PSEUDONYM_SIZE; b++)
			made.bytes[b] = (uint8_t) next_random(&state);
		made.bytes[1] |= 1;
		strcpy(text, print(&made));
		CHECK(read_text(text, &read));
		CHECK(memcmp(&made, &read, sizeof(made)) == 0);
		for (const char *c = text; *c; c++)
		{
			bool lower = next_random(&state) % 2 && *c >= 'A' && *c <= 'Z';

			dressed[n++] = (char) (lower ? *c - 'A' + 'a' : *c);
			if (next_random(&state) % 4 == 0)
				dressed[n++] = '-';
		}
		dressed[n] = '\0';
		CHECK(read_text(dressed, &read));
		CHECK(memcmp(&made, &read, sizeof(made)) == 0);
	}
}

static void
test_limits(void)
{
	uint8_t block[COC_PSEUDONYM_BLOCK];
	CocPseudonym made;
	CocPseudonym read;
	CocSlip slip;

	memset(block, 0xFF, sizeof(block));
	coc_pseudonym_make(65535, block, &made);
	CHECK_INT(strlen(print(&made)), COC_PSEUDONYM_TEXT_MAX);
	CHECK(read_text(print(&made), &read));
	CHECK(memcmp(&made, &read, sizeof(made)) == 0);
	memset(block, 0, sizeof(block));
	coc_pseudonym_make(1, block, &made);
	/* By hand: 2^36 leaves 1 modulo 37, so 2^128 leaves what 2^20 does: 33. */
	CHECK_STR(print(&made), "1-00000000000000000000000000~");
	CHECK_INT(coc_pseudonym_check(&made, &slip), COC_OK);
	coc_pseudonym_make(0, block, &made);
	CHECK_INT(coc_pseudonym_check(&made, &slip), COC_BAD_BINARY);
}

/* One wrong digit, or two neighbours changed over, never passes. */
static void
test_slips_of_the_pen(void)
{
	static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	const char *good = vectors[0].text;
	char text[COC_PSEUDONYM_TEXT_MAX + 1];
	CocPseudonym read;

	for (size_t at = 2; at < strlen(good) - 1; at++)
	{
		for (const char *digit = digits; *digit; digit++)
		{
			strcpy(text, good);
			text[at] = *digit;
			CHECK(read_text(text, &read) == (*digit == good[at]));
		}
		strcpy(text, good);
		text[at] = good[at + 1];
		text[at + 1] = good[at];
		CHECK(read_text(text, &read) == (good[at] == good[at + 1]));
	}
}

static const char *const bad_texts[] = {
	"",
	"-",
	"3",
	"3-",
	"3-6Y8AVPMTJCGDVBAEKWDDHYFN8S",   /* a digit short */
	"3-6Y8AVPMTJCGDVBAEKWDDHYFN8SCC", /* one too many: key id 36 */
	"6Y8AVPMTJCGDVBAEKWDDHYFN8SC",    /* no key id */
	"0-6Y8AVPMTJCGDVBAEKWDDHYFN8SC",  /* key id 0 */
	"03-6Y8AVPMTJCGDVBAEKWDDHYFN8SC",
	"65536-6Y8AVPMTJCGDVBAEKWDDHYFN8SC",
	"165539-6Y8AVPMTJCGDVBAEKWDDHYFN8SC",
	"A-6Y8AVPMTJCGDVBAEKWDDHYFN8SC",
	"4-6Y8AVPMTJCGDVBAEKWDDHYFN8SC", /* another key id */
	"3-8Y8AVPMTJCGDVBAEKWDDHYFN8SC", /* 129 bits */
	"3-6U8AVPMTJCGDVBAEKWDDHYFN8SC", /* U is a check symbol only */
	"3-6Y8AVPMTJCGDVBAEKWDDHYFN8S*",
	" 3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC",
	"3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC ",
	"3_6Y8AVPMTJCGDVBAEKWDDHYFN8SC",
	"3-6Y8AVPMTJCGDVBAEKWDDHYFN8S\xC3",
};

static void
test_bad_texts(void)
{
	static char endless[100000];
	CocPseudonym read;
	CocSlip slip;

	for (size_t i = 0; i < sizeof(bad_texts) / sizeof(bad_texts[0]); i++)
		CHECK(!read_text(bad_texts[i], &read));
	memset(endless, '1', sizeof(endless) - 1);
	CHECK(!read_text(endless, &read));
	/* Hyphens are nothing, however many. */
	memset(endless, '-', sizeof(endless) - 1);
	memcpy(endless, vectors[0].text, strlen(vectors[0].text));
	CHECK_INT(coc_pseudonym_read(endless, sizeof(endless) - 1, &read, &slip),
			  COC_OK);
	/* NUL inside is no hyphen. */
	CHECK_INT(coc_pseudonym_read("3\0"
								 "6Y8AVPMTJCGDVBAEKWDDHYFN8SC",
								 29, &read, &slip),
			  COC_BAD_TEXT);
	/* Crockford's look-alikes: O is 0, I and L are 1. */
	CHECK(read_text("1-oO000000000000000000000000~", &read));
	CHECK(read_text("4-4ZB0A8ETWGiR58OZ8N2725BQMKK", &read));
	CHECK(read_text("4-4ZB0A8ETWGlR580Z8N2725BQMKK", &read));
	CHECK(memcmp(read.bytes + 2, vectors[1].block, 16) == 0);
}

int
main(void)
{
	test_vectors();
	test_round_trip();
	test_limits();
	test_slips_of_the_pen();
	test_bad_texts();
	return check_summary("pseudonym");
}
