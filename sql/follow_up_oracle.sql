-- follow_up_oracle.sql: the follow-up questions against brute force in plain SQL.
--
-- Several thousand small journeys with custody, transfers, unknown programmes and unknown ends,
-- drawn by a hash that is the same on every version. The oracle works on rows and knows none of our
-- functions: a stay opens a treatment journey when none before it reaches it, presence is looked up
-- day by day, calendar months are PostgreSQL's. The first four questions are in continuity_oracle.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;

CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;

-- Ends often fall on a tenth day and starts on the day after an end, so that stays end together, hand
-- over on a day, and miss by one. ended is NULL where a stay is open or its end is unknown.
CREATE TEMPORARY TABLE stay AS
SELECT row_number() OVER (ORDER BY person, started, care, programme, ending, ended, exit_reason) AS id, s.*
FROM (
  SELECT DISTINCT person, care, care_role(care) AS role, programme, started, ending,
    CASE ending WHEN 'closed' THEN greatest(started, ended) END AS ended,
    CASE ending WHEN 'open' THEN 'ongoing' ELSE exit_reason END AS exit_reason
  FROM (
    SELECT person, ending,
      ('{0,1,1,2,3}'::integer[])[1 + pg_temp.dice(person, k, 5)] AS programme,
      date '2024-01-01' + CASE pg_temp.dice(person, 150 + k, 3) WHEN 0 THEN 10 * (thrown / 10) WHEN 1 THEN 10 * (thrown / 10) + 1 ELSE thrown END AS started,
      date '2024-01-01' + CASE pg_temp.dice(person, 250 + k, 3) WHEN 0 THEN thrown + length ELSE 10 * ((thrown + length) / 10) END AS ended,
      ('{screening,withdrawal_management_inpatient,residential,outpatient,opioid_agonist,custody_treatment,custody_treatment,aftercare}'::care[])[1 + pg_temp.dice(person, 600 + k, 8)] AS care,
      ('{completed,completed,completed_reduced_use,left_before_completion,lost_contact,declined,transferred,transferred,transferred_to_custody,entered_custody,service_closed,unknown,moved,died}'::exit_reason[])
        [1 + pg_temp.dice(person, 700 + k, 14)] AS exit_reason
    FROM (
      SELECT person, k, pg_temp.dice(person, 100 + k, 160) AS thrown,
        CASE pg_temp.dice(person, 300 + k, 6) WHEN 0 THEN 0 WHEN 1 THEN 60 + pg_temp.dice(person, 400 + k, 60) ELSE pg_temp.dice(person, 400 + k, 30) END AS length,
        CASE pg_temp.dice(person, 200 + k, 14) WHEN 0 THEN 'open' WHEN 1 THEN 'unknown' ELSE 'closed' END AS ending
      FROM generate_series(1, 2500) AS person, generate_series(1, 6) AS k
      WHERE k <= 1 + pg_temp.dice(person, 800, 6)) AS t) AS shaped) AS s;
CREATE INDEX ON stay (person);
ANALYZE stay;
CREATE TEMPORARY TABLE person AS
SELECT person, journey_agg(CASE ending WHEN 'closed' THEN episode(care, started, ended, exit_reason, programme)
  WHEN 'open' THEN episode(care, started, programme => programme)
  ELSE format('%s[%s,?]:%s%s', care, started, exit_reason, '@' || nullif(programme, 0))::episode END) AS journey
FROM stay GROUP BY person;
ANALYZE person;
SELECT count(*) AS people, sum(cardinality(journey)) = (SELECT count(*) FROM stay) AS all_stays FROM person;

