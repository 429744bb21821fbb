/*
 * pathway_scan.h
 *		Reading the text of a pathway token by token, and writing it again.
 *
 * What is read is written at once, each token in its one form: blanks single
 * and only between words, numbers without needless zeros. So the canonical
 * text needs no second description of the grammar. Every function answers
 * false once there is a slip, and the first slip stays; a token that is not
 * there is no slip unless it was needed.
 */
#ifndef COC_PATHWAY_SCAN_H
#define COC_PATHWAY_SCAN_H

#include "core/pathway.h"
#include "core/scan.h"

#define COC_PATHWAY_FORM                                                       \
	"Write kind then kind, as in residential*:completed then{<=30d} "          \
	"aftercare*; the grammar stands at the type pathway in the reference."

typedef struct CocReader
{
	CocScanner scanner;
	CocSlip *slip;
	CocStatus status;
	char *out; /* COC_PATHWAY_TEXT_MAX bytes */
	size_t nout;
} CocReader;

/* Slips: as told, at the next token, and beyond a limit. */
extern bool coc_read_refuse(CocReader *reader, CocStatus status,
							const char *reason, const char *legal,
							size_t offset);
extern bool coc_read_expected(CocReader *reader, const char *reason,
							  const char *legal);
extern bool coc_read_too_much(CocReader *reader, const char *reason,
							  size_t offset);

/* Offset of the next token, as told to people. */
extern size_t coc_read_offset(CocReader *reader);

/* Write right behind the last token; a blank before a word. */
extern bool coc_read_put(CocReader *reader, const char *token, size_t length);
extern bool coc_read_put_blank(CocReader *reader);

/* Take what is wanted if it is the next: a character, a word. */
extern bool coc_read_char(CocReader *reader, char wanted);
extern bool coc_read_word(CocReader *reader, const char *wanted);
extern bool coc_read_need_word(CocReader *reader, const char *wanted,
							   const char *reason);
extern bool coc_read_digit_next(CocReader *reader);

/* Take a number from least to most; reason is told of any other. */
extern bool coc_read_number(CocReader *reader, int64_t least, int64_t most,
							const char *reason, const char *legal,
							int64_t *number);

/* The brace has been taken: days of at least least, and the closing brace. */
extern bool coc_read_days(CocReader *reader, int64_t least, CocDays *days);

/* A bound on a gap with its braces, if there is one. */
extern bool coc_read_bound(CocReader *reader, CocDays *gap);

/* A daterange, in days from first to last. */
extern bool coc_read_window(CocReader *reader, CocDays *window);

/* A kind of care, a group of them or any, as a test. */
extern bool coc_read_kind(CocReader *reader, CocTest *test);

/* Exit reasons, or groups of them: the test asks for one of these, too. */
extern bool coc_read_exits(CocReader *reader, CocTest *test);

/* The parenthesis that closes a list, needed. */
extern bool coc_read_closing(CocReader *reader);

#endif /* COC_PATHWAY_SCAN_H */
