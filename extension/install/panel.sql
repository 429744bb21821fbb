-- panel.sql: what the draft resolution asks, line by line, with the figures of one call of indicators().
-- PL/pgSQL with the caller's rights. A view for people: who computes on takes indicators().

CREATE FUNCTION excluded_text(excluded jsonb, language text) RETURNS text
  LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  RETURN (SELECT string_agg(continuum.report_label('answer', e.key, language) || ' ' || e.value, ', ' ORDER BY e.value::bigint DESC, e.key COLLATE "C")
    FROM jsonb_each_text(excluded) e);
END
$function$;
COMMENT ON FUNCTION excluded_text(jsonb, text) IS 'Private: what a figure leaves out, in words, most first; NULL for nothing.';

CREATE FUNCTION resolution_panel(period daterange, observed_until date DEFAULT NULL, basis text DEFAULT 'identity', language text DEFAULT language())
  RETURNS TABLE (line integer, paragraph text, asks text, indicator text, label text, women text, men text, other_or_unknown text, everybody text,
                 gap numeric, parity numeric, women_share numeric, of_women bigint, of_men bigint, denominator bigint, left_out text, completeness text, note text)
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 40
  SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
  codes text[];
BEGIN
  PERFORM continuum.check_indicator_arguments(period, observed_until, basis, language);
  codes := ARRAY(SELECT DISTINCT i.indicator FROM registry.panel_line l JOIN continuum.indicators() i ON i.indicator = l.indicator);
  RETURN QUERY
  WITH figure AS MATERIALIZED (
    SELECT f.* FROM continuum.indicators(resolution_panel.period, codes, '{}', resolution_panel.observed_until, resolution_panel.basis,
      language => resolution_panel.language) f),
  wide AS (
    SELECT a.indicator, a.category, a.label, w.denominator AS of_women, m.denominator AS of_men, a.denominator, a.excluded, a.note, w.value_text AS women, m.value_text AS men, a.value_text AS everybody,
      continuum.figure_text(continuum.pooled_value(a.measure, o.numerator + u.numerator, o.denominator + u.denominator, COALESCE(o.value + u.value, o.value, u.value)),
        a.measure, language) AS pooled,
      CASE WHEN a.measure IN ('percent', 'share') THEN (continuum.gap(w.numerator, w.denominator, m.numerator, m.denominator, scale => 1)).value END AS gap,
      CASE WHEN a.measure IN ('percent', 'share', 'coverage') THEN continuum.coverage_parity(w.numerator, w.denominator, m.numerator, m.denominator) END AS parity,
      CASE WHEN a.measure IN ('count', 'sum') THEN 100 * continuum.female_share(COALESCE(w.value, 0)::bigint, COALESCE(m.value, 0)::bigint, COALESCE(o.value, 0)::bigint, 3) END AS women_share
    FROM figure a
      JOIN figure w ON w.indicator = a.indicator AND w.category IS NOT DISTINCT FROM a.category AND w.gender = 'female'
      JOIN figure m ON m.indicator = a.indicator AND m.category IS NOT DISTINCT FROM a.category AND m.gender = 'male'
      JOIN figure o ON o.indicator = a.indicator AND o.category IS NOT DISTINCT FROM a.category AND o.gender = 'other'
      JOIN figure u ON u.indicator = a.indicator AND u.category IS NOT DISTINCT FROM a.category AND u.gender = 'unknown'
    WHERE a.gender = 'all')
  SELECT l.line, COALESCE(i.source_paragraph, l.paragraph), CASE language WHEN 'es' THEN l.asks_es WHEN 'pt' THEN l.asks_pt ELSE l.asks_en END,
    i.indicator, continuum.titled(i.title, l.indicator, l.category, NULL, language),
    COALESCE(f.women, '-'), COALESCE(f.men, '-'), COALESCE(f.pooled, '-'), COALESCE(f.everybody, '-'), f.gap, f.parity, round(f.women_share, 1), f.of_women, f.of_men, f.denominator,
    continuum.excluded_text(f.excluded, language),
    (SELECT format(continuum.report_label('report', 'completeness', language), c.completeness ->> 'programmes_reported', c.completeness ->> 'programmes_expected',
        to_char(c.observed_until, 'YYYY-MM-DD'), continuum.report_label('basis', c.basis, language)) FROM figure c LIMIT 1),
    CASE WHEN l.indicator IS NULL THEN continuum.report_label('report', 'not_measured', language) || ': '
           || CASE language WHEN 'es' THEN l.unmeasured_es WHEN 'pt' THEN l.unmeasured_pt ELSE l.unmeasured_en END
         ELSE f.note END
  FROM registry.panel_line l
    LEFT JOIN (SELECT DISTINCT ON (c.indicator) c.indicator, c.source_paragraph,
        CASE language WHEN 'es' THEN c.title_es WHEN 'pt' THEN c.title_pt ELSE c.title_en END AS title
      FROM registry.indicator c ORDER BY c.indicator, c.version DESC) i ON i.indicator = l.indicator
    LEFT JOIN wide f ON f.indicator = l.indicator AND f.category IS NOT DISTINCT FROM l.category
  ORDER BY l.line;
END
$function$;
COMMENT ON FUNCTION resolution_panel(daterange, date, text, text) IS 'Each line of the draft resolution E/CN.7/2024/L.3 with the figure that measures it: paragraph, what it asks in short, indicator and title, women, men, other identity or not recorded (pooled from their counts; - of a mean, which does not add up), everybody, as people read them; gap: women - men in percentage points, of rates only; parity: women / men, of rates and coverage, 1 where they are alike, two decimals; women_share: of what is counted or added up, the part of women, per cent, unknown gender left out; of_women, of_men, denominator: of how many women, men and people in all; left_out: of everybody, by reason; completeness: how many programmes reported of those expected, until when it is observed, and by which gender. A line that no record measures is listed all the same, and note says why. - : no value. All figures are of one call of indicators(), over the latest versions with their defaults. Not for publication before disclosure control. Errors as those of indicators(): 22023 for what cannot be asked, 55000 without a registry or a cut-off, 42501 without the duty analyst or auditor. Source: E/CN.7/2024/L.3; USERS.md Annexes B and E.';
