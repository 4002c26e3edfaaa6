"""The site as a browser and as an attacker see it: `sudui serve` on a small city, asked over real sockets."""
import contextlib
import json
import re
import socket

import support
from browser import PASSWORD, Browser, first_login, site
from support import sudui


def check_public(port):
    visitor = Browser(port)
    home = visitor.get("/", **{"Accept-Language": "en"})
    assert "Policies and money for companies" in home.text and 'lang="en"' in home.text
    assert "惠企政策与资金" in visitor.get("/").text
    visitor.get("/?lang=en")
    assert "Policies and money for companies" in visitor.get("/").text, "the language is kept"
    notices = json.loads(visitor.get("/api/v1/").text)["notices"]
    assert notices and all(n["amount_fen"] >= 0 for n in notices)
    notice = json.loads(visitor.get(f"/api/v1/notices/{notices[0]['list']}").text)
    assert sum(line["amount_fen"] for line in notice["lines"]) == notice["amount_fen"] > 0
    assert not re.search(r"\b\d{12,19}\b", visitor.get(f"/notices/{notices[0]['list']}").text), "an account number"
    visitor.get("/notices/1", 404)      # a candidate is nobody's to see
    visitor.get("/notices/none", 404)
    visitor.get("/policies/nothing", 404)
    assert "武进区研发投入" in visitor.get("/policies/wujin-rd-increase?lang=zh").text
    problem = visitor.get("/api/v1/nowhere", 404)
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert json.loads(problem.text)["status"] == 404
    return home


def check_headers(home):
    for name, part in [("Content-Security-Policy", "default-src 'none'"), ("X-Content-Type-Options", "nosniff"),
                       ("Referrer-Policy", "no-referrer"), ("Cache-Control", "no-store"),
                       ("Strict-Transport-Security", "max-age=31536000"), ("Cross-Origin-Opener-Policy", "same-origin")]:
        assert part in (home.headers[name] or ""), name
    assert "'unsafe" not in home.headers["Content-Security-Policy"]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', home.text), "a page loads from elsewhere"
    assert not re.search(r"<script(?![^>]*src)|style=|onclick=", home.text), "inline script or style"


def check_ownership(port, accounts, codes):
    one = Browser(port, "10.1.1.2")
    one.log_in(accounts["company.one"], accounts["company.one"]["password"])
    for chosen, again in [("short", "short"), (PASSWORD, PASSWORD + "x")]:
        one.post("/password", {"old": accounts["company.one"]["password"], "chosen": chosen, "again": again}, 422)
    one = first_login(port, accounts["company.one"], "10.1.1.2", "/company")
    two = first_login(port, accounts["company.two"], "10.1.1.3", "/company")
    pages = ["/api/v1/company", "/api/v1/company/facts", "/api/v1/company/items/changzhou-rd-award"]
    for browser, own, other in [(one, codes[0], codes[1]), (two, codes[1], codes[0]), (one, codes[0], codes[1])]:
        for page in pages:
            for suffix in ["", f"?code={other}", f"?company={other}"]:
                assert other not in browser.get(page + suffix).text, page
        benefits = json.loads(browser.get(pages[0]).text)
        assert benefits["code"] == own
        award = [b for b in benefits["benefits"] if b["item"] == "changzhou-rd-award"][0]
        assert award["status"] == "met" and award["amount_fen"] > 0
        reasons = json.loads(browser.get(pages[2]).text)
        assert reasons["amount_fen"] == award["amount_fen"] and len(reasons["reasons"]) > 3
    return one


def check_roles(port, accounts):
    """Every page by every role: what is not allowed is 403, and for visitors the way to the login."""
    allowed = {"leader": {"/city"}, "auditor": {"/city", "/audit"}, "security": {"/accounts"}, "finance": {"/city"}}
    for number, (login, pages) in enumerate(allowed.items()):
        browser = first_login(port, accounts[login], f"10.1.2.{number}", min(pages))
        for page in ["/city", "/audit", "/accounts", "/company", "/company/facts"]:
            browser.get(page, 200 if page in pages else 403)
            browser.get("/api/v1" + page, 200 if page in pages else 403)
    visitor = Browser(port)
    for page in ["/city", "/audit", "/accounts", "/company", "/password"]:
        assert visitor.get(page, 303).headers["Location"] == "/login"
        visitor.get("/api/v1" + page, 401)
    assert visitor.ask("POST", "/accounts", {"login": "leader"}).status == 401
    assert visitor.ask("DELETE", "/").status in (404, 405)
    assert visitor.ask("POST", "/city", {}).status == 405


