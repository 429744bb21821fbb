-- The registry: who owns it, assertions and their guards, codes, and loads from file to journey.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;

-- Who may own it: a plain role that cannot log in.
CREATE ROLE regress_registry_owner NOLOGIN;
CREATE ROLE regress_registry_login LOGIN;
CREATE ROLE regress_registry_bypass NOLOGIN BYPASSRLS;
CREATE ROLE regress_registry_super NOLOGIN SUPERUSER;
\set VERBOSITY sqlstate
SELECT create_registry('regress_registry_login');
SELECT create_registry('regress_registry_bypass');
SELECT create_registry('regress_registry_super');
SELECT migrate_registry();
SELECT FROM create_registry('regress_registry_owner');
SELECT create_registry('regress_registry_owner');
DROP EXTENSION continuum;
\set VERBOSITY default
SELECT migrate_registry(), current_user = session_user AS still_myself;
INSERT INTO registry.layout (version) VALUES (1000000);
\set VERBOSITY sqlstate
SELECT migrate_registry();
\set VERBOSITY default
DELETE FROM registry.layout WHERE version = 1000000;

-- Everything in it is the owner's, and nobody else has any right; definer functions pin their path.
SELECT count(*) FILTER (WHERE o.owner <> 'regress_registry_owner'::regrole) AS not_the_owners, count(*) > 100 AS many
FROM (SELECT relowner AS owner FROM pg_class WHERE relnamespace = 'registry'::regnamespace
  UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace = 'registry'::regnamespace
  UNION ALL SELECT nspowner FROM pg_namespace WHERE nspname = 'registry') o;
SELECT c.relname, a.privilege_type FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
WHERE c.relnamespace = 'registry'::regnamespace AND a.grantee <> c.relowner;
SELECT p.proname FROM pg_proc p
WHERE p.pronamespace = 'registry'::regnamespace AND p.prosecdef
  AND (p.proacl IS NULL OR p.proconfig IS NULL OR NOT 'search_path=pg_catalog, pg_temp' = ANY (p.proconfig)
    OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0));
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'continuum'::regnamespace AND p.prosecdef;

-- Every table of assertions is guarded, and nothing can be changed, removed or emptied.
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r'
  AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = c.oid AND attname = 'assertion')
  AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'refuse_change' AND t.tgenabled = 'A');
\set VERBOSITY sqlstate
UPDATE registry.assertion SET reason = 'x';
DELETE FROM registry.code_map;
TRUNCATE registry.person_fact;
\set VERBOSITY default

-- Words and codes: every term has a label in each language, every mapped term is one of ours.
SELECT v.vocabulary, t.name, count(l.label) FROM unnest(ARRAY['gender', 'care', 'exit_reason', 'answer', 'care_state', 'checkup_state']) v (vocabulary)
CROSS JOIN vocabulary(v.vocabulary) t
LEFT JOIN registry.label l ON l.vocabulary = v.vocabulary AND l.term = t.name AND l.label <> ''
GROUP BY 1, 2 HAVING count(l.label) <> 3;
SELECT g.vocabulary, g.term FROM (
  SELECT 'care_group' AS vocabulary, term_group AS term FROM vocabulary('care') UNION SELECT 'care_role', role FROM vocabulary('care')
  UNION SELECT 'sdg_class', sdg_class FROM vocabulary('care') UNION SELECT 'exit_group', term_group FROM vocabulary('exit_reason')) g
WHERE g.term IS NOT NULL AND (SELECT count(*) FROM registry.label l WHERE (l.vocabulary, l.term) = (g.vocabulary, g.term)) <> 3;
SELECT vocabulary, term, language FROM registry.label WHERE label = '' OR label ~ '\?';
SELECT code, severity, count(*) FROM registry.problem_text GROUP BY 1, 2 HAVING count(*) <> 3;
SELECT m.* FROM registry.current_code_map m WHERE NOT EXISTS (SELECT FROM registry.label l WHERE (l.vocabulary, l.term) = (m.field, m.term));
SELECT system, field, count(*) AS codes, count(DISTINCT term) AS terms FROM registry.current_code_map GROUP BY 1, 2 ORDER BY 1, 2;
-- Each row of USERS.md Annex D1, written down a second time.
SELECT x.*, from_code(x.system, 'exit_reason', x.code) AS found FROM (VALUES
  ('SISTRAT.C1', 'Alta Terapéutica', 'completed'), ('SISTRAT.C1', 'DERIVACION', 'transferred'), ('SISTRAT.C1', 'abandono  tardio', 'left_before_completion'),
  ('SISTRAT.C1', 'alta administrativa', 'ended_by_provider'), ('SISTRAT.C1', 'muerte', 'died'), ('SISTRAT.C1', 'En curso', 'ongoing'),
  ('TEDS', '1', 'completed'), ('TEDS', '2', 'left_before_completion'), ('TEDS', '3', 'ended_by_provider'), ('TEDS', '4', 'transferred'),
  ('TEDS', '5', 'entered_custody'), ('TEDS', '6', 'died'), ('TEDS', '7', 'other'), ('TEDS', '-9', 'unknown'),
  ('NDTMS', '81', 'completed'), ('NDTMS', '91', 'completed_reduced_use'), ('NDTMS', '83', 'transferred'), ('NDTMS', '84', 'transferred_to_custody'),
  ('NDTMS', '85', 'left_before_completion'), ('NDTMS', '86', 'ended_by_provider'), ('NDTMS', '88', 'declined'), ('NDTMS', '87', 'entered_custody'),
  ('NDTMS', '89', 'died'), ('NDTMS.legacy', '21', 'completed'), ('NDTMS.legacy', '28', 'completed_reduced_use'), ('NDTMS.legacy', '97', 'transferred'),
  ('NDTMS.legacy', '49', 'left_before_completion'), ('NDTMS.legacy', '35', 'ended_by_provider'), ('NDTMS.legacy', '71', 'declined'),
  ('NDTMS.legacy', '42', 'no_suitable_service'), ('NDTMS.legacy', '14', 'entered_custody'), ('NDTMS.legacy', '56', 'moved'),
  ('NDTMS.legacy', '9', 'died'), ('NDTMS.legacy', '63', 'other'), ('NDTMS.legacy', '70', 'unknown'),
  ('FHIR', 'home', 'completed'), ('FHIR', 'snf', 'transferred'), ('FHIR', 'aadvice', 'left_before_completion'), ('FHIR', 'exp', 'died'), ('FHIR', 'oth', 'other'))
  x (system, code, wanted)
