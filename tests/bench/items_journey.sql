-- items_journey.sql: building journeys, and the treatment journeys in them.

-- The same grouping with the cheapest aggregate that there is, max(ended).
INSERT INTO item (name, sense, target, ours, peer, settings)
SELECT name, 'ours/peer <=', target,
  format('SELECT count(journey) FROM (SELECT person, journey_agg(%s) AS journey FROM stay GROUP BY person) AS j', stay),
  'SELECT count(ended IS NULL) FROM (SELECT person, max(ended) AS ended FROM stay GROUP BY person) AS m', settings
FROM (VALUES
  ('journey_agg(episode), hash', 2.0, 'episode', ARRAY['enable_sort', 'off']),
  ('journey_agg(five columns), hash', 2.0, 'episode(care, started, ended, exit_reason, programme)', ARRAY['enable_sort', 'off']),
  ('journey_agg(episode), sort', 1.4, 'episode', ARRAY['enable_hashagg', 'off']),
  ('journey_agg(five columns), sort', 1.4, 'episode(care, started, ended, exit_reason, programme)', ARRAY['enable_hashagg', 'off']),
  ('journey_agg(episode), hash, work_mem 4MB', 1.4, 'episode', ARRAY['enable_sort', 'off', 'work_mem', '4MB'])
) AS forms (name, target, stay, settings);

-- Treatment journeys (21 days) by the best SQL found. Care codes 16 to 35 are treatment; an open stay
-- reaches for ever, a stay that ended nobody knows when no further than its first day.
CREATE VIEW treatment_stay AS
SELECT person, started,
  CASE WHEN exit_reason = 'ongoing' THEN 'infinity' WHEN ended IS NULL THEN started ELSE ended + 21 END AS reach,
  CASE WHEN exit_reason = 'ongoing' THEN 'infinity' ELSE coalesce(ended, started) END AS last
FROM stay WHERE care BETWEEN 'treatment_unspecified' AND 'custody_treatment';

