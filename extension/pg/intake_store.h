/*
 * intake_store.h
 *		Judged rows and problems as rows of the registry.
 */
#ifndef COC_PG_INTAKE_STORE_H
#define COC_PG_INTAKE_STORE_H

#include "pg/intake_judge.h"

typedef struct CocStore CocStore;

/* Make a store for a batch, in the current memory context. */
extern CocStore *coc_store_make(const CocBatch *batch);

extern void coc_store_row(CocStore *store, int row_number,
						  const CocJudged *judged);

/* Problems of a row, or of the file when the row number is 0. */
extern void coc_store_problems(CocStore *store, int row_number,
							   CocField source_record,
							   const CocProblems *problems);

/* Write what is left. */
extern void coc_store_flush(CocStore *store);

#endif /* COC_PG_INTAKE_STORE_H */
