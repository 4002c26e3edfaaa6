#!/usr/bin/env python3
"""How long what policy and finance officers press takes, as a browser waits for it.

usage: acts.py [COMPANIES]      20,000 without
Makes a city as tools/demo does with the final lists of one data year, serves it, and takes every item in
force through another: run, settle, approve, publish, the list and its notice in three forms; then the finance
office orders, checks and releases what is final and takes the bank's statements in.  Prints the ten POSTs, pages
and files that somebody waited for longest; what became long work stands apart, with the time to its end."""
import datetime
import json
import pathlib
import re
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/system"))
from browser import first_login, served  # noqa: E402
from support import sudui  # noqa: E402

SHOWN = 10
PEOPLE = [("bench.owner", "policy"), ("bench.head", "policy"), ("bench.maker", "finance"),
          ("bench.checker", "finance"), ("bench.releaser", "finance")]
VIEW, YEAR = "2025-06-30", "2023"  # of the made-up cities; 2024 is what their lists are of


class Clock:
    """What was asked, how long its answer took, and the long work behind it."""

    def __init__(self):
        self.posts, self.pages, self.jobs, self.refused = [], [], [], []

    def post(self, browser, path, what, files=None, **form):
        token = browser.token()
        start = time.perf_counter()
        answer = browser.ask("POST", path, {"form-token": token, **form}, files=files)
        took = (time.perf_counter() - start) * 1000
        self.posts.append((took, f"{what} ({answer.status})"))
        if answer.status >= 400:
            reason = re.search(r'role="alert"[^>]*>(.*?)</p>', answer.text, re.S)
            self.refused.append(f"{what}: {answer.status} "
                                f"{re.sub('<[^>]*>', ' ', reason.group(1)).strip() if reason else ''}")
            return None
        where = answer.headers["Location"]
        if not where.startswith("/jobs/"):
            return where
        while (job := browser.json(where))["under_way"]:
            time.sleep(0.02)
        self.jobs.append(((time.perf_counter() - start) * 1000, f"{what} ({job['state']})"))
        return job.get("result")

    def page(self, browser, path, what):
        start = time.perf_counter()
        answer = browser.ask("GET", path)
        self.pages.append(((time.perf_counter() - start) * 1000, f"{what} ({answer.status})"))
        return answer


def slowest(title, timed):
    print(f"\n{title}: {len(timed)}, slowest {min(SHOWN, len(timed))}")
    for took, what in sorted(timed, reverse=True)[:SHOWN]:
        print(f"{took:10.0f} ms  {what}")


def through_stages(clock, people, where, item):
    """The owner's acts, as the page of the list offers them."""
    owner, head = people["bench.owner"], people["bench.head"]
    for _ in range(10):
        offered = json.loads(clock.page(owner, "/api/v1" + where, f"list {item} as JSON").text)
        lines = f"{item}, {offered['met']} met"
        clock.page(owner, where, f"list {lines}")
        if offered["may_settle"] and "settlement" not in offered:
            if clock.post(owner, where, f"settle {lines}", act="settle") is None:
                return
        elif "next" in offered:
            done = clock.post(head if offered["next"] == "approve" else owner, where, f"{offered['next']} {lines}",
                              act=offered["next"], document="武科〔2026〕1号")
            if done is None:
                return
        else:
            return  # its notice period runs


def run_items(clock, people):
    owner, lists = people["bench.owner"], []
    for item in owner.json("/items")["items"]:
        for version in item["versions"]:
            path = f"/items/{item['item']}/{version['version']}"
            clock.page(owner, path, f"version {path}")
            clock.page(owner, path + "/edit", f"editor {path}")
            made = clock.post(owner, path + "/run", f"run {path}", data_year=YEAR, as_of=VIEW)
            if made is not None:
                lists.append((made, item["item"]))
    return lists


