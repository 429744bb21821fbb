-- contact.sql: stays that nobody closed, and the length of a stay under its rules.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

-- The rules: one for each kind of care, as data.
SELECT days, max_days, array_agg(care ORDER BY care) AS cares FROM unnest(contact_rules()) GROUP BY days, max_days ORDER BY days, max_days;
SELECT count(*) AS rules, count(DISTINCT care) AS cares, (SELECT count(*) FROM vocabulary('care')) AS kinds FROM unnest(contact_rules());

-- Contacts reported. Cut-off 1 July 2024; 90 days before it is 2 April, 35 is 27 May, 180 is 3 January.
SELECT what, presumed_left(journey::journey, contacts::date[], '2024-07-01') AS presumed
FROM (VALUES
  ('a seen 90 days ago', '{outpatient[2024-01-01,)@1}', '{2024-04-02,2024-01-15}'),
  ('b seen 91 days ago', '{outpatient[2024-01-01,)@1}', '{2024-01-15,2024-04-01}'),
  ('c never seen', '{outpatient[2024-01-01,)@1}', '{}'),
  ('d never seen, not long', '{outpatient[2024-04-02,)@1}', '{}'),
  ('e seen before the stay only', '{outpatient[2024-02-01,)@1}', '{2024-01-15}'),
  ('f medication, 35 days', '{opioid_agonist[2024-01-01,)@1}', '{2024-05-27}'),
  ('g medication, 36 days', '{opioid_agonist[2024-01-01,)@1}', '{2024-05-26}'),
  ('h aftercare, 180 days', '{peer_support[2023-01-01,)@1}', '{2024-01-03}'),
  ('i aftercare, 181 days', '{peer_support[2023-01-01,)@1}', '{2024-01-02}'),
  ('j seen after the cut-off', '{outpatient[2024-01-01,)@1}', '{2024-07-02}'),
  ('k starts after the cut-off', '{outpatient[2024-07-02,)@1}', '{}'),
  ('l ended ones stay', '{outpatient[2020-01-01,2020-02-01]:moved, residential[2020-03-01,?]:completed}', '{}'),
  ('m each by its own rule', '{outpatient[2023-01-01,), aftercare[2023-06-01,)}', '{2024-02-01,NULL}'),
  ('n becomes a twin', '{outpatient[2024-01-01,2024-02-01]:lost_contact, outpatient[2024-01-01,)}', '{2024-02-01}'),
  ('o moves among its day', '{outpatient[2024-01-01,2024-03-01]:moved, outpatient[2024-01-01,)}', '{2024-02-01}'),
  ('p longer than a stay can be', '{outpatient[1800-01-01,)}', '{2024-01-01}'),
  ('q nobody', '{}', '{2024-01-01}')) AS v(what, journey, contacts);

-- Contacts not reported: NULL, which is not an empty array. 1095 days before 1 July 2024 is 2 July 2021.
SELECT what, presumed_left(journey::journey, NULL, '2024-07-01') AS presumed
FROM (VALUES ('1095 days', '{outpatient[2021-07-02,)}'), ('1096 days', '{outpatient[2021-07-01,)}'),
  ('medication', '{opioid_agonist[1999-07-01,)}'), ('after the cut-off', '{outpatient[2025-07-01,)}')) AS v(what, journey);
-- What its end decides is then date_unknown; a lost contact is a discharge like others.
SELECT retained(presumed_left(j, NULL, '2024-07-01'), '2021-07-01', 84, '2024-07-01') AS date_unknown,
  retained(presumed_left(j, '{2021-08-01}', '2024-07-01'), '2021-07-01', 84, '2024-07-01') AS "no",
  exit_reason(presumed_left(j, '{2021-08-01}', '2024-07-01')) AS lost_contact
FROM (VALUES (journey '{outpatient[2021-07-01,)}')) AS v(j);

-- Rules of one's own: some kinds of care without one; a part without one; zero days.
SELECT what, presumed_left('{outpatient[2024-06-01,), residential[2024-06-01,)}', contacts, '2024-07-01', rules::contact_rule[]) AS presumed
FROM (VALUES ('none', '{2024-06-20}'::date[], '{}'), ('11 days', '{2024-06-20}', '{"(outpatient,10,)"}'), ('12 days', '{2024-06-20}', '{"(outpatient,11,)"}'),
  ('no contacts, no part', NULL, '{"(outpatient,10,)"}'), ('no contacts, 29 days', NULL, '{"(outpatient,,29)",NULL}'),
  ('zero', '{2024-06-30}', '{"(outpatient,0,0)","(residential,0,0)"}'), ('seen today', '{2024-07-01}', '{"(outpatient,0,0)"}')) AS v(what, contacts, rules);
-- Rules that change between rows are read anew.
SELECT days, is_open(e) AS open FROM generate_series(28, 32) AS days,
  unnest(presumed_left('{outpatient[2024-06-01,)}', '{}', '2024-07-01', ARRAY[ROW('outpatient', days, NULL)::contact_rule])) AS e;

