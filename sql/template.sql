-- Templates: what a record of each kind consists of, and that file and form are judged alike.
SET client_min_messages = warning;
CREATE ROLE regress_template_owner NOLOGIN;
SELECT continuum.create_registry('regress_template_owner');
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SELECT count(registry.register_provider(17, 'Diecisiete')) + count(registry.register_provider(18, 'Dieciocho')) AS providers;
SELECT count(registry.register_programme(170, 17, 'Ambulatorio')) + count(registry.register_programme(180, 18, 'Residencia')) AS programmes;
SELECT count(registry.register_source_format(17, delimiter => ';', decimal_mark => ',', date_format => 'dd-mm-yyyy',
    encoding => 'LATIN1', scheme => 'CL.RUN')) AS of_17;

CREATE TEMPORARY TABLE known (place integer, template text);
INSERT INTO known SELECT place, template FROM unnest(ARRAY['stays', 'requests', 'profile', 'substances', 'contacts', 'assessments',
  'measures', 'barriers_needs', 'barrier_actions', 'carers', 'medication', 'custody', 'deaths', 'consents', 'aggregate'])
  WITH ORDINALITY t (template, place);

-- The columns. ! is always needed, + once a stay has ended; then the kind, a vocabulary or bounds, and the level.
SELECT k.template, string_agg(c.name || CASE c.needed WHEN 'always' THEN '!' WHEN 'when_ended' THEN '+' ELSE '' END || ' '
    || coalesce(c.vocabulary, c.kind) || coalesce(format('(%s..%s)', c.low, c.high), '') || coalesce(' ' || left(c.level, 1), ''),
  E'\n' ORDER BY c.column_number) FILTER (WHERE c.name NOT IN ('source_record', 'client_ref', 'identifier', 'scheme', 'case_number')) AS columns,
  count(*) - count(*) FILTER (WHERE c.name NOT IN ('source_record', 'client_ref', 'identifier', 'scheme', 'case_number')) AS about_whom
FROM known k, intake_columns(k.template) c GROUP BY k.place, k.template ORDER BY k.place;
-- Each vocabulary has words, or is a list of its own.
SELECT DISTINCT c.vocabulary FROM known k, intake_columns(k.template) c
WHERE c.vocabulary IS NOT NULL AND c.vocabulary NOT IN (SELECT l.vocabulary FROM registry.label l) ORDER BY 1;
\set VERBOSITY sqlstate
SELECT * FROM intake_columns('stay');
SELECT registry.open_batch(17, 'stay');
SELECT registry.open_batch(17, NULL);
SELECT registry.register_source_format(17, template => 'stay');
\set VERBOSITY default

-- Every template's own example goes through the door for files, in each language, and nothing is wrong with it.
CREATE FUNCTION pg_temp.send(provider integer, template text, lines text[]) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM registry.open_batch(provider, template);
  INSERT INTO registry.intake_file (line) SELECT l FROM unnest(lines) WITH ORDINALITY u (l, n) ORDER BY n;
  RETURN current_setting('continuum.intake_batch')::bigint;
END $$;
CREATE TEMPORARY TABLE sent AS
SELECT k.place, k.template, s.language, pg_temp.send(17, k.template,
  ARRAY(SELECT t.line FROM registry.template(k.template, s.language, 17) t WHERE t.part <> 'code' ORDER BY t.part DESC)) AS batch
FROM known k, unnest(ARRAY['en', 'es', 'pt']) s (language) ORDER BY s.language, k.place;
SELECT count(*) AS files, count(*) FILTER (WHERE b.rows_read = 1) AS with_a_row,
  (SELECT count(*) FROM registry.intake_problem p WHERE p.batch = ANY (array_agg(s.batch))) AS problems,
  (SELECT count(*) FROM registry.intake_row r WHERE r.batch = ANY (array_agg(s.batch)) AND NOT r.rejected) AS stays,
  (SELECT count(*) FROM registry.intake_fact f WHERE f.batch = ANY (array_agg(s.batch)) AND NOT f.rejected) AS others
FROM sent s JOIN registry.intake_batch b USING (batch);
-- The same as a form says the same, but for the words of the language.
CREATE FUNCTION pg_temp.example(template text) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_object_agg(c.name, CASE c.kind WHEN 'decimal' THEN to_jsonb(v.value::numeric) ELSE to_jsonb(v.value) END)
  FROM continuum.intake_columns(template) c
    CROSS JOIN LATERAL (SELECT CASE c.name WHEN 'programme' THEN '170' ELSE registry.example_value(template, c.name) END) v (value)
  WHERE v.value IS NOT NULL $$;
