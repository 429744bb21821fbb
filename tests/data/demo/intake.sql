-- intake.sql: what became of the files. Variable: first, how many files were sent the first time.
SET search_path = continuum, pg_catalog, pg_temp;
\pset border 0
\pset footer off
SELECT CASE WHEN n <= :first THEN 'first time' ELSE 'again' END AS "sent ", count(*) AS files, sum(rows_read) AS "rows read",
  sum(rows_new) AS new, sum(rows_same) AS same, sum(rows_changed) AS changed, sum(rows_rejected) AS rejected, sum(rows_warned) AS "with a warning"
FROM (SELECT *, row_number() OVER (ORDER BY batch) AS n FROM registry.intake_batch WHERE state = 'accepted') AS b
GROUP BY 1 ORDER BY min(batch);
SELECT format('%s stays of %s people are in the registry.', count(*), count(DISTINCT person)) AS line FROM registry.current_stay
\gset
\echo :line
\echo Intake report of the first file with problems, else of the last, as its provider gets it:
SELECT coalesce(min(batch) FILTER (WHERE rows_rejected > 0), max(batch)) AS batch FROM registry.intake_batch
\gset
\pset tuples_only on
\pset format unaligned
WITH line AS (
  SELECT *, row_number() OVER (PARTITION BY part ORDER BY severity <> 'reject', code = 'P401', place) AS rank
  FROM registry.intake_report(:batch, 'es') WITH ORDINALITY
    AS r(part, code, severity, count, row_number, source_record, field, text, place))
SELECT '  ' || string_agg(text, '; ' ORDER BY place) FROM line WHERE part = 'counts'
UNION ALL
SELECT '  ' || string_agg(text, '; ' ORDER BY place) FROM line WHERE part = 'codes' HAVING count(*) > 0
UNION ALL
SELECT '  ' || text FROM line WHERE part = 'rows' AND rank <= 3
UNION ALL
SELECT format('  (y %s avisos más)', count(*) - 3) FROM line WHERE part = 'rows' HAVING count(*) > 3;
\echo
