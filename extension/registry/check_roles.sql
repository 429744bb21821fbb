-- check_roles.sql: what is wrong with who may do what. Roles and memberships are the administrator's;
-- this says where they undo what the duties are separate for.

CREATE FUNCTION registry.conflicting_duties() RETURNS TABLE (one text, other text, why text)
  LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 20
BEGIN ATOMIC
  SELECT c.one, o.other, c.why
  FROM (VALUES
    ('key_custodian', 'provider intake_desk linkage analyst release_officer data_protection_officer', 'who has the keys can name the people in the rows'),
    ('analyst', 'intake_desk', 'who receives the files knows the people in the rows'),
    ('analyst', 'release_officer', 'who made a figure does not release it'),
    ('analyst', 'linkage', 'who analyses rows does not learn who is the same person elsewhere'),
    ('provider', 'linkage analyst', 'a provider would see where else its people are in care'),
    ('provider', 'intake_desk', 'who sends a file does not receive it for others'),
    ('auditor', 'provider intake_desk linkage analyst release_officer key_custodian data_protection_officer', 'who audits does not do what is audited')) c (one, others, why)
    CROSS JOIN LATERAL string_to_table(c.others, ' ') o (other);
END;
REVOKE EXECUTE ON FUNCTION registry.conflicting_duties() FROM PUBLIC;
COMMENT ON FUNCTION registry.conflicting_duties() IS 'Pairs of duties that nobody should have both of, and why.';

