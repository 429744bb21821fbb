-- aftercare.sql: plans of check-ups, remission, outcome pairs and the ministry's figures of aftercare.
-- Vectors worked out by hand, then an oracle in plain SQL.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off; -- as the functions have it that ask these
CREATE ROLE regress_aftercare_owner NOLOGIN;
SELECT FROM create_registry('regress_aftercare_owner');
\getenv source PG_ABS_SRCDIR
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all

SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(1, 4) p;
SELECT count(registry.register_programme(p, p / 10, 'Programme ' || p)) AS programmes FROM unnest(ARRAY[11, 12, 21, 22, 31]) p;
-- The schedule that a registry is born with applies since 2023; in programme 12 it is monthly from July 2024 on.
SELECT registry.register_checkup_schedule('quarterly', 3, 8, valid => '[2023-01-01,)') IS NOT NULL AS since_2023,
  registry.register_checkup_schedule('quarterly', 3, 8, programme => 12, valid => '[2024-01-01,2024-07-01)') IS NOT NULL AS before_change,
  registry.register_checkup_schedule('quarterly', 1, 12, 7, 14, programme => 12, valid => '[2024-07-01,)') IS NOT NULL AS after_change;
SELECT (s).schedule, (s).months, (s).times, (s).in_force FROM (SELECT unnest(registry.schedules_of(12)) AS s) q (s);

-- Plans: one line a check-up, "number due state contact (reason)".
CREATE FUNCTION pg_temp.plan(person bigint, observed_until date, provider integer DEFAULT NULL)
RETURNS TABLE (discharged_on date, checkups text) LANGUAGE sql
BEGIN ATOMIC
  SELECT p.discharged_on, string_agg(concat_ws(' ', p.due_no, p.due_on, p.state, p.contact_on, p.reason), E'\n' ORDER BY p.due_no)
  FROM registry.checkup_plan(plan.observed_until, plan.provider, ARRAY[plan.person]) p GROUP BY p.discharged_on ORDER BY p.discharged_on;
END;
CREATE FUNCTION pg_temp.checkup(person bigint, provider integer, on_date date, outcome text DEFAULT 'held') RETURNS bigint LANGUAGE sql
BEGIN ATOMIC
  SELECT pg_temp.say('contact', provider, jsonb_build_object('person', person, 'on_date', on_date, 'kind', 'check_up', 'outcome', outcome));
END;
-- From 31 August, over a leap day and shorter months, without drift. A contact one day after the
-- window is late; a visit, an attempt and what was voided are no check-up.
SELECT cardinality(ARRAY[pg_temp.stay(1, 1, 'residential[2023-05-01,2023-08-31]:completed@11')]) AS said;
SELECT count(pg_temp.checkup(1, 1, d)) FROM unnest(ARRAY['2023-11-16', '2024-03-28', '2024-06-29', '2024-12-01']::date[]) d;
SELECT pg_temp.checkup(1, 1, '2024-08-31', 'attempted') AS attempt, pg_temp.checkup(1, 1, '2025-02-28') AS mistaken \gset
SELECT cardinality(ARRAY[pg_temp.say('contact', 1, '{"person": 1, "on_date": "2024-08-30", "kind": "visit", "outcome": "held"}')]) AS said;
SELECT cardinality(ARRAY[pg_temp.say('contact', 1, NULL, :mistaken)]) AS said;
SELECT * FROM pg_temp.plan(1, '2025-06-30');
-- Return to treatment suspends, the next discharge anchors anew; two stays 21 days apart are one journey.
SELECT cardinality(ARRAY[pg_temp.stay(2, 1, 'outpatient[2024-01-01,2024-01-31]:completed@11'), pg_temp.stay(2, 2, 'outpatient[2024-08-01,2024-09-09]:transferred@21'),
  pg_temp.stay(2, 1, 'outpatient[2024-09-30,2024-11-30]:completed@11'), pg_temp.stay(2, 1, 'aftercare[2024-02-10,2024-04-01]:completed@11')]) AS said;
