-- All stays of one person: forms, set laws, what it contains, order, indexes, limits.
-- The aggregate has a file of its own, journey_agg.sql.
SET search_path = continuum, pg_catalog;
SET DateStyle = ISO;

-- SQLSTATE and our own detail of what a statement raises; of core's errors the state alone.
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

-- The text a type's binary input makes of some bytes, sent through COPY.
CREATE FUNCTION pg_temp.receive(type text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  copied bytea := '\x5047434f50590aff0d0a00'::bytea || int4send(0) || int4send(0)
    || int2send(1::int2) || int4send(length(bytes)) || bytes || int2send((-1)::int2);
  received text;
  octal text;
BEGIN
  SELECT string_agg('\' || lpad(to_char((b / 64) * 100 + (b / 8 % 8) * 10 + b % 8, 'FM999'), 3, '0'), '' ORDER BY i)
    INTO octal FROM (SELECT i, get_byte(copied, i) AS b FROM generate_series(0, length(copied) - 1) i) byte;
  EXECUTE format('CREATE TEMP TABLE received (value %s)', type);
  EXECUTE format('COPY received FROM PROGRAM %L WITH (FORMAT binary)', 'printf ''' || octal || '''');
  EXECUTE 'SELECT value::text FROM received' INTO received;
  EXECUTE 'DROP TABLE received';
  RETURN received;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS octal = PG_EXCEPTION_DETAIL;
  RETURN concat_ws(' ', SQLSTATE, nullif(octal, ''));
END $$;

CREATE FUNCTION pg_temp.plan_has(statement text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN ' || statement LOOP
    IF line ~ node THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;

-- Text: any order in, the total order out, equal stays once; stays that touch stay two.
SELECT j::journey::text AS canonical FROM (VALUES
  ('{}'), (' { } '),
  ('{aftercare[2024-04-20,)@17,residential[2024-01-10,2024-04-09]:completed@17,aftercare[2024-04-20,)@17}'),
  ('{outpatient[2024-01-10,2024-01-20], outpatient[2024-01-20,2024-01-30]}'),
  ('{outpatient[2024-01-10,)@2, outpatient[2024-01-10,?]@2, outpatient[2024-01-10,2024-01-10]@2, outpatient[2024-01-10,)@1}')) v(j);
SELECT j AS refused, pg_temp.slip(format('SELECT %L::continuum.journey', j)) AS slip FROM (VALUES
  (''), ('{'), ('aftercare[2024-04-20,)'), ('{aftercare[2024-04-20,)'), ('{aftercare[2024-04-20,),}'),
  ('{,}'), ('{aftercare[2024-04-20,)}}'), ('{aftercare[2024-04-20,) aftercare[2024-04-20,)}'),
  ('{aftercare[2024-04-20,), aftercare[2024-04-31,)}'), ('{aftercare[2024-04-20,2024-04-19]}'),
  ('{aftercare[2024-04-20,2024-04-21]:ongoing}'), ('{hotel[2024-04-20,)}'), ('{aftercare[2024-04-20,)@-3}')) v(j);

-- Binary: version, flags, count, stays; anything but a canonical image is refused.
SELECT journey_send('{residential[2024-01-10,2024-04-09]:completed@17, aftercare[2024-04-20,)@17}') AS wire,
       journey_send('{}') AS empty;
SELECT what, pg_temp.receive('journey', bytes) AS received FROM (VALUES
  ('two stays', '\x01000002 0000224700000011005a1401 000022ac00000011ffff2800'::bytea),
  ('empty', '\x01000000'), ('nothing', '\x'), ('header cut short', '\x010000'),
  ('stay cut short', '\x01000001 0000224700000011005a14'), ('fewer than counted', '\x01000002 0000224700000011005a1401'),
  ('more than counted', '\x01000000 0000224700000011005a1401'),
  ('version 0', '\x00000000'), ('version 2', '\x02000000'), ('unknown flag', '\x01010000'),
  ('unsorted', '\x01000002 000022ac00000011ffff2800 0000224700000011005a1401'),
  ('duplicate', '\x01000002 0000224700000011005a1401 0000224700000011005a1401'),
  ('no such care', '\x01000001 0000224700000011005a0701'),
  ('ongoing with an end', '\x01000001 0000224700000011005a1400')) v(what, bytes);

-- JSON, both ways and through both types; to_jsonb finds the cast.
SELECT j::json, j::jsonb::journey = j AND j::json::journey = j AS reads_back, to_jsonb(j) = j::jsonb AS found
FROM (VALUES ('{}'::journey),
  ('{outpatient[2024-01-10,?]@3, residential[2024-01-10,2024-04-09]:completed@17, aftercare[2024-04-20,)}')) v(j);
SELECT '[{"care": "outpatient", "started": "2024-02-10"}, {"care": "outpatient", "started": "2024-01-10"},
  {"care": "outpatient", "started": "2024-02-10", "programme": 0}]'::jsonb::journey AS sorted_and_unique;
SELECT j AS refused, pg_temp.slip(format('SELECT %L::jsonb::continuum.journey', j)) AS slip FROM (VALUES
  ('{}'), ('1'), ('"{}"'), ('null'), ('[1]'), ('[null]'), ('[[]]'), ('[{}]'),
  ('[{"care": "outpatient", "started": "2024-02-10", "until": null}]')) v(j);

-- A few thousand journeys of a few stays, some rows twice; kept as arrays too, which order by core's rules.
CREATE TEMP TABLE person AS
SELECT p AS person, journey_agg(e) AS journey, array_agg(DISTINCT e ORDER BY e) AS stays FROM (
  SELECT CASE WHEN n % 4 = 0 THEN n % 1000 ELSE n % 5000 END AS p, episode(k.care, d, CASE WHEN n % 7 > 1 THEN d + n % 41 END,
    CASE WHEN n % 7 = 0 THEN 'unknown'::exit_reason END, n % 3) AS e
  FROM generate_series(1, 25000) i, LATERAL (SELECT CASE WHEN i % 10 = 0 THEN i - 7 ELSE i END AS n) n,
       LATERAL (SELECT date '2024-01-01' + n * 7919 % 30 AS d) started,
       LATERAL (SELECT (ARRAY['residential', 'outpatient', 'aftercare', 'opioid_agonist'])[1 + n * 31 % 4]::care AS care) k) s
GROUP BY p;
SELECT count(*), sum(cardinality(journey)) AS stays, min(cardinality(journey)) AS fewest, max(cardinality(journey)) AS most FROM person;

-- Through COPY, binary and text.
CREATE TEMP TABLE copied (person int, journey journey);
COPY person (person, journey) TO PROGRAM 'cat >continuum-journey.bin' (FORMAT binary);
COPY copied FROM PROGRAM 'cat continuum-journey.bin && rm continuum-journey.bin' (FORMAT binary);
COPY person (person, journey) TO PROGRAM 'cat >continuum-journey.txt';
COPY copied FROM PROGRAM 'cat continuum-journey.txt && rm continuum-journey.txt';
SELECT count(*), count(*) FILTER (WHERE p.journey = c.journey) AS same FROM person p JOIN copied c USING (person);
DROP TABLE copied;

-- A set: union is idempotent, commutative, associative; one more stay is a union with it.
SELECT count(*) AS triples,
  count(*) FILTER (WHERE a.journey || a.journey <> a.journey) AS idempotent,
  count(*) FILTER (WHERE a.journey || b.journey <> b.journey || a.journey) AS commutative,
  count(*) FILTER (WHERE (a.journey || b.journey) || c.journey <> a.journey || (b.journey || c.journey)) AS associative,
  count(*) FILTER (WHERE a.journey || '{}'::journey <> a.journey) AS neutral,
  count(*) FILTER (WHERE a.journey || b.stays[1] <> a.journey || ('{' || b.stays[1]::text || '}')::journey) AS one_more,
  count(*) FILTER (WHERE ARRAY(SELECT unnest(a.journey || b.journey))
    <> ARRAY(SELECT DISTINCT e FROM unnest(a.stays || b.stays) e ORDER BY e)) AS set_union
FROM person a JOIN person b ON b.person = a.person + 1 JOIN person c ON c.person = a.person + 2 WHERE a.person < 3000;

-- unnest gives the stays in order, in FROM and in the select list; empty gives none.
SELECT count(*) AS differ FROM person WHERE ARRAY(SELECT unnest(journey)) <> stays
  OR ARRAY(SELECT e FROM unnest(journey) WITH ORDINALITY u(e, n) ORDER BY n) <> stays;
SELECT count(*) FROM unnest('{}'::journey);
SELECT person, unnest(journey), generate_series(1, 2) FROM person WHERE person = 19;
-- A set abandoned half way is forgotten; stays lie in the journey itself, be it compressed, and are kept beyond it.
SELECT count(*) AS differ FROM (SELECT stays, (SELECT unnest(journey) LIMIT 1) AS first, (SELECT unnest(journey) OFFSET 1 LIMIT 1) AS second FROM person) s
WHERE first IS DISTINCT FROM stays[1] OR second IS DISTINCT FROM stays[2];
CREATE TEMP TABLE long_life AS SELECT p, journey_agg(episode('outpatient', date '2000-01-01' + i * p, programme => p)) AS journey
FROM generate_series(1, 3) p, generate_series(1, 3000) i GROUP BY p;
SELECT p, pg_column_size(journey) < 36000 AS compressed, count(DISTINCT e) AS stays, count(*) FILTER (WHERE programme(e) = p) AS own, min(started(e)), max(started(e))
FROM (SELECT p, journey, unnest(journey) AS e, unnest(journey) AS again FROM long_life) s WHERE e = again GROUP BY p, journey ORDER BY p;
SELECT p, (SELECT unnest(journey) LIMIT 1) FROM long_life, generate_series(1, 2) ORDER BY p;
SELECT pg_temp.plan_has($$SELECT * FROM continuum.unnest('{outpatient[2024-01-10,?], outpatient[2024-02-10,?]}'::continuum.journey)$$, 'rows=2 ') AS counted,
       pg_temp.plan_has($$SELECT continuum.unnest(journey) FROM person WHERE person = 19$$, 'Seq Scan') AS planned;

-- What it contains, against the stays one by one; commutators the same.
SELECT count(*) AS differ FROM person, generate_series(date '2023-12-31', '2024-03-15', '5 days') t,
  LATERAL (SELECT t::date AS day) d
WHERE person % 20 = 0 AND (journey @> day) <> EXISTS (SELECT FROM unnest(stays) e WHERE period(e) @> day)
   OR person % 20 = 0 AND (journey @> day) <> (day <@ journey);
SELECT count(*) AS differ FROM person, unnest('{residential,outpatient,aftercare,mutual_aid}'::care[]) k
WHERE (journey @> k) <> EXISTS (SELECT FROM unnest(stays) e WHERE care(e) = k) OR (journey @> k) <> (k <@ journey);
SELECT count(*) AS differ FROM person WHERE period(journey) IS DISTINCT FROM
  (SELECT range_merge(range_agg(period(e))) FROM unnest(stays) e);
SELECT j, period(j), cardinality(j), j @> date '2024-01-15' AS mid_january, j @> 'outpatient'::care AS outpatient FROM (VALUES
  ('{}'::journey), ('{residential[2024-01-10,2024-01-15]}'), ('{outpatient[2024-01-10,?]}'), ('{residential[2024-01-10,)}'),
  ('{residential[2024-01-01,2024-03-01], outpatient[2024-01-10,?], outpatient[2024-02-01,2024-02-02]}')) v(j);

-- Order and equality: as core orders arrays of the same stays.
SELECT count(*) AS pairs,
  count(*) FILTER (WHERE (a.journey < b.journey) <> (a.stays < b.stays)) AS lt,
  count(*) FILTER (WHERE (a.journey <= b.journey) <> (a.stays <= b.stays)) AS le,
  count(*) FILTER (WHERE (a.journey = b.journey) <> (a.stays = b.stays)) AS eq,
  count(*) FILTER (WHERE (a.journey <> b.journey) <> (a.stays <> b.stays)) AS ne,
  count(*) FILTER (WHERE (a.journey >= b.journey) <> (a.stays >= b.stays)) AS ge,
  count(*) FILTER (WHERE (a.journey > b.journey) <> (a.stays > b.stays)) AS gt,
  count(*) FILTER (WHERE sign(journey_cmp(a.journey, b.journey)) <> btarraycmp(a.stays, b.stays)) AS cmp
FROM person a JOIN person b ON a.person < 200 AND (b.person < 200 OR b.person % 200 = 0);
SELECT count(*) AS out_of_order FROM (
  SELECT dense_rank() OVER (ORDER BY journey) AS ours, dense_rank() OVER (ORDER BY stays) AS arrays FROM person) o
WHERE ours <> arrays;
SELECT j FROM (VALUES ('{outpatient[2024-01-10,?]}'::journey), ('{}'), ('{outpatient[2024-01-10,?], outpatient[2024-01-11,?]}'),
  ('{outpatient[2023-01-10,)}'), ('{}')) v(j) ORDER BY j;
SELECT count(DISTINCT journey_hash(journey)) > 0.99 * count(DISTINCT journey) AS hash_spreads,
  count(*) FILTER (WHERE journey_hash(journey) <> journey_hash(journey::text::journey)) AS unequal_hash,
  count(*) FILTER (WHERE journey_hash_extended(journey, 7) <> journey_hash_extended(journey::text::journey, 7)) AS unequal_salted,
  count(*) FILTER (WHERE journey_hash(journey) <> (journey_hash_extended(journey, 0) & 4294967295)::bit(32)::int) AS salt_0
FROM person;

-- Short, plain, compressed and out-of-line images of one journey are equal, hash equal and read equal.
CREATE TEMP TABLE image (form text, journey journey);
ALTER TABLE image ALTER journey SET STORAGE EXTERNAL;
INSERT INTO image SELECT 'out of line', journey_agg(episode('aftercare', date '2000-01-01' + i)) FROM generate_series(1, 3000) i;
ALTER TABLE image ALTER journey SET STORAGE EXTENDED;
INSERT INTO image SELECT 'compressed', journey_agg(episode('aftercare', date '2000-01-01' + i)) FROM generate_series(1, 3000) i;
INSERT INTO image VALUES ('short', '{aftercare[2000-01-02,)}'), ('short', '{outpatient[1999-01-02,)}');
SELECT a.form, b.form, a.journey = b.journey AS equal, journey_cmp(a.journey, b.journey) AS cmp, a.journey <= b.journey AS le,
  journey_hash(a.journey) = journey_hash(b.journey) AS hash, a.journey || b.journey = a.journey AS same_union,
  period(a.journey) = period(b.journey) AS period, cardinality(a.journey) = cardinality(b.journey) AS cardinality
FROM image a, image b WHERE a.form = 'out of line' AND b.form <> 'short';
SELECT pg_column_size(journey) < 12 * cardinality(journey) + 8 AS compressed FROM image WHERE form = 'compressed';
SELECT form, count(*) FROM (SELECT form, journey FROM image ORDER BY journey) o GROUP BY form ORDER BY form;
SELECT count(*) AS journeys, sum(n) AS images FROM (SELECT journey, count(*) AS n FROM image GROUP BY journey) g;
DROP TABLE image;

-- Operator classes are complete; every operator knows its commutator and negator; what may be leakproof is.
SELECT opcname, amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod
WHERE opcintype = 'journey'::regtype ORDER BY amname;
SELECT oprleft::regtype, oprname, oprright::regtype, c.com AS commutator, c.neg AS negator, oprcanmerge, oprcanhash, proleakproof
FROM pg_operator o JOIN pg_proc p ON p.oid = oprcode,
  LATERAL (SELECT (SELECT oprname FROM pg_operator WHERE oid = o.oprcom) AS com, (SELECT oprname FROM pg_operator WHERE oid = o.oprnegate) AS neg) c
WHERE 'journey'::regtype IN (oprleft, oprright) ORDER BY oprleft::regtype::text, oprname COLLATE "C", oprright::regtype::text;

-- An index answers as a scan does, is used, and keeps equal journeys once.
CREATE TEMP TABLE answer_seq AS SELECT a.journey, (SELECT count(*) FROM person s WHERE s.journey = a.journey) AS equal,
  (SELECT count(*) FROM person s WHERE s.journey < a.journey) AS less FROM person a WHERE person % 200 = 0;
CREATE INDEX person_btree ON person (journey);
CREATE INDEX person_hash ON person USING hash (journey);
ANALYZE person;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT pg_temp.plan_has('SELECT journey FROM person ORDER BY journey', 'person_btree') AS ordered,
       pg_temp.plan_has('SELECT journey FROM person WHERE journey < ''{outpatient[2024-01-02,)}''', 'person_btree') AS ranged;
SELECT count(*) AS differ FROM answer_seq a WHERE row(equal, less) IS DISTINCT FROM
  (SELECT row((SELECT count(*) FROM person s WHERE s.journey = a.journey), (SELECT count(*) FROM person s WHERE s.journey < a.journey)));
DROP INDEX person_btree;
SELECT pg_temp.plan_has('SELECT journey FROM person WHERE journey = ''{outpatient[2024-01-02,)}''', 'person_hash') AS hashed;
SELECT count(*) AS differ FROM answer_seq a WHERE equal <> (SELECT count(*) FROM person s WHERE s.journey = a.journey);
RESET enable_seqscan;
RESET enable_bitmapscan;
DROP TABLE answer_seq;
CREATE TEMP TABLE twins AS SELECT '{outpatient[2024-01-02,), residential[2024-02-01,)}'::journey AS journey FROM generate_series(1, 5000);
CREATE INDEX twins_btree ON twins (journey);
SELECT pg_relation_size('twins_btree') < 5000 * 20 AS deduplicated;
DROP TABLE twins;

-- Limits: 65,535 stays and not one more, whichever way they come.
CREATE TEMP TABLE long AS SELECT i, episode('aftercare', date '1900-01-01' + i) AS e FROM generate_series(1, 65536) i;
CREATE TEMP TABLE longest AS SELECT journey_agg(e) AS journey FROM long WHERE i <= 65535;
SELECT cardinality(journey), period(journey), journey = journey::text::journey AS text, journey = journey::jsonb::journey AS json,
  journey || journey = journey AS idempotent, journey @> date '1900-01-01' AS before, journey @> date '2200-01-01' AS after FROM longest;
SELECT pg_temp.slip('SELECT journey || e FROM longest, long WHERE i = 1') AS known_stay,
       pg_temp.slip('SELECT journey || e FROM longest, long WHERE i = 65536') AS one_more,
       pg_temp.slip('SELECT journey || (''{'' || e::text || ''}'')::continuum.journey FROM longest, long WHERE i = 65536') AS union,
       pg_temp.slip('SELECT (''{'' || string_agg(e::text, '','') || ''}'')::continuum.journey FROM long') AS text,
       pg_temp.slip('SELECT jsonb_agg(e)::continuum.journey FROM long') AS json;
DROP TABLE long, longest, person;
