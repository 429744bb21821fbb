-- intake_keep.sql: the finished rows of provider 17, out of the registry that took them in, in their order.
SELECT max(batch) AS batch, min(assertion) AS first FROM registry.assertion WHERE batch = (SELECT max(batch) FROM registry.intake_batch) \gset
SELECT format('COPY (SELECT * FROM registry.%s WHERE %s) TO %L (FORMAT binary)', name, condition, :'directory' || '/' || name)
FROM (VALUES
  ('assertion', 'assertion >= ' || :first), ('stay', 'assertion >= ' || :first),
  ('person', 'person IN (SELECT person FROM registry.person_alias WHERE domain = ''provider/17'')'),
  ('person_alias', 'person IN (SELECT person FROM registry.person_alias WHERE domain = ''provider/17'')')) AS kept (name, condition) \gexec