SELECT * FROM pg_temp.plan(2, '2025-06-30');
-- What provider 1 alone knows: nothing of the stay at provider 2, until the person agrees to coordination.
SELECT * FROM pg_temp.plan(2, '2024-09-15', 1);
SELECT cardinality(ARRAY[pg_temp.say('consent', 1, '{"person": 2, "on_date": "2024-02-01", "kind": "coordination", "decision": "given", "until": "2024-09-15"}')]) AS said;
SELECT * FROM pg_temp.plan(2, '2024-09-15', 1);
SELECT discharged_on, checkups LIKE '%suspended%' AS suspended FROM pg_temp.plan(2, '2024-09-16', 1);
-- Contact refused, wanted again, wanted until a day: due dates in between rest. What was told another provider is nothing to this one.
SELECT cardinality(ARRAY[pg_temp.stay(3, 1, 'outpatient[2023-01-01,2024-01-31]:completed@11')]) AS said;
SELECT count(pg_temp.say('consent', c.provider, jsonb_build_object('person', 3, 'kind', 'followup_contact', 'on_date', c.on_date, 'decision', c.decision, 'until', c.until)))
FROM (VALUES (1, '2024-06-01', 'withdrawn', NULL), (1, '2024-10-01', 'given', '2025-04-29'), (2, '2024-02-01', 'refused', NULL)) c (provider, on_date, decision, until);
SELECT decision, during FROM registry.consent_span WHERE person = 3 AND provider = 1 ORDER BY during;
SELECT * FROM pg_temp.plan(3, '2025-12-31');
-- Death, custody, declining.
SELECT cardinality(ARRAY[pg_temp.stay(4, 1, 'outpatient[2024-01-01,2024-01-31]:completed@11'), pg_temp.say('death', 4, '{"person": 4, "on_date": "2024-08-15"}')]) AS said;
SELECT cardinality(ARRAY[pg_temp.stay(5, 1, 'outpatient[2024-01-01,2024-01-31]:completed@11'), pg_temp.say('custody', 3, '{"person": 5, "on_date": "2024-07-01", "released": "2024-10-31"}'),
  pg_temp.checkup(5, 1, '2024-05-02', 'declined'), pg_temp.checkup(5, 1, '2024-11-20', 'declined'), pg_temp.checkup(5, 1, '2024-11-21')]) AS said;
SELECT * FROM pg_temp.plan(4, '2025-06-30');
SELECT * FROM pg_temp.plan(5, '2025-06-30');
SELECT * FROM pg_temp.plan(5, '2025-06-30', 1);
-- Not eligible: died in care; died elsewhere, recorded by another, on the day of discharge; still in treatment; an end that nobody knows.
SELECT cardinality(ARRAY[pg_temp.stay(6, 1, 'outpatient[2024-01-01,2024-01-31]:died@11'), pg_temp.stay(7, 1, 'outpatient[2024-01-01,2024-01-31]:other@11'),
  pg_temp.say('death', 4, '{"person": 7, "on_date": "2024-01-31"}'), pg_temp.stay(8, 1, 'outpatient[2024-01-01,)@11'), pg_temp.stay(9, 1, 'outpatient[2024-01-01,?]:completed@11')]) AS said;
SELECT person, count(*) FROM registry.checkup_plan('2025-06-30', NULL, '{6,7,8,9}') GROUP BY person;
-- A plan by itself, laid out by hand: from the last day of a month, and the day never drifts.
SELECT d.due_no, d.due_on, d.window_from, d.window_to, d.late_until, d.contact_on, d.state, d.due_on = (date '2024-01-31' + make_interval(months => 3 * d.due_no))::date AS by_hand
FROM registry.plan_dues('2024-01-31', '{"(quarterly,3,5,14,28,\"{(,)}\")"}', '{2024-04-30}', '{}', '2024-12-31') d;
-- Eligible without a plan: before there was a schedule. Died in later aftercare: the plan stops there.
SELECT cardinality(ARRAY[pg_temp.stay(10, 1, 'outpatient[2022-01-01,2022-12-31]:completed@11'), pg_temp.stay(11, 1, 'outpatient[2024-01-01,2024-01-31]:completed@11'),
  pg_temp.stay(11, 2, 'aftercare[2024-02-01,2024-05-05]:died@21')]) AS said;
