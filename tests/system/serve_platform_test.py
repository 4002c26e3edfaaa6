"""What every page and the API share: forms, files, JSON, keys, sessions that end, long work, sizes."""
import collections
import concurrent.futures
import contextlib
import http.client
import json
import re
import socket
import sqlite3
import time

import support
from browser import PASSWORD, Browser, first_login, site, totp
from support import sudui

PEOPLE = [("company.one", "company", 0), ("security", "security-admin", None), ("system", "system-admin", None),
          ("audit", "audit-admin", None), ("victim", "policy", None)]


class Program(Browser):
    """A program: shows a token in a header, sends and gets JSON."""

    def __init__(self, port, address):
        super().__init__(port, address)
        self.bearer = None

    def call(self, path, members, status=200, **headers):
        sent = {"Content-Type": "application/json", "Sec-Fetch-Site": None, **headers}
        if self.bearer is not None:
            sent["Authorization"] = "Bearer " + self.bearer
        body = members if isinstance(members, str) else json.dumps(members)
        answer = self.ask("POST", "/api/v1" + path, body, sent)
        assert answer.status == status, f"POST {path}: {answer.status}\n{answer.text[:500]}"
        wanted = "application/json" if status < 400 else "application/problem+json"
        assert answer.headers["Content-Type"] == wanted, answer.headers["Content-Type"]
        return json.loads(answer.text)

    def read(self, path, status=200):
        answer = self.ask("GET", "/api/v1" + path, headers={"Authorization": f"Bearer {self.bearer}"})
        assert answer.status == status, f"GET {path}: {answer.status}\n{answer.text[:500]}"
        return json.loads(answer.text)


def check_the_api(port, account):
    program = Program(port, "10.2.1.1")
    program.call("/login", {"login": account["login"], "password": "wrong"}, 422)
    answer = program.call("/login", {"login": account["login"], "password": PASSWORD})
    assert not program.cookies and len(answer["token"]) == 43 and not answer["must_change_password"]
    program.bearer = answer["token"]
    assert program.read("/company")["benefits"]
    for bad in ["[1]", '{"a": {}}', '{"a": 1', "x"]:
        assert program.call("/password", bad, 400)["status"] == 400
    assert program.call("/password", {"old": "x"}, 415, **{"Content-Type": "text/plain"})["status"] == 415
    wrong = program.call("/password", {"old": PASSWORD, "chosen": "short", "again": "short"}, 422)
    assert wrong["type"] == "about:blank" and [f["field"] for f in wrong["fields"]] == ["chosen"], wrong
    assert all(f["reason"] for f in wrong["fields"])
    program.call("/nowhere", {}, 404)
    # A cookie alone is not enough for a change, and a token not enough for another's page.
    browser = Browser(port, "10.2.1.1")
    browser.log_in(account, PASSWORD)
    forged = browser.ask("POST", "/api/v1/logout", "{}", {"Content-Type": "application/json"})
    assert forged.status == 403, forged.text
    program.call("/accounts", {"login": "company.one", "disabled": True}, 403)
    ended = program.call("/logout", {})
    assert ended["see"] == "/api/v1/"
    program.read("/company", 401)


def check_keys(port, account, city):
    """The same key again: one effect, the first answer."""
    browser = first_login(port, account, "10.2.2.1")
    token = browser.token()

    def entries():
        return sudui("audit", "verify", "--json", city=city).json()["entries"]

    before = entries()
    form = {"form-token": token, "idempotency-key": "page-1", "login": "company.one", "disabled": "true"}
    first = browser.ask("POST", "/accounts", form)
    again = browser.ask("POST", "/accounts", form)
    assert (first.status, again.status) == (303, 303) and first.headers["Location"] == again.headers["Location"]
    assert entries() == before + 1, "a double click disabled twice"
    # The page came back by the back button, with its key, for other work: that is done.
    other = browser.ask("POST", "/accounts", {**form, "login": "victim"})
    assert other.status == 303 and entries() == before + 2
    # A header's key stands for one request only.
    header = {"Idempotency-Key": "k-1"}
    plain = {"form-token": token, "login": "victim", "disabled": "true"}
    assert browser.ask("POST", "/accounts", plain, header).status == 303
    assert browser.ask("POST", "/accounts", {**plain, "login": "company.one"}, header).status == 422
    assert browser.ask("POST", "/accounts", plain, {"Idempotency-Key": "x y"}).status == 400
    assert browser.ask("POST", "/accounts", plain, {"Idempotency-Key": "x" * 101}).status == 400
    # What failed changed nothing and may be tried again under its key.
    missing = {**plain, "login": "nobody"}
    for _ in range(2):
        assert browser.ask("POST", "/accounts", missing, {"Idempotency-Key": "k-2"}).status == 404
    # Many at once.
    before = entries()

    def press(number):
        one = Browser(port, "10.2.2.1")
        one.cookies = dict(browser.cookies)
        return one.ask("POST", "/accounts", plain, {"Idempotency-Key": "k-3"}).status

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(press, range(16)))
    assert set(statuses) == {303} and entries() == before + 1, (statuses, entries() - before)
    return browser


