-- plan.sql: what a load would do, row by row, before anything is asserted.
-- Everything is set-based; the lookups are parameterised index probes (LATERAL ... LIMIT 1), so
-- that their cost does not hang on the planner's guess of how many rows the load has.

CREATE UNLOGGED TABLE registry.intake_plan (
  batch bigint NOT NULL,
  row_number integer NOT NULL,
  action text NOT NULL CHECK (action IN ('new', 'same', 'changed', 'rejected')),
  problem text,
  changed text,
  told text[],
  unmapped text[],
  duplicate_of text,
  previous bigint,
  record bigint,
  person bigint NOT NULL,
  newcomer boolean NOT NULL,
  ministry continuum.pseudonym,
  own continuum.pseudonym,
  own_known boolean NOT NULL,
  quality text,
  client text CHECK (client IN ('new', 'moved', 'taken')),
  referral bigint,
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
  request text,
  source_care text,
  source_exit text,
  source_sex text,
  source_identity text,
  PRIMARY KEY (batch, row_number));
COMMENT ON TABLE registry.intake_plan IS 'What check_batch() or accept_batch() found each row of a load to be: new, same, changed or rejected, with codes mapped, person and record looked up. Scratch: made anew each time, not logged, emptied when the call ends. A form is planned as a row of this type that is never stored.';
COMMENT ON COLUMN registry.intake_plan.told IS 'Codes of what the provider is to be told of the row; NULL: nothing.';
COMMENT ON COLUMN registry.intake_plan.unmapped IS 'Columns whose word or code has no equivalent; NULL: none.';
COMMENT ON COLUMN registry.intake_plan.registered_sex IS 'Here and in the three facts after it: what the row states of the person or, where it states nothing any more, what the record stated before: a known value is never replaced by unknown.';
COMMENT ON COLUMN registry.intake_plan.previous IS 'The assertion that now stands for this record, void or not.';
COMMENT ON COLUMN registry.intake_plan.person IS 'Of a newcomer the number that accept_batch() will enrol it under, unless another load comes first.';
COMMENT ON COLUMN registry.intake_plan.own_known IS 'The provider''s domain needs no new pseudonym of the person.';
COMMENT ON COLUMN registry.intake_plan.client IS 'new: the provider has not used this client_ref before. moved: it was the person''s of whom this record was before. taken: it is another person''s.';
COMMENT ON COLUMN registry.intake_plan.referral IS 'Assertion of the referral whose code the row carries, and with which the person arrives.';
ALTER TABLE registry.intake_plan ALTER COLUMN batch SET STATISTICS 0;
ALTER TABLE registry.intake_plan ALTER COLUMN client_ref SET STATISTICS 0;

-- The rows, of a load or of a form.

CREATE FUNCTION registry.intake_rows(batch bigint, form registry.intake_row[]) RETURNS SETOF registry.intake_row
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
  SELECT r.* FROM registry.intake_row r WHERE r.batch = intake_rows.batch
  UNION ALL SELECT f.* FROM unnest(form) f;