SELECT s.template, r.rejected, r.problems, (f.source_record, f.client_ref, f.case_number, f.ministry, f.own, f.quality)
    IS NOT DISTINCT FROM (r.source_record, r.client_ref, r.case_number, r.ministry, r.own, r.quality) AS same_person,
  (SELECT count(*) FROM jsonb_each(r.fields) e WHERE e.value <> f.fields -> e.key AND NOT EXISTS (
    SELECT FROM intake_columns(s.template) c WHERE c.name = e.key AND c.kind = 'code')) AS differ,
  r.fields
FROM sent s JOIN registry.intake_fact f USING (batch), read_form(17, s.template, pg_temp.example(s.template)) r
WHERE s.language = 'es' ORDER BY s.place;
SELECT r.* FROM read_form(17, 'stays', pg_temp.example('stays')) r;
-- And is what the registry can take, one after the other, words of Chile and all.
CREATE TEMPORARY TABLE taken (place serial, template text, load registry.intake_batch);
DO $$
DECLARE
  s record;
BEGIN
  FOR s IN SELECT * FROM sent WHERE language = 'es' ORDER BY place LOOP
    INSERT INTO taken (template, load) SELECT s.template, registry.accept_batch(s.batch);
  END LOOP;
END $$;
SELECT t.template, (t.load).rows_new, (t.load).rows_rejected, (t.load).rows_warned,
  (SELECT string_agg(p.code || ' ' || coalesce(p.field, ''), ', ' ORDER BY p.code) FROM registry.intake_problem p
   WHERE p.batch = (t.load).batch AND p.severity <> 'info') AS problems
FROM taken t ORDER BY t.place;

