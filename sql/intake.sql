-- The door: a file's lines and typed rows into registry.intake_row, with a problem for everything
-- that is wrong and never an error for a bad row.
SET client_min_messages = warning;
CREATE ROLE regress_intake_owner NOLOGIN;
SELECT continuum.create_registry('regress_intake_owner');
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

SELECT count(registry.register_provider(17, 'Diecisiete')) + count(registry.register_provider(18, 'Dieciocho'))
  + count(registry.register_provider(19, 'Diecinueve')) AS providers;
SELECT count(registry.register_programme(170, 17, 'Ambulatorio')) + count(registry.register_programme(180, 18, 'Residencia')) AS programmes;
SELECT count(registry.register_source_format(17, delimiter => ';', decimal_mark => ',', date_format => 'dd-mm-yyyy',
    encoding => 'LATIN1', scheme => 'CL.RUN')) AS latin1,
  count(registry.register_source_format(18, encoding => 'UTF8')) + count(registry.register_source_format(19, delimiter => ';',
    decimal_mark => ',', date_format => 'dd-mm-yyyy', encoding => 'UTF8', scheme => 'CL.RUN')) AS utf8;

-- What is asked of a row, and that the typed door has just these columns in this order.
SELECT needed, string_agg(name, ' ' ORDER BY column_number) AS columns FROM intake_columns() GROUP BY needed ORDER BY needed;
SELECT c.name, a.attname FROM intake_columns() c
FULL JOIN (SELECT * FROM pg_attribute WHERE attrelid = 'registry.intake'::regclass AND attnum > 0) a
  ON a.attnum = c.column_number WHERE a.attname IS DISTINCT FROM c.name OR a.atttypid IS DISTINCT FROM 'text'::regtype;

-- What a batch was given, seen in one line a row; NULL is a dot.
CREATE FUNCTION pg_temp.rows() RETURNS TABLE (row_number integer, record text, alias text, facts text, stay text, other text, rejected boolean)
LANGUAGE sql AS $$
  SELECT r.row_number, r.source_record,
    CASE WHEN r.own IS NULL THEN NULL ELSE r.quality || CASE WHEN r.ministry IS NULL THEN '' ELSE '+' END END,
    concat_ws(' ', r.registered_sex, r.gender_identity, r.birth_year, r.residence_region),
    concat_ws(' ', r.programme, r.care, r.started, coalesce(r.ended::text, '.'), r.ended_precision, r.exit_reason),
    concat_ws(' ', r.client_ref, r.exit_detail, r.last_contact, r.primary_substance, r.aftercare_offer, r.supported_by, r.referred_to,
      r.legal_status, r.justice_basis, r.plan, r.funded_from, r.payment), r.rejected
  FROM registry.intake_row r WHERE r.batch = current_setting('continuum.intake_batch')::bigint ORDER BY r.row_number $$;
CREATE FUNCTION pg_temp.problems() RETURNS TABLE (row_number integer, record text, field text, problem text)
LANGUAGE sql AS $$
  SELECT p.row_number, p.source_record, p.field, p.code || ' ' || p.severity FROM registry.intake_problem p
  WHERE p.batch = current_setting('continuum.intake_batch')::bigint ORDER BY p.row_number NULLS FIRST, p.code, p.field $$;

-- A file as they are: any order, Spanish with accents, every day-first spelling of a date, decimal
-- comma, null, quotes, a blank line, a line of separators.
SELECT count(registry.open_batch(19)) AS opened;
\copy registry.intake_file (line) FROM stdin (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'LATIN1')
RUN;Número de registro;Ficha;Sexo;Año nacimiento;Programa;Atención;Fecha de ingreso;Fecha de egreso;Motivo de egreso;Oferta de apoyo;Sustancia principal;Comentario
12.345.678-5;2024-1;F1;mujer;1985,0;170;PG-PAI;10-03-2024;null;null;;pasta base;algo
"7.654.321-6";2024-2;"F;2";hombre;null;170;"M-PR";1/2/2024;09062024;"dice ""alta""";accepted;99;

;;;;;;;;;;;;
20347878-K;2024-3;;mujer;1990;170;PG-PAB;01.02.2024;03/2024;abandono;not_recorded;99;
\.
SELECT * FROM pg_temp.rows();
SELECT * FROM pg_temp.problems();
SELECT rows_read FROM registry.intake_batch WHERE batch = current_setting('continuum.intake_batch')::bigint;
-- Sealed as pseudonymize() would have done.
SELECT r.row_number, r.own = pseudonymize(i.identifier, 'CL.RUN', 'provider/19') AS own,
  r.ministry = pseudonymize(i.identifier, 'CL.RUN', 'ministry') AS ministry
