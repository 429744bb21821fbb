-- indicators_recovery.sql: barriers and what is done about them, needs, carers, remission, recovery capital,
-- outcomes, medication. Read from records of their own, which people without a stay may have as well.

INSERT INTO registry.dimension (dimension, reads, value, vocabulary, about) VALUES
  ('barrier', 'event', 'k.barrier', 'barrier', 'Barrier that was asked for. Of barrier reports alone.'),
  ('barrier_stage', 'event', 'k.barrier_stage', 'barrier_stage', 'Where the barrier stands: access, treatment or recovery. Of barrier reports alone.'),
  ('need', 'event', 'k.need', 'need', 'Need that was asked for. Of need reports alone.'),
  ('carer_relation', 'event', 'k.carer_relation', 'carer_relation', 'What the carer is to the person. Of carers alone.');

-- Every day's assessment with the free time before it: whoever asks of a day reads the last row up to it, and
-- later rows change nothing. The rules are those of registry.remission_course(), for all people in one pass.
CREATE VIEW registry.assessed_day AS
  SELECT n.person, n.on_date, n.programme, n.criteria_met, n.previous_on,
    CASE WHEN n.criteria_met = 0 THEN min(n.on_date) FILTER (WHERE n.criteria_met = 0) OVER (PARTITION BY n.person, n.stretch ORDER BY n.on_date) END AS free_since
  FROM (
    SELECT q.*, count(*) FILTER (WHERE q.criteria_met > 0 OR q.on_date - q.previous_on > 190) OVER (PARTITION BY q.person ORDER BY q.on_date) AS stretch
    FROM (
      SELECT a.person, a.on_date, max(a.criteria_met) AS criteria_met, lag(a.on_date) OVER (PARTITION BY a.person ORDER BY a.on_date) AS previous_on,
        (array_agg(a.programme ORDER BY a.criteria_met DESC, a.assertion DESC))[1] AS programme
      FROM registry.current_assessment a
      WHERE a.criteria_met IS NOT NULL AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = a.programme AND t.during @> a.on_date)
      GROUP BY a.person, a.on_date) q) n;
COMMENT ON VIEW registry.assessed_day IS 'Days on which criteria of a disorder were assessed (the worst of a day counts; pilots are left out): free_since is the first of the neighbouring assessments, at most 190 days apart, that found no criterion, NULL where this one found any. A remission is early from free_since + 3 months, sustained from + 12, on the day of an assessment; between assessments it holds for 190 days.';

CREATE FUNCTION registry.changed(first numeric, last numeric, direction text, least_change numeric) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
    WHEN first IS NULL OR last IS NULL THEN 'no_pair'
    WHEN last = first OR abs(last - first) < least_change THEN 'same'
    WHEN (last > first) = (direction = 'higher') THEN 'improved'
    ELSE 'worsened' END;
REVOKE EXECUTE ON FUNCTION registry.changed(numeric, numeric, text, numeric) FROM PUBLIC;
COMMENT ON FUNCTION registry.changed(numeric, numeric, text, numeric) IS 'What became of a score: improved, same, worsened, or no_pair where there are not two. least_change NULL: any difference is a change.';

-- Where cases come from. Gender and record key of somebody without a stay that counts are looked up.

INSERT INTO registry.index_event (event, about, details, cases)
SELECT e.event, e.about, e.details::text[], format($cases$SELECT b.*, NULL::text AS care, NULL::bigint AS stay, r.record_key, coalesce(p.gender, o.gender, 'unknown') AS gender, p.journey,
      (SELECT min(x.on_date) FROM registry.died x WHERE x.person = b.person) AS died_on
    FROM (%s) b
    JOIN registry.person r ON r.person = b.person
    LEFT JOIN everybody p ON p.person = b.person
    LEFT JOIN LATERAL (SELECT g.gender FROM registry.person_gender({last_day}, {basis}) g WHERE p.person IS NULL AND g.person = b.person OFFSET 0) o ON true$cases$, e.said)
FROM (VALUES
  ('barrier_answer', 'The last answer of the period about a barrier, for each person and barrier: status. One that was not asked or declined takes no earlier answer back.',
    '{barrier,barrier_stage}',
    $said$SELECT DISTINCT ON (s.person, s.barrier) s.person, s.on_date, s.programme, s.barrier, s.stage AS barrier_stage, s.status
      FROM registry.current_barrier_report s
      WHERE s.on_date <@ {period} AND s.on_date <= {observed_until} AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)
      ORDER BY s.person, s.barrier, s.status IN ('present', 'absent') DESC, s.on_date DESC, s.assertion DESC$said$),
  ('barrier_present', 'A barrier reported as present on a day of the period: record, died_on.', '{barrier,barrier_stage}',
    $said$SELECT s.person, s.on_date, s.programme, s.barrier, s.stage AS barrier_stage, s.record
      FROM registry.current_barrier_report s
      WHERE s.status = 'present' AND s.on_date <@ {period} AND s.on_date <= {observed_until}
        AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)$said$),
  ('need_answer', 'The last answer of the period about a need, for each person and need: status. One that was not asked takes no earlier answer back.', '{need}',
    $said$SELECT DISTINCT ON (s.person, s.need) s.person, s.on_date, s.programme, s.need, s.status
      FROM registry.current_need_report s
      WHERE s.on_date <@ {period} AND s.on_date <= {observed_until} AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)
      ORDER BY s.person, s.need, s.status IN ('met', 'partly', 'unmet', 'not_needed') DESC, s.on_date DESC, s.assertion DESC$said$),
  ('assessed', 'Somebody whose criteria were ever assessed, on the last day of the period: state of remission, died_on.', '{}',
    $said$SELECT DISTINCT ON (s.person) s.person, {last_day} AS on_date, s.programme,
        CASE WHEN {last_day} - s.on_date > 190 THEN 'unknown' WHEN s.criteria_met > 0 THEN 'not_in_remission'
          WHEN s.on_date >= s.free_since + interval '12 months' THEN 'sustained' WHEN s.on_date >= s.free_since + interval '3 months' THEN 'early' ELSE 'unknown' END AS state
      FROM registry.assessed_day s WHERE s.on_date <= {last_day} AND s.on_date <= {observed_until}
      ORDER BY s.person, s.on_date DESC$said$),
  ('remission_established', 'The assessment of the period at which somebody had been in remission for three months: died_on.', '{}',
    $said$SELECT s.person, s.on_date, s.programme
      FROM registry.assessed_day s
      WHERE s.on_date <@ {period} AND s.on_date <= {observed_until}
        AND s.on_date >= s.free_since + interval '3 months' AND s.previous_on < s.free_since + interval '3 months'$said$),
  ('recovery_capital', 'Somebody''s last BARC-10 of the period, a valid one where there is any: valid, score.', '{}',
    $said$SELECT DISTINCT ON (s.person) s.person, s.on_date, s.programme, s.valid, s.score
      FROM registry.current_measure s
      WHERE s.instrument = 'barc_10' AND s.on_date <@ {period} AND s.on_date <= {observed_until}
        AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)
      ORDER BY s.person, s.valid DESC, s.on_date DESC, s.assertion DESC$said$),
  ('medication_start', 'A day of the period on which medication was dispensed after 31 days that no supply covered: journey, died_on.', '{}',
    -- A supply lasts 366 days at most: none before can reach the 31 days.
    $said$SELECT s.person, s.on_date, s.programme
      FROM (SELECT d.*, max(d.covered_until) OVER (PARTITION BY d.person ORDER BY d.on_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS covered_before
        FROM (SELECT m.person, m.on_date, max(m.on_date + m.days - 1) AS covered_until, (array_agg(m.programme ORDER BY m.assertion))[1] AS programme
          FROM registry.current_medication_supply m
          WHERE m.on_date BETWEEN {first_day} - 397 AND {last_day} AND m.on_date <= {observed_until}
            AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = m.programme AND t.during @> m.on_date)
          GROUP BY m.person, m.on_date) d) s
      WHERE s.on_date <@ {period} AND (s.covered_before < s.on_date - 31) IS NOT FALSE$said$)) e (event, about, details, said);

