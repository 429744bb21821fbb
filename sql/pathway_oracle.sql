-- pathway_oracle.sql: matching against brute force in plain SQL.
--
-- Random pathways are drawn as structure: chains of items, items of units, units of a test or of a
-- chain again, as rows. The text that C reads is made from it, and so is the answer: the oracle
-- lists, for each part from the innermost outwards, every sequence of stays that fits it, in every
-- journey. Tests, bounds and windows are evaluated by SQL's own dates and ranges. No automaton, no
-- table of what is earliest, and of our functions only episode() and vocabulary().
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
SET work_mem = '64MB';

CREATE FUNCTION pg_temp.dice(seed integer, throw integer, sides integer) RETURNS integer LANGUAGE sql IMMUTABLE
RETURN ((hashint4extended(seed, throw) & 1073741823) % sides)::integer;
CREATE FUNCTION pg_temp.pick(seed integer, throw integer, choices text[]) RETURNS text LANGUAGE sql IMMUTABLE
RETURN choices[1 + pg_temp.dice(seed, throw, cardinality(choices))];

-- Journeys of one to six stays, close together, so that bounds are met and missed by a day, days
-- shared, stays open or of unknown end. n is their place in the total order.
CREATE TEMPORARY TABLE stay AS
SELECT *, row_number() OVER (PARTITION BY journey ORDER BY started,
    CASE ending WHEN 'closed' THEN ended - started WHEN 'unknown' THEN 65534 ELSE 65535 END, care, programme, exit_reason)::integer AS n,
  CASE ending WHEN 'closed' THEN format('%s[%s,%s]:%s@%s', care, started, ended, exit_reason, programme)
    WHEN 'open' THEN format('%s[%s,)@%s', care, started, programme)
    ELSE format('%s[%s,?]:%s@%s', care, started, exit_reason, programme) END::episode AS episode
FROM (
  SELECT DISTINCT journey, care, programme, started, ending, CASE ending WHEN 'closed' THEN started + length END AS ended,
    CASE ending WHEN 'open' THEN 'ongoing' ELSE exit_reason END::exit_reason AS exit_reason
  FROM (
    SELECT journey,
      pg_temp.pick(journey, 10 + k, '{withdrawal_management_inpatient,residential,residential_short,outpatient,aftercare,screening}')::care AS care,
      pg_temp.pick(journey, 20 + k, '{completed,completed,transferred,left_before_completion,unknown}') AS exit_reason,
      pg_temp.dice(journey, 30 + k, 4) AS programme,
      date '2024-01-01' + pg_temp.dice(journey, 40 + k, 30) AS started,
      pg_temp.dice(journey, 50 + k, 13) AS length,
      pg_temp.pick(journey, 60 + k, '{closed,closed,closed,closed,closed,closed,closed,open,unknown}') AS ending
    FROM generate_series(1, 1000) AS journey, generate_series(1, 6) AS k
    WHERE k <= 1 + pg_temp.dice(journey, 70, 6)) AS thrown) AS shaped;
CREATE TEMPORARY TABLE person AS
SELECT journey AS id, count(*)::integer AS nstays, journey_agg(episode) AS journey FROM stay GROUP BY journey;
CREATE INDEX ON stay (journey);
ANALYZE stay, person;

-- Bounds: what is written in braces, and the numbers it means.
CREATE TEMPORARY TABLE bound AS
SELECT id, CASE op WHEN '..' THEN format('{%s..%sd}', a, b) ELSE format('{%s%sd}', op, a) END AS text,
  CASE op WHEN '<=' THEN int4range(NULL, a, '[]') WHEN '<' THEN int4range(NULL, a) WHEN '>=' THEN int4range(a, NULL)
    WHEN '>' THEN int4range(a, NULL, '()') WHEN '=' THEN int4range(a, a, '[]') ELSE int4range(a, b, '[]') END AS days
FROM (SELECT i AS id, pg_temp.pick(i, 1, '{<=,<=,<,>=,>,=,..,..}') AS op, a, a + pg_temp.dice(i, 3, 10) AS b
  -- The first forty are for gaps, the rest for lengths, which are not negative.
  FROM generate_series(1, 60) AS i, LATERAL (SELECT CASE WHEN i <= 40 THEN -6 ELSE 1 END + pg_temp.dice(i, 2, 14) AS a) AS a) AS b;

