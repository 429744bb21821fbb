/*
 * vocabulary_test.c
 *		Codes that are frozen, names that read back, roles that decide.
 */
#include "check.h"
#include "core/vocabulary.h"

static void
test_names_read_back(void)
{
	for (int i = 0; i < COC_NVOCABULARIES; i++)
	{
		const CocVocabulary *vocabulary = coc_vocabularies[i];

		for (int code = 0; code < 256; code++)
		{
			const CocTerm *term = coc_term(vocabulary, (uint8_t) code);

			if (term != NULL)
				CHECK_INT(coc_code(vocabulary, term->name, strlen(term->name)),
						  code);
		}
	}
}

static void
test_refuses(void)
{
	CHECK_INT(coc_code(&coc_care, "resident", 8), -1);
	CHECK_INT(coc_code(&coc_care, "residentialx", 12), -1);
	CHECK_INT(coc_code(&coc_care, "", 0), -1);
	CHECK(coc_term(&coc_care, 0) == NULL);
	CHECK(coc_term(&coc_care, 7) == NULL);
	CHECK(coc_term(&coc_care, 255) == NULL);
	CHECK(coc_term(&coc_gender, 5) == NULL);
}

/* Released codes: a row that moves here has broken somebody's table. */
static void
test_frozen_codes(void)
{
	CHECK_INT(coc_code(&coc_gender, "female", 6), 1);
	CHECK_INT(coc_code(&coc_gender, "unknown", 7), 4);
	CHECK_INT(coc_code(&coc_care, "residential", 11), 20);
	CHECK_INT(coc_code(&coc_care, "aftercare", 9), 40);
	CHECK_INT(coc_code(&coc_care, "legal_support", 13), 50);
	CHECK_INT(coc_code(&coc_exit_reason, "ongoing", 7), 0);
	CHECK_INT(coc_code(&coc_exit_reason, "unknown", 7), 16);
	CHECK_INT(coc_code(&coc_answer, "no", 2), 0);
	CHECK_INT(coc_code(&coc_answer, "yes", 3), 1);
	CHECK_INT(coc_code(&coc_answer, "window_within_gap", 17), 13);
}

static void
test_roles(void)
{
	CHECK_INT(coc_care_role(COC_RESIDENTIAL), COC_TREATMENT);
	CHECK_INT(coc_care_role(COC_WITHDRAWAL_OUTPATIENT), COC_TREATMENT);
	CHECK_INT(coc_care_role(COC_TREATMENT_UNSPECIFIED), COC_TREATMENT);
	CHECK_INT(coc_care_role(COC_RECOVERY_CHECKUP), COC_AFTERCARE);
	CHECK_INT(coc_care_role(COC_OUTREACH), COC_CONTACT);
	CHECK_INT(coc_care_role(7), COC_ROLE_NONE);
	CHECK_INT(coc_care_role(255), COC_ROLE_NONE);
	CHECK_INT(coc_role("aftercare", 9), COC_AFTERCARE);
	CHECK_INT(coc_role("after", 5), COC_ROLE_NONE);
	CHECK(coc_role_name(COC_ROLE_NONE) == NULL);
}

/* The sets and the groups say what the terms say, for every code. */
static void
test_kinds(void)
{
	for (int code = 0; code < 256; code++)
	{
		uint8_t care = (uint8_t) code;
		const CocTerm *term = coc_term(&coc_care, care);
		bool withdrawal = term && strcmp(term->group, "withdrawal") == 0;

		CHECK_INT(coc_is_among(COC_TREATMENT_KINDS, care),
				  coc_care_role(care) == COC_TREATMENT);
		CHECK_INT(coc_is_among(COC_AFTERCARE_KINDS, care),
				  coc_care_role(care) == COC_AFTERCARE);
		CHECK_INT(coc_is_among(COC_WITHDRAWAL_KINDS, care), withdrawal);
	}
	for (int exit = -1; exit < 32; exit++)
	{
		const CocTerm *term =
			exit < 0 ? NULL : coc_term(&coc_exit_reason, (uint8_t) exit);

		CHECK_INT(coc_exit_is_planned(exit),
				  term && strcmp(term->group, "planned") == 0);
		CHECK_INT(coc_exit_is_unplanned(exit),
				  term && strcmp(term->group, "unplanned") == 0);
	}
	CHECK(coc_care.ncodes <= 64);
}

static void
test_answers(void)
{
	for (int answer = 0; answer < COC_NANSWERS; answer++)
		CHECK_INT(coc_evaluable((uint8_t) answer), answer <= COC_YES);
	CHECK_INT(coc_answer.ncodes, COC_NANSWERS);
}

/* States have codes from 1: a byte of zeros is none of them. */
static void
test_states(void)
{
	CHECK_INT(coc_code(&coc_care_state, "in_treatment", 12), 1);
	CHECK_INT(coc_code(&coc_care_state, "in_aftercare", 12), 2);
	CHECK_INT(coc_code(&coc_care_state, "between_care", 12), 3);
	CHECK_INT(coc_code(&coc_care_state, "not_in_care", 11), 4);
	CHECK_INT(coc_code(&coc_care_state, "date_unknown", 12), 5);
	CHECK_INT(coc_code(&coc_checkup_state, "done", 4), 1);
	CHECK_INT(coc_code(&coc_checkup_state, "late", 4), 2);
	CHECK_INT(coc_code(&coc_checkup_state, "missed", 6), 3);
	CHECK_INT(coc_code(&coc_checkup_state, "not_yet_due", 11), 4);
	CHECK_INT(coc_code(&coc_checkup_state, "suspended", 9), 5);
	CHECK(coc_term(&coc_care_state, 0) == NULL);
	CHECK(coc_term(&coc_checkup_state, 6) == NULL);
}

int
main(void)
{
	test_names_read_back();
	test_refuses();
	test_frozen_codes();
	test_roles();
	test_kinds();
	test_answers();
	test_states();
	return check_summary("vocabulary");
}
