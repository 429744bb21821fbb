-- Records of every template but stays, by file and by form: the same judgement, the same rows; sent
-- again, corrected, voided, taken back; and the person found without telling anything of anybody else.
SET client_min_messages = warning;
CREATE ROLE regress_facts_owner NOLOGIN;
SELECT continuum.create_registry('regress_facts_owner');
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(17, 20) p;
SELECT count(registry.register_programme(p * 10, p, 'Programme')) AS programmes FROM generate_series(17, 20) p;
SELECT count(registry.register_source_format(p, scheme => 'CL.RUN')) AS formats FROM generate_series(17, 20) p;

-- One record of each template, written as different people write: terms, labels in three languages, yes and no.
CREATE TEMPORARY TABLE example (number integer, template text, form jsonb);
INSERT INTO example VALUES
  (1, 'requests', '{"source_record": "rq1", "client_ref": "F1", "identifier": "12.345.678-5", "on_date": "2024-01-05", "referral_source": "self", "offered_on": "2024-01-20", "outcome": "admitted", "outcome_on": "2024-02-01", "unavailable_days": "3"}'),
  (2, 'profile', '{"source_record": "pf1", "client_ref": "F1", "on_date": "2024-02-01", "stage": "admission", "residence_region": "13", "housing": "stable", "precarity": "no", "labour": "informal_employee", "education": "secondary", "children_under_18": "2", "children_in_residence": "1", "children_in_state_care": "0", "living_with_children": "sí", "pregnancy": "no", "prior_treatment": "não", "prior_last_on": "2020-05-01", "severity": "moderate", "diagnosis": "F10.2 F14.1", "injecting": "never", "hiv_test": "negative", "tested_on": "2024-01-30", "violence_screen": "declined"}'),
  (3, 'substances', '{"source_record": "su1", "client_ref": "F1", "on_date": "2024-02-01", "rank": "1", "substance": "coca_paste", "route": "smoked", "frequency": "daily", "days_28": "28", "age_first": "17", "injected": "no", "laboratory_confirmed": "false"}'),
  (4, 'contacts', '{"source_record": "co1", "client_ref": "F1", "on_date": "2024-02-10", "kind": "visit", "mode": "in_person", "outcome": "held", "treatment_indicated": "yes", "next_step": "llamar", "next_on": "2024-02-20"}'),
  (5, 'assessments', '{"source_record": "as1", "client_ref": "F1", "on_date": "2024-02-02", "indicated": "yes", "criteria_met": "6", "use_days_28": "20", "severity": "severe", "controlled_environment": "no", "on_agonist": "no"}'),
  (6, 'measures', '{"source_record": "me1", "client_ref": "F1", "on_date": "2024-02-02", "stage": "admission", "instrument": "barc_10", "score": "41.5"}'),
  (7, 'barriers_needs', '{"source_record": "bn1", "client_ref": "F1", "on_date": "2024-02-02", "stage": "access", "barrier": "childcare", "status": "present"}'),
  (8, 'barriers_needs', '{"source_record": "bn2", "client_ref": "F1", "on_date": "2024-02-02", "stage": "treatment", "need": "housing", "need_status": "unmet"}'),
  (9, 'barrier_actions', '{"source_record": "ba1", "report": "bn1", "on_date": "2024-02-15", "action": "referral", "result": "alleviated", "result_on": "2024-03-01"}'),
  (10, 'carers', '{"source_record": "ca1", "client_ref": "F1", "on_date": "2024-02-02", "relation": "mother", "gender": "female", "hours_week": "30", "money_spent": "25000.5", "work_effect": "reduced", "study_effect": "none", "participation_effect": "reduced", "support_offered": "accepted", "consent_noted": "yes"}'),
  (11, 'medication', '{"source_record": "md1", "client_ref": "F1", "on_date": "2024-02-02", "medication": "methadone", "days": "7"}'),
  (12, 'custody', '{"source_record": "cu1", "client_ref": "F1", "on_date": "2024-04-01", "released": "2024-05-01", "released_to": "community", "need": "yes", "in_treatment": "yes", "referred_on": "2024-04-20", "referred_to": "200"}'),
  (13, 'consents', '{"source_record": "cn1", "client_ref": "F1", "on_date": "2024-02-01", "kind": "treatment", "decision": "given", "until": "2025-02-01"}'),
  (14, 'aggregate', '{"source_record": "ag1", "month": "2024-03-01", "activity": "naloxone", "gender": "female", "n": "12"}'),
  (15, 'deaths', '{"source_record": "de1", "client_ref": "F1", "on_date": "2024-08-09", "on_precision": "month", "cause_class": "unknown"}');

