-- gender_summary: text, binary, JSON, accessors, addition, and the aggregates against plain SQL.
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
CREATE TEMP TABLE received_summary (value gender_summary);
CREATE TEMP TABLE received_state (value gender_summary_state);
CREATE FUNCTION pg_temp.receive(target text, payload bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  copied text;
  object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001'
    || decode(lpad(to_hex(length(payload)), 8, '0'), 'hex') || payload || '\xffff');
BEGIN
  PERFORM lo_export(object, 'continuum_summary.bin');
  PERFORM lo_unlink(object);
  EXECUTE format('TRUNCATE pg_temp.%I', target);
  EXECUTE format('COPY pg_temp.%I FROM ''continuum_summary.bin'' (FORMAT binary)', target);
  EXECUTE format('SELECT value::text FROM pg_temp.%I', target) INTO copied;
  RETURN copied;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;

---- text

SELECT '{}'::gender_summary;
SELECT ' { male : people = 2 cases=2 key=00000000000000ff no=1 yes=1 , all:key=00000000000000ff people=2 } '::gender_summary;
SELECT '{unknown: cases=3 missing=1 measured=2 sum=-3 sum_of_squares=5 people=3 key=ffffffffffffffff, all: people=3 key=ffffffffffffffff}'::gender_summary;
-- A person of two genders is in both, and once in all.
SELECT '{female: cases=1 people=1 key=0000000000000005, male: cases=1 people=1 key=0000000000000005, all: people=1 key=0000000000000005}'::gender_summary;
SELECT '{female: cases=0 people=0 key=0000000000000000}'::gender_summary;

-- Every kind of bad text: 22P02, and no row for what is legal.
SELECT reason, pg_temp.state_of(format('SELECT %L::continuum.gender_summary', text)) AS sqlstate
FROM (VALUES
  ('empty', ''),
  ('no brace', 'female: cases=1'),
  ('not closed', '{female: cases=1 people=1'),
  ('text after', '{} x'),
  ('unknown gender', '{women: cases=1 people=1, all: people=1}'),
  ('code of a gender', '{1: cases=1 people=1, all: people=1}'),
  ('no colon', '{female cases=1 people=1, all: people=1}'),
  ('gender twice', '{male: cases=1 people=1, male: cases=1 people=1, all: people=2}'),
  ('field twice', '{male: cases=1 cases=1 people=1, all: people=1}'),
  ('unknown field', '{male: cases=1 count=1 people=1, all: people=1}'),
  ('cases in all', '{male: cases=1 people=1, all: cases=1 people=1}'),
  ('no number', '{male: cases= people=1, all: people=1}'),
  ('fraction', '{male: cases=1.0 people=1, all: people=1}'),
  ('short key', '{male: cases=1 people=1 key=ff, all: people=1 key=ff}'),
  ('upper-case key', '{male: cases=1 people=1 key=00000000000000FF, all: people=1 key=00000000000000FF}'),
  ('beyond bigint', '{male: cases=9223372036854775808 people=1, all: people=1}'),
  ('beyond 2^62', '{male: cases=4611686018427387905 people=1, all: people=1}'),
  ('beyond 2^62 in all', '{female: cases=4611686018427387904 people=1, male: cases=1 people=1, all: people=1}'),
  ('sum beyond 128 bit', '{male: cases=1 measured=1 sum=1 sum_of_squares=170141183460469231731687303715884105728 people=1, all: people=1}'),
  ('negative cases', '{male: cases=-1}'),
  ('negative answers', '{male: cases=1 yes=-1 people=1, all: people=1}'),
  ('numerator above cases', '{male: cases=1 yes=2 people=1, all: people=1}'),
  ('answers above cases', '{male: cases=2 yes=1 no=1 died=1 people=2, all: people=2}'),
  ('answers overflow', '{male: cases=3 yes=9223372036854775807 no=9223372036854775807 died=5 people=2, all: people=2}'),
  ('measured above cases', '{male: cases=1 measured=2 sum=2 sum_of_squares=2 people=1, all: people=1}'),
  ('missing above cases', '{male: cases=1 missing=1 measured=1 people=1, all: people=1}'),
  ('sum of nothing', '{male: cases=1 sum=1 sum_of_squares=1 people=1, all: people=1}'),
  ('sum beyond int4 values', '{male: cases=1 measured=1 sum=2147483649 sum_of_squares=4611686022722355201 people=1, all: people=1}'),
  ('squares below the sum', '{male: cases=2 measured=2 sum=3 sum_of_squares=2 people=2, all: people=2}'),
  ('odd sum, even squares', '{male: cases=2 measured=2 sum=1 sum_of_squares=2 people=2, all: people=2}'),
  ('variance below zero', '{male: cases=2 measured=2 sum=6 sum_of_squares=16 people=2, all: people=2}'),
  ('negative squares', '{male: cases=2 measured=2 sum=0 sum_of_squares=-2 people=2, all: people=2}'),
  ('no people', '{male: cases=2}'),
  ('people without cases', '{male: people=1, all: people=1}'),
  ('more people than cases', '{male: cases=1 people=2, all: people=2}'),
  ('key without people', '{male: key=0000000000000001, all: key=0000000000000001}'),
  ('all below a gender', '{male: cases=2 people=2, all: people=1}'),
  ('all above the genders', '{male: cases=2 people=2, all: people=3}'),
  ('all not named', '{male: cases=2 people=2}'),
  ('keys do not add up', '{male: cases=2 people=2 key=0000000000000003, all: people=2 key=0000000000000004}'),
  ('(legal) greatest', '{male: cases=4611686018427387904 measured=4611686018427387904 sum=-9903520314283042199192993792 sum_of_squares=21267647932558653966460912964485513216 people=4611686018427387904, all: people=4611686018427387904}'),
  ('(legal) variance zero', '{male: cases=2 measured=2 sum=6 sum_of_squares=18 people=2, all: people=2}')
) AS bad (reason, text);

