-- Who may do what: duties and their privileges, rows a provider sees, and what it learns of anybody else's.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
CREATE ROLE regress_roles_owner NOLOGIN;
SELECT FROM create_registry('regress_roles_owner');

-- What a role is answered: rows, or the SQLSTATE and, where it is ours, the sentence.
CREATE FUNCTION pg_temp.answer(who name, statement text, sentence boolean DEFAULT true) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
  state text;
  said text;
  more text;
BEGIN
  PERFORM set_config('role', who, true);
  BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS n = ROW_COUNT;
    said := 'rows: ' || n;
  EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL;
    said := state || CASE WHEN sentence THEN ' ' || said || coalesce(': ' || nullif(more, ''), '') ELSE '' END;
  END;
  PERFORM set_config('role', 'none', true);
  RETURN said;
END $$;
-- One file of a provider, by typed rows: accepted counts.
CREATE TEMPORARY TABLE sheet (source_record text, client_ref text, identifier text, programme text, care text, started text, ended text);
GRANT SELECT ON sheet TO PUBLIC;
CREATE FUNCTION pg_temp.send(who name, provider integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  number bigint;
  b record;
BEGIN
  PERFORM set_config('role', who, true);
  number := registry.open_batch(provider);
  INSERT INTO registry.intake (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, ended, exit_reason,
      primary_substance, aftercare_offer)
    SELECT s.source_record, s.client_ref, s.identifier, CASE WHEN s.identifier IS NOT NULL THEN 'CL.RUN' END, 'female', s.programme, s.care, s.started,
      s.ended, CASE WHEN s.ended IS NOT NULL THEN 'completed' END, '99', CASE WHEN s.ended IS NOT NULL THEN 'accepted' END FROM sheet s;
  b := registry.accept_batch(number);
  PERFORM set_config('role', 'none', true);
  RETURN format('new %s same %s changed %s rejected %s warned %s', b.rows_new, b.rows_same, b.rows_changed, b.rows_rejected, b.rows_warned);
END $$;

-- Lists: every function with its owner's rights stands under a duty, the owner or internal, and nothing stands there that is not.
SELECT p.oid::regprocedure AS in_no_list FROM pg_proc p
WHERE p.pronamespace = 'registry'::regnamespace AND p.prosecdef AND p.prorettype <> 'trigger'::regtype
  AND p.proname NOT IN (SELECT d.object FROM registry.duty_privilege d WHERE d.privilege = 'EXECUTE') ORDER BY 1;
SELECT d.object AS not_there FROM registry.duty_privilege d
WHERE NOT EXISTS (SELECT FROM pg_proc p WHERE d.privilege = 'EXECUTE' AND format('%s.%s', p.pronamespace::regnamespace, p.proname)
    = CASE WHEN d.object LIKE 'continuum.%' THEN '' ELSE 'registry.' END || d.object)
  AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND d.privilege <> 'EXECUTE'
    AND c.relname ~ ('^' || replace(d.object, '*', '.*') || '$'))
ORDER BY 1;
SELECT d.object AS internal_and_not FROM registry.duty_privilege d WHERE d.duty IN ('owner', 'internal')
INTERSECT SELECT d.object FROM registry.duty_privilege d WHERE d.duty NOT IN ('owner', 'internal');
-- Every table of people, providers or loads is secured, against its owner too; but for two public lists.
SELECT c.relname AS open FROM pg_class c
WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
  AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('provider', 'person', 'batch')) ORDER BY 1;
-- No view of a provider's has a number of the registry's; each kind of record with a provider has a view.
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'registry'::regnamespace AND c.relname LIKE 'my\_%'
  AND (a.atttypid IN ('bigint'::regtype, 'xid8'::regtype) OR a.attname IN ('person', 'record', 'assertion', 'record_key', 'epoch', 'batch'));
SELECT count(*) >= 17 AS views, bool_and('security_barrier=true' = ANY (c.reloptions)) AS barriers
FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relname LIKE 'my\_%' AND c.relkind = 'v';

-- Roles of the administrator's, and people in them.
SELECT count(registry.register_provider(p, 'Provider ' || p)) + count(registry.register_programme(p * 10, p, 'Programme ' || p))
FROM generate_series(17, 19) p;
CREATE ROLE regress_roles_p17; CREATE ROLE regress_roles_p18; CREATE ROLE regress_roles_analyst; CREATE ROLE regress_roles_auditor;
CREATE ROLE regress_roles_desk; CREATE ROLE regress_roles_linkage; CREATE ROLE regress_roles_release; CREATE ROLE regress_roles_custodian;
CREATE ROLE regress_roles_dpo; CREATE ROLE regress_roles_nobody;
CREATE ROLE regress_roles_ana IN ROLE regress_roles_p17; -- of one provider
CREATE ROLE regress_roles_eva IN ROLE regress_roles_p17, regress_roles_p18; -- of both
CREATE ROLE regress_roles_ines NOINHERIT IN ROLE regress_roles_p18; -- of one, when she says so
CREATE ROLE regress_roles_team IN ROLE regress_roles_p18;
CREATE ROLE regress_roles_luz IN ROLE regress_roles_team; -- by a team
SELECT registry.grant_duty('regress_roles_p17', 'provider', '{17}'), registry.grant_duty('regress_roles_p18', 'provider', '{18}'),
  registry.grant_duty('regress_roles_analyst', 'analyst'), registry.grant_duty('regress_roles_auditor', 'auditor'),
  registry.grant_duty('regress_roles_desk', 'intake_desk'), registry.grant_duty('regress_roles_linkage', 'linkage'),
  registry.grant_duty('regress_roles_release', 'release_officer'), registry.grant_duty('regress_roles_custodian', 'key_custodian'),
  registry.grant_duty('regress_roles_dpo', 'data_protection_officer') \g /dev/null
