
-- report.sql: the report by gender, kept reports, and their recomputation.
-- All of it reads registry tables with the caller's rights, so the bodies are PL/pgSQL with
-- qualified names: the tables do not exist when the extension is created. What a person counts
-- for is decided in registry.report_person(); what each figure means is said in
-- doc/report-definitions.md.

CREATE FUNCTION report_version() RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  BEGIN ATOMIC
    SELECT 1;
  END;
COMMENT ON FUNCTION report_version() IS 'Version of the rules that all indicators share: presence, gender basis, gap of 21 days, rounding. It changes whenever one of them does; saved reports carry it.';

CREATE FUNCTION report_indicators()
  RETURNS TABLE (line integer, indicator text, version integer, unit text, measure text, days integer)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 19
  BEGIN ATOMIC
    VALUES
      (1, 'people_in_treatment', 1, 'people', 'count', NULL::integer),
      (2, 'people_in_aftercare', 1, 'people', 'count', NULL),
      (3, 'treatment_journeys_started', 1, 'treatment_journeys', 'count', NULL),
      (4, 'treatment_journeys_ended', 1, 'treatment_journeys', 'count', NULL),
      (5, 'treatment_journeys_open_at_end', 1, 'treatment_journeys', 'count', NULL),
      (6, 'retention_84d', 1, 'entries', 'percent', 84),
      (7, 'retention_90d', 1, 'entries', 'percent', 90),
      (8, 'aftercare_linkage_7d', 1, 'discharges', 'percent', 7),
      (9, 'aftercare_linkage_30d', 1, 'discharges', 'percent', 30),
      (10, 'aftercare_linkage_90d', 1, 'discharges', 'percent', 90),
      (11, 'continued_care_14d', 1, 'stays', 'percent', 14),
      (12, 'continued_care_30d', 1, 'stays', 'percent', 30),
      (13, 'return_to_treatment_90d', 1, 'discharges', 'percent', 90),
      (14, 'return_to_treatment_180d', 1, 'discharges', 'percent', 180),
      (15, 'identity_verified', 1, 'people', 'percent', NULL),
      (16, 'identity_plain', 1, 'people', 'percent', NULL),
      (17, 'identity_weak', 1, 'people', 'percent', NULL),
      (18, 'identity_local', 1, 'people', 'percent', NULL),
      (19, 'gender_conflict', 1, 'people', 'percent', NULL);
  END;
COMMENT ON FUNCTION report_indicators() IS 'The indicators of report() in their order: code, version of the definition, unit of a case, measure (count, or percent of the denominator), and the follow-up window in days. Definitions: doc/report-definitions.md.';

-- The registry's own functions that are called here read with the caller's rights, too: what they
-- need is asked for with the rest, so that a reader without rights is told so and nothing else.

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

-- No JIT: the planner cannot guess how many rows a set-returning function gives, and would compile
-- a query of seconds as if it ran for days.
CREATE FUNCTION report_summary(period daterange, observed_until date, basis text)
  RETURNS TABLE (indicator text, summary gender_summary)
  LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 19
  SET search_path = pg_catalog, pg_temp SET jit = off
AS $function$
DECLARE
  yes constant continuum.answer := 'yes';
  no constant continuum.answer := 'no';
  date_unknown constant continuum.answer := 'date_unknown';
  unlinkable constant continuum.answer := 'unlinkable';
  ever constant daterange := '(,)';
  last_day constant date := upper(period) - 1;
