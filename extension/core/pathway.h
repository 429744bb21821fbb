/*
 * pathway.h
 *		A pattern over a journey: its compiled form, and the questions.
 *
 * A pathway is stored and sent as its canonical text and compiled when it is
 * used; nothing compiled is ever read from a disk. What the words mean:
 *
 *	order			the journey's: start, stored length, care, programme, exit.
 *					"later" is later in it, so two stays of one day are told
 *					apart: the shorter first, then the lower care code, ...
 *	step			a stay that passes the step's test; no two steps share one
 *	a then b		b is any stay later than a
 *	then next		b is the very next stay of the journey
 *	then no x then	no stay strictly between the two passes x
 *	gap {..}		start(b) - end(a) in days, negative when they overlap; an
 *					open a ends after every start: its gap is below any upper
 *					bound and reaches no lower one; an unknown end satisfies
 *					no bound at all
 *	length {..}		end - start in days; only a known end has one
 *	{open}			no end yet
 *	in w			some day of known presence lies in w
 *	started in w	the start does;  ended in w: the known end does
 *	not followed by	no later stay passes the test; with a bound, this one has
 *					a known end and none that passes has its gap from it in
 *					the bound
 *	^				the first step is the journey's first stay
 *	^ no x then		no stay before the first step passes x
 *	$				the last step is the journey's last stay
 *	spanning {..}	start(last step) - start(first step)
 *
 * A link (bound, next, no) leads into the item behind it, from the step that
 * was matched before; where an optional item is left out the next item's own
 * link counts, and before the first step of a chain, or of a group, there is
 * nothing to be linked to: a group is entered by the link before the group.
 *
 * Compiled, it is a position automaton (Glushkov 1961): every step, written
 * out as often as it is repeated, is a position, and sets of positions are
 * bits of a word.
 */
#ifndef COC_PATHWAY_H
#define COC_PATHWAY_H

#include "core/episode.h"
#include "core/status.h"
#include "core/tick.h"

/* Limits: beyond any of them a pathway is refused when it is read. */
#define COC_PATHWAY_POSITIONS 64  /* steps, repeats written out */
#define COC_PATHWAY_GUARDS 64     /* kinds that must not be there */
#define COC_PATHWAY_CONDITIONS 64 /* windows, lengths, programme lists */
#define COC_PATHWAY_FOLLOWS 64    /* times "not followed by" */
#define COC_PATHWAY_LINKS 64      /* different links */
#define COC_PATHWAY_PROGRAMMES 128
#define COC_PATHWAY_DEPTH 16 /* parentheses */
#define COC_PATHWAY_TEXT_MAX 4096

/* First byte of the stored and of the sent form; the text follows. */
#define COC_PATHWAY_VERSION 1

/* Numbers of days in a text lie between this and its negative. */
#define COC_PATHWAY_DAYS_MAX 3652058

/* Days from least to most, both inside; INT32_MIN, INT32_MAX: unbounded. */
typedef struct CocDays
{
	int32_t least;
	int32_t most;
} CocDays;

#define COC_ANY_DAYS ((CocDays){INT32_MIN, INT32_MAX})

static inline bool
coc_days_bounded(const CocDays *days)
{
	return days->least != INT32_MIN || days->most != INT32_MAX;
}

typedef enum CocConditionKind
{
	COC_LENGTH_IN,   /* days: the length */
	COC_STILL_THERE, /* open */
	COC_PRESENT_IN,  /* days: the window, from 2000-01-01 */
	COC_STARTED_IN,
	COC_ENDED_IN,
	COC_AT_PROGRAMME /* programmes[first] to programmes[past - 1] */
} CocConditionKind;

/* A condition beyond care and exit, and which tests ask for it. */
typedef struct CocCondition
{
	CocConditionKind kind;
	CocDays days;
	int first;
	int past;
	uint64_t positions;
	uint64_t guards;
} CocCondition;

/* A stay passes when its care, its exit and every condition agree. */
typedef struct CocTest
{
	uint64_t cares;      /* bit of each care code that will do */
	uint64_t exits;      /* bit of each exit code; all: not asked */
	uint64_t conditions; /* bits of conditions[] */
} CocTest;

#define COC_ANY_STAY ((CocTest){UINT64_MAX, UINT64_MAX, 0})

/* What must hold between two steps beyond "later". */
typedef struct CocLink
{
	uint64_t no;    /* guards that no stay between may pass */
	uint64_t leave; /* follows[] that the earlier stay must be free of */
	CocDays gap;
	uint8_t like; /* number of the first link that differs in leave alone */
	bool next;
} CocLink;

/* Not followed, within the gap, by a stay that passes any of the guards. */
typedef struct CocFollow
{
	uint64_t guards;
	CocDays gap;
} CocFollow;

