-- indicators_aftercare.sql: what follows treatment: aftercare reached, offered, kept up and how much of it there
-- is; check-ups; needs found; leaving without support; deaths; release from prison. A contact of aftercare is a
-- day of aftercare like one of a stay, so it is put into the journey as such: then the functions of journeys
-- answer for both.

CREATE FUNCTION registry.aftercare_component(care text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE
    WHEN care IN ('aftercare', 'recovery_checkup', 'relapse_prevention', 'case_management') THEN 'clinical'
    WHEN care IN ('peer_support', 'mutual_aid') THEN 'peers'
    WHEN care = 'housing_support' THEN 'housing'
    WHEN care IN ('employment_support', 'education_support') THEN 'work_education'
    WHEN care = 'family_support' THEN 'family' END;
REVOKE EXECUTE ON FUNCTION registry.aftercare_component(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.aftercare_component(text) IS 'Component of aftercare to which a kind of care belongs: clinical follow-up (also what is only called aftercare, and case management), peers, housing, work_education, family. NULL for legal support, and for what is no aftercare. Source: E/CN.7/2024/L.3, comprehensive aftercare; USERS.md 23.';

INSERT INTO registry.dimension (dimension, reads, value, vocabulary, about) VALUES
  ('aftercare_component', NULL, 'coalesce(registry.aftercare_component(k.care), ''other'')', 'aftercare_component', 'Component of aftercare of the stay or contact.'),
  ('exit_group', 'stay', '(SELECT v.term_group FROM continuum.vocabulary(''exit_reason'') v WHERE v.name = s.exit_reason::text)', 'exit_group', 'Group of the reason why the stay ended.');

INSERT INTO registry.label (vocabulary, term, language, label)
SELECT t.vocabulary, t.term, l.language, l.label
FROM (VALUES
  ('aftercare_component', 'clinical', 'clinical follow-up', 'seguimiento clínico', 'acompanhamento clínico'),
  ('aftercare_component', 'peers', 'peers and mutual aid', 'pares y ayuda mutua', 'pares e ajuda mútua'),
  ('aftercare_component', 'housing', 'housing', 'vivienda', 'moradia'),
  ('aftercare_component', 'work_education', 'work and education', 'trabajo y educación', 'trabalho e educação'),
  ('aftercare_component', 'family', 'support for the family', 'apoyo a la familia', 'apoio à família'),
  ('aftercare_component', 'other', 'other', 'otro', 'outro'),
  ('aftercare_mode', 'stay', 'in an aftercare programme', 'en un programa de apoyo a la recuperación', 'em um programa de apoio à recuperação'),
  ('aftercare_mode', 'contact_in_person', 'seen in person', 'contacto presencial', 'contato presencial'),
  ('aftercare_mode', 'contact_remote', 'by phone, video or message only', 'solo por teléfono, video o mensaje', 'só por telefone, vídeo ou mensagem'),
  ('aftercare_mode', 'contact_not_recorded', 'contact, mode not recorded', 'contacto, modo no registrado', 'contato, modo não registrado'),
  ('checkup_outcome', 'done', 'done in time', 'realizado a tiempo', 'realizado a tempo'),
  ('checkup_outcome', 'late', 'done late', 'realizado con atraso', 'realizado com atraso'),
  ('checkup_outcome', 'missed', 'missed', 'no realizado', 'não realizado'),
  ('checkup_outcome', 'declined', 'the person preferred not to', 'la persona prefirió que no', 'a pessoa preferiu que não'),
  ('checkup_outcome', 'returned', 'suspended: back in treatment', 'suspendido: volvió a tratamiento', 'suspenso: voltou ao tratamento'),
  ('checkup_outcome', 'in_custody', 'suspended: in custody', 'suspendido: en privación de libertad', 'suspenso: em privação de liberdade'),
  ('checkup_outcome', 'contact_refused', 'suspended: contact not wanted', 'suspendido: no desea contacto', 'suspenso: não deseja contato'),
  ('checkup_outcome', 'died', 'suspended: died', 'suspendido: falleció', 'suspenso: faleceu')) t (vocabulary, term, en, es, pt)
CROSS JOIN LATERAL (VALUES ('en', t.en), ('es', t.es), ('pt', t.pt)) l (language, label);

-- Cases. {{contacts}} brings contacts of aftercare to a person of the report, as stays of a day; who has no stay
-- is no person of the report, and {{anybody}} says what is asked of that person.

INSERT INTO registry.index_event (event, about, one_a_person, cases)
SELECT e.event, e.about, e.one_a_person, replace(replace(e.cases, '{{contacts}}',
  $part$LEFT JOIN (SELECT a.person, continuum.journey_agg(continuum.episode(a.care, a.on_date, a.on_date, 'completed', a.programme)) AS contacts,
        array_agg(a.on_date) FILTER (WHERE a.mode = 'in_person') AS in_person, array_agg(a.on_date) FILTER (WHERE a.mode <> 'in_person') AS remote
      FROM registry.aftercare_contact a WHERE a.on_date BETWEEN {first_day} AND {observed_until} GROUP BY a.person) h ON h.person = p.person$part$), '{{anybody}}',
  $part$coalesce(p.gender, (SELECT g.gender FROM registry.person_gender({last_day}, {basis}) g WHERE g.person = q.person), 'unknown') AS gender, q.record_key,
      coalesce(p.journey, '{}') AS journey, coalesce(p.of_one_provider, (SELECT bool_and(a.quality IN ('weak', 'local')) FROM registry.person_alias a WHERE a.person = q.person), false) AS of_one_provider,
      CASE WHEN p.person IS NULL THEN (SELECT min(d.on_date) FROM registry.current_death d WHERE d.person = q.person AND d.on_date <= {observed_until}) ELSE p.died_on END AS died_on$part$)
FROM (VALUES
('person_in_aftercare', 'Somebody with at least one day of aftercare in the period: a row for each such stay, and for each contact of aftercare.', true,
  $cases$SELECT x.person, x.gender, x.record_key, max(x.started) OVER (PARTITION BY x.person) AS on_date, x.programme, x.care, NULL::bigint AS stay
    FROM (
      SELECT p.person, p.gender, p.record_key, e.started, e.programme, e.care
      FROM people p
      CROSS JOIN LATERAL (SELECT continuum.started(u) AS started, continuum.programme(u) AS programme, continuum.care(u)::text AS care
        FROM continuum.unnest(p.journey) u
        WHERE continuum.care_role(continuum.care(u)) = 'aftercare' AND continuum.started(u) <= {last_day}
          AND (coalesce(continuum.ended(u), continuum.started(u)) >= {first_day} OR continuum.is_open(u))) e
      WHERE continuum.days_in_care(p.journey, {period}, 'aftercare') > 0
      UNION ALL
      SELECT x.person, x.gender, x.record_key, x.on_date, x.programme, x.care
      FROM (SELECT k.person, k.on_date, k.programme, k.care::text AS care, {{anybody}}
        FROM registry.aftercare_contact k JOIN registry.person q ON q.person = k.person LEFT JOIN everybody p ON p.person = k.person
        WHERE k.on_date <@ {period} AND k.on_date <= {observed_until}) x) x$cases$),
('discharge_followed', 'A treatment journey that ended on a known day of the period, attributed to its last stay: journey, followed (the journey, and contacts of aftercare since as stays of a day), heard (the same with all contacts held), in_person and remote (days of contacts of aftercare), exit_reason, aftercare_offer and supported_by of the last stay, death_first and death_last (between which the person died), of_one_provider, died_on, settled (no later stay can join it any more).', false,
  $cases$SELECT p.person, p.gender, p.record_key, (p.d).discharged_on AS on_date, (p.d).programme, (p.d).care::text AS care, s.assertion AS stay, p.journey,
      p.journey || coalesce(h.contacts, '{}') AS followed, p.journey || coalesce(k.contacts, '{}') AS heard, h.in_person, h.remote, (p.d).exit_reason,
      s.aftercare_offer, s.supported_by, x.first AS death_first, x.last AS death_last, p.of_one_provider, p.died_on,
      (p.d).discharged_on + {gap} <= {observed_until} AS settled
    FROM (SELECT p.*, continuum.discharges(p.journey, {period}, max_gap => {gap}) AS d FROM people p OFFSET 0) p
    {{contacts}}
    LEFT JOIN (SELECT c.person, continuum.journey_agg(continuum.episode('aftercare', c.on_date, c.on_date, 'completed', c.programme)) AS contacts
      FROM registry.current_contact c
      WHERE c.outcome = 'held' AND c.on_date BETWEEN {first_day} AND {observed_until}
        AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = c.programme AND m.during @> c.on_date)
      GROUP BY c.person) k ON k.person = p.person
    LEFT JOIN (SELECT DISTINCT ON (s.person, s.ended) s.person, s.ended, s.assertion, s.aftercare_offer, s.supported_by
      FROM registry.counted_stay s
      WHERE s.ended <@ {period} AND (s.ended_precision = 'day' OR s.ended_precision IS NULL) AND continuum.care_role(s.care) = 'treatment'
      ORDER BY s.person, s.ended, s.started DESC, s.assertion DESC) s ON s.person = p.person AND s.ended = (p.d).discharged_on
    LEFT JOIN (SELECT DISTINCT ON (x.person) x.person, x.first, x.last
      FROM (SELECT d.person, d.on_date, CASE d.on_precision WHEN 'day' THEN d.on_date WHEN 'month' THEN (d.on_date + interval '1 month')::date - 1
            ELSE (d.on_date + interval '1 year')::date - 1 END
          FROM registry.current_death d WHERE d.on_date <= {observed_until}
        UNION ALL
        SELECT s.person, coalesce(continuum.ended(s.episode), s.started), coalesce(continuum.ended(s.episode), 'infinity')
          FROM registry.counted_stay s WHERE s.exit_reason = 'died' AND s.started <= {observed_until}) x (person, first, last)
      ORDER BY x.person, x.last <> x.first, x.first) x ON x.person = p.person$cases$),
('aftercare_entry', 'A spell of aftercare that began in the period with a stay, attributed to its first: followed (the journey, and contacts of aftercare since as stays of a day), died_in_care and undated_death (the first day of a stay that ended in death nobody knows when), unknown_from (of aftercare that ended nobody knows when), died_on.', false,
  $cases$SELECT p.person, p.gender, p.record_key, p.entered_on AS on_date, x.programme, x.care,
      (SELECT min(s.assertion) FROM registry.counted_stay s WHERE s.person = p.person AND s.started = p.entered_on AND s.programme = x.programme AND s.care::text = x.care) AS stay,
      p.journey || coalesce(h.contacts, '{}') AS followed, x.died_in_care, x.undated_death, x.unknown_from, p.died_on
    FROM (
      SELECT p.*, e.entered_on FROM people p
      CROSS JOIN LATERAL (
        SELECT min(continuum.started(u)) FROM continuum.unnest(p.journey) u WHERE continuum.care_role(continuum.care(u)) = 'aftercare'
        UNION ALL
        SELECT g.back_on FROM continuum.gaps(p.journey, {gap}, 'aftercare') g WHERE g.bridged IS NOT TRUE) e (entered_on)
      WHERE continuum.days_in_care(p.journey, {period}, 'aftercare') > 0 AND e.entered_on <@ {period}) p
    CROSS JOIN LATERAL (
      SELECT (array_agg(continuum.programme(u) ORDER BY u) FILTER (WHERE f.is_first))[1] AS programme, (array_agg(continuum.care(u)::text ORDER BY u) FILTER (WHERE f.is_first))[1] AS care,
        min(continuum.ended(u)) FILTER (WHERE continuum.exit_reason(u) = 'died') AS died_in_care,
        min(continuum.started(u)) FILTER (WHERE continuum.exit_reason(u) = 'died' AND continuum.ended(u) IS NULL) AS undated_death,
        min(continuum.started(u)) FILTER (WHERE f.is_aftercare AND continuum.ended(u) IS NULL AND NOT continuum.is_open(u)) AS unknown_from
      FROM continuum.unnest(p.journey) u
      CROSS JOIN LATERAL (SELECT continuum.care_role(continuum.care(u)) = 'aftercare' AS is_aftercare,
        continuum.care_role(continuum.care(u)) = 'aftercare' AND continuum.started(u) = p.entered_on AS is_first) f) x
    {{contacts}}$cases$),
('need_found', 'A contact held in the period that found that treatment is needed: journey, of_one_provider, died_on.', false,
  $cases$SELECT k.person, k.on_date, k.programme, NULL::text AS care, NULL::bigint AS stay, {{anybody}}
    FROM registry.current_contact k JOIN registry.person q ON q.person = k.person LEFT JOIN everybody p ON p.person = k.person
    WHERE k.outcome = 'held' AND k.treatment_indicated = 'yes' AND k.on_date <@ {period} AND k.on_date <= {observed_until}
      AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = k.programme AND m.during @> k.on_date)$cases$),
('checkup_due', 'A check-up of a plan (registry.checkup_plan()) that was due in the period: window_to, state, reason.', false,
  $cases$SELECT p.person, p.gender, p.record_key, k.due_on AS on_date, k.programme, NULL::text AS care, NULL::bigint AS stay, k.window_to, k.state::text AS state, k.reason
    FROM registry.checkup_plan({observed_until}) k JOIN everybody p ON p.person = k.person
    WHERE k.due_on <@ {period} AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = k.programme AND m.during @> k.discharged_on)$cases$),
