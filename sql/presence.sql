-- presence.sql: gaps, states, days at risk, stock and flow, on vectors checked by hand.
-- The same against an oracle in plain SQL: presence_oracle.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

-- First and last day. ended() is NULL where a later end is possible.
SELECT j AS journey, started(j), ended(j), lower(period(j)) IS NOT DISTINCT FROM started(j) AS as_period
FROM (VALUES (journey '{residential[2024-01-10,2024-03-01]:transferred, outpatient[2024-01-22,2024-02-15]:moved}'),
  ('{outpatient[2024-01-10,2024-03-01]:moved, outpatient[2024-02-01,)}'),
  ('{outpatient[2024-01-10,2024-03-01]:moved, outpatient[2024-02-01,?]:moved}'),
  ('{screening[0001-01-01,0001-01-01]:other}'), ('{}')) AS v(j);
-- Of a treatment journey it is the day of its discharge, and of nothing else.
SELECT started(t), ended(t), (SELECT d.discharged_on FROM discharges(t, '(,)') AS d)
FROM treatment_journeys('{residential[2024-01-10,2024-03-01]:completed, outpatient[2024-03-22,2024-05-15]:moved, residential[2024-08-01,?]:moved, opioid_agonist[2024-12-01,)}') AS t;

CREATE TEMPORARY TABLE vector (name text PRIMARY KEY, journey journey NOT NULL);
INSERT INTO vector VALUES
  ('J1 gap of 21 days', '{residential[2024-01-10,2024-03-01]:transferred, outpatient[2024-03-22,2024-05-15]:left_before_completion}'),
  ('J2 gap of 22 days', '{outpatient[2024-03-22,2024-05-15]:left_before_completion, outpatient[2024-06-06,2024-06-07]:moved}'),
  ('J3 nested, then open', '{residential[2024-06-06,2024-08-01]:completed, outpatient[2024-06-20,2024-07-01]:completed, outpatient[2024-08-10,)}'),
  ('next day', '{outpatient[2024-01-01,2024-01-05]:transferred, residential[2024-01-06,2024-01-10]:completed}'),
  ('a day between', '{outpatient[2024-01-01,2024-01-05]:transferred, residential[2024-01-07,2024-01-10]:completed}'),
  ('open swallows', '{outpatient[2020-01-01,), residential[2024-01-01,2024-02-01]:completed}'),
  ('unknown end', '{residential[2024-01-01,?]:completed, outpatient[2024-01-10,2024-01-20]:moved, outpatient[2024-02-01,2024-02-02]:moved, outpatient[2024-06-01,2024-06-02]:moved}'),
  ('two ends, two starts', '{outpatient[2024-01-01,2024-01-31]:moved, residential[2024-01-10,2024-01-31]:moved, outpatient[2024-03-01,2024-03-05]:moved, opioid_agonist[2024-03-01,2024-03-05]:moved}'),
  ('aftercare between', '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-04-12,2024-10-30]:completed, outpatient[2024-11-15,)}'),
  ('one stay', '{outpatient[2024-01-01,2024-01-10]:moved}'),
  ('nothing', '{}');

-- Gaps. 1 to 22 March are 21 days, as max_gap counts them, and are bridged.
SELECT name, g.* FROM vector, gaps(journey) AS g ORDER BY name COLLATE "C", left_on;
SELECT role, g.* FROM vector, (VALUES ('aftercare'), ('contact'), (NULL)) AS r(role), gaps(journey, role => r.role) AS g
WHERE name = 'aftercare between' ORDER BY role, left_on;
SELECT g.days, g.bridged AS at_21, (SELECT bridged FROM gaps(journey, 20)) AS at_20, (SELECT bridged FROM gaps(journey, 2147483647)) AS always
FROM vector, gaps(journey) AS g WHERE name LIKE 'J1%';
SELECT name, longest_gap(journey) AS treatment, longest_gap(journey, 'aftercare') AS aftercare, longest_gap(journey, NULL) AS any_care
FROM vector ORDER BY name COLLATE "C";
SELECT count(*) AS "0" FROM gaps(NULL);
SELECT count(*) AS "0" FROM gaps('{}', NULL);
SELECT longest_gap(NULL) IS NULL AS null_in_null_out;
-- Without unknown ends, one treatment journey more than gaps that are not bridged.
SELECT name FROM vector WHERE name NOT LIKE 'unknown%' AND started(journey) IS NOT NULL
  AND treatment_journey_count(journey) <> 1 + (SELECT count(*) FROM gaps(journey) WHERE NOT bridged);
