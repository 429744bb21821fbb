/*
 * supply.c
 *		fmgr face of medication coverage: from dispensed supplies to core's.
 *
 * Core knows drugs by number. Here they are texts that are equal or not, byte
 * by byte: whether two names mean one drug is for the caller to know.
 */
#include "pg/compat.h"

#include "core/supply.h"
#include "executor/executor.h"
#include "pg/array.h"
#include "pg/error.h"
#include "pg/vocabulary.h"
#include "utils/date.h"

/* A supply with the text that names its drug. */
typedef struct NamedSupply
{
	const text *substance;
	CocSupply supply;
} NamedSupply;

/* Order of substances: any order will do that brings equal ones together. */
static int
compare_substances(const text *left, const text *right)
{
	Size nleft = VARSIZE_ANY_EXHDR(left);
	Size nright = VARSIZE_ANY_EXHDR(right);
	int order =
		memcmp(VARDATA_ANY(left), VARDATA_ANY(right), Min(nleft, nright));

	if (order != 0 || nleft == nright)
		return order;
	return nleft < nright ? -1 : 1;
}

static int
compare_named(const void *left, const void *right)
{
	const NamedSupply *a = left;
	const NamedSupply *b = right;
	int order = compare_substances(a->substance, b->substance);

	/* No drug has a number yet, so this compares the days. */
	return order != 0 ? order : coc_supply_compare(&a->supply, &b->supply);
}

/* Read a row of type supply; false when nothing in it is known. */
static bool
read_supply(HeapTupleHeader row, NamedSupply *out)
{
	Datum fields[3];
	bool nulls[3];
	int nnulls = 0;
	CocSlip slip;

	for (int i = 0; i < 3; i++)
	{
		fields[i] = GetAttributeByNum(row, i + 1, &nulls[i]);
		nnulls += nulls[i];
	}
	if (nnulls == 3)
		return false; /* the row that an outer join makes */
	if (nnulls > 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid supply"),
				 errdetail("It failed because a part of it is NULL."),
				 errhint("How long a supply lasts that does not say so is a "
						 "rule about the drug: apply it first.")));
	out->substance = DatumGetTextPP(fields[0]);
	out->supply.drug = 0;
	out->supply.dispensed_on =
		coc_finite_day(DatumGetDateADT(fields[1]), "a supply");
	out->supply.days = DatumGetInt32(fields[2]);
	(void) coc_report(coc_supply_check(&out->supply, &slip), &slip, NULL);
	return true;
}

/* The supplies in core's order, their drugs numbered. */
static CocSupply *
supplies_of_array(ArrayType *array, int *nsupplies)
{
	Datum *rows;
	int nrows = coc_array_elements(array, &rows);
	NamedSupply *named = palloc(sizeof(NamedSupply) * (nrows + 1));
	CocSupply *supplies = palloc(sizeof(CocSupply) * (nrows + 1));
	int n = 0;
	int32 drug = 0;

	for (int i = 0; i < nrows; i++)
		n += read_supply(DatumGetHeapTupleHeader(rows[i]), &named[n]);
	qsort(named, n, sizeof(NamedSupply), compare_named);
	for (int i = 0; i < n; i++)
	{
		if (i > 0 &&
			compare_substances(named[i - 1].substance, named[i].substance) != 0)
			drug++;
		supplies[i] = named[i].supply;
		supplies[i].drug = drug;
	}
	*nsupplies = n;
	return supplies;
}

/* medication_covered(supplies, start, observed_until, days, max_uncovered) */
COC_FUNCTION(coc_medication_covered);
Datum
coc_medication_covered(PG_FUNCTION_ARGS)
{
	CocCover cover = {
		.start = PG_GETARG_DATEADT(1),
		.observed_until = PG_GETARG_DATEADT(2),
		.days = PG_GETARG_INT32(3),
		.max_uncovered = PG_GETARG_INT32(4),
	};
	CocSupply *supplies;
	int nsupplies;
	CocSlip slip;

	(void) coc_report(coc_cover_check(&cover, &slip), &slip, NULL);
	supplies = supplies_of_array(PG_GETARG_ARRAYTYPE_P(0), &nsupplies);
	PG_RETURN_CODE((uint8) coc_answer_covered(supplies, nsupplies, &cover));
}
