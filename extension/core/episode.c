/*
 * episode.c
 *		Text form, construction and checking of one stay.
 *
 * Text: care[start,end]:exit@programme, where [start,) is open and [start,?]
 * ended on a date nobody recorded. Every part is put into the episode by the
 * put_ function that knows its rule, whether it comes from text, JSON or SQL
 * arguments; the offset they take is 0 where there is no text to point at.
 */
#include "core/episode.h"

#include <string.h>

#include "core/date.h"
#include "core/vocabulary.h"

#define WHAT "episode"
#define LEGAL_FORM                                                             \
	"Write care[start,end]:exit_reason@programme with dates as YYYY-MM-DD, "   \
	"[start,) while in care, [start,?] when the end is not known."
#define LEGAL_DATES "Dates from 0001-01-01 to 9999-12-31."
#define LEGAL_CARE "Legal names: SELECT name FROM continuum.vocabulary('care')."
#define LEGAL_EXIT                                                             \
	"Legal names: SELECT name FROM continuum.vocabulary('exit_reason')."

static CocStatus
put_care(CocEpisode *episode, uint8_t care, CocSlip *slip, size_t offset)
{
	if (coc_term(&coc_care, care) == NULL)
		return coc_fail(slip, COC_BAD_VALUE, WHAT, "the care is not known",
						LEGAL_CARE, offset);
	episode->care = care;
	return COC_OK;
}

static CocStatus
put_start(CocEpisode *episode, int32_t start, CocSlip *slip, size_t offset)
{
	if (!coc_date_valid(start))
		return coc_fail(slip, COC_OUT_OF_RANGE, WHAT,
						"the start is out of range", LEGAL_DATES, offset);
	episode->start = start;
	return COC_OK;
}

/* The start must be in place. */
static CocStatus
put_end(CocEpisode *episode, int32_t end, CocSlip *slip, size_t offset)
{
	if (!coc_date_valid(end))
		return coc_fail(slip, COC_OUT_OF_RANGE, WHAT, "the end is out of range",
						LEGAL_DATES, offset);
	if (end < episode->start)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"the end is before the start", NULL, offset);
	if (end - episode->start > COC_LENGTH_MAX)
		return coc_fail(slip, COC_TOO_LARGE, WHAT, "the stay is too long",
						"A stay has at most 65533 days.", offset);
	episode->length = (uint16_t) (end - episode->start);
	return COC_OK;
}

/* The length must be in place: ongoing goes with open, and only with it. */
static CocStatus
put_exit(CocEpisode *episode, uint8_t exit, CocSlip *slip, size_t offset)
{
	if (coc_term(&coc_exit_reason, exit) == NULL)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"the exit reason is not known", LEGAL_EXIT, offset);
	if (coc_episode_open(episode) && exit != COC_ONGOING)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"a stay without an end has an exit reason",
						"Write ? for an end whose date is not known.", offset);
	if (!coc_episode_open(episode) && exit == COC_ONGOING)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"a stay that has ended is called ongoing",
						"Leave the reason out where it is not known.", offset);
	episode->exit = exit;
	return COC_OK;
}

static CocStatus
put_programme(CocEpisode *episode, int64_t programme, CocSlip *slip,
			  size_t offset)
{
	if (programme < 0 || programme > INT32_MAX)
		return coc_fail(slip, COC_BAD_VALUE, WHAT,
						"the programme is out of range",
						"Programmes are numbered from 1 to 2147483647; 0 is "
						"none.",
						offset);
	episode->programme = (int32_t) programme;
	return COC_OK;
}

/* The reason of a stay for which none was given. */
static uint8_t
default_exit(const CocEpisode *episode)
{
	return coc_episode_open(episode) ? COC_ONGOING : COC_UNKNOWN_EXIT;
}

static CocStatus
put_ending(CocEpisode *episode, const CocStayFacts *facts, CocSlip *slip)
{
	switch (facts->ending)
	{
		case COC_STILL_OPEN:
			episode->length = COC_LENGTH_OPEN;
			return COC_OK;
		case COC_ENDED_SOME_DAY:
			episode->length = COC_LENGTH_UNKNOWN;
			return COC_OK;
		case COC_ENDED_ON_KNOWN_DAY:
			return put_end(episode, facts->end, slip, 0);
	}
	return COC_OK;
}

CocStatus
coc_episode_make(const CocStayFacts *facts, CocEpisode *episode, CocSlip *slip)
{
	CocStatus status = put_care(episode, facts->care, slip, 0);

	if (status == COC_OK)
		status = put_start(episode, facts->start, slip, 0);
	if (status == COC_OK)
		status = put_ending(episode, facts, slip);
	if (status == COC_OK)
		status = put_exit(episode,
						  facts->no_exit ? default_exit(episode) : facts->exit,
						  slip, 0);
	if (status == COC_OK)
		status = put_programme(episode, facts->programme, slip, 0);
	return status;
}

