-- standard_tables.sql: tables that others have laid out, as data: which cases, which rows and columns, and
-- which of our words stand in which row. Counted once, in the cells; every total is a sum of cells.

CREATE TABLE registry.table_axis (
  axis text NOT NULL CHECK (axis ~ '^[a-z][a-z0-9_]*$'),
  line integer NOT NULL,
  code text NOT NULL,
  within text,
  words text[] NOT NULL DEFAULT '{}',
  rest boolean NOT NULL DEFAULT false,
  label_en text NOT NULL,
  label_es text NOT NULL,
  label_pt text NOT NULL,
  PRIMARY KEY (axis, code),
  FOREIGN KEY (axis, within) REFERENCES registry.table_axis);
COMMENT ON TABLE registry.table_axis IS 'Rows and columns of standard tables, by the codes of whoever laid them out. A word that no code has stands under the one that is the rest: a word that a ministry adds is to be added here, too.';
COMMENT ON COLUMN registry.table_axis.within IS 'The code that this one is a part of: a class, or the total. What has parts is their sum and has no words.';
COMMENT ON COLUMN registry.table_axis.words IS 'Our words that stand under this code.';
CREATE UNIQUE INDEX table_axis_rest ON registry.table_axis (axis) WHERE rest;
COMMENT ON INDEX registry.table_axis_rest IS 'One rest an axis.';

CREATE TABLE registry.standard_table (
  line integer NOT NULL,
  table_code text PRIMARY KEY CHECK (table_code ~ '^[a-z][a-z0-9_]*$'),
  unit text NOT NULL,
  event text REFERENCES registry.index_event,
  params jsonb NOT NULL DEFAULT '{}',
  row_axis text,
  row_word text,
  column_axis text,
  column_word text,
  indicators text[],
  dimensions text[],
  title_en text NOT NULL,
  title_es text NOT NULL,
  title_pt text NOT NULL,
  note_en text NOT NULL,
  note_es text NOT NULL,
  note_pt text NOT NULL,
  source text NOT NULL,
  CONSTRAINT standard_table_cases CHECK ((event IS NOT NULL) = (indicators IS NULL)
    AND (event IS NOT NULL) = (row_axis IS NOT NULL AND row_word IS NOT NULL AND column_axis IS NOT NULL AND column_word IS NOT NULL)
    AND (indicators IS NULL) = (dimensions IS NULL)));
COMMENT ON TABLE registry.standard_table IS 'Standard tables: those whose cells count cases of an event by two axes, and those made of indicators of the catalogue.';
COMMENT ON COLUMN registry.standard_table.params IS 'Parameters of the event, as registry.indicator.params has those of an indicator.';
COMMENT ON COLUMN registry.standard_table.row_word IS 'SQL expression over a case (k) that gives one of our words; {name} stands for a dimension of registry.dimension. column_word likewise.';
COMMENT ON COLUMN registry.standard_table.indicators IS 'Patterns (LIKE) of codes of the catalogue whose figures the table lays out, in its order; dimensions: what they are broken down by: the first is the row then, and the second the column.';

CREATE VIEW registry.table_word AS
  SELECT a.axis, w.word, a.code FROM registry.table_axis a CROSS JOIN LATERAL unnest(a.words) w (word)
  UNION
  -- What a substance is called in TDI tables stands in the list of substances; what has no code there is
  -- another substance, unless its class has one.
  SELECT a.axis, s.code, a.code
  FROM registry.current_substance s LEFT JOIN registry.current_substance c ON c.code = s.parent
    JOIN registry.table_axis a ON a.axis IN ('tdi_drug', 'tdi_drug_class') AND a.words @> ARRAY[coalesce(s.tdi, c.tdi, '9')];
COMMENT ON VIEW registry.table_word IS 'Which of our words stand under which code of a standard table; a word that is nowhere here stands under the rest.';

CREATE FUNCTION registry.table_words(t registry.standard_table, OUT joins text, OUT columns text, OUT facts_sql text, OUT row_word text, OUT column_word text) RETURNS record
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  names text[] := ARRAY(SELECT DISTINCT m[1] FROM regexp_matches(t.row_word || ' ' || t.column_word, '\{([a-z_.]+)\}', 'g') m);
  nth integer;