WHERE from_code(x.system, 'exit_reason', x.code) <> x.wanted;
-- The NDTMS lists name no code twice, and every number from 0 to 97 that they use is one of theirs.
SELECT array_agg(n ORDER BY n) AS unused FROM generate_series(0, 97) n
WHERE NOT EXISTS (SELECT FROM registry.current_code_map m WHERE m.system LIKE 'NDTMS%' AND m.field = 'exit_reason' AND m.code = n::text);
SELECT from_code('SISTRAT.C1', 'care', 'm-pai') AS plan, from_code('TEDS', 'care', '8') AS teds, from_code('NDTMS', 'care', 'recchkp') AS checkup,
  from_code('ISO5218', 'registered_sex', '2') AS iso, from_code('FHIR', 'gender_identity', 'other') AS fhir, from_code('TDI', 'gender', 'Females') AS tdi,
  from_code('anything', 'care', 'residential') AS ours;
SELECT from_code('SISTRAT.C1', 'care', 'Otro') AS care, from_code('TEDS', 'exit_reason', '12.345.678-5') AS exit, from_code('TEDS', 'gender', NULL) AS gender;
\set VERBOSITY sqlstate
SELECT from_code('TEDS', 'colour', '1');
\set VERBOSITY default
-- A code whose meaning changes in a year.
SELECT registry.register_code('LOCAL', 'care', 'A', 'outpatient', '(,2020-01-01)') IS NOT NULL AS first,
  registry.register_code('LOCAL', 'care', 'A', 'residential', '[2020-01-01,)') IS NOT NULL AS second;
SELECT from_code('LOCAL', 'care', 'a', '2019-12-31'), from_code('LOCAL', 'care', 'a', '2020-01-01'), from_code('LOCAL', 'care', 'A');

-- Places and services. Registering again changes nothing, registering otherwise corrects.
SELECT registry.register_region('CL', 'Chile') IS NOT NULL AS country, registry.register_region('08', 'Biobío', 'CL') IS NOT NULL AS region;
SELECT registry.register_region('08', 'Biobío', 'CL') AS again, registry.register_region('08', 'Biobío', 'CL', '(,2018-09-06)') IS NOT NULL AS shortened,
  registry.register_region('08', 'Biobío, sin Ñuble', 'CL', '[2018-09-06,)') IS NOT NULL AS since;
SELECT region, name, valid FROM registry.current_region WHERE region = '08' ORDER BY valid;
SELECT operation, supersedes IS NOT NULL AS replaces, record = assertion AS first FROM registry.assertion
WHERE kind = 'region' AND source_record = '08' ORDER BY assertion;
\set VERBOSITY sqlstate
SELECT registry.register_region('08', 'Biobío', 'CL', '(,)');
SELECT registry.register_region('16', 'Ñuble', 'nowhere');
SELECT registry.register_provider(17, 'Casa', 'charity');
SELECT registry.register_programme(170, 17, 'Casa');
\set VERBOSITY default
SELECT count(registry.register_provider(17, 'Casa', 'ngo', '08')) + count(registry.register_provider(18, 'Puente', 'public', '08')) AS providers;
SELECT count(registry.register_programme(170, 17, 'Casa, residencia', '08', 'residential', reporting_from => '2024-01-01'))
  + count(registry.register_programme(171, 17, 'Casa, ambulatorio', valid => '[2024-01-01,)'))
  + count(registry.register_programme(180, 18, 'Puente', women_specific => true)) AS programmes;
SELECT registry.register_reporting_month(170, '2024-02-29', 'received') IS NOT NULL AS received,
  registry.register_reporting_month(170, '2024-02-01', 'confirmed', 3, 2) IS NOT NULL AS confirmed;
SELECT programme, month, state, declared_admissions, declared_discharges FROM registry.current_reporting_month;
SELECT registry.register_source_format(17, delimiter => ';', date_format => 'dd-mm-yyyy', encoding => 'LATIN1', code_system => 'SISTRAT.C1', scheme => 'CL.RUN')
  IS NOT NULL AS format;
