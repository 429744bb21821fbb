/*
 * keyring_test.c
 *		The keyring's text: what is read, what is refused, what is found.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "core/keyring.h"

#define HEAD "registry test-registry\n"
#define A64 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define B64 "202122232425262728292A2B2C2D2E2F303132333435363738393a3b3c3d3e3f"
#define C64 "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
#define D64 "a06162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"

static CocStatus
read_text(const char *text, CocKeyring *keyring, CocSlip *slip)
{
	/* An exact copy on the heap: a read beyond its end is seen. */
	size_t length = strlen(text);
	char *copy = malloc(length + 1);
	CocStatus status;

	memcpy(copy, text, length);
	status = coc_keyring_read(copy, length, keyring, slip);
	free(copy);
	return status;
}

static void
test_good(void)
{
	static CocKeyring keyring;
	CocSlip slip;
	const CocKey *key;

	CHECK_INT(read_text("# made on Monday\r\n\n" HEAD "  1 root - 1 active " A64
						"\r\n"
						"\t# a comment\n"
						"3\tdomain ministry  1 active " B64 "\n"
						"9 domain provider 1 retired " C64 "\n"
						"4 domain provider 2 active " D64,
						&keyring, &slip),
			  COC_OK);
	CHECK_STR(keyring.registry, "test-registry");
	CHECK_INT(keyring.nkeys, 4);
	key = coc_keyring_root(&keyring);
	CHECK(key != NULL && key->id == 1 && key->version == 1);
	CHECK_INT(key->secret[31], 0x1f);
	CHECK_INT(coc_keyring_domain(&keyring, "ministry", 8)->id, 3);
	CHECK_INT(coc_keyring_domain(&keyring, "ministry", 8)->secret[10], 0x2a);
	CHECK_INT(coc_keyring_domain(&keyring, "provider/17", 11)->id, 4);
	CHECK_INT(coc_keyring_domain(&keyring, "provider", 8)->id, 4);
	CHECK(coc_keyring_domain(&keyring, "provide", 7) == NULL);
	CHECK(coc_keyring_domain(&keyring, "project/abc", 11) == NULL);
	CHECK(coc_keyring_domain(&keyring, "-", 1) == NULL); /* the root's name */
	CHECK_INT(coc_keyring_id(&keyring, 9)->version, 1);
	CHECK_INT(coc_keyring_id(&keyring, 9)->state, COC_KEY_RETIRED);
	CHECK(coc_keyring_id(&keyring, 2) == NULL);
	key = coc_keyring_id(&keyring, 9);
	CHECK(coc_key_of_domain(key, "provider/18", 11));
	CHECK(!coc_key_of_domain(key, "ministry", 8));
	CHECK(!coc_key_of_domain(coc_keyring_root(&keyring), "-", 1));
	CHECK_STR(coc_key_kind_name(COC_KEY_ROOT), "root");
	CHECK_STR(coc_key_kind_name(COC_KEY_DOMAIN), "domain");
	CHECK_STR(coc_key_state_name(COC_KEY_ACTIVE), "active");
	CHECK_STR(coc_key_state_name(COC_KEY_RETIRED), "retired");
	CHECK_STR(coc_key_state_name(COC_KEY_DESTROYED), "destroyed");
}

/* A keyring without an active root is read; it just cannot seal. */
static void
test_without_root(void)
{
	static CocKeyring keyring;
	CocSlip slip;

	CHECK_INT(read_text(HEAD "1 root - 1 retired " A64, &keyring, &slip),
			  COC_OK);
	CHECK(coc_keyring_root(&keyring) == NULL);
}

/* A destroyed key keeps its id, its version and its name, and no bytes. */
static void
test_destroyed(void)
{
	static CocKeyring keyring;
	static const uint8_t nothing[COC_SECRET_SIZE];
	CocSlip slip;

	CHECK_INT(read_text(HEAD "1 root - 1 active " A64
							 "\n2 domain ministry 1 destroyed\n"
							 "3 domain ministry 2 destroyed\r\n"
							 "4 domain ministry 3 active " B64 "\n",
						&keyring, &slip),
			  COC_OK);
	CHECK_INT(keyring.nkeys, 4);
	CHECK_INT(coc_keyring_id(&keyring, 2)->state, COC_KEY_DESTROYED);
	CHECK(memcmp(coc_keyring_id(&keyring, 3)->secret, nothing,
				 sizeof(nothing)) == 0);
	CHECK_INT(coc_keyring_domain(&keyring, "ministry", 8)->id, 4);
	CHECK_INT(read_text(HEAD "1 domain ministry 1 destroyed", &keyring, &slip),
			  COC_OK);
	CHECK(coc_keyring_domain(&keyring, "ministry", 8) == NULL);
}

/* Retired roots, the newest first; neither the active nor destroyed ones. */
static void
test_former_roots(void)
{
	static CocKeyring keyring;
	const CocKey *former;
	CocSlip slip;

	CHECK_INT(read_text(HEAD "1 root - 1 retired " A64
							 "\n2 domain ministry 9 retired " B64
							 "\n3 root - 3 retired " C64
							 "\n4 root - 2 destroyed"
							 "\n5 root - 4 active " D64 "\n",
						&keyring, &slip),
			  COC_OK);
	former = coc_keyring_former_root(&keyring, NULL);
	CHECK(former != NULL && former->id == 3);
	former = coc_keyring_former_root(&keyring, former);
	CHECK(former != NULL && former->id == 1);
	CHECK(coc_keyring_former_root(&keyring, former) == NULL);
	CHECK_INT(coc_keyring_root(&keyring)->id, 5);
}

