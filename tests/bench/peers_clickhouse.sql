-- load
CREATE TABLE stay (person Int64, care Enum8('outpatient' = 1, 'residential' = 2, 'outpatient_intensive' = 3, 'withdrawal_management_inpatient' = 4, 'opioid_agonist' = 5,
  'day_programme' = 6, 'aftercare' = 7, 'recovery_checkup' = 8, 'screening' = 9), rank UInt8, started Int32, ended Nullable(Int32), open UInt8)
ENGINE = MergeTree() ORDER BY (person, started)
-- days
SELECT sum(arraySum(arrayMap((s, p, i) -> greatest(0, p - greatest(s, arrayReduce('max', arrayPushFront(arraySlice(pasts, 1, i - 1), 0)))), starts, pasts, arrayEnumerate(pasts)))) FROM (
  SELECT groupArray(started) AS starts, groupArray(past) AS pasts FROM (
    SELECT person, started, if(open, 20089, least(assumeNotNull(coalesce(ended, started)) + 1, 20089)) AS past FROM stay WHERE started < 20089 ORDER BY person, started) GROUP BY person)
-- continued
SELECT concat(toString(count()), ',', toString(sum(arrayExists((s, l) -> s <= d + 14 AND l > d, starts, lasts)))) FROM (
  SELECT groupArrayIf(assumeNotNull(ended), care NOT IN ('aftercare', 'recovery_checkup', 'screening') AND NOT open AND isNotNull(ended) AND ended >= 14610 AND ended < 19723) AS discharges,
    groupArrayIf(started, care NOT IN ('withdrawal_management_inpatient', 'screening')) AS starts,
    groupArrayIf(if(open, 99999, assumeNotNull(coalesce(ended, started))), care NOT IN ('withdrawal_management_inpatient', 'screening')) AS lasts
  FROM stay GROUP BY person) ARRAY JOIN discharges AS d
-- pathway
SELECT countIf(reached = 3) FROM (
  SELECT windowFunnel(1000000000)(toDateTime((started - 16436) * 16384 + if(open, 255, assumeNotNull(coalesce(ended - started, 254))) * 64 + rank),
    care = 'withdrawal_management_inpatient', care = 'outpatient', care = 'aftercare') AS reached FROM stay GROUP BY person)
-- pathway
SELECT sum(found) FROM (
  SELECT sequenceMatch('(?1).*(?2).*(?3)')(toDateTime((started - 16436) * 16384 + if(open, 255, assumeNotNull(coalesce(ended - started, 254))) * 64 + rank),
    care = 'withdrawal_management_inpatient', care = 'outpatient', care = 'aftercare') AS found FROM stay GROUP BY person)
