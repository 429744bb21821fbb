-- indicators_after_exit.sql: what followed an exit: arrival elsewhere, care that goes on, coming back. Coming
-- back is neither good nor bad, and stands beside need_to_care.

-- A transfer says nothing of arrival, and arrival can be told only where the receiver reports: the programme
-- referred to, where one is named, must have reported the first and the last month of the window.
WITH transfer AS (
  SELECT format($answer$registry.followed_up(CASE WHEN c.on_date + %1$s > {observed_until} THEN 'too_recent'
      WHEN c.referred_to IS NOT NULL AND NOT (
        (c.referred_to, date_trunc('month', c.on_date::timestamp)::date) IN (SELECT m.programme, m.month FROM registry.current_reporting_month m WHERE m.state IN ('received', 'confirmed', 'confirmed_zero'))
        AND (c.referred_to, date_trunc('month', (c.on_date + %1$s)::timestamp)::date) IN (SELECT m.programme, m.month FROM registry.current_reporting_month m WHERE m.state IN ('received', 'confirmed', 'confirmed_zero')))
        THEN 'not_recorded' ELSE continuum.transfer_arrived(c.journey, c.on_date, %1$s, {observed_until}) END,
      c.of_one_provider, true, c.died_on, c.on_date + %1$s)$answer$, '{days}') AS answer,
  $plain$CASE
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN k.ended + :days > a.observed_until THEN 'too_recent'
      WHEN w.died_on <= k.ended + :days THEN 'died'
      WHEN s.referred_to IS NOT NULL AND EXISTS (SELECT FROM (VALUES (k.ended), (k.ended + :days)) e (day)
        WHERE NOT EXISTS (SELECT FROM registry.current_reporting_month m WHERE m.programme = s.referred_to
          AND m.state IN ('received', 'confirmed', 'confirmed_zero') AND e.day >= m.month AND e.day < m.month + interval '1 month')) THEN 'not_recorded'
      WHEN w.left_dead_on <= k.ended + :days THEN 'died'
      WHEN w.perhaps_dead_from <= k.ended + :days THEN 'date_unknown'
      WHEN EXISTS (SELECT FROM unnest(w.stays) o WHERE o.role = 'treatment' AND o.programme <> last.programme AND o.started <= k.ended + :days
        AND o.seen >= k.ended AND NOT (o.ending = 'closed' AND o.ended = k.ended AND o.started < k.ended)) THEN 'yes'
      WHEN EXISTS (SELECT FROM unnest(w.stays) o WHERE o.role = 'treatment' AND o.programme <> last.programme AND o.started < k.ended
        AND o.ending = 'unknown') THEN 'date_unknown'
      ELSE 'no' END$plain$ AS plain_answer,
  $plain$FROM stay k JOIN registry.counted_stay s ON s.assertion = k.assertion JOIN who w ON w.person = k.person CROSS JOIN asked a
  -- Of several transfers on one day, the stay begun last says from where.
  LEFT JOIN LATERAL (SELECT x.programme FROM unnest(w.stays) x WHERE x.role = 'treatment' AND x.ending = 'closed' AND x.ended = k.ended
    AND x.exit_reason = 'transferred' ORDER BY x.started DESC, x.programme DESC LIMIT 1) last ON true
  WHERE k.role = 'treatment' AND k.ending = 'closed' AND k.ended BETWEEN a.first_day AND a.last_day$plain$ AS plain_cases)
INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
SELECT 170, 'exit_reasons', 'stay_ended', 'stays', 'share', 'CASE WHEN c.on_date > {observed_until} THEN ''too_recent'' ELSE ''yes'' END',
  format('CASE WHEN c.exit_reason <> ''transferred'' THEN c.exit_reason::text
    ELSE CASE %s WHEN ''yes'' THEN ''transferred_arrived'' WHEN ''no'' THEN ''transferred_not_seen'' WHEN ''not_recorded'' THEN ''transferred_receiver_not_reporting'' ELSE ''transferred'' END END', t.answer),
  'Reasons for leaving', 'Motivos de egreso', 'Motivos de saída',
  'Of the stays in treatment that ended in the period, the share of each reason, transfers by whether the person was seen to arrive.',
  'De las estadías en tratamiento terminadas en el período, la proporción de cada motivo, y las derivaciones según si se vio llegar a la persona.',
  'Das permanências em tratamento encerradas no período, a proporção de cada motivo, e as transferências conforme se viu a pessoa chegar.',
  'stays of role treatment that ended on a known day of the period, whatever the reason and also where it is unknown',
  'those of each reason; transferred_arrived: seen in treatment at another programme by day d + days; transferred_not_seen; transferred_receiver_not_reporting; transferred: cannot be told (too recent, unlinkable, died, an unknown date)',
  'last day of the stay (d)', '21 days, of transfers', 'too_recent: the last day is after observed_until',
  '{"days": {"default": 21, "low": 1, "high": 365}}'::jsonb, 'the stay', 'index date',
  '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.referred_to,stays.registered_sex}'::text[], 'SISTRAT and TEDS, exits by reason; USERS.md 26', NULL,
  registry.plain_definition(format($sql$
  SELECT k.person, w.gender, CASE WHEN k.ended > a.observed_until THEN 'too_recent' ELSE 'yes' END AS answer, NULL::integer AS amount,
    CASE WHEN k.ended > a.observed_until THEN NULL WHEN k.exit_reason <> 'transferred' THEN k.exit_reason
      ELSE coalesce((SELECT v.category FROM (VALUES ('yes', 'transferred_arrived'), ('no', 'transferred_not_seen'), ('not_recorded', 'transferred_receiver_not_reporting')) v (answer, category)
        WHERE v.answer = %s), 'transferred') END AS category
  %s$sql$, t.plain_answer, t.plain_cases))
FROM transfer t
UNION ALL
SELECT 175, 'transfer_arrival_21d', 'stay_ended', 'stays', 'percent', format('CASE WHEN c.exit_reason = ''transferred'' THEN %s END', t.answer), NULL,
  'Arrived after a transfer within 21 days', 'Llegaron tras una derivación en 21 días', 'Chegaram após uma transferência em 21 dias',
  'Of the stays in treatment that ended with a transfer in the period, those after which the person was in treatment at another programme within 21 days.',
  'De las estadías en tratamiento terminadas con derivación en el período, aquellas tras las cuales la persona estuvo en tratamiento en otro programa en los 21 días siguientes.',
  'Das permanências em tratamento encerradas com transferência no período, aquelas após as quais a pessoa esteve em tratamento em outro programa nos 21 dias seguintes.',
  'stays of role treatment that ended with transferred on a known day of the period', 'those with presence in treatment at another programme on a day from d to d + days; it may have begun before',
  'last day of the stay (d)', '21 days',
  'too_recent: d + days is after observed_until; died; unlinkable; not_recorded: the programme referred to has not reported the months of d and d + days; date_unknown: a stay whose end nobody knows decides',
  '{"days": {"default": 21, "low": 1, "high": 365}}', 'the stay', 'index date',
  '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.referred_to,stays.registered_sex}', 'USERS.md 26', NULL,
  registry.plain_definition(format($sql$
  SELECT k.person, w.gender, %s AS answer, NULL::integer AS amount, NULL::text AS category
  %s AND k.exit_reason = 'transferred'$sql$, t.plain_answer, t.plain_cases))
FROM transfer t;

-- The words of its categories: those of the reasons, and what became of a transfer.
INSERT INTO registry.label (vocabulary, term, language, label)
SELECT 'exit_category', l.term, l.language, l.label FROM registry.label l WHERE l.vocabulary = 'exit_reason' AND l.term NOT IN ('ongoing', 'transferred')
UNION ALL
SELECT 'exit_category', t.term, l.language, l.label
FROM (VALUES
  ('transferred', 'transferred, arrival cannot be told', 'derivación, no se puede saber si llegó', 'transferência, não se pode saber se chegou'),
  ('transferred_arrived', 'transferred and arrived', 'derivación con llegada', 'transferência com chegada'),
  ('transferred_not_seen', 'transferred and not seen to arrive', 'derivación sin llegada registrada', 'transferência sem chegada registrada'),
  ('transferred_receiver_not_reporting', 'transferred, the receiver does not report', 'derivación, el centro receptor no informa', 'transferência, o serviço receptor não informa')
  ) t (term, en, es, pt)
CROSS JOIN LATERAL (VALUES ('en', t.en), ('es', t.es), ('pt', t.pt)) l (language, label);

-- What a text repeats for several windows has %s for it; each window is an indicator of its own.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, v.event, v.unit, 'percent', v.answer, format(v.title_en, v.n), format(v.title_es, v.n), format(v.title_pt, v.n),
  format(v.definition_en, v.n), format(v.definition_es, v.n), format(v.definition_pt, v.n), v.denominator, v.numerator, v.index_date,
  v.n || CASE WHEN v.params ? 'months' THEN ' months' ELSE ' days' END, v.exclusions, v.params, v.presets, v.attributed_to, 'index date',
  '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', v.source, v.source_paragraph, registry.plain_definition(v.plain)
FROM (
  SELECT 163 AS line, 6 AS n, 'completion_without_return_6m' AS indicator, 'discharge' AS event, 'discharges' AS unit,
    'CASE WHEN (c.on_date + interval ''{months} months'')::date - 1 - c.on_date <= {gap} THEN ''window_within_gap'' ELSE
      registry.followed_up(continuum.completed_without_return(c.journey, c.on_date, {months}, {observed_until}, {gap}), c.of_one_provider, c.settled, c.died_on,
        (c.on_date + interval ''{months} months'')::date - 1) END' AS answer,
    'Completed as planned and did not return within %s months' AS title_en, 'Completaron según lo planificado y no volvieron en %s meses' AS title_es, 'Concluíram como planejado e não voltaram em %s meses' AS title_pt,
    'Of the treatment journeys that ended in the period, those that ended as planned and after which none started in the next %s months.' AS definition_en,
    'De las trayectorias de tratamiento terminadas en el período, aquellas que terminaron según lo planificado y tras las cuales no se inició otra en los %s meses siguientes.' AS definition_es,
    'Das trajetórias de tratamento encerradas no período, aquelas que terminaram como planejado e após as quais nenhuma se iniciou nos %s meses seguintes.' AS definition_pt,
    'treatment journeys ended on a known day of the period, by whatever exit' AS denominator,
    'those that ended with completed or completed_reduced_use, no treatment journey of the person having started from d to the day before d + months (calendar months, clamped to the last day there is)' AS numerator,
    'last day of the treatment journey (d)' AS index_date,
    'too_recent: d + months is after observed_until; died before d + months; unlinkable; not_recorded: reason unknown; contradictory; date_unknown: a death nobody dated; window_within_gap' AS exclusions,
    '{"months": {"default": 6, "low": 1, "high": 120}, "gap": {"default": 21, "low": 0, "high": 365}}'::jsonb AS params, '{"cl": {"gap": 45}}'::jsonb AS presets, 'last stay' AS attributed_to,
    'DHSC, re-presentation within 6 months; USERS.md Annex A 10' AS source, NULL AS source_paragraph, $sql$
  SELECT t.person, w.gender, CASE
      WHEN e.until - 1 - t.ended <= :gap THEN 'window_within_gap'
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN e.until > a.observed_until OR t.ended + :gap > a.observed_until THEN 'too_recent'
      WHEN w.died_on < e.until OR w.left_dead_on < e.until THEN 'died'
      WHEN w.perhaps_dead_from < e.until THEN 'date_unknown'
      WHEN l.exit_reason IS NULL THEN 'contradictory'
      WHEN l.exit_reason = 'unknown' THEN 'not_recorded'
      WHEN l.exit_reason IN ('completed', 'completed_reduced_use')
        AND (t.next_started < e.until) IS NOT TRUE THEN 'yes'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person JOIN leaving l ON l.person = t.person AND l.journey = t.journey CROSS JOIN asked a
  CROSS JOIN LATERAL (SELECT (t.ended + interval '1 month' * :months)::date AS until) e
  WHERE t.ended BETWEEN a.first_day AND a.last_day$sql$ AS plain
  UNION ALL
  SELECT 180 + n / 90, n, 'return_to_treatment_' || n || 'd', 'discharge', 'discharges',
    'CASE WHEN {days} <= {gap} THEN ''window_within_gap'' ELSE
      registry.followed_up(continuum.returned_to_treatment(c.journey, c.on_date, {days}, {observed_until}, {gap}), c.of_one_provider, c.settled, c.died_on, c.on_date + {days}) END',
    'Returned to treatment within %s days', 'Volvieron a tratamiento en %s días', 'Voltaram ao tratamento em %s dias',
    'Of the treatment journeys that ended in the period, those after which the person started another within %s days; neither good nor bad.',
    'De las trayectorias de tratamiento terminadas en el período, aquellas tras las cuales la persona inició otra en %s días; ni bueno ni malo.',
    'Das trajetórias de tratamento encerradas no período, aquelas após as quais a pessoa iniciou outra em %s dias; nem bom nem ruim.',
    'treatment journeys ended on a known day of the period, not in death', 'those after which another treatment journey starts by d + days, which with a gap of 21 days is from d + 22 on',
    'last day of the treatment journey (d)',
    'too_recent: d + days, or d + gap, is after observed_until; died by d + days; unlinkable; date_unknown: a death nobody dated; window_within_gap: days is at most gap, and whoever came back so soon never left. Read it beside need_to_care_14d.',
    jsonb_build_object('days', jsonb_build_object('default', n, 'low', 1, 'high', 3650), 'gap', '{"default": 21, "low": 0, "high": 365}'::jsonb), '{"cl": {"gap": 45}}', 'last stay',
    'DOMAIN 1 #12 as USERS.md 14 has it', 'preamble', $sql$
  SELECT t.person, w.gender, CASE
      WHEN :days <= :gap THEN 'window_within_gap'
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN t.ended + :days > a.observed_until THEN 'too_recent'
      WHEN w.died_on <= t.ended + :days OR w.left_dead_on <= t.ended + :days THEN 'died'
      WHEN w.perhaps_dead_from <= t.ended + :days THEN 'date_unknown'
      WHEN t.next_started <= t.ended + :days THEN 'yes'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person, asked a
  WHERE t.ended BETWEEN a.first_day AND a.last_day$sql$
  FROM unnest(ARRAY[90, 180, 365]) n
  UNION ALL
  SELECT 185, 30, 'return_after_stay_30d', 'stay_ended', 'stays',
    'CASE WHEN c.exit_reason NOT IN (''transferred'', ''transferred_to_custody'') THEN
      registry.followed_up(continuum.returned_to_treatment(c.journey, c.on_date, {days}, {observed_until}, 0), c.of_one_provider, true, c.died_on, c.on_date + {days}) END',
    'Began another stay in treatment within %s days of leaving one', 'Iniciaron otra estadía en tratamiento en los %s días tras el egreso', 'Iniciaram outra permanência em tratamento em %s dias após a saída',
    'Of the stays in treatment that ended in the period other than by transfer, those after which the person began another within %s days; neither good nor bad.',
    'De las estadías en tratamiento terminadas en el período sin derivación, aquellas tras las cuales la persona inició otra en %s días; ni bueno ni malo.',
    'Das permanências em tratamento encerradas no período sem transferência, aquelas após as quais a pessoa iniciou outra em %s dias; nem bom nem ruim.',
    'stays of role treatment that ended on a known day of the period, neither transferred nor in death, the person being in no other treatment that day', 'those after which another stay of role treatment begins on a day from d + 1 to d + days',
    'last day of the stay (d)',
    'too_recent: d + days is after observed_until; died by d + days; unlinkable; not_applicable: in other treatment on d that goes on, begins then, or ended nobody knows when; date_unknown: a death nobody dated',
    '{"days": {"default": 30, "low": 1, "high": 3650}}', '{}', 'the stay', 'USERS.md 14', 'preamble', $sql$
  SELECT k.person, w.gender, CASE
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN k.ended + :days > a.observed_until THEN 'too_recent'
      -- Stays that touch or overlap are one: this one must be the end of such a run.
      WHEN k.run_ended IS DISTINCT FROM k.ended THEN 'not_applicable'
      WHEN w.died_on <= k.ended + :days OR w.left_dead_on <= k.ended + :days THEN 'died'
      WHEN w.perhaps_dead_from <= k.ended + :days THEN 'date_unknown'
      WHEN EXISTS (SELECT FROM unnest(w.stays) n WHERE n.role = 'treatment' AND n.started > k.ended AND n.started <= k.ended + :days) THEN 'yes'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (
    SELECT u.*, CASE WHEN bool_and(u.ending = 'closed') OVER run THEN max(u.ended) OVER run END AS run_ended
    FROM (
      SELECT f.*, count(*) FILTER (WHERE f.is_first) OVER (PARTITION BY f.person ORDER BY f.place) AS run
      FROM (SELECT t.*, t.started > coalesce(max(CASE t.ending WHEN 'closed' THEN t.ended ELSE t.seen END) OVER (PARTITION BY t.person ORDER BY t.place
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '-infinity') AS is_first FROM treatment t) f) u
    WINDOW run AS (PARTITION BY u.person, u.run)) k
  JOIN who w ON w.person = k.person CROSS JOIN asked a
  WHERE k.ending = 'closed' AND k.ended BETWEEN a.first_day AND a.last_day AND k.exit_reason NOT IN ('transferred', 'transferred_to_custody')$sql$
  UNION ALL
  SELECT 190 + n / 7, n, 'continued_care_' || n || 'd', 'stay_ended', 'stays',
    'registry.followed_up(continuum.continued_care(c.journey, c.on_date, {days}, {observed_until}), c.of_one_provider, true, c.died_on, c.on_date + {days})',
    'Care continued within %s days of the end of a stay', 'Continuaron la atención en los %s días tras el egreso', 'Continuaram o cuidado em %s dias após a saída',
    'Of the stays in treatment that ended in the period, those after which the person had at least one day of treatment, other than withdrawal management, or of aftercare in the next %s days.',
    'De las estadías en tratamiento terminadas en el período, aquellas tras las cuales la persona tuvo al menos un día de tratamiento, que no sea desintoxicación, o de apoyo a la recuperación en los %s días siguientes.',
    'Das permanências em tratamento encerradas no período, aquelas após as quais a pessoa teve ao menos um dia de tratamento, que não seja desintoxicação, ou de apoio à recuperação nos %s dias seguintes.',
    'stays of role treatment that ended on a known day of the period, not in death', 'those with presence in such care on a day from d + 1 to d + days; it may have begun before',
    'last day of the stay (d)',
    'too_recent: d + days is after observed_until; died by d + days; unlinkable; date_unknown: a stay whose end nobody knows decides, or a death nobody dated',
    jsonb_build_object('days', jsonb_build_object('default', n, 'low', 1, 'high', 3650)), '{}', 'the stay',
    'USERS.md 8; after withdrawal management and residential care, Washington Circle, 14 days', 'preamble', $sql$
  SELECT k.person, w.gender, CASE
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN k.ended + :days > a.observed_until THEN 'too_recent'
      WHEN w.died_on <= k.ended + :days OR w.left_dead_on <= k.ended + :days THEN 'died'
      WHEN w.perhaps_dead_from <= k.ended + :days THEN 'date_unknown'
      WHEN EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role <> 'contact' AND s.care NOT LIKE 'withdrawal_management%'
        AND s.started <= k.ended + :days AND s.seen > k.ended) THEN 'yes'
      WHEN EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role <> 'contact' AND s.care NOT LIKE 'withdrawal_management%'
        AND s.started <= k.ended AND s.ending = 'unknown') THEN 'date_unknown'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM stay k JOIN who w ON w.person = k.person, asked a
  WHERE k.role = 'treatment' AND k.ending = 'closed' AND k.ended BETWEEN a.first_day AND a.last_day$sql$
  FROM unnest(ARRAY[7, 14, 30]) n) v;

