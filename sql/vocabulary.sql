-- The code types: names, groups, roles, order, binary form, and what is refused.
SET search_path = continuum, pg_catalog;

SELECT * FROM vocabulary('gender');
SELECT name, term_group, role, sdg_class FROM vocabulary('care') ORDER BY display_rank;
SELECT code, name, term_group FROM vocabulary('exit_reason') ORDER BY code;
SELECT name, evaluable(name::answer), name::answer::boolean AS as_boolean FROM vocabulary('answer') ORDER BY display_rank;