-- The value is never repeated; where it went wrong is.
\set VERBOSITY default
SELECT '{male: cases=12345678 cases=1}'::gender_summary;
\set VERBOSITY terse

---- binary

CREATE TEMP TABLE kept (id integer, value gender_summary);
INSERT INTO kept VALUES
  (1, '{}'),
  (2, '{male: cases=2 yes=1 no=1 people=2 key=00000000000000ff, all: people=2 key=00000000000000ff}'),
  (3, '{female: cases=3 missing=1 measured=2 sum=-3 sum_of_squares=5 people=3 key=ffffffffffffffff, all: people=3 key=ffffffffffffffff}'),
  (4, NULL);
SELECT length(gender_summary_send(value)), substr(gender_summary_send(value), 1, 12), pg_column_size(value)
FROM kept WHERE id = 2;
SELECT id, pg_temp.receive('received_summary', gender_summary_send(value)) = value::text AS same
FROM kept WHERE value IS NOT NULL ORDER BY id;
SELECT reason, pg_temp.receive('received_summary', payload) AS sqlstate
FROM (SELECT gender_summary_send(value) FROM kept WHERE id = 2) AS good (bytes),
LATERAL (VALUES
  ('empty', ''::bytea),
  ('header only', substr(bytes, 1, 4)),
  ('one byte short', substr(bytes, 1, 755)),
  ('one byte long', bytes || '\x00'),
  ('version 0', set_byte(bytes, 0, 0)),
  ('version 2', set_byte(bytes, 0, 2)),
  ('unknown flags', set_byte(bytes, 1, 1)),
  ('five genders', set_byte(bytes, 2, 5)),
  ('fifteen answers', set_byte(bytes, 3, 15)),
  ('negative cases', set_byte(bytes, 4, 128)),
  ('numerator above cases', set_byte(bytes, 4 + 184 + 23, 9)),
  ('people of all', set_byte(bytes, 4 + 4 * 184 + 7, 9)),
  ('key of all', set_byte(bytes, 755, 9))
) AS bad (reason, payload);

---- JSON: every gender, and nothing of the cell key

SELECT jsonb_pretty(value::jsonb -> 'all') AS all, value::jsonb -> 'other' ->> 'cases' AS other, value::jsonb::text ~ 'key' AS has_key
FROM (SELECT '{female: cases=4 yes=1 no=1 died=1 too_recent=1 people=4 key=00000000000000ff, male: cases=2 missing=1 measured=1 sum=-7 sum_of_squares=49 people=1 key=0000000000000001, all: people=5 key=0000000000000100}'::gender_summary) AS s (value);
SELECT value::json::jsonb = value::jsonb AS same, to_jsonb(value) = value::jsonb AS by_to_jsonb,
  (SELECT array_agg(key) FROM jsonb_object_keys(value::jsonb) AS key) AS keys
FROM kept WHERE id = 3;
SELECT pg_temp.state_of($$SELECT '{}'::jsonb::continuum.gender_summary$$) AS no_way_back;

---- accessors

SELECT g, cases(s, g), denominator(s, g), numerator(s, g), excluded(s, g), missing(s, g), measured(s, g),
  people(s, g), cell_key(s, g), total(s, g), sum_of_squares(s, g), rate(s, g), mean(s, g), rate(s, g, 0), mean(s, g, 1)
FROM (SELECT '{female: cases=4 yes=2 no=1 died=1 people=4 key=ffffffffffffffff, male: cases=3 missing=1 measured=2 sum=-7 sum_of_squares=25 people=2 key=0000000000000003, all: people=5 key=0000000000000001}'::gender_summary) AS x (s),
  unnest(ARRAY['female', 'male', 'other', 'unknown', NULL]::gender[]) WITH ORDINALITY AS genders (g, n) ORDER BY n;
SELECT cases(NULL::gender_summary), denominator(NULL), numerator(NULL), excluded(NULL::gender_summary), missing(NULL::gender_summary), measured(NULL::gender_summary), people(NULL),
  cell_key(NULL), total(NULL), sum_of_squares(NULL), rate(NULL), mean(NULL::gender_summary);

