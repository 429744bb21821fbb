-- table.sql: what was measured, one line an item and one for each plan.
\pset format aligned
\pset border 1
\pset footer off
\pset tuples_only off
SELECT name AS item, round(ours_ms) AS "ours ms", round(peer_ms) AS "peer ms",
  round(CASE sense WHEN 'ours/peer <=' THEN ours_ms / nullif(peer_ms, 0) ELSE peer_ms / nullif(ours_ms, 0) END, 2) AS ratio,
  coalesce(sense || ' ' || trim_scale(target), split_part(sense, ' ', 1)) AS target,
  CASE WHEN target IS NULL THEN '' WHEN CASE sense WHEN 'ours/peer <=' THEN ours_ms / nullif(peer_ms, 0) <= target ELSE peer_ms / nullif(ours_ms, 0) >= target END
    THEN 'met' ELSE 'missed' END AS verdict
FROM item WHERE ours_ms IS NOT NULL ORDER BY n;
\pset tuples_only on
\pset format unaligned
SELECT format(E'%s\n  ours: %s\n  peer: %s', name, ours_plan, peer_plan) FROM item WHERE ours_ms IS NOT NULL ORDER BY n;
