-- seed_codes.sql: what the codes of other systems mean in ours, as first assertions of the registry
-- itself (no provider), so that a ministry corrects them with registry.register_code() and the old
-- meaning stays on record. Sources are named by section of USERS.md (Annex D1, D2) and DOMAIN.md;
-- what is marked "decided" is our reading, "not checked" was never compared with the standard's text.
-- A code that no source gives is not here: it counts as unspecified or unknown, with a warning, its
-- own text is kept in the stay, and registry.unmapped() lists it. Valid at all times: no code here is known to have changed its meaning.

WITH given AS MATERIALIZED (
  SELECT nextval('registry.assertion_assertion_seq') AS assertion, m.system, m.field, btrim(c.code) AS code, m.term
  FROM (VALUES
    -- FHIR R4: administrative-gender (DOMAIN 9), dischargeDisposition (D1). Decided and lossy: the
    -- disposition says where the person went; "home" cannot tell completed from reduced use, nor
    -- either from an exit by the provider. Hospice and alternative home have no source in D1.
    ('FHIR', 'gender', 'female', 'female'),
    ('FHIR', 'gender', 'male', 'male'),
    ('FHIR', 'gender', 'other', 'other'),
    ('FHIR', 'gender', 'unknown', 'unknown'),
    ('FHIR', 'exit_reason', 'completed', 'home'),
    ('FHIR', 'exit_reason', 'transferred', 'other-hcf, psy, rehab, snf, long'),
    ('FHIR', 'exit_reason', 'left_before_completion', 'aadvice'),
    ('FHIR', 'exit_reason', 'died', 'exp'),
    ('FHIR', 'exit_reason', 'other', 'oth'),

    -- ISO/IEC 5218 (DOMAIN 9, not checked). 9, "not applicable", is decided: it names no gender.
    ('ISO5218', 'gender', 'unknown', '0, 9'),
    ('ISO5218', 'gender', 'male', '1'),
    ('ISO5218', 'gender', 'female', '2'),

    -- SISTRAT, agreement C1 (DOMAIN 7, D1, D2). M- plans are the same care: that they are for women is
    -- a property of the programme. CALLE says who a programme is for, not what it does, and Otro says
    -- nothing: neither is mapped, both are unspecified with a warning. C2 to C5 have other plan names.
    -- "Abandono" is one reason however it is written: early or late is computed from the dates. "Alta administrativa" is the
    -- provider's decision by default; its sub-reason, kept in exit_detail, may say otherwise.
    ('SISTRAT.C1', 'gender', 'female', 'mujer, femenino'),
    ('SISTRAT.C1', 'gender', 'male', 'hombre, masculino'),
    ('SISTRAT.C1', 'care', 'outpatient', 'PG-PAB, M-PAB'),
    ('SISTRAT.C1', 'care', 'outpatient_intensive', 'PG-PAI, M-PAI'),
    ('SISTRAT.C1', 'care', 'residential', 'PG-PR, M-PR'),
    ('SISTRAT.C1', 'exit_reason', 'ongoing', 'en curso'),
    ('SISTRAT.C1', 'exit_reason', 'completed', 'alta terapéutica'),
    ('SISTRAT.C1', 'exit_reason', 'transferred', 'derivación'),
    ('SISTRAT.C1', 'exit_reason', 'left_before_completion', 'abandono, abandono temprano, abandono tardío'),
    ('SISTRAT.C1', 'exit_reason', 'ended_by_provider', 'alta administrativa'),
    ('SISTRAT.C1', 'exit_reason', 'died', 'muerte'),

    -- TEDS-A and TEDS-D: GENDER ("biological sex"), SERVICES, REASON (SAMHSA codebooks 2000-2019 in
    -- DOMAIN 5.1, D1, D2). Lossy: SERVICES 1 and 2 differ in place only; METHUSE, a second column, is
    -- what makes 7 an opioid agonist treatment. REASON 2 holds lost contact and some administrative
    -- discharges, 7 people who moved. -9 is missing, unknown, not collected or invalid; in SERVICES it
    -- stays unmapped.
    ('TEDS', 'gender', 'male', '1'),
    ('TEDS', 'gender', 'female', '2'),
    ('TEDS', 'gender', 'unknown', '-9'),
    ('TEDS', 'care', 'withdrawal_management_inpatient', '1, 2'),
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

    -- NDTMS, current exits (D1; numbers and groups from the public analysis code of DHSC/OHID in DOMAIN
    -- 3.2, labels not checked). Lossy: drug-free and alcohol-free, 80 and 81, are one. 90 goes with 80,
    -- 92 with 81, 91 with 82, as that code has them. 87, retained in custody, is entered_custody (D1).
    -- Sex: letters in older years (DOMAIN 3.3), digits as in ISO 5218 (DOMAIN 9, not checked).
    ('NDTMS', 'gender', 'male', 'M, 1'),
    ('NDTMS', 'gender', 'female', 'F, 2'),
    ('NDTMS', 'gender', 'unknown', '0, 9'),
    ('NDTMS', 'exit_reason', 'completed', '80, 81, 90, 92'),
    ('NDTMS', 'exit_reason', 'completed_reduced_use', '82, 91'),
    ('NDTMS', 'exit_reason', 'transferred', '83'),
    ('NDTMS', 'exit_reason', 'transferred_to_custody', '84'),
    ('NDTMS', 'exit_reason', 'left_before_completion', '85'),
    ('NDTMS', 'exit_reason', 'ended_by_provider', '86'),
    ('NDTMS', 'exit_reason', 'entered_custody', '87'),
    ('NDTMS', 'exit_reason', 'declined', '88'),
    ('NDTMS', 'exit_reason', 'died', '89'),
    -- Modalities 93 to 95 (DOMAIN 3.3, not checked) and sub-interventions, each under its field name.
    -- They say what is done and not where, so psychosocial ones are unspecified (decided; same role and
    -- SDG class). Medication: only maintenance names a drug class; stabilisation and the prescribing
    -- against return to use do not (decided). PHWTH is decided to be outpatient: that it is withdrawal
    -- management matters to every rule, where it happens to none.
    ('NDTMS', 'care', 'medication_other', '93, PHSTBL, PHRELPR'),
    ('NDTMS', 'care', 'opioid_agonist', 'PHMAIN'),
    ('NDTMS', 'care', 'withdrawal_management_outpatient', 'PHWTH'),
    ('NDTMS', 'care', 'treatment_unspecified', '94, PSYMOTI, PSYCNMG, PSYFSNI, PSYCGBH, PSYMNTH, PSYDNMC, PSYSTP, PSYCOUN, PSYOTHR'),
    -- Recovery support (D2). Decided, because the parent is recovery support: parenting is support of
    -- the family, supported work projects of employment, and what is left is aftercare.
    ('NDTMS', 'care', 'aftercare', '95, RECCMPT, RECGNH, RECOTH'),
    ('NDTMS', 'care', 'recovery_checkup', 'RECCHKP'),
    ('NDTMS', 'care', 'peer_support', 'RECPEER'),
    ('NDTMS', 'care', 'mutual_aid', 'RECMAID'),
    ('NDTMS', 'care', 'family_support', 'RECFMSP, RECPRNT'),
    ('NDTMS', 'care', 'housing_support', 'RECHSE'),
    ('NDTMS', 'care', 'employment_support', 'RECEMP, RECWPRJ'),
    ('NDTMS', 'care', 'education_support', 'RECEDUT'),
    ('NDTMS', 'care', 'relapse_prevention', 'RECRLPP'),

    -- NDTMS, legacy exits (D1, DOMAIN 3.2) with the current ones again: an extract of many years has
    -- both in one column, and no number means two things. 5 and its kin, "referred on", counted as
    -- successes in 2007/08; here they are transfers. 4 and 13 are not exits by the person's choice.
    ('NDTMS.legacy', 'gender', 'male', 'M, 1'),
    ('NDTMS.legacy', 'gender', 'female', 'F, 2'),
    ('NDTMS.legacy', 'gender', 'unknown', '0, 9'),
    ('NDTMS.legacy', 'exit_reason', 'completed', '1, 15, 16, 17, 18, 19, 20, 21, 80, 81, 90, 92'),
    ('NDTMS.legacy', 'exit_reason', 'completed_reduced_use', '2, 22, 23, 24, 25, 26, 27, 28, 82, 91'),
    ('NDTMS.legacy', 'exit_reason', 'transferred', '5, 33, 40, 47, 54, 61, 68, 74, 83, 93, 94, 95, 96, 97'),
    ('NDTMS.legacy', 'exit_reason', 'transferred_to_custody', '84'),
    ('NDTMS.legacy', 'exit_reason', 'left_before_completion', '6, 43, 44, 45, 46, 48, 49, 85'),
    ('NDTMS.legacy', 'exit_reason', 'ended_by_provider', '3, 29, 30, 31, 32, 34, 35, 86'),
    ('NDTMS.legacy', 'exit_reason', 'declined', '12, 71, 88'),
    ('NDTMS.legacy', 'exit_reason', 'no_suitable_service', '4, 13, 36, 37, 38, 39, 41, 42'),
    ('NDTMS.legacy', 'exit_reason', 'entered_custody', '8, 14, 87'),
    ('NDTMS.legacy', 'exit_reason', 'moved', '7, 50, 51, 52, 53, 55, 56'),
    ('NDTMS.legacy', 'exit_reason', 'died', '9, 89'),
    ('NDTMS.legacy', 'exit_reason', 'other', '10, 57, 58, 59, 60, 62, 63'),
    ('NDTMS.legacy', 'exit_reason', 'unknown', '0, 11, 64, 65, 66, 67, 69, 70'),
    -- Old modalities 1 to 12 (DOMAIN 3.3; 7: D2, the others decided). 2 and 3 prescribe, but do not say
    -- what; 11 and 12 are structured treatment of unstated kind; 10, advice and information, is a
    -- contact; 4 is outpatient because inpatient, day and residential care have codes of their own.
    ('NDTMS.legacy', 'care', 'hospital_inpatient', '1'),
    ('NDTMS.legacy', 'care', 'medication_other', '2, 3'),
    ('NDTMS.legacy', 'care', 'outpatient', '4'),
    ('NDTMS.legacy', 'care', 'day_programme', '5'),
    ('NDTMS.legacy', 'care', 'residential', '6'),
    ('NDTMS.legacy', 'care', 'aftercare', '7'),
    ('NDTMS.legacy', 'care', 'harm_reduction', '8'),
    ('NDTMS.legacy', 'care', 'outreach', '9'),
    ('NDTMS.legacy', 'care', 'low_threshold', '10'),
    ('NDTMS.legacy', 'care', 'treatment_unspecified', '11, 12'),

    -- TDI 3.0: sex (DOMAIN 4, 9). Centre types are settings of a programme, not kinds of care, and
    -- the protocol counts who starts, so it has no exits.
    ('TDI', 'gender', 'male', 'males'),
    ('TDI', 'gender', 'female', 'females'),
    ('TDI', 'gender', 'unknown', 'NK, not known')
    ) AS m (system, field, term, codes)
    CROSS JOIN LATERAL unnest(string_to_array(m.codes, ',')) AS c (code)),
headers AS (
  INSERT INTO registry.assertion (assertion, record, kind, operation, source_record)
  SELECT g.assertion, g.assertion, 'code_map', 'assert', g.system || '/' || g.field || '/' || g.code FROM given g)
INSERT INTO registry.code_map (assertion, system, field, code, term)
SELECT g.assertion, g.system, g.field, g.code, g.term FROM given g;
