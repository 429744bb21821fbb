-- What a registry is born with: words for every problem and every term in three languages, and the
-- codes of other systems.
SET client_min_messages = warning;
CREATE ROLE regress_seed_owner NOLOGIN;
SELECT continuum.create_registry('regress_seed_owner');
SET search_path = continuum, pg_catalog;

-- Labels: every term has one in each language. Of the vocabularies that the extension knows nothing
-- else has any; the others are what the columns of a stay or a programme may hold, and a report's words.
WITH term AS (
  SELECT v.vocabulary, t.name AS term
  FROM unnest(ARRAY['gender', 'care', 'exit_reason', 'answer', 'care_state', 'checkup_state']) AS v (vocabulary), vocabulary(v.vocabulary) t
  UNION SELECT 'care_role', role FROM vocabulary('care')
  UNION SELECT 'care_group', term_group FROM vocabulary('care')
  UNION SELECT 'sdg_class', sdg_class FROM vocabulary('care') WHERE sdg_class IS NOT NULL
  UNION SELECT 'exit_group', term_group FROM vocabulary('exit_reason')
  UNION SELECT v.vocabulary, t.name FROM unnest(ARRAY['registered_sex', 'gender_identity']) v (vocabulary), vocabulary('gender') t
  -- Beside the four genders, what a report calls everybody, and what a person can do instead of answering.
  UNION VALUES ('gender', 'all'), ('gender_identity', 'not_asked'), ('gender_identity', 'declined')
  UNION SELECT 'column', c.name FROM unnest(ARRAY['stays', 'requests', 'profile', 'substances', 'contacts', 'assessments', 'measures',
    'barriers_needs', 'barrier_actions', 'carers', 'medication', 'custody', 'deaths', 'consents', 'aggregate']) t, intake_columns(t) c
  UNION SELECT 'problem_severity', s FROM unnest(ARRAY['reject', 'warning', 'info']) s),
label AS (
  SELECT l.vocabulary, l.term, string_agg(l.language, ' ' ORDER BY l.language COLLATE "C") AS languages
  FROM registry.label l GROUP BY 1, 2)
SELECT vocabulary, count(*) AS terms, count(*) FILTER (WHERE languages IS DISTINCT FROM 'en es pt') AS without_words,
  count(*) FILTER (WHERE term.term IS NULL AND vocabulary IN (SELECT t.vocabulary FROM term t)) AS no_such_term