INSERT INTO registry.index_event (event, about, details, cases) VALUES
('carer', 'Somebody who cares for a person, or the answer that nobody does: the last report of the period for each person, provider and carer_no. Gender is the carer''s, and a person counts under each gender of their carers. One that was not asked or declined takes no earlier report back.',
  '{carer_relation}',
  $cases$SELECT DISTINCT ON (s.person, s.provider, s.carer_no) s.person, coalesce(s.gender, 'unknown') AS gender, r.record_key, s.on_date, s.programme, NULL::text AS care, NULL::bigint AS stay,
      s.relation AS carer_relation, s.relation NOT IN ('nobody', 'paid_carer', 'not_asked', 'declined') AS cares, s.hours_week, s.money_spent, s.work_effect, s.study_effect,
      s.participation_effect, s.support_offered
    FROM registry.current_carer_report s JOIN registry.person r ON r.person = s.person
    WHERE s.on_date <@ {period} AND s.on_date <= {observed_until} AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)
    ORDER BY s.person, s.provider, s.carer_no, s.relation NOT IN ('not_asked', 'declined') DESC, s.on_date DESC, s.assertion DESC$cases$);

-- Barriers: how often, and what is done.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
VALUES
(400, 'barrier_prevalence', 'barrier_answer', 'barrier_reports', 'percent',
  'CASE c.status WHEN ''present'' THEN ''yes'' WHEN ''absent'' THEN ''no'' WHEN ''declined'' THEN ''declined_to_answer'' ELSE ''not_asked'' END',
  'Barriers present among those asked for', 'Barreras presentes entre las consultadas', 'Barreiras presentes entre as perguntadas',
  'Of the barriers a person was asked for in the period, those present at the last answer. One figure for each barrier: by barrier.',
  'De las barreras por las que se preguntó a una persona en el período, las presentes en la última respuesta. Una cifra por barrera: desglosar por barrera.',
  'Das barreiras sobre as quais se perguntou a uma pessoa no período, as presentes na última resposta. Um número por barreira: desagregar por barreira.',
  'people and barriers with an answer in the period, never everybody', 'those of which the last answer was present', 'day of the last answer', NULL,
  'not_asked; declined_to_answer: neither takes an earlier answer of the period back', '{}', 'reporting programme', 'last report in the period',
  '{barriers_needs.barrier,barriers_needs.status,barriers_needs.stage,barriers_needs.on_date,stays.registered_sex}', 'USERS.md Annex B 29', 'preamble, op. 2',
  registry.plain_definition($sql$
  SELECT b.person, coalesce(g.gender, 'unknown') AS gender, CASE b.status WHEN 'present' THEN 'yes' WHEN 'absent' THEN 'no' WHEN 'declined' THEN 'declined_to_answer' ELSE 'not_asked' END AS answer,
    NULL::integer AS amount, NULL::text AS category
  FROM asked a CROSS JOIN registry.current_barrier_report b LEFT JOIN gender g ON g.person = b.person
  WHERE b.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until) AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = b.programme AND t.during @> b.on_date)
    AND NOT EXISTS (SELECT FROM registry.current_barrier_report l
      WHERE l.person = b.person AND l.barrier = b.barrier AND l.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until)
        AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = l.programme AND t.during @> l.on_date)
        AND (l.status NOT IN ('not_asked', 'declined'), l.on_date, l.assertion) > (b.status NOT IN ('not_asked', 'declined'), b.on_date, b.assertion))$sql$)),
(410, 'barrier_action_30d', 'barrier_present', 'barrier_reports', 'percent',
  $answer$CASE WHEN c.on_date + {days} > {observed_until} THEN 'too_recent' WHEN c.died_on <= c.on_date + {days} THEN 'died'
    WHEN EXISTS (SELECT FROM registry.current_barrier_action s WHERE s.person = c.person AND s.report = c.record AND s.on_date BETWEEN c.on_date AND c.on_date + {days}) THEN 'yes' ELSE 'no' END$answer$,
  'Barriers acted on within 30 days', 'Barreras con una medida en 30 días', 'Barreiras com uma medida em 30 dias',
  'Of the barriers reported as present in the period, those for which a step to remove or alleviate them was taken within 30 days.',
  'De las barreras informadas como presentes en el período, aquellas para las que se tomó una medida para eliminarlas o aliviarlas en 30 días.',
  'Das barreiras informadas como presentes no período, aquelas para as quais se tomou uma medida para eliminá-las ou aliviá-las em 30 dias.',
  'reports of a barrier as present in the period', 'those with a step dated from the day of the report (d) to d + days', 'day of the report (d)', '30 days',
  'too_recent: d + days is after observed_until; died by d + days', '{"days": {"default": 30, "low": 1, "high": 366}}', 'reporting programme', 'index date',
  '{barriers_needs.barrier,barriers_needs.status,barriers_needs.on_date,barrier_actions.report,barrier_actions.on_date,stays.registered_sex}', 'USERS.md 9, Annex B 30', 'preamble',
  registry.plain_definition($sql$
  SELECT b.person, coalesce(g.gender, 'unknown') AS gender, CASE
      WHEN b.on_date + :days > a.observed_until THEN 'too_recent'
      WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = b.person AND x.on_date <= b.on_date + :days) THEN 'died'
      WHEN min(s.on_date) <= b.on_date + :days THEN 'yes' ELSE 'no' END AS answer,
    NULL::integer AS amount, NULL::text AS category
  FROM asked a CROSS JOIN registry.current_barrier_report b LEFT JOIN gender g ON g.person = b.person
  LEFT JOIN registry.current_barrier_action s ON s.report = b.record AND s.on_date >= b.on_date
  WHERE b.status = 'present' AND b.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until)
    AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = b.programme AND t.during @> b.on_date)
  GROUP BY b.person, b.assertion, b.on_date, g.gender, a.observed_until$sql$)),
(420, 'barrier_relieved_180d', 'barrier_present', 'barrier_reports', 'percent',
  $answer$CASE WHEN c.on_date + {days} > {observed_until} THEN 'too_recent' WHEN c.died_on <= c.on_date + {days} THEN 'died'
    ELSE CASE (SELECT s.status FROM registry.current_barrier_report s
        WHERE s.person = c.person AND s.barrier = c.barrier AND s.status IN ('present', 'absent') AND s.on_date BETWEEN c.on_date + 28 AND c.on_date + {days}
          AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)
        ORDER BY s.on_date DESC, s.assertion DESC LIMIT 1)
      WHEN 'absent' THEN 'yes' WHEN 'present' THEN 'no' ELSE 'not_recorded' END END$answer$,
  'Barriers no longer present within 180 days', 'Barreras que dejaron de estar presentes en 180 días', 'Barreiras que deixaram de estar presentes em 180 dias',
  'Of the barriers reported as present in the period and asked for again 28 to 180 days later, those not present at the last of these answers.',
  'De las barreras informadas como presentes en el período y consultadas otra vez entre 28 y 180 días después, las no presentes en la última de estas respuestas.',
  'Das barreiras informadas como presentes no período e perguntadas outra vez entre 28 e 180 dias depois, as não presentes na última dessas respostas.',
  'reports of a barrier as present in the period with a later answer on d + 28 to d + days', 'those of which the last of these answers was absent', 'day of the report (d)', '180 days',
  'too_recent: d + days is after observed_until; died by d + days; not_recorded: no answer on d + 28 to d + days', '{"days": {"default": 180, "low": 28, "high": 366}}', 'reporting programme', 'index date',
  '{barriers_needs.barrier,barriers_needs.status,barriers_needs.on_date,stays.registered_sex}', 'USERS.md Annex B 31', 'preamble',
  registry.plain_definition($sql$
  SELECT b.person, coalesce(g.gender, 'unknown') AS gender, CASE
      WHEN b.on_date + :days > a.observed_until THEN 'too_recent'
      WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = b.person AND x.on_date <= b.on_date + :days) THEN 'died'
      WHEN l.statuses IS NULL THEN 'not_recorded' WHEN l.statuses[array_upper(l.statuses, 1)] = 'absent' THEN 'yes' ELSE 'no' END AS answer,
    NULL::integer AS amount, NULL::text AS category
  FROM asked a CROSS JOIN registry.current_barrier_report b LEFT JOIN gender g ON g.person = b.person
  CROSS JOIN LATERAL (SELECT array_agg(s.status ORDER BY s.on_date, s.assertion) AS statuses FROM registry.current_barrier_report s
    WHERE s.person = b.person AND s.barrier = b.barrier AND s.status NOT IN ('not_asked', 'declined') AND s.on_date - b.on_date BETWEEN 28 AND :days
      AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)) l
  WHERE b.status = 'present' AND b.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until)
    AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = b.programme AND t.during @> b.on_date)$sql$));

