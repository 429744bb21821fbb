-- receipt.sql: what a provider gets back, and what the administrator has to map.

CREATE FUNCTION registry.problem_line(problem registry.intake_problem, language text, format text) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE
      WHEN problem.row_number IS NOT NULL AND problem.source_record IS NOT NULL
        THEN w.row_word || ' ' || problem.row_number || ' (' || w.record_word || ' ' || problem.source_record || '): '
      WHEN problem.row_number IS NOT NULL THEN w.row_word || ' ' || problem.row_number || ': '
      WHEN problem.source_record IS NOT NULL THEN initcap(w.record_word) || ' ' || problem.source_record || ': '
      ELSE '' END
    || coalesce(replace(replace(replace(t.text, '{field}', coalesce(c.names, '')), '{detail}', coalesce(problem.detail, '')),
         '{format}', format), problem.code)
    || CASE WHEN problem.count > 1 THEN ' ' || replace(w.more_words, '{count}', (problem.count - 1)::text) ELSE '' END
  FROM (SELECT max(l.label) FILTER (WHERE l.term = 'row') AS row_word, max(l.label) FILTER (WHERE l.term = 'record') AS record_word,
          max(l.label) FILTER (WHERE l.term = 'more') AS more_words, max(l.label) FILTER (WHERE l.term = 'column') AS column_word
        FROM registry.label l WHERE l.vocabulary = 'receipt' AND l.language = problem_line.language) w
    CROSS JOIN LATERAL ( -- "ended", "column 3", or in P401 "ended, exit_reason"
      SELECT string_agg(coalesce(l.label, regexp_replace(n.name, '^column ', w.column_word || ' ')), ', ' ORDER BY n.place) AS names
      FROM unnest(string_to_array(problem.field, ', ')) WITH ORDINALITY n (name, place)
        LEFT JOIN registry.label l ON l.vocabulary = 'column' AND l.term = n.name AND l.language = problem_line.language) c
    LEFT JOIN registry.problem_text t
      ON t.code = problem.code AND t.severity = problem.severity AND t.language = problem_line.language;
