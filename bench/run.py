#!/usr/bin/env python3
"""Measures this engine beside its peers, on one machine in one run, taking turns.

    make bench                      everything: about ten minutes
    make bench BENCH="--quick"      100,000 companies without the slow peers: about a minute
    bench/run.py BUILD SPEC_FOLDER [options]

The workload stands beside the project (SPEC_FOLDER): ten policies of real shape, made-up companies.
Two parts: `batch`, the whole register at once, and `record`, one company after another with the
loading of a large model.  Results that are not those agreed by all engines are said beside the time.
The times of one machine differ from day to day: only ratios of one run count."""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import sys

import batch
import engines

RECORD_COMPANIES, RECORD_ROUNDS, OUR_RUNS, PEER_RUNS = 10000, 5, 5, 1
GOAL_RATIO, GOAL_LOAD_MS = 20, 50


# --- One record after another ---

def measure_records(shop):
    """{engine: [ns per record]}, with the loads of the large model under "load" in ms."""
    files = shop.companies(RECORD_COMPANIES, "bin", "jsonl")
    for kind in ("bin", "jsonl"):
        shutil.copyfile(files[kind], shop.work / f"companies.{kind}")
    times, versions = {}, {"sudui": ""}
    for _ in range(RECORD_ROUNDS):
        results = engines.call(shop.work / "record_bench", shop.work, OUR_RUNS)
        times.setdefault("load", []).append(results[0]["load_ns"] / 1e6)
        if shop.has_packages:
            results += engines.call("node", engines.HERE / "peers.mjs", shop.spec, shop.work, PEER_RUNS)
        for result in results:
            times.setdefault(result["peer"], []).append(result["ns"])
            versions[result["peer"]] = result.get("version", "")
    return times, versions


def report_records(shop, print_line):
    times, versions = measure_records(shop)
    ours = statistics.median(times["sudui"])
    print_line(f"\n## One record through ten policies\n{RECORD_COMPANIES:,} companies, results equal to the fen; "
               f"medians of {RECORD_ROUNDS} rounds")
    for peer in sorted(versions, key=lambda p: statistics.median(times[p])):
        median = statistics.median(times[peer])
        ratio = "" if peer == "sudui" else f"   {median / ours:5.1f} times ours"
        print_line(f"  {peer + ' ' + versions[peer]:16} {median / 1000:9.2f} µs{ratio}")
    peers = [statistics.median(times[p]) for p in versions if p != "sudui"]
    if peers:
        print_line(f"  the better of the two needs {min(peers) / ours:.1f} times ours (goal: {GOAL_RATIO})")
    size, load = (shop.work / "large.dmn").stat().st_size, statistics.median(times["load"])
    print_line(f"loading a model of {size / 1e6:.2f} MB: {load:.1f} ms (goal: less than {GOAL_LOAD_MS})")
    return times


# --- The whole register ---

def report_batch(shop, options, print_line):
    measurements = batch.measure(shop, options)
    print_line(f"\n## {options.companies:,} companies through ten policies\nCounts and sums, with everything loaded; "
               f"medians of {options.rounds} rounds of {options.runs} runs, {os.cpu_count()} processors")
    batch.table(measurements, options, print_line)
    print_line("")
    batch.goals(measurements, print_line)
    batch.memory_and_bandwidth(shop, measurements, options, print_line)
    print_line("\nLoading, which is not part of the times above:\n")
    batch.loading(measurements, print_line)
    return [m.as_json() for m in measurements.values()]


def options_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="the folder of the build")
    parser.add_argument("spec", type=pathlib.Path, help="the folder of the workload")
    parser.add_argument("--quick", action="store_true", help="100,000 companies, no slow peers, one round")
    parser.add_argument("--companies", type=int, help="how many (1,000,000)")
    parser.add_argument("--rounds", type=int, help="how often each engine has its turn (3)")
    parser.add_argument("--runs", type=int, default=5, help="runs in a turn, of which the median counts (5)")
    parser.add_argument("--sizes", default="", help="of the curve, as in 10000,100000; 0 for none")
    parser.add_argument("--part", choices=("batch", "record", "curve"), action="append", help="only this part")
    parser.add_argument("--whole", action="store_true", help="ZEN over all companies too (minutes)")
    options = parser.parse_args(arguments)
    options.companies = options.companies or (100000 if options.quick else 1000000)
    options.rounds = options.rounds or (1 if options.quick else 3)
    default = "10000,100000" if options.quick else "10000,100000,1000000,5000000"
    options.sizes = [int(s) for s in (options.sizes or default).split(",") if int(s) > 0]
    options.part = options.part or (["batch", "curve"] if options.quick else ["batch", "curve", "record"])
    return options


def main():
    options = options_of(sys.argv[1:])
    build, spec = options.build.resolve(), options.spec.resolve()
    if not (spec / "spec.mjs").exists() or not shutil.which("node"):
        sys.exit(f"bench needs node, and the workload in {spec}")
    shop = engines.Workshop(build, spec)
    shop.prepare()
    shop.install()
    results = {"companies": options.companies, "processors": os.cpu_count()}
    lines = []

    def print_line(line):
        lines.append(line)
        print(line, flush=True)
    if "batch" in options.part:
        results["batch"] = report_batch(shop, options, print_line)
    if "curve" in options.part and options.sizes:
        print_line("\n## Cost by the number of companies\n")
        results["curve"] = batch.curve(shop, options, print_line)
    if "record" in options.part:
        results["record"] = report_records(shop, print_line)
    (shop.work / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (shop.work / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
