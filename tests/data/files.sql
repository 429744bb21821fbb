-- files.sql: the files a provider sends, line by line, from source.stay.
--
-- Template `stays`, separated by semicolons, dates dd-mm-yyyy, first line the header.

CREATE TABLE source.broken_line(provider integer NOT NULL REFERENCES source.provider, line text NOT NULL);
COMMENT ON TABLE source.broken_line IS 'Lines of a file that no stay can be read from; they must be refused and counted.';

CREATE TABLE source.code(system text, field text, term text, code text NOT NULL, PRIMARY KEY (system, field, term));
COMMENT ON TABLE source.code IS 'Sex and identity as a code system writes them; what is not here has no word in it and is left out.';
INSERT INTO source.code VALUES
  ('SISTRAT.C1', 'registered_sex', 'female', 'Mujer'), ('SISTRAT.C1', 'registered_sex', 'male', 'Hombre'),
  ('SISTRAT.C1', 'registered_sex', 'unknown', 'unknown'),
  ('SISTRAT.C1', 'gender_identity', 'female', 'Femenino'), ('SISTRAT.C1', 'gender_identity', 'male', 'Masculino'),
  ('SISTRAT.C1', 'gender_identity', 'other', 'other');

-- A file holds the rows that had arrived; an end that falls after closed_on is not filled in yet:
-- the stay is open in it.
CREATE FUNCTION source.file_lines(arrived text, closed_on date)
  RETURNS TABLE(provider integer, place bigint, line text)
  LANGUAGE sql STABLE STRICT
BEGIN ATOMIC
  SELECT provider, 0, 'source_record;client_ref;identifier;scheme;registered_sex;gender_identity;birth_year;programme;care;'
      'started;ended;ended_precision;exit_reason;exit_detail;primary_substance;aftercare_offer'
    FROM source.provider
    WHERE EXISTS (SELECT FROM source.stay AS s WHERE s.provider = provider.provider AND s.arrived = file_lines.arrived)
  UNION ALL
  SELECT s.provider, row_number() OVER (PARTITION BY s.provider ORDER BY s.source_record COLLATE "C"), array_to_string(ARRAY[
      s.source_record, s.client_ref, s.identifier, CASE WHEN s.identifier IS NOT NULL THEN 'CL.RUN' END,
      CASE WHEN code_system IS NULL THEN s.registered_sex ELSE sex.code END,
      CASE WHEN code_system IS NULL THEN s.gender_identity ELSE identity.code END, s.birth_year::text, s.programme::text, s.care_code,
      to_char(s.started, 'DD-MM-YYYY'),
      CASE WHEN f.is_filled THEN to_char(s.ended, CASE s.ended_precision WHEN 'month' THEN 'MM-YYYY' ELSE 'DD-MM-YYYY' END) END,
      CASE WHEN f.is_filled THEN s.ended_precision END,
      CASE WHEN f.is_filled THEN s.exit_code END,
      CASE WHEN f.is_filled THEN s.exit_detail END, coalesce(s.primary_substance, '99'),
      CASE WHEN f.is_filled AND s.exit_reason IS NOT NULL THEN 'not_recorded' END], ';', '')
    FROM source.stay AS s JOIN source.provider USING (provider)
    LEFT JOIN source.code AS sex ON sex.system = code_system AND sex.field = 'registered_sex' AND sex.term = s.registered_sex
    LEFT JOIN source.code AS identity ON identity.system = code_system AND identity.field = 'gender_identity' AND identity.term = s.gender_identity
    CROSS JOIN LATERAL (SELECT s.ended_known_on <= file_lines.closed_on AS is_filled) AS f
    WHERE s.arrived = file_lines.arrived
  UNION ALL
  SELECT b.provider, 1000000 + row_number() OVER (PARTITION BY b.provider ORDER BY b.line COLLATE "C"), b.line
    FROM source.broken_line AS b WHERE file_lines.arrived = 'on_time';
END;
COMMENT ON FUNCTION source.file_lines(text, date) IS 'Lines of every provider''s file, in order: rows that arrived on_time or late, with the ends known on a day.';
