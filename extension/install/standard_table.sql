-- standard_table.sql: tables as TDI, SISTRAT and the SDG lay them out, from registry.standard_table. PL/pgSQL
-- with the caller's rights: registry.standard_table_counts() and indicators() ask for the duty.

CREATE FUNCTION standard_table_of_indicators(patterns text[], by text[], period daterange, observed_until date, language text)
  RETURNS TABLE (row_code text, row_label text, column_code text, column_label text, gender text, n numeric, percent numeric, reason text)
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 100
  SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT COALESCE(f.dims ->> by[1], f.indicator), COALESCE(CASE by[1] WHEN 'provider' THEN p.name ELSE f.dims ->> by[1] END, f.label),
    COALESCE(f.dims ->> by[2], 'all'), COALESCE(f.dims ->> by[2], continuum.report_label('gender', 'all', language)), f.gender,
    CASE WHEN f.measure IN ('percent', 'share', 'coverage') THEN f.numerator ELSE f.value END,
    CASE WHEN f.measure IN ('percent', 'share', 'coverage') THEN f.value END, f.value_reason
  FROM continuum.indicators(standard_table_of_indicators.period, ARRAY(SELECT DISTINCT i.indicator FROM continuum.indicators() i WHERE i.indicator LIKE ANY (patterns)),
      by, standard_table_of_indicators.observed_until, 'registered_sex', language => standard_table_of_indicators.language)
    WITH ORDINALITY AS f
    LEFT JOIN registry.current_provider p ON p.provider::text = f.dims ->> 'provider' AND p.valid @> upper(standard_table_of_indicators.period) - 1
  WHERE f.level <> 'all' OR by = '{}'
  ORDER BY f.ordinality;
END
$function$;
COMMENT ON FUNCTION standard_table_of_indicators(text[], text[], daterange, date, text) IS 'Private: the rows of a standard table that lays out figures of the catalogue, of the indicators whose codes are like patterns.';

CREATE FUNCTION standard_table_of_cases(t record, period daterange, observed_until date, language text, params jsonb)
  RETURNS TABLE (row_code text, row_label text, column_code text, column_label text, gender text, n numeric, percent numeric, reason text)
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 500
  SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  WITH axis AS (
    SELECT a.axis, a.line, a.code, CASE language WHEN 'es' THEN a.label_es WHEN 'pt' THEN a.label_pt ELSE a.label_en END AS label,
      a.within IS NULL AND count(*) FILTER (WHERE a.within IS NULL) OVER (PARTITION BY a.axis) = 1 AS is_total
    FROM registry.table_axis a WHERE a.axis IN (t.row_axis, t.column_axis)),
  cell AS (
    SELECT c.*, r.line AS row_line, r.label AS row_label, k.line AS column_line, k.label AS column_label,
      COALESCE(max(c.n) FILTER (WHERE r.is_total) OVER (PARTITION BY c.column_code, c.gender), -- a table without a total row
        max(c.n) FILTER (WHERE k.is_total) OVER (PARTITION BY c.row_code, c.gender)) AS whole
    FROM registry.standard_table_counts(t.table_code, standard_table_of_cases.period, standard_table_of_cases.observed_until, params) c
      JOIN axis r ON r.axis = t.row_axis AND r.code = c.row_code JOIN axis k ON k.axis = t.column_axis AND k.code = c.column_code)
  SELECT c.row_code, c.row_label, c.column_code, c.column_label, c.gender, c.n::numeric, round(100.0 * c.n / NULLIF(c.whole, 0), 1),
    CASE WHEN max(c.n) OVER () = 0 THEN 'not_recorded' END
  FROM cell c
  ORDER BY c.row_line, c.column_line, array_position('{female,male,other_or_unknown,all}', c.gender);
END
$function$;
COMMENT ON FUNCTION standard_table_of_cases(record, daterange, date, text, jsonb) IS 'Private: the rows of a standard table that counts cases (t: a row of registry.standard_table).';

