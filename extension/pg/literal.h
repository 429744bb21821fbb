/*
 * literal.h
 *		No identifier in the text of a statement.
 */
#ifndef COC_PG_LITERAL_H
#define COC_PG_LITERAL_H

/* Define continuum.refuse_literals. */
extern void coc_define_literal_settings(void);

/* From shared_preload_libraries only: look at every statement. */
extern void coc_literal_preload(void);

#endif /* COC_PG_LITERAL_H */
