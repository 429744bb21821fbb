/*
 * pathway.h
 *		A pathway as PostgreSQL stores it, and its compiled form at a call site.
 *
 *		 0        4        5
 *		+--------+--------+---------------------+
 *		| vl_len | version| canonical text ...  |
 *		+--------+--------+---------------------+
 *
 * Nothing compiled is stored: no bytes on a disk can be hostile to the
 * matcher, and a kind of care that is new in a group is in every pathway that
 * names the group. Compiling takes a few microseconds and is done once for a
 * call site, as long as the same pathway comes.
 */
#ifndef COC_PG_PATHWAY_H
#define COC_PG_PATHWAY_H

#include "core/pathway.h"

/* One call site: a pathway, compiled, and what matching needs. */
typedef struct CocPathwaySite
{
	bool known; /* key and pathway are of some call before */
	bool good;  /* the key could be compiled */
	Size key_size;
	char key[1 + COC_PATHWAY_TEXT_MAX]; /* version and text */
	CocPathway pathway;
	CocMatcher matcher;
	void *room; /* the matcher's, kept and enlarged when need be */
	Size room_size;
} CocPathwaySite;

/*
 * Compile a pathway unless the site has it already; false when its stored
 * bytes are none. With a reporting site's XX001, in the form with "checked".
 */
extern bool coc_pathway_compile(CocPathwaySite *site, Datum pathway);
extern void coc_pathway_compile_checked(CocPathwaySite *site, Datum pathway);

/* The state of a call site that is no set, made at its first call. */
extern CocPathwaySite *coc_pathway_site(FunctionCallInfo fcinfo);

/* Begin matching, in room kept in the function's own memory. */
extern void coc_pathway_begin(CocPathwaySite *site, FunctionCallInfo fcinfo,
							  const CocEpisode *stays, int nstays);

/* The matcher's calls to their end, letting interrupts through. */
extern void coc_pathway_fill(CocMatcher *matcher);
extern void coc_pathway_next(CocMatcher *matcher, int from);
extern int coc_pathway_funnel(CocMatcher *matcher);

#endif /* COC_PG_PATHWAY_H */
