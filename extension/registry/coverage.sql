-- coverage.sql: people treated in a year, of those estimated to need it (SDG 3.5.1). The estimate comes from
-- outside; who is treated must be of its ages.

CREATE VIEW registry.coverage_estimate AS
  SELECT e.class, e.year, e.region, coalesce(e.gender::text, 'all') AS gender, e.age_from, e.age_to, e.value, e.low, e.high
  FROM registry.current_population_estimate e
    JOIN (SELECT DISTINCT ON (o.class, o.year) o.class, o.year, o.age_from, o.age_to FROM registry.current_population_estimate o
      WHERE o.region IS NULL ORDER BY o.class, o.year, o.gender IS NOT NULL, coalesce(o.age_from, 0), coalesce(o.age_to, 999) DESC) a
    ON a.class = e.class AND a.year = e.year AND a.age_from IS NOT DISTINCT FROM e.age_from AND a.age_to IS NOT DISTINCT FROM e.age_to;
COMMENT ON VIEW registry.coverage_estimate IS 'Estimates that a coverage is divided by: for each class and year those of one range of ages, the one in which everybody in the country is estimated (of several the one that begins and then ends widest; where only women or men are estimated, theirs). Other ages are not compared. gender all: everybody; region NULL: the country.';

-- One answer a person: every row of a person has all that they were treated for, and how.
INSERT INTO registry.index_event (event, about, one_a_person, cases)
SELECT 'treated', 'Somebody with at least one day in the period in a stay of treatment or aftercare: a row for each such stay. Of the person: treated (drug, alcohol or unknown, by the main substance of such stays, alone and as drug/psychosocial with the class of SDG 3.5.1), fits (the age reached in the last day''s year is in the range of the {estimate} that is divided by; NULL: year of birth not known).', true,
  format($cases$SELECT t.person, t.gender, t.record_key, max(t.started) OVER w AS on_date, t.programme, t.care, NULL::bigint AS stay,
      array_agg(t.kind) OVER w || array_agg(t.kind || '/' || t.class) OVER w AS treated,
      (v.age_from IS NULL OR extract(year FROM {last_day}::date) - b.birth_year >= v.age_from) AND (v.age_to IS NULL OR extract(year FROM {last_day}::date) - b.birth_year <= v.age_to) AS fits
    FROM (SELECT s.*, CASE WHEN coalesce(s.primary_substance, 'unknown') IN ('unknown', 'not_stated') THEN 'unknown' WHEN s.primary_substance = 'alcohol' THEN 'alcohol' ELSE 'drug' END AS kind
      FROM (%s) s WHERE s.class IS NOT NULL AND s.primary_substance IS DISTINCT FROM 'tobacco') t
    LEFT JOIN (SELECT DISTINCT e.age_from, e.age_to FROM registry.coverage_estimate e WHERE e.class = {estimate} AND e.year = extract(year FROM {last_day}::date)) v ON true
    LEFT JOIN (SELECT DISTINCT ON (f.person) f.person, f.value::integer AS birth_year FROM registry.current_person_fact f
      WHERE f.fact = 'birth_year' AND f.valid_from <= {last_day} -- asked for only where ages matter
        AND EXISTS (SELECT FROM registry.coverage_estimate e WHERE e.class = {estimate} AND e.year = extract(year FROM {last_day}::date) AND coalesce(e.age_from, e.age_to) IS NOT NULL)
      ORDER BY f.person, f.valid_from DESC, f.record DESC) b ON b.person = t.person
    WINDOW w AS (PARTITION BY t.person)$cases$, (SELECT e.cases FROM registry.index_event e WHERE e.event = 'stay_in_period'));

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, params, attributed_to, dimension_at, needs, source, sql_definition)
SELECT 720 + 4 * (s.nth - 1) + k.nth - 1, 'sdg_3_5_1_' || s.code || k.code, 'treated', 'people', 'coverage',
  format('CASE WHEN NOT c.treated && ARRAY[%1$L, %2$L] THEN NULL WHEN NOT c.fits THEN ''not_applicable'' WHEN c.fits IS NULL OR NOT %1$L = ANY (c.treated) THEN ''not_recorded'' ELSE ''yes'' END',
    s.kind || k.class, 'unknown' || k.class),
  format('SDG 3.5.1: coverage of %s for %s', k.en, s.en), format('ODS 3.5.1: cobertura de %s por %s', k.es, s.es), format('ODS 3.5.1: cobertura de %s por %s', k.pt, s.pt),
  format('People who received %s for %s at least once in the calendar year, of those estimated to have such a disorder.', k.en, s.en),
  format('Personas que recibieron %s por %s al menos una vez en el año calendario, de las que se estima que tienen ese trastorno.', k.es, s.es),
  format('Pessoas que receberam %s por %s ao menos uma vez no ano-calendário, das que se estima terem esse transtorno.', k.pt, s.pt),
  'registry.coverage_estimate of the year, for everybody, women and men, and with region as the only dimension for the region; low and high of the figure come from high and low of the estimate',
  format('people with at least one day in the period in a stay of treatment or aftercare whose main substance is %s%s, of the ages of the estimate (age reached in the year)',
    CASE s.kind WHEN 'drug' THEN 'neither alcohol nor tobacco' ELSE 'alcohol' END, CASE WHEN k.class <> '' THEN ' and whose class, of the programme or else of the care, is ' || substr(k.class, 2) ELSE '' END),
  'none', 'not_applicable: not of the ages of the estimate; not_recorded: main substance not known, or year of birth where the estimate has ages. The value is NULL without an estimate (no_estimate, no_estimate_for_gender) and for a period that is no calendar year. Classes overlap and do not add up; sex-specific figures are of known gender, the total of everybody.',
  jsonb_build_object('estimate', jsonb_build_object('default', s.estimate, 'values', jsonb_build_array(s.estimate, 'people_using_drugs', 'residents'))),
  'each programme attended', 'latest stay start in the period', '{stays.programme,stays.care,stays.started,stays.ended,stays.primary_substance,stays.birth_year,stays.registered_sex}', 'DOMAIN 1 #20, 6; USERS.md Annex A 20; UN SDG metadata 3-5-1',
  registry.plain_definition(format($sql$
  SELECT t.person, t.gender, CASE
      WHEN (v.age_from > a.age OR v.age_to < a.age) THEN 'not_applicable'
      WHEN a.age IS NULL AND (v.age_from IS NOT NULL OR v.age_to IS NOT NULL) OR NOT t.known THEN 'not_recorded' ELSE 'yes' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT w.person, w.gender, bool_or(%s) AS known
    FROM stay s CROSS JOIN asked a JOIN who w ON w.person = s.person JOIN registry.current_stay r ON r.assertion = s.assertion
      LEFT JOIN registry.current_programme p ON p.programme = s.programme AND p.valid @> greatest(s.started, a.first_day)
      CROSS JOIN LATERAL (SELECT coalesce(p.sdg_class, CASE
        WHEN s.care IN ('withdrawal_management_inpatient', 'withdrawal_management_outpatient', 'opioid_agonist', 'opioid_antagonist', 'medication_other') THEN 'pharmacological'
        WHEN s.role = 'treatment' THEN 'psychosocial' WHEN s.role = 'aftercare' THEN 'rehabilitation_aftercare' END) AS class) k
    WHERE s.started <= a.last_day AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day)
      AND (r.primary_substance IS NULL OR r.primary_substance IN ('unknown', 'not_stated') OR %s) AND %s
    GROUP BY w.person, w.gender) t
    CROSS JOIN asked q
    LEFT JOIN (SELECT DISTINCT e.class, e.year, e.age_from, e.age_to FROM registry.coverage_estimate e) v ON v.class = :'estimate' AND v.year = extract(year FROM q.last_day)
    LEFT JOIN (SELECT DISTINCT ON (f.person) f.person, extract(year FROM q.last_day) - f.value::integer AS age FROM registry.current_person_fact f, asked q
      WHERE f.fact = 'birth_year' AND f.valid_from <= q.last_day ORDER BY f.person, f.valid_from DESC, f.record DESC) a ON a.person = t.person$sql$,
    s.plain, s.plain, CASE k.class WHEN '' THEN 'k.class IS NOT NULL' ELSE format('k.class = %L', substr(k.class, 2)) END))
