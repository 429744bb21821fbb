-- What the rules have against what is stored: each rule broken once by somebody, and kept by somebody
-- else who comes close. And how complete records are against what their programme undertook.
SET client_min_messages = warning;
CREATE ROLE regress_rules_owner NOLOGIN;
SELECT continuum.create_registry('regress_rules_owner');
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
\set SHOW_CONTEXT never
SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(17, 19) p;
SELECT count(registry.register_programme(p * 10, p, 'Programme', reports_contacts => p = 17, level => CASE p WHEN 17 THEN 'recovery' WHEN 18 THEN 'minimum' ELSE 'standard' END)) AS programmes
FROM generate_series(17, 19) p;
SELECT count(registry.register_programme(171, 17, 'Another')) AS programme;
SELECT count(registry.register_source_format(p, scheme => 'CL.RUN')) AS formats FROM generate_series(17, 19) p;
CREATE ROLE regress_rules_17 NOLOGIN;
CREATE ROLE regress_rules_18 NOLOGIN;
CREATE ROLE regress_rules_analyst NOLOGIN;
SELECT registry.grant_duty('regress_rules_17', 'provider', '{17}'), registry.grant_duty('regress_rules_18', 'provider', '{18}'),
  registry.grant_duty('regress_rules_analyst', 'analyst');

