-- distribution.sql: how often each number occurs, by gender; see extension/core/durations.h, whose functions it shares.
-- In all of it gender NULL, as an argument of an accessor, means all genders together.

-- The type

CREATE TYPE gender_distribution;

CREATE FUNCTION gender_distribution_in(cstring) RETURNS gender_distribution
  AS 'MODULE_PATHNAME', 'coc_gender_distribution_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_in(cstring) IS 'Text input of gender_distribution, as it is given out: distribution {gender: ?=count number=count ...; gender: ...}, in order and each once, ? for missing. Error 22P02 for other text; 54000 for more than 12582912 cells.';

CREATE FUNCTION gender_distribution_out(gender_distribution) RETURNS cstring
  AS 'MODULE_PATHNAME', 'coc_durations_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_out(gender_distribution) IS 'Text output of gender_distribution, lossless. Error 54000 when it would pass 1 GB.';

CREATE FUNCTION gender_distribution_recv(internal) RETURNS gender_distribution
  AS 'MODULE_PATHNAME', 'coc_gender_distribution_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_recv(internal) IS 'Binary input of gender_distribution: the form of durations, with a kind of its own. Error 22P03 when truncated, of an unknown version, of another kind, or impossible.';

CREATE FUNCTION gender_distribution_send(gender_distribution) RETURNS bytea
  AS 'MODULE_PATHNAME', 'coc_durations_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_send(gender_distribution) IS 'Binary output of gender_distribution: 4 bytes and 16 a different number of a gender, the same bytes for the same rows in any order, plan or partition.';

