-- Lists that are data: the words of every column in three languages, substances, instruments,
-- schedules and estimates, and what a word or a code in a file means.
SET client_min_messages = warning;
CREATE ROLE regress_lists_owner NOLOGIN;
SELECT continuum.create_registry('regress_lists_owner');
SET search_path = continuum, pg_catalog;
SET datestyle = ISO;

-- The vocabularies of the templates, written down a second time from the lists of USERS.md Annex D:
-- just these terms, each with a label in every language.
CREATE TEMPORARY TABLE wanted (vocabulary text, terms text);
INSERT INTO wanted VALUES
  ('stage', 'admission review discharge check_up'),
  ('barrier_stage', 'access treatment recovery'),
  ('barrier_status', 'present absent not_asked declined'),
  ('barrier', 'medication_access timely_support social_support attachments economic_hardship employment housing discrimination
    stigma justice_contact no_place waiting_time childcare caring_for_others partner_opposition violence transport_distance
    cost documents language_culture physical_health mental_health digital_access'),
  ('barrier_action', 'information referral accompaniment direct_provision adaptation_of_service advocacy funding mediation other'),
  ('action_result', 'removed alleviated unchanged unknown'),
  ('need', 'social_security work rest_and_leisure income food housing health_care education social_support identity_documents
    childcare_family safety participation'),
  ('need_status', 'met partly unmet not_needed not_asked'),
  ('labour', 'formal_employee informal_employee self_employed_formal self_employed_informal occasional student unpaid_care
    unemployed_seeking not_seeking retired_disabled other unknown'),
  ('referral_source', 'self family_friends primary_care hospital_emergency mental_health other_treatment_provider social_services
    education employer outreach_low_threshold helpline police prosecutor_diversion drug_court court_other probation prison other unknown'),
  ('legal_status', 'voluntary voluntary_guardian drug_court_agreement alternative_to_prison condition_of_sentence civil_commitment
    compulsory_administrative in_custody unknown'),
  ('justice_basis', 'possession_for_use minor_supply other_offence not_stated'),
  ('carer_relation', 'partner mother father daughter son sister brother other_family friend peer neighbour_community faith_group
    employer paid_carer nobody not_asked declined'),
  ('effect', 'none reduced given_up not_asked'), ('support_offer', 'accepted declined not_offered not_recorded'),
  ('aftercare_offer', 'accepted declined not_offered not_applicable not_recorded'),
  ('supported_by', 'service family other_carer peers nobody not_asked'), ('payment', 'free partly_paid fully_paid not_recorded'),
  ('request_outcome', 'admitted refused_no_place refused_childcare not_suitable left_waiting referred_elsewhere'),
  ('yes_no', 'yes no unknown not_asked declined'), ('housing', 'stable unstable institution homeless street unknown'),
  ('severity', 'mild moderate severe unknown'), ('injecting', 'never not_last_year last_year last_30_days unknown'),
  ('test_result', 'positive negative not_tested unknown declined'), ('route', 'oral smoked sniffed injected other unknown'),
  ('frequency', 'none less_than_weekly one_day two_three_days four_six_days daily unknown'),
  ('contact_kind', 'visit check_up group home_visit outreach phone_call family_session peer_meeting'),
  ('contact_mode', 'in_person video phone message'), ('contact_outcome', 'held attempted declined'),
  ('cause_class', 'overdose suicide violence other unknown'), ('death_source', 'civil_registry provider family other'),
  ('precision', 'day month year'), ('consent_kind', 'treatment registry_linkage followup_contact coordination research'),
  ('consent_decision', 'given refused withdrawn'),
  ('activity', 'syringe naloxone consumption_room drug_checking hiv_hcv_test mutual_aid overdose_reversed staff trained_staff complaint restraint'),
  ('released_to', 'community treatment aftercare other_prison hospital unknown'), ('referral_state', 'sent arrived declined not_arrived'),
  ('education', 'none primary secondary higher unknown'),
  ('living_with', 'alone family_of_origin partner_children friends_other detention institution other unknown'),
  ('income_source', 'wages public_assistance pension family_support other none unknown'),
  ('population_class', 'residents people_using_drugs drug_use_disorder alcohol_use_disorder');
WITH term AS (SELECT w.vocabulary, t AS term FROM wanted w, regexp_split_to_table(w.terms, '\s+') t),
said AS (
  SELECT l.vocabulary, l.term, string_agg(l.language, ' ' ORDER BY l.language COLLATE "C") AS languages
  FROM registry.label l WHERE l.vocabulary IN (SELECT w.vocabulary FROM wanted w) GROUP BY 1, 2)
SELECT count(*) AS terms, count(DISTINCT vocabulary) AS vocabularies,
  count(*) FILTER (WHERE languages IS DISTINCT FROM 'en es pt' OR term.term IS NULL) AS wrong
FROM term FULL JOIN said USING (vocabulary, term);
-- Every vocabulary that a template's column takes has words here, but for regions, which a registry has of its own;
-- and every kind of record has a name.
SELECT count(DISTINCT c.vocabulary) AS vocabularies, string_agg(DISTINCT c.vocabulary, ' ') FILTER (WHERE NOT EXISTS (
  SELECT FROM registry.label l WHERE l.vocabulary = c.vocabulary)) AS without_words
FROM (SELECT DISTINCT k.template FROM registry.template_kind k) k, intake_columns(k.template) c;
SELECT k.kind FROM registry.template_kind k WHERE NOT EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = 'kind' AND l.term = k.kind);
-- A word means one term, whatever its language.
SELECT vocabulary, key, string_agg(DISTINCT term, ' ') FROM registry.term_key
WHERE system IS NULL AND vocabulary NOT IN ('column', 'receipt', 'report', 'indicator')
GROUP BY 1, 2 HAVING count(DISTINCT term) > 1;
-- Substances, instruments and the schedule have names, and nothing else has one.
SELECT v.vocabulary, count(*) AS codes, count(*) FILTER (WHERE v.code IS NULL OR l.term IS NULL) AS wrong
FROM (SELECT 'substance', code FROM registry.current_substance UNION ALL SELECT 'instrument', code FROM registry.current_instrument
  UNION ALL SELECT 'checkup_schedule', code FROM registry.current_checkup_schedule) v (vocabulary, code)
FULL JOIN (SELECT DISTINCT vocabulary, term FROM registry.label WHERE vocabulary IN ('substance', 'instrument', 'checkup_schedule')) l
  ON (l.vocabulary, l.term) = (v.vocabulary, v.code)
GROUP BY 1 ORDER BY 1;

-- Substances. A number of TDI read and written is the same number, or the class that holds it; the
-- only numbers of its list that nothing is written as are those of a class with no other substance.
SELECT m.code, m.term, s.tdi FROM registry.current_code_map m JOIN registry.current_substance s ON s.code = m.term
WHERE m.system = 'TDI' AND m.field = 'substance' AND m.code <> s.tdi ORDER BY m.code COLLATE "C";
SELECT s.code, s.tdi FROM registry.current_substance s
WHERE s.tdi NOT IN (SELECT m.code FROM registry.current_code_map m WHERE m.system = 'TDI' AND m.field = 'substance');
-- A substance and its class stand under one first number; one without a number is named.
SELECT s.code, s.tdi, p.tdi AS class FROM registry.current_substance s LEFT JOIN registry.current_substance p ON p.code = s.parent
WHERE s.tdi IS NULL OR split_part(s.tdi, '.', 1) <> p.tdi OR (s.parent IS NOT NULL) <> (p.code IS NOT NULL) ORDER BY 1;
-- In the other lists, what is wider there is read as the class and written back as a number of its own.
SELECT m.system, m.code, m.term FROM registry.current_code_map m JOIN registry.current_substance s ON s.code = m.term
WHERE m.system IN ('TEDS', 'SISTRAT.C1') AND m.field = 'substance'
  AND m.code IS DISTINCT FROM CASE m.system WHEN 'TEDS' THEN s.teds ELSE s.sistrat END ORDER BY m.system COLLATE "C", m.code::integer;
SELECT string_agg(code, ' ' ORDER BY code) FILTER (WHERE nps) AS early_warning, string_agg(code, ' ' ORDER BY code) FILTER (WHERE ndtms = 'opiate') AS opiate
FROM registry.current_substance;
-- Coca paste is not crack: the decision, and what it would take to decide otherwise.
SELECT from_code('X', 'substance', 'Pasta Base') AS paste, from_code('SISTRAT.C1', 'substance', 'pbc') AS letters, s.parent, s.tdi
FROM registry.current_substance s WHERE s.code = 'coca_paste';
SELECT registry.register_substance('coca_paste', 'cocaine', '2.2', '3', 'non-opiate', 'PBC') IS NOT NULL AS decided,
  registry.register_substance('coca_paste', 'cocaine', '2.2', '3', 'non-opiate', 'PBC') IS NULL AS again;
SELECT s.tdi, a.operation FROM registry.substance s JOIN registry.assertion a USING (assertion) WHERE s.code = 'coca_paste' ORDER BY a.assertion;

-- What a word means: the term, a label in any language, what the system's code means; else nothing.
SELECT system, vocabulary, code, registry.term_of(system, vocabulary, code) FROM (VALUES
  ('continuum', 'need', 'rest_and_leisure'), ('continuum', 'need', ' Descanso  y tiempo libre'), ('continuum', 'need', 'DESCANSO E LAZER'),
  ('continuum', 'barrier', 'Cuidado de hijos e hijas'), ('TDI', 'route', '1'), ('NDTMS', 'route', '2'), ('TEDS', 'route', '1'),
  ('continuum', 'route', '1'), ('SISTRAT.C1', 'severity', '3'), ('SISTRAT.C1', 'severity', 'severo'), ('continuum', 'yes_no', 'SI'),
  ('continuum', 'yes_no', 'não'), ('continuum', 'gender', 'woman'), ('continuum', 'gender', 'prefirió no responder'), ('continuum', 'gender', 'all'),
  ('continuum', 'care', 'apoyo entre pares'), ('SISTRAT.C1', 'care', 'pg-pai'), ('continuum', 'substance', '99'), ('TEDS', 'substance', '-9'),
  ('continuum', 'instrument', 'barc-10'), ('continuum', 'need', 'unknown'), ('continuum', 'need', ''), ('continuum', 'need', NULL),
  ('continuum', 'nothing', 'yes'), (NULL, 'housing', 'calle'), ('SISTRAT.C1', 'housing', 'CALLE')) c (system, vocabulary, code);
-- A map counts before our own word, in its period.
SELECT registry.register_code('HOUSE', 'labour', 'student', 'other', '[2024-01-01,2025-01-01)') IS NOT NULL AS mapped;
SELECT registry.term_of(NULL, 'substance', 'Cocaína') AS the_plain_word;
SELECT d, registry.term_of('HOUSE', 'labour', 'Student', d), registry.term_of('TDI', 'labour', 'student', d)
FROM unnest(ARRAY['2023-12-31', '2024-01-01', '2024-12-31', '2025-01-01']::date[]) d;
-- As from_code() tells it, which warns, and falls back on the term for not knowing where there is one.
\set VERBOSITY sqlstate
SELECT from_code('TDI', 'labour', '6') AS labour, from_code('TDI', 'labour', '2') AS too_wide, from_code('X', 'need', 'x') AS no_word_for_it,
  from_code('X', 'gender_identity', 'Not asked') AS not_asked;
\set VERBOSITY default
-- Regions are a list, too; only by their code.
SELECT count(registry.register_region('08', 'Biobío', valid => '[2018-09-06,)'));
SELECT registry.term_of('X', 'region', '08', '2020-01-01') AS code, registry.term_of('X', 'region', '08', '2018-01-01') AS too_early,
  registry.term_of('X', 'region', 'Biobío', '2020-01-01') AS name;

-- A ministry adds a term, words one otherwise, and cannot give two terms one word.
SELECT registry.register_term('barrier', 'border', 'border crossing', 'paso fronterizo', 'passagem de fronteira') AS added,
  registry.register_term('barrier', 'border', 'border crossing', 'paso fronterizo', 'passagem de fronteira') AS again,
  registry.register_term('care', 'aftercare', 'aftercare', 'seguimiento', 'seguimento') AS worded;
SELECT registry.term_of('X', 'barrier', 'Paso fronterizo'), registry.term_of('X', 'care', 'SEGUIMIENTO') AS care;
\set VERBOSITY sqlstate
SELECT registry.register_term('barrier', 'frontier', 'frontier', 'Paso Fronterizo', 'fronteira');
SELECT registry.register_term('barrier', 'costo', 'x', 'y', 'z');
SELECT registry.register_term('care', 'hypnosis', 'hypnosis', 'hipnosis', 'hipnose');
SELECT registry.register_term('colour', 'red', 'red', 'rojo', 'vermelho');
SELECT registry.register_term('barrier', 'Frontier', 'frontier', 'frontera', 'fronteira');
SELECT registry.register_term('barrier', 'frontier', 'frontier', ' ', 'fronteira');
SELECT registry.register_term('barrier', 'frontier', 'frontier', NULL, 'fronteira');
SELECT registry.register_code('X', 'gender', '9', 'all');
SELECT registry.register_code('X', 'registered_sex', '1', 'male');
SELECT registry.register_code('X', 'barrier', '1', 'nothing');
SELECT registry.register_substance('khat', 'stimulants');
SELECT registry.register_substance('heroin', 'nothing');
SELECT registry.register_substance('heroin', 'heroin');
\set VERBOSITY default

-- Instruments: scores lie in their range, thresholds too.
SELECT code, low, high, cut_off, direction, minimal_change, recall_days FROM registry.current_instrument ORDER BY code COLLATE "C";
SELECT code FROM registry.current_instrument WHERE source = '' OR (code LIKE 'top%') <> (recall_days IS NOT DISTINCT FROM 28);
SELECT registry.register_term('instrument', 'sure', 'SURE', 'SURE', 'SURE') AS named,
  registry.register_instrument('sure', 21, 63, 'higher', 'Neale 2016; range not checked') IS NOT NULL AS added,
  registry.register_instrument('sure', 21, 63, 'higher', 'Neale 2016; range not checked') IS NULL AS again,
  registry.register_instrument('barc_10', 10, 60, 'higher', 'own study', 47, 4) IS NOT NULL AS corrected;
SELECT code, minimal_change, source FROM registry.current_instrument WHERE code IN ('barc_10', 'sure') ORDER BY code;
\set VERBOSITY sqlstate
SELECT registry.register_instrument('arc', 0, 50, 'higher', 'x');
SELECT registry.register_instrument('sure', 63, 21, 'higher', 'x');
SELECT registry.register_instrument('sure', 21, 63, 'sideways', 'x');
SELECT registry.register_instrument('sure', 21, 63, 'higher', 'x', 70);
SELECT registry.register_instrument('sure', 21, 63, 'higher', NULL);
SELECT registry.register_instrument('sure', 21, 63, 'higher', 'x', recall_days => 0);
\set VERBOSITY default

-- Schedules, for all, a region or a programme, as long as they last.
SELECT code, months, times, days_before, days_after, region, programme, valid FROM registry.current_checkup_schedule;
SELECT count(registry.register_provider(17, 'Casa')) + count(registry.register_programme(170, 17, 'Casa, residencia', '08')) AS places;
SELECT registry.register_checkup_schedule('quarterly', 3, 8) IS NULL AS same,
  registry.register_checkup_schedule('quarterly', 2, 12, region => '08') IS NOT NULL AS region,
  registry.register_checkup_schedule('quarterly', 1, 24, 7, 14, programme => 170, valid => '[2024-01-01,)') IS NOT NULL AS programme,
  registry.register_checkup_schedule('quarterly', 3, 8, valid => '(,2025-01-01)') IS NOT NULL AS shortened,
  registry.register_checkup_schedule('quarterly', 3, 12, valid => '[2025-01-01,)') IS NOT NULL AS since;
SELECT code, months, times, days_before, days_after, region, programme, valid FROM registry.current_checkup_schedule
ORDER BY programme NULLS FIRST, region NULLS FIRST, valid;
\set VERBOSITY sqlstate
SELECT registry.register_checkup_schedule('quarterly', 3, 8);
SELECT registry.register_checkup_schedule('monthly', 1, 12);
SELECT registry.register_checkup_schedule('quarterly', 0, 12, programme => 170);
SELECT registry.register_checkup_schedule('quarterly', 3, 8, region => '99');
SELECT registry.register_checkup_schedule('quarterly', 3, 8, programme => 99);
SELECT registry.register_checkup_schedule('quarterly', 3, 8, region => '08', programme => 170);
\set VERBOSITY default

-- Estimates: one holds for the same people; another source corrects it.
SELECT registry.register_population_estimate('drug_use_disorder', 2024, 120000, 'survey 2024', 90000, 150000) IS NOT NULL AS everybody,
  registry.register_population_estimate('drug_use_disorder', 2024, 40000, 'survey 2024', 30000, 52000, 'female', 12, 65) IS NOT NULL AS women,
  registry.register_population_estimate('drug_use_disorder', 2024, 40000, 'survey 2024', 30000, 52000, 'female', 12, 65) IS NULL AS again,
  registry.register_population_estimate('drug_use_disorder', 2024, 45000, 'survey 2024, revised', 33000, 56000, 'female', 12, 65) IS NOT NULL AS revised,
  registry.register_population_estimate('residents', 2024, 1700000, 'census', region => '08') IS NOT NULL AS region;
SELECT class, year, value, low, high, gender, age_from, age_to, region, source FROM registry.current_population_estimate ORDER BY class, value;
SELECT a.source_record, a.operation FROM registry.assertion a WHERE a.kind = 'population_estimate' ORDER BY a.assertion;
\set VERBOSITY sqlstate
SELECT registry.register_population_estimate('drug_use_disorder', 2024, 10, 'x', 20, 30);
SELECT registry.register_population_estimate('drug_use_disorder', 2024, 40, 'x', 20, 30);
SELECT registry.register_population_estimate('users', 2024, 10, 'x');
SELECT registry.register_population_estimate('residents', 2024, 10, 'x', region => '99');
SELECT registry.register_population_estimate('residents', 2024, 10, 'x', age_from => 65, age_to => 12);
SELECT registry.register_population_estimate('residents', 24, 10, 'x');
SELECT registry.register_population_estimate('residents', 2024, -1, 'x');
\set VERBOSITY default

-- A word is found by an index, not by reading the list.
SET enable_seqscan = off;
CREATE TEMPORARY TABLE plan (line text);
DO $$
DECLARE
  line text;
BEGIN
  FOR line IN EXPLAIN (COSTS OFF) SELECT k.term FROM registry.term_key k
    WHERE k.vocabulary = 'need' AND k.key = continuum.code_key('Trabajo') AND (k.system = 'TDI' OR k.system IS NULL)
  LOOP
    INSERT INTO plan VALUES (line);
  END LOOP;
END
$$;
SELECT bool_or(line LIKE '%label_key%') AS by_label, bool_or(line LIKE '%label_pkey%') AS by_term,
  bool_or(line LIKE '%code_map_key%') AS by_code FROM plan;
RESET enable_seqscan;

DROP TABLE wanted, plan;
DROP SCHEMA registry CASCADE;
DROP OWNED BY regress_lists_owner;
DROP ROLE regress_lists_owner;
