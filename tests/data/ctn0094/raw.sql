-- raw.sql: the files of CTN-0094 as they are, every column that the mapping needs.
-- Variable data: the folder that holds the files. Origin and licence: README.md in the folder above.
CREATE SCHEMA ctn0094;
COMMENT ON SCHEMA ctn0094 IS 'Scratch: raw files of R package public.ctn0094data 1.0.6 (MIT).';

CREATE TABLE ctn0094.everybody(who integer PRIMARY KEY, project integer NOT NULL);
CREATE TABLE ctn0094.demographics(who integer PRIMARY KEY, age integer, is_hispanic text, race text,
  job text, is_living_stable text, education text, marital text, is_male text);
CREATE TABLE ctn0094.site(who integer PRIMARY KEY, site integer NOT NULL);
CREATE TABLE ctn0094.detox(who integer, what text, day integer);
CREATE TABLE ctn0094.randomization(who integer, treatment text, phase integer, day integer);
CREATE TABLE ctn0094.dose(who integer, amount numeric, day integer);
CREATE TABLE ctn0094.visit(who integer, visit text, what text, is_no_note text, is_dead text,
  is_no_show text, is_no_funding text, is_left_study text, is_in_jail text, is_forgot text,
  is_in_hospital text, is_illness text, is_moved text, is_missing_14_consecutive text,
  is_window text, is_unable text, is_on_vacation text, is_other text, day integer);

\cd :data
\copy ctn0094.everybody FROM 'everybody.csv' (FORMAT csv, HEADER)
\copy ctn0094.demographics FROM 'demographics.csv' (FORMAT csv, HEADER)
\copy ctn0094.site FROM 'site_masked.csv' (FORMAT csv, HEADER)
\copy ctn0094.detox FROM 'detox.csv' (FORMAT csv, HEADER)
\copy ctn0094.randomization FROM 'randomization.csv' (FORMAT csv, HEADER)
\copy ctn0094.dose FROM 'treatment.csv' (FORMAT csv, HEADER)
\copy ctn0094.visit FROM 'visit.csv' (FORMAT csv, HEADER)

CREATE INDEX ON ctn0094.dose(who, day);
CREATE INDEX ON ctn0094.visit(who);
ANALYZE ctn0094.dose, ctn0094.visit;
