# Sudui: `make demo` shows the whole path, `make check` proves it.  The list of sources is
# src/MODULES, who may include whom is src/FOLDERS; nothing is listed here a second time.
BUILD ?= build
CC = gcc
WARNINGS = -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
           -Wold-style-definition -Wvla -Wformat=2 -Werror
OPTIMISE ?= -O2
SANITIZE ?=
PACKAGES = libxml-2.0 yajl libpcre2-8 icu-uc icu-i18n glib-2.0 libzip xlsxwriter sqlite3 libcrypto pangocairo libqrencode libsodium liboath libxslt libmicrohttpd
PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
CPPFLAGS = -D_GNU_SOURCE -Isrc -Iinclude $(patsubst -I%,-isystem %,$(PKG_CFLAGS))
CFLAGS = -std=c17 -g $(OPTIMISE) -fPIC -fvisibility=hidden -ffunction-sections -pthread $(WARNINGS) \
         $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)
LDLIBS = $(PKG_LIBS) -lcsv -ldecnumber -lm -pthread
LDFLAGS = $(if $(SANITIZE),-fsanitize=$(SANITIZE))

MODULES := $(shell sed -n 's/^\([a-z]*\/[a-z0-9_]*\) .*/\1/p' src/MODULES)
FOLDERS := $(shell sed -n 's/^\([a-z]*\):.*/\1/p' src/FOLDERS)
# Of each folder, lowest first: what it may include, all that this includes, and its libraries, which
# are linked highest first.
reverse = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
define folder-order
allowed-$(1) := $(shell sed -n 's/^$(1)://p' src/FOLDERS)
closure-$(1) := $$(sort $(1) $$(foreach f,$$(allowed-$(1)),$$(closure-$$(f))))
libs-$(1) := $$(patsubst %,$$(BUILD)/lib/lib%.a,$$(call reverse,$$(filter $$(closure-$(1)),$$(FOLDERS))))
endef
$(foreach f,$(FOLDERS),$(eval $(call folder-order,$(f))))
libs-of = $(libs-$(1))
objects-of = $(patsubst %,$(BUILD)/obj/%.o,$(filter $(1)/%,$(MODULES)))

