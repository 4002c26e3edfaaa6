#!/usr/bin/env python3
"""Kills the real program at random moments, again and again: nothing is lost and nothing is doubled.

usage: kill.py [CYCLES [SEED]]

Two loads take turns.  Money: two processes at a time propose documents of money and check them; both
are killed (SIGKILL) somewhere between start and end; then the same documents are sent again.  At
the end every document is booked exactly once, to the fen.  Payment: on a copy of a city with final
lists, orders are prepared, checked and released, each command killed and typed again; at the end
there is one order for each award and the outbox holds the stored bytes, once.  After every
payment and every tenth money cycle the whole chain, all lists and the ledger are verified."""
import json
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SUDUI = ROOT / os.environ.get("BUILD", "build") / "sudui"
OPENED = "2025-06-30T01:00:00Z"
ENVIRONMENT = dict(os.environ, LANG="en_US.UTF-8", SUDUI_DATA=str(ROOT))


class Killer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.killed, self.finished = 0, 0
        self.usual = 0.05  # seconds within which commands are killed

    def start(self, city, *words):
        return subprocess.Popen([str(SUDUI), *words, "--city", str(city), "--quiet"], env=ENVIRONMENT,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def end(self, processes):
        """Kills all of them at one random moment; True for each that had answered 0 or 1."""
        time.sleep(self.random.uniform(0, self.usual))
        for process in processes:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
        codes = [process.wait() for process in processes]
        self.killed += codes.count(-signal.SIGKILL)
        self.finished += len(codes) - codes.count(-signal.SIGKILL)
        # Three of four die somewhere in their work, and some come to their end.
        self.usual = min(1, self.usual * (1.03 if -signal.SIGKILL in codes else 0.91))
        return [code in (0, 1) for code in codes]


def sudui(city, *words, codes=(0,)):
    done = subprocess.run([str(SUDUI), *words, "--city", str(city), "--quiet"], env=ENVIRONMENT,
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    if done.returncode not in codes:
        raise SystemExit(f"FAIL sudui {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}\n"
                         "0 passed, 1 failed, 0 skipped")
    return done.stdout


def make_city(folder):
    """A small city with two final lists that nobody has paid."""
    city = folder / "base"
    sudui(city, "init", str(city))
    sudui(city, "sample", str(city / "inbox"), "--companies", "60", "--seed", "3")
    files = sorted(str(p) for p in (city / "inbox").iterdir() if p.suffix in (".csv", ".xlsx"))
    sudui(city, "import", *files, "--now", OPENED, codes=(0, 1, 65))
    items = ["changzhou-rd-award", "changzhou-hnte-award"]
    sudui(city, "policy", "release", *items, "--by", "张", "--now", OPENED)
    sudui(city, "payer", "add", "320400100000001", "--name", "财政局", "--bank-code", "011304000012",
          "--by", "王", "--now", OPENED)
    sudui(city, "budget", "receive", "--all", "--by", "王", "--now", OPENED)
    sudui(city, "approve", "--all", "--by", "陈", "--now", OPENED)
    for item in items:
        sudui(city, "run", "--item", item, "--as-of", "2025-06-30", "--by", "张", "--now",
              "2025-06-30T02:00:00Z")
        sudui(city, "list", "approve", item, "--by", "李", "--now", "2025-06-30T03:00:00Z")
        sudui(city, "list", "publish", item, "--by", "张", "--now", "2025-06-30T04:00:00Z")
        sudui(city, "list", "finalize", item, "--by", "张", "--now", "2025-07-15T01:00:00Z")
    return city


def received_fen(city):
    lines = json.loads(sudui(city, "budget", "show", "--json"))
    return {line["line"]: line["received_fen"] for line in lines}


def kill_money(killer, city, number, documents):
    """One cycle: a document is proposed while another process checks what is open."""
    fen = killer.random.randint(1, 10 ** 9)
    documents[number] = fen
    words = ("budget", "receive", "WJ-KJ-01", "--year", "2025", "--amount",
             f"{fen // 100}.{fen % 100:02d}", "--document", f"D-{number}", "--by", "王")
    killer.end([killer.start(city, *words), killer.start(city, "approve", "--all", "--by", "陈")])
    sudui(city, *words)
    killer.end([killer.start(city, "approve", "--all", "--by", "陈")])


def kill_payment(killer, base, folder):
    """One cycle: orders, check and release on a fresh copy; says what is wrong or None."""
    city = folder / "payment"
    shutil.rmtree(city, ignore_errors=True)
    shutil.copytree(base, city)
    pay = ("pay", "--all", "--by", "赵", "--now", "2025-07-15T02:00:00Z")
    killer.end([killer.start(city, *pay), killer.start(city, *pay)])
    sudui(city, *pay, codes=(0, 1))
    check = ("approve", "--all", "--by", "周", "--now", "2025-07-15T02:30:00Z")
    killer.end([killer.start(city, *check)])
    sudui(city, *check, codes=(0, 1))
    release = ("pay", "release", "--all", "--by", "钱", "--now", "2025-07-15T03:00:00Z")
    killer.end([killer.start(city, *release)])
    sudui(city, *release, codes=(0, 1))
    sudui(city, "audit", "verify")
    return payment_is_wrong(city)


def payment_is_wrong(city):

    with sqlite3.connect(city / "sudui.db") as database:
        awards = database.execute("SELECT count(*), count(DISTINCT award) FROM payout_order").fetchone()
        files = database.execute("SELECT file_name, bytes, state FROM payout_file").fetchall()
    if awards[0] != awards[1] or awards[0] == 0:
        return f"{awards[0]} orders for {awards[1]} awards"
    outbox = {p.name: p.read_bytes() for p in (city / "outbox").iterdir() if p.suffix == ".xml"}
    for name, content, state in files:
        if name in outbox and outbox.pop(name) != content:
            return f"{name} is not the stored file"
        if state not in ("HANDED_OVER", "UNKNOWN"):
            return f"{name} is {state}"
    return f"nobody stored {sorted(outbox)}" if outbox else None


def main():
    cycles = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    killer = Killer(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    failed, documents, start = 0, {}, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sudui-kill-") as name:
        folder = pathlib.Path(name)
        base = make_city(folder)
        money = folder / "money"
        shutil.copytree(base, money)
        before = received_fen(money)
        for number in range(cycles):
            if number % 4 == 3:
                wrong = kill_payment(killer, base, folder)
                if wrong:
                    failed += 1
                    print(f"FAIL cycle {number}: {wrong}", flush=True)
                continue
            kill_money(killer, money, number, documents)
            if number % 10 == 0:
                sudui(money, "audit", "verify")
        sudui(money, "approve", "--all", "--by", "陈", codes=(0, 1))
        sudui(money, "audit", "verify")
        gained = received_fen(money)["WJ-KJ-01"] - before["WJ-KJ-01"]
        expected = sum(documents.values())
        if gained != expected:
            failed += 1
            print(f"FAIL {len(documents)} documents of {expected} fen were sent, {gained} fen are booked")
    print(f"{cycles} cycles: {killer.killed} processes killed, {killer.finished} had ended before; "
          f"{len(documents)} documents booked once, {time.monotonic() - start:.0f} s")
    print(f"{cycles - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