SELECT discharged_on, schedule, due_no FROM registry.checkup_plan('2025-06-30', NULL, '{10}');
SELECT split_part(checkups, E'\n', 1) AS first, split_part(checkups, E'\n', 2) AS second FROM pg_temp.plan(11, '2025-06-30');
-- A schedule that changes in the middle: the due date before stays, later ones are monthly, all from
-- the discharge. Contacts before the first new window are the old schedule's: late, or for nothing.
SELECT cardinality(ARRAY[pg_temp.stay(12, 1, 'outpatient[2024-01-01,2024-01-15]:completed@12'), pg_temp.checkup(12, 1, '2024-06-20'), pg_temp.checkup(12, 1, '2024-07-02'),
  pg_temp.checkup(12, 1, '2024-07-10'), pg_temp.checkup(12, 1, '2024-08-30'), pg_temp.checkup(12, 1, '2025-01-01')]) AS said;
SELECT * FROM pg_temp.plan(12, '2025-01-31');
-- A contact in a window of each serves the new one alone.
SELECT cardinality(ARRAY[pg_temp.stay(14, 1, 'outpatient[2024-01-01,2024-03-28]:completed@12'), pg_temp.checkup(14, 1, '2024-07-23')]) AS said;
SELECT split_part(checkups, E'\n', 1) AS first, split_part(checkups, E'\n', 2) AS second FROM pg_temp.plan(14, '2024-09-30');
-- The discharge day itself is no follow-up, and a stay of withdrawal management is treatment, not aftercare.
SELECT cardinality(ARRAY[pg_temp.stay(13, 2, 'withdrawal_management_inpatient[2024-01-01,2024-01-10]:completed@21'), pg_temp.checkup(13, 2, '2024-01-10')]) AS said;
SELECT split_part(checkups, E'\n', 1) AS first FROM pg_temp.plan(13, '2024-06-30');
-- A stay begun after the cut-off is not known; one that ends after it has not ended.
SELECT count(*) AS none FROM pg_temp.plan(13, '2024-01-09');
SELECT discharged_on, checkups LIKE '%returned%' AS returned FROM pg_temp.plan(2, '2024-07-31');
-- Voided: as if it had not been.
SELECT max(assertion) AS last FROM registry.stay WHERE person = 13 \gset
SELECT cardinality(ARRAY[pg_temp.say('stay', 2, NULL, :last)]) AS said;
SELECT count(*) AS none FROM pg_temp.plan(13, '2024-06-30');

-- Remission. Day by day: criteria met, then what is said on the last day.
CREATE FUNCTION pg_temp.course(days text, criteria text, on_date date, entered text DEFAULT '{}', controlled boolean DEFAULT NULL, agonist boolean DEFAULT NULL) RETURNS text LANGUAGE sql
BEGIN ATOMIC
  SELECT concat_ws(' ', r.state, r.since, r.last_assessed, CASE WHEN r.in_controlled_environment THEN 'controlled' END, CASE WHEN r.on_agonist_medication THEN 'agonist' END,
    'returned ' || r.returned_on, CASE WHEN r.by_checkup THEN 'by check-up' END)
  FROM registry.remission_course(days::date[], criteria::integer[], array_fill(controlled, ARRAY[cardinality(days::date[])]),
    array_fill(agonist, ARRAY[cardinality(days::date[])]), entered::date[], on_date) r;
END;
SELECT n, pg_temp.course(days, criteria, on_date, entered, controlled, agonist) FROM (VALUES
  (1, '{2024-01-31,2024-04-30}', '{0,0}', '2024-04-30'::date, '{}', NULL::boolean, NULL::boolean), -- three calendar months to the day
  (2, '{2024-01-31,2024-04-29}', '{0,0}', '2024-06-30', '{}', NULL, NULL),                          -- one day less
  (3, '{2024-01-31,2024-04-30}', '{0,0}', '2024-11-06', '{}', NULL, NULL),                          -- 190 days on
  (4, '{2024-01-31,2024-04-30}', '{0,0}', '2024-11-07', '{}', NULL, NULL),                          -- 191: nobody knows
  (5, '{2024-01-01,2024-07-09,2025-01-01}', '{0,0,0}', '2025-01-01', '{}', NULL, true),             -- 190 and 176 days apart, twelve months
  (6, '{2024-01-01,2024-07-10,2025-01-01}', '{0,0,0}', '2025-01-01', '{}', true, NULL),             -- 191: counted from the second
  (7, '{2024-01-01,2024-05-01,2024-08-01}', '{0,0,2}', '2024-08-01', '{}', true, true),             -- criteria met again
  (8, '{2024-01-01,2024-05-01,2024-08-01,2024-09-01,2024-12-01}', '{0,0,2,0,0}', '2024-12-01', '{}', NULL, NULL),
  (9, '{2024-01-01,2024-05-01,2024-08-01}', '{0,0,1}', '2024-08-01', '{2023-06-01,2024-07-15}', NULL, NULL), -- treatment began before it was found
  (10, '{2024-01-01,2024-05-01}', '{0,0}', '2024-06-01', '{2024-05-20}', NULL, NULL),
  (11, '{2024-01-01,2024-02-01,2024-08-01}', '{0,2,0}', '2024-08-01', '{}', NULL, NULL),            -- no remission before, none now
  (12, '{2024-01-01,2024-03-01,2024-05-01}', '{0,NULL,0}', '2024-05-01', '{}', NULL, NULL),         -- not assessed is no point
  (13, '{2024-01-01,2024-05-01,2024-05-01}', '{0,0,3}', '2024-05-01', '{}', NULL, NULL),            -- the worst of a day
  (14, '{}', '{}', '2024-05-01', '{}', NULL, NULL),
  (15, '{2024-01-01,2024-05-01,2024-09-01}', '{0,0,5}', '2024-08-31', '{}', NULL, NULL))            -- what comes later is not known
  v (n, days, criteria, on_date, entered, controlled, agonist) ORDER BY n;
