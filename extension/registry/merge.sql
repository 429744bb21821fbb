-- merge.sql: two people found to be one, and found not to be. Nothing that was said is changed: each
-- record of the one gets an assertion that says the same of the other (operation move, in the load that
-- said it), so that views and journeys follow at once and every step can be read and taken back.

CREATE FUNCTION registry.compare_people(kept continuum.pseudonym, other continuum.pseudonym)
  RETURNS TABLE (what text, of_kept text, of_other text, contradicts boolean)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  kept_person bigint;
  other_person bigint;
BEGIN
  PERFORM registry.require_duty('linkage');
  kept_person := registry.person_named(kept);
  other_person := registry.person_named(other);
  RETURN QUERY
  WITH said AS (
    SELECT f.person, f.fact, f.value FROM registry.current_person_fact f WHERE f.person IN (kept_person, other_person)
    UNION ALL SELECT d.person, 'death', d.on_date::text FROM registry.current_death d WHERE d.person IN (kept_person, other_person)
    UNION ALL SELECT a.person, 'quality', a.quality FROM registry.person_alias a WHERE a.person IN (kept_person, other_person))
  SELECT w.what, k.list, o.list, w.must_agree AND NOT k.found && o.found
  FROM (VALUES ('registered_sex', true), ('birth_year', true), ('death', true), ('gender_identity', false),
      ('residence_region', false), ('quality', false)) w (what, must_agree)
    CROSS JOIN LATERAL (SELECT array_agg(DISTINCT s.value) AS found, string_agg(DISTINCT s.value, ', ') AS list
      FROM said s WHERE s.person = kept_person AND s.fact = w.what) k
    CROSS JOIN LATERAL (SELECT array_agg(DISTINCT s.value) AS found, string_agg(DISTINCT s.value, ', ') AS list
      FROM said s WHERE s.person = other_person AND s.fact = w.what) o
  UNION ALL
  SELECT 'residential stays at one time', NULL, nullif(count(*), 0)::text, count(*) > 0
  FROM registry.current_stay a JOIN registry.current_stay b ON b.person = other_person
    AND daterange(a.started, a.ended) && daterange(b.started, b.ended) AND a.programme <> b.programme
  WHERE a.person = kept_person AND a.care OPERATOR(continuum.=) 'residential' AND b.care OPERATOR(continuum.=) 'residential';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.compare_people(continuum.pseudonym, continuum.pseudonym) FROM PUBLIC;
COMMENT ON FUNCTION registry.compare_people(continuum.pseudonym, continuum.pseudonym) IS 'What is said of two people, to be looked at before they are merged: all values of each fact on either side, the quality of their aliases, and how many residential stays in different programmes overlap. contradicts: sex, birth year or death have no value in common, or stays overlap; NULL where one side is silent. For the duty linkage (42501). Error 42704 when nobody has a pseudonym.';

-- Moving.

