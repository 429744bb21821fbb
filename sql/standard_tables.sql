-- standard_tables.sql: tables of TDI and SISTRAT against plain SQL and against themselves, a table worked by
-- hand, layouts of TEDS and NDTMS made by INSERT, and the panel of the draft resolution.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_tables_owner NOLOGIN;
SELECT FROM create_registry('regress_tables_owner');
\getenv source PG_ABS_SRCDIR
\set people 700
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
SELECT count(DISTINCT table_code) AS tables, count(*) FILTER (WHERE n > 0) > 800 AS filled FROM cell;
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
SELECT count(DISTINCT n) AS totals, count(*) AS tables FROM cell WHERE table_code LIKE 'tdi%' AND row_code = 'total' AND column_code = CASE column_axis WHEN 'tdi_status' THEN '4' ELSE 'total' END AND gender = 'all';
-- They are the people of the indicator, those too of whose six months before the registry does not know.
SELECT c.gender, c.n, i.cases FROM cell c JOIN indicator('treatment_entrants', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31', basis => 'registered_sex', preset => 'tdi') i ON i.gender = c.gender
WHERE c.table_code = 'tdi_8_1' AND c.row_code = 'total' AND c.column_code = '4' AND c.n <> i.cases;
SELECT c.table_code, c.row_code, c.column_code, c.gender, c.percent FROM cell c JOIN cell t USING (table_code, column_code, gender)
WHERE t.row_code = 'total' AND c.percent IS DISTINCT FROM round(100 * c.n / nullif(t.n, 0), 1);

-- Against plain SQL over the views: the words' codes are written here once more, by hand.
CREATE FUNCTION pg_temp.plain(query text) RETURNS TABLE (gender text, category text, answer text, cases bigint) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE 'SELECT q.gender, q.category, q.answer, q.cases FROM (' || regexp_replace(replace(replace(replace(replace(registry.plain_definition(query),
    ':''first_day''', '''2024-01-01'''), ':''last_day''', '''2024-12-31'''), ':''observed_until''', '''2025-03-31'''), ':''basis''', '''registered_sex'''),
    ':gap\M', '21', 'g') || ') q';
END $$;
CREATE FUNCTION pg_temp.differing(of_table text, query text) RETURNS TABLE (row_code text, column_code text, gender text, ours numeric, plain numeric) LANGUAGE sql AS $$
  WITH plain AS (
    SELECT p.category AS row_code, p.answer AS column_code, CASE WHEN p.gender IN ('female', 'male', 'all') THEN p.gender ELSE 'other_or_unknown' END AS gender, sum(p.cases) AS n
    FROM pg_temp.plain(query) p GROUP BY 1, 2, 3)
  SELECT coalesce(c.row_code, p.row_code), coalesce(c.column_code, p.column_code), coalesce(c.gender, p.gender), coalesce(c.n, 0), coalesce(p.n, 0)
  FROM (SELECT c.* FROM cell c WHERE c.table_code = of_table
      AND NOT EXISTS (SELECT FROM registry.table_axis a WHERE a.axis = c.row_axis AND a.within = c.row_code)
      AND NOT EXISTS (SELECT FROM registry.table_axis a WHERE a.axis = c.column_axis AND a.within = c.column_code)) c
    FULL JOIN plain p ON p.row_code = c.row_code AND p.column_code = c.column_code AND p.gender = c.gender
  WHERE coalesce(c.n, 0) <> coalesce(p.n, 0) $$;
\set entrant 'SELECT e.*, (SELECT CASE WHEN e.treated_before OR f.said_yes THEN ''2'' WHEN f.said_no THEN ''1'' ELSE ''3'' END FROM (SELECT 1) x LEFT JOIN (SELECT bool_or(p.prior_treatment = ''yes'' OR p.prior_last_on < e.started) AS said_yes, bool_or(p.prior_treatment = ''no'') AS said_no FROM registry.current_profile p WHERE p.person = e.person AND p.programme = e.programme AND p.stage = ''admission'' AND p.on_date BETWEEN e.started - 30 AND e.started + 30) f ON true) AS status FROM (SELECT s.*, c.primary_substance, c.birth_year, EXISTS (SELECT FROM stay b WHERE b.person = s.person AND b.role = ''treatment'' AND b.started < s.started) AS treated_before, row_number() OVER (PARTITION BY s.person ORDER BY s.started, s.assertion) AS nth FROM stay s JOIN registry.current_stay c ON c.assertion = s.assertion, asked a WHERE s.role = ''treatment'' AND s.started BETWEEN a.first_day AND a.last_day AND c.primary_substance <> ''alcohol'' AND NOT EXISTS (SELECT FROM stay b WHERE b.person = s.person AND b.role = ''treatment'' AND b.started < s.started AND b.seen >= s.started - interval ''6 months'') AND NOT EXISTS (SELECT FROM registry.current_profile p WHERE p.person = s.person AND p.programme = s.programme AND p.stage = ''admission'' AND p.on_date BETWEEN s.started - 30 AND s.started + 30 AND p.prior_last_on < s.started AND p.prior_last_on >= s.started - interval ''6 months'')) e WHERE e.nth = 1'
SELECT * FROM pg_temp.differing('tdi_10_1', $$SELECT q.person, w.gender, q.status AS answer, NULL::integer AS amount, CASE q.primary_substance WHEN 'coca_paste' THEN '2.3'
    WHEN 'cocaine_hydrochloride' THEN '2.1' WHEN 'cannabis' THEN '7.0' WHEN 'heroin' THEN '1.1' WHEN 'benzodiazepines' THEN '4.2' ELSE '99' END AS category
  FROM ($$ || :'entrant' || $$) q JOIN who w ON w.person = q.person$$);
SELECT * FROM pg_temp.differing('tdi_18', $$SELECT q.person, w.gender, q.status AS answer, NULL::integer AS amount, coalesce(CASE
      WHEN l.labour IN ('formal_employee', 'informal_employee', 'self_employed_informal') THEN '2' WHEN l.labour = 'student' THEN '3' WHEN l.labour IN ('unemployed_seeking', 'not_seeking') THEN '4'
      WHEN l.labour = 'unpaid_care' THEN '5' END, '99') AS category
  FROM ($$ || :'entrant' || $$) q JOIN who w ON w.person = q.person
    LEFT JOIN LATERAL (SELECT p.labour FROM registry.current_profile p WHERE p.person = q.person AND p.on_date <= q.started ORDER BY p.on_date DESC, p.assertion DESC LIMIT 1) l ON true$$);
SELECT * FROM pg_temp.differing('tdi_8_1', $$SELECT q.person, w.gender, q.status AS answer, NULL::integer AS amount,
    CASE p.setting WHEN 'outpatient_specialised' THEN '1' WHEN 'residential' THEN '2' WHEN 'inpatient_hospital' THEN '2' WHEN 'prison' THEN '3' WHEN 'low_threshold' THEN '5' END AS category
  FROM ($$ || :'entrant' || $$) q JOIN who w ON w.person = q.person JOIN registry.current_programme p ON p.programme = q.programme$$);
SELECT * FROM pg_temp.differing('sistrat_exit', $$SELECT s.person, w.gender, 'all' AS answer, NULL::integer AS amount, CASE
      WHEN s.exit_reason LIKE 'completed%' THEN 'completed' WHEN s.exit_reason LIKE 'transferred%' THEN 'transferred' WHEN s.exit_reason = 'ended_by_provider' THEN 'by_provider'
      WHEN s.exit_reason IN ('left_before_completion', 'lost_contact', 'declined') THEN CASE WHEN s.ended - s.started < 90 THEN 'left_early' ELSE 'left_late' END
      WHEN s.exit_reason IN ('died', 'unknown') THEN s.exit_reason ELSE 'other' END AS category
  FROM stay s JOIN who w ON w.person = s.person, asked a WHERE s.role = 'treatment' AND s.ended BETWEEN a.first_day AND a.last_day$$);
SELECT * FROM pg_temp.differing('sistrat_plan', $$SELECT s.person, w.gender, 'all' AS answer, NULL::integer AS amount, c.plan AS category
  FROM stay s JOIN who w ON w.person = s.person JOIN registry.current_stay c ON c.assertion = s.assertion, asked a
  WHERE s.role = 'treatment' AND s.started <= a.last_day AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day)$$);
