-- row_security_time.sql: milliseconds of the provider's journeys and of its stays, with row security and
-- without, in turn; the answers must be the same.
SET client_min_messages = warning;
CREATE FUNCTION as_provider(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  PERFORM set_config('role', 'bench_provider', true);
  EXECUTE statement INTO n;
  PERFORM set_config('role', 'none', true);
  RETURN n;
END $$;
CREATE FUNCTION plan_as_provider(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  plan text;
BEGIN
  GRANT USAGE ON SCHEMA bench TO bench_provider;
  PERFORM set_config('role', 'bench_provider', true);
  plan := bench.plan_line(statement);
  PERFORM set_config('role', 'none', true);
  RETURN plan;
END $$;
CREATE PROCEDURE row_security(on_off text) LANGUAGE plpgsql AS $$
DECLARE
  t regclass;
BEGIN
  FOR t IN SELECT p.polrelid FROM pg_policy p LOOP
    EXECUTE format('ALTER TABLE %s %s ROW LEVEL SECURITY', t, on_off);
  END LOOP;
  COMMIT;
END $$;
CREATE TABLE asked (what text, statement text);
INSERT INTO asked VALUES ('journeys', 'SELECT sum(pg_column_size(journey)) FROM registry.my_journey'),
  ('stays', 'SELECT count(*) FROM (SELECT * FROM registry.my_stay OFFSET 0) AS s'), ('check-ups', 'SELECT count(*) FROM (SELECT * FROM registry.my_contact OFFSET 0) AS s');
CREATE TABLE timed (what text, secured boolean, ms numeric, answer bigint);
CREATE PROCEDURE time_all(secured boolean) LANGUAGE plpgsql AS $$
BEGIN
  CALL bench.row_security(CASE WHEN secured THEN 'ENABLE' ELSE 'DISABLE' END);
  PERFORM bench.as_provider(a.statement) FROM bench.asked a; -- what the change of tables threw away is read again
  INSERT INTO bench.timed SELECT a.what, secured, bench.milliseconds(format('SELECT bench.as_provider(%L)', a.statement), false), bench.as_provider(a.statement) FROM bench.asked a, generate_series(1, 4);
  COMMIT;
END $$;
SELECT format('CALL time_all(%L)', secured) FROM generate_series(1, :rounds), unnest('{true,false}'::boolean[]) AS secured \gexec
CALL row_security('ENABLE');
SELECT jsonb_agg(jsonb_build_object('what', q.what, 'with', q.secured, 'without', q.open, 'same', q.answers = 1, 'plan', plan_as_provider(a.statement)))
FROM (SELECT t.what, count(DISTINCT t.answer) AS answers, percentile_cont(0.5) WITHIN GROUP (ORDER BY t.ms) FILTER (WHERE t.secured) AS secured,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY t.ms) FILTER (WHERE NOT t.secured) AS open FROM timed AS t GROUP BY t.what) AS q JOIN asked AS a USING (what);
