-- tdi_case.sql: who began treatment in a period, as the Treatment Demand Indicator counts: stays first, then
-- people (USERS.md Annex A 2, DOMAIN.md 4). The indicators of entrants and the TDI tables ask here.

CREATE FUNCTION registry.tdi_case(period daterange, observed_until date, keep text DEFAULT 'first', alcohol boolean DEFAULT false)
  RETURNS TABLE (person bigint, on_date date, programme integer, care text, stay bigint, status text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
  WITH begun AS (
    SELECT s.person, s.started, s.programme, s.care::text AS care, s.assertion
    FROM registry.counted_stay s
    WHERE s.started <@ tdi_case.period AND s.started <= tdi_case.observed_until
      AND continuum.care_role(s.care) = 'treatment'
      AND (tdi_case.alcohol OR coalesce(s.primary_substance, 'unknown') NOT IN ('alcohol', 'tobacco'))),
  answered AS (
    SELECT b.*, h.seen, f.prior_treatment, f.prior_last_on
    FROM begun b
    -- Days of treatment that began on an earlier day, anywhere: an end that nobody knows shows its first day alone.
    CROSS JOIN LATERAL (
      SELECT max(CASE WHEN s.exit_reason OPERATOR(continuum.<>) 'ongoing' THEN coalesce(continuum.ended(s.episode), s.started)
          WHEN continuum.is_open(e.presumed) THEN 'infinity' ELSE coalesce(continuum.ended(e.presumed), s.started) END) AS seen
      FROM registry.counted_stay s
      CROSS JOIN LATERAL (SELECT CASE WHEN s.exit_reason OPERATOR(continuum.=) 'ongoing'
        THEN registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, tdi_case.observed_until) END AS presumed) e
      WHERE s.person = b.person AND s.started < b.started AND continuum.care_role(s.care) = 'treatment') h
    LEFT JOIN LATERAL (
      SELECT r.prior_treatment, r.prior_last_on FROM registry.current_profile r
      WHERE r.person = b.person AND r.on_date <= b.started
        AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = r.programme AND m.during @> r.on_date)
      ORDER BY r.on_date DESC, r.assertion DESC LIMIT 1) f ON true),
  entrant AS (
    SELECT a.*, row_number() OVER (PARTITION BY a.person ORDER BY
        CASE tdi_case.keep WHEN 'last' THEN -(a.started - '2000-01-01'::date) ELSE a.started - '2000-01-01'::date END, a.assertion) AS nth
    FROM answered a
    WHERE coalesce(a.seen < (a.started - '6 months'::interval)::date, true)
      AND coalesce(a.prior_last_on < (a.started - '6 months'::interval)::date OR a.prior_last_on >= a.started, true))
  SELECT e.person, e.started, e.programme, e.care, e.assertion,
    CASE WHEN e.seen IS NOT NULL OR e.prior_treatment = 'yes' OR e.prior_last_on < e.started THEN 'previously'
         WHEN e.prior_treatment = 'no' THEN 'never' ELSE 'unknown' END
  FROM entrant e WHERE e.nth = 1;
END;
REVOKE EXECUTE ON FUNCTION registry.tdi_case(daterange, date, text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.tdi_case(daterange, date, text, boolean) IS 'People who began treatment in a period, by the case definition of the Treatment Demand Indicator. First stays: of role treatment, begun in the period, main substance neither alcohol (unless alcohol) nor tobacco, and no continuation: no day of treatment in the 6 calendar months before, at any centre, in the registry or declared (prior_last_on of the latest profile by the first day). Of those one for each person: the first, or with keep ''last'' the last, and of several on one day the one recorded first. status: previously where the registry or the person says so, never where the person says so and the registry has nothing, else unknown. Pilots are left out. Which of a year''s entries the protocol keeps is not settled: first is what implementations do. Source: TDI 3.0 as in DOMAIN.md 4; USERS.md Annex A 2.';