FROM (VALUES
  (1, 'drugs', 'drug', 'drug_use_disorder', 'coalesce(r.primary_substance NOT IN (''alcohol'', ''tobacco'', ''unknown'', ''not_stated''), false)', 'a drug use disorder', 'trastorno por consumo de drogas', 'transtorno por uso de drogas'),
  (2, 'alcohol', 'alcohol', 'alcohol_use_disorder', 'coalesce(r.primary_substance = ''alcohol'', false)', 'an alcohol use disorder', 'trastorno por consumo de alcohol', 'transtorno por uso de álcool'))
  s (nth, code, kind, estimate, plain, en, es, pt)
CROSS JOIN (VALUES
  (1, '', '', 'treatment or aftercare', 'tratamiento o apoyo a la recuperación', 'tratamento ou apoio à recuperação'),
  (2, '_pharmacological', '/pharmacological', 'pharmacological treatment', 'tratamiento farmacológico', 'tratamento farmacológico'),
  (3, '_psychosocial', '/psychosocial', 'psychosocial treatment', 'tratamiento psicosocial', 'tratamento psicossocial'),
  (4, '_rehabilitation_aftercare', '/rehabilitation_aftercare', 'rehabilitation and aftercare', 'rehabilitación y apoyo a la recuperación', 'reabilitação e apoio à recuperação'))
  k (nth, code, class, en, es, pt);
