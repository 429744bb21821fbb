-- continuity_oracle.sql: every function of the slice against brute force in plain SQL.
--
-- Several thousand small journeys, overlapping, nested, open, of unknown end, of every role,
-- drawn by a hash that is the same on every version. The oracle works on rows and knows none of
-- our functions: treatment journeys are connected days (range_agg of stretched stays), days in
-- care are counted day by day, and a stay of unknown end is tried both ways, gone on its first
-- day and open for ever: date_unknown is the answer when only the second is a yes.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;

CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;

-- The people's stays. ending: closed, open, unknown. Half of the ends fall on every tenth day, so
-- that several stays of a person end together; lengths reach beyond every window asked about.
CREATE TEMPORARY TABLE stay AS
SELECT DISTINCT person, care, care_role(care) AS role, programme, started, ending,
  CASE ending WHEN 'closed' THEN ended END AS ended,
  CASE ending WHEN 'open' THEN 'ongoing' ELSE exit_reason END AS exit_reason
FROM (
  SELECT person, programme, started, ending,
    CASE WHEN snap THEN started + length + (9 - (started + length - date '2024-01-01') % 10) ELSE started + length END AS ended,
    ('{screening,withdrawal_management_inpatient,residential,outpatient,outpatient,opioid_agonist,aftercare,peer_support}'::care[])[care_no] AS care,
    ('{completed,completed,completed_reduced_use,left_before_completion,transferred,declined,unknown,died}'::exit_reason[])[exit_no] AS exit_reason
  FROM (
    SELECT person,
      1 + pg_temp.dice(person, k, 3) AS programme,
      date '2024-01-01' + pg_temp.dice(person, 100 + k, 160) AS started,
      CASE pg_temp.dice(person, 200 + k, 14) WHEN 0 THEN 'open' WHEN 1 THEN 'unknown' ELSE 'closed' END AS ending,
      CASE pg_temp.dice(person, 300 + k, 6) WHEN 0 THEN 0 WHEN 1 THEN 60 + pg_temp.dice(person, 400 + k, 60) ELSE pg_temp.dice(person, 400 + k, 30) END AS length,
      pg_temp.dice(person, 500 + k, 2) = 0 AS snap,
      1 + pg_temp.dice(person, 600 + k, 8) AS care_no,
      1 + pg_temp.dice(person, 700 + k, 8) AS exit_no
    FROM generate_series(1, 2000) AS person, generate_series(1, 7) AS k
    WHERE k <= 1 + pg_temp.dice(person, 800, 7)) AS thrown) AS shaped;
CREATE INDEX ON stay (person);
ANALYZE stay;
CREATE TEMPORARY TABLE person AS
SELECT person, journey_agg(CASE ending WHEN 'closed' THEN episode(care, started, ended, exit_reason, programme)
  WHEN 'open' THEN episode(care, started, programme => programme)
  ELSE format('%s[%s,?]:%s@%s', care, started, exit_reason, programme)::episode END) AS journey
FROM stay GROUP BY person;
ANALYZE person;
SELECT count(*) AS people, sum(cardinality(journey)) = (SELECT count(*) FROM stay) AS all_stays FROM person;

-- Treatment journeys by connected days, under many rules at once. Two stays belong together when
-- their stretches [start, reach] share a day; doubled numbers keep range_agg from joining mere
-- neighbours. vague_is_open: what if the stays of unknown end had never ended?
CREATE TEMPORARY TABLE scope (id serial PRIMARY KEY, person integer, gap integer, inclusive boolean DEFAULT false,
  observed_until date DEFAULT 'infinity', vague_is_open boolean DEFAULT false);
CREATE TEMPORARY VIEW treatment AS
SELECT c.id, s.*, 2 * (s.started - date '2000-01-01')::bigint AS start,
  s.ending = 'open' OR s.ending = 'unknown' AND c.vague_is_open AS endless,
  2 * (coalesce(s.ended - s.started + CASE WHEN c.inclusive AND c.gap > 0 THEN c.gap - 1 ELSE c.gap END, 0))::bigint AS reach
