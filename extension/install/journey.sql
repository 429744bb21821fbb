
-- journey.sql: all stays of one person, as one value.

-- Type

CREATE TYPE journey;

CREATE FUNCTION journey_in(cstring) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_in(cstring) IS 'Text input of journey: {episode, episode}, in any order; equal stays become one; {} is the empty journey. Errors as for episode, with positions in the whole text; 54000 when more than 65535 stays are listed.';

CREATE FUNCTION journey_out(journey) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_journey_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_out(journey) IS 'Text output of journey: its stays in order, in braces.';

CREATE FUNCTION journey_recv(internal) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_recv(internal) IS 'Binary input of journey, network order: version (1), flags (0), number of stays (uint16), then each stay as episode_send gives it, sorted and unique. Error 22P03 for anything else.';

CREATE FUNCTION journey_send(journey) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_journey_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_send(journey) IS 'Binary output of journey, see journey_recv.';

CREATE FUNCTION journey_typanalyze(internal) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_typanalyze' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_typanalyze(internal) IS 'ANALYZE of journey: the standard statistics, and how often each kind of care, exit reason, programme and pair of kinds of care occurs, and when people were in care. Kept in pg_statistic under kinds of our own (10000 and 10001), which pg_stats does not show and pg_dump does not carry.';

CREATE TYPE journey (
  INPUT = journey_in, OUTPUT = journey_out, RECEIVE = journey_recv, SEND = journey_send,
  ANALYZE = journey_typanalyze,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE journey IS 'All stays of one person: a set of episodes, sorted, at most 65535. Stays may overlap and touch; two that are equal in every field are one. 12 n + 8 bytes.';

-- Functions

CREATE FUNCTION cardinality(journey journey) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_journey_cardinality' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION cardinality(journey) IS 'Number of stays; 0 for the empty journey.';

CREATE FUNCTION period(journey journey) RETURNS daterange
  AS 'MODULE_PATHNAME', 'coc_journey_presence' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION period(journey) IS 'From the first to the last day of known presence in any care, gaps included; without upper bound when a stay is open; an unknown end counts as the start day. The empty range for the empty journey.';

CREATE FUNCTION started(journey journey) RETURNS date
  AS 'MODULE_PATHNAME', 'coc_journey_started' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION started(journey) IS 'First day of the first stay; NULL for the empty journey. Cheaper than lower(period(journey)): it makes no range.';

CREATE FUNCTION ended(journey journey) RETURNS date
  AS 'MODULE_PATHNAME', 'coc_journey_end' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ended(journey) IS 'The last end of its stays. NULL while a stay is open, where a stay ended on an unknown date (it may have been the last), and for the empty journey. Of a treatment journey it is the day that discharges() gives.';

CREATE FUNCTION journey_unnest_support(internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'coc_journey_unnest_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_unnest_support(internal) IS 'Planner support of unnest(journey): the number of rows of a constant journey.';

CREATE FUNCTION unnest(journey journey) RETURNS SETOF episode
  AS 'MODULE_PATHNAME', 'coc_journey_unnest' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
  ROWS 4 SUPPORT journey_unnest_support;
COMMENT ON FUNCTION unnest(journey) IS 'The stays of a journey, in order, one a row.';

-- Functions behind operators and casts

CREATE FUNCTION journey_lt(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_lt(journey, journey) IS 'a comes before b. Order: stay by stay, in the order of episode; the shorter first where one begins the other.';

CREATE FUNCTION journey_le(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_le(journey, journey) IS 'a comes before b, or equals it. Order: stay by stay, in the order of episode; the shorter first where one begins the other.';

CREATE FUNCTION journey_eq(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_eq(journey, journey) IS 'a has the same stays as b. Order: stay by stay, in the order of episode; the shorter first where one begins the other.';

CREATE FUNCTION journey_ne(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_ne(journey, journey) IS 'a has a stay that b has not, or the other way round. Order: stay by stay, in the order of episode; the shorter first where one begins the other.';

CREATE FUNCTION journey_ge(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_ge(journey, journey) IS 'a comes after b, or equals it. Order: stay by stay, in the order of episode; the shorter first where one begins the other.';

CREATE FUNCTION journey_gt(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_gt(journey, journey) IS 'a comes after b. Order: stay by stay, in the order of episode; the shorter first where one begins the other.';

CREATE FUNCTION journey_cmp(a journey, b journey) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_journey_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_cmp(journey, journey) IS 'btree support of journey: negative, 0 or positive. Order: stay by stay, in the order of episode; the shorter first where one begins the other.';

CREATE FUNCTION journey_sortsupport(internal) RETURNS void
  AS 'MODULE_PATHNAME', 'coc_journey_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_sortsupport(internal) IS 'btree sort support of journey, with abbreviated keys.';

CREATE FUNCTION journey_hash(journey) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_journey_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_hash(journey) IS 'Hash support of journey.';

CREATE FUNCTION journey_hash_extended(journey, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_journey_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_hash_extended(journey, bigint) IS 'Salted hash support of journey.';

CREATE FUNCTION journey_union(a journey, b journey) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_union' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_union(journey, journey) IS 'All stays of both, each once: commutative, associative, idempotent. Error 54000 beyond 65535 stays.';

CREATE FUNCTION journey_add(journey journey, episode episode) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_add_episode' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_add(journey, episode) IS 'The journey with one more stay, unless it has it already. Error 54000 beyond 65535 stays.';

CREATE FUNCTION journey_contains(journey journey, care care) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_contains_care' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contains(journey, care) IS 'Some stay is of this kind of care.';

CREATE FUNCTION journey_contains(journey journey, day date) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_contains_day' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contains(journey, date) IS 'The person is known to be in some care on that day: start <= day <= end, from the start on while open, on the start day alone when the end is not known.';

CREATE FUNCTION journey_contained(care care, journey journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_care_contained' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contained(care, journey) IS 'Commuted journey_contains(journey, care).';

CREATE FUNCTION journey_contained(day date, journey journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_day_contained' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contained(date, journey) IS 'Commuted journey_contains(journey, date).';

CREATE FUNCTION journey_contains(journey journey, days daterange) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_contains_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contains(journey, daterange) IS 'The person is known to be in some care on every day of the range, as journey_contains(journey, date) asks of one day: an open stay reaches every later day, so a range without end can be held; one without beginning never is. True of the empty range.';

CREATE FUNCTION journey_contains(journey journey, episode episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_contains_stay' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contains(journey, episode) IS 'The journey has this very stay, equal in every field.';

CREATE FUNCTION journey_contains(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_contains_journey' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contains(journey, journey) IS 'Every stay of b is in a, equal in every field; every journey contains the empty one.';

CREATE FUNCTION journey_contained(days daterange, journey journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_days_contained' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contained(daterange, journey) IS 'Commuted journey_contains(journey, daterange).';

CREATE FUNCTION journey_contained(episode episode, journey journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_stay_contained' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contained(episode, journey) IS 'Commuted journey_contains(journey, episode).';

CREATE FUNCTION journey_contained(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_contained' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_contained(journey, journey) IS 'Commuted journey_contains(journey, journey).';

CREATE FUNCTION journey_overlaps(journey journey, days daterange) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_overlaps_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_overlaps(journey, daterange) IS 'The person is known to be in some care on some day of the range. Presence is that of journey_contains(journey, date): gaps between stays do not count, an unknown end counts as the start day. False of the empty range.';

CREATE FUNCTION journey_overlaps(days daterange, journey journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_days_overlap_journey' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_overlaps(daterange, journey) IS 'Commuted journey_overlaps(journey, daterange).';

CREATE FUNCTION journey_overlaps(a journey, b journey) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_overlaps_journey' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION journey_overlaps(journey, journey) IS 'Some stay is in both, equal in every field.';

CREATE FUNCTION journey_slice(journey journey, days daterange) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_slice_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_slice(journey, daterange) IS 'The stays with a day of known presence in the range, whole: a stay cut at the edge of the range would be a fact that nobody recorded. {} for the empty range.';

CREATE FUNCTION journey_minus(a journey, b journey) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_minus_journey' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_minus(journey, journey) IS 'The stays of a that are not in b.';

CREATE FUNCTION journey_minus(journey journey, episode episode) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_minus_stay' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_minus(journey, episode) IS 'The journey without that stay; as it is when it does not have it.';

CREATE FUNCTION journey_to_json(journey) RETURNS json
  AS 'MODULE_PATHNAME', 'coc_journey_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_to_json(journey) IS 'Array of the stays in order, each as episode_to_json gives it.';

CREATE FUNCTION journey_to_jsonb(journey) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'coc_journey_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_to_jsonb(journey) IS 'Array of the stays in order, each as episode_to_json gives it.';

CREATE FUNCTION journey_from_json(json) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_from_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_from_json(json) IS 'Journey of an array of objects, in any order; each as episode_from_json reads it. Error 54000 when the array has more than 65535 elements.';

CREATE FUNCTION journey_from_jsonb(jsonb) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_from_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_from_jsonb(jsonb) IS 'Journey of an array of objects; as journey_from_json.';

-- Estimators of the operators below

CREATE FUNCTION journey_contains_sel(internal, oid, internal, integer) RETURNS double precision
  AS 'MODULE_PATHNAME', 'coc_journey_contains_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_contains_sel(internal, oid, internal, integer) IS 'Restriction estimator of @>: from the frequencies of kinds of care and of spells of presence that ANALYZE keeps (journey_typanalyze), and from its sample of journeys.';

CREATE FUNCTION journey_contained_sel(internal, oid, internal, integer) RETURNS double precision
  AS 'MODULE_PATHNAME', 'coc_journey_contained_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_contained_sel(internal, oid, internal, integer) IS 'Restriction estimator of <@; see journey_contains_sel.';

CREATE FUNCTION journey_overlaps_sel(internal, oid, internal, integer) RETURNS double precision
  AS 'MODULE_PATHNAME', 'coc_journey_overlaps_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_overlaps_sel(internal, oid, internal, integer) IS 'Restriction estimator of &&; see journey_contains_sel.';

-- Casts: explicit only; to json too, because to_jsonb and jsonb_agg look for that one.

CREATE CAST (journey AS json) WITH FUNCTION journey_to_json(journey);
COMMENT ON CAST (journey AS json) IS 'array of the stays in order';
CREATE CAST (journey AS jsonb) WITH FUNCTION journey_to_jsonb(journey);
COMMENT ON CAST (journey AS jsonb) IS 'array of the stays in order';
CREATE CAST (json AS journey) WITH FUNCTION journey_from_json(json);
COMMENT ON CAST (json AS journey) IS 'journey of an array of stays';
CREATE CAST (jsonb AS journey) WITH FUNCTION journey_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS journey) IS 'journey of an array of stays';

-- Operators

CREATE OPERATOR < (FUNCTION = journey_lt, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR <(journey, journey) IS 'comes before';

CREATE OPERATOR <= (FUNCTION = journey_le, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <=(journey, journey) IS 'comes before, or equals';

CREATE OPERATOR = (FUNCTION = journey_eq, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR =(journey, journey) IS 'equals';

CREATE OPERATOR <> (FUNCTION = journey_ne, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(journey, journey) IS 'differs from';

CREATE OPERATOR >= (FUNCTION = journey_ge, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >=(journey, journey) IS 'comes after, or equals';

CREATE OPERATOR > (FUNCTION = journey_gt, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR >(journey, journey) IS 'comes after';

CREATE OPERATOR || (FUNCTION = journey_union, LEFTARG = journey, RIGHTARG = journey, COMMUTATOR = ||);
COMMENT ON OPERATOR ||(journey, journey) IS 'all stays of both, each once';

CREATE OPERATOR || (FUNCTION = journey_add, LEFTARG = journey, RIGHTARG = episode);
COMMENT ON OPERATOR ||(journey, episode) IS 'the journey with one more stay';

CREATE OPERATOR @> (FUNCTION = journey_contains, LEFTARG = journey, RIGHTARG = care,
  COMMUTATOR = <@, RESTRICT = journey_contains_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR @>(journey, care) IS 'some stay is of this kind of care; without its type a literal is taken for a journey: write ''residential''::care';

CREATE OPERATOR <@ (FUNCTION = journey_contained, LEFTARG = care, RIGHTARG = journey,
  COMMUTATOR = @>, RESTRICT = journey_contained_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR <@(care, journey) IS 'some stay is of this kind of care';

CREATE OPERATOR @> (FUNCTION = journey_contains, LEFTARG = journey, RIGHTARG = date,
  COMMUTATOR = <@, RESTRICT = journey_contains_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR @>(journey, date) IS 'known to be in some care on that day; a literal needs its type: ''2024-03-01''::date';

CREATE OPERATOR <@ (FUNCTION = journey_contained, LEFTARG = date, RIGHTARG = journey,
  COMMUTATOR = @>, RESTRICT = journey_contained_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR <@(date, journey) IS 'known to be in some care on that day';

CREATE OPERATOR @> (FUNCTION = journey_contains, LEFTARG = journey, RIGHTARG = daterange,
  COMMUTATOR = <@, RESTRICT = journey_contains_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR @>(journey, daterange) IS 'known to be in some care on every day of the range; a literal needs its type';

CREATE OPERATOR <@ (FUNCTION = journey_contained, LEFTARG = daterange, RIGHTARG = journey,
  COMMUTATOR = @>, RESTRICT = journey_contained_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR <@(daterange, journey) IS 'known to be in some care on every day of the range';

CREATE OPERATOR @> (FUNCTION = journey_contains, LEFTARG = journey, RIGHTARG = episode,
  COMMUTATOR = <@, RESTRICT = journey_contains_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR @>(journey, episode) IS 'has this very stay';

CREATE OPERATOR <@ (FUNCTION = journey_contained, LEFTARG = episode, RIGHTARG = journey,
  COMMUTATOR = @>, RESTRICT = journey_contained_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR <@(episode, journey) IS 'has this very stay';

CREATE OPERATOR @> (FUNCTION = journey_contains, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = <@, RESTRICT = journey_contains_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR @>(journey, journey) IS 'has every stay of the right';

CREATE OPERATOR <@ (FUNCTION = journey_contained, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = @>, RESTRICT = journey_contained_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR <@(journey, journey) IS 'all its stays are in the right';

CREATE OPERATOR && (FUNCTION = journey_overlaps, LEFTARG = journey, RIGHTARG = daterange,
  COMMUTATOR = &&, RESTRICT = journey_overlaps_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR &&(journey, daterange) IS 'known to be in some care on some day of the range; a literal needs its type: ''[2024-03-01,2024-04-01)''::daterange';

CREATE OPERATOR && (FUNCTION = journey_overlaps, LEFTARG = daterange, RIGHTARG = journey,
  COMMUTATOR = &&, RESTRICT = journey_overlaps_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR &&(daterange, journey) IS 'known to be in some care on some day of the range';

CREATE OPERATOR && (FUNCTION = journey_overlaps, LEFTARG = journey, RIGHTARG = journey,
  COMMUTATOR = &&, RESTRICT = journey_overlaps_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR &&(journey, journey) IS 'a stay in common';

CREATE OPERATOR * (FUNCTION = journey_slice, LEFTARG = journey, RIGHTARG = daterange);
COMMENT ON OPERATOR *(journey, daterange) IS 'the stays with a day of known presence in the range, whole';

CREATE OPERATOR - (FUNCTION = journey_minus, LEFTARG = journey, RIGHTARG = journey);
COMMENT ON OPERATOR -(journey, journey) IS 'the stays of the left that are not in the right';

CREATE OPERATOR - (FUNCTION = journey_minus, LEFTARG = journey, RIGHTARG = episode);
COMMENT ON OPERATOR -(journey, episode) IS 'the journey without that stay';

-- Operator classes

CREATE OPERATOR CLASS journey_ops DEFAULT FOR TYPE journey USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 journey_cmp(journey, journey),
  FUNCTION 2 journey_sortsupport(internal),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS journey_ops USING btree IS 'stay by stay, the shorter first; equal images, so that indexes deduplicate';
COMMENT ON OPERATOR FAMILY journey_ops USING btree IS 'stay by stay, the shorter first';

CREATE OPERATOR CLASS journey_ops DEFAULT FOR TYPE journey USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 journey_hash(journey),
  FUNCTION 2 journey_hash_extended(journey, bigint);
COMMENT ON OPERATOR CLASS journey_ops USING hash IS 'hash of every field';
COMMENT ON OPERATOR FAMILY journey_ops USING hash IS 'hash of every field of journey';

-- Aggregates: the state is a type, so that partial states can travel.

CREATE TYPE journey_state;

CREATE FUNCTION journey_state_in(cstring) RETURNS journey_state
  AS 'MODULE_PATHNAME', 'coc_journey_state_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_state_in(cstring) IS 'Text input of journey_state: the text of a journey.';

CREATE FUNCTION journey_state_out(journey_state) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_journey_state_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_state_out(journey_state) IS 'Text output of journey_state: the journey it would make; nothing is lost.';

CREATE FUNCTION journey_state_recv(internal) RETURNS journey_state
  AS 'MODULE_PATHNAME', 'coc_journey_state_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_state_recv(internal) IS 'Binary input of journey_state: the binary form of a journey. Error 22P03.';

CREATE FUNCTION journey_state_send(journey_state) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_journey_state_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_state_send(journey_state) IS 'Binary output of journey_state: the binary form of the journey it would make.';

CREATE TYPE journey_state (
  INPUT = journey_state_in, OUTPUT = journey_state_out,
  RECEIVE = journey_state_recv, SEND = journey_state_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = plain);
COMMENT ON TYPE journey_state IS 'Transition state of journey_agg: stays in order of arrival, with room for more. Shipped between parallel workers and by distributed engines; not for tables.';

CREATE FUNCTION journey_agg_add(state journey_state, episode episode) RETURNS journey_state
  AS 'MODULE_PATHNAME', 'coc_journey_agg_add' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION journey_agg_add(journey_state, episode) IS 'Transition of journey_agg(episode). NULL state is the empty one; NULL episodes are skipped. Error 54000 beyond 65535 different stays.';

CREATE FUNCTION journey_agg_merge(state journey_state, journey journey) RETURNS journey_state
  AS 'MODULE_PATHNAME', 'coc_journey_agg_merge' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION journey_agg_merge(journey_state, journey) IS 'Transition of journey_agg(journey). NULL state is the empty one; NULL journeys are skipped. Error 54000 beyond 65535 different stays.';

CREATE FUNCTION journey_agg_combine(a journey_state, b journey_state) RETURNS journey_state
  AS 'MODULE_PATHNAME', 'coc_journey_agg_combine' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION journey_agg_combine(journey_state, journey_state) IS 'Combine function of journey_agg: set union; commutative, associative, idempotent. Error 54000 beyond 65535 different stays.';

CREATE FUNCTION journey_agg_final(state journey_state) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_journey_agg_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_agg_final(journey_state) IS 'Final function of journey_agg: a sorted copy without duplicates. Error 54000 beyond 65535 stays.';

CREATE AGGREGATE journey_agg(episode episode) (
  SFUNC = journey_agg_add, STYPE = journey_state, SSPACE = 96,
  COMBINEFUNC = journey_agg_combine, FINALFUNC = journey_agg_final,
  FINALFUNC_MODIFY = READ_ONLY, PARALLEL = SAFE);
COMMENT ON AGGREGATE journey_agg(episode) IS 'Journey of all stays in the group, in any order, each once. NULL episodes are skipped; NULL when there is none. No ORDER BY is needed inside. Error 54000 beyond 65535 different stays.';

CREATE AGGREGATE journey_agg(journey journey) (
  SFUNC = journey_agg_merge, STYPE = journey_state, SSPACE = 96,
  COMBINEFUNC = journey_agg_combine, FINALFUNC = journey_agg_final,
  FINALFUNC_MODIFY = READ_ONLY, PARALLEL = SAFE);
COMMENT ON AGGREGATE journey_agg(journey) IS 'Union of all journeys in the group: all their stays, each once. NULL journeys are skipped; NULL when there is none, {} when all are empty. Error 54000 beyond 65535 different stays.';
