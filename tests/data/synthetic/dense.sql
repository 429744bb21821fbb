-- dense.sql: synthetic stays that no service would have, to meet every rule often: many short stays
-- of every kind of care close together, on top of each other and equal, deaths, open, unknown and
-- monthly ends, people who are someone else at each provider. Nobody in it exists.
-- Uses source.draw() of generate.sql, which is run first with no people.
DELETE FROM source.broken_line;
DELETE FROM source.programme;
DELETE FROM source.provider;

INSERT INTO source.provider(provider, name, sector)
SELECT p, format('Synthetic dense provider %s', p), 'public' FROM generate_series(101, 103) AS p;
INSERT INTO source.programme(programme, provider, name, setting, reporting_from, reported)
SELECT provider * 10 + kind, provider, format('Programme %s', kind), 'low_threshold', '2024-01-01',
  ARRAY['2024-01-01', '2024-02-01', '2024-03-01']::date[]
FROM source.provider, generate_series(1, 2) AS kind WHERE provider > 100;

INSERT INTO source.stay(provider, source_record, person, identifier, client_ref, quality, registered_sex, gender_identity,
  programme, care, care_code, started, ended, ended_precision, exit_reason, exit_code, ended_known_on)
SELECT provider, format('den-%s-%s', p, to_char(n, 'FM00')),
  CASE WHEN p % 10 = 0 THEN format('%s at provider %s', p, provider) ELSE p::text END,
  CASE WHEN p % 10 <> 0 THEN source.run(32000000 + 101 * p) END, format('client-%s', p),
  CASE WHEN p % 10 = 0 THEN 'local' ELSE 'verified' END,
  (ARRAY['female', 'male', 'unknown', 'other'])[1 + least(source.draw(p, 4000 + provider + 4 * source.draw(p, 40 + n, 2), 9) / 2, 3)],
  (ARRAY['female', 'male', 'other', 'unknown'])[1 + source.draw(p, 60 + n, 30)],
  provider * 10 + 1 + source.draw(p, 80 + n, 2), care, care,
  started, CASE ending WHEN 'day' THEN started + days WHEN 'month' THEN (date_trunc('month', started) + '1 month')::date END,
  nullif(ending, 'open'), CASE WHEN ending <> 'open' THEN exit_reason END, CASE WHEN ending <> 'open' THEN exit_reason END, '2024-12-31'
FROM generate_series(20001, 21500) AS p, generate_series(1, 12) AS n
CROSS JOIN LATERAL (SELECT 101 + source.draw(p, n, 3) AS provider,
  -- A third of the starts are on seven days only, so that stays meet and repeat.
  '2024-01-01'::date + CASE WHEN source.draw(p, 100 + n, 3) = 0 THEN 30 * source.draw(p, 120 + n, 7) ELSE source.draw(p, 120 + n, 240) END AS started,
  CASE WHEN source.draw(p, 140 + n, 3) = 0 THEN 10 * source.draw(p, 160 + n, 3) ELSE source.draw(p, 160 + n, 60) END AS days,
  (ARRAY['outpatient', 'residential', 'withdrawal_management_inpatient', 'opioid_agonist', 'aftercare', 'recovery_checkup', 'screening',
         'outreach', 'low_threshold', 'harm_reduction', 'brief_intervention', 'assessment', 'treatment_unspecified',
         'withdrawal_management_outpatient', 'residential_short', 'therapeutic_community', 'hospital_inpatient', 'outpatient_intensive',
         'day_programme', 'opioid_antagonist', 'medication_other', 'custody_treatment', 'peer_support', 'mutual_aid', 'family_support',
         'housing_support', 'employment_support', 'education_support', 'relapse_prevention', 'case_management', 'legal_support'])
    [1 + least(source.draw(p, 180 + n, 62), 30 + source.draw(p, 180 + n, 7)) % 31] AS care,
  (ARRAY['completed', 'completed_reduced_use', 'transferred', 'transferred_to_custody', 'left_before_completion', 'lost_contact',
         'ended_by_provider', 'declined', 'service_closed', 'no_suitable_service', 'hospitalised', 'entered_custody', 'moved', 'died',
         'other', 'unknown'])[1 + source.draw(p, 200 + n, 16)] AS exit_reason,
  (ARRAY['open', 'unknown', 'month'])[1 + source.draw(p, 220 + n, 30)] AS rare) AS d
CROSS JOIN LATERAL (SELECT coalesce(rare, 'day') AS ending) AS e
WHERE n <= 1 + source.draw(p, 240, 12);
