/*
 * intake.c
 *		A line of a provider's file: bytes, fields, header.
 *
 * What real files do, and what is done about it: cp1252 under the name of
 * Latin-1 (read as such), UTF-8 with or without a mark, blank lines and lines
 * of delimiters alone at the end (skipped), columns in any order under
 * English, Spanish or Portuguese names, accents or not. A line with one
 * delimiter too many is refused whole: nobody can say which field is which.
 */
#include "core/intake.h"

#include <string.h>

/*
 * Names as they are compared: lower case, no accents, letters and digits
 * only, so that "Fecha de ingreso" and FECHA_DE_INGRESO are one. Here is what
 * else forms call a column than its name and its labels. "genero" is
 * no alias: it does not say whether sex or identity is meant.
 */
typedef struct Alias
{
	const char *name;
	const char *column;
} Alias;

static const Alias aliases[] = {
	{"registro", "source_record"},
	{"idregistro", "source_record"},
	{"numeroregistro", "source_record"},
	{"nregistro", "source_record"},
	{"nderegistro", "source_record"},
	{"nroregistro", "source_record"},
	{"nroderegistro", "source_record"},
	{"numeroficha", "client_ref"},
	{"numerodeficha", "client_ref"},
	{"nficha", "client_ref"},
	{"ndeficha", "client_ref"},
	{"nroficha", "client_ref"},
	{"nrodeficha", "client_ref"},
	{"run", "identifier"},
	{"rut", "identifier"},
	{"dni", "identifier"},
	{"cpf", "identifier"},
	{"documento", "identifier"},
	{"esquema", "scheme"},
	{"tipodocumento", "scheme"},
	{"sexo", "registered_sex"},
	{"sexoregistral", "registered_sex"},
	{"anonacimiento", "birth_year"},
	{"regionresidencia", "residence_region"},
	{"program", "programme"},
	{"atencion", "care"},
	{"tipoatencion", "care"},
	{"atendimento", "care"},
	{"ingreso", "started"},
	{"fechaingreso", "started"},
	{"entrada", "started"},
	{"dataentrada", "started"},
	{"egreso", "ended"},
	{"fechaegreso", "ended"},
	{"saida", "ended"},
	{"datasaida", "ended"},
	{"precisionegreso", "ended_precision"},
	{"precisiondeegreso", "ended_precision"},
	{"motivoegreso", "exit_reason"},
	{"motivodelegreso", "exit_reason"},
	{"motivodesaida", "exit_reason"},
	{"detalleegreso", "exit_detail"},
	{"detalledeegreso", "exit_detail"},
	{"fechaultimocontacto", "last_contact"},
	{"ofertadeapoyo", "aftercare_offer"},
	{"ofertapostratamiento", "aftercare_offer"},
	{"apoyadopor", "supported_by"},
	{"derivadoa", "referred_to"},
	{"tipodeplan", "plan"},
};

#define NALIASES (sizeof(aliases) / sizeof(aliases[0]))

void
coc_problem(CocProblems *problems, CocProblemCode code, CocSeverity severity,
			const char *field, int position)
{
	if (severity == COC_REJECT)
		problems->rejected = true;
	if (problems->nproblems < COC_PROBLEMS_MAX)
		problems->list[problems->nproblems++] =
			(CocProblem){code, severity, field, position, 0, 0};
}

/*
 * Windows-1252 at 0x80..0x9F, where Latin-1 has control characters that no
 * form ever holds. 0: no character.
 */
static const uint16_t cp1252[32] = {
	0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
	0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* A character of U+0080..U+FFFF in UTF-8. */
static char *
put_character(char *out, unsigned int character)
{
	if (character < 0x800)
		*out++ = (char) (0xC0 | (character >> 6));
	else
	{
		*out++ = (char) (0xE0 | (character >> 12));
		*out++ = (char) (0x80 | ((character >> 6) & 0x3F));
	}
	*out++ = (char) (0x80 | (character & 0x3F));
	return out;
}

/*
 * scan_characters
 *		Count the characters of a well-formed text, and find whether one is
 *		beyond Latin-1. False as soon as there are too many.
 */
static bool
scan_characters(const char *line, size_t length, bool *wide)
{
	size_t ncharacters = 0;

	*wide = false;
	if (length > COC_LINE_BYTES)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		unsigned char byte = (unsigned char) line[i];

		ncharacters += (byte & 0xC0) != 0x80;
		*wide = *wide || byte >= 0xC4;
	}
	return ncharacters <= COC_LINE_CHARACTERS;
}

