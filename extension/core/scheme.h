/*
 * scheme.h
 *		Identifier schemes as data: a pattern, a check rule, placeholders.
 *
 * The shipped schemes and those that an administrator registers are the same
 * kind of row, so the engine has no case for any country. A rule that has
 * been used is never changed: the scheme's name goes into every pseudonym,
 * and a changed rule is a new name.
 *
 * Pattern, over the text that identifier.c has normalised (separators gone,
 * upper case); blanks in it mean nothing:
 *
 *	d a x		a digit, a letter A-Z, either
 *	[XYZ]		one of these
 *	A B 7		itself
 *	k			an ISO 3166-1 alpha-3 country, or a code ICAO gives people
 *				without one
 *	{n} {n,m}	how often the element before it stands; it takes as many as it
 *				may and gives none back
 *	(CL)		first only: may stand there, and is dropped
 *	z			at the beginning of the number: leading zeros are dropped
 *	-			a hyphen is put into the canonical form
 *	c			last only: a check symbol
 *
 * Check rule: none, mod10 (Luhn), mod11 (weights 2 to 7, K for ten), mod97
 * (ISO 7064), or what they stand for, one rule for each check symbol,
 * separated by semicolons and counting the symbols before it as body:
 *
 *	modulus N				of the weighted sum, 2 to 97
 *	weights 2,3,4			from the right, again and again
 *	base N					or: the powers of N
 *	fold					a product counts as the sum of its digits
 *	letters XYZ				values 0, 1, 2 of these (else A is 10, Z is 35)
 *	symbols 0K987654321		one for each remainder, hyphen where there is none
 *	digits N remainder R	or: with its N check digits the sum leaves R
 *
 * Placeholders are canonical forms separated by blanks; in them # is one and
 * the same digit everywhere and _ any single character, as in LIKE.
 */
#ifndef COC_SCHEME_H
#define COC_SCHEME_H

#include <stdbool.h>
#include <stdint.h>

#include "core/status.h"

#define COC_SCHEME_NAME_MAX 32
#define COC_SCHEME_ELEMENTS 24
#define COC_SCHEME_RULES 3
#define COC_SCHEME_WEIGHTS 16 /* as written; then they come round again */
#define COC_SCHEME_PLACES 64
#define COC_SCHEME_MODULUS_MAX 97
#define COC_SCHEME_PREFIX_MAX 3
#define COC_SCHEME_PLACEHOLDERS_MAX 512

/* What an alias made with a scheme is worth (stored; never renumbered). */
typedef enum CocQuality
{
	COC_QUALITY_VERIFIED = 0, /* a check digit stands behind it */
	COC_QUALITY_PLAIN = 1,    /* a scheme without one */
	COC_QUALITY_WEAK = 2,     /* a composite, not a number somebody was given */
	COC_QUALITY_LOCAL = 3     /* one provider's own number */
} CocQuality;

/* A row as people write it. */
typedef struct CocSchemeRow
{
	const char *name;
	const char *pattern;
	const char *check;
	const char *placeholders;
} CocSchemeRow;

/* A set of characters: bit 0-9 the digits, bit 10-35 the letters. */
typedef uint64_t CocCharset;

typedef enum CocElementKind
{
	COC_ELEMENT_SET,    /* min to max characters of a set */
	COC_ELEMENT_HYPHEN, /* consumes nothing, writes a hyphen */
	COC_ELEMENT_ZEROS,  /* consumes zeros, writes nothing */
	COC_ELEMENT_COUNTRY /* three letters of the country table */
} CocElementKind;

typedef struct CocElement
{
	CocCharset set;
	CocElementKind kind;
	uint8_t min;
	uint8_t max;
} CocElement;

typedef struct CocCheckRule
{
	uint8_t modulus;
	uint8_t base;      /* 0 when weights were written */
	uint8_t nweights;  /* 0 when a base was */
	uint8_t width;     /* check symbols: 1, or the digits of the rule */
	uint8_t remainder; /* for digits; unused with symbols */
	bool fold;
	bool whole; /* digits and remainder rather than symbols */
	uint8_t weights[COC_SCHEME_PLACES]; /* of each place, from the right */
	char letters[8];
	char symbols[COC_SCHEME_MODULUS_MAX + 1];
} CocCheckRule;

/* A row made ready for use. */
typedef struct CocScheme
{
	char name[COC_SCHEME_NAME_MAX + 1];
	CocQuality quality;
	int32_t provider; /* of LOCAL/<provider>, else 0 */
	uint8_t nelements;
	uint8_t nrules;
	uint8_t nchecks;    /* check symbols at the end */
	uint8_t max_length; /* of a normalised text, dropped zeros included */
	CocElement elements[COC_SCHEME_ELEMENTS];
	CocCheckRule rules[COC_SCHEME_RULES];
	char prefix[COC_SCHEME_PREFIX_MAX + 1];
	char placeholders[COC_SCHEME_PLACEHOLDERS_MAX + 1];
} CocScheme;

extern const CocSchemeRow coc_shipped_schemes[];
extern const int coc_nshipped_schemes;

/* Position of a shipped scheme, or -1; the name need not end in NUL. */
extern int coc_shipped_scheme(const char *name, size_t length);

/* Make a row ready: refuses (COC_BAD_VALUE) a row that could match nothing. */
extern CocStatus coc_scheme_compile(const CocSchemeRow *row, CocScheme *scheme,
									CocSlip *slip);

/* Make LOCAL/<provider number> ready; false when the name is not of that form.
 */
extern bool coc_scheme_local(const char *name, size_t length,
							 CocScheme *scheme);

extern const char *coc_quality_name(CocQuality quality);

/* Bit of a character in a charset, 0 when it can be in none. */
static inline CocCharset
coc_charset_of(char c)
{
	if (c >= '0' && c <= '9')
		return (CocCharset) 1 << (c - '0');
	if (c >= 'A' && c <= 'Z')
		return (CocCharset) 1 << (c - 'A' + 10);
	return 0;
}

/* True when the three letters are a country, or a code of ICAO Doc 9303. */
extern bool coc_is_country(const char *letters);

#endif /* COC_SCHEME_H */
