-- indicators_journeys.sql: people in care, treatment journeys, and what followed entries and discharges.

INSERT INTO registry.index_event (event, about, one_a_person, cases)
SELECT 'person_in_' || r.role, 'Somebody with at least one day of presence in the period in a stay of role ' || r.role || ': a row for each such stay.', true,
  format($cases$SELECT p.person, p.gender, p.record_key, max(e.started) OVER (PARTITION BY p.person) AS on_date, e.programme, e.care, NULL::bigint AS stay
    FROM people p
    CROSS JOIN LATERAL (SELECT continuum.started(u) AS started, continuum.programme(u) AS programme, continuum.care(u)::text AS care
      FROM continuum.unnest(p.journey) u
      WHERE continuum.care_role(continuum.care(u)) = %L AND continuum.started(u) <= {last_day}
        AND (coalesce(continuum.ended(u), continuum.started(u)) >= {first_day} OR continuum.is_open(u))) e
    WHERE continuum.days_in_care(p.journey, {period}, %1$L) > 0$cases$, r.role)
FROM (VALUES ('contact'), ('treatment')) r (role);

INSERT INTO registry.index_event (event, about, one_a_person, cases) VALUES
('person_in_care', 'Somebody with at least one day of presence in the period in a stay of any role: a row for each such stay; quality, conflict.', true,
  $cases$SELECT p.person, p.gender, p.record_key, max(e.started) OVER (PARTITION BY p.person) AS on_date, e.programme, e.care, NULL::bigint AS stay, p.quality, p.conflict
    FROM people p
    CROSS JOIN LATERAL (SELECT continuum.started(u) AS started, continuum.programme(u) AS programme, continuum.care(u)::text AS care
      FROM continuum.unnest(p.journey) u
      WHERE continuum.started(u) <= {last_day}
        AND (coalesce(continuum.ended(u), continuum.started(u)) >= {first_day} OR continuum.is_open(u))) e
    WHERE continuum.days_in_care(p.journey, {period}) > 0$cases$),
('entry', 'A treatment journey that started in the period, attributed to its first stay: journey.', false,
  $cases$SELECT p.person, p.gender, p.record_key, (p.e).entered_on AS on_date, (p.e).programme, (p.e).care::text AS care, p.journey, (p.e).first_known AS first_known,
      (SELECT min(s.assertion) FROM registry.counted_stay s WHERE s.person = p.person AND s.started = (p.e).entered_on AND s.programme = (p.e).programme AND s.care = (p.e).care) AS stay
    FROM (SELECT p.*, continuum.entries(p.journey, {period}, {gap}) AS e FROM people p OFFSET 0) p$cases$),
('discharge', 'A treatment journey that ended on a known day of the period, attributed to its last stay: journey, exit_reason, journey_start, days, of_one_provider, died_on, settled (no later stay can join it any more).', false,
  $cases$SELECT p.person, p.gender, p.record_key, (p.d).discharged_on AS on_date, (p.d).programme, (p.d).care::text AS care, p.journey, (p.d).exit_reason, (p.d).journey_start,
      (p.d).days, p.of_one_provider, p.died_on, (p.d).discharged_on + {gap} <= {observed_until} AS settled,
      (SELECT min(s.assertion) FROM registry.counted_stay s WHERE s.person = p.person AND (s.ended = (p.d).discharged_on OR s.exit_reason = 'ongoing') AND s.programme = (p.d).programme AND s.care = (p.d).care) AS stay
    FROM (SELECT p.*, continuum.discharges(p.journey, {period}, max_gap => {gap}) AS d FROM people p OFFSET 0) p$cases$),
('stay_ended', 'A stay of role treatment that ended on a known day of the period: journey, exit_reason, days, of_one_provider, died_on; the stay itself as episode, and, as its record has them, last_contact, and for transfers referred_to.', false,
  $cases$SELECT k.*, continuum.episode(k.care::continuum.care, k.on_date - k.days, k.on_date, k.exit_reason, k.programme) AS episode,
      r.last_contact, t.referred_to
    FROM (
      SELECT p.person, p.gender, p.record_key, (p.d).discharged_on AS on_date, (p.d).programme, (p.d).care::text AS care, p.journey, (p.d).exit_reason, (p.d).days,
        p.of_one_provider, p.died_on,
        (SELECT min(s.assertion) FROM registry.counted_stay s
          WHERE s.person = p.person AND s.started = (p.d).discharged_on - (p.d).days AND s.programme = (p.d).programme AND s.care = (p.d).care
            AND (s.ended = (p.d).discharged_on AND s.exit_reason = (p.d).exit_reason OR s.exit_reason = 'ongoing' AND (p.d).exit_reason = 'lost_contact')) AS stay
      FROM (SELECT p.*, continuum.discharges(p.journey, {period}, collapse_transfers => false) AS d FROM people p OFFSET 0) p) k
    -- The stay is looked for where it is asked about: of transfers alone for where they went.
    LEFT JOIN registry.stay t ON t.assertion = CASE WHEN k.exit_reason = 'transferred' THEN k.stay END
    LEFT JOIN registry.stay r ON r.assertion = k.stay$cases$);

