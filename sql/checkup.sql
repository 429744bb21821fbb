-- checkup.sql: plans of recovery check-ups: vectors checked by hand, then an oracle in plain SQL.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

-- Anchored on 31 August: no drift, the last day of a shorter month, a leap year. Done on the edges
-- of a window, late, missed, one contact too early, suspended from a return to treatment on.
SELECT * FROM checkup_due('2023-08-31',
  '{2024-03-28,2023-11-16,2024-07-20,2023-11-15,2024-02-15,2024-05-16,NULL}', '2025-03-31', ARRAY[daterange('2025-02-01', NULL)]);
-- The same plan as it was known at the end of February 2024: a check-up that was held is not yet due.
SELECT due_no, due_on, contact_on, state FROM checkup_due('2023-08-31', '{2024-03-28,2023-11-16,2024-02-15}', '2024-02-28',
  ARRAY[daterange('2025-02-01', NULL)]) WHERE due_no <= 3;
-- A contact serves one check-up. Monthly plans have windows that overlap: the nearest, the earlier when as near.
SELECT what, array_agg(due_no || ' ' || state || coalesce(' ' || contact_on, '') ORDER BY due_no) AS plan
FROM (VALUES ('as near to both', '{2024-04-17}'::date[]), ('nearer to the fourth', '{2024-04-18}'), ('two as near to the first', '{2024-02-05,2024-01-30}'),
  ('one for each', '{2024-02-17,2024-02-16}'), ('two for the second', '{2024-02-17,2024-03-05}')) AS v(what, contacts),
  checkup_due('2024-01-02', contacts, '2024-12-31', months => 1, times => 4, days_before => 30, days_after => 30) GROUP BY what ORDER BY what COLLATE "C";
-- Late is from 1 May to 17 June: the day after one window closes to the day before the next would open.
SELECT contacts, state, contact_on
FROM (VALUES ('{2024-04-30}'::date[]), ('{2024-05-01}'), ('{2024-06-17}'), ('{2024-06-18}'), ('{2024-05-20,2024-05-10}'), ('{2024-05-01,2024-03-19}'), ('{2024-03-18}')) AS v(contacts),
  checkup_due('2024-01-02', contacts, '2024-12-31', times => 1) ORDER BY contacts;
-- Suspended: by due_on; ranges that began after the cut-off are not known; a range with an end; none.
SELECT suspended, array_agg(state ORDER BY due_no) AS states
FROM (VALUES ('{}'::daterange[]), ('{"[2024-04-01,2024-04-01]"}'), ('{"[2024-04-02,2024-07-01)"}'), ('{"[2024-06-30,)"}'), ('{"[2025-01-01,)"}'), ('{"(,)"}'), ('{empty,NULL}')) AS v(suspended),
  checkup_due('2024-01-01', '{}', '2024-12-31', suspended, times => 4) GROUP BY suspended ORDER BY suspended::text COLLATE "C";
-- From a journey: a return to treatment on 10 August suspends what is due from then on.
SELECT due_no, due_on, state FROM (VALUES (journey '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-04-12,2024-10-30]:completed, outpatient[2024-08-10,)}', date '2024-04-09')) AS v(j, anchor),
  checkup_due(anchor, '{2024-07-05}', '2025-06-30', ARRAY(SELECT daterange(entered_on, NULL) FROM entries(j, daterange(anchor + 1, NULL))), times => 4);
-- Infinite cut-offs.
SELECT array_agg(state) FROM checkup_due('2024-01-01', '{2024-04-01}', 'infinity', times => 2);
SELECT array_agg(state) FROM checkup_due('2024-01-01', '{2024-04-01}', '-infinity', times => 2);
-- NULL is no rows.
SELECT count(*) AS "0" FROM checkup_due(NULL, '{}', '2024-01-01');
SELECT count(*) AS "0" FROM checkup_due('2024-01-01', NULL, '2024-01-01');

