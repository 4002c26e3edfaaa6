#!/usr/bin/env python3
"""Measures one record through ten policies, beside feelin and GoRules ZEN in the same run.

    bench/run.py BUILD SPEC_FOLDER      (make bench)

Makes the models, the companies and the peers' packages below BUILD/bench, then runs each engine in
turn, several times over, and prints medians and ratios.  The times of one machine differ from day
to day: only ratios of one run count."""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
COMPANIES, ROUNDS, OUR_RUNS, PEER_RUNS = 10000, 5, 5, 1
PACKAGES = ["@gorules/zen-engine@0.54.0", "feelin@8.2.0"]
GOAL_RATIO, GOAL_LOAD_MS = 20, 50


def call(*command, cwd=None):
    done = subprocess.run([str(c) for c in command], cwd=cwd, stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]


def prepare(work, spec):
    work.mkdir(parents=True, exist_ok=True)
    call("gcc", "-O2", "-w", spec / "gen.c", "-o", work / "gen", "-lm")
    call(work / "gen", COMPANIES, "-", work / "companies.bin", work / "companies.jsonl")
    call("node", HERE / "models.mjs", spec, work)


def install_peers(work):
    """True when the packages are there."""
    if not shutil.which("npm"):
        print("npm is not installed: feelin and ZEN are not measured")
        return False
    if not (work / "package.json").exists():
        (work / "package.json").write_text('{"private": true, "type": "module"}\n')
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES], cwd=work,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=600)
    if done.returncode != 0:
        print("npm cannot install feelin and ZEN here: they are not measured")
    return done.returncode == 0


def measure(work, spec, program, with_peers):
    """{engine: [ns per record]}, with the loads of the large model under "load" in ms."""
    times, versions = {}, {"sudui": ""}
    for _ in range(ROUNDS):
        results = call(program, work, OUR_RUNS)
        times.setdefault("load", []).append(results[0]["load_ns"] / 1e6)
        if with_peers:
            results += call("node", HERE / "peers.mjs", spec, work, PEER_RUNS)
        for result in results:
            times.setdefault(result["peer"], []).append(result["ns"])
            versions[result["peer"]] = result.get("version", "")
    return times, versions


def report(times, versions, size):
    ours = statistics.median(times["sudui"])
    print(f"one record through ten policies, {COMPANIES:,} companies, results equal to the fen; medians of "
          f"{ROUNDS} rounds, {os.cpu_count()} cores")
    for peer in sorted(versions, key=lambda p: statistics.median(times[p])):
        median = statistics.median(times[peer])
        ratio = "" if peer == "sudui" else f"   {median / ours:5.1f} times ours"
        print(f"  {peer + ' ' + versions[peer]:16} {median / 1000:9.2f} µs{ratio}")
    peers = [statistics.median(times[p]) for p in versions if p != "sudui"]
    if peers:
        print(f"  the better of the two needs {min(peers) / ours:.1f} times ours (goal: {GOAL_RATIO})")
    load = statistics.median(times["load"])
    print(f"loading a model of {size / 1e6:.2f} MB: {load:.1f} ms (goal: less than {GOAL_LOAD_MS})")


def main():
    build, spec = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    if not (spec / "spec.mjs").exists() or not shutil.which("node"):
        sys.exit(f"bench needs node, and the workload in {spec}")
    work = build / "bench"
    prepare(work, spec)
    times, versions = measure(work, spec, work / "record_bench", install_peers(work))
    report(times, versions, (work / "large.dmn").stat().st_size)
    (work / "results.json").write_text(json.dumps(times, indent=1) + "\n")


if __name__ == "__main__":
    main()
