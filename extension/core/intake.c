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

/* A column: its name, and when a row needs it. */
typedef struct Column
{
	const char *name;
	CocNeed need;
} Column;

static const Column columns[COC_NCOLUMNS] = {
	[COC_SOURCE_RECORD] = {"source_record", COC_ALWAYS},
	[COC_CLIENT_REF] = {"client_ref", COC_OPTIONAL},
	[COC_IDENTIFIER] = {"identifier", COC_OPTIONAL},
	[COC_SCHEME] = {"scheme", COC_OPTIONAL},
	[COC_REGISTERED_SEX] = {"registered_sex", COC_ALWAYS},
	[COC_GENDER_IDENTITY] = {"gender_identity", COC_OPTIONAL},
	[COC_BIRTH_YEAR] = {"birth_year", COC_OPTIONAL},
	[COC_RESIDENCE_REGION] = {"residence_region", COC_OPTIONAL},
	[COC_PROGRAMME] = {"programme", COC_ALWAYS},
	[COC_CARE] = {"care", COC_ALWAYS},
	[COC_STARTED] = {"started", COC_ALWAYS},
	[COC_ENDED] = {"ended", COC_WHEN_ENDED},
	[COC_ENDED_PRECISION] = {"ended_precision", COC_OPTIONAL},
	[COC_EXIT_REASON] = {"exit_reason", COC_WHEN_ENDED},
	[COC_EXIT_DETAIL] = {"exit_detail", COC_OPTIONAL},
	[COC_LAST_CONTACT] = {"last_contact", COC_OPTIONAL},
	[COC_PRIMARY_SUBSTANCE] = {"primary_substance", COC_ALWAYS},
	[COC_AFTERCARE_OFFER] = {"aftercare_offer", COC_WHEN_ENDED},
	[COC_SUPPORTED_BY] = {"supported_by", COC_OPTIONAL},
	[COC_REFERRED_TO] = {"referred_to", COC_OPTIONAL},
	[COC_LEGAL_STATUS] = {"legal_status", COC_OPTIONAL},
	[COC_JUSTICE_BASIS] = {"justice_basis", COC_OPTIONAL},
	[COC_PLAN] = {"plan", COC_OPTIONAL},
	[COC_FUNDED_FROM] = {"funded_from", COC_OPTIONAL},
	[COC_PAYMENT] = {"payment", COC_OPTIONAL},
};

/*
 * Names as they are compared: lower case, no accents, letters and digits
 * only, so that "Fecha de ingreso" and FECHA_DE_INGRESO are one. Here is what
 * registry.label calls each column, and what else forms call it. "genero" is
 * no alias: it does not say whether sex or identity is meant.
 */
typedef struct Alias
{
	const char *name;
	CocColumn column;
} Alias;