-- As the United States measure it, for comparison with their figures only: from high-intensity care, direct
-- transfers collapsed, of a run of 31 days the first discharge alone. Give the period to 1 December.

INSERT INTO registry.index_event (event, about, one_a_person, cases) VALUES
('us_style_discharge', 'A discharge from inpatient withdrawal management, residential or hospital care in the period, as continuum.us_style_discharges() has it: journey, of_one_provider, died_on.', false,
  $cases$SELECT p.person, p.gender, p.record_key, (p.d).discharged_on AS on_date, (p.d).programme, (p.d).care::text AS care, p.journey, p.of_one_provider, p.died_on,
      (SELECT min(s.assertion) FROM registry.counted_stay s WHERE s.person = p.person AND (s.ended = (p.d).discharged_on OR s.exit_reason = 'ongoing') AND s.programme = (p.d).programme AND s.care = (p.d).care) AS stay
    FROM (SELECT p.*, continuum.us_style_discharges(p.journey, {period}) AS d FROM people p OFFSET 0) p$cases$);

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
SELECT 197 + n / 30, 'continued_care_us_style_' || n || 'd', 'us_style_discharge', 'discharges', 'percent',
  'registry.followed_up(continuum.continued_care(c.journey, c.on_date, {days}, {observed_until}), c.of_one_provider, true, c.died_on, c.on_date + {days})',
  format('Care continued within %s days of high-intensity care (United States)', n), format('Continuaron la atención en los %s días tras atención de alta intensidad (Estados Unidos)', n),
  format('Continuaram o cuidado em %s dias após atenção de alta intensidade (Estados Unidos)', n),
  format('Of the discharges from inpatient withdrawal management, residential and hospital care, the first of any 31 days, those followed by care on at least one of the next %s days.', n),
  format('De los egresos de desintoxicación con internación, residencia y hospital, el primero de cada 31 días, aquellos seguidos de atención en al menos uno de los %s días siguientes.', n),
  format('Das saídas de desintoxicação com internação, residência e hospital, a primeira de cada 31 dias, aquelas seguidas de atenção em ao menos um dos %s dias seguintes.', n),
  'discharges from such care on a known day of the period; stays that begin at most 1 day after another are one with it; of a run of 31 days (the day and 30 more) the first alone',
  'those with presence in aftercare, or in treatment other than withdrawal management, on a day from d + 1 to d + days', 'last day of the collapsed stays (d)', n || ' days',
  'too_recent: d + days is after observed_until; died by d + days; unlinkable; date_unknown: a stay whose end nobody knows decides, or a death nobody dated',
  jsonb_build_object('days', jsonb_build_object('default', n, 'low', 1, 'high', 3650)), '{}', 'last stay', 'index date',
  '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'DOMAIN 1 #13, the follow-up measures of the United States; presence in place of a visit', NULL,
  registry.plain_definition($sql$
  SELECT d.person, w.gender, CASE
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN d.ended + :days > a.observed_until THEN 'too_recent'
      WHEN w.died_on <= d.ended + :days OR w.left_dead_on <= d.ended + :days THEN 'died'
      WHEN w.perhaps_dead_from <= d.ended + :days THEN 'date_unknown'
      WHEN EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role <> 'contact' AND s.care NOT LIKE 'withdrawal_management%'
        AND s.started <= d.ended + :days AND s.seen > d.ended) THEN 'yes'
      WHEN EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role <> 'contact' AND s.care NOT LIKE 'withdrawal_management%'
        AND s.started <= d.ended AND s.ending = 'unknown') THEN 'date_unknown'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (
    WITH RECURSIVE intense AS (
      SELECT s.*, row_number() OVER (PARTITION BY s.person ORDER BY s.started, s.assertion) AS place FROM stay s
      WHERE s.care IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient')),
    course AS (
      SELECT n.person, n.course, max(n.ended) AS ended
      FROM (SELECT f.*, count(*) FILTER (WHERE f.is_first) OVER (PARTITION BY f.person ORDER BY f.place) AS course
        FROM (SELECT i.*, i.started > coalesce(max(CASE i.ending WHEN 'closed' THEN i.ended + 1 ELSE i.seen END) OVER (PARTITION BY i.person ORDER BY i.place
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '-infinity') AS is_first FROM intense i) f) n
      GROUP BY n.person, n.course HAVING bool_and(n.ending = 'closed')),
    opens_run AS (
      SELECT c.person, min(c.ended) AS ended, array_agg(c.ended) AS ends FROM course c GROUP BY c.person
      UNION ALL
      SELECT r.person, (SELECT min(e) FROM unnest(r.ends) e WHERE e > r.ended + 30), r.ends FROM opens_run r WHERE r.ended IS NOT NULL)
    SELECT r.person, r.ended FROM opens_run r) d
  JOIN who w ON w.person = d.person, asked a
  WHERE d.ended BETWEEN a.first_day AND a.last_day$sql$)
FROM unnest(ARRAY[7, 30]) n;
