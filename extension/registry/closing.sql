-- closing.sql: a period is closed: its cut-off is fixed, and what was known then can be told from what came later.

CREATE TABLE registry.closed_period (
  name text PRIMARY KEY CHECK (name <> ''),
  period daterange NOT NULL UNIQUE,
  observed_until date NOT NULL,
  horizon pg_snapshot NOT NULL DEFAULT pg_catalog.pg_current_snapshot(),
  epoch integer NOT NULL DEFAULT 1,
  checklist jsonb NOT NULL,
  closed_by text NOT NULL DEFAULT SESSION_USER,
  closed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  CONSTRAINT closed_period_observed CHECK (observed_until >= upper(period) - 1));
COMMENT ON TABLE registry.closed_period IS 'Periods that were closed, by registry.close_period(). Never changed: what comes later shows as a revision of what was saved.';
COMMENT ON COLUMN registry.closed_period.observed_until IS 'Follow-up cut-off of every final edition.';
COMMENT ON COLUMN registry.closed_period.horizon IS 'The records that there were: those whose transaction is visible in it, and those of earlier epochs.';
COMMENT ON COLUMN registry.closed_period.checklist IS 'What registry.closing_checklist() still found open, by item.';
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.closed_period
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
ALTER TABLE registry.closed_period ENABLE ALWAYS TRIGGER refuse_change;
COMMENT ON TRIGGER refuse_change ON registry.closed_period IS 'What is closed is never opened again.';

