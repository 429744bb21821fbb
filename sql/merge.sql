-- Merging and unmerging: two people found to be one, records and journeys follow, all of it can be
-- undone; weak evidence only ever asks.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
SET log_error_verbosity = terse;
CREATE ROLE regress_merge_owner NOLOGIN;
SELECT FROM create_registry('regress_merge_owner');
SELECT count(registry.register_provider(n, 'Provider ' || n)) + count(registry.register_programme(n * 10, n, 'Programme ' || n)) AS registered
FROM unnest(ARRAY[17, 18, 19]) n;
SELECT FROM register_scheme('XX.WEAK', 'a{2} d{6}', 'none', weak => true);

CREATE TEMPORARY TABLE sheet (LIKE registry.intake);
CREATE FUNCTION pg_temp.run(n integer) RETURNS text LANGUAGE sql AS $$
  SELECT n || '-' || substr('0K987654321', sum(substr(reverse(n::text), i, 1)::integer * (2 + (i - 1) % 6))::integer % 11 + 1, 1)
  FROM generate_series(1, length(n::text)) i $$;
-- What is in the sheet, loaded as one provider's; the sheet is empty again.
CREATE FUNCTION pg_temp.load(provider integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint := registry.open_batch(provider);
BEGIN
  INSERT INTO registry.intake SELECT * FROM sheet ORDER BY source_record;
  PERFORM registry.accept_batch(number);
  DELETE FROM sheet;
  RETURN number;
END $$;
-- Who has which records, people by their file numbers; independent of the views: the last word of each record.
CREATE FUNCTION pg_temp.owners() RETURNS TABLE (records text, said text) LANGUAGE sql AS $$
  SELECT string_agg(h.provider || ':' || h.source_record, ' ' ORDER BY h.provider, h.source_record),
    string_agg(s.started || '..' || coalesce(s.ended::text, ''), ' ' ORDER BY h.provider, h.source_record)
  FROM (SELECT DISTINCT ON (record) * FROM registry.assertion WHERE kind = 'stay' ORDER BY record, assertion DESC) h
  JOIN registry.stay s ON s.assertion = h.assertion GROUP BY s.person ORDER BY 1 $$;

INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, birth_year, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer) VALUES
  ('A1', 'F1', pg_temp.run(12345678), 'CL.RUN', 'female', '1980', '170', 'residential', '2024-01-10', '2024-03-01', 'completed', '99', 'not_recorded'),
  ('A2', 'F2', pg_temp.run(7654321), 'CL.RUN', 'female', '1981', '170', 'outpatient', '2024-03-05', NULL, NULL, '99', 'not_recorded'),
  ('A3', 'F3', 'AB800101', 'XX.WEAK', 'female', '1980', '170', 'outpatient', '2024-05-01', NULL, NULL, '99', 'not_recorded'),
  ('A4', 'F4', NULL, NULL, 'female', NULL, '170', 'screening', '2024-02-01', '2024-02-01', 'completed', '99', 'not_recorded');
SELECT pg_temp.load(17) AS b1 \gset
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('B1', 'F1', pg_temp.run(7654321), 'CL.RUN', 'female', '180', 'aftercare', '2024-06-01', '99'),
  ('B2', 'F9', 'AB800101', 'XX.WEAK', 'male', '180', 'residential', '2024-07-01', '99');
SELECT pg_temp.load(18) AS b2 \gset
SELECT * FROM pg_temp.owners();
SELECT registry.refresh_journeys() AS journeys;
CREATE VIEW pg_temp.stored_differs AS
  SELECT person FROM registry.journey j FULL JOIN registry.stored_journey s USING (person) WHERE j.journey IS DISTINCT FROM s.journey;

-- How a person is named: by a pseudonym of any domain.
SELECT registry.pseudonym_of(17, 'F1') AS f1, registry.pseudonym_of(17, 'F2') AS f2, registry.pseudonym_of(17, 'F3') AS f3,
  registry.pseudonym_of(17, 'F4') AS f4, registry.pseudonym_of(18, 'F9') AS f9 \gset