-- Needs: met or partly met, and how the answers are spread.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'need_answer', 'need_reports', v.measure, v.answer, v.category, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  v.denominator, v.numerator, 'day of the last answer', v.exclusions || '; not_asked does not take an earlier answer of the period back', 'reporting programme', 'last report in the period',
  '{barriers_needs.need,barriers_needs.need_status,barriers_needs.on_date,stays.registered_sex}', 'DOMAIN 8; articles 22 to 25 of the Universal Declaration of Human Rights', 'preamble, op. 4',
  registry.plain_definition(format($sql$
  SELECT n.person, coalesce(g.gender, 'unknown') AS gender, %s AS answer, NULL::integer AS amount, %s AS category
  FROM (SELECT r.*, row_number() OVER (PARTITION BY r.person, r.need ORDER BY r.status = 'not_asked', r.on_date DESC, r.assertion DESC) AS nth
    FROM asked a CROSS JOIN registry.current_need_report r
    WHERE r.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until) AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = r.programme AND t.during @> r.on_date)) n
  LEFT JOIN gender g ON g.person = n.person
  WHERE n.nth = 1$sql$, v.plain_answer, v.plain_category))
FROM (VALUES
  (430, 'need_met', 'percent', 'CASE WHEN c.status IN (''met'', ''partly'') THEN ''yes'' WHEN c.status = ''unmet'' THEN ''no'' WHEN c.status = ''not_needed'' THEN ''not_applicable'' ELSE ''not_asked'' END', NULL,
   'Needs met, at least in part', 'Necesidades cubiertas, al menos en parte', 'Necessidades atendidas, ao menos em parte',
   'Of the needs that a person was asked for in the period and has, those met or partly met at the last answer.',
   'De las necesidades por las que se preguntó a una persona en el período y que tiene, las cubiertas o cubiertas en parte en la última respuesta.',
   'Das necessidades sobre as quais se perguntou a uma pessoa no período e que ela tem, as atendidas ou atendidas em parte na última resposta.',
   'people and needs answered met, partly or unmet', 'those met or partly met', 'not_applicable: not needed',
   'CASE n.status WHEN ''met'' THEN ''yes'' WHEN ''partly'' THEN ''yes'' WHEN ''unmet'' THEN ''no'' WHEN ''not_needed'' THEN ''not_applicable'' ELSE ''not_asked'' END', 'NULL::text'),
  (435, 'need_status', 'share', 'CASE WHEN c.status = ''not_asked'' THEN ''not_asked'' ELSE ''yes'' END', 'c.status',
   'Needs, by how far they are met', 'Necesidades, según cuánto están cubiertas', 'Necessidades, segundo quanto estão atendidas',
   'The needs that a person was asked for in the period, by the last answer: met, partly met, not met, not needed.',
   'Las necesidades por las que se preguntó a una persona en el período, según la última respuesta: cubierta, en parte, no cubierta, no la necesita.',
   'As necessidades sobre as quais se perguntou a uma pessoa no período, segundo a última resposta: atendida, em parte, não atendida, não precisa.',
   'people and needs with an answer in the period', 'those with each answer', 'none',
   'CASE n.status WHEN ''not_asked'' THEN ''not_asked'' ELSE ''yes'' END', 'nullif(n.status, ''not_asked'')'))
  v (line, indicator, measure, answer, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, exclusions, plain_answer, plain_category);

-- Carers: unpaid care, by gender of who gives it.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, amount, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'carer', 'carers', v.measure, v.answer, v.amount, v.category, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  v.denominator, v.numerator, 'day of the last report', v.exclusions || '. Gender is the carer''s; an answer not asked or declined does not take an earlier report of the period back.',
  'reporting programme', 'last report in the period', ('{carers.relation,carers.gender,carers.carer_no,carers.on_date' || v.reads || '}')::text[], 'USERS.md 30, Annex B 32', 'preamble',
  registry.plain_definition(format($sql$
  SELECT k.person, coalesce(k.gender::text, 'unknown') AS gender, %s AS answer, %s AS amount, %s AS category
  FROM (SELECT r.*, row_number() OVER (PARTITION BY r.person, r.provider, r.carer_no ORDER BY r.relation IN ('not_asked', 'declined'), r.on_date DESC, r.assertion DESC) AS nth
    FROM asked a CROSS JOIN registry.current_carer_report r
    WHERE r.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until) AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = r.programme AND t.during @> r.on_date)) k
  WHERE k.nth = 1%s$sql$, v.plain_answer, coalesce(v.plain_amount, 'NULL::integer'), CASE WHEN v.category IS NOT NULL THEN 'k.relation' ELSE 'NULL::text' END,
    CASE WHEN v.line > 440 THEN ' AND k.relation NOT IN (''nobody'', ''paid_carer'', ''not_asked'', ''declined'')' END))
