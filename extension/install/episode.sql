
-- episode.sql: one stay in one kind of care at one programme.

-- Type

CREATE TYPE episode;

CREATE FUNCTION episode_in(cstring) RETURNS episode
  AS 'MODULE_PATHNAME', 'coc_episode_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_in(cstring) IS 'Text input of episode: care[start,end]:exit_reason@programme, [start,) while in care, [start,?] when the end is not known; dates as YYYY-MM-DD whatever DateStyle is. Without a reason a stay that has ended gets unknown; without @ the programme is 0, none. Errors: 22P02 grammar or unknown name, 22008 no such date, 22023 end before start, a reason without an end, ongoing with one, programme out of range, 54000 longer than 65533 days; each with its position, none with the text.';

CREATE FUNCTION episode_out(episode) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_episode_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_out(episode) IS 'Text output of episode: the one canonical text of the stay.';

CREATE FUNCTION episode_recv(internal) RETURNS episode
  AS 'MODULE_PATHNAME', 'coc_episode_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_recv(internal) IS 'Binary input of episode: 12 bytes in network order: start (int32, days from 2000-01-01), programme (int32), length (uint16, 65534 unknown end, 65535 open), care, exit. Error 22P03 for anything that text input could not have made.';

CREATE FUNCTION episode_send(episode) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_episode_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_send(episode) IS 'Binary output of episode: 12 bytes, see episode_recv.';

CREATE TYPE episode (
  INPUT = episode_in, OUTPUT = episode_out, RECEIVE = episode_recv, SEND = episode_send,
  INTERNALLENGTH = 12, ALIGNMENT = int4, STORAGE = plain);
COMMENT ON TYPE episode IS 'One stay in one kind of care at one programme, from its start to its discharge date, both days of presence. Open, ended, or ended on an unknown date. 12 bytes; example: residential[2024-01-10,2024-04-09]:completed@17.';

-- Functions

CREATE FUNCTION episode(care care, started date, ended date DEFAULT NULL,
    exit_reason exit_reason DEFAULT NULL, programme integer DEFAULT 0) RETURNS episode
  AS 'MODULE_PATHNAME', 'coc_episode_construct' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION episode(care, date, date, exit_reason, integer) IS 'Make an episode. No end and no reason, or ongoing: still open. No end but another reason: ended on an unknown date. An end without a reason: reason unknown. programme NULL is 0, none. NULL when care or started is NULL. Errors: 22008 date outside 0001-01-01..9999-12-31, infinity included; 22023 end before start, ongoing with an end, programme negative; 54000 longer than 65533 days.';

CREATE FUNCTION care(episode episode) RETURNS care
  AS 'MODULE_PATHNAME', 'coc_episode_care' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care(episode) IS 'Kind of care of the stay.';

CREATE FUNCTION started(episode episode) RETURNS date
  AS 'MODULE_PATHNAME', 'coc_episode_started' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION started(episode) IS 'First day of the stay.';

CREATE FUNCTION ended(episode episode) RETURNS date
  AS 'MODULE_PATHNAME', 'coc_episode_ended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ended(episode) IS 'Discharge date, the last day in care; NULL when the stay is open or its end is not known.';

CREATE FUNCTION exit_reason(episode episode) RETURNS exit_reason
  AS 'MODULE_PATHNAME', 'coc_episode_exit_reason' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION exit_reason(episode) IS 'Why the stay ended: ongoing while open, unknown when no reason was given.';

CREATE FUNCTION programme(episode episode) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_episode_programme' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION programme(episode) IS 'Number of the programme; 0 is none.';

