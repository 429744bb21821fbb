-- report.sql: the figures against a recomputation in plain SQL, kept reports, and what is refused.
SET search_path = continuum, pg_catalog;
SET datestyle = iso;

-- Without a registry nothing can be reported.
\set VERBOSITY sqlstate
SELECT * FROM indicators('[2024-01-01,2025-01-01)', observed_until => '2025-03-31');
SELECT default_observed_until();
SELECT * FROM reproduce('annual-2024');
\set VERBOSITY default

CREATE ROLE regress_report_owner NOLOGIN;
SELECT FROM create_registry('regress_report_owner');

-- Schema report_check: what fills the registry by hand, and the plain SQL that checks it.
CREATE SCHEMA report_check;

-- A first assertion (its record has its own number), or one that supersedes another.
CREATE FUNCTION report_check.assert(kind text, provider integer, replaces bigint DEFAULT NULL, operation text DEFAULT 'assert')
RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record, supersedes, reason)
  OVERRIDING SYSTEM VALUE
  SELECT n, coalesce((SELECT record FROM registry.assertion WHERE assertion = replaces), n), kind, operation, provider,
    coalesce((SELECT source_record FROM registry.assertion WHERE assertion = replaces), kind || '-' || n),
    replaces, CASE WHEN operation <> 'assert' THEN 'test' END
  FROM nextval(pg_get_serial_sequence('registry.assertion', 'assertion')) n
  RETURNING assertion
$$;

-- Without an exit reason: open; precision other than day: ended, nobody knows on which.
CREATE FUNCTION report_check.add_stay(person bigint, programme integer, care text, started date, ended date,
    exit_reason text DEFAULT NULL, ended_precision text DEFAULT 'day', replaces bigint DEFAULT NULL)
RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO registry.stay (assertion, person, programme, care, started, ended, ended_precision, exit_reason)
  SELECT report_check.assert('stay', programme / 10, replaces, CASE WHEN replaces IS NULL THEN 'assert' ELSE 'correct' END),
    person, programme, care::continuum.care, started, ended,
    CASE WHEN exit_reason IS NOT NULL THEN ended_precision END, coalesce(exit_reason, 'ongoing')::continuum.exit_reason
  RETURNING assertion
$$;

CREATE FUNCTION report_check.add_fact(person bigint, provider integer, fact text, value text, valid_from date)
RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO registry.person_fact (assertion, person, fact, value, valid_from)
  SELECT report_check.assert('person_fact', provider), person, fact, value, valid_from
  RETURNING assertion
$$;

CREATE FUNCTION report_check.add_month(programme integer, month date, state text) RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO registry.reporting_month (assertion, programme, month, state)
  SELECT report_check.assert('reporting_month', programme / 10), programme, month, state
  RETURNING assertion
$$;

-- The text form of the pseudonym with key id 1 and number n: 26 Crockford digits and the check
-- symbol, which is the whole value (1 * 2^128 + n) modulo 37; 2^128 is 33 there.
CREATE FUNCTION report_check.pseudonym(n integer) RETURNS text LANGUAGE sql AS $$
  SELECT '1-' || repeat('0', 20) || string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (n >> 5 * i & 31) + 1, 1), '' ORDER BY i DESC)
    || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U', (33 + n) % 37 + 1, 1)
  FROM generate_series(0, 5) i
$$;

-- Programmes 11 and 12 of provider 1, 21 of provider 2, 31 of provider 3 (only since July).
INSERT INTO registry.programme (assertion, programme, provider, name, reporting_from, reporting_until)
SELECT report_check.assert('programme', p.programme / 10), p.programme, p.programme / 10, 'Programme ' || p.programme, p.since, p.until
FROM (VALUES (11, DATE '2023-01-01', NULL::date), (12, '2023-01-01', NULL), (21, '2023-01-01', '2024-06-30'), (31, '2024-07-01', NULL))
  AS p (programme, since, until);

-- People: number, qualities of their aliases, registered sex, gender identity.
CREATE TABLE report_check.person (person bigint, qualities text, sex text, identity text);
INSERT INTO report_check.person VALUES
  (1, 'verified', 'female', NULL), (2, 'verified', 'male', NULL), (3, 'plain', 'female', NULL),
  (4, 'local verified', 'male', NULL), (5, 'verified', 'female', NULL), (6, 'weak', 'male', NULL),
  (7, 'local', 'female', NULL), (8, 'verified', 'female', 'other'), (9, 'verified', 'unknown', NULL),
  (10, 'verified', 'male', NULL), (11, 'verified', 'female', NULL), (12, 'verified', 'male', NULL),
  (13, 'local weak', 'female', NULL), (14, 'verified', NULL, NULL), (15, 'verified', 'male', NULL),
  (16, 'verified', NULL, 'female'), (17, 'verified', 'male', NULL), (18, 'verified', 'female', NULL),
  (19, 'verified', 'female', NULL), (20, 'verified', 'female', NULL), (21, 'verified', 'male', NULL),
  (22, 'verified', 'female', NULL), (23, 'verified', 'male', NULL), (24, NULL, 'female', NULL),
  (25, 'verified', 'male', NULL), (26, 'verified', 'female', NULL), (27, 'plain', 'male', NULL),
  (28, 'verified', 'female', NULL), (29, 'verified', 'male', NULL);