-- Every start and end of a person, and the day after, as index date; windows and cut-offs drawn, so
-- that many fall on the edge of days or of calendar months.
CREATE TEMPORARY TABLE question AS
SELECT row_number() OVER () AS id, person, index_date, days, months, month_end,
  CASE pg_temp.dice(person, 900 + days, 6) WHEN 0 THEN index_date + days - 1 WHEN 1 THEN index_date + days WHEN 2 THEN month_end - 1 WHEN 3 THEN month_end
    WHEN 4 THEN date '2024-05-20' ELSE date '2025-12-31' END AS observed_until,
  ('{0,21,21,45}'::integer[])[1 + pg_temp.dice(person, 950 + days, 4)] AS gap
FROM (SELECT person, started AS index_date FROM stay UNION SELECT person, ended FROM stay UNION SELECT person, ended + 1 FROM stay) AS i,
  unnest('{7,21,30,90}'::integer[]) AS days,
  LATERAL (SELECT ('{1,2,6}'::integer[])[1 + pg_temp.dice(person, 960 + days, 3)] AS months) AS m,
  LATERAL (SELECT (index_date + make_interval(months => months))::date AS month_end) AS e
WHERE index_date IS NOT NULL AND pg_temp.dice(person, index_date - date '2020-01-01' + days, 3) = 0;
ANALYZE question;

-- Treatment journeys as they were known at each cut-off.
CREATE FUNCTION pg_temp.exit_of(reasons exit_reason[], open boolean) RETURNS exit_reason LANGUAGE sql IMMUTABLE
RETURN CASE WHEN open THEN 'ongoing'::exit_reason
  WHEN cardinality(reasons) = 1 THEN reasons[1]
  WHEN reasons <@ '{completed,completed_reduced_use}' THEN 'completed_reduced_use'::exit_reason END;
CREATE TEMPORARY TABLE known AS
SELECT person, gap, observed_until, journey_start AS started, max(coalesce(ended, s.started)) AS last_day,
  bool_or(ending = 'open') AS open, bool_or(ending = 'unknown') AS vague,
  pg_temp.exit_of(array_agg(DISTINCT exit_reason) FILTER (WHERE ending = 'unknown' OR ended = last_end), bool_or(ending = 'open')) AS exit_reason
FROM (
  SELECT *, max(ended) OVER (PARTITION BY person, gap, observed_until, journey_start) AS last_end
  FROM (
    SELECT q.gap, q.observed_until, s.*, max(s.started) FILTER (WHERE NOT EXISTS (
        SELECT FROM stay AS e
        WHERE e.person = s.person AND e.role = 'treatment' AND e.started < s.started AND (e.ending = 'open' OR e.ended + q.gap >= s.started)))
      OVER (PARTITION BY s.person, q.gap, q.observed_until ORDER BY s.started) AS journey_start
    FROM (SELECT DISTINCT person, gap, observed_until FROM question) AS q
    JOIN stay AS s ON s.person = q.person AND s.role = 'treatment' AND s.started <= q.observed_until) AS o) AS s
GROUP BY person, gap, observed_until, journey_start;
CREATE INDEX ON known (person, gap, observed_until);
-- Presence day by day; open stays to the end of November, which is beyond every day asked about.
CREATE TEMPORARY TABLE present AS
SELECT s.*, s.started + k AS day, s.ending = 'unknown' AND k > 0 AS only_maybe
FROM stay AS s, LATERAL generate_series(0, coalesce(s.ended, date '2024-11-30') - s.started) AS k;
CREATE INDEX ON present (person, day);
ANALYZE known, present;

-- Facts by themselves; which of them decides is written once, below.
CREATE TEMPORARY TABLE fact AS
SELECT q.*, index_date + days > observed_until AS too_recent, c.*, d.*, s.*, t.transfer, t.sender
FROM question AS q
LEFT JOIN LATERAL (
  SELECT true AS covered, open OR last_day >= q.index_date + q.days AS retained, vague, exit_reason AS course_exit,
    EXISTS (SELECT FROM stay AS e WHERE e.person = q.person AND e.role = 'treatment' AND e.ending = 'unknown' AND e.started < k.started) AS vague_before,
    EXISTS (SELECT FROM known AS l WHERE (l.person, l.gap, l.observed_until) = (q.person, q.gap, q.observed_until)
      AND l.started > k.started AND l.started <= q.index_date + q.days) AS goes_on
  FROM known AS k
  WHERE (k.person, k.gap, k.observed_until) = (q.person, q.gap, q.observed_until)
    AND started <= q.index_date AND (open OR q.index_date <= last_day)) AS c ON true
