-- journey_agg: any rows, any order, any plan, the same journey.
SET search_path = continuum, pg_catalog;
SET DateStyle = ISO;
SET max_parallel_workers_per_gather = 0;

CREATE FUNCTION pg_temp.slip(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN concat_ws(' ', SQLSTATE, nullif(detail, ''));
END $$;
CREATE FUNCTION pg_temp.plan_has(statement text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP
    IF line ~ node THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;

-- A table that parallel workers may read: 24,000 stays, a tenth of them twice, some NULL.
-- Groups: one stay, a few, or hundreds a person.
CREATE TABLE public.agg_stay (i int, person int, district int, e episode);
INSERT INTO public.agg_stay
SELECT i, CASE WHEN i % 3 = 0 THEN i % 100 WHEN i % 3 = 1 THEN 1000 + i % 1500 ELSE 5000 + i END, i % 7,
  CASE WHEN i % 50 > 0 THEN episode((ARRAY['residential', 'outpatient', 'aftercare', 'opioid_agonist'])[1 + n * 31 % 4]::care,
    date '2010-01-01' + n * 7919 % 4000, CASE WHEN n % 7 > 1 THEN date '2010-01-01' + n * 7919 % 4000 + n % 97 END,
    CASE WHEN n % 7 = 0 THEN 'unknown'::exit_reason END, n % 11) END
FROM generate_series(1, 24000) i, LATERAL (SELECT CASE WHEN i % 10 = 0 THEN i - 6 ELSE i END AS n) n;
ANALYZE public.agg_stay;

-- The oracle: plain SQL over the text of the parts; NULL where there is no stay.
CREATE TEMP TABLE want AS
SELECT person, '{' || string_agg(DISTINCT format('%s %s %s %s %s', e.start, e.care, e.ending, e.programme, e.exit), '|'
    ORDER BY format('%s %s %s %s %s', e.start, e.care, e.ending, e.programme, e.exit)) || '}' AS parts, count(DISTINCT e.*) AS n
FROM (SELECT person, started(e) AS start, care(e) AS care, coalesce(ended(e)::text, is_open(e)::text) AS ending,
             programme(e) AS programme, exit_reason(e) AS exit FROM public.agg_stay WHERE e IS NOT NULL) e
GROUP BY person;
CREATE FUNCTION pg_temp.parts(journey) RETURNS text LANGUAGE sql AS $$
  SELECT '{' || string_agg(part, '|' ORDER BY part) || '}' FROM (
    SELECT format('%s %s %s %s %s', started(e), care(e), coalesce(ended(e)::text, is_open(e)::text), programme(e), exit_reason(e))
    FROM unnest($1) e) p(part) $$;

-- Grouped by person: hashed, sorted, spilled, in three orders of rows.
CREATE TEMP TABLE got (plan text, person int, journey journey);
SET enable_sort = off;
INSERT INTO got SELECT 'hash', person, journey_agg(e) FROM public.agg_stay GROUP BY person;
RESET enable_sort;
SET enable_hashagg = off;
INSERT INTO got SELECT 'sort', person, journey_agg(e) FROM public.agg_stay GROUP BY person;
RESET enable_hashagg;
SET work_mem = '64kB';
SET enable_sort = off;
INSERT INTO got SELECT 'spilled', person, journey_agg(e) FROM public.agg_stay GROUP BY person;
RESET enable_sort;
SET enable_hashagg = off;
INSERT INTO got SELECT 'sort spilled', person, journey_agg(e) FROM public.agg_stay GROUP BY person;
RESET enable_hashagg;
RESET work_mem;
INSERT INTO got SELECT 'backwards', person, journey_agg(e) FROM (SELECT * FROM public.agg_stay ORDER BY i DESC) s GROUP BY person;
INSERT INTO got SELECT 'shuffled', person, journey_agg(e ORDER BY i * 7919 % 24001) FROM public.agg_stay GROUP BY person;
INSERT INTO got SELECT 'sorted inside', person, journey_agg(e ORDER BY e) FROM public.agg_stay GROUP BY person;
INSERT INTO got SELECT 'distinct', person, journey_agg(DISTINCT e) FROM public.agg_stay GROUP BY person;
INSERT INTO got SELECT 'of journeys', person, journey_agg(('{' || e::text || '}')::journey) FROM public.agg_stay GROUP BY person;
INSERT INTO got SELECT 'of halves', person, journey_agg(half) FROM (
  SELECT person, journey_agg(e) AS half FROM public.agg_stay GROUP BY person, i % 2) h GROUP BY person;
INSERT INTO got SELECT 'grouping sets', person, journey_agg(e) FROM public.agg_stay GROUP BY GROUPING SETS (person, district, ()) HAVING grouping(person) = 0;

-- Parallel: partial states cross from the workers and are combined.
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
SELECT pg_temp.plan_has('SELECT district, journey_agg(e) FROM public.agg_stay GROUP BY 1', 'Partial') AS partial;
CREATE TEMP TABLE parallel AS SELECT district AS g, journey_agg(e) FROM public.agg_stay GROUP BY 1;
CREATE TEMP TABLE parallel_of_journeys AS SELECT district AS g, journey_agg(('{' || e::text || '}')::journey) FROM public.agg_stay GROUP BY 1;
SELECT pg_temp.plan_has('SELECT journey_agg(e) FROM public.agg_stay', 'Partial') AS partial_of_all;
CREATE TEMP TABLE parallel_all AS SELECT journey_agg(e), count(*) FROM public.agg_stay;
-- A worker that meets no stay sends NULL.
CREATE TEMP TABLE parallel_one AS SELECT journey_agg(e) FROM public.agg_stay WHERE i IN (17, 50);
CREATE TEMP TABLE parallel_none AS SELECT journey_agg(e) FROM public.agg_stay WHERE i = 50;
SET max_parallel_workers_per_gather = 0;
SELECT count(*) AS groups FROM (TABLE parallel INTERSECT SELECT district, journey_agg(e) FROM public.agg_stay GROUP BY 1) same;
SELECT count(*) AS groups FROM (TABLE parallel INTERSECT TABLE parallel_of_journeys) same;
SELECT count(*) AS same FROM (TABLE parallel_all INTERSECT SELECT journey_agg(e), count(*) FROM public.agg_stay) same;
SELECT * FROM parallel_one, parallel_none n(nothing);
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET parallel_leader_participation;

-- Partition-wise, whole by the partition key and partial by another; and a partition a worker.
CREATE TABLE public.part (i int, person int, district int, e episode) PARTITION BY HASH (person);
CREATE TABLE public.part_0 PARTITION OF public.part FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE public.part_1 PARTITION OF public.part FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO public.part TABLE public.agg_stay;
ANALYZE public.part;
SET enable_partitionwise_aggregate = on;
INSERT INTO got SELECT 'partition-wise', person, journey_agg(e) FROM public.part GROUP BY person;
SELECT pg_temp.plan_has('SELECT district, journey_agg(e) FROM public.part GROUP BY 1', 'Partial') AS partial;
CREATE TEMP TABLE by_district AS SELECT district, journey_agg(e) FROM public.part GROUP BY 1;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0.01;
SET min_parallel_table_scan_size = 0;
SELECT pg_temp.plan_has('SELECT person, journey_agg(e) FROM public.part GROUP BY 1', 'Parallel Append') AS by_workers;
CREATE TEMP TABLE by_workers AS SELECT person, journey_agg(e) AS journey FROM public.part GROUP BY 1; -- INSERT would be serial
INSERT INTO got SELECT 'partition-wise, parallel', * FROM by_workers;
RESET min_parallel_table_scan_size;
RESET parallel_tuple_cost;
RESET parallel_setup_cost;
SET max_parallel_workers_per_gather = 0;
RESET enable_partitionwise_aggregate;
SELECT count(*) AS districts FROM (TABLE by_district INTERSECT SELECT district, journey_agg(e) FROM public.agg_stay GROUP BY 1) same;

-- Every plan gives what plain SQL gives, and the same bytes.
SELECT g.plan, count(*) AS people, count(*) FILTER (WHERE g.journey IS NULL) AS without_stays,
  count(*) FILTER (WHERE pg_temp.parts(g.journey) IS DISTINCT FROM w.parts) AS differ,
  count(*) FILTER (WHERE cardinality(g.journey) IS DISTINCT FROM w.n) AS differ_in_number,
  count(*) FILTER (WHERE record_image_ne(ROW(g.journey), ROW(h.journey))) AS differ_in_bytes
FROM got g LEFT JOIN want w USING (person) LEFT JOIN got h ON h.plan = 'hash' AND h.person = g.person GROUP BY 1 ORDER BY 1;

-- As a window function: growing, sliding and shared frames, each against its own sub-select.
CREATE TEMP TABLE framed AS SELECT i, person, e,
  journey_agg(e) OVER (PARTITION BY person ORDER BY i) AS growing,
  journey_agg(e) OVER (PARTITION BY person ORDER BY i ROWS BETWEEN 5 PRECEDING AND 2 FOLLOWING) AS sliding,
  journey_agg(e) FILTER (WHERE i % 2 = 0) OVER (PARTITION BY person) AS even
FROM public.agg_stay WHERE person IN (6, 1000, 1001, 1002);
SELECT count(*), count(*) FILTER (WHERE growing IS DISTINCT FROM
    (SELECT journey_agg(b.e) FROM framed b WHERE b.person = a.person AND b.i <= a.i)) AS growing,
  count(*) FILTER (WHERE sliding IS DISTINCT FROM (SELECT journey_agg(b.e) FROM (
    SELECT *, row_number() OVER (PARTITION BY person ORDER BY i) AS n FROM framed) b
    WHERE b.person = a.person AND b.n BETWEEN a.n - 5 AND a.n + 2)) AS sliding,
  count(*) FILTER (WHERE even IS DISTINCT FROM (SELECT journey_agg(b.e) FROM framed b WHERE b.person = a.person AND b.i % 2 = 0)) AS even
FROM (SELECT *, row_number() OVER (PARTITION BY person ORDER BY i) AS n FROM framed) a;

-- No rows, only NULLs, only empty journeys.
SELECT journey_agg(e) AS no_rows FROM public.agg_stay WHERE false;
SELECT journey_agg(NULL::episode) AS nulls, journey_agg(NULL::journey) AS null_journeys, journey_agg('{}'::journey) AS empty FROM generate_series(1, 3);
SELECT journey_agg(j) AS some FROM (VALUES (NULL::journey), ('{}'), ('{outpatient[2024-01-10,?]}'), (NULL), ('{outpatient[2024-01-10,?]}')) v(j);

-- The state as a type: text and binary lose nothing; the functions work outside an aggregate and leave their arguments alone.
SELECT '{outpatient[2024-02-10,?],outpatient[2024-01-10,?],outpatient[2024-02-10,?]}'::journey_state AS state,
       journey_state_send('{outpatient[2024-02-10,?],outpatient[2024-01-10,?]}') = journey_send('{outpatient[2024-01-10,?],outpatient[2024-02-10,?]}') AS wire;
SELECT journey_agg_add(NULL, NULL) AS none, journey_agg_add(NULL, 'outpatient[2024-01-10,?]') AS first,
       journey_agg_add('{outpatient[2024-01-10,?]}', NULL) AS same, journey_agg_add('{}', 'outpatient[2024-01-10,?]') AS added,
       journey_agg_merge('{outpatient[2024-01-10,?]}', '{outpatient[2024-01-10,?],outpatient[2024-01-09,?]}') AS merged,
       journey_agg_final('{outpatient[2024-01-10,?]}') AS final, journey_agg_final(NULL) AS final_of_none;
SELECT journey_agg_combine(NULL, NULL) AS none, journey_agg_combine(NULL, '{outpatient[2024-01-10,?]}') AS right,
       journey_agg_combine('{outpatient[2024-01-10,?]}', NULL) AS left, journey_agg_combine('{}', '{}') AS empty;
CREATE TEMP TABLE shipped AS SELECT g, state::text::journey_state AS state, length(journey_state_send(state)) AS bytes FROM (
  SELECT i % 5 AS g, ('{' || string_agg(e::text, ',') || '}')::journey_state AS state FROM public.agg_stay
  WHERE person IN (6, 7) GROUP BY 1) s;
CREATE TEMP TABLE received (LIKE shipped);
COPY shipped TO PROGRAM 'cat >continuum-state.bin' (FORMAT binary);
COPY received FROM PROGRAM 'cat continuum-state.bin && rm continuum-state.bin' (FORMAT binary);
DO $$
DECLARE
  forth continuum.journey_state;
  back continuum.journey_state;
  piece continuum.journey_state;
BEGIN
  FOR piece IN SELECT state FROM received ORDER BY g LOOP
    forth := continuum.journey_agg_combine(forth, piece);
  END LOOP;
  FOR piece IN SELECT state FROM received ORDER BY g DESC LOOP
    back := continuum.journey_agg_combine(piece, back);
  END LOOP;
  ASSERT forth::text = back::text, 'the order of combining matters';
  ASSERT continuum.journey_agg_combine(forth, back)::text = forth::text, 'combining is not idempotent';
  ASSERT continuum.journey_agg_final(forth) = (SELECT continuum.journey_agg(e) FROM public.agg_stay WHERE person IN (6, 7)), 'combining loses stays';
END $$;
-- Called by hand, the functions leave a state with room as it was.
SELECT journey_agg_add(s, 'outpatient[2024-02-01,)') AS added, journey_agg_merge(s, '{outpatient[2024-03-01,)}') AS merged,
       journey_agg_combine(s, '{outpatient[2024-04-01,)}') AS combined, s AS untouched
FROM (SELECT format('{outpatient[2024-01-%s,)}', 10 + i)::journey_state AS s FROM generate_series(1, 2) i OFFSET 0) q;

-- 12-byte header, a power of two: four stays fit 64 bytes, nine 128, twenty 256; duplicates make room before it doubles.
CREATE FUNCTION pg_temp.state_of(n int) RETURNS journey_state LANGUAGE sql AS $$
  SELECT ('{' || coalesce(string_agg(format('outpatient[%s,)', date '2024-01-01' + i), ','), '') || '}')::journey_state FROM generate_series(1, n) i $$;
SELECT n, pg_column_size(pg_temp.state_of(n)) AS bytes, pg_column_size(journey_agg_add(pg_temp.state_of(n), 'mutual_aid[1999-01-01,)')) AS one_more
FROM unnest('{0,1,3,4,5,8,9,10,19,20,21,65535}'::int[]) n;
SELECT pg_column_size(journey_agg_add(journey_agg_add(journey_agg_add(journey_agg_add(pg_temp.state_of(1),
  'outpatient[2024-01-02,)'), 'outpatient[2024-01-02,)'), 'outpatient[2024-01-02,)'), 'outpatient[2024-01-02,)')) AS squeezed;

-- Bad states are refused like bad journeys.
SELECT pg_temp.slip($$SELECT '{outpatient[2024-02-10,?]'::continuum.journey_state$$) AS text,
       pg_temp.slip($$COPY received FROM PROGRAM 'printf "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0\0\3\377\377\377\377\0\0\0\4\2\0\0\0\377\377\377\377\377\377"' (FORMAT binary)$$) AS wire;

-- Limits: 65,535 different stays; duplicates do not count, wherever they come from.
SELECT cardinality(journey_agg(e)) FROM (SELECT episode('aftercare', date '1900-01-01' + i % 65535) AS e FROM generate_series(1, 300000) i) s;
SELECT cardinality(journey_agg(j)), count(*) FROM (
  SELECT journey_agg(episode('aftercare', date '1900-01-01' + i)) AS j FROM generate_series(1, 65535) i, generate_series(1, 4) copy GROUP BY copy) s;
SELECT pg_temp.slip($$SELECT continuum.journey_agg(continuum.episode('aftercare', date '1900-01-01' + i)) FROM generate_series(1, 65536) i$$) AS one_more,
       pg_temp.slip($$SELECT continuum.journey_agg(continuum.episode('aftercare', date '1900-01-01' + i)) FROM generate_series(1, 200000) i$$) AS many_more,
       pg_temp.slip($$SELECT continuum.journey_agg(j) FROM (SELECT continuum.journey_agg(continuum.episode('aftercare', date '1900-01-01' + i)) AS j
         FROM generate_series(1, 65536) i GROUP BY i % 2) s$$) AS of_journeys;

-- Too many stays are refused on the way, not when all rows have been read.
CREATE TEMP SEQUENCE row_number;
SELECT pg_temp.slip($$SELECT continuum.journey_agg(continuum.episode('aftercare', date '1900-01-01' + nextval('row_number')::int)) FROM generate_series(1, 300000)$$) AS refused;
SELECT currval('row_number') < 100000 AS early;

-- Declared as it has to be.
SELECT aggfnoid::regprocedure, aggtranstype::regtype, aggtransspace, aggcombinefn <> 0 AS combines, aggfinalmodify, agginitval, proparallel, provolatile
FROM pg_aggregate JOIN pg_proc ON oid = aggfnoid WHERE aggfnoid::regproc::text LIKE '%journey_agg' ORDER BY 1::text;
SELECT typstorage, typalign, typlen FROM pg_type WHERE oid = 'journey_state'::regtype;
DROP TABLE public.agg_stay, public.part, want, got, framed, shipped, received, parallel, parallel_of_journeys, parallel_all, parallel_one, parallel_none, by_district, by_workers;