-- The stay with which a treatment journey goes on or ended: the one still open, else the one that ended last.
INSERT INTO registry.index_event (event, about, one_a_person, cases)
SELECT e.event, e.about, e.one_a_person, format($cases$SELECT p.person, p.gender, p.record_key, %1$s AS on_date, l.programme, l.care, p.journey, p.course, p.died_on,
      continuum.started(p.course) AS started, continuum.ended(p.course) AS ended,
      (SELECT min(s.assertion) FROM registry.counted_stay s WHERE s.person = p.person AND s.programme = l.programme AND s.care::text = l.care AND s.started = l.started) AS stay
    FROM %2$s p
    CROSS JOIN LATERAL (SELECT continuum.programme(u) AS programme, continuum.care(u)::text AS care, continuum.started(u) AS started
      FROM continuum.unnest(p.course) u ORDER BY continuum.is_open(u) DESC, continuum.ended(u) DESC NULLS LAST, u DESC LIMIT 1) l
    WHERE %3$s$cases$, e.on_date, e.course, e.counts)
FROM (VALUES
  ('treatment_journey_ended', 'A treatment journey that ended on a known day of the period; or that began in it and ended nobody knows when (ended is NULL, on_date its start).', false,
   'coalesce(continuum.ended(p.course), continuum.started(p.course))',
   '(SELECT p.*, continuum.treatment_journeys(p.journey, {gap}) AS course FROM people p OFFSET 0)',
   'continuum.ended(p.course) <@ {period} OR continuum.started(p.course) <@ {period} AND continuum.ended(p.course) IS NULL AND continuum.exit_reason(p.course) IS DISTINCT FROM ''ongoing'''),
  ('treatment_journey_open', 'A treatment journey that began by the last day and is open or ended later; or that began in the period and ended nobody knows when (ended is NULL).', false,
   '{last_day}',
   '(SELECT p.*, continuum.treatment_journeys(p.journey, {gap}) AS course FROM people p OFFSET 0)',
   'continuum.started(p.course) <= {last_day} AND (continuum.ended(p.course) > {last_day} OR continuum.ended(p.course) IS NULL
      AND (continuum.started(p.course) <@ {period} OR continuum.exit_reason(p.course) IS NOT DISTINCT FROM ''ongoing''))'),
  ('latest_treatment_journey', 'Somebody with at least one day of treatment in the period, and the treatment journey begun last: course, started, ended; on_date is the day it ended, or the last day.', true,
   'least(continuum.ended(p.course), {last_day})',
   '(SELECT p.*, (SELECT t FROM continuum.treatment_journeys(p.journey, {gap}) t WHERE continuum.started(t) <= {last_day} ORDER BY continuum.started(t) DESC LIMIT 1) AS course
      FROM people p WHERE continuum.days_in_care(p.journey, {period}, ''treatment'') > 0 OFFSET 0)',
   'true')) e (event, about, one_a_person, on_date, course, counts);

-- What a text repeats for several windows has {n} for the days; each window is an indicator of its own.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
VALUES
(10, 'people_in_treatment', 'person_in_treatment', 'people', 'count', '''yes''',
  'People in treatment', 'Personas en tratamiento', 'Pessoas em tratamento',
  'People with at least one day in treatment in the period.', 'Personas con al menos un día en tratamiento en el período.', 'Pessoas com ao menos um dia em tratamento no período.',
  'none: a count', 'people with a day of a stay of role treatment in the period; a stay whose end nobody knows counts on its first day',
  'none', 'each programme attended', 'latest stay start in the period', '{stays.care,stays.started,stays.ended,stays.registered_sex}',
  'DOMAIN 1 #1; NDTMS people in treatment, presence in place of the journey', 'op. 1',
  registry.plain_definition($sql$
  SELECT DISTINCT w.person, w.gender, 'yes' AS answer, NULL::integer AS amount, NULL::text AS category
  FROM stay s JOIN who w ON w.person = s.person, asked a
  WHERE s.role = 'treatment' AND s.started <= a.last_day AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day)$sql$)),
