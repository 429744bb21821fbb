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

CREATE FUNCTION registry.checkup_adherence(period daterange, observed_until date)
  RETURNS TABLE (gender text, discharges bigint, with_plan bigint, coverage numeric, done bigint, late bigint, missed bigint,
                 declined bigint, adherence numeric, not_yet_due bigint, returned bigint, in_custody bigint,
                 contact_refused bigint, died bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 5 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT p.*, p.state::text AS said FROM registry.checkup_plan(observed_until) p
    WHERE p.discharged_on <@ period AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = p.programme AND m.during @> p.discharged_on)),
  figure AS (
    SELECT registry.gender_line(coalesce(g.gender, 'unknown'), GROUPING(coalesce(g.gender, 'unknown'))) AS line,
      count(DISTINCT (d.person, d.discharged_on)) AS discharges,
      count(DISTINCT (d.person, d.discharged_on)) FILTER (WHERE d.due_no IS NOT NULL AND NOT d.discharged_on <@ ANY (d.refused)) AS with_plan,
      count(*) FILTER (WHERE d.said = 'done') AS done, count(*) FILTER (WHERE d.said = 'late') AS late,
      count(*) FILTER (WHERE d.said = 'missed') AS missed, count(*) FILTER (WHERE d.reason = 'declined') AS declined,
      count(*) FILTER (WHERE d.said = 'not_yet_due') AS not_yet_due, count(*) FILTER (WHERE d.reason = 'returned') AS returned,
      count(*) FILTER (WHERE d.reason = 'in_custody') AS in_custody,
      count(*) FILTER (WHERE d.reason = 'contact_refused') AS contact_refused, count(*) FILTER (WHERE d.reason = 'died') AS died
    FROM due d LEFT JOIN registry.person_gender(upper(period) - 1, 'identity') g ON g.person = d.person
    GROUP BY ROLLUP (coalesce(g.gender, 'unknown')))
  SELECT f.line, f.discharges, f.with_plan, round(100.0 * f.with_plan / nullif(f.discharges, 0), 1), f.done, f.late, f.missed,
    f.declined, round(100.0 * f.done / nullif(f.done + f.late + f.missed, 0), 1), f.not_yet_due, f.returned, f.in_custody,
    f.contact_refused, f.died
  FROM figure f ORDER BY registry.gender_order(f.line);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.checkup_adherence(daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.checkup_adherence(daterange, date) IS 'Recovery check-ups after the discharges of a period, by gender. discharges: eligible ones, see registry.checkup_plan(); with_plan: with a schedule in force and contact not refused on the day of discharge; coverage their share, per cent, which stands beside every adherence. Then check-ups: done, late, missed (declined of them), adherence = done of done + late + missed, per cent; and outside it those not yet due, and suspended: returned to treatment, in custody, contact refused, died. Not for publication. Error 42501 without the duty analyst or auditor.';

CREATE FUNCTION registry.left_without_support(period daterange, observed_until date)
  RETURNS TABLE (gender text, supported_by text, discharges bigint, evaluable bigint, without_support bigint, share numeric)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 20 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  RETURN QUERY
  WITH discharge AS (
    SELECT p.person, p.gender, p.quality, p.journey, (p.d).discharged_on, (p.d).exit_reason
    FROM (SELECT r.*, continuum.discharges(r.journey, period) AS d
          FROM registry.report_person(upper(period) - 1, observed_until, 'identity') r OFFSET 0) p),
  answered AS (
    SELECT d.*, CASE
        WHEN coalesce(d.quality IN ('weak', 'local'), false) THEN NULL
        WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = d.person AND x.on_date <= d.discharged_on + 30) THEN NULL
        ELSE continuum.left_without_support(d.journey, d.discharged_on, 30, observed_until)::boolean
          AND NOT EXISTS (SELECT FROM registry.current_contact c WHERE c.person = d.person AND c.outcome = 'held'
            AND c.on_date BETWEEN d.discharged_on + 1 AND d.discharged_on + 30
            AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = c.programme AND m.during @> c.on_date)) END AS without,
      coalesce((SELECT s.supported_by FROM registry.counted_stay s
        WHERE s.person = d.person AND s.ended = d.discharged_on AND continuum.care_role(s.care) = 'treatment'
        ORDER BY s.supported_by IS NULL, s.started DESC, s.assertion DESC LIMIT 1), 'not_asked') AS support
    FROM discharge d WHERE d.exit_reason OPERATOR(continuum.<>) 'died' IS NOT FALSE),
  figure AS (
    SELECT registry.gender_line(a.gender, GROUPING(a.gender)) AS line, CASE WHEN GROUPING(a.support) = 0 THEN a.support ELSE 'all' END AS support,
      count(*) AS discharges, count(a.without) AS evaluable, count(*) FILTER (WHERE a.without) AS without
    FROM answered a GROUP BY CUBE (a.gender, a.support))
  SELECT f.line, f.support, f.discharges, f.evaluable, f.without, round(100.0 * f.without / nullif(f.evaluable, 0), 1)
  FROM figure f ORDER BY registry.gender_order(f.line),
    array_position(ARRAY['service', 'family', 'other_carer', 'peers', 'nobody', 'not_asked', 'all'], f.support), f.support;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.left_without_support(daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.left_without_support(daterange, date) IS 'Treatment journeys that ended on a known day of a period, not in death, after which there was no day of treatment or aftercare and no contact held in the 30 days after the day of discharge, by gender and by who was said to support the person (supported_by of the stay that ended; not_asked where nothing was recorded). evaluable leaves out discharges less than 30 days before observed_until, deaths within the 30 days, people who cannot be linked between providers, and unknown dates that decide. share: without support of evaluable, per cent. A contact on the day of discharge is no follow-up. Not for publication. Error 42501 without the duty analyst or auditor. Source: E/CN.7/2024/L.3, discharge into the informal sector.';
