-- The report by gender against a recomputation in plain SQL, kept reports, and what is refused.
SET search_path = continuum, pg_catalog;

-- Without a registry nothing can be reported.
\set VERBOSITY sqlstate
SELECT * FROM report('[2024-01-01,2025-01-01)', '2025-03-31');
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
--  6 nested, then open                   7 local: cannot be followed
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
    SELECT 'aftercare_linkage_' AS family, person, left_on AS day, ARRAY[7, 30, 90] AS windows FROM journey
    UNION ALL SELECT 'return_to_treatment_', person, left_on, ARRAY[90, 180] FROM journey
    UNION ALL SELECT 'continued_care_', person, ended, ARRAY[14, 30] FROM stay WHERE role = 'treatment'),
  outcome AS ( -- what could make the answer yes: a stay of the wanted kind, or a later start
    SELECT e.family, e.person, e.day, w.days,
      EXISTS (SELECT FROM stay d WHERE d.person = e.person AND d.exit_reason = 'died' AND d.ended BETWEEN e.day AND e.day + w.days) AS died,
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
      CASE WHEN p.quality = 'local' THEN 'unlinkable' WHEN o.day + o.days > until THEN 'too_recent' WHEN o.died THEN 'died'
           WHEN o.happened THEN 'yes' WHEN o.possible THEN 'date_unknown' ELSE 'no' END
    FROM outcome o JOIN person p USING (person)),
  counted AS (
    SELECT x.indicator, j.person, CASE WHEN x.vague THEN 'date_unknown' ELSE 'yes' END
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

-- Rows in which report() and the plain SQL differ; a figure without a case is all zeros there.
CREATE FUNCTION report_check.differences(first_day date, last_day date, until date, basis text)
RETURNS TABLE (period daterange, until date, basis text, indicator text, gender text, reported text, expected text)
LANGUAGE sql STABLE AS $$
  SELECT r.period, r.observed_until, r.basis, r.indicator, r.gender, r.shown, e.shown
  FROM (SELECT i.*, jsonb_build_array(i.cases, i.denominator, i.numerator, i.excluded, i.value, i.value_reason)::text AS shown
        FROM continuum.report(daterange(first_day, last_day, '[]'), until, basis) i) r
  FULL JOIN (
    SELECT f.indicator, f.gender, jsonb_build_array(f.cases, f.denominator, f.numerator, f.excluded, v.value,
      CASE WHEN v.value IS NULL THEN CASE WHEN f.excluded ->> 'too_recent' = f.cases::text THEN 'follow_up_unfinished' ELSE 'empty' END END)::text AS shown
    FROM report_check.figures(first_day, last_day, until, basis = 'identity') f,
      LATERAL (SELECT CASE WHEN f.denominator IS NULL THEN f.numerator ELSE round(f.numerator * 100.0 / nullif(f.denominator, 0), 1) END AS value) v
    ) e USING (indicator, gender)
  WHERE coalesce(e.shown, CASE WHEN r.denominator IS NULL THEN '[0, null, 0, {}, 0, null]' ELSE '[0, 0, 0, {}, null, "empty"]' END)
    IS DISTINCT FROM r.shown
$$;
