/*
 * episode.c
 *		fmgr face of one stay: text, binary, construction, accessors.
 *
 * The rules stand in core/episode.c. Comparison and hashing, which indexes
 * and joins live on, stand in episode_order.c.
 */
#include "pg/compat.h"

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "pg/episode.h"
#include "pg/error.h"
#include "pg/vocabulary.h"
#include "utils/builtins.h"
#include "utils/date.h"

Datum
coc_episode_datum(const CocEpisode *episode)
{
	CocEpisode *copy = palloc(sizeof(CocEpisode));

	*copy = *episode;
	return EpisodePGetDatum(copy);
}

void
coc_episode_assert(const CocEpisode *episode)
{
	CocSlip slip;
	CocStatus status = coc_episode_check(episode, COC_CORRUPT, &slip);

	(void) coc_report(status, &slip, NULL);
}

COC_FUNCTION(coc_episode_in);
Datum
coc_episode_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);
	CocEpisode episode = {0};
	CocSlip slip;
	CocStatus status = coc_episode_parse(text, strlen(text), &episode, &slip);

	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	PG_RETURN_EPISODE_P(&episode);
}

COC_FUNCTION(coc_episode_out);
Datum
coc_episode_out(PG_FUNCTION_ARGS)
{
	const CocEpisode *episode = PG_GETARG_EPISODE_P(0);
	char *text = palloc(COC_EPISODE_TEXT_MAX + 1);

	coc_episode_assert(episode);
	text[coc_episode_write(episode, text)] = '\0';
	PG_RETURN_CSTRING(text);
}

COC_FUNCTION(coc_episode_recv);
Datum
coc_episode_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	CocEpisode episode;
	CocSlip slip;
	CocStatus status;

	if (buffer->len - buffer->cursor != COC_EPISODE_WIRE_SIZE)
		status = coc_fail(&slip, COC_BAD_BINARY, "episode",
						  "it does not have 12 bytes", NULL, 0);
	else
	{
		coc_episode_from_wire(
			(const uint8 *) pq_getmsgbytes(buffer, COC_EPISODE_WIRE_SIZE),
			&episode);
		status = coc_episode_check(&episode, COC_BAD_BINARY, &slip);
	}
	if (!coc_report(status, &slip, fcinfo->context))
		return (Datum) 0;
	PG_RETURN_EPISODE_P(&episode);
}

COC_FUNCTION(coc_episode_send);
Datum
coc_episode_send(PG_FUNCTION_ARGS)
{
	bytea *wire = palloc(VARHDRSZ + COC_EPISODE_WIRE_SIZE);

	SET_VARSIZE(wire, VARHDRSZ + COC_EPISODE_WIRE_SIZE);
	coc_episode_to_wire(PG_GETARG_EPISODE_P(0), (uint8 *) VARDATA(wire));
	PG_RETURN_BYTEA_P(wire);
}

/* episode(care, started, ended, exit_reason, programme) */
COC_FUNCTION(coc_episode_construct);
Datum
coc_episode_construct(PG_FUNCTION_ARGS)
{
	CocStayFacts facts;
	CocEpisode episode;
	CocSlip slip;
	CocStatus status;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	facts.care = PG_GETARG_CODE(0);
	facts.start = PG_GETARG_DATEADT(1);
	facts.end = PG_ARGISNULL(2) ? 0 : PG_GETARG_DATEADT(2);
	facts.no_exit = PG_ARGISNULL(3);
	facts.exit = facts.no_exit ? 0 : PG_GETARG_CODE(3);
	facts.programme = PG_ARGISNULL(4) ? 0 : PG_GETARG_INT32(4);
	facts.ending = coc_ending_of(!PG_ARGISNULL(2), &facts);
	status = coc_episode_make(&facts, &episode, &slip);
	(void) coc_report(status, &slip, NULL);
	PG_RETURN_EPISODE_P(&episode);
}

COC_FUNCTION(coc_episode_care);
Datum
coc_episode_care(PG_FUNCTION_ARGS)
{
	PG_RETURN_CODE(PG_GETARG_EPISODE_P(0)->care);
}

COC_FUNCTION(coc_episode_started);
Datum
coc_episode_started(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(PG_GETARG_EPISODE_P(0)->start);
}

COC_FUNCTION(coc_episode_ended);
Datum
coc_episode_ended(PG_FUNCTION_ARGS)
{
	const CocEpisode *episode = PG_GETARG_EPISODE_P(0);

	if (!coc_episode_closed(episode))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(coc_episode_end(episode));
}

COC_FUNCTION(coc_episode_exit_reason);
Datum
coc_episode_exit_reason(PG_FUNCTION_ARGS)
{
	PG_RETURN_CODE(PG_GETARG_EPISODE_P(0)->exit);
}

COC_FUNCTION(coc_episode_programme);
Datum
coc_episode_programme(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_EPISODE_P(0)->programme);
}

COC_FUNCTION(coc_episode_is_open);
Datum
coc_episode_is_open(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(coc_episode_open(PG_GETARG_EPISODE_P(0)));
}

COC_FUNCTION(coc_episode_days);
Datum
coc_episode_days(PG_FUNCTION_ARGS)
{
	const CocEpisode *episode = PG_GETARG_EPISODE_P(0);

	if (!coc_episode_closed(episode))
		PG_RETURN_NULL();
	PG_RETURN_INT32(episode->length);
}

Datum
coc_presence_range(FunctionCallInfo fcinfo, int32 first, int32 last, bool open)
{
	RangeBound lower = {0};
	RangeBound upper = {0};

	lower.val = DateADTGetDatum(first);
	lower.inclusive = true;
	lower.lower = true;
	upper.val = DateADTGetDatum(last + 1);
	upper.infinite = open;
	return RangeTypePGetDatum(coc_canonical_range(
		range_get_typcache(fcinfo, DATERANGEOID), &lower, &upper));
}

/*
 * day_of_bound
 *		Day inside the range next to a bound; beyond all days where there is
 *		none.
 *
 * A daterange with infinite dates is not canonical, so inclusiveness is not
 * taken for granted, and such a date is before or after every other.
 */
static int64
day_of_bound(const RangeBound *bound)
{
	DateADT date = DatumGetDateADT(bound->val);

	if (bound->infinite)
		return bound->lower ? PG_INT64_MIN : PG_INT64_MAX;
	if (DATE_IS_NOBEGIN(date))
		return PG_INT64_MIN;
	if (DATE_IS_NOEND(date))
		return PG_INT64_MAX;
	if (bound->inclusive)
		return date;
	return bound->lower ? (int64) date + 1 : (int64) date - 1;
}

CocSpan
coc_span_of_range(RangeType *range, TypeCacheEntry **type)
{
	RangeBound lower;
	RangeBound upper;
	bool empty;

	if (*type == NULL)
		*type = lookup_type_cache(RangeTypeGetOid(range), TYPECACHE_RANGE_INFO);
	range_deserialize(*type, range, &lower, &upper, &empty);
	if (empty)
		return (CocSpan){.first = 0, .last = -1};
	return (CocSpan){.first = day_of_bound(&lower),
					 .last = day_of_bound(&upper)};
}

COC_FUNCTION(coc_episode_period);
Datum
coc_episode_period(PG_FUNCTION_ARGS)
{
	const CocEpisode *episode = PG_GETARG_EPISODE_P(0);

	return coc_presence_range(fcinfo, episode->start,
							  coc_episode_last_known_day(episode),
							  coc_episode_open(episode));
}
