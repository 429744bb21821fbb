-- indicator.sql: the catalogue and its engine: every indicator against its own definition in plain SQL, by
-- gender; breakdowns; parameters; what is refused.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_indicator_owner NOLOGIN;
SELECT FROM create_registry('regress_indicator_owner');
\set people 700
\getenv source PG_ABS_SRCDIR
\set made_up :source '/tests/tools/made_up.sql'
\i :made_up
SELECT (SELECT count(*) FROM registry.current_stay) AS stays, :stays AS made, :contacts AS contacts;
-- Every count of every version of every indicator, ours and plain.
SELECT array_agg(indicator || '@' || version) AS codes FROM registry.indicator \gset
CREATE TEMPORARY TABLE compared AS
SELECT 'a' AS asked, c.* FROM registry.compare_with_plain_sql('[2024-01-01,2025-01-01)', '2025-03-31', :'codes') c
UNION ALL
SELECT 'b', c.* FROM registry.compare_with_plain_sql('[2023-07-01,2024-07-01)', '2024-09-30', :'codes', basis => 'registered_sex') c;
SELECT asked, count(*) > 1000 AS many, count(DISTINCT indicator) = (SELECT count(*) FROM registry.indicator) AS all_of_them FROM compared GROUP BY asked ORDER BY asked;
SELECT * FROM compared WHERE ours IS DISTINCT FROM plain ORDER BY 1, 2, 3, 4, 5 LIMIT 20;

-- Whom an event of their stays can have befallen in a period: who began by its end and is not known to have left before it.
SELECT registry.spans(j::journey, '[2024-01-01,2025-01-01)') AS spans, j FROM unnest(ARRAY['{outpatient[2023-01-01,2023-12-31]:completed}',
  '{outpatient[2023-01-01,2024-01-01]:completed}', '{outpatient[2025-01-01,)}', '{outpatient[2020-01-01,)}', '{outpatient[2020-01-01,?]:unknown}',
  '{outpatient[2023-11-01,2023-12-20]:completed,outpatient[2025-01-05,)}']) j;
-- Broken down: people in treatment by region of residence and age reached, each at the start of the latest stay of
-- the period, against plain SQL.
WITH present AS (
  SELECT r.person, max(started(u)) AS on_date FROM registry.report_person('2024-12-31', '2025-03-31', 'identity') r CROSS JOIN LATERAL unnest(r.journey) u
  WHERE care_role(care(u)) = 'treatment' AND started(u) <= '2024-12-31' AND (coalesce(ended(u), started(u)) >= '2024-01-01' OR is_open(u)) GROUP BY r.person),
told AS (
  SELECT p.person, coalesce((SELECT f.value FROM registry.current_person_fact f WHERE f.person = p.person AND f.fact = 'residence_region' AND f.valid_from <= p.on_date
      ORDER BY f.valid_from DESC, f.record DESC LIMIT 1), 'unknown') AS region,
    coalesce((SELECT CASE WHEN a < 15 THEN '00-14' WHEN a >= 65 THEN '65+' ELSE a / 5 * 5 || '-' || a / 5 * 5 + 4 END
      FROM (SELECT extract(year FROM p.on_date)::integer - f.value::integer AS a FROM registry.current_person_fact f WHERE f.person = p.person AND f.fact = 'birth_year'
        AND f.valid_from <= p.on_date ORDER BY f.valid_from DESC, f.record DESC LIMIT 1) y), 'unknown') AS age_group
  FROM present p),
plain AS (SELECT region, age_group, count(*) AS n FROM told GROUP BY region, age_group),
ours AS (SELECT dims ->> 'region' AS region, dims ->> 'age_group' AS age_group, numerator AS n
  FROM indicator('people_in_treatment', '[2024-01-01,2025-01-01)', '{region,age_group}', '2025-03-31') WHERE gender = 'all' AND level <> 'all')
SELECT count(*) > 30 AS many, count(*) FILTER (WHERE p.n IS DISTINCT FROM o.n) AS differ FROM plain p FULL JOIN ours o USING (region, age_group);
-- Every dimension: what is a case once is a case once in the cells together.
SELECT d.dimension, sum(i.cases) FILTER (WHERE i.level = 'all') = sum(i.cases) FILTER (WHERE i.level <> 'all') AS adds_up, count(DISTINCT i.dims) > 1 AS cells
FROM (SELECT o.dimension FROM registry.dimension o WHERE o.reads IS DISTINCT FROM 'event' OFFSET 0) d
  CROSS JOIN LATERAL indicators('[2024-01-01,2025-01-01)', '{aftercare_linkage_30d,retention_90d}', ARRAY[d.dimension], '2025-03-31') i
WHERE i.gender = 'all' GROUP BY d.dimension ORDER BY d.dimension;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_indicator_owner;
DROP ROLE regress_indicator_owner;
