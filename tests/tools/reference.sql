-- Writes extension/doc/reference.md from the COMMENTs: what the catalogs say is what is documented.
-- Left out: functions that only serve a type, an operator or an operator class, and those whose comment
-- begins with "Private".
SET client_min_messages = warning;
CREATE EXTENSION continuum;
CREATE ROLE reference_owner NOLOGIN;
SELECT FROM continuum.create_registry('reference_owner');
SET search_path = pg_catalog;
\pset format unaligned
\pset tuples_only on

CREATE TEMPORARY TABLE serving AS -- functions nobody calls by name
  SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze])::oid AS oid FROM pg_type
  UNION SELECT unnest(ARRAY[oprcode, oprrest, oprjoin])::oid FROM pg_operator
  UNION SELECT amproc::oid FROM pg_amproc
  UNION SELECT castfunc FROM pg_cast
  UNION SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn])::oid FROM pg_aggregate
  UNION SELECT prosupport::oid FROM pg_proc;

CREATE TEMPORARY TABLE described AS
  SELECT d.classid, d.objid, c.description
  FROM pg_depend d LEFT JOIN pg_description c ON c.objoid = d.objid AND c.classoid = d.classid AND c.objsubid = 0
  WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
    AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'continuum');

\qecho '# Reference'
\qecho ''
\qecho 'Made from the COMMENT of every object by `make reference`; `make lint` refuses a copy that has drifted.'
\qecho 'Everything of the extension is in schema `continuum`; everything of a registry is in schema `registry`.'
\qecho ''
\qecho '## Types'
\qecho ''
SELECT format('- **%s** · %s', t.typname, d.description)
FROM described d JOIN pg_type t ON t.oid = d.objid AND d.classid = 'pg_type'::regclass
WHERE t.typcategory <> 'A' AND t.typtype IN ('b', 'c') ORDER BY t.typname COLLATE "C";

\qecho ''
\qecho '## Functions'
\qecho ''
SELECT format(E'- **%s**(%s) → %s · %s. %s', p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid),
              concat_ws(', ', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
                        CASE WHEN NOT p.proisstrict THEN 'takes NULL' END,
                        CASE p.proparallel WHEN 's' THEN NULL WHEN 'r' THEN 'parallel restricted' ELSE 'parallel unsafe' END,
                        CASE WHEN p.proacl IS NOT NULL AND NOT EXISTS (
                          SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0) THEN 'not for PUBLIC' END),
              d.description)
FROM described d JOIN pg_proc p ON p.oid = d.objid AND d.classid = 'pg_proc'::regclass
WHERE p.prokind = 'f' AND p.oid NOT IN (SELECT oid FROM serving WHERE oid IS NOT NULL)
  AND d.description NOT LIKE 'Private%'
ORDER BY p.proname COLLATE "C", pg_get_function_arguments(p.oid) COLLATE "C";

\qecho ''
\qecho '## Aggregates'
\qecho ''
SELECT format(E'- **%s**(%s) → %s · %s', p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), d.description)
FROM described d JOIN pg_proc p ON p.oid = d.objid AND d.classid = 'pg_proc'::regclass
WHERE p.prokind = 'a' ORDER BY p.proname COLLATE "C", pg_get_function_arguments(p.oid) COLLATE "C";

\qecho ''
\qecho '## Operators'
\qecho ''
SELECT format('- `%s %s %s` → %s · %s', o.oprleft::regtype::text, o.oprname, o.oprright::regtype::text, o.oprresult::regtype::text, d.description)
FROM described d JOIN pg_operator o ON o.oid = d.objid AND d.classid = 'pg_operator'::regclass
WHERE o.oprname NOT IN ('=', '<>', '<', '<=', '>', '>=')
ORDER BY o.oprname COLLATE "C", o.oprleft::regtype::text COLLATE "C", o.oprright::regtype::text COLLATE "C";
SELECT format(CASE WHEN ordered THEN '- `= <> < <= > >=` on %s (btree and hash)' ELSE '- `= <>` on %s (hash)' END, string_agg(t, ', ' ORDER BY t COLLATE "C"))
FROM (SELECT c.opcintype::regtype::text, bool_or(a.amname = 'btree') FROM described d
      JOIN pg_opclass c ON c.oid = d.objid AND d.classid = 'pg_opclass'::regclass
      JOIN pg_am a ON a.oid = c.opcmethod AND a.amname IN ('btree', 'hash') GROUP BY c.opcintype) AS s(t, ordered)
GROUP BY ordered ORDER BY ordered DESC;

\qecho ''
\qecho '## Casts'
\qecho ''
SELECT format('- `%s::%s` · %s', c.castsource::regtype::text, c.casttarget::regtype::text, d.description)
FROM described d JOIN pg_cast c ON c.oid = d.objid AND d.classid = 'pg_cast'::regclass
ORDER BY c.castsource::regtype::text COLLATE "C", c.casttarget::regtype::text COLLATE "C";

\qecho ''
\qecho '## Settings'
\qecho ''
SELECT format('- `%s` (%s) · %s', name, context, coalesce(short_desc || ' ' || extra_desc, short_desc))
FROM pg_settings WHERE name LIKE 'continuum.%' ORDER BY name COLLATE "C";

\qecho ''
\qecho '## The registry: tables and views'
\qecho ''
SELECT format('- **%s** (%s) · %s', c.relname, CASE c.relkind WHEN 'r' THEN 'table' ELSE 'view' END, d.description)
FROM pg_class c LEFT JOIN pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid = 0
WHERE c.relnamespace = 'registry'::regnamespace AND c.relkind IN ('r', 'v') ORDER BY c.relname COLLATE "C";

\qecho ''
\qecho '## The registry: functions'
\qecho ''
\qecho 'Each with the duties that it comes with (`registry.grant_duty()`); owner: for who has the privileges of the registry''s owner.'
\qecho ''
CREATE TEMPORARY TABLE registered AS
  SELECT p.oid, p.proname, pg_get_function_arguments(p.oid) AS arguments,
    format('- **%s**(%s) → %s · ', p.proname, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)) AS face, d.description,
    (SELECT string_agg(DISTINCT g.duty COLLATE "C", ', ' ORDER BY g.duty COLLATE "C") FROM registry.duty_privilege g
     WHERE g.privilege = 'EXECUTE' AND g.duty <> 'internal' AND p.proname ~ ('^' || replace(g.object, '*', '.*') || '$')) AS duties
  FROM pg_proc p LEFT JOIN pg_description d ON d.objoid = p.oid AND d.classoid = 'pg_proc'::regclass
  WHERE p.pronamespace = 'registry'::regnamespace AND p.prorettype <> 'trigger'::regtype;
SELECT format('%s*%s.* %s', face, duties, description) FROM registered WHERE duties IS NOT NULL
ORDER BY proname COLLATE "C", arguments COLLATE "C";

\qecho ''
\qecho '## The registry: its inner functions'
\qecho ''
\qecho 'Called by those above; nobody has the right to call them by themselves.'
\qecho ''
SELECT face || description FROM registered WHERE duties IS NULL ORDER BY proname COLLATE "C", arguments COLLATE "C";
