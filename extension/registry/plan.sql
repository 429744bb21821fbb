-- plan.sql: what a load would do, row by row, before anything is asserted.
-- Everything is set-based; the lookups are parameterised index probes (LATERAL ... LIMIT 1), so
-- that their cost does not hang on the planner's guess of how many rows the load has.

CREATE UNLOGGED TABLE registry.intake_plan (
  batch bigint NOT NULL,
  row_number integer NOT NULL,
  action text NOT NULL CHECK (action IN ('new', 'same', 'changed', 'rejected')),
  problem text,
  changed text,
  sex_conflict boolean NOT NULL,
  duplicate_of text,
  outside_programme boolean NOT NULL,
  ends_unstated boolean NOT NULL,
  care_unmapped boolean NOT NULL,
  exit_unmapped boolean NOT NULL,
  sex_unmapped boolean NOT NULL,
  identity_unmapped boolean NOT NULL,
  previous bigint,
  record bigint,
  person bigint NOT NULL,
  newcomer boolean NOT NULL,
  ministry continuum.pseudonym,
  own continuum.pseudonym,
  own_known boolean NOT NULL,
  quality text,
  registered_sex text,
  gender_identity text,
  birth_year integer,
  residence_region text,
  source_record text,
  programme integer,
  care continuum.care,
  exit_reason continuum.exit_reason,
  started date,
  ended date,
  ended_precision text,
  last_contact date,
  referred_to integer,
  exit_detail text,
  client_ref text,
  primary_substance text,
  aftercare_offer text,
  supported_by text,
  legal_status text,
  justice_basis text,
  plan text,
  funded_from text,
  payment text,
  source_care text,
  source_exit text,
  source_sex text,
  source_identity text,
  PRIMARY KEY (batch, row_number));
COMMENT ON TABLE registry.intake_plan IS 'What check_batch() or accept_batch() found each row of a load to be: new, same, changed or rejected, with codes mapped, person and record looked up. Scratch: made anew each time, not logged, emptied when the call ends.';
COMMENT ON COLUMN registry.intake_plan.registered_sex IS 'Here and in the three facts after it: what the row states of the person or, where it states nothing any more, what the record stated before: a known value is never replaced by unknown.';
COMMENT ON COLUMN registry.intake_plan.ends_unstated IS 'Exit reason and end date disagree: one is there, the other is not.';
COMMENT ON COLUMN registry.intake_plan.previous IS 'The assertion that now stands for this record, void or not.';
COMMENT ON COLUMN registry.intake_plan.person IS 'Of a newcomer the number that accept_batch() will enrol it under, unless another load comes first.';
ALTER TABLE registry.intake_plan ALTER COLUMN batch SET STATISTICS 0;

-- Codes: each distinct code of a load is mapped once. Field and code are one key, so that the planner
-- sees a join of many with many and hashes it.

CREATE FUNCTION registry.batch_codes(batch bigint, system text)
  RETURNS TABLE (given text, term text, valid daterange)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 200 SET search_path = pg_catalog, pg_temp -- keeps it from being inlined
BEGIN ATOMIC
  WITH combination AS ( -- few, however many rows there are
    SELECT DISTINCT r.care, r.exit_reason, r.registered_sex, r.gender_identity
    FROM registry.intake_row r WHERE r.batch = batch_codes.batch),
  given AS (
    SELECT DISTINCT x.field, x.code FROM combination c CROSS JOIN LATERAL (VALUES ('care'::text, c.care),
      ('exit_reason'::text, c.exit_reason), ('gender'::text, c.registered_sex), ('gender'::text, c.gender_identity)) x (field, code)),
  known AS (
    SELECT m.field, continuum.code_key(m.code) AS key, m.term, m.valid
    FROM registry.current_code_map m WHERE m.system = batch_codes.system
    UNION ALL
    SELECT f.field, v.name, v.name, NULL::daterange
    FROM (VALUES ('care'::text), ('exit_reason'::text), ('gender'::text)) f (field), continuum.vocabulary(f.field) v)
  SELECT g.field || ':' || g.code, k.term, coalesce(k.valid, '(,)'::daterange)
  FROM given g JOIN known k ON k.field = g.field AND k.key = continuum.code_key(g.code)
  WHERE k.valid IS NOT NULL OR NOT EXISTS (
    SELECT FROM known o WHERE o.field = k.field AND o.key = k.key AND o.valid IS NOT NULL);
