-- items_continuity.sql: the questions about one journey, asked of all of them, against plain SQL over the rows.

-- Continued care: after each treatment stay that ended in the period, is there a day of care that
-- goes on (treatment other than withdrawal management, or aftercare) within 14 days? Such care may
-- have begun before the stay ended and outlast it, so a look at the next stay alone is not enough.
CREATE VIEW leaving AS
SELECT person, ended AS day FROM stay
WHERE care BETWEEN 'treatment_unspecified' AND 'custody_treatment' AND exit_reason <> 'ongoing' AND ended >= '2010-01-01' AND ended < '2024-01-01';
CREATE VIEW going_on AS
SELECT person, started AS day, CASE WHEN exit_reason = 'ongoing' THEN 'infinity' ELSE coalesce(ended, started) END AS last FROM stay
WHERE care BETWEEN 'treatment_unspecified' AND 'legal_support' AND care NOT IN ('withdrawal_management_inpatient', 'withdrawal_management_outpatient');

-- With lead(): beginnings and discharges in one row of days. What began by the discharge may last
-- beyond it; what begins next is the next of the latest that has begun.
CREATE VIEW continued_by_lead AS
SELECT count(*) AS discharges, count(*) FILTER (WHERE reach > day OR next <= day + 14) AS continued
FROM (
  SELECT day, leaves, max(last) OVER earlier AS reach,
    coalesce(max(next) OVER earlier, min(day) FILTER (WHERE NOT leaves) OVER (PARTITION BY person)) AS next
  FROM (
    SELECT person, day, last, coalesce(lead(day) OVER (PARTITION BY person ORDER BY day), 'infinity') AS next, false AS leaves FROM going_on
    UNION ALL SELECT person, day, NULL, NULL, true FROM leaving) AS event
  WINDOW earlier AS (PARTITION BY person ORDER BY day, leaves ROWS UNBOUNDED PRECEDING)) AS w
WHERE leaves;

-- The same with one window less, but a frame that is counted anew for every row.
CREATE VIEW continued_by_frame AS
SELECT count(*) AS discharges, count(*) FILTER (WHERE reach > day OR next <= day + 14) AS continued
FROM (
  SELECT day, leaves, max(last) OVER (events ROWS UNBOUNDED PRECEDING) AS reach,
    min(day) FILTER (WHERE NOT leaves) OVER (events ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next
  FROM (SELECT person, day, last, false AS leaves FROM going_on UNION ALL SELECT person, day, NULL, true FROM leaving) AS event
  WINDOW events AS (PARTITION BY person ORDER BY day, leaves)) AS w
WHERE leaves;

-- The best found: no order at all, two hash joins' worth of work.
CREATE VIEW continued_by_join AS
SELECT (SELECT count(*) FROM leaving) AS discharges,
  (SELECT count(*) FROM leaving AS l WHERE EXISTS (SELECT FROM going_on AS g WHERE g.person = l.person AND g.day <= l.day + 14 AND g.last > l.day)) AS continued;

CREATE VIEW our_continued AS
SELECT count(*) AS discharges, count(*) FILTER (WHERE continued_care(journey, (left_on).discharged_on, 14, '2025-01-01') = 'yes') AS continued
FROM (SELECT journey, discharges(journey, '[2010-01-01,2024-01-01)', collapse_transfers => false) AS left_on FROM stored) AS d;

-- Days in care until 2025, overlaps counted once.
CREATE VIEW days_of_ranges AS
SELECT person, range_agg(daterange(started, CASE WHEN exit_reason = 'ongoing' THEN '2025-01-01' ELSE least(coalesce(ended, started) + 1, '2025-01-01') END)) AS days
FROM stay WHERE started < '2025-01-01' GROUP BY person;
CREATE VIEW days_by_window AS
SELECT sum(greatest(0, past - greatest(started, before))) AS days
FROM (
  SELECT started, past, max(past) OVER (PARTITION BY person ORDER BY started ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM (SELECT person, started, CASE WHEN exit_reason = 'ongoing' THEN '2025-01-01' ELSE least(coalesce(ended, started) + 1, '2025-01-01') END AS past
    FROM stay WHERE started < '2025-01-01') AS s) AS w;
CREATE UNLOGGED TABLE stored_ranges AS SELECT * FROM days_of_ranges;
VACUUM ANALYZE stored_ranges;

\set our_days 'SELECT sum(days_in_care(journey, ''[,2025-01-01)'')) AS days FROM '
\set range_days 'SELECT sum(upper(range) - lower(range)) AS days FROM (SELECT unnest(days) AS range FROM '
INSERT INTO item (name, sense, target, ours, peer) VALUES
  ('continued care in 14 days, stored, against lead()', 'peer/ours >=', 10, 'SELECT * FROM our_continued', 'SELECT * FROM continued_by_lead'),
  ('continued care in 14 days, stored, against a frame', 'peer/ours >=', 10, 'SELECT * FROM our_continued', 'SELECT * FROM continued_by_frame'),
  ('continued care in 14 days, stored, against a semi-join', 'peer/ours >=', NULL, 'SELECT * FROM our_continued', 'SELECT * FROM continued_by_join'),
  ('days in care, stored, against range_agg', 'peer/ours >=', 25, :'our_days' || 'stored', :'range_days' || 'days_of_ranges) AS r'),
  ('days in care, stored, against one window', 'peer/ours >=', NULL, :'our_days' || 'stored', 'SELECT * FROM days_by_window'),
  ('days in care, from rows, against range_agg', 'peer/ours >=', NULL, :'our_days' || '(SELECT journey_agg(episode) AS journey FROM stay GROUP BY person) AS j', :'range_days' || 'days_of_ranges) AS r'),
  ('days in care, stored, against stored multiranges', 'peer/ours >=', NULL, :'our_days' || 'stored', :'range_days' || 'stored_ranges) AS r');

SELECT format('CALL bench.measure(%s, %s)', n, :rounds) FROM item WHERE ours_ms IS NULL AND name LIKE :'only' ORDER BY n \gexec