LEFT JOIN LATERAL (
  SELECT true AS journey_ended, last_day - started AS journey_days, exit_reason AS journey_exit,
    EXISTS (SELECT FROM stay AS e WHERE e.person = q.person AND e.role = 'treatment' AND e.ending = 'unknown' AND e.started < k.started) AS perhaps_longer,
    (SELECT min(l.started) FROM known AS l WHERE (l.person, l.gap, l.observed_until) = (q.person, q.gap, q.observed_until) AND l.started > q.index_date) AS back_on
  FROM known AS k
  WHERE (k.person, k.gap, k.observed_until) = (q.person, q.gap, q.observed_until) AND NOT open AND NOT vague AND last_day = q.index_date) AS d ON true,
LATERAL (
  SELECT count(*) FILTER (WHERE role = 'treatment' AND ended = q.index_date) AS stays_ended,
    max(ended - started) FILTER (WHERE role = 'treatment' AND ended = q.index_date) AS longest,
    pg_temp.exit_of(array_agg(DISTINCT exit_reason) FILTER (WHERE role = 'treatment' AND ended = q.index_date), false) AS stay_exit,
    min(ended) FILTER (WHERE exit_reason = 'died') AS died_on, min(started) FILTER (WHERE exit_reason = 'died' AND ending = 'unknown') AS maybe_died_on,
    bool_or(care = 'custody_treatment' AND ended = q.index_date) AS released,
    bool_or(exit_reason IN ('entered_custody', 'transferred_to_custody')
      AND (ended > q.index_date OR care = 'custody_treatment' AND ended = q.index_date) AND ended <= q.index_date + q.days) AS exit_to_custody,
    bool_or(role = 'treatment' AND started < q.index_date AND (ending = 'open' OR ended >= q.index_date)) AS in_treatment,
    bool_or(role = 'treatment' AND started < q.index_date AND ending = 'unknown') AS maybe_in_treatment
  FROM stay WHERE person = q.person) AS s
LEFT JOIN LATERAL (
  SELECT id AS transfer, programme AS sender FROM stay
  WHERE person = q.person AND role = 'treatment' AND exit_reason = 'transferred' AND ended = q.index_date
  ORDER BY started DESC, care DESC, programme DESC LIMIT 1) AS t ON true;

-- Days of care, for those questions that have an index event. after: from the day after; from_day:
-- from the day itself, of a stay that did not merely end then.
CREATE TEMPORARY TABLE sight AS
SELECT f.id, coalesce(bool_or(aftercare AND NOT only_maybe AND after), false) AS linked, coalesce(bool_or(aftercare AND after), false) AS maybe_linked,
  coalesce(bool_or(aftercare AND NOT only_maybe), false) AS linked_same_day, coalesce(bool_or(aftercare), false) AS maybe_linked_same_day,
  coalesce(bool_or(continuing AND NOT only_maybe AND (after OR here)), false) AS continued_same_day, coalesce(bool_or(continuing AND (after OR here)), false) AS maybe_continued_same_day,
  coalesce(bool_or((aftercare OR treated) AND NOT only_maybe AND after), false) AS supported, coalesce(bool_or((aftercare OR treated) AND after), false) AS maybe_supported,
  coalesce(bool_or(treated AND NOT only_maybe), false) AS treated,
  coalesce(bool_or(elsewhere AND sender <> 0 AND programme NOT IN (0, sender) AND NOT only_maybe), false) AS arrived,
  coalesce(bool_or(elsewhere AND sender <> 0 AND programme NOT IN (0, sender)), false) AS maybe_arrived,
  coalesce(bool_or(elsewhere AND 0 IN (programme, sender) AND NOT only_maybe), false) AS arrived_somewhere,
  coalesce(bool_or(elsewhere AND 0 IN (programme, sender)), false) AS maybe_arrived_somewhere,
  coalesce(bool_or(treated AND NOT custody AND NOT was_left AND NOT only_maybe), false) AS outside, coalesce(bool_or(treated AND NOT custody AND NOT was_left), false) AS maybe_outside,
  coalesce(bool_or(custody AND after AND NOT only_maybe), false) AS custody_again, coalesce(bool_or(custody AND after), false) AS maybe_custody_again