-- How many: one sort, one window.
CREATE VIEW window_count AS
SELECT count(*) FROM (
  SELECT started > max(reach) OVER (PARTITION BY person ORDER BY started ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later
  FROM treatment_stay) AS w
WHERE later IS NOT FALSE;

-- A row each, with first and last day. The last day of one is what the next one's first stay saw before
-- it; of the person's last one, the overall last: no second sort and no GROUP BY.
CREATE VIEW window_list AS
SELECT person, started AS first, nullif(coalesce(lead(last_before) OVER (PARTITION BY person ORDER BY started), last_of_all), 'infinity') AS last
FROM (
  SELECT person, started, started > max(reach) OVER earlier AS later, max(last) OVER earlier AS last_before,
    max(last) OVER (PARTITION BY person) AS last_of_all
  FROM treatment_stay
  WINDOW earlier AS (PARTITION BY person ORDER BY started ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) AS w
WHERE later IS NOT FALSE;

-- The plain form that most would write: number the journeys, then group.
CREATE VIEW group_list AS
SELECT person, min(started) AS first, nullif(max(last), 'infinity') AS last
FROM (
  SELECT *, count(*) FILTER (WHERE later IS NOT FALSE) OVER (PARTITION BY person ORDER BY started ROWS UNBOUNDED PRECEDING) AS number
  FROM (
    SELECT *, started > max(reach) OVER (PARTITION BY person ORDER BY started ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS later
    FROM treatment_stay) AS w) AS n
GROUP BY person, number;

-- Ours, over journeys built on the way from the same rows, and over stored ones.
CREATE VIEW built AS
SELECT person, journey_agg(episode) AS journey
FROM stay WHERE care BETWEEN 'treatment_unspecified' AND 'custody_treatment' GROUP BY person;
CREATE VIEW our_list AS SELECT person, treatment_journeys(journey) AS journey FROM built OFFSET 0;
CREATE VIEW our_stored_list AS SELECT person, treatment_journeys(journey) AS journey FROM stored OFFSET 0;

-- From rows, both ways that PostgreSQL can group: it takes hash, though over millions of groups sort
-- may be faster. Listed: every row is made; then also with first and last day taken out and summed,
-- which makes sure that both list the same.
\set days 'SELECT count(*), sum(first - date ''2000-01-01''), sum(last - date ''2000-01-01'') FROM '
\set our_days 'SELECT count(*), sum(lower(days) - date ''2000-01-01''), sum(upper(days) - 1 - date ''2000-01-01'') FROM (SELECT period(journey) AS days FROM '
\set from_built 'SELECT sum(treatment_journey_count(journey)) AS count FROM built'
\set from_stored 'SELECT sum(treatment_journey_count(journey)) AS count FROM stored'
INSERT INTO item (name, sense, target, ours, peer, settings)
SELECT 'treatment journeys ' || name, 'peer/ours >=', target, ours, peer, settings
FROM (VALUES
  ('counted, from rows by hash', 1, :'from_built', 'SELECT * FROM window_count', ARRAY['enable_sort', 'on']),
  ('counted, from rows by sort', 1, :'from_built', 'SELECT * FROM window_count', ARRAY['enable_hashagg', 'off']),
  ('listed, from rows by hash', 1.5, 'SELECT count(journey) FROM our_list', 'SELECT count(first + (last IS NULL)::integer) FROM window_list', '{}'),
  ('listed, from rows by sort', 1.5, 'SELECT count(journey) FROM our_list', 'SELECT count(first + (last IS NULL)::integer) FROM window_list', ARRAY['enable_hashagg', 'off']),
  ('listed, from rows, against GROUP BY', 1.5, 'SELECT count(journey) FROM our_list', 'SELECT count(first + (last IS NULL)::integer) FROM group_list', '{}'),
  ('counted, from stored journeys', 20, :'from_stored', 'SELECT * FROM window_count', '{}'),
  ('listed, from stored journeys', 15, 'SELECT count(journey) FROM our_stored_list', 'SELECT count(first + (last IS NULL)::integer) FROM window_list', '{}'),
  ('listed with days, from rows', 1.5, :'our_days' || 'our_list OFFSET 0) AS d', :'days' || 'window_list', '{}'),
  ('listed with days, from stored journeys', 15, :'our_days' || 'our_stored_list OFFSET 0) AS d', :'days' || 'window_list', '{}')
) AS i (name, target, ours, peer, settings);

-- What parallelises: the scan of stored journeys, and building them partition by partition (over one
-- table it does not: two or three rows a group leave nothing to send less of). Two processes against one.
CREATE UNLOGGED TABLE parted (person bigint, episode episode) PARTITION BY HASH (person);
CREATE UNLOGGED TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE UNLOGGED TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO parted SELECT person, episode FROM stay;
VACUUM ANALYZE parted;
CREATE FUNCTION alone() RETURNS integer LANGUAGE plpgsql PARALLEL UNSAFE AS 'BEGIN RETURN 0; END';
INSERT INTO item (name, sense, target, ours, peer, by_clock, settings)
SELECT name || ', two processes against one', 'peer/ours >=', 1.6, question, question || ' WHERE (SELECT alone()) = 0', true,
  ARRAY['max_parallel_workers_per_gather', '1', 'parallel_setup_cost', '0', 'min_parallel_table_scan_size', '0',
    'enable_partitionwise_aggregate', 'on', 'enable_sort', 'off']
FROM (VALUES
  ('linkage over stored journeys', 'SELECT count(linked_to_aftercare(journey, upper(period(journey)) - 1, 30, ''2025-01-01'')) FROM stored'),
  ('journey_agg by partition', 'SELECT count(journey) FROM (SELECT person, journey_agg(episode) AS journey FROM parted GROUP BY person) AS j')
) AS q (name, question);

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
