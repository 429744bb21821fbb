\set ECHO none
-- made_up.sql: a made-up registry for the tests of indicators: 4 regions, 12 providers, 40 programmes, and
-- :people people with every kind of record; nobody exists. Include it after create_registry(). The same every time.
-- Dates lie in 2022 to 2025; what is drawn is drawn from a hash, so that the order of rows does not matter.
\if :{?people}
\else
  \set people 1500
\endif
CREATE FUNCTION pg_temp.draw(what text, who bigint, nth integer DEFAULT 0) RETURNS float8 LANGUAGE sql IMMUTABLE
  RETURN ('x' || substr(md5(what || ':' || who || ':' || nth), 1, 8))::bit(32)::bigint / 4294967296.0;
CREATE FUNCTION pg_temp.pick(words text, drawn float8) RETURNS text LANGUAGE sql IMMUTABLE
  RETURN (string_to_array(words, ' '))[1 + floor(drawn * array_length(string_to_array(words, ' '), 1))::integer];
\ir assert_all.sql

SELECT count(registry.register_region(r, 'Region ' || r)) AS regions FROM unnest(ARRAY['01', '02', '03', '04']) r \gset
SELECT count(registry.register_provider(p, 'Provider ' || p, (ARRAY['public', 'ngo', 'private', 'prison_service'])[1 + p % 4], '0' || 1 + p % 4)) AS providers
  FROM generate_series(1, 12) p \gset
-- Programme 40 is a pilot; every third reports contacts; every seventh is for women.
SELECT count(registry.register_programme(p, 1 + p % 12, 'Programme ' || p, '0' || 1 + p % 4,
    pg_temp.pick('outpatient_specialised residential inpatient_hospital low_threshold outpatient_specialised prison', p / 41.0),
    women_specific => p % 7 = 0, pilot => p = 40, reporting_from => CASE p WHEN 39 THEN '2023-04-15' WHEN 40 THEN NULL ELSE '2022-01-01' END::date, reports_contacts => p % 3 = 0,
    reports_medication => p % 2 = 0, sdg_class => CASE WHEN p % 9 = 0 THEN 'rehabilitation_aftercare' END,
    standard => CASE WHEN p % 4 IN (1, 2) THEN 'national' END, accredited_until => CASE WHEN p % 4 < 2 THEN '2023-01-01'::date + 50 * p END)) AS programmes
  FROM generate_series(1, 40) p \gset
SELECT count(registry.register_reporting_month(p, m::date, CASE WHEN pg_temp.draw('confirmed', p, extract(month FROM m)::integer) < 0.3 THEN 'confirmed' ELSE 'received' END)) AS months
  FROM generate_series(1, 39) p, generate_series('2024-01-01'::timestamp, '2025-05-01', '1 month') m WHERE pg_temp.draw('month', p, extract(epoch FROM m)::integer) < 0.97 \gset

-- The check symbol is found by trying.
CREATE FUNCTION pg_temp.pseudonym_of(n bigint) RETURNS continuum.pseudonym LANGUAGE plpgsql AS $$
DECLARE
  symbol text;
BEGIN
  FOREACH symbol IN ARRAY string_to_array('0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U', NULL)
  LOOP
    BEGIN
      RETURN ('1-' || lpad(n::text, 26, '0') || symbol)::continuum.pseudonym;
    EXCEPTION WHEN invalid_text_representation THEN NULL;
    END;
  END LOOP;
END $$;
INSERT INTO registry.person (person, record_key) SELECT n, ('x' || md5('key' || n))::bit(64)::bigint FROM generate_series(1, :people + 30) n;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
SELECT n, CASE WHEN pg_temp.draw('quality', n) < 0.9 THEN 'ministry' ELSE 'provider/1' END,
  pg_temp.pseudonym_of(n),
  CASE WHEN pg_temp.draw('quality', n) < 0.85 THEN 'verified' WHEN pg_temp.draw('quality', n) < 0.9 THEN 'plain' WHEN pg_temp.draw('quality', n) < 0.93 THEN 'weak' ELSE 'local' END
FROM generate_series(1, :people + 30) n;