/*
 * coc_intake_read
 *
 * A line that was declared UTF-8 but read as Latin-1 has one character per
 * byte: the bytes are restored, and judged later, field by field. A line
 * with a character beyond Latin-1 was never read as Latin-1 (somebody sent it
 * by INSERT, or forgot ENCODING): it is text already and stays as it is.
 */
bool
coc_intake_read(const char *line, size_t length, CocEncoding encoding,
				char *out, size_t *out_length)
{
	char *start = out;
	bool as_is;

	if (!scan_characters(line, length, &as_is))
		return false;
	as_is = as_is || encoding == COC_TEXT;
	for (size_t i = 0; i < length; i++)
	{
		unsigned char lead = (unsigned char) line[i];
		unsigned int character = lead;

		/* Well-formed text cannot get here; the buffer is not left to that. */
		if (out - start > COC_LINE_BYTES - 3)
			return false;
		if (!as_is && lead >= 0x80 && i + 1 < length)
			character =
				((lead & 0x1FU) << 6) | ((unsigned char) line[++i] & 0x3FU);
		if (as_is || encoding == COC_UTF8 || character < 0x80)
			*out++ = (char) character;
		else if (character < 0xA0 && cp1252[character - 0x80] != 0)
			out = put_character(out, cp1252[character - 0x80]);
		else
			out = put_character(out, character);
	}
	*out_length = (size_t) (out - start);
	return true;
}

void
coc_intake_skip_mark(const char **line, size_t *length, CocEncoding *encoding)
{
	/* The mark itself, and what it looks like when it was read as Latin-1. */
	static const struct
	{
		const char *bytes;
		CocEncoding encoding;
	} marks[] = {{"\xEF\xBB\xBF", COC_TEXT},
				 {"\xC3\xAF\xC2\xBB\xC2\xBF", COC_UTF8}};

	for (int i = 0; i < 2; i++)
	{
		size_t n = strlen(marks[i].bytes);

		if (*length >= n && memcmp(*line, marks[i].bytes, n) == 0)
		{
			*line += n;
			*length -= n;
			*encoding = marks[i].encoding;
			return;
		}
	}
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool
coc_intake_blank(const char *line, size_t length, char delimiter)
{
	for (size_t i = 0; i < length; i++)
	{
		if (!is_blank(line[i]) && line[i] != delimiter && line[i] != '"')
			return false;
	}
	return true;
}

/* "null" in any case, as statistical packages write nothing. */
static bool
is_null_word(const char *text, size_t length)
{
	static const char word[] = "null";

	if (length != sizeof(word) - 1)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if ((text[i] | 0x20) != word[i])
			return false;
	}
	return true;
}

CocField
coc_field_trim(CocField field)
{
	if (field.text == NULL)
		return field;
	while (field.length > 0 && is_blank(field.text[0]))
	{
		field.text++;
		field.length--;
	}
	while (field.length > 0 && is_blank(field.text[field.length - 1]))
		field.length--;
	if (field.length == 0 || is_null_word(field.text, field.length))
		return (CocField){NULL, 0};
	return field;
}

/*
 * split_quoted
 *		Take a quoted field whose opening quote is at *position, undoing
 *		doubled quotes in place. False when the quote is never closed or
 *		something but blanks stands between it and the next delimiter.
 */
static bool
split_quoted(char *line, size_t length, char delimiter, size_t *position,
			 CocField *field)
{
	size_t from = *position + 1;
	char *out = line + from;

	field->text = out;
	for (;; from++)
	{
		if (from >= length)
			return false;
		if (line[from] == '"')
		{
			if (from + 1 >= length || line[from + 1] != '"')
				break;
			from++;
		}
		*out++ = line[from];
	}
	field->length = (size_t) (out - field->text);
	from++;
	while (from < length && is_blank(line[from]))
		from++;
	*position = from;
	return from >= length || line[from] == delimiter;
}

