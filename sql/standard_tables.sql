-- standard_tables.sql: tables of TDI and SISTRAT against plain SQL and against themselves, a table worked by
-- hand, layouts of TEDS and NDTMS made by INSERT, and the panel of the draft resolution.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_tables_owner NOLOGIN;
SELECT FROM create_registry('regress_tables_owner');
\getenv source PG_ABS_SRCDIR
\set made_up :source '/tests/tools/made_up.sql'
\i :made_up

-- The data: one rest an axis, no word under two codes, and what has parts has no words.
SELECT axis FROM registry.table_axis GROUP BY axis HAVING count(*) FILTER (WHERE rest) <> 1;
SELECT axis, word FROM registry.table_word GROUP BY axis, word HAVING count(*) > 1;
SELECT axis, code FROM registry.table_axis a WHERE words <> '{}' AND EXISTS (SELECT FROM registry.table_axis p WHERE p.axis = a.axis AND p.within = a.code);
-- Words of the registry that stand under the rest: unknown and its kin, and nothing else.
SELECT v.axis, string_agg(l.term, ' ' ORDER BY l.term COLLATE "C") AS under_the_rest
FROM (VALUES ('tdi_drug', 'substance'), ('tdi_referral', 'referral_source'), ('tdi_living_with', 'living_with'), ('tdi_children', 'yes_no'), ('tdi_living_where', 'housing'),
    ('tdi_education', 'education'), ('tdi_labour', 'labour'), ('tdi_route', 'route'), ('tdi_frequency', 'frequency'), ('tdi_injecting', 'injecting')) v (axis, vocabulary)
  JOIN registry.label l ON l.vocabulary = v.vocabulary AND l.language = 'en'
WHERE NOT EXISTS (SELECT FROM registry.table_word w JOIN registry.table_axis a ON a.axis = w.axis AND a.code = w.code AND NOT a.rest WHERE w.axis = v.axis AND w.word = l.term)
GROUP BY v.axis ORDER BY v.axis COLLATE "C";
SELECT p.enumlabel FROM (SELECT unnest(ARRAY['outpatient_specialised', 'inpatient_hospital', 'residential', 'prison', 'primary_care', 'low_threshold', 'outreach', 'remote']) AS enumlabel) p
WHERE p.enumlabel NOT IN (SELECT word FROM registry.table_word WHERE axis = 'tdi_centre');

-- Every table that counts cases, all its cells.
CREATE TEMPORARY TABLE cell AS
SELECT t.table_code, t.row_axis, t.column_axis, c.row_code, c.column_code, c.gender, c.n, c.percent
FROM registry.standard_table t CROSS JOIN LATERAL standard_table(t.table_code, '[2024-01-01,2025-01-01)', '2025-03-31') c
WHERE t.event IS NOT NULL;
SELECT count(DISTINCT table_code) AS tables, count(*) FILTER (WHERE n > 0) > 1000 AS filled FROM cell;
-- Genders add up to all; parts to what they are within, in rows and in columns.
SELECT table_code, row_code, column_code FROM cell GROUP BY 1, 2, 3
HAVING sum(n) FILTER (WHERE gender <> 'all') IS DISTINCT FROM sum(n) FILTER (WHERE gender = 'all');
SELECT c.table_code, c.row_code, c.column_code, c.gender, c.n, sum(p.n)
FROM cell c JOIN registry.table_axis a ON a.axis = c.row_axis AND a.within = c.row_code
  JOIN cell p ON p.table_code = c.table_code AND p.row_code = a.code AND p.column_code = c.column_code AND p.gender = c.gender
GROUP BY 1, 2, 3, 4, 5 HAVING sum(p.n) <> c.n;
SELECT c.table_code, c.row_code, c.column_code, c.gender, c.n, sum(p.n)
FROM cell c JOIN registry.table_axis a ON a.axis = c.column_axis AND a.within = c.column_code
  JOIN cell p ON p.table_code = c.table_code AND p.row_code = c.row_code AND p.column_code = a.code AND p.gender = c.gender
