/*
 * set_call.h
 *		Functions that answer with rows about one journey, value per call.
 *
 * Without PostgreSQL's SRF macros: those make and destroy a memory context
 * for every journey, which over millions of journeys of two or three stays
 * costs several times the work itself. Here one state belongs to the call
 * site, for the whole query, and is used again for each journey. Two things
 * follow from that. A set that the executor abandons half way (LIMIT, rescan)
 * must be forgotten, or the next journey would go on with the old one: a
 * callback of the expression context does it. And a journey that had to be
 * detoasted must outlive the call, so the state owns the copy.
 */
#ifndef COC_PG_SET_CALL_H
#define COC_PG_SET_CALL_H

#include "funcapi.h"
#include "pg/journey.h"

/* One call site, in its fn_extra: the head of whatever the function keeps. */
typedef struct CocSetCall
{
	bool running;    /* a set has begun and has not ended */
	bool registered; /* the executor will tell when it gives up */
	struct varlena *copy;
	TupleDesc row;
} CocSetCall;

/* The state of this call site, made and zeroed at its first call. */
extern CocSetCall *coc_set_call(FunctionCallInfo fcinfo, Size size);

/* Begin: stays of the journey, the first argument, until the set ends. */
extern const CocEpisode *coc_set_begin(CocSetCall *call,
									   FunctionCallInfo fcinfo, int *nstays);

/* What the function returns: one more value, or the end. */
extern Datum coc_set_next(FunctionCallInfo fcinfo, Datum value);
extern Datum coc_set_end(CocSetCall *call, FunctionCallInfo fcinfo);

/* Row type of the function, looked up once for the call site. */
extern TupleDesc coc_set_row_type(CocSetCall *call, FunctionCallInfo fcinfo);

#endif /* COC_PG_SET_CALL_H */