SELECT registry.person_named(:'f1') = registry.person_named(pseudonymize(pg_temp.run(12345678), 'CL.RUN', 'ministry')) AS one_person,
  registry.pseudonym_of(18, 'F1') = pseudonymize(pg_temp.run(7654321), 'CL.RUN', 'provider/18') AS eighteens_f1_is_another;
\set VERBOSITY sqlstate
SELECT registry.pseudonym_of(17, 'F9');
SELECT registry.person_named('3-00000000000000000000000001D');
SELECT registry.person_named(NULL);
\set VERBOSITY default

-- Before: what contradicts.
SELECT * FROM registry.compare_people(:'f1', :'f2');
SELECT what, contradicts FROM registry.compare_people(:'f1', :'f9') WHERE contradicts IS DISTINCT FROM false;

-- Merged: the records of two providers follow, nobody else's.
CREATE ROLE regress_merge_provider NOLOGIN;
SELECT registry.grant_duty('regress_merge_provider', 'provider', ARRAY[17, 18]);
CREATE TEMPORARY TABLE rows_of_18 AS SELECT source_record, recorded_at, client_ref, case_number, pseudonym FROM registry.my_stay WHERE provider = 18;
SELECT count(*) AS rows FROM rows_of_18;
SELECT registry.merge_people(:'f1', :'f2', 'the same papers') AS m1 \gset
SELECT * FROM pg_temp.owners();
SELECT h.provider, h.source_record, h.operation, h.reason = 'merge ' || :m1 AS by_m1, h.batch IN (:b1, :b2) AS in_its_load, count(*) OVER (PARTITION BY h.record) AS assertions
FROM registry.assertion h WHERE h.operation = 'move' ORDER BY h.assertion;
SELECT kind, operation, reason FROM registry.assertion WHERE kind = 'merge';
-- A provider sees nothing of it: neither in its rows, nor by when they were recorded, nor in a receipt.
SELECT count(*) AS differ FROM rows_of_18 b FULL JOIN (SELECT * FROM registry.my_stay WHERE provider = 18) m
  USING (source_record, recorded_at, client_ref, case_number, pseudonym)
WHERE b.source_record IS NULL OR m.source_record IS NULL;
SELECT r.code FROM registry.receipt(:b2) r WHERE r.code LIKE 'kind %' OR r.code LIKE 'care %';
SELECT * FROM stored_differs;
SELECT max(cardinality(journey)) AS longest FROM registry.journey;
SELECT a.domain, a.quality, a.enrolled_as IS NOT NULL AS moved FROM registry.person_alias a WHERE a.person = registry.person_named(:'f1') ORDER BY 1, 2, 3;
\set VERBOSITY sqlstate
SELECT registry.merge_people(:'f2', :'f1', 'again');
SELECT registry.merge_people(:'f1', :'f3', '  ');
SELECT registry.merge_people(:'f1', :'f3', NULL);
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT registry.merge_people(:'f1', :'f3', 'x');
ROLLBACK;
\set VERBOSITY default

-- The old identifier finds the person kept: with a known provider, and with one that hears of it now.
-- The same file again changes nothing.
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, birth_year, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer) VALUES
  ('A1', 'F1', pg_temp.run(12345678), 'CL.RUN', 'female', '1980', '170', 'residential', '2024-01-10', '2024-03-01', 'completed', '99', 'not_recorded'),
  ('A2', 'F2', pg_temp.run(7654321), 'CL.RUN', 'female', '1981', '170', 'outpatient', '2024-03-05', NULL, NULL, '99', 'not_recorded');
SELECT pg_temp.load(17) AS b3 \gset
SELECT rows_same, rows_changed, rows_new FROM registry.intake_batch WHERE batch = :b3;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer) VALUES
  ('A2', 'F2', pg_temp.run(7654321), 'CL.RUN', 'female', '170', 'outpatient', '2024-03-05', '2024-04-30', 'transferred', '99', 'not_recorded'),
  ('A5', 'F1', pg_temp.run(12345678), 'CL.RUN', 'female', '170', 'aftercare', '2024-09-01', NULL, NULL, '99', 'not_recorded');