INSERT INTO registry.person (person, record_key) SELECT person, person * 1000003 FROM report_check.person;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
SELECT p.person, CASE q.quality WHEN 'local' THEN 'provider/1' WHEN 'weak' THEN 'provider/2' ELSE 'ministry' END,
  report_check.pseudonym(p.person::integer)::continuum.pseudonym, q.quality
FROM report_check.person p, unnest(string_to_array(p.qualities, ' ')) AS q (quality);
SELECT count(report_check.add_fact(p.person, 1, f.fact, f.value, '2020-01-01')) AS facts
FROM report_check.person p, LATERAL (VALUES ('registered_sex', p.sex), ('gender_identity', p.identity)) AS f (fact, value)
WHERE f.value IS NOT NULL;
-- 14: two providers disagree, the later date wins. 15: an identity recorded in September.
-- 16: a later unknown replaces nothing. 20: says the same at another provider, no conflict.
-- 22: provider 1 changed its mind, and provider 2 agrees with the later word.
SELECT count(report_check.add_fact(f.person, f.provider, f.fact, f.value, f.valid_from)) AS facts
FROM (VALUES (14, 2, 'registered_sex', 'male', DATE '2024-02-01'), (14, 1, 'registered_sex', 'female', '2024-01-01'),
             (15, 1, 'gender_identity', 'female', '2024-09-01'), (16, 1, 'gender_identity', 'unknown', '2024-05-01'),
             (20, 2, 'registered_sex', 'female', '2024-09-01'), (22, 1, 'registered_sex', 'male', '2022-01-01'),
             (22, 2, 'registered_sex', 'male', '2023-01-01'))
  AS f (person, provider, fact, value, valid_from);

-- Stays by hand. Which rule each is about:
--  1 a whole course: treatment, aftercare, treatment again 220 days after discharge
--  2, 3 84 and 83 days in treatment      4, 5 gaps of 21 and of 22 days
--  6 nested, then open; weak             7 local: neither can be followed
--  8 handover begun before discharge     9, 27 ended, nobody knows when
-- 10 aftercare of unknown end           11 died within 90 but not 30 days; 26 died at discharge
-- 12 too recent for retention           13 contact only
-- 19 the same stay reported twice       20, 21 withdrawal led somewhere, and nowhere
-- 22 open for years                     23 starts after the cut-off
-- 24 without alias                      25 contradictory exits on one day
-- 28 aftercare over new year's eve      29 a gap over the whole first week of the year
SELECT count(report_check.add_stay(s.person, s.programme, s.care, s.started, s.ended, s.exit_reason, s.ended_precision)) AS stays
FROM (VALUES
  (1, 11, 'residential', DATE '2024-01-10', DATE '2024-04-09', 'completed', 'day'),
  (1, 12, 'aftercare', '2024-04-12', '2024-10-30', 'completed', 'day'),
  (1, 11, 'outpatient', '2024-11-15', NULL, NULL, NULL),
  (2, 11, 'outpatient', '2024-01-01', '2024-03-25', 'completed', 'day'),
  (3, 11, 'outpatient', '2024-01-01', '2024-03-24', 'left_before_completion', 'day'),
  (4, 11, 'outpatient', '2024-01-10', '2024-03-01', 'transferred', 'day'),
  (4, 21, 'day_programme', '2024-03-22', '2024-05-15', 'completed', 'day'),
  (5, 11, 'outpatient', '2024-02-01', '2024-05-15', 'lost_contact', 'day'),
  (5, 11, 'outpatient', '2024-06-06', '2024-08-30', 'completed_reduced_use', 'day'),
  (5, 11, 'peer_support', '2024-09-20', '2024-09-20', 'completed', 'day'),
  (6, 21, 'residential', '2024-06-06', '2024-08-01', 'transferred', 'day'),
  (6, 11, 'outpatient', '2024-06-20', '2024-07-01', 'completed', 'day'),
  (6, 31, 'opioid_agonist', '2024-08-10', NULL, NULL, NULL),
  (7, 21, 'residential', '2024-02-01', '2024-02-20', 'transferred', 'day'),
  (7, 21, 'aftercare', '2024-02-25', NULL, NULL, NULL),
  (8, 11, 'withdrawal_management_inpatient', '2024-03-01', '2024-03-08', 'completed', 'day'),
  (8, 12, 'opioid_agonist', '2024-03-05', NULL, NULL, NULL),
  (9, 11, 'outpatient', '2024-05-01', NULL, 'left_before_completion', 'unknown'),
  (10, 11, 'outpatient', '2023-11-01', '2024-01-15', 'completed', 'day'),
  (10, 12, 'mutual_aid', '2023-12-01', NULL, 'unknown', 'unknown'),
  (11, 11, 'outpatient', '2024-06-01', '2024-07-01', 'completed', 'day'),
  (11, 12, 'hospital_inpatient', '2024-08-01', '2024-08-20', 'died', 'day'),
  (12, 11, 'outpatient', '2024-12-01', '2024-12-10', 'left_before_completion', 'day'),
  (13, 31, 'outreach', '2024-08-01', '2024-08-01', 'completed', 'day'),
  (14, 11, 'outpatient', '2024-01-20', '2024-02-20', 'moved', 'day'),
  (14, 21, 'outpatient', '2024-02-25', '2024-06-25', 'completed', 'day'),
  (15, 12, 'outpatient', '2024-08-01', '2024-11-30', 'completed', 'day'),
  (15, 12, 'relapse_prevention', '2024-12-05', NULL, NULL, NULL),
  (16, 12, 'therapeutic_community', '2024-02-01', '2024-09-01', 'ended_by_provider', 'day'),
  (19, 11, 'residential_short', '2024-05-01', '2024-05-31', 'completed', 'day'),
  (19, 11, 'residential_short', '2024-05-01', '2024-05-31', 'completed', 'day'),
  (20, 11, 'withdrawal_management_outpatient', '2024-09-01', '2024-09-07', 'completed', 'day'),
  (20, 31, 'residential', '2024-09-21', '2024-12-20', 'completed', 'day'),
  (21, 31, 'withdrawal_management_inpatient', '2024-10-01', '2024-10-05', 'transferred', 'day'),
  (21, 31, 'withdrawal_management_inpatient', '2024-10-10', '2024-10-12', 'declined', 'day'),
  (22, 12, 'opioid_agonist', '2022-03-01', NULL, NULL, NULL),
  (23, 12, 'outpatient', '2025-05-01', NULL, NULL, NULL),
  (24, 11, 'outpatient', '2024-04-01', '2024-04-30', 'completed', 'day'),
  (25, 11, 'outpatient', '2024-03-01', '2024-07-31', 'completed', 'day'),
  (25, 12, 'outpatient', '2024-05-01', '2024-07-31', 'left_before_completion', 'day'),
  (26, 11, 'outpatient', '2024-03-01', '2024-05-05', 'died', 'day'),
  (27, 12, 'residential', '2024-04-01', '2024-06-01', 'completed', 'month'),
  (28, 11, 'outpatient', '2023-06-01', '2023-12-31', 'completed', 'day'),
  (28, 11, 'recovery_checkup', '2023-12-31', '2024-01-01', 'completed', 'day'),
  (29, 11, 'outpatient', '2023-12-01', '2023-12-20', 'lost_contact', 'day'),
  (29, 11, 'outpatient', '2024-01-08', '2024-02-08', 'completed', 'day'))
  AS s (person, programme, care, started, ended, exit_reason, ended_precision);
