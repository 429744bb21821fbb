-- continuity.sql: treatment journeys and the events in them, on vectors checked by hand.
-- The same functions against an oracle in plain SQL: continuity_oracle. What became of people
-- after an event: follow_up.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

-- Gaps, nesting, open and unknown ends (J1 to J3 of the worked vectors and what they leave out).
CREATE TEMPORARY TABLE vector (name text PRIMARY KEY, journey journey NOT NULL);
INSERT INTO vector VALUES
  ('J1 gap of 21 days', '{residential[2024-01-10,2024-03-01]:transferred, outpatient[2024-03-22,2024-05-15]:left_before_completion}'),
  ('J2 gap of 22 days', '{outpatient[2024-03-22,2024-05-15]:left_before_completion, outpatient[2024-06-06,2024-06-07]:moved}'),
  ('J3 nested, then open', '{residential[2024-06-06,2024-08-01]:completed, outpatient[2024-06-20,2024-07-01]:completed, outpatient[2024-08-10,)}'),
  ('open swallows', '{outpatient[2020-01-01,), residential[2024-01-01,2024-02-01]:completed}'),
  ('unknown end bridges nothing', '{residential[2024-01-01,?]:completed, outpatient[2024-01-02,2024-01-05]:moved}'),
  ('unknown end, same day', '{residential[2024-01-01,?]:completed, outpatient[2024-01-01,2024-01-05]:moved}'),
  ('aftercare does not bridge', '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-04-12,2024-10-30]:completed, outpatient[2024-11-15,)}'),
  ('a contact does not bridge', '{outpatient[2024-01-01,2024-01-10]:moved, screening[2024-01-20,2024-01-20]:other, outpatient[2024-02-05,2024-02-09]:moved}'),
  ('no treatment', '{screening[2024-01-20,2024-01-20]:other, aftercare[2024-02-01,)}'),
  ('nothing', '{}');

SELECT name, n, treatment_journey
FROM vector, treatment_journeys(journey) WITH ORDINALITY AS t(treatment_journey, n)
ORDER BY name COLLATE "C", n;

-- The same, counted, by rule of the gap.
SELECT name, treatment_journey_count(journey) AS exclusive,
  treatment_journey_count(journey, inclusive => true) AS inclusive,
  treatment_journey_count(journey, 22, true) AS inclusive_22,
  treatment_journey_count(journey, 0) AS none,
  treatment_journey_count(journey, 0, true) AS none_inclusive,
  treatment_journey_count(journey, 2147483647) AS whole_life
FROM vector ORDER BY name COLLATE "C";

-- Exits (R1 to R3): same last day, an earlier day, a day nobody knows.
SELECT a, b, expected,
  exit_reason(format('{residential[2024-01-01,2024-02-01]:%s, outpatient[2024-01-10,2024-02-01]:%s}', a, b)::journey) AS same_day,
  exit_reason(format('{residential[2024-01-01,2024-02-01]:%s, outpatient[2024-01-10,2024-01-31]:%s}', a, b)::journey) = a::exit_reason AS later_decides,
  exit_reason(format('{residential[2024-01-01,2024-02-01]:%s, outpatient[2024-01-10,?]:%s}', a, b)::journey)
    IS NOT DISTINCT FROM expected::exit_reason AS unknown_has_a_say
FROM (VALUES
  ('completed', 'completed_reduced_use', 'completed_reduced_use'),
  ('completed', 'left_before_completion', NULL),
  ('declined', 'declined', 'declined'),
  ('completed_reduced_use', 'declined', NULL),
  ('completed', 'unknown', NULL),
  ('died', 'died', 'died')) AS v(a, b, expected);
SELECT name, exit_reason(journey) FROM vector ORDER BY name COLLATE "C";

-- Days: 10 January to 9 April are 91; nested stays once; [d,?] one day; open needs an end.
SELECT days_in_care('{residential[2024-01-10,2024-04-09]:completed}') AS "91",
  days_in_care('{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-02-01,2024-02-10]:moved, aftercare[2024-04-09,2024-04-12]:completed}') AS "94",
  days_in_care('{residential[2024-01-10,?]:completed}') AS "1",
  days_in_care('{residential[2024-01-10,)}') AS "null",
  days_in_care('{residential[2024-01-10,)}', '[2024-01-01,2024-02-01)') AS "22",
  days_in_care('{residential[2024-01-10,)}', '[2023-01-01,2024-01-01)') AS "0",
  days_in_care('{residential[2024-01-10,)}', '[2024-01-01,)') AS "null",
  days_in_care('{residential[2024-01-10,)}', '[2024-01-01,infinity)') AS "null",
  days_in_care('{residential[2024-01-10,)}', '(-infinity,2024-01-10]') AS "1",
  days_in_care('{residential[2024-01-10,)}', 'empty') AS "0",
  days_in_care('{residential[2024-01-10,)}', NULL, 'aftercare') AS "0",
  days_in_care('{}') AS "0",
  days_in_care(NULL) AS "null";
