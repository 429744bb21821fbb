
-- vocabulary.sql: what the codes mean; the types themselves come from code_type.sql.in.

CREATE FUNCTION vocabulary(vocabulary text,
    OUT code smallint, OUT name text, OUT term_group text, OUT role text,
    OUT sdg_class text, OUT display_rank smallint) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_vocabulary_list' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 20;
COMMENT ON FUNCTION vocabulary(text) IS 'Every term of gender, care, exit_reason, answer, care_state or checkup_state: stored code, name, group, role and SDG 3.5.1 class (both for care only), and the rank for people. Codes never change their meaning. Error 22023 for another vocabulary.';

CREATE FUNCTION gender_bit(gender gender) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_gender_bit' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_bit(gender) IS 'Private: 1 female, 2 male, 4 other; NULL for unknown. bit_or() of it says which genders were ever stated.';

CREATE FUNCTION care_group(care care) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_care_group' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_group(care) IS 'Group of a kind of care: outreach, harm_reduction, screening, assessment, withdrawal, residential, outpatient, medication, custody, unspecified or aftercare.';

CREATE FUNCTION care_role(care care) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_care_role_name' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION care_role(care) IS 'Role of a kind of care: contact, treatment or aftercare. Only treatment builds and bridges treatment journeys; aftercare is never treatment. A role is never overridden.';

CREATE FUNCTION sdg_class(care care) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_sdg_class' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sdg_class(care) IS 'Default intervention class of SDG indicator 3.5.1: pharmacological, psychosocial or rehabilitation_aftercare; NULL for contacts. A programme may override it. Source: UN SDG metadata 3-5-1.';

CREATE FUNCTION exit_group(exit_reason exit_reason) RETURNS text
  AS 'MODULE_PATHNAME', 'coc_exit_group' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION exit_group(exit_reason) IS 'Group of an exit reason: ongoing, planned, transfer, unplanned, neutral or unknown.';

CREATE FUNCTION evaluable(answer answer) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_answer_evaluable' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION evaluable(answer) IS 'True for yes and no, the answers that count in a denominator; false for every reason why neither can be said.';

CREATE FUNCTION answer_to_boolean(answer answer) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_answer_bool' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION answer_to_boolean(answer) IS 'true for yes, false for no, NULL for every reason. The function of the cast answer::boolean.';

CREATE CAST (answer AS boolean) WITH FUNCTION answer_to_boolean(answer);
COMMENT ON CAST (answer AS boolean) IS 'yes is true, no is false, every reason is NULL';
