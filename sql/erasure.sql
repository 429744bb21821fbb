-- Two wishes: a person whose records are kept and not used, and a person who is gone.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
CREATE ROLE regress_erasure_owner NOLOGIN;
SELECT FROM create_registry('regress_erasure_owner');
SELECT count(registry.register_provider(n, 'Provider ' || n)) + count(registry.register_programme(n * 10, n, 'Programme ' || n)) AS registered
FROM unnest(ARRAY[17, 18]) n;
CREATE TEMPORARY TABLE sheet (LIKE registry.intake);
CREATE FUNCTION pg_temp.run(n integer) RETURNS text LANGUAGE sql AS $$
  SELECT n || '-' || substr('0K987654321', sum(substr(reverse(n::text), i, 1)::integer * (2 + (i - 1) % 6))::integer % 11 + 1, 1)
  FROM generate_series(1, length(n::text)) i $$;
CREATE FUNCTION pg_temp.load(provider integer, decide boolean DEFAULT true) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint := registry.open_batch(provider);
BEGIN
  INSERT INTO registry.intake SELECT * FROM sheet ORDER BY source_record;
  IF decide THEN
    PERFORM registry.accept_batch(number);
  END IF;
  RETURN number;
END $$;
-- Another kind of record, as the form of a provider would leave it.
CREATE FUNCTION pg_temp.say(which text, who bigint, payload jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint := nextval('registry.assertion_assertion_seq');
BEGIN
  INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record)
    VALUES (number, number, which, 'assert', 17, which || '-17-' || number);
  EXECUTE format('INSERT INTO registry.%1$I SELECT (jsonb_populate_record(NULL::registry.%1$I, $1)).*', which)
    USING payload || jsonb_build_object('assertion', number, 'person', who, 'provider', 17, 'programme', 170, 'on_date', '2024-05-05');
  RETURN number;
END $$;
-- Everything a text can be found in: which tables have a row that holds it.
CREATE FUNCTION pg_temp.holders(needle text) RETURNS TABLE (t text, n bigint) LANGUAGE plpgsql AS $$
BEGIN
  FOR t IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'm', 'p') ORDER BY c.relname COLLATE "C"
  LOOP
    EXECUTE format('SELECT count(*) FROM registry.%I x WHERE position($1 IN x::text) > 0', t) INTO n USING needle;
    IF n > 0 THEN RETURN NEXT; END IF;
  END LOOP;
END $$;

INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, birth_year, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer) VALUES
  ('one-1', 'file-one', pg_temp.run(12345678), 'CL.RUN', 'female', '1980', '170', 'residential', '2024-01-10', '2024-03-01', 'completed', '99', 'accepted'),
  ('two-1', 'file-two', pg_temp.run(7654321), 'CL.RUN', 'male', '1971', '170', 'outpatient', '2024-02-01', NULL, NULL, '99', NULL),
  ('tri-1', 'file-tri', pg_temp.run(20347878), 'CL.RUN', 'female', '1990', '170', 'outpatient', '2024-02-01', NULL, NULL, '99', NULL);
