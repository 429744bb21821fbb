-- completeness.sql: how much of what a programme declared to report is there, and which indicators can be read from it.

CREATE FUNCTION registry.says_nothing(value text) RETURNS boolean
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT value IN ('unknown', 'not_recorded', 'not_asked', 'not_stated', 'treatment_unspecified');
END;
REVOKE EXECUTE ON FUNCTION registry.says_nothing(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.says_nothing(text) IS 'Whether a value is a word for not knowing. declined is an answer.';

CREATE FUNCTION registry.asked_columns()
  RETURNS TABLE (template text, kind text, column_name text, payload_name text, needed text, level text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
  SELECT k.template, k.kind, c.name, coalesce(k.renamed ->> c.name, c.name), c.needed,
    CASE WHEN array_position(l.levels, k.level) > array_position(l.levels, c.level) THEN k.level WHEN k.level IS NOT NULL THEN c.level END
  FROM registry.template_kind k CROSS JOIN LATERAL continuum.intake_columns(k.template) c
    CROSS JOIN (VALUES (ARRAY['minimum', 'standard', 'recovery'])) l (levels)
  WHERE c.kind NOT IN ('identifier', 'scheme') AND c.name NOT IN ('source_record', 'case_number', 'referral_code')
    AND (c.name <> 'client_ref' OR k.kind = 'stay') AND k.renamed -> c.name IS DISTINCT FROM 'null';
END;
REVOKE EXECUTE ON FUNCTION registry.asked_columns() FROM PUBLIC;
COMMENT ON FUNCTION registry.asked_columns() IS 'Columns of all templates with the level of completeness they count for, their own or the template''s, whichever is the later, and the names they have in the tables. How a person or a record is named is not counted.';

CREATE FUNCTION registry.stated_records(programmes integer[], period daterange)
  RETURNS TABLE (programme integer, kind text, payload jsonb)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10000
BEGIN ATOMIC
  SELECT s.programme, 'stay' AS kind, to_jsonb(s) FROM registry.standing_stay s WHERE s.programme = ANY (programmes) AND period @> s.started
  UNION ALL
  SELECT c.programme, f.kind, f.payload
  FROM (SELECT DISTINCT c.programme, c.provider FROM registry.current_programme c) c JOIN registry.assertion h ON h.provider = c.provider AND h.kind <> 'stay'
    JOIN registry.fact f ON f.kind = h.kind AND f.assertion = h.assertion
  WHERE c.programme = ANY (programmes) AND coalesce((f.payload ->> 'programme')::integer, c.programme) = c.programme
    AND period @> coalesce(f.payload ->> 'on_date', f.payload ->> 'month')::date
    AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = h.assertion AND n.supersedes IS NOT NULL);
END;
REVOKE EXECUTE ON FUNCTION registry.stated_records(integer[], daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.stated_records(integer[], daterange) IS 'Current records of programmes with their day in a period: stays by their start. What belongs to no programme (deaths, custody, consents, actions) counts for each of the provider''s.';

CREATE FUNCTION registry.visible_programmes(programme integer, provider integer) RETURNS integer[]
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  oversees boolean := registry.has_duty('analyst', 'auditor', 'intake_desk');
  found integer[];
BEGIN
  found := ARRAY(SELECT DISTINCT c.programme FROM registry.current_programme c
    WHERE (visible_programmes.programme IS NULL OR c.programme = visible_programmes.programme)
      AND (visible_programmes.provider IS NULL OR c.provider = visible_programmes.provider)
      AND (oversees OR c.provider IN (SELECT m FROM registry.my_providers() m))
    ORDER BY c.programme);
  IF found = '{}' THEN
    RAISE EXCEPTION 'there is no such programme of yours' USING ERRCODE = '42501';
  END IF;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.visible_programmes(integer, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.visible_programmes(integer, integer) IS 'Programmes asked for, of those that the caller may ask about: all for analysts, auditors and the intake desk, a provider''s own for the provider. Error 42501 when there is none, registered or not.';

CREATE FUNCTION registry.column_counts(programmes integer[], period daterange)
  RETURNS TABLE (programme integer, template text, column_name text, level text, records bigint, filled bigint, known bigint)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 1000
BEGIN ATOMIC
  WITH counted AS MATERIALIZED (
    SELECT r.programme, r.kind, r.payload ->> 'ended_precision' IS NOT NULL AS ended, e.key, count(*) AS filled,
      count(*) FILTER (WHERE NOT registry.says_nothing(e.value)) AS known
    FROM registry.stated_records(programmes, period) r CROSS JOIN LATERAL jsonb_each_text(r.payload) e
    WHERE e.value IS NOT NULL GROUP BY r.programme, r.kind, r.payload ->> 'ended_precision' IS NOT NULL, e.key)
  -- Every record has a day, which says how many there are; of what belongs to an end only those that ended.
  SELECT p.programme, c.template, c.column_name, c.level,
    coalesce(sum(d.filled) FILTER (WHERE d.key = CASE c.kind WHEN 'stay' THEN 'started' WHEN 'aggregate_return' THEN 'month' ELSE 'on_date' END), 0)::bigint,
    coalesce(sum(d.filled) FILTER (WHERE d.key = c.payload_name), 0)::bigint,
    coalesce(sum(d.known) FILTER (WHERE d.key = c.payload_name), 0)::bigint
  FROM unnest(programmes) p (programme) CROSS JOIN registry.asked_columns() c
    LEFT JOIN counted d ON d.programme = p.programme AND d.kind = c.kind AND (d.ended OR c.needed <> 'when_ended')
  GROUP BY p.programme, c.template, c.column_name, c.level;
END;
REVOKE EXECUTE ON FUNCTION registry.column_counts(integer[], daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.column_counts(integer[], daterange) IS 'For each programme and column: how many records there are in the period, how many of them fill it in, and how many with more than a word for not knowing. Of barriers_needs both kinds of record count.';

CREATE FUNCTION registry.completeness(period daterange DEFAULT NULL, programme integer DEFAULT NULL, provider integer DEFAULT NULL)
  RETURNS TABLE (of_programme integer, level text, template text, column_name text, records bigint, filled bigint, known bigint, share_known numeric)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  asked integer[] := registry.visible_programmes(completeness.programme, completeness.provider);
  levels text[] := ARRAY['minimum', 'standard', 'recovery'];
BEGIN
  RETURN QUERY
  SELECT c.programme, l.level, c.template, c.column_name, c.records, c.filled, c.known, round(c.known::numeric / nullif(c.records, 0), 3)
  FROM registry.column_counts(asked, coalesce(completeness.period, '(,)')) c
    CROSS JOIN LATERAL (SELECT p.level FROM registry.current_programme p WHERE p.programme = c.programme ORDER BY p.valid DESC LIMIT 1) l
  WHERE array_position(levels, c.level) <= array_position(levels, l.level)
  ORDER BY c.programme, c.template, c.column_name;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.completeness(daterange, integer, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.completeness(daterange, integer, integer) IS 'How complete the records of a period (all, unless given) are, by programme and column, against the level that the programme itself declared (register_programme): records, how many fill the column in, how many with more than a word for not knowing (unknown, not_asked, not_recorded), and their share; NULL without records. Columns that belong to an end are counted over stays that ended. Providers ask about their own programmes, analysts, auditors and the intake desk about all. Error 42501 for a programme that is not the caller''s, registered or not.';

-- Which columns an indicator is read from stands in the catalogue (registry.indicator).

CREATE FUNCTION registry.indicator_ready(programme integer, period daterange DEFAULT NULL)
  RETURNS TABLE (indicator text, ready boolean, share_filled numeric, lacking text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  asked integer[] := registry.visible_programmes(indicator_ready.programme, NULL);
BEGIN
  RETURN QUERY
  SELECT n.indicator, bool_and(s.share > 0.5), min(s.share),
    string_agg(n.template || '.' || n.column_name, ', ' ORDER BY n.template, n.column_name) FILTER (WHERE s.share > 0.5 IS NOT TRUE)
  FROM registry.indicator_need n
    LEFT JOIN registry.column_counts(asked, coalesce(indicator_ready.period, '(,)')) c ON c.template = n.template AND c.column_name = n.column_name
    CROSS JOIN LATERAL (SELECT coalesce(round(c.filled::numeric / nullif(c.records, 0), 3), 0) AS share) s
  GROUP BY n.indicator ORDER BY n.indicator;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.indicator_ready(integer, daterange) FROM PUBLIC;
COMMENT ON FUNCTION registry.indicator_ready(integer, daterange) IS 'Which indicators can be read from the records of a programme in a period (all, unless given): ready when each of the columns it needs (registry.indicator_need) is filled in more often than not; the lowest share of them; and those that are not. Without records the share is 0. Error 42501 for a programme that is not the caller''s, registered or not.';
