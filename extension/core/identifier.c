/*
 * identifier.c
 *		Normalise, match a scheme's pattern, check, refuse placeholders.
 */
#include "core/identifier.h"

#include <string.h>

#include "core/wipe.h"

/* A text without separators, upper case, and how much of it is used. */
typedef struct Normal
{
	char text[COC_NORMAL_MAX];
	size_t length;
} Normal;

/* ---- normalisation ---- */

/*
 * Signs that people, spreadsheets and word processors put between digits.
 * The list is that of the project's reference, together with the spaces that
 * compatibility normalisation maps to a blank. It is frozen: see the header.
 */
static bool
is_separator(uint32_t c)
{
	switch (c)
	{
		case '\t':
		case ' ':
		case ',':
		case '-':
		case '.':
		case '/':
		case 0x00A0: /* no-break space */
		case 0x00B7: /* middle dot */
		case 0x200B: /* zero width space */
		case 0x202F: /* narrow no-break space */
		case 0x205F: /* medium mathematical space */
		case 0x2212: /* minus */
		case 0x3000: /* ideographic space */
		case 0xFEFF: /* byte order mark */
			return true;
		default:
			return (c >= 0x2000 && c <= 0x200A) || /* typographic spaces */
				   (c >= 0x2010 && c <= 0x2015);   /* hyphens and dashes */
	}
}

/*
 * One character of UTF-8; 0 when the bytes are none. Only the two- and
 * three-byte forms are read: no separator has four, and the rest is refused
 * anyway.
 */
static uint32_t
next_character(const unsigned char **cursor, const unsigned char *end)
{
	const unsigned char *p = *cursor;
	uint32_t c = 0;

	if (p[0] < 0x80)
	{
		*cursor = p + 1;
		return p[0];
	}
	if (p[0] >= 0xC2 && p[0] <= 0xDF && end - p >= 2 && (p[1] & 0xC0) == 0x80)
	{
		*cursor = p + 2;
		return (uint32_t) (p[0] & 0x1F) << 6 | (p[1] & 0x3F);
	}
	if ((p[0] & 0xF0) == 0xE0 && end - p >= 3 && (p[1] & 0xC0) == 0x80 &&
		(p[2] & 0xC0) == 0x80)
	{
		*cursor = p + 3;
		c = (uint32_t) (p[0] & 0x0F) << 12 | (uint32_t) (p[1] & 0x3F) << 6 |
			(p[2] & 0x3F);
	}
	return c < 0x800 ? 0 : c;
}

/* Full-width forms are the ASCII signs, 0xFEE0 further on. */
static uint32_t
fold(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E)
		c -= 0xFEE0;
	if (c >= 'a' && c <= 'z')
		c -= 'a' - 'A';
	return c;
}

static CocIdentifierFault
normalise(const char *text, size_t length, Normal *normal)
{
	const unsigned char *cursor = (const unsigned char *) text;
	const unsigned char *end = cursor + length;

	normal->length = 0;
	while (cursor < end)
	{
		uint32_t c = *cursor;

		if (c >= '0' && c <= '9') /* most are, and mean themselves */
			cursor++;
		else
		{
			c = fold(next_character(&cursor, end));
			if (is_separator(c))
				continue;
			/* NUL comes here too: no text of PostgreSQL holds one. */
			if (c == 0 || c >= 0x80)
				return COC_IDENTIFIER_SCRIPT;
			if (coc_charset_of((char) c) == 0)
				return COC_IDENTIFIER_MALFORMED;
		}
		if (normal->length >= COC_NORMAL_MAX)
			return COC_IDENTIFIER_MALFORMED;
		normal->text[normal->length++] = (char) c;
	}
	return normal->length == 0 ? COC_IDENTIFIER_MISSING : COC_IDENTIFIER_OK;
}

/* ---- the pattern ---- */

/* A match in progress: the number still to be taken, and what is written. */
typedef struct Match
{
	const char *text;
	size_t length;
	size_t position;
	char *out;
	size_t written;
} Match;

static size_t
count_in_set(const Match *match, CocCharset set, size_t most)
{
	size_t n = 0;

	while (n < most && match->position + n < match->length &&
		   (coc_charset_of(match->text[match->position + n]) & set) != 0)
		n++;
	return n;
}

static void
take(Match *match, size_t n)
{
	memcpy(match->out + match->written, match->text + match->position, n);
	match->written += n;
	match->position += n;
}

