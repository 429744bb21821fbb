-- supply.sql: coverage by medication: vectors checked by hand, then an oracle in plain SQL.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

-- M1: from 1 January 2024 the 180 days end on 28 June; a gap of 6 days will do, one of 8 will not.
SELECT what, medication_covered(supplies::supply[], date '2024-01-01', observed_until) AS answer, expected
FROM (VALUES
  ('M1, next on 02-06', '{"(buprenorphine,2024-01-01,30)","(buprenorphine,2024-02-06,150)"}', date '2024-06-28', 'yes'),
  ('M1, next on 02-07', '{"(buprenorphine,2024-01-01,30)","(buprenorphine,2024-02-07,150)"}', '2024-06-28', 'yes'),
  ('M1, next on 02-08', '{"(buprenorphine,2024-01-01,30)","(buprenorphine,2024-02-08,150)"}', '2024-06-28', 'no'),
  ('a day too early to ask', '{"(buprenorphine,2024-01-01,30)","(buprenorphine,2024-02-08,150)"}', '2024-06-27', 'too_recent'),
  ('nothing on the day', '{"(buprenorphine,2023-12-31,180)"}', '2024-12-31', 'not_applicable'),
  ('nothing at all', '{}', '2024-12-31', 'not_applicable'),
  ('an implant', '{"(buprenorphine implant,2024-01-01,180)"}', '2024-12-31', 'yes'),
  ('the same appends', '{"(methadone,2024-01-10,90)","(methadone,2024-01-01,90)"}', '2024-12-31', 'yes'),
  ('another does not', '{"(methadone,2024-01-01,90)","(buprenorphine,2024-01-10,90)"}', '2024-12-31', 'no'),
  ('in hand from before', '{"(methadone,2023-12-20,30)","(methadone,2024-01-01,162)"}', '2024-12-31', 'yes'),
  ('7 days short at the end', '{"(methadone,2024-01-01,173)"}', '2024-12-31', 'yes'),
  ('8 days short at the end', '{"(methadone,2024-01-01,172)"}', '2024-12-31', 'no'),
  ('dispensed after the cut-off', '{"(methadone,2024-01-01,170)","(methadone,2024-06-29,30)"}', '2024-06-28', 'no'),
  ('gaps of 7, many', '{"(a,2024-01-01,20)","(a,2024-01-28,20)","(a,2024-02-24,20)","(a,2024-03-22,20)","(a,2024-04-18,20)","(a,2024-05-15,20)","(a,2024-06-11,20)"}', '2024-12-31', 'yes'),
  ('rows of an outer join', '{"(methadone,2024-01-01,180)",NULL,"(,,)"}', '2024-12-31', 'yes'),
  ('everything observed', '{"(methadone,2024-01-01,2147483647)"}', 'infinity', 'yes'),
  ('nothing observed', '{"(methadone,2024-01-01,180)"}', '-infinity', 'too_recent')) AS v(what, supplies, observed_until, expected);
-- Other stretches and other rules; the first day alone; days that are infinite.
SELECT medication_covered(s, '2024-01-01', '2024-12-31', 30) AS "yes", medication_covered(s, '2024-01-01', '2024-12-31', 37) AS "yes",
  medication_covered(s, '2024-01-01', '2024-12-31', 38) AS "no", medication_covered(s, '2024-01-01', '2024-12-31', 31, 0) AS "no",
  medication_covered(s, '2024-01-01', '2024-12-31', 30, 0) AS "yes", medication_covered(s, '2024-01-01', '2024-01-01', 1, 0) AS "yes",
  medication_covered(s, 'infinity', 'infinity') AS "too_recent", medication_covered(s, '-infinity', 'infinity') AS "not_applicable",
  medication_covered(NULL, '2024-01-01', '2024-12-31') IS NULL AS "null"
FROM (VALUES ('{"(methadone,2024-01-01,30)"}'::supply[])) AS v(s);
-- Names are compared as they are written.
SELECT medication_covered('{"(methadone,2024-01-01,90)","(Methadone,2024-01-10,90)"}', '2024-01-01', '2024-12-31') AS "no",
  medication_covered('{"(methadone,2024-01-01,90)","(\"methadone \",2024-01-10,90)"}', '2024-01-01', '2024-12-31') AS "no",
  medication_covered('{"(\"\",2024-01-01,90)","(\"\",2024-01-10,90)"}', '2024-01-01', '2024-12-31') AS "yes";

