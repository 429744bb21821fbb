-- indicator_bias.sql: no figure with a window may depend on how long ago its cases began (USERS.md 1).
--
-- Every fifteen days of two years the same 40 lives begin, so that the truth is known, the same for every
-- month and free of sampling noise. The registry holds what was known on the last day: what came later is not
-- in it, and what went on is open. Which indicators have a window the catalogue says.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_bias_owner NOLOGIN;
SELECT FROM create_registry('regress_bias_owner');
\getenv source PG_ABS_SRCDIR
\set assert_all :source '/tests/tools/assert_all.sql'
\set ECHO none
\i :assert_all
\set ECHO all
\set cut_off 2024-12-31

-- What a life is: on day 0 its index event; on day event what is waited for (NULL: never), later perhaps a
-- second thing; on day died a death. A stay before (from start to day 0), or from day 0 to the event; then one
-- that begins at the event.
CREATE TEMPORARY TABLE scenario (scenario text PRIMARY KEY, programme integer, care text, start integer, how text, next_care text);
INSERT INTO scenario VALUES
  ('stay', 101, 'outpatient', NULL, 'moved', NULL),
  ('return', 102, 'residential', -60, 'completed', 'outpatient'),
  ('continue', 103, 'residential', -60, 'left_before_completion', 'outpatient'),
  ('transfer', 104, 'residential', -60, 'transferred', 'outpatient'),
  ('aftercare', 105, 'outpatient', -60, 'completed', 'employment_support'),
  ('stay in aftercare', 106, 'aftercare', NULL, 'moved', NULL),
  ('death', 107, 'outpatient', -60, 'completed', NULL),
  ('need', 108, NULL, NULL, NULL, 'outpatient'),
  ('release', NULL, NULL, NULL, NULL, 'outpatient'),
  ('assessment', 110, NULL, NULL, NULL, 'outpatient'),
  ('barrier', 111, NULL, NULL, NULL, NULL),
  ('remission', 112, NULL, NULL, NULL, NULL),
  ('medication', 113, NULL, NULL, NULL, NULL),
  ('engagement', 114, 'outpatient', NULL, 'moved', NULL),
  ('pair', 115, 'outpatient', -60, 'completed', NULL),
  ('check-up', 116, NULL, NULL, NULL, NULL);
SELECT registry.register_provider(1, 'Provider') IS NOT NULL AS registered \gset
SELECT count(registry.register_programme(programme, 1, scenario, reporting_from => '2022-01-01', reports_contacts => programme = 114, reports_medication => programme = 113)) AS programmes
FROM scenario WHERE programme IS NOT NULL \gset
SELECT registry.register_programme(199, 1, 'Next', reporting_from => '2022-01-01') IS NOT NULL AS registered \gset
SELECT registry.register_checkup_schedule('quarterly', 3, 1, 14, 28) IS NOT NULL AS registered \gset

CREATE TEMPORARY TABLE life (scenario text, k integer, event integer, second integer, died integer);
-- Days in care are exponential: 60 % are left on day 84.
INSERT INTO life SELECT scenario, k, floor(84 * ln((k - 0.5) / 40) / ln(0.6)) FROM generate_series(1, 40) k, unnest('{stay,stay in aftercare,engagement}'::text[]) scenario;
-- In the others what is waited for comes evenly over the days of a first stretch, then of a second, or never; four die.
INSERT INTO life
SELECT s.scenario, k, CASE WHEN k <= s.n THEN s.first + (k - 1) * (s.last - s.first) / (s.n - 1) WHEN k <= s.n + 8 THEN s.last + (k - s.n) * (s.latest - s.last) / 8 END,
  CASE WHEN k % 3 = 0 THEN 25 END, CASE k WHEN 37 THEN 5 WHEN 38 THEN 20 WHEN 39 THEN 100 WHEN 40 THEN 300 END