\set VERBOSITY sqlstate
SELECT registry.register_programme(190, 19, 'Nobody''s');
SELECT registry.register_reporting_month(999, '2024-02-01', 'received');
SELECT registry.register_reporting_month(170, '2024-02-01', 'perhaps');
SELECT registry.register_reporting_month(170, 'infinity', 'received');
SELECT registry.register_programme(170, 17, 'Casa, residencia', '08', 'residential', reporting_from => '-infinity');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT registry.register_region('08', 'Biobío', 'CL', '[2018-09-06,)');
ROLLBACK;
SELECT registry.register_source_format(17, code_system => 'nobody knows');
SELECT registry.register_source_format(17, scheme => 'CL.RUT');
SELECT registry.register_source_format(17, delimiter => '||');
SELECT registry.register_code('LOCAL', 'care', 'B', 'hypnosis');
SELECT registry.register_code('LOCAL', 'colour', 'B', 'red');
SELECT registry.register_code('LOCAL', 'care', 'a', 'outpatient', '[2019-01-01,2021-01-01)');
\set VERBOSITY default

-- Who said so stands there, for the auditor: of what came in no load the login.
SELECT count(*) > 300 AS many, count(*) FILTER (WHERE recorded_by IS DISTINCT FROM session_user) AS unsigned FROM registry.assertion WHERE batch IS NULL;

-- Loads. A sheet is what a provider keeps; sending it goes through the typed door.
CREATE TEMPORARY TABLE sheet (LIKE registry.intake);
CREATE FUNCTION pg_temp.run(n integer) RETURNS text LANGUAGE sql AS $$
  SELECT n || '-' || substr('0K987654321', sum(substr(reverse(n::text), i, 1)::integer * (2 + (i - 1) % 6))::integer % 11 + 1, 1)
  FROM generate_series(1, length(n::text)) i $$;
CREATE FUNCTION pg_temp.send(provider integer, mode text DEFAULT 'add', period daterange DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint := registry.open_batch(provider, 'stays', mode, period);
BEGIN
  INSERT INTO registry.intake SELECT * FROM sheet ORDER BY source_record;
  RETURN number;
END $$;
CREATE FUNCTION pg_temp.counts(b registry.intake_batch) RETURNS text LANGUAGE sql AS $$
  SELECT format('%s: %s read = %s new + %s same + %s changed + %s rejected%s; %s warned, %s missing', b.state, b.rows_read, b.rows_new, b.rows_same,
    b.rows_changed, b.rows_rejected, CASE WHEN b.rows_read <> b.rows_new + b.rows_same + b.rows_changed + b.rows_rejected THEN ' WRONG' ELSE '' END,
    b.rows_warned, b.rows_missing) $$;
CREATE FUNCTION pg_temp.problems(number bigint) RETURNS TABLE (record text, field text, problem text, count integer, detail text) LANGUAGE sql AS $$
  SELECT p.source_record, p.field, p.code || ' ' || p.severity, p.count, p.detail FROM registry.intake_problem p WHERE p.batch = number
  ORDER BY p.row_number NULLS LAST, p.source_record, p.code, p.field $$;
-- Independent of the views: the last assertion of each record, by walking the table in order.
CREATE FUNCTION pg_temp.stays() RETURNS TABLE (provider integer, record text, stay text) LANGUAGE sql AS $$
  SELECT h.provider, h.source_record, format('%s %s %s..%s %s %s', s.programme, s.care, s.started, s.ended, s.ended_precision, s.exit_reason)
  FROM (SELECT DISTINCT ON (record) * FROM registry.assertion WHERE kind = 'stay' ORDER BY record, assertion DESC) h
  JOIN registry.stay s ON s.assertion = h.assertion ORDER BY h.provider, h.source_record $$;

INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, birth_year, residence_region, programme, care, started, ended, exit_reason,
    primary_substance, aftercare_offer) VALUES
  ('A1', 'F1', pg_temp.run(12345678), 'CL.RUN', 'Mujer', '1980', '08', '170', 'PG-PR', '10-01-2024', NULL, NULL, '99', NULL),
  ('A2', 'F1', pg_temp.run(12345678), 'CL.RUN', 'Mujer', '1980', '08', '171', 'PG-PAI', '10-03-2024', '20-05-2024', 'alta terapéutica', '99', 'accepted'),
  ('A3', 'F2', pg_temp.run(7654321), 'CL.RUN', 'Hombre', '1971', NULL, '170', 'PG-PR', '05-02-2024', '05-03-2024', 'abandono', '99', 'not_recorded'),
  ('A4', 'F3', NULL, NULL, 'Mujer', NULL, NULL, '170', 'PG-PR', '06-02-2024', NULL, NULL, '99', NULL);
