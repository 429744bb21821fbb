-- items_pathway.sql: who had A, then B, then C? Against text and regular expressions, against joins,
-- against reading the journeys and nothing more, and with an index.
\set pathway '''withdrawal_management_inpatient then outpatient then aftercare'''

-- A letter a stay, in the order of the journey: start, length (open longest, unknown next), care.
CREATE VIEW ordered AS
SELECT person, care, started, CASE WHEN exit_reason = 'ongoing' THEN 65535 ELSE coalesce(ended - started, 65534) END AS length,
  CASE care WHEN 'withdrawal_management_inpatient' THEN 'W' WHEN 'outpatient' THEN 'O' WHEN 'aftercare' THEN 'A' ELSE '.' END AS letter
FROM stay;
CREATE UNLOGGED TABLE stored_letters AS
SELECT person, string_agg(letter, '' ORDER BY started, length, care) AS letters FROM ordered GROUP BY person;

-- For joins: rows with an index by person, which answers any question, and with one made for this kind.
CREATE UNLOGGED TABLE by_person AS SELECT person, care, started, length FROM ordered;
CREATE UNLOGGED TABLE by_care AS TABLE by_person;
CREATE INDEX ON by_person (person, started, length, care);
CREATE INDEX ON by_care (care, person, started, length);
CREATE UNLOGGED TABLE indexed AS TABLE stored;
CREATE INDEX ON indexed USING gin (journey);
VACUUM ANALYZE stored_letters, by_person, by_care, indexed;

\set matches 'SELECT count(*) FROM stored WHERE journey ~ ' :pathway
\set found 'SELECT count(*) FROM indexed WHERE journey ~ ' :pathway
\set text ' string_agg(letter, '''' ORDER BY started, length, care) ~ ''W.*O.*A'''
\set letters 'SELECT count(*) FILTER (WHERE matches) FROM (SELECT ' :text ' AS matches FROM ordered GROUP BY person) AS l'
\set few_letters 'SELECT count(*) FILTER (WHERE matches) FROM (SELECT ' :text ' AS matches FROM ordered WHERE letter <> ''.'' GROUP BY person) AS l'
\set chain ' AS c USING (person) WHERE a.care = ''withdrawal_management_inpatient'' AND b.care = ''outpatient'' AND c.care = ''aftercare'' AND (a.started, a.length, a.care) < (b.started, b.length, b.care) AND (b.started, b.length, b.care) < (c.started, c.length, c.care)'
\set join_by_person 'SELECT count(DISTINCT person) FROM by_person AS a JOIN by_person AS b USING (person) JOIN by_person ' :chain
\set join_by_care 'SELECT count(DISTINCT person) FROM by_care AS a JOIN by_care AS b USING (person) JOIN by_care ' :chain
INSERT INTO item (name, sense, target, ours, peer) VALUES
  ('A then B then C, stored, against string_agg and regex', 'peer/ours >=', 10, :'matches', :'letters'),
  ('A then B then C, stored, against the same of A, B, C only', 'peer/ours >=', 10, :'matches', :'few_letters'),
  ('A then B then C, stored, against a stored text and regex', 'peer/ours >=', 2, :'matches', 'SELECT count(*) FROM stored_letters WHERE letters ~ ''W.*O.*A'''),
  ('A then B then C, from rows, against string_agg and regex', 'peer/ours >=', 3,
    'SELECT count(*) FROM (SELECT journey_agg(episode) AS journey FROM stay GROUP BY person) AS j WHERE journey ~ ' || :'pathway', :'letters'),
  ('A then B then C, stored, against a three-way join by person', 'peer/ours >=', 8, :'matches', :'join_by_person'),
  ('A then B then C, by GIN, against a three-way join by person', 'peer/ours >=', 8, :'found', :'join_by_person'),
  ('A then B then C, by GIN, against a join by an index for it', 'peer/ours >=', 8, :'found', :'join_by_care'),
  ('A then B then C, stored, against a look at each journey', 'ours/peer <=', 1.5,
    'SELECT count(journey ~ ' || :'pathway' || ') FROM stored', 'SELECT count(cardinality(journey)) FROM stored');
-- Where journeys have 2.6 stays these match 0.1, 0.07 and 0.001 % of them.
INSERT INTO item (name, sense, target, ours, peer)
SELECT name || ', by GIN, against its own seqscan', 'peer/ours >=', 50,
  format('SELECT count(*) FROM indexed WHERE journey ~ %L', pathway), format('SELECT count(*) FROM stored WHERE journey ~ %L', pathway)
FROM (VALUES
  ('four steps', 'outpatient then outpatient then residential then aftercare'),
  ('care at one programme', 'outpatient@17'),
  ('from one programme to another', 'any@17 then any@18')
) AS p (name, pathway);

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