CREATE FUNCTION standard_table(code text, period daterange, observed_until date DEFAULT NULL, language text DEFAULT language(), params jsonb DEFAULT '{}')
  RETURNS TABLE (table_code text, title text, row_code text, row_label text, column_code text, column_label text, gender text,
                 n numeric, percent numeric, note text)
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 500
  SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
  t record;
  until date := observed_until;
  remark text;
BEGIN
  PERFORM continuum.check_indicator_arguments(period, observed_until, 'registered_sex', language);
  SELECT s.*, CASE language WHEN 'es' THEN s.title_es WHEN 'pt' THEN s.title_pt ELSE s.title_en END AS title,
      CASE language WHEN 'es' THEN s.note_es WHEN 'pt' THEN s.note_pt ELSE s.note_en END AS note
    INTO t FROM registry.standard_table s WHERE s.table_code = code;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'unknown standard table' USING ERRCODE = '22023',
      DETAIL = 'Legal: ' || (SELECT string_agg(s.table_code, ', ' ORDER BY s.line) FROM registry.standard_table s) || '.';
  END IF;
  until := COALESCE(until, continuum.default_observed_until());
  IF until IS NULL THEN
    RAISE EXCEPTION 'observed_until is not given, and no month is reported well enough to derive it'
      USING ERRCODE = '55000', HINT = 'Give observed_until: the last day up to which follow-up is complete.';
  END IF;
  SELECT concat_ws(' ', continuum.report_label('report', 'not_for_publication', language) || '.', t.note, format(continuum.report_label('report', 'completeness', language),
      c.known ->> 'programmes_reported', c.known ->> 'programmes_expected', to_char(until, 'YYYY-MM-DD'), continuum.report_label('basis', 'registered_sex', language)) || '.')
    INTO remark FROM continuum.completeness_of(standard_table.period, until) c (known);
  IF t.event IS NOT NULL THEN
    RETURN QUERY SELECT t.table_code::text, t.title::text, c.row_code, c.row_label, c.column_code, c.column_label, c.gender, c.n, c.percent,
        concat_ws(' ', remark, continuum.report_label('report', c.reason, language) || '.')
      FROM continuum.standard_table_of_cases(t, period, until, language, params) c;
  ELSE
    RETURN QUERY SELECT t.table_code::text, t.title::text, c.row_code, c.row_label, c.column_code, c.column_label, c.gender, c.n, c.percent,
        concat_ws(' ', remark, continuum.report_label('value_reason', c.reason, language) || '.')
      FROM continuum.standard_table_of_indicators(t.indicators, t.dimensions, period, until, language) c;
  END IF;
END
$function$;
COMMENT ON FUNCTION standard_table(text, daterange, date, text, jsonb) IS 'A table as others have laid it out (registry.standard_table lists them: tdi_8_1 to tdi_27, sistrat_plan, sistrat_exit and so on), one row a cell: every row and column in the order of the table, totals and classes among them, by gender: female, male, other_or_unknown, all, by registered sex; tables made of indicators have other and unknown apart. Totals are sums of cells, so that they are consistent. n: people, stays or what the table counts; percent: of the total row in the same column and gender (of the total column, where rows do not add up), one decimal, half away from zero, NULL of nobody. note: what is counted and how, how many programmes reported of those expected, until when it is observed, and where nothing is recorded. params: of TDI tables {"keep": "last"} keeps the last entry of a year in place of the first. Exact figures: not for publication before disclosure control. The ARQ of UNODC and the lists of CICAD/OID have no tables here: their contents were not at hand; people in treatment by primary drug and sex, which the ARQ asks for, come from tdi_10_1 and from people_in_treatment by substance. Errors: 22023 for a table, parameter or period that is not legal; 55000 without a registry or a cut-off; 42501 without the duty analyst or auditor. Source: TDI 3.0 and SISTRAT as in DOMAIN.md 4, 7.';
