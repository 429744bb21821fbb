-- One stay: text, binary, JSON, construction, accessors, order, indexes, and what is refused.
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

-- Text: three endings, defaults, spaces; the canonical form comes back.
SELECT e::episode::text AS canonical FROM (VALUES
  ('residential[2024-01-10,2024-04-09]:completed@17'),
  ('aftercare[2024-04-20,)@17'),
  ('outpatient[2024-01-10,?]:left_before_completion@3'),
  ('residential[2024-01-10,2024-04-09]'),
  ('residential[2024-01-10,?]@5'),
  ('aftercare[2024-04-20,):ongoing@0'),
  ('  opioid_agonist [ 0001-01-01 , 0001-01-01 ] : died @ 2147483647 '),
  ('custody_treatment[9999-12-31,9999-12-31]:moved'),
  ('withdrawal_management_outpatient[1900-01-01,2079-06-04]:transferred_to_custody@2147483647')) v(e);

-- Text does not depend on a setting.
SET DateStyle = 'Postgres, DMY';
SELECT 'residential[2024-01-10,2024-04-09]:completed@17'::episode;
SET DateStyle = ISO;

-- Refused text: the state, the position, the reason, and never the text.
SELECT e AS refused, pg_temp.slip(format('SELECT %L::continuum.episode', e)) AS slip FROM (VALUES
  (''), ('residential'), ('hotel[2024-01-10,)'), ('RESIDENTIAL[2024-01-10,)'),
  ('residential(2024-01-10,)'), ('residential[10-01-2024,)'), ('residential[infinity,)'),
  ('residential[2024-02-30,)'), ('residential[0000-12-31,)'), ('residential[10000-01-01,)'),
  ('residential[2024-01-10,2024-01-09]'), ('residential[2024-01-10,2024-01-20)'), ('residential[2024-01-10,]'),
  ('residential[2024-01-10,2024-01-20]:ongoing'), ('residential[2024-01-10,?]:ongoing'),
  ('residential[2024-01-10,):completed'), ('residential[2024-01-10,2024-01-20]:dropped'),
  ('residential[2024-01-10,)@'), ('residential[2024-01-10,)@-1'), ('residential[2024-01-10,)@2147483648'),
  ('residential[2024-01-10,)@99999999999999999999'), ('residential[2024-01-10,)@17 now'),
  ('outpatient[1900-01-01,2079-06-05]')) v(e);