-- A set abandoned half way is forgotten.
SELECT name, (SELECT (gaps(journey)).back_on LIMIT 1) FROM vector ORDER BY name COLLATE "C";
-- The widest there can be.
SELECT days, bridged FROM gaps('{outpatient[0001-01-01,0001-01-01]:moved, outpatient[9999-12-31,)}', 2147483647);

-- States, day by day where they change; of contacts, deaths and unknown ends.
SELECT what, day, care_state(journey::journey, day::date) AS state, expected
FROM (VALUES
  ('a life', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-02-20,2024-03-10]:completed}', '2024-01-09', 'not_in_care'),
  ('a life', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-02-20,2024-03-10]:completed}', '2024-01-10', 'in_treatment'),
  ('a life', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-02-20,2024-03-10]:completed}', '2024-03-01', 'in_treatment'),
  ('a life', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-02-20,2024-03-10]:completed}', '2024-03-02', 'in_aftercare'),
  ('a life', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-02-20,2024-03-10]:completed}', '2024-03-11', 'between_care'),
  ('a life', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-02-20,2024-03-10]:completed}', '2024-03-31', 'between_care'),
  ('a life', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-02-20,2024-03-10]:completed}', '2024-04-01', 'not_in_care'),
  ('open', '{opioid_agonist[2020-01-01,)}', '2024-01-01', 'in_treatment'),
  ('open', '{opioid_agonist[2020-01-01,)}', 'infinity', 'in_treatment'),
  ('open', '{opioid_agonist[2020-01-01,)}', '-infinity', 'not_in_care'),
  ('a contact is no care', '{harm_reduction[2024-01-01,)}', '2024-01-01', 'not_in_care'),
  ('the gap, back later', '{outpatient[2024-01-01,2024-01-10]:moved, outpatient[2024-02-01,)}', '2024-01-31', 'between_care'),
  ('too long, back later', '{outpatient[2024-01-01,2024-01-10]:moved, outpatient[2024-02-02,)}', '2024-02-01', 'not_in_care'),
  ('died', '{outpatient[2024-01-01,2024-01-10]:died}', '2024-01-10', 'in_treatment'),
  ('died', '{outpatient[2024-01-01,2024-01-10]:died}', '2024-01-11', 'not_in_care'),
  ('died elsewhere', '{outpatient[2024-01-01,2024-01-10]:moved, outreach[2024-01-12,2024-01-15]:died}', '2024-01-15', 'between_care'),
  ('died elsewhere', '{outpatient[2024-01-01,2024-01-10]:moved, outreach[2024-01-12,2024-01-15]:died}', '2024-01-16', 'not_in_care'),
  ('recorded after death', '{outpatient[2024-01-01,2024-01-10]:died, aftercare[2024-01-12,)}', '2024-02-01', 'in_aftercare'),
  ('unknown end', '{outpatient[2024-01-01,?]:moved}', '2024-01-01', 'in_treatment'),
  ('unknown end', '{outpatient[2024-01-01,?]:moved}', '2024-01-02', 'date_unknown'),
  ('unknown end, aftercare', '{outpatient[2024-01-01,?]:moved, aftercare[2024-02-01,)}', '2024-02-02', 'date_unknown'),
  ('aftercare of unknown end', '{aftercare[2024-01-01,?]:moved, outpatient[2024-02-01,)}', '2024-02-02', 'in_treatment'),
  ('unknown end, then died', '{outpatient[2024-01-01,?]:moved, outpatient[2024-02-01,2024-02-05]:died}', '2024-02-06', 'not_in_care'),
  ('nothing', '{}', '2024-01-01', 'not_in_care')) AS v(what, journey, day, expected);