UNIT_TESTS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/*_test.c))

all: $(BUILD)/sudui $(BUILD)/sudui-tck libdmn

$(BUILD)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

define folder-rules
$(BUILD)/lib/lib$(1).a: $(call objects-of,$(1)) src/MODULES
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $(call objects-of,$(1))
$(BUILD)/tests/$(1)/%_test: tests/unit/$(1)/%_test.c $(call libs-of,$(1)) tests/support/table.h
	@mkdir -p $$(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS) -Wno-missing-prototypes $$< -o $$@ $(LDFLAGS) $(call libs-of,$(1)) -lcmocka $(LDLIBS)
unit-$(1): $(patsubst %,run-unit/%,$(filter $(1)/%,$(UNIT_TESTS)))
.PHONY: unit-$(1)
endef
$(foreach f,$(FOLDERS),$(eval $(call folder-rules,$(f))))

# One unit test: make run-unit/base/arena_test
run-unit/%: $(BUILD)/tests/%
	$<
.PRECIOUS: $(BUILD)/tests/%

$(BUILD)/sudui: $(call libs-of,cli)
	$(CC) -o $@ $(LDFLAGS) $(BUILD)/obj/cli/main.o $^ $(LDLIBS)

# The runner of the DMN conformance kit; `make conformance TCK=DIR` runs a kit, a level or a test.
$(BUILD)/sudui-tck: $(call libs-of,tck)
	$(CC) -o $@ $(LDFLAGS) $(BUILD)/obj/tck/main.o $^ $(LDLIBS)
TCK ?= ../shared/tck
conformance: $(BUILD)/sudui-tck
	@$(BUILD)/sudui-tck $(TCK)
.PHONY: conformance

# --- libdmn: the engine for other programs, its contract is include/dmn.h -------------------------
ENGINE_LIBS = $(call libs-of,libdmn)
ENGINE_PACKAGES = libxml-2.0 yajl libpcre2-8 icu-uc icu-i18n
ENGINE_LDLIBS = $(shell pkg-config --libs $(ENGINE_PACKAGES)) -ldecnumber -lm
DMN_VERSION := $(shell sed -n 's/^.define DMN_VERSION_[A-Z]* //p' include/dmn.h | paste -sd.)
DMN_SONAME = libdmn.so.$(firstword $(subst ., ,$(DMN_VERSION)))
LIBDMN = $(addprefix $(BUILD)/,$(DMN_SONAME) libdmn.a dmn_sqlite.so)
libdmn: $(LIBDMN)

# Everything but the functions of dmn.h is hidden, in the archive too: its one object is linked
# beforehand and keeps no other global name that could clash with the program's own.
$(BUILD)/libdmn.o: $(ENGINE_LIBS)
	$(LD) -r -o $@ $(patsubst %,$(BUILD)/obj/%.o,$(filter libdmn/%,$(MODULES))) $^
	objcopy --localize-hidden $@
$(BUILD)/libdmn.a: $(BUILD)/libdmn.o
	@rm -f $@
	ar rcs $@ $<
$(BUILD)/$(DMN_SONAME): $(BUILD)/libdmn.o
	$(CC) -shared -Wl,-soname,$(DMN_SONAME) -Wl,--as-needed,--gc-sections,--exclude-libs,ALL -Wl,-z,defs,-z,relro,-z,now -o $@ \
	  $(LDFLAGS) $< $(ENGINE_LDLIBS)
	@ln -sf $(DMN_SONAME) $(BUILD)/libdmn.so

# Where the files will lie is known at installation, so pkg-config's file is written there.
define PKG_CONFIG_FILE
prefix=$(PREFIX)
includedir=$${prefix}/include
libdir=$${prefix}/lib

Name: libdmn
Description: Decision models (DMN 1.5 with FEEL)
Version: $(DMN_VERSION)
Cflags: -I$${includedir}
Libs: -L$${libdir} -ldmn
Requires.private: $(ENGINE_PACKAGES)
Libs.private: -ldecnumber -lm
endef
export PKG_CONFIG_FILE

# SELECT dmn('model.dmn', 'Decision', json): an extension of SQLite on the public header alone.
$(BUILD)/dmn_sqlite.so: sqlite/dmn_sqlite.c include/dmn.h $(BUILD)/$(DMN_SONAME)
	$(CC) -D_GNU_SOURCE -Iinclude $(CFLAGS) -shared -Wl,-z,defs -Wl,-rpath,'$$ORIGIN' -Wl,-rpath,'$$ORIGIN/..' \
	  -o $@ $(LDFLAGS) $< -L$(BUILD) -ldmn

# `make install PREFIX=/usr/local DESTDIR=`: programs, library, header, manual pages, policies, data.
PREFIX ?= /usr/local
ROOT = $(DESTDIR)$(PREFIX)
install: all libdmn man
	install -d $(ROOT)/bin $(ROOT)/include $(ROOT)/lib/pkgconfig $(ROOT)/lib/sudui \
	  $(ROOT)/share/man/man1 $(ROOT)/share/sudui
	install $(BUILD)/sudui $(BUILD)/sudui-tck $(ROOT)/bin
	install -m 644 include/dmn.h $(ROOT)/include
	install -m 644 $(BUILD)/libdmn.a $(ROOT)/lib
	install $(BUILD)/$(DMN_SONAME) $(ROOT)/lib
	ln -sf $(DMN_SONAME) $(ROOT)/lib/libdmn.so
	install $(BUILD)/dmn_sqlite.so $(ROOT)/lib/sudui
	echo "$$PKG_CONFIG_FILE" > $(ROOT)/lib/pkgconfig/libdmn.pc
	install -m 644 $(BUILD)/man/*.1 $(ROOT)/share/man/man1
	cp -R policies data $(ROOT)/share/sudui
	install -d $(ROOT)/lib/systemd/system $(ROOT)/share/sudui/packaging
	sed 's|@PREFIX@|$(PREFIX)|' packaging/sudui.service > $(ROOT)/lib/systemd/system/sudui.service
	install -m 644 packaging/nginx.conf $(ROOT)/share/sudui/packaging
.PHONY: libdmn install

# The files that web/asset links in are no includes.  Bundles of scripts are made once for all
# builds; where npm is absent they are empty, nothing is stamped, and the next make tries again.
BUNDLES = build/pages
$(BUNDLES)/made: tools/bundle npm/bundle.mjs npm/package-lock.json npm/.npmrc src/web/assets.def $(wildcard src/web/scripts/*)
	@tools/bundle $(BUNDLES)
$(BUILD)/obj/web/asset.o: $(wildcard src/web/pages/* src/web/assets/*) $(BUNDLES)/made

-include $(patsubst %,$(BUILD)/obj/%.d,$(MODULES))

# --- For people ---------------------------------------------------------------------------------
JOBS ?= $(shell nproc)
DEMO ?= demo

packages:
	@tools/install-packages

# The packages may bring pkg-config and the libraries' flags, so the rest is a second make.
demo: packages
	@$(MAKE) -s -j$(JOBS) all
	@tools/demo $(DEMO)

check: packages
	@$(MAKE) -s -j$(JOBS) all unit-programs proof-programs
	@$(MAKE) -s -j$(JOBS) BUILD=$(BUILD)-asan SANITIZE=address,undefined OPTIMISE=-O0 unit-programs $(BUILD)-asan/fuzz/replay
	@tools/check

# Every journey, and every page that is read in both languages, on a desk and a phone, light and dark,
# with and without scripts; screenshots in build/screenshots.  `make check` runs a part of it.
check-browser: packages
	@$(MAKE) -s -j$(JOBS) all
	@python3 tests/browser/browser_test.py full
.PHONY: check-browser

DECIMAL_DIFFERENTIAL = $(BUILD)/tests/differential/decimal_differential
COLUMN_DIFFERENTIAL = $(patsubst %,$(BUILD)/tests/differential/%_differential,column shipped)
include fuzz/fuzz.mk
include proofs/proofs.mk
CITY_DIFFERENTIALS = $(patsubst %,$(BUILD)/tests/differential/%_differential,reasons near_miss)
unit-programs: $(patsubst %,$(BUILD)/tests/%,$(UNIT_TESTS)) $(DECIMAL_DIFFERENTIAL) $(COLUMN_DIFFERENTIAL) $(CITY_DIFFERENTIALS)

# Operation by operation against Python's decimal: `make differential OPERATIONS=1000000 SEED=2`.
OPERATIONS ?= 1200000
SEED ?= 1
$(DECIMAL_DIFFERENTIAL): tests/differential/decimal_differential.c $(call libs-of,base)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,base) $(LDLIBS)
differential: $(DECIMAL_DIFFERENTIAL)
	@BUILD=$(BUILD) python3 tests/differential/decimal_test.py --operations $(OPERATIONS) --seed $(SEED)
.PHONY: differential

# Reasons against decisions: `make differential-reasons CITY=demo STRIDE=1`; DAY is a day number.
CITY ?= demo
$(CITY_DIFFERENTIALS): $(BUILD)/tests/differential/%: tests/differential/%.c $(call libs-of,list) tests/support/open_city.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,list) $(LDLIBS)
DAY ?= 20269
DATA_YEAR ?= 2024
STRIDE ?= 1
differential-reasons differential-near-miss: differential-%: $(CITY_DIFFERENTIALS)
	@$(BUILD)/tests/differential/$(subst -,_,$*)_differential $(CITY) . $(DAY) $(DATA_YEAR) $(STRIDE)
.PHONY: differential-reasons differential-near-miss

# Every number of every shipped item: set in the program, and written into the file.
differential-simulation: $(BUILD)/sudui $(CITY_DIFFERENTIALS)
	@BUILD=$(BUILD) SIMULATE_ALL=1 python3 tests/system/insight_test.py
.PHONY: differential-simulation

# The column evaluator against the record evaluator on random models and columns:
# `make differential-columns ROWS=1000000 SEED=2`; the shipped items on COMPANIES each.
ROWS ?= 1000000
COMPANIES ?= 200000
$(COLUMN_DIFFERENTIAL): $(BUILD)/%: %.c $(call libs-of,column)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,column) $(LDLIBS)
differential-columns: $(COLUMN_DIFFERENTIAL)
	@$(BUILD)/tests/differential/column_differential $(ROWS) $(SEED)
differential-shipped: $(COLUMN_DIFFERENTIAL)
	@$(BUILD)/tests/differential/shipped_differential $(COMPANIES) policies/*/*.dmn
