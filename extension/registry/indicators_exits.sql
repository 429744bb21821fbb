-- indicators_exits.sql: how long people stayed and how they left. An exit is that of a treatment journey,
-- or of a stay where the provider's part in it is asked for. Deaths, custody, reasons nobody recorded and
-- sources that contradict each other stand apart, by name, in every one of them.

INSERT INTO registry.dimension (dimension, reads, value, vocabulary, about) VALUES
  ('agonist_treatment', NULL, '(EXISTS (SELECT FROM registry.counted_stay m WHERE m.person = k.person AND m.care = ''opioid_agonist'' AND m.started <= k.on_date
    AND (m.ended >= k.on_date OR m.exit_reason = ''ongoing'')))::text', NULL, 'Whether the person is in a stay of opioid agonist treatment on the index date.');

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
VALUES
(150, 'effective_treatment_84d', 'latest_treatment_journey', 'people', 'percent',
  'continuum.effective_treatment(c.journey, c.started, {days}, {observed_until}, {gap})',
  'In effective treatment (at least 84 days, or completed earlier)', 'En tratamiento efectivo (al menos 84 días, o completado antes)', 'Em tratamento efetivo (ao menos 84 dias, ou concluído antes)',
  'Of the people in treatment in the period, those whose latest treatment journey lasted at least 84 days or was completed earlier.',
  'De las personas en tratamiento en el período, aquellas cuya última trayectoria de tratamiento duró al menos 84 días o se completó antes.',
  'Das pessoas em tratamento no período, aquelas cuja última trajetória de tratamento durou ao menos 84 dias ou foi concluída antes.',
  'people with a day in treatment in the period, by the treatment journey begun last', 'those in care on its first day + days or later, or who left earlier with a planned exit',
  'first day of the treatment journey', '84 days',
  'too_recent: first day + days is after observed_until; not_recorded, contradictory: the reason of an earlier exit; date_unknown: a stay whose end nobody knows decides. Death before is a no. Rewards coming back: retention is of those who entered.',
  '{"days": {"default": 84, "low": 1, "high": 3650}, "gap": {"default": 21, "low": 0, "high": 365}}', '{"ndtms": {"days": 84, "gap": 21}, "cl": {"gap": 45}}',
  'last stay', 'index date', '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'NDTMS effective treatment; USERS.md 38, Annex A 7', NULL,
  registry.plain_definition($sql$
  SELECT t.person, w.gender, CASE
      WHEN t.started + :days > a.observed_until THEN 'too_recent'
      WHEN t.seen >= t.started + :days THEN 'yes'
      WHEN EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role = 'treatment' AND s.ending = 'unknown' AND s.started < t.started) THEN 'date_unknown'
      WHEN t.ending = 'unknown' AND (l.exit_reason IN ('completed', 'completed_reduced_use') IS NOT TRUE
        OR t.next_started <= t.started + :days) THEN 'date_unknown'
      WHEN l.exit_reason IS NULL THEN 'contradictory'
      WHEN l.exit_reason = 'unknown' THEN 'not_recorded'
      WHEN l.exit_reason IN ('completed', 'completed_reduced_use') THEN 'yes' ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT DISTINCT ON (t.person) t.* FROM treatment_journey t, asked a WHERE t.started <= a.last_day ORDER BY t.person, t.started DESC) t
  JOIN who w ON w.person = t.person LEFT JOIN leaving l ON l.person = t.person AND l.journey = t.journey CROSS JOIN asked a
  WHERE EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role = 'treatment' AND s.started <= a.last_day
    AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day))$sql$)),
