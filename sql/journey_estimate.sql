-- What the planner expects of operators on journeys: within a factor of three of what is there, for
-- the common, the rare and the absent; sane where there are no statistics; and nothing to a reader whom
-- row security keeps from the rows, unless the operator is leakproof.
SET search_path = continuum, pg_catalog;
SET DateStyle = ISO;

-- Twenty thousand people, so that ANALYZE reads them all. One in twenty has no journey, one in a hundred
-- an empty one; kinds of care from every other person's to five people's; entries spread over two years.
CREATE FUNCTION pg_temp.draw(n integer, salt text, most integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$SELECT abs(hashint4extended(n, hashtext(salt)) % most)::integer$$;
CREATE TABLE public.person AS
SELECT p AS person, CASE WHEN p % 20 > 0 THEN (
  SELECT coalesce(journey_agg(episode(
      CASE WHEN i % 40000 = 23 THEN 'legal_support'::care WHEN i % 900 = 3 THEN 'peer_support' ELSE
        (ARRAY['outpatient', 'outpatient', 'residential', 'aftercare', 'day_programme', 'opioid_agonist', 'mutual_aid']::care[])[1 + pg_temp.draw(i, 'care', 7)] END,
      d, CASE WHEN pg_temp.draw(i, 'open', 15) > 0 THEN d + 1 + pg_temp.draw(i, 'length', 90) END,
      CASE WHEN pg_temp.draw(i, 'open', 15) > 0 THEN (ARRAY['completed', 'left_before_completion', 'transferred']::exit_reason[])[1 + pg_temp.draw(i, 'exit', 3)] END,
      1 + pg_temp.draw(i, 'programme', 50))), '{}')
  FROM generate_series(p * 10, p * 10 + CASE WHEN p % 100 = 1 THEN -1 ELSE pg_temp.draw(p, 'stays', 6) END) i,
    LATERAL (SELECT date '2020-01-01' + pg_temp.draw(p, 'first', 730) + (i - p * 10) * 60 + pg_temp.draw(i, 'gap', 60) AS d) d) END AS journey
FROM generate_series(1, 20000) p;
ANALYZE public.person;

CREATE FUNCTION pg_temp.expected(condition text, relation text DEFAULT 'public.person') RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE format('EXPLAIN (FORMAT JSON) SELECT FROM %s WHERE %s', relation, condition) INTO plan;
  RETURN (plan #>> '{0,Plan,Plan Rows}')::float8;
END $$;
CREATE FUNCTION pg_temp.there(condition text, relation text DEFAULT 'public.person') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  people bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %s WHERE %s', relation, condition) INTO people;
  RETURN people;
END $$;
-- How common it is, in words, and whether the planner knows it.
CREATE FUNCTION pg_temp.judged(condition text, relation text DEFAULT 'public.person', OUT people text, OUT within_three boolean) LANGUAGE plpgsql AS $$
DECLARE
  there bigint := pg_temp.there(condition, relation);
BEGIN
  people := CASE WHEN there = 0 THEN 'nobody' WHEN there < 20 THEN 'under 0.1 %' WHEN there < 1000 THEN 'under 5 %' ELSE 'more' END;
  within_three := pg_temp.expected(condition, relation) BETWEEN greatest(there, 1) / 3.0 AND greatest(there, 1) * 3.0;
END $$;

SELECT condition, j.* FROM (VALUES
  ('journey @> ''outpatient''::care'), ('journey @> ''residential''::care'), ('journey @> ''peer_support''::care'), ('journey @> ''legal_support''::care'),
  ('journey @> ''custody_treatment''::care'), ('NOT journey @> ''outpatient''::care'), ('''residential''::care <@ journey')) c(condition), pg_temp.judged(condition) j;
SELECT condition, j.* FROM (VALUES
  ('journey @> date ''2020-01-20'''), ('journey @> date ''2020-03-01'''), ('journey @> date ''2021-01-01'''), ('journey @> date ''2021-07-01'''), ('date ''2022-06-01'' <@ journey'),
  ('journey @> date ''2019-12-31'''), ('journey @> date ''2030-01-01'''), ('journey @> date ''infinity'''),
  ('journey && ''[2020-02-01,2020-02-08)''::daterange'), ('journey && ''[2020-01-01,2020-02-01)''::daterange'), ('journey && ''[2021-01-01,2021-02-01)''::daterange'), ('journey && ''[2021-01-01,2022-01-01)''::daterange'),
  ('''(,)''::daterange && journey'), ('journey && ''(,2020-02-01)''::daterange'), ('journey && ''[2022-09-01,)''::daterange'), ('journey && ''(,2020-01-01)''::daterange'), ('journey && ''empty''::daterange'),
  ('journey @> ''[2021-01-01,2021-01-08)''::daterange'), ('journey @> ''[2021-01-01,2021-02-15)''::daterange'), ('journey @> ''empty''::daterange'), ('''[2025-01-01,)''::daterange <@ journey')) c(condition), pg_temp.judged(condition) j;
SELECT condition, j.* FROM (SELECT format('journey ~ %L', pattern) AS condition FROM (VALUES
  ('outpatient'), ('peer_support'), ('legal_support'), ('custody_treatment'), ('residential then aftercare'), ('aftercare then residential'), ('outpatient then outpatient'),
  ('peer_support then residential'), ('legal_support then outpatient'), ('residential then custody_treatment'), ('outpatient then residential then aftercare'),
  ('residential | aftercare then outpatient'), ('residential* then aftercare'), ('treatment*'), ('outpatient 3 times'), ('optional peer_support then residential'),
  ('residential:completed then aftercare'), ('residential then {<=30d} aftercare'), ('outpatient{>=60d}'), ('outpatient{open}'), ('outpatient in [2021-01-01,2021-02-01)'),
  ('residential then no outpatient then aftercare'), ('^ residential then next aftercare'), ('any'), ('any then any')) v(pattern)) c, pg_temp.judged(condition) j;
SELECT what, bool_and(expected < 20) AS few, bool_and(within_three) AS within_three FROM (
  SELECT 'a stay' AS what, format('journey @> %L::episode', (ARRAY(SELECT unnest(journey)))[1]) AS condition FROM public.person WHERE person % 500 = 77
  UNION ALL SELECT 'a journey', format('journey @> %L::journey', journey) FROM public.person WHERE person % 500 = 77
  UNION ALL SELECT 'a stay in common', format('journey && %L::journey', journey) FROM public.person WHERE person % 500 = 77) c,
  LATERAL (SELECT pg_temp.expected(condition) AS expected) e, pg_temp.judged(condition) j GROUP BY what ORDER BY what;

-- Two statistics of our own, beside core's, in pg_statistic and not in pg_stats.
SELECT kind, cardinality(stavalues::text::text[]) > 10 AS has_values, has_numbers FROM pg_statistic,
  LATERAL (VALUES (stakind1, stavalues1, stanumbers1 IS NOT NULL), (stakind2, stavalues2, stanumbers2 IS NOT NULL), (stakind3, stavalues3, stanumbers3 IS NOT NULL),
    (stakind4, stavalues4, stanumbers4 IS NOT NULL), (stakind5, stavalues5, stanumbers5 IS NOT NULL)) s(kind, stavalues, has_numbers)
WHERE starelid = 'public.person'::regclass AND staattnum = 2 AND kind >= 10000 ORDER BY kind;
SELECT null_frac BETWEEN 0.04 AND 0.06 AS null_frac, n_distinct < -0.8 AS distinct, most_common_elems IS NULL AS none FROM pg_stats WHERE tablename = 'person' AND attname = 'journey';

-- A coarser and a finer target; a column with few journeys, one without statistics, of empty journeys, of
-- NULLs, of one row.
ALTER TABLE public.person ALTER journey SET STATISTICS 1;
ANALYZE public.person;
SELECT pg_temp.expected('journey @> ''residential''::care') > 2000 AS coarse, pg_temp.expected('journey ~ ''custody_treatment''') < 20000 AS absent;
ALTER TABLE public.person ALTER journey SET STATISTICS 1000;
ANALYZE public.person;
SELECT condition, j.* FROM (VALUES ('journey @> ''peer_support''::care'), ('journey @> date ''2020-01-20'''), ('journey ~ ''peer_support then residential''')) c(condition), pg_temp.judged(condition) j;
CREATE TABLE public.sparse AS SELECT CASE WHEN person % 20 = 1 THEN journey END AS journey FROM public.person;
ANALYZE public.sparse;
SELECT condition, j.* FROM (VALUES ('journey @> ''outpatient''::care'), ('journey @> date ''2021-01-01'''), ('journey ~ ''residential then aftercare'''),
  ('journey ~ ''outpatient{>=60d}''')) c(condition), pg_temp.judged(condition, 'public.sparse') j;
CREATE TABLE public.odd (journey journey) WITH (autovacuum_enabled = off);
CREATE FUNCTION pg_temp.odd() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answers text[];
  plan json;
  condition text;
BEGIN
  FOREACH condition IN ARRAY ARRAY['journey @> ''outpatient''::care', 'journey && ''[2024-01-01,2024-01-02]''::daterange', 'journey ~ ''outpatient then any''', 'journey @> ''{}''',
    'journey <@ ''{}'''] LOOP
    EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM public.odd WHERE ' || condition INTO plan;
    answers := answers || ((plan #>> '{0,Plan,Plan Rows}')::float8 <= 2000)::text;
  END LOOP;
  RETURN array_to_string(answers, ' ');
END $$;
SELECT 'without statistics' AS what, pg_temp.odd();
ANALYZE public.odd;
SELECT 'without rows' AS what, pg_temp.odd();
INSERT INTO public.odd SELECT '{}' FROM generate_series(1, 1000);
ANALYZE public.odd;
SELECT 'empty' AS what, pg_temp.odd();
UPDATE public.odd SET journey = NULL;
ANALYZE public.odd;
SELECT 'NULL' AS what, pg_temp.odd();
TRUNCATE public.odd;
INSERT INTO public.odd SELECT journey_agg(episode('outpatient', date '1900-01-01' + i)) FROM generate_series(1, 65535) i;
INSERT INTO public.odd VALUES ('{outpatient[2024-01-01,2024-01-01]:completed}');
ANALYZE public.odd;
SELECT 'too long, and of one day' AS what, pg_temp.odd();

-- Row security: an estimate is made of everybody's statistics where the operator is leakproof, as core's
-- are; where it were not, the reader would be told what is told of a table without statistics.
CREATE ROLE regress_estimate_reader NOLOGIN;
GRANT SELECT ON public.person TO regress_estimate_reader;
GRANT USAGE ON SCHEMA continuum TO regress_estimate_reader;
ALTER TABLE public.person ENABLE ROW LEVEL SECURITY;
CREATE POLICY most ON public.person USING (person > 100);
BEGIN;
SET LOCAL ROLE regress_estimate_reader;
SET LOCAL enable_seqscan = on;
CREATE FUNCTION pg_temp.share(condition text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) SELECT FROM public.person WHERE ' || condition INTO plan;
  RETURN (plan #>> '{0,Plan,Plan Rows}')::numeric;
END $$;
CREATE TEMP TABLE leakproof AS SELECT pg_temp.share('journey @> ''outpatient''::care') AS care, pg_temp.share('journey ~ ''outpatient''') AS pathway,
  pg_temp.share('journey && ''[2021-01-01,2022-01-01)''::daterange') AS days;
RESET ROLE;
ALTER FUNCTION journey_contains(journey, care) NOT LEAKPROOF;
ALTER FUNCTION matches(journey, pathway) NOT LEAKPROOF;
ALTER FUNCTION journey_overlaps(journey, daterange) NOT LEAKPROOF;
SET LOCAL ROLE regress_estimate_reader;
SELECT care > 10 * pg_temp.share('journey @> ''outpatient''::care') AS care, pathway > 10 * pg_temp.share('journey ~ ''outpatient''') AS pathway,
  days > 10 * pg_temp.share('journey && ''[2021-01-01,2022-01-01)''::daterange') AS days FROM leakproof;
ROLLBACK;
DROP TABLE public.person, public.sparse, public.odd;
REVOKE USAGE ON SCHEMA continuum FROM regress_estimate_reader;
DROP ROLE regress_estimate_reader;
