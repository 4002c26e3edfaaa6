# Coverage-guided fuzzing and its replay; see fuzz/README.md.
#   make fuzz TARGET=feel SECONDS=600     needs clang-14 and libclang-rt-14-dev
#   make fuzz-replay                      the kept inputs, without libFuzzer; part of make check
FUZZ_TARGETS := $(shell sed -n 's/^FUZZ_TARGET(\(.*\))/\1/p' fuzz/targets.def)
FUZZ_LIBS := $(call reverse,$(filter $(foreach f,payout registry policy dmn,$(closure-$(f))),$(FOLDERS)))
FUZZ_ARCHIVES := $(foreach f,$(FUZZ_LIBS),$(BUILD)/lib/lib$(f).a)
SECONDS ?= 60
TARGET ?= feel

# For the replay program each target's entry point has a name of its own.
$(BUILD)/fuzz/replay-%.o: fuzz/%.c fuzz/support.h Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -DLLVMFuzzerTestOneInput=fuzz_$* $(CFLAGS) -MMD -MP -c $< -o $@
$(BUILD)/fuzz/libfuzzer-%.o: fuzz/%.c fuzz/support.h Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@
$(BUILD)/fuzz/replay: $(patsubst %,$(BUILD)/fuzz/replay-%.o,$(FUZZ_TARGETS) replay support) $(FUZZ_ARCHIVES)
	$(CC) -o $@ $(LDFLAGS) $^ $(LDLIBS)
$(BUILD)/fuzz/libfuzzer-run-%: $(BUILD)/fuzz/libfuzzer-%.o $(BUILD)/fuzz/libfuzzer-support.o $(FUZZ_ARCHIVES)
	$(CC) -o $@ -fsanitize=fuzzer,address,undefined $^ $(LDLIBS)
.PRECIOUS: $(BUILD)/fuzz/libfuzzer-%.o
-include $(wildcard $(BUILD)/fuzz/*.d)

fuzz-replay:
	@$(MAKE) -s BUILD=$(BUILD)-asan SANITIZE=address,undefined OPTIMISE=-O1 $(BUILD)-asan/fuzz/replay
	@$(BUILD)-asan/fuzz/replay

# Without clang's pointer-overflow: it objects to a null pointer plus zero, which an empty list
# gives and every compiler takes; real overruns are found by the address sanitizer.
FUZZ_SANITIZE = fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow

# New inputs go to build-fuzz/found/<target>, a crash to build-fuzz/crash-<target>-*.
fuzz:
	@$(MAKE) -s BUILD=build-fuzz CC=clang-14 WARNINGS= OPTIMISE=-O1 SANITIZE="$(FUZZ_SANITIZE)" build-fuzz/fuzz/libfuzzer-run-$(TARGET)
	@mkdir -p build-fuzz/found/$(TARGET)
	build-fuzz/fuzz/libfuzzer-run-$(TARGET) -max_total_time=$(SECONDS) -fork=0 -timeout=5 \
	  -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix=build-fuzz/crash-$(TARGET)- \
	  $(if $(filter feel% unary%,$(TARGET)),-dict=fuzz/feel.dict -max_len=2000) \
	  $(if $(filter dmn% camt% pain% bank%,$(TARGET)),-dict=fuzz/dmn.dict -max_len=20000) \
	  build-fuzz/found/$(TARGET) fuzz/corpus/$(TARGET) $(wildcard fuzz/crashes-fixed/$(TARGET))
.PHONY: fuzz fuzz-replay
