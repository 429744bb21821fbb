/*
 * summary.c
 *		Checking, adding and shipping exact counts by gender.
 */
#include "core/summary.h"

#include <string.h>

#include "core/cursor.h"

/*
 * every_row_once
 *		Answers, missing and measured numbers are rows: together at most cases.
 *
 * Less is legal: rows that were only counted carry no answer. Counting down
 * from cases cannot overflow, adding up could.
 */
static bool
every_row_once(const CocGenderCount *count)
{
	int64_t rest = count->cases;

	for (int code = 0; code < COC_SUMMARY_NANSWERS; code++)
	{
		if (count->answers[code] < 0 || count->answers[code] > rest)
			return false;
		rest -= count->answers[code];
	}
	if (count->missing < 0 || count->missing > rest)
		return false;
	rest -= count->missing;
	return count->measured >= 0 && count->measured <= rest;
}

/*
 * sums_possible
 *		Can so many int4 values have this sum and this sum of squares?
 *
 * For integers |v| <= v^2 and v = v^2 modulo 2; by Cauchy and Schwarz
 * sum^2 <= n * squares, so a variance read from here is never negative.
 */
static bool
sums_possible(const CocGenderCount *count)
{
	CocInt128 squares = coc_wide_get(&count->squares);
	CocInt128 sum = coc_wide_get(&count->sum);
	CocUInt128 size = coc_wide_magnitude(sum);
	CocUInt128 n = (CocUInt128) count->measured;

	if (squares < 0 || (CocUInt128) squares > n << 62 || size > n << 31)
		return false;
	if (size > (CocUInt128) squares || ((sum ^ squares) & 1) != 0)
		return false;
	return coc_wide_product_at_most(size, size, n, (CocUInt128) squares);
}

/* Why no rows of one gender can look like this; NULL when they can. */
static const char *
gender_fault(const CocGenderCount *count)
{
	if (count->cases < 0 || count->cases > COC_SUMMARY_MAX_CASES)
		return "a number of cases is not in 0..2^62";
	if (!every_row_once(count))
		return "answers and values do not add up to at most the cases";
	if (!sums_possible(count))
		return "no such number of values has that sum and sum of squares";
	if (count->people < 0 || count->people > count->cases ||
		(count->people == 0) != (count->cases == 0))
		return "people are not between 1 and the cases";
	if (count->people == 0 && count->key != 0)
		return "there is a cell key without people";
	return NULL;
}

/*
 * people_fault
 *		Why the people of all genders cannot be these; NULL when they can.
 *
 * A person counts under each gender that their rows give, and once in all: no
 * fewer than the largest gender, no more than all genders together. When it
 * is as many as together, nobody has two genders and the keys add up too.
 */
static const char *
people_fault(const CocSummary *summary)
{
	int64_t most = 0;
	int64_t together = 0;
	int64_t cases = 0;
	uint64_t key = 0;

	for (int i = 0; i < COC_NGENDERS; i++)
	{
		const CocGenderCount *count = &summary->genders[i];

		if (count->cases > COC_SUMMARY_MAX_CASES - cases)
			return "there are more than 2^62 cases in all";
		cases += count->cases;
		together += count->people;
		key += count->key;
		if (count->people > most)
			most = count->people;
	}
	if (summary->people < most || summary->people > together)
		return "people of all genders do not fit the people of each";
	if (summary->people == together && summary->key != key)
		return "the cell keys do not add up";
	return NULL;
}

CocStatus
coc_summary_check(const CocSummary *summary, CocStatus fault, CocSlip *slip)
{
	const char *reason = NULL;

	for (int i = 0; i < COC_NGENDERS && reason == NULL; i++)
		reason = gender_fault(&summary->genders[i]);
	if (reason == NULL)
		reason = people_fault(summary);
	if (reason != NULL)
		return coc_fail(slip, fault, "gender_summary", reason, NULL, 0);
	return COC_OK;
}

/* Within int64 for checked summaries: together at most 2^62. */
static int64_t
all_cases(const CocSummary *summary)
{
	int64_t cases = 0;

	for (int i = 0; i < COC_NGENDERS; i++)
		cases += summary->genders[i].cases;
	return cases;
}

/*
 * Cell keys wrap around, and that is their arithmetic: modulo 2^64 a sum does
 * not depend on the order either.
 */
static void
add_counts(CocGenderCount *count, const CocGenderCount *other)
{
	count->cases += other->cases;
	for (int code = 0; code < COC_SUMMARY_NANSWERS; code++)
		count->answers[code] += other->answers[code];
	count->missing += other->missing;
	count->measured += other->measured;
	coc_wide_add(&count->sum, coc_wide_get(&other->sum));
	coc_wide_add(&count->squares, coc_wide_get(&other->squares));
	count->people += other->people;
	count->key += other->key;
}