SELECT d.role, d.duty, d.provider, d.granted_by = session_user AS by_me FROM registry.role_duty d ORDER BY d.role::text, d.provider;
SELECT registry.grant_duty('regress_roles_p17', 'provider', '{17}') \g /dev/null
SELECT count(*) AS once FROM registry.role_duty WHERE role = 'regress_roles_p17'::regrole;
\pset format unaligned
SELECT who, what, pg_temp.answer(who, what) FROM (VALUES
  ('none', $$SELECT registry.grant_duty('regress_roles_p17', 'provider')$$),
  ('none', $$SELECT registry.grant_duty('regress_roles_p17', 'provider', '{}')$$),
  ('none', $$SELECT registry.grant_duty('regress_roles_p17', 'provider', '{17,NULL}')$$),
  ('none', $$SELECT registry.grant_duty('regress_roles_p17', 'provider', '{17,99}')$$),
  ('none', $$SELECT registry.grant_duty('regress_roles_p17', 'analyst', '{17}')$$),
  ('none', $$SELECT registry.grant_duty('regress_roles_p17', 'internal')$$),
  ('none', $$SELECT registry.grant_duty('regress_roles_p17', NULL)$$),
  ('none', $$SELECT registry.grant_duty('regress_roles_owner', 'analyst')$$),
  ('none', $$SELECT registry.grant_duty('pg_monitor', 'analyst')$$),
  ('none', $$SELECT registry.grant_duty(0::oid::regrole, 'analyst')$$),
  ('none', $$SELECT registry.revoke_duty('regress_roles_p17', 'analyst')$$),
  ('regress_roles_owner', $$SELECT registry.grant_duty('regress_roles_nobody', 'provider', '{19}')$$),
  ('regress_roles_owner', $$SELECT registry.revoke_duty('regress_roles_nobody', 'provider', '{19}')$$),
  ('regress_roles_ana', $$SELECT registry.grant_duty('regress_roles_ana', 'analyst')$$),
  ('regress_roles_custodian', $$SELECT registry.grant_duty('regress_roles_custodian', 'analyst')$$)) a (who, what);
\pset format aligned

-- Files: each sends its own. Provider 18 has the person of A1 too, and the same numbers.
INSERT INTO sheet VALUES ('A1', 'F1', '12345678-5', '170', 'residential', '2024-01-10', '2024-04-09'),
  ('A2', 'F1', '12345678-5', '170', 'outpatient', '2024-04-20', NULL), ('A3', 'F2', '7654321-6', '170', 'outpatient', '2024-02-01', NULL),
  ('A4', 'F3', NULL, '170', 'outpatient', '2024-02-01', NULL);
SELECT pg_temp.send('regress_roles_ana', 17);
TRUNCATE sheet;
INSERT INTO sheet VALUES ('A1', 'F1', '12345678-5', '180', 'aftercare', '2024-05-01', NULL), ('B2', 'F3', NULL, '180', 'outpatient', '2024-02-01', NULL);
SELECT pg_temp.send('regress_roles_luz', 18);
ANALYZE registry.stay, registry.person_alias;
SELECT count(*) > 0 AS statistics FROM pg_stats WHERE schemaname = 'registry' AND tablename = 'stay';
-- And everything else, as both would have logged it: one record of each kind for every person of each, and one voided.
DO $$
DECLARE
  k record;
BEGIN
  FOR k IN
    SELECT c.relname AS kind, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,
      string_agg(CASE a.attname WHEN 'assertion' THEN 'n.number' WHEN 'person' THEN 'p.person' WHEN 'provider' THEN 'p.provider' WHEN 'programme' THEN 'p.provider * 10'
        WHEN 'code' THEN $c$'code' || n.number$c$ WHEN 'state' THEN $c$'sent'$c$ WHEN 'on_precision' THEN $c$'day'$c$ WHEN 'report' THEN '(SELECT max(h.record) FROM registry.assertion h
            WHERE h.kind = ''barrier_report'' AND h.provider = p.provider)'
        ELSE CASE a.atttypid WHEN 'date'::regtype THEN $c$'2024-06-01'::date$c$ WHEN 'text'::regtype THEN quote_literal('x') WHEN 'boolean'::regtype THEN 'true'
          WHEN 'continuum.gender'::regtype THEN $c$'female'::continuum.gender$c$ ELSE '1' END END, ', ' ORDER BY a.attnum) AS fields
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'registry'::regnamespace AND EXISTS (SELECT FROM pg_class v WHERE v.relname = 'my_' || c.relname) AND c.relname <> 'stay'
      AND (a.attnotnull OR a.attname = 'provider')
    GROUP BY c.relname ORDER BY c.relname = 'barrier_action', c.relname
  LOOP
    EXECUTE format('WITH p AS MATERIALIZED (SELECT DISTINCT s.provider, s.person FROM registry.current_stay s),
      n AS MATERIALIZED (SELECT p.*, nextval(''registry.assertion_assertion_seq'') AS number FROM p),
      h AS (INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record)
        SELECT n.number, n.number, %1$L, ''assert'', n.provider, %1$L || ''/'' || row_number() OVER (PARTITION BY n.provider ORDER BY n.number) FROM n)
      INSERT INTO registry.%1$I (%2$s) SELECT %3$s FROM n CROSS JOIN LATERAL (SELECT n.provider, n.person) p', k.kind, k.columns, k.fields);
  END LOOP;
