-- onboarding.sql: how a ministry brings its providers in: one file that names them all with their
-- programmes and the way they write their files, and maps of codes to start from.

CREATE TABLE registry.programmes_line (
  taken_by name NOT NULL DEFAULT session_user,
  line_number integer NOT NULL,
  line text NOT NULL,
  PRIMARY KEY (taken_by, line_number));
COMMENT ON TABLE registry.programmes_line IS 'Lines of the file of programmes that each login sent last, until registry.register_programmes() has taken them.';

CREATE VIEW registry.programmes_file AS SELECT NULL::text AS line WHERE false;
COMMENT ON VIEW registry.programmes_file IS 'Door for the file of programmes: COPY registry.programmes_file(line) FROM STDIN (FORMAT csv, DELIMITER E''\x01'', QUOTE E''\x02''). What the same login sent before is forgotten. The separator is ; or , or a tabulator, as the header has it; columns in any order under their names in English, Spanish or Portuguese (registry.label, vocabulary programme_column). Then registry.check_programmes() and registry.register_programmes(). Shows nothing.';

CREATE FUNCTION registry.forget_lines() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  DELETE FROM registry.programmes_line l WHERE l.taken_by = session_user;
  RETURN NULL;
END
$$;
CREATE FUNCTION registry.keep_line() RETURNS trigger
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  -- A file of people in the wrong door: its header is kept, so that the check can say so, and nothing else.
  IF EXISTS (
    SELECT FROM (SELECT l.line FROM registry.programmes_line l WHERE l.taken_by = session_user AND l.line ~ '\S'
        ORDER BY l.line_number LIMIT 1) h
      CROSS JOIN LATERAL regexp_split_to_table(h.line, '[,;|\t"]+') w (word)
      JOIN registry.label c ON c.vocabulary = 'column' AND c.term = 'identifier' AND continuum.code_key(c.label) = continuum.code_key(w.word)) THEN
    RETURN NEW;
  END IF;
  INSERT INTO registry.programmes_line (line_number, line)
    SELECT coalesce(max(l.line_number), 0) + 1, coalesce(NEW.line, '') FROM registry.programmes_line l WHERE l.taken_by = session_user;
  RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.forget_lines(), registry.keep_line() FROM PUBLIC;
COMMENT ON FUNCTION registry.forget_lines() IS 'Trigger before a file of programmes: the one before it is forgotten.';
COMMENT ON FUNCTION registry.keep_line() IS 'Trigger for each line of a file of programmes. Of a file whose header names an identifier no line is kept.';
CREATE TRIGGER forget_lines BEFORE INSERT ON registry.programmes_file FOR EACH STATEMENT EXECUTE FUNCTION registry.forget_lines();
CREATE TRIGGER keep_line INSTEAD OF INSERT ON registry.programmes_file FOR EACH ROW EXECUTE FUNCTION registry.keep_line();
COMMENT ON TRIGGER forget_lines ON registry.programmes_file IS 'Forgets the file before.';
COMMENT ON TRIGGER keep_line ON registry.programmes_file IS 'Keeps a line.';

-- Reading.

CREATE FUNCTION registry.csv_fields(line text, separator text) RETURNS text[]
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Each field with the separator behind it; what does not add up to the whole line is no good.
  SELECT CASE WHEN sum(length(m.piece[1]) + 1) = length(csv_fields.line) + 1 THEN
      array_agg(nullif(btrim(CASE WHEN m.piece[1] LIKE '"%' THEN replace(substr(m.piece[1], 2, length(m.piece[1]) - 2), '""', '"')
        ELSE m.piece[1] END), '') ORDER BY m.place) END
  FROM regexp_matches(csv_fields.line || csv_fields.separator,
      '("(?:[^"]|"")*"|[^"' || csv_fields.separator || ']*)' || csv_fields.separator, 'g') WITH ORDINALITY m (piece, place);
