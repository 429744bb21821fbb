-- accept.sql: how a load becomes assertions, and how it is taken back.

CREATE FUNCTION registry.enrol_people(this registry.intake_batch) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  own_domain text := 'provider/' || this.provider;
  newcomers bigint;
  enrolled bigint;
BEGIN
  SELECT count(DISTINCT p.person) INTO newcomers
    FROM registry.intake_plan p WHERE p.batch = this.batch AND p.newcomer AND p.action IN ('new', 'changed');
  -- In the order of the pseudonyms, so that two loads that enrol the same people wait for each
  -- other instead of locking each other out.
  INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
    SELECT DISTINCT ON (q.domain, q.pseudonym) p.person, q.domain, q.pseudonym, p.quality
    FROM registry.intake_plan p CROSS JOIN LATERAL (SELECT
      CASE WHEN p.ministry IS NULL THEN own_domain ELSE 'ministry' END AS domain,
      coalesce(p.ministry, p.own) AS pseudonym) q
    WHERE p.batch = this.batch AND p.newcomer AND p.action IN ('new', 'changed')
    ORDER BY q.domain, q.pseudonym
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS enrolled = ROW_COUNT;
  IF enrolled <> newcomers THEN -- who came second takes the number of who came first
    UPDATE registry.intake_plan p SET person = a.person, newcomer = false
      FROM registry.person_alias a
      WHERE p.batch = this.batch AND p.newcomer AND a.domain = 'ministry'
        AND a.pseudonym OPERATOR(continuum.=) p.ministry AND a.person <> p.person;
  END IF;
  INSERT INTO registry.person (person, record_key)
    SELECT d.person, continuum.random_key()
    FROM (SELECT DISTINCT p.person FROM registry.intake_plan p
          WHERE p.batch = this.batch AND p.newcomer AND p.action IN ('new', 'changed')) d;
  INSERT INTO registry.person_alias (person, domain, pseudonym, quality, enrolled_as)
    SELECT DISTINCT ON (p.own) p.person, own_domain, p.own, p.quality,
      CASE WHEN NOT p.newcomer THEN (SELECT l.enrolled_as FROM registry.person_alias l -- whose it is when a merge is undone
        WHERE l.domain = 'ministry' AND l.pseudonym OPERATOR(continuum.=) p.ministry) END
    FROM registry.intake_plan p
    WHERE p.batch = this.batch AND p.action IN ('new', 'changed') AND NOT p.own_known
    ORDER BY p.own
    ON CONFLICT DO NOTHING;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.enrol_people(registry.intake_batch) FROM PUBLIC;
COMMENT ON FUNCTION registry.enrol_people(registry.intake_batch) IS 'Gives the people of a planned load who are new a random number, a record key and their aliases: ministry and provider where the identifier says who they are everywhere, provider alone where it does not.';

CREATE FUNCTION registry.assert_plan(this registry.intake_batch) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  -- In the order of the file: of two rows that state a fact from the same day, the later one counts.
  WITH fresh AS MATERIALIZED (
    SELECT nextval('registry.assertion_assertion_seq') AS assertion, p.*
    FROM (SELECT p.* FROM registry.intake_plan p WHERE p.batch = this.batch AND p.action IN ('new', 'changed')
          ORDER BY p.row_number) p),
  headers AS (
    INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record, supersedes, reason)
    SELECT f.assertion, coalesce(f.record, f.assertion), 'stay', CASE f.action WHEN 'new' THEN 'assert' ELSE 'correct' END,
      this.provider, this.batch, f.source_record, f.previous, CASE f.action WHEN 'changed' THEN 'resubmitted' END
    FROM fresh f)
  INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, registered_sex, gender_identity, started, ended,
    last_contact, referred_to, birth_year, provider, residence_region, ended_precision, exit_detail, client_ref, primary_substance,
    aftercare_offer, supported_by, legal_status, justice_basis, plan, funded_from, payment, code_system, source_care, source_exit,
    source_sex, source_identity)
  SELECT f.assertion, f.person, f.programme, f.care, f.exit_reason, f.registered_sex::continuum.gender,
    f.gender_identity::continuum.gender, f.started, f.ended, f.last_contact, f.referred_to, f.birth_year, this.provider, f.residence_region,
    f.ended_precision, f.exit_detail, f.client_ref, f.primary_substance, f.aftercare_offer, f.supported_by, f.legal_status,
    f.justice_basis, f.plan, f.funded_from, f.payment, nullif(this.code_system, 'continuum'), f.source_care, f.source_exit,
    f.source_sex, f.source_identity
  FROM fresh f;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.assert_plan(registry.intake_batch) FROM PUBLIC;
