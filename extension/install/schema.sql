-- schema.sql: the guards that stand before anything else.
-- Schema continuum is made by CREATE EXTENSION from the control file; if somebody made it
-- first, its owner could plant objects beside ours. So it must be the installer's own, or another
-- superuser's, who needs no such trick: a dump restores the schema with the owner it had before
-- the extension, and whoever restores need not be the one who installed.

DO $guard$
BEGIN
  IF EXISTS (
    SELECT FROM pg_catalog.pg_namespace n
    WHERE n.nspname = 'continuum'
      AND (n.nspowner NOT IN (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolsuper OR r.rolname = current_user)
           OR EXISTS (SELECT FROM pg_catalog.aclexplode(n.nspacl) a
                      WHERE a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner))) THEN
    RAISE EXCEPTION 'schema continuum belongs to somebody else, or others may create in it'
      USING ERRCODE = '42501', HINT = 'Drop it, or let its owner and sole creator be the installing role.';
  END IF;
END
$guard$;

GRANT USAGE ON SCHEMA continuum TO PUBLIC;
