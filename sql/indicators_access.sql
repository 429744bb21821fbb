-- indicators_access.sql: who comes to care, waiting, the situation of people in treatment, what stays cost, and
-- coverage: people whose answers were worked out by hand. Each question has a year of its own.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_access_owner NOLOGIN;
SELECT FROM create_registry('regress_access_owner');
\getenv source PG_ABS_SRCDIR
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all

SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(1, 2) p;
-- Programme 11 reports since 2023: what was before, the registry does not know. 12 is for women, 13 tries the registry out.
SELECT registry.register_programme(11, 1, 'Eleven', standard => 'national', accredited_until => '2019-01-31', reporting_from => '2023-01-01') IS NOT NULL AS eleven,
  registry.register_programme(12, 1, 'Twelve', women_specific => true) IS NOT NULL AS twelve, registry.register_programme(13, 1, 'Thirteen', pilot => true) IS NOT NULL AS thirteen,
  registry.register_programme(21, 2, 'Twenty-one', sdg_class => 'rehabilitation_aftercare') IS NOT NULL AS twenty_one;
-- People 1 to 99: women's numbers end in 1 or 5.
INSERT INTO registry.person (person, record_key) SELECT n, n * 1000 FROM generate_series(1, 99) n;
CREATE FUNCTION pg_temp.come(person bigint, stay continuum.episode, fields jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
  RETURN pg_temp.stay(person, continuum.programme(stay) / 10, stay, jsonb_build_object('primary_substance', 'cocaine',
    'registered_sex', CASE WHEN person % 10 IN (1, 5) THEN 'female' ELSE 'male' END) || fields);
CREATE FUNCTION pg_temp.ask(person bigint, provider integer, on_date date, fields jsonb DEFAULT '{}') RETURNS bigint LANGUAGE sql
  RETURN pg_temp.say('request', provider, jsonb_build_object('person', person, 'programme', provider * 10 + 1, 'on_date', on_date) || fields);
CREATE FUNCTION pg_temp.describe(person bigint, on_date date, stage text, fields jsonb) RETURNS bigint LANGUAGE sql
  RETURN pg_temp.say('profile', 1, jsonb_build_object('person', person, 'programme', 11, 'on_date', on_date, 'stage', stage) || fields);
CREATE FUNCTION pg_temp.figures(codes text[], period daterange, until date DEFAULT '2025-06-30', params jsonb DEFAULT '{}', preset text DEFAULT 'default')
RETURNS TABLE (indicator text, category text, gender text, numerator bigint, of bigint, value numeric, excluded jsonb, reason text) LANGUAGE sql
BEGIN ATOMIC
  SELECT i.indicator, i.category, i.gender, i.numerator, i.denominator, i.value, i.excluded, i.value_reason
  FROM continuum.indicators(period, codes, observed_until => until, params => params, preset => preset) i
  WHERE i.cases > 0 AND (i.gender = 'all' OR i.category IS NULL AND (i.numerator > 0 OR i.denominator > 0));
END;

-- 2024: entrants. 1 was in treatment until the first of the 6 months before (a continuation), 2 until the day before that, which
-- is stronger than having said never; 3 and 4 first came for alcohol, 4 again for cocaine after more than 6 months; 5 came twice
-- within 6 months; 6 says to have left treatment elsewhere in January; 7 said never; nobody asked 8; 9 is in aftercare, 10 with a pilot.
SELECT cardinality(ARRAY[pg_temp.come(1, 'residential[2023-05-01,2023-08-01]:completed@21'), pg_temp.come(1, 'outpatient[2024-02-01,2024-03-01]:completed@11'),
  pg_temp.come(2, 'residential[2023-05-01,2023-07-31]:completed@21'), pg_temp.come(2, 'outpatient[2024-02-01,2024-03-01]:completed@11'), pg_temp.describe(2, '2024-02-05', 'admission', '{"prior_treatment": "no"}'),
  pg_temp.come(3, 'outpatient[2024-03-01,2024-04-01]:completed@11', '{"primary_substance": "alcohol"}'),
  pg_temp.come(4, 'outpatient[2024-01-10,2024-01-20]:completed@11', '{"primary_substance": "alcohol"}'), pg_temp.come(4, 'outpatient[2024-09-01,2024-10-01]:completed@11'),
  pg_temp.describe(4, '2024-01-10', 'admission', '{"prior_treatment": "no"}'),
  pg_temp.come(5, 'outpatient[2024-03-01,2024-03-10]:completed@11'), pg_temp.come(5, 'outpatient[2024-05-01,2024-05-20]:completed@11'),
  pg_temp.come(6, 'outpatient[2024-04-01,2024-05-01]:completed@11'), pg_temp.describe(6, '2024-04-01', 'admission', '{"prior_last_on": "2024-01-15"}'),
  pg_temp.come(7, 'outpatient[2024-04-01,2024-05-01]:completed@11'), pg_temp.describe(7, '2024-04-20', 'admission', '{"prior_treatment": "no"}'),
  pg_temp.come(8, 'outpatient[2024-04-01,2024-05-01]:completed@11'), pg_temp.come(9, 'aftercare[2024-04-01,2024-05-01]:completed@11'), pg_temp.come(10, 'outpatient[2024-04-01,2024-05-01]:completed@13')]) AS said;
-- 2, 3, 4, 5, 7 and 8. Known never: 4 and 7; before: 2.
SELECT * FROM pg_temp.figures('{treatment_entrants,treatment_entrants_status}', '[2024-01-01,2025-01-01)');
-- Kept last, 4 is asked about September, when the registry knows of January.
SELECT category, numerator, of FROM pg_temp.figures('{treatment_entrants_status}', '[2024-01-01,2025-01-01)', params => '{"keep": "last"}');
-- TDI: first the stays, then the people. 3 is gone, 4 is here with the second stay.
SELECT category, numerator, of FROM pg_temp.figures('{treatment_entrants_status}', '[2024-01-01,2025-01-01)', preset => 'tdi');
-- 2023: 1 and 2 came in May, and the 6 months before are not all known.
SELECT * FROM pg_temp.figures('{treatment_entrants}', '[2023-01-01,2024-01-01)');

-- 2022: waiting. 21 days, 22 days, the same day, 26 less 5 on which 24 could not have come; 25 was there before asking; nobody knows of 26;
-- 27 asked more than a year before; 28 came without the number of the request and was transferred within the journey; 29 had been refused.
SELECT pg_temp.ask(21, 1, '2022-03-01') AS r21, pg_temp.ask(22, 1, '2022-03-01', '{"referral_source": "drug_court"}') AS r22, pg_temp.ask(23, 1, '2022-03-01', '{"referral_source": "self"}') AS r23,
  pg_temp.ask(24, 1, '2022-03-01', '{"unavailable_days": 5}') AS r24, pg_temp.ask(25, 1, '2022-03-10', '{"outcome": "admitted", "outcome_on": "2022-03-10"}') AS r25, pg_temp.ask(27, 1, '2021-01-01', '{"referral_source": "unknown"}') AS r27,
  pg_temp.ask(28, 1, '2022-04-01', '{"referral_source": "self"}') AS r28, pg_temp.ask(29, 1, '2022-01-20', '{"outcome": "refused_no_place", "outcome_on": "2022-02-01"}') AS r29 \gset
SELECT cardinality(ARRAY[pg_temp.come(21, 'outpatient[2022-03-22,2022-05-01]:completed@11', jsonb_build_object('request', :r21)), pg_temp.come(22, 'outpatient[2022-03-23,2022-05-01]:completed@11', jsonb_build_object('request', :r22)),
  pg_temp.come(23, 'outpatient[2022-03-01,2022-05-01]:completed@11', jsonb_build_object('request', :r23, 'legal_status', 'voluntary')),
  pg_temp.come(24, 'outpatient[2022-03-27,2022-05-01]:completed@11', jsonb_build_object('request', :r24, 'legal_status', 'drug_court_agreement')),
  pg_temp.come(25, 'outpatient[2022-03-01,2022-05-01]:completed@11', jsonb_build_object('request', :r25, 'legal_status', 'voluntary')),
  pg_temp.come(26, 'outpatient[2022-03-01,2022-05-01]:completed@11', '{"legal_status": "in_custody", "justice_basis": "possession_for_use"}'),
  pg_temp.come(27, 'outpatient[2022-03-01,2022-05-01]:completed@11', jsonb_build_object('request', :r27, 'legal_status', 'unknown')),
  pg_temp.come(28, 'outpatient[2022-04-11,2022-04-25]:transferred@11'), pg_temp.come(28, 'residential[2022-05-01,2022-06-25]:completed@12'), pg_temp.come(29, 'outpatient[2022-03-01,2022-05-01]:completed@11')]) AS said;
-- Days: 21, 22, 0, 21, 424, 10. At most 21: 4 of 6. The third of six is 21, the sixth (0.9 * 6 = 5.4) 424.
SELECT * FROM pg_temp.figures('{waiting_21d,waiting_median,waiting_p90,waiting_bands}', '[2022-01-01,2023-01-01)');
SELECT indicator, numerator, of, value FROM pg_temp.figures('{waiting_21d}', '[2022-01-01,2023-01-01)', params => '{"days": 14}') WHERE gender = 'all';
-- Legal status: 2 voluntary, 1 court, 1 in custody of 9 entries; the court's basis is not said. Source: self of 23 and 28, court of 22.
SELECT indicator, category, numerator, of, value, excluded FROM pg_temp.figures('{entry_basis,justice_basis,referral_source}', '[2022-01-01,2023-01-01)') WHERE gender = 'all';
-- On 31 December 31 had waited 30 days, 32 60 less 10; 33 was treated elsewhere; 34 and 37 were refused, the latter nobody knows when; 35 had died, 36 died
-- afterwards, 38 gave up afterwards. 39 asked a pilot. What is known of 31 beside the request is that she is a woman.
SELECT cardinality(ARRAY[pg_temp.ask(31, 1, '2022-12-01'), pg_temp.ask(32, 1, '2022-11-01', '{"unavailable_days": 10}'), pg_temp.ask(33, 1, '2022-10-01'), pg_temp.come(33, 'outpatient[2022-11-01,2022-12-01]:completed@21'),
  pg_temp.ask(34, 1, '2022-05-01', '{"outcome": "refused_childcare", "outcome_on": "2022-06-10"}'), pg_temp.ask(35, 1, '2022-12-01'), pg_temp.say('death', 1, '{"person": 35, "on_date": "2022-12-10"}'),
  pg_temp.ask(36, 1, '2022-12-11'), pg_temp.say('death', 1, '{"person": 36, "on_date": "2023-02-01"}'), pg_temp.ask(37, 1, '2022-06-01', '{"outcome": "not_suitable"}'),
  pg_temp.ask(38, 1, '2022-12-30', '{"outcome": "left_waiting", "outcome_on": "2023-01-05"}'), pg_temp.ask(39, 1, '2022-12-01', '{"programme": 13}'),
  pg_temp.say('person_fact', 1, '{"person": 31, "fact": "registered_sex", "value": "female", "valid_from": "2022-12-01"}')]) AS said;
-- Waiting 30 (31, a woman), 50, 20 and 1 days: nobody of them has a stay. Admitted: 33, 25 of whom it is said, and 21, 22, 23, 24, 27 and 28 who came.
SELECT * FROM pg_temp.figures('{waiting_now,waiting_now_median,requests_outcome}', '[2022-01-01,2023-01-01)');
-- A day that is not observed yet is not asked about: on 15 December 31 (14 days), 32 (34) and 36 (4).
SELECT indicator, numerator, value FROM pg_temp.figures('{waiting_now,waiting_now_median}', '[2022-01-01,2023-01-01)', '2022-12-15') WHERE gender = 'all';

-- 2021: need found. 41 began on the 14th day, 42 on the 15th; 43 was in treatment at the first assessment and out of it at the second; 44 never came;
-- 45 died; 46 came at once, in a window that is not over; 47 on the same day; 48 is known to one provider only.
SELECT cardinality(ARRAY[pg_temp.come(41, 'outpatient[2021-03-14,2021-05-01]:completed@11'), pg_temp.come(42, 'outpatient[2021-03-15,2021-05-01]:completed@21'), pg_temp.come(43, 'outpatient[2021-02-01,2021-05-01]:completed@11'),
  pg_temp.come(46, 'outpatient[2021-12-26,2022-02-01]:completed@11'), pg_temp.come(47, 'outpatient[2021-03-01,2021-05-01]:completed@11'), pg_temp.come(48, 'outpatient[2021-03-02,2021-05-01]:completed@11'),
  pg_temp.say('death', 2, '{"person": 45, "on_date": "2021-03-05"}')]) AS said;
SELECT count(pg_temp.say('assessment', 1, jsonb_build_object('person', p, 'programme', 11, 'on_date', d, 'indicated', i)))
FROM (VALUES (41, '2021-03-01', 'yes'), (42, '2021-03-01', 'yes'), (42, '2021-02-01', 'no'), (43, '2021-03-01', 'yes'), (43, '2021-08-01', 'yes'), (44, '2021-03-01', 'yes'), (45, '2021-03-01', 'yes'), (46, '2021-12-25', 'yes'),
  (47, '2021-03-01', 'yes'), (48, '2021-03-01', 'yes')) v (p, d, i);
-- The check symbol of a made-up pseudonym is found by trying.
CREATE FUNCTION pg_temp.alias(person bigint, quality text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  symbol text;
BEGIN
  FOREACH symbol IN ARRAY string_to_array('0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U', NULL)
  LOOP
    BEGIN
      INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
        VALUES (person, CASE quality WHEN 'local' THEN 'provider/1' ELSE 'ministry' END, ('1-' || lpad(person::text, 26, '0') || symbol)::continuum.pseudonym, quality);
      RETURN;
    EXCEPTION WHEN invalid_text_representation THEN NULL;
    END;
  END LOOP;
END $$;
SELECT count(*) AS aliases FROM (SELECT pg_temp.alias(48, 'local')) a;
SELECT * FROM pg_temp.figures('{treated_within_7d,treated_within_14d,treated_within_30d}', '[2021-01-01,2022-01-01)', '2022-01-01') WHERE gender = 'all';

-- 2020: in treatment. 51 (a woman, in the women's residence, with one of two children) was asked again in May and nobody wrote the answer;
-- 52 is registered as male and pregnant; 53, a man, has a no where nothing was to be asked; of 55, a woman, nothing is known since 2019; 65, a woman, declined.
SELECT cardinality(ARRAY[pg_temp.come(51, 'residential[2020-02-01,2020-06-01]:completed@12'), pg_temp.come(52, 'outpatient[2020-02-01,2020-06-01]:completed@11'), pg_temp.come(53, 'outpatient[2020-02-01,2020-06-01]:completed@11'),
  pg_temp.come(55, 'outpatient[2019-12-01,2020-01-01]:completed@11'), pg_temp.come(65, 'outpatient[2020-02-01,2020-06-01]:completed@11'),
  pg_temp.describe(51, '2020-02-01', 'admission', '{"pregnancy": "no", "living_with_children": "yes", "children_under_18": 2, "children_in_residence": 1, "children_in_state_care": 0, "violence_screen": "yes"}'),
  pg_temp.describe(51, '2020-05-01', 'review', '{"pregnancy": "not_asked", "living_with_children": "unknown"}'),
  pg_temp.describe(52, '2020-02-01', 'admission', '{"pregnancy": "yes", "living_with_children": "no", "children_under_18": 1, "children_in_state_care": 1, "violence_screen": "not_asked"}'),
  pg_temp.describe(53, '2020-02-01', 'admission', '{"pregnancy": "no", "children_under_18": 0}'), pg_temp.describe(55, '2019-12-01', 'admission', '{"pregnancy": "yes"}'),
  pg_temp.describe(65, '2020-02-01', 'admission', '{"pregnancy": "declined", "violence_screen": "declined"}')]) AS said;
SELECT * FROM pg_temp.figures('{women_specific_share,pregnant,living_with_children,children_in_residence,children_in_state_care,violence_screened}', '[2020-01-01,2021-01-01)');

-- 2019: stays. 61 was there 30 days, sent twice; 62 since December 2018, 45 days of the year; of 63 nobody knows the end; 64 has no plan, at a programme of which
-- nothing is known. The accreditation ended on 31 January. 55 comes in December, without plan.
SELECT cardinality(ARRAY[pg_temp.come(61, 'residential[2019-01-01,2019-01-30]:completed@11', '{"plan": "PR", "payment": "free"}'), pg_temp.come(61, 'residential[2019-01-01,2019-01-30]:completed@11', '{"plan": "PR", "payment": "free"}'),
  pg_temp.come(62, 'outpatient[2018-12-01,2019-02-14]:completed@11', '{"plan": "PAI", "payment": "partly_paid", "primary_substance": "tobacco"}'), pg_temp.come(63, 'outpatient[2019-05-01,?]:completed@11', '{"plan": "PAI"}'),
  pg_temp.come(64, 'outpatient[2019-06-01,2019-06-10]:completed@12', '{"payment": "fully_paid"}')]) AS said;
-- 75 days are 2.5 months, a woman's 1.0. Free: 1 of 3. Accredited: 2 of 4; of 64 nothing is on record.
SELECT * FROM pg_temp.figures('{plan_months,free_of_charge,accredited_stays}', '[2019-01-01,2020-01-01)');
SELECT i.dims ->> 'plan' AS plan, i.cases, i.numerator, i.value FROM indicator('plan_months', '[2019-01-01,2020-01-01)', by => '{plan}', observed_until => '2025-06-30') i WHERE i.level <> 'all' AND i.gender = 'all';

-- 2018: coverage. A third of those in need are women, a fifth of those treated: 71 of the five 71, 72, 73, 74 and 78. 75 is a woman of 78 years, of 76
-- nobody knows the year of birth, 77 came for alcohol, 79 for nobody knows what. 78 had medication too; 74 was in programme 21, of another class.
SELECT count(registry.register_population_estimate('drug_use_disorder', 2018, e.value, 'a survey', e.low, e.high, e.gender::gender, 12, 65)) AS estimates
FROM (VALUES (15, 10, 30, NULL), (5, 4, 8, 'female'), (10, 8, 20, 'male')) e (value, low, high, gender);
SELECT count(registry.register_population_estimate('drug_use_disorder', 2018, 9, 'a narrower one', age_from => 15, age_to => 64)) AS narrower;
SELECT cardinality(ARRAY[pg_temp.come(71, 'outpatient[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1990}'), pg_temp.come(72, 'outpatient[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1953}'),
  pg_temp.come(73, 'aftercare[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1990}'), pg_temp.come(74, 'outpatient[2018-02-01,2018-06-01]:completed@21', '{"birth_year": 2006}'),
  pg_temp.come(75, 'outpatient[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1940}'), pg_temp.come(76, 'outpatient[2018-02-01,2018-06-01]:completed@11'),
  pg_temp.come(77, 'outpatient[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1980, "primary_substance": "alcohol"}'), pg_temp.come(79, 'outpatient[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1980, "primary_substance": "unknown"}'),
  pg_temp.come(78, 'outpatient[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1980}'), pg_temp.come(78, 'opioid_agonist[2018-02-01,2018-06-01]:completed@11', '{"birth_year": 1980, "primary_substance": "heroin"}'),
  pg_temp.come(78, 'screening[2018-01-01,2018-01-01]:completed@11', '{"birth_year": 1980}')]) AS said;
SELECT i.indicator, i.gender, i.numerator, i.denominator, i.value, i.low, i.high, i.excluded, i.value_reason
FROM indicators('[2018-01-01,2019-01-01)', '{sdg_3_5_1_drugs,sdg_3_5_1_drugs_pharmacological,sdg_3_5_1_drugs_psychosocial,sdg_3_5_1_drugs_rehabilitation_aftercare,sdg_3_5_1_alcohol}', observed_until => '2025-06-30') i
WHERE i.cases > 0;
SELECT coverage_parity(f.numerator, f.denominator, m.numerator, m.denominator) AS coverage_parity
FROM indicator('sdg_3_5_1_drugs', '[2018-01-01,2019-01-01)', observed_until => '2025-06-30') f JOIN indicator('sdg_3_5_1_drugs', '[2018-01-01,2019-01-01)', observed_until => '2025-06-30') m ON f.gender = 'female' AND m.gender = 'male';
-- Half a year is no year, and a provider has no estimate of its own.
SELECT i.gender, i.numerator, i.denominator, i.value, i.value_reason FROM indicator('sdg_3_5_1_drugs', '[2018-01-01,2018-07-01)', observed_until => '2025-06-30') i WHERE i.gender = 'all'
UNION ALL
SELECT i.gender, i.numerator, i.denominator, i.value, i.value_reason FROM indicators('[2018-01-01,2019-01-01)', '{sdg_3_5_1_drugs}', observed_until => '2025-06-30', provider => 1) i WHERE i.gender = 'all';

-- 2017: identity. 81 is verified, and a woman with one provider and a man with the other; 82 plain; 83 local; of 84 there is no identity.
SELECT count(*) AS aliases FROM (SELECT pg_temp.alias(p, q) FROM (VALUES (81, 'verified'), (82, 'plain'), (83, 'local')) v (p, q) OFFSET 0) a;
SELECT cardinality(ARRAY[pg_temp.come(81, 'outpatient[2017-02-01,2017-06-01]:completed@11'), pg_temp.come(81, 'outpatient[2017-03-01,2017-06-01]:completed@21', '{"registered_sex": "male"}')]
  || ARRAY(SELECT pg_temp.come(p, 'aftercare[2017-02-01,2017-06-01]:completed@11') FROM generate_series(82, 84) p)) AS said;
SELECT indicator, category, numerator, of, value, excluded FROM pg_temp.figures('{identity_quality,identity_verified,identity_local,gender_conflict}', '[2017-01-01,2018-01-01)') WHERE gender = 'all';
-- Nobody at all.
SELECT indicator, gender, value, value_reason FROM indicators('[2016-01-01,2017-01-01)', '{treatment_entrants,waiting_median,requests_outcome,pregnant,plan_months,sdg_3_5_1_alcohol}', observed_until => '2025-06-30') WHERE gender = 'all';

-- All of it against plain SQL, year by year.
SELECT count(*) > 700 AS many, count(*) FILTER (WHERE c.ours IS DISTINCT FROM c.plain) AS differ
FROM generate_series(2016, 2024) y CROSS JOIN LATERAL registry.compare_with_plain_sql(daterange(make_date(y, 1, 1), make_date(y + 1, 1, 1)), make_date(y + 1, 1, 1),
  ARRAY(SELECT i.indicator FROM registry.indicator i WHERE i.line BETWEEN 30 AND 99 OR i.line BETWEEN 600 AND 799)) c;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_access_owner;
DROP ROLE regress_access_owner;
