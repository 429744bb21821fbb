-- facts.sql: what else is said about people in care, one table for each kind of record, all made alike:
-- payloads of assertions, with the person, the provider that says so, mostly the programme, and the day.
-- Words are terms of registry.label (the vocabulary is named beside the column); what a word may be is
-- checked where it comes in, so that a ministry can add one.

CREATE TABLE registry.request (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  referral_source text,
  offered_on date,
  outcome text,
  outcome_on date,
  unavailable_days integer CHECK (unavailable_days >= 0));
COMMENT ON TABLE registry.request IS 'Requests for care: asked for on a day, offered, and what became of it (request_outcome). Waiting is counted from here, also of those who never got in.';
COMMENT ON COLUMN registry.request.unavailable_days IS 'Days of the wait on which the person could not have come; subtracted from it.';

CREATE TABLE registry.profile (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  stage text NOT NULL,
  residence_region text,
  housing text,
  precarity boolean,
  labour text,
  income_source text,
  education text,
  living_with text,
  children_under_18 integer,
  living_with_children text,
  children_in_residence integer,
  children_in_state_care integer,
  pregnancy text,
  prior_treatment text,
  prior_last_on date,
  severity text,
  diagnosis text,
  mental_health_disorder text,
  physical_disorder text,
  injecting text,
  sharing text,
  hiv_test text,
  hcv_test text,
  tb_test text,
  tested_on date,
  agonist_ever text,
  violence_screen text);
COMMENT ON TABLE registry.profile IS 'Situation of a person at admission, at a review, at discharge or at a check-up (stage): housing, work, family, health. Yes and no come with unknown, not_asked and declined (yes_no).';
COMMENT ON COLUMN registry.profile.diagnosis IS 'ICD codes, separated by blanks.';
COMMENT ON COLUMN registry.profile.violence_screen IS 'Whether a screen for experience of violence was positive; never what happened.';

CREATE TABLE registry.substance_use (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  rank integer NOT NULL CHECK (rank BETWEEN 1 AND 4),
  substance text NOT NULL,
  route text,
  frequency text,
  days_28 integer CHECK (days_28 BETWEEN 0 AND 28),
  age_first integer,
  injected text,
  laboratory_confirmed boolean);
COMMENT ON TABLE registry.substance_use IS 'Substances a person uses, the main one first (rank 1), as stated on a day.';
COMMENT ON COLUMN registry.substance_use.days_28 IS 'Days of use in the 28 days before.';

CREATE TABLE registry.contact (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  kind text NOT NULL,
  mode text,
  outcome text NOT NULL,
  treatment_indicated text,
  due_no integer,
  next_step text,
  next_on date);
COMMENT ON TABLE registry.contact IS 'Contacts with a person, held, attempted or declined (contact_outcome). A contact is not a stay. A check-up held is a contact of aftercare.';
COMMENT ON COLUMN registry.contact.treatment_indicated IS 'Whether the contact found that treatment is needed (yes_no).';
COMMENT ON COLUMN registry.contact.due_no IS 'Which check-up of the plan it was meant to be; the plan decides by dates.';

CREATE TABLE registry.assessment (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  indicated text,
  criteria_met integer CHECK (criteria_met BETWEEN 0 AND 11),
  use_days_28 integer CHECK (use_days_28 BETWEEN 0 AND 28),
  severity text,
  controlled_environment boolean,
  on_agonist boolean);
COMMENT ON TABLE registry.assessment IS 'Assessments, at intake or at a check-up: whether treatment is indicated, and what remission is read from. Absence of an assessment is no remission.';
COMMENT ON COLUMN registry.assessment.criteria_met IS 'Criteria of DSM-5 met, of 11, craving not counted. NULL: not assessed.';

CREATE TABLE registry.measure (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  stage text NOT NULL,
  instrument text NOT NULL,
  score numeric NOT NULL,
  recall_days integer,
  valid boolean NOT NULL DEFAULT true);
