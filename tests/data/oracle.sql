-- oracle.sql: figures of the catalogue's indicators of stays, computed again in plain SQL.
--
-- No function, type or operator of the extension is used: roles are a literal list, journeys a
-- window, answers a CASE. Fill oracle.stay, oracle.alias, oracle.fact and oracle.programme with
-- raw rows, CALL oracle.ask(...) and read oracle.figure.
CREATE SCHEMA oracle;
COMMENT ON SCHEMA oracle IS 'Scratch: the independent check of indicators().';

CREATE TABLE oracle.asked(first_day date NOT NULL, last_day date NOT NULL, observed_until date NOT NULL, basis text NOT NULL);
COMMENT ON TABLE oracle.asked IS 'One row: the period, both days in it, the follow-up cut-off, and identity or registered_sex.';

CREATE TABLE oracle.stay(person text NOT NULL, programme integer NOT NULL, care text NOT NULL,
  started date NOT NULL, ended date, ending text NOT NULL CHECK (ending IN ('closed', 'open', 'unknown')), exit_reason text);
COMMENT ON TABLE oracle.stay IS 'Raw stays. ending: open has no end, unknown ended on a day that nobody knows.';

CREATE TABLE oracle.alias(person text PRIMARY KEY, quality text NOT NULL);
CREATE TABLE oracle.fact(person text NOT NULL, fact text NOT NULL, value text NOT NULL, valid_from date NOT NULL, provider integer, number bigint NOT NULL);
COMMENT ON TABLE oracle.fact IS 'What was said of a person, by whom, from when; number breaks ties, the later wins.';
CREATE TABLE oracle.programme(programme integer PRIMARY KEY, expected_from date NOT NULL, reported date[] NOT NULL);
COMMENT ON TABLE oracle.programme IS 'Since when a programme is expected to report, and the first days of the months it has reported.';

CREATE TABLE oracle.role(care text PRIMARY KEY, role text NOT NULL);
INSERT INTO oracle.role
SELECT care, 'contact' FROM unnest(ARRAY['outreach', 'low_threshold', 'harm_reduction', 'screening', 'brief_intervention', 'assessment']) AS care
UNION ALL
SELECT care, 'treatment' FROM unnest(ARRAY['treatment_unspecified', 'withdrawal_management_inpatient',
  'withdrawal_management_outpatient', 'residential', 'residential_short', 'therapeutic_community',
  'hospital_inpatient', 'outpatient', 'outpatient_intensive', 'day_programme', 'opioid_agonist',
  'opioid_antagonist', 'medication_other', 'custody_treatment']) AS care
UNION ALL
SELECT care, 'aftercare' FROM unnest(ARRAY['aftercare', 'recovery_checkup', 'peer_support', 'mutual_aid', 'family_support',
  'housing_support', 'employment_support', 'education_support', 'relapse_prevention', 'case_management', 'legal_support']) AS care;

-- What is known at the cut-off. seen is the last day on which presence is certain, and an equal
-- row is the same stay. A stay that starts after the cut-off is as if it had not been sent.
CREATE MATERIALIZED VIEW oracle.known AS
SELECT DISTINCT person, programme, care, role, started, ending, exit_reason,
  CASE WHEN ending = 'closed' THEN ended END AS ended,
  CASE ending WHEN 'closed' THEN ended WHEN 'open' THEN 'infinity' ELSE started END AS seen
FROM oracle.stay JOIN oracle.role USING (care), oracle.asked
WHERE started <= observed_until;
CREATE INDEX ON oracle.known(person);

