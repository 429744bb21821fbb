/*
 * keyring.c
 *		Reader of the keyring's text, and look-ups in the parsed form.
 */
#include "core/keyring.h"

#include <string.h>

/* A line, cut into words as it is read. */
typedef struct Line
{
	const char *next;
	const char *end;
} Line;

typedef struct Word
{
	const char *text;
	size_t length;
} Word;

static CocStatus
refuse(CocSlip *slip, const char *reason, size_t offset)
{
	return coc_fail(slip, COC_NOT_READY, "keyring", reason,
					"First line: registry <name>. Then a line for each key: "
					"<key id> <root or domain> <name, - for root> <version> "
					"<active or retired> <64 hexadecimal digits>, or destroyed "
					"and nothing after it.",
					offset);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Next word of the line; length 0 at its end. */
static Word
next_word(Line *line)
{
	Word word;

	while (line->next < line->end && is_blank(*line->next))
		line->next++;
	word.text = line->next;
	while (line->next < line->end && !is_blank(*line->next))
		line->next++;
	word.length = (size_t) (line->next - word.text);
	return word;
}

static bool
is_word(Word word, const char *wanted)
{
	return strlen(wanted) == word.length &&
		   memcmp(word.text, wanted, word.length) == 0;
}

/* Letters, digits and . _ - after a letter or digit. */
static bool
is_name(const char *text, size_t length)
{
	if (length == 0 || length > COC_KEYRING_NAME_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		char c = text[i];
		bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
							(c >= '0' && c <= '9');

		if (!alphanumeric && (i == 0 || strchr("._-", c) == NULL || c == '\0'))
			return false;
	}
	return true;
}

static bool
copy_name(Word word, char *out)
{
	if (!is_name(word.text, word.length))
		return false;
	memcpy(out, word.text, word.length);
	out[word.length] = '\0';
	return true;
}

/* 1 to 65535, plain decimal without leading zeros. */
static bool
read_number(Word word, uint16_t *number)
{
	unsigned value = 0;

	if (word.length == 0 || word.length > 5 || word.text[0] == '0')
		return false;
	for (size_t i = 0; i < word.length; i++)
	{
		if (word.text[i] < '0' || word.text[i] > '9')
			return false;
		value = value * 10 + (unsigned) (word.text[i] - '0');
	}
	*number = (uint16_t) value;
	return value <= UINT16_MAX;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool
read_secret(Word word, uint8_t *secret)
{
	if (word.length != 2 * COC_SECRET_SIZE)
		return false;
	for (size_t i = 0; i < COC_SECRET_SIZE; i++)
	{
		int high = hex_value(word.text[2 * i]);
		int low = hex_value(word.text[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		secret[i] = (uint8_t) (high << 4 | low);
	}
	return true;
}

/* One byte 32 times is a placeholder somebody forgot, not a secret. */
static bool
is_uniform(const uint8_t *secret)
{
	for (int i = 1; i < COC_SECRET_SIZE; i++)
	{
		if (secret[i] != secret[0])
			return false;
	}
	return true;
}

static bool
read_kind(Word kind, Word name, CocKey *key)
{
	if (is_word(kind, "root"))
	{
		key->kind = COC_KEY_ROOT;
		memcpy(key->name, "-", 2);
		return is_word(name, "-");
	}
	key->kind = COC_KEY_DOMAIN;
	return is_word(kind, "domain") && copy_name(name, key->name);
}

static bool
read_state(Word state, CocKey *key)
{
	for (int i = COC_KEY_ACTIVE; i <= COC_KEY_DESTROYED; i++)
	{
		if (is_word(state, coc_key_state_name((CocKeyState) i)))
		{
			key->state = (uint8_t) i;
			return true;
		}
	}
	return false;
}

/* NULL, or the reason why the words are no key. */
static const char *
read_key(Line *line, CocKey *key)
{
	Word id = next_word(line);
	Word kind = next_word(line);
	Word name = next_word(line);
	Word version = next_word(line);
	Word state = next_word(line);
	Word secret = next_word(line);

	if (!read_number(id, &key->id))
		return "the key id is not a number from 1 to 65535";
	if (!read_kind(kind, name, key))
		return "the kind is not root with - or domain with a name";
	if (!read_number(version, &key->version))
		return "the version is not a number from 1 to 65535";
	if (!read_state(state, key))
		return "the state is not active, retired or destroyed";
	if (key->state == COC_KEY_DESTROYED)
		return secret.length > 0 ? "a destroyed key has a secret" : NULL;
	if (!read_secret(secret, key->secret))
		return "the secret is not 64 hexadecimal digits";
	if (is_uniform(key->secret))
		return "the secret is one byte repeated";
	if (next_word(line).length > 0)
		return "something follows the secret";
	return NULL;
}

/* NULL, or what the new key has in common with an earlier one. */
static const char *
find_conflict(const CocKeyring *keyring, const CocKey *key)
{
	for (int i = 0; i < keyring->nkeys; i++)
	{
		const CocKey *other = &keyring->keys[i];
		bool same_name =
			other->kind == key->kind && strcmp(other->name, key->name) == 0;

		if (other->id == key->id)
			return "the key id stands there twice";
		if (same_name && other->version == key->version)
			return "the version stands there twice";
		if (same_name && other->state == COC_KEY_ACTIVE &&
			key->state == COC_KEY_ACTIVE)
			return "two keys of the same name are active";
		if (key->state != COC_KEY_DESTROYED &&
			memcmp(other->secret, key->secret, COC_SECRET_SIZE) == 0)
			return "the same secret stands there twice";
	}
	return NULL;
}

/* NULL, or the reason why the line is refused. */
static const char *
read_line(Line *line, CocKeyring *keyring)
{
	const char *reason;

	if (keyring->registry[0] == '\0')
	{
		if (!is_word(next_word(line), "registry") ||
			!copy_name(next_word(line), keyring->registry) ||
			next_word(line).length > 0)
			return "the first line is not registry and a name";
		return NULL;
	}
	if (keyring->nkeys >= COC_KEYRING_KEYS)
		return "there are more than 128 keys";
	reason = read_key(line, &keyring->keys[keyring->nkeys]);
	if (reason == NULL)
		reason = find_conflict(keyring, &keyring->keys[keyring->nkeys]);
	if (reason == NULL)
		keyring->nkeys++;
	return reason;
}

CocStatus
coc_keyring_read(const char *text, size_t length, CocKeyring *keyring,
				 CocSlip *slip)
{
	const char *cursor = text;
	const char *end = text + length;

	memset(keyring, 0, sizeof(*keyring));
	while (cursor < end)
	{
		const char *stop = memchr(cursor, '\n', (size_t) (end - cursor));
		Line line = {cursor, stop ? stop : end};
		Line peek = line;
		Word first = next_word(&peek);

		if (first.length > 0 && first.text[0] != '#')
		{
			const char *reason = read_line(&line, keyring);

			if (reason != NULL)
				return refuse(slip, reason, (size_t) (cursor - text) + 1);
		}
		cursor = line.end < end ? line.end + 1 : end;
	}
	if (keyring->nkeys == 0)
		return refuse(slip, "it holds no key", 0);
	return COC_OK;
}

static const CocKey *
find_active(const CocKeyring *keyring, CocKeyKind kind, const char *name,
			size_t length)
{
	for (int i = 0; i < keyring->nkeys; i++)
	{
		const CocKey *key = &keyring->keys[i];

		if (key->state == COC_KEY_ACTIVE && key->kind == kind &&
			strlen(key->name) == length && memcmp(key->name, name, length) == 0)
			return key;
	}
	return NULL;
}

const CocKey *
coc_keyring_former_root(const CocKeyring *keyring, const CocKey *after)
{
	const CocKey *next = NULL;

	for (int i = 0; i < keyring->nkeys; i++)
	{
		const CocKey *key = &keyring->keys[i];

		if (key->kind == COC_KEY_ROOT && key->state == COC_KEY_RETIRED &&
			(after == NULL || key->version < after->version) &&
			(next == NULL || key->version > next->version))
			next = key;
	}
	return next;
}

/* Length of the part before the slash. */
static size_t
family_length(const char *domain, size_t length)
{
	const char *slash = memchr(domain, '/', length);

	return slash ? (size_t) (slash - domain) : length;
}

const CocKey *
coc_keyring_root(const CocKeyring *keyring)
{
	return find_active(keyring, COC_KEY_ROOT, "-", 1);
}

const CocKey *
coc_keyring_domain(const CocKeyring *keyring, const char *domain, size_t length)
{
	return find_active(keyring, COC_KEY_DOMAIN, domain,
					   family_length(domain, length));
}

const CocKey *
coc_keyring_id(const CocKeyring *keyring, uint16_t id)
{
	for (int i = 0; i < keyring->nkeys; i++)
	{
		if (keyring->keys[i].id == id)
			return &keyring->keys[i];
	}
	return NULL;
}

bool
coc_key_of_domain(const CocKey *key, const char *domain, size_t length)
{
	size_t family = family_length(domain, length);

	return key->kind == COC_KEY_DOMAIN && strlen(key->name) == family &&
		   memcmp(key->name, domain, family) == 0;
}

bool
coc_domain_valid(const char *domain, size_t length)
{
	size_t family = family_length(domain, length);

	if (length == 0 || length > COC_DOMAIN_MAX || !is_name(domain, family))
		return false;
	return family == length ||
		   is_name(domain + family + 1, length - family - 1);
}

const char *
coc_key_kind_name(CocKeyKind kind)
{
	return kind == COC_KEY_ROOT ? "root" : "domain";
}

const char *
coc_key_state_name(CocKeyState state)
{
	switch (state)
	{
		case COC_KEY_ACTIVE:
			return "active";
		case COC_KEY_RETIRED:
			return "retired";
		case COC_KEY_DESTROYED:
			return "destroyed";
	}
	return NULL;
}
