-- dimension.sql: by what figures can be broken down. What holds on the index date counts. A value that
-- nobody knows is 'unknown', a line of its own.

CREATE TABLE registry.dimension (
  dimension text PRIMARY KEY CHECK (dimension ~ '^[a-z][a-z0-9_]*$'),
  reads text CHECK (reads IN ('programme', 'stay', 'request', 'profile', 'use', 'fact', 'event')),
  value text NOT NULL,
  vocabulary text,
  about text NOT NULL);
COMMENT ON TABLE registry.dimension IS 'Dimensions that have a name. Beside them any column of programmes, stays, requests, profiles, statements of use and facts about people is one, as programme.setting or profile.housing.';
COMMENT ON COLUMN registry.dimension.reads IS 'What is looked up for a case: its programme (p), its stay (s), the request that led to the stay (q), the person''s latest profile (f) or statement of the main substance (u) on the index date, a fact about the person, or what the cases of some events say beside (registry.index_event.details); NULL: every case (k) says it.';
COMMENT ON COLUMN registry.dimension.value IS 'SQL expression that gives a text. {fact:name} is the value of a fact about the person on the index date.';
COMMENT ON COLUMN registry.dimension.vocabulary IS 'Where registry.label has names for the values.';

INSERT INTO registry.dimension (dimension, reads, value, vocabulary, about) VALUES
  ('programme', NULL, 'k.programme::text', NULL, 'Programme to which the case is attributed.'),
  ('provider', 'programme', 'p.provider::text', NULL, 'Provider that runs that programme on the index date.'),
  ('region', 'fact', '{fact:residence_region}', 'region', 'Region in which the person lives. Never exchanged for the programme''s.'),
  ('programme_region', 'programme', 'p.region', 'region', 'Region of the programme.'),
  ('setting', 'programme', 'p.setting', 'setting', 'Setting of the programme.'),
  ('women_specific', 'programme', 'p.women_specific::text', NULL, 'Whether the programme is for women.'),
  ('population', 'programme', 'p.population', NULL, 'Whom the programme is for.'),
  ('care', NULL, 'k.care', 'care', 'Kind of care of the stay.'),
  ('care_group', NULL, '(SELECT v.term_group FROM continuum.vocabulary(''care'') v WHERE v.name = k.care)', 'care_group', 'Group of the kind of care.'),
  ('substance', 'stay', 's.primary_substance', 'substance', 'Main substance, as the stay states it.'),
  ('legal_status', 'stay', 's.legal_status', 'legal_status', 'Legal status of the entry.'),
  ('justice_basis', 'stay', 's.justice_basis', 'justice_basis', 'On what the justice system''s part in it rests.'),
  ('payment', 'stay', 's.payment', 'payment', 'Who pays for the stay.'),
  ('plan', 'stay', 's.plan', NULL, 'Plan under which the stay is bought.'),
  ('referral_source', 'request', 'q.referral_source', 'referral_source', 'Who referred the person, as the request for the stay states it.'),
  ('severity', 'profile', 'f.severity', 'severity', 'Severity at the latest profile.'),
  ('housing', 'profile', 'f.housing', 'housing', 'Housing at the latest profile.'),
  ('labour', 'profile', 'f.labour', 'labour', 'Work at the latest profile.'),
  ('education', 'profile', 'f.education', 'education', 'Education at the latest profile.'),
  ('route', 'use', 'u.route', 'route', 'Route of the main substance at the latest statement of use.'),
  ('frequency', 'use', 'u.frequency', 'frequency', 'Frequency of use of the main substance at the latest statement of use.'),
  ('age', 'fact', '(extract(year FROM k.on_date)::integer - {fact:birth_year}::integer)::text', NULL, 'Age reached in the year of the index date; a year of birth cannot tell more.'),
  ('age_group', 'fact', 'registry.age_group(extract(year FROM k.on_date)::integer - {fact:birth_year}::integer)', NULL, 'Age reached in the year, in the groups of TDI.'),
  ('indigenous_people', 'fact', '{fact:indigenous_people}', NULL, 'Indigenous people the person belongs to.'),
  ('nationality_group', 'fact', '{fact:nationality_group}', NULL, 'Nationality.'),
  ('disability', 'fact', '{fact:disability}', NULL, 'Disability.'),
  ('year', NULL, 'to_char(k.on_date, ''YYYY'')', NULL, 'Year of the index date.'),
  ('quarter', NULL, 'to_char(k.on_date, ''YYYY-"Q"Q'')', NULL, 'Quarter of the index date.'),
  ('month', NULL, 'to_char(k.on_date, ''YYYY-MM'')', NULL, 'Month of the index date.');

