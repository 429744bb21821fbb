-- Headers. Every query names what breaks a rule, at most twenty, and must return no row.

-- What is superseded exists, and is of the same record and kind.
SELECT a.assertion, a.supersedes
FROM registry.assertion a LEFT JOIN registry.assertion o ON o.assertion = a.supersedes
WHERE a.supersedes IS NOT NULL AND (o.record, o.kind) IS DISTINCT FROM (a.record, a.kind)
ORDER BY a.assertion LIMIT 20;

-- Nothing is superseded by an earlier transaction: blocks are closed under supersedes.
SELECT a.assertion, a.supersedes
FROM registry.assertion a JOIN registry.assertion o ON o.assertion = a.supersedes
WHERE (o.epoch, o.recorded_xid) > (a.epoch, a.recorded_xid)
ORDER BY a.assertion LIMIT 20;

-- Nothing is superseded twice.
SELECT a.supersedes AS superseded_twice
FROM registry.assertion a WHERE a.supersedes IS NOT NULL
GROUP BY a.supersedes HAVING count(*) > 1
ORDER BY a.supersedes LIMIT 20;

-- A record has the number of its first assertion, which asserts, and all others supersede one.
SELECT a.assertion, a.record, a.operation
FROM registry.assertion a
WHERE (a.supersedes IS NULL) <> (a.record = a.assertion) OR a.supersedes IS NULL AND a.operation <> 'assert'
ORDER BY a.assertion LIMIT 20;

-- One assertion of each record stands: exactly one that nothing supersedes.
SELECT a.record
FROM registry.assertion a LEFT JOIN registry.assertion n ON n.supersedes = a.assertion
GROUP BY a.record HAVING count(*) FILTER (WHERE n.assertion IS NULL) <> 1
ORDER BY a.record LIMIT 20;

-- Operations and kinds are the known ones, and an epoch exists.
SELECT a.assertion, a.kind, a.operation, a.epoch
FROM registry.assertion a LEFT JOIN registry.epoch e ON e.epoch = a.epoch
WHERE e.epoch IS NULL OR a.operation NOT IN ('assert', 'correct', 'void', 'move')
  OR a.kind NOT IN (SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute p ON p.attrelid = c.oid AND p.attname = 'assertion'
    WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND c.relname <> 'assertion')
ORDER BY a.assertion LIMIT 20;

-- The guards stand: nobody updates, deletes or truncates an assertion.
SELECT t.relname AS unguarded
FROM pg_catalog.pg_class t JOIN pg_catalog.pg_attribute p ON p.attrelid = t.oid AND p.attname = 'assertion'
LEFT JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid AND g.tgname = 'refuse_change' AND g.tgenabled = 'A'
WHERE t.relnamespace = 'registry'::regnamespace AND t.relkind = 'r' AND g.oid IS NULL
ORDER BY t.relname;
