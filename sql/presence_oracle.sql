-- presence_oracle.sql: the functions of presence and contact against brute force in plain SQL.
--
-- Small journeys as in continuity_oracle: overlapping, nested, open, of unknown end, of every role,
-- drawn by a hash that is the same on every version. The oracle works on rows, day by day, and, but for
-- the law about returns, knows none of our functions.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;

CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;

CREATE TEMPORARY TABLE stay AS
SELECT DISTINCT person, care, care_role(care) AS role, programme, started, ending,
  CASE ending WHEN 'closed' THEN started + length END AS ended,
  CASE ending WHEN 'open' THEN 'ongoing' ELSE exit_reason END AS exit_reason
FROM (
  SELECT person, 1 + pg_temp.dice(person, k, 3) AS programme,
    date '2024-01-01' + pg_temp.dice(person, 100 + k, 160) AS started,
    CASE pg_temp.dice(person, 200 + k, 16) WHEN 0 THEN 'open' WHEN 1 THEN 'unknown' ELSE 'closed' END AS ending,
    CASE pg_temp.dice(person, 300 + k, 6) WHEN 0 THEN 0 WHEN 1 THEN 60 + pg_temp.dice(person, 400 + k, 60) ELSE pg_temp.dice(person, 400 + k, 20) END AS length,
    ('{screening,withdrawal_management_inpatient,residential,outpatient,outpatient,opioid_agonist,aftercare,peer_support}'::care[])[1 + pg_temp.dice(person, 600 + k, 8)] AS care,
    ('{completed,completed,left_before_completion,transferred,lost_contact,unknown,moved,died}'::exit_reason[])[1 + pg_temp.dice(person, 700 + k, 8)] AS exit_reason
  FROM generate_series(1, 2500) AS person, generate_series(1, 6) AS k
  WHERE k <= 1 + pg_temp.dice(person, 800, 6)) AS thrown;
CREATE INDEX ON stay (person);
CREATE FUNCTION pg_temp.stay_of(care care, started date, ending text, ended date, exit_reason exit_reason, programme integer) RETURNS episode LANGUAGE sql IMMUTABLE
RETURN CASE ending WHEN 'closed' THEN episode(care, started, ended, exit_reason, programme)
  WHEN 'open' THEN episode(care, started, programme => programme)
  ELSE format('%s[%s,?]:%s@%s', care, started, exit_reason, programme)::episode END;
CREATE TEMPORARY TABLE person AS
SELECT person, journey_agg(pg_temp.stay_of(care, started, ending, ended, exit_reason, programme)) AS journey FROM stay GROUP BY person;
ANALYZE stay, person;
SELECT count(*) AS people, sum(cardinality(journey)) = (SELECT count(*) FROM stay) AS all_stays FROM person;
CREATE TEMPORARY TABLE verdict (n serial, what text, rows bigint, differences bigint);

-- First and last day.
WITH theirs AS (SELECT person, min(started) AS started, CASE WHEN bool_and(ending = 'closed') THEN max(ended) END AS ended FROM stay GROUP BY person)
INSERT INTO verdict (what, rows, differences)
SELECT 'started, ended', count(*), count(*) FILTER (WHERE (started(journey), ended(journey)) IS DISTINCT FROM (t.started, t.ended)) FROM theirs AS t JOIN person USING (person);

-- Known days in care of each role and of any; open stays to the end of 2024, beyond every day asked about.
CREATE TEMPORARY TABLE role AS SELECT role FROM (VALUES (NULL), ('contact'), ('treatment'), ('aftercare')) AS v(role);
CREATE TEMPORARY TABLE present AS
SELECT DISTINCT r.role, person, started + k AS day
FROM stay AS s JOIN role AS r ON s.role = r.role OR r.role IS NULL,
  generate_series(0, CASE ending WHEN 'open' THEN date '2024-12-31' ELSE coalesce(ended, started) END - started) AS k;