SELECT pg_temp.load(17) AS b1 \gset
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('uno-1', 'ficha-1', pg_temp.run(12345678), 'CL.RUN', 'female', '180', 'aftercare', '2024-03-04', '99');
SELECT pg_temp.load(18) AS b2 \gset
SELECT registry.pseudonym_of(17, 'file-one') AS one, registry.pseudonym_of(17, 'file-two') AS two, registry.pseudonym_of(17, 'file-tri') AS tri \gset
SELECT registry.person_named(:'one') AS person, registry.person_named(:'two') AS other, registry.person_named(:'tri') AS third \gset
SELECT count(pg_temp.say(k.kind, w, k.payload)) FROM unnest(ARRAY[:person, :other]) w, (VALUES
  ('request', '{"outcome": "admitted"}'::jsonb), ('profile', '{"stage": "admission"}'), ('substance_use', '{"rank": 1, "substance": "alcohol"}'),
  ('contact', '{"kind": "visit", "outcome": "held"}'), ('assessment', '{}'), ('measure', '{"stage": "admission", "instrument": "TOP", "score": 7, "valid": true}'),
  ('barrier_report', '{"stage": "access", "barrier": "childcare", "status": "present"}'), ('barrier_action', '{"report": 1, "action": "referral"}'),
  ('need_report', '{"stage": "access", "need": "housing", "status": "unmet"}'), ('carer_report', '{"carer_no": 1, "relation": "mother"}'),
  ('medication_supply', '{"medication": "methadone", "days": 7}'), ('custody', '{}'), ('death', '{"on_precision": "day", "cause_class": "unknown", "source": "family"}'),
  ('consent', '{"kind": "treatment", "decision": "given"}'), ('referral', '{"code": "ABCD2345", "state": "arrived", "state_on": "2024-05-05"}'),
  ('person_fact', '{"fact": "disability", "value": "yes", "valid_from": "2024-01-01"}')) k (kind, payload);
SELECT case_number AS case FROM registry.client_case WHERE provider = 17 AND person = :person \gset
SELECT registry.refresh_journeys() AS journeys;
-- Every table of records has a row of each, so that none can be forgotten below.
SELECT r AS without FROM registry.record_tables() r WHERE r NOT IN (SELECT t FROM pg_temp.holders(:'person')) AND r <> 'restriction';

-- Restriction. Kept, and in no view but the one that loads are compared with, which nobody may read.
CREATE FUNCTION pg_temp.seen(who bigint) RETURNS TABLE (v text) LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
  FOR v IN SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'person'
    WHERE c.relnamespace = 'registry'::regnamespace AND (c.relkind = 'v' OR c.relname = 'stored_journey')
      AND c.relname NOT IN ('restricted_person', 'merged_person', 'fact') ORDER BY 1
  LOOP
    EXECUTE format('SELECT count(*) FROM registry.%I x WHERE x.person = $1', v) INTO n USING who;
    IF n > 0 THEN RETURN NEXT; END IF;
  END LOOP;
END $$;
CREATE TEMPORARY TABLE before AS SELECT v FROM pg_temp.seen(:person) v;
SELECT count(*) > 18 AS seen_in_many FROM before;
SELECT registry.restrict_person(:'one', 'asked for in writing') AS restricted, registry.restrict_person(pseudonymize(pg_temp.run(12345678), 'CL.RUN', 'ministry'), 'again') AS already;
SELECT array_agg(v) AS seen_in FROM pg_temp.seen(:person);
-- Whether a contact is one of aftercare hangs on the person's treatment, which is another's and another one by then.
SELECT count(*) = (SELECT count(*) FROM before WHERE v <> 'aftercare_contact') AS others_are_seen FROM pg_temp.seen(:other) WHERE v <> 'aftercare_contact';
SELECT count(*) AS kept FROM pg_temp.holders(:'person');
-- Nor does the provider who cares for the person see anything, nor an analyst; both see others.
CREATE ROLE regress_erasure_provider NOLOGIN;
CREATE ROLE regress_erasure_analyst NOLOGIN;
SELECT registry.grant_duty('regress_erasure_provider', 'provider', ARRAY[17]), registry.grant_duty('regress_erasure_analyst', 'analyst');
SET ROLE regress_erasure_provider;
SELECT count(*) FILTER (WHERE client_ref = 'file-one') AS hidden, count(*) > 0 AS others FROM registry.my_stay;
SELECT count(*) FILTER (WHERE case_number = :'case') AS hidden, count(*) > 0 AS others FROM registry.my_contact;
SELECT count(*) AS journeys FROM registry.my_journey;
SET ROLE regress_erasure_analyst;
SELECT count(*) FILTER (WHERE person = :person) AS hidden, count(*) > 0 AS others FROM registry.current_contact;
SELECT count(*) AS journeys FROM registry.journey;
\set VERBOSITY sqlstate
SELECT * FROM registry.restricted_person;
\set VERBOSITY default
RESET ROLE;
-- What is said meanwhile comes in, the same answers are given, and nothing of it is seen.
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, birth_year, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer) VALUES
  ('one-1', 'file-one', pg_temp.run(12345678), 'CL.RUN', 'female', '1980', '170', 'residential', '2024-01-10', '2024-03-02', 'completed', '99', 'accepted'),
  ('one-2', 'file-one', pg_temp.run(12345678), 'CL.RUN', 'female', '1980', '170', 'outpatient', '2024-04-10', NULL, NULL, '99', NULL);