-- The last entry in place of the first: as many people, other stays.
SELECT sum(abs(k.n - c.n)) > 0 AS others, sum(k.n) - sum(c.n) AS more FROM cell c
  JOIN standard_table('tdi_10_1', '[2024-01-01,2025-01-01)', '2025-03-31', params => '{"keep": "last"}') k USING (table_code, row_code, column_code, gender)
WHERE c.row_code NOT IN ('total', '1', '2', '3', '4', '5', '7') AND c.column_code <> '4' AND c.gender <> 'all';

-- The panel has every line, each figure as indicators() has it; what is pooled is made of both counts.
CREATE TEMPORARY TABLE panel AS SELECT * FROM resolution_panel('[2024-01-01,2025-01-01)', '2025-03-31');
CREATE TEMPORARY TABLE figure AS SELECT f.* FROM indicators('[2024-01-01,2025-01-01)', ARRAY(SELECT DISTINCT p.indicator FROM panel p WHERE p.indicator IS NOT NULL), observed_until => '2025-03-31') f;
SELECT l.line, l.indicator FROM registry.panel_line l WHERE l.indicator NOT IN (SELECT i.indicator FROM indicators() i);
SELECT count(*) = (SELECT count(*) FROM registry.panel_line) AS all_lines, count(DISTINCT line) = count(*) AS once FROM panel;
SELECT p.line, p.note FROM panel p JOIN registry.panel_line l ON l.line = p.line WHERE l.indicator IS NULL ORDER BY p.line;
SELECT p.line, p.indicator, p.women, p.men, p.everybody FROM panel p JOIN registry.panel_line l ON l.line = p.line
WHERE p.indicator IS NOT NULL AND NOT EXISTS (
  SELECT FROM figure f WHERE f.indicator = p.indicator AND f.category IS NOT DISTINCT FROM l.category
  GROUP BY f.indicator HAVING max(f.value_text) FILTER (WHERE f.gender = 'female') = p.women AND max(f.value_text) FILTER (WHERE f.gender = 'male') = p.men
    AND max(f.value_text) FILTER (WHERE f.gender = 'all') = p.everybody AND max(f.denominator) FILTER (WHERE f.gender = 'all') IS NOT DISTINCT FROM p.denominator);