FROM scope AS c JOIN stay AS s USING (person) WHERE s.role = 'treatment' AND s.started <= c.observed_until;
CREATE TEMPORARY VIEW connected AS
SELECT t.id, t.person, dense_rank() OVER (PARTITION BY t.id ORDER BY u.part) AS course, u.part,
  min(t.started) AS started, max(coalesce(t.ended, t.started)) AS last_day, bool_or(t.endless) AS open, bool_or(t.ending = 'unknown') AS vague
FROM (SELECT id, range_agg(int8range(start, CASE WHEN NOT endless THEN start + reach END, '[]')) AS parts FROM treatment GROUP BY id) AS i,
  unnest(i.parts) AS u(part), treatment AS t
WHERE t.id = i.id AND u.part @> t.start
GROUP BY t.id, t.person, u.part;

CREATE TEMPORARY TABLE rule AS
SELECT gap, inclusive FROM unnest('{0,21,45}'::integer[]) AS gap, unnest('{false,true}'::boolean[]) AS inclusive;
INSERT INTO scope (person, gap, inclusive) SELECT person, gap, inclusive FROM rule, person;
ANALYZE rule, scope;
CREATE TEMPORARY TABLE course AS
SELECT gap, inclusive, connected.* FROM scope JOIN connected USING (id, person);
ANALYZE course;
-- The stays of each, in the total order of a journey.
CREATE TEMPORARY TABLE course_stay AS
SELECT c.gap, c.inclusive, c.course, c.started AS journey_start, c.last_day, c.open, c.vague, s.person, s.care,
  s.programme, s.started, s.ending, s.ended, s.exit_reason,
  row_number() OVER (PARTITION BY c.gap, c.inclusive, s.person, c.course
    ORDER BY s.started, s.ending = 'open', s.ending = 'unknown', s.ended, s.care, s.programme, s.exit_reason) AS n
FROM course AS c JOIN stay AS s ON s.person = c.person AND s.role = 'treatment'
  AND c.part @> 2 * (s.started - date '2000-01-01')::bigint;
ANALYZE course_stay;

-- Rows of one side that the other has not.
CREATE TEMPORARY TABLE verdict (n serial, what text, rows bigint, differences bigint);

-- treatment_journeys(), each stay in its place; the count beside it.
WITH ours AS (
  SELECT r.gap, r.inclusive, p.person, t.course, s.n, care(s.e) AS care, started(s.e) AS started, ended(s.e) AS ended, is_open(s.e) AS open,
    exit_reason(s.e) AS exit_reason, programme(s.e) AS programme
  FROM rule AS r, person AS p, treatment_journeys(p.journey, r.gap, r.inclusive) WITH ORDINALITY AS t(j, course),
    unnest(t.j) WITH ORDINALITY AS s(e, n)),
theirs AS (
  SELECT gap, inclusive, person, course, n, care, started, ended, ending = 'open', exit_reason, programme FROM course_stay),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'treatment_journeys', (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);

WITH theirs AS (SELECT gap, inclusive, person, count(*) AS n FROM course GROUP BY 1, 2, 3)
INSERT INTO verdict (what, rows, differences)
SELECT 'treatment_journey_count', sum(t.n), count(*) FILTER (WHERE treatment_journey_count(p.journey, r.gap, r.inclusive) <> coalesce(t.n, 0))
FROM rule AS r CROSS JOIN person AS p LEFT JOIN theirs AS t USING (gap, inclusive, person);

-- exit_reason() of a whole life, and of each treatment journey.
CREATE FUNCTION pg_temp.exit_of(reasons exit_reason[], open boolean) RETURNS exit_reason LANGUAGE sql IMMUTABLE
RETURN CASE WHEN open THEN 'ongoing'::exit_reason
  WHEN cardinality(reasons) = 1 THEN reasons[1]
  WHEN reasons <@ '{completed,completed_reduced_use}' THEN 'completed_reduced_use'::exit_reason END;

WITH theirs AS (
  SELECT person, pg_temp.exit_of(array_agg(DISTINCT exit_reason) FILTER (WHERE ending = 'unknown' OR ended = last_end), bool_or(ending = 'open')) AS exit
  FROM (SELECT *, max(ended) OVER (PARTITION BY person) AS last_end FROM stay WHERE role = 'treatment') AS s
  GROUP BY person)