END;
COMMENT ON FUNCTION registry.batch_codes(bigint, text) IS 'Each distinct code of a load with our term and the period in which it means that. A code that the system does not map means our term of the same name, if there is one.';
REVOKE EXECUTE ON FUNCTION registry.batch_codes(bigint, text) FROM PUBLIC;

-- What stands already.

CREATE FUNCTION registry.standing_record(provider integer, source_record text)
  RETURNS TABLE (assertion bigint, record bigint, operation text, epoch integer, recorded_xid xid8)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT h.assertion, h.record, h.operation, h.epoch, h.recorded_xid
  FROM registry.assertion h
  WHERE h.kind = 'stay' AND h.provider = standing_record.provider AND h.source_record = standing_record.source_record
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL)
  LIMIT 1;
END;
COMMENT ON FUNCTION registry.standing_record(integer, text) IS 'The assertion that now stands for a provider''s record number, also when it is a void.';
REVOKE EXECUTE ON FUNCTION registry.standing_record(integer, text) FROM PUBLIC;

CREATE FUNCTION registry.standing_twin(provider integer, person bigint, programme integer, started date)
  RETURNS TABLE (source_record text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT h.source_record
  FROM registry.stay s JOIN registry.assertion h ON h.assertion = s.assertion
  WHERE s.person = standing_twin.person AND s.programme = standing_twin.programme AND s.started = standing_twin.started
    AND h.provider = standing_twin.provider
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = s.assertion AND n.supersedes IS NOT NULL)
  LIMIT 1;
END;
COMMENT ON FUNCTION registry.standing_twin(integer, bigint, integer, date) IS 'Record number of a current stay that the provider itself reported of the same person, programme and first day: a possible duplicate.';
REVOKE EXECUTE ON FUNCTION registry.standing_twin(integer, bigint, integer, date) FROM PUBLIC;