FROM fact AS f LEFT JOIN LATERAL (
  SELECT p.*, day > f.index_date AS after, role = 'aftercare' AS aftercare, role = 'treatment' AS treated, care = 'custody_treatment' AS custody,
    role = 'aftercare' OR role = 'treatment' AND care <> 'withdrawal_management_inpatient' AS continuing,
    ended = f.index_date AND started < ended IS TRUE AS was_left,
    CASE WHEN role = 'treatment' AND ended = f.index_date THEN started = ended AND f.stays_ended > 1 ELSE true END AS here,
    role = 'treatment' AND p.id <> f.transfer AND (ended = f.index_date AND started < ended) IS NOT TRUE AS elsewhere
  FROM present AS p WHERE p.person = f.person AND day BETWEEN f.index_date AND f.index_date + f.days) AS p ON true
GROUP BY f.id;

CREATE FUNCTION pg_temp.by_exit(reason exit_reason) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN reason IS NULL THEN 'contradictory' WHEN reason = 'unknown' THEN 'not_recorded'
  WHEN reason IN ('completed', 'completed_reduced_use') THEN 'yes' ELSE 'no' END;
CREATE FUNCTION pg_temp.by_early_exit(reason exit_reason, short boolean, perhaps_longer boolean) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN reason IS NULL THEN 'contradictory' WHEN reason = 'unknown' THEN 'not_recorded' WHEN reason = 'service_closed' THEN 'not_applicable'
  WHEN reason NOT IN ('left_before_completion', 'lost_contact', 'ended_by_provider', 'declined') OR NOT short THEN 'no'
  WHEN perhaps_longer THEN 'date_unknown' ELSE 'yes' END;
CREATE FUNCTION pg_temp.by_sight(died text, seen boolean, maybe boolean) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN died IS NOT NULL THEN died WHEN seen THEN 'yes' WHEN maybe THEN 'date_unknown' ELSE 'no' END;

CREATE TEMPORARY TABLE answered AS
SELECT what, expected::answer AS expected, given, f.*
FROM fact AS f JOIN person USING (person) JOIN sight USING (id),
LATERAL (SELECT CASE WHEN died_on <= index_date + days THEN 'died' WHEN maybe_died_on <= index_date + days THEN 'date_unknown' END AS died,
  CASE WHEN died_on <= index_date THEN 'died' WHEN maybe_died_on <= index_date THEN 'date_unknown' END AS died_that_day,
  CASE WHEN died_on < month_end THEN 'died' WHEN maybe_died_on < month_end THEN 'date_unknown' END AS died_in_months) AS x,
