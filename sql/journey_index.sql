-- The GIN index of journeys answers as a scan does, whatever is asked and however it came to be; and
-- row security does not cost the index.
SET search_path = continuum, pg_catalog;
SET DateStyle = ISO;

-- People of 0 to 9 stays, of nine kinds of care that are more and less common, on few different days.
CREATE TABLE public.person (person integer, journey journey) WITH (autovacuum_enabled = off);
CREATE FUNCTION pg_temp.draw(n integer, salt text, most integer) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$SELECT abs(hashint4extended(n, hashtext(salt)) % most)::integer$$;
CREATE FUNCTION pg_temp.journey_of(p integer) RETURNS journey LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(journey_agg(episode(
      (ARRAY['outpatient', 'outpatient', 'outpatient', 'residential', 'residential', 'aftercare', 'aftercare', 'withdrawal_management_inpatient',
        'opioid_agonist', 'therapeutic_community', 'recovery_checkup', 'outreach', 'custody_treatment']::care[])
        [1 + least(pg_temp.draw(i, 'care', 12), pg_temp.draw(i, 'rarer', 14))],
      d, CASE WHEN pg_temp.draw(i, 'open', 12) > 1 THEN d + pg_temp.draw(i, 'length', 40) END,
      CASE pg_temp.draw(i, 'open', 12) WHEN 0 THEN NULL WHEN 1 THEN 'unknown' ELSE
        (ARRAY['completed', 'left_before_completion', 'transferred', 'lost_contact', 'died']::exit_reason[])[1 + pg_temp.draw(i, 'exit', 5)] END,
      pg_temp.draw(i, 'programme', 40))), '{}')
  FROM generate_series(p * 10, p * 10 + pg_temp.draw(p, 'stays', 11) - 2) i,
    LATERAL (SELECT date '2023-01-01' + pg_temp.draw(i, 'start', 200) AS d) d$$;
INSERT INTO public.person SELECT p, CASE WHEN p % 50 > 0 THEN pg_temp.journey_of(p) END FROM generate_series(1, 2500) p;
-- A few that are too long for all their pairs and programmes to be listed.
INSERT INTO public.person SELECT 3000 + p, (SELECT journey_agg(episode(name::care, date '2023-01-01' + (n * 37 % 150)::integer, NULL, 'unknown', n::integer))
  FROM (SELECT name, row_number() OVER (ORDER BY half, code) AS n FROM vocabulary('care'), generate_series(1, 2) half) k WHERE n % 7 <> p) FROM generate_series(0, 6) p;
INSERT INTO public.person SELECT 3010 + p, (SELECT journey_agg(pg_temp.journey_of(q)) FROM generate_series(p, p + 8) q) FROM generate_series(1, 20) p;
SELECT count(*) AS people, count(journey) AS journeys, count(*) FILTER (WHERE journey = '{}') AS empty, max(cardinality(journey)) AS longest,
  sum(cardinality(journey)) AS stays FROM public.person;

-- Questions: every operator of the class with constants out of the table, and patterns put together at random.
CREATE TEMP TABLE question (n serial, kind text, condition text);
INSERT INTO question (kind, condition) SELECT 'care', format('journey @> %L::care', name) FROM vocabulary('care');
INSERT INTO question (kind, condition) SELECT 'care', format('%L::care <@ journey', name) FROM vocabulary('care') WHERE name ~ '^out';
INSERT INTO question (kind, condition) SELECT 'stay', format('journey @> %L::episode', (ARRAY(SELECT unnest(journey)))[1]) FROM public.person WHERE person % 60 = 1 AND journey <> '{}';
INSERT INTO question (kind, condition) SELECT 'part', format('journey @> %L::journey', journey * '[2023-03-01,2023-04-01]'::daterange) FROM public.person WHERE person % 25 = 2 OR person > 3000;
INSERT INTO question (kind, condition) SELECT 'part', format('journey @> %L::journey', journey) FROM public.person WHERE person > 3000;
INSERT INTO question (kind, condition) SELECT 'common', format('journey && %L::journey', journey) FROM public.person WHERE person % 40 = 1 OR person > 3000;
INSERT INTO question (kind, condition) VALUES ('care', 'journey @> ''{}'''), ('common', 'journey && ''{}'''),
  ('both', 'journey @> ''residential''::care AND journey ~ ''aftercare'''), ('both', 'journey @> ''residential''::care OR journey ~ ''outreach then any'''),
  ('both', 'journey ~ ''residential'' AND NOT journey @> ''aftercare''::care');

