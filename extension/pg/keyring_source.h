/*
 * keyring_source.h
 *		Where secrets come from, and memory they may stand in.
 */
#ifndef COC_PG_KEYRING_SOURCE_H
#define COC_PG_KEYRING_SOURCE_H

#include "core/status.h"

/*
 * Read the text of a keyring into memory of the caller, from the file or,
 * when that setting is empty, from the command. Throws nothing: the caller
 * wipes first.
 */
extern CocStatus coc_keyring_source_read(const char *file, const char *command,
										 char *text, size_t capacity,
										 size_t *length, CocSlip *slip);

/*
 * A zeroed mapping of its own: no core file holds it, and it is not swapped
 * where the limit on locked memory allows. NULL when there is no memory.
 */
extern void *coc_secret_map(size_t size);

/* Wipe and give back. */
extern void coc_secret_unmap(void *region, size_t size);

/* No core file of this process, and no debugger of the same user. */
extern void coc_secret_hide_process(void);

#endif /* COC_PG_KEYRING_SOURCE_H */