SELECT care_state('{outpatient[2024-01-01,2024-01-10]:moved}', '2024-01-11', 0) AS not_in_care,
  care_state('{outpatient[2024-01-01,2024-01-10]:moved}', 'infinity', 2147483647) AS between_care;

-- Days at risk: from the end of the gap up to and with the day of the return or of death.
SELECT what, days_at_risk(journey::journey, period::daterange, observed_until::date) AS days, expected
FROM (VALUES
  ('23 March to 22 April, then 6 June to the end', '{residential[2024-01-10,2024-03-01]:transferred, outpatient[2024-04-22,2024-05-15]:moved}', '(,)', '2024-12-31', 31 + 209),
  ('in April', '{residential[2024-01-10,2024-03-01]:transferred, outpatient[2024-04-22,2024-05-15]:moved}', '[2024-04-01,2024-05-01)', '2024-12-31', 22),
  ('a return after observation', '{residential[2024-01-10,2024-03-01]:transferred, outpatient[2024-04-22,2024-05-15]:moved}', '(,)', '2024-04-01', 10),
  ('back within the gap', '{residential[2024-01-10,2024-03-01]:transferred, outpatient[2024-03-22,2024-05-15]:moved}', '(,)', '2024-06-10', 5),
  ('died in aftercare', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-03-02,2024-03-24]:died}', '(,)', '2024-12-31', 2),
  ('died in the gap', '{residential[2024-01-10,2024-03-01]:completed, aftercare[2024-03-02,2024-03-20]:died}', '(,)', '2024-12-31', 0),
  ('ended nobody knows when', '{residential[2024-01-10,?]:completed}', '(,)', '2024-12-31', 0),
  ('before a stay of unknown end', '{outpatient[2024-01-01,2024-01-10]:moved, residential[2024-03-01,?]:completed}', '(,)', '2024-12-31', 30),
  ('an earlier stay may run on', '{residential[2023-01-01,?]:completed, outpatient[2024-01-01,2024-01-10]:moved}', '(,)', '2024-12-31', 0),
  ('open', '{opioid_agonist[2020-01-01,)}', '(,)', '2024-12-31', 0),
  ('never in treatment', '{aftercare[2020-01-01,2020-02-01]:completed}', '(,)', '2024-12-31', 0),
  ('nothing', '{}', '(,)', 'infinity', 0),
  ('no day', '{outpatient[2024-01-01,2024-01-10]:moved}', 'empty', '2024-12-31', 0),
  ('not observed', '{outpatient[2024-01-01,2024-01-10]:moved}', '(,)', '-infinity', 0),
  ('no end', '{outpatient[2024-01-01,2024-01-10]:moved}', '(,)', 'infinity', NULL),
  ('no end but the period''s', '{outpatient[2024-01-01,2024-01-10]:moved}', '(,2024-02-03)', 'infinity', 2),
  ('no end but death', '{outpatient[2024-01-01,2024-01-10]:moved, outreach[2024-01-20,2024-02-05]:died}', '(,infinity)', 'infinity', 5))
  AS v(what, journey, period, observed_until, expected);
SELECT days_at_risk('{outpatient[0001-01-01,0001-01-01]:moved}', '(,)', '5874897-12-31', 0) = date '5874897-12-31' - date '0001-01-01' AS every_later_day;

