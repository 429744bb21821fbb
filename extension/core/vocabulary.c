/*
 * vocabulary.c
 *		The table of every term: the one place where a code gets its meaning.
 *
 * Columns: name, group, SDG 3.5.1 class, role, rank. The class is the default
 * of the kind of care; the class of withdrawal management, custody treatment
 * and therapeutic communities is a reading of the metadata, and a programme
 * can override it. Labels in natural languages are data of the registry.
 */
#include "core/vocabulary.h"

#include <string.h>

#define PHARMACOLOGICAL "pharmacological"
#define PSYCHOSOCIAL "psychosocial"
#define REHABILITATION "rehabilitation_aftercare"

#define TERM(name, group, rank)                                                \
	{                                                                          \
		name, group, NULL, COC_ROLE_NONE, rank                                 \
	}
#define CONTACT(name, group, rank)                                             \
	{                                                                          \
		name, group, NULL, COC_CONTACT, rank                                   \
	}
#define TREATMENT(name, group, sdg_class, rank)                                \
	{                                                                          \
		name, group, sdg_class, COC_TREATMENT, rank                            \
	}
#define AFTERCARE(name, rank)                                                  \
	{                                                                          \
		name, "aftercare", REHABILITATION, COC_AFTERCARE, rank                 \
	}

static const CocTerm gender_terms[] = {
	[COC_FEMALE] = TERM("female", "gender", 1),
	[COC_MALE] = TERM("male", "gender", 2),
	[COC_OTHER_GENDER] = TERM("other", "gender", 3),
	[COC_UNKNOWN_GENDER] = TERM("unknown", "unknown", 4),
};

static const CocTerm care_terms[] = {
	[COC_OUTREACH] = CONTACT("outreach", "outreach", 1),
	[COC_LOW_THRESHOLD] = CONTACT("low_threshold", "harm_reduction", 2),
	[COC_HARM_REDUCTION] = CONTACT("harm_reduction", "harm_reduction", 3),
	[COC_SCREENING] = CONTACT("screening", "screening", 4),
	[COC_BRIEF_INTERVENTION] = CONTACT("brief_intervention", "screening", 5),
	[COC_ASSESSMENT] = CONTACT("assessment", "assessment", 6),
	[COC_TREATMENT_UNSPECIFIED] =
		TREATMENT("treatment_unspecified", "unspecified", PSYCHOSOCIAL, 20),
	[COC_WITHDRAWAL_INPATIENT] = TREATMENT("withdrawal_management_inpatient",
										   "withdrawal", PHARMACOLOGICAL, 7),
	[COC_WITHDRAWAL_OUTPATIENT] = TREATMENT("withdrawal_management_outpatient",
											"withdrawal", PHARMACOLOGICAL, 8),
	[COC_RESIDENTIAL] =
		TREATMENT("residential", "residential", PSYCHOSOCIAL, 9),
	[COC_RESIDENTIAL_SHORT] =
		TREATMENT("residential_short", "residential", PSYCHOSOCIAL, 10),
	[COC_THERAPEUTIC_COMMUNITY] =
		TREATMENT("therapeutic_community", "residential", PSYCHOSOCIAL, 11),
	[COC_HOSPITAL_INPATIENT] =
		TREATMENT("hospital_inpatient", "residential", PSYCHOSOCIAL, 12),
	[COC_OUTPATIENT] = TREATMENT("outpatient", "outpatient", PSYCHOSOCIAL, 13),
	[COC_OUTPATIENT_INTENSIVE] =
		TREATMENT("outpatient_intensive", "outpatient", PSYCHOSOCIAL, 14),
	[COC_DAY_PROGRAMME] =
		TREATMENT("day_programme", "outpatient", PSYCHOSOCIAL, 15),
	[COC_OPIOID_AGONIST] =
		TREATMENT("opioid_agonist", "medication", PHARMACOLOGICAL, 16),
	[COC_OPIOID_ANTAGONIST] =
		TREATMENT("opioid_antagonist", "medication", PHARMACOLOGICAL, 17),
	[COC_MEDICATION_OTHER] =
		TREATMENT("medication_other", "medication", PHARMACOLOGICAL, 18),
	[COC_CUSTODY_TREATMENT] =
		TREATMENT("custody_treatment", "custody", PSYCHOSOCIAL, 19),
	[COC_AFTERCARE_GENERAL] = AFTERCARE("aftercare", 21),
	[COC_RECOVERY_CHECKUP] = AFTERCARE("recovery_checkup", 22),
	[COC_PEER_SUPPORT] = AFTERCARE("peer_support", 23),
	[COC_MUTUAL_AID] = AFTERCARE("mutual_aid", 24),
	[COC_FAMILY_SUPPORT] = AFTERCARE("family_support", 25),
	[COC_HOUSING_SUPPORT] = AFTERCARE("housing_support", 26),
	[COC_EMPLOYMENT_SUPPORT] = AFTERCARE("employment_support", 27),
	[COC_EDUCATION_SUPPORT] = AFTERCARE("education_support", 28),
	[COC_RELAPSE_PREVENTION] = AFTERCARE("relapse_prevention", 29),
	[COC_CASE_MANAGEMENT] = AFTERCARE("case_management", 30),
	[COC_LEGAL_SUPPORT] = AFTERCARE("legal_support", 31),
};