('discharge_to_plan', 'A discharge of the period after which check-ups can be planned (registry.checkup_plan()): planned, whether they are.', false,
  $cases$SELECT p.person, p.gender, p.record_key, k.discharged_on AS on_date, k.programme, NULL::text AS care, NULL::bigint AS stay, k.planned
    FROM (SELECT DISTINCT k.person, k.discharged_on, k.programme, k.due_no IS NOT NULL AND NOT k.discharged_on <@ ANY (k.refused) AS planned
      FROM registry.checkup_plan({observed_until}) k
      WHERE k.discharged_on <@ {period} AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = k.programme AND m.during @> k.discharged_on)) k
    JOIN everybody p ON p.person = k.person$cases$),
('release', 'A release from custody in the period of somebody who was in treatment there or had a recorded need: released_to, referred_on, back_in_custody (from when the person was again, or still), arrived_on (first day of treatment outside since), perhaps (treatment outside from before, whose end nobody knows), died_in_care, undated_death, of_one_provider, died_on.', false,
  $cases$SELECT k.*, x.*, (SELECT min(n.on_date) FROM registry.current_custody n WHERE n.person = k.person AND n.assertion <> k.assertion AND coalesce(n.released, 'infinity') > k.on_date) AS back_in_custody
    FROM (
      SELECT DISTINCT ON (k.person, k.released) k.person, k.released AS on_date, NULL::integer AS programme, NULL::text AS care, NULL::bigint AS stay,
        k.assertion, k.released_to, k.referred_on, {{anybody}}
      FROM registry.current_custody k JOIN registry.person q ON q.person = k.person LEFT JOIN everybody p ON p.person = k.person
      WHERE k.released <@ {period} AND (k.need = 'yes' OR k.in_treatment = 'yes')
      ORDER BY k.person, k.released, k.assertion DESC) k
    CROSS JOIN LATERAL (
      SELECT min(greatest(continuum.started(u), k.on_date)) FILTER (WHERE f.outside AND (continuum.started(u) >= k.on_date OR continuum.is_open(u) OR continuum.ended(u) > k.on_date)) AS arrived_on,
        bool_or(f.outside AND continuum.started(u) < k.on_date AND continuum.ended(u) IS NULL AND NOT continuum.is_open(u)) AS perhaps,
        min(continuum.ended(u)) FILTER (WHERE continuum.exit_reason(u) = 'died') AS died_in_care,
        min(continuum.started(u)) FILTER (WHERE continuum.exit_reason(u) = 'died' AND continuum.ended(u) IS NULL) AS undated_death
      FROM continuum.unnest(k.journey) u
      CROSS JOIN LATERAL (SELECT continuum.care_role(continuum.care(u)) = 'treatment' AND continuum.care(u) <> 'custody_treatment'
        AND NOT EXISTS (SELECT FROM registry.current_programme m WHERE m.programme = continuum.programme(u) AND m.setting = 'prison' AND m.valid @> continuum.started(u)) AS outside) f) x$cases$))
  e (event, about, one_a_person, cases);