SELECT pg_temp.load(17) AS b4 \gset
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('C1', 'G1', pg_temp.run(7654321), 'CL.RUN', 'female', '190', 'outpatient', '2024-10-01', '99');
SELECT pg_temp.load(19) AS b5 \gset
SELECT * FROM pg_temp.owners();

-- Three: the local person at 17 is the same one, too; then all of them are the weak one of 18.
SELECT registry.merge_people(:'f1', :'f4', 'came with papers') AS m2 \gset
SELECT registry.merge_people(:'f9', :'f1', 'interviewed') AS m3 \gset
SELECT * FROM pg_temp.owners();
SELECT count(*) AS merged, count(DISTINCT now) AS into FROM registry.merged_person;
SELECT * FROM stored_differs;
SELECT FROM registry.refresh_journeys();
SELECT * FROM stored_differs;
-- Out of order: what was kept has become another's.
\set VERBOSITY sqlstate
SELECT registry.unmerge(:m1, 'no');
SELECT registry.unmerge(:m2, 'no');
SELECT registry.unmerge(:m3, ' ');
SELECT registry.unmerge(999999, 'no');
\set VERBOSITY default
SELECT * FROM registry.unmerge(:m3, 'another person after all');
SELECT * FROM pg_temp.owners();
-- 17 knows both: what it logged since, A5, stays and is named. 19 knows the other alone: C1 goes with her. A2 goes back as corrected.
SELECT provider, kind, source_record FROM registry.unmerge(:m1, 'papers of a sister');
SELECT * FROM pg_temp.owners();
SELECT * FROM stored_differs;
SELECT registry.person_named(pseudonymize(pg_temp.run(7654321), 'CL.RUN', d)) = registry.person_named(:'f2') AS hers
FROM unnest(ARRAY['ministry', 'provider/17', 'provider/18', 'provider/19']) d;
SELECT provider, client_ref, person = registry.person_named(:'f2') AS hers, enrolled_as IS NULL AS for_good FROM registry.client
WHERE person IN (registry.person_named(:'f1'), registry.person_named(:'f2')) ORDER BY 1, 2;
\set VERBOSITY sqlstate
SELECT registry.unmerge(:m1, 'twice');
\set VERBOSITY default
-- 17 says again whose A5 is.
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('A5', 'F2', pg_temp.run(7654321), 'CL.RUN', 'female', '170', 'aftercare', '2024-09-01', '99');
SELECT pg_temp.load(17) AS b6 \gset
SELECT * FROM pg_temp.owners();
SELECT registry.unmerge(:m2, 'not she') IS NULL AS nothing_to_look_at;
SELECT * FROM pg_temp.owners();

-- Loads are withdrawn through merges: what stands again is whose it is today.
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer) VALUES
  ('B1', 'F1', pg_temp.run(7654321), 'CL.RUN', 'female', '180', 'aftercare', '2024-06-01', '2024-08-01', 'completed', '99', 'not_recorded');
SELECT pg_temp.load(18) AS b7 \gset
SELECT registry.merge_people(:'f1', :'f2', 'again') AS m4 \gset
SELECT (registry.withdraw_batch(:b7, 'wrong file')).state;
SELECT * FROM pg_temp.owners();
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, ended, exit_reason, primary_substance, aftercare_offer) VALUES
  ('B1', 'F1', pg_temp.run(7654321), 'CL.RUN', 'female', '180', 'aftercare', '2024-06-01', '2024-08-02', 'completed', '99', 'not_recorded');