-- Stays: who broke what is in the record's number; ok is for who comes close. Open ones begin so long ago, counted from today.
CREATE FUNCTION pg_temp.stay(provider integer, record text, ref text, started date, ended date DEFAULT NULL, more jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE sql AS $$
  SELECT count(registry.admit(jsonb_strip_nulls(jsonb_build_object('source_record', record, 'client_ref', ref, 'programme', provider * 10, 'care', 'outpatient',
    'started', started, 'ended', ended, 'registered_sex', 'female', 'birth_year', 1980, 'primary_substance', 'alcohol') || more
    || CASE WHEN ended IS NULL THEN '{}' ELSE '{"exit_reason": "completed", "aftercare_offer": "accepted"}'::jsonb || more END), provider)) $$;
SELECT sum(pg_temp.stay(17, s.record, s.ref, s.started, s.ended, s.more)) AS stays FROM (VALUES
  ('ok1', 'A', '2020-01-01'::date, '2020-03-01'::date, '{}'::jsonb), ('ok2', 'A', '2020-03-01', '2020-05-01', '{}'),
  ('p402', 'A', '2020-03-01', '2020-04-01', '{}'), ('p409', 'A', '2020-04-30', '2020-06-01', '{}'), ('ok3', 'A', '2020-04-30', '2020-06-01', '{"programme": 171}'),
  ('ok4', 'B', current_date - 20, NULL, '{}'), ('p407', 'B', current_date - 10, NULL, '{}'),
  ('p307', 'C', '2020-01-01', '2020-02-01', '{"birth_year": 2016}'), ('ok5', 'D', '2020-01-01', '2020-02-01', '{"birth_year": 2015}'),
  ('ok6', 'E', '2020-01-01', '2020-02-01', '{}'), ('p501', 'F', '2020-01-01', '2020-02-01', '{"registered_sex": "male"}'), ('ok7', 'F', '2021-01-01', '2021-02-01', '{}'),
  ('p308', 'G', '2020-01-01', '2020-02-01', '{"registered_sex": "unknown"}'), ('ok8', 'F', '2022-01-01', '2022-02-01', '{"registered_sex": "unknown"}'),
  ('p410', 'H', '2015-01-01', '2018-01-01', '{}'), ('ok9', 'H', '2018-01-01', '2020-12-31', '{}'),
  ('p213', 'I', '2020-01-01', NULL, '{"exit_reason": "moved", "ended_precision": "unknown", "aftercare_offer": "not_recorded"}'),
  ('p213b', 'J', '2020-01-01', '2020-02-01', '{"exit_reason": "unknown"}'),
  ('p411', 'K', '2020-01-01', '2020-02-01', '{}'), ('p411b', 'K', '2020-01-15', '2020-02-01', '{"programme": 171, "exit_reason": "moved"}'),
  ('p505', 'L', '2020-01-01', '2020-02-01', '{"exit_reason": "died"}'), ('ok10', 'M', '2020-01-01', '2020-02-01', '{"exit_reason": "died"}'),
  ('p204', 'N', '2020-01-01', '2020-02-01', '{}'), ('p506', 'N', '2019-01-01', NULL, '{}'), ('ok11', 'O', '2019-12-31', '2020-02-01', '{}'),
  ('p406', 'P', current_date - 91, NULL, '{}'), ('ok12', 'Q', current_date - 90, NULL, '{}'), ('ok13', 'R', current_date - 300, NULL, '{}'),
  ('ok14', 'S', current_date - 300, NULL, jsonb_build_object('last_contact', current_date - 5))) s (record, ref, started, ended, more);
-- Contacts are not reported here: only the length of a stay can tell. And the same person says otherwise elsewhere.
SELECT pg_temp.stay(18, 'p406', 'P', current_date - 1096) + pg_temp.stay(18, 'ok1', 'Q', current_date - 1095)
  + pg_temp.stay(18, 'x502', NULL, '2021-01-01', '2021-02-01', '{"identifier": "12345678-5", "registered_sex": "male"}') AS stays;
SELECT pg_temp.stay(17, 'p502', NULL, '2020-01-01', '2020-02-01', '{"identifier": "12345678-5"}') AS stays;

-- Deaths, contacts, consents, and what else can be unlikely.
SELECT count(registry.log_form(f.template, f.form, 17)) AS logged FROM (VALUES
  ('deaths', '{"source_record": "dM", "client_ref": "M", "on_date": "2020-02-01"}'::jsonb),
  ('deaths', '{"source_record": "dN", "client_ref": "N", "on_date": "2019-12-31"}'),
  ('deaths', '{"source_record": "dO", "client_ref": "O", "on_date": "2019-12-01", "on_precision": "month"}'),
  ('contacts', '{"source_record": "p204", "client_ref": "N", "programme": 170, "on_date": "2020-01-01", "kind": "visit", "outcome": "held"}'),
  ('contacts', '{"source_record": "ok1", "client_ref": "N", "programme": 170, "on_date": "2020-01-01", "kind": "visit", "outcome": "attempted"}'),
  ('contacts', '{"source_record": "ok2", "client_ref": "N", "programme": 170, "on_date": "2019-12-31", "kind": "visit", "outcome": "held"}'),
  ('contacts', jsonb_build_object('source_record', 'ok3', 'client_ref', 'R', 'programme', 170, 'on_date', current_date - 5, 'kind', 'visit', 'outcome', 'held')),
  ('contacts', jsonb_build_object('source_record', 'ok4', 'client_ref', 'P', 'programme', 170, 'on_date', current_date - 5, 'kind', 'visit', 'outcome', 'attempted')),
  ('consents', jsonb_build_object('source_record', 'cB', 'client_ref', 'B', 'on_date', current_date - 20, 'kind', 'treatment', 'decision', 'given')),
  ('consents', '{"source_record": "cQ1", "client_ref": "Q", "on_date": "2020-01-01", "kind": "treatment", "decision": "given"}'),
  ('consents', '{"source_record": "cQ2", "client_ref": "Q", "on_date": "2020-01-02", "kind": "treatment", "decision": "withdrawn"}'),
  ('consents', '{"source_record": "cR", "client_ref": "R", "on_date": "2020-01-02", "kind": "research", "decision": "refused"}'),
  ('profile', '{"source_record": "ok1", "client_ref": "A", "programme": 170, "on_date": "2020-01-01", "stage": "admission", "pregnancy": "yes"}'),
  ('substances', '{"source_record": "p309", "client_ref": "A", "programme": 170, "on_date": "2020-01-01", "rank": 1, "substance": "alcohol", "age_first": 41}'),
  ('substances', '{"source_record": "ok1", "client_ref": "A", "programme": 170, "on_date": "2020-01-01", "rank": 2, "substance": "alcohol", "age_first": 40}'),
  ('carers', '{"source_record": "p214", "client_ref": "A", "programme": 170, "on_date": "2020-01-01", "relation": "father", "gender": "female"}'),
  ('carers', '{"source_record": "ok1", "client_ref": "A", "programme": 170, "on_date": "2020-01-01", "relation": "friend", "gender": "female"}')) f (template, form);
SELECT pg_temp.stay(17, 'ok15', 'T', '2020-01-01', '2020-02-01', '{"registered_sex": "male"}') AS stays;
SELECT registry.log_profile('{"source_record": "p306", "client_ref": "T", "programme": 170, "on_date": "2020-01-01", "stage": "admission", "pregnancy": "yes"}', 17) -> 'warnings' -> 0 ->> 'code' AS told_at_once;

-- The provider reads its own report, by the numbers it knows; each record stands at the rule it is named after.
SET ROLE regress_rules_17;
SELECT code, severity, kind, string_agg(source_record, ' ' ORDER BY source_record) AS records, count(client_ref) AS with_ref,
  string_agg(source_record, ' ' ORDER BY source_record) FILTER (WHERE lower(left(source_record, 4)) <> lower(code)) AS others
FROM registry.violations() GROUP BY 1, 2, 3 ORDER BY 1, 3;
SELECT code, text FROM registry.violations(17, 'es') WHERE source_record IN ('p204', 'p307', 'p306') AND kind <> 'contact' ORDER BY 1;
SELECT source_record, text FROM registry.violations(17, 'es') WHERE code = 'P402' ORDER BY 1;
\set VERBOSITY sqlstate
SELECT * FROM registry.violations(18);
SELECT * FROM registry.violations(99);
SELECT * FROM registry.violation;
\set VERBOSITY default
RESET ROLE;
SET ROLE regress_rules_18;
SELECT code, source_record, client_ref FROM registry.violations() ORDER BY 1, 2;
RESET ROLE;
-- Who oversees all is told of all, sees where providers contradict each other, and no file number.
SET ROLE regress_rules_analyst;
SELECT of_provider, code, source_record FROM registry.violations() WHERE code = 'P502' OR of_provider = 18 ORDER BY 1, 2, 3;
SELECT count(*) > 20 AS many, count(client_ref) AS file_numbers FROM registry.violations();
RESET ROLE;
-- Every rule has words for itself in three languages, with the severity it reports, and every rule was broken.
SELECT r.code, count(t.code) FROM registry.rule r LEFT JOIN registry.problem_text t USING (code, severity) GROUP BY 1 HAVING count(t.code) <> 3;
SELECT r.code FROM registry.rule r WHERE r.code NOT IN (SELECT v.code FROM registry.violation v);
-- A ministry sets the length otherwise.
UPDATE registry.rule SET limits = '{"days": 2000}' WHERE code = 'P410';
SELECT count(*) FROM registry.violation WHERE code = 'P410';

-- Completeness: each programme against its own level.
SET ROLE regress_rules_17;
SELECT level, template, count(*) AS columns, max(records) AS records FROM registry.completeness(programme => 170) GROUP BY 1, 2 ORDER BY 2;
SELECT column_name, records, filled, known, share_known FROM registry.completeness(programme => 170)
WHERE template = 'stays' AND column_name IN ('started', 'registered_sex', 'exit_reason', 'ended', 'aftercare_offer', 'birth_year', 'residence_region') ORDER BY 1;
SELECT column_name, records, known FROM registry.completeness('[2020-01-01,2020-02-01)', 170) WHERE template = 'contacts' ORDER BY 1;
SELECT DISTINCT of_programme FROM registry.completeness() ORDER BY 1;
\set VERBOSITY sqlstate
SELECT * FROM registry.completeness(programme => 180);
SELECT * FROM registry.completeness(programme => 999);
SELECT * FROM registry.indicator_ready(180);
\set VERBOSITY default
RESET ROLE;
SET ROLE regress_rules_analyst;
SELECT of_programme, level, count(*) AS columns, count(DISTINCT template) AS templates FROM registry.completeness() GROUP BY 1, 2 ORDER BY 1;
RESET ROLE;
-- Which indicators can be read.
SELECT * FROM registry.indicator_ready(170) WHERE indicator IN ('people_in_treatment', 'aftercare_linkage_30d', 'need_to_care_14d', 'barrier_prevalence', 'carers', 'deaths_after_exit_28d', 'aftercare_offer');
SELECT count(*) > 50 AS many, count(*) FILTER (WHERE ready) > 10 AS many_ready,
  count(*) FILTER (WHERE ready <> (SELECT bool_and(coalesce(2 * c.filled > c.records, false)) FROM registry.indicator_need n LEFT JOIN registry.column_counts(ARRAY[170], '(,)') c USING (template, column_name) WHERE n.indicator = r.indicator)
    OR ready <> (lacking IS NULL) OR ready <> (share_filled > 0.5)) AS wrong
FROM registry.indicator_ready(170) r;
SELECT bool_or(ready) AS any_without_records FROM registry.indicator_ready(190);
-- Each need is a column of a template (facts.sql: which both ways write), and each indicator of the catalogue has needs.
SELECT n.* FROM registry.indicator_need n WHERE n.column_name NOT IN (SELECT c.name FROM intake_columns(n.template) c);
SELECT indicator FROM indicators() WHERE indicator NOT IN (SELECT n.indicator FROM registry.indicator_need n);

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_rules_owner, regress_rules_17, regress_rules_18, regress_rules_analyst;
DROP ROLE regress_rules_owner, regress_rules_17, regress_rules_18, regress_rules_analyst;
