-- follow_up.sql: what became of people after an event, each question on vectors checked by hand.
-- The same against an oracle in plain SQL: continuity_oracle (the first four) and follow_up_oracle;
-- against a known truth: continuity_bias.
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

-- Retained: W1; an early leaver inside an unfinished window is too recent, not a no.
SELECT what, retained(journey::journey, index_date, 84, observed_until) AS answer, expected
FROM (VALUES
  ('W1: 84 days', '{outpatient[2024-01-01,2024-03-25]:moved}', date '2024-01-01', date '2024-03-25', 'yes'),
  ('W1: 83 days', '{outpatient[2024-01-01,2024-03-24]:moved}', '2024-01-01', '2024-12-31', 'no'),
  ('a day too early to ask', '{outpatient[2024-01-01,2024-03-25]:moved}', '2024-01-01', '2024-03-24', 'too_recent'),
  ('left after 9 days, asked in the window', '{outpatient[2024-12-01,2024-12-10]:moved}', '2024-12-01', '2024-12-31', 'too_recent'),
  ('left after 9 days, asked later', '{outpatient[2024-12-01,2024-12-10]:moved}', '2024-12-01', '2025-12-31', 'no'),
  ('open', '{outpatient[2024-01-01,)}', '2024-01-01', '2024-12-31', 'yes'),
  ('died in care', '{outpatient[2024-01-01,2024-02-01]:died}', '2024-01-01', '2024-12-31', 'no'),
  ('ended nobody knows when', '{outpatient[2024-01-01,?]:moved}', '2024-01-01', '2024-12-31', 'date_unknown'),
  ('an earlier stay may run on', '{residential[2023-11-01,?]:moved, outpatient[2024-01-01,2024-02-01]:moved}', '2024-01-01', '2024-12-31', 'date_unknown'),
  ('a transfer within the gap', '{residential[2024-01-01,2024-02-01]:transferred, outpatient[2024-02-20,2024-04-30]:moved}', '2024-01-01', '2024-12-31', 'yes'),
  ('the gap is no presence', '{residential[2024-01-01,2024-03-10]:moved}', '2024-01-01', '2024-12-31', 'no'),
  ('in a gap on the day, back later', '{residential[2024-01-01,2024-03-20]:transferred, outpatient[2024-04-05,2024-04-30]:moved}', '2024-01-01', '2024-12-31', 'yes'),
  ('the same, the return not yet seen', '{residential[2024-01-01,2024-03-20]:transferred, outpatient[2024-04-05,2024-04-30]:moved}', '2024-01-01', '2024-03-31', 'no'),
  ('aftercare is not treatment', '{outpatient[2024-01-01,2024-02-01]:moved, aftercare[2024-02-01,)}', '2024-01-01', '2024-12-31', 'no'),
  ('not in treatment on the date', '{outpatient[2024-01-02,)}', '2024-01-01', '2024-12-31', 'not_applicable'),
  ('starts after observation', '{outpatient[2024-06-01,)}', '2024-06-01', '2024-05-31', 'too_recent'),
  ('nobody', '{}', '2024-01-01', '2024-12-31', 'not_applicable'),
  ('everything is observed', '{outpatient[2024-01-01,)}', '2024-01-01', 'infinity', 'yes'),
  ('no such day', '{outpatient[2024-01-01,)}', 'infinity', 'infinity', 'too_recent'))
  AS v(what, journey, index_date, observed_until, expected);

-- Follow-up after a discharge on 1 January 2024 (F2: 7 days are the 2nd to the 8th).
SELECT what, linked_to_aftercare(j, '2024-01-01', 7, '2024-12-31') AS linked_7,
  linked_to_aftercare(j, '2024-01-01', 30, '2024-12-31') AS linked_30,
  continued_care(j, '2024-01-01', 30, '2024-12-31') AS continued_30,
  returned_to_treatment(j, '2024-01-01', 30, '2024-12-31') AS returned_30
FROM (VALUES
  ('a nothing else', ''),
  ('b aftercare on the day only', ', aftercare[2024-01-01,2024-01-01]:completed'),
  ('c a handover begun before', ', aftercare[2023-12-28,2024-01-02]:completed'),
  ('d the 2nd', ', aftercare[2024-01-02,2024-01-02]:completed'),
  ('e the 8th', ', peer_support[2024-01-08,)'),
  ('f the 9th', ', recovery_checkup[2024-01-09,2024-01-09]:completed'),
  ('g the 31st', ', case_management[2024-01-31,)'),
  ('h 1 February', ', aftercare[2024-02-01,)'),
  ('i ended nobody knows when, begun before', ', aftercare[2023-12-20,?]:moved'),
  ('j ended nobody knows when, begun after', ', aftercare[2024-01-05,?]:moved'),
  ('k outpatient at once', ', outpatient[2024-01-02,)'),
  ('l outpatient after the gap', ', outpatient[2024-01-23,)'),
  ('m withdrawal again', ', withdrawal_management_outpatient[2024-01-25,2024-01-30]:completed'),
  ('n treatment in custody', ', custody_treatment[2024-01-05,2024-06-01]:completed'),
  ('o a screening', ', screening[2024-01-05,2024-01-05]:other'),
  ('p died on day 7', ', harm_reduction[2024-01-02,2024-01-08]:died'),
  ('q linked, died on day 30', ', aftercare[2024-01-02,2024-01-31]:died'),
  ('r died later', ', aftercare[2024-01-02,2024-02-01]:died'),
  ('s an open stay beside it', ', opioid_agonist[2023-06-01,)'))
  AS v(what, more),
  LATERAL (SELECT format('{residential[2023-12-01,2024-01-01]:completed%s}', more)::journey AS j) AS l
ORDER BY what COLLATE "C";

-- Custody is an exit like others, never silently out; leaving for it is a discharge.
SELECT continued_care(j, '2024-01-01', 14, '2024-12-31') AS continued,
  linked_to_aftercare(j, '2024-01-01', 14, '2024-12-31') AS linked,
  (SELECT array_agg(d.exit_reason) FROM discharges(j, '(,)', collapse_transfers => false) AS d) AS exits