-- 17: an open stay, corrected to twenty days. 18: the only stay, voided.
SELECT report_check.add_stay(17, 11, 'outpatient', '2024-03-01', '2024-03-20', 'completed', replaces =>
  report_check.add_stay(17, 11, 'outpatient', '2024-03-01', NULL)) IS NOT NULL AS corrected;
SELECT report_check.assert('stay', 1, report_check.add_stay(18, 11, 'outpatient', '2024-03-01', '2024-03-20', 'completed'), 'void')
  IS NOT NULL AS voided;

-- The same figures by plain SQL over the tables: no function, view or role of the extension.
-- Kinds of care stand here by name, days are counted with joins and windows.
CREATE FUNCTION report_check.figures(first_day date, last_day date, until date, by_identity boolean)
RETURNS TABLE (indicator text, gender text, cases bigint, denominator bigint, numerator bigint, excluded jsonb)
LANGUAGE sql STABLE AS $$
  WITH valid AS (
    SELECT a.assertion, a.provider FROM registry.assertion a
    WHERE a.operation <> 'void' AND NOT EXISTS (SELECT FROM registry.assertion l WHERE l.supersedes = a.assertion)),
  stay AS (
    SELECT DISTINCT s.person, s.programme, s.care::text AS care, s.started,
      CASE WHEN coalesce(s.ended_precision, 'day') = 'day' THEN s.ended END AS ended, s.exit_reason::text AS exit_reason,
      s.exit_reason::text = 'ongoing' AS open, coalesce(s.ended_precision <> 'day', false) AS vague,
      CASE WHEN s.care::text IN ('outreach', 'low_threshold', 'harm_reduction', 'screening', 'brief_intervention', 'assessment')
             THEN 'contact'
           WHEN s.care::text IN ('aftercare', 'recovery_checkup', 'peer_support', 'mutual_aid', 'family_support', 'housing_support',
             'employment_support', 'education_support', 'relapse_prevention', 'case_management', 'legal_support')
             THEN 'aftercare' ELSE 'treatment' END AS role
    FROM registry.stay s JOIN valid USING (assertion)
    WHERE s.started <= until),
  fact AS (
    SELECT f.person, f.fact, f.value, v.provider, f.valid_from AS since, f.assertion
    FROM registry.person_fact f JOIN valid v USING (assertion)
    WHERE f.value IN ('female', 'male', 'other') AND f.valid_from <= last_day
      AND (f.fact = 'registered_sex' OR f.fact = 'gender_identity' AND by_identity)),
  last_word AS ( -- of everybody, and of each provider
    SELECT f.*, NOT EXISTS (SELECT FROM fact l WHERE (l.person, l.fact) = (f.person, f.fact)
                            AND (l.since, l.assertion) > (f.since, f.assertion)) AS final,
      NOT EXISTS (SELECT FROM fact l WHERE (l.person, l.fact) = (f.person, f.fact) AND l.provider = f.provider
                  AND (l.since, l.assertion) > (f.since, f.assertion)) AS final_of_provider
    FROM fact f),
  person AS (
    SELECT p.person, coalesce(i.value, r.value, 'unknown') AS gender,
      EXISTS (SELECT FROM last_word x JOIN last_word y USING (person, fact)
              WHERE x.person = p.person AND x.value <> y.value AND x.final_of_provider AND y.final_of_provider
                AND x.fact = CASE WHEN i.value IS NULL THEN 'registered_sex' ELSE 'gender_identity' END) AS conflict,
      (SELECT a.quality FROM registry.person_alias a WHERE a.person = p.person
       ORDER BY CASE a.quality WHEN 'verified' THEN 1 WHEN 'plain' THEN 2 WHEN 'weak' THEN 3 ELSE 4 END LIMIT 1) AS quality
    FROM registry.person p
    LEFT JOIN last_word i ON i.person = p.person AND i.fact = 'gender_identity' AND i.final
    LEFT JOIN last_word r ON r.person = p.person AND r.fact = 'registered_sex' AND r.final),
  there AS ( -- who was present in the period, in which roles
    SELECT s.person, bool_or(s.role = 'treatment') AS treatment, bool_or(s.role = 'aftercare') AS aftercare
    FROM stay s
    WHERE s.started <= last_day AND CASE WHEN s.open THEN true WHEN s.vague THEN s.started >= first_day ELSE s.ended >= first_day END
    GROUP BY s.person),
  reach AS (
    SELECT s.*, max(CASE WHEN s.open THEN 'infinity' WHEN s.vague THEN s.started ELSE s.ended + 21 END)
      OVER (PARTITION BY s.person ORDER BY s.started ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
    FROM stay s WHERE s.role = 'treatment'),
  numbered AS (
    SELECT r.*, count(*) FILTER (WHERE r.reached IS NULL OR r.started > r.reached)
      OVER (PARTITION BY r.person ORDER BY r.started ROWS UNBOUNDED PRECEDING) AS n
    FROM reach r),
  journey AS (
    SELECT person, n, min(started) AS entered, bool_or(open) AS open, bool_or(vague) AS vague, max(coalesce(ended, started)) AS seen,
      CASE WHEN bool_and(ended IS NOT NULL) THEN max(ended) END AS left_on
    FROM numbered GROUP BY person, n),
  retained AS (
    SELECT 'retention_' || w.days || 'd', j.person,
      CASE WHEN j.entered + w.days > until THEN 'too_recent' WHEN j.open OR j.seen >= j.entered + w.days THEN 'yes'
           WHEN EXISTS (SELECT FROM journey e WHERE e.person = j.person AND e.n <= j.n AND e.vague) THEN 'date_unknown' ELSE 'no' END
    FROM journey j, (VALUES (84), (90)) AS w (days)
    WHERE j.entered BETWEEN first_day AND last_day),
  index_event AS (
    -- The end of a treatment journey is one once no later stay can join it.
    SELECT 'aftercare_linkage_' AS family, person, left_on AS day, ARRAY[7, 30, 90] AS windows, 21 AS settles FROM journey
    UNION ALL SELECT 'return_to_treatment_', person, left_on, ARRAY[90, 180], 21 FROM journey
    UNION ALL SELECT 'continued_care_', person, ended, ARRAY[14, 30], 0 FROM stay WHERE role = 'treatment'),
  outcome AS ( -- what could make the answer yes: a stay of the wanted kind, or a later start
    SELECT e.family, e.person, e.day, w.days, e.settles,
      (SELECT bool_and(d.exit_reason = 'died') FROM stay d WHERE d.person = e.person AND d.role = 'treatment' AND d.ended = e.day) AS died_at_exit,
      EXISTS (SELECT FROM stay d WHERE d.person = e.person AND d.exit_reason = 'died' AND NOT d.vague AND d.ended <= e.day + w.days) AS died,
      EXISTS (SELECT FROM stay d WHERE d.person = e.person AND d.exit_reason = 'died' AND d.vague AND d.started <= e.day + w.days) AS perhaps_died,
      CASE e.family WHEN 'return_to_treatment_' THEN
        EXISTS (SELECT FROM journey j WHERE j.person = e.person AND j.entered > e.day AND j.entered <= e.day + w.days)
      ELSE EXISTS (SELECT FROM stay s WHERE s.person = e.person AND s.started <= e.day + w.days
        AND (s.role = 'aftercare' OR e.family = 'continued_care_' AND s.role = 'treatment' AND s.care NOT LIKE 'withdrawal%')
        AND CASE WHEN s.open THEN true WHEN s.vague THEN s.started > e.day ELSE s.ended > e.day END) END AS happened,
      e.family <> 'return_to_treatment_' AND
        EXISTS (SELECT FROM stay s WHERE s.person = e.person AND s.started <= e.day AND s.vague
          AND (s.role = 'aftercare' OR e.family = 'continued_care_' AND s.role = 'treatment' AND s.care NOT LIKE 'withdrawal%')) AS possible
    FROM index_event e, unnest(e.windows) AS w (days)
    WHERE e.day BETWEEN first_day AND last_day),
  followed AS (
    SELECT o.family || o.days || 'd', o.person,
      CASE WHEN p.quality IN ('weak', 'local') THEN 'unlinkable' WHEN o.day + o.settles > until THEN 'too_recent'
           WHEN o.family = 'aftercare_linkage_' AND o.died_at_exit THEN 'not_applicable' WHEN o.day + o.days > until THEN 'too_recent' WHEN o.died THEN 'died'
           WHEN o.perhaps_died THEN 'date_unknown' WHEN o.happened THEN 'yes' WHEN o.possible THEN 'date_unknown' ELSE 'no' END
    FROM outcome o JOIN person p USING (person)),
  counted AS (
    SELECT x.indicator, j.person, CASE WHEN x.vague THEN 'date_unknown' WHEN x.indicator = 'treatment_journeys_ended' AND j.left_on + 21 > until THEN 'too_recent' ELSE 'yes' END
    FROM journey j, LATERAL (VALUES
      ('treatment_journeys_started', j.entered BETWEEN first_day AND last_day, false),
      ('treatment_journeys_ended', j.left_on BETWEEN first_day AND last_day, false),
      ('treatment_journeys_open_at_end', j.entered <= last_day AND (j.open OR j.left_on > last_day), false),
      ('treatment_journeys_ended', j.vague AND NOT j.open AND j.entered BETWEEN first_day AND last_day, true),
      ('treatment_journeys_open_at_end', j.vague AND NOT j.open AND j.entered BETWEEN first_day AND last_day, true))
      AS x (indicator, counts, vague)
    WHERE x.counts),
  answer (indicator, person, answer) AS (
    SELECT 'people_in_treatment', person, 'yes' FROM there WHERE treatment
    UNION ALL SELECT 'people_in_aftercare', person, 'yes' FROM there WHERE aftercare
    UNION ALL SELECT 'identity_' || q, person, CASE WHEN p.quality = q THEN 'yes' ELSE 'no' END
              FROM there JOIN person p USING (person), unnest(ARRAY['verified', 'plain', 'weak', 'local']) q
    UNION ALL SELECT 'gender_conflict', person, CASE WHEN p.conflict THEN 'yes' ELSE 'no' END FROM there JOIN person p USING (person)
    UNION ALL SELECT * FROM counted UNION ALL SELECT * FROM retained UNION ALL SELECT * FROM followed),
  reason AS (
    SELECT a.indicator, g.gender, a.answer, count(*) AS n
    FROM answer a JOIN person p USING (person), LATERAL (VALUES (p.gender), ('all')) AS g (gender)
    GROUP BY a.indicator, g.gender, a.answer)
  SELECT r.indicator, r.gender, sum(r.n)::bigint,
    CASE WHEN r.indicator ~ '^(people|treatment_journeys)_' THEN NULL
         ELSE coalesce(sum(r.n) FILTER (WHERE r.answer IN ('yes', 'no')), 0)::bigint END,
    coalesce(sum(r.n) FILTER (WHERE r.answer = 'yes'), 0)::bigint,
    coalesce(jsonb_object_agg(r.answer, r.n) FILTER (WHERE r.answer NOT IN ('yes', 'no')), '{}')
  FROM reason r GROUP BY r.indicator, r.gender
$$;

-- Rows in which indicators() and the plain SQL differ; a figure without a case is all zeros there.
CREATE FUNCTION report_check.codes() RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT array_agg(i.indicator ORDER BY i.line) FROM continuum.indicators() i
  WHERE i.indicator ~ '^(people_in_(treatment|aftercare)|treatment_journeys_(started|ended|open_at_end)|retention_(84|90)d|aftercare_linkage_(7|30|90)d|continued_care_(14|30)d|return_to_treatment_(90|180)d|identity_(verified|plain|weak|local)|gender_conflict)$'
$$;
CREATE FUNCTION report_check.differences(first_day date, last_day date, until date, basis text)
RETURNS TABLE (period daterange, until date, basis text, indicator text, gender text, reported text, expected text)
LANGUAGE sql STABLE AS $$
  SELECT r.period, r.observed_until, r.basis, r.indicator, r.gender, r.shown, e.shown
  FROM (SELECT i.*, jsonb_build_array(i.cases, i.denominator, i.numerator, i.excluded, i.value, i.value_reason)::text AS shown
        FROM continuum.indicators(daterange(first_day, last_day, '[]'), report_check.codes(), observed_until => until, basis => basis) i) r
  FULL JOIN (
    SELECT f.indicator, f.gender, jsonb_build_array(f.cases, f.denominator, f.numerator, f.excluded, v.value,
      CASE WHEN v.value IS NULL THEN CASE WHEN f.excluded ->> 'too_recent' = f.cases::text THEN 'follow_up_unfinished' ELSE 'empty' END END)::text AS shown
    FROM report_check.figures(first_day, last_day, until, basis = 'identity') f,
      LATERAL (SELECT CASE WHEN f.denominator IS NULL THEN f.numerator ELSE round(f.numerator * 100.0 / nullif(f.denominator, 0), 1) END AS value) v
    WHERE f.indicator = ANY (report_check.codes())) e USING (indicator, gender)
  WHERE coalesce(e.shown, CASE WHEN r.denominator IS NULL THEN '[0, null, 0, {}, 0, null]' ELSE '[0, 0, 0, {}, null, "empty"]' END)
    IS DISTINCT FROM r.shown
$$;

-- The year by hand: first what was counted by hand (checked person by person), then every cell.
CREATE VIEW report_check.year AS SELECT * FROM indicators('[2024-01-01,2025-01-01)', report_check.codes(), observed_until => '2025-03-31', language => 'en');
SELECT indicator, unit, people, cases, denominator, numerator, value, excluded FROM report_check.year WHERE gender = 'all';
SELECT indicator, string_agg(numerator || coalesce('/' || denominator, ''), ' · ' ORDER BY position(left(gender, 1) in 'fmoua')) AS "f · m · o · u · all"
FROM report_check.year GROUP BY indicator ORDER BY indicator COLLATE "C";
SELECT * FROM report_check.differences('2024-01-01', '2024-12-31', '2025-03-31', 'identity');

-- Other periods, cut-offs, both bases: a quarter, a day, before all, follow-up unfinished, period unobserved.
SELECT d.* FROM
  (VALUES (DATE '2024-01-01', DATE '2024-03-31'), ('2024-04-01', '2024-06-30'), ('2024-07-01', '2024-12-31'), ('2023-12-31', '2024-01-01'),
          ('2024-02-29', '2024-02-29'), ('2020-01-01', '2020-12-31'), ('2022-01-01', '2025-12-31')) AS p (first_day, last_day),
  (VALUES (DATE '2024-03-31'), ('2024-12-31'), ('2025-06-30')) AS u (until),
  (VALUES ('identity'), ('registered_sex')) AS b (basis),
  LATERAL report_check.differences(p.first_day, p.last_day, u.until, b.basis) d
WHERE p.first_day <= u.until;

-- In every row, cases are what is in the fraction and what is left out, and all is the sum of the four.
SELECT r.indicator, r.gender FROM indicators('[2024-01-01,2025-01-01)', observed_until => '2024-12-31') r
WHERE r.measure IN ('count', 'percent') AND r.cases <> coalesce(r.denominator, r.numerator) + coalesce((SELECT sum(e.value::bigint) FROM jsonb_each_text(r.excluded) e), 0);
SELECT r.indicator FROM indicators('[2024-01-01,2025-01-01)', observed_until => '2024-12-31') r
WHERE r.measure IN ('count', 'percent')
GROUP BY r.indicator
HAVING (sum(cases), sum(numerator), coalesce(sum(denominator), 0)) IS DISTINCT FROM
       (2 * max(cases) FILTER (WHERE gender = 'all'), 2 * max(numerator) FILTER (WHERE gender = 'all'),
        2 * coalesce(max(denominator) FILTER (WHERE gender = 'all'), 0)) OR count(*) <> 5;

-- What it looks like. Programme 31 reports from July; 12 misses December; 21 is excused in June.
SELECT count(report_check.add_month(m.programme, m.month, m.state)) AS months
FROM (SELECT p.programme, g.month::date AS month,
        CASE WHEN (p.programme, g.month) = (21, '2024-06-01') THEN 'excused' WHEN p.programme = 11 THEN 'confirmed' ELSE 'received' END AS state
      FROM (VALUES (11, DATE '2023-01-01', DATE '2024-12-01'), (12, '2023-01-01', '2024-11-01'), (21, '2023-01-01', '2024-06-01'),
                   (31, '2024-07-01', '2024-12-01')) AS p (programme, first, last),
        generate_series(p.first::timestamp, p.last, '1 month') AS g (month)) m;
-- By hand: December has 2 of 3 programmes (11 and 31 of 11, 12, 31) and 70 of 71 months so far;
-- November 3 of 3 and 68 of 68. So 31 December by 60 %, 30 November by 95 % and by all.
SELECT default_observed_until(), default_observed_until(0.6) AS by_sixty_percent, default_observed_until(1) AS by_all;
\set people '\'{people_in_treatment}\''
SELECT DISTINCT completeness, note FROM report_check.year WHERE indicator = 'people_in_treatment';
SELECT DISTINCT note FROM indicators('[2024-01-01,2025-01-01)', :people, language => 'es');
SELECT DISTINCT completeness, note, observed_until FROM indicators('[2024-06-15,2024-07-02)', :people, language => 'pt');
SELECT DISTINCT completeness FROM indicators('[2019-01-01,2019-12-31]', :people, observed_until => '2025-03-31');
\x on
SELECT * FROM indicator('aftercare_linkage_30d', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31', language => 'es') WHERE gender IN ('female', 'other');
\x off
SELECT r.label, r.unit, r.value, r.value_text, r.value_reason FROM indicators('[2024-12-01,2024-12-31]', report_check.codes(), observed_until => '2024-12-31', basis => 'registered_sex') r
WHERE r.gender = 'male' AND r.indicator ~ 'people|_90d';
SELECT l.language, count(DISTINCT r.label) = count(DISTINCT r.indicator) AS labels, count(*) FILTER (WHERE r.label = r.indicator) AS missing
FROM (VALUES ('en'), ('es'), ('pt')) AS l (language), indicators('[2024-01-01,2024-01-31]', observed_until => '2024-12-31', language => l.language) r
GROUP BY l.language ORDER BY l.language;

-- Basis: 15 is a woman by identity since September, and 8 is other; both are registered otherwise.
SELECT r.basis, r.gender, r.cases FROM (VALUES ('identity'), ('registered_sex')) AS b (basis),
  indicators('[2024-08-01,2024-11-30]', :people, observed_until => '2025-03-31', basis => b.basis) r ORDER BY r.basis, r.gender;

-- Kept, and recomputed: nothing moves until something is recorded.
SELECT save_report('annual-2024', '[2024-01-01,2025-01-01)', report_check.codes(), observed_until => '2025-03-31', language => 'es');
SELECT save_report('spring', '[2024-03-01,2024-04-01)', '{people_in_treatment,aftercare_linkage_30d@1}', basis => 'registered_sex', params => '{"days": 45}', by => '{care}');
\x on
SELECT s.name, s.edition, s.status, s.period, s.observed_until, s.codes, s.by, s.basis, s.params, s.preset, s.language, s.closing, s.later_records, s.report_version,
  s.extension_version = e.installed_version AS extension, s.server_version = current_setting('server_version') AS server
FROM registry.saved_report s, pg_available_extensions e WHERE e.name = 'continuum' ORDER BY s.name;
\x off
SELECT count(*), count(DISTINCT (indicator, gender)) FROM registry.saved_figure WHERE name = 'annual-2024';
-- What is saved in the next epoch says so: its transaction number means nothing without. A name saved again has its next edition.
BEGIN;
SELECT registry.open_epoch('restored') AS epoch;
SELECT save_report('annual-2024', '[2024-01-01,2025-01-01)', '{people_in_treatment}', observed_until => '2025-04-30');
SELECT name, edition, epoch, codes FROM registry.saved_report WHERE name = 'annual-2024' ORDER BY edition;
SELECT count(*), count(DISTINCT edition), min(edition), min(observed_until) FROM saved_report('annual-2024');
SELECT count(*) = 5 * 19 AS all_of_them, min(observed_until) FROM saved_report('annual-2024', 1);
ROLLBACK;
-- What is saved stays as it is.
\set VERBOSITY sqlstate
UPDATE registry.saved_figure SET numerator = numerator + 1;
DELETE FROM registry.saved_report;
TRUNCATE registry.saved_figure;
\set VERBOSITY default
-- It reads as it was given.
SELECT count(*) AS rows, count(*) FILTER (WHERE to_jsonb(s) - '{report,edition,status}'::text[] IS DISTINCT FROM to_jsonb(r) - '{report,edition,status}'::text[]) AS different
FROM saved_report('annual-2024') WITH ORDINALITY s
FULL JOIN indicators('[2024-01-01,2025-01-01)', report_check.codes(), observed_until => '2025-03-31', language => 'es') WITH ORDINALITY r USING (ordinality);
SELECT verdict, count(*) > 150 AS cells FROM reproduce('annual-2024') GROUP BY verdict;
SELECT verdict, count(DISTINCT dims) AS cells, count(DISTINCT indicator) AS indicators FROM reproduce('spring') GROUP BY verdict;
SELECT measure, saved, recomputed, difference, verdict FROM reproduce('annual-2024') WHERE (indicator, gender) = ('aftercare_linkage_30d', 'female');

-- Late rows: woman 24, discharged on 30 April, was received in aftercare on 20 May; programme 12 sends December.
SELECT report_check.add_stay(24, 12, 'aftercare', '2024-05-20', '2024-06-20', 'completed') IS NOT NULL AS stay,
  report_check.add_month(12, '2024-12-01', 'received') IS NOT NULL AS month;
SELECT indicator, gender, measure, saved, recomputed, difference, verdict FROM reproduce('annual-2024') WHERE verdict <> 'identical' AND gender IS DISTINCT FROM 'all';
SELECT DISTINCT gender FROM reproduce('annual-2024') WHERE verdict = 'changed' ORDER BY gender;
SELECT indicator, measure FROM reproduce('spring') WHERE verdict = 'changed';
-- Woman 5, who returned in June and was at peer support in September, had died in hospital on 26 September.
SELECT report_check.add_stay(5, 12, 'hospital_inpatient', '2024-09-25', '2024-09-26', 'died') IS NOT NULL AS stay;
SELECT indicator, measure, saved, recomputed, difference FROM reproduce('annual-2024')
WHERE verdict <> 'identical' AND gender = 'female' AND indicator = 'aftercare_linkage_30d';

-- Seven hundred made-up stays of 200 more people, thick with gaps of 20 to 23 days, unknown ends,
-- overlaps and deaths; drawn from a hash, so the same rows everywhere.
CREATE FUNCTION report_check.draw(n bigint, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT (('x' || left(md5(n::text), 7))::bit(28)::integer % sides)
$$;
INSERT INTO registry.person (person, record_key) SELECT n, n * 7919 FROM generate_series(1001, 1200) n;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
SELECT n, CASE WHEN q.quality IN ('weak', 'local') THEN 'provider/1' ELSE 'ministry' END, report_check.pseudonym(n)::continuum.pseudonym, q.quality
FROM generate_series(1001, 1200) n, LATERAL (SELECT (ARRAY['verified', 'plain', 'weak', 'local'])[1 + report_check.draw(n, 4)]) AS q (quality);
SELECT count(report_check.add_fact(n, 1 + report_check.draw(n * 3 + k, 3), CASE k % 2 WHEN 0 THEN 'registered_sex' ELSE 'gender_identity' END,
  (ARRAY['female', 'male', 'other', 'unknown', 'female', 'male'])[1 + report_check.draw(n * 5 + k, 6)], DATE '2023-01-01' + 30 * report_check.draw(n * 7 + k, 24))) AS facts
FROM generate_series(1001, 1200) n, generate_series(1, 4) k WHERE report_check.draw(n * 11 + k, 3) > 0;
WITH drawn AS (
  SELECT n, k, report_check.draw(n * 100 + k, 1000) AS a, report_check.draw(n * 100 + k + 50, 1000) AS b
  FROM generate_series(1001, 1200) n, generate_series(1, 6) k),
laid AS (
  SELECT n, k, a, b, DATE '2023-07-01' + (sum(15 + b % 60) OVER (PARTITION BY n ORDER BY k))::integer AS started FROM drawn)
SELECT count(report_check.add_stay(n, (ARRAY[11, 12, 21, 31])[1 + a % 4],
  (ARRAY['outpatient', 'residential', 'withdrawal_management_inpatient', 'opioid_agonist', 'aftercare', 'peer_support', 'outreach'])[1 + b % 7],
  started, CASE WHEN a % 9 < 7 THEN started + (a % 3) * 37 + b % 30 END,
  CASE a % 9 WHEN 7 THEN 'unknown' WHEN 8 THEN NULL WHEN 6 THEN CASE WHEN a % 4 = 0 THEN 'died' ELSE 'moved' END ELSE 'completed' END,
  CASE WHEN a % 9 = 7 THEN 'unknown' ELSE 'day' END)) > 700 AS stays
FROM laid WHERE report_check.draw(n * 13 + k, 5) > 1;
SELECT d.* FROM
  (VALUES (DATE '2024-01-01', DATE '2024-12-31'), ('2023-10-01', '2023-12-31'), ('2024-05-05', '2024-05-20')) AS p (first_day, last_day),
  (VALUES (DATE '2024-05-31'), ('2025-03-31')) AS u (until),
  (VALUES ('identity'), ('registered_sex')) AS b (basis),
  LATERAL report_check.differences(p.first_day, p.last_day, u.until, b.basis) d;

-- Refused, each with its code.
\set VERBOSITY sqlstate
SELECT * FROM indicators(NULL, observed_until => '2025-03-31');
SELECT * FROM indicators('empty', observed_until => '2025-03-31');
SELECT * FROM indicators('[2024-01-01,)', observed_until => '2025-03-31');
SELECT * FROM indicators('(,2024-01-01]', observed_until => '2025-03-31');
SELECT * FROM indicators('[-infinity,2024-01-01]', observed_until => '2025-03-31');
SELECT * FROM indicators('[2024-01-01,2024-12-31]', observed_until => 'infinity');
SELECT * FROM indicators('[2024-01-01,2024-12-31]', observed_until => '2025-03-31', basis => 'sex');
SELECT * FROM indicators('[2024-01-01,2024-12-31]', observed_until => '2025-03-31', basis => NULL);
SELECT * FROM indicators('[2024-01-01,2024-12-31]', observed_until => '2025-03-31', language => 'fr');
SELECT * FROM indicators('[2024-01-01,2024-12-31]', observed_until => '2025-03-31', language => NULL);
SELECT default_observed_until(0);
SELECT default_observed_until(1.01);
SELECT default_observed_until(NULL);
SELECT save_report('annual-2024', '[2024-01-01,2024-07-01)', observed_until => '2025-03-31');
SELECT save_report('annual-2024', '[2024-01-01,2025-01-01)', by => '{care}', observed_until => '2025-03-31');
SELECT save_report('', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31');
SELECT save_report(NULL, '[2024-01-01,2025-01-01)', observed_until => '2025-03-31');
SELECT save_report('another', 'empty', observed_until => '2025-03-31');
SELECT * FROM reproduce('another');
SELECT * FROM reproduce('annual-2024', 2);
SELECT * FROM reproduce(NULL);
SELECT * FROM saved_report('another');
\set VERBOSITY default
-- The messages are ours, and their hints name what is legal.
CREATE FUNCTION report_check.complaint(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  hint text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  RETURN SQLERRM || '. ' || hint;
END
$$;
SELECT report_check.complaint(s.statement) FROM (VALUES
  ($$SELECT continuum.indicators('[2024-01-01,)')$$),
  ($$SELECT continuum.indicators('[2024-01-01,2024-02-01)', basis => 'sex')$$),
  ($$SELECT continuum.indicators('[2024-01-01,2024-02-01)', language => 'fr')$$),
  ($$SELECT continuum.save_report('spring', '[2024-01-01,2024-02-01)')$$),
  ($$SELECT continuum.reproduce('winter')$$)) AS s (statement);

-- Who may read the registry may ask and reproduce; to save takes the right to write.
CREATE ROLE regress_report_reader NOLOGIN;
SELECT FROM registry.grant_duty('regress_report_reader', 'auditor');
SET ROLE regress_report_reader;
SELECT count(*) FROM indicators('[2024-01-01,2025-01-01)', '{people_in_treatment}', observed_until => '2025-03-31');
SELECT count(*) FILTER (WHERE verdict = 'changed') > 0 AS reproduces FROM reproduce('annual-2024');
\set VERBOSITY sqlstate
SELECT save_report('mine', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31');
\set VERBOSITY default
RESET ROLE;

SELECT report_version();

-- Gender by itself, against the last known value that the facts hold, in plain SQL; who has none has no row.
SELECT count(*) > 100 AS many, count(*) FILTER (WHERE g.gender::text IS DISTINCT FROM f.value) AS wrong
FROM registry.person_gender('2024-12-31', 'registered_sex') g
FULL JOIN (SELECT DISTINCT ON (person) person, value FROM registry.current_person_fact f
  WHERE fact = 'registered_sex' AND value <> 'unknown' AND valid_from <= '2024-12-31'
  ORDER BY person, valid_from DESC, record DESC) f USING (person);

SET client_min_messages = warning;
DROP SCHEMA report_check CASCADE;
DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_report_owner, regress_report_reader;
DROP ROLE regress_report_owner, regress_report_reader;
