/*
 * intake_guard.c
 *		Find identifiers where none should be.
 *
 * Two nets. The first compares letters and digits only, so that dots, blanks,
 * hyphens, full-width or Arabic-Indic digits and a dropped check digit hide
 * nothing: it knows one identifier, the row's own. The second looks for
 * anybody's: it reads the text as people write identifiers and asks each
 * scheme that has a check digit.
 */
#include "core/intake_guard.h"

#include <string.h>

#include "core/identifier.h"
#include "core/wipe.h"

/* Shortest overlap with the own identifier that is no coincidence. */
#define OWN_OVERLAP_MIN 6

/* How many characters of it may be missing at its ends. */
#define OWN_MISSING 2

/* Shortest number before a check digit, in any scheme. */
#define BODY_MIN 6

/* A text of at most COC_TEXT_CHARACTERS, one byte a character. */
typedef struct Folded
{
	size_t length;
	char text[COC_TEXT_CHARACTERS];
} Folded;

/*
 * next_character
 *		Decode one character of UTF-8; 0 when it is not well formed. NUL is
 *		not text either.
 */
static uint32_t
next_character(const char *text, size_t length, size_t *position)
{
	static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char lead = (unsigned char) text[(*position)++];
	size_t width = lead < 0x80    ? 1
				   : lead < 0xC2  ? 0
				   : lead < 0xE0  ? 2
				   : lead < 0xF0  ? 3
				   : lead <= 0xF4 ? 4
								  : 0;
	uint32_t character;

	if (width <= 1)
		return width == 1 ? lead : 0;
	if (width - 1 > length - *position)
		return 0;
	character = lead & (0x7FU >> width);
	for (size_t i = 1; i < width; i++)
	{
		unsigned char byte = (unsigned char) text[(*position)++];

		if ((byte & 0xC0) != 0x80)
			return 0;
		character = character << 6 | (byte & 0x3FU);
	}
	if (character < smallest[width] || character > 0x10FFFF ||
		(character >= 0xD800 && character <= 0xDFFF))
		return 0;
	return character;
}

bool
coc_utf8_valid(const char *text, size_t length)
{
	size_t position = 0;

	while (position < length)
	{
		if (next_character(text, length, &position) == 0)
			return false;
	}
	return true;
}

/*
 * Characters that show nothing: controls, zero-width and direction marks.
 * They have no place in a code, and are good for hiding one in another.
 */
static bool
is_invisible(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD ||
		   (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
		   (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
		   (c >= 0xFFF9 && c <= 0xFFFB) || c >= 0xE0000;
}

/* First of the ten decimal digits in each script that has its own. */
static const uint32_t zeros[] = {
	0x0660, 0x06F0, 0x07C0, 0x0966,  0x09E6,  0x0A66,  0x0AE6,  0x0B66,
	0x0BE6, 0x0C66, 0x0CE6, 0x0D66,  0x0DE6,  0x0E50,  0x0ED0,  0x0F20,
	0x1040, 0x1090, 0x17E0, 0x1810,  0x1946,  0x19D0,  0x1A80,  0x1A90,
	0x1B50, 0x1BB0, 0x1C40, 0x1C50,  0xA620,  0xA8D0,  0xA900,  0xA9D0,
	0xA9F0, 0xAA50, 0xABF0, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6};

/* One ASCII character that stands for it; '~' for letters of no scheme. */
static char
fold_character(uint32_t c)
{
	if (c >= 0xFF01 && c <= 0xFF5E) /* full width */
		c -= 0xFEE0;
	if (c >= 'a' && c <= 'z')
		return (char) (c - 0x20);
	if (c < 0x80)
		return (char) c;
	if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000)
		return ' ';
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 ||
		c == 0xFE63)
		return '-';
	if (c == 0xB9 || c == 0xB2 || c == 0xB3) /* superscript 1, 2, 3 */
		return (char) (c == 0xB9 ? '1' : '0' + (c - 0xB0));
	for (size_t i = 0; i < sizeof(zeros) / sizeof(zeros[0]); i++)
	{
		if (c >= zeros[i] && c < zeros[i] + 10)
			return (char) ('0' + (c - zeros[i]));
	}
	return '~';
}

/* Fold a text; false when it is too long, invisible in part, or not UTF-8. */
static bool
fold(CocField field, Folded *folded)
{
	size_t position = 0;

	folded->length = 0;
	while (position < field.length)
	{
		uint32_t c = next_character(field.text, field.length, &position);

		if (c == 0 || is_invisible(c) || folded->length >= COC_TEXT_CHARACTERS)
			return false;
		folded->text[folded->length++] = fold_character(c);
	}
	return true;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_alnum(char c)
{
	return is_digit(c) || is_letter(c);
}

/* Letters and digits only, without leading zeros; returns how many. */
static size_t
squeeze(const Folded *folded, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < folded->length; i++)
	{
		char c = folded->text[i];

		if (is_alnum(c) && (n > 0 || c != '0'))
			out[n++] = c;
	}
	return n;
}

/* Take as much of a field as can be folded: what came of a broken one. */
static void
fold_start(CocField field, Folded *folded)
{
	size_t position = 0;

	folded->length = 0;
	while (position < field.length && folded->length < COC_TEXT_CHARACTERS)
	{
		uint32_t c = next_character(field.text, field.length, &position);

		if (c != 0 && !is_invisible(c))
			folded->text[folded->length++] = fold_character(c);
	}
}

