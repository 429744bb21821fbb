-- closing.sql: a period is closed: its cut-off is fixed, and what was known then can be told from what came later.

CREATE TABLE registry.closed_period (
  name text PRIMARY KEY CHECK (name <> ''),
  period daterange NOT NULL UNIQUE,
  observed_until date NOT NULL,
  horizon pg_snapshot NOT NULL DEFAULT pg_catalog.pg_current_snapshot(),
  epoch integer NOT NULL DEFAULT 1,
  checklist jsonb NOT NULL,
  closed_by text NOT NULL DEFAULT SESSION_USER,
  closed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
  CONSTRAINT closed_period_observed CHECK (observed_until >= upper(period) - 1));
COMMENT ON TABLE registry.closed_period IS 'Periods that were closed, by registry.close_period(). Never changed: what comes later shows as a revision of what was saved.';
COMMENT ON COLUMN registry.closed_period.observed_until IS 'Follow-up cut-off of every final edition.';
COMMENT ON COLUMN registry.closed_period.horizon IS 'The records that there were: those whose transaction is visible in it, and those of earlier epochs.';
COMMENT ON COLUMN registry.closed_period.checklist IS 'What registry.closing_checklist() still found open, by item.';
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON registry.closed_period
  FOR EACH STATEMENT EXECUTE FUNCTION registry.refuse_change();
ALTER TABLE registry.closed_period ENABLE ALWAYS TRIGGER refuse_change;
COMMENT ON TRIGGER refuse_change ON registry.closed_period IS 'What is closed is never opened again.';

CREATE FUNCTION registry.recorded_since(closing text) RETURNS bigint
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  c registry.closed_period := (SELECT p FROM registry.closed_period p WHERE p.name = closing);
BEGIN
  PERFORM registry.require_duty('analyst', 'auditor');
  IF c.name IS NULL THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT count(*) FROM registry.assertion a
    WHERE a.epoch > c.epoch OR a.epoch = c.epoch AND NOT pg_visible_in_snapshot(a.recorded_xid, c.horizon));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.recorded_since(text) FROM PUBLIC;
COMMENT ON FUNCTION registry.recorded_since(text) IS 'How many records, corrections and voids of any kind came after a closing; NULL where there is none of this name. Error 42501 without the duty analyst or auditor.';
