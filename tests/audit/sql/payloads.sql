-- An assertion has its payload, a void has none, what was erased has none and says so, and no payload
-- stands alone. No row may come.

SELECT a.kind, a.assertion AS without_payload
FROM registry.assertion a
WHERE a.operation <> 'void' AND CASE a.kind
  WHEN 'region' THEN NOT EXISTS (SELECT FROM registry.region p WHERE p.assertion = a.assertion)
  WHEN 'provider' THEN NOT EXISTS (SELECT FROM registry.provider p WHERE p.assertion = a.assertion)
  WHEN 'programme' THEN NOT EXISTS (SELECT FROM registry.programme p WHERE p.assertion = a.assertion)
  WHEN 'reporting_month' THEN NOT EXISTS (SELECT FROM registry.reporting_month p WHERE p.assertion = a.assertion)
  WHEN 'source_format' THEN NOT EXISTS (SELECT FROM registry.source_format p WHERE p.assertion = a.assertion)
  WHEN 'code_map' THEN NOT EXISTS (SELECT FROM registry.code_map p WHERE p.assertion = a.assertion)
  ELSE false END
ORDER BY a.assertion LIMIT 20;

SELECT a.assertion AS stay_without_payload
FROM registry.assertion a LEFT JOIN registry.stay p ON p.assertion = a.assertion
WHERE a.kind = 'stay' AND a.operation <> 'void' AND p.assertion IS NULL AND coalesce(a.reason, '') NOT IN ('erased', 'withdrawn: erased')
ORDER BY a.assertion LIMIT 20;

SELECT a.assertion AS fact_without_payload
FROM registry.assertion a LEFT JOIN registry.person_fact p ON p.assertion = a.assertion
WHERE a.kind = 'person_fact' AND a.operation <> 'void' AND p.assertion IS NULL AND coalesce(a.reason, '') <> 'erased'
ORDER BY a.assertion LIMIT 20;

-- Each payload stands under a header of its own kind.
SELECT p.kind, p.assertion AS payload_without_assertion
FROM (SELECT 'region' AS kind, assertion FROM registry.region
      UNION ALL SELECT 'provider', assertion FROM registry.provider
      UNION ALL SELECT 'programme', assertion FROM registry.programme
      UNION ALL SELECT 'reporting_month', assertion FROM registry.reporting_month
      UNION ALL SELECT 'source_format', assertion FROM registry.source_format
      UNION ALL SELECT 'code_map', assertion FROM registry.code_map
      UNION ALL SELECT 'stay', assertion FROM registry.stay
      UNION ALL SELECT 'person_fact', assertion FROM registry.person_fact) p
LEFT JOIN registry.assertion a ON a.assertion = p.assertion AND a.operation <> 'void' AND a.kind = p.kind
WHERE a.assertion IS NULL
ORDER BY p.assertion LIMIT 20;

-- Erasures add up: as many stays are without payload as registry.erasure counts, and none is going on.
SELECT e.counted, m.missing
FROM (SELECT COALESCE(sum((x.erased ->> 'stay')::bigint), 0) AS counted FROM registry.erasure x) e,
  (SELECT count(*) AS missing FROM registry.assertion a LEFT JOIN registry.stay p ON p.assertion = a.assertion
   WHERE a.kind = 'stay' AND a.operation <> 'void' AND p.assertion IS NULL) m
WHERE e.counted <> m.missing;

SELECT count(*) AS erasures_going_on FROM registry.erasing HAVING count(*) > 0;