-- Tests: a kind and its qualifiers; the last twenty are qualifiers alone, to stand behind a group.
CREATE TEMPORARY TABLE kind AS
SELECT row_number() OVER (ORDER BY text)::integer AS id, text, cares FROM (
  SELECT name AS text, ARRAY[name::care] AS cares FROM vocabulary('care')
  WHERE name IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'outpatient', 'aftercare', 'screening')
  UNION ALL SELECT term_group || '*', array_agg(name::care ORDER BY name) FROM vocabulary('care')
  WHERE term_group IN ('withdrawal', 'residential', 'outpatient') GROUP BY term_group
  UNION ALL SELECT role || '*', array_agg(name::care ORDER BY name) FROM vocabulary('care') WHERE role IN ('treatment', 'contact') GROUP BY role
  UNION ALL SELECT text, (SELECT array_agg(name::care ORDER BY name) FROM vocabulary('care')) FROM unnest('{any,any}'::text[]) AS text
  UNION ALL SELECT 'treatment* except withdrawal*', array_agg(name::care ORDER BY name) FROM vocabulary('care') WHERE role = 'treatment' AND term_group <> 'withdrawal'
  UNION ALL SELECT 'any except outpatient except residential*', array_agg(name::care ORDER BY name) FROM vocabulary('care')
  WHERE name <> 'outpatient' AND term_group <> 'residential') AS k;
CREATE TEMPORARY TABLE test AS
SELECT *, coalesce(kind, '') || coalesce(exits, '')
    || coalesce('@' || CASE cardinality(programmes) WHEN 1 THEN programmes[1]::text ELSE '(' || array_to_string(programmes, '|') || ')' END, '')
    || coalesce((SELECT b.text FROM bound AS b WHERE b.days = t.days LIMIT 1), '') || CASE WHEN open THEN '{open}' ELSE '' END || coalesce(' ' || window_kind || ' ' || window_text, '') AS text,
  window_text::daterange AS window
FROM (
  SELECT i AS id, k.text AS kind, k.cares, e.text AS exits, e.reasons::exit_reason[] AS reasons, b.days,
    CASE pg_temp.dice(i, 3, 8) WHEN 0 THEN ARRAY[pg_temp.dice(i, 4, 4)] WHEN 1 THEN ARRAY[pg_temp.dice(i, 4, 4), pg_temp.dice(i, 5, 4)] END AS programmes,
    pg_temp.dice(i, 7, 14) = 0 AS open,
    CASE WHEN pg_temp.dice(i, 8, 5) = 0 THEN pg_temp.pick(i, 9, '{in,in,started in,ended in}') END AS window_kind,
    pg_temp.pick(i, 10, '{[,(}') || CASE WHEN pg_temp.dice(i, 11, 5) > 0 THEN (date '2024-01-01' + pg_temp.dice(i, 12, 20))::text ELSE '' END || ','
      || CASE WHEN pg_temp.dice(i, 13, 5) > 0 THEN (date '2024-01-22' + pg_temp.dice(i, 14, 20))::text ELSE '' END || pg_temp.pick(i, 15, '{],)}') AS window_text
  FROM generate_series(1, 140) AS i
  LEFT JOIN kind AS k ON i <= 120 AND k.id = 1 + pg_temp.dice(i, 1, 15)
  LEFT JOIN bound AS b ON pg_temp.dice(i, 6, 6) = 0 AND b.id = 41 + pg_temp.dice(i, 17, 20)
  LEFT JOIN (VALUES (0, ':completed', '{completed}'), (1, ':planned*', '{completed,completed_reduced_use}'), (2, ':(transfer*|unknown)', '{transferred,transferred_to_custody,unknown}'),
    (3, ':(left_before_completion|completed)', '{left_before_completion,completed}'), (4, ':ongoing', '{ongoing}')) AS e(id, text, reasons)
    ON pg_temp.dice(i, 2, 4) = 0 AND e.id = pg_temp.dice(i, 16, 5)) AS t;
CREATE TEMPORARY TABLE pass AS
SELECT t.id AS test, s.journey, s.n FROM test AS t, stay AS s
WHERE (cares IS NULL OR care = ANY (cares)) AND (reasons IS NULL OR exit_reason = ANY (reasons)) AND (programmes IS NULL OR programme = ANY (programmes))
  AND (days IS NULL OR ending = 'closed' AND ended - started <@ days) AND (NOT open OR ending = 'open')
  AND CASE window_kind WHEN 'in' THEN daterange(started, CASE ending WHEN 'closed' THEN ended WHEN 'unknown' THEN started END, '[]') && t.window
    WHEN 'started in' THEN started <@ t.window WHEN 'ended in' THEN ending = 'closed' AND ended <@ t.window ELSE true END;
