-- source.sql: the scratch schema both data sets are mapped to, before anything is sent.
--
-- One row of source.stay is one line of a provider's file of template `stays`, and what the
-- independent check (oracle.sql) reads. Nothing here uses the extension: a plain PostgreSQL will do.
CREATE SCHEMA source;
COMMENT ON SCHEMA source IS 'Scratch: stays as the providers know them, before intake.';

-- Made-up Chilean RUNs. The numbers lie between those given to people (below 30 million when this
-- was written) and those of companies (from 50 million), so that no line is about a real person on
-- purpose. CTN-0094 uses 40,000,000 + 1009 * who, the synthetic set 31,000,000 + 101 * person.
CREATE FUNCTION source.run(number integer) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  -- Modulus 11 with weights 2..7 from the right, again and again.
  SELECT to_char(number, 'FM99"."999"."999') || '-' || substr('0K987654321', 1 + (sum(
           substr(reverse(number::text), place, 1)::integer * (2 + (place - 1) % 6)) % 11)::integer, 1)
    FROM generate_series(1, length(number::text)) AS place;
END;
COMMENT ON FUNCTION source.run(integer) IS 'The number with thousands dots and check digit: 11 minus the weighted sum modulo 11, 11 written 0 and 10 written K.';

CREATE TABLE source.provider(
  provider integer PRIMARY KEY,
  name text NOT NULL,
  sector text NOT NULL,
  code_system text); -- NULL: our own names
COMMENT ON TABLE source.provider IS 'Who sends files, and in which code system.';

CREATE TABLE source.programme(
  programme integer PRIMARY KEY,
  provider integer NOT NULL REFERENCES source.provider,
  name text NOT NULL,
  setting text NOT NULL,
  women_specific boolean NOT NULL DEFAULT false,
  reporting_from date NOT NULL,
  reported date[] NOT NULL);       -- first days of the months it has reported
COMMENT ON TABLE source.programme IS 'One programme per provider and kind of care.';

CREATE TABLE source.stay(
  provider integer NOT NULL REFERENCES source.provider,
  source_record text NOT NULL,     -- the provider's own number of the stay
  person text NOT NULL,            -- who it is in truth as far as a registry can know: for oracle.sql alone
  identifier text,                 -- as written in the file; NULL where the provider has none
  client_ref text NOT NULL,
  quality text NOT NULL CHECK (quality IN ('verified', 'local')),
  registered_sex text NOT NULL,
  gender_identity text,
  birth_year integer,
  programme integer NOT NULL REFERENCES source.programme,
  care text NOT NULL,              -- our name, whatever the file calls it
  care_code text NOT NULL,         -- as written in the file
  started date NOT NULL,
  ended date,
  ended_precision text CHECK (ended_precision IN ('day', 'month', 'unknown')),
  exit_reason text,                -- our name; NULL while open
  exit_code text,                  -- as written in the file
  exit_detail text,
  primary_substance text,          -- as written in the file; NULL: not known
  ended_known_on date NOT NULL,    -- when the end (or its absence) is first written in a file
  arrived text NOT NULL DEFAULT 'on_time' CHECK (arrived IN ('on_time', 'late')),
  PRIMARY KEY (provider, source_record));
COMMENT ON TABLE source.stay IS 'Stays with everything that will ever be known of them; source.edition() says what a file of an earlier day holds.';

CREATE TABLE source.checked(name text NOT NULL, got text, want text);
COMMENT ON TABLE source.checked IS 'Every check as it was made; it has passed when got is want.';

CREATE TABLE source.loaded(last_batch bigint NOT NULL, arrived text NOT NULL, closed_on date NOT NULL);
COMMENT ON TABLE source.loaded IS 'Each round of loading: its last batch, and what its files held.';
