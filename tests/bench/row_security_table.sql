-- row_security_table.sql: the items; row security may cost at most 1.3 times.
INSERT INTO item (name, sense, target, ours, peer, ours_ms, peer_ms, ours_plan, peer_plan)
SELECT format('row security: own %s of one provider of 1,000, against none', s ->> 'what'), 'ours/peer <=', 1.3 / (s ->> 'same')::boolean::integer, '', '',
  (s ->> 'with')::numeric, (s ->> 'without')::numeric, s ->> 'plan', 'the same view with row security off'
FROM jsonb_array_elements(:'said'::jsonb) AS s ORDER BY s ->> 'what';
