-- report.sql: figures that are kept: saved by name and edition, read again, recomputed, compared, and laid
-- out for people. PL/pgSQL with the caller's rights; what closes a period stands in schema registry.

CREATE FUNCTION kept_edition(name text, edition integer) RETURNS integer
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  found integer;
BEGIN
  PERFORM continuum.require_registry('SELECT', 'saved_report', 'saved_figure');
  SELECT max(r.edition) INTO found FROM registry.saved_report r
    WHERE r.name = kept_edition.name AND r.edition = COALESCE(kept_edition.edition, r.edition);
  IF found IS NULL THEN
    RAISE EXCEPTION 'no such report is saved'
      USING ERRCODE = '42704', HINT = 'registry.saved_report lists names and editions.';
  END IF;
  RETURN found;
END
$function$;
COMMENT ON FUNCTION kept_edition(text, integer) IS 'Private: the edition of a saved report, the latest for NULL. Errors: 42704 for one that is not saved, 55000 without a registry, 42501 for a caller who may not read it.';

CREATE FUNCTION saved_report(name text, edition integer DEFAULT NULL) RETURNS SETOF indicator_row
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 400
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  kept integer := continuum.kept_edition(name, edition);
BEGIN
  RETURN QUERY
  SELECT r.name, r.edition, r.status, f.indicator, f.version, f.label, f.unit, f.measure, r.period, r.observed_until,
    NULL::bigint, r.basis, f.level, f.place_code, f.place, f.dims, f.category, f.gender, f.people, f.cases, f.denominator, f.numerator,
    f.value, f.value_text, f.low, f.high, f.excluded, f.value_reason, f.pooled, f.completeness, f.note
  FROM registry.saved_report r JOIN registry.saved_figure f ON f.name = r.name AND f.edition = r.edition
  WHERE r.name = saved_report.name AND r.edition = kept
  ORDER BY f.line;
END
$function$;
COMMENT ON FUNCTION saved_report(text, integer) IS 'The figures of a saved report as they were saved, in their order: the latest edition, unless one is named. Exact figures, not for publication. Errors: 42704 for a report that is not saved, 55000 without a registry, 42501 for a caller who may not read saved reports.';

CREATE FUNCTION save_report(name text, period daterange, codes text[] DEFAULT NULL, by text[] DEFAULT '{}', observed_until date DEFAULT NULL,
    basis text DEFAULT 'identity', params jsonb DEFAULT '{}', preset text DEFAULT 'default', language text DEFAULT language()) RETURNS integer
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  PERFORM continuum.check_indicator_arguments(period, observed_until, basis, language),
    continuum.require_registry('SELECT', 'saved_report', 'closed_period');
  RETURN registry.keep_report(name, period, codes, COALESCE(by, '{}'), observed_until, basis, COALESCE(params, '{}'), preset, language);
END
$function$;
COMMENT ON FUNCTION save_report(text, daterange, text[], text[], date, text, jsonb, text, text) IS 'Keeps indicators(period, codes, by, observed_until, basis, params, preset, language) under a name, with its parameters and versions; returns the number of figures. A name that is taken gets its next edition, if it asks the same of the same period; nothing saved is ever replaced. Once registry.close_period() has closed the period, observed_until is by default that of the closing, and an edition with that one is final; every other is provisional. later_records of registry.saved_report says how many records a final edition has that came after the closing. Errors: 42501 without the duty analyst, 22023 without a name, 42710 for a name whose editions ask something else, 23505 when another session saves the same edition, and those of indicators().';

-- What is compared.

CREATE FUNCTION figure_measures(figure indicator_row)
  RETURNS TABLE (measure text, shown text, amount numeric)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 10
  BEGIN ATOMIC
    SELECT m.measure, COALESCE(m.shown, m.amount::text), m.amount
    FROM (VALUES
      ('people', NULL::text, (figure).people::numeric),
      ('cases', NULL, (figure).cases::numeric),
      ('denominator', NULL, (figure).denominator::numeric),
      ('numerator', NULL, (figure).numerator::numeric),
      ('value', NULL, (figure).value),
      ('low', NULL, (figure).low),
      ('high', NULL, (figure).high),
      ('value_reason', (figure).value_reason, NULL)) AS m (measure, shown, amount)
    UNION ALL
    SELECT 'excluded ' || e.key, e.value, e.value::numeric
    FROM pg_catalog.jsonb_each_text((figure).excluded) AS e (key, value);
  END;
COMMENT ON FUNCTION figure_measures(indicator_row) IS 'Private: the cells of one figure as rows, each reason of exclusion a cell of its own; what reproduce() compares.';