CREATE FUNCTION registry.stated_end(ended date, ended_precision text, ends boolean)
  RETURNS TABLE (ended_is date, precision_is text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT CASE WHEN ends AND ended_precision IS DISTINCT FROM 'unknown' THEN ended END,
    CASE WHEN ends IS NOT TRUE THEN NULL WHEN ended IS NULL THEN 'unknown' ELSE coalesce(ended_precision, 'day') END;
END;
COMMENT ON FUNCTION registry.stated_end(date, text, boolean) IS 'End of a stay and how exactly it is known, from what the file says of it. The door has turned a month or a year into its first day, or into the first day of the stay where that is later.';
REVOKE EXECUTE ON FUNCTION registry.stated_end(date, text, boolean) FROM PUBLIC;

CREATE FUNCTION registry.mapped_rows(batch bigint, provider integer, system text)
  RETURNS TABLE (row_number integer, source_record text, client_ref text, ministry continuum.pseudonym,
    own continuum.pseudonym, quality text, birth_year integer, residence_region text, programme integer, started date,
    exit_detail text, last_contact date, primary_substance text, aftercare_offer text, supported_by text,
    referred_to integer, legal_status text, justice_basis text, plan text, funded_from text, payment text,
    linked boolean, ended_is date, precision_is text, key_domain text, key continuum.pseudonym, care_is continuum.care,
    exit_is continuum.exit_reason, source_care text, source_exit text, source_sex text, source_identity text, ends_unstated boolean, care_unmapped boolean,
    exit_unmapped boolean, sex_unmapped boolean, identity_unmapped boolean, sex text, identity text, outside_programme boolean, fault text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
  WITH codes AS MATERIALIZED (
    SELECT c.* FROM registry.batch_codes(mapped_rows.batch, system) c),
  programmes AS MATERIALIZED (
    SELECT c.programme, range_agg(c.valid) AS valid
    FROM registry.current_programme c WHERE c.provider = mapped_rows.provider GROUP BY c.programme),
  repeated AS MATERIALIZED (
    SELECT r.source_record, min(r.row_number) AS first FROM registry.intake_row r
    WHERE r.batch = mapped_rows.batch AND NOT r.rejected GROUP BY r.source_record HAVING count(*) > 1)
  SELECT r.row_number, r.source_record, r.client_ref, r.ministry, r.own, r.quality, r.birth_year, r.residence_region, r.programme,
    r.started, r.exit_detail, r.last_contact, r.primary_substance, r.aftercare_offer, r.supported_by, r.referred_to,
    r.legal_status, r.justice_basis, r.plan, r.funded_from, r.payment, q.linked, e.ended_is, e.precision_is,
    CASE WHEN q.linked THEN 'ministry' ELSE 'provider/' || provider END AS key_domain,
    CASE WHEN q.linked THEN r.ministry ELSE r.own END AS key,
    coalesce(c.term, 'treatment_unspecified')::continuum.care AS care_is,
    CASE WHEN e.precision_is IS NULL THEN 'ongoing' ELSE coalesce(nullif(q.exit_term, 'ongoing'), 'unknown')
      END::continuum.exit_reason AS exit_is,
    CASE WHEN r.care <> c.term IS NOT FALSE THEN r.care END AS source_care,
    CASE WHEN r.exit_reason <> x.term IS NOT FALSE THEN r.exit_reason END AS source_exit,
    CASE WHEN r.registered_sex <> s.term IS NOT FALSE THEN r.registered_sex END AS source_sex,
    CASE WHEN r.gender_identity <> i.term IS NOT FALSE THEN r.gender_identity END AS source_identity,
    e.precision_is IS NOT NULL AND (r.ended IS NULL AND r.ended_precision IS NULL OR q.exit_term = 'ongoing') AS ends_unstated,
    r.care IS NOT NULL AND c.term IS NULL AS care_unmapped,
    r.exit_reason IS NOT NULL AND x.term IS NULL AS exit_unmapped,
    r.registered_sex IS NOT NULL AND s.term IS NULL AS sex_unmapped,
    r.gender_identity IS NOT NULL AND i.term IS NULL AS identity_unmapped,
    nullif(s.term, 'unknown') AS sex, nullif(i.term, 'unknown') AS identity,
    p.valid @> r.started IS NOT TRUE AS outside_programme,
    CASE WHEN d.first < r.row_number THEN 'P405' WHEN p.programme IS NULL THEN 'P303' WHEN r.started IS NULL THEN 'P210'
      WHEN e.ended_is < r.started THEN 'P203' WHEN e.ended_is - r.started > 65533 THEN 'P206'
      WHEN r.source_record IS NULL THEN 'P205' WHEN r.own IS NULL OR q.linked AND r.ministry IS NULL THEN 'P102' END AS fault
  FROM registry.intake_row r
    LEFT JOIN codes c ON c.given = 'care:' || r.care AND c.valid @> r.started
    LEFT JOIN codes x ON x.given = 'exit_reason:' || r.exit_reason AND x.valid @> coalesce(r.ended, r.started)
    LEFT JOIN codes s ON s.given = 'gender:' || r.registered_sex AND s.valid @> r.started
    LEFT JOIN codes i ON i.given = 'gender:' || r.gender_identity AND i.valid @> r.started
    LEFT JOIN programmes p ON p.programme = r.programme
    LEFT JOIN repeated d ON d.source_record = r.source_record
    CROSS JOIN LATERAL (SELECT
      coalesce(r.quality IN ('verified', 'plain'), false) AS linked,
      CASE WHEN r.exit_reason IS NOT NULL THEN coalesce(x.term, 'unknown') END AS exit_term,
      r.ended IS NOT NULL OR r.ended_precision IS NOT NULL OR coalesce(x.term, r.exit_reason) <> 'ongoing' AS ends) q
    CROSS JOIN LATERAL (SELECT * FROM registry.stated_end(r.ended, r.ended_precision, q.ends)) e
  WHERE r.batch = mapped_rows.batch AND NOT r.rejected;
END;
COMMENT ON FUNCTION registry.mapped_rows(bigint, integer, text) IS 'Rows of a load that the door let in, with codes mapped, the end of the stay settled, the alias by which the person is looked up, and the first reason, if any, why the row cannot be taken. A code that maps to nothing is the vocabulary''s word for not knowing.';
REVOKE EXECUTE ON FUNCTION registry.mapped_rows(bigint, integer, text) FROM PUBLIC;

CREATE FUNCTION registry.plan_batch(batch bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
  SET enable_sort = off SET enable_bitmapscan = off -- estimates are low on purpose: hash and probe all the same
AS $$
#variable_conflict use_column
DECLARE
  this registry.intake_batch := (SELECT b FROM registry.intake_batch b WHERE b.batch = plan_batch.batch);
  own_domain text := 'provider/' || this.provider;
  this_epoch integer := registry.require_epoch();
BEGIN
  DELETE FROM registry.intake_plan p WHERE p.batch = this.batch;
  INSERT INTO registry.intake_plan -- in the order of its columns
  WITH
  -- Rows of one person side by side, so that each sees what the one before it says.
  ordered AS (
    SELECT m.*, first_value(m.draw) OVER w AS number, lag(m.sex) OVER w AS before_sex,
      CASE WHEN lag(m.programme) OVER w = m.programme AND lag(m.started) OVER w = m.started
        THEN lag(m.source_record) OVER w END AS twin_before
    FROM (SELECT r.*, continuum.random_key() & 9223372036854775807 AS draw
          FROM registry.mapped_rows(this.batch, this.provider, this.code_system) r) m
    WINDOW w AS (PARTITION BY m.fault IS NULL, m.key ORDER BY m.started, m.programme, m.row_number)),
  found AS (
    SELECT o.*, a.person, h.assertion AS previous, h.record, f.*,
      o.sex <> o.before_sex OR CASE WHEN a.person IS NOT NULL AND o.sex IS NOT NULL
        -- What this provider said before, and nobody else: a warning about what others said would
        -- tell that the person is in care elsewhere, and as whom.
        THEN EXISTS (SELECT FROM registry.current_person_fact n
          WHERE n.person = a.person AND n.fact = 'registered_sex' AND n.value <> o.sex
            AND n.provider = this.provider AND n.assertion IS DISTINCT FROM h.assertion) END AS sex_conflict,
      coalesce(o.twin_before, t.source_record) AS twin,
      CASE WHEN o.linked AND a.person IS NOT NULL THEN EXISTS (SELECT FROM registry.person_alias l
        WHERE l.domain = own_domain AND l.pseudonym OPERATOR(continuum.=) o.own) ELSE NOT o.linked END AS own_known,
      coalesce(o.fault, CASE WHEN (h.epoch, h.recorded_xid) > (this_epoch, pg_current_xact_id()) THEN 'P403' END) AS problem,
      CASE WHEN s.assertion IS NOT NULL THEN concat_ws(', ',
        CASE WHEN a.person IS DISTINCT FROM s.person THEN 'identifier' END,
        CASE WHEN o.programme <> s.programme THEN 'programme' END,
        CASE WHEN o.care_is OPERATOR(continuum.<>) s.care OR s.source_care IS DISTINCT FROM o.source_care THEN 'care' END,
        CASE WHEN o.started <> s.started THEN 'started' END,
        CASE WHEN (o.ended_is, o.precision_is) IS DISTINCT FROM (s.ended, s.ended_precision) THEN 'ended' END,
        CASE WHEN o.exit_is OPERATOR(continuum.<>) s.exit_reason OR s.source_exit IS DISTINCT FROM o.source_exit THEN 'exit_reason' END,
        CASE WHEN o.exit_detail IS DISTINCT FROM s.exit_detail THEN 'exit_detail' END,
        CASE WHEN o.last_contact IS DISTINCT FROM s.last_contact THEN 'last_contact' END,
        CASE WHEN o.client_ref IS DISTINCT FROM s.client_ref THEN 'client_ref' END,
        CASE WHEN o.primary_substance IS DISTINCT FROM s.primary_substance THEN 'primary_substance' END,
        CASE WHEN o.aftercare_offer IS DISTINCT FROM s.aftercare_offer THEN 'aftercare_offer' END,
        CASE WHEN o.supported_by IS DISTINCT FROM s.supported_by THEN 'supported_by' END,
        CASE WHEN o.referred_to IS DISTINCT FROM s.referred_to THEN 'referred_to' END,
        CASE WHEN o.legal_status IS DISTINCT FROM s.legal_status THEN 'legal_status' END,
        CASE WHEN o.justice_basis IS DISTINCT FROM s.justice_basis THEN 'justice_basis' END,
        CASE WHEN o.plan IS DISTINCT FROM s.plan THEN 'plan' END,
        CASE WHEN o.funded_from IS DISTINCT FROM s.funded_from THEN 'funded_from' END,
        CASE WHEN o.payment IS DISTINCT FROM s.payment THEN 'payment' END,
        CASE WHEN (f.sex_is, f.source_sex_is) IS DISTINCT FROM (s.registered_sex::text, s.source_sex) THEN 'registered_sex' END,
        CASE WHEN (f.identity_is, f.source_identity_is) IS DISTINCT FROM (s.gender_identity::text, s.source_identity) THEN 'gender_identity' END,
        CASE WHEN f.year_is IS DISTINCT FROM s.birth_year THEN 'birth_year' END,
        CASE WHEN f.region_is IS DISTINCT FROM s.residence_region THEN 'residence_region' END) END AS changed
    FROM ordered o
      LEFT JOIN LATERAL (SELECT l.person FROM registry.person_alias l
        WHERE l.domain = o.key_domain AND l.pseudonym OPERATOR(continuum.=) o.key LIMIT 1) a ON true
      LEFT JOIN LATERAL registry.standing_record(this.provider, o.source_record) h ON true
      LEFT JOIN LATERAL (SELECT y.* FROM registry.stay y WHERE y.assertion = h.assertion LIMIT 1) s ON true
      LEFT JOIN LATERAL registry.standing_twin(this.provider, CASE WHEN h.assertion IS NULL THEN a.person END, o.programme, o.started) t ON true
      CROSS JOIN LATERAL (SELECT
        coalesce(o.sex, CASE WHEN w.same THEN s.registered_sex::text END) AS sex_is,
        coalesce(o.identity, CASE WHEN w.same THEN s.gender_identity::text END) AS identity_is,
        coalesce(o.source_sex, CASE WHEN w.same THEN s.source_sex END) AS source_sex_is,
        coalesce(o.source_identity, CASE WHEN w.same THEN s.source_identity END) AS source_identity_is,
        coalesce(o.birth_year, CASE WHEN w.same THEN s.birth_year END) AS year_is,
        coalesce(o.residence_region, CASE WHEN w.same THEN s.residence_region END) AS region_is
        FROM (SELECT s.person = a.person AS same) w) f)
  SELECT this.batch, f.row_number, CASE WHEN f.problem IS NOT NULL THEN 'rejected' WHEN f.changed IS NULL THEN 'new'
      WHEN f.changed = '' THEN 'same' ELSE 'changed' END, f.problem, f.changed, coalesce(f.sex_conflict, false), f.twin,
    f.outside_programme, f.ends_unstated, f.care_unmapped, f.exit_unmapped, f.sex_unmapped, f.identity_unmapped, f.previous, f.record,
    coalesce(f.person, f.number), f.person IS NULL, CASE WHEN f.linked THEN f.ministry END, f.own, f.own_known, f.quality, f.sex_is, f.identity_is, f.year_is,
    f.region_is, f.source_record, f.programme, f.care_is, f.exit_is, f.started, f.ended_is, f.precision_is, f.last_contact,
    f.referred_to, f.exit_detail, f.client_ref, f.primary_substance, f.aftercare_offer, f.supported_by, f.legal_status,
    f.justice_basis, f.plan, f.funded_from, f.payment, f.source_care, f.source_exit, f.source_sex_is, f.source_identity_is
  FROM found f;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.plan_batch(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.plan_batch(bigint) IS 'Fills intake_plan for a load from its rows and from what stands in the registry; writes nothing else. Rejected here: P203, P206 (dates), P303 (programme of another provider), P403 (the record was changed by a later transaction: send it again), P405 (record number twice in the file), and what the door should have refused.';
