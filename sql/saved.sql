-- saved.sql: what is done with figures once they are kept: compared at the same maturity, closed, laid out,
-- shown to the provider beside its own; and stock and flow, which must add up in every line.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
CREATE ROLE regress_saved_owner NOLOGIN;
SELECT FROM create_registry('regress_saved_owner');
\getenv source PG_ABS_SRCDIR
\set made_up :source '/tests/tools/made_up.sql'
\set people 500
\i :made_up
CREATE ROLE regress_saved_17 NOLOGIN;
CREATE ROLE regress_saved_analyst NOLOGIN;
SELECT registry.grant_duty('regress_saved_17', 'provider', '{5}'), registry.grant_duty('regress_saved_analyst', 'analyst') \g /dev/null

-- Every line of stock and flow adds up, and so do the lines: for all, by provider, by programme.
CREATE TEMPORARY TABLE flow AS
SELECT b.by, p.period, f.* FROM unnest(ARRAY['all', 'provider', 'programme']) b (by),
  (VALUES ('[2024-01-01,2025-01-01)'::daterange, DATE '2025-03-31'), ('[2023-11-05,2023-12-20)', '2024-01-31'), ('[2024-02-29,2024-02-29]', '2025-12-31')) p (period, until),
  LATERAL registry.stock_and_flow(p.period, b.by, p.until) f;
SELECT by, count(*) > 8 AS lines, count(*) FILTER (WHERE open_at_start + gender_changed + started - ended - presumed_left - end_unknown <> open_at_end) AS wrong,
  count(*) FILTER (WHERE open_at_start + started > 0) > 0 AS busy FROM flow GROUP BY by ORDER BY by;
SELECT period, place, sum(gender_changed) FILTER (WHERE gender <> 'all') AS changed, sum(presumed_left) FILTER (WHERE gender = 'all') > 0 AS presumed,
  sum(end_unknown) FILTER (WHERE gender = 'all') > 0 AS unknown FROM flow WHERE by = 'all' GROUP BY 1, 2 ORDER BY 1;
SELECT a.period, a.gender FROM flow a JOIN flow p ON p.period = a.period AND p.gender = a.gender AND p.by <> 'all'
WHERE a.by = 'all' GROUP BY a.period, a.gender, p.by, a.open_at_start, a.started, a.ended, a.open_at_end
HAVING (sum(p.open_at_start), sum(p.started), sum(p.ended), sum(p.open_at_end)) IS DISTINCT FROM (a.open_at_start, a.started, a.ended, a.open_at_end);
SELECT * FROM flow WHERE by = 'all' AND period = '[2024-01-01,2025-01-01)';
-- What was open at the end is open at the start of what follows, gender by gender; and plain counts.
SELECT e.gender, e.open_at_end, s.open_at_start FROM registry.stock_and_flow('[2024-01-01,2024-07-01)', 'programme', '2025-03-31') e
FULL JOIN registry.stock_and_flow('[2024-07-01,2024-10-01)', 'programme', '2025-03-31') s USING (place, gender)
WHERE coalesce(e.open_at_end, 0) <> coalesce(s.open_at_start, 0);
SELECT f.started - p.started AS started, f.ended - p.ended AS ended FROM flow f, (
  SELECT count(DISTINCT (person, programme, care::text, started, CASE WHEN ended_precision = 'day' THEN ended END, exit_reason::text)) FILTER (WHERE started >= '2024-01-01') AS started,
    count(DISTINCT (person, programme, care::text, started, ended, exit_reason::text)) FILTER (WHERE ended BETWEEN '2024-01-01' AND '2024-12-31' AND ended_precision = 'day') AS ended
  FROM registry.counted_stay WHERE started <= '2024-12-31') p
WHERE f.by = 'all' AND f.period = '[2024-01-01,2025-01-01)' AND f.gender = 'all';

-- The same, journey by journey: columns of the last day's gender against the function that counts one journey.
SELECT f.gender FROM flow f JOIN (
  SELECT coalesce(j.gender::text, 'all') AS gender, sum((j.f).open_at_start) AS at_start, sum((j.f).started) AS started, sum((j.f).ended) AS ended,
    sum((j.f).ended_on_unknown_date) AS unknown, sum((j.f).open_at_end) AS at_end
  FROM (SELECT p.gender, stock_and_flow(p.journey, '[2024-01-01,2025-01-01)', NULL) AS f FROM registry.report_person('2024-12-31', '2025-03-31', 'identity') p OFFSET 0) j
  GROUP BY ROLLUP (j.gender)) c USING (gender)