SELECT r AS role, days_in_care(journey, '[2024-01-01,2025-01-01)', r)
FROM vector, (VALUES ('contact'), ('treatment'), ('aftercare'), (NULL)) AS v(r)
WHERE name = 'aftercare does not bridge';

-- Events of one life, both units of discharge, the filter on care, and the gap.
CREATE TEMPORARY TABLE life AS SELECT journey '{withdrawal_management_inpatient[2024-01-01,2024-01-08]:transferred@1, residential[2024-01-09,2024-03-01]:completed@2, outpatient[2024-01-20,2024-03-01]:left_before_completion@3, aftercare[2024-03-05,2024-03-10]:completed@4, outpatient[2024-04-10,2024-05-30]:moved@3, residential[2024-08-01,?]:completed@2, opioid_agonist[2024-12-01,)@5}' AS journey;
SELECT d.* FROM life, discharges(journey, '(,)') AS d;
SELECT d.* FROM life, discharges(journey, '(,)', collapse_transfers => false) AS d;
SELECT d.* FROM life, discharges(journey, '[2024-03-01,2024-03-01]') AS d;
SELECT d.* FROM life, discharges(journey, '[2024-03-02,2024-05-30)') AS d;
SELECT d.* FROM life, discharges(journey, '[2024-01-01,2024-12-31]', '{residential, NULL}', false) AS d;
SELECT d.* FROM life, discharges(journey, '[2024-01-01,2024-12-31]', '{residential}') AS d;
SELECT d.* FROM life, discharges(journey, '[2024-01-01,2024-12-31]', '{}') AS d;
SELECT d.* FROM life, discharges(journey, '(,)', max_gap => 45) AS d;
SELECT e.* FROM life, entries(journey, '(,)') AS e;
SELECT e.* FROM life, entries(journey, '[2024-04-10,2024-08-01]') AS e;
SELECT e.* FROM life, entries(journey, '(,)', 45) AS e;
SELECT count(*) AS "0" FROM life, discharges(journey, 'empty') AS d;
SELECT count(*) AS "0" FROM life, discharges(journey, NULL) AS d;
SELECT count(*) AS "0" FROM life, discharges(NULL, '(,)') AS d;
SELECT count(*) AS "0" FROM life, discharges(journey, '(,)', NULL, NULL) AS d;
SELECT count(*) AS "0" FROM life, entries(journey, NULL) AS e;

-- US style. F1: of 1 January, 25 January and 1 February the run of 31 days leaves the first and the
-- last. A transfer of one day is collapsed, of two days it is not; outpatient care the next day hides
-- no discharge; runs are those of the journey, whatever the period; aftercare is nobody's discharge.
SELECT what, d.discharged_on, d.care, d.programme, d.exit_reason, d.journey_start, d.days
FROM (VALUES
  ('a F1', journey '{residential[2023-12-01,2024-01-01]:completed@1, residential[2024-01-10,2024-01-25]:moved@2, residential[2024-01-28,2024-02-01]:completed@3}', daterange '(,)', NULL::care[]),
  ('b F1 from 2 January', '{residential[2023-12-01,2024-01-01]:completed@1, residential[2024-01-10,2024-01-25]:moved@2, residential[2024-01-28,2024-02-01]:completed@3}', '[2024-01-02,)', NULL),
  ('c the 31st day of a run', '{residential[2023-12-01,2024-01-01]:completed, residential[2024-01-10,2024-01-31]:completed}', '(,)', NULL),
  ('d one day', '{withdrawal_management_inpatient[2024-01-01,2024-01-08]:transferred@1, residential[2024-01-09,2024-03-01]:completed@2}', '(,)', NULL),
  ('e two days', '{withdrawal_management_inpatient[2024-01-01,2024-01-08]:transferred@1, residential[2024-01-10,2024-03-01]:completed@2}', '(,)', NULL),
  ('f outpatient next day', '{residential[2024-01-01,2024-03-01]:completed, outpatient[2024-03-02,)}', '(,)', NULL),
  ('g the same, from both', '{residential[2024-01-01,2024-03-01]:completed, outpatient[2024-03-02,)}', '(,)', '{residential,outpatient}'),
  ('h outpatient beside it', '{outpatient[2023-06-01,2024-03-01]:left_before_completion, residential[2024-01-01,2024-03-01]:completed}', '(,)', NULL),
  ('i ended nobody knows when', '{residential[2024-01-01,?]:completed, residential[2024-03-01,2024-04-01]:completed}', '(,)', NULL),
  ('j still there', '{residential[2024-01-01,)}', '(,)', NULL),
  ('k aftercare', '{aftercare[2024-01-01,2024-02-01]:completed}', '(,)', '{aftercare,residential}'),
  ('l nothing asked', '{residential[2024-01-01,2024-03-01]:completed}', '(,)', '{}'))
  AS v(what, journey, period, from_care),
  LATERAL (SELECT * FROM us_style_discharges(journey, period) WHERE from_care IS NULL
    UNION ALL SELECT * FROM us_style_discharges(journey, period, from_care)) AS d
