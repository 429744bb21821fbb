-- grants.sql: which privileges make up a duty, and giving them to roles that the administrator made.

CREATE TABLE registry.duty_privilege (
  duty text NOT NULL,
  privilege text NOT NULL CHECK (privilege IN ('SELECT', 'INSERT', 'EXECUTE')),
  object text NOT NULL,
  PRIMARY KEY (duty, privilege, object));
COMMENT ON TABLE registry.duty_privilege IS 'What each duty may do. Every function of schema registry that runs with its owner''s rights stands here: with the duties that may call it; as owner, when it is for the administrator, who acts as the owner; or as internal, when only other functions call it. Functions that run with the caller''s rights and do not stand here are internal, too.';
COMMENT ON COLUMN registry.duty_privilege.object IS 'Relations for SELECT and INSERT, functions for EXECUTE, by name, * for any letters; in schema registry unless it begins with continuum.';

-- To add a function, add its name to the line of those who may call it.
INSERT INTO registry.duty_privilege (duty, privilege, object)
SELECT DISTINCT d.duty, g.privilege, o.object
FROM (VALUES
  -- Everybody: what the policies ask, and words.
  ('provider intake_desk linkage analyst release_officer auditor key_custodian data_protection_officer', 'EXECUTE',
   'my_providers has_duty'),
  ('provider intake_desk linkage analyst release_officer auditor data_protection_officer', 'SELECT',
   'indicator indicator_need indicator_category dimension standard_table table_axis table_word panel_line label problem_text current_region current_provider current_programme current_substance current_instrument current_checkup_schedule'),
  -- Providers: their own rows, their loads, their forms.
  ('provider', 'SELECT', 'my_*'),
  ('provider intake_desk', 'INSERT', 'intake intake_file'),
  ('provider intake_desk', 'EXECUTE', 'template open_batch check_batch accept_batch withdraw_batch intake_report
    my_batches receipt confirm_month'),
  ('provider intake_desk analyst', 'EXECUTE', 'who_is_late'),
  ('provider intake_desk', 'EXECUTE', 'log_aggregate log_assessment log_barrier_action log_barriers log_carer
    log_checkup log_consent log_contact log_custody log_death log_measure log_medication log_needs log_profile log_request
    log_substance admit discharge transfer refer referrals decline_referral correct complete void void_last
    worklist caseload waiting handover'),
  ('provider intake_desk analyst auditor', 'EXECUTE', 'violations completeness indicator_ready'),
  -- The intake desk: places, services and codes.
  ('intake_desk', 'SELECT', 'current_code_map current_source_format current_reporting_month term_key'),
  ('intake_desk', 'INSERT', 'programmes_file'),
  ('intake_desk', 'EXECUTE', 'check_programmes register_programmes copy_code_map register_term register_substance register_instrument
    register_checkup_schedule'),
  ('intake_desk', 'EXECUTE', 'register_code register_programme register_provider register_region register_reporting_month
    register_source_format unmapped'),
  -- Analysts: people as rows, but not by the words of one provider (see registry.apply_duties).
  ('analyst', 'SELECT', 'current_* journey stored_journey journeys_refreshed person person_alias scheme saved_report saved_figure closed_period
    intake_batch counted_stay pilot pilot_stay aftercare_contact history_from coverage_estimate bridge term_key'),
  ('analyst', 'EXECUTE', 'refresh_journeys register_population_estimate register_bridge'),
  ('analyst auditor', 'EXECUTE', 'person_gender report_person spans presumed_episode programme_month
    remission remission_course indicator_summaries chosen_indicators plain_sql compare_with_plain_sql standard_table_counts'),
  ('analyst auditor', 'EXECUTE', 'recorded_since left_aside stock_and_flow'),
  ('analyst', 'EXECUTE', 'close_period keep_report'),
  ('provider intake_desk analyst auditor', 'EXECUTE', 'closing_checklist'),
  ('provider analyst auditor', 'EXECUTE', 'provider_report'),
  -- The auditor: the rows behind the figures of check-ups.
  ('auditor', 'EXECUTE', 'checkup_plan followed schedules_of plan_dues'),
  ('release_officer', 'SELECT', 'saved_report saved_figure closed_period'),
  -- Linkage: who is the same person.
  ('linkage', 'EXECUTE', 'convert_pseudonyms compare_people merge_people unmerge find_possible_matches possible_matches decide_match'),
  ('linkage data_protection_officer', 'EXECUTE', 'pseudonym_of'),
  -- Data protection: who is not to be seen, and who is to be gone.
  ('data_protection_officer', 'EXECUTE', 'restrict_person lift_restriction erase_person'),
  -- Auditors read everything and write nothing.
  ('auditor', 'SELECT', '*'),
  ('auditor key_custodian data_protection_officer', 'EXECUTE', 'check_roles'),
  ('key_custodian', 'SELECT', 'key_check'),
  ('key_custodian', 'EXECUTE', 'rotate_domain rotate_root'),
  ('key_custodian auditor data_protection_officer', 'EXECUTE', 'key_status root_rotation'),
  ('key_custodian auditor', 'EXECUTE', 'continuum.keyring_status continuum.check_settings continuum.session_guard'),
  ('data_protection_officer', 'SELECT', 'conversion_log'),
  -- Nobody but the administrator; nobody at all.
  ('owner', 'EXECUTE', 'grant_duty revoke_duty open_epoch'),
  ('internal', 'EXECUTE', 'check_keys log_form require_epoch')) g (duties, privilege, objects)
  CROSS JOIN LATERAL string_to_table(g.duties, ' ') d (duty)
  CROSS JOIN LATERAL regexp_split_to_table(g.objects, '\s+') o (object);

CREATE FUNCTION registry.due_privileges(role regrole)
  RETURNS TABLE (privilege text, relation regclass, columns text[], function regprocedure)
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH due AS (
    SELECT DISTINCT p.privilege, CASE WHEN p.object LIKE 'continuum.%' THEN 'continuum' ELSE 'registry' END::name AS nspname,
      '^' || replace(regexp_replace(p.object, '^continuum\.', ''), '*', '.*') || '$' AS name
    FROM registry.role_duty d JOIN registry.duty_privilege p ON p.duty = d.duty
    WHERE d.role = due_privileges.role),
  -- A provider's own words for a person are for that provider. Who only analyses gets the other columns.
  words AS (
    SELECT NOT EXISTS (SELECT FROM registry.role_duty d
      WHERE d.role = due_privileges.role AND d.duty IN ('provider', 'linkage', 'auditor')) AS withheld)
  SELECT d.privilege, c.oid::regclass AS relation,
    CASE WHEN d.privilege = 'SELECT' AND w.withheld THEN (
      SELECT array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.attname <> ALL ('{client_ref,case_number,pseudonym,code}'))
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      HAVING bool_or(a.attname = ANY ('{client_ref,case_number,pseudonym}') OR c.relname = 'current_referral')) END AS columns,
    NULL::regprocedure AS function
  FROM due d CROSS JOIN words w
    JOIN pg_namespace n ON n.nspname = d.nspname
    JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'v', 'm') AND c.relname ~ d.name
  WHERE d.privilege <> 'EXECUTE'
  UNION
  SELECT d.privilege, NULL::regclass AS relation, NULL::text[] AS columns, p.oid::regprocedure AS function
  FROM due d JOIN pg_namespace n ON n.nspname = d.nspname JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname ~ d.name
  WHERE d.privilege = 'EXECUTE'
  UNION
  -- What a view calls, its reader must be allowed to call.
  SELECT 'EXECUTE' AS privilege, NULL::regclass AS relation, NULL::text[] AS columns, p.oid::regprocedure AS function
  FROM due d JOIN pg_class c ON c.relnamespace = 'registry'::regnamespace AND c.relkind = 'v' AND c.relname ~ d.name
    JOIN pg_rewrite r ON r.ev_class = c.oid
    JOIN pg_depend x ON x.classid = 'pg_rewrite'::regclass AND x.objid = r.oid AND x.refclassid = 'pg_proc'::regclass
    JOIN pg_proc p ON p.oid = x.refobjid AND p.pronamespace = c.relnamespace
  WHERE d.privilege = 'SELECT';
END;
REVOKE EXECUTE ON FUNCTION registry.due_privileges(regrole) FROM PUBLIC;
COMMENT ON FUNCTION registry.due_privileges(regrole) IS 'The privileges that a role''s duties make up: on relations, all columns unless some are named, and on functions.';

CREATE FUNCTION registry.apply_duties(role regrole) RETURNS void
  LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  name name := (SELECT r.rolname FROM pg_roles r WHERE r.oid = role);
  p record;
BEGIN
  EXECUTE format('REVOKE ALL ON SCHEMA registry FROM %I', name);
  FOR p IN
    SELECT 'TABLE' AS kind, string_agg(c.oid::regclass::text, ', ') AS things FROM pg_class c
    WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S') AND c.relowner = current_user::regrole
    UNION ALL
    SELECT 'FUNCTION', string_agg(f.oid::regprocedure::text, ', ') FROM pg_proc f
    WHERE f.pronamespace = 'registry'::regnamespace AND f.proowner = current_user::regrole
      OR f.pronamespace = 'continuum'::regnamespace AND 'continuum.' || f.proname IN (SELECT d.object FROM registry.duty_privilege d)
  LOOP
    EXECUTE format('REVOKE ALL ON %s %s FROM %I', p.kind, p.things, name);
  END LOOP;
  FOR p IN SELECT * FROM registry.due_privileges(role)
  LOOP
    EXECUTE format('GRANT %s%s ON %s %s TO %I', p.privilege,
      '(' || (SELECT string_agg(quote_ident(c), ', ') FROM unnest(p.columns) c) || ')',
      CASE WHEN p.function IS NULL THEN 'TABLE' ELSE 'FUNCTION' END, coalesce(p.relation::text, p.function::text), name);
  END LOOP;
  IF EXISTS (SELECT FROM registry.role_duty d WHERE d.role = apply_duties.role) THEN
    EXECUTE format('GRANT USAGE ON SCHEMA registry TO %I', name);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.apply_duties(regrole) FROM PUBLIC;
COMMENT ON FUNCTION registry.apply_duties(regrole) IS 'Leaves a role with exactly the privileges on schema registry that its duties make up; what was granted by hand goes.';

CREATE FUNCTION registry.grant_duty(role regrole, duty text, providers integer[] DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  r record;
BEGIN
  LOCK TABLE registry.role_duty IN SHARE ROW EXCLUSIVE MODE;
  -- A role that is gone leaves its number behind, and another could be given it. It cannot go while it has a
  -- privilege; so who has duties and no privilege here is not who was given them.
  DELETE FROM registry.role_duty d WHERE d.role NOT IN (SELECT a.grantee FROM pg_namespace n CROSS JOIN aclexplode(n.nspacl) a
    WHERE n.nspname = 'registry' AND a.privilege_type = 'USAGE');
  SELECT o.rolname, o.rolsuper OR o.rolbypassrls AS above, pg_has_role(o.oid, current_user, 'MEMBER') AS owns INTO r
    FROM pg_roles o WHERE o.oid = grant_duty.role;
  IF r IS NULL THEN
    RAISE EXCEPTION 'there is no such role' USING ERRCODE = '42704', HINT = 'The administrator makes roles, with CREATE ROLE.';
  ELSIF r.above OR r.owns OR r.rolname LIKE 'pg\_%' THEN
    RAISE EXCEPTION 'a role with duties must be a plain one'
      USING ERRCODE = '42501', DETAIL = 'It is a superuser, has BYPASSRLS, is predefined, or has the privileges of the registry''s owner.';
  ELSIF (providers IS NOT NULL) <> (duty = 'provider') OR cardinality(providers) = 0 OR array_position(providers, NULL) > 0 THEN
    RAISE EXCEPTION 'the duty provider is granted for some providers, the others for none' USING ERRCODE = '22023';
  ELSIF duty IS NULL OR duty NOT IN (SELECT p.duty FROM registry.duty_privilege p WHERE p.duty NOT IN ('owner', 'internal')) THEN
    RAISE EXCEPTION 'there is no such duty' USING ERRCODE = '22023',
      HINT = 'Duties: provider, intake_desk, linkage, analyst, release_officer, auditor, key_custodian, data_protection_officer.';
  END IF;
  PERFORM registry.require_known(p IN (SELECT c.provider FROM registry.current_provider c), 'the provider') FROM unnest(providers) p;
  INSERT INTO registry.role_duty (role, duty, provider)
    SELECT grant_duty.role, grant_duty.duty, p FROM unnest(coalesce(providers, ARRAY[NULL::integer])) p
    ON CONFLICT DO NOTHING;
  PERFORM registry.apply_duties(grant_duty.role);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.grant_duty(regrole, text, integer[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.grant_duty(regrole, text, integer[]) IS 'Gives a duty to a role that the administrator made, with all privileges that belong to it: provider (for the providers listed, added to those it has), intake_desk, linkage, analyst, release_officer, auditor, key_custodian, data_protection_officer. Grant it to group roles, and those to the people who log in. The role then has exactly the privileges of its duties. For the administrator: the registry''s owner or a superuser. Errors: 22023 for another duty, or providers where none belong; 23503 for an unknown provider; 42704 for an unknown role; 42501 for a superuser, a role with BYPASSRLS, a predefined one or one with the owner''s privileges.';

CREATE FUNCTION registry.revoke_duty(role regrole, duty text, providers integer[] DEFAULT NULL) RETURNS void
  LANGUAGE plpgsql VOLATILE SECURITY DEFINER PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  LOCK TABLE registry.role_duty IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM registry.role_duty d
    WHERE d.role = revoke_duty.role AND d.duty = revoke_duty.duty AND (providers IS NULL OR d.provider = ANY (providers));
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the role does not have this duty' USING ERRCODE = '42704';
  ELSIF EXISTS (SELECT FROM pg_roles r WHERE r.oid = revoke_duty.role) THEN
    PERFORM registry.apply_duties(revoke_duty.role);
  END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION registry.revoke_duty(regrole, text, integer[]) FROM PUBLIC;
COMMENT ON FUNCTION registry.revoke_duty(regrole, text, integer[]) IS 'Takes a duty from a role, for some providers or altogether, and every privilege that its remaining duties do not need: at once, also in sessions that are open. Before a role is dropped: PostgreSQL refuses to drop a role that has privileges. Error 42704 when it does not have the duty.';

-- Nobody calls anything here without a duty.
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA registry FROM PUBLIC;