-- Rounded once, half away from zero; a figure that rounds to zero has no sign.
SELECT r.yes, r.cases, r.scale, rate(s, NULL, r.scale), round(r.yes::numeric / r.cases, r.scale) AS plain_sql
FROM (VALUES (1, 8, 2), (1, 8, 3), (1, 8, 0), (1, 2, 0), (2, 3, 4), (999, 1000, 2), (1, 1, 0), (0, 3, 2)) AS r (yes, cases, scale),
LATERAL (SELECT format('{male: cases=%s yes=%s no=%s people=1, all: people=1}', r.cases, r.yes, r.cases - r.yes)::gender_summary) AS x (s);
SELECT mean(s, NULL, 2) AS minus_one_eighth, mean(s, NULL, 0) AS rounds_to_zero, mean(s, NULL, 100) = -0.125 AS exact
FROM (SELECT '{male: cases=8 measured=8 sum=-1 sum_of_squares=1 people=8, all: people=8}'::gender_summary) AS x (s);
-- A quotient rounded to some twenty digits first would end in ...5 and be rounded up.
SELECT rate('{male: cases=4000000000000000000 yes=1999999999999999999 no=2000000000000000001 people=1, all: people=1}', NULL, 0);
SELECT pg_temp.state_of('SELECT continuum.rate(''{male: cases=1 yes=1 people=1, all: people=1}'', NULL, -1)') AS scale_below,
  pg_temp.state_of('SELECT continuum.mean(''{male: cases=1 measured=1 people=1, all: people=1}''::continuum.gender_summary, NULL, 101)') AS scale_above;

---- equality, hash, addition

SELECT a.id, b.id, a.value = b.value AS eq, a.value <> b.value AS ne FROM kept a, kept b ORDER BY 1, 2;
SELECT count(*), count(DISTINCT value::text) FROM (SELECT value FROM kept, generate_series(1, 3) GROUP BY value) AS g;
SELECT bool_and(gender_summary_hash(a.value) = gender_summary_hash(b.value)) AS same_hash,
  bool_and(gender_summary_hash_extended(a.value, 42) = gender_summary_hash_extended(b.value, 42)) AS same_extended,
  bool_and(gender_summary_hash_extended(a.value, 0)::bit(32) = gender_summary_hash(a.value)::bit(32)) AS unsalted
FROM kept a, kept b WHERE a.value = b.value;
SELECT opcname, amvalidate(oid) FROM pg_opclass WHERE opcname = 'gender_summary_ops';

SELECT a.value + b.value FROM kept a, kept b WHERE a.id = 2 AND b.id = 3;
SELECT bool_and(a.value + b.value = b.value + a.value) AS commutes,
  bool_and((a.value + b.value) + c.value = a.value + (b.value + c.value)) AS associates,
  bool_and(a.value + '{}' = a.value) AS has_zero
FROM kept a, kept b, kept c WHERE a.id < 4 AND b.id < 4 AND c.id < 4;
SELECT sum(value), sum(value) FILTER (WHERE id = 4) IS NULL AS nulls, sum(value) FILTER (WHERE id > 9) IS NULL AS nothing FROM kept;
SELECT pg_temp.state_of($$SELECT a + '{female: cases=1 people=1, all: people=1}' FROM
  (SELECT '{male: cases=4611686018427387904 people=1, all: people=1}'::continuum.gender_summary) AS x (a)$$) AS too_many;

---- aggregates: NULLs and empty input

SELECT summarize(gender, key), summarize(gender, key, answer), summarize(gender, key, number)
FROM (VALUES ('female'::gender, 1::bigint, 'yes'::answer, 3), (NULL, 2, NULL, NULL), ('female', -1, 'died', -3)) AS v (gender, key, answer, number);
SELECT summarize_persons(person, gender, key), summarize_persons(person, gender, key, answer), summarize_persons(person, gender, key, number)
FROM (VALUES (-7::bigint, 'female'::gender, 1::bigint, 'yes'::answer, 3), (-7, NULL, 1, NULL, NULL), (8, 'female', -1, 'died', -3), (-7, 'female', 1, 'no', 0)) AS v (person, gender, key, answer, number);
-- No rows count as no cases.
SELECT summarize(NULL, 1), summarize(NULL, 1, 'yes'::answer), summarize(NULL, 1, 2), summarize_persons(1, NULL, 1),
  summarize_persons(1, NULL, 1, 'yes'::answer), summarize_persons(1, NULL, 1, 2) WHERE false;
SELECT call, pg_temp.state_of('SELECT continuum.' || call || ' FROM (VALUES (1::bigint, 1::bigint), (NULL, 1), (1, NULL), (1, 2)) AS v (person, key) WHERE ' || which) AS sqlstate
FROM (VALUES
  ('summarize(NULL, key)', 'key IS NULL'),
  ('summarize(NULL, key, ''yes''::continuum.answer)', 'key IS NULL'),
  ('summarize(NULL, key, 3)', 'key IS NULL'),
  ('summarize_persons(person, NULL, key)', 'key IS NULL'),
  ('summarize_persons(person, NULL, key)', 'person IS NULL'),
  ('summarize_persons(person, NULL, key, ''yes''::continuum.answer)', 'person IS NULL'),
  ('summarize_persons(person, NULL, key, 3)', 'person IS NULL'),
  ('summarize_persons(person, NULL, key)', 'person = 1 AND key IS NOT NULL'),
  ('summarize_persons(person, NULL, key)', 'person = 1 AND key = 1')
) AS c (call, which);
-- Two record keys of a person are found however far apart they come, and in whichever part.
SELECT pg_temp.state_of('SELECT continuum.summarize_persons(person, NULL, key) FROM (VALUES (1::bigint, 1::bigint), (2, 2), (1, 3)) AS v (person, key)') AS behind_the_front,
  pg_temp.state_of('SELECT continuum.summarize_persons(person, NULL, key) FROM (VALUES (2::bigint, 2::bigint), (1, 1), (0, 0), (1, 3)) AS v (person, key)') AS among_the_rest,
  pg_temp.state_of('SELECT continuum.summarize_persons(n % 1000, NULL, CASE WHEN n = 4000 THEN -1 ELSE n % 1000 END) FROM generate_series(1, 5000) AS n') AS of_many;

