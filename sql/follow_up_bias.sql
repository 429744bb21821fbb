-- follow_up_bias.sql: a figure must not depend on how long ago its cases began: the later questions.
--
-- As continuity_bias: 200 cases on each day of 2024, on every day the same 200 lives, so that the truth
-- is known and the same for every month; the journeys hold what was known on 31 December. What takes
-- a case out (a death, custody again) befalls those who had arrived and those who had not.
SET search_path = continuum, pg_catalog;

-- A life: the stay of the index event, with days from and to counted from the index date, and up to two
-- more stays. success NULL: outside the denominator.
CREATE TEMPORARY TABLE life (question text, k integer, success boolean,
  care care, start integer, last integer, how exit_reason,
  next_care care, next_start integer, next_last integer, next_how exit_reason,
  then_care care, then_start integer, then_last integer, then_how exit_reason);
-- Of 200 stays that end 60 are transfers that arrive on days 1 to 21: they are no discharge.
INSERT INTO life
SELECT question, k, CASE WHEN k <= 140 THEN CASE question WHEN 'completed' THEN k <= 100 ELSE k > 100 END END,
  'residential', -60, 0, CASE WHEN k <= 100 THEN 'completed' WHEN k <= 140 THEN 'left_before_completion' ELSE 'transferred' END::exit_reason,
  CASE WHEN k > 140 THEN 'outpatient' END::care, 1 + (k - 141) * 21 / 60, 400, 'moved'
FROM generate_series(1, 200) AS k, unnest('{completed,early_exit}'::text[]) AS question;
-- 40 % are completed, a quarter of these return, as do others, evenly over the days 22 to 150; 20 die, half of them after completion.
INSERT INTO life SELECT 'completed_without_return', k, CASE WHEN k <= 180 THEN k <= 60 END, 'residential', -60, 0,
  CASE WHEN k <= 80 OR k > 190 THEN 'completed' ELSE 'left_before_completion' END::exit_reason,
  CASE WHEN k > 180 THEN 'aftercare' WHEN k > 60 AND k <= 100 THEN 'outpatient' END::care, CASE WHEN k > 180 THEN 1 ELSE 22 + (k - 61) * 129 / 40 END, CASE WHEN k > 180 THEN 6 * (k - 180) ELSE 400 END,
  CASE WHEN k > 180 THEN 'died' ELSE 'moved' END::exit_reason
FROM generate_series(1, 200) AS k;
-- Stays of 1 to 200 days; of those shorter than 84 one in five is planned.
INSERT INTO life SELECT 'effective_treatment', k, k >= 84 OR k % 5 = 0, 'outpatient', 0, k, CASE WHEN k % 5 = 0 THEN 'completed' ELSE 'moved' END::exit_reason
FROM generate_series(1, 200) AS k;
-- 80 have treatment or aftercare from days 1 to 30 on; 20 die on day 15, half of them in care.
INSERT INTO life SELECT 'left_without_support', k, CASE WHEN k <= 180 THEN k > 80 END, 'outpatient', -60, 0, 'completed',
  CASE WHEN k <= 80 THEN CASE k % 2 WHEN 0 THEN 'outpatient' ELSE 'aftercare' END WHEN k > 190 THEN 'aftercare' WHEN k > 180 THEN 'screening' END::care,
  CASE WHEN k <= 80 THEN 1 + (k - 1) * 30 / 80 ELSE 2 END, CASE WHEN k <= 80 THEN 400 ELSE 15 END, CASE WHEN k <= 80 THEN 'moved' ELSE 'died' END::exit_reason
FROM generate_series(1, 200) AS k;
-- 110 arrive on days 0 to 21.
INSERT INTO life SELECT 'transfer_arrived', k, k <= 110, 'residential', -60, 0, 'transferred', CASE WHEN k <= 110 THEN 'outpatient' END::care, (k - 1) * 22 / 110, 400, 'moved'
FROM generate_series(1, 200) AS k;
-- 66 arrive on days 0 to 21; 22 of these and 22 others are back in custody on days 1 to 21.
INSERT INTO life SELECT 'custody_to_community', k, CASE WHEN k > 44 AND k <= 178 THEN k <= 88 END, 'custody_treatment', -60, 0, 'completed',
  CASE WHEN k BETWEEN 23 AND 88 THEN 'outpatient' END::care, (k - 23) * 22 / 66, 400, 'moved',
  CASE WHEN k <= 44 OR k > 178 THEN 'custody_treatment' END::care, 1 + k % 21, 400, 'completed'
FROM generate_series(1, 200) AS k;
-- 75 begin on days 0 to 14, aftercare all the time.
INSERT INTO life SELECT 'need_to_care', k, k <= 75, 'recovery_checkup', -60, 400, 'completed', CASE WHEN k <= 75 THEN 'outpatient' END::care, (k - 1) * 15 / 75, 400, 'moved'
FROM generate_series(1, 200) AS k;

-- A stay as it was known on 31 December, in a journey.
CREATE FUNCTION pg_temp.known(care care, started date, ended date, how exit_reason, programme integer) RETURNS journey LANGUAGE sql IMMUTABLE
RETURN CASE WHEN care IS NULL OR started > '2024-12-31' THEN journey '{}' WHEN ended > '2024-12-31' THEN '{}' || episode(care, started, programme => programme)
  ELSE '{}' || episode(care, started, ended, how, programme) END;
