-- intake_table.sql: medians of the steps; the items, and the share of each step.
CREATE TEMP TABLE said (people text, step text, ms numeric);
\set steps :directory '/steps'
COPY said FROM :'steps' (DELIMITER ' ');
CREATE TEMP VIEW median AS
SELECT people, step, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric AS ms FROM said GROUP BY people, step;
INSERT INTO item (name, sense, target, ours, peer, ours_ms, peer_ms, ours_plan, peer_plan)
SELECT i.name, 'peer/ours >=', i.target, '', '', sum(m.ms), (SELECT ms FROM median WHERE step = 'insert'),
  format('%s rows of one provider, %s rows/s: ', :rows, round(1000 * :rows / sum(m.ms)))
    || string_agg(format('%s %s %%', m.step, round(100 * m.ms / (SELECT sum(ms) FROM median s WHERE s.people = i.people AND s.step = ANY (i.steps)))), ', ' ORDER BY array_position(i.steps, m.step)),
  CASE i.people WHEN 'new' THEN 'a set-based INSERT of the finished rows into each table' ELSE 'as for new people: how fast a file of people who are known is' END
FROM (VALUES
  ('intake, new people: door, accept', 'new', 0.6, ARRAY['door', 'accept']),
  ('intake, new people: door, check, accept', 'new', 0.6, ARRAY['door', 'check', 'accept']),
  ('intake, known people: door, accept', 'known', NULL, ARRAY['door', 'accept'])
) AS i (name, people, target, steps) JOIN median m ON m.people = i.people AND m.step = ANY (i.steps)
GROUP BY i.name, i.people, i.target, i.steps ORDER BY i.name;
