/*
 * intake_batch.h
 *		What the door has to know of a batch before its first line.
 */
#ifndef COC_PG_INTAKE_BATCH_H
#define COC_PG_INTAKE_BATCH_H

#include "core/intake.h"

/* Longest "provider/2147483647" or "LOCAL/2147483647", with its NUL. */
#define COC_DOMAIN_SIZE 24

typedef struct CocBatch
{
	int64 batch;
	const CocTemplate *template;
	CocNames names;                       /* that a header may use */
	char domain[COC_DOMAIN_SIZE];         /* provider/<n> */
	char local_scheme[COC_DOMAIN_SIZE];   /* LOCAL/<n> */
	char scheme[COC_SCHEME_NAME_MAX + 1]; /* by default; "" for none */
	bool has_format;                      /* the provider declared one */
	CocFormat file;                       /* of the door for files */
	CocFormat typed;                      /* of the door for programs */
	int last_row;                         /* highest row number so far */
	bool used;                            /* rows or problems are there */
	Oid registry; /* of which this was kept, of a form; else InvalidOid */
	bool fresh;   /* the programmes were read just now */
	int nprogrammes;
	int32 *programmes; /* of the whole registry, ascending */
	int nschemes;
	char **schemes; /* registered names; the shipped ones are known */
	CocGuard guard;
} CocBatch;

/* Define continuum.intake_batch, which registry.open_batch() sets. */
extern void coc_define_intake_settings(void);

/*
 * Refuse to open the door (55000) where the server log could show a line:
 * COPY quotes the current one in the context of any error, also of a cancel,
 * and bind parameters are logged as detail, or by auto_explain and pgaudit in
 * the message.
 */
extern void coc_require_silent_log(void);

/* A template by its name; 22023 when there is none. */
extern const CocTemplate *coc_require_template(text *name);

/* Read a batch, in the current memory context, and lock it. */
extern CocBatch *coc_batch_open(int64 batch);

/*
 * What a form has to be judged by, as if it were a load of its own: typed is
 * its format. It is kept for the session and good until the next call.
 */
extern CocBatch *coc_batch_for_form(int32 provider,
									const CocTemplate *template);

/* May look into the registry again, where forms have kept what it said. */
extern bool coc_batch_has_programme(CocBatch *batch, int32 programme);

/*
 * The scheme of a row, in capitals, or the batch's own when the field is
 * missing; NULL when there is none of that name. A name that is not one of
 * ours goes no further: it may be somebody's number.
 */
extern const char *coc_batch_scheme(const CocBatch *batch, CocField field,
									char out[COC_SCHEME_NAME_MAX + 1]);

#endif /* COC_PG_INTAKE_BATCH_H */
