/*
 * journey_json.c
 *		Episodes and journeys as JSON, both ways.
 *
 * An episode is {"care", "started", "ended", "exit_reason", "programme"}, a
 * journey an array of them. All five members are always written. ended is
 * null while the stay is open (exit_reason ongoing), and when it ended on an
 * unknown date (any other exit_reason). Reading takes the members in any
 * order, and a missing one as null; a member of another name is refused, lest
 * a misspelt "ended" turn a closed stay into an open one.
 */
#include "pg/compat.h"

#include "core/date.h"
#include "core/scan.h"
#include "lib/stringinfo.h"
#include "pg/error.h"
#include "pg/journey.h"
#include "pg/vocabulary.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#define LEGAL_MEMBERS                                                          \
	"Members: care, started, ended, exit_reason, programme; dates as "         \
	"\"YYYY-MM-DD\"."

/* What the members of one object said so far. */
typedef struct Members
{
	CocStayFacts facts;
	bool has_care;
	bool has_start;
	bool has_end;
} Members;

static void
append_date(StringInfo json, int32 day)
{
	char text[COC_DATE_LENGTH];

	coc_date_write(day, text);
	appendStringInfoChar(json, '"');
	appendBinaryStringInfo(json, text, COC_DATE_LENGTH);
	appendStringInfoChar(json, '"');
}

/* Names of the vocabularies need no escaping. */
static void
append_episode(StringInfo json, const CocEpisode *episode)
{
	coc_episode_assert(episode);
	appendStringInfo(json, "{\"care\": \"%s\", \"started\": ",
					 coc_term(&coc_care, episode->care)->name);
	append_date(json, episode->start);
	appendStringInfoString(json, ", \"ended\": ");
	if (coc_episode_closed(episode))
		append_date(json, coc_episode_end(episode));
	else
		appendStringInfoString(json, "null");
	appendStringInfo(json, ", \"exit_reason\": \"%s\", \"programme\": %d}",
					 coc_term(&coc_exit_reason, episode->exit)->name,
					 episode->programme);
}

static char *
episode_json(Datum datum)
{
	StringInfoData json;

	initStringInfo(&json);
	append_episode(&json, DatumGetEpisodeP(datum));
	return json.data;
}

static char *
journey_json(Datum datum)
{
	int nstays;
	const CocEpisode *stays = coc_journey_stays(datum, &nstays);
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (int i = 0; i < nstays; i++)
	{
		if (i > 0)
			appendStringInfoString(&json, ", ");
		append_episode(&json, &stays[i]);
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}

static Datum
jsonb_of_text(const char *json)
{
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(json));
}

COC_FUNCTION(coc_episode_to_json);
Datum
coc_episode_to_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(episode_json(PG_GETARG_DATUM(0))));
}

COC_FUNCTION(coc_episode_to_jsonb);
Datum
coc_episode_to_jsonb(PG_FUNCTION_ARGS)
{
	return jsonb_of_text(episode_json(PG_GETARG_DATUM(0)));
}

COC_FUNCTION(coc_journey_to_json);
Datum
coc_journey_to_json(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(journey_json(PG_GETARG_DATUM(0))));
}

COC_FUNCTION(coc_journey_to_jsonb);
Datum
coc_journey_to_jsonb(PG_FUNCTION_ARGS)
{
	return jsonb_of_text(journey_json(PG_GETARG_DATUM(0)));
}

/* JSON that does not follow the form, whatever it holds. */
static void
refuse(const char *what, const char *reason)
{
	CocSlip slip;

	(void) coc_fail(&slip, COC_BAD_TEXT, what, reason, LEGAL_MEMBERS, 0);
	(void) coc_report(COC_BAD_TEXT, &slip, NULL);
}

static int32
read_date(const JsonbValue *value)
{
	int32 day;
	CocSlip slip;
	CocStatus status;

	if (value->type != jbvString)
		refuse("episode", "a date in JSON is not a string");
	status = coc_episode_parse_day(value->val.string.val, value->val.string.len,
								   &day, &slip);
	slip.offset = 0; /* a place in the string says nothing of the object */
	(void) coc_report(status, &slip, NULL);
	return day;
}

static uint8
read_code(const JsonbValue *value, const CocVocabulary *vocabulary)
{
	int code = -1;

	if (value->type == jbvString)
		code =
			coc_code(vocabulary, value->val.string.val, value->val.string.len);
	if (code < 0)
		refuse("episode", vocabulary == &coc_care
							  ? "its care in JSON is not known"
							  : "its exit reason in JSON is not known");
	return (uint8) code;
}

