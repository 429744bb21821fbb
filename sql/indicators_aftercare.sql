-- indicators_aftercare.sql: what follows treatment, for people worked out by hand. Each has a programme of the
-- same number, so that figures by programme are answers by person. sql/indicator.sql has the oracle.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_after_owner NOLOGIN;
SELECT FROM create_registry('regress_after_owner');
\getenv source PG_ABS_SRCDIR
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all

SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(1, 2) p;
SELECT count(registry.register_programme(p, 1, 'Programme ' || p, pilot => p = 99, setting => CASE WHEN p = 98 THEN 'prison' END)) AS programmes FROM generate_series(1, 99) p;
INSERT INTO registry.person (person, record_key) SELECT n, n FROM generate_series(1, 60) n;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality) VALUES (13, 'provider/1', '1-00000000000000000000000013Z', 'local');
CREATE FUNCTION pg_temp.contact(person bigint, on_date date, kind text, mode text DEFAULT NULL, outcome text DEFAULT 'held', fields jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT pg_temp.say('contact', 1, jsonb_build_object('person', person, 'on_date', on_date, 'kind', kind, 'mode', mode, 'outcome', outcome) || fields);
END;
-- Answers by programme: "3 no" where every case of programme 3 is a no; of a share, the category.
CREATE FUNCTION pg_temp.answers(code text, params jsonb DEFAULT '{}') RETURNS text LANGUAGE sql
BEGIN ATOMIC
  SELECT string_agg(a.programme || ' ' || a.answer, ', ' ORDER BY a.programme, a.answer)
  FROM (SELECT (i.dims ->> 'programme')::integer AS programme, concat_ws('+', CASE WHEN i.numerator > 0 THEN coalesce(i.category, 'yes') END,
      CASE WHEN i.measure <> 'share' AND i.denominator > i.numerator THEN 'no' END,
      (SELECT string_agg(k, '+' ORDER BY k) FROM jsonb_object_keys(i.excluded) k WHERE i.measure <> 'share')) AS answer
    FROM indicator(answers.code, '[2024-01-01,2025-01-01)', '{programme}', '2024-12-31', answers.params) i
    WHERE i.gender = 'all' AND i.level = 'programme') a WHERE a.answer <> '';
END;

-- 1: warm handover, aftercare begun before the discharge of 9 April and going on. 2: begun 3 days after; back in
-- treatment in November. 3: aftercare that ended on the day of discharge. 4: a check-up on that day alone.
-- 5: attempted and declined, then held by phone on day 30. 6: withdrawal management on day 22 is no aftercare.
-- 7: died on day 10. 8: died in treatment. 9: discharged on 10 December, aftercare from the 12th.
-- 10: a visit on day 11. 11: outreach on day 11. 12: aftercare from before, whose end nobody knows.
-- 13: known to one provider alone. 14: left for custody. 15: left into nothing, with the family's support.
-- 16: a check-up by a pilot. 17: housing and a meeting of peers. 18: legal support and housing, then education
-- whose end nobody knows.
SELECT count(pg_temp.stay(n, 1, format('residential[2024-01-10,2024-04-09]:completed@%s', n)::episode)) FROM unnest('{1,2,3,4,5,6,7,10,11,12,13,16,17,18}'::integer[]) n;
SELECT count(pg_temp.stay(s.person, 1, s.stay::episode, s.fields::jsonb)) FROM (VALUES
  (1, 'aftercare[2024-04-01,2024-10-30]:completed@51', '{}'), (2, 'aftercare[2024-04-12,2024-10-30]:completed@52', '{}'), (2, 'outpatient[2024-11-15,)@2', '{}'),
  (3, 'aftercare[2024-03-01,2024-04-09]:completed@53', '{}'), (6, 'withdrawal_management_inpatient[2024-05-01,)@6', '{}'),
  (8, 'residential[2024-01-10,2024-04-09]:died@8', '{}'), (9, 'outpatient[2024-10-01,2024-12-10]:completed@9', '{"aftercare_offer": "accepted"}'), (9, 'aftercare[2024-12-12,)@59', '{}'),
  (12, 'aftercare[2024-02-01,?]:unknown@62', '{}'), (14, 'residential[2024-01-10,2024-04-09]:entered_custody@14', '{}'),
  (15, 'residential[2024-01-10,2024-04-09]:left_before_completion@15', '{"supported_by": "family", "aftercare_offer": "not_offered"}'),
  (17, 'housing_support[2024-06-01,2024-07-30]:completed@67', '{}'),
  (18, 'legal_support[2024-04-20,2024-07-30]:completed@68', '{}'), (18, 'housing_support[2024-05-01,2024-07-30]:completed@68', '{}'), (18, 'education_support[2024-03-01,?]:unknown@68', '{}')) s (person, stay, fields);
SELECT count(pg_temp.contact(c.person, c.on_date::date, c.kind, c.mode, c.outcome, c.fields::jsonb)) FROM (VALUES
  (4, '2024-04-09', 'check_up', 'in_person', 'held', '{}'), (5, '2024-04-12', 'check_up', 'phone', 'attempted', '{}'), (5, '2024-04-13', 'check_up', 'phone', 'declined', '{}'),
  (5, '2024-05-09', 'check_up', 'phone', 'held', '{}'), (10, '2024-04-20', 'visit', 'in_person', 'held', '{}'), (10, '2024-04-20', 'phone_call', 'phone', 'held', '{}'),
  (11, '2024-04-20', 'outreach', 'in_person', 'held', '{}'), (16, '2024-04-20', 'check_up', 'in_person', 'held', '{"programme": 99}'),
  (17, '2024-06-02', 'peer_meeting', NULL, 'held', '{}')) c (person, on_date, kind, mode, outcome, fields);
SELECT cardinality(ARRAY[pg_temp.say('death', 2, '{"person": 7, "on_date": "2024-04-19"}')]) AS said;
SELECT code, pg_temp.answers(code) FROM unnest('{aftercare_linkage_7d,aftercare_linkage_30d,aftercare_linkage_90d,aftercare_linkage_30d_by_mode,aftercare_components_90d}'::text[]) WITH ORDINALITY c (code, nth) ORDER BY nth;
-- Another gap keeps 9 open to a later stay; another window is another question.
SELECT pg_temp.answers('aftercare_linkage_7d', '{"gap": 22}') LIKE '%9 too_recent%' AS unsettled, pg_temp.answers('aftercare_linkage_30d', '{"days": 29}') LIKE '%5 no%' AS one_day_less;
SELECT code, pg_temp.answers(code) FROM unnest('{aftercare_offer,left_without_support_30d,left_without_support_by,deaths_after_exit_28d}'::text[]) WITH ORDINALITY c (code, nth) ORDER BY nth;
-- A death known to the month alone may have been on a day before the window ended, or after. Who was dead that day is out.
SELECT count(pg_temp.stay(n, 1, format('residential[2024-01-10,2024-04-09]:completed@%s', n)::episode)) FROM unnest('{19,20,21}'::integer[]) n;
SELECT count(pg_temp.say('death', 2, d::jsonb)) FROM unnest(ARRAY['{"person": 19, "on_date": "2024-05-01", "on_precision": "month"}', '{"person": 20, "on_date": "2024-05-08"}', '{"person": 21, "on_date": "2024-04-09"}']) d;
SELECT pg_temp.answers('deaths_after_exit_28d'), pg_temp.answers('deaths_after_exit_28d', '{"death_delay": 239}') LIKE '%, 20 too_recent%' AS not_known_yet;

-- Aftercare that lasts. 31: two stays 21 days apart are one spell, 22 days apart two (the second in programme 32);
-- a check-up on 3 April is within 28 days of day 90 (1 May). 33: entered on 4 September, day 90 + 28 is 31 December;
-- 34: a day later. 35: a check-up alone is no entry. 36: died on day 91, 37: on day 90.
SELECT count(pg_temp.stay(s.person, 1, s.stay::episode)) FROM (VALUES (31, 'aftercare[2024-02-01,2024-02-10]:completed@31'), (31, 'peer_support[2024-03-02,2024-03-05]:completed@31'),
  (31, 'aftercare[2024-03-27,2024-03-30]:completed@32'), (33, 'aftercare[2024-09-04,)@33'), (34, 'aftercare[2024-09-05,)@34'), (36, 'aftercare[2024-02-01,2024-04-30]:completed@36'),
  (37, 'aftercare[2024-02-01,2024-04-30]:completed@37')) s (person, stay);
SELECT count(pg_temp.contact(c.person, c.on_date::date, c.kind)) FROM (VALUES (31, '2024-04-03', 'check_up'), (31, '2024-06-25', 'visit'), (35, '2024-04-03', 'check_up')) c (person, on_date, kind);
SELECT count(pg_temp.say('death', 2, d::jsonb)) FROM unnest(ARRAY['{"person": 36, "on_date": "2024-05-02"}', '{"person": 37, "on_date": "2024-05-01"}']) d;
SELECT pg_temp.answers('aftercare_retention_90d');
-- Who was in aftercare: 1 2 3 9 12 17 18 by stays; 4 5 10 17 by contacts; 31 33 34 36 37; 35, who has no stay. Not 11, 16, nor 31's visit.
SELECT people FROM indicator('people_in_aftercare', '[2024-01-01,2025-01-01)', observed_until => '2024-12-31') WHERE gender = 'all';
SELECT dims ->> 'aftercare_component' AS component, people FROM indicator('people_in_aftercare', '[2024-06-01,2024-07-01)', '{aftercare_component}', '2024-12-31') WHERE gender = 'all' ORDER BY dims ->> 'aftercare_component' COLLATE "C" NULLS FIRST;

-- On 9 April 1 3 36 37 by stays and 4 by a check-up; not 6, whose visit was on the last day in treatment.
SELECT cardinality(ARRAY[pg_temp.contact(6, '2024-04-09', 'visit')]) AS said;
SELECT people FROM indicator('people_in_aftercare', '[2024-04-09,2024-04-10)', observed_until => '2024-12-31') WHERE gender = 'all';

-- A need found on 1 May. 41: treatment on day 14; 42: on day 15; 43: in treatment; 44: no stay at all; 45: not held; 46: died on day 3.
SELECT count(pg_temp.contact(n, '2024-05-01', 'check_up', 'phone', CASE WHEN n = 45 THEN 'declined' ELSE 'held' END, jsonb_build_object('programme', n, 'treatment_indicated', 'yes'))) FROM generate_series(41, 46) n;
SELECT count(pg_temp.stay(s.person, 1, s.stay::episode)) FROM (VALUES (41, 'outpatient[2024-05-15,)@1'), (42, 'outpatient[2024-05-16,)@1'), (43, 'outpatient[2024-04-15,2024-05-01]:completed@43'), (45, 'outpatient[2024-05-02,)@1')) s (person, stay);
SELECT cardinality(ARRAY[pg_temp.say('death', 2, '{"person": 46, "on_date": "2024-05-04"}')]) AS said;
SELECT pg_temp.answers('need_to_care_14d');

-- Released on 1 March. 51: outside on day 21, said twice; 52: on day 22; 53: arrived, and back on day 9; 54: another
-- prison; 55: died on day 14; 56: no need and not treated there; 57: treatment in a prison programme; 58: outside
-- until the day of release. Yes 51; no 52 57 58; referred 51 and 53, of those but 54.
SELECT count(pg_temp.say('custody', 2, jsonb_build_object('person', c.person, 'on_date', c.on_date, 'released', c.released, 'need', c.need, 'released_to', c.released_to, 'referred_on', c.referred_on))) FROM (VALUES
  (51, '2024-01-01', '2024-03-01', 'yes', 'community', '2024-02-20'), (51, '2024-01-02', '2024-03-01', 'yes', 'community', '2024-02-20'), (52, '2024-01-01', '2024-03-01', 'yes', 'community', NULL),
  (53, '2024-01-01', '2024-03-01', 'yes', 'community', '2024-03-01'), (53, '2024-03-10', NULL, 'unknown', NULL, NULL), (54, '2024-01-01', '2024-03-01', 'yes', 'other_prison', NULL),
  (55, '2024-01-01', '2024-03-01', 'yes', 'community', NULL), (56, '2024-01-01', '2024-03-01', 'no', 'community', NULL), (57, '2024-01-01', '2024-03-01', 'yes', 'community', '2024-03-02'),
  (58, '2024-01-01', '2024-03-01', 'yes', 'community', NULL)) c (person, on_date, released, need, released_to, referred_on);
SELECT count(pg_temp.stay(s.person, 1, s.stay::episode)) FROM (VALUES (51, 'outpatient[2024-03-22,)@1'), (52, 'outpatient[2024-03-23,)@1'), (53, 'outpatient[2024-03-05,)@1'),
  (57, 'outpatient[2024-03-05,)@98'), (58, 'outpatient[2024-02-01,2024-03-01]:completed@58')) s (person, stay);
SELECT cardinality(ARRAY[pg_temp.say('death', 2, '{"person": 55, "on_date": "2024-03-15"}')]) AS said;
SELECT indicator, numerator, denominator, excluded FROM indicators('[2024-01-01,2025-01-01)', '{prison_to_community_21d,prison_referral}', observed_until => '2024-12-31') WHERE gender = 'all';

-- Check-ups of 60, discharged on 31 January: 30 April held on 2 May, 31 July missed, 31 October held late on
-- 1 December; 61 days later it would be the next one's. Until 30 November the last cannot be told.
SELECT cardinality(ARRAY[pg_temp.stay(60, 1, 'outpatient[2023-11-01,2024-01-31]:completed@60'), pg_temp.contact(60, '2024-05-02', 'check_up'), pg_temp.contact(60, '2024-12-01', 'check_up')]) AS said;
SELECT indicator, category, numerator, denominator, excluded FROM indicators('[2024-01-01,2025-01-01)', '{checkup_plan_coverage,checkup_adherence,checkup_states}', '{programme}', '2024-12-31')
WHERE gender = 'all' AND dims ->> 'programme' = '60';
SELECT numerator, denominator, excluded FROM indicator('checkup_adherence', '[2024-01-01,2025-01-01)', '{programme}', '2024-11-27') WHERE gender = 'all' AND dims ->> 'programme' = '60';
-- Every figure once more, by the definition in plain SQL.
SELECT count(*) > 100 AS many, count(*) FILTER (WHERE ours IS DISTINCT FROM plain) AS differences
FROM registry.compare_with_plain_sql('[2024-01-01,2025-01-01)', '2024-12-31', ARRAY(SELECT indicator FROM registry.indicator WHERE line BETWEEN 200 AND 399));

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_after_owner;
DROP ROLE regress_after_owner;