-- Stays: one to six, begun some ninety days apart, often overlapping; some ends are open, some unknown.
CREATE TEMPORARY TABLE made_stay AS
WITH drawn AS (
  SELECT n AS person, k, '2022-03-01'::date + floor(pg_temp.draw('first', n) * 900)::integer + k * 90 + floor(pg_temp.draw('start', n, k) * 130)::integer - 60 AS started,
    1 + floor(pg_temp.draw('programme', n, k) * 40)::integer AS programme, pg_temp.draw('ending', n, k) AS ending, k = s.nstays AS is_last,
    CASE WHEN pg_temp.draw('long', n, k) < 0.1 THEN floor(pg_temp.draw('days', n, k) * 500) ELSE floor(pg_temp.draw('days', n, k) * 160) END::integer AS days,
    pg_temp.pick('outpatient outpatient residential outpatient_intensive withdrawal_management_inpatient opioid_agonist day_programme aftercare aftercare peer_support employment_support screening outpatient custody_treatment', pg_temp.draw('care', n, k)) AS care
  FROM generate_series(1, :people) n CROSS JOIN LATERAL (SELECT 1 + floor(pg_temp.draw('nstays', n) * 6)::integer) s (nstays) CROSS JOIN LATERAL generate_series(1, s.nstays) k)
SELECT d.person, d.programme, d.care::continuum.care AS care, 1 + d.programme % 12 AS provider, d.started,
  CASE WHEN e.ending = 'closed' OR e.ending = 'month' THEN d.started + d.days END AS ended,
  CASE e.ending WHEN 'closed' THEN 'day' WHEN 'month' THEN 'month' WHEN 'unknown' THEN 'unknown' END AS ended_precision,
  CASE WHEN e.ending = 'open' THEN 'ongoing' ELSE pg_temp.pick('completed completed completed_reduced_use transferred transferred left_before_completion left_before_completion left_before_completion lost_contact ended_by_provider declined service_closed entered_custody moved unknown died completed transferred', pg_temp.draw('exit', d.person, d.k)) END::continuum.exit_reason AS exit_reason,
  CASE WHEN pg_temp.draw('other sex', d.person, d.k) < 0.01 THEN 'female' WHEN pg_temp.draw('sex', d.person) < 0.32 THEN 'female' WHEN pg_temp.draw('sex', d.person) < 0.96 THEN 'male' ELSE 'unknown' END::continuum.gender AS registered_sex,
  CASE WHEN pg_temp.draw('identity', d.person) < 0.03 THEN 'other' WHEN pg_temp.draw('identity', d.person, d.k) < 0.02 THEN 'female' END::continuum.gender AS gender_identity,
  CASE WHEN pg_temp.draw('year', d.person, d.k) < 0.9 THEN 1950 + floor(pg_temp.draw('born', d.person) * 57)::integer END AS birth_year,
  CASE WHEN pg_temp.draw('lives', d.person, d.k) < 0.85 THEN '0' || 1 + floor(pg_temp.draw('region', d.person, CASE WHEN pg_temp.draw('moves', d.person) < 0.2 THEN d.k ELSE 0 END) * 4)::integer END AS residence_region,
  CASE WHEN e.ending = 'open' AND pg_temp.draw('seen', d.person, d.k) < 0.5 THEN d.started + d.days
    WHEN e.ending = 'closed' AND pg_temp.draw('seen', d.person, d.k) < 0.4 THEN d.started + greatest(d.days - floor(pg_temp.draw('unseen', d.person, d.k) * 20)::integer, 0) END AS last_contact,
  CASE WHEN pg_temp.draw('to', d.person, d.k) < 0.7 THEN 1 + floor(pg_temp.draw('to which', d.person, d.k) * 40)::integer END AS referred_to,
  pg_temp.pick('alcohol coca_paste cocaine_hydrochloride cannabis heroin benzodiazepines unknown', pg_temp.draw('substance', d.person)) AS primary_substance,
  CASE WHEN e.ending <> 'open' THEN pg_temp.pick('accepted accepted declined not_offered not_offered not_applicable not_recorded', pg_temp.draw('offer', d.person, d.k)) END AS aftercare_offer,
  CASE WHEN e.ending <> 'open' THEN pg_temp.pick('service family other_carer peers nobody not_asked', pg_temp.draw('support', d.person, d.k)) END AS supported_by,
  pg_temp.pick('voluntary voluntary voluntary drug_court_agreement alternative_to_prison compulsory_administrative in_custody unknown', pg_temp.draw('legal', d.person, d.k)) AS legal_status,
  CASE WHEN pg_temp.draw('justice', d.person, d.k) < 0.2 THEN pg_temp.pick('possession_for_use minor_supply other_offence not_stated', pg_temp.draw('basis', d.person, d.k)) END AS justice_basis,
  pg_temp.pick('PG-PAB PG-PAI PG-PR M-PAI M-PR', pg_temp.draw('plan', d.person, d.k)) AS plan,
  CASE WHEN pg_temp.draw('funded', d.person, d.k) < 0.8 THEN d.started + 5 END::text AS funded_from,
  pg_temp.pick('free free partly_paid fully_paid not_recorded', pg_temp.draw('payment', d.person, d.k)) AS payment,
  'R' || d.person || '-' || d.k AS request, 'S' || d.person || '-' || d.k AS source_record