END $$;
INSERT INTO registry.assertion (record, kind, operation, provider, source_record, supersedes, reason)
  SELECT h.record, h.kind, 'void', h.provider, h.source_record, h.assertion, 'x' FROM registry.assertion h WHERE h.provider = 17 AND h.source_record = 'contact/3';

INSERT INTO registry.client (provider, client_ref, person)
  SELECT DISTINCT s.provider, s.client_ref, s.person FROM registry.current_stay s ON CONFLICT DO NOTHING;
INSERT INTO registry.client_case (provider, case_number, person)
  SELECT c.provider, '0000000' || row_number() OVER (), c.person FROM registry.client c ON CONFLICT DO NOTHING;

-- A provider sees its own, whoever asks for it; what is void is gone for it too.
SELECT source_record, client_ref, pseudonym = pseudonymize(v.run, 'CL.RUN', 'provider/17') AS own_pseudonym, my.programme, my.started
FROM (VALUES ('A1', '12345678-5'), ('A2', '12345678-5'), ('A3', '7654321-6'), ('A4', NULL)) v (record, run)
JOIN (SELECT m.* FROM registry.current_stay c JOIN LATERAL (SELECT c.provider, c.source_record, c.client_ref, a.pseudonym, c.programme, c.started
  FROM registry.person_alias a WHERE a.person = c.person AND a.domain = 'provider/' || c.provider) m ON c.provider = 17) my ON my.source_record = v.record ORDER BY 1;
SET ROLE regress_roles_ana;
SELECT provider, client_ref, case_number IS NOT NULL AS has_case, source_record, programme, care, started, ended, exit_reason FROM registry.my_stay ORDER BY source_record;
SELECT provider, client_ref, case_number IS NOT NULL AS has_case, journey FROM registry.my_journey ORDER BY client_ref;
SELECT provider, string_agg(client_ref, ' ' ORDER BY client_ref) AS clients, string_agg(source_record, ' ' ORDER BY source_record) AS records, report FROM registry.my_barrier_action GROUP BY 1, 4;
SELECT source_record FROM registry.my_contact ORDER BY source_record;
RESET ROLE;
CREATE FUNCTION pg_temp.seen(who name) RETURNS TABLE (view name, mine bigint, others bigint) LANGUAGE plpgsql AS $$
BEGIN
  FOR view IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relname LIKE 'my\_%' ORDER BY 1 LOOP
    PERFORM set_config('role', who, true);
    EXECUTE format('SELECT count(*) FILTER (WHERE provider = 17), count(*) FILTER (WHERE provider <> 17) FROM registry.%I', view) INTO mine, others;
    PERFORM set_config('role', 'none', true);
    RETURN NEXT;
  END LOOP;
END $$;
SELECT w.who, count(*) >= 17 AS views, sum(s.mine) AS of_17, sum(s.others) AS of_others,
  string_agg(format('%s: %s', s.view, s.mine), ', ' ORDER BY s.view) FILTER (WHERE s.mine NOT IN (0, 3)) AS but
FROM (VALUES ('regress_roles_p17'), ('regress_roles_ana'), ('regress_roles_p18'), ('regress_roles_luz'), ('regress_roles_eva')) w (who)
CROSS JOIN LATERAL pg_temp.seen(w.who) s GROUP BY w.who ORDER BY 1;
-- What is not inherited is not had until it is taken; whoever has none has nothing.
SELECT who, pg_temp.answer(who, 'SELECT FROM registry.my_stay') FROM (VALUES ('regress_roles_ines'), ('regress_roles_nobody'),
  ('regress_roles_desk'), ('regress_roles_linkage'), ('regress_roles_release'), ('regress_roles_custodian'), ('regress_roles_dpo'), ('regress_roles_analyst')) a (who);

-- A duty of her own lets her ask; the answer counts what she has, not what she could take.
SELECT registry.grant_duty('regress_roles_ines', 'release_officer') \g /dev/null
SELECT pg_temp.answer('regress_roles_ines', 'SELECT registry.my_providers()');
SELECT registry.revoke_duty('regress_roles_ines', 'release_officer') \g /dev/null
-- Two lines, each of which holds alone: with privileges on the tables by mistake, and with row security off.
BEGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA registry TO regress_roles_p18;
CREATE FUNCTION pg_temp.shown(who name) RETURNS TABLE (tables bigint, others bigint, hidden bigint) LANGUAGE plpgsql AS $$
DECLARE
  t record;
  n bigint;
BEGIN
  tables := 0; others := 0; hidden := 0;
  FOR t IN SELECT c.oid::regclass AS name, c.oid IN (SELECT attrelid FROM pg_attribute WHERE attname = 'provider') AS has_provider
    FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND c.relforcerowsecurity AND c.relname NOT IN ('assertion', 'person_alias', 'restriction')
  LOOP
    PERFORM set_config('role', who, true);
    EXECUTE format('SELECT count(*) FROM %s%s', t.name, CASE WHEN t.has_provider THEN ' WHERE provider IS DISTINCT FROM 18' ELSE '' END) INTO n;
    PERFORM set_config('role', 'none', true);
    tables := tables + 1; others := others + n;
    EXECUTE format('SELECT count(*) FROM %s%s', t.name, CASE WHEN t.has_provider THEN ' WHERE provider IS DISTINCT FROM 18' ELSE '' END) INTO n;
    hidden := hidden + n;
  END LOOP;
  RETURN NEXT;
