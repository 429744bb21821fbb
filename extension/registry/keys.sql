-- keys.sql: which keys this registry has met, how one follows another, and conversion between domains.
-- The keyring says which key is active; the registry notes which one its people are sealed under.
-- Where the two differ nothing is loaded until a rotation has brought the registry after.

CREATE FUNCTION registry.compare_keys() RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (
    SELECT FROM continuum.keyring_status() k JOIN registry.key_check c
      ON c.key_id = k.key_id OR (c.kind, c.version) = (k.kind, k.version) AND c.name IS NOT DISTINCT FROM k.name
    WHERE (c.key_id, c.kind, c.name, c.version) IS DISTINCT FROM (k.key_id, k.kind, k.name, k.version) OR c.kcv <> k.kcv) THEN
    RAISE EXCEPTION 'the keyring has changed since this registry was enrolled'
      USING ERRCODE = '55000', HINT = 'Restore the keyring whose check values stand in registry.key_check; a new key takes a new id and version.';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.compare_keys() FROM PUBLIC;
COMMENT ON FUNCTION registry.compare_keys() IS 'Error 55000 when a key of the keyring is not the one that this registry has met under its id, or kind, name and version.';

CREATE FUNCTION registry.check_keys() RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  root integer;
BEGIN
  -- Held until the transaction ends: a rotation waits for everybody who may have sealed under the old key.
  LOCK TABLE registry.key_check IN ROW SHARE MODE;
  -- Every form asks, and nearly always the keyring is what it was.
  IF NOT EXISTS (
    SELECT FROM continuum.keyring_status() k LEFT JOIN registry.key_check c ON c.key_id = k.key_id
    WHERE (k.kind, k.name, k.version, k.state) IS DISTINCT FROM (c.kind, c.name, c.version, c.state) OR k.kcv <> c.kcv) THEN
    RETURN;
  END IF;
  PERFORM registry.compare_keys();
  IF EXISTS (
    SELECT FROM continuum.keyring_status() k JOIN registry.key_check c ON c.kind = k.kind AND c.name IS NOT DISTINCT FROM k.name
    WHERE k.state = 'active' GROUP BY k.key_id HAVING NOT bool_or(c.key_id = k.key_id AND c.state = 'active')) THEN
    RAISE EXCEPTION 'the active key is not the one that this registry is sealed under'
      USING ERRCODE = '55000', HINT = 'The key custodian calls registry.rotate_domain() or registry.rotate_root(). Where that was done already, connect again.';
  END IF;
  -- A state goes one way here: a session that has not read the keyring anew may not take it back.
  UPDATE registry.key_check c SET state = k.state, state_since = now()
    FROM continuum.keyring_status() k
    WHERE k.key_id = c.key_id AND (c.state, k.state) IN (('active', 'retired'), ('active', 'destroyed'), ('retired', 'destroyed'));
  WITH met AS (
    INSERT INTO registry.key_check (key_id, kind, name, version, kcv, state)
      SELECT k.key_id, k.kind, k.name, k.version, k.kcv, k.state FROM continuum.keyring_status() k
      ON CONFLICT (key_id) DO NOTHING
    RETURNING kind, version, state)
  SELECT m.version INTO root FROM met m WHERE m.kind = 'root' AND m.state = 'active';
  IF root IS NOT NULL THEN
    PERFORM registry.seal_under(root);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_keys() FROM PUBLIC;
COMMENT ON FUNCTION registry.check_keys() IS 'Compares the keyring with the keys this registry has met, notes new ones and keys that were retired or destroyed since. Called by everything that seals, before it does. Error 55000 when a key has changed, before it makes a pseudonym that matches nobody; when the active key is another than the one the registry is sealed under, and until it was rotated; when there is no keyring.';

