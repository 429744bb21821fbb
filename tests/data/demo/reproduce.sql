-- reproduce.sql: every cell of the kept report again; only what moved is shown.
SET search_path = continuum, pg_catalog, pg_temp;
\pset border 0
\pset footer off
SELECT verdict, count(*) AS cells FROM reproduce('annual') GROUP BY verdict ORDER BY verdict DESC;
SELECT coalesce(indicator, 'completeness') AS indicator, gender, string_agg(format('%s %s -> %s', measure, saved, recomputed), ', ' ORDER BY measure DESC) AS "kept -> now"
FROM reproduce('annual') WHERE verdict <> 'identical' GROUP BY indicator, gender ORDER BY indicator, gender;
