/*
 * summary_text.c
 *		A summary as text (lossless) and as JSON (without cell keys).
 *
 *		{female: cases=3 no=1 yes=1 died=1 people=3 key=00000000000000ff,
 *		 male: cases=1 measured=1 sum=-7 sum_of_squares=49 people=1 key=...,
 *		 all: people=4 key=...}
 *
 * What is not named is zero; output names only what is not. Input takes
 * genders and fields in any order, each once.
 */
#include "core/summary.h"

#include <string.h>

#include "core/cursor.h"

/* Fields after the answers, in the order of output. */
typedef enum Field
{
	FIELD_CASES = COC_SUMMARY_NANSWERS,
	FIELD_MISSING,
	FIELD_MEASURED,
	FIELD_SUM,
	FIELD_SQUARES,
	FIELD_PEOPLE,
	FIELD_KEY,
	NFIELDS
} Field;

static const char *const field_names[] = {
	[FIELD_CASES] = "cases",
	[FIELD_MISSING] = "missing",
	[FIELD_MEASURED] = "measured",
	[FIELD_SUM] = "sum",
	[FIELD_SQUARES] = "sum_of_squares",
	[FIELD_PEOPLE] = "people",
	[FIELD_KEY] = "key",
};

/* ---- writing ---- */

/* One " name=value"; a zero is left out, as input takes what is missing. */
static char *
put_field(char *out, const char *name, CocInt128 value)
{
	if (value == 0)
		return out;
	*out++ = ' ';
	out = coc_put_string(out, name);
	*out++ = '=';
	return out + coc_wide_write(value, out);
}

/*
 * The key always, and always 16 digits: a key that happens to be zero is one
 * of 2^64 like any other, and hexadecimal shows that it is no quantity.
 */
static char *
put_people(char *out, int64_t people, uint64_t key)
{
	out = put_field(out, field_names[FIELD_PEOPLE], people);
	out = coc_put_string(out, " key=");
	return coc_put_hex(out, key);
}

/* A gender; the caller has found that it has cases. */
static char *
put_count(char *out, const char *gender, const CocGenderCount *count)
{
	out = coc_put_string(out, gender);
	*out++ = ':';
	out = put_field(out, field_names[FIELD_CASES], count->cases);
	for (int code = 0; code < COC_SUMMARY_NANSWERS; code++)
		out = put_field(out, coc_answer.terms[code].name, count->answers[code]);
	out = put_field(out, field_names[FIELD_MISSING], count->missing);
	out = put_field(out, field_names[FIELD_MEASURED], count->measured);
	out = put_field(out, field_names[FIELD_SUM], coc_wide_get(&count->sum));
	out = put_field(out, field_names[FIELD_SQUARES],
					coc_wide_get(&count->squares));
	out = put_people(out, count->people, count->key);
	return coc_put_string(out, ", ");
}

size_t
coc_summary_write(const CocSummary *summary, char *out)
{
	char *start = out;

	*out++ = '{';
	for (int i = 0; i < COC_NGENDERS; i++)
	{
		if (summary->genders[i].cases > 0)
			out = put_count(out, coc_gender.terms[i + 1].name,
							&summary->genders[i]);
	}
	if (summary->people > 0)
	{
		out = coc_put_string(out, "all:");
		out = put_people(out, summary->people, summary->key);
	}
	*out++ = '}';
	return (size_t) (out - start);
}

size_t
coc_summary_write_excluded(const CocGenderCount *count, char *out)
{
	char *start = out;

	*out++ = '{';
	for (uint8_t code = 0; code < COC_SUMMARY_NANSWERS; code++)
	{
		if (coc_evaluable(code) || count->answers[code] == 0)
			continue;
		if (out > start + 1)
			out = coc_put_string(out, ", ");
		out = coc_put_name(out, coc_answer.terms[code].name);
		out += coc_wide_write(count->answers[code], out);
	}
	*out++ = '}';
	return (size_t) (out - start);
}

static char *
put_json_number(char *out, const char *name, CocInt128 value)
{
	out = coc_put_name(out, name);
	out += coc_wide_write(value, out);
	return coc_put_string(out, ", ");
}

/* Every field of every gender: whoever reads JSON expects the same keys. */
static char *
put_json_count(char *out, const char *gender, const CocGenderCount *count)
{
	out = coc_put_name(out, gender);
	*out++ = '{';
	out = put_json_number(out, "cases", count->cases);
	out = put_json_number(out, "denominator", coc_summary_denominator(count));
	out = put_json_number(out, "numerator", count->answers[COC_YES]);
	out = coc_put_name(out, "excluded");
	out += coc_summary_write_excluded(count, out);
	out = coc_put_string(out, ", ");
	out = put_json_number(out, "missing", count->missing);
	out = put_json_number(out, "measured", count->measured);
	out = put_json_number(out, "total", coc_wide_get(&count->sum));
	out = put_json_number(out, "sum_of_squares", coc_wide_get(&count->squares));
	out = coc_put_name(out, "people");
	out += coc_wide_write(count->people, out);
	*out++ = '}';
	return out;
}

size_t
coc_summary_write_json(const CocSummary *summary, char *out)
{
	char *start = out;
	CocGenderCount all;

	*out++ = '{';
	for (int i = 0; i < COC_NGENDERS; i++)
	{
		out = put_json_count(out, coc_gender.terms[i + 1].name,
							 &summary->genders[i]);
		out = coc_put_string(out, ", ");
	}
	coc_summary_fold(summary, &all);
	out = put_json_count(out, "all", &all);
	*out++ = '}';
	return (size_t) (out - start);
}