SELECT pg_temp.send(17) AS b1 \gset
-- The dry run asserts nothing.
SELECT pg_temp.counts(registry.check_batch(:b1));
SELECT count(*) FROM registry.assertion WHERE kind = 'stay';
SELECT pg_temp.counts(registry.accept_batch(:b1));
SELECT * FROM pg_temp.problems(:b1);
-- The same file again, twice: nothing happens.
SELECT pg_temp.send(17) AS b2 \gset
SELECT pg_temp.counts(registry.accept_batch(:b2));
SELECT pg_temp.send(17) AS b3 \gset
SELECT pg_temp.counts(registry.accept_batch(:b3));
SELECT * FROM pg_temp.stays();
SELECT count(*) AS stays, count(DISTINCT person) AS people FROM registry.current_stay;
-- With an end filled in, and another corrected: the same number of stays, history kept.
UPDATE sheet SET ended = '30-06-2024', exit_reason = 'derivación', aftercare_offer = 'declined' WHERE source_record = 'A1';
UPDATE sheet SET ended = '06-03-2024' WHERE source_record = 'A3';
SELECT pg_temp.send(17) AS b4 \gset
SELECT pg_temp.counts(registry.accept_batch(:b4));
SELECT * FROM pg_temp.problems(:b4) WHERE problem LIKE 'P401%';
SELECT * FROM pg_temp.stays();
SELECT h.source_record, h.operation, h.supersedes IS NOT NULL AS replaces, h.reason, h.batch = :b4 AS by_b4, s.ended
FROM registry.assertion h JOIN registry.stay s USING (assertion) WHERE h.source_record IN ('A1', 'A3') ORDER BY h.source_record, h.assertion;
-- The views agree with the walk, and the journeys with the stays.
SELECT count(*) FILTER (WHERE v.stay IS DISTINCT FROM w.stay) AS different, count(*) AS stays
FROM (SELECT provider, source_record AS record, format('%s %s %s..%s %s %s', programme, care, started, ended, ended_precision, exit_reason) AS stay
      FROM registry.current_stay) v FULL JOIN pg_temp.stays() w USING (provider, record);
SELECT j.journey FROM registry.journey j ORDER BY j.journey::text;
-- People: facts as each row stated them, aliases in both domains, the local person in one.
SELECT h.source_record, f.fact, f.value, f.valid_from FROM registry.current_person_fact f JOIN registry.assertion h USING (assertion) ORDER BY 1, 2;
SELECT a.domain, a.quality, count(*), count(DISTINCT a.person) AS people FROM registry.person_alias a GROUP BY 1, 2 ORDER BY 1, 2;
SELECT count(*) FROM registry.person p FULL JOIN (SELECT DISTINCT person FROM registry.person_alias) a USING (person) WHERE p.record_key IS NULL OR a.person IS NULL;
SELECT a.pseudonym = pseudonymize('12345678-5', 'CL.RUN', a.domain) AS sealed FROM registry.person_alias a JOIN registry.current_stay s USING (person)
WHERE s.source_record = 'A1' ORDER BY a.domain;

-- Another provider: the same person is the same, a local person is nobody else's.
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, gender_identity, programme, care, started, ended, exit_reason, primary_substance,
    aftercare_offer) VALUES
  ('A1', 'F9', '12.345.678-5', 'cl.run', 'male', 'female', '180', 'aftercare', '2024-07-01', NULL, NULL, '99', NULL),
  ('A4', 'F3', NULL, NULL, 'female', NULL, '180', 'peer_support', '2024-07-01', '2024-08', 'completed', '99', 'not_applicable'),
  ('A5', 'F4', '12.345.678-4', 'CL.RUN', 'female', NULL, '180', 'aftercare', '2024-07-01', NULL, NULL, '99', NULL),
  ('A6', 'F5', pg_temp.run(9876543), 'CL.RUN', 'female', NULL, '170', 'aftercare', '2024-07-01', NULL, NULL, '99', NULL),
  ('A7', 'F6', pg_temp.run(8765432), 'CL.RUN', 'female', NULL, '180', 'aftercare', '2024-07-01', '2024-06-01', 'completed', '99', 'accepted');
SELECT pg_temp.send(18) AS b5 \gset
SELECT pg_temp.counts(registry.accept_batch(:b5));
SELECT * FROM pg_temp.problems(:b5);
SELECT count(*) AS stays, count(DISTINCT person) AS people FROM registry.current_stay;
SELECT array_agg(s.provider || '/' || s.source_record ORDER BY s.provider, s.source_record) AS records, max(j.journey::text) AS journey
FROM registry.current_stay s JOIN registry.journey j USING (person) GROUP BY s.person ORDER BY 1;
SELECT a.domain, a.quality, count(*), count(DISTINCT a.person) AS people FROM registry.person_alias a GROUP BY 1, 2 ORDER BY 1, 2;
-- Rejected rows enrol nobody; both statements of the sex stand.
SELECT count(*) AS enrolled FROM registry.person_alias WHERE domain = 'ministry'
  AND pseudonym IN (pseudonymize(pg_temp.run(9876543), 'CL.RUN', 'ministry'), pseudonymize(pg_temp.run(8765432), 'CL.RUN', 'ministry'));
SELECT f.provider, f.fact, f.value, f.valid_from FROM registry.current_person_fact f
WHERE f.person = (SELECT person FROM registry.current_stay WHERE provider = 18 AND source_record = 'A1') ORDER BY 1, 2;
-- The number is corrected later: the record moves to the person it is about, and that one has all.
UPDATE sheet SET identifier = '12.345.678-5' WHERE source_record = 'A5';
DELETE FROM sheet WHERE source_record IN ('A6', 'A7');
SELECT pg_temp.send(18) AS b6 \gset
SELECT pg_temp.counts(registry.accept_batch(:b6));
SELECT * FROM pg_temp.problems(:b6);
SELECT count(DISTINCT person) AS people FROM registry.current_stay;

-- Codes of the file that no map knows: kept with the code, counted as not specified, shown, mapped, sent again.
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, registered_sex, gender_identity, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer)
SELECT 'C' || n, 'G' || n, CASE WHEN n > 2 THEN 'Mujer' ELSE 'M' END, CASE n WHEN 5 THEN 'otra' END, '170', CASE WHEN n > 3 THEN 'PG-PR' ELSE 'PG-XX' END, '2024-03-0' || n, '2024-04-01',
  CASE n WHEN 4 THEN 'por ahí' ELSE 'muerte' END, '99', 'accepted' FROM generate_series(1, 5) n;