BEGIN
  SELECT d.joins, d.columns, d.facts_sql INTO joins, columns, facts_sql FROM registry.dimension_sql(names) d;
  row_word := t.row_word;
  column_word := t.column_word;
  FOR nth IN 1 .. cardinality(names)
  LOOP
    row_word := replace(row_word, '{' || names[nth] || '}', 'k.d' || nth);
    column_word := replace(column_word, '{' || names[nth] || '}', 'k.d' || nth);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.table_words(registry.standard_table) FROM PUBLIC;
COMMENT ON FUNCTION registry.table_words(registry.standard_table, OUT text, OUT text, OUT text, OUT text, OUT text) IS 'The expressions for row and column of a standard table, with the joins, columns and WITH queries that their dimensions need.';

CREATE FUNCTION registry.standard_table_params(t registry.standard_table, given jsonb) RETURNS jsonb
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  legal text[] := ARRAY(SELECT k FROM jsonb_object_keys(t.params) k ORDER BY 1);
  word text;
BEGIN
  FOR word IN SELECT k FROM jsonb_object_keys(coalesce(given, '{}')) k
  LOOP
    IF word <> ALL (legal) THEN
      PERFORM registry.refuse_word('parameter', word, legal);
    END IF;
  END LOOP;
  RETURN registry.effective_params(
    jsonb_populate_record(NULL::registry.indicator, jsonb_build_object('indicator', t.table_code, 'params', t.params, 'presets', '{}'::jsonb)),
    coalesce(given, '{}'), 'default');
