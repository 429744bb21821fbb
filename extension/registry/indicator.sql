-- indicator.sql: the catalogue of indicators: what is counted, of what, when it can be told, and from
-- which source. A definition is never changed: another one is another version, and both can be computed.

CREATE TABLE registry.index_event (
  event text PRIMARY KEY CHECK (event ~ '^[a-z][a-z0-9_]*$'),
  about text NOT NULL,
  one_a_person boolean NOT NULL DEFAULT false,
  details text[] NOT NULL DEFAULT '{}',
  cases text NOT NULL);
COMMENT ON TABLE registry.index_event IS 'Where cases come from: what happened to a person on a day, from which an indicator asks on. One query for each; indicators of one event share it.';
COMMENT ON COLUMN registry.index_event.about IS 'What a case is, and which columns it has beside those that all have.';
COMMENT ON COLUMN registry.index_event.one_a_person IS 'A person is one case in every cell, however many rows say so: people who were in two programmes count once in each and once over all.';
COMMENT ON COLUMN registry.index_event.details IS 'Columns of its cases that are dimensions of this event alone: barrier of a barrier report.';
COMMENT ON COLUMN registry.index_event.cases IS 'Query over the people of the report (people: person, record_key, gender, conflict, quality, journey, of_one_provider, died_on, of everyone whose journey spans the period, registry.spans(), which is whoever an event of their own stays can have befallen in it; everybody: the same of all, for events that come from elsewhere) and the registry''s views. Its columns: person, gender, record_key, on_date (the index date), programme (to which it is attributed), care (text), stay (assertion of the stay it comes from, or NULL), and what its indicators ask for. {first_day}, {last_day}, {period}, {observed_until}, {basis} stand for the call''s, other names in braces for parameters.';

CREATE TABLE registry.indicator (
  line integer NOT NULL,
  indicator text NOT NULL CHECK (indicator ~ '^[a-z][a-z0-9_]*$'),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  event text NOT NULL REFERENCES registry.index_event,
  unit text NOT NULL,
  measure text NOT NULL CHECK (measure IN ('count', 'percent', 'share', 'sum', 'mean', 'median', 'p90', 'coverage')),
  answer text NOT NULL,
  amount text,
  scale numeric NOT NULL DEFAULT 1 CHECK (scale > 0),
  category text,
  title_en text NOT NULL,
  title_es text NOT NULL,
  title_pt text NOT NULL,
  definition_en text NOT NULL,
  definition_es text NOT NULL,
  definition_pt text NOT NULL,
  denominator text NOT NULL,
  numerator text NOT NULL,
  index_date text NOT NULL,
  follow_up text,
  exclusions text NOT NULL DEFAULT 'none',
  look_back text NOT NULL DEFAULT 'none',
  params jsonb NOT NULL DEFAULT '{}',
  presets jsonb NOT NULL DEFAULT '{}',
  attributed_to text NOT NULL CHECK (attributed_to IN ('first stay', 'last stay', 'the stay', 'each programme attended', 'reporting programme', 'nobody')),
  dimension_at text NOT NULL CHECK (dimension_at IN ('index date', 'latest stay start in the period', 'last report in the period', 'last day')),
  needs text[] NOT NULL,
  source text NOT NULL,
  source_paragraph text,
  sql_definition text NOT NULL,
  PRIMARY KEY (indicator, version),
  CONSTRAINT indicator_amount CHECK ((amount IS NOT NULL) = (measure IN ('sum', 'mean', 'median', 'p90'))),
  CONSTRAINT indicator_category CHECK ((category IS NOT NULL) = (measure = 'share')));
