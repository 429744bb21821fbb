-- admit_table.sql: medians of the rates, as milliseconds for a transaction of all clients together.
CREATE TEMP TABLE said (step text, tps numeric);
\getenv directory SERVER_DIRECTORY
\set steps :directory '/steps'
COPY said FROM :'steps' (DELIMITER ' ');
INSERT INTO item (name, sense, target, ours, peer, by_clock, ours_ms, peer_ms, ours_plan, peer_plan)
SELECT 'admit, 8 clients, against a bare prepared INSERT of header and stay', 'peer/ours >=', 0.4, '', '', true, 1000 / o.tps, 1000 / p.tps,
  format('%s admissions/s', round(o.tps)), format('%s/s', round(p.tps))
FROM (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY tps)::numeric AS tps FROM said WHERE step = 'admit') AS o,
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY tps)::numeric AS tps FROM said WHERE step = 'insert') AS p;
