-- worklist_table.sql: the item, beside the 20 ms that were asked for.
SELECT :'said'::jsonb AS said \gset
INSERT INTO item (name, sense, target, ours, peer, ours_ms, peer_ms, ours_plan, peer_plan)
SELECT 'worklist of one provider of 1,000, against 20 ms', 'ours/peer <=', 1, '', '', (s ->> 'median')::numeric, 20,
  format('%s people ever, %s rows; worst of twenty providers %s ms, first call of a session %s ms', s ->> 'people', s ->> 'rows',
    round((s ->> 'worst')::numeric, 1), round((s ->> 'first')::numeric, 1)), 'the time asked for'
FROM (SELECT :'said'::jsonb AS s) AS q;
