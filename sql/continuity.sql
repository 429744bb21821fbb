-- continuity.sql: treatment journeys, events and questions, on vectors checked by hand.
-- The same functions against an oracle in plain SQL: continuity_oracle; against a known truth:
-- continuity_bias.
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

-- Retained: W1; an early leaver inside an unfinished window is too recent, not a no.
SELECT what, retained(journey::journey, index_date, 84, observed_until) AS answer, expected
FROM (VALUES
  ('W1: 84 days', '{outpatient[2024-01-01,2024-03-25]:moved}', date '2024-01-01', date '2024-03-25', 'yes'),
  ('W1: 83 days', '{outpatient[2024-01-01,2024-03-24]:moved}', '2024-01-01', '2024-12-31', 'no'),
  ('a day too early to ask', '{outpatient[2024-01-01,2024-03-25]:moved}', '2024-01-01', '2024-03-24', 'too_recent'),
  ('left after 9 days, asked in the window', '{outpatient[2024-12-01,2024-12-10]:moved}', '2024-12-01', '2024-12-31', 'too_recent'),
  ('left after 9 days, asked later', '{outpatient[2024-12-01,2024-12-10]:moved}', '2024-12-01', '2025-12-31', 'no'),
  ('open', '{outpatient[2024-01-01,)}', '2024-01-01', '2024-12-31', 'yes'),
  ('died in care', '{outpatient[2024-01-01,2024-02-01]:died}', '2024-01-01', '2024-12-31', 'no'),
  ('ended nobody knows when', '{outpatient[2024-01-01,?]:moved}', '2024-01-01', '2024-12-31', 'date_unknown'),
  ('an earlier stay may run on', '{residential[2023-11-01,?]:moved, outpatient[2024-01-01,2024-02-01]:moved}', '2024-01-01', '2024-12-31', 'date_unknown'),
  ('a transfer within the gap', '{residential[2024-01-01,2024-02-01]:transferred, outpatient[2024-02-20,2024-04-30]:moved}', '2024-01-01', '2024-12-31', 'yes'),
  ('the gap is no presence', '{residential[2024-01-01,2024-03-10]:moved}', '2024-01-01', '2024-12-31', 'no'),
  ('in a gap on the day, back later', '{residential[2024-01-01,2024-03-20]:transferred, outpatient[2024-04-05,2024-04-30]:moved}', '2024-01-01', '2024-12-31', 'yes'),
  ('the same, the return not yet seen', '{residential[2024-01-01,2024-03-20]:transferred, outpatient[2024-04-05,2024-04-30]:moved}', '2024-01-01', '2024-03-31', 'no'),
  ('aftercare is not treatment', '{outpatient[2024-01-01,2024-02-01]:moved, aftercare[2024-02-01,)}', '2024-01-01', '2024-12-31', 'no'),
  ('not in treatment on the date', '{outpatient[2024-01-02,)}', '2024-01-01', '2024-12-31', 'not_applicable'),
  ('starts after observation', '{outpatient[2024-06-01,)}', '2024-06-01', '2024-05-31', 'too_recent'),
  ('nobody', '{}', '2024-01-01', '2024-12-31', 'not_applicable'),
  ('everything is observed', '{outpatient[2024-01-01,)}', '2024-01-01', 'infinity', 'yes'),
  ('no such day', '{outpatient[2024-01-01,)}', 'infinity', 'infinity', 'too_recent'))
  AS v(what, journey, index_date, observed_until, expected);

-- Follow-up after a discharge on 1 January 2024 (F2: 7 days are the 2nd to the 8th).
SELECT what, linked_to_aftercare(j, '2024-01-01', 7, '2024-12-31') AS linked_7,
  linked_to_aftercare(j, '2024-01-01', 30, '2024-12-31') AS linked_30,
  continued_care(j, '2024-01-01', 30, '2024-12-31') AS continued_30,
  returned_to_treatment(j, '2024-01-01', 30, '2024-12-31') AS returned_30
