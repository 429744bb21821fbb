-- worklist.sql: whom a provider has to see, call, or leave in peace. Names and telephone numbers are in
-- the provider's own files: client_ref says where.

-- A provider's stays by their end: who can still be on its worklist is found without reading the rest.
CREATE INDEX stay_provider ON registry.stay (provider, ended);
COMMENT ON INDEX registry.stay_provider IS 'Finds the stays of a provider that are open or ended since a day.';
CREATE INDEX request_provider ON registry.request (provider, on_date);
COMMENT ON INDEX registry.request_provider IS 'Finds the requests made to a provider.';
CREATE INDEX referral_to ON registry.referral (to_programme) WHERE state = 'sent';
COMMENT ON INDEX registry.referral_to IS 'Finds who is on the way to a programme.';
CREATE INDEX programme_number ON registry.programme (programme);
COMMENT ON INDEX registry.programme_number IS 'Finds what was said of a programme.';

CREATE VIEW registry.died AS
  SELECT d.person, d.on_date FROM registry.current_death d
  UNION ALL
  SELECT s.person, COALESCE(s.ended, s.started) FROM registry.current_stay s WHERE s.exit_reason OPERATOR(continuum.=) 'died';
-- Asked of one person as (SELECT min(x.on_date) ...) IS NULL: as NOT EXISTS the planner may read all deaths.
COMMENT ON VIEW registry.died IS 'Every recorded death, by a record of its own or as the exit of a stay (on its last known day), whoever recorded it.';

CREATE INDEX consent_coordination ON registry.consent (provider) WHERE kind = 'coordination';
COMMENT ON INDEX registry.consent_coordination IS 'Finds the people who have told a provider whether it may coordinate with others.';
CREATE INDEX stay_died ON registry.stay (person) WHERE exit_reason OPERATOR(continuum.=) 'died';
COMMENT ON INDEX registry.stay_died IS 'Finds a stay that ended in death.';

-- What a provider's lists show of a person beside the reason for listing: all of its own recording.

CREATE FUNCTION registry.contacts_of(person bigint, provider integer, on_day date)
  RETURNS TABLE (checkups date[], last_contact date, attempts integer, next_step text, next_on date)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT COALESCE(k.checkups, '{}'), k.held[cardinality(k.held)],
    COALESCE((SELECT count(*) FROM unnest(k.tried) t (day) WHERE (t.day <= k.held[cardinality(k.held)]) IS NOT TRUE), 0)::integer,
    k.next_step[cardinality(k.next_step)], k.next_on[cardinality(k.next_step)]
  FROM (
    SELECT array_agg(c.on_date) FILTER (WHERE c.outcome = 'held' AND c.kind = 'check_up'),
      array_agg(c.on_date) FILTER (WHERE c.outcome = 'held'), array_agg(c.on_date) FILTER (WHERE c.outcome <> 'held'),
      array_agg(c.next_step) FILTER (WHERE c.next_step IS NOT NULL), array_agg(c.next_on) FILTER (WHERE c.next_step IS NOT NULL)
    FROM (SELECT * FROM registry.current_contact c
      WHERE c.person = contacts_of.person AND c.provider = contacts_of.provider AND c.on_date <= contacts_of.on_day
      ORDER BY c.on_date, c.assertion) c
    ) k (checkups, held, tried, next_step, next_on)
  OFFSET 0;
