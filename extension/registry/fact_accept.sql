-- fact_accept.sql: how planned records become assertions, by file and by form, and how a file is taken back.

CREATE FUNCTION registry.plan_facts(this registry.intake_batch) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
  DELETE FROM registry.fact_plan p WHERE p.batch = this.batch;
  INSERT INTO registry.fact_plan SELECT * FROM registry.planned_facts(this);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.plan_facts(registry.intake_batch) FROM PUBLIC;
COMMENT ON FUNCTION registry.plan_facts(registry.intake_batch) IS 'Fills fact_plan for a load, as plan_batch() fills intake_plan for stays.';

CREATE FUNCTION registry.missing_facts(batch bigint)
  RETURNS TABLE (source_record text, assertion bigint, record bigint, kind text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT h.source_record, h.assertion, h.record, h.kind
  FROM registry.intake_batch b JOIN registry.template_kind k ON k.template = b.template
    JOIN registry.assertion h ON h.kind = k.kind AND h.provider = b.provider AND h.kind <> 'stay'
    JOIN registry.fact f ON f.kind = h.kind AND f.assertion = h.assertion
  WHERE b.batch = missing_facts.batch AND b.mode = 'replace_period' AND h.source_record IS NOT NULL
    AND b.period @> coalesce(f.payload ->> 'on_date', f.payload ->> 'month')::date
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
    AND NOT EXISTS (SELECT FROM registry.intake_fact r WHERE r.batch = b.batch AND r.source_record = h.source_record);
END;
REVOKE EXECUTE ON FUNCTION registry.missing_facts(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.missing_facts(bigint) IS 'Records of the provider with a day in the period of a load in mode replace_period that are not in its file: for the other templates what missing_records() is for stays.';

CREATE FUNCTION registry.report_facts(this registry.intake_batch) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
BEGIN
  DELETE FROM registry.intake_problem p WHERE p.batch = this.batch AND p.planned;
  -- A word that means nothing is told once for each column, however many rows have one. A record that stands
  -- as it is has been warned of before.
  INSERT INTO registry.intake_problem (batch, row_number, source_record, field, code, severity, count, detail, planned)
  SELECT p.batch, min(p.row_number), (array_agg(p.source_record ORDER BY p.row_number))[1], q.field, q.code, q.severity, count(*), min(q.detail), true
  FROM registry.fact_plan p CROSS JOIN LATERAL (
    SELECT x.code, x.severity, x.field, x.detail FROM jsonb_to_recordset(p.problems) x (code text, severity text, field text, detail text)
    WHERE p.action IN ('new', 'changed') OR x.code = 'P305' OR p.action = 'rejected' AND x.severity = 'reject'
    UNION ALL
    SELECT 'P401', 'info', p.changed, NULL WHERE p.action = 'changed') q
  WHERE p.batch = this.batch
  GROUP BY p.batch, q.field, q.code, q.severity, CASE WHEN q.code <> 'P305' OR q.severity = 'reject' THEN p.row_number END;
  INSERT INTO registry.intake_problem (batch, source_record, field, code, severity, planned)
  SELECT this.batch, m.source_record, 'source_record', 'P404', 'warning', true FROM registry.missing_facts(this.batch) m;
  UPDATE registry.intake_batch b
  SET rows_read = d.refused + p.planned, rows_new = p.new, rows_same = p.same, rows_changed = p.changed,
    rows_rejected = d.refused + p.rejected,
    rows_missing = (SELECT count(*) FROM registry.intake_problem m WHERE m.batch = this.batch AND m.code = 'P404'),
    rows_warned = (SELECT count(*) FROM (
      SELECT m.row_number FROM registry.intake_problem m
      WHERE m.batch = this.batch AND m.severity = 'warning' AND m.row_number IS NOT NULL AND m.code <> 'P305'
      UNION
      SELECT w.row_number FROM registry.fact_plan w WHERE w.batch = this.batch AND w.action <> 'rejected'
        AND w.problems @> '[{"code": "P305"}]') x)
  FROM (SELECT count(*) AS refused FROM registry.intake_fact r WHERE r.batch = this.batch AND r.rejected) d,
    (SELECT count(*) AS planned, count(*) FILTER (WHERE p.action = 'new') AS new,
       count(*) FILTER (WHERE p.action = 'same') AS same, count(*) FILTER (WHERE p.action = 'changed') AS changed,
       count(*) FILTER (WHERE p.action = 'rejected') AS rejected
     FROM registry.fact_plan p WHERE p.batch = this.batch) p
  WHERE b.batch = this.batch;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.report_facts(registry.intake_batch) FROM PUBLIC;
COMMENT ON FUNCTION registry.report_facts(registry.intake_batch) IS 'Turns the plan of a load into problems and counts, as report_plan() does for stays.';

-- What to write: the plan of a load, or of a form.
CREATE FUNCTION registry.facts_to_write(batch bigint, form registry.fact_plan[]) RETURNS SETOF registry.fact_plan
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT p.* FROM registry.fact_plan p WHERE p.batch = facts_to_write.batch AND p.action IN ('new', 'changed')
  UNION ALL
  SELECT f.* FROM unnest(form) f WHERE f.action IN ('new', 'changed');
END;
REVOKE EXECUTE ON FUNCTION registry.facts_to_write(bigint, registry.fact_plan[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.facts_to_write(bigint, registry.fact_plan[]) IS 'The new and changed rows of a plan.';

CREATE FUNCTION registry.enrol_for_facts(this registry.intake_batch, form registry.fact_plan[] DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  newcomer record;
BEGIN
  -- In the order of the pseudonyms, as enrol_people() does: two loads wait for each other and never lock each
  -- other out. Who comes second finds who came first.
  FOR newcomer IN
    SELECT DISTINCT ON (p.key_domain, p.key) continuum.random_key() & 9223372036854775807 AS person, p.key_domain, p.key, p.quality
    FROM registry.facts_to_write(this.batch, form) p WHERE p.person IS NULL AND p.key IS NOT NULL ORDER BY p.key_domain, p.key
  LOOP
    INSERT INTO registry.person_alias (person, domain, pseudonym, quality)
      VALUES (newcomer.person, newcomer.key_domain, newcomer.key, newcomer.quality) ON CONFLICT DO NOTHING;
    INSERT INTO registry.person (person, record_key) SELECT newcomer.person, continuum.random_key() WHERE FOUND;
  END LOOP;
  INSERT INTO registry.person_alias (person, domain, pseudonym, quality, enrolled_as)
    SELECT DISTINCT ON (p.own) a.person, 'provider/' || this.provider, p.own, p.quality, a.enrolled_as
    FROM registry.facts_to_write(this.batch, form) p JOIN registry.person_alias a
      ON a.domain = p.key_domain AND a.pseudonym OPERATOR(continuum.=) p.key
    WHERE p.key_domain = 'ministry' ORDER BY p.own
    ON CONFLICT DO NOTHING;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.enrol_for_facts(registry.intake_batch, registry.fact_plan[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.enrol_for_facts(registry.intake_batch, registry.fact_plan[]) IS 'Gives the people whom a plan names for the first time a random number, a record key and their aliases. The same is done for everybody, whoever says it and whoever knows them already.';

CREATE FUNCTION registry.assert_facts(this registry.intake_batch, form registry.fact_plan[] DEFAULT NULL, reason text DEFAULT 'resubmitted') RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  written record;
BEGIN
  PERFORM registry.enrol_for_facts(this, form);
  PERFORM registry.know_client(this.provider, k.client_ref, k.person)
  FROM (SELECT DISTINCT p.client_ref, coalesce(p.person, a.person) AS person
        FROM registry.facts_to_write(this.batch, form) p LEFT JOIN registry.person_alias a
          ON a.domain = p.key_domain AND a.pseudonym OPERATOR(continuum.=) p.key) k
  WHERE k.person IS NOT NULL ORDER BY k.client_ref;
  FOR written IN
    WITH fresh AS MATERIALIZED (
      SELECT nextval('registry.assertion_assertion_seq') AS assertion, p.*
      FROM (SELECT p.*, coalesce(p.person, (SELECT a.person FROM registry.person_alias a
              WHERE a.domain = p.key_domain AND a.pseudonym OPERATOR(continuum.=) p.key)) AS who
            FROM registry.facts_to_write(this.batch, form) p ORDER BY p.row_number) p),
    headers AS (
      INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record, supersedes, reason)
      SELECT f.assertion, coalesce(f.record, f.assertion), f.kind, CASE f.action WHEN 'new' THEN 'assert' ELSE 'correct' END,
        this.provider, this.batch, f.source_record, f.previous, CASE f.action WHEN 'changed' THEN assert_facts.reason END
      FROM fresh f)
    SELECT f.kind, array_agg(f.payload || jsonb_build_object('assertion', f.assertion, 'person', f.who, 'provider', this.provider)) AS payloads
    FROM fresh f GROUP BY f.kind
  LOOP
    EXECUTE format('INSERT INTO registry.%1$I SELECT q.* FROM unnest($1) p CROSS JOIN LATERAL jsonb_populate_record(NULL::registry.%1$I, p) q', written.kind)
      USING written.payloads;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.assert_facts(registry.intake_batch, registry.fact_plan[], text) FROM PUBLIC;
COMMENT ON FUNCTION registry.assert_facts(registry.intake_batch, registry.fact_plan[], text) IS 'Writes the new and changed rows of a planned load or form, in the order of the file: people first, then a header and a payload for each row. reason goes to what replaces something.';

CREATE FUNCTION registry.accept_facts(this registry.intake_batch, void_missing boolean) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
  PERFORM registry.plan_facts(this), registry.report_facts(this), registry.assert_facts(this);
  IF void_missing THEN
    INSERT INTO registry.assertion (record, kind, operation, provider, batch, source_record, supersedes, reason)
      SELECT m.record, m.kind, 'void', this.provider, this.batch, m.source_record, m.assertion, 'missing from the file'
      FROM registry.missing_facts(this.batch) m;
  END IF;
  DELETE FROM registry.fact_plan p WHERE p.batch = this.batch;
  DELETE FROM registry.intake_fact r WHERE r.batch = this.batch;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.accept_facts(registry.intake_batch, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.accept_facts(registry.intake_batch, boolean) IS 'accept_batch() for a load of any template but stays: plans it, reports, asserts, and voids what is missing if that is asked for.';

CREATE FUNCTION registry.withdraw_facts(this registry.intake_batch, said text) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
  kind text;
BEGIN
  FOR kind IN SELECT k.kind FROM registry.template_kind k WHERE k.template = this.template AND k.kind <> 'stay' ORDER BY k.kind
  LOOP
    EXECUTE format($query$
      WITH fresh AS MATERIALIZED (
        SELECT nextval('registry.assertion_assertion_seq') AS assertion, w.latest, w.record, w.source_record, w.prior_batch, w.moved,
          s.assertion AS prior -- nothing, where that was erased
        FROM registry.word_before($1) w JOIN registry.assertion h ON h.assertion = w.latest
          LEFT JOIN registry.%1$I s ON s.assertion = w.prior
        WHERE h.kind = %1$L),
      headers AS (
        INSERT INTO registry.assertion (assertion, record, kind, operation, provider, batch, source_record, supersedes, reason)
        SELECT f.assertion, f.record, %1$L, CASE WHEN f.prior IS NULL THEN 'void' ELSE 'correct' END, $2,
          CASE WHEN f.prior IS NULL THEN $1 ELSE f.prior_batch END, f.source_record, f.latest, $3
        FROM fresh f)
      INSERT INTO registry.%1$I
      SELECT r.* FROM fresh f JOIN registry.%1$I s ON s.assertion = f.prior
        CROSS JOIN LATERAL jsonb_populate_record(s, jsonb_build_object('assertion', f.assertion)
          || CASE WHEN f.moved OR (to_jsonb(s) ->> 'person')::bigint IN (SELECT m.person FROM registry.merged_person m)
            THEN jsonb_build_object('person', registry.person_since(%1$L, f.prior, f.moved)) ELSE '{}' END) r $query$, kind)
      USING this.batch, this.provider, said;
  END LOOP;
  DELETE FROM registry.intake_fact r WHERE r.batch = this.batch;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.withdraw_facts(registry.intake_batch, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.withdraw_facts(registry.intake_batch, text) IS 'withdraw_batch() for a load of any template but stays: what it said is voided, and where it had replaced something that still holds, that is asserted again.';