FROM (
  SELECT u.* FROM (VALUES
  (440, 'carers', 'count', 'CASE WHEN c.cares THEN ''yes'' WHEN c.carer_relation = ''not_asked'' THEN ''not_asked'' WHEN c.carer_relation = ''declined'' THEN ''declined_to_answer'' ELSE ''not_applicable'' END',
   NULL, NULL, 'People who care without pay', 'Personas que cuidan sin pago', 'Pessoas que cuidam sem pagamento',
   'People who cared without pay for a person in care, as reported in the period.', 'Personas que cuidaban sin pago a una persona en atención, según lo informado en el período.',
   'Pessoas que cuidavam sem pagamento de uma pessoa em atenção, segundo o informado no período.',
   'none: a count', 'carers with a report in the period, each by the last one', 'not_applicable: nobody, or a paid carer; not_asked; declined_to_answer', '',
   'CASE WHEN k.relation IN (''nobody'', ''paid_carer'') THEN ''not_applicable'' WHEN k.relation = ''declined'' THEN ''declined_to_answer'' WHEN k.relation = ''not_asked'' THEN ''not_asked'' ELSE ''yes'' END', NULL),
  (441, 'carer_relation', 'share', 'CASE WHEN c.cares THEN ''yes'' END', NULL, 'c.carer_relation', 'Carers, by relation', 'Personas que cuidan, por relación', 'Pessoas que cuidam, por relação',
   'People who cared without pay for a person in care, by what they are to that person.', 'Personas que cuidaban sin pago a una persona en atención, según su relación con ella.',
   'Pessoas que cuidavam sem pagamento de uma pessoa em atenção, segundo sua relação com ela.', 'carers with a report in the period', 'those of each relation', 'none', '', '''yes''', NULL)) u
  UNION ALL
  SELECT u.line, u.indicator, u.measure, format('CASE WHEN c.cares THEN CASE WHEN c.%1$s IS NULL THEN ''not_recorded'' ELSE ''yes'' END END', u.column_name), u.amount, NULL, u.title_en, u.title_es, u.title_pt,
    u.definition_en, u.definition_es, u.definition_pt, 'carers with a report in the period that states it', u.numerator, 'not_recorded: not stated', ',carers.' || u.column_name,
    format('CASE WHEN k.%s >= 0 THEN ''yes'' ELSE ''not_recorded'' END', u.column_name), u.plain_amount
  FROM (VALUES
  (442, 'carers_hours', 'sum', 'hours_week', 'c.hours_week', 'k.hours_week', 'Weekly hours of unpaid care', 'Horas semanales de cuidado no pagado', 'Horas semanais de cuidado não pago',
   'Hours a week that carers gave without pay, added up over the last report of each in the period.', 'Horas semanales de cuidado sin pago, sumadas sobre el último informe del período de cada persona que cuida.',
   'Horas semanais de cuidado sem pagamento, somadas sobre o último informe do período de cada pessoa que cuida.', 'hours a week of all of them; the share of one gender is a share of those whose gender is known'),
  (443, 'carers_mean_hours', 'mean', 'hours_week', 'c.hours_week', 'k.hours_week', 'Mean weekly hours of unpaid care', 'Promedio de horas semanales de cuidado no pagado', 'Média de horas semanais de cuidado não pago',
   'Mean hours a week that a carer gave without pay.', 'Promedio de horas semanales de cuidado sin pago por persona que cuida.', 'Média de horas semanais de cuidado sem pagamento por pessoa que cuida.', 'mean hours a week'),
  (444, 'carers_money', 'sum', 'money_spent', 'round(least(c.money_spent, 2147483647))', 'floor(k.money_spent + 0.5)', 'Monthly money spent by carers', 'Gasto mensual de las personas que cuidan', 'Gasto mensal das pessoas que cuidam',
   'Money a month that carers spent on care, in the national currency, each in whole units.', 'Dinero mensual que las personas que cuidan gastaron en el cuidado, en moneda nacional, en unidades enteras.',
   'Dinheiro mensal que as pessoas que cuidam gastaram no cuidado, em moeda nacional, em unidades inteiras.', 'money a month of all of them'))
   u (line, indicator, measure, column_name, amount, plain_amount, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, numerator)
  UNION ALL
  SELECT u.line, u.indicator, 'percent', format('CASE WHEN c.cares THEN CASE WHEN c.%1$s IN (%2$s) THEN ''yes'' WHEN c.%1$s = %3$L THEN ''no'' WHEN c.%1$s = ''not_asked'' THEN ''not_asked'' ELSE ''not_recorded'' END END',
      u.column_name, u.affirmed, u.denied), NULL, NULL, u.title_en, u.title_es, u.title_pt, u.definition_en, u.definition_es, u.definition_pt,
    'carers with a report in the period that answers it', u.numerator, 'not_asked; not_recorded: not stated', ',carers.' || u.column_name,
    format('CASE k.%1$s %2$s WHEN %3$L THEN ''no'' WHEN ''not_asked'' THEN ''not_asked'' ELSE ''not_recorded'' END', u.column_name, regexp_replace(u.affirmed, '(''\w+''),?', 'WHEN \1 THEN ''yes''', 'g'), u.denied), NULL
  FROM (VALUES
  (445, 'carers_work_affected', 'work_effect', '''reduced'', ''given_up''', 'none', 'Carers who reduced or gave up paid work', 'Personas que cuidan que redujeron o dejaron su trabajo pagado', 'Pessoas que cuidam que reduziram ou deixaram o trabalho pago',
   'Of the carers asked, those who reduced or gave up paid work because of it.', 'De las personas que cuidan consultadas, las que redujeron o dejaron su trabajo pagado por ello.',
   'Das pessoas que cuidam perguntadas, as que reduziram ou deixaram o trabalho pago por isso.', 'those who reduced or gave up paid work'),
  (446, 'carers_study_affected', 'study_effect', '''reduced'', ''given_up''', 'none', 'Carers who reduced or gave up their studies', 'Personas que cuidan que redujeron o dejaron sus estudios', 'Pessoas que cuidam que reduziram ou deixaram os estudos',
   'Of the carers asked, those who reduced or gave up their studies because of it.', 'De las personas que cuidan consultadas, las que redujeron o dejaron sus estudios por ello.',
   'Das pessoas que cuidam perguntadas, as que reduziram ou deixaram os estudos por isso.', 'those who reduced or gave up their studies'),
  (447, 'carers_participation_affected', 'participation_effect', '''reduced'', ''given_up''', 'none', 'Carers who reduced or gave up taking part in public life', 'Personas que cuidan que redujeron o dejaron su participación pública',
   'Pessoas que cuidam que reduziram ou deixaram a participação pública', 'Of the carers asked, those who reduced or gave up taking part in public life because of it.',
   'De las personas que cuidan consultadas, las que redujeron o dejaron su participación en la vida pública por ello.', 'Das pessoas que cuidam perguntadas, as que reduziram ou deixaram a participação na vida pública por isso.',
   'those who reduced or gave up taking part in public life'),
  (448, 'carers_support_offered', 'support_offered', '''accepted'', ''declined''', 'not_offered', 'Carers who were offered support', 'Personas que cuidan a quienes se ofreció apoyo', 'Pessoas que cuidam a quem se ofereceu apoio',
   'Of the carers of whom it is known, those who were offered support themselves, accepted or not.', 'De las personas que cuidan de quienes se sabe, aquellas a quienes se ofreció apoyo, lo aceptaran o no.',
   'Das pessoas que cuidam das quais se sabe, aquelas a quem se ofereceu apoio, aceitando-o ou não.', 'those who were offered support'))
   u (line, indicator, column_name, affirmed, denied, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, numerator))
  v (line, indicator, measure, answer, amount, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, exclusions, reads, plain_answer, plain_amount);

-- Remission: only from assessments, never from absence.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, attributed_to, dimension_at, needs, source, sql_definition)
SELECT v.line, v.indicator, v.event, v.unit, v.measure, v.answer, v.category, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  v.denominator, v.numerator, v.index_date, v.follow_up, v.exclusions, v.params::jsonb, 'reporting programme', v.dimension_at,
  '{assessments.criteria_met,assessments.on_date,stays.registered_sex}', 'USERS.md 12, Annex A 18; DSM-5, early and sustained remission',
  -- A stretch begins where the assessment before found a criterion, or is too long ago, or is not there.
  registry.plain_definition(format($sql$
  WITH point AS (
    SELECT s.person, s.on_date AS day, max(s.criteria_met) AS criteria FROM registry.current_assessment s
    WHERE s.criteria_met IS NOT NULL AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)
    GROUP BY s.person, s.on_date),
  marked AS (
    SELECT p.*, p.criteria = 0 AND (lag(p.criteria) OVER w = 0 AND p.day - lag(p.day) OVER w <= 190) IS NOT TRUE AS begins FROM point p WINDOW w AS (PARTITION BY p.person ORDER BY p.day)),
  freed AS (SELECT m.*, CASE WHEN m.criteria = 0 THEN max(CASE WHEN m.begins THEN m.day END) OVER (PARTITION BY m.person ORDER BY m.day) END AS since FROM marked m)
  %s$sql$, v.plain))