COMMENT ON FUNCTION registry.assert_plan(registry.intake_batch) IS 'Writes the new and changed rows of a planned load: one header each, and the stay with what the row states of the person.';

CREATE FUNCTION registry.accept_batch(batch bigint, void_missing boolean DEFAULT false) RETURNS registry.intake_batch
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.intake_batch := registry.take_batch(accept_batch.batch, 'open', 'checked');
BEGIN
  PERFORM registry.require_epoch(), registry.check_keys();
  IF EXISTS (SELECT FROM registry.intake_problem p
             WHERE p.batch = this.batch AND p.row_number IS NULL AND p.severity = 'reject') THEN
    RAISE EXCEPTION 'the file of this batch could not be read' USING ERRCODE = '55000', HINT = 'See registry.intake_report(); then withdraw the batch.';
  ELSIF void_missing AND (this.mode <> 'replace_period' OR NOT EXISTS (
      SELECT FROM registry.intake_row r WHERE r.batch = this.batch)) THEN
    RAISE EXCEPTION 'only a load that holds rows, in mode replace_period, can void what it lacks' USING ERRCODE = '22023';
  ELSIF void_missing AND EXISTS (
      SELECT FROM registry.intake_row r WHERE r.batch = this.batch AND r.source_record IS NULL) THEN
    RAISE EXCEPTION 'a row of this load could not be read as far as its record number'
      USING ERRCODE = '55000', HINT = 'Any record that seems to be missing may be the one of that row: mend the file, or accept without voiding.';
  END IF;
  PERFORM registry.plan_batch(this.batch);
  PERFORM registry.report_plan(this.batch);
  PERFORM registry.enrol_people(this);
  PERFORM registry.assert_plan(this);
  IF void_missing THEN
    INSERT INTO registry.assertion (record, kind, operation, provider, batch, source_record, supersedes, reason)
      SELECT m.record, 'stay', 'void', this.provider, this.batch, m.source_record, m.assertion, 'missing from the file'
      FROM registry.missing_records(this.batch) m;
  END IF;
  -- The provider has reported the months that its file covers, as far as they are over.
  IF isfinite(lower(this.period)) AND isfinite(upper(this.period)) THEN
    PERFORM registry.register_reporting_month(m.programme, m.month, 'received')
    FROM registry.programme_month(this.period) m
    WHERE NOT m.reported AND m.month >= lower(this.period) AND (m.month + '1 month'::interval)::date <= least(upper(this.period), current_date)
      AND m.programme IN (SELECT c.programme FROM registry.current_programme c WHERE c.provider = this.provider);
  END IF;
  DELETE FROM registry.intake_plan p WHERE p.batch = this.batch;
  DELETE FROM registry.intake_row r WHERE r.batch = this.batch;
  UPDATE registry.intake_batch b SET state = 'accepted', decided_by = session_user, decided_at = now()
    WHERE b.batch = this.batch RETURNING b.* INTO this;
  RETURN this;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.accept_batch(bigint, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.accept_batch(bigint, boolean) IS 'Asserts the new and changed rows of a load, checked before or not, and returns its counts. Rejected rows stay out and stand in the report. Where the load has a period, the whole months in it that are over count as received from the provider''s programmes; withdrawing the load does not take that back (register_reporting_month does). void_missing: also voids the records that registry.missing_records() lists; only in mode replace_period and never for a file without rows (22023), or with one whose record number could not be read (55000). Errors: 42704, 55000 (see take_batch; also when the file could not be read, or the keyring has changed), 40001 when a missing record was changed by a later transaction: retry.';

-- Withdrawal. What the load said is voided, or, where it had replaced something, that is asserted
-- again: the last word of a load that still holds. What a later load has replaced stays replaced.

CREATE FUNCTION registry.word_before(batch bigint)
  RETURNS TABLE (latest bigint, record bigint, source_record text, prior bigint, prior_batch bigint, moved boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  -- Every step is a probe of a primary key, and nothing is joined back to what it came from: a load
  -- may have replaced as many records as it has rows, and the planner cannot know.
  WITH RECURSIVE chain AS (
    SELECT h.assertion AS latest, h.record, h.source_record, h.supersedes AS prior, h.operation = 'move' AS moved FROM registry.assertion h
    WHERE h.batch = word_before.batch AND h.source_record IS NOT NULL -- but for what was erased
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
    UNION ALL
    SELECT c.latest, c.record, c.source_record, h.supersedes, c.moved OR h.operation = 'move'
    FROM chain c JOIN registry.assertion h ON h.assertion = c.prior)
  SELECT DISTINCT ON (c.latest) c.latest, c.record, c.source_record,
    CASE WHEN h.operation <> 'void' THEN h.assertion END, CASE WHEN h.operation <> 'void' THEN h.batch END, c.moved
  FROM chain c
    LEFT JOIN (registry.assertion h LEFT JOIN registry.intake_batch b ON b.batch = h.batch)
      ON h.assertion = c.prior AND h.batch IS DISTINCT FROM word_before.batch AND b.state IS DISTINCT FROM 'withdrawn'
  ORDER BY c.latest, h.assertion DESC NULLS LAST;
END;
REVOKE EXECUTE ON FUNCTION registry.word_before(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.word_before(bigint) IS 'What a load said last about a record, and the assertion before it that still holds: of another load that is not withdrawn. prior is NULL when there is none, or it was a void. moved: since prior, the record has been moved from person to person by merges.';

CREATE FUNCTION registry.person_since(t name, prior bigint, moved boolean) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  holder bigint;
  step record;
BEGIN
  EXECUTE format('SELECT p.person FROM registry.%I p WHERE p.assertion = $1', t) INTO holder USING prior;
  IF moved THEN
    FOR step IN EXECUTE format($query$
      WITH RECURSIVE later AS (
        SELECT n.* FROM registry.assertion n WHERE n.supersedes = $1
        UNION ALL
        SELECT n.* FROM later l JOIN registry.assertion n ON n.supersedes = l.assertion)
      SELECT o.person AS was, p.person AS now
      FROM later l JOIN registry.%1$I p ON p.assertion = l.assertion JOIN registry.%1$I o ON o.assertion = l.supersedes
      WHERE l.operation = 'move' ORDER BY l.assertion$query$, t) USING prior
    LOOP
      holder := CASE WHEN step.was = holder THEN step.now ELSE holder END;
    END LOOP;
  END IF;
  RETURN coalesce((SELECT m.now FROM registry.merged_person m WHERE m.person = holder), holder);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.person_since(name, bigint, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.person_since(name, bigint, boolean) IS 'Whose an earlier assertion is today: the person it named, followed through the merges that moved its record since, and through those that met the person elsewhere.';

CREATE FUNCTION registry.withdraw_batch(batch bigint, reason text) RETURNS registry.intake_batch
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  this registry.intake_batch := registry.take_batch(withdraw_batch.batch, 'open', 'checked', 'accepted');
  said text := 'withdrawn: ' || withdraw_batch.reason;
BEGIN
  PERFORM registry.require_epoch();
  IF btrim(said, ' ') = 'withdrawn:' OR said IS NULL THEN
    RAISE EXCEPTION 'a withdrawal needs a reason' USING ERRCODE = '22023';
  END IF;
  WITH fresh AS MATERIALIZED (
    SELECT nextval('registry.assertion_assertion_seq') AS assertion, w.latest, w.record, w.source_record, w.prior_batch, w.moved,
      s.assertion AS prior -- nothing, where that was erased
    FROM registry.word_before(this.batch) w LEFT JOIN registry.stay s ON s.assertion = w.prior),
  headers AS (
    INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record, supersedes, reason)
    SELECT f.assertion, f.record, 'stay', CASE WHEN f.prior IS NULL THEN 'void' ELSE 'correct' END, this.provider,
      CASE WHEN f.prior IS NULL THEN this.batch ELSE f.prior_batch END, f.source_record, f.latest, said
    FROM fresh f)
  INSERT INTO registry.stay
  SELECT r.*
  FROM fresh f JOIN registry.stay s ON s.assertion = f.prior
    CROSS JOIN LATERAL jsonb_populate_record(s, jsonb_build_object('assertion', f.assertion, 'person',
      CASE WHEN f.moved OR s.person IN (SELECT m.person FROM registry.merged_person m)
        THEN registry.person_since('stay', f.prior, f.moved) ELSE s.person END)) r;
  DELETE FROM registry.intake_row r WHERE r.batch = this.batch;
  UPDATE registry.intake_batch b SET state = 'withdrawn', decided_by = session_user, decided_at = now(), reason = withdraw_batch.reason
    WHERE b.batch = this.batch RETURNING b.* INTO this;
  RETURN this;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.withdraw_batch(bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.withdraw_batch(bigint, text) IS 'Takes a load back as a whole, decided or not: what it said is voided, and where it had replaced something, that is asserted again. What a later load has replaced since stays. Nothing is deleted but undecided rows. Errors: 22023 without a reason, 42704, 55000 (see take_batch), 40001 when one of its records was changed by a later transaction: retry.';