CREATE FUNCTION registry.check_duties() RETURNS TABLE (severity text, role name, finding text, hint text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  -- MEMBER, not USAGE: what a role can become by SET ROLE counts.
  RETURN QUERY WITH has AS MATERIALIZED (
    SELECT DISTINCT r.rolname, d.duty FROM pg_roles r JOIN registry.role_duty d ON pg_has_role(r.oid, d.role, 'MEMBER')
    WHERE NOT r.rolsuper),
  due AS MATERIALIZED (
    SELECT g.role::oid AS role, p.* FROM (SELECT DISTINCT d.role FROM registry.role_duty d) g
      CROSS JOIN LATERAL registry.due_privileges(g.role) p WHERE g.role IN (SELECT r.oid FROM pg_roles r)),
  held AS (
    SELECT a.grantee, a.privilege_type, a.is_grantable, c.oid AS relation, NULL::name AS col, NULL::oid AS function, c.oid::regclass::text AS thing
    FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE c.relnamespace = 'registry'::regnamespace AND a.grantee <> c.relowner
    UNION ALL
    SELECT a.grantee, a.privilege_type, a.is_grantable, c.oid, t.attname, NULL, c.oid::regclass || '(' || t.attname || ')'
    FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN LATERAL aclexplode(t.attacl) a
    WHERE c.relnamespace = 'registry'::regnamespace AND a.grantee <> c.relowner
    UNION ALL
    SELECT a.grantee, a.privilege_type, a.is_grantable, NULL, NULL, p.oid, p.oid::regprocedure::text
    FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a WHERE p.pronamespace = 'registry'::regnamespace AND a.grantee <> p.proowner
    UNION ALL
    SELECT a.grantee, a.privilege_type, a.is_grantable, NULL, NULL, NULL, 'schema registry'
    FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a WHERE n.nspname = 'registry' AND a.grantee <> n.nspowner)
  SELECT 'error', h.rolname, 'has the duties ' || c.one || ' and ' || c.other || ': ' || c.why, 'Give them to two people.'
  FROM registry.conflicting_duties() c JOIN has h ON h.duty = c.one JOIN has o ON o.rolname = h.rolname AND o.duty = c.other
  UNION ALL
  SELECT 'warning', '-', 'duty ' || d.duty || ' of a role that is gone (number ' || d.role::oid || ')', 'The next registry.grant_duty() removes it; another role could be given the number.'
  FROM registry.role_duty d WHERE d.role NOT IN (SELECT h.grantee FROM held h WHERE h.thing = 'schema registry')
  UNION ALL
  SELECT CASE h.grantee WHEN 0 THEN 'error' ELSE 'warning' END, coalesce(r.rolname, 'PUBLIC'),
    'has ' || h.privilege_type || ' on ' || h.thing || CASE WHEN h.is_grantable THEN ' and may pass it on' ELSE '' END || ', beyond its duties',
    'registry.grant_duty() and revoke_duty() leave a role with what its duties need; otherwise REVOKE it.'
  FROM held h LEFT JOIN pg_roles r ON r.oid = h.grantee
  WHERE h.is_grantable OR NOT (
      h.thing = 'schema registry' AND h.privilege_type = 'USAGE' AND EXISTS (SELECT FROM registry.role_duty d WHERE d.role = h.grantee)
      OR EXISTS (SELECT FROM due d WHERE d.role = h.grantee AND d.privilege = h.privilege_type
        AND (d.function = h.function OR d.relation = h.relation AND (d.columns IS NULL AND h.col IS NULL OR h.col = ANY (d.columns)))));
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_duties() FROM PUBLIC;
COMMENT ON FUNCTION registry.check_duties() IS 'Part of check_roles(): duties that exclude each other, duties of roles that are gone, and privileges that no duty explains.';

CREATE FUNCTION registry.check_powers() RETURNS TABLE (severity text, role name, finding text, hint text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH owner AS MATERIALIZED (
    SELECT r.* FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'registry'),
  duties AS MATERIALIZED (
    SELECT DISTINCT d.role::oid AS role FROM registry.role_duty d JOIN pg_roles r ON r.oid = d.role)
  SELECT 'error', o.rolname, 'owns the registry and is no plain role that cannot log in', 'ALTER ROLE ... NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION'
  FROM owner o WHERE o.rolcanlogin OR o.rolsuper OR o.rolbypassrls OR o.rolcreaterole OR o.rolreplication
  UNION ALL
  SELECT 'warning', r.rolname, 'may become the registry''s owner', 'Nobody needs to, but for registry.grant_duty() and migrations: REVOKE it when they are done.'
  FROM owner o JOIN pg_roles r ON pg_has_role(r.oid, o.oid, 'MEMBER') AND r.oid <> o.oid AND NOT r.rolsuper
  UNION ALL
  SELECT 'info', r.rolname, 'is a superuser: reads every row and the keys, and can change everything', 'Few, named, and recorded outside this server.'
  FROM pg_roles r WHERE r.rolsuper AND r.rolcanlogin
  UNION ALL
  SELECT 'error', r.rolname, q.power, q.remedy
  FROM pg_roles r CROSS JOIN LATERAL (VALUES
      ('has BYPASSRLS: where it may read at all, row security is not applied', 'ALTER ROLE ... NOBYPASSRLS', r.rolbypassrls),
      ('has REPLICATION: may copy the whole server', 'ALTER ROLE ... NOREPLICATION', r.rolreplication)) q (power, remedy, has)
  WHERE q.has AND NOT r.rolsuper AND EXISTS (SELECT FROM duties d WHERE pg_has_role(r.oid, d.role, 'MEMBER'))
  UNION ALL
  SELECT 'warning', r.rolname, 'has the duties of a role and is a superuser', 'Work with a plain role: for a superuser there are no duties, it passes every check.'
  FROM pg_roles r WHERE r.rolsuper AND EXISTS (
    SELECT FROM pg_auth_members m JOIN duties d ON d.role = m.roleid WHERE m.member = r.oid)
  UNION ALL
  SELECT 'warning', r.rolname, 'may make itself a member of a role with duties',
    'Before 16, CREATEROLE is power over every role that is no superuser; since 16, over those it may grant.'
  FROM pg_roles r
  WHERE NOT r.rolsuper AND (
    r.rolcreaterole AND current_setting('server_version_num')::integer < 160000 AND EXISTS (SELECT FROM duties)
    OR EXISTS (SELECT FROM pg_auth_members m WHERE m.admin_option AND m.member = r.oid
      AND m.roleid IN (SELECT d.role FROM duties d UNION ALL SELECT o.oid FROM owner o)))
  UNION ALL
  SELECT CASE WHEN p.rolname IN ('pg_read_all_data', 'pg_write_all_data') THEN 'error' ELSE 'warning' END, r.rolname, 'is a member of ' || p.rolname || ': ' || p.power, 'REVOKE it, or count the role among the superusers.'
  FROM (SELECT o.oid, o.rolname, v.power FROM (VALUES
      ('pg_read_server_files', 'reads the keyring as the server''s user'),
      ('pg_write_server_files', 'can replace the keyring and the server''s programs'),
      ('pg_execute_server_program', 'runs programs as the server''s user, who reads the keyring'),
      ('pg_read_all_data', 'may read every table; only row security is left'),
      ('pg_write_all_data', 'may write every table'),
      ('pg_read_all_stats', 'sees the statements of others while they run'),
      ('pg_maintain', 'can lock and rewrite every table')) v (name, power) JOIN pg_roles o ON o.rolname = v.name) p
    JOIN pg_auth_members m ON m.roleid = p.oid JOIN pg_roles r ON r.oid = m.member
  WHERE NOT r.rolsuper AND r.rolname NOT LIKE 'pg\_%'
  UNION ALL
  SELECT 'error', coalesce(r.rolname, 'PUBLIC'), 'may ' || a.privilege_type || ' ' || p.parname, 'REVOKE it: this setting is for superusers.'
  FROM pg_parameter_acl p CROSS JOIN LATERAL aclexplode(p.paracl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
  WHERE (p.parname LIKE 'continuum.%' OR p.parname IN ('session_replication_role', 'session_preload_libraries', 'log_error_verbosity', 'log_statement',
      'log_parameter_max_length', 'log_parameter_max_length_on_error')) AND NOT coalesce(r.rolsuper, false);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_powers() FROM PUBLIC;
COMMENT ON FUNCTION registry.check_powers() IS 'Part of check_roles(): who stands above the duties, or can come to.';

CREATE FUNCTION registry.check_guards() RETURNS TABLE (severity text, role name, finding text, hint text)
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH objects AS MATERIALIZED (
    SELECT c.oid::regclass::text AS thing, c.relowner AS owner FROM pg_class c WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind <> 'i'
    UNION ALL
    SELECT p.oid::regprocedure::text, p.proowner FROM pg_proc p WHERE p.pronamespace = 'registry'::regnamespace),
  tables AS MATERIALIZED (
    SELECT c.oid, c.oid::regclass::text AS thing, c.relrowsecurity AND c.relforcerowsecurity AS secured,
      (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS policies, a.columns
    FROM pg_class c CROSS JOIN LATERAL (SELECT array_agg(a.attname::text) AS columns FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0) a
    WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'p'))
  SELECT 'error', r.rolname, 'owns ' || o.thing || ', which is not the registry owner''s', 'Find out who put it there; ALTER ... OWNER TO the registry''s owner, or drop it.'
  FROM objects o JOIN pg_roles r ON r.oid = o.owner JOIN pg_namespace n ON n.nspname = 'registry' AND n.nspowner <> o.owner
  UNION ALL
  SELECT 'error', '-', p.oid::regprocedure || ' runs as its owner and ' || CASE
      WHEN NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false) THEN 'does not fix its search_path'
      ELSE 'everybody may call it' END, 'Restore it as continuum.create_registry() makes it.'
  FROM pg_proc p
  WHERE p.pronamespace = 'registry'::regnamespace AND p.prosecdef
    AND (NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)
      OR p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))
  UNION ALL
  SELECT 'error', '-', 'the guard ' || t.tgname || ' on ' || t.tgrelid::regclass || ' is not always on',
    'ALTER TABLE ... ENABLE ALWAYS TRIGGER ...: a restore with --disable-triggers leaves it as a plain one.'
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE c.relnamespace = 'registry'::regnamespace AND t.tgname IN ('refuse_change', 'refuse_early_correction') AND t.tgenabled <> 'A'
  UNION ALL
  SELECT 'error', '-', t.thing || ' has no guard against changes', 'Restore the trigger refuse_change.'
  FROM tables t WHERE 'assertion' = ANY (t.columns) AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = t.oid AND g.tgname = 'refuse_change')
  UNION ALL
  SELECT 'error', '-', t.thing || ' is without row security', 'ALTER TABLE ... ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, with the policy own_rows.'
  FROM tables t WHERE t.columns && '{provider,person,batch}' AND t.thing <> ALL ('{registry.provider,registry.programme}')
    AND (NOT t.secured OR t.policies = 0)
  UNION ALL
  SELECT 'error', '-', p.polrelid::regclass || ' has the policy ' || p.polname || ', which is not ours: it may show more rows', 'DROP POLICY.'
  FROM pg_policy p JOIN tables t ON t.oid = p.polrelid
  WHERE p.polname <> 'own_rows'
    OR p.polrelid <> 'registry.restriction'::regclass AND pg_get_expr(p.polqual, p.polrelid) NOT LIKE '%may_read(%';
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_guards() FROM PUBLIC;
COMMENT ON FUNCTION registry.check_guards() IS 'Part of check_roles(): guards, row security, owners and definer functions that are not as create_registry() made them.';

CREATE FUNCTION registry.check_roles() RETURNS TABLE (severity text, role name, finding text, hint text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN QUERY SELECT f.* FROM (
      SELECT * FROM registry.check_duties() UNION SELECT * FROM registry.check_powers() UNION SELECT * FROM registry.check_guards()) f
    ORDER BY array_position(ARRAY['error', 'warning', 'info'], f.severity), f.role COLLATE "C", f.finding COLLATE "C";
END
$$;
REVOKE EXECUTE ON FUNCTION registry.check_roles() FROM PUBLIC;
COMMENT ON FUNCTION registry.check_roles() IS 'What undoes the separation of duties, worst first: error, warning, info. Roles with duties that exclude each other, directly or by what they can become; superusers, and who has BYPASSRLS, REPLICATION or CREATEROLE beside a duty; who may become the owner; who can read the keyring through the server''s files; GRANT SET ON PARAMETER for our settings; privileges on schema registry that no duty explains, and those of PUBLIC; objects there of another owner; definer functions with an open search_path; guards and row security that are off. No rows but those of superusers: nothing found. A role that could not be seen from inside the database (the operating system''s, backups) is not looked at.';
