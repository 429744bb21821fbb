/*
 * intake.h
 *		From a line of a provider's file to a row fit to be stored.
 *
 * A line arrives as the database reads Latin-1: every byte a character. It is
 * read back (coc_intake_read), cut into fields (coc_intake_split), placed by
 * the header's names (coc_intake_header, coc_intake_place) and judged
 * (coc_intake_row). The typed door starts at the last step.
 *
 * Every field may hold an identifier, wherever it stands: people shift
 * columns. So nothing here keeps a value it has not understood or guarded,
 * and a problem names a row, a column and a code, never a value.
 *
 * Memory is the caller's: fields and row point into the line it gave, which
 * is changed in place and should be wiped afterwards.
 */
#ifndef COC_INTAKE_H
#define COC_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/intake_guard.h"
#include "core/intake_value.h"
#include "core/template.h"

/* Longest line read, in characters; and the bytes that it can take up. */
#define COC_LINE_CHARACTERS 10000
#define COC_LINE_BYTES (4 * COC_LINE_CHARACTERS + 4)
#define COC_FIELDS_MAX 256

/* Problems; the letter P and this number make the code people see. */
typedef enum CocProblemCode
{
	COC_P_EMPTY_FILE = 1,
	COC_P_COLUMN_MISSING = 2,
	COC_P_COLUMN_UNKNOWN = 3,
	COC_P_COLUMN_TWICE = 4,
	COC_P_HEADER_ONLY = 5,
	COC_P_IDENTIFIER_MISSING = 101,
	COC_P_IDENTIFIER_BAD = 102,
	COC_P_SCHEME_UNKNOWN = 103,
	COC_P_TEXT_REFUSED = 104,
	COC_P_PERSON_UNKNOWN = 105,
	COC_P_DATE_UNREADABLE = 201,
	COC_P_FIELD_COUNT = 202,
	COC_P_END_BEFORE_START = 203,
	COC_P_RECORD_MISSING = 205,
	COC_P_DATE_OUTSIDE = 206,
	COC_P_BIRTH_YEAR = 207,
	COC_P_LINE_TOO_LONG = 208,
	COC_P_BYTES = 209,
	COC_P_VALUE_MISSING = 210,
	COC_P_NUMBER = 211,
	COC_P_PRECISION = 212,
	COC_P_CONTRADICTION = 214,
	COC_P_KEY_UNKNOWN = 215,
	COC_P_OUT_OF_RANGE = 216,
	COC_P_DATE_AHEAD = 217,
	COC_P_PROGRAMME_UNKNOWN = 302,
	COC_P_WORD_UNKNOWN = 305
} CocProblemCode;

typedef enum CocSeverity
{
	COC_INFO,
	COC_WARNING, /* the row is kept, the field perhaps not */
	COC_REJECT   /* the row, or the whole file, is not */
} CocSeverity;

typedef struct CocProblem
{
	CocProblemCode code;
	CocSeverity severity;
	const char *field; /* a column's name; NULL for the line as a whole */
	int position;      /* of an unknown column or key, from 1; else 0 */
	int32_t low;       /* what a number may be, where it is not */
	int32_t high;
} CocProblem;

/* At most one problem a field, and some for the whole. */
#define COC_PROBLEMS_MAX (COC_FIELDS_MAX + COC_COLUMNS_MAX)

typedef struct CocProblems
{
	int nproblems;
	bool rejected;
	CocProblem list[COC_PROBLEMS_MAX];
} CocProblems;

extern void coc_problem(CocProblems *problems, CocProblemCode code,
						CocSeverity severity, const char *field, int position);

/* What a file's bytes are, and what a line of it is when it gets here. */
typedef enum CocEncoding
{
	COC_CP1252, /* "latin1": Windows-1252 in practice, a little more */
	COC_UTF8,   /* UTF-8, read as if it were Latin-1 */
	COC_TEXT    /* the database's own text, read as what it was */
} CocEncoding;

/* How a provider declared its files, and the day on which one is read. */
typedef struct CocFormat
{
	char delimiter;    /* semicolon or comma */
	char decimal_mark; /* comma or point */
	CocDates dates;
	CocEncoding encoding;
	bool has_scheme; /* identifiers have a scheme by default */
	int32_t today;
} CocFormat;

/*
 * What a column is called in some language, folded; the names of the template
 * itself and what else forms call them are known.
 */
typedef struct CocLabel
{
	char name[COC_NAME_LENGTH + 1];
	int column;
} CocLabel;

/* The names that a header may use. */
typedef struct CocNames
{
	const CocTemplate *template;
	int nlabels;
	const CocLabel *labels;
} CocNames;

/* Which column stands at each position of the file. */
typedef struct CocHeader
{
	int nfields;
	uint8_t column[COC_FIELDS_MAX];
} CocHeader;

/*
 * A row that may be stored, but for the two pseudonyms. text[] holds guarded
 * texts and codes, and decimals with a point; number[] days, whole numbers
 * and yes or no, where has[] says that there is one.
 */
typedef struct CocRow
{
	CocField text[COC_COLUMNS_MAX];
	bool has[COC_COLUMNS_MAX];
	int32_t number[COC_COLUMNS_MAX];
	CocField identifier; /* raw: to be sealed and forgotten */
	CocField scheme;
	CocPrecision precision; /* of the end of a stay, or the day of a death */
} CocRow;

/*
 * Read a line back from what the database made of Latin-1: *out gets at most
 * COC_LINE_BYTES bytes. False when the line has too many characters.
 */
extern bool coc_intake_read(const char *line, size_t length,
							CocEncoding encoding, char *out,
							size_t *out_length);

/*
 * Drop a byte order mark at the start of a file. A mark says what the bytes
 * are, whatever was declared: *encoding is set by it.
 */
extern void coc_intake_skip_mark(const char **line, size_t *length,
								 CocEncoding *encoding);

/* True when the line holds nothing but blanks, quotes and delimiters. */
extern bool coc_intake_blank(const char *line, size_t length, char delimiter);

/*
 * Cut a line into trimmed fields, doubled quotes undone in place. False when
 * a quote is not closed, something follows it, or there are too many fields.
 */
extern bool coc_intake_split(char *line, size_t length, char delimiter,
							 CocField *fields, int *nfields);

/* Understand a header; false when the file cannot be read with it. */
extern bool coc_intake_header(const CocNames *names, const CocField *fields,
							  int nfields, bool has_scheme, CocHeader *header,
							  CocProblems *problems);

/* Put the fields of a line under their columns; false when miscounted. */
extern bool coc_intake_place(const CocHeader *header, const CocField *fields,
							 int nfields, CocField by_column[COC_COLUMNS_MAX]);

/* Judge a row. Everything wrong with it is listed, not only the first. */
extern void coc_intake_row(const CocTemplate *template,
						   CocField by_column[COC_COLUMNS_MAX],
						   const CocFormat *format, CocGuard *guard,
						   CocRow *row, CocProblems *problems);

/* Trim; null, NULL and nothing are missing. */
extern CocField coc_field_trim(CocField field);

#endif /* COC_INTAKE_H */