COMMENT ON TABLE registry.indicator IS 'The catalogue, one row for each version of an indicator. Never changed: a change is a new version. continuum.indicators() shows the latest, in the order of line.';
COMMENT ON COLUMN registry.indicator.unit IS 'What a case is: people, treatment_journeys, stays, entries, discharges, checkups, contacts, assessments, medication_starts, releases, carers, barrier_reports, need_reports, requests, aftercare_entries, days.';
COMMENT ON COLUMN registry.indicator.measure IS 'What value is: count of the cases answered yes; percent of the cases answered yes or no; share of each category, per cent; sum, mean, median or 90th percentile of the amount; coverage: per cent of an estimate of registry.population_estimate.';
COMMENT ON COLUMN registry.indicator.answer IS 'SQL expression over the columns of a case (c): yes, no, or the reason why neither can be said; NULL: no case of this indicator. It decides from dates whether a case can be told before it looks at its outcome.';
COMMENT ON COLUMN registry.indicator.amount IS 'SQL expression over c: an integer, read where the answer is yes.';
COMMENT ON COLUMN registry.indicator.scale IS 'By which a sum, mean, median or percentile of the amount is divided: 30 for months of days.';
COMMENT ON COLUMN registry.indicator.category IS 'SQL expression over c: the category of a case answered yes.';
COMMENT ON COLUMN registry.indicator.params IS 'Parameters: {"days": {"default": 30, "low": 1, "high": 366}}, or with "values" in place of low and high: a list, or "instrument" for the codes of registry.current_instrument. A parameter stands in braces in answer, amount, category and the event''s query.';
COMMENT ON COLUMN registry.indicator.presets IS 'Values of parameters that belong together under a name: {"cl": {"gap": 45}}.';
COMMENT ON COLUMN registry.indicator.needs IS 'Columns it is read from, as template.column of continuum.intake_columns().';
COMMENT ON COLUMN registry.indicator.source_paragraph IS 'Paragraph of E/CN.7/2024/L.3 that asks for it, such as "op. 1"; NULL where another source does.';
COMMENT ON COLUMN registry.indicator.sql_definition IS 'The definition once more, as plain SQL over views of the registry that calls none of our functions, to be run with psql: registry.plain_sql() fills in its variables.';

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.indicator
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
ALTER TABLE registry.indicator ENABLE ALWAYS TRIGGER refuse_change;
COMMENT ON TRIGGER refuse_change ON registry.indicator IS 'Definitions are never changed or removed: what was published under one could not be told any more.';

CREATE VIEW registry.indicator_need AS
  SELECT DISTINCT i.indicator, split_part(n.need, '.', 1) AS template, split_part(n.need, '.', 2) AS column_name
  FROM registry.indicator i CROSS JOIN LATERAL unnest(i.needs) n (need)
  WHERE i.version = (SELECT max(o.version) FROM registry.indicator o WHERE o.indicator = i.indicator);
COMMENT ON VIEW registry.indicator_need IS 'Columns that an indicator is read from, in its latest version. Each is one of continuum.intake_columns(template). An indicator whose columns are mostly empty has a value all the same; it means nothing (registry.indicator_ready()).';

-- What answers share.

CREATE FUNCTION registry.followed_up(answer continuum.answer, of_one_provider boolean, settled boolean, died_on date, until date)
  RETURNS continuum.answer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
    WHEN of_one_provider THEN 'unlinkable'
    WHEN NOT settled THEN 'too_recent'
    WHEN answer::text IN ('too_recent', 'window_within_gap', 'not_applicable') THEN answer
    WHEN died_on <= until THEN 'died'
    ELSE answer END;