(20, 'people_in_contact', 'person_in_contact', 'people', 'count', '''yes''',
  'People in contact with low-threshold and screening services', 'Personas en contacto con servicios de bajo umbral y tamizaje', 'Pessoas em contato com serviços de baixo limiar e triagem',
  'People with at least one day in outreach, low-threshold, screening or assessment services in the period.',
  'Personas con al menos un día en servicios de acercamiento, bajo umbral, tamizaje o evaluación en el período.',
  'Pessoas com ao menos um dia em serviços de aproximação, baixo limiar, triagem ou avaliação no período.',
  'none: a count', 'people with a day of a stay of role contact in the period', 'none', 'each programme attended', 'latest stay start in the period',
  '{stays.care,stays.started,stays.ended,stays.registered_sex}', 'USERS.md Annex A 1', NULL,
  registry.plain_definition($sql$
  SELECT DISTINCT w.person, w.gender, 'yes' AS answer, NULL::integer AS amount, NULL::text AS category
  FROM stay s JOIN who w ON w.person = s.person, asked a
  WHERE s.role = 'contact' AND s.started <= a.last_day AND (s.seen >= a.first_day AND s.ending <> 'unknown' OR s.started >= a.first_day)$sql$));

-- A count of treatment journeys names its gap. Version 1 of those that ended is the count of report(), which
-- takes what seems to have ended as ended; version 2 waits until nobody can join it any more.

