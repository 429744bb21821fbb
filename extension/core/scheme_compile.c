/*
 * scheme_compile.c
 *		From a row as people write it to one that can be run.
 *
 * Everything that can be worked out once is: a check then neither parses nor
 * divides. A row that could match nothing is refused here, when an
 * administrator still looks at it, and not at the first row of a load.
 */
#include "core/scheme.h"

#include <string.h>

#include "core/scan.h"

#define DIGITS ((CocCharset) 0x3FF)
#define LETTERS ((CocCharset) 0x3FFFFFF << 10)

/* Leading zeros beyond the longest number: a form filled up, not a number. */
#define SPARE_ZEROS 3

/* What the short names of check rules stand for. */
static const struct
{
	const char *name;
	const char *rule;
} named_rules[] = {
	{"mod10", "modulus 10 weights 2,1 fold symbols 0987654321"},
	{"mod11", "modulus 11 weights 2,3,4,5,6,7 symbols 0K987654321"},
	{"mod97", "modulus 97 base 10 digits 2 remainder 1"},
};

/* ---- patterns ---- */

static CocStatus
refuse(CocSlip *slip, const char *what, const char *reason,
	   const CocScanner *scanner)
{
	return coc_fail(slip, COC_BAD_VALUE, what, reason,
					"The language is described in the comment of "
					"continuum.register_scheme.",
					scanner ? coc_scan_offset(scanner) : 0);
}

static CocStatus
refuse_pattern(CocSlip *slip, const char *reason, const CocScanner *scanner)
{
	return refuse(slip, "scheme pattern", reason, scanner);
}

static CocElement *
add_element(CocScheme *scheme, CocElementKind kind, CocCharset set)
{
	CocElement *element;

	if (scheme->nelements >= COC_SCHEME_ELEMENTS)
		return NULL;
	element = &scheme->elements[scheme->nelements++];
	element->kind = kind;
	element->set = set;
	element->min = kind == COC_ELEMENT_COUNTRY ? 3 : 1;
	element->max = element->min;
	return element;
}

/* {n} or {n,m}, if it is next; the counts stay 1 and 1 otherwise. */
static bool
read_repetition(CocScanner *scanner, uint8_t *min, uint8_t *max)
{
	int64_t low;
	int64_t high;

	if (!coc_scan_char(scanner, '{'))
		return true;
	if (!coc_scan_integer(scanner, &low))
		return false;
	high = low;
	if (coc_scan_char(scanner, ',') && !coc_scan_integer(scanner, &high))
		return false;
	if (!coc_scan_char(scanner, '}') || low < 0 || high < 1 || high < low ||
		high > 40)
		return false;
	*min = (uint8_t) low;
	*max = (uint8_t) high;
	return true;
}

static bool
read_charset(CocScanner *scanner, CocCharset *set)
{
	*set = 0;
	while (!coc_scan_at_end(scanner))
	{
		char c = scanner->text[scanner->position++];

		if (c == ']')
			return *set != 0;
		if (coc_charset_of(c) == 0)
			return false;
		*set |= coc_charset_of(c);
	}
	return false;
}

static bool
read_prefix(CocScanner *scanner, char *prefix)
{
	for (size_t i = 0; !coc_scan_at_end(scanner); i++)
	{
		char c = scanner->text[scanner->position++];

		if (c == ')')
			return i > 0;
		if (i >= COC_SCHEME_PREFIX_MAX || coc_charset_of(c) == 0)
			return false;
		prefix[i] = c;
	}
	return false;
}

/* Set of a class letter or of a literal; 0 when it is neither. */
static CocCharset
charset_of_class(char c)
{
	switch (c)
	{
		case 'd':
			return DIGITS;
		case 'a':
			return LETTERS;
		case 'x':
			return DIGITS | LETTERS;
		default:
			return coc_charset_of(c);
	}
}

/* One element that takes characters, with its repetition. */
static CocStatus
read_taking(CocScanner *scanner, char c, CocScheme *scheme, CocSlip *slip)
{
	CocCharset set = charset_of_class(c);
	CocElement *element;

	if (c == '[' && !read_charset(scanner, &set))
		return refuse_pattern(slip,
							  "a set is not closed, is empty, or holds "
							  "something else than A-Z and 0-9",
							  scanner);
	if (set == 0)
		return refuse_pattern(slip, "there is no such element", scanner);
	element = add_element(scheme, COC_ELEMENT_SET, set);
	if (element == NULL)
		return refuse_pattern(slip, "it has too many elements", scanner);
	if (!read_repetition(scanner, &element->min, &element->max))
		return refuse_pattern(slip,
							  "a repetition is not {n} or {n,m} with "
							  "m from 1 to 40",
							  scanner);
	return COC_OK;
}

