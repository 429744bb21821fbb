-- funnel.sql: how far many journeys come, against the steps of each journey grouped by plain SQL.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;

-- By hand. Both women are asked; one skips residential care, so her step 2 has no days and neither has
-- her step 3; 22 days lie between 3 and 25 January, 78 between 25 January and 12 April.
CREATE TEMPORARY TABLE life (gender gender, journey journey);
INSERT INTO life VALUES
  ('female', '{withdrawal_management_inpatient[2024-01-03,2024-01-12]:transferred, residential[2024-01-25,2024-04-09]:completed, aftercare[2024-04-12,)}'),
  ('female', '{withdrawal_management_inpatient[2024-01-03,2024-01-12]:transferred, aftercare[2024-04-12,)}'),
  ('male', '{}'), ('male', NULL), (NULL, '{residential[2024-01-25,2024-04-09]:completed}');
SELECT funnel(gender, journey, 'withdrawal* then residential* then aftercare*') FROM life;
SELECT funnel(gender, journey, 'withdrawal* then optional residential* then aftercare*') FROM life;
SELECT f.* FROM (SELECT funnel(gender, journey, 'withdrawal* then optional residential* then aftercare*') AS way FROM life) AS w, funnel_steps(way) AS f;
SELECT cases(way), cases(way, 'male'), cases(way, 'unknown') FROM (SELECT funnel(gender, journey, 'any') AS way FROM life) AS w;
-- Nobody asked; no pathway; no step reached; called by hand.
SELECT funnel(gender, journey, 'any') FROM life WHERE false;
SELECT funnel(gender, journey, NULL) FROM life;
SELECT funnel(gender, journey, 'custody_treatment') FROM life;
SELECT funnel_count(NULL, 'male', '{residential[2024-01-25,)}', 'any'), funnel_count('funnel {}', NULL, NULL, 'any');
\set VERBOSITY sqlstate
SELECT funnel_count('transition {}', 'male', '{}', 'any');
SELECT funnel(gender, journey, 'residential then') FROM life;
\set VERBOSITY default

-- Thrown journeys, several pathways, each with what the rows of single journeys add up to.
CREATE TEMPORARY TABLE thrown AS
SELECT person, (ARRAY['female', 'male', 'other', 'unknown'])[1 + person % 4]::gender AS gender, journey_agg(format('%s[%s,%s]:%s',
    ('{assessment,withdrawal_management_inpatient,residential,outpatient,aftercare}'::text[])[1 + (hashint4extended(person, k) & 1023) % 5],
    started, started + ((hashint4extended(person, 20 + k) & 1023) % 40)::integer,
    ('{completed,transferred,left_before_completion}'::text[])[1 + (hashint4extended(person, 40 + k) & 1023) % 3])::episode) AS journey
FROM generate_series(1, 3000) AS person, generate_series(1, 7) AS k,
  LATERAL (SELECT date '2024-01-01' + ((hashint4extended(person, 60 + k) & 1023) % 200)::integer AS started) AS s
WHERE k <= 1 + person % 7 GROUP BY person;
CREATE TEMPORARY TABLE way (n serial, way pathway);
INSERT INTO way (way) VALUES ('assessment then withdrawal* then residential* then aftercare*'), ('any'), ('custody_treatment'),
  ('withdrawal*:completed then{<=14d} treatment* then optional aftercare* then outpatient $'),
  ('optional assessment then treatment* 2 times then next aftercare*'), ('^ treatment* then no outpatient then aftercare* spanning{<=60d}');
CREATE TEMPORARY TABLE asked AS SELECT n, funnel(gender, journey, way) AS funnel FROM way, thrown GROUP BY n;
CREATE TEMPORARY VIEW by_hand AS
-- Steps passed without a stay count, up to the last one reached, and have no days; nor has the one after.
SELECT n, gender, step, count(*) AS reached, count(days) AS timed, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median_days
FROM (
  SELECT way.n, gender, k.step, s.reached_on - lag(s.reached_on) OVER (PARTITION BY way.n, gender, person ORDER BY k.step) AS days
  FROM way, thrown, LATERAL generate_series(1, funnel(journey, way)) AS k (step)
  LEFT JOIN LATERAL funnel_steps(journey, way) AS s ON s.step = k.step) AS r
GROUP BY n, gender, step;
SELECT count(*) AS rows, count(*) FILTER (WHERE f.timed < f.reached AND f.step > 1) AS passed_without_a_stay,
  count(*) FILTER (WHERE (f.reached, f.timed, f.median_days) IS DISTINCT FROM (b.reached, b.timed, b.median_days)) AS different
FROM (SELECT n, f.* FROM asked, funnel_steps(funnel) AS f WHERE f.gender IS NOT NULL) AS f FULL JOIN by_hand AS b USING (n, gender, step);
SELECT count(*) AS ways, bool_and(cases(funnel) = 3000) AS everybody_asked FROM asked;

-- The same bytes in parts, added in any order, and with a partial plan.
SELECT count(*) FILTER (WHERE a.funnel = p.funnel AND durations_send(a.funnel) = durations_send(p.funnel)) AS same
FROM asked AS a JOIN (SELECT n, sum(part ORDER BY part::text DESC) AS funnel FROM (
  SELECT n, person % 5 AS five, funnel(gender, journey, way) AS part FROM way, thrown GROUP BY 1, 2) AS parts GROUP BY n) AS p USING (n);
CREATE TABLE funnel_life AS SELECT * FROM thrown;
ALTER TABLE funnel_life SET (parallel_workers = 2);
ANALYZE funnel_life;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT durations_send(funnel(gender, journey, 'any then any then any')) = (SELECT durations_send(funnel(gender, journey, 'any then any then any')) FROM thrown) AS same FROM funnel_life;
DROP TABLE funnel_life;