FROM (VALUES ('return', 12, 22, 180, 400), ('continue', 16, 1, 12, 45), ('transfer', 22, 0, 21, 60), ('aftercare', 16, 1, 30, 110),
  ('need', 15, 0, 14, 40), ('release', 14, 0, 21, 50), ('assessment', 12, 0, 12, 45), ('barrier', 16, 0, 30, 200), ('remission', 24, 20, 180, 230), ('medication', 16, 20, 178, 250),
    ('pair', 20, -20, 28, 60)) s (scenario, n, first, last, latest),
  generate_series(1, 40) k;
-- A check-up is held in its window, later, or never.
INSERT INTO life SELECT 'check-up', k, CASE WHEN k <= 26 THEN 2 * k - 16 END FROM generate_series(1, 40) k;
INSERT INTO life SELECT 'death', k, NULL, NULL, CASE WHEN k <= 8 THEN 3 + k * 4 WHEN k <= 16 THEN k * 24 END FROM generate_series(1, 40) k;

-- A check-up is due three months after a discharge.
CREATE TEMPORARY TABLE lived AS
SELECT (s.programme IS NULL)::integer * 10000000 + coalesce(s.programme, 0) * 100000 + (d.nth * 40 + l.k) AS person,
  CASE WHEN s.scenario = 'check-up' THEN (d.day - 92 + interval '3 months')::date ELSE d.day END AS day, d.day - 92 AS before, d.nth, l.*, s.programme
FROM life l JOIN scenario s ON s.scenario = l.scenario, (SELECT n AS nth, '2023-01-01'::date + 15 * n AS day FROM generate_series(0, 48) n) d;
INSERT INTO registry.person (person, record_key) SELECT person, ('x' || md5('key' || person))::bit(64)::bigint FROM lived;
CREATE TEMPORARY TABLE known_stay AS
SELECT e.person, 1 AS provider, e.programme, e.care::care AS care, e.started, CASE WHEN e.ended <= :'cut_off' THEN e.ended END AS ended, CASE WHEN e.ended <= :'cut_off' THEN 'day' END AS ended_precision,
  CASE WHEN e.ended <= :'cut_off' THEN e.how ELSE 'ongoing' END::exit_reason AS exit_reason, CASE e.k % 2 WHEN 0 THEN 'female' ELSE 'male' END::gender AS registered_sex,
  1950 + e.nth / 2 AS birth_year, CASE e.k % 4 WHEN 1 THEN 'nobody' ELSE 'family' END AS supported_by
FROM (
  SELECT l.person, l.nth, l.scenario, l.k, l.programme, s.care, l.day + coalesce(s.start, 0) AS started, CASE WHEN s.start IS NOT NULL THEN l.day ELSE l.day + l.event END AS ended,
    CASE WHEN l.scenario = 'return' AND l.k % 3 = 0 THEN 'left_before_completion' ELSE s.how END AS how
  FROM lived l JOIN scenario s USING (scenario) WHERE s.care IS NOT NULL
  UNION ALL
  SELECT l.person, l.nth, l.scenario, l.k, l.programme, 'outpatient', l.before - 30, l.before, 'completed' FROM lived l WHERE l.scenario = 'check-up'
  UNION ALL
  SELECT l.person, l.nth, l.scenario, l.k, 199, s.next_care, l.day + l.event, l.day + l.event + 200, 'moved'
  FROM lived l JOIN scenario s USING (scenario) WHERE s.next_care IS NOT NULL AND NOT (s.scenario = 'aftercare' AND l.k % 2 = 0)) e
