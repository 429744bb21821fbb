/*
 * vocabulary.h
 *		The one-byte code types and what each code means.
 *
 * A code is what is stored. It never changes its meaning and is never reused;
 * new terms take new codes, so stored rows and btrees survive every release.
 * The order of a code type is its code; the order for people is the rank in
 * the listing. Sources: FHIR administrative-gender; continuum's vocabulary of
 * care and exits, after TDI 3.0, TEDS, NDTMS and SISTRAT.
 */
#ifndef COC_VOCABULARY_H
#define COC_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum CocGender
{
	COC_FEMALE = 1,
	COC_MALE = 2,
	COC_OTHER_GENDER = 3,
	COC_UNKNOWN_GENDER = 4
} CocGender;

#define COC_NGENDERS 4

/* What a kind of care counts as; decides every rule about journeys. */
typedef enum CocRole
{
	COC_ROLE_NONE,
	COC_CONTACT,
	COC_TREATMENT,
	COC_AFTERCARE
} CocRole;

typedef enum CocCare
{
	COC_OUTREACH = 1,
	COC_LOW_THRESHOLD = 2,
	COC_HARM_REDUCTION = 3,
	COC_SCREENING = 4,
	COC_BRIEF_INTERVENTION = 5,
	COC_ASSESSMENT = 6,
	COC_TREATMENT_UNSPECIFIED = 16,
	COC_WITHDRAWAL_INPATIENT = 17,
	COC_WITHDRAWAL_OUTPATIENT = 18,
	COC_RESIDENTIAL = 20,
	COC_RESIDENTIAL_SHORT = 21,
	COC_THERAPEUTIC_COMMUNITY = 22,
	COC_HOSPITAL_INPATIENT = 23,
	COC_OUTPATIENT = 26,
	COC_OUTPATIENT_INTENSIVE = 27,
	COC_DAY_PROGRAMME = 28,
	COC_OPIOID_AGONIST = 30,
	COC_OPIOID_ANTAGONIST = 31,
	COC_MEDICATION_OTHER = 32,
	COC_CUSTODY_TREATMENT = 35,
	COC_AFTERCARE_GENERAL = 40,
	COC_RECOVERY_CHECKUP = 41,
	COC_PEER_SUPPORT = 42,
	COC_MUTUAL_AID = 43,
	COC_FAMILY_SUPPORT = 44,
	COC_HOUSING_SUPPORT = 45,
	COC_EMPLOYMENT_SUPPORT = 46,
	COC_EDUCATION_SUPPORT = 47,
	COC_RELAPSE_PREVENTION = 48,
	COC_CASE_MANAGEMENT = 49,
	COC_LEGAL_SUPPORT = 50
} CocCare;

typedef enum CocExit
{
	COC_ONGOING = 0,
	COC_COMPLETED = 1,
	COC_COMPLETED_REDUCED_USE = 2,
	COC_TRANSFERRED = 3,
	COC_TRANSFERRED_TO_CUSTODY = 4,
	COC_LEFT_BEFORE_COMPLETION = 5,
	COC_LOST_CONTACT = 6,
	COC_ENDED_BY_PROVIDER = 7,
	COC_DECLINED = 8,
	COC_SERVICE_CLOSED = 9,
	COC_NO_SUITABLE_SERVICE = 10,
	COC_HOSPITALISED = 11,
	COC_ENTERED_CUSTODY = 12,
	COC_MOVED = 13,
	COC_DIED = 14,
	COC_OTHER_EXIT = 15,
	COC_UNKNOWN_EXIT = 16
} CocExit;

/*
 * The answer to a follow-up question: no, yes, or why neither can be said.
 * Everything from COC_TOO_RECENT on is outside the denominator.
 */
typedef enum CocAnswer
{
	COC_NO = 0,
	COC_YES = 1,
	COC_TOO_RECENT = 2,
	COC_NO_HISTORY = 3,
	COC_DATE_UNKNOWN = 4,
	COC_NOT_RECORDED = 5,
	COC_NOT_ASKED = 6,
	COC_DECLINED_TO_ANSWER = 7,
	COC_UNLINKABLE = 8,
	COC_ANSWER_DIED = 9,
	COC_IN_CUSTODY = 10,
	COC_NOT_APPLICABLE = 11,
	COC_CONTRADICTORY = 12,
	COC_WINDOW_WITHIN_GAP = 13
} CocAnswer;

#define COC_NANSWERS 14

/* Where a person is in care on a day. Says nothing of use or recovery. */
typedef enum CocCareState
{
	COC_IN_TREATMENT = 1,
	COC_IN_AFTERCARE = 2,
	COC_BETWEEN_CARE = 3,
	COC_NOT_IN_CARE = 4,
	COC_STATE_DATE_UNKNOWN = 5
} CocCareState;

