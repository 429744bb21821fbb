-- check.sql: does the mapping give the figures that are published with the data's notes?
-- Plain SQL; each row is (name, got, want). The differences to the notes are explained here.

-- Rows of a person in the order of the trial, each with the row before it.
CREATE TEMP VIEW step AS
SELECT s.*, stage, lag(started) OVER w AS last_started, lag(ended) OVER w AS last_ended, lag(stage) OVER w AS last_stage
FROM source.stay AS s
CROSS JOIN LATERAL (SELECT CASE split_part(source_record, '-', 2) WHEN 'detox' THEN 1 WHEN 'medication1' THEN 2
  WHEN 'medication2' THEN 3 ELSE 4 END AS stage) AS stages
WINDOW w AS (PARTITION BY person ORDER BY stage);

-- Discharges from withdrawal management with a date, and what followed in days 1 to 30.
-- "Present" counts the whole phase from first to last dose; "dosed" a day with a dose in it. The
-- notes print 446 in all but 309 men and 135 women, which add up to the 444 of "dosed": present is
-- 311 men and 135 women.
CREATE TEMP VIEW after_withdrawal AS
SELECT d.person, d.registered_sex,
  bool_or(m.started BETWEEN d.ended + 1 AND d.ended + 30) AS begun,
  bool_or(m.started <= d.ended AND m.ended > d.ended) AS carried_on,
  bool_or(m.ended <= d.ended) AS over,
  bool_or(m.started > d.ended + 30) AS later,
  bool_or(m.started <= d.ended + 30 AND m.ended > d.ended) AS present,
  EXISTS (SELECT FROM ctn0094.dose WHERE dose.who = d.person::integer
    AND '2010-01-01'::date + dose.day BETWEEN d.ended + 1 AND d.ended + 30) AS dosed
FROM source.stay AS d
LEFT JOIN source.stay AS m ON m.person = d.person AND m.source_record LIKE '%medication%' AND m.ended IS NOT NULL
WHERE d.source_record LIKE '%detox%' AND d.ended IS NOT NULL
GROUP BY d.person, d.registered_sex, d.ended;

INSERT INTO source.checked(name, got, want)
SELECT 'CTN-0094: ' || name, got::text, want::text FROM (
SELECT 'rows of stage ' || stage AS name, count(*) AS got, want
FROM step JOIN (VALUES (1, 658), (2, 2492), (3, 360), (4, 664)) AS w(stage, want) USING (stage)
GROUP BY stage, want
UNION ALL
SELECT unnest(ARRAY['rows', 'people', 'without an end', 'end before start']),
  unnest(ARRAY[count(*), count(DISTINCT person), count(*) FILTER (WHERE ended IS NULL), count(*) FILTER (WHERE ended < started)]),
  unnest(ARRAY[4174, 2580, 125, 0]) FROM source.stay
UNION ALL
SELECT 'people with two rows or more', count(*), 1594
FROM (SELECT FROM source.stay GROUP BY person HAVING count(*) > 1) AS two
UNION ALL
-- 125 without an end: 5 detox stays (one of them lacks the admission too) and 120 phases without a dose.
SELECT 'without an end: detox', count(*), 5 FROM step WHERE ended IS NULL AND stage = 1
UNION ALL
SELECT 'without an end: no dose', count(*), 120 FROM step WHERE ended IS NULL AND stage > 1
UNION ALL
-- 293 overlaps of consecutive rows: 197 medication phases begun before or on the day of discharge
-- from detox, 96 follow-up visits before or on the last dose. 59 phases without a dose were
-- randomised by then too and are not counted: nothing overlaps that never began.
SELECT 'overlaps of consecutive rows', count(*), 293 FROM step WHERE started <= last_ended AND exit_detail IS DISTINCT FROM 'no_dose_given'
UNION ALL
SELECT 'overlaps: detox and medication', count(*), 197 FROM step WHERE started <= last_ended AND stage = 2 AND exit_detail IS DISTINCT FROM 'no_dose_given'
UNION ALL
SELECT 'overlaps: medication and follow-up', count(*), 96 FROM step WHERE started <= last_ended AND stage = 4
UNION ALL
SELECT 'overlaps: phases without a dose', count(*), 59 FROM step WHERE started <= last_ended AND exit_detail = 'no_dose_given'
UNION ALL
SELECT unnest(ARRAY['withdrawal discharges with a date', 'of women', 'begun in days 1-30', 'begun, women', 'begun, men',
    'begun before and carried on', 'medication over by discharge', 'begun later than day 30', 'never medicated',
    'present in days 1-30', 'present, women', 'present, men', 'dosed in days 1-30', 'dosed, women', 'dosed, men']),
  unnest(ARRAY[count(*), count(*) FILTER (WHERE woman), count(*) FILTER (WHERE begun), count(*) FILTER (WHERE begun AND woman),
    count(*) FILTER (WHERE begun AND NOT woman), count(*) FILTER (WHERE carried_on), count(*) FILTER (WHERE over),
    count(*) FILTER (WHERE later), count(*) FILTER (WHERE begun IS NULL), count(*) FILTER (WHERE present),
    count(*) FILTER (WHERE present AND woman), count(*) FILTER (WHERE present AND NOT woman),
    count(*) FILTER (WHERE dosed), count(*) FILTER (WHERE dosed AND woman), count(*) FILTER (WHERE dosed AND NOT woman)]),
  unnest(ARRAY[653, 188, 268, 86, 182, 178, 19, 8, 180, 446, 135, 311, 444, 135, 309])
FROM (SELECT *, registered_sex = 'female' AS woman FROM after_withdrawal) AS a) AS checks;