FROM registry.intake_row r JOIN (VALUES (2, '123456785'), (3, '7654321-6'), (6, '20347878k')) i (row_number, identifier) USING (row_number)
WHERE r.batch = current_setting('continuum.intake_batch')::bigint ORDER BY 1;

-- Everything that can be wrong with a row. Nobody's row is lost without a word, and none ends the load.
SELECT count(registry.open_batch(17)) AS opened;
\copy registry.intake_file (line) FROM stdin (FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02', ENCODING 'LATIN1')
source_record;client_ref;identifier;scheme;registered_sex;gender_identity;birth_year;residence_region;programme;care;started;ended;ended_precision;exit_reason;aftercare_offer;primary_substance;last_contact;referred_to;plan
A1;F1;12345678-5;;F;;;;170;c;10-03-2024;;;;;99;;;
A2;F2;;;F;;;;170;c;10-03-2024;;;;;99;;;
A3;;12345678-4;;F;;;;170;c;10-03-2024;;;;;99;;;
A4;F4;11.111.111-1;;F;;;;170;c;10-03-2024;;;;;99;;;
A5;F5;12A45678-5;;F;;;;170;c;10-03-2024;;;;;99;;;
A6;F6;22962963Q;ES.DNI;F;;;;170;c;10-03-2024;;;;;99;;;
A7;F7;22962963Q;ZZ.NONE;F;;;;170;c;10-03-2024;;;;;99;;;
A8;F8;17;LOCAL/18;F;;;;170;c;10-03-2024;;;;;99;;;
A9;12.345.678-5;12345678-5;;F;;;;170;c;10-03-2024;;;;;99;;;
12345678;F10;12345678-5;;F;;;;170;c;10-03-2024;;;;;99;;;
;F11;12345678-5;;F;;;;170;c;10-03-2024;;;;;99;;;
A12;F12;12345678-5;;F;;85;;170;c;10-03-2024;;;;;99;;;
A13;F13;12345678-5;;F;;;;170;c;2024-13-10;;;;;99;;;
A14;F14;12345678-5;;F;;;;170;c;10-03-2024;09-03-2024;;x;no;99;;;
A15;F15;12345678-5;;F;;;;170;c;10-03-2024;31-12-9999;;x;no;99;;;
A16;F16;12345678-5;;F;;;;171;c;10-03-2024;;;;;99;;;
A17;F17;12345678-5;;F;;;;PAI;c;10-03-2024;;;;;99;;;
A18;F18;12345678-5;;;;;;170;;10-03-2024;;;;;99;;;
A19;F19;12345678-5;;F;;;;170;c;10-03-2024;11-03-2024;;;;99;;;
A20;F20;12345678-5;;F;;;;180;c;10-03-2024;;;;;99;ayer;999;7.654.321-6
A21;F21;12345678-5;;F;;;;170;c;10-03-2024;11-03-2024;tal vez;x;no;99;;180;
A22;F22;12345678-5;;F;;;;170;c;10-03-2024;
A23;F23;12345678-5;;F;;;;170;c;10-03-2024;;;;;99;;;;
A24;"F24;12345678-5;;F;;;;170;c;10-03-2024;;;;;99;;;
A25;F25;12345678-5;;F;7.654.321-6;;12345678;170;c;10-03-2024;;;;;99;;;
\.
SELECT * FROM pg_temp.problems();
SELECT row_number, record, alias, stay, other, rejected FROM pg_temp.rows();
-- No file number but a known identifier: the same person; no identifier: the file number, or the record, and never mixed up.
SELECT count(DISTINCT own) FILTER (WHERE source_record IN ('A1', 'A9', 'A21')) AS one_person,
  bool_or(own = pseudonymize('client:F2', 'LOCAL/17', 'provider/17')) AS by_file_number,
  bool_or(own = pseudonymize('record:A3', 'LOCAL/17', 'provider/17')) AS by_record,
  bool_or(own = pseudonymize('A3', 'LOCAL/17', 'provider/17')) AS mixed_up
FROM registry.intake_row WHERE batch = current_setting('continuum.intake_batch')::bigint;
-- Whatever a file number looks like, it is nobody's record number.
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake (source_record, client_ref, registered_sex, programme, care, started, primary_substance)
SELECT v.record, v.file, 'female', '170', 'c', '2024-03-10', '99'
FROM (VALUES ('x1', 'record:k'), ('k', NULL), ('record:k', NULL), ('x2', 'k'), ('x3', 'client:k'), ('client:k', NULL),
  ('x4', repeat('ñ', 64)), (repeat('ñ', 64), NULL), ('x5', 'record:' || repeat('z', 57)), (repeat('z', 57), NULL),
  (repeat('w', 60), NULL), ('x6', repeat('w', 60)), ('x7', 'record:record:k')) v (record, file);
SELECT count(*) AS rows, count(DISTINCT own) AS people FROM registry.intake_row
WHERE batch = current_setting('continuum.intake_batch')::bigint AND NOT rejected;

-- Schemes added by hand: a weak one makes nobody the same person elsewhere, and the check digit of
-- another is looked for in texts.
SELECT register_scheme('XX.WEAK', 'a{4} d{8}', 'none', weak => true);
SELECT register_scheme('XX.LUHN', 'd{10} c', 'mod10');
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake (source_record, identifier, scheme, registered_sex, programme, care, started, primary_substance, plan)
VALUES ('W1', 'abcd 19850403', 'XX.Weak', 'female', '170', 'c', '2024-03-10', '99', '7992739871-3'),
  ('W2', '7992739871-3', 'xx.luhn', 'female', '170', 'c', '2024-03-10', '99', 'PG-PAI');
SELECT row_number, record, alias, other FROM pg_temp.rows();
SELECT * FROM pg_temp.problems();

-- Headers: each of these is a file that cannot be read, and nothing of it is stored.
CREATE FUNCTION pg_temp.send(provider integer, lines text[]) RETURNS TABLE (problem text, field text, rows_read integer)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM registry.open_batch(provider);
  INSERT INTO registry.intake_file (line) SELECT l FROM unnest(lines) WITH ORDINALITY u (l, n) ORDER BY n;
  RETURN QUERY SELECT p.problem || coalesce(' row ' || p.row_number, ''), p.field, b.rows_read
    FROM registry.intake_batch b LEFT JOIN LATERAL pg_temp.problems() p ON true
    WHERE b.batch = current_setting('continuum.intake_batch')::bigint;
END $$;
\set needed 'source_record;registered_sex;programme;care;started;ended;exit_reason;aftercare_offer;primary_substance'
SELECT * FROM pg_temp.send(17, '{}');
SELECT * FROM pg_temp.send(17, ARRAY[NULL, '', ' ;;; ']);
SELECT * FROM pg_temp.send(17, ARRAY[:'needed']);
SELECT * FROM pg_temp.send(17, ARRAY[replace(:'needed', 'started;', ''), 'A1;F;170;c;10-03-2024;;;99']);
SELECT * FROM pg_temp.send(17, ARRAY[:'needed' || ';care', 'A1;F;170;c;10-03-2024;;;;99;c']);
SELECT * FROM pg_temp.send(17, ARRAY[:'needed' || ';12.345.678-5', 'A1;F;170;c;10-03-2024;;;;99;']);
SELECT * FROM pg_temp.send(17, ARRAY['A1;12.345.678-5;F', 'A2;7.654.321-6;M']);
SELECT * FROM pg_temp.send(17, ARRAY['"' || :'needed', 'A1;F;170;c;10-03-2024;;;;99']);
SELECT * FROM pg_temp.send(17, ARRAY[repeat('x', 1000000), 'A1;F;170;c;10-03-2024;;;;99']);
SELECT * FROM pg_temp.send(18, ARRAY[replace(:'needed', ';', ',') || ',identifier', 'A1,F,180,c,2024-03-10,,,,99,12345678-5']);
SELECT * FROM pg_temp.send(18, ARRAY[:'needed', 'A1,F,180,c,2024-03-10,,,,99']);
SELECT count(*) AS of_sent FROM registry.intake_row WHERE batch > 4;

-- Long lines: 10,000 characters are read, one more is not, a million hurt nobody.
SELECT * FROM pg_temp.send(17, ARRAY[:'needed' || ';plan', 'A1;F;170;c;10-03-2024;;;;99;' || repeat(' ', 9972), 'A2;F;170;c;10-03-2024;;;;99;' || repeat(' ', 9973),
  'A3;12345678-5;' || repeat('7.654.321-6', 100000), 'A4;F;170;c;10-03-2024;;;;99;']);
SELECT row_number, record, rejected FROM pg_temp.rows();
SELECT * FROM pg_temp.send(17, ARRAY[:'needed', 'A1;F;170;c;10-03-2024;;;;99' || repeat(';', 300)]);

-- Bytes. As Latin-1 every byte is a character, and Windows' are read as what they are; as UTF-8
-- the bytes are put together again. A mark wins over the declaration.
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake_file (line) SELECT convert_from(l, 'LATIN1') FROM (VALUES
  (1, :'needed'::bytea || ';exit_detail'), (2, 'A1;F;170;m\351dico;10-03-2024;;;;99;'), (3, 'A2;F;170;alta \226 \200;10-03-2024;;;;99;\201')) v (n, l) ORDER BY n;
SELECT stay FROM pg_temp.rows();
SELECT * FROM pg_temp.problems() WHERE problem NOT LIKE 'P101%';
SELECT count(registry.open_batch(18)) AS opened;
INSERT INTO registry.intake_file (line) SELECT convert_from(l, 'LATIN1') FROM (VALUES
  (1, replace(:'needed', ';', ',')::bytea || ',plan,identifier,scheme'), (2, 'A1,F,180,m\303\251dico,2024-03-10,,,,99,,,'),
  (3, 'A2,F,180,m\351dico,2024-03-10,,,,99,,,'), (4, 'A3,F,180,c,2024-03-10,,,,99,\377,,'),
  (5, 'A4,F,180,c,2024-03-10,,,,99,,12345678\377,CL.RUN'), (6, 'A\3765,F,180,c,2024-03-10,,,,99,,,')) v (n, l) ORDER BY n;
SELECT stay, rejected FROM pg_temp.rows();
SELECT * FROM pg_temp.problems() WHERE problem NOT LIKE 'P101%';
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake_file (line) SELECT convert_from(l, 'LATIN1') FROM (VALUES
  (1, '\357\273\277'::bytea || :'needed'::bytea), (2, 'A1;F;170;m\303\251dico;10-03-2024;;;;99')) v (n, l) ORDER BY n;
SELECT stay FROM pg_temp.rows();
-- Text that was never read as Latin-1 is taken for what it is.
SELECT count(registry.open_batch(18)) AS opened;
INSERT INTO registry.intake_file (line) VALUES (replace(:'needed', ';', ',')), ('A1,F,180,' || chr(8364) || chr(233) || ',2024-03-10,,,,99');
SELECT stay = '180 ' || chr(8364) || chr(233) || ' 2024-03-10 .' AS as_sent FROM pg_temp.rows();

-- The typed door: the same rules, dates also year first, any number of statements.
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake (source_record, identifier, registered_sex, birth_year, programme, care, started, primary_substance)
VALUES ('T1', '12.345.678-5', 'female', '1985', '170', 'outpatient', '2024-03-10', '99'), ('T2', ' 12345678-5 ', 'female', 'NULL', '170', ' outpatient ', '10/03/2024', '99');
INSERT INTO registry.intake (source_record, identifier, scheme, registered_sex, programme, care, started, ended, exit_reason, aftercare_offer, primary_substance, exit_detail)
VALUES ('T3', '22962963Q', 'es.dni', 'male', '170', 'outpatient', '2024-03-10', '2024-03', 'completed', 'declined', '99', 'two' || chr(10) || 'lines'),
  (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  ('T5', '22962963Q', 'es.dni', 'male', '170', repeat('x', 10001), '2024-03-10', NULL, NULL, NULL, '99', NULL);
INSERT INTO registry.intake (source_record) SELECT 'T6' WHERE false;
SELECT row_number, record, alias, facts, stay, rejected FROM pg_temp.rows();
SELECT * FROM pg_temp.problems();
SELECT rows_read FROM registry.intake_batch WHERE batch = current_setting('continuum.intake_batch')::bigint;

-- Guards of the door itself.
\set VERBOSITY sqlstate
INSERT INTO registry.intake_file (line) VALUES ('a second file');
CREATE VIEW pg_temp.lines AS SELECT NULL::text AS line WHERE false;
CREATE TRIGGER take_line INSTEAD OF INSERT ON pg_temp.lines FOR EACH ROW EXECUTE FUNCTION take_line();
CREATE VIEW pg_temp.fields AS SELECT NULL::text AS field WHERE false;
CREATE TRIGGER take_fields INSTEAD OF INSERT ON pg_temp.fields FOR EACH ROW EXECUTE FUNCTION take_fields();
INSERT INTO pg_temp.lines VALUES ('nothing has begun');
SELECT intake_end();
SELECT intake_begin(987654321);
SELECT count(registry.open_batch(17)) AS opened;
SELECT intake_begin(current_setting('continuum.intake_batch')::bigint);
BEGIN;
SELECT intake_begin(current_setting('continuum.intake_batch')::bigint);
INSERT INTO pg_temp.fields VALUES ('too few');
ROLLBACK;
SELECT take_line();
SET log_error_verbosity = default;
INSERT INTO registry.intake_file (line) VALUES (:'needed');
SET log_error_verbosity = verbose;
INSERT INTO registry.intake (source_record) VALUES ('T1');
SET log_error_verbosity = terse;
UPDATE registry.intake_batch SET state = 'withdrawn' WHERE batch = current_setting('continuum.intake_batch')::bigint;
INSERT INTO registry.intake (source_record) VALUES ('T1');
\set VERBOSITY default

-- What a statement held is gone with it, in a subtransaction too, and the next begins anew.
SELECT count(registry.open_batch(17)) AS opened;
BEGIN;
SAVEPOINT s;
SELECT intake_begin(current_setting('continuum.intake_batch')::bigint);
INSERT INTO pg_temp.lines VALUES (:'needed');
ROLLBACK TO s;
\set VERBOSITY sqlstate
INSERT INTO pg_temp.lines VALUES ('A1;F;170;c;10-03-2024;;;;99');
\set VERBOSITY default
ROLLBACK;
-- Rows wait in memory: one that a rolled-back subtransaction sent must not be among them.
BEGIN;
SELECT intake_begin(current_setting('continuum.intake_batch')::bigint);
INSERT INTO pg_temp.lines VALUES (:'needed');
SAVEPOINT s;
\set VERBOSITY sqlstate
INSERT INTO pg_temp.lines VALUES ('A1;F;170;c;10-03-2024;;;;99');
\set VERBOSITY default
ROLLBACK TO s;
RELEASE s;
SELECT intake_end();
SELECT count(*) AS rows FROM pg_temp.rows();
ROLLBACK;
BEGIN;
SELECT intake_begin(current_setting('continuum.intake_batch')::bigint);
INSERT INTO pg_temp.lines VALUES (:'needed');
INSERT INTO registry.intake_file (line) VALUES (:'needed'), ('A1;F;170;c;10-03-2024;;;;99');
COMMIT;
SELECT row_number, record, alias FROM pg_temp.rows();

-- More rows than are written at once, and their numbers.
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake_file (line) SELECT :'needed' UNION ALL SELECT 'N' || n || ';F;170;c;10-03-2024;;;;99' FROM generate_series(2, 3501) n;
SELECT count(*), count(*) FILTER (WHERE 'N' || row_number = source_record) AS numbered, count(DISTINCT own) FROM registry.intake_row
WHERE batch = current_setting('continuum.intake_batch')::bigint;

-- A header in the words of each language, in no order: what a report calls a column is what a file may call it.
CREATE FUNCTION pg_temp.header(speech text) RETURNS text LANGUAGE sql
AS $$ SELECT string_agg(l.label, ';' ORDER BY md5(l.term)) FROM registry.label l JOIN continuum.intake_columns() c ON c.name = l.term
  WHERE l.vocabulary = 'column' AND l.language = speech $$;
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake_file (line) VALUES (pg_temp.header('en'));
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake_file (line) VALUES (pg_temp.header('es'));
SELECT count(registry.open_batch(17)) AS opened;
INSERT INTO registry.intake_file (line) VALUES (pg_temp.header('pt'));
SELECT p.code, count(DISTINCT p.batch) AS files, count(*) FROM registry.intake_problem p
WHERE p.batch > current_setting('continuum.intake_batch')::bigint - 3 GROUP BY 1;

-- Nobody calls the door's functions but the registry's owner.
SELECT p.proname, has_function_privilege('regress_intake_owner', p.oid, 'EXECUTE') AS owner,
  EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0) OR p.proacl IS NULL AS public
FROM pg_proc p WHERE p.pronamespace = 'continuum'::regnamespace AND (p.proname LIKE 'intake%' OR p.proname IN ('take_line', 'take_fields', 'read_form')) ORDER BY 1;
-- And no identifier of this test is anywhere in what was stored.
SELECT count(*) AS found FROM (
  SELECT r::text AS stored FROM registry.intake_row r UNION ALL SELECT p::text FROM registry.intake_problem p
  UNION ALL SELECT b::text FROM registry.intake_batch b) s
WHERE regexp_replace(stored, '[^0-9a-z]', '', 'gi') ~* '12345678|7654321|20347878|22962963|79927398';

DROP OWNED BY regress_intake_owner CASCADE;
RESET ALL;
DROP ROLE regress_intake_owner;