-- A transition called by hand changes nobody's value.
WITH was AS (SELECT value FROM kept WHERE id = 2)
SELECT cases(value) AS before, cases(summarize_count(value, 'male', 1)) AS called, cases(value) AS after,
  cases(summarize_count(NULL, 'male', 1)) AS of_null FROM was;
WITH was AS MATERIALIZED (SELECT summarize_persons_count(NULL, 5, 'male', 1) AS state)
SELECT summarize_persons_count(state, 6, 'male', 2), summarize_persons_combine(state, state), state FROM was;

---- aggregates against plain SQL, on random rows

SELECT setseed(0.42);
CREATE TABLE summary_rows AS
SELECT i AS id, person, ('x' || md5('key' || person))::bit(64)::bigint AS key, random() AS shuffle, i % 7 AS part,
  (ARRAY['female', 'male', 'other', 'unknown', NULL])[CASE WHEN random() < 0.9 THEN person % 5 ELSE floor(random() * 5) END + 1]::gender AS gender,
  (ARRAY(SELECT name FROM vocabulary('answer') ORDER BY code) || NULL::text)[floor(random() * 15) + 1]::answer AS answer,
  CASE WHEN random() < 0.8 THEN (CASE WHEN random() < 0.5 THEN 4294967295 ELSE 200 END * (random() - 0.5))::integer END AS number
FROM (SELECT i, floor(random() * 3000)::bigint - 1500 AS person FROM generate_series(1, 20000) AS i) AS r;
INSERT INTO summary_rows (id, person, key, shuffle, part, gender, answer, number) VALUES
  (0, 9223372036854775807, 1, 0, 0, 'female', 'yes', 2147483647), (-1, -9223372036854775808, -1, 0.5, 6, 'male', 'no', -2147483648);
ANALYZE summary_rows;

-- What count(), sum() and DISTINCT say, for each gender and for all.
CREATE TEMP TABLE plain AS
SELECT g.gender, g.n, count(*) AS cases, count(*) FILTER (WHERE answer = 'yes') AS numerator,
  count(*) FILTER (WHERE answer IN ('yes', 'no')) AS denominator, count(number) AS measured, count(*) - count(number) AS missing,
  coalesce(sum(number), 0) AS total, coalesce(sum(number::numeric ^ 2), 0) AS squares, count(DISTINCT person) AS people,
  (SELECT sum(key::numeric) FROM (SELECT DISTINCT d.person, d.key FROM summary_rows d WHERE coalesce(d.gender, 'unknown') = g.gender OR g.gender IS NULL) AS k) AS person_key,
  sum(key::numeric) AS row_key,
  (SELECT jsonb_object_agg(name, n) FROM (SELECT coalesce(d.answer, 'not_recorded')::text, count(*) FROM summary_rows d
     WHERE coalesce(d.gender, 'unknown') = g.gender OR g.gender IS NULL GROUP BY 1) AS e (name, n) WHERE name NOT IN ('yes', 'no')) AS excluded
FROM summary_rows r, unnest(ARRAY['female', 'male', 'other', 'unknown', NULL]::gender[]) WITH ORDINALITY AS g (gender, n)
WHERE coalesce(r.gender, 'unknown') = g.gender OR g.gender IS NULL GROUP BY g.gender, g.n;
-- A sum modulo 2^64 as a signed number.
CREATE FUNCTION pg_temp.wrapped(numeric) RETURNS bigint LANGUAGE sql AS
  'SELECT (mod(mod($1, 18446744073709551616) + 27670116110564327424, 18446744073709551616) - 9223372036854775808)::bigint';

SELECT p.gender, cases(a, p.gender) = p.cases AND cases(c, p.gender) = p.cases AND cases(v, p.gender) = p.cases AS cases,
  numerator(a, p.gender) = p.numerator AS numerator, denominator(a, p.gender) = p.denominator AS denominator,
  excluded(a, p.gender) = p.excluded AS excluded, excluded(v, p.gender) = '{}' AS no_answers,
  measured(v, p.gender) = p.measured AS measured, missing(v, p.gender) = p.missing AS missing, total(v, p.gender) = p.total AS total,
  sum_of_squares(v, p.gender) = p.squares AS squares, mean(v, p.gender, 6) = round(p.total::numeric / p.measured, 6) AS mean,
  rate(a, p.gender, 10) = round(p.numerator::numeric / p.denominator, 10) AS rate,
  people(a, p.gender) = p.cases AS people, cell_key(a, p.gender) = pg_temp.wrapped(p.row_key) AS key,
  denominator(a, p.gender) + (SELECT sum(value::bigint) FROM jsonb_each_text(excluded(a, p.gender))) = p.cases AS identity
FROM plain p, (SELECT summarize(gender, key), summarize(gender, key, answer), summarize(gender, key, number) FROM summary_rows) AS s (c, a, v)
ORDER BY p.n;
SELECT p.gender, cases(a, p.gender) = p.cases AND cases(c, p.gender) = p.cases AND cases(v, p.gender) = p.cases AS cases,
  numerator(a, p.gender) = p.numerator AND denominator(a, p.gender) = p.denominator AND excluded(a, p.gender) = p.excluded AS answers,
  measured(v, p.gender) = p.measured AND missing(v, p.gender) = p.missing AND total(v, p.gender) = p.total AND sum_of_squares(v, p.gender) = p.squares AS numbers,
  people(a, p.gender) = p.people AND people(c, p.gender) = p.people AND people(v, p.gender) = p.people AS people,
  cell_key(a, p.gender) = pg_temp.wrapped(p.person_key) AS key
