-- continuity_bias.sql: a figure must not depend on how long ago its cases began.
--
-- 73,200 cases a question: 200 on each day of 2024, on every day the same 200 outcomes, so that
-- the truth is known, the same for every month, and free of sampling noise. Observation stops on
-- 31 December: the journeys hold what was known then. A figure is right when it is within 0.5
-- points of the truth, in the year and in every month that has cases to judge. Beside it stands
-- what the rule prints that lets an outcome count as soon as it happens, by plain SQL.
SET search_path = continuum, pg_catalog;

CREATE TEMPORARY TABLE simulated AS
SELECT question, date '2024-01-01' + n AS index_date, window_days, success, date '2024-01-01' + n + event_day AS event
FROM generate_series(0, 365) AS n, (
  -- Days in treatment are exponential: 60 % are left on day 84.
  SELECT 'retained', 84, day >= 84, day
  FROM generate_series(1, 200) AS k, LATERAL (SELECT floor(84 * ln((k - 0.5) / 200) / ln(0.6))::integer AS day) AS d
  UNION ALL
  -- 40 % have aftercare, beginning evenly over the days 1 to 30.
  SELECT 'linked', 30, k <= 80, CASE WHEN k <= 80 THEN 1 + (k - 1) * 30 / 80 END FROM generate_series(1, 200) AS k
  UNION ALL
  -- 30 % return, evenly over the days 22 to 180; who is back sooner was never discharged.
  SELECT 'returned', 180, k <= 60, CASE WHEN k <= 60 THEN 22 + (k - 1) * 159 / 60 END FROM generate_series(1, 200) AS k)
  AS outcome(question, window_days, success, event_day);

-- Journeys as they were known on 31 December: what came later is not in them.
CREATE TEMPORARY TABLE answered AS
SELECT question, index_date, success, answer,
  -- Outcome first: an event counts at once, its absence only when the window is over.
  CASE WHEN question = 'retained' AND known THEN success WHEN question = 'retained' THEN CASE WHEN over THEN true END
    WHEN known THEN true WHEN over THEN false END AS outcome_first
FROM simulated AS s,
  LATERAL (SELECT coalesce(event <= '2024-12-31', false) AS known, index_date + window_days <= '2024-12-31' AS over) AS k,
  LATERAL (SELECT '{}' || episode('residential', index_date - 60, index_date, 'completed') AS discharged) AS j,
  LATERAL (SELECT CASE question
    WHEN 'retained' THEN retained('{}' || CASE WHEN known THEN episode('outpatient', index_date, event, 'moved')
        ELSE episode('outpatient', index_date) END, index_date, window_days, '2024-12-31')
    WHEN 'linked' THEN linked_to_aftercare(CASE WHEN known THEN discharged || episode('aftercare', event) ELSE discharged END,
        index_date, window_days, '2024-12-31')
    ELSE returned_to_treatment(CASE WHEN known THEN discharged || episode('outpatient', event) ELSE discharged END,
        index_date, window_days, '2024-12-31') END AS answer) AS a;

-- The year, and its last quarter under the other rule.
SELECT question, count(*) AS cases, count(*) FILTER (WHERE evaluable(answer)) AS denominator,
  count(*) FILTER (WHERE answer = 'too_recent') AS too_recent,
  round(100 * avg(success::integer), 1) AS truth, round(100 * avg(answer::boolean::integer), 1) AS figure,
  abs(avg(answer::boolean::integer) - avg(success::integer)) <= 0.005 AS right_within_half_a_point,
  round(100 * avg(outcome_first::integer), 1) AS outcome_first,
  round(100 * avg(outcome_first::integer) FILTER (WHERE index_date >= '2024-10-01'), 1) AS last_quarter,
  round(100 * avg(outcome_first::integer) FILTER (WHERE index_date >= '2024-12-01'), 1) AS december
FROM answered GROUP BY question ORDER BY question;

-- No drift: the months, as far as their windows have been watched to the end.
SELECT question, count(*) FILTER (WHERE denominator > 0) AS months_with_cases,
  bool_and(abs(figure - truth) <= 0.005) AS right_within_half_a_point, max(figure) - min(figure) <= 0.005 AS no_drift,
  round(100 * (max(outcome_first) - min(outcome_first)), 0) AS drift_of_outcome_first
FROM (
  SELECT question, extract(month FROM index_date) AS month, count(answer::boolean) AS denominator, avg(success::integer) AS truth,
    avg(answer::boolean::integer) AS figure, avg(outcome_first::integer) AS outcome_first
  FROM answered GROUP BY 1, 2) AS m
GROUP BY question ORDER BY question;

-- By dates alone: a case counts or not whatever its outcome was.
SELECT question, count(*) AS days, bool_and(judged IN (0, 200)) AS all_or_none
FROM (SELECT question, index_date, count(answer::boolean) AS judged FROM answered GROUP BY 1, 2) AS d
GROUP BY question ORDER BY question;

DROP TABLE answered, simulated;