(160, 'early_exit_90d', 'stay_ended', 'stays', 'percent',
  'CASE WHEN c.on_date > {observed_until} THEN ''too_recent'' WHEN c.exit_reason = ''died'' OR c.died_on <= c.on_date THEN ''died''
    WHEN c.exit_reason = ''unknown'' THEN ''not_recorded'' WHEN c.exit_reason = ''service_closed'' THEN ''not_applicable''
    WHEN c.exit_reason IN (''left_before_completion'', ''lost_contact'', ''ended_by_provider'', ''declined'') AND c.days < {days} THEN ''yes'' ELSE ''no'' END',
  'Left before completion within 90 days', 'Egreso antes de completar en menos de 90 días', 'Saída antes de concluir em menos de 90 dias',
  'Of the stays in treatment that ended in the period, those that ended unplanned less than 90 days after they began.',
  'De las estadías en tratamiento terminadas en el período, aquellas con egreso no planificado a menos de 90 días del ingreso.',
  'Das permanências em tratamento encerradas no período, aquelas com saída não planejada a menos de 90 dias do ingresso.',
  'stays of role treatment that ended on a known day of the period, transfers among them', 'those with exit left_before_completion, lost_contact, ended_by_provider or declined and last day - first day < days',
  'last day of the stay', NULL, 'died; not_recorded: reason unknown; not_applicable: the service closed; too_recent: the last day is after observed_until',
  '{"days": {"default": 90, "low": 1, "high": 3650}}', '{"ndtms": {"days": 84}}',
  'the stay', 'index date', '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'Chile, early under 90 days; NDTMS, first 12 weeks; USERS.md Annex A 8', NULL,
  registry.plain_definition($sql$
  SELECT k.person, w.gender, CASE
      WHEN k.ended > a.observed_until THEN 'too_recent'
      WHEN k.exit_reason = 'died' OR w.died_on <= k.ended THEN 'died'
      WHEN k.exit_reason = 'unknown' THEN 'not_recorded'
      WHEN k.exit_reason = 'service_closed' THEN 'not_applicable'
      WHEN k.exit_reason IN ('left_before_completion', 'lost_contact', 'ended_by_provider', 'declined') AND k.ended - k.started < :days THEN 'yes'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM stay k JOIN who w ON w.person = k.person, asked a
  WHERE k.role = 'treatment' AND k.ending = 'closed' AND k.ended BETWEEN a.first_day AND a.last_day$sql$)),
(161, 'completion_of_exits', 'discharge', 'discharges', 'percent',
  '(SELECT CASE WHEN {deaths_in_denominator} AND x.said = ''died'' OR {unknown_in_denominator} AND x.said = ''not_recorded'' THEN ''no'' ELSE x.said END
    FROM (SELECT registry.followed_up(continuum.completed(c.journey, c.on_date, {observed_until}, max_gap => {gap}), false, c.settled, c.died_on, c.on_date) AS said) x)',
  'Completed treatment as planned, of all exits', 'Completaron el tratamiento según lo planificado, de todos los egresos', 'Concluíram o tratamento como planejado, de todas as saídas',
  'Of the treatment journeys that ended in the period, those that ended as planned.',
  'De las trayectorias de tratamiento terminadas en el período, aquellas que terminaron según lo planificado.',
  'Das trajetórias de tratamento encerradas no período, aquelas que terminaram como planejado.',
  'treatment journeys ended on a known day of the period, transfers and custody among them; those of unknown reason where unknown_in_denominator is true, deaths where deaths_in_denominator is',
  'those that ended with completed or completed_reduced_use', 'last day of the treatment journey', NULL,
  'too_recent: last day + gap is after observed_until; died; not_recorded: reason unknown; contradictory: the stays that ended on that day disagree; date_unknown: a death nobody dated',
  '{"unknown_in_denominator": {"default": false, "values": [false, true]}, "deaths_in_denominator": {"default": false, "values": [false, true]}, "gap": {"default": 21, "low": 0, "high": 365}}',
  '{"ndtms": {"unknown_in_denominator": true, "deaths_in_denominator": true}, "teds": {"deaths_in_denominator": true}, "cl": {"gap": 45}}',
  'last stay', 'index date', '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}',
  'NDTMS successful completion of exits; TEDS 2004: 44.2 % of the reasons known (table 2.5), 40.4 % of all (table 2.4); USERS.md Annex A 9a', NULL,
  registry.plain_definition($sql$
  SELECT t.person, w.gender, CASE
      WHEN t.ended + :gap > a.observed_until THEN 'too_recent'
      WHEN w.died_on <= t.ended OR w.left_dead_on <= t.ended THEN CASE WHEN :deaths_in_denominator THEN 'no' ELSE 'died' END
      WHEN w.perhaps_dead_from <= t.ended THEN 'date_unknown'
      WHEN l.exit_reason IS NULL THEN 'contradictory'
      WHEN l.exit_reason = 'unknown' THEN CASE WHEN :unknown_in_denominator THEN 'no' ELSE 'not_recorded' END
      WHEN l.exit_reason IN ('completed', 'completed_reduced_use') THEN 'yes' ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person JOIN leaving l ON l.person = t.person AND l.journey = t.journey CROSS JOIN asked a
  WHERE t.ended BETWEEN a.first_day AND a.last_day$sql$)),
