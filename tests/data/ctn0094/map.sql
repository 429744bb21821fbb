-- map.sql: CTN-0094 as stays of the template.
--
-- The data hold days relative to each person's consent and no calendar date. Day 0 is 2010-01-01
-- for everybody: one fixed anchor, so that a length, a gap and an order are those of the trial and
-- nothing is invented but the calendar. Everyone therefore enters in the same weeks.
--
--   detox           admission to discharge, care withdrawal_management_inpatient
--   medication1, 2  first to last day with a dose of one randomised phase; the second phase begins
--                   at the second randomisation (project 30 alone: in 27 and 51 it is a copy)
--   followup        first to last attended visit of weeks 28 and 32, care aftercare:
--                   demo: study follow-up visits stand in for aftercare
--
-- What is missing stays missing, with two exceptions that are said: a phase without any dose
-- (120 people) starts on its day of randomisation and ended on an unknown date; the one detox stay
-- without an admission day (who 1551) starts on day 0, the day of consent in the ward.
-- One person has doses and no randomisation (dropped: there is no phase to give them to).
\set day_zero '\'2010-01-01\'::date'

INSERT INTO source.provider(provider, name, sector)
SELECT DISTINCT site, format('Study site %s (masked)', site), 'public' FROM ctn0094.site;

INSERT INTO source.programme(programme, provider, name, setting, reporting_from, reported)
SELECT provider * 10 + kind, provider, format('%s, site %s', title, provider), setting, '2009-12-01',
  ARRAY(SELECT month::date FROM generate_series('2009-12-01'::timestamp, '2011-06-01', '1 month') AS month)
FROM source.provider,
  (VALUES (1, 'Withdrawal management', 'inpatient_hospital'),
          (2, 'Medication: opioid agonist', 'outpatient_specialised'),
          (3, 'Medication: extended-release naltrexone', 'outpatient_specialised'),
          (4, 'Study follow-up visits (stand-in for aftercare)', 'outpatient_specialised')) AS kinds(kind, title, setting);

-- Each randomised phase with the doses given in it.
CREATE TABLE ctn0094.phase AS
SELECT r.who, r.phase, r.treatment, r.day AS randomised, second.day AS next_phase,
  first_dose, last_dose,
  -- Weeks of medication by protocol (meta_study_length.csv): 24, or 2 + 2 and 12 + 4 in project 30.
  CASE WHEN e.project <> 30 THEN 24 WHEN r.phase = 1 THEN 4 ELSE 16 END AS weeks
FROM ctn0094.randomization AS r
JOIN ctn0094.everybody AS e USING (who)
LEFT JOIN ctn0094.randomization AS second
  ON second.who = r.who AND second.phase = 2 AND r.phase = 1 AND e.project = 30
CROSS JOIN LATERAL (
  SELECT min(dose.day) AS first_dose, max(dose.day) AS last_dose FROM ctn0094.dose
  WHERE dose.who = r.who AND (r.phase = 1 OR dose.day >= r.day)
    AND (second.day IS NULL OR dose.day < second.day)) AS doses
WHERE r.phase = 1 OR e.project = 30;

-- Visits with the day they took place or were due, and the phase they belong to.
CREATE TABLE ctn0094.visit_day AS
SELECT v.*, p.phase,
  coalesce(v.day, p.randomised + 7 * substring(v.visit FROM 'W[Kk]([0-9]+)')::integer) AS on_day
FROM ctn0094.visit AS v
JOIN ctn0094.phase AS p USING (who)
WHERE p.phase = coalesce(substring(v.visit FROM '^P([12])')::integer, 1);
CREATE INDEX ON ctn0094.visit_day(who, phase);
ANALYZE ctn0094.phase, ctn0094.visit_day;

-- Why a phase ended: what the visits after its last dose say, surest first. No flag, no reason.
CREATE TABLE ctn0094.phase_exit AS
SELECT p.who, p.phase,
  CASE WHEN f.died THEN 'died'
       WHEN p.next_phase IS NOT NULL THEN 'transferred'
       WHEN p.last_dose >= p.randomised + 7 * p.weeks - slack THEN 'completed'
       ELSE coalesce(f.reason, CASE WHEN f.lost THEN 'lost_contact' END, 'unknown') END AS exit_reason,
  CASE WHEN p.last_dose IS NULL THEN 'no_dose_given'
       WHEN p.next_phase IS NOT NULL THEN 'second_phase' END AS exit_detail
