-- Prints every object of the extension, and of a registry made with it, that has no COMMENT.
SET client_min_messages = warning;
CREATE EXTENSION continuum;
CREATE ROLE lint_owner NOLOGIN;
SELECT FROM continuum.create_registry('lint_owner');

SELECT 'no comment: ' || pg_describe_object(d.classid, d.objid, d.objsubid)
FROM pg_depend d
WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'continuum')
  AND NOT EXISTS (SELECT FROM pg_description c
                  WHERE c.objoid = d.objid AND c.classoid = d.classid AND c.objsubid = 0)
  AND NOT (d.classid = 'pg_type'::regclass -- arrays and row types of views are nobody's to comment
           AND EXISTS (SELECT FROM pg_type t WHERE t.oid = d.objid AND t.typcategory = 'A'))
UNION ALL
SELECT 'no comment: ' || pg_describe_object(classid, objid, 0)
FROM (SELECT 'pg_class'::regclass, oid FROM pg_class
      WHERE relnamespace = 'registry'::regnamespace AND relkind IN ('r', 'v', 'S')
      UNION ALL
      SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace = 'registry'::regnamespace
      UNION ALL
      SELECT 'pg_namespace'::regclass, 'registry'::regnamespace) AS o(classid, objid)
WHERE NOT EXISTS (SELECT FROM pg_description c
                  WHERE c.objoid = o.objid AND c.classoid = o.classid AND c.objsubid = 0)
  AND NOT EXISTS (SELECT FROM pg_depend s -- a sequence of an identity column
                  WHERE s.classid = 'pg_class'::regclass AND s.objid = o.objid AND s.deptype = 'i')
ORDER BY 1;