FROM (
  SELECT u.line, u.indicator, 'assessed' AS event, 'people' AS unit, u.measure,
    format('CASE WHEN {last_day} > {observed_until} THEN ''too_recent'' WHEN c.died_on <= {last_day} THEN ''died'' %s END', u.answer) AS answer, u.category,
    u.title_en, u.title_es, u.title_pt, u.definition_en, u.definition_es, u.definition_pt, u.denominator, u.numerator, 'last day of the period' AS index_date, NULL AS follow_up,
    'too_recent: the period is not observed to its end; died by then' || u.exclusions AS exclusions, '{}' AS params, 'last day' AS dimension_at,
    format($sql$SELECT f.person, coalesce(g.gender, 'unknown') AS gender, CASE
      WHEN a.last_day > a.observed_until THEN 'too_recent'
      WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = f.person AND x.on_date <= a.last_day) THEN 'died' %s END AS answer, NULL::integer AS amount,
    CASE WHEN a.last_day > a.observed_until OR EXISTS (SELECT FROM registry.died x WHERE x.person = f.person AND x.on_date <= a.last_day) THEN NULL %s END AS category
  FROM asked a CROSS JOIN (SELECT DISTINCT ON (l.person) l.* FROM freed l, asked k WHERE l.day <= least(k.last_day, k.observed_until) ORDER BY l.person, l.day DESC) f
  LEFT JOIN gender g ON g.person = f.person$sql$, u.plain_answer, u.plain_category) AS plain
  FROM (VALUES
    (500, 'remission_status', 'share', 'ELSE ''yes''', 'c.state',
     'People assessed, by remission', 'Personas evaluadas, según remisión', 'Pessoas avaliadas, segundo remissão',
     'People whose criteria of a disorder were ever assessed, on the last day of the period: in early remission (3 to 12 months), in sustained remission (12 months or more), not in remission, or not known.',
     'Personas cuyos criterios de un trastorno se evaluaron alguna vez, el último día del período: en remisión temprana (3 a 12 meses), en remisión sostenida (12 meses o más), sin remisión, o sin información.',
     'Pessoas cujos critérios de um transtorno foram avaliados alguma vez, no último dia do período: em remissão inicial (3 a 12 meses), em remissão sustentada (12 meses ou mais), sem remissão, ou sem informação.',
     'people with an assessment of criteria by the last day', 'those in each state; unknown: no assessment in the 190 days before, or less than 3 months between those that found no criterion', '', 'ELSE ''yes''',
     'WHEN a.last_day > f.day + 190 THEN ''unknown'' WHEN f.criteria > 0 THEN ''not_in_remission'' WHEN f.since + interval ''12 months'' <= f.day THEN ''sustained'' WHEN f.since + interval ''3 months'' <= f.day THEN ''early'' ELSE ''unknown'''),
    (501, 'remission', 'percent', 'WHEN c.state = ''unknown'' THEN ''not_recorded'' WHEN c.state IN (''early'', ''sustained'') THEN ''yes'' ELSE ''no''', NULL,
     'People in remission', 'Personas en remisión', 'Pessoas em remissão',
     'Of the people of whom it can be told on the last day of the period, those in early or sustained remission, on agonist medication or not.',
     'De las personas de quienes se puede decir el último día del período, las que están en remisión temprana o sostenida, con o sin medicación agonista.',
     'Das pessoas de quem se pode dizer no último dia do período, as que estão em remissão inicial ou sustentada, com ou sem medicação agonista.',
     'people assessed in the 190 days up to the last day, and in remission for 3 months or not in remission', 'those in remission for 3 months or more', '; not_recorded: not known',
     'WHEN a.last_day <= f.day + 190 AND f.since + interval ''3 months'' <= f.day THEN ''yes'' WHEN a.last_day <= f.day + 190 AND f.criteria > 0 THEN ''no'' ELSE ''not_recorded''', 'ELSE NULL::text'))
    u (line, indicator, measure, answer, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, exclusions, plain_answer, plain_category)
  UNION ALL
  SELECT 502, 'return_to_use_180d', 'remission_established', 'assessments', 'percent',
    $answer$CASE WHEN c.on_date + {days} > {observed_until} THEN 'too_recent' WHEN c.died_on <= c.on_date + {days} THEN 'died'
      ELSE CASE (SELECT max(s.criteria_met) > 0 FROM registry.assessed_day s WHERE s.person = c.person AND s.on_date BETWEEN c.on_date + 1 AND c.on_date + {days})
        WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'not_recorded' END END$answer$, NULL,
    'Return to use found within 180 days of remission', 'Retorno al consumo observado en los 180 días tras la remisión', 'Retorno ao uso observado em 180 dias após a remissão',
    'Of the remissions established in the period (three months between assessments) with an assessment in the next 180 days, those in which one found a criterion of the disorder again.',
    'De las remisiones establecidas en el período (tres meses entre evaluaciones) con una evaluación en los 180 días siguientes, aquellas en que una volvió a encontrar un criterio del trastorno.',
    'Das remissões estabelecidas no período (três meses entre avaliações) com uma avaliação nos 180 dias seguintes, aquelas em que uma voltou a encontrar um critério do transtorno.',
    'remissions established in the period and assessed on d + 1 to d + days', 'those of which an assessment on these days found a criterion; it is dated when it was found, not when it began, and what began after the last of them is not seen',
    'day of the assessment that established the remission (d)', '180 days',
    'too_recent: d + days is after observed_until; died by d + days; not_recorded: not assessed on d + 1 to d + days. A return to treatment is no proof of use.', '{"days": {"default": 180, "low": 28, "high": 366}}', 'index date',
    $sql$SELECT f.person, coalesce(g.gender, 'unknown') AS gender, CASE
      WHEN f.day + :days > a.observed_until THEN 'too_recent'
      WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = f.person AND x.on_date <= f.day + :days) THEN 'died'
      WHEN bool_or(l.criteria > 0) THEN 'yes' WHEN bool_or(l.criteria = 0) THEN 'no' ELSE 'not_recorded' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM asked a CROSS JOIN (SELECT DISTINCT ON (f.person, f.since) f.* FROM freed f WHERE f.since + interval '3 months' <= f.day ORDER BY f.person, f.since, f.day) f
  LEFT JOIN gender g ON g.person = f.person LEFT JOIN point l ON l.person = f.person AND l.day > f.day AND l.day <= f.day + :days
  WHERE f.day BETWEEN a.first_day AND least(a.last_day, a.observed_until)
  GROUP BY f.person, f.day, g.gender, a.observed_until$sql$)
  v (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, dimension_at, plain);

-- Recovery capital: the level of who was asked in the period, and the change since the first score.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, amount, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, look_back, attributed_to, dimension_at, needs, source, sql_definition)
SELECT v.line, v.indicator, 'recovery_capital', 'people', v.measure, v.answer, v.amount, v.category, v.title_en, v.title_es, v.title_pt, v.definition_en, v.definition_es, v.definition_pt,
  'people with a valid BARC-10 in the period', v.numerator, 'day of the last valid BARC-10 of the period', 'not_recorded: no valid score in the period', v.look_back, 'reporting programme', 'last report in the period',
  '{measures.instrument,measures.score,measures.valid,measures.on_date,stays.registered_sex}', 'DOMAIN 1 #19; Vilsaint et al. 2017: 10 to 60, cut-off 47',
  registry.plain_definition(format($sql$
  SELECT m.person, coalesce(g.gender, 'unknown') AS gender, CASE WHEN NOT m.valid THEN 'not_recorded' %s END AS answer, %s AS amount, %s AS category
  FROM (SELECT DISTINCT ON (l.person) l.* FROM registry.current_measure l, asked a
    WHERE l.instrument = 'barc_10' AND l.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until)
      AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = l.programme AND t.during @> l.on_date)
    ORDER BY l.person, l.valid DESC, l.on_date DESC, l.assertion DESC) m
  LEFT JOIN gender g ON g.person = m.person
  LEFT JOIN (SELECT DISTINCT ON (e.person) e.person, e.on_date, e.score FROM registry.current_measure e
    WHERE e.instrument = 'barc_10' AND e.valid AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = e.programme AND t.during @> e.on_date)
    ORDER BY e.person, e.on_date, e.assertion) f ON f.person = m.person AND m.valid AND m.on_date - f.on_date >= 28$sql$, v.plain_answer, v.plain_amount, v.plain_category))