END $$;
SELECT tables > 25 AS all_tables, others, hidden > 50 AS hidden FROM pg_temp.shown('regress_roles_luz');
SET ROLE regress_roles_luz;
SELECT string_agg(DISTINCT domain, ' ') AS aliases FROM registry.person_alias;
SELECT count(*) FROM registry.assertion WHERE provider <> 18 AND operation = 'assert';
RESET ROLE;
ROLLBACK;
BEGIN;
DO $$ DECLARE t regclass; BEGIN FOR t IN SELECT polrelid FROM pg_policy LOOP EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', t); END LOOP; END $$;
SELECT w.who, sum(s.mine) AS of_17, sum(s.others) AS of_others
FROM (VALUES ('regress_roles_ana'), ('regress_roles_luz')) w (who) CROSS JOIN LATERAL pg_temp.seen(w.who) s GROUP BY w.who ORDER BY 1;
ROLLBACK;

-- Two providers who lay their lists side by side match nobody, though they share a person.
SELECT count(*) AS shared FROM (SELECT person FROM registry.current_stay WHERE provider = 17 INTERSECT SELECT person FROM registry.current_stay WHERE provider = 18) s;
CREATE TEMPORARY TABLE list_of_17 AS SELECT DISTINCT a.pseudonym FROM registry.person_alias a WHERE a.domain = 'provider/17';
GRANT SELECT ON list_of_17 TO PUBLIC;
SET ROLE regress_roles_luz;
SELECT count(DISTINCT m.pseudonym) AS own, count(l.pseudonym) AS matched FROM registry.my_stay m LEFT JOIN list_of_17 l USING (pseudonym);
RESET ROLE;

-- The plan of a statement is not the answer of whoever asked first.
PREPARE mine AS SELECT string_agg(DISTINCT provider::text, ' ') AS providers FROM registry.my_stay;
SET ROLE regress_roles_ana;
EXECUTE mine; EXECUTE mine; EXECUTE mine; EXECUTE mine; EXECUTE mine; EXECUTE mine;
SET ROLE regress_roles_luz;
EXECUTE mine;
RESET ROLE;
-- Row security alone: what it has found out ends with the statement, also of one that is prepared.
BEGIN;
GRANT SELECT ON registry.client, registry.person_alias TO regress_roles_p17;
PREPARE behind AS SELECT (SELECT string_agg(DISTINCT c.provider::text, ' ') FROM registry.client c) AS clients,
  (SELECT string_agg(DISTINCT a.domain, ' ') FROM registry.person_alias a) AS domains;
SET LOCAL ROLE regress_roles_ana;
EXECUTE behind;
RESET ROLE;
DELETE FROM registry.role_duty d WHERE d.role = 'regress_roles_p17'::regrole;
SET LOCAL ROLE regress_roles_ana;
EXECUTE behind;
RESET ROLE;
ROLLBACK;
DEALLOCATE behind;
-- Errors of the tables say no row and no key, not even to their owner.
SET ROLE regress_roles_owner;
INSERT INTO registry.client SELECT c.* FROM registry.client c LIMIT 1;
INSERT INTO registry.consent (assertion, person, provider, on_date, kind, decision, until) VALUES (1, 1, 17, '2024-06-01', 'x', 'x', '2024-05-01');
RESET ROLE;

