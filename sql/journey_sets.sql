-- Journeys as sets, and against days: by hand, against the stays one by one, on infinite dates, and on
-- an image of a format that is not known.
SET search_path = continuum, pg_catalog;
SET DateStyle = ISO;

-- SQLSTATE and our own message of what a statement raises, or what it answers.
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  answer text;
BEGIN
  EXECUTE statement INTO answer;
  RETURN coalesce(answer, 'null');
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || CASE WHEN SQLERRM ~ 'journey' THEN ' ' || SQLERRM ELSE '' END;
END $$;

-- By hand. Residential care in January, a gap of four days, outpatient care to the end of March, and
-- an aftercare stay of unknown end inside it.
CREATE TEMP TABLE one AS SELECT '{residential[2024-01-01,2024-01-31]:completed@17, outpatient[2024-02-05,2024-03-31]:completed@4,
  aftercare[2024-02-20,?]}'::journey AS j;
SELECT r AS range, j && r AS overlaps, j @> r AS contains, cardinality(j * r) AS stays, want = concat_ws(' ', j && r, j @> r, cardinality(j * r)) AS as_wanted
FROM one, (VALUES
  ('[2024-01-01,2024-01-31]'::daterange, 't t 1'), ('[2023-12-31,2024-01-31]', 't f 1'), ('[2024-01-01,2024-02-01]', 't f 1'),
  ('[2024-02-01,2024-02-04]', 'f f 0'), ('[2024-01-31,2024-02-05]', 't f 2'), ('[2024-02-20,2024-02-20]', 't t 2'), ('[2024-02-21,2024-03-31]', 't t 1'),
  ('empty', 'f t 0'), ('(,)', 't f 3'), ('(,2024-01-01)', 'f f 0'), ('(,2024-01-01]', 't f 1'), ('[2024-03-31,)', 't f 1'), ('[2024-04-01,)', 'f f 0')) v(r, want);
SELECT j * '[2024-01-31,2024-02-05]'::daterange AS whole_stays, j * 'empty'::daterange AS none FROM one;

-- A stay that is still open reaches every later day, as it does when one day is asked about.
SELECT r AS range, j && r AS overlaps, j @> r AS contains, j * r AS slice
FROM (VALUES ('{outpatient[2024-02-05,)}'::journey)) o(j), (VALUES
  ('[2024-02-05,)'::daterange), ('[2024-02-04,)'), ('(,2024-02-05)'), ('[2030-01-01,2040-01-01]'), ('(,)'),
  ('[2024-03-01,infinity]'), ('[2024-03-01,infinity)'), ('[infinity,infinity]'), ('[-infinity,-infinity]'), ('[-infinity,2024-02-05]'),
  ('(-infinity,infinity)')) v(r);
SELECT j @> 'infinity'::date AS infinity, j @> '-infinity'::date AS minus_infinity FROM (VALUES ('{outpatient[2024-02-05,)}'::journey)) o(j);

-- Stays: equal in every field, or not there.
SELECT e AS episode, j @> e AS has, cardinality(j - e) AS left_over FROM one, (VALUES
  ('residential[2024-01-01,2024-01-31]:completed@17'::episode), ('residential[2024-01-01,2024-01-31]:completed@18'),
  ('residential[2024-01-01,2024-01-30]:completed@17'), ('residential[2024-01-01,2024-01-31]:unknown@17'),
  ('therapeutic_community[2024-01-01,2024-01-31]:completed@17'), ('aftercare[2024-02-20,?]'), ('aftercare[2024-02-20,)')) v(e);
SELECT j - '{outpatient[2024-02-05,2024-03-31]:completed@4, residential[2024-01-01,)}'::journey AS rest, j - j AS nothing, j - '{}'::journey = j AS all_of_it,
  '{}'::journey - j AS still_nothing FROM one;

