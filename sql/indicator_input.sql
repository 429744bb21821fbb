-- indicator_input.sql: what cannot be asked is refused with what can; what is asked of nobody, of one gender or of
-- people of whom little is known is answered as that; and every figure adds up.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;
SET jit = off;
SET log_error_verbosity = terse;
CREATE ROLE regress_input_owner NOLOGIN;
SELECT FROM create_registry('regress_input_owner');
\getenv source PG_ABS_SRCDIR
\set keyring :source '/tests/tools/keyring.sql'
\i :keyring
\set say :source '/tests/tools/say.sql'
\i :say
\set ECHO all
\set year '[2024-01-01,2025-01-01)'
\set until '2025-03-31'

-- Nobody: every indicator has its five rows, counts of nobody are 0, and what would be divided by 0 is NULL with a reason.
SELECT count(*) = 5 * (SELECT count(DISTINCT indicator) FROM registry.indicator) AS five_rows_each, count(*) FILTER (WHERE cases <> 0 OR people <> 0 OR numerator <> 0) AS of_somebody,
  count(*) FILTER (WHERE (measure IN ('count', 'sum')) <> (value IS NOT DISTINCT FROM 0) AND value IS NOT NULL) AS wrong_zeros,
  count(*) FILTER (WHERE value IS NULL AND value_reason IS NULL OR value IS NOT NULL AND value_reason IS NOT NULL) AS without_reason
FROM indicators(:'year', observed_until => :'until');
SELECT measure, value, value_reason, count(*) > 0 AS there FROM indicators(:'year', observed_until => :'until') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;

