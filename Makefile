# continuum: registry of the continuum of care, a PostgreSQL extension.
# `make help` lists the targets; `make demo` and `make test` do all their own set-up.

# Name and version; the version is written in continuum.control alone.
EXTENSION := continuum
VERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" continuum.control)
MODULE_big := continuum

# Slices in the order in which data flows; a slice may use those before it.
CORE_STEMS := date scan vocabulary identifier pseudonym episode journey continuity wide summary summary_text people intake
PG_STEMS := module error vocabulary crypto keyring pseudonym episode journey journey_agg continuity \
	summary summary_agg people_agg intake
CODE_TYPES := gender care exit_reason answer
SQL_STEMS := vocabulary pseudonym episode journey continuity summary intake registry report
REGISTRY_STEMS := tables seed intake views report
REGRESS := vocabulary summary

# Objects, the built install script, and where their parts stand.
OBJS := $(CORE_STEMS:%=extension/core/%.o) $(PG_STEMS:%=extension/pg/%.o)
DATA_built := $(EXTENSION)--$(VERSION).sql
INSTALL_PARTS := extension/install/schema.sql extension/install/code_type.sql.in \
	$(SQL_STEMS:%=extension/install/%.sql)
EXTRA_CLEAN := $(EXTENSION)--*.sql build results

# Compilation: warnings are errors, nothing is exported but by COC_FUNCTION.
PG_CPPFLAGS := -Iextension -DCOC_VERSION='"$(VERSION)"'
PG_CFLAGS := -std=gnu11 -fvisibility=hidden -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare \
	-Wno-declaration-after-statement
SHLIB_LINK := -lcrypto
REGRESS_OPTS := --load-extension=continuum

# PGXS; llvm bitcode is of no use to a module whose work is in loops of its own.
PG_CONFIG ?= pg_config
override with_llvm := no
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Core sees no PostgreSQL header and converts no number silently.
extension/core/%.o: extension/core/%.c $(wildcard extension/core/*.h)
	$(CC) $(CFLAGS) $(CFLAGS_SL) -Wconversion -Iextension -c -o $@ $<

extension/pg/%.o: $(wildcard extension/core/*.h extension/pg/*.h)

# The install script: the parts, with each code type made from the one template.
about_gender := Gender as FHIR administrative-gender has it: female, male, other, unknown. Registered sex and gender identity are separate facts of a person; a report says which basis it used.
about_care := Kind of care. Its role (contact, treatment, aftercare) decides every rule about journeys; see vocabulary().
about_exit_reason := Why a stay ended: ongoing, or a reason with a group (planned, transfer, unplanned, neutral, unknown).
about_answer := Answer to a follow-up question: yes, no, or the reason why neither can be said. Only yes and no are in a denominator.
$(DATA_built): $(INSTALL_PARTS) Makefile
	@{ printf '%s\n' '\echo Use "CREATE EXTENSION continuum" to load this file. \quit'; \
	cat extension/install/schema.sql; \
	$(foreach type,$(CODE_TYPES),sed -e 's/@TYPE@/$(type)/g' -e 's/@ABOUT@/$(about_$(type))/' extension/install/code_type.sql.in;) \
	cat $(SQL_STEMS:%=extension/install/%.sql); } > $@.part && mv $@.part $@
