# The benchmarks, beside the peers in one run; not part of the check.
# `make bench`, or `make bench BENCH=--quick`; more with `make bench BENCH=--help`.
BENCH_SPEC ?= ../shared/bench
BENCH ?=
BENCH_PROGRAMS = $(BUILD)/bench/record_bench $(BUILD)/bench/batch_bench
$(BUILD)/bench/record_bench: bench/record_bench.c $(call libs-of,dmn)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,dmn) $(LDLIBS)
$(BUILD)/bench/batch_bench: bench/batch_bench.c $(call libs-of,column)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,column) $(LDLIBS)
bench: $(BENCH_PROGRAMS)
	@python3 bench/run.py $(BUILD) $(BENCH_SPEC) $(BENCH)
.PHONY: bench

# The pages under load beside the bare HTTP library; needs wrk (packages-bench.txt).
# `make bench-web`, or `make bench-web WEB="--seconds 2 --soak 5"`.
WEB ?=
$(BUILD)/bench/hello_http: bench/hello_http.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(LDLIBS)
$(BUILD)/bench/open_loop: bench/open_loop.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS)
bench-web: $(BUILD)/sudui $(BUILD)/bench/hello_http $(BUILD)/bench/open_loop
	@BUILD=$(BUILD) python3 bench/web.py $(WEB)
.PHONY: bench-web
