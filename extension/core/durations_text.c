/*
 * durations_text.c
 *		Durations as text (lossless, both ways) and as JSON.
 *
 *		transition {female: nowhere>residential ?=2, residential>outpatient
 *			-3=1 7=2 ?=1, outpatient>died ?=1; male: ...}
 *		time_to_event {female: yes 40=1 90=2, too_recent 365=5 ?=1; ...}
 *		funnel {female: 0 ?=10, 1 ?=8, 2 ?=1 7=3; ...}
 *		distribution {female: ?=2 -1=3 40=1; ...}
 *
 * Each pair days=count is a cell, "?" stands for no days. Genders are apart by
 * ";", what happened by ",". Text is taken as it is given out: in the order
 * of the codes, and of the days, "?" first, each once.
 */
#include "core/durations.h"

#include <string.h>

#include "core/cursor.h"
#include "core/wide.h"

#define NOWHERE "nowhere"
#define DEATH "died"

/* ---- writing ---- */

static const char *
end_name(uint8_t end)
{
	if (end == COC_NOWHERE)
		return NOWHERE;
	if (end == COC_TO_DEATH)
		return DEATH;
	return coc_care.terms[end].name;
}

/*
 * What happened: the key of a checked cell without its gender and days. The
 * space that goes before days is the caller's; a distribution has no event.
 */
static char *
put_event(char *out, uint8_t kind, uint64_t key)
{
	uint8_t to = coc_duration_to(key);

	switch ((CocDurationKind) kind)
	{
		case COC_TRANSITION:
			out = coc_put_string(out, end_name(coc_duration_from(key)));
			*out++ = '>';
			return coc_put_string(out, end_name(to));
		case COC_TIME_TO_EVENT:
			return coc_put_string(out, coc_answer.terms[to].name);
		case COC_FUNNEL:
			return out + coc_wide_write(to, out);
		case COC_DISTRIBUTION:
			return out;
	}
	return out;
}

static char *
put_days(char *out, int32_t days)
{
	if (days == COC_NO_DAYS)
		return coc_put_string(out, "?");
	return out + coc_wide_write(days, out);
}

/*
 * Most characters of a cell (" -2147483647=274877906944"), of what
 * happened (two kinds of care of 32, ">" and ", "), of a gender ("; unknown:
 * "), and of the frame ("time_to_event {}").
 */
#define CELL_MAX 25
#define EVENT_MAX 68
#define GENDER_MAX 12
#define FRAME_MAX 20

size_t
coc_durations_text_size(const CocDuration *cells, size_t n)
{
	size_t size = FRAME_MAX + (size_t) COC_NGENDERS * GENDER_MAX;

	for (size_t i = 0; i < n; i++)
	{
		size += CELL_MAX;
		if (i == 0 || cells[i].key >> 40 != cells[i - 1].key >> 40)
			size += EVENT_MAX;
	}
	return size;
}

/* What stands before a cell when it is not of the event before it. */
static char *
put_heading(char *out, uint8_t kind, uint64_t key, const CocDuration *before)
{
	if (before == NULL ||
		coc_duration_gender(before->key) != coc_duration_gender(key))
	{
		if (before != NULL)
			out = coc_put_string(out, "; ");
		out = coc_put_string(out,
							 coc_gender.terms[coc_duration_gender(key)].name);
		*out++ = ':';
		if (kind != COC_DISTRIBUTION)
			*out++ = ' ';
	}
	else
		out = coc_put_string(out, ", ");
	return put_event(out, kind, key);
}

size_t
coc_durations_write(uint8_t kind, const CocDuration *cells, size_t n, char *out)
{
	char *start = out;

	out = coc_put_string(out, coc_duration_kind_name(kind));
	out = coc_put_string(out, " {");
	for (size_t i = 0; i < n; i++)
	{
		const CocDuration *before = i == 0 ? NULL : &cells[i - 1];

		if (before == NULL || before->key >> 40 != cells[i].key >> 40)
			out = put_heading(out, kind, cells[i].key, before);
		*out++ = ' ';
		out = put_days(out, coc_duration_days(cells[i].key));
		*out++ = '=';
		out += coc_wide_write(cells[i].count, out);
	}
	*out++ = '}';
	return (size_t) (out - start);
}

/* ---- JSON ---- */

/* Frame, and the longest cell: its names, two kinds of care, two numbers. */
#define JSON_FRAME_MAX 64
#define JSON_CELL_MAX 192

