/*
 * pathway_text.c
 *		The grammar of pathways.
 *
 *	pathway   = [ "^" [ "no" test "then" ] ] chain [ "$" ] [ "spanning" bound ]
 *	chain     = item { link item }
 *	link      = "then" [ "no" test "then" ] [ "next" ] [ bound ]
 *	item      = [ "optional" ] choice
 *	            [ count "times" [ "apart" [ "next" ] [ bound ] ] ]
 *	choice    = unit { "|" unit }
 *	unit      = ( kind | "(" chain ")" ) { qualifier }
 *	            { "not" "followed" "by" [ bound ] test }
 *	test      = kind { qualifier } { "|" kind { qualifier } }
 *	kind      = care { "except" NAME [ "*" ] }
 *	care      = NAME | NAME "*" | "any"
 *	qualifier = ":" exits | "@" programmes | "{" ( "open" | days ) "}"
 *	            | [ "started" | "ended" ] "in" window
 *	exits     = exit | "(" exit { "|" exit } ")"
 *	exit      = NAME | NAME "*"
 *	programmes = INT | "(" INT { "|" INT } ")"
 *	bound     = "{" days "}"
 *	days      = ( "<=" | "<" | ">=" | ">" | "=" ) INT "d"
 *	            | INT [ "d" ] ".." INT "d"
 *	count     = INT | INT ".." | INT ".." INT
 *	window    = ( "[" | "(" ) [ DATE ] "," [ DATE ] ( "]" | ")" )
 *
 * NAME* is every kind of a group or a role, or every exit of a group. The
 * test behind "not followed by" takes all the "|" it finds. Groups nest on a
 * stack of fixed depth: nothing here calls itself.
 */
#include "core/pathway_compile.h"
#include "core/pathway_scan.h"

#define LEGAL_COUNT "Write 3 times, 2.. times or 2..4 times."
#define LEGAL_SPAN "Write spanning{<=365d} or spanning{<365d}."

/* A chain being read: the whole pattern, or a group. */
typedef struct Frame
{
	CocFragment chain;
	CocFragment choice; /* the units of the item so far */
	CocLink link;       /* leads into the item */
	size_t offset;      /* where the chain begins */
	int from;           /* first position of the chain */
	int item_from;      /* first position of the item */
	bool optional;
} Frame;

typedef struct Parser
{
	CocReader reader;
	CocPathway *pathway;
	int depth; /* of the frame that is being filled */
	Frame frames[COC_PATHWAY_DEPTH + 1];
} Parser;

/* Ask for one condition more; *number tells which. */
static bool
add_condition(Parser *parser, CocTest *test, CocConditionKind kind,
			  CocDays days, int *number)
{
	*number = coc_pathway_add_condition(parser->pathway, kind, days);
	if (*number < 0)
		return coc_read_too_much(&parser->reader, "it has too many conditions",
								 coc_read_offset(&parser->reader));
	test->conditions |= UINT64_C(1) << *number;
	return true;
}

static bool
parse_programme(Parser *parser)
{
	CocReader *reader = &parser->reader;
	CocPathway *pathway = parser->pathway;
	size_t offset = coc_read_offset(reader);
	int64_t number;

	if (!coc_read_number(reader, 0, INT32_MAX, "the programme is out of range",
						 "Programmes are numbered from 1 to 2147483647; 0 is "
						 "none.",
						 &number))
		return false;
	if (pathway->nprogrammes == COC_PATHWAY_PROGRAMMES)
		return coc_read_too_much(reader, "it has too many programmes", offset);
	pathway->programmes[pathway->nprogrammes++] = (int32_t) number;
	return true;
}

static bool
parse_programmes(Parser *parser, CocTest *test)
{
	CocReader *reader = &parser->reader;
	CocPathway *pathway = parser->pathway;
	CocCondition *condition;
	int number;

	if (!add_condition(parser, test, COC_AT_PROGRAMME, COC_ANY_DAYS, &number))
		return false;
	condition = &pathway->conditions[number];
	condition->first = pathway->nprogrammes;
	if (!coc_read_char(reader, '('))
	{
		if (!parse_programme(parser))
			return false;
		condition->past = pathway->nprogrammes;
		return true;
	}
	do
	{
		if (!parse_programme(parser))
			return false;
	} while (coc_read_char(reader, '|'));
	condition->past = pathway->nprogrammes;
	return coc_read_closing(reader);
}