-- A rate stands with how many women and men it is of; when it was observed until, and by which gender, is said.
SELECT p.line, p.of_women, p.of_men FROM panel p JOIN registry.panel_line l ON l.line = p.line
WHERE p.indicator IS NOT NULL AND NOT EXISTS (
  SELECT FROM figure f WHERE f.indicator = p.indicator AND f.category IS NOT DISTINCT FROM l.category
  GROUP BY f.indicator HAVING max(f.denominator) FILTER (WHERE f.gender = 'female') IS NOT DISTINCT FROM p.of_women AND max(f.denominator) FILTER (WHERE f.gender = 'male') IS NOT DISTINCT FROM p.of_men);
-- Parity of rates and coverage, and the part that women have in what is counted or added up.
SELECT p.line, p.indicator, p.parity, p.women_share FROM panel p JOIN registry.panel_line l ON l.line = p.line CROSS JOIN LATERAL (
  SELECT min(f.measure) AS measure, max(f.numerator) FILTER (WHERE f.gender = 'female')::numeric AS nf, max(f.denominator) FILTER (WHERE f.gender = 'female') AS df,
    max(f.numerator) FILTER (WHERE f.gender = 'male') AS nm, max(f.denominator) FILTER (WHERE f.gender = 'male')::numeric AS dm,
    sum(f.value) FILTER (WHERE f.gender = 'female') AS women, sum(f.value) FILTER (WHERE f.gender IN ('female', 'male', 'other')) AS known
  FROM figure f WHERE f.indicator = p.indicator AND f.category IS NOT DISTINCT FROM l.category) f
