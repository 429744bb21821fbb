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
    SELECT b.*, h.seen, f.said_yes, f.said_no, f.said_recent
    FROM begun b
    -- Days of treatment that began on an earlier day, anywhere: an end that nobody knows shows its first day alone.
    CROSS JOIN LATERAL (
      SELECT max(CASE WHEN s.exit_reason OPERATOR(continuum.<>) 'ongoing' THEN coalesce(continuum.ended(s.episode), s.started)
          WHEN continuum.is_open(e.presumed) THEN 'infinity' ELSE coalesce(continuum.ended(e.presumed), s.started) END) AS seen
      FROM registry.counted_stay s
      CROSS JOIN LATERAL (SELECT CASE WHEN s.exit_reason OPERATOR(continuum.=) 'ongoing'
        THEN registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, tdi_case.observed_until) END AS presumed) e
      WHERE s.person = b.person AND s.started < b.started AND continuum.care_role(s.care) = 'treatment') h
    CROSS JOIN LATERAL ( -- what was said at admission there, within a month of it
      SELECT coalesce(bool_or(r.prior_treatment = 'yes'), false) AS said_yes, coalesce(bool_or(r.prior_treatment = 'no'), false) AS said_no,
        coalesce(bool_or(r.prior_last_on < b.started AND r.prior_last_on >= (b.started - '6 months'::interval)::date), false) AS said_recent
      FROM registry.current_profile r
      WHERE r.person = b.person AND r.programme = b.programme AND r.stage = 'admission' AND r.on_date BETWEEN b.started - 30 AND b.started + 30) f),
  entrant AS (
    SELECT a.*, row_number() OVER (PARTITION BY a.person ORDER BY
        CASE tdi_case.keep WHEN 'last' THEN -(a.started - '2000-01-01'::date) ELSE a.started - '2000-01-01'::date END, a.assertion) AS nth
    FROM answered a
    WHERE coalesce(a.seen < (a.started - '6 months'::interval)::date, true) AND NOT a.said_recent)
  SELECT e.person, e.started, e.programme, e.care, e.assertion,
    CASE WHEN e.seen IS NOT NULL OR e.said_yes THEN 'previously' WHEN e.said_no THEN 'never' ELSE 'not_known' END
  FROM entrant e WHERE e.nth = 1;
END;
REVOKE EXECUTE ON FUNCTION registry.tdi_case(daterange, date, text, boolean) FROM PUBLIC;
COMMENT ON FUNCTION registry.tdi_case(daterange, date, text, boolean) IS 'People who began treatment in a period, by the case definition of the Treatment Demand Indicator. First stays: of role treatment, begun in the period, main substance neither alcohol (unless alcohol) nor tobacco, and no continuation: no day of treatment in the 6 calendar months before, at any centre, in the registry or declared (prior_last_on of a profile at admission there, within 30 days). Of those one for each person: the first, or with keep ''last'' the last, and of several on one day the one recorded first. status: previously where the registry or the person says so, never where the person says so and the registry has nothing, else not_known. Pilots are left out. Which of a year''s entries the protocol keeps is not settled: first is what implementations do. Source: TDI 3.0 as in DOMAIN.md 4; USERS.md Annex A 2.';
