
-- journey_index.sql: a GIN index answers what a journey holds, and which pathway it went.

-- Functions of the operator class

CREATE FUNCTION journey_gin_extract(journey, internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'coc_journey_gin_extract' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_gin_extract(journey, internal, internal) IS 'GIN support of journey: its int4 keys. Kinds of care, exit reasons, programmes, and the pairs "a, and later b" of kinds of care; beyond 64 pairs or 32 programmes one key that stands for any.';

CREATE FUNCTION journey_gin_query(journey, internal, smallint, internal, internal, internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'coc_journey_gin_query' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_gin_query(journey, internal, smallint, internal, internal, internal, internal) IS 'GIN support of journey: the keys that a question asks for. A pattern that a journey without any of them may match reads the whole index.';

CREATE FUNCTION journey_gin_consistent(internal, smallint, journey, integer, internal, internal, internal) RETURNS "char"
  AS 'MODULE_PATHNAME', 'coc_journey_gin_consistent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION journey_gin_consistent(internal, smallint, journey, integer, internal, internal, internal) IS 'GIN support of journey: whether a journey with these keys may be what is asked. Three-valued; only @> care is decided, the rest is rechecked.';

-- Operator class

CREATE OPERATOR CLASS journey_ops DEFAULT FOR TYPE journey USING gin AS
  OPERATOR 1 @>(journey, care),
  OPERATOR 2 @>(journey, journey),
  OPERATOR 3 @>(journey, episode),
  OPERATOR 4 &&(journey, journey),
  OPERATOR 5 ~(journey, pathway),
  FUNCTION 1 btint4cmp(integer, integer),
  FUNCTION 2 journey_gin_extract(journey, internal, internal),
  FUNCTION 3 journey_gin_query(journey, internal, smallint, internal, internal, internal, internal),
  FUNCTION 6 journey_gin_consistent(internal, smallint, journey, integer, internal, internal, internal),
  STORAGE integer;
COMMENT ON OPERATOR CLASS journey_ops USING gin IS 'kinds of care, exits, programmes and ordered pairs of kinds of care';
COMMENT ON OPERATOR FAMILY journey_ops USING gin IS 'what a journey holds, and pathways';