WHERE p.parity IS DISTINCT FROM CASE WHEN f.measure IN ('percent', 'share', 'coverage') THEN round(f.nf * f.dm / nullif(f.df * f.nm, 0), 2) END
  OR p.women_share IS DISTINCT FROM CASE WHEN f.measure IN ('count', 'sum') THEN round(100 * f.women / nullif(f.known, 0), 1) END;
SELECT indicator, women, men, gap, parity, women_share FROM panel WHERE indicator IN ('people_in_treatment', 'carers_hours', 'sdg_3_5_1_drugs') ORDER BY line;
SELECT count(of_women) > 20 AS of_women, min(completeness) AS completeness, max(completeness) = min(completeness) AS same FROM panel;
SELECT p.line, p.indicator, p.gap FROM panel p JOIN registry.panel_line l ON l.line = p.line JOIN figure w ON w.indicator = p.indicator AND w.category IS NOT DISTINCT FROM l.category AND w.gender = 'female'
  JOIN figure m ON m.indicator = p.indicator AND m.category IS NOT DISTINCT FROM l.category AND m.gender = 'male'
WHERE p.gap IS DISTINCT FROM CASE WHEN w.measure IN ('percent', 'share') THEN round(100.0 * w.numerator / nullif(w.denominator, 0) - 100.0 * m.numerator / nullif(m.denominator, 0), 1) END;
SELECT p.line, p.indicator, p.other_or_unknown FROM panel p JOIN registry.panel_line l ON l.line = p.line CROSS JOIN LATERAL (
  SELECT sum(f.numerator) AS yes, sum(f.denominator) AS whole, min(f.measure) AS measure FROM figure f
  WHERE f.indicator = p.indicator AND f.category IS NOT DISTINCT FROM l.category AND f.gender IN ('other', 'unknown')) f
WHERE p.indicator IS NOT NULL AND f.measure IN ('count', 'percent', 'share') AND p.other_or_unknown
  IS DISTINCT FROM CASE WHEN f.measure = 'count' THEN f.yes::text ELSE coalesce(round(100 * f.yes / nullif(f.whole, 0), 1) || ' %', '-') END;
SELECT count(DISTINCT asks) AS worded FROM (SELECT asks FROM panel WHERE line = 10 UNION ALL SELECT asks FROM resolution_panel('[2024-01-01,2025-01-01)', '2025-03-31', language => 'pt') WHERE line = 10) p;

-- Tables made of the catalogue: coverage by class, and months of plan, which add up to the indicator's.
SELECT count(DISTINCT row_code) AS classes, count(percent) > 10 AS with_coverage, bool_or(row_code LIKE '%alcohol%') AS alcohol FROM standard_table('sdg_3_5_1', '[2024-01-01,2025-01-01)', '2025-03-31');
SELECT count(DISTINCT row_code) AS providers, count(DISTINCT column_code) AS plans, abs(sum(n) FILTER (WHERE gender = 'all')
    - (SELECT i.value FROM indicator('plan_months', '[2024-01-01,2025-01-01)', observed_until => '2025-03-31', basis => 'registered_sex') i WHERE i.gender = 'all')) < 0.05 * count(*) AS sum
FROM standard_table('sistrat_plan_months', '[2024-01-01,2025-01-01)', '2025-03-31');

