-- rules.sql: what cannot be, or should not be left so, as data and as predicates. Each predicate stands
-- once: what comes in is judged by it, and so is what is stored (DOMAIN.md 11). Nothing here changes a record.

CREATE TABLE registry.rule (
  code text PRIMARY KEY,
  severity text NOT NULL CHECK (severity IN ('warning', 'info')),
  limits jsonb NOT NULL DEFAULT '{}');
COMMENT ON TABLE registry.rule IS 'Rules that registry.violations() reports by. Their words stand in registry.problem_text.';
COMMENT ON COLUMN registry.rule.limits IS 'Numbers of the rule that a ministry may set otherwise: days.';
INSERT INTO registry.rule (code, severity, limits) VALUES
  ('P204', 'warning', '{}'),
  ('P213', 'warning', '{}'),
  ('P214', 'warning', '{}'),
  ('P306', 'warning', '{}'),
  ('P307', 'warning', '{}'),
  ('P308', 'info', '{}'),
  ('P309', 'warning', '{}'),
  ('P402', 'warning', '{}'),
  ('P406', 'warning', '{}'),
  ('P407', 'warning', '{}'),
  ('P409', 'warning', '{}'),
  ('P410', 'info', '{"days": 1095}'),
  ('P411', 'warning', '{}'),
  ('P501', 'warning', '{}'),
  ('P502', 'warning', '{}'),
  ('P503', 'info', '{}'),
  ('P504', 'warning', '{}'),
  ('P505', 'warning', '{}'),
  ('P506', 'warning', '{}');

CREATE VIEW registry.standing_stay AS
  SELECT p.* FROM registry.stay p
  WHERE NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = p.assertion AND n.supersedes IS NOT NULL)
    AND NOT EXISTS (SELECT FROM registry.restricted_person r WHERE r.person = p.person);
COMMENT ON VIEW registry.standing_stay IS 'Payload of the stays that stand: registry.current_stay without header and episode, for who looks at all of them.';

-- Predicates that plan.sql has no need of. NULL, where something is not known, is no violation. None has a SET
-- clause or reads a table: they are inlined.