WHERE f.by = 'all' AND f.period = '[2024-01-01,2025-01-01)'
  AND (f.open_at_start + f.gender_changed, f.started, f.ended + f.presumed_left, f.end_unknown, f.open_at_end) IS DISTINCT FROM (c.at_start, c.started, c.ended, c.unknown, c.at_end);

-- Two years at the same maturity, 89 days (2024 has a 29 February); the year that was observed for longer is recomputed, and says so.
SELECT save_report('2023', '[2023-01-01,2024-01-01)', '{people_in_treatment,retention_180d,aftercare_linkage_90d}', observed_until => '2025-03-31') AS "2023",
  save_report('2024', '[2024-01-01,2025-01-01)', '{people_in_treatment,retention_180d,aftercare_linkage_90d,retention_30d}', observed_until => '2025-03-31') AS "2024",
  save_report('2024 early', '[2024-01-01,2025-01-01)', '{people_in_treatment,retention_180d}', observed_until => '2025-01-31', language => 'es') AS early,
  save_report('2024 by care', '[2024-01-01,2025-01-01)', '{people_in_treatment}', by => '{care}', observed_until => '2025-03-31') AS by_care;
SELECT indicator, gender, value, previous_value, change, change_unit, note FROM compare('2024', '2023') WHERE gender IN ('female', 'all');
SELECT count(*) AS wrong FROM compare('2024', '2023') c
  JOIN indicators('[2023-01-01,2024-01-01)', '{people_in_treatment,retention_180d,aftercare_linkage_90d}', observed_until => '2024-03-30') p USING (indicator, gender)
WHERE c.previous_value IS DISTINCT FROM p.value;
SELECT gender, value, previous_value, change, note FROM compare('2024 early', '2024') WHERE indicator = 'retention_180d' AND gender = 'all';
-- In points by hand: of counts, rounded once.
SELECT c.indicator, c.gender FROM compare('2024', '2024 early') c JOIN saved_report('2024 early') p USING (indicator, gender)
  JOIN indicators('[2024-01-01,2025-01-01)', '{retention_180d}', observed_until => '2025-01-31') r USING (indicator, gender)
WHERE c.change IS DISTINCT FROM round(100.0 * r.numerator / nullif(r.denominator, 0) - 100.0 * p.numerator / nullif(p.denominator, 0), 1);
\set VERBOSITY sqlstate
SELECT * FROM compare('2024', '2024 by care');
SELECT * FROM compare('2024', '2022');
\set VERBOSITY default

-- Laid out for people. The pooled column is other and unknown from their counts; nothing else.
SELECT line, label, women, men, other_or_unknown, everybody, gap, gap_low, gap_high FROM wide_report('2024', 'es');
SELECT w.indicator, w.other_or_unknown FROM wide_report('2024', 'en') w
  JOIN LATERAL (SELECT sum(numerator) AS n, sum(denominator) AS d FROM saved_report('2024') s WHERE s.indicator = w.indicator AND s.gender IN ('other', 'unknown')) s ON true
WHERE w.other_or_unknown <> CASE WHEN w.unit = 'people' THEN s.n::text WHEN s.d = 0 THEN '-' ELSE round(100.0 * s.n / s.d, 1) || format(' %% (%s/%s)', s.n, s.d) END;
SELECT count(*) AS lines, count(DISTINCT label) AS labels FROM wide_report('2024 by care', 'pt');
-- What a figure must not be read without stands in every layout, in the language that is asked: few pairs, lines that overlap.
SELECT save_report('pairs', '[2024-01-01,2025-01-01)', '{outcome_change,people_in_treatment,retention_90d}', by => '{provider}', observed_until => '2025-03-31') > 0 AS pairs;
SELECT DISTINCT indicator, dims <> '{}' AS in_part, note FROM wide_report('pairs', 'es') ORDER BY 1, 2, 3;
SELECT f.indicator, sum(f.cases) FILTER (WHERE f.level <> 'all') > sum(f.cases) FILTER (WHERE f.level = 'all') AS more_than_all,
  bool_or(f.note LIKE '%do not add up%') FILTER (WHERE f.level <> 'all') AS in_part, bool_or(f.note LIKE '%do not add up%') FILTER (WHERE f.level = 'all') AS in_all
