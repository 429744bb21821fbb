-- report.sql: a report by gender, one line an indicator. Variables: period, observed_until, language.
-- A percentage stands with its denominator. Other and unknown are shown together here because they
-- are few; indicators() has them apart.
SET search_path = continuum, pg_catalog, pg_temp;
\pset border 0
\pset footer off

-- Words of the table itself; those of the report come with it.
SELECT * FROM (VALUES
    ('en', 'to', 'observed until', 'Reported', 'of', 'programmes', 'YYYY-MM-DD', 'indicator', 'women', 'men', 'other, unknown', 'all', 'neither yes nor no'),
    ('es', 'a', 'observado hasta', 'Informaron', 'de', 'programas', 'DD-MM-YYYY', 'indicador', 'mujeres', 'hombres', 'otro, sin dato', 'todas', 'ni sí ni no')
  ) AS words(language, to_, observed, reported, of_, programmes, dates, indicator, women, men, other, everybody, excluded)
WHERE language = :'language'
\gset

CREATE TEMPORARY TABLE figure AS
SELECT row_number() OVER () AS line, r.*, value_text || coalesce(' ' || :'of_' || ' ' || nullif(denominator, 0), '') AS cell
FROM indicators(:'period', (SELECT array_agg(DISTINCT indicator) FROM indicators() WHERE indicator IN ('people_in_treatment', 'people_in_aftercare',
    'treatment_journeys_started', 'treatment_journeys_ended', 'treatment_journeys_open_at_end', 'retention_90d', 'aftercare_linkage_7d',
    'aftercare_linkage_30d', 'aftercare_linkage_90d', 'continued_care_14d', 'return_to_treatment_180d', 'identity_verified', 'gender_conflict')),
  observed_until => :'observed_until', language => :'language') AS r;

SELECT format('%s %s %s, %s %s. %s: %s %s %s %s. %s.', to_char(lower(period), :'dates'), :'to_', to_char(upper(period) - 1, :'dates'),
  :'observed', to_char(observed_until, :'dates'), :'reported', completeness ->> 'programmes_reported', :'of_', completeness ->> 'programmes_expected', :'programmes',
  upper(left(note, 1)) || substr(note, 2)) AS title
FROM figure LIMIT 1
\gset
\echo :title
WITH cell AS (
  SELECT min(line) OVER (PARTITION BY indicator) AS line, indicator, label, gender, denominator, numerator, excluded, cell FROM figure
), few AS (
  SELECT line, CASE WHEN sum(denominator) = 0 THEN '-'
    ELSE sum(numerator) || coalesce(' ' || :'of_' || ' ' || sum(denominator), '') END AS cell
  FROM cell WHERE gender IN ('other', 'unknown') GROUP BY line
), left_out AS (
  SELECT line, string_agg(report_label('answer', reason, :'language') || ' ' || n, ', ' ORDER BY n::bigint DESC) AS reasons
  FROM cell CROSS JOIN jsonb_each_text(excluded) AS e(reason, n) WHERE gender = 'all' GROUP BY line
)
SELECT f.label AS :"indicator", lpad(f.cell, 15) AS :"women", lpad(m.cell, 15) AS :"men",
  lpad(few.cell, 10) AS :"other", lpad(a.cell, 15) AS :"everybody", reasons AS :"excluded"
FROM cell AS a JOIN cell AS f USING (line) JOIN cell AS m USING (line) JOIN few USING (line) LEFT JOIN left_out USING (line)
WHERE a.gender = 'all' AND f.gender = 'female' AND m.gender = 'male'
ORDER BY line;
DROP TABLE figure;
