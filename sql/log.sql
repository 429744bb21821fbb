-- Forms: one record at once, by a login that works for one provider; what it is told, and what not.
SET client_min_messages = warning;
CREATE ROLE regress_log_owner NOLOGIN;
SELECT continuum.create_registry('regress_log_owner');
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
SET datestyle = ISO;
\set SHOW_CONTEXT never
SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(17, 18) p;
SELECT count(registry.register_programme(p * 10, p, 'Programme', valid => '[2020-01-01,)')) AS programmes FROM generate_series(17, 18) p;
SELECT count(registry.register_source_format(p, scheme => 'CL.RUN')) AS formats FROM generate_series(17, 18) p;
CREATE ROLE regress_log_17 NOLOGIN;
CREATE ROLE regress_log_18 NOLOGIN;
SELECT registry.grant_duty('regress_log_17', 'provider', '{17}'), registry.grant_duty('regress_log_18', 'provider', '{18}');

SET ROLE regress_log_17;
-- A record number is drawn if the form has none, and the person gets a case number; after that either finds the person.
SELECT a ->> 'record' ~ '^[a-z]{16}$' AS drawn, a ->> 'case_number' ~ '^[0-9]{8}$' AS numbered, a -> 'outcome' AS outcome, a -> 'warnings' AS warnings,
  a ->> 'case_number' AS case_number
FROM registry.log_contact('{"identifier": "12.345.678-5", "client_ref": "F1", "programme": 170, "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}') a \gset first_
\echo :first_drawn :first_numbered :first_outcome :first_warnings
SELECT registry.log_contact(jsonb_build_object('source_record', 'c2', 'case_number', :'first_case_number', 'programme', 170, 'on_date', '2024-03-02',
  'kind', 'atención en el centro', 'outcome', 'Realizado')) ->> 'case_number' = :'first_case_number' AS same_person;
-- A check-up with all that was asked, one form; sent again after an answer was lost; corrected.
SELECT registry.log_checkup('{"source_record": "k1", "client_ref": "F1", "programme": 170, "on_date": "2024-06-01", "outcome": "held", "mode": "phone",
  "assessment": {"criteria_met": 1, "use_days_28": 0, "controlled_environment": false},
  "measures": [{"instrument": "barc_10", "score": 44}], "barriers": {"childcare": "present", "Housing": "absent"}, "needs": {"work": "unmet"}}') - 'case_number' AS answer \gset
SELECT :'answer' AS answer;
SELECT registry.log_checkup('{"source_record": "k1", "client_ref": "F1", "programme": 170, "on_date": "2024-06-01", "outcome": "held", "mode": "phone",
  "assessment": {"criteria_met": 1, "use_days_28": 0, "controlled_environment": false},
  "measures": [{"instrument": "barc_10", "score": 44}], "barriers": {"childcare": "present", "Housing": "absent"}, "needs": {"work": "unmet"}}') - 'case_number' AS answer;
SELECT registry.log_checkup('{"source_record": "k1", "client_ref": "F1", "programme": 170, "on_date": "2024-06-01", "outcome": "held", "mode": "phone",
  "barriers": {"childcare": "absent"}}') - 'case_number' AS answer;
SELECT registry.log_barriers('{"source_record": "b1", "client_ref": "F1", "programme": 170, "on_date": "2024-06-02", "stage": "treatment", "barriers": {"cost": "present", "stigma": "not_asked"}}') - 'case_number' AS answer;
SELECT registry.log_needs('{"source_record": "n1", "client_ref": "F1", "programme": 170, "on_date": "2024-06-02", "stage": "treatment", "need": "food", "need_status": "met"}') - 'case_number' AS answer;
SELECT registry.log_barrier_action('{"source_record": "a1", "report": "b1/cost", "on_date": "2024-06-09", "action": "funding"}') - 'case_number' AS answer;
SELECT registry.log_consent('{"source_record": "s1", "client_ref": "F1", "on_date": "2024-06-02", "kind": "followup_contact", "decision": "given"}') - 'case_number' AS answer;
-- Every other kind by its own function.
SELECT r.f ->> 'outcome' AS outcome, r.f -> 'warnings' AS warnings FROM (VALUES
  (registry.log_substance('{"client_ref": "F1", "programme": 170, "on_date": "2024-06-03", "rank": 1, "substance": "pasta base"}')),
  (registry.log_assessment('{"client_ref": "F1", "programme": 170, "on_date": "2024-06-03", "indicated": "no"}')),
  (registry.log_medication('{"client_ref": "F1", "programme": 170, "on_date": "2024-06-03", "medication": "methadone", "days": 7}')),
  (registry.log_custody('{"client_ref": "F1", "on_date": "2024-06-03", "need": "unknown"}')),
  (registry.log_aggregate('{"programme": 170, "month": "2024-06-01", "activity": "mutual_aid", "gender": "male", "n": 4}'))) r (f);
