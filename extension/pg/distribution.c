/*
 * distribution.c
 *		fmgr face of gender_distribution: collecting, percentiles, bands.
 *
 * What it shares with durations (image, forms, equality, addition, cases) is
 * there, and SQL binds it to both types.
 */
#include "pg/compat.h"

#include "core/durations_read.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "pg/array.h"
#include "pg/durations.h"
#include "pg/error.h"
#include "pg/summary.h"
#include "pg/summary_agg.h"
#include "pg/vocabulary.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

/* The lowest int4 stands for no number, in the state and in its forms. */
static int32
number_argument(FunctionCallInfo fcinfo, int argument)
{
	int32 number;

	if (PG_ARGISNULL(argument))
		return COC_NO_DAYS;
	number = PG_GETARG_INT32(argument);
	if (unlikely(number == COC_NO_DAYS))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("number is too low for a distribution"),
						errdetail("The lowest is %d.", COC_NO_DAYS + 1)));
	return number;
}

COC_FUNCTION(coc_distribution_count);
Datum
coc_distribution_count(PG_FUNCTION_ARGS)
{
	CocGender gender = coc_gender_argument(fcinfo, 1);
	int32 number = number_argument(fcinfo, 2);
	CocDurationTable table;
	Durations *state;
	CocSlip slip;

	state = coc_durations_begin(fcinfo, COC_DISTRIBUTION, 1, &table);
	(void) coc_report(coc_durations_add(&table, gender, 0, 0, number, 1, &slip),
					  &slip, NULL);
	return coc_durations_end(fcinfo, state, &table);
}

/* ---- one number of one gender, or of all ---- */

typedef struct Numbers
{
	const CocDuration *cells;
	Size ncells;
	int64 cases;
	int64 measured;
	CocInt128 sum;
} Numbers;

static void
read_numbers(Numbers *numbers, const CocDuration *cells, Size ncells,
			 uint8 gender)
{
	numbers->cells = coc_durations_of(cells, &ncells, gender);
	numbers->ncells = ncells;
	numbers->cases = coc_durations_count(COC_DISTRIBUTION, numbers->cells,
										 ncells, COC_ALL_GENDERS);
	numbers->measured =
		coc_durations_timed(numbers->cells, ncells, &numbers->sum);
}

/* Of the gender in this argument; false when there is no distribution. */
static bool
chosen_numbers(FunctionCallInfo fcinfo, int argument, Numbers *numbers)
{
	const Durations *distribution;
	const CocDuration *cells;
	Size ncells;

	if (PG_ARGISNULL(0))
		return false;
	distribution = PG_GETARG_DURATIONS_P(0);
	cells = coc_durations_and_all(distribution, &ncells);
	read_numbers(numbers, cells, ncells,
				 coc_durations_gender(fcinfo, argument));
	return true;
}

COC_FUNCTION(coc_distribution_measured);
Datum
coc_distribution_measured(PG_FUNCTION_ARGS)
{
	Numbers numbers;

	if (!chosen_numbers(fcinfo, 1, &numbers))
		PG_RETURN_NULL();
	PG_RETURN_INT64(numbers.measured);
}

COC_FUNCTION(coc_distribution_missing);
Datum
coc_distribution_missing(PG_FUNCTION_ARGS)
{
	Numbers numbers;

	if (!chosen_numbers(fcinfo, 1, &numbers))
		PG_RETURN_NULL();
	PG_RETURN_INT64(numbers.cases - numbers.measured);
}

COC_FUNCTION(coc_distribution_mean);
Datum
coc_distribution_mean(PG_FUNCTION_ARGS)
{
	Numbers numbers;

	if (!chosen_numbers(fcinfo, 1, &numbers))
		PG_RETURN_NULL();
	return coc_ratio_of(fcinfo, numbers.sum, numbers.measured);
}

/*
 * rank_of
 *		The place, in order of size, that a fraction of the numbers reaches.
 *
 * In numeric: by way of a double, seven hundredths of a hundred numbers would
 * end at the eighth. NaN and infinity are above 1.
 */