ORDER BY what COLLATE "C", d.discharged_on;
SELECT count(*) AS "0" FROM us_style_discharges(NULL, '(,)');
SELECT count(*) AS "0" FROM us_style_discharges('{residential[2024-01-01,2024-03-01]:completed}', '(,)', NULL);

-- NULL in, NULL out.
SELECT treatment_journey_count(NULL) IS NULL
  AND exit_reason(NULL::journey) IS NULL AS all_null;

-- What cannot mean anything: 22023.
\set VERBOSITY sqlstate
SELECT treatment_journeys('{}', -1);
SELECT treatment_journey_count('{}', -1);
SELECT * FROM discharges('{}', '(,)', max_gap => -1);
SELECT * FROM entries('{}', '(,)', -1);
SELECT days_in_care('{}', role => 'Treatment');
\set VERBOSITY default

-- A set abandoned half way is forgotten: each first treatment journey is the person's own.
CREATE TEMPORARY TABLE many AS
SELECT p, (SELECT journey_agg(episode('outpatient', date '2024-01-01' + 100 * i + p, date '2024-01-05' + 100 * i + p, 'moved', p))
           FROM generate_series(0, p % 4) AS i) AS journey
FROM generate_series(1, 200) AS p;
SELECT count(*) AS "200", count(*) FILTER (WHERE lower(period(first)) = date '2024-01-01' + p) AS "200"
FROM (SELECT p, (SELECT treatment_journeys(journey) LIMIT 1) AS first FROM many) AS s;
SELECT count(*) AS "200", count(*) FILTER (WHERE first = date '2024-01-05' + p) AS "200"
FROM (SELECT p, (SELECT (discharges(journey, '(,)')).discharged_on LIMIT 1) AS first FROM many) AS s;
SELECT count(*) AS "200", count(*) FILTER (WHERE first = date '2024-01-01' + p) AS "200"
FROM (SELECT p, (SELECT (entries(journey, '(,)')).entered_on LIMIT 1) AS first FROM many) AS s;
-- A cursor closed early, then the same again; two sets side by side; the sum by either form.
BEGIN;
DECLARE half CURSOR FOR SELECT treatment_journeys(journey) FROM many ORDER BY p;
MOVE 2 IN half;
CLOSE half;
COMMIT;
SELECT p, treatment_journeys(journey) IS NOT NULL AS mine, generate_series(1, 3) AS other FROM many WHERE p IN (1, 3) ORDER BY p, other;
SELECT (SELECT count(*) FROM (SELECT treatment_journeys(journey) FROM many) AS s) AS "500",
  (SELECT count(*) FROM many, treatment_journeys(journey)) AS "500",
  (SELECT sum(treatment_journey_count(journey)) FROM many) AS "500";
-- A journey stored out of line, read by value per call.
CREATE TEMPORARY TABLE long_life AS
SELECT 1 AS p, journey_agg(episode('outpatient', date '1990-01-01' + 7 * i, date '1990-01-01' + 7 * i + i % 5, 'moved', i * 7919 % 1000)) AS journey
FROM generate_series(1, 1500) AS i;
SELECT pg_column_size(journey) < 12 * 1500 OR pg_relation_size(reltoastrelid) > 0 AS stored_away, cardinality(journey)
FROM long_life, pg_class WHERE pg_class.oid = 'pg_temp.long_life'::regclass;
SELECT count(*) AS "1500", sum(cardinality(t)) AS "1500" FROM (SELECT treatment_journeys(journey, 2) AS t FROM long_life) AS s;
SELECT count(*) AS "1500", sum(days) AS "3000" FROM (SELECT (discharges(journey, '(,)', max_gap => 2)).days FROM long_life) AS s;
SELECT (SELECT treatment_journeys(journey, 2) LIMIT 1) FROM long_life, generate_series(1, 2);
DROP TABLE vector, life, many, long_life;