-- Indicators.

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, attributed_to, dimension_at, needs, source, source_paragraph, sql_definition)
VALUES
(200, 'people_in_aftercare', 'person_in_aftercare', 'people', 'count', '''yes''',
  'People in aftercare', 'Personas en apoyo a la recuperación (postratamiento)', 'Pessoas em apoio à recuperação (pós-tratamento)',
  'People with at least one day of aftercare in the period: a day in an aftercare programme, a check-up, or another contact held after treatment.',
  'Personas con al menos un día de apoyo a la recuperación en el período: un día en un programa, un control de recuperación u otro contacto realizado después del tratamiento.',
  'Pessoas com ao menos um dia de apoio à recuperação no período: um dia em um programa, uma consulta de acompanhamento ou outro contato realizado após o tratamento.',
  'none: a count', 'people with a day of a stay of role aftercare, or a contact of aftercare held (registry.aftercare_contact), in the period; by care or aftercare_component for its components',
  'none', 'each programme attended', 'latest stay start in the period', '{stays.care,stays.started,stays.ended,contacts.on_date,contacts.kind,contacts.outcome,stays.registered_sex}',
  'USERS.md Annex B 22', 'preamble, op. 1',
  registry.plain_definition($sql$
  SELECT DISTINCT f.person, coalesce(g.gender, 'unknown') AS gender, 'yes' AS answer, NULL::integer AS amount, NULL::text AS category
  FROM followed f LEFT JOIN gender g ON g.person = f.person, asked a
  WHERE f.role = 'aftercare' AND f.started <= a.last_day AND (f.seen >= a.first_day AND f.ending <> 'unknown' OR f.started >= a.first_day)$sql$));

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
-- What is the same in all that ask whether aftercare was reached: ours, and plain SQL in which {{answer}} and
-- {{category}} are the indicator's own.
WITH follow (linked, plain) AS (VALUES (
  $answer$registry.followed_up(CASE WHEN c.exit_reason = 'died' THEN 'not_applicable' ELSE continuum.linked_to_aftercare(c.followed, c.on_date, {days}, {observed_until}) END, c.of_one_provider, c.settled, c.died_on, c.on_date + {days})$answer$,
  $sql$
  SELECT q.person, q.gender, q.answer, NULL::integer AS amount, CASE WHEN q.answer = 'yes' THEN q.category END AS category FROM (
  SELECT d.person, d.gender, CASE
      WHEN d.of_one_provider THEN 'unlinkable'
      WHEN d.on_date + :gap > a.observed_until THEN 'too_recent'
      WHEN d.exit_reason = 'died' THEN 'not_applicable'
      WHEN d.on_date + :days > a.observed_until THEN 'too_recent'
      WHEN d.died_on <= d.on_date + :days OR bool_or(f.exit_reason = 'died' AND f.ended <= d.on_date + :days) THEN 'died'
      WHEN bool_or(f.exit_reason = 'died' AND f.ending = 'unknown' AND f.started <= d.on_date + :days) THEN 'date_unknown'
      {{answer}} END AS answer, {{category}} AS category
  FROM (SELECT d.*, w.gender, w.of_one_provider, w.died_on FROM discharge d JOIN who w ON w.person = d.person) d
  JOIN followed f ON f.person = d.person
  LEFT JOIN (VALUES ('aftercare', 'clinical'), ('recovery_checkup', 'clinical'), ('relapse_prevention', 'clinical'), ('case_management', 'clinical'), ('peer_support', 'peers'),
    ('mutual_aid', 'peers'), ('housing_support', 'housing'), ('employment_support', 'work_education'), ('education_support', 'work_education'), ('family_support', 'family'))
    m (care, component) ON m.care = f.care
  CROSS JOIN asked a
  GROUP BY d.person, d.gender, d.on_date, d.exit_reason, d.of_one_provider, d.died_on, a.observed_until) q$sql$)),
reached (plain) AS (VALUES (
  $sql$WHEN bool_or(f.role = 'aftercare' AND f.started <= d.on_date + :days AND f.seen > d.on_date) THEN 'yes'
      WHEN bool_or(f.role = 'aftercare' AND f.started <= d.on_date AND f.ending = 'unknown') THEN 'date_unknown' ELSE 'no'$sql$)),
wording (line, code, days, answer, category, plain, plain_category, en, es, pt, text_en, text_es, text_pt, denominator, numerator, source, paragraph, needs) AS (
  SELECT 200 + n, 'aftercare_linkage_' || n || 'd', n, f.linked, NULL, r.plain, 'NULL::text',
    format('Reached aftercare within %s days of discharge', n), format('Llegaron al apoyo a la recuperación en los %s días tras el egreso', n),
    format('Chegaram ao apoio à recuperação em %s dias após a saída', n),
    format('Of the treatment journeys that ended in the period, those after which the person had at least one day of aftercare, in a programme or by a contact held, in the next %s days.', n),
    format('De las trayectorias de tratamiento terminadas en el período, aquellas tras las cuales la persona tuvo al menos un día de apoyo a la recuperación, en un programa o por un contacto realizado, en los %s días siguientes.', n),
    format('Das trajetórias de tratamento encerradas no período, aquelas após as quais a pessoa teve ao menos um dia de apoio à recuperação, em um programa ou por um contato realizado, nos %s dias seguintes.', n),
    'treatment journeys ended on a known day of the period, not in death; a transfer that arrived within the gap ends none',
    'those with presence in aftercare, or a contact of aftercare held (in person, by phone, video or message; never an attempt), on a day from d + 1 to d + days; it may have begun before',
    'USERS.md 8; DOMAIN 1 #13', 'preamble, op. 1', '{stays.care,stays.started,stays.ended,stays.exit_reason,contacts.on_date,contacts.kind,contacts.outcome,stays.registered_sex}'
  FROM follow f, reached r, unnest(ARRAY[7, 30, 90]) n
  UNION ALL
  SELECT 231, 'aftercare_linkage_30d_by_mode', 30, f.linked,
    $category$CASE WHEN continuum.linked_to_aftercare(c.journey, c.on_date, {days}, {observed_until}) = 'yes' THEN 'stay'
      WHEN daterange(c.on_date, c.on_date + {days}, '(]') @> ANY (c.in_person) THEN 'contact_in_person'
      WHEN daterange(c.on_date, c.on_date + {days}, '(]') @> ANY (c.remote) THEN 'contact_remote' ELSE 'contact_not_recorded' END$category$,
    r.plain, $sql$CASE WHEN bool_or(f.role = 'aftercare' AND f.is_stay AND f.started <= d.on_date + :days AND f.seen > d.on_date) THEN 'stay'
      WHEN bool_or(NOT f.is_stay AND f.mode = 'in_person' AND f.started <= d.on_date + :days AND f.seen > d.on_date) THEN 'contact_in_person'
      WHEN bool_or(NOT f.is_stay AND f.mode IS NOT NULL AND f.started <= d.on_date + :days AND f.seen > d.on_date) THEN 'contact_remote' ELSE 'contact_not_recorded' END$sql$,
    'How aftercare was reached within 30 days of discharge', 'Cómo se llegó al apoyo a la recuperación en los 30 días tras el egreso', 'Como se chegou ao apoio à recuperação em 30 dias após a saída',
    'Of the treatment journeys that ended in the period, the share after which aftercare was reached in the next 30 days in a programme, by a contact in person, or by remote contact only.',
    'De las trayectorias de tratamiento terminadas en el período, la proporción en que se llegó al apoyo a la recuperación en los 30 días siguientes en un programa, por contacto presencial o solo por contacto a distancia.',
    'Das trajetórias de tratamento encerradas no período, a proporção em que se chegou ao apoio à recuperação nos 30 dias seguintes em um programa, por contato presencial ou só por contato à distância.',
    'as aftercare_linkage_30d: the shares add up to it', 'by the first that there was: stay, contact_in_person, contact_remote, contact_not_recorded',
    'USERS.md 8', 'preamble, op. 1', '{stays.care,stays.started,stays.ended,stays.exit_reason,contacts.on_date,contacts.kind,contacts.mode,contacts.outcome,stays.registered_sex}'
  FROM follow f, reached r
  UNION ALL
  SELECT 291, 'aftercare_components_90d', 90,
    format($answer$CASE %1$s WHEN 'no' THEN 'not_applicable' WHEN 'yes' THEN
      (SELECT CASE WHEN count(DISTINCT registry.aftercare_component(continuum.care(u)::text)) FILTER (WHERE continuum.period(u) && daterange(c.on_date, c.on_date + {days}, '(]')) >= 2 THEN 'yes'
          WHEN count(DISTINCT registry.aftercare_component(continuum.care(u)::text)) >= 2 THEN 'date_unknown' ELSE 'no' END::continuum.answer
        FROM continuum.unnest(c.followed) u
        WHERE continuum.period(u) && daterange(c.on_date, c.on_date + {days}, '(]')
          OR continuum.started(u) <= c.on_date AND continuum.ended(u) IS NULL AND NOT continuum.is_open(u))
      ELSE %1$s END$answer$, f.linked), NULL,
    $sql$WHEN bool_or(f.role = 'aftercare' AND f.started <= d.on_date + :days AND f.seen > d.on_date) THEN CASE
          WHEN count(DISTINCT m.component) FILTER (WHERE f.started <= d.on_date + :days AND f.seen > d.on_date) >= 2 THEN 'yes'
          WHEN count(DISTINCT m.component) FILTER (WHERE f.started <= d.on_date + :days AND f.seen > d.on_date OR f.started <= d.on_date AND f.ending = 'unknown') >= 2
            THEN 'date_unknown' ELSE 'no' END
      WHEN bool_or(f.role = 'aftercare' AND f.started <= d.on_date AND f.ending = 'unknown') THEN 'date_unknown' ELSE 'not_applicable'$sql$, 'NULL::text',
    'Aftercare of two or more components within 90 days', 'Apoyo a la recuperación de dos o más componentes en 90 días', 'Apoio à recuperação de dois ou mais componentes em 90 dias',
    'Of the discharges that reached aftercare in the next 90 days, those with two or more of clinical follow-up, peers and mutual aid, housing, work or education, and support for the family.',
    'De los egresos que llegaron al apoyo a la recuperación en los 90 días siguientes, aquellos con dos o más de: seguimiento clínico, pares y ayuda mutua, vivienda, trabajo o educación y apoyo a la familia.',
    'Das saídas que chegaram ao apoio à recuperação nos 90 dias seguintes, aquelas com dois ou mais de: acompanhamento clínico, pares e ajuda mútua, moradia, trabalho ou educação e apoio à família.',
    'discharges with aftercare within the window (aftercare_linkage_90d); those without are not_applicable', 'those with days of two or more components (registry.aftercare_component) from d + 1 to d + days',
    'USERS.md Annex B 23', 'op. 1', '{stays.care,stays.started,stays.ended,stays.exit_reason,contacts.on_date,contacts.kind,contacts.outcome,stays.registered_sex}'
  FROM follow f)
