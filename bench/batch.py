"""The whole register at once: every policy of the workload against every company."""
import statistics

import engines

OURS = "Sudui"
SCANNED_BYTES = 153  # a company's values in all columns, as they are stored
GOALS = {"DuckDB": (10, "at least"), "Polars": (5, "at least"), "GoRules ZEN": (1000, "at least"),
         "hand-written C, plain loops": (2.5, "at most")}
SLOW_COMPANIES = 10000  # from which the slowest peers are scaled up

# name, function, kind, thread counts, and whether it is run on fewer companies and scaled
ENGINES = [
    (OURS, engines.sudui, "null", (1, 2), False),
    (OURS + ", three values", engines.sudui, "unknown", (1, 2), False),
    (OURS + ", AVX2 kernels", engines.sudui, "null:avx2", (1, 2), False),
    (OURS + ", portable kernels", engines.sudui, "null:portable", (1, 2), False),
    ("hand-written C, AVX-512", engines.hand, "simd", (1, 2), False),
    ("hand-written C, plain loops", engines.hand, "auto", (1, 2), False),
    ("hand-written C, record by record", engines.hand, "row", (1, 2), False),
    ("Polars", engines.polars, "tuned", (1, 2), False),
    ("DuckDB, tuned SQL", engines.duckdb, "varchar tuned", (1, 2), False),
    ("DuckDB, tuned SQL, coded texts", engines.duckdb, "code tuned", (1, 2), False),
    ("DuckDB, plain SQL", engines.duckdb, "varchar", (1, 2), False),
    ("SQLite", engines.sqlite, "", (1,), False),
    ("GoRules ZEN", engines.zen, "", (2,), True),
    ("feelin", engines.feelin, "", (1,), True),
]


class Measurement:
    """All turns of one engine with one number of threads."""

    def __init__(self, name, threads, count):
        self.name, self.threads, self.count = name, threads, count
        self.times, self.answers, self.faults = [], [], []

    def add(self, found, agreed, scale):
        if not found:
            self.faults.append("did not run")
            return
        answer = found[0]
        self.answers.append(answer)
        self.times.append(answer["ms"] * scale)
        if agreed is not None and engines.results_of(answer) != agreed:
            self.faults.append(f"did not reach the agreed results: {engines.results_of(answer)}")

    @property
    def ms(self):
        return statistics.median(self.times) if self.times else None

    def as_json(self):
        return {"engine": self.name, "threads": self.threads, "companies": self.count, "ms": self.times,
                "faults": self.faults, "answers": self.answers}


def chosen(shop, options):
    for engine in ENGINES:
        _, function, _, _, is_slow = engine
        needs_packages = function in (engines.duckdb, engines.polars, engines.zen, engines.feelin)
        if needs_packages and not shop.has_packages:
            continue
        if options.quick and (is_slow or function is engines.sqlite):
            continue
        yield engine


def measure(shop, options):
    """Round by round, so that a slow minute of the machine meets every engine."""
    measurements, agreed = {}, {}
    for turn in range(options.rounds):
        for name, function, kind, thread_counts, is_slow in chosen(shop, options):
            whole = options.whole and function is engines.zen
            count = SLOW_COMPANIES if is_slow and not whole else options.companies
            if count not in agreed:
                agreed[count] = shop.agreed(count)
            for threads in thread_counts:
                if (is_slow or function is engines.sqlite) and turn > 0:
                    continue
                m = measurements.setdefault((name, threads), Measurement(name, threads, count))
                has_agreed = "three values" not in name
                m.add(function(shop, count, threads, kind, options.runs), agreed[count] if has_agreed else None,
                      options.companies / count)
    return measurements


# --- Tables ---

def ms_text(ms):
    return f"{ms:,.1f}" if ms < 100 else f"{ms:,.0f}"


