#!/usr/bin/env python3
"""The journeys of each role in Debian's Chromium, on a small served city.

usage: tests/browser/browser_test.py [full]     (make check-browser runs it full)

Needs chromium, node and the packages of npm/ (which the build fetches); without them it says what is absent and
counts as skipped.  Screenshots go to build/screenshots."""
import concurrent.futures
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
from audit_test import AWARD, JUNE, made_city  # noqa: E402
from support import SUDUI, sudui  # noqa: E402

# login, role; company: the first of the list of the award for research
PEOPLE = [("company", "company", 0), ("policy", "policy", None), ("editor", "policy", None), ("second", "policy", None),
          ("finance", "finance", None), ("leader", "leader", None), ("auditor", "auditor", None),
          ("security", "security-admin", None), ("system", "system-admin", None)]
# Who logs in by the keyboard, in the quick set and in the full one; an address has ten logins a minute.
KEYBOARD = [["policy", "one"], ["policy", "one", "finance", "leader", "auditor", "security"]]


def absent():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    for name, there in [("chromium", chromium), ("node", shutil.which("node")),
                        *((name, (ROOT / "npm/node_modules" / name).is_dir()) for name in ("playwright-core", "axe-core"))]:
        if not there:
            return chromium, name
    return chromium, None


def prepare(folder):
    """The city of the other page tests: one list ordered and its file checked, another in publication."""
    city = made_city(folder)
    rd = "changzhou-rd-award"
    sudui("list", "confirm", rd, "--by", "张", JUNE, city=city, code=None)
    sudui("list", "approve", rd, "--by", "李", JUNE, city=city)
    sudui("list", "publish", rd, "--by", "张", JUNE, city=city)
    lines = sudui("list", "show", rd, "--status", "met", "--json", city=city).json()
    codes = [lines[0]["subject"], lines[1]["subject"]]
    accounts = browser.add_accounts(city, PEOPLE, codes)
    accounts["wujin"] = sudui("account", "add", "wujin", "--name", "武", "--role", "leader", "--district", "320412",
                              "--by", "安", "--json", city=city).json()
    sudui("approve", "--all", "--by", "局长", city=city)
    runs = {r["item"]: r["list"] for r in sudui("list", "show", "--json", city=city).json()}
    has_finance = '"/finance/files/{}"' in (ROOT / "src/web/routes.def").read_text()
    return city, {"sudui": [str(SUDUI), "--city", str(city)], "database": str(city / "sudui.db"),
                  "outbox": str(city / "outbox"), "hasFinance": has_finance, "accounts": accounts, "codes": codes, "lists": {"award": runs[AWARD], "rd": runs[rd]}}


def walk(city, given, folder, *more):
    """The journeys of one set on one city; its counts and how it ended."""
    with open(f"{folder}/log", "w+") as log, browser.served(city, log, *more) as port:
        cookies = {login: browser.first_login(port, account, f"10.5.1.{number}").cookies
                   for number, (login, account) in enumerate(given["accounts"].items())
                   if login not in KEYBOARD[given["full"]]}
        path = pathlib.Path(folder) / "given.json"
        path.write_text(json.dumps({**given, "cookies": cookies, "port": port, "screenshots": str(ROOT / "build/screenshots")}))
        done = subprocess.run(["node", ROOT / "tests/browser/journeys.mjs", path], stdout=subprocess.PIPE, text=True)
    print(done.stdout.rsplit("\n", 2)[0], flush=True)
    closing = re.search(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    passed, failed = (int(n) for n in closing.groups()) if closing else (0, 1)
    return passed, failed + (done.returncode != 0 and failed == 0)


def main():
    full = sys.argv[1:] == ["full"]
    chromium, missing = absent()
    if missing:
        print(f"no {missing}: the pages were not tried in a browser\n0 passed, 0 failed, 1 skipped")
        return 0
    common = {"chromium": chromium, "full": full}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        total = [sum(counts) for counts in zip(*pool.map(lambda walked: walked(common), [walk_city, walk_company]))]
    print(f"{total[0]} passed, {total[1]} failed")
    return 1 if total[1] else 0


def walk_company(common):
    with support.folder() as folder:
        s = serve_company_test.Site(folder)
        more = ["--data", str(s.place.data)]
        sudui("list", "approve", "1", "--by", "李", *more, city=s.place.city)
        given = {**common, "set": "company", "item": s.item,
                 "accounts": browser.add_accounts(s.place.city, [("one", "company", 0), ("officer", "policy", None)], s.codes),
                 "codes": s.codes,
                 "sudui": [str(SUDUI), "--by", "李", *more, "--city", str(s.place.city)]}
        return walk(s.place.city, given, folder, *more)


def walk_city(common):
    with support.folder() as folder:
        city, given = prepare(folder)
        return walk(city, {**common, "set": "city", **given}, folder)


if __name__ == "__main__":
    sys.exit(main())
