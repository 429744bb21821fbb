-- items_summary.sql: counting by gender against FILTER, over rows as a question about people leaves them.
CREATE UNLOGGED TABLE outcome AS SELECT person, record_key, programme, programme % 240 AS provider, care, days, gender, answer FROM stay;
VACUUM ANALYZE outcome;

\set genders 'count(*) FILTER (WHERE gender = ''female'') AS f, count(*) FILTER (WHERE gender = ''male'') AS m, count(*) FILTER (WHERE gender = ''other'') AS o, count(*) FILTER (WHERE gender = ''unknown'') AS u'
\set cases 'cases(s, ''female'') AS f, cases(s, ''male'') AS m, cases(s, ''other'') AS o, cases(s, ''unknown'') AS u'
INSERT INTO item (name, sense, target, ours, peer) VALUES ('summarize, against four FILTERs', 'ours/peer <=', 0.8,
  'SELECT ' || :'cases' || ' FROM (SELECT summarize(gender, record_key) FROM outcome) AS t (s)', 'SELECT ' || :'genders' || ' FROM outcome');
INSERT INTO item (name, sense, target, ours, peer) VALUES ('summarize of answers, against four FILTERs', 'ours/peer <=', 0.8,
  'SELECT ' || :'cases' || ' FROM (SELECT summarize(gender, record_key, answer) FROM outcome) AS t (s)', 'SELECT ' || :'genders' || ' FROM outcome');
INSERT INTO item (name, sense, target, ours, peer) VALUES ('summarize of days, against avg by gender', 'ours/peer <=', NULL,
  'SELECT mean(s, ''female'', 10) AS f, mean(s, ''male'', 10) AS m FROM (SELECT summarize(gender, record_key, days) FROM outcome) AS t (s)',
  'SELECT round(avg(days) FILTER (WHERE gender = ''female''), 10) AS f, round(avg(days) FILTER (WHERE gender = ''male''), 10) AS m FROM outcome');
INSERT INTO item (name, sense, target, ours, peer) VALUES ('summarize by programme, against FILTERs', 'ours/peer <=', NULL,
  'SELECT count(f), sum(f) FROM (SELECT programme, cases(summarize(gender, record_key, answer), ''female'') AS f FROM outcome GROUP BY programme OFFSET 0) AS g',
  'SELECT count(f), sum(f) FROM (SELECT programme, ' || :'genders' || ' FROM outcome GROUP BY programme OFFSET 0) AS g');
INSERT INTO item (name, sense, target, ours, peer) VALUES ('summarize_persons, against count(DISTINCT)', 'ours/peer <=', NULL,
  'SELECT people(s, ''female'') AS f, people(s, ''male'') AS m, people(s) AS a FROM (SELECT summarize_persons(person, gender, record_key) FROM outcome) AS t (s)',
  'SELECT count(DISTINCT person) FILTER (WHERE gender = ''female'') AS f, count(DISTINCT person) FILTER (WHERE gender = ''male'') AS m, count(DISTINCT person) AS a FROM outcome');
-- Distinct people of some 12,000 cells: by provider, gender and care, and every total. With the memory
-- of a server the planner sorts for the sets of many cells and hashes those of few; with more it hashes all.
\set cells 'SELECT count(*), sum(n) FROM (SELECT provider, gender, care, '
\set cube ' AS n FROM outcome GROUP BY CUBE (provider, gender, care) OFFSET 0) AS c'
INSERT INTO item (name, sense, target, settings, ours, peer) VALUES ('summarize_persons in CUBE, against count(DISTINCT)', 'ours/peer <=', 1, '{work_mem,64MB}',
  :'cells' || 'people(summarize_persons(person, gender, record_key))' || :'cube', :'cells' || 'count(DISTINCT person)' || :'cube');
INSERT INTO item (name, sense, target, settings, ours, peer) VALUES ('the same, with work_mem for a hash of all', 'ours/peer <=', NULL, '{work_mem,1GB}',
  :'cells' || 'people(summarize_persons(person, gender, record_key))' || :'cube', :'cells' || 'count(DISTINCT person)' || :'cube');

-- Twenty questions to each person, one in six of them not asked.
SELECT 'CREATE UNLOGGED TABLE asked AS SELECT person, record_key, gender, '
  || string_agg(format($$('{yes,no,no,too_recent,died,NULL}'::answer[])[1 + (hashint8extended(person, %s) & 1073741823) %% 6] AS q%s$$, q, q), ', ')
  || ' FROM person' FROM generate_series(1, 20) AS q \gexec
VACUUM ANALYZE asked;
SELECT (SELECT string_agg('q' || n, ', ' ORDER BY n) FROM generate_series(1, 20) AS n) AS questions,
  string_agg(format('numerator(s[%s], %L) AS q%s%s', q, g, q, g), ', ' ORDER BY q, g) AS numerators,
  string_agg(format('count(*) FILTER (WHERE q%s = ''yes'' AND gender = %L) AS q%s%s', q, g, q, g), ', ' ORDER BY q, g) AS filters
FROM generate_series(1, 20) AS q, unnest('{female,male,other,unknown}'::text[]) AS g \gset
INSERT INTO item (name, sense, target, ours, peer) VALUES ('summarize of 20 questions, against 80 FILTERs', 'ours/peer <=', 0.8,
  'SELECT ' || :'numerators' || ' FROM (SELECT summarize(gender, record_key, ARRAY[' || :'questions' || ']) FROM asked) AS t (s)',
  'SELECT ' || :'filters' || ' FROM asked');

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