-- From the tables: all providers' assessments; the discharge of person 1 was in 2023.
SELECT count(pg_temp.say('assessment', a.provider, jsonb_build_object('person', 1, 'on_date', a.on_date, 'criteria_met', a.criteria, 'on_agonist', true)))
FROM (VALUES (1, '2023-12-01', 0), (2, '2024-04-01', 0), (1, '2024-05-01', NULL)) a (provider, on_date, criteria);
SELECT * FROM registry.remission(1, '2024-06-30');
SELECT state FROM registry.remission(999, '2024-06-30');

-- The oracle of remission: every pair of assessments that found nothing, with nothing wrong between.
CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;
CREATE TEMPORARY TABLE assessed AS
SELECT id, date '2023-01-01' + 30 * k + pg_temp.dice(id, k, 30) AS day, CASE WHEN pg_temp.dice(id, 50 + k, 8) = 0 THEN 1 + pg_temp.dice(id, 90 + k, 5) ELSE 0 END AS criteria
FROM generate_series(1, 2000) id, generate_series(1, 35) k WHERE pg_temp.dice(id, 20 + k, 3 + pg_temp.dice(id, 99, 5)) = 0;
CREATE INDEX ON assessed (id, day);
ANALYZE assessed;
CREATE TEMPORARY TABLE expected AS
SELECT p.id, CASE WHEN l.day IS NULL OR date '2026-01-01' - l.day > 190 THEN 'unknown' WHEN l.criteria > 0 THEN 'not_in_remission'
    WHEN l.day >= f.day + interval '12 months' THEN 'sustained' WHEN l.day >= f.day + interval '3 months' THEN 'early' ELSE 'unknown' END AS state
FROM generate_series(1, 2000) p (id)
LEFT JOIN LATERAL (SELECT * FROM assessed a WHERE a.id = p.id ORDER BY day DESC LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT min(a.day) AS day FROM assessed a WHERE a.id = p.id AND a.criteria = 0
  AND NOT EXISTS (SELECT FROM assessed b WHERE b.id = p.id AND b.day > a.day AND b.criteria > 0)
  AND NOT EXISTS (SELECT FROM assessed b WHERE b.id = p.id AND b.day >= a.day AND b.day < l.day
    AND NOT EXISTS (SELECT FROM assessed c WHERE c.id = p.id AND c.day > b.day AND c.day <= b.day + 190))) f ON true;
SELECT e.state, count(*), count(*) FILTER (WHERE r.state IS DISTINCT FROM e.state) AS differences
FROM expected e LEFT JOIN (SELECT a.id, array_agg(day) AS days, array_agg(criteria) AS criteria FROM assessed a GROUP BY a.id) a USING (id)
CROSS JOIN LATERAL registry.remission_course(a.days, a.criteria, NULL, NULL, NULL, '2026-01-01') r GROUP BY e.state ORDER BY e.state;
DROP TABLE assessed, expected;

