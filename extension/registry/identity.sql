-- identity.sql: what is said of people as such: that one is not to be looked at, that two are one, and
-- that a person was erased. Assertions all of them, so that each can be taken back and none is lost.
-- A column of any table that holds a person's number is called person, or ends in _person: by that
-- rule erasure finds every table there is, and every table there will be.

CREATE TABLE registry.restriction (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  decided_by name NOT NULL DEFAULT session_user);
COMMENT ON TABLE registry.restriction IS 'People whose records are kept and not used: no current view, journey, worklist or figure has them while this stands. The reason is in the header; lifting it is a void.';
CREATE INDEX restriction_person ON registry.restriction (person);
COMMENT ON INDEX registry.restriction_person IS 'Finds the restrictions of one person.';

CREATE TABLE registry.merge (
  assertion bigint PRIMARY KEY,
  kept_person bigint NOT NULL,
  other_person bigint NOT NULL CHECK (other_person <> kept_person),
  decided_by name NOT NULL DEFAULT session_user);
COMMENT ON TABLE registry.merge IS 'Two people found to be one: every record, alias and file number of other_person became kept_person''s in the transaction of the header. Undoing it is a void.';
CREATE INDEX merge_other_person ON registry.merge (other_person);
COMMENT ON INDEX registry.merge_other_person IS 'Finds who somebody was found to be.';

CREATE TABLE registry.possible_match (
  assertion bigint PRIMARY KEY,
  kept_person bigint NOT NULL,
  other_person bigint NOT NULL CHECK (other_person <> kept_person),
  evidence text NOT NULL CHECK (evidence IN ('weak_identifier', 'client_ref', 'referral')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'same', 'different')),
  decided_by name);
COMMENT ON TABLE registry.possible_match IS 'Two people who may be one, for somebody to decide. Nothing here ever makes them one by itself.';
COMMENT ON COLUMN registry.possible_match.kept_person IS 'Of the two, the one who would be kept: who has an identifier that counts everywhere, or came first.';
COMMENT ON COLUMN registry.possible_match.evidence IS 'weak_identifier: the same composite of initials and dates. client_ref: one file number of one provider. referral: one of them arrived with a code given to the other.';

-- Erasure.

CREATE TABLE registry.erasure (
  assertion bigint PRIMARY KEY,
  erased jsonb NOT NULL,
  decided_by name NOT NULL DEFAULT session_user);
COMMENT ON TABLE registry.erasure IS 'That a person was erased, by whom, and how many rows of which table went; why stands in the header. Nothing of who it was.';

CREATE TABLE registry.erasing (
  xid xid8 PRIMARY KEY);
COMMENT ON TABLE registry.erasing IS 'Holds a row only while registry.erase_person() runs, and only that transaction sees it: what the guards ask for before they let anything be deleted.';