CREATE FUNCTION registry.recorded_since(closing text) RETURNS bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  c registry.closed_period := (SELECT p FROM registry.closed_period p WHERE p.name = closing);
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  IF c.name IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT count(*) FROM registry.assertion a
    WHERE a.epoch > c.epoch OR a.epoch = c.epoch AND NOT pg_visible_in_snapshot(a.recorded_xid, c.horizon));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.recorded_since(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.recorded_since(text) IS 'How many records, corrections and voids of any kind came after a closing; NULL where there is none of this name. Error 42501 without the duty analyst or auditor.';

-- What is still open. Items of programmes, and of providers where a file belongs to no programme.

CREATE FUNCTION registry.open_of_programmes(programmes integer[], period daterange, on_day date)
  RETURNS TABLE (programme integer, item text, open bigint)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
  WITH stay AS MATERIALIZED (
    SELECT s.person, s.programme, s.started, s.ended, s.ended_precision, s.exit_reason::text AS exit_reason,
      s.exit_reason OPERATOR(continuum.=) 'ongoing' AND NOT continuum.is_open(
        registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, on_day)) AS silent
    FROM registry.counted_stay s
    WHERE s.programme = ANY (programmes) AND s.started < upper(period) AND s.started <= on_day
      AND (s.exit_reason OPERATOR(continuum.=) 'ongoing' OR s.ended >= lower(period) OR s.started >= lower(period))),
  gender AS (
    SELECT g.person, g.gender, g.conflict FROM registry.person_gender(upper(period) - 1, 'identity', ARRAY(SELECT DISTINCT s.person FROM stay s)) g)
  SELECT m.programme, 'months_missing', count(*) FROM registry.programme_month(period) m
    WHERE m.programme = ANY (programmes) AND NOT m.reported AND m.month <= on_day GROUP BY m.programme
  UNION ALL
  SELECT s.programme, 'open_without_contact', count(*) FROM stay s WHERE s.silent GROUP BY s.programme
  UNION ALL
  SELECT s.programme, 'exits_without_reason', count(*) FROM stay s
    WHERE s.exit_reason = 'unknown' OR s.exit_reason <> 'ongoing' AND s.ended_precision <> 'day' GROUP BY s.programme
  UNION ALL
  SELECT s.programme, 'gender_unknown', count(DISTINCT s.person) FROM stay s
    WHERE NOT EXISTS (SELECT FROM gender g WHERE g.person = s.person) GROUP BY s.programme
  UNION ALL
  SELECT s.programme, 'gender_conflict', count(DISTINCT s.person) FROM stay s JOIN gender g ON g.person = s.person WHERE g.conflict GROUP BY s.programme
  UNION ALL
  SELECT p.programme, 'checkups_unrecorded', count(*) FROM registry.checkup_plan(on_day) p
    WHERE p.programme = ANY (programmes) AND p.due_on <@ period AND p.state OPERATOR(continuum.=) 'missed' AND p.reason IS NULL GROUP BY p.programme;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.open_of_programmes(integer[], daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.open_of_programmes(integer[], daterange, date) IS 'What closing_checklist() finds in the records of programmes, as known on a day.';

CREATE FUNCTION registry.open_of_providers(providers integer[], period daterange) RETURNS TABLE (provider integer, item text, open bigint)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY
  SELECT u.provider, 'unmapped_codes', count(*) FROM unnest(providers) v (provider) CROSS JOIN LATERAL registry.unmapped(v.provider) u
    WHERE u.stays > 0 AND u.first_started < upper(period) AND u.last_started >= lower(period) GROUP BY u.provider
  UNION ALL -- a row that came again and was taken is a record by now
  SELECT b.provider, 'rejected_rows', count(DISTINCT coalesce(p.source_record, p.batch || '/' || p.row_number))
    FROM registry.intake_problem p JOIN registry.intake_batch b ON b.batch = p.batch
    WHERE p.severity = 'reject' AND p.row_number IS NOT NULL AND b.state = 'accepted' AND b.provider = ANY (providers)
      AND (b.period && open_of_providers.period OR b.period IS NULL)
      AND NOT EXISTS (SELECT FROM registry.assertion a WHERE a.provider = b.provider AND a.source_record = p.source_record)
    GROUP BY b.provider;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.open_of_providers(integer[], daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.open_of_providers(integer[], daterange) IS 'What closing_checklist() finds in the files of providers.';

CREATE FUNCTION registry.closing_checklist(period daterange, provider integer DEFAULT NULL, on_day date DEFAULT current_date,
    language text DEFAULT continuum.language())
  RETURNS TABLE (of_provider integer, programme integer, name text, item text, item_text text, open bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  asked integer[] := registry.visible_programmes(NULL, closing_checklist.provider);
BEGIN
  IF isempty(closing_checklist.period) OR (isfinite(lower(closing_checklist.period)) AND isfinite(upper(closing_checklist.period)) AND isfinite(closing_checklist.on_day)) IS NOT TRUE THEN
    RAISE EXCEPTION 'a period must have a first and a last day, and what was known is asked for a day' USING ERRCODE = '22023';
  END IF;
  RETURN QUERY
  WITH place AS (
    SELECT DISTINCT ON (p.programme) p.programme, p.provider, p.name FROM registry.current_programme p
    WHERE p.programme = ANY (asked) AND NOT p.pilot ORDER BY p.programme, p.valid DESC)
  SELECT f.provider, f.programme, f.name, f.item, coalesce(l.label, f.item), f.open
  FROM (
    SELECT p.provider, p.programme, p.name, o.item, o.open
    FROM registry.open_of_programmes(ARRAY(SELECT p.programme FROM place p), closing_checklist.period, closing_checklist.on_day) o
      JOIN place p ON p.programme = o.programme
    UNION ALL
    SELECT o.provider, NULL, (SELECT c.name FROM registry.current_provider c WHERE c.provider = o.provider ORDER BY c.valid DESC LIMIT 1), o.item, o.open
    FROM registry.open_of_providers(ARRAY(SELECT DISTINCT p.provider FROM place p), closing_checklist.period) o) f
  LEFT JOIN registry.label l ON l.vocabulary = 'closing' AND l.term = f.item AND l.language = closing_checklist.language
  ORDER BY f.provider, f.programme, array_position(ARRAY['months_missing', 'open_without_contact', 'exits_without_reason', 'unmapped_codes',
    'gender_unknown', 'gender_conflict', 'rejected_rows', 'checkups_unrecorded'], f.item);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.closing_checklist(daterange, integer, date, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.closing_checklist(daterange, integer, date, text) IS 'What is still open in the records of a period, as known on a day, by programme (and by provider, programme NULL, for codes and files), pilots left out; what is in order has no line. months_missing: expected and neither received, confirmed nor excused; open_without_contact: stays on record as open that figures take as ended; exits_without_reason: ended without a reason or an exact day; unmapped_codes: codes of stays without equivalence; gender_unknown, gender_conflict: people (a known value nowhere; different ones at two providers); rejected_rows: of accepted files, not sent again since; checkups_unrecorded: due in the period, over, and nothing is recorded. Analysts, auditors and the intake desk see all, a provider its own. Errors: 42501 without such a programme of the caller''s, 22023 for a period without end, or no day.';

CREATE FUNCTION registry.close_period(name text, period daterange, cutoff date) RETURNS jsonb
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  left_open jsonb;
BEGIN
  PERFORM registry.require_duty('analyst');
  IF name IS NULL OR name = '' OR isempty(period) OR (isfinite(lower(period)) AND isfinite(upper(period)) AND isfinite(cutoff)) IS NOT TRUE THEN
    RAISE EXCEPTION 'closing needs a name, a period with a first and a last day, and a cut-off' USING ERRCODE = '22023';
  ELSIF cutoff < upper(period) - 1 OR cutoff > current_date THEN
    RAISE EXCEPTION 'the cut-off is before the end of the period, or in the future'
      USING ERRCODE = '22023', HINT = 'It is the last day up to which follow-up is complete.';
  ELSIF EXISTS (SELECT FROM registry.closed_period c WHERE c.name = close_period.name OR c.period = close_period.period) THEN
    RAISE EXCEPTION 'this name or this period is closed already' USING ERRCODE = '42710', HINT = 'See registry.closed_period.';
  END IF;
  -- One statement: the checklist and the snapshot that is kept are of one moment.
  INSERT INTO registry.closed_period (name, period, observed_until, checklist)
    SELECT close_period.name, close_period.period, cutoff, coalesce(jsonb_object_agg(c.item, c.open), '{}')
    FROM (SELECT k.item, sum(k.open) AS open FROM registry.closing_checklist(close_period.period, on_day => cutoff) k GROUP BY k.item) c
    RETURNING checklist INTO left_open;
  RETURN left_open;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.close_period(text, daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.close_period(text, daterange, date) IS 'Closes a period for good: cutoff becomes the observed_until of its final editions (continuum.save_report()), and the records that there are now can from now on be told from those that come later. Nothing is refused afterwards: what comes later shows as a revision. Answers with what closing_checklist() still finds open on the day of the cut-off, by item, which is kept with it. Errors: 42501 without the duty analyst, 42710 for a name or period closed before, 22023 for a cut-off before the end of the period or in the future.';

-- Nobody may insert a figure: what is kept is what was computed, by the same statement.
CREATE FUNCTION registry.keep_report(name text, period daterange, codes text[], by text[], observed_until date, basis text, params jsonb, preset text, language text)
  RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  closing record;
  nfigures integer;
BEGIN
  PERFORM registry.require_duty('analyst');
  IF name IS NULL OR name = '' THEN
    RAISE EXCEPTION 'a saved report needs a name' USING ERRCODE = '22023';
  ELSIF EXISTS (SELECT FROM registry.saved_report r WHERE r.name = keep_report.name
      AND (r.period, r.by, r.basis, r.params, r.preset) IS DISTINCT FROM
        (keep_report.period, keep_report.by, keep_report.basis, keep_report.params, keep_report.preset)) THEN
    RAISE EXCEPTION 'a report of this name is saved and asks something else'
      USING ERRCODE = '42710', HINT = 'Its editions share period, dimensions, basis, parameters and preset: take another name.';
  END IF;
  SELECT c.name, c.observed_until INTO closing FROM registry.closed_period c WHERE c.period = keep_report.period;

  -- Figures, cut-off and versions in one statement: they belong to one snapshot.
  WITH figure AS MATERIALIZED (
    SELECT row_number() OVER () AS nth, f.*
    FROM continuum.indicators(keep_report.period, keep_report.codes, keep_report.by, COALESCE(keep_report.observed_until, closing.observed_until),
      keep_report.basis, keep_report.params, keep_report.preset, keep_report.language) f),
  kept AS (
    INSERT INTO registry.saved_report (name, edition, status, period, observed_until, codes, by, basis, params, preset, language,
      closing, later_records, report_version, extension_version, server_version)
    SELECT keep_report.name, 1 + (SELECT COALESCE(max(r.edition), 0) FROM registry.saved_report r WHERE r.name = keep_report.name),
      CASE WHEN f.observed_until = closing.observed_until THEN 'final' ELSE 'provisional' END, f.period, f.observed_until,
      ARRAY(SELECT i.indicator || '@' || i.version FROM figure i GROUP BY i.indicator, i.version ORDER BY min(i.nth)),
      keep_report.by, f.basis, keep_report.params, keep_report.preset, keep_report.language,
      closing.name, registry.recorded_since(closing.name), continuum.report_version(),
      (SELECT e.extversion FROM pg_extension e WHERE e.extname = 'continuum'), current_setting('server_version')
    FROM figure f WHERE f.nth = 1
    RETURNING edition)
  INSERT INTO registry.saved_figure (name, edition, line, indicator, version, label, unit, measure, level, place_code, place, dims, category,
    gender, people, cases, denominator, numerator, value, value_text, low, high, excluded, value_reason, pooled, completeness, note)
  SELECT keep_report.name, k.edition, f.nth, f.indicator, f.version, f.label, f.unit, f.measure, f.level, f.place_code, f.place, f.dims, f.category,
    f.gender, f.people, f.cases, f.denominator, f.numerator, f.value, f.value_text, f.low, f.high, f.excluded, f.value_reason, f.pooled,
    f.completeness, f.note
  FROM figure f CROSS JOIN kept k;
  GET DIAGNOSTICS nfigures = ROW_COUNT;
  RETURN nfigures;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.keep_report(text, daterange, text[], text[], date, text, jsonb, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.keep_report(text, daterange, text[], text[], date, text, jsonb, text, text) IS 'What continuum.save_report() does with the owner''s rights, for the duty analyst.';