-- Layouts of others are rows of the same tables: TEDS, type of service by reason of discharge (DOMAIN 10.1), and
-- the exits of NDTMS in its reporting groups (DOMAIN 3.2), by gender.
INSERT INTO registry.table_axis (axis, line, code, within, words, rest, label_en, label_es, label_pt)
SELECT v.axis, row_number() OVER (), v.code, v.within, coalesce(string_to_array(v.words, ' '), '{}'), v.rest, v.code, v.code, v.code FROM (VALUES
  ('teds_service', 'outpatient', 'all', 'outpatient day_programme', false), ('teds_service', 'intensive outpatient', 'all', 'outpatient_intensive', false),
  ('teds_service', 'long-term residential', 'all', 'residential', false), ('teds_service', 'detoxification', 'all', 'withdrawal_management_inpatient', false),
  ('teds_service', 'methadone', 'all', 'opioid_agonist', false), ('teds_service', 'other', 'all', NULL, true), ('teds_service', 'all', NULL, NULL, false),
  ('teds_reason', 'completed', 'known', 'completed completed_reduced_use', false), ('teds_reason', 'transferred', 'known', 'transferred transferred_to_custody', false),
  ('teds_reason', 'dropped out', 'known', 'left_before_completion lost_contact', false), ('teds_reason', 'terminated', 'known', 'ended_by_provider', false),
  ('teds_reason', 'other', 'known', NULL, true), ('teds_reason', 'known', 'all', NULL, false), ('teds_reason', 'unknown', 'all', 'unknown', false), ('teds_reason', 'all', NULL, NULL, false),
  ('ndtms_exit', 'successful', 'all', 'completed completed_reduced_use', false), ('ndtms_exit', 'transferred', 'all', 'transferred transferred_to_custody', false),
  ('ndtms_exit', 'incomplete', 'all', NULL, true), ('ndtms_exit', 'not known', 'all', 'unknown', false), ('ndtms_exit', 'all', NULL, NULL, false)) v (axis, code, within, words, rest);
INSERT INTO registry.standard_table (line, table_code, unit, event, row_axis, row_word, column_axis, column_word, title_en, title_es, title_pt, note_en, note_es, note_pt, source)
SELECT 900, v.code, 'stays', 'stay_ended', v.rows, v.row_word, v.columns, v.column_word, v.code, v.code, v.code, '', '', '', 'test'
FROM (VALUES ('teds_2_5', 'teds_service', 'k.care', 'teds_reason', 'k.exit_reason'), ('ndtms_exits', 'ndtms_exit', 'k.exit_reason', 'everybody', '''all''')) v (code, rows, row_word, columns, column_word);
-- The reasons of the stays that ended are those of the catalogue, too (exit_reasons, by kind of care).
CREATE TEMPORARY TABLE laid_out AS SELECT c.* FROM unnest(ARRAY['teds_2_5', 'ndtms_exits', 'sistrat_exit']) t CROSS JOIN LATERAL standard_table(t, '[2024-01-01,2025-01-01)', '2025-03-31') c;
SELECT count(DISTINCT n) AS totals FROM laid_out WHERE (row_code, column_code) IN (('all', 'all'), ('total', 'all')) AND gender = 'all';
SELECT l.gender, l.n FROM laid_out l JOIN laid_out s ON s.table_code = 'sistrat_exit' AND s.gender = l.gender
WHERE l.table_code = 'ndtms_exits' AND (l.row_code, s.row_code) IN (('successful', 'completed'), ('transferred', 'transferred'), ('not known', 'unknown')) AND l.n <> s.n;
-- The choice of the denominator: completed of known reasons, and of all.
SELECT completed.n <= known.n AND known.n < everything.n AS narrower, round(100 * completed.n / known.n, 1) > round(100 * completed.n / everything.n, 1) AS differs
FROM laid_out completed, laid_out known, laid_out everything
WHERE completed.table_code = 'teds_2_5' AND completed.row_code = 'all' AND completed.column_code = 'completed' AND completed.gender = 'all'
  AND known.table_code = 'teds_2_5' AND known.row_code = 'all' AND known.column_code = 'known' AND known.gender = 'all'
  AND everything.table_code = 'teds_2_5' AND everything.row_code = 'all' AND everything.column_code = 'all' AND everything.gender = 'all';