SELECT pg_temp.load(17) AS b3 \gset
SELECT rows_new, rows_changed, rows_rejected, rows_warned FROM registry.intake_batch WHERE batch = :b3;
SELECT count(registry.refresh_journeys()) AS refreshed, array_agg(v) AS seen_in FROM pg_temp.seen(:person);
\set VERBOSITY sqlstate
SELECT registry.restrict_person(:'one', ' ');
SELECT registry.restrict_person(pseudonymize(pg_temp.run(99), 'CL.RUN', 'ministry'), 'x');
SELECT registry.lift_restriction(:'one', NULL);
\set VERBOSITY default
SELECT registry.lift_restriction(:'one', 'settled') AS lifted, registry.lift_restriction(:'one', 'settled') AS again;
SELECT b.v AS no_longer_seen_in FROM before b LEFT JOIN pg_temp.seen(:person) s ON s.v = b.v WHERE s.v IS NULL AND b.v <> 'aftercare_contact';
SELECT j.journey, j.journey = s.journey AS stored FROM registry.journey j JOIN registry.stored_journey s USING (person) WHERE person = :person;
SELECT operation, reason FROM registry.assertion WHERE kind = 'restriction' ORDER BY assertion;
-- A restriction is of the person: it goes where a merge goes, and comes back.
SELECT registry.restrict_person(:'tri', 'asked') AS restricted;
SELECT registry.merge_people(:'two', :'tri', 'one and the same') AS m1 \gset
SELECT count(*) AS seen FROM pg_temp.seen(:other);
SELECT FROM registry.unmerge(:m1, 'no');
SELECT count(*) > 0 AS seen FROM pg_temp.seen(:other);
SELECT count(*) AS seen FROM pg_temp.seen(:third);
SELECT registry.lift_restriction(:'tri', 'over') AS lifted;

-- Erasure. Before it: a load not decided yet with a row of the person's, a problem of an earlier one, a record that
-- was once taken for another's and one that is no longer the person's, and somebody merged into the person.
INSERT INTO registry.intake_problem (batch, row_number, source_record, code, severity) VALUES (:b3, 2, 'one-2', 'P401', 'info'), (:b3, 3, 'two-1', 'P401', 'info');
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('two-2', 'file-two', pg_temp.run(7654321), 'CL.RUN', 'male', '170', 'outpatient', '2024-06-01', '99'),
  ('one-3', 'file-one', pg_temp.run(12345678), 'CL.RUN', 'female', '170', 'outpatient', '2024-06-01', '99');
SELECT pg_temp.load(17) AS b4 \gset
UPDATE sheet SET identifier = pg_temp.run(CASE source_record WHEN 'two-2' THEN 12345678 ELSE 7654321 END),
  client_ref = CASE source_record WHEN 'two-2' THEN 'file-one' ELSE 'file-two' END;
