-- gender_distribution: text, binary, JSON, readers, addition, and the aggregates against plain SQL.
SET search_path = continuum, pg_catalog;

-- SQLSTATE of a statement, 'no error' when it runs.
CREATE FUNCTION pg_temp.state_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;

-- What the receive function makes of these bytes: a binary COPY of one column, written into the
-- data directory by a large object, because SQL cannot call a receive function.
CREATE TEMP TABLE received_numbers (value gender_distribution);
CREATE TEMP TABLE received_days (value durations);
CREATE FUNCTION pg_temp.receive(target text, payload bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  copied text;
  object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001'
    || decode(lpad(to_hex(length(payload)), 8, '0'), 'hex') || payload || '\xffff');
BEGIN
  PERFORM lo_export(object, 'continuum_distribution.bin');
  PERFORM lo_unlink(object);
  EXECUTE format('TRUNCATE pg_temp.%I', target);
  EXECUTE format('COPY pg_temp.%I FROM ''continuum_distribution.bin'' (FORMAT binary)', target);
  EXECUTE format('SELECT value::text FROM pg_temp.%I', target) INTO copied;
  RETURN copied;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;

---- text

SELECT 'distribution {}'::gender_distribution, ' distribution { female : ? = 1 7=2 30 =1;unknown: -2147483647=274877906944 2147483647=1 } '::gender_distribution;
SELECT reason, pg_temp.state_of(format('SELECT %L::continuum.gender_distribution', text)) AS sqlstate
FROM (VALUES
  ('empty', ''),
  ('no kind', '{}'),
  ('of another type', 'transition {}'),
  ('a time to an event', 'time_to_event {female: yes 7=1}'),
  ('not closed', 'distribution {female: 7=1'),
  ('text after', 'distribution {} x'),
  ('unknown gender', 'distribution {women: 7=1}'),
  ('no cell', 'distribution {female:}'),
  ('an event', 'distribution {female: yes 7=1}'),
  ('comma', 'distribution {female: 7=1, 8=1}'),
  ('fraction', 'distribution {female: 7.5=1}'),
  ('beyond integer', 'distribution {female: 2147483648=1}'),
  ('lowest integer', 'distribution {female: -2147483648=1}'),
  ('count of nothing', 'distribution {female: 7=0}'),
  ('count beyond 2^38', 'distribution {female: 7=274877906945}'),
  ('number twice', 'distribution {female: 7=1 7=1}'),
  ('numbers not in order', 'distribution {female: 8=1 7=1}'),
  ('missing not first', 'distribution {female: 7=1 ?=1}'),
  ('genders not in order', 'distribution {male: 7=1; female: 7=1}'),
  ('gender twice', 'distribution {male: 7=1; male: 8=1; male: 7=1}')
) AS bad (reason, text);
SELECT pg_temp.state_of($$SELECT 'distribution {}'::continuum.durations$$) AS as_durations;
\set VERBOSITY default
SELECT 'distribution {female: 12345678=x}'::gender_distribution;
\set VERBOSITY terse

---- binary and JSON

CREATE TEMP TABLE kept (id integer, value gender_distribution);
INSERT INTO kept VALUES
  (1, 'distribution {}'),
  (2, 'distribution {female: ?=1 7=2 30=1}'),
  (3, 'distribution {female: -3=1 7=1; male: 12=4; other: ?=2; unknown: 0=1}'),
  (4, NULL);
SELECT id, gender_distribution_send(value), pg_column_size(value) FROM kept WHERE id < 3 ORDER BY id;
SELECT id, pg_temp.receive('received_numbers', gender_distribution_send(value)) = value::text AS same FROM kept WHERE value IS NOT NULL ORDER BY id;
SELECT reason, pg_temp.receive('received_numbers', payload) AS sqlstate
FROM (SELECT gender_distribution_send(value) FROM kept WHERE id = 2) AS good (bytes),
LATERAL (VALUES
  ('empty', ''::bytea),
  ('one byte short', substr(bytes, 1, length(bytes) - 1)),
  ('version 2', set_byte(bytes, 0, 2)),
  ('kind of durations', set_byte(bytes, 1, 2)),
  ('no kind', set_byte(bytes, 1, 5)),
  ('unknown flags', set_byte(bytes, 3, 1)),
  ('unknown gender', set_byte(bytes, 4, 5)),
  ('an event', set_byte(bytes, 6, 1)),
  ('reserved byte', set_byte(bytes, 7, 1)),
  ('no count', set_byte(bytes, 19, 0))
) AS bad (reason, payload);
SELECT pg_temp.receive('received_days', gender_distribution_send(value)) AS as_durations FROM kept WHERE id = 1;
SELECT value::jsonb, value::json::jsonb = value::jsonb AND to_jsonb(value) = value::jsonb AS same FROM kept WHERE id = 2;