def check_forgery(port, accounts, one):
    token = one.token()
    form = {"form-token": token}
    foreign = [{"Origin": "https://evil.example", "Sec-Fetch-Site": None}, {"Sec-Fetch-Site": "cross-site"},
               {"Sec-Fetch-Site": "same-site"}, {"Origin": "null", "Sec-Fetch-Site": None}]
    for headers in foreign:
        assert one.ask("POST", "/logout", form, headers).status == 403, headers
    assert one.ask("POST", "/logout", {}).status == 403, "without the token"
    assert one.ask("POST", "/logout", {"form-token": ("y" if token[0] == "x" else "x") + token[1:]}).status == 403
    two = Browser(port, "10.1.1.9")
    two.log_in(accounts["company.two"], PASSWORD)
    assert one.ask("POST", "/logout", {"form-token": two.token()}).status == 403, "another session's token"
    assert one.ask("POST", "/logout", form, {"Origin": f"http://127.0.0.1:{port}", "Sec-Fetch-Site": None}).status == 303
    one.get("/company", 303)


def check_logins(port, accounts, city):
    browser = Browser(port, "10.1.3.1")
    refused = browser.log_in({"login": "nobody", "totp": None}, "wrong password", 422).text
    wrong = browser.log_in({"login": "company.one", "totp": None}, "wrong <b>password", 422).text
    assert re.search(r'role="alert">([^<]*)', refused).group(1) == re.search(r'role="alert">([^<]*)', wrong).group(1)
    assert 'value="company.one"' in wrong and "wrong &lt;b&gt;" not in wrong, "the login is kept, the password not"
    stolen = Browser(port, "10.1.3.2")
    stolen.log_in(accounts["company.one"], PASSWORD)
    again = Browser(port, "10.1.3.3")
    again.cookies = dict(stolen.cookies)
    again.get("/company")
    sudui("account", "disable", "company.one", "--by", "安", city=city)
    again.get("/company", 303)
    statuses = [Browser(port, "10.1.3.4").ask("POST", "/login", {"login": "x", "password": "y"}).status
                for _ in range(12)]
    assert statuses.count(429) >= 2 and statuses[0] == 422, statuses


def raw(port, sent):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as s:
        answer = b""
        with contextlib.suppress(ConnectionError, TimeoutError):
            s.sendall(sent)
            while chunk := s.recv(65536):
                answer += chunk
        return answer


def check_smuggling(port):
    close = b"Connection: close\r\n"
    head = b"POST /login HTTP/1.1\r\nHost: x\r\n" + close
    cases = {
        "both lengths": head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "two lengths": head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "a NUL in the path": b"GET /a%00b HTTP/1.1\r\nHost: x\r\n" + close + b"\r\n",
        "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n" + close + b"\r\n",
        "up and out": b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n" + close + b"\r\n",
        "many headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(120)) + close + b"\r\n",
        "long headers": b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 70000 + b"\r\n" + close + b"\r\n",
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    }
    for name, sent in cases.items():
        answer = raw(port, sent)
        assert b" 200 " not in answer.split(b"\r\n")[0] and b"root:" not in answer, (name, answer[:200])
    large = b"a=" + b"x" * (2 << 20)
    answer = raw(port, head + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n" % len(large) + large)
    assert answer == b"" or b" 413 " in answer.split(b"\r\n")[0], answer[:100]
    assert Browser(port).get("/health").text == "ok\n", "and it still serves"


def check_operations(port, log):
    metrics = Browser(port).get("/metrics").text
    assert int(re.search(r"^sudui_requests_total (\d+)", metrics, re.M).group(1)) > 50
    assert int(re.search(r"^sudui_memory_bytes (\d+)", metrics, re.M).group(1)) > 1000000
    assert int(re.search(r"^sudui_logins_refused_total (\d+)", metrics, re.M).group(1)) >= 3
    style = Browser(port).get("/assets/sudui.css")
    assert style.headers["ETag"] and "max-age" in style.headers["Cache-Control"]
    Browser(port).get("/assets/sudui.css", 304, **{"If-None-Match": style.headers["ETag"]})
    log.seek(0)
    lines = log.read()
    assert json.loads(lines.splitlines()[0])["status"] == 200
    for canary in ["company.one", "王", PASSWORD, "10.1.1", "form-token"]:
        assert canary not in lines, f"the log holds {canary}"


def test_the_site():
    with site() as (port, accounts, codes, city, log):
        check_headers(check_public(port))
        one = check_ownership(port, accounts, codes)
        check_roles(port, accounts)
        check_forgery(port, accounts, one)
        check_logins(port, accounts, city)
        check_smuggling(port)
        check_operations(port, log)


def test_bad_calls():
    with support.folder() as folder:
        sudui("serve", city=folder, code=66)
        sudui("init", f"{folder}/c")
        sudui("serve", "--port", "99999", city=f"{folder}/c", code=64)
        sudui("serve", "--port", "0", "--address", "nowhere", city=f"{folder}/c", code=74)
        bad = sudui("account", "add", "x.y", "--name", "王", "--role", "mayor", city=f"{folder}/c", code=64)
        assert "no role" in bad.err and "finance" in bad.err
        sudui("account", "add", "x.y", "--name", "王", "--role", "system-admin", "--role", "audit-admin",
              city=f"{folder}/c", code=65)
        sudui("account", "reset", "nobody", city=f"{folder}/c", code=66)


if __name__ == "__main__":
    support.main({"test_the_site": test_the_site, "test_bad_calls": test_bad_calls})