-- No message repeats the input, in any of its fields.
CREATE FUNCTION pg_temp.told(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  message text;
  detail text;
  hint text;
BEGIN
  EXECUTE statement;
  RETURN '';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN message || detail || hint;
END $$;
SELECT count(*) AS told FROM (VALUES
  ('SECRET12[2024-01-10,)'), ('residential[SECRET12,)'), ('residential[2024-01-10,SECRET12]'),
  ('residential[2024-01-10,?]:SECRET12'), ('residential[2024-01-10,?]:secret12'), ('secret12[2024-01-10,)'),
  ('residential[2024-01-10,)@SECRET12'), ('residential[2024-01-10,)SECRET12')) v(e)
WHERE pg_temp.told(format('SELECT %L::continuum.episode', e)) ~* 'secret12';

-- The constructor and the accessors.
SELECT e, care(e), started(e), ended(e), exit_reason(e), programme(e), is_open(e), days(e), period(e)
FROM (VALUES
  (episode('residential', '2024-01-10', '2024-04-09', 'completed', 17)),
  (episode('residential', '2024-01-10', '2024-01-10')),
  (episode('aftercare', '2024-04-20')),
  (episode('aftercare', '2024-04-20', NULL, 'ongoing', NULL)),
  (episode('outpatient', '2024-01-10', NULL, 'lost_contact', 3)),
  (episode('outpatient', started => '2024-01-10', programme => 4)),
  (episode('outpatient', '0001-01-01', NULL, 'unknown')),
  (episode('outpatient', '9999-12-31', '9999-12-31', 'moved')),
  (episode(NULL, '2024-01-10')),
  (episode('outpatient', NULL, '2024-01-10'))) v(e);
SELECT arguments, pg_temp.slip(format('SELECT continuum.episode(%s)', arguments)) AS slip FROM (VALUES
  ($$'residential', '2024-01-10', '2024-01-09'$$),
  ($$'residential', '2024-01-10', '2024-01-20', 'ongoing'$$),
  ($$'residential', 'infinity'$$),
  ($$'residential', '-infinity', '2024-01-01'$$),
  ($$'residential', '2024-01-10', 'infinity', 'completed'$$),
  ($$'residential', '0001-01-01 BC'$$),
  ($$'residential', '2024-01-10', '10000-01-01'$$),
  ($$'residential', '1900-01-01', '2079-06-05', 'completed'$$),
  ($$'residential', '2024-01-10', programme => -1$$)) v(arguments);

-- JSON, both ways and through both types; to_jsonb finds the cast.
SELECT e::json, e::jsonb::episode = e AND e::json::episode = e AS reads_back, to_jsonb(e) = e::jsonb AS found
FROM (VALUES
  ('residential[2024-01-10,2024-04-09]:completed@17'::episode),
  ('aftercare[2024-04-20,)@17'),
  ('outpatient[2024-01-10,?]:left_before_completion@3'),
  ('outpatient[2024-01-10,?]')) v(e);
SELECT j::jsonb::episode AS read FROM (VALUES
  ('{"started": "2024-01-10", "care": "residential"}'),
  ('{"care": "residential", "started": "2024-01-10", "ended": null, "exit_reason": null, "programme": null}'),
  ('{"care": "residential", "started": "2024-01-10", "exit_reason": "died", "programme": 1e2}')) v(j);
SELECT j AS refused, pg_temp.slip(format('SELECT %L::jsonb::continuum.episode', j)) AS slip FROM (VALUES
  ('[]'), ('"residential[2024-01-10,)"'), ('{}'), ('{"care": "residential"}'), ('{"started": "2024-01-10"}'),
  ('{"care": "hotel", "started": "2024-01-10"}'), ('{"care": 20, "started": "2024-01-10"}'),
  ('{"care": "residential", "started": "10.1.2024"}'), ('{"care": "residential", "started": "2024-01-10T00:00"}'),
  ('{"care": "residential", "started": 20240110}'), ('{"care": "residential", "started": "2024-02-30"}'),
  ('{"care": "residential", "started": "2024-01-10", "endet": "2024-01-11"}'),
  ('{"care": "residential", "started": "2024-01-10", "ended": "2024-01-09"}'),
  ('{"care": "residential", "started": "2024-01-10", "ended": "2024-01-11", "exit_reason": "ongoing"}'),
  ('{"care": "residential", "started": "2024-01-10", "exit_reason": "done"}'),
  ('{"care": "residential", "started": "2024-01-10", "programme": "17"}'),
  ('{"care": "residential", "started": "2024-01-10", "programme": 1.5}'),
  ('{"care": "residential", "started": "2024-01-10", "programme": -1}'),
  ('{"care": "residential", "started": "2024-01-10", "programme": 1e30}')) v(j);
SELECT pg_temp.slip($$SELECT '[1]'::json::continuum.episode$$) AS json_refused;

-- Binary: 12 bytes in network order; what comes in is checked.
SELECT episode_send('residential[2024-01-10,2024-04-09]:completed@17') AS wire,
       pg_temp.receive('episode', episode_send('residential[2024-01-10,2024-04-09]:completed@17')) AS received;
SELECT what, pg_temp.receive('episode', bytes) AS slip FROM (VALUES
  ('an open stay', '\x0000224700000011ffff1400'::bytea),
  ('an unknown end', '\x0000224700000011fffe1410'),
  ('nothing', '\x'), ('cut short', '\x0000224700000011005a14'), ('too long', '\x0000224700000011005a140100'),
  ('no such care', '\x0000224700000011005a0701'), ('no such exit', '\x0000224700000011005a1411'),
  ('ongoing with an end', '\x0000224700000011005a1400'), ('open with a reason', '\x0000224700000011ffff1401'),
  ('programme negative', '\x0000224780000000005a1401'), ('start infinite', '\x7fffffff00000011fffe1401'),
  ('start before year 1', '\xfff4dbf800000011fffe1401'), ('end after year 9999', '\x002c95d300000011005a1401')) v(what, bytes);

-- A table goes through binary COPY and comes back the same.
CREATE TEMP TABLE stay AS
  SELECT i, episode(k.care, d, CASE WHEN i % 5 > 0 THEN d + i % 97 END,
                    CASE WHEN i % 5 > 1 THEN x.exit_reason WHEN i % 5 = 1 THEN 'died' WHEN i % 2 = 0 THEN 'unknown' END,
                    i % 7) AS e,
         k.code AS care, d AS started,
         CASE WHEN i % 5 > 0 THEN i % 97 WHEN i % 2 = 0 THEN 65534 ELSE 65535 END AS length,
         i % 7 AS programme,
         CASE WHEN i % 5 > 1 THEN x.code WHEN i % 5 = 1 THEN 14 WHEN i % 2 = 0 THEN 16 ELSE 0 END AS exit
  FROM generate_series(1, 3000) i,
       LATERAL (SELECT date '2024-01-01' + i * 7919 % 50 AS d) started,
       LATERAL (SELECT name::care AS care, code FROM vocabulary('care') ORDER BY code LIMIT 1 OFFSET i % 31) k,
       LATERAL (SELECT name::exit_reason AS exit_reason, code FROM vocabulary('exit_reason') WHERE code > 0
                ORDER BY code LIMIT 1 OFFSET i % 16) x;
CREATE TEMP TABLE copied (LIKE stay);
COPY stay TO PROGRAM 'cat >continuum-episode.bin' (FORMAT binary);
COPY copied FROM PROGRAM 'cat continuum-episode.bin && rm continuum-episode.bin' (FORMAT binary);
SELECT count(*), count(*) FILTER (WHERE s.e = c.e AND s.e::text = c.e::text) AS same
FROM stay s JOIN copied c USING (i);
TRUNCATE copied;
COPY stay TO PROGRAM 'cat >continuum-episode.txt';
COPY copied FROM PROGRAM 'cat continuum-episode.txt && rm continuum-episode.txt';
SELECT count(*), count(*) FILTER (WHERE s.e = c.e) AS same FROM stay s JOIN copied c USING (i);

-- The order is the written one: start, stored length, care code, programme, exit code.
SELECT count(*) AS out_of_order FROM (
  SELECT dense_rank() OVER (ORDER BY e) AS our_rank,
         dense_rank() OVER (ORDER BY started, length, care, programme, exit) AS written_rank FROM stay) o
WHERE our_rank <> written_rank;
SELECT count(*) AS pairs,
  count(*) FILTER (WHERE (a.e < b.e) <> (o.a < o.b)) AS lt, count(*) FILTER (WHERE (a.e <= b.e) <> (o.a <= o.b)) AS le,
  count(*) FILTER (WHERE (a.e = b.e) <> (o.a = o.b)) AS eq, count(*) FILTER (WHERE (a.e <> b.e) <> (o.a <> o.b)) AS ne,
  count(*) FILTER (WHERE (a.e >= b.e) <> (o.a >= o.b)) AS ge, count(*) FILTER (WHERE (a.e > b.e) <> (o.a > o.b)) AS gt,
  count(*) FILTER (WHERE sign(episode_cmp(a.e, b.e)) <> (o.a > o.b)::int - (o.a < o.b)::int) AS cmp,
  count(*) FILTER (WHERE a.e = b.e AND (episode_hash(a.e) <> episode_hash(b.e)
    OR episode_hash_extended(a.e, 7) <> episode_hash_extended(b.e, 7))) AS hash
FROM stay a, stay b, LATERAL (SELECT row(a.started, a.length, a.care, a.programme, a.exit) AS a,
                                     row(b.started, b.length, b.care, b.programme, b.exit) AS b) o
WHERE a.i <= 300 AND b.i <= 300;

-- Salt 0 of the extended hash is the plain hash, by convention of hash partitioning.
SELECT count(*) FILTER (WHERE episode_hash(e) <> (episode_hash_extended(e, 0) & 4294967295)::bit(32)::int) AS differ FROM stay;

-- Operator classes are complete; every operator knows its commutator and negator.
SELECT opcname, amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod
WHERE opcintype = 'episode'::regtype ORDER BY amname;
SELECT oprname, oprcom::regoper::text AS commutator, oprnegate::regoper::text AS negator, oprcanmerge, oprcanhash, proleakproof
FROM pg_operator o JOIN pg_proc p ON p.oid = oprcode WHERE oprleft = 'episode'::regtype ORDER BY oprname COLLATE "C";

-- An index answers as a scan does, and is used.
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
CREATE TEMP TABLE asked AS SELECT e FROM stay WHERE i % 100 = 0;
CREATE TEMP TABLE answer_seq AS SELECT a.e, (SELECT count(*) FROM stay s WHERE s.e = a.e) AS equal,
  (SELECT count(*) FROM stay s WHERE s.e < a.e) AS less, (SELECT count(*) FROM stay s WHERE s.e >= a.e) AS at_least FROM asked a;
CREATE INDEX stay_btree ON stay (e);
CREATE INDEX stay_hash ON stay USING hash (e);
ANALYZE stay;
SET enable_seqscan = off;
SET enable_sort = off;
SELECT pg_temp.plan_has('SELECT e FROM stay ORDER BY e', 'stay_btree') AS ordered,
       pg_temp.plan_has('SELECT e FROM stay WHERE e < ''outpatient[2024-01-02,)''', 'stay_btree') AS ranged;
SELECT count(*) AS differ FROM answer_seq a WHERE row(equal, less, at_least) IS DISTINCT FROM
  (SELECT row((SELECT count(*) FROM stay s WHERE s.e = a.e), (SELECT count(*) FROM stay s WHERE s.e < a.e),
              (SELECT count(*) FROM stay s WHERE s.e >= a.e)));
DROP INDEX stay_btree;
SELECT pg_temp.plan_has('SELECT e FROM stay WHERE e = ''outpatient[2024-01-02,)''', 'stay_hash') AS hashed;
SELECT count(*) AS differ FROM answer_seq a WHERE equal <> (SELECT count(*) FROM stay s WHERE s.e = a.e);
RESET enable_seqscan;
RESET enable_sort;

-- Joins by hash and by merge find the same pairs.
CREATE FUNCTION pg_temp.pairs() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM stay a JOIN copied b USING (e)';
SET enable_hashjoin = off;
SET enable_nestloop = off;
SELECT pg_temp.pairs() AS merged \gset
SELECT pg_temp.plan_has('SELECT count(*) FROM stay a JOIN copied b USING (e)', 'Merge Join') AS merges;
RESET enable_hashjoin;
SET enable_mergejoin = off;
SELECT pg_temp.pairs() AS hashed \gset
SELECT pg_temp.plan_has('SELECT count(*) FROM stay a JOIN copied b USING (e)', 'Hash Join') AS hashes;
RESET enable_nestloop;
RESET enable_mergejoin;
SELECT :merged = :hashed AND :merged = (SELECT sum(n * n) FROM (SELECT count(*) AS n FROM stay
  GROUP BY started, length, care, programme, exit) g) AS same_pairs;
DROP TABLE stay, copied, asked, answer_seq;