SELECT w.line, w.code, 'discharge_followed', 'discharges', CASE WHEN w.category IS NULL THEN 'percent' ELSE 'share' END, w.answer, w.category, w.en, w.es, w.pt,
  w.text_en, w.text_es, w.text_pt, w.denominator, w.numerator, 'day of discharge (d)', w.days || ' days',
  'too_recent: d + days, or d + gap, is after observed_until; died; unlinkable: no other provider can recognise the person; date_unknown: aftercare or a death that nobody dated decides',
  jsonb_build_object('days', jsonb_build_object('default', w.days, 'low', 1, 'high', 3650), 'gap', '{"default": 21, "low": 0, "high": 365}'::jsonb),
  '{"cl": {"gap": 45}}', 'last stay', 'index date', w.needs::text[], w.source, w.paragraph,
  registry.plain_definition(replace(replace(f.plain, '{{answer}}', w.plain), '{{category}}', w.plain_category))
FROM wording w, follow f;

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, presets, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
-- Leaving without support, in all and by who was said to support the person.
SELECT w.line, w.code, 'discharge_followed', 'discharges', w.measure,
  $answer$registry.followed_up(CASE WHEN c.exit_reason = 'died' THEN 'not_applicable' WHEN c.on_date + {days} > {observed_until} THEN 'too_recent'
    WHEN c.exit_reason IN ('entered_custody', 'transferred_to_custody') THEN 'in_custody'
    ELSE continuum.left_without_support(c.heard, c.on_date, {days}, {observed_until}) END, c.of_one_provider, c.settled, c.died_on, c.on_date + {days})$answer$,
  w.category, w.en, w.es, w.pt, w.text_en, w.text_es, w.text_pt,
  'treatment journeys ended on a known day of the period, neither in death nor in custody', w.numerator, 'day of discharge (d)', '30 days',
  'too_recent: d + days, or d + gap, is after observed_until; died; in_custody: left for custody; unlinkable: no other provider can recognise the person; date_unknown: care or a death that nobody dated decides',
  '{"days": {"default": 30, "low": 1, "high": 3650}, "gap": {"default": 21, "low": 0, "high": 365}}'::jsonb,
  '{"cl": {"gap": 45}}'::jsonb, 'last stay', 'index date', '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.supported_by,contacts.on_date,contacts.outcome,stays.registered_sex}'::text[],
  'USERS.md Annex B 28', 'preamble, op. 1',
  registry.plain_definition(replace($sql$
  SELECT q.person, q.gender, q.answer, NULL::integer AS amount, {{category}} AS category FROM (
  SELECT d.person, w.gender, l.supported_by, CASE
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN d.on_date + :gap > a.observed_until THEN 'too_recent'
      WHEN d.exit_reason = 'died' THEN 'not_applicable'
      WHEN d.on_date + :days > a.observed_until THEN 'too_recent'
      WHEN w.died_on <= d.on_date + :days THEN 'died'
      WHEN d.exit_reason IN ('entered_custody', 'transferred_to_custody') THEN 'in_custody'
      WHEN bool_or(s.exit_reason = 'died' AND s.ended <= d.on_date + :days) THEN 'died'
      WHEN bool_or(s.exit_reason = 'died' AND s.ending = 'unknown' AND s.started <= d.on_date + :days) THEN 'date_unknown'
      WHEN bool_or(s.role IN ('treatment', 'aftercare') AND s.started <= d.on_date + :days AND s.seen > d.on_date) OR bool_or(h.found) THEN 'no'
      WHEN bool_or(s.role IN ('treatment', 'aftercare') AND s.started <= d.on_date AND s.ending = 'unknown') THEN 'date_unknown'
      ELSE 'yes' END AS answer
  FROM discharge d JOIN who w ON w.person = d.person JOIN stay s ON s.person = d.person CROSS JOIN asked a
  LEFT JOIN (SELECT DISTINCT d.person, d.on_date, true AS found FROM discharge d JOIN held h ON h.person = d.person AND h.on_date BETWEEN d.on_date + 1 AND d.on_date + :days) h
    ON h.person = d.person AND h.on_date = d.on_date
  LEFT JOIN (SELECT DISTINCT ON (s.person, s.ended) s.person, s.ended, s.supported_by FROM registry.counted_stay s JOIN role r ON r.care = s.care::text
    WHERE r.role = 'treatment' AND (s.ended_precision IS NULL OR s.ended_precision = 'day') ORDER BY s.person, s.ended, s.started DESC, s.assertion DESC) l ON l.person = d.person AND l.ended = d.on_date
  GROUP BY d.person, w.gender, d.on_date, d.exit_reason, w.of_one_provider, w.died_on, l.supported_by, a.observed_until) q$sql$, '{{category}}', w.plain))
FROM (VALUES
(330, 'left_without_support_30d', 'percent', NULL,
  'Left without any formal support within 30 days', 'Salieron sin ningún apoyo formal en los 30 días siguientes', 'Saíram sem nenhum apoio formal nos 30 dias seguintes',
  'Of the treatment journeys that ended in the period, those after which there was no day of treatment or aftercare and no contact held in the next 30 days.',
  'De las trayectorias de tratamiento terminadas en el período, aquellas tras las cuales no hubo ningún día de tratamiento ni de apoyo a la recuperación, ni contacto realizado, en los 30 días siguientes.',
  'Das trajetórias de tratamento encerradas no período, aquelas após as quais não houve nenhum dia de tratamento nem de apoio à recuperação, nem contato realizado, nos 30 dias seguintes.',
  'those without a day of treatment or aftercare and without a contact held, of any kind, on the days d + 1 to d + days', 'NULL::text'),
(331, 'left_without_support_by', 'share', 'coalesce(c.supported_by, ''not_asked'')',
  'Left without formal support, by who supports the person', 'Salieron sin apoyo formal, según quién apoya a la persona', 'Saíram sem apoio formal, segundo quem apoia a pessoa',
  'Of the treatment journeys that ended in the period, the share after which there was no formal support in the next 30 days, by who was said at discharge to support the person.',
  'De las trayectorias de tratamiento terminadas en el período, la proporción sin apoyo formal en los 30 días siguientes, según quién se dijo al egreso que apoya a la persona.',
  'Das trajetórias de tratamento encerradas no período, a proporção sem apoio formal nos 30 dias seguintes, segundo quem se disse na saída que apoia a pessoa.',
  'as left_without_support_30d, to which the shares add up, by supported_by of the last stay; not_asked where nothing was recorded',
  $sql$CASE WHEN q.answer = 'yes' THEN coalesce(q.supported_by, 'not_asked') END$sql$)) w
  (line, code, measure, category, en, es, pt, text_en, text_es, text_pt, numerator, plain)
