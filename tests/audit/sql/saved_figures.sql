-- Saved reports, as they stand, without recomputing them. No row may come.

-- Every report has its figures, five genders for each indicator.
SELECT r.name, f.indicator, count(f.gender) AS genders
FROM registry.saved_report r LEFT JOIN registry.saved_figure f ON f.name = r.name
GROUP BY r.name, f.indicator HAVING count(f.gender) <> 5 OR count(DISTINCT f.gender) <> 5
ORDER BY r.name, f.indicator LIMIT 20;

-- Cases are the denominator, or the numerator of a count, and all that was left out.
SELECT f.name, f.indicator, f.gender, f.cases, f.denominator, f.numerator, f.excluded
FROM registry.saved_figure f
WHERE f.cases <> COALESCE(f.denominator, f.numerator)
  + COALESCE((SELECT sum(e.value::bigint) FROM pg_catalog.jsonb_each_text(f.excluded) e), 0)
ORDER BY f.name, f.line LIMIT 20;

-- All is the sum of female, male, other and unknown.
SELECT f.name, f.indicator
FROM registry.saved_figure f
GROUP BY f.name, f.indicator
HAVING sum(f.cases * CASE f.gender WHEN 'all' THEN -1 ELSE 1 END) <> 0
  OR sum(f.numerator * CASE f.gender WHEN 'all' THEN -1 ELSE 1 END) <> 0
  OR sum(f.denominator * CASE f.gender WHEN 'all' THEN -1 ELSE 1 END) <> 0
ORDER BY f.name, f.indicator LIMIT 20;

-- The value follows from the fraction, and is missing only with a reason.
SELECT f.name, f.indicator, f.gender, f.numerator, f.denominator, f.value, f.value_reason
FROM registry.saved_figure f
WHERE f.value IS DISTINCT FROM CASE WHEN f.denominator IS NULL THEN f.numerator
                                    ELSE round(100.0 * f.numerator / NULLIF(f.denominator, 0), 1) END
  OR (f.value IS NULL) <> (f.value_reason IS NOT NULL)
ORDER BY f.name, f.line LIMIT 20;
