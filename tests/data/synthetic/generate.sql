-- generate.sql: synthetic stays, the same on every machine and every version of PostgreSQL.
--
-- Nobody in it exists. What is drawn follows published margins:
--   sex, plan by sex, exits, short stays, next entries   SISTRAT C1 2010-2019, Chile, N = 109,756
--   completion of women to men 0.901                     TEDS 2004, long-term residential, table 6.2
--   share of withdrawal management, deaths               TEDS-D 2019
--   medication-free rest: begun before discharge, later  CTN-0094 (178 and 268 of 653 discharges)
--   continued care 37 % after women's programmes, else 14 %   published comparison, see the design
-- What no source gives is assumed and marked so below. check.sql compares the result with the margins.
--
-- Variables: people (3000). Randomness is an integer hash of (person, draw): no random(), whose
-- sequence is nobody's promise.
\if :{?people}
\else
\set people 3000
\endif

-- Two rounds of xor, shift, multiply over 32 bits; the multipliers fit so that bigint never overflows.
CREATE FUNCTION source.draw(person integer, draw integer, size integer) RETURNS integer
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT ((x2 # (x2 >> 15)) % size)::integer
  FROM (SELECT (person::bigint * 2654435761 + draw::bigint * 40503 + 20240331) % 4294967296 AS x) AS seed
  CROSS JOIN LATERAL (SELECT ((x # (x >> 16)) * 569420461) % 4294967296 AS x1) AS first
  CROSS JOIN LATERAL (SELECT ((x1 # (x1 >> 15)) * 1935289751) % 4294967296 AS x2) AS second;
END;
COMMENT ON FUNCTION source.draw(integer, integer, integer) IS 'A number from 0 to size - 1 that depends on the arguments and on nothing else.';

-- Providers 1-12 treat and code as SISTRAT does; 13-16 are aftercare, 17-18 hospital wards, with our names.
INSERT INTO source.provider(provider, name, sector, code_system)
SELECT p, CASE WHEN p <= 12 THEN format('Synthetic centre %s', p) WHEN p <= 16 THEN format('Synthetic recovery house %s', p - 12)
    ELSE format('Synthetic hospital ward %s', p - 16) END,
  CASE WHEN p <= 6 THEN 'public' WHEN p <= 16 THEN 'ngo' ELSE 'public' END,
  CASE WHEN p <= 12 THEN 'SISTRAT.C1' END
FROM generate_series(1, 18) AS p;

-- Assumed: one centre has not sent November 2024, one ward is expected to report since July 2024 only.
INSERT INTO source.programme(programme, provider, name, setting, women_specific, reporting_from, reported)
SELECT provider * 10 + kind, provider, format('%s, provider %s', title, provider), setting, women, reporting_from,
  ARRAY(SELECT month::date FROM generate_series(reporting_from::timestamp, '2025-03-01', '1 month') AS month
        WHERE NOT (provider = 12 AND month = '2024-11-01'))
FROM source.provider
JOIN (VALUES
    (1, 1, 12, 'PG-PAB', 'outpatient_specialised', false), (2, 1, 12, 'PG-PAI', 'outpatient_specialised', false),
    (3, 1, 12, 'PG-PR', 'residential', false), (4, 1, 12, 'M-PAI', 'outpatient_specialised', true),
    (5, 1, 12, 'M-PR', 'residential', true),
    (1, 13, 16, 'Aftercare', 'outpatient_specialised', false), (2, 13, 16, 'Recovery check-ups', 'outpatient_specialised', false),
    (3, 13, 16, 'Peer support', 'outreach', false),
    (1, 17, 18, 'Withdrawal management', 'inpatient_hospital', false), (2, 17, 18, 'Assessment', 'inpatient_hospital', false)
  ) AS kinds(kind, first_provider, last_provider, title, setting, women)
  ON provider BETWEEN first_provider AND last_provider
CROSS JOIN LATERAL (SELECT CASE provider WHEN 18 THEN '2024-07-01' ELSE '2021-12-01' END::date AS reporting_from) AS r;

CREATE SCHEMA synthetic;
COMMENT ON SCHEMA synthetic IS 'Scratch: how the synthetic stays come about.';

-- 26.83 % women (SISTRAT). Assumed: 0.3 % without a recorded sex, 12 % with a recorded identity and
-- 5 % of those neither woman nor man, 4 % without a RUN and 1 % with a mistyped one.
CREATE TABLE synthetic.person AS
SELECT p AS person,
  CASE WHEN source.draw(p, 1, 1000) < 3 THEN 'unknown' WHEN is_woman THEN 'female' ELSE 'male' END AS sex, is_woman,
  CASE WHEN source.draw(p, 3, 100) < 12 THEN CASE WHEN source.draw(p, 4, 100) < 5 THEN 'other' WHEN is_woman THEN 'female' ELSE 'male' END END AS identity,
  1955 + source.draw(p, 5, 50) AS birth_year,
  CASE WHEN source.draw(p, 6, 100) < 4 THEN 'missing' WHEN source.draw(p, 6, 100) < 5 THEN 'mistyped' ELSE 'good' END AS run_state,
  source.run(31000000 + 101 * p) AS run
FROM generate_series(1, :people) AS p CROSS JOIN LATERAL (SELECT source.draw(p, 2, 10000) < 2683 AS is_woman) AS w;

-- Treatments 1..3 of a person. A next entry follows 22.5 % of treatments, 11.8 % of those within
-- 45 days (SISTRAT). Plan by sex: SISTRAT counts.
CREATE TABLE synthetic.treatment AS
WITH drawn AS (
  SELECT p.*, n, source.draw(person, 100 * n + 1, CASE WHEN is_woman THEN 29049 ELSE 72607 END) AS plan_draw,
    source.draw(person, 100 * n + 2, 10000) AS exit_draw
  FROM synthetic.person AS p, generate_series(1, 3) AS n
  WHERE n = 1 OR source.draw(person, 201, 1000) < 225 AND (n = 2 OR source.draw(person, 301, 1000) < 225)
), planned AS (
  -- Women 6,487 8,830 487 7,977 5,268; men 26,002 34,328 12,277 (84 men in women's plans left out).
  SELECT *, CASE WHEN is_woman THEN
      CASE WHEN plan_draw < 6487 THEN 1 WHEN plan_draw < 15317 THEN 2 WHEN plan_draw < 15804 THEN 3 WHEN plan_draw < 23781 THEN 4 ELSE 5 END
    ELSE CASE WHEN plan_draw < 26002 THEN 1 WHEN plan_draw < 60330 THEN 2 ELSE 3 END END AS plan
  FROM drawn
), ended AS (
  -- Of 101,890 ended: 23.92 % therapeutic, 37.25 late and 17.62 early drop-out, 9.60 administrative,
  -- 11.61 referral (SISTRAT). Therapeutic is split 24.57 men, 22.14 women, which keeps the mean and
  -- the ratio 0.901 of TEDS. 0.2 % die (TEDS-D 2019).
  SELECT *, CASE WHEN exit_draw < 20 THEN 'died' WHEN exit_draw < 20 + done THEN 'completed'
      WHEN exit_draw < 20 + done + 1161 THEN 'transferred' WHEN exit_draw < 20 + done + 1161 + 960 THEN 'ended_by_provider'
      ELSE 'left_before_completion' END AS exit_reason,
    exit_draw >= 20 + done + 1161 + 960 AND exit_draw % 5488 < 1762 AS early
  FROM planned CROSS JOIN LATERAL (SELECT CASE WHEN is_woman THEN 2214 ELSE 2457 END AS done) AS d
), lasted AS (
  -- 24.7 % of stays under 90 days: every early drop-out and 8.6 % of the rest. Longer stays up to
  -- 320 days (assumed).
  SELECT *, CASE WHEN early OR source.draw(person, 100 * n + 3, 1000) < 86 THEN 1 + source.draw(person, 100 * n + 4, 89)
      ELSE 90 + source.draw(person, 100 * n + 4, 230) END AS days,
    CASE WHEN source.draw(person, 100 * n + 5, 1000) < 118 THEN 1 + source.draw(person, 100 * n + 6, 44)
      ELSE 45 + source.draw(person, 100 * n + 6, 300) END AS gap
  FROM ended
)
-- First entries evenly over 2022 to 2024, later ones after the treatment before.
SELECT *, '2022-01-01'::date + source.draw(person, 7, 1096)
    + coalesce(sum(days + gap) OVER (PARTITION BY person ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::integer AS started,
  -- Assumed: 40 % of next entries are at another centre.
  1 + (source.draw(person, 8, 12) + CASE WHEN n > 1 AND source.draw(person, 100 * n + 7, 10) < 4 THEN n ELSE 0 END) % 12 AS provider,
  bool_or(exit_reason = 'died') OVER (PARTITION BY person ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS dead_before
FROM lasted;
DELETE FROM synthetic.treatment WHERE dead_before OR started > '2025-03-31';

-- All stays, whatever their kind, with the date that the generator's world ends: 2025-03-31.
CREATE TABLE synthetic.stay AS
SELECT person, provider, provider * 10 + plan AS programme, 't' || n AS record,
  -- Assumed: 0.6 % of plans are one of the others, which nobody has mapped.
  CASE WHEN source.draw(person, 100 * n + 23, 1000) < 6 THEN 'treatment_unspecified'
    ELSE (ARRAY['outpatient', 'outpatient_intensive', 'residential', 'outpatient_intensive', 'residential'])[plan] END AS care,
  started, started + days AS ended, exit_reason, 1000 + n AS drawn
FROM synthetic.treatment
UNION ALL
-- 16.5 % of first treatments begin with withdrawal management (TEDS-D 2019: services 1 and 2). The
-- treatment begins before discharge from it or within 30 days, as in CTN-0094.
SELECT person, ward, ward * 10 + 1, 'w1', 'withdrawal_management_inpatient', out_on - 3 - source.draw(person, 12, 8), out_on,
  CASE WHEN source.draw(person, 13, 100) < 62 THEN 'completed' WHEN source.draw(person, 13, 100) < 76 THEN 'transferred' ELSE 'left_before_completion' END, 2000
FROM synthetic.treatment
CROSS JOIN LATERAL (SELECT 17 + source.draw(person, 10, 2) AS ward,
  started - CASE WHEN source.draw(person, 11, 446) < 178 THEN -2 ELSE 1 + source.draw(person, 11, 29) END AS out_on) AS w
WHERE n = 1 AND source.draw(person, 9, 1000) < 165
UNION ALL
-- Assumed: 6 % are assessed on one day some weeks before.
SELECT person, 17, 172, 'a1', 'assessment', started - 20, started - 20, 'completed', 3000
FROM synthetic.treatment WHERE n = 1 AND source.draw(person, 14, 100) < 6
UNION ALL
-- Aftercare follows 37 % of discharges from women's programmes, else 14 %; it begins from 5 days
-- before to 80 days after the discharge and lasts 30 to 180 days (assumed).
SELECT person, house, house * 10 + CASE WHEN peer THEN 3 ELSE 1 END, 'f' || n, CASE WHEN peer THEN 'peer_support' ELSE 'aftercare' END,
  begun, begun + 30 + source.draw(person, 100 * n + 12, 150), 'completed', 4000 + n
FROM synthetic.treatment
CROSS JOIN LATERAL (SELECT 13 + source.draw(person, 100 * n + 8, 4) AS house, source.draw(person, 100 * n + 9, 3) = 0 AS peer,
  started + days - 5 + source.draw(person, 100 * n + 10, 86) AS begun) AS f
WHERE exit_reason <> 'died' AND source.draw(person, 100 * n + 11, 100) < CASE WHEN plan IN (4, 5) THEN 37 ELSE 14 END
UNION ALL
-- Quarterly check-ups of one day in the year after one discharge in ten (assumed).
SELECT person, house, house * 10 + 2, format('c%s-%s', n, quarter), 'recovery_checkup', held, held, 'completed', 5000 + 10 * n + quarter
FROM synthetic.treatment CROSS JOIN generate_series(1, 4) AS quarter
CROSS JOIN LATERAL (SELECT 13 + source.draw(person, 100 * n + 13, 4) AS house,
  started + days + 91 * quarter - 7 + source.draw(person, 100 * n + 13 + quarter, 14) AS held) AS c
WHERE exit_reason <> 'died' AND source.draw(person, 100 * n + 18, 10) = 0 AND source.draw(person, 100 * n + 18 + quarter, 10) < 7;

DELETE FROM synthetic.stay WHERE started > '2025-03-31';

-- As the files have it. Assumed: 1 % of ends known to the month, 1 % not known at all, 2 % of rows
-- late, 2.5 % of people with another sex in the files of recovery houses.
INSERT INTO source.stay(provider, source_record, person, identifier, client_ref, quality,
  registered_sex, gender_identity, birth_year, programme, care, care_code, started, ended, ended_precision,
  exit_reason, exit_code, exit_detail, primary_substance, ended_known_on, arrived)
SELECT s.provider, format('syn-%s-%s', record, to_char(person, 'FM00000')),
  CASE WHEN run_state = 'good' THEN person::text ELSE format('%s at provider %s', person, s.provider) END,
  CASE run_state WHEN 'good' THEN run WHEN 'mistyped' THEN left(run, -1) || translate(right(run, 1), '0123456789K', '123456789K0') END,
  format('client-%s', person), CASE WHEN run_state = 'good' THEN 'verified' ELSE 'local' END,
  CASE WHEN s.provider BETWEEN 13 AND 16 AND source.draw(person, 15, 40) = 0 AND sex <> 'unknown'
    THEN CASE sex WHEN 'female' THEN 'male' ELSE 'female' END ELSE sex END,
  identity, birth_year, s.programme, care,
  CASE WHEN care = 'treatment_unspecified' THEN 'Otro' WHEN s.provider <= 12 THEN (ARRAY['PG-PAB', 'PG-PAI', 'PG-PR', 'M-PAI', 'M-PR'])[s.programme % 10] ELSE care END,
  started,
  CASE WHEN is_open OR ended_is = 0 THEN NULL WHEN ended_is = 1 THEN date_trunc('month', ended)::date ELSE ended END,
  CASE WHEN is_open THEN NULL WHEN ended_is = 0 THEN 'unknown' WHEN ended_is = 1 THEN 'month' ELSE 'day' END,
  CASE WHEN NOT is_open THEN exit_reason END,
  CASE WHEN is_open THEN CASE WHEN s.provider <= 12 THEN 'en curso' END WHEN s.provider <= 12 THEN
    CASE exit_reason WHEN 'completed' THEN 'alta terapéutica' WHEN 'transferred' THEN 'derivación' WHEN 'left_before_completion' THEN 'abandono'
      WHEN 'ended_by_provider' THEN 'alta administrativa' ELSE 'muerte' END ELSE exit_reason END,
  'synthetic',
  -- SISTRAT: alcohol 34,834, hydrochloride 20,067, marijuana 6,548, paste 46,380, other 1,926; the same for all stays of a person (assumed).
  (ARRAY['alcohol', 'cocaine_hydrochloride', 'cannabis', 'coca_paste', 'other'])[1 + width_bucket(source.draw(person, 16, 109755), ARRAY[34834, 54901, 61449, 107829])],
  least(ended, '2025-03-31'), CASE WHEN source.draw(person, drawn + 2, 50) = 0 THEN 'late' ELSE 'on_time' END
FROM synthetic.stay AS s JOIN synthetic.person USING (person)
CROSS JOIN LATERAL (SELECT ended > '2025-03-31' AS is_open,
  CASE WHEN started >= date_trunc('month', ended) THEN 9 ELSE source.draw(person, drawn, 100) END AS ended_is) AS e;

-- What no registry can read: counted, refused, and explained to the provider.
INSERT INTO source.broken_line(provider, line) VALUES
  (1, 'syn-b1;client-b1;31.000.101-0;CL.RUN;Hombre;;1980;11;PG-PAB;31-02-2024;;;;;99;'),
  (1, 'syn-b2;client-b2;;;Hombre;;1980;11;PG-PAB;10-03-2024;01-03-2024;day;abandono;;99;not_recorded'),
  (2, ';client-b3;;;Mujer;;1990;21;PG-PAB;10-03-2024;;;;;99;'),
  (2, 'syn-b4;client-b4;;;Mujer;;1990;999;PG-PAB;10-03-2024;;;;;99;'),
  (13, 'syn-b5;client-b5;;;female;;1990;131;aftercare;10-03-2024;;;;;99;;one;field;too;many'),
  (14, 'syn-b6;client-b6;;;female;;1990;141;aftercare;yesterday;;;;;99;');
