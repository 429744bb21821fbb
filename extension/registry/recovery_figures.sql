-- recovery_figures.sql: what the ministry asks of aftercare, by gender. Exact figures, not for
-- publication: disclosure control is not done here. Gender is registry.person_gender() on the last day
-- of the period, basis identity. Each has a line for all. Pilots count in none (registry.pilot).

CREATE FUNCTION registry.gender_line(gender continuum.gender, is_all integer) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN is_all <> 0 THEN 'all' ELSE coalesce(gender::text, 'unknown') END;
REVOKE EXECUTE ON FUNCTION registry.gender_line(continuum.gender, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.gender_line(continuum.gender, integer) IS 'The gender of a line of a table, or all where GROUPING(gender) is not 0.';

CREATE FUNCTION registry.gender_order(line text) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN array_position(ARRAY['female', 'male', 'other', 'unknown', 'all'], line);
REVOKE EXECUTE ON FUNCTION registry.gender_order(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.gender_order(text) IS 'Order of the lines of a table by gender.';

CREATE FUNCTION registry.outcome_pairs(instrument text, period daterange, observed_until date)
  RETURNS TABLE (gender text, discharges bigint, too_recent bigint, eligible bigint, pairs bigint, coverage numeric,
                 selective boolean, improved bigint, same bigint, worsened bigint, no_pair bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 5 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
  scale record;
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  SELECT CASE i.direction WHEN 'higher' THEN 1 ELSE -1 END AS sign, coalesce(i.minimal_change, 0) AS least INTO scale
    FROM registry.current_instrument i WHERE i.code = outcome_pairs.instrument;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such instrument' USING ERRCODE = '22023', HINT = 'registry.current_instrument lists them.';
  END IF;
  RETURN QUERY
  WITH discharge AS (
    SELECT p.person, p.gender, (p.d).discharged_on, (p.d).journey_start, (p.d).exit_reason,
      (p.d).discharged_on + 28 > observed_until AS is_recent
    FROM (SELECT r.person, r.gender, continuum.discharges(r.journey, period) AS d
          FROM registry.report_person(upper(period) - 1, observed_until, 'identity') r OFFSET 0) p),
  paired AS (
    SELECT d.gender, d.is_recent, (q.last - q.first) * scale.sign AS change
    FROM discharge d
    CROSS JOIN LATERAL (
      SELECT (array_agg(m.score ORDER BY m.on_date, m.assertion))[1] AS first,
        (array_agg(m.score ORDER BY m.on_date DESC, m.assertion DESC) FILTER (WHERE m.on_date >= m.first_on + 28))[1] AS last
      FROM (SELECT k.*, min(k.on_date) OVER () AS first_on FROM registry.current_measure k
        WHERE k.person = d.person AND k.instrument = outcome_pairs.instrument AND k.valid
          AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = k.programme AND t.during @> k.on_date)
          AND k.on_date BETWEEN d.journey_start AND d.discharged_on + 28) m) q
    WHERE d.exit_reason OPERATOR(continuum.<>) 'died' IS NOT FALSE),
  figure AS (
    SELECT registry.gender_line(p.gender, GROUPING(p.gender)) AS line, count(*) AS discharges,
      count(*) FILTER (WHERE p.is_recent) AS too_recent, count(*) FILTER (WHERE NOT p.is_recent) AS eligible,
      count(p.change) FILTER (WHERE NOT p.is_recent) AS pairs,
      count(*) FILTER (WHERE NOT p.is_recent AND p.change > 0 AND p.change >= scale.least) AS improved,
      count(*) FILTER (WHERE NOT p.is_recent AND p.change < 0 AND p.change <= -scale.least) AS worsened
    FROM paired p GROUP BY ROLLUP (p.gender))
  SELECT f.line, f.discharges, f.too_recent, f.eligible, f.pairs, round(100.0 * f.pairs / nullif(f.eligible, 0), 1),
    2 * f.pairs < f.eligible, f.improved, f.pairs - f.improved - f.worsened, f.worsened, f.eligible - f.pairs
  FROM figure f ORDER BY registry.gender_order(f.line);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.outcome_pairs(text, daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.outcome_pairs(text, daterange, date) IS 'Change on an instrument over the treatment journeys that ended in a period, not in death, by gender: the first valid score since the journey began, and the last one at least 28 days after it and at most 28 days after the discharge (reviews count). improved and worsened by the instrument''s direction and minimal_change (without one, by any change), otherwise the same; no_pair where there are not two. Decided from dates: a discharge less than 28 days before observed_until is too_recent, the others are eligible; eligible = improved + same + worsened + no_pair. coverage: pairs of eligible, per cent; selective when below 50, because those with a pair are not like the others. Not for publication. Errors: 42501 without the duty analyst or auditor, 22023 for an instrument that is not registered.';

CREATE FUNCTION registry.barriers_without_action(period daterange, observed_until date)
  RETURNS TABLE (barrier text, gender text, present bigint, too_recent bigint, acted_on bigint, without_action bigint, share numeric)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 100 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  RETURN QUERY
  WITH reported AS (
    SELECT b.barrier, coalesce(g.gender, 'unknown') AS gender, b.on_date + 30 > observed_until AS is_recent,
      EXISTS (SELECT FROM registry.current_barrier_action a
        WHERE a.person = b.person AND a.report = b.record AND a.on_date BETWEEN b.on_date AND b.on_date + 30) AS acted
    FROM registry.current_barrier_report b
    LEFT JOIN registry.person_gender(upper(period) - 1, 'identity') g ON g.person = b.person
    WHERE b.status = 'present' AND b.on_date <@ period
      AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = b.programme AND m.during @> b.on_date)),
  figure AS (
    SELECT r.barrier, registry.gender_line(r.gender, GROUPING(r.gender)) AS line, count(*) AS present,
      count(*) FILTER (WHERE r.is_recent) AS recent, count(*) FILTER (WHERE r.acted AND NOT r.is_recent) AS acted,
      count(*) FILTER (WHERE NOT r.acted AND NOT r.is_recent) AS without
    FROM reported r GROUP BY GROUPING SETS ((r.barrier, r.gender), (r.barrier)))
  SELECT f.barrier, f.line, f.present, f.recent, f.acted, f.without, round(100.0 * f.without / nullif(f.acted + f.without, 0), 1)
  FROM figure f ORDER BY f.barrier COLLATE "C", registry.gender_order(f.line);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.barriers_without_action(daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.barriers_without_action(daterange, date) IS 'Barriers reported as present in a period, by barrier and gender, and on how many of them nothing was done within 30 days: a step dated from the day of the report to 30 days after. too_recent: reported less than 30 days before observed_until, whatever has been done already; present = too_recent + acted_on + without_action; share: without action of those that are not too recent, per cent. Not for publication. Error 42501 without the duty analyst or auditor. Source: E/CN.7/2024/L.3, proactive steps to remove or alleviate barriers.';

CREATE FUNCTION registry.carers(period daterange)
  RETURNS TABLE (gender text, relation text, carers bigint, hours_known bigint, hours_week bigint, mean_hours numeric,
                 share_of_hours numeric, work_affected bigint, study_affected bigint, participation_affected bigint,
                 support_offered bigint, money_spent numeric)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 30 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  RETURN QUERY
  WITH dyad AS (
    SELECT DISTINCT ON (c.person, c.provider, c.carer_no) c.*, coalesce(c.gender, 'unknown') AS of_gender
    FROM registry.current_carer_report c
    WHERE c.on_date <@ period AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = c.programme AND m.during @> c.on_date)
    ORDER BY c.person, c.provider, c.carer_no, c.on_date DESC, c.assertion DESC),
  carer AS MATERIALIZED (SELECT d.* FROM dyad d WHERE d.relation NOT IN ('nobody', 'not_asked', 'declined')),
  figure AS (
    SELECT registry.gender_line(c.of_gender, GROUPING(c.of_gender)) AS line,
      CASE WHEN GROUPING(c.relation) = 0 THEN c.relation ELSE 'all' END AS related, count(*) AS carers,
      count(c.hours_week) AS known, sum(c.hours_week) AS hours,
      sum(c.hours_week) FILTER (WHERE c.of_gender OPERATOR(continuum.<>) 'unknown') AS gendered_hours,
      count(*) FILTER (WHERE c.work_effect IN ('reduced', 'given_up')) AS work,
      count(*) FILTER (WHERE c.study_effect IN ('reduced', 'given_up')) AS study,
      count(*) FILTER (WHERE c.participation_effect IN ('reduced', 'given_up')) AS participation,
      count(*) FILTER (WHERE c.support_offered IN ('accepted', 'declined')) AS offered, sum(c.money_spent) AS money
    FROM carer c GROUP BY CUBE (c.of_gender, c.relation))
  SELECT f.line, f.related, f.carers, f.known, f.hours, round(f.hours::numeric / nullif(f.known, 0), 1),
    round(100.0 * f.gendered_hours / nullif((SELECT sum(c.hours_week) FROM carer c WHERE c.of_gender OPERATOR(continuum.<>) 'unknown'), 0), 1),
    f.work, f.study, f.participation, f.offered, f.money
  FROM figure f
  UNION ALL -- what was asked and has no carer: no dyad, but never left out
  SELECT 'all', d.relation, count(*), 0, NULL, NULL, NULL, 0, 0, 0, 0, NULL
  FROM dyad d WHERE d.relation IN ('nobody', 'not_asked', 'declined') GROUP BY d.relation
  ORDER BY 1, 2;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.carers(daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.carers(daterange) IS 'Unpaid care given to people in care, by gender of the carer and relation, each also all: carers are dyads (person, provider, carer_no) with their last report of a period. hours_week is the sum over those that state it, mean_hours their mean; share_of_hours the part in the hours of all carers whose gender is known, per cent: women''s share is that of female, all. work, study and participation affected: reduced or given up. support_offered: to the carer, accepted or declined. money_spent: sum per month. Relations nobody, not_asked and declined are no carers and have lines of their own, with the number of reports. Not for publication; the people to protect include the carers. Error 42501 without the duty analyst or auditor.';

CREATE FUNCTION registry.waiting_now(on_day date, period daterange)
  RETURNS TABLE (gender text, waiting bigint, median_days numeric, longest_days integer, admitted bigint, refused_no_place bigint,
                 refused_childcare bigint, not_suitable bigint, referred_elsewhere bigint, left_waiting bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 5 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  RETURN QUERY
  WITH request AS (
    SELECT w.person, w.days, NULL AS outcome FROM registry.open_request(on_day) w
    WHERE NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = w.programme AND m.during @> w.on_date)
    UNION ALL
    -- Who has begun treatment since was admitted, whether or not anybody has come back to the request to say so.
    SELECT r.person, NULL, coalesce(r.outcome, 'admitted') FROM registry.current_request r
    CROSS JOIN LATERAL (SELECT CASE WHEN r.outcome IS NOT NULL THEN r.outcome_on ELSE (SELECT min(s.started) FROM registry.current_stay s
      WHERE s.person = r.person AND s.started >= r.on_date AND continuum.care_role(s.care) = 'treatment') END AS outcome_on) o
    WHERE o.outcome_on <@ period
      AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = r.programme AND m.during @> r.on_date)),
  figure AS (
    SELECT registry.gender_line(coalesce(g.gender, 'unknown'), GROUPING(coalesce(g.gender, 'unknown'))) AS line, count(r.days) AS waiting,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY r.days) AS median, max(r.days) AS longest,
      count(*) FILTER (WHERE r.outcome = 'admitted') AS admitted, count(*) FILTER (WHERE r.outcome = 'refused_no_place') AS no_place,
      count(*) FILTER (WHERE r.outcome = 'refused_childcare') AS childcare, count(*) FILTER (WHERE r.outcome = 'not_suitable') AS not_suitable,
      count(*) FILTER (WHERE r.outcome = 'referred_elsewhere') AS elsewhere, count(*) FILTER (WHERE r.outcome = 'left_waiting') AS left_waiting
    FROM request r LEFT JOIN registry.person_gender(on_day, 'identity') g ON g.person = r.person
    GROUP BY ROLLUP (coalesce(g.gender, 'unknown')))
  SELECT f.line, f.waiting, round(f.median::numeric, 1), f.longest, f.admitted, f.no_place, f.childcare, f.not_suitable, f.elsewhere, f.left_waiting
  FROM figure f ORDER BY registry.gender_order(f.line);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.waiting_now(date, daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.waiting_now(date, daterange) IS 'Requests for care, by gender: those waiting on a day (registry.open_request(), with treatment anywhere ending the wait), the median and longest wait in days so far; and what became of requests in a period: admitted (said so, or treatment begun anywhere since a request of which nothing else was said), refused for want of a place or of childcare, not suitable, referred elsewhere, left while waiting. One person may have made several requests. Not for publication. Error 42501 without the duty analyst or auditor.';
