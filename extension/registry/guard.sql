-- guard.sql: what nobody may do to an assertion, and epochs.

CREATE FUNCTION registry.refuse_change() RETURNS trigger
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF TG_NARGS > 0 AND (TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'assertion')
    AND EXISTS (SELECT FROM registry.erasing e WHERE e.xid = pg_current_xact_id_if_assigned()) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION 'assertions and saved reports are never changed or removed'
    USING ERRCODE = '55000', HINT = 'Write a correction or a void that supersedes the assertion; save a report under another name.';
END
$$;
COMMENT ON FUNCTION registry.refuse_change() IS 'Trigger: refuses UPDATE, DELETE and TRUNCATE of assertions and saved reports (55000). Its only exception is registry.erase_person(), while it runs: it may delete what was said about people, and take their words out of the headers.';

-- A transaction takes its number at its first write, not when it commits. A correction with a lower
-- number than what it corrects would stand in an earlier block than the row it speaks of, and as-of
-- would show the corrected value for ever. So such a transaction has to start again.
CREATE FUNCTION registry.refuse_early_correction() RETURNS trigger
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  old record;
BEGIN
  SELECT a.record, a.kind, a.epoch, a.recorded_xid INTO old
    FROM registry.assertion a WHERE a.assertion = NEW.supersedes;
  IF NOT FOUND OR old.record <> NEW.record OR old.kind <> NEW.kind THEN
    RAISE EXCEPTION 'supersedes names no assertion of this record' USING ERRCODE = '23503';
  END IF;
  IF (old.epoch, old.recorded_xid) > (NEW.epoch, NEW.recorded_xid) THEN
    RAISE EXCEPTION 'the assertion to be replaced was written by a later transaction'
      USING ERRCODE = '40001', HINT = 'Retry the transaction.';
  END IF;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION registry.refuse_early_correction() IS 'Trigger: a correction may not have a lower (epoch, transaction number) than what it replaces (40001: retry), and replaces an assertion of the same record (23503).';

CREATE TRIGGER refuse_early_correction BEFORE INSERT ON registry.assertion
  FOR EACH ROW WHEN (NEW.supersedes IS NOT NULL) EXECUTE FUNCTION registry.refuse_early_correction();

-- Places, codes, schedules, merges, arrivals: what no load brings is somebody's word, too.
CREATE FUNCTION registry.note_login() RETURNS trigger
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  NEW.recorded_by := session_user;
  RETURN NEW;
END
$$;
COMMENT ON FUNCTION registry.note_login() IS 'Trigger: notes the login of an assertion that belongs to no load.';
CREATE TRIGGER note_login BEFORE INSERT ON registry.assertion
  FOR EACH ROW WHEN (NEW.batch IS NULL) EXECUTE FUNCTION registry.note_login();
COMMENT ON TRIGGER note_login ON registry.assertion IS 'Notes the login of what belongs to no load.';

-- One guard for the header and one for each payload, fired also where replication would not fire it.
-- What is about people is said to be erasable; places, services and codes are not.
DO $$
DECLARE
  t text;
  about_people boolean;
BEGIN
  FOR t, about_people IN
    SELECT c.relname, c.relname = 'assertion' OR EXISTS (SELECT FROM pg_catalog.pg_attribute p
      WHERE p.attrelid = c.oid AND p.attname ~ '(^|_)person$')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'assertion'
    WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' ORDER BY c.relname
  LOOP
    EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.%I
      FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change(%s)', t, CASE WHEN about_people THEN '''erasable''' ELSE '' END);
    EXECUTE format('ALTER TABLE registry.%I ENABLE ALWAYS TRIGGER refuse_change', t);
    EXECUTE format('COMMENT ON TRIGGER refuse_change ON registry.%I IS %L', t,
      'Assertions are never changed or removed.');
  END LOOP;
END
$$;
ALTER TABLE registry.assertion ENABLE ALWAYS TRIGGER refuse_early_correction;
COMMENT ON TRIGGER refuse_early_correction ON registry.assertion IS 'A correction may not have a lower transaction number than what it replaces.';

-- Epochs.

CREATE FUNCTION registry.open_epoch(reason text) RETURNS integer
  LANGUAGE plpgsql VOLATILE STRICT SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  number integer;
BEGIN
  LOCK TABLE registry.epoch IN EXCLUSIVE MODE;
  SELECT max(e.epoch) + 1 INTO number FROM registry.epoch e;
  INSERT INTO registry.epoch (epoch, system_identifier, reason)
    SELECT number, c.system_identifier, open_epoch.reason FROM pg_control_system() c;
  -- A constant default costs a load nothing, and a dump carries it.
  EXECUTE format('ALTER TABLE registry.assertion ALTER COLUMN epoch SET DEFAULT %s', number);
  EXECUTE format('ALTER TABLE registry.saved_report ALTER COLUMN epoch SET DEFAULT %s', number);
  EXECUTE format('ALTER TABLE registry.closed_period ALTER COLUMN epoch SET DEFAULT %s', number);
  RETURN number;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.open_epoch(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.open_epoch(text) IS 'Begins the next epoch and returns its number: once after the registry has come to another cluster by dump and restore or by pg_upgrade. Everything written before counts as earlier than everything written from now on.';

CREATE FUNCTION registry.require_epoch() RETURNS integer
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  latest record;
BEGIN
  SELECT e.epoch, e.system_identifier INTO latest FROM registry.epoch e ORDER BY e.epoch DESC LIMIT 1;
  IF latest.system_identifier IS DISTINCT FROM (SELECT c.system_identifier FROM pg_control_system() c) THEN
    RAISE EXCEPTION 'this registry was last written in another cluster'
      USING ERRCODE = '55000', HINT = 'Its owner calls registry.open_epoch(reason) once.';
  END IF;
  RETURN latest.epoch;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.require_epoch() FROM PUBLIC;
COMMENT ON FUNCTION registry.require_epoch() IS 'Number of the current epoch. Error 55000 when the registry has come from another cluster and no epoch was opened here: its transaction numbers would mean nothing.';
