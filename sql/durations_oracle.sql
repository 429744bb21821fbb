-- durations_oracle.sql: transitions, life tables and funnels against brute force in plain SQL.
--
-- Rows drawn by a hash that is the same on every version. The oracle knows none of our functions: where
-- a stay led is looked for among all the others, medians are percentile_disc(), and the life table
-- counts, for every day anew, who is still there. It multiplies in numeric with sixty decimals where we
-- carry eighteen, and the six decimals that are shown have to be the same, every one of them.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;

CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;

-- Genders as a reader shows them: each, and all together as NULL.
CREATE TEMPORARY TABLE shown AS SELECT g AS gender, g IS NULL AS all_genders FROM unnest(ARRAY['female', 'male', 'other', 'unknown', NULL]::gender[]) AS g;
-- Rows of one side that the other has not.
CREATE TEMPORARY TABLE verdict (n serial, what text, rows bigint, differences bigint);

-- The people's stays, of a few regions; the last region has two people only.
CREATE TEMPORARY TABLE person AS
SELECT person, CASE WHEN person <= 2 THEN 9 ELSE pg_temp.dice(person, 1, 5) END AS region,
  ('{female,female,male,male,male,other,unknown,NULL}'::gender[])[1 + pg_temp.dice(person, 2, 8)] AS gender
FROM generate_series(1, 3000) AS person;
CREATE TEMPORARY TABLE stay AS
SELECT DISTINCT person, region, gender, care, programme, started, ending, CASE ending WHEN 'closed' THEN started + length END AS ended,
  CASE ending WHEN 'open' THEN 'ongoing' ELSE exit_reason END AS exit_reason
FROM (
  SELECT p.*, 1 + pg_temp.dice(person, k, 2) AS programme, date '2024-01-01' + pg_temp.dice(person, 100 + k, 120) AS started,
    CASE pg_temp.dice(person, 200 + k, 9) WHEN 0 THEN 'open' WHEN 1 THEN 'unknown' ELSE 'closed' END AS ending,
    pg_temp.dice(person, 300 + k, 3) * pg_temp.dice(person, 400 + k, 40) AS length,
    ('{screening,withdrawal_management_inpatient,residential,outpatient,outpatient,opioid_agonist,aftercare,peer_support}'::care[])[1 + pg_temp.dice(person, 600 + k, 8)] AS care,
    ('{completed,left_before_completion,unknown,died}'::exit_reason[])[1 + pg_temp.dice(person, 700 + k, 4)] AS exit_reason
  FROM person AS p, generate_series(1, 6) AS k WHERE k <= pg_temp.dice(person, 800, 7)) AS thrown;
CREATE TEMPORARY TABLE life AS
SELECT p.region, p.gender, p.person, journey_agg(CASE ending WHEN 'closed' THEN episode(care, started, ended, exit_reason, programme)
  WHEN 'open' THEN episode(care, started, programme => programme)
  WHEN 'unknown' THEN format('%s[%s,?]:%s@%s', care, started, exit_reason, programme)::episode END) AS journey
FROM person AS p LEFT JOIN stay USING (person) GROUP BY p.region, p.gender, p.person;
SELECT count(*) AS people, count(*) FILTER (WHERE journey IS NULL) > 100 AS some_without, sum(cardinality(journey)) = (SELECT count(*) FROM stay) AS all_stays FROM life;

-- Stays numbered in the total order, with the last day known; and moves: into the first stay, and out of
-- every stay that ended, to the best of all the person's other stays: a later one that starts on the
-- last day or after it, or goes on longer, the first of them; else an earlier one that goes on longer,
-- the last of them. on says when, NULL nobody knows.
CREATE TEMPORARY TABLE placed AS
SELECT *, coalesce(ended, CASE ending WHEN 'open' THEN 'infinity' ELSE started END) AS last,
  row_number() OVER (PARTITION BY person ORDER BY started, ending = 'open', ending = 'unknown', ended, care, programme, exit_reason) AS n
FROM stay;
CREATE INDEX ON placed (person);
ANALYZE placed;
CREATE TEMPORARY TABLE move AS
SELECT region, coalesce(gender, 'unknown') AS gender, NULL::care AS from_care, care AS to_care, false AS died, NULL::integer AS days, started AS on FROM placed WHERE n = 1
UNION ALL
SELECT region, coalesce(gender, 'unknown'), s.care, t.care, t.care IS NULL AND (exit_reason = 'died' OR EXISTS (
    SELECT FROM placed AS d WHERE d.person = s.person AND d.exit_reason = 'died' AND d.ended = s.last)), t.started - s.ended, s.ended
