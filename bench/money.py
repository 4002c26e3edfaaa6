#!/usr/bin/env python3
"""100,000 awards through the whole program: from the run to the reconciled statement, each part timed.

usage: bench/money.py [--build DIR] [--payments N] [--format iso20022|treasury|batch] [--most SECONDS]

A made-up city of companies and one item for them (bench/money/award.dmn, whose rate follows from its
budget).  Every part is the command that a person types, with its own process, its syncs and its
output.  The office's acts are inside the time; making the city, its imports, what the test bank does,
and the proof of the whole chain afterwards are not, and shown beside.  Ends with an error when fewer
than N awards were paid or all parts together took longer than SECONDS (30)."""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPANIES_FOR_100 = 116.5  # some have no turnover on file, or an account that cannot be paid to
FEN_FOR_COMPANY = 4_300_000  # of budget: the rate falls from 1 % to about 0.2 %
TABLES = ("market-register.csv", "bank-accounts.csv", "tax-2024.csv", "credit.csv")
PAYER = "320400100000001"


class City:
    def __init__(self, program, folder):
        self.program, self.folder, self.path = program, folder, folder / "city"
        self.data = folder / "data"
        self.environment = dict(os.environ, LANG="en_US.UTF-8", SUDUI_DATA=str(self.data))
        self.wall = self.processor = 0.0

    def run(self, *words):
        """(what it said, seconds, seconds of processor, MB); 1 says that some lines wait with a reason."""
        start = time.monotonic()
        with open(self.folder / "said", "w+b") as said:
            process = subprocess.Popen([self.program, *map(str, words), "--city", self.path], stdout=said,
                                       stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                                       env=self.environment)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            said.seek(0)
            text = said.read().decode()
        if process.returncode not in (0, 1):
            sys.exit(f"sudui {' '.join(map(str, words))}: {process.returncode}\n{text}")
        return text, time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

    def step(self, what, *words, counted=True):
        text, wall, processor, megabytes = self.run(*words)
        print(f"{'  ' if counted else '- '}{what:42} {wall:7.2f} s {processor:7.2f} s of processor "
              f"{megabytes:6.0f} MB", flush=True)
        if counted:
            self.wall += wall
            self.processor += processor
        return text


def make_city(city, companies, bank_format):
    shutil.copytree(ROOT / "data", city.data / "data")
    policies = city.data / "policies"
    (policies / "bench-award").mkdir(parents=True)
    for table in ("relations.csv", "ceilings.csv"):
        shutil.copy(ROOT / "policies" / table, policies / table)
    fen = companies * FEN_FOR_COMPANY
    model = (ROOT / "bench/money/award.dmn").read_text().replace("@BUDGET@", f"{fen // 100}.{fen % 100:02d}")
    (policies / "bench-award/2025.dmn").write_text(model)
    start = time.monotonic()
    city.run("init", city.path)
    inbox = city.path / "inbox"
    city.run("sample", inbox, "--companies", companies, "--seed", 1)
    city.run("import", *(inbox / table for table in TABLES), "--now", "2025-06-30T01:00:00Z")
    city.run("policy", "release", "--all", "--by", "张", "--now", "2025-06-30T01:10:00Z")
    city.run("payer", "add", PAYER, "--name", "财政局", "--bank-code", "011304000012", "--by", "王",
             "--format", bank_format, *(("--division", "320400") if bank_format == "treasury" else ()))
    city.run("budget", "receive", "--all", "--by", "王", "--now", "2025-06-30T01:30:00Z")
    city.run("approve", "--all", "--by", "陈", "--now", "2025-06-30T01:40:00Z")
    print(f"- {companies:,} companies, made, imported and funded{time.monotonic() - start:13.2f} s", flush=True)


def from_list_to_statement(city):
    """The statement's path, and the number of payments that came back in it."""
    at = lambda moment: ("--now", f"2025-{moment}:00Z")
    city.step("run: everybody is decided", "run", "--item", "bench-award", "--as-of", "2025-06-30", "--by", "张",
              *at("06-30T02:00"))
    city.step("list: confirmed, amounts over the whole set", "list", "confirm", "--all", "--by", "张",
              *at("06-30T02:30"))
    city.step("list: approved by another person", "list", "approve", "--all", "--by", "李", *at("06-30T03:00"))
    city.step("list: frozen and published", "list", "publish", "--all", "--by", "张", *at("06-30T04:00"))
    notices = [word for form in ("html", "xlsx", "pdf") for word in ("--out", city.folder / f"notice.{form}")]
    city.step("notice: HTML, XLSX and PDF", "notice", "bench-award", *notices)
    city.step("list: final after its period", "list", "finalize", "--all", "--by", "张", *at("07-15T01:00"))
    city.step("pay: orders, reservations, file durable", "pay", "--all", "--by", "赵", *at("07-15T02:00"))
    city.step("pay: checked by a second person", "approve", "--all", "--by", "周", *at("07-15T02:30"))
    city.step("pay: released, file in the outbox", "pay", "release", "--all", "--by", "钱", *at("07-15T03:00"))
    files = sorted(p for p in (city.path / "outbox").iterdir() if not p.name.startswith("."))
    statement, settled = city.folder / "statement", 0
    for number, file in enumerate(files, 1):
        opening = () if number == 1 else ("--number", number)
        city.step("the test bank's own work", "bank-simulator", file, "--out", statement,
                  "--returned-per-mille", 5, *opening, counted=False)
        result = json.loads(city.step("reconcile: every entry matched, ledger settled", "reconcile", statement,
                                      "--by", "孙", "--json", *at("07-17T01:00")))
        settled += next(f["entries"] for f in result["findings"] if f["finding"] == "PAYMENT")
        if any(proof["unexplained_fen"] for proof in result["proofs"]):
            sys.exit("the bank and the ledger disagree")
    return settled


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--payments", type=int, default=100000)
    parser.add_argument("--format", default="iso20022")
    parser.add_argument("--most", type=float, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sudui-money-") as name:
        city = City(options.build.resolve() / "sudui", pathlib.Path(name))
        make_city(city, int(options.payments * COMPANIES_FOR_100 / 100) + 20, options.format)
        settled = from_list_to_statement(city)
        city.step("the whole chain, ledger and files verified", "audit", "verify", counted=False)
    print(f"{settled:,} awards from the list to the reconciled statement: {city.wall:.1f} s, "
          f"{city.processor:.1f} s of processor (at most {options.most:.0f})")
    if settled < options.payments or city.wall > options.most:
        sys.exit(f"too few, or too late: {options.payments:,} were wanted in {options.most:.0f} s")


if __name__ == "__main__":
    main()
