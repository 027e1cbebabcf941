# SPDX-License-Identifier: MIT
# Every command we have. `make help` lists them. V=1 shows the compiler's whole lines.

.DEFAULT_GOAL := all
MODE    ?= default
BUILD   := $(if $(filter default,$(MODE)),build,build/$(MODE))
CC      := $(if $(filter race fuzz,$(MODE)),clang-14,gcc)
CXX     := g++
WERROR  ?=
PREFIX  ?= /usr/local
DESTDIR ?=

# quiet WORD: a short line in place of the command's own.
quiet = $(if $(V),,@printf '  %-4s %s\n' $(1) $@;)

MODE_FLAGS_default :=
MODE_FLAGS_asan    := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODE_FLAGS_race    := -fsanitize=thread
MODE_FLAGS_fuzz    := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
MODE_FLAGS_cover   := --coverage -O0
MODE_FLAGS         := $(MODE_FLAGS_$(MODE))

# One goal is built on all CPUs; several are kept in the order given.
ifeq ($(MAKELEVEL)$(word 2,$(MAKECMDGOALS)),0)
MAKEFLAGS += -j$(shell nproc)
endif

PKGS      := $(strip libcjson libmd smartcols $(if $(wildcard sim/report/xlsx*.c),xlsxwriter))
TEST_PKGS := criterion

# Asked for only when something is compiled: objects wait for the packages.
PKG_CFLAGS  = $(shell pkg-config --cflags $(PKGS))
PKG_LIBS    = $(shell pkg-config --libs $(PKGS)) -lm
TEST_CFLAGS = $(shell pkg-config --cflags $(TEST_PKGS))
TEST_LIBS   = $(shell pkg-config --libs $(TEST_PKGS)) -lgsl -lgslcblas -lmpfr -lgmp -lstdc++

COMMON   := -O2 -g -ffp-contract=off -fopenmp -D_GNU_SOURCE -Isim -Iinclude $(MODE_FLAGS) -MMD -MP
WARNINGS := -Wall -Wextra -Wshadow $(WERROR)
CFLAGS   := -std=c11 $(COMMON) $(WARNINGS) -Wstrict-prototypes
# To clang it means enum to int too.
CONVERSION := -Wconversion $(if $(filter clang%,$(CC)),-Wno-sign-conversion)
CXXFLAGS := -std=c++17 $(COMMON) $(WARNINGS)

