/*
 * tick.h
 *		How a long loop in core asks whether anybody still wants its answer.
 *
 * Core knows no interrupts and is never jumped out of. A loop that can run
 * for seconds counts its steps here; every so often the caller's function is
 * asked, and when that says stop the loop returns COC_CANCELLED with its work
 * so far intact, so that it can be called again to go on.
 */
#ifndef COC_TICK_H
#define COC_TICK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* About a tenth of a millisecond of comparisons. */
#define COC_TICK_STEPS 65536

typedef struct CocTick
{
	bool (*stop)(void); /* NULL: never */
	size_t steps;
} CocTick;

/* Count steps; true when the loop should stop. */
static inline bool
coc_tick(CocTick *tick, size_t steps)
{
	tick->steps += steps;
	if (tick->steps < COC_TICK_STEPS)
		return false;
	tick->steps = 0;
	return tick->stop != NULL && tick->stop();
}

#endif /* COC_TICK_H */