SELECT pg_temp.send(17) AS b7 \gset
SELECT pg_temp.counts(registry.check_batch(:b7));
SELECT * FROM pg_temp.problems(:b7) WHERE problem NOT LIKE 'P101%';
SELECT pg_temp.counts(registry.accept_batch(:b7));
SELECT * FROM pg_temp.stays() WHERE record LIKE 'C%';
SELECT * FROM registry.unmapped(17);
SELECT registry.register_code('SISTRAT.C1', 'care', 'PG-XX', 'day_programme', '(,2024-03-03)') IS NOT NULL AS mapped_before_third_of_march;
SELECT pg_temp.send(17) AS b8 \gset
SELECT pg_temp.counts(registry.accept_batch(:b8));
SELECT * FROM pg_temp.stays() WHERE record LIKE 'C%';
SELECT field, code, stays FROM registry.unmapped(17);
SELECT count(*) FROM registry.unmapped(18);

-- Within one file: a number twice, a twin under another number, two sexes, ends that contradict themselves, a programme not yet open.
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, ended, ended_precision, exit_reason, primary_substance,
    aftercare_offer) VALUES
  ('D1', 'H1', pg_temp.run(5555556), 'CL.RUN', 'Mujer', '170', 'PG-PR', '01-04-2024', NULL, NULL, NULL, '99', NULL),
  ('D1', 'H1', pg_temp.run(5555556), 'CL.RUN', 'Mujer', '170', 'PG-PR', '01-05-2024', NULL, NULL, NULL, '99', NULL),
  ('D2', 'H1', pg_temp.run(5555556), 'CL.RUN', 'Hombre', '170', 'PG-PR', '01-04-2024', NULL, NULL, NULL, '99', NULL),
  ('D3', 'H1', pg_temp.run(5555556), 'CL.RUN', 'Mujer', '170', 'PG-PAB', '02-04-2024', NULL, NULL, 'muerte', '99', NULL),
  ('D4', 'H1', pg_temp.run(5555556), 'CL.RUN', 'Mujer', '171', 'PG-PAB', '02-04-2023', '02-05-2023', NULL, 'en curso', '99', 'accepted'),
  ('D5', 'H1', pg_temp.run(5555556), 'CL.RUN', 'Mujer', '170', 'PG-PAB', '15-04-2024', '04/2024', NULL, 'abandono', '99', 'accepted'),
  ('D6', 'H1', pg_temp.run(5555556), 'CL.RUN', 'Mujer', '170', 'PG-PAB', '15-04-2024', NULL, 'unknown', 'abandono', '99', 'accepted');
SELECT pg_temp.send(17) AS b9 \gset
SELECT pg_temp.counts(registry.accept_batch(:b9));
SELECT * FROM pg_temp.problems(:b9);
SELECT * FROM pg_temp.stays() WHERE record LIKE 'D%';
SELECT s.episode FROM registry.current_stay s WHERE s.source_record LIKE 'D%' ORDER BY s.source_record;
SELECT f.source_record, f.value, f.valid_from FROM registry.current_person_fact f WHERE f.source_record LIKE 'D%' AND f.fact = 'registered_sex' ORDER BY 1;
-- Sent again it is the same, however often.
SELECT pg_temp.send(17) AS b10 \gset
SELECT pg_temp.counts(registry.accept_batch(:b10));

-- A file that is meant to be complete: what it lacks is listed, and voided only on request.
DELETE FROM sheet WHERE source_record IN ('D2', 'D5', 'D6');
DELETE FROM sheet WHERE ctid = (SELECT max(ctid) FROM sheet WHERE source_record = 'D1');
SELECT pg_temp.send(17, 'replace_period', '[2024-04-01,2024-05-01)') AS b11 \gset
SELECT pg_temp.counts(registry.check_batch(:b11));
SELECT * FROM registry.missing_records(:b11) m WHERE m.assertion IS NULL OR m.record IS NULL;
SELECT record, problem FROM pg_temp.problems(:b11) WHERE problem LIKE 'P404%';
SELECT pg_temp.counts(registry.accept_batch(:b11));
SELECT string_agg(record, ' ' ORDER BY record) FROM pg_temp.stays() WHERE record LIKE 'D%';
SELECT pg_temp.send(17, 'replace_period', '[2024-04-01,2024-05-01)') AS b12 \gset
SELECT pg_temp.counts(registry.accept_batch(:b12, void_missing => true));
SELECT string_agg(record, ' ' ORDER BY record) FROM pg_temp.stays() WHERE record LIKE 'D%';
SELECT source_record, operation, reason FROM registry.assertion WHERE batch = :b12 ORDER BY source_record;
-- The whole months of the period that are over have been received, from the programmes that were expected to report.
SELECT m.programme, m.month, m.state FROM registry.current_reporting_month m WHERE m.month = '2024-04-01' ORDER BY 1;
SELECT count(*) AS not_expected_or_too_early FROM registry.current_reporting_month m
  LEFT JOIN registry.current_programme p USING (programme)
