
-- intake.sql: the door's own functions, called by the triggers of registry.intake_file and registry.intake.

CREATE FUNCTION language() RETURNS text
  AS 'MODULE_PATHNAME', 'coc_language' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION language() IS 'The setting continuum.language: en, es or pt. What answers, templates and reports are written in where a call names no language.';

CREATE FUNCTION intake_columns(template text DEFAULT 'stays', OUT column_number integer, OUT name text, OUT needed text,
    OUT kind text, OUT vocabulary text, OUT level text, OUT low integer, OUT high integer) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_intake_columns' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 25;
COMMENT ON FUNCTION intake_columns(text) IS 'Columns of a template: stays, requests, profile, substances, contacts, assessments, measures, barriers_needs, barrier_actions, carers, medication, custody, deaths, consents or aggregate. Files name them in any order, in English, Spanish or Portuguese (registry.label, vocabulary column, has the names); forms have them as keys, in English. needed: always, when_ended (the row has an end) or optional; a file''s header must name every column that is not optional, and scheme where there are identifiers and the provider declared no scheme. kind: text, identifier, scheme, code (a word of vocabulary, in registry.label), date, month, integer, decimal, year, boolean (yes or no in any of the languages, true, false, 1, 0) or programme. low and high: bounds of a number, both allowed. level: minimum, standard or recovery, the completeness that the column counts for; NULL for none. Error 22023 for another template.';

-- For the registry's owner only

CREATE FUNCTION intake_begin(batch bigint) RETURNS void
  AS 'MODULE_PATHNAME', 'coc_intake_begin' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
REVOKE EXECUTE ON FUNCTION intake_begin(bigint) FROM PUBLIC;
COMMENT ON FUNCTION intake_begin(bigint) IS 'Private: begins a statement that writes into a batch, locks the batch, and forgets any statement before. Errors: 55000 without a registry, unless log_error_verbosity is terse and log_destination has no csvlog or jsonlog (COPY quotes its line in the context of any error), when auto_explain or pgaudit would log parameters, when the batch is not open or the database is not UTF8, and without a usable keyring; 42704 without such a batch.';

CREATE FUNCTION take_line() RETURNS trigger
  AS 'MODULE_PATHNAME', 'coc_take_line' LANGUAGE C VOLATILE PARALLEL UNSAFE;
REVOKE EXECUTE ON FUNCTION take_line() FROM PUBLIC;
COMMENT ON FUNCTION take_line() IS 'Private: trigger for each line of a file, as COPY reads it with ENCODING LATIN1; NULL is an empty line. The first line that is not blank is the header. A line that is no good becomes a row of registry.intake_problem, never an error. Works with the rights of who called intake_begin(). Errors: 55000 when no statement is writing into a batch, when it holds a file already, or when the provider declared no format.';

CREATE FUNCTION take_fields() RETURNS trigger
  AS 'MODULE_PATHNAME', 'coc_take_fields' LANGUAGE C VOLATILE PARALLEL UNSAFE;
REVOKE EXECUTE ON FUNCTION take_fields() FROM PUBLIC;
COMMENT ON FUNCTION take_fields() IS 'Private: trigger for each row of the typed door: the columns of intake_columns(), in their order, as text of the database. Dates may be written yyyy-mm-dd as well as in the provider''s format. Works with the rights of who called intake_begin(). Errors: 55000 when no statement is writing into a batch, or it is not one of stays.';

CREATE FUNCTION intake_end() RETURNS void
  AS 'MODULE_PATHNAME', 'coc_intake_end' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
REVOKE EXECUTE ON FUNCTION intake_end() FROM PUBLIC;
COMMENT ON FUNCTION intake_end() IS 'Private: ends a statement that writes into a batch: writes what is left and adds to rows_read. Error 55000 when no statement is writing into a batch.';

CREATE FUNCTION read_form(provider integer, template text, form jsonb, OUT source_record text, OUT client_ref text,
    OUT case_number text, OUT ministry pseudonym, OUT own pseudonym, OUT quality text, OUT rejected boolean,
    OUT fields jsonb, OUT problems jsonb) RETURNS record
  AS 'MODULE_PATHNAME', 'coc_read_form' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 1000;
REVOKE EXECUTE ON FUNCTION read_form(integer, text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION read_form(integer, text, jsonb) IS 'Private: judges a form, an object whose keys are columns of intake_columns(template), exactly as a file''s row of the provider is judged, and seals its identifier; writes nothing, except that a person known under a retired root key is moved to the active one. Numbers and true or false may be given as such; dates as in the provider''s files, or yyyy-mm-dd. fields: what it says, column -> text (dates yyyy-mm-dd, numbers with a point, true or false, codes as given). own is NULL where only a number of the provider says who it is about. problems: [{"code", "severity", "field", "detail"}]; of a rejected form there is nothing else but its record number. Errors: 22023 for another template or what is no object; 53400 beyond continuum.pseudonymize_rate_limit, where the form has an identifier; 55000 as for intake_begin().';