CREATE INDEX ON pass (test, journey, n);
ANALYZE bound, test, pass;

-- What must not be there, one or two tests, by which the first links and follows are known.
CREATE TEMPORARY TABLE absent AS
SELECT i AS id, string_agg(t.text, ' | ' ORDER BY k) AS text, array_agg(t.id) AS tests
FROM generate_series(1, 60) AS i, generate_series(1, 2) AS k JOIN test AS t ON true
WHERE t.id = 1 + pg_temp.dice(i, 10 + k, 120) AND k <= 1 + pg_temp.dice(i, 13, 2) GROUP BY i;
-- Gaps between all two stays of a journey that a bound is sure to hold for; no bound holds for all.
CREATE TEMPORARY TABLE near AS
SELECT b.id AS bound, a.journey, a.n AS before, z.n AS behind FROM bound AS b, stay AS a JOIN stay AS z ON z.journey = a.journey AND z.n > a.n
WHERE b.id <= 40 AND CASE a.ending WHEN 'closed' THEN z.started - a.ended <@ b.days WHEN 'open' THEN lower_inf(b.days) ELSE false END
UNION ALL SELECT 0, a.journey, a.n, z.n FROM stay AS a JOIN stay AS z ON z.journey = a.journey AND z.n > a.n;
CREATE INDEX ON near (bound, journey);
-- Links: number 0 is the plain one, 81 and 82 are "next" alone; from 61 on none has "no", for repeats.
CREATE TEMPORARY TABLE link AS
SELECT l.*, coalesce('no ' || a.text || ' then ', '') || CASE WHEN next THEN 'next' ELSE '' END || coalesce(b.text, '') AS text, a.tests
FROM (SELECT i AS id, CASE WHEN pg_temp.dice(i, 21, 3) = 0 AND i <= 60 THEN 1 + pg_temp.dice(i, 22, 60) END AS absent, pg_temp.dice(i, 23, 6) = 0 AS next,
    CASE WHEN pg_temp.dice(i, 24, 3) > 0 OR i > 60 THEN 1 + pg_temp.dice(i, 25, 40) ELSE 0 END AS bound FROM generate_series(1, 80) AS i
  UNION ALL VALUES (0, NULL::integer, false, 0), (81, NULL, true, 0), (82, NULL, true, 0)) AS l
LEFT JOIN absent AS a ON a.id = l.absent LEFT JOIN bound AS b ON b.id = l.bound;
CREATE TEMPORARY TABLE leads AS
SELECT l.id AS link, near.journey, before, behind FROM link AS l JOIN near USING (bound)
WHERE (NOT next OR behind = before + 1) AND NOT EXISTS (
  SELECT FROM pass AS p WHERE p.test = ANY (l.tests) AND p.journey = near.journey AND p.n > before AND p.n < behind);
CREATE INDEX ON leads (link, journey, before);
CREATE TEMPORARY TABLE follow AS
SELECT f.id, ' not followed by' || coalesce(b.text, '') || ' ' || a.text AS text, f.bound, a.tests
FROM (SELECT i AS id, 1 + pg_temp.dice(i, 31, 60) AS absent, CASE WHEN pg_temp.dice(i, 32, 3) > 0 THEN 1 + pg_temp.dice(i, 33, 40) ELSE 0 END AS bound FROM generate_series(1, 40) AS i) AS f
JOIN absent AS a ON a.id = f.absent LEFT JOIN bound AS b ON b.id = f.bound;
-- Within a bound only a stay that ended on a known day is sure not to be followed.
CREATE TEMPORARY TABLE followed AS
SELECT f.id AS follow, near.journey, near.before AS n FROM follow AS f JOIN near USING (bound) JOIN pass AS p ON p.test = ANY (f.tests) AND p.journey = near.journey AND p.n = near.behind
UNION SELECT f.id, s.journey, s.n FROM follow AS f, stay AS s WHERE f.bound > 0 AND s.ending <> 'closed';
CREATE INDEX ON followed (follow, journey, n);
ANALYZE absent, link, leads, follow, followed;

