/*
 * summary_agg.c
 *		Aggregates that make and add gender_summary values.
 *
 * The state of the row form is a gender_summary, changed in place: it starts
 * from initcond, never grows, and only an aggregate may touch it (a direct
 * call of a transition function works on a copy). The array form keeps one
 * gender_summary for each question, in an array that is made at the first row
 * with cases and changed in place from then on:
 *
 *		 0           24          784
 *		+-----------+-----------+-----------+---
 *		| ArrayType | Summary   | Summary   | ...
 *		+-----------+-----------+-----------+---
 */
#include "pg/compat.h"

#include "pg/error.h"
#include "pg/summary.h"
#include "pg/summary_agg.h"
#include "utils/array.h"

void
coc_refuse_null(const char *name)
{
	ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("%s must not be null", name)));
}

/* ---- the row form ---- */

/* The state to change: the executor's own, or a copy of somebody's value. */
static Summary *
state_argument(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		return coc_summary_make();
	if (AggCheckCallContext(fcinfo, NULL))
		return PG_GETARG_SUMMARY_P(0);
	return PG_GETARG_SUMMARY_P_COPY(0);
}

/* One row is one person: count both, and hand out the gender's counters. */
static CocGenderCount *
count_person(FunctionCallInfo fcinfo, Summary *state)
{
	CocGender gender = coc_gender_argument(fcinfo, 1);
	int64 key = coc_bigint_argument(fcinfo, 2, "record_key");

	coc_summary_count_person(&state->body, gender, (uint64) key);
	return coc_summary_of(&state->body, gender);
}

COC_FUNCTION(coc_summarize_count);
Datum
coc_summarize_count(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);

	count_person(fcinfo, state)->cases++;
	PG_RETURN_SUMMARY_P(state);
}

COC_FUNCTION(coc_summarize_answer);
Datum
coc_summarize_answer(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);

	coc_count_answer(fcinfo, 3, count_person(fcinfo, state));
	PG_RETURN_SUMMARY_P(state);
}

COC_FUNCTION(coc_summarize_value);
Datum
coc_summarize_value(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);

	coc_count_value(fcinfo, 3, count_person(fcinfo, state));
	PG_RETURN_SUMMARY_P(state);
}

/*
 * coc_gender_summary_add
 *		The operator +, and the transition of sum().
 *
 * Strict; in sum() the executor has copied the first summary, and it becomes
 * the state.
 */
COC_FUNCTION(coc_gender_summary_add);
Datum
coc_gender_summary_add(PG_FUNCTION_ARGS)
{
	Summary *state = state_argument(fcinfo);
	CocSlip slip;
	CocStatus status =
		coc_summary_add(&state->body, &PG_GETARG_SUMMARY_P(1)->body, &slip);

	(void) coc_report(status, &slip, NULL);
	PG_RETURN_SUMMARY_P(state);
}

/* ---- the array form: one row is one person, with answers to questions ---- */

/* So many that no catalogue comes near, so few that a row's marks are small. */
#define QUESTIONS_MAX 1024

/* Where the summaries of an array without nulls begin. */
#define SUMMARIES_OFFSET ARR_OVERHEAD_NONULLS(1)

StaticAssertDecl(SUMMARIES_OFFSET == 24 && sizeof(Summary) % 8 == 0,
				 "summaries lie in an array side by side");

static Summary *
summaries_in(ArrayType *array)
{
	return (Summary *) ((char *) array + SUMMARIES_OFFSET);
}

/* An array of so many empty summaries; none is the empty array. */
static ArrayType *
make_summaries(Oid element, int n)
{
	Size size = SUMMARIES_OFFSET + n * sizeof(Summary);
	ArrayType *array;

	if (n == 0)
		return construct_empty_array(element);
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = element;
	ARR_DIMS(array)[0] = n;
	ARR_LBOUND(array)[0] = 1;
	for (int i = 0; i < n; i++)
	{
		SET_VARSIZE(&summaries_in(array)[i], sizeof(Summary));
		summaries_in(array)[i].version = COC_SUMMARY_VERSION;
	}
	return array;
}

/*
 * Is it laid out as make_summaries() does? Whatever the summaries of such an
 * array hold, counting in them stays inside it.
 */
static bool
laid_out(const ArrayType *array)
{
	return !VARATT_IS_EXTENDED(array) && ARR_NDIM(array) == 1 &&
		   !ARR_HASNULL(array) && ARR_LBOUND(array)[0] == 1 &&
		   VARSIZE(array) ==
			   SUMMARIES_OFFSET + ARR_DIMS(array)[0] * sizeof(Summary);
}

/* How many summaries there are in an array laid out so, or an empty one. */
static int
nsummaries(const ArrayType *array)
{
	return ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
}

/* Any array of summaries, checked, in a layout and in memory of our own. */
static ArrayType *
copy_summaries(Datum datum)
{
	ArrayType *given = DatumGetArrayTypeP(datum);
	int n = ArrayGetNItems(ARR_NDIM(given), ARR_DIMS(given));
	ArrayType *copy;
	const Summary *summary;

	if (ARR_NDIM(given) > 1 || array_contains_nulls(given))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("summaries are not a plain list"),
						errdetail("An array of gender_summary has one "
								  "dimension and no nulls.")));
	copy = make_summaries(ARR_ELEMTYPE(given), n);
	summary = (const Summary *) ARR_DATA_PTR(given);
	for (int i = 0; i < n; i++)
		summaries_in(copy)[i] = *DatumGetSummaryP(PointerGetDatum(&summary[i]));
	return copy;
}