---- readers, by hand

-- Women: 7, 7, 30 and one missing; a man of 12, four times.
SELECT g AS gender, cases(d, g), measured(d, g), missing(d, g), percentile(d, 0, g) AS least, percentile(d, 0.25, g) AS p25, percentile(d, 0.5, g) AS median,
  percentile(d, 0.9, g) AS p90, percentile(d, 1, g) AS most, mean(d, g), mean(d, g, 0) AS rounded
FROM (SELECT sum(value) FROM kept WHERE id < 4) AS s (d), unnest(ARRAY['female', 'male', 'other', 'unknown', NULL]::gender[]) WITH ORDINALITY AS genders (g, n) ORDER BY n;
-- One half of an even number is its lower middle; seven hundredths of a hundred are seven, not eight.
SELECT percentile('distribution {male: 1=1 2=1 3=1 4=1}', 0.5) AS lower_middle, percentile('distribution {male: 1=1 2=1 3=1 4=1}', 0.500001) AS above,
  percentile(d, 0.07) AS seven, percentile(d, 0.0700000000000000000000000001) AS eight, by_double
FROM (SELECT distribution('male', n), percentile_disc(0.07) WITHIN GROUP (ORDER BY n) FROM generate_series(1, 100) AS n) AS s (d, by_double);
-- Half away from zero, once; a mean below zero.
SELECT mean(d, NULL, 0) AS minus_two, mean(d, NULL, 1) AS minus_one_and_a_half, mean('distribution {male: -2147483647=274877906944}'::gender_distribution) AS lowest,
  mean('distribution {female: 2147483647=274877906944; male: 2147483647=274877906944}'::gender_distribution) AS highest
FROM (VALUES ('distribution {male: -2=1 -1=1}'::gender_distribution)) AS v (d);
SELECT cases(NULL::gender_distribution), measured(NULL::gender_distribution), missing(NULL::gender_distribution), percentile(NULL, 0.5), mean(NULL::gender_distribution),
  percentile('distribution {male: 1=1}', NULL) AS no_fraction, mean('distribution {male: 1=1}'::gender_distribution, NULL, NULL) AS no_scale,
  percentile('distribution {male: ?=1}', 0.5) AS none_measured, cases('distribution {}'::gender_distribution) AS empty, mean('distribution {}'::gender_distribution) AS empty_mean;
SELECT call, pg_temp.state_of('SELECT continuum.' || call) AS sqlstate
FROM unnest(ARRAY['percentile(''distribution {male: 1=1}'', -0.0001)', 'percentile(''distribution {male: 1=1}'', 1.0001)', 'percentile(''distribution {male: 1=1}'', ''NaN'')',
  'percentile(''distribution {}'', 50)', 'mean(''distribution {male: 1=1}''::continuum.gender_distribution, NULL, -1)', 'mean(''distribution {male: 1=1}''::continuum.gender_distribution, NULL, 101)',
  'bands(''distribution {}'', ''{2,1}'')', 'bands(''distribution {}'', ''{1,1}'')', 'bands(''distribution {}'', ''{{1}}'')', 'bands(''distribution {}'', ''{-2147483648}'')',
  'distribution(NULL, -2147483648)', 'distribution(NULL, -2147483647)']) WITH ORDINALITY AS c (call, n) ORDER BY n;