-- What cannot mean anything.
\set VERBOSITY sqlstate
SELECT * FROM checkup_due('infinity', '{}', '2024-01-01');
SELECT * FROM checkup_due('2024-01-01', '{infinity}', '2024-01-01');
SELECT * FROM checkup_due('2024-01-01', '{{2024-01-01}}', '2024-01-01', '{{"[2024-01-01,)"}}');
SELECT * FROM checkup_due('2024-01-01', array_fill(date '2024-01-01', ARRAY[65536]), '2024-01-01');
SELECT * FROM checkup_due('2024-01-01', '{}', '2024-01-01', months => 0);
SELECT * FROM checkup_due('2024-01-01', '{}', '2024-01-01', times => 401);
SELECT * FROM checkup_due('2024-01-01', '{}', '2024-01-01', days_before => -1);
SELECT * FROM checkup_due('2024-01-01', '{}', '2024-01-01', days_after => 367);
SELECT * FROM checkup_due('9998-06-01', '{}', '2024-01-01');
\set VERBOSITY default

-- The oracle: dates by PostgreSQL's own month arithmetic; for each contact the check-ups that it
-- could serve, ranked; for each check-up the contacts it was given, ranked.
CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;
CREATE TEMPORARY TABLE plan AS
SELECT id, date '2023-10-15' + pg_temp.dice(id, 1, 120) AS anchor, 1 + pg_temp.dice(id, 2, 4) AS months, 1 + pg_temp.dice(id, 3, 6) AS times,
  pg_temp.dice(id, 4, 40) AS days_before, pg_temp.dice(id, 5, 60) AS days_after, date '2024-03-01' + pg_temp.dice(id, 6, 600) AS observed_until,
  ARRAY(SELECT date '2023-10-01' + pg_temp.dice(id, 20 + k, 900) FROM generate_series(1, pg_temp.dice(id, 7, 12)) AS k) AS contacts,
  ARRAY(SELECT daterange(date '2024-01-01' + pg_temp.dice(id, 40 + k, 800), CASE WHEN pg_temp.dice(id, 60 + k, 2) = 0 THEN date '2026-06-01' + pg_temp.dice(id, 80 + k, 60) END)
    FROM generate_series(1, pg_temp.dice(id, 8, 2)) AS k) AS suspended
FROM generate_series(1, 4000) AS id;
CREATE TEMPORARY TABLE due AS
SELECT id, k AS due_no, (anchor + make_interval(months => k * months))::date AS due_on,
  (anchor + make_interval(months => k * months))::date - days_before AS window_from, (anchor + make_interval(months => k * months))::date + days_after AS window_to,
  (anchor + make_interval(months => (k + 1) * months))::date - days_before AS next_from
FROM plan, generate_series(1, times) AS k;
CREATE TEMPORARY TABLE served AS
SELECT DISTINCT ON (id, contact) id, due_no, contact, contact > window_to AS late, abs(contact - due_on) AS away
FROM plan JOIN due USING (id), unnest(contacts) AS contact
WHERE contact <= observed_until AND (contact BETWEEN window_from AND window_to OR contact > window_to AND contact < next_from)
ORDER BY id, contact, contact > window_to, abs(contact - due_on), due_no;
CREATE INDEX ON served (id, due_no);
ANALYZE plan, due, served;
CREATE TEMPORARY TABLE expected AS
SELECT d.id, d.due_no, d.due_on, d.window_from, d.window_to, s.contact AS contact_on,
  CASE WHEN EXISTS (SELECT FROM unnest(p.suspended) AS r WHERE d.due_on <@ r AND lower(r) <= p.observed_until) THEN 'suspended'
    WHEN d.window_to > p.observed_until THEN 'not_yet_due' WHEN s.contact IS NULL THEN 'missed' WHEN s.late THEN 'late' ELSE 'done' END::checkup_state AS state
FROM plan AS p JOIN due AS d USING (id)
LEFT JOIN LATERAL (SELECT * FROM served AS s WHERE (s.id, s.due_no) = (d.id, d.due_no) ORDER BY late, away, contact LIMIT 1) AS s ON true;
WITH ours AS (
  SELECT p.id, c.* FROM plan AS p, checkup_due(anchor, contacts, observed_until, suspended, months, times, days_before, days_after) AS c),
wrong AS ((TABLE ours EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE ours))
SELECT (SELECT count(*) FROM expected) AS rows, (SELECT count(*) FROM wrong) AS differences;
SELECT state, count(*) FROM expected GROUP BY state ORDER BY state;
DROP TABLE plan, due, served, expected;