/* Take a field up to the next delimiter; a quote inside is just a quote. */
static void
split_plain(char *line, size_t length, char delimiter, size_t *position,
			CocField *field)
{
	char *end = memchr(line + *position, delimiter, length - *position);
	size_t stop = end != NULL ? (size_t) (end - line) : length;

	*field = (CocField){line + *position, stop - *position};
	*position = stop;
}

bool
coc_intake_split(char *line, size_t length, char delimiter, CocField *fields,
				 int *nfields)
{
	size_t position = 0;

	*nfields = 0;
	for (;;)
	{
		CocField *field = &fields[*nfields];

		if (*nfields >= COC_FIELDS_MAX)
			return false;
		while (position < length && is_blank(line[position]) &&
			   line[position] != delimiter)
			position++;
		if (position >= length || line[position] != '"')
			split_plain(line, length, delimiter, &position, field);
		else if (!split_quoted(line, length, delimiter, &position, field))
			return false;
		*field = coc_field_trim(*field);
		(*nfields)++;
		if (position >= length)
			return true;
		position++;
	}
}

/* The template's column of that folded name; COC_NO_COLUMN without. */
static int
column_of_own_name(const CocTemplate *template, const char *name)
{
	for (int i = 0; i < template->ncolumns; i++)
	{
		const char *own = template->columns[i].name;
		const char *given = name;

		for (; *own != '\0' && (*own == *given || *own == '_'); own++)
			given += *own != '_';
		if (*own == '\0' && *given == '\0')
			return i;
	}
	return COC_NO_COLUMN;
}

static int
column_of_name(const CocNames *names, CocField field)
{
	char name[COC_NAME_LENGTH + 1];
	int column;

	if (field.text == NULL || !coc_field_fold(field, name))
		return COC_NO_COLUMN;
	column = column_of_own_name(names->template, name);
	for (int i = 0; i < names->nlabels && column == COC_NO_COLUMN; i++)
	{
		if (strcmp(name, names->labels[i].name) == 0)
			column = names->labels[i].column;
	}
	for (size_t i = 0; i < NALIASES && column == COC_NO_COLUMN; i++)
	{
		if (strcmp(name, aliases[i].name) == 0)
			column = coc_template_column(names->template, aliases[i].column,
										 strlen(aliases[i].column));
	}
	return column;
}

/*
 * coc_intake_header
 *
 * An unknown name is reported by its position: in a file without a header
 * the "names" are somebody's data. Without an identifier column every person
 * is a local one or known by a number, which is legal; with one, its scheme
 * must come from somewhere.
 */
bool
coc_intake_header(const CocNames *names, const CocField *fields, int nfields,
				  bool has_scheme, CocHeader *header, CocProblems *problems)
{
	const CocTemplate *template = names->template;
	bool seen[COC_COLUMNS_MAX + 1] = {false};

	header->nfields = nfields;
	for (int i = 0; i < nfields; i++)
	{
		int column = column_of_name(names, fields[i]);

		header->column[i] = (uint8_t) column;
		if (column == COC_NO_COLUMN)
			coc_problem(problems, COC_P_COLUMN_UNKNOWN, COC_INFO, NULL, i + 1);
		else if (seen[column])
			coc_problem(problems, COC_P_COLUMN_TWICE, COC_REJECT,
						template->columns[column].name, 0);
		seen[column] = true;
	}
	for (int column = 0; column < template->ncolumns; column++)
	{
		bool needed = template->columns[column].need != COC_OPTIONAL ||
					  (template->columns[column].kind == COC_KIND_SCHEME &&
					   seen[COC_IDENTIFIER] && !has_scheme);

		if (needed && !seen[column])
			coc_problem(problems, COC_P_COLUMN_MISSING, COC_REJECT,
						template->columns[column].name, 0);
	}
	return !problems->rejected;
}

bool
coc_intake_place(const CocHeader *header, const CocField *fields, int nfields,
				 CocField by_column[COC_COLUMNS_MAX])
{
	memset(by_column, 0, sizeof(CocField) * COC_COLUMNS_MAX);
	if (nfields != header->nfields)
		return false;
	for (int i = 0; i < nfields; i++)
	{
		if (header->column[i] != COC_NO_COLUMN)
			by_column[header->column[i]] = fields[i];
	}
	return true;
}