GROUP BY 1, 2, 3, 4, 5 HAVING sum(p.n) <> c.n;
-- All TDI tables are of the same people, and a percentage is of the total row.
SELECT count(DISTINCT n) AS totals, count(*) AS tables FROM cell WHERE table_code LIKE 'tdi%' AND row_code = 'total' AND column_code IN ('4', 'total') AND gender = 'all';
SELECT c.table_code, c.row_code, c.column_code, c.gender, c.percent FROM cell c JOIN cell t USING (table_code, column_code, gender)
WHERE t.row_code = 'total' AND c.percent IS DISTINCT FROM round(100 * c.n / nullif(t.n, 0), 1);

-- Against plain SQL over the views: the words' codes are written here once more, by hand.
CREATE FUNCTION pg_temp.plain(cases text) RETURNS TABLE (gender text, category text, answer text, cases bigint) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE 'SELECT q.gender, q.category, q.answer, q.cases FROM (' || regexp_replace(replace(replace(replace(replace(registry.plain_definition(cases),
    ':''first_day''', '''2024-01-01'''), ':''last_day''', '''2024-12-31'''), ':''observed_until''', '''2025-03-31'''), ':''basis''', '''registered_sex'''),
    ':gap\M', '21', 'g') || ') q';
END $$;
CREATE FUNCTION pg_temp.differing(of_table text, cases text) RETURNS TABLE (row_code text, column_code text, gender text, ours numeric, plain numeric) LANGUAGE sql AS $$
  WITH plain AS (
    SELECT p.category AS row_code, p.answer AS column_code, CASE WHEN p.gender IN ('female', 'male', 'all') THEN p.gender ELSE 'other_or_unknown' END AS gender, sum(p.cases) AS n
    FROM pg_temp.plain(cases) p GROUP BY 1, 2, 3)
  SELECT coalesce(c.row_code, p.row_code), coalesce(c.column_code, p.column_code), coalesce(c.gender, p.gender), coalesce(c.n, 0), coalesce(p.n, 0)
  FROM (SELECT c.* FROM cell c WHERE c.table_code = of_table
      AND NOT EXISTS (SELECT FROM registry.table_axis a WHERE a.axis = c.row_axis AND a.within = c.row_code)
      AND NOT EXISTS (SELECT FROM registry.table_axis a WHERE a.axis = c.column_axis AND a.within = c.column_code)) c
    FULL JOIN plain p ON p.row_code = c.row_code AND p.column_code = c.column_code AND p.gender = c.gender
  WHERE coalesce(c.n, 0) <> coalesce(p.n, 0) $$;
\set entrant 'SELECT e.*, (SELECT CASE WHEN e.treated_before OR f.prior_treatment = ''yes'' THEN ''2'' WHEN f.prior_treatment = ''no'' THEN ''1'' ELSE ''3'' END FROM (SELECT 1) x LEFT JOIN (SELECT p.prior_treatment FROM registry.current_profile p WHERE p.person = e.person AND p.programme = e.programme AND p.stage = ''admission'' AND p.on_date BETWEEN e.started - 30 AND e.started + 30 ORDER BY p.prior_treatment = ''yes'' DESC, p.prior_treatment = ''no'' DESC LIMIT 1) f ON true) AS status FROM (SELECT s.*, c.primary_substance, c.birth_year, EXISTS (SELECT FROM stay b WHERE b.person = s.person AND b.role = ''treatment'' AND b.started < s.started) AS treated_before, row_number() OVER (PARTITION BY s.person ORDER BY s.started, s.assertion) AS nth FROM stay s JOIN registry.current_stay c ON c.assertion = s.assertion, asked a WHERE s.role = ''treatment'' AND s.started BETWEEN a.first_day AND a.last_day AND c.primary_substance <> ''alcohol'' AND NOT EXISTS (SELECT FROM stay b WHERE b.person = s.person AND b.role = ''treatment'' AND b.started < s.started AND b.seen >= s.started - interval ''6 months'')) e WHERE e.nth = 1'
