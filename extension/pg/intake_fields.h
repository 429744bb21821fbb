/*
 * intake_fields.h
 *		A judged row and its problems as text and jsonb.
 */
#ifndef COC_PG_INTAKE_FIELDS_H
#define COC_PG_INTAKE_FIELDS_H

#include "core/intake.h"
#include "utils/jsonb.h"

/*
 * Everything a row says, column name -> text: dates year first, numbers with
 * a point, true or false, codes as given. Its number and what says who it is
 * about are not in it. {} for a row that was dropped.
 */
extern Jsonb *coc_row_fields(const CocTemplate *template, const CocRow *row);

/* A number by which the provider knows somebody; missing in rows about none. */
extern CocField coc_row_reference(const CocTemplate *template,
								  const CocRow *row, int column);

/*
 * What people see of a problem: P201, reject, a column's name or "column 3",
 * and in P216 the bounds, as "0..28". Never a value.
 */
extern const char *coc_problem_code(const CocProblem *problem);
extern const char *coc_problem_severity(const CocProblem *problem);
extern const char *coc_problem_field(const CocProblem *problem);
extern const char *coc_problem_detail(const CocProblem *problem);

/* The problems as [{"code", "severity", "field", "detail"}, ...]. */
extern Jsonb *coc_problems_list(const CocProblems *problems);

#endif /* COC_PG_INTAKE_FIELDS_H */