BEGIN
  PERFORM continuum.require_registry('SELECT', 'counted_stay', 'pilot_stay', 'person', 'person_alias', 'current_person_fact');
  RETURN QUERY
  WITH people AS MATERIALIZED (
    SELECT p.*
    FROM registry.report_person(last_day, observed_until, basis) p),
  treatment AS ( -- ended_on is NULL while open, and where the end is unknown
    SELECT p.*, lower(continuum.period(t.journey)) AS entered_on, d.discharged_on AS ended_on,
      COALESCE(continuum.exit_reason(t.journey) OPERATOR(continuum.=) 'ongoing', false) AS is_open
    FROM people p
    CROSS JOIN LATERAL continuum.treatment_journeys(p.journey) AS t (journey)
    LEFT JOIN LATERAL continuum.discharges(t.journey, ever) d ON true),
  cases AS (
    -- people present in the period: days count on both ends, [d,?] is known on day d only
    SELECT c.indicator, p.person, p.gender, p.record_key, c.answer
    FROM people p
    CROSS JOIN LATERAL (VALUES
      ('people_in_treatment', CASE WHEN continuum.days_in_care(p.journey, period, 'treatment') > 0 THEN yes END),
      ('people_in_aftercare', CASE WHEN continuum.days_in_care(p.journey, period, 'aftercare') > 0 THEN yes END),
      ('identity_verified', CASE WHEN p.quality = 'verified' THEN yes ELSE no END),
      ('identity_plain', CASE WHEN p.quality = 'plain' THEN yes ELSE no END),
      ('identity_weak', CASE WHEN p.quality = 'weak' THEN yes ELSE no END),
      ('identity_local', CASE WHEN p.quality = 'local' THEN yes ELSE no END),
      ('gender_conflict', CASE WHEN p.conflict THEN yes ELSE no END)) AS c (indicator, answer)
    WHERE continuum.days_in_care(p.journey, period) > 0 AND c.answer IS NOT NULL
    UNION ALL
    -- treatment journeys: one that ended on an unknown day is a case of the period it started in
    SELECT c.indicator, t.person, t.gender, t.record_key, c.answer
    FROM treatment t
    CROSS JOIN LATERAL (SELECT
      CASE WHEN t.entered_on <@ period AND t.ended_on IS NULL AND NOT t.is_open THEN date_unknown END) AS u (end_unknown)
    CROSS JOIN LATERAL (VALUES
      ('treatment_journeys_started', CASE WHEN t.entered_on <@ period THEN yes END),
      ('treatment_journeys_ended', CASE WHEN t.ended_on <@ period THEN yes ELSE u.end_unknown END),
      ('treatment_journeys_open_at_end', CASE
        WHEN t.entered_on <= last_day AND (t.is_open OR t.ended_on > last_day) THEN yes
        ELSE u.end_unknown END)) AS c (indicator, answer)
    WHERE c.answer IS NOT NULL
    UNION ALL
    -- what followed an entry
    SELECT c.indicator, t.person, t.gender, t.record_key, c.answer
    FROM treatment t
    CROSS JOIN LATERAL (VALUES
      ('retention_84d', continuum.retained(t.journey, t.entered_on, 84, observed_until)),
      ('retention_90d', continuum.retained(t.journey, t.entered_on, 90, observed_until))) AS c (indicator, answer)
    WHERE t.entered_on <@ period
    UNION ALL
    -- what followed a discharge; whom no other provider can recognise cannot be followed
    SELECT c.indicator, t.person, t.gender, t.record_key, CASE WHEN t.of_one_provider THEN unlinkable ELSE c.answer END
    FROM treatment t
    CROSS JOIN LATERAL (VALUES
      ('aftercare_linkage_7d', continuum.linked_to_aftercare(t.journey, t.ended_on, 7, observed_until)),
      ('aftercare_linkage_30d', continuum.linked_to_aftercare(t.journey, t.ended_on, 30, observed_until)),
      ('aftercare_linkage_90d', continuum.linked_to_aftercare(t.journey, t.ended_on, 90, observed_until)),
      ('return_to_treatment_90d', continuum.returned_to_treatment(t.journey, t.ended_on, 90, observed_until)),
      ('return_to_treatment_180d', continuum.returned_to_treatment(t.journey, t.ended_on, 180, observed_until))) AS c (indicator, answer)
    WHERE t.ended_on <@ period
    UNION ALL
    SELECT c.indicator, p.person, p.gender, p.record_key, CASE WHEN p.of_one_provider THEN unlinkable ELSE c.answer END
    FROM people p
    CROSS JOIN LATERAL continuum.discharges(p.journey, period, collapse_transfers => false) d
    CROSS JOIN LATERAL (VALUES
      ('continued_care_14d', continuum.continued_care(p.journey, d.discharged_on, 14, observed_until)),
      ('continued_care_30d', continuum.continued_care(p.journey, d.discharged_on, 30, observed_until))) AS c (indicator, answer))
  SELECT c.indicator, continuum.summarize_persons(c.person, c.gender, c.record_key, c.answer)
  FROM cases c
  GROUP BY c.indicator;