WHERE m.state = 'received' AND (p.reporting_from > m.month + 30 OR m.month > current_date);
-- The load was wrong: withdrawn, and all is as it was; what it voided can come again, too.
SELECT pg_temp.counts(registry.withdraw_batch(:b12, 'wrong period'));
SELECT string_agg(record, ' ' ORDER BY record) FROM pg_temp.stays() WHERE record LIKE 'D%';
SELECT f.source_record, f.value FROM registry.current_person_fact f WHERE f.source_record LIKE 'D%' AND f.fact = 'registered_sex' ORDER BY 1;
-- A row without its record number may be any of those that seem to be missing: nothing is voided.
UPDATE sheet SET source_record = NULL WHERE source_record = 'D3';
SELECT pg_temp.send(17, 'replace_period', '[2024-04-01,2024-05-01)') AS b13 \gset
SELECT pg_temp.counts(registry.check_batch(:b13));
\set VERBOSITY sqlstate
SELECT pg_temp.counts(registry.accept_batch(:b13, void_missing => true));
\set VERBOSITY default
SELECT pg_temp.counts(registry.withdraw_batch(:b13, 'to be mended'));
SELECT string_agg(record, ' ' ORDER BY record) FROM pg_temp.stays() WHERE record LIKE 'D%';

-- Withdrawal restores what a load had replaced, in any order.
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, registered_sex, programme, care, started, primary_substance) VALUES
  ('E1', 'J1', 'Mujer', '170', 'PG-PR', '01-06-2024', '99'), ('E2', 'J2', 'Mujer', '170', 'PG-PR', '01-06-2024', '99');
SELECT pg_temp.send(17) AS e1 \gset
SELECT pg_temp.counts(registry.accept_batch(:e1));
UPDATE sheet SET started = '02-06-2024', registered_sex = 'Hombre';
SELECT pg_temp.send(17) AS e2 \gset
SELECT pg_temp.counts(registry.accept_batch(:e2));
UPDATE sheet SET started = '03-06-2024' WHERE source_record = 'E2';
SELECT pg_temp.send(17) AS e3 \gset
BEGIN;
SELECT pg_temp.counts(registry.accept_batch(:e3));
-- By a lock that others can neither hold nor see.
SELECT count(*) AS advisory_locks FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid();
COMMIT;
CREATE FUNCTION pg_temp.e() RETURNS TABLE (record text, started date, sex text) LANGUAGE sql AS $$
  SELECT s.source_record, s.started, s.registered_sex::text FROM registry.current_stay s
  WHERE s.source_record LIKE 'E%' ORDER BY 1 $$;
SELECT * FROM pg_temp.e();
-- The middle one goes: E1 is as in the first; E2 keeps what came later.
SELECT pg_temp.counts(registry.withdraw_batch(:e2, 'wrong file'));
SELECT * FROM pg_temp.e();
SELECT pg_temp.counts(registry.withdraw_batch(:e3, 'wrong, too'));
SELECT * FROM pg_temp.e();
SELECT pg_temp.counts(registry.withdraw_batch(:e1, 'all of it'));
SELECT count(*) FROM pg_temp.e();
-- And sent once more it is new again, on the same record.
SELECT pg_temp.send(17) AS e4 \gset
SELECT pg_temp.counts(registry.accept_batch(:e4));
SELECT * FROM pg_temp.e();
SELECT h.source_record, array_agg(h.operation || coalesce(' ' || h.reason, '') ORDER BY h.assertion) AS history, count(DISTINCT h.record) AS records,
  count(*) FILTER (WHERE h.supersedes IS NULL) AS firsts
FROM registry.assertion h WHERE h.source_record LIKE 'E%' GROUP BY 1 ORDER BY 1;
-- Every void and every correction has what it replaces, nothing is replaced twice, no payload without header or person.
SELECT count(*) FROM registry.assertion h LEFT JOIN registry.assertion o ON o.assertion = h.supersedes
WHERE h.supersedes IS NOT NULL AND (o.record IS DISTINCT FROM h.record OR o.assertion >= h.assertion);
SELECT count(*) FROM registry.assertion h FULL JOIN registry.stay s USING (assertion)
WHERE (h.assertion IS NULL) OR (h.kind = 'stay' AND (h.operation = 'void') <> (s.assertion IS NULL));
SELECT count(*) FROM (SELECT person FROM registry.stay UNION SELECT person FROM registry.person_fact) x LEFT JOIN registry.person p USING (person) WHERE p.person IS NULL;
SELECT count(*) FROM registry.intake_plan;
SELECT state, count(*), count(*) FILTER (WHERE rows_read = rows_new + rows_same + rows_changed + rows_rejected) AS add_up FROM registry.intake_batch GROUP BY 1 ORDER BY 1;

-- The report of a load, in the three languages.
SELECT part, code, severity, count, row_number, source_record, field FROM registry.intake_report(:b9);
SELECT text FROM registry.intake_report(:b9, 'es');
SELECT text FROM registry.intake_report(:b7, 'en') WHERE part = 'rows' AND code = 'P301';
SELECT text FROM registry.intake_report(:b11, 'pt') WHERE code = 'P404' OR part = 'counts';