FROM (VALUES (journey '{outpatient[2023-10-01,2024-01-01]:entered_custody, custody_treatment[2024-01-10,2024-03-01]:transferred}'),
  ('{custody_treatment[2023-10-01,2024-01-01]:transferred_to_custody, aftercare[2024-01-03,)}')) AS v(j);

-- One life of the design notes: two treatment journeys, linked, returned on day 220.
SELECT treatment_journey_count(j) AS "2",
  (SELECT array_agg(d.discharged_on) FROM discharges(j, '(,)') AS d) AS discharged,
  linked_to_aftercare(j, '2024-04-09', 30, '2025-12-31') AS "yes",
  returned_to_treatment(j, '2024-04-09', 220, '2025-12-31') AS "yes",
  returned_to_treatment(j, '2024-04-09', 219, '2025-12-31') AS "no",
  returned_to_treatment(j, '2024-04-09', 21, '2025-12-31') AS "window_within_gap",
  returned_to_treatment(j, '2024-04-09', 21, '2025-12-31', 20) AS "no",
  returned_to_treatment(j, '2024-04-09', 220, '2024-11-14') AS "too_recent"
FROM (VALUES (journey '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-04-12,2024-10-30]:completed, outpatient[2024-11-15,)}')) AS v(j);

-- Order of decision: the gap, then dates, then the index event, then death, then the outcome.
SELECT returned_to_treatment('{}', '2024-12-30', 21, '2024-12-31') AS "window_within_gap",
  returned_to_treatment('{}', '2024-12-30', 22, '2024-12-31') AS "too_recent",
  returned_to_treatment('{}', '2024-01-01', 22, '2024-12-31') AS "not_applicable",
  linked_to_aftercare('{outpatient[2024-01-01,2024-12-10]:died, aftercare[2024-12-01,)}', '2024-12-10', 30, '2024-12-31') AS "too_recent",
  linked_to_aftercare('{aftercare[2024-01-01,2024-01-20]:died}', '2024-01-01', 30, '2024-12-31') AS "not_applicable",
  linked_to_aftercare('{outpatient[2024-01-01,2024-01-10]:died, aftercare[2024-01-01,)}', '2024-01-10', 30, '2024-12-31') AS "died",
  linked_to_aftercare('{outpatient[2024-01-01,?]:completed}', '2024-01-01', 30, '2024-12-31') AS "not_applicable";

-- Effective treatment: retained, or left earlier as planned; index date 1 January 2024, 84 days.
SELECT what, effective_treatment(journey::journey, '2024-01-01', 84, '2024-12-31') AS answer, expected
FROM (VALUES
  ('a W1: 84 days', '{outpatient[2024-01-01,2024-03-25]:moved}', 'yes'),
  ('b W1: 83 days', '{outpatient[2024-01-01,2024-03-24]:moved}', 'no'),
  ('c 83 days, completed', '{outpatient[2024-01-01,2024-03-24]:completed}', 'yes'),
  ('d one day, completed with reduced use', '{outpatient[2024-01-01,2024-01-01]:completed_reduced_use}', 'yes'),
  ('e transferred, not arrived', '{outpatient[2024-01-01,2024-02-01]:transferred}', 'no'),
  ('f died', '{outpatient[2024-01-01,2024-02-01]:died}', 'no'),
  ('g reason unknown', '{outpatient[2024-01-01,2024-02-01]:unknown}', 'not_recorded'),
  ('h reason unknown, but retained', '{outpatient[2024-01-01,2024-03-25]:unknown}', 'yes'),
  ('i reasons contradict (R2)', '{outpatient[2024-01-01,2024-02-01]:completed, residential[2024-01-10,2024-02-01]:left_before_completion}', 'contradictory'),
  ('j both planned (R1)', '{outpatient[2024-01-01,2024-02-01]:completed, residential[2024-01-10,2024-02-01]:completed_reduced_use}', 'yes'),
  ('k the last exit decides', '{outpatient[2024-01-01,2024-01-20]:completed, residential[2024-01-10,2024-02-01]:left_before_completion}', 'no'),
  ('l completed, back within the gap and left', '{residential[2024-01-01,2024-01-20]:completed, outpatient[2024-02-05,2024-02-10]:left_before_completion}', 'no'),
  ('m completed, back after the gap', '{residential[2024-01-01,2024-01-20]:completed, outpatient[2024-02-12,2024-02-20]:left_before_completion}', 'yes'),
  ('n open', '{outpatient[2024-01-01,)}', 'yes'),
  ('o ended nobody knows when, as planned', '{outpatient[2024-01-01,?]:completed}', 'yes'),
  ('p the same, but perhaps joined by a later stay', '{outpatient[2024-01-01,?]:completed, outpatient[2024-02-01,2024-02-10]:moved}', 'date_unknown'),
  ('q the later stay begins after the window', '{outpatient[2024-01-01,?]:completed, outpatient[2024-03-26,2024-04-10]:moved}', 'yes'),
  ('r ended nobody knows when, unplanned', '{outpatient[2024-01-01,?]:moved}', 'date_unknown'),
  ('s planned, but an earlier stay may run on', '{residential[2023-11-01,?]:moved, outpatient[2024-01-01,2024-02-01]:completed}', 'date_unknown'),
  ('t retained, whatever the earlier stay did', '{residential[2023-11-01,?]:moved, outpatient[2024-01-01,2024-04-01]:moved}', 'yes'),
  ('u aftercare alone', '{aftercare[2024-01-01,)}', 'not_applicable'),
  ('v nobody', '{}', 'not_applicable')) AS v(what, journey, expected)
ORDER BY what COLLATE "C";
-- Dates first; what starts after observation is not looked at.
SELECT effective_treatment('{outpatient[2024-01-01,2024-01-10]:completed}', '2024-01-01', 84, '2024-03-24') AS "too_recent",
  effective_treatment('{outpatient[2024-01-01,2024-01-10]:completed}', '2024-01-01', 84, '2024-03-25') AS "yes",
  effective_treatment('{outpatient[2024-01-01,2024-03-20]:transferred, outpatient[2024-04-05,2024-05-30]:moved}', '2024-01-01', 84, '2024-04-04') AS "no",
  effective_treatment('{outpatient[2024-01-01,2024-03-20]:transferred, outpatient[2024-04-05,2024-05-30]:moved}', '2024-01-01', 84, '2024-04-05') AS "yes",
  effective_treatment('{outpatient[2024-01-01,)}', 'infinity', 84, 'infinity') AS "too_recent",
  effective_treatment('{outpatient[2024-01-01,)}', '-infinity', 84, 'infinity') AS "not_applicable";

