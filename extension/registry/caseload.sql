-- caseload.sql: who is in care at a provider, who waits for it, and what goes along to the next service.
-- All of it is the provider's own recording.

CREATE FUNCTION registry.caseload(provider integer DEFAULT NULL, on_day date DEFAULT current_date, language text DEFAULT NULL)
  RETURNS TABLE (client_ref text, case_number text, record text, programme integer, care continuum.care, care_text text,
                 started date, days integer, last_contact date, attempts integer, next_step text, next_on date,
                 pregnant boolean, children integer, consent_to_contact text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 100
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  mine CONSTANT integer := registry.acting_provider(provider);
  words CONSTANT text := coalesce(language, continuum.language());
BEGIN
  RETURN QUERY
  SELECT c.client_ref, c.case_number, s.source_record, s.programme, s.care, b.label, s.started, on_day - s.started,
    greatest(k.last_contact, CASE WHEN s.last_contact <= on_day THEN s.last_contact END), k.attempts, k.next_step, k.next_on,
    c.pregnant, c.children, w.consent_to_contact
  FROM registry.current_stay s
  CROSS JOIN LATERAL registry.client_card(s.person, mine, on_day) c
  CROSS JOIN LATERAL registry.contacts_of(s.person, mine, on_day) k
  CROSS JOIN LATERAL registry.contact_wish(s.person, mine, on_day) w
  LEFT JOIN registry.label b ON b.vocabulary = 'care' AND b.term = s.care::text AND b.language = words
  WHERE s.provider = mine AND s.started <= on_day
    AND (s.ended >= on_day OR s.ended IS NULL AND s.exit_reason OPERATOR(continuum.=) 'ongoing')
    AND (SELECT min(x.on_date) FROM registry.died x WHERE x.person = s.person) IS NULL
  ORDER BY c.client_ref COLLATE "C", c.case_number COLLATE "C", s.started, s.source_record COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.caseload(integer, date, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.caseload(integer, date, text) IS 'Who is in care at a provider on a day: one row for each stay that had begun and not ended by then, the day of the end included; a stay that ended on an unknown day is over. record is the provider''s own number of the stay, by which it is discharged or corrected. days since it started; last_contact is that of the stay or a contact held, whichever is later; the other columns: registry.contacts_of(), contact_wish(), client_card(). Who has died is not listed; registry.violations() names a stay that is still to be closed (P506). Errors: those of acting_provider().';

CREATE FUNCTION registry.waiting(provider integer DEFAULT NULL, on_day date DEFAULT current_date, language text DEFAULT NULL)
  RETURNS TABLE (client_ref text, case_number text, record text, programme integer, requested_on date, days integer,
                 referral_source text, referral_source_text text, offered_on date, last_contact date, attempts integer,
                 next_step text, next_on date, pregnant boolean, children integer, consent_to_contact text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 100
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  mine CONSTANT integer := registry.acting_provider(provider);
  words CONSTANT text := coalesce(language, continuum.language());
BEGIN
  RETURN QUERY
  SELECT c.client_ref, c.case_number, r.source_record, r.programme, r.on_date, r.days, r.referral_source, b.label, r.offered_on,
    k.last_contact, k.attempts, k.next_step, k.next_on, c.pregnant, c.children, w.consent_to_contact
  FROM registry.open_request(on_day, mine) r
  CROSS JOIN LATERAL registry.client_card(r.person, mine, on_day) c
  CROSS JOIN LATERAL registry.contacts_of(r.person, mine, on_day) k
  CROSS JOIN LATERAL registry.contact_wish(r.person, mine, on_day) w
  LEFT JOIN registry.label b ON b.vocabulary = 'referral_source' AND b.term = r.referral_source AND b.language = words
  ORDER BY r.on_date, c.client_ref COLLATE "C", r.source_record COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.waiting(integer, date, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.waiting(integer, date, text) IS 'Who waits for a provider on a day, longest first: requests that nothing has ended by then (registry.open_request()). record is the provider''s own number of the request; days waited, less those on which the person could not have come. The other columns: registry.contacts_of(), contact_wish(), client_card(). Errors: those of acting_provider().';

CREATE FUNCTION registry.handover(client text, provider integer DEFAULT NULL, on_day date DEFAULT current_date, language text DEFAULT NULL)
  RETURNS TABLE (section text, section_text text, item text, item_text text, detail text, on_date date)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 20
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  mine CONSTANT integer := registry.acting_provider(provider);
  words CONSTANT text := coalesce(language, continuum.language());
  who CONSTANT bigint := coalesce(registry.client_named(mine, NULL, client), registry.client_named(mine, client, NULL));
BEGIN
  IF who IS NULL THEN
    RAISE EXCEPTION 'the provider knows no person by this number' USING ERRCODE = '42704', HINT = 'Give the file number or the case number.';
  ELSIF NOT EXISTS (SELECT FROM registry.consent_span c WHERE c.person = who AND c.provider = mine
      AND c.kind = 'coordination' AND c.decision = 'given' AND c.during @> on_day) THEN
    RAISE EXCEPTION 'the person has not agreed to coordination with other services'
      USING ERRCODE = '42501', HINT = 'registry.log_consent() records that she or he has.';
  END IF;
  RETURN QUERY
  WITH said (section, nth, vocabulary, term, detail, said_on, of_programme) AS (
    SELECT 'care', 1, 'care', s.care::text, s.started || ' - ' || coalesce(s.ended::text, ''), s.started, s.programme
    FROM registry.current_stay s WHERE s.person = who AND s.provider = mine AND s.started <= on_day
    UNION ALL
    SELECT 'substance', 2, 'substance', u.substance, u.days_28 || '/28', u.on_date, NULL
    FROM (SELECT DISTINCT ON (u.rank) u.* FROM registry.current_substance_use u
      WHERE u.person = who AND u.provider = mine AND u.on_date <= on_day ORDER BY u.rank, u.on_date DESC, u.assertion DESC) u
    UNION ALL
    SELECT 'medication', 3, 'substance', m.medication, (m.on_date + m.days - 1)::text, m.on_date, NULL
    FROM (SELECT DISTINCT ON (m.medication) m.* FROM registry.current_medication_supply m
      WHERE m.person = who AND m.provider = mine AND m.on_date <= on_day ORDER BY m.medication, m.on_date DESC, m.assertion DESC) m
    UNION ALL
    SELECT 'situation', 4, f.vocabulary, f.term, f.detail, p.on_date, NULL
    FROM (SELECT p.* FROM registry.current_profile p
      WHERE p.person = who AND p.provider = mine AND p.on_date <= on_day ORDER BY p.on_date DESC, p.assertion DESC LIMIT 1) p
    CROSS JOIN LATERAL (VALUES ('handover', CASE WHEN p.pregnancy = 'yes' THEN 'pregnancy' END, NULL),
      ('handover', CASE WHEN p.children_under_18 > 0 THEN 'children_under_18' END, p.children_under_18::text),
      ('housing', p.housing, NULL)) f (vocabulary, term, detail)
    WHERE f.term IS NOT NULL
    UNION ALL
    SELECT 'barrier', 5, 'barrier', b.barrier, (SELECT string_agg(DISTINCT coalesce(l.label, a.action), ', ')
        FROM registry.current_barrier_action a LEFT JOIN registry.label l
          ON l.vocabulary = 'barrier_action' AND l.term = a.action AND l.language = words
        WHERE a.person = who AND a.provider = mine AND a.report = b.record AND a.on_date <= on_day), b.on_date, NULL
    FROM (SELECT DISTINCT ON (b.barrier) b.* FROM registry.current_barrier_report b
      WHERE b.person = who AND b.provider = mine AND b.on_date <= on_day AND b.status IN ('present', 'absent')
      ORDER BY b.barrier, b.on_date DESC, b.assertion DESC) b WHERE b.status = 'present'
    UNION ALL
    SELECT 'need', 6, 'need', n.need, (SELECT l.label FROM registry.label l
        WHERE l.vocabulary = 'need_status' AND l.term = n.status AND l.language = words), n.on_date, NULL
    FROM (SELECT DISTINCT ON (n.need) n.* FROM registry.current_need_report n
      WHERE n.person = who AND n.provider = mine AND n.on_date <= on_day AND n.status <> 'not_asked'
      ORDER BY n.need, n.on_date DESC, n.assertion DESC) n WHERE n.status IN ('partly', 'unmet')
    UNION ALL
    SELECT 'measure', 7, 'instrument', m.instrument, m.score::text, m.on_date, NULL
    FROM (SELECT DISTINCT ON (m.instrument) m.* FROM registry.current_measure m
      WHERE m.person = who AND m.provider = mine AND m.on_date <= on_day AND m.valid ORDER BY m.instrument, m.on_date DESC, m.assertion DESC) m
    UNION ALL
    SELECT 'next_step', 8, NULL, NULL, k.next_step, k.next_on, NULL
    FROM registry.contacts_of(who, mine, on_day) k WHERE k.next_step IS NOT NULL)
  SELECT s.section, t.label, s.term, i.label, s.detail, s.said_on
  FROM said s
  LEFT JOIN registry.label t ON t.vocabulary = 'handover' AND t.term = s.section AND t.language = words
  LEFT JOIN registry.label i ON i.vocabulary = s.vocabulary AND i.term = s.term AND i.language = words
  ORDER BY s.nth, s.said_on DESC, s.term COLLATE "C", s.of_programme;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.handover(text, integer, date, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.handover(text, integer, date, text) IS 'What the next service needs to know of a person, to print and hand over, from what the provider itself has recorded by a day; client is a file number or a case number. Sections in order: care (stays, from - to), substance (days of use of the last 28), medication (until when it lasts), situation (pregnancy, children, housing, of the last profile), barrier (present when last asked, and what was done), need (unmet or partly met when last asked), measure (last valid score of each instrument), next_step. Only with the person''s consent to coordination, given to this provider and in force on that day: 42501 otherwise. Other errors: 42704 for a number by which the provider knows nobody, whoever else does, and those of acting_provider(). Legal matters, carers and tests for infections are left out: who needs them asks.';

INSERT INTO registry.label (vocabulary, term, language, label) VALUES
  ('handover', 'care', 'en', 'Care'), ('handover', 'care', 'es', 'Atención'), ('handover', 'care', 'pt', 'Atendimento'),
  ('handover', 'substance', 'en', 'Substance'), ('handover', 'substance', 'es', 'Sustancia'), ('handover', 'substance', 'pt', 'Substância'),
  ('handover', 'medication', 'en', 'Medication'), ('handover', 'medication', 'es', 'Medicación'), ('handover', 'medication', 'pt', 'Medicação'),
  ('handover', 'situation', 'en', 'Situation'), ('handover', 'situation', 'es', 'Situación'), ('handover', 'situation', 'pt', 'Situação'),
  ('handover', 'pregnancy', 'en', 'Pregnant'), ('handover', 'pregnancy', 'es', 'Embarazo'), ('handover', 'pregnancy', 'pt', 'Gravidez'),
  ('handover', 'children_under_18', 'en', 'Children under 18'), ('handover', 'children_under_18', 'es', 'Hijas e hijos menores de 18 años'), ('handover', 'children_under_18', 'pt', 'Filhas e filhos menores de 18 anos'),
  ('handover', 'barrier', 'en', 'Barrier'), ('handover', 'barrier', 'es', 'Barrera'), ('handover', 'barrier', 'pt', 'Barreira'),
  ('handover', 'need', 'en', 'Need'), ('handover', 'need', 'es', 'Necesidad'), ('handover', 'need', 'pt', 'Necessidade'),
  ('handover', 'measure', 'en', 'Score'), ('handover', 'measure', 'es', 'Puntaje'), ('handover', 'measure', 'pt', 'Pontuação'),
  ('handover', 'next_step', 'en', 'Next step'), ('handover', 'next_step', 'es', 'Próximo paso'), ('handover', 'next_step', 'pt', 'Próximo passo');
