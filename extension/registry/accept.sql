-- accept.sql: how a load becomes assertions, and how it is taken back.

CREATE FUNCTION registry.plan_rows(batch bigint, form registry.intake_plan[]) RETURNS SETOF registry.intake_plan
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
  SELECT p.* FROM registry.intake_plan p WHERE p.batch = plan_rows.batch AND p.action IN ('new', 'changed')
  UNION ALL SELECT f.* FROM unnest(form) f;
END;
REVOKE EXECUTE ON FUNCTION registry.plan_rows(bigint, registry.intake_plan[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.plan_rows(bigint, registry.intake_plan[]) IS 'What is to be asserted: the new and changed rows of a planned load, or a form''s.';

-- How the provider knows the person. ISO 7064 MOD 11,10 finds every wrong digit and nearly all transpositions.

CREATE FUNCTION registry.check_digit(digits text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  product integer := 10;
BEGIN
  FOR i IN 1..length(digits) LOOP
    product := (product + substr(digits, i, 1)::integer) % 10;
    product := 2 * CASE product WHEN 0 THEN 10 ELSE product END % 11;
  END LOOP;
  RETURN (11 - product) % 10;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_digit(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.check_digit(text) IS 'Check digit of ISO 7064, MOD 11,10, for a number as text.';

CREATE FUNCTION registry.give_case_numbers(provider integer, people bigint[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  without bigint[] := people;
  given bigint;
BEGIN
  -- A number that is taken is drawn again; ten million are there for each provider.
  FOR round IN 1..50 LOOP
    without := ARRAY(SELECT DISTINCT q.person FROM unnest(without) q (person)
      WHERE (SELECT c.person FROM registry.client_case c -- a probe, whatever the planner thinks of the numbers
        WHERE c.provider = give_case_numbers.provider AND c.person = q.person LIMIT 1) IS NULL);
    INSERT INTO registry.client_case (provider, case_number, person)
      SELECT give_case_numbers.provider, n.digits || registry.check_digit(n.digits), n.person
      FROM (SELECT q.person, lpad(((continuum.random_key() & 9223372036854775807) % 10000000)::text, 7, '0') AS digits
            FROM unnest(without) q (person)) n
      ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS given = ROW_COUNT;
    IF given = cardinality(without) THEN
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION 'the provider has used up its case numbers' USING ERRCODE = '54000';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.give_case_numbers(integer, bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.give_case_numbers(integer, bigint[]) IS 'Gives each person a case number with the provider, unless there is one: seven digits drawn by chance and a check digit. Error 54000 when nearly all are taken.';

CREATE FUNCTION registry.know_client(provider integer, client_ref text, person bigint, moved boolean DEFAULT false) RETURNS text
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  number text := registry.case_number_of(provider, person);
BEGIN
  IF client_ref IS NOT NULL THEN
    INSERT INTO registry.client (provider, client_ref, person)
      VALUES (know_client.provider, know_client.client_ref, know_client.person) ON CONFLICT DO NOTHING;
    IF moved THEN
      UPDATE registry.client c SET person = know_client.person
        WHERE c.provider = know_client.provider AND c.client_ref = know_client.client_ref;
    END IF;
  END IF;
  IF number IS NULL THEN
    PERFORM registry.give_case_numbers(provider, ARRAY[person]);
    number := registry.case_number_of(provider, person);
  END IF;
  RETURN number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.know_client(integer, text, bigint, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.know_client(integer, text, bigint, boolean) IS 'Notes that a provider knows a person, by a file number of its own if it gives one, and returns the case number. A file number that is another person''s stays that one''s unless moved: the record that gave it was mistaken in the person. Forms and loads of one provider are decided one after the other, so that nobody else draws at the same time.';

-- Who comes second takes the number of who came first: another load, or a row with a referral code.
CREATE FUNCTION registry.enrol_people(this registry.intake_batch, form registry.intake_plan[] DEFAULT NULL) RETURNS boolean
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  own_domain text := 'provider/' || this.provider;
  load bigint := CASE WHEN form IS NULL THEN this.batch END;
  newcomers bigint;
  enrolled bigint;
BEGIN
  INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
    SELECT DISTINCT ON (q.domain, q.pseudonym) p.person, q.domain, q.pseudonym, p.quality
    FROM registry.plan_rows(load, form) p
      CROSS JOIN LATERAL (VALUES ('ministry', p.ministry), (own_domain, p.own)) q (domain, pseudonym)
    WHERE p.referral IS NOT NULL AND NOT p.newcomer AND NOT p.own_known AND q.pseudonym IS NOT NULL
    ORDER BY q.domain, q.pseudonym
    ON CONFLICT DO NOTHING;
  SELECT count(DISTINCT p.person) INTO newcomers FROM registry.plan_rows(load, form) p WHERE p.newcomer;
  IF newcomers > 0 THEN
    -- In the order of the pseudonyms, so that two loads that enrol the same people wait for each
    -- other instead of locking each other out.
    INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
      SELECT DISTINCT ON (q.domain, q.pseudonym) p.person, q.domain, q.pseudonym, p.quality
      FROM registry.plan_rows(load, form) p CROSS JOIN LATERAL (SELECT
        CASE WHEN p.ministry IS NULL THEN own_domain ELSE 'ministry' END AS domain,
        coalesce(p.ministry, p.own) AS pseudonym) q
      WHERE p.newcomer
      ORDER BY q.domain, q.pseudonym
      ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS enrolled = ROW_COUNT;
    IF enrolled <> newcomers THEN
      IF form IS NOT NULL THEN
        RETURN false;
      END IF;
      UPDATE registry.intake_plan p SET person = a.person, newcomer = false
        FROM registry.person_alias a
        WHERE p.batch = load AND p.newcomer AND a.domain = CASE WHEN p.ministry IS NULL THEN own_domain ELSE 'ministry' END
          AND a.pseudonym OPERATOR(continuum.=) coalesce(p.ministry, p.own) AND a.person <> p.person;
    END IF;
    INSERT INTO registry.person (person, record_key)
      SELECT d.person, continuum.random_key()
      FROM (SELECT DISTINCT p.person FROM registry.plan_rows(load, form) p WHERE p.newcomer) d;
  END IF;
  INSERT INTO registry.person_alias (person, domain, pseudonym, quality, enrolled_as)
    SELECT DISTINCT ON (p.own) p.person, own_domain, p.own, p.quality,
      CASE WHEN NOT p.newcomer THEN (SELECT l.enrolled_as FROM registry.person_alias l -- whose it is when a merge is undone
        WHERE l.domain = 'ministry' AND l.pseudonym OPERATOR(continuum.=) p.ministry) END
    FROM registry.plan_rows(load, form) p
    WHERE NOT p.own_known
    ORDER BY p.own
    ON CONFLICT DO NOTHING;
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.enrol_people(registry.intake_batch, registry.intake_plan[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.enrol_people(registry.intake_batch, registry.intake_plan[]) IS 'Gives the people of a planned load or form who are new a random number, a record key and their aliases: ministry and provider where the identifier says who they are everywhere, provider alone where it does not. False for a form whose person somebody else has just enrolled: plan it again.';

CREATE FUNCTION registry.assert_plan(this registry.intake_batch, form registry.intake_plan[] DEFAULT NULL, reason text DEFAULT 'resubmitted') RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  load bigint := CASE WHEN form IS NULL THEN this.batch END;
BEGIN
  -- In the order of the file: of two rows that state a fact from the same day, the later one counts.
  WITH fresh AS MATERIALIZED (
    SELECT nextval('registry.assertion_assertion_seq') AS assertion, p.*
    FROM (SELECT p.* FROM registry.plan_rows(load, form) p ORDER BY p.row_number) p),
  headers AS (
    INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record, supersedes, reason)
    SELECT f.assertion, coalesce(f.record, f.assertion), 'stay', CASE f.action WHEN 'new' THEN 'assert' ELSE 'correct' END,
      this.provider, this.batch, f.source_record, f.previous, CASE f.action WHEN 'changed' THEN assert_plan.reason END
    FROM fresh f)
  INSERT INTO registry.stay (assertion, person, programme, care, exit_reason, registered_sex, gender_identity, started, ended,
    last_contact, referred_to, birth_year, provider, residence_region, ended_precision, exit_detail, client_ref, primary_substance,
    aftercare_offer, supported_by, legal_status, justice_basis, plan, funded_from, payment, request, code_system, source_care, source_exit,
    source_sex, source_identity)
  SELECT f.assertion, f.person, f.programme, f.care, f.exit_reason, f.registered_sex::continuum.gender,
    f.gender_identity::continuum.gender, f.started, f.ended, f.last_contact, f.referred_to, f.birth_year, this.provider, f.residence_region,
    f.ended_precision, f.exit_detail, f.client_ref, f.primary_substance, f.aftercare_offer, f.supported_by, f.legal_status,
    f.justice_basis, f.plan, f.funded_from, f.payment, f.request, nullif(this.code_system, 'continuum'), f.source_care, f.source_exit,
    f.source_sex, f.source_identity
  FROM fresh f;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.assert_plan(registry.intake_batch, registry.intake_plan[], text) FROM PUBLIC;
COMMENT ON FUNCTION registry.assert_plan(registry.intake_batch, registry.intake_plan[], text) IS 'Writes the new and changed rows of a planned load or form: one header each, and the stay with what the row states of the person. reason: of what changes.';

CREATE FUNCTION registry.note_arrivals(this registry.intake_batch, form registry.intake_plan[] DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  load bigint := CASE WHEN form IS NULL THEN this.batch END;
BEGIN
  -- The record stays the sender's, and is of no load: who takes the load back does not undo that
  -- somebody came. It is entered where it is noted, so programme and day are those of the arrival.
  PERFORM registry.restate(r.assertion, jsonb_build_object('state', 'arrived', 'state_on', p.started, 'to_programme', p.programme), NULL, 'arrived')
  FROM registry.plan_rows(load, form) p JOIN registry.referral r ON r.assertion = p.referral;
  -- Whoever is known here as somebody else may be one with who was sent, or may only carry the code.
  PERFORM registry.note_possible_match(r.person, p.person, 'referral')
  FROM registry.plan_rows(load, form) p JOIN registry.referral r ON r.assertion = p.referral WHERE r.person <> p.person;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.note_arrivals(registry.intake_batch, registry.intake_plan[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.note_arrivals(registry.intake_batch, registry.intake_plan[]) IS 'Tells both sides of a referral that the person has arrived: who came with its code. Where that is somebody else by what the receiver knows, both go into the queue of possible matches.';

CREATE FUNCTION registry.know_clients(this registry.intake_batch) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  INSERT INTO registry.client (provider, client_ref, person)
    SELECT DISTINCT ON (p.client_ref) this.provider, p.client_ref, p.person
    FROM registry.plan_rows(this.batch, NULL) p WHERE p.client = 'new' ORDER BY p.client_ref, p.row_number
    ON CONFLICT DO NOTHING;
  PERFORM registry.know_client(this.provider, p.client_ref, p.person, true)
    FROM registry.plan_rows(this.batch, NULL) p WHERE p.client = 'moved' ORDER BY p.row_number;
  PERFORM registry.give_case_numbers(this.provider, ARRAY(SELECT DISTINCT p.person
    FROM registry.plan_rows(this.batch, NULL) p WHERE p.client IS NOT NULL OR p.newcomer OR NOT p.own_known));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.know_clients(registry.intake_batch) FROM PUBLIC;
COMMENT ON FUNCTION registry.know_clients(registry.intake_batch) IS 'know_client() for the people of a load whom the provider has not known, or not by that number.';

-- One assertion in the place of another, of any kind: its payload with some columns changed, or a void.

CREATE FUNCTION registry.restate(latest bigint, changes jsonb, batch bigint, reason text, payload_of bigint DEFAULT NULL) RETURNS bigint
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  number bigint := nextval('registry.assertion_assertion_seq');
  old registry.assertion := (SELECT a FROM registry.assertion a WHERE a.assertion = latest);
BEGIN
  INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record, supersedes, reason)
    VALUES (number, old.record, old.kind, CASE WHEN changes IS NULL THEN 'void' ELSE 'correct' END, old.provider, restate.batch,
      old.source_record, latest, restate.reason);
  IF changes IS NOT NULL THEN
    EXECUTE format('INSERT INTO registry.%I SELECT r.* FROM registry.%1$I p CROSS JOIN LATERAL jsonb_populate_record(p, $1) r
        WHERE p.assertion = $2', old.kind)
      USING changes || jsonb_build_object('assertion', number) || CASE WHEN payload_of IS NULL THEN '{}' -- an older one: whose it is today
        ELSE jsonb_build_object('person', registry.person_since(old.kind, payload_of, true)) END, coalesce(payload_of, latest);
  END IF;
  RETURN number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.restate(bigint, jsonb, bigint, text, bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.restate(bigint, jsonb, bigint, text, bigint) IS 'Supersedes an assertion of any kind by one with the same payload (or that of payload_of) and the columns in changes; NULL changes: by a void. Returns its number. Error 40001 when a later transaction wrote what is to be superseded: retry.';

-- Who arrives by the same code at the same time waits here, and finds it used.
CREATE FUNCTION registry.lock_referrals(codes text[]) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM FROM registry.referral r
    WHERE r.state = 'sent' AND r.code = ANY (ARRAY(SELECT registry.referral_key(c.code) FROM unnest(codes) c (code)))
    ORDER BY r.code FOR UPDATE;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.lock_referrals(text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.lock_referrals(text[]) IS 'Locks the referrals of codes until the transaction ends, in the order of the codes.';

CREATE FUNCTION registry.accept_stays(this registry.intake_batch, void_missing boolean) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM registry.lock_referrals(ARRAY(SELECT r.referral_code FROM registry.intake_row r
    WHERE r.batch = this.batch AND r.referral_code IS NOT NULL));
  PERFORM registry.plan_batch(this.batch);
  PERFORM registry.report_plan(this.batch);
  PERFORM registry.enrol_people(this);
  PERFORM registry.know_clients(this);
  PERFORM registry.assert_plan(this);
  PERFORM registry.note_arrivals(this);
  IF void_missing THEN
    INSERT INTO registry.assertion (record, kind, operation, provider, batch, source_record, supersedes, reason)
      SELECT m.record, 'stay', 'void', this.provider, this.batch, m.source_record, m.assertion, 'missing from the file'
      FROM registry.missing_records(this.batch) m;
  END IF;
  DELETE FROM registry.intake_plan p WHERE p.batch = this.batch;
  DELETE FROM registry.intake_row r WHERE r.batch = this.batch;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.accept_stays(registry.intake_batch, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.accept_stays(registry.intake_batch, boolean) IS 'accept_batch() for a load of stays: plans it, reports, enrols, asserts, and voids what is missing if that is asked for.';

CREATE FUNCTION registry.accept_batch(batch bigint, void_missing boolean DEFAULT false) RETURNS registry.intake_batch
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
  SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  this registry.intake_batch := registry.take_batch(accept_batch.batch, 'open', 'checked');
BEGIN
  PERFORM registry.require_epoch(), registry.check_keys();
  IF EXISTS (SELECT FROM registry.intake_problem p
             WHERE p.batch = this.batch AND p.row_number IS NULL AND p.severity = 'reject') THEN
    RAISE EXCEPTION 'the file of this batch could not be read' USING ERRCODE = '55000', HINT = 'See registry.intake_report(); then withdraw the batch.';
  ELSIF void_missing AND (this.mode <> 'replace_period' OR NOT EXISTS (
      SELECT FROM registry.intake_row r WHERE r.batch = this.batch UNION ALL
      SELECT FROM registry.intake_fact r WHERE r.batch = this.batch)) THEN
    RAISE EXCEPTION 'only a load that holds rows, in mode replace_period, can void what it lacks' USING ERRCODE = '22023';
  ELSIF void_missing AND EXISTS (
      SELECT FROM registry.intake_row r WHERE r.batch = this.batch AND r.source_record IS NULL UNION ALL
      SELECT FROM registry.intake_fact r WHERE r.batch = this.batch AND r.source_record IS NULL) THEN
    RAISE EXCEPTION 'a row of this load could not be read as far as its record number'
      USING ERRCODE = '55000', HINT = 'Any record that seems to be missing may be the one of that row: mend the file, or accept without voiding.';
  END IF;
  IF this.template = 'stays' THEN
    PERFORM registry.accept_stays(this, void_missing);
  ELSE
    PERFORM registry.accept_facts(this, void_missing);
  END IF;
  -- The provider has reported the months that its file of stays covers, as far as they are over; but not
  -- by a file of which nothing came in.
  IF this.template = 'stays' AND NOT this.history AND isfinite(lower(this.period)) AND isfinite(upper(this.period))
    AND (SELECT b.rows_read > b.rows_rejected FROM registry.intake_batch b WHERE b.batch = this.batch) THEN
    PERFORM registry.register_reporting_month(m.programme, m.month, 'received')
    FROM registry.programme_month(this.period) m
    WHERE NOT m.reported AND m.month >= lower(this.period) AND (m.month + '1 month'::interval)::date <= least(upper(this.period), current_date)
      AND m.programme IN (SELECT c.programme FROM registry.current_programme c WHERE c.provider = this.provider);
  END IF;
  UPDATE registry.intake_batch b SET state = 'accepted', decided_by = session_user, decided_at = now()
    WHERE b.batch = this.batch RETURNING b.* INTO this;
  RETURN this;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.accept_batch(bigint, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.accept_batch(bigint, boolean) IS 'Asserts the new and changed rows of a load, checked before or not, and returns its counts. Rejected rows stay out and stand in the report. Where the load has a period and any row of it was taken, the whole months in it that are over count as received from the provider''s programmes, but not for a load of history (a month in which nobody came or left is confirmed: confirm_month()); withdrawing the load does not take that back (register_reporting_month does). void_missing: also voids the records that registry.missing_records() lists; only in mode replace_period and never for a file without rows (22023), or with one whose record number could not be read (55000). Errors: 42704, 55000 (see take_batch; also when the file could not be read, or the keyring has changed), 40001 when a missing record was changed by a later transaction: retry.';

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

CREATE FUNCTION registry.unmoved(move bigint) RETURNS bigint
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH RECURSIVE chain AS (
    SELECT h.assertion, h.supersedes, h.operation FROM registry.assertion h WHERE h.assertion = unmoved.move
    UNION ALL
    SELECT h.assertion, h.supersedes, h.operation FROM chain c JOIN registry.assertion h ON h.assertion = c.supersedes WHERE c.operation = 'move')
  SELECT c.assertion FROM chain c WHERE c.operation <> 'move';
END;
REVOKE EXECUTE ON FUNCTION registry.unmoved(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.unmoved(bigint) IS 'The assertion that a move only gave to another person.';

CREATE FUNCTION registry.person_since(t name, prior bigint, moved boolean) RETURNS bigint
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  holder bigint;
  step record;
BEGIN
  EXECUTE format($query$SELECT to_jsonb(p) ->> 'person' FROM registry.%I p WHERE p.assertion = $1$query$, t) INTO holder USING prior;
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
COMMENT ON FUNCTION registry.person_since(name, bigint, boolean) IS 'Whose an earlier assertion is today: the person it named, followed through the merges that moved its record since, and through those that met the person elsewhere. NULL where the table has no person.';

CREATE FUNCTION registry.withdraw_stays(this registry.intake_batch, said text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
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
END
$$;
REVOKE EXECUTE ON FUNCTION registry.withdraw_stays(registry.intake_batch, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.withdraw_stays(registry.intake_batch, text) IS 'withdraw_batch() for a load of stays.';

CREATE FUNCTION registry.withdraw_batch(batch bigint, reason text) RETURNS registry.intake_batch
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
  this registry.intake_batch := registry.take_batch(withdraw_batch.batch, 'open', 'checked', 'accepted');
  said text := 'withdrawn: ' || withdraw_batch.reason;
BEGIN
  PERFORM registry.require_epoch();
  IF this.mode = 'form' THEN
    RAISE EXCEPTION 'the forms of a day are not taken back as a whole' USING ERRCODE = '55000', HINT = 'registry.void(record, reason) takes one back.';
  END IF;
  IF btrim(said, ' ') = 'withdrawn:' OR said IS NULL THEN
    RAISE EXCEPTION 'a withdrawal needs a reason' USING ERRCODE = '22023';
  END IF;
  IF this.template = 'stays' THEN
    PERFORM registry.withdraw_stays(this, said);
  ELSE
    PERFORM registry.withdraw_facts(this, said);
  END IF;
  UPDATE registry.intake_batch b SET state = 'withdrawn', decided_by = session_user, decided_at = now(), reason = withdraw_batch.reason
    WHERE b.batch = this.batch RETURNING b.* INTO this;
  RETURN this;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.withdraw_batch(bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.withdraw_batch(bigint, text) IS 'Takes a load back as a whole, decided or not: what it said is voided, and where it had replaced something, that is asserted again. What a later load has replaced since stays. Nothing is deleted but undecided rows. Errors: 22023 without a reason, 42704, 55000 (see take_batch), 40001 when one of its records was changed by a later transaction: retry.';