COMMENT ON TABLE registry.measure IS 'Scores on instruments (registry.instrument says range, direction and thresholds). Scores only: no items.';

CREATE TABLE registry.barrier_report (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  stage text NOT NULL,
  barrier text NOT NULL,
  status text NOT NULL);
COMMENT ON TABLE registry.barrier_report IS 'A barrier to access, treatment or recovery (barrier_stage), asked for on a day: present, absent, not asked, declined to answer. What was not asked has a row or none, and is never absent.';

CREATE TABLE registry.barrier_action (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  on_date date NOT NULL,
  report bigint NOT NULL,
  action text NOT NULL,
  result text,
  result_on date);
COMMENT ON TABLE registry.barrier_action IS 'A step taken to remove or alleviate a reported barrier, and whether it helped (action_result).';
COMMENT ON COLUMN registry.barrier_action.report IS 'Record of the barrier report.';

CREATE TABLE registry.need_report (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  stage text NOT NULL,
  need text NOT NULL,
  status text NOT NULL);
COMMENT ON TABLE registry.need_report IS 'Needs after articles 22 to 25 of the Universal Declaration of Human Rights, asked for on a day: met, partly, unmet, not needed, not asked (need_status).';

CREATE TABLE registry.carer_report (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  carer_no integer NOT NULL DEFAULT 1,
  relation text NOT NULL,
  gender continuum.gender,
  hours_week integer CHECK (hours_week BETWEEN 0 AND 168),
  money_spent numeric CHECK (money_spent >= 0),
  work_effect text,
  study_effect text,
  participation_effect text,
  support_offered text,
  consent_noted boolean);
COMMENT ON TABLE registry.carer_report IS 'Who cares for the person without pay, and what it costs them. No identifier of the carer, who is a data subject too: erased with the person. Nobody, not asked and declined are values of relation.';
COMMENT ON COLUMN registry.carer_report.carer_no IS 'Tells several carers of one person apart, from report to report.';
COMMENT ON COLUMN registry.carer_report.money_spent IS 'Per month, in the national currency.';

CREATE TABLE registry.medication_supply (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  programme integer,
  on_date date NOT NULL,
  medication text NOT NULL,
  days integer NOT NULL CHECK (days BETWEEN 1 AND 366));
COMMENT ON TABLE registry.medication_supply IS 'So many days of a medication, dispensed on a day; what continuum.medication_covered() reads.';

CREATE TABLE registry.custody (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  on_date date NOT NULL,
  released date,
  released_to text,
  need text,
  in_treatment text,
  referred_on date,
  referred_to integer,
  CONSTRAINT custody_dates CHECK (released >= on_date));
COMMENT ON TABLE registry.custody IS 'Time in custody, from on_date; need of treatment, treatment there, and referral to a programme outside. Reported by the prison service as a provider.';

CREATE TABLE registry.death (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  on_date date NOT NULL,
  on_precision text NOT NULL DEFAULT 'day' CHECK (on_precision IN ('day', 'month', 'year')),
  cause_class text NOT NULL DEFAULT 'unknown',
  source text NOT NULL DEFAULT 'provider');
COMMENT ON TABLE registry.death IS 'Deaths, with a class of cause and who says so (death_source).';
COMMENT ON COLUMN registry.death.on_precision IS 'month or year: on_date is its first day.';

CREATE TABLE registry.consent (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer,
  on_date date NOT NULL,
  kind text NOT NULL,
  decision text NOT NULL,
  until date CHECK (until >= on_date));
COMMENT ON TABLE registry.consent IS 'Consents given to a provider, refused or withdrawn (consent_decision), by kind, from on_date until the next decision or until.';

CREATE TABLE registry.referral (
  assertion bigint PRIMARY KEY,
  person bigint NOT NULL,
  provider integer NOT NULL,
  programme integer,
  on_date date NOT NULL,
  code text NOT NULL,
  to_programme integer,
  state text NOT NULL CHECK (state IN ('sent', 'arrived', 'declined', 'not_arrived')),
  state_on date NOT NULL);
