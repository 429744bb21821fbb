-- recovery.sql: plans of recovery check-ups, and remission, read from what is recorded. A provider's
-- plan is made of what that provider recorded itself; only where the person has agreed to coordination
-- does it know of others' stays, contacts and custody. The ministry's plan knows all. Nothing here is
-- stored: a plan is a question, and a late record changes the answer.

-- What a person has decided, and for how long it stands.
CREATE VIEW registry.consent_span AS
  SELECT c.person, c.provider, c.kind, s.decision, s.during
  FROM (SELECT p.person, p.provider, p.kind, p.decision, p.on_date, p.until,
          lead(p.on_date) OVER (PARTITION BY p.person, p.provider, p.kind ORDER BY p.on_date, p.assertion) AS next_on
        FROM registry.current_consent p) c
  CROSS JOIN LATERAL (VALUES
    (c.decision, daterange(c.on_date, LEAST(c.next_on, c.until + 1))),
    ('expired', CASE WHEN c.decision = 'given' AND (c.until + 1 < c.next_on OR c.next_on IS NULL AND c.until IS NOT NULL)
      THEN daterange(c.until + 1, c.next_on) END)) s (decision, during)
  WHERE NOT isempty(s.during);
COMMENT ON VIEW registry.consent_span IS 'Each consent decision with the days on which it stands: until the next decision of this person, provider and kind, or to the end of until. After that a consent that was given is expired, which is no consent; a refusal is over.';

-- Contacts are not stays; but who is seen after treatment is in aftercare that day. In two halves, so that
-- a query for many people can join each.
CREATE VIEW registry.aftercare_contact AS
  WITH held AS NOT MATERIALIZED (
    SELECT c.person, c.on_date, c.programme, c.mode, c.kind, (CASE c.kind WHEN 'check_up' THEN 'recovery_checkup'
        WHEN 'peer_meeting' THEN 'peer_support' WHEN 'family_session' THEN 'family_support' ELSE 'aftercare' END)::continuum.care AS care
    FROM registry.current_contact c
    WHERE c.outcome = 'held' AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = c.programme AND m.during @> c.on_date))
  SELECT h.* FROM held h WHERE h.kind = 'check_up'
  UNION ALL
  SELECT h.* FROM held h
  WHERE h.kind NOT IN ('check_up', 'outreach')
    AND EXISTS (SELECT FROM registry.counted_stay s
      WHERE s.person = h.person AND continuum.care_role(s.care) = 'treatment' AND s.started <= h.on_date)
    AND NOT EXISTS (SELECT FROM registry.counted_stay s
      WHERE s.person = h.person AND continuum.care_role(s.care) = 'treatment' AND continuum.period(s.episode) @> h.on_date);
COMMENT ON VIEW registry.aftercare_contact IS 'Contacts held (never attempts, never what was declined) that are aftercare: check-ups, and every other kind but outreach once the person has begun a treatment, on a day that is not one of a stay of role treatment. The last day of such a stay is one of it, and so is every day of an open one; where nobody knows the end, the first alone. Those of pilots are left out. care: the kind of aftercare that the contact stands for. Source: USERS.md 8, 24.';