-- What is refused: the message, what would be legal, and which legal word is nearest.
CREATE FUNCTION pg_temp.told(call text, OUT answer text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'SELECT count(*) || '' rows'' FROM ' || call INTO answer;
EXCEPTION WHEN invalid_parameter_value OR object_not_in_prerequisite_state THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  answer := SQLERRM;
WHEN OTHERS THEN
  answer := SQLSTATE; -- the server's own words differ between its versions
END $$;
SELECT t.*, c.period, c.until FROM (VALUES (NULL, '2025-03-31'), ('empty', '2025-03-31'), ('[2024-01-01,2024-01-01)', '2025-03-31'), ('[2024-02-01,2024-01-01)', '2025-03-31'), ('[2024-01-01,)', '2025-03-31'),
    ('(,2024-01-01)', '2025-03-31'), ('[2024-01-01,infinity)', '2025-03-31'), ('[2026-01-01,2027-01-01)', '2025-03-31'), ('[2024-01-01,2025-01-01)', '2023-12-31'), ('[2024-01-01,2025-01-01)', 'infinity'),
    ('[2024-01-01,2025-01-01)', NULL), ('[2024-01-01,2024-01-02)', '2024-01-01')) c (period, until),
  pg_temp.told(format('indicator(''retention_90d'', %L, observed_until => %L)', c.period, c.until)) t;
SELECT t.*, c.codes FROM (VALUES (NULL), ('{}'), ('{NULL}'), ('{""}'), ('{retention_90}'), ('{retention_90d@2}'), ('{RETENTION_90D}'), ('{retention_90d,retention_90d@1}'), ('{treatment_journeys_ended@1,treatment_journeys_ended}')) c (codes),
  pg_temp.told(format('(SELECT indicator, version, gender FROM indicators(%L, %L, observed_until => %L) LIMIT 25) f', :'year', c.codes, :'until')) t WHERE c.codes IS NOT NULL;
SELECT t.*, c.by FROM (VALUES (NULL), ('{}'), ('{NULL}'), ('{regionn}'), ('{Region}'), ('{region,region}'), ('{profile.housin}'), ('{stay.person}'), ('{stay.assertion}'), ('{barrier}'), ('{region,care,month,provider}'),
    ('{region,care,month,provider,programme}'), ('{"region) FROM registry.person --"}')) c (by), pg_temp.told(format('indicator(''retention_90d'', %L, %L, %L)', :'year', c.by, :'until')) t;
SELECT t.*, c.code, c.params FROM (VALUES ('retention_90d', NULL), ('retention_90d', '{}'), ('retention_90d', '[]'), ('retention_90d', '5'), ('retention_90d', 'null'), ('retention_90d', '{"days": 0}'), ('retention_90d', '{"days": 3651}'), ('retention_90d', '{"days": 1e400}'),
    ('retention_90d', '{"days": 60.5}'), ('retention_90d', '{"days": 60.0}'), ('retention_90d', '{"days": "60"}'), ('retention_90d', '{"days": null}'), ('retention_90d', '{"days": [60]}'), ('retention_90d', '{"day": 60}'),
    ('retention_90d', '{"retention_90d": {"days": 60}}'), ('retention_90d', '{"retention_90d": {"day": 60}}'), ('retention_90d', '{"retention_90d": {"days": 0}}'), ('retention_90d', '{"retention_90d": 60}'), ('retention_90d', '{"retention_30d": {"days": 60}}'),
    ('completion_of_exits', '{"unknown_in_denominator": true}'), ('completion_of_exits', '{"unknown_in_denominator": "true"}'), ('completion_of_exits', '{"unknown_in_denominator": [true]}'), ('completion_of_exits', '{"unknown_in_denominator": []}'),
    ('length_of_stay_median', '{"rule": "inclusive"}'), ('length_of_stay_median', '{"rule": "'' OR true"}')) c (code, params), pg_temp.told(format('indicator(%L, %L, ''{}'', %L, %L)', c.code, :'year', :'until', c.params)) t;
SELECT t.*, c.* FROM (VALUES ('identity', 'default', 'en'), ('sex', 'default', 'en'), (NULL, 'default', 'en'), ('identity', 'clx', 'en'), ('identity', NULL, 'en'), ('identity', 'default', 'fr'), ('identity', 'default', NULL)) c (basis, preset, language),
  pg_temp.told(format('indicator(''retention_90d'', %L, ''{}'', %L, ''{}'', %L, %L, %L)', :'year', :'until', c.basis, c.preset, c.language)) t;
SELECT t.* FROM pg_temp.told(format('indicator(NULL, %L, observed_until => %L)', :'year', :'until')) t;
-- Nor does a definition in plain SQL take anything else, which runs with the owner's rights when it is compared.
SELECT t.*, c.* FROM (VALUES ('identity', '[2024-01-01,2025-01-01)', '2025-03-31'), ('x :basis'' OR 1 / 0 = 0 OR ''', '[2024-01-01,2025-01-01)', '2025-03-31'), (NULL, '[2024-01-01,2025-01-01)', '2025-03-31'), ('identity', '[2024-01-01,)', '2025-03-31'),
    ('identity', '[2024-01-01,2025-01-01)', NULL)) c (basis, period, until),
  unnest('{"registry.plain_sql(%4$L, %1$L, %2$L, %3$L)","registry.compare_with_plain_sql(%1$L, %2$L, ARRAY[%4$L], %3$L) LIMIT 1"}'::text[]) call, pg_temp.told(format(call, c.period, c.until, c.basis, 'people_in_treatment')) t;

-- One gender only, and nobody's gender known.
SELECT count(registry.register_provider(p, 'Provider ' || p)) AS providers FROM generate_series(1, 2) p;
SELECT count(registry.register_programme(p, p, 'Programme ' || p)) AS programmes FROM generate_series(1, 2) p;
INSERT INTO registry.person (person, record_key) SELECT n, ('x' || md5('key' || n))::bit(64)::bigint FROM generate_series(1, 1100) n;
SELECT count(pg_temp.stay(n, 1, format('outpatient[2024-01-%s,2024-06-30]:completed@1', 10 + n)::episode, '{"registered_sex": "female"}')) AS women FROM generate_series(1, 4) n;
SELECT count(pg_temp.stay(n, 1, format('outpatient[2020-01-%s,2020-06-30]:completed@1', 10 + n)::episode)) AS unknown FROM generate_series(5, 8) n;
SELECT f.period, f.indicator, f.gender, f.people, f.cases, f.denominator, f.numerator, f.value, f.value_text, f.value_reason
FROM unnest('{"[2024-01-01,2025-01-01)","[2020-01-01,2021-01-01)"}'::daterange[]) p (period) CROSS JOIN LATERAL indicators(p.period, '{people_in_treatment,retention_90d,length_of_stay_median}', observed_until => '2025-03-31') f;

-- A dimension with a thousand values; and an estimate of the population that nobody gave.
SELECT count(pg_temp.stay(100 + n, 2, 'outpatient[2022-02-01,2022-03-01]:moved@2', jsonb_build_object('plan', 'P' || n, 'registered_sex', 'male'))) AS stays FROM generate_series(1, 1000) n;
SELECT count(*) AS rows, count(DISTINCT dims) AS cells, sum(cases) FILTER (WHERE level <> 'all') AS cases, sum(cases) FILTER (WHERE level = 'all') AS of_all
FROM indicator('retention_30d', '[2022-01-01,2023-01-01)', '{plan}', '2025-03-31') WHERE gender = 'all';
SELECT indicator, gender, numerator, value, value_reason FROM indicators(:'year', '{sdg_3_5_1_alcohol,sdg_3_5_1_drugs}', observed_until => :'until') ORDER BY 1, 2;

-- A code that means another thing from another year on: each year by its own list, whenever the file came.
SELECT registry.register_code('OLD', 'care', 'A', 'outpatient', '(,2023-01-01)') IS NOT NULL AS first, registry.register_code('OLD', 'care', 'A', 'residential', '[2023-01-01,)') IS NOT NULL AS second,
  registry.register_code('OLD', 'exit_reason', '1', 'completed') IS NOT NULL AS exit_reason, registry.register_source_format(2, 'stays', code_system => 'OLD') IS NOT NULL AS format;
SELECT registry.open_batch(2, 'stays', 'add') AS batch \gset
INSERT INTO registry.intake_file (line) VALUES ('source_record,client_ref,registered_sex,programme,care,started,ended,exit_reason,aftercare_offer,primary_substance'),
  ('y22,c1,female,2,A,2022-12-31,2023-02-01,1,not_offered,alcohol'), ('y23,c1,female,2,A,2023-06-01,2023-07-01,1,not_offered,alcohol');
SELECT rows_read, rows_new, rows_rejected, state FROM registry.accept_batch(:batch);
SELECT f.period, f.dims, f.numerator FROM unnest('{"[2022-12-01,2023-01-01)","[2023-06-01,2023-07-01)"}'::daterange[]) p (period)
CROSS JOIN LATERAL indicator('treatment_journeys_started', p.period, '{care}', '2025-03-31') f WHERE f.gender = 'all';

-- History that begins inside a look-back: what cannot be known is no_history, and no first time.
SELECT registry.register_programme(2, 2, 'Programme 2', reporting_from => '2024-01-01', reports_medication => true) IS NOT NULL AS reports;
SELECT count(pg_temp.say('medication_supply', 2, jsonb_build_object('person', 20 + n, 'programme', 2, 'on_date', '2024-01-20'::date + 5 * n, 'medication', 'methadone', 'days', 7))) AS supplies FROM generate_series(0, 5) n;
SELECT cases, denominator, numerator, excluded FROM indicator('medication_continuity_180d', :'year', observed_until => :'until') WHERE gender = 'all';

-- Every figure adds up: for the whole, and broken down in two ways, in every gender.
DROP SCHEMA registry CASCADE;
SELECT FROM create_registry('regress_input_owner');
\set people 400
\set made_up :source '/tests/tools/made_up.sql'
\i :made_up
CREATE TEMPORARY TABLE figure AS
SELECT b.by, f.*, (SELECT coalesce(sum(x.value::bigint), 0) FROM jsonb_each_text(f.excluded) x) AS left_out
FROM (VALUES ('{}'::text[]), ('{region,care}'), ('{month}')) b (by) CROSS JOIN LATERAL indicators(:'year', by => b.by, observed_until => :'until') f;
SELECT count(*) > 10000 AS many, count(*) FILTER (WHERE measure <> 'coverage' AND cases <> coalesce(denominator, numerator) + left_out) AS not_adding_up,
  count(*) FILTER (WHERE people > cases) AS more_people_than_cases, count(*) FILTER (WHERE numerator > denominator AND measure <> 'coverage') AS more_than_all,
  count(*) FILTER (WHERE (value IS NULL) <> (value_reason IS NOT NULL)) AS unreasoned, count(*) FILTER (WHERE value IN ('Infinity', 'NaN')) AS endless
FROM figure;
-- Cases of all are those of the four genders; people are, unless one person's cases have several (those of carers have theirs).
SELECT count(*) FILTER (WHERE all_cases <> sum_cases) AS cases_differ, array_agg(DISTINCT unit) FILTER (WHERE all_people <> sum_people) AS people_differ_in
FROM (SELECT by, indicator, version, unit, dims, category, sum(cases) FILTER (WHERE gender = 'all') AS all_cases, sum(cases) FILTER (WHERE gender <> 'all') AS sum_cases,
    sum(people) FILTER (WHERE gender = 'all') AS all_people, sum(people) FILTER (WHERE gender <> 'all') AS sum_people
  FROM figure GROUP BY by, indicator, version, unit, dims, category) f;
-- The whole is the same, however it is broken down; a breakdown of cases that lie in one cell each adds up to it.
SELECT count(*) AS whole_depends_on_by FROM (
  SELECT to_jsonb(f) - 'by' FROM figure f WHERE level = 'all' GROUP BY to_jsonb(f) - 'by' HAVING count(*) <> 3) w;
SELECT DISTINCT r.unit, i.attributed_to FROM registry.indicator i JOIN (
  SELECT by, indicator, version, unit, gender FROM figure WHERE measure <> 'share' GROUP BY by, indicator, version, unit, gender
  HAVING by <> '{}' AND sum(cases) FILTER (WHERE level <> 'all') <> sum(cases) FILTER (WHERE level = 'all')) r USING (indicator, version) ORDER BY 1, 2;

DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_input_owner;
DROP ROLE regress_input_owner;