/* Elements that stand for more than characters, or are bound to a place. */
static CocStatus
read_element(CocScanner *scanner, CocScheme *scheme, CocSlip *slip)
{
	char c = scanner->text[scanner->position++];
	uint8_t count = 1;

	if (scheme->nchecks > 0)
		return refuse_pattern(slip, "something follows the check symbols",
							  scanner);
	if (c == '(')
	{
		if (scheme->nelements > 0 || scheme->prefix[0] != '\0' ||
			!read_prefix(scanner, scheme->prefix))
			return refuse_pattern(slip,
								  "a prefix is not first, or not one "
								  "to three of A-Z and 0-9",
								  scanner);
		return COC_OK;
	}
	if (c == 'c')
	{
		if (!read_repetition(scanner, &count, &scheme->nchecks) ||
			(scheme->nchecks > 0 && count != scheme->nchecks))
			return refuse_pattern(slip, "check symbols have one number",
								  scanner);
		scheme->nchecks = count;
		return COC_OK;
	}
	if (c != 'z' && c != 'k' && c != '-')
		return read_taking(scanner, c, scheme, slip);
	if (add_element(scheme,
					c == 'z'   ? COC_ELEMENT_ZEROS
					: c == 'k' ? COC_ELEMENT_COUNTRY
							   : COC_ELEMENT_HYPHEN,
					0) == NULL)
		return refuse_pattern(slip, "it has too many elements", scanner);
	return COC_OK;
}

/* Longest number the elements can take; a hyphen takes nothing. */
static int
longest_match(const CocScheme *scheme)
{
	int length = scheme->nchecks;

	for (int i = 0; i < scheme->nelements; i++)
	{
		const CocElement *element = &scheme->elements[i];

		if (element->kind == COC_ELEMENT_ZEROS)
			length += SPARE_ZEROS;
		else if (element->kind != COC_ELEMENT_HYPHEN)
			length += element->max;
	}
	return length;
}

static CocStatus
compile_pattern(const char *pattern, CocScheme *scheme, CocSlip *slip)
{
	CocScanner scanner = {pattern, strlen(pattern), 0};
	CocStatus status = COC_OK;
	int longest;

	coc_scan_space(&scanner);
	while (status == COC_OK && !coc_scan_at_end(&scanner))
	{
		status = read_element(&scanner, scheme, slip);
		coc_scan_space(&scanner);
	}
	if (status != COC_OK)
		return status;
	longest = longest_match(scheme);
	if (longest < 4 || longest > 60)
		return refuse_pattern(slip,
							  "it takes fewer than 4 characters or more "
							  "than 60",
							  NULL);
	scheme->max_length = (uint8_t) longest;
	return COC_OK;
}

/* ---- check rules ---- */

static bool
is_word(const char *word, size_t length, const char *wanted)
{
	return strlen(wanted) == length && memcmp(word, wanted, length) == 0;
}

static bool
read_small(CocScanner *scanner, int64_t low, int64_t high, uint8_t *value)
{
	int64_t number;

	if (!coc_scan_integer(scanner, &number) || number < low || number > high)
		return false;
	*value = (uint8_t) number;
	return true;
}

static bool
read_weights(CocScanner *scanner, CocCheckRule *rule)
{
	do
	{
		if (rule->nweights >= COC_SCHEME_WEIGHTS ||
			!read_small(scanner, 0, 99, &rule->weights[rule->nweights++]))
			return false;
	} while (coc_scan_char(scanner, ','));
	return true;
}

/* A run of capitals, digits and (for symbols) hyphens; at least one. */
static bool
read_symbols(CocScanner *scanner, char *out, size_t capacity)
{
	size_t n = 0;

	coc_scan_space(scanner);
	while (!coc_scan_at_end(scanner))
	{
		char c = scanner->text[scanner->position];

		if (c != '-' && coc_charset_of(c) == 0)
			break;
		if (n + 1 >= capacity)
			return false;
		out[n++] = c;
		scanner->position++;
	}
	out[n] = '\0';
	return n > 0;
}

/* One "word value" of a rule; false when it is not understood. */
static bool
read_setting(CocScanner *scanner, CocCheckRule *rule)
{
	const char *word;
	size_t length = coc_scan_word(scanner, &word);

	if (is_word(word, length, "modulus"))
		return read_small(scanner, 2, COC_SCHEME_MODULUS_MAX, &rule->modulus);
	if (is_word(word, length, "weights"))
		return read_weights(scanner, rule);
	if (is_word(word, length, "base"))
		return read_small(scanner, 2, 99, &rule->base);
	if (is_word(word, length, "letters"))
		return read_symbols(scanner, rule->letters, sizeof(rule->letters));
	if (is_word(word, length, "symbols"))
		return read_symbols(scanner, rule->symbols, sizeof(rule->symbols));
	if (is_word(word, length, "remainder"))
		return read_small(scanner, 0, COC_SCHEME_MODULUS_MAX - 1,
						  &rule->remainder);
	if (is_word(word, length, "digits"))
	{
		rule->whole = true;
		return read_small(scanner, 1, 4, &rule->width);
	}
	if (is_word(word, length, "fold"))
	{
		rule->fold = true;
		return true;
	}
	return false;
}

