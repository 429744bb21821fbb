-- worklist_time.sql: milliseconds of the worklist of each of twenty providers, and its rows. The first
-- call of a session, which makes the plan, is told apart.
SET client_min_messages = warning;
SELECT set_config('bench.first', milliseconds('SELECT * FROM registry.worklist(1, ''2023-06-30'')', false)::text, false) \g /dev/null
SELECT milliseconds(format('SELECT * FROM registry.worklist(%s, ''2023-06-30'')', 1 + 47 * (n % 20) % :providers), false) FROM generate_series(1, 20) AS n \g /dev/null
WITH timed AS (
  SELECT n, milliseconds(format('SELECT * FROM registry.worklist(%s, ''2023-06-30'')', 1 + 47 * (n % 20) % :providers), false) AS ms FROM generate_series(1, 20 * :rounds) AS n)
SELECT jsonb_build_object('median', percentile_cont(0.5) WITHIN GROUP (ORDER BY ms), 'worst', max(ms), 'first', current_setting('bench.first')::numeric,
  'rows', (SELECT count(*) FROM generate_series(0, 19) AS n, registry.worklist(1 + 47 * n % :providers, '2023-06-30')) / 20,
  'people', (SELECT count(DISTINCT person) FROM registry.stay WHERE provider = 48)) FROM timed;