FROM drawn d CROSS JOIN LATERAL (SELECT CASE WHEN d.is_last AND d.ending < 0.15 THEN 'open' WHEN d.ending > 0.98 THEN 'unknown' WHEN d.ending > 0.965 THEN 'month' ELSE 'closed' END AS ending) e;
SELECT pg_temp.assert_all('stay', 'made_stay') AS stays \gset

CREATE TEMPORARY TABLE made_fact AS
SELECT n AS person, f.fact, f.value, '2021-01-01'::date AS valid_from
FROM generate_series(1, :people) n CROSS JOIN LATERAL (VALUES
  ('indigenous_people', pg_temp.pick('none mapuche aymara', pg_temp.draw('people', n))),
  ('nationality_group', pg_temp.pick('national national national other', pg_temp.draw('nation', n)))) f (fact, value)
WHERE pg_temp.draw(f.fact, n) < 0.5;
SELECT pg_temp.assert_all('person_fact', 'made_fact') AS facts \gset

-- Requests some weeks before the stays, and a few that led to none.
CREATE TEMPORARY TABLE made_request AS
SELECT s.person, s.provider, s.programme, s.started - w.days AS on_date, pg_temp.pick('self family_friends primary_care police drug_court prison other_treatment_provider unknown', pg_temp.draw('referral', s.assertion)) AS referral_source,
  NULL::date AS offered_on, CASE WHEN pg_temp.draw('said', s.assertion) < 0.8 THEN 'admitted' END AS outcome,
  CASE WHEN pg_temp.draw('said', s.assertion) < 0.8 THEN s.started END AS outcome_on,
  CASE WHEN pg_temp.draw('unavailable', s.assertion) < 0.1 THEN 5 END AS unavailable_days, s.request AS source_record
FROM made_stay s CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.draw('late', s.assertion) < 0.02 THEN -3 WHEN pg_temp.draw('late', s.assertion) < 0.1 THEN 0
  WHEN pg_temp.draw('late', s.assertion) > 0.99 THEN 400 ELSE floor(pg_temp.draw('wait', s.assertion) * 60)::integer END) w (days)
WHERE pg_temp.draw('asked', s.assertion) < 0.6
UNION ALL
SELECT n, 1 + n % 12, 1 + n % 40, '2023-06-01'::date + floor(pg_temp.draw('asked on', n) * 700)::integer, 'self', NULL, o.outcome,
  CASE WHEN o.outcome IS NOT NULL AND n % 11 <> 0 THEN '2023-06-01'::date + floor(pg_temp.draw('asked on', n) * 700)::integer + 20 END, NULL, 'Q' || n
FROM generate_series(1, :people) n CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.draw('outcome', n) < 0.7
  THEN pg_temp.pick('refused_no_place refused_childcare not_suitable left_waiting referred_elsewhere', pg_temp.draw('which', n)) END) o (outcome)
WHERE pg_temp.draw('asked in vain', n) < 0.25;
SELECT pg_temp.assert_all('request', 'made_request') AS requests \gset