FROM plain p, (SELECT summarize_persons(person, gender, key), summarize_persons(person, gender, key, answer), summarize_persons(person, gender, key, number) FROM summary_rows) AS s (c, a, v)
ORDER BY p.n;
-- The rows do hold people of several genders, so that a person is more than one of a gender.
SELECT sum(people) FILTER (WHERE gender IS NOT NULL) > sum(people) FILTER (WHERE gender IS NULL) AS some_have_two FROM plain;

---- the same rows give the same bytes: in any order, plan, partition, window, and by way of text

CREATE FUNCTION pg_temp.plan_has(statement text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  plan text;
BEGIN
  EXECUTE 'EXPLAIN (COSTS OFF, FORMAT JSON) ' || statement INTO plan;
  RETURN position(node IN plan) > 0;
END $$;

CREATE TEMP TABLE images (way text, row_form bytea, person_form bytea);
\set images 'gender_summary_send(summarize(gender, key, number) + summarize(gender, key, answer)), gender_summary_send(summarize_persons(person, gender, key, answer))'
INSERT INTO images SELECT 'as stored', :images FROM summary_rows;
INSERT INTO images SELECT 'shuffled', :images FROM (SELECT * FROM summary_rows ORDER BY shuffle OFFSET 0) AS s;
INSERT INTO images SELECT 'backwards', :images FROM (SELECT * FROM summary_rows ORDER BY id DESC OFFSET 0) AS s;
INSERT INTO images SELECT 'by person', :images FROM (SELECT * FROM summary_rows ORDER BY person OFFSET 0) AS s;

SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT pg_temp.plan_has('SELECT ' || :'images' || ' FROM summary_rows', '"Partial"') AS parallel;
CREATE TEMP TABLE parallel_images (way, row_form, person_form) AS SELECT 'parallel', :images FROM summary_rows;
INSERT INTO images TABLE parallel_images;
RESET max_parallel_workers_per_gather;

CREATE TABLE summary_parts (LIKE summary_rows) PARTITION BY LIST (part);
SELECT format('CREATE TABLE summary_part_%s PARTITION OF summary_parts FOR VALUES IN (%s)', n, n) FROM generate_series(0, 6) AS n \gexec
INSERT INTO summary_parts TABLE summary_rows;
ANALYZE summary_parts;
SET enable_partitionwise_aggregate = on;
SET max_parallel_workers_per_gather = 0;
SET enable_hashagg = off;
SELECT pg_temp.plan_has('SELECT ' || :'images' || ' FROM summary_parts', '"Partial"') AS partitionwise;
INSERT INTO images SELECT 'partition-wise', :images FROM summary_parts;
RESET enable_partitionwise_aggregate;
RESET enable_hashagg;

-- Partial states by way of their text, as distributed engines ship them, and as values.
CREATE AGGREGATE pg_temp.partial_state(bigint, gender, bigint, answer) (
  SFUNC = summarize_persons_answer, STYPE = gender_summary_state);
CREATE AGGREGATE pg_temp.merged(gender_summary_state) (
  SFUNC = summarize_persons_combine, STYPE = gender_summary_state, FINALFUNC = summarize_persons_final);
CREATE TEMP TABLE shipped AS
SELECT part, summarize(gender, key, number) + summarize(gender, key, answer) AS summary, pg_temp.partial_state(person, gender, key, answer) AS state
FROM summary_rows GROUP BY part;
INSERT INTO images SELECT 'shipped as text', gender_summary_send(sum(summary::text::gender_summary)),
  gender_summary_send(pg_temp.merged(state::text::gender_summary_state)) FROM shipped;
INSERT INTO images SELECT 'shipped, backwards', gender_summary_send(sum(summary ORDER BY part DESC)),
  gender_summary_send(pg_temp.merged(state ORDER BY part DESC)) FROM shipped;
-- People unite: a state counted twice doubles the rows, not the people.
SELECT cases(twice) = 2 * cases(once) AS rows_twice, people(twice) = people(once) AND cell_key(twice) = cell_key(once) AS people_once
FROM (SELECT pg_temp.merged(state), (SELECT pg_temp.merged(state) FROM shipped) FROM (SELECT * FROM shipped UNION ALL SELECT * FROM shipped) AS s) AS m (twice, once);

SELECT way, row_form = first_value(row_form) OVER (ORDER BY way <> 'as stored') AS row_form_same,
  person_form = first_value(person_form) OVER (ORDER BY way <> 'as stored') AS person_form_same
FROM images ORDER BY way COLLATE "C";

-- Hash and sort, grouped: as many small states as groups, each equal to its plain count.
SET enable_sort = off;
CREATE TEMP TABLE hashed AS SELECT person, summarize(gender, key, answer) AS s, summarize_persons(id, gender, id, answer) AS p FROM summary_rows GROUP BY person;
RESET enable_sort;
SET enable_hashagg = off;
CREATE TEMP TABLE sorted AS SELECT person, summarize(gender, key, answer) AS s, summarize_persons(id, gender, id, answer) AS p FROM summary_rows GROUP BY person;
RESET enable_hashagg;
SELECT count(*) = (SELECT count(DISTINCT person) FROM summary_rows) AS every_group, bool_and(h.s = o.s AND h.p = o.p) AS same,
  bool_and(people(h.p) = cases(h.s)) AS counted
FROM hashed h JOIN sorted o USING (person);

-- Running totals: a window may look at a state again and again.
SELECT bool_and(cases(running) = n AND people(persons) = (SELECT count(DISTINCT person) FROM summary_rows i WHERE i.id <= w.id)) AS running,
  bool_and(running = again) AS unharmed
FROM (SELECT id, summarize(gender, key) OVER o AS running, summarize(gender, key) OVER o AS again, summarize_persons(person, gender, key) OVER o AS persons, row_number() OVER o AS n
  FROM summary_rows WHERE id < 300 WINDOW o AS (ORDER BY id)) AS w;

---- the array form: one row is one person, with the answers of all their cases to several questions

-- Four questions; a question that is NULL is not asked of the case. One case, or all of them.
SELECT unnest(summarize(gender, key, answers))
FROM (VALUES ('female'::gender, 1::bigint, '{yes,NULL,no,NULL}'::answer[]), ('male', 16, '{{yes,NULL,no,NULL},{no,died,NULL,NULL}}'), (NULL, 255, '{not_recorded,NULL,yes,NULL}'),
  ('other', NULL, NULL), ('other', NULL, '{}')) AS v (gender, key, answers);
SELECT summarize('male', 1, '{yes}'::answer[]) AS no_rows, summarize('male', NULL, NULL::answer[]) FILTER (WHERE false) AS none_chosen WHERE false;
SELECT summarize('male', NULL, NULL::answer[]) AS no_answers;
SELECT reason, pg_temp.state_of('SELECT continuum.summarize(NULL, key, answers) FROM (VALUES ' || rows || ') AS v (key, answers)') AS sqlstate
FROM (VALUES
  ('no record key', '(NULL::bigint, ''{yes}''::continuum.answer[])'),
  ('three dimensions', '(1::bigint, ''{{{yes}}}''::continuum.answer[])'),
  ('one more question', '(1::bigint, ''{yes}''::continuum.answer[]), (2, ''{yes,no}'')'),
  ('one question less', '(1::bigint, ''{{yes,no}}''::continuum.answer[]), (2, ''{yes}'')'),
  ('two cases of one question are no two questions', '(1::bigint, ''{{yes},{no}}''::continuum.answer[]), (2, ''{yes,no}'')'),
  ('1025 questions', '(1::bigint, array_fill(''yes''::continuum.answer, ARRAY[1025]))'),
  ('(legal) 1024 questions', '(1::bigint, array_fill(''yes''::continuum.answer, ARRAY[3, 1024]))'),
  ('(legal) other bounds', '(1::bigint, ''[0:1]={yes,no}''::continuum.answer[]), (2, ''{no,yes}'')'),
  ('(legal) empty first', '(1::bigint, ''{}''::continuum.answer[]), (2, ''{no,yes}''), (3, ''{}'')')
) AS c (reason, rows);

-- Random people of 0 to 4 cases, of five questions, a third of them not asked, the fifth of nobody.
CREATE TABLE asked AS
SELECT person, ('x' || md5('asked' || person))::bit(64)::bigint AS key, random() AS shuffle, person % 7 AS part,
  (ARRAY['female', 'male', 'other', 'unknown', NULL])[floor(random() * 5) + 1]::gender AS gender, cases
FROM (SELECT person, array_agg(ARRAY[draw[1], draw[2], draw[3], draw[4], NULL]) FILTER (WHERE n <= person % 5) AS cases
  FROM (SELECT person, n, array_agg((ARRAY(SELECT name FROM vocabulary('answer') ORDER BY code) || array_fill(NULL::text, ARRAY[7]))[floor(random() * 21) + 1]::answer) AS draw
    FROM generate_series(1, 4000) AS person, generate_series(1, 4) AS n, generate_series(1, 4) AS question GROUP BY person, n) AS c
  GROUP BY person) AS p;
-- The one case of a person, half the time as it is and half the time as a list of one; and nothing.
UPDATE asked SET cases = ARRAY(SELECT unnest(cases)) WHERE array_length(cases, 1) = 1 AND shuffle < 0.5;
UPDATE asked SET cases = '{}' WHERE cases IS NULL AND shuffle < 0.5;
ANALYZE asked;
SELECT array_ndims(cases), array_length(cases, 1) AS length, count(*) > 300 AS many FROM asked GROUP BY 1, 2 ORDER BY 1, 2;

-- Every answer a row, for the plain statements.
CREATE TEMP TABLE answered AS
SELECT person, key, coalesce(gender, 'unknown') AS gender, (n - 1) % 5 + 1 AS question, answer
FROM asked, unnest(cases) WITH ORDINALITY AS a (answer, n) WHERE answer IS NOT NULL;
SELECT q.question, count(*) AS genders, bool_and(cases(s, g) = p.cases) AS cases, bool_and(numerator(s, g) = p.numerator AND denominator(s, g) = p.denominator) AS answers,
  bool_and(excluded(s, g) = p.excluded) AS excluded, bool_and(people(s, g) = p.people) AS people, bool_and(cell_key(s, g) = pg_temp.wrapped(p.key)) AS key,
  bool_or(p.people < p.cases) AS some_have_several
FROM (SELECT summarize(gender, key, cases) FROM asked) AS a (result), unnest(result) WITH ORDINALITY AS q (s, question),
  unnest(ARRAY['female', 'male', 'other', 'unknown', NULL]::gender[]) AS g,
  LATERAL (SELECT count(*) AS cases, count(*) FILTER (WHERE answer = 'yes') AS numerator, count(*) FILTER (WHERE answer IN ('yes', 'no')) AS denominator,
      count(DISTINCT person) AS people, coalesce((SELECT sum(k.key::numeric) FROM (SELECT DISTINCT i.person, i.key FROM answered i WHERE i.question = q.question AND (i.gender = g OR g IS NULL)) AS k), 0) AS key,
      (SELECT coalesce(jsonb_object_agg(name, n), '{}') FROM (SELECT answer::text, count(*) FROM answered i WHERE i.question = q.question AND (i.gender = g OR g IS NULL) AND answer NOT IN ('yes', 'no') GROUP BY 1) AS e (name, n)) AS excluded
    FROM answered o WHERE o.question = q.question AND (o.gender = g OR g IS NULL)) AS p
GROUP BY q.question ORDER BY q.question;
-- A question of one case each is summarize() of that answer.
SELECT bool_and(a.s[question] = b.s) AS as_scalar
FROM (SELECT summarize(gender, key, ARRAY[answer, 'no', answer]) AS s FROM summary_rows WHERE answer IS NOT NULL) AS a,
  (SELECT summarize(gender, key, answer) AS s, 1 AS question FROM summary_rows WHERE answer IS NOT NULL
   UNION ALL SELECT summarize(gender, key, 'no'::answer), 2 FROM summary_rows WHERE answer IS NOT NULL) AS b (s, question);

-- Any order of people and of cases, any plan, and parts that are added: the same bytes.
CREATE TEMP TABLE array_images (way text, image bytea);
\set image 'array_send(summarize(gender, key, cases))'
INSERT INTO array_images SELECT 'as stored', :image FROM asked;
INSERT INTO array_images SELECT 'shuffled', :image FROM (SELECT * FROM asked ORDER BY shuffle OFFSET 0) AS s;
INSERT INTO array_images SELECT 'cases backwards', array_send(summarize(gender, key, turned)) FROM (SELECT gender, key,
  CASE WHEN array_ndims(cases) = 2 THEN (SELECT array_agg(ARRAY(SELECT unnest(cases[n:n][:])) ORDER BY n DESC) FROM generate_series(1, array_length(cases, 1)) AS n) ELSE cases END FROM asked) AS t (gender, key, turned);
INSERT INTO array_images SELECT 'added', array_send(sum(s::text::gender_summary[] ORDER BY part DESC)) FROM (SELECT part, summarize(gender, key, cases) FROM asked GROUP BY part) AS p (part, s);
INSERT INTO array_images SELECT 'added by +', array_send((SELECT summarize(gender, key, cases) FROM asked WHERE part < 3) + (SELECT summarize(gender, key, cases) FROM asked WHERE part >= 3) + '{}');
SET max_parallel_workers_per_gather = 2;
SELECT pg_temp.plan_has('SELECT ' || :'image' || ' FROM asked', '"Partial"') AS parallel;
CREATE TEMP TABLE parallel_array (way, image) AS SELECT 'parallel', :image FROM asked;
INSERT INTO array_images TABLE parallel_array;
RESET max_parallel_workers_per_gather;
SELECT way, image = first_value(image) OVER (ORDER BY way <> 'as stored') AS same FROM array_images ORDER BY way COLLATE "C";
-- Running totals see their own rows only.
SELECT bool_and(cases(running[1]) = n) AS running, bool_and(running = again) AS unharmed
FROM (SELECT summarize(gender, key, '{yes,no}'::answer[]) OVER o AS running, summarize(gender, key, '{yes,no}'::answer[]) OVER o AS again, row_number() OVER o AS n
  FROM asked WHERE person < 100 WINDOW o AS (ORDER BY person)) AS w;

-- Called by hand they change nobody's value; what is no plain list of summaries is refused.
WITH was AS MATERIALIZED (SELECT ARRAY[value, value] AS s FROM kept WHERE id = 2)
SELECT cases(s[1]) AS before, cases((summarize_answers(s, 'male', 1, '{NULL,yes}'))[2]) AS called, cases((s + s)[2]) AS added, cases(s[2]) AS after FROM was;
SELECT '{}'::gender_summary[] + '{}' AS empty, '[5:5]={"{}"}'::gender_summary[] + '{"{}"}' AS bounds, sum(s) AS of_no_rows FROM (SELECT NULL::gender_summary[] WHERE false) AS n (s);
SELECT reason, pg_temp.state_of('SELECT ' || call) AS sqlstate
FROM (VALUES
  ('null summary', '''{NULL}''::continuum.gender_summary[] OPERATOR(continuum.+) ''{"{}"}'''),
  ('two dimensions', '''{{"{}"}}''::continuum.gender_summary[] OPERATOR(continuum.+) ''{"{}"}'''),
  ('different length', '''{"{}","{}"}''::continuum.gender_summary[] OPERATOR(continuum.+) ''{"{}"}'''),
  ('null state', 'continuum.summarize_answers(NULL, NULL, 1, ''{yes}'')'),
  ('too many cases', '''{"{male: cases=4611686018427387904 people=1, all: people=1}"}''::continuum.gender_summary[] OPERATOR(continuum.+) ''{"{female: cases=1 people=1, all: people=1}"}''')
) AS c (reason, call);
-- Answers that were stored come with a short header, or compressed: they are read alike.
SELECT array_send(summarize('male', person, cases)) = array_send(summarize('male', person, cases || array_fill(NULL::answer, ARRAY[0]))) AS short,
  max(pg_column_size(cases)) < 127 AS is_short FROM asked WHERE array_ndims(cases) = 2 AND array_length(cases, 1) < 4;
CREATE TEMP TABLE squeezed AS SELECT array_fill('yes'::answer, ARRAY[9000, 2]) AS cases;
SELECT pg_column_size(cases) < 9000 AS compressed, (SELECT summarize('male', 1, cases) FROM squeezed) AS s FROM squeezed;

---- the state

SELECT state, state::text::gender_summary_state::text = state::text AS text_same,
  pg_temp.receive('received_state', gender_summary_state_send(state)) = state::text AS binary_same
FROM (SELECT pg_temp.partial_state(person, gender, key, answer) FROM (VALUES (7::bigint, 'male'::gender, -1::bigint, 'yes'::answer), (-7, NULL, 255, 'no'), (7, 'female', -1, NULL)) AS v (person, gender, key, answer)) AS s (state);
SELECT bool_and(pg_temp.receive('received_state', gender_summary_state_send(state)) = state::text) AS large_same, min(length(gender_summary_state_send(state))) > 10000 AS large FROM shipped;
SELECT pg_temp.receive('received_state', gender_summary_state_send('{} []')) AS empty;

SELECT reason, pg_temp.state_of(format('SELECT %L::continuum.gender_summary_state', text)) AS sqlstate
FROM (VALUES
  ('empty', ''),
  ('no people', '{}'),
  ('not closed', '{} ['),
  ('text after', '{} [] x'),
  ('bad summary', '{male: cases=-1} []'),
  ('people not listed', '{male: cases=1 people=1 key=0000000000000001, all: people=1 key=0000000000000001} []'),
  ('person not counted', '{} [1:m:0000000000000001]'),
  ('other gender', '{male: cases=1 people=1 key=0000000000000001, all: people=1 key=0000000000000001} [1:f:0000000000000001]'),
  ('no gender', '{male: cases=1 people=1 key=0000000000000001, all: people=1 key=0000000000000001} [1::0000000000000001]'),
  ('unknown gender', '{male: cases=1 people=1 key=0000000000000001, all: people=1 key=0000000000000001} [1:x:0000000000000001]'),
  ('other key', '{male: cases=1 people=1 key=0000000000000001, all: people=1 key=0000000000000001} [1:m:0000000000000002]'),
  ('short key', '{male: cases=1 people=1 key=0000000000000001, all: people=1 key=0000000000000001} [1:m:1]'),
  ('twice', '{male: cases=2 people=2 key=0000000000000002, all: people=2 key=0000000000000002} [1:m:0000000000000001, 1:m:0000000000000001]'),
  ('not in order', '{male: cases=2 people=2 key=0000000000000002, all: people=2 key=0000000000000002} [2:m:0000000000000001, 1:m:0000000000000001]'),
  ('no comma', '{male: cases=2 people=2 key=0000000000000002, all: people=2 key=0000000000000002} [1:m:0000000000000001 2:m:0000000000000001]'),
  ('(legal)', '{male: cases=2 people=2 key=0000000000000002, all: people=2 key=0000000000000002} [1:m:0000000000000001,2:m:0000000000000001]')
) AS bad (reason, text);
SELECT reason, pg_temp.receive('received_state', payload) AS sqlstate
FROM (SELECT gender_summary_state_send('{male: cases=2 people=2 key=0000000000000002, all: people=2 key=0000000000000002} [1:m:0000000000000001,2:m:0000000000000001]')) AS good (bytes),
LATERAL (VALUES
  ('empty', ''::bytea),
  ('no people', substr(bytes, 1, 756)),
  ('one byte short', substr(bytes, 1, length(bytes) - 1)),
  ('one person short', substr(bytes, 1, length(bytes) - 17)),
  ('unknown version', set_byte(bytes, 0, 9)),
  ('unknown gender', set_byte(bytes, length(bytes) - 1, 16)),
  ('no gender', set_byte(bytes, length(bytes) - 1, 0)),
  ('other gender', set_byte(bytes, length(bytes) - 1, 1)),
  ('not in order', set_byte(bytes, 756 + 7, 3)),
  ('twice', set_byte(bytes, 756 + 7, 2))
) AS bad (reason, payload);

---- privileges and volatility: nothing here is VOLATILE, unsafe or granted beyond PUBLIC's default

SELECT count(*) > 30 AS many, bool_and(provolatile = 'i') AS immutable, bool_and(proparallel = 's') AS safe,
  bool_and(proacl IS NULL) AS plain, bool_and(obj_description(oid, 'pg_proc') IS NOT NULL) AS described
FROM pg_proc WHERE pronamespace = 'continuum'::regnamespace AND (proname ~ '^(gender_)?summar' OR proargtypes[0] = 'gender_summary'::regtype);

COPY (SELECT 1) TO PROGRAM 'rm -f continuum_summary.bin';
DROP TABLE summary_rows, summary_parts, asked;
