/*
 * intake_test.c
 *		A line's way to placed fields: bytes, quotes, names.
 */
#include "core/intake.h"

#include <stdlib.h>

#include "intake_fields.h"

/* A line split and shown again, fields between bars; "refused" if it is. */
static const char *
split(const char *line, char delimiter)
{
	static char out[1024];
	CocField fields[COC_FIELDS_MAX];
	int nfields;
	CocField copy = field(line);

	if (!coc_intake_split(copy.text, copy.length, delimiter, fields, &nfields))
		return "refused";
	out[0] = '\0';
	for (int i = 0; i < nfields; i++)
	{
		strcat(out, i > 0 ? "|" : "");
		strcat(out, shown(fields[i]));
	}
	return out;
}

static void
test_split(void)
{
	CHECK_STR(split("a;b;c", ';'), "a|b|c");
	CHECK_STR(split("a,b;c", ','), "a|b;c");
	CHECK_STR(split(" a ; b\t;c \r", ';'), "a|b|c");
	CHECK_STR(split("a;;c;", ';'), "a|<missing>|c|<missing>");
	CHECK_STR(split("", ';'), "<missing>");
	CHECK_STR(split(";", ';'), "<missing>|<missing>");
	CHECK_STR(split("null;NULL;Null;nulls", ';'),
			  "<missing>|<missing>|<missing>|nulls");
	CHECK_STR(split("\"a;b\";c", ';'), "a;b|c");
	CHECK_STR(split("\"say \"\"hi\"\"\";c", ';'), "say \"hi\"|c");
	CHECK_STR(split("a; \"b\" ;c", ';'), "a|b|c");
	CHECK_STR(split("\" padded \";\"\"", ';'), "padded|<missing>");
	CHECK_STR(split("O\"Higgins;b", ';'), "O\"Higgins|b");
	CHECK_STR(split("\"a;b;c", ';'), "refused");
	CHECK_STR(split("\"a\"x;b", ';'), "refused");
	CHECK_STR(split("a;\"", ';'), "refused");
}

static void
test_split_many(void)
{
	char line[COC_FIELDS_MAX + 8];
	CocField fields[COC_FIELDS_MAX];
	int nfields;

	memset(line, ';', sizeof(line));
	CHECK(coc_intake_split(line, COC_FIELDS_MAX - 1, ';', fields, &nfields));
	CHECK_INT(nfields, COC_FIELDS_MAX);
	CHECK(!coc_intake_split(line, COC_FIELDS_MAX, ';', fields, &nfields));
}

static void
test_blank(void)
{
	CHECK(coc_intake_blank("", 0, ';'));
	CHECK(coc_intake_blank(" \t\r", 3, ';'));
	CHECK(coc_intake_blank(";;\"\";", 5, ';'));
	CHECK(!coc_intake_blank(";;,;", 4, ';'));
	CHECK(!coc_intake_blank(";x", 2, ';'));
}

static const char *
reread(const char *text, CocEncoding encoding)
{
	static char out[COC_LINE_BYTES + 1];
	size_t length;

	if (!coc_intake_read(text, strlen(text), encoding, out, &length))
		return "too long";
	out[length] = '\0';
	return out;
}

static void
test_read(void)
{
	/* n with tilde: a byte of Latin-1, two of UTF-8 read as Latin-1, text. */
	CHECK_STR(reread("A\xC3\xB1o", COC_CP1252), "A\xC3\xB1o");
	CHECK_STR(reread("A\xC3\x83\xC2\xB1o", COC_UTF8), "A\xC3\xB1o");
	CHECK_STR(reread("A\xC3\xB1o", COC_TEXT), "A\xC3\xB1o");
	/* The euro and the dash of Windows; a byte that is no character. */
	CHECK_STR(reread("\xC2\x80\xC2\x96", COC_CP1252),
			  "\xE2\x82\xAC\xE2\x80\x93");
	CHECK_STR(reread("\xC2\x81", COC_CP1252), "\xC2\x81");
	/* Latin-1 under the name of UTF-8: the bytes come back and are broken. */
	CHECK_STR(reread("A\xC3\xB1o", COC_UTF8), "A\xF1o");
	CHECK(!coc_utf8_valid("A\xF1o", 3));
	/* A character beyond Latin-1 shows that it was never read as Latin-1. */
	CHECK_STR(reread("\xC3\xB1\xE2\x82\xAC", COC_UTF8), "\xC3\xB1\xE2\x82\xAC");
}

