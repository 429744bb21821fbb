/*
 * template.c
 *		The templates and their columns.
 *
 * Bounds are those of the tables that the records end in, and of what can be
 * meant: 28 days have 28 days, a week 168 hours, DSM-5 eleven criteria. Money
 * and scores have so many digits at most that few identifiers fit.
 */
#include "core/template.h"

#include <string.h>

/* Short, so that a column is a line. */
#define TEXT COC_KIND_TEXT
#define IDENTIFIER COC_KIND_IDENTIFIER
#define SCHEME COC_KIND_SCHEME
#define CODE COC_KIND_CODE
#define DATE COC_KIND_DATE
#define PERIOD COC_KIND_PERIOD
#define PRECISION COC_KIND_PRECISION
#define MONTH COC_KIND_MONTH
#define INTEGER COC_KIND_INTEGER
#define DECIMAL COC_KIND_DECIMAL
#define YEAR COC_KIND_YEAR
#define BOOLEAN COC_KIND_BOOLEAN
#define PROGRAMME COC_KIND_PROGRAMME
#define OPTIONAL COC_OPTIONAL
#define WHEN_ENDED COC_WHEN_ENDED
#define ALWAYS COC_ALWAYS
#define NONE COC_NO_LEVEL
#define MINIMUM COC_MINIMUM
#define STANDARD COC_STANDARD
#define RECOVERY COC_RECOVERY
#define ANY COC_ANY_ORDER
#define AFTER COC_NOT_BEFORE
#define AHEAD COC_AHEAD

/* Every record has a number, and most are about a person. */
#define RECORD                                                                 \
	{                                                                          \
		"source_record", TEXT, ALWAYS, MINIMUM, NULL, 0, 0, ANY                \
	}
#define PERSON                                                                 \
	{"client_ref", TEXT, OPTIONAL, MINIMUM, NULL, 0, 0, ANY},                  \
		{"identifier", IDENTIFIER, OPTIONAL, MINIMUM, NULL, 0, 0, ANY},        \
		{"scheme", SCHEME, OPTIONAL, MINIMUM, NULL, 0, 0, ANY},                \
	{                                                                          \
		"case_number", TEXT, OPTIONAL, MINIMUM, NULL, 0, 0, ANY                \
	}
#define PERSON_CASE_NUMBER 4

static const CocColumn stays[] = {
	{"source_record", TEXT, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"client_ref", TEXT, OPTIONAL, MINIMUM, NULL, 0, 0, ANY},
	{"identifier", IDENTIFIER, OPTIONAL, MINIMUM, NULL, 0, 0, ANY},
	{"scheme", SCHEME, OPTIONAL, MINIMUM, NULL, 0, 0, ANY},
	{"registered_sex", CODE, ALWAYS, MINIMUM, "gender", 0, 0, ANY},
	{"gender_identity", CODE, OPTIONAL, MINIMUM, "gender", 0, 0, ANY},
	{"birth_year", YEAR, OPTIONAL, MINIMUM, NULL, 1900, 2099, ANY},
	{"residence_region", CODE, OPTIONAL, MINIMUM, "region", 0, 0, ANY},
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"care", CODE, ALWAYS, MINIMUM, "care", 0, 0, ANY},
	{"started", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"ended", PERIOD, WHEN_ENDED, MINIMUM, NULL, 0, 0, ANY},
	{"ended_precision", PRECISION, OPTIONAL, NONE, "precision", 0, 0, ANY},
	{"exit_reason", CODE, WHEN_ENDED, MINIMUM, "exit_reason", 0, 0, ANY},
	{"exit_detail", TEXT, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"last_contact", DATE, OPTIONAL, STANDARD, NULL, 0, 0, ANY},
	{"primary_substance", CODE, ALWAYS, MINIMUM, "substance", 0, 0, ANY},
	{"aftercare_offer", CODE, WHEN_ENDED, MINIMUM, "aftercare_offer", 0, 0,
	 ANY},
	{"supported_by", CODE, OPTIONAL, RECOVERY, "supported_by", 0, 0, ANY},
	{"referred_to", PROGRAMME, OPTIONAL, STANDARD, NULL, 0, 0, ANY},
	{"legal_status", CODE, OPTIONAL, STANDARD, "legal_status", 0, 0, ANY},
	{"justice_basis", CODE, OPTIONAL, NONE, "justice_basis", 0, 0, ANY},
	{"plan", TEXT, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"funded_from", TEXT, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"payment", CODE, OPTIONAL, NONE, "payment", 0, 0, ANY},
	{"case_number", TEXT, OPTIONAL, MINIMUM, NULL, 0, 0, ANY},
	{"request", TEXT, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"referral_code", TEXT, OPTIONAL, NONE, NULL, 0, 0, ANY},
};

