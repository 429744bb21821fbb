/*
 * journey.c
 *		fmgr face of the journey: text, binary, union.
 *
 * Every journey is finished by coc_journey_finish(), which alone writes the
 * header. Comparison and hashing stand in journey_order.c, what a journey
 * holds in journey_sets.c, its stays as rows in journey_rows.c, JSON in
 * journey_json.c, the aggregate in journey_agg.c.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/rangetypes.h"

Journey *
coc_journey_alloc(int capacity)
{
	return palloc(coc_journey_size(capacity));
}

void
coc_journey_limit(int nstays)
{
	CocSlip slip;

	if (nstays <= COC_JOURNEY_MAX)
		return;
	(void) coc_fail(&slip, COC_TOO_LARGE, "journey", "it has too many stays",
					"A journey has at most 65535 stays.", 0);
	(void) coc_report(COC_TOO_LARGE, &slip, NULL);
}

void
coc_journey_refuse(void)
{
	ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED),
					errmsg("stored journey has an unknown format"),
					errdetail("It was written by a later version of continuum, "
							  "or it is damaged.")));
}

Datum
coc_journey_finish(Journey *journey, int nstays)
{
	coc_journey_limit(nstays);
	SET_VARSIZE(journey, coc_journey_size(nstays));
	journey->version = COC_JOURNEY_VERSION;
	journey->flags = 0;
	memset(journey->reserved, 0, sizeof(journey->reserved));
	return JourneyPGetDatum(journey);
}

COC_FUNCTION(coc_journey_in);
Datum
coc_journey_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	size_t length = strlen(text);
	int capacity = coc_journey_text_stays(text, length);
	Journey *journey = coc_journey_alloc(capacity);
	int nstays;
	CocSlip slip;
	CocStatus status = coc_journey_parse(text, length, journey->stays, capacity,
										 &nstays, &slip);

	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	return coc_journey_finish(journey, nstays);
}

Datum
coc_journey_text(const CocEpisode *stays, int nstays)
{
	char *text = palloc(coc_journey_text_bound(nstays) + 1);

	for (int i = 0; i < nstays; i++)
		coc_episode_assert(&stays[i]);
	text[coc_journey_write(stays, nstays, text)] = '\0';
	return CStringGetDatum(text);
}

COC_FUNCTION(coc_journey_out);
Datum
coc_journey_out(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);

	return coc_journey_text(stays, nstays);
}

COC_FUNCTION(coc_journey_recv);
Datum
coc_journey_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int size = buffer->len - buffer->cursor;
	const char *wire = pq_getmsgbytes(buffer, size);
	Journey *journey = coc_journey_alloc(coc_journey_wire_stays(size));
	int nstays;
	CocSlip slip;
	CocStatus status = coc_journey_from_wire((const uint8 *) wire, size,
											 journey->stays, &nstays, &slip);

	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	return coc_journey_finish(journey, nstays);
}

Datum
coc_journey_wire(const CocEpisode *stays, int nstays)
{
	Size size = VARHDRSZ + coc_journey_wire_size(nstays);
	bytea *wire = palloc(size);

	SET_VARSIZE(wire, size);
	coc_journey_to_wire(stays, nstays, (uint8 *) VARDATA(wire));
	PG_RETURN_BYTEA_P(wire);
}

COC_FUNCTION(coc_journey_send);
Datum
coc_journey_send(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);

	return coc_journey_wire(stays, nstays);
}

static Datum
unite(const CocEpisode *left, int nleft, const CocEpisode *right, int nright)
{
	Journey *journey = coc_journey_alloc(nleft + nright);

	return coc_journey_finish(
		journey, coc_journey_merge(left, nleft, right, nright, journey->stays));
}

COC_FUNCTION(coc_journey_union);
Datum
coc_journey_union(PG_FUNCTION_ARGS)
{
	int nleft;
	int nright;
	const CocEpisode *left = coc_journey_stays(PG_GETARG_DATUM(0), &nleft);
	const CocEpisode *right = coc_journey_stays(PG_GETARG_DATUM(1), &nright);

	return unite(left, nleft, right, nright);
}

COC_FUNCTION(coc_journey_add_episode);
Datum
coc_journey_add_episode(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);

	return unite(stays, nstays, PG_GETARG_EPISODE_P(1), 1);
}

COC_FUNCTION(coc_journey_cardinality);
Datum
coc_journey_cardinality(PG_FUNCTION_ARGS)
{
	int nstays;

	(void) coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	PG_RETURN_INT32(nstays);
}

COC_FUNCTION(coc_journey_started);
Datum
coc_journey_started(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);

	if (nstays == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(stays[0].start);
}

COC_FUNCTION(coc_journey_end);
Datum
coc_journey_end(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	int32 day;

	if (!coc_journey_ended(stays, nstays, &day))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(day);
}

COC_FUNCTION(coc_journey_presence);
Datum
coc_journey_presence(PG_FUNCTION_ARGS)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(PG_GETARG_DATUM(0), &nstays);
	CocPeriod period;

	if (!coc_journey_period(stays, nstays, &period))
		return RangeTypePGetDatum(
			make_empty_range(range_get_typcache(fcinfo, DATERANGEOID)));
	return coc_presence_range(fcinfo, period.first, period.last, period.open);
}