UNION ALL
-- Whether aftercare was offered.
SELECT 205, 'aftercare_offer', 'discharge_followed', 'discharges', 'share',
  $answer$registry.followed_up(CASE WHEN c.exit_reason = 'died' THEN 'not_applicable' ELSE 'yes' END::continuum.answer, false, c.settled, c.died_on, c.on_date)$answer$,
  'coalesce(c.aftercare_offer, ''not_recorded'')',
  'Aftercare offered at discharge', 'Oferta de apoyo a la recuperación al egreso', 'Oferta de apoio à recuperação na saída',
  'Of the treatment journeys that ended in the period, the share in which aftercare was offered and accepted, offered and declined, not offered, did not apply, or was not recorded.',
  'De las trayectorias de tratamiento terminadas en el período, la proporción en que el apoyo a la recuperación fue ofrecido y aceptado, ofrecido y no aceptado, no ofrecido, no correspondía o no se registró.',
  'Das trajetórias de tratamento encerradas no período, a proporção em que o apoio à recuperação foi oferecido e aceito, oferecido e não aceito, não oferecido, não se aplicava ou não foi registrado.',
  'treatment journeys ended on a known day of the period, not in death', 'by what the last stay says: accepted, declined, not_offered, not_applicable, not_recorded; nothing is imputed',
  'day of discharge (d)', NULL, 'too_recent: d + gap is after observed_until; died: by the day of discharge',
  '{"gap": {"default": 21, "low": 0, "high": 365}}', '{"cl": {"gap": 45}}', 'last stay', 'index date', '{stays.care,stays.started,stays.ended,stays.exit_reason,stays.aftercare_offer,stays.registered_sex}',
  'USERS.md 9, Annex B 25', 'op. 1',
  registry.plain_definition($sql$
  SELECT q.person, q.gender, q.answer, NULL::integer AS amount, CASE WHEN q.answer = 'yes' THEN coalesce(q.aftercare_offer, 'not_recorded') END AS category
  FROM (SELECT d.person, w.gender, l.aftercare_offer, CASE
        WHEN d.on_date + :gap > a.observed_until THEN 'too_recent'
        WHEN d.exit_reason = 'died' THEN 'not_applicable'
        WHEN w.died_on <= d.on_date THEN 'died'
        ELSE 'yes' END AS answer
    FROM discharge d JOIN who w ON w.person = d.person CROSS JOIN asked a
    LEFT JOIN (SELECT DISTINCT ON (s.person, s.ended) s.person, s.ended, s.aftercare_offer FROM registry.counted_stay s JOIN role r ON r.care = s.care::text
      WHERE r.role = 'treatment' AND (s.ended_precision IS NULL OR s.ended_precision = 'day') ORDER BY s.person, s.ended, s.started DESC, s.assertion DESC) l ON l.person = d.person AND l.ended = d.on_date) q$sql$)
UNION ALL
-- Deaths after discharge.
SELECT 360 + n / 365, 'deaths_after_exit_' || n || 'd', 'discharge_followed', 'discharges', 'percent',
  $answer$registry.followed_up(CASE WHEN c.exit_reason = 'died' THEN 'not_applicable' WHEN c.on_date + {days} > {observed_until} - {death_delay} THEN 'too_recent'
    WHEN c.death_last <= c.on_date THEN 'died' WHEN c.death_first <= c.on_date + {days} IS NOT TRUE THEN 'no'
    WHEN c.death_first > c.on_date AND c.death_last <= c.on_date + {days} THEN 'yes' ELSE 'date_unknown' END::continuum.answer, c.of_one_provider, c.settled, NULL, NULL)$answer$, NULL,
  format('Died within %s days of discharge', n), format('Fallecieron en los %s días tras el egreso', n), format('Faleceram em %s dias após a saída', n),
  format('Of the treatment journeys that ended in the period, those after which the person died in the next %s days.', n),
  format('De las trayectorias de tratamiento terminadas en el período, aquellas tras las cuales la persona falleció en los %s días siguientes.', n),
  format('Das trajetórias de tratamento encerradas no período, aquelas após as quais a pessoa faleceu nos %s dias seguintes.', n),
  'treatment journeys ended on a known day of the period, not in death', 'those with a death recorded, by the civil registry or a provider, on a day from d + 1 to d + days; of several records the most exact, then the earliest',
  'day of discharge (d)', format('%s days', n),
  'too_recent: d + days is after observed_until - death_delay (days by which deaths are known later than other records), or d + gap after observed_until; died: by the day of discharge; unlinkable: no other provider can recognise the person; date_unknown: a death known to the month or year, or not at all, decides',
  jsonb_build_object('days', jsonb_build_object('default', n, 'low', 1, 'high', 3650), 'gap', '{"default": 21, "low": 0, "high": 365}'::jsonb, 'death_delay', '{"default": 0, "low": 0, "high": 3650}'::jsonb),
  '{"cl": {"gap": 45}}', 'last stay', 'index date', '{stays.care,stays.started,stays.ended,stays.exit_reason,deaths.on_date,deaths.on_precision,stays.registered_sex}',
  'USERS.md 28, Annex B 34', NULL,
  registry.plain_definition($sql$
  SELECT d.person, w.gender, CASE
      WHEN w.of_one_provider THEN 'unlinkable'
      WHEN d.on_date + :gap > a.observed_until THEN 'too_recent'
      WHEN d.exit_reason = 'died' THEN 'not_applicable'
      WHEN d.on_date + :days > a.observed_until - :death_delay THEN 'too_recent'
      WHEN x.last <= d.on_date THEN 'died'
      WHEN x.person IS NULL OR x.first > d.on_date + :days THEN 'no'
      WHEN x.first > d.on_date AND x.last <= d.on_date + :days THEN 'yes'
      ELSE 'date_unknown' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM discharge d JOIN who w ON w.person = d.person CROSS JOIN asked a
  LEFT JOIN (SELECT DISTINCT ON (x.person) x.* FROM (
      SELECT k.person, k.on_date, (k.on_date + CASE k.on_precision WHEN 'day' THEN interval '1 day' WHEN 'month' THEN interval '1 month' ELSE interval '1 year' END - interval '1 day')::date
      FROM registry.current_death k, asked a WHERE k.on_date <= a.observed_until
      UNION ALL
      SELECT s.person, coalesce(s.ended, s.started), coalesce(s.ended, 'infinity') FROM stay s WHERE s.exit_reason = 'died') x (person, first, last)
    ORDER BY x.person, x.last = x.first DESC, x.first) x ON x.person = d.person$sql$)
FROM unnest(ARRAY[28, 365]) n;

INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, params, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
-- Still in aftercare.
SELECT 310 + n / 90, 'aftercare_retention_' || n || 'd', 'aftercare_entry', 'aftercare_entries', 'percent',
  $answer$registry.followed_up(CASE WHEN c.on_date + {days} + 28 > {observed_until} THEN 'too_recent'
    WHEN c.died_in_care <= c.on_date + {days} THEN 'died' WHEN c.undated_death <= c.on_date + {days} THEN 'date_unknown'
    WHEN continuum.days_in_care(c.followed, daterange(c.on_date + {days} - 28, c.on_date + {days} + 28, '[]'), 'aftercare') > 0 THEN 'yes'
    WHEN c.unknown_from < c.on_date + {days} - 28 THEN 'date_unknown' ELSE 'no' END::continuum.answer, false, true, c.died_on, c.on_date + {days})$answer$,
  format('Still in aftercare after %s days', n), format('Seguían en apoyo a la recuperación a los %s días', n), format('Continuavam em apoio à recuperação após %s dias', n),
  format('Of the entries into aftercare in the period, those with a day of aftercare, in a programme or by a contact held, within 28 days of the %sth day.', n),
  format('De los ingresos a apoyo a la recuperación en el período, aquellos con un día de apoyo, en un programa o por un contacto realizado, a no más de 28 días del día %s.', n),
  format('Das entradas em apoio à recuperação no período, aquelas com um dia de apoio, em um programa ou por um contato realizado, a até 28 dias do dia %s.', n),
  'spells of stays of role aftercare that began in the period; stays at most gap days apart are one spell, a check-up alone begins none',
  'those with presence in aftercare, or a contact of aftercare held, on a day from entry + days - 28 to entry + days + 28', 'first day of the spell', format('%s days, and 28', n),
  'too_recent: entry + days + 28 is after observed_until; died: by entry + days; date_unknown: aftercare whose end nobody knows decides, or a death that nobody dated',
  jsonb_build_object('days', jsonb_build_object('default', n, 'low', 29, 'high', 3650), 'gap', '{"default": 21, "low": 1, "high": 365}'::jsonb),
  'first stay', 'index date', '{stays.care,stays.started,stays.ended,contacts.on_date,contacts.kind,contacts.outcome,stays.registered_sex}'::text[],
  'USERS.md Annex B 24', 'preamble, op. 1',
  registry.plain_definition($sql$
  SELECT e.person, w.gender, CASE
      WHEN e.started + :days + 28 > a.observed_until THEN 'too_recent'
      WHEN w.died_on <= e.started + :days OR bool_or(f.exit_reason = 'died' AND f.ended <= e.started + :days) THEN 'died'
      WHEN bool_or(f.exit_reason = 'died' AND f.ending = 'unknown' AND f.started <= e.started + :days) THEN 'date_unknown'
      WHEN bool_or(f.role = 'aftercare' AND f.started <= e.started + :days + 28 AND f.seen >= e.started + :days - 28) THEN 'yes'
      WHEN bool_or(f.role = 'aftercare' AND f.ending = 'unknown' AND f.started < e.started + :days - 28) THEN 'date_unknown'
      ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT s.person, s.started, s.started > coalesce(max(CASE s.ending WHEN 'closed' THEN s.ended + :gap WHEN 'open' THEN s.seen ELSE s.started + 1 END)
          OVER (PARTITION BY s.person ORDER BY s.started, s.assertion ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '-infinity') AS is_first
        FROM stay s WHERE s.role = 'aftercare') e
  JOIN who w ON w.person = e.person JOIN followed f ON f.person = e.person CROSS JOIN asked a
  WHERE e.is_first AND e.started BETWEEN a.first_day AND a.last_day
  GROUP BY e.person, w.gender, e.started, w.died_on, a.observed_until$sql$)
FROM unnest(ARRAY[90, 180, 365]) n
UNION ALL
-- Need found, and treatment begun.
SELECT 350, 'need_to_care_14d', 'need_found', 'contacts', 'percent',
  'registry.followed_up(continuum.need_to_care(c.journey, c.on_date, {days}, {observed_until}), c.of_one_provider, true, c.died_on, c.on_date + {days})',
  'In treatment within 14 days of a need being found', 'En tratamiento en los 14 días tras detectarse la necesidad', 'Em tratamento em 14 dias após identificada a necessidade',
  'Of the check-ups and other contacts of the period that found that treatment is needed, those after which the person was in treatment within 14 days.',
  'De los controles y otros contactos del período en que se vio que hacía falta tratamiento, aquellos tras los cuales la persona estuvo en tratamiento en los 14 días siguientes.',
  'Das consultas e outros contatos do período em que se viu que era necessário tratamento, aqueles após os quais a pessoa esteve em tratamento em 14 dias.',
  'contacts held in the period with treatment_indicated yes, of people not in treatment on that day', 'those with a day of a stay of role treatment from d to d + days', 'day of the contact (d)', '14 days',
  'too_recent: d + days is after observed_until; not_applicable: in treatment already; died; unlinkable: no other provider can recognise the person; date_unknown: treatment whose end nobody knows, or a death that nobody dated, decides',
  '{"days": {"default": 14, "low": 1, "high": 3650}}', 'reporting programme', 'index date',
  '{contacts.on_date,contacts.outcome,contacts.treatment_indicated,stays.care,stays.started,stays.ended,stays.registered_sex}', 'USERS.md 14, Annex B 27; recovery management check-ups', 'preamble',
  registry.plain_definition($sql$
  SELECT q.person, q.gender, q.answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT c.person, c.assertion, coalesce(g.gender, 'unknown') AS gender, CASE
        WHEN coalesce(l.of_one_provider, false) THEN 'unlinkable'
        WHEN c.on_date + :days > a.observed_until THEN 'too_recent'
        WHEN bool_or(s.role = 'treatment' AND s.started < c.on_date AND s.seen >= c.on_date) THEN 'not_applicable'
        WHEN d.died_on <= c.on_date + :days THEN 'died'
        WHEN bool_or(s.role = 'treatment' AND s.started < c.on_date AND s.ending = 'unknown') THEN 'date_unknown'
        WHEN bool_or(s.exit_reason = 'died' AND s.ended <= c.on_date + :days) THEN 'died'
        WHEN bool_or(s.exit_reason = 'died' AND s.ending = 'unknown' AND s.started <= c.on_date + :days) THEN 'date_unknown'
        WHEN bool_or(s.role = 'treatment' AND s.started BETWEEN c.on_date AND c.on_date + :days) THEN 'yes'
        ELSE 'no' END AS answer
    FROM registry.current_contact c CROSS JOIN asked a LEFT JOIN stay s ON s.person = c.person LEFT JOIN gender g ON g.person = c.person
    LEFT JOIN (SELECT k.person, bool_and(k.quality IN ('weak', 'local')) AS of_one_provider FROM registry.person_alias k GROUP BY k.person) l ON l.person = c.person
    LEFT JOIN (SELECT k.person, min(k.on_date) AS died_on FROM registry.current_death k, asked a WHERE k.on_date <= a.observed_until GROUP BY k.person) d ON d.person = c.person
    WHERE c.outcome = 'held' AND c.treatment_indicated = 'yes' AND c.on_date BETWEEN a.first_day AND least(a.last_day, a.observed_until)
      AND NOT EXISTS (SELECT FROM registry.pilot p WHERE p.programme = c.programme AND p.during @> c.on_date)
    GROUP BY c.person, c.assertion, c.on_date, g.gender, l.of_one_provider, d.died_on, a.observed_until) q$sql$)
UNION ALL
-- From prison to the community.
SELECT w.line, w.code, 'release', 'releases', 'percent', w.answer, w.en, w.es, w.pt, w.text_en, w.text_es, w.text_pt,
  'releases in the period of people who were in treatment in custody or had a recorded need; one for each person and day', w.numerator, 'day of release (d)', w.follow_up, w.exclusions,
  w.params::jsonb, 'nobody', 'index date', w.needs::text[], w.source, NULL,
  registry.plain_definition(replace($sql$
  SELECT q.person, q.gender, q.answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT c.person, coalesce(g.gender, 'unknown') AS gender, CASE
        {{answer}} END AS answer
    FROM (SELECT DISTINCT ON (k.person, k.released) k.person, k.assertion, k.on_date, k.released, k.released_to, k.referred_on FROM registry.current_custody k, asked a
      WHERE k.released BETWEEN a.first_day AND a.last_day AND (k.need = 'yes' OR k.in_treatment = 'yes') ORDER BY k.person, k.released, k.assertion DESC) c
    CROSS JOIN asked a
    LEFT JOIN (SELECT s.*, s.role = 'treatment' AND s.care <> 'custody_treatment' AND NOT EXISTS (SELECT FROM registry.current_programme m
        WHERE m.programme = s.programme AND m.setting = 'prison' AND m.valid @> s.started) AS outside FROM stay s) s ON s.person = c.person
    LEFT JOIN registry.current_custody o ON o.person = c.person AND o.assertion <> c.assertion
    LEFT JOIN gender g ON g.person = c.person
    LEFT JOIN (SELECT k.person, bool_and(k.quality IN ('weak', 'local')) AS of_one_provider FROM registry.person_alias k GROUP BY k.person) l ON l.person = c.person
    LEFT JOIN (SELECT k.person, min(k.on_date) AS died_on FROM registry.current_death k, asked a WHERE k.on_date <= a.observed_until GROUP BY k.person) d ON d.person = c.person
    GROUP BY c.person, c.released, c.released_to, c.referred_on, g.gender, l.of_one_provider, d.died_on, a.observed_until) q$sql$, '{{answer}}', w.plain))