CREATE FUNCTION registry.first_use_impossible(age_first integer, birth_year integer, on_date date) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT age_first < 5 OR coalesce(age_first > extract(year FROM on_date)::integer - birth_year, false);
END;
CREATE FUNCTION registry.pregnancy_unlikely(pregnancy text, registered_sex text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT pregnancy = 'yes' AND registered_sex = 'male';
END;
CREATE FUNCTION registry.carer_unlikely(relation text, gender text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT relation IN ('mother', 'daughter', 'sister') AND gender = 'male' OR relation IN ('father', 'son', 'brother') AND gender = 'female';
END;
REVOKE EXECUTE ON FUNCTION registry.first_use_impossible(integer, integer, date),
  registry.pregnancy_unlikely(text, text), registry.carer_unlikely(text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.first_use_impossible(integer, integer, date) IS 'P309: an age of first use below 5, or above the age reached in the year of the day.';
COMMENT ON FUNCTION registry.pregnancy_unlikely(text, text) IS 'P306: pregnancy recorded with registered sex male. Only ever a warning: registered sex can be changed, and men can be pregnant.';
COMMENT ON FUNCTION registry.carer_unlikely(text, text) IS 'P214: a mother whose gender is male, or the like.';

CREATE FUNCTION registry.stated_fact(provider integer, person bigint, fact text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT f.value FROM registry.current_person_fact f
  WHERE f.person = stated_fact.person AND f.provider = stated_fact.provider AND f.fact = stated_fact.fact
  ORDER BY f.valid_from DESC, f.record DESC LIMIT 1;
END;
REVOKE EXECUTE ON FUNCTION registry.stated_fact(integer, bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.stated_fact(integer, bigint, text) IS 'What a provider itself said last of a person: what others say must not show in what it is told.';

-- What comes in, of any kind but stay.

CREATE FUNCTION registry.fact_problems(provider integer, kind text, person bigint, on_day date, payload jsonb) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
  SET plan_cache_mode = force_generic_plan -- called row by row
AS $$
DECLARE
  found jsonb := '[]';
  range text := (SELECT i.low || '..' || i.high FROM registry.current_instrument i
    WHERE kind = 'measure' AND i.code = payload ->> 'instrument' AND (payload ->> 'score')::numeric NOT BETWEEN i.low AND i.high);
BEGIN
  IF kind = 'profile' AND registry.pregnancy_unlikely(payload ->> 'pregnancy', registry.stated_fact(provider, person, 'registered_sex')) THEN
    found := found || '[{"code": "P306", "severity": "warning", "field": "pregnancy"}]';
  ELSIF kind = 'substance_use' AND registry.first_use_impossible((payload ->> 'age_first')::integer,
      registry.stated_fact(provider, person, 'birth_year')::integer, on_day) THEN
    found := found || '[{"code": "P309", "severity": "warning", "field": "age_first"}]';
  ELSIF kind = 'carer_report' AND registry.carer_unlikely(payload ->> 'relation', payload ->> 'gender') THEN
    found := found || '[{"code": "P214", "severity": "warning", "field": "relation, gender"}]';
  ELSIF range IS NOT NULL THEN
    found := found || jsonb_build_object('code', 'P216', 'severity', 'reject', 'field', 'score', 'detail', range);
  ELSIF kind = 'death' AND EXISTS (SELECT FROM registry.standing_stay s
      WHERE s.person = fact_problems.person AND s.provider = fact_problems.provider AND s.ended IS NULL AND s.ended_precision IS NULL) THEN
    found := found || '[{"code": "P506", "severity": "warning", "field": "on_date"}]';
  END IF;
  -- Whoever recorded it: that somebody has died is no secret of who said so, it stops the work of all.
  IF kind <> 'death' AND EXISTS (SELECT FROM registry.current_death d
      WHERE d.person = fact_problems.person AND registry.died_before(d.on_date, d.on_precision, on_day)) THEN
    found := found || '[{"code": "P204", "severity": "warning", "field": "on_date"}]';
  END IF;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.fact_problems(integer, text, bigint, date, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.fact_problems(integer, text, bigint, date, jsonb) IS 'What the rules have against a record that a provider sends, compared with what the same provider said and with recorded deaths: P204, P214, P216, P306, P309, P506.';

-- What is stored.

-- Stays are read once: what a stay says by itself, beside the provider's other stays of the person, and
-- beside a recorded death.
CREATE VIEW registry.violation AS
  SELECT c.code, CASE WHEN c.code = 'P402' THEN 'source_record' WHEN c.code IN ('P506', 'P410') OR c.code = 'P213' AND s.ended IS NULL THEN 'ended'
      WHEN c.code IN ('P505', 'P411', 'P213') THEN 'exit_reason' WHEN c.code = 'P307' THEN 'birth_year'
      WHEN c.code IN ('P308', 'P501') THEN 'registered_sex' ELSE 'started' END AS field,
    'stay' AS kind, s.provider, s.person, s.assertion, s.programme,
    CASE WHEN c.code IN ('P505', 'P411', 'P213') THEN coalesce(s.ended, s.started) ELSE s.started END AS on_date
  FROM (
    SELECT s.*, s.ended IS NULL AND s.ended_precision IS NULL AS open, s.exit_reason::text AS reason, d.on_date AS died, d.on_precision AS died_precision,
      lag(s.started) OVER w AS before,
      max(CASE WHEN s.ended IS NOT NULL THEN s.ended WHEN s.ended_precision IS NULL THEN 'infinity' ELSE s.started END)
        OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until,
      first_value(s.registered_sex::text) OVER (PARTITION BY s.provider, s.person ORDER BY s.registered_sex IS NULL, s.started DESC, s.assertion DESC) AS latest_sex,
      bool_or(s.registered_sex IS NOT NULL OR s.gender_identity IS NOT NULL) OVER p AS gender_known,
      min(CASE WHEN s.ended_precision = 'day' AND s.exit_reason::text <> 'unknown' THEN s.exit_reason::text END) OVER e AS one_reason,
      max(CASE WHEN s.ended_precision = 'day' AND s.exit_reason::text <> 'unknown' THEN s.exit_reason::text END) OVER e AS other_reason
    FROM registry.standing_stay s
      LEFT JOIN (SELECT DISTINCT ON (d.person) d.person, d.on_date, d.on_precision FROM registry.current_death d ORDER BY d.person, d.on_date) d ON d.person = s.person
    WINDOW w AS (PARTITION BY s.provider, s.person, s.programme ORDER BY s.started, s.assertion), p AS (PARTITION BY s.provider, s.person),
      e AS (PARTITION BY s.provider, s.person, s.ended)) s
    CROSS JOIN (SELECT (r.limits ->> 'days')::integer AS days FROM registry.rule r WHERE r.code = 'P410') l
    CROSS JOIN LATERAL unnest(array_remove(ARRAY[
      CASE WHEN s.started = s.before THEN 'P402' END,
      CASE WHEN s.started < s.until AND s.started > s.before THEN CASE WHEN s.open AND s.until = 'infinity' THEN 'P407' ELSE 'P409' END END,
      CASE WHEN registry.died_before(s.died, s.died_precision, s.started) THEN 'P204' END,
      CASE WHEN s.open AND s.died IS NOT NULL THEN 'P506' END,
      CASE WHEN s.reason = 'died' AND s.died IS NULL THEN 'P505' END,
      CASE WHEN s.ended IS NULL AND s.ended_precision IS NOT NULL OR s.reason = 'unknown' THEN 'P213' END,
      CASE WHEN coalesce(s.ended, CASE WHEN s.open THEN current_date END) - s.started > l.days THEN 'P410' END,
      CASE WHEN registry.age_impossible(s.birth_year, s.started) THEN 'P307' END,
      CASE WHEN NOT s.gender_known THEN 'P308' END,
      -- Against what the provider itself said last: what anybody else says is P502, which no provider is told of.
      CASE WHEN s.registered_sex::text <> s.latest_sex THEN 'P501' END,
      CASE WHEN s.ended IS NOT NULL AND s.ended_precision = 'day' AND s.one_reason <> s.other_reason THEN 'P411' END], NULL)) c (code)
  UNION ALL
  SELECT 'P204', 'on_date', f.kind, f.provider, f.person, f.assertion, f.programme, f.on_date
  FROM (SELECT 'contact' AS kind, c.provider, c.person, c.assertion, c.programme, c.on_date FROM registry.current_contact c WHERE c.outcome = 'held'
    UNION ALL SELECT 'assessment', c.provider, c.person, c.assertion, c.programme, c.on_date FROM registry.current_assessment c
    UNION ALL SELECT 'measure', c.provider, c.person, c.assertion, c.programme, c.on_date FROM registry.current_measure c
    UNION ALL SELECT 'medication_supply', c.provider, c.person, c.assertion, c.programme, c.on_date FROM registry.current_medication_supply c) f
  WHERE EXISTS (SELECT FROM registry.current_death d WHERE d.person = f.person AND registry.died_before(d.on_date, d.on_precision, f.on_date))
  UNION ALL
  SELECT 'P502', 'registered_sex', 'stay', x.provider, x.person, x.assertion, x.programme, x.started
  FROM (SELECT s.*, first_value(s.registered_sex::text) OVER w AS latest, first_value(s.provider) OVER w AS of_provider
      FROM registry.standing_stay s WHERE s.registered_sex IS NOT NULL
      WINDOW w AS (PARTITION BY s.person ORDER BY s.started DESC, s.assertion DESC)) x
  WHERE x.registered_sex::text <> x.latest AND x.provider <> x.of_provider
  UNION ALL
  SELECT 'P406', 'last_contact', 'stay', s.provider, s.person, s.assertion, s.programme, s.started
  FROM registry.standing_stay s
    LEFT JOIN (SELECT DISTINCT p.programme FROM registry.current_programme p WHERE p.reports_contacts AND p.valid @> current_date) r ON r.programme = s.programme
    CROSS JOIN LATERAL (SELECT '{}'::continuum.journey OPERATOR(continuum.||) continuum.episode(s.care, s.started, NULL, s.exit_reason, s.programme) AS journey) j
  WHERE s.ended IS NULL AND s.ended_precision IS NULL
    AND continuum.presumed_left(j.journey, CASE WHEN r.programme IS NOT NULL
      THEN ARRAY(SELECT c.on_date FROM registry.current_contact c
        WHERE c.person = s.person AND c.provider = s.provider AND c.outcome = 'held' AND c.programme IS NOT DISTINCT FROM s.programme) || s.last_contact END,
      current_date) OPERATOR(continuum.<>) j.journey
  UNION ALL
  SELECT 'P306', 'pregnancy', 'profile', p.provider, p.person, p.assertion, p.programme, p.on_date
  FROM registry.current_profile p
  WHERE p.pregnancy = 'yes' AND registry.pregnancy_unlikely(p.pregnancy, registry.stated_fact(p.provider, p.person, 'registered_sex'))
  UNION ALL
  SELECT 'P309', 'age_first', 'substance_use', p.provider, p.person, p.assertion, p.programme, p.on_date
  FROM registry.current_substance_use p
  WHERE p.age_first IS NOT NULL
    AND registry.first_use_impossible(p.age_first, registry.stated_fact(p.provider, p.person, 'birth_year')::integer, p.on_date)
  UNION ALL
  SELECT 'P214', 'relation, gender', 'carer_report', p.provider, p.person, p.assertion, p.programme, p.on_date
  FROM registry.current_carer_report p WHERE registry.carer_unlikely(p.relation, p.gender::text)
  UNION ALL
  SELECT CASE WHEN c.decision IS NULL THEN 'P503' ELSE 'P504' END, 'decision', 'stay', s.provider, s.person, s.assertion, s.programme, coalesce(c.on_date, s.started)
  FROM registry.standing_stay s LEFT JOIN LATERAL (SELECT c.decision, c.on_date FROM registry.current_consent c
      WHERE c.person = s.person AND c.provider = s.provider AND c.kind = 'treatment' AND c.on_date <= current_date
      ORDER BY c.on_date DESC, c.record DESC LIMIT 1) c ON true
  WHERE s.ended IS NULL AND s.ended_precision IS NULL AND c.decision IS DISTINCT FROM 'given';
COMMENT ON VIEW registry.violation IS 'What the rules have against the records that stand: one row for each record and rule. Codes: P204 care after the recorded death; P213 an end without day or reason; P214 a carer''s relation and gender; P306 pregnancy with registered sex male; P307 an impossible age; P308 gender not known; P309 an impossible age of first use; P402 a duplicate admission; P406 open without contact (presumed_left); P407 a second open stay in one programme; P409 stays of one programme that overlap; P410 a stay too long; P411 stays ended on one day for different reasons; P501 registered sex that differs within a provider, P502 between providers; P503 no consent to treatment on record; P504 consent refused or withdrawn and the stay open; P505 ended by death without a death on record; P506 open after a recorded death. Discharge before admission cannot be stored.';

CREATE FUNCTION registry.violations(provider integer DEFAULT NULL, language text DEFAULT continuum.language())
  RETURNS TABLE (code text, severity text, kind text, of_provider integer, source_record text, client_ref text, programme integer, on_date date, text text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  -- Who oversees the registry is told of all; anybody else, and who names a provider, of that one.
  everybody boolean := provider IS NULL AND registry.has_duty('analyst', 'auditor');
  acting integer;
BEGIN
  IF NOT everybody THEN
    acting := CASE WHEN registry.has_duty('analyst', 'auditor') THEN provider ELSE registry.acting_provider(provider) END;
  END IF;
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT v.* FROM registry.violation v WHERE everybody OR v.provider = acting AND v.code <> 'P502'),
  words AS MATERIALIZED ( -- the same for every record
    SELECT w.code, w.field, r.severity, registry.problem_line((NULL, NULL, NULL, w.field, w.code, r.severity, 1, '{detail}', false)::registry.intake_problem,
      violations.language, '') AS text
    FROM (SELECT DISTINCT f.code, f.field FROM found f) w JOIN registry.rule r ON r.code = w.code)
  SELECT f.code, w.severity, f.kind, f.provider, h.source_record, c.client_ref, f.programme, f.on_date, replace(w.text, '{detail}', coalesce(t.source_record, ''))
  FROM found f JOIN words w ON w.code = f.code AND w.field = f.field
    LEFT JOIN registry.assertion h ON h.assertion = f.assertion
    -- A file number is for the eyes of the provider that gave it.
    LEFT JOIN LATERAL (SELECT min(k.client_ref) AS client_ref FROM registry.client k
      WHERE k.provider = acting AND k.person = f.person AND acting IN (SELECT m FROM registry.my_providers() m)) c ON true
    LEFT JOIN LATERAL (SELECT min(o.source_record COLLATE "C") AS source_record FROM registry.current_stay o -- of what it is a duplicate
      WHERE f.code = 'P402' AND o.person = f.person AND o.provider = f.provider AND o.programme = f.programme AND o.started = f.on_date
        AND o.assertion <> f.assertion) t ON true
  ORDER BY f.provider, f.code, f.on_date, h.source_record COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.violations(integer, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.violations(integer, text) IS 'The violation report: every stored record that a rule of registry.rule is against, in English, Spanish or Portuguese (continuum.language, unless one is named). A provider is told of its own records, judged by what it said itself and by recorded deaths; file numbers are shown to the provider that gave them and to nobody else. Analysts and auditors are told of all providers, or of the one they name, and see where providers contradict each other (P502). Nothing is changed and nothing made up: a stay that ended by death without a death on record is listed, no death is entered. Errors: 42501, 22023 (see acting_provider).';