-- What ended on 30 March 2024: early, completed, and both for stays; 1 January to 30 March are 89 days.
SELECT what, early_exit(j, '2024-03-30', 90, '2024-12-31') AS early_90, early_exit(j, '2024-03-30', 89, '2024-12-31') AS early_89,
  early_exit(j, '2024-03-30', 90, '2024-12-31', false) AS stay_early, completed(j, '2024-03-30', '2024-12-31') AS completed,
  completed(j, '2024-03-30', '2024-12-31', false) AS stay_completed
FROM (VALUES
  ('a left', journey '{outpatient[2024-01-01,2024-03-30]:left_before_completion}'),
  ('b lost', '{outpatient[2024-01-01,2024-03-30]:lost_contact}'),
  ('c sent away', '{outpatient[2024-01-01,2024-03-30]:ended_by_provider}'),
  ('d declined', '{outpatient[2024-03-30,2024-03-30]:declined}'),
  ('e completed', '{outpatient[2024-01-01,2024-03-30]:completed}'),
  ('f reduced use', '{outpatient[2024-01-01,2024-03-30]:completed_reduced_use}'),
  ('g transferred', '{outpatient[2024-01-01,2024-03-30]:transferred}'),
  ('h to custody', '{outpatient[2024-01-01,2024-03-30]:entered_custody}'),
  ('i service closed', '{outpatient[2024-01-01,2024-03-30]:service_closed}'),
  ('j died', '{outpatient[2024-01-01,2024-03-30]:died}'),
  ('k died elsewhere that day', '{outpatient[2024-01-01,2024-03-30]:completed, harm_reduction[2024-03-30,2024-03-30]:died}'),
  ('l unknown', '{outpatient[2024-01-01,2024-03-30]:unknown}'),
  ('m unknown, long', '{outpatient[2023-01-01,2024-03-30]:unknown}'),
  ('n contradictory', '{outpatient[2024-01-01,2024-03-30]:completed, residential[2024-02-01,2024-03-30]:left_before_completion}'),
  ('o after a transfer', '{residential[2023-10-01,2024-03-01]:transferred, outpatient[2024-03-10,2024-03-30]:left_before_completion}'),
  ('p two stays, one long', '{residential[2023-10-01,2024-03-30]:left_before_completion, outpatient[2024-03-10,2024-03-30]:left_before_completion}'),
  ('q a stay goes on', '{residential[2024-03-01,2024-03-30]:left_before_completion, outpatient[2024-03-10,)}'),
  ('r back within the gap', '{residential[2024-03-01,2024-03-30]:left_before_completion, outpatient[2024-04-20,)}'),
  ('s back after the gap', '{residential[2024-03-01,2024-03-30]:left_before_completion, outpatient[2024-04-21,)}'),
  ('t another may have run on', '{residential[2023-03-01,?]:moved, outpatient[2024-03-10,2024-03-30]:left_before_completion}'),
  ('u another that ended nobody knows when', '{residential[2024-03-01,2024-03-30]:left_before_completion, outpatient[2024-03-10,?]:left_before_completion}'),
  ('v aftercare', '{aftercare[2024-01-01,2024-03-30]:left_before_completion}'),
  ('w nobody', '{}')) AS v(what, j)
ORDER BY what COLLATE "C";
-- It ended when nobody can join it any more, 21 days later; a stay has ended at once.
SELECT early_exit(j, '2024-03-30', 90, '2024-04-20') AS "yes", early_exit(j, '2024-03-30', 90, '2024-04-19') AS "too_recent",
  early_exit(j, '2024-03-30', 90, '2024-03-30', false) AS "yes", early_exit(j, '2024-03-30', 90, '2024-03-29', false) AS "too_recent",
  early_exit(j, '2024-03-30', 90, '2024-03-30', max_gap => 0) AS "yes",
  completed(j, '2024-03-30', '2024-04-20') AS "no", completed(j, '2024-03-30', '2024-04-19') AS "too_recent",
  completed(j, '2024-03-30', '2024-03-30', false) AS "no", completed(j, '2024-03-30', '2024-03-29', false) AS "too_recent",
  completed(j, '2024-03-29', '2024-12-31') AS "not_applicable", early_exit(j, '2024-03-30', 1, '2024-12-31') AS "no",
  early_exit(j, '2024-03-30', 2147483647, 'infinity') AS "yes", completed(j, 'infinity', 'infinity') AS "too_recent",
  completed(j, 'infinity', 'infinity', false) AS "not_applicable", completed(j, '-infinity', '-infinity') AS "too_recent",
  completed(j, '-infinity', 'infinity') AS "not_applicable"
FROM (VALUES (journey '{outpatient[2024-01-01,2024-03-30]:left_before_completion}')) AS v(j);

-- Completed without return in six calendar months. P1: after 31 August the window is over on 28
-- February; in a leap year on the 29th. The last column is the same with a month.
SELECT what, completed_without_return(j, left_on, 6, '2025-12-31') AS answer, expected,
  completed_without_return(j, left_on, 1, '2025-12-31') AS one_month
