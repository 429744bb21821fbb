
-- pathway.sql: patterns over a journey.

-- Type

CREATE TYPE pathway;

CREATE FUNCTION pathway_in(cstring) RETURNS pathway
  AS 'MODULE_PATHNAME', 'coc_pathway_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_in(cstring) IS 'Text input of pathway; the grammar stands at the type. Blanks are free between tokens. Errors name the character where the reading stopped: 22P02 for what is no pathway (an unknown care or exit included), 22023 for reversed, negative or overflowing bounds, an empty window, a programme out of range; 54000 beyond a limit.';

CREATE FUNCTION pathway_out(pathway) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_pathway_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_out(pathway) IS 'Text output of pathway: the canonical text, which reads back to the same value. Error XX001 when the stored bytes are no pathway.';

CREATE FUNCTION pathway_recv(internal) RETURNS pathway
  AS 'MODULE_PATHNAME', 'coc_pathway_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_recv(internal) IS 'Binary input of pathway: version (1), then the text. Error 22P03 for anything that is no pathway.';

CREATE FUNCTION pathway_send(pathway) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_pathway_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_send(pathway) IS 'Binary output of pathway: version (1), then the canonical text.';

CREATE TYPE pathway (
  INPUT = pathway_in, OUTPUT = pathway_out, RECEIVE = pathway_recv, SEND = pathway_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE pathway IS 'A pattern over a journey.';

-- Questions

CREATE FUNCTION matches(journey journey, pathway pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_journey_matches' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 2;
COMMENT ON FUNCTION matches(journey, pathway) IS 'Function of journey ~ pathway.';

CREATE FUNCTION match(journey journey, pathway pathway, OUT occurrence integer, OUT step integer, OUT episode episode)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_match' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 4 COST 3;
COMMENT ON FUNCTION match(journey, pathway) IS 'All matches.';

CREATE FUNCTION first_match(journey journey, pathway pathway) RETURNS journey
  AS 'MODULE_PATHNAME', 'coc_first_match' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3;
COMMENT ON FUNCTION first_match(journey, pathway) IS 'The stays of the first match.';

CREATE FUNCTION count_matches(journey journey, pathway pathway) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_count_matches' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3;
COMMENT ON FUNCTION count_matches(journey, pathway) IS 'How many matches.';

CREATE FUNCTION funnel(journey journey, pathway pathway) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_funnel' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 3;
COMMENT ON FUNCTION funnel(journey, pathway) IS 'Last step reached.';

CREATE FUNCTION funnel_steps(journey journey, pathway pathway, OUT step integer, OUT reached_on date, OUT days integer)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_funnel_steps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 3 COST 3;
COMMENT ON FUNCTION funnel_steps(journey, pathway) IS 'When each step was reached.';

-- Functions behind operators

CREATE FUNCTION pathway_eq(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_eq(pathway, pathway) IS 'a and b have the same canonical text. Two texts may mean the same and differ: {<14d} and {<=13d}.';

CREATE FUNCTION pathway_ne(a pathway, b pathway) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_pathway_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_ne(pathway, pathway) IS 'a and b have different canonical texts, which may still mean the same.';

CREATE FUNCTION pathway_hash(pathway) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_pathway_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_hash(pathway) IS 'Hash support of pathway.';

CREATE FUNCTION pathway_hash_extended(pathway, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_pathway_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION pathway_hash_extended(pathway, bigint) IS 'Salted hash support of pathway.';

-- Operators

CREATE FUNCTION pathway_sel(internal, oid, internal, integer) RETURNS double precision
  AS 'MODULE_PATHNAME', 'coc_pathway_sel' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION pathway_sel(internal, oid, internal, integer) IS 'Restriction estimator of journey ~ pathway: from the frequencies of kinds of care and of their pairs along the likeliest way, no more than the sample of journeys that ANALYZE keeps lets one expect.';

CREATE OPERATOR ~ (FUNCTION = matches, LEFTARG = journey, RIGHTARG = pathway,
  RESTRICT = pathway_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR ~(journey, pathway) IS 'the journey matches the pathway';

CREATE OPERATOR = (FUNCTION = pathway_eq, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
COMMENT ON OPERATOR =(pathway, pathway) IS 'equals, as text';

CREATE OPERATOR <> (FUNCTION = pathway_ne, LEFTARG = pathway, RIGHTARG = pathway,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(pathway, pathway) IS 'differs from, as text';

-- Operator class: hash alone. Pathways have no order anybody would ask for.

CREATE OPERATOR CLASS pathway_ops DEFAULT FOR TYPE pathway USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 pathway_hash(pathway),
  FUNCTION 2 pathway_hash_extended(pathway, bigint);
COMMENT ON OPERATOR CLASS pathway_ops USING hash IS 'hash of the canonical text';
COMMENT ON OPERATOR FAMILY pathway_ops USING hash IS 'hash of the canonical text of pathway';