SELECT pg_temp.load(17) AS b5 \gset
SELECT h.source_record, s.person = :person AS the_persons FROM registry.assertion h JOIN registry.stay s USING (assertion) WHERE h.source_record IN ('one-3', 'two-2') ORDER BY h.assertion;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('tri-2', 'file-tri', pg_temp.run(20347878), 'CL.RUN', 'female', '170', 'outpatient', '2024-07-01', '99');
SELECT pg_temp.load(18, false) AS b6 \gset
SELECT count(*) AS undecided FROM registry.intake_row WHERE batch = :b6;
CREATE TEMPORARY TABLE secret AS
  SELECT 'person' AS what, :'person' AS needle UNION SELECT 'person', :'third' UNION SELECT 'pseudonym', a.pseudonym::text FROM registry.person_alias a WHERE a.person IN (:person, :third)
  UNION SELECT 'client_ref', c.client_ref FROM registry.client c WHERE c.person IN (:person, :third) UNION SELECT 'case', c.case_number FROM registry.client_case c WHERE c.person IN (:person, :third)
  UNION SELECT 'record', h.source_record FROM registry.assertion h JOIN registry.stay s USING (assertion) WHERE s.person IN (:person, :third) AND h.source_record NOT IN ('one-3')
  UNION SELECT 'record', h.source_record FROM registry.assertion h JOIN registry.contact s USING (assertion) WHERE s.person = :person
  UNION SELECT 'reason', 'the sister of F1';
SELECT registry.merge_people(:'one', :'tri', 'the sister of F1') AS m2 \gset
SELECT what, count(*), bool_and(EXISTS (SELECT FROM pg_temp.holders(needle))) AS found FROM secret GROUP BY what ORDER BY what;
CREATE TEMPORARY TABLE others AS SELECT h.source_record, s.* FROM registry.stay s JOIN registry.assertion h USING (assertion) WHERE s.person = :other;
CREATE TEMPORARY TABLE headers AS SELECT assertion, record, kind, operation, provider, batch, supersedes, recorded_xid, epoch, recorded_at, recorded_by FROM registry.assertion;
SELECT continuum.save_report('before', '[2024-01-01,2024-12-31]', observed_until => '2024-12-31') IS NOT NULL AS saved;
-- The guard stands until it runs, and again after it, in the same transaction.
\set VERBOSITY sqlstate
DELETE FROM registry.stay;
BEGIN;
SAVEPOINT before;
SELECT count(*) > 0 AS erased FROM registry.erase_person(:'one', 'asked for in writing');
DELETE FROM registry.stay;
ROLLBACK TO before;
SELECT count(*) > 0 AS erased FROM registry.erase_person(:'one', 'asked for in writing');
SAVEPOINT after;
UPDATE registry.assertion SET reason = 'x';
ROLLBACK TO after;
DELETE FROM registry.saved_report;
ROLLBACK;
SELECT registry.erase_person(:'one', '');
SELECT registry.erase_person(pseudonymize(pg_temp.run(99), 'CL.RUN', 'ministry'), 'x');
\set VERBOSITY default
SELECT part, name, rows, left(until, 40) AS until FROM registry.erase_person(:'one', 'asked for in writing');
SELECT s.what, s.needle IS NOT NULL AS still_found, h.* FROM secret s CROSS JOIN LATERAL pg_temp.holders(s.needle) h ORDER BY 1, 3;
\set VERBOSITY sqlstate
SELECT registry.erase_person(:'one', 'again');
\set VERBOSITY default
-- Nothing of anybody else's is gone but what was said of them by mistake in the person's records, or the reverse.
SELECT o.source_record, count(*) FROM others o WHERE NOT EXISTS (SELECT FROM registry.stay s WHERE s.assertion = o.assertion) GROUP BY 1 ORDER BY 1;
SELECT count(*) AS changed FROM others o JOIN registry.stay s USING (assertion) WHERE to_jsonb(s) <> to_jsonb(o) - 'source_record';
SELECT array_agg(h.source_record ORDER BY h.source_record) AS still FROM registry.current_stay h;
SELECT count(*) AS undecided FROM registry.intake_row WHERE batch = :b6;
SELECT source_record FROM registry.intake_problem WHERE code = 'P401' AND row_number IN (2, 3) AND batch = :b3;
-- Headers stay as they were, but for words and numbers; the log counts them; nothing marks that it runs.
SELECT count(*) FILTER (WHERE a.assertion IS NULL) AS lost, count(*) FILTER (WHERE to_jsonb(h) <> to_jsonb(a) - 'source_record' - 'reason') AS altered
FROM headers h LEFT JOIN registry.assertion a USING (assertion);
SELECT h.reason, e.decided_by = session_user AS by_me, (SELECT sum(v::bigint) FROM jsonb_each_text(e.erased) x (k, v) WHERE k IN (SELECT * FROM registry.record_tables()) OR k IN ('merge', 'possible_match'))
  = (SELECT count(*) FROM registry.assertion a WHERE a.reason LIKE '%erased' AND a.operation <> 'void') AS adds_up FROM registry.erasure e JOIN registry.assertion h USING (assertion);
