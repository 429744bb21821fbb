-- indicators_time.sql: all indicators that are read from stays alone, by gender and region, over a year, in one call; one pass
-- of journey_agg over the same people; and each definition in plain SQL by itself, for the whole country.
SET client_min_messages = warning;
SET jit = off;
SET max_parallel_workers_per_gather = 0; -- time on a core counts one process
CREATE TEMPORARY TABLE asked AS
SELECT array_agg(i.indicator ORDER BY i.line) AS codes FROM registry.indicator AS i
WHERE NOT EXISTS (SELECT FROM unnest(i.needs) AS n WHERE n NOT LIKE 'stays.%') AND i.version = (SELECT max(o.version) FROM registry.indicator AS o WHERE o.indicator = i.indicator);
SELECT format('%s indicators of stays: %s', array_length(codes, 1), array_to_string(codes, ' ')) FROM asked;
CREATE TEMPORARY TABLE timed (what text, ms numeric);
INSERT INTO timed SELECT 'journeys', milliseconds('SELECT count(*) FROM (SELECT person, journey_agg(episode) AS j FROM registry.counted_stay WHERE started <= ''2023-06-30'' GROUP BY person OFFSET 0) AS q', false) FROM generate_series(1, 3);
INSERT INTO timed SELECT 'ours', milliseconds(format('SELECT count(*) FROM indicators(''[2022-01-01,2023-01-01)'', %L, ''{region}'', ''2023-06-30'')', codes), false) FROM asked, generate_series(1, 3);
SET enable_nestloop = off; -- as plain_sql() says: no planner knows how many rows its steps have
INSERT INTO timed SELECT 'plain ' || code, milliseconds(registry.plain_sql(code, '[2022-01-01,2023-01-01)', '2023-06-30'), false) FROM asked, unnest(codes) AS code;
SELECT what, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric) AS ms FROM timed GROUP BY what ORDER BY ms DESC LIMIT 60;
SELECT format('ours / one pass of journey_agg: %s (target 6)', round(o.ms / j.ms, 2)), format('sum of plain SQL / ours: %s (target 5)', round(p.ms / o.ms, 1))
FROM (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM timed WHERE what = 'ours') AS o,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM timed WHERE what = 'journeys') AS j, (SELECT sum(ms) AS ms FROM timed WHERE what LIKE 'plain %') AS p;
