-- indicators_journeys.sql: treatment journeys, exits and what followed them, on people whose answers were
-- worked out by hand. Person n is in programme n, so that a breakdown by programme names the person.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_indicators_owner NOLOGIN;
SELECT FROM create_registry('regress_indicators_owner');
\getenv source PG_ABS_SRCDIR
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all

SELECT count(registry.register_provider(1, 'Provider 1')) AS providers;
-- Programme 21 reports contacts. The receivers are 51, which reports, and 52, which does not.
SELECT count(registry.register_programme(p, 1, 'Programme ' || p, reports_contacts => p = 21, reporting_from => '2020-01-01')) AS programmes
  FROM generate_series(1, 52) p;
SELECT count(registry.register_reporting_month(51, m::date, 'received')) AS months FROM generate_series('2024-05-01'::timestamp, '2024-06-01', '1 month') m;
INSERT INTO registry.person (person, record_key) SELECT n, n * 1000003 FROM generate_series(1, 60) n;

-- Answers of one indicator by programme, of those asked for: yes of evaluable, and reasons.
CREATE FUNCTION pg_temp.ask(code text, programmes integer[], period daterange DEFAULT '[2024-01-01,2025-01-01)', until date DEFAULT '2025-12-31',
    params jsonb DEFAULT '{}', preset text DEFAULT 'default')
RETURNS TABLE (person integer, answers text) LANGUAGE sql
BEGIN ATOMIC
  SELECT (i.dims ->> 'programme')::integer AS person,
    string_agg(concat_ws(' ', i.category, i.numerator || coalesce(' of ' || i.denominator, ''), nullif(i.excluded, '{}')::text), '; ' ORDER BY i.category)
  FROM indicator(ask.code, ask.period, '{programme}', ask.until, ask.params, preset => ask.preset) i
  WHERE i.gender = 'all' AND i.level <> 'all' AND (i.dims ->> 'programme')::integer = ANY (programmes)
  GROUP BY 1 ORDER BY 1;
END;