CREATE TEMPORARY TABLE made_profile AS
SELECT s.person, s.provider, s.programme, t.on_date, t.stage, pg_temp.pick('stable stable unstable street homeless institution unknown', pg_temp.draw('housing' || t.stage, s.assertion)) AS housing,
  pg_temp.pick('formal_employee informal_employee self_employed_informal student unpaid_care unemployed_seeking not_seeking unknown', pg_temp.draw('labour' || t.stage, s.assertion)) AS labour,
  pg_temp.pick('none primary secondary higher unknown', pg_temp.draw('education', s.person)) AS education, pg_temp.pick('alone family_of_origin partner_children friends_other detention institution', pg_temp.draw('with', s.person)) AS living_with,
  floor(pg_temp.draw('children', s.person) * 4)::integer AS children_under_18, pg_temp.pick('yes no no unknown not_asked', pg_temp.draw('living', s.assertion)) AS living_with_children,
  CASE WHEN pg_temp.draw('residence', s.assertion) < 0.1 THEN 1 ELSE 0 END AS children_in_residence, CASE WHEN pg_temp.draw('state', s.assertion) < 0.1 THEN 1 ELSE 0 END AS children_in_state_care,
  CASE WHEN s.registered_sex = 'female' THEN pg_temp.pick('no no no no yes unknown not_asked', pg_temp.draw('pregnant', s.assertion)) END AS pregnancy,
  pg_temp.pick('no no yes unknown', pg_temp.draw('prior', s.person)) AS prior_treatment,
  CASE WHEN pg_temp.draw('prior on', s.person) < 0.2 THEN s.started - floor(pg_temp.draw('prior days', s.person) * 400)::integer END AS prior_last_on, pg_temp.pick('mild moderate severe unknown', pg_temp.draw('severity', s.assertion)) AS severity,
  pg_temp.pick('never not_last_year last_year last_30_days unknown', pg_temp.draw('injecting', s.person)) AS injecting, pg_temp.pick('not_tested negative positive declined unknown', pg_temp.draw('hiv', s.person)) AS hiv_test,
  pg_temp.pick('not_tested negative positive declined unknown', pg_temp.draw('hcv', s.person)) AS hcv_test, pg_temp.pick('yes no not_asked declined', pg_temp.draw('violence', s.person)) AS violence_screen
FROM made_stay s CROSS JOIN LATERAL (SELECT s.started, 'admission' WHERE pg_temp.draw('profile', s.assertion) < 0.8
  UNION ALL SELECT s.ended, 'discharge' WHERE s.ended_precision = 'day' AND pg_temp.draw('profile out', s.assertion) < 0.4) t (on_date, stage);
SELECT pg_temp.assert_all('profile', 'made_profile') AS profiles \gset

CREATE TEMPORARY TABLE made_use AS
SELECT s.person, s.provider, s.programme, s.started AS on_date, r AS rank, pg_temp.pick('alcohol coca_paste cocaine_hydrochloride cannabis heroin benzodiazepines methamphetamine', pg_temp.draw('use', s.person, r)) AS substance,
  pg_temp.pick('oral smoked sniffed injected other unknown', pg_temp.draw('route', s.person, r)) AS route, pg_temp.pick('daily four_six_days two_three_days one_day less_than_weekly none unknown', pg_temp.draw('frequency', s.assertion, r)) AS frequency,
  floor(pg_temp.draw('days 28', s.assertion, r) * 29)::integer AS days_28, 12 + floor(pg_temp.draw('age first', s.person, r) * 20)::integer AS age_first
FROM made_stay s, generate_series(1, 2) r WHERE pg_temp.draw('uses', s.assertion, r) < 0.8 / r;
SELECT pg_temp.assert_all('substance_use', 'made_use') AS uses \gset

-- Contacts during stays and after them.
CREATE TEMPORARY TABLE made_contact AS
SELECT s.person, s.provider, s.programme, s.started + c.day AS on_date, pg_temp.pick('visit group check_up home_visit phone_call check_up peer_meeting outreach', pg_temp.draw('kind', s.assertion, c.k)) AS kind,
  pg_temp.pick('in_person in_person phone video message', pg_temp.draw('mode', s.assertion, c.k)) AS mode, pg_temp.pick('held held held attempted declined', pg_temp.draw('held', s.assertion, c.k)) AS outcome,
  CASE WHEN pg_temp.draw('indicates', s.assertion, c.k) < 0.3 THEN pg_temp.pick('yes yes no unknown', pg_temp.draw('indicated', s.assertion, c.k)) END AS treatment_indicated
