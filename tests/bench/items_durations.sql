-- items_durations.sql: transitions of 20,000 people against the SQL that gives the same rows.

-- Their journeys with gender, and their rows, with an index by person and the last day known.
CREATE UNLOGGED TABLE few AS SELECT person, gender, journey FROM stored JOIN person USING (person) ORDER BY person LIMIT 20000;
CREATE UNLOGGED TABLE few_stay AS
SELECT stay.gender, person, episode, care, started, ended, exit_reason, coalesce(ended, CASE exit_reason WHEN 'ongoing' THEN 'infinity' ELSE started END) AS last
FROM stay JOIN few USING (person);
CREATE INDEX ON few_stay (person);
VACUUM ANALYZE few;
VACUUM ANALYZE few_stay;

-- What became of each stay: the first later one that is not over when it ends, else the last earlier one
-- that outlasts it, looked for among the person's stays.
CREATE VIEW few_move AS
SELECT gender, s.care AS from_care, t.care AS to_care, t.started - s.ended AS days
FROM few_stay AS s LEFT JOIN LATERAL (
  SELECT care, started FROM few_stay AS t
  WHERE t.person = s.person AND t.episode <> s.episode AND (t.last > s.last OR t.episode > s.episode AND t.started >= s.last)
  ORDER BY t.episode < s.episode, CASE WHEN t.episode > s.episode THEN t.episode END, t.episode DESC LIMIT 1) AS t ON true
WHERE s.exit_reason <> 'ongoing';

-- lead() is nearly the same where stays do not overlap, and is what most would write; it answers another
-- question, so the answers are not compared.
INSERT INTO item (name, sense, target, ours, peer) VALUES
  ('transitions of 20,000 people, against SQL', 'peer/ours >=', NULL,
  'SELECT pairs, n, medians FROM (SELECT count(*) AS pairs, sum(n) AS n, sum(median_days) AS medians FROM (SELECT transitions(gender, journey) AS t FROM few) AS a, transition_rates(t) WHERE gender IS NOT NULL AND to_care IS NOT NULL AND from_care IS NOT NULL) AS s',
  'SELECT count(*) AS pairs, sum(n) AS n, sum(median_days) AS medians FROM (SELECT gender, from_care, to_care, count(*) AS n, percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median_days FROM few_move WHERE to_care IS NOT NULL GROUP BY gender, from_care, to_care) AS r'),
  ('transitions of 20,000 people, against lead()', 'peer/ours >=', NULL,
  'SELECT cases(t) > 0 AS any FROM (SELECT transitions(gender, journey) AS t FROM few) AS a',
  'SELECT sum(n) > 0 AS any FROM (SELECT gender, from_care, to_care, days, count(*) AS n FROM (SELECT gender, care AS from_care, lead(care) OVER w AS to_care, lead(started) OVER w - ended AS days FROM few_stay WINDOW w AS (PARTITION BY person ORDER BY episode)) AS l GROUP BY gender, from_care, to_care, days) AS c');

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
