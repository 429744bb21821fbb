/*
 * intake_row_test.c
 *		Dates, numbers, and the rules by which a row is judged.
 */
#include "core/intake.h"

#include "core/date.h"
#include "intake_fields.h"

/* A date as text again, or what was wrong with it. */
static const char *
dated(const char *text, CocDates dates, bool partial)
{
	static char out[32];
	int32_t day = 0;
	CocPrecision precision = COC_PRECISION_NONE;

	switch (
		coc_intake_date(field(text), dates, &day, partial ? &precision : NULL))
	{
		case COC_DATE_READ:
			coc_date_write(day, out);
			snprintf(out + COC_DATE_LENGTH, sizeof(out) - COC_DATE_LENGTH,
					 "%s%s", partial ? " " : "",
					 partial ? coc_precision_name(precision) : "");
			return out;
		case COC_DATE_UNREADABLE:
			return "unreadable";
		case COC_DATE_OUTSIDE:
			return "outside";
	}
	return "?";
}

static void
test_dates(void)
{
	static const struct
	{
		const char *text;
		CocDates dates;
		const char *want;
	} table[] = {
		{"13-08-2013", COC_DATES_DMY, "2013-08-13"},
		{"13/08/2013", COC_DATES_DMY, "2013-08-13"},
		{"13.08.2013", COC_DATES_DMY, "2013-08-13"},
		{"13082013", COC_DATES_DMY, "2013-08-13"},
		{"1/8/2013", COC_DATES_DMY, "2013-08-01"},
		{"1082013", COC_DATES_DMY, "2013-08-01"},
		{"29-02-2024", COC_DATES_DMY, "2024-02-29"},
		{"29-02-2023", COC_DATES_DMY, "unreadable"},
		{"31-04-2024", COC_DATES_DMY, "unreadable"},
		{"08-13-2013", COC_DATES_DMY, "unreadable"},
		{"13-08/2013", COC_DATES_DMY, "unreadable"},
		{"13-08-13", COC_DATES_DMY, "unreadable"},
		{"13-08-20133", COC_DATES_DMY, "unreadable"},
		{"130820133", COC_DATES_DMY, "unreadable"},
		{"2013-08-13", COC_DATES_DMY, "2013-08-13"},
		{"13-08-2013 00:00", COC_DATES_DMY, "2013-08-13"},
		{"13/8/2013 0:00:00", COC_DATES_DMY, "2013-08-13"},
		{"13-08-2013 08:30", COC_DATES_DMY, "unreadable"},
		{" 00:00", COC_DATES_DMY, "unreadable"},
		{"--", COC_DATES_DMY, "unreadable"},
		{"13-08-", COC_DATES_DMY, "unreadable"},
		{"-13-08-2013", COC_DATES_DMY, "unreadable"},
		{"03-2024", COC_DATES_DMY, "unreadable"},
		{"2024", COC_DATES_DMY, "unreadable"},
		{"2013-08-13", COC_DATES_ISO, "2013-08-13"},
		{"2013-8-13", COC_DATES_ISO, "unreadable"},
		{"2013/08/13", COC_DATES_ISO, "unreadable"},
		{"20130813", COC_DATES_ISO, "unreadable"},
		{"13-08-2013", COC_DATES_ISO, "unreadable"},
		{"2013-08", COC_DATES_ISO, "unreadable"},
		{"08/13/2013", COC_DATES_MDY, "2013-08-13"},
		{"13/08/2013", COC_DATES_MDY, "unreadable"},
		{"13-08-2013", COC_DATES_DMY, "2013-08-13"},
		{"2013-08-13", COC_DATES_DMY, "2013-08-13"},
		{"01-01-1900", COC_DATES_DMY, "1900-01-01"},
		{"31-12-1899", COC_DATES_DMY, "outside"},
		{"31-12-2099", COC_DATES_DMY, "2099-12-31"},
		{"31-12-9999", COC_DATES_DMY, "outside"},
		{"12.345.678-5", COC_DATES_DMY, "unreadable"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		CHECK_STR(dated(table[i].text, table[i].dates, false), table[i].want);
}

static void
test_partial_dates(void)
{
	CHECK_STR(dated("03-2024", COC_DATES_DMY, true), "2024-03-01 month");
	CHECK_STR(dated("3/2024", COC_DATES_DMY, true), "2024-03-01 month");
	CHECK_STR(dated("2024", COC_DATES_DMY, true), "2024-01-01 year");
	CHECK_STR(dated("2024-03", COC_DATES_ISO, true), "2024-03-01 month");
	CHECK_STR(dated("2024", COC_DATES_ISO, true), "2024-01-01 year");
	CHECK_STR(dated("2024-13", COC_DATES_ISO, true), "unreadable");
	CHECK_STR(dated("2024-03-05", COC_DATES_ISO, true), "2024-03-05 day");
}

static long long
number(const char *text, char mark)
{
	int32_t value;

	return coc_intake_number(field(text), mark, &value) ? value : -1;
}

static void
test_numbers(void)
{
	CHECK_INT(number("17", ','), 17);
	CHECK_INT(number("0017", ','), 17);
	CHECK_INT(number("1985,0", ','), 1985);
	CHECK_INT(number("1985.00", '.'), 1985);
	CHECK_INT(number("1985.0", ','), -1);
	CHECK_INT(number("1985,5", ','), -1);
	CHECK_INT(number("1985,", ','), -1);
	CHECK_INT(number(",0", ','), -1);
	CHECK_INT(number("-17", ','), -1);
	CHECK_INT(number("1 7", ','), -1);
	CHECK_INT(number("2147483647", ','), 2147483647);
	CHECK_INT(number("2147483648", ','), -1);
	CHECK_INT(number("99999999999999999999", ','), -1);
}

static const char *
decimal(const char *text, char mark, int low, int high)
{
	CocField f = field(text);

	return coc_intake_decimal(f, mark, low, high) ? shown(f) : "no";
}

static void
test_decimals(void)
{
	CHECK_STR(decimal("12", ',', 0, 100), "12");
	CHECK_STR(decimal("12,50", ',', 0, 100), "12.50");
	CHECK_STR(decimal("12.50", '.', 0, 100), "12.50");
	CHECK_STR(decimal("12.50", ',', 0, 100), "no");
	CHECK_STR(decimal("-0,5", ',', -1, 100), "-0.5");
	CHECK_STR(decimal("-0,5", ',', 0, 100), "no");
	CHECK_STR(decimal("-0,0", ',', 0, 100), "-0.0");
	CHECK_STR(decimal("-1", ',', -1, 100), "-1");
	CHECK_STR(decimal("-1,01", ',', -1, 100), "no");
	CHECK_STR(decimal("100,000000", ',', 0, 100), "100.000000");
	CHECK_STR(decimal("100,000001", ',', 0, 100), "no");
	CHECK_STR(decimal("1,0000001", ',', 0, 100), "no");
	CHECK_STR(decimal("999999999", ',', 0, 2147483647), "999999999");
	CHECK_STR(decimal("1000000000", ',', 0, 2147483647), "no");
	CHECK_STR(decimal("1.234,5", ',', 0, 10000), "no");
	CHECK_STR(decimal("+1", ',', 0, 100), "no");
	CHECK_STR(decimal("-", ',', -100, 100), "no");
	CHECK_STR(decimal("1,", ',', 0, 100), "no");
	CHECK_STR(decimal(",1", ',', 0, 100), "no");
	CHECK_STR(decimal("1 2", ',', 0, 100), "no");
	CHECK_STR(decimal("12345678-5", ',', 0, 2147483647), "no");
}

static void
test_words(void)
{
	static const char *const yes[] = {"yes", "S\xC3\xAD", "si",
									  "SIM", "true",      "1"};
	static const char *const no[] = {"no", "N\xC3\xA3o", "nao", "FALSE", "0"};
	bool value;

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		CHECK(coc_intake_boolean(field(yes[i]), &value) && value);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		CHECK(coc_intake_boolean(field(no[i]), &value) && !value);
	CHECK(!coc_intake_boolean(field("tal vez"), &value));
	CHECK(!coc_intake_boolean(field("01"), &value));
	CHECK(!coc_intake_boolean(field("12345678"), &value));
	CHECK_INT(coc_intake_precision(field("M\xC3\xAAs")), COC_PRECISION_MONTH);
	CHECK_INT(coc_intake_precision(field("a\xC3\xB1o")), COC_PRECISION_YEAR);
	CHECK_INT(coc_intake_precision(field("Desconhecida")),
			  COC_PRECISION_UNKNOWN);
	CHECK_INT(coc_intake_precision(field("casi")), COC_PRECISION_NONE);
}

/* A good row, to be spoilt field by field. */
static void
good_row(CocField row[COC_COLUMNS_MAX])
{
	memset(row, 0, sizeof(CocField) * COC_COLUMNS_MAX);
	row[COC_SOURCE_RECORD] = field("2024-0031");
	row[COC_CLIENT_REF] = field("F-17");
	row[COC_IDENTIFIER] = field("12.345.678-5");
	row[COC_SCHEME] = field("CL.RUN");
	row[COC_REGISTERED_SEX] = field("female");
	row[COC_BIRTH_YEAR] = field("1985,0");
	row[COC_PROGRAMME] = field("17");
	row[COC_CARE] = field("outpatient");
	row[COC_STARTED] = field("10-03-2024");
	row[COC_ENDED] = field("09/06/2024");
	row[COC_EXIT_REASON] = field("completed");
	row[COC_AFTERCARE_OFFER] = field("accepted");
	row[COC_PRIMARY_SUBSTANCE] = field("99");
}

/* 31 December 2024, in days since 2000. */
#define TODAY 9131

static const CocFormat format = {';',        ',',  COC_DATES_DMY,
								 COC_CP1252, true, TODAY};
static CocRow row;
static CocProblems problems;

static const char *
judge(CocField *fields)
{
	memset(&problems, 0, sizeof(problems));
	coc_intake_row(&coc_templates[COC_STAYS], fields, &format, &guard, &row,
				   &problems);
	return listed(&problems);
}

/* The good row with one field changed. */
static const char *
spoilt(int column, const char *text)
{
	CocField fields[COC_COLUMNS_MAX];

	good_row(fields);
	fields[column] = field(text);
	return judge(fields);
}

static void
test_good_row(void)
{
	CHECK_STR(spoilt(COC_CARE, " outpatient "), "");
	CHECK_STR(shown(row.text[COC_SOURCE_RECORD]), "2024-0031");
	CHECK_STR(shown(row.text[COC_CARE]), "outpatient");
	CHECK_STR(shown(row.identifier), "12.345.678-5");
	CHECK_STR(shown(row.scheme), "CL.RUN");
	CHECK(row.text[COC_IDENTIFIER].text == NULL);
	CHECK(row.text[COC_STARTED].text == NULL);
	CHECK(row.has[COC_STARTED] && row.has[COC_ENDED] &&
		  row.has[COC_BIRTH_YEAR]);
	CHECK_INT(row.number[COC_ENDED] - row.number[COC_STARTED], 91);
	CHECK_INT(row.number[COC_BIRTH_YEAR], 1985);
	CHECK_INT(row.number[COC_PROGRAMME], 17);
	CHECK_INT(row.precision, COC_PRECISION_DAY);
	CHECK(!row.has[COC_LAST_CONTACT] && !row.has[COC_REFERRED_TO]);
}

static void
test_faulty_rows(void)
{
	static const struct
	{
		int column;
		const char *text;
		const char *want;
	} table[] = {
		{COC_SOURCE_RECORD, NULL, "P205!source_record"},
		{COC_SOURCE_RECORD, "null", "P205!source_record"},
		{COC_SOURCE_RECORD, "12345678-5", "P104!source_record"},
		{COC_SOURCE_RECORD, "x\xFF", "P209!source_record"},
		{COC_CLIENT_REF, "12345678", "P104?client_ref"},
		{COC_IDENTIFIER, "", "P101?identifier"},
		{COC_IDENTIFIER, "1\xF1", "P209?identifier"},
		{COC_REGISTERED_SEX, NULL, "P210!registered_sex"},
		{COC_GENDER_IDENTITY, "22962963Q", "P104?gender_identity"},
		{COC_BIRTH_YEAR, "85", "P207?birth_year"},
		{COC_BIRTH_YEAR, "13-08-1985", "P207?birth_year"},
		{COC_BIRTH_YEAR, "2025", "P207?birth_year"},
		{COC_BIRTH_YEAR, "2024", ""},
		{COC_PROGRAMME, NULL, "P210!programme"},
		{COC_PROGRAMME, "PG-PAI", "P211!programme"},
		{COC_PROGRAMME, "0", "P211!programme"},
		{COC_CARE, "12.345.678-5", "P104!care"},
		{COC_CARE, "a\xFF", "P209!care"},
		{COC_STARTED, "2024-13-10", "P201!started"},
		{COC_STARTED, "2024-03-10", ""},
		{COC_STARTED, NULL, "P210!started"},
		{COC_STARTED, "10-03-1824", "P206!started"},
		{COC_STARTED, "10-06-2024", "P203!ended"},
		{COC_STARTED, "09-06-2024", ""},
		{COC_ENDED, "9999-12-31", "P206!ended"},
		{COC_ENDED, "31-12-9999", "P206!ended"},
		{COC_ENDED, NULL, ""},
		{COC_EXIT_REASON, NULL, "P210!exit_reason"},
		{COC_EXIT_REASON, "12345678-5", "P104!exit_reason"},
		{COC_AFTERCARE_OFFER, NULL, "P210!aftercare_offer"},
		{COC_ENDED_PRECISION, "casi", "P212?ended_precision"},
		{COC_LAST_CONTACT, "ayer", "P201?last_contact"},
		{COC_LAST_CONTACT, "01-01-1700", "P206?last_contact"},
		{COC_REFERRED_TO, "otro", "P211?referred_to"},
		{COC_EXIT_DETAIL, "a\x01", "P104?exit_detail"},
		{COC_PRIMARY_SUBSTANCE, NULL, "P210!primary_substance"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
	{
		CHECK_STR(spoilt(table[i].column, table[i].text), table[i].want);
		if (strchr(table[i].want, '!') != NULL)
			CHECK(problems.rejected);
		/* What was refused is nowhere in the row. */
		if (strstr(table[i].want, "P104") != NULL ||
			strstr(table[i].want, "P209") != NULL)
			CHECK(row.text[table[i].column].text == NULL);
	}
}

/* Everything wrong with a row is said at once. */
static void
test_many_faults(void)
{
	CocField fields[COC_COLUMNS_MAX] = {{NULL, 0}};

	CHECK_STR(judge(fields),
			  "P205!source_record P210!registered_sex P210!programme P210!care "
			  "P210!started P210!primary_substance P101?identifier");
	for (int c = 0; c < COC_STAY_COLUMNS; c++)
		fields[c] = field("12.345.678-5");
	(void) judge(fields);
	CHECK(problems.rejected);
	for (int c = 0; c < COC_STAY_COLUMNS; c++)
		CHECK(row.text[c].text == NULL);
	CHECK(!row.has[COC_PROGRAMME] && !row.has[COC_STARTED] &&
		  !row.has[COC_BIRTH_YEAR]);
}

static const char *
end_of(const char *started, const char *ended, const char *precision)
{
	static char out[64];
	CocField fields[COC_COLUMNS_MAX];
	const char *verdict;

	good_row(fields);
	fields[COC_STARTED] = field(started);
	fields[COC_ENDED] = field(ended);
	fields[COC_ENDED_PRECISION] = field(precision);
	verdict = judge(fields);
	if (verdict[0] != '\0')
		return verdict;
	if (!row.has[COC_ENDED])
		return row.precision == COC_PRECISION_NONE
				   ? "open"
				   : coc_precision_name(row.precision);
	coc_date_write(row.number[COC_ENDED], out);
	snprintf(out + COC_DATE_LENGTH, sizeof(out) - COC_DATE_LENGTH, " %s",
			 coc_precision_name(row.precision));
	return out;
}

static void
test_precision(void)
{
	CHECK_STR(end_of("10-03-2024", NULL, NULL), "open");
	CHECK_STR(end_of("10-03-2024", NULL, "unknown"), "unknown");
	CHECK_STR(end_of("10-03-2024", NULL, "desconocida"), "unknown");
	CHECK_STR(end_of("10-03-2024", "12-03-2024", "unknown"), "unknown");
	CHECK_STR(end_of("10-03-2024", NULL, "month"), "open");
	CHECK_STR(end_of("10-03-2024", "12-03-2024", NULL), "2024-03-12 day");
	CHECK_STR(end_of("10-03-2024", "12-03-2024",
					 "d\xC3\xAD"
					 "a"),
			  "2024-03-12 day");
	CHECK_STR(end_of("10-01-2024", "12-03-2024", "mes"), "2024-03-01 month");
	CHECK_STR(end_of("10-01-2024", "03-2024", NULL), "2024-03-01 month");
	CHECK_STR(end_of("10-03-2024", "03-2024", "month"), "2024-03-10 month");
	CHECK_STR(end_of("10-03-2024", "05-03-2024", "month"), "2024-03-10 month");
	CHECK_STR(end_of("10-03-2024", "05-03-2024", "day"), "P203!ended");
	CHECK_STR(end_of("10-03-2024", "02-2024", NULL), "P203!ended");
	CHECK_STR(end_of("10-03-2023", "2024", NULL), "2024-01-01 year");
	CHECK_STR(end_of("10-03-2023", "12-2024", "year"), "2024-01-01 year");
	CHECK_STR(end_of("31-12-2024", "12-2024", NULL), "2024-12-31 month");
	CHECK_STR(end_of("10-03-2024", "2023", "year"), "P203!ended");
	CHECK_STR(end_of("10-03-2024", "03-2024", "day"), "P201!ended");
	/* Longer than an episode can be. */
	CHECK_STR(end_of("01-01-1900", "31-12-2099", NULL),
			  "P206!ended P207?birth_year");
}

/* ---- other templates ---- */

/* A row of any template from "name=value;name=value". */
static const char *
judge_other(CocTemplateId id, const char *pairs)
{
	const CocTemplate *template = &coc_templates[id];
	CocField fields[COC_COLUMNS_MAX] = {{NULL, 0}};
	char copy[512];
	char *rest = copy;
	char *pair;

	snprintf(copy, sizeof(copy), "%s", pairs);
	while ((pair = strtok_r(rest, ";", &rest)) != NULL)
	{
		char *value = strchr(pair, '=');
		int column =
			coc_template_column(template, pair, (size_t) (value - pair));

		CHECK(column != COC_NO_COLUMN);
		fields[column] = field(value + 1);
	}
	memset(&problems, 0, sizeof(problems));
	coc_intake_row(template, fields, &format, &guard, &row, &problems);
	return listed(&problems);
}

#define CONTACT "source_record=1;client_ref=F;programme=17;kind=x;outcome=y;"
#define BARRIER                                                                \
	"source_record=1;client_ref=F;programme=17;on_date=01-03-2024;stage=x;"
#define DEATH "source_record=1;client_ref=F;"
#define STAY                                                                   \
	"source_record=1;client_ref=F;registered_sex=a;programme=17;care=b;"       \
	"started=01-03-2024;primary_substance=c"

static void
test_other_templates(void)
{
	static const struct
	{
		CocTemplateId id;
		const char *row;
		const char *want;
	} table[] = {
		{COC_CONTACTS, CONTACT "on_date=01-03-2024", ""},
		{COC_CONTACTS, CONTACT "on_date=01-01-2025", ""},
		{COC_CONTACTS, CONTACT "on_date=02-01-2025", "P217!on_date"},
		{COC_CONTACTS, CONTACT "on_date=01-03-2024;next_on=01-01-2031", ""},
		{COC_CONTACTS, CONTACT "on_date=01-03-2024;next_on=29-02-2024",
		 "P214!next_on"},
		{COC_CONTACTS, CONTACT "on_date=x;next_on=29-02-2024", "P201!on_date"},
		{COC_CONTACTS, CONTACT "on_date=01-03-2024;due_no=41", "P216?due_no"},
		{COC_CONTACTS, CONTACT "on_date=01-03-2024;due_no=12345678",
		 "P216?due_no"},
		{COC_CONTACTS,
		 "source_record=1;programme=17;kind=x;outcome=y;"
		 "on_date=01-03-2024",
		 "P105!client_ref"},
		{COC_CONTACTS,
		 "source_record=1;case_number=12345674;programme=17;"
		 "kind=x;outcome=y;on_date=01-03-2024",
		 ""},
		{COC_REQUESTS,
		 "source_record=1;client_ref=F;programme=17;"
		 "on_date=02-01-2025",
		 "P217?on_date P101?identifier"},
		{COC_STAYS, STAY, "P101?identifier"},
		{COC_STAYS, STAY ";case_number=12345674", ""},
		{COC_STAYS, STAY ";referral_code=8KMW3TQ0", ""},
		{COC_BARRIERS_NEEDS, BARRIER "barrier=a;status=b", ""},
		{COC_BARRIERS_NEEDS, BARRIER "need=a;need_status=b", ""},
		{COC_BARRIERS_NEEDS, BARRIER "barrier=a", "P210!status"},
		{COC_BARRIERS_NEEDS, BARRIER "barrier=a;status=12.345.678-5",
		 "P104!status"},
		{COC_BARRIERS_NEEDS, BARRIER "status=b", "P214!barrier"},
		{COC_BARRIER_ACTIONS,
		 "source_record=1;report=2;action=a;"
		 "on_date=01-03-2024",
		 ""},
		{COC_CARERS,
		 "source_record=1;identifier=12345678-5;programme=17;"
		 "on_date=01-03-2024;relation=a;money_spent=12345678",
		 "P104?money_spent"},
		{COC_DEATHS, DEATH "on_date=2024", ""},
		{COC_DEATHS, DEATH "on_date=03-2024;on_precision=dia", "P201!on_date"},
		{COC_DEATHS, DEATH "on_date=02-01-2025", "P217!on_date"},
		{COC_AGGREGATE,
		 "source_record=1;programme=17;activity=a;gender=b;"
		 "n=0;month=03-2024",
		 ""},
		{COC_AGGREGATE,
		 "source_record=1;programme=17;activity=a;gender=b;"
		 "n=-1;month=2024",
		 "P201!month P216!n"},
		{COC_AGGREGATE,
		 "source_record=1;programme=17;activity=a;gender=b;"
		 "n=1;month=02-2025",
		 "P217!month"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		CHECK_STR(judge_other(table[i].id, table[i].row), table[i].want);
	(void) judge_other(COC_DEATHS, DEATH "on_date=17-03-2024;on_precision=mes");
	CHECK_INT(row.precision, COC_PRECISION_MONTH);
	CHECK_INT(row.number[5], 8826); /* 1 March 2024 */
	(void) judge_other(COC_DEATHS, DEATH "on_date=17-03-2024;on_precision=?");
	CHECK_INT(row.precision, COC_PRECISION_YEAR);
	(void) judge_other(COC_AGGREGATE,
					   "source_record=1;programme=17;activity=a;gender=b;"
					   "n=0;month=17-03-2024");
	CHECK_INT(row.number[2], 8826);
}

int
main(void)
{
	prepare_guard();
	test_dates();
	test_partial_dates();
	test_numbers();
	test_decimals();
	test_words();
	test_good_row();
	test_faulty_rows();
	test_many_faults();
	test_precision();
	test_other_templates();
	return check_summary("intake_row");
}