void
coc_guard_own(CocGuard *guard, CocField identifier)
{
	Folded folded;

	guard->nown = 0;
	if (identifier.text == NULL)
		return;
	fold_start(identifier, &folded);
	guard->nown = squeeze(&folded, guard->own);
	coc_wipe(&folded, sizeof(folded));
}

static bool
contains(const char *text, size_t length, const char *part, size_t npart)
{
	for (size_t i = 0; i + npart <= length; i++)
	{
		if (memcmp(text + i, part, npart) == 0)
			return true;
	}
	return false;
}

/*
 * is_own
 *		The same, or most of it: "RUN 12345678-5" holds it, 12345678 is all of
 *		it but the check digit, F12345678 all but that and with a letter.
 */
static bool
is_own(const CocGuard *guard, const Folded *folded)
{
	char text[COC_TEXT_CHARACTERS];
	size_t length = squeeze(folded, text);
	size_t most = guard->nown < OWN_OVERLAP_MIN + OWN_MISSING
					  ? OWN_OVERLAP_MIN
					  : guard->nown - OWN_MISSING;

	if (length == 0 || guard->nown == 0)
		return false;
	if (length == guard->nown && memcmp(text, guard->own, length) == 0)
		return true;
	if (length >= OWN_OVERLAP_MIN &&
		contains(guard->own, guard->nown, text, length))
		return true;
	for (size_t start = 0; start + most <= guard->nown; start++)
	{
		if (contains(text, length, guard->own + start, most))
			return true;
	}
	return false;
}

/* True when exactly three digits stand at the position. */
static bool
is_group(const Folded *folded, size_t position)
{
	for (size_t i = 0; i < 3; i++)
	{
		if (position + i >= folded->length ||
			!is_digit(folded->text[position + i]))
			return false;
	}
	return position + 3 >= folded->length ||
		   !is_digit(folded->text[position + 3]);
}

/* A stretch of text that is written as identifiers are. */
typedef struct Written
{
	size_t length; /* in all */
	size_t ndigits;
	size_t nchecks; /* after the separator; 0 when none was written */
	bool grouped;   /* thousands set off by dots or blanks */
	bool letter;    /* begins or ends with one */
} Written;

/* Digits, in one piece or in groups of three; where they end. */
static size_t
take_body(const Folded *folded, size_t position, Written *written)
{
	for (; position < folded->length; position++)
	{
		char c = folded->text[position];

		if (is_digit(c))
			written->ndigits++;
		else if ((c == '.' || c == ' ') && written->ndigits > 0 &&
				 is_group(folded, position + 1))
			written->grouped = true;
		else
			break;
	}
	return position;
}

/* Read what is written from a position on; false when it is no number. */
static bool
take_written(const Folded *folded, size_t start, Written *written)
{
	const char *text = folded->text;
	size_t position = start;

	memset(written, 0, sizeof(*written));
	if (is_letter(text[position]))
	{
		written->letter = true;
		position++;
		if (position < folded->length && text[position] == '-')
			position++;
	}
	position = take_body(folded, position, written);
	if (written->ndigits < BODY_MIN)
		return false;
	if (position + 1 < folded->length &&
		(text[position] == '-' || text[position] == '/') &&
		is_alnum(text[position + 1]))
	{
		position++;
		while (position < folded->length && is_alnum(text[position]))
		{
			written->letter = written->letter || is_letter(text[position]);
			written->nchecks++;
			position++;
		}
	}
	else if (position < folded->length && is_letter(text[position]))
	{
		written->letter = true;
		position++;
	}
	written->length = position - start;
	return position >= folded->length || !is_alnum(text[position]);
}

/*
 * fits_scheme
 *		The form says "identifier" by a letter at either end, or by a check
 *		digit set off from a number that is grouped or long.
 */
static bool
fits_scheme(const CocScheme *scheme, const char *text, const Written *written)
{
	char canonical[COC_CANONICAL_MAX];
	size_t length;
	bool fits;

	if (!written->letter &&
		(written->nchecks != scheme->nchecks ||
		 (!written->grouped && written->ndigits < BODY_MIN + 1)))
		return false;
	fits = coc_identifier_canonical(scheme, text, written->length, canonical,
									&length) == COC_IDENTIFIER_OK;
	coc_wipe(canonical, sizeof(canonical));
	return fits;
}

static bool
holds_written(const CocGuard *guard, const Folded *folded)
{
	for (size_t start = 0; start < folded->length; start++)
	{
		Written written;

		if (start > 0 && is_alnum(folded->text[start - 1]))
			continue;
		if (!is_alnum(folded->text[start]) ||
			!take_written(folded, start, &written))
			continue;
		for (int i = 0; i < guard->nschemes; i++)
		{
			if (fits_scheme(&guard->schemes[i], folded->text + start, &written))
				return true;
		}
	}
	return false;
}

bool
coc_text_allowed(const CocGuard *guard, CocField text)
{
	Folded folded;

	return fold(text, &folded) && !is_own(guard, &folded) &&
		   !holds_written(guard, &folded);
}