INSERT INTO verdict (what, rows, differences)
SELECT 'exit_reason of a life', count(t.exit), count(*) FILTER (WHERE exit_reason(p.journey) IS DISTINCT FROM t.exit)
FROM person AS p LEFT JOIN theirs AS t USING (person);

CREATE TEMPORARY TABLE course_exit AS
SELECT gap, inclusive, person, course,
  pg_temp.exit_of(array_agg(DISTINCT exit_reason) FILTER (WHERE ending = 'unknown' OR ended = last_end), bool_or(open)) AS exit_reason
FROM (SELECT *, max(ended) OVER (PARTITION BY gap, inclusive, person, course) AS last_end FROM course_stay) AS s
GROUP BY 1, 2, 3, 4;
INSERT INTO verdict (what, rows, differences)
SELECT 'exit_reason of a treatment journey', count(*), count(*) FILTER (WHERE exit_reason(t.j) IS DISTINCT FROM c.exit_reason)
FROM rule AS r CROSS JOIN person AS p CROSS JOIN treatment_journeys(p.journey, r.gap, r.inclusive) WITH ORDINALITY AS t(j, course)
FULL JOIN course_exit AS c ON (c.gap, c.inclusive, c.person, c.course) = (r.gap, r.inclusive, p.person, t.course);

-- discharges(), treatment journeys as the unit, then stays.
CREATE TEMPORARY TABLE asked (period daterange, from_care care[]);
INSERT INTO asked VALUES ('(,)', NULL), ('[2024-02-01,2024-04-01)', NULL), ('[2024-03-10,2024-03-10]', NULL), ('[2024-05-01,)', '{outpatient}'),
  ('(,2024-04-30]', '{residential,opioid_agonist}'), ('empty', NULL), ('(,)', '{aftercare}');
WITH ours AS (
  SELECT r.gap, a.period, a.from_care, p.person, d.*
  FROM rule AS r, asked AS a, person AS p, discharges(p.journey, a.period, a.from_care, true, r.gap) AS d WHERE NOT r.inclusive),
theirs AS (
  SELECT s.gap, a.period, a.from_care, s.person, s.last_day AS discharged_on, s.care, s.programme, e.exit_reason, s.journey_start, s.last_day - s.journey_start
  FROM (SELECT DISTINCT ON (gap, inclusive, person, course) * FROM course_stay WHERE NOT open AND NOT vague AND ended = last_day
        ORDER BY gap, inclusive, person, course, n DESC) AS s
  JOIN course_exit AS e USING (gap, inclusive, person, course)
  JOIN asked AS a ON s.last_day <@ a.period AND (a.from_care IS NULL OR s.care = ANY (a.from_care))
  WHERE NOT s.inclusive),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'discharges of treatment journeys', (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);

WITH ours AS (
  SELECT r.gap, a.period, a.from_care, p.person, d.*
  FROM rule AS r, asked AS a, person AS p, discharges(p.journey, a.period, a.from_care, false, r.gap) AS d WHERE NOT r.inclusive),
theirs AS (
  SELECT s.gap, a.period, a.from_care, s.person, s.ended AS discharged_on, s.care, s.programme, s.exit_reason, s.journey_start, s.ended - s.started
  FROM course_stay AS s JOIN asked AS a ON s.ended <@ a.period AND (a.from_care IS NULL OR s.care = ANY (a.from_care))
  WHERE NOT s.inclusive AND s.ending = 'closed'),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'discharges of stays', (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);

WITH ours AS (
  SELECT r.gap, a.period, p.person, d.* FROM rule AS r, asked AS a, person AS p, entries(p.journey, a.period, r.gap) AS d
  WHERE NOT r.inclusive AND a.from_care IS NULL),
theirs AS (
  SELECT s.gap, a.period, s.person, s.journey_start, s.care, s.programme, s.course = 1
  FROM course_stay AS s JOIN asked AS a ON s.journey_start <@ a.period WHERE NOT s.inclusive AND a.from_care IS NULL AND s.n = 1),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict (what, rows, differences) SELECT 'entries', (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);

