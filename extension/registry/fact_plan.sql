-- fact_plan.sql: what a record of any template but stays would do, judged by what the registry knows.
-- A file and a form come the same way: as rows of intake_fact, one for each line of the file, or the
-- single one that continuum.read_form() has read. Nothing here writes but registry.plan_facts().

-- Templates and the tables they fill.

CREATE TABLE registry.template_kind (
  template text NOT NULL,
  kind text NOT NULL,
  level text CHECK (level IN ('minimum', 'standard', 'recovery')),
  tells text,
  renamed jsonb NOT NULL DEFAULT '{}',
  given jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (template, kind));
COMMENT ON TABLE registry.template_kind IS 'Which kind of record, and so which table, a template fills.';
COMMENT ON COLUMN registry.template_kind.level IS 'From which level of completeness on a programme is to send it; NULL: who has such records.';
COMMENT ON COLUMN registry.template_kind.tells IS 'Where a template fills two tables: the column that is filled for this one.';
COMMENT ON COLUMN registry.template_kind.renamed IS 'Columns of the template that the table calls otherwise, or null: does not have.';
COMMENT ON COLUMN registry.template_kind.given IS 'What a column means that is left empty.';
INSERT INTO registry.template_kind (template, kind, level, tells, renamed, given) VALUES
  ('stays', 'stay', 'minimum', NULL, '{}', '{}'),
  ('requests', 'request', 'standard', NULL, '{}', '{}'),
  ('profile', 'profile', 'standard', NULL, '{}', '{}'),
  ('substances', 'substance_use', 'standard', NULL, '{}', '{}'),
  ('contacts', 'contact', 'recovery', NULL, '{}', '{}'),
  ('assessments', 'assessment', 'recovery', NULL, '{}', '{}'),
  ('measures', 'measure', 'recovery', NULL, '{}', '{"valid": true}'),
  ('barriers_needs', 'barrier_report', 'recovery', 'barrier', '{"need": null, "need_status": null}', '{}'),
  ('barriers_needs', 'need_report', 'recovery', 'need', '{"need_status": "status", "barrier": null, "status": null}', '{}'),
  ('barrier_actions', 'barrier_action', 'recovery', NULL, '{}', '{}'),
  ('carers', 'carer_report', 'recovery', NULL, '{}', '{"carer_no": 1}'),
  ('medication', 'medication_supply', NULL, NULL, '{}', '{}'),
  ('custody', 'custody', NULL, NULL, '{}', '{}'),
  ('deaths', 'death', NULL, NULL, '{}', '{"on_precision": "day", "cause_class": "unknown", "source": "provider"}'),
  ('consents', 'consent', 'recovery', NULL, '{}', '{}'),
  ('aggregate', 'aggregate_return', NULL, NULL, '{}', '{}');

-- Every payload but that of stays in one shape. Asked for one assertion of a known kind, this is one
-- probe of a primary key: the branches of the other kinds are never entered.
DO $$
BEGIN
  EXECUTE 'CREATE VIEW registry.fact AS ' || (
    SELECT string_agg(format('SELECT %L::text AS kind, p.assertion, %s AS person, jsonb_strip_nulls(to_jsonb(p))
        - ARRAY[''assertion'', ''person'', ''provider''] AS payload FROM registry.%I p', k.kind,
      CASE k.kind WHEN 'aggregate_return' THEN 'NULL::bigint' ELSE 'p.person' END, k.kind), ' UNION ALL ' ORDER BY k.kind)
    FROM registry.template_kind k WHERE k.kind <> 'stay');
END
$$;
COMMENT ON VIEW registry.fact IS 'Payload of every assertion about people but stays, and of aggregate returns: the columns that are filled, as an object. Standing or not.';

CREATE FUNCTION registry.standing_fact(provider integer, kind text, source_record text)
  RETURNS TABLE (assertion bigint, record bigint, operation text, epoch integer, recorded_xid xid8)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT h.assertion, h.record, h.operation, h.epoch, h.recorded_xid
  FROM registry.assertion h
  WHERE h.kind <> 'stay' AND h.kind = standing_fact.kind AND h.provider = standing_fact.provider
    AND h.source_record = standing_fact.source_record
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
  LIMIT 1;