CocStatus
coc_episode_check(const CocEpisode *episode, CocStatus bad, CocSlip *slip)
{
	const char *reason = NULL;

	if (coc_term(&coc_care, episode->care) == NULL)
		reason = "it has an unknown care code";
	else if (coc_term(&coc_exit_reason, episode->exit) == NULL)
		reason = "it has an unknown exit code";
	else if (!coc_date_valid(episode->start) ||
			 (coc_episode_closed(episode) &&
			  !coc_date_valid(coc_episode_end(episode))))
		reason = "it has a date out of range";
	else if (coc_episode_open(episode) != (episode->exit == COC_ONGOING))
		reason = "its length and its exit code contradict each other";
	else if (episode->programme < 0)
		reason = "its programme is negative";
	if (reason != NULL)
		return coc_fail(slip, bad, WHAT, reason, NULL, 0);
	return COC_OK;
}

static CocStatus
bad_form(const CocScanner *scanner, const char *reason, CocSlip *slip)
{
	return coc_fail(slip, COC_BAD_TEXT, WHAT, reason, LEGAL_FORM,
					coc_scan_offset(scanner));
}

static CocStatus
scan_care(CocScanner *scanner, CocEpisode *episode, CocSlip *slip)
{
	const char *word;
	size_t length = coc_scan_word(scanner, &word);
	int care = coc_code(&coc_care, word, length);

	if (length == 0)
		return bad_form(scanner, "a kind of care is expected", slip);
	if (care < 0)
		return coc_fail(slip, COC_BAD_TEXT, WHAT, "the care is not known",
						LEGAL_CARE, coc_scan_offset(scanner) - length);
	return put_care(episode, (uint8_t) care, slip, 0);
}

/*
 * True when the text at the scanner is written like a date, so that a day
 * that does not exist is told from a slip of grammar.
 */
static bool
looks_like_date(const CocScanner *scanner)
{
	const char *text = scanner->text + scanner->position;
	size_t left = scanner->length - scanner->position;
	size_t year = 0;

	while (year < left && text[year] >= '0' && text[year] <= '9')
		year++;
	if (year < 4 || left < year + 6 || text[year] != '-' ||
		text[year + 3] != '-')
		return false;
	for (size_t i = 1; i <= 5; i++)
	{
		char c = text[year + i];

		if (i != 3 && (c < '0' || c > '9'))
			return false;
	}
	return true;
}

/* Take a date; *offset tells where it began. */
static CocStatus
scan_day(CocScanner *scanner, int32_t *day, size_t *offset, CocSlip *slip)
{
	coc_scan_space(scanner);
	*offset = coc_scan_offset(scanner);
	if (coc_scan_date(scanner, day))
		return COC_OK;
	if (looks_like_date(scanner))
		return coc_fail(slip, COC_OUT_OF_RANGE, WHAT, "there is no such date",
						LEGAL_DATES, *offset);
	return bad_form(scanner, "a date is expected", slip);
}

CocStatus
coc_episode_parse_day(const char *text, size_t length, int32_t *day,
					  CocSlip *slip)
{
	CocScanner scanner = {text, length, 0};
	size_t offset;
	CocStatus status = scan_day(&scanner, day, &offset, slip);

	if (status == COC_OK && !coc_scan_at_end(&scanner))
		status = bad_form(&scanner, "nothing more is expected", slip);
	return status;
}

/* What stands after the comma, with its bracket. */
static CocStatus
scan_ending(CocScanner *scanner, CocEpisode *episode, CocSlip *slip)
{
	int32_t end;
	size_t offset;
	CocStatus status;

	if (coc_scan_char(scanner, ')'))
	{
		episode->length = COC_LENGTH_OPEN;
		return COC_OK;
	}
	if (coc_scan_char(scanner, '?'))
		episode->length = COC_LENGTH_UNKNOWN;
	else
	{
		status = scan_day(scanner, &end, &offset, slip);
		if (status == COC_OK)
			status = put_end(episode, end, slip, offset);
		if (status != COC_OK)
			return status;
	}
	if (!coc_scan_char(scanner, ']'))
		return bad_form(scanner, "a closing bracket is expected", slip);
	return COC_OK;
}

static CocStatus
scan_dates(CocScanner *scanner, CocEpisode *episode, CocSlip *slip)
{
	int32_t start;
	size_t offset;
	CocStatus status;

	if (!coc_scan_char(scanner, '['))
		return bad_form(scanner, "an opening bracket is expected", slip);
	status = scan_day(scanner, &start, &offset, slip);
	if (status == COC_OK)
		status = put_start(episode, start, slip, offset);
	if (status != COC_OK)
		return status;
	if (!coc_scan_char(scanner, ','))
		return bad_form(scanner, "a comma is expected", slip);
	return scan_ending(scanner, episode, slip);
}

