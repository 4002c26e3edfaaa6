#!/usr/bin/env python3
"""Proves src/base/money_core.c with Frama-C/WP, run-time errors and overflows included.

usage: prove.py     needs packages-proof.txt; prints goals proved and goals in all"""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = ["frama-c", "-wp", "-wp-rte", "-wp-prover", "cvc4,z3", "-wp-timeout", "30", "-wp-par", "2",
           "-cpp-extra-args=-Isrc", "src/base/money_core.c"]


def main():
    if shutil.which("frama-c") is None or shutil.which("why3") is None:
        print("frama-c is not installed (packages-proof.txt): the arithmetic is not proved")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    if not (pathlib.Path.home() / ".why3.conf").exists():
        subprocess.run(["why3", "config", "detect"], check=True, stdout=subprocess.DEVNULL)
    done = subprocess.run(COMMAND, cwd=ROOT, capture_output=True, text=True)
    found = re.search(r"Proved goals:\s+(\d+) / (\d+)", done.stdout)
    if done.returncode != 0 or not found:
        print(done.stdout[-4000:], done.stderr)
        print("0 passed, 1 failed, 0 skipped")
        return 1
    proved, goals = int(found[1]), int(found[2])
    for name in re.findall(r"\[(?:Failed|Timeout|Unknown)\] Goal (\S+)", done.stdout):
        print(f"FAIL {name}")
    print(f"{proved} of {goals} goals proved")
    print(f"{proved} passed, {goals - proved} failed, 0 skipped")
    return 0 if proved == goals else 1


if __name__ == "__main__":
    sys.exit(main())