-- 2,100 random pathways. depth 0 is the whole, 1 and 2 are groups. A chain is made of items, an item
-- of units; what a chain needs is an item that may not be left out.
CREATE TEMPORARY TABLE chain (id integer PRIMARY KEY, pattern integer, depth integer, last_needed integer, text text);
CREATE TEMPORARY TABLE item (id serial PRIMARY KEY, chain integer, place integer, optional boolean, fewest integer, most integer, apart integer, link integer, left_out boolean, text text);
CREATE TEMPORARY TABLE unit (id serial PRIMARY KEY, item integer, place integer, test integer, chain integer, narrow integer, follow integer, text text);
CREATE INDEX ON item (chain);
CREATE INDEX ON unit (item);
INSERT INTO chain (id, pattern, depth) SELECT i, i, 0 FROM generate_series(1, 2100) AS i;
DO $$
BEGIN
  FOR level IN 0 .. 2 LOOP
    ANALYZE chain, item;
    INSERT INTO item (chain, place, optional, fewest, most, apart, link)
    SELECT c.id, k, optional, CASE WHEN repeated THEN fewest END, CASE WHEN repeated AND pg_temp.dice(c.id, 50 + k, 2) = 0 THEN greatest(1, fewest + pg_temp.dice(c.id, 60 + k, 2)) END,
      CASE WHEN repeated AND pg_temp.dice(c.id, 70 + k, 2) = 0 THEN 61 + pg_temp.dice(c.id, 80 + k, 22) ELSE 0 END, CASE WHEN pg_temp.dice(c.id, 90 + k, 2) = 0 THEN 0 ELSE 1 + pg_temp.dice(c.id, 100 + k, 82) END
    FROM chain AS c, generate_series(1, 4) AS k, LATERAL (
      SELECT pg_temp.dice(c.id, 110 + k, 5) = 0 AND k > 1 AS optional, pg_temp.dice(c.id, 120 + k, 5) = 0 AS repeated,
        CASE WHEN k = 1 THEN 1 ELSE 0 END + pg_temp.dice(c.id, 130 + k, 3) AS fewest) AS d
    WHERE c.depth = level AND k <= 1 + pg_temp.dice(c.id, 140, CASE level WHEN 0 THEN 4 ELSE 2 END)
    ORDER BY c.id, k;
    ANALYZE item;
    -- The other way round where the item that is needed comes second.
    UPDATE item SET place = 3 - place FROM chain AS c WHERE c.id = chain AND c.depth = level AND pg_temp.dice(c.id, 150, 3) = 0
      AND (SELECT count(*) FROM item AS i WHERE i.chain = c.id) = 2;
    INSERT INTO unit (item, place, test, chain, narrow, follow)
    SELECT i.id, k, CASE WHEN NOT grouped THEN 1 + pg_temp.dice(i.id, 160 + k, 120) END, CASE WHEN grouped THEN 10000 + 2 * i.id + k END,
      CASE WHEN grouped AND pg_temp.dice(i.id, 170 + k, 4) = 0 THEN 121 + pg_temp.dice(i.id, 180 + k, 20) END, CASE WHEN pg_temp.dice(i.id, 190 + k, 9) = 0 THEN 1 + pg_temp.dice(i.id, 200 + k, 40) END
    FROM chain AS c JOIN item AS i ON i.chain = c.id, generate_series(1, 2) AS k, LATERAL (SELECT level < 2 AND pg_temp.dice(i.id, 210 + k, 4) = 0 AS grouped) AS g
    WHERE c.depth = level AND k <= CASE pg_temp.dice(i.id, 220, 4) WHEN 0 THEN 2 ELSE 1 END
    ORDER BY i.id, k;
    INSERT INTO chain (id, pattern, depth)
    SELECT u.chain, c.pattern, level + 1 FROM chain AS c JOIN item AS i ON i.chain = c.id JOIN unit AS u ON u.item = i.id WHERE c.depth = level AND u.chain IS NOT NULL;
  END LOOP;
END $$;
UPDATE item SET left_out = optional OR coalesce(fewest, 1) = 0;
UPDATE chain SET last_needed = (SELECT max(place) FROM item AS i WHERE i.chain = chain.id AND NOT left_out);
ANALYZE chain, item, unit;

