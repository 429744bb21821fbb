-- items_durations.sql: transitions and life tables against the SQL that gives the same rows.

-- Journeys with their people's gender, all of them and 20,000; the rows of the same 20,000.
CREATE UNLOGGED TABLE gendered AS SELECT person, gender, journey FROM stored JOIN person USING (person);
CREATE UNLOGGED TABLE few AS SELECT * FROM gendered ORDER BY person LIMIT 20000;
CREATE UNLOGGED TABLE few_stay AS SELECT stay.* FROM stay JOIN few USING (person);
VACUUM ANALYZE gendered;
VACUUM ANALYZE few;
VACUUM ANALYZE few_stay;

-- The cells by lead(): into the first stay, on to the next, out of the last unless it is open.
\set order '(PARTITION BY person ORDER BY episode)'
\set cells 'SELECT gender, from_care, to_care, days, count(*) AS n FROM (SELECT gender, lag(care) OVER w AS from_care, care AS to_care, started - lag(ended) OVER w AS days FROM rows WINDOW w AS ' :order ' UNION ALL SELECT gender, care, NULL, NULL FROM (SELECT gender, care, exit_reason, lead(care) OVER ' :order ' AS next FROM rows) AS l WHERE next IS NULL AND exit_reason <> ''ongoing'') AS m GROUP BY gender, from_care, to_care, days'
INSERT INTO item (name, sense, target, ours, peer)
SELECT 'transitions of ' || name || ', against lead()', 'peer/ours >=', NULL,
  format('SELECT cases(t) AS moves FROM (SELECT transitions(gender, journey) AS t FROM %I) AS a', journeys),
  format('SELECT sum(n) AS moves FROM (%s) AS c', replace(:'cells', 'FROM rows', 'FROM ' || rows))
FROM (VALUES ('20,000 people', 'few', 'few_stay'), ('everybody', 'gendered', 'stay')) AS v (name, journeys, rows);

-- Rates with medians, of every gender; SQL needs a second pass for the medians.
INSERT INTO item (name, sense, target, ours, peer) VALUES ('transition_rates of 20,000 people, against lead()', 'peer/ours >=', NULL,
  'SELECT count(*) AS pairs, sum(n) AS n, sum(median_days) AS medians FROM (SELECT transitions(gender, journey) AS t FROM few) AS a, transition_rates(t) WHERE gender IS NOT NULL AND to_care IS NOT NULL AND from_care IS NOT NULL',
  'SELECT count(*) AS pairs, sum(n) AS n, sum(median_days) AS medians FROM (SELECT gender, from_care, care, count(*) AS n, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median_days FROM (SELECT gender, lag(care) OVER w AS from_care, care, started - lag(ended) OVER w AS days FROM few_stay WINDOW w AS ' || :'order' || ') AS m WHERE from_care IS NOT NULL GROUP BY gender, from_care, care) AS r');

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