-- The oracle of plans: months from generate_series, treatment journeys and returns by windows, contacts
-- ranked; nothing of ours. One stay at a time, ended on known days; everybody's records count.
CREATE TEMPORARY TABLE drawn AS
SELECT id, k, date '2023-01-15' + 150 * k + pg_temp.dice(id, k, 60) AS started, date '2023-01-15' + 150 * k + pg_temp.dice(id, k, 60) + pg_temp.dice(id, 10 + k, 130) AS ended,
  (ARRAY['outpatient', 'residential', 'aftercare', 'outpatient', 'withdrawal_management_inpatient', 'screening'])[1 + pg_temp.dice(id, 20 + k, 6)] AS care,
  CASE WHEN pg_temp.dice(id, 30 + k, 25) = 0 THEN 'died' ELSE 'completed' END AS reason, 1 + pg_temp.dice(id, 40 + k, 2) AS provider
FROM generate_series(101, 700) id, generate_series(0, 4) k WHERE pg_temp.dice(id, 50 + k, 3) > 0;
SELECT count(pg_temp.stay(id, provider, episode(care::care, started, ended, reason::exit_reason, provider * 10 + 1))) AS stays FROM drawn;
CREATE TEMPORARY TABLE drawn_contact AS
SELECT id, date '2023-03-01' + pg_temp.dice(id, 100 + k, 1100) AS day, 1 + pg_temp.dice(id, 130 + k, 2) AS provider,
  (ARRAY['held', 'held', 'declined', 'attempted'])[1 + pg_temp.dice(id, 160 + k, 4)] AS outcome FROM generate_series(101, 700) id, generate_series(1, 8) k;
SELECT count(pg_temp.checkup(id, provider, day, outcome)) AS contacts FROM drawn_contact;
CREATE TEMPORARY TABLE drawn_death AS SELECT id, date '2023-06-01' + pg_temp.dice(id, 200, 900) AS day FROM generate_series(101, 700) id WHERE pg_temp.dice(id, 201, 12) = 0;
SELECT count(pg_temp.say('death', 4, jsonb_build_object('person', id, 'on_date', day))) AS deaths FROM drawn_death;
CREATE TEMPORARY TABLE drawn_custody AS SELECT id, date '2023-06-01' + pg_temp.dice(id, 210, 900) AS day, date '2023-06-01' + pg_temp.dice(id, 210, 900) + pg_temp.dice(id, 211, 200) AS released
FROM generate_series(101, 700) id WHERE pg_temp.dice(id, 212, 6) = 0;
SELECT count(pg_temp.say('custody', 3, jsonb_build_object('person', id, 'on_date', day, 'released', released))) AS custody FROM drawn_custody;
-- Decisions of one person on different days, told one of the two providers.
CREATE TEMPORARY TABLE drawn_consent AS
SELECT id, 1 + pg_temp.dice(id, 220 + k, 2) AS provider, date '2023-06-01' + 30 * pg_temp.dice(id, 230 + k, 30) + k AS day, (ARRAY['given', 'refused', 'withdrawn'])[1 + pg_temp.dice(id, 240 + k, 3)] AS decision,
  CASE WHEN pg_temp.dice(id, 250 + k, 3) = 0 THEN date '2023-06-01' + 30 * pg_temp.dice(id, 230 + k, 30) + k + pg_temp.dice(id, 260 + k, 200) END AS until
FROM generate_series(101, 700) id, generate_series(1, 3) k WHERE pg_temp.dice(id, 270, 2) = 0;
SELECT count(pg_temp.say('consent', provider, jsonb_build_object('person', id, 'kind', 'followup_contact', 'on_date', day, 'decision', decision, 'until', until))) AS consents FROM drawn_consent;

CREATE TEMPORARY TABLE seen AS SELECT date '2025-07-15' AS cutoff;
CREATE TEMPORARY TABLE course AS -- treatment only; a start more than 21 days after the furthest end begins another
SELECT id, sum(new) OVER (PARTITION BY id ORDER BY started, ended) AS course, started, ended, reason, provider
FROM (SELECT d.*, CASE WHEN started - max(ended) OVER (PARTITION BY id ORDER BY started, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) <= 21 THEN 0 ELSE 1 END AS new
  FROM drawn d, seen WHERE care NOT IN ('aftercare', 'screening') AND started <= cutoff) q;