END
$function$;
COMMENT ON FUNCTION report_summary(daterange, date, text) IS 'Exact summary by gender of each indicator that has a case, with the distinct people behind it: the figures of report() before they are formatted. Journeys are built once. Arguments are not checked here. It carries cell keys: for those who may see the registry, never for publication.';

CREATE FUNCTION check_report_arguments(period daterange, observed_until date, basis text, language text) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
  PERFORM continuum.require_registry('SELECT', 'current_reporting_month', 'current_programme', 'label',
    'counted_stay', 'pilot_stay', 'person', 'person_alias', 'current_person_fact');
  IF period IS NULL OR isempty(period)
     OR NOT COALESCE(isfinite(lower(period)) AND isfinite(upper(period)), false) THEN
    RAISE EXCEPTION 'the period of a report must have a first and a last day'
      USING ERRCODE = '22023', HINT = 'Give a date range such as [2024-01-01,2025-01-01).';
  END IF;
  IF NOT isfinite(observed_until) THEN
    RAISE EXCEPTION 'observed_until must be a day'
      USING ERRCODE = '22023', HINT = 'Give the last day up to which follow-up is complete.';
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
COMMENT ON FUNCTION check_report_arguments(daterange, date, text, text) IS 'Private: refuses what report() cannot answer. 55000 without a registry; 42501 for a caller who may not read it; 22023 for a period that is NULL, empty or unbounded, an infinite observed_until, a basis other than identity or registered_sex, a language other than en, es or pt.';

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

CREATE TYPE report_row AS (
  indicator text, version integer, label text, unit text, period daterange, observed_until date,
  basis text, gender text, cases bigint, denominator bigint, numerator bigint, value numeric,
  value_text text, excluded jsonb, value_reason text, completeness text, note text);
COMMENT ON TYPE report_row IS 'A row of report(): one indicator for one gender. cases = denominator + excluded for percentages, numerator + excluded for counts, where denominator is NULL. value is NULL with a value_reason: empty, follow_up_unfinished or window_within_gap. value_text is value as people read it. completeness: programmes that reported every month of the period, of those expected.';

CREATE FUNCTION report(period daterange, observed_until date DEFAULT NULL,
    basis text DEFAULT 'identity', language text DEFAULT language()) RETURNS SETOF report_row
  LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 95
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  until date := observed_until;
  completeness text;
  note text;
BEGIN
  PERFORM continuum.check_report_arguments(period, observed_until, basis, language);
  until := COALESCE(until, continuum.default_observed_until());
  IF until IS NULL THEN
    RAISE EXCEPTION 'observed_until is not given, and no month is reported well enough to derive it'
      USING ERRCODE = '55000', HINT = 'Give observed_until: the last day up to which follow-up is complete.';
  END IF;

  SELECT format(continuum.report_label('report', 'completeness', language),
                count(*) FILTER (WHERE e.complete), count(*))
  INTO completeness
  FROM (SELECT bool_and(m.reported) AS complete
        FROM registry.programme_month(report.period) m GROUP BY m.programme) e;
  note := continuum.report_label('report', 'not_for_publication', language);
  IF until < upper(period) - 1 THEN
    note := note || '; ' || continuum.report_label('report', 'period_unobserved', language);
  END IF;

  RETURN QUERY
  SELECT i.indicator, i.version, continuum.report_label('indicator', i.indicator, language), i.unit,
    report.period, until, report.basis, g.name, n.cases, n.denominator, n.numerator, v.value,
    CASE WHEN v.value IS NULL THEN '-'
         WHEN i.measure = 'count' THEN v.value::text
         WHEN language = 'en' THEN v.value || ' %'
         ELSE replace(v.value::text, '.', ',') || ' %' END,
    n.excluded,
    CASE WHEN v.value IS NOT NULL THEN NULL
         WHEN n.cases > 0 AND n.excluded = jsonb_build_object('too_recent', n.cases) THEN 'follow_up_unfinished'
         WHEN n.cases > 0 AND n.excluded = jsonb_build_object('window_within_gap', n.cases) THEN 'window_within_gap'
         ELSE 'empty' END,
    completeness, note
  FROM continuum.report_indicators() i
  LEFT JOIN continuum.report_summary(report.period, until, report.basis) s ON s.indicator = i.indicator
  CROSS JOIN (SELECT t.display_rank, t.name, t.name::continuum.gender AS gender FROM continuum.vocabulary('gender') t
              UNION ALL SELECT 5, 'all', NULL) g
  CROSS JOIN LATERAL (SELECT
    COALESCE(continuum.cases(s.summary, g.gender), 0) AS cases,
    CASE i.measure WHEN 'percent' THEN COALESCE(continuum.denominator(s.summary, g.gender), 0) END AS denominator,
    COALESCE(continuum.numerator(s.summary, g.gender), 0) AS numerator,
    COALESCE(continuum.excluded(s.summary, g.gender), '{}') AS excluded) n
  CROSS JOIN LATERAL (SELECT CASE i.measure
    WHEN 'count' THEN n.numerator::numeric
    ELSE round(100.0 * n.numerator / NULLIF(n.denominator, 0), 1) END AS value) v
  ORDER BY i.line, g.display_rank;