-- The edges are the first of each band; missing is in none. Waiting of 0, 1 to 7, 8 to 14, 15 to 30, 31 days and more.
SELECT b.* FROM bands('distribution {female: ?=5 0=1 1=2 2=4 7=8 8=16; male: 14=1 15=2 30=4 31=8}', '{0,1,8,15,31}') AS b WHERE gender = 'female' OR gender IS NULL;
SELECT gender, n FROM bands('distribution {female: -5=1 9=2}', '{}');
SELECT low, high, n FROM bands('distribution {male: -2147483647=2 2147483647=3}', '{NULL,-2147483647,2147483647}') WHERE gender = 'male';
SELECT count(*) FROM bands(NULL, '{1}');

---- equality, hash, addition

SELECT a.id, string_agg(b.id::text, ' ' ORDER BY b.id) FILTER (WHERE a.value = b.value) AS eq,
  string_agg(b.id::text, ' ' ORDER BY b.id) FILTER (WHERE a.value <> b.value) AS ne
FROM kept a, kept b GROUP BY a.id ORDER BY a.id;
SELECT count(*), count(DISTINCT value::text) FROM (SELECT value FROM kept, generate_series(1, 3) GROUP BY value) AS g;
SELECT bool_and(gender_distribution_hash_extended(value, 0)::bit(32) = gender_distribution_hash(value)::bit(32)) AS unsalted FROM kept;
SELECT opcname, amvalidate(oid) FROM pg_opclass WHERE opcname = 'gender_distribution_ops';
SELECT a.value + b.value FROM kept a, kept b WHERE a.id = 2 AND b.id = 3;
SELECT bool_and(a.value + b.value = b.value + a.value) AS commutes, bool_and((a.value + b.value) + c.value = a.value + (b.value + c.value)) AS associates,
  bool_and(a.value + 'distribution {}' = a.value) AS has_zero
FROM kept a, kept b, kept c WHERE a.id < 4 AND b.id < 4 AND c.id < 4;
SELECT sum(value) FILTER (WHERE id = 4) IS NULL AS nulls, sum(value) FILTER (WHERE id > 9) IS NULL AS nothing, sum(value) FILTER (WHERE id = 2) = min(value::text) FILTER (WHERE id = 2)::gender_distribution AS one FROM kept;
SELECT pg_temp.state_of($$SELECT a + a FROM (SELECT 'distribution {male: 0=274877906944}'::continuum.gender_distribution) AS x (a)$$) AS too_many;
SELECT distribution(gender, value) FROM (VALUES ('female'::gender, 3), (NULL, 3), ('female', NULL), ('female', 3), ('female', -3)) AS v (gender, value);
SELECT distribution(NULL, 1) AS of_no_rows WHERE false;
-- A transition called by hand changes nobody's value, and takes NULL for the state of no rows.
WITH was AS MATERIALIZED (SELECT value FROM kept WHERE id = 2)
SELECT distribution_count(value, 'male', 7) AS called, distribution_count(NULL, NULL, NULL) AS of_null, gender_distribution_final(value) = value AS final, value FROM was;

---- against plain SQL, on random rows; the same rows give the same bytes

SELECT setseed(0.25);
CREATE TABLE distribution_rows AS
SELECT i AS id, i % 7 AS part, random() AS shuffle, (ARRAY['female', 'male', 'other', 'unknown', NULL])[floor(random() * 5) + 1]::gender AS gender,
  CASE WHEN random() < 0.9 THEN floor(CASE WHEN random() < 0.3 THEN 4000000000 ELSE 300 END * (random() - 0.5))::integer END AS value
FROM generate_series(1, 20000) AS i;
ANALYZE distribution_rows;

SELECT g AS gender, cases(d, g) = p.cases AS cases, measured(d, g) = p.measured AS measured, missing(d, g) = p.cases - p.measured AS missing, mean(d, g, 8) = p.mean AS mean,
  ARRAY[percentile(d, 0, g), percentile(d, 0.125, g), percentile(d, 0.5, g), percentile(d, 0.75, g), percentile(d, 1, g)] = p.percentiles AS percentiles,
  (SELECT array_agg(n ORDER BY low NULLS FIRST) FROM bands(d, '{-150,-7,0,1,100,2000}') AS b WHERE b.gender IS NOT DISTINCT FROM g) = p.bands AS bands