.PHONY: differential-columns differential-shipped

# The shipped items and the workload of bench/ as SQL in DuckDB, row by row; needs node and npm.
differential-sql: $(BUILD)/sudui $(BUILD)/bench/batch_bench
	@BUILD=$(BUILD) python3 tests/differential/sql_workload_test.py --companies 1000000 --spec $(BENCH_SPEC)
	@BUILD=$(BUILD) python3 tests/differential/sql_items_test.py --companies 200000 --mixed 100000 --seed $(SEED)
.PHONY: differential-sql

include bench/bench.mk

# Reasons one by one, for every run of a city: `make bench-explain CITY=demo SUBJECTS=1000`.
SUBJECTS ?= 1000
CITY_BENCHES = $(patsubst %,$(BUILD)/bench/%_bench,explain near_miss simulation)
$(CITY_BENCHES): $(BUILD)/bench/%: bench/%.c $(call libs-of,list) tests/support/open_city.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,list) $(LDLIBS)
bench-explain: $(BUILD)/bench/explain_bench
	@$(BUILD)/bench/explain_bench $(CITY) . $(SUBJECTS)
# The near misses of a city repeated to ROWS companies, every shipped item.
ROWS ?= 1000000
bench-near-miss: $(BUILD)/bench/near_miss_bench
	@$(BUILD)/bench/near_miss_bench $(CITY) . $(DAY) $(DATA_YEAR) $(ROWS)
