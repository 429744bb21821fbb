-- ask.sql: journeys kept ready, and asked. Variables: observed_until.
SET search_path = continuum, pg_catalog, pg_temp;
\pset border 0
\pset footer off
\pset null ''
SELECT format('%s journeys are kept ready; with an index they take %s.', registry.refresh_journeys(), pg_size_pretty(pg_total_relation_size('registry.stored_journey'))) AS said
\gset
\echo :said

ANALYZE registry.stored_journey;
CREATE TEMP VIEW history AS
SELECT j.journey, coalesce(g.gender, 'unknown') AS gender
FROM registry.stored_journey j LEFT JOIN registry.person_gender(:'observed_until', 'identity') g USING (person);

\echo How far did people come on the way  treatment*{>=28d} then{<=90d} aftercare* ?
SELECT f.step, max(f.reached) FILTER (WHERE f.gender = 'female') AS women, max(f.reached) FILTER (WHERE f.gender = 'male') AS men,
  max(f.reached) FILTER (WHERE f.gender IS NULL) AS "all", max(f.median_days) FILTER (WHERE f.gender IS NULL) AS "median days since the step before"
FROM (SELECT funnel(gender, journey, 'treatment*{>=28d} then{<=90d} aftercare*') AS way FROM history) AS w, funnel_steps(way) AS f
GROUP BY f.step ORDER BY f.step;

\echo How many are back in treatment so long after they left it, deaths competing?
SELECT to_char(d, '990') || ' days' AS "within  ", round(100 * cumulative_incidence(times, d, 'female'), 1) AS "women %",
  round(100 * cumulative_incidence(times, d, 'male'), 1) AS "men %"
FROM (SELECT time_to_event(gender, t.days, t.outcome) AS times
    FROM history, discharges(journey, '(,)') AS d, time_to_return(journey, d.discharged_on, :'observed_until') AS t) AS r,
  unnest('{30,90,180}'::integer[]) AS d
ORDER BY d;
