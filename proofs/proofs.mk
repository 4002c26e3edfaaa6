# What money rests on, proved or tried exhaustively; see proofs/README.md.
comma = ,

# The payout protocol as a Promela model against a hostile bank, and its seeded mistakes.
protocol:
	@python3 proofs/protocol/check.py --deep
.PHONY: protocol

# The whole program on a disk in memory (proofs/disk): the linker puts the disk below base/file and
# store/, SQLite gets it as its VFS, and main is called as a function.
DISK_CALLS = open close read write lseek fstat stat fsync fchmod mkostemp rename link unlink access \
             mkdir opendir readdir closedir flock RAND_bytes
DISK_OBJECTS = $(patsubst %,$(BUILD)/proofs/%.o,disk cut city sudui_main)
$(BUILD)/proofs/%.o: proofs/disk/%.c $(wildcard proofs/disk/*.h proofs/disk/*.inc) Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -Wno-missing-prototypes -MMD -MP -c $< -o $@
$(BUILD)/proofs/sudui_main.o: src/cli/main.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Dmain=sudui_main $(CFLAGS) -Wno-missing-prototypes -c $< -o $@
DISK_LINK = $(CC) -o $@ $(LDFLAGS) $(patsubst %,-Wl$(comma)--wrap=%,$(DISK_CALLS))
$(BUILD)/proofs/crash $(BUILD)/proofs/damage: $(BUILD)/proofs/%: $(BUILD)/proofs/%.o $(DISK_OBJECTS) $(call libs-of,cli)
	$(DISK_LINK) $^ $(LDLIBS)
# These see each allocation of the program, too.
POINT_CALLS = memory_allocate memory_resize
POINT_OBJECTS = $(patsubst %,$(BUILD)/proofs/%.o,points trial) $(DISK_OBJECTS)
$(BUILD)/proofs/faults $(BUILD)/proofs/recovery: $(BUILD)/proofs/%: $(BUILD)/proofs/%.o $(POINT_OBJECTS) $(call libs-of,cli)
	$(DISK_LINK) $(patsubst %,-Wl$(comma)--wrap=%,$(POINT_CALLS)) $^ $(LDLIBS)

-include $(wildcard $(BUILD)/proofs/*.d)

proof-programs: $(patsubst %,$(BUILD)/proofs/%,crash faults recovery damage simulator batches)

# Ledger and payout against a hostile bank: `make simulator SEEDS=6000 STEPS=12000`.
SEEDS ?= 6000
STEPS ?= 12000
$(BUILD)/proofs/simulator $(BUILD)/proofs/batches: $(BUILD)/proofs/%: proofs/%.c $(call libs-of,payout)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $< -o $@ $(LDFLAGS) $(call libs-of,payout) $(LDLIBS)
simulator: $(BUILD)/proofs/simulator
	@$(BUILD)/proofs/simulator $(SEEDS) $(STEPS)

# Power cuts at every STRIDE-th operation of the disk, lost, kept, and in VARIANTS ways torn and
# garbled; and again while the store recovers.
STRIDE ?= 1
VARIANTS ?= 2
crash: $(BUILD)/proofs/crash
	@$(BUILD)/proofs/crash . $(STRIDE) $(VARIANTS)
CUTS ?= 2
recovery: $(BUILD)/proofs/recovery
	@$(BUILD)/proofs/recovery . $(CUTS) 16

# Every allocation and every operation of the disk fails: TURNS of each call stack, or with TURNS=0
# all there are, which takes hours.  Under the sanitizers every SAMPLE-th of these.
TURNS ?= 1
PART ?= 0
PARTS ?= 1
SAMPLE ?= 40
faults: $(BUILD)/proofs/faults
	@$(BUILD)/proofs/faults . $(TURNS) 1 1 $(PART) $(PARTS)
SANITIZED = BUILD=$(BUILD)-asan SANITIZE=address,undefined OPTIMISE=-O1 $(BUILD)-asan/proofs/faults
faults-sanitized:
	@$(MAKE) -s $(SANITIZED)
	@$(BUILD)-asan/proofs/faults . $(TURNS) $(SAMPLE)

# Damaged databases and tampering with the audit chain.
damage: $(BUILD)/proofs/damage
	@$(BUILD)/proofs/damage . 6000 10000

# Random bank files against the official schema, their sums computed again by Python.
batches: $(BUILD)/proofs/batches
	@python3 proofs/batches.py 10000

# The arithmetic of money, with Frama-C/WP.
prove:
	@python3 proofs/prove.py

# SIGKILL of the real program at random moments.
CYCLES ?= 1000
kill: $(BUILD)/sudui
	@python3 proofs/kill.py $(CYCLES)

# Everything here, two at a time; `tools/check-deep crash kill` for some of it.
check-deep: packages
	@$(MAKE) -s -j$(JOBS) all proof-programs $(DECIMAL_DIFFERENTIAL)
	@$(MAKE) -s -j$(JOBS) $(SANITIZED)
	@tools/check-deep
.PHONY: proof-programs batches simulator crash recovery faults faults-sanitized damage prove kill check-deep
