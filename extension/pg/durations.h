/*
 * durations.h
 *		durations, and gender_distribution, as PostgreSQL stores and collects
 *		them.
 *
 *		 0         4         5      6      7   8        12  16
 *		+---------+---------+------+------+---+--------+---+-------------
 *		| vl_len_ | version | kind | form | 0 | ncells | 0 | CocDuration
 *		|         |         |      |      |   |        |   | [...]
 *		+---------+---------+------+------+---+--------+---+-------------
 *
 * Two types: a gender_distribution is of kind distribution, durations of any
 * other, and the readers of text and binary see to it. They share all that
 * does not ask for the kind: SQL binds the same functions to both.
 *
 * Two forms. A value is sorted: its ncells cells in order, and no
 * more. An aggregate's state is a table of slots, of which ncells are taken.
 * Only an aggregate's own calls ever see a table: called by hand the same
 * functions return a sorted value. Readers take either, because engines that
 * ship partial states print and send them.
 */
#ifndef COC_PG_DURATIONS_H
#define COC_PG_DURATIONS_H

#include "core/durations.h"

#define COC_FORM_SORTED 0
#define COC_FORM_TABLE 1

typedef struct Durations
{
	int32 vl_len_; /* varlena header, use SET_VARSIZE */
	uint8 version;
	uint8 kind;
	uint8 form;
	uint8 reserved;
	uint32 ncells;
	uint32 unused;
	CocDuration cells[FLEXIBLE_ARRAY_MEMBER];
} Durations;

StaticAssertDecl(offsetof(Durations, cells) == 16, "cells are aligned");

static inline Size
coc_durations_size(Size ncells)
{
	return offsetof(Durations, cells) + ncells * sizeof(CocDuration);
}

StaticAssertDecl(offsetof(Durations, cells) +
						 (Size) COC_DURATIONS_MAX_SLOTS * sizeof(CocDuration) <=
					 (Size) 0x3fffffff,
				 "the largest table can be allocated");

/* Cells looked at between two looks for a cancel. */
#define COC_CELLS_AT_ONCE 65536

/* An image with zeroed room for so many cells or slots. */
extern Durations *coc_durations_make(uint8 kind, uint8 form, Size ncells);

/* A plain image of this version; XX001 for anything else. */
extern Durations *coc_durations_image(Datum datum);

/* The sorted value of an image, itself where it is one; checked, or XX001. */
extern const Durations *coc_durations_sorted(const Durations *image);

/*
 * For the transition functions, whose argument 0 is the state: the table of
 * this kind with room for so many more cells, and the state to return once
 * they have been put in. 22023 when the state is of another kind.
 */
extern Durations *coc_durations_begin(FunctionCallInfo fcinfo,
									  CocDurationKind kind, Size ncells,
									  CocDurationTable *table);
extern Datum coc_durations_end(FunctionCallInfo fcinfo, Durations *state,
							   const CocDurationTable *table);

static inline const Durations *
DatumGetDurationsP(Datum datum)
{
	return coc_durations_sorted(coc_durations_image(datum));
}

#define PG_GETARG_DURATIONS_P(n) DatumGetDurationsP(PG_GETARG_DATUM(n))

/* Gender of an argument; the functions are not strict, NULL means all. */
extern uint8 coc_durations_gender(FunctionCallInfo fcinfo, int argument);

/*
 * The cells of each gender, then those of all; *n becomes how many. Those of
 * one are found by coc_durations_of().
 */
extern CocDuration *coc_durations_and_all(const Durations *durations, Size *n);

/* 22023 unless the durations are of this kind. */
extern void coc_durations_expect(const Durations *durations,
								 CocDurationKind kind);

#endif /* COC_PG_DURATIONS_H */
