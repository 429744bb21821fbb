-- Saved reports, as they stand, without recomputing them. No row may come.

-- Every report has its figures, five genders for each line.
SELECT r.name, r.edition, f.indicator, f.dims, f.category, count(f.gender) AS genders
FROM registry.saved_report r LEFT JOIN registry.saved_figure f ON f.name = r.name AND f.edition = r.edition
GROUP BY r.name, r.edition, f.indicator, f.version, f.dims, f.category HAVING count(f.gender) <> 5 OR count(DISTINCT f.gender) <> 5
ORDER BY r.name, r.edition, f.indicator LIMIT 20;

-- Every indicator that was asked for is there, for the whole.
SELECT r.name, r.edition, c.code
FROM registry.saved_report r CROSS JOIN LATERAL unnest(r.codes) c (code)
WHERE NOT EXISTS (SELECT FROM registry.saved_figure f
  WHERE f.name = r.name AND f.edition = r.edition AND f.indicator || '@' || f.version = c.code AND f.level = 'all')
ORDER BY r.name, r.edition, c.code LIMIT 20;

-- Cases are the denominator, or the numerator of a count, and all that was left out.
SELECT f.name, f.edition, f.indicator, f.dims, f.gender, f.cases, f.denominator, f.numerator, f.excluded
FROM registry.saved_figure f
WHERE f.measure <> 'share' AND f.cases <> CASE f.measure WHEN 'count' THEN f.numerator ELSE f.denominator END
  + COALESCE((SELECT sum(e.value::bigint) FROM pg_catalog.jsonb_each_text(f.excluded) e), 0)
ORDER BY f.name, f.edition, f.line LIMIT 20;

-- All is the sum of female, male, other and unknown.
SELECT f.name, f.edition, f.indicator, f.dims, f.category
FROM registry.saved_figure f
GROUP BY f.name, f.edition, f.indicator, f.version, f.dims, f.category
HAVING sum(f.cases * CASE f.gender WHEN 'all' THEN -1 ELSE 1 END) <> 0
  OR sum(f.numerator * CASE f.gender WHEN 'all' THEN -1 ELSE 1 END) <> 0
  OR sum(f.denominator * CASE f.gender WHEN 'all' THEN -1 ELSE 1 END) <> 0
ORDER BY f.name, f.edition, f.indicator LIMIT 20;

-- The value follows from the fraction, and is missing only with a reason.
SELECT f.name, f.edition, f.indicator, f.dims, f.category, f.gender, f.numerator, f.denominator, f.value, f.value_reason
FROM registry.saved_figure f
WHERE f.measure = 'count' AND f.value IS DISTINCT FROM f.numerator
  OR f.measure IN ('percent', 'share') AND f.value_reason IS DISTINCT FROM 'follow_up_unfinished'
    AND f.value IS DISTINCT FROM round(100.0 * f.numerator / NULLIF(f.denominator, 0), 1)
  OR (f.value IS NULL) <> (f.value_reason IS NOT NULL)
ORDER BY f.name, f.edition, f.line LIMIT 20;
