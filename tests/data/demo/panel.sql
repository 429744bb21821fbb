-- panel.sql: what the draft resolution asks, line by line, and two standard tables by sex, in Spanish. What
-- these data say nothing of is listed, not left out. Variables: period, observed_until.
SET search_path = continuum, pg_catalog, pg_temp;
\pset border 0
\pset footer off
\pset null ''
\pset tuples_only on
\pset format unaligned
-- A text in lines of a screen.
CREATE FUNCTION pg_temp.wrapped(said text) RETURNS text LANGUAGE sql AS $$
  SELECT rtrim(regexp_replace(upper(left(said, 1)) || substr(said, 2), '(.{1,110})( |$)', E'\\1\n', 'g'), E'\n') $$;
CREATE TEMPORARY TABLE panel AS SELECT * FROM resolution_panel(:'period', :'observed_until', 'identity', 'es');
SELECT format('%s: %s.', 'E/CN.7/2024/L.3, línea por línea', max(completeness)) FROM panel;
SELECT rpad('', 74) || 'mujeres hombres  otra*   todas brecha     de';
SELECT format(E'%s (%s)\n  %s%s%s%s%s%s%s%s', asks, replace(paragraph, 'preamble', 'preámbulo'), rpad(left(label, 72), 72), lpad(women, 7), lpad(men, 8), lpad(other_or_unknown, 8),
  lpad(everybody, 8), lpad(coalesce(replace(gap::text, '.', ','), ''), 7), lpad(coalesce(denominator::text, ''), 7), E'\n    quedan fuera: ' || left(left_out, 102))
FROM panel WHERE indicator IS NOT NULL AND everybody NOT IN ('-', '0') ORDER BY line;
\echo * otra identidad o no registrada. Brecha: mujeres menos hombres, en puntos porcentuales. De: denominador de todas.
SELECT pg_temp.wrapped('Sin registros en estos datos: ' || string_agg(asks, '; ' ORDER BY line) || '.') FROM panel WHERE indicator IS NOT NULL AND everybody IN ('-', '0');
SELECT pg_temp.wrapped(asks || ': ' || note || '.') FROM panel WHERE indicator IS NULL ORDER BY line;
DROP TABLE panel;
\echo
\pset tuples_only off
\pset format aligned
-- A table by sex: the columns that are all, its rows with anybody, percentages of the column.
CREATE FUNCTION pg_temp.by_sex(code text, period daterange, observed_until date, of_column text)
  RETURNS TABLE (line bigint, row_code text, row_label text, women text, men text, other text, everybody text, title text, note text) LANGUAGE sql AS $$
  SELECT min(t.ordinality), t.row_code, repeat('  ', (a.within IS NOT NULL AND a.within <> 'total')::integer) || t.row_label, max(s.shown) FILTER (WHERE t.gender = 'female'), max(s.shown) FILTER (WHERE t.gender = 'male'),
    max(s.shown) FILTER (WHERE t.gender = 'other_or_unknown'), max(s.shown) FILTER (WHERE t.gender = 'all'), max(t.title), max(t.note)
  FROM continuum.standard_table(code, period, observed_until, 'es') WITH ORDINALITY t
    CROSS JOIN LATERAL (SELECT lpad(t.n::text, 6) || lpad(coalesce(replace(t.percent::text, '.', ',') || ' %', '-'), 9)) s (shown)
    JOIN registry.standard_table d ON d.table_code = code JOIN registry.table_axis a ON a.axis = d.row_axis AND a.code = t.row_code
  WHERE t.column_code = of_column
  GROUP BY t.row_code, t.row_label, a.within HAVING max(t.n) > 0 ORDER BY 1 $$;
SELECT title, pg_temp.wrapped(note) AS note FROM pg_temp.by_sex('tdi_10_1', :'period', :'observed_until', '4') LIMIT 1
\gset
\echo :title
SELECT rpad(CASE row_code WHEN 'total' THEN '' ELSE row_code END, 5) || row_label AS "sustancia principal", women AS "mujeres", men AS "hombres", other AS "otro o sin dato", everybody AS "total"
FROM pg_temp.by_sex('tdi_10_1', :'period', :'observed_until', '4') ORDER BY line;
\echo :note
\echo
SELECT title, pg_temp.wrapped(note) AS note FROM pg_temp.by_sex('sistrat_exit', :'period', :'observed_until', 'all') LIMIT 1
\gset
\echo :title
SELECT row_label AS "egreso", women AS "mujeres", men AS "hombres", other AS "otro o sin dato", everybody AS "total"
FROM pg_temp.by_sex('sistrat_exit', :'period', :'observed_until', 'all') ORDER BY line;
\echo :note