FROM (VALUES
  (510, 'recovery_capital', 'mean', 'CASE WHEN c.valid THEN ''yes'' ELSE ''not_recorded'' END', 'c.score', NULL, 'Recovery capital (mean BARC-10)', 'Capital de recuperación (promedio BARC-10)', 'Capital de recuperação (média BARC-10)',
   'Mean of the last valid BARC-10 score of each person in the period, 10 to 60; higher is more.', 'Promedio del último puntaje BARC-10 válido de cada persona en el período, de 10 a 60; más alto es más.',
   'Média da última pontuação BARC-10 válida de cada pessoa no período, de 10 a 60; mais alta é mais.', 'mean score', 'none', 'ELSE ''yes''', 'm.score', 'NULL::text'),
  (511, 'recovery_capital_reached', 'percent',
   'CASE WHEN NOT c.valid THEN ''not_recorded'' WHEN c.score >= (SELECT n.cut_off FROM registry.current_instrument n WHERE n.code = ''barc_10'') THEN ''yes'' ELSE ''no'' END', NULL, NULL,
   'Recovery capital at or above the cut-off', 'Capital de recuperación en el punto de corte o sobre él', 'Capital de recuperação no ponto de corte ou acima',
   'Of the people with a valid BARC-10 score in the period, those whose last one is at or above the cut-off (47).', 'De las personas con un puntaje BARC-10 válido en el período, aquellas cuyo último puntaje alcanza el punto de corte (47).',
   'Das pessoas com uma pontuação BARC-10 válida no período, aquelas cuja última alcança o ponto de corte (47).', 'those at or above the cut-off of registry.current_instrument', 'none',
   'WHEN m.score < (SELECT n.cut_off FROM registry.current_instrument n WHERE n.code = ''barc_10'') THEN ''no'' ELSE ''yes''', 'NULL::integer', 'NULL::text'),
  (512, 'recovery_capital_change', 'share', 'CASE WHEN c.valid THEN ''yes'' ELSE ''not_recorded'' END', NULL,
   $category$(SELECT registry.changed((SELECT f.score FROM registry.current_measure f WHERE f.person = c.person AND f.instrument = n.code AND f.valid AND f.on_date <= c.on_date - 28
        AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = f.programme AND t.during @> f.on_date) ORDER BY f.on_date, f.assertion LIMIT 1),
      c.score, n.direction, n.minimal_change) FROM registry.current_instrument n WHERE n.code = 'barc_10')$category$,
   'Change of recovery capital', 'Cambio del capital de recuperación', 'Mudança do capital de recuperação',
   'People with a valid BARC-10 score in the period, by the change since their first one, at least 28 days before: improved, the same, worsened, or no pair.',
   'Personas con un puntaje BARC-10 válido en el período, según el cambio desde el primero, al menos 28 días antes: mejoró, igual, empeoró o sin par.',
   'Pessoas com uma pontuação BARC-10 válida no período, segundo a mudança desde a primeira, ao menos 28 dias antes: melhorou, igual, piorou ou sem par.',
   'those of each change; where no_pair is more than half, the note says that the others are selected', 'every earlier valid score', 'ELSE ''yes''', 'NULL::integer',
   'CASE WHEN m.valid THEN CASE WHEN f.score IS NULL THEN ''no_pair'' WHEN f.score < m.score THEN ''improved'' WHEN f.score > m.score THEN ''worsened'' ELSE ''same'' END END'))
  v (line, indicator, measure, answer, amount, category, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, numerator, look_back, plain_answer, plain_amount, plain_category);

