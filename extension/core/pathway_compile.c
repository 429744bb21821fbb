/*
 * pathway_compile.c
 *		From fragments to an automaton, after Glushkov: no state of its own
 *		for anything but a step, no empty moves.
 *
 * There is at most one way from one position to another, so that a matrix of
 * links is enough. It holds because what can be left out as a whole is only
 * ever an item: a group, or what is repeated, has at least one step in it
 * (the parser sees to that), and a repeat without limit has two copies at
 * least, so that going round leads to the second and never to the first.
 */
#include "core/pathway_compile.h"

#include <string.h>

static inline uint64_t
bit(int number)
{
	return UINT64_C(1) << number;
}

/* The positions from one on, up to and without another. */
static uint64_t
range(int from, int past)
{
	uint64_t below = past < 64 ? bit(past) - 1 : UINT64_MAX;

	return below & ~(bit(from) - 1);
}

void
coc_pathway_clear(CocPathway *pathway)
{
	memset(pathway, 0, sizeof(CocPathway));
	pathway->span = INT32_MAX;
	pathway->links[0] = (CocLink){.gap = COC_ANY_DAYS};
	pathway->nlinks = 1;
}

int
coc_pathway_add_position(CocPathway *pathway, const CocTest *test, int step)
{
	if (pathway->npositions == COC_PATHWAY_POSITIONS)
		return -1;
	pathway->test[pathway->npositions] = *test;
	pathway->step[pathway->npositions] = (uint8_t) step;
	return pathway->npositions++;
}

int
coc_pathway_add_guard(CocPathway *pathway, const CocTest *test)
{
	if (pathway->nguards == COC_PATHWAY_GUARDS)
		return -1;
	pathway->guard[pathway->nguards] = *test;
	return pathway->nguards++;
}

int
coc_pathway_add_condition(CocPathway *pathway, CocConditionKind kind,
						  CocDays days)
{
	if (pathway->nconditions == COC_PATHWAY_CONDITIONS)
		return -1;
	pathway->conditions[pathway->nconditions] =
		(CocCondition){.kind = kind, .days = days};
	return pathway->nconditions++;
}

int
coc_pathway_add_follow(CocPathway *pathway, const CocFollow *follow)
{
	if (pathway->nfollows == COC_PATHWAY_FOLLOWS)
		return -1;
	pathway->follows[pathway->nfollows] = *follow;
	return pathway->nfollows++;
}

void
coc_pathway_narrow(CocPathway *pathway, int from, const CocTest *by)
{
	for (int p = from; p < pathway->npositions; p++)
	{
		pathway->test[p].exits &= by->exits;
		pathway->test[p].conditions |= by->conditions;
	}
}

void
coc_pathway_forbid(CocPathway *pathway, const CocFragment *fragment, int follow)
{
	uint64_t last = fragment->last;

	while (last != 0)
		pathway->leave[coc_take_lowest(&last)] |= bit(follow);
}

/* The same but for what the earlier stay must be free of. */
static bool
leads_alike(const CocLink *a, const CocLink *b)
{
	return a->no == b->no && a->next == b->next &&
		   a->gap.least == b->gap.least && a->gap.most == b->gap.most;
}

/* Number of a link, added if need be; -1 when there is no more room. */
static int
link_number(CocPathway *pathway, const CocLink *link)
{
	int number = pathway->nlinks;
	int like = number;

	for (int i = number - 1; i >= 0; i--)
	{
		if (!leads_alike(&pathway->links[i], link))
			continue;
		if (pathway->links[i].leave == link->leave)
			return i;
		like = i;
	}
	if (number == COC_PATHWAY_LINKS)
		return -1;
	pathway->links[number] = *link;
	pathway->links[number].like = (uint8_t) like;
	return pathway->nlinks++;
}

/*
 * connect
 *		Lead from each position of one set to each of another.
 *
 * What a position must be free of when it is left is part of the way out, and
 * fixed here: a group closed later does not bind ways inside it.
 */
static bool
connect(CocPathway *pathway, uint64_t from, uint64_t to, const CocLink *link)
{
	while (from != 0 && to != 0)
	{
		int p = coc_take_lowest(&from);
		uint64_t targets = to;
		CocLink way = *link;
		int number;

		way.leave = pathway->leave[p];
		number = link_number(pathway, &way);
		if (number < 0)
			return false;
		pathway->after[p] |= to;
		while (targets != 0)
			pathway->link[p][coc_take_lowest(&targets)] = (uint8_t) number;
	}
	return true;
}