-- Ways to another's rows, as the provider 17 tries them.
\pset format unaligned
SELECT what, pg_temp.answer('regress_roles_ana', what, false) FROM (VALUES
  ('SELECT FROM registry.stay'), ('SELECT FROM registry.assertion'), ('SELECT FROM registry.person_alias'), ('SELECT FROM registry.role_duty'),
  ('SELECT FROM registry.current_stay'), ('SELECT FROM registry.journey'), ('SELECT FROM registry.own_client'), ('SELECT FROM registry.intake_batch'),
  ('SELECT FROM registry.my_stay WHERE provider = 18'),
  ('SELECT FROM registry.my_stay WHERE provider = 18 OR true'),
  ('SELECT FROM registry.my_stay m WHERE m.pseudonym IN (SELECT pseudonym FROM registry.person_alias)'),
  ('COPY registry.stay TO STDOUT'), ('COPY registry.my_stay FROM STDIN'), ('COPY registry.assertion FROM STDIN'),
  ('INSERT INTO registry.stay DEFAULT VALUES'), ('INSERT INTO registry.my_consent (provider) VALUES (18)'),
  ('INSERT INTO registry.my_consent (provider) VALUES (17) RETURNING *'), ('UPDATE registry.my_consent SET decision = decision RETURNING *'),
  ('DELETE FROM registry.my_consent'), ('INSERT INTO registry.client VALUES (17, ''F1'', 1) ON CONFLICT DO NOTHING'),
  ('INSERT INTO registry.client VALUES (18, ''F1'', 1) ON CONFLICT (provider, client_ref) DO UPDATE SET client_ref = ''x'' RETURNING person'),
  ('MERGE INTO registry.client c USING (VALUES (1)) v (n) ON true WHEN MATCHED THEN DELETE'),
  ('TRUNCATE registry.stay'), ('LOCK TABLE registry.stay IN ACCESS SHARE MODE'), ('LOCK TABLE registry.my_stay IN ACCESS SHARE MODE'),
  ('SELECT 1 FROM registry.client FOR SHARE'), ('CLUSTER registry.stay USING stay_pkey'), ('REINDEX TABLE registry.stay'),
  ('SELECT nextval(''registry.assertion_assertion_seq'')'), ('SELECT currval(''registry.assertion_assertion_seq'')'),
  ('SELECT lastval()'), ('SELECT setval(''registry.assertion_assertion_seq'', 1)'), ('SELECT last_value FROM registry.assertion_assertion_seq'),
  ('SELECT last_value FROM registry.intake_batch_batch_seq'),
  ('SELECT 1 FROM pg_sequences WHERE schemaname = ''registry'' AND last_value IS NOT NULL'),
  ('SELECT 1 FROM pg_stats WHERE schemaname = ''registry'' AND tablename = ANY (''{stay,person,person_alias,assertion,contact,client}'')'),
  ('SELECT 1 FROM pg_stats_ext WHERE schemaname = ''registry'''), ('SELECT 1 FROM pg_statistic'),
  ('SET row_security = off; SELECT FROM registry.my_stay'),
  ('SET session_replication_role = replica'), ('SET continuum.keyring_file = ''/tmp/x'''),
  ('CREATE TABLE registry.mine ()'), ('CREATE TABLE continuum.mine ()'), ('CREATE FUNCTION registry.f() RETURNS int LANGUAGE sql AS ''SELECT 1'''),
  ('CREATE OR REPLACE FUNCTION registry.my_providers() RETURNS SETOF integer LANGUAGE sql AS ''SELECT 18'''),
  ('CREATE OR REPLACE VIEW registry.my_stay AS SELECT 1'), ('ALTER VIEW registry.my_stay SET (security_barrier = false)'),
  ('CREATE POLICY mine ON registry.stay USING (true)'), ('ALTER TABLE registry.stay DISABLE ROW LEVEL SECURITY'),
  ('CREATE TRIGGER mine BEFORE INSERT ON registry.stay EXECUTE FUNCTION registry.open_door()'),
  ('CREATE RULE mine AS ON INSERT TO registry.stay DO NOTHING'), ('CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION registry.open_door()'),
  ('GRANT regress_roles_p18 TO regress_roles_ana'), ('CREATE ROLE regress_roles_new IN ROLE regress_roles_p18'),
    ('CREATE PUBLICATION mine FOR TABLE registry.stay'), ('CREATE STATISTICS mine ON person, programme FROM registry.stay'),
  ('CREATE INDEX mine ON registry.stay (person)'), ('ALTER FUNCTION registry.my_providers() OWNER TO regress_roles_ana'),
  ('CREATE CAST (continuum.pseudonym AS text) WITH INOUT AS IMPLICIT'),
  ('CREATE OPERATOR continuum.= (LEFTARG = continuum.pseudonym, RIGHTARG = text, FUNCTION = pg_catalog.texteq)'),
  ('SELECT registry.my_providers(), registry.has_duty(''analyst'')'), ('SELECT registry.acting_provider(18)'), ('SELECT registry.take_batch(1::bigint, ''open'')'),
  ('SELECT registry.refresh_journeys()'), ('SELECT registry.report_person(''2024-06-01'', ''2024-06-01'', ''identity'')'), ('SELECT registry.open_epoch(''mine'')'),
  ('SELECT continuum.intake_begin(1)'), ('SELECT * FROM continuum.keyring_status()'), ('SELECT continuum.pseudonymize(''12345678-5'', ''CL.RUN'', ''provider/18'')'),
  ('SELECT continuum.create_registry(''regress_roles_ana'')'), ('SELECT continuum.grant_to_owner(''regress_roles_ana'')'), ('SELECT continuum.migrate_registry()'),
  ('INSERT INTO continuum.registry_owner VALUES (''regress_roles_ana'')')) a (what);
\pset format aligned
-- There is no answer of a load that is another's, nor of a provider that is not its own: the same as if there were none.
SELECT max(b.batch) FILTER (WHERE b.provider = 18) AS b18 FROM registry.intake_batch b \gset
SELECT f.what, pg_temp.answer('regress_roles_ana', format(f.what, :b18)) AS of_another, pg_temp.answer('regress_roles_ana', format(f.what, 987654321)) AS of_none
FROM (VALUES ('SELECT registry.check_batch(%s)'), ('SELECT registry.accept_batch(%s)'), ('SELECT registry.withdraw_batch(%s, ''x'')'),
  ('SELECT registry.intake_report(%s)')) f (what);
SELECT pg_temp.answer('regress_roles_ana', 'SELECT registry.open_batch(18)') AS of_another, pg_temp.answer('regress_roles_ana', 'SELECT registry.open_batch(99)') AS of_none;
SELECT pg_temp.answer('regress_roles_desk', 'SELECT registry.open_batch(18)') AS the_desk, pg_temp.answer('regress_roles_desk', 'SELECT registry.open_batch(99)') AS of_none,
  pg_temp.answer('regress_roles_desk', format('SELECT registry.intake_report(%s)', :b18)) AS report;