CREATE TEMPORARY TABLE answered AS
SELECT question, day, success, CASE question
    WHEN 'completed' THEN completed(j, day, '2024-12-31')
    WHEN 'early_exit' THEN early_exit(j, day, 90, '2024-12-31')
    WHEN 'completed_without_return' THEN completed_without_return(j, day, 6, '2024-12-31')
    WHEN 'effective_treatment' THEN effective_treatment(j, day, 84, '2024-12-31')
    WHEN 'left_without_support' THEN left_without_support(j, day, 30, '2024-12-31')
    WHEN 'transfer_arrived' THEN transfer_arrived(j, day, 21, '2024-12-31')
    WHEN 'custody_to_community' THEN custody_to_community(j, day, 21, '2024-12-31')
    WHEN 'need_to_care' THEN need_to_care(j, day, 14, '2024-12-31') END AS answer,
  -- As soon as a discharge is seen: what discharges() shows on that day.
  CASE WHEN question = 'completed' THEN (SELECT d.exit_reason = 'completed' FROM discharges(j, daterange(day, day, '[]')) AS d) END AS at_once
FROM (
  SELECT l.*, day, pg_temp.known(care, day + start, day + last, how, 1) || pg_temp.known(next_care, day + next_start, day + next_last, next_how, 2)
    || pg_temp.known(then_care, day + then_start, day + then_last, then_how, 3) AS j
  FROM life AS l, (SELECT date '2024-01-01' + n AS day FROM generate_series(0, 365) AS n) AS d) AS s;

-- The year.
SELECT question, count(*) AS cases, count(answer::boolean) AS denominator, count(*) FILTER (WHERE answer = 'too_recent') AS too_recent,
  round(100 * avg(success::integer), 1) AS truth, round(100 * avg(answer::boolean::integer), 1) AS figure
FROM answered GROUP BY question ORDER BY question COLLATE "C";
-- No drift: the months, as far as their windows have been watched to the end; and by dates alone: of each
-- day all cases of the denominator count, or none does. A discharge counted at once drifts in December.
SELECT question, count(*) FILTER (WHERE denominator > 0) AS months_with_cases, bool_and(right_days) AS all_or_none,
  max(abs(figure - truth)) <= 0.005 AS right_within_half_a_point, max(figure) - min(figure) <= 0.005 AS no_drift,
  round(100 * min(at_once) FILTER (WHERE month < 12), 1) AS at_once, round(100 * min(at_once) FILTER (WHERE month = 12), 1) AS december_at_once
FROM (
  SELECT question, extract(month FROM day) AS month, sum(judged) AS denominator, bool_and(judged IN (0, cases)) AS right_days,
    sum(yes) / nullif(sum(judged), 0) AS figure, sum(success) / sum(cases) AS truth, sum(at_once) / nullif(sum(seen), 0) AS at_once
  FROM (
    SELECT question, day, count(answer::boolean) AS judged, count(success) AS cases, count(*) FILTER (WHERE answer = 'yes') AS yes,
      count(*) FILTER (WHERE success) AS success, count(*) FILTER (WHERE at_once) AS at_once, count(at_once) AS seen
    FROM answered GROUP BY question, day) AS d
  GROUP BY 1, 2) AS m
GROUP BY question ORDER BY question COLLATE "C";

-- Time to return, 30 % evenly over the days 22 to 180, 10 % die on days 10 to 170 without a return: most
-- of the year's cases are censored, and yet the life table shows the truth of any day (30 of 159 a day).
WITH case_of AS (
  SELECT day, k, CASE WHEN k <= 60 THEN 22 + (k - 1) * 159 / 60 END AS back, CASE WHEN k > 180 THEN 10 + (k - 181) * 8 END AS death
  FROM generate_series(1, 200) AS k, (SELECT date '2024-01-01' + n AS day FROM generate_series(0, 365) AS n) AS d),
timed AS (
  SELECT (t).* FROM (
    SELECT time_to_return(pg_temp.known('residential', day - 60, day, 'completed', 1) || pg_temp.known(CASE WHEN back IS NOT NULL THEN 'outpatient' END::care, day + back, day + 400, 'moved', 2)
      || pg_temp.known(CASE WHEN death IS NOT NULL THEN 'aftercare' END::care, day + 1, day + death, 'died', 3), day, '2024-12-31') AS t
    FROM case_of OFFSET 0) AS s),
tables AS (SELECT l.* FROM (SELECT time_to_event('female', days, outcome) AS d FROM timed) AS t, life_table(d) AS l WHERE gender IS NULL)
SELECT k AS days, (SELECT count(*) FROM timed WHERE outcome = 'too_recent' AND days < k) AS censored_before, round(avg((back <= k)::integer), 3) AS truth,
  (SELECT round(max(cumulative_incidence), 3) FROM tables WHERE days <= k) AS figure,
  round(1 - avg((least(back, death) <= k)::integer), 3) AS truth_of_neither, (SELECT round(min(survival), 3) FROM tables WHERE days <= k) AS figure_of_neither
FROM (SELECT k, coalesce(back, 9999) AS back, coalesce(death, 9999) AS death FROM case_of WHERE day = '2024-01-01') AS c(n, back, death), unnest('{15,30,90,180}'::integer[]) AS k
GROUP BY k ORDER BY k;

DROP TABLE answered, life;
