#!/usr/bin/env python3
"""The journeys of each role in Debian's Chromium, on two small served cities.

usage: tests/browser/browser_test.py [full [PATTERN]]     (make check-browser runs it full)

The full set walks each city once in Chinese and once in English, the quick one the companies' city in Chinese
and the other in English; PATTERN picks journeys by their names.  Needs chromium, node and the packages of npm/ (which the build fetches); without them
it says what is absent and counts as skipped.  Screenshots go to build/screenshots."""
import concurrent.futures
import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/system"))
import browser  # noqa: E402
import support  # noqa: E402
import serve_company_test  # noqa: E402
from audit_test import AWARD, JULY, JUNE, made_city  # noqa: E402
from support import SUDUI, sudui  # noqa: E402

DISTRICT = "320412"
# Login, role, district; company: the first of the list of the award for research.
PEOPLE = [("company", "company", None), *((login, "policy", None) for login in ("policy", "editor", "second")),
          *((login, "finance", None) for login in ("finance", "maker", "checker")), ("leader", "leader", None),
          ("auditor", "auditor", None), ("security", "security-admin", None), ("audit", "audit-admin", None),
          ("system", "system-admin", None), ("wujin", "leader", DISTRICT), ("officer", "policy", DISTRICT)]
COMPANIES = ["one", "two", "three", "late", "poor"]
# Who logs in by the keyboard, in the quick set and in the full one; an address has ten logins a minute.
KEYBOARD = [["policy", "one"], ["policy", "one", "finance", "leader", "auditor", "security"]]
WALKS = [[("company", "zh"), ("city", "en")], [(place, lang) for lang in ("zh", "en") for place in ("company", "city")]]


def absent():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    for name, there in [("chromium", chromium), ("node", shutil.which("node")),
                        *((name, (ROOT / "npm/node_modules" / name).is_dir()) for name in ("playwright-core", "axe-core"))]:
        if not there:
            return chromium, name
    return chromium, None


def add_account(city, login, role, *more):
    return sudui("account", "add", login, "--name", "王" + login, "--role", role, *more, "--by", "安", "--json", city=city).json()


def prepare_city(folder):
    """The city of the other page tests: a list ordered and its file checked, one in publication, one to be ordered."""
    city, rd, pool = made_city(folder), "changzhou-rd-award", "wujin-hnte-pool"
    sudui("list", "confirm", rd, "--by", "张", JUNE, city=city, code=None)
    for item in (rd, pool):
        sudui("list", "approve", item, "--by", "李", JUNE, city=city)
    sudui("list", "publish", rd, "--by", "张", city=city)
    sudui("list", "publish", pool, "--by", "张", JUNE, city=city)
    sudui("list", "finalize", pool, "--by", "张", JULY, city=city)
    codes = [line["subject"] for line in sudui("list", "show", rd, "--status", "met", "--json", city=city).json()]
    more = {"company": ["--company", codes[0]]}
    accounts = {login: add_account(city, login, role, *more.get(login, []), *(["--district", district] if district else []))
                for login, role, district in PEOPLE}
    sudui("approve", "--all", "--by", "局长", city=city)
    runs = {r["item"]: r["list"] for r in sudui("list", "show", "--json", city=city).json()}
    return city, [], {"accounts": accounts, "codes": codes, "lists": {"award": runs[AWARD], "rd": runs[rd], "final": runs[pool], "candidate": runs["wujin-rd-increase"]}}


def prepare_company(folder):
    """One item that asks companies to confirm, and companies whose account can be paid to."""
    s = serve_company_test.Site(folder)
    more = ["--data", str(s.place.data)]
    sudui("list", "approve", "1", "--by", "李", *more, city=s.place.city)
    codes = [*(s.payable(n) for n in range(4)), s.codes[2]]
    accounts = browser.add_accounts(s.place.city, [*((login, "company", n) for n, login in enumerate(COMPANIES)), ("officer", "policy", None)], codes)
    return s.place.city, more, {"accounts": accounts, "codes": codes, "item": s.item}


def log_in(port, accounts, full):
    """First logins of those who do not log in by the keyboard."""
    return {login: browser.first_login(port, account, f"10.5.1.{number}").cookies
            for number, (login, account) in enumerate(accounts.items()) if login not in KEYBOARD[full]}


def start_walker(chromium):
    """Its browser starts while the city is made; it walks when it is told of the city."""
    return subprocess.Popen(["node", ROOT / "tests/browser/journeys.mjs", chromium], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def walk(walker, city, more, given, log):
    """The journeys of one set in one language on one city; its counts."""
    with browser.served(city, log, *more) as port:
        given = {**given, "cookies": log_in(port, given["accounts"], given["full"]), "port": port,
                 "sudui": [str(SUDUI), "--by", "李", *more, "--city", str(city)], "database": str(city / "sudui.db"),
                 "outbox": str(city / "outbox"), "screenshots": str(ROOT / "build/screenshots")}
        said, _ = walker.communicate(json.dumps(given))
    closing = re.search(r"^(\d+) passed, (\d+) failed$", said, re.M)
    print(said.rsplit("\n", 2)[0] if closing else said, flush=True)
    passed, failed = (int(n) for n in closing.groups()) if closing else (0, 1)
    return passed, failed + (walker.returncode != 0 and failed == 0)


def walk_place(place, langs, common, chromium):
    """Prepared once, walked once in each language, each time from the same state."""
    counts = []
    with support.folder() as folder, open(f"{folder}/log", "w+") as log, contextlib.ExitStack() as walkers:
        walker = walkers.enter_context(start_walker(chromium))
        city, more, given = {"city": prepare_city, "company": prepare_company}[place](folder)
        copies = [(lang, city.parent / f"{city.name} {lang}") for lang in langs]
        for lang, copy in copies:
            shutil.copytree(city, copy)
        for lang, copy in copies:
            walker = walker or walkers.enter_context(start_walker(chromium))
            counts.append(walk(walker, copy, more, {**common, **given, "set": place, "lang": lang}, log))
            walker = None
    return counts


def main():
    full = sys.argv[1:2] == ["full"]
    chromium, missing = absent()
    if missing:
        print(f"no {missing}: the pages were not tried in a browser\n0 passed, 0 failed, 1 skipped")
        return 0
    common = {"full": full, "only": "".join(sys.argv[2:3])}
    places = {place: [lang for other, lang in WALKS[full] if other == place] for place in ("city", "company")}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        counts = pool.map(lambda one: walk_place(*one, common, chromium), places.items())
        total = [sum(column) for column in zip(*(walked for place in counts for walked in place))]
    print(f"{total[0]} passed, {total[1]} failed")
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())