FROM (VALUES
(370, 'prison_to_community_21d',
  $answer$registry.followed_up(CASE WHEN c.released_to = 'other_prison' THEN 'not_applicable' WHEN c.on_date + {days} > {observed_until} THEN 'too_recent'
    WHEN c.died_in_care <= c.on_date + {days} THEN 'died' WHEN c.undated_death <= c.on_date + {days} THEN 'date_unknown'
    WHEN c.back_in_custody <= c.on_date + {days} THEN 'in_custody' WHEN c.arrived_on <= c.on_date + {days} THEN 'yes'
    WHEN c.perhaps THEN 'date_unknown' ELSE 'no' END::continuum.answer, c.of_one_provider, true, c.died_on, c.on_date + {days})$answer$,
  'In treatment in the community within 21 days of release', 'En tratamiento en la comunidad en los 21 días tras la salida de prisión', 'Em tratamento na comunidade em 21 dias após a saída da prisão',
  'Of the releases from prison in the period of people in treatment there or with a recorded need, those after which the person was in treatment outside within 21 days.',
  'De las salidas de prisión en el período de personas en tratamiento allí o con necesidad registrada, aquellas tras las cuales la persona estuvo en tratamiento afuera en los 21 días siguientes.',
  'Das saídas da prisão no período de pessoas em tratamento ali ou com necessidade registrada, aquelas após as quais a pessoa esteve em tratamento fora em 21 dias.',
  'those with a day of treatment outside prison from d to d + days; a stay begun before d and ended on d was left', '21 days',
  'not_applicable: moved to another prison; too_recent: d + days is after observed_until; died; in_custody: again, or still, by d + days, whether or not they had arrived; unlinkable: no other provider can recognise the person; date_unknown: treatment whose end nobody knows, or a death that nobody dated, decides',
  '{"days": {"default": 21, "low": 1, "high": 3650}}',
  '{custody.on_date,custody.released,custody.released_to,custody.need,custody.in_treatment,stays.care,stays.started,stays.ended,stays.registered_sex}', 'USERS.md 27; DOMAIN 1 #14; PHOF C20',
  $sql$WHEN coalesce(l.of_one_provider, false) THEN 'unlinkable'
        WHEN c.released_to = 'other_prison' THEN 'not_applicable'
        WHEN c.released + :days > a.observed_until THEN 'too_recent'
        WHEN d.died_on <= c.released + :days OR bool_or(s.exit_reason = 'died' AND s.ended <= c.released + :days) THEN 'died'
        WHEN bool_or(s.exit_reason = 'died' AND s.ending = 'unknown' AND s.started <= c.released + :days) THEN 'date_unknown'
        WHEN bool_or(o.on_date <= c.released + :days AND coalesce(o.released, 'infinity') > c.released) THEN 'in_custody'
        WHEN bool_or(s.outside AND (s.started BETWEEN c.released AND c.released + :days OR s.started < c.released AND s.seen > c.released)) THEN 'yes'
        WHEN bool_or(s.outside AND s.started < c.released AND s.ending = 'unknown') THEN 'date_unknown' ELSE 'no'$sql$),
(371, 'prison_referral', $answer$CASE WHEN c.released_to = 'other_prison' THEN 'not_applicable' WHEN c.on_date > {observed_until} THEN 'too_recent' WHEN c.referred_on <= c.on_date THEN 'yes' ELSE 'no' END$answer$,
  'Referred before release from prison', 'Derivación antes de la salida de prisión', 'Encaminhamento antes da saída da prisão',
  'Of the releases from prison in the period of people in treatment there or with a recorded need, those of people who had been referred to a programme outside.',
  'De las salidas de prisión en el período de personas en tratamiento allí o con necesidad registrada, aquellas de personas que habían sido derivadas a un programa afuera.',
  'Das saídas da prisão no período de pessoas em tratamento ali ou com necessidade registrada, aquelas de pessoas que tinham sido encaminhadas a um programa fora.',
  'those referred by the day of release', NULL, 'not_applicable: moved to another prison', '{}',
  '{custody.on_date,custody.released,custody.released_to,custody.need,custody.in_treatment,custody.referred_on,stays.registered_sex}', 'USERS.md 27',
  $sql$WHEN c.released_to = 'other_prison' THEN 'not_applicable' WHEN c.released > a.observed_until THEN 'too_recent'
        WHEN c.referred_on <= c.released THEN 'yes' ELSE 'no'$sql$)) w
  (line, code, answer, en, es, pt, text_en, text_es, text_pt, numerator, follow_up, exclusions, params, needs, source, plain);

-- Check-ups. The plan once more in plain SQL: every schedule that can apply to a discharge, the due dates on which
-- no narrower one is in force, and which check-up each contact serves.
INSERT INTO registry.indicator (line, indicator, event, unit, measure, answer, category, title_en, title_es, title_pt,
  definition_en, definition_es, definition_pt, denominator, numerator, index_date, follow_up, exclusions, attributed_to, dimension_at,
  needs, source, source_paragraph, sql_definition)