LATERAL (VALUES
  ('effective_treatment', CASE WHEN too_recent THEN 'too_recent' WHEN covered IS NULL THEN 'not_applicable' WHEN retained THEN 'yes'
      WHEN vague_before OR vague AND (goes_on OR pg_temp.by_exit(course_exit) <> 'yes') THEN 'date_unknown' ELSE pg_temp.by_exit(course_exit) END,
    effective_treatment(journey, index_date, days, observed_until, gap)),
  ('early_exit', CASE WHEN index_date + gap > observed_until THEN 'too_recent' WHEN journey_ended IS NULL THEN 'not_applicable' WHEN died_that_day IS NOT NULL THEN died_that_day
      ELSE pg_temp.by_early_exit(journey_exit, journey_days < days, perhaps_longer) END,
    early_exit(journey, index_date, days, observed_until, max_gap => gap)),
  ('early_exit of a stay', CASE WHEN index_date > observed_until THEN 'too_recent' WHEN stays_ended = 0 THEN 'not_applicable' WHEN died_that_day IS NOT NULL THEN died_that_day
      ELSE pg_temp.by_early_exit(stay_exit, longest < days, false) END,
    early_exit(journey, index_date, days, observed_until, false, gap)),
  ('completed', CASE WHEN index_date + gap > observed_until THEN 'too_recent' WHEN journey_ended IS NULL THEN 'not_applicable' WHEN died_that_day IS NOT NULL THEN died_that_day
      ELSE pg_temp.by_exit(journey_exit) END,
    completed(journey, index_date, observed_until, max_gap => gap)),
  ('completed, of a stay', CASE WHEN index_date > observed_until THEN 'too_recent' WHEN stays_ended = 0 THEN 'not_applicable' WHEN died_that_day IS NOT NULL THEN died_that_day
      ELSE pg_temp.by_exit(stay_exit) END,
    completed(journey, index_date, observed_until, false, gap)),
  ('completed_without_return', CASE WHEN month_end - 1 - index_date <= gap THEN 'window_within_gap' WHEN month_end > observed_until THEN 'too_recent'
      WHEN journey_ended IS NULL THEN 'not_applicable' WHEN died_in_months IS NOT NULL THEN died_in_months
      WHEN pg_temp.by_exit(journey_exit) = 'yes' AND back_on < month_end THEN 'no' ELSE pg_temp.by_exit(journey_exit) END,
    completed_without_return(journey, index_date, months, observed_until, gap)),
  ('linked_to_aftercare, same day', CASE WHEN too_recent THEN 'too_recent' WHEN stays_ended = 0 THEN 'not_applicable'
      ELSE pg_temp.by_sight(died, linked_same_day, maybe_linked_same_day) END,
    linked_to_aftercare(journey, index_date, days, observed_until, true)),
  ('continued_care, same day', CASE WHEN too_recent THEN 'too_recent' WHEN stays_ended = 0 THEN 'not_applicable'
      ELSE pg_temp.by_sight(died, continued_same_day, maybe_continued_same_day) END,
    continued_care(journey, index_date, days, observed_until, true)),
  ('left_without_support', CASE WHEN too_recent THEN 'too_recent' WHEN stays_ended = 0 THEN 'not_applicable' WHEN died IS NOT NULL THEN died
      WHEN supported THEN 'no' WHEN maybe_supported THEN 'date_unknown' ELSE 'yes' END,
    left_without_support(journey, index_date, days, observed_until)),
  ('transfer_arrived', CASE WHEN too_recent THEN 'too_recent' WHEN transfer IS NULL THEN 'not_applicable'
      WHEN died IS NULL AND NOT arrived AND NOT maybe_arrived AND arrived_somewhere AND NOT (EXISTS (
        SELECT FROM present AS p WHERE p.person = f.person AND only_maybe AND role = 'treatment' AND p.started < f.index_date AND day = f.index_date AND 0 IN (programme, sender)))
      THEN 'not_recorded' ELSE pg_temp.by_sight(died, arrived, maybe_arrived OR maybe_arrived_somewhere) END,
    transfer_arrived(journey, index_date, days, observed_until)),
  ('custody_to_community', CASE WHEN too_recent THEN 'too_recent' WHEN released IS NOT TRUE THEN 'not_applicable' WHEN died = 'died' THEN 'died'
      WHEN custody_again OR exit_to_custody THEN 'in_custody' WHEN maybe_custody_again THEN 'date_unknown'
      ELSE pg_temp.by_sight(died, outside, maybe_outside) END,
    custody_to_community(journey, index_date, days, observed_until)),
  ('need_to_care', CASE WHEN too_recent THEN 'too_recent' WHEN in_treatment THEN 'not_applicable' WHEN maybe_in_treatment THEN 'date_unknown'
      ELSE pg_temp.by_sight(died, treated, false) END,
    need_to_care(journey, index_date, days, observed_until))) AS a(what, expected, given);