FROM placed AS s LEFT JOIN LATERAL (
  SELECT care, started FROM placed AS t
  WHERE t.person = s.person AND t.n <> s.n AND (t.last > s.last OR t.n > s.n AND t.started >= s.last)
  ORDER BY t.n < s.n, abs(t.n - s.n) LIMIT 1) AS t ON true
WHERE s.ending <> 'open';
CREATE TEMPORARY TABLE asked (n serial, period daterange);
INSERT INTO asked (period) VALUES ('(,)'), ('[2024-02-01,2024-03-01)'), ('(,2024-03-10]'), ('[2024-04-01,)'), ('[2024-02-29,2024-02-29]'), ('empty');


CREATE TEMPORARY TABLE rate AS
SELECT region, period, s.gender, from_care, to_care, died, count(*) AS n,
  round(count(*) / sum(count(*)) OVER (PARTITION BY region, period, s.gender, from_care), 6) AS share,
  count(days) AS timed, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median_days
FROM move AS m JOIN shown AS s ON s.all_genders OR s.gender = m.gender JOIN asked AS a ON m.on <@ a.period OR a.period = '(,)'
GROUP BY region, period, s.gender, from_care, to_care, died;
CREATE TEMPORARY TABLE our_rate AS
SELECT region, period, r.* FROM (SELECT l.region, a.period, transitions(l.gender, l.journey, a.period) AS t FROM life AS l, asked AS a GROUP BY 1, 2) AS c,
  transition_rates(c.t) AS r;
WITH wrong AS ((TABLE our_rate EXCEPT ALL TABLE rate) UNION ALL (TABLE rate EXCEPT ALL TABLE our_rate))
INSERT INTO verdict (what, rows, differences) SELECT 'transition_rates', (SELECT count(*) FROM rate), (SELECT count(*) FROM wrong);
-- The rows hold what is hard: overlaps, unknown days, deaths, single people.
SELECT bool_or(median_days < 0) AS overlapping, bool_or(timed < n AND timed > 0) AS partly_timed, bool_or(died) AS died, bool_or(n = 1) AS single, max(n) > 60 AS many FROM rate;

-- Each cell by itself: what was counted, by way of JSON.
WITH theirs AS (
  SELECT region, gender, coalesce(from_care::text, 'nowhere') AS "from", CASE WHEN died THEN 'died' ELSE coalesce(to_care::text, 'nowhere') END AS "to", days, count(*) AS n
  FROM move GROUP BY region, gender, from_care, to_care, died, days),
ours AS (
  SELECT region, r.gender, r."from", r."to", r.days, r.n FROM (SELECT region, transitions(gender, journey) AS t FROM life GROUP BY region) AS c,
    jsonb_to_recordset(c.t::jsonb -> 'cells') AS r(gender gender, "from" text, "to" text, days integer, n bigint)),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'cells of transitions', (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);

-- Each stay that ended is left once, each journey entered once.
INSERT INTO verdict (what, rows, differences)
SELECT 'one out of each stay', (SELECT count(*) FROM stay WHERE ending <> 'open'),
  abs(cases(transitions(gender, journey)) - (SELECT count(*) FROM stay WHERE ending <> 'open') - count(*) FILTER (WHERE journey IS NOT NULL)) FROM life;

-- Cases of a time to an event, in heaps of one to some thousand; many on one day, a heap without deaths,
-- one without losses, one where nobody has a date.
CREATE TEMPORARY TABLE cases AS
SELECT heap, i AS n, ('{female,female,male,male,male,male,other,unknown,NULL}'::gender[])[1 + pg_temp.dice(i, 10 + heap, 9)] AS gender,
  CASE WHEN heap <> 12 AND pg_temp.dice(i, 100 + heap, 12) > 0 THEN pg_temp.dice(i, 200 + heap, CASE heap % 3 WHEN 0 THEN 20 WHEN 1 THEN 90 ELSE 3000 END) END AS days,
  CASE WHEN heap = 10 THEN '{yes,yes,too_recent,no}' WHEN heap = 11 THEN '{yes,died}'
    ELSE '{yes,yes,yes,died,no,too_recent,too_recent,not_asked,NULL}' END::answer[] AS outcomes
