-- peers_table.sql: what the column stores said, beside ours, from stored journeys and from rows.
CREATE TEMP TABLE said (peer text, question text, answer text, ms numeric);
COPY said FROM :'said' (DELIMITER ' ');
CREATE TEMP TABLE asked AS
SELECT question, from_what, statement, bench.answer_of(statement) AS answer,
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FROM (SELECT bench.milliseconds(statement, false) AS ms FROM generate_series(1, :rounds)) AS t) AS ms
FROM (VALUES ('stored', 'stored'), ('rows', '(SELECT journey_agg(episode) AS journey FROM stay GROUP BY person) AS built')) AS f (from_what, relation),
LATERAL (VALUES
  ('days', 'SELECT sum(days_in_care(journey, ''[,2025-01-01)'')) FROM ' || relation),
  ('continued', 'SELECT count(*) || '','' || count(*) FILTER (WHERE continued_care(journey, (left_on).discharged_on, 14, ''2025-01-01'') = ''yes'')'
    || ' FROM (SELECT journey, discharges(journey, ''[2010-01-01,2024-01-01)'', collapse_transfers => false) AS left_on FROM ' || relation || ') AS d'),
  ('pathway', 'SELECT count(*) FROM ' || relation || ' WHERE journey ~ ''withdrawal_management_inpatient then outpatient then aftercare''')
) AS q (question, statement);

-- Equal, or it is not a measurement of the same thing.
DO $$
DECLARE
  other text;
BEGIN
  SELECT string_agg(DISTINCT format('%s of %s: %s, not %s', question, peer, s.answer, a.answer), '; ') INTO other
  FROM said AS s JOIN asked AS a USING (question) WHERE s.answer <> translate(a.answer, '()"', '');
  IF other IS NOT NULL THEN
    RAISE EXCEPTION '%', other;
  END IF;
END $$;

INSERT INTO item (name, sense, target, ours, peer, ours_ms, peer_ms, ours_plan, peer_plan)
SELECT format('%s, from %s, against %s', CASE question WHEN 'days' THEN 'days in care' WHEN 'continued' THEN 'continued care in 14 days' ELSE 'A then B then C' END, from_what,
    CASE peer WHEN 'duckdb' THEN 'DuckDB' WHEN 'clickhouse-1' THEN 'ClickHouse windowFunnel' WHEN 'clickhouse-2' THEN 'ClickHouse sequenceMatch' ELSE 'ClickHouse' END),
  'peer/ours >=', NULL, statement, '', a.ms, s.ms, bench.plan_line(statement), 'rows in order of person and start, one thread'
FROM asked AS a JOIN (SELECT peer, question, percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) AS ms FROM said GROUP BY peer, question) AS s USING (question)
ORDER BY question, from_what DESC, peer;