size_t
coc_durations_json_size(size_t n)
{
	return JSON_FRAME_MAX + n * JSON_CELL_MAX;
}

static char *
put_json_string(char *out, const char *name, const char *value)
{
	out = coc_put_name(out, name);
	*out++ = '"';
	out = coc_put_string(out, value);
	return coc_put_string(out, "\", ");
}

/* What happened, under the names that readers give it. */
static char *
put_json_event(char *out, uint8_t kind, uint64_t key)
{
	uint8_t to = coc_duration_to(key);

	switch ((CocDurationKind) kind)
	{
		case COC_TRANSITION:
			out =
				put_json_string(out, "from", end_name(coc_duration_from(key)));
			return put_json_string(out, "to", end_name(to));
		case COC_TIME_TO_EVENT:
			return put_json_string(out, "outcome", coc_answer.terms[to].name);
		case COC_FUNNEL:
			out = coc_put_name(out, "step");
			out += coc_wide_write(to, out);
			return coc_put_string(out, ", ");
		case COC_DISTRIBUTION:
			return out;
	}
	return out;
}

static char *
put_json_cell(char *out, uint8_t kind, const CocDuration *cell)
{
	int32_t days = coc_duration_days(cell->key);

	*out++ = '{';
	out = put_json_string(
		out, "gender", coc_gender.terms[coc_duration_gender(cell->key)].name);
	out = put_json_event(out, kind, cell->key);
	out = coc_put_name(out, kind == COC_DISTRIBUTION ? "value" : "days");
	out =
		days == COC_NO_DAYS ? coc_put_string(out, "null") : put_days(out, days);
	out = coc_put_string(out, ", ");
	out = coc_put_name(out, "n");
	out += coc_wide_write(cell->count, out);
	*out++ = '}';
	return out;
}

size_t
coc_durations_write_json(uint8_t kind, const CocDuration *cells, size_t n,
						 char *out)
{
	char *start = out;

	*out++ = '{';
	out = put_json_string(out, "kind", coc_duration_kind_name(kind));
	out = coc_put_name(out, "cells");
	*out++ = '[';
	for (size_t i = 0; i < n; i++)
	{
		if (i > 0)
			out = coc_put_string(out, ", ");
		out = put_json_cell(out, kind, &cells[i]);
	}
	out = coc_put_string(out, "]}");
	return (size_t) (out - start);
}

/* ---- reading ---- */

/* Errors point at a character and never repeat the text. */
static CocStatus
bad_text(CocSlip *slip, const CocScanner *scanner, const char *reason)
{
	return coc_fail(slip, COC_BAD_TEXT, "durations", reason, NULL,
					coc_scan_offset(scanner));
}

/* Where a reading stands: the cells so far, and the key being filled in. */
typedef struct Reading
{
	CocScanner scanner;
	CocDuration *out;
	size_t room;
	size_t n;
	uint8_t kind;
	uint8_t gender;
	uint8_t from;
	uint8_t to;
} Reading;

/* No cell is shorter than "7=2", and the room is reckoned from this. */
#define CELL_MIN 3

size_t
coc_durations_text_room(size_t length)
{
	size_t room = length / CELL_MIN + 1;

	return room > (size_t) COC_DURATIONS_MAX ? (size_t) COC_DURATIONS_MAX
											 : room;
}

/* A word that names an end of a transition, or nothing legal: false. */
static bool
scan_end(CocScanner *scanner, uint8_t *end)
{
	const char *word;
	size_t length = coc_scan_word(scanner, &word);
	int code = coc_code(&coc_care, word, length);

	if (length == strlen(NOWHERE) && memcmp(word, NOWHERE, length) == 0)
		code = COC_NOWHERE;
	else if (length == strlen(DEATH) && memcmp(word, DEATH, length) == 0)
		code = COC_TO_DEATH;
	*end = (uint8_t) code;
	return code >= 0;
}

static bool
scan_step(Reading *reading)
{
	int64_t step;

	if (!coc_scan_integer(&reading->scanner, &step) || step < 0 ||
		step > COC_FUNNEL_STEPS)
		return false;
	reading->to = (uint8_t) step;
	reading->from = (uint8_t) (step > 0 ? step - 1 : 0);
	return true;
}

