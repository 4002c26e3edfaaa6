"""The matrix of who may ask what: every route of routes.def, by every role, in every state of an account,
as a page and as data, for its own and for another company or district.

What is expected is computed from the second table, which stands in tests/unit/web/route_test.c, and from
DISTRICT_ROUTES below, never from the program's own.  No handler of a POST runs: the form token is left out,
and "forged" is what an allowed one is told (but for forms that ask for no login).  A route that is not in the second table fails."""
import base64
import collections
import contextlib
import csv
import hashlib
import os
import re
import sqlite3
import time

import support
from browser import Browser, site
from support import ROOT, sudui

# Letters of the second table.
ROLES = {"C": ("company", 1), "P": ("policy", 2), "F": ("finance", 4), "L": ("leader", 8), "U": ("auditor", 16),
         "S": ("system-admin", 32), "K": ("security-admin", 64), "D": ("audit-admin", 128)}
STATES = ["in", "expired", "disabled", "must-change"]
# Routes that an account bound to a district may use; all others that ask for a role are refused to it.
DISTRICT_ROUTES = {"/city", "/lists/{}", "/lists/{}/{}", "/finance", "/finance/orders", "/finance/orders/{}",
                   "/finance/returns", "/finance/clawbacks", "/finance/clawbacks/{}", "/approvals", "/approvals/{}",
                   "/items", "/items/{}/{}", "/list-work", "/list-work/{}"}
# What a company's page could be asked for in another's name.
OTHER_NAMES = ["code", "company", "subject", "uscc"]
SENTENCES = {"forbidden": "your role may not see this page", "forged": "the request did not come from a page",
             "change": "please choose a password of your own"}


def program_routes():
    source = (ROOT / "src/web/routes.def").read_text()
    return re.findall(r'^ROUTE\((GET|POST), "([^"]+)"', source, re.M)


def second_table():
    source = (ROOT / "tests/unit/web/route_test.c").read_text()
    return {(("GET" if m == "G" else "POST"), path): letters
            for m, path, letters in re.findall(r'\{"([GP])(/[^"]*)", "([-A-Z]+)"\}', source)}


def check_tables():
    routes, table = program_routes(), second_table()
    assert len(routes) == len(set(routes)) > 20
    missing = [f"{m} {p}" for m, p in routes if (m, p) not in table]
    assert not missing, ("routes without a line in the table of tests/unit/web/route_test.c; add one that says by "
                         f"hand which roles may use it: {missing}")
    stale = [key for key in table if key not in routes]
    assert not stale, f"lines of tests/unit/web/route_test.c without a route: {stale}"
    return routes, table


class Identities:
    """Accounts and sessions of every role and state, put straight into the database."""

    def __init__(self, city):
        self.file = sqlite3.connect(f"{city}/sudui.db", timeout=20)
        self.tokens, self.now = {}, int(time.time() * 1e6)

    def add(self, name, role_bit, state="in", subject="", district=""):
        row = self.file.execute(
            "INSERT INTO access_account(login, name, roles, district, subject, password, totp, totp_step, failures,"
            " locked_until_us, disabled, must_change, created_us) VALUES(?, ?, ?, ?, ?, '', '', 0, 0, 0, ?, ?, ?)",
            (name, name, role_bit, district, subject, state == "disabled", state == "must-change", self.now))
        token = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
        used = self.now - (16 * 60 * 1000000 if state == "expired" else 0)
        self.file.execute("INSERT INTO access_session(token, account, form_token, created_us, seen_us, step_up_us)"
                          " VALUES(?, ?, 'form-token', ?, ?, ?)",
                          (hashlib.new("sm3", token.encode()).digest(), row.lastrowid, used, used, used))
        self.tokens[name] = token

    def save(self):
        self.file.commit()
        self.file.close()


def is_allowed(path, letters, letter, district):
    if "-" in letters or letter is None:
        return "-" in letters
    everybody = len(letters) == len(ROLES)
    return letter in letters and (not district or everybody or path in DISTRICT_ROUTES)


