/*
 * vocabulary.h
 *		Code types as PostgreSQL passes them: one byte, by value.
 */
#ifndef COC_PG_VOCABULARY_H
#define COC_PG_VOCABULARY_H

#include "core/vocabulary.h"

static inline uint8
DatumGetCode(Datum datum)
{
	return DatumGetUInt8(datum);
}

static inline Datum
CodeGetDatum(uint8 code)
{
	return UInt8GetDatum(code);
}

/* Role of that name; 22023 when there is none. */
extern CocRole coc_role_of_text(const text *name);

#define PG_GETARG_CODE(n) DatumGetCode(PG_GETARG_DATUM(n))
#define PG_RETURN_CODE(code) return CodeGetDatum(code)

#endif /* COC_PG_VOCABULARY_H */
