-- load
CREATE TABLE stay AS
SELECT person, care, rank, started, ended, open, CASE WHEN open THEN 65535 ELSE coalesce(ended - started, 65534) END AS length
FROM read_csv('@FILE@', header = true, nullstr = '\N', columns = {'person': 'BIGINT', 'care': 'VARCHAR', 'rank': 'INTEGER', 'started': 'INTEGER', 'ended': 'INTEGER', 'open': 'BOOLEAN'});
ALTER TABLE stay ALTER care TYPE ENUM('outpatient', 'residential', 'outpatient_intensive', 'withdrawal_management_inpatient', 'opioid_agonist', 'day_programme', 'aftercare', 'recovery_checkup', 'screening');
-- days
SELECT sum(greatest(0, past - greatest(started, coalesce(before, started)))) AS days
FROM (
  SELECT started, past, max(past) OVER (PARTITION BY person ORDER BY started ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM (SELECT person, started, CASE WHEN open THEN 20089 ELSE least(coalesce(ended, started) + 1, 20089) END AS past FROM stay WHERE started < 20089));
-- continued
SELECT (SELECT count(*) FROM stay WHERE care NOT IN ('aftercare', 'recovery_checkup', 'screening') AND NOT open AND ended >= 14610 AND ended < 19723) || ',' || count(*) AS answer
FROM stay AS l
WHERE care NOT IN ('aftercare', 'recovery_checkup', 'screening') AND NOT open AND ended >= 14610 AND ended < 19723
  AND EXISTS (SELECT 1 FROM stay AS g WHERE g.person = l.person AND g.care NOT IN ('withdrawal_management_inpatient', 'screening')
    AND g.started <= l.ended + 14 AND CASE WHEN g.open THEN 99999 ELSE coalesce(g.ended, g.started) END > l.ended);
-- pathway
SELECT count(DISTINCT person) AS people
FROM stay AS a JOIN stay AS b USING (person) JOIN stay AS c USING (person)
WHERE a.care = 'withdrawal_management_inpatient' AND b.care = 'outpatient' AND c.care = 'aftercare'
  AND (a.started, a.length, a.rank) < (b.started, b.length, b.rank) AND (b.started, b.length, b.rank) < (c.started, c.length, c.rank);
