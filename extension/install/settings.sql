-- settings.sql: what of a server's configuration endangers identifiers and keys.

-- private functions

CREATE FUNCTION session_guard(
    OUT preloaded boolean, OUT keyring_source text, OUT keyring_fault text, OUT core_files boolean) RETURNS record
  AS 'MODULE_PATHNAME', 'coc_session_guard' LANGUAGE C VOLATILE PARALLEL RESTRICTED;
REVOKE ALL ON FUNCTION session_guard() FROM PUBLIC;
COMMENT ON FUNCTION session_guard() IS 'Private to check_settings(): whether the library was preloaded, where the keyring is (file, command, none), why its file cannot be used, and whether the server''s processes may leave core files.';

CREATE FUNCTION stated_settings(OUT setting text, OUT value text, OUT place text) RETURNS SETOF record
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 400
BEGIN ATOMIC
  SELECT s.name, lower(s.setting), NULL::text FROM pg_settings s
  UNION ALL
  SELECT lower(split_part(c, '=', 1)), lower(substr(c, strpos(c, '=') + 1)),
    concat_ws(' in ', 'role ' || quote_ident(r.rolname), 'database ' || quote_ident(d.datname))
  FROM pg_db_role_setting p LEFT JOIN pg_roles r ON r.oid = p.setrole LEFT JOIN pg_database d ON d.oid = p.setdatabase
    CROSS JOIN unnest(p.setconfig) c
  WHERE d.oid IS NULL OR d.datname = current_database();
END;
COMMENT ON FUNCTION stated_settings() IS 'Private to check_settings(): the settings of this session, and those that roles and this database bring to theirs, in lower case.';

-- functions

CREATE FUNCTION check_settings(OUT severity text, OUT setting text, OUT value text, OUT finding text, OUT hint text)
  RETURNS SETOF record
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 20 SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  guard record := continuum.session_guard();
  -- Something writes statements, and with them their parameters.
  statements_logged boolean := EXISTS (SELECT FROM continuum.stated_settings() s
    WHERE s.setting = 'log_statement' AND s.value IN ('mod', 'all')
      OR s.setting IN ('log_min_duration_statement', 'log_min_duration_sample') AND s.value NOT LIKE '-%'
      OR s.setting = 'log_transaction_sample_rate' AND s.value <> '0');
  plans_logged boolean := EXISTS (SELECT FROM continuum.stated_settings() s
    WHERE s.setting = 'auto_explain.log_min_duration' AND s.value NOT LIKE '-%');