-- Equality is the test; every answer that can be given was given many times.
SELECT what, count(*) AS rows, count(*) FILTER (WHERE given IS DISTINCT FROM expected) AS differences FROM answered GROUP BY what ORDER BY what;
SELECT what, given, count(*) FROM answered GROUP BY what, given ORDER BY what, given;

-- time_to_return(): the first of two days; and for every window what returned_to_treatment() says.
CREATE TEMPORARY TABLE timed AS
SELECT f.*, t.days AS given_days, outcome, journey FROM fact AS f JOIN person USING (person), time_to_return(journey, index_date, observed_until, gap) AS t
WHERE f.days = 7;
SELECT outcome, count(*) AS rows, count(*) FILTER (WHERE (given_days, outcome) IS DISTINCT FROM CASE
    WHEN index_date + gap > observed_until THEN (NULL::integer, 'too_recent'::answer)
    WHEN journey_ended IS NULL THEN (NULL::integer, 'not_applicable'::answer)
    WHEN died_on < index_date THEN (NULL::integer, 'died'::answer)
    WHEN back_on <= observed_until AND back_on <= coalesce(died_on, back_on) AND (died_on <= observed_until OR back_on < coalesce(maybe_died_on, back_on + 1)) THEN (back_on - index_date, 'yes'::answer)
    WHEN coalesce(died_on > observed_until, true) AND maybe_died_on <= observed_until THEN (NULL::integer, 'date_unknown'::answer)
    WHEN died_on <= observed_until THEN (died_on - index_date, 'died'::answer)
    ELSE (observed_until - index_date, 'too_recent'::answer) END) AS differences
FROM timed GROUP BY outcome ORDER BY outcome;
SELECT count(*) AS windows, count(*) FILTER (WHERE answer = 'yes') AS yes, count(*) FILTER (WHERE answer = 'no') AS no,
  count(*) FILTER (WHERE (answer = 'yes') <> (outcome = 'yes' AND given_days <= k)) AS breaches
FROM timed, generate_series(1, 160, 3) AS k, LATERAL (SELECT returned_to_treatment(journey, index_date, k, observed_until, gap) AS answer) AS r
WHERE evaluable(answer);

-- time_to_aftercare(): day by day. seen: the first day after the index date on which somebody is known
-- to be in aftercare; maybe: aftercare of unknown end may have had the day after.
CREATE TEMPORARY TABLE linked AS
SELECT q.person, q.index_date, q.observed_until, q.days AS k, t.days, t.outcome, p.journey, e.ended, a.seen, a.maybe, d.died_on, d.undated
FROM question AS q JOIN person AS p USING (person), time_to_aftercare(p.journey, q.index_date, q.observed_until) AS t,
  LATERAL (SELECT count(*) > 0 AS ended FROM stay AS s WHERE s.person = q.person AND role = 'treatment' AND s.ended = q.index_date) AS e,
  LATERAL (SELECT min(day::date) FILTER (WHERE day > q.index_date AND day <= q.observed_until) AS seen,
      coalesce(bool_or(ending = 'unknown' AND s.started <= q.index_date AND q.index_date < q.observed_until), false) AS maybe
    FROM stay AS s, generate_series(s.started, CASE ending WHEN 'closed' THEN s.ended WHEN 'open' THEN greatest(s.started, q.index_date + 1) ELSE s.started END, '1 day') AS day
    WHERE s.person = q.person AND role = 'aftercare' AND s.started <= q.observed_until) AS a,
  LATERAL (SELECT min(s.ended) FILTER (WHERE s.ended <= q.observed_until) AS died_on,
      min(s.started) FILTER (WHERE ending = 'unknown' AND s.started <= q.observed_until) AS undated
    FROM stay AS s WHERE s.person = q.person AND exit_reason = 'died' AND ending <> 'open') AS d;