def table(measurements, options, print_line):
    names = list(dict.fromkeys(name for name, _ in measurements))
    ours = {t: measurements[OURS, t].ms for t in (1, 2)}
    print_line(f"| engine | 1 thread ms | 2 threads ms | ns a decision | times ours, 1 thread | times ours, "
               f"2 threads |")
    print_line("|---|---|---|---|---|---|")
    for name in names:
        both = [measurements.get((name, t)) for t in (1, 2)]
        cells = [ms_text(m.ms) if m and m.ms is not None else "" for m in both]
        first = next((m for m in both if m and m.ms is not None), None)
        ns = f"{first.ms * 1e6 / options.companies / 10:,.2f}" if first else ""
        ratios = [f"{m.ms / ours[t]:,.1f}" if m and m.ms is not None and ours[t] else ""
                  for t, m in zip((1, 2), both)]
        scaled = f" (from {first.count:,} companies)" if first and first.count != options.companies else ""
        print_line(f"| {name}{scaled} | {cells[0]} | {cells[1]} | {ns} | {ratios[0]} | {ratios[1]} |")
    for m in measurements.values():
        for fault in m.faults[:1]:
            print_line(f"**{m.name}, {m.threads} threads: {fault}**")


def goals(measurements, print_line):
    for goal, (ratio, sense) in GOALS.items():
        for threads in (1, 2):
            own = [m for (name, t), m in measurements.items()
                   if name.startswith(goal) and t == threads and m.ms is not None]
            ours = measurements.get((OURS, threads))
            if not own or not ours or not ours.ms:
                continue
            best = min(m.ms for m in own)
            found = ours.ms / best if sense == "at most" else best / ours.ms
            met = found <= ratio if sense == "at most" else found >= ratio
            what = "ours is … times its time" if sense == "at most" else "its time is … times ours"
            print_line(f"- {goal}, {threads} thread{'s' * (threads > 1)}: {what.replace('…', f'{found:,.2f}')} "
                       f"(goal {sense} {ratio:,}): {'met' if met else 'not met'}")


def memory_and_bandwidth(shop, measurements, options, print_line):
    rates = shop.bandwidth()
    for name in (OURS, OURS + ", three values"):
        for threads in (1, 2):
            m = measurements.get((name, threads))
            if not m or m.ms is None:
                continue
            scanned = SCANNED_BYTES * options.companies / m.ms / 1e6
            beside = f", memory gives {rates[threads]:.1f} GB/s: {100 * scanned / rates[threads]:.0f} %" \
                if threads in rates else ""
            extra = (m.answers[-1]["peak_bytes"] - m.answers[-1]["column_bytes"]) / (1 << 20)
            print_line(f"- {name}, {threads} thread{'s' * (threads > 1)}: {scanned:.2f} GB/s scanned{beside}; "
                       f"peak memory columns ({m.answers[-1]['column_bytes'] / (1 << 20):,.0f} MB) + {extra:.0f} MB "
                       f"(goal: at most 64)")


def loading(measurements, print_line):
    """Reading is no part of the times above: each engine's own way, for what it is worth."""
    print_line("| engine | from | ms |")
    print_line("|---|---|---|")
    shown = set()
    for (name, _), m in measurements.items():
        key = name.split(",")[0]
        if key in shown or not m.answers or "load_ms" not in m.answers[0] or key == "GoRules ZEN":
            continue
        shown.add(key)
        source = "CSV" if key in ("DuckDB", "Polars", "SQLite") else "binary columns"
        print_line(f"| {key} | {source} | {statistics.median(a['load_ms'] for a in m.answers):,.0f} |")


def curve(shop, options, print_line):
    """Cost by number of companies; linear when the ns a company stay the same."""
    print_line("| companies | 1 thread ms | 2 threads ms | ns a company, 1 thread | ns a company, 2 threads | "
               "three values, 2 threads ms |")
    print_line("|---|---|---|---|---|---|")
    rows = []
    for count in options.sizes:
        agreed = shop.agreed(count) if count in engines.AGREED else None
        cells = []
        for mode, threads in (("null", 1), ("null", 2), ("unknown", 2)):
            found = engines.sudui(shop, count, threads, mode, options.runs)
            if not found:
                return rows
            if mode == "null" and agreed is not None and engines.results_of(found[0]) != agreed:
                print_line(f"**{count:,} companies: did not reach the agreed results**")
            cells.append(found[0]["ms"])
        rows.append({"companies": count, "ms": cells})
        print_line(f"| {count:,} | {ms_text(cells[0])} | {ms_text(cells[1])} | {cells[0] * 1e6 / count:.1f} | "
                   f"{cells[1] * 1e6 / count:.1f} | {ms_text(cells[2])} |")
    return rows
