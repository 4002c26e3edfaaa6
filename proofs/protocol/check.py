#!/usr/bin/env python3
"""Checks the payout protocol with spin: the model exhaustively, then each mistake of bugs.txt.

usage: check.py [--deep]     the scopes stand in SCOPES; all have two attempts and two crashes

The table of states comes from src/payout/*.def at each run (table.py), so that model and C code
cannot drift apart.  A mistake counts as passed when the checker finds it."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
# awards; whether halves come back; bookings of the bank that nothing allows
QUICK = [(2, 0, 1)]
DEEP = [(2, 1, 1), (3, 0, 1)]


def build(folder, name, options, optimise):
    """The checker of one variant of the model."""
    place = folder / name
    place.mkdir()
    (place / "table.pml").write_bytes((folder / "table.pml").read_bytes())
    shutil.copy(HERE / "payout.pml", place)
    subprocess.run(["spin", "-a", *options, "payout.pml"], cwd=place, check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(["gcc", optimise, "-w", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=6000",
                    "-DVECTORSZ=2048", "-o", "pan", "pan.c"], cwd=place, check=True)
    return place


def search(place):
    """(errors, states, depth, complete, the assertion that failed) of an exhaustive search."""
    done = subprocess.run(["./pan", "-m100000"], cwd=place, capture_output=True, text=True)
    found = re.search(r"depth reached (\d+), errors: (\d+)", done.stdout)
    states = re.search(r"(\d+) states, stored", done.stdout)
    if not found or not states:
        raise SystemExit(done.stdout + done.stderr)
    violated = re.search(r"assertion violated (.*?) \(at depth", done.stdout)
    complete = "Search not completed" not in done.stdout and "max search depth" not in done.stdout
    return (int(found[2]), int(states[1]), int(found[1]), complete,
            violated[1] if violated else "")


def main():
    deep = "--deep" in sys.argv
    if shutil.which("spin") is None:
        print("spin is not installed (package spin): the payout protocol is not checked")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    passed, failed = 0, 0
    with tempfile.TemporaryDirectory(prefix="sudui-protocol-") as name:
        folder = pathlib.Path(name)
        with open(folder / "table.pml", "w", encoding="utf-8") as out:
            subprocess.run([sys.executable, HERE / "table.py"], check=True, stdout=out)
        for payouts, parts, spare in DEEP if deep else QUICK:
            start = time.monotonic()
            options = [f"-DPAYOUTS={payouts}", f"-DPARTS={parts}", f"-DSPARE={spare}"]
            errors, states, depth, complete, violated = search(
                build(folder, f"model-{payouts}", options, "-O2" if deep else "-O1"))
            good = errors == 0 and complete
            passed, failed = passed + good, failed + (not good)
            print(f"{'ok  ' if good else 'FAIL'} {payouts} payouts{', halves' if parts else ''}: "
                  f"{states:,} states, depth {depth}, {errors} errors, "
                  f"{time.monotonic() - start:.1f} s {violated[:60]}", flush=True)
        for line in (HERE / "bugs.txt").read_text(encoding="utf-8").splitlines():
            if line.startswith("#") or not line.strip():
                continue
            number, words = line.split(" ", 1)
            errors, states, depth, _, violated = search(
                build(folder, f"bug{number}", ["-DPAYOUTS=1", f"-DBUG={number}"], "-O0"))
            passed, failed = passed + (errors > 0), failed + (errors == 0)
            print(f"{'ok  ' if errors else 'FAIL'} mistake {number}: {words}: "
                  f"{'found' if errors else 'NOT FOUND'}", flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