FROM (VALUES (1, 1), (2, 2), (3, 3), (4, 7), (5, 20), (6, 60), (7, 200), (8, 600), (9, 2500), (10, 150), (11, 150), (12, 9)) AS h (heap, size), generate_series(1, size) AS i;
ALTER TABLE cases ADD COLUMN outcome answer;
UPDATE cases SET outcome = outcomes[1 + pg_temp.dice(n, 300 + heap, cardinality(outcomes))];
CREATE TEMPORARY TABLE counted AS
SELECT c.heap, s.gender, days, CASE WHEN days IS NULL AND outcome IN ('yes', 'no') THEN 'date_unknown' ELSE coalesce(outcome, 'not_recorded') END AS outcome,
  days IS NOT NULL AND coalesce(outcome IN ('yes', 'died', 'no', 'too_recent'), false) AS followed
FROM cases AS c JOIN shown AS s ON s.all_genders OR s.gender = coalesce(c.gender, 'unknown');

-- A row a day; at risk: everybody whose day is not before it.
CREATE TEMPORARY TABLE day AS
SELECT d.heap, d.gender, d.days,
  (SELECT count(*) FROM counted AS c WHERE c.followed AND c.heap = d.heap AND c.gender IS NOT DISTINCT FROM d.gender AND c.days >= d.days) AS at_risk,
  count(*) FILTER (WHERE outcome = 'yes') AS events, count(*) FILTER (WHERE outcome = 'died') AS died,
  count(*) FILTER (WHERE outcome IN ('no', 'too_recent')) AS censored,
  row_number() OVER (PARTITION BY d.heap, d.gender ORDER BY d.days) AS k
FROM counted AS d WHERE followed GROUP BY d.heap, d.gender, d.days;
CREATE TEMPORARY TABLE life_day AS
WITH RECURSIVE walk AS (
  SELECT d.*, round((at_risk - events - died)::numeric(80, 60) / at_risk, 60) AS survival, round(events::numeric(80, 60) / at_risk, 60) AS incidence
  FROM day AS d WHERE k = 1
  UNION ALL
  SELECT d.*, round(w.survival * (d.at_risk - d.events - d.died) / d.at_risk, 60), w.incidence + round(w.survival * d.events / d.at_risk, 60)
  FROM walk AS w JOIN day AS d ON d.heap = w.heap AND d.gender IS NOT DISTINCT FROM w.gender AND d.k = w.k + 1)
SELECT heap, gender, days, at_risk, events, died, censored, round(survival, 6) AS survival, round(incidence, 6) AS cumulative_incidence FROM walk;

