-- Writes the pages of the catalogue: what registry.indicator says, and an example that is run on the made-up
-- registry. Each page begins with a line "@@@ NAME"; tests/tools/catalogue takes them apart.
\set ECHO none
SET client_min_messages = warning;
CREATE EXTENSION continuum;
CREATE ROLE catalogue_owner NOLOGIN;
SELECT FROM continuum.create_registry('catalogue_owner') \gset
SET search_path = continuum, pg_catalog;
\set people 400
\i tests/tools/made_up.sql
\set ECHO none
SET jit = off;
\pset format unaligned
\pset tuples_only on
\set period '[2024-01-01,2025-01-01)'
\set until '2025-03-31'

-- All figures of all versions in one pass; of a share, a line for each category.
CREATE TEMPORARY TABLE figure AS
SELECT row_number() OVER () AS nth, f.*
FROM continuum.indicators(:'period', (SELECT array_agg(i.indicator || '@' || i.version) FROM registry.indicator i), observed_until => :'until', language => 'en') f
WHERE f.gender IN ('female', 'male', 'all');

-- Text of a cell, and a table of rows that are already written.
CREATE FUNCTION pg_temp.cell(said text) RETURNS text LANGUAGE sql RETURN replace(replace(coalesce(said, ''), '|', '\|'), E'\n', ' ');
CREATE FUNCTION pg_temp.ranged(rule jsonb) RETURNS text LANGUAGE sql
RETURN CASE WHEN rule -> 'values' = '"instrument"' THEN 'a code of `registry.current_instrument`'
  WHEN rule ? 'values' THEN (SELECT string_agg('`' || (v #>> '{}') || '`', ', ') FROM jsonb_array_elements(rule -> 'values') v)
  ELSE format('%s to %s', rule ->> 'low', rule ->> 'high') END;
CREATE FUNCTION pg_temp.presets(presets jsonb) RETURNS text LANGUAGE sql
RETURN coalesce((SELECT string_agg(format('`%s` (%s)', p.key, (SELECT string_agg(v.key || ' ' || (v.value #>> '{}'), ', ' ORDER BY v.key) FROM jsonb_each(p.value) v)), '; ' ORDER BY p.key) FROM jsonb_each(presets) p), 'none');
CREATE FUNCTION pg_temp.params(params jsonb) RETURNS text LANGUAGE sql
RETURN CASE WHEN params = '{}' THEN 'None.' ELSE E'| parameter | default | legal |\n| --- | --- | --- |\n' ||
  (SELECT string_agg(format('| `%s` | `%s` | %s |', p.key, p.value ->> 'default', pg_temp.ranged(p.value)), E'\n' ORDER BY p.key) FROM jsonb_each(params) p) END;
CREATE FUNCTION pg_temp.example(code text, version integer) RETURNS text LANGUAGE sql AS $$
  SELECT E'| ' || CASE WHEN bool_or(f.category IS NOT NULL) THEN 'category | ' ELSE '' END || E'gender | people | cases | denominator | numerator | value | interval | left out |\n| ' ||
    CASE WHEN bool_or(f.category IS NOT NULL) THEN '--- | ' ELSE '' END || E'--- | --: | --: | --: | --: | --: | --- | --- |\n' ||
    string_agg('| ' || CASE WHEN f.category IS NOT NULL THEN f.category || ' | ' ELSE '' END || format('%s | %s | %s | %s | %s | %s | %s | %s |', f.gender, f.people, f.cases, f.denominator, f.numerator,
      CASE WHEN f.value IS NULL THEN '- (' || f.value_reason || ')' ELSE f.value_text END, CASE WHEN f.low IS NOT NULL THEN f.low || ' to ' || f.high END,
      (SELECT string_agg(e.key || ' ' || e.value, ', ' ORDER BY e.key) FROM jsonb_each_text(f.excluded) e)), E'\n' ORDER BY f.nth)
  FROM figure f WHERE f.indicator = code AND f.version = example.version $$;

CREATE TEMPORARY TABLE frame AS
SELECT split_part(d, '{{cases}}', 1) AS opening, split_part(d, '{{cases}}', 2) AS closing FROM registry.plain_definition('{{cases}}') d;

-- One version of an indicator; {code} asks for it.
CREATE FUNCTION pg_temp.told(i registry.indicator, code text) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(E'\n\n',
    format(E'- **en** %s\n- **es** %s\n- **pt** %s', i.definition_en, i.definition_es, i.definition_pt),
    E'| | |\n| --- | --- |\n' || (SELECT string_agg(format('| %s | %s |', r.name, pg_temp.cell(r.said)), E'\n' ORDER BY r.nth) FROM (VALUES
      (1, 'Unit', i.unit), (2, 'Measure', i.measure || CASE WHEN i.scale <> 1 THEN ' of the amount, divided by ' || i.scale ELSE '' END), (3, 'Denominator', i.denominator), (4, 'Numerator', i.numerator), (5, 'Index date', i.index_date),
      (6, 'Follow-up', coalesce(i.follow_up, 'none')), (7, 'Left out, by reason', i.exclusions), (8, 'Look-back', i.look_back), (9, 'Presets', pg_temp.presets(i.presets)), (10, 'Attributed to', i.attributed_to),
      (11, 'Dimensions hold at', i.dimension_at || coalesce('; of its own: ' || (SELECT nullif(array_to_string(e.details, ', '), '') FROM registry.index_event e WHERE e.event = i.event), '')),
      (12, 'Read from', (SELECT string_agg('`' || n || '`', ', ') FROM unnest(i.needs) n)), (13, 'Source', i.source), (14, 'Paragraph of E/CN.7/2024/L.3', coalesce(i.source_paragraph, 'none'))) r (nth, name, said)),
    '**Parameters.**', pg_temp.params(i.params),
    E'**Example**, on a registry that is made up:\n\n```sql\nSELECT ' || CASE WHEN i.category IS NOT NULL THEN 'category, ' ELSE '' END || E'gender, people, cases, denominator, numerator, value_text, low, high, excluded\nFROM continuum.indicator(''' || code || E''', ''[2024-01-01,2025-01-01)'', observed_until => ''2025-03-31'')\nWHERE gender IN (''female'', ''male'', ''all'');\n```',
    pg_temp.example(i.indicator, i.version),
    E'**In plain SQL**, as the cases of [the common frame](plain-sql.md); whole, with its variables filled in, by `registry.plain_sql(''' || code || E''', ''[2024-01-01,2025-01-01)'', ''2025-03-31'')`:\n\n```sql\n' ||
      btrim(CASE WHEN starts_with(i.sql_definition, f.opening) THEN substr(i.sql_definition, length(f.opening) + 1, length(i.sql_definition) - length(f.opening) - length(f.closing)) ELSE i.sql_definition END, E'\n') || E'\n```')
  FROM frame f $$;

SELECT '@@@ ' || l.indicator || E'.md\n# ' || l.title_en || E'\n\n`' || l.indicator || '`, version ' || l.version || ' · es: ' || l.title_es || ' · pt: ' || l.title_pt || E'\n\n'
  || E'Generated from the catalogue by `make catalogue`. [All indicators](INDEX.md) · [What holds for all](../indicators.md)\n\n'
  || pg_temp.told(l, l.indicator)
  || coalesce((SELECT string_agg(E'\n\n## Version ' || o.version || E'\n\n' || pg_temp.told(o, o.indicator || '@' || o.version), '' ORDER BY o.version DESC) FROM registry.indicator o WHERE o.indicator = l.indicator AND o.version < l.version), '')
FROM registry.indicator l WHERE l.version = (SELECT max(o.version) FROM registry.indicator o WHERE o.indicator = l.indicator)
ORDER BY l.indicator COLLATE "C";

SELECT E'@@@ INDEX.md\n# The catalogue of indicators\n\nGenerated from the catalogue by `make catalogue`; `make lint` refuses a copy that has drifted.\n'
  || E'[What holds for all](../indicators.md) · [Which paragraph, which indicator, which query](RESOLUTION.md) · [The frame of plain SQL](plain-sql.md)\n\n| indicator | | unit | measure | follow-up | paragraph |\n| --- | --- | --- | --- | --- | --- |\n'
  || string_agg(format('| [`%s`](%s.md) | %s | %s | %s | %s | %s |', i.indicator, i.indicator, i.title_en, i.unit, i.measure, coalesce(i.follow_up, ''), coalesce(i.source_paragraph, '')), E'\n' ORDER BY i.line, i.indicator COLLATE "C")
FROM registry.indicator i WHERE i.version = (SELECT max(o.version) FROM registry.indicator o WHERE o.indicator = i.indicator);

SELECT E'@@@ plain-sql.md\n# The frame of plain SQL\n\nGenerated from the catalogue by `make catalogue`. Every definition in plain SQL has this beginning and this end, and its own cases between them.\nIt calls no function of ours. `registry.plain_sql()` gives a definition whole; run by hand, the variables are those of psql\n(`first_day`, `last_day`, `observed_until`, `basis`, `gap`).\n\n```sql\n'
  || opening || E'\n  -- the cases of the indicator\n' || closing || E'\n```' FROM frame;

-- The lines of the panel, then the indicators of a paragraph that no line of the panel is about.
WITH asked AS (
  SELECT p.line, coalesce(i.source_paragraph, p.paragraph) AS paragraph, p.asks_en, p.asks_es, p.asks_pt, p.indicator, p.category, p.unmeasured_en
  FROM registry.panel_line p LEFT JOIN registry.indicator i ON i.indicator = p.indicator AND i.version = (SELECT max(o.version) FROM registry.indicator o WHERE o.indicator = i.indicator))
SELECT E'@@@ RESOLUTION.md\n# Which paragraph, which indicator, which query\n\nGenerated from the catalogue by `make catalogue`. What E/CN.7/2024/L.3 asks, in short and in our words, and what measures it.\n'
  || E'All lines at once: `SELECT * FROM continuum.resolution_panel(''[2024-01-01,2025-01-01)'', observed_until => ''2025-03-31'');`\n\n| paragraph | asks | indicator | query |\n| --- | --- | --- | --- |\n'
  || (SELECT string_agg(format('| %s | %s · es: %s · pt: %s | %s | %s |', a.paragraph, a.asks_en, a.asks_es, a.asks_pt, CASE WHEN a.indicator IS NULL THEN 'none: ' || pg_temp.cell(a.unmeasured_en) ELSE format('[`%s`](%s.md)', a.indicator, a.indicator) || coalesce(', category `' || a.category || '`', '') END,
      CASE WHEN a.indicator IS NOT NULL THEN format('`SELECT * FROM continuum.indicator(''%s'', ''[2024-01-01,2025-01-01)'', observed_until => ''2025-03-31'')%s;`', a.indicator, ' WHERE category = ''' || a.category || '''') END), E'\n' ORDER BY a.line) FROM asked a)
  || E'\n\nFurther indicators of a paragraph:\n\n| paragraph | indicators |\n| --- | --- |\n'
  || (SELECT string_agg(format('| %s | %s |', g.source_paragraph, g.codes), E'\n' ORDER BY g.source_paragraph COLLATE "C") FROM (
      SELECT i.source_paragraph, string_agg(DISTINCT format('[`%s`](%s.md)', i.indicator, i.indicator), ', ') AS codes FROM registry.indicator i
      WHERE i.source_paragraph IS NOT NULL AND i.indicator NOT IN (SELECT a.indicator FROM asked a WHERE a.indicator IS NOT NULL) GROUP BY i.source_paragraph) g);