/* The brace has been taken. */
static bool
parse_length(Parser *parser, CocTest *test)
{
	CocReader *reader = &parser->reader;
	CocDays days = COC_ANY_DAYS;
	int number;

	if (coc_read_word(reader, "open"))
		return add_condition(parser, test, COC_STILL_THERE, days, &number) &&
			   (coc_read_char(reader, '}') ||
				coc_read_expected(reader, "a closing brace is expected",
								  COC_PATHWAY_FORM));
	return coc_read_days(reader, 0, &days) &&
		   add_condition(parser, test, COC_LENGTH_IN, days, &number);
}

static bool
parse_window(Parser *parser, CocTest *test, CocConditionKind kind)
{
	CocDays window;
	int number;

	return coc_read_window(&parser->reader, &window) &&
		   add_condition(parser, test, kind, window, &number);
}

/* All the qualifiers that stand there. */
static bool
parse_qualifiers(Parser *parser, CocTest *test)
{
	CocReader *reader = &parser->reader;
	bool good = true;

	while (good && reader->status == COC_OK)
	{
		if (coc_read_char(reader, ':'))
			good = coc_read_exits(reader, test);
		else if (coc_read_char(reader, '@'))
			good = parse_programmes(parser, test);
		else if (coc_read_char(reader, '{'))
			good = parse_length(parser, test);
		else if (coc_read_word(reader, "in"))
			good = parse_window(parser, test, COC_PRESENT_IN);
		else if (coc_read_word(reader, "started"))
			good = coc_read_need_word(reader, "in", "in is expected") &&
				   parse_window(parser, test, COC_STARTED_IN);
		else if (coc_read_word(reader, "ended"))
			good = coc_read_need_word(reader, "in", "in is expected") &&
				   parse_window(parser, test, COC_ENDED_IN);
		else
			break;
	}
	return reader->status == COC_OK;
}

/* The bar between alternatives stands free, unlike that of a list. */
static bool
take_bar(CocReader *reader)
{
	return coc_scan_char(&reader->scanner, '|') &&
		   coc_read_put(reader, " |", 2);
}

/* Kinds that must not be there, as guards. */
static bool
parse_test(Parser *parser, uint64_t *guards)
{
	CocReader *reader = &parser->reader;

	*guards = 0;
	do
	{
		size_t offset = coc_read_offset(reader);
		CocTest test;
		int guard;

		if (!coc_read_kind(reader, &test) || !parse_qualifiers(parser, &test))
			return false;
		guard = coc_pathway_add_guard(parser->pathway, &test);
		if (guard < 0)
			return coc_read_too_much(reader, "too many kinds must not be there",
									 offset);
		*guards |= UINT64_C(1) << guard;
	} while (take_bar(reader));
	return reader->status == COC_OK;
}

/* "no" has been taken: a test, and "then". */
static bool
parse_no(Parser *parser, uint64_t *guards)
{
	return parse_test(parser, guards) &&
		   coc_read_need_word(&parser->reader, "then", "then is expected");
}

/* "then" has been taken. */
static bool
parse_link(Parser *parser, CocLink *link)
{
	CocReader *reader = &parser->reader;

	*link = (CocLink){.gap = COC_ANY_DAYS};
	if (coc_read_word(reader, "no") && !parse_no(parser, &link->no))
		return false;
	link->next = coc_read_word(reader, "next");
	return coc_read_bound(reader, &link->gap);
}

static bool
parse_count(CocReader *reader, CocCount *count)
{
	static const char *const bad = "the count is out of range";
	size_t offset = coc_read_offset(reader);

	if (!coc_read_put_blank(reader) ||
		!coc_read_number(reader, 0, INT32_MAX, bad, LEGAL_COUNT, &count->least))
		return false;
	count->most = count->least;
	if (coc_read_char(reader, '.'))
	{
		count->most = 0;
		if (!coc_read_char(reader, '.'))
			return coc_read_expected(reader, "two dots are expected",
									 LEGAL_COUNT);
		if (!coc_read_digit_next(reader))
			return reader->status == COC_OK;
		if (!coc_read_number(reader, 1, INT32_MAX, bad, LEGAL_COUNT,
							 &count->most))
			return false;
	}
	if (count->most == 0)
		return coc_read_refuse(reader, COC_BAD_VALUE, bad, LEGAL_COUNT, offset);
	if (count->most < count->least)
		return coc_read_refuse(reader, COC_BAD_VALUE, "the counts are reversed",
							   LEGAL_COUNT, offset);
	return true;
}