BEGIN
  RETURN QUERY
  WITH about (setting, severity, finding, hint) AS (VALUES
    ('log_statement', 'error', 'The text of statements is logged, with any literal in it.', 'Set it to none or ddl.'),
    ('log_min_duration_statement', 'error', 'Statements that take long are logged with text and parameters.', 'Set it to -1, or set log_parameter_max_length to 0 and have programs use bind parameters.'),
    ('log_min_duration_sample', 'error', 'A sample of statements is logged with text and parameters.', 'Set it to -1.'),
    ('log_transaction_sample_rate', 'error', 'A sample of transactions is logged with text and parameters.', 'Set it to 0.'),
    ('log_parameter_max_length', CASE WHEN statements_logged THEN 'error' ELSE 'warning' END,
      'Bind parameters are logged with every statement that is logged, and identifiers are bind parameters.', 'Set it to 0.'),
    ('log_parameter_max_length_on_error', 'error', 'Bind parameters are logged with every error.', 'Set it to 0.'),
    ('log_min_error_statement', 'info', 'The text of a statement that fails is logged; ours hide theirs, others do not.', 'Set it to panic for roles that handle identifiers.'),
    ('log_error_verbosity', 'warning', 'COPY quotes its line in the context of any error; intake refuses to work for roles with this.', 'ALTER ROLE ... SET log_error_verbosity = terse for the roles that load.'),
    ('log_destination', 'error', 'CSV and JSON logs keep context and detail whatever the verbosity; intake refuses to work.', 'Take csvlog and jsonlog out.'),
    ('debug_print_parse', 'error', 'Trees of statements are logged, with their constants.', 'Turn it off.'),
    ('debug_print_rewritten', 'error', 'Trees of statements are logged, with their constants.', 'Turn it off.'),
    ('debug_print_plan', 'error', 'Plans are logged, with their constants and parameters.', 'Turn it off.'),
    ('auto_explain.log_min_duration', 'warning', 'Plans are logged with the text of their statements.', 'Set it to -1, or have programs use bind parameters.'),
    ('auto_explain.log_parameter_max_length', 'error', 'auto_explain logs bind parameters; intake refuses to work.', 'Set it to 0.'),
    ('auto_explain.log_verbose', 'error', 'auto_explain logs what functions are called with; intake refuses to work.', 'Turn it off.'),
    ('pgaudit.log', 'warning', 'The text of statements is logged, with any literal in it.', 'Have programs use bind parameters.'),
    ('pgaudit.log_parameter', 'error', 'pgaudit logs bind parameters; intake refuses to work.', 'Turn it off.'),
    ('pg_stat_statements.track_utility', 'warning', 'The text of DO, PREPARE and EXECUTE is kept with its literals.', 'Turn it off.'),
    ('track_activity_query_size', 'info', 'More of each running statement is shown to members of pg_read_all_stats.', 'Have programs use bind parameters.'),
    ('ssl', 'warning', 'The server listens to the network without TLS: identifiers and passwords can be read on the way.', 'Turn it on, and use hostssl in pg_hba.conf.'),
    ('server_encoding', 'error', 'Intake needs a database in UTF8.', 'Make the database in UTF8.'),
    ('continuum.pseudonymize_rate_limit', 'info', 'Nothing slows a role down that tries identifiers.', 'Set it to what a role needs in a minute.'),
    ('continuum.refuse_literals', 'warning', 'Statements with an identifier as a literal are not refused.', 'Turn it on.'))
  -- With a statement of its own for each message of the server, its text is in the log whatever log_statement says.
  SELECT CASE WHEN a.setting = 'log_min_error_statement' AND s.value ~ 'debug|info|notice|warning' THEN 'warning' ELSE a.severity END,
    a.setting, s.value, coalesce('For ' || s.place || ': ', '') || a.finding, a.hint
  FROM about a JOIN continuum.stated_settings() s ON s.setting = a.setting
  WHERE CASE a.setting
    WHEN 'log_statement' THEN s.value IN ('mod', 'all')
    WHEN 'log_min_error_statement' THEN s.value NOT IN ('fatal', 'panic')
    WHEN 'log_error_verbosity' THEN s.value <> 'terse'
    WHEN 'log_destination' THEN s.value ~ '(csv|json)log'
    WHEN 'log_min_duration_sample' THEN s.value NOT LIKE '-%' AND current_setting('log_statement_sample_rate') <> '0'
    WHEN 'auto_explain.log_parameter_max_length' THEN s.value <> '0' AND plans_logged
    WHEN 'auto_explain.log_verbose' THEN s.value IN ('on', 'true', 'yes', '1') AND plans_logged
    WHEN 'pgaudit.log' THEN s.value <> 'none'
    WHEN 'track_activity_query_size' THEN pg_size_bytes(s.value) > 1024
    WHEN 'ssl' THEN s.value = 'off' AND current_setting('listen_addresses') <> ''
    WHEN 'server_encoding' THEN s.value <> 'utf8'
    WHEN 'continuum.pseudonymize_rate_limit' THEN s.value = '0' AND guard.preloaded
    WHEN 'continuum.refuse_literals' THEN s.value NOT IN ('on', 'true', 'yes', '1') AND guard.preloaded
    ELSE CASE
      WHEN a.setting LIKE 'debug%' OR a.setting IN ('pgaudit.log_parameter', 'pg_stat_statements.track_utility') THEN s.value IN ('on', 'true', 'yes', '1')
      WHEN a.setting LIKE '%min_duration%' THEN s.value NOT LIKE '-%'
      ELSE s.value <> '0' END
    END
  UNION ALL
  SELECT f.severity, f.setting, NULL, f.finding, f.hint FROM (VALUES
    (guard.keyring_source = 'none', 'error', 'continuum.keyring_file', 'There is no keyring: nobody can be enrolled or recognised.', 'tests/tools/make_keyring makes one; the guide for administrators says where it belongs.'),
    (guard.keyring_fault IS NOT NULL, 'error', 'continuum.keyring_file', 'The keyring cannot be used: ' || guard.keyring_fault || '.', 'The guide for administrators says where it belongs.'),
    (guard.keyring_source = 'command', 'info', 'continuum.keyring_command', 'The keyring comes from a command, which was not run for this check.', 'SELECT FROM continuum.keyring_status() runs it.'),
    (NOT guard.preloaded, 'info', 'shared_preload_libraries', 'The library is not preloaded: there is no rate limit, and literal identifiers are not refused.', 'Add continuum to shared_preload_libraries and restart.'),
    (guard.core_files, 'warning', 'core files', 'The server''s processes may leave core files. One with a key does not, but one with a row may.', 'Start the server with ulimit -c 0.'))
    f (holds, severity, setting, finding, hint) WHERE f.holds
  UNION ALL
  -- Whoever reads files or runs programs as the server's user reads the keyring, too.
  SELECT 'error', r.rolname::text, NULL, format('Its members can read the keyring as the server''s user: %s.', string_agg(quote_ident(m.rolname), ', ' ORDER BY m.rolname)),
    'REVOKE it from them.'
  FROM pg_roles r JOIN pg_roles m ON pg_has_role(m.oid, r.oid, 'USAGE') AND NOT m.rolsuper AND m.oid <> r.oid
  WHERE r.rolname IN ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program') GROUP BY r.rolname
  UNION ALL
  SELECT 'error', p.parname, NULL, 'Roles that are not superusers may set it: '
    || string_agg(DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END, ', ') || '.', 'REVOKE SET, ALTER SYSTEM ON PARAMETER from them.'
  FROM pg_parameter_acl p CROSS JOIN aclexplode(p.paracl) a
  WHERE p.parname IN ('continuum.keyring_file', 'continuum.keyring_command', 'continuum.refuse_literals', 'continuum.pseudonymize_rate_limit')
    AND a.grantee <> 10
  GROUP BY p.parname;
END
$$;
REVOKE ALL ON FUNCTION check_settings() FROM PUBLIC;
COMMENT ON FUNCTION check_settings() IS 'What in the configuration of this server, as the session sees it and as roles and the database bring it, may show identifiers or keys: severity (error: it will; warning: it may; info), setting, its value (NULL for a path or no value), what follows from it, and what to do. No row: nothing was found. To be asked by the administrator or the key custodian in a session of each kind of role, and after each change. Some settings are visible to superusers and members of pg_read_all_settings only. EXECUTE is nobody''s until granted.';