SELECT w.line, w.code, w.event, w.unit, w.measure, w.answer, w.category, w.en, w.es, w.pt, w.text_en, w.text_es, w.text_pt,
  w.denominator, w.numerator, w.index_date, w.follow_up, w.exclusions, 'last stay', 'index date',
  '{stays.care,stays.started,stays.ended,stays.exit_reason,contacts.on_date,contacts.kind,contacts.outcome,consents.kind,consents.decision,stays.registered_sex}',
  'USERS.md 24; DOMAIN 1 #15; quarterly recovery management check-ups', 'preamble, op. 1',
  registry.plain_definition($sql$
  WITH course AS (
    SELECT t.*, count(*) FILTER (WHERE t.is_first) OVER (PARTITION BY t.person ORDER BY t.started, t.assertion) AS nth
    FROM (SELECT t.*, t.started > coalesce(max(coalesce(t.ended + 21, t.started)) OVER (PARTITION BY t.person ORDER BY t.started, t.assertion
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '-infinity') AS is_first
          FROM (SELECT s.person, s.assertion, s.programme, s.started, s.exit_reason::text AS exit_reason, CASE WHEN s.exit_reason::text = 'ongoing' THEN 'infinity'
                WHEN s.ended_precision IS NULL OR s.ended_precision = 'day' THEN s.ended END AS ended
              FROM registry.counted_stay s JOIN role r ON r.care = s.care::text, asked a WHERE r.role = 'treatment' AND s.started <= a.observed_until) t) t),
  dead AS (
    SELECT x.person, min(x.on_date) AS on_date
    FROM (SELECT d.person, d.on_date FROM registry.current_death d
      UNION ALL SELECT s.person, coalesce(s.ended, s.started) FROM registry.counted_stay s WHERE s.exit_reason::text = 'died') x GROUP BY x.person),
  left_care AS MATERIALIZED (
    SELECT c.*, g.on_date AS died_on, p.region, r.refused, k.custody
    FROM (SELECT c.person, c.nth, c.anchor, bool_and(c.exit_reason = 'died') FILTER (WHERE c.ended = c.anchor) AS died,
        (array_agg(c.programme ORDER BY c.ended DESC, c.started DESC, c.programme DESC))[1] AS programme,
        lead(min(c.started)) OVER (PARTITION BY c.person ORDER BY c.nth) AS returned_on
      FROM (SELECT c.*, CASE WHEN bool_and(c.ended IS NOT NULL) OVER w THEN max(c.ended) OVER w END AS anchor FROM course c WINDOW w AS (PARTITION BY c.person, c.nth)) c
      GROUP BY c.person, c.nth, c.anchor) c
    JOIN asked a ON c.anchor <= a.observed_until
    LEFT JOIN dead g ON g.person = c.person
    LEFT JOIN (SELECT DISTINCT ON (p.programme) p.programme, p.provider, p.region FROM registry.current_programme p ORDER BY p.programme, p.valid DESC) p ON p.programme = c.programme
    LEFT JOIN (SELECT k.person, k.provider, range_agg(k.during) AS refused FROM registry.consent_span k, asked a
      WHERE k.kind = 'followup_contact' AND k.decision <> 'given' AND lower(k.during) <= a.observed_until GROUP BY k.person, k.provider) r ON r.person = c.person AND r.provider = p.provider
    LEFT JOIN (SELECT k.person, range_agg(daterange(k.on_date, k.released)) AS custody FROM registry.current_custody k, asked a WHERE k.on_date <= a.observed_until GROUP BY k.person) k ON k.person = c.person
    WHERE NOT c.died AND (g.on_date > c.anchor OR g.on_date IS NULL)),
  schedule AS (
    SELECT s.*, range_agg(s.valid) OVER (PARTITION BY s.person, s.anchor ORDER BY s.is_for_programme DESC, s.is_for_region DESC, s.assertion DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS narrower, bool_or(s.valid @> s.anchor) OVER (PARTITION BY s.person, s.anchor) AS is_any
    FROM (SELECT l.*, s.assertion, s.months, s.times, s.days_before, s.days_after, s.valid, s.programme IS NOT NULL AS is_for_programme, s.region IS NOT NULL AS is_for_region
      FROM left_care l JOIN registry.current_checkup_schedule s ON (s.programme IS NULL OR s.programme = l.programme) AND (s.region IS NULL OR s.region = l.region)) s),
  due AS MATERIALIZED (
    SELECT d.*, min(d.opens) OVER (w GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_opens, rank() OVER w = 1 AS is_first
    FROM (SELECT d.*, min(d.window_from) FILTER (WHERE d.in_force) OVER (PARTITION BY d.person, d.anchor, d.assertion) AS opens
      FROM (SELECT s.*, k AS due_no, x.due_on, x.due_on - s.days_before AS window_from, x.due_on + s.days_after AS window_to,
          (s.anchor + make_interval(months => s.months * (k + 1)))::date - s.days_before AS next_from,
          s.is_any AND s.valid @> x.due_on AND NOT coalesce(s.narrower @> x.due_on, false) AS in_force
        FROM schedule s CROSS JOIN LATERAL generate_series(1, s.times) k CROSS JOIN LATERAL (SELECT (s.anchor + make_interval(months => s.months * k))::date AS due_on) x) d) d
    WINDOW w AS (PARTITION BY d.person, d.anchor ORDER BY d.opens, d.assertion)),
  served AS ( -- each contact serves one check-up of a plan, each check-up has one of those that serve it
    SELECT DISTINCT ON (v.person, v.anchor, v.assertion, v.due_no) v.person, v.anchor, v.assertion, v.due_no, v.late
    FROM (SELECT DISTINCT ON (d.person, d.anchor, d.assertion, c.on_date) d.person, d.anchor, d.assertion, d.due_no, c.on_date, c.on_date > d.window_to AS late, abs(c.on_date - d.due_on) AS away
      FROM due d JOIN registry.current_contact c ON c.person = d.person AND c.on_date BETWEEN d.window_from AND greatest(d.window_to, d.next_from - 1), asked a
      WHERE c.kind = 'check_up' AND c.outcome = 'held' AND c.on_date <= a.observed_until AND (d.is_first OR c.on_date >= d.opens) AND (c.on_date < d.next_opens) IS NOT FALSE
      ORDER BY d.person, d.anchor, d.assertion, c.on_date, c.on_date > d.window_to, abs(c.on_date - d.due_on), d.due_no) v
    ORDER BY v.person, v.anchor, v.assertion, v.due_no, v.late, v.away, v.on_date),
  checkup AS (
    SELECT d.*, CASE WHEN d.died_on <= d.due_on AND d.died_on <= a.observed_until THEN 'died'
        WHEN d.refused @> d.due_on THEN 'contact_refused' WHEN d.custody @> d.due_on THEN 'in_custody' WHEN d.returned_on <= d.due_on THEN 'returned'
        WHEN d.window_to > a.observed_until THEN 'not_yet_due' WHEN v.late THEN 'late' WHEN v.person IS NOT NULL THEN 'done'
        WHEN EXISTS (SELECT FROM registry.current_contact c WHERE c.person = d.person AND c.kind = 'check_up' AND c.outcome = 'declined'
          AND c.on_date <= a.observed_until AND c.on_date >= d.window_from AND c.on_date < least(d.next_from, d.next_opens)) THEN 'declined'
        ELSE 'missed' END AS state
    FROM due d CROSS JOIN asked a LEFT JOIN served v ON v.person = d.person AND v.anchor = d.anchor AND v.assertion = d.assertion AND v.due_no = d.due_no
    WHERE d.in_force)
  $sql$ || w.plain || $sql$ AND NOT EXISTS (SELECT FROM registry.pilot m WHERE m.programme = l.programme AND m.during @> l.anchor)$sql$)
FROM (VALUES
(340, 'checkup_plan_coverage', 'discharge_to_plan', 'discharges', 'percent', $answer$CASE WHEN c.on_date + 21 > {observed_until} THEN 'too_recent' WHEN c.planned THEN 'yes' ELSE 'no' END$answer$, NULL,
  'Discharges with check-ups planned', 'Egresos con controles de recuperación planificados', 'Saídas com consultas de acompanhamento planejadas',
  'Of the treatment journeys that ended in the period, those with a schedule of recovery check-ups in force and follow-up contact not refused on the day of discharge.',
  'De las trayectorias de tratamiento terminadas en el período, aquellas con un calendario de controles de recuperación vigente y sin rechazo de contacto el día del egreso.',
  'Das trajetórias de tratamento encerradas no período, aquelas com um calendário de consultas de acompanhamento vigente e sem recusa de contato no dia da saída.',
  'treatment journeys ended on a known day of the period (gap 21 days), neither in death nor after a recorded one', 'those with a plan; always to be shown beside checkup_adherence', 'day of discharge (d)', NULL,
  'too_recent: d + 21 is after observed_until',
  $sql$SELECT l.person, w.gender, CASE WHEN l.anchor + 21 > a.observed_until THEN 'too_recent'
      WHEN l.is_planned AND NOT coalesce(l.refused @> l.anchor, false) THEN 'yes' ELSE 'no' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM (SELECT l.*, (l.person, l.anchor) IN (SELECT d.person, d.anchor FROM due d WHERE d.in_force) AS is_planned FROM left_care l) l JOIN who w ON w.person = l.person, asked a
  WHERE l.anchor BETWEEN a.first_day AND a.last_day$sql$),
(341, 'checkup_adherence', 'checkup_due', 'checkups', 'percent',
  $answer$CASE WHEN c.window_to > {observed_until} THEN 'too_recent' WHEN c.state = 'done' THEN 'yes' WHEN c.state IN ('late', 'missed') THEN 'no'
    WHEN c.reason IN ('died', 'in_custody') THEN c.reason ELSE 'not_applicable' END$answer$, NULL,
  'Recovery check-ups held in time', 'Controles de recuperación hechos a tiempo', 'Consultas de acompanhamento realizadas a tempo',
  'Of the recovery check-ups that were due in the period, those held within their window; of people with a plan, so the share of discharges with one stands beside it.',
  'De los controles de recuperación previstos en el período, los realizados dentro de su plazo; de personas con plan, por lo que se muestra junto a la proporción de egresos que tienen uno.',
  'Das consultas de acompanhamento previstas no período, as realizadas dentro do prazo; de pessoas com plano, por isso se mostra junto à proporção de saídas que têm um.',
  'check-ups due in the period under plans, not suspended', 'those held from days_before to days_after the due date; late, missed and declined are no', 'due date', 'to the end of the window',
  'too_recent: the window ends after observed_until; died; in_custody; not_applicable: back in treatment, or contact not wanted',
  $sql$SELECT l.person, w.gender, CASE WHEN l.window_to > a.observed_until THEN 'too_recent' WHEN l.state = 'done' THEN 'yes' WHEN l.state IN ('late', 'missed', 'declined') THEN 'no'
      WHEN l.state IN ('died', 'in_custody') THEN l.state ELSE 'not_applicable' END AS answer, NULL::integer AS amount, NULL::text AS category
  FROM checkup l JOIN who w ON w.person = l.person, asked a
  WHERE l.due_on BETWEEN a.first_day AND a.last_day$sql$),
(342, 'checkup_states', 'checkup_due', 'checkups', 'share', $answer$CASE WHEN c.window_to > {observed_until} THEN 'too_recent' ELSE 'yes' END$answer$, 'coalesce(c.reason, c.state)',
  'What became of recovery check-ups', 'Resultado de los controles de recuperación', 'Resultado das consultas de acompanhamento',
  'Of the recovery check-ups that were due in the period, the share done in time, done late, missed, declined, and suspended, by why.',
  'De los controles de recuperación previstos en el período, la proporción realizada a tiempo, con atraso, no realizada, no aceptada y suspendida, según el motivo.',
  'Das consultas de acompanhamento previstas no período, a proporção realizada a tempo, com atraso, não realizada, não aceita e suspensa, segundo o motivo.',
  'check-ups due in the period under plans', 'by state: done, late, missed, declined; suspended by returned, in_custody, contact_refused, died', 'due date', 'to the end of the window',
  'too_recent: the window ends after observed_until',
  $sql$SELECT l.person, w.gender, CASE WHEN l.window_to > a.observed_until THEN 'too_recent' ELSE 'yes' END AS answer, NULL::integer AS amount,
    CASE WHEN l.window_to <= a.observed_until THEN l.state END AS category
  FROM checkup l JOIN who w ON w.person = l.person, asked a
  WHERE l.due_on BETWEEN a.first_day AND a.last_day$sql$)) w
  (line, code, event, unit, measure, answer, category, en, es, pt, text_en, text_es, text_pt, denominator, numerator, index_date, follow_up, exclusions, plain);