-- A record that was about somebody else.
SELECT registry.log_contact('{"source_record": "w1", "client_ref": "F1", "programme": 170, "on_date": "2024-06-05", "kind": "visit", "outcome": "held"}') ->> 'outcome' AS logged;
SELECT registry.log_contact('{"source_record": "w2", "identifier": "7.654.321-6", "client_ref": "F2", "programme": 170, "on_date": "2024-06-05", "kind": "visit", "outcome": "held"}') ->> 'outcome' AS another;
SELECT registry.correct('{"record": "w1", "client_ref": "F2", "reason": "it was her"}') - 'case_number' AS corrected;
SELECT client_ref FROM registry.my_contact WHERE source_record = 'w1';
-- What has the wrong shape is said.
SELECT jsonb_path_query_array(registry.log_checkup('{"source_record": "k9", "client_ref": "F1", "programme": 170, "on_date": "2024-06-04", "outcome": "held", "measures": {"instrument": "barc_10", "score": 40}, "barriers": ["childcare"]}'),
  '$.warnings[*].field') AS not_read;
-- All or none: the barrier is no good, so there is no check-up.
SELECT registry.log_checkup('{"source_record": "k2", "client_ref": "F1", "programme": 170, "on_date": "2024-07-01", "outcome": "held", "barriers": {"weather": "present"}}');
SELECT registry.log_barriers('{"source_record": "b2", "client_ref": "F1", "programme": 170, "on_date": "2024-07-01", "stage": "treatment", "barriers": {}}');

