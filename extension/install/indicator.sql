-- indicator.sql: figures of the catalogue as rows: for each indicator, cell and gender what was counted, of
-- what, what was left out and why. PL/pgSQL with the caller's rights: registry.indicator_summaries() asks
-- for the duty. Exact figures: not for publication before disclosure control.

CREATE TYPE indicator_row AS (
  report text, edition integer, status text, indicator text, version integer, label text, unit text, measure text,
  period daterange, observed_until date, as_of bigint, basis text, level text, place_code text, place text, dims jsonb,
  category text, gender text, people bigint, cases bigint, denominator bigint, numerator bigint, value numeric, value_text text,
  low numeric, high numeric, excluded jsonb, value_reason text, pooled text[], completeness jsonb, note text);
COMMENT ON TYPE indicator_row IS 'One figure: an indicator, in one cell, for one gender or all. label: its title, and in brackets the parameters that are not the default, such as [days = 60], and the instrument that was chosen. report, edition, status and as_of are of saved reports. level: all, or the dimensions whose values dims has; place_code and place: the region among them. category: of a share. people: different people behind the cases. cases = denominator + excluded, by reason; of a count numerator + excluded, and the denominator is NULL; of a coverage numerator + excluded, and the denominator is the estimate. value is NULL with a value_reason, never 0 for want of cases: empty, follow_up_unfinished, window_within_gap, no_estimate, no_estimate_for_gender. low and high: 95 % interval of a rate (Wilson), for comparison and not for sampling, only where each person is one case; or of the estimate below a coverage. value_text is value as people read it. pooled: genders that stand together in this row. completeness: programmes_reported of programmes_expected, last_confirmed_month, local_people (whom no other provider recognises) and presumed_left (open stays taken as ended), the same in every row; gender_unknown, per cent of the cases of this cell.';

