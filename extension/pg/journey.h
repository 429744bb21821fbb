/*
 * journey.h
 *		A journey as PostgreSQL stores it.
 *
 *		 0        4        5      6         8
 *		+--------+--------+------+---------+--------+--------+--
 *		| vl_len | version| flags| reserved| stay   | stay   | ...
 *		+--------+--------+------+---------+--------+--------+--
 *
 * 12 n + 8 bytes; the number of stays follows from the length. On disk and in
 * tuples a small journey has a one-byte length and no alignment, so readers
 * take coc_journey_stays(), which works on either form without a copy.
 * flags and reserved are zero.
 *
 * The version guards what is stored. Functions that read stays refuse an image
 * of another version or with a flag (XX001); operators that are LEAKPROOF may
 * not raise, and to them such an image holds no stay; order and hash go by the
 * stays' bytes alone, so that a btree stays consistent whatever is in it.
 */
#ifndef COC_PG_JOURNEY_H
#define COC_PG_JOURNEY_H

#include "core/journey.h"
#include "pg/episode.h"

typedef struct Journey
{
	int32 vl_len_; /* varlena header, use SET_VARSIZE */
	uint8 version;
	uint8 flags;
	uint8 reserved[2];
	CocEpisode stays[FLEXIBLE_ARRAY_MEMBER];
} Journey;

/* Bytes before the first stay: with the length word, and without. */
#define COC_JOURNEY_HEADER offsetof(Journey, stays)
#define COC_JOURNEY_PREFIX (COC_JOURNEY_HEADER - VARHDRSZ)

static inline Size
coc_journey_size(int nstays)
{
	return COC_JOURNEY_HEADER + (Size) nstays * sizeof(CocEpisode);
}

/*
 * Stays of a varlena that is neither compressed nor out of line. A damaged
 * image is never read beyond its own end.
 */
static inline const CocEpisode *
coc_journey_plain_stays(const struct varlena *image, int *nstays)
{
	Size size = VARSIZE_ANY_EXHDR(image);

	*nstays = size < COC_JOURNEY_PREFIX
				  ? 0
				  : (int) ((size - COC_JOURNEY_PREFIX) / sizeof(CocEpisode));
	return (const CocEpisode *) (VARDATA_ANY(image) + COC_JOURNEY_PREFIX);
}

/* True when the image has the format that this code writes. */
static inline bool
coc_journey_known(const struct varlena *image)
{
	const uint8 *head = (const uint8 *) VARDATA_ANY(image);

	return VARSIZE_ANY_EXHDR(image) >= COC_JOURNEY_PREFIX &&
		   head[0] == COC_JOURNEY_VERSION && head[1] == 0;
}

/* XX001: the image has another format. */
extern void coc_journey_refuse(void) __attribute__((noreturn));

/*
 * coc_journey_stays
 *		Stays of any journey datum, read where they lie.
 *
 * Only a compressed or out-of-line journey is copied, into the current memory
 * context; code that runs many times in one context (index support) frees it
 * as the comparison functions of pg/journey_order.c do.
 */
static inline const CocEpisode *
coc_journey_stays(Datum datum, int *nstays)
{
	const struct varlena *image = PG_DETOAST_DATUM_PACKED(datum);

	if (unlikely(!coc_journey_known(image)))
		coc_journey_refuse();
	return coc_journey_plain_stays(image, nstays);
}

/* The same for what may not raise: no stays in an image of another format. */
static inline const CocEpisode *
coc_journey_look(Datum datum, int *nstays)
{
	const struct varlena *image = PG_DETOAST_DATUM_PACKED(datum);
	const CocEpisode *stays = coc_journey_plain_stays(image, nstays);

	if (unlikely(!coc_journey_known(image)))
		*nstays = 0;
	return stays;
}

/*
 * An empty image with room for so many stays, in the current context, and
 * what makes it a journey once its first nstays are filled in, sorted and
 * unique. For code that builds in place.
 */
extern Journey *coc_journey_alloc(int capacity);
extern Datum coc_journey_finish(Journey *journey, int nstays);

/* 54000 when a journey cannot have so many stays. */
extern void coc_journey_limit(int nstays);

/* Text and binary form of sorted, unique stays: a cstring and a bytea. */
extern Datum coc_journey_text(const CocEpisode *stays, int nstays);
extern Datum coc_journey_wire(const CocEpisode *stays, int nstays);

static inline Journey *
DatumGetJourneyP(Datum datum)
{
	return (Journey *) PG_DETOAST_DATUM(datum);
}

static inline Journey *
DatumGetJourneyPCopy(Datum datum)
{
	return (Journey *) PG_DETOAST_DATUM_COPY(datum);
}

static inline Datum
JourneyPGetDatum(const Journey *journey)
{
	return PointerGetDatum(journey);
}

#define PG_GETARG_JOURNEY_P(n) DatumGetJourneyP(PG_GETARG_DATUM(n))
#define PG_GETARG_JOURNEY_P_COPY(n) DatumGetJourneyPCopy(PG_GETARG_DATUM(n))
#define PG_RETURN_JOURNEY_P(journey) return JourneyPGetDatum(journey)

#endif /* COC_PG_JOURNEY_H */
