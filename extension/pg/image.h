/*
 * image.h
 *		Equality, order and hash of values that are equal if their bytes are.
 *
 * For types with one image for each value. Nothing is read but bytes and none
 * is believed, so all of it is total and leakproof. What had to be detoasted
 * is freed: making an index calls these once a row in one memory context.
 */
#ifndef COC_PG_IMAGE_H
#define COC_PG_IMAGE_H

extern bool coc_image_equal(Datum left, Datum right);

/* Byte by byte, the shorter first: <0, 0, >0. */
extern int coc_image_compare(Datum left, Datum right);

extern Datum coc_image_hash(Datum image);
extern Datum coc_image_hash_extended(Datum image, uint64 seed);

#endif /* COC_PG_IMAGE_H */