CREATE FUNCTION indicators()
  RETURNS TABLE (line integer, indicator text, version integer, title text, definition text, unit text, measure text, denominator text, numerator text,
                 index_date text, follow_up text, exclusions text, look_back text, params jsonb, presets jsonb, attributed_to text, dimension_at text,
                 needs text[], source text, source_paragraph text, sql_definition text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 80
  SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
  PERFORM continuum.require_registry('SELECT', 'indicator');
  RETURN QUERY
  SELECT i.line, i.indicator, i.version,
    CASE continuum.language() WHEN 'es' THEN i.title_es WHEN 'pt' THEN i.title_pt ELSE i.title_en END,
    CASE continuum.language() WHEN 'es' THEN i.definition_es WHEN 'pt' THEN i.definition_pt ELSE i.definition_en END,
    i.unit, i.measure, i.denominator, i.numerator, i.index_date, i.follow_up, i.exclusions, i.look_back, i.params, i.presets, i.attributed_to,
    i.dimension_at, i.needs, i.source, i.source_paragraph, i.sql_definition
  FROM registry.indicator i ORDER BY i.line, i.indicator, i.version;
END
$function$;
COMMENT ON FUNCTION indicators() IS 'The catalogue of indicators, every version, titles and definitions in the language of continuum.language. See registry.indicator for what the columns mean. Errors: 55000 without a registry, 42501 for a caller who may not read it.';

CREATE FUNCTION report_version() RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  BEGIN ATOMIC
    SELECT 1;
  END;
COMMENT ON FUNCTION report_version() IS 'Version of the rules that all indicators share: presence, gender basis, gap of 21 days, rounding. It changes whenever one of them does; saved reports carry it.';

CREATE FUNCTION default_observed_until(share numeric DEFAULT 0.95) RETURNS date
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  PERFORM continuum.require_registry('SELECT', 'current_reporting_month', 'current_programme');
  IF share IS NULL OR share <= 0 OR share > 1 THEN
    RAISE EXCEPTION 'share of expected months is out of range'
      USING ERRCODE = '22023', HINT = 'Give a share above 0 and up to 1, such as 0.95.';
  END IF;
  -- A month counts if it is reported enough itself and with all that went before: a long
  -- complete past must not hide a last month that nearly nobody has sent.
  RETURN (
    WITH known AS (
      SELECT min(m.month) AS earliest, max(m.month) AS latest FROM registry.current_reporting_month m),
    since AS (
      SELECT least(k.earliest, min(p.reporting_from)) AS earliest, k.latest
      FROM known k LEFT JOIN registry.current_programme p ON true
      WHERE k.latest IS NOT NULL
      GROUP BY k.earliest, k.latest),
    by_month AS (
      SELECT e.month, count(*) AS expected, count(*) FILTER (WHERE e.reported) AS reported
      FROM since s
      CROSS JOIN LATERAL registry.programme_month(daterange(s.earliest, s.latest, '[]')) e
      GROUP BY e.month),
    so_far AS (
      SELECT b.*, sum(b.expected) OVER w AS expected_so_far, sum(b.reported) OVER w AS reported_so_far
      FROM by_month b WINDOW w AS (ORDER BY b.month))
    SELECT (max(f.month)::timestamp + '1 month'::interval)::date - 1
    FROM so_far f
    WHERE f.reported >= share * f.expected AND f.reported_so_far >= share * f.expected_so_far);
END
$function$;
COMMENT ON FUNCTION default_observed_until(numeric) IS 'Follow-up cut-off the registry itself supports: the last day of the latest month for which at least this share of the expected programme-months is received or confirmed, in that month and in all months up to it. NULL if there is none. Error 22023 for a share that is not above 0 and up to 1. Source: USERS.md 6.';

CREATE FUNCTION report_label(vocabulary text, term text, language text) RETURNS text
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  PERFORM continuum.require_registry('SELECT', 'label');
  RETURN COALESCE((SELECT l.label FROM registry.label l
                   WHERE l.vocabulary = report_label.vocabulary AND l.term = report_label.term
                     AND l.language = report_label.language), term);
END
$function$;
COMMENT ON FUNCTION report_label(text, text, text) IS 'Private: label of a term in a language, or the term itself where the registry has none.';

CREATE FUNCTION figure_text(value numeric, measure text, language text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN value IS NULL THEN '-'
    ELSE CASE language WHEN 'en' THEN value::text ELSE replace(value::text, '.', ',') END
      || CASE WHEN measure IN ('percent', 'share', 'coverage') THEN ' %' ELSE '' END END;
COMMENT ON FUNCTION figure_text(numeric, text, text) IS 'Private: a value as people read it: with a decimal comma in Spanish and Portuguese, a per cent sign where it is one, - where there is none.';

CREATE FUNCTION check_indicator_arguments(period daterange, observed_until date, basis text, language text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  PERFORM continuum.require_registry('SELECT', 'indicator', 'label', 'current_reporting_month', 'current_programme', 'coverage_estimate');
  IF period IS NULL OR isempty(period)
     OR NOT COALESCE(isfinite(lower(period)) AND isfinite(upper(period)), false) THEN
    RAISE EXCEPTION 'the period of an indicator must have a first and a last day'
      USING ERRCODE = '22023', HINT = 'Give a date range such as [2024-01-01,2025-01-01).';
  END IF;
  IF NOT isfinite(observed_until) THEN
    RAISE EXCEPTION 'observed_until must be a day'
      USING ERRCODE = '22023', HINT = 'Give the last day up to which follow-up is complete.';
  ELSIF observed_until < lower(period) THEN
    RAISE EXCEPTION 'the period begins after observed_until'
      USING ERRCODE = '22023', HINT = 'Nothing of it is known yet.';
  END IF;
  IF basis IS NULL OR basis NOT IN ('identity', 'registered_sex') THEN
    RAISE EXCEPTION 'unknown basis of gender'
      USING ERRCODE = '22023', HINT = 'A basis is identity or registered_sex.';
  END IF;
  IF language IS NULL OR language NOT IN ('en', 'es', 'pt') THEN
    RAISE EXCEPTION 'unknown language of a report'
      USING ERRCODE = '22023', HINT = 'A language is en, es or pt.';
  END IF;
END
$function$;
COMMENT ON FUNCTION check_indicator_arguments(daterange, date, text, text) IS 'Private: refuses what indicators() cannot answer. 55000 without a registry; 42501 for a caller who may not read it; 22023 for a period that is NULL, empty or unbounded, an observed_until that is infinite or before the period, a basis other than identity or registered_sex, a language other than en, es or pt.';

CREATE FUNCTION completeness_of(period daterange, observed_until date) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN (
    SELECT jsonb_build_object('programmes_expected', count(*), 'programmes_reported', count(*) FILTER (WHERE e.complete),
      'last_confirmed_month', (SELECT to_char(max(m.month), 'YYYY-MM') FROM registry.current_reporting_month m
        WHERE m.state IN ('confirmed', 'confirmed_zero') AND m.month <= completeness_of.observed_until))
      || (SELECT to_jsonb(l) FROM registry.left_aside(completeness_of.period, completeness_of.observed_until) l)
    FROM (SELECT bool_and(m.reported) AS complete
          FROM registry.programme_month(completeness_of.period) m GROUP BY m.programme) e);
END
$function$;
COMMENT ON FUNCTION completeness_of(daterange, date) IS 'Private: of the programmes expected to report in a month that touches the period, how many reported every month they were expected in; the last month that any has confirmed; and registry.left_aside().';

CREATE FUNCTION indicators(period daterange, codes text[] DEFAULT NULL, by text[] DEFAULT '{}', observed_until date DEFAULT NULL,
    basis text DEFAULT 'identity', params jsonb DEFAULT '{}', preset text DEFAULT 'default', language text DEFAULT language(), provider integer DEFAULT NULL)
  RETURNS SETOF indicator_row
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 400
  SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
DECLARE
  until date := observed_until;
  complete jsonb;
  note text;
BEGIN
  PERFORM continuum.check_indicator_arguments(period, observed_until, basis, language);
  until := COALESCE(until, continuum.default_observed_until());
  IF until IS NULL THEN
    RAISE EXCEPTION 'observed_until is not given, and no month is reported well enough to derive it'
      USING ERRCODE = '55000', HINT = 'Give observed_until: the last day up to which follow-up is complete.';
  END IF;
  complete := continuum.completeness_of(period, until);
  note := continuum.report_label('report', 'not_for_publication', language);
  IF until < upper(period) - 1 THEN
    note := note || '; ' || continuum.report_label('report', 'period_unobserved', language);
  END IF;
  RETURN QUERY
  WITH summary AS MATERIALIZED (
    SELECT s.* FROM registry.indicator_summaries(indicators.period, codes, COALESCE(indicators.by, '{}'), until, indicators.basis, indicators.params, indicators.preset,
      indicators.provider) s),
  cell AS ( -- an indicator without a case has figures all the same, for the whole
    SELECT i.line, i.indicator, i.version, i.effective, s.level, s.dims, s.category, s.summary, s.amounts, s.spread
    FROM registry.chosen_indicators(codes, indicators.params, indicators.preset) i JOIN summary s ON s.indicator = i.indicator AND s.version = i.version
    UNION ALL
    SELECT i.line, i.indicator, i.version, i.effective, 'all', '{}', NULL, NULL, NULL, NULL
    FROM registry.chosen_indicators(codes, indicators.params, indicators.preset) i
    WHERE NOT EXISTS (SELECT FROM summary s WHERE s.indicator = i.indicator AND s.version = i.version AND s.level = 'all')),
  counted AS (
    SELECT c.*, d.unit, d.measure, d.scale, CASE language WHEN 'es' THEN d.title_es WHEN 'pt' THEN d.title_pt ELSE d.title_en END
        || COALESCE(' [' || (SELECT string_agg(e.key || ' = ' || e.value, ', ' ORDER BY e.key COLLATE "C") FROM jsonb_each_text(c.effective) e
          WHERE e.value IS DISTINCT FROM d.params -> e.key ->> 'default' OR e.key = 'instrument') || ']', '') AS label, -- a title speaks of the defaults
      g.display_rank, g.name, g.gender,
      COALESCE(continuum.people(c.summary, g.gender), 0) AS people, COALESCE(continuum.cases(c.summary, g.gender), 0) AS cases,
      COALESCE(continuum.denominator(c.summary, g.gender), 0) AS denominator, COALESCE(continuum.numerator(c.summary, g.gender), 0) AS numerator,
      COALESCE(continuum.excluded(c.summary, g.gender), '{}') AS excluded,
      round(100.0 * continuum.cases(c.summary, 'unknown') / NULLIF(continuum.cases(c.summary), 0), 1) AS gender_unknown
    FROM cell c
    JOIN registry.indicator d ON d.indicator = c.indicator AND d.version = c.version
    CROSS JOIN (SELECT t.display_rank, t.name, t.name::continuum.gender AS gender FROM continuum.vocabulary('gender') t
                UNION ALL SELECT 5, 'all', NULL) g),
  valued AS (
    SELECT f.*, v.value, p.value AS estimate, p.low, p.high,
      bool_or(p.value IS NOT NULL) OVER (PARTITION BY f.indicator, f.version, f.dims) AS estimated FROM (
      SELECT c.*, CASE WHEN c.measure = 'share' THEN sum(c.cases) OVER same ELSE c.cases END AS all_cases,
        CASE WHEN c.measure IN ('count', 'coverage') THEN NULL WHEN c.measure = 'share' THEN sum(c.denominator) OVER same ELSE c.denominator END AS of_cases,
        -- People count in each provider that they attended: its lines are more than the whole.
        sum(c.cases) FILTER (WHERE c.level <> 'all') OVER whole > sum(c.cases) FILTER (WHERE c.level = 'all') OVER whole AS overlaps,
        sum(c.denominator) OVER (PARTITION BY c.indicator, c.version, c.dims) = 0 AS unanswered, -- by anybody: nothing to share, but reasons why
        2 * sum(c.numerator) FILTER (WHERE c.category = 'no_pair') OVER same > sum(c.denominator) OVER same AS selective,
        CASE WHEN c.measure = 'share' THEN first_value(c.excluded) OVER (PARTITION BY c.indicator, c.version, c.dims, c.name ORDER BY c.category IS NOT NULL)
          ELSE c.excluded END AS left_out
      FROM counted c WINDOW same AS (PARTITION BY c.indicator, c.version, c.dims, c.name), whole AS (PARTITION BY c.indicator, c.version)) f
    -- A coverage is of a calendar year, and of the country or, by region alone, of a region.
    LEFT JOIN registry.coverage_estimate e ON f.measure = 'coverage' AND e.class = f.effective ->> 'estimate' AND e.gender = f.name
      AND indicators.period = daterange(make_date(e.year, 1, 1), make_date(e.year + 1, 1, 1))
      AND e.region IS NOT DISTINCT FROM f.dims ->> 'region' AND f.dims - 'region' = '{}' AND indicators.provider IS NULL
    LEFT JOIN LATERAL (SELECT e.value, c.low, c.high, c.value AS coverage FROM continuum.coverage(f.numerator, e.value, e.low, e.high, 3) c) p ON f.measure = 'coverage'
    CROSS JOIN LATERAL (SELECT CASE
      WHEN f.measure = 'count' THEN f.numerator::numeric
      WHEN f.measure = 'coverage' THEN round(100 * p.coverage, 1)
      WHEN f.measure IN ('percent', 'share') THEN round(100.0 * f.numerator / NULLIF(f.of_cases, 0), 1)
      WHEN f.measure = 'sum' THEN round(continuum.total(f.amounts, f.gender) / f.scale, CASE WHEN f.scale = 1 THEN 0 ELSE 1 END)
      WHEN f.measure = 'mean' THEN round(continuum.total(f.amounts, f.gender) / NULLIF(continuum.measured(f.amounts, f.gender), 0) / f.scale, 1)
      WHEN f.measure = 'median' THEN round(continuum.percentile(f.spread, 0.5, f.gender) / f.scale, CASE WHEN f.scale = 1 THEN 0 ELSE 1 END)
      WHEN f.measure = 'p90' THEN round(continuum.percentile(f.spread, 0.9, f.gender) / f.scale, CASE WHEN f.scale = 1 THEN 0 ELSE 1 END) END AS value) v
    WHERE f.category IS NOT NULL OR f.measure <> 'share' OR f.unanswered)
  SELECT NULL::text, NULL::integer, NULL::text, v.indicator, v.version, v.label, v.unit, v.measure,
    indicators.period, until, NULL::bigint, indicators.basis, v.level, COALESCE(v.dims ->> 'region', v.dims ->> 'programme_region'),
    (SELECT r.name FROM registry.current_region r WHERE r.region = COALESCE(v.dims ->> 'region', v.dims ->> 'programme_region') AND r.valid @> upper(indicators.period) - 1 LIMIT 1),
    v.dims, v.category, v.name, v.people, v.all_cases::bigint, CASE v.measure WHEN 'coverage' THEN round(v.estimate) ELSE v.of_cases END::bigint, v.numerator, v.value,
    continuum.figure_text(v.value, v.measure, language),
    round(100 * coalesce(w.low, v.low), 1), round(100 * coalesce(w.high, v.high), 1), v.left_out,
    CASE WHEN v.value IS NOT NULL THEN NULL
         WHEN v.measure = 'coverage' THEN CASE WHEN v.estimated AND v.estimate IS NULL THEN 'no_estimate_for_gender' ELSE 'no_estimate' END
         WHEN v.all_cases > 0 AND v.left_out = jsonb_build_object('too_recent', v.all_cases) THEN 'follow_up_unfinished'
         WHEN v.all_cases > 0 AND v.left_out = jsonb_build_object('window_within_gap', v.all_cases) THEN 'window_within_gap'
         ELSE 'empty' END,
    NULL::text[], complete || jsonb_build_object('gender_unknown', v.gender_unknown),
    concat_ws('; ', note, CASE WHEN v.selective THEN continuum.report_label('report', 'selective', language) END,
      CASE WHEN v.overlaps AND v.level <> 'all' THEN continuum.report_label('report', 'overlaps', language) END)
  FROM valued v
  -- Where somebody has several cases they are not independent, and there is no interval.
  LEFT JOIN LATERAL continuum.wilson(v.numerator, v.of_cases::bigint, scale => 3) w ON v.measure = 'percent' AND v.people = v.all_cases AND v.value IS NOT NULL
  ORDER BY v.line, v.indicator, v.version, v.level <> 'all', v.dims::text COLLATE "C", v.category COLLATE "C" NULLS FIRST, v.display_rank;
END
$function$;
COMMENT ON FUNCTION indicators(daterange, text[], text[], date, text, jsonb, text, text, integer) IS 'Figures of indicators (codes; NULL: all) over a period, for female, male, other, unknown and all: for the whole, and broken down by dimensions (registry.dimension; up to four). One pass: journeys are built once. People are counted once in every cell, so cells do not add up to the whole. observed_until: follow-up cut-off (default: default_observed_until()); basis: identity (gender identity, else registered sex) or registered_sex; params: {"days": 60} for all indicators that have the parameter, {"code": {...}} for one; preset: values of parameters under a name; provider: only cases attributed to a programme that it runs on the index date. Percentages have one decimal, half away from zero. Errors: 22023 for what cannot be asked (it names the nearest legal word), 55000 without a registry or a cut-off, 42501 without the duty analyst or auditor.';

CREATE FUNCTION indicator(code text, period daterange, by text[] DEFAULT '{}', observed_until date DEFAULT NULL, params jsonb DEFAULT '{}',
    basis text DEFAULT 'identity', preset text DEFAULT 'default', language text DEFAULT language())
  RETURNS SETOF indicator_row
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 20
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN QUERY SELECT * FROM continuum.indicators(indicator.period, ARRAY[indicator.code], indicator.by, indicator.observed_until, indicator.basis,
    indicator.params, indicator.preset, indicator.language);
END
$function$;
COMMENT ON FUNCTION indicator(text, daterange, text[], date, jsonb, text, text, text) IS 'indicators() for one code, or code@version: aftercare_linkage_30d over a year by region is indicator(''aftercare_linkage_30d'', ''[2024-01-01,2025-01-01)'', ''{region}''). Errors as there.';