COMMENT ON TABLE registry.referral IS 'Referrals with a code that the person carries to the other programme, good once. Who enters it there makes the arrival known to both sides, for this referral alone.';
CREATE INDEX referral_code ON registry.referral (code);
COMMENT ON INDEX registry.referral_code IS 'Finds a referral by its code. Codes are drawn by chance from 2^40: none can be probed for. Not unique: what is undone, or moves to another person, says the same code again.';

CREATE TABLE registry.aggregate_return (
  assertion bigint PRIMARY KEY,
  provider integer,
  programme integer NOT NULL,
  month date NOT NULL CHECK (extract(day FROM month) = 1),
  activity text NOT NULL,
  gender continuum.gender NOT NULL,
  n integer NOT NULL CHECK (n >= 0));
COMMENT ON TABLE registry.aggregate_return IS 'Counts of what is done for people who are not asked who they are, by programme, month, activity and gender. Never linked to anybody.';

-- Finding what was said of a person.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['request', 'profile', 'substance_use', 'contact', 'assessment', 'measure', 'barrier_report',
    'barrier_action', 'need_report', 'carer_report', 'medication_supply', 'custody', 'death', 'consent', 'referral']
  LOOP
    EXECUTE format('CREATE INDEX %I ON registry.%I (person)', t || '_person', t);
    EXECUTE format('COMMENT ON INDEX registry.%I IS %L', t || '_person', 'Finds what was said of one person.');
  END LOOP;
END
$$;

-- How a provider knows the person, for that provider's eyes only. Not an assertion: erased with the person.
CREATE TABLE registry.client (
  provider integer NOT NULL,
  client_ref text NOT NULL,
  person bigint NOT NULL,
  since date NOT NULL DEFAULT current_date,
  enrolled_as bigint,
  PRIMARY KEY (provider, client_ref));
COMMENT ON TABLE registry.client IS 'The provider''s own file number of a person. One person may have several with one provider; a number is one person''s.';
CREATE INDEX client_person ON registry.client (person);
COMMENT ON INDEX registry.client_person IS 'Finds the file numbers of a person.';

CREATE TABLE registry.client_case (
  provider integer NOT NULL,
  case_number text NOT NULL,
  person bigint NOT NULL,
  enrolled_as bigint,
  PRIMARY KEY (provider, case_number));
COMMENT ON TABLE registry.client_case IS 'Case number of a person with a provider, for screens and paper: seven random digits and a check digit. It says nothing about how many people anybody has.';
CREATE UNIQUE INDEX client_case_person ON registry.client_case (provider, person, enrolled_as) NULLS NOT DISTINCT;
COMMENT ON INDEX registry.client_case_person IS 'One case number for each person and provider; where two of its people were found to be one, both numbers are good.';
COMMENT ON COLUMN registry.client.enrolled_as IS 'Here and in client_case: person whose number it was before a merge (see person_alias).';

CREATE FUNCTION registry.case_number_of(provider integer, person bigint) RETURNS text
  LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp -- PL/pgSQL, because it keeps its plan
AS $$
BEGIN
  RETURN (SELECT min(c.case_number) FROM registry.client_case c
    WHERE c.provider = case_number_of.provider AND c.person = case_number_of.person);
END
$$;
REVOKE EXECUTE ON FUNCTION registry.case_number_of(integer, bigint) FROM PUBLIC;
COMMENT ON FUNCTION registry.case_number_of(integer, bigint) IS 'The case number that is shown of a person. Two people found to be one have two with a provider that knew both, and both find the person; the lower is shown.';

ALTER TABLE registry.client ALTER COLUMN client_ref SET STATISTICS 0;
ALTER TABLE registry.client_case ALTER COLUMN case_number SET STATISTICS 0;
ALTER TABLE registry.referral ALTER COLUMN code SET STATISTICS 0;
