-- seed_codes.sql: codes of other systems, as their own documents give them. Every line is an
-- assertion of the registry itself, with no end of validity; a country that reads a code otherwise
-- corrects it with registry.register_code(). A code about which the document leaves a doubt is left
-- out: it then counts as not specified, and registry.unmapped() shows it.
-- Lossy on purpose: NDTMS 80 and 81 are one; TEDS 7 holds people who moved; SISTRAT has no word for
-- declined, and early or late leaving is computed from dates, not coded.

CREATE TEMPORARY TABLE seed_code ON COMMIT DROP AS
SELECT nextval('registry.assertion_assertion_seq') AS assertion, s.system, s.field, c.code, s.term
FROM (VALUES
  -- HL7 FHIR R4: administrative-gender and encounter-discharge-disposition
  ('FHIR', 'gender', 'female', 'female'),
  ('FHIR', 'gender', 'male', 'male'),
  ('FHIR', 'gender', 'other', 'other'),
  ('FHIR', 'gender', 'unknown', 'unknown'),
  ('FHIR', 'exit_reason', 'completed', 'home'),
  ('FHIR', 'exit_reason', 'transferred', 'other-hcf psy rehab snf long'),
  ('FHIR', 'exit_reason', 'left_before_completion', 'aadvice'),
  ('FHIR', 'exit_reason', 'died', 'exp'),
  ('FHIR', 'exit_reason', 'other', 'oth'),
  -- ISO/IEC 5218: 0 not known, 9 not applicable
  ('ISO5218', 'gender', 'male', '1'),
  ('ISO5218', 'gender', 'female', '2'),
  ('ISO5218', 'gender', 'unknown', '0 9'),
  -- EMCDDA TDI 3.0: sex; its centre types are settings of programmes, not kinds of care
  ('TDI', 'gender', 'male', 'males male'),
  ('TDI', 'gender', 'female', 'females female'),
  ('TDI', 'gender', 'unknown', 'nk not_known'),
  -- SAMHSA TEDS: GENDER, SERVICES, REASON; -9 is missing or invalid
  ('TEDS', 'gender', 'male', '1'),
  ('TEDS', 'gender', 'female', '2'),
  ('TEDS', 'gender', 'unknown', '-9'),
  ('TEDS', 'care', 'withdrawal_management_inpatient', '1 2'),
  ('TEDS', 'care', 'hospital_inpatient', '3'),
  ('TEDS', 'care', 'residential_short', '4'),
  ('TEDS', 'care', 'residential', '5'),
  ('TEDS', 'care', 'outpatient_intensive', '6'),
  ('TEDS', 'care', 'outpatient', '7'),
  ('TEDS', 'care', 'withdrawal_management_outpatient', '8'),
  ('TEDS', 'exit_reason', 'completed', '1'),
  ('TEDS', 'exit_reason', 'left_before_completion', '2'),
  ('TEDS', 'exit_reason', 'ended_by_provider', '3'),
  ('TEDS', 'exit_reason', 'transferred', '4'),
  ('TEDS', 'exit_reason', 'entered_custody', '5'),
  ('TEDS', 'exit_reason', 'died', '6'),
  ('TEDS', 'exit_reason', 'other', '7'),
  ('TEDS', 'exit_reason', 'unknown', '-9'),
  -- NDTMS: discharge reasons of the current list; recovery support; sex
  ('NDTMS', 'gender', 'male', 'm 1'),
  ('NDTMS', 'gender', 'female', 'f 2'),
  ('NDTMS', 'gender', 'unknown', '0 9'),
  ('NDTMS', 'care', 'recovery_checkup', 'RECCHKP'),
  ('NDTMS', 'care', 'peer_support', 'RECPEER'),
  ('NDTMS', 'care', 'mutual_aid', 'RECMAID'),
  ('NDTMS', 'care', 'family_support', 'RECFMSP'),
  ('NDTMS', 'care', 'housing_support', 'RECHSE'),
  ('NDTMS', 'care', 'employment_support', 'RECEMP'),
  ('NDTMS', 'care', 'education_support', 'RECEDUT'),
  ('NDTMS', 'care', 'relapse_prevention', 'RECRLPP'),
  ('NDTMS', 'exit_reason', 'completed', '80 81 90 92'),
  ('NDTMS', 'exit_reason', 'completed_reduced_use', '82 91'),
  ('NDTMS', 'exit_reason', 'transferred', '83'),
  ('NDTMS', 'exit_reason', 'transferred_to_custody', '84'),
  ('NDTMS', 'exit_reason', 'left_before_completion', '85'),
  ('NDTMS', 'exit_reason', 'ended_by_provider', '86'),
  ('NDTMS', 'exit_reason', 'entered_custody', '87'),
  ('NDTMS', 'exit_reason', 'declined', '88'),
  ('NDTMS', 'exit_reason', 'died', '89'),
  -- NDTMS before 2009; of its modalities only those with one reading
  ('NDTMS.legacy', 'gender', 'male', 'm 1'),
  ('NDTMS.legacy', 'gender', 'female', 'f 2'),
  ('NDTMS.legacy', 'gender', 'unknown', '0 9'),
  ('NDTMS.legacy', 'care', 'outpatient', '4'),
  ('NDTMS.legacy', 'care', 'day_programme', '5'),
  ('NDTMS.legacy', 'care', 'residential', '6'),
  ('NDTMS.legacy', 'care', 'aftercare', '7'),
  ('NDTMS.legacy', 'care', 'harm_reduction', '8'),
  ('NDTMS.legacy', 'care', 'outreach', '9'),
  ('NDTMS.legacy', 'exit_reason', 'completed', '1 15 16 17 18 19 20 21'),
  ('NDTMS.legacy', 'exit_reason', 'completed_reduced_use', '2 22 23 24 25 26 27 28'),
  ('NDTMS.legacy', 'exit_reason', 'transferred', '5 33 40 47 54 61 68 74 93 94 95 96 97'),
  ('NDTMS.legacy', 'exit_reason', 'left_before_completion', '6 43 44 45 46 48 49'),
  ('NDTMS.legacy', 'exit_reason', 'ended_by_provider', '3 29 30 31 32 34 35'),
  ('NDTMS.legacy', 'exit_reason', 'declined', '12 71'),
  ('NDTMS.legacy', 'exit_reason', 'no_suitable_service', '4 13 36 37 38 39 41 42'),
  ('NDTMS.legacy', 'exit_reason', 'entered_custody', '8 14'),
  ('NDTMS.legacy', 'exit_reason', 'moved', '7 50 51 52 53 55 56'),
  ('NDTMS.legacy', 'exit_reason', 'died', '9'),
  ('NDTMS.legacy', 'exit_reason', 'other', '10 57 58 59 60 62 63'),
  ('NDTMS.legacy', 'exit_reason', 'unknown', '0 11 64 65 66 67 69 70'),
  -- SISTRAT C1, general plans and those for women. "Otro" stays unmapped; plans of other
  -- agreements have other names.
  ('SISTRAT.C1', 'gender', 'female', 'mujer femenino'),
  ('SISTRAT.C1', 'gender', 'male', 'hombre masculino'),
  ('SISTRAT.C1', 'care', 'outpatient', 'PG-PAB M-PAB'),
  ('SISTRAT.C1', 'care', 'outpatient_intensive', 'PG-PAI M-PAI'),
  ('SISTRAT.C1', 'care', 'residential', 'PG-PR M-PR'),
  ('SISTRAT.C1', 'exit_reason', 'ongoing', 'en_curso'),
  ('SISTRAT.C1', 'exit_reason', 'completed', 'alta_terapéutica'),
  ('SISTRAT.C1', 'exit_reason', 'transferred', 'derivación'),
  ('SISTRAT.C1', 'exit_reason', 'left_before_completion', 'abandono abandono_temprano abandono_tardío'),
  ('SISTRAT.C1', 'exit_reason', 'ended_by_provider', 'alta_administrativa'),
  ('SISTRAT.C1', 'exit_reason', 'died', 'muerte')
) s (system, field, term, codes)
CROSS JOIN LATERAL (SELECT replace(x, '_', ' ') AS code FROM unnest(string_to_array(s.codes, ' ')) x) c;

INSERT INTO registry.assertion (assertion, record, kind, operation, source_record)
  SELECT s.assertion, s.assertion, 'code_map', 'assert', s.system || '/' || s.field || '/' || s.code FROM pg_temp.seed_code s;
INSERT INTO registry.code_map (assertion, system, field, code, term)
  SELECT s.assertion, s.system, s.field, s.code, s.term FROM pg_temp.seed_code s;
DROP TABLE pg_temp.seed_code;
