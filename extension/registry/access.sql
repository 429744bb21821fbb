-- access.sql: who may do what, bound to membership in roles that the administrator made, never to a
-- setting. The caller is who the session acts as, also inside the owner's SECURITY DEFINER functions.

CREATE TABLE registry.role_duty (
  role regrole NOT NULL,
  duty text NOT NULL CHECK (duty IN ('provider', 'intake_desk', 'linkage', 'analyst', 'release_officer', 'auditor',
                                     'key_custodian', 'data_protection_officer')),
  provider integer CHECK ((provider IS NOT NULL) = (duty = 'provider')),
  granted_by name NOT NULL DEFAULT session_user,
  granted_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT role_duty_once UNIQUE NULLS NOT DISTINCT (role, duty, provider));
COMMENT ON TABLE registry.role_duty IS 'Duties of roles, written by registry.grant_duty() alone. Who has the privileges of the role (pg_has_role USAGE) has its duties.';
COMMENT ON COLUMN registry.role_duty.provider IS 'For the duty provider: whose rows the role works with.';

-- Few roles are the caller's, many may have duties: so they are walked to from the caller, and each is
-- then asked for. USAGE, not MEMBER: since 16 who may create roles is a member of all it made, without
-- their privileges. PL/pgSQL, because it keeps its plans: these are asked at every statement.
CREATE FUNCTION registry.caller_roles() RETURNS TABLE (role oid)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 5
BEGIN ATOMIC
  WITH RECURSIVE walked (role) AS (
    SELECT continuum.caller()
    UNION
    SELECT m.roleid FROM walked w JOIN pg_auth_members m ON m.member = w.role)
  SELECT w.role FROM walked w WHERE pg_has_role(continuum.caller(), w.role, 'USAGE')
  UNION
  SELECT d.role FROM registry.role_duty d
  WHERE (SELECT r.rolsuper FROM pg_roles r WHERE r.oid = continuum.caller());
END;
REVOKE EXECUTE ON FUNCTION registry.caller_roles() FROM PUBLIC;
COMMENT ON FUNCTION registry.caller_roles() IS 'The caller and the roles whose privileges it has. A superuser has those of every role.';

CREATE FUNCTION registry.my_providers() RETURNS SETOF integer
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT d.provider FROM registry.role_duty d
    WHERE d.duty = 'provider' AND d.role = ANY (ARRAY(SELECT c.role FROM registry.caller_roles() c)::regrole[]);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.my_providers() FROM PUBLIC;
COMMENT ON FUNCTION registry.my_providers() IS 'Providers for which the caller works: whose role duties it has by membership. A superuser is a member of every role. Error 42501 within maintenance operations (see continuum.caller).';

CREATE FUNCTION registry.has_duty(VARIADIC duties text[]) RETURNS boolean
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN EXISTS (SELECT FROM registry.role_duty d
      WHERE d.duty = ANY (duties) AND d.role = ANY (ARRAY(SELECT c.role FROM registry.caller_roles() c)::regrole[]))
    OR pg_has_role(continuum.caller(), (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'registry'), 'USAGE');
END
$$;
REVOKE EXECUTE ON FUNCTION registry.has_duty(text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.has_duty(text[]) IS 'Whether the caller has one of the duties, or the privileges of the registry''s owner, who has them all.';

CREATE FUNCTION registry.require_duty(VARIADIC duties text[]) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT registry.has_duty(VARIADIC duties) THEN
    RAISE EXCEPTION 'this needs the duty %', array_to_string(duties, ' or ')
      USING ERRCODE = '42501', HINT = 'The administrator grants it with registry.grant_duty().';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.require_duty(text[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.require_duty(text[]) IS 'Error 42501 unless the caller has one of the duties.';

CREATE FUNCTION registry.acting_provider(asked integer DEFAULT NULL) RETURNS integer
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  mine integer[];
BEGIN
  -- Asked for one, only who has the duty for that one is looked at.
  IF asked IS NOT NULL AND EXISTS (SELECT FROM registry.role_duty d
      WHERE d.duty = 'provider' AND d.provider = asked AND pg_has_role(continuum.caller(), d.role, 'USAGE')) THEN
    RETURN asked;
  END IF;
  mine := ARRAY(SELECT m FROM registry.my_providers() m ORDER BY m);
  IF asked IS NULL AND cardinality(mine) = 1 THEN
    RETURN mine[1];
  ELSIF asked IS NULL THEN
    RAISE EXCEPTION 'say for which provider'
      USING ERRCODE = '22023', HINT = CASE WHEN mine = '{}' THEN 'The intake desk names any.' ELSE 'Yours: ' || array_to_string(mine, ', ') || '.' END;
  ELSIF registry.has_duty('intake_desk') THEN
    PERFORM registry.require_known(asked IN (SELECT c.provider FROM registry.current_provider c), 'the provider');
    RETURN asked;
  END IF;
  RAISE EXCEPTION 'this is not your provider' USING ERRCODE = '42501', HINT = 'Roles work for the providers that registry.grant_duty() named.';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.acting_provider(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.acting_provider(integer) IS 'The provider for which the caller acts: the one asked for, if it is the caller''s or the caller is the intake desk; its only one, if none is asked for. Errors: 42501 for another''s provider, known or not; 22023 when it has several or none and names none; 23503 from the intake desk for an unknown one.';

CREATE FUNCTION registry.require_batch(batch bigint) RETURNS void
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM registry.intake_batch b WHERE b.batch = require_batch.batch
      AND (b.provider = ANY (ARRAY(SELECT registry.my_providers())) OR registry.has_duty('intake_desk'))) THEN
    RAISE EXCEPTION 'there is no such batch' USING ERRCODE = '42704';
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.require_batch(bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.require_batch(bigint) IS 'Error 42704 unless there is such a load and the caller is the intake desk or works for its provider: another''s load is answered like none.';
