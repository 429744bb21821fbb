-- seed_lists.sql: substances, instruments and the schedule that a registry is born with, as first
-- assertions of the registry itself. Sources are named by section of USERS.md and DOMAIN.md.

-- Substances (D3). Numbers of TDI 3.0: DOMAIN 4; of TEDS (SUB1 to SUB3): DOMAIN 5.1; groups of NDTMS:
-- DOMAIN 3.1; SISTRAT: the letters of TOP Chile (DOMAIN 7), the only codes a source gives. Where our
-- term is narrower than any of theirs it takes the number of the class that holds it.
-- Decided: coca paste (pasta base, paco, basuco, merla) is 2.3, "other cocaine", in TDI tables and not
-- 2.2: crack is made from the hydrochloride and paste before it, and a country that has both must be
-- able to print both. For z-drugs, "tusi", ayahuasca and tobacco: no source, or no number of their own.
WITH given AS MATERIALIZED (
  SELECT nextval('registry.assertion_assertion_seq') AS assertion, s.*
  FROM (VALUES
    ('alcohol', NULL, '8', '2', 'alcohol', 'OH', false),
    ('opioids', NULL, '1', NULL, 'opiate', NULL, false),
    ('heroin', 'opioids', '1.1', '5', 'opiate', NULL, false),
    ('methadone', 'opioids', '1.2', '6', 'opiate', NULL, false),
    ('buprenorphine', 'opioids', '1.3', '7', 'opiate', NULL, false),
    ('fentanyls', 'opioids', '1.4', '7', 'opiate', NULL, false),
    ('tramadol', 'opioids', '1.5', '7', 'opiate', NULL, false),
    ('opioids_other', 'opioids', '1.5', '7', 'opiate', NULL, false),
    ('cocaine', NULL, '2', '3', 'non-opiate', 'COC', false),
    ('cocaine_hydrochloride', 'cocaine', '2.1', '3', 'non-opiate', NULL, false),
    ('coca_paste', 'cocaine', '2.3', '3', 'non-opiate', 'PBC', false),
    ('crack', 'cocaine', '2.2', '3', 'non-opiate', NULL, false),
    ('cocaine_other', 'cocaine', '2.3', '3', 'non-opiate', NULL, false),
    ('stimulants', NULL, '3', NULL, 'non-opiate', NULL, false),
    ('amphetamine', 'stimulants', '3.1', '11', 'non-opiate', NULL, false),
    ('methamphetamine', 'stimulants', '3.2', '10', 'non-opiate', NULL, false),
    ('mdma', 'stimulants', '3.3', NULL, 'non-opiate', NULL, false),
    ('cathinones', 'stimulants', '3.4', NULL, 'non-opiate', NULL, true),
    ('stimulants_other', 'stimulants', '3.5', '12', 'non-opiate', NULL, false),
    ('pink_cocaine', NULL, NULL, NULL, 'non-opiate', NULL, true),
    ('sedatives', NULL, '4', NULL, 'non-opiate', NULL, false),
    ('benzodiazepines', 'sedatives', '4.2', '13', 'non-opiate', 'BZD', false),
    ('barbiturates', 'sedatives', '4.1', '15', 'non-opiate', NULL, false),
    ('z_drugs', 'sedatives', '4.4', NULL, 'non-opiate', NULL, false),
    ('ghb', 'sedatives', '4.3', NULL, 'non-opiate', NULL, false),
    ('sedatives_other', 'sedatives', '4.4', NULL, 'non-opiate', NULL, false),
    ('hallucinogens', NULL, '5', '9', 'non-opiate', NULL, false),
    ('lsd', 'hallucinogens', '5.1', '9', 'non-opiate', NULL, false),
    ('ketamine', 'hallucinogens', '5.2', NULL, 'non-opiate', NULL, false),
    ('mushrooms', 'hallucinogens', '5.3', '9', 'non-opiate', NULL, false),
    ('nbome_25x', 'hallucinogens', '5.3', '9', 'non-opiate', NULL, true),
    ('ayahuasca', 'hallucinogens', '5.3', '9', 'non-opiate', NULL, false),
    ('hallucinogens_other', 'hallucinogens', '5.3', '9', 'non-opiate', NULL, false),
    ('inhalants', NULL, '6', '17', 'non-opiate', NULL, false),
    ('cannabis', NULL, '7', '4', 'non-opiate', 'THC', false),
    ('synthetic_cannabinoids', 'cannabis', '7.2', NULL, 'non-opiate', NULL, true),
    ('tobacco', NULL, NULL, NULL, NULL, NULL, false),
    ('other', NULL, '9', '19', 'non-opiate', NULL, false),
    ('unknown', NULL, '99', '-9', NULL, NULL, false),
    ('not_stated', NULL, '99', '-9', NULL, NULL, false)
    ) AS s (code, parent, tdi, teds, ndtms, sistrat, nps)),