# One position of a slider, every shipped item.
bench-simulation: $(BUILD)/bench/simulation_bench
	@$(BUILD)/bench/simulation_bench $(CITY) . $(DAY) $(DATA_YEAR)
# The figures of the whole city, as its page computes them: `make bench-city CITY=demo`.
$(BUILD)/bench/city_bench: bench/city_bench.c $(call libs-of,operation) tests/support/open_city.h
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,operation) $(LDLIBS)
bench-city: $(BUILD)/bench/city_bench
	@$(BUILD)/bench/city_bench $(CITY) .
.PHONY: bench-city
# The same as a browser waits for it, over HTTP.
bench-sliders: $(BUILD)/sudui
	@BUILD=$(BUILD) python3 bench/sliders.py $(CITY) $(VERSIONS)
# From the movement to the redrawn page, in Chromium: VERSIONS="item/version ...".
bench-sliders-browser: $(BUILD)/sudui
	@BUILD=$(BUILD) python3 bench/sliders.py --browser $(CITY) $(VERSIONS)
# What officers press, on a city as tools/demo makes, of ACT_COMPANIES: the slowest ten.
bench-acts: $(BUILD)/sudui
	@BUILD=$(BUILD) python3 bench/acts.py $(ACT_COMPANIES)
ACT_COMPANIES ?= 20000
.PHONY: bench-explain bench-near-miss bench-simulation bench-sliders bench-sliders-browser bench-acts

# From the list of 100,000 awards to the reconciled statement, and the ledger beside plain SQLite.
PAYMENTS ?= 100000
TRANSFERS ?= 500000
$(BUILD)/bench/ledger_bench: bench/ledger_bench.c $(call libs-of,ledger)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,ledger) $(LDLIBS)
bench-money: $(BUILD)/sudui $(BUILD)/bench/ledger_bench
	@python3 bench/money.py --build $(BUILD) --payments $(PAYMENTS)
	@folder=$$(mktemp -d) && $(BUILD)/bench/ledger_bench $$folder $(TRANSFERS); \
	  code=$$?; rm -rf $$folder; exit $$code
.PHONY: bench-money

# What answers and forms of the pages hold, for the OpenAPI document; after a page has changed.
api-schemas: $(BUILD)/sudui
	@BUILD=$(BUILD) python3 tests/system/api_test.py --write
.PHONY: api-schemas

format:
	clang-format -i $$(git ls-files 'src/*.c' 'src/*.h' 'tests/*.c' 'tests/*.h')

# One page a command, from the same table as --help.
man: $(BUILD)/sudui
	@$(BUILD)/sudui help --man-directory $(BUILD)/man

clean:
	rm -rf build build-*
.PHONY: all packages demo check unit-programs format man clean