CREATE FUNCTION is_open(episode episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_episode_is_open' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION is_open(episode) IS 'True while the person is still in care. A stay that ended on an unknown date is not open.';

CREATE FUNCTION days(episode episode) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_episode_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION days(episode) IS 'Length of the stay in days, end minus start: 0 when both are the same day. NULL when the stay is open or its end is not known.';

CREATE FUNCTION period(episode episode) RETURNS daterange
  AS 'MODULE_PATHNAME', 'coc_episode_period' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION period(episode) IS 'Days of known presence: [start, end], both counted; without upper bound while open; the start day alone when the end is not known.';

-- Functions behind operators and casts

CREATE FUNCTION episode_lt(a episode, b episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_episode_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_lt(episode, episode) IS 'a comes before b. Order: start, length as stored (an unknown end after every known one, an open stay last), care, programme, exit, all by code; frozen.';

CREATE FUNCTION episode_le(a episode, b episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_episode_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_le(episode, episode) IS 'a comes before b, or equals it. Order: start, length as stored (an unknown end after every known one, an open stay last), care, programme, exit, all by code; frozen.';

CREATE FUNCTION episode_eq(a episode, b episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_episode_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_eq(episode, episode) IS 'a equals b in every field. Order: start, length as stored (an unknown end after every known one, an open stay last), care, programme, exit, all by code; frozen.';

CREATE FUNCTION episode_ne(a episode, b episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_episode_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_ne(episode, episode) IS 'a differs from b in some field. Order: start, length as stored (an unknown end after every known one, an open stay last), care, programme, exit, all by code; frozen.';

CREATE FUNCTION episode_ge(a episode, b episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_episode_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_ge(episode, episode) IS 'a comes after b, or equals it. Order: start, length as stored (an unknown end after every known one, an open stay last), care, programme, exit, all by code; frozen.';

CREATE FUNCTION episode_gt(a episode, b episode) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_episode_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_gt(episode, episode) IS 'a comes after b. Order: start, length as stored (an unknown end after every known one, an open stay last), care, programme, exit, all by code; frozen.';

CREATE FUNCTION episode_cmp(a episode, b episode) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_episode_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_cmp(episode, episode) IS 'btree support of episode: negative, 0 or positive. Order: start, length as stored (an unknown end after every known one, an open stay last), care, programme, exit, all by code; frozen.';

CREATE FUNCTION episode_sortsupport(internal) RETURNS void
  AS 'MODULE_PATHNAME', 'coc_episode_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_sortsupport(internal) IS 'btree sort support of episode, with abbreviated keys.';

CREATE FUNCTION episode_hash(episode) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_episode_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_hash(episode) IS 'Hash support of episode.';

CREATE FUNCTION episode_hash_extended(episode, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_episode_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION episode_hash_extended(episode, bigint) IS 'Salted hash support of episode.';

CREATE FUNCTION episode_to_json(episode) RETURNS json
  AS 'MODULE_PATHNAME', 'coc_episode_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_to_json(episode) IS 'Object with care, started, ended, exit_reason, programme. ended is null while open (exit_reason ongoing) and when the end is not known (any other exit_reason).';

CREATE FUNCTION episode_to_jsonb(episode) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'coc_episode_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_to_jsonb(episode) IS 'Object with care, started, ended, exit_reason, programme; as episode_to_json.';

CREATE FUNCTION episode_from_json(json) RETURNS episode
  AS 'MODULE_PATHNAME', 'coc_episode_from_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_from_json(json) IS 'Episode of an object with care, started, ended, exit_reason, programme; missing members are null. Errors: 22P02 another form, another member or an unknown name; others as the function episode.';

CREATE FUNCTION episode_from_jsonb(jsonb) RETURNS episode
  AS 'MODULE_PATHNAME', 'coc_episode_from_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION episode_from_jsonb(jsonb) IS 'Episode of an object; as episode_from_json.';

-- Casts: explicit only; to json too, because to_jsonb and jsonb_agg look for that one.

CREATE CAST (episode AS json) WITH FUNCTION episode_to_json(episode);
COMMENT ON CAST (episode AS json) IS 'object with care, started, ended, exit_reason, programme';
CREATE CAST (episode AS jsonb) WITH FUNCTION episode_to_jsonb(episode);
COMMENT ON CAST (episode AS jsonb) IS 'object with care, started, ended, exit_reason, programme';
CREATE CAST (json AS episode) WITH FUNCTION episode_from_json(json);
COMMENT ON CAST (json AS episode) IS 'episode of an object with care, started, ended, exit_reason, programme';
CREATE CAST (jsonb AS episode) WITH FUNCTION episode_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS episode) IS 'episode of an object with care, started, ended, exit_reason, programme';

-- Operators

CREATE OPERATOR < (FUNCTION = episode_lt, LEFTARG = episode, RIGHTARG = episode,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR <(episode, episode) IS 'comes before';

CREATE OPERATOR <= (FUNCTION = episode_le, LEFTARG = episode, RIGHTARG = episode,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <=(episode, episode) IS 'comes before, or equals';

CREATE OPERATOR = (FUNCTION = episode_eq, LEFTARG = episode, RIGHTARG = episode,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR =(episode, episode) IS 'equals';

CREATE OPERATOR <> (FUNCTION = episode_ne, LEFTARG = episode, RIGHTARG = episode,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(episode, episode) IS 'differs from';

CREATE OPERATOR >= (FUNCTION = episode_ge, LEFTARG = episode, RIGHTARG = episode,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >=(episode, episode) IS 'comes after, or equals';

CREATE OPERATOR > (FUNCTION = episode_gt, LEFTARG = episode, RIGHTARG = episode,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR >(episode, episode) IS 'comes after';

-- Operator classes

CREATE OPERATOR CLASS episode_ops DEFAULT FOR TYPE episode USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 episode_cmp(episode, episode),
  FUNCTION 2 episode_sortsupport(internal),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS episode_ops USING btree IS 'start, stored length, care, programme, exit; equal images, so that indexes deduplicate';
COMMENT ON OPERATOR FAMILY episode_ops USING btree IS 'start, stored length, care, programme, exit';

CREATE OPERATOR CLASS episode_ops DEFAULT FOR TYPE episode USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 episode_hash(episode),
  FUNCTION 2 episode_hash_extended(episode, bigint);
COMMENT ON OPERATOR CLASS episode_ops USING hash IS 'hash of every field';
COMMENT ON OPERATOR FAMILY episode_ops USING hash IS 'hash of every field of episode';