def expected(method, path, letters, who):
    """One cell: "in", "login", "forbidden", "change" or "forged"."""
    letter, state, district = who
    if letter is not None and state in ("expired", "disabled"):
        letter = None
    if not is_allowed(path, letters, letter, district):
        return "login" if letter is None else "forbidden"
    if method == "POST" and letter is not None:
        return "forged"
    free = "-" in letters or path in ("/password", "/logout")
    return "change" if letter is not None and state == "must-change" and not free else "in"


def verdict(answer):
    """What the program did, read from the answer alone."""
    if answer.status == 401 or (answer.status == 303 and answer.headers["Location"] == "/login"):
        return "login"
    if answer.status == 303 and answer.headers["Location"] == "/password":
        return "change"
    if answer.status == 403:
        for name, sentence in SENTENCES.items():
            if sentence in answer.text or (name == "change" and "First login" in answer.text):
                return name
    assert answer.status not in (403, 405, 500, 503), f"{answer.status}: {answer.text[:300]}"
    return "in"


def samples(city):
    """Pieces for "{}" so that most pages are found, and the number of a list with several districts."""
    items = sudui("summary", "--json", city=city, code=None).json()["items"]
    number = [str(i["list"]) for i in items if i["item"] == "changzhou-rd-award"][0]
    final = [str(i["list"]) for i in items if i["state"] == "final"]
    return {"/policies/{}": ["wujin-rd-increase"], "/company/items/{}": ["changzhou-rd-award"],
            "/lists/{}": [number], "/notices/{}": final[:1] or ["1"]}, number


def fill(path, known):
    pieces = list(known.get(path, []))
    return re.sub(r"\{\}", lambda _: pieces.pop(0) if pieces else "1", path)


class Asker:
    """One connection for all; who asks changes with the cookie."""

    def __init__(self, port, tokens):
        self.browser, self.tokens = Browser(port, "10.9.9.9"), tokens

    def ask(self, name, method, path):
        self.browser.cookies = {"sudui-lang": "en"}
        if name is not None:
            self.browser.cookies["__Host-sudui"] = self.tokens[name]
        return self.browser.ask(method, path, {} if method == "POST" else None)


def check_matrix(asker, routes, table, known, cells):
    people = {None: (None, "in", "")}
    for letter in ROLES:
        for state in STATES:
            people[f"{letter}-{state}"] = (letter, state, "")
        if letter != "C":
            people[f"{letter}-district"] = (letter, "in", "320412")
    for method, path in routes:
        for name, who in people.items():
            for form, prefix in (("page", ""), ("data", "/api/v1")):
                wanted = expected(method, path, table[method, path], who)
                answer = asker.ask(name, method, prefix + fill(path, known))
                got = verdict(answer)
                assert got == wanted, f"{method} {prefix}{path} by {name}: {got}, expected {wanted}\n{answer.text[:300]}"
                assert form == "page" or answer.headers["Content-Type"] != "text/html; charset=utf-8"
                cells[f"{form}, {wanted}"] += 1