END;
REVOKE EXECUTE ON FUNCTION registry.standing_fact(integer, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.standing_fact(integer, text, text) IS 'The assertion that now stands for a provider''s record of a kind other than stay, also when it is a void.';

-- The plan.

CREATE UNLOGGED TABLE registry.fact_plan (
  batch bigint NOT NULL,
  row_number integer NOT NULL,
  action text NOT NULL CHECK (action IN ('new', 'same', 'changed', 'rejected')),
  kind text,
  source_record text,
  problems jsonb NOT NULL,
  changed text,
  previous bigint,
  record bigint,
  person bigint,
  key_domain text,
  key continuum.pseudonym,
  own continuum.pseudonym,
  quality text,
  client_ref text,
  payload jsonb,
  PRIMARY KEY (batch, row_number));
COMMENT ON TABLE registry.fact_plan IS 'What each row of a load would be, as intake_plan is for stays: scratch, not logged, emptied when the call ends.';
COMMENT ON COLUMN registry.fact_plan.problems IS 'What is wrong with the row: code, severity, field, detail. Never a value of the row.';
COMMENT ON COLUMN registry.fact_plan.person IS 'NULL: a person the registry has not met, to be enrolled under key in key_domain; or a record about nobody.';
ALTER TABLE registry.fact_plan ALTER COLUMN batch SET STATISTICS 0;

CREATE FUNCTION registry.fact_rows(batch bigint, form registry.intake_fact[]) RETURNS SETOF registry.intake_fact
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  SELECT r.* FROM registry.intake_fact r WHERE r.batch = fact_rows.batch AND NOT r.rejected
  UNION ALL
  SELECT f.* FROM unnest(form) f;
END;
REVOKE EXECUTE ON FUNCTION registry.fact_rows(bigint, registry.intake_fact[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.fact_rows(bigint, registry.intake_fact[]) IS 'Rows of a load that the door let in, or the form.';

CREATE FUNCTION registry.read_facts(this registry.intake_batch, form registry.intake_fact[])
  RETURNS TABLE (row_number integer, payload jsonb, problems jsonb)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 1000 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH asked AS MATERIALIZED (
    SELECT c.name, c.kind, c.vocabulary, c.needed = 'always' OR EXISTS (
        SELECT FROM registry.template_kind k WHERE k.template = this.template AND k.tells IS NOT NULL) AS needed
    FROM continuum.intake_columns(this.template) c
    WHERE c.name NOT IN ('source_record', 'client_ref', 'case_number', 'identifier', 'scheme')),
  stated AS MATERIALIZED (
    SELECT r.row_number, a.*, f.value AS given, coalesce(r.fields ->> 'on_date', r.fields ->> 'month') AS on_day
    FROM registry.fact_rows(this.batch, form) r CROSS JOIN LATERAL jsonb_each_text(r.fields) f (name, value)
      JOIN asked a ON a.name = f.name
    WHERE f.value IS NOT NULL),
  terms AS MATERIALIZED ( -- each word is looked up once for each day it is used on
    SELECT w.*, coalesce(registry.term_of(this.code_system, w.vocabulary, w.given, w.on_day::date),
        CASE w.vocabulary WHEN 'region' THEN w.given END) AS term -- a region not registered yet is kept as it is
    FROM (SELECT DISTINCT s.vocabulary, s.given, s.on_day FROM stated s WHERE s.vocabulary IS NOT NULL) w)
  SELECT s.row_number, coalesce(jsonb_object_agg(s.name, v.value) FILTER (WHERE v.value IS NOT NULL), '{}'),
    coalesce(jsonb_agg(jsonb_build_object('code', 'P305', 'field', s.name, 'severity', CASE WHEN s.needed THEN 'reject' ELSE 'warning' END)
      ORDER BY s.name COLLATE "C") FILTER (WHERE v.value IS NULL), '[]')
  FROM stated s LEFT JOIN terms t ON t.vocabulary = s.vocabulary AND t.given = s.given AND t.on_day = s.on_day
    CROSS JOIN LATERAL (SELECT CASE
      WHEN s.vocabulary IS NOT NULL THEN to_jsonb(t.term)
      WHEN s.name = 'month' THEN to_jsonb(date_trunc('month', s.given::timestamp)::date)
      WHEN s.kind IN ('integer', 'decimal', 'programme', 'year') THEN to_jsonb(s.given::numeric)
      WHEN s.kind = 'boolean' THEN to_jsonb(s.given::boolean)
      ELSE to_jsonb(s.given) END AS value) v
  GROUP BY s.row_number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.read_facts(registry.intake_batch, registry.intake_fact[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.read_facts(registry.intake_batch, registry.intake_fact[]) IS 'What rows say, word by word turned into our terms on the row''s own day, as an object of typed values. A word without an equivalent is left out and costs the row where the column is always needed (P305).';

CREATE FUNCTION registry.planned_facts(this registry.intake_batch, form registry.intake_fact[] DEFAULT NULL) RETURNS SETOF registry.fact_plan
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 1000 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  own_domain text := 'provider/' || this.provider;
  this_epoch integer := registry.require_epoch();
BEGIN
  RETURN QUERY WITH
  kinds AS MATERIALIZED (
    SELECT k.* FROM registry.template_kind k WHERE k.template = this.template),
  programmes AS MATERIALIZED (
    SELECT c.programme, range_agg(c.valid) AS valid FROM registry.current_programme c WHERE c.provider = this.provider GROUP BY c.programme),
  read AS MATERIALIZED (
    SELECT * FROM registry.read_facts(this, form)),
  whole AS (
    SELECT r.row_number, r.source_record, r.client_ref, r.case_number, r.own, r.quality, d.problems, k.kind,
      coalesce(r.quality IN ('verified', 'plain'), false) AS linked, r.ministry,
      coalesce(d.payload ->> 'on_date', d.payload ->> 'month')::date AS on_day, (d.payload ->> 'programme')::integer AS programme,
      k.given || coalesce((SELECT jsonb_object_agg(coalesce(k.renamed ->> e.key, e.key), e.value) FROM jsonb_each(d.payload) e
        WHERE k.renamed -> e.key IS DISTINCT FROM 'null'), '{}') AS payload,
      lag(r.row_number) OVER (PARTITION BY k.kind, r.source_record ORDER BY r.row_number) IS NOT NULL AS repeated
    FROM registry.fact_rows(this.batch, form) r JOIN read d ON d.row_number = r.row_number
      JOIN kinds k ON k.tells IS NULL OR r.fields ->> k.tells IS NOT NULL), -- one of them: the door has seen to that
  found AS (
    SELECT w.*, a.person AS known, a.key_domain, a.key, h.assertion AS previous, h.record, h.operation,
      (h.epoch, h.recorded_xid) > (this_epoch, pg_current_xact_id()) AS too_late, b.record AS report, p.programme IS NOT NULL AS is_own,
      p.valid @> w.on_day AS runs, n.person AS of_case, c.person AS of_ref,
      w.payload || CASE WHEN w.kind = 'barrier_action' THEN jsonb_build_object('report', b.record) ELSE '{}' END AS filled,
      CASE WHEN w.kind = 'barrier_action' THEN b.person WHEN w.own IS NOT NULL AND w.quality <> 'local' THEN a.person
        ELSE coalesce(n.person, c.person, a.person) END AS person
    FROM whole w
      LEFT JOIN LATERAL (SELECT q.key_domain, q.key, (SELECT l.person FROM registry.person_alias l
          WHERE l.domain = q.key_domain AND l.pseudonym OPERATOR(continuum.=) q.key LIMIT 1)
        FROM (VALUES (CASE WHEN w.linked THEN 'ministry' ELSE own_domain END, CASE WHEN w.linked THEN w.ministry ELSE w.own END)) q (key_domain, key)
        WHERE q.key IS NOT NULL) a (key_domain, key, person) ON true
      LEFT JOIN LATERAL (SELECT l.person FROM registry.client_case l
        WHERE l.provider = this.provider AND l.case_number = w.case_number LIMIT 1) n ON true
      LEFT JOIN LATERAL (SELECT l.person FROM registry.client l
        WHERE l.provider = this.provider AND l.client_ref = w.client_ref LIMIT 1) c ON true
      LEFT JOIN LATERAL (SELECT s.record, y.person FROM registry.standing_fact(this.provider, 'barrier_report', w.payload ->> 'report') s
        JOIN registry.barrier_report y ON y.assertion = s.assertion WHERE w.kind = 'barrier_action') b ON true
      LEFT JOIN LATERAL registry.standing_fact(this.provider, w.kind, w.source_record) h ON true
      LEFT JOIN programmes p ON p.programme = w.programme),
  judged AS (
    SELECT f.*, w.problems AS warnings, f.kind IN ('profile', 'substance_use', 'carer_report', 'measure', 'death')
        OR EXISTS (SELECT FROM registry.death d WHERE d.person = f.person) AS ruled,
      (SELECT string_agg(coalesce(x.key, y.key), ', ' ORDER BY coalesce(x.key, y.key) COLLATE "C")
       FROM jsonb_each(s.payload || jsonb_build_object('identifier', s.person)) x
         FULL JOIN jsonb_each(f.filled || jsonb_build_object('identifier', f.person)) y ON y.key = x.key
       WHERE s.assertion IS NOT NULL AND x.value IS DISTINCT FROM y.value) AS changed, s.assertion IS NOT NULL AS stands
    FROM found f
      LEFT JOIN LATERAL (SELECT y.* FROM registry.fact y WHERE y.kind = f.kind AND y.assertion = f.previous LIMIT 1) s ON true
      CROSS JOIN LATERAL (SELECT f.problems || coalesce(jsonb_agg(jsonb_build_object('code', q.code, 'severity', q.severity, 'field', q.field)), '[]') AS problems
        FROM (VALUES
          ('P405', 'reject', 'source_record', f.repeated),
          ('P403', 'reject', 'source_record', f.too_late),
          ('P408', 'info', 'source_record', f.operation = 'void'),
          ('P303', 'reject', 'programme', f.programme IS NOT NULL AND NOT f.is_own),
          ('P304', 'warning', 'programme', f.is_own AND NOT f.runs),
          ('P108', 'reject', 'report', f.kind = 'barrier_action' AND f.report IS NULL),
          ('P105', 'reject', CASE WHEN f.case_number IS NOT NULL THEN 'case_number' ELSE 'client_ref' END,
            f.person IS NULL AND f.own IS NULL AND f.kind NOT IN ('barrier_action', 'aggregate_return')),
          ('P106', 'warning', 'case_number', f.case_number IS NOT NULL AND f.of_case IS DISTINCT FROM f.person AND f.person IS NOT NULL),
          ('P106', 'warning', 'client_ref', f.of_ref <> f.person OR f.of_ref IS NOT NULL AND f.person IS NULL)) q (code, severity, field, holds)
        WHERE q.holds) w)
  SELECT this.batch, j.row_number, CASE WHEN v.problems @> '[{"severity": "reject"}]' THEN 'rejected' WHEN NOT j.stands THEN 'new'
      WHEN j.changed IS NULL THEN 'same' ELSE 'changed' END, j.kind, j.source_record, v.problems, j.changed, j.previous, j.record, j.person,
    j.key_domain, j.key, j.own, j.quality, j.client_ref, j.filled
  FROM judged j CROSS JOIN LATERAL (SELECT j.warnings || CASE WHEN j.ruled
    THEN registry.fact_problems(this.provider, j.kind, j.person, j.on_day, j.filled) ELSE '[]' END AS problems) v;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.planned_facts(registry.intake_batch, registry.intake_fact[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.planned_facts(registry.intake_batch, registry.intake_fact[]) IS 'What each row of a load, or a form, would do: new, same, changed (and in which columns) or rejected, and what is wrong with it. A person is found by identifier, or by the case number or file number of this provider alone; of a barrier''s action it is the barrier''s. Rejected here: P105, P108, P303, P305, P403, P405, and what registry.fact_problems() refuses.';