END;
REVOKE EXECUTE ON FUNCTION registry.intake_rows(bigint, registry.intake_row[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.intake_rows(bigint, registry.intake_row[]) IS 'The rows to be planned: those of a load, or the one of a form, which belongs to none.';

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
COMMENT ON FUNCTION registry.standing_record(integer, text) IS 'The assertion that now stands for a provider''s record number of a stay, also when it is a void.';
REVOKE EXECUTE ON FUNCTION registry.standing_record(integer, text) FROM PUBLIC;

-- One scan of the person's stays for all that they say of another one. Only what this provider said
-- before: a warning about what others said would tell that the person is in care elsewhere, and as whom.
CREATE FUNCTION registry.beside_stay(provider integer, person bigint, standing bigint, programme integer, started date, ended boolean, sex text)
  RETURNS TABLE (twin bigint, open boolean, other_sex boolean)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT min(s.assertion) FILTER (WHERE s.programme = beside_stay.programme AND s.started = beside_stay.started),
    bool_or(s.programme = beside_stay.programme AND s.ended IS NULL AND s.ended_precision IS NULL AND NOT beside_stay.ended),
    bool_or(s.registered_sex::text <> sex)
  FROM registry.stay s
  -- IS NOT DISTINCT FROM, so that nothing is found by provider: right after its first load the planner
  -- still believes that the provider has no stay, and would go through all of them for each row.
  WHERE s.person = beside_stay.person AND s.provider IS NOT DISTINCT FROM beside_stay.provider AND s.assertion IS DISTINCT FROM standing
    AND (s.programme = beside_stay.programme AND (s.started = beside_stay.started
        OR s.ended IS NULL AND s.ended_precision IS NULL AND NOT beside_stay.ended) OR s.registered_sex::text <> sex)
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = s.assertion AND n.supersedes IS NOT NULL);
END;
COMMENT ON FUNCTION registry.beside_stay(integer, bigint, bigint, integer, date, boolean, text) IS 'What a provider''s other current stays of a person say of one: the assertion of one in the same programme since the same day, whether one is open there as well, and whether one has another registered sex.';
REVOKE EXECUTE ON FUNCTION registry.beside_stay(integer, bigint, bigint, integer, date, boolean, text) FROM PUBLIC;

CREATE FUNCTION registry.referral_key(code text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT translate(upper(code COLLATE "C"), 'OIL -', '011');
END;
COMMENT ON FUNCTION registry.referral_key(text) IS 'A referral code as it is stored, from how somebody wrote it: capital or not, with blanks or hyphens, and with the letters O, I and L for the digits they look like.';
REVOKE EXECUTE ON FUNCTION registry.referral_key(text) FROM PUBLIC;

CREATE FUNCTION registry.referral_sent(code text)
  RETURNS TABLE (assertion bigint, person bigint, provider integer, programme integer, to_programme integer, on_date date)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT r.assertion, r.person, r.provider, r.programme, r.to_programme, r.on_date FROM registry.referral r
  WHERE r.state = 'sent' AND r.code = registry.referral_key(referral_sent.code)
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = r.assertion AND n.supersedes IS NOT NULL)
  LIMIT 1;
END;
COMMENT ON FUNCTION registry.referral_sent(text) IS 'The referral of a code that is still good.';
REVOKE EXECUTE ON FUNCTION registry.referral_sent(text) FROM PUBLIC;

-- What no single date or word shows to be wrong. The report of violations asks the same.

CREATE FUNCTION registry.died_before(died date, on_precision text, day date) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT day > CASE on_precision WHEN 'month' THEN (died + '1 month'::interval)::date - 1 WHEN 'year' THEN (died + '1 year'::interval)::date - 1 ELSE died END;
END;
COMMENT ON FUNCTION registry.died_before(date, text, date) IS 'Whether a death lies before a day for certain: known to the month or year only, it may be as late as the last day of that.';
REVOKE EXECUTE ON FUNCTION registry.died_before(date, text, date) FROM PUBLIC;

CREATE FUNCTION registry.age_impossible(birth_year integer, day date) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT extract(year FROM day)::integer - birth_year NOT BETWEEN 5 AND 110;
END;
COMMENT ON FUNCTION registry.age_impossible(integer, date) IS 'Whether somebody born in that year would reach less than 5 or more than 110 years in the year of the day.';
REVOKE EXECUTE ON FUNCTION registry.age_impossible(integer, date) FROM PUBLIC;

CREATE FUNCTION registry.stated_end(ended date, ended_precision text, ends boolean)
  RETURNS TABLE (ended_is date, precision_is text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT CASE WHEN ends AND ended_precision IS DISTINCT FROM 'unknown' THEN ended END,
    CASE WHEN ends IS NOT TRUE THEN NULL WHEN ended IS NULL THEN 'unknown' ELSE coalesce(ended_precision, 'day') END;
END;
COMMENT ON FUNCTION registry.stated_end(date, text, boolean) IS 'End of a stay and how exactly it is known, from what the file says of it. The door has turned a month or a year into its first day, or into the first day of the stay where that is later.';
REVOKE EXECUTE ON FUNCTION registry.stated_end(date, text, boolean) FROM PUBLIC;

CREATE FUNCTION registry.mapped_rows(batch bigint, form registry.intake_row[], provider integer, system text)
  RETURNS TABLE (row_number integer, source_record text, client_ref text, case_number text, ministry continuum.pseudonym,
    own continuum.pseudonym, quality text, birth_year integer, residence_region text, programme integer, started date,
    exit_detail text, last_contact date, referred_to integer, plan text, funded_from text, request text, referral_code text,
    primary_substance text, aftercare_offer text, supported_by text, legal_status text, justice_basis text, payment text,
    linked boolean, ended_is date, precision_is text, key_domain text, key continuum.pseudonym, care_is continuum.care,
    exit_is continuum.exit_reason, source_care text, source_exit text, source_sex text, source_identity text, sex text, identity text,
    ends_unstated boolean, outside_programme boolean, unmapped text[], fault text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5000
BEGIN ATOMIC
  WITH programmes AS MATERIALIZED (
    SELECT c.programme, range_agg(c.valid) AS valid
    FROM registry.current_programme c WHERE c.provider = mapped_rows.provider GROUP BY c.programme),
  repeated AS MATERIALIZED (
    SELECT r.source_record, min(r.row_number) AS first FROM registry.intake_rows(mapped_rows.batch, form) r
    WHERE NOT r.rejected GROUP BY r.source_record HAVING count(*) > 1),
  repeated_code AS MATERIALIZED (
    SELECT registry.referral_key(r.referral_code) AS code, min(r.row_number) AS first FROM registry.intake_rows(mapped_rows.batch, form) r
    WHERE NOT r.rejected AND r.referral_code IS NOT NULL GROUP BY 1 HAVING count(*) > 1)
  SELECT r.row_number, r.source_record, r.client_ref, r.case_number, r.ministry, r.own, r.quality, r.birth_year, r.residence_region, r.programme,
    r.started, r.exit_detail, r.last_contact, r.referred_to, r.plan, r.funded_from, r.request, r.referral_code,
    r.substance_term, r.offer_term, r.support_term, r.legal_term, r.basis_term, r.payment_term, q.linked, e.ended_is, e.precision_is,
    CASE WHEN q.linked THEN 'ministry' ELSE 'provider/' || provider END AS key_domain,
    CASE WHEN q.linked THEN r.ministry ELSE r.own END AS key,
    coalesce(r.care_term, 'treatment_unspecified')::continuum.care AS care_is,
    CASE WHEN e.precision_is IS NULL THEN 'ongoing' ELSE coalesce(nullif(q.exit_term, 'ongoing'), 'unknown')
      END::continuum.exit_reason AS exit_is,
    CASE WHEN r.care <> r.care_term IS NOT FALSE THEN r.care END AS source_care,
    CASE WHEN r.exit_reason <> r.exit_term IS NOT FALSE THEN r.exit_reason END AS source_exit,
    CASE WHEN r.registered_sex <> r.sex_term IS NOT FALSE THEN r.registered_sex END AS source_sex,
    CASE WHEN r.gender_identity <> r.identity_term IS NOT FALSE THEN r.gender_identity END AS source_identity,
    nullif(r.sex_term, 'unknown') AS sex, nullif(r.identity_term, 'unknown') AS identity,
    e.precision_is IS NOT NULL AND (r.ended IS NULL AND r.ended_precision IS NULL OR q.exit_term = 'ongoing') AS ends_unstated,
    p.valid @> r.started IS NOT TRUE AS outside_programme,
    CASE WHEN num_nonnulls(r.care_term, r.exit_term, r.sex_term, r.identity_term, r.substance_term, r.offer_term, r.support_term, r.legal_term, r.basis_term, r.payment_term)
        < num_nonnulls(r.care, r.exit_reason, r.registered_sex, r.gender_identity, r.primary_substance, r.aftercare_offer, r.supported_by,
          r.legal_status, r.justice_basis, r.payment)
      THEN array_remove(ARRAY[CASE WHEN r.care IS NOT NULL AND r.care_term IS NULL THEN 'care' END,
        CASE WHEN r.exit_reason IS NOT NULL AND r.exit_term IS NULL THEN 'exit_reason' END,
        CASE WHEN r.registered_sex IS NOT NULL AND r.sex_term IS NULL THEN 'registered_sex' END,
        CASE WHEN r.gender_identity IS NOT NULL AND r.identity_term IS NULL THEN 'gender_identity' END,
        CASE WHEN r.primary_substance IS NOT NULL AND r.substance_term IS NULL THEN 'primary_substance' END,
        CASE WHEN r.aftercare_offer IS NOT NULL AND r.offer_term IS NULL THEN 'aftercare_offer' END,
        CASE WHEN r.supported_by IS NOT NULL AND r.support_term IS NULL THEN 'supported_by' END,
        CASE WHEN r.legal_status IS NOT NULL AND r.legal_term IS NULL THEN 'legal_status' END,
        CASE WHEN r.justice_basis IS NOT NULL AND r.basis_term IS NULL THEN 'justice_basis' END,
        CASE WHEN r.payment IS NOT NULL AND r.payment_term IS NULL THEN 'payment' END], NULL) END AS unmapped,
    CASE WHEN d.first < r.row_number THEN 'P405' WHEN p.programme IS NULL THEN 'P303' WHEN r.started IS NULL THEN 'P210'
      WHEN e.ended_is < r.started THEN 'P203' WHEN e.ended_is - r.started > 65533 THEN 'P206'
      WHEN r.source_record IS NULL THEN 'P205' WHEN r.own IS NULL AND r.case_number IS NULL OR q.linked AND r.ministry IS NULL THEN 'P102'
      WHEN v.first < r.row_number THEN 'P107' END AS fault
  FROM (SELECT r.*, continuum.meaning(system, 'care', r.care, r.started) AS care_term,
        continuum.meaning(system, 'exit_reason', r.exit_reason, coalesce(r.ended, r.started)) AS exit_term,
        continuum.meaning(system, 'gender', r.registered_sex, r.started) AS sex_term,
        continuum.meaning(system, 'gender', r.gender_identity, r.started) AS identity_term,
        continuum.meaning(system, 'substance', r.primary_substance, r.started) AS substance_term,
        continuum.meaning(system, 'aftercare_offer', r.aftercare_offer, coalesce(r.ended, r.started)) AS offer_term,
        continuum.meaning(system, 'supported_by', r.supported_by, coalesce(r.ended, r.started)) AS support_term,
        continuum.meaning(system, 'legal_status', r.legal_status, r.started) AS legal_term,
        continuum.meaning(system, 'justice_basis', r.justice_basis, r.started) AS basis_term,
        continuum.meaning(system, 'payment', r.payment, r.started) AS payment_term
      FROM registry.intake_rows(mapped_rows.batch, form) r
      WHERE NOT r.rejected OFFSET 0) r -- so each word is looked up once
    LEFT JOIN programmes p ON p.programme = r.programme
    LEFT JOIN repeated d ON d.source_record = r.source_record
    LEFT JOIN repeated_code v ON v.code = registry.referral_key(r.referral_code)
    CROSS JOIN LATERAL (SELECT
      coalesce(r.quality IN ('verified', 'plain'), false) AS linked,
      CASE WHEN r.exit_reason IS NOT NULL THEN coalesce(r.exit_term, 'unknown') END AS exit_term,
      r.ended IS NOT NULL OR r.ended_precision IS NOT NULL OR coalesce(r.exit_term, r.exit_reason) <> 'ongoing' AS ends) q
    CROSS JOIN LATERAL (SELECT * FROM registry.stated_end(r.ended, r.ended_precision, q.ends)) e;
END;
COMMENT ON FUNCTION registry.mapped_rows(bigint, registry.intake_row[], integer, text) IS 'Rows that the door let in, with codes mapped, the end of the stay settled, the alias by which the person is looked up, and the first reason, if any, why the row cannot be taken. A code that maps to nothing is the vocabulary''s word for not knowing, or nothing.';
REVOKE EXECUTE ON FUNCTION registry.mapped_rows(bigint, registry.intake_row[], integer, text) FROM PUBLIC;

-- STABLE although it draws numbers by chance: so it becomes part of the query that calls it.
CREATE FUNCTION registry.planned_rows(batch bigint, form registry.intake_row[], provider integer, system text, this_epoch integer,
    emptied text[] DEFAULT NULL)
  RETURNS SETOF registry.intake_plan
  LANGUAGE sql STABLE PARALLEL UNSAFE ROWS 5000
BEGIN ATOMIC
  WITH
  -- Rows of one person side by side, so that each sees what the one before it says.
  ordered AS (
    SELECT m.*, first_value(m.draw) OVER w AS number, lag(m.sex) OVER w AS before_sex, lag(m.client_ref) OVER w AS before_ref,
      CASE WHEN lag(m.programme) OVER w = m.programme AND lag(m.started) OVER w = m.started
        THEN lag(m.source_record) OVER w END AS twin_before,
      lag(m.programme) OVER w = m.programme AND lag(m.exit_is) OVER w OPERATOR(continuum.=) 'ongoing'::continuum.exit_reason
        AND m.exit_is OPERATOR(continuum.=) 'ongoing'::continuum.exit_reason AS open_before
    FROM (SELECT r.*, continuum.random_key() & 9223372036854775807 AS draw
          FROM registry.mapped_rows(planned_rows.batch, form, planned_rows.provider, system) r) m
    WINDOW w AS (PARTITION BY m.fault IS NULL, m.key ORDER BY m.started, m.programme, m.row_number)),
  found AS (
    SELECT o.*, who.person, h.assertion AS previous, h.record, f.*, g.assertion AS referral,
      coalesce(o.twin_before, CASE WHEN h.assertion IS NULL THEN t.source_record END) AS twin,
      CASE WHEN o.client_ref IS NOT NULL AND o.client_ref IS DISTINCT FROM o.before_ref
        THEN CASE WHEN k.person IS NULL THEN 'new' WHEN k.person = who.person THEN NULL WHEN k.person = s.person THEN 'moved' ELSE 'taken' END
        END AS client,
      -- A local number that only stands for a person known otherwise is no pseudonym of that person.
      CASE WHEN NOT o.linked AND (who.person IS NULL OR who.person = a.person) THEN true
        WHEN who.person IS NULL THEN false
        WHEN o.quality = 'local' AND who.person IS DISTINCT FROM g.person THEN true
        ELSE EXISTS (SELECT FROM registry.person_alias l
          WHERE l.domain = 'provider/' || planned_rows.provider AND l.pseudonym OPERATOR(continuum.=) o.own) END AS own_known,
      CASE WHEN who.person IS NULL THEN o.sex <> o.before_sex ELSE o.sex <> o.before_sex OR b.other_sex
        OR EXISTS (SELECT FROM registry.person_fact p LEFT JOIN registry.assertion n ON n.supersedes = p.assertion AND n.supersedes IS NOT NULL
          WHERE p.person = who.person AND p.fact = 'registered_sex' AND p.value <> o.sex AND n.assertion IS NULL
            AND (SELECT q.provider FROM registry.assertion q WHERE q.assertion = p.assertion) = planned_rows.provider) END AS sex_conflict,
      o.open_before OR b.open AS open_beside,
      -- The civil registry tells of everybody's death, so that its word says nothing about care.
      EXISTS (SELECT FROM registry.current_death d WHERE d.person = who.person
        AND (d.provider = planned_rows.provider OR d.source = 'civil_registry')
        AND registry.died_before(d.on_date, d.on_precision, o.started)) AS after_death,
      coalesce(o.fault, CASE WHEN (h.epoch, h.recorded_xid) > (this_epoch, pg_current_xact_id()) THEN 'P403'
        WHEN o.quality = 'local' AND o.case_number IS NOT NULL AND c.person IS NULL THEN 'P105'
        WHEN o.referral_code IS NOT NULL AND s.assertion IS NULL AND g.assertion IS NULL THEN 'P107' END) AS problem,
      CASE WHEN s.assertion IS NOT NULL THEN concat_ws(', ',
        CASE WHEN who.person IS DISTINCT FROM s.person THEN 'identifier' END,
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
        CASE WHEN o.request IS DISTINCT FROM s.request THEN 'request' END,
        CASE WHEN (f.sex_is, f.source_sex_is) IS DISTINCT FROM (s.registered_sex::text, s.source_sex) THEN 'registered_sex' END,
        CASE WHEN (f.identity_is, f.source_identity_is) IS DISTINCT FROM (s.gender_identity::text, s.source_identity) THEN 'gender_identity' END,
        CASE WHEN f.year_is IS DISTINCT FROM s.birth_year THEN 'birth_year' END,
        CASE WHEN f.region_is IS DISTINCT FROM s.residence_region THEN 'residence_region' END) END AS changed
    FROM ordered o
      LEFT JOIN LATERAL (SELECT l.person FROM registry.person_alias l
        WHERE l.domain = o.key_domain AND l.pseudonym OPERATOR(continuum.=) o.key LIMIT 1) a ON true
      LEFT JOIN LATERAL registry.standing_record(planned_rows.provider, o.source_record) h ON true
      LEFT JOIN LATERAL (SELECT y.* FROM registry.stay y WHERE y.assertion = h.assertion LIMIT 1) s ON true
      LEFT JOIN LATERAL (SELECT l.person FROM registry.client l WHERE l.provider = planned_rows.provider AND l.client_ref = o.client_ref
          AND (o.before_ref IS DISTINCT FROM o.client_ref OR NOT o.linked) LIMIT 1) k ON true
      LEFT JOIN LATERAL (SELECT l.person FROM registry.client_case l WHERE l.provider = planned_rows.provider
          AND l.case_number = o.case_number AND o.quality = 'local' LIMIT 1) c ON true
      LEFT JOIN LATERAL (SELECT r.assertion, r.person
        FROM registry.referral_sent(o.referral_code) r
        WHERE o.fault IS NULL AND s.assertion IS NULL AND (r.to_programme IS NULL OR r.to_programme = o.programme)) g ON true
      -- Who it is: the identifier says so; without one, the provider's own numbers do. Who is new here comes
      -- by the referral or, in a row that was better once, is who it was. OFFSET keeps it one value: row
      -- security lets no index be asked for what a subquery is part of.
      CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN o.quality = 'local' THEN coalesce(c.person, k.person) END, a.person,
        -- who has an identifier already is not somebody else by a code
        CASE WHEN g.person IS NULL THEN NULL WHEN o.linked THEN nullif(g.person, (SELECT l.person FROM registry.person_alias l
          WHERE l.person = g.person AND l.domain = 'ministry' LIMIT 1)) ELSE g.person END,
        CASE WHEN o.quality = 'local' AND o.client_ref IS NOT DISTINCT FROM s.client_ref THEN s.person END) AS person OFFSET 0) who
      LEFT JOIN LATERAL registry.beside_stay(planned_rows.provider, who.person, h.assertion, o.programme, o.started,
        o.precision_is IS NOT NULL, o.sex) b ON true
      LEFT JOIN LATERAL (SELECT y.source_record FROM registry.assertion y WHERE y.assertion = b.twin) t ON true
      CROSS JOIN LATERAL (SELECT
        coalesce(o.sex, CASE WHEN w.same AND array_position(emptied, 'registered_sex') IS NULL THEN s.registered_sex::text END) AS sex_is,
        coalesce(o.identity, CASE WHEN w.same AND array_position(emptied, 'gender_identity') IS NULL THEN s.gender_identity::text END) AS identity_is,
        coalesce(o.source_sex, CASE WHEN w.same AND array_position(emptied, 'registered_sex') IS NULL THEN s.source_sex END) AS source_sex_is,
        coalesce(o.source_identity, CASE WHEN w.same AND array_position(emptied, 'gender_identity') IS NULL THEN s.source_identity END) AS source_identity_is,
        coalesce(o.birth_year, CASE WHEN w.same AND array_position(emptied, 'birth_year') IS NULL THEN s.birth_year END) AS year_is,
        coalesce(o.residence_region, CASE WHEN w.same AND array_position(emptied, 'residence_region') IS NULL THEN s.residence_region END) AS region_is
        FROM (SELECT s.person = who.person AS same) w) f)
  SELECT planned_rows.batch, f.row_number, CASE WHEN f.problem IS NOT NULL THEN 'rejected' WHEN f.changed IS NULL THEN 'new'
      WHEN f.changed = '' THEN 'same' ELSE 'changed' END, f.problem, f.changed,
    nullif(array_remove(ARRAY[CASE WHEN f.twin IS NOT NULL THEN 'P402' END, CASE WHEN f.sex_conflict THEN 'P501' END,
      CASE WHEN f.outside_programme THEN 'P304' END, CASE WHEN f.ends_unstated THEN 'P213' END,
      CASE WHEN f.client = 'taken' THEN 'P106' END, CASE WHEN f.after_death THEN 'P204' END,
      CASE WHEN registry.age_impossible(f.year_is, f.started) THEN 'P307' END, CASE WHEN coalesce(f.sex_is, f.identity_is) IS NULL THEN 'P308' END,
      CASE WHEN f.open_beside AND f.twin IS NULL THEN 'P407' END], NULL), '{}'),
    f.unmapped, f.twin, f.previous, f.record,
    coalesce(f.person, f.number), f.person IS NULL, CASE WHEN f.linked THEN f.ministry END, f.own, f.own_known, f.quality, f.client, f.referral,
    f.sex_is, f.identity_is, f.year_is,
    f.region_is, f.source_record, f.programme, f.care_is, f.exit_is, f.started, f.ended_is, f.precision_is, f.last_contact,
    f.referred_to, f.exit_detail, f.client_ref, f.primary_substance, f.aftercare_offer, f.supported_by, f.legal_status,
    f.justice_basis, f.plan, f.funded_from, f.payment, f.request, f.source_care, f.source_exit, f.source_sex_is, f.source_identity_is
  FROM found f;
END;
REVOKE EXECUTE ON FUNCTION registry.planned_rows(bigint, registry.intake_row[], integer, text, integer, text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.planned_rows(bigint, registry.intake_row[], integer, text, integer, text[]) IS 'The plan of a load or a form, from its rows and from what stands in the registry. emptied: what a form withdraws of the person, which otherwise nothing known is replaced by. Rejected here: P105 (case number that is nobody''s), P107 (referral code that is not good: unknown, used, or for another programme), P203, P206 (dates), P303 (programme of another provider), P403 (the record was changed by a later transaction: send it again), P405 (record number twice in the file), and what the door should have refused.';

CREATE FUNCTION registry.plan_batch(batch bigint) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_custom_plan
  SET enable_sort = off SET enable_bitmapscan = off -- estimates are low on purpose: hash and probe all the same
AS $$
#variable_conflict use_column
DECLARE
  this registry.intake_batch := (SELECT b FROM registry.intake_batch b WHERE b.batch = plan_batch.batch);
  this_epoch integer := registry.require_epoch();
BEGIN
  DELETE FROM registry.intake_plan p WHERE p.batch = this.batch;
  INSERT INTO registry.intake_plan
    SELECT p.* FROM registry.planned_rows(this.batch, NULL, this.provider, this.code_system, this_epoch) p;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.plan_batch(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.plan_batch(bigint) IS 'Fills intake_plan for a load; writes nothing else.';

CREATE FUNCTION registry.plan_problems(plan registry.intake_plan)
  RETURNS TABLE (field text, code text, severity text, detail text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT q.field, q.code, q.severity, q.detail
  FROM (VALUES
    (CASE plan.problem WHEN 'P303' THEN 'programme' WHEN 'P203' THEN 'ended' WHEN 'P206' THEN 'ended' WHEN 'P210' THEN 'started'
      WHEN 'P102' THEN 'identifier' WHEN 'P105' THEN 'case_number' WHEN 'P107' THEN 'referral_code' ELSE 'source_record' END,
      plan.problem, 'reject', NULL),
    (plan.changed, CASE WHEN plan.action = 'changed' THEN 'P401' END, 'info', NULL)) q (field, code, severity, detail)
  WHERE q.code IS NOT NULL
  UNION ALL
  SELECT q.field, q.code, 'warning' AS severity, CASE q.code WHEN 'P402' THEN plan.duplicate_of END
  FROM (VALUES ('source_record', 'P402'), ('registered_sex', 'P501'), ('started', 'P304'), ('ended', 'P213'), ('client_ref', 'P106'),
    ('started', 'P204'), ('birth_year', 'P307'), ('started', 'P407')) q (field, code)
  WHERE plan.action IN ('new', 'changed') AND q.code = ANY (plan.told);
END;
REVOKE EXECUTE ON FUNCTION registry.plan_problems(registry.intake_plan) FROM PUBLIC;
COMMENT ON FUNCTION registry.plan_problems(registry.intake_plan) IS 'What a planned row alone gives to say, as problems; what many rows share (no equivalent, nothing known of the gender) is said once for all.';
