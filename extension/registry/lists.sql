-- lists.sql: lists that a ministry keeps as data: substances, instruments, schedules of check-ups and
-- how many people there are. Assertions like everything else: a threshold or an estimate that is
-- corrected moves figures, and what it was before stays on record.

CREATE TABLE registry.substance (
  assertion bigint PRIMARY KEY REFERENCES registry.assertion,
  code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]*$'),
  parent text,
  tdi text,
  teds text,
  ndtms text,
  sistrat text,
  nps boolean NOT NULL DEFAULT false,
  since date CHECK (isfinite(since)));
COMMENT ON TABLE registry.substance IS 'Substances, by a code of ours that never changes its meaning; registry.label, vocabulary substance, has their names. tdi, teds, ndtms and sistrat say what a substance is called in a table for others; what their codes mean here stands in registry.code_map. NULL: the other list has no such thing, or no source says what.';
COMMENT ON COLUMN registry.substance.parent IS 'The wider class it belongs to, a substance too; NULL for a class of its own.';
COMMENT ON COLUMN registry.substance.ndtms IS 'Substance group of NDTMS that use of it leads to: opiate, non-opiate or alcohol.';
COMMENT ON COLUMN registry.substance.nps IS 'Watched by early warning: a new psychoactive substance, or a mixture whose contents nobody knows.';
COMMENT ON COLUMN registry.substance.since IS 'When it was first seen in the country; NULL: always been there, or not stated.';

CREATE TABLE registry.instrument (
  assertion bigint PRIMARY KEY REFERENCES registry.assertion,
  code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]*$'),
  low numeric NOT NULL,
  high numeric NOT NULL,
  cut_off numeric,
  direction text NOT NULL CHECK (direction IN ('higher', 'lower')),
  minimal_change numeric CHECK (minimal_change > 0),
  recall_days integer CHECK (recall_days BETWEEN 1 AND 366),
  source text NOT NULL,
  CONSTRAINT instrument_range CHECK (low < high AND cut_off BETWEEN low AND high));
COMMENT ON TABLE registry.instrument IS 'Instruments of which scores are kept, never items: range, direction and thresholds. Another version or language of an instrument with another range is another code. registry.label, vocabulary instrument, has their names.';
COMMENT ON COLUMN registry.instrument.cut_off IS 'The first score on the better side where direction is higher, on the worse side where it is lower. NULL: no source gives one.';
COMMENT ON COLUMN registry.instrument.direction IS 'higher or lower: which scores are the better ones.';
COMMENT ON COLUMN registry.instrument.minimal_change IS 'Least difference of two scores that counts as a change; NULL: any does.';
COMMENT ON COLUMN registry.instrument.recall_days IS 'Days before the interview that it asks about; NULL: it asks about now.';
COMMENT ON COLUMN registry.instrument.source IS 'Where range and thresholds were read, and what of them was not checked.';

CREATE TABLE registry.checkup_schedule (
  assertion bigint PRIMARY KEY REFERENCES registry.assertion,
  code text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]*$'),
  months integer NOT NULL CHECK (months BETWEEN 1 AND 24),
  times integer NOT NULL CHECK (times BETWEEN 1 AND 40),
  days_before integer NOT NULL CHECK (days_before BETWEEN 0 AND 366),
  days_after integer NOT NULL CHECK (days_after BETWEEN 0 AND 366),
  region text,
  programme integer,
  valid daterange NOT NULL DEFAULT '(,)' CHECK (NOT isempty(valid)),
  CONSTRAINT checkup_schedule_scope CHECK (region IS NULL OR programme IS NULL));
COMMENT ON TABLE registry.checkup_schedule IS 'Schedules of recovery check-ups after a discharge: every so many months, so many times, each held in time from days_before to days_after its due date. A schedule may be said anew for a region or a programme: the narrowest counts. A changed schedule applies to what falls due after the change; what was due before stays due.';
COMMENT ON COLUMN registry.checkup_schedule.region IS 'For programmes of this region only; with neither region nor programme, for all.';

CREATE TABLE registry.population_estimate (
  assertion bigint PRIMARY KEY REFERENCES registry.assertion,
  class text NOT NULL,
  year integer NOT NULL CHECK (year BETWEEN 1900 AND 2100),
  value numeric NOT NULL CHECK (value >= 0),
  low numeric,
  high numeric,
  gender continuum.gender,
  age_from integer CHECK (age_from BETWEEN 0 AND 120),
  age_to integer CHECK (age_to BETWEEN 0 AND 120),
  region text,
  source text NOT NULL,
  CONSTRAINT population_estimate_range CHECK (low >= 0 AND low <= value AND value <= high),
  CONSTRAINT population_estimate_ages CHECK (age_from <= age_to));
COMMENT ON TABLE registry.population_estimate IS 'How many people of a class (population_class) there are in a year: the denominators of rates and of coverage, with low and high as the source gives them. Ages of a denominator must be the ages of its numerator.';
COMMENT ON COLUMN registry.population_estimate.gender IS 'NULL: everybody.';
COMMENT ON COLUMN registry.population_estimate.age_from IS 'Age in completed years; NULL here or in age_to: no bound. Both ends are in.';
COMMENT ON COLUMN registry.population_estimate.region IS 'NULL: the whole country.';

CREATE TABLE registry.legacy_figure (
  assertion bigint PRIMARY KEY REFERENCES registry.assertion,
  report text NOT NULL,
  indicator text NOT NULL,
  legacy numeric NOT NULL,
  duplicates_merged numeric NOT NULL,
  shared_hash_strangers numeric NOT NULL,
  local_people numeric NOT NULL,
  definition numeric NOT NULL,
  note text);
COMMENT ON TABLE registry.legacy_figure IS 'What an old system published for an indicator and period of a saved report, and what is known of why the registry counts otherwise; registry.bridge shows it line by line.';
COMMENT ON COLUMN registry.legacy_figure.duplicates_merged IS 'Taken off: people whom the old system counted more than once.';
COMMENT ON COLUMN registry.legacy_figure.shared_hash_strangers IS 'Taken off: what the old system counted under a key that strangers share. Negative where it counted them as one.';
COMMENT ON COLUMN registry.legacy_figure.local_people IS 'Added: people without an identifier, whom the old system left out.';
COMMENT ON COLUMN registry.legacy_figure.definition IS 'Added, or taken off where negative: what another definition makes.';