-- Gaps: two known days in care, next to each other in the list and not in the calendar.
CREATE TEMPORARY TABLE gap AS
SELECT g.gap AS max_gap, d.role, d.person, d.day AS left_on, d.next AS back_on, d.next - d.day AS days,
  (SELECT s.care FROM stay AS s WHERE s.person = d.person AND (s.role = d.role OR d.role IS NULL) AND coalesce(s.ended, s.started) = d.day AND s.ending <> 'open'
   ORDER BY s.started DESC, s.ending DESC, s.ended DESC, s.care DESC LIMIT 1) AS care_before,
  (SELECT s.care FROM stay AS s WHERE s.person = d.person AND (s.role = d.role OR d.role IS NULL) AND s.started = d.next
   ORDER BY s.ending = 'open', s.ending = 'unknown', s.ended, s.care LIMIT 1) AS care_after,
  (SELECT CASE WHEN bool_or(s.ending = 'closed' AND s.ended + g.gap >= d.next) THEN true WHEN bool_or(s.ending = 'unknown') THEN NULL ELSE false END
   FROM stay AS s WHERE s.person = d.person AND (s.role = d.role OR d.role IS NULL) AND s.started < d.next) AS bridged
FROM (SELECT *, lead(day) OVER (PARTITION BY role, person ORDER BY day) AS next FROM present) AS d, unnest('{0,7,21,45}'::integer[]) AS g(gap)
WHERE d.next - d.day > 1;
WITH ours AS (
  SELECT a.gap AS max_gap, r.role, p.person, g.* FROM unnest('{0,7,21,45}'::integer[]) AS a(gap), role AS r, person AS p, gaps(p.journey, a.gap, r.role) AS g),