-- Worked by hand: twelve people.
DROP SCHEMA registry CASCADE;
SELECT FROM create_registry('regress_tables_owner');
\set say :source '/tests/tools/say.sql'
\i :say
SELECT FROM registry.register_region('01', 'Region');
SELECT FROM registry.register_provider(1, 'Provider', 'public', '01');
SELECT FROM registry.register_programme(11, 1, 'Outpatient', '01', 'outpatient_specialised', reporting_from => '2020-01-01');
SELECT FROM registry.register_programme(12, 1, 'Women in residence', '01', 'residential', women_specific => true, reporting_from => '2020-01-01');
INSERT INTO registry.person (person, record_key) SELECT n, n FROM generate_series(1, 12) n;
-- 1: woman, no word about earlier treatment: status 3, powder cocaine 2.1. Her stay in residence has no plan: M-PR.
SELECT FROM pg_temp.stay(1, 1, 'residential[2024-02-01,2024-05-01]:completed@12', '{"registered_sex": "female", "primary_substance": "cocaine_hydrochloride"}');
-- 2: in treatment on 15 January, begins on 1 March: continues, no case.
SELECT FROM pg_temp.stay(2, 1, 'outpatient[2023-12-01,2024-01-15]:completed@11', '{"registered_sex": "male", "primary_substance": "heroin"}');
SELECT FROM pg_temp.stay(2, 1, 'outpatient[2024-03-01,2024-03-30]:transferred@11', '{"registered_sex": "male", "primary_substance": "heroin"}');
-- 3: last day of treatment 31 August, six months before 1 March is 1 September: a case, treated before.
SELECT FROM pg_temp.stay(3, 1, 'outpatient[2023-05-01,2023-08-31]:completed@11', '{"registered_sex": "male", "primary_substance": "heroin"}');
SELECT FROM pg_temp.stay(3, 1, 'outpatient[2024-03-01,2024-05-30]:left_before_completion@11', '{"registered_sex": "male", "primary_substance": "heroin"}');
-- 4: the same, a day later: continues.
SELECT FROM pg_temp.stay(4, 1, 'outpatient[2023-05-01,2023-09-01]:completed@11', '{"registered_sex": "male", "primary_substance": "heroin"}');
SELECT FROM pg_temp.stay(4, 1, 'outpatient[2024-03-01,2024-05-29]:left_before_completion@11', '{"registered_sex": "male", "primary_substance": "heroin"}');
-- 5: woman, twice in the year: the first is heroin, never before; the last cannabis, treated before.
SELECT FROM pg_temp.stay(5, 1, 'outpatient[2024-01-10,2024-01-20]:lost_contact@11', '{"registered_sex": "female", "primary_substance": "heroin", "plan": "PG-PAI"}');
SELECT FROM pg_temp.stay(5, 1, 'outpatient[2024-09-01,)@11', '{"registered_sex": "female", "primary_substance": "cannabis", "plan": "PG-PAI"}');
SELECT FROM pg_temp.say('profile', 1, '{"person": 5, "programme": 11, "on_date": "2024-01-10", "stage": "admission", "prior_treatment": "no"}');
-- 6: alcohol is left out first; coca paste in September remains, treated before.
SELECT FROM pg_temp.stay(6, 1, 'outpatient[2024-01-05,2024-02-01]:declined@11', '{"registered_sex": "male", "primary_substance": "alcohol"}');
SELECT FROM pg_temp.stay(6, 1, 'outpatient[2024-09-01,2024-11-30]:completed@11', '{"registered_sex": "male", "primary_substance": "coca_paste"}');
-- 7: says never, the registry knows better: treated before. 8: says never: never.
SELECT FROM pg_temp.stay(7, 1, 'outpatient[2022-01-05,2022-02-01]:completed@11', '{"registered_sex": "male", "primary_substance": "coca_paste"}');
SELECT FROM pg_temp.stay(7, 1, 'outpatient[2024-04-01,2024-06-30]:completed@11', '{"registered_sex": "male", "primary_substance": "coca_paste"}');
SELECT FROM pg_temp.say('profile', 1, '{"person": 7, "programme": 11, "on_date": "2024-04-01", "stage": "admission", "prior_treatment": "no"}');
SELECT FROM pg_temp.stay(8, 1, 'outpatient[2024-04-01,2024-06-30]:died@11', '{"registered_sex": "other", "primary_substance": "opioids"}');
SELECT FROM pg_temp.say('profile', 1, '{"person": 8, "programme": 11, "on_date": "2024-04-03", "stage": "admission", "prior_treatment": "no"}');
-- 9: declares treatment six weeks before: continues. 10: aftercare is no treatment, before or now.
SELECT FROM pg_temp.stay(9, 1, 'outpatient[2024-03-01,2024-03-20]:moved@11', '{"registered_sex": "female", "primary_substance": "crack"}');
SELECT FROM pg_temp.say('profile', 1, '{"person": 9, "programme": 11, "on_date": "2024-03-01", "stage": "admission", "prior_treatment": "yes", "prior_last_on": "2024-01-15"}');
SELECT FROM pg_temp.stay(10, 1, 'aftercare[2024-02-01,2024-05-01]:completed@11', '{"registered_sex": "female", "primary_substance": "heroin"}');
-- 11: aftercare until the day before is no continuation; no substance and no sex on record.
SELECT FROM pg_temp.stay(11, 1, 'aftercare[2024-02-01,2024-05-31]:completed@11');
SELECT FROM pg_temp.stay(11, 1, 'outpatient_intensive[2024-06-01,2024-07-01]:ended_by_provider@11');
-- 12: began a year before and is still there: no case, but a treatment of the period.
SELECT FROM pg_temp.stay(12, 1, 'outpatient[2023-12-31,)@11', '{"registered_sex": "female", "primary_substance": "cannabis", "last_contact": "2024-12-01"}');
-- Cases: 1 (3, 2.1, f), 3 (2, 1.1, m), 5 (1, 1.1, f), 6 (2, 2.3, m), 7 (2, 2.3, m), 8 (1, 1.0, other), 11 (3, 99, not known).
SELECT row_code, column_code, max(n) FILTER (WHERE gender = 'female') AS women, max(n) FILTER (WHERE gender = 'male') AS men,
  max(n) FILTER (WHERE gender = 'other_or_unknown') AS other, max(n) FILTER (WHERE gender = 'all') AS everybody, max(percent) FILTER (WHERE gender = 'all') AS percent