static const CocColumn requests[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"referral_source", CODE, OPTIONAL, STANDARD, "referral_source", 0, 0, ANY},
	{"offered_on", DATE, OPTIONAL, NONE, NULL, 0, 0, AFTER},
	{"outcome", CODE, OPTIONAL, NONE, "request_outcome", 0, 0, ANY},
	{"outcome_on", DATE, OPTIONAL, NONE, NULL, 0, 0, AFTER},
	{"unavailable_days", INTEGER, OPTIONAL, NONE, NULL, 0, 3650, ANY},
};

static const CocColumn profile[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"stage", CODE, ALWAYS, MINIMUM, "stage", 0, 0, ANY},
	{"residence_region", CODE, OPTIONAL, NONE, "region", 0, 0, ANY},
	{"housing", CODE, OPTIONAL, NONE, "housing", 0, 0, ANY},
	{"precarity", BOOLEAN, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"labour", CODE, OPTIONAL, STANDARD, "labour", 0, 0, ANY},
	{"income_source", CODE, OPTIONAL, NONE, "income_source", 0, 0, ANY},
	{"education", CODE, OPTIONAL, STANDARD, "education", 0, 0, ANY},
	{"living_with", CODE, OPTIONAL, STANDARD, "living_with", 0, 0, ANY},
	{"children_under_18", INTEGER, OPTIONAL, STANDARD, NULL, 0, 30, ANY},
	{"living_with_children", CODE, OPTIONAL, STANDARD, "yes_no", 0, 0, ANY},
	{"children_in_residence", INTEGER, OPTIONAL, NONE, NULL, 0, 30, ANY},
	{"children_in_state_care", INTEGER, OPTIONAL, NONE, NULL, 0, 30, ANY},
	{"pregnancy", CODE, OPTIONAL, STANDARD, "yes_no", 0, 0, ANY},
	{"prior_treatment", CODE, OPTIONAL, STANDARD, "yes_no", 0, 0, ANY},
	{"prior_last_on", DATE, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"severity", CODE, OPTIONAL, STANDARD, "severity", 0, 0, ANY},
	{"diagnosis", TEXT, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"mental_health_disorder", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
	{"physical_disorder", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
	{"injecting", CODE, OPTIONAL, STANDARD, "injecting", 0, 0, ANY},
	{"sharing", CODE, OPTIONAL, NONE, "injecting", 0, 0, ANY},
	{"hiv_test", CODE, OPTIONAL, NONE, "test_result", 0, 0, ANY},
	{"hcv_test", CODE, OPTIONAL, NONE, "test_result", 0, 0, ANY},
	{"tb_test", CODE, OPTIONAL, NONE, "test_result", 0, 0, ANY},
	{"tested_on", DATE, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"agonist_ever", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
	{"violence_screen", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
};

static const CocColumn substances[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"rank", INTEGER, ALWAYS, MINIMUM, NULL, 1, 4, ANY},
	{"substance", CODE, ALWAYS, MINIMUM, "substance", 0, 0, ANY},
	{"route", CODE, OPTIONAL, STANDARD, "route", 0, 0, ANY},
	{"frequency", CODE, OPTIONAL, STANDARD, "frequency", 0, 0, ANY},
	{"days_28", INTEGER, OPTIONAL, NONE, NULL, 0, 28, ANY},
	{"age_first", INTEGER, OPTIONAL, STANDARD, NULL, 5, 99, ANY},
	{"injected", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
	{"laboratory_confirmed", BOOLEAN, OPTIONAL, NONE, NULL, 0, 0, ANY},
};

static const CocColumn contacts[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"kind", CODE, ALWAYS, MINIMUM, "contact_kind", 0, 0, ANY},
	{"mode", CODE, OPTIONAL, RECOVERY, "contact_mode", 0, 0, ANY},
	{"outcome", CODE, ALWAYS, MINIMUM, "contact_outcome", 0, 0, ANY},
	{"treatment_indicated", CODE, OPTIONAL, RECOVERY, "yes_no", 0, 0, ANY},
	{"due_no", INTEGER, OPTIONAL, NONE, NULL, 1, 40, ANY},
	{"next_step", TEXT, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"next_on", DATE, OPTIONAL, NONE, NULL, 0, 0, AHEAD},
};

static const CocColumn assessments[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"indicated", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
	{"criteria_met", INTEGER, OPTIONAL, NONE, NULL, 0, 11, ANY},
	{"use_days_28", INTEGER, OPTIONAL, NONE, NULL, 0, 28, ANY},
	{"severity", CODE, OPTIONAL, NONE, "severity", 0, 0, ANY},
	{"controlled_environment", BOOLEAN, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"on_agonist", BOOLEAN, OPTIONAL, NONE, NULL, 0, 0, ANY},
};

static const CocColumn measures[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"stage", CODE, ALWAYS, MINIMUM, "stage", 0, 0, ANY},
	{"instrument", CODE, ALWAYS, MINIMUM, "instrument", 0, 0, ANY},
	{"score", DECIMAL, ALWAYS, MINIMUM, NULL, -999999, 999999, ANY},
	{"recall_days", INTEGER, OPTIONAL, NONE, NULL, 1, 366, ANY},
	{"valid", BOOLEAN, OPTIONAL, NONE, NULL, 0, 0, ANY},
};

static const CocColumn barriers_needs[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"stage", CODE, ALWAYS, MINIMUM, "barrier_stage", 0, 0, ANY},
	{"barrier", CODE, OPTIONAL, RECOVERY, "barrier", 0, 0, ANY},
	{"status", CODE, OPTIONAL, RECOVERY, "barrier_status", 0, 0, ANY},
	{"need", CODE, OPTIONAL, RECOVERY, "need", 0, 0, ANY},
	{"need_status", CODE, OPTIONAL, RECOVERY, "need_status", 0, 0, ANY},
};