CREATE TEMPORARY TABLE heap AS SELECT heap, time_to_event(gender, days, outcome) AS d FROM cases GROUP BY heap;
WITH ours AS (SELECT heap, l.* FROM heap, life_table(d) AS l),
wrong AS ((TABLE ours EXCEPT ALL TABLE life_day) UNION ALL (TABLE life_day EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'life_table', (SELECT count(*) FROM life_day), (SELECT count(*) FROM wrong);
INSERT INTO verdict (what, rows, differences)
SELECT 'median_days', count(*) FILTER (WHERE median IS NOT NULL), count(*) FILTER (WHERE median_days(d, s.gender) IS DISTINCT FROM median)
FROM heap AS h CROSS JOIN shown AS s,
  LATERAL (SELECT min(days) FROM life_day AS l WHERE l.heap = h.heap AND l.gender IS NOT DISTINCT FROM s.gender AND survival <= 0.5) AS m (median);
-- On every day there is and on those between: the last row so far; not known behind the last, if some were left.
INSERT INTO verdict (what, rows, differences)
SELECT 'cumulative_incidence', count(*) FILTER (WHERE known), count(*) FILTER (WHERE cumulative_incidence(d, k, s.gender) IS DISTINCT FROM CASE WHEN known THEN coalesce(incidence, 0) END)
FROM heap AS h CROSS JOIN shown AS s CROSS JOIN generate_series(-1, 95) AS k,
  LATERAL (SELECT count(*) > 0 AND (k <= max(days) OR min(survival) = 0) FROM life_day AS l WHERE l.heap = h.heap AND l.gender IS NOT DISTINCT FROM s.gender) AS e (known),
  LATERAL (SELECT max(cumulative_incidence) FROM life_day AS l WHERE l.heap = h.heap AND l.gender IS NOT DISTINCT FROM s.gender AND l.days <= k) AS i (incidence);
INSERT INTO verdict (what, rows, differences)
SELECT 'cases = at risk + excluded', sum(n), count(*) FILTER (WHERE cases(d, s.gender) <> n OR excluded(d, s.gender) <> coalesce(reasons, '{}')
  OR n <> coalesce((SELECT at_risk FROM life_table(d) AS l WHERE l.gender IS NOT DISTINCT FROM s.gender ORDER BY days LIMIT 1), 0)
    + coalesce((SELECT sum(value::bigint) FROM jsonb_each_text(reasons)), 0))
FROM heap AS h CROSS JOIN shown AS s,
  LATERAL (SELECT count(*) FROM counted AS c WHERE c.heap = h.heap AND c.gender IS NOT DISTINCT FROM s.gender) AS c (n),
  LATERAL (SELECT jsonb_object_agg(outcome::text, n) FROM (
    SELECT outcome, count(*) AS n FROM counted AS c WHERE NOT followed AND c.heap = h.heap AND c.gender IS NOT DISTINCT FROM s.gender GROUP BY outcome) AS e) AS e (reasons);
-- With sum(), all heaps together are the cases together.
INSERT INTO verdict (what, rows, differences)
SELECT 'sum', (SELECT count(*) FROM cases), count(*) FROM (SELECT sum(d) FROM heap) AS a (d), (SELECT time_to_event(gender, days, outcome) FROM cases) AS b (d) WHERE a.d <> b.d;

-- What time_to_return() says of every discharge goes in as it is. Where nobody was lost within k days, the
-- incidence after k days is the plain share of those who had returned by then, the dead in the denominator.
CREATE TEMPORARY TABLE discharge AS
SELECT gender, (t).days, (t).outcome FROM (
  SELECT gender, time_to_return(journey, (d).discharged_on, '2024-12-31') AS t
  FROM (SELECT gender, journey, discharges(journey, '(,2024-06-30]') AS d FROM life) AS l OFFSET 0) AS r;
INSERT INTO verdict (what, rows, differences)
SELECT 'share returned', (SELECT count(*) FROM discharge), count(*) FILTER (WHERE share IS DISTINCT FROM incidence)
FROM (SELECT time_to_event(gender, days, outcome) FROM discharge) AS a (t), shown AS s, unnest('{25,30,60,90}'::integer[]) AS k,
  LATERAL (SELECT round(avg((outcome = 'yes' AND days <= k)::integer), 6) FROM discharge AS d WHERE days IS NOT NULL AND (s.all_genders OR s.gender = coalesce(d.gender, 'unknown'))) AS b (share),
  LATERAL (SELECT coalesce(max(cumulative_incidence), 0) FROM life_table(t) AS l WHERE l.gender IS NOT DISTINCT FROM s.gender AND l.days <= k) AS c (incidence);
SELECT count(*) > 500 AS many, bool_or(outcome = 'died') AS died, bool_or(outcome = 'yes' AND days <= 60) AS returned, min(days) FILTER (WHERE outcome = 'too_recent') > 90 AS followed FROM discharge;

-- A funnel is written as text until there is an aggregate of it: steps reached, and days between them.
CREATE TEMPORARY TABLE reached AS
SELECT heap, gender, step, CASE WHEN step > 1 AND pg_temp.dice(n, 400 + step, 8) > 0 THEN pg_temp.dice(n, 500 + step, 50) - 10 END AS days
FROM (SELECT heap, n, coalesce(gender, 'unknown') AS gender, greatest(pg_temp.dice(n, 600, 6) - 1, 0) AS furthest FROM cases WHERE heap > 6) AS c, generate_series(0, furthest) AS step;
CREATE TEMPORARY TABLE funnel AS
SELECT heap, ('funnel {' || string_agg(format('%s: %s', gender, steps), '; ' ORDER BY gender) || '}')::durations AS d
FROM (SELECT heap, gender, string_agg(format('%s %s', step, cells), ', ' ORDER BY step) AS steps
  FROM (SELECT heap, gender, step, string_agg(format('%s=%s', coalesce(days::text, '?'), n), ' ' ORDER BY days NULLS FIRST) AS cells
    FROM (SELECT heap, gender, step, days, count(*) AS n FROM reached GROUP BY 1, 2, 3, 4) AS c GROUP BY 1, 2, 3) AS s GROUP BY 1, 2) AS g
GROUP BY heap;
WITH ours AS (SELECT heap, f.* FROM funnel, funnel_steps(d) AS f),
theirs AS (
  SELECT heap, s.gender, step, count(*) AS reached, round(count(*)::numeric / first_value(count(*)) OVER (PARTITION BY heap, s.gender ORDER BY step), 6) AS share,
    count(days) AS timed, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median_days
  FROM reached AS r JOIN shown AS s ON s.all_genders OR s.gender = r.gender WHERE step > 0 GROUP BY heap, s.gender, step),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'funnel_steps', (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);

SELECT what, rows, differences FROM verdict ORDER BY n;