SELECT count(pg_temp.stay(person, 1, stay::episode)) AS stays FROM (VALUES
-- J1: 21 days apart, one treatment journey, left as its last stay was left. J2: 22 days, two.
  (1, 'outpatient[2024-01-10,2024-03-01]:completed@1'), (1, 'outpatient[2024-03-22,2024-05-15]:left_before_completion@1'),
  (2, 'outpatient[2024-03-22,2024-05-15]:completed@2'), (2, 'outpatient[2024-06-06,2024-07-01]:completed@2'),
-- J3: the gap is measured from the furthest end, not from that of the stay nested in it.
  (3, 'outpatient[2024-06-06,2024-08-01]:completed@3'), (3, 'residential[2024-06-20,2024-07-01]:completed@3'), (3, 'outpatient[2024-08-10,)@3'),
-- R1: two completions are the weaker one. R2: a contradiction. R3: two of one meaning.
  (4, 'outpatient[2024-01-10,2024-05-15]:completed@4'), (4, 'day_programme[2024-02-10,2024-05-15]:completed_reduced_use@4'),
  (5, 'outpatient[2024-01-10,2024-05-15]:completed@5'), (5, 'day_programme[2024-02-10,2024-05-15]:left_before_completion@5'),
  (6, 'outpatient[2024-01-10,2024-05-15]:declined@6'), (6, 'day_programme[2024-02-10,2024-05-15]:declined@6'),
-- W1: 84 days are retained, 83 are not. USERS 1: left early in an unfinished window.
  (7, 'outpatient[2024-01-01,2024-03-25]:left_before_completion@7'), (8, 'outpatient[2024-01-01,2024-03-24]:left_before_completion@8'),
  (9, 'outpatient[2024-12-01,2024-12-10]:left_before_completion@9'),
-- USERS 2: aftercare is no treatment. It neither bridges nor is a return; the return is 220 days after.
  (10, 'residential[2024-01-10,2024-04-09]:completed@10'), (10, 'aftercare[2024-04-12,2024-10-30]:completed@10'), (10, 'outpatient[2024-11-15,)@10'),
-- P1: six months after 31 August end on 28 February: back on the 27th is a return, on the 28th it is not.
  (11, 'residential[2024-06-01,2024-08-31]:completed@11'), (11, 'residential[2025-02-27,2025-04-01]:completed@11'),
  (12, 'residential[2024-06-01,2024-08-31]:completed@12'), (12, 'residential[2025-02-28,2025-04-01]:completed@12'),
-- F1: of 1 January, 25 January and 1 February the first and the last. F2: 7 days after 1 January are the 2nd to the 8th.
  (13, 'residential[2023-12-01,2024-01-01]:completed@13'), (13, 'residential[2024-01-10,2024-01-25]:completed@13'), (13, 'residential[2024-01-30,2024-02-01]:completed@13'),
  (14, 'residential[2023-12-01,2024-01-01]:completed@14'), (14, 'aftercare[2024-01-08,2024-01-08]:completed@14'),
  (15, 'residential[2023-12-01,2024-01-01]:completed@15'), (15, 'aftercare[2024-01-09,2024-01-09]:completed@15'),
  (16, 'residential[2023-12-01,2024-01-01]:completed@16'), (16, 'aftercare[2024-02-01,2024-02-01]:completed@16'),
  (17, 'residential[2023-12-01,2024-01-01]:completed@17'), (17, 'aftercare[2023-12-15,2024-01-01]:completed@17'),
-- Withdrawal management is left for outpatient treatment, and for withdrawal management.
  (18, 'withdrawal_management_inpatient[2024-03-01,2024-03-08]:completed@18'), (18, 'outpatient[2024-03-15,2024-06-01]:completed@18'),
  (19, 'withdrawal_management_inpatient[2024-03-01,2024-03-08]:completed@19'), (19, 'withdrawal_management_inpatient[2024-03-15,2024-03-20]:completed@19'),
-- USERS 14: back after 10 days. One treatment journey; a return of stays. 20 is transferred at last.
  (20, 'outpatient[2024-01-01,2024-02-01]:left_before_completion@20'), (20, 'outpatient[2024-02-11,2024-04-01]:transferred@20'),
-- USERS 15: silent since 1 March where contacts are reported: left then. Open for longer than 1,095 days where they are not.
  (22, 'outpatient[2021-06-01,)@22'),
-- USERS 26: arrived on day 21; on day 22; back at the same programme; at once; at where the person had been and left.
  (23, 'outpatient[2024-02-01,2024-05-10]:transferred@23'), (23, 'residential[2024-05-31,2024-07-01]:completed@51'),
  (24, 'outpatient[2024-02-01,2024-05-10]:transferred@24'), (24, 'residential[2024-06-01,2024-07-01]:completed@51'),
  (25, 'outpatient[2024-02-01,2024-05-10]:transferred@25'), (25, 'outpatient[2024-05-15,2024-07-01]:completed@25'),
  (26, 'outpatient[2024-02-01,2024-05-10]:transferred@26'), (26, 'residential[2024-05-10,2024-07-01]:completed@51'),
  (27, 'outpatient[2024-02-01,2024-05-10]:transferred@27'), (27, 'residential[2024-03-01,2024-05-10]:completed@51'),
-- USERS 38: a death and an early completion are not retained; the completion is effective.
  (29, 'outpatient[2024-01-01,2024-02-01]:died@29'), (30, 'outpatient[2024-01-01,2024-02-01]:completed@30'),
-- 89 and 90 days; a service that closed; custody; a reason that nobody recorded; a contact that was lost.
  (31, 'outpatient[2024-01-01,2024-03-30]:left_before_completion@31'), (32, 'outpatient[2024-01-01,2024-03-31]:left_before_completion@32'),
  (33, 'outpatient[2024-01-01,2024-02-01]:service_closed@33'), (34, 'outpatient[2024-01-01,2024-02-01]:entered_custody@34'),
  (35, 'outpatient[2024-01-01,2024-02-01]:unknown@35'), (36, 'outpatient[2024-01-01,2024-02-01]:lost_contact@36'),
-- Agonist treatment that was completed, and that goes on.
  (37, 'opioid_agonist[2023-06-01,2024-06-01]:completed@37'), (38, 'opioid_agonist[2023-06-01,)@38'),
-- Ended 11 days before the cut-off of 31 December. A stay whose end nobody knows.
  (39, 'outpatient[2024-10-01,2024-12-20]:completed@39'), (40, 'outpatient[2024-02-01,?]:completed@40'),
-- A death that only the civil registry knows of; somebody whom no other provider recognises.
  (41, 'outpatient[2024-06-01,2024-08-31]:completed@41'), (42, 'outpatient[2024-06-01,2024-08-31]:completed@42'),
-- The two days of a stay that began and ended on one.
  (44, 'residential[2024-01-01,2024-01-01]:completed@44')) v (person, stay);