-- A form as a file of one provider: header and lines of what the forms of a template say.
CREATE FUNCTION pg_temp.send(provider integer, template text, forms jsonb[], period daterange DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  number bigint := registry.open_batch(provider, template, CASE WHEN period IS NULL THEN 'add' ELSE 'replace_period' END, period);
  columns text[] := ARRAY(SELECT c.name FROM continuum.intake_columns(template) c WHERE c.name <> 'scheme' ORDER BY c.column_number);
BEGIN
  INSERT INTO registry.intake_file (line) -- as COPY reads it: byte by byte
  SELECT convert_from(convert_to(l, 'UTF8'), 'LATIN1') FROM (SELECT string_agg(c, ',' ORDER BY o) FROM unnest(columns) WITH ORDINALITY u (c, o)
  UNION ALL
  SELECT (SELECT string_agg(coalesce('"' || (f ->> c) || '"', ''), ',' ORDER BY o) FROM unnest(columns) WITH ORDINALITY u (c, o))
  FROM unnest(forms) f) x (l);
  RETURN number;
END $$;
CREATE FUNCTION pg_temp.counts(b registry.intake_batch) RETURNS text LANGUAGE sql AS $$
  SELECT format('%s: %s read = %s new + %s same + %s changed + %s rejected; %s warned, %s missing',
    b.state, b.rows_read, b.rows_new, b.rows_same, b.rows_changed, b.rows_rejected, b.rows_warned, b.rows_missing) $$;
CREATE FUNCTION pg_temp.problems(batch bigint) RETURNS TABLE (row_number integer, record text, field text, problem text, count integer) LANGUAGE sql AS $$
  SELECT p.row_number, p.source_record, p.field, p.code || ' ' || p.severity, p.count FROM registry.intake_problem p
  WHERE p.batch = problems.batch ORDER BY p.row_number NULLS FIRST, p.code, p.field $$;
CREATE FUNCTION pg_temp.for_provider(form jsonb, template text, provider integer) RETURNS jsonb LANGUAGE sql AS $$
  SELECT form || CASE WHEN template IN ('barrier_actions', 'custody', 'consents', 'deaths') THEN '{}'
    ELSE jsonb_build_object('programme', (provider * 10)::text) END $$;

-- By file with provider 17, by form with 18.
SELECT e.template, pg_temp.counts(registry.accept_batch(pg_temp.send(17, e.template, ARRAY[pg_temp.for_provider(e.form, e.template, 17)]))) AS file,
  f.a ->> 'record' AS record, f.a ->> 'outcome' AS outcome, f.a ->> 'case_number' IS NOT NULL AS has_case, f.a -> 'warnings' AS warnings
FROM example e CROSS JOIN LATERAL (SELECT registry.log_form(e.template, pg_temp.for_provider(e.form, e.template, 18), 18) AS a) f
ORDER BY e.number;
-- Nothing was left out on the way, and both ways say the same.
SELECT h.kind, h.source_record, f.payload - ARRAY['programme', 'report'] AS payload
FROM registry.assertion h JOIN registry.fact f ON f.kind = h.kind AND f.assertion = h.assertion WHERE h.provider = 17 ORDER BY h.assertion;
SELECT h.kind, h.source_record, h.provider, f.payload FROM registry.assertion h JOIN registry.fact f ON f.kind = h.kind AND f.assertion = h.assertion
WHERE NOT EXISTS (SELECT FROM registry.assertion o JOIN registry.fact g ON g.kind = o.kind AND g.assertion = o.assertion
  WHERE o.provider = 35 - h.provider AND o.kind = h.kind AND o.source_record = h.source_record
    AND g.payload - ARRAY['programme', 'report'] = f.payload - ARRAY['programme', 'report']);
-- One person, known to each provider by a number of its own; the action hangs on the barrier.
SELECT count(DISTINCT f.person) AS people, count(DISTINCT h.kind) AS kinds, count(*) AS records FROM registry.assertion h
JOIN registry.fact f ON f.kind = h.kind AND f.assertion = h.assertion WHERE h.provider IN (17, 18) AND h.kind <> 'aggregate_return';
SELECT a.provider, r.source_record, r.barrier FROM registry.current_barrier_action a JOIN registry.current_barrier_report r ON r.record = a.report ORDER BY 1;

-- What any indicator needs is a column of a template, and these records have it, whichever way they came (stays beside).
CREATE TEMPORARY TABLE stay_form AS SELECT '{"source_record": "st1", "client_ref": "F1", "registered_sex": "female", "gender_identity": "female", "birth_year": "1980", "residence_region": "13", "care": "outpatient", "started": "2024-02-01",
  "ended": "2024-04-01", "ended_precision": "day", "exit_reason": "completed", "last_contact": "2024-03-20", "primary_substance": "coca_paste", "aftercare_offer": "accepted", "supported_by": "family", "referred_to": "200", "legal_status": "voluntary",
  "justice_basis": "possession_for_use", "plan": "PG-PAB", "funded_from": "2024-02-05", "payment": "free", "request": "rq1"}'::jsonb AS form;