FROM saved_report('pairs') f GROUP BY f.indicator ORDER BY 1;
SELECT count(*) FILTER (WHERE c.line LIKE '%menos da metade tem um par%') = n.selective AS selective, n.selective > 0 AS some,
  count(*) FILTER (WHERE c.line LIKE '%as linhas não somam%') = n.overlaps AS overlaps
FROM report_csv('pairs', 'pt') c (line), (SELECT count(*) FILTER (WHERE f.note LIKE '%pair of values%') AS selective, count(*) FILTER (WHERE f.note LIKE '%do not add up%') AS overlaps
  FROM saved_report('pairs') f) n GROUP BY n.selective, n.overlaps;
-- A title speaks of the defaults: what is asked otherwise stands beside it, in every language.
SELECT save_report('otherwise', '[2024-01-01,2025-01-01)', '{treatment_journeys_started,retention_90d,people_in_treatment,outcome_change}', observed_until => '2025-03-31',
  params => '{"days": 60}', preset => 'cl') > 0 AS otherwise;
SELECT DISTINCT label FROM saved_report('otherwise') ORDER BY 1;
SELECT DISTINCT label FROM wide_report('otherwise', 'es') ORDER BY 1;
SELECT DISTINCT split_part(l, ';', 6) AS title FROM report_csv('otherwise', 'pt') l WHERE l LIKE '%;treatment\_%' ORDER BY 1;
-- Words, not codes: every unit has a label, and every category that occurs, but the bands of days.
SELECT save_report('shares', '[2024-01-01,2025-01-01)', ARRAY(SELECT i.indicator FROM registry.indicator i WHERE i.measure = 'share'), observed_until => '2025-03-31') > 0 AS shares;
SELECT f.indicator, f.category FROM registry.saved_figure f WHERE f.name = 'shares' AND f.gender = 'all' AND f.indicator <> 'waiting_bands' AND (
  SELECT count(*) FROM registry.indicator_category c JOIN registry.label l ON l.vocabulary = c.vocabulary AND l.term = f.category WHERE c.indicator = f.indicator) <> 3;
SELECT c.indicator FROM registry.indicator_category c WHERE c.indicator NOT IN (SELECT i.indicator FROM registry.indicator i WHERE i.measure = 'share');
SELECT count(DISTINCT indicator) AS shares FROM wide_report('shares', 'en');
SELECT label FROM wide_report('shares', 'es') WHERE indicator IN ('identity_quality', 'outcome_change', 'waiting_bands', 'treatment_entrants_status') ORDER BY line;
SELECT split_part(l, ';', 6) AS title FROM report_csv('shares', 'pt') l WHERE l LIKE '%;remission_status;%' GROUP BY 1 ORDER BY 1;
SELECT DISTINCT i.unit FROM registry.indicator i, unnest(ARRAY['en', 'es', 'pt']) x (language) WHERE NOT EXISTS (
  SELECT FROM registry.label l WHERE l.vocabulary = 'unit' AND l.term = i.unit AND l.language = x.language);
SELECT DISTINCT split_part(l, ';', 7) AS unit, split_part(l, ';', 11) AS basis FROM report_csv('pairs', 'es') WITH ORDINALITY t (l, n) WHERE n > 1 AND l NOT LIKE 'sha256%' ORDER BY 1;
-- The file: marked, semicolons, commas; the last line is the same in every language and is the hash of the figures.
SELECT left(l, 60) AS line FROM report_csv('2024 early', 'es') l LIMIT 3;
SELECT regexp_count(l, ';') AS separators, count(*) FROM report_csv('2024 early', 'pt') l GROUP BY 1 ORDER BY 1;
SELECT count(*) AS distinct_hashes FROM (SELECT l FROM unnest(ARRAY['en', 'es', 'pt']) x, report_csv('2024', x) l WHERE l LIKE 'sha256;%' GROUP BY l) h;
SELECT 'sha256;' || report_sha256('2024') = l AS hash FROM report_csv('2024', 'es') WITH ORDINALITY t (l, n) ORDER BY n DESC LIMIT 1;
SELECT report_sha256('2024 early') = encode(sha256(convert_to(string_agg(concat_ws('|', '2024 early|1|provisional|2024-01-01|2024-12-31|2025-01-31|identity', indicator, version,
    dims, coalesce(category, ''), gender, people, cases, coalesce(denominator::text, ''), numerator, coalesce(value::text, ''), coalesce(low::text, ''), coalesce(high::text, ''), excluded,
    coalesce(value_reason, '')) || E'\n', '' ORDER BY line), 'UTF8')), 'hex') AS by_hand FROM registry.saved_figure WHERE name = '2024 early';