wrong AS ((TABLE ours EXCEPT ALL TABLE gap) UNION ALL (TABLE gap EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'gaps', (SELECT count(*) FROM gap), (SELECT count(*) FROM wrong);
INSERT INTO verdict (what, rows, differences)
SELECT 'longest_gap', count(g.days), count(*) FILTER (WHERE longest_gap(p.journey, r.role) IS DISTINCT FROM coalesce(g.days, 0))
FROM person AS p CROSS JOIN role AS r LEFT JOIN (SELECT role, person, max(days) AS days FROM gap GROUP BY role, person) AS g
  ON g.person = p.person AND g.role IS NOT DISTINCT FROM r.role;
SELECT bridged, count(*) FROM gap GROUP BY bridged ORDER BY bridged;

-- States on every fourth day: what is known of the day, then which of it decides.
CREATE TEMPORARY TABLE stated AS
SELECT p.person, d.day, a.gap, care_state(p.journey, d.day, a.gap) AS given,
  CASE WHEN treated THEN 'in_treatment' WHEN maybe_treated AND NOT died THEN 'date_unknown'
    WHEN supported THEN 'in_aftercare' WHEN maybe_supported AND NOT died THEN 'date_unknown'
    WHEN d.day - last_end <= a.gap AND NOT died THEN 'between_care' ELSE 'not_in_care' END::care_state AS expected
FROM person AS p CROSS JOIN (SELECT date '2023-12-30' + 4 * k AS day FROM generate_series(0, 75) AS k) AS d CROSS JOIN unnest('{0,21}'::integer[]) AS a(gap),
  LATERAL (
    SELECT coalesce(bool_or(role = 'treatment' AND there), false) AS treated, coalesce(bool_or(role = 'treatment' AND ending = 'unknown'), false) AS maybe_treated,
      coalesce(bool_or(role = 'aftercare' AND there), false) AS supported, coalesce(bool_or(role = 'aftercare' AND ending = 'unknown'), false) AS maybe_supported,
      coalesce(bool_or(exit_reason = 'died' AND ended < d.day), false) AS died, max(ended) FILTER (WHERE role <> 'contact') AS last_end
    FROM (SELECT *, ending = 'open' OR coalesce(ended, started) >= d.day AS there FROM stay AS s WHERE s.person = p.person AND s.started <= d.day) AS s) AS f;
INSERT INTO verdict (what, rows, differences) SELECT 'care_state', count(*), count(*) FILTER (WHERE given IS DISTINCT FROM expected) FROM stated;
SELECT given, count(*) FROM stated GROUP BY given ORDER BY given;

-- Days at risk, each day asked by itself.
CREATE TEMPORARY TABLE risk_day AS
SELECT p.person, a.gap, date '2024-01-01' + k AS day
FROM person AS p CROSS JOIN unnest('{0,21}'::integer[]) AS a(gap) CROSS JOIN generate_series(0, 330) AS k
WHERE EXISTS (SELECT FROM stay AS s WHERE s.person = p.person AND s.role = 'treatment' AND s.started < date '2024-01-01' + k)
  AND NOT EXISTS (SELECT FROM stay AS s WHERE s.person = p.person AND s.role = 'treatment' AND s.started < date '2024-01-01' + k
    AND (s.ending <> 'closed' OR s.ended + a.gap >= date '2024-01-01' + k))
  AND NOT EXISTS (SELECT FROM stay AS s WHERE s.person = p.person AND s.exit_reason = 'died' AND s.ended < date '2024-01-01' + k);
CREATE INDEX ON risk_day (person, gap);
ANALYZE risk_day;
CREATE TEMPORARY TABLE risk AS
SELECT p.person, a.gap, w.period, w.observed_until, days_at_risk(p.journey, w.period, w.observed_until, a.gap) AS given,
  (SELECT count(*) FROM risk_day AS d WHERE d.person = p.person AND d.gap = a.gap AND d.day <@ w.period AND d.day <= w.observed_until) AS expected
FROM person AS p CROSS JOIN unnest('{0,21}'::integer[]) AS a(gap),
  (VALUES (daterange '(,)', date '2024-11-26'), ('[2024-02-10,2024-05-05]', '2024-11-26'), ('[2024-03-01,)', '2024-06-15'), ('(,2024-07-01)', 'infinity'), ('empty', 'infinity')) AS w(period, observed_until);
INSERT INTO verdict (what, rows, differences) SELECT 'days_at_risk', sum(expected), count(*) FILTER (WHERE given IS DISTINCT FROM expected) FROM risk;
-- Each return that can be known as one falls on a day at risk.
INSERT INTO verdict (what, rows, differences)
SELECT 'returns on a day at risk', count(*), count(*) FILTER (WHERE days_at_risk(p.journey, daterange(e.entered_on, e.entered_on, '[]'), 'infinity') <> 1)
FROM person AS p, entries(p.journey, '(,)') AS e
WHERE NOT e.first_known AND NOT EXISTS (SELECT FROM stay AS s WHERE s.person = p.person AND s.started < e.entered_on AND (s.ending = 'unknown' OR s.exit_reason = 'died' AND s.ended < e.entered_on));

-- Stock and flow by the definition of "open at"; the identity; and the stock handed on to the next month.
CREATE TEMPORARY TABLE month AS
SELECT m AS first, (m + interval '1 month')::date - 1 AS last FROM generate_series(date '2024-01-01', '2024-10-01', interval '1 month') AS g(t), LATERAL (SELECT t::date) AS d(m);
CREATE TEMPORARY TABLE flow AS
SELECT r.role, m.first, p.person, f.*, e.*
FROM role AS r CROSS JOIN month AS m CROSS JOIN person AS p CROSS JOIN LATERAL stock_and_flow(p.journey, daterange(m.first, m.last, '[]'), r.role) AS f,
  LATERAL (SELECT count(*) FILTER (WHERE s.started < m.first AND (s.ended >= m.first OR s.ending = 'open')) AS e_at_start,
      count(*) FILTER (WHERE s.started BETWEEN m.first AND m.last) AS e_started, count(*) FILTER (WHERE s.ended BETWEEN m.first AND m.last) AS e_ended,
      count(*) FILTER (WHERE s.ending = 'unknown' AND s.started BETWEEN m.first AND m.last) AS e_unknown,
      count(*) FILTER (WHERE s.started < m.last + 1 AND (s.ended >= m.last + 1 OR s.ending = 'open')) AS e_at_end
    FROM stay AS s WHERE s.person = p.person AND (s.role = r.role OR r.role IS NULL)) AS e;
INSERT INTO verdict (what, rows, differences)
SELECT 'stock_and_flow', sum(started), count(*) FILTER (WHERE (open_at_start, started, ended, ended_on_unknown_date, open_at_end) IS DISTINCT FROM (e_at_start, e_started, e_ended, e_unknown, e_at_end)) FROM flow;
INSERT INTO verdict (what, rows, differences)
SELECT 'stock_and_flow balances', sum(open_at_end), count(*) FILTER (WHERE open_at_start + started - ended - ended_on_unknown_date <> open_at_end OR open_at_end <> next_start)
FROM (SELECT *, coalesce(lead(open_at_start) OVER (PARTITION BY role, person ORDER BY first), open_at_end) AS next_start FROM flow) AS f;

-- Presumed ends, with rules drawn for five kinds of care, contacts drawn for most people.
CREATE TEMPORARY TABLE seen AS
SELECT person, CASE WHEN pg_temp.dice(person, 900, 5) > 0 THEN ARRAY(SELECT date '2024-01-01' + pg_temp.dice(person, 910 + k, 300) FROM generate_series(1, pg_temp.dice(person, 901, 5)) AS k) END AS contacts,
  date '2024-05-01' + pg_temp.dice(person, 902, 200) AS observed_until
FROM person;
CREATE TEMPORARY TABLE contact_rules AS SELECT * FROM (VALUES ('outpatient'::care, 20, 90), ('opioid_agonist', 5, NULL), ('residential', NULL, 60), ('aftercare', 60, 120), ('screening', 0, 0)) AS v(care, days, max_days);
CREATE TEMPORARY TABLE presumed AS
SELECT s.person, s.care, s.programme, s.started,
  CASE WHEN s.ending <> 'open' OR NOT over THEN s.ending WHEN contacts IS NULL THEN 'unknown' ELSE 'closed' END AS ending,
  CASE WHEN s.ending <> 'open' OR NOT over THEN s.ended WHEN contacts IS NOT NULL THEN last END AS ended,
  CASE WHEN s.ending <> 'open' OR NOT over THEN s.exit_reason WHEN contacts IS NULL THEN 'unknown' ELSE 'lost_contact' END AS exit_reason
FROM stay AS s JOIN seen USING (person) LEFT JOIN contact_rules AS r USING (care),
  LATERAL (SELECT greatest(s.started, (SELECT max(c) FROM unnest(contacts) AS c WHERE c BETWEEN s.started AND observed_until))) AS l(last),
  LATERAL (SELECT coalesce(CASE WHEN contacts IS NULL THEN observed_until - s.started > r.max_days ELSE observed_until - last > r.days END, false)) AS o(over);
WITH theirs AS (SELECT person, journey_agg(pg_temp.stay_of(care, started, ending, ended, exit_reason, programme)) AS journey FROM presumed GROUP BY person)
INSERT INTO verdict (what, rows, differences)
SELECT 'presumed_left', count(*) FILTER (WHERE t.journey <> p.journey),
  count(*) FILTER (WHERE presumed_left(p.journey, contacts, observed_until, (SELECT array_agg(ROW(care, days, max_days)::contact_rule) FROM contact_rules)) IS DISTINCT FROM t.journey)
FROM person AS p JOIN seen USING (person) JOIN theirs AS t USING (person);

-- Equality is the test.
SELECT what, rows, differences FROM verdict ORDER BY n;
DROP TABLE flow, month, risk, risk_day, stated, gap, present, role, presumed, contact_rules, seen, person, verdict;
DROP TABLE stay CASCADE;
