-- indicators_recovery.sql: barriers, needs, carers, remission, recovery capital, outcomes, medication: people
-- whose answers are worked out by hand. A year of birth of 1900 + n tells person n's answer from the others'.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_recovery_owner NOLOGIN;
SELECT FROM create_registry('regress_recovery_owner');
\getenv source PG_ABS_SRCDIR
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all
SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(1, 2) p;
-- Programme 11 reports contacts and medication, 12 neither; 21 is a pilot.
SELECT registry.register_programme(11, 1, 'Eleven', reports_contacts => true, reports_medication => true) IS NOT NULL AS eleven,
  registry.register_programme(12, 1, 'Twelve') IS NOT NULL AS twelve, registry.register_programme(21, 2, 'Twenty-one', pilot => true) IS NOT NULL AS pilot;
INSERT INTO registry.person (person, record_key) SELECT n, 1000 + n FROM generate_series(1, 99) n;
SELECT count(pg_temp.say('person_fact', 1, jsonb_build_object('person', n, 'fact', 'birth_year', 'value', 1900 + n, 'valid_from', '2020-01-01'))) AS born FROM generate_series(1, 99) n;
CREATE FUNCTION pg_temp.stays(person integer, stays text) RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT count(pg_temp.stay(stays.person, 1, s::continuum.episode, jsonb_build_object('registered_sex', CASE stays.person % 2 WHEN 1 THEN 'female' ELSE 'male' END)))
  FROM regexp_split_to_table(stays.stays, ' ') s;
