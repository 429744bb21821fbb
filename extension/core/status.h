/*
 * status.h
 *		What a core function answers, and where the slip was.
 *
 * Core never raises: it returns a status, and on anything but COC_OK fills a
 * CocSlip with constant strings. A slip never holds the offending value: the
 * value may be about a person, and messages reach logs. pg/error.c is the one
 * place that turns a status into an SQLSTATE.
 */
#ifndef COC_STATUS_H
#define COC_STATUS_H

#include <stddef.h>

typedef enum CocStatus
{
	COC_OK,
	COC_BAD_TEXT,     /* 22P02: text that does not follow the grammar */
	COC_BAD_BINARY,   /* 22P03: bytes that recv must refuse */
	COC_BAD_VALUE,    /* 22023: an argument that cannot mean anything */
	COC_OUT_OF_RANGE, /* 22008: a date outside 0001-01-01..9999-12-31 */
	COC_TOO_LARGE,    /* 54000: a declared maximum size exceeded */
	COC_CORRUPT,      /* XX001: stored bytes break an invariant */
	COC_DENIED,       /* 42501: not allowed to this role or file mode */
	COC_NOT_READY,    /* 55000: a prerequisite (key, batch) is missing */
	COC_UNKNOWN,      /* 42704: no such scheme, domain, key id or code */
	COC_CRYPTO,       /* 58000: the crypto library failed */
	COC_CANCELLED     /* 57014: the caller's tick said stop */
} CocStatus;

typedef struct CocSlip
{
	const char *what;   /* type or thing: "episode" */
	const char *reason; /* "end is before start" */
	const char *legal;  /* what would have been legal, or NULL */
	int offset;         /* character position from 1, 0 when not applicable */
} CocSlip;

/*
 * coc_fail
 *		Fill the slip and hand the status back, so that a check reads
 *		"return coc_fail(slip, COC_BAD_TEXT, ...)".
 */
static inline CocStatus
coc_fail(CocSlip *slip, CocStatus status, const char *what, const char *reason,
		 const char *legal, size_t offset)
{
	slip->what = what;
	slip->reason = reason;
	slip->legal = legal;
	slip->offset = (int) offset;
	return status;
}

#endif /* COC_STATUS_H */