FROM made_stay s CROSS JOIN LATERAL (SELECT k, floor(pg_temp.draw('on', s.assertion, k) * 420)::integer FROM generate_series(1, 3) k) c (k, day)
WHERE pg_temp.draw('contact', s.assertion, c.k) < 0.5;
-- Some need is found just before a stay, and after everything a few are seen who never had one.
INSERT INTO made_contact
SELECT s.person, s.provider, s.programme, s.started - floor(pg_temp.draw('found', s.assertion) * 20)::integer, 'check_up', 'phone', 'held', 'yes' FROM made_stay s WHERE pg_temp.draw('finds', s.assertion) < 0.05
UNION ALL
SELECT n + :people, 1 + n % 12, 1 + n % 40, '2024-01-01'::date + n, CASE n % 3 WHEN 0 THEN 'visit' ELSE 'check_up' END, NULL, 'held', CASE n % 2 WHEN 0 THEN 'yes' END FROM generate_series(1, 30) n;
SELECT pg_temp.assert_all('contact', 'made_contact') AS contacts \gset
-- In the first weeks of some stays more is held, and abstinence is asked for again near their end.
CREATE TEMPORARY TABLE made_early_contact AS
SELECT s.person, s.provider, s.programme, s.started + floor(pg_temp.draw('early on', s.assertion, k) * 40)::integer AS on_date, 'visit' AS kind, 'in_person' AS mode, 'held' AS outcome
FROM made_stay s, generate_series(1, 3) k WHERE pg_temp.draw('early', s.assertion, k) < 0.5;
SELECT pg_temp.assert_all('contact', 'made_early_contact') AS early_contacts \gset
CREATE TEMPORARY TABLE made_later_use AS
SELECT s.person, s.provider, s.programme, s.ended + floor(pg_temp.draw('later use on', s.assertion) * 40)::integer - 15 AS on_date, 1 AS rank, 'alcohol' AS substance,
  CASE WHEN pg_temp.draw('abstinent', s.assertion) < 0.5 THEN 0 ELSE floor(pg_temp.draw('later days', s.assertion) * 29)::integer END AS days_28
FROM made_stay s WHERE s.ended_precision = 'day' AND pg_temp.draw('later use', s.assertion) < 0.5;
SELECT pg_temp.assert_all('substance_use', 'made_later_use') AS later_uses \gset

CREATE TEMPORARY TABLE made_assessment AS
SELECT s.person, s.provider, s.programme, s.started + k * 95 - 10 + floor(pg_temp.draw('assessed', s.assertion, k) * 30)::integer AS on_date, pg_temp.pick('yes yes no unknown not_asked', pg_temp.draw('needs', s.assertion, k)) AS indicated,
  CASE WHEN pg_temp.draw('criteria', s.assertion, k) < 0.8 THEN greatest(floor(pg_temp.draw('met', s.assertion, k) * 10)::integer - 6, 0) END AS criteria_met,
  floor(pg_temp.draw('use days', s.assertion, k) * 20)::integer AS use_days_28, pg_temp.draw('controlled', s.assertion, k) < 0.1 AS controlled_environment, pg_temp.draw('agonist', s.assertion, k) < 0.15 AS on_agonist
FROM made_stay s, generate_series(0, 4) k WHERE pg_temp.draw('assess', s.assertion, k) < 0.45;
SELECT pg_temp.assert_all('assessment', 'made_assessment') AS assessments \gset

CREATE TEMPORARY TABLE made_measure AS
SELECT s.person, s.provider, s.programme, s.started + t.day AS on_date, t.stage, i.code AS instrument, floor(i.low + pg_temp.draw(i.code || t.stage, s.assertion) * (i.high - i.low + 1)) AS score, i.recall_days, pg_temp.draw('valid' || i.code, s.assertion) < 0.95 AS valid
FROM made_stay s CROSS JOIN LATERAL (VALUES (0, 'admission'), (60, 'review'), (coalesce(s.ended - s.started, 100), 'discharge'), (200, 'check_up')) t (day, stage)
  JOIN registry.current_instrument i ON i.code IN ('barc_10', 'top_alcohol_days', 'top_coca_paste_days', 'top_quality_of_life', 'top_work_days', 'zbi_12')
WHERE pg_temp.draw('measured' || i.code || t.stage, s.assertion) < 0.25;
SELECT pg_temp.assert_all('measure', 'made_measure') AS measures \gset