REVOKE EXECUTE ON FUNCTION registry.followed_up(continuum.answer, boolean, boolean, date, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.followed_up(continuum.answer, boolean, boolean, date, date) IS 'The answer to what happened after an index date, with what a journey does not show: unlinkable where no other provider can recognise the person; too_recent unless settled, when a later stay may still undo the index event; died when a death was recorded, by whomever, up to the last day of the window.';

CREATE FUNCTION registry.value_on(days date[], words text[], on_date date) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN words[(SELECT count(*) FROM unnest(days) d (day) WHERE d.day <= on_date)::integer];
REVOKE EXECUTE ON FUNCTION registry.value_on(date[], text[], date) FROM PUBLIC;
COMMENT ON FUNCTION registry.value_on(date[], text[], date) IS 'Of values in the order of the days from which they hold, the one that holds on a day; NULL before the first.';

CREATE FUNCTION registry.nearest(word text, legal text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- Of pairs of letters in both, twice their number by the number of all (Dice).
  WITH pair AS (
    SELECT DISTINCT l.legal, substr(' ' || l.legal || ' ', n, 2) AS pair
    FROM unnest(nearest.legal) l (legal) CROSS JOIN LATERAL generate_series(1, length(l.legal) + 1) n),
  asked AS (
    SELECT DISTINCT substr(' ' || lower(nearest.word) || ' ', n, 2) AS pair FROM generate_series(1, length(nearest.word) + 1) n)
  SELECT p.legal FROM pair p LEFT JOIN asked a ON a.pair = p.pair
  GROUP BY p.legal
  ORDER BY 2.0 * count(a.pair) / (count(*) + (SELECT count(*) FROM asked)) DESC, p.legal COLLATE "C" LIMIT 1;
END;
REVOKE EXECUTE ON FUNCTION registry.nearest(text, text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.nearest(text, text[]) IS 'The legal word that a misspelt one is most like.';

CREATE FUNCTION registry.refuse_word(what text, word text, legal text[]) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'unknown % %', what, coalesce(word, 'NULL')
    USING ERRCODE = '22023', DETAIL = CASE WHEN legal = '{}' THEN 'There is none.' ELSE 'Legal: ' || array_to_string(legal, ', ') || '.' END,
      HINT = CASE WHEN legal = '{}' THEN 'Leave it out.' WHEN word <> '' THEN 'Nearest: ' || registry.nearest(word, legal) || '.' ELSE 'Name one of these.' END;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.refuse_word(text, text, text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.refuse_word(text, text, text[]) IS 'Error 22023 that names the nearest legal word and lists all. For names of indicators, parameters and dimensions, which say nothing of anybody.';

-- What is asked for.

CREATE FUNCTION registry.fill_in(template text, params jsonb) RETURNS text
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  filled text;
  p record;
BEGIN
  filled := replace(replace(replace(replace(replace(template, '{period}', '$1'), '{first_day}', '$2'), '{last_day}', '$3'),
    '{observed_until}', '$4'), '{basis}', '$5');
  FOR p IN SELECT e.key, e.value FROM jsonb_each(params) e
  LOOP
    filled := replace(filled, '{' || p.key || '}',
      CASE jsonb_typeof(p.value) WHEN 'string' THEN quote_literal(p.value #>> '{}') ELSE p.value #>> '{}' END);
  END LOOP;
  RETURN filled;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.fill_in(text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.fill_in(text, jsonb) IS 'A text of the catalogue with its parameters filled in, numbers and booleans as they are and words as literals, and $1 to $5 for period, first and last day, observed_until and basis.';

CREATE FUNCTION registry.effective_params(i registry.indicator, given jsonb, preset text) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  p record;
  found jsonb := '{}';
BEGIN
  FOR p IN SELECT e.key, CASE WHEN e.value -> 'values' = '"instrument"'
        THEN jsonb_set(e.value, '{values}', (SELECT jsonb_agg(n.code ORDER BY n.code) FROM registry.current_instrument n)) ELSE e.value END AS rule,
      coalesce(given -> i.indicator -> e.key, given -> e.key, i.presets -> preset -> e.key, e.value -> 'default') AS value
    FROM jsonb_each(i.params) e
  LOOP
    IF p.rule ? 'values' AND NOT p.rule -> 'values' @> jsonb_build_array(p.value)
       OR NOT p.rule ? 'values' AND (jsonb_typeof(p.value) <> 'number' OR (p.value #>> '{}')::numeric % 1 <> 0
         OR (p.value #>> '{}')::numeric NOT BETWEEN (p.rule ->> 'low')::numeric AND (p.rule ->> 'high')::numeric) THEN
      RAISE EXCEPTION 'parameter % of % is out of range', p.key, i.indicator
        USING ERRCODE = '22023', HINT = CASE WHEN p.rule ? 'values' THEN 'One of ' || (p.rule ->> 'values') || '.'
          ELSE format('A whole number from %s to %s.', p.rule ->> 'low', p.rule ->> 'high') END;
    END IF;
    -- 60.0 is a whole number, and stands in the query as one.
    found := found || jsonb_build_object(p.key, CASE WHEN p.rule ? 'values' THEN p.value ELSE to_jsonb(trunc((p.value #>> '{}')::numeric)) END);
  END LOOP;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.effective_params(registry.indicator, jsonb, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.effective_params(registry.indicator, jsonb, text) IS 'Values of an indicator''s parameters: as given for it ({"code": {"days": 60}}), as given for all ({"days": 60}), as its preset has them, or the default. Error 22023 for one that is not legal.';

CREATE FUNCTION registry.check_params(chosen registry.indicator[], given jsonb) RETURNS void
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  p record;
  legal text[] := ARRAY(SELECT k FROM unnest(chosen) i, jsonb_object_keys(i.params) k UNION SELECT i.indicator FROM unnest(chosen) i ORDER BY 1);
BEGIN
  IF jsonb_typeof(given) <> 'object'
     OR EXISTS (SELECT FROM unnest(chosen) i WHERE jsonb_typeof(given -> i.indicator) <> 'object') THEN
    RAISE EXCEPTION 'parameters are given by name'
      USING ERRCODE = '22023', HINT = '{"days": 60} for all indicators that have it, {"retention_90d": {"days": 60}} for one.';
  END IF;
  FOR p IN SELECT k AS word, legal FROM jsonb_object_keys(given) k
    UNION ALL
    SELECT k, ARRAY(SELECT o FROM jsonb_object_keys(i.params) o ORDER BY 1) FROM unnest(chosen) i, jsonb_object_keys(given -> i.indicator) k
  LOOP
    IF p.word <> ALL (p.legal) THEN
      PERFORM registry.refuse_word('parameter', p.word, p.legal);
    END IF;
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_params(registry.indicator[], jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.check_params(registry.indicator[], jsonb) IS 'Error 22023 unless the names in given are parameters of the chosen indicators, or these themselves with their own parameters.';

CREATE FUNCTION registry.chosen_indicators(codes text[] DEFAULT NULL, params jsonb DEFAULT '{}', preset text DEFAULT 'default')
  RETURNS TABLE (line integer, indicator text, version integer, effective jsonb)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 80 SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  word text;
  legal text[];
  chosen registry.indicator[];
BEGIN
  legal := ARRAY(SELECT 'default' UNION SELECT k FROM registry.indicator i, jsonb_object_keys(i.presets) k ORDER BY 1);
  IF chosen_indicators.preset = ANY (legal) IS NOT TRUE THEN
    PERFORM registry.refuse_word('preset', chosen_indicators.preset, legal);
  END IF;
  legal := ARRAY(SELECT DISTINCT i.indicator FROM registry.indicator i ORDER BY 1);
  FOREACH word IN ARRAY coalesce(codes, '{}')
  LOOP
    IF word IS NULL OR NOT EXISTS (SELECT FROM registry.indicator i WHERE word IN (i.indicator, i.indicator || '@' || i.version)) THEN
      PERFORM registry.refuse_word('indicator', word, legal);
    END IF;
  END LOOP;
  chosen := ARRAY(SELECT i FROM registry.indicator i
    WHERE i.indicator || '@' || i.version = ANY (codes)
      OR (codes IS NULL OR i.indicator = ANY (codes))
        AND i.version = (SELECT max(o.version) FROM registry.indicator o WHERE o.indicator = i.indicator));
  PERFORM registry.check_params(chosen, coalesce(chosen_indicators.params, '{}'));
  RETURN QUERY SELECT i.line, i.indicator, i.version,
      registry.effective_params(i, coalesce(chosen_indicators.params, '{}'), chosen_indicators.preset)
    FROM unnest(chosen) i ORDER BY i.line, i.indicator, i.version;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.chosen_indicators(text[], jsonb, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.chosen_indicators(text[], jsonb, text) IS 'Indicators asked for by code (the latest version) or code@version, all where NULL, with the values of their parameters. Errors 22023 for a word that is none (it names the nearest) and for a value that is not legal.';
