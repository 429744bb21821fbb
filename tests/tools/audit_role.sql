-- Prints one line for each way in which the connected role could write, and one when it could not read
-- all there is; no line: it is an auditor.
-- Roles it may become (SET ROLE) count as itself. Not looked at: other databases.
SELECT 'there is no registry in this database'
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = 'registry' AND c.relname = 'assertion')
UNION ALL
SELECT 'the role is a superuser' FROM pg_catalog.pg_roles WHERE rolname = current_user AND rolsuper;

WITH reachable AS (
  SELECT r.* FROM pg_catalog.pg_roles r
  WHERE pg_catalog.pg_has_role(current_user, r.oid, 'MEMBER')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles s WHERE s.rolname = current_user AND s.rolsuper)),
power (rolname, thing) AS (
  SELECT r.rolname, v.power
  FROM reachable r CROSS JOIN LATERAL (VALUES
    ('is a superuser', r.rolsuper), ('may create databases', r.rolcreatedb), ('may create roles', r.rolcreaterole),
    ('may replicate', r.rolreplication),
    ('may write all data, files, or run programs',
     r.rolname IN ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program')),
    ('may create in this database', pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'CREATE'))) AS v (power, has)
  WHERE v.has
  UNION ALL
  SELECT r.rolname, 'may create in schema ' || n.nspname
  FROM reachable r, pg_catalog.pg_namespace n
  WHERE n.nspname IN ('registry', 'continuum') AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
  UNION ALL
  SELECT r.rolname, 'may write to ' || c.oid::regclass
  FROM reachable r, pg_catalog.pg_class c
  WHERE c.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'registry')
    AND CASE WHEN c.relkind IN ('r', 'p', 'v', 'm', 'f')
          THEN pg_catalog.has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
            OR pg_catalog.has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE')
        WHEN c.relkind = 'S' THEN pg_catalog.has_sequence_privilege(r.oid, c.oid, 'USAGE, UPDATE') END
  UNION ALL -- such a function writes with its owner's rights
  SELECT r.rolname, 'may call ' || p.oid::regprocedure
  FROM reachable r, pg_catalog.pg_proc p
  WHERE p.pronamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'registry') AND p.prosecdef AND p.provolatile = 'v'
    AND p.prorettype <> 'trigger'::regtype AND pg_catalog.has_function_privilege(r.oid, p.oid, 'EXECUTE'))
SELECT DISTINCT pg_catalog.format('role %s %s', rolname, thing) AS line FROM power ORDER BY line LIMIT 10;

-- Without the duty, row security would show it an empty registry, in which everything is in order.
SELECT count(*) > 0 AS there, coalesce(bool_or(pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE')), false) AS may_ask
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = 'registry' AND p.proname = 'has_duty' \gset
\if :may_ask
SELECT 'the role does not have the duty auditor' WHERE NOT registry.has_duty('auditor');
\elif :there
SELECT 'the role does not have the duty auditor';
\endif