/* A whole number; out of range is found where every programme is checked. */
static int64
read_programme(const JsonbValue *value)
{
	CocScanner scanner = {NULL, 0, 0};
	char *digits;
	int64 programme;

	if (value->type != jbvNumeric)
		refuse("episode", "its programme in JSON is not a number");
	digits = DatumGetCString(
		DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	scanner.text = digits;
	scanner.length = strlen(digits);
	if (strspn(digits, "-0123456789") != scanner.length)
		refuse("episode", "its programme in JSON is not a whole number");
	if (!coc_scan_integer(&scanner, &programme))
		return PG_INT64_MAX;
	return programme;
}

static bool
is_member(const JsonbValue *key, const char *name)
{
	return key->val.string.len == strlen(name) &&
		   memcmp(key->val.string.val, name, key->val.string.len) == 0;
}

static void
read_member(Members *members, const JsonbValue *key, const JsonbValue *value)
{
	bool given = value->type != jbvNull;

	if (is_member(key, "care"))
	{
		if ((members->has_care = given))
			members->facts.care = read_code(value, &coc_care);
	}
	else if (is_member(key, "started"))
	{
		if ((members->has_start = given))
			members->facts.start = read_date(value);
	}
	else if (is_member(key, "ended"))
	{
		if ((members->has_end = given))
			members->facts.end = read_date(value);
	}
	else if (is_member(key, "exit_reason"))
	{
		if (given)
			members->facts.exit = read_code(value, &coc_exit_reason);
		members->facts.no_exit = !given;
	}
	else if (is_member(key, "programme"))
		members->facts.programme = given ? read_programme(value) : 0;
	else
		refuse("episode", "its JSON has a member of another name");
}

static CocEpisode
make_episode(Members *members)
{
	CocStayFacts *facts = &members->facts;
	CocEpisode episode;
	CocSlip slip;
	CocStatus status;

	if (!members->has_care || !members->has_start)
		refuse("episode", "its JSON has no care or no start");
	facts->ending = coc_ending_of(members->has_end, facts);
	status = coc_episode_make(facts, &episode, &slip);
	(void) coc_report(status, &slip, NULL);
	return episode;
}

static CocEpisode
read_episode(JsonbContainer *object)
{
	Members members = {.facts = {.no_exit = true}};
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbValue key;
	JsonbValue value;

	if (!JsonContainerIsObject(object))
		refuse("episode", "its JSON is not an object");
	(void) JsonbIteratorNext(&iterator, &key, true); /* WJB_BEGIN_OBJECT */
	while (JsonbIteratorNext(&iterator, &key, true) == WJB_KEY)
	{
		(void) JsonbIteratorNext(&iterator, &value, true);
		read_member(&members, &key, &value);
	}
	return make_episode(&members);
}

static Datum
read_journey(JsonbContainer *array)
{
	JsonbIterator *iterator = JsonbIteratorInit(array);
	JsonbValue element;
	Journey *journey;
	int nstays = 0;

	if (!JsonContainerIsArray(array) || JsonContainerIsScalar(array))
		refuse("journey", "its JSON is not an array");
	/* As in the text form, duplicates count until they have been read. */
	coc_journey_limit(JsonContainerSize(array));
	journey = coc_journey_alloc(JsonContainerSize(array));
	(void) JsonbIteratorNext(&iterator, &element, true); /* WJB_BEGIN_ARRAY */
	while (JsonbIteratorNext(&iterator, &element, true) == WJB_ELEM)
	{
		if (element.type != jbvBinary)
			refuse("journey", "its JSON holds something else than objects");
		journey->stays[nstays++] = read_episode(element.val.binary.data);
	}
	return coc_journey_finish(journey,
							  coc_journey_sort(journey->stays, nstays));
}

static JsonbContainer *
jsonb_argument(Datum datum)
{
	return &DatumGetJsonbP(datum)->root;
}

/* json is text that core has checked; jsonb input reads it again. */
static JsonbContainer *
json_argument(Datum datum)
{
	return jsonb_argument(jsonb_of_text(TextDatumGetCString(datum)));
}

COC_FUNCTION(coc_episode_from_jsonb);
Datum
coc_episode_from_jsonb(PG_FUNCTION_ARGS)
{
	CocEpisode episode = read_episode(jsonb_argument(PG_GETARG_DATUM(0)));

	PG_RETURN_EPISODE_P(&episode);
}

COC_FUNCTION(coc_episode_from_json);
Datum
coc_episode_from_json(PG_FUNCTION_ARGS)
{
	CocEpisode episode = read_episode(json_argument(PG_GETARG_DATUM(0)));

	PG_RETURN_EPISODE_P(&episode);
}

COC_FUNCTION(coc_journey_from_jsonb);
Datum
coc_journey_from_jsonb(PG_FUNCTION_ARGS)
{
	return read_journey(jsonb_argument(PG_GETARG_DATUM(0)));
}

COC_FUNCTION(coc_journey_from_json);
Datum
coc_journey_from_json(PG_FUNCTION_ARGS)
{
	return read_journey(json_argument(PG_GETARG_DATUM(0)));
}