FROM (SELECT t.* FROM standard_table('tdi_10_1', '[2024-01-01,2025-01-01)', '2024-12-31') WITH ORDINALITY t) t
GROUP BY row_code, column_code HAVING max(n) > 0 ORDER BY min(ordinality);
-- With the last of the year 5 is cannabis, treated before.
SELECT row_code, column_code, n FROM standard_table('tdi_10_1', '[2024-01-01,2025-01-01)', '2024-12-31', params => '{"keep": "last"}')
WHERE gender = 'female' AND n > 0 AND column_code <> '4' AND row_code <> 'total';
-- Exits: left after 90 days (3), after 89 (4), 10 and 27 (5, 6): the same reason on paper, early and late by the days.
SELECT row_code, row_label, max(n) FILTER (WHERE gender = 'female') AS mujeres, max(n) FILTER (WHERE gender = 'male') AS hombres,
  max(n) FILTER (WHERE gender = 'other_or_unknown') AS otro, max(n) FILTER (WHERE gender = 'all') AS total, max(percent) FILTER (WHERE gender = 'all') AS "%"
FROM (SELECT t.* FROM standard_table('sistrat_exit', '[2024-01-01,2025-01-01)', '2024-12-31', 'es') WITH ORDINALITY t) t
GROUP BY row_code, row_label ORDER BY min(ordinality);
-- Plans: as recorded, else by care and for whom the programme is.
SELECT row_code, n FROM standard_table('sistrat_plan', '[2024-01-01,2025-01-01)', '2024-12-31') WHERE gender = 'all' AND n > 0;
-- The evaluation of the process has no score until the ministry registers its instruments.
SELECT DISTINCT n, note FROM standard_table('sistrat_process', '[2024-01-01,2025-01-01)', '2024-12-31', 'pt');
SELECT FROM pg_temp.say('measure', 1, '{"person": 1, "programme": 12, "on_date": "2024-05-01", "stage": "discharge", "instrument": "sistrat_global", "score": 3}');
SELECT FROM pg_temp.say('measure', 1, '{"person": 3, "programme": 11, "on_date": "2024-05-30", "stage": "discharge", "instrument": "sistrat_global", "score": 1}');
SELECT FROM pg_temp.say('measure', 1, '{"person": 7, "programme": 11, "on_date": "2024-04-01", "stage": "admission", "instrument": "sistrat_global", "score": 2}');
SELECT row_code, column_code, gender, n, percent FROM standard_table('sistrat_process', '[2024-01-01,2025-01-01)', '2024-12-31') WHERE n > 0;
-- Women of 1, 5, 9 and 12 are four in treatment, men of 2, 3, 4, 6, 7 five, 8 and 11 two; everybody is in one line of the panel.
SELECT indicator, women, men, other_or_unknown, everybody, completeness FROM resolution_panel('[2024-01-01,2025-01-01)', '2024-12-31', 'registered_sex', 'es') WHERE indicator = 'people_in_treatment';

