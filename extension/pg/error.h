/*
 * error.h
 *		From a core status to an SQLSTATE.
 */
#ifndef COC_PG_ERROR_H
#define COC_PG_ERROR_H

#include "core/status.h"

/*
 * Report anything but COC_OK. With an ErrorSaveContext the error is soft and
 * the answer false; otherwise it is raised. Returns true on COC_OK.
 */
extern bool coc_report(CocStatus status, const CocSlip *slip, Node *escontext);

/*
 * The same for code that has held an identifier or a key: the statement and
 * its context stay out of the log too.
 */
extern void coc_report_secret(CocStatus status, const CocSlip *slip);

#endif /* COC_PG_ERROR_H */
