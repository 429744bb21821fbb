-- Stays: dates, programmes, records. No row may come.

-- Nothing ends before it starts.
SELECT s.assertion, s.started, s.ended
FROM registry.stay s WHERE s.ended < s.started
ORDER BY s.assertion LIMIT 20;

-- Open means neither end nor precision; a precise end has its day.
SELECT s.assertion, s.exit_reason::text, s.ended, s.ended_precision
FROM registry.stay s
WHERE (s.exit_reason::text = 'ongoing') <> (s.ended IS NULL AND s.ended_precision IS NULL)
  OR s.ended_precision = 'day' AND s.ended IS NULL
ORDER BY s.assertion LIMIT 20;

-- Every current stay is in a programme that is known, and run by the provider that says so.
SELECT s.assertion, s.programme
FROM registry.current_stay s
WHERE NOT EXISTS (SELECT FROM registry.current_programme p
                  WHERE p.programme = s.programme AND p.provider = COALESCE(s.provider, p.provider))
ORDER BY s.assertion LIMIT 20;

-- A provider's record number names one record.
SELECT a.provider, a.source_record
FROM registry.assertion a
WHERE a.kind = 'stay' AND a.source_record IS NOT NULL
GROUP BY a.provider, a.source_record HAVING count(DISTINCT a.record) > 1
ORDER BY a.provider, a.source_record LIMIT 20;

-- The views give what the tables say, but for people under restriction: as many current stays, each in its person's journey.
SELECT t.n AS by_tables, v.n AS by_view
FROM (SELECT count(*) AS n FROM registry.assertion a
      WHERE a.kind = 'stay' AND a.operation <> 'void'
        AND NOT EXISTS (SELECT FROM registry.assertion n WHERE n.supersedes = a.assertion)
        AND EXISTS (SELECT FROM registry.stay s WHERE s.assertion = a.assertion
          AND s.person NOT IN (SELECT r.person FROM registry.restricted_person r))) t,
  (SELECT count(*) AS n FROM registry.current_stay) v
WHERE t.n <> v.n;

SELECT count(*) AS people_whose_journey_differs
FROM (SELECT s.person, count(DISTINCT s.episode::text) AS stays FROM registry.counted_stay s GROUP BY s.person) s
FULL JOIN registry.journey j USING (person)
WHERE s.stays IS DISTINCT FROM (SELECT count(*) FROM continuum.unnest(j.journey))
HAVING count(*) > 0;
