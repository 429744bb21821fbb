-- follow.sql: withdrawal management to medication once more, with the questions of the extension.
-- Journeys of detox and medication alone; a phase without a dose is left out, as in check.sql.
CREATE TEMP VIEW after_discharge AS
WITH journey AS (
  SELECT person, continuum.journey_agg(episode) AS journey FROM registry.current_stay
  WHERE source_record !~ 'followup' AND exit_detail IS DISTINCT FROM 'no_dose_given' GROUP BY person
)
SELECT g.gender::text AS sex, continuum.continued_care(journey, d.discharged_on, 30, '2011-06-30')::text AS present,
  EXISTS (SELECT FROM continuum.unnest(journey) AS e WHERE continuum.care_group(continuum.care(e)) = 'medication'
    AND continuum.started(e) BETWEEN d.discharged_on + 1 AND d.discharged_on + 30) AS begun
FROM journey CROSS JOIN LATERAL continuum.discharges(journey, daterange '(,)',
  from_care => ARRAY['withdrawal_management_inpatient']::continuum.care[], collapse_transfers => false) AS d
JOIN registry.person_gender('2011-06-30', 'registered_sex') AS g USING (person);

INSERT INTO source.checked(name, got, want)
SELECT 'CTN-0094, by the extension: ' || name, got::text, want::text FROM (
  SELECT unnest(ARRAY['discharges', 'present in days 1-30', 'present, women', 'present, men', 'begun in days 1-30', 'neither yes nor no']),
    unnest(ARRAY[count(*), count(*) FILTER (WHERE present = 'yes'), count(*) FILTER (WHERE present = 'yes' AND sex = 'female'),
      count(*) FILTER (WHERE present = 'yes' AND sex = 'male'), count(*) FILTER (WHERE begun), count(*) FILTER (WHERE present NOT IN ('yes', 'no'))]),
    unnest(ARRAY[653, 446, 135, 311, 268, 0])
  FROM after_discharge) AS c(name, got, want);