CREATE FUNCTION figures_at(name text, edition integer, until date) RETURNS SETOF indicator_row
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 400
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN QUERY SELECT f.* FROM registry.saved_report r
    CROSS JOIN LATERAL continuum.indicators(r.period, r.codes, r.by, COALESCE(until, r.observed_until), r.basis, r.params, r.preset, r.language) f
    WHERE r.name = figures_at.name AND r.edition = figures_at.edition;
END
$function$;
COMMENT ON FUNCTION figures_at(text, integer, date) IS 'Private: a saved report asked again of the records of now, with its own parameters and versions, observed until a day, its own for NULL.';

CREATE FUNCTION reproduce(name text, edition integer DEFAULT NULL)
  RETURNS TABLE (indicator text, dims jsonb, category text, gender text, measure text, saved text, recomputed text,
                 difference numeric, verdict text)
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 700
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  kept integer := continuum.kept_edition(name, edition);
BEGIN
  RETURN QUERY
  WITH figure AS (
    SELECT s.side, s.nth, s.figure FROM (
      SELECT 'saved' AS side, row_number() OVER () AS nth, f AS figure FROM continuum.saved_report(reproduce.name, kept) f
      UNION ALL
      SELECT 'now', row_number() OVER (), f FROM continuum.figures_at(reproduce.name, kept, NULL) f) s),
  cell AS (
    SELECT f.side, f.nth, m.place, (f.figure).indicator || '@' || (f.figure).version AS indicator, (f.figure).dims, (f.figure).category,
      (f.figure).gender, m.measure, m.shown, m.amount
    FROM figure f CROSS JOIN LATERAL continuum.figure_measures(f.figure) WITH ORDINALITY AS m (measure, shown, amount, place)
    UNION ALL -- who reported is the same in every line
    SELECT f.side, 0, e.place, NULL, NULL, NULL, NULL, 'completeness ' || e.key, e.value, NULL
    FROM figure f CROSS JOIN LATERAL jsonb_each_text((f.figure).completeness) WITH ORDINALITY AS e (key, value, place)
    WHERE f.nth = 1 AND e.key <> 'gender_unknown'),
  side AS (
    SELECT c.*, jsonb_build_array(c.indicator, c.dims, c.category, c.gender, c.measure)::text AS key FROM cell c)
  -- A reason that one side does not have excluded nobody there.
  SELECT split_part(x.indicator, '@', 1), x.dims, x.category, x.gender, x.measure, x.saved, x.recomputed, x.new_amount - x.old_amount,
    CASE WHEN x.saved IS NOT DISTINCT FROM x.recomputed THEN 'identical' ELSE 'changed' END
  FROM (SELECT COALESCE(b.nth, a.nth) AS nth, COALESCE(b.place, a.place) AS place, COALESCE(b.indicator, a.indicator) AS indicator,
          COALESCE(b.dims, a.dims) AS dims, COALESCE(b.category, a.category) AS category, COALESCE(b.gender, a.gender) AS gender, n.measure,
          COALESCE(b.shown, n.nothing) AS saved, COALESCE(a.shown, n.nothing) AS recomputed,
          COALESCE(b.amount, n.nothing::numeric) AS old_amount, COALESCE(a.amount, n.nothing::numeric) AS new_amount
        FROM (SELECT * FROM side s WHERE s.side = 'saved') b FULL JOIN (SELECT * FROM side s WHERE s.side = 'now') a USING (key)
        CROSS JOIN LATERAL (SELECT m.measure, CASE WHEN m.measure LIKE 'excluded %' THEN '0' END AS nothing
          FROM (SELECT COALESCE(b.measure, a.measure)) m (measure)) n) x
  WHERE x.saved IS NOT NULL OR x.recomputed IS NOT NULL
  ORDER BY x.nth, x.indicator, x.dims::text COLLATE "C", x.category COLLATE "C", x.gender, x.measure LIKE 'excluded %', x.place, x.measure;
END
$function$;
COMMENT ON FUNCTION reproduce(text, integer) IS 'Recomputes a saved report (its latest edition, unless one is named) from the records of now, with its own parameters and versions of definitions, and lists every cell that either side has: as saved, as recomputed, the difference where both are numbers, and the verdict identical or changed. Completeness, which all lines share, is compared once, without an indicator. An empty result never means success: an unknown name is error 42704. 55000 without a registry, 42501 for a caller who may not read it.';

CREATE FUNCTION change_between(figure indicator_row, previous indicator_row) RETURNS numeric
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
    WHEN (figure).value IS NULL OR (previous).value IS NULL THEN NULL
    WHEN (figure).measure IN ('percent', 'share')
      THEN round(100.0 * (figure).numerator / (figure).denominator - 100.0 * (previous).numerator / (previous).denominator, 1)
    WHEN (figure).measure = 'coverage' THEN (figure).value - (previous).value
    ELSE round(100 * ((figure).value - (previous).value) / NULLIF((previous).value, 0), 1) END;