/* Copy the positions [from, from + width) and the ways between them. */
static void
copy_positions(CocPathway *pathway, int from, int width)
{
	int shift = pathway->npositions - from;
	uint64_t inside = range(from, from + width);

	for (int p = from; p < from + width; p++)
	{
		int copy = p + shift;
		uint64_t targets = pathway->after[p] & inside;

		pathway->test[copy] = pathway->test[p];
		pathway->step[copy] = pathway->step[p];
		pathway->leave[copy] = pathway->leave[p];
		pathway->after[copy] = targets << shift;
		while (targets != 0)
		{
			int q = coc_take_lowest(&targets);

			pathway->link[copy][q + shift] = pathway->link[p][q];
		}
	}
	pathway->npositions += width;
}

bool
coc_pathway_repeat(CocPathway *pathway, int from, CocFragment *item,
				   const CocCount *count, const CocLink *apart)
{
	int width = pathway->npositions - from;
	int64_t ncopies = count->most;
	CocFragment copy = *item;
	uint64_t last = count->least <= 1 ? item->last : 0;

	if (count->most == 0)
		ncopies = count->least < 2 ? 2 : count->least;
	if (ncopies > (COC_PATHWAY_POSITIONS - from) / width)
		return false;
	/* All copies first: each is taken of the item before it is led on. */
	for (int64_t i = 1; i < ncopies; i++)
		copy_positions(pathway, from, width);
	for (int64_t i = 2; i <= ncopies; i++)
	{
		CocFragment following = {copy.first << width, copy.last << width,
								 false};

		if (!connect(pathway, copy.last, following.first, apart))
			return false;
		copy = following;
		if (i >= count->least)
			last |= copy.last;
	}
	if (count->most == 0 && !connect(pathway, copy.last, copy.first, apart))
		return false;
	item->last = last;
	item->nullable = count->least == 0;
	return true;
}

bool
coc_pathway_join(CocPathway *pathway, CocFragment *chain,
				 const CocFragment *item, const CocLink *link)
{
	if (!connect(pathway, chain->last, item->first, link))
		return false;
	if (chain->nullable)
		chain->first |= item->first;
	chain->last = item->nullable ? chain->last | item->last : item->last;
	chain->nullable = chain->nullable && item->nullable;
	return true;
}

/* Tests by code; cares and exits never given out pass none. */
static void
turn_tests(CocPathway *pathway)
{
	for (int p = 0; p < pathway->npositions; p++)
	{
		CocTest *test = &pathway->test[p];
		uint64_t conditions = test->conditions;

		for (int code = 0; code < 64; code++)
		{
			if (test->cares & bit(code))
				pathway->by_care[code] |= bit(p);
			if (test->exits & bit(code))
				pathway->by_exit_code[code] |= bit(p);
		}
		pathway->by_exit |= test->exits != UINT64_MAX;
		pathway->of_step[pathway->step[p] - 1] |= bit(p);
		while (conditions != 0)
			pathway->conditions[coc_take_lowest(&conditions)].positions |=
				bit(p);
	}
	for (int g = 0; g < pathway->nguards; g++)
	{
		uint64_t conditions = pathway->guard[g].conditions;

		while (conditions != 0)
			pathway->conditions[coc_take_lowest(&conditions)].guards |= bit(g);
	}
}

/* Ways out of each position by "then" and by "then next". */
static void
turn_links(CocPathway *pathway)
{
	for (int p = 0; p < pathway->npositions; p++)
	{
		uint64_t targets = pathway->after[p];

		while (targets != 0)
		{
			int q = coc_take_lowest(&targets);

			if (pathway->links[pathway->link[p][q]].next)
				pathway->after_next[p] |= bit(q);
			else
				pathway->after_then[p] |= bit(q);
		}
		pathway->any_next |= pathway->after_next[p] != 0;
	}
}

static bool
is_plain(const CocPathway *pathway)
{
	if (pathway->nfollows > 0 || pathway->span != INT32_MAX)
		return false;
	for (int i = 0; i < pathway->nlinks; i++)
	{
		const CocLink *link = &pathway->links[i];

		if (link->no != 0 || coc_days_bounded(&link->gap))
			return false;
	}
	return true;
}

void
coc_pathway_seal(CocPathway *pathway, const CocFragment *chain)
{
	pathway->first = chain->first;
	pathway->last = chain->last;
	turn_tests(pathway);
	turn_links(pathway);
	pathway->plain = is_plain(pathway);
}
