-- durations: text, binary, JSON, readers, addition, and the aggregates in every plan.
SET search_path = continuum, pg_catalog;
SET DateStyle = ISO;

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
CREATE TEMP TABLE received (value durations);
CREATE FUNCTION pg_temp.receive(payload bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  copied text;
  object oid := lo_from_bytea(0, '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001'
    || decode(lpad(to_hex(length(payload)), 8, '0'), 'hex') || payload || '\xffff');
BEGIN
  PERFORM lo_export(object, 'continuum_durations.bin');
  PERFORM lo_unlink(object);
  TRUNCATE pg_temp.received;
  COPY pg_temp.received FROM 'continuum_durations.bin' (FORMAT binary);
  SELECT value::text INTO copied FROM pg_temp.received;
  RETURN copied;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;

---- text

SELECT 'transition {}'::durations, 'time_to_event {}'::durations, ' funnel { } '::durations;
SELECT 'transition{female:nowhere>residential ?=2,residential>outpatient ?=1 -3=1 7=2,outpatient>died ?=1;male:nowhere>outpatient ?=1}'::durations;
SELECT 'time_to_event {other: no 84=2, yes 0=1 40=2, too_recent ?=1 365=5, date_unknown ?=1, died ?=1 9=1}'::durations;
SELECT 'funnel {female: 0 ?=9, 1 ?=4, 2 ?=1 -7=1 30=2; unknown: 0 ?=1}'::durations;

-- Every kind of bad text: 22P02, and no row for what is legal.
SELECT reason, pg_temp.state_of(format('SELECT %L::continuum.durations', text)) AS sqlstate
FROM (VALUES
  ('empty', ''),
  ('no kind', '{}'),
  ('unknown kind', 'stay {}'),
  ('no brace', 'transition'),
  ('not closed', 'transition {female: nowhere>residential ?=1'),
  ('text after', 'transition {} x'),
  ('unknown gender', 'transition {women: nowhere>residential ?=1}'),
  ('no colon', 'transition {female nowhere>residential ?=1}'),
  ('gender twice', 'transition {female: nowhere>residential ?=1; female: residential>nowhere ?=1; female: nowhere>outpatient ?=1}'),
  ('genders not in order', 'transition {male: nowhere>residential ?=1; female: nowhere>residential ?=1}'),
  ('unknown care', 'transition {female: nowhere>clinic ?=1}'),
  ('code of a care', 'transition {female: nowhere>20 ?=1}'),
  ('half a pair', 'transition {female: residential ?=1}'),
  ('from nowhere to nowhere', 'transition {female: nowhere>nowhere ?=1}'),
  ('from death', 'transition {female: died>residential ?=1}'),
  ('from nowhere to death', 'transition {female: nowhere>died ?=1}'),
  ('days of an entry', 'transition {female: nowhere>residential 3=1}'),
  ('days of an exit', 'transition {female: residential>nowhere 3=1}'),
  ('days of a death', 'transition {female: residential>died 3=1}'),
  ('no cell', 'transition {female: nowhere>residential}'),
  ('no count', 'transition {female: nowhere>residential ?=}'),
  ('count of nothing', 'transition {female: nowhere>residential ?=0}'),
  ('count below nothing', 'transition {female: nowhere>residential ?=-1}'),
  ('count beyond 2^38', 'transition {female: nowhere>residential ?=274877906945}'),
  ('fraction of days', 'transition {female: residential>outpatient 1.5=1}'),
  ('more days than dates', 'transition {female: residential>outpatient 3652059=1}'),
  ('days beyond integer', 'transition {female: residential>outpatient 2147483648=1}'),
  ('no days, as stored', 'transition {female: residential>outpatient -2147483648=1}'),
  ('days twice', 'transition {female: residential>outpatient 3=1 3=1}'),
  ('days not in order', 'transition {female: residential>outpatient 3=1 2=1}'),
  ('no days not first', 'transition {female: residential>outpatient 3=1 ?=1}'),
  ('pairs not in order', 'transition {female: residential>outpatient 3=1, nowhere>residential ?=1}'),
  ('comma at the end', 'transition {female: nowhere>residential ?=1,}'),
  ('semicolon at the end', 'transition {female: nowhere>residential ?=1;}'),
  ('pair of a time', 'time_to_event {female: nowhere>residential ?=1}'),
  ('no such answer', 'time_to_event {female: returned 3=1}'),
  ('event without days', 'time_to_event {female: yes ?=1}'),
  ('no event without days', 'time_to_event {female: no ?=1}'),
  ('event before its time', 'time_to_event {female: yes -1=1}'),
  ('days of an excluded case', 'time_to_event {female: date_unknown 3=1}'),
  ('step below 0', 'funnel {female: -1 ?=1}'),
  ('step 65', 'funnel {female: 65 ?=1}'),
  ('days of a journey asked', 'funnel {female: 0 3=1}'),
  ('days of the first step', 'funnel {female: 0 ?=1, 1 3=1}'),
  ('more than were asked', 'funnel {female: 0 ?=1, 1 ?=2}'),
  ('more than the step before', 'funnel {female: 0 ?=9, 1 ?=2, 2 3=2 4=1}'),
  ('a step left out', 'funnel {female: 0 ?=9, 2 3=1}'),
  ('nobody asked', 'funnel {female: 1 ?=1}'),
  ('(legal) greatest', 'transition {female: residential>outpatient -3652058=274877906944 3652058=1}'),
  ('(legal) as many as before', 'funnel {female: 0 ?=2, 1 ?=2, 2 3=1 4=1}')
) AS bad (reason, text);

-- The value is never repeated; where it went wrong is.
\set VERBOSITY default
SELECT 'transition {female: nowhere>clinic ?=12345678}'::durations;
\set VERBOSITY terse

---- binary

CREATE TEMP TABLE kept (id integer, value durations);
INSERT INTO kept VALUES
  (1, 'transition {}'),
  (2, 'transition {female: nowhere>residential ?=2, residential>outpatient ?=1 -3=1 7=2}'),
  (3, 'transition {female: residential>outpatient -4=1 7=1, outpatient>died ?=1; male: nowhere>outpatient ?=1}'),
  (4, 'time_to_event {male: yes 40=2, too_recent 365=1, died ?=1}'),
  (5, 'funnel {other: 0 ?=9, 1 ?=4, 2 7=3}'),
  (6, NULL);
SELECT id, durations_send(value), pg_column_size(value) FROM kept WHERE id IN (1, 4);
SELECT id, pg_temp.receive(durations_send(value)) = value::text AS same FROM kept WHERE value IS NOT NULL ORDER BY id;
SELECT reason, pg_temp.receive(payload) AS sqlstate
FROM (SELECT durations_send(value) FROM kept WHERE id = 2) AS good (bytes),
LATERAL (VALUES
  ('empty', ''::bytea),
  ('half a header', substr(bytes, 1, 3)),
  ('one byte short', substr(bytes, 1, length(bytes) - 1)),
  ('one byte long', bytes || '\x00'),
  ('version 0', set_byte(bytes, 0, 0)),
  ('version 2', set_byte(bytes, 0, 2)),
  ('kind 0', set_byte(bytes, 1, 0)),
  ('kind 4', set_byte(bytes, 1, 4)),
  ('another kind', set_byte(bytes, 1, 2)),
  ('unknown flags', set_byte(bytes, 2, 1)),
  ('gender 0', set_byte(bytes, 4, 0)),
  ('gender 5', set_byte(bytes, 4, 5)),
  ('a hole in the kinds of care', set_byte(bytes, 6, 19)),
  ('reserved byte', set_byte(bytes, 7, 1)),
  ('days of an entry', set_byte(bytes, 8, 128)),
  ('count 0', set_byte(bytes, 19, 0)),
  ('count below 0', set_byte(bytes, 12, 128)),
  ('not in order', substr(bytes, 1, 4) || substr(bytes, 21, 16) || substr(bytes, 5, 16)),
  ('twice', bytes || substr(bytes, length(bytes) - 15, 16)),
  ('(legal) a cell less', substr(bytes, 1, length(bytes) - 16))
) AS bad (reason, payload);

---- JSON

SELECT id, jsonb_pretty(value::jsonb) FROM kept WHERE id IN (1, 3) ORDER BY id;
SELECT id, cell FROM kept, jsonb_array_elements(value::jsonb -> 'cells') AS cell WHERE id IN (4, 5) ORDER BY id, cell ->> 'days' NULLS FIRST;
SELECT bool_and(value::json::jsonb = value::jsonb) AS same, bool_and(to_jsonb(value) = value::jsonb) AS by_to_jsonb FROM kept;
SELECT pg_temp.state_of($$SELECT '{"kind": "transition", "cells": []}'::jsonb::continuum.durations$$) AS no_way_back;

---- readers

SELECT * FROM transition_rates('transition {female: nowhere>residential ?=2, residential>nowhere ?=3, residential>outpatient ?=1 -3=1 7=1 8=2, residential>died ?=2;
  male: nowhere>residential ?=1, residential>outpatient 1=1 5=2 9=3}');
SELECT * FROM funnel_steps('funnel {female: 0 ?=9, 1 ?=6, 2 ?=1 -7=1 3=1 30=1; male: 0 ?=4, 1 ?=3, 2 5=2, 3 60=1; other: 0 ?=1}');
-- Remission of 21 patients on 6-mercaptopurine, in weeks: Freireich and others 1963, as every textbook
-- on survival prints it: 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448; median 23.
SELECT days, at_risk, events, died, censored, survival, cumulative_incidence
FROM life_table('time_to_event {male: yes 6=3 7=1 10=1 13=1 16=1 22=1 23=1, too_recent 6=1 9=1 10=1 11=1 17=1 19=1 20=1 25=1 32=2 34=1 35=1}')
WHERE gender = 'male' AND events > 0;
-- By hand. Day 5: of 10 cases 2 events, 1 death, then 1 censored: survival 0.7, incidence 0.2. Day 8: 1 death
-- of 6: 0.7 * 5/6. Day 9: 1 event of 5: 0.7 * 5/6 * 4/5 = 7/15, and 0.2 + 0.7 * 5/6 * 1/5 = 19/60. Four were
-- followed to day 20. Two have no date; three died nobody knows when.
CREATE TEMP TABLE by_hand AS
SELECT 'time_to_event {female: no 20=1, yes 5=2 9=1, too_recent 5=1 20=3, date_unknown ?=2, died ?=3 5=1 8=1; other: yes 0=1; unknown: not_asked ?=4}'::durations AS d;
SELECT t.* FROM by_hand, life_table(d) AS t;
SELECT g AS gender, cases(d, g), excluded(d, g), median_days(d, g),
  cases(d, g) = coalesce((SELECT at_risk FROM life_table(d) AS t WHERE t.gender IS NOT DISTINCT FROM g ORDER BY days LIMIT 1), 0)
    + coalesce((SELECT sum(value::bigint) FROM jsonb_each_text(excluded(d, g))), 0) AS identity
FROM by_hand, unnest(ARRAY['female', 'male', 'other', 'unknown', NULL]::gender[]) WITH ORDINALITY AS genders (g, n) ORDER BY n;
-- Between rows, on them and behind the last: four women were followed to day 20, the other one came back at once.
SELECT k AS days, cumulative_incidence(d, k, 'female') AS women, cumulative_incidence(d, k, 'other') AS other, cumulative_incidence(d, k) AS "all"
FROM by_hand, unnest('{-1,0,4,5,8,9,20,21}'::integer[]) AS k;
SELECT cumulative_incidence(d, 5, 'male') IS NULL AS nobody, cumulative_incidence(d, 5, 'unknown') IS NULL AS none_followed, cumulative_incidence(d, NULL) IS NULL AS no_day,
  cumulative_incidence(NULL, 5) IS NULL AS none, pg_temp.state_of($$SELECT continuum.cumulative_incidence('funnel {}', 5)$$) AS funnel FROM by_hand;
-- The median is read from what is shown: at most one half, not below it.
SELECT d, median_days(d), (SELECT min(days) FROM life_table(d) WHERE gender IS NULL AND survival <= 0.5) AS as_shown
FROM (VALUES ('time_to_event {male: yes 1=3 2=1, too_recent 1=2 9=3}'::durations), ('time_to_event {male: yes 1=5, too_recent 9=6}'), ('time_to_event {}')) AS v (d);
SELECT id, cases(value), cases(value, 'female') AS women, excluded(value) FROM kept ORDER BY id;
SELECT cases(NULL::durations), excluded(NULL::durations), median_days(NULL), count(t), count(l), count(f)
FROM transition_rates(NULL) AS t, life_table(NULL) AS l, funnel_steps(NULL) AS f;
SELECT (SELECT count(*) FROM transition_rates('transition {}')) AS no_rates, (SELECT count(*) FROM life_table('time_to_event {}')) AS no_days,
  (SELECT count(*) FROM funnel_steps('funnel {}')) AS no_steps;
-- In a select list, stopped half way, over several values.
SELECT id, transition_rates(value) FROM kept WHERE id IN (2, 3) ORDER BY id LIMIT 3;
SELECT reader, id, pg_temp.state_of(format('SELECT continuum.%I(%L::continuum.durations)', reader, value)) AS sqlstate
FROM kept, unnest('{transition_rates,life_table,funnel_steps,median_days}'::text[]) AS reader WHERE id IN (2, 4, 5) ORDER BY 1, 2;

---- equality, hash, addition

SELECT a.id, string_agg(b.id::text, ' ' ORDER BY b.id) FILTER (WHERE a.value = b.value) AS eq,
  string_agg(b.id::text, ' ' ORDER BY b.id) FILTER (WHERE a.value <> b.value) AS ne
FROM kept a, kept b GROUP BY a.id ORDER BY a.id;
SELECT count(*), count(DISTINCT value::text) FROM (SELECT value FROM kept, generate_series(1, 3) GROUP BY value) AS g;
SELECT bool_and(durations_hash(a.value) = durations_hash(b.value)) AS same_hash,
  bool_and(durations_hash_extended(a.value, 42) = durations_hash_extended(b.value, 42)) AS same_extended,
  bool_and(durations_hash_extended(a.value, 0)::bit(32) = durations_hash(a.value)::bit(32)) AS unsalted
FROM kept a, kept b WHERE a.value = b.value;
SELECT opcname, amvalidate(oid) FROM pg_opclass WHERE opcname = 'durations_ops';

SELECT a.value + b.value FROM kept a, kept b WHERE a.id = 2 AND b.id = 3;
SELECT bool_and(a.value + b.value = b.value + a.value) AS commutes,
  bool_and((a.value + b.value) + c.value = a.value + (b.value + c.value)) AS associates,
  bool_and(a.value + 'transition {}' = a.value) AS has_zero
FROM kept a, kept b, kept c WHERE a.id < 4 AND b.id < 4 AND c.id < 4;
SELECT sum(value) FILTER (WHERE id IN (2, 3, 6)), sum(value) FILTER (WHERE id = 4) = min(value::text) FILTER (WHERE id = 4)::durations AS one,
  sum(value) FILTER (WHERE id = 6) IS NULL AS nulls, sum(value) FILTER (WHERE id > 9) IS NULL AS nothing FROM kept;
SELECT pg_temp.state_of($$SELECT 'transition {}'::continuum.durations + 'funnel {}'$$) AS two_kinds,
  pg_temp.state_of('SELECT sum(value) FROM pg_temp.kept') AS two_kinds_in_sum,
  pg_temp.state_of($$SELECT a + a FROM (SELECT 'funnel {male: 0 ?=274877906944}'::continuum.durations) AS x (a)$$) AS too_many,
  pg_temp.state_of($$SELECT 'funnel {male: 0 ?=274877906943}'::continuum.durations + 'funnel {male: 0 ?=1}'$$) AS as_many_as_fit;

---- transitions: by hand

CREATE TEMP TABLE life (person integer, gender gender, journey journey);
INSERT INTO life VALUES
  (1, 'female', '{residential[2024-01-01,2024-02-01]:transferred, outpatient[2024-01-29,2024-05-01]:completed, aftercare[2024-05-10,)}'),
  (2, 'female', '{residential[2024-03-01,2024-04-01]:completed, outpatient[2024-04-08,2024-06-01]:left_before_completion}'),
  (3, NULL, '{outpatient[2024-01-01,2024-03-01]:died}'),
  (4, 'male', '{opioid_agonist[2023-01-01,), residential[2024-02-01,?]:lost_contact, outpatient[2024-02-01,2024-02-20]:died, recovery_checkup[2024-02-20,?]:unknown}'),
  (5, 'male', '{}'),
  (6, 'male', NULL);
-- A man in agonist treatment all along: his stays inside it lead on, or back to it, and never to nowhere.
SELECT transitions(gender, journey) FROM life;
-- Of a period: stays that ended in it, first stays that started in it; bounds and infinite dates.
SELECT period, transitions(gender, journey, period)
FROM life, (VALUES (1, '[2024-02-01,2024-05-01)'::daterange), (2, '[2024-02-01,2024-05-01]'), (3, '(2024-02-01,2024-05-01]'), (4, '[2024-01-01,2024-01-01]'),
  (5, '(,2024-02-20]'), (6, 'empty')) AS p (n, period)
GROUP BY n, period ORDER BY n;
SELECT count(DISTINCT t::text) AS all_time FROM (
  SELECT transitions(gender, journey) FROM life UNION ALL SELECT transitions(gender, journey, NULL) FROM life
  UNION ALL SELECT transitions(gender, journey, '(,)') FROM life
  UNION ALL SELECT transitions(gender, journey, '[-infinity,infinity]') FROM life) AS x (t);
SELECT transitions(gender, journey) AS of_no_rows FROM life WHERE false;
SELECT transitions(gender, journey) AS of_no_stays FROM life WHERE person > 4;

---- time to event: by hand

SELECT time_to_event(gender, days, outcome)
FROM (VALUES ('female'::gender, 40, 'yes'::answer), ('female', 40, 'yes'), ('female', NULL, 'yes'), ('female', 0, 'died'), ('female', NULL, 'died'),
  (NULL, 365, 'too_recent'), (NULL, NULL, 'too_recent'), ('male', 84, 'no'), ('male', NULL, 'no'), ('male', 7, 'date_unknown'), ('male', -7, 'not_applicable'),
  ('male', 7, NULL), ('male', NULL, NULL)) AS v (gender, days, outcome);
SELECT time_to_event(NULL, 1, 'yes') AS of_no_rows WHERE false;
SELECT days, outcome, pg_temp.state_of(format('SELECT continuum.time_to_event(NULL, %s, %L)', days, outcome)) AS sqlstate
FROM unnest('{-2147483648,-1,0,3652058,3652059,2147483647}'::integer[]) AS days, unnest('{yes,died,too_recent,no,in_custody}'::answer[]) AS outcome
ORDER BY 1, 2;

-- A transition called by hand changes nobody's value, and takes NULL for the state of no rows.
WITH was AS MATERIALIZED (SELECT value FROM kept WHERE id = 2)
SELECT transitions_count(value, 'male', '{outpatient[2024-01-01,)}') AS called, value FROM was;
SELECT transitions_count(NULL, 'male', NULL) IS NULL AS nothing, transitions_count(NULL, 'male', '{outpatient[2024-01-01,)}'),
  transitions_count(NULL, 'male', '{outpatient[2024-01-01,)}', '(,2023-12-31]'), time_to_event_count(NULL, NULL, 5, 'yes'), durations_final('funnel {}');
SELECT pg_temp.state_of($$SELECT continuum.transitions_count('funnel {}', 'male', '{}')$$) AS funnel,
  pg_temp.state_of($$SELECT continuum.time_to_event_count('transition {}', 'male', 1, 'yes')$$) AS transition;

---- the same rows give the same bytes: in any order, plan, partition, window, and by way of text

CREATE FUNCTION pg_temp.dice(person integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(person, throw) & 1073741823) % sides)::integer;
CREATE TABLE durations_rows AS
SELECT person, person % 7 AS part, pg_temp.dice(person, 90, 1000) AS shuffle, ('{female,male,other,unknown}'::gender[])[1 + pg_temp.dice(person, 91, 5)] AS gender,
  pg_temp.dice(person, 92, 400) AS days, ('{yes,yes,died,too_recent,no,date_unknown}'::answer[])[1 + pg_temp.dice(person, 93, 7)] AS outcome,
  (SELECT journey_agg(episode(('{screening,withdrawal_management_inpatient,residential,outpatient,opioid_agonist,aftercare}'::care[])[1 + pg_temp.dice(person, k, 6)],
      date '2024-01-01' + pg_temp.dice(person, 10 + k, 600),
      CASE WHEN pg_temp.dice(person, 30 + k, 9) > 0 THEN date '2024-01-01' + pg_temp.dice(person, 10 + k, 600) + pg_temp.dice(person, 20 + k, 200) END,
      CASE WHEN pg_temp.dice(person, 30 + k, 9) > 0 THEN CASE WHEN pg_temp.dice(person, 40 + k, 9) = 0 THEN 'died' ELSE 'completed' END::exit_reason END, k))
    FROM generate_series(1, 1 + pg_temp.dice(person, 94, 5)) AS k) AS journey
