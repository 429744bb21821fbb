/*
 * pathway_scan.c
 *		Tokens of a pathway, and the little forms made of them.
 */
#include "core/pathway_scan.h"

#include <string.h>

#include "core/date.h"

#define WHAT "pathway"
#define LEGAL_DAYS                                                             \
	"Write {<=30d}, {<30d}, {>=30d}, {>30d}, {=30d} or {0..30d}; "             \
	"at most 3652058 days."
#define LEGAL_WINDOW                                                           \
	"Write a daterange with dates as YYYY-MM-DD: [2024-03-01,2024-04-01), or " \
	"[2024-03-01,) without an end."
#define LEGAL_SIZE                                                             \
	"A pathway has at most 64 steps with repeats written out, 64 kinds that "  \
	"must not be there, 64 windows and lengths, 64 different links, 128 "      \
	"programmes, 16 levels of parentheses and 4096 characters."
#define LEGAL_CARE                                                             \
	"Write a kind of care, a group or role with * behind it, or any. Names: "  \
	"SELECT name, term_group, role FROM continuum.vocabulary('care')."
#define LEGAL_EXIT                                                             \
	"Write an exit reason, or a group of them with * behind it. Names: "       \
	"SELECT name, term_group FROM continuum.vocabulary('exit_reason')."

bool
coc_read_refuse(CocReader *reader, CocStatus status, const char *reason,
				const char *legal, size_t offset)
{
	/* The first slip is the one to tell. */
	if (reader->status == COC_OK)
		reader->status =
			coc_fail(reader->slip, status, WHAT, reason, legal, offset);
	return false;
}

/* Offset of the next token. */
size_t
coc_read_offset(CocReader *reader)
{
	coc_scan_space(&reader->scanner);
	return coc_scan_offset(&reader->scanner);
}

bool
coc_read_expected(CocReader *reader, const char *reason, const char *legal)
{
	return coc_read_refuse(reader, COC_BAD_TEXT, reason, legal,
						   coc_read_offset(reader));
}

bool
coc_read_too_much(CocReader *reader, const char *reason, size_t offset)
{
	return coc_read_refuse(reader, COC_TOO_LARGE, reason, LEGAL_SIZE, offset);
}

/* Write a token as it is, right behind the one before. */
bool
coc_read_put(CocReader *reader, const char *token, size_t length)
{
	if (length > COC_PATHWAY_TEXT_MAX - reader->nout)
		return coc_read_too_much(reader, "it is too long",
								 coc_read_offset(reader));
	memcpy(reader->out + reader->nout, token, length);
	reader->nout += length;
	return true;
}

/* Nothing at the beginning of the text, and inside brackets. */
bool
coc_read_put_blank(CocReader *reader)
{
	char last = reader->nout == 0 ? '(' : reader->out[reader->nout - 1];

	return last == '(' || last == '{' || coc_read_put(reader, " ", 1);
}

static bool
put_number(CocReader *reader, int64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);
	uint64_t left =
		number < 0 ? (uint64_t) 0 - (uint64_t) number : (uint64_t) number;

	do
	{
		digits[--at] = (char) ('0' + left % 10);
		left /= 10;
	} while (left > 0);
	if (number < 0)
		digits[--at] = '-';
	return coc_read_put(reader, digits + at, sizeof(digits) - at);
}

/* Take a character if it is the next and write it; no blank around it. */
bool
coc_read_char(CocReader *reader, char wanted)
{
	return coc_scan_char(&reader->scanner, wanted) &&
		   coc_read_put(reader, &wanted, 1);
}

/* Take a word if it is the next. */
static bool
skip_word(CocReader *reader, const char *wanted)
{
	size_t start = reader->scanner.position;
	const char *word;
	size_t length = coc_scan_word(&reader->scanner, &word);

	if (length == strlen(wanted) && memcmp(word, wanted, length) == 0)
		return true;
	reader->scanner.position = start;
	return false;
}

/* The same, and write it as a word of its own. */
bool
coc_read_word(CocReader *reader, const char *wanted)
{
	return skip_word(reader, wanted) && coc_read_put_blank(reader) &&
		   coc_read_put(reader, wanted, strlen(wanted));
}

bool
coc_read_need_word(CocReader *reader, const char *wanted, const char *reason)
{
	if (coc_read_word(reader, wanted))
		return true;
	return coc_read_expected(reader, reason, COC_PATHWAY_FORM);
}

bool
coc_read_digit_next(CocReader *reader)
{
	CocScanner *scanner = &reader->scanner;

	coc_scan_space(scanner);
	return !coc_scan_at_end(scanner) &&
		   scanner->text[scanner->position] >= '0' &&
		   scanner->text[scanner->position] <= '9';
}

