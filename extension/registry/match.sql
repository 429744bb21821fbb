-- match.sql: people who may be one. An identifier made of initials and dates, or the file number of one
-- provider, never makes two people one by itself: it puts them in this queue, and somebody decides.

CREATE FUNCTION registry.note_possible_match(a bigint, b bigint, evidence text) RETURNS boolean
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  pair bigint[];
  number bigint;
BEGIN
  IF EXISTS (SELECT FROM registry.standing_match m WHERE (m.kept_person, m.other_person) IN ((a, b), (b, a)))
    OR EXISTS (SELECT FROM registry.merge m WHERE (m.kept_person, m.other_person) IN ((a, b), (b, a))) THEN
    RETURN false;
  END IF;
  pair := ARRAY(SELECT l.person FROM registry.person_alias l WHERE l.person IN (a, b) GROUP BY l.person
    ORDER BY bool_or(l.domain = 'ministry') DESC, min(l.since), min(l.pseudonym::text));
  number := nextval('registry.assertion_assertion_seq');
  INSERT INTO registry.assertion (assertion, record, kind, operation) VALUES (number, number, 'possible_match', 'assert');
  INSERT INTO registry.possible_match (assertion, kept_person, other_person, evidence)
    VALUES (number, pair[1], pair[2], note_possible_match.evidence);
  RETURN true;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.note_possible_match(bigint, bigint, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.note_possible_match(bigint, bigint, text) IS 'Puts two people in the queue, and says whether it did: not if they are in it, were decided upon, or were ever merged.';

CREATE FUNCTION registry.find_possible_matches() RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  found bigint;
BEGIN
  PERFORM registry.require_duty('linkage'), registry.require_epoch(), registry.check_keys();
  LOCK TABLE registry.possible_match IN SHARE ROW EXCLUSIVE MODE;
  WITH weak AS MATERIALIZED ( -- brought to one domain in passing: nothing that links weak identifiers is stored
    SELECT a.person, continuum.reseal(a.pseudonym, a.domain, 'ministry') AS key FROM registry.person_alias a WHERE a.quality = 'weak'),
  file AS MATERIALIZED (
    SELECT s.person, s.provider, s.client_ref FROM registry.current_stay s WHERE s.client_ref IS NOT NULL
    UNION
    SELECT c.person, c.provider, c.client_ref FROM registry.client c),
  pair AS (
    SELECT a.person AS a, b.person AS b, 'weak_identifier' AS evidence
    FROM weak a JOIN weak b ON a.key OPERATOR(continuum.=) b.key AND a.person < b.person
    UNION ALL
    SELECT a.person, b.person, 'client_ref' FROM file a JOIN file b USING (provider, client_ref) WHERE a.person < b.person)
  SELECT count(*) FILTER (WHERE registry.note_possible_match(p.a, p.b, p.evidence)) INTO found
    FROM (SELECT q.a, q.b, max(q.evidence) AS evidence FROM pair q
          WHERE q.a NOT IN (SELECT r.person FROM registry.restricted_person r)
            AND q.b NOT IN (SELECT r.person FROM registry.restricted_person r)
          GROUP BY q.a, q.b) p;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.find_possible_matches() FROM PUBLIC;
COMMENT ON FUNCTION registry.find_possible_matches() IS 'Looks for people who may be one, puts them in the queue and returns how many pairs are new there: two people with the same weak identifier, with one provider or with two, and two people with the same file number of one provider, such as somebody first known by that number alone who brought an identifier later. (Who arrives with a referral code and is known there as somebody else is put into the queue at once.) A file number used twice gives false ones, which is why nothing is merged. Pairs decided upon, and people under restriction, are left out. For the duty linkage (42501). Error 55000 without a keyring, with one that has changed, or in a cluster without an epoch.';

CREATE FUNCTION registry.possible_matches()
  RETURNS TABLE (match bigint, found_at timestamptz, evidence text, kept continuum.pseudonym, other continuum.pseudonym, contradictions text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  PERFORM registry.require_duty('linkage');
  RETURN QUERY
  SELECT m.record, m.recorded_at, m.evidence, k.pseudonym, o.pseudonym,
    (SELECT string_agg(c.what, ', ') FROM registry.compare_people(k.pseudonym, o.pseudonym) c WHERE c.contradicts)
  FROM registry.standing_match m
    CROSS JOIN LATERAL (SELECT a.pseudonym FROM registry.person_alias a WHERE a.person = m.kept_person
      ORDER BY a.domain COLLATE "C", a.pseudonym LIMIT 1) k
    CROSS JOIN LATERAL (SELECT a.pseudonym FROM registry.person_alias a WHERE a.person = m.other_person
      ORDER BY a.domain COLLATE "C", a.pseudonym LIMIT 1) o
  WHERE m.state = 'open' AND m.kept_person <> m.other_person
    AND m.kept_person NOT IN (SELECT r.person FROM registry.restricted_person r)
    AND m.other_person NOT IN (SELECT r.person FROM registry.restricted_person r)
  ORDER BY m.record;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.possible_matches() FROM PUBLIC;
COMMENT ON FUNCTION registry.possible_matches() IS 'The queue: pairs not decided yet, with their evidence, a pseudonym of each (the ministry''s where there is one) and what contradicts, as compare_people() has it. Pairs that other merges have settled are no longer in it. For the duty linkage (42501).';

CREATE FUNCTION registry.decide_match(match bigint, same boolean, reason text) RETURNS bigint
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  this registry.standing_match;
  number bigint;
BEGIN
  PERFORM registry.require_duty('linkage'), registry.require_reason(reason), registry.hold_people();
  SELECT m.* INTO this FROM registry.standing_match m
    WHERE m.record = match AND m.state = 'open' AND m.kept_person <> m.other_person;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such match is open' USING ERRCODE = '42704';
  ELSIF same IS NULL THEN
    RAISE EXCEPTION 'a decision is true or false' USING ERRCODE = '22004';
  END IF;
  number := nextval('registry.assertion_assertion_seq');
  INSERT INTO registry.assertion (assertion, record, kind, operation, supersedes, reason)
    VALUES (number, this.record, 'possible_match', 'correct', this.assertion, decide_match.reason);
  INSERT INTO registry.possible_match (assertion, kept_person, other_person, evidence, state, decided_by)
    VALUES (number, this.kept_person, this.other_person, this.evidence, CASE WHEN same THEN 'same' ELSE 'different' END, session_user);
  RETURN CASE WHEN same THEN registry.merge_pair(this.kept_person, this.other_person, reason) END;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.decide_match(bigint, boolean, text) FROM PUBLIC;
COMMENT ON FUNCTION registry.decide_match(bigint, boolean, text) IS 'Decides on a pair of the queue: true merges the two and returns the number of the merge (see merge_people and unmerge), false sets the pair aside for good and returns NULL. For the duty linkage (42501). Errors: 22004 without a decision, 22023 without a reason, 42704 when no such pair is open, 55000 (see hold_people).';