END
$$;
REVOKE EXECUTE ON FUNCTION registry.standard_table_params(registry.standard_table, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.standard_table_params(registry.standard_table, jsonb) IS 'Values of a table''s parameters, by the rules of an indicator''s. Error 22023 for a name or a value that is not legal.';

-- The event's expressions compare values of our types: their operators are in schema continuum.
CREATE FUNCTION registry.run_table_query(query text, period daterange, observed_until date) RETURNS TABLE (row_code text, column_code text, gender text, n bigint)
  LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 500 SET search_path = pg_catalog, continuum, pg_temp SET jit = off
AS $$
BEGIN
  RETURN QUERY EXECUTE query USING period, lower(period), upper(period) - 1, observed_until, 'registered_sex';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.run_table_query(text, daterange, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.run_table_query(text, daterange, date) IS 'Runs what registry.standard_table_counts() has made of a table.';

CREATE FUNCTION registry.standard_table_counts(code text, period daterange, observed_until date, params jsonb DEFAULT '{}')
  RETURNS TABLE (row_code text, column_code text, gender text, n bigint)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE ROWS 500
  SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  t registry.standard_table;
  w record;
  cases text;
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor'),
    continuum.check_indicator_arguments(period, coalesce(observed_until, 'infinity'), 'registered_sex', 'en');
  SELECT s.* INTO t FROM registry.standard_table s WHERE s.table_code = standard_table_counts.code;
  IF t.event IS NULL THEN
    PERFORM registry.refuse_word('standard table', code, ARRAY(SELECT s.table_code FROM registry.standard_table s WHERE s.event IS NOT NULL ORDER BY s.line));
  END IF;
  w := registry.table_words(t);
  cases := registry.fill_in((SELECT e.cases FROM registry.index_event e WHERE e.event = t.event), registry.standard_table_params(t, params));
  RETURN QUERY SELECT c.* FROM registry.run_table_query(format($query$
    WITH RECURSIVE %9$s%8$s,
    said AS (
      SELECT (%1$s)::text AS row_word, (%2$s)::text AS column_word,
        CASE WHEN k.gender IN ('female', 'male') THEN k.gender::text ELSE 'other_or_unknown' END AS gender, count(*) AS n
      FROM (SELECT k.*%3$s FROM (%4$s) k%5$s) k GROUP BY 1, 2, 3),
    counted AS MATERIALIZED (
      SELECT coalesce(r.code, ro.code) AS row_code, coalesce(c.code, co.code) AS column_code, s.gender, s.n
      FROM said s LEFT JOIN registry.table_word r ON r.axis = %6$L AND r.word = s.row_word
        LEFT JOIN registry.table_word c ON c.axis = %7$L AND c.word = s.column_word
        LEFT JOIN registry.table_axis ro ON ro.axis = %6$L AND ro.rest LEFT JOIN registry.table_axis co ON co.axis = %7$L AND co.rest),
    part (axis, code, of_code) AS ( -- every code is part of itself and of what it is within
      SELECT a.axis, a.code, a.code FROM registry.table_axis a WHERE a.axis IN (%6$L, %7$L)
      UNION ALL
      SELECT p.axis, p.code, a.within FROM part p JOIN registry.table_axis a ON a.axis = p.axis AND a.code = p.of_code WHERE a.within IS NOT NULL)
    SELECT r.code, c.code, g.gender, coalesce(sum(k.n), 0)::bigint
    FROM registry.table_axis r CROSS JOIN registry.table_axis c
      CROSS JOIN (VALUES (1, 'female'), (2, 'male'), (3, 'other_or_unknown'), (4, 'all')) g (line, gender)
      LEFT JOIN (SELECT rp.of_code AS row_code, cp.of_code AS column_code, s.gender, s.n
        FROM counted s JOIN part rp ON rp.axis = %6$L AND rp.code = s.row_code JOIN part cp ON cp.axis = %7$L AND cp.code = s.column_code) k
        ON k.row_code = r.code AND k.column_code = c.code AND g.gender IN (k.gender, 'all')
    WHERE r.axis = %6$L AND c.axis = %7$L
    GROUP BY r.code, r.line, c.code, c.line, g.gender, g.line ORDER BY r.line, c.line, g.line$query$,
    w.row_word, w.column_word, w.columns, cases, w.joins, t.row_axis, t.column_axis, w.facts_sql, registry.people_sql(ARRAY[cases])), period, observed_until) c;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.standard_table_counts(text, daterange, date, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION registry.standard_table_counts(text, daterange, date, jsonb) IS 'Cells of a standard table that counts cases: every row and column, also where nobody is, by registered sex (female, male, other_or_unknown, all). Each case is counted in one cell, and classes and totals are sums of cells. Exact: not for publication. Errors: 42501 without the duty analyst or auditor; 22023 for a table, parameter or value that is not legal.';

-- Cases of tables that no indicator has.

INSERT INTO registry.index_event (event, about, one_a_person, cases) VALUES
('treatment_stay', 'A stay of role treatment with at least one day of presence in the period.', false,
  $cases$SELECT p.person, p.gender, p.record_key, e.started AS on_date, e.programme, e.care,
      (SELECT min(s.assertion) FROM registry.counted_stay s WHERE s.person = p.person AND s.started = e.started AND s.programme = e.programme AND s.care = e.care::continuum.care) AS stay
    FROM people p
    CROSS JOIN LATERAL (SELECT continuum.started(u) AS started, continuum.programme(u) AS programme, continuum.care(u)::text AS care
      FROM continuum.unnest(p.journey) u
      WHERE continuum.care_role(continuum.care(u)) = 'treatment' AND continuum.started(u) <= {last_day}
        AND (coalesce(continuum.ended(u), continuum.started(u)) >= {first_day} OR continuum.is_open(u))) e$cases$),
('process_evaluation', 'A valid score of 1 to 3 on an instrument of the evaluation of the therapeutic process (sistrat_...), at discharge in the period: instrument, score.', false,
  $cases$SELECT p.person, p.gender, p.record_key, m.on_date, m.programme, NULL::text AS care, NULL::bigint AS stay, m.instrument, m.score
    FROM registry.current_measure m JOIN everybody p ON p.person = m.person
    WHERE m.instrument LIKE 'sistrat\_%' AND m.stage = 'discharge' AND m.valid AND m.on_date BETWEEN {first_day} AND {last_day}
      AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = m.programme AND t.during @> m.on_date)$cases$);