END;
REVOKE EXECUTE ON FUNCTION registry.problem_line(registry.intake_problem, text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.problem_line(registry.intake_problem, text, text) IS 'A problem in words: row of the file, record number, what is wrong, what is legal, what was done. Columns have the name that a header may give them in that language. Never a value of the row.';

CREATE FUNCTION registry.intake_report(batch bigint, language text DEFAULT continuum.language())
  RETURNS TABLE (part text, code text, severity text, count integer, row_number integer, source_record text, field text, text text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  this registry.intake_batch := (SELECT b FROM registry.intake_batch b WHERE b.batch = intake_report.batch);
  format text := (SELECT f.date_format FROM registry.declared_format(this.provider, this.template) f);
BEGIN
  PERFORM registry.require_batch(intake_report.batch);
  format := coalesce(format, 'yyyy-mm-dd');
  IF intake_report.language <> 'en' THEN
    format := replace(format, 'yyyy', 'aaaa'); -- año, ano
  END IF;
  IF NOT EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'receipt' AND l.language = intake_report.language) THEN
    RAISE EXCEPTION 'there is no text in this language' USING ERRCODE = '22023', HINT = 'Languages: en, es, pt.';
  END IF;
  RETURN QUERY
    SELECT 'counts', c.term, NULL::text, c.n, NULL::integer, NULL::text, NULL::text, l.label || ': ' || c.n
    FROM (VALUES (1, 'rows_read', this.rows_read), (2, 'rows_new', this.rows_new), (3, 'rows_same', this.rows_same),
        (4, 'rows_changed', this.rows_changed), (5, 'rows_rejected', this.rows_rejected), (6, 'rows_warned', this.rows_warned),
        (7, 'rows_missing', this.rows_missing)) c (place, term, n)
      JOIN registry.label l ON l.vocabulary = 'receipt' AND l.term = c.term AND l.language = intake_report.language
    ORDER BY c.place;
  RETURN QUERY
    SELECT 'codes', p.code, p.severity, sum(p.count)::integer, NULL::integer, NULL::text, NULL::text,
      p.code || ' (' || l.label || '): ' || sum(p.count)
    FROM registry.intake_problem p
      JOIN registry.label l ON l.vocabulary = 'problem_severity' AND l.term = p.severity AND l.language = intake_report.language
    WHERE p.batch = this.batch
    GROUP BY p.code, p.severity, l.label
    ORDER BY array_position(ARRAY['reject', 'warning', 'info'], p.severity), p.code;
  RETURN QUERY
    SELECT 'rows', p.code, p.severity, p.count, p.row_number, p.source_record, p.field,
      registry.problem_line(p, intake_report.language, format)
    FROM registry.intake_problem p
    WHERE p.batch = this.batch
    ORDER BY p.row_number NULLS FIRST, p.code, p.source_record COLLATE "C", p.field COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.intake_report(bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.intake_report(bigint, text) IS 'The report of a load in English, Spanish or Portuguese (en, es, pt): first the counts (rows read = new + same + changed + rejected), then each problem code with how many rows it touches, then each problem with row number of the file, record number, field, what is legal and what was done. Never a value of the file. Counts are those of the last check or of the acceptance. Errors: 42704 for an unknown batch or another provider''s, 22023 for another language.';

CREATE FUNCTION registry.unmapped(of_provider integer DEFAULT NULL)
  RETURNS TABLE (provider integer, system text, field text, code text, stays bigint, waiting bigint, first_started date, last_started date,
    suggestion text, because text)
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH known AS MATERIALIZED (
    SELECT k.system, k.vocabulary, k.key, k.term, k.valid FROM registry.term_key k WHERE k.vocabulary IN ('care', 'exit_reason', 'gender')),
  said AS (
    SELECT s.provider, COALESCE(s.code_system, 'continuum') AS system, q.field, q.vocabulary, q.code, q.on_date, s.started, false AS waits
    FROM registry.current_stay s
      CROSS JOIN LATERAL (VALUES ('care', 'care', s.source_care, s.care::text, 'treatment_unspecified', s.started),
        ('exit_reason', 'exit_reason', s.source_exit, s.exit_reason::text, 'unknown', COALESCE(s.ended, s.started)),
        ('registered_sex', 'gender', s.source_sex, COALESCE(s.registered_sex::text, 'unknown'), 'unknown', s.started),
        ('gender_identity', 'gender', s.source_identity, COALESCE(s.gender_identity::text, 'unknown'), 'unknown', s.started))
        q (field, vocabulary, code, term, word, on_date)
    WHERE (unmapped.of_provider IS NULL OR s.provider = unmapped.of_provider) AND q.code IS NOT NULL AND q.term = q.word
    UNION ALL
    SELECT b.provider, b.code_system, q.field, q.vocabulary, q.code, COALESCE(q.on_date, CURRENT_DATE), r.started, true AS waits
    FROM registry.intake_batch b JOIN registry.intake_row r ON r.batch = b.batch
      CROSS JOIN LATERAL (VALUES ('care', 'care', r.care, r.started), ('exit_reason', 'exit_reason', r.exit_reason, COALESCE(r.ended, r.started)),
        ('registered_sex', 'gender', r.registered_sex, r.started), ('gender_identity', 'gender', r.gender_identity, r.started)) q (field, vocabulary, code, on_date)
    WHERE b.state IN ('open', 'checked') AND NOT r.rejected AND (unmapped.of_provider IS NULL OR b.provider = unmapped.of_provider) AND q.code IS NOT NULL),
  unknown AS MATERIALIZED (
    SELECT s.provider, s.system, s.field, s.vocabulary, s.code, continuum.code_key(s.code) AS key,
      count(*) FILTER (WHERE NOT s.waits) AS stays, count(*) FILTER (WHERE s.waits) AS waiting,
      min(s.started) AS first_started, max(s.started) AS last_started
    FROM said s
    WHERE NOT EXISTS (SELECT FROM known k
        WHERE k.vocabulary = s.vocabulary AND k.key = continuum.code_key(s.code) AND k.valid @> s.on_date
          AND (k.system = s.system OR k.system IS NULL))
    GROUP BY s.provider, s.system, s.field, s.vocabulary, s.code)
  SELECT u.provider, u.system, u.field, u.code, u.stays, u.waiting, u.first_started, u.last_started,
    COALESCE(o.term, a.term), CASE WHEN o.term IS NOT NULL THEN 'as in ' || o.system WHEN a.term IS NOT NULL THEN 'alike' END
  FROM unknown u
    LEFT JOIN LATERAL ( -- what most systems that know the code say it is
      SELECT k.term, min(k.system) AS system FROM known k
      WHERE k.vocabulary = u.vocabulary AND k.key = u.key AND k.system IS NOT NULL
      GROUP BY k.term ORDER BY count(*) DESC, k.term COLLATE "C" LIMIT 1) o ON true
    LEFT JOIN LATERAL ( -- the only term with a name that the code is part of, or that is part of it
      SELECT min(k.term) AS term FROM known k
      WHERE k.vocabulary = u.vocabulary AND k.system IS NULL AND length(u.key) > 3 AND length(k.key) > 3
        AND (strpos(k.key, u.key) > 0 OR strpos(u.key, k.key) > 0)
      HAVING count(DISTINCT k.term) = 1) a ON true
  ORDER BY u.provider, u.stays + u.waiting DESC, u.field, u.code COLLATE "C";
END;
REVOKE EXECUTE ON FUNCTION registry.unmapped(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.unmapped(integer) IS 'Codes of current stays, of one provider or of all, that neither a map of their system nor our own words know, and those of loads not decided yet, so that a test file shows them: how many stays carry each, how many rows wait with it, since when and until when, and a suggestion, never applied by itself: what the same code means in another system (because: as in ...), or else the only term with a name or label that holds the code or is held by it (alike). Map them with registry.register_code() and have the file sent again.';