-- Treatment journeys: a stay belongs to the one before when it starts at most 21 days after the
-- latest end so far. An open end reaches every later day, an unknown end no day but its first.
CREATE MATERIALIZED VIEW oracle.treatment_journey AS
WITH treatment AS (
  SELECT *, CASE ending WHEN 'closed' THEN ended + 21 ELSE seen END AS reach,
    row_number() OVER (PARTITION BY person ORDER BY started, seen, care, programme, ending, exit_reason) AS place
  FROM oracle.known WHERE role = 'treatment'
), first_of_journey AS (
  SELECT *, started > coalesce(max(reach) OVER (PARTITION BY person ORDER BY place
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '-infinity') AS is_first
  FROM treatment
), numbered AS (
  SELECT *, count(*) FILTER (WHERE is_first) OVER (PARTITION BY person ORDER BY place) AS journey FROM first_of_journey
)
SELECT person, journey, min(started) AS started, max(seen) AS seen,
  CASE WHEN bool_or(ending = 'open') THEN 'open' WHEN bool_or(ending = 'unknown') THEN 'unknown' ELSE 'closed' END AS ending,
  CASE WHEN bool_and(ending = 'closed') THEN max(ended) END AS ended
FROM numbered GROUP BY person, journey;
CREATE INDEX ON oracle.treatment_journey(person);

-- Cases of the questions: one row per index event and window, with its answer.
CREATE VIEW oracle.question AS
WITH index_event AS (
  SELECT 'retention' AS family, person, started AS on_day, seen, ending, 0 AS settles FROM oracle.treatment_journey, oracle.asked
    WHERE started BETWEEN first_day AND last_day
  UNION ALL
  -- The end of a treatment journey is one when no later stay can join it any more.
  SELECT unnest(ARRAY['aftercare_linkage', 'return_to_treatment']), person, ended, seen, ending, 21 FROM oracle.treatment_journey, oracle.asked
    WHERE ended BETWEEN first_day AND last_day
  UNION ALL
  SELECT 'continued_care', person, ended, seen, ending, 0 FROM oracle.known, oracle.asked
    WHERE role = 'treatment' AND ended BETWEEN first_day AND last_day
), family(family, days) AS (
  VALUES ('retention', 84), ('retention', 90), ('aftercare_linkage', 7), ('aftercare_linkage', 30), ('aftercare_linkage', 90),
    ('continued_care', 14), ('continued_care', 30), ('return_to_treatment', 90), ('return_to_treatment', 180)
)
SELECT format('%s_%sd', family, days) AS indicator, e.person, on_day,
  CASE
    WHEN family <> 'retention' AND quality = 'local' THEN 'unlinkable'
    WHEN on_day + settles > observed_until THEN 'too_recent'
    -- Whose discharge was a death is no case of aftercare; of stays that ended on one day all have to say so.
    WHEN family = 'aftercare_linkage' AND (SELECT bool_and(k.exit_reason = 'died') FROM oracle.known AS k
      WHERE k.person = e.person AND k.role = 'treatment' AND k.ended = on_day) THEN 'not_applicable'
    WHEN on_day + days > observed_until THEN 'too_recent'
    WHEN family = 'retention' THEN
      CASE WHEN seen >= on_day + days THEN 'yes'
           -- A stay of this journey, or of an earlier one, may have lasted until then.
           WHEN ending = 'unknown' OR EXISTS (SELECT FROM oracle.known AS k WHERE k.person = e.person
             AND k.role = 'treatment' AND k.ending = 'unknown' AND k.started < on_day) THEN 'date_unknown'
           ELSE 'no' END
    -- By the end of the window, however long ago; not dated, it may have been by then.
    WHEN EXISTS (SELECT FROM oracle.known AS k WHERE k.person = e.person AND k.exit_reason = 'died'
                 AND k.ending = 'closed' AND k.ended <= on_day + days) THEN 'died'
    WHEN EXISTS (SELECT FROM oracle.known AS k WHERE k.person = e.person AND k.exit_reason = 'died'
                 AND k.ending = 'unknown' AND k.started <= on_day + days) THEN 'date_unknown'
    WHEN family = 'return_to_treatment' THEN
      CASE WHEN EXISTS (SELECT FROM oracle.treatment_journey AS j WHERE j.person = e.person
                        AND j.started > on_day AND j.started <= on_day + days) THEN 'yes' ELSE 'no' END
    ELSE
      -- Presence on a day after the discharge, within the window; an open stay is present for ever.
      (SELECT CASE WHEN count(*) FILTER (WHERE k.started <= on_day + days AND k.seen > on_day) > 0 THEN 'yes'
                   WHEN count(*) FILTER (WHERE k.started <= on_day AND k.ending = 'unknown') > 0 THEN 'date_unknown'
                   ELSE 'no' END
       FROM oracle.known AS k
       WHERE k.person = e.person AND (k.role = 'aftercare' OR family = 'continued_care'
         AND k.role = 'treatment' AND k.care NOT IN ('withdrawal_management_inpatient', 'withdrawal_management_outpatient')))
  END AS answer
FROM index_event AS e JOIN family USING (family) JOIN oracle.alias AS a ON a.person = e.person, oracle.asked;

-- Counts: a case that counts is yes, one whose date decides and is not known is date_unknown.
CREATE VIEW oracle.counted AS
WITH present AS (
  SELECT DISTINCT person, role FROM oracle.known, oracle.asked
  WHERE CASE ending WHEN 'unknown' THEN started >= first_day ELSE seen >= first_day END AND started <= last_day
)
SELECT 'people_in_' || role AS indicator, person, 'yes' AS answer FROM present WHERE role IN ('treatment', 'aftercare')
UNION ALL
SELECT 'treatment_journeys_started', person, 'yes' FROM oracle.treatment_journey, oracle.asked WHERE started BETWEEN first_day AND last_day
UNION ALL
SELECT 'treatment_journeys_ended', person, CASE WHEN ended + 21 > observed_until THEN 'too_recent' ELSE 'yes' END
FROM oracle.treatment_journey, oracle.asked WHERE ended BETWEEN first_day AND last_day
UNION ALL
SELECT 'treatment_journeys_open_at_end', person, 'yes' FROM oracle.treatment_journey, oracle.asked
  WHERE started <= last_day AND (ending = 'open' OR ended > last_day)
UNION ALL
SELECT unnest(ARRAY['treatment_journeys_ended', 'treatment_journeys_open_at_end']), person, 'date_unknown'
FROM oracle.treatment_journey, oracle.asked WHERE started BETWEEN first_day AND last_day AND ending = 'unknown';

-- Last known values by provider; the provider is part of the key because providers may differ.
CREATE MATERIALIZED VIEW oracle.said AS
SELECT DISTINCT ON (person, fact, provider) person, fact, provider, value, valid_from, number
FROM oracle.fact, oracle.asked
WHERE value IN ('female', 'male', 'other') AND valid_from <= last_day
  AND (fact = 'registered_sex' OR fact = 'gender_identity' AND basis = 'identity')
ORDER BY person, fact, provider, valid_from DESC, number DESC;
CREATE INDEX ON oracle.said(person);

-- Gender: the last known value on the last day of the period; an identity comes before a sex. It
-- conflicts when the last values of two providers differ in the fact that decided.
CREATE MATERIALIZED VIEW oracle.gender AS
SELECT a.person, coalesce(decided.value, 'unknown') AS gender,
  coalesce((SELECT count(DISTINCT s.value) > 1 FROM oracle.said AS s WHERE s.person = a.person AND s.fact = decided.fact), false) AS conflict
FROM oracle.alias AS a
LEFT JOIN LATERAL (SELECT fact, value FROM oracle.said AS s WHERE s.person = a.person
  ORDER BY fact = 'gender_identity' DESC, valid_from DESC, number DESC LIMIT 1) AS decided ON true;
CREATE INDEX ON oracle.gender(person);

-- Shares of the people with a day of any stay in the period.
CREATE VIEW oracle.shared AS
WITH present AS (
  SELECT DISTINCT person FROM oracle.known, oracle.asked
  WHERE CASE ending WHEN 'unknown' THEN started >= first_day ELSE seen >= first_day END AND started <= last_day
)
SELECT 'identity_' || q AS indicator, person, CASE WHEN quality = q THEN 'yes' ELSE 'no' END AS answer
FROM present JOIN oracle.alias USING (person), unnest(ARRAY['verified', 'plain', 'weak', 'local']) AS q
UNION ALL
SELECT 'gender_conflict', person, CASE WHEN conflict THEN 'yes' ELSE 'no' END FROM present JOIN oracle.gender USING (person);

-- Programmes that reported every month they were expected in, of those expected in some month.
CREATE VIEW oracle.completeness AS
SELECT count(*) FILTER (WHERE complete) AS reported, count(*) AS expected
FROM (SELECT bool_and(month::date = ANY (p.reported)) AS complete
      FROM oracle.asked CROSS JOIN oracle.programme AS p CROSS JOIN LATERAL generate_series(
        date_trunc('month', greatest(first_day, expected_from)::timestamp), last_day::timestamp, '1 month') AS month
      GROUP BY p.programme) AS by_programme;

-- Every figure, for every gender, with nothing left out.
CREATE VIEW oracle.figure AS
WITH asked_case AS (
  SELECT indicator, true AS is_rate, person, answer FROM oracle.question
  UNION ALL SELECT indicator, true, person, answer FROM oracle.shared
  UNION ALL SELECT indicator, false, person, answer FROM oracle.counted
), catalogue(indicator, is_rate) AS (
  SELECT unnest(ARRAY['people_in_treatment', 'people_in_aftercare', 'treatment_journeys_started',
    'treatment_journeys_ended', 'treatment_journeys_open_at_end']), false
  UNION ALL
  SELECT unnest(ARRAY['retention_84d', 'retention_90d', 'aftercare_linkage_7d', 'aftercare_linkage_30d', 'aftercare_linkage_90d',
    'continued_care_14d', 'continued_care_30d', 'return_to_treatment_90d', 'return_to_treatment_180d',
    'identity_verified', 'identity_plain', 'identity_weak', 'identity_local', 'gender_conflict']), true
), shown AS (
  SELECT indicator, answer, shown.gender
  FROM asked_case JOIN oracle.gender AS g USING (person) CROSS JOIN LATERAL (VALUES (g.gender), ('all')) AS shown(gender)
), tallied AS (
  SELECT c.indicator, c.is_rate, g.gender, count(answer) AS cases,
    count(*) FILTER (WHERE answer = 'yes') AS yes, count(*) FILTER (WHERE answer IN ('yes', 'no')) AS evaluable,
    count(*) FILTER (WHERE answer = 'too_recent') AS too_recent
  FROM catalogue AS c CROSS JOIN unnest(ARRAY['female', 'male', 'other', 'unknown', 'all']) AS g(gender)
  LEFT JOIN shown AS s ON s.indicator = c.indicator AND s.gender = g.gender
  GROUP BY c.indicator, c.is_rate, g.gender
)
SELECT indicator, gender, cases,
  CASE WHEN is_rate THEN evaluable END AS denominator, yes AS numerator,
  CASE WHEN is_rate THEN round(100.0 * yes / nullif(evaluable, 0), 1) ELSE yes END AS value,
  (SELECT coalesce(jsonb_object_agg(answer, n), '{}') FROM (
     SELECT answer, count(*) AS n FROM shown AS s
     WHERE s.indicator = t.indicator AND s.gender = t.gender AND answer NOT IN ('yes', 'no') GROUP BY answer) AS e) AS excluded,
  CASE WHEN is_rate AND evaluable = 0 THEN CASE WHEN cases > 0 AND cases = too_recent THEN 'follow_up_unfinished' ELSE 'empty' END END AS value_reason
FROM tallied AS t;

CREATE PROCEDURE oracle.ask(first_day date, last_day date, observed_until date, basis text)
  LANGUAGE sql
  AS 'TRUNCATE oracle.asked;
      INSERT INTO oracle.asked VALUES ($1, $2, $3, $4);
      REFRESH MATERIALIZED VIEW oracle.known;
      REFRESH MATERIALIZED VIEW oracle.treatment_journey;
      REFRESH MATERIALIZED VIEW oracle.said;
      REFRESH MATERIALIZED VIEW oracle.gender;
      ANALYZE oracle.known, oracle.treatment_journey, oracle.gender;';
COMMENT ON PROCEDURE oracle.ask(date, date, date, text) IS 'Put another question: both days of the period count; the basis is identity or registered_sex.';