typedef struct CocPathway
{
	/* The automaton. Positions are numbered as they stand in the text. */
	int npositions;
	int nsteps; /* items of the outermost chain */
	uint64_t first;
	uint64_t last;
	uint64_t after[COC_PATHWAY_POSITIONS]; /* where each can go */
	uint8_t link[COC_PATHWAY_POSITIONS][COC_PATHWAY_POSITIONS]; /* and how */
	uint64_t leave[COC_PATHWAY_POSITIONS]; /* follows[] to be free of at the
											  end of a match */
	uint8_t step[COC_PATHWAY_POSITIONS];   /* item it belongs to, from 1 */
	uint64_t ends[COC_PATHWAY_POSITIONS];  /* last positions of each item */
	CocTest test[COC_PATHWAY_POSITIONS];

	/* What it refers to. links[0] is the plain "then". */
	int nguards;
	int nconditions;
	int nfollows;
	int nlinks;
	int nprogrammes;
	CocTest guard[COC_PATHWAY_GUARDS];
	CocCondition conditions[COC_PATHWAY_CONDITIONS];
	CocFollow follows[COC_PATHWAY_FOLLOWS];
	CocLink links[COC_PATHWAY_LINKS];
	int32_t programmes[COC_PATHWAY_PROGRAMMES];

	/* Of the whole. */
	uint64_t none_before; /* guards that no stay before the first step passes */
	int32_t span;         /* INT32_MAX: any */
	bool from_start;      /* ^ */
	bool to_end;          /* $ */

	/* Turned round for matching: by code, which positions take it. */
	bool plain;    /* no link but "then" and "then next", nothing of follows[]
					  or span: coc_pathway_possible() is the answer */
	bool by_exit;  /* some position asks for an exit */
	bool any_next; /* some link is "next" */
	uint64_t by_care[256];
	uint64_t by_exit_code[64];
	uint64_t after_then[COC_PATHWAY_POSITIONS];
	uint64_t after_next[COC_PATHWAY_POSITIONS];
	uint64_t of_step[COC_PATHWAY_POSITIONS];
} CocPathway;

/*
 * Read a text and compile it; out, with room for COC_PATHWAY_TEXT_MAX bytes,
 * gets the canonical text without a terminator. Neither is of use unless the
 * answer is COC_OK. Canonical text reads back to itself.
 */
extern CocStatus coc_pathway_parse(const char *text, size_t length,
								   CocPathway *pathway, char *out,
								   size_t *out_length, CocSlip *slip);

/* Take the lowest out of a set of positions, not empty; its number. */
static inline int
coc_take_lowest(uint64_t *set)
{
	int lowest = __builtin_ctzll(*set);

	*set &= *set - 1;
	return lowest;
}

/* Last day of a closed stay, for any bytes. */
static inline int64_t
coc_stay_end(const CocEpisode *stay)
{
	return (int64_t) stay->start + stay->length;
}

/* What after[], or another such table, has for all positions of a set. */
extern uint64_t coc_all_after(const uint64_t *after, uint64_t positions);

/* Positions a stay can stand at, and guards it passes, by itself. */
extern uint64_t coc_pathway_positions(const CocPathway *pathway,
									  const CocEpisode *stay);
extern uint64_t coc_pathway_guards(const CocPathway *pathway,
								   const CocEpisode *stay);

/*
 * Could it match if bounds, "no", "not followed by" and the span did not
 * matter? In place, O(stays x steps). For a plain pathway it is the answer.
 */
extern bool coc_pathway_possible(const CocPathway *pathway,
								 const CocEpisode *stays, int nstays);

/* The same for the funnel: the last step that could be reached, 0 for none. */
extern int coc_pathway_possible_steps(const CocPathway *pathway,
									  const CocEpisode *stays, int nstays);

/* One stay of a match, and the step it is. */
typedef struct CocMatched
{
	uint64_t possible; /* the matcher's own: positions it could be */
	int32_t stay;
	int32_t step;
} CocMatched;

/*
 * A pathway and a journey, and what is known of them together. For each stay
 * and each position, finish[] holds the last stay of the match that begins
 * there and ends first; it is filled from the last stay to the first.
 *
 * Begin, fill, then ask for existence or for one match after the other. A
 * call that answers COC_CANCELLED is made again to go on; it gives no slip.
 */
typedef struct CocMatcher
{
	const CocPathway *pathway;
	const CocEpisode *stays;
	int nstays;
	int last_start;  /* no match begins at a later stay */
	int unfilled;    /* stays before this one have no row yet */
	uint64_t accept; /* positions where a match may end */
	bool to_end;
	int prefix;          /* items asked for, when funnelling */
	uint64_t *positions; /* by stay: where it can stand */
	uint64_t *guards;    /* by stay: which guards it passes */
	uint64_t *followed;  /* by stay: which follows[] it is not free of */
	CocMatched *match;
	int nmatch;
	uint16_t *finish;                     /* by stay, then by position */
	uint16_t best[COC_PATHWAY_POSITIONS]; /* least finish of later stays */
} CocMatcher;

/* Bytes the matcher works in, aligned for a uint64_t; the caller's. */
extern size_t coc_matcher_room(const CocPathway *pathway, int nstays);

extern void coc_matcher_begin(CocMatcher *matcher, const CocPathway *pathway,
							  const CocEpisode *stays, int nstays, void *room);
extern CocStatus coc_matcher_fill(CocMatcher *matcher, CocTick *tick);

/* Filled: is there a match at all? */
extern bool coc_matcher_exists(const CocMatcher *matcher);

/*
 * Filled: the match that begins at or after a stay, in match[] and nmatch.
 * Of several the one whose stays are earliest, one by one from the first; of
 * two that go together as far as one of them goes, the longer; of two with
 * the same stays the one with the lower steps. nmatch is 0 when there is none.
 */
extern CocStatus coc_matcher_next(CocMatcher *matcher, int from, CocTick *tick);

/*
 * Begun: the last step that is reached, 0 for none, in *step. Step k is
 * reached when the first k items match by themselves with a stay at item k
 * ("$" is asked of the last only). The matcher is left filled for these items,
 * for coc_matcher_next(matcher, 0, ...) to tell when each was reached.
 */
extern CocStatus coc_matcher_funnel(CocMatcher *matcher, CocTick *tick,
									int *step);

/*
 * Binary form: version, canonical text. The text inside, or 22P03; what it
 * says is for coc_pathway_parse() to judge.
 */
extern CocStatus coc_pathway_from_wire(const uint8_t *wire, size_t size,
									   const char **text, size_t *length,
									   CocSlip *slip);

#endif /* COC_PATHWAY_H */