FROM (VALUES
  ('a nothing else', ''),
  ('b aftercare on the day only', ', aftercare[2024-01-01,2024-01-01]:completed'),
  ('c a handover begun before', ', aftercare[2023-12-28,2024-01-02]:completed'),
  ('d the 2nd', ', aftercare[2024-01-02,2024-01-02]:completed'),
  ('e the 8th', ', peer_support[2024-01-08,)'),
  ('f the 9th', ', recovery_checkup[2024-01-09,2024-01-09]:completed'),
  ('g the 31st', ', case_management[2024-01-31,)'),
  ('h 1 February', ', aftercare[2024-02-01,)'),
  ('i ended nobody knows when, begun before', ', aftercare[2023-12-20,?]:moved'),
  ('j ended nobody knows when, begun after', ', aftercare[2024-01-05,?]:moved'),
  ('k outpatient at once', ', outpatient[2024-01-02,)'),
  ('l outpatient after the gap', ', outpatient[2024-01-23,)'),
  ('m withdrawal again', ', withdrawal_management_outpatient[2024-01-25,2024-01-30]:completed'),
  ('n treatment in custody', ', custody_treatment[2024-01-05,2024-06-01]:completed'),
  ('o a screening', ', screening[2024-01-05,2024-01-05]:other'),
  ('p died on day 7', ', harm_reduction[2024-01-02,2024-01-08]:died'),
  ('q linked, died on day 30', ', aftercare[2024-01-02,2024-01-31]:died'),
  ('r died later', ', aftercare[2024-01-02,2024-02-01]:died'),
  ('s an open stay beside it', ', opioid_agonist[2023-06-01,)'))
  AS v(what, more),
  LATERAL (SELECT format('{residential[2023-12-01,2024-01-01]:completed%s}', more)::journey AS j) AS l
ORDER BY what COLLATE "C";

-- Custody is an exit like others, never silently out; leaving for it is a discharge.
SELECT continued_care(j, '2024-01-01', 14, '2024-12-31') AS continued,
  linked_to_aftercare(j, '2024-01-01', 14, '2024-12-31') AS linked,
  (SELECT array_agg(d.exit_reason) FROM discharges(j, '(,)', collapse_transfers => false) AS d) AS exits
FROM (VALUES (journey '{outpatient[2023-10-01,2024-01-01]:entered_custody, custody_treatment[2024-01-10,2024-03-01]:transferred}'),
  ('{custody_treatment[2023-10-01,2024-01-01]:transferred_to_custody, aftercare[2024-01-03,)}')) AS v(j);

-- One life of the design notes: two treatment journeys, linked, returned on day 220.
SELECT treatment_journey_count(j) AS "2",
  (SELECT array_agg(d.discharged_on) FROM discharges(j, '(,)') AS d) AS discharged,
  linked_to_aftercare(j, '2024-04-09', 30, '2025-12-31') AS "yes",
  returned_to_treatment(j, '2024-04-09', 220, '2025-12-31') AS "yes",
  returned_to_treatment(j, '2024-04-09', 219, '2025-12-31') AS "no",
  returned_to_treatment(j, '2024-04-09', 21, '2025-12-31') AS "window_within_gap",
  returned_to_treatment(j, '2024-04-09', 21, '2025-12-31', 20) AS "no",
  returned_to_treatment(j, '2024-04-09', 220, '2024-11-14') AS "too_recent"
FROM vector CROSS JOIN LATERAL (SELECT journey) AS l(j) WHERE name = 'aftercare does not bridge';

-- Order of decision: the gap, then dates, then the index event, then death, then the outcome.
SELECT returned_to_treatment('{}', '2024-12-30', 21, '2024-12-31') AS "window_within_gap",
  returned_to_treatment('{}', '2024-12-30', 22, '2024-12-31') AS "too_recent",
  returned_to_treatment('{}', '2024-01-01', 22, '2024-12-31') AS "not_applicable",
  linked_to_aftercare('{outpatient[2024-01-01,2024-12-10]:died, aftercare[2024-12-01,)}', '2024-12-10', 30, '2024-12-31') AS "too_recent",
  linked_to_aftercare('{aftercare[2024-01-01,2024-01-20]:died}', '2024-01-01', 30, '2024-12-31') AS "not_applicable",
  linked_to_aftercare('{outpatient[2024-01-01,2024-01-10]:died, aftercare[2024-01-01,)}', '2024-01-10', 30, '2024-12-31') AS "died",
  linked_to_aftercare('{outpatient[2024-01-01,?]:completed}', '2024-01-01', 30, '2024-12-31') AS "not_applicable";

-- NULL in, NULL out.
SELECT retained(NULL, '2024-01-01', 84, '2024-12-31') IS NULL
  AND retained('{}', NULL, 84, '2024-12-31') IS NULL
  AND linked_to_aftercare('{}', '2024-01-01', NULL, '2024-12-31') IS NULL
  AND continued_care('{}', '2024-01-01', 30, NULL) IS NULL
  AND returned_to_treatment('{}', '2024-01-01', 30, '2024-12-31', NULL) IS NULL
  AND treatment_journey_count(NULL) IS NULL
  AND exit_reason(NULL::journey) IS NULL AS all_null;

-- What cannot mean anything: 22023.
\set VERBOSITY sqlstate
SELECT retained('{}', '2024-01-01', 0, '2024-12-31');
SELECT retained('{}', '2024-01-01', 84, '2024-12-31', -1);
SELECT linked_to_aftercare('{}', '2024-01-01', -7, '2024-12-31');
SELECT continued_care('{}', '2024-01-01', 0, '2024-12-31');
SELECT returned_to_treatment('{}', '2024-01-01', 30, '2024-12-31', -1);
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