(162, 'completion_of_people_in_treatment', 'latest_treatment_journey', 'people', 'percent',
  'CASE WHEN {last_day} + {gap} > {observed_until} THEN ''too_recent''
    WHEN c.ended IS NULL AND continuum.exit_reason(c.course) IS DISTINCT FROM ''ongoing'' THEN ''date_unknown''
    WHEN c.ended IS NULL OR c.ended > {last_day} THEN ''no''
    WHEN continuum.exit_reason(c.course) = ''died'' OR c.died_on <= c.ended THEN ''died''
    WHEN continuum.exit_reason(c.course) IS NULL THEN ''contradictory''
    WHEN continuum.exit_reason(c.course) = ''unknown'' THEN ''not_recorded''
    WHEN continuum.exit_reason(c.course) IN (''completed'', ''completed_reduced_use'')
      AND NOT ({off_agonist} AND EXISTS (SELECT FROM continuum.unnest(c.course) u WHERE continuum.care(u) = ''opioid_agonist'' AND continuum.ended(u) = c.ended)) THEN ''yes''
    ELSE ''no'' END',
  'Completed treatment as planned, of all people in treatment', 'Completaron el tratamiento según lo planificado, de todas las personas en tratamiento', 'Concluíram o tratamento como planejado, de todas as pessoas em tratamento',
  'Of the people in treatment in the period, those whose latest treatment journey ended as planned in it.',
  'De las personas en tratamiento en el período, aquellas cuya última trayectoria de tratamiento terminó en él según lo planificado.',
  'Das pessoas em tratamento no período, aquelas cuja última trajetória de tratamento terminou nele como planejado.',
  'people with a day in treatment in the period, those still in treatment among them', 'those whose treatment journey begun last ended in the period with completed or completed_reduced_use; where off_agonist is true, not from agonist treatment',
  'last day of the period', NULL,
  'too_recent, all or nobody: last day of the period + gap is after observed_until; died; not_recorded: reason unknown; contradictory; date_unknown: ended nobody knows when. Agonist treatment that goes on is no failure: read it by agonist_treatment.',
  '{"off_agonist": {"default": false, "values": [false, true]}, "gap": {"default": 21, "low": 0, "high": 365}}', '{"ndtms": {"off_agonist": true}, "cl": {"gap": 45}}',
  'last stay', 'index date', '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'NDTMS successful completion; USERS.md Annex A 9b', NULL,
  registry.plain_definition($sql$
  SELECT t.person, w.gender, CASE
      WHEN a.last_day + :gap > a.observed_until THEN 'too_recent'
      WHEN t.ending = 'unknown' THEN 'date_unknown'
      WHEN t.ending = 'open' OR t.ended > a.last_day THEN 'no'
      WHEN l.exit_reason = 'died' OR w.died_on <= t.ended THEN 'died'
      WHEN l.exit_reason IS NULL THEN 'contradictory'
      WHEN l.exit_reason = 'unknown' THEN 'not_recorded'
      WHEN l.exit_reason NOT IN ('completed', 'completed_reduced_use') THEN 'no'
      WHEN :off_agonist AND EXISTS (SELECT FROM unnest(w.stays) k WHERE k.care = 'opioid_agonist' AND k.ended = t.ended) THEN 'no'
      ELSE 'yes' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT DISTINCT ON (t.person) t.* FROM treatment_journey t, asked a WHERE t.started <= a.last_day ORDER BY t.person, t.started DESC) t
  JOIN who w ON w.person = t.person LEFT JOIN leaving l ON l.person = t.person AND l.journey = t.journey CROSS JOIN asked a
  WHERE EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role = 'treatment' AND s.started <= a.last_day
    AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day))$sql$));