def made_city(city, companies):
    """A city as tools/demo makes, up to where the finance office takes over: its final lists, (number, item)."""
    def say(*words, by="张", day="2025-06-30", hour=1):
        return sudui(*words, "--by", by, "--now", f"{day}T0{hour}:00:00Z", city=city, code=None)
    sudui("init", city)
    sudui("sample", city / "inbox", "--companies", companies, "--seed", 20250630)
    say("import", *sorted(city.glob("inbox/*.csv")), *sorted(city.glob("inbox/*.xlsx")))
    say("policy", "release", "--all", hour=2)
    sudui("payer", "add", "320400100000001", "--name", "财政局", "--bank-code", "011304000012", "--by", "王", city=city)
    say("budget", "receive", "--all", by="王", hour=2)
    say("approve", "--all", by="陈", hour=3)
    say("run", "--all", "--as-of", VIEW, hour=4)
    for word, by, day in (("confirm", "张", "2025-06-30"), ("approve", "李", "2025-06-30"),
                          ("publish", "张", "2025-06-30"), ("finalize", "张", "2025-07-20")):
        say("list", word, "--all", by=by, day=day, hour=5)
    # The notices' year has passed when this is asked: the same money for this year.
    lines = {row["line"]: row["received_fen"] for row in sudui("budget", "show", "--json", city=city).json()}
    for line, fen in lines.items():
        sudui("budget", "receive", line, "--amount", f"{fen // 100}.00", "--document", "武财预〔今年〕1号", "--by", "王",
              city=city)
    return [(line["list"], line["item"]) for line in sudui("list", "show", "--json", city=city).json()
            if line["state"] == "final"]


def pay(clock, people, number, item):
    maker = people["bench.maker"]
    path = f"/finance/lists/{number}"
    clock.page(maker, path, f"finance list {item}")
    day = (datetime.date.today() + datetime.timedelta(days=1)).isoformat()
    where = clock.post(maker, path, f"order {item}", day=day)
    if where is None or "/files/" not in where:
        return
    digest = maker.json(where)["sm3"]
    clock.page(maker, where, f"bank file {item}")
    clock.post(people["bench.checker"], where, f"check file {item}", act="check", sm3=digest)
    clock.post(people["bench.releaser"], where, f"release file {item}", act="release", sm3=digest)


def statements(clock, people, city, folder):
    for file in sorted((city / "outbox").glob("*.xml")):
        made = pathlib.Path(folder) / ("statement-" + file.name)
        sudui("bank-simulator", str(file), "--out", str(made), city=city)
        clock.post(people["bench.maker"], "/finance/statements", f"statement of {file.name}, {made.stat().st_size} bytes",
                   files=[("statement", made.name, "text/xml", made.read_bytes())])


def main():
    companies = sys.argv[1] if len(sys.argv) > 1 else "20000"
    with tempfile.TemporaryDirectory(prefix="sudui-acts-") as folder:
        city = pathlib.Path(folder) / "city"
        finals = made_city(city, companies)
        accounts = {login: sudui("account", "add", login, "--name", "测" + login, "--role", role, "--by", "安", "--json",
                                 city=city).json() for login, role in PEOPLE}
        sudui("approve", "--all", "--by", "局长", city=city)
        clock = Clock()
        with open(f"{folder}/log", "w") as log, served(city, log) as port:
            people = {login: first_login(port, account, f"10.4.1.{number}")
                      for number, (login, account) in enumerate(accounts.items(), 1)}
            lists = run_items(clock, people)
            for where, item in lists:
                through_stages(clock, people, where, item)
                for form in ("html", "xlsx", "pdf"):
                    clock.page(people["bench.owner"], f"{where}/notice.{form}", f"notice.{form} of {item}")
            for number, item in finals:
                pay(clock, people, number, item)
            statements(clock, people, city, folder)
        slowest("POSTs that somebody waits for", clock.posts)
        slowest("pages and files", clock.pages)
        slowest("long work, to its end", clock.jobs)
        print(f"\nrefused: {len(clock.refused)}", *clock.refused, sep="\n  ")


if __name__ == "__main__":
    main()