WHERE e.started <= :'cut_off';
SELECT pg_temp.assert_all('stay', 'known_stay') AS stays \gset
-- Every second of those who reach aftercare does so by phone; some see peers as well.
CREATE TEMPORARY TABLE known_contact AS
SELECT l.person, 1 AS provider, l.programme, l.day + e.after AS on_date, e.kind, e.mode, 'held' AS outcome, CASE WHEN l.scenario = 'need' THEN 'yes' END AS treatment_indicated
FROM lived l CROSS JOIN LATERAL (
  SELECT 0, 'check_up', 'in_person' WHERE l.scenario = 'need'
  UNION ALL SELECT l.event, 'check_up', 'in_person' WHERE l.scenario = 'check-up'
  UNION ALL SELECT l.event, 'check_up', 'phone' WHERE l.scenario = 'aftercare' AND l.k % 2 = 0
  UNION ALL SELECT l.event + l.second, 'peer_meeting', 'in_person' WHERE l.scenario = 'aftercare'
  UNION ALL SELECT 2, 'visit', 'in_person' WHERE l.scenario = 'engagement'
  UNION ALL SELECT 3 + l.k, 'visit', 'in_person' WHERE l.scenario = 'engagement') e (after, kind, mode)
WHERE l.day + e.after <= :'cut_off';
SELECT pg_temp.assert_all('contact', 'known_contact') AS contacts \gset
CREATE TEMPORARY TABLE known_death AS
SELECT person, 1 AS provider, day + died AS on_date, 'unknown' AS cause_class, 'civil_registry' AS source, 'day' AS on_precision FROM lived WHERE day + died <= :'cut_off';
SELECT pg_temp.assert_all('death', 'known_death') AS deaths \gset
CREATE TEMPORARY TABLE known_custody AS
SELECT person, 1 AS provider, day - 100 AS on_date, day AS released, 'community' AS released_to, 'yes' AS need, 'no' AS in_treatment FROM lived WHERE scenario = 'release';
SELECT pg_temp.assert_all('custody', 'known_custody') AS custodies \gset
-- Remission is established on day 0, after three months; the next assessment finds use again (k odd) or does not.
CREATE TEMPORARY TABLE known_assessment AS
SELECT l.person, 1 AS provider, l.programme, l.day + e.after AS on_date, 'yes' AS indicated, e.criteria AS criteria_met
FROM lived l CROSS JOIN LATERAL (
  SELECT 0, NULL::integer WHERE l.scenario = 'assessment'
  UNION ALL SELECT v.after, v.criteria FROM (VALUES (-100, 0), (0, 0), (l.event, l.k % 2)) v (after, criteria) WHERE l.scenario = 'remission') e (after, criteria)