-- What cannot be done.
\set VERBOSITY sqlstate
SELECT registry.intake_report(:b9, 'fr');
SELECT registry.intake_report(-1);
SELECT registry.accept_batch(:b9);
SELECT registry.check_batch(:b12);
SELECT registry.withdraw_batch(:b12, 'again');
SELECT registry.withdraw_batch(:b11, '  ');
SELECT registry.withdraw_batch(-1, 'nothing');
SELECT registry.open_batch(99);
SELECT registry.open_batch(17, 'stay');
SELECT registry.open_batch(17, mode => 'replace');
SELECT registry.open_batch(17, mode => 'replace_period');
SELECT registry.open_batch(17, file_sha256 => 'abc');
SELECT pg_temp.send(17) AS x1 \gset
SELECT registry.accept_batch(:x1, void_missing => true);
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT registry.accept_batch(:x1);
ROLLBACK;
-- After the check no more rows come in; nor without a batch, nor into somebody else's.
SELECT count(*) FROM registry.check_batch(:x1);
INSERT INTO registry.intake (source_record) VALUES ('late');
SET continuum.intake_batch = '';
INSERT INTO registry.intake (source_record) VALUES ('late');
SET continuum.intake_batch = 'x; drop';
INSERT INTO registry.intake (source_record) VALUES ('late');
UPDATE registry.intake_batch SET opened_by = 'somebody', state = 'open' WHERE batch = :x1;
SELECT set_config('continuum.intake_batch', :'x1', false) AS batch \gset
INSERT INTO registry.intake (source_record) VALUES ('theirs');
UPDATE registry.intake_batch SET opened_by = session_user WHERE batch = :x1;
SET log_error_verbosity = default;
INSERT INTO registry.intake (source_record) VALUES ('talkative');
SET log_error_verbosity = terse;
-- Nor where a module would write parameters into its messages; one that is silent, or keeps them out, is no matter.
SET auto_explain.log_min_duration = 0;
SET auto_explain.log_parameter_max_length = -1;
INSERT INTO registry.intake (source_record) VALUES ('explained');
SET auto_explain.log_parameter_max_length = 0;
SET pgaudit.log_parameter = 'on';
INSERT INTO registry.intake (source_record) VALUES ('audited');
SET pgaudit.log_parameter = 'off';
BEGIN;
INSERT INTO registry.intake (source_record) VALUES ('kept out');
SET auto_explain.log_min_duration = -1;
SET auto_explain.log_parameter_max_length = -1;
INSERT INTO registry.intake (source_record) VALUES ('silent');
ROLLBACK;
-- A key that has changed since, a cluster that is another.
BEGIN;
UPDATE registry.key_check SET kcv = '\x0000000000000000' WHERE kind = 'root';
SELECT registry.open_batch(17);
ROLLBACK;
BEGIN;
UPDATE registry.epoch SET system_identifier = 1;
SELECT registry.accept_batch(:x1);
ROLLBACK;
BEGIN;
UPDATE registry.epoch SET system_identifier = 1;
SELECT registry.register_region('CL', 'República de Chile');
ROLLBACK;
\set VERBOSITY default
-- A new epoch: what was written before is earlier, whatever its transaction number.
BEGIN;
UPDATE registry.epoch SET system_identifier = 1;
SELECT registry.open_epoch('restored');
SELECT registry.require_epoch();
SELECT registry.register_region('CL', 'República de Chile') IS NOT NULL AS written;
SELECT epoch, count(*) FROM registry.assertion WHERE kind = 'region' AND source_record = 'CL' GROUP BY 1 ORDER BY 1;
ROLLBACK;

-- Nothing replaces what a later transaction has written (COMMITTER 1); within a load the row waits for the next file.
BEGIN;
INSERT INTO registry.assertion (record, kind, operation, provider, batch, source_record, supersedes, recorded_xid)
  SELECT h.record, 'stay', 'correct', 17, NULL, 'E1', h.assertion, '9000000000000000000'::xid8 FROM registry.current_stay h WHERE h.source_record = 'E1';
INSERT INTO registry.stay SELECT (jsonb_populate_record(s, jsonb_build_object('assertion', currval('registry.assertion_assertion_seq')))).*
  FROM registry.stay s JOIN registry.assertion h ON h.supersedes = s.assertion AND h.assertion = currval('registry.assertion_assertion_seq');
UPDATE sheet SET started = '09-06-2024';
SELECT pg_temp.send(17) AS late \gset
SELECT pg_temp.counts(registry.accept_batch(:late));
SELECT * FROM pg_temp.problems(:late) WHERE problem NOT LIKE 'P101%';
\set VERBOSITY sqlstate
INSERT INTO registry.assertion (record, kind, operation, supersedes)
  SELECT h.record, 'stay', 'void', h.assertion FROM registry.current_stay h WHERE h.source_record = 'E1';
ROLLBACK;
INSERT INTO registry.assertion (record, kind, operation, supersedes) VALUES (1, 'stay', 'void', -1);
INSERT INTO registry.assertion (record, kind, operation, supersedes) SELECT record, 'region', 'void', assertion FROM registry.current_stay LIMIT 1;
INSERT INTO registry.assertion (record, kind, operation, supersedes) SELECT o.record, o.kind, 'void', o.assertion
  FROM registry.assertion h JOIN registry.assertion o ON o.assertion = h.supersedes LIMIT 1;
INSERT INTO registry.assertion (record, kind, operation) VALUES (1, 'stay', 'correct');
\set VERBOSITY default

-- What a person said is kept to the provider that recorded it; weak identifiers find nobody elsewhere.
SELECT FROM register_scheme('CL.SISTRAT', 'a{4}[FM]d{8}', 'none', weak => true);
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance)
  VALUES ('W1', 'K1', 'ROGOF01021980', 'CL.SISTRAT', 'female', '170', 'PG-PR', '2024-09-01', '99');