SELECT save_report('=1+1;"', '[2024-01-01,2024-01-02)', '{people_in_treatment}', observed_until => '2025-03-31') AS formula;
SELECT left(l, 12) AS cell FROM report_csv('=1+1;"', 'en') WITH ORDINALITY t (l, n) WHERE n = 2;
SELECT c AS cell, csv_cell(c) FROM unnest(ARRAY['-1+1', '-', '-3.5', '-3,5 %']) c;
\set VERBOSITY sqlstate
SELECT report_csv('2024', 'fr');
SELECT * FROM wide_report('2024', NULL);
SELECT report_sha256('nothing');
\set VERBOSITY default

-- Closing. What is open, for the analyst everywhere, for a provider its own.
SET ROLE regress_saved_analyst;
SELECT item, item_text, sum(open) > 0 AS open, count(DISTINCT of_provider) > 1 AS of_many FROM registry.closing_checklist('[2024-01-01,2025-01-01)', on_day => '2025-03-31', language => 'es') GROUP BY 1, 2 ORDER BY 1;
RESET ROLE;
CREATE TEMPORARY TABLE open AS SELECT * FROM registry.closing_checklist('[2024-01-01,2025-01-01)', on_day => '2025-03-31');
SELECT o.item, sum(o.open) - p.n AS differ FROM open o JOIN (
  SELECT 'months_missing', count(*) FROM registry.programme_month('[2024-01-01,2025-01-01)') WHERE NOT reported
  UNION ALL SELECT 'exits_without_reason', count(*) FROM registry.counted_stay s WHERE s.exit_reason <> 'ongoing'
    AND (s.exit_reason = 'unknown' OR s.ended_precision <> 'day') AND s.started < '2025-01-01' AND (s.ended >= '2024-01-01' OR s.started >= '2024-01-01')
  UNION ALL SELECT 'gender_unknown', count(DISTINCT (s.person, s.programme)) FROM registry.counted_stay s WHERE s.started < '2025-01-01'
    AND (s.started >= '2024-01-01' OR s.ended >= '2024-01-01' OR s.exit_reason = 'ongoing')
    AND NOT EXISTS (SELECT FROM registry.current_person_fact f WHERE f.person = s.person AND f.valid_from <= '2024-12-31' AND f.fact IN ('registered_sex', 'gender_identity') AND f.value <> 'unknown')
  ) p (item, n) ON p.item = o.item GROUP BY o.item, p.n ORDER BY 1;
SET ROLE regress_saved_17;
SELECT count(DISTINCT of_provider) AS providers, min(of_provider) AS which, count(*) > 3 AS lines FROM registry.closing_checklist('[2024-01-01,2025-01-01)', on_day => '2025-03-31');
\set VERBOSITY sqlstate
SELECT * FROM registry.closing_checklist('[2024-01-01,2025-01-01)', 6);
-- No day would find nothing open.
SELECT * FROM registry.closing_checklist('[2024-01-01,2025-01-01)', 5, NULL);
SELECT * FROM registry.closing_checklist('[2024-01-01,2025-01-01)', 5, 'infinity');
SELECT registry.close_period('2024', '[2024-01-01,2025-01-01)', '2025-03-31');
RESET ROLE;
SET ROLE regress_saved_analyst;
SELECT registry.close_period('2024', '[2024-01-01,2025-01-01)', '2024-12-30');
SELECT registry.close_period('2024', '[2024-01-01,2025-01-01)', 'infinity');
SELECT registry.close_period('', '[2024-01-01,2025-01-01)', '2025-03-31');
SELECT registry.close_period('2024', 'empty', '2025-03-31');
\set VERBOSITY default
SELECT jsonb_object_keys(registry.close_period('2024', '[2024-01-01,2025-01-01)', '2025-03-31')) AS left_open ORDER BY 1;
\set VERBOSITY sqlstate
SELECT registry.close_period('2024 again', '[2024-01-01,2025-01-01)', '2025-04-30');
SELECT registry.close_period('2024', '[2024-02-01,2024-03-01)', '2025-04-30');
\set VERBOSITY default
-- The next edition is final, by the cut-off of the closing; one with another cut-off is not.
SELECT save_report('2024', '[2024-01-01,2025-01-01)', '{people_in_treatment,retention_180d,aftercare_linkage_90d,retention_30d}') > 0 AS final,
  save_report('2024 later', '[2024-01-01,2025-01-01)', '{retention_365d}', observed_until => '2025-12-31') > 0 AS later;