CREATE FUNCTION registry.move_records(t name, assertions bigint[], to_person bigint, reason text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  EXECUTE format($query$
    WITH moved AS MATERIALIZED (
      SELECT nextval('registry.assertion_assertion_seq') AS assertion, h.assertion AS old, h.record, h.kind, h.provider, h.batch, h.source_record, h.recorded_at
      FROM unnest($1) WITH ORDINALITY a (assertion, place) JOIN registry.assertion h ON h.assertion = a.assertion),
    headers AS (
      INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record, supersedes, reason, recorded_at)
      SELECT m.assertion, m.record, m.kind, 'move', m.provider, m.batch, m.source_record, m.old, $3, m.recorded_at FROM moved m)
    INSERT INTO registry.%1$I
    SELECT r.* FROM moved m JOIN registry.%1$I p ON p.assertion = m.old
      CROSS JOIN LATERAL jsonb_populate_record(p, jsonb_build_object('assertion', m.assertion, 'person', $2)) r$query$, t)
    USING assertions, to_person, reason;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.move_records(name, bigint[], bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.move_records(name, bigint[], bigint, text) IS 'Asserts what some current assertions of a table say of another person; the reason names the merge. Provider, load, number of the record and the time at which it was said stay: withdrawing the load still takes it all back, and no provider sees from its own records that its client is known elsewhere.';

CREATE FUNCTION registry.merge_people(kept continuum.pseudonym, other continuum.pseudonym, reason text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.merge;
BEGIN
  PERFORM registry.require_duty('linkage'), registry.require_reason(reason), registry.hold_people();
  this.kept_person := registry.person_named(kept);
  this.other_person := registry.person_named(other);
  IF this.kept_person = this.other_person THEN
    RAISE EXCEPTION 'these are one person already' USING ERRCODE = '22023';
  END IF;
  RETURN registry.merge_pair(this.kept_person, this.other_person, reason);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.merge_people(continuum.pseudonym, continuum.pseudonym, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.merge_people(continuum.pseudonym, continuum.pseudonym, text) IS 'Makes one person of two who were found to be one, and returns the number of the merge, which unmerge() wants. Every record of other is asserted again as kept''s, as of now; both histories stay. All pseudonyms, file and case numbers of both are kept''s from now on. What contradicts (see compare_people) is kept side by side. For the duty linkage (42501). Waits for loads and forms being decided, 15 seconds at most (55P03: try again). Errors: 22023 without a reason or when they are one already, 42704 when nobody has a pseudonym, 55000 (see hold_people).';

CREATE FUNCTION registry.merge_pair(kept_person bigint, other_person bigint, reason text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
  number bigint := nextval('registry.assertion_assertion_seq');
  t name;
  records bigint[];
BEGIN
  INSERT INTO registry.assertion (assertion, record, kind, operation, reason) VALUES (number, number, 'merge', 'assert', reason);
  INSERT INTO registry.merge (assertion, kept_person, other_person) VALUES (number, kept_person, other_person);
  FOR t IN SELECT r.t FROM registry.record_tables() r (t)
  LOOP
    EXECUTE format($query$SELECT array_agg(DISTINCT p.assertion ORDER BY p.assertion) FROM registry.%I p
      WHERE p.person = $1 AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL)$query$, t)
      INTO records USING other_person;
    PERFORM registry.move_records(t, records, kept_person, 'merge ' || number);
  END LOOP;
  FOR t IN SELECT r.t FROM registry.alias_tables() r (t)
  LOOP
    EXECUTE format('UPDATE registry.%I a SET person = $1, enrolled_as = coalesce(a.enrolled_as, a.person) WHERE a.person = $2', t)
      USING kept_person, other_person;
  END LOOP;
  PERFORM registry.rebuild_journeys(kept_person, other_person);
  RETURN number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.merge_pair(bigint, bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.merge_pair(bigint, bigint, text) IS 'What merge_people() does, once the two are known and everything is held still.';

-- Undoing.

CREATE FUNCTION registry.return_records(t name, this registry.standing_merge, providers integer[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  records bigint[];
BEGIN
  EXECUTE format($query$
    WITH RECURSIVE since AS ( -- what the merge moved, and all that was said in those records since
      SELECT h.assertion FROM registry.%1$I p JOIN registry.assertion h ON h.assertion = p.assertion
      WHERE p.person = $1 AND h.operation = 'move' AND h.reason = 'merge ' || $2
      UNION
      SELECT n.assertion FROM since s JOIN registry.assertion n ON n.supersedes = s.assertion AND n.supersedes IS NOT NULL)
    SELECT array_agg(DISTINCT p.assertion ORDER BY p.assertion)
    FROM registry.%1$I p JOIN registry.assertion h ON h.assertion = p.assertion
    WHERE p.person = $1 AND (p.assertion IN (SELECT s.assertion FROM since s) OR h.provider = ANY ($3)
        OR h.record > $2 AND EXISTS (SELECT FROM registry.client c
          WHERE c.provider = h.provider AND c.client_ref = to_jsonb(p) ->> 'client_ref' AND c.person = $4))
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL)$query$, t)
    INTO records USING this.kept_person, this.assertion, providers, this.other_person;
  PERFORM registry.move_records(t, records, this.other_person, 'unmerge ' || this.assertion);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.return_records(name, registry.standing_merge, integer[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.return_records(name, registry.standing_merge, integer[]) IS 'Gives back the records of one table that a merge moved, as they stand now, all that providers who know the other person alone have said, and what was said since under a file number of the other''s.';

CREATE FUNCTION registry.return_aliases(this registry.standing_merge, OUT theirs integer[], OUT shared integer[])
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  family bigint[] := registry.everyone_merged(this.other_person);
  t name;
BEGIN
  FOR t IN SELECT r.t FROM registry.alias_tables() r (t)
  LOOP
    EXECUTE format('UPDATE registry.%I a SET person = $1, enrolled_as = nullif(a.enrolled_as, $1) WHERE a.person = $2 AND a.enrolled_as = ANY ($3)', t)
      USING this.other_person, this.kept_person, family;
  END LOOP;
  SELECT array_agg(k.provider) FILTER (WHERE k.other AND NOT k.kept), array_agg(k.provider) FILTER (WHERE k.other AND k.kept)
    INTO theirs, shared
    FROM (SELECT substr(a.domain, 10)::integer AS provider, bool_or(a.person = this.kept_person) AS kept,
        bool_or(a.person = this.other_person) AS other
      FROM registry.person_alias a
      WHERE a.person IN (this.kept_person, this.other_person) AND a.domain ~ '^provider/[0-9]+$' GROUP BY 1) k;
  -- Numbers given since by a provider that knows the other alone.
  UPDATE registry.client c SET person = this.other_person WHERE c.person = this.kept_person AND c.provider = ANY (theirs);
  UPDATE registry.client_case c SET person = this.other_person WHERE c.person = this.kept_person AND c.provider = ANY (theirs);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.return_aliases(registry.standing_merge) FROM PUBLIC;
COMMENT ON FUNCTION registry.return_aliases(registry.standing_merge) IS 'Gives back pseudonyms, file and case numbers when a merge is undone; which providers know the other person alone, and which know both.';

CREATE FUNCTION registry.unmerge(merge bigint, reason text)
  RETURNS TABLE (provider integer, kind text, source_record text, recorded_at timestamptz)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  this registry.standing_merge;
  known record;
  t name;
BEGIN
  PERFORM registry.require_duty('linkage'), registry.require_reason(reason), registry.hold_people();
  SELECT m.* INTO this FROM registry.standing_merge m WHERE m.assertion = unmerge.merge;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such merge holds' USING ERRCODE = '42704', HINT = 'It may have been undone, or the person erased.';
  ELSIF EXISTS (SELECT FROM registry.standing_merge m WHERE m.other_person = this.kept_person) THEN
    RAISE EXCEPTION 'the person kept has been merged into another since'
      USING ERRCODE = '55000', HINT = 'Undo the later merge first.';
  END IF;
  INSERT INTO registry.assertion (record, kind, operation, supersedes, reason)
    VALUES (this.assertion, 'merge', 'void', this.assertion, unmerge.reason);
  known := registry.return_aliases(this);
  FOR t IN SELECT r.t FROM registry.record_tables() r (t)
  LOOP
    PERFORM registry.return_records(t, this, known.theirs);
  END LOOP;
  PERFORM registry.rebuild_journeys(this.kept_person, this.other_person);
  FOR t IN SELECT r.t FROM registry.record_tables() r (t)
  LOOP
    RETURN QUERY EXECUTE format($query$
      SELECT f.provider, f.kind, f.source_record, f.recorded_at
      FROM registry.%I p JOIN registry.assertion h ON h.assertion = p.assertion JOIN registry.assertion f ON f.assertion = h.record
      WHERE p.person = $1 AND h.record > $2 AND h.provider = ANY ($3)
        AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL)
      ORDER BY f.assertion$query$, t) USING this.kept_person, this.assertion, known.shared;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.unmerge(bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.unmerge(bigint, text) IS 'Undoes a merge: the records it moved go back as they stand now, corrected or not, with the pseudonyms, file and case numbers that came with them. What was recorded since goes back too where the provider knows the other person alone, or said it under the other''s file number; else, where it knows both, it stays with the person kept, and is returned for somebody to look at. For the duty linkage (42501). Errors: 22023 without a reason, 42704 when no such merge holds, 55000 while the person kept is merged into a third one, and see hold_people.';
