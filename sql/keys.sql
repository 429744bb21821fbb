-- Keys of a registry: states, rotation of a domain's key and of the root, conversion between domains.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET log_error_verbosity = terse;

-- A keyring of these keys for this session: written by the server's user, read once, and gone.
CREATE FUNCTION pg_temp.use_keys(VARIADIC keys text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  path text := format('/tmp/continuum-regress-%s', gen_random_uuid());
BEGIN
  EXECUTE format('COPY (SELECT unnest(%L::text[])) TO PROGRAM %L', ARRAY['registry continuum-test-registry'] || keys, 'umask 077; cat > ' || path);
  PERFORM set_config('continuum.keyring_file', path, false);
  RETURN (SELECT string_agg(concat_ws(' ', s.key_id, coalesce(s.name, s.kind), s.version, s.state, s.kcv IS NULL), ', ' ORDER BY s.key_id) FROM continuum.keyring_status() s);
END $$;
CREATE FUNCTION pg_temp.forget_keys() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('COPY (SELECT 1) TO PROGRAM %L', 'cat >/dev/null; rm ' || current_setting('continuum.keyring_file'));
END $$;
\set root1 '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'
\set root2 '101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f'
\set root3 'e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e1e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2'
\set ministry1 '202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f'
\set ministry2 'c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'
\set provider1 '606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f'
\set provider2 'e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff'
\set project1 'a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf'
\set first '\'1 root - 1 active ' :root1 '\', \'3 domain ministry 1 active ' :ministry1 '\', \'4 domain provider 1 active ' :provider1 '\''
SELECT pg_temp.use_keys(:first);
SELECT pg_temp.forget_keys();

CREATE ROLE regress_keys_owner NOLOGIN;
SELECT FROM create_registry('regress_keys_owner');
SELECT count(registry.register_provider(n, 'P' || n)) + count(registry.register_programme(n * 10, n, 'P' || n)) AS registered FROM unnest(ARRAY[17, 18]) n;
SELECT count(registry.register_source_format(n, scheme => 'CL.RUN')) AS formats FROM unnest(ARRAY[17, 18]) n;

-- Everything here that is a pseudonym is in registry.rotate_domain(): whoever adds a column adds it there.
SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND a.atttypid = 'pseudonym'::regtype AND c.relpersistence = 'p'
ORDER BY 1, 2;

-- Send one stay: a record, a file number, an identifier. Undecided, or accepted at once.
CREATE FUNCTION pg_temp.send(provider integer, record text, file text, identifier text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint := registry.open_batch(provider);
BEGIN
  INSERT INTO registry.intake (source_record, client_ref, identifier, registered_sex, programme, care, started, primary_substance)
    VALUES (record, file, identifier, 'female', provider * 10, 'outpatient', '2024-01-10', '99');
  RETURN number;
END $$;
CREATE FUNCTION pg_temp.accepted(number bigint) RETURNS text LANGUAGE sql AS $$
  SELECT format('%s new, %s same, %s changed, %s rejected', b.rows_new, b.rows_same, b.rows_changed, b.rows_rejected) FROM registry.accept_batch(number) b $$;
CREATE FUNCTION pg_temp.people() RETURNS text LANGUAGE sql AS $$
  SELECT format('%s people, %s with stays', (SELECT count(*) FROM registry.person), (SELECT count(DISTINCT person) FROM registry.current_stay)) $$;
-- Who has which alias: by the first record that was sent of them.
CREATE FUNCTION pg_temp.aliases() RETURNS TABLE (person text, domain text, pseudonym text, quality text, root integer) LANGUAGE sql AS $$
  SELECT min(s.source_record COLLATE "C"), a.domain, a.pseudonym::text, a.quality, a.root_version
  FROM registry.person_alias a JOIN registry.current_stay s USING (person) GROUP BY a.person, a.domain, a.pseudonym, a.quality, a.root_version
  ORDER BY min(s.source_record COLLATE "C"), a.domain COLLATE "C" $$;
CREATE FUNCTION pg_temp.state_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS said = PG_EXCEPTION_DETAIL;
  RETURN concat_ws(' ', sqlstate, sqlerrm, nullif(said, ''));
END $$;

SELECT pg_temp.accepted(pg_temp.send(17, 'A1', 'F1', '12.345.678-5'));
SELECT pg_temp.accepted(pg_temp.send(18, 'A2', NULL, '12.345.678-5'));
SELECT pg_temp.accepted(pg_temp.send(17, 'B1', 'F2', '6.265.837-1'));
SELECT pg_temp.accepted(pg_temp.send(17, 'C1', 'F3', NULL));
SELECT pg_temp.people();
-- Against the reference's vectors.
SELECT * FROM pg_temp.aliases();
SELECT key_id, kind, name, version, keyring, state, aliases FROM registry.key_status();
SELECT * FROM registry.root_rotation();

-- A new key for the ministry. Until it is rotated nothing is loaded, and nothing is sealed under it.
SELECT pg_temp.send(17, 'D1', 'F4', '20.347.878-K') AS waiting \gset
\set second '\'1 root - 1 active ' :root1 '\', \'3 domain ministry 1 retired ' :ministry1 '\', \'13 domain ministry 2 active ' :ministry2 '\', \'4 domain provider 1 active ' :provider1 '\''
SELECT pg_temp.use_keys(:second);
SELECT pg_temp.forget_keys();
SELECT pg_temp.state_of('SELECT registry.open_batch(17)'), pg_temp.state_of(format('SELECT registry.accept_batch(%s)', :waiting));
SELECT key_id, keyring, state, aliases FROM registry.key_status();
-- The wrong version, family, key, isolation level, caller.
SELECT statement, pg_temp.state_of('SELECT registry.' || statement) FROM unnest(ARRAY[
  $$rotate_domain('ministry', 1)$$, $$rotate_domain('ministry', 3)$$, $$rotate_domain('project', 1)$$, $$rotate_root(2)$$]) statement;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT pg_temp.state_of($$SELECT registry.rotate_domain('ministry', 2)$$);
ROLLBACK;
CREATE ROLE regress_keys_nobody NOLOGIN;
GRANT USAGE ON SCHEMA registry TO regress_keys_nobody;
GRANT EXECUTE ON FUNCTION registry.rotate_domain(text, integer), registry.rotate_root(integer), registry.root_rotation(), registry.key_status(),
  registry.convert_pseudonyms(pseudonym[], text, text, text) TO regress_keys_nobody;
SET ROLE regress_keys_nobody;
\set VERBOSITY sqlstate
SELECT registry.rotate_domain('ministry', 2);
SELECT registry.rotate_root(1);
SELECT registry.root_rotation();
SELECT registry.key_status();
SELECT registry.convert_pseudonyms('{}', 'ministry', 'project/a', 'x');
SELECT registry.recognise('ministry', '3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', '{}');
SELECT continuum.reseal('3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', 'ministry', 'ministry');
\set VERBOSITY default
RESET ROLE;
-- A keyring in which an old key, or the new one, is not what it was: nothing has changed afterwards.
SELECT pg_temp.use_keys('1 root - 1 active ' || :'root1', '3 domain ministry 1 retired ' || :'root3', '13 domain ministry 2 active ' || :'ministry2', '4 domain provider 1 active ' || :'provider1') IS NOT NULL AS keys;
SELECT pg_temp.forget_keys(), pg_temp.state_of($$SELECT registry.rotate_domain('ministry', 2)$$);
SELECT pg_temp.use_keys('1 root - 1 active ' || :'root1', '13 domain ministry 2 active ' || :'ministry2', '4 domain provider 1 active ' || :'provider1') IS NOT NULL AS keys;
SELECT pg_temp.forget_keys(), pg_temp.state_of($$SELECT registry.rotate_domain('ministry', 2)$$);
SELECT pg_temp.use_keys('1 root - 1 active ' || :'root1', '3 domain ministry 1 destroyed', '13 domain ministry 2 active ' || :'ministry2', '4 domain provider 1 active ' || :'provider1');
SELECT pg_temp.forget_keys(), pg_temp.state_of($$SELECT registry.rotate_domain('ministry', 2)$$), pg_temp.state_of('SELECT registry.open_batch(17)');
SELECT count(*) FILTER (WHERE key_id(pseudonym) = 3) AS under_the_old FROM registry.person_alias WHERE domain = 'ministry';
-- The right one. Again: nothing is left to do. The vectors' reference gives the same pseudonyms.
SELECT pg_temp.use_keys(:second) IS NOT NULL AS keys;
SELECT pg_temp.forget_keys();
BEGIN;
SELECT registry.rotate_domain('ministry', 2);
ROLLBACK;
SELECT count(*) AS under_the_old FROM registry.person_alias WHERE domain = 'ministry' AND key_id(pseudonym) = 3;
SELECT registry.rotate_domain('ministry', 2), registry.rotate_domain('ministry', 2) AS again;
SELECT * FROM pg_temp.aliases() WHERE domain = 'ministry';
SELECT key_id, keyring, state, aliases FROM registry.key_status();
-- What was sent before is decided after: D is new, and the next time known. A is known.
SELECT pg_temp.accepted(:waiting), pg_temp.accepted(pg_temp.send(18, 'D2', NULL, '20.347.878-K')), pg_temp.accepted(pg_temp.send(18, 'A3', NULL, '12.345.678-5'));
SELECT pg_temp.people();
SELECT person, pseudonym FROM pg_temp.aliases() WHERE domain = 'ministry';
-- Both versions can be read: a pseudonym made before opens to the same person.
SELECT reseal('3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', 'ministry', 'ministry') AS old_one_today;

-- The providers' key: every provider's domain at once, and what lies undecided, of both kinds; local people too.
SELECT pg_temp.send(17, 'E1', 'F3', NULL) AS waiting \gset
INSERT INTO registry.intake_fact (batch, row_number, fields, ministry, own)
  SELECT :waiting, 1, '{}', pseudonymize('5.126.663-3', 'CL.RUN', 'ministry'), pseudonymize('5.126.663-3', 'CL.RUN', 'provider/17');
\set third '\'1 root - 1 active ' :root1 '\', \'3 domain ministry 1 retired ' :ministry1 '\', \'13 domain ministry 2 active ' :ministry2 '\', \'4 domain provider 1 retired ' :provider1 '\', \'14 domain provider 2 active ' :provider2 '\', \'5 domain project 1 active ' :project1 '\''
SELECT pg_temp.use_keys(:third) IS NOT NULL AS keys;
SELECT pg_temp.forget_keys();
SET client_min_messages = notice;
SELECT registry.rotate_domain('provider', 2);
SET client_min_messages = warning;
SELECT ministry = pseudonymize('5.126.663-3', 'CL.RUN', 'ministry') AS ministry, own = pseudonymize('5.126.663-3', 'CL.RUN', 'provider/17') AS own
FROM registry.intake_fact;
DELETE FROM registry.intake_fact;
SELECT pg_temp.accepted(:waiting), pg_temp.people();
SELECT * FROM pg_temp.aliases() WHERE domain <> 'ministry';
SELECT count(*) FILTER (WHERE pseudonym <> pseudonymize('12.345.678-5', 'CL.RUN', domain)) AS differ, count(*) FROM registry.person_alias
WHERE person = (SELECT person FROM registry.current_stay WHERE source_record = 'A1');
-- The old ministry key is of no use any more, and destroyed; that of the providers, too. One nobody ever had here.
SELECT pg_temp.use_keys('1 root - 1 active ' || :'root1', '3 domain ministry 1 destroyed', '13 domain ministry 2 active ' || :'ministry2', '4 domain provider 1 destroyed',
  '14 domain provider 2 active ' || :'provider2', '5 domain project 1 active ' || :'project1', '6 domain project 2 destroyed');
SELECT pg_temp.forget_keys(), pg_temp.accepted(pg_temp.send(17, 'B2', 'F2', '6.265.837-1')), pg_temp.people();
SELECT key_id, kind, name, version, keyring, state, aliases FROM registry.key_status();
SELECT kcv IS NOT NULL AS kept, key_id FROM registry.key_check ORDER BY key_id;
SELECT pg_temp.state_of($$SELECT continuum.reseal('3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC', 'ministry', 'ministry')$$);
-- What was destroyed may come back from a copy; it must be the same.
SELECT pg_temp.use_keys('1 root - 1 active ' || :'root1', '3 domain ministry 1 retired ' || :'root2', '13 domain ministry 2 active ' || :'ministry2') IS NOT NULL AS keys;
SELECT pg_temp.forget_keys(), pg_temp.state_of('SELECT registry.open_batch(17)');

-- Conversion: in the order given, nothing for a local person, all or nothing, on record.
SELECT pg_temp.use_keys(:third) IS NOT NULL AS keys;
SELECT pg_temp.forget_keys();
CREATE ROLE regress_keys_linkage NOLOGIN;
INSERT INTO registry.role_duty (role, duty) VALUES ('regress_keys_linkage', 'linkage');
GRANT USAGE ON SCHEMA registry TO regress_keys_linkage;
GRANT EXECUTE ON FUNCTION registry.convert_pseudonyms(pseudonym[], text, text, text) TO regress_keys_linkage;
SELECT array_agg(a.pseudonym ORDER BY a.person COLLATE "C" DESC) AS them FROM pg_temp.aliases() a WHERE domain = 'provider/17' \gset
SELECT pg_temp.aliases() IS NOT NULL AS before LIMIT 1;
SET ROLE regress_keys_linkage;
SELECT c.given, c.converted = pseudonym '13-7J7NV7B9K86WRP3WAH5KK9AD8VD' AS is_a, c.converted IS NULL AS is_local
FROM registry.convert_pseudonyms(:'them', 'provider/17', 'ministry', 'hospital discharges, protocol 7') c;
SELECT count(DISTINCT converted) AS different, bool_and(key_id(converted) = 5) AS for_the_project
FROM registry.convert_pseudonyms(ARRAY['13-7J7NV7B9K86WRP3WAH5KK9AD8VD', '13-7J7NV7B9K86WRP3WAH5KK9AD8VD', '13-5DSS6RTMFBFNPXAXF8E9FW6QAK7']::pseudonym[], 'ministry', 'project/abc', 'again');
SELECT count(*) AS of_nobody FROM registry.convert_pseudonyms('{}', 'ministry', 'project/abc', 'nobody');
\set VERBOSITY sqlstate
SELECT * FROM registry.convert_pseudonyms(ARRAY['13-7J7NV7B9K86WRP3WAH5KK9AD8VD', '14-1YQK2HTPPZY2ABQ4TPX2DE065X7']::pseudonym[], 'ministry', 'project/abc', 'x');
SELECT * FROM registry.convert_pseudonyms(ARRAY['3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC']::pseudonym[], 'ministry', 'project/abc', 'x');
SELECT * FROM registry.convert_pseudonyms(ARRAY['13-7J7NV7B9K86WRP3WAH5KK9AD8VD']::pseudonym[], 'ministry', 'nowhere', 'x');
SELECT * FROM registry.convert_pseudonyms(ARRAY['13-7J7NV7B9K86WRP3WAH5KK9AD8VD']::pseudonym[], 'ministry', 'project/abc', ' ');
SELECT * FROM registry.convert_pseudonyms(ARRAY['13-7J7NV7B9K86WRP3WAH5KK9AD8VD']::pseudonym[], 'ministry', 'project/abc', NULL);
SELECT * FROM registry.convert_pseudonyms(ARRAY[NULL]::pseudonym[], 'ministry', 'project/abc', 'x');
SELECT * FROM registry.conversion_log;
RESET ROLE;
SELECT converted_by, from_domain, to_domain, asked, converted, purpose FROM registry.conversion_log ORDER BY conversion;
DELETE FROM registry.conversion_log;
UPDATE registry.conversion_log SET asked = 0;
TRUNCATE registry.conversion_log;
\set VERBOSITY default

-- The root. Not while rows sealed under the old one wait, not without the old one.
SELECT pg_temp.send(18, 'G1', NULL, '5.126.663-3') AS waiting \gset
\set fourth '\'1 root - 1 retired ' :root1 '\', \'2 root - 2 active ' :root2 '\', \'13 domain ministry 2 active ' :ministry2 '\', \'14 domain provider 2 active ' :provider2 '\''
SELECT pg_temp.use_keys(:fourth);
SELECT pg_temp.forget_keys();
SELECT pg_temp.state_of('SELECT registry.rotate_root(2)'), pg_temp.state_of('SELECT registry.open_batch(17)');
SELECT state FROM registry.withdraw_batch(:waiting, 'the root key is rotated');
SELECT pg_temp.use_keys('2 root - 2 active ' || :'root2', '13 domain ministry 2 active ' || :'ministry2', '14 domain provider 2 active ' || :'provider2') IS NOT NULL AS keys;
SELECT pg_temp.forget_keys(), pg_temp.state_of('SELECT registry.rotate_root(2)');
SELECT pg_temp.use_keys('1 root - 1 destroyed', '2 root - 2 active ' || :'root2', '13 domain ministry 2 active ' || :'ministry2', '14 domain provider 2 active ' || :'provider2') IS NOT NULL AS keys;
SELECT pg_temp.forget_keys(), pg_temp.state_of('SELECT registry.rotate_root(2)');
SELECT pg_temp.use_keys(:fourth) IS NOT NULL AS keys;
SELECT pg_temp.forget_keys();
SELECT registry.rotate_root(2);
SELECT * FROM registry.root_rotation();
-- Who comes again is the same person: at one provider, and all aliases follow, those of others too.
SELECT pg_temp.accepted(pg_temp.send(18, 'A4', NULL, '12.345.678-5')), pg_temp.people();
SELECT * FROM pg_temp.aliases();
SELECT count(*) FILTER (WHERE pseudonym <> pseudonymize('12.345.678-5', 'CL.RUN', domain)) AS differ, count(*) FROM registry.person_alias
WHERE person = (SELECT person FROM registry.current_stay WHERE source_record = 'A1');
SELECT * FROM registry.root_rotation();
-- A local person by the file number; somebody new; the one who came already; and a load that is taken back leaves them recognised.
SELECT pg_temp.accepted(pg_temp.send(17, 'C2', 'F3', NULL)), pg_temp.accepted(pg_temp.send(17, 'N1', 'F9', '17.317.684-8')),
  pg_temp.accepted(pg_temp.send(17, 'A5', 'F1', '12.345.678-5')), pg_temp.people();
SELECT state FROM registry.withdraw_batch(pg_temp.send(17, 'B3', 'F2', '6.265.837-1'), 'a mistake');
SELECT * FROM registry.root_rotation();
SELECT person, domain, pseudonym FROM pg_temp.aliases() WHERE person = 'B1';
-- A third root, before everybody has come under the second: D skips one.
SELECT pg_temp.use_keys('1 root - 1 retired ' || :'root1', '2 root - 2 retired ' || :'root2', '7 root - 3 active ' || :'root3', '13 domain ministry 2 active ' || :'ministry2', '14 domain provider 2 active ' || :'provider2') IS NOT NULL AS keys;
SELECT pg_temp.forget_keys();
SELECT registry.rotate_root(3);
SELECT pg_temp.accepted(pg_temp.send(17, 'D3', 'F4', '20.347.878-K')), pg_temp.accepted(pg_temp.send(17, 'N2', 'F9', '17.317.684-8')), pg_temp.people();
SELECT * FROM registry.root_rotation();
SELECT count(*) FILTER (WHERE pseudonym <> pseudonymize('20.347.878-K', 'CL.RUN', domain)) AS differ, count(*) FROM registry.person_alias
WHERE person = (SELECT person FROM registry.current_stay WHERE source_record = 'D1');
-- Without the old roots nobody is recognised under them: B, who has not come since, would be somebody new.
SELECT pg_temp.use_keys('1 root - 1 destroyed', '2 root - 2 destroyed', '7 root - 3 active ' || :'root3', '13 domain ministry 2 active ' || :'ministry2', '14 domain provider 2 active ' || :'provider2') IS NOT NULL AS keys;
SELECT pg_temp.forget_keys();
SELECT pg_temp.accepted(pg_temp.send(18, 'B4', NULL, '6.265.837-1')), pg_temp.people();
SELECT key_id, name, version, keyring, state, aliases FROM registry.key_status();

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_keys_nobody, regress_keys_linkage, regress_keys_owner;
DROP ROLE regress_keys_nobody, regress_keys_linkage, regress_keys_owner;