INSERT INTO registry.indicator (line, indicator, version, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
SELECT v.line, v.indicator, v.version, v.event, 'treatment_journeys', 'count', v.answer, v.title_en, v.title_es, v.title_pt,
  v.definition_en, v.definition_es, v.definition_pt, 'none: a count', v.numerator, v.index_date, v.exclusions,
  '{"gap": {"default": 21, "low": 0, "high": 365}}', '{"cl": {"gap": 45}}', v.attributed_to, v.dimension_at,
  '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.registered_sex}', 'DOMAIN 1 #3; USERS.md Annex A 3; gap of NDTMS, 21 days; Chile, 45', NULL,
  registry.plain_definition(v.plain)
FROM (VALUES
(25, 'treatment_journeys_started', 1, 'entry', '''yes''',
  'Treatment journeys started (gap 21 days)', 'Trayectorias de tratamiento iniciadas (intervalo 21 días)', 'Trajetórias de tratamento iniciadas (intervalo 21 dias)',
  'Treatment journeys that started in the period; stays at most gap days apart are one.', 'Trayectorias de tratamiento iniciadas en el período; las estadías separadas por no más días que el intervalo son una sola.',
  'Trajetórias de tratamento iniciadas no período; permanências separadas por no máximo os dias do intervalo são uma só.',
  'treatment journeys whose first day lies in the period', 'first day of the treatment journey', 'none', 'first stay', 'index date', $sql$
  SELECT t.person, w.gender, 'yes' AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person, asked a
  WHERE t.started BETWEEN a.first_day AND a.last_day$sql$),
(26, 'treatment_journeys_ended', 1, 'treatment_journey_ended', 'CASE WHEN c.ended IS NULL THEN ''date_unknown'' ELSE ''yes'' END',
  'Treatment journeys ended (gap 21 days)', 'Trayectorias de tratamiento terminadas (intervalo 21 días)', 'Trajetórias de tratamento encerradas (intervalo 21 dias)',
  'Treatment journeys that ended on a known day of the period.', 'Trayectorias de tratamiento terminadas en un día conocido del período.', 'Trajetórias de tratamento encerradas em um dia conhecido do período.',
  'treatment journeys whose last day, as far as is known today, lies in the period', 'last day of the treatment journey', 'date_unknown: began in the period and ended nobody knows when', 'last stay', 'index date', $sql$
  SELECT t.person, w.gender, CASE WHEN t.ending = 'unknown' THEN 'date_unknown' ELSE 'yes' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person, asked a
  WHERE t.ending <> 'open' AND CASE WHEN t.ending = 'closed' THEN t.ended ELSE t.started END BETWEEN a.first_day AND a.last_day$sql$),
(26, 'treatment_journeys_ended', 2, 'treatment_journey_ended',
  'CASE WHEN c.ended IS NULL THEN ''date_unknown'' WHEN c.ended + {gap} > {observed_until} THEN ''too_recent'' ELSE ''yes'' END',
  'Treatment journeys ended (gap 21 days)', 'Trayectorias de tratamiento terminadas (intervalo 21 días)', 'Trajetórias de tratamento encerradas (intervalo 21 dias)',
  'Treatment journeys that ended on a known day of the period, and long enough ago that no later stay can join them.',
  'Trayectorias de tratamiento terminadas en un día conocido del período, hace tanto que ninguna estadía posterior puede unirse a ellas.',
  'Trajetórias de tratamento encerradas em um dia conhecido do período, há tanto tempo que nenhuma permanência posterior pode juntar-se a elas.',
  'treatment journeys whose last day lies in the period, gap days or more before observed_until', 'last day of the treatment journey',
  'too_recent: last day + gap is after observed_until; date_unknown: began in the period and ended nobody knows when', 'last stay', 'index date', $sql$
  SELECT t.person, w.gender, CASE WHEN t.ending = 'unknown' THEN 'date_unknown' WHEN t.ended + :gap > a.observed_until THEN 'too_recent' ELSE 'yes' END AS answer,
    NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person, asked a
  WHERE t.ending <> 'open' AND CASE WHEN t.ending = 'closed' THEN t.ended ELSE t.started END BETWEEN a.first_day AND a.last_day$sql$),
(27, 'treatment_journeys_open_at_end', 1, 'treatment_journey_open',
  'CASE WHEN c.ended IS NULL AND continuum.exit_reason(c.course) IS DISTINCT FROM ''ongoing'' THEN ''date_unknown'' ELSE ''yes'' END',
  'Treatment journeys open at the end of the period (gap 21 days)', 'Trayectorias de tratamiento abiertas al final del período (intervalo 21 días)',
  'Trajetórias de tratamento abertas no fim do período (intervalo 21 dias)',
  'Treatment journeys that had started by the last day of the period and had not ended by then.', 'Trayectorias de tratamiento iniciadas hasta el último día del período y no terminadas hasta entonces.',
  'Trajetórias de tratamento iniciadas até o último dia do período e não encerradas até então.',
  'treatment journeys started by the last day that are open, or whose known last day is later', 'last day of the period', 'date_unknown: began in the period and ended nobody knows when', 'last stay', 'last day', $sql$
  SELECT t.person, w.gender, CASE WHEN t.ending = 'unknown' THEN 'date_unknown' ELSE 'yes' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person, asked a
  WHERE t.started <= a.last_day AND CASE t.ending WHEN 'open' THEN true WHEN 'closed' THEN t.ended > a.last_day ELSE t.started >= a.first_day END$sql$)
) v (line, indicator, version, event, answer, title_en, title_es, title_pt, definition_en, definition_es, definition_pt, numerator, index_date, exclusions, attributed_to, dimension_at, plain);

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
SELECT 100 + n / 10, 'retention_' || n || 'd', 'entry', 'entries', 'percent',
  'continuum.retained(c.journey, c.on_date, {days}, {observed_until}, {gap})',
  format('Stayed in treatment for at least %s days', n), format('Siguieron en tratamiento al menos %s días', n), format('Permaneceram em tratamento ao menos %s dias', n),
  format('Of the treatment journeys that started in the period, those in which the person was still in care %s days later.', n),
  format('De las trayectorias de tratamiento iniciadas en el período, aquellas en que la persona seguía en atención %s días después.', n),
  format('Das trajetórias de tratamento iniciadas no período, aquelas em que a pessoa continuava em atenção %s dias depois.', n),
  'treatment journeys started in the period', 'those with a day in care on the day of entry + days or later', 'first day of the treatment journey',
  format('%s days', n), 'too_recent: day of entry + days is after observed_until; date_unknown: a stay whose end nobody knows decides. Death before is a no.',
  jsonb_build_object('days', jsonb_build_object('default', n, 'low', 1, 'high', 3650), 'gap', '{"default": 21, "low": 0, "high": 365}'::jsonb),
  '{"cl": {"gap": 45}}', 'first stay', 'index date', '{stays.care,stays.started,stays.ended,stays.registered_sex}',
  'DOMAIN 1 #7; USERS.md 38; Chile reports 90 days, NDTMS 12 weeks', NULL,
  registry.plain_definition($sql$
  SELECT t.person, w.gender, CASE
      WHEN t.started + :days > a.observed_until THEN 'too_recent'
      WHEN t.seen >= t.started + :days THEN 'yes'
      WHEN t.ending = 'unknown' OR EXISTS (SELECT FROM unnest(w.stays) s WHERE s.role = 'treatment' AND s.ending = 'unknown' AND s.started < t.started)
        THEN 'date_unknown' ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM treatment_journey t JOIN who w ON w.person = t.person, asked a
  WHERE t.started BETWEEN a.first_day AND a.last_day$sql$)
FROM unnest(ARRAY[30, 84, 90, 180, 365]) n;
