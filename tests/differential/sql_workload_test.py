#!/usr/bin/env python3
"""The benchmark's workload as SQL in DuckDB, row by row against our columns.

    tests/differential/sql_workload_test.py [--companies N] [--spec FOLDER]

The SQL is that of the workload itself (sqlgen.mjs); ours are the DMN models of bench/models.mjs over
columns, a missing fact as null.  Its ratios are binary doubles and ours are exact, so that a row on a
threshold could differ; the first such rows would be shown.  Needs node and npm."""
import argparse
import os
import pathlib
import subprocess
import sys

import duck

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / os.environ.get("BUILD", "build")
sys.path.insert(0, str(ROOT / "bench"))
import engines  # noqa: E402

DECISIONS = ["e1"] + [f"a{i}" for i in range(2, 11)]


def query_of(shop, mode):
    done = subprocess.run(["node", shop.work / "sqlgen.mjs", "duckdb", mode], stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def columns_of(shop):
    """[(name, SQL type)] of the CSV file, as the workload declares them."""
    script = ("import('./spec.mjs').then(S => console.log(JSON.stringify(S.CSV.map(k => [k, "
              "k === 'uscc' || S.STR.includes(k) ? 'VARCHAR' : S.BOOL.includes(k) ? 'BOOLEAN' : "
              "S.I32.includes(k) ? 'INTEGER' : 'BIGINT']))))")
    return engines.json.loads(subprocess.run(["node", "-e", script], cwd=shop.work, stdout=subprocess.PIPE,
                                             check=True).stdout)


def steps_of(shop, files, rows):
    typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns_of(shop))
    differs = [f"o.{d} <> CAST(t.{d} AS BIGINT)" for d in DECISIONS]
    counts = ", ".join(f"count(*) FILTER ({d})" for d in differs)
    return [
        f"CREATE TABLE c AS SELECT * FROM read_csv('{files['csv']}', header=true, columns={{{typed}}})",
        f"CREATE TABLE theirs AS {query_of(shop, 'mat')}",
        f"CREATE TABLE ours AS SELECT * FROM read_csv('{rows}', header=true)",
        "CREATE TABLE codes AS SELECT row_number() OVER () - 1 AS row, uscc FROM c",
        f"SELECT count(*), {counts} FROM ours o JOIN codes USING (row) JOIN theirs t USING (uscc)",
        f"SELECT o.*, t.* FROM ours o JOIN codes USING (row) JOIN theirs t USING (uscc) WHERE "
        f"{' OR '.join(differs)} LIMIT 5"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=1000000)
    parser.add_argument("--spec", type=pathlib.Path, default=ROOT / "../shared/bench")
    options = parser.parse_args()
    if not (options.spec / "spec.mjs").exists():
        print(f"skipped: the workload is not in {options.spec}")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    modules = duck.install(BUILD / "differential")
    if modules is None:
        return 0
    shop = engines.Workshop(BUILD, options.spec.resolve())
    shop.prepare()
    files = shop.companies(options.companies, "csv", "bin")
    passed = failed = 0
    for mode in ("null", "null-records"):
        rows = shop.work / "rows.csv"
        engines.call(shop.work / "batch_bench", shop.work, files["bin"], mode, 2, 1, rows)
        *_, counts, examples = duck.run(modules, steps_of(shop, files, rows))
        count, *differences = map(int, counts[0])
        rows.unlink()
        for decision, found in zip(DECISIONS, differences):
            good = found == 0 and count == options.companies
            passed, failed = passed + good, failed + (not good)
            print(f"{'ok  ' if good else 'FAIL'} {mode}: {decision}: {found:,} differences in {count:,} rows")
        for example in examples:
            print("    ", example)
        if options.companies > 100000:
            break
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
