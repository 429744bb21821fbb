-- report.sql: the report by gender, one line an indicator. Variables: period, observed_until, language.
-- A percentage stands with its denominator. Other and unknown are shown together here because they
-- are few; report() has them apart.
\pset border 0
\pset footer off
SELECT format('%s %s, %s %s; %s: %s; %s',
    CASE :'language' WHEN 'es' THEN 'Período' ELSE 'Period' END, period,
    CASE :'language' WHEN 'es' THEN 'observado hasta' ELSE 'observed until' END, observed_until,
    CASE :'language' WHEN 'es' THEN 'informaron' ELSE 'reported' END, completeness, upper(note)) AS title
FROM continuum.report(:'period', :'observed_until', 'identity', :'language') LIMIT 1
\gset
\echo :title
SELECT CASE :'language' WHEN 'es' THEN 'indicador' ELSE 'indicator' END AS indicator,
  CASE :'language' WHEN 'es' THEN 'mujeres' ELSE 'women' END AS women, CASE :'language' WHEN 'es' THEN 'hombres' ELSE 'men' END AS men,
  CASE :'language' WHEN 'es' THEN 'otro o sin dato' ELSE 'other or unknown' END AS other, CASE :'language' WHEN 'es' THEN 'todas' ELSE 'all' END AS everybody,
  CASE :'language' WHEN 'es' THEN 'sin respuesta' ELSE 'not counted' END AS excluded, CASE :'language' WHEN 'es' THEN 'de' ELSE 'of' END AS of_
\gset
WITH shown AS (
  SELECT r.*, value_text || CASE WHEN denominator IS NOT NULL THEN format(' %s %s', :'of_', denominator) ELSE '' END AS cell
  FROM continuum.report(:'period', :'observed_until', 'identity', :'language') AS r
)
SELECT label AS :"indicator",
  lpad(max(cell) FILTER (WHERE gender = 'female'), 14) AS :"women", lpad(max(cell) FILTER (WHERE gender = 'male'), 14) AS :"men",
  lpad(sum(numerator) FILTER (WHERE gender IN ('other', 'unknown'))
    || coalesce(format(' %s %s', :'of_', sum(denominator) FILTER (WHERE gender IN ('other', 'unknown'))), ''), 10) AS :"other",
  lpad(max(cell) FILTER (WHERE gender = 'all'), 14) AS :"everybody",
  (SELECT string_agg(continuum.report_label('answer', reason, :'language') || ' ' || n, ', ' ORDER BY n::bigint DESC)
   FROM shown AS s, jsonb_each_text(s.excluded) AS e(reason, n) WHERE s.label = shown.label AND s.gender = 'all') AS :"excluded"
FROM shown JOIN continuum.indicators() USING (indicator)
GROUP BY label, position ORDER BY position;