CREATE TYPE gender_distribution (
  INPUT = gender_distribution_in, OUTPUT = gender_distribution_out,
  RECEIVE = gender_distribution_recv, SEND = gender_distribution_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
COMMENT ON TYPE gender_distribution IS 'For each gender, how often each integer occurs, and how many are missing: all that medians, percentiles, means and bands are read from, exact, and added without loss. distribution {female: ?=1 7=2 30=1} are four women, two of them with 7, one with 30, one without a number. The unit is that of the numbers. It is personal data until it has passed disclosure control: lowest, highest and rare numbers are of single people.';

-- Readers: rows of each gender, then of all genders together with gender NULL

CREATE FUNCTION bands(distribution gender_distribution, edges integer[], OUT gender gender, OUT low integer, OUT high integer, OUT n bigint) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'coc_distribution_bands' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 30;
COMMENT ON FUNCTION bands(gender_distribution, integer[]) IS 'How many numbers lie in each band. edges: the first number of each band, in rising order (NULLs are left out), so {18,30,50} are the bands up to 17, 18 to 29, 30 to 49, and from 50. low and high are the first and the last number of a band, both in it; NULL at the open ends. Every band of every gender has a row, in the order of the genders, with n 0 where there is nothing; rows of all genders together, gender NULL, are last. n of a gender''s bands add up to measured(); missing numbers are in no band. Bands give counts and nothing else: never average the numbers or the codes of bands, take mean() and percentile() of the distribution. For use inside: what is published must pass disclosure control first. Error 22023: edges that do not rise, or are of more than one dimension.';

-- Accessors: NULL when there is no distribution, or nothing was measured

CREATE FUNCTION cases(distribution gender_distribution, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_durations_cases' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION cases(gender_distribution, gender) IS 'Rows that were collected, of one gender or of all: measured + missing.';

CREATE FUNCTION measured(distribution gender_distribution, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_distribution_measured' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION measured(gender_distribution, gender) IS 'Rows with a number: the denominator of mean() and percentile().';

CREATE FUNCTION missing(distribution gender_distribution, gender gender DEFAULT NULL) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_distribution_missing' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION missing(gender_distribution, gender) IS 'Rows whose number was NULL.';

CREATE FUNCTION percentile(distribution gender_distribution, fraction numeric, gender gender DEFAULT NULL) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_distribution_percentile' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION percentile(gender_distribution, numeric, gender) IS 'The least number that so large a fraction of the numbers do not exceed, 0.5 for the median, 0.9 for the 90th percentile; the least of all for 0. It is one of the numbers (of two in the middle the lower), as percentile_disc() has it, but reckoned in numeric: seven hundredths of a hundred numbers are seven. NULL when nothing was measured. Error 22023 for a fraction outside 0..1.';

CREATE FUNCTION mean(distribution gender_distribution, gender gender DEFAULT NULL, scale integer DEFAULT 4) RETURNS numeric
  AS 'MODULE_PATHNAME', 'coc_distribution_mean' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION mean(gender_distribution, gender, integer) IS 'Sum of the numbers / measured, in their unit, rounded once to scale decimals, half away from zero. NULL when nothing was measured. Error 22023 for a scale outside 0..100.';

-- Private functions of casts, operators, operator class and aggregates

CREATE FUNCTION gender_distribution_to_json(distribution gender_distribution) RETURNS json
  AS 'MODULE_PATHNAME', 'coc_durations_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_to_json(gender_distribution) IS 'The function of the cast gender_distribution::json.';

CREATE FUNCTION gender_distribution_to_jsonb(distribution gender_distribution) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'coc_durations_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_to_jsonb(gender_distribution) IS 'The function of the cast gender_distribution::jsonb.';

CREATE FUNCTION gender_distribution_eq(a gender_distribution, b gender_distribution) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_durations_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_distribution_eq(gender_distribution, gender_distribution) IS 'Every count of a and b is the same.';

CREATE FUNCTION gender_distribution_ne(a gender_distribution, b gender_distribution) RETURNS boolean
  AS 'MODULE_PATHNAME', 'coc_durations_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_distribution_ne(gender_distribution, gender_distribution) IS 'Some count of a and b differs.';

CREATE FUNCTION gender_distribution_hash(gender_distribution) RETURNS integer
  AS 'MODULE_PATHNAME', 'coc_durations_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_distribution_hash(gender_distribution) IS 'Hash support of gender_distribution.';

CREATE FUNCTION gender_distribution_hash_extended(gender_distribution, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'coc_durations_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF;
COMMENT ON FUNCTION gender_distribution_hash_extended(gender_distribution, bigint) IS 'Salted hash support of gender_distribution.';

CREATE FUNCTION gender_distribution_add(a gender_distribution, b gender_distribution) RETURNS gender_distribution
  AS 'MODULE_PATHNAME', 'coc_durations_plus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_add(gender_distribution, gender_distribution) IS 'The counts of a and b together, exact. Error 54000 beyond 12582912 cells, or 2^38 in one.';

CREATE FUNCTION gender_distribution_final(state gender_distribution) RETURNS gender_distribution
  AS 'MODULE_PATHNAME', 'coc_durations_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION gender_distribution_final(gender_distribution) IS 'Result of the aggregates: the sorted value of an unfinished one.';

CREATE FUNCTION distribution_count(state gender_distribution, gender gender, value integer) RETURNS gender_distribution
  AS 'MODULE_PATHNAME', 'coc_distribution_count' LANGUAGE C IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE;
COMMENT ON FUNCTION distribution_count(gender_distribution, gender, integer) IS 'Transition of distribution(gender, integer).';

-- Casts

CREATE CAST (gender_distribution AS json) WITH FUNCTION gender_distribution_to_json(gender_distribution);
COMMENT ON CAST (gender_distribution AS json) IS 'The kind and a list of cells: gender, value (null for missing) and n. There is no way back. Counts of few people are still personal data.';

CREATE CAST (gender_distribution AS jsonb) WITH FUNCTION gender_distribution_to_jsonb(gender_distribution);
COMMENT ON CAST (gender_distribution AS jsonb) IS 'The kind and a list of cells: gender, value (null for missing) and n. There is no way back. Counts of few people are still personal data.';

-- Operators

CREATE OPERATOR = (FUNCTION = gender_distribution_eq, LEFTARG = gender_distribution, RIGHTARG = gender_distribution,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
COMMENT ON OPERATOR =(gender_distribution, gender_distribution) IS 'every count is the same';

CREATE OPERATOR <> (FUNCTION = gender_distribution_ne, LEFTARG = gender_distribution, RIGHTARG = gender_distribution,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <>(gender_distribution, gender_distribution) IS 'some count differs';

CREATE OPERATOR + (FUNCTION = gender_distribution_add, LEFTARG = gender_distribution, RIGHTARG = gender_distribution,
  COMMUTATOR = +);
COMMENT ON OPERATOR +(gender_distribution, gender_distribution) IS 'both together';

-- Operator class: equality only, there is no order of distributions

CREATE OPERATOR CLASS gender_distribution_ops DEFAULT FOR TYPE gender_distribution USING hash AS
  OPERATOR 1 =,
  FUNCTION 1 gender_distribution_hash(gender_distribution),
  FUNCTION 2 gender_distribution_hash_extended(gender_distribution, bigint);
COMMENT ON OPERATOR CLASS gender_distribution_ops USING hash IS 'hash of the image';
COMMENT ON OPERATOR FAMILY gender_distribution_ops USING hash IS 'hash of the images of gender_distribution';

-- Aggregates

CREATE AGGREGATE distribution(gender gender, value integer) (
  SFUNC = distribution_count, STYPE = gender_distribution, FINALFUNC = gender_distribution_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = gender_distribution_add, INITCOND = 'distribution {}', SSPACE = 4096, PARALLEL = SAFE);
COMMENT ON AGGREGATE distribution(gender, integer) IS 'How often each number occurs, by gender, a row a case: for percentile(), mean() and bands(). gender NULL is unknown; value NULL is counted as missing. The unit is the caller''s (days, years of age). Give it numbers, never codes of bands (31 for "31 to 45 days"): their mean and percentiles would look like numbers and mean nothing. Over no rows the result is empty, distribution {}. Memory follows the different numbers, 21 to 43 bytes each and at most 256 MB a group, which HashAggregate cannot spill. Error 22023: value -2147483648; 54000: more than 12582912 different numbers.';

CREATE AGGREGATE sum(gender_distribution) (
  SFUNC = gender_distribution_add, STYPE = gender_distribution, FINALFUNC = gender_distribution_final, FINALFUNC_MODIFY = READ_ONLY,
  COMBINEFUNC = gender_distribution_add, SSPACE = 4096, PARALLEL = SAFE);
COMMENT ON AGGREGATE sum(gender_distribution) IS 'The distributions together, as + has it; NULLs are skipped, NULL over nothing else, as sum() of numbers. A person in two of them counts in both. Error 54000 beyond 12582912 cells, or 2^38 in one.';