COMMENT ON FUNCTION change_between(indicator_row, indicator_row) IS 'Private: how much a figure differs from the previous one: percentages in points, everything else in per cent of the previous. NULL where one has no value, or the previous is 0.';

CREATE FUNCTION compare(name text, previous text)
  RETURNS TABLE (indicator text, version integer, label text, dims jsonb, category text, gender text, value numeric, previous_value numeric,
                 change numeric, change_unit text, note text)
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 400
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  one integer := continuum.kept_edition(name, NULL);
  other integer := continuum.kept_edition(previous, NULL);
  asked record;
BEGIN
  SELECT a.language, least(a.matured, b.matured) AS matured, a.matured AS of_one, b.matured AS of_other,
      upper(a.period) + least(a.matured, b.matured) AS one_until, upper(b.period) + least(a.matured, b.matured) AS other_until,
      (a.by, a.basis, a.params, a.preset) = (b.by, b.basis, b.params, b.preset) AS alike
    INTO asked
    FROM (SELECT r.*, r.observed_until - upper(r.period) AS matured FROM registry.saved_report r WHERE r.name = compare.name AND r.edition = one) a
    CROSS JOIN (SELECT r.*, r.observed_until - upper(r.period) AS matured FROM registry.saved_report r
      WHERE r.name = compare.previous AND r.edition = other) b;
  IF NOT asked.alike THEN
    RAISE EXCEPTION 'the two reports do not ask the same'
      USING ERRCODE = '22023', HINT = 'Dimensions, basis, parameters and preset are to be equal.';
  END IF;
  RETURN QUERY
  WITH a AS (
    SELECT row_number() OVER () AS line, u.figure FROM (
      SELECT f AS figure FROM continuum.saved_report(compare.name, one) f WHERE asked.of_one = asked.matured
      UNION ALL SELECT f FROM continuum.figures_at(compare.name, one, asked.one_until) f WHERE asked.of_one <> asked.matured) u),
  b AS (
    SELECT row_number() OVER () AS line, u.figure FROM (
      SELECT f AS figure FROM continuum.saved_report(compare.previous, other) f WHERE asked.of_other = asked.matured
      UNION ALL SELECT f FROM continuum.figures_at(compare.previous, other, asked.other_until) f WHERE asked.of_other <> asked.matured) u)
  SELECT (k.known).indicator, (k.known).version, (k.known).label, (k.known).dims, (k.known).category, (k.known).gender,
    (a.figure).value, (b.figure).value, continuum.change_between(a.figure, b.figure),
    CASE WHEN (k.known).measure IN ('percent', 'share', 'coverage') THEN 'points' ELSE 'per_cent' END,
    NULLIF(concat_ws('; ', CASE WHEN (b.figure).indicator IS NULL THEN continuum.report_label('report', 'not_in_previous', asked.language)
        WHEN (a.figure).indicator IS NULL THEN continuum.report_label('report', 'only_in_previous', asked.language) END,
      CASE WHEN asked.of_one <> asked.matured
        THEN format(continuum.report_label('report', 'recomputed', asked.language), compare.name, asked.one_until) END,
      CASE WHEN asked.of_other <> asked.matured
        THEN format(continuum.report_label('report', 'recomputed', asked.language), compare.previous, asked.other_until) END), '')
  FROM a FULL JOIN b ON (a.figure).indicator = (b.figure).indicator AND (a.figure).version = (b.figure).version AND (a.figure).dims = (b.figure).dims
    AND (a.figure).gender = (b.figure).gender AND COALESCE((a.figure).category, '') = COALESCE((b.figure).category, '')
  CROSS JOIN LATERAL (SELECT CASE WHEN (a.figure).indicator IS NULL THEN b.figure ELSE a.figure END AS known) k
  ORDER BY a.line, b.line;
END
$function$;
COMMENT ON FUNCTION compare(text, text) IS 'The latest editions of two saved reports side by side, such as this year and the last, at the same maturity: follow-up that is longer by itself moves figures. Where the distance from the end of the period to observed_until differs, the report that was observed for longer is recomputed from the records of now with the shorter distance, and every row says so. change: percentages in points (change_unit points), from counts and rounded once; everything else in per cent of the previous (per_cent). A cell that one of them does not have, another version of a definition among them, stands alone. Errors: 22023 for reports of other dimensions, basis, parameters or preset; 42704 for one that is not saved; those of indicators().';