-- Nor is there of a record, a file number, a case number, a programme or a referral of another's.
BEGIN;
SELECT max(c.case_number) AS case18 FROM registry.client_case c WHERE c.provider = 18 \gset
SELECT pg_temp.answer('regress_roles_luz', $$SELECT registry.refer('{"record": "B2", "to_programme": 190, "on_date": "2024-06-01"}')$$) AS of_18;
SELECT coalesce(max(r.code), 'none') AS code18 FROM registry.current_referral r WHERE r.to_programme = 190 \gset
\pset format unaligned
SELECT f.what, regexp_replace(a.of_another, '(P[0-9]{3} [a-z_]*):[^\n]*', '\1', 'g') AS of_another, CASE WHEN a.of_another = a.of_none THEN 'the same' ELSE a.of_none END AS of_none
FROM (VALUES ($$SELECT registry.void('%s', 'wrong person')$$, 'B2', 'ZZ'),
  ($$SELECT registry.correct('{"record": "%s", "reason": "typed wrong", "started": "2024-02-02"}')$$, 'B2', 'ZZ'),
  ($$SELECT registry.complete('{"record": "%s", "supported_by": "family"}')$$, 'B2', 'ZZ'),
  ($$SELECT registry.discharge('{"record": "%s", "ended": "2024-06-01", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}')$$, 'B2', 'ZZ'),
  ($$SELECT registry.transfer('{"record": "%s", "ended": "2024-06-01", "aftercare_offer": "accepted", "supported_by": "family", "to_programme": 180}')$$, 'B2', 'ZZ'),
  ($$SELECT registry.refer('{"case_number": "%s", "to_programme": 180, "on_date": "2024-06-01"}')$$, :'case18', '00000018'),
  ($$SELECT registry.log_contact('{"case_number": "%s", "programme": 170, "on_date": "2024-06-01", "kind": "visit", "outcome": "held"}')$$, :'case18', '00000018'),
  ($$SELECT registry.log_contact('{"case_number": "%s", "programme": 180, "on_date": "2024-06-01", "kind": "visit", "outcome": "held"}')$$, :'case18', '00000018'),
  ($$SELECT registry.log_barrier_action('{"report": "%s", "on_date": "2024-06-02", "action": "information"}')$$, 'B2', 'ZZ'),
  ($$SELECT registry.decline_referral('%s', 'no place')$$, :'code18', '00000000'),
  ($$SELECT registry.confirm_month(%s, '2024-05-01')$$, '180', '980'), ($$SELECT * FROM registry.indicator_ready(%s)$$, '180', '980'),
  ($$SELECT * FROM registry.completeness(NULL, %s)$$, '180', '980'),
  ($$SELECT * FROM registry.worklist(%s)$$, '18', '98'), ($$SELECT * FROM registry.violations(%s)$$, '18', '98'),
  ($$SELECT * FROM registry.completeness(NULL, NULL, %s)$$, '18', '98'), ($$SELECT * FROM registry.referrals(%s)$$, '18', '98'),
  ($$SELECT * FROM registry.my_batches(%s)$$, '18', '98'), ($$SELECT * FROM registry.receipt(%s)$$, :'b18', '987654321')) f (what, theirs, nobodys)
CROSS JOIN LATERAL (SELECT pg_temp.answer('regress_roles_ana', format(f.what, f.theirs)) AS of_another, pg_temp.answer('regress_roles_ana', format(f.what, f.nobodys)) AS of_none) a;
\pset format aligned
-- Somebody whom the other has, and somebody whom nobody has: the same answer, but for the case number.
SELECT f.who, regexp_replace(registry.log_contact(jsonb_build_object('source_record', 'K-' || f.nth, 'identifier', f.identifier, 'scheme', 'CL.RUN', 'programme', '190',
    'on_date', '2024-06-01', 'kind', 'visit', 'outcome', 'held'), 19)::text, '"\d{8}"|"\d{7}-?\d"', '"a number"') AS answer
FROM (VALUES (1, 'known to 17 and 18', '12345678-5'), (2, 'known to nobody', '11222333-9')) f (nth, who, identifier) ORDER BY f.nth;
ROLLBACK;
-- Into a load that another login opened in this session nobody writes.
SELECT set_config('continuum.intake_batch', :'b18', false) = :'b18' AS set_by_hand;
SET SESSION AUTHORIZATION regress_roles_ana;
\set VERBOSITY sqlstate
INSERT INTO registry.intake (source_record) VALUES ('X');
\set VERBOSITY default
RESET SESSION AUTHORIZATION;

-- Numbers of another are free: the same answer whether or not somebody else has used them.
TRUNCATE sheet;
INSERT INTO sheet VALUES ('B2', 'F9', '9876543-3', '170', 'outpatient', '2024-07-01', NULL), -- a record number of 18's
  ('C1', 'F3', NULL, '170', 'outpatient', '2024-07-01', NULL), -- a file number that both have
  ('C2', 'F8', '11222333-9', '170', 'outpatient', '2024-07-01', NULL); -- of nobody
SELECT pg_temp.send('regress_roles_ana', 17);