CREATE FUNCTION registry.followed(observed_until date, provider integer DEFAULT NULL, people bigint[] DEFAULT NULL)
  RETURNS TABLE (person bigint, coordinated boolean, journey continuum.journey, held date[], declined date[],
                 custody daterange[], died_on date)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Person by person, each look-up by its index: the same plan for one and for a million.
  SELECT w.person, v.coordinated, j.journey, COALESCE(c.held, '{}'), COALESCE(c.declined, '{}'),
    ARRAY(SELECT daterange(k.on_date, k.released) FROM registry.current_custody k
      WHERE k.person = w.person AND k.on_date <= followed.observed_until
        AND (v.coordinated OR k.provider = followed.provider)),
    LEAST(j.died_on, (SELECT min(k.on_date) FROM registry.current_death k WHERE k.person = w.person))
  FROM (SELECT unnest(followed.people) UNION ALL SELECT p.person FROM registry.person p WHERE followed.people IS NULL) w (person)
  CROSS JOIN LATERAL (
    SELECT followed.provider IS NULL OR EXISTS (SELECT FROM registry.consent_span k
      WHERE k.person = w.person AND k.provider = followed.provider AND k.kind = 'coordination'
        AND k.decision = 'given' AND k.during @> followed.observed_until)
    OFFSET 0) v (coordinated)
  CROSS JOIN LATERAL (
    SELECT continuum.journey_agg(s.episode) FILTER (WHERE s.started <= followed.observed_until
        AND (v.coordinated OR s.provider = followed.provider)),
      min(COALESCE(s.ended, s.started)) FILTER (WHERE s.exit_reason OPERATOR(continuum.=) 'died')
    FROM registry.current_stay s
    WHERE s.person = w.person AND (followed.provider IS NOT NULL -- for a figure: no pilots, of which there are few
      OR s.programme <> ALL (ARRAY(SELECT t.programme FROM registry.pilot t))
      OR NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.started))) j (journey, died_on)
  CROSS JOIN LATERAL (
    SELECT array_agg(k.on_date) FILTER (WHERE k.outcome = 'held'), array_agg(k.on_date) FILTER (WHERE k.outcome = 'declined')
    FROM registry.current_contact k
    WHERE k.person = w.person AND k.kind = 'check_up' AND k.on_date <= followed.observed_until
      AND (v.coordinated OR k.provider = followed.provider)) c (held, declined);