/* What became of a planned check-up. */
typedef enum CocCheckupState
{
	COC_CHECKUP_DONE = 1,
	COC_CHECKUP_LATE = 2,
	COC_CHECKUP_MISSED = 3,
	COC_CHECKUP_NOT_YET_DUE = 4,
	COC_CHECKUP_SUSPENDED = 5
} CocCheckupState;

/* One term; a hole in the code space has a NULL name. */
typedef struct CocTerm
{
	const char *name;
	const char *group;
	const char *sdg_class; /* SDG 3.5.1 intervention class, care only */
	CocRole role;          /* care only */
	uint8_t rank;          /* order for people, from 1 */
} CocTerm;

/* A vocabulary: terms[code], for code below ncodes. */
typedef struct CocVocabulary
{
	const char *name;
	const CocTerm *terms;
	int ncodes;
} CocVocabulary;

extern const CocVocabulary coc_gender;
extern const CocVocabulary coc_care;
extern const CocVocabulary coc_exit_reason;
extern const CocVocabulary coc_answer;
extern const CocVocabulary coc_care_state;
extern const CocVocabulary coc_checkup_state;

/* All of them, for listings. */
#define COC_NVOCABULARIES 6
extern const CocVocabulary *const coc_vocabularies[COC_NVOCABULARIES];

/* The term of a code, NULL when the code has never been given out. */
extern const CocTerm *coc_term(const CocVocabulary *vocabulary, uint8_t code);

/* Code of a name (not NUL-terminated), -1 when there is none. */
extern int coc_code(const CocVocabulary *vocabulary, const char *name,
					size_t length);

/* Name of a role; NULL for COC_ROLE_NONE. */
extern const char *coc_role_name(CocRole role);

/* Role of a name, COC_ROLE_NONE when there is none. */
extern CocRole coc_role(const char *name, size_t length);

/* Role of a care; COC_ROLE_NONE for a code never given out. */
static inline CocRole
coc_care_role(uint8_t care)
{
	return care < coc_care.ncodes ? coc_care.terms[care].role : COC_ROLE_NONE;
}

/*
 * Kinds of care as a set, one bit a code: what a question asks of every stay
 * is then a shift, without a look at the table. Withdrawal management is
 * treatment, but no continuing care. All codes are below 64; the
 * unit test of the vocabulary holds the sets against the roles of its terms.
 */
typedef uint64_t CocKinds;

#define COC_KIND(care) (UINT64_C(1) << (care))
#define COC_WITHDRAWAL_KINDS                                                   \
	(COC_KIND(COC_WITHDRAWAL_INPATIENT) | COC_KIND(COC_WITHDRAWAL_OUTPATIENT))
#define COC_TREATMENT_KINDS                                                    \
	(COC_KIND(COC_TREATMENT_UNSPECIFIED) | COC_WITHDRAWAL_KINDS |              \
	 COC_KIND(COC_RESIDENTIAL) | COC_KIND(COC_RESIDENTIAL_SHORT) |             \
	 COC_KIND(COC_THERAPEUTIC_COMMUNITY) | COC_KIND(COC_HOSPITAL_INPATIENT) |  \
	 COC_KIND(COC_OUTPATIENT) | COC_KIND(COC_OUTPATIENT_INTENSIVE) |           \
	 COC_KIND(COC_DAY_PROGRAMME) | COC_KIND(COC_OPIOID_AGONIST) |              \
	 COC_KIND(COC_OPIOID_ANTAGONIST) | COC_KIND(COC_MEDICATION_OTHER) |        \
	 COC_KIND(COC_CUSTODY_TREATMENT))
#define COC_AFTERCARE_KINDS                                                    \
	(COC_KIND(COC_AFTERCARE_GENERAL) | COC_KIND(COC_RECOVERY_CHECKUP) |        \
	 COC_KIND(COC_PEER_SUPPORT) | COC_KIND(COC_MUTUAL_AID) |                   \
	 COC_KIND(COC_FAMILY_SUPPORT) | COC_KIND(COC_HOUSING_SUPPORT) |            \
	 COC_KIND(COC_EMPLOYMENT_SUPPORT) | COC_KIND(COC_EDUCATION_SUPPORT) |      \
	 COC_KIND(COC_RELAPSE_PREVENTION) | COC_KIND(COC_CASE_MANAGEMENT) |        \
	 COC_KIND(COC_LEGAL_SUPPORT))

static inline bool
coc_is_among(CocKinds kinds, uint8_t care)
{
	return care < 64 && (kinds >> care & 1) != 0;
}

/* Groups of exit reasons, as the table has them. */
static inline bool
coc_exit_is_planned(int exit)
{
	return exit == COC_COMPLETED || exit == COC_COMPLETED_REDUCED_USE;
}

static inline bool
coc_exit_is_unplanned(int exit)
{
	return exit >= COC_LEFT_BEFORE_COMPLETION && exit <= COC_DECLINED;
}

/* True when the answer is in the denominator. */
static inline bool
coc_evaluable(uint8_t answer)
{
	return answer == COC_NO || answer == COC_YES;
}

#endif /* COC_VOCABULARY_H */
