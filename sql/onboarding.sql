-- Bringing providers in: programmes from one file, maps copied, pilots, history, months, receipts, bridge.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
CREATE ROLE regress_onboarding_owner NOLOGIN;
SELECT FROM create_registry('regress_onboarding_owner');
SELECT count(registry.register_region('08', 'Biobío')) AS regions;

-- A file of the ministry: Spanish, semicolons, a byte order mark, columns in its own order, CR at the line ends.
COPY registry.programmes_file(line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');
Nombre del centro;CENTRO;Sector;Programa;nombre del programa;Región;Modalidad;Plan;Para mujeres;Informa desde;Nivel;Piloto;Separador;Formato de fecha;Codificación;Sistema de códigos;Tipo de documento
Casa;17;Sin fines de lucro;170;"Casa ""Norte""; residencia";08;Centro residencial;M-PR;sí;01-01-2024;estándar;;";";dd-mm-aaaa;ISO-8859-1;SISTRAT.C1;CL.RUN

Casa;17;;171;Casa, ambulatorio;08;;;no;2024-02-01;;;;;;;
Puente;18;público;180;Puente;;outpatient_specialised;;;;;sí;punto y coma;;;;
\.
SELECT line_number, line FROM registry.programmes_line WHERE line_number < 2 AND line LIKE 'Nombre%;CENTRO%' IS NOT TRUE;
SELECT * FROM registry.check_programmes('es');
SELECT * FROM registry.register_programmes();
SELECT programme, provider, name, region, setting, plan_code, women_specific, reporting_from, level, pilot FROM registry.current_programme ORDER BY programme;
SELECT provider, name, sector FROM registry.current_provider ORDER BY provider;
SELECT provider, template, delimiter, decimal_mark, date_format, encoding, code_system, scheme FROM registry.current_source_format ORDER BY provider;
-- Taken once: it is gone. Sent again it changes nothing; what it does not say stays.
\set VERBOSITY sqlstate
SELECT * FROM registry.register_programmes();
\set VERBOSITY default
SELECT registry.register_programme(170, 17, 'Casa "Norte"; residencia', '08', 'residential', true, plan_code => 'M-PR', places => 20,
  children_admitted => true, reporting_from => '2024-01-01', level => 'standard') IS NOT NULL AS places_told;
COPY registry.programmes_file(line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');
provider,provider_name,programme,name
17,Casa,170,"Casa ""Norte""; residencia"
17,Casa,171,"Casa, ambulatorio"
18,Puente,180,Puente
\.
SELECT * FROM registry.register_programmes();
SELECT programme, places, children_admitted, setting, level, reporting_from, pilot FROM registry.current_programme ORDER BY programme;

-- Everything that can be wrong with one, each in its line; nothing of it is registered.
COPY registry.programmes_file(line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');
serviço	nome do serviço	programa	nome do programa	região	modalidade	informa desde	piloto	separador	cor	nível	tipo de documento
019	Ponte	190	Ponte	08	hospital	2024-02-30					
19	Ponte Nova	191	Ponte	99	lua			|			
0	Ponte	x1	Ponte							máximo	XX.NONE
19	Ponte	190	Ponte		hospital	2024-02-28	sim				
18	Puente	170	Puente	08							
20		200				x	talvez				
20	Vinte	201	"Vinte									
20	Vinte	202	Vinte	08	extra					a	b	c	d
\.
SELECT * FROM registry.check_programmes('pt');
SELECT count(*) AS problems, count(*) FILTER (WHERE text ~ '\{|\}') AS unfilled FROM registry.check_programmes('en');
\set VERBOSITY sqlstate
SELECT * FROM registry.register_programmes();
\set VERBOSITY default
SELECT count(*) AS programmes FROM registry.current_programme;
-- No header, a header that is not one, columns twice or lacking, and a header alone.
COPY registry.programmes_file(line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');


\.
SELECT line_number, field, code FROM registry.check_programmes();
COPY registry.programmes_file(line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');
Provider;PROVIDER_NAME;provider name;programme;
1;Uno;Uno;10;
\.
SELECT line_number, field, code FROM registry.check_programmes();
-- Cutting a line, by hand.
SELECT registry.csv_fields(l, ';') FROM unnest(ARRAY['a;b;c', 'a;;', ';', '', '"a;b";"c ""d"""', '"a;b', 'a"b;c', '"a"b;c', ' a ; "b" ']) l;
SELECT w, registry.day_of(w) FROM unnest(ARRAY['2024-02-29', '29/2/2024', '29.02.2023', '2024-13-01', '24-01-01', '', '0000-01-01', '99999-01-01']) w;

-- A provider with codes of its own starts from a map.
SELECT registry.copy_code_map('SISTRAT.C1', 'CASA') = (SELECT count(*) FROM registry.current_code_map WHERE system = 'SISTRAT.C1') AS all_copied,
  registry.copy_code_map('SISTRAT.C1', 'CASA') AS again;
SELECT registry.register_code('CASA', 'care', 'PG-PAB', 'day_programme') IS NOT NULL AS deviates, registry.copy_code_map('SISTRAT.C1', 'CASA') AS again;
SELECT system, term FROM registry.current_code_map WHERE field = 'care' AND code = 'PG-PAB' ORDER BY system COLLATE "C";
\set VERBOSITY sqlstate
SELECT registry.copy_code_map('NOWHERE', 'CASA');
SELECT registry.copy_code_map('CASA', 'CASA');
SELECT registry.copy_code_map('CASA', 'continuum');
\set VERBOSITY default

-- A pilot: stored, and in no figure. 18's pilot says of one of 17's people that he is a man, later and again.
CREATE FUNCTION pg_temp.load(provider integer, lines text[], period daterange DEFAULT NULL, history boolean DEFAULT false, template text DEFAULT 'stays')
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  b bigint := registry.open_batch(provider, period => period, history => history, template => template);
BEGIN
  INSERT INTO registry.intake_file (line) SELECT l FROM unnest(lines) WITH ORDINALITY x (l, n) ORDER BY n;
  PERFORM registry.accept_batch(b);
  RETURN b;
END
$$;
\set head 'source_record;client_ref;identifier;registered_sex;programme;care;started;ended;exit_reason;primary_substance;aftercare_offer'
SELECT pg_temp.load(17, ARRAY[:'head',
  'A1;FA1;12345678-5;mujer;170;M-PR;10-01-2024;09-04-2024;alta terapéutica;pasta base;accepted',
  'A2;FA2;11111112-K;mujer;171;PG-PAB;12-04-2024;;;99;',
  'A3;FA3;;hombre;171;PG-XX;12-05-2024;20-05-2024;abandono;99;not_offered',
  'A4;FA4;11111112-K;mujer;171;PG-PAB;31-12-1899;;;99;'], '[2024-01-01,2024-07-01)') AS first \gset
CREATE TEMPORARY TABLE before AS SELECT * FROM indicators('[2024-01-01,2025-01-01)', '{people_in_treatment,retention_90d,aftercare_linkage_30d}', observed_until => '2025-03-31');
CREATE TEMPORARY TABLE journeys AS SELECT person, journey::text FROM registry.journey;
SELECT registry.refresh_journeys() AS stored;
SELECT pg_temp.load(18, ARRAY['source_record;identifier;scheme;registered_sex;programme;care;started;ended;exit_reason;primary_substance;aftercare_offer',
  'B1;12345678-5;CL.RUN;male;180;outpatient;2024-04-20;;;99;', 'B2;22222222-2;CL.RUN;female;180;aftercare;2024-05-01;;;99;'], '[2024-01-01,2024-07-01)') AS pilot \gset
SELECT count(*) AS stays, (SELECT count(*) FROM registry.counted_stay) AS counted, (SELECT count(*) FROM registry.pilot_stay) AS of_pilots FROM registry.current_stay;
CREATE TEMPORARY TABLE meanwhile AS SELECT * FROM indicators('[2024-01-01,2025-01-01)', '{people_in_treatment,retention_90d,aftercare_linkage_30d}', observed_until => '2025-03-31');
SELECT count(*) AS moved FROM ((TABLE before EXCEPT TABLE meanwhile) UNION ALL (TABLE meanwhile EXCEPT TABLE before)) d;
SELECT count(*) AS moved FROM ((TABLE journeys EXCEPT SELECT person, journey::text FROM registry.journey)
  UNION ALL (SELECT person, journey::text FROM registry.journey EXCEPT TABLE journeys)) d;
SELECT registry.log_barriers('{"source_record": "PB", "client_ref": "P1", "identifier": "12345678-5", "scheme": "CL.RUN", "programme": 180, "on_date": "2024-05-02", "stage": "recovery",
    "barriers": {"childcare": "present"}}', 18) ->> 'outcome' AS barrier,
  registry.log_carer('{"source_record": "PC", "identifier": "12345678-5", "scheme": "CL.RUN", "programme": 180, "on_date": "2024-05-02", "carer_no": 1, "relation": "mother",
    "gender": "female", "hours_week": 20}', 18) ->> 'outcome' AS carer;
SELECT (SELECT cases FROM indicator('barrier_prevalence', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE gender = 'all') AS barriers,
  (SELECT cases FROM indicator('carers', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE gender = 'all') AS carers,
  (SELECT cases FROM continuum.indicator('left_without_support_30d', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE gender = 'all') AS discharges;
SELECT registry.refresh_journeys() AS stored;
SELECT count(*) AS expected_of_pilots FROM registry.programme_month('[2024-01-01,2025-01-01)') WHERE programme = 180;
-- It ends: what it sent counts, and its people's journeys follow.
COPY registry.programmes_file(line) FROM STDIN (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02');
provider;provider_name;programme;name;reporting_from
18;Puente;180;Puente;2024-04-01
\.
SELECT * FROM registry.register_programmes();
SELECT count(*) AS counted, (SELECT cases > 0 FROM indicator('barrier_prevalence', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE gender = 'all') AS barriers,
  (SELECT cases > 0 FROM indicator('carers', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31') WHERE gender = 'all') AS carers FROM registry.counted_stay;
SELECT registry.refresh_journeys() AS stored, (SELECT count(*) FROM registry.journey j FULL JOIN registry.stored_journey s USING (person)
  WHERE j.journey IS DISTINCT FROM s.journey) AS differ_before;
SELECT count(*) AS differ FROM registry.journey j FULL JOIN registry.stored_journey s USING (person) WHERE j.journey IS DISTINCT FROM s.journey;
SELECT b.indicator, b.gender, b.cases AS before, r.cases AS now FROM before b
  JOIN indicators('[2024-01-01,2025-01-01)', '{people_in_treatment,retention_90d,aftercare_linkage_30d}', observed_until => '2025-03-31') r USING (indicator, gender)
WHERE b.cases <> r.cases AND b.gender = 'all' ORDER BY b.indicator COLLATE "C";
\set VERBOSITY sqlstate
SELECT registry.register_programme(181, 18, 'Puente 2', reporting_from => '2024-01-01', pilot => true);
\set VERBOSITY default

-- History counts for looking back, and makes no month received.
SELECT programme, month, reported FROM registry.programme_month('[2024-01-01,2024-08-01)') ORDER BY 1, 2;
SELECT * FROM registry.history_from ORDER BY programme;
SELECT pg_temp.load(17, ARRAY[:'head', 'H1;FH1;12345678-5;mujer;170;M-PR;10-01-2021;09-04-2021;alta terapéutica;99;accepted'],
  '[2015-01-01,2024-09-01)', history => true) AS history \gset
SELECT programme, history_from FROM registry.history_from ORDER BY programme;
SELECT max(history_from) AS since FROM registry.history_from;
SELECT count(*) FILTER (WHERE reported) AS received FROM registry.programme_month('[2024-01-01,2025-01-01)');
SELECT count(registry.withdraw_batch(:history, 'the wrong years')), (SELECT count(*) FROM registry.history_from WHERE history_from < '2024-01-01') AS before FROM (VALUES (1)) v;
SELECT programme, history_from FROM registry.history_from ORDER BY programme;
\set VERBOSITY sqlstate
SELECT registry.open_batch(17, history => true);
SELECT registry.open_batch(17, history => true, period => '(,2024-01-01)');
\set VERBOSITY default

-- A file of which nothing came in, empty or refused as a whole, is no report of its months.
SELECT pg_temp.load(17, ARRAY[:'head'], '[2024-01-01,2024-09-01)') AS empty, pg_temp.load(17, ARRAY[:'head', 'E1;;;mujer;170;M-PR;31-02-2024;;;99;'], '[2024-01-01,2024-09-01)') AS refused \gset
SELECT rows_read, rows_rejected, state FROM registry.intake_batch WHERE batch IN (:empty, :refused) ORDER BY batch;
SELECT count(*) FILTER (WHERE reported) AS received FROM registry.programme_month('[2024-01-01,2025-01-01)');

-- Codes that nothing knows, and what they may mean.
SELECT provider, system, field, code, stays, waiting, suggestion, because FROM registry.unmapped();
-- A test file shows its codes before anything of it is stored.
SELECT registry.open_batch(17) AS test \gset
INSERT INTO registry.intake_file (line) VALUES (:'head'), ('T1;F1;;M;170;PG-XX;01-02-2024;;;99;'), ('T2;F2;;hombre;170;residencial;01-02-2024;05-02-2024;Alta;99;accepted'),
  ('T3;F3;;mujer;170;PG-PR;01-02-2024;05-02-2024;completado;99;accepted');
SELECT state FROM registry.check_batch(:test);
SELECT field, code, stays, waiting, suggestion, because FROM registry.unmapped(17);
SELECT count(registry.withdraw_batch(:test, 'a test')) AS withdrawn, (SELECT count(*) FROM registry.unmapped(18)) AS of_others FROM (VALUES (1)) v;
SELECT field, code, stays, waiting FROM registry.unmapped(17);

-- Who is late, on a day.
SELECT provider, name, months, oldest FROM registry.who_is_late('2024-09-30');
SELECT subject, body FROM registry.who_is_late('2024-09-30', 'es') WHERE provider = 18;
SELECT provider, months FROM registry.who_is_late('2024-08-10'); -- the last day of grace for July
SELECT provider, months FROM registry.who_is_late('2024-08-11');
SELECT count(*) AS before_anybody_reports FROM registry.who_is_late('2023-12-31');

-- A provider's own hands. The roles part grants this by duty.
CREATE ROLE regress_casa NOLOGIN;
CREATE ROLE regress_nobody NOLOGIN;
CREATE ROLE regress_desk NOLOGIN;
SELECT registry.grant_duty('regress_casa', 'provider', ARRAY[17]), registry.grant_duty('regress_desk', 'intake_desk');
SET ROLE regress_casa;
SELECT provider, months, oldest FROM registry.who_is_late('2024-09-30');
SELECT batch = :first AS mine, provider, template, mode, period, history, state, rows_read, rows_new, rows_rejected FROM registry.my_batches();
SELECT registry.confirm_month(170, '2024-07-15', nobody => true);
SELECT registry.confirm_month(171, '2024-04-30', declared_admissions => 1, declared_discharges => 0);
SELECT registry.confirm_month(171, '2024-05-01', declared_admissions => 3);
\set VERBOSITY sqlstate
SELECT registry.confirm_month(171, '2024-05-01', nobody => true);
SELECT registry.confirm_month(170, '2024-08-01', nobody => true, declared_admissions => 2);
SELECT registry.confirm_month(170, '9999-01-01');
SELECT registry.confirm_month(170, NULL);
SELECT registry.confirm_month(180, '2024-07-01');
SELECT registry.confirm_month(999, '2024-07-01');
SELECT registry.confirm_month(180, '2024-07-01', provider => 18);
SELECT * FROM registry.my_batches(18);
SELECT * FROM registry.receipt(:pilot);
SELECT * FROM registry.receipt(999999);
SELECT * FROM registry.receipt(:history);
SELECT * FROM registry.receipt(:first, 'fr');
SELECT registry.register_programmes();
INSERT INTO registry.programmes_file VALUES ('x');
TABLE registry.programmes_line;
SELECT * FROM registry.unmapped();
\set VERBOSITY default
RESET ROLE;
SELECT programme, month, state, declared_admissions, declared_discharges FROM registry.current_reporting_month WHERE state LIKE 'confirmed%' ORDER BY 1, 2;
SELECT provider, months FROM registry.who_is_late('2024-08-11');
GRANT USAGE ON SCHEMA registry TO regress_nobody;
GRANT EXECUTE ON FUNCTION registry.my_batches, registry.who_is_late, registry.confirm_month, registry.receipt TO regress_nobody;
SET ROLE regress_nobody;
\set VERBOSITY sqlstate
SELECT * FROM registry.my_batches();
SELECT * FROM registry.who_is_late();
SELECT registry.confirm_month(170, '2024-07-01');
SELECT * FROM registry.receipt(:first);
\set VERBOSITY default
SET ROLE regress_desk;
SELECT provider, rows_read, state FROM registry.my_batches() ORDER BY batch;
SELECT provider FROM registry.my_batches(18);
SELECT registry.confirm_month(180, '2024-07-01', true, provider => 18) ->> 'state' AS for_it;
INSERT INTO registry.programmes_file VALUES ('provider,provider_name,programme,name,region'), ('21,Veinte,210,Veinte,08');
SELECT * FROM registry.check_programmes();
SELECT * FROM registry.register_programmes();
SELECT registry.copy_code_map('CASA', 'VEINTE') > 0 AS copied;

-- Receipts: the same codes for both sides and in every language, and a hash of them.
SET ROLE regress_casa;
SELECT line, regexp_replace(code, '^(batch|accepted|sha256) .*', '\1 …') AS code, regexp_replace(text, '^(Carga|Aceptada|SHA-256 de las líneas anteriores): .*', '\1: …') AS text
FROM registry.receipt(:first, 'es');
CREATE TEMPORARY TABLE kept AS SELECT * FROM registry.receipt(:first);
SELECT encode(sha256(convert_to(string_agg(code || E'\n', '' ORDER BY line) FILTER (WHERE code NOT LIKE 'sha256%'), 'UTF8')), 'hex')
  = max(substr(code, 8)) FILTER (WHERE code LIKE 'sha256%') AS compares FROM kept;
SELECT count(*) AS gender_and_kind FROM kept WHERE code ~ '^care [a-z_]+ (female|male) [0-9]+$';
RESET ROLE;
-- A correction, another load and a withdrawal change nothing in it.
SELECT pg_temp.load(17, ARRAY[:'head', 'A1;FA1;12345678-5;mujer;170;M-PR;10-01-2024;10-04-2024;derivación;99;declined']) AS second \gset
SELECT count(registry.withdraw_batch(:first, 'try')) AS withdrawn;
SET ROLE regress_casa;
SELECT count(*) AS changed FROM kept k FULL JOIN registry.receipt(:first) r USING (line, code, text) WHERE k.line IS NULL OR r.line IS NULL;
SELECT code FROM registry.receipt(:second) WHERE code ~ '^(kind|care|rows_changed)';
SELECT state FROM registry.my_batches(17) ORDER BY batch;
RESET ROLE;
-- Other records are counted by their kind.
SELECT pg_temp.load(17, ARRAY['source_record;client_ref;on_date;kind;outcome;programme', 'C1;FA1;01-05-2024;control de recuperación;realizado;170',
  'C2;FA1;01-06-2024;visita domiciliaria;intentado, sin respuesta;170'], template => 'contacts') AS contacts \gset
SELECT code, text FROM registry.receipt(:contacts, 'pt') WHERE code ~ '^(template|rows_new|kind|care)';
SELECT count(registry.withdraw_batch(:second, 'try')) AS withdrawn;

-- The bridge from an old series: its lines add up to the registry's figure, the last one says what is not explained.
SELECT save_report('parallel', '[2024-01-01,2025-01-01)', '{people_in_treatment}', observed_until => '2025-03-31') IS NOT NULL AS saved;
SELECT registry.register_bridge('parallel', 'people_in_treatment', 100, 40, 50, 5, -10, 'SISTRAT, informe 2024') IS NOT NULL AS stated,
  registry.register_bridge('parallel', 'people_in_treatment', 100, 40, 50, 5, -10, 'SISTRAT, informe 2024') IS NULL AS again,
  registry.register_bridge('parallel', 'people_in_treatment', 100, 40, 50, 5, -12, 'SISTRAT, informe 2024') IS NOT NULL AS corrected;
SELECT b.place, b.line, l.label, b.value, b.note FROM registry.bridge b JOIN registry.label l ON (l.vocabulary, l.term, l.language) = ('bridge', b.line, 'es')
ORDER BY b.place;
SELECT sum(value) FILTER (WHERE place < 7) = max(value) FILTER (WHERE place = 7) AS adds_up,
  max(value) FILTER (WHERE place = 7) = (SELECT value FROM registry.saved_figure WHERE name = 'parallel' AND indicator = 'people_in_treatment' AND gender = 'all') AS as_saved
FROM registry.bridge;
\set VERBOSITY sqlstate
SELECT registry.register_bridge('parallel', 'nothing', 1);
SELECT registry.register_bridge('nowhere', 'people_in_treatment', 1);
SELECT registry.register_bridge('parallel', 'people_in_treatment', NULL);
\set VERBOSITY default

DROP TABLE before, meanwhile, journeys, kept;
DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_onboarding_owner, regress_casa, regress_nobody, regress_desk;
DROP ROLE regress_onboarding_owner, regress_casa, regress_nobody, regress_desk;
