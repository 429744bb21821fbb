-- registry.sql: makes and migrates schema registry, and reads codes through its maps.
-- The DDL itself stands in extension/registry/*.sql; the build puts it into registry_part().

-- What tells the registry from a schema of the same name that somebody planted: whoever has CREATE
-- on the database can make one, with views over functions of theirs, and wait for a superuser to ask
-- for a report. Only a superuser can write here, and nobody can give a schema to a role that is not
-- theirs. A regrole: it follows a role that is renamed, and a dump shows its name.
CREATE TABLE registry_owner (
  owner regrole PRIMARY KEY);
GRANT SELECT ON TABLE registry_owner TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('registry_owner', '');
COMMENT ON TABLE registry_owner IS 'The role that create_registry() gave schema registry to. Nothing of this extension reads a schema registry that has another owner. A dump carries the row; where it was left out of one, a superuser who knows the registry to be genuine enters its owner.';
COMMENT ON COLUMN registry_owner.owner IS 'Owner of schema registry.';
COMMENT ON CONSTRAINT registry_owner_pkey ON registry_owner IS 'One row at most is of use.';

CREATE FUNCTION require_registry(privilege text DEFAULT 'SELECT', VARIADIC relations text[] DEFAULT '{}') RETURNS void
  AS 'MODULE_PATHNAME', 'coc_require_registry_sql' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION require_registry(text, text[]) IS 'Private: to be called before anything in schema registry is named. Errors: 55000 unless the database has a registry that create_registry() made; 42501 unless the caller may use it and has the privilege, SELECT or INSERT, on each relation listed.';

CREATE FUNCTION registry_readable(relation text) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_registry_readable_sql' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION registry_readable(text) IS 'Private: whether require_registry() would let the caller read the relation.';

CREATE FUNCTION caller() RETURNS oid
  AS 'MODULE_PATHNAME', 'coc_caller' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION caller() IS 'Private: the role that the session acts as (what SET ROLE chose, or else the session''s user), also inside a SECURITY DEFINER function, where current_user is its owner. Row security is bound to it. Error 42501 within a maintenance operation (ANALYZE, REINDEX, REFRESH MATERIALIZED VIEW), which runs functions for a table''s owner, whoever started it. 55000 while the session prints plans or trees of its statements (debug_print_plan and the like), where numbers of people would stand.';

CREATE FUNCTION acts_as_owner() RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_acts_as_owner' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION acts_as_owner() IS 'Private: whether the statement runs as the owner of schema registry, not merely with its privileges: true in the owner''s functions, false where anybody reads one of its views. Row security asks it of what is written.';

CREATE FUNCTION may_read_support(internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'coc_may_read_support' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION may_read_support(internal) IS 'Private: tells the planner that row security hides next to nothing of what is asked for.';

CREATE FUNCTION may_read(provider integer) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_may_read' LANGUAGE C STABLE PARALLEL SAFE SUPPORT may_read_support;
COMMENT ON FUNCTION may_read(integer) IS 'Private: whether row security shows a row of a provider, or, for NULL, one of none: where acts_as_owner(), to analysts and auditors, and to who works for the provider. Errors as caller(), and 55000 as require_registry().';

CREATE FUNCTION may_read(domain text) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_may_read_domain' LANGUAGE C STABLE STRICT PARALLEL SAFE SUPPORT may_read_support;
COMMENT ON FUNCTION may_read(text) IS 'Private: the same of a pseudonym in a domain, that of a provider or of all.';

CREATE FUNCTION meaning(system text, vocabulary text, code text, on_date date) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_meaning' LANGUAGE C STABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION meaning(text, text, text, date) IS 'Private: the term that registry.meanings() gives for a code on a day, asked for once in a statement however many rows have the code; NULL where there is none, and for NULL but for the system. Errors: 55000 as require_registry(); 42501 for who may not call registry.meanings().';

CREATE FUNCTION create_registry(owner regrole) RETURNS void
  LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  role record;
  caller text := current_setting('role');
  parts text[];
  part text;
BEGIN
  SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcanlogin INTO role
    FROM pg_roles r WHERE r.oid = create_registry.owner;
  IF NOT FOUND OR role.rolsuper OR role.rolbypassrls OR role.rolcanlogin THEN
    RAISE EXCEPTION 'the owner of a registry must be a plain role that cannot log in'
      USING ERRCODE = '42501', HINT = 'CREATE ROLE registry_owner NOLOGIN;';
  END IF;
  IF EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = 'registry') THEN
    RAISE EXCEPTION 'schema registry exists' USING ERRCODE = '42P06';
  END IF;
  EXECUTE format('CREATE SCHEMA registry AUTHORIZATION %I', role.rolname);
  DELETE FROM continuum.registry_owner;
  INSERT INTO continuum.registry_owner (owner) VALUES (create_registry.owner);
  PERFORM continuum.grant_to_owner(create_registry.owner);
  -- Everything in it is made by its owner, so that nothing there has the caller's power.
  parts := ARRAY(SELECT p.ddl FROM continuum.registry_part() p ORDER BY p.number);
  PERFORM set_config('role', role.rolname, true);
  FOREACH part IN ARRAY parts
  LOOP
    EXECUTE part;
  END LOOP;
  PERFORM set_config('role', caller, true);
END
$$;
REVOKE EXECUTE ON FUNCTION create_registry(regrole) FROM PUBLIC;
COMMENT ON FUNCTION create_registry(regrole) IS 'Makes schema registry with all its tables, views and functions, owned by the role named, and grants nothing to anybody. Errors: 42501 when that role is a superuser, has BYPASSRLS or can log in; 42P06 when schema registry exists. After this a DROP EXTENSION without CASCADE is refused; with CASCADE it drops every column of a type of this extension.';

-- The owner's SECURITY DEFINER functions call these; nobody else may.
CREATE FUNCTION grant_to_owner(owner regrole) RETURNS void
  LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  f record;
BEGIN
  FOR f IN
    SELECT p.oid::regprocedure AS function, o.passes_on FROM pg_proc p JOIN (VALUES ('intake_begin', false), ('take_line', false),
      ('take_fields', false), ('intake_end', false), ('read_form', false), ('reseal', false), ('count_calls', false), ('keyring_status', true), ('check_settings', true), ('session_guard', true)) o (name, passes_on) ON o.name = p.proname
    WHERE p.pronamespace = 'continuum'::regnamespace
      AND NOT has_function_privilege(owner, p.oid, CASE WHEN o.passes_on THEN 'EXECUTE WITH GRANT OPTION' ELSE 'EXECUTE' END)
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s%s', f.function, owner, CASE WHEN f.passes_on THEN ' WITH GRANT OPTION' END);
  END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION grant_to_owner(regrole) FROM PUBLIC;
COMMENT ON FUNCTION grant_to_owner(regrole) IS 'Private: grants the owner of a registry the functions of this extension that PUBLIC may not call and the registry''s own functions need: resealing, counting calls, the doors for files and forms, and, to be passed on with a duty, the status of the keys and of the settings. Called by create_registry() and migrate_registry().';

CREATE FUNCTION migrate_registry() RETURNS integer
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  needed CONSTANT integer := 1;
  found integer;
BEGIN
  IF to_regclass('registry.layout') IS NULL THEN
    RAISE EXCEPTION 'there is no registry here'
      USING ERRCODE = '3F000', HINT = 'SELECT continuum.create_registry(''registry_owner'');';
  END IF;
  PERFORM continuum.require_registry('SELECT', 'layout');
  SELECT max(l.version) INTO found FROM registry.layout l;
  IF found > needed THEN
    RAISE EXCEPTION 'the registry has layout %, this extension knows layouts up to %', found, needed
      USING ERRCODE = '55000', HINT = 'ALTER EXTENSION continuum UPDATE;';
  END IF;
  PERFORM continuum.grant_to_owner(c.relowner::regrole) FROM pg_class c WHERE c.oid = 'registry.layout'::regclass;
  RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION migrate_registry() FROM PUBLIC;
COMMENT ON FUNCTION migrate_registry() IS 'Brings schema registry to the layout that this version of the extension needs, and returns that layout''s number; to be called once after ALTER EXTENSION UPDATE, which itself never touches the registry. Errors: 3F000 without a registry, 55000 when it is newer than the extension or create_registry() did not make it.';

-- Codes of other systems.

-- Blanks are those of Unicode, one by one: what \s means depends on the locale of the database.
CREATE FUNCTION code_key(code text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT lower(btrim(regexp_replace(translate(code COLLATE "C",
    'ÁÀÂÃÄÉÈÊËÍÌÎÏÓÒÔÕÖÚÙÛÜÇÑáàâãäéèêëíìîïóòôõöúùûüçñ',
    'AAAAAEEEEIIIIOOOOOUUUUCNaaaaaeeeeiiiiooooouuuucn'),
    '[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+', ' ', 'g')));
END;
COMMENT ON FUNCTION code_key(text) IS 'Private: how codes of other systems are compared: without accents, in lower case, blanks (White_Space of Unicode) trimmed and repeated ones made one; the same in every locale.';

CREATE FUNCTION from_code(system text, field text, code text, on_date date DEFAULT NULL) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  kind text := CASE WHEN field IN ('registered_sex', 'gender_identity') THEN 'gender' ELSE field END;
  term text;
BEGIN
  PERFORM continuum.require_registry('SELECT', 'term_key', 'label');
  IF NOT EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = kind) THEN
    RAISE EXCEPTION 'no codes are mapped for this field'
      USING ERRCODE = '22023', HINT = 'Fields are the vocabularies of registry.label, care, exit_reason, gender and substance among them.';
  END IF;
  SELECT k.term INTO term FROM registry.term_key k
    WHERE k.vocabulary = kind AND k.key = continuum.code_key(from_code.code)
      AND (k.system = from_code.system OR k.system IS NULL) AND k.valid @> coalesce(on_date, current_date)
    ORDER BY k.system NULLS LAST LIMIT 1;
  IF term IS NULL THEN
    term := CASE WHEN kind = 'care' THEN 'treatment_unspecified'
      WHEN EXISTS (SELECT FROM registry.label l WHERE l.vocabulary = kind AND l.term = 'unknown') THEN 'unknown' END;
    RAISE WARNING 'a code of system % for % has no equivalent and counts as %', system, field, coalesce(term, 'not stated');
  END IF;
  RETURN term;
END
$$;
COMMENT ON FUNCTION from_code(text, text, text, date) IS 'Our term for a code of another system (FHIR, ISO5218, SISTRAT.C1, TEDS, NDTMS, NDTMS.legacy, TDI, or one of your own in registry.code_map) on a day, today unless given. Fields are the vocabularies of registry.label (care, exit_reason, substance, labour and so on) and registered_sex and gender_identity, which share gender; others are 22023. Our own names, and their labels in English, Spanish and Portuguese, stand for themselves unless the system maps them. A code without equivalent, and NULL, is treatment_unspecified for care, unknown where the vocabulary has that term and otherwise NULL, with a warning that names system and field and never the code. 55000 without a registry, 42501 for a caller who may not read registry.term_key and registry.label.';
