-- items_summary.sql: counting by gender against FILTER, over rows as a question about people leaves them.
CREATE UNLOGGED TABLE outcome AS SELECT person, record_key, programme, days, gender, answer FROM stay;
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

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
