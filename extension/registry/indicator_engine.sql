-- indicator_engine.sql: all indicators asked for in one statement. The people and their journeys are built
-- once; each event's cases are found once and asked all its questions; the cases of one person in one cell
-- are brought together, so that people are counted and memory stays bounded however many there are.
-- What calls it is PARALLEL UNSAFE, so that the statement itself, and none around it, may run in parallel.

CREATE TYPE registry.indicator_summary AS (
  indicator text, version integer, level text, dims jsonb, category text,
  summary continuum.gender_summary, amounts continuum.gender_summary, spread continuum.gender_distribution);
COMMENT ON TYPE registry.indicator_summary IS 'One cell of an indicator over all genders: level names its dimensions (all: none of them), dims has their values; category is that of a share; amounts and spread are of indicators with an amount. It carries cell keys: personal data until it has passed disclosure control.';

CREATE TYPE registry.question AS (
  line integer, indicator text, version integer, one_a_person boolean, details text[], cases text, answer text, amount text, category text);
COMMENT ON TYPE registry.question IS 'An indicator with its parameters filled in, ready to be asked: the query for its cases and the expressions over them.';

CREATE FUNCTION registry.level_sql(by text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN cardinality(by) = 0 THEN '''all''::text AS level, ''{}''::jsonb AS dims'
    ELSE format('CASE WHEN t.d1 IS NULL THEN ''all'' ELSE %L END AS level, CASE WHEN t.d1 IS NULL THEN ''{}'' ELSE jsonb_build_object(%s) END AS dims',
      array_to_string(by, ','), (SELECT string_agg(format('%L, t.d%s', b.word, b.nth), ', ' ORDER BY b.nth) FROM unnest(by) WITH ORDINALITY b (word, nth))) END;
REVOKE EXECUTE ON FUNCTION registry.level_sql(text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.level_sql(text[]) IS 'Select list that turns the columns d1, d2, ... of t into a level and its dims.';

CREATE FUNCTION registry.case_columns(details text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN 'c.person, c.gender, c.record_key, c.on_date, c.programme, c.care, c.stay' || (SELECT coalesce(string_agg(format(', c.%I', d), '' ORDER BY d), '') FROM unnest(details) d);
REVOKE EXECUTE ON FUNCTION registry.case_columns(text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.case_columns(text[]) IS 'Columns of a case that dimensions read: those of every event, and the details of this one.';

CREATE FUNCTION registry.question_sql(asked registry.question[], joins text, columns text, by text[]) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  dims text := (SELECT coalesce(string_agg(', d' || n, '' ORDER BY n), '') FROM generate_series(1, cardinality(by)) n);
  category text := '';
  answers text := (SELECT string_agg('(' || a.answer || ')::continuum.answer', ', ' ORDER BY a.line, a.indicator, a.version) FROM unnest(asked) a);
BEGIN
  IF asked[1].category IS NOT NULL THEN -- asked alone, with a column more
    category := ', category';
  END IF;
  RETURN format($query$
    SELECT q.indicator, q.version, %1$s, %2$s, q.summary, NULL::continuum.gender_summary, NULL::continuum.gender_distribution
    FROM (SELECT continuum.summarize(y.gender, y.record_key, y.answers) AS summaries%3$s
      FROM (SELECT x.person, x.gender, x.record_key, %4$s AS answers%3$s
        FROM (SELECT k.*%5$s FROM (SELECT %14$s,
              ARRAY[%6$s]::continuum.answer[] AS answers%7$s
            FROM (%8$s) c) k%9$s) x
        GROUP BY %10$s) y
      GROUP BY %11$s) t
    CROSS JOIN LATERAL unnest(%12$L::text[], %13$L::integer[], t.summaries) q (indicator, version, summary)$query$,
    registry.level_sql(by), CASE WHEN category = '' THEN 'NULL::text' ELSE 't.category' END, dims || category,
    CASE WHEN asked[1].one_a_person THEN '(array_agg(x.answers))[1:1]' ELSE 'array_agg(x.answers)' END,
    columns, answers,
    CASE WHEN category <> '' THEN format(', CASE WHEN (%s)::continuum.answer = ''yes'' THEN (%s)::text END AS category', asked[1].answer, asked[1].category) ELSE '' END,
    asked[1].cases, joins,
    CASE WHEN by = '{}' THEN 'x.person, x.gender, x.record_key' || category
      ELSE format('GROUPING SETS ((x.person, x.gender, x.record_key%1$s%2$s), (x.person, x.gender, x.record_key%2$s))', dims, category) END,
    coalesce(nullif(substr(dims || category, 3), ''), '()'),
    ARRAY(SELECT a.indicator FROM unnest(asked) a ORDER BY a.line, a.indicator, a.version),
    ARRAY(SELECT a.version FROM unnest(asked) a ORDER BY a.line, a.indicator, a.version),
    registry.case_columns(asked[1].details));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.question_sql(registry.question[], text, text, text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.question_sql(registry.question[], text, text, text[]) IS 'Query for indicators of the same cases that are answered yes or no: each case with all its answers, brought together by person and cell, then summarized by cell. An indicator with a category is asked alone.';

CREATE FUNCTION registry.amount_sql(q registry.question, joins text, columns text, by text[]) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  dims text := (SELECT coalesce(string_agg(', d' || n, '' ORDER BY n), '') FROM generate_series(1, cardinality(by)) n);
BEGIN
  RETURN format($query$
    SELECT %1$L::text, %2$s, %3$s, NULL::text, t.summary, t.amounts, t.spread
    FROM (SELECT continuum.summarize_persons(x.person, x.gender, x.record_key, x.answer) AS summary,
        continuum.summarize_persons(x.person, x.gender, x.record_key, x.amount) FILTER (WHERE x.answer = 'yes') AS amounts,
        continuum.distribution(x.gender, x.amount) FILTER (WHERE x.answer = 'yes') AS spread%4$s
      FROM (SELECT k.*%5$s FROM (SELECT %11$s,
              (%6$s)::continuum.answer AS answer, (%7$s)::integer AS amount
            FROM (%8$s) c) k%9$s) x
      WHERE x.answer IS NOT NULL
      GROUP BY %10$s) t$query$,
    q.indicator, q.version, registry.level_sql(by), dims, columns, q.answer, q.amount, q.cases, joins,
    CASE WHEN dims = '' THEN '()' ELSE format('GROUPING SETS ((%s), ())', substr(dims, 3)) END,
    registry.case_columns(q.details));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.amount_sql(registry.question, text, text, text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.amount_sql(registry.question, text, text, text[]) IS 'Query for an indicator with an amount.';

CREATE FUNCTION registry.people_sql(cases text[]) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN EXISTS (SELECT FROM unnest(cases) c (query) WHERE c.query ~ '\meverybody\M')
    THEN 'everybody AS MATERIALIZED (SELECT r.* FROM registry.report_person($3, $4, $5) r),
      people AS (SELECT e.* FROM everybody e WHERE registry.spans(e.journey, $1))'
    ELSE 'people AS MATERIALIZED (SELECT r.* FROM registry.report_person($3, $4, $5, $1) r)' END;
REVOKE EXECUTE ON FUNCTION registry.people_sql(text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.people_sql(text[]) IS 'WITH queries for the people that queries for cases read: people, and everybody where one of them asks for it.';

CREATE FUNCTION registry.indicator_query(asked registry.question[], by text[], provider integer) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  d record;
BEGIN
  SELECT s.joins, s.columns, s.facts_sql INTO d FROM registry.dimension_sql(by) s;
  IF provider IS NOT NULL THEN
    d.joins := d.joins || format(' WHERE EXISTS (SELECT FROM registry.current_programme o
      WHERE o.programme = k.programme AND o.valid @> k.on_date AND o.provider = %s)', provider);
  END IF;
  -- Parameters are filled in: cases that have the same text are the same.
  RETURN (
    SELECT 'WITH ' || registry.people_sql(ARRAY(SELECT q.cases FROM unnest(asked) q)) || d.facts_sql || string_agg(g.part, ' UNION ALL ' ORDER BY g.line)
    FROM (
      SELECT min(q.line) AS line, registry.question_sql(array_agg(q), d.joins, d.columns, by) AS part
      FROM unnest(asked) q WHERE q.amount IS NULL
      GROUP BY q.cases, q.one_a_person, q.details, CASE WHEN q.category IS NOT NULL THEN q.indicator || '@' || q.version END
      UNION ALL
      SELECT q.line, registry.amount_sql(q, d.joins, d.columns, by)
      FROM unnest(asked) q WHERE q.amount IS NOT NULL) g);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.indicator_query(registry.question[], text[], integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.indicator_query(registry.question[], text[], integer) IS 'The one query for all that is asked, by the dimensions named; of a provider, only the cases attributed to a programme that it runs on the index date.';

-- Expressions of the catalogue compare values of our types: their operators are in schema continuum, which
-- nobody but its owner can add to.
CREATE FUNCTION registry.run_indicator_query(query text, period daterange, observed_until date, basis text) RETURNS SETOF registry.indicator_summary
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 100 SET search_path = pg_catalog, continuum, pg_temp SET jit = off
AS $$
BEGIN
  RETURN QUERY EXECUTE query USING period, lower(period), upper(period) - 1, observed_until, basis;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.run_indicator_query(text, daterange, date, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.run_indicator_query(text, daterange, date, text) IS 'Runs what registry.indicator_query() has made of the catalogue.';

CREATE FUNCTION registry.check_details(asked registry.question[], by text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  wrong record;
BEGIN
  SELECT q.indicator, b.word, q.details INTO wrong
  FROM unnest(by) WITH ORDINALITY b (word, nth)
    JOIN registry.dimension d ON d.dimension = b.word AND d.reads = 'event' JOIN unnest(asked) q ON b.word <> ALL (q.details)
  ORDER BY q.line, q.indicator, b.nth LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION '% cannot be broken down by %', wrong.indicator, wrong.word
      USING ERRCODE = '22023', HINT = CASE wrong.details WHEN '{}' THEN 'It has no dimensions beside those that all have.'
        ELSE 'Beside those that all have, its dimensions are: ' || array_to_string(wrong.details, ', ') || '.' END;
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_details(registry.question[], text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.check_details(registry.question[], text[]) IS 'Error 22023 for a dimension that only some events have, asked of an indicator of another event; it names those that there are.';

CREATE FUNCTION registry.indicator_summaries(period daterange, codes text[], by text[], observed_until date, basis text,
    params jsonb DEFAULT '{}', preset text DEFAULT 'default', provider integer DEFAULT NULL)
  RETURNS SETOF registry.indicator_summary
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE ROWS 100 SET search_path = pg_catalog, pg_temp SET jit = off
AS $$
DECLARE
  asked registry.question[];
BEGIN
  IF provider IN (SELECT m FROM registry.my_providers() m) IS NOT TRUE THEN
    PERFORM registry.require_duty('analyst', 'auditor');
  END IF;
  PERFORM continuum.check_indicator_arguments(period, coalesce(observed_until, 'infinity'), basis, 'en');
  asked := ARRAY(
    SELECT ROW(i.line, i.indicator, i.version, e.one_a_person, e.details, registry.fill_in(e.cases, c.effective), registry.fill_in(i.answer, c.effective),
      registry.fill_in(i.amount, c.effective), registry.fill_in(i.category, c.effective))::registry.question
    FROM registry.chosen_indicators(codes, params, preset) c
      JOIN registry.indicator i ON i.indicator = c.indicator AND i.version = c.version
      JOIN registry.index_event e ON e.event = i.event);
  IF cardinality(asked) = 0 THEN -- no codes, no figures
    RETURN;
  END IF;
  PERFORM registry.check_details(asked, by);
  RETURN QUERY SELECT s.* FROM registry.run_indicator_query(registry.indicator_query(asked, coalesce(by, '{}'), provider), period, observed_until, basis) s;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.indicator_summaries(daterange, text[], text[], date, text, jsonb, text, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.indicator_summaries(daterange, text[], text[], date, text, jsonb, text, integer) IS 'Exact summaries of indicators over a period (codes NULL: all), for the whole and, with dimensions, for each cell of them: what continuum.indicators() makes rows of. One statement, one snapshot; journeys are built once. A breakdown does not add up to the whole where a person or case is in several cells. It carries cell keys. Of one provider, only the cases attributed to it: for that provider, too. Errors: 42501 without the duty analyst or auditor, or provider for the one asked for; 22023 for words and values that are not legal.';
