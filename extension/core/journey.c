/*
 * journey.c
 *		Journeys as sorted sets of stays: sorting, union, checking, forms.
 */
#include "core/journey.h"

#include <string.h>

#define WHAT "journey"
#define LEGAL_FORM                                                             \
	"Write {stay, stay}, each stay as "                                        \
	"care[start,end]:exit_reason@programme; {} is empty."
#define LEGAL_COUNT "A journey has at most 65535 stays."

/* Up to here insertion sort beats everything; most people have few stays. */
#define INSERTION_MAX 16

/* Stays at the front that are in order and unique already. */
static int
sorted_prefix(const CocEpisode *stays, int nstays)
{
	int n = 1;

	while (n < nstays && coc_episode_compare(&stays[n - 1], &stays[n]) < 0)
		n++;
	return n;
}

static void
insertion_sort(CocEpisode *stays, int from, int nstays)
{
	for (int i = from; i < nstays; i++)
	{
		CocEpisode moving = stays[i];
		int hole = i;

		while (hole > 0 && coc_episode_compare(&moving, &stays[hole - 1]) < 0)
		{
			stays[hole] = stays[hole - 1];
			hole--;
		}
		stays[hole] = moving;
	}
}

/* Let the stay at root sink until no child is greater. */
static void
sift_down(CocEpisode *heap, int root, int size)
{
	CocEpisode sinking = heap[root];

	for (;;)
	{
		int child = 2 * root + 1;

		if (child >= size)
			break;
		if (child + 1 < size &&
			coc_episode_compare(&heap[child], &heap[child + 1]) < 0)
			child++;
		if (coc_episode_compare(&sinking, &heap[child]) >= 0)
			break;
		heap[root] = heap[child];
		root = child;
	}
	heap[root] = sinking;
}

/* In place, without recursion, n log n whatever the rows were sorted by. */
static void
heap_sort(CocEpisode *stays, int nstays)
{
	for (int root = nstays / 2 - 1; root >= 0; root--)
		sift_down(stays, root, nstays);
	for (int last = nstays - 1; last > 0; last--)
	{
		CocEpisode greatest = stays[0];

		stays[0] = stays[last];
		stays[last] = greatest;
		sift_down(stays, 0, last);
	}
}

static int
drop_duplicates(CocEpisode *stays, int nstays)
{
	int kept = 1;

	for (int i = 1; i < nstays; i++)
	{
		if (coc_episode_compare(&stays[kept - 1], &stays[i]) != 0)
			stays[kept++] = stays[i];
	}
	return kept;
}

int
coc_journey_sort(CocEpisode *stays, int nstays)
{
	int sorted;

	if (nstays < 2)
		return nstays;
	sorted = sorted_prefix(stays, nstays);
	if (sorted == nstays)
		return nstays;
	if (nstays - sorted <= INSERTION_MAX && nstays <= 4 * INSERTION_MAX)
		insertion_sort(stays, sorted, nstays);
	else
		heap_sort(stays, nstays);
	return drop_duplicates(stays, nstays);
}

int
coc_journey_merge(const CocEpisode *left, int nleft, const CocEpisode *right,
				  int nright, CocEpisode *out)
{
	int l = 0;
	int r = 0;
	int n = 0;

	while (l < nleft && r < nright)
	{
		int order = coc_episode_compare(&left[l], &right[r]);

		out[n++] = order <= 0 ? left[l] : right[r];
		l += order <= 0;
		r += order >= 0;
	}
	while (l < nleft)
		out[n++] = left[l++];
	while (r < nright)
		out[n++] = right[r++];
	return n;
}

int
coc_journey_compare(const CocEpisode *left, int nleft, const CocEpisode *right,
					int nright)
{
	int common = nleft < nright ? nleft : nright;

	for (int i = 0; i < common; i++)
	{
		int order = coc_episode_compare(&left[i], &right[i]);

		if (order != 0)
			return order;
	}
	return (nleft > nright) - (nleft < nright);
}

CocStatus
coc_journey_check(const CocEpisode *stays, int nstays, CocStatus bad,
				  CocSlip *slip)
{
	if (nstays > COC_JOURNEY_MAX)
		return coc_fail(slip, bad, WHAT, "it has too many stays", LEGAL_COUNT,
						0);
	for (int i = 0; i < nstays; i++)
	{
		CocStatus status = coc_episode_check(&stays[i], bad, slip);

		if (status != COC_OK)
			return status;
		if (i > 0 && coc_episode_compare(&stays[i - 1], &stays[i]) >= 0)
			return coc_fail(slip, bad, WHAT,
							"its stays are not in order, or not unique", NULL,
							0);
	}
	return COC_OK;
}

bool
coc_journey_has_care(const CocEpisode *stays, int nstays, uint8_t care)
{
	for (int i = 0; i < nstays; i++)
	{
		if (stays[i].care == care)
			return true;
	}
	return false;
}

bool
coc_journey_present(const CocEpisode *stays, int nstays, int32_t day)
{
	/* Sorted by start: nothing after the first later start can cover it. */
	for (int i = 0; i < nstays && stays[i].start <= day; i++)
	{
		if (coc_episode_present(&stays[i], day))
			return true;
	}
	return false;
}