FROM ctn0094.phase AS p
-- A monthly injection covers four weeks, and two weeks more are allowed as for daily doses.
CROSS JOIN LATERAL (SELECT CASE WHEN p.treatment LIKE '%NR-NTX%' THEN 42 ELSE 14 END AS slack) AS s
CROSS JOIN LATERAL (
  SELECT coalesce(bool_or(v.is_dead = '1'), false) AS died,
    coalesce(bool_or('1' IN (v.is_no_show, v.is_missing_14_consecutive)), false) AS lost,
    (array_agg(reason ORDER BY v.on_day, rank) FILTER (WHERE reason IS NOT NULL))[1] AS reason
  FROM ctn0094.visit_day AS v
  LEFT JOIN LATERAL (VALUES
      (1, v.is_in_jail, 'entered_custody'), (2, v.is_moved, 'moved'),
      (3, v.is_in_hospital, 'hospitalised'), (4, v.is_left_study, 'left_before_completion')
    ) AS flags(rank, flag, reason) ON flag = '1'
  WHERE v.who = p.who AND v.phase = p.phase AND v.on_day > coalesce(p.last_dose, p.randomised)) AS f;

-- All four kinds of rows in days of the trial.
CREATE TABLE ctn0094.stay AS
SELECT who, 1 AS stage, 'detox' AS kind, 1 AS programme, 'withdrawal_management_inpatient' AS care,
  coalesce(min(day) FILTER (WHERE what = 'admission'), 0) AS first_day,
  min(day) FILTER (WHERE what = 'discharge') AS last_day, 'unknown' AS exit_reason,
  CASE WHEN min(day) FILTER (WHERE what = 'admission') IS NULL THEN 'admission_day_of_consent' END AS exit_detail
FROM ctn0094.detox GROUP BY who
UNION ALL
SELECT who, 1 + phase, 'medication' || phase, CASE WHEN antagonist THEN 3 ELSE 2 END,
  CASE WHEN antagonist THEN 'medication_other' ELSE 'opioid_agonist' END,
  coalesce(first_dose, randomised), last_dose, e.exit_reason, e.exit_detail
FROM ctn0094.phase JOIN ctn0094.phase_exit AS e USING (who, phase)
CROSS JOIN LATERAL (SELECT treatment LIKE '%NR-NTX%' AS antagonist) AS arm
UNION ALL
SELECT who, 4, 'followup', 4, 'aftercare', min(day), max(day),
  CASE WHEN bool_or(visit = 'WK32') THEN 'completed' ELSE 'lost_contact' END, 'study_follow_up'
FROM ctn0094.visit WHERE visit IN ('WK28', 'WK32') AND what = 'visit' GROUP BY who;

INSERT INTO source.stay(provider, source_record, person, identifier, client_ref, quality,
  registered_sex, birth_year, programme, care, care_code, started, ended, ended_precision,
  exit_reason, exit_code, exit_detail, primary_substance, ended_known_on)
SELECT s.site, format('ctn-%s-%s', kind, to_char(who, 'FM0000')), who::text,
  source.run(40000000 + 1009 * who), format('client-%s', who), 'verified',
  CASE d.is_male WHEN 'Yes' THEN 'male' WHEN 'No' THEN 'female' ELSE 'unknown' END,
  2009 - d.age, -- aged so many full years on 1 January 2010
  s.site * 10 + programme, care, care, :day_zero + first_day, :day_zero + last_day,
  CASE WHEN last_day IS NULL THEN 'unknown' ELSE 'day' END, exit_reason, exit_reason, exit_detail,
  'opioids', -- whom the trials enrolled; which opioid is not mapped
  :day_zero + coalesce(last_day, first_day)
FROM ctn0094.stay JOIN ctn0094.site AS s USING (who) JOIN ctn0094.demographics AS d USING (who);

-- A programme that nobody was ever in is none.
DELETE FROM source.programme AS p WHERE NOT EXISTS (SELECT FROM source.stay AS s WHERE s.programme = p.programme);

DROP TABLE ctn0094.stay, ctn0094.phase_exit, ctn0094.visit_day;
