/*
 * intake_judge.c
 *		From fields by column to what may be stored.
 *
 * No raw identifier leaves this file: it is sealed here. No value is ever in
 * an error or a problem.
 */
#include "pg/compat.h"

#include "pg/intake_judge.h"
#include "pg/recognise.h"

/* Only numbers of programmes that exist are kept: others are anybody's. */
static void
check_programmes(CocBatch *batch, CocJudged *judged)
{
	CocRow *row = &judged->row;

	for (int i = 0; i < batch->template->ncolumns; i++)
	{
		const CocColumn *column = &batch->template->columns[i];

		if (column->kind != COC_KIND_PROGRAMME || !row->has[i] ||
			coc_batch_has_programme(batch, row->number[i]))
			continue;
		row->has[i] = false;
		coc_problem(&judged->problems, COC_P_PROGRAMME_UNKNOWN,
					column->need == COC_ALWAYS ? COC_REJECT : COC_WARNING,
					column->name, 0);
	}
}

/* What a fault of an identifier is called in a report. */
static CocProblemCode
fault_problem(CocIdentifierFault fault)
{
	switch (fault)
	{
		case COC_IDENTIFIER_MISSING:
			return COC_P_IDENTIFIER_MISSING;
		case COC_IDENTIFIER_NO_SCHEME:
			return COC_P_SCHEME_UNKNOWN;
		case COC_IDENTIFIER_OK:
		case COC_IDENTIFIER_MALFORMED:
		case COC_IDENTIFIER_CHECK_DIGIT:
		case COC_IDENTIFIER_PLACEHOLDER:
		case COC_IDENTIFIER_SCRIPT:
			return COC_P_IDENTIFIER_BAD;
	}
	return COC_P_IDENTIFIER_BAD;
}

static void
note_fault(CocJudged *judged, CocIdentifierFault fault)
{
	coc_problem(&judged->problems, fault_problem(fault), COC_WARNING,
				fault == COC_IDENTIFIER_NO_SCHEME ? "scheme" : "identifier", 0);
}

/* Where the person is looked up: by what everybody knows, if there is such. */
static void
recognise(const CocBatch *batch, const CocSealed *sealed,
		  const char *identifier, size_t length, const char *scheme)
{
	bool everywhere = sealed->quality == COC_QUALITY_VERIFIED ||
					  sealed->quality == COC_QUALITY_PLAIN;

	coc_recognise(identifier, length, scheme,
				  everywhere ? "ministry" : batch->domain,
				  everywhere ? &sealed->ministry : &sealed->own);
}

/* Seal the identifier in both domains; false when it is of no use. */
static bool
seal_identifier(CocBatch *batch, CocJudged *judged)
{
	CocField identifier = judged->row.identifier;
	CocIdentifierFault fault = COC_IDENTIFIER_NO_SCHEME;
	char name[COC_SCHEME_NAME_MAX + 1];
	const char *scheme = coc_batch_scheme(batch, judged->row.scheme, name);

	if (scheme != NULL &&
		coc_seal(identifier.text, identifier.length, scheme, "ministry",
				 &judged->sealed.ministry, &fault) &&
		coc_seal(identifier.text, identifier.length, scheme, batch->domain,
				 &judged->sealed.own, &fault))
	{
		judged->sealed.quality = coc_scheme_quality(scheme);
		recognise(batch, &judged->sealed, identifier.text, identifier.length,
				  scheme);
		return true;
	}
	note_fault(judged, fault);
	return false;
}

/* A rejected row needs no pseudonym, but its report is to be complete. */
static void
check_identifier(CocBatch *batch, CocJudged *judged)
{
	CocField identifier = judged->row.identifier;
	CocIdentifierFault fault = COC_IDENTIFIER_NO_SCHEME;
	char name[COC_SCHEME_NAME_MAX + 1];
	const char *scheme = coc_batch_scheme(batch, judged->row.scheme, name);

	if (scheme != NULL)
		fault =
			coc_identifier_check(identifier.text, identifier.length, scheme);
	if (fault != COC_IDENTIFIER_OK)
		note_fault(judged, fault);
}