SELECT pg_temp.counts(registry.accept_batch(pg_temp.send(17, 'stays', ARRAY(SELECT pg_temp.for_provider(form, 'stays', 17) FROM stay_form)))) AS file,
  registry.admit((SELECT pg_temp.for_provider(form, 'stays', 18) FROM stay_form), 18) ->> 'outcome' AS form;
SELECT n.template, n.column_name, n.column_name IN (SELECT c.name FROM intake_columns(n.template) c) AS is_column, count(w.way) AS ways
FROM (SELECT DISTINCT split_part(u, '.', 1) AS template, split_part(u, '.', 2) AS column_name FROM registry.indicator i, unnest(i.needs) u WHERE u <> 'stays.identifier') n -- which makes the person: it is stored nowhere
LEFT JOIN LATERAL (
  SELECT h.provider AS way FROM registry.template_kind k JOIN registry.assertion h ON h.kind = k.kind AND h.provider IN (17, 18)
    LEFT JOIN registry.fact f ON f.kind = h.kind AND f.assertion = h.assertion LEFT JOIN registry.stay s ON h.kind = 'stay' AND s.assertion = h.assertion
  WHERE k.template = n.template AND coalesce(f.payload, to_jsonb(s)) ->> coalesce(k.renamed ->> n.column_name, n.column_name) IS NOT NULL GROUP BY h.provider) w ON true
GROUP BY 1, 2 HAVING count(w.way) <> 2 OR NOT n.column_name IN (SELECT c.name FROM intake_columns(n.template) c) ORDER BY 1, 2;

-- Sent again: the same. By the other way than before, too.
SELECT e.template, pg_temp.counts(registry.accept_batch(pg_temp.send(18, e.template, ARRAY[pg_temp.for_provider(e.form, e.template, 18)]))) AS file,
  registry.log_form(e.template, pg_temp.for_provider(e.form, e.template, 17), 17) ->> 'outcome' AS form
FROM example e ORDER BY e.number;
SELECT count(*) AS headers FROM registry.assertion h WHERE h.provider IN (17, 18);