FROM generate_series(1, 8000) AS person;
ANALYZE durations_rows;

CREATE FUNCTION pg_temp.plan_has(statement text, node text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  plan text;
BEGIN
  EXECUTE 'EXPLAIN (COSTS OFF, FORMAT JSON) ' || statement INTO plan;
  RETURN position(node IN plan) > 0;
END $$;

CREATE TEMP TABLE images (way text, moves bytea, times bytea);
\set images 'durations_send(transitions(gender, journey)), durations_send(time_to_event(gender, days, outcome))'
SET max_parallel_workers_per_gather = 0;
INSERT INTO images SELECT 'as stored', :images FROM durations_rows;
SELECT length(moves) > 100000 AS large, get_byte(moves, 1) AS kind, get_byte(times, 1) AS other_kind FROM images;
INSERT INTO images SELECT 'shuffled', :images FROM (SELECT * FROM durations_rows ORDER BY shuffle, person OFFSET 0) AS s;
INSERT INTO images SELECT 'backwards', :images FROM (SELECT * FROM durations_rows ORDER BY person DESC OFFSET 0) AS s;

SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT pg_temp.plan_has('SELECT ' || :'images' || ' FROM durations_rows', '"Partial"') AS parallel;
CREATE TEMP TABLE parallel_images (way, moves, times) AS SELECT 'parallel', :images FROM durations_rows;
INSERT INTO images TABLE parallel_images;
SET max_parallel_workers_per_gather = 0;

CREATE TABLE durations_parts (LIKE durations_rows) PARTITION BY LIST (part);
SELECT format('CREATE TABLE durations_part_%s PARTITION OF durations_parts FOR VALUES IN (%s)', n, n) FROM generate_series(0, 6) AS n \gexec
INSERT INTO durations_parts TABLE durations_rows;
ANALYZE durations_parts;
SET enable_partitionwise_aggregate = on;
SET enable_hashagg = off;
SELECT pg_temp.plan_has('SELECT ' || :'images' || ' FROM durations_parts', '"Partial"') AS partitionwise;
INSERT INTO images SELECT 'partition-wise', :images FROM durations_parts;
RESET enable_partitionwise_aggregate;
RESET enable_hashagg;

-- Values of the parts, added; and unfinished states by way of their text and bytes, as engines ship them.
CREATE TEMP TABLE shipped AS
SELECT part, transitions(gender, journey) AS moves, time_to_event(gender, days, outcome) AS times FROM durations_rows GROUP BY part;
INSERT INTO images SELECT 'added as text', durations_send(sum(moves::text::durations)), durations_send(sum(times::text::durations)) FROM shipped;
INSERT INTO images SELECT 'added backwards', durations_send(sum(moves ORDER BY part DESC)), durations_send(sum(times ORDER BY part DESC)) FROM shipped;
CREATE AGGREGATE pg_temp.unfinished(gender, journey) (SFUNC = transitions_count, STYPE = durations, INITCOND = 'transition {}');
CREATE AGGREGATE pg_temp.unfinished_times(gender, integer, answer) (SFUNC = time_to_event_count, STYPE = durations, INITCOND = 'time_to_event {}');
INSERT INTO images SELECT 'unfinished, printed', durations_send(pg_temp.unfinished(gender, journey)::text::durations),
  durations_send(pg_temp.unfinished_times(gender, days, outcome)::text::durations) FROM durations_rows;
INSERT INTO images SELECT 'unfinished, sent', durations_send(pg_temp.unfinished(gender, journey)), durations_send(pg_temp.unfinished_times(gender, days, outcome)) FROM durations_rows;
INSERT INTO images SELECT 'unfinished, added', durations_send(sum(moves)), durations_send(sum(times))
FROM (SELECT pg_temp.unfinished(gender, journey) AS moves, pg_temp.unfinished_times(gender, days, outcome) AS times FROM durations_rows GROUP BY part) AS u;

-- An unfinished state is not changed by a call by hand either.
WITH was AS MATERIALIZED (SELECT pg_temp.unfinished(gender, journey) AS state FROM durations_rows WHERE person < 20)
SELECT cases(transitions_count(state, 'other', '{outpatient[2024-01-01,)}')) - cases(state) AS one_more, cases(state + state) / cases(state) AS twice,
  durations_final(state) = (SELECT transitions(gender, journey) FROM durations_rows WHERE person < 20) AS unharmed FROM was;

SELECT way, moves = first_value(moves) OVER (ORDER BY way <> 'as stored') AS moves_same, times = first_value(times) OVER (ORDER BY way <> 'as stored') AS times_same
FROM images ORDER BY way COLLATE "C";
SELECT pg_temp.receive(moves) = (SELECT transitions(gender, journey)::text FROM durations_rows) AS large_same FROM images WHERE way = 'as stored';

-- Hash and sort, grouped, and spilling: as many small states as groups.
SET enable_sort = off;
CREATE TEMP TABLE hashed AS SELECT person, transitions(gender, journey) AS t FROM durations_rows GROUP BY person;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
CREATE TEMP TABLE spilt AS SELECT person, transitions(gender, journey) AS t FROM durations_rows GROUP BY person;
RESET hash_mem_multiplier;
RESET work_mem;
RESET enable_sort;
SET enable_hashagg = off;
CREATE TEMP TABLE sorted AS SELECT person, transitions(gender, journey) AS t FROM durations_rows GROUP BY person;
RESET enable_hashagg;
SELECT count(*), bool_and(h.t = s.t) AS hash_as_sort, bool_and(p.t = s.t) AS spilt_as_sort FROM hashed h JOIN sorted s USING (person) JOIN spilt p USING (person);
SELECT durations_send(sum(t)) = (SELECT moves FROM images WHERE way = 'as stored') AS sum_of_people FROM hashed;

-- Running totals: a window may look at a state again and again.
SELECT bool_and(running = again AND again = later) AS unharmed, bool_and(cases(running) = n) AS counted
FROM (SELECT time_to_event(gender, days, outcome) OVER o AS running, time_to_event(gender, days, outcome) OVER o AS again,
    (SELECT time_to_event(i.gender, i.days, i.outcome) FROM durations_rows AS i WHERE i.person <= w.person) AS later, row_number() OVER o AS n
  FROM durations_rows AS w WHERE person < 200 WINDOW o AS (ORDER BY person)) AS w;

---- privileges and volatility: nothing here is VOLATILE, unsafe or granted beyond PUBLIC's default

SELECT count(*) > 20 AS many, bool_and(provolatile = 'i') AS immutable, bool_and(proparallel = 's') AS safe,
  bool_and(proacl IS NULL) AS plain, bool_and(obj_description(oid, 'pg_proc') IS NOT NULL) AS described
FROM pg_proc WHERE pronamespace = 'continuum'::regnamespace AND (proname ~ '^durations' OR 'durations'::regtype = ANY (proargtypes) OR prorettype = 'durations'::regtype);

COPY (SELECT 1) TO PROGRAM 'rm -f continuum_durations.bin';
DROP TABLE durations_rows, durations_parts;