/* Take a number no greater than most and no less than least, and write it. */
bool
coc_read_number(CocReader *reader, int64_t least, int64_t most,
				const char *reason, const char *legal, int64_t *number)
{
	size_t offset = coc_read_offset(reader);
	bool minus = coc_scan_char(&reader->scanner, '-');

	if (!coc_read_digit_next(reader))
		return coc_read_expected(reader, "a number is expected", legal);
	if (!coc_scan_integer(&reader->scanner, number))
		return coc_read_refuse(reader, COC_BAD_VALUE, reason, legal, offset);
	if (minus)
		*number = -*number;
	if (*number < least || *number > most)
		return coc_read_refuse(reader, COC_BAD_VALUE, reason, legal, offset);
	return put_number(reader, *number);
}

static bool
take_days(CocReader *reader, int64_t least, int32_t *days)
{
	int64_t number;

	if (!coc_read_number(reader, least, COC_PATHWAY_DAYS_MAX,
						 "the number of days is out of range", LEGAL_DAYS,
						 &number))
		return false;
	*days = (int32_t) number;
	return true;
}

/* The comparison has been taken: the number behind it. */
static bool
parse_one_bound(CocReader *reader, int64_t least, char sign, bool or_equal,
				CocDays *days)
{
	int32_t number;

	if (!take_days(reader, least + (sign == '<' && !or_equal), &number))
		return false;
	*days = COC_ANY_DAYS;
	if (sign == '<')
		days->most = or_equal ? number : number - 1;
	else if (sign == '>')
		days->least = or_equal ? number : number + 1;
	else
		*days = (CocDays){number, number};
	return true;
}

static bool
parse_two_bounds(CocReader *reader, int64_t least, CocDays *days)
{
	size_t offset = coc_read_offset(reader);

	if (!take_days(reader, least, &days->least))
		return false;
	(void) skip_word(reader, "d");
	if (!coc_read_char(reader, '.') || !coc_read_char(reader, '.'))
		return coc_read_expected(reader, "two dots are expected", LEGAL_DAYS);
	if (!take_days(reader, least, &days->most))
		return false;
	if (days->least > days->most)
		return coc_read_refuse(reader, COC_BAD_VALUE, "the bounds are reversed",
							   LEGAL_DAYS, offset);
	return true;
}

/* The brace has been taken: days, and the closing brace. */
bool
coc_read_days(CocReader *reader, int64_t least, CocDays *days)
{
	char sign = 0;
	bool good;

	if (coc_read_char(reader, '<'))
		sign = '<';
	else if (coc_read_char(reader, '>'))
		sign = '>';
	else if (coc_read_char(reader, '='))
		sign = '=';
	if (sign == 0)
		good = parse_two_bounds(reader, least, days);
	else
		good = parse_one_bound(reader, least, sign,
							   sign != '=' && coc_read_char(reader, '='), days);
	if (!good)
		return false;
	if (!skip_word(reader, "d"))
		return coc_read_expected(reader, "d for days is expected", LEGAL_DAYS);
	if (!coc_read_put(reader, "d", 1))
		return false;
	return coc_read_char(reader, '}') ||
		   coc_read_expected(reader, "a closing brace is expected", LEGAL_DAYS);
}

/* A bound on a gap, if there is one. */
bool
coc_read_bound(CocReader *reader, CocDays *gap)
{
	*gap = COC_ANY_DAYS;
	if (!coc_read_char(reader, '{'))
		return reader->status == COC_OK;
	return coc_read_days(reader, -COC_PATHWAY_DAYS_MAX, gap);
}

/* A date of a window, if there is one; unbounded without. */
static bool
parse_day(CocReader *reader, int32_t unbounded, bool *bounded, int32_t *day)
{
	char text[COC_DATE_LENGTH];

	*day = unbounded;
	*bounded = coc_read_digit_next(reader);
	if (!*bounded)
		return true;
	if (!coc_scan_date(&reader->scanner, day))
		return coc_read_expected(reader, "the date does not exist",
								 LEGAL_WINDOW);
	coc_date_write(*day, text);
	return coc_read_put(reader, text, COC_DATE_LENGTH);
}

/* Take one of two brackets; *first tells which. */
static bool
take_bracket(CocReader *reader, char square, char round, bool *inclusive)
{
	*inclusive = coc_read_char(reader, square);
	return *inclusive || coc_read_char(reader, round) ||
		   coc_read_expected(reader, "a bracket is expected", LEGAL_WINDOW);
}

bool
coc_read_window(CocReader *reader, CocDays *window)
{
	size_t offset = coc_read_offset(reader);
	bool inclusive;
	bool bounded;

	if (!coc_read_put_blank(reader) ||
		!take_bracket(reader, '[', '(', &inclusive) ||
		!parse_day(reader, INT32_MIN, &bounded, &window->least))
		return false;
	if (bounded && !inclusive)
		window->least++;
	if (!coc_read_char(reader, ','))
		return coc_read_expected(reader, "a comma is expected", LEGAL_WINDOW);
	if (!parse_day(reader, INT32_MAX, &bounded, &window->most) ||
		!take_bracket(reader, ']', ')', &inclusive))
		return false;
	if (bounded && !inclusive)
		window->most--;
	if (window->least > window->most)
		return coc_read_refuse(reader, COC_BAD_VALUE, "the window is empty",
							   LEGAL_WINDOW, offset);
	return true;
}

