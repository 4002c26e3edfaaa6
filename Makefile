# Sudui: `make demo` shows the whole path, `make check` proves it.  The list of sources is
# src/MODULES, who may include whom is src/FOLDERS; nothing is listed here a second time.
BUILD ?= build
CC = gcc
WARNINGS = -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
           -Wold-style-definition -Wvla -Wformat=2 -Werror
OPTIMISE ?= -O2
SANITIZE ?=
PACKAGES = libxml-2.0 yajl libpcre2-8 icu-uc icu-i18n glib-2.0 libzip xlsxwriter sqlite3 libcrypto
PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES) 2>/dev/null)
PKG_LIBS := $(shell pkg-config --libs $(PACKAGES) 2>/dev/null)
CPPFLAGS = -D_GNU_SOURCE -Isrc $(patsubst -I%,-isystem %,$(PKG_CFLAGS))
CFLAGS = -std=c17 -g $(OPTIMISE) -fPIC -fvisibility=hidden -pthread $(WARNINGS) \
         $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all)
LDLIBS = $(PKG_LIBS) -lcsv -ldecnumber -lm -pthread
LDFLAGS = $(if $(SANITIZE),-fsanitize=$(SANITIZE))

MODULES := $(shell sed -n 's/^\([a-z]*\/[a-z0-9_]*\) .*/\1/p' src/MODULES)
FOLDERS := $(shell sed -n 's/^\([a-z]*\):.*/\1/p' src/FOLDERS)
# allowed-<folder>: the folders it may include; they are linked behind it, highest first.
allowed = $(shell sed -n 's/^$(1)://p' src/FOLDERS)
reverse = $(if $(1),$(call reverse,$(wordlist 2,$(words $(1)),$(1))) $(firstword $(1)))
closure = $(sort $(1) $(foreach f,$(call allowed,$(1)),$(call closure,$(f))))
libs-of = $(foreach f,$(call reverse,$(filter $(call closure,$(1)),$(FOLDERS))),$(BUILD)/lib/lib$(f).a)
objects-of = $(patsubst %,$(BUILD)/obj/%.o,$(filter $(1)/%,$(MODULES)))

UNIT_TESTS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/*_test.c))

all: $(BUILD)/sudui $(BUILD)/sudui-tck

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
	@$(MAKE) -s -j$(JOBS) all unit-programs
	@$(MAKE) -s -j$(JOBS) BUILD=$(BUILD)-asan SANITIZE=address,undefined OPTIMISE=-O1 unit-programs
	@tools/check

DECIMAL_DIFFERENTIAL = $(BUILD)/tests/differential/decimal_differential
unit-programs: $(patsubst %,$(BUILD)/tests/%,$(UNIT_TESTS)) $(DECIMAL_DIFFERENTIAL)

# Operation by operation against Python's decimal: `make differential OPERATIONS=1000000 SEED=2`.
OPERATIONS ?= 1200000
SEED ?= 1
$(DECIMAL_DIFFERENTIAL): tests/differential/decimal_differential.c $(call libs-of,base)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,base) $(LDLIBS)
differential: $(DECIMAL_DIFFERENTIAL)
	@BUILD=$(BUILD) python3 tests/differential/decimal_test.py --operations $(OPERATIONS) --seed $(SEED)
.PHONY: differential

format:
	clang-format -i $$(git ls-files 'src/*.c' 'src/*.h' 'tests/*.c' 'tests/*.h')

# One page a command, from the same table as --help.
man: $(BUILD)/sudui
	@$(BUILD)/sudui help --man-directory $(BUILD)/man

clean:
	rm -rf build build-*
.PHONY: all packages demo check unit-programs format man clean
