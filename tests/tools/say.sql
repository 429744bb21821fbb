\set ECHO none
-- say.sql: what a load or a form does, without its file: a header and its payload.
-- Include it in a regression test after create_registry(), as keyring.sql is.
CREATE FUNCTION pg_temp.say(kind text, provider integer, fields jsonb, replaced bigint DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  number bigint := nextval('registry.assertion_assertion_seq');
BEGIN
  INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record, supersedes)
    SELECT number, coalesce(max(a.record), number), say.kind, CASE WHEN replaced IS NULL THEN 'assert' WHEN say.fields IS NULL THEN 'void' ELSE 'correct' END,
      say.provider, coalesce(max(a.source_record), number::text), replaced
    FROM registry.assertion a WHERE a.assertion = replaced;
  IF fields IS NOT NULL THEN
    EXECUTE format('INSERT INTO registry.%I SELECT (jsonb_populate_record(NULL::registry.%I, $1)).*', kind, kind)
      USING '{"valid": true, "on_precision": "day", "cause_class": "unknown", "source": "provider", "carer_no": 1}'
        || fields || jsonb_build_object('assertion', number, 'provider', provider);
  END IF;
  RETURN number;
END $$;
-- A stay written as an episode, residential[2024-01-10,2024-04-09]:completed@11.
CREATE FUNCTION pg_temp.stay(person bigint, provider integer, stay continuum.episode, fields jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT pg_temp.say('stay', stay.provider, jsonb_build_object('person', stay.person, 'programme', continuum.programme(stay.stay), 'care', continuum.care(stay.stay)::text,
    'started', continuum.started(stay.stay), 'ended', continuum.ended(stay.stay), 'exit_reason', continuum.exit_reason(stay.stay)::text,
    'ended_precision', CASE WHEN NOT continuum.is_open(stay.stay) AND continuum.ended(stay.stay) IS NULL THEN 'unknown' WHEN continuum.ended(stay.stay) IS NOT NULL THEN 'day' END) || stay.fields);
END;