END
$function$;
COMMENT ON FUNCTION report(daterange, date, text, text) IS 'Every indicator of report_indicators() over a period, for female, male, other, unknown and all, from the current records of the registry. observed_until: follow-up cut-off (default: default_observed_until()); basis: identity (gender identity, else registered sex) or registered_sex; language en, es or pt. Percentages have one decimal, half away from zero. Exact figures: the note says not for publication. Errors: 22023 for a period, basis or language that cannot be answered; 55000 without a registry or a cut-off; 42501 for a caller who may not read the registry. Definitions: doc/report-definitions.md.';

CREATE FUNCTION save_report(name text, period daterange, observed_until date DEFAULT NULL,
    basis text DEFAULT 'identity', language text DEFAULT language()) RETURNS integer
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  nfigures integer;
BEGIN
  PERFORM continuum.check_report_arguments(period, observed_until, basis, language);
  IF name IS NULL OR name = '' THEN
    RAISE EXCEPTION 'a saved report needs a name' USING ERRCODE = '22023';
  END IF;
  PERFORM continuum.require_registry('SELECT', 'saved_report'),
    continuum.require_registry('INSERT', 'saved_report', 'saved_figure');
  IF EXISTS (SELECT FROM registry.saved_report r WHERE r.name = save_report.name) THEN
    RAISE EXCEPTION 'a report of this name is already saved'
      USING ERRCODE = '42710', HINT = 'A saved report is never replaced: save it under another name.';
  END IF;

  -- Figures, cut-off and versions in one statement: they belong to one snapshot.
  WITH figure AS (
    SELECT r.* FROM continuum.report(save_report.period, save_report.observed_until,
                                     save_report.basis, save_report.language)
      WITH ORDINALITY AS r (indicator, version, label, unit, period, observed_until, basis, gender, cases, denominator,
                            numerator, value, value_text, excluded, value_reason, completeness, note, line)),
  kept AS (
    INSERT INTO registry.saved_report (name, period, observed_until, basis, language,
      report_version, extension_version, server_version)
    SELECT save_report.name, f.period, f.observed_until, f.basis, save_report.language, continuum.report_version(),
      (SELECT e.extversion FROM pg_extension e WHERE e.extname = 'continuum'), current_setting('server_version')
    FROM figure f WHERE f.line = 1)
  INSERT INTO registry.saved_figure (name, line, indicator, version, label, unit, gender, cases, denominator,
    numerator, value, value_text, excluded, value_reason, completeness, note)
  SELECT save_report.name, f.line, f.indicator, f.version, f.label, f.unit, f.gender, f.cases, f.denominator,
    f.numerator, f.value, f.value_text, f.excluded, f.value_reason, f.completeness, f.note
  FROM figure f;
  GET DIAGNOSTICS nfigures = ROW_COUNT;
  RETURN nfigures;
END
$function$;
COMMENT ON FUNCTION save_report(text, daterange, date, text, text) IS 'Keeps report(period, observed_until, basis, language) under a name, with its parameters and versions; returns the number of figures. Needs the right to insert into registry.saved_report and saved_figure. Errors: 22023 without a name, 42710 if the name is taken, and those of report().';