/*
 * What a person's number is: their file, or a record that stands in for them.
 * Both carry a prefix, always, so that no number of one kind can be written
 * that is one of the other. Both have the same length, and the longest number
 * has room for it.
 */
#define CLIENT_PREFIX "client:"
#define RECORD_PREFIX "record:"

StaticAssertDecl(COC_TEXT_CHARACTERS + sizeof(CLIENT_PREFIX) - 1 <=
						 COC_LOCAL_CHARACTERS &&
					 sizeof(CLIENT_PREFIX) == sizeof(RECORD_PREFIX),
				 "a prefix fits before any number");

/*
 * seal_local
 *		A person of the provider alone: its file number, or else this record.
 */
static bool
seal_local(CocBatch *batch, CocJudged *judged)
{
	bool has_file = judged->row.text[COC_CLIENT_REF].text != NULL;
	CocField number =
		judged->row.text[has_file ? COC_CLIENT_REF : COC_SOURCE_RECORD];
	char reference[COC_CANONICAL_MAX + sizeof(CLIENT_PREFIX)];
	CocIdentifierFault fault;
	int n;

	if (number.text == NULL || number.length > COC_TEXT_CHARACTERS * 4)
		return false;
	n = snprintf(reference, sizeof(reference), "%s%.*s",
				 has_file ? CLIENT_PREFIX : RECORD_PREFIX, (int) number.length,
				 number.text);
	judged->sealed.quality = COC_QUALITY_LOCAL;
	if (!coc_seal(reference, (size_t) n, batch->local_scheme, batch->domain,
				  &judged->sealed.own, &fault))
		return false;
	recognise(batch, &judged->sealed, reference, (size_t) n,
			  batch->local_scheme);
	return true;
}

/* Nothing of a rejected row is kept but its key. */
static void
drop_row(CocJudged *judged)
{
	CocField record = judged->row.text[COC_SOURCE_RECORD];

	memset(&judged->row, 0, sizeof(judged->row));
	judged->row.text[COC_SOURCE_RECORD] = record;
}

/*
 * judge_person
 *		Who the row is about, by its identifier or as the provider's own.
 *
 * Elsewhere than at admission a person without an identifier is looked up by
 * the provider's numbers, later; one of them has to be there.
 */
static void
judge_person(CocBatch *batch, CocJudged *judged)
{
	const CocTemplate *template = batch->template;
	CocRow *row = &judged->row;
	CocSealed *sealed = &judged->sealed;

	sealed->known =
		row->identifier.text != NULL && seal_identifier(batch, judged);
	if (sealed->known)
		return;
	if (coc_template_enrols(template))
	{
		sealed->known = seal_local(batch, judged);
		if (!sealed->known)
			coc_problem(&judged->problems, COC_P_TEXT_REFUSED, COC_REJECT,
						"client_ref", 0);
	}
	else if (row->text[COC_CLIENT_REF].text == NULL &&
			 row->text[template->case_number].text == NULL &&
			 template->id != COC_BARRIER_ACTIONS)
		coc_problem(&judged->problems, COC_P_PERSON_UNKNOWN, COC_REJECT,
					"client_ref", 0);
}

bool
coc_sealed_everywhere(const CocSealed *sealed)
{
	return sealed->known && (sealed->quality == COC_QUALITY_VERIFIED ||
							 sealed->quality == COC_QUALITY_PLAIN);
}

void
coc_judge(CocBatch *batch, CocField by_column[COC_COLUMNS_MAX],
		  const CocFormat *format, CocJudged *judged)
{
	coc_intake_row(batch->template, by_column, format, &batch->guard,
				   &judged->row, &judged->problems);
	check_programmes(batch, judged);
	judged->sealed.known = false;
	if (judged->problems.rejected && judged->row.identifier.text != NULL)
		check_identifier(batch, judged);
	else if (!judged->problems.rejected &&
			 coc_template_has_person(batch->template))
		judge_person(batch, judged);
	judged->sealed.good = !judged->problems.rejected;
	judged->sealed.known = judged->sealed.known && judged->sealed.good;
	if (!judged->sealed.good)
		drop_row(judged);
}