-- Presence day by day; open stays to the end of November, which is beyond every day asked about.
CREATE TEMPORARY TABLE present AS
SELECT s.person, s.role, s.started + k AS day, s.ending = 'unknown' AND k > 0 AS only_maybe,
  s.role = 'aftercare' OR s.role = 'treatment' AND s.care NOT IN ('withdrawal_management_inpatient', 'withdrawal_management_outpatient') AS continuing
FROM stay AS s, LATERAL generate_series(0, coalesce(s.ended, date '2024-11-30') - s.started) AS k;
CREATE INDEX ON present (person, day);
ANALYZE present;

CREATE TEMPORARY TABLE role AS SELECT role FROM (VALUES (NULL), ('contact'), ('treatment'), ('aftercare')) AS v(role);
CREATE TEMPORARY TABLE day_in_care AS
SELECT role, person, count(*) AS life,
  count(*) FILTER (WHERE day BETWEEN '2024-02-10' AND '2024-05-05') AS spring,
  count(*) FILTER (WHERE day < '2024-03-01') AS early,
  count(*) FILTER (WHERE day >= '2024-04-01') AS late
FROM (SELECT DISTINCT r.role, d.person, d.day FROM present AS d JOIN role AS r ON d.role = r.role OR r.role IS NULL WHERE NOT d.only_maybe) AS d
GROUP BY role, person;
INSERT INTO verdict (what, rows, differences)
SELECT 'days_in_care', sum(expected), count(*) FILTER (WHERE days_in_care(p.journey, within, r.role) IS DISTINCT FROM coalesce(expected, 0))
FROM person AS p CROSS JOIN role AS r LEFT JOIN day_in_care AS d ON d.person = p.person AND d.role IS NOT DISTINCT FROM r.role,
  LATERAL (VALUES (daterange '[2024-02-10,2024-05-05]', spring), ('(,2024-03-01)', early), ('[2024-04-01,2024-11-30]', late), ('empty', 0)) AS v(within, expected);
INSERT INTO verdict (what, rows, differences)
SELECT 'days_in_care of a life', sum(life), count(*) FILTER (WHERE days_in_care(p.journey, NULL, r.role) IS DISTINCT FROM
  CASE WHEN NOT EXISTS (SELECT FROM stay AS s WHERE s.person = p.person AND s.ending = 'open' AND (s.role = r.role OR r.role IS NULL)) THEN coalesce(life, 0) END)
FROM person AS p CROSS JOIN role AS r LEFT JOIN day_in_care AS d ON d.person = p.person AND d.role IS NOT DISTINCT FROM r.role;

-- The questions: every start and end of a person, and the day after, as index date; windows and
-- cut-offs drawn, so that many fall on the edge.
CREATE TEMPORARY TABLE question AS
SELECT person, index_date, days,
  CASE pg_temp.dice(person, 900 + days, 4) WHEN 0 THEN index_date + days - 1 WHEN 1 THEN index_date + days WHEN 2 THEN date '2024-05-20' ELSE date '2024-12-31' END AS observed_until,
  ('{0,21,45}'::integer[])[1 + pg_temp.dice(person, 950 + days, 3)] AS gap
FROM (SELECT person, started AS index_date FROM stay UNION SELECT person, ended FROM stay UNION SELECT person, ended + 1 FROM stay) AS i,
  unnest('{7,21,22,30,84}'::integer[]) AS days
WHERE index_date IS NOT NULL AND pg_temp.dice(person, index_date - date '2020-01-01' + days, 2) = 0;
ANALYZE question;
-- Treatment journeys as they were known at each cut-off.
TRUNCATE scope;
INSERT INTO scope (person, gap, observed_until, vague_is_open)
SELECT DISTINCT person, gap, observed_until, vague_is_open FROM question, unnest('{false,true}'::boolean[]) AS vague_is_open;
ANALYZE scope;
CREATE TEMPORARY TABLE known AS
SELECT gap, observed_until, vague_is_open, connected.* FROM scope JOIN connected USING (id, person);
CREATE INDEX ON known (person, gap, observed_until);
ANALYZE known;

