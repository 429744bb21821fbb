/*
 * summary.h
 *		gender_summary as PostgreSQL stores and passes it.
 *
 *		 0         4         5       6          8
 *		+---------+---------+-------+----------+------------------------+
 *		| vl_len_ | version | flags | reserved | CocSummary, 752 bytes  |
 *		+---------+---------+-------+----------+------------------------+
 *
 * The size is fixed with the version, native byte order, aligned to 8. Equal
 * summaries are equal bytes. A reader must detoast: a wide row may have been
 * compressed, though 760 bytes never get a short header.
 */
#ifndef COC_PG_SUMMARY_H
#define COC_PG_SUMMARY_H

#include "core/summary.h"

typedef struct Summary
{
	int32 vl_len_;
	uint8 version;
	uint8 flags;
	uint8 reserved[2];
	CocSummary body;
} Summary;

StaticAssertDecl(sizeof(Summary) == 760, "gender_summary is 760 bytes");

/* An empty summary in the current memory context. */
extern Summary *coc_summary_make(void);

/* What is not a plain image of this version: detoasted, or XX001. */
extern Summary *coc_summary_detoast(Datum datum);

static inline bool
coc_summary_plain(const Summary *summary)
{
	return !VARATT_IS_EXTENDED(summary) &&
		   VARSIZE(summary) == sizeof(Summary) &&
		   summary->version == COC_SUMMARY_VERSION && summary->flags == 0;
}

/* The detoasted image; an aggregate's state, once a row, is found plain. */
static inline Summary *
DatumGetSummaryP(Datum datum)
{
	Summary *summary = (Summary *) DatumGetPointer(datum);

	return likely(coc_summary_plain(summary)) ? summary
											  : coc_summary_detoast(datum);
}

/* The same in memory of our own, to be changed. */
extern Summary *DatumGetSummaryPCopy(Datum datum);

/* A code that its type never stored: XX001. Apart, so that rows go straight on.
 */
extern pg_noinline void coc_refuse_code(const char *type);

/*
 * Text that core wrote, as jsonb, and as a numeric with just its decimals.
 * There is room for a terminator.
 */
extern Datum coc_jsonb_of(char *json, size_t length);
extern Datum coc_numeric_of(char *text, size_t length);

/*
 * What rates and means return: a ratio with the scale of argument 2, rounded
 * once; NULL when there is nothing below.
 */
extern Datum coc_ratio_of(FunctionCallInfo fcinfo, CocInt128 numerator,
						  int64 denominator);

#define PG_GETARG_SUMMARY_P(n) DatumGetSummaryP(PG_GETARG_DATUM(n))
#define PG_GETARG_SUMMARY_P_COPY(n) DatumGetSummaryPCopy(PG_GETARG_DATUM(n))
#define PG_RETURN_SUMMARY_P(summary) PG_RETURN_POINTER(summary)

#endif /* COC_PG_SUMMARY_H */
