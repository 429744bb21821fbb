-- report_layout.sql: saved reports laid out for people: one line an indicator, and a file for a spreadsheet.

CREATE FUNCTION wide_cell(value numeric, measure text, numerator bigint, denominator bigint, language text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN figure_text(value, measure, language)
    || CASE WHEN measure IN ('percent', 'share') AND value IS NOT NULL THEN format(' (%s/%s)', numerator, denominator) ELSE '' END;
COMMENT ON FUNCTION wide_cell(numeric, text, bigint, bigint, text) IS 'Private: a figure as a cell of a wide table, a percentage with its counts.';

CREATE FUNCTION pooled_value(measure text, numerator bigint, denominator bigint, total numeric) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN measure = 'count' THEN numerator::numeric WHEN measure = 'sum' THEN total
    WHEN measure IN ('percent', 'share') THEN round(100.0 * numerator / NULLIF(denominator, 0), 1) END;
COMMENT ON FUNCTION pooled_value(text, bigint, bigint, numeric) IS 'Private: the value of two small groups together, from their counts. NULL for a mean, median, percentile or coverage: no counts of it add up.';

CREATE FUNCTION titled(title text, indicator text, category text, saved text, language text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN title || COALESCE(substring(saved FROM ' \[[a-z][^]]* = [^]]*\]$'), '')
    || COALESCE(': ' || COALESCE((SELECT continuum.report_label(c.vocabulary, titled.category, language)
      FROM registry.indicator_category c WHERE c.indicator = titled.indicator), category), '');
END
$function$;
COMMENT ON FUNCTION titled(text, text, text, text, text) IS 'Private: the title of an indicator with the parameters that stand in brackets in a label as it was saved, and of a share with the name of the category.';

CREATE FUNCTION note_in(note text, language text) RETURNS text
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN (SELECT string_agg(COALESCE((SELECT n.label FROM registry.label l JOIN registry.label n USING (vocabulary, term)
      WHERE l.vocabulary = 'report' AND l.label = p.part AND n.language = note_in.language ORDER BY l.term COLLATE "C" LIMIT 1), p.part), '; ' ORDER BY p.nth)
    FROM unnest(string_to_array(note, '; ')) WITH ORDINALITY p (part, nth));
END
$function$;
COMMENT ON FUNCTION note_in(text, text) IS 'Private: the note of a saved figure in another language than the report was saved in; words that are no longer those of the labels stay as they were saved.';

CREATE FUNCTION wide_report(name text, language text DEFAULT language(), edition integer DEFAULT NULL)
  RETURNS TABLE (line bigint, indicator text, label text, unit text, dims jsonb, category text, women text, men text, other_or_unknown text,
                 everybody text, gap numeric, gap_low numeric, gap_high numeric, excluded jsonb, pooled text[], note text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  kept integer := continuum.kept_edition(name, edition);
BEGIN
  PERFORM continuum.require_registry('SELECT', 'indicator', 'label');
  IF language IS NULL OR language NOT IN ('en', 'es', 'pt') THEN
    RAISE EXCEPTION 'unknown language of a report' USING ERRCODE = '22023', HINT = 'A language is en, es or pt.';
  END IF;
  RETURN QUERY
  WITH figure AS (
    SELECT row_number() OVER () AS place_in, r.* FROM continuum.saved_report(wide_report.name, kept) r),
  gathered AS (
    SELECT row_number() OVER (ORDER BY min(f.place_in)) AS line, f.indicator, f.version, f.unit, f.measure, f.dims, f.category,
      max(f.value) FILTER (WHERE f.gender = 'female') AS of_women, max(f.value) FILTER (WHERE f.gender = 'male') AS of_men,
      max(f.value) FILTER (WHERE f.gender = 'all') AS of_all, sum(f.value) FILTER (WHERE f.gender IN ('other', 'unknown')) AS total_of_few,
      max(f.numerator) FILTER (WHERE f.gender = 'female') AS nf, max(f.denominator) FILTER (WHERE f.gender = 'female') AS df,
      max(f.numerator) FILTER (WHERE f.gender = 'male') AS nm, max(f.denominator) FILTER (WHERE f.gender = 'male') AS dm,
      sum(f.numerator) FILTER (WHERE f.gender IN ('other', 'unknown'))::bigint AS nx,
      sum(f.denominator) FILTER (WHERE f.gender IN ('other', 'unknown'))::bigint AS dx,
      max(f.numerator) FILTER (WHERE f.gender = 'all') AS na, max(f.denominator) FILTER (WHERE f.gender = 'all') AS da,
      (array_agg(f.excluded) FILTER (WHERE f.gender = 'all'))[1] AS excluded,
      max(f.label) AS label, (array_agg(f.note ORDER BY length(f.note) DESC, f.place_in))[1] AS note -- what holds of one gender is said of the line
    FROM figure f GROUP BY f.indicator, f.version, f.unit, f.measure, f.dims, f.category)
  SELECT g.line, g.indicator, continuum.titled(CASE wide_report.language WHEN 'es' THEN i.title_es WHEN 'pt' THEN i.title_pt ELSE i.title_en END, g.indicator, g.category, g.label, wide_report.language),
    g.unit, g.dims,
    g.category, continuum.wide_cell(g.of_women, g.measure, g.nf, g.df, wide_report.language),
    continuum.wide_cell(g.of_men, g.measure, g.nm, g.dm, wide_report.language),
    continuum.wide_cell(continuum.pooled_value(g.measure, g.nx, g.dx, g.total_of_few), g.measure, g.nx, g.dx, wide_report.language),
    continuum.wide_cell(g.of_all, g.measure, g.na, g.da, wide_report.language),
    CASE WHEN g.measure = 'coverage' THEN g.of_women - g.of_men ELSE d.value END,
    CASE WHEN g.unit = 'people' THEN d.low END, CASE WHEN g.unit = 'people' THEN d.high END,
    g.excluded, ARRAY['other', 'unknown'], continuum.note_in(g.note, wide_report.language)
  FROM gathered g JOIN registry.indicator i ON i.indicator = g.indicator AND i.version = g.version
  CROSS JOIN LATERAL continuum.gap(CASE WHEN g.measure IN ('percent', 'share') THEN g.nf END, g.df, g.nm, g.dm, scale => 1) d
  ORDER BY g.line;
END
$function$;
COMMENT ON FUNCTION wide_report(text, text, integer) IS 'A saved report in the statutory layout, one line an indicator and cell: women, men, people of another identity or not recorded (pooled, from their counts; - where counts do not add up, as of a mean), everybody, and the gap, women less men, in percentage points of rates. Percentages stand with their counts. gap_low and gap_high: 95 % interval (Newcombe), only where each person is one case. Titles in en, es or pt, in the version that was saved, of a share with the name of the category. note: what the figures must not be read without. excluded: of everybody. Exact figures, not for publication. Errors: 42704 for a report that is not saved, 22023 for another language.';

CREATE FUNCTION report_sha256(name text, edition integer DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  kept integer := continuum.kept_edition(name, edition);
BEGIN
  RETURN (
    SELECT encode(sha256(convert_to(string_agg(array_to_string(ARRAY[f.report, f.edition::text, f.status, to_char(lower(f.period), 'YYYY-MM-DD'),
        to_char(upper(f.period) - 1, 'YYYY-MM-DD'), to_char(f.observed_until, 'YYYY-MM-DD'), f.basis, f.indicator, f.version::text, f.dims::text,
        f.category, f.gender, f.people::text, f.cases::text, f.denominator::text, f.numerator::text, f.value::text, f.low::text, f.high::text,
        f.excluded::text, f.value_reason], '|', '') || E'\n', '' ORDER BY f.nth), 'UTF8')), 'hex')
    FROM (SELECT row_number() OVER () AS nth, r.* FROM continuum.saved_report(report_sha256.name, kept) r) f);
END
$function$;
COMMENT ON FUNCTION report_sha256(text, integer) IS 'SHA-256 of the figures of a saved report, in codes, so that it is the same in every language and session: a line for each, in their order, of report, edition, status, first day, last day, observed_until, basis, indicator, version, dims, category, gender, people, cases, denominator, numerator, value, low, high, excluded and value_reason, with | between them, nothing for what is NULL, and a line feed at the end; UTF-8. Who compares it with the one in a file that was handed out has compared every figure. Errors as saved_report().';

CREATE FUNCTION csv_cell(cell text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN cell ~ E'[;"\n\r\t]' OR cell ~ '^[=+@]'
    THEN '"' || CASE WHEN cell ~ E'^[=+@\t\r]' THEN '''' ELSE '' END || replace(cell, '"', '""') || '"'
    ELSE COALESCE(cell, '') END;
COMMENT ON FUNCTION csv_cell(text) IS 'Private: a cell of a file for a spreadsheet: quoted where it has a separator, and never a formula.';

CREATE FUNCTION spelled_out(pairs jsonb, vocabulary text, language text) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN (SELECT string_agg(continuum.report_label(vocabulary, e.key, language) || ' ' || COALESCE(e.value, '-'), ', ' ORDER BY e.key COLLATE "C")
          FROM jsonb_each_text(pairs) e);
END
$function$;
COMMENT ON FUNCTION spelled_out(jsonb, text, text) IS 'Private: names and values as a list for people.';

CREATE FUNCTION report_csv(name text, language text DEFAULT language(), edition integer DEFAULT NULL) RETURNS SETOF text
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 400
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  kept integer := continuum.kept_edition(name, edition);
  mark text := CASE language WHEN 'en' THEN '.' ELSE ',' END;
BEGIN
  PERFORM continuum.require_registry('SELECT', 'indicator', 'label');
  IF language IS NULL OR language NOT IN ('en', 'es', 'pt') THEN
    RAISE EXCEPTION 'unknown language of a report' USING ERRCODE = '22023', HINT = 'A language is en, es or pt.';
  END IF;
  -- The byte order mark tells a spreadsheet that this is UTF-8.
  RETURN QUERY SELECT U&'\FEFF' || string_agg(continuum.csv_cell(continuum.report_label('report_column', c.term, language)), ';' ORDER BY c.place)
    FROM unnest(ARRAY['report', 'edition', 'status', 'indicator', 'version', 'label', 'unit', 'first_day', 'last_day', 'observed_until', 'basis',
      'place', 'dims', 'category', 'gender', 'people', 'cases', 'denominator', 'numerator', 'value', 'value_text', 'low', 'high', 'excluded',
      'value_reason', 'completeness', 'note']) WITH ORDINALITY c (term, place);
  RETURN QUERY
  SELECT (SELECT string_agg(continuum.csv_cell(c.cell), ';' ORDER BY c.nth) FROM unnest(ARRAY[f.report, f.edition::text,
      continuum.report_label('report', f.status, language), f.indicator, f.version::text,
      continuum.titled(CASE report_csv.language WHEN 'es' THEN i.title_es WHEN 'pt' THEN i.title_pt ELSE i.title_en END, f.indicator, f.category, f.label, language),
      continuum.report_label('unit', f.unit, language), to_char(lower(f.period), 'YYYY-MM-DD'),
      to_char(upper(f.period) - 1, 'YYYY-MM-DD'), to_char(f.observed_until, 'YYYY-MM-DD'), continuum.report_label('basis', f.basis, language), f.place,
      continuum.spelled_out(f.dims, 'dimension', language), f.category,
      continuum.report_label(CASE f.gender WHEN 'all' THEN 'report' ELSE 'gender' END, f.gender, language),
      f.people::text, f.cases::text, f.denominator::text, f.numerator::text, replace(f.value::text, '.', mark),
      continuum.figure_text(f.value, f.measure, language), replace(f.low::text, '.', mark), replace(f.high::text, '.', mark),
      continuum.spelled_out(f.excluded, 'answer', language), continuum.report_label('value_reason', f.value_reason, language),
      replace(continuum.spelled_out(f.completeness, 'completeness', language), '.', mark), continuum.note_in(f.note, language)])
      WITH ORDINALITY c (cell, nth))
  FROM (SELECT row_number() OVER () AS place_in, r.* FROM continuum.saved_report(report_csv.name, kept) r) f
    JOIN registry.indicator i ON i.indicator = f.indicator AND i.version = f.version
  ORDER BY f.place_in;
  RETURN NEXT 'sha256;' || continuum.report_sha256(name, kept);
END
$function$;
COMMENT ON FUNCTION report_csv(text, text, integer) IS 'A saved report as lines of a file that a spreadsheet opens: a byte order mark, semicolons, the decimal mark of the language (a comma in es and pt), column names, titles (of a share with the name of the category), units, genders and reasons in it; codes beside them. The last line is sha256 and report_sha256(), the same in every language. To be written with psql -XAtq -o file.csv. A cell that a spreadsheet would take for a formula begins with an apostrophe. Exact figures, not for publication. Errors: 42704 for a report that is not saved, 22023 for another language.';