-- Against the stays one by one: pairs of journeys that share some, and ranges about their days.
CREATE TEMP TABLE person AS
SELECT p AS person, journey_agg(e) AS journey, array_agg(DISTINCT e ORDER BY e) AS stays FROM (
  SELECT n % 700 AS p, episode((ARRAY['residential', 'outpatient', 'aftercare'])[1 + n * 31 % 3]::care, d, CASE WHEN n % 7 > 1 THEN d + n % 6 END,
    CASE WHEN n % 7 = 0 THEN 'unknown'::exit_reason END, n % 2) AS e
  FROM generate_series(1, 2800) i, LATERAL (SELECT i * 7919 % 2800 AS n) n, LATERAL (SELECT date '2024-01-01' + i * 13 % 9 AS d) d) s
GROUP BY p UNION ALL SELECT -1, '{}', '{}';
CREATE TEMP TABLE pair AS SELECT a.journey AS a, b.journey AS b, a.stays AS x, b.stays AS y FROM person a, person b WHERE a.person % 14 = 0 OR b.person = -1 OR a.person = -1
UNION ALL SELECT journey, journey * '[2024-01-03,2024-01-05]'::daterange, stays, ARRAY(SELECT unnest(journey * '[2024-01-03,2024-01-05]'::daterange)) FROM person;
SELECT count(*) AS pairs, count(*) FILTER (WHERE a && b) AS overlapping, count(*) FILTER (WHERE a @> b) AS containing,
  count(*) FILTER (WHERE (a && b) <> (x && y) OR (a && b) <> (b && a)) AS overlaps_differ,
  count(*) FILTER (WHERE (a @> b) <> (x @> y) OR (a @> b) <> (b <@ a)) AS contains_differ,
  count(*) FILTER (WHERE ARRAY(SELECT unnest(a - b)) <> ARRAY(SELECT e FROM unnest(x) e WHERE e <> ALL (y) ORDER BY e)) AS minus_differs,
  count(*) FILTER (WHERE (a - b) && b OR NOT a @> (a - b)) AS rest_is_apart,
  count(*) FILTER (WHERE (a - b) || (a - (a - b)) <> a) AS parts_make_the_whole,
  count(*) FILTER (WHERE (a || b) - b <> a - b) AS union_then_minus,
  count(*) FILTER (WHERE (a @> b AND b @> a) <> (a = b)) AS both_ways_is_equal
FROM pair;
SELECT count(*) AS stays, count(*) FILTER (WHERE has) AS had,
  count(*) FILTER (WHERE has <> (e = ANY (stays)) OR has <> (e <@ journey)) AS contains_differ,
  count(*) FILTER (WHERE journey - e <> journey - journey_of) AS minus_differs
FROM (SELECT a.journey, a.stays, e, a.journey @> e AS has, ('{' || e::text || '}')::journey AS journey_of
  FROM person a, person b, unnest(b.stays) e WHERE a.person % 50 = b.person % 50 AND a.person % 10 = 0) s;
SELECT count(*) AS ranges, count(*) FILTER (WHERE touched) AS overlapping, count(*) FILTER (WHERE held) AS containing,
  count(*) FILTER (WHERE touched <> EXISTS (SELECT FROM unnest(stays) e WHERE period(e) && r) OR touched <> (r && journey)) AS overlaps_differ,
  count(*) FILTER (WHERE held <> (SELECT coalesce(range_agg(period(e)) @> r, isempty(r)) FROM unnest(stays) e) OR held <> (r <@ journey)) AS contains_differ,
  count(*) FILTER (WHERE ARRAY(SELECT unnest(journey * r)) <> ARRAY(SELECT e FROM unnest(stays) e WHERE period(e) && r ORDER BY e)) AS slice_differs,
  count(*) FILTER (WHERE (journey * r = '{}') = touched) AS slice_is_overlap