SELECT count(pg_temp.stay(person, 1, stay::episode, fields)) AS stays FROM (VALUES
  (21, 'outpatient[2024-02-01,)@21', '{"last_contact": "2024-03-01"}'::jsonb),
  (28, 'outpatient[2024-02-01,2024-05-10]:transferred@28', '{"referred_to": 52}'),
  (45, 'outpatient[2024-02-01,2024-05-10]:transferred@45', '{"referred_to": 51}'),
-- L1: last contact ten days before the discharge.
  (43, 'outpatient[2024-01-01,2024-01-20]:completed@43', '{"last_contact": "2024-01-10"}')) v (person, stay, fields);
SELECT count(pg_temp.say('death', 1, '{"person": 41, "on_date": "2024-10-01", "source": "civil_registry"}')) AS deaths;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality) VALUES (42, 'provider/1', '1-00000000000000000000000000~', 'local');

-- Treatment journeys. 1 is one, counted inclusively (one day less) two; 2 is two; 3 is one, and open.
SELECT * FROM pg_temp.ask('treatment_journeys_started', '{1,2,3,10}');
SELECT * FROM pg_temp.ask('treatment_journeys_started', '{1,2,3,10}', params => '{"gap": 20}');
SELECT * FROM pg_temp.ask('treatment_journeys_started', '{1,2,3,10}', preset => 'cl');
SELECT * FROM pg_temp.ask('treatment_journeys_ended', '{1,2,3,10,40}');
SELECT * FROM pg_temp.ask('treatment_journeys_open_at_end', '{1,2,3,10,40}');
-- 39: by the first version it has ended, by the second nobody can know yet.
SELECT * FROM pg_temp.ask('treatment_journeys_ended@1', '{39}', until => '2024-12-31');
SELECT * FROM pg_temp.ask('treatment_journeys_ended@2', '{39}', until => '2024-12-31');
SELECT * FROM pg_temp.ask('treatment_journeys_ended@2', '{39}', until => '2025-01-10');
-- USERS 39: in a week of the gap 1 is in no treatment.
SELECT * FROM pg_temp.ask('people_in_treatment', '{1,2}', '[2024-03-10,2024-03-17)');
SELECT * FROM pg_temp.ask('people_in_treatment', '{1,2}', '[2024-03-22,2024-03-23)');

-- Retention is days and nothing else; effective treatment takes early completions, too.
SELECT * FROM pg_temp.ask('retention_84d', '{7,8,29,30,40}');
SELECT * FROM pg_temp.ask('retention_84d', '{9}', until => '2024-12-31');
SELECT * FROM pg_temp.ask('effective_treatment_84d', '{7,8,29,30,35,40}');
-- 2 is asked for the later of two, completed after 25 days; 5 was there for 126, whatever the sources say of its exit.
SELECT * FROM pg_temp.ask('effective_treatment_84d', '{2,5,9}', until => '2024-12-31');
-- Presumed left on 1 March, day 29; begun in 2021 and ended nobody knows when.
SELECT * FROM pg_temp.ask('retention_30d', '{21}');
SELECT * FROM pg_temp.ask('retention_30d', '{22}', '[2021-01-01,2022-01-01)');
SELECT * FROM pg_temp.ask('lost_contact_exits', '{21,36}');
SELECT * FROM pg_temp.ask('early_exit_90d', '{21,22}');