def state_of(city):
    """What the database holds but for who is logged in and who looked at what: rows by table, small ones by content."""
    with contextlib.closing(sqlite3.connect(f"{city}/sudui.db")) as file:
        tables = [name for name, in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
                  if name not in ("access_session", "access_view")]
        counts = {name: file.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
        return counts, {name: sorted(map(repr, file.execute(f"SELECT * FROM {name}")))
                        for name in tables if counts[name] <= 5000}


def check_gets_change_nothing(asker, routes, table, known, city):
    """Every GET by everybody who may, as a page and as data, leaves the database as it was."""
    before = state_of(city)
    assert len(before[0]) > 30 and len(before[1]) > 25
    asked = 0
    for method, path in routes:
        for letter in table[method, path].replace("-", "") if method == "GET" else "":
            for prefix in ("", "/api/v1"):
                asker.ask(f"{letter}-in", "GET", prefix + fill(path, known))
                asked += 1
    after = state_of(city)
    changed = [name for name in before[0] if before[0][name] != after[0][name] or before[1].get(name) != after[1].get(name)]
    assert not changed, f"GET changed {changed}"
    print(f"{asked} GETs changed nothing in {len(before[0])} tables")


def check_companies(asker, routes, table, known, codes, cells):
    """A company's pages hold its own code at most, whatever name is put into the request."""
    for method, path in routes:
        if method != "GET" or table[method, path] not in ("C", "CPFLUSKD"):
            continue
        for own, other, name in [(codes[0], codes[1], "C-in"), (codes[1], codes[0], "C-other")]:
            for prefix in ("", "/api/v1"):
                plain = prefix + fill(path, known)
                asked = [plain] + [f"{plain}?{n}={other}" for n in OTHER_NAMES]
                if "{}" in path:
                    asked.append(prefix + path.replace("{}", other))
                for target in asked:
                    answer = asker.ask(name, "GET", target)
                    assert answer.status in (200, 404, 422), f"{target}: {answer.status}"
                    body = answer.text.replace(f'"{target}"', "").replace(target, "")
                    assert other not in body, f"{target} shows {other} to {own}"
                    cells["own and other company"] += 1


def lies_in(district, container, parents):
    while district and district != container:
        district = parents.get(district)
    return bool(district)


def check_districts(asker, city, number, cells):
    """Of a list, an account bound to a district sees its district's lines, and all of them."""
    lines = sudui("list", "show", number, "--status", "met", "--json", city=city).json()
    by_district = collections.defaultdict(set)
    for line in lines:
        by_district[line["district"]].add(line["subject"])
    assert len(by_district) > 1, "the sample has one district only"
    with open(ROOT / "data/areas.csv", encoding="utf-8") as file:
        parents = {row["code"]: row["parent"] for row in csv.DictReader(file)}
    everybody = set().union(*by_district.values())
    for letter in "PFLU":
        for district in by_district:
            own = set().union(*(codes for d, codes in by_district.items() if lies_in(d, district, parents)))
            for path in (f"/lists/{number}", f"/api/v1/lists/{number}"):
                text = asker.ask(f"{letter}-{district}", "GET", path).text
                seen = {code for code in everybody if code in text}
                assert seen == own, f"{path} by {letter} of {district} shows {len(seen - own)} of other districts, lacks {len(own - seen)}"
                cells["own and other district"] += len(by_district)


def test_matrix():
    routes, table = check_tables()
    with site([]) as (port, _accounts, codes, city, _log):
        known, number = samples(city)
        shown = sudui("list", "show", number, "--status", "met", "--json", city=city).json()
        identities = Identities(city)
        for letter, (_name, bit) in ROLES.items():
            for state in STATES:
                identities.add(f"{letter}-{state}", bit, state, codes[0] if letter == "C" else "")
            if letter != "C":
                identities.add(f"{letter}-district", bit, district="320412")
        for letter in "PFLU":
            for district in {line["district"] for line in shown}:
                identities.add(f"{letter}-{district}", ROLES[letter][1], district=district)
        identities.add("C-other", ROLES["C"][1], subject=codes[1])
        identities.save()
        asker, cells = Asker(port, identities.tokens), collections.Counter()
        check_matrix(asker, routes, table, known, cells)
        check_gets_change_nothing(asker, routes, table, known, city)
        check_companies(asker, routes, table, known, codes, cells)
        check_districts(asker, city, number, cells)
        for kind, count in sorted(cells.items()):
            print(f"{count:6} cells: {kind}")
        total = sum(cells.values())
        print(f"{total} cells, {len(routes)} routes")
        assert total >= 1500


if __name__ == "__main__":
    support.main({"test_matrix": test_matrix})