def check_expired(port, account):
    """What was typed before the session ended comes back after the login, and is sent once."""
    browser = Browser(port, "10.2.3.1")
    form = {"login": "company.one", "disabled": "true", "password": "never shown", "form-token": "old"}
    asked = browser.ask("POST", "/accounts", form)
    assert asked.status == 401 and 'name="kept.login" value="company.one"' in asked.text
    assert "never shown" not in asked.text and 'name="return-to" value="/accounts"' in asked.text
    foreign = browser.ask("POST", "/accounts", form, {"Sec-Fetch-Site": "cross-site"})
    assert foreign.status == 401 and "kept." not in foreign.text, "another site puts nothing into our login"
    kept = {"kept.login": "company.one", "kept.disabled": "true", "return-to": "/accounts"}
    wrong = browser.ask("POST", "/login", {"login": account["login"], "password": "wrong", **kept})
    assert wrong.status == 422 and 'name="kept.login" value="company.one"' in wrong.text
    back = browser.ask("POST", "/login", {"login": account["login"], "password": PASSWORD, **kept,
                                          "code": totp(account["totp"], 1)})
    assert back.status == 200 and 'action="/accounts"' in back.text, back.text[:300]
    assert "登录名</td>" in back.text and "<td>login</td>" not in back.text, "fields are called what people call them"
    assert "disabled</td>" not in back.text, "what the page carries along is not shown"
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', back.text))
    assert fields["login"] == "company.one" and fields["disabled"] == "true"
    sent = browser.ask("POST", "/accounts", {k: fields[k] for k in
                                             ["form-token", "idempotency-key", "login", "disabled"]})
    assert sent.status == 303
    elsewhere = Browser(port, "10.2.3.2").ask("POST", "/login", {"login": "x", "password": "y",
                                                                 "return-to": "https://evil.example"})
    assert "evil.example\"" not in re.sub(r'name="return-to" value="[^"]*"', "", elsewhere.text)


def check_faults(browser):
    """A form that was refused comes back with its fields, the reason and what was typed."""
    page = browser.post("/accounts", {"login": "nobody<b>", "disabled": "true"}, 404)
    assert "nobody&lt;b&gt;" in page.text and "nobody<b>" not in page.text


def check_administrators(port, accounts, security):
    """An account is made by one administrator, agreed to by another; its secrets are shown once."""
    page = security.post("/accounts/add", {"login": "x", "name": "赵六", "role": "finance", "company": "12"}, 422)
    assert 'aria-invalid="true"' in page.text and 'value="赵六"' in page.text
    faults = security.ask("POST", "/api/v1/accounts/add", json.dumps({"form-token": security.token(), "role": "mayor"}),
                          {"Content-Type": "application/json"})
    assert faults.status == 422
    assert {f["field"] for f in json.loads(faults.text)["fields"]} == {"login", "name", "role"}, faults.text
    twice = security.post("/accounts/add", {"login": "s2", "name": "王 audit", "role": "system-admin"}, 422)
    assert "three" in twice.text or "三个人" in twice.text, "one person in two of the three offices"
    key = {"idempotency-key": "new-account", "login": "zhao.liu", "name": "赵六", "role": "finance",
           "district": "320412"}
    made = security.post("/accounts/add", key, 200)
    secret = re.search(r"<code>([a-z0-9-]{23})</code>", made.text).group(1)
    totp_uri = re.search(r"otpauth://[^<]*", made.text).group(0).replace("&amp;", "&")
    again = security.post("/accounts/add", key, 409)
    assert secret not in again.text, "a secret is kept"
    newcomer = Browser(port, "10.2.4.1")
    fresh = {"login": "zhao.liu", "totp": totp_uri}
    newcomer.log_in(fresh, secret, 422)
    proposal = [p for p in security.json("/accounts")["proposals"] if p["login"] == "zhao.liu"][0]
    agree = {"proposal": proposal["id"], "sm3": proposal["sm3"], "verdict": "agree"}
    security.post("/accounts/agree", agree, 403)
    audit = first_login(port, accounts["audit"], "10.2.4.2")
    audit.post("/accounts/agree", {**agree, "sm3": "0" * 64}, 409)
    audit.post("/accounts/agree", {**agree, "verdict": "refuse"}, 422)
    audit.post("/accounts/agree", agree)
    audit.post("/accounts/add", key, 403)
    newcomer.log_in(fresh, secret, later=1)
    # Sessions: seen, and ended by the administrator.
    sessions = security.json("/sessions")["sessions"]
    theirs = [s for s in sessions if s["login"] == "zhao.liu"]
    assert len(theirs) == 1 and any(s["own"] for s in sessions)
    newcomer.get("/password")
    security.post("/sessions", {"session": theirs[0]["session"]})
    assert newcomer.get("/password", 303).headers["Location"] == "/login"
    security.post("/sessions", {"session": theirs[0]["session"]}, 404)
    reset = security.post("/accounts/reset", {"login": "victim"}, 200)
    assert re.search(r"<code>[a-z0-9-]{23}</code>", reset.text)


