/*
 * template.h
 *		What a file or a form of each kind consists of.
 *
 * One template is one kind of record. This table is what the door for files,
 * the door for forms and intake_columns() all read; what a column's words may
 * be stands in registry.label, under the vocabulary named here.
 */
#ifndef COC_TEMPLATE_H
#define COC_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How a column is read. */
typedef enum CocKind
{
	COC_KIND_TEXT,       /* guarded, kept as it came */
	COC_KIND_IDENTIFIER, /* sealed, never kept */
	COC_KIND_SCHEME,
	COC_KIND_CODE, /* guarded; a word of a vocabulary, looked up later */
	COC_KIND_DATE,
	COC_KIND_PERIOD,    /* a day, or a month or year alone */
	COC_KIND_PRECISION, /* how exactly the period is known */
	COC_KIND_MONTH,     /* its first day */
	COC_KIND_INTEGER,
	COC_KIND_DECIMAL,
	COC_KIND_YEAR,
	COC_KIND_BOOLEAN,
	COC_KIND_PROGRAMME
} CocKind;

/*
 * When a row needs the column. A file's header must have every column that
 * some row can need.
 */
typedef enum CocNeed
{
	COC_OPTIONAL,
	COC_WHEN_ENDED,
	COC_ALWAYS
} CocNeed;

/* What a programme undertakes to record; its completeness is judged by it. */
typedef enum CocLevel
{
	COC_NO_LEVEL,
	COC_MINIMUM,
	COC_STANDARD,
	COC_RECOVERY
} CocLevel;

/* A date against the first date of its row. */
typedef enum CocOrder
{
	COC_ANY_ORDER,
	COC_NOT_BEFORE, /* may not lie before it */
	COC_AHEAD       /* nor that, but may lie in the future */
} CocOrder;

typedef struct CocColumn
{
	const char *name;
	CocKind kind;
	CocNeed need;
	CocLevel level;
	const char *vocabulary; /* of a code; else NULL */
	int32_t low;            /* bounds of a number, both inside */
	int32_t high;
	CocOrder order;
} CocColumn;

typedef enum CocTemplateId
{
	COC_STAYS,
	COC_REQUESTS,
	COC_PROFILE,
	COC_SUBSTANCES,
	COC_CONTACTS,
	COC_ASSESSMENTS,
	COC_MEASURES,
	COC_BARRIERS_NEEDS,
	COC_BARRIER_ACTIONS,
	COC_CARERS,
	COC_MEDICATION,
	COC_CUSTODY,
	COC_DEATHS,
	COC_CONSENTS,
	COC_AGGREGATE,
	COC_NTEMPLATES
} CocTemplateId;

typedef struct CocTemplate
{
	const char *name;
	CocTemplateId id;
	int ncolumns;
	const CocColumn *columns;
	int case_number; /* where it stands; COC_NO_COLUMN when about nobody */
} CocTemplate;

/* More than any template has. */
#define COC_COLUMNS_MAX 40

/* No column: unknown, or the line as a whole. */
#define COC_NO_COLUMN COC_COLUMNS_MAX

/*
 * Columns of the template "stays", in the order of the typed door. Appended
 * to, never reordered: registry.intake is written against this order. Every
 * template begins with the first, and every one that is about a person with
 * the first four.
 */
enum
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
	COC_CASE_NUMBER,
	COC_REQUEST,
	COC_REFERRAL_CODE,
	COC_STAY_COLUMNS
};

/* Columns of "barriers_needs": a row is about one or the other. */
enum
{
	COC_BARRIER = 8,
	COC_BARRIER_STATUS,
	COC_NEED,
	COC_NEED_STATUS
};

/* The templates, by CocTemplateId. */
extern const CocTemplate coc_templates[COC_NTEMPLATES];

/* A template by its name; NULL when there is none. */
extern const CocTemplate *coc_template_find(const char *name, size_t length);

/* Index of a column by its name; COC_NO_COLUMN when it has none such. */
extern int coc_template_column(const CocTemplate *template, const char *name,
							   size_t length);

/* Name of a column of any template, as a constant; NULL when none has it. */
extern const char *coc_template_any_column(const char *name, size_t length);

/* Index of the template's first column of a kind; COC_NO_COLUMN without. */
extern int coc_template_first(const CocTemplate *template, CocKind kind);

/* True when rows say who they are about. */
static inline bool
coc_template_has_person(const CocTemplate *template)
{
	return template->case_number != COC_NO_COLUMN;
}

/* True when a row makes known a person without an identifier. */
static inline bool
coc_template_enrols(const CocTemplate *template)
{
	return template->id == COC_STAYS || template->id == COC_REQUESTS;
}

/* Names for people; NULL for what has none. */
extern const char *coc_kind_name(CocKind kind);
extern const char *coc_need_name(CocNeed need);
extern const char *coc_level_name(CocLevel level);

#endif /* COC_TEMPLATE_H */
