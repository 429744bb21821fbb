/*
 * vocabulary.c
 *		fmgr face of the code types: gender, care, exit_reason, answer and
 *states.
 *
 * Comparison and hashing are shared: a code type orders by its code. Only
 * text and binary input know which vocabulary they belong to.
 */
#include "pg/compat.h"

#include "common/hashfn.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "pg/error.h"
#include "pg/vocabulary.h"
#include "utils/builtins.h"
#include "utils/sortsupport.h"

static Datum
code_in(FunctionCallInfo fcinfo, const CocVocabulary *vocabulary,
		const char *legal)
{
	char *text = PG_GETARG_CSTRING(0);
	int code = coc_code(vocabulary, text, strlen(text));
	CocSlip slip;

	if (code < 0)
	{
		(void) coc_fail(&slip, COC_BAD_TEXT, vocabulary->name,
						"the name is not in the vocabulary", legal, 0);
		if (!coc_report(COC_BAD_TEXT, &slip, fcinfo->context))
			return (Datum) 0;
	}
	return CodeGetDatum((uint8) code);
}

static Datum
code_out(uint8 code, const CocVocabulary *vocabulary)
{
	const CocTerm *term = coc_term(vocabulary, code);

	if (term == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("unknown stored code of type %s", vocabulary->name)));
	return CStringGetDatum(pstrdup(term->name));
}

static Datum
code_recv(StringInfo buffer, const CocVocabulary *vocabulary)
{
	uint8 code = (uint8) pq_getmsgbyte(buffer);

	if (coc_term(vocabulary, code) == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("unknown code of type %s", vocabulary->name)));
	return CodeGetDatum(code);
}