FROM (SELECT distribution(gender, value) FROM distribution_rows) AS s (d), unnest(ARRAY['female', 'male', 'other', 'unknown', NULL]::gender[]) WITH ORDINALITY AS genders (g, k),
  LATERAL (SELECT count(*) AS cases, count(value) AS measured, round(avg(value), 8) AS mean, percentile_disc(ARRAY[0, 0.125, 0.5, 0.75, 1]) WITHIN GROUP (ORDER BY value) AS percentiles,
      ARRAY[count(*) FILTER (WHERE value < -150), count(*) FILTER (WHERE value BETWEEN -150 AND -8), count(*) FILTER (WHERE value BETWEEN -7 AND -1), count(*) FILTER (WHERE value = 0),
        count(*) FILTER (WHERE value BETWEEN 1 AND 99), count(*) FILTER (WHERE value BETWEEN 100 AND 1999), count(*) FILTER (WHERE value >= 2000)] AS bands
    FROM distribution_rows WHERE g IS NULL OR coalesce(gender, 'unknown') = g) AS p
ORDER BY k;
-- Every hundredth, by its definition: the least number that so many do not exceed.
CREATE TEMP TABLE ranked AS
SELECT value, row_number() OVER (ORDER BY value) AS place, count(*) OVER () AS n FROM distribution_rows WHERE gender = 'male' AND value IS NOT NULL;
SELECT count(*), bool_and(percentile(d, h / 100.0, 'male') = (SELECT min(value) FROM ranked WHERE place * 100 >= h * n)) AS by_definition
FROM (SELECT distribution(gender, value) FROM distribution_rows) AS s (d), generate_series(0, 100) AS h;

CREATE FUNCTION pg_temp.plan_has(statement text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  plan text;
BEGIN
  EXECUTE 'EXPLAIN (COSTS OFF, FORMAT JSON) ' || statement INTO plan;
  RETURN position(node IN plan) > 0;
END $$;
CREATE TEMP TABLE images (way text, image bytea);
\set image 'gender_distribution_send(distribution(gender, value))'
SET max_parallel_workers_per_gather = 0;
INSERT INTO images SELECT 'as stored', :image FROM distribution_rows;
INSERT INTO images SELECT 'shuffled', :image FROM (SELECT * FROM distribution_rows ORDER BY shuffle OFFSET 0) AS s;
INSERT INTO images SELECT 'parts as text', gender_distribution_send(sum(d::text::gender_distribution ORDER BY part DESC)) FROM (SELECT part, distribution(gender, value) FROM distribution_rows GROUP BY part) AS p (part, d);
INSERT INTO images SELECT 'random parts by +', gender_distribution_send((SELECT distribution(gender, value) FROM distribution_rows WHERE shuffle < 0.3) + (SELECT distribution(gender, value) FROM distribution_rows WHERE shuffle >= 0.3));
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT pg_temp.plan_has('SELECT ' || :'image' || ' FROM distribution_rows', '"Partial"') AS parallel;
CREATE TEMP TABLE parallel_image (way, image) AS SELECT 'parallel', :image FROM distribution_rows;
INSERT INTO images TABLE parallel_image;
RESET max_parallel_workers_per_gather;
SELECT way, image = first_value(image) OVER (ORDER BY way <> 'as stored') AS same FROM images ORDER BY way COLLATE "C";
-- Running totals: a window may look at a state again and again.
SELECT bool_and(cases(running) = n) AS running, bool_and(running = again) AS unharmed
FROM (SELECT distribution(gender, value) OVER o AS running, distribution(gender, value) OVER o AS again, row_number() OVER o AS n FROM distribution_rows WHERE id < 300 WINDOW o AS (ORDER BY id)) AS w;

---- privileges and volatility: nothing here is VOLATILE, unsafe or granted beyond PUBLIC's default

SELECT count(*) > 15 AS many, bool_and(provolatile = 'i') AS immutable, bool_and(proparallel = 's') AS safe,
  bool_and(proacl IS NULL) AS plain, bool_and(obj_description(oid, 'pg_proc') IS NOT NULL) AS described
FROM pg_proc WHERE pronamespace = 'continuum'::regnamespace AND ('gender_distribution'::regtype = ANY (proargtypes) OR prorettype = 'gender_distribution'::regtype);

COPY (SELECT 1) TO PROGRAM 'rm -f continuum_distribution.bin';
DROP TABLE distribution_rows;
