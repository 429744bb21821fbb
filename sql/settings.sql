-- check_settings(): each finding is found when it is there, and not otherwise. What needs a restart
-- is in tests/tap.
SET client_min_messages = warning;
SET search_path = continuum, pg_catalog;

-- What a setting is said of, with its severity; nothing but what the setting is asked about.
CREATE FUNCTION pg_temp.found(name text) RETURNS text LANGUAGE sql AS $$
  SELECT coalesce(string_agg(concat_ws(' ', c.severity, c.value, substring(c.finding from '^For [^:]*')), '; ' ORDER BY c.finding COLLATE "C" DESC), 'nothing')
  FROM continuum.check_settings() c WHERE c.setting = name $$;
CREATE FUNCTION pg_temp.with_setting(name text, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE before text := current_setting(name); found text;
BEGIN
  PERFORM set_config(name, value, true);
  found := pg_temp.found(name);
  PERFORM set_config(name, before, true);
  RETURN found;
END $$;
SELECT name, value, pg_temp.with_setting(name, value) AS found FROM (VALUES
  ('log_statement', 'none'), ('log_statement', 'ddl'), ('log_statement', 'mod'), ('log_statement', 'all'),
  ('log_min_duration_statement', '-1'), ('log_min_duration_statement', '0'), ('log_min_duration_statement', '5s'),
  ('log_min_duration_sample', '-1'), ('log_min_duration_sample', '100'),
  ('log_transaction_sample_rate', '0'), ('log_transaction_sample_rate', '0.5'),
  ('log_parameter_max_length', '0'), ('log_parameter_max_length', '-1'), ('log_parameter_max_length', '8'),
  ('log_parameter_max_length_on_error', '0'), ('log_parameter_max_length_on_error', '-1'),
  ('log_min_error_statement', 'panic'), ('log_min_error_statement', 'error'), ('log_min_error_statement', 'debug5'),
  ('log_error_verbosity', 'terse'), ('log_error_verbosity', 'default'), ('log_error_verbosity', 'verbose'),
  ('debug_print_parse', 'off'), ('debug_print_parse', 'on'),
  ('debug_print_rewritten', 'on'), ('debug_print_plan', 'on')) v (name, value);
-- A length that nothing uses is a warning, one that something does is an error.
BEGIN;
SET LOCAL log_min_duration_statement = '1min';
SELECT pg_temp.found('log_parameter_max_length');
ROLLBACK;

-- What a role or the database brings to its sessions, also of modules that are not there.
CREATE ROLE regress_settings_loader LOGIN;
ALTER ROLE regress_settings_loader SET log_statement = 'ALL';
ALTER ROLE regress_settings_loader SET pgaudit.log_parameter = 'yes';
ALTER ROLE regress_settings_loader SET pgaudit.log = 'none';
ALTER ROLE regress_settings_loader SET auto_explain.log_parameter_max_length = '-1';
SELECT name, pg_temp.found(name) FROM unnest(ARRAY['log_statement', 'pgaudit.log_parameter', 'pgaudit.log', 'auto_explain.log_parameter_max_length']) name;
ALTER ROLE regress_settings_loader SET auto_explain.log_verbose = 'on';
ALTER ROLE regress_settings_loader SET auto_explain.log_min_duration = '0';
ALTER ROLE regress_settings_loader SET pgaudit.log = 'write';
SELECT name, pg_temp.found(name) FROM unnest(ARRAY['auto_explain.log_parameter_max_length', 'auto_explain.log_min_duration', 'auto_explain.log_verbose', 'pgaudit.log']) name;

-- The keyring: none, one, one that is open to others. The path is not told.
SELECT pg_temp.found('continuum.keyring_file') AS none;
SELECT format('/tmp/continuum-regress-%s', gen_random_uuid()) AS keyring_path \gset
SELECT format($copy$COPY (VALUES ('registry test'), ('1 root - 1 active 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')) TO PROGRAM %L$copy$,
  'umask 077; cat > ' || :'keyring_path') AS statement \gset
:statement;
SET continuum.keyring_file = :'keyring_path';
SELECT pg_temp.found('continuum.keyring_file') AS good;
SELECT format($copy$COPY (SELECT 1) TO PROGRAM %L$copy$, 'cat > /dev/null; chmod 644 ' || :'keyring_path') AS statement \gset
:statement;
SELECT severity, value, finding FROM check_settings() WHERE setting = 'continuum.keyring_file';
SELECT format($copy$COPY (SELECT 1) TO PROGRAM %L$copy$, 'cat > /dev/null; rm ' || :'keyring_path') AS statement \gset
:statement;
SELECT finding FROM check_settings() WHERE setting = 'continuum.keyring_file';
RESET continuum.keyring_file;

-- Who could read it: members of three roles of core, and who may say where it is.
SELECT pg_temp.found('pg_read_server_files') AS before;
CREATE ROLE regress_settings_reader NOLOGIN;
GRANT pg_read_server_files TO regress_settings_reader;
GRANT pg_execute_server_program TO regress_settings_loader;
GRANT SET ON PARAMETER continuum.keyring_file TO regress_settings_loader;
SELECT severity, setting, finding FROM check_settings() WHERE setting ~ '^pg_.*server' OR finding LIKE 'Roles that%' ORDER BY 2;
REVOKE SET ON PARAMETER continuum.keyring_file FROM regress_settings_loader;
SELECT count(*) FROM check_settings() WHERE finding LIKE 'Roles that%';

-- Nobody's until granted; then it says what that role may see.
SET ROLE regress_settings_reader;
\set VERBOSITY sqlstate
SELECT count(*) FROM check_settings();
\set VERBOSITY default
RESET ROLE;
SELECT bool_and(hint <> '') AS hints, bool_and(finding ~ '\.$' AND finding !~ '/tmp') AS findings, array_agg(DISTINCT severity ORDER BY severity) FROM check_settings();
DROP ROLE regress_settings_reader, regress_settings_loader;
