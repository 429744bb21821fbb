-- journeys.sql: a few people, as the registry knows them. Variables: people, a list of client_refs.
-- A file number is known to its own provider; the registry's number of a person is random and not shown.
SET search_path = continuum, pg_catalog, pg_temp;
\pset border 0
\pset footer off
\pset null ''
CREATE TEMP VIEW shown AS
SELECT row_number() OVER (ORDER BY array_position(string_to_array(:'people', ','), client_ref)) AS n, client_ref, person
FROM (SELECT DISTINCT client_ref, person FROM registry.current_stay WHERE client_ref = ANY (string_to_array(:'people', ','))) AS p;

SELECT CASE WHEN lag(n) OVER w IS DISTINCT FROM n THEN 'Person ' || n ELSE '' END AS "who ",
  to_char(started(e), 'YYYY-MM-DD') AS "from      ",
  CASE WHEN is_open(e) THEN 'still there' ELSE coalesce(to_char(ended(e), 'YYYY-MM-DD'), 'not known') END AS "until      ",
  days(e) AS days, report_label('care', care(e)::text, 'en') AS "kind of care",
  report_label('exit_reason', exit_reason(e)::text, 'en') AS "why it ended"
FROM shown JOIN registry.journey USING (person), unnest(journey) AS e
WINDOW w AS (PARTITION BY n ORDER BY e)
ORDER BY n, e;

\echo The same as treatment journeys: stays of treatment at most 21 days apart are one.
SELECT 'Person ' || n AS "who ", lower(period(t)) AS "from      ",
  coalesce(d.discharged_on::text, CASE WHEN exit_reason(t) = 'ongoing' THEN 'still there' ELSE 'not known' END) AS "until      ",
  cardinality(t) AS stays,
  report_label('answer', retained(journey, lower(period(t)), 90, :'observed_until')::text, 'en') AS "stayed 90 days",
  report_label('answer', linked_to_aftercare(journey, d.discharged_on, 30, :'observed_until')::text, 'en') AS "aftercare in 30 days"
FROM shown JOIN registry.journey USING (person), treatment_journeys(journey) AS t
LEFT JOIN LATERAL discharges(t, daterange '(,)') AS d ON true
ORDER BY n, t;