static const CocColumn barrier_actions[] = {
	RECORD,
	PERSON,
	{"report", TEXT, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"action", CODE, ALWAYS, MINIMUM, "barrier_action", 0, 0, ANY},
	{"result", CODE, OPTIONAL, NONE, "action_result", 0, 0, ANY},
	{"result_on", DATE, OPTIONAL, NONE, NULL, 0, 0, AFTER},
};

static const CocColumn carers[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"carer_no", INTEGER, OPTIONAL, NONE, NULL, 1, 20, ANY},
	{"relation", CODE, ALWAYS, MINIMUM, "carer_relation", 0, 0, ANY},
	{"gender", CODE, OPTIONAL, NONE, "gender", 0, 0, ANY},
	{"hours_week", INTEGER, OPTIONAL, NONE, NULL, 0, 168, ANY},
	{"money_spent", DECIMAL, OPTIONAL, NONE, NULL, 0, 99999999, ANY},
	{"work_effect", CODE, OPTIONAL, NONE, "effect", 0, 0, ANY},
	{"study_effect", CODE, OPTIONAL, NONE, "effect", 0, 0, ANY},
	{"participation_effect", CODE, OPTIONAL, NONE, "effect", 0, 0, ANY},
	{"support_offered", CODE, OPTIONAL, NONE, "support_offer", 0, 0, ANY},
	{"consent_noted", BOOLEAN, OPTIONAL, NONE, NULL, 0, 0, ANY},
};

