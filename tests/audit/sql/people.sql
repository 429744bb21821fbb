-- People and aliases. Person numbers are not printed: how many break a rule is enough.

-- Nobody without an alias, but for who was found to be somebody else.
SELECT count(*) AS people_without_alias
FROM registry.person p
WHERE NOT EXISTS (SELECT FROM registry.person_alias a WHERE a.person = p.person)
  AND p.person NOT IN (SELECT m.person FROM registry.merged_person m)
HAVING count(*) > 0;

-- No alias, stay or fact of nobody.
SELECT count(*) AS aliases_of_nobody
FROM registry.person_alias a LEFT JOIN registry.person p ON p.person = a.person
WHERE p.person IS NULL HAVING count(*) > 0;

SELECT count(*) AS stays_of_nobody
FROM registry.stay s LEFT JOIN registry.person p ON p.person = s.person
WHERE p.person IS NULL HAVING count(*) > 0;

SELECT count(*) AS facts_of_nobody
FROM registry.person_fact f LEFT JOIN registry.person p ON p.person = f.person
WHERE p.person IS NULL HAVING count(*) > 0;

-- An alias is one person's, and of a known quality.
SELECT count(*) AS shared_aliases
FROM (SELECT FROM registry.person_alias a GROUP BY a.domain, a.pseudonym::text HAVING count(*) > 1) s
HAVING count(*) > 0;

SELECT a.quality, count(*) AS aliases
FROM registry.person_alias a
WHERE a.quality IS NULL OR a.quality NOT IN ('verified', 'plain', 'weak', 'local')
GROUP BY a.quality ORDER BY a.quality LIMIT 20;

-- A local or weak identity is known to its provider alone.
SELECT a.domain, count(*) AS misplaced_aliases
FROM registry.person_alias a
WHERE a.quality IN ('local', 'weak') AND a.domain !~ '^provider/[0-9]+$'
GROUP BY a.domain ORDER BY a.domain LIMIT 20;