-- A file as they are: what is wrong with a row is said, and the others count.
SELECT pg_temp.send(17, 'contacts', ARRAY[
  '{"source_record": "x1", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x2", "client_ref": "F9", "programme": "170", "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x3", "case_number": "12345678", "programme": "170", "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x4", "client_ref": "F1", "programme": "180", "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x5", "client_ref": "F1", "programme": "999", "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x6", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "kind": "visite", "outcome": "held"}',
  '{"source_record": "x7", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "kind": "visit", "outcome": "held", "mode": "pigeon"}',
  '{"source_record": "x8", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "kind": "visit", "outcome": "held", "mode": "smoke"}',
  '{"source_record": "x1", "client_ref": "F1", "programme": "170", "on_date": "2024-03-02", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x10", "client_ref": "F1", "programme": "170", "on_date": "soon", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x11", "identifier": "7.654.321-6", "client_ref": "F1", "programme": "170", "on_date": "2024-03-03", "kind": "visit", "outcome": "held"}',
  '{"source_record": "x12", "client_ref": "F1", "programme": "170", "on_date": "2024-09-01", "kind": "visit", "outcome": "held", "next_on": "2024-08-31"}',
  '{"source_record": "co1", "client_ref": "F1", "programme": "170", "on_date": "2024-02-10", "kind": "visit", "mode": "phone", "outcome": "attempted"}']::jsonb[]) AS b1 \gset
SELECT pg_temp.counts(registry.check_batch(:b1));
SELECT * FROM pg_temp.problems(:b1);
SELECT part, code, count, text FROM registry.intake_report(:b1, 'es') WHERE code IN ('P108', 'P305', 'P401', 'P303');
SELECT count(*) AS asserted FROM registry.assertion WHERE batch = :b1;
SELECT pg_temp.counts(registry.accept_batch(:b1));
SELECT source_record, kind, mode, outcome FROM registry.current_contact WHERE provider = 17 ORDER BY source_record COLLATE "C";
SELECT count(*) AS left_over FROM (SELECT FROM registry.intake_fact UNION ALL SELECT FROM registry.fact_plan) x;

-- Taken back as a whole: what it replaced holds again, what it brought is void.
SELECT pg_temp.counts(registry.withdraw_batch(:b1, 'wrong file'));
SELECT source_record, kind, mode, outcome FROM registry.current_contact WHERE provider = 17 ORDER BY source_record COLLATE "C";
SELECT h.operation, h.reason, count(*) FROM registry.assertion h WHERE h.provider = 17 AND h.kind = 'contact' GROUP BY 1, 2 ORDER BY 1, 2;
-- A void that is said again counts again.
SELECT pg_temp.send(17, 'contacts', ARRAY['{"source_record": "x1", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}'::jsonb]) AS b2 \gset
SELECT pg_temp.counts(registry.accept_batch(:b2));
SELECT * FROM pg_temp.problems(:b2);
SELECT count(DISTINCT h.record) AS records, string_agg(h.operation, ' ' ORDER BY h.assertion) FROM registry.assertion h WHERE h.provider = 17 AND h.source_record = 'x1';

-- A file that holds a whole period lists what it lacks, and voids it when asked.
SELECT pg_temp.send(17, 'contacts', ARRAY['{"source_record": "x1", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "kind": "visit", "outcome": "held"}'::jsonb],
  '[2024-01-01,2025-01-01)') AS b3 \gset
SELECT pg_temp.counts(registry.check_batch(:b3));
SELECT * FROM pg_temp.problems(:b3);
SELECT pg_temp.counts(registry.accept_batch(:b3, void_missing => true));
SELECT source_record FROM registry.current_contact WHERE provider = 17;

-- A barrier and a need in one row, neither, and without a status.
SELECT pg_temp.send(17, 'barriers_needs', ARRAY[
  '{"source_record": "y1", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "stage": "recovery", "barrier": "cost", "status": "present", "need": "food", "need_status": "met"}',
  '{"source_record": "y2", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "stage": "recovery"}',
  '{"source_record": "y3", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "stage": "recovery", "barrier": "cost"}',
  '{"source_record": "y4", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "stage": "recovery", "barrier": "costly", "status": "present"}',
  '{"source_record": "y5", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "stage": "recovery", "need": "food", "status": "present"}',
  '{"source_record": "y6", "client_ref": "F1", "programme": "170", "on_date": "2024-03-01", "stage": "recovery", "need": "food", "need_status": "partly"}']::jsonb[]) AS b4 \gset
SELECT pg_temp.counts(registry.accept_batch(:b4));
SELECT * FROM pg_temp.problems(:b4);
-- An action against a barrier of another provider's, or against none.
SELECT pg_temp.send(19, 'barrier_actions', ARRAY['{"source_record": "z1", "report": "bn1", "on_date": "2024-03-01", "action": "referral"}',
  '{"source_record": "z2", "report": "bn77", "on_date": "2024-03-01", "action": "referral"}']::jsonb[]) AS b5 \gset
