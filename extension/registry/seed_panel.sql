-- seed_panel.sql: the lines of E/CN.7/2024/L.3, paraphrased, with the indicator that measures each, or why
-- none does (USERS.md Annexes B and E). The paragraph of a measured line is the indicator's source_paragraph.

CREATE TABLE registry.panel_line (
  line integer PRIMARY KEY,
  paragraph text NOT NULL,
  indicator text,
  category text,
  asks_en text NOT NULL,
  asks_es text NOT NULL,
  asks_pt text NOT NULL,
  unmeasured_en text,
  unmeasured_es text,
  unmeasured_pt text,
  CONSTRAINT panel_line_measured CHECK ((indicator IS NULL) = (unmeasured_en IS NOT NULL AND unmeasured_es IS NOT NULL AND unmeasured_pt IS NOT NULL)
    AND (category IS NULL OR indicator IS NOT NULL)));
COMMENT ON TABLE registry.panel_line IS 'What the draft resolution asks, a line each, in short and in our words; continuum.resolution_panel() puts figures beside them.';
COMMENT ON COLUMN registry.panel_line.paragraph IS 'Paragraph of E/CN.7/2024/L.3, where the catalogue names none for the indicator.';
COMMENT ON COLUMN registry.panel_line.category IS 'Category of the share that the line is about; NULL where the indicator is none.';
COMMENT ON COLUMN registry.panel_line.unmeasured_en IS 'Why no indicator measures the line.';