static bool
same(const char *known, const char *word, size_t length)
{
	return known != NULL && strlen(known) == length &&
		   memcmp(known, word, length) == 0;
}

/* Bits of the terms of that name, or of that group or role; 0 for none. */
static uint64_t
named_codes(const CocVocabulary *vocabulary, const char *word, size_t length,
			bool group)
{
	CocRole role = coc_role(word, length);
	uint64_t codes = 0;

	for (uint8_t code = 0; code < vocabulary->ncodes && code < 64; code++)
	{
		const CocTerm *term = coc_term(vocabulary, code);

		if (term == NULL)
			continue;
		if (group ? same(term->group, word, length) ||
						(role != COC_ROLE_NONE && term->role == role)
				  : same(term->name, word, length))
			codes |= UINT64_C(1) << code;
	}
	return codes;
}

static uint64_t
known_codes(const CocVocabulary *vocabulary)
{
	uint64_t codes = 0;

	for (uint8_t code = 0; code < vocabulary->ncodes && code < 64; code++)
	{
		if (coc_term(vocabulary, code) != NULL)
			codes |= UINT64_C(1) << code;
	}
	return codes;
}

/* A word of the grammar stands where a name should: the name is missing. */
static bool
is_reserved(const char *word, size_t length)
{
	static const char *const reserved[] = {
		"any",  "apart",    "by",      "ended", "except", "followed",
		"in",   "next",     "no",      "not",   "open",   "optional",
		"then", "spanning", "started", "times"};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (same(reserved[i], word, length))
			return true;
	return false;
}

/* NAME or NAME* of a vocabulary; the blank before a word is the caller's. */
static bool
parse_name(CocReader *reader, const CocVocabulary *vocabulary,
		   const char *missing, const char *unknown, const char *legal,
		   uint64_t *codes)
{
	size_t offset = coc_read_offset(reader);
	const char *word;
	size_t length = coc_scan_word(&reader->scanner, &word);
	bool group;

	if (length == 0 || is_reserved(word, length))
		return coc_read_refuse(reader, COC_BAD_TEXT, missing, legal, offset);
	if (!coc_read_put(reader, word, length))
		return false;
	group = coc_read_char(reader, '*');
	*codes = named_codes(vocabulary, word, length, group);
	if (*codes == 0)
	{
		/* Whoever forgets the star has the right word: say what is missing. */
		if (group)
			unknown = "the group is not known";
		else if (named_codes(vocabulary, word, length, true) != 0)
			unknown = "it is a group, and * behind it is missing";
		return coc_read_refuse(reader, COC_BAD_TEXT, unknown, legal, offset);
	}
	return reader->status == COC_OK;
}

static bool
parse_care(CocReader *reader, uint64_t *cares)
{
	return coc_read_put_blank(reader) &&
		   parse_name(reader, &coc_care, "a kind of care is expected",
					  "the care is not known", LEGAL_CARE, cares);
}

/* What may follow decides nothing here: a kind alone, as a test. */
bool
coc_read_kind(CocReader *reader, CocTest *test)
{
	*test = COC_ANY_STAY;
	if (!coc_read_word(reader, "any") && !parse_care(reader, &test->cares))
		return false;
	while (coc_read_word(reader, "except"))
	{
		size_t offset = coc_read_offset(reader);
		uint64_t out;

		if (!parse_care(reader, &out))
			return false;
		test->cares &= ~out;
		if ((test->cares & known_codes(&coc_care)) == 0)
			return coc_read_refuse(reader, COC_BAD_VALUE,
								   "no kind of care is left", NULL, offset);
	}
	return reader->status == COC_OK;
}

static bool
parse_exit(CocReader *reader, uint64_t *exits)
{
	return parse_name(reader, &coc_exit_reason, "an exit reason is expected",
					  "the exit reason is not known", LEGAL_EXIT, exits);
}

/* The brackets of a list have one form, whatever its elements are. */
bool
coc_read_closing(CocReader *reader)
{
	return coc_read_char(reader, ')') ||
		   coc_read_expected(reader,
							 "a bar or a closing parenthesis is expected",
							 COC_PATHWAY_FORM);
}

bool
coc_read_exits(CocReader *reader, CocTest *test)
{
	uint64_t exits = 0;
	uint64_t one;

	if (!coc_read_char(reader, '('))
	{
		if (!parse_exit(reader, &one))
			return false;
		test->exits &= one;
		return true;
	}
	do
	{
		if (!parse_exit(reader, &one))
			return false;
		exits |= one;
	} while (coc_read_char(reader, '|'));
	test->exits &= exits;
	return coc_read_closing(reader);
}