-- From the innermost outwards: the text, and every sequence of stays that fits.
CREATE TEMPORARY TABLE fits_unit (unit integer, journey integer, stays integer[]);
CREATE TEMPORARY TABLE fits_item (item integer, journey integer, stays integer[]);
CREATE TEMPORARY TABLE fits_chain (chain integer, items integer, journey integer, stays integer[], steps integer[]);
CREATE INDEX ON fits_chain (chain, items);
CREATE INDEX ON fits_unit (unit);
CREATE INDEX ON fits_item (item, journey);
DO $$
BEGIN
  FOR level IN REVERSE 2 .. 0 LOOP
    UPDATE unit AS u SET text = coalesce((SELECT t.text FROM test AS t WHERE t.id = u.test), '(' || (SELECT g.text FROM chain AS g WHERE g.id = u.chain) || ')')
      || coalesce((SELECT t.text FROM test AS t WHERE t.id = narrow), '') || coalesce((SELECT f.text FROM follow AS f WHERE f.id = u.follow), '')
    FROM item AS i, chain AS c WHERE i.id = u.item AND c.id = i.chain AND c.depth = level;
    -- What must not follow would take the bar behind it for its own.
    UPDATE item AS i SET text = CASE WHEN optional THEN 'optional ' ELSE '' END
      || (SELECT string_agg(CASE WHEN follow IS NOT NULL THEN '(' || u.text || ')' ELSE u.text END, ' | ' ORDER BY u.place) FROM unit AS u WHERE u.item = i.id)
      || coalesce(' ' || fewest || CASE WHEN most = fewest THEN '' ELSE '..' || coalesce(most::text, '') END || ' times', '')
      || CASE WHEN apart > 0 THEN ' apart ' || (SELECT l.text FROM link AS l WHERE l.id = apart) ELSE '' END
    FROM chain AS c WHERE c.id = i.chain AND c.depth = level;
    UPDATE chain AS c SET text = (
      SELECT string_agg(CASE i.place WHEN 1 THEN '' ELSE ' then ' || l.text || ' ' END || i.text, '' ORDER BY i.place) FROM item AS i JOIN link AS l ON l.id = i.link WHERE i.chain = c.id)
    WHERE c.depth = level;

    -- A unit: a stay that passes its test; or what fits the group, all of it narrowed; and what
    -- must not follow does not follow the last of it.
    INSERT INTO fits_unit
    SELECT u.id, f.journey, f.stays
    FROM chain AS c JOIN item AS i ON i.chain = c.id JOIN unit AS u ON u.item = i.id, LATERAL (
      SELECT p.journey, ARRAY[p.n] AS stays FROM pass AS p WHERE p.test = u.test AND p.journey % 10 = c.pattern % 10
      UNION SELECT g.journey, g.stays FROM chain AS inner_chain JOIN fits_chain AS g ON g.chain = inner_chain.id AND g.items >= inner_chain.last_needed
      WHERE inner_chain.id = u.chain AND NOT EXISTS (SELECT FROM unnest(g.stays) AS s(n) WHERE u.narrow IS NOT NULL
        AND NOT EXISTS (SELECT FROM pass AS p WHERE p.test = u.narrow AND p.journey = g.journey AND p.n = s.n))) AS f
    WHERE c.depth = level AND NOT EXISTS (SELECT FROM followed AS x WHERE x.follow = u.follow AND x.journey = f.journey AND x.n = f.stays[cardinality(f.stays)]);
    -- An item: one of its units, or so many in a row.
    INSERT INTO fits_item
    WITH RECURSIVE one AS (
      SELECT DISTINCT i.id AS item, i.apart, i.fewest, CASE WHEN fewest IS NULL THEN 1 ELSE coalesce(most, 6) END AS most, f.journey, f.stays
      FROM chain AS c JOIN item AS i ON i.chain = c.id JOIN unit AS u ON u.item = i.id JOIN fits_unit AS f ON f.unit = u.id WHERE c.depth = level),
    many AS (
      SELECT item, 1 AS times, journey, stays FROM one
      UNION
      SELECT m.item, m.times + 1, m.journey, m.stays || o.stays
      FROM many AS m JOIN one AS o USING (item, journey) JOIN leads AS l ON l.link = o.apart AND l.journey = m.journey AND l.before = m.stays[cardinality(m.stays)] AND l.behind = o.stays[1]
      WHERE m.times < o.most)
    SELECT DISTINCT item, journey, stays FROM many JOIN item ON item.id = many.item WHERE times >= coalesce(item.fewest, 1);
    -- A chain up to each of its items: that item alone, where all before may be left out, or behind
    -- an earlier one with only such between, led to by its own link.
    FOR k IN 1 .. 4 LOOP
      ANALYZE fits_item, fits_chain;
      INSERT INTO fits_chain
      SELECT i.chain, k, f.journey, f.stays, array_fill(k, ARRAY[cardinality(f.stays)])
      FROM chain AS c JOIN item AS i ON i.chain = c.id AND i.place = k JOIN fits_item AS f ON f.item = i.id
      WHERE c.depth = level AND NOT EXISTS (SELECT FROM item AS b WHERE b.chain = c.id AND b.place < k AND NOT b.left_out)
      UNION
      SELECT i.chain, k, f.journey, a.stays || f.stays, a.steps || array_fill(k, ARRAY[cardinality(f.stays)])
      FROM chain AS c JOIN item AS i ON i.chain = c.id AND i.place = k JOIN fits_item AS f ON f.item = i.id JOIN fits_chain AS a ON a.chain = c.id AND a.items < k AND a.journey = f.journey
        JOIN leads AS l ON l.link = i.link AND l.journey = f.journey AND l.before = a.stays[cardinality(a.stays)] AND l.behind = f.stays[1]
      WHERE c.depth = level AND NOT EXISTS (SELECT FROM item AS b WHERE b.chain = c.id AND b.place > a.items AND b.place < k AND NOT b.left_out);
    END LOOP;
  END LOOP;