-- Of the exits whose reason says how treatment ended, the unplanned, and three kinds of them apart: the
-- provider's decision is not the person's.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, 'discharge', 'discharges', 'percent',
  format('CASE WHEN NOT c.settled THEN ''too_recent'' WHEN c.exit_reason = ''died'' OR c.died_on <= c.on_date THEN ''died''
    WHEN c.exit_reason IS NULL THEN ''contradictory'' WHEN c.exit_reason = ''unknown'' THEN ''not_recorded''
    WHEN c.exit_reason IN (''entered_custody'', ''transferred_to_custody'') THEN ''in_custody'' WHEN c.exit_reason = ''service_closed'' THEN ''not_applicable''
    WHEN c.exit_reason IN (%s) THEN ''yes'' ELSE ''no'' END', v.reasons),
  v.title_en, v.title_es, v.title_pt,
  'Of the treatment journeys that ended in the period, ' || v.which_en, 'De las trayectorias de tratamiento terminadas en el período, ' || v.which_es,
  'Das trajetórias de tratamento encerradas no período, ' || v.which_pt,
  'treatment journeys ended on a known day of the period, other than by death, custody or the closing of the service', 'those whose exit is one of ' || replace(v.reasons, '''', ''),
  'last day of the treatment journey',
  'too_recent: last day + gap is after observed_until; died; in_custody; not_applicable: the service closed; not_recorded: reason unknown; contradictory',
  '{"gap": {"default": 21, "low": 0, "high": 365}}', '{"cl": {"gap": 45}}', 'last stay', 'index date',
  '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'NDTMS incomplete exits; USERS.md Annex A 11', NULL,
  registry.plain_definition(format($sql$
  SELECT t.person, w.gender, CASE
      WHEN t.ended + :gap > a.observed_until THEN 'too_recent'
      WHEN l.exit_reason = 'died' OR w.died_on <= t.ended THEN 'died'
      WHEN l.exit_reason IS NULL THEN 'contradictory'
      WHEN l.exit_reason = 'unknown' THEN 'not_recorded'
      WHEN l.exit_reason IN ('entered_custody', 'transferred_to_custody') THEN 'in_custody'
      WHEN l.exit_reason = 'service_closed' THEN 'not_applicable'
      WHEN l.exit_reason IN (%s) THEN 'yes' ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person JOIN leaving l ON l.person = t.person AND l.journey = t.journey CROSS JOIN asked a
  WHERE t.ended BETWEEN a.first_day AND a.last_day$sql$, v.reasons))
FROM (VALUES
(164, 'unplanned_exits', '''left_before_completion'', ''lost_contact'', ''ended_by_provider'', ''declined''',
  'Treatment ended unplanned', 'Tratamiento terminado de forma no planificada', 'Tratamento encerrado de forma não planejada',
  'those that ended unplanned, by whomever.', 'aquellas que terminaron de forma no planificada, por decisión de quien fuera.', 'aquelas que terminaram de forma não planejada, por decisão de quem quer que fosse.'),
(165, 'left_before_completion_exits', '''left_before_completion''',
  'Left before completion', 'Egreso antes de completar', 'Saída antes de concluir',
  'those that the person left before completion.', 'aquellas de las que la persona egresó antes de completar.', 'aquelas de que a pessoa saiu antes de concluir.'),
(166, 'ended_by_provider_exits', '''ended_by_provider''',
  'Ended by the provider', 'Terminado por el centro', 'Encerrado pelo serviço',
  'those that the provider ended.', 'aquellas que terminó el centro.', 'aquelas que o serviço encerrou.'),
(167, 'lost_contact_exits', '''lost_contact''',
  'Contact was lost', 'Se perdió el contacto', 'Perdeu-se o contato',
  'those in which contact with the person was lost.', 'aquellas en que se perdió el contacto con la persona.', 'aquelas em que se perdeu o contato com a pessoa.')
) v (line, indicator, reasons, title_en, title_es, title_pt, which_en, which_es, which_pt);

-- How long a stay was depends on the rule; which was used goes with the figure.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, amount, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
VALUES
(155, 'length_of_stay_median', 'stay_ended', 'stays', 'median',
  'CASE WHEN c.on_date > {observed_until} THEN ''too_recent''
    WHEN continuum.length_of_stay(c.episode, {rule}, CASE WHEN {rule} LIKE ''teds%'' THEN c.last_contact END, {observed_until}) IS NOT NULL THEN ''yes''
    WHEN {rule} LIKE ''teds%'' THEN ''date_unknown'' ELSE ''not_applicable'' END',
  'continuum.length_of_stay(c.episode, {rule}, CASE WHEN {rule} LIKE ''teds%'' THEN c.last_contact END, {observed_until})',
  'Length of stay in treatment, median days', 'Duración de la estadía en tratamiento, mediana de días', 'Duração da permanência em tratamento, mediana de dias',
  'Median days of the stays in treatment that ended in the period.', 'Mediana de días de las estadías en tratamiento terminadas en el período.', 'Mediana de dias das permanências em tratamento encerradas no período.',
  'stays of role treatment that ended on a known day of the period, by whatever exit',
  'days by rule, as continuum.length_of_stay() has them. plain: last day - first day; inclusive: both days count; teds_2004: to the last contact where that is earlier, at least 1; teds_2005: the same, both days count where care has no bed; teds_2019: to the last contact; sistrat: as plain, valid from 1 to 1,095',
  'last day of the stay', 'too_recent: the last day is after observed_until; date_unknown (TEDS): a last contact before the first day; not_applicable (sistrat): no valid length',
  '{"rule": {"default": "plain", "values": ["plain", "inclusive", "teds_2004", "teds_2005", "teds_2019", "sistrat"]}}', '{"teds": {"rule": "teds_2019"}, "cl": {"rule": "sistrat"}}',
  'the stay', 'index date', '{stays.care,stays.started,stays.ended,stays.last_contact,stays.registered_sex}', 'DOMAIN 2.3: TEDS reports of 2004 and 2005, TEDS-D 2019; SISTRAT', NULL,
  registry.plain_definition($sql$
  SELECT k.person, w.gender, CASE WHEN k.ended > a.observed_until THEN 'too_recent' WHEN n.days IS NOT NULL THEN 'yes'
      WHEN :'rule' LIKE 'teds%' THEN 'date_unknown' ELSE 'not_applicable' END AS answer, n.days AS amount, NULL::text AS category
  FROM stay k JOIN registry.counted_stay s ON s.assertion = k.assertion JOIN who w ON w.person = k.person
  CROSS JOIN asked a
  CROSS JOIN LATERAL (SELECT k.ended - k.started AS days, least(k.ended, u.seen_on) - k.started AS seen_days, coalesce(u.seen_on, k.ended) - k.started AS last_seen_days,
      k.care IN ('withdrawal_management_inpatient', 'residential', 'residential_short', 'therapeutic_community', 'hospital_inpatient', 'custody_treatment') AS has_bed
    FROM (SELECT CASE WHEN s.last_contact <= a.observed_until THEN s.last_contact END AS seen_on) u) d
  CROSS JOIN LATERAL (SELECT CASE
      WHEN :'rule' = 'plain' THEN d.days
      WHEN :'rule' = 'inclusive' THEN d.days + 1
      WHEN :'rule' = 'sistrat' THEN CASE WHEN d.days BETWEEN 1 AND 1095 THEN d.days END
      WHEN d.seen_days < 0 THEN NULL
      WHEN :'rule' = 'teds_2019' THEN CASE WHEN d.has_bed THEN greatest(d.last_seen_days, 1) ELSE d.last_seen_days + 1 END
      WHEN :'rule' = 'teds_2004' OR d.has_bed THEN greatest(d.seen_days, 1)
      ELSE d.seen_days + 1 END AS days) n
  WHERE k.role = 'treatment' AND k.ending = 'closed' AND k.ended BETWEEN a.first_day AND a.last_day$sql$));
