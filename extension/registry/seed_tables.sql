-- seed_tables.sql: rows and columns of the standard tables, and which of our words stand where (DOMAIN.md 4,
-- 7; USERS.md Annex D). A word wider than any subtype stands in a row .0 of its class, which the protocols do
-- not have: so that subtypes add up to their class and nothing is taken for the likeliest of several.
-- Decided: programmes in residence count as inpatient and remote ones as outpatient centres; work without a
-- contract is regular work all the same; who does not look for work is counted with who does (discouraged);
-- outreach and low-threshold services are other health or social services where they refer; an institution
-- is where TDI has detention (as in seed_codes.sql); use on one day a week or less is one row.

INSERT INTO registry.table_axis (axis, line, code, within, words, rest, label_en, label_es, label_pt)
SELECT v.axis, v.line, v.code, v.within, coalesce(string_to_array(v.words, ' '), '{}'), v.rest, v.en, v.es, v.pt
FROM (VALUES
  ('tdi_status', 1, '1', '4', 'never', false, 'never treated before', 'nunca antes en tratamiento', 'nunca antes em tratamento'),
  ('tdi_status', 2, '2', '4', 'previously', false, 'treated before', 'con tratamiento anterior', 'com tratamento anterior'),
  ('tdi_status', 3, '3', '4', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_status', 4, '4', NULL, NULL, false, 'all', 'total', 'total'),

  ('tdi_centre', 1, '1', 'total', 'outpatient_specialised remote', false, 'outpatient centre', 'centro ambulatorio', 'serviço ambulatorial'),
  ('tdi_centre', 2, '2', 'total', 'inpatient_hospital residential', false, 'inpatient centre', 'centro con internación o residencia', 'serviço com internação ou residência'),
  ('tdi_centre', 3, '3', 'total', 'prison', false, 'unit in prison', 'unidad en recinto penitenciario', 'unidade em estabelecimento prisional'),
  ('tdi_centre', 4, '4', 'total', 'primary_care', false, 'general practitioner', 'atención primaria', 'atenção primária'),
  ('tdi_centre', 5, '5', 'total', 'low_threshold outreach', false, 'low-threshold service', 'servicio de bajo umbral', 'serviço de baixa exigência'),
  ('tdi_centre', 6, '6', 'total', 'other', false, 'other', 'otro', 'outro'),
  ('tdi_centre', 7, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_centre', 8, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_drug', 10, '1', 'total', NULL, false, 'opioids', 'opioides', 'opioides'),
  ('tdi_drug', 11, '1.1', '1', '1.1', false, 'heroin', 'heroína', 'heroína'),
  ('tdi_drug', 12, '1.2', '1', '1.2', false, 'methadone', 'metadona', 'metadona'),
  ('tdi_drug', 13, '1.3', '1', '1.3', false, 'buprenorphine', 'buprenorfina', 'buprenorfina'),
  ('tdi_drug', 14, '1.4', '1', '1.4', false, 'fentanyls', 'fentanilos', 'fentanilas'),
  ('tdi_drug', 15, '1.5', '1', '1.5', false, 'other opioids', 'otros opioides', 'outros opioides'),
  ('tdi_drug', 16, '1.0', '1', '1', false, 'opioids, kind not stated', 'opioides, tipo no declarado', 'opioides, tipo não declarado'),
  ('tdi_drug', 20, '2', 'total', NULL, false, 'cocaine', 'cocaína', 'cocaína'),
  ('tdi_drug', 21, '2.1', '2', '2.1', false, 'powder cocaine', 'clorhidrato de cocaína', 'cloridrato de cocaína'),
  ('tdi_drug', 22, '2.2', '2', '2.2', false, 'crack', 'crack', 'crack'),
  ('tdi_drug', 23, '2.3', '2', '2.3', false, 'other cocaine (coca paste)', 'otra cocaína (pasta base)', 'outra cocaína (pasta-base)'),
  ('tdi_drug', 24, '2.0', '2', '2', false, 'cocaine, kind not stated', 'cocaína, tipo no declarado', 'cocaína, tipo não declarado'),
  ('tdi_drug', 30, '3', 'total', NULL, false, 'stimulants other than cocaine', 'estimulantes distintos de la cocaína', 'estimulantes que não a cocaína'),
  ('tdi_drug', 31, '3.1', '3', '3.1', false, 'amphetamines', 'anfetaminas', 'anfetaminas'),
  ('tdi_drug', 32, '3.2', '3', '3.2', false, 'methamphetamine', 'metanfetamina', 'metanfetamina'),
  ('tdi_drug', 33, '3.3', '3', '3.3', false, 'MDMA', 'MDMA (éxtasis)', 'MDMA (ecstasy)'),
  ('tdi_drug', 34, '3.4', '3', '3.4', false, 'synthetic cathinones', 'catinonas sintéticas', 'catinonas sintéticas'),
  ('tdi_drug', 35, '3.5', '3', '3.5', false, 'other stimulants', 'otros estimulantes', 'outros estimulantes'),
  ('tdi_drug', 36, '3.0', '3', '3', false, 'stimulants, kind not stated', 'estimulantes, tipo no declarado', 'estimulantes, tipo não declarado'),
  ('tdi_drug', 40, '4', 'total', NULL, false, 'hypnotics and sedatives', 'hipnóticos y sedantes', 'hipnóticos e sedativos'),
  ('tdi_drug', 41, '4.1', '4', '4.1', false, 'barbiturates', 'barbitúricos', 'barbitúricos'),
  ('tdi_drug', 42, '4.2', '4', '4.2', false, 'benzodiazepines', 'benzodiacepinas', 'benzodiazepínicos'),
  ('tdi_drug', 43, '4.3', '4', '4.3', false, 'GHB/GBL', 'GHB/GBL', 'GHB/GBL'),
  ('tdi_drug', 44, '4.4', '4', '4.4', false, 'other hypnotics and sedatives', 'otros hipnóticos y sedantes', 'outros hipnóticos e sedativos'),
  ('tdi_drug', 45, '4.0', '4', '4', false, 'sedatives, kind not stated', 'sedantes, tipo no declarado', 'sedativos, tipo não declarado'),
  ('tdi_drug', 50, '5', 'total', NULL, false, 'hallucinogens', 'alucinógenos', 'alucinógenos'),
  ('tdi_drug', 51, '5.1', '5', '5.1', false, 'LSD', 'LSD', 'LSD'),
  ('tdi_drug', 52, '5.2', '5', '5.2', false, 'ketamine', 'ketamina', 'cetamina'),
  ('tdi_drug', 53, '5.3', '5', '5.3', false, 'other hallucinogens', 'otros alucinógenos', 'outros alucinógenos'),
  ('tdi_drug', 54, '5.0', '5', '5', false, 'hallucinogens, kind not stated', 'alucinógenos, tipo no declarado', 'alucinógenos, tipo não declarado'),
  ('tdi_drug', 60, '6', 'total', '6', false, 'volatile inhalants', 'inhalables volátiles', 'inalantes voláteis'),
  ('tdi_drug', 70, '7', 'total', NULL, false, 'cannabis', 'cannabis', 'cannabis'),
  ('tdi_drug', 71, '7.1', '7', '7.1', false, 'herbal cannabis or resin', 'marihuana o resina', 'maconha ou resina'),
  ('tdi_drug', 72, '7.2', '7', '7.2', false, 'synthetic cannabinoids', 'cannabinoides sintéticos', 'canabinoides sintéticos'),
  ('tdi_drug', 73, '7.3', '7', '7.3', false, 'other cannabis', 'otro cannabis', 'outro cannabis'),
  ('tdi_drug', 74, '7.0', '7', '7', false, 'cannabis, kind not stated', 'cannabis, tipo no declarado', 'cannabis, tipo não declarado'),
  ('tdi_drug', 90, '9', 'total', '9', false, 'other substances', 'otras sustancias', 'outras substâncias'),
  ('tdi_drug', 99, '99', 'total', '99', true, 'not known', 'sin información', 'sem informação'),
  ('tdi_drug', 100, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_drug_class', 1, '1', 'total', '1 1.1 1.2 1.3 1.4 1.5', false, 'opioids', 'opioides', 'opioides'),
  ('tdi_drug_class', 2, '2', 'total', '2 2.1 2.2 2.3', false, 'cocaine', 'cocaína', 'cocaína'),
  ('tdi_drug_class', 3, '3', 'total', '3 3.1 3.2 3.3 3.4 3.5', false, 'stimulants other than cocaine', 'estimulantes distintos de la cocaína', 'estimulantes que não a cocaína'),
  ('tdi_drug_class', 4, '4', 'total', '4 4.1 4.2 4.3 4.4', false, 'hypnotics and sedatives', 'hipnóticos y sedantes', 'hipnóticos e sedativos'),
  ('tdi_drug_class', 5, '5', 'total', '5 5.1 5.2 5.3', false, 'hallucinogens', 'alucinógenos', 'alucinógenos'),
  ('tdi_drug_class', 6, '6', 'total', '6', false, 'volatile inhalants', 'inhalables volátiles', 'inalantes voláteis'),
  ('tdi_drug_class', 7, '7', 'total', '7 7.1 7.2 7.3', false, 'cannabis', 'cannabis', 'cannabis'),
  ('tdi_drug_class', 9, '9', 'total', '9', false, 'other substances', 'otras sustancias', 'outras substâncias'),
  ('tdi_drug_class', 99, '99', 'total', '99', true, 'not known', 'sin información', 'sem informação'),
  ('tdi_drug_class', 100, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_referral', 1, '1', 'total', 'police prosecutor_diversion drug_court court_other probation prison', false, 'court, probation or police', 'tribunal, justicia o policía', 'tribunal, justiça ou polícia'),
  ('tdi_referral', 2, '2', 'total', 'primary_care', false, 'general practitioner', 'atención primaria', 'atenção primária'),
  ('tdi_referral', 3, '3', 'total', 'other_treatment_provider', false, 'another drug treatment centre', 'otro centro de tratamiento', 'outro centro de tratamento'),
  ('tdi_referral', 4, '4', 'total', 'hospital_emergency mental_health social_services outreach_low_threshold', false, 'other health or social service', 'otro servicio de salud o social', 'outro serviço de saúde ou social'),
  ('tdi_referral', 5, '5', 'total', 'education', false, 'educational service', 'establecimiento educacional', 'instituição de ensino'),
  ('tdi_referral', 6, '6', 'total', 'self family_friends', false, 'self, family or friends', 'por sí misma, familia o amistades', 'por conta própria, família ou amigos'),
  ('tdi_referral', 7, '7', 'total', 'employer helpline other', false, 'other', 'otro origen', 'outra origem'),
  ('tdi_referral', 8, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_referral', 9, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_living_with', 1, '1', 'total', 'alone', false, 'alone', 'nadie', 'ninguém'),
  ('tdi_living_with', 2, '2', 'total', 'family_of_origin', false, 'family of origin', 'familia de origen', 'família de origem'),
  ('tdi_living_with', 3, '3', 'total', 'partner_children', false, 'partner or children', 'pareja o hijos', 'companheiro ou companheira, ou filhos'),
  ('tdi_living_with', 4, '4', 'total', 'friends_other', false, 'friends or others, not family', 'amistades u otras personas, sin parentesco', 'amigos ou outras pessoas, sem parentesco'),
  ('tdi_living_with', 5, '5', 'total', 'detention', false, 'in detention', 'en privación de libertad', 'em privação de liberdade'),
  ('tdi_living_with', 6, '6', 'total', 'institution', false, 'institution or shelter', 'institución o albergue', 'instituição ou abrigo'),
  ('tdi_living_with', 7, '7', 'total', 'other', false, 'other', 'otra situación', 'outra situação'),
  ('tdi_living_with', 8, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_living_with', 9, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_children', 1, '1', 'total', 'no', false, 'not living with children', 'no vive con niños o niñas', 'não vive com crianças'),
  ('tdi_children', 2, '2', 'total', 'yes', false, 'living with children', 'vive con niños o niñas', 'vive com crianças'),
  ('tdi_children', 3, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_children', 4, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_living_where', 1, '1', 'total', 'stable', false, 'stable accommodation', 'vivienda estable', 'moradia estável'),
  ('tdi_living_where', 2, '2', 'total', 'unstable street homeless', false, 'unstable accommodation or homeless', 'vivienda inestable o sin vivienda', 'moradia instável ou sem moradia'),
  ('tdi_living_where', 3, '3', 'total', 'institution', false, 'in detention or an institution', 'en privación de libertad o una institución', 'em privação de liberdade ou uma instituição'),
  ('tdi_living_where', 4, '4', 'total', 'other', false, 'other', 'otra situación', 'outra situação'),
  ('tdi_living_where', 5, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_living_where', 6, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_education', 1, '1', 'total', 'none', false, 'never at school, or primary not completed (ISCED 0)', 'sin estudios o básica incompleta (CINE 0)', 'sem estudos ou fundamental incompleto (CITE 0)'),
  ('tdi_education', 2, '2', 'total', 'primary', false, 'primary (ISCED 1)', 'educación básica (CINE 1)', 'ensino fundamental (CITE 1)'),
  ('tdi_education', 3, '3', 'total', 'secondary', false, 'secondary (ISCED 2-3)', 'educación media (CINE 2-3)', 'ensino médio (CITE 2-3)'),
  ('tdi_education', 4, '4', 'total', 'higher', false, 'higher (ISCED 4-6)', 'educación superior (CINE 4-6)', 'ensino superior (CITE 4-6)'),
  ('tdi_education', 5, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_education', 6, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_labour', 1, '1', 'total', 'occasional', false, 'occasionally employed', 'trabajo ocasional', 'trabalho eventual'),
  ('tdi_labour', 2, '2', 'total', 'formal_employee informal_employee self_employed_formal self_employed_informal', false, 'regularly employed', 'trabajo regular', 'trabalho regular'),
  ('tdi_labour', 3, '3', 'total', 'student', false, 'student', 'estudiante', 'estudante'),
  ('tdi_labour', 4, '4', 'total', 'unemployed_seeking not_seeking', false, 'unemployed or discouraged', 'sin trabajo, lo busque o no', 'sem trabalho, procure ou não'),
  ('tdi_labour', 5, '5', 'total', 'retired_disabled unpaid_care', false, 'on benefits or pension, or unpaid care at home', 'pensión, invalidez o cuidado no pagado', 'pensão, invalidez ou cuidado não pago'),
  ('tdi_labour', 6, '6', 'total', 'other', false, 'other', 'otra ocupación', 'outra ocupação'),
  ('tdi_labour', 7, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_labour', 8, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_route', 1, '1', 'total', 'injected', false, 'injected', 'inyectada', 'injetada'),
  ('tdi_route', 2, '2', 'total', 'smoked', false, 'smoked or inhaled', 'fumada o inhalada', 'fumada ou inalada'),
  ('tdi_route', 3, '3', 'total', 'oral', false, 'eaten or drunk', 'oral', 'oral'),
  ('tdi_route', 4, '4', 'total', 'sniffed', false, 'sniffed', 'intranasal', 'intranasal'),
  ('tdi_route', 5, '5', 'total', 'other', false, 'other', 'otra vía', 'outra via'),
  ('tdi_route', 6, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_route', 7, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_frequency', 1, '1', 'total', 'daily', false, 'daily', 'todos los días', 'todos os dias'),
  ('tdi_frequency', 2, '2', 'total', 'four_six_days', false, '4 to 6 days a week', 'de 4 a 6 días a la semana', 'de 4 a 6 dias por semana'),
  ('tdi_frequency', 3, '3', 'total', 'two_three_days', false, '2 or 3 days a week', '2 o 3 días a la semana', '2 ou 3 dias por semana'),
  ('tdi_frequency', 4, '4', 'total', 'one_day less_than_weekly', false, 'one day a week or less', 'un día a la semana o menos', 'um dia por semana ou menos'),
  ('tdi_frequency', 5, '5', 'total', 'none', false, 'not used in the last 30 days', 'sin consumo en los últimos 30 días', 'sem uso nos últimos 30 dias'),
  ('tdi_frequency', 6, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_frequency', 7, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_injecting', 1, '1', 'total', 'never', false, 'never', 'nunca', 'nunca'),
  ('tdi_injecting', 2, '2', 'total', NULL, false, 'ever', 'alguna vez', 'alguma vez'),
  ('tdi_injecting', 3, '2.1', '2', 'not_last_year', false, 'not in the last 12 months', 'no en los últimos 12 meses', 'não nos últimos 12 meses'),
  ('tdi_injecting', 4, '2.2', '2', 'last_year', false, 'in the last 12 months, not in the last 30 days', 'en los últimos 12 meses, no en los últimos 30 días', 'nos últimos 12 meses, não nos últimos 30 dias'),
  ('tdi_injecting', 5, '2.3', '2', 'last_30_days', false, 'in the last 30 days', 'en los últimos 30 días', 'nos últimos 30 dias'),
  ('tdi_injecting', 6, '3', 'total', 'declined', false, 'declined to answer', 'prefirió no responder', 'preferiu não responder'),
  ('tdi_injecting', 7, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_injecting', 8, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_test', 1, '1', 'total', 'not_tested', false, 'never tested', 'nunca se hizo el examen', 'nunca fez o exame'),
  ('tdi_test', 2, '2', 'total', NULL, false, 'ever tested', 'se hizo el examen alguna vez', 'fez o exame alguma vez'),
  ('tdi_test', 3, '2.1', '2', 'not_last_year', false, 'not in the last 12 months', 'no en los últimos 12 meses', 'não nos últimos 12 meses'),
  ('tdi_test', 4, '2.2', '2', 'last_year', false, 'in the last 12 months', 'en los últimos 12 meses', 'nos últimos 12 meses'),
  ('tdi_test', 5, '2.0', '2', 'tested', false, 'tested, day not stated', 'con examen, fecha no declarada', 'com exame, data não declarada'),
  ('tdi_test', 6, '3', 'total', 'declined', false, 'declined to answer', 'prefirió no responder', 'preferiu não responder'),
  ('tdi_test', 7, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_test', 8, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('tdi_age', 1, '1', 'total', '00-14', false, 'below 15', 'menos de 15', 'menos de 15'),
  ('tdi_age', 99, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('tdi_age', 100, 'total', NULL, NULL, false, 'total', 'total', 'total'),
  ('tdi_age', 12, '12', 'total', '65+', false, '65 and more', '65 y más', '65 e mais'),

  ('everybody', 1, 'all', NULL, NULL, true, 'all', 'total', 'total'),

  ('sistrat_plan', 1, 'PG', 'total', NULL, false, 'general plans', 'planes de población general', 'planos da população geral'),
  ('sistrat_plan', 2, 'PG-PAB', 'PG', 'PG-PAB false/outpatient', false, 'PG-PAB, basic outpatient', 'PG-PAB, ambulatorio básico', 'PG-PAB, ambulatorial básico'),
  ('sistrat_plan', 3, 'PG-PAI', 'PG', 'PG-PAI false/outpatient_intensive', false, 'PG-PAI, intensive outpatient', 'PG-PAI, ambulatorio intensivo', 'PG-PAI, ambulatorial intensivo'),
  ('sistrat_plan', 4, 'PG-PR', 'PG', 'PG-PR false/residential', false, 'PG-PR, residential', 'PG-PR, residencial', 'PG-PR, residencial'),
  ('sistrat_plan', 5, 'M', 'total', NULL, false, 'plans for women', 'planes para mujeres', 'planos para mulheres'),
  ('sistrat_plan', 6, 'M-PAB', 'M', 'M-PAB true/outpatient', false, 'M-PAB, basic outpatient', 'M-PAB, ambulatorio básico', 'M-PAB, ambulatorial básico'),
  ('sistrat_plan', 7, 'M-PAI', 'M', 'M-PAI true/outpatient_intensive', false, 'M-PAI, intensive outpatient', 'M-PAI, ambulatorio intensivo', 'M-PAI, ambulatorial intensivo'),
  ('sistrat_plan', 8, 'M-PR', 'M', 'M-PR true/residential', false, 'M-PR, residential', 'M-PR, residencial', 'M-PR, residencial'),
  ('sistrat_plan', 9, 'other', 'total', NULL, true, 'another plan, or not known', 'otro plan o sin información', 'outro plano ou sem informação'),
  ('sistrat_plan', 10, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('sistrat_exit', 1, 'completed', 'total', 'completed completed_reduced_use', false, 'completed', 'alta terapéutica', 'alta terapêutica'),
  ('sistrat_exit', 2, 'by_provider', 'total', 'ended_by_provider', false, 'ended by the provider', 'alta administrativa', 'alta administrativa'),
  ('sistrat_exit', 3, 'left', 'total', NULL, false, 'left before completion', 'egreso antes de completar', 'saída antes de concluir'),
  ('sistrat_exit', 4, 'left_early', 'left', 'left_early', false, 'before 90 days (early)', 'antes de 90 días (temprano)', 'antes de 90 dias (precoce)'),
  ('sistrat_exit', 5, 'left_late', 'left', 'left_late', false, 'at 90 days or later (late)', 'a los 90 días o después (tardío)', 'aos 90 dias ou depois (tardia)'),
  ('sistrat_exit', 6, 'transferred', 'total', 'transferred transferred_to_custody', false, 'transferred', 'derivación', 'encaminhamento'),
  ('sistrat_exit', 7, 'died', 'total', 'died', false, 'died', 'muerte', 'morte'),
  ('sistrat_exit', 8, 'other', 'total', 'service_closed no_suitable_service hospitalised entered_custody moved other', false, 'other', 'otro motivo', 'outro motivo'),
  ('sistrat_exit', 9, 'unknown', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('sistrat_exit', 10, 'total', NULL, NULL, false, 'total', 'total', 'total'),

  ('sistrat_domain', 1, 'global', NULL, 'sistrat_global', false, 'overall', 'global', 'global'),
  ('sistrat_domain', 2, 'use', NULL, 'sistrat_use', false, 'use of substances', 'consumo', 'uso de substâncias'),
  ('sistrat_domain', 3, 'family', NULL, 'sistrat_family', false, 'family', 'familia', 'família'),
  ('sistrat_domain', 4, 'relations', NULL, 'sistrat_relations', false, 'relations with others', 'relaciones interpersonales', 'relações interpessoais'),
  ('sistrat_domain', 5, 'occupation', NULL, 'sistrat_occupation', false, 'occupation', 'ocupación', 'ocupação'),
  ('sistrat_domain', 6, 'mental_health', NULL, 'sistrat_mental_health', false, 'mental health', 'salud mental', 'saúde mental'),
  ('sistrat_domain', 7, 'physical_health', NULL, 'sistrat_physical_health', false, 'physical health', 'salud física', 'saúde física'),
  ('sistrat_domain', 8, 'social_conflict', NULL, 'sistrat_social_conflict', false, 'social conflict', 'conflicto social', 'conflito social'),
  ('sistrat_domain', 9, 'other', NULL, NULL, true, 'another area', 'otra área', 'outra área'),

  ('sistrat_level', 1, '3', 'total', '3', false, 'high', 'logro alto', 'alcance alto'),
  ('sistrat_level', 2, '2', 'total', '2', false, 'intermediate', 'logro intermedio', 'alcance intermediário'),
  ('sistrat_level', 3, '1', 'total', '1', false, 'minimal', 'logro mínimo', 'alcance mínimo'),
  ('sistrat_level', 4, '99', 'total', NULL, true, 'not known', 'sin información', 'sem informação'),
  ('sistrat_level', 5, 'total', NULL, NULL, false, 'total', 'total', 'total')
) v (axis, line, code, within, words, rest, en, es, pt);

INSERT INTO registry.table_axis (axis, line, code, within, words, label_en, label_es, label_pt)
SELECT 'tdi_age', n, n::text, 'total', ARRAY[a.word], a.word, a.word, a.word
FROM generate_series(2, 11) n CROSS JOIN LATERAL (SELECT format('%s-%s', 5 + 5 * n, 9 + 5 * n)) a (word);

-- TDI 3.0: tables 8.1 and 10.1 to 27 as far as the registry's columns fill them. Centre, drug and so on in
-- rows, status in columns; each has total, women, men and not known, so that .1 to .3 of a number are here one.
INSERT INTO registry.standard_table (line, table_code, unit, event, params, row_axis, row_word, column_axis, column_word,
  title_en, title_es, title_pt, note_en, note_es, note_pt, source)
SELECT v.line, v.table_code, 'people', 'treatment_entrant', '{"keep": {"default": "first", "values": ["first", "last"]}, "substances": {"default": "drugs", "values": ["all", "drugs"]}}', v.row_axis, v.row_word,
  v.column_axis, v.column_word, 'TDI ' || v.title_en, 'TDI ' || v.title_es, 'TDI ' || v.title_pt,
  'People who began treatment, registered sex; another or indeterminate sex stands with not known. Primary alcohol is left out. Counted, too, when the registry does not know the six months before.' || coalesce(' ' || v.note_en, ''),
  'Personas que iniciaron tratamiento, sexo registrado; otro o indeterminado va con sin información. Sin alcohol como sustancia principal. Se cuentan también si el registro no conoce los seis meses anteriores.' || coalesce(' ' || v.note_es, ''),
  'Pessoas que iniciaram tratamento, sexo registrado; outro ou indeterminado fica com sem informação. Sem álcool como substância principal. Contam-se também se o registro não conhece os seis meses anteriores.' || coalesce(' ' || v.note_pt, ''),
  'TDI 3.0, tables as in DOMAIN 4'
FROM (VALUES
  (10, 'tdi_8_1', 'tdi_centre', '{setting}', 'tdi_status', 'k.status', '8.1: type of centre by treatment status', '8.1: tipo de centro según tratamiento anterior', '8.1: tipo de serviço segundo tratamento anterior', NULL, NULL, NULL),
  (20, 'tdi_10_1', 'tdi_drug', '{substance}', 'tdi_status', 'k.status', '10.1: primary drug by treatment status', '10.1: sustancia principal según tratamiento anterior', '10.1: substância principal segundo tratamento anterior',
    'Coca paste stands in 2.3.', 'La pasta base va en 2.3.', 'A pasta-base fica em 2.3.'),
  (30, 'tdi_12', 'tdi_age', '{age_group}', 'tdi_status', 'k.status', '12: age by treatment status', '12: edad según tratamiento anterior', '12: idade segundo tratamento anterior',
    'Age reached in the year.', 'Edad cumplida en el año.', 'Idade completada no ano.'),
  (40, 'tdi_13', 'tdi_referral', '{referral_source}', 'tdi_status', 'k.status', '13: source of referral by treatment status', '13: origen de la derivación según tratamiento anterior', '13: origem do encaminhamento segundo tratamento anterior', NULL, NULL, NULL),
  (50, 'tdi_14', 'tdi_living_with', '{profile.living_with}', 'tdi_status', 'k.status', '14: with whom people live by treatment status', '14: con quién viven según tratamiento anterior', '14: com quem vivem segundo tratamento anterior', NULL, NULL, NULL),
  (60, 'tdi_15', 'tdi_children', '{profile.living_with_children}', 'tdi_status', 'k.status', '15: living with children by treatment status', '15: convivencia con niños o niñas según tratamiento anterior', '15: convivência com crianças segundo tratamento anterior', NULL, NULL, NULL),
  (70, 'tdi_16', 'tdi_living_where', '{housing}', 'tdi_status', 'k.status', '16: where people live by treatment status', '16: dónde viven según tratamiento anterior', '16: onde vivem segundo tratamento anterior', NULL, NULL, NULL),
  (80, 'tdi_17', 'tdi_education', '{education}', 'tdi_status', 'k.status', '17: education by treatment status', '17: educación según tratamiento anterior', '17: educação segundo tratamento anterior', NULL, NULL, NULL),
  (90, 'tdi_18', 'tdi_labour', '{labour}', 'tdi_status', 'k.status', '18: work by treatment status', '18: trabajo según tratamiento anterior', '18: trabalho segundo tratamento anterior', NULL, NULL, NULL),
  (100, 'tdi_19', 'tdi_route', '{route}', 'tdi_status', 'k.status', '19: route of the primary drug by treatment status', '19: vía de la sustancia principal según tratamiento anterior', '19: via da substância principal segundo tratamento anterior', NULL, NULL, NULL),
  (110, 'tdi_20', 'tdi_frequency', '{frequency}', 'tdi_status', 'k.status', '20: frequency of use by treatment status', '20: frecuencia de consumo según tratamiento anterior', '20: frequência de uso segundo tratamento anterior', NULL, NULL, NULL),
  (120, 'tdi_22', 'tdi_injecting', '{profile.injecting}', 'tdi_drug_class', '{substance}', '22: injecting by primary drug', '22: uso inyectado según sustancia principal', '22: uso injetado segundo substância principal', NULL, NULL, NULL),
  (130, 'tdi_26', 'tdi_test', $w$CASE WHEN {profile.hiv_test} NOT IN ('positive', 'negative') THEN {profile.hiv_test} WHEN {profile.tested_on} = 'unknown' THEN 'tested'
      WHEN {profile.tested_on}::date > k.on_date - '1 year'::interval THEN 'last_year' ELSE 'not_last_year' END$w$,
    'tdi_status', 'k.status', '26: tested for HIV by treatment status', '26: examen de VIH según tratamiento anterior', '26: exame de HIV segundo tratamento anterior', NULL, NULL, NULL),
  (140, 'tdi_27', 'tdi_test', $w$CASE WHEN {profile.hcv_test} NOT IN ('positive', 'negative') THEN {profile.hcv_test} WHEN {profile.tested_on} = 'unknown' THEN 'tested'
      WHEN {profile.tested_on}::date > k.on_date - '1 year'::interval THEN 'last_year' ELSE 'not_last_year' END$w$,
    'tdi_status', 'k.status', '27: tested for hepatitis C by treatment status', '27: examen de hepatitis C según tratamiento anterior', '27: exame de hepatite C segundo tratamento anterior', NULL, NULL, NULL)
) v (line, table_code, row_axis, row_word, column_axis, column_word, title_en, title_es, title_pt, note_en, note_es, note_pt);

-- SISTRAT (DOMAIN 7): early and late are computed from the days of the stay, whatever a file calls them.
INSERT INTO registry.standard_table (line, table_code, unit, event, row_axis, row_word, column_axis, column_word,
  title_en, title_es, title_pt, note_en, note_es, note_pt, source)
VALUES
(200, 'sistrat_plan', 'stays', 'treatment_stay', 'sistrat_plan', $w$CASE WHEN {plan} = 'unknown' THEN {women_specific} || '/' || k.care ELSE {plan} END$w$, 'everybody', $w$'all'$w$,
  'SISTRAT: plan by sex', 'SISTRAT: plan según sexo', 'SISTRAT: plano segundo sexo',
  'Stays of treatment with a day in the period, registered sex. Without a plan on record: by kind of care and whether the programme is for women.',
  'Tratamientos con algún día en el período, sexo registrado. Sin plan registrado: según tipo de atención y si el programa es para mujeres.',
  'Tratamentos com algum dia no período, sexo registrado. Sem plano registrado: segundo tipo de cuidado e se o programa é para mulheres.', 'SISTRAT C1, DOMAIN 7, 10.5'),
(210, 'sistrat_exit', 'stays', 'stay_ended', 'sistrat_exit', $w$CASE WHEN k.exit_reason IN ('left_before_completion', 'lost_contact', 'declined')
      THEN CASE WHEN k.days < 90 THEN 'left_early' ELSE 'left_late' END ELSE k.exit_reason::text END$w$, 'everybody', $w$'all'$w$,
  'SISTRAT: exit by sex', 'SISTRAT: egreso según sexo', 'SISTRAT: saída segundo sexo',
  'Stays of treatment that ended on a known day of the period, registered sex. Early and late are computed from the days of the stay.',
  'Tratamientos terminados en un día conocido del período, sexo registrado. Temprano y tardío se calculan de los días del tratamiento.',
  'Tratamentos encerrados em um dia conhecido do período, sexo registrado. Precoce e tardia são calculados dos dias do tratamento.', 'SISTRAT C1, DOMAIN 7, 10.5; USERS.md Annex D1'),
(220, 'sistrat_process', 'measures', 'process_evaluation', 'sistrat_domain', 'k.instrument', 'sistrat_level', 'trunc(k.score)',
  'SISTRAT: evaluation of the process by sex', 'SISTRAT: evaluación del proceso terapéutico según sexo', 'SISTRAT: avaliação do processo terapêutico segundo sexo',
  'Scores at discharge in the period on the instruments sistrat_global, sistrat_use and so on, 1 minimal to 3 high, where the ministry has registered them; registered sex.',
  'Puntajes al egreso en el período en los instrumentos sistrat_global, sistrat_use, etc., de 1 mínimo a 3 alto, si el ministerio los inscribió; sexo registrado.',
  'Pontuações na saída no período nos instrumentos sistrat_global, sistrat_use etc., de 1 mínimo a 3 alto, se o ministério os registrou; sexo registrado.', 'SISTRAT C1, DOMAIN 7');

-- Tables that are figures of the catalogue laid out: no rule of their own.
INSERT INTO registry.standard_table (line, table_code, unit, indicators, dimensions, title_en, title_es, title_pt, note_en, note_es, note_pt, source)
VALUES
(230, 'sistrat_plan_months', 'months', '{plan\_months}', '{provider,plan}', 'Months of plan by provider, plan and gender', 'Meses de plan según centro, plan y género', 'Meses de plano segundo serviço, plano e gênero',
  'Days in plan in the period / 30.', 'Días en plan en el período / 30.', 'Dias em plano no período / 30.', 'USERS.md 36'),
(300, 'sdg_3_5_1', 'people', '{sdg\_3\_5\_1%}', '{}', 'SDG 3.5.1: coverage of treatment by class of intervention and sex', 'ODS 3.5.1: cobertura del tratamiento según tipo de intervención y sexo', 'ODS 3.5.1: cobertura do tratamento segundo tipo de intervenção e sexo',
  'People treated at least once in the year / estimate of people in need (registry.population_estimate); classes overlap and do not add up; registered sex. Without an estimate there is no coverage.',
  'Personas tratadas al menos una vez en el año / estimación de personas que lo necesitan (registry.population_estimate); los tipos se traslapan y no suman; sexo registrado. Sin estimación no hay cobertura.',
  'Pessoas tratadas ao menos uma vez no ano / estimativa de pessoas que precisam (registry.population_estimate); os tipos se sobrepõem e não somam; sexo registrado. Sem estimativa não há cobertura.', 'E/CN.3, SDG 3.5.1, DOMAIN 6; USERS.md 21');

INSERT INTO registry.label (vocabulary, term, language, label) VALUES
  ('report', 'not_recorded', 'en', 'nothing is recorded'),
  ('report', 'not_recorded', 'es', 'no hay nada registrado'),
  ('report', 'not_recorded', 'pt', 'não há nada registrado');