static const CocColumn medication[] = {
	RECORD,
	PERSON,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"medication", CODE, ALWAYS, MINIMUM, "substance", 0, 0, ANY},
	{"days", INTEGER, ALWAYS, MINIMUM, NULL, 1, 366, ANY},
};

static const CocColumn custody[] = {
	RECORD,
	PERSON,
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"released", DATE, OPTIONAL, NONE, NULL, 0, 0, AHEAD},
	{"released_to", CODE, OPTIONAL, NONE, "released_to", 0, 0, ANY},
	{"need", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
	{"in_treatment", CODE, OPTIONAL, NONE, "yes_no", 0, 0, ANY},
	{"referred_on", DATE, OPTIONAL, NONE, NULL, 0, 0, ANY},
	{"referred_to", PROGRAMME, OPTIONAL, NONE, NULL, 0, 0, ANY},
};

static const CocColumn deaths[] = {
	RECORD,
	PERSON,
	{"on_date", PERIOD, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"on_precision", PRECISION, OPTIONAL, NONE, "precision", 0, 0, ANY},
	{"cause_class", CODE, OPTIONAL, NONE, "cause_class", 0, 0, ANY},
	{"source", CODE, OPTIONAL, NONE, "death_source", 0, 0, ANY},
};

static const CocColumn consents[] = {
	RECORD,
	PERSON,
	{"on_date", DATE, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"kind", CODE, ALWAYS, MINIMUM, "consent_kind", 0, 0, ANY},
	{"decision", CODE, ALWAYS, MINIMUM, "consent_decision", 0, 0, ANY},
	{"until", DATE, OPTIONAL, NONE, NULL, 0, 0, AHEAD},
};

static const CocColumn aggregate[] = {
	RECORD,
	{"programme", PROGRAMME, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"month", MONTH, ALWAYS, MINIMUM, NULL, 0, 0, ANY},
	{"activity", CODE, ALWAYS, MINIMUM, "activity", 0, 0, ANY},
	{"gender", CODE, ALWAYS, MINIMUM, "gender", 0, 0, ANY},
	{"n", INTEGER, ALWAYS, MINIMUM, NULL, 0, 10000000, ANY},
};

#define COUNT(columns) (int) (sizeof(columns) / sizeof((columns)[0]))

_Static_assert(sizeof(stays) / sizeof(stays[0]) == COC_STAY_COLUMNS,
			   "the enumeration of columns is that of stays");