#define LINE(line) HEAD line "\n"

static const char *const bad_texts[] = {
	"",
	"\n\n# nothing\n",
	HEAD,
	"1 root - 1 active " A64,
	"registry\n1 root - 1 active " A64,
	"registry a b\n1 root - 1 active " A64,
	"registry -a\n1 root - 1 active " A64,
	"registry a/b\n1 root - 1 active " A64,
	"registry x123456789012345678901234567890123456789012345678901234567890123"
	"\n1 root - 1 active " A64,
	"Registry a\n1 root - 1 active " A64,
	HEAD HEAD "1 root - 1 active " A64,
	LINE("0 root - 1 active " A64),
	LINE("01 root - 1 active " A64),
	LINE("65536 root - 1 active " A64),
	LINE("-1 root - 1 active " A64),
	LINE("x root - 1 active " A64),
	LINE("1 record - 1 active " A64),
	LINE("1 Root - 1 active " A64),
	LINE("1 root root 1 active " A64),
	LINE("1 domain - 1 active " A64),
	LINE("1 domain provider/17 1 active " A64),
	LINE("1 domain ministry 0 active " A64),
	LINE("1 domain ministry 1.0 active " A64),
	LINE("1 domain ministry 1 Active " A64),
	LINE("1 domain ministry 1 revoked " A64),
	LINE("1 domain ministry 1 active"),
	LINE("1 domain ministry 1 active 00"),
	LINE("1 domain ministry 1 active " A64 "0"),
	LINE("1 domain ministry 1 active " A64 " # mine"),
	LINE("1 domain ministry 1 active "
		 "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
	LINE("1 domain ministry 1 active "
		 "0000000000000000000000000000000000000000000000000000000000000000"),
	LINE("1 domain ministry 1 active "
		 "abababababababababababababababababababababababababababababababab"),
	LINE("1 domain ministry 1 destroyed " A64),
	LINE("1 domain ministry 1 destroyed -"),
	LINE("1 domain ministry 1 retired"),
	/* Two lines that do not agree. */
	LINE("1 root - 1 destroyed\n1 domain ministry 1 active " B64),
	LINE("1 root - 1 destroyed\n2 root - 1 active " B64),
	LINE("1 root - 1 active " A64 "\n1 domain ministry 1 active " B64),
	LINE("1 root - 1 active " A64 "\n2 root - 2 active " B64),
	LINE("1 root - 1 active " A64 "\n2 root - 1 retired " B64),
	LINE("1 root - 1 active " A64 "\n2 domain ministry 1 active " A64),
};

static void
test_bad(void)
{
	static CocKeyring keyring;
	CocSlip slip;

	for (size_t i = 0; i < sizeof(bad_texts) / sizeof(bad_texts[0]); i++)
	{
		slip.reason = NULL;
		if (read_text(bad_texts[i], &keyring, &slip) == COC_OK)
			printf("accepted: text %zu\n", i);
		CHECK_INT(read_text(bad_texts[i], &keyring, &slip), COC_NOT_READY);
		CHECK(slip.reason != NULL && slip.legal != NULL);
	}
	/* The offset is the line's first character. */
	CHECK_INT(read_text(HEAD "# c\n1 root - 1 on " A64, &keyring, &slip),
			  COC_NOT_READY);
	CHECK_INT(slip.offset, strlen(HEAD "# c\n") + 1);
	CHECK_INT(coc_keyring_read("registry a\0b\n", 13, &keyring, &slip),
			  COC_NOT_READY);
}

/* As many keys as there is room for, and one more. */
static void
test_full(void)
{
	static CocKeyring keyring;
	static char text[32768];
	size_t n = strlen(HEAD);
	CocSlip slip;

	strcpy(text, HEAD);
	for (int id = 1; id <= COC_KEYRING_KEYS; id++)
		n += (size_t) snprintf(text + n, sizeof(text) - n,
							   "%d domain d%d 1 active %04x%s\n", id, id, id,
							   A64 + 4);
	CHECK_INT(read_text(text, &keyring, &slip), COC_OK);
	CHECK_INT(keyring.nkeys, COC_KEYRING_KEYS);
	(void) snprintf(text + n, sizeof(text) - n, "999 domain x 1 active %s\n",
					B64);
	CHECK_INT(read_text(text, &keyring, &slip), COC_NOT_READY);
}

static void
test_domains(void)
{
	static const char *const good[] = {"ministry", "provider/17",
									   "project/abc-2_x.y", "M", "9/9"};
	static const char *const bad[] = {
		"",
		"/",
		"a/",
		"/a",
		"a/b/c",
		"-",
		"a b",
		"a/-b",
		"ministry\n",
		"\xC3\xB1",
		"a12345678901234567890123456789012345678901234567890123456"
		"78901234"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(coc_domain_valid(good[i], strlen(good[i])));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!coc_domain_valid(bad[i], strlen(bad[i])));
	CHECK(!coc_domain_valid("a\0b", 3));
}

int
main(void)
{
	test_good();
	test_without_root();
	test_destroyed();
	test_former_roots();
	test_bad();
	test_full();
	test_domains();
	return check_summary("keyring");
}