CREATE TEMPORARY TABLE made_barrier AS
SELECT s.person, s.provider, s.programme, s.started + d.day AS on_date, pg_temp.pick('access treatment recovery', pg_temp.draw('stage', s.assertion, d.k)) AS stage, b.barrier,
  pg_temp.pick('present present absent not_asked declined', pg_temp.draw(b.barrier, s.assertion, d.k)) AS status
FROM made_stay s CROSS JOIN LATERAL (VALUES (1, 0), (2, 70)) d (k, day) CROSS JOIN unnest(ARRAY['housing', 'employment', 'stigma', 'childcare', 'medication_access']) b (barrier)
WHERE pg_temp.draw('barrier', s.assertion, d.k) < 0.3 AND pg_temp.draw('asked ' || b.barrier, s.assertion, d.k) < 0.6;
SELECT pg_temp.assert_all('barrier_report', 'made_barrier') AS barriers \gset
CREATE TEMPORARY TABLE made_action AS
SELECT b.person, b.provider, b.on_date + floor(pg_temp.draw('acted', b.assertion) * 60)::integer AS on_date, b.assertion AS report, pg_temp.pick('accompaniment information funding mediation', pg_temp.draw('action', b.assertion)) AS action,
  pg_temp.pick('removed alleviated unchanged unknown', pg_temp.draw('result', b.assertion)) AS result
FROM made_barrier b WHERE b.status = 'present' AND pg_temp.draw('acts', b.assertion) < 0.5;
SELECT pg_temp.assert_all('barrier_action', 'made_action') AS actions \gset
CREATE TEMPORARY TABLE made_need AS
SELECT s.person, s.provider, s.programme, s.started + 3 AS on_date, 'admission' AS stage, d.need, pg_temp.pick('met partly unmet not_needed not_asked', pg_temp.draw(d.need, s.assertion)) AS status
FROM made_stay s CROSS JOIN unnest(ARRAY['work', 'rest_and_leisure', 'housing']) d (need) WHERE pg_temp.draw('need' || d.need, s.assertion) < 0.3;
SELECT pg_temp.assert_all('need_report', 'made_need') AS needs \gset
CREATE TEMPORARY TABLE made_carer AS
SELECT s.person, s.provider, s.programme, s.started + 10 AS on_date, k AS carer_no, pg_temp.pick('mother mother partner sister father daughter friend nobody not_asked declined', pg_temp.draw('relation', s.assertion, k)) AS relation,
  CASE WHEN pg_temp.draw('carer gender', s.assertion, k) < 0.9 THEN pg_temp.pick('female female male', pg_temp.draw('carer', s.assertion, k)) END::continuum.gender AS gender,
  CASE WHEN pg_temp.draw('hours known', s.assertion, k) < 0.8 THEN floor(pg_temp.draw('hours', s.assertion, k) * 60)::integer END AS hours_week, pg_temp.pick('none reduced given_up not_asked', pg_temp.draw('work', s.assertion, k)) AS work_effect,
  pg_temp.pick('none reduced given_up not_asked', pg_temp.draw('study', s.assertion, k)) AS study_effect,
  pg_temp.pick('none reduced given_up not_asked', pg_temp.draw('participation', s.assertion, k)) AS participation_effect, CASE WHEN pg_temp.draw('money known', s.assertion, k) < 0.6 THEN round((pg_temp.draw('money', s.assertion, k) * 90000)::numeric, 2) END AS money_spent, pg_temp.pick('accepted declined not_offered not_recorded', pg_temp.draw('offered', s.assertion, k)) AS support_offered