static int64
rank_of(Datum fraction, int64 measured)
{
	Datum zero = NumericGetDatum(int64_to_numeric(0));
	Datum one = NumericGetDatum(int64_to_numeric(1));
	Datum whole = NumericGetDatum(int64_to_numeric(measured));

	if (DatumGetBool(DirectFunctionCall2(numeric_lt, fraction, zero)) ||
		DatumGetBool(DirectFunctionCall2(numeric_gt, fraction, one)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid fraction"),
						errdetail("It is a number from 0 to 1: 0.5 for the "
								  "median.")));
	fraction = DirectFunctionCall2(numeric_mul, fraction, whole);
	fraction = DirectFunctionCall1(numeric_ceil, fraction);
	return DatumGetInt64(DirectFunctionCall1(numeric_int8, fraction));
}

COC_FUNCTION(coc_distribution_percentile);
Datum
coc_distribution_percentile(PG_FUNCTION_ARGS)
{
	Numbers numbers;
	int64 rank;

	if (PG_ARGISNULL(1) || !chosen_numbers(fcinfo, 2, &numbers))
		PG_RETURN_NULL();
	rank = rank_of(PG_GETARG_DATUM(1), numbers.measured);
	if (numbers.measured == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT32(
		coc_durations_ranked(numbers.cells, numbers.ncells, Max(rank, 1)));
}

/* ---- bands ---- */

/* The first numbers of the bands, in order. */
static int
edges_argument(FunctionCallInfo fcinfo, int argument, Datum **edges)
{
	int nedges = coc_array_elements(PG_GETARG_ARRAYTYPE_P(argument), edges);

	for (int i = 0; i < nedges; i++)
	{
		int32 edge = DatumGetInt32((*edges)[i]);

		if (edge == COC_NO_DAYS ||
			(i > 0 && DatumGetInt32((*edges)[i - 1]) >= edge))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("invalid edges of bands"),
					 errdetail("Each is the first number of a band, higher "
							   "than the one before it.")));
	}
	return nedges;
}

/* A row: from an edge (or none) up to the next (or without end). */
static void
put_band(ReturnSetInfo *result, uint8 gender, const Numbers *numbers,
		 const Datum *low, const Datum *next)
{
	int64 first = low ? DatumGetInt32(*low) : PG_INT64_MIN;
	int64 end = next ? DatumGetInt32(*next) : PG_INT64_MAX;
	Datum values[] = {CodeGetDatum(gender), low ? *low : (Datum) 0,
					  next ? Int32GetDatum((int32) (end - 1)) : (Datum) 0,
					  Int64GetDatum(coc_durations_between(
						  numbers->cells, numbers->ncells, first, end))};
	bool nulls[] = {gender == COC_ALL_GENDERS, low == NULL, next == NULL,
					false};

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Every band of every gender has its row, so that tables have one shape. */
COC_FUNCTION(coc_distribution_bands);
Datum
coc_distribution_bands(PG_FUNCTION_ARGS)
{
	static const uint8 genders[] = {COC_FEMALE, COC_MALE, COC_OTHER_GENDER,
									COC_UNKNOWN_GENDER, COC_ALL_GENDERS};
	const Durations *distribution = PG_GETARG_DURATIONS_P(0);
	Datum *edges;
	int nedges = edges_argument(fcinfo, 1, &edges);
	Size ncells;
	const CocDuration *cells = coc_durations_and_all(distribution, &ncells);

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < lengthof(genders); i++)
	{
		Numbers numbers;

		read_numbers(&numbers, cells, ncells, genders[i]);
		for (int band = 0; band <= nedges; band++)
		{
			CHECK_FOR_INTERRUPTS();
			put_band((ReturnSetInfo *) fcinfo->resultinfo, genders[i], &numbers,
					 band > 0 ? &edges[band - 1] : NULL,
					 band < nedges ? &edges[band] : NULL);
		}
	}
	return (Datum) 0;
}