CREATE FUNCTION registry.seal_under(root integer) RETURNS void
  LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- A constant default costs a load nothing, and a dump carries it.
  EXECUTE format('ALTER TABLE registry.person_alias ALTER COLUMN root_version SET DEFAULT %s', root);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.seal_under(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.seal_under(integer) IS 'From now on new aliases count as sealed under this version of the root key.';

-- Rotation.

CREATE FUNCTION registry.begin_rotation(kind text, name text, version integer) RETURNS integer
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  fresh integer;
BEGIN
  PERFORM registry.require_duty('key_custodian');
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'keys are rotated in READ COMMITTED transactions'
      USING ERRCODE = '55000', HINT = 'An older snapshot would not see what was sealed meanwhile.';
  END IF;
  LOCK TABLE registry.key_check IN EXCLUSIVE MODE;
  PERFORM registry.compare_keys();
  SELECT k.key_id INTO fresh FROM continuum.keyring_status() k
    WHERE k.kind = begin_rotation.kind AND k.name IS NOT DISTINCT FROM begin_rotation.name
      AND k.version = begin_rotation.version AND k.state = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the keyring has no such active key'
      USING ERRCODE = '42704', HINT = 'In the keyring the new key is active and the one before retired; reload, and connect again.';
  END IF;
  RETURN fresh;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.begin_rotation(text, text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.begin_rotation(text, text, integer) IS 'Waits for everybody who has sealed anything, keeps others from sealing until the transaction ends, and returns the id of the key to rotate to. Errors: 42501 without the duty, 42704 when that key is not active in the keyring, 55000 when a key has changed.';

CREATE FUNCTION registry.end_rotation(fresh integer) RETURNS void
  LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  said record;
BEGIN
  SELECT k.* INTO said FROM continuum.keyring_status() k WHERE k.key_id = fresh;
  UPDATE registry.key_check c SET state = 'retired', state_since = now()
    WHERE c.kind = said.kind AND c.name IS NOT DISTINCT FROM said.name AND c.state = 'active' AND c.key_id <> fresh;
  INSERT INTO registry.key_check AS c (key_id, kind, name, version, kcv, state)
    VALUES (said.key_id, said.kind, said.name, said.version, said.kcv, 'active')
    ON CONFLICT (key_id) DO UPDATE SET state = 'active', state_since = now() WHERE c.state <> 'active';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.end_rotation(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.end_rotation(integer) IS 'Notes that the registry is now sealed under this key, and no longer under the one before.';

CREATE FUNCTION registry.rotate_domain(family text, version integer) RETURNS bigint
  LANGUAGE plpgsql VOLATILE STRICT SECURITY DEFINER PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan SET lock_timeout = '15s'
AS $$
DECLARE
  fresh integer := registry.begin_rotation('domain', family, rotate_domain.version);
  this text;
  part bigint;
  done bigint := 0;
BEGIN
  LOCK TABLE registry.person_alias IN SHARE ROW EXCLUSIVE MODE;
  -- A domain at a time: one pair of ciphers for all its aliases, and word of how far it is.
  FOR this IN SELECT DISTINCT a.domain FROM registry.person_alias a WHERE split_part(a.domain, '/', 1) = family ORDER BY a.domain
  LOOP
    UPDATE registry.person_alias a SET pseudonym = continuum.reseal(a.pseudonym, this, this)
      WHERE a.domain = this AND continuum.key_id(a.pseudonym) <> fresh;
    GET DIAGNOSTICS part = ROW_COUNT;
    done := done + part;
    RAISE NOTICE 'domain %: % aliases, % so far', this, part, done;
  END LOOP;
  -- Loads that are not decided yet are looked up by the new key.
  FOREACH this IN ARRAY ARRAY['intake_row', 'intake_fact']
  LOOP
    IF family = 'ministry' THEN
      EXECUTE format('UPDATE registry.%I r SET ministry = continuum.reseal(r.ministry, $1, $1)
        WHERE continuum.key_id(r.ministry) <> $2', this) USING family, fresh;
    ELSIF family = 'provider' THEN
      EXECUTE format('UPDATE registry.%I r SET own = continuum.reseal(r.own, d.domain, d.domain)
        FROM (SELECT b.batch, $1 || ''/'' || b.provider AS domain FROM registry.intake_batch b) d
        WHERE d.batch = r.batch AND continuum.key_id(r.own) <> $2', this) USING family, fresh;
    END IF;
  END LOOP;
  PERFORM registry.end_rotation(fresh);
  RETURN done;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.rotate_domain(text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.rotate_domain(text, integer) IS 'Takes every pseudonym of a family of domains (ministry, provider, project) to the version of its key that the keyring has as active, in one transaction and without any identity, and returns how many aliases that were; a notice for each domain says how far it is. Others read the old pseudonyms meanwhile, and both versions open; loads and forms wait until it is over. Whoever keeps pseudonyms outside the registry keeps the old ones. To be followed by VACUUM registry.person_alias. Errors: 42501 without the duty key_custodian, 42704 when that version is not active or the keyring lacks a key that aliases were made with, 55000 when a key has changed or such a key is destroyed, 55P03 when a load, a form or a VACUUM goes on for longer than 15 seconds; then nothing has changed.';

CREATE FUNCTION registry.rotate_root(version integer) RETURNS void
  LANGUAGE plpgsql VOLATILE STRICT SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET lock_timeout = '15s'
AS $$
DECLARE
  fresh integer := registry.begin_rotation('root', NULL, rotate_root.version);
BEGIN
  IF EXISTS (SELECT FROM registry.intake_row r WHERE NOT r.rejected)
    OR EXISTS (SELECT FROM registry.intake_fact r WHERE NOT r.rejected) THEN
    RAISE EXCEPTION 'loads are waiting to be decided'
      USING ERRCODE = '55000', HINT = 'Their rows are sealed under the root key before: accept or withdraw them first.';
  ELSIF EXISTS (
    SELECT FROM registry.key_check c LEFT JOIN continuum.keyring_status() k ON k.key_id = c.key_id AND k.state <> 'destroyed'
    WHERE c.kind = 'root' AND c.state = 'active' AND k.key_id IS NULL) THEN
    RAISE EXCEPTION 'the root key before is not in the keyring'
      USING ERRCODE = '55000', HINT = 'Keep it as retired: without it nobody who is known would be recognised.';
  END IF;
  PERFORM registry.seal_under(rotate_root.version), registry.end_rotation(fresh);
  -- Only a rotation looks for all pseudonyms of a person; loads need not carry the index before.
  IF to_regclass('registry.person_alias_person') IS NULL THEN
    CREATE INDEX person_alias_person ON registry.person_alias (person);
    COMMENT ON INDEX registry.person_alias_person IS 'Finds all pseudonyms of a person whose root key changes.';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.rotate_root(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.rotate_root(integer) IS 'From now on identifiers are sealed under this version of the root key, which the keyring has as active and the one before as retired. Nobody''s pseudonyms change before they come again: then they are recognised under the retired root, and all pseudonyms that come from the same identifier change at once. registry.root_rotation() shows who has not come yet. Errors: 42501 without the duty key_custodian, 42704 when that version is not active, 55000 when a key has changed, the root before is missing or destroyed, or loads wait to be decided, 55P03 as rotate_domain().';

CREATE FUNCTION registry.recognise(domain text, sealed continuum.pseudonym, former continuum.pseudonym[]) RETURNS void
  LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  known registry.person_alias;
BEGIN
  IF EXISTS (SELECT FROM registry.person_alias a WHERE a.domain = recognise.domain AND a.pseudonym OPERATOR(continuum.=) sealed) THEN
    RETURN;
  END IF;
  -- Whoever recognises people waits for whoever is at it, so that two loads with the same people in
  -- another order do not lock each other out.
  PERFORM FROM registry.key_check c WHERE c.kind = 'root' AND c.state = 'active' FOR UPDATE;
  SELECT a.* INTO known FROM registry.person_alias a JOIN unnest(former) f ON a.pseudonym OPERATOR(continuum.=) f
    WHERE a.domain = recognise.domain LIMIT 1;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  -- All aliases that come from the same identifier; other identifiers of the person wait for their turn.
  UPDATE registry.person_alias a
    SET pseudonym = continuum.reseal(sealed, recognise.domain, a.domain), root_version = (
      SELECT c.version FROM registry.key_check c WHERE c.kind = 'root' AND c.state = 'active')
    WHERE a.person = known.person
      AND a.pseudonym OPERATOR(continuum.=) continuum.reseal(known.pseudonym, recognise.domain, a.domain);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.recognise(text, continuum.pseudonym, continuum.pseudonym[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.recognise(text, continuum.pseudonym, continuum.pseudonym[]) IS 'Called by the door for each identifier while the keyring has a retired root: where nobody has the pseudonym sealed, but somebody has one of those that the retired roots give, that person''s aliases are moved to the active root.';

CREATE FUNCTION registry.root_rotation() RETURNS TABLE (version integer, state text, people bigint, aliases bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 2 SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM registry.require_duty('key_custodian', 'auditor', 'data_protection_officer');
  RETURN QUERY SELECT c.version, c.state, count(DISTINCT a.person), count(a.person)
    FROM registry.key_check c LEFT JOIN registry.person_alias a ON a.root_version = c.version
    WHERE c.kind = 'root' GROUP BY c.version, c.state ORDER BY c.version;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.root_rotation() FROM PUBLIC;
COMMENT ON FUNCTION registry.root_rotation() IS 'How many people, and aliases of theirs, are sealed under each version of the root key. When nobody is left under a retired one it can be destroyed; whoever has not come by then would be taken for somebody new. A person with several identifiers may count under two. Error 42501 without the duty key_custodian, auditor or data_protection_officer.';

CREATE FUNCTION registry.key_status()
  RETURNS TABLE (key_id integer, kind text, name text, version integer, keyring text, state text, since timestamptz, aliases bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 5 SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM registry.require_duty('key_custodian', 'auditor', 'data_protection_officer');
  RETURN QUERY
    WITH sealed AS MATERIALIZED (
      SELECT continuum.key_id(a.pseudonym) AS domain_key, a.root_version, count(*) AS n FROM registry.person_alias a GROUP BY 1, 2)
    SELECT coalesce(c.key_id, k.key_id), coalesce(c.kind, k.kind), coalesce(c.name, k.name), coalesce(c.version, k.version),
      k.state, c.state, c.state_since, coalesce((SELECT sum(s.n) FROM sealed s
        WHERE CASE coalesce(c.kind, k.kind) WHEN 'root' THEN s.root_version = c.version ELSE s.domain_key = c.key_id END), 0)::bigint
    FROM registry.key_check c FULL JOIN continuum.keyring_status() k ON k.key_id = c.key_id
    ORDER BY 1;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.key_status() FROM PUBLIC;
COMMENT ON FUNCTION registry.key_status() IS 'Each key of the keyring or of the registry: its state in this session''s keyring (NULL: not there), the state in which the registry last met it and since when (NULL: not met), and how many aliases are sealed under it. A key without aliases can be destroyed: its secret is deleted from the keyring and its line says destroyed. Errors: 42501 without the duty key_custodian, auditor or data_protection_officer, 55000 without a keyring.';

-- From one domain into another.

CREATE TABLE registry.conversion_log (
  conversion bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  converted_at timestamptz NOT NULL DEFAULT now(),
  converted_by regrole NOT NULL,
  login name NOT NULL DEFAULT session_user,
  from_domain text NOT NULL,
  to_domain text NOT NULL,
  asked integer NOT NULL,
  converted integer NOT NULL,
  purpose text NOT NULL CHECK (purpose ~ '\S'));
COMMENT ON TABLE registry.conversion_log IS 'Who converted how many pseudonyms from which domain to which, and for what; never which. The server''s log has a line, too, which no rollback takes back.';
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.conversion_log
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
ALTER TABLE registry.conversion_log ENABLE ALWAYS TRIGGER refuse_change;
COMMENT ON TRIGGER refuse_change ON registry.conversion_log IS 'What was converted stays on record.';

CREATE FUNCTION registry.convert_pseudonyms(pseudonyms continuum.pseudonym[], from_domain text, to_domain text, purpose text)
  RETURNS TABLE (given continuum.pseudonym, converted continuum.pseudonym)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE ROWS 1000 SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  asked integer := coalesce(cardinality(pseudonyms), 0);
  found integer;
  shared integer;
BEGIN
  PERFORM registry.require_duty('linkage'), continuum.count_calls(asked), registry.check_keys();
  IF purpose IS NULL OR purpose !~ '\S' THEN
    RAISE EXCEPTION 'a conversion needs a purpose' USING ERRCODE = '22023';
  END IF;
  SELECT count(*), count(*) FILTER (WHERE a.quality <> 'local') INTO found, shared
    FROM unnest(pseudonyms) p JOIN registry.person_alias a
      ON a.domain = from_domain AND a.pseudonym OPERATOR(continuum.=) p;
  IF found <> asked THEN
    RAISE EXCEPTION 'the registry has no such alias in that domain'
      USING ERRCODE = '42704', DETAIL = format('%s of %s pseudonyms are nobody''s there.', asked - found, asked);
  END IF;
  INSERT INTO registry.conversion_log (converted_by, from_domain, to_domain, asked, converted, purpose)
    VALUES (continuum.caller()::regrole, from_domain, to_domain, asked, shared, purpose);
  RAISE LOG '% pseudonyms converted from domain % to % by %', shared, from_domain, to_domain, continuum.caller()::regrole;
  RETURN QUERY SELECT p.given, CASE WHEN a.quality <> 'local' THEN continuum.reseal(p.given, from_domain, to_domain) END
    FROM unnest(pseudonyms) WITH ORDINALITY p (given, n) JOIN registry.person_alias a
      ON a.domain = from_domain AND a.pseudonym OPERATOR(continuum.=) p.given
    ORDER BY p.n;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.convert_pseudonyms(continuum.pseudonym[], text, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.convert_pseudonyms(continuum.pseudonym[], text, text, text) IS 'The same people''s pseudonyms in another domain such as project/abc, in the order given, for the duty linkage; NULL for a local person, whom no other domain knows. Every call is logged, with its purpose. All or nothing: 42704 when the registry does not have one of them in from_domain, or the keyring no key for to_domain; 22023 without a purpose, 42501 without the duty, 53400 beyond continuum.pseudonymize_rate_limit, 55000 when a key has changed or is destroyed.';
