-- indicator.sql: the catalogue and its engine: every indicator against its own definition in plain SQL, by
-- gender; breakdowns; parameters; what is refused.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_indicator_owner NOLOGIN;
SELECT FROM create_registry('regress_indicator_owner');
\getenv source PG_ABS_SRCDIR
\set made_up :source '/tests/tools/made_up.sql'
\i :made_up
SELECT (SELECT count(*) FROM registry.current_stay) AS stays, :stays AS made, :contacts AS contacts;
-- Every count of every indicator, ours and plain.
CREATE TEMPORARY TABLE compared AS
SELECT 'a' AS asked, c.* FROM registry.compare_with_plain_sql('[2024-01-01,2025-01-01)', '2025-03-31') c
UNION ALL
SELECT 'b', c.* FROM registry.compare_with_plain_sql('[2023-07-01,2024-07-01)', '2024-09-30', basis => 'registered_sex') c;
SELECT count(*) > 100 AS many FROM compared;
SELECT * FROM compared WHERE ours IS DISTINCT FROM plain ORDER BY 1, 2, 3, 4, 5 LIMIT 20;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_indicator_owner;
DROP ROLE regress_indicator_owner;