-- NULL, and what cannot mean anything.
SELECT presumed_left(NULL, '{}', '2024-01-01') IS NULL AND presumed_left('{}', '{}', NULL) IS NULL
  AND presumed_left('{}', '{}', '2024-01-01', NULL) IS NULL AND presumed_left('{}', NULL, '2024-01-01') = '{}' AS as_said;
\set VERBOSITY sqlstate
SELECT presumed_left('{}', '{}', 'infinity');
SELECT presumed_left('{}', '{-infinity}', '2024-01-01');
SELECT presumed_left('{}', '{{2024-01-01},{2024-01-02}}', '2024-01-01');
SELECT presumed_left('{}', array_fill(date '2024-01-01', ARRAY[65536]), '2024-01-01');
SELECT presumed_left('{}', '{}', '2024-01-01', '{"(outpatient,-1,)"}');
SELECT presumed_left('{}', '{}', '2024-01-01', '{"(outpatient,1,-2147483648)"}');
SELECT presumed_left('{}', '{}', '2024-01-01', '{"(,1,1)"}');
SELECT presumed_left('{}', '{}', '2024-01-01', '{"(outpatient,1,1)","(outpatient,1,1)"}');
\set VERBOSITY default
SELECT presumed_left('{}', array_fill(date '2024-01-01', ARRAY[65535]), '2024-01-01') AS the_most;
-- After an error the same call site reads its rules again.
CREATE FUNCTION pg_temp.presumed(rules contact_rule[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN presumed_left('{outpatient[2020-01-01,)}', '{}', '2024-01-01', rules);
EXCEPTION WHEN invalid_parameter_value THEN
  RETURN 'refused';
END $$;
SELECT pg_temp.presumed(r::contact_rule[]) FROM (VALUES ('{"(outpatient,1,)"}'), ('{"(outpatient,-1,)"}'), ('{"(outpatient,-1,)"}'), ('{"(residential,1,)"}')) AS v(r);

-- Length of stay: L1 of the worked vectors first, 9 by the rule of 2004 and 10 by those of 2005 and 2019.
SELECT e AS stay, last_contact AS contact, observed_until AS observed, plain, inclusive, teds_2004 AS "2004", teds_2005 AS "2005", teds_2019 AS "2019", sistrat
FROM (VALUES (episode 'outpatient[2024-01-01,2024-01-10]', date '2024-01-10', NULL::date),
    ('residential[2024-01-01,2024-01-10]', NULL, NULL), ('residential[2024-01-01,2024-01-10]', '2024-01-05', NULL),
    ('outpatient[2024-01-01,2024-01-10]', '2024-01-05', NULL), ('outpatient[2024-01-01,2024-01-10]', '2024-01-15', NULL),
    ('hospital_inpatient[2024-01-01,2024-01-01]', NULL, NULL), ('withdrawal_management_outpatient[2024-01-01,2024-01-01]', NULL, NULL),
    ('outpatient[2024-01-01,?]', '2024-01-05', NULL), ('outpatient[2024-01-01,?]', NULL, NULL),
    ('outpatient[2024-01-01,)', '2024-01-05', NULL), ('outpatient[2024-01-01,)', NULL, '2024-03-01'),
    ('outpatient[2024-01-01,2024-01-10]', '2023-12-31', NULL), ('outpatient[2024-01-01,2024-01-10]', NULL, '2024-01-05'),
    ('outpatient[2024-01-01,2024-01-10]', NULL, '2023-12-31'), ('residential[2020-01-01,2022-12-31]', NULL, NULL),
    ('residential[2020-01-01,2023-01-01]', NULL, NULL), ('opioid_agonist[2021-01-01,)', NULL, 'infinity')) AS v(e, last_contact, observed_until),
  LATERAL (SELECT length_of_stay(e, 'plain', last_contact, observed_until), length_of_stay(e, 'inclusive', last_contact, observed_until),
    length_of_stay(e, 'teds_2004', last_contact, observed_until), length_of_stay(e, 'teds_2005', last_contact, observed_until),
    length_of_stay(e, 'teds_2019', last_contact, observed_until), length_of_stay(e, 'sistrat', last_contact, observed_until))
    AS l(plain, inclusive, teds_2004, teds_2005, teds_2019, sistrat);
-- With a bed or without: every kind of care.
SELECT length_of_stay(episode(name::care, '2024-01-01', '2024-01-10'), 'teds_2005') AS days, array_agg(name ORDER BY code) AS cares
FROM vocabulary('care') GROUP BY days ORDER BY days;
SELECT length_of_stay(NULL, 'plain') IS NULL AND length_of_stay('outpatient[2024-01-01,2024-01-10]', NULL) IS NULL AS null_in_null_out;
\set VERBOSITY sqlstate
SELECT length_of_stay('outpatient[2024-01-01,2024-01-10]', 'TEDS');
SELECT length_of_stay('outpatient[2024-01-01,2024-01-10]', 'teds_2019', 'infinity');
\set VERBOSITY default