-- Outcomes of treatment journeys, in pairs: the first value known since the journey began, and the last one
-- at least 28 days after it and at most 28 days after the discharge. Marginals are never compared.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, presets, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'discharge', 'discharges', 'share',
  $answer$CASE WHEN c.on_date + greatest(28, {gap}) > {observed_until} THEN 'too_recent' WHEN c.exit_reason = 'died' THEN 'not_applicable'
    WHEN (SELECT min(x.on_date) FROM registry.died x WHERE x.person = c.person) <= c.on_date + 28 THEN 'died' ELSE 'yes' END$answer$,
  format($category$(SELECT registry.changed((array_agg(m.score ORDER BY m.on_date, m.assertion))[1],
      (array_agg(m.score ORDER BY m.on_date DESC, m.assertion DESC) FILTER (WHERE m.on_date >= m.first_on + 28))[1], %1$s, %2$s)
    FROM (SELECT %3$s AS score, k.on_date, k.assertion, min(k.on_date) OVER () AS first_on FROM registry.%4$I k
      WHERE k.person = c.person AND k.on_date BETWEEN c.journey_start AND c.on_date + 28 AND %5$s
        AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = k.programme AND t.during @> k.on_date)) m)$category$, v.direction, v.least_change, v.score, v.said_in, v.known || v.free),
  v.title_en, v.title_es, v.title_pt,
  format('Treatment journeys that ended in the period, by how %s changed between the first record and the last one up to 28 days after discharge: improved, the same, worsened, or no pair.', v.what_en),
  format('Trayectorias de tratamiento terminadas en el período, según cómo cambió %s entre el primer registro y el último hasta 28 días tras el egreso: mejoró, igual, empeoró o sin par.', v.what_es),
  format('Trajetórias de tratamento encerradas no período, segundo como mudou %s entre o primeiro registro e o último até 28 dias após a saída: melhorou, igual, piorou ou sem par.', v.what_pt),
  'treatment journeys ended on a known day of the period, not in death', 'those of each change; ' || v.target || '; where no_pair is more than half, the note says that the others are selected',
  'day of discharge (d)', '28 days', 'too_recent: d + 28, or d + gap, is after observed_until; not_applicable: ended in death; died by d + 28. A change counts however small where the instrument states no least change.',
  '{"gap": {"default": 21, "low": 0, "high": 365}}'::jsonb || v.params::jsonb, '{"cl": {"gap": 45}}', 'last stay', 'index date', v.needs::text[], 'USERS.md 23, Annex A 17; DOMAIN 1 #17', v.paragraph,
  registry.plain_definition(format($sql$
  SELECT d.person, d.gender, d.answer, NULL::integer AS amount, CASE WHEN d.answer = 'yes' THEN CASE
      WHEN (d.last_on >= d.first_on + 28) IS NOT TRUE THEN 'no_pair' WHEN d.last = d.first OR abs(d.last - d.first) < coalesce(%2$s, 0) THEN 'same'
      WHEN (d.last > d.first) = (%1$s = 'higher') THEN 'improved' ELSE 'worsened' END END AS category
  FROM (SELECT t.person, w.gender, s.first, s.first_on, s.last, s.last_on, CASE WHEN t.ended + greatest(28, :gap) > a.observed_until THEN 'too_recent'
        WHEN EXISTS (SELECT FROM unnest(w.stays) k WHERE k.role = 'treatment' AND k.ended = t.ended AND k.exit_reason = 'died') THEN 'not_applicable'
        WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = t.person AND x.on_date <= t.ended + 28) THEN 'died' ELSE 'yes' END AS answer
      FROM asked a CROSS JOIN treatment_journey t JOIN who w ON w.person = t.person
      LEFT JOIN (SELECT d.person, d.journey, min(k.on_date) AS first_on, (array_agg(%3$s ORDER BY k.on_date, k.assertion))[1] AS first,
          max(k.on_date) AS last_on, (array_agg(%3$s ORDER BY k.on_date DESC, k.assertion DESC))[1] AS last
        FROM treatment_journey d JOIN who w ON w.person = d.person JOIN registry.%4$I k ON k.person = d.person AND k.on_date >= d.started AND k.on_date <= d.ended + 28
        WHERE %5$s AND NOT EXISTS (SELECT FROM registry.pilot p WHERE p.programme = k.programme AND p.during @> k.on_date)
        GROUP BY d.person, d.journey) s ON s.person = t.person AND s.journey = t.journey
      WHERE t.ended BETWEEN a.first_day AND a.last_day) d$sql$, replace(replace(v.direction, '{', ':'''), '}', ''''), replace(replace(v.least_change, '{', ':'''), '}', ''''), v.score, v.said_in,
    replace(replace(v.known, '{', ':'''), '}', '''') || v.plain_free))
FROM (
  SELECT u.*, u.known_here AS known, '' AS free, '' AS plain_free FROM (VALUES
  (520, 'outcome_change', 'current_measure', 'k.score', '(SELECT n.direction FROM registry.current_instrument n WHERE n.code = {instrument})', '(SELECT n.minimal_change FROM registry.current_instrument n WHERE n.code = {instrument})',
   'k.valid AND k.instrument = {instrument}', '{"instrument": {"default": "top_alcohol_days", "values": "instrument"}}', '{measures.instrument,measures.score,measures.valid,measures.on_date,stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', NULL,
   'direction and least change of the instrument decide', 'Change on an instrument', 'Cambio en un instrumento', 'Mudança em um instrumento', 'the score on an instrument', 'el puntaje en un instrumento', 'a pontuação em um instrumento'),
  (522, 'housing_change', 'current_profile', '(k.housing = ''stable'')::integer', '''higher''', 'NULL::numeric', 'k.housing <> ''unknown''', '{}', '{profile.housing,profile.on_date,stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'preamble',
   'a stable home is the target', 'Change of housing', 'Cambio de la vivienda', 'Mudança da moradia', 'having a stable home', 'tener una vivienda estable', 'ter uma moradia estável'),
  (523, 'work_change', 'current_profile', '(k.labour IN (''formal_employee'', ''informal_employee'', ''self_employed_formal'', ''self_employed_informal'', ''occasional''))::integer', '''higher''', 'NULL::numeric', 'k.labour <> ''unknown''', '{}',
   '{profile.labour,profile.on_date,stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'preamble', 'paid work of any kind is the target', 'Change of paid work', 'Cambio del trabajo pagado', 'Mudança do trabalho pago',
   'having paid work', 'tener trabajo pagado', 'ter trabalho pago'),
  (524, 'formal_work_change', 'current_profile', '(k.labour IN (''formal_employee'', ''self_employed_formal''))::integer', '''higher''', 'NULL::numeric', 'k.labour <> ''unknown''', '{}',
   '{profile.labour,profile.on_date,stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'preamble', 'formal paid work is the target', 'Change of formal work', 'Cambio del trabajo formal', 'Mudança do trabalho formal',
   'having formal work', 'tener trabajo formal', 'ter trabalho formal'))
   u (line, indicator, said_in, score, direction, least_change, known_here, params, needs, paragraph, target, title_en, title_es, title_pt, what_en, what_es, what_pt)
  UNION ALL
  -- Somebody who had no choice is not abstinent: days in custody or in care with a bed.
  SELECT 521, 'abstinent_change', 'current_substance_use', '(k.days_28 = 0)::integer', '''higher''', 'NULL::numeric', NULL, '{}',
    '{substances.days_28,substances.rank,substances.on_date,custody.on_date,custody.released,stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', NULL,
    'no day of use of the main substance in the 28 days before is the target; a record after 14 or more of these days in custody or in care with a bed counts for neither side', 'Change of abstinence', 'Cambio de la abstinencia', 'Mudança da abstinência',
    'having no day of use of the main substance in 28 days', 'no tener días de consumo de la sustancia principal en 28 días', 'não ter dias de uso da substância principal em 28 dias',
    'k.rank = 1 AND k.days_28 IS NOT NULL',
    $free$ AND (SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest((SELECT range_agg(v.during * daterange(k.on_date - 28, k.on_date)) FROM (
      SELECT daterange(continuum.started(u), CASE WHEN NOT continuum.is_open(u) THEN coalesce(continuum.ended(u), continuum.started(u)) END, '[]') AS during FROM continuum.unnest(c.journey) u
        WHERE continuum.care(u)::text IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient', 'custody_treatment')
      UNION ALL SELECT daterange(z.on_date, z.released) FROM registry.current_custody z WHERE z.person = c.person) v)) r) < 14$free$,
    $free$ AND (SELECT count(DISTINCT n) FROM (
        SELECT b.started AS first, b.seen AS last FROM unnest(w.stays) b
        WHERE b.care IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient', 'custody_treatment')
        UNION ALL SELECT z.on_date, coalesce(z.released - 1, 'infinity') FROM registry.current_custody z WHERE z.person = d.person) e, generate_series(1, 28) n
      WHERE k.on_date - n BETWEEN e.first AND e.last) < 14$free$)
  v (line, indicator, said_in, score, direction, least_change, known_here, params, needs, paragraph, target, title_en, title_es, title_pt, what_en, what_es, what_pt, known, free, plain_free);