FROM (VALUES
  ('a P1: back on 27 February', journey '{residential[2024-03-01,2024-08-31]:completed, outpatient[2025-02-27,)}', date '2024-08-31', 'no'),
  ('b P1: back on 28 February', '{residential[2024-03-01,2024-08-31]:completed, outpatient[2025-02-28,)}', '2024-08-31', 'yes'),
  ('c leap year: back on 28 February', '{residential[2023-03-01,2023-08-31]:completed, outpatient[2024-02-28,)}', '2023-08-31', 'no'),
  ('d leap year: back on 29 February', '{residential[2023-03-01,2023-08-31]:completed, outpatient[2024-02-29,)}', '2023-08-31', 'yes'),
  ('e from 28 February: back on 27 August', '{residential[2023-01-01,2023-02-28]:completed, outpatient[2023-08-27,)}', '2023-02-28', 'no'),
  ('f from 28 February: back on 28 August', '{residential[2023-01-01,2023-02-28]:completed, outpatient[2023-08-28,)}', '2023-02-28', 'yes'),
  ('g not back', '{residential[2024-03-01,2024-08-31]:completed_reduced_use}', '2024-08-31', 'yes'),
  ('h left, not back', '{residential[2024-03-01,2024-08-31]:left_before_completion}', '2024-08-31', 'no'),
  ('i back on day 22', '{residential[2024-03-01,2024-08-31]:completed, outpatient[2024-09-22,2024-09-22]:moved}', '2024-08-31', 'no'),
  ('j aftercare is no return', '{residential[2024-03-01,2024-08-31]:completed, aftercare[2024-09-01,)}', '2024-08-31', 'yes'),
  ('k a screening is no return', '{residential[2024-03-01,2024-08-31]:completed, assessment[2024-11-01,2024-11-05]:other}', '2024-08-31', 'yes'),
  ('l withdrawal management is', '{residential[2024-03-01,2024-08-31]:completed, withdrawal_management_inpatient[2024-11-01,2024-11-05]:completed}', '2024-08-31', 'no'),
  ('m died on 27 February', '{residential[2024-03-01,2024-08-31]:completed, aftercare[2024-09-01,2025-02-27]:died}', '2024-08-31', 'died'),
  ('n died on 28 February', '{residential[2024-03-01,2024-08-31]:completed, aftercare[2024-09-01,2025-02-28]:died}', '2024-08-31', 'yes'),
  ('o back, then died', '{residential[2024-03-01,2024-08-31]:completed, outpatient[2024-11-01,2024-12-01]:died}', '2024-08-31', 'died'),
  ('p reason unknown, back', '{residential[2024-03-01,2024-08-31]:unknown, outpatient[2024-11-01,)}', '2024-08-31', 'not_recorded'),
  ('q contradictory', '{residential[2024-03-01,2024-08-31]:completed, outpatient[2024-04-01,2024-08-31]:moved}', '2024-08-31', 'contradictory'),
  ('r within the gap it went on', '{residential[2024-03-01,2024-08-31]:completed, outpatient[2024-09-21,)}', '2024-08-31', 'not_applicable'),
  ('s nobody', '{}', '2024-08-31', 'not_applicable')) AS v(what, j, left_on, expected)
ORDER BY what COLLATE "C";
-- Dates first, and the gap before them: a month from 31 January has 29 days, of which 28 count.
SELECT completed_without_return(j, '2024-01-31', 6, '2024-07-30') AS "too_recent", completed_without_return(j, '2024-01-31', 6, '2024-07-31') AS "yes",
  completed_without_return(j, '2024-01-31', 1, '2024-12-31', 27) AS "yes", completed_without_return(j, '2024-01-31', 1, '2024-12-31', 28) AS "window_within_gap",
  completed_without_return(j, '2024-01-31', 1, '2024-02-28', 28) AS "window_within_gap",
  completed_without_return(j, '2024-01-31', 120000, '9999-12-31') AS "too_recent", completed_without_return(j, '2024-01-31', 120000, 'infinity') AS "yes",
  completed_without_return(j, '2024-01-31', 2147483647, 'infinity') AS "too_recent",
  completed_without_return(j, 'infinity', 6, 'infinity') AS "too_recent", completed_without_return(j, '-infinity', 6, '2024-12-31') AS "not_applicable"
FROM (VALUES (journey '{residential[2024-01-01,2024-01-31]:completed}')) AS v(j);
-- Calendar months as PostgreSQL adds them, from every day of four years: a return on the last day of
-- the window, and on the day after.
SELECT count(*) AS days, count(*) FILTER (WHERE completed_without_return(j || episode('outpatient', month_end - 1), d, months, '2100-01-01', 0) = 'no') AS last_day_counts,
  count(*) FILTER (WHERE completed_without_return(j || episode('outpatient', month_end), d, months, '2100-01-01', 0) = 'yes') AS day_after_does_not,
  count(*) FILTER (WHERE completed_without_return(j, d, months, month_end - 1, 0) = 'too_recent' AND completed_without_return(j, d, months, month_end, 0) = 'yes') AS then_complete
FROM (SELECT date '2023-01-01' + n AS d, months, (date '2023-01-01' + n + make_interval(months => months))::date AS month_end
      FROM generate_series(0, 1460) AS n, unnest('{1,2,6,12,18,601}'::integer[]) AS months) AS s,
  LATERAL (SELECT '{}' || episode('residential', d - 30, d, 'completed') AS j) AS l;

-- Time to return after 9 April 2024.
SELECT what, t.*, expected
FROM (VALUES
  ('a on day 220', journey '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-11-15,)}', date '2024-12-31', '220 yes'),
  ('b on the first day that counts', '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-05-01,)}', '2024-12-31', '22 yes'),
  ('c within the gap it went on', '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-04-30,)}', '2024-12-31', 'not_applicable'),
  ('d not yet seen', '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-11-15,)}', '2024-11-14', '219 too_recent'),
  ('e seen that day', '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-11-15,)}', '2024-11-15', '220 yes'),
  ('f never', '{residential[2024-01-10,2024-04-09]:completed}', '2024-12-31', '266 too_recent'),
  ('g never, without end', '{residential[2024-01-10,2024-04-09]:completed}', 'infinity', 'too_recent'),
  ('h observed until the gap is over', '{residential[2024-01-10,2024-04-09]:completed}', '2024-04-30', '21 too_recent'),
  ('i not until then', '{residential[2024-01-10,2024-04-09]:completed}', '2024-04-29', 'too_recent'),
  ('i not until then, died', '{residential[2024-01-10,2024-04-09]:died}', '2024-04-29', 'too_recent'),
  ('j died first', '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-04-20,2024-07-01]:died, outpatient[2024-11-15,)}', '2024-12-31', '83 died'),
  ('k died later', '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-06-01,2024-07-01]:died}', '2024-12-31', '53 yes'),
  ('l both that day', '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-06-01,2024-06-01]:died}', '2024-12-31', '53 yes'),
  ('m died on leaving', '{residential[2024-01-10,2024-04-09]:died}', '2024-12-31', '0 died'),
  ('n death not yet known', '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-04-20,2024-07-01]:died}', '2024-06-30', '82 too_recent'),
  ('o died on a day nobody knows', '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-04-20,?]:died}', '2024-12-31', 'date_unknown'),
  ('o the same, back before that', '{residential[2024-01-10,2024-04-09]:completed, outpatient[2024-05-01,2024-05-02]:moved, aftercare[2024-05-20,?]:died}', '2024-12-31', '22 yes'),
  ('p died before, says the source', '{harm_reduction[2024-01-01,2024-03-01]:died, residential[2024-01-10,2024-04-09]:completed}', '2024-12-31', 'died'),
  ('q aftercare is no return', '{residential[2024-01-10,2024-04-09]:completed, aftercare[2024-05-20,)}', '2024-12-31', '266 too_recent'),
  ('r still there', '{residential[2024-01-10,)}', '2024-12-31', 'not_applicable'),
  ('s nobody', '{}', '2024-12-31', 'not_applicable')) AS v(what, j, until, expected), time_to_return(j, '2024-04-09', until) AS t
