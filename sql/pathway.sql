-- Patterns over a journey: text, binary, equality, what each word means, errors, limits.
-- Random pathways against brute force stand in pathway_oracle.sql.
SET search_path = continuum, pg_catalog;
SET DateStyle = ISO;

-- SQLSTATE and our own detail of what a statement raises; of core's errors the state alone.
CREATE FUNCTION pg_temp.slip(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  EXECUTE statement;
  RETURN 'no error';
EXCEPTION WHEN query_canceled OR OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN concat_ws(' ', SQLSTATE, nullif(detail, ''));
END $$;
-- Bytes as they could lie on a damaged disk.
CREATE CAST (bytea AS pathway) WITHOUT FUNCTION;

-- Text: an example of every construct, written carelessly, and the canonical text, which reads
-- back to itself.
SELECT p::pathway AS canonical, p::pathway::text::pathway = p::pathway AS fixpoint FROM (VALUES
  ('residential'), (' treatment * '), ('any'), ('residential*:completed'), ('residential * : ( planned* |died )'), ('residential@17'), ('residential @ ( 017 | 18 )'),
  ('residential{>=30d}'), ('residential{open}'), ('residential{ 0 d .. 14 d }'), ('residential{<30d}:planned*@17'),
  ('residential* in[2024-03-01,2024-04-01)'), ('residential started in ( 2024-03-01 , ]'), ('residential ended in (,2024-03-01]'),
  ('withdrawal* then residential*'), ('withdrawal*then next residential*'), ('withdrawal*  then{<=14d}residential*'), ('withdrawal* then next{-7..0d} opioid_agonist{>=30d}'),
  ('withdrawal* then no residential*|screening then{<=90d} aftercare*'), ('residential*:planned* not followed by{<=30d} aftercare*'), ('residential not followed by aftercare* | peer_support@3'), ('treatment*  except withdrawal*  except custody_treatment :planned* then no any except aftercare* then any'),
  ('outpatient|opioid_agonist|medication*'), ('(outpatient|opioid_agonist@(17|18))in[2024-01-01,)'), ('((residential))'),
  ('optional screening then residential'), ('outpatient 3 times'), ('outpatient 3..times apart{<=30d}'), ('outpatient 2..4 times apart next'), ('optional outpatient 2..2 times then any'),
  ('^residential'), ('^no treatment* then withdrawal*'), ('residential$'), ('^any $ spanning{<365d}'), ('screening then any spanning { <= 0 d }'),
  ('(withdrawal* then{<=14d} residential*) 2.. times apart{>30d} then optional (aftercare*|peer_support) $')) AS v(p);
-- So does every example in the description of the type.
SELECT count(*) AS examples, count(replace(m[1], '\|', '|')::pathway) AS good
FROM regexp_split_to_table(obj_description('pathway'::regtype), '\n') AS line, regexp_matches(regexp_replace(line, '^.* \| (.*) \|$', '\1'), '`([^`]+)`', 'g') AS m WHERE line ~ '^  \| ';

-- Every slip with its place. The first is at character 1.
SELECT p AS refused, pg_temp.slip(format('SELECT %L::continuum.pathway', p)) AS slip FROM (VALUES
  (''), ('   '), ('^'), ('$'), ('hotel'), ('withdrawal'), ('treatment'), ('hotel*'), ('outpatient_intensive*'), ('not residential'), ('Residential'), ('residential then'), ('then residential'), ('residential residential'), ('residential,aftercare'),
  ('residential then then aftercare'), ('residential then no then aftercare'), ('residential then no aftercare'), ('residential then{<=3d} next aftercare'), ('residential |'), ('residential | | aftercare'), ('residencial*'), ('résidential'),
  ('(residential'), ('residential)'), ('()'), ('(residential then)'), ('residential:'), ('residential:gone'), ('residential:planned'), ('residential:gone*'), ('residential:(completed'), ('residential:()'), ('residential@'), ('residential@-1'),
  ('residential@2147483648'), ('residential@99999999999999999999'), ('residential@(17|)'), ('residential{'), ('residential{}'), ('residential{30d}'), ('residential{<=30}'), ('residential{<=30d'), ('residential{<=d}'),
  ('residential{=>30d}'), ('residential{14..0d}'), ('residential{0...14d}'), ('residential{0.14d}'), ('residential{<=-1d}'), ('residential{<0d}'), ('residential{-1..3d}'), ('residential{<=3652059d}'), ('residential then{<=-3652059d} any'),
  ('residential then{<=99999999999999999999d} any'), ('residential then{5..-5d} any'), ('residential then{open} any'), ('residential in'), ('residential in 2024'), ('residential in [2024-02-30,)'), ('residential in [2024-03-01)'),
  ('residential in [2024-03-01,2024-02-01)'), ('residential in [2024-03-01,2024-03-01)'), ('residential in [infinity,)'), ('residential started'), ('residential started [2024-01-01,)'), ('residential not'), ('residential not followed aftercare'), ('treatment* except'), ('treatment* except any'), ('treatment* except (residential)'), ('residential except residential*'), ('any except contact* except treatment* except aftercare*'), ('except residential'),
  ('residential not followed by'), ('residential 3'), ('residential 0 times'), ('residential 0..0 times'), ('residential 4..2 times'), ('residential 99999999999999999999 times'), ('residential 65 times'), ('residential 2 times apart'), ('residential 2 times apart no any then'),
  ('(any then any) 33 times'), ('optional residential'), ('residential 0.. times'), ('optional any then optional any'), ('any then (optional any)'), ('any | (any 0..2 times)'), ('^ no any'), ('any $ $'), ('any $ then any'), ('any spanning'), ('any spanning{>=3d}'),
  ('any spanning{0..3d}'), ('any spanning{=3d}'), ('any spanning{<0d}'), ('any spanning{<=3d} spanning{<=3d}'), ('any; drop table x'), ('any then any -- why')) AS v(p);
SELECT what, pg_temp.slip(format('SELECT %L::continuum.pathway', p)) AS slip FROM (VALUES
  ('65 steps', 'any' || repeat(' then any', 64)), ('65 guards', 'any then no any' || repeat('|any', 64) || ' then any'), ('65 conditions', 'any' || repeat('{open}', 65)), ('129 programmes', 'any@(1' || repeat('|1', 128) || ')'),
  ('17 levels', repeat('(', 17) || 'any' || repeat(')', 17)), ('too many links', 'any' || (SELECT string_agg(format(' not followed by screening then{<=%sd} optional any', i), '') FROM generate_series(1, 12) AS i)),
  ('a long text', 'any:(died' || repeat('|died', 1000) || ')')) AS v(what, p);
SELECT what, length(p::pathway::text) FROM (VALUES
  ('64 steps', 'any' || repeat(' then any', 63)), ('64 guards', 'any then no any' || repeat('|any', 63) || ' then any'), ('64 conditions', 'any' || repeat('{open}', 64)), ('128 programmes', 'any@(1' || repeat('|1', 127) || ')'),
  ('16 levels', repeat('(', 16) || 'any' || repeat(')', 16)), ('4096 characters', 'any:(died' || repeat('|died', 817) || ')')) AS v(what, p);

-- Binary: version and text. Sent and received, in bulk through COPY; anything else is refused.
SELECT pathway_send('any then{ <=3d } any'), encode(substr(pathway_send('any then{ <=3d } any'), 2), 'escape');
CREATE TEMP TABLE pattern (id serial, pathway pathway);
INSERT INTO pattern (pathway) SELECT format('any{>=%sd} then{<=%sd} residential* in [2024-01-01,)', i % 100, i)::pathway FROM generate_series(1, 2000) AS i;
INSERT INTO pattern (pathway) SELECT ('any:(died' || repeat('|died', 100 + i) || ')')::pathway FROM generate_series(1, 20) AS i;
CREATE TEMP TABLE copied (LIKE pattern);
COPY pattern TO PROGRAM 'cat >continuum-pathway.bin' (FORMAT binary);
COPY copied FROM PROGRAM 'cat continuum-pathway.bin && rm continuum-pathway.bin' (FORMAT binary);
COPY pattern TO PROGRAM 'cat >continuum-pathway.txt';
COPY copied FROM PROGRAM 'cat continuum-pathway.txt && rm continuum-pathway.txt';
SELECT count(*), count(*) FILTER (WHERE p.pathway = c.pathway) AS same FROM pattern AS p JOIN copied AS c USING (id);
DROP TABLE copied;
CREATE FUNCTION pg_temp.receive(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  copied bytea := '\x5047434f50590aff0d0a00'::bytea || int4send(0) || int4send(0)
    || int2send(1::int2) || int4send(length(bytes)) || bytes || int2send((-1)::int2);
  octal text;
  received text;
BEGIN
  SELECT string_agg('\' || lpad(to_char((b / 64) * 100 + (b / 8 % 8) * 10 + b % 8, 'FM999'), 3, '0'), '' ORDER BY i)
    INTO octal FROM (SELECT i, get_byte(copied, i) AS b FROM generate_series(0, length(copied) - 1) i) byte;
  CREATE TEMP TABLE received (value continuum.pathway);
  EXECUTE format('COPY received FROM PROGRAM %L WITH (FORMAT binary)', 'printf ''' || octal || '''');
  SELECT value::text FROM received INTO received;
  DROP TABLE received;
  RETURN received;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS octal = PG_EXCEPTION_DETAIL;
  RETURN concat_ws(' ', SQLSTATE, nullif(octal, ''));
END $$;
SELECT what, pg_temp.receive(bytes) AS received FROM (VALUES
  ('good', '\x01'::bytea || 'any'), ('not canonical', '\x01'::bytea || ' any  then any'), ('nothing', '\x'), ('no text', '\x01'), ('version 0', '\x00'::bytea || 'any'), ('version 2', '\x02'::bytea || 'any'),
  ('no care', '\x01'::bytea || 'hotel'), ('a NUL', '\x01616e7900'), ('high bytes', '\x01ffffff'), ('65 times', '\x01'::bytea || 'any 65 times')) AS v(what, bytes);

-- Equality is of the canonical text: what is spelled another way differs, what is spaced another way does not.
SELECT 'any then any'::pathway = ' any  then any'::pathway AS blanks, 'any{<14d}'::pathway = 'any{<=13d}'::pathway AS spelled, 'any'::pathway <> 'any then any'::pathway AS differs;
SELECT count(*) AS joined FROM pattern AS p JOIN pattern AS q USING (pathway);
SELECT count(*) = 2020 AS grouped FROM (SELECT pathway FROM pattern GROUP BY pathway) AS g;
SELECT bool_and(pathway_hash(pathway) = pathway_hash(pathway::text::pathway)) AS same, bool_and(pathway_hash_extended(pathway, 0)::bit(32) = pathway_hash(pathway)::bit(32)) AS unsalted, count(DISTINCT pathway_hash(pathway)) > 2000 AS spread FROM pattern;
-- Order is of the text's bytes: the one that COLLATE "C" has.
SELECT count(*) FILTER (WHERE by_value <> by_text) AS out_of_order
FROM (SELECT row_number() OVER (ORDER BY pathway) AS by_value, row_number() OVER (ORDER BY pathway::text COLLATE "C") AS by_text
  FROM (SELECT DISTINCT pathway FROM pattern) AS d) AS o;
SELECT bool_and((a < b) = (s COLLATE "C" < t) AND (a <= b) = (s COLLATE "C" <= t) AND (a > b) = (s COLLATE "C" > t) AND (a >= b) = (s COLLATE "C" >= t)
    AND sign(pathway_cmp(a, b)) = (s COLLATE "C" > t)::integer - (s COLLATE "C" < t)::integer) AS compared
FROM (SELECT a.pathway AS a, b.pathway AS b, a.pathway::text AS s, b.pathway::text AS t
  FROM (SELECT pathway FROM pattern LIMIT 60) AS a, (SELECT pathway FROM pattern ORDER BY pathway DESC LIMIT 60) AS b) AS p;
CREATE TEMPORARY TABLE named (pathway pathway UNIQUE);
INSERT INTO named VALUES ('any then any') ON CONFLICT DO NOTHING;
INSERT INTO named VALUES (' any  then any') ON CONFLICT DO NOTHING;
SELECT count(*) FROM named;
SELECT c.amname, amvalidate(o.oid) AS valid FROM pg_opclass AS o JOIN pg_am AS c ON c.oid = o.opcmethod WHERE opcname = 'pathway_ops' ORDER BY 1;

-- What the words mean, on one journey. By the day: withdrawal 1-10 January, residential 20 January
-- to 1 March, an agonist from 25 February on (open), screening on 1 March, aftercare 10-20 March,
-- outpatient from 10 March to an unknown day; so 1: withdrawal, 2: residential, 3: agonist,
-- 4: screening, 5: aftercare, 6: outpatient (aftercare first: its length is stored as 10).
\set life '{withdrawal_management_inpatient[2024-01-01,2024-01-10]:completed@1, residential[2024-01-20,2024-03-01]:completed@2, opioid_agonist[2024-02-25,)@3, screening[2024-03-01,2024-03-01], aftercare[2024-03-10,2024-03-20]:left_before_completion@3, outpatient[2024-03-10,?]@2}'
CREATE FUNCTION pg_temp.steps(j journey, p pathway) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(step || ':' || care(episode), ' ' ORDER BY n) FROM match(j, p) WITH ORDINALITY AS m(occurrence, step, episode, n) WHERE occurrence = 1
$$;
SELECT p AS pathway, :'life' ~ p::pathway AS matches, pg_temp.steps(:'life', p::pathway) AS first_match, count_matches(:'life', p::pathway) AS n, funnel(:'life', p::pathway) AS funnel
FROM (VALUES ('withdrawal*'), ('residential_short'), ('treatment*'), ('treatment* except withdrawal*'), ('any except treatment* except screening'), ('residential | any except treatment* 2 times'), ('aftercare* then aftercare*'), ('any then any'), ('any 2.. times'), ('any 2 times'), ('any 2..4 times'), ('any 7 times'),
  -- care, exit, programme, length, open, window
  ('residential*:planned*'), ('residential*:unplanned*'), ('any:ongoing'), ('any@3'), ('any@(1|2)'), ('any@0'), ('any{>=41d}'), ('any{>=42d}'), ('any{0..0d}'), ('any{open}'), ('any{>=0d}:unknown'),
  ('residential in [2024-03-01,)'), ('residential in [2024-03-02,)'), ('residential in (,2024-01-20)'), ('opioid_agonist in [2030-01-01,)'), ('outpatient in [2024-03-11,)'), ('outpatient ended in [2024-01-01,)'), ('any ended in [2024-03-01,2024-03-02)'), ('any started in (2024-01-20,2024-03-01)'),
  -- gaps: 10 days, overlap by 5, open and unknown ends
  ('withdrawal* then{<=10d} residential'), ('withdrawal* then{<10d} residential'), ('withdrawal* then{=10d} residential'), ('withdrawal* then{>10d} residential'), ('residential then{-5..-5d} opioid_agonist'), ('residential then{>=-4d} opioid_agonist'),
  ('opioid_agonist then{<=-1000d} aftercare'), ('opioid_agonist then{>=-1000d} aftercare'), ('residential then{=0d} screening'), ('any@2:unknown then any'),
  -- next, no, not followed by
  ('residential then next opioid_agonist'), ('residential then next aftercare'), ('residential then no screening then aftercare'), ('residential then no residential | withdrawal* then aftercare'), ('screening then no any then aftercare'), ('screening then no any then outpatient'),
  ('residential not followed by{<=30d} aftercare*'), ('residential not followed by{<9d} aftercare*'), ('aftercare not followed by outpatient'), ('outpatient not followed by any'), ('opioid_agonist not followed by{>=0d} any'), ('opioid_agonist not followed by{<=0d} any'),
  ('outpatient not followed by{<=30d} any'), ('treatment* except opioid_agonist not followed by{<=90d} screening'),
  ('any:completed not followed by{<=5d} any'), ('(residential then aftercare) not followed by screening'), ('residential not followed by screening then aftercare'),
  -- anchors, span
  ('^ withdrawal*'), ('^ residential'), ('^ no aftercare* then residential'), ('^ no withdrawal* then residential'), ('^ no withdrawal* then any'), ('outpatient $'), ('aftercare $'), ('^ any 6 times $'), ('withdrawal* then aftercare spanning{<=69d}'), ('withdrawal* then aftercare spanning{<69d}'),
  -- optional, alternatives, groups, repeats, and where the links lead
  ('withdrawal* then optional custody_treatment then residential'), ('withdrawal* then{<=1d} optional custody_treatment then{<=10d} residential'), ('withdrawal* then{<=10d} optional custody_treatment then{<=1d} residential'), ('withdrawal* then{<=10d} (optional custody_treatment then{<=1d} residential)'),
  ('residential then optional outpatient'), ('residential then optional custody_treatment'), ('residential | outpatient then aftercare | outpatient'), ('any | residential then optional aftercare'), ('(withdrawal* then residential) | screening 2.. times'), ('treatment* 2.. times apart{<=10d}'), ('treatment* 2.. times apart next'),
  ('withdrawal* then residential then custody_treatment then aftercare'), ('withdrawal* then custody_treatment then aftercare'), ('withdrawal* then optional custody_treatment then aftercare then optional custody_treatment'), ('withdrawal* then optional residential $')) AS v(p);

-- All matches; the funnel by date; matches do not overlap and each begins behind the one before.
SELECT * FROM match(:'life', 'treatment* then any');
SELECT * FROM match(:'life', 'any 2 times');
SELECT first_match(:'life', 'residential then aftercare*'), first_match(:'life', 'custody_treatment') IS NULL AS none;
SELECT * FROM funnel_steps(:'life', 'withdrawal* then{<=14d} residential* then optional custody_treatment then any 2.. times then custody_treatment');
SELECT * FROM funnel_steps(:'life', 'custody_treatment then any');
-- Nothing matches in an empty journey; nothing is known of NULL.
SELECT '{}'::journey ~ 'any'::pathway AS matches, first_match('{}', 'any') IS NULL AS none, count_matches('{}', 'any'), funnel('{}', 'any $'), (SELECT count(*) FROM match('{}', 'any')) AS rows, (SELECT count(*) FROM funnel_steps('{}', 'any')) AS steps;
SELECT NULL::journey ~ 'any'::pathway IS NULL AS unknown, '{}'::journey ~ NULL::pathway IS NULL AS too, (SELECT count(*) FROM match(NULL, 'any')) AS rows, (SELECT count(*) FROM match('{}', NULL)) AS no_rows;

-- One call site, many pathways and journeys; sets that are left half way; in the select list.
SELECT id, journey ~ pathway AS matches, (SELECT count(*) FROM match(journey, pathway)) AS rows, (SELECT step FROM match(journey, pathway) LIMIT 1) AS first
FROM (VALUES (1, 'any'::pathway), (2, 'screening'), (3, 'any then any'), (4, 'custody_treatment'), (5, 'any')) AS p(id, pathway), (VALUES (:'life'::journey), ('{screening[2024-01-01,2024-01-01]}')) AS j(journey) ORDER BY id, cardinality(journey);
SELECT j, (match(j, 'any then screening')).step FROM (VALUES ('{}'::journey), ('{outpatient[2024-01-01,?], screening[2024-01-02,2024-01-02]}'), ('{screening[2024-01-02,2024-01-02]}'), ('{outpatient[2024-01-01,?], screening[2024-01-02,2024-01-02]}')) AS v(j);

-- The ends of time: gaps over all the dates there are, and windows without them.
\set ages '{outpatient[0001-01-01,0001-01-01], outpatient[9999-12-31,9999-12-31], residential[0001-01-01,0180-06-04], aftercare[9999-12-31,)}'
SELECT p, :'ages' ~ p::pathway AS matches FROM (VALUES ('outpatient then{=3652058d} outpatient'), ('outpatient then{<3652058d} outpatient'), ('outpatient then{>=3652058d} aftercare spanning{<=3652058d}'), ('any{=65533d}'),
  ('outpatient started in [9999-12-31,9999-12-31]'), ('outpatient started in (9999-12-31,)'), ('outpatient ended in (,0001-01-01)'), ('outpatient in (,0001-01-01]'), ('residential then{>=-3652058d} any'), ('any then{<=-3652058d} any')) AS v(p);

-- Long journeys: as many stays as there can be, on one day, all overlapping, and one behind the other.
CREATE TEMP TABLE long AS
SELECT 'one day' AS what, journey_agg(episode('outpatient', '2024-01-01', '2024-01-01', 'completed', n)) AS journey FROM generate_series(1, 65535) AS n
UNION ALL SELECT 'overlapping', journey_agg(episode(CASE n WHEN 65535 THEN 'aftercare' ELSE 'outpatient' END::care, date '1900-01-01' + n, date '1900-01-01' + n + 65500, 'completed')) FROM generate_series(1, 65535) AS n
UNION ALL SELECT 'in a row', journey_agg(episode(CASE n % 3 WHEN 0 THEN 'aftercare' ELSE 'outpatient' END::care, date '1900-01-01' + n, date '1900-01-01' + n, 'completed')) FROM generate_series(1, 65535) AS n;
SELECT what, p, journey ~ p::pathway AS matches, count_matches(journey, p::pathway) AS n, funnel(journey, p::pathway) AS funnel, cardinality(first_match(journey, p::pathway)) AS stays
FROM long, (VALUES ('any'), ('any then any'), ('any 2.. times'), ('outpatient 2.. times apart next{0..1d} then next aftercare'), ('aftercare not followed by outpatient $'), ('any 64 times spanning{<=100d}')) AS v(p) ORDER BY what DESC, p;
-- The worst there is, stays squared, can be cancelled.
\set worst 'outpatient then{>=1d} optional outpatient then{1..2d} aftercare'
SET statement_timeout = '100ms';
SELECT pg_temp.slip(format('SELECT journey ~ %L::continuum.pathway FROM long WHERE what = %L', :'worst', 'overlapping')) AS slip;
SELECT pg_temp.slip(format('SELECT continuum.funnel(journey, %L::continuum.pathway) FROM long WHERE what = %L', :'worst', 'overlapping')) AS slip;
-- So can many matches, each of which looks at all the rest: soon, and not when all are counted.
SELECT clock_timestamp() AS begun \gset
SELECT pg_temp.slip($$SELECT continuum.count_matches(journey, 'outpatient then outpatient 0.. times apart{<=0d}') FROM long WHERE what = 'in a row'$$) AS slip;
SELECT clock_timestamp() - :'begun' < interval '4 seconds' AS soon;
RESET statement_timeout;

-- Damaged bytes: no match, and no more than that; what shows the value says so.
SELECT what, :'life' ~ bytes::pathway AS matches, pg_temp.slip(format('SELECT %L::bytea::continuum.pathway::text', bytes)) AS shown, pg_temp.slip(format('SELECT continuum.count_matches(%L, %L::bytea::continuum.pathway)', '{}', bytes)) AS counted
FROM (VALUES ('nothing', '\x'::bytea), ('version', '\x07'::bytea || 'any'), ('text', '\x01'::bytea || 'any then'), ('noise', '\x01ff00ff'), ('too long', '\x01'::bytea || repeat('any then ', 10000)::bytea)) AS v(what, bytes);
DROP CAST (bytea AS pathway);
DROP TABLE long, pattern;