FROM term FULL JOIN label USING (vocabulary, term) GROUP BY vocabulary ORDER BY vocabulary COLLATE "C";
-- A column that a CHECK holds to a list has a label for just what the list holds.
WITH allowed AS (
  SELECT CASE a.attname WHEN 'state' THEN 'reporting_state' WHEN 'severity' THEN 'problem_severity' ELSE a.attname END AS vocabulary, m[1] AS term
  FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1],
    regexp_matches(pg_get_constraintdef(c.oid), '''([^'']*)''::text', 'g') m
  WHERE c.contype = 'c' AND (c.conrelid::regclass::text, a.attname) IN (('registry.provider', 'sector'), ('registry.programme', 'setting'),
    ('registry.programme', 'sdg_class'), ('registry.reporting_month', 'state'), ('registry.person_alias', 'quality'),
    ('registry.intake_problem', 'severity')))
SELECT vocabulary, count(*) AS terms, count(*) FILTER (WHERE allowed.term IS NULL OR label.term IS NULL) AS wrong
FROM allowed FULL JOIN (SELECT DISTINCT l.vocabulary, l.term FROM registry.label l
  WHERE l.vocabulary IN (SELECT a.vocabulary FROM allowed a)) label USING (vocabulary, term)
GROUP BY vocabulary ORDER BY vocabulary COLLATE "C";
SELECT term, language, label FROM registry.label
WHERE vocabulary = 'gender' OR (vocabulary, term) IN (('exit_reason', 'left_before_completion'), ('care', 'aftercare'), ('care', 'relapse_prevention'))
ORDER BY vocabulary COLLATE "C", term COLLATE "C", language COLLATE "C";
-- Two terms of one vocabulary never share a label; a label has no blanks at its ends.
SELECT vocabulary, language, label FROM registry.label GROUP BY 1, 2, 3 HAVING count(*) > 1 OR label <> btrim(label) OR label = '';
-- No word that blames, in labels or problem texts.
SELECT * FROM (SELECT label FROM registry.label UNION ALL SELECT text FROM registry.problem_text) w (words)
WHERE words ~* 'abandon|desert|drop.?out|dropped|relaps|reca[ií]d|\yadd?ict|abuse|alcoh[oó]lic|\yclean|fail|fracas|viciad';

-- Problem texts. By hand from the sources: each code, and every severity it is written with.
-- P102 is a reject in the plan alone, for rows that the door should not have let through.
CREATE TEMPORARY TABLE written (code text, severity text);
INSERT INTO written SELECT c.code, s FROM (VALUES
  ('P001', 'reject'), ('P002', 'reject'), ('P003', 'info'), ('P004', 'reject'), ('P005', 'warning'),
  ('P101', 'warning'), ('P102', 'warning reject'), ('P103', 'warning'), ('P104', 'warning reject'),
  ('P105', 'reject'), ('P106', 'warning'), ('P107', 'reject'), ('P108', 'reject'),
  ('P201', 'warning reject'), ('P202', 'reject'), ('P203', 'reject'), ('P204', 'warning'), ('P205', 'reject'),
  ('P206', 'warning reject'), ('P207', 'warning'), ('P208', 'reject'), ('P209', 'warning reject'), ('P210', 'reject'),
  ('P211', 'warning reject'), ('P212', 'warning'), ('P213', 'warning'), ('P214', 'warning reject'), ('P215', 'warning'),
  ('P216', 'warning reject'), ('P217', 'warning reject'),
  ('P301', 'warning'), ('P302', 'warning reject'), ('P303', 'reject'), ('P304', 'warning'),
  ('P305', 'warning reject'), ('P306', 'warning'), ('P307', 'warning'), ('P308', 'info'), ('P309', 'warning'),
  ('P401', 'info'), ('P402', 'warning'), ('P403', 'reject'), ('P404', 'warning'), ('P405', 'reject'),
  ('P406', 'warning'), ('P407', 'warning'), ('P408', 'info'), ('P409', 'warning'), ('P410', 'info'), ('P411', 'warning'),
  ('P501', 'warning'), ('P502', 'warning'), ('P503', 'info'), ('P504', 'warning'), ('P505', 'warning'), ('P506', 'warning'),
  ('P601', 'reject'), ('P602', 'reject'), ('P603', 'reject'), ('P604', 'reject'), ('P605', 'reject'), ('P606', 'reject'), ('P607', 'reject'),
  ('P608', 'reject'), ('P609', 'reject')) c (code, severities), regexp_split_to_table(c.severities, ' ') s;
SELECT count(*) AS problems, count(*) FILTER (WHERE t.languages IS DISTINCT FROM 'en es pt' OR w.code IS NULL) AS wrong
FROM written w FULL JOIN (
  SELECT code, severity, string_agg(p.language, ' ' ORDER BY p.language COLLATE "C") AS languages
  FROM registry.problem_text p GROUP BY code, severity) t USING (code, severity);
-- The list against the code itself: the door's header, and the functions and rules of the registry.
\set door `sed -n 's/.*COC_P_[A-Z_]* = \([0-9]*\).*/\1/p' "$PG_ABS_SRCDIR"/extension/core/intake.h | tr '\n' ' '`
WITH source AS (
  SELECT format('P%s', lpad(n, 3, '0')) AS code FROM regexp_split_to_table(btrim(:'door'), ' ') n
  UNION
  SELECT c[1] FROM pg_proc p, regexp_matches(pg_get_functiondef(p.oid), '[''"](P[0-9]{3})[''"]', 'g') c
  WHERE p.pronamespace = 'registry'::regnamespace AND p.prokind = 'f'
  UNION SELECT code FROM registry.rule)
SELECT count(*) AS codes, string_agg(code, ' ') FILTER (WHERE s.code IS NULL) AS not_in_sources,
  string_agg(code, ' ') FILTER (WHERE w.code IS NULL) AS not_in_list
FROM source s FULL JOIN (SELECT DISTINCT code FROM written) w USING (code);
-- A text takes only what problem_line() puts in, the same in every language; says nothing that could
-- be anybody's number; goes on after a colon and ends as a sentence; and is a translation, not a copy.
WITH text AS (
  SELECT t.code, t.severity, t.language, t.text,
    ARRAY(SELECT DISTINCT m[1] COLLATE "C" FROM regexp_matches(t.text, '{([^}]*)}', 'g') m ORDER BY 1) AS slots
  FROM registry.problem_text t)
SELECT t.code, t.severity, t.language, t.text
FROM text t JOIN text o ON o.code = t.code AND o.severity = t.severity AND o.language = 'en'
WHERE NOT t.slots <@ (ARRAY['field'] || CASE t.code WHEN 'P201' THEN ARRAY['format'] WHEN 'P301' THEN ARRAY['detail']
    WHEN 'P402' THEN ARRAY['detail'] WHEN 'P216' THEN ARRAY['detail'] WHEN 'P305' THEN ARRAY['detail'] WHEN 'P603' THEN ARRAY['detail'] ELSE '{}' END)
  OR t.slots <> o.slots OR length(regexp_replace(t.text, '{[a-z]+}|[^{}]', '', 'g')) > 0
  OR t.text ~ '[0-9]([-. ,/]?[0-9]){5}' OR t.text ~ '[@\n\t]|  ' OR t.text !~ '^[«“]?[a-záéíóú{].*[.]$'
  OR t.language <> 'en' AND t.text = o.text;
-- Problems without a field must not speak of one.
SELECT code, language FROM registry.problem_text WHERE code IN ('P001', 'P005', 'P202', 'P208') AND text LIKE '%{%';
-- A row is called refused where it is refused, and nowhere else.
SELECT code, severity, language FROM registry.problem_text
WHERE code > 'P1' AND (severity = 'reject') <> (text ~* 'is refused|refused[,;]|se rechaza|rejeitad[ao]');
-- As a provider reads them.
SELECT l.language, registry.problem_line(p, l.language, 'dd-mm-yyyy')
FROM (VALUES (1, 214, '2024-0031', 'ended', 'P203', 'reject', 1, NULL), (2, 215, '2024-0032', 'started', 'P201', 'reject', 1, NULL),
    (3, 216, '2024-0033', 'care', 'P301', 'warning', 38, 'SISTRAT.C1'), (4, NULL, NULL, 'care', 'P002', 'reject', 1, NULL),
    (5, NULL, NULL, 'column 3', 'P003', 'info', 1, NULL), (6, 217, '2024-0034', 'ended, exit_reason', 'P401', 'info', 1, NULL))
    v (place, row_number, source_record, field, code, severity, count, detail)
  CROSS JOIN LATERAL (SELECT jsonb_populate_record(NULL::registry.intake_problem, to_jsonb(v))) q (p)
  CROSS JOIN (VALUES ('en'), ('es'), ('pt')) l (language)
ORDER BY v.place, l.language COLLATE "C";

-- Codes: all of them.
SELECT system, field, term, string_agg(code, ', ' ORDER BY assertion) AS codes
FROM registry.current_code_map GROUP BY 1, 2, 3 ORDER BY system COLLATE "C", field COLLATE "C", min(assertion);
-- Each is a first assertion of the registry itself, means a term we have, and means it alone.
SELECT count(*) AS codes, count(*) FILTER (WHERE h.kind = 'code_map' AND h.operation = 'assert' AND h.record = m.assertion
    AND h.provider IS NULL AND h.batch IS NULL AND h.supersedes IS NULL
    AND h.source_record = m.system || '/' || m.field || '/' || m.code AND m.valid = '(,)') AS asserted,
  count(*) FILTER (WHERE EXISTS (SELECT FROM registry.label l WHERE (l.vocabulary, l.term) = (m.field, m.term))) AS known,
  count(DISTINCT (m.system, m.field, code_key(m.code))) AS different
FROM registry.code_map m JOIN registry.assertion h USING (assertion);

-- England: recoding and reporting groups of the public analysis code, written down here as they are
-- published. All numbers recoded into one must have one exit reason, in the same group.
CREATE TEMPORARY TABLE recoded (into_code text, ndtms_group text, codes text);
INSERT INTO recoded VALUES
  ('80', 'planned', '1 15-21 80 81 90 92'), ('82', 'planned', '2 22-28 82 91'),
  ('5', 'transfer', '5 33 40 47 54 61 68'), ('83', 'transfer', '74 83 93-97'), ('84', 'transfer', '84'),
  ('85', 'incomplete', '6 43-46 48 49 85'), ('86', 'incomplete', '3 29-32 34 35 86'), ('87', 'incomplete', '8 14 87'),
  ('88', 'incomplete', '12 71 88'), ('89', 'incomplete', '9 89'), ('4', 'incomplete', '4 13 36-39 41 42'),
  ('7', 'incomplete', '7 50-53 55 56'), ('10', 'incomplete', '10 57-60 62 63'), ('11', 'unknown', '0 11 64-67 69 70');
WITH published AS (
  SELECT r.into_code, r.ndtms_group, n AS code
  FROM recoded r CROSS JOIN regexp_split_to_table(r.codes, ' ') s
    CROSS JOIN generate_series(split_part(s, '-', 1)::integer, split_part(s, '-', -1)::integer) n),
ours AS (
  SELECT m.code::integer, m.term, exit_group(m.term::exit_reason) AS exit_group
  FROM registry.current_code_map m WHERE m.system = 'NDTMS.legacy' AND m.field = 'exit_reason')
SELECT ndtms_group, into_code, exit_group, term, count(*) AS codes
FROM published FULL JOIN ours USING (code) GROUP BY 1, 2, 3, 4 ORDER BY ndtms_group COLLATE "C", into_code::integer, term COLLATE "C";
-- The current numbers mean the same in both systems, and are the ones from 80 to 92.
SELECT count(*) AS codes, count(*) FILTER (WHERE l.term = c.term AND c.code::integer BETWEEN 80 AND 92) AS same
FROM registry.current_code_map c LEFT JOIN registry.current_code_map l
  ON l.system = 'NDTMS.legacy' AND l.field = c.field AND l.code = c.code
WHERE c.system = 'NDTMS' AND c.field = 'exit_reason';
-- Published: of 69,612 exits in 2007/08, 35,441 successful, which then counted those referred on.
SELECT sum(n) AS exits, sum(n) FILTER (WHERE exit_group(reason) IN ('planned', 'transfer')) AS successful
FROM (VALUES ('1', 7324), ('2', 17306), ('5', 10811), ('6', 19591), ('8', 4240), ('10', 2817), ('12', 2169),
    ('3', 2078), ('7', 1605), ('9', 784), ('11', 520), ('4', 367)) e (code, n)
  CROSS JOIN LATERAL (SELECT from_code('NDTMS.legacy', 'exit_reason', e.code)::exit_reason) r (reason);
-- Published: TEDS-D 2019, 1,722,503 discharges, 42.1 % completed, 21.5 % transferred, 25.1 + 5.5 % ended
-- by the person or the facility, 1.5 + 0.2 + 4.0 % otherwise.
SELECT exit_group(reason), sum(n) AS discharges, round(100 * sum(n) / 1722503.0, 1) AS percent
FROM (VALUES ('1', 725929), ('2', 432610), ('3', 95254), ('4', 369503), ('5', 26005), ('6', 3576), ('7', 69626)) e (code, n)
  CROSS JOIN LATERAL (SELECT from_code('TEDS', 'exit_reason', e.code)::exit_reason) r (reason)
GROUP BY 1 ORDER BY 2 DESC;
-- Recovery support is aftercare, whatever its kind.
SELECT care_role(term::care), string_agg(code, ' ' ORDER BY code COLLATE "C") AS codes FROM registry.current_code_map
WHERE system = 'NDTMS' AND field = 'care' GROUP BY 1 ORDER BY care_role(term::care) COLLATE "C";

-- Blanks of any kind, in any locale.
SELECT count(*) AS blanks, bool_and(code_key(chr(b) || 'Alta' || chr(b) || ' ' || chr(b) || 'Médica' || chr(b)) = 'alta medica') AS same
FROM unnest(ARRAY[9, 10, 11, 12, 13, 32, 133, 160, 5760, 8192, 8201, 8202, 8232, 8233, 8239, 8287, 12288]) b;
SELECT code_key(U&'a\200Bb') = U&'a\200Bb' AS no_blank, provolatile FROM pg_proc WHERE oid = 'code_key(text)'::regprocedure;
-- Reading codes, spelled as people do.
SELECT system, field, code, from_code(system, field, code) FROM (VALUES
  ('FHIR', 'gender', 'other'), ('FHIR', 'exit_reason', 'aadvice'), ('FHIR', 'exit_reason', 'SNF'),
  ('ISO5218', 'registered_sex', '2'), ('ISO5218', 'gender_identity', '0'),
  ('SISTRAT.C1', 'care', 'm-pr'), ('SISTRAT.C1', 'care', 'PG-PAI '), ('SISTRAT.C1', 'exit_reason', 'ALTA TERAPEUTICA'),
  ('SISTRAT.C1', 'exit_reason', 'Alta  administrativa'), ('SISTRAT.C1', 'gender_identity', 'Femenino'),
  ('TEDS', 'care', '1'), ('TEDS', 'exit_reason', '-9'), ('TEDS', 'gender', '1'),
  ('NDTMS', 'exit_reason', '82'), ('NDTMS', 'care', 'RECCHKP'), ('NDTMS', 'gender', 'f'),
  ('NDTMS.legacy', 'exit_reason', '68'), ('NDTMS.legacy', 'care', '7'),
  ('TDI', 'gender', 'Females'), ('TDI', 'gender', 'NK')) c (system, field, code);
-- Without equivalent: a warning, and the term for not knowing. TDI has no kinds of care; Otro says nothing.
\set VERBOSITY sqlstate
SELECT from_code('FHIR', 'exit_reason', 'hosp');
SELECT from_code('ISO5218', 'gender', '3');
SELECT from_code('SISTRAT.C1', 'care', 'Otro');
SELECT from_code('TEDS', 'care', '-9');
SELECT from_code('NDTMS', 'exit_reason', '17');
SELECT from_code('NDTMS.legacy', 'exit_reason', '98');
SELECT from_code('TDI', 'care', 'outpatient centre');
SELECT from_code('TDI', 'exit_reason', '1');
\set VERBOSITY default

-- A ministry that reads a code otherwise corrects the map; what it said before stays on record.
SELECT registry.register_code('SISTRAT.C1', 'exit_reason', 'Alta Administrativa', 'other') IS NOT NULL AS corrected,
  registry.register_code('TEDS', 'care', '7', 'outpatient') IS NULL AS same;
SELECT from_code('SISTRAT.C1', 'exit_reason', 'alta administrativa') AS now, m.term AS before, h.operation
FROM registry.code_map m JOIN registry.assertion h ON h.supersedes = m.assertion;
SELECT count(registry.register_provider(1, 'Uno')) AS provider, count(registry.register_source_format(1, code_system => 'SISTRAT.C1')) AS format;

DROP TABLE written, recoded;
DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_seed_owner;
DROP ROLE regress_seed_owner;