-- What is told of a form: rules, fields, words; in the language of the session; and never a value.
SELECT registry.log_contact('{"client_ref": "F1", "programme": 170, "on_date": "2019-03-01", "kind": "visit", "outcome": "held", "mode": "owl", "note": "x"}') -> 'warnings' AS warnings;
SET continuum.language = 'es';
SELECT w ->> 'code' AS code, w ->> 'text' AS text FROM jsonb_array_elements(registry.log_carer('{"client_ref": "F1", "programme": 170, "on_date": "2024-03-01",
  "relation": "mother", "gender": "male", "hours_week": 3}') -> 'warnings') w;
SELECT registry.log_measure('{"client_ref": "F1", "programme": 170, "on_date": "2024-03-01", "stage": "review", "instrument": "barc_10", "score": 61}');
SELECT registry.log_contact('{"client_ref": "F2", "programme": 170, "on_date": "mañana", "kind": "visit"}');
RESET continuum.language;

-- Hostile forms: an identifier in every field, kinds of json, other templates' keys, no template at all.
CREATE FUNCTION pg_temp.try(form jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  RETURN registry.log_contact(form) ->> 'outcome';
EXCEPTION WHEN invalid_parameter_value THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN SQLERRM || coalesce(': ' || regexp_replace(detail, ': [^\n]*', '', 'g'), '');
END $$;
SELECT f.key, f.value, replace(pg_temp.try('{"source_record": "h1", "client_ref": "F1", "programme": 170, "on_date": "2024-03-05", "kind": "visit", "outcome": "held"}'::jsonb
  || jsonb_build_object(f.key, f.value)), E'\n', '; ') AS told
FROM (VALUES ('source_record', '"12.345.678-5"'::jsonb), ('client_ref', '"12345678-5"'), ('case_number', '"12345678-5"'), ('programme', '"12345678-5"'), ('on_date', '"12345678-5"'),
  ('kind', '"12345678-5"'), ('outcome', '"7.654.321-6"'), ('mode', '"7.654.321-6"'), ('next_step', '"7.654.321-6"'), ('next_step', '{"a": 1}'), ('next_step', '["a"]'),
  ('due_no', '41'), ('due_no', '1.5'), ('programme', '"170; DROP TABLE"'), ('kind', '"visit''--"'), ('7.654.321-6', '"x"'), ('barrier', '"cost"'), ('outcome', 'null')) f (key, value);
SELECT pg_temp.try('{}'), pg_temp.try('[]'), pg_temp.try('"x"'), pg_temp.try('null'), pg_temp.try(NULL);

-- Somebody else's provider, programme, person, record and report: the same words whether it exists or not.
\set VERBOSITY sqlstate
SELECT registry.log_contact('{}', 18);
SELECT registry.log_contact('{}', 99);
SELECT count(*) FROM registry.fact;
SELECT count(*) FROM registry.current_contact;
\set VERBOSITY default
RESET ROLE;
SET ROLE regress_log_18;
SELECT pg_temp.try('{"source_record": "c2", "client_ref": "F1", "programme": 180, "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}') AS by_foreign_ref,
  pg_temp.try('{"source_record": "c2", "client_ref": "F77", "programme": 180, "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}') AS by_no_ref,
  pg_temp.try(jsonb_build_object('source_record', 'c2', 'case_number', :'first_case_number', 'programme', 180, 'on_date', '2024-03-01', 'kind', 'visit', 'outcome', 'held')) AS by_foreign_case,
  pg_temp.try('{"source_record": "c2", "identifier": "12345678-5", "programme": 170, "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}') AS in_foreign_programme;
-- The answer about a person whom another provider knows is that about one whom nobody knows.
SELECT a - ARRAY['case_number', 'record'] AS known, b - ARRAY['case_number', 'record'] AS unknown
FROM registry.log_contact('{"source_record": "p1", "identifier": "12345678-5", "programme": 180, "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}') a,
  registry.log_contact('{"source_record": "p2", "identifier": "20347878-K", "programme": 180, "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}') b;
RESET ROLE;
SELECT count(DISTINCT person) AS one_person FROM registry.current_contact WHERE source_record IN ('c2', 'p1');

-- Corrected, corrected again, completed, voided, logged again.
SELECT registry.correct('{"record": "c2", "kind": "contact", "outcome": "attempted", "reason": "nobody opened"}', 17) ->> 'outcome' AS corrected,
  registry.correct('{"record": "c2", "outcome": "declined", "mode": "phone", "reason": "was on the phone"}', 17) ->> 'outcome' AS again;
SELECT registry.complete('{"record": "c2", "next_on": "2024-03-20"}', 17) ->> 'outcome' AS completed;
SELECT registry.correct('{"record": "a1", "result": "removed", "result_on": "2024-06-20", "reason": "it helped"}', 17) ->> 'outcome' AS action_corrected;
SELECT registry.correct('{"record": "b1/cost", "status": "absent", "reason": "slip"}', 17) ->> 'outcome' AS barrier_corrected;
SELECT registry.void('c2', 'other person', provider => 17) ->> 'outcome' AS void;
SELECT f ->> 'outcome' AS outcome, f -> 'warnings' -> 0 ->> 'code' AS told FROM registry.log_contact('{"source_record": "c2", "client_ref": "F1", "programme": 170, "on_date": "2024-03-02", "kind": "visit", "outcome": "held"}', 17) f;
SELECT h.operation, h.reason, c.mode, c.outcome, c.next_on FROM registry.assertion h LEFT JOIN registry.contact c USING (assertion)
WHERE h.kind = 'contact' AND h.provider = 17 AND h.source_record = 'c2' ORDER BY h.assertion;
SELECT b.action, b.result, b.result_on, r.source_record FROM registry.current_barrier_action b JOIN registry.current_barrier_report r ON r.record = b.report;

-- A death stops the work of all, and its provider hears of its own open stay alone.
SELECT registry.admit('{"source_record": "st1", "identifier": "20347878-K", "registered_sex": "female", "birth_year": 1980, "programme": 180, "care": "outpatient", "started": "2024-01-10", "primary_substance": "alcohol"}', 18) - 'case_number' AS admitted;
SET ROLE regress_log_17;
SELECT registry.log_death('{"source_record": "d1", "identifier": "20347878-K", "on_date": "2024-05-01", "cause_class": "other"}') -> 'warnings' AS of_a_stay_elsewhere;
RESET ROLE;
SET ROLE regress_log_18;
SELECT registry.log_death('{"source_record": "d1", "identifier": "20347878-K", "on_date": "2024-05-01", "cause_class": "other"}') -> 'warnings' -> 0 ->> 'code' AS of_its_own_stay;
SELECT registry.log_contact('{"identifier": "20347878-K", "programme": 180, "on_date": "2024-05-02", "kind": "visit", "outcome": "attempted"}') -> 'warnings' -> 0 ->> 'code' AS after_it;
RESET ROLE;

-- Every login's forms of a day are one batch, and who entered a record is on record.
SELECT b.mode, b.state, count(*) > 5 AS many FROM registry.assertion h JOIN registry.intake_batch b ON b.batch = h.batch GROUP BY 1, 2;
-- No identifier anywhere.
SELECT count(*) AS found FROM (SELECT to_jsonb(f)::text AS stored FROM registry.fact f UNION ALL SELECT to_jsonb(a)::text FROM registry.assertion a
  UNION ALL SELECT to_jsonb(c)::text FROM registry.client c UNION ALL SELECT to_jsonb(b)::text FROM registry.intake_batch b) s
WHERE stored ~ '12345678-5|12\.345\.678|7\.654\.321|20347878';

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_log_owner, regress_log_17, regress_log_18;
DROP ROLE regress_log_owner, regress_log_17, regress_log_18;
