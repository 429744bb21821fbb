-- Pseudonyms: the reference's vectors, the type and its classes, schemes, translation, grants, errors.
SET search_path = continuum, pg_catalog;
SET client_min_messages = warning;

-- The SQLSTATE of a statement, and nothing of its message.
CREATE FUNCTION pg_temp.sqlstate_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  RETURN sqlstate;
END $$;

-- What an error says besides: it must name the fault and never the value.
CREATE FUNCTION pg_temp.says(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text; detail text; hint text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(' | ', message, detail, hint);
END $$;

-- Without a keyring nothing is sealed, and the hint says how to make one.
SELECT pg_temp.sqlstate_of($$SELECT pseudonymize('12345678-5', 'CL.RUN', 'ministry')$$),
       pg_temp.sqlstate_of('SELECT * FROM keyring_status()');
\pset format unaligned
SELECT pg_temp.says('SELECT * FROM keyring_status()');
\pset format aligned

-- The keyring of the vectors
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring

-- Key check values: root and ministry are in the reference's vectors.
SELECT * FROM keyring_status() ORDER BY key_id;

-- The reference's vectors: bytes in three domains, text in two. No row may come back.
CREATE TEMP TABLE vector (identifier text, ministry text, provider_17 text, provider_18 text,
  ministry_text text, provider_17_text text);
INSERT INTO vector VALUES
  ('12.345.678-5',
   'de42b76a6a4c8376b53a7c6b63e7d519', '9f5814876b900e0a807d1511c455de93',
   '6940b6fb151cc792b4724d434351dd61', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '4-4ZB0A8ETWG1R580Z8N2725BQMKK'),
  ('12345678-5',
   'de42b76a6a4c8376b53a7c6b63e7d519', '9f5814876b900e0a807d1511c455de93',
   '6940b6fb151cc792b4724d434351dd61', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '4-4ZB0A8ETWG1R580Z8N2725BQMKK'),
  ('12345678 5',
   'de42b76a6a4c8376b53a7c6b63e7d519', '9f5814876b900e0a807d1511c455de93',
   '6940b6fb151cc792b4724d434351dd61', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '4-4ZB0A8ETWG1R580Z8N2725BQMKK'),
  ('012.345.678-5',
   'de42b76a6a4c8376b53a7c6b63e7d519', '9f5814876b900e0a807d1511c455de93',
   '6940b6fb151cc792b4724d434351dd61', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '4-4ZB0A8ETWG1R580Z8N2725BQMKK'),
  (U&'\FF11\FF12\FF13\FF14\FF15\FF16\FF17\FF18\FF0D\FF15',
   'de42b76a6a4c8376b53a7c6b63e7d519', '9f5814876b900e0a807d1511c455de93',
   '6940b6fb151cc792b4724d434351dd61', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '4-4ZB0A8ETWG1R580Z8N2725BQMKK'),
  (U&'12\202F345\202F678\20115',
   'de42b76a6a4c8376b53a7c6b63e7d519', '9f5814876b900e0a807d1511c455de93',
   '6940b6fb151cc792b4724d434351dd61', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '4-4ZB0A8ETWG1R580Z8N2725BQMKK'),
  ('6.265.837-1',
   '3ace1293346c037ca5d70cddb8103b93', '49ee4671ee5234a8c7cf8aa254267e7e',
   '6eb32b910780db622ed5912c70333964', '3-1TSR996D3C0DYABNRCVPW10EWK~', '4-29XS373VJJ6JMCFKWAM9A2CZKY4'),
  ('20.347.878-k',
   '106ee5455bd441ea8e0d078871b183c9', '4cd97974ebe4a50eddd0deaf4e0bd12f',
   'e92bf232645c9b839cbab8d879d70d1b', '3-0GDVJMAPYM87N8W387H1RV30Y90', '4-2CV5WQ9TZ4MM7DVM6YNX70QM9F7'),
  ('20347878-K',
   '106ee5455bd441ea8e0d078871b183c9', '4cd97974ebe4a50eddd0deaf4e0bd12f',
   'e92bf232645c9b839cbab8d879d70d1b', '3-0GDVJMAPYM87N8W387H1RV30Y90', '4-2CV5WQ9TZ4MM7DVM6YNX70QM9F7'),
  ('17.317.684-8',
   '3e6bc9d9726519a33bdc16b38a14b942', 'ec0c6d0d2223da3e4fdb117c3661a571',
   'fa25affbfd2d805f30b04025a443a9c1', '3-1YDF4XJWK536HKQQ0PPE519EA2Y', '4-7C1HPGT8H3V8Z4ZPRHFGV639BH7'),
  ('5.126.663-3',
   '6f9bc544997617b9b6377b5d42454b4f', '195a41feebbacc9ae8d012abe136b077',
   '7b407608df5d4251cb50ca0ff3ebbe12', '3-3FKF2M96BP2YWVCDVVBN14AJTF2', '4-0SB90ZXTXTSJDEHM0JNFGKDC3QR');
SELECT count(*) AS nvectors FROM vector;
SELECT v.ministry_text AS differs
FROM vector v,
  LATERAL (SELECT pseudonymize(v.identifier, 'CL.RUN', 'ministry') AS m,
                  pseudonymize(v.identifier, 'CL.RUN', 'provider/17') AS p17,
                  pseudonymize(v.identifier, 'CL.RUN', 'provider/18') AS p18) p
WHERE encode(pseudonym_send(p.m), 'hex') <> '0003' || v.ministry
   OR encode(pseudonym_send(p.p17), 'hex') <> '0004' || v.provider_17
   OR encode(pseudonym_send(p.p18), 'hex') <> '0004' || v.provider_18
   OR p.m::text <> v.ministry_text OR p.p17::text <> v.provider_17_text
   OR p.m <> v.ministry_text::pseudonym OR key_id(p.p17) <> 4
   OR identifier_problem(v.identifier, 'CL.RUN') IS NOT NULL;

-- Every invalid identifier of the reference, with the fault and the SQLSTATE.
SELECT i, identifier_problem(i, 'CL.RUN') AS problem,
       pg_temp.sqlstate_of(format('SELECT pseudonymize(%L, ''CL.RUN'', ''ministry'')', i)) AS sqlstate
FROM unnest(ARRAY['12.345.678-9', '12345678', '11.111.111-1', '55555555-5', '1-9', '0-0', '', 'ABC', '12.345.678-5x', '123.456.789.012-3', U&'\0663-\0664']) i;
SELECT identifier_problem(NULL, 'CL.RUN') AS null_identifier, identifier_problem('1', NULL) AS null_scheme,
       pseudonymize(NULL, 'CL.RUN', 'ministry') AS null_in, identifier_problem(' . - ', 'CL.RUN') AS separators;
SELECT pg_temp.says($$SELECT pseudonymize('12.345.678-9', 'CL.RUN', 'ministry')$$);
SELECT bool_or(pg_temp.says(format('SELECT pseudonymize(%L, ''CL.RUN'', ''ministry'')', i)) LIKE '%345%') AS shows_value
FROM unnest(ARRAY['12.345.678-9', '12345678', '123.456.789.012-3']) i;

-- Unknown scheme, domain, key id; a domain that is none; who asks with a bad identifier and a bad domain hears of the domain.
SELECT statement, pg_temp.sqlstate_of('SELECT ' || statement) AS sqlstate FROM unnest(ARRAY[
  $$pseudonymize('12345678-5', 'CL.RUT', 'ministry')$$,
  $$pseudonymize('12345678-5', 'cl.run', 'ministry')$$,
  $$pseudonymize('12345678-5', 'CL.RUN', 'minister')$$,
  $$pseudonymize('12345678-5', 'CL.RUN', '')$$,
  $$pseudonymize('12345678-5', 'CL.RUN', 'provider/')$$,
  $$pseudonymize('12345678-5', 'CL.RUN', 'provider/17/1')$$,
  $$pseudonymize('12345678-5', 'CL.RUN', '-')$$,
  $$pseudonymize('x', 'CL.RUN', 'minister')$$,
  $$pseudonymize('x', 'LOCAL/0', 'provider/0')$$,
  $$pseudonymize('x', 'LOCAL/17', 'provider/18')$$,
  $$pseudonymize('x', 'LOCAL/17', 'ministry')$$,
  $$identifier_problem('1', 'nothing')$$,
  $$identifier_quality('nothing')$$]) statement;

-- A domain of the family project has the family's key and a name of its own.
SELECT key_id(a) AS key_id, a <> b AS different
FROM (SELECT pseudonymize('12345678-5', 'CL.RUN', 'project/a') AS a, pseudonymize('12345678-5', 'CL.RUN', 'project/b') AS b) p;

-- The scheme is part of the person: the same digits elsewhere are somebody else.
SELECT pseudonymize('20304050', 'AR.DNI', 'ministry') <> pseudonymize('20304050', 'PE.DNI', 'ministry') AS different;

-- Local numbers: as they are, of one provider only.
SELECT pseudonymize('A-1', 'LOCAL/17', 'provider/17') = pseudonymize(' A-1 ', 'LOCAL/17', 'provider/17') AS same,
       pseudonymize('A-1', 'LOCAL/17', 'provider/17') = pseudonymize('a-1', 'LOCAL/17', 'provider/17') AS case_is_ignored,
       pseudonymize('A-1', 'LOCAL/17', 'provider/17') = pseudonymize('A-1', 'LOCAL/18', 'provider/18') AS elsewhere;

-- Schemes
SELECT name, quality, identifier_quality(name) = quality AS agrees, pattern, check_rule FROM schemes() ORDER BY name COLLATE "C";
SELECT identifier_quality('LOCAL/5') AS local;
SELECT scheme, i AS identifier, identifier_problem(i, scheme) AS problem FROM (VALUES
  ('ES.DNI', '12345678Z'), ('ES.DNI', '12345678A'), ('ES.NIE', 'X-1234567-L'), ('BR.CPF', '123.456.789-09'),
  ('BR.CPF', '111.111.111-11'), ('AR.DNI', '28.123.456'), ('CO.CC', '1.020.345.678'), ('EC.CI', '1710034065'),
  ('MX.CURP', 'BADD110313HCMLNS09'), ('PE.DNI', '09876543'), ('UY.CI', '1.234.567-2'), ('PASSPORT', 'CHL F12345678'),
  ('PASSPORT', 'F12345678')) v(scheme, i);

-- The type: text
SELECT t, t::pseudonym FROM unnest(ARRAY['3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '3-6y8avpmtjcgdvbaekwddhyfn8sc',
  '36Y8AVPMTJCGDVBAEKWDDHYFN8SC', '3--6Y8A-VPMT-JCGD-VBAE-KWDD-HYFN-8SC', '1-oO000000000000000000000000~']) t;
SELECT left(t, 40) AS t, pg_temp.sqlstate_of(format('SELECT %L::pseudonym', t)) AS sqlstate FROM unnest(ARRAY['', '3', '3-',
  '3-6Y8AVPMTJCGDVBAEKWDDHYFN8S', '4-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SD',
  '0-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '65536-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '3-8Y8AVPMTJCGDVBAEKWDDHYFN8SC',
  '3-6U8AVPMTJCGDVBAEKWDDHYFN8SC', ' 3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', repeat('3', 10000)]) t;
SELECT pg_temp.says($$SELECT '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SD'::pseudonym$$);

-- The type: binary, through COPY both ways; then what must not come in: 17 bytes, 19 bytes, key id 0.
CREATE TEMP TABLE sealed (n integer, p pseudonym);
INSERT INTO sealed SELECT n, pseudonymize('A' || n, 'LOCAL/17', 'provider/17') FROM generate_series(1, 2000) n;
SELECT format('/tmp/continuum-regress-%s', gen_random_uuid()) AS file \gset
COPY sealed TO :'file' (FORMAT binary);
CREATE TEMP TABLE returned (LIKE sealed);
COPY returned FROM :'file' (FORMAT binary);
SELECT count(*) AS same FROM sealed JOIN returned USING (n, p);
SELECT format('COPY (SELECT 1) TO PROGRAM %L', 'cat > /dev/null; rm ' || :'file') AS statement \gset
:statement;
CREATE TEMP TABLE bad_binary (p pseudonym);
SELECT what, pg_temp.sqlstate_of(format('COPY bad_binary FROM PROGRAM %L (FORMAT binary)',
    'printf ''PGCOPY\n\377\r\n\000\000\000\000\000\000\000\000\000\000\001\000\000\000' || bytes || '\377\377''')) AS sqlstate
FROM (VALUES ('good', '\022\000\003abcdefghijklmnop'), ('17 bytes', '\021\000\003abcdefghijklmno'),
  ('19 bytes', '\023\000\003abcdefghijklmnopq'), ('key id 0', '\022\000\000abcdefghijklmnop')) v(what, bytes);
SELECT p FROM bad_binary;

-- Order is that of the bytes: abbreviated sort, index and plain comparison agree.
INSERT INTO sealed SELECT -n, p FROM sealed WHERE n % 7 = 0;
INSERT INTO sealed SELECT 10000 + n, pseudonymize('B' || n, 'LOCAL/1', 'provider/1') FROM generate_series(1, 10) n;
INSERT INTO sealed SELECT 20000, pseudonymize('12345678-5', 'CL.RUN', 'ministry');
SELECT count(*) AS out_of_order FROM (
  SELECT pseudonym_send(p) < lag(pseudonym_send(p)) OVER (ORDER BY p, n) AS wrong FROM sealed) s WHERE wrong;
SELECT count(*) AS disagree FROM sealed a JOIN sealed b ON a.n <= 40 AND b.n <= 40
WHERE (a.p < b.p, a.p <= b.p, a.p = b.p, a.p <> b.p, a.p >= b.p, a.p > b.p, sign(pseudonym_cmp(a.p, b.p)))
  IS DISTINCT FROM
  (pseudonym_send(a.p) < pseudonym_send(b.p), pseudonym_send(a.p) <= pseudonym_send(b.p), pseudonym_send(a.p) = pseudonym_send(b.p),
   pseudonym_send(a.p) <> pseudonym_send(b.p), pseudonym_send(a.p) >= pseudonym_send(b.p), pseudonym_send(a.p) > pseudonym_send(b.p),
   (CASE WHEN pseudonym_send(a.p) < pseudonym_send(b.p) THEN -1 WHEN pseudonym_send(a.p) > pseudonym_send(b.p) THEN 1 ELSE 0 END)::double precision);
SELECT count(DISTINCT p) AS sorted, count(DISTINCT pseudonym_send(p)) AS bytes FROM sealed;
SELECT count(*) AS hashed FROM (SELECT p FROM sealed GROUP BY p) g;
SELECT count(*) AS unequal_hashes FROM sealed a JOIN sealed b ON a.n = -b.n AND a.n > 0
WHERE pseudonym_hash(a.p) <> pseudonym_hash(b.p) OR pseudonym_hash_extended(a.p, 42) <> pseudonym_hash_extended(b.p, 42);
SELECT count(DISTINCT pseudonym_hash(p)) > 2000 AS hashes_spread, bool_and(pseudonym_hash_extended(p, 1) <> pseudonym_hash_extended(p, 2)) AS seed_matters FROM sealed;
CREATE INDEX sealed_p ON sealed (p);
CREATE INDEX sealed_hash ON sealed USING hash (p);
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT array_agg(n ORDER BY n) FROM sealed WHERE p = pseudonymize('A7', 'LOCAL/17', 'provider/17');
SELECT count(*) AS from_index FROM sealed WHERE p < '4-00000000000000000000000000N'::pseudonym;
SET enable_seqscan = on;
SET enable_indexscan = off;
SET enable_indexonlyscan = off;
SELECT count(*) AS from_table FROM sealed WHERE p < '4-00000000000000000000000000N'::pseudonym;
RESET enable_seqscan;
RESET enable_bitmapscan;
RESET enable_indexscan;
RESET enable_indexonlyscan;
SELECT opcname, amname, amvalidate(c.oid) AS valid FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod
WHERE opcname = 'pseudonym_ops' ORDER BY 2;
SELECT amprocnum, amproc FROM pg_amproc WHERE amproclefttype = 'pseudonym'::regtype ORDER BY amprocfamily, 1;

-- Registered schemes and aliases, in tables that stand in for the registry's and go with the transaction.
BEGIN;
DROP SCHEMA IF EXISTS registry CASCADE;
CREATE SCHEMA registry;
INSERT INTO registry_owner VALUES (current_user::regrole);
CREATE TABLE registry.scheme (name text PRIMARY KEY, pattern text, check_rule text, placeholders text[], quality text);
CREATE TABLE registry.person_alias (person bigint, domain text, pseudonym pseudonym, quality text, UNIQUE (domain, pseudonym));
SELECT register_scheme('XX.NHS', 'd{9} c', 'modulus 11 weights 2,3,4,5,6,7,8,9,10 symbols 0-987654321');
SELECT register_scheme('XX.CARD', 'z d{8,15} c', 'mod10', '{4111111111111111}');
SELECT register_scheme('XX.CODE', '[HM] d{8} - a{2,4}', 'none', '{_########-__}', weak => true);
SELECT * FROM schemes() WHERE name LIKE 'XX.%' ORDER BY name;
SELECT scheme, i AS identifier, identifier_problem(i, scheme) AS problem FROM (VALUES
  ('XX.NHS', '943 476 5919'), ('XX.NHS', '943 476 5918'), ('XX.CARD', '4539 1488 0343 6467'), ('XX.CARD', '4111 1111 1111 1111'),
  ('XX.CODE', 'h19800213ab'), ('XX.CODE', 'h11111111ab'), ('XX.CODE', 'f19800213ab')) v(scheme, i);
SELECT identifier_quality('XX.NHS') AS nhs, identifier_quality('XX.CODE') AS code;
SELECT key_id(pseudonymize('943 476 5919', 'XX.NHS', 'ministry'));
SELECT name, pg_temp.sqlstate_of(format('SELECT register_scheme(%L, %L, %L, %L)', name, pattern, rule, placeholders)) AS sqlstate
FROM (VALUES ('CL.RUN', 'd{8}', 'none', '{}'), ('XX.NHS', 'd{8}', 'none', '{}'), ('LOCAL/9', 'd{8}', 'none', '{}'),
  ('XX.A', 'd{8', 'none', '{}'), ('XX.B', 'd{8}', 'mod11', '{}'), ('XX.C', 'd{8}', 'none', '{1234-a}'), ('XX.D', NULL, 'none', '{}'))
  v(name, pattern, rule, placeholders);
SELECT pg_temp.says($$SELECT register_scheme('XX.E', 'd{8} ? c', 'mod11')$$);
-- A registration that is rolled back is forgotten.
SAVEPOINT s;
SELECT register_scheme('XX.GONE', 'd{8}', 'none');
SELECT identifier_problem('20304050', 'XX.GONE') IS NULL AS legal;
ROLLBACK TO s;
SELECT pg_temp.sqlstate_of($$SELECT identifier_problem('20304050', 'XX.GONE')$$);

-- Translation: by the alias table, both ways, over every vector.
INSERT INTO registry.person_alias
  SELECT row_number() OVER (), 'ministry', m::pseudonym, 'verified' FROM (SELECT DISTINCT ministry_text AS m FROM vector) v;
INSERT INTO registry.person_alias
  SELECT row_number() OVER (), 'provider/17', m::pseudonym, 'verified' FROM (SELECT DISTINCT provider_17_text AS m FROM vector) v;
INSERT INTO registry.person_alias SELECT 99, 'provider/17', pseudonymize('A-1', 'LOCAL/17', 'provider/17'), 'local';
SELECT v.ministry_text AS differs FROM vector v,
  LATERAL (SELECT translate(v.ministry_text::pseudonym, 'ministry', 'provider/17') AS there,
                  translate(v.provider_17_text::pseudonym, 'provider/17', 'ministry') AS back,
                  translate(v.provider_17_text::pseudonym, 'provider/17', 'provider/18') AS across) t
WHERE t.there::text <> v.provider_17_text OR t.back::text <> v.ministry_text
   OR encode(pseudonym_send(t.across), 'hex') <> '0004' || v.provider_18;
-- More domains than a session keeps ready at a time.
INSERT INTO registry.person_alias
  SELECT 98, d, pseudonymize('7.654.321-6', 'CL.RUN', d), 'verified' FROM (SELECT 'provider/' || n FROM generate_series(100, 139) n) v(d);
SELECT count(*) AS npairs, count(*) FILTER (WHERE translate <> b.pseudonym) AS differ
FROM registry.person_alias a JOIN registry.person_alias b USING (person), translate(a.pseudonym, a.domain, b.domain)
WHERE person = 98;
SELECT count(*) AS local_translates FROM translate(pseudonymize('A-1', 'LOCAL/17', 'provider/17'), 'provider/17', 'ministry');
SELECT count(*) AS null_in FROM translate(NULL::pseudonym, 'ministry', 'provider/17');
-- Not an alias there; wrong domain; key id the keyring has not; key of another domain; no such domain.
INSERT INTO registry.person_alias VALUES (100, 'ministry', '9-000000000000000000000000001', 'verified'),
  (101, 'ministry', '4-4ZB0A8ETWG1R580Z8N2725BQMKK', 'verified');
SELECT value, from_domain, to_domain,
  pg_temp.sqlstate_of(format('SELECT translate(%L::pseudonym, %L, %L)', value, from_domain, to_domain)) AS sqlstate FROM (VALUES
  ('3-00000000000000000000000000S', 'ministry', 'provider/17'),
  ('3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', 'provider/17', 'provider/18'),
  ('9-000000000000000000000000001', 'ministry', 'provider/17'),
  ('4-4ZB0A8ETWG1R580Z8N2725BQMKK', 'ministry', 'provider/18'),
  ('3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', 'ministry', 'nowhere')) v(value, from_domain, to_domain);
-- With the caller's rights: EXECUTE alone opens nothing.
CREATE ROLE regress_pseudonym_linkage;
SET ROLE regress_pseudonym_linkage;
-- Who may not read the registry's schemes has the shipped ones, with and without use of the schema.
SELECT count(*) > 10 AS shipped, count(*) FILTER (WHERE name LIKE 'XX.%') AS registered FROM schemes();
RESET ROLE;
GRANT EXECUTE ON FUNCTION translate(pseudonym, text, text) TO regress_pseudonym_linkage;
GRANT USAGE ON SCHEMA registry TO regress_pseudonym_linkage;
SET ROLE regress_pseudonym_linkage;
SELECT count(*) > 10 AS shipped, count(*) FILTER (WHERE name LIKE 'XX.%') AS registered FROM schemes();
DO $$BEGIN
  PERFORM continuum.translate('3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', 'ministry', 'provider/17');
EXCEPTION WHEN insufficient_privilege THEN
  RAISE WARNING 'refused';
END$$;
RESET ROLE;
ROLLBACK;
SELECT pg_temp.sqlstate_of($$SELECT identifier_problem('943 476 5919', 'XX.NHS')$$) AS forgotten;

-- Random keys
SELECT count(DISTINCT random_key()) AS different, bool_or(random_key() < 0) AS some_negative, bool_or(random_key() > 0) AS some_positive
FROM generate_series(1, 1000);

-- Who may, and what the planner may assume
SELECT proname, provolatile AS volatility, proparallel AS parallel, proleakproof AS leakproof, proisstrict AS strict,
       has_function_privilege('public', p.oid, 'EXECUTE') AS public
FROM pg_proc p WHERE pronamespace = 'continuum'::regnamespace
  AND (proname ~ '^pseudonym' OR proname IN ('translate', 'random_key', 'key_id', 'keyring_status', 'identifier_problem',
    'identifier_quality', 'schemes', 'shipped_schemes', 'register_scheme', 'scheme_row_quality'))
ORDER BY proname COLLATE "C";
CREATE ROLE regress_pseudonym_nobody;
SET ROLE regress_pseudonym_nobody;
\set VERBOSITY sqlstate
SELECT pseudonymize('12345678-5', 'CL.RUN', 'ministry');
SELECT * FROM keyring_status();
SELECT current_setting('continuum.keyring_file');
SHOW continuum.keyring_command;
SET continuum.keyring_file = '/tmp/mine';
\set VERBOSITY default
SELECT count(*) AS settings_seen FROM pg_settings WHERE name LIKE 'continuum.keyring%';
SELECT identifier_problem('12345678-5', 'CL.RUN') IS NULL AS anybody_may_check;
RESET ROLE;
DROP ROLE regress_pseudonym_nobody;
SELECT name, context, setting = '' AS empty FROM pg_settings WHERE name = 'continuum.keyring_command';