CREATE FUNCTION registry.age_group(age integer) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN age < 0 THEN NULL WHEN age < 15 THEN '00-14' WHEN age >= 65 THEN '65+' ELSE (age / 5 * 5)::text || '-' || (age / 5 * 5 + 4)::text END;
REVOKE EXECUTE ON FUNCTION registry.age_group(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.age_group(integer) IS 'Age in the groups of TDI: below 15, by five years, 65 and more. NULL for an age that cannot be.';

CREATE FUNCTION registry.dimension_columns() RETURNS TABLE (dimension text, reads text, value text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 100 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT d.dimension, d.reads, d.value FROM registry.dimension d
  UNION ALL
  SELECT v.reads || '.' || a.attname, v.reads, format('%s.%I::text', v.alias, a.attname)
  FROM (VALUES ('programme', 'p', 'current_programme'), ('stay', 's', 'current_stay'), ('request', 'q', 'current_request'),
      ('profile', 'f', 'current_profile'), ('use', 'u', 'current_substance_use')) v (reads, alias, view)
    JOIN pg_namespace n ON n.nspname = 'registry' JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = v.view
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE a.attname <> ALL ('{assertion,record,source_record,batch,epoch,recorded_xid,recorded_at,person,client_ref,episode,request,valid,code_system,source_care,source_exit,source_sex,source_identity}')
  UNION ALL
  SELECT 'fact.' || t.fact, 'fact', '{fact:' || t.fact || '}'
  FROM unnest(ARRAY['registered_sex', 'gender_identity', 'birth_year', 'residence_region', 'indigenous_people', 'nationality_group', 'disability']) t (fact);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.dimension_columns() FROM PUBLIC;
COMMENT ON FUNCTION registry.dimension_columns() IS 'Every dimension, named or a registered column, with how it is read.';

CREATE FUNCTION registry.dimension_sql(by text[], OUT joins text, OUT columns text, OUT facts_sql text) RETURNS record
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  word text;
  nth integer := 0;
  d record;
  reads text[] := '{}';
  facts text[] := '{}';
BEGIN
  joins := '';
  columns := '';
  facts_sql := '';
  IF cardinality(by) > 4 THEN
    RAISE EXCEPTION 'a figure can be broken down by 4 dimensions at most' USING ERRCODE = '22023', HINT = 'Ask in parts.';
  ELSIF cardinality(by) <> (SELECT count(DISTINCT b) FROM unnest(by) b) AND array_position(by, NULL) IS NULL THEN
    RAISE EXCEPTION 'a dimension is named twice' USING ERRCODE = '22023', HINT = 'Name each once.';
  END IF;
  FOREACH word IN ARRAY by
  LOOP
    SELECT c.* INTO d FROM registry.dimension_columns() c WHERE c.dimension = word;
    IF NOT FOUND THEN
      PERFORM registry.refuse_word('dimension', word, ARRAY(SELECT c.dimension FROM registry.dimension_columns() c
        WHERE (c.dimension LIKE '%.%') = (coalesce(word, '') LIKE '%.%') ORDER BY 1));
    END IF;
    nth := nth + 1;
    reads := reads || d.reads;
    facts := facts || ARRAY(SELECT m[1] FROM regexp_matches(d.value, '\{fact:(\w+)\}', 'g') m);
    columns := columns || format(', coalesce(%s, ''unknown'') AS d%s',
      regexp_replace(d.value, '\{fact:(\w+)\}', 'CASE WHEN fact_\1.days IS NOT NULL THEN registry.value_on(fact_\1.days, fact_\1.words, k.on_date) WHEN fact_\1.since <= k.on_date THEN fact_\1.word END', 'g'), nth);
  END LOOP;
  IF 'programme' = ANY (reads) THEN
    joins := joins || ' LEFT JOIN registry.current_programme p ON p.programme = k.programme AND p.valid @> k.on_date';
  END IF;
  IF reads && '{stay,request}' THEN
    joins := joins || ' LEFT JOIN registry.current_stay s ON s.assertion = k.stay';
  END IF;
  IF 'request' = ANY (reads) THEN
    joins := joins || ' LEFT JOIN LATERAL (SELECT r.* FROM registry.current_request r WHERE r.person = k.person AND r.provider = s.provider
      AND (r.source_record = s.request OR s.request IS NULL AND r.on_date <= s.started) ORDER BY r.on_date DESC, r.assertion DESC LIMIT 1) q ON true';
  END IF;
  IF 'profile' = ANY (reads) THEN
    joins := joins || ' LEFT JOIN LATERAL (SELECT r.* FROM registry.current_profile r WHERE r.person = k.person AND r.on_date <= k.on_date
      ORDER BY r.on_date DESC, r.assertion DESC LIMIT 1) f ON true';
  END IF;
  IF 'use' = ANY (reads) THEN
    joins := joins || ' LEFT JOIN LATERAL (SELECT r.* FROM registry.current_substance_use r WHERE r.person = k.person AND r.rank = 1 AND r.on_date <= k.on_date
      ORDER BY r.on_date DESC, r.assertion DESC LIMIT 1) u ON true';
  END IF;
  FOREACH word IN ARRAY ARRAY(SELECT DISTINCT t FROM unnest(facts) t ORDER BY 1)
  LOOP
    joins := joins || format(' LEFT JOIN %1$I ON %1$I.person = k.person', 'fact_' || word);
    facts_sql := facts_sql || format($cte$, %1$I AS MATERIALIZED (
      WITH stated AS (
        %2$s
        SELECT w.person, w.value, w.valid_from FROM registry.current_separate_fact w WHERE w.fact = %3$L),
      known AS MATERIALIZED (
        SELECT person, min(valid_from) AS since, min(value) AS word, min(value) <> max(value) AS changed FROM stated GROUP BY person),
      moved AS (
        SELECT w.person, array_agg(w.valid_from ORDER BY w.valid_from, w.record) AS days, array_agg(w.value ORDER BY w.valid_from, w.record) AS words
        FROM registry.current_person_fact w
        WHERE w.fact = %3$L AND w.person = ANY (ARRAY(SELECT k.person FROM known k WHERE k.changed)) GROUP BY w.person)
      SELECT k.person, k.since, k.word, m.days, m.words FROM known k LEFT JOIN moved m ON m.person = k.person AND k.changed)$cte$,
      'fact_' || word, CASE WHEN word IN ('registered_sex', 'gender_identity', 'birth_year', 'residence_region')
        THEN format('SELECT s.person, s.%1$I::text AS value, s.started AS valid_from FROM registry.current_stay s WHERE s.%1$I IS NOT NULL UNION ALL', word) ELSE '' END, word);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.dimension_sql(text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.dimension_sql(text[]) IS 'Joins to a case (k) and columns d1, d2, ... for the dimensions named, and further WITH queries that read facts about people: once for all events, and in order of time only for whom a fact has changed. Errors 22023: a word that is no dimension (it names the nearest), one named twice, more than four.';