/* A count, "times", and what keeps the repeats apart, if they are there. */
static bool
parse_repeat(Parser *parser, Frame *frame)
{
	CocReader *reader = &parser->reader;
	CocLink apart = {.gap = COC_ANY_DAYS};
	size_t offset = coc_read_offset(reader);
	CocCount count;

	if (!coc_read_digit_next(reader))
		return true;
	if (!parse_count(reader, &count) ||
		!coc_read_need_word(reader, "times", "times is expected"))
		return false;
	if (coc_read_word(reader, "apart"))
	{
		apart.next = coc_read_word(reader, "next");
		if (!coc_read_bound(reader, &apart.gap))
			return false;
		if (!apart.next && !coc_days_bounded(&apart.gap))
			return coc_read_expected(reader, "next or a bound is expected",
									 COC_PATHWAY_FORM);
	}
	if (!coc_pathway_repeat(parser->pathway, frame->item_from, &frame->choice,
							&count, &apart))
		return coc_read_too_much(reader, "it has too many steps", offset);
	return reader->status == COC_OK;
}

/* The item is complete: repeat it and put it behind the chain. */
static bool
finish_item(Parser *parser, Frame *frame)
{
	CocPathway *pathway = parser->pathway;

	if (!parse_repeat(parser, frame))
		return false;
	frame->choice.nullable |= frame->optional;
	if (parser->depth == 0)
		pathway->ends[pathway->nsteps++] = frame->choice.last;
	if (!coc_pathway_join(pathway, &frame->chain, &frame->choice, &frame->link))
		return coc_read_too_much(&parser->reader,
								 "it has too many different links",
								 coc_read_offset(&parser->reader));
	return true;
}

static bool
begin_item(Parser *parser)
{
	Frame *frame = &parser->frames[parser->depth];

	frame->item_from = parser->pathway->npositions;
	frame->choice = (CocFragment){0};
	frame->optional = coc_read_word(&parser->reader, "optional");
	return parser->reader.status == COC_OK;
}

static bool
begin_chain(Parser *parser, size_t offset)
{
	parser->frames[parser->depth] = (Frame){
		.chain = {.nullable = true},
		.link = {.gap = COC_ANY_DAYS},
		.offset = offset,
		.from = parser->pathway->npositions,
	};
	return begin_item(parser);
}

/* Any parentheses that open here, and the kind behind them. */
static bool
begin_unit(Parser *parser)
{
	CocReader *reader = &parser->reader;
	size_t offset = coc_read_offset(reader);
	CocTest test;
	int position;

	while (coc_scan_char(&reader->scanner, '('))
	{
		if (parser->depth == COC_PATHWAY_DEPTH)
			return coc_read_too_much(reader, "it has too many parentheses",
									 offset);
		parser->depth++;
		if (!coc_read_put_blank(reader) || !coc_read_put(reader, "(", 1) ||
			!begin_chain(parser, offset))
			return false;
		offset = coc_read_offset(reader);
	}
	if (!coc_read_kind(reader, &test))
		return false;
	position = coc_pathway_add_position(parser->pathway, &test,
										parser->pathway->nsteps + 1);
	if (position < 0)
		return coc_read_too_much(reader, "it has too many steps", offset);
	return true;
}

/* Conditions of the unit, and what must not follow it. */
static bool
finish_unit(Parser *parser, int from, const CocFragment *unit)
{
	CocReader *reader = &parser->reader;
	Frame *frame = &parser->frames[parser->depth];
	CocTest narrow = COC_ANY_STAY;

	if (!parse_qualifiers(parser, &narrow))
		return false;
	coc_pathway_narrow(parser->pathway, from, &narrow);
	while (coc_read_word(reader, "not"))
	{
		CocFollow follow;
		int number;

		if (!coc_read_need_word(reader, "followed", "followed is expected") ||
			!coc_read_need_word(reader, "by", "by is expected") ||
			!coc_read_bound(reader, &follow.gap) ||
			!parse_test(parser, &follow.guards))
			return false;
		number = coc_pathway_add_follow(parser->pathway, &follow);
		if (number < 0)
			return coc_read_too_much(reader, "too much must not follow",
									 coc_read_offset(reader));
		coc_pathway_forbid(parser->pathway, unit, number);
	}
	frame->choice.first |= unit->first;
	frame->choice.last |= unit->last;
	return reader->status == COC_OK;
}

/* What is written as a step must be one: it may not come to nothing. */
static bool
check_chain(Parser *parser, const Frame *frame)
{
	if (!frame->chain.nullable)
		return true;
	return coc_read_refuse(&parser->reader, COC_BAD_TEXT,
						   "it could match nothing at all",
						   "At least one step, of a group too, must not be "
						   "optional.",
						   frame->offset);
}