INSERT INTO registry.panel_line (line, paragraph, indicator, category, asks_en, asks_es, asks_pt) VALUES
  (10, 'preamble', 'aftercare_linkage_30d', NULL, 'Continuing care after treatment', 'Continuidad de la atención tras el tratamiento', 'Continuidade do cuidado após o tratamento'),
  (20, 'preamble', 'continued_care_14d', NULL, 'Care goes on without a gap', 'La atención sigue sin interrupción', 'O cuidado segue sem interrupção'),
  (30, 'preamble', 'transfer_arrival_21d', NULL, 'Who is transferred arrives', 'Quien es derivado llega', 'Quem é encaminhado chega'),
  (40, 'preamble', 'aftercare_retention_180d', NULL, 'Support over the long term', 'Apoyo a largo plazo', 'Apoio a longo prazo'),
  (50, 'preamble', 'checkup_adherence', NULL, 'Follow-up of recovery', 'Seguimiento de la recuperación', 'Acompanhamento da recuperação'),
  (60, 'preamble', 'checkup_plan_coverage', NULL, 'A plan of follow-up for everybody', 'Plan de seguimiento para todas las personas', 'Plano de acompanhamento para todas as pessoas'),
  (70, 'preamble', 'need_to_care_14d', NULL, 'Help in time when it is needed again', 'Ayuda oportuna cuando vuelve a necesitarse', 'Ajuda oportuna quando volta a ser necessária'),
  (80, 'preamble', 'return_to_treatment_180d', NULL, 'The way back to treatment is open', 'La vuelta a tratamiento está abierta', 'A volta ao tratamento está aberta'),
  (90, 'preamble', 'remission', NULL, 'Recovery that lasts', 'Recuperación que perdura', 'Recuperação que perdura'),
  (100, 'preamble', 'recovery_capital_reached', NULL, 'Resources for recovery', 'Recursos para la recuperación', 'Recursos para a recuperação'),
  (110, 'preamble', 'barrier_prevalence', NULL, 'Barriers to recovery', 'Barreras para la recuperación', 'Barreiras à recuperação'),
  (120, 'preamble', 'barrier_action_30d', NULL, 'Proactive steps to remove or alleviate them', 'Medidas proactivas para eliminarlas o aliviarlas', 'Medidas proativas para removê-las ou aliviá-las'),
  (130, 'preamble', 'barrier_relieved_180d', NULL, 'Steps that helped', 'Medidas que ayudaron', 'Medidas que ajudaram'),
  (140, 'preamble', 'carers', NULL, 'Who cares without pay, mostly women', 'Quiénes cuidan sin pago, sobre todo mujeres', 'Quem cuida sem pagamento, sobretudo mulheres'),
  (145, 'preamble', 'carers_hours', NULL, 'Who gives the hours of care', 'Quiénes aportan las horas de cuidado', 'Quem dá as horas de cuidado'),
  (150, 'preamble', 'carers_mean_hours', NULL, 'What care asks of them', 'Lo que el cuidado les exige', 'O que o cuidado exige delas'),
  (155, 'preamble', 'carers_participation_affected', NULL, 'Rights of carers: part in public life', 'Derechos de quienes cuidan: vida pública', 'Direitos de quem cuida: vida pública'),
  (160, 'preamble', 'prison_to_community_21d', NULL, 'Care goes on after custody', 'La atención sigue tras la privación de libertad', 'O cuidado segue após a privação de liberdade'),
  (170, 'preamble', 'entry_basis', 'voluntary', 'Treatment by own decision', 'Tratamiento por decisión propia', 'Tratamento por decisão própria'),
  (190, 'preamble', 'sdg_3_5_1_drugs', NULL, 'Coverage of treatment (SDG target 3.5)', 'Cobertura del tratamiento (meta 3.5 de los ODS)', 'Cobertura do tratamento (meta 3.5 dos ODS)'),
  (200, 'op. 1', 'people_in_treatment', NULL, 'Care that people can reach', 'Atención accesible', 'Atenção acessível'),
  (210, 'op. 1', 'people_in_aftercare', NULL, 'Aftercare that people can reach', 'Apoyo a la recuperación accesible', 'Apoio à recuperação acessível'),
  (220, 'op. 1', 'aftercare_offer', 'accepted', 'Aftercare is offered and accepted', 'Se ofrece apoyo y se acepta', 'O apoio é oferecido e aceito'),
  (230, 'op. 1', 'aftercare_components_90d', NULL, 'Comprehensive aftercare', 'Apoyo integral', 'Apoio integral'),
  (240, 'op. 1', 'accredited_stays', NULL, 'Care of quality', 'Atención de calidad', 'Atenção de qualidade'),
  (250, 'op. 1', 'free_of_charge', NULL, 'Affordable care', 'Atención al alcance económico', 'Atenção economicamente acessível'),
  (260, 'op. 1', 'left_without_support_30d', NULL, 'Nobody leaves into the informal sector alone', 'Nadie egresa al sector informal sin apoyo', 'Ninguém sai para o setor informal sem apoio'),
  (300, 'op. 2', 'waiting_now', NULL, 'Access of women: who is waiting', 'Acceso de las mujeres: quiénes esperan', 'Acesso das mulheres: quem espera'),
  (310, 'op. 2', 'waiting_21d', NULL, 'Access of women: treatment in time', 'Acceso de las mujeres: tratamiento oportuno', 'Acesso das mulheres: tratamento oportuno'),
  (320, 'op. 2', 'requests_outcome', 'refused_childcare', 'Access of women: care for their children', 'Acceso de las mujeres: cuidado de sus hijos', 'Acesso das mulheres: cuidado dos filhos'),
  (330, 'op. 2', 'women_specific_share', NULL, 'Programmes for women', 'Programas para mujeres', 'Programas para mulheres'),
  (340, 'op. 2', 'living_with_children', NULL, 'People in treatment who live with children', 'Personas en tratamiento que viven con niños', 'Pessoas em tratamento que vivem com crianças'),
  (410, 'op. 4', 'need_met', NULL, 'Social security, work, leisure, standard of living', 'Seguridad social, trabajo, ocio, nivel de vida', 'Seguridade social, trabalho, lazer, nível de vida');

INSERT INTO registry.panel_line (line, paragraph, asks_en, asks_es, asks_pt, unmeasured_en, unmeasured_es, unmeasured_pt) VALUES
  (180, 'preamble', 'Life history, culture, social exclusion', 'Historia de vida, cultura, exclusión social', 'História de vida, cultura, exclusão social',
   'no figure of its own: any can be broken down by indigenous people, nationality, disability or housing', 'sin cifra propia: toda cifra se puede abrir por pueblo indígena, nacionalidad, discapacidad o vivienda',
   'sem número próprio: qualquer um pode ser aberto por povo indígena, nacionalidade, deficiência ou moradia'),
  (400, 'op. 3', 'Technical guidance', 'Orientación técnica', 'Orientação técnica',
   'not a matter of records of people', 'no depende de registros de personas', 'não depende de registros de pessoas'),
  (420, 'op. 6', 'Exchange of guidance between countries', 'Intercambio de orientación entre países', 'Intercâmbio de orientação entre países',
   'not a matter of records of people', 'no depende de registros de personas', 'não depende de registros de pessoas');