-- Facts of each question, by themselves; which of them decides is written once, below. The days
-- after a discharge are looked up where there was one.
CREATE TEMPORARY TABLE fact AS
SELECT q.*, index_date + days > observed_until AS too_recent, e.*, k.*, f.*
FROM question AS q,
  LATERAL (
    SELECT coalesce(bool_or(s.role = 'treatment' AND s.ended = q.index_date), false) AS stay_ended,
      coalesce(bool_or(s.exit_reason = 'died' AND s.ended <= q.index_date + q.days), false) AS died,
      coalesce(bool_or(s.exit_reason = 'died' AND s.ending = 'unknown' AND s.started <= q.index_date + q.days), false) AS maybe_died
    FROM stay AS s WHERE s.person = q.person) AS e,
  LATERAL (
    SELECT coalesce(bool_or(covers AND NOT vague_is_open), false) AS entered,
      coalesce(bool_or(covers AND NOT vague_is_open AND (open OR last_day >= q.index_date + q.days)), false) AS retained,
      coalesce(bool_or(covers AND vague_is_open AND (open OR last_day >= q.index_date + q.days)), false) AS maybe_retained,
      coalesce(bool_or(NOT vague_is_open AND NOT open AND NOT vague AND last_day = q.index_date), false) AS journey_ended,
      coalesce(bool_or(NOT vague_is_open AND started BETWEEN q.index_date + 1 AND q.index_date + q.days), false) AS returned
    FROM (SELECT *, started <= q.index_date AND (open OR q.index_date <= last_day) AS covers FROM known) AS k
    WHERE k.person = q.person AND k.gap = q.gap AND k.observed_until = q.observed_until) AS k,
  LATERAL (
    SELECT coalesce(bool_or(role = 'aftercare' AND NOT only_maybe), false) AS linked, coalesce(bool_or(role = 'aftercare'), false) AS maybe_linked,
      coalesce(bool_or(continuing AND NOT only_maybe), false) AS continued, coalesce(bool_or(continuing), false) AS maybe_continued
    FROM present AS d WHERE e.stay_ended AND d.person = q.person AND d.day BETWEEN q.index_date + 1 AND q.index_date + q.days) AS f;

CREATE TEMPORARY TABLE answered AS
SELECT what, expected::answer AS expected, given, fact.*
FROM fact JOIN person USING (person), LATERAL (VALUES
  ('retained', CASE WHEN too_recent THEN 'too_recent' WHEN NOT entered THEN 'not_applicable'
      WHEN retained THEN 'yes' WHEN maybe_retained THEN 'date_unknown' ELSE 'no' END,
    retained(journey, index_date, days, observed_until, gap)),
  ('linked_to_aftercare', CASE WHEN too_recent THEN 'too_recent' WHEN NOT stay_ended THEN 'not_applicable' WHEN died THEN 'died' WHEN maybe_died THEN 'date_unknown'
      WHEN linked THEN 'yes' WHEN maybe_linked THEN 'date_unknown' ELSE 'no' END,
    linked_to_aftercare(journey, index_date, days, observed_until)),
  ('continued_care', CASE WHEN too_recent THEN 'too_recent' WHEN NOT stay_ended THEN 'not_applicable' WHEN died THEN 'died' WHEN maybe_died THEN 'date_unknown'
      WHEN continued THEN 'yes' WHEN maybe_continued THEN 'date_unknown' ELSE 'no' END,
    continued_care(journey, index_date, days, observed_until)),
  ('returned_to_treatment', CASE WHEN days <= gap THEN 'window_within_gap' WHEN too_recent THEN 'too_recent' WHEN NOT journey_ended THEN 'not_applicable'
      WHEN died THEN 'died' WHEN maybe_died THEN 'date_unknown' WHEN returned THEN 'yes' ELSE 'no' END,
    returned_to_treatment(journey, index_date, days, observed_until, gap))) AS a(what, expected, given);
INSERT INTO verdict (what, rows, differences)
SELECT what, count(*), count(*) FILTER (WHERE given IS DISTINCT FROM expected) FROM answered GROUP BY what ORDER BY what;

-- Equality is the test; every answer that can be given was given many times.
SELECT what, rows, differences FROM verdict ORDER BY n;
SELECT what, given, count(*) FROM answered GROUP BY what, given ORDER BY what, given;

DROP TABLE answered, fact, known, question, day_in_care, present, asked, course_exit, course_stay, course, rule, role, person, verdict;
DROP TABLE scope, stay CASCADE;
