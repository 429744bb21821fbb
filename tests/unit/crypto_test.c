/*
 * crypto_test.c
 *		RFC 4231, RFC 5869, Wycheproof and the project's own vectors through
 *		the file that includes OpenSSL.
 */
/* unit-test-links: extension/pg/crypto.c */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/pseudonym.h"
#include "data_file.h"
#include "pg/crypto.h"

#define WORDS 8
#define MOST_BYTES 70000

typedef struct Bytes
{
	uint8_t *bytes;
	size_t length;
} Bytes;

/* Bytes of a hexadecimal word, on the heap so that overruns are seen. */
static Bytes
from_hex(const char *word)
{
	Bytes result = {malloc(strlen(word) / 2 + 1), 0};

	if (strcmp(word, "-") == 0)
		return result;
	for (; word[0] && word[1]; word += 2)
	{
		unsigned byte;

		CHECK_INT(sscanf(word, "%2x", &byte), 1);
		result.bytes[result.length++] = (uint8_t) byte;
	}
	return result;
}

static bool
same(Bytes want, const uint8_t *got, size_t length)
{
	return want.length <= length && memcmp(want.bytes, got, want.length) == 0;
}

/* ---- one line of vectors ---- */

static void
check_hmac(char **word)
{
	Bytes key = from_hex(word[1]);
	Bytes message = from_hex(word[2]);
	Bytes tag = from_hex(word[3]);
	uint8_t out[COC_MAC_SIZE];
	CocMac mac;

	CHECK(coc_mac_start(&mac, key.bytes, key.length));
	/* Twice: the saved states must not move. */
	CHECK(coc_mac(&mac, (const uint8_t *) "something else", 14, out));
	CHECK(coc_mac(&mac, message.bytes, message.length, out));
	CHECK(same(tag, out, sizeof(out)) == (strcmp(word[4], "valid") == 0));
	coc_mac_end(&mac);
	free(key.bytes);
	free(message.bytes);
	free(tag.bytes);
}

static void
check_hkdf(char **word)
{
	Bytes ikm = from_hex(word[1]);
	Bytes salt = from_hex(word[2]);
	Bytes info = from_hex(word[3]);
	size_t size = (size_t) atoi(word[4]);
	Bytes okm = from_hex(word[5]);
	uint8_t *out = malloc(size + 1);
	bool good = coc_hkdf(salt.bytes, salt.length, ikm.bytes, ikm.length,
						 info.bytes, info.length, out, size);

	CHECK(good == (strcmp(word[6], "valid") == 0));
	if (good)
		CHECK(okm.length == size && same(okm, out, size));
	free(ikm.bytes);
	free(salt.bytes);
	free(info.bytes);
	free(okm.bytes);
	free(out);
}

static void
check_derivation(char **word)
{
	bool root = strcmp(word[0], "root") == 0;
	Bytes secret = from_hex(word[2]);
	Bytes want = from_hex(word[root ? 3 : 4]);
	uint8_t key[COC_KEY_SIZE];

	if (root)
		CHECK(coc_derive_root(word[1], secret.bytes, key));
	else
		CHECK(coc_derive_domain(word[1], secret.bytes, word[3], strlen(word[3]),
								key));
	CHECK(want.length == COC_KEY_SIZE && same(want, key, sizeof(key)));
	free(secret.bytes);
	free(want.bytes);
}

static void
check_kcv(char **word)
{
	Bytes key = from_hex(word[1]);
	Bytes want = from_hex(word[2]);
	uint8_t kcv[COC_KCV_SIZE];

	CHECK(coc_key_check_value(key.bytes, kcv));
	CHECK(want.length == COC_KCV_SIZE && same(want, kcv, sizeof(kcv)));
	free(key.bytes);
	free(want.bytes);
}

static void
check_inner(char **word)
{
	Bytes key = from_hex(word[1]);
	Bytes want = from_hex(word[4]);
	uint8_t inner[COC_BLOCK_SIZE];
	CocMac root;

	CHECK(coc_mac_start(&root, key.bytes, key.length));
	CHECK(coc_inner_value(&root, word[2], strlen(word[2]), word[3],
						  strlen(word[3]), inner));
	CHECK(want.length == COC_BLOCK_SIZE && same(want, inner, sizeof(inner)));
	coc_mac_end(&root);
	free(key.bytes);
	free(want.bytes);
}

