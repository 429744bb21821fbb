-- naming.sql: how those who may name a person do so, and what holds everything still meanwhile.

-- While this waits for one provider's open transaction all others wait behind it, so it does not wait
-- for long. The same goes for a rotation and for refresh_journeys().
CREATE FUNCTION registry.hold_people() RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET lock_timeout = '15s'
AS $$
BEGIN
  PERFORM registry.require_epoch();
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'people are merged, restricted and erased in READ COMMITTED transactions'
      USING ERRCODE = '55000', HINT = 'An older snapshot would not see the loads decided meanwhile.';
  END IF;
  -- Who decides a load or a form locks a row of registry.provider first. This waits for all of them
  -- and they for this, so that nobody writes down a person's number that has just become void. Neither
  -- lock draws a transaction number: what is written now is later than all that was waited for.
  LOCK TABLE registry.journeys_refreshed IN EXCLUSIVE MODE;
  LOCK TABLE registry.provider IN EXCLUSIVE MODE;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.hold_people() FROM PUBLIC;
COMMENT ON FUNCTION registry.hold_people() IS 'Waits until no load and no form is being decided, and keeps others waiting until the transaction ends. Errors: 55P03 when one is open for longer than 15 seconds; 55000 in a cluster without an epoch or when the transaction is not READ COMMITTED.';

CREATE FUNCTION registry.person_named(pseudonym continuum.pseudonym) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found bigint;
BEGIN
  -- One probe of the index in each domain there is.
  WITH RECURSIVE domain AS (
    SELECT min(a.domain) AS name FROM registry.person_alias a
    UNION ALL
    SELECT (SELECT min(a.domain) FROM registry.person_alias a WHERE a.domain > d.name) FROM domain d WHERE d.name IS NOT NULL)
  SELECT a.person INTO found
    FROM domain d CROSS JOIN LATERAL (SELECT l.person FROM registry.person_alias l
      WHERE l.domain = d.name AND l.pseudonym OPERATOR(continuum.=) person_named.pseudonym LIMIT 1) a
    LIMIT 1;
  IF found IS NULL THEN
    RAISE EXCEPTION 'nobody has this pseudonym' USING ERRCODE = '42704', HINT = 'It may be of a keyring or a key version that this registry never met, or the person was erased.';
  END IF;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.person_named(continuum.pseudonym) FROM PUBLIC;
COMMENT ON FUNCTION registry.person_named(continuum.pseudonym) IS 'The person who has a pseudonym in any domain. Error 42704 when nobody has.';

CREATE FUNCTION registry.pseudonym_of(provider integer, client_ref text) RETURNS continuum.pseudonym
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found continuum.pseudonym;
BEGIN
  PERFORM registry.require_duty('linkage', 'data_protection_officer');
  SELECT a.pseudonym INTO found
    FROM registry.client c JOIN registry.person_alias a ON a.person = c.person AND a.domain = 'provider/' || c.provider
    WHERE c.provider = pseudonym_of.provider AND c.client_ref = pseudonym_of.client_ref
    ORDER BY a.enrolled_as IS NOT DISTINCT FROM c.enrolled_as DESC, a.pseudonym LIMIT 1;
  IF found IS NULL THEN
    RAISE EXCEPTION 'the provider has no such file number' USING ERRCODE = '42704';
  END IF;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.pseudonym_of(integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.pseudonym_of(integer, text) IS 'The pseudonym under which a provider knows the person of one of its file numbers: how a person is named to merge_people(), restrict_person() and erase_person() when a provider has passed on a request. For the duties linkage and data_protection_officer (42501). Error 42704 for an unknown number.';

CREATE FUNCTION registry.require_reason(reason text) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF reason IS NULL OR btrim(reason) = '' THEN
    RAISE EXCEPTION 'this needs a reason' USING ERRCODE = '22023', HINT = 'It is kept: name nobody in it.';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.require_reason(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.require_reason(text) IS 'Error 22023 unless there is a reason.';

CREATE FUNCTION registry.everyone_merged(person bigint) RETURNS bigint[]
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT person || ARRAY(SELECT m.person FROM registry.merged_person m WHERE m.now = everyone_merged.person ORDER BY m.person);
END;
REVOKE EXECUTE ON FUNCTION registry.everyone_merged(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.everyone_merged(bigint) IS 'The person, and all who were found to be this person.';

CREATE FUNCTION registry.record_tables() RETURNS SETOF name
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  SELECT c.relname FROM pg_class c
  WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = 'registry') AND c.relkind = 'r'
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'assertion')
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'person')
  ORDER BY c.relname;
END;
REVOKE EXECUTE ON FUNCTION registry.record_tables() FROM PUBLIC;
COMMENT ON FUNCTION registry.record_tables() IS 'Tables of what was said about one person each, from the catalog, so that none made later is forgotten.';

CREATE FUNCTION registry.alias_tables() RETURNS SETOF name
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  SELECT c.relname FROM pg_class c
  WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = 'registry') AND c.relkind = 'r'
    AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'enrolled_as')
  ORDER BY c.relname;
END;
REVOKE EXECUTE ON FUNCTION registry.alias_tables() FROM PUBLIC;
COMMENT ON FUNCTION registry.alias_tables() IS 'Tables of what a person is known by, which change hands when people are merged: those with a column enrolled_as.';

CREATE FUNCTION registry.rebuild_journeys(VARIADIC people bigint[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM registry.stored_journey j WHERE j.person = ANY (people);
  INSERT INTO registry.stored_journey (person, journey)
    SELECT j.person, j.journey FROM registry.journey j
    WHERE j.person = ANY (people) AND EXISTS (SELECT FROM registry.journeys_refreshed r WHERE r.through > 0);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.rebuild_journeys(bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.rebuild_journeys(bigint[]) IS 'Brings the stored journeys of some people up to date at once, if journeys are stored at all. After hold_people(), which keeps refresh_journeys() waiting.';
