-- intake_table.sql: medians of the steps; the items, and the share of each step.
CREATE TEMP TABLE said (people text, step text, ms numeric);
\set steps :directory '/steps'
COPY said FROM :'steps' (DELIMITER ' ');
CREATE TEMP VIEW median AS
SELECT people, step, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms)::numeric AS ms FROM said GROUP BY people, step;
INSERT INTO item (name, sense, target, ours, peer, ours_ms, peer_ms, ours_plan, peer_plan)
SELECT i.name, 'peer/ours >=', i.target, '', '', sum(m.ms), (SELECT ms FROM median WHERE step = i.peer),
  format('%s rows of one provider, %s rows/s: ', :rows, round(1000 * :rows / sum(m.ms)))
    || string_agg(format('%s %s %%', m.step, round(100 * m.ms / (SELECT sum(ms) FROM median s WHERE s.people = i.people AND s.step = ANY (i.steps)))), ', ' ORDER BY array_position(i.steps, m.step)),
  CASE i.peer WHEN 'finished' THEN 'INSERT of the finished rows, table by table' ELSE 'the plainest set-based SQL from sealed rows, comparing nothing' END
FROM (VALUES
  (1, 'intake, new people: door, accept, against finished rows', 'new', 0.6, ARRAY['door', 'accept'], 'finished'),
  (2, 'intake, new people: door, check, accept, against finished rows', 'new', 0.6, ARRAY['door', 'check', 'accept'], 'finished'),
  (3, 'intake, known people: door, accept, against the same', 'known', NULL, ARRAY['door', 'accept'], 'finished'),
  (4, 'intake, new people: accept, against plain SQL from sealed rows', 'new', 0.6, ARRAY['accept'], 'sealed')
) AS i (n, name, people, target, steps, peer) JOIN median m ON m.people = i.people AND m.step = ANY (i.steps)
GROUP BY i.n, i.name, i.people, i.target, i.steps, i.peer ORDER BY i.n;
