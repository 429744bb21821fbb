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
  RETURNS TABLE (provider integer, system text, field text, code text, stays bigint, first_started date, last_started date, suggestion text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT s.provider, coalesce(s.code_system, 'continuum'), q.field, q.code, count(*), min(s.started), max(s.started),
    (SELECT m.term FROM registry.current_code_map m
     WHERE m.field = q.map_field AND continuum.code_key(m.code) = continuum.code_key(q.code)
     GROUP BY m.term ORDER BY count(*) DESC, m.term COLLATE "C" LIMIT 1)
  FROM registry.current_stay s
    CROSS JOIN LATERAL (VALUES ('care', 'care', s.source_care, s.care::text, 'treatment_unspecified', s.started),
      ('exit_reason', 'exit_reason', s.source_exit, s.exit_reason::text, 'unknown', coalesce(s.ended, s.started)),
      ('registered_sex', 'gender', s.source_sex, coalesce(s.registered_sex::text, 'unknown'), 'unknown', s.started),
      ('gender_identity', 'gender', s.source_identity, coalesce(s.gender_identity::text, 'unknown'), 'unknown', s.started))
      q (field, map_field, code, term, word, on_date)
  WHERE (of_provider IS NULL OR s.provider = of_provider) AND q.code IS NOT NULL AND q.term = q.word
    AND NOT EXISTS (SELECT FROM registry.current_code_map m
      WHERE m.system = s.code_system AND m.field = q.map_field AND m.valid @> q.on_date
        AND continuum.code_key(m.code) = continuum.code_key(q.code))
  GROUP BY s.provider, s.code_system, q.field, q.map_field, q.code
  ORDER BY s.provider, count(*) DESC, q.field, q.code COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.unmapped(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.unmapped(integer) IS 'Codes of current stays, of one provider or of all, that no map of their system knows: how many stays carry each, since when and until when, and what the same code means in another system, if it is mapped there. Map them with registry.register_code() and have the file sent again.';