SELECT outcome, count(*) AS rows, count(days) AS with_days, count(*) FILTER (WHERE (days, outcome) IS DISTINCT FROM CASE
    WHEN index_date > observed_until THEN (NULL::integer, 'too_recent'::answer)
    WHEN NOT ended THEN (NULL::integer, 'not_applicable'::answer)
    WHEN died_on < index_date THEN (NULL::integer, 'died'::answer)
    WHEN died_on = index_date THEN (0, 'died'::answer)
    WHEN maybe AND seen IS DISTINCT FROM index_date + 1 THEN (NULL::integer, 'date_unknown'::answer)
    WHEN died_on IS NULL AND undated <= coalesce(seen, undated) THEN (NULL::integer, 'date_unknown'::answer)
    WHEN seen <= coalesce(died_on, seen) THEN (seen - index_date, 'yes'::answer)
    WHEN died_on IS NOT NULL THEN (died_on - index_date, 'died'::answer)
    ELSE (observed_until - index_date, 'too_recent'::answer) END) AS differences
FROM linked GROUP BY outcome ORDER BY outcome;
SELECT count(*) AS windows, count(*) FILTER (WHERE answer = 'yes') AS yes, count(*) FILTER (WHERE answer = 'no') AS no,
  count(*) FILTER (WHERE (answer = 'yes') <> (outcome = 'yes' AND days <= n)) AS breaches
FROM linked, generate_series(1, 100, 3) AS n, LATERAL (SELECT linked_to_aftercare(journey, index_date, n, observed_until) AS answer) AS r
WHERE evaluable(answer) AND days IS NOT NULL AND k = 7;

-- Whatever the unknown dates were: a yes or a no in spite of them is the answer under every end that
-- is tried. Of the answers date_unknown nearly all do depend on it.
CREATE TEMPORARY TABLE world AS
SELECT person, length, journey_agg(CASE ending WHEN 'closed' THEN episode(care, started, ended, exit_reason, programme)
  WHEN 'open' THEN episode(care, started, programme => programme)
  ELSE episode(care, started, started + (length + pg_temp.dice(id::integer, length, 3)), exit_reason, programme) END) AS journey
FROM stay, unnest('{0,2,5,9,14,20,27,35,44,54,65,77,90,120,200}'::integer[]) AS length
WHERE person IN (SELECT person FROM stay WHERE ending = 'unknown' AND exit_reason NOT IN ('died', 'entered_custody', 'transferred_to_custody'))
  AND person NOT IN (SELECT person FROM stay WHERE ending = 'unknown' AND exit_reason IN ('died', 'entered_custody', 'transferred_to_custody'))
GROUP BY person, length;
SELECT what, count(*) AS rows, count(*) FILTER (WHERE sure AND otherwise > 0) AS breaches,
  count(*) FILTER (WHERE NOT sure) AS date_unknown, count(*) FILTER (WHERE NOT sure AND kinds > 1) AS that_depend