RESET ROLE;
SELECT name, edition, status, observed_until, closing, later_records FROM registry.saved_report WHERE name LIKE '2024%' ORDER BY 1, 2;
\set VERBOSITY sqlstate
UPDATE registry.closed_period SET observed_until = '2026-01-01';
\set VERBOSITY default
-- What comes later is a revision, and an edition says how much it has of it.
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all
SELECT count(pg_temp.stay(1, 5, e::continuum.episode)) AS came FROM unnest(ARRAY['outpatient[2024-03-01,2024-03-05]:completed@4', 'aftercare[2024-03-08,2024-03-09]:completed@4']) e;
SET ROLE regress_saved_analyst;
SELECT save_report('2024', '[2024-01-01,2025-01-01)', '{people_in_treatment,retention_180d,aftercare_linkage_90d,retention_30d}') > 0 AS revised;
SELECT name, edition, status, observed_until, closing, later_records FROM registry.saved_report WHERE name = '2024' ORDER BY 2;
SELECT registry.recorded_since('2024') AS since, registry.recorded_since('never') IS NULL AS never;
SELECT count(*) > 0 AS moved FROM reproduce('2024', 2) WHERE verdict = 'changed';
SELECT count(*) AS moved FROM reproduce('2024') WHERE verdict = 'changed';
RESET ROLE;

-- A provider's own figures are those of its cell; the national ones are of the latest final edition, and nobody else's are there.
SET ROLE regress_saved_17;
CREATE TEMPORARY TABLE own AS SELECT * FROM registry.provider_report('[2024-01-01,2025-01-01)', language => 'es');
SELECT DISTINCT of_provider, note FROM own WHERE indicator <> 'data_quality';
SELECT indicator, label, value > 0 AND value <= 100 AS share, note ~ '^lugar \d+ de 12 centros$' AS place FROM own WHERE indicator = 'data_quality';
-- A period of its own making could follow one person to where others treat them: refused. Who analyses may ask for any.
\set VERBOSITY sqlstate
SELECT * FROM registry.provider_report('[2024-04-01,2024-05-01)');
RESET ROLE;
SELECT DISTINCT national_value, national_text, note FROM registry.provider_report('[2024-04-01,2024-05-01)', 5) WHERE indicator = 'people_in_treatment';
SELECT count(*) > 0 AS few_pairs FROM registry.provider_report('[2023-01-01,2025-01-01)', 5) WHERE indicator = 'outcome_change' AND note LIKE '%fewer than half have a pair%';
SET ROLE regress_saved_17;
SELECT * FROM registry.provider_report('[2024-01-01,2025-01-01)', 6);
SELECT * FROM indicators('[2024-01-01,2025-01-01)', '{people_in_treatment}', observed_until => '2025-03-31', provider => 5);
SELECT * FROM registry.stock_and_flow('[2024-01-01,2025-01-01)');
SELECT * FROM saved_report('2024');
SELECT registry.keep_report('2024', '[2024-01-01,2025-01-01)', NULL, '{}', '2025-03-31', 'identity', '{}', 'default', 'en');
INSERT INTO registry.saved_figure (name, edition, line) VALUES ('2024', 1, 9999);
\set VERBOSITY default
RESET ROLE;
SELECT count(*) > 15 AS lines, count(*) FILTER (WHERE (o.cases, o.numerator, o.value, o.excluded) IS DISTINCT FROM (c.cases, c.numerator, c.value, c.excluded)) AS wrong,
  count(*) FILTER (WHERE o.national_value IS DISTINCT FROM n.value) AS other_national
