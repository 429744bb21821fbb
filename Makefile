# continuum: registry of the continuum of care, a PostgreSQL extension.
# `make demo` and `make test` do all their own set-up; `make help` lists the targets.

# Name and version; the version is written in continuum.control alone.
EXTENSION := continuum
VERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" continuum.control)
MODULE_big := continuum

# Slices in the order in which data flows; a slice may use those before it.
CORE_STEMS := \
	date scan vocabulary \
	scheme scheme_compile identifier keyring pseudonym \
	episode \
	journey journey_sets journey_key journey_estimate \
	pathway pathway_match pathway_compile pathway_scan pathway_text pathway_key \
	continuity event follow_up arrival \
	presence contact checkup supply \
	cursor wide summary summary_text people \
	durations durations_text durations_read \
	template intake_guard intake_value intake intake_row
PG_STEMS := \
	module error rate literal image registry may_read meaning vocabulary \
	crypto keyring_source keyring scheme pseudonym recognise settings \
	episode episode_order \
	journey journey_order journey_sets journey_json journey_agg journey_stats set_call journey_rows \
	pathway pathway_match pathway_rows \
	journey_selectivity journey_gin \
	continuity course follow_up \
	presence array contact checkup supply \
	summary summary_agg people_agg \
	durations durations_agg durations_rows distribution funnel \
	intake_batch intake_judge intake_fields intake_buffer intake_store intake intake_form
CODE_TYPES := gender care exit_reason answer care_state checkup_state
SQL_STEMS := vocabulary pseudonym settings episode journey pathway journey_index \
	continuity follow_up \
	presence contact checkup supply \
	summary durations distribution gender_gap intake registry indicator report report_layout standard_table panel
REGISTRY_STEMS := \
	tables facts lists identity guard access views \
	seed seed_labels seed_terms seed_lists seed_codes \
	keys \
	loaders terms plan intake accept receipt template \
	forms logging referral fact_plan rules fact_accept log completeness \
	stored \
	naming erasure merge match \
	closing report \
	onboarding months \
	recovery worklist caseload \
	indicator dimension indicator_engine plain_sql \
	indicators_journeys indicators_exits indicators_after_exit indicators_aftercare indicators_access coverage indicators_recovery \
	standard_tables seed_tables seed_panel \
	feedback \
	row_security provider_views grants check_roles

# Tests against a running server (make installcheck), one file a slice.
REGRESS := \
	vocabulary \
	pseudonym \
	episode journey journey_sets journey_agg \
	pathway pathway_oracle \
	journey_index journey_estimate \
	continuity continuity_oracle continuity_bias follow_up follow_up_oracle follow_up_bias \
	presence presence_oracle contact checkup supply \
	summary \
	durations durations_oracle distribution funnel \
	gender_gap golden_gender \
	registry seed lists onboarding keys settings \
	intake template facts log rules logging \
	stored \
	merge erasure \
	aftercare worklist \
	indicator indicators_journeys indicators_aftercare indicators_access indicators_recovery indicator_bias indicator_input \
	report saved standard_tables roles
ISOLATION := correction_before_assertion same_person refresh_during_load rotation_during_load merge_and_erase_during_load forms recognised_at_once forms_at_once report_during_correction

# Objects, the built install script, and where their parts stand.
OBJS := $(CORE_STEMS:%=extension/core/%.o) $(PG_STEMS:%=extension/pg/%.o)
DATA_built := $(EXTENSION)--$(VERSION).sql
INSTALL_PARTS := extension/install/schema.sql extension/install/code_type.sql.in \
	$(SQL_STEMS:%=extension/install/%.sql)
REGISTRY_PARTS := $(REGISTRY_STEMS:%=extension/registry/%.sql)
EXTRA_CLEAN := $(EXTENSION)--*.sql results output_iso regression.diffs regression.out

# Compilation: warnings are errors, nothing is exported but by COC_FUNCTION.
PG_CPPFLAGS := -Iextension -DCOC_VERSION='"$(VERSION)"'
PG_CFLAGS := -std=gnu11 -fvisibility=hidden -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare \
	-Wno-declaration-after-statement
SHLIB_LINK := -lcrypto
REGRESS_OPTS := --load-extension=continuum
ISOLATION_OPTS := --load-extension=continuum --inputdir=tests/isolation

# PGXS; llvm bitcode is of no use to a module whose work is in loops of its own.
PG_CONFIG ?= pg_config
override with_llvm := no
PGXS := $(shell $(PG_CONFIG) --pgxs 2>/dev/null)

.PHONY: demo test unit fuzz bench audit lint reference catalogue tutorial format dist help setup

ifeq ($(wildcard $(PGXS)),)
# A fresh machine has no PGXS yet: get it, and start again.
.DEFAULT_GOAL := all
all install installcheck demo test unit fuzz bench audit lint: setup
	@$(MAKE) $@
setup:
	@sh tests/tools/setup build
