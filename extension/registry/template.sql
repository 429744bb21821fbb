-- template.sql: an empty file for a coordinator to fill in: header, one row to copy, and the legal codes.

CREATE FUNCTION registry.example_value(template text, name text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT e.value FROM (VALUES
    (NULL, 'source_record', '2024-0031'), (NULL, 'client_ref', 'F-17'), (NULL, 'on_date', '2024-03-10'),
    (NULL, 'stage', 'admission'), (NULL, 'outcome', 'held'), (NULL, 'gender', 'female'), (NULL, 'severity', 'moderate'),
    -- Who comes for the first time has an identifier; afterwards a number of the provider will do.
    ('stays', 'identifier', '12.345.678-5'), ('stays', 'scheme', 'CL.RUN'), ('stays', 'registered_sex', 'female'),
    ('stays', 'gender_identity', 'female'), ('stays', 'birth_year', '1985'), ('stays', 'care', 'outpatient'),
    ('stays', 'started', '2024-03-10'), ('stays', 'ended', '2024-06-09'), ('stays', 'ended_precision', 'day'),
    ('stays', 'exit_reason', 'completed'), ('stays', 'last_contact', '2024-06-09'), ('stays', 'primary_substance', 'coca_paste'),
    ('stays', 'aftercare_offer', 'accepted'), ('stays', 'supported_by', 'family'), ('stays', 'legal_status', 'voluntary'),
    ('stays', 'payment', 'free'),
    ('requests', 'identifier', '12.345.678-5'), ('requests', 'scheme', 'CL.RUN'), ('requests', 'on_date', '2024-03-01'),
    ('requests', 'referral_source', 'primary_care'), ('requests', 'offered_on', '2024-03-08'),
    ('requests', 'outcome', 'admitted'), ('requests', 'outcome_on', '2024-03-10'), ('requests', 'unavailable_days', '0'),
    ('profile', 'housing', 'stable'), ('profile', 'precarity', 'no'), ('profile', 'labour', 'informal_employee'),
    ('profile', 'income_source', 'wages'), ('profile', 'education', 'secondary'), ('profile', 'children_under_18', '2'),
    ('profile', 'living_with_children', 'yes'), ('profile', 'pregnancy', 'no'), ('profile', 'prior_treatment', 'yes'),
    ('profile', 'prior_last_on', '2021-11-30'), ('profile', 'diagnosis', 'F14.2'), ('profile', 'injecting', 'never'),
    ('profile', 'hiv_test', 'negative'), ('profile', 'tested_on', '2024-02-15'), ('profile', 'violence_screen', 'not_asked'),
    ('substances', 'rank', '1'), ('substances', 'substance', 'coca_paste'), ('substances', 'route', 'smoked'),
    ('substances', 'frequency', 'daily'), ('substances', 'days_28', '20'), ('substances', 'age_first', '17'),
    ('substances', 'injected', 'no'), ('substances', 'laboratory_confirmed', 'no'),
    ('contacts', 'kind', 'check_up'), ('contacts', 'mode', 'phone'), ('contacts', 'treatment_indicated', 'no'),
    ('contacts', 'due_no', '1'), ('contacts', 'next_step', 'visit'), ('contacts', 'next_on', '2024-04-10'),
    ('assessments', 'indicated', 'yes'), ('assessments', 'criteria_met', '6'), ('assessments', 'use_days_28', '20'),
    ('assessments', 'controlled_environment', 'no'), ('assessments', 'on_agonist', 'no'),
    ('measures', 'instrument', 'barc_10'), ('measures', 'score', '41.5'), ('measures', 'valid', 'yes'),
    ('barriers_needs', 'stage', 'treatment'), ('barriers_needs', 'barrier', 'childcare'), ('barriers_needs', 'status', 'present'),
    ('barrier_actions', 'report', '2024-0031'), ('barrier_actions', 'action', 'direct_provision'),
    ('barrier_actions', 'on_date', '2024-03-12'), ('barrier_actions', 'result', 'alleviated'),
    ('barrier_actions', 'result_on', '2024-03-20'),
    ('carers', 'carer_no', '1'), ('carers', 'relation', 'mother'), ('carers', 'hours_week', '20'), ('carers', 'money_spent', '45000'),
    ('carers', 'work_effect', 'reduced'), ('carers', 'study_effect', 'none'), ('carers', 'participation_effect', 'not_asked'),
    ('carers', 'support_offered', 'accepted'), ('carers', 'consent_noted', 'yes'),
    ('medication', 'medication', 'methadone'), ('medication', 'days', '7'),
    ('custody', 'on_date', '2024-07-01'), ('custody', 'released', '2024-09-15'), ('custody', 'released_to', 'community'),
    ('custody', 'need', 'yes'), ('custody', 'in_treatment', 'no'), ('custody', 'referred_on', '2024-09-10'),
    ('deaths', 'on_date', '2024-11-03'), ('deaths', 'on_precision', 'day'), ('deaths', 'cause_class', 'other'),
    ('deaths', 'source', 'civil_registry'),
    ('consents', 'kind', 'followup_contact'), ('consents', 'decision', 'given'), ('consents', 'until', '2026-03-10'),
    ('aggregate', 'month', '2024-03-01'), ('aggregate', 'activity', 'syringe'), ('aggregate', 'n', '120')) e (template, name, value)
  WHERE e.name = example_value.name AND (e.template = example_value.template OR e.template IS NULL)
  ORDER BY e.template NULLS LAST LIMIT 1;
END;
REVOKE EXECUTE ON FUNCTION registry.example_value(text, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.example_value(text, text) IS 'What the example row of a template has in a column: dates yyyy-mm-dd, decimals with a point, our terms; NULL where it is left empty. Nobody''s data.';

CREATE FUNCTION registry.csv_line(delimiter text, VARIADIC fields text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(CASE WHEN position(delimiter IN f.field) > 0 OR position('"' IN f.field) > 0
    THEN '"' || replace(f.field, '"', '""') || '"' ELSE coalesce(f.field, '') END, delimiter ORDER BY f.place)
  FROM unnest(fields) WITH ORDINALITY f (field, place);
END;
REVOKE EXECUTE ON FUNCTION registry.csv_line(text, text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.csv_line(text, text[]) IS 'Fields as a line of a file, quoted where they have to be.';

CREATE FUNCTION registry.legal_codes(template text, language text, provider integer)
  RETURNS TABLE (column_number integer, name text, code text, label text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT c.column_number, c.name, l.term, l.label
  FROM continuum.intake_columns(legal_codes.template) c JOIN registry.label l
    ON l.vocabulary = CASE WHEN c.name IN ('registered_sex', 'gender_identity') THEN c.name ELSE c.vocabulary END
    AND l.language = legal_codes.language AND NOT (l.vocabulary = 'gender' AND l.term = 'all')
  UNION ALL
  SELECT DISTINCT c.column_number, c.name, r.region, r.name
  FROM continuum.intake_columns(legal_codes.template) c JOIN registry.current_region r ON c.vocabulary = 'region'
  UNION ALL
  SELECT DISTINCT c.column_number, c.name, p.programme::text, p.name
  FROM continuum.intake_columns(legal_codes.template) c JOIN registry.current_programme p
    ON c.kind = 'programme' AND c.name = 'programme' AND p.provider = legal_codes.provider;
END;
REVOKE EXECUTE ON FUNCTION registry.legal_codes(text, text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.legal_codes(text, text, integer) IS 'What may be written in the columns of a template that have a list: terms with their labels, regions, and the provider''s own programmes.';

CREATE FUNCTION registry.template(name text, language text DEFAULT continuum.language(), provider integer DEFAULT NULL)
  RETURNS TABLE (part text, line text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  acting integer := CASE WHEN template.provider IS NOT NULL OR (SELECT count(*) = 1 FROM registry.my_providers())
    THEN registry.acting_provider(template.provider) END;
  format registry.source_format := (SELECT f FROM registry.declared_format(acting, template.name) f);
  programme integer := (SELECT min(c.programme) FROM registry.current_programme c WHERE c.provider = acting);
  yes_no text[] := ARRAY(SELECT l.label FROM registry.label l
    WHERE l.vocabulary = 'yes_no' AND l.term IN ('yes', 'no') AND l.language = template.language ORDER BY l.term);
BEGIN
  IF cardinality(yes_no) <> 2 THEN
    RAISE EXCEPTION 'there is no text in this language' USING ERRCODE = '22023', HINT = 'Languages: en, es, pt.';
  ELSIF format IS NULL THEN -- as spreadsheets write in that language
    format.delimiter := CASE template.language WHEN 'en' THEN ',' ELSE ';' END;
    format.decimal_mark := CASE template.language WHEN 'en' THEN '.' ELSE ',' END;
    format.date_format := CASE template.language WHEN 'en' THEN 'yyyy-mm-dd' ELSE 'dd-mm-yyyy' END;
  END IF;
  RETURN QUERY
    SELECT q.part, registry.csv_line(format.delimiter, VARIADIC array_agg(q.field ORDER BY q.column_number))
    FROM (
      SELECT 'header' AS part, c.column_number, l.label AS field
      FROM continuum.intake_columns(template.name) c
        JOIN registry.label l ON l.vocabulary = 'column' AND l.term = c.name AND l.language = template.language
      UNION ALL
      SELECT 'example', c.column_number, CASE c.kind
          WHEN 'date' THEN to_char(e.value::date, upper(format.date_format))
          WHEN 'month' THEN to_char(e.value::date, upper(format.date_format))
          WHEN 'decimal' THEN replace(e.value, '.', format.decimal_mark)
          WHEN 'boolean' THEN yes_no[CASE e.value WHEN 'yes' THEN 2 ELSE 1 END]
          WHEN 'programme' THEN CASE c.name WHEN 'programme' THEN coalesce(programme, 1)::text END
          WHEN 'code' THEN coalesce((SELECT k.label FROM registry.legal_codes(template.name, template.language, acting) k
            WHERE k.column_number = c.column_number AND k.code = e.value), e.value)
          ELSE e.value END
      FROM continuum.intake_columns(template.name) c CROSS JOIN LATERAL registry.example_value(template.name, c.name) e (value)) q
    GROUP BY q.part ORDER BY q.part DESC;
  RETURN QUERY
    SELECT 'code', registry.csv_line(format.delimiter, l.label, k.code, k.label)
    FROM registry.legal_codes(template.name, template.language, acting) k
      JOIN registry.label l ON l.vocabulary = 'column' AND l.term = k.name AND l.language = template.language
    ORDER BY k.column_number, k.code COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.template(text, text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.template(text, text, integer) IS 'An empty file of a template, in a language (en, es, pt; the setting continuum.language unless given), as the provider declared that it writes (the caller''s own, if it has one; otherwise as spreadsheets write in that language). part header: the names of the columns. part example: a row to copy, which the door takes. part code: for each column that has a list, a line with its name, a legal code and what that is called; a file may have either of the two. COPY (SELECT line FROM registry.template(''contacts'') WHERE part <> ''code'') TO STDOUT makes the file. Errors: 22023 for another template or language; 42501 for another''s provider.';