/* Both ways, and in place. */
static void
check_block(char **word)
{
	Bytes key = from_hex(word[1]);
	Bytes inner = from_hex(word[2]);
	Bytes want = from_hex(word[3]);
	uint8_t block[COC_BLOCK_SIZE];
	CocCipher sealer;
	CocCipher opener;

	CHECK(coc_cipher_start(&sealer, key.bytes, true));
	CHECK(coc_cipher_start(&opener, key.bytes, false));
	CHECK(coc_cipher_block(&sealer, inner.bytes, block));
	CHECK(same(want, block, sizeof(block)));
	CHECK(coc_cipher_block(&opener, block, block));
	CHECK(same(inner, block, sizeof(block)));
	coc_cipher_end(&sealer);
	coc_cipher_end(&opener);
	free(key.bytes);
	free(inner.bytes);
	free(want.bytes);
}

static void
check_text(char **word)
{
	Bytes block = from_hex(word[2]);
	char text[COC_PSEUDONYM_TEXT_MAX + 1];
	CocPseudonym pseudonym;

	coc_pseudonym_make((uint16_t) atoi(word[1]), block.bytes, &pseudonym);
	text[coc_pseudonym_write(&pseudonym, text)] = '\0';
	CHECK_STR(text, word[3]);
	free(block.bytes);
}

static const struct
{
	const char *name;
	void (*check)(char **word);
	int nwords;
	int count; /* lines that the files must give */
} kinds[] = {
	{"hmac", check_hmac, 5, 6 + 174}, {"hkdf", check_hkdf, 7, 3 + 86},
	{"root", check_derivation, 4, 1}, {"domain", check_derivation, 5, 3},
	{"kcv", check_kcv, 3, 2},         {"inner", check_inner, 5, 11},
	{"block", check_block, 4, 33},    {"text", check_text, 4, 22},
};

#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

/* Cut the line into words and hand it to its kind. */
static void
check_line(char *line, int *counts)
{
	char *words[WORDS] = {NULL};
	int nwords = 0;

	for (char *word = strtok(line, " \n"); word && nwords < WORDS;
		 word = strtok(NULL, " \n"))
		words[nwords++] = word;
	for (size_t i = 0; i < NKINDS; i++)
	{
		if (nwords > 0 && strcmp(kinds[i].name, words[0]) == 0)
		{
			CHECK_INT(nwords, kinds[i].nwords);
			counts[i]++;
			kinds[i].check(words);
			return;
		}
	}
	CHECK(!"a line of a known kind");
}

static void
test_published(void)
{
	static char line[4 * MOST_BYTES];
	const char *folder = getenv("CONTINUUM_DATA");
	FILE *present = open_data("crypto_vectors/rfc-4231-sha256.txt");
	char command[4096];
	int counts[NKINDS] = {0};
	FILE *lines;

	if (present == NULL)
		return;
	(void) fclose(present);
	(void) snprintf(command, sizeof(command),
					"python3 tests/unit/vector_lines.py '%s'",
					folder ? folder : "../shared/data");
	lines = popen(command, "r");
	CHECK(lines != NULL);
	while (lines && fgets(line, sizeof(line), lines))
		check_line(line, counts);
	CHECK(lines && pclose(lines) == 0);
	for (size_t i = 0; i < NKINDS; i++)
		CHECK_INT(counts[i], kinds[i].count);
}

/* FIPS-197 C.3; the rest of this block needs no files. */
static void
test_aes(void)
{
	char words[4][65] = {
		"block",
		"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
		"00112233445566778899aabbccddeeff", "8ea2b7ca516745bfeafc49904b496089"};
	char *word[] = {words[0], words[1], words[2], words[3]};

	check_block(word);
}

static void
test_limits(void)
{
	static uint8_t out[255 * COC_MAC_SIZE + 1];
	static char text[400];
	uint8_t key[COC_KEY_SIZE] = {1};
	uint8_t inner[COC_BLOCK_SIZE];
	CocMac root;
	CocMac idle = {NULL, NULL, NULL};

	CHECK(coc_crypto_self_test());
	CHECK(coc_hkdf(NULL, 0, key, 1, NULL, 0, out, sizeof(out) - 1));
	CHECK(!coc_hkdf(NULL, 0, key, 1, NULL, 0, out, sizeof(out)));
	memset(text, 'a', sizeof(text));
	CHECK(coc_derive_domain("r", key, text, 109, out));
	CHECK(!coc_derive_domain("r", key, text, 110, out));
	CHECK(coc_mac_start(&root, key, sizeof(key)));
	CHECK(coc_inner_value(&root, text, 32, text, 256, inner));
	CHECK(!coc_inner_value(&root, text, 200, text, 200, inner));
	coc_mac_end(&root);
	CHECK(root.inner == NULL);
	coc_mac_end(&idle); /* ending twice, or what never began, is no harm */
	memset(out, 7, 16);
	coc_cleanse(out, 16);
	CHECK(out[0] == 0 && out[15] == 0);
}

int
main(void)
{
	test_aes();
	test_limits();
	test_published();
	return check_summary("crypto");
}
