/*
 * supply.h
 *		Medication that was dispensed, and whether it covered a stretch of days.
 */
#ifndef COC_SUPPLY_H
#define COC_SUPPLY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/status.h"
#include "core/vocabulary.h"

/* The longest stretch that can be asked about: ten years. */
#define COC_COVER_DAYS_MAX 3660

/* So many days of one drug; drugs are numbered by the caller. */
typedef struct CocSupply
{
	int32_t drug;
	int32_t dispensed_on;
	int32_t days;
} CocSupply;

/* COC_BAD_VALUE unless the number of days is 1 or more. */
extern CocStatus coc_supply_check(const CocSupply *supply, CocSlip *slip);

/* Order in which supplies are read: by drug, then by day. <0, 0, >0. */
extern int coc_supply_compare(const CocSupply *left, const CocSupply *right);

typedef struct CocCover
{
	int32_t start;
	int32_t observed_until;
	int32_t days;
	int32_t max_uncovered; /* days in a row that still are no interruption */
} CocCover;

extern CocStatus coc_cover_check(const CocCover *cover, CocSlip *slip);

/* The answer for checked supplies in their order. */
extern CocAnswer coc_answer_covered(const CocSupply *supplies, int nsupplies,
									const CocCover *cover);

#endif /* COC_SUPPLY_H */