/* What every rule must say, and may say only once. */
static bool
is_complete(const CocCheckRule *rule)
{
	if (rule->modulus == 0 || (rule->nweights > 0) == (rule->base > 0))
		return false;
	if (rule->whole)
		return rule->symbols[0] == '\0' && rule->remainder < rule->modulus;
	return strlen(rule->symbols) == rule->modulus;
}

/* A weight for every place there can be, so that checking never divides. */
static void
fill_weights(CocCheckRule *rule)
{
	unsigned power = 1;

	for (int i = 0; i < COC_SCHEME_PLACES; i++)
	{
		if (rule->base > 0)
			rule->weights[i] = (uint8_t) power;
		else if (i >= rule->nweights)
			rule->weights[i] = rule->weights[i - rule->nweights];
		power = power * rule->base % rule->modulus;
	}
}

static CocStatus
compile_rule(CocScanner *scanner, CocScheme *scheme, CocSlip *slip)
{
	CocCheckRule *rule;

	if (scheme->nrules >= COC_SCHEME_RULES)
		return refuse(slip, "check rule", "it has more than three parts",
					  scanner);
	rule = &scheme->rules[scheme->nrules++];
	rule->width = 1;
	do
	{
		if (!read_setting(scanner, rule))
			return refuse(slip, "check rule", "a setting is not understood",
						  scanner);
		coc_scan_space(scanner);
	} while (!coc_scan_at_end(scanner) &&
			 scanner->text[scanner->position] != ';');
	if (!is_complete(rule))
		return refuse(slip, "check rule",
					  "it needs a modulus, weights or a base, and a symbol "
					  "for each remainder or digits and their remainder",
					  scanner);
	fill_weights(rule);
	return COC_OK;
}

static CocStatus
compile_check(const char *check, CocScheme *scheme, CocSlip *slip)
{
	CocScanner scanner;
	int width = 0;

	for (size_t i = 0; i < sizeof(named_rules) / sizeof(named_rules[0]); i++)
	{
		if (strcmp(check, named_rules[i].name) == 0)
			check = named_rules[i].rule;
	}
	scanner = (CocScanner){check, strlen(check), 0};
	if (strcmp(check, "none") != 0)
	{
		do
		{
			CocStatus status = compile_rule(&scanner, scheme, slip);

			if (status != COC_OK)
				return status;
			width += scheme->rules[scheme->nrules - 1].width;
		} while (coc_scan_char(&scanner, ';'));
	}
	if (width != scheme->nchecks)
		return refuse(slip, "check rule",
					  "the pattern has another number of "
					  "check symbols",
					  NULL);
	return COC_OK;
}

/* ---- rows ---- */

/* CL.RUN, PASSPORT: a capital, then capitals, digits, dots, low lines. */
static bool
is_scheme_name(const char *name)
{
	size_t length = strlen(name);

	if (length < 2 || length > COC_SCHEME_NAME_MAX || name[0] < 'A' ||
		name[0] > 'Z')
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (coc_charset_of(name[i]) == 0 && name[i] != '.' && name[i] != '_')
			return false;
	}
	return strcmp(name, "LOCAL") != 0;
}

static CocStatus
copy_placeholders(const char *placeholders, CocScheme *scheme, CocSlip *slip)
{
	size_t length = strlen(placeholders);

	if (length > COC_SCHEME_PLACEHOLDERS_MAX)
		return refuse(slip, "placeholders",
					  "they have more than 512 "
					  "characters together",
					  NULL);
	for (size_t i = 0; i < length; i++)
	{
		char c = placeholders[i];

		if (coc_charset_of(c) == 0 && strchr(" -#_", c) == NULL)
			return refuse(slip, "placeholders",
						  "they are canonical forms of "
						  "A-Z, 0-9 and hyphens, with # and _",
						  NULL);
	}
	memcpy(scheme->placeholders, placeholders, length + 1);
	return COC_OK;
}

CocStatus
coc_scheme_compile(const CocSchemeRow *row, CocScheme *scheme, CocSlip *slip)
{
	CocStatus status;

	memset(scheme, 0, sizeof(*scheme));
	if (!is_scheme_name(row->name))
		return refuse(slip, "scheme name",
					  "it is not 2 to 32 of A-Z, 0-9, "
					  "dots and low lines that begin with a letter",
					  NULL);
	memcpy(scheme->name, row->name, strlen(row->name));
	status = compile_pattern(row->pattern, scheme, slip);
	if (status == COC_OK)
		status = compile_check(row->check, scheme, slip);
	if (status == COC_OK)
		status = copy_placeholders(row->placeholders, scheme, slip);
	scheme->quality =
		scheme->nrules > 0 ? COC_QUALITY_VERIFIED : COC_QUALITY_PLAIN;
	return status;
}