FROM (
  SELECT what, a.id, evaluable(a.given) AS sure, count(*) FILTER (WHERE w.given <> a.given) AS otherwise,
    count(DISTINCT w.given) AS kinds
  FROM answered AS a JOIN world USING (person), LATERAL (SELECT CASE what
    WHEN 'effective_treatment' THEN effective_treatment(journey, index_date, days, observed_until, gap)
    WHEN 'left_without_support' THEN left_without_support(journey, index_date, days, observed_until)
    WHEN 'transfer_arrived' THEN transfer_arrived(journey, index_date, days, observed_until)
    WHEN 'custody_to_community' THEN custody_to_community(journey, index_date, days, observed_until)
    WHEN 'need_to_care' THEN need_to_care(journey, index_date, days, observed_until) END AS given) AS w
  WHERE a.given IN ('yes', 'no', 'date_unknown') AND what IN ('effective_treatment', 'left_without_support', 'transfer_arrived', 'custody_to_community', 'need_to_care')
  GROUP BY what, a.id, a.given) AS s
GROUP BY what ORDER BY what;

-- us_style_discharges(): stays of some kinds, a day at most between them, and runs walked one by one.
CREATE TEMPORARY TABLE kinds AS SELECT kinds FROM (VALUES ('{withdrawal_management_inpatient,residential}'::care[]), ('{outpatient,custody_treatment,aftercare,residential}')) AS v(kinds);
CREATE TEMPORARY TABLE chain AS
SELECT kinds, person, chain_start, last_end, reasons, last.*
FROM (
  SELECT kinds, person, chain_start, max(ended) AS last_end, bool_and(ending = 'closed') AS over
  FROM (
    SELECT kinds, s.*, max(s.started) FILTER (WHERE NOT EXISTS (
        SELECT FROM stay AS e WHERE e.person = s.person AND e.role = 'treatment' AND e.care = ANY (kinds) AND e.started < s.started
          AND (e.ending = 'open' OR e.ended + 1 >= s.started)))
      OVER (PARTITION BY kinds, s.person ORDER BY s.started) AS chain_start
    FROM kinds, stay AS s WHERE s.role = 'treatment' AND s.care = ANY (kinds)) AS o
  GROUP BY kinds, person, chain_start) AS c,
LATERAL (
  SELECT array_agg(DISTINCT exit_reason) AS reasons FROM stay AS s
  WHERE s.person = c.person AND s.role = 'treatment' AND s.care = ANY (kinds) AND s.ended = c.last_end AND s.started >= chain_start) AS r,
LATERAL (
  SELECT care, programme FROM stay AS s
  WHERE s.person = c.person AND s.role = 'treatment' AND s.care = ANY (kinds) AND s.ended = c.last_end AND s.started >= chain_start
  ORDER BY s.started DESC, care DESC, programme DESC LIMIT 1) AS last
WHERE over;
WITH RECURSIVE counted AS (
  SELECT kinds, person, min(last_end) AS discharged_on FROM chain GROUP BY kinds, person
  UNION ALL
  SELECT kinds, person, (SELECT min(last_end) FROM chain AS n WHERE (n.kinds, n.person) = (c.kinds, c.person) AND n.last_end >= c.discharged_on + 31)
  FROM counted AS c WHERE discharged_on IS NOT NULL),
asked AS (SELECT period FROM (VALUES (daterange '(,)'), ('[2024-03-01,2024-06-01)'), ('(,2024-02-10]'), ('empty')) AS v(period)),
theirs AS (
  SELECT kinds, person, period, last_end AS discharged_on, care, programme, pg_temp.exit_of(reasons, false) AS exit_reason, chain_start, last_end - chain_start
  FROM chain JOIN counted USING (kinds, person) CROSS JOIN asked WHERE last_end = discharged_on AND last_end <@ period),
ours AS (SELECT kinds, person, period, d.* FROM kinds, person, asked, us_style_discharges(journey, period, kinds) AS d),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
SELECT (SELECT count(*) FROM chain) AS discharges, (SELECT count(*) FROM counted WHERE discharged_on IS NOT NULL) AS first_of_their_run,
  (SELECT count(*) FROM theirs) AS rows, (SELECT count(*) FROM wrong) AS differences;

DROP TABLE chain, kinds, world, timed, answered, sight, fact, present, known, question, person, stay;
