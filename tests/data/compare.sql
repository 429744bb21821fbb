-- compare.sql: indicators() against the independent check, figure by figure, for one question.
-- Variables: set, first_day, last_day, observed_until, basis.
CALL oracle.ask(:'first_day', :'last_day', :'observed_until', :'basis');

CREATE TEMP VIEW reported AS
SELECT * FROM continuum.indicators(daterange(:'first_day', :'last_day', '[]'),
  ARRAY(SELECT i.indicator FROM continuum.indicators() AS i JOIN oracle.figure USING (indicator) GROUP BY i.indicator),
  observed_until => :'observed_until', basis => :'basis', language => 'en');
CREATE TEMP TABLE asked_figure AS TABLE reported;

INSERT INTO source.checked(name, got, want)
SELECT format('%s, %s to %s observed until %s by %s: %s, %s', :'set', :'first_day', :'last_day', :'observed_until', :'basis', indicator, gender),
  CASE WHEN r.gender IS NULL THEN 'no row' ELSE
    format('%s/%s/%s = %s %s %s', r.cases, r.denominator, r.numerator, r.value, r.excluded, r.value_reason) END,
  format('%s/%s/%s = %s %s %s', o.cases, o.denominator, o.numerator, o.value, o.excluded, o.value_reason)
FROM oracle.figure AS o LEFT JOIN asked_figure AS r USING (indicator, gender)
WHERE o.indicator IN (SELECT i.indicator FROM continuum.indicators() AS i);

INSERT INTO source.checked(name, got, want)
SELECT format('%s, %s to %s: completeness and cases', :'set', :'first_day', :'last_day'),
  string_agg(DISTINCT format('%s of %s programmes', completeness ->> 'programmes_reported', completeness ->> 'programmes_expected'), ' and ')
    || format(', %s rows do not add up', count(*) FILTER (WHERE cases <>
    coalesce(denominator, numerator) + (SELECT coalesce(sum(n::bigint), 0) FROM jsonb_each_text(excluded) AS e(reason, n)))),
  (SELECT format('%s of %s programmes', reported, expected) FROM oracle.completeness) || ', 0 rows do not add up'
FROM asked_figure;

DROP TABLE asked_figure;
DROP VIEW reported;