def wait_for_job(browser, path):
    states = []
    for _ in range(200):
        job = browser.json(path)
        states.append(job["state"])
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.02)
    raise AssertionError(states)


def check_jobs(port, account, others, city):
    system = first_login(port, account, "10.2.5.1")
    path = system.post("/system/backup", {}).headers["Location"]
    events = system.get(path + "/events")
    assert events.headers["Content-Type"] == "text/event-stream" and "retry: 500" in events.text
    job = wait_for_job(system, path)
    assert job["state"] == "done" and job["done"] == job["total"] > 0 and job["result"] == "/system", job
    ended = system.get(path + "/events").text
    assert "event: end" in ended and json.loads(ended.split("data: ")[1])["state"] == "done"
    assert system.ask("GET", path + "/events", headers={"Last-Event-ID": "end"}).status == 204
    page = system.get(path).text
    assert "http-equiv=\"refresh\"" not in page, page[:900]
    others.get(path, 404)
    others.get(path + "/events", 404)
    for wrong in ["/jobs/0", "/jobs/99", "/jobs/x", "/jobs/-1"]:
        system.get(wrong, 404)
    seen = system.json("/system")
    assert seen["writes"] and len(seen["backups"]) == 1 and seen["backups"][0]["has_fingerprint"]
    # A server that opened its own database file as a file would have lost its locks: another program would be
    # the last one there and would take the log with it.
    log = (city / "sudui.db-wal").stat().st_ino
    with contextlib.closing(sqlite3.connect(city / "sudui.db", timeout=20)) as beside:
        assert beside.execute("SELECT count(*) FROM audit_entry").fetchone()[0] > 0
    assert (city / "sudui.db-wal").exists() and (city / "sudui.db-wal").stat().st_ino == log, "another program ended the log"
    with support.folder() as folder:
        sudui("restore", f"{city}/backups/{seen['backups'][0]['name']}", f"{folder}/restored")
        assert sudui("audit", "verify", "--json", "--keys", f"{city}/field.keys", city=f"{folder}/restored").json()["entries"] > 0
    check = wait_for_job(system, system.post("/system/check", {}).headers["Location"])
    assert check["state"] == "done"


