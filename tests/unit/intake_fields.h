/*
 * intake_fields.h
 *		Fields and guard for the tests of intake.
 */
#ifndef COC_INTAKE_FIELDS_H
#define COC_INTAKE_FIELDS_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "core/intake.h"

#define TEST_SCHEMES 8

static CocScheme schemes[TEST_SCHEMES];
static CocGuard guard;

/* Every shipped scheme that has a check digit, as the door uses them. */
static inline void
prepare_guard(void)
{
	guard.schemes = schemes;
	for (int i = 0; i < coc_nshipped_schemes; i++)
	{
		CocSlip slip;

		CHECK(coc_scheme_compile(&coc_shipped_schemes[i],
								 &schemes[guard.nschemes], &slip) == COC_OK);
		if (schemes[guard.nschemes].quality == COC_QUALITY_VERIFIED)
			guard.nschemes++;
	}
	CHECK(guard.nschemes >= 4 && guard.nschemes < TEST_SCHEMES);
}

static inline CocField
field(const char *text)
{
	static char copies[64][512];
	static int next;
	char *copy = copies[next++ % 64];

	if (text == NULL)
		return (CocField){NULL, 0};
	snprintf(copy, sizeof(copies[0]), "%s", text);
	return (CocField){copy, strlen(copy)};
}

static inline const char *
shown(CocField f)
{
	static char buffers[8][512];
	static int next;
	char *buffer = buffers[next++ % 8];

	if (f.text == NULL)
		return "<missing>";
	snprintf(buffer, sizeof(buffers[0]), "%.*s", (int) f.length, f.text);
	return buffer;
}

/* Problems as "P002:started P003#4", so that a row's whole verdict is one. */
static inline const char *
listed(const CocProblems *problems)
{
	static char out[4096];
	size_t n = 0;

	out[0] = '\0';
	for (int i = 0; i < problems->nproblems; i++)
	{
		const CocProblem *p = &problems->list[i];
		const char *name = p->field;

		n += (size_t) snprintf(out + n, sizeof(out) - n, "%sP%03d%c",
							   i > 0 ? " " : "", (int) p->code,
							   p->severity == COC_REJECT    ? '!'
							   : p->severity == COC_WARNING ? '?'
															: '.');
		if (name != NULL)
			n += (size_t) snprintf(out + n, sizeof(out) - n, "%s", name);
		else if (p->position > 0)
			n += (size_t) snprintf(out + n, sizeof(out) - n, "%d", p->position);
	}
	return out;
}

#endif /* COC_INTAKE_FIELDS_H */