CREATE FUNCTION pg_temp.pick(n integer, salt text, VARIADIC parts text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
  $$SELECT parts[1 + pg_temp.draw(n, salt, cardinality(parts))]$$;
CREATE FUNCTION pg_temp.step_of(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT pg_temp.pick(n, 'kind', 'residential', 'outpatient', 'aftercare', 'therapeutic_community', 'outreach', 'residential*', 'aftercare*', 'treatment*', 'any',
      'opioid_agonist', 'custody_treatment', '(residential | outreach)', '(outpatient then aftercare)', 'recovery_checkup', 'withdrawal_management_inpatient')
    || pg_temp.pick(n, 'exit', '', '', '', '', ':completed', ':died', ':(transferred | lost_contact)')
    || pg_temp.pick(n, 'place', '', '', '', '', '', '@7', '@(3 | 4 | 5)', '@0')
    || pg_temp.pick(n, 'more', '', '', '', '', '', '{open}', '{>=20d}', ' in [2023-03-01,2023-05-01)', ' started in [2023-02-01,)')
    || pg_temp.pick(n, 'not', '', '', '', '', '', ' not followed by outpatient', ' not followed by {<=30d} aftercare*')$$;
CREATE FUNCTION pg_temp.pattern_of(n integer) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT pg_temp.pick(n, 'begin', '', '', '', '', '^ ', '^ no outreach then ')
    || string_agg(CASE WHEN i > 0 THEN pg_temp.pick(n * 4 + i, 'link', ' then ', ' then ', ' then ', ' then next ', ' then {<=60d} ', ' then no outpatient then ', ' then {-10..30d} ') ELSE '' END
      || pg_temp.pick(n * 4 + i, 'optional', '', '', '', '', 'optional ') || pg_temp.step_of(n * 4 + i)
      || pg_temp.pick(n * 4 + i, 'times', '', '', '', '', ' 2 times', ' 1..3 times', ' 2.. times'), '' ORDER BY i)
    || pg_temp.pick(n, 'end', '', '', '', '', ' $') || pg_temp.pick(n, 'span', '', '', '', '', ' spanning {<=120d}')
  FROM generate_series(0, pg_temp.draw(n, 'steps', 4)) i$$;
CREATE FUNCTION pg_temp.is_pathway(pattern text) RETURNS boolean LANGUAGE plpgsql AS
  $$BEGIN RETURN pattern::continuum.pathway IS NOT NULL; EXCEPTION WHEN invalid_text_representation THEN RETURN false; END$$;
INSERT INTO question (kind, condition) SELECT 'pathway', format('journey ~ %L::pathway', pattern)
FROM generate_series(1, 700) n, LATERAL (SELECT pg_temp.pattern_of(n) AS pattern OFFSET 0) p WHERE pg_temp.is_pathway(pattern);

-- Who answers to a question: by an index if it is allowed, or else by a scan.
CREATE FUNCTION pg_temp.people(condition text, by_index boolean) RETURNS integer[] LANGUAGE plpgsql
SET search_path = continuum, pg_catalog AS $$
DECLARE
  people integer[];
BEGIN
  PERFORM set_config('enable_seqscan', (NOT by_index)::text, true), set_config('enable_bitmapscan', by_index::text, true);
  EXECUTE format('SELECT array_agg(person ORDER BY person) FROM public.person WHERE %s', condition) INTO people;
  RETURN people;
END $$;
CREATE FUNCTION pg_temp.index_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  plan jsonb;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
  RETURN jsonb_path_query_first(plan, '$.**."Index Name"') #>> '{}';
END $$;
CREATE TEMP TABLE scanned AS SELECT *, pg_temp.people(condition, false) AS people FROM question;
SELECT kind, count(*) AS questions, count(people) AS with_people, sum(cardinality(people)) > count(*) * 10 AS many_people FROM scanned GROUP BY kind ORDER BY kind;

-- An index made of what is there; then of what comes after it, one row at a time and by a pending list,
-- asked every fourth question each.
CREATE INDEX person_gin ON public.person USING gin (journey);
SET enable_seqscan = off;
SELECT kind, count(*) FILTER (WHERE pg_temp.index_of('SELECT FROM public.person WHERE ' || condition) = 'person_gin') = count(*) AS by_index,
  count(*) FILTER (WHERE pg_temp.people(condition, true) IS DISTINCT FROM people) AS differ FROM scanned GROUP BY kind ORDER BY kind;
RESET enable_seqscan;
CREATE TABLE public.kept AS SELECT * FROM public.person;
TRUNCATE public.person;
INSERT INTO public.person SELECT * FROM public.kept WHERE person % 2 = 0;
SELECT count(*) AS differ_pending FROM scanned WHERE n % 4 = 0 AND pg_temp.people(condition, true) IS DISTINCT FROM pg_temp.people(condition, false);
VACUUM public.person;
INSERT INTO public.person SELECT * FROM public.kept WHERE person % 2 = 1;
DELETE FROM public.person WHERE person % 3 = 0;
VACUUM public.person;
INSERT INTO public.person SELECT * FROM public.kept WHERE person % 3 = 0;
SELECT count(*) AS differ_vacuumed FROM scanned WHERE n % 4 = 1 AND pg_temp.people(condition, true) IS DISTINCT FROM people;
DROP INDEX public.person_gin;
TRUNCATE public.person;
CREATE INDEX person_gin ON public.person USING gin (journey) WITH (fastupdate = off);
INSERT INTO public.person SELECT * FROM public.kept ORDER BY person;
SELECT count(*) AS differ_one_by_one FROM scanned WHERE n % 4 = 2 AND pg_temp.people(condition, true) IS DISTINCT FROM people;
REINDEX INDEX CONCURRENTLY public.person_gin;
SELECT count(*) AS differ_reindexed FROM scanned WHERE n % 4 = 3 AND pg_temp.people(condition, true) IS DISTINCT FROM people;

-- Lossy: with little memory the index knows pages only, and @> care has to be rechecked, too.
SET work_mem = '64kB';
CREATE TABLE public.wide AS SELECT person, journey FROM public.kept, generate_series(1, 40) WHERE person < 2500;
CREATE INDEX wide_gin ON public.wide USING gin (journey);
SET enable_seqscan = off;
SELECT pg_temp.index_of($$SELECT FROM public.wide WHERE journey @> 'aftercare'::care$$) AS index,
  (SELECT count(*) FROM public.wide WHERE journey @> 'aftercare'::care) = 40 * (SELECT count(*) FROM public.kept WHERE person < 2500 AND 'aftercare'::care <@ journey) AS same;
RESET enable_seqscan;
RESET work_mem;

-- A value that is no constant when planned: a parameter, a join.
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
PREPARE by_pattern(pathway) AS SELECT count(*) FROM public.person WHERE journey ~ $1;
SELECT pg_temp.index_of('EXECUTE by_pattern(''residential then aftercare'')') AS index;
EXECUTE by_pattern('residential then aftercare');
SELECT count(*) FROM public.kept WHERE journey ~ 'residential then aftercare';
SELECT p, (SELECT count(*) FROM public.person WHERE journey ~ p) = (SELECT count(*) FROM public.kept WHERE journey ~ p) AS same
FROM (VALUES ('residential then aftercare'::pathway), ('any'), (NULL), ('custody_treatment'), ('outreach:died')) v(p);
DEALLOCATE by_pattern;
RESET enable_seqscan;
RESET plan_cache_mode;
SELECT count(*) AS nobody FROM public.person WHERE journey && NULL::journey;
SELECT opcname, amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = c.opcmethod
WHERE opcintype = 'journey'::regtype AND amname = 'gin';

-- Row security in the form that the registry uses, forced on the owner too; a reader who is two of five
-- providers. What is leakproof still goes by the index, in the table and behind a view; what is not, does not.
CREATE ROLE regress_index_owner NOLOGIN;
CREATE ROLE regress_index_reader NOLOGIN;
CREATE TABLE public.client AS SELECT person % 5 AS provider, person, journey FROM public.kept, generate_series(1, 4);
CREATE INDEX client_gin ON public.client USING gin (journey);
CREATE FUNCTION public.my_providers() RETURNS SETOF integer LANGUAGE sql STABLE AS 'SELECT unnest(ARRAY[1, 3])';
CREATE VIEW public.my_client WITH (security_barrier) AS SELECT * FROM public.client;
ALTER TABLE public.client OWNER TO regress_index_owner;
ALTER VIEW public.my_client OWNER TO regress_index_owner;
GRANT SELECT ON public.client, public.my_client TO regress_index_reader;
GRANT SELECT ON public.kept TO regress_index_reader;
GRANT USAGE ON SCHEMA continuum TO regress_index_reader;
ALTER TABLE public.client ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON public.client USING (provider = ANY (ARRAY(SELECT public.my_providers())));
ANALYZE public.client;
SET ROLE regress_index_reader;
SET enable_seqscan = off;
CREATE FUNCTION pg_temp.seen(condition text, relation text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  same boolean;
BEGIN
  EXECUTE format('SELECT (SELECT count(*) FROM %s WHERE %s) = (SELECT 4 * count(*) FROM public.kept WHERE person %% 5 IN (1, 3) AND %2$s)', relation, condition) INTO same;
  RETURN concat_ws(' ', CASE WHEN same THEN 'same' ELSE 'differs' END, coalesce(pg_temp.index_of(format('SELECT FROM %s WHERE %s', relation, condition)), 'no index'));
END $$;
SELECT condition, pg_temp.seen(condition, 'public.client') AS of_table, pg_temp.seen(condition, 'public.my_client') AS of_view FROM (VALUES
  ('journey @> ''custody_treatment''::care'), ('''outreach''::care <@ journey'), ('journey ~ ''outreach then residential'''),
  ('journey ~ ''residential:completed then {<=30d} aftercare'''), ('journey ~ ''any'''), ('journey @> ''outpatient[2023-01-01,)''::episode'),
  ('journey @> ''{outpatient[2023-01-01,)}'''), ('journey && ''{outpatient[2023-01-01,)}'''), ('journey || ''outpatient[2023-01-01,)''::episode = journey')) c(condition);
RESET ROLE;
BEGIN;
ALTER FUNCTION matches(journey, pathway) NOT LEAKPROOF;
SET ROLE regress_index_reader;
SELECT pg_temp.seen('journey ~ ''outreach then residential''', 'public.client') AS if_it_were_not_leakproof;
ROLLBACK;
RESET enable_seqscan;
DROP FUNCTION pg_temp.seen(text, text);

-- What an index may be asked is leakproof, and so is everything behind the default operator classes.
SELECT count(*) > 30 AS many, count(*) FILTER (WHERE NOT proleakproof) AS not_leakproof
FROM pg_amop JOIN pg_operator o ON o.oid = amopopr JOIN pg_proc p ON p.oid = oprcode WHERE pronamespace = 'continuum'::regnamespace;
SELECT p.oid::regprocedure AS support_that_may_raise
FROM pg_amproc a JOIN pg_proc p ON p.oid = amproc JOIN pg_opfamily f ON f.oid = amprocfamily JOIN pg_am m ON m.oid = opfmethod
WHERE pronamespace = 'continuum'::regnamespace AND NOT proleakproof AND amname IN ('btree', 'hash') AND NOT (amname = 'btree' AND amprocnum = 2);
DROP VIEW public.my_client;
DROP TABLE public.person, public.kept, public.wide, public.client;
DROP FUNCTION public.my_providers();
REVOKE USAGE ON SCHEMA continuum FROM regress_index_reader;
DROP ROLE regress_index_owner, regress_index_reader;