SELECT pg_temp.send(17) AS w1 \gset
SELECT pg_temp.counts(registry.accept_batch(:w1));
UPDATE sheet SET programme = '180', care = 'residential';
SELECT pg_temp.send(18) AS w2 \gset
SELECT pg_temp.counts(registry.accept_batch(:w2));
SELECT count(DISTINCT s.person) AS people, array_agg(DISTINCT a.domain || ' ' || a.quality) AS aliases
FROM registry.current_stay s JOIN registry.person_alias a USING (person) WHERE s.source_record = 'W1';

-- Two providers that disagree: the last to say something counts, also where it only says it again.
DELETE FROM sheet;
INSERT INTO sheet (source_record, identifier, scheme, registered_sex, programme, care, started, primary_substance)
  VALUES ('T1', pg_temp.run(4444445), 'CL.RUN', 'female', '170', 'PG-PR', '2022-05-01', '99');
SELECT pg_temp.send(17) AS t1 \gset
SELECT (registry.accept_batch(:t1)).rows_new;
UPDATE sheet SET source_record = 'T2', registered_sex = 'male', programme = '180', care = 'residential', started = '2023-05-01';
SELECT pg_temp.send(18) AS t2 \gset
SELECT (registry.accept_batch(:t2)).rows_new;
UPDATE sheet SET source_record = 'T3', registered_sex = 'female', programme = '170', started = '2024-05-01';
SELECT pg_temp.send(17) AS t3 \gset
SELECT (registry.accept_batch(:t3)).rows_new;
SELECT f.provider, f.value, f.valid_from FROM registry.current_person_fact f WHERE f.source_record LIKE 'T%' ORDER BY f.valid_from;
SELECT pg_temp.send(17) AS t4 \gset
SELECT pg_temp.counts(registry.accept_batch(:t4));
-- Of these a provider is warned of its own only: that another has seen the person is not for it to know.
UPDATE sheet SET source_record = 'T5', registered_sex = 'male';
SELECT pg_temp.send(17) AS t5 \gset
SELECT pg_temp.counts(registry.check_batch(:t5));
SELECT * FROM pg_temp.problems(:t5);
SELECT count(registry.withdraw_batch(:t5, 'only looked at')) AS withdrawn;
-- T1 and T3 were female at the other; this provider said male.
UPDATE sheet SET source_record = 'T6', programme = '180', care = 'residential';
SELECT pg_temp.send(18) AS t6 \gset
SELECT pg_temp.counts(registry.check_batch(:t6));
SELECT * FROM pg_temp.problems(:t6);
SELECT count(registry.withdraw_batch(:t6, 'only looked at')) AS withdrawn;

-- Facts of many rows in any order: what the registry says of a person on a day is what the row of that day said, and a file sent again is the same.
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, registered_sex, programme, care, started, primary_substance)
SELECT 'R' || lpad(n::text, 3, '0'), 'R' || h % 20, (ARRAY['Mujer', 'Hombre', 'unknown'])[1 + h / 20 % 3], '170', 'PG-PR', (date '2024-10-01' + h / 60 % 40)::text, '99'
FROM generate_series(1, 200) n, LATERAL (SELECT abs(('x' || substr(md5('row ' || n), 1, 7))::bit(28)::integer) AS h) x;
CREATE FUNCTION pg_temp.disagreeing() RETURNS TABLE (alone bigint, wrong bigint) LANGUAGE sql AS $$
  SELECT count(*), count(*) FILTER (WHERE CASE s.registered_sex WHEN 'Mujer' THEN 'female' ELSE 'male' END IS DISTINCT FROM (
    SELECT f.value FROM registry.current_person_fact f
    WHERE f.person = t.person AND f.fact = 'registered_sex' AND f.valid_from <= t.started ORDER BY f.valid_from DESC, f.assertion DESC LIMIT 1))
  FROM sheet s JOIN registry.current_stay t USING (source_record)
  WHERE s.registered_sex <> 'unknown' AND NOT EXISTS (SELECT FROM registry.current_stay o
    WHERE o.person = t.person AND o.started = t.started AND o.source_record <> t.source_record) $$;
SELECT pg_temp.send(17) AS r1 \gset
SELECT pg_temp.counts(registry.accept_batch(:r1));
SELECT alone > 20 AS enough, wrong FROM pg_temp.disagreeing();
SELECT pg_temp.send(17) AS r2 \gset
SELECT pg_temp.counts(registry.accept_batch(:r2));
UPDATE sheet SET registered_sex = CASE registered_sex WHEN 'Mujer' THEN 'Hombre' WHEN 'Hombre' THEN 'Mujer' ELSE 'Mujer' END WHERE source_record LIKE '%3';
SELECT pg_temp.send(17) AS r3 \gset
SELECT state, rows_new, rows_changed > 0 AS changed FROM registry.accept_batch(:r3);
SELECT alone > 20 AS enough, wrong FROM pg_temp.disagreeing();
SELECT pg_temp.send(17) AS r4 \gset
SELECT pg_temp.counts(registry.accept_batch(:r4));
SELECT count(registry.withdraw_batch(:r3, 'not so')) AS withdrawn;
SELECT count(*) AS stays, count(DISTINCT source_record) AS records FROM registry.current_stay WHERE source_record LIKE 'R%';

SET client_min_messages = error;
DROP SCHEMA registry CASCADE;
RESET ALL;
DROP ROLE regress_registry_login, regress_registry_bypass, regress_registry_super;
DROP OWNED BY regress_registry_owner;
DROP ROLE regress_registry_owner;
