-- plain_sql.sql: how a definition stands in plain SQL: the same beginning and end for all, which call no
-- function of ours, and between them the cases. An auditor runs it with psql; a test runs each against
-- the figure itself. Variables are psql's: :'first_day', :'last_day', :'observed_until', :'basis'.

-- A CTE has no index: what is asked of a person's stays is asked of an array of them, not of all stays again.
CREATE TYPE registry.plain_stay AS (programme integer, care text, role text, started date, seen date, ending text, ended date, exit_reason text);
COMMENT ON TYPE registry.plain_stay IS 'A stay among a person''s stays in plain SQL (registry.plain_definition()): care and its role, first day, seen (last day on which presence is certain), ending (closed, open, unknown), last day where it is known, exit.';

CREATE FUNCTION registry.plain_definition(cases text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN $prelude$-- No planner knows how many rows its steps have: run SET enable_nestloop = off; before it.
WITH asked AS (
  SELECT :'first_day'::date AS first_day, :'last_day'::date AS last_day, :'observed_until'::date AS observed_until),
role (care, role) AS (
  VALUES ('outreach', 'contact'), ('low_threshold', 'contact'), ('harm_reduction', 'contact'), ('screening', 'contact'),
    ('brief_intervention', 'contact'), ('assessment', 'contact'), ('treatment_unspecified', 'treatment'),
    ('withdrawal_management_inpatient', 'treatment'), ('withdrawal_management_outpatient', 'treatment'), ('residential', 'treatment'),
    ('residential_short', 'treatment'), ('therapeutic_community', 'treatment'), ('hospital_inpatient', 'treatment'),
    ('outpatient', 'treatment'), ('outpatient_intensive', 'treatment'), ('day_programme', 'treatment'), ('opioid_agonist', 'treatment'),
    ('opioid_antagonist', 'treatment'), ('medication_other', 'treatment'), ('custody_treatment', 'treatment'), ('aftercare', 'aftercare'),
    ('recovery_checkup', 'aftercare'), ('peer_support', 'aftercare'), ('mutual_aid', 'aftercare'), ('family_support', 'aftercare'),
    ('housing_support', 'aftercare'), ('employment_support', 'aftercare'), ('education_support', 'aftercare'),
    ('relapse_prevention', 'aftercare'), ('case_management', 'aftercare'), ('legal_support', 'aftercare')),
-- Open stays of which nothing was heard for too long are taken as left (USERS.md 15).
open_stay AS (
  SELECT s.assertion, a.observed_until,
    CASE WHEN s.care::text = 'opioid_agonist' THEN 35 WHEN r.role = 'aftercare' THEN 180 ELSE 90 END AS silent_days,
    CASE WHEN s.care::text NOT IN ('opioid_agonist', 'opioid_antagonist', 'medication_other') THEN 1095 END AS max_days, s.started,
    EXISTS (SELECT FROM registry.current_programme p WHERE p.programme = s.programme AND p.reports_contacts AND p.valid @> a.observed_until) AS heard_of,
    greatest(s.started, CASE WHEN s.last_contact <= a.observed_until THEN s.last_contact END,
      (SELECT max(c.on_date) FROM registry.current_contact c WHERE c.person = s.person AND c.programme = s.programme
         AND c.outcome = 'held' AND c.on_date <= a.observed_until),
      (SELECT max(least((m.month + interval '1 month')::date - 1, a.observed_until)) FROM registry.current_reporting_month m
         WHERE m.programme = s.programme AND m.state = 'confirmed' AND m.month <= a.observed_until)) AS seen
  FROM registry.counted_stay s JOIN role r ON r.care = s.care::text, asked a
  WHERE s.exit_reason::text = 'ongoing' AND s.started <= a.observed_until),
presumed AS (
  SELECT o.assertion, CASE WHEN o.heard_of THEN o.seen END AS ended
  FROM open_stay o
  WHERE o.heard_of AND o.observed_until - o.seen > o.silent_days OR NOT o.heard_of AND o.observed_until - o.started > o.max_days),
-- What is known at the cut-off. seen: last day on which presence is certain. Equal stays are one.
stay AS MATERIALIZED (
  SELECT DISTINCT ON (s.person, s.started, e.ending, e.ended, s.care, s.programme, e.exit_reason)
    s.person, s.programme, s.care::text AS care, r.role, s.started, e.ending, e.ended, e.exit_reason, s.assertion,
    CASE e.ending WHEN 'closed' THEN e.ended WHEN 'open' THEN 'infinity' ELSE s.started END AS seen
  FROM registry.counted_stay s JOIN role r ON r.care = s.care::text CROSS JOIN asked a
  LEFT JOIN presumed p ON p.assertion = s.assertion
  CROSS JOIN LATERAL (SELECT
    CASE WHEN p.ended IS NOT NULL THEN 'closed' WHEN p.assertion IS NOT NULL THEN 'unknown' WHEN s.exit_reason::text = 'ongoing' THEN 'open'
         WHEN s.ended IS NOT NULL AND (s.ended_precision IS NULL OR s.ended_precision = 'day') THEN 'closed' ELSE 'unknown' END AS ending,
    CASE WHEN p.assertion IS NOT NULL THEN p.ended WHEN s.ended_precision IS NULL OR s.ended_precision = 'day' THEN s.ended END AS ended,
    CASE WHEN p.ended IS NOT NULL THEN 'lost_contact' WHEN p.assertion IS NOT NULL THEN 'unknown' ELSE s.exit_reason::text END AS exit_reason) e
  WHERE s.started <= a.observed_until
  ORDER BY s.person, s.started, e.ending, e.ended, s.care, s.programme, e.exit_reason, s.assertion),
-- A stay of treatment belongs to the treatment journey before it when it starts at most :gap days after
-- the latest end so far; an open end reaches every later day, an unknown end no day but its first.
treatment AS (
  SELECT s.*, CASE s.ending WHEN 'closed' THEN s.ended + :gap ELSE s.seen END AS reach,
    row_number() OVER (PARTITION BY s.person ORDER BY s.started, s.assertion) AS place
  FROM stay s WHERE s.role = 'treatment'),
numbered AS (
  SELECT f.*, count(*) FILTER (WHERE f.is_first) OVER (PARTITION BY f.person ORDER BY f.place) AS journey
  FROM (SELECT t.*, t.started > coalesce(max(t.reach) OVER (PARTITION BY t.person ORDER BY t.place
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '-infinity') AS is_first FROM treatment t) f),
treatment_journey AS MATERIALIZED (
  SELECT n.person, n.journey, min(n.started) AS started, max(n.seen) AS seen,
    CASE WHEN bool_or(n.ending = 'open') THEN 'open' WHEN bool_or(n.ending = 'unknown') THEN 'unknown' ELSE 'closed' END AS ending,
    CASE WHEN bool_and(n.ending = 'closed') THEN max(n.ended) END AS ended,
    lead(min(n.started)) OVER (PARTITION BY n.person ORDER BY n.journey) AS next_started
  FROM numbered n GROUP BY n.person, n.journey),
-- How each was left: by the stays on its last known day, and those that ended nobody knows when, which may
-- have been the last. Two completions are the weaker one; any other mixture contradicts itself (NULL).
leaving AS MATERIALIZED (
  SELECT k.person, k.journey, CASE WHEN count(DISTINCT k.exit_reason) = 1 THEN min(k.exit_reason)
      WHEN bool_and(k.exit_reason IN ('completed', 'completed_reduced_use')) THEN 'completed_reduced_use' END AS exit_reason
  FROM (SELECT n.*, max(n.ended) OVER (PARTITION BY n.person, n.journey) AS last_end FROM numbered n) k
  WHERE k.ending = 'unknown' OR k.ended = k.last_end GROUP BY k.person, k.journey),
-- Gender: the last known value by the last day; an identity comes before a sex, unless sex is asked for.
said AS (
  SELECT f.person, f.fact, f.value, f.provider, f.valid_from, f.record
  FROM registry.current_person_fact f, asked a
  WHERE f.value IN ('female', 'male', 'other') AND f.valid_from <= a.last_day
    AND (f.fact = 'registered_sex' OR f.fact = 'gender_identity' AND :'basis' = 'identity')
    AND NOT EXISTS (SELECT FROM registry.pilot_stay p WHERE p.assertion = f.assertion)),
gender AS (
  SELECT DISTINCT ON (s.person) s.person, s.value AS gender, s.fact FROM said s
  ORDER BY s.person, s.fact = 'gender_identity' DESC, s.valid_from DESC, s.record DESC),
differing AS (
  SELECT l.person, l.fact FROM (
    SELECT DISTINCT ON (s.person, s.fact, s.provider) s.person, s.fact, s.provider, s.value FROM said s
    ORDER BY s.person, s.fact, s.provider, s.valid_from DESC, s.record DESC) l
  GROUP BY l.person, l.fact HAVING count(DISTINCT l.value) > 1),
-- Everybody with a stay: all of them, gender, quality of identity, a death recorded apart from stays, and deaths
-- that stays ended in: on a known day (left_dead_on), or nobody knows when after it began (perhaps_dead_from).
who AS MATERIALIZED (
  SELECT k.person, coalesce(g.gender, 'unknown') AS gender, q.quality, coalesce(q.quality IN ('weak', 'local'), false) AS of_one_provider,
    l.person IS NOT NULL AS conflict, d.died_on, k.left_dead_on, k.perhaps_dead_from, k.stays
  FROM (SELECT s.person, min(s.ended) FILTER (WHERE s.exit_reason = 'died' AND s.ending = 'closed') AS left_dead_on,
          min(s.started) FILTER (WHERE s.exit_reason = 'died' AND s.ending = 'unknown') AS perhaps_dead_from,
          array_agg(ROW(s.programme, s.care, s.role, s.started, s.seen, s.ending, s.ended, s.exit_reason)::registry.plain_stay) AS stays
        FROM stay s GROUP BY s.person) k
  LEFT JOIN gender g ON g.person = k.person
  LEFT JOIN differing l ON l.person = g.person AND l.fact = g.fact
  LEFT JOIN (SELECT d.person, min(d.on_date) AS died_on FROM registry.current_death d, asked a WHERE d.on_date <= a.observed_until GROUP BY d.person) d ON d.person = k.person
  LEFT JOIN (SELECT DISTINCT ON (a.person) a.person, a.quality FROM registry.person_alias a
    ORDER BY a.person, array_position(ARRAY['verified', 'plain', 'weak', 'local'], a.quality)) q ON q.person = k.person),
-- Treatment journeys that ended in the period, with the reason on which the stays that ended last agree.
discharge AS (
  SELECT t.person, t.ended AS on_date, CASE WHEN min(n.exit_reason) = max(n.exit_reason) THEN min(n.exit_reason)
      WHEN min(n.exit_reason) = 'completed' AND max(n.exit_reason) = 'completed_reduced_use' THEN 'completed_reduced_use' END AS exit_reason
  FROM treatment_journey t JOIN numbered n ON n.person = t.person AND n.journey = t.journey AND n.ended = t.ended, asked a
  WHERE t.ended BETWEEN a.first_day AND a.last_day GROUP BY t.person, t.ended),
-- Contacts held, but for those of pilots. Aftercare is a check-up, and any other but outreach once treatment
-- has begun, on a day that is not one of a stay of treatment.
held AS (
  SELECT c.person, c.on_date, c.kind, c.mode,
    CASE c.kind WHEN 'check_up' THEN 'recovery_checkup' WHEN 'peer_meeting' THEN 'peer_support' WHEN 'family_session' THEN 'family_support' ELSE 'aftercare' END AS care
  FROM registry.current_contact c, asked a
  WHERE c.outcome = 'held' AND c.on_date <= a.observed_until
    AND NOT EXISTS (SELECT FROM registry.pilot p WHERE p.programme = c.programme AND p.during @> c.on_date)),
in_treatment AS (
  SELECT s.person, min(s.started) AS since, range_agg(daterange(s.started, CASE WHEN s.exit_reason::text = 'ongoing' THEN 'infinity'
      WHEN s.ended IS NOT NULL AND (s.ended_precision IS NULL OR s.ended_precision = 'day') THEN s.ended ELSE s.started END, '[]')) AS days
  FROM registry.counted_stay s JOIN role r ON r.care = s.care::text WHERE r.role = 'treatment' GROUP BY s.person),
aftercare_contact AS (
  SELECT h.* FROM held h LEFT JOIN in_treatment t ON t.person = h.person
  WHERE h.kind = 'check_up' OR h.kind <> 'outreach' AND h.on_date >= t.since AND NOT t.days @> h.on_date),
-- Stays, and contacts of aftercare as days of it.
followed AS (
  SELECT s.person, s.role, s.care, s.started, s.seen, s.ending, s.ended, s.exit_reason, NULL AS mode, true AS is_stay FROM stay s
  UNION ALL
  SELECT c.person, 'aftercare', c.care, c.on_date, c.on_date, 'closed', c.on_date, 'completed', c.mode, false FROM aftercare_contact c),
cases AS ($prelude$ || cases || $tail$)
SELECT coalesce(c.gender, 'all') AS gender, c.category, c.answer, count(*) AS cases, count(DISTINCT c.person) AS people,
  sum(c.amount) AS total, percentile_disc(0.5) WITHIN GROUP (ORDER BY c.amount) AS median, percentile_disc(0.9) WITHIN GROUP (ORDER BY c.amount) AS p90
FROM cases c
GROUP BY GROUPING SETS ((c.gender, c.category, c.answer), (c.category, c.answer))
ORDER BY 1, 2, 3$tail$;
REVOKE EXECUTE ON FUNCTION registry.plain_definition(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.plain_definition(text) IS 'A definition in plain SQL, from a query for its cases: person, gender, answer (yes, no or a reason), amount and category (NULL where there is none). The query may read asked, role, stay, treatment_journey, numbered (its stays) and leaving (all three with :gap), discharge, held, aftercare_contact, followed (stays, and aftercare contacts as days of aftercare), gender, who (with the stays of each person, registry.plain_stay) and the registry''s views. The result counts cases and people by gender, category and answer.';

CREATE FUNCTION registry.plain_sql(code text, period daterange, observed_until date, basis text DEFAULT 'identity', params jsonb DEFAULT '{}', preset text DEFAULT 'default')
  RETURNS text
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  definition text;
  p record;
BEGIN
  PERFORM continuum.check_indicator_arguments(period, observed_until, basis, 'en');
  IF observed_until IS NULL THEN
    RAISE EXCEPTION 'a definition is filled in with an observed_until' USING ERRCODE = '22023', HINT = 'Give the last day up to which follow-up is complete.';
  END IF;
  SELECT i.sql_definition AS query, '{"gap": 21}'::jsonb || c.effective AS params INTO p
    FROM registry.chosen_indicators(ARRAY[code], params, preset) c
      JOIN registry.indicator i ON i.indicator = c.indicator AND i.version = c.version;
  definition := p.query;
  -- A word stands only where it is quoted: what is inside a literal by then must not open it.
  FOR p IN
    SELECT e.key, e.value #>> '{}' AS value, jsonb_typeof(e.value) <> 'string' AS bare FROM jsonb_each(p.params) e
    UNION ALL
    SELECT v.key, v.value, false FROM (VALUES ('first_day', lower(period)::text), ('last_day', (upper(period) - 1)::text),
      ('observed_until', observed_until::text), ('basis', basis)) v (key, value)
  LOOP
    definition := replace(definition, ':''' || p.key || '''', quote_literal(p.value));
    IF p.bare THEN
      definition := regexp_replace(definition, '([^:]):' || p.key || '\M', '\1' || p.value, 'g');
    END IF;
  END LOOP;
  RETURN definition;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.plain_sql(text, daterange, date, text, jsonb, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.plain_sql(text, daterange, date, text, jsonb, text) IS 'The definition of an indicator (code or code@version) in plain SQL, ready to be run: over views of the registry, calling no function of ours. It counts cases and people, by gender, category and answer; what is no yes or no is the reason. For whoever recomputes a figure without our code: first SET enable_nestloop = off, for the planner takes the steps of such a statement for small, then it takes about as long as the registry is large. Errors 22023 as continuum.indicators() has them, and without an observed_until.';

CREATE FUNCTION registry.compare_with_plain_sql(period daterange, observed_until date, codes text[] DEFAULT NULL, basis text DEFAULT 'identity',
    params jsonb DEFAULT '{}', preset text DEFAULT 'default')
  RETURNS TABLE (indicator text, gender text, category text, counted text, ours numeric, plain numeric)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE ROWS 1000 SET search_path = pg_catalog, pg_temp SET jit = off SET enable_nestloop = on
AS $$
DECLARE
  i record;
  plain_rows jsonb;
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  FOR i IN SELECT c.indicator || '@' || c.version AS code, d.amount IS NOT NULL AS has_amount
    FROM registry.chosen_indicators(codes, params, preset) c JOIN registry.indicator d ON d.indicator = c.indicator AND d.version = c.version
  LOOP
    PERFORM set_config('enable_nestloop', 'off', true);
    EXECUTE format('SELECT jsonb_agg(p) FROM (%s) p', registry.plain_sql(i.code, period, observed_until, basis, params, preset)) INTO plain_rows;
    PERFORM set_config('enable_nestloop', 'on', true);
    RETURN QUERY EXECUTE format($query$
      WITH summary AS MATERIALIZED (
        SELECT g.gender, s.category, continuum.numerator(s.summary, g.code) AS yes, continuum.denominator(s.summary, g.code) AS evaluable,
          continuum.excluded(s.summary, g.code) AS excluded, s.amounts, s.spread, g.code
        FROM registry.indicator_summaries($1, ARRAY[%1$L], '{}', $2, $3, $4, $5) s
        CROSS JOIN (SELECT v.name, v.name::continuum.gender FROM continuum.vocabulary('gender') v UNION ALL SELECT 'all', NULL) g (gender, code)),
      ours AS (
        SELECT s.gender, s.category, a.counted, a.n
        FROM summary s
        CROSS JOIN LATERAL (SELECT 'yes', s.yes::numeric UNION ALL SELECT 'no', (s.evaluable - s.yes)::numeric
          UNION ALL SELECT e.key, e.value::numeric FROM jsonb_each_text(s.excluded) e
          UNION ALL SELECT 'total', continuum.total(s.amounts, s.code) WHERE %2$L
          UNION ALL SELECT 'median', continuum.percentile(s.spread, 0.5, s.code)::numeric WHERE %2$L
          UNION ALL SELECT 'p90', continuum.percentile(s.spread, 0.9, s.code)::numeric WHERE %2$L) a (counted, n)),
      plain AS (
        SELECT p.gender, p.category, a.counted, a.n
        FROM jsonb_to_recordset($6) p (gender text, category text, answer text, cases numeric, total numeric, median numeric, p90 numeric)
        CROSS JOIN LATERAL (SELECT p.answer, p.cases UNION ALL SELECT 'total', p.total WHERE p.answer = 'yes' AND %2$L
          UNION ALL SELECT 'median', p.median WHERE p.answer = 'yes' AND %2$L
          UNION ALL SELECT 'p90', p.p90 WHERE p.answer = 'yes' AND %2$L) a (counted, n))
      SELECT %1$L::text, coalesce(o.gender, p.gender), coalesce(o.category, p.category), coalesce(o.counted, p.counted), coalesce(o.n, 0), coalesce(p.n, 0)
      FROM ours o FULL JOIN plain p ON p.gender = o.gender AND p.category IS NOT DISTINCT FROM o.category AND p.counted = o.counted
      ORDER BY 2, 3, 4$query$,
      i.code, i.has_amount)
      USING period, observed_until, basis, params, preset, plain_rows;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.compare_with_plain_sql(daterange, date, text[], text, jsonb, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.compare_with_plain_sql(daterange, date, text[], text, jsonb, text) IS 'Every count of indicators over a period, as our functions have it and as the definition in plain SQL has it: by gender, category and what was counted (yes, no, a reason, or total, median and p90 of the amount). ours and plain are to be equal in every row. Errors: 42501 without the duty analyst or auditor, 22023 as continuum.indicator() has them.';