-- Exits.
SELECT * FROM pg_temp.ask('early_exit_90d', '{29,31,32,33,34,35,36}');
SELECT * FROM pg_temp.ask('early_exit_90d', '{31,32,36}', preset => 'ndtms');
SELECT * FROM pg_temp.ask('completion_of_exits', '{1,4,5,6,29,34,35}');
SELECT * FROM pg_temp.ask('completion_of_exits', '{1,4,5,6,29,34,35}', preset => 'ndtms');
SELECT * FROM pg_temp.ask('completion_of_exits', '{29,35}', preset => 'teds');
SELECT * FROM pg_temp.ask('unplanned_exits', '{1,4,5,6,29,33,34,35,36}');
SELECT * FROM pg_temp.ask('left_before_completion_exits', '{1,6,36}');
SELECT * FROM pg_temp.ask('ended_by_provider_exits', '{1,6,36}');
-- Of people: 37 left agonist treatment, 38 goes on in it; all or nobody can be told.
SELECT * FROM pg_temp.ask('completion_of_people_in_treatment', '{3,5,29,35,37,38,39}');
SELECT * FROM pg_temp.ask('completion_of_people_in_treatment', '{37,38}', preset => 'ndtms');
SELECT i.value, i.value_reason, i.excluded FROM indicator('completion_of_people_in_treatment', '[2024-01-01,2025-01-01)', '{}', '2025-01-20') i WHERE i.gender = 'all';
SELECT i.dims, i.numerator, i.denominator FROM indicator('completion_of_people_in_treatment', '[2024-06-01,2024-06-02)', '{agonist_treatment}', '2025-12-31') i
  WHERE i.gender = 'all' ORDER BY i.dims::text;

-- Days: 19 and 20; to the last contact 9; and 10 with both days. On one day 0, 1, 1, none.
SELECT r.rule, (SELECT string_agg(i.dims ->> 'programme' || ': ' || i.value, ', ' ORDER BY i.dims ->> 'programme')
    FROM indicator('length_of_stay_median', '[2024-01-01,2025-01-01)', '{programme}', '2025-12-31', jsonb_build_object('rule', r.rule)) i
    WHERE i.gender = 'all' AND i.dims ->> 'programme' IN ('43', '44')) AS days
FROM unnest(ARRAY['plain', 'inclusive', 'teds_2004', 'teds_2005', 'teds_2019', 'sistrat']) r (rule);

-- Transfers, and how they stand among the reasons. 45 was sent where nobody arrived; 28 to where nobody reports.
SELECT * FROM pg_temp.ask('transfer_arrival_21d', '{20,23,24,25,26,27,28,45}');
SELECT * FROM pg_temp.ask('exit_reasons', '{20,23,24,25,26,27,28,29,35,45}');
SELECT * FROM pg_temp.ask('exit_reasons', '{23,24}', until => '2024-05-30');

-- Coming back. 41 had died, 42 cannot be recognised elsewhere; 2 came back after 22 days.
SELECT * FROM pg_temp.ask('completion_without_return_6m', '{2,5,11,12,29,35,41,42}');
SELECT * FROM pg_temp.ask('completion_without_return_6m', '{11,12,42}', until => '2025-02-27');
SELECT * FROM pg_temp.ask('return_to_treatment_90d', '{1,2,10,29,41,42}');
SELECT * FROM pg_temp.ask('return_to_treatment_365d', '{10}');
SELECT * FROM pg_temp.ask('return_to_treatment_90d', '{2}', until => '2024-08-12');
SELECT i.value, i.value_reason, i.excluded FROM indicator('return_to_treatment_90d', '[2024-08-01,2024-09-01)', '{}', '2025-12-31', '{"gap": 90}') i WHERE i.gender = 'all';
-- Of stays: 20 came back after 10 days, and a transfer is no case; 3 was in another stay.
SELECT * FROM pg_temp.ask('return_after_stay_30d', '{3,20,29,40,42}');

-- Care that continued, from the day after the discharge: on day 7, 8 and 31; aftercare that ended with it; withdrawal management.
SELECT * FROM pg_temp.ask('continued_care_7d', '{14,15,16,17,18,19}', '[2024-01-01,2024-03-09)');
SELECT * FROM pg_temp.ask('continued_care_30d', '{14,15,16,17,42}');
SELECT * FROM pg_temp.ask('continued_care_us_style_30d', '{13,14,15,16,17,18,19}');

-- Both versions, and every preset, against plain SQL.
SELECT count(*) > 400 AS many, count(*) FILTER (WHERE ours <> plain) AS differing
FROM unnest(ARRAY['default', 'ndtms', 'teds', 'cl']) p (preset), registry.indicator i
  CROSS JOIN LATERAL registry.compare_with_plain_sql('[2024-01-01,2025-01-01)', '2025-01-31', ARRAY[i.indicator || '@' || i.version], preset => p.preset) c
WHERE (i.line BETWEEN 25 AND 27 OR i.line BETWEEN 100 AND 199)
  AND (p.preset = 'default' OR i.presets ? p.preset);

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_indicators_owner;
DROP ROLE regress_indicators_owner;
