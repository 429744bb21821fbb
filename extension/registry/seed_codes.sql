-- seed_codes.sql: what the codes of other systems mean in ours, as first assertions of the registry
-- itself (no provider), so that a ministry corrects them with registry.register_code() and the old
-- meaning stays on record. Sources are named by section of USERS.md (Annex D1, D2) and DOMAIN.md;
-- what is marked "decided" is our reading, "not checked" was never compared with the standard's text.
-- A code that no source gives is not here: it counts as unspecified or unknown, with a warning, its
-- own text is kept in the stay, and registry.unmapped() lists it. Valid at all times: no code here is known to have changed its meaning.
-- A code wider than any term of ours is given the class that holds it, or is left out where there is
-- none: never the likeliest of several. A number that stands for different things in different columns
-- of one system (yes and no, in most) cannot be mapped by vocabulary and is left out, too.

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
    -- Other fields (DOMAIN 7): compromiso biopsicosocial, the letters of TOP Chile, and street among
    -- kinds of housing, of which the others say nothing of how stable a home is. Words as pasta base
    -- or intranasal are our Spanish labels. Origins, frequency and occupation are known from public
    -- scripts that had recoded them: what an export writes, no source says. COC may be any cocaine but paste.
    ('SISTRAT.C1', 'severity', 'mild', '1'),
    ('SISTRAT.C1', 'severity', 'moderate', '2'),
    ('SISTRAT.C1', 'severity', 'severe', '3'),
    ('SISTRAT.C1', 'substance', 'alcohol', 'OH'),
    ('SISTRAT.C1', 'substance', 'cannabis', 'THC'),
    ('SISTRAT.C1', 'substance', 'coca_paste', 'PBC'),
    ('SISTRAT.C1', 'substance', 'cocaine', 'COC'),
    ('SISTRAT.C1', 'substance', 'benzodiazepines', 'BZD'),
    ('SISTRAT.C1', 'housing', 'street', 'calle'),

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
    -- SUB1 to SUB3, ROUTE, FREQ, EDUC, EMPLOY, PRIMINC, PSOURCE, LIVARAG (DOMAIN 5.1). Wider than ours:
    -- 3 is any cocaine, 11 "other amphetamines" and so stimulants. Not on our list and so other: 8 PCP,
    -- 18 over the counter. Left out: SUB 1 none, ROUTE 3 inhalation, FREQ 2 some, EDUC 1 and 4, which lie
    -- across two of ours, EMPLOY 1, 2 and 4, which do not say formal or why not, PSOURCE 3, 6 and 7, and
    -- LIVARAG 2 and 3. Decided: PSOURCE 1, individual, is self.
    ('TEDS', 'substance', 'alcohol', '2'),
    ('TEDS', 'substance', 'cocaine', '3'),
    ('TEDS', 'substance', 'cannabis', '4'),
    ('TEDS', 'substance', 'heroin', '5'),
    ('TEDS', 'substance', 'methadone', '6'),
    ('TEDS', 'substance', 'opioids_other', '7'),
    ('TEDS', 'substance', 'hallucinogens', '9'),
    ('TEDS', 'substance', 'methamphetamine', '10'),
    ('TEDS', 'substance', 'stimulants', '11'),
    ('TEDS', 'substance', 'stimulants_other', '12'),
    ('TEDS', 'substance', 'benzodiazepines', '13'),
    ('TEDS', 'substance', 'barbiturates', '15'),
    ('TEDS', 'substance', 'sedatives_other', '14, 16'),
    ('TEDS', 'substance', 'inhalants', '17'),
    ('TEDS', 'substance', 'other', '8, 18, 19'),
    ('TEDS', 'substance', 'unknown', '-9'),
    ('TEDS', 'route', 'oral', '1'),
    ('TEDS', 'route', 'smoked', '2'),
    ('TEDS', 'route', 'injected', '4'),
    ('TEDS', 'route', 'other', '5'),
    ('TEDS', 'route', 'unknown', '-9'),
    ('TEDS', 'frequency', 'none', '1'),
    ('TEDS', 'frequency', 'daily', '3'),
    ('TEDS', 'frequency', 'unknown', '-9'),
    ('TEDS', 'education', 'secondary', '2, 3'),
    ('TEDS', 'education', 'higher', '5'),
    ('TEDS', 'education', 'unknown', '-9'),
    ('TEDS', 'labour', 'unemployed_seeking', '3'),
    ('TEDS', 'labour', 'unknown', '-9'),
    ('TEDS', 'income_source', 'wages', '1'),
    ('TEDS', 'income_source', 'public_assistance', '2'),
    ('TEDS', 'income_source', 'pension', '3'),
    ('TEDS', 'income_source', 'other', '4'),
    ('TEDS', 'income_source', 'none', '5'),
    ('TEDS', 'income_source', 'unknown', '-9'),
    ('TEDS', 'referral_source', 'self', '1'),
    ('TEDS', 'referral_source', 'other_treatment_provider', '2'),
    ('TEDS', 'referral_source', 'education', '4'),
    ('TEDS', 'referral_source', 'employer', '5'),
    ('TEDS', 'referral_source', 'unknown', '-9'),
    ('TEDS', 'housing', 'homeless', '1'),
    ('TEDS', 'housing', 'unknown', '-9'),

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
    -- Lists of the CDS-K generation (DOMAIN 3.3). Decided: accommodation need says how stable a home is.
    -- Left out: referral 5, 6, 14 and 18, employment 1, 13 and 14, injecting previously and currently,
    -- which say no time. Psychiatry and psychological services are mental health, looked-after children
    -- social services, syringe exchange and projects in the street low threshold.
    ('NDTMS', 'route', 'injected', '1'),
    ('NDTMS', 'route', 'sniffed', '2'),
    ('NDTMS', 'route', 'smoked', '3'),
    ('NDTMS', 'route', 'oral', '4'),
    ('NDTMS', 'route', 'other', '5'),
    ('NDTMS', 'injecting', 'never', 'N'),
    ('NDTMS', 'injecting', 'unknown', 'Z'),
    ('NDTMS', 'housing', 'homeless', '1'),
    ('NDTMS', 'housing', 'unstable', '2'),
    ('NDTMS', 'housing', 'stable', '3'),
    ('NDTMS', 'labour', 'student', '2'),
    ('NDTMS', 'labour', 'other', '5'),
    ('NDTMS', 'labour', 'retired_disabled', '9, 15'),
    ('NDTMS', 'labour', 'unpaid_care', '10'),
    ('NDTMS', 'labour', 'unemployed_seeking', '12'),
    ('NDTMS', 'labour', 'unknown', '6, 99'),
    ('NDTMS', 'referral_source', 'other_treatment_provider', '1, 2'),
    ('NDTMS', 'referral_source', 'primary_care', '3'),
    ('NDTMS', 'referral_source', 'self', '4'),
    ('NDTMS', 'referral_source', 'probation', '8'),
    ('NDTMS', 'referral_source', 'hospital_emergency', '9, 22'),
    ('NDTMS', 'referral_source', 'outreach_low_threshold', '10, 21'),
    ('NDTMS', 'referral_source', 'mental_health', '11, 23'),
    ('NDTMS', 'referral_source', 'social_services', '12, 19, 20'),
    ('NDTMS', 'referral_source', 'prison', '13'),
    ('NDTMS', 'referral_source', 'education', '16, 17'),
    ('NDTMS', 'referral_source', 'family_friends', '24, 25'),
    ('NDTMS', 'referral_source', 'other', '15'),

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
    ('TDI', 'gender', 'unknown', 'NK, not known'),
    -- The numbers of its lists (DOMAIN 4). Wider than ours and left out: referral 1, 4 and 6, labour 2, 4
    -- and 5, living where 4, injecting 2, a test whose result is not said. Decided: living where 2, unstable
    -- or homeless, is unstable and 3, in detention, an institution; use on one day a week or less is one day;
    -- who refuses to speak of injecting is unknown; cannabis as herb, resin or other is cannabis.
    ('TDI', 'substance', 'opioids', '1'),
    ('TDI', 'substance', 'heroin', '1.1'),
    ('TDI', 'substance', 'methadone', '1.2'),
    ('TDI', 'substance', 'buprenorphine', '1.3'),
    ('TDI', 'substance', 'fentanyls', '1.4'),
    ('TDI', 'substance', 'opioids_other', '1.5'),
    ('TDI', 'substance', 'cocaine', '2'),
    ('TDI', 'substance', 'cocaine_hydrochloride', '2.1'),
    ('TDI', 'substance', 'crack', '2.2'),
    ('TDI', 'substance', 'cocaine_other', '2.3'),
    ('TDI', 'substance', 'stimulants', '3'),
    ('TDI', 'substance', 'amphetamine', '3.1'),
    ('TDI', 'substance', 'methamphetamine', '3.2'),
    ('TDI', 'substance', 'mdma', '3.3'),
    ('TDI', 'substance', 'cathinones', '3.4'),
    ('TDI', 'substance', 'stimulants_other', '3.5'),
    ('TDI', 'substance', 'sedatives', '4'),
    ('TDI', 'substance', 'barbiturates', '4.1'),
    ('TDI', 'substance', 'benzodiazepines', '4.2'),
    ('TDI', 'substance', 'ghb', '4.3'),
    ('TDI', 'substance', 'sedatives_other', '4.4'),
    ('TDI', 'substance', 'hallucinogens', '5'),
    ('TDI', 'substance', 'lsd', '5.1'),
    ('TDI', 'substance', 'ketamine', '5.2'),
    ('TDI', 'substance', 'hallucinogens_other', '5.3'),
    ('TDI', 'substance', 'inhalants', '6'),
    ('TDI', 'substance', 'cannabis', '7, 7.1, 7.3'),
    ('TDI', 'substance', 'synthetic_cannabinoids', '7.2'),
    ('TDI', 'substance', 'alcohol', '8'),
    ('TDI', 'substance', 'other', '9'),
    ('TDI', 'substance', 'unknown', '99'),
    ('TDI', 'route', 'injected', '1'),
    ('TDI', 'route', 'smoked', '2'),
    ('TDI', 'route', 'oral', '3'),
    ('TDI', 'route', 'sniffed', '4'),
    ('TDI', 'route', 'other', '5'),
    ('TDI', 'route', 'unknown', '99'),
    ('TDI', 'frequency', 'daily', '1'),
    ('TDI', 'frequency', 'four_six_days', '2'),
    ('TDI', 'frequency', 'two_three_days', '3'),
    ('TDI', 'frequency', 'one_day', '4'),
    ('TDI', 'frequency', 'none', '5'),
    ('TDI', 'frequency', 'unknown', '99'),
    ('TDI', 'injecting', 'never', '1'),
    ('TDI', 'injecting', 'not_last_year', '2.1'),
    ('TDI', 'injecting', 'last_year', '2.2'),
    ('TDI', 'injecting', 'last_30_days', '2.3'),
    ('TDI', 'injecting', 'unknown', '3, 99'),
    ('TDI', 'test_result', 'not_tested', '1'),
    ('TDI', 'test_result', 'declined', '3'),
    ('TDI', 'test_result', 'unknown', '99'),
    ('TDI', 'referral_source', 'primary_care', '2'),
    ('TDI', 'referral_source', 'other_treatment_provider', '3'),
    ('TDI', 'referral_source', 'education', '5'),
    ('TDI', 'referral_source', 'other', '7'),
    ('TDI', 'referral_source', 'unknown', '99'),
    ('TDI', 'living_with', 'alone', '1'),
    ('TDI', 'living_with', 'family_of_origin', '2'),
    ('TDI', 'living_with', 'partner_children', '3'),
    ('TDI', 'living_with', 'friends_other', '4'),
    ('TDI', 'living_with', 'detention', '5'),
    ('TDI', 'living_with', 'institution', '6'),
    ('TDI', 'living_with', 'other', '7'),
    ('TDI', 'living_with', 'unknown', '99'),
    ('TDI', 'housing', 'stable', '1'),
    ('TDI', 'housing', 'unstable', '2'),
    ('TDI', 'housing', 'institution', '3'),
    ('TDI', 'housing', 'unknown', '99'),
    ('TDI', 'education', 'none', '1'),
    ('TDI', 'education', 'primary', '2'),
    ('TDI', 'education', 'secondary', '3'),
    ('TDI', 'education', 'higher', '4'),
    ('TDI', 'education', 'unknown', '99'),
    ('TDI', 'labour', 'occasional', '1'),
    ('TDI', 'labour', 'student', '3'),
    ('TDI', 'labour', 'other', '6'),
    ('TDI', 'labour', 'unknown', '99')
    ) AS m (system, field, term, codes)
    CROSS JOIN LATERAL unnest(string_to_array(m.codes, ',')) AS c (code)),
headers AS (
  INSERT INTO registry.assertion (assertion, record, kind, operation, source_record)
  SELECT g.assertion, g.assertion, 'code_map', 'assert', g.system || '/' || g.field || '/' || g.code FROM given g)
INSERT INTO registry.code_map (assertion, system, field, code, term)
SELECT g.assertion, g.system, g.field, g.code, g.term FROM given g;
