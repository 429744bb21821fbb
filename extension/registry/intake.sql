-- intake.sql: a load from its opening to its withdrawal, and the two doors for its rows.

-- Locks.

-- The loads and forms of one provider are decided one after the other. Its first row is locked for that,
-- which nobody changes; an advisory lock could be held by anybody, and everybody could see it.
CREATE FUNCTION registry.lock_provider(provider integer) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'loads and forms are decided in READ COMMITTED transactions'
      USING ERRCODE = '55000', HINT = 'An older snapshot would not see what was decided meanwhile.';
  END IF;
  PERFORM FROM registry.provider p WHERE p.assertion = (
    SELECT min(q.assertion) FROM registry.provider q WHERE q.provider = lock_provider.provider) FOR UPDATE;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.lock_provider(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.lock_provider(integer) IS 'Locks a provider''s loads and forms until the transaction ends. Error 55000 unless the transaction is READ COMMITTED.';

CREATE FUNCTION registry.take_batch(batch bigint, VARIADIC states text[]) RETURNS registry.intake_batch
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.intake_batch;
BEGIN
  PERFORM registry.require_batch(take_batch.batch);
  PERFORM registry.lock_provider((SELECT b.provider FROM registry.intake_batch b WHERE b.batch = take_batch.batch));
  SELECT b.* INTO this FROM registry.intake_batch b WHERE b.batch = take_batch.batch FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such batch' USING ERRCODE = '42704';
  ELSIF this.state <> ALL (states) THEN
    RAISE EXCEPTION 'the batch is %', this.state USING ERRCODE = '55000';
  END IF;
  RETURN this;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.take_batch(bigint, text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.take_batch(bigint, text[]) IS 'Locks the provider''s loads and this one until the transaction ends, and returns it. Errors: 42704 when there is none or it is another provider''s, 55000 when it is in another state than those listed or the transaction is not READ COMMITTED.';

-- From opening to decision.

CREATE FUNCTION registry.declared_format(provider integer, template text) RETURNS SETOF registry.source_format
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT f.assertion, f.provider, f.template, f.delimiter, f.decimal_mark, f.date_format, f.encoding, f.code_system, f.scheme
  FROM registry.current_source_format f
  WHERE f.provider = declared_format.provider AND f.template IN (declared_format.template, 'stays')
  ORDER BY f.template = declared_format.template DESC LIMIT 1;
END;
REVOKE EXECUTE ON FUNCTION registry.declared_format(integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.declared_format(integer, text) IS 'How the provider writes a template: as it declared for it, or else for stays; no row when it declared neither.';

CREATE FUNCTION registry.open_batch(provider integer, template text DEFAULT 'stays', mode text DEFAULT 'add',
    period daterange DEFAULT NULL, file_name text DEFAULT NULL, file_sha256 text DEFAULT NULL,
    history boolean DEFAULT false) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  number bigint;
BEGIN
  PERFORM registry.require_epoch(), registry.check_keys();
  provider := registry.acting_provider(provider);
  PERFORM FROM continuum.intake_columns(coalesce(template, ''));
  IF mode IS NULL OR mode NOT IN ('add', 'replace_period') THEN
    RAISE EXCEPTION 'there is no such mode' USING ERRCODE = '22023', HINT = 'Modes: add, replace_period.';
  ELSIF mode = 'replace_period' AND (period IS NULL OR isempty(period)) THEN
    RAISE EXCEPTION 'mode replace_period needs a period' USING ERRCODE = '22023';
  ELSIF history AND NOT coalesce(isfinite(lower(period)), false) THEN
    RAISE EXCEPTION 'a load of history says since when' USING ERRCODE = '22023', HINT = 'Give the period that the file covers.';
  END IF;
  INSERT INTO registry.intake_batch (provider, template, mode, period, history, file_name, file_sha256, code_system)
    SELECT open_batch.provider, open_batch.template, open_batch.mode, open_batch.period, open_batch.history, open_batch.file_name,
      open_batch.file_sha256, coalesce((SELECT f.code_system
        FROM registry.declared_format(open_batch.provider, open_batch.template) f), 'continuum')
    RETURNING intake_batch.batch INTO number;
  PERFORM set_config('continuum.intake_batch', number::text, false);
  RETURN number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.open_batch(integer, text, text, daterange, text, text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.open_batch(integer, text, text, daterange, text, text, boolean) IS 'Opens a load of a provider (NULL: the caller''s only one) and makes it the one that this session''s rows go into; returns its number. mode replace_period: the file holds every stay of the provider that started in the period. file_sha256: 64 hexadecimal digits. history: the years in period, from before the provider reported; they count for looking back, and no month counts as received. Errors: 42501 for another provider than the caller''s, 23503 for an unknown one from the intake desk, 22023 for another template or mode or a missing period, 55000 without a keyring, with one that has changed, or in a cluster without an epoch.';

CREATE FUNCTION registry.missing_records(batch bigint)
  RETURNS TABLE (source_record text, assertion bigint, record bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT x.source_record, max(x.assertion), max(x.record)
  FROM registry.intake_batch b CROSS JOIN LATERAL (
    SELECT h.source_record, h.assertion, h.record, false AS sent
    FROM registry.stay s JOIN registry.assertion h ON h.assertion = s.assertion
    WHERE h.kind = 'stay' AND h.provider = b.provider AND b.period @> s.started AND h.source_record IS NOT NULL
      AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
    UNION ALL
    SELECT r.source_record, NULL::bigint, NULL::bigint, true FROM registry.intake_row r WHERE r.batch = b.batch) x
  WHERE b.batch = missing_records.batch AND b.mode = 'replace_period'
  GROUP BY x.source_record HAVING NOT bool_or(x.sent);
END;
REVOKE EXECUTE ON FUNCTION registry.missing_records(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.missing_records(bigint) IS 'Records of the provider that started in the period of a load in mode replace_period and are not in its file. A record whose row was rejected is in the file, unless the row could not be read as far as its record number: then nothing is voided.';

CREATE FUNCTION registry.report_plan(batch bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  this registry.intake_batch := (SELECT b FROM registry.intake_batch b WHERE b.batch = report_plan.batch);
BEGIN
  DELETE FROM registry.intake_problem p WHERE p.batch = this.batch AND p.planned;
  INSERT INTO registry.intake_problem (batch, row_number, source_record, field, code, severity, detail, planned)
  SELECT p.batch, p.row_number, p.source_record, q.field, q.code, q.severity, q.detail, true
  FROM registry.intake_plan p CROSS JOIN LATERAL registry.plan_problems(p) q
  WHERE p.batch = this.batch AND (p.action IN ('changed', 'rejected') OR p.told IS NOT NULL);
  -- One line for each code without an equivalent, however many rows have it, and for what is not known of many.
  INSERT INTO registry.intake_problem (batch, row_number, source_record, field, code, severity, count, detail, planned)
  SELECT this.batch, min(p.row_number), (array_agg(p.source_record ORDER BY p.row_number))[1], u.field,
    CASE WHEN u.said IS NULL THEN 'P305' ELSE 'P301' END, 'warning', count(*), this.code_system, true
  FROM registry.intake_plan p CROSS JOIN LATERAL (SELECT n.field, CASE n.field WHEN 'care' THEN p.source_care
      WHEN 'exit_reason' THEN p.source_exit WHEN 'registered_sex' THEN p.source_sex WHEN 'gender_identity' THEN p.source_identity END AS said
    FROM unnest(p.unmapped) n (field)) u
  WHERE p.batch = this.batch AND p.action <> 'rejected' AND p.unmapped IS NOT NULL
  GROUP BY u.field, u.said;
  INSERT INTO registry.intake_problem (batch, row_number, source_record, field, code, severity, count, planned)
  SELECT this.batch, min(p.row_number), (array_agg(p.source_record ORDER BY p.row_number))[1], 'registered_sex', 'P308', 'info', count(*), true
  FROM registry.intake_plan p WHERE p.batch = this.batch AND p.action IN ('new', 'changed') AND 'P308' = ANY (p.told)
  HAVING count(*) > 0;
  -- A file number of nobody yet that two people of the file have.
  INSERT INTO registry.intake_problem (batch, row_number, source_record, field, code, severity, planned)
  SELECT this.batch, p.row_number, p.source_record, 'client_ref', 'P106', 'warning', true
  FROM (SELECT p.*, first_value(p.person) OVER (PARTITION BY p.client_ref ORDER BY p.row_number) AS first
        FROM registry.intake_plan p WHERE p.batch = this.batch AND p.action IN ('new', 'changed') AND p.client = 'new') p
  WHERE p.person <> p.first;
  INSERT INTO registry.intake_problem (batch, source_record, field, code, severity, planned)
  SELECT this.batch, m.source_record, 'source_record', 'P404', 'warning', true FROM registry.missing_records(this.batch) m;

  UPDATE registry.intake_batch b
  SET rows_read = d.refused + p.planned, rows_new = p.new, rows_same = p.same, rows_changed = p.changed,
    rows_rejected = d.refused + p.rejected,
    rows_missing = (SELECT count(*) FROM registry.intake_problem m WHERE m.batch = this.batch AND m.code = 'P404'),
    rows_warned = (SELECT count(*) FROM (
      SELECT m.row_number FROM registry.intake_problem m
      WHERE m.batch = this.batch AND m.severity = 'warning' AND m.row_number IS NOT NULL AND m.code NOT IN ('P301', 'P305')
      UNION
      SELECT p.row_number FROM registry.intake_plan p WHERE p.batch = this.batch AND p.action <> 'rejected' AND p.unmapped IS NOT NULL) x)
  FROM (SELECT count(*) AS refused FROM registry.intake_row r WHERE r.batch = this.batch AND r.rejected) d,
    (SELECT count(*) AS planned, count(*) FILTER (WHERE p.action = 'new') AS new,
       count(*) FILTER (WHERE p.action = 'same') AS same, count(*) FILTER (WHERE p.action = 'changed') AS changed,
       count(*) FILTER (WHERE p.action = 'rejected') AS rejected
     FROM registry.intake_plan p WHERE p.batch = this.batch) p
  WHERE b.batch = this.batch;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.report_plan(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.report_plan(bigint) IS 'Turns the plan of a load into problems and counts. Rows read are those the door refused and those of the plan.';

CREATE FUNCTION registry.check_batch(batch bigint) RETURNS registry.intake_batch
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.intake_batch := registry.take_batch(check_batch.batch, 'open', 'checked');
BEGIN
  IF this.template <> 'stays' THEN
    PERFORM registry.plan_facts(this), registry.report_facts(this);
    DELETE FROM registry.fact_plan p WHERE p.batch = this.batch;
  ELSE
    PERFORM registry.plan_batch(this.batch), registry.report_plan(this.batch);
    DELETE FROM registry.intake_plan p WHERE p.batch = this.batch;
  END IF;
  UPDATE registry.intake_batch b SET state = 'checked', decided_by = session_user, decided_at = now()
    WHERE b.batch = this.batch RETURNING b.* INTO this;
  RETURN this;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_batch(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.check_batch(bigint) IS 'Says what accepting a load would do: counts in its row, problems in registry.intake_report(). Asserts nothing; may be called again, for example after a code was mapped, but no more rows can come in. Errors: 42704, 55000 (see take_batch).';

-- The doors. What comes in is sealed by the functions of the extension before anything is stored.

CREATE VIEW registry.intake_file AS SELECT NULL::text AS line WHERE false;
COMMENT ON VIEW registry.intake_file IS 'Door for files: COPY registry.intake_file(line) FROM STDIN (FORMAT csv, DELIMITER E''\x01'', QUOTE E''\x02'', ENCODING ''LATIN1'') after registry.open_batch(). Any line goes in; the provider''s declared format says how it is cut. Shows nothing. Error 55000 unless log_error_verbosity is terse, because COPY quotes its line in the context of any error.';

CREATE VIEW registry.intake AS SELECT
  NULL::text AS source_record, NULL::text AS client_ref, NULL::text AS identifier, NULL::text AS scheme,
  NULL::text AS registered_sex, NULL::text AS gender_identity, NULL::text AS birth_year, NULL::text AS residence_region,
  NULL::text AS programme, NULL::text AS care, NULL::text AS started, NULL::text AS ended, NULL::text AS ended_precision,
  NULL::text AS exit_reason, NULL::text AS exit_detail, NULL::text AS last_contact, NULL::text AS primary_substance,
  NULL::text AS aftercare_offer, NULL::text AS supported_by, NULL::text AS referred_to, NULL::text AS legal_status,
  NULL::text AS justice_basis, NULL::text AS plan, NULL::text AS funded_from, NULL::text AS payment,
  NULL::text AS case_number, NULL::text AS request, NULL::text AS referral_code
  WHERE false;
COMMENT ON VIEW registry.intake IS 'Door for programs, for loads of stays: INSERT with bind parameters, every column text in the database''s own encoding, so that no input function ever quotes a value. Same judgement as registry.intake_file. Shows nothing.';

CREATE FUNCTION registry.open_door() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  number text := nullif(current_setting('continuum.intake_batch', true), '');
BEGIN
  IF number IS NULL OR number !~ '^[0-9]{1,18}$' THEN
    RAISE EXCEPTION 'no batch is open in this session' USING ERRCODE = '55000', HINT = 'SELECT registry.open_batch(provider);';
  ELSIF NOT EXISTS (SELECT FROM registry.intake_batch b WHERE b.batch = number::bigint AND b.opened_by = session_user) THEN
    RAISE EXCEPTION 'the batch was opened by somebody else' USING ERRCODE = '42501';
  END IF;
  PERFORM continuum.intake_begin(number::bigint);
  RETURN NULL;
END
$$;
CREATE FUNCTION registry.close_door() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM continuum.intake_end();
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.open_door(), registry.close_door() FROM PUBLIC;
COMMENT ON FUNCTION registry.open_door() IS 'Trigger before a statement that writes through a door: the session''s batch must be open and its own (55000, 42501), and the log must not be able to show a line (55000).';
COMMENT ON FUNCTION registry.close_door() IS 'Trigger after a statement that wrote through a door.';

CREATE TRIGGER open_door BEFORE INSERT ON registry.intake_file FOR EACH STATEMENT EXECUTE FUNCTION registry.open_door();
CREATE TRIGGER take_line INSTEAD OF INSERT ON registry.intake_file FOR EACH ROW EXECUTE FUNCTION continuum.take_line();
CREATE TRIGGER close_door AFTER INSERT ON registry.intake_file FOR EACH STATEMENT EXECUTE FUNCTION registry.close_door();
CREATE TRIGGER open_door BEFORE INSERT ON registry.intake FOR EACH STATEMENT EXECUTE FUNCTION registry.open_door();
CREATE TRIGGER take_fields INSTEAD OF INSERT ON registry.intake FOR EACH ROW EXECUTE FUNCTION continuum.take_fields();
CREATE TRIGGER close_door AFTER INSERT ON registry.intake FOR EACH STATEMENT EXECUTE FUNCTION registry.close_door();
COMMENT ON TRIGGER open_door ON registry.intake_file IS 'Opens the door for one statement.';
COMMENT ON TRIGGER take_line ON registry.intake_file IS 'Takes a line.';
COMMENT ON TRIGGER close_door ON registry.intake_file IS 'Closes the door.';
COMMENT ON TRIGGER open_door ON registry.intake IS 'Opens the door for one statement.';
COMMENT ON TRIGGER take_fields ON registry.intake IS 'Takes a row.';
COMMENT ON TRIGGER close_door ON registry.intake IS 'Closes the door.';