CREATE FUNCTION figure_measures(version integer, cases bigint, denominator bigint, numerator bigint,
    value numeric, excluded jsonb, value_reason text, completeness text)
  RETURNS TABLE (measure text, shown text, amount numeric)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 8
  BEGIN ATOMIC
    SELECT m.measure, COALESCE(m.shown, m.amount::text), m.amount
    FROM (VALUES
      ('version', NULL::text, version::numeric),
      ('cases', NULL, cases::numeric),
      ('denominator', NULL, denominator::numeric),
      ('numerator', NULL, numerator::numeric),
      ('value', NULL, value),
      ('value_reason', value_reason, NULL),
      ('completeness', completeness, NULL)) AS m (measure, shown, amount)
    UNION ALL
    SELECT 'excluded ' || e.key, e.value, e.value::numeric
    FROM pg_catalog.jsonb_each_text(excluded) AS e (key, value);
  END;
COMMENT ON FUNCTION figure_measures(integer, bigint, bigint, bigint, numeric, jsonb, text, text) IS 'Private: the cells of one figure as rows, each reason of exclusion a cell of its own; what reproduce() compares.';

CREATE FUNCTION reproduce(name text)
  RETURNS TABLE (indicator text, gender text, measure text, saved text, recomputed text,
                 difference numeric, verdict text)
  LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 700
  SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
  kept record;
BEGIN
  PERFORM continuum.require_registry('SELECT', 'saved_report', 'saved_figure');
  SELECT r.* INTO kept FROM registry.saved_report r WHERE r.name = reproduce.name;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no report of this name is saved'
      USING ERRCODE = '42704', HINT = 'registry.saved_report lists the names.';
  END IF;

  RETURN QUERY
  WITH before AS (
    SELECT f.line, f.indicator, f.gender, m.*
    FROM registry.saved_figure f
    CROSS JOIN LATERAL continuum.figure_measures(f.version, f.cases, f.denominator, f.numerator, f.value,
      f.excluded, f.value_reason, f.completeness) WITH ORDINALITY AS m (measure, shown, amount, nth)
    WHERE f.name = kept.name),
  after AS (
    SELECT r.line, r.indicator, r.gender, m.*
    FROM (SELECT f.*, row_number() OVER () AS line
          FROM continuum.report(kept.period, kept.observed_until, kept.basis, kept.language) f) r
    CROSS JOIN LATERAL continuum.figure_measures(r.version, r.cases, r.denominator, r.numerator, r.value,
      r.excluded, r.value_reason, r.completeness) WITH ORDINALITY AS m (measure, shown, amount, nth))
  -- A reason that one side does not have excluded nobody there.
  SELECT x.indicator, x.gender, x.measure, x.saved, x.recomputed, x.new_amount - x.old_amount,
    CASE WHEN x.saved IS NOT DISTINCT FROM x.recomputed THEN 'identical' ELSE 'changed' END
  FROM (SELECT k.indicator, k.gender, k.measure, COALESCE(b.line, a.line) AS line, COALESCE(b.nth, a.nth) AS nth,
          COALESCE(b.shown, k.nothing) AS saved, COALESCE(a.shown, k.nothing) AS recomputed,
          COALESCE(b.amount, k.nothing::numeric) AS old_amount, COALESCE(a.amount, k.nothing::numeric) AS new_amount
        FROM (SELECT c.*, CASE WHEN c.measure LIKE 'excluded %' THEN '0' END AS nothing
              FROM (SELECT b.indicator, b.gender, b.measure FROM before b
                    UNION SELECT a.indicator, a.gender, a.measure FROM after a) c) k
        LEFT JOIN before b USING (indicator, gender, measure)
        LEFT JOIN after a USING (indicator, gender, measure)) x
  ORDER BY x.line, x.measure LIKE 'excluded %', x.nth, x.measure;
END
$function$;
COMMENT ON FUNCTION reproduce(text) IS 'Recomputes a saved report from the records of now, with its own parameters, and lists every cell: as saved, as recomputed, the difference where both are numbers, and the verdict identical or changed. An empty result never means success: an unknown name is error 42704. 55000 without a registry, 42501 for a caller who may not read it.';
