-- items_durations.sql: what followed what over 20,000 people, one core (the issue asks for 20 ms).
CREATE UNLOGGED TABLE some_people AS SELECT person, gender FROM person WHERE number <= 20000;
CREATE UNLOGGED TABLE some_stored AS SELECT s.person, gender, journey FROM stored AS s JOIN some_people USING (person);
CREATE UNLOGGED TABLE some_stay AS SELECT s.* FROM stay AS s JOIN some_people USING (person);
VACUUM ANALYZE some_stored, some_stay;

-- Pairs and how often; pairs, how often and the median of the days between, for each gender.
CREATE VIEW lead_pair AS
SELECT gender, care, lead(care) OVER later AS next_care, lead(started) OVER later - ended AS days
FROM some_stay
WINDOW later AS (PARTITION BY person ORDER BY started, CASE WHEN exit_reason = 'ongoing' THEN 65535 ELSE coalesce(ended - started, 65534) END, care, programme, exit_reason);
INSERT INTO item (name, sense, target, ours, peer) VALUES
  ('transitions of 20,000 people with medians, against lead()', 'peer/ours >=', NULL,
    'SELECT count(*), sum(n) AS n, sum(median_days) AS days FROM (SELECT (transition_rates(transitions(gender, journey))).* FROM some_stored) AS t WHERE gender IS NOT NULL AND from_care IS NOT NULL AND to_care IS NOT NULL',
    'SELECT count(*), sum(n) AS n, sum(days) AS days FROM (SELECT count(*) AS n, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS days FROM lead_pair WHERE next_care IS NOT NULL GROUP BY gender, care, next_care) AS t');

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