FROM own o JOIN indicators('[2024-01-01,2025-01-01)', '{people_in_treatment,retention_180d,aftercare_linkage_90d,retention_30d}', by => '{provider}', observed_until => '2025-03-31') c
  ON c.indicator = o.indicator AND c.gender = o.gender AND c.dims = '{"provider": "5"}'
  JOIN saved_report('2024', 3) n ON n.indicator = o.indicator AND n.gender = o.gender;
-- Rank among the providers: by the shares that an analyst sees of all.
SELECT o.note = format('lugar %s de %s centros', r.rank, r.n) AS place FROM own o, (
  SELECT k.provider, rank() OVER (ORDER BY k.share DESC) AS rank, count(*) OVER () AS n FROM (
    SELECT p.provider, round(sum(c.known) / sum(c.records), 3) AS share FROM registry.completeness('[2024-01-01,2025-01-01)') c
    JOIN (SELECT DISTINCT programme, provider FROM registry.current_programme WHERE NOT pilot) p ON p.programme = c.of_programme GROUP BY p.provider) k) r
WHERE o.indicator = 'data_quality' AND r.provider = 5;

-- What every line says of all figures: unknown gender of the cell, people of one provider, stays presumed ended.
SELECT (SELECT count(*) FROM indicators('[2024-01-01,2025-01-01)', '{retention_180d,people_in_treatment}', by => '{care}', observed_until => '2025-03-31') a
  JOIN indicators('[2024-01-01,2025-01-01)', '{retention_180d,people_in_treatment}', by => '{care}', observed_until => '2025-03-31') u
    ON u.indicator = a.indicator AND u.dims = a.dims AND u.gender = 'unknown' AND a.gender = 'all'
  WHERE (a.completeness ->> 'gender_unknown')::numeric IS DISTINCT FROM round(100.0 * u.cases / nullif(a.cases, 0), 1)) AS wrong_gender,
  (SELECT count(*) FROM registry.report_person('2024-12-31', '2025-03-31', 'identity') p WHERE p.of_one_provider AND days_in_care(p.journey, '[2024-01-01,2025-01-01)') > 0)
    - (c.completeness ->> 'local_people')::bigint AS local_people,
  (SELECT count(*) FROM registry.counted_stay s WHERE s.exit_reason = 'ongoing' AND s.started <= '2025-03-31'
     AND NOT is_open(registry.presumed_episode(s.person, s.programme, s.started, s.last_contact, s.episode, '2025-03-31'))) - (c.completeness ->> 'presumed_left')::bigint AS presumed_left,
  (c.completeness ->> 'presumed_left')::bigint > 0 AS some
FROM indicators('[2024-01-01,2025-01-01)', '{people_in_treatment}', observed_until => '2025-03-31') c WHERE c.gender = 'all';

-- The summaries behind the figures say what they say, and are of the indicators asked for.
SELECT count(*) AS rows, count(*) FILTER (WHERE (r.cases, r.numerator, r.excluded) IS DISTINCT FROM (cases(s.summary, g.gender), numerator(s.summary, g.gender), excluded(s.summary, g.gender))) AS different
FROM registry.indicator_summaries('[2024-01-01,2025-01-01)', '{people_in_treatment,retention_180d}', '{}', '2025-03-31', 'identity') s
JOIN indicators('[2024-01-01,2025-01-01)', '{people_in_treatment,retention_180d}', observed_until => '2025-03-31') r USING (indicator)
JOIN LATERAL (SELECT CASE r.gender WHEN 'all' THEN NULL ELSE r.gender END::gender AS gender) g ON true;
SELECT indicator, version, effective FROM registry.chosen_indicators('{retention_180d}', '{"days": 200}');
SELECT local_people = (SELECT sum(numerator) FROM indicators('[2024-01-01,2025-01-01)', '{identity_weak,identity_local}', observed_until => '2025-03-31') WHERE gender = 'all') AS local_people
FROM registry.left_aside('[2024-01-01,2025-01-01)', '2025-03-31');

\set VERBOSITY sqlstate
SELECT * FROM registry.stock_and_flow('[2024-01-01,2025-01-01)', 'regionn', '2025-03-31');
SELECT * FROM registry.stock_and_flow('empty', 'all', '2025-03-31');
\set VERBOSITY default
DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_saved_owner, regress_saved_17, regress_saved_analyst;
DROP ROLE regress_saved_owner, regress_saved_17, regress_saved_analyst;
