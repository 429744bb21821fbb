-- month.sql: a month of one provider, played in Spanish by its own role: template out, file in, a refused
-- row mended, an admission by form, a transfer with a code and the arrival elsewhere, a check-up with
-- barriers and what was done about one, a carer, a correction, and the worklist before and after.
-- Runs after onboarding.sql. Days are fixed, so that everything printed is always the same.
SET search_path = pg_catalog, pg_temp;
SET continuum.language = 'es';
\pset border 0
\pset footer off
\pset tuples_only on
\pset format unaligned
-- What a form is answered, in a line.
CREATE FUNCTION pg_temp.said(answer jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT format('  %s: %s', answer ->> 'record', answer ->> 'outcome')
    || coalesce((SELECT string_agg(E'\n    ' || (w ->> 'code') || ' ' || (w ->> 'text'), '') FROM jsonb_array_elements(answer -> 'warnings') w), '') $$;
SET ROLE centro_aurora;

\echo La plantilla de estadías, como la baja el centro (encabezado y ejemplo):
SELECT '  ' || line FROM registry.template('stays') WHERE part <> 'code';
\echo y las palabras que admite una de sus columnas:
SELECT '  ' || line FROM registry.template('stays') WHERE part = 'code' AND line ~ '^oferta de apoyo';

\echo El archivo de febrero: una fila trae el egreso antes del ingreso.
SELECT registry.open_batch(901, period => '[2024-02-01,2024-03-01)', file_name => 'febrero.csv') AS batch
\gset
COPY registry.intake_file (line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'LATIN1');
número de registro;ficha;identificador;sexo registrado;año de nacimiento;programa;tipo de atención;fecha de ingreso;fecha de egreso;motivo de egreso;oferta de apoyo a la recuperación;con apoyo de;sustancia principal
A-1;F-11;12.345.678-5;mujer;1988;9010;M-PR;01-02-2024;28-02-2024;Alta Terapéutica;ofrecido y aceptado;la familia;pasta base
A-2;F-12;7.654.321-6;mujer;1979;9010;M-PR;05-02-2024;;;;;alcohol
A-3;F-13;;mujer;1995;9010;M-PR;20-02-2024;12-02-2024;Abandono;no ofrecido;nadie;cocaína
\.
SELECT FROM registry.accept_batch(:batch)
\g /dev/null
SELECT '  ' || text FROM registry.intake_report(:batch, 'es') WHERE part IN ('counts', 'rows') AND coalesce(count, 1) > 0;
\echo Corregida la fila, se reenvía el archivo entero: nada se duplica.
SELECT registry.open_batch(901, period => '[2024-02-01,2024-03-01)', file_name => 'febrero.csv') AS batch
\gset
COPY registry.intake_file (line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'LATIN1');
número de registro;ficha;identificador;sexo registrado;año de nacimiento;programa;tipo de atención;fecha de ingreso;fecha de egreso;motivo de egreso;oferta de apoyo a la recuperación;con apoyo de;sustancia principal
A-1;F-11;12.345.678-5;mujer;1988;9010;M-PR;01-02-2024;28-02-2024;Alta Terapéutica;ofrecido y aceptado;la familia;pasta base
A-2;F-12;7.654.321-6;mujer;1979;9010;M-PR;05-02-2024;;;;;alcohol
A-3;F-13;;mujer;1995;9010;M-PR;12-02-2024;20-02-2024;Abandono;no ofrecido;nadie;cocaína
\.
SELECT FROM registry.accept_batch(:batch)
\g /dev/null
SELECT '  ' || text FROM registry.receipt(:batch, 'es');
\echo La lista de trabajo al 1 de marzo:
\pset tuples_only off
\pset format aligned
SELECT client_ref AS ficha, what_text AS "qué", due_on AS "para el", days AS "días", last_contact AS "último contacto", attempts AS intentos, consent_to_contact AS "se puede llamar"
FROM registry.worklist(on_day => '2024-03-01');
\pset tuples_only on
\pset format unaligned

\echo Un ingreso por formulario, con lo que la persona contó:
SELECT pg_temp.said(registry.admit('{"source_record": "A-4", "client_ref": "F-14", "identifier": "20.347.878-K", "registered_sex": "mujer", "birth_year": 1992,
  "programme": 9010, "care": "M-PR", "started": "2024-03-04", "primary_substance": "pasta base",
  "profile": {"labour": "informal_employee", "children_under_18": 2, "pregnancy": "no", "housing": "unstable"},
  "barriers": {"childcare": "present", "transport_distance": "absent"},
  "consents": [{"kind": "followup_contact", "decision": "given"}, {"kind": "coordination", "decision": "given"}]}'));
\echo Una derivación: la persona se lleva un código de ocho signos.
SELECT r #>> '{referral,code}' AS code, pg_temp.said(r) AS said FROM registry.transfer('{"record": "A-2", "ended": "2024-03-11", "aftercare_offer": "not_applicable",
  "supported_by": "family", "to_programme": 9020}') r
\gset
\echo :said
RESET ROLE;
SET ROLE centro_puente;
\echo En el otro centro lo muestra al llegar, sin cédula:
SELECT pg_temp.said(registry.admit(jsonb_build_object('source_record', 'P-77', 'client_ref', '2024/9', 'registered_sex', 'mujer', 'programme', 9020, 'care', 'PG-PAI',
  'started', '2024-03-13', 'primary_substance', 'alcohol', 'referral_code', :'code')));
RESET ROLE;
SET ROLE centro_aurora;
\echo y quien derivó sabe que llegó:
SELECT format('  ficha %s al programa %s: %s el %s', client_ref, to_programme, state, state_on) FROM registry.referrals(on_day => '2024-03-31');

\echo Un control de recuperación con lo que lo dificulta, y lo que se hizo:
SELECT pg_temp.said(registry.log_consent('{"source_record": "K-11", "client_ref": "F-11", "on_date": "2024-02-28", "kind": "followup_contact", "decision": "given"}'));
SELECT pg_temp.said(registry.log_checkup('{"source_record": "C-1", "client_ref": "F-11", "programme": 9011, "on_date": "2024-05-27", "mode": "in_person", "outcome": "held",
  "treatment_indicated": "no", "assessment": {"criteria_met": 1, "use_days_28": 0}, "measures": [{"instrument": "BARC_10", "score": 49}],
  "barriers": {"childcare": "present", "employment": "present", "stigma": "absent"}}'));
SELECT pg_temp.said(registry.log_barrier_action('{"source_record": "C-1/m1", "report": "C-1/childcare", "on_date": "2024-05-30", "action": "direct_provision",
  "result": "alleviated", "result_on": "2024-06-20"}'));
\echo Quién cuida de ella, y cuánto le cuesta:
SELECT pg_temp.said(registry.log_carer('{"source_record": "Q-1", "client_ref": "F-11", "programme": 9011, "on_date": "2024-05-27", "relation": "mother", "gender": "female",
  "hours_week": 25, "work_effect": "reduced", "support_offered": "accepted", "consent_noted": true}'));
\echo Una corrección, con motivo; lo dicho antes queda guardado:
SELECT pg_temp.said(registry.correct('{"record": "A-4", "reason": "el ingreso fue el día anterior", "started": "2024-03-03"}'));
\echo Lo que no cuadra en lo guardado:
SELECT format('  registro %s: %s', source_record, text) FROM registry.violations(901, 'es');
\echo La lista de trabajo al 1 de junio:
\pset tuples_only off
\pset format aligned
SELECT client_ref AS ficha, what_text AS "qué", due_on AS "para el", days AS "días", last_contact AS "último contacto", attempts AS intentos, consent_to_contact AS "se puede llamar"
FROM registry.worklist(on_day => '2024-06-01');
RESET ROLE;
