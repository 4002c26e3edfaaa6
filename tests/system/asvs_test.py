"""What docs/security.md asks of the running site and no other test shows."""
import json
import re

import support
from browser import PASSWORD, Browser, first_login, served, site

PEOPLE = [("company.one", "company", 0), ("finance", "finance", None)]


def cookie_line(answer):
    return [c for c in answer.headers.get_all("Set-Cookie") or [] if c.startswith("__Host-sudui=")][0]


def check_cookies(port, account):
    browser = first_login(port, account, "10.4.1.1")
    old = browser.cookies["__Host-sudui"]
    line = cookie_line(browser.log_in(account, PASSWORD))
    parts = [p.strip() for p in line.split(";")]
    assert {"Path=/", "Secure", "HttpOnly", "SameSite=Strict"} <= set(parts), line
    assert not any(p.lower().startswith("domain") for p in parts)
    thief = Browser(port, "10.4.1.2")
    thief.cookies = {"__Host-sudui": old}
    assert thief.get("/company", 303).headers["Location"] == "/login", "the token before the login still works"
    ended = browser.post("/logout", {})
    assert "Max-Age=0" in cookie_line(ended)


def check_no_cors(port):
    visitor = Browser(port)
    for path in ["/", "/api/v1/", "/login"]:
        answer = visitor.get(path, **{"Origin": "https://evil.example"})
        assert not [h for h in answer.headers if h.lower().startswith("access-control-")], path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def check_every_answer(port, account):
    """Each kind of answer names its type, and nothing but a login gives a session; what is personal is not kept."""
    visitor = Browser(port, "10.4.6.1")
    for path, kind, status in [("/", "text/html; charset=utf-8", 200), ("/login", "text/html; charset=utf-8", 200),
                               ("/nowhere", "text/html; charset=utf-8", 404), ("/api/v1/", "application/json", 200),
                               ("/api/v1/nowhere", "application/problem+json", 404), ("/health", "text/plain; charset=utf-8", 200),
                               ("/metrics", "text/plain; version=0.0.4; charset=utf-8", 200),
                               ("/assets/sudui.css", "text/css; charset=utf-8", 200), ("/assets/icon.svg", "image/svg+xml", 200)]:
        answer = visitor.get(path, status)
        assert answer.headers["Content-Type"] == kind, (path, answer.headers["Content-Type"])
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    assert "__Host-sudui" not in visitor.cookies, "a visit alone begins a session"
    company = Browser(port, "10.4.6.2")
    company.log_in(account, PASSWORD)
    for path in ["/company", "/company/facts", "/api/v1/company", "/password"]:
        assert company.get(path).headers["Cache-Control"] == "no-store", path


def check_login_form(port, account):
    page = Browser(port).get("/login").text
    field = re.search(r'<input[^>]*name="password"[^>]*>', page).group(0)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    assert "onpaste" not in page
    browser = Browser(port, "10.4.2.1")
    browser.log_in(account, PASSWORD)
    for path in ["/", "/company", "/password"]:
        assert 'action="/logout"' in browser.get(path).text
    for name in ["old", "chosen", "again"]:
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', browser.get("/password").text).group(0)
        assert 'type="password"' in field and "maxlength" not in field, field


def check_nothing_else(port):
    visitor = Browser(port)
    for path in ["/.git/HEAD", "/.git/config", "/.env", "/assets/", "/assets", "/src/", "/debug", "/server-status",
                 "/sudui.db", "/outbox/", "/backups/", "/robots.txt/..%2f..%2fetc/passwd", "/api/v1/debug"]:
        answer = visitor.ask("GET", path)
        assert answer.status in (400, 404), f"{path}: {answer.status}"
        for inside in ["src/", ".c:", "sqlite", "SELECT", "/tmp/", "libmicrohttpd", "Traceback"]:
            assert inside not in answer.text, f"{path} tells of {inside}"
        assert "Server" not in answer.headers
    for method in ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "OPTIONS"]:
        assert visitor.ask(method, "/").status in (400, 404, 405, 501), method


def check_nothing_in_urls(port, account):
    """Forms that hold a password or a name are sent as bodies; no link carries a token."""
    browser = Browser(port, "10.4.3.1")
    browser.log_in(account, PASSWORD)
    token = browser.token()
    for path in ["/", "/company", "/company/facts", "/password", "/login"]:
        page = browser.get(path).text
        assert not re.search(r'<form(?![^>]*method="post")[^>]*>(?:(?!</form>).)*type="password"', page, re.S)
        assert not [link for link in re.findall(r'(?:href|src|action)="([^"]*)"', page)
                    if token in link or browser.cookies["__Host-sudui"] in link]


def check_refusals_are_logged(port, accounts, city, log):
    """Who asked for what is not theirs stands in the log as the number of the account, and only then."""
    numbers = {a["login"]: a["account"] for a in support.sudui("account", "list", "--json", city=city).json()}
    finance = first_login(port, accounts["finance"], "10.4.4.2")
    company = Browser(port, "10.4.4.1")
    company.log_in(accounts["company.one"], PASSWORD)
    company.get("/sessions", 403)
    finance.get("/company/facts", 403)
    finance.get("/finance")
    token = company.token()
    statuses = {company.ask("POST", "/company/messages", {"form-token": token}).status for _ in range(300)}
    assert 429 in statuses, statuses
    log.seek(0)
    lines = [json.loads(line) for line in log.read().splitlines()]
    refused = [(line["path"], line["account"]) for line in lines if "account" in line]
    assert ("/company/messages", numbers["company.one"]) in refused, "what came too often"
    assert ("/sessions", numbers["company.one"]) in refused and ("/company/facts", numbers["finance"]) in refused
    assert all(line["status"] in (401, 403, 429) for line in lines if "account" in line)


def check_proxy(city):
    """X-Real-IP counts only from the proxy that was named: without one, all tries come from here."""
    with open("/dev/null", "w", encoding="ascii") as log, served(city, log, proxy="127.0.0.1") as port:
        statuses = [Browser(port, f"10.4.9.{n}").ask("POST", "/login", {"login": "x", "password": "y"}).status
                    for n in range(12)]
        assert set(statuses) == {422}, statuses
        two = Browser(port).ask("GET", "/", headers={"X-Real-Ip": "1.2.3.4"})
        assert two.status == 400, "the header twice"
    with open("/dev/null", "w", encoding="ascii") as log, served(city, log, proxy="192.0.2.1") as port:
        statuses = [Browser(port, f"10.4.9.{n}").ask("POST", "/login", {"login": "x", "password": "y"}).status
                    for n in range(12)]
        assert statuses.count(429) >= 2, statuses


def test_checklist():
    with site(PEOPLE) as (port, accounts, _codes, city, log):
        check_cookies(port, accounts["company.one"])
        check_no_cors(port)
        check_every_answer(port, accounts["company.one"])
        check_login_form(port, accounts["company.one"])
        check_nothing_else(port)
        check_nothing_in_urls(port, accounts["company.one"])
        check_refusals_are_logged(port, accounts, city, log)

def test_proxy():
    with support.folder() as folder:
        support.sudui("init", f"{folder}/c")
        assert support.sudui("account", "list", "--json", city=f"{folder}/c").json() == [], "an account by default"
        check_proxy(f"{folder}/c")


if __name__ == "__main__":
    support.main({"test_checklist": test_checklist, "test_proxy": test_proxy})