ORDER BY what COLLATE "C";
SELECT time_to_return('{}', 'infinity', 'infinity'), time_to_return('{}', '-infinity', 'infinity'), time_to_return('{}', '2024-01-01', '-infinity'),
  time_to_return('{residential[0001-01-01,0001-01-01]:completed}', '0001-01-01', '5874897-12-31');
-- Returns within 30 days, stays as the unit: no gap, and exits other than transferred.
SELECT d.discharged_on, d.exit_reason, returned_to_treatment(j, d.discharged_on, 30, '2024-12-31', 0) AS returned
FROM (VALUES (journey '{withdrawal_management_inpatient[2024-01-01,2024-01-08]:completed, residential[2024-01-10,2024-02-20]:left_before_completion, outpatient[2024-02-10,2024-03-01]:transferred, outpatient[2024-03-05,2024-04-01]:moved, residential[2024-05-02,2024-06-01]:completed}')) AS v(j),
  discharges(j, '(,)', max_gap => 0) AS d;

-- Follow-up that counts the discharge day (F2: then 7 days are the 1st to the 8th), and nothing at all.
SELECT what, linked_to_aftercare(j, '2024-01-01', 7, '2024-12-31') AS linked, linked_to_aftercare(j, '2024-01-01', 7, '2024-12-31', same_day => true) AS same_day,
  continued_care(j, '2024-01-01', 7, '2024-12-31') AS continued, continued_care(j, '2024-01-01', 7, '2024-12-31', same_day => true) AS same_day,
  left_without_support(j, '2024-01-01', 7, '2024-12-31') AS left_7, left_without_support(j, '2024-01-01', 30, '2024-12-31') AS left_30
FROM (VALUES
  ('a nothing else', ''),
  ('b aftercare on the day only', ', aftercare[2024-01-01,2024-01-01]:completed'),
  ('c aftercare that ended that day', ', aftercare[2023-12-01,2024-01-01]:completed'),
  ('d aftercare that ended the day before', ', aftercare[2023-12-01,2023-12-31]:completed'),
  ('e the 8th', ', aftercare[2024-01-08,)'),
  ('f the 9th', ', aftercare[2024-01-09,)'),
  ('g the 31st', ', aftercare[2024-01-31,)'),
  ('h 1 February', ', aftercare[2024-02-01,)'),
  ('i outpatient on the day only', ', outpatient[2024-01-01,2024-01-01]:moved'),
  ('j outpatient that ended that day', ', outpatient[2023-12-01,2024-01-01]:moved'),
  ('k outpatient begun that day', ', outpatient[2024-01-01,2024-01-02]:moved'),
  ('l withdrawal on the day only', ', withdrawal_management_inpatient[2024-01-01,2024-01-01]:completed'),
  ('m withdrawal the next day', ', withdrawal_management_inpatient[2024-01-02,2024-01-05]:completed'),
  ('n a contact', ', low_threshold[2024-01-02,)'),
  ('o aftercare from that day, ended nobody knows when', ', aftercare[2024-01-01,?]:moved'),
  ('p aftercare from before, ended nobody knows when', ', aftercare[2023-12-01,?]:moved'),
  ('q outpatient from before, ended nobody knows when', ', outpatient[2023-12-01,?]:moved'),
  ('r withdrawal from before, ended nobody knows when', ', withdrawal_management_inpatient[2023-12-01,?]:moved'),
  ('s died on the 8th', ', outreach[2024-01-08,2024-01-08]:died'),
  ('t died on the 9th', ', outreach[2024-01-08,2024-01-09]:died')) AS v(what, more),
  LATERAL (SELECT format('{residential[2023-12-05,2024-01-01]:completed%s}', more)::journey AS j) AS l
ORDER BY what COLLATE "C";
-- Two stays of one day are each other's follow-up, one is nobody's.
SELECT continued_care('{outpatient[2024-01-01,2024-01-01]:moved}', '2024-01-01', 7, '2024-12-31', true) AS "no",
  continued_care('{outpatient[2024-01-01,2024-01-01]:moved@1, outpatient[2024-01-01,2024-01-01]:moved@2}', '2024-01-01', 7, '2024-12-31', true) AS "yes",
  linked_to_aftercare('{aftercare[2024-01-01,2024-01-01]:moved}', '2024-01-01', 7, '2024-12-31', true) AS "not_applicable",
  left_without_support('{outpatient[2024-01-01,2024-01-01]:moved}', '2024-01-01', 7, '2024-01-07') AS "too_recent",
  left_without_support('{outpatient[2024-01-01,2024-01-01]:moved}', '2024-01-01', 7, '2024-01-08') AS "yes",
  left_without_support('{}', '2024-01-01', 7, 'infinity') AS "not_applicable",
  left_without_support('{outpatient[2024-01-01,2024-01-01]:moved}', 'infinity', 7, 'infinity') AS "too_recent";

