-- Loads: the counts of each batch add up and match what was asserted. No row may come.

SELECT b.batch, b.state, b.rows_read, b.rows_new, b.rows_same, b.rows_changed, b.rows_rejected
FROM registry.intake_batch b
WHERE b.state IN ('checked', 'accepted') AND b.rows_read <> b.rows_new + b.rows_same + b.rows_changed + b.rows_rejected
ORDER BY b.batch LIMIT 20;

-- A batch asserted what it said was new or changed. What stands again because another batch was
-- withdrawn is counted apart.
SELECT b.batch, b.rows_new, b.rows_changed, count(a.assertion) AS asserted
FROM registry.intake_batch b
LEFT JOIN registry.assertion a ON a.batch = b.batch AND a.kind = 'stay' AND a.operation <> 'void'
  AND a.operation <> 'move' AND COALESCE(a.reason, '') NOT LIKE 'withdrawn: %'
WHERE b.state = 'accepted'
GROUP BY b.batch HAVING count(a.assertion) <> b.rows_new + b.rows_changed
ORDER BY b.batch LIMIT 20;

-- Only batches that were accepted have asserted anything, and nothing of a withdrawn one stands.
SELECT a.batch, count(*) AS assertions
FROM registry.assertion a LEFT JOIN registry.intake_batch b ON b.batch = a.batch
WHERE a.batch IS NOT NULL AND (b.batch IS NULL OR b.state IN ('open', 'checked'))
GROUP BY a.batch ORDER BY a.batch LIMIT 20;

SELECT s.batch, count(*) AS standing
FROM registry.current_stay s JOIN registry.intake_batch b ON b.batch = s.batch
WHERE b.state = 'withdrawn'
GROUP BY s.batch ORDER BY s.batch LIMIT 20;

-- Rows of files are not kept beyond the decision, and problems belong to a batch.
SELECT r.batch, count(*) AS rows_kept
FROM registry.intake_row r LEFT JOIN registry.intake_batch b ON b.batch = r.batch
WHERE b.batch IS NULL OR b.state IN ('accepted', 'withdrawn')
GROUP BY r.batch ORDER BY r.batch LIMIT 20;

SELECT p.batch, count(*) AS problems
FROM registry.intake_problem p LEFT JOIN registry.intake_batch b ON b.batch = p.batch
WHERE b.batch IS NULL
GROUP BY p.batch ORDER BY p.batch LIMIT 20;