END;
REVOKE EXECUTE ON FUNCTION registry.csv_fields(text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.csv_fields(text, text) IS 'Fields of a line, cut at a separator outside quotation marks, without blanks at their ends; NULL for an empty field, and for a line whose quotation marks do not match.';

CREATE FUNCTION registry.programmes_header()
  RETURNS TABLE (line_number integer, separator text, place integer, term text)
  LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH first AS (
    SELECT l.line_number, ltrim(l.line, U&'\FEFF') AS line FROM registry.programmes_line l
    WHERE l.taken_by = session_user AND btrim(l.line, E' \t\r' || U&'\FEFF') <> '' ORDER BY l.line_number LIMIT 1)
  SELECT f.line_number, s.separator, n.place::integer, max(k.term)
  FROM first f
    CROSS JOIN LATERAL (SELECT CASE WHEN f.line LIKE '%;%' THEN ';' WHEN f.line LIKE E'%\t%' THEN E'\t' ELSE ',' END AS separator) s
    CROSS JOIN LATERAL unnest(registry.csv_fields(rtrim(f.line, E'\r'), s.separator)) WITH ORDINALITY n (name, place)
    LEFT JOIN registry.term_key k ON k.vocabulary = 'programme_column' AND k.system IS NULL
      AND replace(k.key, '_', ' ') = replace(continuum.code_key(n.name), '_', ' ')
  GROUP BY f.line_number, s.separator, n.place;
END;
REVOKE EXECUTE ON FUNCTION registry.programmes_header() FROM PUBLIC;
COMMENT ON FUNCTION registry.programmes_header() IS 'Columns of the file of programmes that the login sent: where its header is, how it is cut, and which column each name means; NULL for a name that is none.';

CREATE FUNCTION registry.day_of(word text) RETURNS date
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  part text[] := regexp_match(word, '^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})$');
BEGIN
  IF part IS NULL THEN
    part := regexp_match(word, '^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$');
    part := ARRAY[part[3], part[2], part[1]];
  END IF;
  RETURN make_date(part[1]::integer, part[2]::integer, part[3]::integer);
EXCEPTION WHEN datetime_field_overflow THEN
  RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.day_of(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.day_of(text) IS 'A day written yyyy-mm-dd or dd-mm-yyyy (also with / or .); NULL for anything else.';

-- A row of the file with its words turned into ours: a value that means nothing is an empty text, which
-- no column may hold, and a column that is empty or not there is NULL.
CREATE FUNCTION registry.programmes_row()
  RETURNS TABLE (line_number integer, readable boolean, meant jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT l.line_number, c.fields IS NOT NULL AND cardinality(c.fields) = h.columns, v.meant
  FROM (SELECT min(q.line_number) AS line_number, min(q.separator) AS separator, max(q.place) AS columns,
          array_agg(q.term ORDER BY q.place) AS terms FROM registry.programmes_header() q) h
    JOIN registry.programmes_line l ON l.taken_by = session_user AND l.line_number > h.line_number AND btrim(l.line, E' \t\r') <> ''
    CROSS JOIN LATERAL (SELECT registry.csv_fields(rtrim(l.line, E'\r'), h.separator) AS fields) c
    CROSS JOIN LATERAL (
      SELECT jsonb_object_agg(f.term, coalesce(CASE
          WHEN f.term IN ('provider', 'programme') THEN (regexp_match(f.value, '^0*([1-9][0-9]{0,8})$'))[1]
          WHEN f.term IN ('women_specific', 'pilot') THEN
            (SELECT k.term FROM registry.term_key k WHERE k.vocabulary = 'yes_no' AND k.system IS NULL
               AND k.key = continuum.code_key(f.value) AND k.term IN ('yes', 'no'))
          WHEN f.term = 'reporting_from' THEN registry.day_of(f.value)::text
          WHEN f.term IN ('sector', 'setting', 'region', 'level') THEN registry.term_of(NULL, f.term, f.value)
          WHEN f.term = 'delimiter' THEN CASE WHEN continuum.code_key(f.value) IN (';', 'semicolon', 'punto y coma', 'ponto e virgula') THEN ';'
            WHEN continuum.code_key(f.value) IN (',', 'comma', 'coma', 'virgula') THEN ',' END
          WHEN f.term = 'date_format' THEN (regexp_match(translate(lower(f.value), 'a/.', 'y--'), '^(yyyy-mm-dd|dd-mm-yyyy|mm-dd-yyyy)$'))[1]
          WHEN f.term = 'encoding' THEN CASE regexp_replace(lower(f.value), '[^a-z0-9]', '', 'g')
            WHEN 'utf8' THEN 'UTF8' WHEN 'latin1' THEN 'LATIN1' WHEN 'iso88591' THEN 'LATIN1' END
          WHEN f.term = 'code_system' THEN CASE WHEN f.value = 'continuum'
            OR EXISTS (SELECT FROM registry.current_code_map m WHERE m.system = f.value) THEN f.value END
          WHEN f.term = 'scheme' THEN (SELECT c.name FROM continuum.schemes() c WHERE c.name = f.value)
          ELSE f.value END, '')) FILTER (WHERE f.term IS NOT NULL AND f.value IS NOT NULL) AS meant
      FROM unnest(h.terms, c.fields) f (term, value)) v;
END;
REVOKE EXECUTE ON FUNCTION registry.programmes_row() FROM PUBLIC;
COMMENT ON FUNCTION registry.programmes_row() IS 'Rows of the file of programmes that the login sent, as they are meant; an empty text stands for a value that means nothing. Not readable: another number of fields than the header, or quotation marks that do not match.';

-- Judging.

CREATE FUNCTION registry.programmes_problem()
  RETURNS TABLE (line_number integer, field text, code text)
  LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH header AS MATERIALIZED (SELECT h.* FROM registry.programmes_header() h),
  read AS MATERIALIZED (SELECT r.* FROM registry.programmes_row() r),
  good AS MATERIALIZED (SELECT r.line_number, r.meant FROM read r WHERE r.readable),
  field AS MATERIALIZED (SELECT g.line_number, f.key AS field, f.value FROM good g CROSS JOIN LATERAL jsonb_each_text(g.meant) f)
  SELECT NULL::integer AS line_number, NULL::text AS field, 'P001'::text AS code WHERE NOT EXISTS (SELECT FROM read)
  UNION ALL
  SELECT NULL AS line_number, w.field, 'P002' AS code FROM (VALUES ('provider'), ('provider_name'), ('programme'), ('name')) w (field)
    WHERE EXISTS (SELECT FROM header) AND w.field NOT IN (SELECT h.term FROM header h WHERE h.term IS NOT NULL)
  UNION ALL
  SELECT h.line_number, 'column ' || h.place AS field, 'P003' AS code FROM header h WHERE h.term IS NULL
  UNION ALL
  SELECT min(h.line_number) AS line_number, h.term, 'P004' AS code FROM header h WHERE h.term IS NOT NULL GROUP BY h.term HAVING count(*) > 1
  UNION ALL
  SELECT r.line_number, NULL AS field, 'P202' AS code FROM read r WHERE NOT r.readable
  UNION ALL
  SELECT g.line_number, w.field, 'P601' AS code FROM good g CROSS JOIN (VALUES ('provider'), ('provider_name'), ('programme'), ('name')) w (field)
    WHERE NOT g.meant ? w.field AND w.field IN (SELECT h.term FROM header h)
  UNION ALL
  SELECT f.line_number, f.field, CASE WHEN f.field IN ('provider', 'programme') THEN 'P602'
      WHEN f.field IN ('region', 'code_system', 'scheme') THEN 'P604' WHEN f.field = 'reporting_from' THEN 'P608' ELSE 'P603' END AS code
    FROM field f WHERE f.value = ''
  UNION ALL -- what is the provider's stands the same in all its lines
  SELECT f.line_number, f.field, 'P605' AS code
    FROM (SELECT f.line_number, f.field, f.value, p.value AS provider, min(f.value) OVER w AS least, max(f.value) OVER w AS greatest
          FROM field f JOIN field p ON p.line_number = f.line_number AND p.field = 'provider'
          WHERE f.field IN ('provider_name', 'sector', 'delimiter', 'date_format', 'encoding', 'code_system', 'scheme')
          WINDOW w AS (PARTITION BY p.value, f.field)) f
    WHERE f.least <> f.greatest AND f.provider <> ''
  UNION ALL
  SELECT f.line_number, 'programme' AS field, 'P606' AS code FROM field f WHERE f.field = 'programme' AND f.value <> ''
    AND EXISTS (SELECT FROM field e WHERE e.field = 'programme' AND e.value = f.value AND e.line_number < f.line_number)
  UNION ALL
  SELECT g.line_number, 'programme' AS field, 'P607' AS code FROM good g JOIN registry.current_programme c ON c.programme::text = g.meant ->> 'programme'
    WHERE c.provider::text <> g.meant ->> 'provider' AND g.meant ->> 'provider' <> ''
  UNION ALL
  SELECT g.line_number, 'pilot' AS field, 'P609' AS code FROM good g WHERE g.meant ->> 'pilot' = 'yes' AND g.meant ? 'reporting_from';
END;
REVOKE EXECUTE ON FUNCTION registry.programmes_problem() FROM PUBLIC;
COMMENT ON FUNCTION registry.programmes_problem() IS 'What is wrong with the file of programmes that the login sent: line, column and problem code.';

CREATE FUNCTION registry.check_programmes(language text DEFAULT continuum.language())
  RETURNS TABLE (line_number integer, field text, code text, severity text, text text)
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT p.line_number, p.field, p.code, t.severity,
    replace(replace(t.text, '{field}', coalesce(l.label, replace(p.field, 'column', w.word), '')), '{detail}', coalesce(d.legal, ''))
  FROM registry.programmes_problem() p
    JOIN registry.problem_text t ON t.code = p.code AND t.language = check_programmes.language AND t.severity IN ('reject', 'info')
    LEFT JOIN registry.label l ON l.vocabulary = 'programme_column' AND l.term = p.field AND l.language = check_programmes.language
    LEFT JOIN (SELECT c.label AS word FROM registry.label c
      WHERE c.vocabulary = 'receipt' AND c.term = 'column' AND c.language = check_programmes.language) w ON true
    LEFT JOIN LATERAL (SELECT string_agg(v.word, ', ' ORDER BY v.place, v.word COLLATE "C") AS legal
      FROM (SELECT 1 AS place, o.label AS word FROM registry.label o WHERE o.language = check_programmes.language
              AND o.vocabulary = CASE WHEN p.field IN ('women_specific', 'pilot') THEN 'yes_no' ELSE p.field END
              AND (o.vocabulary IN ('sector', 'setting', 'level') OR o.vocabulary = 'yes_no' AND o.term IN ('yes', 'no'))
            UNION ALL SELECT x.place, x.word FROM (VALUES ('delimiter', 1, ';'), ('delimiter', 2, ','), ('date_format', 1, 'yyyy-mm-dd'),
              ('date_format', 2, 'dd-mm-yyyy'), ('date_format', 3, 'mm-dd-yyyy'), ('encoding', 1, 'UTF8'), ('encoding', 2, 'LATIN1')) x (field, place, word)
            WHERE x.field = p.field) v) d ON p.code = 'P603'
  ORDER BY p.line_number NULLS FIRST, p.code, p.field COLLATE "C";
END;
REVOKE EXECUTE ON FUNCTION registry.check_programmes(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.check_programmes(text) IS 'What is wrong with the file of programmes that this login sent through registry.programmes_file, by line and column, in English, Spanish or Portuguese (en, es, pt); no rows: register_programmes() will take it. Changes nothing.';

CREATE FUNCTION registry.register_file_provider(file_provider integer, stated jsonb) RETURNS integer[]
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  standing registry.current_provider := (SELECT c FROM registry.current_provider c WHERE c.provider = file_provider
    ORDER BY c.valid @> current_date DESC, lower(c.valid) DESC LIMIT 1);
  writes registry.current_source_format := (SELECT c FROM registry.current_source_format c
    WHERE c.provider = file_provider AND c.template = 'stays');
  named bigint;
  formatted bigint;
BEGIN
  named := registry.register_provider(file_provider, stated ->> 'provider_name', coalesce(stated ->> 'sector', standing.sector),
    standing.region, coalesce(standing.valid, '(,)'));
  IF stated ?| ARRAY['delimiter', 'date_format', 'encoding', 'code_system', 'scheme'] THEN
    formatted := registry.register_source_format(file_provider, 'stays', coalesce(stated ->> 'delimiter', writes.delimiter, ','),
      coalesce(writes.decimal_mark, CASE stated ->> 'delimiter' WHEN ';' THEN ',' ELSE '.' END),
      coalesce(stated ->> 'date_format', writes.date_format, 'yyyy-mm-dd'), coalesce(stated ->> 'encoding', writes.encoding, 'UTF8'),
      coalesce(stated ->> 'code_system', writes.code_system, 'continuum'), coalesce(stated ->> 'scheme', writes.scheme));
  END IF;
  RETURN ARRAY[num_nonnulls(named), num_nonnulls(formatted)];
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_file_provider(integer, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_file_provider(integer, jsonb) IS 'Registers a provider of the file of programmes and how it writes its files; what the file does not say stays as it is. Returns whether provider and format changed, as 1 or 0.';

CREATE FUNCTION registry.register_file_programme(stated jsonb) RETURNS integer
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  standing registry.current_programme := (SELECT c FROM registry.current_programme c WHERE c.programme = (stated ->> 'programme')::integer
    ORDER BY c.valid @> current_date DESC, lower(c.valid) DESC LIMIT 1);
  p registry.current_programme := jsonb_populate_record(standing, jsonb_strip_nulls(jsonb_build_object('programme', stated -> 'programme',
    'provider', stated -> 'provider', 'name', stated -> 'name', 'region', stated -> 'region', 'setting', stated -> 'setting',
    'plan_code', stated -> 'plan_code', 'women_specific', stated ->> 'women_specific' = 'yes',
    'reporting_from', stated -> 'reporting_from', 'level', stated -> 'level')));
BEGIN
  -- Who is to report is no pilot any more; a pilot is not to report.
  p.pilot := coalesce(stated ->> 'pilot' = 'yes', p.pilot AND NOT stated ? 'reporting_from', false);
  p.reporting_from := CASE WHEN NOT p.pilot THEN p.reporting_from END;
  RETURN num_nonnulls(registry.register_programme(p.programme, p.provider, p.name, p.region, p.setting, coalesce(p.women_specific, false),
    p.children_admitted, p.age_group, p.population, p.plan_code, p.sdg_class, p.places, p.places_women, coalesce(p.reports_contacts, false),
    coalesce(p.reports_medication, false), p.standard, p.accredited_until, p.reporting_from, p.reporting_until, p.pilot,
    coalesce(p.valid, '(,)'), coalesce(p.level, 'minimum')));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_file_programme(jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.register_file_programme(jsonb) IS 'Registers a programme of the file of programmes; what the file does not say stays as it is. Returns whether it changed, as 1 or 0.';

CREATE FUNCTION registry.register_programmes(OUT providers integer, OUT programmes integer, OUT formats integer)
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF EXISTS (SELECT FROM registry.programmes_problem() p WHERE p.code <> 'P003') THEN
    RAISE EXCEPTION 'the file of programmes has problems'
      USING ERRCODE = '22023', HINT = 'SELECT * FROM registry.check_programmes(''en'');';
  END IF;
  -- A provider's lines agree, as far as they say anything: together they say it all.
  SELECT coalesce(sum(c.changed[1]), 0), coalesce(sum(c.changed[2]), 0) INTO providers, formats
  FROM (SELECT registry.register_file_provider(q.provider, q.stated) AS changed
    FROM (SELECT (r.meant ->> 'provider')::integer AS provider, jsonb_object_agg(f.key, f.value) AS stated
          FROM registry.programmes_row() r CROSS JOIN LATERAL jsonb_each(r.meant) f GROUP BY 1 ORDER BY 1) q) c;
  SELECT coalesce(sum(registry.register_file_programme(q.meant)), 0) INTO programmes
  FROM (SELECT r.meant FROM registry.programmes_row() r ORDER BY r.line_number) q;
  DELETE FROM registry.programmes_line l WHERE l.taken_by = session_user;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.register_programmes() FROM PUBLIC;
COMMENT ON FUNCTION registry.register_programmes() IS 'Registers all providers and programmes of the file that this login sent through registry.programmes_file, and how each provider writes its files of stays, or nothing of it. What the file does not say of those registered already stays as it is; a day to report from ends a pilot. Returns how many providers, programmes and formats that changed: none, when the same file comes again. Error 22023 when check_programmes() finds anything but an unknown column, or there is no file.';

-- Code maps.

CREATE FUNCTION registry.copy_code_map(from_system text, to_system text) RETURNS integer
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  copied integer;
BEGIN
  PERFORM registry.require_known(EXISTS (SELECT FROM registry.current_code_map m WHERE m.system = from_system), 'the code system');
  IF to_system IS NULL OR to_system IN ('', 'continuum', from_system) THEN
    RAISE EXCEPTION 'a map is copied to a system of another name' USING ERRCODE = '22023';
  END IF;
  SELECT count(registry.register_code(to_system, m.field, m.code, m.term, m.valid)) INTO copied
  FROM (SELECT m.* FROM registry.current_code_map m WHERE m.system = from_system ORDER BY m.assertion) m
  WHERE NOT EXISTS (SELECT FROM registry.current_code_map o
    WHERE o.system = to_system AND o.field = m.field AND continuum.code_key(o.code) = continuum.code_key(m.code));
  RETURN copied;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.copy_code_map(text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.copy_code_map(text, text) IS 'Gives a system of another name, for example a provider''s, the codes of a known one, to be corrected there with registry.register_code(). What the other system maps already stays as it is. Returns how many codes were copied. Errors: 23503 for an unknown system, 22023 for a name that is none, our own or the same.';