-- A transfer on 1 January 2024 from programme 1, 21 days to arrive.
SELECT what, transfer_arrived(j, '2024-01-01', 21, '2024-12-31') AS answer, expected
FROM (VALUES
  ('a not seen again', journey '{residential[2023-12-01,2024-01-01]:transferred@1}', 'no'),
  ('b arrived on day 21', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-22,)@2}', 'yes'),
  ('c arrived on day 22', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-23,)@2}', 'no'),
  ('d arrived that day', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-01,2024-01-01]:moved@2}', 'yes'),
  ('e begun before, went on', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2023-12-20,2024-01-02]:moved@2}', 'yes'),
  ('f begun before, ended that day', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2023-12-20,2024-01-01]:moved@2}', 'no'),
  ('g back at the same programme', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-02,)@1}', 'no'),
  ('h both, from both', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2023-12-20,2024-01-01]:transferred@2}', 'no'),
  ('i from both to a third', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2023-12-20,2024-01-01]:transferred@2, outpatient[2024-01-05,)@3}', 'yes'),
  ('j arrived, transferred on, not seen', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-01,2024-01-01]:transferred@2}', 'no'),
  ('k aftercare is no treatment', '{residential[2023-12-01,2024-01-01]:transferred@1, aftercare[2024-01-05,)@2}', 'no'),
  ('l withdrawal management is', '{residential[2023-12-01,2024-01-01]:transferred@1, withdrawal_management_outpatient[2024-01-05,2024-01-09]:completed@2}', 'yes'),
  ('m receiver without a programme', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-05,)}', 'not_recorded'),
  ('n sender without a programme', '{residential[2023-12-01,2024-01-01]:transferred, outpatient[2024-01-05,)@2}', 'not_recorded'),
  ('o sender without a programme, nothing seen', '{residential[2023-12-01,2024-01-01]:transferred}', 'no'),
  ('p that day, no programmes', '{residential[2024-01-01,2024-01-01]:transferred}', 'no'),
  ('q no programme, and one', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-05,), residential[2024-01-09,)@2}', 'yes'),
  ('r begun before, ended nobody knows when', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2023-12-20,?]:moved@2}', 'date_unknown'),
  ('s the same at the same programme', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2023-12-20,?]:moved@1}', 'no'),
  ('t begun after, ended nobody knows when', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-20,?]:moved@2}', 'yes'),
  ('u died on day 21', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-05,2024-01-22]:died@2}', 'died'),
  ('v died on day 22', '{residential[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-05,2024-01-23]:died@2}', 'yes'),
  ('w completed, no transfer', '{residential[2023-12-01,2024-01-01]:completed@1, outpatient[2024-01-05,)@2}', 'not_applicable'),
  ('x to custody is another exit', '{residential[2023-12-01,2024-01-01]:transferred_to_custody@1, custody_treatment[2024-01-05,)@2}', 'not_applicable'),
  ('y from aftercare', '{aftercare[2023-12-01,2024-01-01]:transferred@1, outpatient[2024-01-05,)@2}', 'not_applicable')) AS v(what, j, expected)
ORDER BY what COLLATE "C";

-- A release on 1 January 2024, 21 days to reach treatment in the community.
SELECT what, custody_to_community(j, '2024-01-01', 21, '2024-12-31') AS answer, expected
FROM (VALUES
  ('a not seen again', journey '{custody_treatment[2023-06-01,2024-01-01]:completed}', 'no'),
  ('b day 21', '{custody_treatment[2023-06-01,2024-01-01]:completed, outpatient[2024-01-22,)}', 'yes'),
  ('c day 22', '{custody_treatment[2023-06-01,2024-01-01]:completed, outpatient[2024-01-23,)}', 'no'),
  ('d that day', '{custody_treatment[2023-06-01,2024-01-01]:transferred, opioid_agonist[2024-01-01,2024-01-01]:moved}', 'yes'),
  ('e begun in custody, went on', '{custody_treatment[2023-06-01,2024-01-01]:transferred, opioid_agonist[2023-12-01,2024-01-03]:moved}', 'yes'),
  ('f begun in custody, ended with it', '{custody_treatment[2023-06-01,2024-01-01]:transferred, opioid_agonist[2023-12-01,2024-01-01]:moved}', 'no'),
  ('g aftercare', '{custody_treatment[2023-06-01,2024-01-01]:completed, case_management[2024-01-02,)}', 'no'),
  ('h back in custody on day 21', '{custody_treatment[2023-06-01,2024-01-01]:completed, custody_treatment[2024-01-22,)}', 'in_custody'),
  ('i arrived, then back in custody', '{custody_treatment[2023-06-01,2024-01-01]:completed, outpatient[2024-01-03,2024-01-10]:moved, custody_treatment[2024-01-12,)}', 'in_custody'),
  ('j back in custody on day 22', '{custody_treatment[2023-06-01,2024-01-01]:completed, outpatient[2024-01-03,), custody_treatment[2024-01-23,)}', 'yes'),
  ('k arrived, left for custody', '{custody_treatment[2023-06-01,2024-01-01]:completed, outpatient[2024-01-03,2024-01-22]:entered_custody}', 'in_custody'),
  ('l left for custody later', '{custody_treatment[2023-06-01,2024-01-01]:completed, outpatient[2024-01-03,2024-01-23]:entered_custody}', 'yes'),
  ('m moved to another prison', '{custody_treatment[2023-06-01,2024-01-01]:transferred_to_custody}', 'in_custody'),
  ('n another stay in custody goes on', '{custody_treatment[2023-06-01,2024-01-01]:completed, custody_treatment[2023-12-01,2024-01-02]:completed}', 'in_custody'),
  ('o left for custody, long ago', '{outpatient[2023-05-01,2023-06-01]:entered_custody, custody_treatment[2023-06-01,2024-01-01]:completed}', 'no'),
  ('p one day in custody', '{outpatient[2023-05-01,2024-01-01]:entered_custody, custody_treatment[2024-01-01,2024-01-01]:completed, outpatient[2024-01-02,)}', 'yes'),
  ('q died in custody', '{custody_treatment[2023-06-01,2024-01-01]:died}', 'died'),
  ('r back in custody, died there', '{custody_treatment[2023-06-01,2024-01-01]:completed, custody_treatment[2024-01-12,2024-01-22]:died}', 'died'),
  ('s outpatient from before, ended nobody knows when', '{custody_treatment[2023-06-01,2024-01-01]:completed, outpatient[2023-12-01,?]:moved}', 'date_unknown'),
  ('t custody from before, ended nobody knows when', '{custody_treatment[2023-06-01,2024-01-01]:completed, custody_treatment[2023-07-01,?]:moved}', 'date_unknown'),
  ('u the same, but arrived', '{custody_treatment[2023-06-01,2024-01-01]:completed, custody_treatment[2023-07-01,?]:moved, outpatient[2024-01-05,)}', 'date_unknown'),
  ('v custody from after, ended nobody knows when', '{custody_treatment[2023-06-01,2024-01-01]:completed, custody_treatment[2024-01-05,?]:moved}', 'in_custody'),
  ('w ended nobody knows when', '{custody_treatment[2024-01-01,?]:completed, outpatient[2024-01-05,)}', 'not_applicable'),
  ('x nobody was in custody', '{outpatient[2023-06-01,2024-01-01]:completed}', 'not_applicable')) AS v(what, j, expected)