SELECT count(*) AS running FROM registry.erasing;
SELECT count(*) FROM registry.saved_report;
SELECT registry.refresh_journeys() AS changed;
SELECT count(*) AS stale FROM registry.journey j FULL JOIN registry.stored_journey s USING (person) WHERE j.journey IS DISTINCT FROM s.journey;
-- Loads that had rows of the person can still be withdrawn, and a merge of erased people is none.
SELECT (registry.withdraw_batch(:b5, 'wrong')).state, (registry.withdraw_batch(:b1, 'wrong')).state;
SELECT count(*) AS without_payload FROM registry.assertion a LEFT JOIN registry.stay s USING (assertion)
WHERE a.kind = 'stay' AND a.operation <> 'void' AND s.assertion IS NULL AND a.reason NOT LIKE '%erased';
\set VERBOSITY sqlstate
SELECT registry.unmerge(:m2, 'no');
\set VERBOSITY default
-- Sent again: somebody new, whom nothing ties to who was erased.
DELETE FROM sheet;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('one-2', 'file-one', pg_temp.run(12345678), 'CL.RUN', 'female', '170', 'outpatient', '2024-04-10', '99');
SELECT pg_temp.load(17) AS b7 \gset
SELECT rows_new, rows_changed, rows_rejected FROM registry.intake_batch WHERE batch = :b7;
SELECT a.operation, a.record = a.assertion AS new_record, s.person <> :person AS somebody_new FROM registry.assertion a JOIN registry.stay s USING (assertion) WHERE a.source_record = 'one-2';

-- What a table that nobody thought of would need to be found: a person column, or a pseudonym.
RESET ROLE;
SET ROLE regress_erasure_owner;
CREATE TABLE registry.later (assertion bigint PRIMARY KEY, referring_person bigint);
CREATE TABLE registry.latest (alias continuum.pseudonym);
RESET ROLE;
INSERT INTO registry.later SELECT max(assertion), registry.person_named(:'two') FROM registry.assertion WHERE kind = 'contact';
INSERT INTO registry.latest VALUES (:'two');
SELECT array_agg(name ORDER BY name COLLATE "C") AS also FROM registry.erase_person(:'two', 'asked') WHERE part = 'erased' AND name LIKE 'late%';
SELECT count(*) FROM pg_temp.holders(:'two');

-- No matter who asks, only the duty counts.
CREATE ROLE regress_erasure_nobody NOLOGIN;
SELECT FROM registry.grant_duty('regress_erasure_nobody', 'linkage');
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA registry TO regress_erasure_nobody;
SET ROLE regress_erasure_nobody;
\set VERBOSITY sqlstate
SELECT registry.restrict_person(:'tri', 'x');
SELECT registry.lift_restriction(:'tri', 'x');
SELECT registry.erase_person(:'tri', 'x');
SELECT * FROM registry.erasure;
INSERT INTO registry.erasing VALUES (pg_current_xact_id());
\set VERBOSITY default
RESET ROLE;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_erasure_owner, regress_erasure_nobody, regress_erasure_provider, regress_erasure_analyst;
DROP ROLE regress_erasure_owner, regress_erasure_nobody, regress_erasure_provider, regress_erasure_analyst;