-- A function that looks at each row before the condition would: it is shown none but its own.
CREATE SCHEMA regress_roles;
GRANT ALL ON SCHEMA regress_roles TO PUBLIC;
SET ROLE regress_roles_ana;
CREATE FUNCTION regress_roles.leak(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE COST 0.0000001 AS $$
BEGIN
  PERFORM set_config('leak.seen', current_setting('leak.seen', true) || ' ' || $1, false);
  RETURN false;
END $$;
SET leak.seen = '';
SELECT count(*) FROM registry.my_stay WHERE regress_roles.leak(provider || '/' || source_record);
SELECT string_agg(DISTINCT split_part(seen, '/', 1), ' ') AS providers, count(*) > 4 AS some
FROM regexp_split_to_table(btrim(current_setting('leak.seen')), ' ') seen;
SELECT count(*) FROM registry.my_consent WHERE 1 / (provider - 18) IS NULL;
-- Its own equality and cast of our types change nothing: what the views and functions use is written in them.
SET search_path = regress_roles, pg_catalog;
CREATE FUNCTION regress_roles.same(continuum.pseudonym, continuum.pseudonym) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR regress_roles.= (LEFTARG = continuum.pseudonym, RIGHTARG = continuum.pseudonym, FUNCTION = regress_roles.same);
CREATE FUNCTION regress_roles.any_int(integer, integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR regress_roles.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = regress_roles.any_int);
CREATE FUNCTION regress_roles.caller() RETURNS oid LANGUAGE sql AS 'SELECT 10::oid';
CREATE TEMPORARY TABLE role_duty AS SELECT 'regress_roles_ana'::regrole AS role, 'provider' AS duty, 18 AS provider;
CREATE FUNCTION regress_roles.my_providers() RETURNS SETOF integer LANGUAGE sql AS 'SELECT 18';
SET search_path = pg_temp, regress_roles, continuum, registry, pg_catalog;
SELECT DISTINCT provider FROM registry.my_stay;
SELECT registry.my_providers();
SET search_path = continuum, pg_catalog;
DROP TABLE pg_temp.role_duty;
-- Nor does a schema or view of the same names elsewhere.
CREATE VIEW regress_roles.everybody AS SELECT * FROM registry.my_stay;
GRANT SELECT ON regress_roles.everybody TO PUBLIC;
RESET ROLE;
SELECT w.who, pg_temp.answer(w.who, 'SELECT FROM regress_roles.everybody', false) FROM (VALUES ('regress_roles_ana'), ('regress_roles_luz'), ('regress_roles_nobody')) w (who);

-- Maintenance runs the functions of an index for the table's owner, whoever asked: there the registry is not read.
SET ROLE regress_roles_ana;
CREATE TABLE regress_roles.loot (line text);
CREATE FUNCTION regress_roles.take() RETURNS void LANGUAGE sql
  AS 'INSERT INTO regress_roles.loot SELECT provider || ''/'' || source_record FROM registry.my_stay';
CREATE FUNCTION regress_roles.fetch(integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF current_setting('leak.armed', true) = 'yes' THEN
    PERFORM regress_roles.take();
  END IF;
  RETURN $1;
END $$;
CREATE TABLE regress_roles.bait (n integer);
INSERT INTO regress_roles.bait SELECT generate_series(1, 10);
CREATE INDEX bait_index ON regress_roles.bait (regress_roles.fetch(n));
RESET ROLE;
SET leak.armed = 'yes';
\set VERBOSITY sqlstate
ANALYZE regress_roles.bait;
REINDEX TABLE regress_roles.bait;
SET ROLE regress_roles_ana;
CREATE MATERIALIZED VIEW regress_roles.kept AS SELECT * FROM registry.my_stay;
RESET ROLE;
\set VERBOSITY default
RESET leak.armed;
SELECT count(*) AS taken FROM regress_roles.loot;

-- The other duties. Each can read all that it may read, and nothing else; analysts no provider's words.
CREATE FUNCTION pg_temp.unreadable(who regrole) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  p record;
  said text;
BEGIN
  FOR p IN SELECT * FROM registry.due_privileges(who) WHERE privilege = 'SELECT' ORDER BY relation::text LOOP
    said := pg_temp.answer(who::text, format('SELECT %s FROM %s', coalesce(array_to_string(p.columns, ', '), '*'), p.relation));
    IF said NOT LIKE 'rows: %' THEN
      RETURN NEXT p.relation || ': ' || said;
    END IF;
  END LOOP;
END $$;
SELECT d.role, u FROM (SELECT DISTINCT role FROM registry.role_duty) d CROSS JOIN LATERAL pg_temp.unreadable(d.role) u ORDER BY 1, 2;
\pset format unaligned
SELECT who, what, pg_temp.answer(who, what) FROM (VALUES
  ('regress_roles_analyst', 'SELECT assertion, person, provider, started FROM registry.current_stay'),
  ('regress_roles_analyst', 'SELECT client_ref FROM registry.current_stay'), ('regress_roles_analyst', 'SELECT * FROM registry.current_stay'),
  ('regress_roles_analyst', 'SELECT pseudonym FROM registry.person_alias'), ('regress_roles_analyst', 'SELECT code FROM registry.current_referral'),
  ('regress_roles_analyst', 'SELECT FROM registry.client'), ('regress_roles_analyst', 'SELECT FROM registry.intake_row'),
  ('regress_roles_analyst', 'SELECT person, quality FROM registry.person_alias'), ('regress_roles_analyst', 'SELECT record_key FROM registry.person'),
  ('regress_roles_analyst', 'SELECT FROM registry.journey'), ('regress_roles_analyst', 'SELECT registry.refresh_journeys()'),
  ('regress_roles_analyst', 'SELECT continuum.save_report(''a'', ''[2024-01-01,2025-01-01)'', ''{people_in_treatment}'', observed_until => ''2025-01-01'')'),
  ('regress_roles_analyst', 'INSERT INTO registry.saved_figure SELECT * FROM registry.saved_figure'), -- nor invent one: save_report() alone keeps
  ('regress_roles_analyst', 'SELECT * FROM continuum.reproduce(''a'') WHERE verdict <> ''identical'''),
  ('regress_roles_analyst', 'SELECT registry.open_batch(17)'), ('regress_roles_analyst', 'DELETE FROM registry.saved_report'),
  ('regress_roles_release', 'SELECT FROM registry.saved_report'), ('regress_roles_release', 'SELECT FROM registry.current_stay'),
  ('regress_roles_auditor', 'SELECT FROM registry.stay'), ('regress_roles_auditor', 'SELECT FROM registry.client'),
  ('regress_roles_auditor', 'SELECT FROM registry.role_duty'), ('regress_roles_auditor', 'SELECT * FROM continuum.reproduce(''a'') WHERE verdict <> ''identical'''),
  ('regress_roles_auditor', 'SELECT registry.open_batch(17)'), ('regress_roles_auditor', 'SELECT continuum.save_report(''b'', ''[2024-01-01,2025-01-01)'', observed_until => ''2025-01-01'')'),
  ('regress_roles_linkage', 'SELECT FROM registry.person_alias'), ('regress_roles_linkage', 'SELECT FROM registry.current_stay'),
  ('regress_roles_linkage', 'SELECT registry.convert_pseudonyms(''{3-6Y8AVPMTJCGDVBAEKWDDHYFN8SC}'', ''ministry'', ''project/abc'', ''audit'')'),
  ('regress_roles_desk', 'SELECT FROM registry.current_stay'), ('regress_roles_desk', 'SELECT FROM registry.current_programme'),
  ('regress_roles_custodian', 'SELECT * FROM continuum.keyring_status()'), ('regress_roles_custodian', 'SELECT FROM registry.person_alias'),
  ('regress_roles_dpo', 'SELECT FROM registry.current_stay')) a (who, what);
\pset format aligned
SELECT a.grantee::regrole, a.privilege_type, p.oid::regprocedure FROM pg_proc p CROSS JOIN aclexplode(p.proacl) a
WHERE p.pronamespace = 'continuum'::regnamespace AND a.grantee IN (SELECT d.role FROM registry.role_duty d) ORDER BY 1, 3;

-- Nothing is wrong; then everything is.
SELECT c.severity, c.role, c.finding FROM registry.check_roles() c WHERE c.severity <> 'info' AND (c.role LIKE 'regress\_%' OR c.role = '-' OR c.role = 'PUBLIC');
CREATE ROLE regress_roles_both IN ROLE regress_roles_custodian, regress_roles_analyst;
CREATE ROLE regress_roles_later NOINHERIT IN ROLE regress_roles_linkage, regress_roles_p17;
CREATE ROLE regress_roles_above BYPASSRLS REPLICATION IN ROLE regress_roles_p17;
CREATE ROLE regress_roles_super SUPERUSER IN ROLE regress_roles_analyst;
CREATE ROLE regress_roles_gone;
SELECT registry.grant_duty('regress_roles_gone', 'provider', '{19}') \g /dev/null
DROP OWNED BY regress_roles_gone;
DROP ROLE regress_roles_gone;
GRANT regress_roles_p17 TO regress_roles_luz WITH ADMIN OPTION;
GRANT regress_roles_owner TO regress_roles_nobody;
GRANT pg_read_server_files, pg_read_all_data TO regress_roles_nobody;
GRANT SET ON PARAMETER continuum.keyring_file TO regress_roles_nobody;
GRANT SELECT ON registry.stay TO regress_roles_p17;
GRANT UPDATE (ended) ON registry.stay TO regress_roles_p17;
GRANT EXECUTE ON FUNCTION registry.grant_duty(regrole, text, integer[]) TO PUBLIC;
GRANT CREATE ON SCHEMA registry TO regress_roles_desk;
ALTER FUNCTION registry.open_epoch(text) RESET ALL;
ALTER TABLE registry.stay DISABLE TRIGGER refuse_change;
ALTER TABLE registry.contact NO FORCE ROW LEVEL SECURITY;
ALTER POLICY own_rows ON registry.person USING (true);
CREATE POLICY also ON registry.client USING (true);
CREATE TABLE registry.planted (assertion bigint, person bigint);
ALTER ROLE regress_roles_owner LOGIN;
SELECT c.severity, CASE WHEN c.role = session_user THEN 'me' ELSE c.role END AS role, regexp_replace(c.finding, '\(number \d+\)', '(number)') AS finding FROM registry.check_roles() c
WHERE (c.role LIKE 'regress\_%' OR c.role = '-' OR c.role = 'PUBLIC' OR c.finding LIKE '%planted%')
ORDER BY array_position('{error,warning,info}', c.severity), role COLLATE "C", c.finding COLLATE "C";
-- A duty granted anew leaves what it needs, and sweeps up after roles that are gone.
SELECT registry.grant_duty('regress_roles_p17', 'provider', '{19}') \g /dev/null
SELECT c.finding FROM registry.check_roles() c WHERE c.role = 'regress_roles_p17' OR c.finding LIKE 'duty %';
SELECT pg_temp.answer('regress_roles_ana', 'SELECT registry.open_batch(NULL)') AS which, pg_temp.answer('regress_roles_ana', 'SELECT registry.my_providers()') AS providers;

-- Taken back, at once and for good; what another duty needs stays. A role that is renamed keeps its duties.
ALTER ROLE regress_roles_p17 RENAME TO regress_roles_seventeen;
SELECT pg_temp.answer('regress_roles_ana', 'SELECT registry.my_providers()');
SELECT registry.revoke_duty('regress_roles_seventeen', 'provider', '{19}'), registry.grant_duty('regress_roles_seventeen', 'release_officer') \g /dev/null
SELECT pg_temp.answer('regress_roles_ana', 'SELECT registry.my_providers()');
SELECT registry.revoke_duty('regress_roles_seventeen', 'provider') \g /dev/null
SELECT what, pg_temp.answer('regress_roles_ana', what) FROM (VALUES ('SELECT FROM registry.my_stay'), ('SELECT registry.open_batch(17)'),
  ('INSERT INTO registry.intake (source_record) VALUES (''X'')'), ('SELECT FROM registry.saved_report'), ('SELECT registry.my_providers()')) a (what);
SELECT registry.revoke_duty('regress_roles_seventeen', 'release_officer') \g /dev/null
SELECT count(*) AS left FROM pg_shdepend WHERE refobjid = 'regress_roles_seventeen'::regrole AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database());

SET client_min_messages = error;
REVOKE SET ON PARAMETER continuum.keyring_file FROM regress_roles_nobody;
DROP TABLE registry.planted, list_of_17, sheet;
DROP SCHEMA regress_roles CASCADE;
DROP OWNED BY regress_roles_owner CASCADE;
SELECT format('DROP OWNED BY %1$I; DROP ROLE %1$I', r.rolname) FROM pg_roles r WHERE r.rolname LIKE 'regress\_roles\_%' ORDER BY 1 \gexec
