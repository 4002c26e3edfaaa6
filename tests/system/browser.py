"""A browser without a screen, a small served city and its logins, for every test of the pages.

`with site() as (port, accounts, codes, city, log)` serves a made city with one account for each of PEOPLE;
`first_login` gives a Browser that is logged in."""
import base64
import contextlib
import hmac
import http.client
import json
import re
import signal
import subprocess
import time
import urllib.parse
import uuid

import support
from audit_test import made_city
from support import SUDUI, sudui

# Preparing a simulation of a million companies takes longest.
TIMEOUT_S = 600
PASSWORD = "a phrase of four words"
# login, role, what else the account needs; the companies are the first two of the made list.
PEOPLE = [("company.one", "company", 0), ("company.two", "company", 1), ("leader", "leader", None),
          ("security", "security-admin", None), ("auditor", "auditor", None), ("finance", "finance", None)]


def totp(uri, later=0):
    """The code of now (RFC 6238), or of so many steps later: a code counts once, the next one does at once."""
    secret = urllib.parse.parse_qs(urllib.parse.urlparse(uri).query)["secret"][0]
    step = int(time.time()) // 30 + later
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at:at + 4], 'big') & 0x7fffffff) % 1000000:06d}"


def multipart(form, files):
    """(body, content type) of fields and of files: (field, file name, content type, bytes)."""
    boundary, parts = uuid.uuid4().hex, []
    for name, value in form.items():
        parts.append((f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode(), str(value).encode()))
    for field, name, kind, data in files:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append((head.encode(), data))
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + head + data + b"\r\n" for head, data in parts)
    return body + b"--" + boundary.encode() + b"--\r\n", "multipart/form-data; boundary=" + boundary


class Browser:
    """Keeps cookies and one connection, follows nothing by itself, sends what a browser sends."""

    def __init__(self, port, address="10.1.1.1"):
        self.port, self.cookies, self.address = port, {}, address
        self.connection = None

    def ask(self, method, path, form=None, headers=None, files=None):
        """`form`: a dict, sent as a form (with `files` as multipart); text or bytes are sent as they are."""
        sent = {"Host": f"127.0.0.1:{self.port}", "X-Real-IP": self.address, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = form
        if files is not None:
            body, sent["Content-Type"] = multipart(form or {}, files)
        elif isinstance(form, dict):
            body = urllib.parse.urlencode(form)
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        if method == "POST" and "Origin" not in sent and "Sec-Fetch-Site" not in sent:
            sent["Sec-Fetch-Site"] = "same-origin"
        answer = self.exchange(method, path, body, {k: v for k, v in sent.items() if v is not None})
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def exchange(self, method, path, body, sent):
        """Once more on a new connection when the kept one was closed in between."""
        for last in (False, True):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
            try:
                self.connection.request(method, path, body, sent)
                answer = self.connection.getresponse()
                answer.bytes = answer.read()
                answer.text = answer.bytes.decode(errors="replace")
                return answer
            except (ConnectionError, http.client.HTTPException):
                self.connection.close()
                self.connection = None
                if last or fresh:
                    raise

    def get(self, path, status=200, **headers):
        answer = self.ask("GET", path, headers=headers)
        assert answer.status == status, f"GET {path}: {answer.status}\n{answer.text[:500]}"
        return answer

    def json(self, path, status=200):
        return json.loads(self.get("/api/v1" + path, status).text)

    def token(self):
        """The form token of the session, which stands in every form."""
        found = re.search(r'name="form-token" value="([^"]*)"', self.get("/password").text)
        return found.group(1)

    def post(self, path, form, status=303, files=None):
        token = self.token() if "__Host-sudui" in self.cookies else ""
        answer = self.ask("POST", path, {"form-token": token, **form}, files=files)
        assert answer.status == status, f"POST {path}: {answer.status}\n{answer.text[:500]}"
        return answer

    def log_in(self, account, password, status=303, later=0):
        code = totp(account["totp"], later) if account["totp"] else ""
        return self.post("/login", {"login": account["login"], "password": password, "code": code}, status)


def add_accounts(city, people, codes):
    """Accounts by login with their first secrets, agreed to by a second person."""
    accounts = {}
    for login, role, company in people:
        more = [] if company is None else ["--company", codes[company]]
        accounts[login] = sudui("account", "add", login, "--name", "王" + login, "--role", role, *more,
                                "--by", "安", "--json", city=city).json()
    early = sudui("account", "list", "--json", city=city).json()
    assert all(a["disabled"] for a in early), "nobody can be in before a second person agreed"
    sudui("approve", "--all", "--by", "局长", city=city)
    return accounts


def end_of(server, log, timeout=20):
    """Waits for the end of a server that was told to stop; it has to be a good one."""
    code = server.wait(timeout=timeout)
    if code != 0:
        with open(log.name) as written:
            last = [line for line in written.read().splitlines() if not line.startswith('{"time"')][-10:]
        raise AssertionError("\n".join([f"the server ended with {code}; its last words:", *last]))


@contextlib.contextmanager
def served(city, log, *more, proxy="127.0.0.1"):
    """The port of a server on this city, which ends with the block; tests say whose address they have."""
    server = subprocess.Popen([str(SUDUI), "serve", "--port", "0", "--log", "--city", str(city), "--lang", "en", *more,
                               *([] if proxy is None else ["--proxy", proxy])],
                              stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        yield int(re.search(r":(\d+);", server.stdout.readline()).group(1))
    finally:
        server.send_signal(signal.SIGTERM)
        end_of(server, log)


@contextlib.contextmanager
def site(people=PEOPLE):
    """A served city: (port, accounts by login, codes of two companies, the city's folder, the log)."""
    with support.folder() as folder:
        city = made_city(folder)
        lines = sudui("list", "show", "changzhou-rd-award", "--status", "met", "--json", city=city).json()
        codes = [lines[0]["subject"], lines[1]["subject"]]
        accounts = add_accounts(city, people, codes)
        with open(f"{folder}/log", "w+") as log, served(city, log) as port:
            yield port, accounts, codes, city, log


def first_login(port, account, address, own_page=None, browser=Browser):
    """Logs in for the first time, which asks for a new password; gives the browser."""
    browser = browser(port, address)
    assert browser.log_in(account, account["password"]).headers["Location"] == "/password"
    if own_page is not None:
        assert browser.get(own_page, 303).headers["Location"] == "/password", "nothing else before that"
    browser.post("/password", {"old": account["password"], "chosen": PASSWORD, "again": PASSWORD})
    return browser