static const Alias aliases[] = {
	{"sourcerecord", COC_SOURCE_RECORD},
	{"registro", COC_SOURCE_RECORD},
	{"idregistro", COC_SOURCE_RECORD},
	{"numeroregistro", COC_SOURCE_RECORD},
	{"numeroderegistro", COC_SOURCE_RECORD},
	{"nregistro", COC_SOURCE_RECORD},
	{"nderegistro", COC_SOURCE_RECORD},
	{"nroregistro", COC_SOURCE_RECORD},
	{"nroderegistro", COC_SOURCE_RECORD},
	{"clientref", COC_CLIENT_REF},
	{"ficha", COC_CLIENT_REF},
	{"numeroficha", COC_CLIENT_REF},
	{"numerodeficha", COC_CLIENT_REF},
	{"nficha", COC_CLIENT_REF},
	{"ndeficha", COC_CLIENT_REF},
	{"nroficha", COC_CLIENT_REF},
	{"nrodeficha", COC_CLIENT_REF},
	{"prontuario", COC_CLIENT_REF},
	{"identifier", COC_IDENTIFIER},
	{"identificador", COC_IDENTIFIER},
	{"run", COC_IDENTIFIER},
	{"rut", COC_IDENTIFIER},
	{"dni", COC_IDENTIFIER},
	{"cpf", COC_IDENTIFIER},
	{"documento", COC_IDENTIFIER},
	{"scheme", COC_SCHEME},
	{"esquema", COC_SCHEME},
	{"tipodocumento", COC_SCHEME},
	{"tipodedocumento", COC_SCHEME},
	{"registeredsex", COC_REGISTERED_SEX},
	{"sexo", COC_REGISTERED_SEX},
	{"sexoregistral", COC_REGISTERED_SEX},
	{"sexoregistrado", COC_REGISTERED_SEX},
	{"genderidentity", COC_GENDER_IDENTITY},
	{"identidaddegenero", COC_GENDER_IDENTITY},
	{"identidadedegenero", COC_GENDER_IDENTITY},
	{"birthyear", COC_BIRTH_YEAR},
	{"anonacimiento", COC_BIRTH_YEAR},
	{"anodenacimiento", COC_BIRTH_YEAR},
	{"anodenascimento", COC_BIRTH_YEAR},
	{"residenceregion", COC_RESIDENCE_REGION},
	{"regionresidencia", COC_RESIDENCE_REGION},
	{"regionderesidencia", COC_RESIDENCE_REGION},
	{"regiaoderesidencia", COC_RESIDENCE_REGION},
	{"programme", COC_PROGRAMME},
	{"program", COC_PROGRAMME},
	{"programa", COC_PROGRAMME},
	{"care", COC_CARE},
	{"atencion", COC_CARE},
	{"tipoatencion", COC_CARE},
	{"tipodeatencion", COC_CARE},
	{"atendimento", COC_CARE},
	{"tipodeatendimento", COC_CARE},
	{"started", COC_STARTED},
	{"ingreso", COC_STARTED},
	{"fechaingreso", COC_STARTED},
	{"fechadeingreso", COC_STARTED},
	{"entrada", COC_STARTED},
	{"dataentrada", COC_STARTED},
	{"datadeentrada", COC_STARTED},
	{"ended", COC_ENDED},
	{"egreso", COC_ENDED},
	{"fechaegreso", COC_ENDED},
	{"fechadeegreso", COC_ENDED},
	{"saida", COC_ENDED},
	{"datasaida", COC_ENDED},
	{"datadesaida", COC_ENDED},
	{"endedprecision", COC_ENDED_PRECISION},
	{"precisionegreso", COC_ENDED_PRECISION},
	{"precisiondeegreso", COC_ENDED_PRECISION},
	{"precisiondelegreso", COC_ENDED_PRECISION},
	{"precisaodasaida", COC_ENDED_PRECISION},
	{"exitreason", COC_EXIT_REASON},
	{"motivoegreso", COC_EXIT_REASON},
	{"motivodeegreso", COC_EXIT_REASON},
	{"motivodelegreso", COC_EXIT_REASON},
	{"motivodesaida", COC_EXIT_REASON},
	{"motivodasaida", COC_EXIT_REASON},
	{"exitdetail", COC_EXIT_DETAIL},
	{"detalleegreso", COC_EXIT_DETAIL},
	{"detalledeegreso", COC_EXIT_DETAIL},
	{"detalledelegreso", COC_EXIT_DETAIL},
	{"detalhedasaida", COC_EXIT_DETAIL},
	{"lastcontact", COC_LAST_CONTACT},
	{"ultimocontacto", COC_LAST_CONTACT},
	{"fechaultimocontacto", COC_LAST_CONTACT},
	{"ultimocontato", COC_LAST_CONTACT},
	{"primarysubstance", COC_PRIMARY_SUBSTANCE},
	{"sustanciaprincipal", COC_PRIMARY_SUBSTANCE},
	{"substanciaprincipal", COC_PRIMARY_SUBSTANCE},
	{"aftercareoffer", COC_AFTERCARE_OFFER},
	{"ofertadeapoyo", COC_AFTERCARE_OFFER},
	{"ofertapostratamiento", COC_AFTERCARE_OFFER},
	{"ofertadeapoyoalarecuperacion", COC_AFTERCARE_OFFER},
	{"ofertadeapoioarecuperacao", COC_AFTERCARE_OFFER},
	{"supportedby", COC_SUPPORTED_BY},
	{"apoyadopor", COC_SUPPORTED_BY},
	{"conapoyode", COC_SUPPORTED_BY},
	{"comapoiode", COC_SUPPORTED_BY},
	{"referredto", COC_REFERRED_TO},
	{"derivadoa", COC_REFERRED_TO},
	{"derivaciona", COC_REFERRED_TO},
	{"encaminhamentopara", COC_REFERRED_TO},
	{"legalstatus", COC_LEGAL_STATUS},
	{"situacionlegal", COC_LEGAL_STATUS},
	{"situacaolegal", COC_LEGAL_STATUS},
	{"justicebasis", COC_JUSTICE_BASIS},
	{"motivojudicial", COC_JUSTICE_BASIS},
	{"plan", COC_PLAN},
	{"tipodeplan", COC_PLAN},
	{"plano", COC_PLAN},
	{"fundedfrom", COC_FUNDED_FROM},
	{"financiamiento", COC_FUNDED_FROM},
	{"financiamento", COC_FUNDED_FROM},
	{"payment", COC_PAYMENT},
	{"pago", COC_PAYMENT},
	{"pagamento", COC_PAYMENT},
};

