-- reproduce.sql: every cell of the kept report again; only what moved is shown.
\pset border 0
\pset footer off
SELECT verdict, count(*) AS cells FROM continuum.reproduce('annual') GROUP BY verdict ORDER BY verdict DESC;
SELECT indicator, gender, measure, saved, recomputed, difference FROM continuum.reproduce('annual')
WHERE verdict <> 'identical' ORDER BY indicator, gender, measure;
