/*
 * intake_fuzz.c
 *		A file of any bytes, through the whole of core's intake.
 *
 * The first byte chooses the format, the second the template; the rest is the
 * file, its lines as the database would read them. Besides the sanitizers,
 * two promises are checked: pieces lie inside the line, and a kept text never
 * equals the identifier.
 */
#include "core/intake.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NSCHEMES 8

static CocScheme schemes[NSCHEMES];
static CocGuard guard;

extern int LLVMFuzzerInitialize(int *argc, char ***argv);
extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	guard.schemes = schemes;
	for (int i = 0; i < coc_nshipped_schemes && guard.nschemes < NSCHEMES; i++)
	{
		CocSlip slip;

		if (coc_scheme_compile(&coc_shipped_schemes[i],
							   &schemes[guard.nschemes], &slip) != COC_OK)
			abort();
		if (schemes[guard.nschemes].quality == COC_QUALITY_VERIFIED)
			guard.nschemes++;
	}
	return 0;
}

static void
check_inside(CocField field, const char *buffer, size_t length)
{
	if (field.text != NULL && (field.text < buffer || field.length == 0 ||
							   field.text + field.length > buffer + length))
		abort();
}

static void
check_row(const CocTemplate *template, const CocRow *row, const char *buffer,
		  size_t length)
{
	for (int column = 0; column < COC_COLUMNS_MAX; column++)
	{
		CocField text = row->text[column];

		check_inside(text, buffer, length);
		if (text.text == NULL)
			continue;
		if (column >= template->ncolumns ||
			!coc_utf8_valid(text.text, text.length))
			abort();
		if (row->identifier.text != NULL &&
			text.length == row->identifier.length &&
			memcmp(text.text, row->identifier.text, text.length) == 0 &&
			guard.nown > 0)
			abort();
	}
	if (template->id == COC_STAYS && row->has[COC_ENDED] &&
		row->has[COC_STARTED] &&
		row->number[COC_ENDED] < row->number[COC_STARTED])
		abort();
}

/* What the door does with a line; the header is the first that is one. */
static void
take_line(const CocTemplate *template, const char *line, size_t length,
		  CocFormat *format, CocHeader *header)
{
	CocNames names = {template, 0, NULL};
	static char buffer[COC_LINE_BYTES];
	static CocField fields[COC_FIELDS_MAX];
	static CocProblems problems;
	CocField by_column[COC_COLUMNS_MAX];
	CocRow row;
	size_t n;
	int nfields;

	problems.nproblems = 0;
	problems.rejected = false;
	if (header->nfields == 0)
		coc_intake_skip_mark(&line, &length, &format->encoding);
	if (!coc_intake_read(line, length, format->encoding, buffer, &n) ||
		coc_intake_blank(buffer, n, format->delimiter) ||
		!coc_intake_split(buffer, n, format->delimiter, fields, &nfields))
		return;
	for (int i = 0; i < nfields; i++)
		check_inside(fields[i], buffer, n);
	if (header->nfields == 0)
		(void) coc_intake_header(&names, fields, nfields, format->has_scheme,
								 header, &problems);
	else if (coc_intake_place(header, fields, nfields, by_column))
	{
		coc_intake_row(template, by_column, format, &guard, &row, &problems);
		check_row(template, &row, buffer, n);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CocHeader header = {0, {0}};
	CocFormat format;
	const CocTemplate *template;
	const char *text = (const char *) data + 2;
	size_t left = size - 2;

	if (size < 2)
		return 0;
	template = &coc_templates[data[1] % COC_NTEMPLATES];
	format.delimiter = data[0] & 1 ? ',' : ';';
	format.decimal_mark = data[0] & 2 ? '.' : ',';
	format.dates = 1 << (data[0] >> 2 & 1);
	format.encoding = (CocEncoding) ((data[0] >> 3) % 3);
	format.has_scheme = (data[0] & 64) != 0;
	format.today = 9131;
	while (left > 0)
	{
		const char *end = memchr(text, '\n', left);
		size_t length = end != NULL ? (size_t) (end - text) : left;

		take_line(template, text, length, &format, &header);
		text += length + (end != NULL);
		left -= length + (end != NULL);
	}
	return 0;
}