ORDER BY what COLLATE "C";

-- A need found on 1 January 2024, 14 days to begin.
SELECT what, need_to_care(j, '2024-01-01', 14, '2024-12-31') AS answer, expected
FROM (VALUES
  ('a nothing', journey '{}', 'no'),
  ('b that day', '{outpatient[2024-01-01,2024-01-01]:moved}', 'yes'),
  ('c day 14', '{outpatient[2024-01-15,)}', 'yes'),
  ('d day 15', '{outpatient[2024-01-16,)}', 'no'),
  ('e in treatment', '{outpatient[2023-12-01,)}', 'not_applicable'),
  ('f the last day of treatment', '{outpatient[2023-12-01,2024-01-01]:moved, residential[2024-01-05,)}', 'not_applicable'),
  ('g treatment ended the day before', '{outpatient[2023-12-01,2023-12-31]:moved}', 'no'),
  ('h in a gap, back on day 5', '{outpatient[2023-12-01,2023-12-31]:moved, residential[2024-01-06,)}', 'yes'),
  ('i in aftercare', '{recovery_checkup[2023-12-01,)}', 'no'),
  ('j in aftercare, treatment follows', '{recovery_checkup[2023-12-01,), outpatient[2024-01-02,)}', 'yes'),
  ('k withdrawal management', '{withdrawal_management_inpatient[2024-01-03,2024-01-09]:completed}', 'yes'),
  ('l ended nobody knows when', '{outpatient[2023-12-01,?]:moved}', 'date_unknown'),
  ('m the same, but treatment follows', '{outpatient[2023-12-01,?]:moved, residential[2024-01-06,)}', 'date_unknown'),
  ('n begun that day, ended nobody knows when', '{outpatient[2024-01-01,?]:moved}', 'yes'),
  ('o died on day 14', '{recovery_checkup[2023-12-01,2024-01-15]:died}', 'died'),
  ('p died on day 15', '{recovery_checkup[2023-12-01,2024-01-16]:died}', 'no'),
  ('q begun and died', '{outpatient[2024-01-05,2024-01-06]:died}', 'died')) AS v(what, j, expected)
ORDER BY what COLLATE "C";
SELECT transfer_arrived(j, '2024-01-01', 21, '2024-01-21') AS "too_recent", transfer_arrived(j, '2024-01-01', 21, '2024-01-22') AS "yes",
  custody_to_community(j, '2024-01-01', 21, '2024-01-21') AS "too_recent", custody_to_community(j, '2024-01-01', 21, '2024-01-22') AS "yes",
  need_to_care('{}', '2024-01-01', 14, '2024-01-14') AS "too_recent", need_to_care('{}', '2024-01-01', 14, '2024-01-15') AS "no",
  need_to_care('{}', 'infinity', 14, 'infinity') AS "too_recent", need_to_care('{}', '-infinity', 14, 'infinity') AS "no",
  transfer_arrived('{}', '-infinity', 14, 'infinity') AS "not_applicable", custody_to_community('{}', '2024-01-01', 2147483647, 'infinity') AS "too_recent"
FROM (VALUES (journey '{custody_treatment[2023-06-01,2024-01-01]:transferred@1, outpatient[2024-01-02,)@2}')) AS v(j);

-- NULL in, NULL out.
SELECT retained(NULL, '2024-01-01', 84, '2024-12-31') IS NULL
  AND retained('{}', NULL, 84, '2024-12-31') IS NULL
  AND linked_to_aftercare('{}', '2024-01-01', NULL, '2024-12-31') IS NULL
  AND continued_care('{}', '2024-01-01', 30, NULL) IS NULL
  AND returned_to_treatment('{}', '2024-01-01', 30, '2024-12-31', NULL) IS NULL
  AND effective_treatment(NULL, '2024-01-01', 84, '2024-12-31') IS NULL
  AND early_exit('{}', '2024-01-01', 90, '2024-12-31', NULL) IS NULL
  AND completed('{}', '2024-01-01', NULL) IS NULL
  AND completed_without_return('{}', '2024-01-01', NULL, '2024-12-31') IS NULL
  AND time_to_return('{}', NULL, '2024-12-31') IS NULL
  AND left_without_support(NULL, '2024-01-01', 30, '2024-12-31') IS NULL
  AND transfer_arrived('{}', NULL, 21, '2024-12-31') IS NULL
  AND custody_to_community('{}', '2024-01-01', NULL, '2024-12-31') IS NULL
  AND need_to_care('{}', '2024-01-01', 14, NULL) IS NULL AS all_null;

-- Deaths. A stay that is closed after somebody died, or beside a death that nobody dated, is no discharge of the living.
SELECT what, retained(j, '2024-01-01', 30, '2024-12-31') AS retained, completed(j, '2024-03-01', '2024-12-31') AS completed, early_exit(j, '2024-03-01', 90, '2024-12-31') AS early,
  completed_without_return(j, '2024-03-01', 6, '2024-12-31') AS without_return, returned_to_treatment(j, '2024-03-01', 180, '2024-12-31') AS returned,
  left_without_support(j, '2024-03-01', 30, '2024-12-31') AS left, need_to_care(j, '2024-04-01', 14, '2024-12-31') AS need, days_at_risk(j, '(,)', '2024-12-31') AS at_risk