static const CocTerm exit_reason_terms[] = {
	[COC_ONGOING] = TERM("ongoing", "ongoing", 1),
	[COC_COMPLETED] = TERM("completed", "planned", 2),
	[COC_COMPLETED_REDUCED_USE] = TERM("completed_reduced_use", "planned", 3),
	[COC_TRANSFERRED] = TERM("transferred", "transfer", 4),
	[COC_TRANSFERRED_TO_CUSTODY] =
		TERM("transferred_to_custody", "transfer", 5),
	[COC_LEFT_BEFORE_COMPLETION] =
		TERM("left_before_completion", "unplanned", 6),
	[COC_LOST_CONTACT] = TERM("lost_contact", "unplanned", 7),
	[COC_ENDED_BY_PROVIDER] = TERM("ended_by_provider", "unplanned", 8),
	[COC_DECLINED] = TERM("declined", "unplanned", 9),
	[COC_SERVICE_CLOSED] = TERM("service_closed", "neutral", 10),
	[COC_NO_SUITABLE_SERVICE] = TERM("no_suitable_service", "neutral", 11),
	[COC_HOSPITALISED] = TERM("hospitalised", "neutral", 12),
	[COC_ENTERED_CUSTODY] = TERM("entered_custody", "neutral", 13),
	[COC_MOVED] = TERM("moved", "neutral", 14),
	[COC_DIED] = TERM("died", "neutral", 15),
	[COC_OTHER_EXIT] = TERM("other", "neutral", 16),
	[COC_UNKNOWN_EXIT] = TERM("unknown", "unknown", 17),
};

static const CocTerm answer_terms[] = {
	[COC_NO] = TERM("no", "evaluable", 2),
	[COC_YES] = TERM("yes", "evaluable", 1),
	[COC_TOO_RECENT] = TERM("too_recent", "not_yet", 3),
	[COC_NO_HISTORY] = TERM("no_history", "not_yet", 4),
	[COC_DATE_UNKNOWN] = TERM("date_unknown", "missing", 5),
	[COC_NOT_RECORDED] = TERM("not_recorded", "missing", 6),
	[COC_NOT_ASKED] = TERM("not_asked", "missing", 7),
	[COC_DECLINED_TO_ANSWER] = TERM("declined_to_answer", "missing", 8),
	[COC_UNLINKABLE] = TERM("unlinkable", "outside", 9),
	[COC_ANSWER_DIED] = TERM("died", "outside", 10),
	[COC_IN_CUSTODY] = TERM("in_custody", "outside", 11),
	[COC_NOT_APPLICABLE] = TERM("not_applicable", "outside", 12),
	[COC_CONTRADICTORY] = TERM("contradictory", "missing", 13),
	[COC_WINDOW_WITHIN_GAP] = TERM("window_within_gap", "outside", 14),
};

static const CocTerm care_state_terms[] = {
	[COC_IN_TREATMENT] = TERM("in_treatment", "in_care", 1),
	[COC_IN_AFTERCARE] = TERM("in_aftercare", "in_care", 2),
	[COC_BETWEEN_CARE] = TERM("between_care", "out_of_care", 3),
	[COC_NOT_IN_CARE] = TERM("not_in_care", "out_of_care", 4),
	[COC_STATE_DATE_UNKNOWN] = TERM("date_unknown", "missing", 5),
};

static const CocTerm checkup_state_terms[] = {
	[COC_CHECKUP_DONE] = TERM("done", "evaluable", 1),
	[COC_CHECKUP_LATE] = TERM("late", "evaluable", 2),
	[COC_CHECKUP_MISSED] = TERM("missed", "evaluable", 3),
	[COC_CHECKUP_NOT_YET_DUE] = TERM("not_yet_due", "not_yet", 4),
	[COC_CHECKUP_SUSPENDED] = TERM("suspended", "outside", 5),
};

#define VOCABULARY(name, terms)                                                \
	{                                                                          \
		name, terms, (int) (sizeof(terms) / sizeof((terms)[0]))                \
	}

const CocVocabulary coc_gender = VOCABULARY("gender", gender_terms);
const CocVocabulary coc_care = VOCABULARY("care", care_terms);
const CocVocabulary coc_exit_reason =
	VOCABULARY("exit_reason", exit_reason_terms);
const CocVocabulary coc_answer = VOCABULARY("answer", answer_terms);
const CocVocabulary coc_care_state = VOCABULARY("care_state", care_state_terms);
const CocVocabulary coc_checkup_state =
	VOCABULARY("checkup_state", checkup_state_terms);

const CocVocabulary *const coc_vocabularies[COC_NVOCABULARIES] = {
	&coc_gender, &coc_care,       &coc_exit_reason,
	&coc_answer, &coc_care_state, &coc_checkup_state};

static const char *const role_names[] = {
	[COC_CONTACT] = "contact",
	[COC_TREATMENT] = "treatment",
	[COC_AFTERCARE] = "aftercare",
};

static bool
same_name(const char *known, const char *name, size_t length)
{
	return known != NULL && strlen(known) == length &&
		   memcmp(known, name, length) == 0;
}

const CocTerm *
coc_term(const CocVocabulary *vocabulary, uint8_t code)
{
	if (code >= vocabulary->ncodes || vocabulary->terms[code].name == NULL)
		return NULL;
	return &vocabulary->terms[code];
}

int
coc_code(const CocVocabulary *vocabulary, const char *name, size_t length)
{
	for (int code = 0; code < vocabulary->ncodes; code++)
	{
		if (same_name(vocabulary->terms[code].name, name, length))
			return code;
	}
	return -1;
}

const char *
coc_role_name(CocRole role)
{
	return role == COC_ROLE_NONE ? NULL : role_names[role];
}

CocRole
coc_role(const char *name, size_t length)
{
	for (int role = COC_CONTACT; role <= COC_AFTERCARE; role++)
	{
		if (same_name(role_names[role], name, length))
			return (CocRole) role;
	}
	return COC_ROLE_NONE;
}