static bool
match_element(Match *match, const CocElement *element)
{
	size_t n;

	switch (element->kind)
	{
		case COC_ELEMENT_ZEROS:
			match->position +=
				count_in_set(match, coc_charset_of('0'), COC_NORMAL_MAX);
			return true;
		case COC_ELEMENT_HYPHEN:
			match->out[match->written++] = '-';
			return true;
		case COC_ELEMENT_COUNTRY:
			if (match->length - match->position < 3 ||
				!coc_is_country(match->text + match->position))
				return false;
			take(match, 3);
			return true;
		case COC_ELEMENT_SET:
			n = count_in_set(match, element->set, element->max);
			take(match, n);
			return n >= element->min;
	}
	return false;
}

/* A number has a digit: SIN RUT, DESCONOCIDO and N/A are words. */
static bool
has_digit(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (text[i] >= '0' && text[i] <= '9')
			return true;
	}
	return false;
}

/* Body by the elements, then the check symbols as they stand. */
static bool
match_pattern(const CocScheme *scheme, const Normal *normal, char *out,
			  size_t *out_length)
{
	size_t prefix = strlen(scheme->prefix);
	Match match = {normal->text, normal->length, 0, out, 0};

	if (prefix > 0 && normal->length > prefix &&
		memcmp(normal->text, scheme->prefix, prefix) == 0)
		match.position = prefix;
	if (match.length - match.position > scheme->max_length ||
		match.length - match.position <= scheme->nchecks)
		return false;
	match.length -= scheme->nchecks;
	for (int i = 0; i < scheme->nelements; i++)
	{
		if (!match_element(&match, &scheme->elements[i]))
			return false;
	}
	if (match.position != match.length)
		return false;
	match.length += scheme->nchecks;
	take(&match, scheme->nchecks);
	*out_length = match.written;
	return has_digit(out, match.written);
}

/* ---- check symbols ---- */

/* Value of a symbol in the sum. */
static unsigned
symbol_value(const CocCheckRule *rule, char c)
{
	const char *letter;

	if (c >= '0' && c <= '9')
		return (unsigned) (c - '0');
	letter = strchr(rule->letters, c);
	if (letter != NULL && c != '\0')
		return (unsigned) (letter - rule->letters);
	return (unsigned) (c - 'A') + 10;
}

static unsigned
sum_of_digits(unsigned number)
{
	unsigned sum = 0;

	for (; number > 0; number /= 10)
		sum += number % 10;
	return sum;
}

/* Weighted sum from the right, hyphens skipped, modulo the rule's modulus. */
static unsigned
weighted_sum(const CocCheckRule *rule, const char *text, size_t length)
{
	const uint8_t *weight = rule->weights;
	unsigned sum = 0;

	while (length-- > 0)
	{
		unsigned product;

		if (text[length] == '-')
			continue;
		product = symbol_value(rule, text[length]) * *weight++;
		sum += rule->fold ? sum_of_digits(product) : product;
	}
	return sum % rule->modulus;
}

static bool
rule_holds(const CocCheckRule *rule, const char *text, size_t body)
{
	if (rule->whole)
		return weighted_sum(rule, text, body + rule->width) == rule->remainder;
	/* A hyphen says that the remainder has no symbol: nothing fits it. */
	return rule->symbols[weighted_sum(rule, text, body)] == text[body];
}

static bool
checks_hold(const CocScheme *scheme, const char *canonical, size_t length)
{
	size_t body = length - scheme->nchecks;

	for (int i = 0; i < scheme->nrules; i++)
	{
		if (!rule_holds(&scheme->rules[i], canonical, body))
			return false;
		body += scheme->rules[i].width;
	}
	return true;
}

/*
 * A check symbol must be one its rule knows; a letter that never ends such a
 * number is a malformed number, not a slip of the pen in a digit.
 */
static bool
symbols_known(const CocScheme *scheme, const char *canonical, size_t length)
{
	const char *symbol = canonical + length - scheme->nchecks;

	for (int i = 0; i < scheme->nrules; i++)
	{
		const CocCheckRule *rule = &scheme->rules[i];
		const char *known = rule->whole ? "0123456789" : rule->symbols;

		for (int n = 0; n < rule->width; n++)
		{
			if (strchr(known, *symbol++) == NULL)
				return false;
		}
	}
	return true;
}

/* ---- placeholders ---- */

/* One word of the list against the canonical form. */
static bool
matches_placeholder(const char *word, size_t word_length, const char *canonical,
					size_t length)
{
	char repeated = '\0';

	if (word_length != length)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		char c = canonical[i];

		if (word[i] == '#' && c >= '0' && c <= '9' &&
			(repeated == '\0' || repeated == c))
			repeated = c;
		else if (word[i] == '#' || (word[i] != '_' && word[i] != c))
			return false;
	}
	return true;
}

