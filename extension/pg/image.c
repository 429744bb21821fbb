/*
 * image.c
 *		Equality, order and hash of values that are equal if their bytes are.
 */
#include "pg/compat.h"

#include "access/detoast.h"
#include "common/hashfn.h"
#include "pg/image.h"

/* Free what is not the caller's own. */
static void
end_reading(struct varlena *image, Datum datum)
{
	if (image != (struct varlena *) DatumGetPointer(datum))
		pfree(image);
}

int
coc_image_compare(Datum left, Datum right)
{
	struct varlena *a = PG_DETOAST_DATUM_PACKED(left);
	struct varlena *b = PG_DETOAST_DATUM_PACKED(right);
	Size nleft = VARSIZE_ANY_EXHDR(a);
	Size nright = VARSIZE_ANY_EXHDR(b);
	int order = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(nleft, nright));

	if (order == 0)
		order = (nleft > nright) - (nleft < nright);
	end_reading(a, left);
	end_reading(b, right);
	return order;
}

/* Images of different length differ: no need to detoast them. */
bool
coc_image_equal(Datum left, Datum right)
{
	return toast_raw_datum_size(left) == toast_raw_datum_size(right) &&
		   coc_image_compare(left, right) == 0;
}

Datum
coc_image_hash(Datum datum)
{
	struct varlena *image = PG_DETOAST_DATUM_PACKED(datum);
	Datum hash = hash_any((const unsigned char *) VARDATA_ANY(image),
						  VARSIZE_ANY_EXHDR(image));

	end_reading(image, datum);
	return hash;
}

Datum
coc_image_hash_extended(Datum datum, uint64 seed)
{
	struct varlena *image = PG_DETOAST_DATUM_PACKED(datum);
	Datum hash = hash_any_extended((const unsigned char *) VARDATA_ANY(image),
								   VARSIZE_ANY_EXHDR(image), seed);

	end_reading(image, datum);
	return hash;
}