END $$;

-- Of the whole: where it may begin and end, and how far it may reach.
CREATE TEMPORARY TABLE pattern AS
SELECT id, nitems, last_needed, begins, to_end, span, tests,
  (CASE begins WHEN 1 THEN '^ ' WHEN 2 THEN '^ no ' || none_before || ' then ' ELSE '' END || text || CASE WHEN to_end THEN ' $' ELSE '' END || coalesce(' spanning{<=' || span || 'd}', ''))::pathway AS pathway
FROM (
  SELECT c.*, (SELECT max(place) FROM item AS i WHERE i.chain = c.id) AS nitems, CASE pg_temp.dice(c.id, 2, 10) WHEN 0 THEN 1 WHEN 1 THEN 2 WHEN 2 THEN 2 ELSE 0 END AS begins,
    pg_temp.dice(c.id, 3, 8) = 0 AS to_end, CASE WHEN pg_temp.dice(c.id, 4, 7) = 0 THEN pg_temp.dice(c.id, 5, 25) END AS span, a.text AS none_before, a.tests
  FROM chain AS c JOIN absent AS a ON a.id = 1 + pg_temp.dice(c.id, 6, 60) WHERE c.depth = 0) AS drawn;
CREATE TEMPORARY TABLE fit AS
SELECT f.chain AS pattern, f.items, f.journey, f.stays, f.steps, f.items >= p.last_needed AND (NOT p.to_end OR z.n = person.nstays) AS whole
FROM fits_chain AS f JOIN pattern AS p ON p.id = f.chain JOIN person ON person.id = f.journey
  JOIN stay AS a ON a.journey = f.journey AND a.n = f.stays[1] JOIN stay AS z ON z.journey = f.journey AND z.n = f.stays[cardinality(f.stays)]
WHERE (p.begins <> 1 OR a.n = 1) AND (p.span IS NULL OR z.started - a.started <= p.span)
  -- "$" is asked of all the items only.
  AND (f.items < p.nitems OR NOT p.to_end OR z.n = person.nstays) AND NOT (p.begins = 2 AND EXISTS (SELECT FROM pass AS x WHERE x.test = ANY (p.tests) AND x.journey = f.journey AND x.n < a.n));
CREATE INDEX ON fit (pattern, journey);
ANALYZE pattern, fit;

-- Which of them are matches: the earliest stays, one by one; the longer of two that go together as
-- far as one of them goes (999 is behind every stay); then the lower steps; one after the other.
CREATE TEMPORARY TABLE taken AS
WITH RECURSIVE pair AS (SELECT DISTINCT pattern, journey FROM fit),
taken AS (
  SELECT pattern, journey, 0 AS occurrence, ARRAY[0] AS stays, NULL::integer[] AS steps FROM pair
  UNION ALL
  SELECT t.pattern, t.journey, t.occurrence + 1, f.stays, f.steps
  FROM taken AS t, LATERAL (
    SELECT f.stays, f.steps FROM fit AS f
    WHERE f.pattern = t.pattern AND f.journey = t.journey AND f.whole AND f.stays[1] > t.stays[cardinality(t.stays)]
    ORDER BY f.stays || 999, f.steps LIMIT 1) AS f)