def check_sizes(port):
    def status(path, size, kind="application/x-www-form-urlencoded", chunked=False):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        body = b"a=" + b"x" * (size - 2)
        try:
            if chunked:
                connection.request("POST", path, iter([body]), {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"},
                                   encode_chunked=True)
            else:
                connection.request("POST", path, body, {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"})
            return connection.getresponse().status
        except (BrokenPipeError, ConnectionResetError):
            return "closed"
        finally:
            connection.close()

    assert status("/login", 1 << 20) == 422
    for chunked in (False, True):
        assert status("/login", (1 << 20) + 1, chunked=chunked) in (413, "closed")
        assert status("/login", 8 << 20, chunked=chunked) in (413, "closed")
    assert status("/login", 20, "text/xml") == 415
    visitor = Browser(port)
    refused = visitor.ask("POST", "/login", {"login": "x"}, files=[("f", "a.csv", "text/csv", b"1,2")])
    assert refused.status == 415, "a page that takes no files"


def check_own_sessions(port, account):
    """People see where they are logged in, and end one of these with their password."""
    here, elsewhere = Browser(port, "10.2.5.1"), Browser(port, "10.2.5.2")
    here.log_in(account, PASSWORD)
    elsewhere.log_in(account, PASSWORD)
    others = [s["session"] for s in here.json("/password")["sessions"] if not s["own"]]
    theirs = [s["session"] for s in elsewhere.json("/password")["sessions"] if s["own"]]
    assert len(theirs) == 1 and theirs[0] in others
    assert theirs[0] in here.get("/password").text
    form = {"session": theirs[0], "password": "a wrong one"}
    for wrong in [form, {"password": PASSWORD}, {"session": theirs[0]}]:
        assert 'class="field-fault"' in here.post("/password/sessions", wrong, 422).text, wrong
    elsewhere.get("/company")
    form["password"] = PASSWORD
    assert here.post("/password/sessions", form).headers["Location"] == "/password"
    assert elsewhere.get("/company", 303).headers["Location"] == "/login"
    here.post("/password/sessions", form, 404)
    here.get("/company")


def check_rates(port, account):
    """One account may change things so often in a minute, from wherever; others go on."""
    busy = Browser(port, "10.2.7.1")
    busy.log_in(account, PASSWORD, later=1)
    form = {"form-token": busy.token(), "proposal": "999", "sm3": "0" * 64}
    statuses = []
    for number in range(500):
        busy.address = f"10.2.7.{number % 200}"
        statuses.append(busy.ask("POST", "/accounts/agree", form).status)
        if statuses[-1] == 429:
            break
    assert statuses[-1] == 429 and set(statuses[:-1]) == {404} and len(statuses) > 100, statuses[-3:]
    busy.get("/accounts")


def check_public_rates(port):
    """Nobody is logged in: an address may object so often in an hour, and fetch so many files in a minute."""
    award = Browser(port).json("/")["notices"][0]["list"]
    limits = [("POST", f"/notices/{award}/objection", {"matter": ""}, 422, 20, 3600),
              ("GET", f"/notices/{award}/none", None, 404, 60, 60), ("GET", "/open/none", None, 404, 60, 60)]
    for number, (method, path, form, status, most, span) in enumerate(limits):
        other = Browser(port, f"10.2.9.{number}")
        for attempt in range(2):
            one, begin = Browser(port, f"10.2.8.{number}{attempt}"), time.time() // span
            answers = [one.ask(method, path, form) for _ in range(most)]
            refused = one.ask(method, path, form)
            if time.time() // span == begin:  # no new span began meanwhile
                break
        assert {a.status for a in answers} == {status}, (path, collections.Counter(a.status for a in answers))
        assert refused.status == 429 and 1 <= int(refused.headers["Retry-After"]) <= span, (path, refused.status)
        assert other.ask(method, path, form).status == status, "others go on"


def check_overload(port):
    """More at once than can wait: some are served, the rest is told when to come again, and then all is well.
    Logins are slow on purpose, so that two seconds are enough for a part of these only."""
    count = 240

    def press(number):
        one = Browser(port, f"10.2.6.{number}")
        answer = one.ask("POST", "/login", {"login": "nobody", "password": "a wrong one"})
        one.connection.close()
        return answer.status, answer.headers["Retry-After"]

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        answers = list(pool.map(press, range(count)))
    served, refused = answers.count((422, None)), [a for a in answers if a[0] == 503]
    assert served >= 2 and refused and served + len(refused) == count, collections.Counter(answers)
    assert all(int(after) >= 1 for _, after in refused)
    visitor = Browser(port)
    overloaded = re.search(r"^sudui_overloaded_total (\d+)", visitor.get("/metrics").text, re.M)
    assert int(overloaded.group(1)) == len(refused)
    visitor.get("/?fresh=1")


def check_crowd(port):
    """Very many connections that say nothing: what is kept is served all the same, the rest is told when to come
    again, and each answer ends its connection, so that the crowd becomes smaller."""
    with contextlib.ExitStack() as crowd:
        for _ in range(905):
            crowd.enter_context(socket.create_connection(("127.0.0.1", port)))
        answers = [Browser(port).ask("GET", path) for path in ["/health", "/assets/sudui.css", "/?fresh=2"]]
        assert [(a.status, a.headers["Connection"]) for a in answers] == [(200, "close"), (200, "close"), (503, "close")]
        assert int(answers[2].headers["Retry-After"]) >= 1
    Browser(port).get("/?fresh=3")


def test_platform():
    with site(PEOPLE) as (port, accounts, _codes, city, _log):
        first_login(port, accounts["company.one"], "10.2.0.1")
        check_the_api(port, accounts["company.one"])
        check_sizes(port)
        check_own_sessions(port, accounts["company.one"])
        security = check_keys(port, accounts["security"], city)
        check_faults(security)
        check_administrators(port, accounts, security)
        check_jobs(port, accounts["system"], security, city)
        check_expired(port, accounts["security"])
        check_rates(port, accounts["audit"])
        check_public_rates(port)
        check_overload(port)
        check_crowd(port)


if __name__ == "__main__":
    support.main({"test_platform": test_platform})
