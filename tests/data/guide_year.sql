-- guide_year.sql: a year that two providers have logged, for the ministry's guide: made by their forms.
SET ROLE aurora;
SELECT registry.admit(f::jsonb) FROM (VALUES
  ('{"source_record": "A-1", "client_ref": "F-11", "identifier": "12.345.678-5", "registered_sex": "female", "birth_year": 1988, "programme": 170, "care": "residential", "started": "2024-02-01", "primary_substance": "coca_paste", "consents": [{"kind": "followup_contact", "decision": "given"}]}'),
  ('{"source_record": "A-2", "client_ref": "F-12", "identifier": "7.654.321-6", "registered_sex": "female", "birth_year": 1979, "programme": 170, "care": "residential", "started": "2024-02-05", "primary_substance": "alcohol"}'),
  ('{"source_record": "A-3", "client_ref": "F-13", "registered_sex": "female", "programme": 170, "care": "residential", "started": "2024-03-01", "primary_substance": "cocaine"}')) v (f)
\g /dev/null
SELECT registry.discharge(f::jsonb) FROM (VALUES
  ('{"record": "A-1", "ended": "2024-05-31", "exit_reason": "completed", "aftercare_offer": "accepted", "supported_by": "family"}'),
  ('{"record": "A-2", "ended": "2024-04-10", "exit_reason": "left_before_completion", "aftercare_offer": "not_offered", "supported_by": "nobody"}'),
  ('{"record": "A-3", "ended": "2024-03-20", "exit_reason": "left_before_completion", "aftercare_offer": "declined", "supported_by": "not_asked"}')) v (f)
\g /dev/null
SELECT registry.log_checkup('{"source_record": "C-1", "client_ref": "F-11", "programme": 171, "on_date": "2024-06-20", "mode": "in_person", "outcome": "held", "treatment_indicated": "no", "barriers": {"childcare": "present", "employment": "present", "stigma": "absent"}}'),
  registry.log_checkup('{"source_record": "C-2", "client_ref": "F-11", "programme": 171, "on_date": "2024-08-30", "mode": "in_person", "outcome": "held", "treatment_indicated": "no"}'),
  registry.log_barrier_action('{"report": "C-1/childcare", "on_date": "2024-06-25", "action": "direct_provision", "result": "alleviated", "result_on": "2024-08-01"}'),
  registry.log_carer('{"client_ref": "F-11", "programme": 171, "on_date": "2024-06-20", "relation": "mother", "gender": "female", "hours_week": 25, "work_effect": "reduced", "support_offered": "accepted", "consent_noted": true}'),
  registry.log_measure('{"client_ref": "F-11", "programme": 170, "on_date": "2024-02-03", "stage": "admission", "instrument": "BARC_10", "score": 35}'),
  registry.log_measure('{"client_ref": "F-11", "programme": 171, "on_date": "2024-06-20", "stage": "check_up", "instrument": "BARC_10", "score": 48}'),
  registry.log_request('{"client_ref": "F-20", "programme": 170, "on_date": "2024-11-01", "referral_source": "self"}')
\g /dev/null
SET ROLE puente;
SELECT registry.admit('{"source_record": "P-1", "client_ref": "901", "identifier": "11.222.333-9", "registered_sex": "male", "birth_year": 1990, "programme": 180, "care": "outpatient", "started": "2024-01-15", "primary_substance": "alcohol"}'),
  registry.discharge('{"record": "P-1", "ended": "2024-07-15", "exit_reason": "completed", "aftercare_offer": "declined", "supported_by": "family"}'),
  registry.log_request('{"client_ref": "902", "programme": 180, "on_date": "2024-11-20", "referral_source": "family_friends", "outcome": "refused_no_place", "outcome_on": "2024-12-01"}')
\g /dev/null
RESET ROLE;