static void
test_read_length(void)
{
	char *line = malloc(COC_LINE_BYTES + 2);
	char *out = malloc(COC_LINE_BYTES);
	size_t length;

	/* The widest that there is: every character grows from two to three. */
	for (int i = 0; i < COC_LINE_CHARACTERS; i++)
		memcpy(line + 2 * i, "\xC2\x80", 2);
	CHECK(coc_intake_read(line, 2 * COC_LINE_CHARACTERS, COC_CP1252, out,
						  &length));
	CHECK_INT(length, 3 * COC_LINE_CHARACTERS);
	memset(line, 'x', COC_LINE_BYTES + 1);
	CHECK(coc_intake_read(line, COC_LINE_CHARACTERS, COC_UTF8, out, &length));
	CHECK(!coc_intake_read(line, COC_LINE_CHARACTERS + 1, COC_UTF8, out,
						   &length));
	CHECK(!coc_intake_read(line, COC_LINE_BYTES + 1, COC_UTF8, out, &length));
	free(line);
	free(out);
}

static void
test_mark(void)
{
	const char *line = "\xC3\xAF\xC2\xBB\xC2\xBFrun";
	size_t length = strlen(line);
	CocEncoding encoding = COC_CP1252;

	coc_intake_skip_mark(&line, &length, &encoding);
	CHECK_STR(line, "run");
	CHECK_INT(length, 3);
	CHECK_INT(encoding, COC_UTF8);
	line = "\xEF\xBB\xBFrun";
	length = strlen(line);
	coc_intake_skip_mark(&line, &length, &encoding);
	CHECK_STR(line, "run");
	CHECK_INT(encoding, COC_TEXT);
	coc_intake_skip_mark(&line, &length, &encoding);
	CHECK_STR(line, "run");
}

#define FULL                                                                   \
	"source_record;identifier;scheme;registered_sex;programme;care;started;"   \
	"ended;exit_reason;aftercare_offer;primary_substance"

/* Some labels, as a registry has them: folded. */
static const CocLabel labels[] = {{"numeroderegistro", COC_SOURCE_RECORD},
								  {"fechadeingreso", COC_STARTED},
								  {"fechadeegreso", COC_ENDED},
								  {"motivodeegreso", COC_EXIT_REASON},
								  {"programa", COC_PROGRAMME},
								  {"sustanciaprincipal", COC_PRIMARY_SUBSTANCE},
								  {"care", COC_PLAN}};
static const CocNames names = {&coc_templates[COC_STAYS], 7, labels};

static const char *
header_problems(const char *line, bool has_scheme, CocHeader *header)
{
	static CocProblems problems;
	CocField fields[COC_FIELDS_MAX];
	CocField copy = field(line);
	int nfields;

	memset(&problems, 0, sizeof(problems));
	CHECK(coc_intake_split(copy.text, copy.length, ';', fields, &nfields));
	CHECK(coc_intake_header(&names, fields, nfields, has_scheme, header,
							&problems) == !problems.rejected);
	return listed(&problems);
}