/* The state to change: the executor's own, or a copy of somebody's value. */
static ArrayType *
summaries_argument(FunctionCallInfo fcinfo)
{
	ArrayType *state = (ArrayType *) DatumGetPointer(PG_GETARG_DATUM(0));

	if (likely(laid_out(state)) && AggCheckCallContext(fcinfo, NULL))
		return state;
	return copy_summaries(PG_GETARG_DATUM(0));
}

/* The cases of one person: ncases times nquestions answers, row by row. */
typedef struct Answers
{
	const uint8 *codes; /* of those that are not null */
	const bits8 *nulls; /* NULL when none is */
	int ncases;
	int nquestions;
} Answers;

/*
 * read_answers
 *		Look into an array of answers without copying it.
 *
 * Out of a tuple it comes with a short header and not aligned, once a person:
 * so its few numbers are copied and the codes, of one byte, are read where
 * they are. False when it holds nothing.
 */
static bool
read_answers(struct varlena *array, Answers *answers)
{
	/* As if the header were the long one, which the offsets count from. */
	const char *start = VARDATA_ANY(array) - VARHDRSZ;
	ArrayType head;
	int dims[2];

	memcpy(&head.ndim, start + offsetof(ArrayType, ndim), sizeof(head.ndim));
	memcpy(&head.dataoffset, start + offsetof(ArrayType, dataoffset),
		   sizeof(head.dataoffset));
	if (head.ndim == 0)
		return false;
	if (head.ndim > 2)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("answers have more than two dimensions"),
						errhint("One for the questions, and one before it for "
								"the cases.")));
	memcpy(dims, start + sizeof(ArrayType), sizeof(int) * head.ndim);
	answers->ncases = head.ndim == 2 ? dims[0] : 1;
	answers->nquestions = dims[head.ndim - 1];
	if (answers->nquestions > QUESTIONS_MAX)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("answers are to too many questions"),
						errdetail("There may be %d.", QUESTIONS_MAX)));
	answers->nulls = NULL;
	if (head.dataoffset != 0)
		answers->nulls = (const bits8 *) start + sizeof(ArrayType) +
						 2 * sizeof(int) * head.ndim;
	else
		head.dataoffset = ARR_OVERHEAD_NONULLS(head.ndim);
	answers->codes = (const uint8 *) start + head.dataoffset;
	return true;
}

/* As many summaries as questions: made at the first row that has any. */
static ArrayType *
with_questions(ArrayType *state, int nquestions)
{
	if (likely(nsummaries(state) == nquestions))
		return state;
	if (nsummaries(state) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("answers are to different numbers of questions")));
	return make_summaries(ARR_ELEMTYPE(state), nquestions);
}

/* Count each case of a question, and the person once for each question. */
static void
count_answers(Summary *summaries, Answers *answers, CocGender gender,
			  uint64 key)
{
	bool met[QUESTIONS_MAX];
	int place = 0;

	memset(met, 0, sizeof(bool) * answers->nquestions);
	for (int i = 0; i < answers->ncases; i++)
	{
		for (int q = 0; q < answers->nquestions; q++, place++)
		{
			CocSummary *summary = &summaries[q].body;
			CocGenderCount *count = coc_summary_of(summary, gender);

			if (answers->nulls != NULL &&
				(answers->nulls[place / 8] & 1 << place % 8) == 0)
				continue;
			if (unlikely(*answers->codes >= COC_SUMMARY_NANSWERS))
				coc_refuse_code("answer");
			count->cases++;
			count->answers[*answers->codes++]++;
			if (!met[q])
				coc_summary_count_person(summary, gender, key);
			met[q] = true;
		}
	}
}

COC_FUNCTION(coc_summarize_answers);
Datum
coc_summarize_answers(PG_FUNCTION_ARGS)
{
	ArrayType *state;
	Answers answers;
	CocGender gender;
	int64 key;

	if (PG_ARGISNULL(0))
		coc_refuse_null("state");
	if (PG_ARGISNULL(3) ||
		!read_answers(PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(3)), &answers))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	gender = coc_gender_argument(fcinfo, 1);
	key = coc_bigint_argument(fcinfo, 2, "record_key");
	state = with_questions(summaries_argument(fcinfo), answers.nquestions);
	count_answers(summaries_in(state), &answers, gender, (uint64) key);
	PG_RETURN_ARRAYTYPE_P(state);
}

/*
 * coc_gender_summaries_add
 *		The operator + of arrays, question by question; the transition of sum()
 *		and the combination of the array form.
 *
 * No summaries are those of no rows, and change nothing.
 */
COC_FUNCTION(coc_gender_summaries_add);
Datum
coc_gender_summaries_add(PG_FUNCTION_ARGS)
{
	ArrayType *other = copy_summaries(PG_GETARG_DATUM(1));
	ArrayType *state;
	CocSlip slip;

	if (nsummaries(other) == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	state = with_questions(summaries_argument(fcinfo), nsummaries(other));
	for (int i = 0; i < nsummaries(other); i++)
		(void) coc_report(coc_summary_add(&summaries_in(state)[i].body,
										  &summaries_in(other)[i].body, &slip),
						  &slip, NULL);
	PG_RETURN_ARRAYTYPE_P(state);
}