bool
coc_journey_period(const CocEpisode *stays, int nstays, CocPeriod *period)
{
	if (nstays == 0)
		return false;
	period->first = stays[0].start;
	period->last = stays[0].start;
	period->open = false;
	for (int i = 0; i < nstays; i++)
	{
		int32_t last;

		if (coc_episode_open(&stays[i]))
		{
			period->open = true;
			break;
		}
		last = coc_episode_last_known_day(&stays[i]);
		if (last > period->last)
			period->last = last;
	}
	return true;
}

bool
coc_journey_ended(const CocEpisode *stays, int nstays, int32_t *day)
{
	int32_t last = INT32_MIN;

	for (int i = 0; i < nstays; i++)
	{
		if (!coc_episode_closed(&stays[i]))
			return false;
		if (coc_episode_end(&stays[i]) > last)
			last = coc_episode_end(&stays[i]);
	}
	*day = last;
	return nstays > 0;
}

int
coc_journey_text_stays(const char *text, size_t length)
{
	int nstays = 0;

	for (size_t i = 0; i < length && nstays < COC_JOURNEY_MAX; i++)
		nstays += text[i] == '[';
	return nstays;
}

static CocStatus
bad_form(const CocScanner *scanner, const char *reason, CocSlip *slip)
{
	return coc_fail(slip, COC_BAD_TEXT, WHAT, reason, LEGAL_FORM,
					coc_scan_offset(scanner));
}

/* The stays between the braces, up to and with the closing one. */
static CocStatus
scan_stays(CocScanner *scanner, CocEpisode *stays, int capacity, int *nstays,
		   CocSlip *slip)
{
	*nstays = 0;
	if (coc_scan_char(scanner, '}'))
		return COC_OK;
	do
	{
		CocEpisode stay = {0};
		CocStatus status;

		coc_scan_space(scanner);
		status = coc_episode_scan(scanner, &stay, slip);
		if (status != COC_OK)
			return status;
		if (*nstays == capacity)
			return coc_fail(slip, COC_TOO_LARGE, WHAT, "it has too many stays",
							LEGAL_COUNT, coc_scan_offset(scanner));
		stays[(*nstays)++] = stay;
	} while (coc_scan_char(scanner, ','));
	if (!coc_scan_char(scanner, '}'))
		return bad_form(scanner, "a comma or a closing brace is expected",
						slip);
	return COC_OK;
}

CocStatus
coc_journey_parse(const char *text, size_t length, CocEpisode *stays,
				  int capacity, int *nstays, CocSlip *slip)
{
	CocScanner scanner = {text, length, 0};
	CocStatus status;

	if (!coc_scan_char(&scanner, '{'))
		return bad_form(&scanner, "an opening brace is expected", slip);
	status = scan_stays(&scanner, stays, capacity, nstays, slip);
	if (status != COC_OK)
		return status;
	coc_scan_space(&scanner);
	if (!coc_scan_at_end(&scanner))
		return bad_form(&scanner, "nothing more is expected", slip);
	*nstays = coc_journey_sort(stays, *nstays);
	return COC_OK;
}

size_t
coc_journey_text_bound(int nstays)
{
	/* Braces; each stay with a comma and a blank. */
	return 2 + (size_t) nstays * (COC_EPISODE_TEXT_MAX + 2);
}

size_t
coc_journey_write(const CocEpisode *stays, int nstays, char *out)
{
	char *end = out;

	*end++ = '{';
	for (int i = 0; i < nstays; i++)
	{
		if (i > 0)
		{
			*end++ = ',';
			*end++ = ' ';
		}
		end += coc_episode_write(&stays[i], end);
	}
	*end++ = '}';
	return (size_t) (end - out);
}

int
coc_journey_wire_stays(size_t size)
{
	size_t nstays = size / COC_EPISODE_WIRE_SIZE;

	return nstays < COC_JOURNEY_MAX ? (int) nstays : COC_JOURNEY_MAX;
}

void
coc_journey_to_wire(const CocEpisode *stays, int nstays, uint8_t *out)
{
	out[0] = COC_JOURNEY_VERSION;
	out[1] = 0;
	out[2] = (uint8_t) (nstays >> 8);
	out[3] = (uint8_t) nstays;
	for (int i = 0; i < nstays; i++)
		coc_episode_to_wire(&stays[i], out + coc_journey_wire_size(i));
}

static CocStatus
bad_bytes(const char *reason, CocSlip *slip)
{
	return coc_fail(slip, COC_BAD_BINARY, WHAT, reason, NULL, 0);
}

CocStatus
coc_journey_from_wire(const uint8_t *wire, size_t size, CocEpisode *stays,
					  int *nstays, CocSlip *slip)
{
	if (size < COC_JOURNEY_WIRE_HEADER)
		return bad_bytes("it is cut short", slip);
	if (wire[0] != COC_JOURNEY_VERSION)
		return bad_bytes("its format version is not known", slip);
	if (wire[1] != 0)
		return bad_bytes("it has unknown flags", slip);
	*nstays = wire[2] << 8 | wire[3];
	if (size != coc_journey_wire_size(*nstays))
		return bad_bytes("its size and its number of stays differ", slip);
	for (int i = 0; i < *nstays; i++)
		coc_episode_from_wire(wire + coc_journey_wire_size(i), &stays[i]);
	return coc_journey_check(stays, *nstays, COC_BAD_BINARY, slip);
}