WHERE l.day + e.after <= :'cut_off';
SELECT pg_temp.assert_all('assessment', 'known_assessment') AS assessments \gset
-- A barrier found on day 0 is acted on at the event, and asked for again 10 days after it: gone (k odd) or not.
CREATE TEMPORARY TABLE known_report AS
SELECT l.person, 1 AS provider, e.programme, l.day + e.after AS on_date, 'access' AS stage, 'housing' AS barrier, e.status
FROM lived l CROSS JOIN LATERAL (VALUES (l.programme, 0, 'present'), (199, l.event + 10, CASE l.k % 2 WHEN 1 THEN 'absent' ELSE 'present' END)) e (programme, after, status)
WHERE l.scenario = 'barrier' AND l.day + e.after <= :'cut_off';
SELECT pg_temp.assert_all('barrier_report', 'known_report') AS barriers \gset
CREATE TEMPORARY TABLE known_action AS
SELECT l.person, 1 AS provider, l.day + l.event AS on_date, r.assertion AS report, 'mediation' AS action
FROM lived l JOIN known_report r ON r.person = l.person AND r.on_date = l.day WHERE l.scenario = 'barrier' AND l.day + l.event <= :'cut_off';
SELECT pg_temp.assert_all('barrier_action', 'known_action') AS actions \gset
-- Medication for 14 days, fetched every 14 days until the event (for ever where there is none).
CREATE TEMPORARY TABLE known_supply AS
SELECT l.person, 1 AS provider, l.programme, l.day + 14 * n AS on_date, 'methadone' AS medication, 14 AS days
FROM lived l, generate_series(0, 30) n WHERE l.scenario = 'medication' AND 14 * n < least(l.event, l.died, 400) AND l.day + 14 * n <= :'cut_off';
SELECT pg_temp.assert_all('medication_supply', 'known_supply') AS supplies \gset
-- What is first known in the stay has become better at the event.
CREATE TEMPORARY TABLE known_value AS
SELECT l.person, 1 AS provider, l.programme, l.day + e.after AS on_date, e.after = -55 AS is_first FROM lived l CROSS JOIN LATERAL (VALUES (-55), (l.event)) e (after)
WHERE l.scenario = 'pair' AND l.day + e.after <= :'cut_off';
CREATE TEMPORARY TABLE known_measure AS SELECT v.person, v.provider, v.programme, v.on_date, 'review' AS stage, 'top_alcohol_days' AS instrument, CASE WHEN v.is_first THEN 28 ELSE 0 END::numeric AS score, true AS valid FROM known_value v;
SELECT pg_temp.assert_all('measure', 'known_measure') AS measures \gset
CREATE TEMPORARY TABLE known_profile AS SELECT v.person, v.provider, v.programme, v.on_date, 'review' AS stage, CASE WHEN v.is_first THEN 'street' ELSE 'stable' END AS housing, CASE WHEN v.is_first THEN 'not_seeking' ELSE 'formal_employee' END AS labour FROM known_value v;
SELECT pg_temp.assert_all('profile', 'known_profile') AS profiles \gset
CREATE TEMPORARY TABLE known_use AS SELECT v.person, v.provider, v.programme, v.on_date, 1 AS rank, 'alcohol' AS substance, CASE WHEN v.is_first THEN 28 ELSE 0 END AS days_28 FROM known_value v;
SELECT pg_temp.assert_all('substance_use', 'known_use') AS uses \gset
ANALYZE;

