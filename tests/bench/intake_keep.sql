-- intake_keep.sql: the finished rows of the first file, out of the registry that took it in.
SELECT min(batch) AS batch, min(assertion) AS first, max(assertion) AS last FROM registry.assertion
WHERE batch = (SELECT min(batch) FROM registry.intake_batch) \gset
SELECT format('COPY (SELECT * FROM registry.%s WHERE %s) TO %L (FORMAT binary)', name, condition, :'directory' || '/' || name)
FROM (VALUES
  ('assertion', format('batch = %s', :batch)),
  ('stay', format('assertion BETWEEN %s AND %s', :first, :last)),
  ('person_fact', format('assertion BETWEEN %s AND %s', :first, :last)),
  ('person', 'true'),
  ('person_alias', 'true')) AS kept (name, condition) \gexec
SELECT format('SELECT %L || count(*) FROM registry.%s', name || ' rows: ', name) FROM unnest(ARRAY['stay', 'person_fact', 'person', 'person_alias']) AS name \g /dev/null
