/*
 * intake_judge.h
 *		A row's verdict, whichever door it came through.
 */
#ifndef COC_PG_INTAKE_JUDGE_H
#define COC_PG_INTAKE_JUDGE_H

#include "pg/intake_batch.h"
#include "pg/pseudonym.h"

/* Who a row is about; nothing of a row that is not good. */
typedef struct CocSealed
{
	bool good;
	bool known; /* own says who it is */
	CocQuality quality;
	Pseudonym own;
	Pseudonym ministry;
} CocSealed;

typedef struct CocJudged
{
	CocRow row;
	CocSealed sealed;
	CocProblems problems;
} CocJudged;

/*
 * Judge a row and seal its identifier. What was judged before is gone, but
 * for problems, which are added to. Of a row that is not good nothing is left
 * but its number. Fields point where they pointed.
 */
extern void coc_judge(CocBatch *batch, CocField by_column[COC_COLUMNS_MAX],
					  const CocFormat *format, CocJudged *judged);

/*
 * An identity that is no more than a composite or the provider's own number
 * has no ministry alias: it may not make two people one.
 */
extern bool coc_sealed_everywhere(const CocSealed *sealed);

#endif /* COC_PG_INTAKE_JUDGE_H */