-- Good and bad values of each kind: what is kept, and what is said.
CREATE FUNCTION pg_temp.said(problems jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', p.code || left(p.severity, 1), p.field, p.detail), ', ' ORDER BY p.code, p.field)
  FROM jsonb_to_recordset(problems) p (code text, severity text, field text, detail text) $$;
SELECT v.template, v.name, v.value, f.fields ->> v.name AS kept, pg_temp.said(f.problems) AS said
FROM (VALUES (1, 'contacts', 'on_date', '11.03.2024'), (2, 'contacts', 'on_date', '2024-03-11 00:00:00'), (3, 'contacts', 'on_date', '03-2024'),
  (4, 'contacts', 'on_date', '31-04-2024'), (5, 'contacts', 'on_date', '10-03-1824'), (6, 'contacts', 'on_date', NULL),
  (7, 'contacts', 'next_on', '09-03-2024'), (8, 'contacts', 'next_on', '10-03-2024'), (9, 'contacts', 'due_no', '40'),
  (10, 'contacts', 'due_no', '41'), (11, 'contacts', 'due_no', '0'), (12, 'contacts', 'due_no', '2,0'), (13, 'contacts', 'due_no', '2,5'),
  (14, 'contacts', 'due_no', '-1'), (15, 'contacts', 'due_no', 'dos'), (16, 'contacts', 'programme', '180'),
  (17, 'contacts', 'programme', '999'), (18, 'contacts', 'programme', 'PAI'), (19, 'contacts', 'kind', NULL),
  (20, 'contacts', 'kind', 'cosa'), (21, 'contacts', 'next_step', repeat('x', 65)), (22, 'contacts', 'source_record', ' '),
  (23, 'contacts', 'client_ref', NULL), (24, 'contacts', 'client_ref', 'null'), (25, 'contacts', 'case_number', '12345674'), (26, 'contacts', 'identifier', '12345678-4'),
  (26, 'measures', 'score', '12,50'), (27, 'measures', 'score', '-0,5'), (28, 'measures', 'score', '12.5'), (29, 'measures', 'score', '1.234,5'),
  (30, 'measures', 'score', '999999'), (31, 'measures', 'score', '999999,1'), (32, 'measures', 'score', '1e3'), (33, 'measures', 'score', ',5'),
  (34, 'measures', 'score', '5,'), (35, 'measures', 'score', '0,1234567'), (36, 'measures', 'valid', 'SÍ'), (37, 'measures', 'valid', 'nao'),
  (38, 'measures', 'valid', '0'), (39, 'measures', 'valid', 'quizás'), (40, 'measures', 'recall_days', '367'),
  (41, 'carers', 'hours_week', '168'), (42, 'carers', 'hours_week', '169'), (43, 'carers', 'money_spent', '-1'),
  (44, 'carers', 'money_spent', '99999999,00'), (45, 'aggregate', 'month', '03-2024'), (46, 'aggregate', 'month', '2024-03-31'),
  (47, 'aggregate', 'month', '2024'), (48, 'aggregate', 'n', '10000000'), (49, 'aggregate', 'n', '10000001'),
  (50, 'deaths', 'on_date', '11-2024'), (51, 'deaths', 'on_date', '2024'), (52, 'custody', 'released', '30-06-2024'),
  (53, 'custody', 'referred_to', '180'), (54, 'custody', 'referred_to', '999'), (55, 'consents', 'until', '09-03-2024'),
  (56, 'requests', 'outcome_on', '29-02-2024'), (57, 'barriers_needs', 'status', NULL), (58, 'barriers_needs', 'barrier', NULL),
  (59, 'barriers_needs', 'need', 'work'), (60, 'barrier_actions', 'client_ref', NULL), (61, 'barrier_actions', 'report', NULL),
  (62, 'stays', 'case_number', '02345677'), (63, 'stays', 'identifier', NULL), (64, 'profile', 'precarity', 'x'))
    v (place, template, name, value),
  LATERAL read_form(17, v.template, pg_temp.example(v.template) || jsonb_build_object(v.name, v.value)) f ORDER BY v.place;
-- How exactly a death is known: as exactly as it is both written and said to be.
SELECT v.on_date, v.precision, f.fields ->> 'on_date' AS kept, f.fields ->> 'on_precision' AS precision_kept, pg_temp.said(f.problems) AS said
FROM (VALUES ('03-11-2024', NULL), ('03-11-2024', 'day'), ('03-11-2024', 'mes'), ('03-11-2024', 'unknown'), ('03-11-2024', 'tal vez'),
  ('11-2024', NULL), ('11-2024', 'day'), ('2024', 'month')) v (on_date, precision),
  read_form(17, 'deaths', jsonb_build_object('source_record', 'd', 'client_ref', 'F-17', 'on_date', v.on_date, 'on_precision', v.precision)) f;
-- A need instead of a barrier; both, and neither.
SELECT v.form, pg_temp.said(f.problems) AS said FROM (VALUES ('{"need": "work", "need_status": "unmet"}'::jsonb), ('{"need": "work"}'),
  ('{"need": "work", "need_status": "unmet", "barrier": "housing", "status": "present"}'), ('{"status": "present"}'), ('{}')) v (form),
  read_form(17, 'barriers_needs', (pg_temp.example('barriers_needs') - 'barrier' - 'status') || v.form) f;
-- Clocks differ: tomorrow is no future. What is planned may be typed early; what is said to have happened may not.
SELECT v.template, v.name, v.days, pg_temp.said(f.problems) AS said, f.fields ->> v.name = (current_date + v.days)::text AS kept
FROM (VALUES (1, 'contacts', 'on_date', 1), (2, 'contacts', 'on_date', 2), (3, 'contacts', 'next_on', 900), (4, 'consents', 'until', 900),
  (5, 'stays', 'started', 1), (6, 'stays', 'started', 2), (7, 'stays', 'ended', 2), (8, 'stays', 'last_contact', 2), (9, 'requests', 'on_date', 2),
  (10, 'profile', 'tested_on', 2), (11, 'deaths', 'on_date', 2)) v (place, template, name, days),
  read_form(17, v.template, pg_temp.example(v.template) - 'next_on' - 'until' - CASE v.name WHEN 'started' THEN 'ended' ELSE '' END
    - CASE v.name WHEN 'started' THEN 'ended_precision' ELSE '' END - CASE v.name WHEN 'on_date' THEN 'offered_on' ELSE '' END
    - CASE v.name WHEN 'on_date' THEN 'outcome_on' ELSE '' END
    || jsonb_build_object(v.name, (current_date + v.days)::text)) f ORDER BY v.place;

-- What only a form can be: other keys, nothing, numbers and answers of JSON, too much.
SELECT v.form, f.rejected, f.fields - '{programme,on_date,stage,instrument}'::text[] AS fields, pg_temp.said(f.problems) AS said
FROM (VALUES (1, '{"score": 12.5, "valid": true}'::jsonb), (2, '{"score": -3, "valid": false}'), (3, '{"score": "12,5", "valid": null}'),
  (4, '{"score": 1e20}'), (5, '{"score": [1], "valid": {"yes": true}}'), (6, '{"Score": 1, "hours_week": 3, "12345678-5": 3}'),
  (7, '{"score": 0.1234567}'), (8, '{"recall_days": 28.0}')) v (place, form),
  read_form(17, 'measures', pg_temp.example('measures') || v.form) f ORDER BY v.place;
SELECT f.rejected, f.source_record, f.fields, pg_temp.said(f.problems) AS said
FROM read_form(17, 'contacts', pg_temp.example('contacts') || jsonb_build_object('next_step', repeat('x', 10001))) f;
SELECT f.rejected, jsonb_array_length(f.problems) AS problems
FROM read_form(17, 'contacts', (SELECT jsonb_object_agg('k' || n, n) FROM generate_series(1, 2000) n)) f;
SELECT f.rejected, pg_temp.said(f.problems) FROM read_form(17, 'contacts', '{}') f;
\set VERBOSITY sqlstate
SELECT * FROM read_form(17, 'contacts', '[]');
SELECT * FROM read_form(17, 'contacts', '"12345678-5"');
SELECT * FROM read_form(17, 'visits', '{}');
SET log_error_verbosity = default;
SELECT * FROM read_form(17, 'contacts', '{}');
SET log_error_verbosity = terse;
\set VERBOSITY default
-- A provider that declared nothing: dates year first, and no scheme that would go without saying.
SELECT f.fields ->> 'on_date' AS on_date, pg_temp.said(f.problems) AS said FROM (VALUES ('10-03-2024'), ('2024-03-10')) v (day),
  read_form(18, 'contacts', pg_temp.example('contacts') || jsonb_build_object('programme', 180, 'identifier', '12345678-5', 'on_date', v.day)) f;
-- One that declared something for a template of its own; what is declared for stays holds for the others.
SELECT count(registry.register_source_format(17, 'measures', decimal_mark => '.', date_format => 'mm-dd-yyyy')) AS for_measures;
SELECT f.fields ->> 'score' AS score, f.fields ->> 'on_date' AS on_date, pg_temp.said(f.problems) AS said
FROM read_form(17, 'measures', pg_temp.example('measures') || '{"score": "7.5", "on_date": "03/11/2024"}') f;
SELECT f.fields ->> 'on_date' AS on_date FROM read_form(17, 'contacts', pg_temp.example('contacts') || '{"on_date": "11/03/2024"}') f;
-- A programme and a scheme that came after the session's first form.
SELECT pg_temp.said(f.problems) AS said FROM read_form(17, 'contacts', pg_temp.example('contacts') || '{"programme": 171, "identifier": "7992739871-3", "scheme": "xx.luhn"}') f;
SELECT count(registry.register_programme(171, 17, 'Nuevo')) AS programmes;
SELECT pg_temp.said(f.problems) AS said FROM read_form(17, 'contacts', pg_temp.example('contacts') || '{"programme": 171}') f;
SELECT register_scheme('XX.LUHN', 'd{10} c', 'mod10');
SELECT f.quality, pg_temp.said(f.problems) AS said
FROM read_form(17, 'contacts', pg_temp.example('contacts') || '{"programme": 171, "identifier": "7992739871-3", "scheme": "xx.luhn", "next_step": "7992739871-3"}') f;

-- Identifiers in the wrong column: the row's own, however it is spelt, and anybody's as it is written. In every
-- column of every template, by form and by file, nothing of them is kept.
CREATE TEMPORARY TABLE hostile AS
SELECT k.template, c.name, h.value, f::text AS answer
FROM known k, intake_columns(k.template) c, (VALUES ('12.345.678-5'), ('12345678-5'), ('12345678'), ('RUN 12 345 678'), ('7.654.321-6'), ('22962963Q')) h (value),
  read_form(17, k.template, pg_temp.example(k.template) || '{"identifier": "12.345.678-5", "scheme": "CL.RUN"}' || jsonb_build_object(c.name, h.value)) f
WHERE c.name <> 'identifier' AND NOT (k.template = 'aggregate' AND h.value IN ('12345678', 'RUN 12 345 678'));
SELECT count(*) AS tried, count(DISTINCT (template, name)) AS columns,
  count(*) FILTER (WHERE regexp_replace(answer, '[^0-9a-z]', '', 'gi') ~* '12345678|7654321|22962963') AS kept FROM hostile;
CREATE FUNCTION pg_temp.shifted(template text, value text) RETURNS text[] LANGUAGE sql AS $$
  SELECT ARRAY(SELECT string_agg(c.name, ';' ORDER BY c.column_number) FROM continuum.intake_columns(template) c) || ARRAY(
    SELECT string_agg(CASE WHEN c.name = n.name THEN shifted.value WHEN c.name = 'programme' THEN '170' WHEN c.name = 'identifier' THEN '12.345.678-5'
      ELSE coalesce(registry.example_value(shifted.template, c.name), '') END, ';' ORDER BY c.column_number)
    FROM continuum.intake_columns(template) n CROSS JOIN continuum.intake_columns(template) c GROUP BY n.column_number ORDER BY n.column_number) $$;
CREATE TEMPORARY TABLE shifted AS
SELECT pg_temp.send(17, k.template, pg_temp.shifted(k.template, h.value)) AS batch
FROM known k, (VALUES ('12.345.678-5'), ('12345678-5'), ('RUN 12.345.678-5'), ('7.654.321-6'), ('22962963Q')) h (value);
SELECT count(*) AS files, sum(b.rows_read) AS rows, (SELECT count(*) FROM (
  SELECT r::text AS stored, r.batch FROM registry.intake_row r UNION ALL SELECT f::text, f.batch FROM registry.intake_fact f
  UNION ALL SELECT p::text, p.batch FROM registry.intake_problem p UNION ALL SELECT i::text, i.batch FROM registry.intake_batch i) o
  WHERE o.batch IN (SELECT batch FROM shifted) AND regexp_replace(o.stored, '[^0-9a-z]', '', 'gi') ~* '12345678|7654321|22962963') AS kept
FROM shifted s JOIN registry.intake_batch b USING (batch);
-- The row's own number in a column of numbers, and what no scheme could tell from a count.
SELECT v.template, v.name, f.fields ->> v.name AS kept, pg_temp.said(f.problems) AS said
FROM (VALUES ('carers', 'money_spent', '12345678', 'CL.RUN'), ('carers', 'money_spent', '7654321', 'CL.RUN'), ('carers', 'hours_week', '12345678', 'CL.RUN'))
    v (template, name, value, scheme),
  read_form(17, v.template, pg_temp.example(v.template) || jsonb_build_object('identifier', '12.345.678-5', v.name, v.value)) f;

-- Files as they come: Windows' bytes, semicolons, decimal commas, columns in any order under the words of Chile.
SELECT count(registry.open_batch(17, 'contacts')) AS opened;
INSERT INTO registry.intake_file (line) SELECT convert_from(l, 'LATIN1') FROM (VALUES
  (1, 'Fecha;Tipo;N\372mero de registro;Prontu\341rio;Programa;Resultado;Pr\363ximo paso;N\372mero de control;Identificador'::bytea),
  (2, '10-03-2024;Visita;c-1;F1;170;realizado;llamar a la ma\361ana;1;'), (3, '"10/03/2024";Visita;c-2;;170;"realizado";;2,0;12.345.678-5'),
  (4, '10-03-2024;Visita;c-3;;170;realizado;;;'), (5, '10-03-2024;Visita;c-4;;170;realizado;;;12.345.678-4'),
  (6, '10-03-2024;Visita;c-5;F5;170;realizado;;'), (7, '')) v (n, l) ORDER BY n;
SELECT f.row_number, f.source_record, f.client_ref, f.quality, f.own IS NOT NULL AS own, f.ministry IS NOT NULL AS ministry, f.rejected, f.fields
FROM registry.intake_fact f WHERE f.batch = current_setting('continuum.intake_batch')::bigint ORDER BY 1;
SELECT p.row_number, p.field, p.code, p.severity FROM registry.intake_problem p
WHERE p.batch = current_setting('continuum.intake_batch')::bigint ORDER BY 1, 3;
SELECT count(registry.open_batch(17, 'carers')) AS opened;
INSERT INTO registry.intake_file (line) VALUES ('registro;ficha;programa;fecha;relaci' || chr(243) || 'n;gasto mensual;horas por semana'),
  ('k-1;F1;170;10-03-2024;madre;45000,50;20'), ('k-2;F1;170;10-03-2024;madre;45.000;200'), ('k-3;F1;170;10-03-2024;madre;45000.50;veinte');
SELECT f.row_number, f.fields FROM registry.intake_fact f WHERE f.batch = current_setting('continuum.intake_batch')::bigint ORDER BY 1;
SELECT r.text FROM registry.intake_report(current_setting('continuum.intake_batch')::bigint, 'es') r WHERE r.part = 'rows';
-- Headers of each template: what is always needed has to be there, and nothing else.
CREATE TEMPORARY TABLE bare AS SELECT k.*, pg_temp.send(17, k.template, ARRAY['source_record', '1']) AS batch FROM known k;
SELECT b.template, string_agg(p.code || ' ' || p.field, ', ' ORDER BY c.column_number) AS lacks
FROM bare b JOIN registry.intake_problem p USING (batch) LEFT JOIN intake_columns(b.template) c ON c.name = p.field
GROUP BY b.place, b.template ORDER BY b.place;
-- The typed door is one for stays.
\set VERBOSITY sqlstate
SELECT count(registry.open_batch(17, 'contacts')) AS opened;
INSERT INTO registry.intake (source_record) VALUES ('x');
\set VERBOSITY default
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake (source_record, client_ref, registered_sex, programme, care, started, primary_substance, case_number, request, referral_code)
VALUES ('t-1', 'F1', 'female', '170', 'outpatient', '2024-03-10', '99', '12345674', 'r-1', 'ABCDEFGH');
SELECT case_number, request, referral_code, quality FROM registry.intake_row WHERE batch = current_setting('continuum.intake_batch')::bigint;
SELECT count(*) AS warnings FROM registry.intake_problem WHERE batch = current_setting('continuum.intake_batch')::bigint;

-- What a coordinator gets. A label with the separator in it is quoted.
SELECT language();
SELECT part, line FROM registry.template('medication') WHERE part <> 'code';
SET continuum.language = 'es';
SELECT language();
SELECT part, line FROM registry.template('barriers_needs', provider => 17) WHERE part <> 'code';
SELECT line FROM registry.template('contacts', 'pt', 17) WHERE part = 'code';
SELECT line FROM registry.template('stays', 'en') WHERE part = 'code' AND line LIKE 'exit_reason%"%';
\set VERBOSITY sqlstate
SET continuum.language = 'fr';
SELECT * FROM registry.template('visits');
SELECT * FROM registry.template('contacts', 'fr');
\set VERBOSITY default
-- A provider gets its own programmes and spelling, and nobody else's.
CREATE ROLE regress_template_desk NOLOGIN;
SELECT registry.grant_duty('regress_template_desk', 'provider', '{18}');
SET ROLE regress_template_desk;
SELECT part, line FROM registry.template('aggregate') WHERE part <> 'code' OR line LIKE 'programa%';
\set VERBOSITY sqlstate
SELECT * FROM registry.template('aggregate', provider => 17);
SELECT * FROM continuum.read_form(18, 'contacts', '{}');
\set VERBOSITY default
-- More rows than are written at once: the doors write with the owner's rights, whoever sends, and leave the sender his own.
SELECT count(registry.open_batch(18)) AS opened;
INSERT INTO registry.intake (source_record, client_ref, registered_sex, programme, care, started, primary_substance)
SELECT 't' || n, 'F1', 'female', '180', 'outpatient', '2024-03-10', '99' FROM generate_series(1, 1500) n;
SELECT current_user;
RESET ROLE;
SELECT count(registry.register_source_format(18)) AS of_18;
SET ROLE regress_template_desk;
SELECT count(registry.open_batch(18, 'contacts')) AS opened;
INSERT INTO registry.intake_file (line) SELECT 'source_record,client_ref,programme,on_date,kind,outcome'
  UNION ALL SELECT 't' || n || ',F1,180,2024-03-10,visit,held' FROM generate_series(1, 1500) n;
SELECT current_user;
RESET ROLE;
SELECT (SELECT count(*) FROM registry.intake_row r WHERE r.batch = b.batch - 1) AS stays,
  (SELECT count(*) FROM registry.intake_fact f WHERE f.batch = b.batch) AS contacts
FROM (SELECT max(batch) AS batch FROM registry.intake_batch) b;

DROP OWNED BY regress_template_owner, regress_template_desk CASCADE;
RESET ALL;
DROP ROLE regress_template_owner, regress_template_desk;
