/*
 * journey_key.h
 *		What an index keeps of a journey, and what a question asks of it.
 *
 * A journey has int4 keys: its kinds of care, its exit reasons, its
 * programmes, and the pairs "a, and later b" of kinds of care (later in the
 * total order; a and b may be the same kind). There is no key for a group of
 * care: a group is the OR of its kinds.
 *
 *		care		1 << 24 | care
 *		exit		2 << 24 | exit
 *		pair		3 << 24 | first << 8 | second
 *		many		4 << 24 | 0 or 1: too many pairs, or programmes, to list
 *		programme	-1 - programme, so that the whole range fits
 *
 * The keys stand in indexes on disk: never change what one means.
 *
 * A question becomes a graph of steps, as in a pathway: the journey passes if
 * some way leads from a first step to a last one, where every step on it and
 * every pair of neighbours has a key that it needs. Keys know neither which
 * stay had them nor when, so passing means "perhaps", not passing means "no".
 */
#ifndef COC_JOURNEY_KEY_H
#define COC_JOURNEY_KEY_H

#include "core/journey.h"

/* Beyond these a journey says "many" instead: one key that stands for any. */
#define COC_KEY_PAIRS 64
#define COC_KEY_PROGRAMMES 32

#define COC_KEY_MANY_PAIRS (4 << 24)
#define COC_KEY_MANY_PROGRAMMES (4 << 24 | 1)

/* Room for the keys of any journey: 64 cares, 64 exits, and the above. */
#define COC_JOURNEY_KEYS_MAX (64 + 64 + COC_KEY_PAIRS + COC_KEY_PROGRAMMES)

/* Codes that take part; all that are given out are below 64. */
#define COC_KEY_CODES 64

static inline int32_t
coc_key_of_care(int care)
{
	return 1 << 24 | care;
}

static inline int32_t
coc_key_of_exit(int exit)
{
	return 2 << 24 | exit;
}

static inline int32_t
coc_key_of_pair(int first, int second)
{
	return 3 << 24 | first << 8 | second;
}

static inline int32_t
coc_key_of_programme(int32_t programme)
{
	return -1 - programme;
}

/* Keys of a journey, each once, in no order; returns how many. */
extern int coc_journey_keys(const CocEpisode *stays, int nstays,
							int32_t keys[COC_JOURNEY_KEYS_MAX]);

/* Limits of a question; what does not fit is not asked, and rechecked. */
#define COC_PLAN_STEPS 64
#define COC_PLAN_KEYS 1024

/* One of keys[first] to keys[past - 1]; where there is none, nothing. */
typedef struct CocKeyNeed
{
	uint16_t first;
	uint16_t past;
} CocKeyNeed;

/* What one step asks of its stay. */
typedef struct CocKeyStep
{
	uint64_t cares; /* bit of each care that will do */
	uint64_t exits; /* bit of each exit that will do */
	const int32_t *programmes;
	int nprogrammes; /* 0: any */
} CocKeyStep;

typedef struct CocKeyPlan
{
	int nkeys;
	int nsteps;
	uint64_t first; /* steps that a way can begin with */
	uint64_t last;  /* ... and end with */
	uint64_t after[COC_PLAN_STEPS];
	uint64_t cares[COC_PLAN_STEPS];
	CocKeyNeed care[COC_PLAN_STEPS];
	CocKeyNeed exit[COC_PLAN_STEPS];
	CocKeyNeed programme[COC_PLAN_STEPS];
	CocKeyNeed pair[COC_PLAN_STEPS][COC_PLAN_STEPS];
	int32_t keys[COC_PLAN_KEYS];
} CocKeyPlan;

/*
 * Making a plan: clear it; add steps, which are numbered from 0 in the order
 * they come; set first, last and after; then link it. With terse, a care that
 * follows from another need is not asked for: an index would look for nothing.
 */
extern void coc_plan_clear(CocKeyPlan *plan);
extern void coc_plan_add_step(CocKeyPlan *plan, const CocKeyStep *step);
extern void coc_plan_link(CocKeyPlan *plan, bool terse);

/* Plans for: a stay of this care; all these stays; at least one of them. */
extern void coc_plan_care(CocKeyPlan *plan, uint8_t care);
extern void coc_plan_all(CocKeyPlan *plan, const CocEpisode *stays, int nstays,
						 bool terse);
extern void coc_plan_any(CocKeyPlan *plan, const CocEpisode *stays, int nstays,
						 bool terse);

/*
 * True when a journey with these keys may be what is asked: found[i] tells of
 * keys[i], 0 is "not there". Without found, whether one with no key may be.
 */
extern bool coc_plan_possible(const CocKeyPlan *plan, const char *found);

#endif /* COC_JOURNEY_KEY_H */