END;
REVOKE EXECUTE ON FUNCTION registry.contacts_of(bigint, integer, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.contacts_of(bigint, integer, date) IS 'A person''s contacts as a provider recorded them itself by a day, one row: days of check-ups held; the last day on which a contact of any kind was held; attempts since then, whether unanswered or declined; the latest next step. For the registry''s own functions.';

CREATE FUNCTION registry.contact_wish(person bigint, provider integer, on_day date)
  RETURNS TABLE (consent_to_contact text, refused daterange[], refused_on date)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT COALESCE(max(k.decision) FILTER (WHERE k.during @> contact_wish.on_day), 'not_recorded'),
    COALESCE(array_agg(k.during) FILTER (WHERE k.decision <> 'given'), '{}'),
    max(lower(k.during)) FILTER (WHERE k.decision <> 'given' AND k.during @> contact_wish.on_day)
  FROM registry.consent_span k
  WHERE k.person = contact_wish.person AND k.provider = contact_wish.provider AND k.kind = 'followup_contact'
  OFFSET 0;
END;
REVOKE EXECUTE ON FUNCTION registry.contact_wish(bigint, integer, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.contact_wish(bigint, integer, date) IS 'What a person told a provider about being contacted: the decision on a day (given, refused, withdrawn, expired or not_recorded), all days on which contact is not wanted, and since when if it is not on that day. One row. For the registry''s own functions.';

CREATE FUNCTION registry.client_card(person bigint, provider integer, on_day date)
  RETURNS TABLE (client_ref text, case_number text, pregnant boolean, children integer)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT
    (SELECT c.client_ref FROM registry.client c WHERE c.provider = client_card.provider AND c.person = client_card.person
      ORDER BY c.since DESC, c.client_ref DESC LIMIT 1),
    registry.case_number_of(client_card.provider, client_card.person),
    COALESCE(p.pregnancy[cardinality(p.pregnancy)], false), p.children[cardinality(p.children)]
  FROM (
    SELECT array_agg(f.pregnancy = 'yes' AND f.on_date > client_card.on_day - 280) FILTER (WHERE f.pregnancy IN ('yes', 'no')),
      array_agg(f.children_under_18) FILTER (WHERE f.children_under_18 IS NOT NULL)
    FROM (SELECT * FROM registry.current_profile f
      WHERE f.person = client_card.person AND f.provider = client_card.provider AND f.on_date <= client_card.on_day
      ORDER BY f.on_date, f.assertion) f
    ) p (pregnancy, children);
END;
REVOKE EXECUTE ON FUNCTION registry.client_card(bigint, integer, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.client_card(bigint, integer, date) IS 'How a provider knows a person, as it recorded it itself by a day, one row: its file number (the latest of several) and case number; pregnant, if the latest profile that knows says so and is less than 280 days old; children under 18. For the registry''s own functions.';

CREATE FUNCTION registry.open_request(on_day date, provider integer DEFAULT NULL)
  RETURNS TABLE (person bigint, source_record text, programme integer, on_date date, days integer, referral_source text, offered_on date)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT r.person, r.source_record, r.programme, r.on_date, GREATEST(open_request.on_day - r.on_date - COALESCE(r.unavailable_days, 0), 0),
    r.referral_source, CASE WHEN r.offered_on <= open_request.on_day OR r.outcome IS NULL THEN r.offered_on END
  FROM registry.current_request r
  WHERE (r.provider = open_request.provider OR open_request.provider IS NULL)
    AND r.on_date <= open_request.on_day
    AND (r.outcome IS NULL OR r.outcome_on > open_request.on_day)
    AND NOT EXISTS (SELECT FROM registry.current_stay s
      WHERE s.person = r.person AND s.started BETWEEN r.on_date AND open_request.on_day
        AND (s.provider = open_request.provider OR open_request.provider IS NULL)
        AND continuum.care_role(s.care) = 'treatment')
    -- Who died afterwards was waiting on that day; but on a provider's list, of whatever day, nobody is to call.
    AND ((SELECT min(x.on_date) FROM registry.died x WHERE x.person = r.person)
      <= CASE WHEN open_request.provider IS NULL THEN open_request.on_day ELSE 'infinity' END) IS NOT TRUE;
END;
REVOKE EXECUTE ON FUNCTION registry.open_request(date, integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.open_request(date, integer) IS 'Requests for care that nothing has ended by a day: no outcome (one without its day ends it on no known day, and so before any), no treatment begun since by the person, at the provider or, without one, anywhere, and no death by then; with a provider no death recorded for whatever day, so that no list tells when somebody died. days: waited so far, less unavailable_days, never below 0. For the registry''s own functions.';

CREATE FUNCTION registry.passed_on(person bigint, provider integer, discharged_on date, on_day date) RETURNS boolean
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT COALESCE(
    (SELECT CASE WHEN r.state_on > passed_on.on_day THEN registry.referral_state('sent', r.on_date, passed_on.on_day)
        ELSE registry.referral_state(r.state, r.on_date, passed_on.on_day) END IN ('sent', 'arrived')
      FROM registry.current_referral r
      WHERE r.person = passed_on.person AND r.provider = passed_on.provider AND r.on_date <= passed_on.on_day
        AND r.on_date >= passed_on.discharged_on - 21
      ORDER BY r.state = 'arrived' DESC, r.on_date DESC, r.assertion DESC LIMIT 1),
    registry.referral_state('sent', passed_on.discharged_on, passed_on.on_day) = 'sent');
END;
REVOKE EXECUTE ON FUNCTION registry.passed_on(bigint, integer, date, date) FROM PUBLIC;
COMMENT ON FUNCTION registry.passed_on(bigint, integer, date, date) IS 'Whether somebody who was transferred on a day is somebody else''s to follow: arrived by a referral of the provider, or still on the way. Without a referral, on the way for as long as with one. For the registry''s own functions.';

-- Cached plans of any provider serve all: each look-up goes by an index, whatever the numbers are.
CREATE FUNCTION registry.worklist(provider integer DEFAULT NULL, on_day date DEFAULT current_date, language text DEFAULT NULL)
  RETURNS TABLE (client_ref text, case_number text, what text, what_text text, due_on date, days integer, since date,
                 last_contact date, attempts integer, next_step text, next_on date, pregnant boolean, children integer,
                 consent_to_contact text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED ROWS 100
  SET search_path = pg_catalog, pg_temp SET jit = off SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  mine CONSTANT integer := registry.acting_provider(provider);
  words CONSTANT text := coalesce(language, continuum.language());
  today CONSTANT date := worklist.on_day;
  -- Whoever left longer ago than the longest plan lasts is on no list; but for 90 days everybody is.
  earliest CONSTANT date := today - greatest(90, (SELECT max(s.months * (s.times + 1)) * 31 FROM registry.current_checkup_schedule s));
  -- Who has told the provider whether it may coordinate with others: of these others' records may count.
  asked CONSTANT bigint[] := ARRAY(
    SELECT c.person FROM registry.consent c WHERE c.provider = mine AND c.kind = 'coordination'
    INTERSECT SELECT s.person FROM registry.stay s WHERE s.provider = mine AND (s.ended >= earliest OR s.ended IS NULL));
BEGIN
  RETURN QUERY
  WITH own AS MATERIALIZED ( -- what registry.followed() says of those it knows no more of
    SELECT s.person, continuum.journey_agg(s.episode) AS journey FROM registry.current_stay s
    WHERE s.provider = mine AND s.started <= today AND (s.ended >= earliest OR s.ended IS NULL)
    GROUP BY s.person),
  followed AS MATERIALIZED (
    SELECT o.person, o.journey, NULL::date[] AS held, ARRAY(SELECT daterange(k.on_date, k.released) FROM registry.current_custody k
        WHERE k.person = o.person AND k.provider = mine AND k.on_date <= today) AS custody
    FROM own o WHERE o.person NOT IN (SELECT unnest(asked)) AND (SELECT min(x.on_date) FROM registry.died x WHERE x.person = o.person) IS NULL
    UNION ALL
    SELECT f.person, f.journey, f.held, f.custody
    FROM registry.followed(today, mine, asked) f WHERE f.died_on IS NULL),
  latest AS MATERIALIZED ( -- the last discharge of each
    SELECT DISTINCT ON (d.person) d.person, d.journey, d.held, d.custody, (d.d).discharged_on, (d.d).programme, (d.d).exit_reason
    FROM (SELECT f.*, continuum.discharges(f.journey, daterange(NULL, today, '[]')) AS d FROM followed f OFFSET 0) d
    ORDER BY d.person, (d.d).discharged_on DESC),
  scheduled AS MATERIALIZED (
    SELECT p.programme, registry.schedules_of(p.programme) AS schedules FROM (SELECT DISTINCT l.programme FROM latest l) p),
  standing AS MATERIALIZED ( -- whether she or he has come back, and may be contacted; who was seen
    SELECT l.person, l.journey, l.custody, l.discharged_on, l.programme, l.exit_reason, coalesce(l.held, k.checkups) AS checkups,
      k.last_contact, k.attempts, k.next_step, k.next_on, w.*,
      (SELECT min(e.entered_on) FROM continuum.entries(l.journey, daterange(l.discharged_on + 1, NULL)) e) AS returned_on
    FROM latest l
    CROSS JOIN LATERAL registry.contacts_of(l.person, mine, today) k
    CROSS JOIN LATERAL registry.contact_wish(l.person, mine, today) w
    WHERE l.discharged_on >= earliest),
  listed AS (
    SELECT 'returned' AS what, NULL::date AS due_on, l.returned_on AS since, l.person,
      l.last_contact, l.attempts, l.next_step, l.next_on, l.consent_to_contact
    FROM standing l WHERE today - l.returned_on <= 28
    UNION ALL
    SELECT w.what, CASE WHEN l.refused_on IS NULL THEN c.due_on END, coalesce(l.refused_on, l.discharged_on), l.person,
      l.last_contact, l.attempts, l.next_step, l.next_on, l.consent_to_contact
    FROM standing l JOIN scheduled s ON s.programme = l.programme
    CROSS JOIN LATERAL ( -- the check-up that is open today; who refuses contact needs only a plan that still runs
      SELECT c.* FROM registry.plan_dues(l.discharged_on, s.schedules, l.checkups, l.custody || l.refused, today) c
      WHERE today < c.late_until AND (l.refused_on IS NOT NULL
        OR today >= c.window_from AND c.contact_on IS NULL AND c.state OPERATOR(continuum.<>) 'suspended')
      ORDER BY today > c.window_to, c.due_on LIMIT 1) c
    CROSS JOIN LATERAL (SELECT CASE WHEN l.refused_on IS NOT NULL THEN 'do_not_contact' WHEN today <= c.due_on THEN 'due'
      WHEN today <= c.window_to THEN 'overdue' ELSE 'missed' END) w (what)
    WHERE l.returned_on IS NULL AND NOT today <@ ANY (l.custody)
      AND CASE WHEN l.exit_reason OPERATOR(continuum.=) 'transferred' THEN NOT registry.passed_on(l.person, mine, l.discharged_on, today) ELSE true END
    UNION ALL
    SELECT o.what, NULL, l.discharged_on, l.person,
      l.last_contact, l.attempts, l.next_step, l.next_on, l.consent_to_contact
    FROM standing l
    CROSS JOIN LATERAL ( -- of several stays that ended that day, one without an offer weighs more
      SELECT CASE WHEN bool_or(coalesce(s.aftercare_offer, 'not_recorded') IN ('not_offered', 'not_recorded')) THEN 'left_without_offer'
        WHEN bool_or(s.aftercare_offer = 'accepted') AND today - l.discharged_on > 30 THEN 'aftercare_not_begun' END
      FROM registry.current_stay s
      WHERE s.person = l.person AND s.provider = mine AND s.ended = l.discharged_on
        AND continuum.care_role(s.care) = 'treatment'
        AND s.exit_reason::text NOT IN ('transferred', 'transferred_to_custody', 'entered_custody')) o (what)
    WHERE l.returned_on IS NULL AND l.refused_on IS NULL AND NOT today <@ ANY (l.custody)
      AND today - l.discharged_on BETWEEN 1 AND 90 AND (l.last_contact > l.discharged_on) IS NOT TRUE
      AND continuum.days_in_care(l.journey, daterange(l.discharged_on + 1, today, '[]'), 'aftercare') = 0
      AND o.what IS NOT NULL
    UNION ALL -- passed on to nobody: the largest silent loss
    SELECT 'not_arrived', NULL, l.discharged_on, l.person,
      l.last_contact, l.attempts, l.next_step, l.next_on, l.consent_to_contact
    FROM standing l
    WHERE l.exit_reason OPERATOR(continuum.=) 'transferred' AND l.returned_on IS NULL AND l.refused_on IS NULL
      AND NOT today <@ ANY (l.custody) AND today - l.discharged_on <= 90 AND (l.last_contact > l.discharged_on) IS NOT TRUE
      AND NOT registry.passed_on(l.person, mine, l.discharged_on, today)
    UNION ALL
    SELECT 'arriving', r.offered_on, r.on_date, r.person, k.last_contact, k.attempts, k.next_step, k.next_on, w.consent_to_contact
    FROM registry.open_request(today, mine) r
    CROSS JOIN LATERAL registry.contacts_of(r.person, mine, today) k
    CROSS JOIN LATERAL registry.contact_wish(r.person, mine, today) w
    WHERE r.on_date >= today - 365 AND r.offered_on IS NOT NULL),
  known AS (
    SELECT c.client_ref, c.case_number, l.what, l.due_on, l.since, l.last_contact, l.attempts, l.next_step, l.next_on,
      c.pregnant, c.children, l.consent_to_contact
    FROM listed l CROSS JOIN LATERAL registry.client_card(l.person, mine, today) c
    UNION ALL
    -- Somebody on the way with a referral is nobody known yet, also where the provider knows the person.
    SELECT NULL, NULL, 'arriving', NULL, r.on_date, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM registry.current_programme m JOIN registry.current_referral r ON r.to_programme = m.programme
    WHERE m.provider = mine AND r.state = 'sent' AND r.on_date BETWEEN today - 30 AND today
      AND (SELECT min(x.on_date) FROM registry.died x WHERE x.person = r.person) IS NULL)
  SELECT k.client_ref, k.case_number, k.what, b.label, k.due_on, today - coalesce(k.due_on, k.since), k.since,
    k.last_contact, k.attempts, k.next_step, k.next_on, k.pregnant, k.children, k.consent_to_contact
  FROM known k LEFT JOIN registry.label b ON b.vocabulary = 'worklist' AND b.term = k.what AND b.language = words
  ORDER BY array_position(ARRAY['arriving', 'not_arrived', 'overdue', 'missed', 'due', 'left_without_offer', 'aftercare_not_begun', 'returned', 'do_not_contact'], k.what),
    coalesce(k.due_on, k.since), k.client_ref, k.case_number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.worklist(integer, date, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.worklist(integer, date, text) IS 'Whom a provider has to see, call or leave in peace on a day, client_ref first. what: arriving (a request with a place offered and nobody in treatment yet, due on the day offered; or a referral sent to the provider in the last 30 days, of which nothing else is shown before its code is entered), not_arrived (was transferred from here in the last 90 days, and was declined or has not arrived within 21 days, and nobody has seen the person since), overdue (after the due date of a check-up, in its window), missed (its window is over and the next not open), due (the window is open), left_without_offer (left treatment here in the last 90 days, not by transfer or into custody, and neither was aftercare offered nor has there been any or a contact held), aftercare_not_begun (likewise, but aftercare was accepted, more than 30 days ago), returned (to treatment, in the last 28 days: the plan rests until the next discharge), do_not_contact (a check-up plan is running and contact was refused, withdrawn or is no longer consented to). A check-up is listed once, the one of the last discharge that can still be held; one already held is not listed. A discharge of which only the month or year is known has no plan: complete the day. Who was transferred has no plan here after arriving by a referral of the provider''s, and none while on the way (21 days); who has not arrived, or was declined, has. days is on_day minus due_on, or minus since where there is none: negative before. since: the discharge, return, refusal, request or referral. The other columns: registry.contacts_of(), contact_wish(), client_card(). Made of what the provider recorded itself; what others recorded of stays, check-ups and custody counts only for people who agreed to coordination here. Who has died, whoever recorded it, is on no list of any day, and neither is who is in custody as far as the provider may know. To be read in order: by what, then the earliest first. Errors: those of acting_provider(); what_text is NULL in another language than en, es, pt.';

INSERT INTO registry.label (vocabulary, term, language, label) VALUES
  ('worklist', 'arriving', 'en', 'Arriving'), ('worklist', 'arriving', 'es', 'Por llegar'), ('worklist', 'arriving', 'pt', 'A caminho'),
  ('worklist', 'not_arrived', 'en', 'Transferred and not arrived'), ('worklist', 'not_arrived', 'es', 'Derivación sin llegada'), ('worklist', 'not_arrived', 'pt', 'Encaminhamento sem chegada'),
  ('worklist', 'overdue', 'en', 'Check-up overdue'), ('worklist', 'overdue', 'es', 'Control de recuperación atrasado'), ('worklist', 'overdue', 'pt', 'Consulta de recuperação em atraso'),
  ('worklist', 'missed', 'en', 'Check-up not held in time'), ('worklist', 'missed', 'es', 'Control de recuperación no realizado a tiempo'), ('worklist', 'missed', 'pt', 'Consulta de recuperação não realizada a tempo'),
  ('worklist', 'due', 'en', 'Check-up due'), ('worklist', 'due', 'es', 'Control de recuperación por hacer'), ('worklist', 'due', 'pt', 'Consulta de recuperação a fazer'),
  ('worklist', 'left_without_offer', 'en', 'Left treatment, aftercare not offered'), ('worklist', 'left_without_offer', 'es', 'Egresó sin oferta de apoyo a la recuperación'), ('worklist', 'left_without_offer', 'pt', 'Saiu sem oferta de apoio à recuperação'),
  ('worklist', 'aftercare_not_begun', 'en', 'Accepted aftercare, not begun'), ('worklist', 'aftercare_not_begun', 'es', 'Aceptó apoyo a la recuperación, sin comenzar'), ('worklist', 'aftercare_not_begun', 'pt', 'Aceitou apoio à recuperação, sem começar'),
  ('worklist', 'returned', 'en', 'Returned to treatment'), ('worklist', 'returned', 'es', 'Volvió a tratamiento'), ('worklist', 'returned', 'pt', 'Voltou ao tratamento'),
  ('worklist', 'do_not_contact', 'en', 'Does not wish to be contacted'), ('worklist', 'do_not_contact', 'es', 'No desea que se le contacte'), ('worklist', 'do_not_contact', 'pt', 'Não deseja ser contatada');