-- What cannot mean anything.
\set VERBOSITY sqlstate
SELECT medication_covered('{"(methadone,2024-01-01,0)"}', '2024-01-01', '2024-12-31');
SELECT medication_covered('{"(methadone,2024-01-01,-5)"}', '2024-01-01', '2024-12-31');
SELECT medication_covered('{"(methadone,2024-01-01,)"}', '2024-01-01', '2024-12-31');
SELECT medication_covered('{"(,2024-01-01,5)"}', '2024-01-01', '2024-12-31');
SELECT medication_covered('{"(methadone,,5)"}', '2024-01-01', '2024-12-31');
SELECT medication_covered('{"(methadone,infinity,5)"}', '2024-01-01', '2024-12-31');
SELECT medication_covered('{{"(methadone,2024-01-01,5)"}}', '2024-01-01', '2024-12-31');
SELECT medication_covered('{}', '2024-01-01', '2024-12-31', 0);
SELECT medication_covered('{}', '2024-01-01', '2024-12-31', 3661);
SELECT medication_covered('{}', '2024-01-01', '2024-12-31', 180, -1);
SELECT medication_covered(array_fill(('methadone', '2024-01-01', 1)::supply, ARRAY[65536]), '2024-01-01', '2024-12-31');
\set VERBOSITY default
SELECT medication_covered(array_fill(('methadone', '2024-01-01', 1)::supply, ARRAY[65535]), '2024-01-01', '2024-12-31') AS the_most;

-- The oracle: the day on which each supply begins to be used by a recursion over the boxes of one
-- drug; covered days one by one; islands of uncovered days by the difference of row numbers.
CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;
CREATE TEMPORARY TABLE question AS
SELECT id, date '2024-01-01' AS start, 1 + pg_temp.dice(id, 1, 200) AS days, pg_temp.dice(id, 2, 15) AS max_uncovered,
  CASE pg_temp.dice(id, 3, 4) WHEN 0 THEN date '2024-01-01' + pg_temp.dice(id, 4, 300) ELSE date '2024-12-31' END AS observed_until
FROM generate_series(1, 3000) AS id;
CREATE TEMPORARY TABLE box AS
SELECT id, k, ('{methadone,buprenorphine,naltrexone}'::text[])[1 + pg_temp.dice(id, 20 + k, 3)] AS substance,
  CASE WHEN k = 1 AND pg_temp.dice(id, 5, 5) > 0 THEN start ELSE date '2023-12-01' + pg_temp.dice(id, 40 + k, 250) END AS dispensed_on, 1 + pg_temp.dice(id, 60 + k, 40) AS box_days
FROM question, generate_series(1, 1 + pg_temp.dice(id, 6, 12)) AS k;
CREATE INDEX ON box (id);
ANALYZE question, box;
CREATE TEMPORARY TABLE used AS
WITH RECURSIVE numbered AS (
  SELECT b.*, row_number() OVER (PARTITION BY id, substance ORDER BY dispensed_on, k) AS n
  FROM box AS b JOIN question USING (id) WHERE dispensed_on <= observed_until),
used AS (
  SELECT id, substance, n, dispensed_on AS first, dispensed_on + box_days - 1 AS last FROM numbered WHERE n = 1
  UNION ALL
  SELECT b.id, b.substance, b.n, greatest(b.dispensed_on, u.last + 1), greatest(b.dispensed_on, u.last + 1) + b.box_days - 1
  FROM used AS u JOIN numbered AS b ON (b.id, b.substance, b.n) = (u.id, u.substance, u.n + 1))
SELECT id, first, last FROM used;
CREATE INDEX ON used (id);
ANALYZE used;
CREATE TEMPORARY TABLE answered AS
SELECT q.id, CASE WHEN start + days - 1 > observed_until THEN 'too_recent'
    WHEN NOT EXISTS (SELECT FROM box AS b WHERE b.id = q.id AND b.dispensed_on = start) THEN 'not_applicable'
    WHEN i.longest > max_uncovered THEN 'no' ELSE 'yes' END::answer AS expected,
  medication_covered(ARRAY(SELECT (substance, dispensed_on, box_days)::supply FROM box AS b WHERE b.id = q.id ORDER BY pg_temp.dice(b.k, b.id, 100)), start, observed_until, days, max_uncovered) AS given
FROM question AS q, LATERAL (
  SELECT coalesce(max(length), 0) AS longest FROM (
    SELECT count(*) AS length FROM (
      SELECT d, d - (row_number() OVER (ORDER BY d))::integer AS island FROM generate_series(0, days - 1) AS d
      WHERE NOT EXISTS (SELECT FROM used AS u WHERE u.id = q.id AND start + d BETWEEN first AND last)) AS uncovered GROUP BY island) AS islands) AS i;
SELECT count(*) AS questions, count(*) FILTER (WHERE given IS DISTINCT FROM expected) AS differences FROM answered;
SELECT given, count(*) FROM answered GROUP BY given ORDER BY given;
DROP TABLE question, box, used, answered;