SELECT pg_temp.counts(registry.accept_batch(:b5));
SELECT * FROM pg_temp.problems(:b5);

-- The civil registry is a provider like others: of whoever is in care and whoever is not, it hears the same.
SELECT pg_temp.send(20, 'deaths', ARRAY['{"source_record": "d1", "identifier": "12345678-5", "on_date": "2024-08-15", "source": "civil_registry"}',
  '{"source_record": "d2", "identifier": "20347878-K", "on_date": "2024-08-15", "source": "civil_registry"}']::jsonb[]) AS b6 \gset
SELECT pg_temp.counts(registry.accept_batch(:b6));
SELECT * FROM pg_temp.problems(:b6);
SELECT count(DISTINCT d.person) AS people, count(*) FILTER (WHERE x.cares > 1) AS in_care_elsewhere FROM registry.current_death d
CROSS JOIN LATERAL (SELECT count(*) AS cares FROM registry.person_alias a WHERE a.person = d.person AND a.domain <> 'ministry') x WHERE d.provider = 20;
SELECT f.a - 'case_number' AS known, g.a - 'case_number' AS unknown
FROM registry.log_death('{"source_record": "d3", "identifier": "12345678-5", "on_date": "2024-08-15"}', 20) f (a),
  registry.log_death('{"source_record": "d4", "identifier": "9876543-3", "on_date": "2024-08-15"}', 20) g (a);
-- A death known to the month stands on its first day.
SELECT provider, on_date, on_precision FROM registry.current_death WHERE source_record = 'de1' ORDER BY 1;
-- Nobody else's file number finds anybody, and a local number is nobody's elsewhere.
SELECT pg_temp.send(19, 'requests', ARRAY['{"source_record": "r1", "client_ref": "F1", "programme": "190", "on_date": "2024-01-05"}'::jsonb]) AS b7 \gset
SELECT pg_temp.counts(registry.accept_batch(:b7));
SELECT count(DISTINCT person) AS people FROM registry.client WHERE client_ref = 'F1';
-- A local number that became somebody's file number is that person, not a second one.
SELECT registry.log_request('{"source_record": "rq2", "client_ref": "F1", "programme": 180, "on_date": "2024-06-01"}', 18) ->> 'outcome' AS outcome;
SELECT count(DISTINCT person) AS people FROM registry.current_request WHERE provider = 18;

-- A source system with its own words.
SELECT count(registry.register_code('OURS', 'contact_kind', 'V1', 'visit')) + count(registry.register_code('OURS', 'contact_outcome', 'ok', 'held')) AS codes;
SELECT count(registry.register_source_format(19, 'contacts', code_system => 'OURS')) AS formats;
SELECT registry.log_contact('{"source_record": "k1", "client_ref": "F1", "programme": 190, "on_date": "2024-02-01", "kind": "v1", "outcome": "OK"}', 19) - 'case_number' AS answer;
SELECT kind, outcome FROM registry.current_contact WHERE provider = 19;

-- Everybody's rows are guarded, and the plan leaves nothing behind.
SELECT count(*) AS left_over FROM (SELECT FROM registry.intake_fact UNION ALL SELECT FROM registry.fact_plan) x;
SELECT k.template, k.kind FROM registry.template_kind k WHERE to_regclass('registry.' || k.kind) IS NULL OR to_regclass('registry.current_' || k.kind) IS NULL;
-- Each column of a template is a column of its table, or is said to be none.
SELECT k.template, k.kind, c.name FROM registry.template_kind k CROSS JOIN LATERAL intake_columns(k.template) c
WHERE k.kind <> 'stay' AND c.name NOT IN ('source_record', 'client_ref', 'case_number', 'identifier', 'scheme') AND k.renamed -> c.name IS DISTINCT FROM 'null'
  AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass('registry.' || k.kind) AND a.attname = coalesce(k.renamed ->> c.name, c.name));

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_facts_owner;
DROP ROLE regress_facts_owner;
