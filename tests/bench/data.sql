-- data.sql: made-up stays with the size and the mixture of a national registry; nobody exists.
SELECT setseed(0.5) \g /dev/null

-- 1 to 7 stays each, 2.6 on average, times :times; person numbers and record keys are random, as the
-- registry's are.
CREATE UNLOGGED TABLE person AS
SELECT p AS number, ('x' || md5('person' || p))::bit(63)::bigint AS person, ('x' || md5('key' || p))::bit(64)::bigint AS record_key,
  (ARRAY['male', 'male', 'male', 'male', 'male', 'male', 'female', 'female', 'other', 'unknown']::gender[])[1 + floor(random() * 10)::integer] AS gender,
  (ARRAY[1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6, 7])[1 + floor(random() * 20)::integer] * :times AS nstays,
  '2015-01-01'::date + floor(random() * 3000)::integer AS first_day
FROM generate_series(1, :people) AS p;

-- A stay about every eighty days, some overlapping; 78 % treatment; the last one may be open, one in
-- a hundred ended nobody knows when. Rows lie in the order in which they were recorded.
CREATE UNLOGGED TABLE stay AS
WITH drawn AS (
  SELECT person, record_key, gender, first_day + stay * 80 + floor(random() * 120)::integer AS started, floor(random() * 150)::integer AS days,
    (ARRAY['outpatient', 'outpatient', 'residential', 'outpatient_intensive', 'withdrawal_management_inpatient', 'opioid_agonist', 'day_programme',
      'aftercare', 'recovery_checkup', 'screening']::care[])[1 + floor(random() * 9.2)::integer] AS care,
    (ARRAY['completed', 'left_before_completion', 'transferred', 'lost_contact', 'ended_by_provider']::exit_reason[])[1 + floor(random() * 5)::integer] AS reason,
    1 + floor(random() * 800)::integer AS programme, random() AS draw, stay = nstays AS is_last
  FROM person, generate_series(1, nstays) AS stay
), ended AS (
  SELECT *, is_last AND draw < 0.05 AS open, NOT is_last AND draw < 0.01 AS unknown FROM drawn
)
SELECT person, record_key, started, CASE WHEN NOT open AND NOT unknown THEN started + days END AS ended, programme, gender, care,
  CASE WHEN open THEN 'ongoing'::exit_reason ELSE reason END AS exit_reason,
  (ARRAY['yes', 'no', 'no', 'too_recent', 'died']::answer[])[1 + floor(draw * 5)::integer] AS answer, days,
  episode(care, started, CASE WHEN NOT open AND NOT unknown THEN started + days END,
    CASE WHEN open THEN 'ongoing'::exit_reason ELSE reason END, programme) AS episode
FROM ended ORDER BY started;

CREATE UNLOGGED TABLE stored AS
SELECT person, journey_agg(episode) AS journey FROM stay GROUP BY person;

VACUUM ANALYZE person;
VACUUM ANALYZE stay;
VACUUM ANALYZE stored;
SELECT format('%s stays of %s people, PostgreSQL %s; %s', count(*), (SELECT count(*) FROM stored), current_setting('server_version'),
  (SELECT string_agg(name || ' ' || current_setting(name), ', ') FROM unnest(ARRAY['shared_buffers', 'work_mem', 'jit']) AS name))
FROM stay;
SELECT format('journeys at rest: %s bytes, %s a stay and %s a journey; the table with its person numbers %s', sum(pg_column_size(journey)), 12,
  round((sum(pg_column_size(journey)) - 12 * sum(cardinality(journey)))::numeric / count(*), 2), pg_size_pretty(pg_table_size('stored')))
FROM stored;