-- Measures after those of insurance claims, only where programmes report what they need.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, look_back, params, presets, attributed_to, dimension_at, needs, source, sql_definition)
VALUES
(530, 'medication_continuity_180d', 'medication_start', 'medication_starts', 'percent',
  $answer$CASE WHEN c.on_date + {days} - 1 > {observed_until} THEN 'too_recent'
    WHEN c.on_date - 31 < (SELECT max(h.history_from) FROM registry.history_from h) THEN 'no_history'
    WHEN NOT EXISTS (SELECT FROM registry.current_programme m WHERE m.programme = c.programme AND m.valid @> c.on_date AND m.reports_medication) THEN 'not_recorded'
    WHEN c.died_on < c.on_date + {days} THEN 'died'
    WHEN (SELECT sum(upper(r) - lower(r)) FROM unnest((SELECT range_agg(daterange(continuum.started(u), CASE WHEN NOT continuum.is_open(u) THEN coalesce(continuum.ended(u), continuum.started(u)) END, '[]')
          * daterange(c.on_date, c.on_date + {days})) FROM continuum.unnest(c.journey) u
        WHERE continuum.care(u)::text IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient'))) r) >= 8 THEN 'not_applicable'
    ELSE continuum.medication_covered(ARRAY(SELECT ROW(s.medication, s.on_date, s.days)::continuum.supply FROM registry.current_medication_supply s
      WHERE s.person = c.person AND s.on_date >= c.on_date AND s.on_date < c.on_date + {days}
        AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)), c.on_date, {observed_until}, {days}, {gap_days} - 1)::text END$answer$,
  'Medication continued for 180 days', 'Medicación continuada por 180 días', 'Medicação continuada por 180 dias',
  'Of the medications begun in the period, those continued for 180 days without 8 or more days in a row that no supply covered.',
  'De las medicaciones iniciadas en el período, las continuadas por 180 días sin 8 o más días seguidos sin cobertura.',
  'Das medicações iniciadas no período, as continuadas por 180 dias sem 8 ou mais dias seguidos sem cobertura.',
  'starts of medication in the period: dispensed after 31 days that no supply covered, each counted from the day it was dispensed; to change from one medication to another is no start',
  'those without gap_days or more uncovered days in a row on d to d + days - 1; supplies of the same medication append, those of another do not', 'day of the first supply (d)', '180 days',
  'too_recent: d + days - 1 is after observed_until; no_history; not_recorded: the programme does not report medication; died by d + days - 1; not_applicable: 8 days or more of these in our own care with a bed, for stays in a general hospital are not recorded. Of any age.',
  '31 days without medication; no_history when they begin before the registry knows everything (registry.history_from)', '{"days": {"default": 180, "low": 30, "high": 366}, "gap_days": {"default": 8, "low": 1, "high": 90}}', '{}', 'reporting programme', 'index date',
  '{medication.medication,medication.days,medication.on_date,stays.care,stays.started,stays.ended,stays.registered_sex}', 'DOMAIN 1 #16, 2.5: 180-day continuity of pharmacotherapy, in words of our own',
  registry.plain_definition($sql$
  WITH supply AS (
    SELECT s.person, s.medication, s.on_date, s.days, s.assertion, s.programme,
      max(s.on_date + s.days) OVER (PARTITION BY s.person ORDER BY s.on_date GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS supplied_until
    FROM registry.current_medication_supply s, asked a
    WHERE s.on_date <= a.observed_until AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)),
  start AS (
    SELECT DISTINCT ON (s.person, s.on_date) s.person, s.on_date, s.programme FROM supply s, asked a
    WHERE s.on_date BETWEEN a.first_day AND a.last_day AND (s.supplied_until > s.on_date - 31) IS NOT TRUE
    ORDER BY s.person, s.on_date, s.assertion),
  -- A box ends where the boxes so far end when each begins on its day or after the one before.
  summed AS (
    SELECT s.person, t.on_date AS start, s.medication, s.on_date, s.assertion, s.days, sum(s.days) OVER w AS days_so_far
    FROM start t JOIN supply s ON s.person = t.person AND s.on_date BETWEEN t.on_date AND t.on_date + :days - 1
    WINDOW w AS (PARTITION BY s.person, t.on_date, s.medication ORDER BY s.on_date, s.assertion)),
  covered AS (
    SELECT b.person, b.start, range_agg(daterange(b.last - b.days + 1, b.last, '[]')) AS days FROM (
      SELECT m.*, (max(m.on_date - (m.days_so_far - m.days)::integer) OVER (PARTITION BY m.person, m.start, m.medication ORDER BY m.on_date, m.assertion) + m.days_so_far::integer - 1) AS last FROM summed m) b
    GROUP BY b.person, b.start)
  SELECT t.person, coalesce(g.gender, 'unknown') AS gender, CASE
      WHEN t.on_date + :days - 1 > a.observed_until THEN 'too_recent'
      WHEN EXISTS (SELECT FROM registry.history_from h WHERE h.history_from > t.on_date - 31) THEN 'no_history'
      WHEN NOT EXISTS (SELECT FROM registry.current_programme p WHERE p.programme = t.programme AND p.valid @> t.on_date AND p.reports_medication) THEN 'not_recorded'
      WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = t.person AND x.on_date <= t.on_date + :days - 1) THEN 'died'
      WHEN (SELECT count(DISTINCT n) FROM unnest(w.stays) b, generate_series(0, :days - 1) n WHERE t.on_date + n BETWEEN b.started AND b.seen
        AND b.care IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient')) >= 8 THEN 'not_applicable'
      WHEN EXISTS (SELECT FROM generate_series(0, :days - :gap_days) n WHERE NOT v.days && daterange(t.on_date + n, t.on_date + n + :gap_days)) THEN 'no' ELSE 'yes' END AS answer,
    NULL::integer AS amount, NULL::text AS category
  FROM asked a CROSS JOIN start t JOIN covered v ON v.person = t.person AND v.start = t.on_date
  LEFT JOIN gender g ON g.person = t.person LEFT JOIN who w ON w.person = t.person$sql$)),
(540, 'engagement_34d', 'entry', 'entries', 'percent',
  $answer$CASE WHEN c.on_date + {days} > {observed_until} THEN 'too_recent'
    WHEN c.care IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient', 'custody_treatment') THEN 'not_applicable'
    WHEN NOT EXISTS (SELECT FROM registry.current_programme m WHERE m.programme = c.programme AND m.valid @> c.on_date AND m.reports_contacts) THEN 'not_recorded'
    WHEN (SELECT min(x.on_date) FROM registry.died x WHERE x.person = c.person) <= c.on_date + {days} THEN 'died'
    WHEN (SELECT count(DISTINCT s.on_date) FROM registry.current_contact s WHERE s.person = c.person AND s.outcome = 'held' AND s.on_date BETWEEN c.on_date + 1 AND c.on_date + {days}
      AND NOT EXISTS (SELECT FROM registry.pilot t WHERE t.programme = s.programme AND t.during @> s.on_date)) >= 2 THEN 'yes' ELSE 'no' END$answer$,
  'Engaged in treatment within 34 days', 'Vinculación con el tratamiento en 34 días', 'Vinculação ao tratamento em 34 dias',
  'Of the treatment journeys that started in the period outside care with a bed, those with contacts held on two further days in the next 34 days.',
  'De las trayectorias de tratamiento iniciadas en el período fuera de la atención con cama, aquellas con contactos realizados en otros dos días dentro de los 34 días siguientes.',
  'Das trajetórias de tratamento iniciadas no período fora da atenção com leito, aquelas com contatos realizados em outros dois dias nos 34 dias seguintes.',
  'treatment journeys started in the period in a programme that reports contacts, without a bed', 'those with contacts held, anywhere, on at least two days from d + 1 to d + days', 'first day of the treatment journey (d)', '34 days',
  'too_recent: d + days is after observed_until; not_applicable: begun in care with a bed, whose days are no contacts; not_recorded: the programme does not report contacts; died by d + days', 'none',
  '{"days": {"default": 34, "low": 1, "high": 366}, "gap": {"default": 21, "low": 0, "high": 365}}', '{"cl": {"gap": 45}}', 'first stay', 'index date',
  '{contacts.outcome,contacts.on_date,stays.care,stays.started,stays.ended,stays.registered_sex}', 'DOMAIN 1 #6, without its look-back (USERS.md 47)',
  registry.plain_definition($sql$
  SELECT t.person, w.gender, CASE
      WHEN t.started + :days > a.observed_until THEN 'too_recent'
      WHEN f.care LIKE '%inpatient' OR f.care LIKE 'residential%' OR f.care IN ('therapeutic_community', 'custody_treatment') THEN 'not_applicable'
      WHEN NOT EXISTS (SELECT FROM registry.current_programme p WHERE p.programme = f.programme AND p.valid @> t.started AND p.reports_contacts) THEN 'not_recorded'
      WHEN EXISTS (SELECT FROM registry.died x WHERE x.person = t.person AND x.on_date <= t.started + :days) THEN 'died'
      WHEN h.first < h.last THEN 'yes' ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person CROSS JOIN asked a
  -- Of stays begun on one day the shorter is the first.
  JOIN (SELECT DISTINCT ON (n.person, n.journey) n.person, n.journey, n.care, n.programme FROM numbered n
    ORDER BY n.person, n.journey, n.started, array_position(ARRAY['closed', 'unknown', 'open'], n.ending), n.ended, n.place) f ON f.person = t.person AND f.journey = t.journey
  CROSS JOIN LATERAL (SELECT min(s.on_date) AS first, max(s.on_date) AS last FROM registry.current_contact s
    WHERE s.person = t.person AND s.outcome = 'held' AND s.on_date > t.started AND s.on_date <= t.started + :days
      AND NOT EXISTS (SELECT FROM registry.pilot p WHERE p.programme = s.programme AND p.during @> s.on_date)) h
  WHERE t.started BETWEEN a.first_day AND a.last_day$sql$));
