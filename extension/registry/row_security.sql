-- row_security.sql: who sees which rows of people and providers, as a second line behind privileges.
-- Nobody has a privilege on these tables but the owner, auditors and, for some, analysts: providers
-- read the owner's views. There the rights are the owner's, and so is what row security is applied for
-- (FORCE: to the owner, too); but the policy asks who reads. One call for each row, that looks up who
-- reads once for a statement, and no subquery: those would be in every plan of the owner's, too.

-- Tables with a provider show that provider's rows; those with only a person or a load, which are
-- inside work, no provider anything. Left out are two lists that everybody reads. The duties themselves
-- are among the tables: the functions that the policies ask read them as the owner.
DO $$
DECLARE
  t record;
BEGIN
  FOR t IN
    SELECT c.relname, CASE c.relname
        WHEN 'person_alias' THEN 'continuum.may_read(domain)'
        WHEN 'restriction' THEN 'continuum.acts_as_owner() OR true' -- whom it hides must be known to whoever reads a view; nobody but auditors can read it itself
        -- What replaces must be seen by whoever sees what it replaces, or that would seem to stand.
        WHEN 'assertion' THEN 'continuum.may_read(provider) OR supersedes IS NOT NULL'
        ELSE format('continuum.may_read(%s)', CASE WHEN 'provider' = ANY (a.columns) THEN 'provider' ELSE 'NULL::integer' END) END AS sees
    FROM pg_catalog.pg_class c CROSS JOIN LATERAL (
      SELECT array_agg(a.attname::text) AS columns FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0) a
    WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind = 'r' AND a.columns && '{provider,person,other_person,batch}'
      AND c.relname <> ALL ('{provider,programme}')
    ORDER BY c.relname
  LOOP
    EXECUTE format('ALTER TABLE registry.%I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t.relname);
    EXECUTE format('CREATE POLICY own_rows ON registry.%I USING (%s) WITH CHECK (continuum.acts_as_owner())', t.relname, t.sees);
    EXECUTE format('COMMENT ON POLICY own_rows ON registry.%I IS %L', t.relname,
      CASE WHEN t.sees LIKE '%true' THEN 'Shows every row to the views that leave these people out. Written by the owner''s functions alone.'
      WHEN t.sees NOT LIKE '%NULL::integer%' THEN 'Shows a provider its own rows, and analysts and auditors all, as far as they may read at all. Written by the owner''s functions alone.'
      ELSE 'Shows no provider anything. Written by the owner''s functions alone.' END);
  END LOOP;
END
$$;