-- What makes a case one of the denominator (judged) and what a yes, of a life; days is the window. A case can be
-- told from the end of its window (adds: days beyond it) and, where it is a discharge, of the gap.
CREATE TEMPORARY TABLE simulation (indicators text, scenario text, judged text, yes text, adds integer DEFAULT 0, yes_category text, no_categories text[], days integer);
INSERT INTO simulation (indicators, scenario, judged, yes) VALUES
  ('retention_%', 'stay', 'true', 'event >= days'),
  ('effective_treatment_84d', 'stay', 'true', 'event >= days'),
  ('completion_without_return_6m', 'return', '(died <= days) IS NOT TRUE', 'k % 3 <> 0 AND (event <= days) IS NOT TRUE'),
  ('return_to_treatment_%', 'return', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('return_after_stay_30d', 'continue', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('continued_care_%', 'continue', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('transfer_arrival_21d', 'transfer', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('aftercare_linkage_%d', 'aftercare', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('aftercare_components_90d', 'aftercare', '(died <= days) IS NOT TRUE AND event <= days', 'event + second <= days'),
  ('left_without_support_30d', 'aftercare', '(died <= days) IS NOT TRUE', '(event <= days) IS NOT TRUE'),
  ('deaths_after_exit_%', 'death', 'true', 'died <= days'),
  ('need_to_care_14d', 'need', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('prison_to_community_21d', 'release', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('barrier_action_30d', 'barrier', '(died <= days) IS NOT TRUE', 'event <= days'),
  ('barrier_relieved_180d', 'barrier', '(died <= days) IS NOT TRUE AND event + 10 BETWEEN 28 AND days', 'k % 2 = 1'),
  ('return_to_use_180d', 'remission', '(died <= days) IS NOT TRUE AND event <= days', 'k % 2 = 1'),
  ('engagement_34d', 'engagement', 'true', '3 + k <= days');
INSERT INTO simulation (indicators, scenario, judged, yes, adds) VALUES
  ('aftercare_retention_%', 'stay in aftercare', 'true', 'event >= days - 28', 28),
  ('treated_within_%', 'assessment', '(died < days) IS NOT TRUE', 'event < days', -1),
  ('medication_continuity_180d', 'medication', '(died < days) IS NOT TRUE', '(event <= days - 12) IS NOT TRUE', -1);
INSERT INTO simulation (indicators, scenario, judged, yes, days) VALUES
  ('checkup_adherence', 'check-up', 'true', 'event <= days', 28);
INSERT INTO simulation (indicators, scenario, judged, yes, yes_category, no_categories) VALUES
  ('exit_reasons', 'transfer', '(died <= days) IS NOT TRUE', 'event <= days', 'transferred_arrived', '{transferred_not_seen}'),
  ('aftercare_linkage_30d_by_mode', 'aftercare', '(died <= days) IS NOT TRUE AND event <= days', 'k % 2 = 1', 'stay', '{contact_remote}'),
  ('left_without_support_by', 'aftercare', '(died <= days) IS NOT TRUE AND (event <= days) IS NOT TRUE', 'k % 4 = 1', 'nobody', '{family}');
INSERT INTO simulation (indicators, scenario, judged, yes, yes_category, no_categories, days) VALUES
  ('checkup_states', 'check-up', 'true', 'event <= days', 'done', '{late,missed}', 28),
  ('%_change', 'pair', '(died <= days) IS NOT TRUE', 'event <= days', 'improved', '{no_pair}', 28);

-- Every indicator with a window, each version, is simulated exactly once.
SELECT i.indicator, i.version, count(s.indicators) AS simulations
FROM registry.indicator i LEFT JOIN simulation s ON i.indicator LIKE s.indicators AND (i.category IS NULL) = (s.yes_category IS NULL)
WHERE i.follow_up IS NOT NULL GROUP BY i.indicator, i.version HAVING count(s.indicators) <> 1 ORDER BY 1, 2;

CREATE TEMPORARY TABLE truth (indicator text, version integer, scenario text, month text, day date, k integer, event integer, is_judged boolean, is_yes boolean, over boolean);
DO $$
DECLARE
  s record;
BEGIN
  FOR s IN SELECT i.indicator, i.version, i.event, i.params, m.scenario, m.judged, m.yes, m.adds, coalesce(m.days, (i.params #>> '{days,default}')::integer, (i.params #>> '{months,default}')::integer * 30) AS days
    FROM registry.indicator i JOIN simulation m ON i.indicator LIKE m.indicators AND (i.category IS NULL) = (m.yes_category IS NULL) WHERE i.follow_up IS NOT NULL
  LOOP
    EXECUTE format($q$INSERT INTO truth SELECT %L, %s, l.scenario, %s, l.day, l.k, l.event, (%s) IS TRUE, (%s) IS TRUE, %s <= $1
        FROM (SELECT l.*, %s AS days FROM lived l WHERE l.scenario = %L) l$q$, s.indicator, s.version,
      CASE s.event WHEN 'latest_treatment_journey' THEN '(1950 + l.nth / 2)::text' ELSE 'to_char(l.day, ''YYYY-MM'')' END, s.judged, s.yes,
      CASE WHEN s.params ? 'months' THEN '(l.day + interval ''6 months'')::date' ELSE format('l.day + greatest(days + %s, %s)', s.adds, CASE WHEN s.event ^@ 'discharge' THEN 21 ELSE 0 END) END,
      s.days, s.scenario)
    USING '2024-12-31'::date;
  END LOOP;
END $$;

-- The figures, by month of the index date. That of people in treatment is not of a day: it is asked for by year of
-- birth, which stands for the thirty days in which they began.
CREATE TEMPORARY TABLE figure AS
WITH code AS (SELECT array_agg(i.indicator || '@' || i.version ORDER BY i.line) AS codes, i.event = 'latest_treatment_journey' AS of_people FROM registry.indicator i WHERE i.follow_up IS NOT NULL GROUP BY 2)
SELECT f.*, coalesce(s.scenario, 'release') AS scenario, coalesce(f.dims ->> 'month', f.dims ->> 'fact.birth_year') AS month
FROM code c CROSS JOIN LATERAL indicators('[2023-01-01,2025-01-01)', c.codes, ARRAY['programme', CASE WHEN c.of_people THEN 'fact.birth_year' ELSE 'month' END], :'cut_off') f
  LEFT JOIN scenario s ON s.programme::text = f.dims ->> 'programme'
WHERE f.gender = 'all' AND f.level <> 'all' AND f.dims ->> 'programme' <> '199';

-- Every figure equals the truth, over all and in each month; and by dates alone: of each day all cases that are of the
-- denominator count, or none does.
SELECT t.indicator, t.version, t.truth, round(100 * sum(f.numerator) / sum(f.denominator), 1) AS figure, count(*) FILTER (WHERE f.denominator > 0) AS months,
  round(100 * max(abs(f.numerator / nullif(f.denominator, 0) - t.share)), 1) AS largest_deviation, bool_and(t.must_count = coalesce(f.denominator, 0)) AS by_dates_alone
FROM (
  SELECT t.indicator, t.version, t.month, t.scenario, count(*) FILTER (WHERE t.is_judged AND t.over) AS must_count, avg(t.is_yes::integer) FILTER (WHERE t.is_judged) AS share,
    round(100 * avg(avg(t.is_yes::integer) FILTER (WHERE t.is_judged)) OVER (PARTITION BY t.indicator, t.version), 1) AS truth
  FROM truth t GROUP BY t.indicator, t.version, t.month, t.scenario) t
LEFT JOIN (
  SELECT f.indicator, f.version, f.month, f.scenario,
    CASE WHEN s.yes_category IS NULL THEN sum(f.denominator) ELSE sum(f.numerator) FILTER (WHERE f.category = ANY (s.yes_category || s.no_categories)) END AS denominator,
    sum(f.numerator) FILTER (WHERE f.category IS NOT DISTINCT FROM s.yes_category)::numeric AS numerator
  FROM figure f JOIN simulation s ON f.indicator LIKE s.indicators AND (f.category IS NULL) = (s.yes_category IS NULL)
  GROUP BY f.indicator, f.version, f.month, f.scenario, s.yes_category) f USING (indicator, version, month, scenario)
GROUP BY t.indicator, t.version, t.truth ORDER BY t.indicator COLLATE "C", t.version;

-- Beside three of them, the same lives begun on every day of 2024: what the rule prints that lets an outcome count
-- as soon as it is known, a yes at once and a no only when the window is over, or the other way round.
SELECT r.indicator, round(100 * avg(r.is_yes::integer), 1) AS truth, round(100 * avg(r.is_yes::integer) FILTER (WHERE r.known), 1) AS year,
  round(100 * avg(r.is_yes::integer) FILTER (WHERE r.known AND r.day >= '2024-10-01'), 1) AS last_quarter, round(100 * avg(r.is_yes::integer) FILTER (WHERE r.known AND r.day >= '2024-12-01'), 1) AS december
FROM (
  SELECT t.*, d.day, d.day + t.days <= :'cut_off' OR coalesce(d.day + t.event <= :'cut_off', false) AS known
  FROM (SELECT DISTINCT t.indicator, (i.params #>> '{days,default}')::integer AS days, t.k, t.event, t.is_yes FROM truth t JOIN registry.indicator i USING (indicator, version)
        WHERE t.is_judged AND t.indicator IN ('retention_84d', 'return_to_treatment_180d', 'aftercare_linkage_30d')) t,
    (SELECT '2024-01-01'::date + n AS day FROM generate_series(0, 365) n) d) r
GROUP BY r.indicator ORDER BY r.indicator COLLATE "C";

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_bias_owner;
DROP ROLE regress_bias_owner;