static CocStatus
scan_exit(CocScanner *scanner, CocEpisode *episode, CocSlip *slip)
{
	const char *word;
	size_t length;
	size_t offset;
	int exit;

	if (!coc_scan_char(scanner, ':'))
		return put_exit(episode, default_exit(episode), slip, 0);
	length = coc_scan_word(scanner, &word);
	if (length == 0)
		return bad_form(scanner, "an exit reason is expected", slip);
	offset = coc_scan_offset(scanner) - length;
	exit = coc_code(&coc_exit_reason, word, length);
	if (exit < 0)
		return coc_fail(slip, COC_BAD_TEXT, WHAT,
						"the exit reason is not known", LEGAL_EXIT, offset);
	return put_exit(episode, (uint8_t) exit, slip, offset);
}

/* True when a number stands at the scanner, whether it fits or not. */
static bool
looks_like_number(const CocScanner *scanner)
{
	size_t at = scanner->position;

	if (at < scanner->length && scanner->text[at] == '-')
		at++;
	return at < scanner->length && scanner->text[at] >= '0' &&
		   scanner->text[at] <= '9';
}

static CocStatus
scan_programme(CocScanner *scanner, CocEpisode *episode, CocSlip *slip)
{
	int64_t programme;
	size_t offset;

	if (!coc_scan_char(scanner, '@'))
		return put_programme(episode, 0, slip, 0);
	coc_scan_space(scanner);
	offset = coc_scan_offset(scanner);
	if (!looks_like_number(scanner))
		return bad_form(scanner, "a programme is expected", slip);
	if (!coc_scan_integer(scanner, &programme))
		programme = INT64_MAX; /* a number that is no integer is too big */
	return put_programme(episode, programme, slip, offset);
}

CocStatus
coc_episode_scan(CocScanner *scanner, CocEpisode *episode, CocSlip *slip)
{
	CocStatus status = scan_care(scanner, episode, slip);

	if (status == COC_OK)
		status = scan_dates(scanner, episode, slip);
	if (status == COC_OK)
		status = scan_exit(scanner, episode, slip);
	if (status == COC_OK)
		status = scan_programme(scanner, episode, slip);
	return status;
}

CocStatus
coc_episode_parse(const char *text, size_t length, CocEpisode *episode,
				  CocSlip *slip)
{
	CocScanner scanner = {text, length, 0};
	CocStatus status = coc_episode_scan(&scanner, episode, slip);

	if (status != COC_OK)
		return status;
	coc_scan_space(&scanner);
	if (!coc_scan_at_end(&scanner))
		return bad_form(&scanner, "nothing more is expected", slip);
	return COC_OK;
}

static char *
write_text(char *out, const char *text)
{
	size_t length = strlen(text);

	memcpy(out, text, length);
	return out + length;
}

static char *
write_day(char *out, int32_t day)
{
	coc_date_write(day, out);
	return out + COC_DATE_LENGTH;
}

static char *
write_programme(char *out, int32_t programme)
{
	char digits[10];
	int ndigits = 0;

	for (; programme > 0; programme /= 10)
		digits[ndigits++] = (char) ('0' + programme % 10);
	*out++ = '@';
	while (ndigits > 0)
		*out++ = digits[--ndigits];
	return out;
}

size_t
coc_episode_write(const CocEpisode *episode, char *out)
{
	char *end = write_text(out, coc_term(&coc_care, episode->care)->name);

	*end++ = '[';
	end = write_day(end, episode->start);
	*end++ = ',';
	if (coc_episode_open(episode))
		*end++ = ')';
	else
	{
		if (coc_episode_end_unknown(episode))
			*end++ = '?';
		else
			end = write_day(end, coc_episode_end(episode));
		*end++ = ']';
		*end++ = ':';
		end = write_text(end, coc_term(&coc_exit_reason, episode->exit)->name);
	}
	if (episode->programme != 0)
		end = write_programme(end, episode->programme);
	return (size_t) (end - out);
}

static void
put_big_endian(uint8_t *out, uint32_t value, int nbytes)
{
	for (int i = nbytes - 1; i >= 0; i--)
	{
		out[i] = (uint8_t) value;
		value >>= 8;
	}
}

static uint32_t
get_big_endian(const uint8_t *wire, int nbytes)
{
	uint32_t value = 0;

	for (int i = 0; i < nbytes; i++)
		value = value << 8 | wire[i];
	return value;
}

void
coc_episode_to_wire(const CocEpisode *episode, uint8_t *out)
{
	put_big_endian(out, (uint32_t) episode->start, 4);
	put_big_endian(out + 4, (uint32_t) episode->programme, 4);
	put_big_endian(out + 8, episode->length, 2);
	out[10] = episode->care;
	out[11] = episode->exit;
}

void
coc_episode_from_wire(const uint8_t *wire, CocEpisode *episode)
{
	episode->start = (int32_t) get_big_endian(wire, 4);
	episode->programme = (int32_t) get_big_endian(wire + 4, 4);
	episode->length = (uint16_t) get_big_endian(wire + 8, 2);
	episode->care = wire[10];
	episode->exit = wire[11];
}
