/*
 * rate.h
 *		How many identifiers and pseudonyms a role may try in a minute.
 */
#ifndef COC_PG_RATE_H
#define COC_PG_RATE_H

/* Define continuum.pseudonymize_rate_limit. */
extern void coc_define_rate_settings(void);

/* From shared_preload_libraries only: ask for the table of calls. */
extern void coc_rate_preload(void);

/* Whether the library was preloaded. */
extern bool coc_rate_ready(void);

/*
 * Count calls of the role that the session acts as; 53400 when the minute is
 * used up. Counts nothing where the library was not preloaded.
 */
extern void coc_rate_take(int64 ncalls);

#endif /* COC_PG_RATE_H */
