/*
 * array.c
 *		Reading of array arguments, with one set of checks for all of them.
 */
#include "pg/compat.h"

#include "core/journey.h"
#include "pg/array.h"
#include "utils/date.h"
#include "utils/lsyscache.h"

int
coc_array_elements(ArrayType *array, Datum **elements)
{
	int16 length;
	bool by_value;
	char alignment;
	bool *nulls;
	int nelements;
	int kept = 0;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("array has more than one dimension")));
	if (ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array)) > COC_JOURNEY_MAX)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("array has too many elements"),
						errdetail("It has more than %d.", COC_JOURNEY_MAX)));
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &alignment);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, alignment,
					  elements, &nulls, &nelements);
	for (int i = 0; i < nelements; i++)
	{
		if (!nulls[i])
			(*elements)[kept++] = (*elements)[i];
	}
	return kept;
}

int32
coc_finite_day(int32 day, const char *argument)
{
	if (DATE_NOT_FINITE(day))
		ereport(ERROR, (errcode(ERRCODE_DATETIME_FIELD_OVERFLOW),
						errmsg("date of %s is infinite", argument)));
	return day;
}

int
coc_array_days(ArrayType *array, int32 **days)
{
	Datum *elements;
	int ndays = coc_array_elements(array, &elements);

	*days = palloc(sizeof(int32) * (ndays + 1));
	for (int i = 0; i < ndays; i++)
		(*days)[i] = coc_finite_day(DatumGetDateADT(elements[i]), "a contact");
	return ndays;
}