CREATE TEMPORARY TABLE discharge AS
SELECT c.id, c.anchor, c.reason, c.provider, (SELECT min(n.started) FROM course n WHERE n.id = c.id AND n.course > c.course) AS returned_on
FROM (SELECT DISTINCT ON (id, course) id, course, max(ended) OVER (PARTITION BY id, course) AS anchor, reason, provider FROM course ORDER BY id, course, ended DESC) c, seen WHERE anchor <= cutoff;
CREATE TEMPORARY TABLE gone AS SELECT id, min(day) AS day FROM (TABLE drawn_death UNION ALL SELECT id, ended FROM drawn WHERE reason = 'died') q GROUP BY id;
CREATE TEMPORARY TABLE due AS
SELECT d.*, k AS due_no, (anchor + make_interval(months => 3 * k))::date AS due_on, (anchor + make_interval(months => 3 * k + 3))::date - 14 AS next_from
FROM discharge d LEFT JOIN gone g USING (id), generate_series(1, 8) k WHERE reason <> 'died' AND (g.day > anchor OR g.day IS NULL);
CREATE TEMPORARY TABLE served AS
SELECT DISTINCT ON (d.id, d.anchor, c.day, c.outcome) d.id, d.anchor, d.due_no, c.day, c.outcome, c.day > d.due_on + 28 AS late, abs(c.day - d.due_on) AS away
FROM due d JOIN drawn_contact c USING (id), seen WHERE c.day <= cutoff AND (c.day BETWEEN d.due_on - 14 AND d.due_on + 28 OR c.day > d.due_on + 28 AND c.day < d.next_from)
ORDER BY d.id, d.anchor, c.day, c.outcome, c.day > d.due_on + 28, abs(c.day - d.due_on), d.due_no;
ANALYZE due, served, drawn_consent, drawn_custody, gone;
CREATE TEMPORARY TABLE expected AS
SELECT d.id AS person, d.anchor AS discharged_on, d.due_no, d.due_on, s.day AS contact_on,
  CASE WHEN stop.reason IS NOT NULL THEN 'suspended' WHEN d.due_on + 28 > cutoff THEN 'not_yet_due' WHEN s.day IS NULL THEN 'missed' WHEN s.late THEN 'late' ELSE 'done' END AS state,
  coalesce(stop.reason, CASE WHEN d.due_on + 28 <= cutoff AND s.day IS NULL AND EXISTS (SELECT FROM served v
    WHERE (v.id, v.anchor, v.due_no) = (d.id, d.anchor, d.due_no) AND v.outcome = 'declined') THEN 'declined' END) AS reason
FROM due d CROSS JOIN seen LEFT JOIN gone g USING (id)
LEFT JOIN LATERAL (SELECT v.* FROM served v WHERE (v.id, v.anchor, v.due_no) = (d.id, d.anchor, d.due_no) AND v.outcome = 'held' ORDER BY late, away, day LIMIT 1) s ON true
LEFT JOIN LATERAL (SELECT c.* FROM drawn_consent c WHERE (c.id, c.provider) = (d.id, d.provider) AND c.day <= d.due_on ORDER BY c.day DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT CASE WHEN g.day <= d.due_on AND g.day <= cutoff THEN 'died'
  WHEN c.day <= cutoff AND (c.decision <> 'given' AND (c.until >= d.due_on OR c.until IS NULL) OR c.decision = 'given' AND c.until < d.due_on AND c.until < cutoff) THEN 'contact_refused'
  WHEN EXISTS (SELECT FROM drawn_custody u WHERE u.id = d.id AND u.day <= d.due_on AND d.due_on < u.released AND u.day <= cutoff) THEN 'in_custody'
  WHEN d.returned_on <= d.due_on THEN 'returned' END AS reason) stop ON true;
CREATE TEMPORARY TABLE ours AS
SELECT p.person, p.discharged_on, p.due_no, p.due_on, p.contact_on, p.state::text, p.reason
FROM seen, registry.checkup_plan(cutoff, NULL, ARRAY(SELECT DISTINCT id::bigint FROM drawn)) p;
SELECT (SELECT count(*) FROM expected) AS rows, (SELECT count(*) FROM ((TABLE ours EXCEPT ALL TABLE expected) UNION ALL (TABLE expected EXCEPT ALL TABLE ours)) w) AS differences;
SELECT state, reason, count(*) FROM expected GROUP BY 1, 2 ORDER BY 1, 2;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_aftercare_owner;
DROP ROLE regress_aftercare_owner;
