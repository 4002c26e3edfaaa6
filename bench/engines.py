"""The engines of the benchmark: how each is built, called, and what it answered.

Every engine is a program of its own that is run once a turn and prints one line of JSON."""
import json
import os
import pathlib
import re
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ["@duckdb/node-api@1.5.6-r.1", "nodejs-polars@0.26.1", "nodejs-polars-linux-x64-gnu@0.26.1",
            "@gorules/zen-engine@0.54.0", "feelin@8.2.0"]
HAND_FLAGS = ["-O3", "-march=native", "-mprefer-vector-width=512", "-fno-trapping-math", "-fno-math-errno",
              "-pthread", "-w"]

# Eligible companies by policy and sums in fen of policies 2 to 10, agreed by all engines.
AGREED = {
    10000: ("738,3059,6219,1796,516,3547,3290,9330,4296,5166",
            "21618000000,204858769436,8980000000,10990000000,194707624941,985953593719,54848000000,"
            "141247936204,500505277063"),
    1000000: ("75543,311556,623901,181335,53404,354678,331371,933256,440942,517048",
              "2207809000000,20119742002987,906675000000,1143360000000,19140693602549,99848365855617,"
              "5527823000000,14341280218022,50198506131084"),
    5000000: ("377079,1559119,3113378,905362,265963,1771212,1654135,4663941,2202430,2580951",
              "11047413000000,100425714763702,4526810000000,5696940000000,95519156771297,498311313851637,"
              "27607432000000,71515037179596,250502590893125"),
}


def call(*command, env=None, cwd=None):
    """The lines of JSON that a program printed; None when it failed."""
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                          env=dict(os.environ, **(env or {})), cwd=cwd)
    if done.returncode != 0:
        print(f"  {pathlib.Path(command[0]).name} failed: {done.stderr.decode('utf-8', 'replace')[-300:].strip()}")
        return None
    return [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]


class Workshop:
    """The folder with the programs, packages, models and companies."""

    def __init__(self, build, spec):
        self.build, self.spec, self.work = build, spec, build / "bench"
        self.work.mkdir(parents=True, exist_ok=True)
        self.has_packages = False
        self.versions = {}

    def prepare(self):
        call("gcc", "-O2", "-w", self.spec / "gen.c", "-o", self.work / "gen", "-lm")
        call("node", HERE / "models.mjs", self.spec, self.work)
        call("gcc", *HAND_FLAGS, self.spec / "hand.c", "-o", self.work / "hand", "-lm")
        call("gcc", "-O3", "-march=native", "-pthread", "-w", self.spec / "membw.c", "-o", self.work / "membw")
        call("gcc", "-O2", "-w", self.spec / "sqlite_bench.c", "-o", self.work / "sqlite_bench", "-lsqlite3", "-lm")
        for path in self.spec.glob("*.mjs"):  # beside node_modules, where node looks for packages
            shutil.copyfile(path, self.work / path.name)

    def install(self):
        """Fetches the peers' packages; says so when they cannot be had."""
        if not shutil.which("npm"):
            print("npm is not installed: DuckDB, Polars, ZEN and feelin are not measured")
            return
        package = self.work / "package.json"
        if not package.exists():
            package.write_text('{"private": true, "type": "module"}\n')
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES], cwd=self.work,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600, check=False)
        self.has_packages = done.returncode == 0
        if not self.has_packages:
            print("npm cannot install the packages here: DuckDB, Polars, ZEN and feelin are not measured")

    def companies(self, count, *kinds):
        """Makes the files of `count` companies that are not there yet: bin, csv, jsonl."""
        paths = {kind: self.work / f"companies-{count}.{kind}" for kind in ("csv", "bin", "jsonl")}
        if not all(paths[k].exists() for k in kinds):
            names = [paths[k] if k in kinds else "-" for k in ("csv", "bin", "jsonl")]
            call(self.work / "gen", count, *names)
        return paths

    def agreed(self, count):
        """The results that every engine must reach; of other sizes those of the plain program."""
        if count in AGREED:
            return AGREED[count]
        files = self.companies(count, "jsonl")
        done = subprocess.run(["node", self.spec / "ref.mjs", files["jsonl"]], stdout=subprocess.PIPE, check=True)
        return re.search(r"elig=(\S+) sum=(\S+)", done.stdout.decode()).groups()

    def bandwidth(self):
        """{threads: GB/s} of reading memory, or {} where the program does not run."""
        done = subprocess.run([self.work / "membw"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        found = re.findall(r"DRAM\) +read +threads=(\d) +median ([\d.]+)", done.stdout.decode())
        return {int(threads): float(rate) for threads, rate in found}


# --- One turn of each engine: (ms for all companies, further figures, results) ---

def results_of(answer):
    if "eligible" in answer:
        return ",".join(map(str, answer["eligible"])), ",".join(map(str, answer["sums"]))
    return re.search(r"elig=(\S+) sum=(\S+)", answer["chk"]).groups()


def sudui(shop, count, threads, mode, runs):
    files = shop.companies(count, "bin")
    return call(shop.work / "batch_bench", shop.work, files["bin"], mode, threads, runs)


def hand(shop, count, threads, kind, runs):
    files = shop.companies(count, "bin")
    return call(shop.work / "hand", files["bin"], kind, "agg", threads, runs)


def duckdb(shop, count, threads, types, runs):
    files = shop.companies(count, "csv")
    kind, _, tuned = types.partition(" ")
    found = call("node", shop.work / "duck.mjs", files["csv"], threads, kind, runs, tuned)
    return found and [dict(a, ms=min(a["agg_ms"], a["agg_prepared_ms"])) for a in found]


def polars(shop, count, threads, tuned, runs):
    files = shop.companies(count, "csv")
    return call("node", shop.work / "pl_bench.mjs", files["csv"], runs, tuned,
                env={"POLARS_MAX_THREADS": str(threads)})


def sqlite(shop, count, _threads, _kind, runs):
    files = shop.companies(count, "csv")
    query = shop.work / "sqlite.sql"
    with open(query, "w", encoding="utf-8") as file:
        subprocess.run(["node", shop.work / "sqlgen.mjs", "sqlite", "agg"], stdout=file, check=True)
    return call(shop.work / "sqlite_bench", files["csv"], count, query, 1)


def zen(shop, count, _threads, _kind, _runs):
    files = shop.companies(count, "jsonl")
    mode = "conc64once" if count > 100000 else "conc64"
    return call("node", "--max-old-space-size=6000", shop.work / "zen_bench.mjs", files["jsonl"], mode, 1, count)


def feelin(shop, count, _threads, _kind, _runs):
    """Through our own loop over rules; that program holds the results to the agreed ones itself."""
    assert count == 10000
    files = shop.companies(count, "jsonl")
    shutil.copyfile(files["jsonl"], shop.work / "companies.jsonl")
    found = call("node", HERE / "peers.mjs", shop.spec, shop.work, 1)
    shop.versions.update({a["peer"]: a["version"] for a in found or []})
    return found and [dict(a, ms=a["ns"] * count / 1e6, chk="elig=%s sum=%s" % AGREED[count])
                      for a in found if a["peer"] == "feelin"]
