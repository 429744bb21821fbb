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

/* Longest line read, in characters; and the bytes that it can take up. */
#define COC_LINE_CHARACTERS 10000
#define COC_LINE_BYTES (4 * COC_LINE_CHARACTERS + 4)
#define COC_FIELDS_MAX 256

/*
 * Columns of the template "stays", in the order of the typed door. Appended
 * to, never reordered: registry.intake is written against this order.
 */
typedef enum CocColumn
{
	COC_SOURCE_RECORD,
	COC_CLIENT_REF,
	COC_IDENTIFIER,
	COC_SCHEME,
	COC_REGISTERED_SEX,
	COC_GENDER_IDENTITY,
	COC_BIRTH_YEAR,
	COC_RESIDENCE_REGION,
	COC_PROGRAMME,
	COC_CARE,
	COC_STARTED,
	COC_ENDED,
	COC_ENDED_PRECISION,
	COC_EXIT_REASON,
	COC_EXIT_DETAIL,
	COC_LAST_CONTACT,
	COC_PRIMARY_SUBSTANCE,
	COC_AFTERCARE_OFFER,
	COC_SUPPORTED_BY,
	COC_REFERRED_TO,
	COC_LEGAL_STATUS,
	COC_JUSTICE_BASIS,
	COC_PLAN,
	COC_FUNDED_FROM,
	COC_PAYMENT,
	COC_NCOLUMNS,
	COC_NO_COLUMN = COC_NCOLUMNS /* unknown, or the line as a whole */
} CocColumn;

/* English name of a column; NULL for COC_NO_COLUMN. */
extern const char *coc_column_name(CocColumn column);

/*
 * When a row needs the column: the minimum set. A file's header must have
 * every column that some row can need.
 */
typedef enum CocNeed
{
	COC_OPTIONAL,
	COC_WHEN_ENDED,
	COC_ALWAYS
} CocNeed;

extern CocNeed coc_column_need(CocColumn column);

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
	COC_P_PROGRAMME_UNKNOWN = 302
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
	CocColumn column;
	int position; /* of an unknown column in the header, from 1; else 0 */
} CocProblem;

/* At most one problem a field, and some for the whole. */
#define COC_PROBLEMS_MAX (COC_FIELDS_MAX + COC_NCOLUMNS)

typedef struct CocProblems
{
	int nproblems;
	bool rejected;
	CocProblem list[COC_PROBLEMS_MAX];
} CocProblems;

extern void coc_problem(CocProblems *problems, CocProblemCode code,
						CocSeverity severity, CocColumn column, int position);

/*
 * How a file writes dates. Year first (yyyy-mm-dd) is never mistaken and read
 * in every file; of day first and month first only the one declared.
 */
typedef enum CocDates
{
	COC_DATES_ISO,
	COC_DATES_DMY, /* dd-mm-yyyy, dd/mm/yyyy, dd.mm.yyyy, ddmmyyyy */
	COC_DATES_MDY  /* the same, month first */
} CocDates;

/* What a file's bytes are, and what a line of it is when it gets here. */
typedef enum CocEncoding
{
	COC_CP1252, /* "latin1": Windows-1252 in practice, a little more */
	COC_UTF8,   /* UTF-8, read as if it were Latin-1 */
	COC_TEXT    /* the database's own text, read as what it was */
} CocEncoding;

/* How a provider declared its files. */
typedef struct CocFormat
{
	char delimiter;    /* semicolon or comma */
	char decimal_mark; /* comma or point */
	CocDates dates;
	CocEncoding encoding;
	bool has_scheme; /* identifiers have a scheme by default */
} CocFormat;

/* Which column stands at each position of the file. */
typedef struct CocHeader
{
	int nfields;
	uint8_t column[COC_FIELDS_MAX];
} CocHeader;

/* How exactly the end of a stay is known. */
typedef enum CocPrecision
{
	COC_PRECISION_NONE, /* nothing said: no end */
	COC_PRECISION_DAY,
	COC_PRECISION_MONTH,
	COC_PRECISION_YEAR,
	COC_PRECISION_UNKNOWN
} CocPrecision;

extern const char *coc_precision_name(CocPrecision precision);

/*
 * A row that may be stored, but for the two pseudonyms. text[] holds guarded
 * texts and is missing for every column that is not text.
 */
typedef struct CocRow
{
	CocField text[COC_NCOLUMNS];
	CocField identifier; /* raw: to be sealed and forgotten */
	CocField scheme;
	bool has_started;
	bool has_ended;
	bool has_last_contact;
	bool has_birth_year;
	bool has_programme;
	bool has_referred_to;
	int32_t started;
	int32_t ended;
	int32_t last_contact;
	int32_t birth_year;
	int32_t programme;
	int32_t referred_to;
	CocPrecision ended_precision;
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
extern bool coc_intake_header(const CocField *fields, int nfields,
							  bool has_scheme, CocHeader *header,
							  CocProblems *problems);

/* Put the fields of a line under their columns; false when miscounted. */
extern bool coc_intake_place(const CocHeader *header, const CocField *fields,
							 int nfields, CocField by_column[COC_NCOLUMNS]);

/* Judge a row. Everything wrong with it is listed, not only the first. */
extern void coc_intake_row(CocField by_column[COC_NCOLUMNS],
						   const CocFormat *format, CocGuard *guard,
						   CocRow *row, CocProblems *problems);

/* Trim; null, NULL and nothing are missing. */
extern CocField coc_field_trim(CocField field);

/*
 * A word as names are compared: lower case, no accents, letters and digits
 * only, terminated. False when it has more than COC_NAME_LENGTH of them.
 */
#define COC_NAME_LENGTH 32
extern bool coc_field_fold(CocField field, char *out);

/* What became of reading a date. */
typedef enum CocDateFault
{
	COC_DATE_READ,
	COC_DATE_UNREADABLE,
	COC_DATE_OUTSIDE /* a day, but not within 1900 to 2099 */
} CocDateFault;

/*
 * Read a date in one of the spellings. Where precision is not NULL a month or
 * a year alone will do: its first day is taken and the precision set.
 */
extern CocDateFault coc_intake_date(CocField field, CocDates dates,
									int32_t *day, CocPrecision *precision);

/* Read a whole number; a fraction of zeros is how spreadsheets write one. */
extern bool coc_intake_number(CocField field, char decimal_mark,
							  int32_t *value);

#endif /* COC_INTAKE_H */
