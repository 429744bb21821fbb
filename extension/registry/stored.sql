-- stored.sql: journeys kept ready, so that a question need not build them from stays first.

CREATE TABLE registry.stored_journey (
  person bigint PRIMARY KEY,
  journey continuum.journey NOT NULL);
COMMENT ON TABLE registry.stored_journey IS 'registry.journey as it was when registry.refresh_journeys() ran last: what many questions are asked of. For the ministry alone: a journey mixes what all providers said, and row security sees rows, not the inside of a value.';

CREATE INDEX stored_journey_gin ON registry.stored_journey USING gin (journey);
COMMENT ON INDEX registry.stored_journey_gin IS 'Answers which people are in a kind of care, or went a pathway (journey ~ ...), without reading all journeys.';

CREATE TABLE registry.journeys_refreshed (
  through bigint NOT NULL,
  refreshed_at timestamptz NOT NULL DEFAULT now());
COMMENT ON TABLE registry.journeys_refreshed IS 'One row: how far registry.stored_journey has come.';
COMMENT ON COLUMN registry.journeys_refreshed.through IS 'Highest assertion that it has taken in; it has taken in all below, too.';
INSERT INTO registry.journeys_refreshed (through) VALUES (0);

-- Assertions are never changed and are numbered by one sequence, so what is new since the last time
-- is what has a higher number: no trigger, no queue, nothing that a load would have to pay for. Only a
-- load that is still open could come later with a lower number. The lock waits for it: a statement
-- takes its locks before it draws its first number.
CREATE FUNCTION registry.refresh_journeys() RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan SET lock_timeout = '15s'
AS $$
DECLARE
  last bigint;
  changed bigint;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'journeys are refreshed in isolation level read committed only'
      USING ERRCODE = '25000', HINT = 'An older snapshot could miss what a load has just committed.';
  END IF;
  LOCK TABLE registry.journeys_refreshed IN EXCLUSIVE MODE;
  LOCK TABLE registry.assertion IN SHARE MODE;
  SELECT max(a.assertion) INTO last FROM registry.assertion a;
  WITH fresh AS MATERIALIZED (
    SELECT a.assertion, a.supersedes FROM registry.assertion a
    WHERE a.kind = 'stay' AND a.assertion > (SELECT r.through FROM registry.journeys_refreshed r)),
  turned AS MATERIALIZED ( -- programmes that have become pilots, or are none any more
    SELECT p.programme FROM registry.assertion a JOIN registry.programme p ON p.assertion IN (a.assertion, a.supersedes)
    WHERE a.kind = 'programme' AND a.assertion > (SELECT r.through FROM registry.journeys_refreshed r) AND p.pilot),
  touched AS MATERIALIZED (
    SELECT s.person FROM registry.stay s WHERE s.programme IN (SELECT t.programme FROM turned t)
    UNION
    SELECT s.person FROM fresh f JOIN registry.stay s ON s.assertion = f.assertion
    UNION
    SELECT s.person FROM fresh f JOIN registry.stay s ON s.assertion = f.supersedes),
  now AS MATERIALIZED (
    SELECT s.person, continuum.journey_agg(s.episode) AS journey
    FROM registry.counted_stay s WHERE s.person IN (SELECT t.person FROM touched t) GROUP BY s.person),
  written AS (
    INSERT INTO registry.stored_journey AS j (person, journey) SELECT n.person, n.journey FROM now n
    ON CONFLICT (person) DO UPDATE SET journey = EXCLUDED.journey
      WHERE j.journey OPERATOR(continuum.<>) EXCLUDED.journey
    RETURNING j.person),
  gone AS (
    DELETE FROM registry.stored_journey j USING touched t
    WHERE j.person = t.person AND NOT EXISTS (SELECT FROM now n WHERE n.person = j.person)
    RETURNING j.person)
  SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM gone) INTO changed;
  UPDATE registry.journeys_refreshed SET through = coalesce(last, through), refreshed_at = now();
  RETURN changed;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.refresh_journeys() FROM PUBLIC;
COMMENT ON FUNCTION registry.refresh_journeys() IS 'Brings registry.stored_journey up to date for the people of whom anything was asserted, corrected or voided since it last ran, and returns how many journeys that changed. Waits for loads and forms that are being decided, 15 seconds at most (55P03: try again), and they wait for it. To be followed by ANALYZE registry.stored_journey after a large change. Error 25000 in another isolation level than read committed.';