static bool
scan_event(Reading *reading)
{
	CocScanner *scanner = &reading->scanner;
	const char *word;
	size_t length;
	int code;

	switch ((CocDurationKind) reading->kind)
	{
		case COC_TRANSITION:
			return scan_end(scanner, &reading->from) &&
				   coc_scan_char(scanner, '>') &&
				   scan_end(scanner, &reading->to);
		case COC_TIME_TO_EVENT:
			length = coc_scan_word(scanner, &word);
			code = coc_code(&coc_answer, word, length);
			reading->from = 0;
			reading->to = (uint8_t) code;
			return code >= 0;
		case COC_FUNNEL:
			return scan_step(reading);
		case COC_DISTRIBUTION:
			return true;
	}
	return false;
}

/* Take days or "?"; the number that stands for no days is no days itself. */
static bool
scan_days(CocScanner *scanner, int32_t *days)
{
	int64_t number;

	*days = COC_NO_DAYS;
	if (coc_scan_char(scanner, '?'))
		return true;
	if (!coc_scan_integer(scanner, &number) || number <= INT32_MIN ||
		number > INT32_MAX)
		return false;
	*days = (int32_t) number;
	return true;
}

static bool
event_goes_on(const CocScanner *scanner)
{
	CocScanner ahead = *scanner;

	return !coc_scan_char(&ahead, ',') && !coc_scan_char(&ahead, ';') &&
		   !coc_scan_char(&ahead, '}');
}

/* Take what happened and its cells, one at least. */
static CocStatus
scan_cells(Reading *reading, CocSlip *slip)
{
	if (!scan_event(reading))
		return bad_text(slip, &reading->scanner,
						"what happened, as this kind has it, was expected");
	do
	{
		int32_t days;
		int64_t count;
		uint64_t key;

		if (!scan_days(&reading->scanner, &days) ||
			!coc_scan_char(&reading->scanner, '=') ||
			!coc_scan_integer(&reading->scanner, &count))
			return bad_text(slip, &reading->scanner,
							"days or \"?\", \"=\" and a count were expected");
		if (reading->n >= reading->room)
			return coc_fail(slip, COC_TOO_LARGE, "durations",
							"there are more than 12582912 cells", NULL, 0);
		key =
			coc_duration_key(reading->gender, reading->from, reading->to, days);
		reading->out[reading->n++] = (CocDuration){key, count};
	} while (event_goes_on(&reading->scanner));
	return COC_OK;
}

static bool
scan_gender(Reading *reading)
{
	const char *word;
	size_t length = coc_scan_word(&reading->scanner, &word);
	int code = coc_code(&coc_gender, word, length);

	reading->gender = (uint8_t) code;
	return code > 0 && coc_scan_char(&reading->scanner, ':');
}

static CocStatus
scan_genders(Reading *reading, CocSlip *slip)
{
	do
	{
		CocStatus status;

		if (!scan_gender(reading))
			return bad_text(slip, &reading->scanner,
							"a gender and \":\" were expected");
		do
		{
			status = scan_cells(reading, slip);
			if (status != COC_OK)
				return status;
		} while (reading->kind != COC_DISTRIBUTION &&
				 coc_scan_char(&reading->scanner, ','));
	} while (coc_scan_char(&reading->scanner, ';'));
	return COC_OK;
}

CocStatus
coc_durations_parse(const char *text, size_t length, uint8_t *kind,
					CocDuration *out, size_t *n, CocSlip *slip)
{
	Reading reading = {.scanner = {text, length, 0},
					   .out = out,
					   .room = coc_durations_text_room(length)};
	const char *word;
	size_t word_length = coc_scan_word(&reading.scanner, &word);

	*n = 0;
	*kind = reading.kind = coc_duration_kind(word, word_length);
	if (reading.kind == 0 || !coc_scan_char(&reading.scanner, '{'))
		return bad_text(slip, &reading.scanner,
						"a kind of durations and \"{\" were expected");
	if (!coc_scan_char(&reading.scanner, '}'))
	{
		CocStatus status = scan_genders(&reading, slip);

		if (status != COC_OK)
			return status;
		if (!coc_scan_char(&reading.scanner, '}'))
			return bad_text(slip, &reading.scanner,
							"\",\", \";\" or \"}\" was expected");
	}
	coc_scan_space(&reading.scanner);
	if (!coc_scan_at_end(&reading.scanner))
		return bad_text(slip, &reading.scanner,
						"there is text after the durations");
	*n = reading.n;
	return coc_durations_check(reading.kind, out, *n, COC_BAD_TEXT, slip);
}