#define CODE_TYPE(type)                                                        \
	COC_FUNCTION(coc_##type##_in);                                             \
	Datum coc_##type##_in(PG_FUNCTION_ARGS)                                    \
	{                                                                          \
		return code_in(fcinfo, &coc_##type,                                    \
					   "Legal names: SELECT name FROM "                        \
					   "continuum.vocabulary('" #type "').");                  \
	}                                                                          \
	COC_FUNCTION(coc_##type##_out);                                            \
	Datum coc_##type##_out(PG_FUNCTION_ARGS)                                   \
	{                                                                          \
		return code_out(PG_GETARG_CODE(0), &coc_##type);                       \
	}                                                                          \
	COC_FUNCTION(coc_##type##_recv);                                           \
	Datum coc_##type##_recv(PG_FUNCTION_ARGS)                                  \
	{                                                                          \
		return code_recv((StringInfo) PG_GETARG_POINTER(0), &coc_##type);      \
	}

CODE_TYPE(gender)
CODE_TYPE(care)
CODE_TYPE(exit_reason)
CODE_TYPE(answer)
CODE_TYPE(care_state)
CODE_TYPE(checkup_state)

COC_FUNCTION(coc_code_send);
Datum
coc_code_send(PG_FUNCTION_ARGS)
{
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbyte(&buffer, PG_GETARG_CODE(0));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

#define CODE_COMPARISON(name, operator)                                        \
	COC_FUNCTION(coc_code_##name);                                             \
	Datum coc_code_##name(PG_FUNCTION_ARGS)                                    \
	{                                                                          \
		PG_RETURN_BOOL(PG_GETARG_CODE(0) operator PG_GETARG_CODE(1));          \
	}

CODE_COMPARISON(lt, <)
CODE_COMPARISON(le, <=)
CODE_COMPARISON(eq, ==)
CODE_COMPARISON(ne, !=)
CODE_COMPARISON(ge, >=)
CODE_COMPARISON(gt, >)

static int
compare_codes(Datum left, Datum right, SortSupport ssup)
{
	return (int) DatumGetCode(left) - (int) DatumGetCode(right);
}

COC_FUNCTION(coc_code_cmp);
Datum
coc_code_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(
		compare_codes(PG_GETARG_DATUM(0), PG_GETARG_DATUM(1), NULL));
}

COC_FUNCTION(coc_code_sortsupport);
Datum
coc_code_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_codes;
	PG_RETURN_VOID();
}

COC_FUNCTION(coc_code_hash);
Datum
coc_code_hash(PG_FUNCTION_ARGS)
{
	return hash_uint32(PG_GETARG_CODE(0));
}

COC_FUNCTION(coc_code_hash_extended);
Datum
coc_code_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_uint32_extended(PG_GETARG_CODE(0), (uint64) PG_GETARG_INT64(1));
}

static Datum
text_or_null(FunctionCallInfo fcinfo, const char *text)
{
	if (text == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(text));
}

/* So that a set of genders is an integer. */
COC_FUNCTION(coc_gender_bit);
Datum
coc_gender_bit(PG_FUNCTION_ARGS)
{
	switch (PG_GETARG_CODE(0))
	{
		case COC_FEMALE:
			PG_RETURN_INT32(1);
		case COC_MALE:
			PG_RETURN_INT32(2);
		case COC_OTHER_GENDER:
			PG_RETURN_INT32(4);
		default:
			PG_RETURN_NULL();
	}
}

COC_FUNCTION(coc_care_group);
Datum
coc_care_group(PG_FUNCTION_ARGS)
{
	const CocTerm *term = coc_term(&coc_care, PG_GETARG_CODE(0));

	return text_or_null(fcinfo, term ? term->group : NULL);
}

COC_FUNCTION(coc_care_role_name);
Datum
coc_care_role_name(PG_FUNCTION_ARGS)
{
	return text_or_null(fcinfo,
						coc_role_name(coc_care_role(PG_GETARG_CODE(0))));
}

CocRole
coc_role_of_text(const text *name)
{
	CocRole role = coc_role(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));

	if (role == COC_ROLE_NONE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("unknown role of care"),
						errhint("Roles: contact, treatment, aftercare.")));
	return role;
}

COC_FUNCTION(coc_sdg_class);
Datum
coc_sdg_class(PG_FUNCTION_ARGS)
{
	const CocTerm *term = coc_term(&coc_care, PG_GETARG_CODE(0));

	return text_or_null(fcinfo, term ? term->sdg_class : NULL);
}

COC_FUNCTION(coc_exit_group);
Datum
coc_exit_group(PG_FUNCTION_ARGS)
{
	const CocTerm *term = coc_term(&coc_exit_reason, PG_GETARG_CODE(0));

	return text_or_null(fcinfo, term ? term->group : NULL);
}

COC_FUNCTION(coc_answer_evaluable);
Datum
coc_answer_evaluable(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(coc_evaluable(PG_GETARG_CODE(0)));
}

COC_FUNCTION(coc_answer_bool);
Datum
coc_answer_bool(PG_FUNCTION_ARGS)
{
	uint8 answer = PG_GETARG_CODE(0);

	if (!coc_evaluable(answer))
		PG_RETURN_NULL();
	PG_RETURN_BOOL(answer == COC_YES);
}

static const CocVocabulary *
find_vocabulary(const char *name)
{
	for (int i = 0; i < COC_NVOCABULARIES; i++)
	{
		if (strcmp(coc_vocabularies[i]->name, name) == 0)
			return coc_vocabularies[i];
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("unknown vocabulary"),
					errhint("Vocabularies: gender, care, exit_reason, answer, "
							"care_state, checkup_state.")));
}

static void
put_term(ReturnSetInfo *result, uint8 code, const CocTerm *term)
{
	const char *role = coc_role_name(term->role);
	Datum values[6] = {Int16GetDatum(code),
					   CStringGetTextDatum(term->name),
					   CStringGetTextDatum(term->group),
					   role ? CStringGetTextDatum(role) : (Datum) 0,
					   term->sdg_class ? CStringGetTextDatum(term->sdg_class)
									   : (Datum) 0,
					   Int16GetDatum(term->rank)};
	bool nulls[6] = {false, false, false, role == NULL, term->sdg_class == NULL,
					 false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

COC_FUNCTION(coc_vocabulary_list);
Datum
coc_vocabulary_list(PG_FUNCTION_ARGS)
{
	const CocVocabulary *vocabulary =
		find_vocabulary(text_to_cstring(PG_GETARG_TEXT_PP(0)));

	InitMaterializedSRF(fcinfo, 0);
	for (int code = 0; code < vocabulary->ncodes; code++)
	{
		const CocTerm *term = coc_term(vocabulary, (uint8) code);

		if (term != NULL)
			put_term((ReturnSetInfo *) fcinfo->resultinfo, (uint8) code, term);
	}
	return (Datum) 0;
}
