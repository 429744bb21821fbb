/*
 * supply.c
 *		Days covered by medication, counted one by one.
 *
 * Supplies of the same drug append: who fetches the next box before the last
 * one is empty has days in hand. Those of another drug do not: who changes the
 * drug leaves the rest (after the 180-day measure, DOMAIN 2.5). A stretch is
 * short, so its days are marked in a bitmap, and neither the order of the
 * supplies of different drugs nor their overlaps need any care.
 */
#include "core/supply.h"

#include <string.h>

CocStatus
coc_supply_check(const CocSupply *supply, CocSlip *slip)
{
	if (supply->days < 1)
		return coc_fail(slip, COC_BAD_VALUE, "supply",
						"its number of days is less than 1", NULL, 0);
	return COC_OK;
}

int
coc_supply_compare(const CocSupply *left, const CocSupply *right)
{
	if (left->drug != right->drug)
		return left->drug < right->drug ? -1 : 1;
	return (left->dispensed_on > right->dispensed_on) -
		   (left->dispensed_on < right->dispensed_on);
}

CocStatus
coc_cover_check(const CocCover *cover, CocSlip *slip)
{
	if (cover->days < 1 || cover->days > COC_COVER_DAYS_MAX)
		return coc_fail(slip, COC_BAD_VALUE, "window", "days is not 1 to 3660",
						NULL, 0);
	if (cover->max_uncovered < 0)
		return coc_fail(slip, COC_BAD_VALUE, "window",
						"max_uncovered is negative",
						"max_uncovered is a number of days, 0 or more.", 0);
	return COC_OK;
}

/* Days of the stretch, one bit each. */
typedef struct Covered
{
	uint64_t words[COC_COVER_DAYS_MAX / 64 + 1];
} Covered;

/* Mark the days first to last, counted from the start of the stretch. */
static void
mark(Covered *covered, int64_t first, int64_t last, int32_t days)
{
	if (first < 0)
		first = 0;
	if (last >= days)
		last = days - 1;
	for (int64_t day = first; day <= last; day++)
		covered->words[day / 64] |= UINT64_C(1) << (day % 64);
}

/* Mark every supply; true when one was dispensed on the first day. */
static bool
mark_supplies(Covered *covered, const CocSupply *supplies, int nsupplies,
			  const CocCover *cover)
{
	bool started = false;
	int64_t in_hand_to = INT64_MIN; /* last day that the drug's boxes reach */

	for (int i = 0; i < nsupplies; i++)
	{
		const CocSupply *supply = &supplies[i];
		int64_t first = supply->dispensed_on;

		if (i == 0 || supply->drug != supplies[i - 1].drug)
			in_hand_to = INT64_MIN;
		if (supply->dispensed_on > cover->observed_until)
			continue;
		started |= supply->dispensed_on == cover->start;
		if (first <= in_hand_to)
			first = in_hand_to + 1;
		in_hand_to = first + supply->days - 1;
		mark(covered, first - cover->start, in_hand_to - cover->start,
			 cover->days);
	}
	return started;
}

static int32_t
longest_uncovered(const Covered *covered, int32_t days)
{
	int32_t longest = 0;
	int32_t run = 0;

	for (int32_t day = 0; day < days; day++)
	{
		bool is_covered = covered->words[day / 64] >> (day % 64) & 1;

		run = is_covered ? 0 : run + 1;
		if (run > longest)
			longest = run;
	}
	return longest;
}

/*
 * coc_answer_covered
 *		Was there no long interruption from the start on?
 *
 * Dates first, then the index event, then the outcome, as everywhere.
 */
CocAnswer
coc_answer_covered(const CocSupply *supplies, int nsupplies,
				   const CocCover *cover)
{
	Covered covered;

	memset(&covered, 0, sizeof(covered));
	if ((int64_t) cover->start + cover->days - 1 > cover->observed_until)
		return COC_TOO_RECENT;
	if (!mark_supplies(&covered, supplies, nsupplies, cover))
		return COC_NOT_APPLICABLE;
	return longest_uncovered(&covered, cover->days) > cover->max_uncovered
			   ? COC_NO
			   : COC_YES;
}