static void
test_header(void)
{
	CocHeader header;

	CHECK_STR(header_problems(FULL, false, &header), "");
	CHECK_INT(header.nfields, 11);
	CHECK_INT(header.column[1], COC_IDENTIFIER);
	/* Any order, Spanish, accents, capitals, blanks, no separators. */
	CHECK_STR(header_problems(
				  "Sustancia Principal;OFERTA DE APOYO;motivodeegreso;"
				  "Fecha de Egreso;Fecha_de_Ingreso;Atenci\xC3\xB3n;Programa;"
				  "sexo;RUN;N\xC3\xBAmero de registro;A\xC3\xB1o nacimiento",
				  true, &header),
			  "");
	CHECK_INT(header.column[10], COC_BIRTH_YEAR);
	CHECK_INT(header.column[9], COC_SOURCE_RECORD);
	CHECK_INT(header.column[5], COC_CARE);
	/* A name of the template's own is no label of another column. */
	CHECK_STR(header_problems(FULL, false, &header), "");
	CHECK_INT(header.column[5], COC_CARE);
	CHECK_STR(header_problems(FULL ";comentario;;started", false, &header),
			  "P003.12 P003.13 P004!started");
	CHECK_STR(header_problems("source_record;registered_sex;programme;care;"
							  "ended;exit_reason;aftercare_offer;"
							  "primary_substance",
							  false, &header),
			  "P002!started");
	/* gender says neither sex nor identity. */
	CHECK_STR(header_problems(FULL ";gender;genero", false, &header),
			  "P003.12 P003.13");
}

/* With an identifier column the scheme must come from somewhere. */
static void
test_header_scheme(void)
{
	static const char line[] =
		"source_record;identifier;registered_sex;programme;care;started;"
		"ended;exit_reason;aftercare_offer;primary_substance";
	static const char local[] =
		"source_record;client_ref;registered_sex;programme;care;started;"
		"ended;exit_reason;aftercare_offer;primary_substance";
	CocHeader header;

	CHECK_STR(header_problems(line, false, &header), "P002!scheme");
	CHECK_STR(header_problems(line, true, &header), "");
	CHECK_STR(header_problems(local, false, &header), "");
	/* A file without a header: nothing of its first line is shown. */
	CHECK_STR(header_problems("2024-1;12.345.678-5;F", true, &header),
			  "P003.1 P003.2 P003.3 P002!source_record P002!registered_sex "
			  "P002!programme P002!care P002!started P002!ended "
			  "P002!exit_reason P002!primary_substance P002!aftercare_offer");
}

/* Names are those of the template: the same word, another column or none. */
static void
test_header_templates(void)
{
	static const CocNames of_contacts = {&coc_templates[COC_CONTACTS], 0, NULL};
	static const CocNames of_aggregate = {&coc_templates[COC_AGGREGATE], 0,
										  NULL};
	CocField fields[] = {{"Source Record", 13}, {"ficha", 5},  {"RUN", 3},
						 {"ON_DATE", 7},        {"kind", 4},   {"outcome", 7},
						 {"programme", 9},      {"ingreso", 7}};
	CocHeader header;
	static CocProblems problems;

	CHECK(
		!coc_intake_header(&of_contacts, fields, 8, false, &header, &problems));
	CHECK_STR(listed(&problems), "P003.2 P003.8 P002!scheme");
	memset(&problems, 0, sizeof(problems));
	CHECK(coc_intake_header(&of_contacts, fields, 8, true, &header, &problems));
	CHECK_INT(header.column[2], COC_IDENTIFIER);
	CHECK_INT(header.column[3], 6);
	memset(&problems, 0, sizeof(problems));
	CHECK(
		!coc_intake_header(&of_aggregate, fields, 3, true, &header, &problems));
	CHECK_STR(listed(&problems), "P003.2 P003.3 P002!programme P002!month "
								 "P002!activity P002!gender P002!n");
}

static void
test_place(void)
{
	CocHeader header;
	CocField fields[3] = {{"a", 1}, {"b", 1}, {"c", 1}};
	CocField row[COC_COLUMNS_MAX];

	header.nfields = 3;
	header.column[0] = COC_CARE;
	header.column[1] = COC_NO_COLUMN;
	header.column[2] = COC_PLAN;
	CHECK(!coc_intake_place(&header, fields, 2, row));
	CHECK(coc_intake_place(&header, fields, 3, row));
	CHECK_STR(shown(row[COC_CARE]), "a");
	CHECK_STR(shown(row[COC_PLAN]), "c");
	CHECK(row[COC_STARTED].text == NULL);
}

int
main(void)
{
	test_split();
	test_split_many();
	test_blank();
	test_read();
	test_read_length();
	test_mark();
	test_header();
	test_header_scheme();
	test_header_templates();
	test_place();
	return check_summary("intake");
}