FROM (SELECT journey, stays, r, journey && r AS touched, journey @> r AS held
  FROM person, generate_series(-2, 16, 2) first, (VALUES (0), (1), (2), (5), (99)) l(days),
    LATERAL (SELECT daterange(CASE WHEN first >= 0 THEN date '2024-01-01' + first END,
      CASE WHEN days < 99 THEN date '2024-01-01' + greatest(first, 0) + days END) AS r) r) s;

-- NULL in, NULL out.
SELECT bool_and(n IS NULL) AS strict FROM one, LATERAL (VALUES (j @> NULL::care), (j @> NULL::episode), (j && NULL::daterange), (NULL::journey && j),
  ((j * NULL::daterange) IS NOT NULL OR NULL), ((j - NULL::journey) IS NOT NULL OR NULL)) v(n);

-- Compressed and out-of-line journeys: the longest that there is, and without a tenth of it.
CREATE TEMP TABLE longest AS SELECT journey_agg(e) AS journey, journey_agg(e) FILTER (WHERE i % 10 = 0) AS tenth
FROM generate_series(1, 65535) i, LATERAL (SELECT episode('aftercare', date '1900-01-01' + i, date '1900-01-01' + i + 1, NULL, i % 3) AS e) e;
SELECT journey @> tenth AS contains, tenth @> journey AS contained, journey && tenth AS overlaps, cardinality(journey - tenth) AS rest,
  (journey - tenth) || tenth = journey AS whole, journey @> period(journey) AS no_gap, tenth @> period(tenth) AS gaps,
  cardinality(journey * '[2000-01-01,2000-01-31]'::daterange) AS january, journey - journey = '{}' AS nothing FROM longest;

-- All of them on one day, all of them overlapping.
SELECT cardinality(journey) AS stays, journey @> date '2024-01-01' AS there, journey @> '[2024-01-01,2024-01-02]'::daterange AS two_days,
  journey - journey = '{}' AS nothing, cardinality(journey * '[2024-01-01,2024-01-01]'::daterange) AS slice
FROM (SELECT journey_agg(episode('outpatient', '2024-01-01', '2024-01-01', 'completed', i)) AS journey FROM generate_series(1, 40000) i) s;

-- An image of another version: what may not raise finds nothing in it, the rest refuses it; order and
-- hash go by the bytes. The cast is there to make such an image, which no function can.
CREATE CAST (bytea AS journey) WITHOUT FUNCTION;
CREATE CAST (journey AS bytea) WITHOUT FUNCTION;
CREATE TEMP TABLE image AS SELECT what, bytes::journey AS journey
FROM (VALUES ('{residential[2024-01-10,2024-04-09]:completed@17}'::journey::bytea)) g(good), LATERAL (VALUES
  ('version 1', good), ('version 2', set_byte(good, 0, 2)), ('a flag', set_byte(good, 1, 1)), ('cut short', substr(good, 1, 2)), ('nothing', '')) v(what, bytes);
SELECT what, journey @> 'residential'::care AS care, journey @> date '2024-01-15' AS day, journey && '(,)'::daterange AS days,
  journey @> 'empty'::daterange AS no_day, journey @> '{}'::journey AS empty, journey && journey AS itself, journey = journey AS equal,
  pg_temp.outcome(format('SELECT journey FROM image WHERE what = %L', what)) AS text
FROM image ORDER BY what;
SELECT question, pg_temp.outcome(format('SELECT %s FROM image WHERE what = ''version 2''', question)) AS outcome FROM (VALUES
  ('count(journey)'), ('cardinality(journey)'), ('period(journey)'), ('journey || journey'), ('journey - journey'), ('journey * ''(,)''::daterange'),
  ('journey_send(journey)'), ('journey::json'), ('unnest(journey)'), ('journey_agg(journey)'), ('days_in_care(journey)'),
  ('journey_hash(journey) = journey_hash(journey)')) v(question);
DROP CAST (bytea AS journey);
DROP CAST (journey AS bytea);
DROP TABLE image, longest, pair, person, one;
