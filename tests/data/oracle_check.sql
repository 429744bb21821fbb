-- oracle_check.sql: the independent check is itself checked, on cases worked out by hand: the
-- vectors of the domain rules (gap of 21 days, nested and open stays, 84 days, aftercare is no
-- treatment, a case inside an unfinished window). 2024, observed until 31 December.
INSERT INTO oracle.stay(person, programme, care, started, ended, ending, exit_reason) VALUES
  ('gap 21', 1, 'outpatient', '2024-01-10', '2024-03-01', 'closed', 'transferred'),
  ('gap 21', 1, 'outpatient', '2024-03-22', '2024-05-15', 'closed', 'completed'),
  ('gap 22', 1, 'outpatient', '2024-01-10', '2024-05-15', 'closed', 'completed'),
  ('gap 22', 1, 'outpatient', '2024-06-06', '2024-06-30', 'closed', 'completed'),
  ('nested', 1, 'outpatient', '2024-06-06', '2024-08-01', 'closed', 'completed'),
  ('nested', 2, 'outpatient', '2024-06-20', '2024-07-01', 'closed', 'transferred'),
  ('nested', 1, 'outpatient', '2024-08-10', NULL, 'open', NULL),
  ('84 days', 1, 'outpatient', '2024-01-01', '2024-03-25', 'closed', 'completed'),
  ('83 days', 1, 'outpatient', '2024-01-01', '2024-03-24', 'closed', 'completed'),
  ('aftercare', 1, 'residential', '2024-01-10', '2024-04-09', 'closed', 'completed'),
  ('aftercare', 2, 'aftercare', '2024-04-12', '2024-10-30', 'closed', 'completed'),
  ('aftercare', 1, 'outpatient', '2024-11-15', NULL, 'open', NULL),
  ('too recent', 1, 'outpatient', '2024-12-01', '2024-12-10', 'closed', 'left_before_completion'),
  ('unknown end', 1, 'outpatient', '2024-02-01', NULL, 'unknown', 'left_before_completion'),
  ('unknown end', 1, 'outpatient', '2024-02-20', '2024-03-01', 'closed', 'completed'),
  ('unknown end', 1, 'outpatient', '2024-07-01', '2024-07-02', 'closed', 'completed'),
  ('died', 1, 'residential', '2024-02-01', '2024-02-10', 'closed', 'completed'),
  ('died', 2, 'aftercare', '2024-02-12', '2024-02-20', 'closed', 'died'),
  ('same day', 1, 'withdrawal_management_inpatient', '2024-05-01', '2024-05-05', 'closed', 'completed'),
  ('same day', 2, 'opioid_agonist', '2024-05-03', '2024-05-06', 'closed', 'completed'),
  ('local', 1, 'outpatient', '2024-03-01', '2024-03-02', 'closed', 'completed'),
  ('twice', 1, 'outpatient', '2024-03-01', '2024-04-01', 'closed', 'completed'),
  ('twice', 1, 'outpatient', '2024-03-01', '2024-04-01', 'closed', 'completed'),
  ('later', 1, 'outpatient', '2025-01-01', NULL, 'open', NULL);
INSERT INTO oracle.alias SELECT DISTINCT person, CASE person WHEN 'local' THEN 'local' ELSE 'verified' END FROM oracle.stay;
INSERT INTO oracle.fact(person, fact, value, valid_from, provider, number) VALUES
  ('gap 21', 'registered_sex', 'female', '2024-01-10', 1, 1), ('gap 21', 'registered_sex', 'unknown', '2024-03-22', 1, 2),
  ('nested', 'registered_sex', 'female', '2024-06-06', 1, 3), ('nested', 'registered_sex', 'male', '2024-06-20', 2, 4),
  ('nested', 'registered_sex', 'female', '2025-01-01', 2, 5),
  ('died', 'registered_sex', 'male', '2024-02-01', 1, 6), ('died', 'gender_identity', 'female', '2024-02-12', 2, 7);
CALL oracle.ask('2024-01-01', '2024-12-31', '2024-12-31', 'identity');

CREATE TEMP TABLE by_hand(person text, journeys text, said text);
INSERT INTO by_hand VALUES
  ('gap 21', '2024-01-10..2024-05-15', 'retention_84d yes'),
  ('gap 22', '2024-01-10..2024-05-15, 2024-06-06..2024-06-30', 'return_to_treatment_90d yes no, continued_care_14d no no, continued_care_30d yes no'),
  ('nested', '2024-06-06..open', 'continued_care_14d yes yes'),
  ('84 days', '2024-01-01..2024-03-25', 'retention_84d yes, retention_90d no'),
  ('83 days', '2024-01-01..2024-03-24', 'retention_84d no'),
  ('aftercare', '2024-01-10..2024-04-09, 2024-11-15..open', 'aftercare_linkage_7d yes, return_to_treatment_180d no, retention_84d yes too_recent'),
  ('too recent', '2024-12-01..2024-12-10', 'retention_84d too_recent, aftercare_linkage_7d no, aftercare_linkage_30d too_recent'),
  ('unknown end', '2024-02-01..unknown, 2024-02-20..2024-03-01, 2024-07-01..2024-07-02',
     'retention_84d date_unknown date_unknown date_unknown, continued_care_14d date_unknown date_unknown, aftercare_linkage_7d no no'),
  ('died', '2024-02-01..2024-02-10', 'aftercare_linkage_7d yes, aftercare_linkage_30d died, retention_84d no'),
  ('same day', '2024-05-01..2024-05-06', 'continued_care_14d yes no, aftercare_linkage_30d no'),
  ('local', '2024-03-01..2024-03-02', 'aftercare_linkage_30d unlinkable, retention_84d no'),
  ('twice', '2024-03-01..2024-04-01', 'continued_care_14d no'),
  ('later', NULL, NULL);

INSERT INTO source.checked(name, got, want)
SELECT 'oracle, journeys of: ' || person, (SELECT string_agg(j.started || '..' || coalesce(j.ended::text, j.ending), ', ' ORDER BY j.started)
    FROM oracle.treatment_journey AS j WHERE j.person = h.person), journeys
FROM by_hand AS h
UNION ALL
SELECT 'oracle, answers of: ' || person || ', ' || split_part(line, ' ', 1), (SELECT string_agg(answer, ' ' ORDER BY on_day)
    FROM oracle.question AS q WHERE q.person = h.person AND q.indicator = split_part(line, ' ', 1)), substr(line, strpos(line, ' ') + 1)
FROM by_hand AS h, string_to_table(said, ', ') AS line
UNION ALL
SELECT 'oracle, gender: ' || person, gender || CASE WHEN conflict THEN ' conflict' ELSE '' END, want
FROM oracle.gender JOIN (VALUES ('gap 21', 'female'), ('nested', 'male conflict'), ('died', 'female'), ('twice', 'unknown')) AS w(person, want) USING (person)
UNION ALL
SELECT 'oracle, figure: ' || name, got, want FROM (
  SELECT indicator || ' ' || gender AS name, concat_ws(' ', cases, denominator, numerator, value, excluded, value_reason) AS got FROM oracle.figure) AS f
JOIN (VALUES ('retention_84d all', '16 11 5 45.5 {"too_recent": 2, "date_unknown": 3}'),
             ('return_to_treatment_180d female', '2 1 0 0.0 {"died": 1}')) AS w(name, want) USING (name);