SELECT * FROM taken WHERE occurrence > 0;
CREATE INDEX ON taken (pattern, journey);
-- How far each came, and how: of the first match of as many items as can be matched.
CREATE TEMPORARY TABLE reached AS
SELECT DISTINCT ON (pattern, journey) pattern, journey, items, stays, steps
FROM fit
ORDER BY pattern, journey, items DESC, stays || 999, steps;
CREATE INDEX ON reached (pattern, journey);
ANALYZE taken, reached;

-- What C says of every pair.
CREATE TEMPORARY TABLE asked AS
SELECT p.id AS pattern, j.id AS journey, j.journey ~ pathway AS matches, first_match(j.journey, pathway) AS first, count_matches(j.journey, pathway) AS count, funnel(j.journey, pathway) AS funnel
FROM pattern AS p JOIN person AS j ON j.id % 10 = p.id % 10;
CREATE TEMPORARY TABLE verdict (what text, pairs bigint, positive bigint, differences bigint);
INSERT INTO verdict
SELECT 'journey ~ pathway', count(*), count(*) FILTER (WHERE matches), count(*) FILTER (WHERE matches IS DISTINCT FROM (t.stays IS NOT NULL))
FROM asked AS a LEFT JOIN taken AS t ON t.pattern = a.pattern AND t.journey = a.journey AND occurrence = 1;
INSERT INTO verdict
SELECT 'first_match', count(*), count(first), count(*) FILTER (WHERE first IS DISTINCT FROM (SELECT journey_agg(episode) FROM stay AS s WHERE s.journey = a.journey AND s.n = ANY (t.stays)))
FROM asked AS a LEFT JOIN taken AS t ON t.pattern = a.pattern AND t.journey = a.journey AND occurrence = 1;
INSERT INTO verdict
SELECT 'count_matches', count(*), count(*) FILTER (WHERE count > 1), count(*) FILTER (WHERE count IS DISTINCT FROM coalesce(t.matches, 0))
FROM asked AS a LEFT JOIN (SELECT pattern, journey, count(*) AS matches FROM taken GROUP BY pattern, journey) AS t USING (pattern, journey);
INSERT INTO verdict
SELECT 'funnel', count(*), count(*) FILTER (WHERE funnel > 0), count(*) FILTER (WHERE funnel IS DISTINCT FROM coalesce(items, 0))
FROM asked AS a LEFT JOIN reached AS r USING (pattern, journey);
WITH ours AS (
  SELECT p.id, j.id, m.occurrence, m.step, m.episode FROM pattern AS p JOIN person AS j ON j.id % 10 = p.id % 10, match(j.journey, pathway) AS m),
theirs AS (
  SELECT t.pattern, t.journey, t.occurrence, u.step, s.episode FROM taken AS t, unnest(stays, steps) AS u(n, step) JOIN stay AS s USING (n) WHERE s.journey = t.journey),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict SELECT 'match, rows', (SELECT count(*) FROM asked), (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);
WITH ours AS (
  SELECT p.id, j.id, m.* FROM pattern AS p JOIN person AS j ON j.id % 10 = p.id % 10, funnel_steps(j.journey, pathway) AS m),
theirs AS (
  SELECT pattern, journey, step, started, started - lag(started) OVER (PARTITION BY pattern, journey ORDER BY step) FROM (
    SELECT r.pattern, r.journey, u.step, min(s.started) AS started FROM reached AS r, unnest(stays, steps) AS u(n, step) JOIN stay AS s USING (n) WHERE s.journey = r.journey
    GROUP BY r.pattern, r.journey, u.step) AS f),
wrong AS ((TABLE ours EXCEPT ALL TABLE theirs) UNION ALL (TABLE theirs EXCEPT ALL TABLE ours))
INSERT INTO verdict SELECT 'funnel_steps, rows', (SELECT count(*) FROM asked), (SELECT count(*) FROM theirs), (SELECT count(*) FROM wrong);

-- Equality is the test; there were pairs of both kinds, and many.
SELECT * FROM verdict;

DROP TABLE verdict, asked, reached, taken, fit, pattern, fits_chain, fits_item, fits_unit, unit, item, chain, followed, follow, leads, link, near, absent, pass, test, kind, bound, person, stay;