#define NALIASES (sizeof(aliases) / sizeof(aliases[0]))

const char *
coc_column_name(CocColumn column)
{
	return column < COC_NCOLUMNS ? columns[column].name : NULL;
}

CocNeed
coc_column_need(CocColumn column)
{
	return columns[column].need;
}

void
coc_problem(CocProblems *problems, CocProblemCode code, CocSeverity severity,
			CocColumn column, int position)
{
	if (severity == COC_REJECT)
		problems->rejected = true;
	if (problems->nproblems < COC_PROBLEMS_MAX)
		problems->list[problems->nproblems++] =
			(CocProblem){code, severity, column, position};
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

/*
 * Base letters of U+00C0..U+00FF, lower case; names are compared without
 * accents. A blank is a sign, not a letter.
 */
static const char base_letters[65] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"
									 "aaaaaaaceeeeiiiidnooooo ouuuuyty";

bool
coc_field_fold(CocField field, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < field.length; i++)
	{
		unsigned char c = (unsigned char) field.text[i];
		char folded = (char) c;

		/* UTF-8 of U+00C0..U+00FF is 0xC3 and a byte whose low bits count. */
		if (c == 0xC3 && i + 1 < field.length)
			folded = base_letters[(unsigned char) field.text[++i] & 0x3F];
		else if (c >= 'A' && c <= 'Z')
			folded = (char) (c | 0x20);
		if ((folded >= 'a' && folded <= 'z') ||
			(folded >= '0' && folded <= '9'))
		{
			if (n >= COC_NAME_LENGTH)
				return false;
			out[n++] = folded;
		}
	}
	out[n] = '\0';
	return true;
}

static CocColumn
column_of_name(CocField field)
{
	char name[COC_NAME_LENGTH + 1];

	if (field.text == NULL || !coc_field_fold(field, name))
		return COC_NO_COLUMN;
	for (size_t i = 0; i < NALIASES; i++)
	{
		if (strcmp(name, aliases[i].name) == 0)
			return aliases[i].column;
	}
	return COC_NO_COLUMN;
}

/*
 * coc_intake_header
 *
 * An unknown name is reported by its position: in a file without a header
 * the "names" are somebody's data. Without an identifier column every person
 * is a local one, which is legal; with one, its scheme must come from
 * somewhere.
 */
bool
coc_intake_header(const CocField *fields, int nfields, bool has_scheme,
				  CocHeader *header, CocProblems *problems)
{
	bool seen[COC_NCOLUMNS + 1] = {false};

	header->nfields = nfields;
	for (int i = 0; i < nfields; i++)
	{
		CocColumn column = column_of_name(fields[i]);

		header->column[i] = (uint8_t) column;
		if (column == COC_NO_COLUMN)
			coc_problem(problems, COC_P_COLUMN_UNKNOWN, COC_INFO, column,
						i + 1);
		else if (seen[column])
			coc_problem(problems, COC_P_COLUMN_TWICE, COC_REJECT, column, 0);
		seen[column] = true;
	}
	for (CocColumn column = 0; column < COC_NCOLUMNS; column++)
	{
		bool needed =
			columns[column].need != COC_OPTIONAL ||
			(column == COC_SCHEME && seen[COC_IDENTIFIER] && !has_scheme);

		if (needed && !seen[column])
			coc_problem(problems, COC_P_COLUMN_MISSING, COC_REJECT, column, 0);
	}
	return !problems->rejected;
}

bool
coc_intake_place(const CocHeader *header, const CocField *fields, int nfields,
				 CocField by_column[COC_NCOLUMNS])
{
	memset(by_column, 0, sizeof(CocField) * COC_NCOLUMNS);
	if (nfields != header->nfields)
		return false;
	for (int i = 0; i < nfields; i++)
	{
		if (header->column[i] != COC_NO_COLUMN)
			by_column[header->column[i]] = fields[i];
	}
	return true;
}
