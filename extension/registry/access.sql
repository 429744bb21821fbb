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

CREATE FUNCTION registry.my_providers() RETURNS SETOF integer
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE ROWS 1 SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT DISTINCT d.provider FROM registry.role_duty d
  WHERE d.duty = 'provider' AND pg_has_role(continuum.caller(), d.role, 'USAGE');
END;
REVOKE EXECUTE ON FUNCTION registry.my_providers() FROM PUBLIC;
COMMENT ON FUNCTION registry.my_providers() IS 'Providers for which the caller works: whose role duties it has by membership. A superuser is a member of every role.';

CREATE FUNCTION registry.has_duty(VARIADIC duties text[]) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT pg_has_role(continuum.caller(), (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'registry'), 'USAGE')
    OR EXISTS (SELECT FROM registry.role_duty d
      WHERE d.duty = ANY (duties) AND pg_has_role(continuum.caller(), d.role, 'USAGE'));
END;
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
  mine integer[] := ARRAY(SELECT m FROM registry.my_providers() m ORDER BY m);
BEGIN
  IF asked = ANY (mine) THEN
    RETURN asked;
  ELSIF asked IS NULL AND cardinality(mine) = 1 THEN
    RETURN mine[1];
  ELSIF asked IS NULL THEN
    RAISE EXCEPTION 'say for which provider'
      USING ERRCODE = '22023', HINT = CASE WHEN mine <> '{}' THEN 'Yours: ' || array_to_string(mine, ', ') || '.' END;
  ELSIF registry.has_duty('intake_desk') THEN
    PERFORM registry.require_known(asked IN (SELECT c.provider FROM registry.current_provider c), 'the provider');
    RETURN asked;
  END IF;
  RAISE EXCEPTION 'this is not your provider' USING ERRCODE = '42501', HINT = 'Roles work for the providers that registry.grant_duty() named.';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.acting_provider(integer) FROM PUBLIC;
COMMENT ON FUNCTION registry.acting_provider(integer) IS 'The provider for which the caller acts: the one asked for, if it is the caller''s or the caller is the intake desk; its only one, if none is asked for. Errors: 42501 for another''s provider, known or not; 22023 when it has several or none and names none; 23503 from the intake desk for an unknown one.';