FROM made_stay s, generate_series(1, 2) k WHERE pg_temp.draw('cared for', s.assertion, k) < 0.3 / k;
SELECT pg_temp.assert_all('carer_report', 'made_carer') AS carers \gset
CREATE TEMPORARY TABLE made_supply AS
SELECT s.person, s.provider, s.programme, s.started + k * 28 + floor(pg_temp.draw('fetch', s.assertion, k) * 12)::integer AS on_date, pg_temp.pick('methadone buprenorphine', pg_temp.draw('drug', s.person)) AS medication, 28 AS days
FROM made_stay s, generate_series(0, 8) k WHERE s.care::text = 'opioid_agonist' AND pg_temp.draw('supply', s.assertion, k) < 0.9;
SELECT pg_temp.assert_all('medication_supply', 'made_supply') AS supplies \gset
CREATE TEMPORARY TABLE made_custody AS
SELECT n AS person, 3 AS provider, d.on_date, CASE WHEN pg_temp.draw('released', n) < 0.85 THEN d.on_date + floor(pg_temp.draw('custody days', n) * 200)::integer END AS released,
  pg_temp.pick('community treatment aftercare other_prison unknown', pg_temp.draw('released to', n)) AS released_to, pg_temp.pick('yes no unknown', pg_temp.draw('need', n)) AS need, pg_temp.pick('yes no not_asked', pg_temp.draw('treated in', n)) AS in_treatment,
  CASE WHEN pg_temp.draw('refers', n) < 0.4 THEN d.on_date + 5 END AS referred_on, NULL::integer AS referred_to
FROM generate_series(1, :people) n CROSS JOIN LATERAL (SELECT '2023-05-01'::date + floor(pg_temp.draw('custody', n) * 700)::integer) d (on_date) WHERE pg_temp.draw('in custody', n) < 0.12;
-- Some are back soon, and some releases are reported twice.
INSERT INTO made_custody SELECT c.person, 3, c.released + k.days, c.released + k.days + 40, 'community', 'unknown', 'not_asked', NULL, NULL
FROM made_custody c CROSS JOIN LATERAL (SELECT floor(pg_temp.draw('back', c.person) * 120)::integer) k (days) WHERE pg_temp.draw('again', c.person) < 0.3 AND c.released IS NOT NULL;
INSERT INTO made_custody SELECT c.person, 3, c.on_date + 2, c.released, c.released_to, 'yes', c.in_treatment, c.released, NULL FROM made_custody c WHERE pg_temp.draw('twice', c.person) < 0.1 AND c.released > c.on_date + 2 AND c.need <> 'not_asked';
SELECT pg_temp.assert_all('custody', 'made_custody') AS custodies \gset
CREATE TEMPORARY TABLE made_death AS
SELECT s.person, 1 + s.person % 12 AS provider, max(s.ended) + floor(pg_temp.draw('died', s.person) * 400)::integer AS on_date, pg_temp.pick('overdose suicide violence other unknown', pg_temp.draw('cause', s.person)) AS cause_class, 'civil_registry' AS source, 'day' AS on_precision
FROM made_stay s WHERE pg_temp.draw('dies', s.person) < 0.06 GROUP BY s.person HAVING max(s.ended) IS NOT NULL AND bool_and(s.ended_precision = 'day');
UPDATE made_death SET on_precision = 'month', on_date = date_trunc('month', on_date)::date WHERE person % 5 = 0;
SELECT pg_temp.assert_all('death', 'made_death') AS deaths \gset
CREATE TEMPORARY TABLE made_consent AS
SELECT s.person, s.provider, s.started AS on_date, k.kind, pg_temp.pick('given given given refused withdrawn', pg_temp.draw(k.kind, s.assertion)) AS decision FROM made_stay s CROSS JOIN unnest(ARRAY['registry_linkage', 'followup_contact']) k (kind)
WHERE pg_temp.draw('consent' || k.kind, s.assertion) < 0.2;
SELECT pg_temp.assert_all('consent', 'made_consent') AS consents \gset
-- One programme sees people every month since 2024, one region every four months until then.
SELECT registry.register_checkup_schedule('quarterly', 1, 12, 5, 10, programme => 9, valid => '[2024-03-01,)') IS NOT NULL AS monthly,
  registry.register_checkup_schedule('quarterly', 4, 5, 20, 30, region => '02', valid => '[2020-01-01,2024-06-01)') IS NOT NULL AS by_region \gset
SELECT count(registry.register_population_estimate(c, y, 900 * g.k, 'made up', 700 * g.k, 1200 * g.k, g.gender::continuum.gender, CASE c WHEN 'drug_use_disorder' THEN 20 END, CASE c WHEN 'drug_use_disorder' THEN 60 END)) AS estimates
  FROM unnest(ARRAY['drug_use_disorder', 'alcohol_use_disorder']) c, generate_series(2023, 2025) y, (VALUES (NULL, 3), ('female', 1), ('male', 2)) g (gender, k) \gset
ANALYZE;
\set ECHO all
