/*
 * scan.c
 *		Tokens of the text forms: words, characters, dates, integers.
 */
#include "core/scan.h"

#include "core/date.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

void
coc_scan_space(CocScanner *scanner)
{
	while (!coc_scan_at_end(scanner))
	{
		char c = scanner->text[scanner->position];

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			break;
		scanner->position++;
	}
}

bool
coc_scan_char(CocScanner *scanner, char wanted)
{
	size_t start = scanner->position;

	coc_scan_space(scanner);
	if (!coc_scan_at_end(scanner) && scanner->text[scanner->position] == wanted)
	{
		scanner->position++;
		return true;
	}
	scanner->position = start;
	return false;
}

size_t
coc_scan_word(CocScanner *scanner, const char **word)
{
	size_t start;

	coc_scan_space(scanner);
	start = scanner->position;
	*word = scanner->text + start;
	if (coc_scan_at_end(scanner) || !is_letter(scanner->text[start]))
		return 0;
	while (!coc_scan_at_end(scanner))
	{
		char c = scanner->text[scanner->position];

		if (!is_letter(c) && !is_digit(c) && c != '_')
			break;
		scanner->position++;
	}
	return scanner->position - start;
}

/* Exactly n digits at a place known to be inside the text. */
static bool
fixed_digits(const char *text, int n, int *value)
{
	*value = 0;
	for (int i = 0; i < n; i++)
	{
		if (!is_digit(text[i]))
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

bool
coc_scan_date(CocScanner *scanner, int32_t *day)
{
	size_t start = scanner->position;
	const char *text;
	int year;
	int month;
	int dom;

	coc_scan_space(scanner);
	text = scanner->text + scanner->position;
	if (scanner->length - scanner->position >= COC_DATE_LENGTH &&
		text[4] == '-' && text[7] == '-' && fixed_digits(text, 4, &year) &&
		fixed_digits(text + 5, 2, &month) && fixed_digits(text + 8, 2, &dom) &&
		coc_date_from_civil(year, month, dom, day))
	{
		scanner->position += COC_DATE_LENGTH;
		return true;
	}
	scanner->position = start;
	return false;
}

bool
coc_scan_integer(CocScanner *scanner, int64_t *value)
{
	size_t start = scanner->position;
	bool negative;
	bool fits = true;
	size_t ndigits = 0;

	*value = 0;
	negative = coc_scan_char(scanner, '-');
	coc_scan_space(scanner);
	while (!coc_scan_at_end(scanner) &&
		   is_digit(scanner->text[scanner->position]))
	{
		int digit = scanner->text[scanner->position++] - '0';

		/* Accumulate below zero: INT64_MIN has no positive twin. */
		fits = fits && !__builtin_mul_overflow(*value, 10, value) &&
			   !__builtin_sub_overflow(*value, digit, value);
		ndigits++;
	}
	if (ndigits > 0 && fits && (negative || *value != INT64_MIN))
	{
		if (!negative)
			*value = -*value;
		return true;
	}
	scanner->position = start;
	return false;
}