SIM_SRC    := $(sort $(wildcard sim/*/*.c))
TOOL_SRC   := $(sort $(wildcard tools/sendsim/*.c))
CHECK_SRC  := $(sort $(wildcard tests/unit/test_*.c tests/property/prop_*.c tests/golden/*.c \
              tests/fuzz/*.c))
CHECK_XX   := $(sort $(wildcard tests/support/oracle_*.cpp))
# Compiled anew with luck/collect.h before them: all files that read luck.
COLLECT_SRC := $(wildcard sim/engine/*.c) sim/model/draw.c
LUCK_SRC   := $(sort $(wildcard tests/luck/*.c))
THEORY_SRC := $(sort $(wildcard tests/theory/theory_*.c))
HELP_SRC   := $(sort $(wildcard tests/support/*.c))
BENCH_SRC  := $(sort $(wildcard bench/*.c bench/*.cpp))
BATS       := $(sort $(wildcard tests/cli/*.bats))

BENCH_BIN  := $(patsubst bench/%,$(BUILD)/bench/%,$(basename $(BENCH_SRC)))

obj = $(patsubst %,$(BUILD)/obj/%.o,$(basename $(1)))
SIM_OBJ    := $(call obj,$(SIM_SRC))
TOOL_OBJ   := $(call obj,$(TOOL_SRC))
HELP_OBJ   := $(call obj,$(HELP_SRC))
CHECK_OBJ  := $(call obj,$(CHECK_SRC) $(CHECK_XX)) $(HELP_OBJ)
THEORY_OBJ := $(call obj,$(THEORY_SRC)) $(HELP_OBJ)
LUCK_OBJ   := $(call obj,$(LUCK_SRC)) $(HELP_OBJ)
COLLECT_OBJ := $(patsubst %.c,$(BUILD)/obj/collect/%.o,$(COLLECT_SRC))
COLLECT_FLAGS := -Itests/luck -include collect.h
LUCK_ALL   := $(LUCK_OBJ) $(COLLECT_OBJ) $(filter-out $(call obj,$(COLLECT_SRC)),$(SIM_OBJ))

SCENARIO_DIR := scenarios/redcar-and-cleveland
SCENARIOS    ?= $(addprefix $(SCENARIO_DIR)/,$(if $(wildcard $(SCENARIO_DIR)/main.txt),\
                $(shell sed 's/\#.*//' $(SCENARIO_DIR)/main.txt)))
RUN_FLAGS    ?= --force

FORMATTED := $(sort $(wildcard include/*.h sim/*/*.[ch] tools/*/*.[ch] tests/*/*.[ch] \
             tests/*/*.cpp bench/*.[ch] bench/*.cpp))

.PHONY: all run test check page-test theory theory-long random mutants mutant bench bench-crn hindcast \
        hindcast-calibrate asan race fuzz cover layers lint format format-check install uninstall \
        clean help golden-update packages
.DELETE_ON_ERROR:

all: $(BUILD)/sendsim ## build build/sendsim

run: all ## the main job: run SCENARIOS (default: the Redcar and Cleveland list)
	$(BUILD)/sendsim run $(RUN_FLAGS) $(SCENARIOS)

check: $(BUILD)/tests/check ## unit, property and golden tests, one program
	$(BUILD)/tests/check

test: all $(BUILD)/tests/check $(BUILD)/tests/luck ## all tests: check, luck, command line, Python
	@SENDSIM=$(abspath $(BUILD)/sendsim) tests/support/tally.sh $(BUILD) check luck cli python

theory: $(BUILD)/tests/theory ## the model against queueing theory
	@tests/support/tally.sh $(BUILD) theory

theory-long: $(BUILD)/tests/theory random ## the same with a tenth of the error, and dieharder: hours
	@SEN_THEORY_TIMES=100 CRITERION_JOBS=1 tests/support/tally.sh $(BUILD) theory

DIEHARDER ?= -a
random: $(BUILD)/tests/keyed_words ## the words of keyed streams under dieharder, about an hour
	@tools/install_packages.sh build random
	@$(BUILD)/tests/keyed_words | dieharder -g 200 $(DIEHARDER) | tee $(BUILD)/dieharder.txt
	@! grep -q FAILED $(BUILD)/dieharder.txt

mutants: $(BUILD)/tests/check $(BUILD)/tests/theory $(BUILD)/tests/luck ## wrong engines, each of which a test must find
	@tests/mutants/run.sh $(BUILD)

# NAME: the switch; FILE: which holds it; PROGRAM: check, theory or luck. Called by
# tests/mutants/run.sh.
MUTANT := $(BUILD)/mutants/$(NAME).$(PROGRAM)
TESTS_OF_check  = $(CHECK_OBJ) $(SIM_OBJ)
TESTS_OF_theory = $(THEORY_OBJ) $(SIM_OBJ)
TESTS_OF_luck   = $(LUCK_ALL)
mutant: ## one of them, by NAME, FILE and PROGRAM, as tests/mutants/run.sh asks for it
	$(CC) $(CFLAGS) $(if $(filter luck,$(PROGRAM)),$(COLLECT_FLAGS)) $(CONVERSION) $(PKG_CFLAGS) \
	    -DSEN_MUTANT_$(NAME) -c -o $(MUTANT)/switched.o $(FILE)
	$(CC) $(CFLAGS) -o $(MUTANT)/$(PROGRAM) $(MUTANT)/switched.o \
	    $(filter-out %/$(basename $(FILE)).o,$(TESTS_OF_$(PROGRAM))) $(TEST_LIBS) $(PKG_LIBS)

bench: all $(BENCH_BIN) ## time the program (bench/run.sh)
	bench/run.sh $(BUILD)

hindcast: all ## what January 2021 would have forecast for 2021 to 2025, held against what happened
	@SENDSIM=$(abspath $(BUILD)/sendsim) OUT=$(BUILD)/hindcast \
	    /usr/bin/python3 -B tools/hindcast.py score

hindcast-calibrate: all ## find scenarios/hindcast/calibrated.json anew
	@SENDSIM=$(abspath $(BUILD)/sendsim) OUT=$(BUILD)/hindcast \
	    /usr/bin/python3 -B tools/hindcast.py calibrate

CRN_REPLICATES ?= 60
bench-crn: all ## how much surer the same luck makes differences, a line a scenario
	@mkdir -p $(BUILD)/bench
	$(BUILD)/sendsim run --quiet --force --formats json -n $(CRN_REPLICATES) \
	    -o $(BUILD)/bench/crn $(SCENARIOS)
	/usr/bin/python3 -B bench/crn.py $(BUILD)/bench/crn/manifest.json

asan: ## check and command line under address and undefined sanitizers
	@$(MAKE) --no-print-directory MODE=asan build/asan/sendsim build/asan/tests/check
	@SENDSIM=$(abspath build/asan/sendsim) ASAN_OPTIONS=detect_leaks=1 \
	    tests/support/tally.sh build/asan check cli

RACE_FLAGS   ?= -n 6 -t 4
# Archer tells the thread sanitizer what OpenMP's barriers and locks order; without it all is a race.
race: ## run the program under the thread sanitizer, on all that `make run` compares
	@tools/install_packages.sh build clang
	@$(MAKE) --no-print-directory MODE=race build/race/sendsim
	OMP_TOOL_LIBRARIES=/usr/lib/llvm-14/lib/libarcher.so \
	    TSAN_OPTIONS='ignore_noninstrumented_modules=1 halt_on_error=1 suppressions=tests/support/race.supp' \
	    build/race/sendsim run --quiet --force -o build/race/results $(RACE_FLAGS) $(SCENARIOS)
	@echo "no races"

FUZZ_SECONDS ?= 60
FUZZ_SEEDS   := tests/fuzz/corpus tests/data/valid tests/data/invalid/syntax \
                tests/data/invalid/shape tests/data/invalid/meaning
fuzz: all ## FUZZ_SECONDS (60) of scenarios made by chance: the loader, a small run, the writers
	@tools/install_packages.sh build clang
	@$(MAKE) --no-print-directory MODE=fuzz build/fuzz/fuzz_scenario
	@mkdir -p build/fuzz/found
	@$(BUILD)/sendsim schema | grep -o '"[a-z_]*"' | LC_ALL=C sort -u | \
	    sed 's/^"\(.*\)"$$/"\\"\1\\""/' >build/fuzz/keys.dict
	build/fuzz/fuzz_scenario -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=1024 \
	    -max_len=20000 -dict=build/fuzz/keys.dict -artifact_prefix=build/fuzz/ \
	    -print_final_stats=1 build/fuzz/found $(FUZZ_SEEDS)

cover: ## which lines the tests of `make check` and the command line reach: build/cover/index.html
	@tools/install_packages.sh build tests cover
	@$(MAKE) --no-print-directory MODE=cover build/cover/sendsim build/cover/tests/check
	@find build/cover -name '*.gcda' -delete
	@SENDSIM=$(abspath build/cover/sendsim) tests/support/tally.sh build/cover check cli
	gcovr --root . --filter 'sim/' --filter 'tools/' --print-summary \
	    --html-details build/cover/index.html build/cover >build/cover/lines.txt
	@tail -n 3 build/cover/lines.txt

AXE := axe-core@4.14.1
PAGE_PAIR := $(addprefix $(SCENARIO_DIR)/,baseline.json extra_split.json school_checks_alone.json)
page-test: all ## report.html in headless Chromium: axe-core finds nothing at three widths
	@tools/install_packages.sh build page
	@mkdir -p $(BUILD)/page
	npm install --prefix $(BUILD)/page --silent --no-audit --no-fund $(AXE)
	$(BUILD)/sendsim run --quiet --force --formats html -n 4 -o $(BUILD)/page/out $(PAGE_PAIR)
	/usr/bin/python3 -B tests/support/page_axe.py $(BUILD)/page/node_modules/axe-core/axe.min.js \
	    $(BUILD)/page/out/report.html

golden-update: all $(BUILD)/tests/check ## write the golden files anew and show what changed
	SENDSIM=$(abspath $(BUILD)/sendsim) SEN_GOLDEN_UPDATE=1 $(BUILD)/tests/check --filter 'golden*/*'
	SENDSIM=$(abspath $(BUILD)/sendsim) SEN_GOLDEN_UPDATE=1 bats tests/cli/words.bats
	git --no-pager diff -- tests/golden tests/cli

layers: ## who may include whom
	@tools/check_layers.sh

lint: ## cppcheck, no warnings
	@tools/install_packages.sh lint
	cppcheck --std=c11 --quiet --inline-suppr --error-exitcode=1 -j2 --max-ctu-depth=2 \
	    --enable=warning,performance,portability --suppress=missingIncludeSystem \
	    -Isim -Iinclude -D_GNU_SOURCE $(SIM_SRC) $(TOOL_SRC)

format: ## lay out all sources with clang-format 14
	@tools/install_packages.sh lint
	clang-format-14 -i $(FORMATTED)

format-check: ## fail if a source is not laid out
	@tools/install_packages.sh lint
	clang-format-14 --dry-run -Werror $(FORMATTED)

SHARE := $(DESTDIR)$(PREFIX)/share
install: all ## install the program, its man page, completion, scenarios and dashboard under PREFIX
	install -D -m 755 $(BUILD)/sendsim $(DESTDIR)$(PREFIX)/bin/sendsim
	install -D -m 644 tools/sendsim.1 $(SHARE)/man/man1/sendsim.1
	install -D -m 644 tools/sendsim.bash $(SHARE)/bash-completion/completions/sendsim
	find scenarios tools/dashboard -type f -exec install -D -m 644 '{}' '$(SHARE)/sendsim/{}' ';'

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/sendsim $(SHARE)/man/man1/sendsim.1 \
	    $(SHARE)/bash-completion/completions/sendsim
	rm -rf $(SHARE)/sendsim

clean: ## remove build/
	rm -rf build

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | \
	    while IFS="$$(printf '\t')" read -r name text; do printf '%-18s %s\n' "$$name" "$$text"; done

# What only builds needs less than what tests. All that a goal needs is asked for at once.
BUILD_ONLY := all run hindcast hindcast-calibrate install page-test packages fuzz race \
              bench-crn build/sendsim $(BUILD)/sendsim $(BUILD)/fuzz_scenario
packages: ## install what is missing to build, and to test where tests are asked for
	@tools/install_packages.sh build \
	    $(if $(filter-out $(BUILD_ONLY),$(MAKECMDGOALS)),tests)

# Programs

$(BUILD)/sendsim: $(TOOL_OBJ) $(SIM_OBJ)
	$(call quiet,link)$(CC) $(CFLAGS) -o $@ $^ $(PKG_LIBS)

$(BUILD)/tests/check: $(CHECK_OBJ) $(SIM_OBJ)
	@mkdir -p $(@D)
	$(call quiet,link)$(CC) $(CFLAGS) -o $@ $^ $(TEST_LIBS) $(PKG_LIBS)

$(BUILD)/tests/theory: $(THEORY_OBJ) $(SIM_OBJ)
	@mkdir -p $(@D)
	$(call quiet,link)$(CC) $(CFLAGS) -o $@ $^ $(TEST_LIBS) $(PKG_LIBS)

$(BUILD)/tests/luck: $(LUCK_ALL)
	@mkdir -p $(@D)
	$(call quiet,link)$(CC) $(CFLAGS) -o $@ $^ $(TEST_LIBS) $(PKG_LIBS)

$(BUILD)/fuzz_scenario: $(BUILD)/obj/tests/fuzz/fuzz_scenario.o $(SIM_OBJ)
	$(call quiet,link)$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $^ $(PKG_LIBS)

$(BUILD)/tests/keyed_words: $(BUILD)/obj/tests/random/keyed_words.o $(SIM_OBJ)
	@mkdir -p $(@D)
	$(call quiet,link)$(CC) $(CFLAGS) -o $@ $^ $(PKG_LIBS)

# One program a file in bench/, each with all of sim.
$(BUILD)/bench/%: $(BUILD)/obj/bench/%.o $(SIM_OBJ)
	@mkdir -p $(@D)
	$(call quiet,link)$(CC) $(CFLAGS) -o $@ $^ $(PKG_LIBS) -lstdc++

# Objects. Criterion's macros fail -Wconversion, so tests go without.

$(BUILD)/obj/sim/%.o: sim/%.c Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,cc)$(CC) $(CFLAGS) $(CONVERSION) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/obj/collect/%.o: %.c Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,cc)$(CC) $(CFLAGS) $(COLLECT_FLAGS) $(CONVERSION) $(PKG_CFLAGS) -c -o $@ $<

# The England-average area is part of the program (sim/model/priors.h).
$(BUILD)/obj/sim/model/prior_pack.o: scenarios/england-average/area.json

$(BUILD)/obj/tools/%.o: tools/%.c Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,cc)$(CC) $(CFLAGS) $(CONVERSION) $(PKG_CFLAGS) -c -o $@ $<

# The target itself needs no Criterion.
$(BUILD)/obj/tests/fuzz/fuzz_%.o: tests/fuzz/fuzz_%.c Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,cc)$(CC) $(CFLAGS) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/obj/tests/%.o: tests/%.c Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,cc)$(CC) $(CFLAGS) -Itests/support $(TEST_CFLAGS) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/obj/tests/%.o: tests/%.cpp Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,c++)$(CXX) $(CXXFLAGS) -Itests/support -c -o $@ $<

$(BUILD)/obj/bench/%.o: bench/%.c Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,cc)$(CC) $(CFLAGS) $(PKG_CFLAGS) -c -o $@ $<

$(BUILD)/obj/bench/%.o: bench/%.cpp Makefile | packages
	@mkdir -p $(@D)
	$(call quiet,c++)$(CXX) $(CXXFLAGS) -c -o $@ $<

.SECONDARY:
-include $(patsubst %.o,%.d,$(sort $(SIM_OBJ) $(TOOL_OBJ) $(CHECK_OBJ) $(THEORY_OBJ) \
    $(LUCK_OBJ) $(COLLECT_OBJ) $(call obj,$(BENCH_SRC))))