headers AS (
  INSERT INTO registry.assertion (assertion, record, kind, operation, source_record)
  SELECT g.assertion, g.assertion, 'substance', 'assert', g.code FROM given g)
INSERT INTO registry.substance (assertion, code, parent, tdi, teds, ndtms, sistrat, nps)
SELECT g.assertion, g.code, g.parent, g.tdi, g.teds, g.ndtms, g.sistrat, g.nps FROM given g;

-- Instruments (DOMAIN 8, 3.3 and 7). No minimal change is shipped: no source gave one.
WITH given AS MATERIALIZED (
  SELECT nextval('registry.assertion_assertion_seq') AS assertion, i.*
  FROM (VALUES
    ('barc_10', 10, 60, 47, 'higher', NULL::integer, 'Vilsaint et al. 2017: range; 47 and more predicts remission of over 12 months'),
    ('top_alcohol_days', 0, 28, NULL, 'lower', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_opioid_days', 0, 28, NULL, 'lower', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_crack_days', 0, 28, NULL, 'lower', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_cocaine_days', 0, 28, NULL, 'lower', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_coca_paste_days', 0, 28, NULL, 'lower', 28, 'TOP Chile, codebook: days in the last 28'),
    ('top_amphetamine_days', 0, 28, NULL, 'lower', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_cannabis_days', 0, 28, NULL, 'lower', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_benzodiazepine_days', 0, 28, NULL, 'lower', 28, 'TOP Chile, codebook: days in the last 28'),
    ('top_other_drug_days', 0, 28, NULL, 'lower', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_work_days', 0, 28, NULL, 'higher', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_education_days', 0, 28, NULL, 'higher', 28, 'Marsden et al. 2008: days in the last 28'),
    ('top_psychological_health', 0, 20, NULL, 'higher', 28, 'Marsden et al. 2008: range; direction not checked'),
    ('top_physical_health', 0, 20, NULL, 'higher', 28, 'Marsden et al. 2008: range; direction not checked'),
    ('top_quality_of_life', 0, 20, NULL, 'higher', 28, 'Marsden et al. 2008: range; direction not checked'),
    ('zbi_22', 0, 88, NULL, 'lower', NULL, 'Zarit burden interview, 22 items: range not checked; of the carer'),
    ('zbi_12', 0, 48, 13, 'lower', NULL, 'Zarit burden interview, 12 items: cut-off for older carers as in PMC6497029; range not checked; of the carer')
    ) AS i (code, low, high, cut_off, direction, recall_days, source)),
headers AS (
  INSERT INTO registry.assertion (assertion, record, kind, operation, source_record)
  SELECT g.assertion, g.assertion, 'instrument', 'assert', g.code FROM given g)
INSERT INTO registry.instrument (assertion, code, low, high, cut_off, direction, recall_days, source)
SELECT g.assertion, g.code, g.low, g.high, g.cut_off, g.direction, g.recall_days, g.source FROM given g;

-- Recovery management check-ups were studied quarterly for two years and more (Scott and Dennis 2009;
-- DOMAIN 8). The window is decided (USERS.md 24): in time from 14 days before to 28 after.
WITH header AS (
  INSERT INTO registry.assertion (assertion, record, kind, operation, source_record)
  SELECT n, n, 'checkup_schedule', 'assert', 'quarterly' FROM nextval('registry.assertion_assertion_seq') n
  RETURNING assertion)
INSERT INTO registry.checkup_schedule (assertion, code, months, times, days_before, days_after)
SELECT h.assertion, 'quarterly', 3, 8, 14, 28 FROM header h;
