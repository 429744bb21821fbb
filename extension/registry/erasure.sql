-- erasure.sql: two different wishes. A person under restriction is kept and not used, and can come
-- back. A person who is erased is gone: nothing here can bring anything back.

CREATE FUNCTION registry.restrict_person(pseudonym continuum.pseudonym, reason text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  restricted bigint;
  number bigint;
BEGIN
  PERFORM registry.require_duty('data_protection_officer'), registry.require_reason(reason), registry.hold_people();
  restricted := registry.person_named(pseudonym);
  IF restricted IN (SELECT r.person FROM registry.restricted_person r) THEN
    RETURN false;
  END IF;
  number := nextval('registry.assertion_assertion_seq');
  INSERT INTO registry.assertion (assertion, record, kind, operation, reason)
    VALUES (number, number, 'restriction', 'assert', restrict_person.reason);
  INSERT INTO registry.restriction (assertion, person) VALUES (number, restricted);
  PERFORM registry.rebuild_journeys(restricted);
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.restrict_person(continuum.pseudonym, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.restrict_person(continuum.pseudonym, text) IS 'Blocks a person: everything said of them is kept and still comes in, and no view, journey, worklist or figure shows any of it to anybody, until lift_restriction(). Reports recomputed meanwhile count one person less; saved ones stay. False when the person is under restriction already. For the data_protection_officer (42501). Waits for loads and forms being decided, 15 seconds at most (55P03: try again). Errors: 22023 without a reason, 42704 when nobody has the pseudonym, 55000 (see hold_people).';

CREATE FUNCTION registry.lift_restriction(pseudonym continuum.pseudonym, reason text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  restricted bigint;
BEGIN
  PERFORM registry.require_duty('data_protection_officer'), registry.require_reason(reason), registry.hold_people();
  restricted := registry.person_named(pseudonym);
  INSERT INTO registry.assertion (record, kind, operation, supersedes, reason)
    SELECT h.record, 'restriction', 'void', h.assertion, lift_restriction.reason
    FROM registry.restricted_person r JOIN registry.assertion h ON h.assertion = r.assertion
    WHERE r.person = restricted;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM registry.rebuild_journeys(restricted);
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.lift_restriction(continuum.pseudonym, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.lift_restriction(continuum.pseudonym, text) IS 'Ends a restriction: all that is known of the person is used again, also what came in meanwhile. False when there was none. For the data_protection_officer (42501). Errors as of restrict_person().';

-- Erasure. Everything is found from the catalog, by what a column is called and of which type it is.

CREATE FUNCTION registry.doomed_assertions(t name, people bigint[])
  RETURNS TABLE (assertion bigint, provider integer, source_record text, wholly boolean)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  theirs text := (SELECT string_agg(format('p.%I = ANY ($1)', a.attname), ' OR ') FROM pg_attribute a
    WHERE a.attrelid = format('registry.%I', t)::regclass AND a.attname ~ '(^|_)person$');
BEGIN
  -- A record that is now theirs goes as a whole, also what was said in it while it was taken for
  -- somebody else's. Of a record that is another's by now goes what once was taken for theirs.
  RETURN QUERY EXECUTE format($query$
    WITH RECURSIVE said AS (
      SELECT h.assertion, h.record, h.provider, h.source_record FROM registry.assertion h
      WHERE h.assertion IN (SELECT r.record FROM registry.%1$I p JOIN registry.assertion r ON r.assertion = p.assertion WHERE %2$s)
      UNION ALL
      SELECT n.assertion, n.record, n.provider, n.source_record
      FROM said s JOIN registry.assertion n ON n.supersedes = s.assertion AND n.supersedes IS NOT NULL),
    judged AS (
      SELECT s.*, p.mine, first_value(p.mine) OVER (PARTITION BY s.record ORDER BY p.mine IS NULL, s.assertion DESC) AS record_is_mine
      FROM said s LEFT JOIN LATERAL (SELECT bool_or(%2$s) AS mine FROM registry.%1$I p WHERE p.assertion = s.assertion) p ON true)
    SELECT j.assertion, j.provider, j.source_record, j.record_is_mine FROM judged j WHERE j.record_is_mine OR j.mine$query$, t, theirs)
    USING people;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.doomed_assertions(name, bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.doomed_assertions(name, bigint[]) IS 'Assertions of one table whose payload goes when these people are erased; wholly: with them the last word of their record.';

CREATE FUNCTION registry.erase_records(t name, people bigint[], OUT erased bigint, OUT headers bigint, OUT providers integer[], OUT numbers text[])
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  doomed bigint[];
  wholly bigint[];
BEGIN
  SELECT array_agg(d.assertion), array_agg(d.assertion) FILTER (WHERE d.wholly),
      array_agg(d.provider) FILTER (WHERE d.wholly), array_agg(d.source_record) FILTER (WHERE d.wholly)
    INTO doomed, wholly, providers, numbers FROM registry.doomed_assertions(t, people) d;
  EXECUTE format('DELETE FROM registry.%I p WHERE p.assertion = ANY ($1)', t) USING doomed;
  GET DIAGNOSTICS erased = ROW_COUNT;
  -- The header stays, to say that there was something. What a person wrote in it, and the number under
  -- which the provider could find the person, go. "withdrawn" is said of a load, and loads are counted.
  UPDATE registry.assertion h
    SET reason = CASE WHEN h.reason LIKE 'withdrawn: %' THEN 'withdrawn: erased' ELSE 'erased' END,
      source_record = CASE WHEN h.assertion <> ALL (wholly) THEN h.source_record END
    WHERE h.assertion = ANY (doomed);
  GET DIAGNOSTICS headers = ROW_COUNT;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.erase_records(name, bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.erase_records(name, bigint[]) IS 'Deletes the payloads that doomed_assertions() names and empties their headers; how many rows and headers that were, and which records of which providers are gone as a whole.';

CREATE FUNCTION registry.erase_rows(t name, people bigint[], pseudonyms continuum.pseudonym[], providers integer[],
    numbers text[]) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  theirs text;
  erased bigint;
BEGIN
  SELECT string_agg(CASE
      WHEN a.attname ~ '(^|_)person$' AND a.atttypid = 'bigint'::regtype THEN format('r.%I = ANY ($1)', a.attname)
      WHEN a.atttypid = 'continuum.pseudonym'::regtype THEN format('r.%I OPERATOR(continuum.=) ANY ($2)', a.attname)
      WHEN a.attname = 'source_record' THEN '(b.provider, r.source_record) IN (SELECT * FROM unnest($3, $4))' END, ' OR ')
    INTO theirs
    FROM pg_attribute a WHERE a.attrelid = format('registry.%I', t)::regclass AND a.attnum > 0
      -- A row that has a pseudonym says itself whose it is: its number may be another's by now.
      AND (a.attname <> 'source_record' OR NOT EXISTS (SELECT FROM pg_attribute o
        WHERE o.attrelid = a.attrelid AND o.atttypid = 'continuum.pseudonym'::regtype));
  EXECUTE format('DELETE FROM registry.%I r %s', t, CASE
      WHEN theirs LIKE '%b.provider%' THEN 'USING registry.intake_batch b WHERE b.batch = r.batch AND (' || theirs || ')'
      ELSE 'WHERE ' || theirs END)
    USING people, pseudonyms, providers, numbers;
  GET DIAGNOSTICS erased = ROW_COUNT;
  RETURN erased;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.erase_rows(name, bigint[], continuum.pseudonym[], integer[], text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.erase_rows(name, bigint[], continuum.pseudonym[], integer[], text[]) IS 'Deletes from a table that holds no assertions the rows of these people: by person, by pseudonym (rows of loads not yet decided), or by the provider''s number of the record (problems of loads).';

CREATE FUNCTION registry.tables_about_people() RETURNS TABLE (t name, asserted boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 30
BEGIN ATOMIC
  SELECT c.relname, k.asserted
  FROM pg_class c CROSS JOIN LATERAL (SELECT bool_or(a.attname = 'assertion') AS asserted, bool_or(a.attname ~ '(^|_)person$' AND a.atttypid = 'bigint'::regtype) AS by_person,
      bool_or(a.atttypid = 'continuum.pseudonym'::regtype) AS by_pseudonym,
      bool_or(a.attname = 'source_record') AND bool_or(a.attname = 'batch') AS by_number
    FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) k
  WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = 'registry') AND c.relkind = 'r'
    AND (k.by_person OR NOT k.asserted AND (k.by_pseudonym OR k.by_number))
  ORDER BY k.asserted DESC, c.relname;
END;
REVOKE EXECUTE ON FUNCTION registry.tables_about_people() FROM PUBLIC;
COMMENT ON FUNCTION registry.tables_about_people() IS 'Tables in which something of a person may stand, those of assertions first, from the catalog: by a column person or ..._person, by a column of type pseudonym, or by the provider''s number of a record of a load.';

CREATE FUNCTION registry.left_after_erasure(headers bigint) RETURNS TABLE (part text, name text, rows bigint, until text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6
BEGIN ATOMIC
  VALUES ('remains', 'headers of assertions', headers, 'for good: number, kind, provider, load, transaction and time; no person, no words, no number of the provider''s'),
    ('remains', 'saved reports and receipts', NULL, 'for good: counts, never changed'),
    ('remains', 'dead rows', NULL, 'in these tables, those that loads fill and empty, and all indexes until VACUUM; some of their bytes in free space until overwritten, or until VACUUM FULL'),
    ('remains', 'statistics', NULL, 'made anew; the old ones until VACUUM of pg_catalog.pg_statistic'),
    ('remains', 'write-ahead log and its archive', NULL, 'until its segments are recycled and the archive is pruned'),
    ('remains', 'base backups, dumps, standbys', NULL, 'standbys until they have replayed this; backups and dumps until they are destroyed: erase again after restoring one');
END;
REVOKE EXECUTE ON FUNCTION registry.left_after_erasure(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.left_after_erasure(bigint) IS 'What still holds something of a person who was erased, and until when.';

CREATE FUNCTION registry.erase_person(pseudonym continuum.pseudonym, reason text)
  RETURNS TABLE (part text, name text, rows bigint, until text)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
  SET lock_timeout = '15s' -- a VACUUM may be on the way, too
AS $$
DECLARE
  people bigint[];
  pseudonyms continuum.pseudonym[];
  told integer[] := '{}';
  providers integer[] := '{}';
  numbers text[] := '{}';
  headers bigint := 0;
  counts jsonb := '{}';
  found record;
  gone record;
BEGIN
  PERFORM registry.require_duty('data_protection_officer'), registry.require_reason(reason), registry.hold_people();
  people := registry.everyone_merged(registry.person_named(pseudonym));
  pseudonyms := ARRAY(SELECT a.pseudonym FROM registry.person_alias a WHERE a.person = ANY (people));
  told := ARRAY(SELECT DISTINCT substr(a.domain, 10)::integer FROM registry.person_alias a
    WHERE a.person = ANY (people) AND a.domain ~ '^provider/[0-9]+$' ORDER BY 1);
  INSERT INTO registry.erasing (xid) VALUES (pg_current_xact_id());
  FOR found IN SELECT * FROM registry.tables_about_people() -- assertions first: they tell the numbers of records
  LOOP
    IF found.asserted THEN
      gone := registry.erase_records(found.t, people);
      providers := providers || gone.providers;
      numbers := numbers || gone.numbers;
      headers := headers + gone.headers;
    ELSE
      SELECT registry.erase_rows(found.t, people, pseudonyms, providers, numbers) AS erased INTO gone;
    END IF;
    IF gone.erased > 0 THEN
      counts := counts || jsonb_build_object(found.t, gone.erased);
      EXECUTE format('ANALYZE registry.%I', found.t); -- what is in pg_stats came from rows that are gone
    END IF;
  END LOOP;
  DELETE FROM registry.erasing;
  WITH header AS (
    INSERT INTO registry.assertion (assertion, record, kind, operation, reason)
    SELECT n.assertion, n.assertion, 'erasure', 'assert', erase_person.reason
    FROM (SELECT nextval('registry.assertion_assertion_seq') AS assertion) n RETURNING assertion)
  INSERT INTO registry.erasure (assertion, erased) SELECT h.assertion, counts FROM header h;
  RETURN QUERY
    SELECT 'erased', c.key, c.value::bigint, NULL::text FROM jsonb_each_text(counts) c
    UNION ALL SELECT * FROM registry.left_after_erasure(headers)
    UNION ALL SELECT 'to be told', 'provider ' || p, NULL, 'it keeps its own file; if it sends the records again, the person comes back as somebody new'
      FROM unnest(told) p;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.erase_person(continuum.pseudonym, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.erase_person(continuum.pseudonym, text) IS 'Erases a person for good, with everybody who was found to be this person: every payload, alias, file and case number, stored journey, row of an undecided load and problem of a load, from every table that has a column for people. What is said of another person by now, though it was once taken for this one, loses only that history. Returns what was erased (table and rows), what remains and until when, and which providers are to be told. No list of erased people is kept: that would be their data too, so a provider that sends the records again makes somebody new of them. registry.erasure notes who, when, why and how many. For the data_protection_officer (42501). Waits for loads and forms being decided, 15 seconds at most (55P03: try again). Errors: 22023 without a reason, 42704 when nobody has the pseudonym, 55000 (see hold_people).';