FROM (VALUES ('a alive', journey '{outpatient[2024-01-01,2024-03-01]:lost_contact}'),
  ('b had died', '{outpatient[2024-01-01,2024-03-01]:lost_contact, harm_reduction[2024-01-05,2024-01-20]:died}'),
  ('c died some day', '{outpatient[2024-01-01,2024-03-01]:lost_contact, harm_reduction[2024-01-05,?]:died}'),
  ('d died some day, perhaps soon', '{outpatient[2024-01-01,2024-03-01]:lost_contact, aftercare[2024-03-31,?]:died}'),
  ('e died some day, later', '{outpatient[2024-01-01,2024-03-01]:lost_contact, aftercare[2024-09-02,?]:died}')) AS v(what, j)
ORDER BY what COLLATE "C";

-- What cannot mean anything: 22023.
\set VERBOSITY sqlstate
SELECT retained('{}', '2024-01-01', 0, '2024-12-31');
SELECT retained('{}', '2024-01-01', 84, '2024-12-31', -1);
SELECT linked_to_aftercare('{}', '2024-01-01', -7, '2024-12-31');
SELECT continued_care('{}', '2024-01-01', 0, '2024-12-31');
SELECT returned_to_treatment('{}', '2024-01-01', 30, '2024-12-31', -1);
SELECT effective_treatment('{}', '2024-01-01', 0, '2024-12-31');
SELECT early_exit('{}', '2024-01-01', 0, '2024-12-31');
SELECT early_exit('{}', '2024-01-01', 90, '2024-12-31', false, -1);
SELECT completed('{}', '2024-01-01', '2024-12-31', true, -1);
SELECT completed_without_return('{}', '2024-01-01', 0, '2024-12-31');
SELECT completed_without_return('{}', '2024-01-01', 6, '2024-12-31', -1);
SELECT time_to_return('{}', '2024-01-01', '2024-12-31', -1);
SELECT left_without_support('{}', '2024-01-01', 0, '2024-12-31');
SELECT transfer_arrived('{}', '2024-01-01', -21, '2024-12-31');
SELECT custody_to_community('{}', '2024-01-01', 0, '2024-12-31');
SELECT need_to_care('{}', '2024-01-01', -2147483648, '2024-12-31');
\set VERBOSITY default

-- A row of two columns from many journeys, stored compressed and out of line too.
CREATE TEMPORARY TABLE many AS
SELECT p, journey_agg(episode('outpatient', date '2000-01-01' + 100 * i, date '2000-01-05' + 100 * i, 'completed', p)) AS journey
FROM generate_series(1, 50) AS p, generate_series(0, p * p) AS i GROUP BY p;
SELECT count(*) AS "50", count(*) FILTER (WHERE days = 96 AND outcome = 'yes') AS "50", max(cardinality(journey)) AS "2501"
FROM (SELECT journey, (r).* FROM (SELECT journey, time_to_return(journey, '2000-01-05', '2900-12-31') AS r FROM many OFFSET 0) AS s) AS t;
DROP TABLE many;

-- time_to_aftercare(): left on 1 March, aftercare from the 20th; begun before and going on; that day only;
-- ended nobody knows when; death first, on the day itself, before; never; still to come; another day.
SELECT what, t.days, t.outcome, expected FROM (VALUES
  ('19 yes', '{outpatient[2024-01-01,2024-03-01]:completed, aftercare[2024-03-20,2024-04-20]:completed}'),
  ('1 yes', '{outpatient[2024-01-01,2024-03-01]:completed, aftercare[2024-02-20,2024-03-02]:completed}'),
  ('1 yes', '{outpatient[2024-01-01,2024-03-01]:completed, peer_support[2024-02-20,)}'),
  ('305 too_recent', '{outpatient[2024-01-01,2024-03-01]:completed, aftercare[2024-02-20,2024-03-01]:completed}'),
  (' date_unknown', '{outpatient[2024-01-01,2024-03-01]:completed, aftercare[2024-02-20,?]:completed, aftercare[2024-03-20,)}'),
  ('1 yes', '{outpatient[2024-01-01,2024-03-01]:completed, aftercare[2024-02-20,?]:completed, aftercare[2024-03-02,)}'),
  ('10 died', '{outpatient[2024-01-01,2024-03-01]:completed, screening[2024-03-05,2024-03-11]:died, aftercare[2024-03-20,)}'),
  ('19 yes', '{outpatient[2024-01-01,2024-03-01]:completed, screening[2024-03-05,2024-03-20]:died, aftercare[2024-03-20,)}'),
  ('0 died', '{outpatient[2024-01-01,2024-03-01]:died, aftercare[2024-02-20,?]:completed}'),
  (' died', '{outpatient[2024-01-01,2024-03-01]:completed, screening[2024-02-05,2024-02-10]:died, aftercare[2024-03-20,)}'),
  ('305 too_recent', '{outpatient[2024-01-01,2024-03-01]:completed, aftercare[2025-01-01,)}'),
  (' not_applicable', '{outpatient[2024-01-01,2024-03-02]:completed, aftercare[2024-03-20,)}'),
  (' not_applicable', '{aftercare[2024-01-01,2024-03-01]:completed, aftercare[2024-03-20,)}')) AS v (expected, what),
  time_to_aftercare(what::journey, '2024-03-01', '2024-12-31') AS t WHERE concat(t.days, ' ', t.outcome) <> expected;
SELECT a.outcome AS "too_recent", b.days AS "0", b.outcome AS "too_recent", c.days IS NULL AS endless, c.outcome AS "too_recent"
FROM (SELECT '{outpatient[2024-01-01,2024-03-01]:completed, aftercare[2024-02-20,?]:completed}'::journey AS j) AS v,
  time_to_aftercare(j, '2024-03-01', '2024-02-29') AS a, time_to_aftercare(j, '2024-03-01', '2024-03-01') AS b,
  time_to_aftercare('{outpatient[2024-01-01,2024-03-01]:completed}', '2024-03-01', 'infinity') AS c;