/*
 * parse_chain
 *		The outermost chain, with all the groups in it.
 *
 * Each turn reads one unit and then closes whatever ends behind it: the item,
 * the group, the item of the group, and so on outwards.
 */
static bool
parse_chain(Parser *parser)
{
	CocReader *reader = &parser->reader;

	while (begin_unit(parser))
	{
		int from = parser->pathway->npositions - 1;
		uint64_t only = UINT64_C(1) << from;
		CocFragment unit = {only, only, false};

		for (;;)
		{
			Frame *frame = &parser->frames[parser->depth];

			if (!finish_unit(parser, from, &unit))
				return false;
			if (take_bar(reader))
				break;
			if (!finish_item(parser, frame))
				return false;
			if (coc_read_word(reader, "then"))
			{
				if (!parse_link(parser, &frame->link) || !begin_item(parser))
					return false;
				break;
			}
			if (parser->depth == 0 || reader->status != COC_OK)
				return check_chain(parser, frame);
			if (!coc_read_char(reader, ')'))
				return coc_read_expected(
					reader, "then, a bar or a closing parenthesis is expected",
					COC_PATHWAY_FORM);
			if (!check_chain(parser, frame))
				return false;
			unit = frame->chain;
			from = frame->from;
			parser->depth--;
		}
	}
	return false;
}

/* "^" has been taken. */
static bool
parse_start(Parser *parser)
{
	parser->pathway->from_start = !coc_read_word(&parser->reader, "no");
	return parser->pathway->from_start ||
		   parse_no(parser, &parser->pathway->none_before);
}

/*
 * "spanning" has been taken. Upper bounds only: whether some match is long
 * enough would ask for all of them, where the earliest end of each answers
 * whether some match is short enough.
 */
static bool
parse_span(Parser *parser)
{
	CocReader *reader = &parser->reader;
	size_t offset = coc_read_offset(reader);
	CocDays days;

	if (!coc_read_char(reader, '{'))
		return coc_read_expected(reader, "an opening brace is expected",
								 LEGAL_SPAN);
	if (!coc_read_days(reader, 0, &days))
		return false;
	if (days.least != INT32_MIN)
		return coc_read_refuse(reader, COC_BAD_VALUE,
							   "only an upper bound can be asked of the whole",
							   LEGAL_SPAN, offset);
	parser->pathway->span = days.most;
	return true;
}

/* All of it: anchors, chain, span, and nothing behind them. */
static bool
parse_whole(Parser *parser)
{
	CocReader *reader = &parser->reader;

	if (coc_read_char(reader, '^') && !parse_start(parser))
		return false;
	if (!begin_chain(parser, coc_read_offset(reader)) || !parse_chain(parser))
		return false;
	if (coc_scan_char(&reader->scanner, '$'))
	{
		parser->pathway->to_end = true;
		if (!coc_read_put(reader, " $", 2))
			return false;
	}
	if (coc_read_word(reader, "spanning") && !parse_span(parser))
		return false;
	(void) coc_read_offset(reader);
	if (!coc_scan_at_end(&reader->scanner))
		return coc_read_expected(reader, "then, a bar or the end is expected",
								 COC_PATHWAY_FORM);
	return reader->status == COC_OK;
}

CocStatus
coc_pathway_parse(const char *text, size_t length, CocPathway *pathway,
				  char *out, size_t *out_length, CocSlip *slip)
{
	Parser parser = {.reader = {.scanner = {text, length, 0},
								.slip = slip,
								.status = COC_OK,
								.out = out},
					 .pathway = pathway};

	coc_pathway_clear(pathway);
	if (!parse_whole(&parser))
		return parser.reader.status;
	coc_pathway_seal(pathway, &parser.frames[0].chain);
	*out_length = parser.reader.nout;
	return COC_OK;
}

CocStatus
coc_pathway_from_wire(const uint8_t *wire, size_t size, const char **text,
					  size_t *length, CocSlip *slip)
{
	if (size < 1)
		return coc_fail(slip, COC_BAD_BINARY, "pathway", "it is cut short",
						NULL, 0);
	if (wire[0] != COC_PATHWAY_VERSION)
		return coc_fail(slip, COC_BAD_BINARY, "pathway",
						"its format version is not known", NULL, 0);
	*text = (const char *) (wire + 1);
	*length = size - 1;
	return COC_OK;
}