INSERT INTO registry.label (vocabulary, term, language, label) VALUES
  ('report', 'completeness', 'en', '%s of %s programmes reported, observed until %s, %s'),
  ('report', 'completeness', 'es', '%s de %s programas informaron, observado hasta %s, %s'),
  ('report', 'completeness', 'pt', '%s de %s programas informaram, observado até %s, %s'),
  ('basis', 'identity', 'en', 'gender identity or else registered sex'),
  ('basis', 'identity', 'es', 'identidad de género o, si falta, sexo registrado'),
  ('basis', 'identity', 'pt', 'identidade de gênero ou, na falta, sexo registrado'),
  ('basis', 'registered_sex', 'en', 'registered sex'),
  ('basis', 'registered_sex', 'es', 'sexo registrado'),
  ('basis', 'registered_sex', 'pt', 'sexo registrado'),
  ('report', 'overlaps', 'en', 'people count in each place that they attended, so that the lines do not add up'),
  ('report', 'overlaps', 'es', 'las personas cuentan en cada lugar al que asistieron, por lo que las líneas no suman'),
  ('report', 'overlaps', 'pt', 'as pessoas contam em cada lugar que frequentaram, por isso as linhas não somam'),
  ('report', 'not_measured', 'en', 'not measured'),
  ('report', 'not_measured', 'es', 'no se mide'),
  ('report', 'not_measured', 'pt', 'não se mede');

-- Names of the categories of shares.
CREATE TABLE registry.indicator_category (
  indicator text PRIMARY KEY,
  vocabulary text NOT NULL);
COMMENT ON TABLE registry.indicator_category IS 'Where registry.label has names for the categories of a share, for what people read. Categories of an indicator that is not here, such as days, are shown as they are.';
INSERT INTO registry.indicator_category (indicator, vocabulary) VALUES
  ('treatment_entrants_status', 'treatment_before'), ('identity_quality', 'quality'), ('entry_basis', 'legal_status'), ('justice_basis', 'justice_basis'),
  ('referral_source', 'referral_source'), ('exit_reasons', 'exit_category'), ('aftercare_offer', 'aftercare_offer'),
  ('aftercare_linkage_30d_by_mode', 'aftercare_mode'), ('left_without_support_by', 'supported_by'), ('checkup_states', 'checkup_outcome'),
  ('need_status', 'need_status'), ('carer_relation', 'carer_relation'), ('remission_status', 'remission_state'), ('recovery_capital_change', 'change'),
  ('outcome_change', 'change'), ('abstinent_change', 'change'), ('housing_change', 'change'), ('work_change', 'change'), ('formal_work_change', 'change'),
  ('requests_outcome', 'request_outcome');
INSERT INTO registry.label (vocabulary, term, language, label)
SELECT t.vocabulary, t.term, l.language, l.label
FROM (VALUES
  ('treatment_before', 'never', 'never treated before', 'nunca antes en tratamiento', 'nunca antes em tratamento'),
  ('treatment_before', 'previously', 'treated before', 'con tratamiento anterior', 'com tratamento anterior'),
  ('treatment_before', 'unknown', 'not known', 'sin información', 'sem informação'),
  ('remission_state', 'early', 'in early remission (3 to 12 months)', 'en remisión temprana (3 a 12 meses)', 'em remissão inicial (3 a 12 meses)'),
  ('remission_state', 'sustained', 'in sustained remission (12 months or more)', 'en remisión sostenida (12 meses o más)', 'em remissão sustentada (12 meses ou mais)'),
  ('remission_state', 'not_in_remission', 'not in remission', 'sin remisión', 'sem remissão'),
  ('remission_state', 'unknown', 'not known', 'sin información', 'sem informação'),
  ('change', 'improved', 'improved', 'mejoró', 'melhorou'),
  ('change', 'same', 'the same', 'igual', 'igual'),
  ('change', 'worsened', 'worsened', 'empeoró', 'piorou'),
  ('change', 'no_pair', 'no pair of values', 'sin par de valores', 'sem par de valores')) AS t (vocabulary, term, en, es, pt)
CROSS JOIN LATERAL (VALUES ('en', t.en), ('es', t.es), ('pt', t.pt)) AS l (language, label);