END;
REVOKE EXECUTE ON FUNCTION registry.followed(date, integer, bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.followed(date, integer, bigint[]) IS 'What check-up plans are read from, one row for each of people (NULL: everybody): the journey so far, days of check-ups held and declined, time in custody, and the first recorded death. With a provider, what it recorded itself, and what others recorded only where the person agreed to coordination (coordinated); without one, everything but the stays of pilots. Death is known whoever recorded it: a caller that answers a provider shows no person who has died, on whatever day it is asked about, and nothing of the date. For the registry''s own functions.';

-- Schedules.

CREATE TYPE registry.schedule_span AS (
  schedule text, months integer, times integer, days_before integer, days_after integer, in_force datemultirange);
COMMENT ON TYPE registry.schedule_span IS 'A schedule of recovery check-ups and the days on which it is in force.';

CREATE FUNCTION registry.schedules_of(programme integer) RETURNS registry.schedule_span[]
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH applicable AS (
    SELECT s.*, row_number() OVER (ORDER BY s.programme IS NOT NULL, s.region IS NOT NULL, s.assertion) AS weight
    FROM registry.current_checkup_schedule s
    WHERE (s.programme IS NULL OR s.programme = schedules_of.programme)
      AND (s.region IS NULL OR s.region = (SELECT p.region FROM registry.current_programme p
        WHERE p.programme = schedules_of.programme ORDER BY p.valid DESC LIMIT 1)))
  SELECT array_agg(ROW (a.code, a.months, a.times, a.days_before, a.days_after,
      datemultirange(a.valid) - COALESCE((SELECT range_agg(m.valid) FROM applicable m WHERE m.weight > a.weight), '{}')
    )::registry.schedule_span ORDER BY a.weight)
  FROM applicable a;
END;
REVOKE EXECUTE ON FUNCTION registry.schedules_of(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.schedules_of(integer) IS 'Schedules of recovery check-ups for discharges from a programme, each with the days on which it is in force: one for the programme goes before one for its region (its last one, not the regions above), and that before one for everywhere; of two as narrow the one asserted later. NULL when there is none. For the registry''s own functions.';

CREATE FUNCTION registry.plan_dues(anchor date, schedules registry.schedule_span[], held date[], suspended daterange[], observed_until date)
  RETURNS TABLE (schedule text, due_no integer, due_on date, window_from date, window_to date, late_until date,
                 contact_on date, state continuum.checkup_state)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Nearly always there is one schedule; its fields are taken out once.
  SELECT s.schedule, c.due_no, c.due_on, c.window_from, c.window_to,
    (plan_dues.anchor + make_interval(months => s.months * (c.due_no + 1)))::date - s.days_before, c.contact_on, c.state
  FROM (SELECT (plan_dues.schedules[1]).* OFFSET 0) s
  CROSS JOIN LATERAL continuum.checkup_due(plan_dues.anchor, plan_dues.held, plan_dues.observed_until, plan_dues.suspended,
    s.months, s.times, s.days_before, s.days_after) c
  WHERE cardinality(plan_dues.schedules) = 1 AND s.in_force @> plan_dues.anchor AND s.in_force @> c.due_on
  UNION ALL
  -- Of each the due dates on which it is in force, numbered through. From the day on which the first
  -- window of a later one opens, contacts are that one's.
  SELECT s.schedule, (s.before + c.due_no - s.first_no + 1)::integer, c.due_on, c.window_from, c.window_to,
    LEAST((plan_dues.anchor + make_interval(months => s.months * (c.due_no + 1)))::date - s.days_before, s.next_window),
    c.contact_on, c.state
  FROM (
    SELECT q.*, f.*, row_number() OVER w = 1 AS is_first, lead(f.first_window) OVER w AS next_window,
      sum(f.ndues) OVER w - f.ndues AS before
    FROM unnest(plan_dues.schedules) q
    CROSS JOIN LATERAL (SELECT min(c.window_from), min(c.due_no), count(*)
      FROM continuum.checkup_due(plan_dues.anchor, '{}', plan_dues.anchor, '{}', q.months, q.times, q.days_before, q.days_after) c
      WHERE q.in_force @> c.due_on) f (first_window, first_no, ndues)
    WHERE cardinality(plan_dues.schedules) > 1 AND f.ndues > 0
      AND EXISTS (SELECT FROM unnest(plan_dues.schedules) o WHERE o.in_force @> plan_dues.anchor)
    WINDOW w AS (ORDER BY f.first_window, q.schedule)) s
  CROSS JOIN LATERAL continuum.checkup_due(plan_dues.anchor,
    ARRAY(SELECT h.day FROM unnest(plan_dues.held) h (day)
      WHERE (s.is_first OR h.day >= s.first_window) AND (h.day < s.next_window) IS NOT FALSE),
    plan_dues.observed_until, plan_dues.suspended, s.months, s.times, s.days_before, s.days_after) c
  WHERE s.in_force @> c.due_on;
END;
REVOKE EXECUTE ON FUNCTION registry.plan_dues(date, registry.schedule_span[], date[], daterange[], date) FROM PUBLIC;
COMMENT ON FUNCTION registry.plan_dues(date, registry.schedule_span[], date[], daterange[], date) IS 'The plan after a discharge on anchor, as continuum.checkup_due() lays it out, under schedules of which each is in force on some days: none unless one is in force on anchor; all due dates count from anchor, so that none drifts, and each is of the schedule in force on it, so that a schedule that changes leaves the due dates before the change as they are. late_until: from this day on a contact is no longer this check-up held late. For the registry''s own functions.';

CREATE FUNCTION registry.checkup_plan(observed_until date, provider integer DEFAULT NULL, people bigint[] DEFAULT NULL)
  RETURNS TABLE (person bigint, discharged_on date, programme integer, exit_reason continuum.exit_reason, refused daterange[],
                 schedule text, due_no integer, due_on date, window_from date, window_to date, late_until date,
                 contact_on date, state continuum.checkup_state, reason text)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH discharge AS MATERIALIZED (
    SELECT f.*, d.discharged_on, d.programme, d.exit_reason, e.returned_on,
      ARRAY(SELECT k.during FROM registry.consent_span k
        WHERE k.person = f.person AND k.kind = 'followup_contact' AND k.decision <> 'given'
          AND lower(k.during) <= checkup_plan.observed_until AND k.provider = COALESCE(checkup_plan.provider, (SELECT p.provider FROM registry.current_programme p
            WHERE p.programme = d.programme ORDER BY p.valid DESC LIMIT 1))) AS refused
    FROM registry.followed(checkup_plan.observed_until, checkup_plan.provider, checkup_plan.people) f
    CROSS JOIN LATERAL continuum.discharges(f.journey, daterange(NULL, checkup_plan.observed_until, '[]')) d
    CROSS JOIN LATERAL (SELECT min(e.entered_on)
      FROM continuum.entries(f.journey, daterange(d.discharged_on + 1, NULL)) e) e (returned_on)
    WHERE d.exit_reason OPERATOR(continuum.<>) 'died' IS NOT FALSE
      AND (f.died_on > d.discharged_on OR f.died_on IS NULL)),
  scheduled AS MATERIALIZED (
    SELECT p.programme, registry.schedules_of(p.programme) AS schedules FROM (SELECT DISTINCT d.programme FROM discharge d) p)
  SELECT d.person, d.discharged_on, d.programme, d.exit_reason, d.refused,
    u.schedule, u.due_no, u.due_on, u.window_from, u.window_to, u.late_until, u.contact_on, u.state,
    CASE
      WHEN u.state OPERATOR(continuum.=) 'suspended' THEN CASE
        WHEN u.due_on >= d.died_on AND d.died_on <= checkup_plan.observed_until THEN 'died'
        WHEN u.due_on <@ ANY (d.refused) THEN 'contact_refused'
        WHEN u.due_on <@ ANY (d.custody) THEN 'in_custody'
        ELSE 'returned' END
      WHEN u.state OPERATOR(continuum.=) 'missed' AND EXISTS (SELECT FROM unnest(d.declined) q (day)
        WHERE q.day >= u.window_from AND q.day < u.late_until) THEN 'declined' END
  FROM discharge d JOIN scheduled s ON s.programme = d.programme
  LEFT JOIN LATERAL registry.plan_dues(d.discharged_on, s.schedules, d.held,
    d.custody || d.refused || CASE WHEN d.returned_on IS NOT NULL THEN daterange(d.returned_on, NULL) END
      || CASE WHEN d.died_on IS NOT NULL THEN daterange(d.died_on, NULL) END,
    checkup_plan.observed_until) u ON true;
END;
REVOKE EXECUTE ON FUNCTION registry.checkup_plan(date, integer, bigint[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.checkup_plan(date, integer, bigint[]) IS 'Plans of recovery check-ups, one for each eligible discharge: the end of a treatment journey (gap 21 days) on a known day, neither in death nor on or after a recorded one. One row for each due date; see registry.plan_dues() and continuum.checkup_due(). A discharge without a plan (no schedule in force on its day) has one row without due_no. reason says why a due date is suspended (died, contact_refused, in_custody, returned), and that a missed one was declined, which counts as missed. refused are the days on which follow-up contact was not wanted; that is what the person told provider, without one what it told the provider that discharged. provider and people as in registry.followed(). For the registry''s own functions, which switch JIT off: a plan of so many parts takes seconds to compile.';

-- Remission: never from absence, only from assessments that found no criterion.

CREATE FUNCTION registry.remission_course(assessed_on date[], criteria_met integer[], controlled_environment boolean[],
    on_agonist boolean[], entered_on date[], on_date date,
    OUT state text, OUT since date, OUT last_assessed date, OUT in_controlled_environment boolean, OUT on_agonist_medication boolean,
    OUT returned_on date, OUT by_checkup boolean) RETURNS record
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH point AS ( -- the worst of a day counts
    SELECT DISTINCT ON (a.day) a.day, a.criteria, a.controlled, a.agonist
    FROM unnest(assessed_on, criteria_met, controlled_environment, on_agonist) a (day, criteria, controlled, agonist)
    WHERE a.criteria IS NOT NULL AND a.day <= remission_course.on_date
    ORDER BY a.day, a.criteria DESC),
  numbered AS (
    SELECT p.*, count(*) FILTER (WHERE p.breaks) OVER (ORDER BY p.day) AS stretch
    FROM (SELECT q.*, q.criteria > 0 OR q.day - lag(q.day) OVER (ORDER BY q.day) > 190 AS breaks FROM point q) p),
  stretch AS (
    SELECT min(n.day) AS since, max(n.day) AS until,
      max(n.day) >= (min(n.day) + '3 months'::interval)::date AS early,
      max(n.day) >= (min(n.day) + '12 months'::interval)::date AS sustained
    FROM numbered n WHERE n.criteria = 0 GROUP BY n.stretch),
  latest AS (SELECT n.* FROM numbered n ORDER BY n.day DESC LIMIT 1),
  established AS (SELECT max(s.until) AS until FROM stretch s WHERE s.early),
  ended AS (
    SELECT (SELECT min(n.day) FROM numbered n WHERE n.day > e.until AND n.criteria > 0) AS found_on,
      (SELECT min(t.day) FROM unnest(remission_course.entered_on) t (day)
        WHERE t.day > e.until AND t.day <= remission_course.on_date) AS entered_on
    FROM established e)
  SELECT CASE
      WHEN (remission_course.on_date - l.day <= 190) IS NOT TRUE THEN 'unknown'
      WHEN l.criteria > 0 THEN 'not_in_remission'
      WHEN s.sustained THEN 'sustained'
      WHEN s.early THEN 'early'
      ELSE 'unknown' END,
    CASE WHEN s.early AND remission_course.on_date - l.day <= 190 THEN s.since END, l.day,
    CASE WHEN s.early AND remission_course.on_date - l.day <= 190 THEN l.controlled END,
    CASE WHEN s.early AND remission_course.on_date - l.day <= 190 THEN l.agonist END,
    LEAST(e.found_on, e.entered_on), CASE WHEN LEAST(e.found_on, e.entered_on) IS NOT NULL THEN (e.found_on <= e.entered_on) IS NOT FALSE
      AND e.found_on IS NOT NULL END
  FROM ended e LEFT JOIN latest l ON true LEFT JOIN stretch s ON s.until = l.day;
END;
REVOKE EXECUTE ON FUNCTION registry.remission_course(date[], integer[], boolean[], boolean[], date[], date) FROM PUBLIC;
COMMENT ON FUNCTION registry.remission_course(date[], integer[], boolean[], boolean[], date[], date) IS 'Remission on a day, from assessments (day, criteria of DSM-5 met with craving not counted, controlled environment, agonist medication; the worst of a day counts, criteria NULL is no assessment) and the days on which treatment began. Time between assessments that found no criterion counts, where two neighbours are at most 190 days apart: early from 3 months, sustained from 12, calendar months from the first to the last of them, and never longer than they reach. unknown: no assessment in the 190 days before, or less than 3 months between them; absence of an assessment is no remission. not_in_remission: the last assessment found a criterion. Somebody on agonist medication or in a controlled environment is in remission like others, with that specifier, as the last assessment has it. returned_on: the first day after the latest remission of at least 3 months on which an assessment found a criterion (by_checkup, because it was found then and not then that it began) or on which treatment began. Source: DSM-5, early and sustained remission; 190 days, two quarterly check-ups and a week.';

CREATE FUNCTION registry.remission(person bigint, on_date date,
    OUT state text, OUT since date, OUT last_assessed date, OUT in_controlled_environment boolean, OUT on_agonist_medication boolean,
    OUT returned_on date, OUT by_checkup boolean) RETURNS record
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT r.* FROM (
      SELECT array_agg(a.on_date) AS days, array_agg(a.criteria_met) AS criteria,
        array_agg(a.controlled_environment) AS controlled, array_agg(a.on_agonist) AS agonist
      FROM registry.current_assessment a WHERE a.person = remission.person) a
    CROSS JOIN LATERAL registry.remission_course(a.days, a.criteria, a.controlled, a.agonist,
      ARRAY(SELECT e.entered_on FROM (SELECT continuum.journey_agg(s.episode) AS journey FROM registry.current_stay s
          WHERE s.person = remission.person) j CROSS JOIN LATERAL continuum.entries(j.journey, '(,)') e),
      remission.on_date) r;
END;
REVOKE EXECUTE ON FUNCTION registry.remission(bigint, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.remission(bigint, date) IS 'registry.remission_course() of a person, from all current assessments whoever made them and from all stays. For analysts and auditors, never for a provider.';