/* ---- reading ---- */

/* Errors point at a character and never repeat the text. */
static CocStatus
bad_text(CocSlip *slip, const CocScanner *scanner, const char *reason)
{
	return coc_fail(slip, COC_BAD_TEXT, "gender_summary", reason, NULL,
					coc_scan_offset(scanner));
}

/* Number of a field: an answer's code, or one of those after them. */
static int
find_field(const char *word, size_t length)
{
	int code = coc_code(&coc_answer, word, length);

	if (code >= 0)
		return code;
	for (int field = FIELD_CASES; field < NFIELDS; field++)
	{
		if (strlen(field_names[field]) == length &&
			memcmp(field_names[field], word, length) == 0)
			return field;
	}
	return -1;
}

/* Take the value of a field into its counter. */
static bool
scan_field(CocScanner *scanner, int field, CocGenderCount *count)
{
	CocInt128 wide = 0;

	switch (field)
	{
		case FIELD_CASES:
			return coc_scan_integer(scanner, &count->cases);
		case FIELD_MISSING:
			return coc_scan_integer(scanner, &count->missing);
		case FIELD_MEASURED:
			return coc_scan_integer(scanner, &count->measured);
		case FIELD_PEOPLE:
			return coc_scan_integer(scanner, &count->people);
		case FIELD_KEY:
			return coc_scan_hex(scanner, &count->key);
		case FIELD_SUM:
		case FIELD_SQUARES:
			if (!coc_scan_wide(scanner, &wide))
				return false;
			coc_wide_set(field == FIELD_SUM ? &count->sum : &count->squares,
						 wide);
			return true;
		default:
			return coc_scan_integer(scanner, &count->answers[field]);
	}
}

/* Take "name=value" pairs up to the comma or brace that ends the gender. */
static CocStatus
scan_fields(CocScanner *scanner, uint32_t legal, CocGenderCount *count,
			CocSlip *slip)
{
	for (;;)
	{
		const char *word;
		size_t length = coc_scan_word(scanner, &word);
		int field;

		if (length == 0)
			return COC_OK;
		field = find_field(word, length);
		if (field < 0 || (legal & UINT32_C(1) << field) == 0)
		{
			scanner->position -= length; /* point at the name */
			return bad_text(slip, scanner, "the field is unknown or repeated");
		}
		legal &= ~(UINT32_C(1) << field);
		if (!coc_scan_char(scanner, '=') || !scan_field(scanner, field, count))
			return bad_text(slip, scanner, "\"=\" and a number were expected");
	}
}

/* Take the name of a gender and its colon; 0 is all, -1 is wrong. */
static int
scan_gender(CocScanner *scanner)
{
	const char *word;
	size_t length = coc_scan_word(scanner, &word);
	int code = coc_code(&coc_gender, word, length);

	if (length == 3 && memcmp(word, "all", 3) == 0)
		code = 0;
	return coc_scan_char(scanner, ':') ? code : -1;
}

/*
 * scan_genders
 *		Take "gender: fields, gender: fields, ..." up to the closing brace.
 *
 * "all" may only say who was counted: what was counted is the sum of the
 * genders, and saying it twice would invite a contradiction.
 */
static CocStatus
scan_genders(CocScanner *scanner, CocSummary *summary, CocSlip *slip)
{
	const uint32_t every_field = (UINT32_C(1) << NFIELDS) - 1;
	const uint32_t who = UINT32_C(1) << FIELD_PEOPLE | UINT32_C(1) << FIELD_KEY;
	CocGenderCount counts[1 + COC_NGENDERS];
	unsigned seen = 0;

	memset(counts, 0, sizeof(counts));
	do
	{
		int gender = scan_gender(scanner);
		CocStatus status;

		if (gender < 0 || (seen & 1U << gender) != 0)
			return bad_text(slip, scanner,
							"a gender not yet named, or all, was expected");
		seen |= 1U << gender;
		status = scan_fields(scanner, gender == 0 ? who : every_field,
							 &counts[gender], slip);
		if (status != COC_OK)
			return status;
	} while (coc_scan_char(scanner, ','));
	memcpy(summary->genders, counts + 1, sizeof(summary->genders));
	summary->people = counts[0].people;
	summary->key = counts[0].key;
	return COC_OK;
}

/* Text of counts that cannot be is refused like text that cannot be read. */
CocStatus
coc_summary_scan(CocScanner *scanner, CocSummary *summary, CocSlip *slip)
{
	memset(summary, 0, sizeof(*summary));
	if (!coc_scan_char(scanner, '{'))
		return bad_text(slip, scanner, "\"{\" was expected");
	if (!coc_scan_char(scanner, '}'))
	{
		CocStatus status = scan_genders(scanner, summary, slip);

		if (status != COC_OK)
			return status;
		if (!coc_scan_char(scanner, '}'))
			return bad_text(slip, scanner, "\",\" or \"}\" was expected");
	}
	return coc_summary_check(summary, COC_BAD_TEXT, slip);
}

CocStatus
coc_summary_parse(const char *text, size_t length, CocSummary *summary,
				  CocSlip *slip)
{
	CocScanner scanner = {text, length, 0};
	CocStatus status = coc_summary_scan(&scanner, summary, slip);

	coc_scan_space(&scanner);
	if (status == COC_OK && !coc_scan_at_end(&scanner))
		return bad_text(slip, &scanner, "there is text after the summary");
	return status;
}
