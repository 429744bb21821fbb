/*
 * template_test.c
 *		The table of templates against itself.
 */
#include "core/template.h"

#include "check.h"

/* What every template has to hold, whatever it is about. */
static void
check_template(const CocTemplate *template)
{
	int ndates = 0;

	CHECK(template->ncolumns < COC_COLUMNS_MAX);
	CHECK_STR(template->columns[COC_SOURCE_RECORD].name, "source_record");
	for (int i = 0; i < template->ncolumns; i++)
	{
		const CocColumn *column = &template->columns[i];
		bool is_code =
			column->kind == COC_KIND_CODE || column->kind == COC_KIND_PRECISION;
		bool is_bounded = column->kind == COC_KIND_INTEGER ||
						  column->kind == COC_KIND_DECIMAL ||
						  column->kind == COC_KIND_YEAR;

		CHECK_INT(
			coc_template_column(template, column->name, strlen(column->name)),
			i);
		CHECK(is_code == (column->vocabulary != NULL));
		CHECK(is_bounded == (column->low < column->high));
		CHECK(coc_kind_name(column->kind) != NULL);
		CHECK(coc_need_name(column->need) != NULL);
		CHECK(column->need == COC_OPTIONAL || column->level == COC_MINIMUM);
		ndates += column->kind == COC_KIND_DATE;
		/* An order is one after a date that was there before. */
		CHECK(column->order == COC_ANY_ORDER || ndates > 1);
	}
	if (!coc_template_has_person(template))
		return;
	CHECK_STR(template->columns[COC_CLIENT_REF].name, "client_ref");
	CHECK_INT(template->columns[COC_IDENTIFIER].kind, COC_KIND_IDENTIFIER);
	CHECK_INT(template->columns[COC_SCHEME].kind, COC_KIND_SCHEME);
	CHECK_STR(template->columns[template->case_number].name, "case_number");
}

static void
test_templates(void)
{
	for (int i = 0; i < COC_NTEMPLATES; i++)
	{
		const CocTemplate *template = &coc_templates[i];

		CHECK_INT(template->id, i);
		CHECK(coc_template_find(template->name, strlen(template->name)) ==
			  template);
		check_template(template);
	}
	CHECK(coc_template_find("stay", 4) == NULL);
	CHECK(coc_template_find("staysx", 6) == NULL);
	CHECK(!coc_template_has_person(&coc_templates[COC_AGGREGATE]));
}

static void
test_named_columns(void)
{
	const CocColumn *stays = coc_templates[COC_STAYS].columns;
	const CocColumn *pair = coc_templates[COC_BARRIERS_NEEDS].columns;

	CHECK_INT(coc_templates[COC_STAYS].ncolumns, COC_STAY_COLUMNS);
	CHECK_STR(stays[COC_STARTED].name, "started");
	CHECK_STR(stays[COC_PAYMENT].name, "payment");
	CHECK_STR(stays[COC_CASE_NUMBER].name, "case_number");
	CHECK_STR(stays[COC_REFERRAL_CODE].name, "referral_code");
	CHECK_STR(pair[COC_BARRIER].name, "barrier");
	CHECK_STR(pair[COC_BARRIER_STATUS].name, "status");
	CHECK_STR(pair[COC_NEED].name, "need");
	CHECK_STR(pair[COC_NEED_STATUS].name, "need_status");
	CHECK_STR(coc_template_any_column("hours_week", 10), "hours_week");
	CHECK(coc_template_any_column("hours", 5) == NULL);
	CHECK_INT(coc_template_first(&coc_templates[COC_DEATHS], COC_KIND_PERIOD),
			  5);
	CHECK_INT(coc_template_first(&coc_templates[COC_CONSENTS], COC_KIND_PERIOD),
			  COC_NO_COLUMN);
}

int
main(void)
{
	test_templates();
	test_named_columns();
	return check_summary("template");
}