END;
-- "person day what what" in lines, as payloads of a kind with the fields named.
CREATE FUNCTION pg_temp.all_say(kind text, fields text, said text, more jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT count(pg_temp.say(kind, 1, '{"programme": 11}' || more || (SELECT jsonb_object_agg(f.name, v.value)
    FROM regexp_split_to_table('person on_date ' || fields, ' ') WITH ORDINALITY f (name, n) JOIN regexp_split_to_table(l.line, ' ') WITH ORDINALITY v (value, n) USING (n) WHERE v.value <> '-')))
  FROM regexp_split_to_table(said, ' *; *') l (line);
END;
-- The answer of each person who has one case, and whether it is the one worked out: "person answer" in lines.
CREATE FUNCTION pg_temp.worked_out(code text, expected text, period daterange DEFAULT '[2024-01-01,2025-01-01)', until date DEFAULT '2025-03-31', params jsonb DEFAULT '{}')
RETURNS TABLE (person text, expected_answer text, answer text) LANGUAGE sql
BEGIN ATOMIC
  SELECT e.word[1], e.word[2], coalesce((
    SELECT string_agg(coalesce(i.category, CASE WHEN i.numerator > 0 THEN 'yes' WHEN i.denominator > 0 THEN 'no' ELSE (SELECT string_agg(k, '+') FROM jsonb_object_keys(i.excluded) k) END), '+')
    FROM continuum.indicator(code, period, '{fact.birth_year}', until, params) i
    WHERE i.gender = 'all' AND i.level <> 'all' AND i.dims ->> 'fact.birth_year' = (1900 + e.word[1]::integer)::text AND (i.numerator > 0 OR i.category IS NULL)), 'no_case')
  FROM (SELECT regexp_split_to_array(l, ' ') AS word FROM regexp_split_to_table(worked_out.expected, ' *; *') l) e;
END;

---- medication: vector M1 and its neighbours. 2024-01-01 and 180 days end on 06-28.
SELECT sum(pg_temp.stays(n, 'outpatient[2023-06-01,2023-12-01]:completed@11')) AS stays FROM generate_series(1, 14) n;
SELECT pg_temp.stays(15, 'residential[2024-02-01,2024-02-08]:completed@11') + pg_temp.stays(16, 'residential[2024-02-01,2024-02-07]:completed@11') AS inpatient;
SELECT pg_temp.all_say('medication_supply', 'medication days', '1 2024-01-01 methadone 30; 1 2024-02-06 methadone 150; 2 2024-01-01 methadone 30; 2 2024-02-08 methadone 150;'
  '3 2024-01-01 methadone 30; 3 2024-02-07 methadone 150; 4 2024-01-01 methadone 30; 4 2024-01-20 methadone 30; 4 2024-03-07 methadone 150;'
  '5 2024-01-01 methadone 30; 5 2024-01-20 buprenorphine 30; 5 2024-03-07 methadone 150; 6 2024-01-01 methadone 173; 7 2024-01-01 methadone 172;'
  '8 2024-10-03 methadone 180; 9 2024-10-04 methadone 180; 10 2023-11-01 methadone 30; 10 2024-01-01 methadone 180; 11 2023-11-02 methadone 30; 11 2024-01-01 methadone 180;'
  '13 2024-01-01 methadone 180; 14 2024-01-01 methadone 180; 15 2024-01-01 methadone 180; 16 2024-01-01 methadone 180') AS supplies,
  pg_temp.all_say('medication_supply', 'medication days', '12 2024-01-01 methadone 180', '{"programme": 12}') AS of_another, pg_temp.all_say('death', 'source', '13 2024-06-28 provider; 14 2024-06-29 provider') AS deaths;
-- 1: 6 days uncovered, 01-31 to 02-05. 2: 8. 3: 7. 4: the second box begins when the first is empty, to 02-29; 6 days. 5: another drug does not; 17.
-- 6: the last 7 days. 7: the last 8. 8: the 180th day is 2025-03-31. 10: clean from 12-01 on, 31 days; 11: from 12-02. 13: died on the last day.
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('medication_continuity_180d', '1 yes; 2 no; 3 yes; 4 yes; 5 no; 6 yes; 7 no; 8 yes; 9 too_recent; 10 yes; 11 no_case;'
  '12 not_recorded; 13 died; 14 yes; 15 not_applicable; 16 yes');
-- A programme that joined with its past unknown in December 2023 hides 31 days before 1 January; one day earlier does not.
SELECT registry.register_programme(13, 1, 'Thirteen', reporting_from => '2023-12-02') AS thirteen \gset
SELECT excluded -> 'no_history' AS no_history FROM indicator('medication_continuity_180d', '[2024-01-01,2024-02-01)', observed_until => '2025-03-31') WHERE gender = 'all';
SELECT count(pg_temp.say('programme', 1, NULL, :thirteen)) AS undone;
SELECT registry.register_programme(14, 1, 'Fourteen', reporting_from => '2023-12-01') AS fourteen \gset
SELECT excluded -> 'no_history' AS no_history FROM indicator('medication_continuity_180d', '[2024-01-01,2024-02-01)', observed_until => '2025-03-31') WHERE gender = 'all';
SELECT count(pg_temp.say('programme', 1, NULL, :fourteen)) AS undone;

---- barriers. 20: a question not asked takes nothing back. 21: gone. 24 has no stay; 25 was asked by a pilot.
SELECT sum(pg_temp.stays(n, 'outpatient[2023-06-01,2023-12-01]:completed@11')) AS stays FROM unnest(ARRAY[20, 21, 22, 23, 25, 26, 27, 28, 29]) n;
SELECT cardinality(ARRAY[pg_temp.say('person_fact', 1, '{"person": 24, "fact": "registered_sex", "value": "female", "valid_from": "2024-01-01"}')]) AS said;
SELECT pg_temp.all_say('barrier_report', 'stage barrier status', '20 2024-03-01 recovery stigma present; 20 2024-06-01 recovery stigma not_asked; 21 2024-03-01 recovery stigma present; 21 2024-06-01 access stigma absent;'
  '22 2024-03-01 recovery stigma not_asked; 23 2024-03-01 recovery stigma declined; 24 2024-03-01 recovery stigma present; 26 2024-12-31 recovery stigma present; 26 2025-01-01 recovery stigma absent;'
  '27 2024-01-10 recovery stigma present; 27 2024-02-06 recovery stigma absent; 28 2024-01-10 recovery stigma present; 28 2024-02-07 recovery stigma absent; 28 2024-07-08 recovery stigma present;'
  '29 2024-01-10 recovery stigma present; 29 2024-01-10 recovery housing absent; 29 2024-03-10 recovery housing absent; 29 2024-07-09 recovery stigma absent') AS reports,
  pg_temp.all_say('barrier_report', 'stage barrier status', '25 2024-03-01 recovery stigma present', '{"programme": 21}') AS pilot;
SELECT count(pg_temp.say('barrier_action', 1, jsonb_build_object('person', b.person, 'report', b.record, 'on_date', b.on_date + a.days, 'action', 'accompaniment')))
FROM (VALUES (21, 30), (24, 31), (26, 0), (28, -1)) a (person, days) JOIN registry.current_barrier_report b ON b.person = a.person AND b.status = 'present' AND b.on_date <> '2024-07-08';
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('barrier_prevalence', '20 yes; 21 no; 22 not_asked; 23 declined_to_answer; 24 yes; 25 no_case; 26 yes; 27 no; 28 yes');
-- 21 on the thirtieth day, 24 on the thirty-first, 28 before it was said. 26 on the day itself, but whether in time cannot be told before 30 January.
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('barrier_action_30d', '20 no; 21 yes; 24 no; 25 no_case; 26 yes; 27 no', until => '2025-01-30');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('barrier_action_30d', '26 too_recent', until => '2025-01-29');
-- 20: asked, not answered. 27: after 27 days. 28: the last answer counts, on the 180th day. 29: on the 181st, and of another barrier.
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('barrier_relieved_180d', '20 not_recorded; 21 yes; 27 not_recorded; 28 no; 29 not_recorded', '[2024-01-01,2024-07-01)');
-- By barrier and stage: of stigma 20, 24, 26, 28 of six that answered, 21 where the last answer places it.
SELECT dims ->> 'barrier' AS barrier, dims ->> 'barrier_stage' AS stage, numerator, denominator, value, excluded FROM indicator('barrier_prevalence', '[2024-01-01,2025-01-01)', '{barrier,barrier_stage}', '2025-03-31') WHERE gender = 'all';
SELECT gender, people, numerator, denominator, value FROM indicator('barrier_prevalence', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE cases > 0;
SELECT pg_temp.all_say('need_report', 'stage need status', '20 2024-03-01 admission work met; 21 2024-03-01 admission work partly; 22 2024-03-01 admission work unmet; 23 2024-03-01 admission work not_needed;'
  '24 2024-03-01 admission work not_asked; 22 2024-05-01 admission work not_asked') AS needs;
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('need_met', '20 yes; 21 yes; 22 no; 23 not_applicable; 24 not_asked');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('need_status', '20 met; 21 partly; 22 unmet; 23 not_needed');
-- A dimension of one event is none of another's: the hint names those there are.
\set VERBOSITY terse
DO $$ BEGIN PERFORM * FROM continuum.indicator('carers', '[2024-01-01,2025-01-01)', '{barrier}', '2025-03-31');
EXCEPTION WHEN invalid_parameter_value THEN RAISE WARNING '%', SQLERRM; END $$;
DO $$ DECLARE hint text; BEGIN PERFORM * FROM continuum.indicator('need_met', '[2024-01-01,2025-01-01)', '{barrier}', '2025-03-31');
EXCEPTION WHEN invalid_parameter_value THEN GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT; RAISE WARNING '%', hint; END $$;
DO $$ DECLARE hint text; BEGIN PERFORM * FROM continuum.indicator('people_in_treatment', '[2024-01-01,2025-01-01)', '{need}', '2025-03-31');
EXCEPTION WHEN invalid_parameter_value THEN GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT; RAISE WARNING '%', hint; END $$;

---- carers. 30: mother 20 hours, father 10. 31: mother 40, later 15. 32: nobody. 33: a friend of unknown gender, 5; then not asked. 34: paid. 35: sister, hours not known.
SELECT sum(pg_temp.stays(n, 'outpatient[2023-06-01,2023-12-01]:completed@11')) AS stays FROM generate_series(30, 35) n;
SELECT pg_temp.all_say('carer_report', 'relation gender hours_week carer_no work_effect support_offered money_spent', '30 2024-02-01 mother female 20 1 given_up accepted 100.50; 30 2024-02-01 father male 10 2 none not_offered 50;'
  '31 2024-02-01 mother female 40 1 none not_offered 1; 31 2024-08-01 mother female 15 1 reduced declined 2.40; 32 2024-02-01 nobody - - 1 - - -; 33 2024-02-01 friend - 5 1 not_asked not_recorded -; 33 2024-08-01 not_asked - - 1 - - -;'
  '34 2024-02-01 paid_carer female 30 1 none accepted 9; 35 2024-02-01 sister female - 1 none not_offered -') AS reports;
-- Women give 20 + 15 of the 45 hours whose giver's gender is known: 77.8 per cent. Money: 101 + 50 + 2.
SELECT indicator, gender, cases, denominator, numerator, value, excluded FROM indicators('[2024-01-01,2025-01-01)', '{carers,carers_hours,carers_mean_hours,carers_money,carers_work_affected,carers_support_offered}', observed_until => '2025-03-31')
WHERE cases > 0;
SELECT category, gender, numerator, value FROM indicator('carer_relation', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE numerator > 0;

---- remission on 2024-12-31, 190 days after 06-24.
SELECT sum(pg_temp.stays(n, 'outpatient[2023-06-01,2023-11-01]:completed@11')) AS stays FROM generate_series(40, 51) n;
SELECT pg_temp.all_say('assessment', 'criteria_met', '40 2024-06-01 0; 40 2024-12-01 0; 41 2023-12-01 0; 41 2024-06-08 0; 41 2024-12-01 0; 42 2023-12-01 0; 42 2024-06-09 0; 42 2024-12-01 0; 43 2024-12-01 2;'
  '44 2024-03-01 0; 44 2024-06-23 0; 45 2024-12-01 0; 46 2024-12-01 0; 47 2024-12-01 -; 48 2024-01-10 0; 48 2024-04-10 0; 48 2024-07-01 2; 48 2024-09-01 0; 49 2024-01-10 0; 49 2024-04-09 0; 49 2024-07-01 0; 49 2024-12-28 3;'
  '50 2024-01-10 0; 50 2024-04-10 0; 50 2024-10-08 3; 51 2024-01-10 0; 51 2024-04-10 0; 51 2024-07-01 0; 51 2024-12-01 0; 51 2024-12-01 1') AS assessments, pg_temp.all_say('death', 'source', '46 2024-12-31 provider') AS deaths;
-- 41: 190 and 176 days apart, twelve months. 42: 191 days, so from June. 44: seen 191 days ago. 45: once. 48: none since found again for three months. 51: the worst of a day.
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('remission_status', '40 early; 41 sustained; 42 early; 43 not_in_remission; 44 unknown; 45 unknown; 46 died; 47 no_case; 48 unknown; 49 not_in_remission; 51 not_in_remission');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('remission', '40 yes; 41 yes; 43 no; 44 not_recorded; 46 died');
SELECT DISTINCT indicator, category, value, value_reason, excluded FROM indicators('[2024-01-01,2025-01-01)', '{remission,remission_status}', observed_until => '2024-12-30') WHERE gender = 'all';
-- 40, 42: not seen since. 48: established on 04-10, three months to the day. 49: a day less, so on 07-01; found on the 180th day. 50: on the 181st. 51: assessed, nothing found.
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('return_to_use_180d', '40 not_recorded; 41 no; 42 not_recorded; 43 no_case; 44 not_recorded; 48 yes; 49 yes; 50 not_recorded; 51 no', until => '2025-06-30');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('return_to_use_180d', '40 too_recent; 41 no');

---- recovery capital: mean of 46, 47, 40 and 30, a tie; 60 since 28 days before, 61 since 27; 63: the later one is not valid.
SELECT sum(pg_temp.stays(n, 'outpatient[2023-06-01,2023-12-01]:completed@11')) AS stays FROM generate_series(60, 64) n;
SELECT pg_temp.all_say('measure', 'stage score valid', '60 2024-02-02 review 30 true; 60 2024-03-01 review 46 true; 61 2024-02-03 review 50 true; 61 2024-03-01 review 47 true; 62 2024-03-01 review 60 false;'
  '63 2023-01-01 review 40 true; 63 2024-03-01 review 40 true; 63 2024-06-01 review 60 false; 64 2023-01-01 review 55 true; 64 2024-03-01 review 30 true', '{"instrument": "barc_10"}') AS scores;
SELECT value, denominator, excluded FROM indicator('recovery_capital', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE gender = 'all';
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('recovery_capital_reached', '60 no; 61 yes; 62 not_recorded; 63 no; 64 no');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('recovery_capital_change', '60 improved; 61 no_pair; 62 not_recorded; 63 same; 64 worsened');

---- outcomes of discharges on 2024-06-30, and engagement from 2024-01-01.
SELECT sum(pg_temp.stays(n, CASE n WHEN 74 THEN 'outpatient[2024-01-01,2024-06-30]:died@11' WHEN 78 THEN 'residential[2024-01-01,2024-06-30]:completed@11' WHEN 77 THEN 'outpatient[2024-01-01,2024-12-15]:completed@11'
  WHEN 85 THEN 'outpatient[2024-01-01,2024-06-30]:completed@12' ELSE 'outpatient[2024-01-01,2024-06-30]:completed@11' END)) AS stays FROM generate_series(70, 87) n;
SELECT pg_temp.all_say('measure', 'stage score valid', '70 2024-01-01 admission 20 true; 70 2024-01-29 review 5 true; 71 2024-01-01 admission 20 true; 71 2024-01-28 review 5 true; 72 2024-01-02 admission 20 true; 72 2024-02-10 review 3 true; 72 2024-07-28 check_up 25 true;'
  '73 2024-01-01 admission 20 true; 73 2024-07-29 check_up 5 true; 74 2024-01-01 admission 20 true; 75 2024-01-01 admission 20 true; 75 2024-06-30 discharge 20 true; 76 2024-01-01 admission 20 true; 76 2024-06-30 discharge 5 false;'
  '77 2024-01-01 admission 20 true; 77 2024-12-15 discharge 5 true', '{"instrument": "top_alcohol_days"}') AS scores;
-- 70: 28 days apart; 71: 27. 72: the last, 28 days after discharge; 73: 29. 74: died. 76: not valid. 77: 28 days after 15 December are over on 12 January.
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('outcome_change', '70 improved; 71 no_pair; 72 worsened; 73 no_pair; 74 not_applicable; 75 same; 76 no_pair; 77 improved', until => '2025-01-12');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('outcome_change', '70 improved; 77 too_recent', until => '2025-01-11', params => '{"instrument": "top_alcohol_days"}');
SELECT category, numerator, denominator, note LIKE '%fewer than half%' AS selective FROM indicator('outcome_change', '[2024-01-01,2025-01-01)', observed_until => '2025-01-12') WHERE gender = 'all';
-- 78: the last 28 days in residence. 80: in custody 06-15 to 06-28, 14 of the 28 days before 06-30. 81: 13. 83: 06-02, the first of the 28, to 06-15, 14; 84: 13. 79, 81 and 84 are abstinent, 82 no more.
SELECT pg_temp.all_say('substance_use', 'substance days_28', '78 2024-01-02 alcohol 28; 78 2024-06-30 alcohol 0; 79 2024-01-02 alcohol 28; 79 2024-06-30 alcohol 0; 80 2024-01-02 alcohol 28; 80 2024-06-30 alcohol 0;'
  '81 2024-01-02 alcohol 28; 81 2024-06-30 alcohol 0; 82 2024-01-02 alcohol 0; 82 2024-06-30 alcohol 1; 83 2024-01-02 alcohol 28; 83 2024-06-30 alcohol 0; 84 2024-01-02 alcohol 28; 84 2024-06-30 alcohol 0', '{"rank": 1}') AS uses,
  pg_temp.all_say('substance_use', 'substance days_28', '79 2024-06-30 cannabis 28', '{"rank": 2}') AS second, pg_temp.all_say('custody', 'released', '80 2024-06-15 2024-06-29; 81 2024-06-16 2024-06-29; 83 2024-05-01 2024-06-16; 84 2024-05-01 2024-06-15') AS custody;
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('abstinent_change', '78 no_pair; 79 improved; 80 no_pair; 81 improved; 82 worsened; 83 no_pair; 84 improved');
SELECT pg_temp.all_say('profile', 'stage housing labour', '70 2024-01-01 admission stable student; 70 2024-06-30 discharge street informal_employee; 71 2024-01-01 admission unknown unknown; 71 2024-02-01 review street occasional; 71 2024-06-30 discharge stable formal_employee;'
  '72 2024-01-01 admission homeless self_employed_formal; 72 2024-06-30 discharge street unpaid_care') AS profiles;
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('housing_change', '70 worsened; 71 improved; 72 same; 73 no_pair');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('work_change', '70 improved; 71 same; 72 worsened; 73 no_pair');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('formal_work_change', '70 same; 71 improved; 72 worsened; 73 no_pair');
-- 82: on day 1 and day 34. 83: on the first day itself. 84: twice on a day. 86: on day 35. 87: one was only tried. 78 has a bed.
SELECT pg_temp.all_say('contact', 'kind outcome', '82 2024-01-02 visit held; 82 2024-02-04 visit held; 83 2024-01-01 visit held; 83 2024-02-04 visit held; 84 2024-01-05 visit held; 84 2024-01-05 group held;'
  '85 2024-01-02 visit held; 85 2024-02-04 visit held; 86 2024-01-02 visit held; 86 2024-02-05 visit held; 87 2024-01-02 visit held; 87 2024-01-09 visit attempted') AS contacts;
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('engagement_34d', '78 not_applicable; 82 yes; 83 no; 84 no; 85 not_recorded; 86 no; 87 no');
SELECT *, answer = expected_answer AS same FROM pg_temp.worked_out('engagement_34d', '82 too_recent', '[2024-01-01,2024-02-01)', '2024-02-03');

---- remission twice: by days for all people at once, and by arrays for one (registry.remission()).
SELECT count(*) AS people, count(*) FILTER (WHERE i.category IS DISTINCT FROM (registry.remission(p.person, '2024-12-31')).state) AS differences
FROM registry.current_person_fact p JOIN indicator('remission_status', '[2024-01-01,2025-01-01)', '{fact.birth_year}', '2025-03-31') i
  ON i.gender = 'all' AND i.dims ->> 'fact.birth_year' = p.value AND i.numerator > 0 WHERE p.fact = 'birth_year';
-- The plain SQL agrees on all of it.
SELECT count(DISTINCT indicator) AS indicators, count(*) FILTER (WHERE ours IS DISTINCT FROM plain) AS differences FROM registry.compare_with_plain_sql('[2024-01-01,2025-01-01)', '2025-03-31',
  (SELECT array_agg(i.indicator) FROM indicators() i WHERE i.line BETWEEN 400 AND 599 AND i.indicator !~ 'retention|linkage'));

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_recovery_owner;
DROP ROLE regress_recovery_owner;