CocStatus
coc_summary_add(CocSummary *summary, const CocSummary *other, CocSlip *slip)
{
	/* Every other number is bounded by the cases: one test is enough. */
	if (all_cases(summary) > COC_SUMMARY_MAX_CASES - all_cases(other))
		return coc_fail(slip, COC_TOO_LARGE, "gender_summary",
						"there are more than 2^62 cases in all", NULL, 0);
	for (int i = 0; i < COC_NGENDERS; i++)
		add_counts(&summary->genders[i], &other->genders[i]);
	summary->people += other->people;
	summary->key += other->key;
	return COC_OK;
}

/*
 * coc_summary_fold
 *		All genders as if they were one.
 *
 * Rows add up. People do not: who appears under two genders is one person, so
 * people and cell key are those counted for all from the start.
 */
void
coc_summary_fold(const CocSummary *summary, CocGenderCount *all)
{
	memset(all, 0, sizeof(*all));
	for (int i = 0; i < COC_NGENDERS; i++)
		add_counts(all, &summary->genders[i]);
	all->people = summary->people;
	all->key = summary->key;
}

void
coc_summary_clear_people(CocSummary *summary)
{
	for (int i = 0; i < COC_NGENDERS; i++)
	{
		summary->genders[i].people = 0;
		summary->genders[i].key = 0;
	}
	summary->people = 0;
	summary->key = 0;
}

/* The high word first, as the bytes of a word go. */
static uint8_t *
send_wide(uint8_t *out, const CocWide *wide)
{
	out = coc_put_word(out, (uint64_t) wide->high);
	return coc_put_word(out, wide->low);
}

static uint8_t *
send_count(uint8_t *out, const CocGenderCount *count)
{
	out = coc_put_word(out, (uint64_t) count->cases);
	for (int code = 0; code < COC_SUMMARY_NANSWERS; code++)
		out = coc_put_word(out, (uint64_t) count->answers[code]);
	out = coc_put_word(out, (uint64_t) count->missing);
	out = coc_put_word(out, (uint64_t) count->measured);
	out = send_wide(out, &count->sum);
	out = send_wide(out, &count->squares);
	out = coc_put_word(out, (uint64_t) count->people);
	return coc_put_word(out, count->key);
}

void
coc_summary_send(const CocSummary *summary, uint8_t *out)
{
	*out++ = COC_SUMMARY_VERSION;
	*out++ = 0;
	*out++ = COC_NGENDERS;
	*out++ = COC_SUMMARY_NANSWERS;
	for (int i = 0; i < COC_NGENDERS; i++)
		out = send_count(out, &summary->genders[i]);
	out = coc_put_word(out, (uint64_t) summary->people);
	(void) coc_put_word(out, summary->key);
}

static const uint8_t *
receive_wide(const uint8_t *in, CocWide *wide)
{
	wide->high = (int64_t) coc_get_word(&in);
	wide->low = coc_get_word(&in);
	return in;
}

static const uint8_t *
receive_count(const uint8_t *in, CocGenderCount *count)
{
	count->cases = (int64_t) coc_get_word(&in);
	for (int code = 0; code < COC_SUMMARY_NANSWERS; code++)
		count->answers[code] = (int64_t) coc_get_word(&in);
	count->missing = (int64_t) coc_get_word(&in);
	count->measured = (int64_t) coc_get_word(&in);
	in = receive_wide(in, &count->sum);
	in = receive_wide(in, &count->squares);
	count->people = (int64_t) coc_get_word(&in);
	count->key = coc_get_word(&in);
	return in;
}

static CocStatus
bad_binary(CocSlip *slip, const char *reason)
{
	return coc_fail(slip, COC_BAD_BINARY, "gender_summary", reason, NULL, 0);
}

/*
 * coc_summary_receive
 *		The one way for bytes to become a summary.
 *
 * The header is looked at before the length: bytes of a later version differ
 * in both, and the version is the better reason to give.
 */
CocStatus
coc_summary_receive(const uint8_t *bytes, size_t nbytes, CocSummary *summary,
					CocSlip *slip)
{
	if (nbytes < 4)
		return bad_binary(slip, "the header is truncated");
	if (bytes[0] != COC_SUMMARY_VERSION)
		return bad_binary(slip, "the format version is unknown");
	if (bytes[1] != 0)
		return bad_binary(slip, "flag bits are unknown");
	if (bytes[2] != COC_NGENDERS || bytes[3] != COC_SUMMARY_NANSWERS)
		return bad_binary(slip, "it counts other genders or answers");
	if (nbytes != COC_SUMMARY_WIRE_SIZE)
		return bad_binary(slip, "its length is not that of the version");
	bytes += 4;
	for (int i = 0; i < COC_NGENDERS; i++)
		bytes = receive_count(bytes, &summary->genders[i]);
	summary->people = (int64_t) coc_get_word(&bytes);
	summary->key = coc_get_word(&bytes);
	return coc_summary_check(summary, COC_BAD_BINARY, slip);
}