const CocTemplate coc_templates[COC_NTEMPLATES] = {
	[COC_STAYS] = {"stays", COC_STAYS, COUNT(stays), stays, COC_CASE_NUMBER},
	[COC_REQUESTS] = {"requests", COC_REQUESTS, COUNT(requests), requests,
					  PERSON_CASE_NUMBER},
	[COC_PROFILE] = {"profile", COC_PROFILE, COUNT(profile), profile,
					 PERSON_CASE_NUMBER},
	[COC_SUBSTANCES] = {"substances", COC_SUBSTANCES, COUNT(substances),
						substances, PERSON_CASE_NUMBER},
	[COC_CONTACTS] = {"contacts", COC_CONTACTS, COUNT(contacts), contacts,
					  PERSON_CASE_NUMBER},
	[COC_ASSESSMENTS] = {"assessments", COC_ASSESSMENTS, COUNT(assessments),
						 assessments, PERSON_CASE_NUMBER},
	[COC_MEASURES] = {"measures", COC_MEASURES, COUNT(measures), measures,
					  PERSON_CASE_NUMBER},
	[COC_BARRIERS_NEEDS] = {"barriers_needs", COC_BARRIERS_NEEDS,
							COUNT(barriers_needs), barriers_needs,
							PERSON_CASE_NUMBER},
	[COC_BARRIER_ACTIONS] = {"barrier_actions", COC_BARRIER_ACTIONS,
							 COUNT(barrier_actions), barrier_actions,
							 PERSON_CASE_NUMBER},
	[COC_CARERS] = {"carers", COC_CARERS, COUNT(carers), carers,
					PERSON_CASE_NUMBER},
	[COC_MEDICATION] = {"medication", COC_MEDICATION, COUNT(medication),
						medication, PERSON_CASE_NUMBER},
	[COC_CUSTODY] = {"custody", COC_CUSTODY, COUNT(custody), custody,
					 PERSON_CASE_NUMBER},
	[COC_DEATHS] = {"deaths", COC_DEATHS, COUNT(deaths), deaths,
					PERSON_CASE_NUMBER},
	[COC_CONSENTS] = {"consents", COC_CONSENTS, COUNT(consents), consents,
					  PERSON_CASE_NUMBER},
	[COC_AGGREGATE] = {"aggregate", COC_AGGREGATE, COUNT(aggregate), aggregate,
					   COC_NO_COLUMN},
};

static bool
is_name(const char *name, const char *text, size_t length)
{
	return strlen(name) == length && memcmp(name, text, length) == 0;
}

const CocTemplate *
coc_template_find(const char *name, size_t length)
{
	for (int i = 0; i < COC_NTEMPLATES; i++)
	{
		if (is_name(coc_templates[i].name, name, length))
			return &coc_templates[i];
	}
	return NULL;
}

int
coc_template_column(const CocTemplate *template, const char *name,
					size_t length)
{
	for (int i = 0; i < template->ncolumns; i++)
	{
		if (is_name(template->columns[i].name, name, length))
			return i;
	}
	return COC_NO_COLUMN;
}

const char *
coc_template_any_column(const char *name, size_t length)
{
	for (int i = 0; i < COC_NTEMPLATES; i++)
	{
		int column = coc_template_column(&coc_templates[i], name, length);

		if (column != COC_NO_COLUMN)
			return coc_templates[i].columns[column].name;
	}
	return NULL;
}

int
coc_template_first(const CocTemplate *template, CocKind kind)
{
	for (int i = 0; i < template->ncolumns; i++)
	{
		if (template->columns[i].kind == kind)
			return i;
	}
	return COC_NO_COLUMN;
}

/* What is read like a date is a date, and a precision is a word. */
const char *
coc_kind_name(CocKind kind)
{
	switch (kind)
	{
		case COC_KIND_TEXT:
			return "text";
		case COC_KIND_IDENTIFIER:
			return "identifier";
		case COC_KIND_SCHEME:
			return "scheme";
		case COC_KIND_CODE:
		case COC_KIND_PRECISION:
			return "code";
		case COC_KIND_DATE:
		case COC_KIND_PERIOD:
			return "date";
		case COC_KIND_MONTH:
			return "month";
		case COC_KIND_INTEGER:
			return "integer";
		case COC_KIND_DECIMAL:
			return "decimal";
		case COC_KIND_YEAR:
			return "year";
		case COC_KIND_BOOLEAN:
			return "boolean";
		case COC_KIND_PROGRAMME:
			return "programme";
	}
	return NULL;
}

const char *
coc_need_name(CocNeed need)
{
	switch (need)
	{
		case COC_OPTIONAL:
			return "optional";
		case COC_WHEN_ENDED:
			return "when_ended";
		case COC_ALWAYS:
			return "always";
	}
	return NULL;
}

const char *
coc_level_name(CocLevel level)
{
	switch (level)
	{
		case COC_NO_LEVEL:
			return NULL;
		case COC_MINIMUM:
			return "minimum";
		case COC_STANDARD:
			return "standard";
		case COC_RECOVERY:
			return "recovery";
	}
	return NULL;
}