-- Stock and flow: who was there, came, went; unknown ends go out by a door of their own.
SELECT what, f.*, f.open_at_start + f.started - f.ended - f.ended_on_unknown_date = f.open_at_end AS balances
FROM (VALUES
  ('through it', '{outpatient[2024-01-01,2024-12-31]:moved}'),
  ('open', '{outpatient[2024-01-01,)}'),
  ('ended on the first day', '{outpatient[2024-01-01,2024-03-01]:moved}'),
  ('ended the day before', '{outpatient[2024-01-01,2024-02-29]:moved}'),
  ('ended on the last day', '{outpatient[2024-01-01,2024-03-31]:moved}'),
  ('started on the first day', '{outpatient[2024-03-01,)}'),
  ('one day', '{outpatient[2024-03-31,2024-03-31]:moved}'),
  ('afterwards', '{outpatient[2024-04-01,2024-04-01]:moved}'),
  ('unknown, before', '{outpatient[2024-02-01,?]:moved}'),
  ('unknown, in it', '{outpatient[2024-03-02,?]:moved}'),
  ('two at once', '{outpatient[2024-01-01,), residential[2024-03-05,2024-03-09]:completed}'),
  ('aftercare', '{aftercare[2024-01-01,)}'),
  ('nothing', '{}')) AS v(what, journey), stock_and_flow(journey::journey, '[2024-03-01,2024-04-01)') AS f;
SELECT period, role, f.* FROM (VALUES ('(,)'), ('empty'), ('(,2024-03-01]'), ('[2024-03-01,)'), ('[2024-03-01,infinity)')) AS p(period),
  (VALUES ('treatment'), ('contact'), (NULL)) AS r(role),
  stock_and_flow('{outpatient[2024-01-01,2024-03-10]:moved, aftercare[2024-03-01,), screening[2024-03-01,?]:other}', period::daterange, role) AS f;
SELECT stock_and_flow(NULL, '(,)') IS NULL AND stock_and_flow('{}', NULL) IS NULL AND care_state('{}', NULL) IS NULL
  AND days_at_risk('{}', '(,)', NULL) IS NULL AND started(NULL::journey) IS NULL AND ended(NULL::journey) IS NULL AS all_null;
-- Over many, once a row.
SELECT sum((f).started) AS started, sum((f).ended) AS ended FROM (SELECT stock_and_flow(journey, '[2024-01-01,2024-12-31]') AS f FROM vector OFFSET 0) AS s;

-- What cannot mean anything: 22023.
\set VERBOSITY sqlstate
SELECT * FROM gaps('{}', -1);
SELECT * FROM gaps('{}', role => 'Treatment');
SELECT longest_gap('{}', 'care');
SELECT care_state('{}', '2024-01-01', -1);
SELECT days_at_risk('{}', '(,)', '2024-01-01', -1);
SELECT stock_and_flow('{}', '(,)', '');
\set VERBOSITY default

-- At the size limit: all on one day, all overlapping, each two days apart.
CREATE TEMPORARY TABLE huge AS
SELECT 'one day' AS name, journey_agg(episode('outpatient', '2024-01-01', '2024-01-01', 'moved', i)) AS journey FROM generate_series(1, 65535) AS i
UNION ALL SELECT 'overlapping', journey_agg(episode('outpatient', date '1900-01-01' + i, date '1966-12-18' + 1 + i, 'moved', i)) FROM generate_series(1, 65535) AS i
UNION ALL SELECT 'apart', journey_agg(episode('outpatient', date '1900-01-01' + 2 * i, date '1900-01-01' + 2 * i, 'moved', i)) FROM generate_series(1, 65535) AS i;
SELECT name, started(journey), ended(journey) - date '1900-01-01' AS ended, (SELECT count(*) FROM gaps(journey, 1)) AS gaps, longest_gap(journey),
  days_at_risk(journey, '(,)', '2100-01-31', 0), care_state(journey, '2000-01-01', 0), (stock_and_flow(journey, '[1950-01-01,2000-01-01)')).*
FROM huge ORDER BY name COLLATE "C";
DROP TABLE vector, huge;