-- The cells themselves: nobody of the 7 said whether they live with children.
SELECT row_code, n FROM registry.standard_table_counts('tdi_15', '[2024-01-01,2025-01-01)', '2024-12-31') WHERE gender = 'all' AND column_code = '4';

-- What cannot be asked.
\set VERBOSITY sqlstate
SELECT FROM registry.standard_table_counts('sdg_3_5_1', '[2024-01-01,2025-01-01)', '2024-12-31');
SELECT FROM standard_table('tdi_99', '[2024-01-01,2025-01-01)', '2024-12-31');
SELECT FROM standard_table('tdi_12', 'empty', '2024-12-31');
SELECT FROM standard_table('tdi_12', '[2024-01-01,2025-01-01)', '2024-12-31', 'fr');
SELECT FROM standard_table('tdi_12', '[2024-01-01,2025-01-01)', '2024-12-31', params => '{"keep": "best"}');
SELECT FROM standard_table('tdi_12', '[2024-01-01,2025-01-01)', '2024-12-31', params => '{"kept": "last"}');
SELECT FROM resolution_panel('[2024-01-01,2025-01-01)', '2023-12-31');
SELECT FROM resolution_panel('[2024-01-01,2025-01-01)', '2024-12-31', 'sex');
CREATE ROLE regress_tables_nobody NOLOGIN;
SET ROLE regress_tables_nobody;
SELECT FROM standard_table('tdi_12', '[2024-01-01,2025-01-01)', '2024-12-31');
RESET ROLE;
SELECT FROM registry.grant_duty('regress_tables_nobody', 'provider', '{1}');
SET ROLE regress_tables_nobody;
SELECT FROM standard_table('tdi_12', '[2024-01-01,2025-01-01)', '2024-12-31');
RESET ROLE;
SELECT FROM registry.revoke_duty('regress_tables_nobody', 'provider');
SELECT FROM registry.grant_duty('regress_tables_nobody', 'analyst');
SET ROLE regress_tables_nobody;
SELECT count(*) FROM standard_table('tdi_12', '[2024-01-01,2025-01-01)', '2024-12-31') WHERE gender = 'all' AND row_code = 'total';
SELECT count(*) > 0 AS lines FROM resolution_panel('[2024-01-01,2025-01-01)', '2024-12-31');
RESET ROLE;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_tables_owner, regress_tables_nobody;
DROP ROLE regress_tables_owner, regress_tables_nobody;