static bool
is_placeholder(const CocScheme *scheme, const char *canonical, size_t length)
{
	const char *word = scheme->placeholders;

	while (*word != '\0')
	{
		size_t word_length = strcspn(word, " ");

		if (word_length > 0 &&
			matches_placeholder(word, word_length, canonical, length))
			return true;
		word += word_length;
		word += *word == ' ';
	}
	return false;
}

/* ---- numbers of one provider ---- */

/*
 * A provider's own number is kept as it is, apart from blanks around it:
 * nobody else can say which differences in it matter. One to 72 characters.
 */
static CocIdentifierFault
local_canonical(const char *text, size_t length, char *out, size_t *out_length)
{
	const unsigned char *cursor;
	const unsigned char *end;
	int ncharacters = 0;

	for (; length > 0 && text[0] == ' '; text++)
		length--;
	while (length > 0 && text[length - 1] == ' ')
		length--;
	if (length == 0)
		return COC_IDENTIFIER_MISSING;
	if (length > COC_CANONICAL_MAX)
		return COC_IDENTIFIER_MALFORMED;
	cursor = (const unsigned char *) text;
	for (end = cursor + length; cursor < end; cursor++)
	{
		/* Control characters of ASCII; a continuation is no new character. */
		if (*cursor < 0x20 || *cursor == 0x7F)
			return COC_IDENTIFIER_MALFORMED;
		ncharacters += (*cursor & 0xC0) != 0x80;
	}
	if (ncharacters > COC_LOCAL_CHARACTERS)
		return COC_IDENTIFIER_MALFORMED;
	memcpy(out, text, length);
	*out_length = length;
	return COC_IDENTIFIER_OK;
}

CocIdentifierFault
coc_identifier_canonical(const CocScheme *scheme, const char *text,
						 size_t length, char *out, size_t *out_length)
{
	Normal normal;
	CocIdentifierFault fault;
	bool matches = false;

	if (scheme->quality == COC_QUALITY_LOCAL)
		return local_canonical(text, length, out, out_length);
	fault = normalise(text, length, &normal);
	if (fault == COC_IDENTIFIER_OK)
		matches = match_pattern(scheme, &normal, out, out_length);
	coc_wipe(&normal, sizeof(normal));
	if (fault != COC_IDENTIFIER_OK)
		return fault;
	if (!matches || !symbols_known(scheme, out, *out_length))
		return COC_IDENTIFIER_MALFORMED;
	if (!checks_hold(scheme, out, *out_length))
		return COC_IDENTIFIER_CHECK_DIGIT;
	if (is_placeholder(scheme, out, *out_length))
		return COC_IDENTIFIER_PLACEHOLDER;
	return COC_IDENTIFIER_OK;
}

/* ---- faults ---- */

const char *
coc_identifier_fault_name(CocIdentifierFault fault)
{
	switch (fault)
	{
		case COC_IDENTIFIER_OK:
			return NULL;
		case COC_IDENTIFIER_MISSING:
			return "missing";
		case COC_IDENTIFIER_MALFORMED:
			return "malformed";
		case COC_IDENTIFIER_CHECK_DIGIT:
			return "check_digit";
		case COC_IDENTIFIER_PLACEHOLDER:
			return "placeholder";
		case COC_IDENTIFIER_SCRIPT:
			return "script";
		case COC_IDENTIFIER_NO_SCHEME:
			return "no_scheme";
	}
	return NULL;
}

/* The reason in words, the fault's own name first. */
static const char *
fault_reason(CocIdentifierFault fault)
{
	switch (fault)
	{
		case COC_IDENTIFIER_OK:
			break;
		case COC_IDENTIFIER_MISSING:
			return "missing: there is nothing but separators";
		case COC_IDENTIFIER_MALFORMED:
			return "malformed: it does not follow the scheme's pattern";
		case COC_IDENTIFIER_CHECK_DIGIT:
			return "check_digit: the check digit does not fit";
		case COC_IDENTIFIER_PLACEHOLDER:
			return "placeholder: the number stands for nobody";
		case COC_IDENTIFIER_SCRIPT:
			return "script: it has characters of another script";
		case COC_IDENTIFIER_NO_SCHEME:
			return "there is no such scheme";
	}
	return "nothing is wrong";
}

CocStatus
coc_identifier_slip(CocIdentifierFault fault, CocSlip *slip)
{
	bool unknown = fault == COC_IDENTIFIER_NO_SCHEME;

	if (fault == COC_IDENTIFIER_OK)
		return COC_OK;
	return coc_fail(slip, unknown ? COC_UNKNOWN : COC_BAD_VALUE,
					unknown ? "scheme" : "identifier", fault_reason(fault),
					"What is legal: SELECT * FROM continuum.schemes().", 0);
}