else
include $(PGXS)
endif

# Core sees no PostgreSQL header and converts no number silently.
extension/core/%.o: extension/core/%.c $(wildcard extension/core/*.h)
	$(CC) $(CFLAGS) $(CFLAGS_SL) -Wconversion -Iextension -c -o $@ $<

# Named one by one: a pattern rule without a recipe would add nothing.
$(PG_STEMS:%=extension/pg/%.o): $(wildcard extension/core/*.h extension/pg/*.h)

# The install script: the parts, with each code type made from the one template.
about_gender := Gender as FHIR administrative-gender has it: female, male, other, unknown. Registered sex and gender identity are separate facts of a person; a report says which basis it used.
about_care := Kind of care. Its role (contact, treatment, aftercare) decides every rule about journeys; see vocabulary().
about_exit_reason := Why a stay ended: ongoing, or a reason with a group (planned, transfer, unplanned, neutral, unknown).
about_answer := Answer to a follow-up question: yes, no, or the reason why neither can be said. Only yes and no are in a denominator.
about_care_state := Where a person is in care on a day: in_treatment, in_aftercare, between_care, not_in_care, or date_unknown where a stay that ended on an unknown date decides. It says nothing about use or remission, which need evidence of their own.
about_checkup_state := What became of a planned check-up: done, late or missed (the three that are in a denominator), not_yet_due, or suspended.
# The registry's DDL goes in as the body of registry_part(), for create_registry() to run.
$(DATA_built): $(INSTALL_PARTS) $(REGISTRY_PARTS) tests/tools/embed_registry Makefile
	@{ printf '%s\n' '\echo Use "CREATE EXTENSION continuum" to load this file. \quit'; \
	cat extension/install/schema.sql; \
	$(foreach type,$(CODE_TYPES),sed -e 's/@TYPE@/$(type)/g' -e 's/@ABOUT@/$(about_$(type))/' extension/install/code_type.sql.in;) \
	tests/tools/embed_registry $(REGISTRY_PARTS); \
	cat $(SQL_STEMS:%=extension/install/%.sql); } > $@.part && mv $@.part $@

# The README's two commands: set up, build, install, run on a private throw-away server.
demo:
	@sh tests/tools/setup build
	@$(MAKE) -s all && $(MAKE) -s install >/dev/null
	@tests/tools/demo

test:
	@sh tests/tools/setup build test
	@$(MAKE) -s all && $(MAKE) -s install >/dev/null
	@tests/tools/all

# Layers by themselves, and measuring. fuzz: FUZZ_SECONDS=60 a target; bench: BENCH_PEOPLE=2000000.
unit:
	@tests/tools/unit

fuzz:
	@sh tests/tools/setup test
	@tests/tools/fuzz

bench: all
	@$(MAKE) -s install >/dev/null
	@tests/bench/run

# The auditor's read-only checks of an existing registry: make audit DATABASE=name
audit:
	@tests/tools/audit "$(DATABASE)"

# Habits that a script checks, and the formatter.
lint: all
	@sh tests/tools/setup lint
	@tests/tools/lint

format:
	clang-format-14 -i extension/*/*.[ch] tests/*/*.[ch]

# The reference, from the COMMENTs of the installed extension.
reference: all
	@$(MAKE) -s install >/dev/null
	@tests/tools/reference >build/reference.md && mv build/reference.md extension/doc/reference.md

# A page for each indicator, from the catalogue, with an example that is run.
catalogue: all
	@$(MAKE) -s install >/dev/null
	@tests/tools/catalogue build/indicators && rm -rf extension/doc/indicators && mv build/indicators extension/doc/indicators

# The tutorial and the guides, with the output of their own SQL.
PAGES := $(wildcard extension/doc/tutorial.md extension/doc/*-guide.md)
tutorial: all
	@$(MAKE) -s install >/dev/null
	@for page in $(PAGES); do tests/tools/tutorial $$page >build/page.md && mv build/page.md $$page || exit 1; done

# The release archive: what git tracks, and nothing else.
dist:
	git archive --format=zip --prefix=$(EXTENSION)-$(VERSION)/ -o $(EXTENSION)-$(VERSION).zip HEAD

help:
	@echo 'demo          the main job from end to end, on a private server'
	@echo 'test          every test of this PostgreSQL, on private servers'
	@echo 'all install   build; install into the PostgreSQL of PG_CONFIG'
	@echo 'installcheck  regression tests against a running server'
	@echo 'unit fuzz     core alone, with sanitizers; libFuzzer (FUZZ_SECONDS=60)'
	@echo 'bench         ratios against plain SQL and peers (BENCH_PEOPLE=2000000)'
	@echo 'audit         read-only checks of a registry (DATABASE=name)'
	@echo 'lint format   checks of every habit; clang-format'
	@echo 'dist clean    release archive; remove what was built'

# The lists, for the scripts that check them.
print-%:
	@echo $($*)
