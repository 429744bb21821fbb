/*
 * wipe.h
 *		Clear memory that held an identifier, so that no later reader of the
 *		stack, a core dump included, finds it there.
 */
#ifndef COC_WIPE_H
#define COC_WIPE_H

#include <stddef.h>
#include <string.h>

/*
 * memset() through a pointer that the compiler has to read: a plain one it
 * drops when nothing reads the memory afterwards.
 */
static inline void
coc_wipe(void *memory, size_t size)
{
	void *(*volatile set)(void *, int, size_t) = memset;

	(void) set(memory, 0, size);
}

#endif /* COC_WIPE_H */