SELECT pg_temp.load(18) AS b8 \gset
SELECT FROM registry.unmerge(:m4, 'no');
SELECT (registry.withdraw_batch(:b8, 'wrong file')).state;
SELECT * FROM pg_temp.owners();
-- Merged elsewhere while the record was somebody else's for a time.
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('B1', 'F1', 'AB800101', 'XX.WEAK', 'female', '180', 'aftercare', '2024-06-01', '99');
SELECT pg_temp.load(18) AS b9 \gset
SELECT registry.merge_people(:'f1', :'f2', 'and again') AS m5 \gset
SELECT (registry.withdraw_batch(:b9, 'wrong file')).state;
SELECT * FROM pg_temp.owners();
SELECT FROM registry.unmerge(:m5, 'no');
SELECT * FROM pg_temp.owners();

-- So are loads of other records.
CREATE FUNCTION pg_temp.load_contact(person text, on_date text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE number bigint := registry.open_batch(17, 'contacts');
BEGIN
  INSERT INTO registry.intake_file (line) VALUES ('source_record,client_ref,identifier,scheme,programme,on_date,kind,outcome'),
    ('K1,,' || person || ',CL.RUN,170,' || on_date || ',visit,held');
  PERFORM registry.accept_batch(number);
  RETURN number;
END $$;
CREATE FUNCTION pg_temp.contacts() RETURNS TABLE (is_f1 boolean, is_f2 boolean, on_date date) LANGUAGE sql AS $$
  SELECT c.person = (SELECT p FROM registry.person_named(pseudonymize(pg_temp.run(12345678), 'CL.RUN', 'ministry')) p),
    c.person = (SELECT p FROM registry.person_named(pseudonymize(pg_temp.run(7654321), 'CL.RUN', 'ministry')) p), c.on_date FROM registry.current_contact c $$;
SELECT registry.register_source_format(17, 'contacts', scheme => 'CL.RUN') IS NOT NULL AS declared;
SELECT pg_temp.load_contact(pg_temp.run(7654321), '2024-05-01') AS k1 \gset
SELECT pg_temp.load_contact(pg_temp.run(7654321), '2024-05-02') AS k2 \gset
SELECT registry.merge_people(:'f1', :'f2', 'again') AS m9 \gset
SELECT (registry.withdraw_batch(:k2, 'wrong file')).state;
SELECT * FROM pg_temp.contacts();
SELECT pg_temp.load_contact(pg_temp.run(7654321), '2024-05-03') AS k3 \gset
SELECT FROM registry.unmerge(:m9, 'no');
SELECT (registry.withdraw_batch(:k3, 'wrong file')).state;
SELECT * FROM pg_temp.contacts();
SELECT (registry.withdraw_batch(:k1, 'wrong file')).state;
SELECT * FROM pg_temp.contacts();

-- The queue: the same weak identifier with two providers; one file number of 17 for two people.
SELECT registry.find_possible_matches() AS found;
INSERT INTO sheet (source_record, client_ref, identifier, scheme, registered_sex, programme, care, started, primary_substance) VALUES
  ('A6', 'F4', pg_temp.run(20347878), 'CL.RUN', 'female', '170', 'outpatient', '2024-11-01', '99');
SELECT pg_temp.load(17) AS b10 \gset
SELECT registry.find_possible_matches() AS found;
SELECT registry.find_possible_matches() AS none_twice;
SELECT evidence, contradictions, kept = pseudonymize(pg_temp.run(20347878), 'CL.RUN', 'ministry') AS identified_is_kept FROM registry.possible_matches() ORDER BY 1, 2;
SELECT count(*) FROM registry.merged_person;
SELECT match AS weak FROM registry.possible_matches() WHERE evidence = 'weak_identifier' \gset
SELECT match AS local FROM registry.possible_matches() WHERE evidence = 'client_ref' AND contradictions IS NULL \gset
SELECT registry.decide_match(:weak, false, 'brothers') AS set_aside;
SELECT registry.decide_match(:local, true, 'asked her') AS m6 \gset
SELECT * FROM pg_temp.owners();
SELECT count(*) AS open FROM registry.possible_matches();
SELECT registry.find_possible_matches() AS decided_for_good;
SELECT FROM registry.unmerge(:m6, 'she says no');
SELECT registry.find_possible_matches() AS decided_for_good;
SELECT state, decided_by IS NOT NULL AS by_somebody, reason FROM registry.standing_match ORDER BY state;
\set VERBOSITY sqlstate
SELECT registry.decide_match(:weak, true, 'no brothers');
SELECT registry.decide_match(:local, NULL, 'perhaps');
\set VERBOSITY default

-- Forms through a merge: what is undone is undone of who the person is now, and both case numbers are good.
CREATE FUNCTION pg_temp.form(record text, more jsonb) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('source_record', record, 'programme', 170) || more $$;
CREATE FUNCTION pg_temp.owner_of(which text) RETURNS TABLE (is_f1 boolean, said jsonb) LANGUAGE sql AS $$
  SELECT person = registry.person_named(pseudonymize(pg_temp.run(12345678), 'CL.RUN', 'ministry')), to_jsonb(ended) FROM registry.current_stay WHERE source_record = which $$;
SELECT registry.admit(pg_temp.form('Z1', jsonb_build_object('client_ref', 'F8', 'identifier', pg_temp.run(9876543), 'scheme', 'CL.RUN', 'registered_sex', 'female',
  'care', 'outpatient', 'started', '2025-01-10', 'primary_substance', 'alcohol')), 17) ->> 'case_number' AS case_8 \gset
SELECT registry.discharge(pg_temp.form('Z1', '{"record": "Z1", "ended": "2025-02-10", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}'), 17) ->> 'outcome' AS discharged;
SELECT case_number AS case_1 FROM registry.client_case WHERE provider = 17 AND person = registry.person_named(:'f1') \gset
SELECT registry.merge_people(:'f1', registry.pseudonym_of(17, 'F8'), 'one person') AS m7 \gset
SELECT * FROM pg_temp.owner_of('Z1');
SELECT registry.log_contact(pg_temp.form(c, jsonb_build_object('case_number', c, 'on_date', '2025-01-20', 'kind', 'visit', 'outcome', 'held')), 17) ->> 'case_number'
  = least(:'case_1', :'case_8') AS one_is_shown FROM unnest(ARRAY[:'case_1', :'case_8']) c;
SELECT count(*) AS contacts, count(DISTINCT person) AS people FROM registry.current_contact;
SELECT jsonb_array_length(registry.void_last(17) -> 'undone') AS both_contacts;
SELECT registry.void_last(17) #>> '{undone,0,outcome}' AS undone;
SELECT * FROM pg_temp.owner_of('Z1');
SELECT FROM registry.unmerge(:m7, 'no');
SELECT * FROM pg_temp.owner_of('Z1');

-- Who arrives with a code and is known there as somebody else: asked about, not merged.
SELECT registry.grant_duty('regress_merge_provider', 'provider', ARRAY[19]);
SELECT registry.refer('{"client_ref": "F4", "to_programme": 190, "on_date": "2025-03-01"}', 17) ->> 'code' AS code \gset
SELECT registry.admit(jsonb_build_object('source_record', 'C9', 'programme', 190, 'client_ref', 'G9', 'identifier', pg_temp.run(9876543), 'scheme', 'CL.RUN',
  'registered_sex', 'female', 'care', 'outpatient', 'started', '2025-03-05', 'primary_substance', 'alcohol', 'referral_code', :'code'), 19) ->> 'outcome' AS arrived;
SELECT evidence, contradictions, kept = pseudonymize(pg_temp.run(9876543), 'CL.RUN', 'ministry') AS identified_is_kept FROM registry.possible_matches()
WHERE evidence = 'referral';

-- Nobody without the duty.
CREATE ROLE regress_merge_nobody NOLOGIN;
GRANT USAGE ON SCHEMA registry TO regress_merge_nobody;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA registry TO regress_merge_nobody;
SET ROLE regress_merge_nobody;
\set VERBOSITY sqlstate
SELECT registry.pseudonym_of(17, 'F1');
SELECT * FROM registry.compare_people(:'f1', :'f2');
SELECT registry.merge_people(:'f1', :'f2', 'x');
SELECT registry.unmerge(:m1, 'x');
SELECT registry.find_possible_matches();
SELECT * FROM registry.possible_matches();
SELECT registry.decide_match(1, true, 'x');
\set VERBOSITY default
RESET ROLE;
SELECT FROM registry.grant_duty('regress_merge_nobody', 'linkage');
SET ROLE regress_merge_nobody;
SELECT count(*) FROM registry.possible_matches();
RESET ROLE;

-- By brute force: random people with records of several kinds, merged and unmerged at random. In between,
-- every row belongs to whom a union of sets says; in the end all views are what they were.
CREATE FUNCTION pg_temp.say(which text, who bigint, payload jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE number bigint := nextval('registry.assertion_assertion_seq');
BEGIN
  INSERT INTO registry.assertion (assertion, record, kind, operation, provider, source_record)
    VALUES (number, number, which, 'assert', 17, 'r' || number);
  EXECUTE format('INSERT INTO registry.%1$I SELECT (jsonb_populate_record(NULL::registry.%1$I, $1)).*', which)
    USING payload || jsonb_build_object('assertion', number, 'person', who, 'provider', 17);
END $$;
CREATE FUNCTION pg_temp.everything() RETURNS TABLE (v text, record bigint, person bigint, said jsonb) LANGUAGE plpgsql AS $$
BEGIN
  FOR v IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'person'
    JOIN pg_attribute r ON r.attrelid = c.oid AND r.attname = 'record'
    WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'v' AND c.relname LIKE 'current%'
  LOOP
    RETURN QUERY EXECUTE format($q$SELECT %L, t.record, t.person, to_jsonb(t) - '{assertion,epoch,recorded_xid,recorded_at,person}'::text[]
      FROM registry.%I t$q$, v, v);
  END LOOP;
  RETURN QUERY SELECT 'alias', 0::bigint, a.person, to_jsonb(a) - 'person' - 'enrolled_as' FROM registry.person_alias a;
  RETURN QUERY SELECT 'client', 0::bigint, a.person, to_jsonb(a) - 'person' - 'enrolled_as' FROM registry.client a;
  RETURN QUERY SELECT 'case', 0::bigint, a.person, to_jsonb(a) - 'person' - 'enrolled_as' FROM registry.client_case a;
  RETURN QUERY SELECT 'journey', 0::bigint, j.person, to_jsonb(j.journey::text) FROM registry.journey j;
END $$;
SELECT setseed(0.4);
SELECT count(pg_temp.say(k.kind, p, k.payload || jsonb_build_object('programme', 170, 'on_date', '2024-01-01'::date + (random() * 300)::integer)))
FROM generate_series(1, 12) p, generate_series(1, 3) i, (VALUES
  ('stay', '{"care": "outpatient", "exit_reason": "ongoing", "started": "2024-01-01"}'::jsonb),
  ('contact', '{"kind": "visit", "outcome": "held"}'), ('consent', '{"kind": "treatment", "decision": "given"}'),
  ('death', '{"on_precision": "day", "cause_class": "unknown", "source": "family"}'),
  ('person_fact', '{"fact": "disability", "value": "yes", "valid_from": "2024-01-01"}')) k (kind, payload)
WHERE random() < 0.5;
INSERT INTO registry.person (person, record_key) SELECT p, p FROM generate_series(1, 12) p;
INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
  SELECT p, d, pseudonymize(pg_temp.run(9000000 + p), 'CL.RUN', d), 'verified' FROM generate_series(1, 12) p, unnest(ARRAY['ministry', 'provider/17']) d;
INSERT INTO registry.client (provider, client_ref, person) SELECT 17, 'R' || p, p FROM generate_series(1, 12) p;
INSERT INTO registry.client_case (provider, case_number, person) SELECT 17, 'N' || p, p FROM generate_series(1, 12) p;
CREATE TEMPORARY TABLE before AS SELECT * FROM pg_temp.everything();
SELECT v, count(*) > 0 AS some FROM before WHERE record > 0 GROUP BY v ORDER BY v COLLATE "C";
CREATE FUNCTION pg_temp.random_merges(rounds integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  home bigint[];    -- by person: the set it is in, as the oracle has it
  merges jsonb[] := '{}';
  a bigint; b bigint; m jsonb; n integer; wrong bigint := 0; done integer := 0; undone integer := 0;
BEGIN
  home := ARRAY(SELECT generate_series(1, 12));
  FOR i IN 1 .. rounds LOOP
    a := home[1 + floor(random() * 12)]; b := home[1 + floor(random() * 12)];
    IF i < rounds * 0.8 AND a <> b AND random() < 0.6 THEN
      merges := merges || jsonb_build_object('kept', a, 'other', b, 'moved', (SELECT jsonb_agg(k) FROM generate_series(1, 12) k WHERE home[k] = b),
        'merge', registry.merge_people(pseudonymize(pg_temp.run((9000000 + a)::integer), 'CL.RUN', 'ministry'),
                                       pseudonymize(pg_temp.run((9000000 + b)::integer), 'CL.RUN', 'provider/17'), 'random'));
      home := ARRAY(SELECT CASE WHEN home[k] = b THEN a ELSE home[k] END FROM generate_series(1, 12) k);
      done := done + 1;
    ELSIF merges <> '{}' THEN -- any of those whose kept person has not been merged since
      SELECT p.n INTO n FROM (SELECT generate_subscripts(merges, 1) AS n) p
        WHERE home[(merges[p.n] ->> 'kept')::integer] = (merges[p.n] ->> 'kept')::bigint ORDER BY random() LIMIT 1;
      m := merges[n];
      PERFORM registry.unmerge((m ->> 'merge')::bigint, 'random');
      home := ARRAY(SELECT CASE WHEN m -> 'moved' @> to_jsonb(k) THEN (m ->> 'other')::bigint ELSE home[k] END FROM generate_series(1, 12) k);
      merges := merges[:n - 1] || merges[n + 1:];
      undone := undone + 1;
    END IF;
    wrong := wrong + (SELECT count(*) FROM pg_temp.everything() e FULL JOIN before b ON b.v = e.v AND b.record = e.record AND b.said = e.said
        AND CASE WHEN b.person <= 12 THEN home[b.person] ELSE b.person END = e.person
      WHERE (e.v IS NULL OR b.v IS NULL) AND coalesce(e.v, b.v) <> 'journey');
  END LOOP;
  WHILE merges <> '{}' LOOP
    n := cardinality(merges);
    PERFORM registry.unmerge((merges[n] ->> 'merge')::bigint, 'random');
    merges := merges[:n - 1];
  END LOOP;
  RETURN format('%s wrong on the way, of %s or more merges and %s or more undone', wrong, least(done, 15), least(undone, 10));
END $$;
SELECT pg_temp.random_merges(50);
SELECT count(*) AS differences FROM (
  (TABLE before EXCEPT ALL SELECT * FROM pg_temp.everything()) UNION ALL (SELECT * FROM pg_temp.everything() EXCEPT ALL TABLE before)) d;
SELECT count(*) FROM registry.person_alias WHERE person <= 12 AND enrolled_as IS NOT NULL;
SELECT count(*) AS broken_chains FROM registry.assertion a JOIN registry.assertion o ON o.assertion = a.supersedes
WHERE (a.record, a.kind, a.provider, a.source_record) IS DISTINCT FROM (o.record, o.kind, o.provider, o.source_record)
  OR (a.epoch, a.recorded_xid) < (o.epoch, o.recorded_xid);

-- Whatever all providers wait behind gives up when one of them keeps a transaction open.
SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'registry'::regnamespace AND 'lock_timeout=15s' = ANY (p.proconfig) ORDER BY 1;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_merge_owner, regress_merge_nobody, regress_merge_provider;
DROP ROLE regress_merge_owner, regress_merge_nobody, regress_merge_provider;
