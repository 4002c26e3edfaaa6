"""Money through the pages: from a final list to paid orders with three persons, and whatever can go wrong on the way.

Whoever presses is told from whoever pressed before: wrong persons, stale digests, a missing second factor, a double
click, a statement twice."""
import base64
import contextlib
import hashlib
import hmac
import json
import pathlib
import re
import sqlite3
import struct
import time

import support
from audit_test import JULY, JUNE, made_city
from browser import PASSWORD, Browser, add_accounts, first_login, served
from support import sudui

YEAR = time.strftime("%Y", time.gmtime(time.time() + 8 * 3600))
PAYER = "320400100000001"
GAZELLE, POOL = 11, 13  # final lists that the pages order
PEOPLE = [("fin.maker", "finance", None), ("fin.checker", "finance", None), ("fin.head", "finance", None),
          ("leader", "leader", None), ("auditor", "auditor", None), ("policy", "policy", None),
          ("company.one", "company", 0)]
DISTRICT = "320412"


def code_at(account, steps):
    """The one-time code of a later step: a code counts once, and the one of now opened the session."""
    secret = re.search(r"secret=([A-Z2-7]+)", account["totp"]).group(1)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7fffffff) % 10**6:06d}"


class Person(Browser):
    """A logged-in browser that knows its account."""

    @classmethod
    def enter(cls, port, account, address):
        browser = first_login(port, account, address)
        browser.__class__, browser.account = cls, account
        return browser

    def act(self, path, form=None, status=303, **more):
        """Sends a form as the page holds it: with its hidden fields."""
        answer = self.post(path, {**(form or {}), **more}, status)
        return answer.headers["Location"] if status == 303 else answer.text

    def upload(self, name, data, status=303):
        return self.post("/finance/statements", {}, status, [("statement", name, "text/xml", data)])


@contextlib.contextmanager
def finance_city():
    """Two final lists that wait, an older bank file that was checked, no budget of this year yet."""
    with support.folder() as folder:
        city = made_city(folder)
        for item in (GAZELLE, POOL):
            sudui("list", "approve", item, "--by", "李", JUNE, city=city)
            sudui("list", "publish", item, "--by", "张", JUNE, city=city)
            sudui("list", "finalize", item, "--by", "张", JULY, city=city)
        lines = sudui("list", "show", "changzhou-rd-award", "--status", "met", "--json", city=city).json()
        accounts = add_accounts(city, PEOPLE, [lines[0]["subject"]])
        for login, where in (("fin.district", DISTRICT), ("fin.other", "320411"), ("fin.program", None)):
            district = [] if where is None else ["--district", where]
            accounts[login] = sudui("account", "add", login, "--name", "王" + login, "--role", "finance", *district,
                                    "--by", "安", "--json", city=city).json()
        sudui("approve", "--all", "--by", "局长", city=city)
        with open(f"{folder}/log", "w+") as log, served(city, log) as port:
            yield port, accounts, city


def statement_of(city, message, folder, **more):
    """What the test bank says of a released file."""
    file = city / "outbox" / f"{message}.xml"
    out = pathlib.Path(folder) / f"{message}.camt"
    options = [x for k, v in more.items() for x in ("--" + k.replace("_", "-"), str(v))]
    sudui("bank-simulator", file, "--out", out, *options, city=city)
    return out.read_bytes()


def check_roles(port, accounts):
    """Nobody but finance sees finance, and approvals follow the table of roles."""
    pages = ["", "/orders", "/lists", "/files", "/statements", "/exceptions", "/returns", "/clawbacks", "/proof",
             "/proof/csv", "/budget", "/accounts/91320412MA00000000", f"/lists/{GAZELLE}", "/orders/none", "/files/none", "/files/none/bytes",
             "/statements/1", "/exceptions/1", "/clawbacks/1"]
    for number, login in enumerate(["leader", "auditor", "policy", "company.one"]):
        browser = Person.enter(port, accounts[login], f"10.4.1.{number}")
        for page in pages:
            browser.get("/finance" + page, 403)
            browser.get("/api/v1/finance" + page, 403)
        for page in ["/budget", f"/lists/{GAZELLE}", "/files/none", "/statements", "/exceptions/1", "/clawbacks", "/clawbacks/1",
                     "/accounts/91320412MA00000000"]:
            browser.post("/finance" + page, {}, 403)
        browser.get("/approvals", 200 if login in ("leader", "policy") else 403)
    visitor = Browser(port)
    assert all(visitor.get("/finance" + page, 303).headers["Location"] == "/login" for page in pages)


def check_budget(maker, checker, head):
    """Money on a line by two persons; the form keeps what was typed."""
    bad = maker.act("/finance/budget", status=422, act="receive", line="KJ-X", year=YEAR, amount="many", account=PAYER)
    assert 'value="KJ-X"' in bad and 'value="many"' in bad and 'aria-invalid="true"' in bad
    needed = lines_needed(maker)
    assert needed
    for line, amount in needed.items():
        where = maker.act("/finance/budget", act="receive", line=line, year=YEAR, amount=amount,
                          document=f"拨{line}", account=PAYER)
        own = maker.get(where).text
        assert "another person checks" in own or "须由他人复核" in own
        digest = re.search(r"<code>([0-9a-f]{64})</code>", own).group(1)
        maker.act(where, status=403, act="approve", sm3=digest)
        assert "422" not in checker.act(where, status=409, act="approve", sm3="0" * 64), "a stale digest"
        checker.act(where, status=422, act="approve")
        assert checker.act(where, act="approve", sm3=digest) == where
        assert checker.act(where, act="approve", sm3=digest) == where, "pressed twice: once"
        head.act(where, status=403, act="approve", sm3=digest)
        proposal = checker.json(where)
        assert (proposal["stage"], proposal["maker"], proposal["checker"]) == ("performed", "王fin.maker", "王fin.checker")
    budget = {(b["line"], str(b["year"])): b for b in maker.json("/finance")["budget"]}
    assert not lines_needed(maker), "everything that was held can be paid"
    for line, amount in needed.items():
        assert budget[line, YEAR]["available_fen"] == round(float(amount)) * 100


def lines_needed(browser):
    held = [line for page in (GAZELLE, POOL) for line in browser.json(f"/finance/lists/{page}")["held"]]
    return {line["line"]: "3000000.00" for line in held}


def check_refusal(maker, checker):
    """Anybody who sees it may refuse, with a ground; the maker takes back; nothing is booked."""
    for browser in (checker, maker):
        where = maker.act("/finance/budget", act="receive", line="KJ-NO", year=YEAR, amount="1.00", account=PAYER,
                          document="误提")
        browser.act(where, status=422, act="refuse", ground=" ")
        assert "文号有误" not in browser.get(where).text
        browser.act(where, act="refuse", ground="文号有误")
        assert maker.json(where)["stage"] == "refused" and "文号有误" in maker.get(where).text
        checker.act(where, status=403, act="approve", sm3=maker.json(where)["sm3"])
    assert not [b for b in maker.json("/finance")["budget"] if b["line"] == "KJ-NO"]
    assert len([a for a in maker.json("/approvals?all=1")["approvals"] if a["stage"] == "refused"]) == 2


def check_orders(maker, city):
    """A preview that changes nothing, then orders; a second press and a second person order nothing more."""
    before = maker.json(f"/finance/lists/{GAZELLE}")
    ordered = [o for o in before["outcomes"] if o["code"] == "ORDERED"][0]
    assert ordered["count"] == 3 and ordered["amount_fen"] == 15000000 and not before["ordered"]
    assert maker.json(f"/finance/lists/{GAZELLE}") == before
    old = maker.act(f"/finance/lists/{GAZELLE}", status=422, day="2020-01-01")
    assert "2020-01-01" in old
    where = maker.act(f"/finance/lists/{GAZELLE}", day=time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400)))
    again = maker.act(f"/finance/lists/{GAZELLE}", day=time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400)))
    assert where.startswith("/finance/files/") and again == f"/finance/lists/{GAZELLE}", (where, again)
    orders = maker.json(f"/finance/orders?list={GAZELLE}")["orders"]
    assert len(orders) == 3 and {o["state"] for o in orders} == {"PREPARED"}, orders
    return where


def check_release(maker, checker, head, where, city):
    """Three persons on one digest, each with a fresh second factor."""
    file = maker.json(where)
    digest = file["sm3"]
    assert file["amount_fen"] == 15000000 and not file["can_check"] and file["why_not"]
    data = maker.get(where + "/bytes")
    assert f'filename="{file["file_name"]}"' in data.headers["Content-Disposition"]
    assert hashlib.new("sm3", data.bytes).hexdigest() == digest, "the exact bytes"
    maker.act(where, status=403, act="check", sm3=digest)
    head.act(where, status=403, act="release", sm3=digest)       # nobody checked it
    checker.act(where, status=409, act="check", sm3="1" * 64)    # another file
    checker.act(where, act="check", sm3=digest)
    checker.act(where, status=403, act="release", sm3=digest)    # who checked may not release
    maker.act(where, status=403, act="release", sm3=digest)
    forget_step_up(city)
    asked = head.act(where, status=403, act="release", sm3=digest)
    assert 'name="code"' in asked and 'name="password"' in asked, "the second factor is asked for"
    head.act(where, status=403, act="release", sm3=digest, password=PASSWORD, code="000000")
    assert head.json(where)["state"] == "PREPARED"
    head.act(where, act="release", sm3=digest, password=PASSWORD, code=code_at(head.account, 1))
    assert 'name="code"' not in head.get(where).text, "remembered for five minutes"
    head.act(where, act="release", sm3=digest)                   # pressed twice
    released = head.json(where)
    assert (released["state"], released["performer"]) == ("HANDED_OVER", "王fin.head")
    assert (city / "outbox" / file["file_name"]).read_bytes() == data.bytes
    maker.act(where, status=403, act="cancel")                   # too late, and the second factor is old


def forget_step_up(city):
    """As if everybody's last second factor was ten minutes ago."""
    with contextlib.closing(sqlite3.connect(city / "sudui.db")) as db, db:
        db.execute("UPDATE access_session SET step_up_us = step_up_us - 600000000")


def long_work(browser, answer):
    """The job that an answer leads to, when it has ended."""
    for _ in range(400):
        job = browser.json(answer.headers["Location"])
        if not job["under_way"]:
            return job
        time.sleep(0.05)
    raise AssertionError(f"the work did not end: {job}")


def check_statement(maker, checker, where, city, folder):
    """A statement settles the orders, once; what fits nothing waits in the queue."""
    bad = maker.upload("x.xml", b"<not-a-statement/>", 422).text
    assert 'aria-invalid="true"' in bad
    maker.upload("empty.xml", b"", 422)
    data = statement_of(city, where.rsplit("/", 1)[1], folder, seed=5, returned_per_mille=0)
    data += b"\n" * (1 << 20)  # large enough to be long work
    large = [long_work(maker, maker.upload("对账单.xml", sent)) for sent in (b"<a>" + b" " * (1 << 20), data, data)]
    assert large[0]["state"] == "failed" and large[0]["reason"], large[0]
    seen, again = large[1]["result"], large[2]["result"]
    statement = maker.json(seen)
    assert statement["statement"]["matched"] == 3 and statement["statement"]["queued"] == 0
    assert again == "/finance/statements?told=known" and len(maker.json("/finance/statements")["statements"]) == 1
    orders = maker.json(f"/finance/orders?list={GAZELLE}")["orders"]
    assert {o["state"] for o in orders} == {"PAID"}
    order = maker.json(f"/finance/orders/{orders[0]['reference']}")
    assert [s["event"] for s in order["steps"]] == ["RELEASE", "HAND_OVER", "DEBIT"]
    assert len(order["transfers"]) == 3 and len(order["entries"]) == 1 and order["account_number"].startswith("****")
    assert order["sm3"] == maker.json(where)["sm3"]
    proof = maker.json("/finance/proof")["proof"][0]
    assert proof["proven"] and proof["unexplained_fen"] == 0 and proof["paid_fen"] == 15000000
    csv = maker.get("/finance/proof/csv")
    assert csv.headers["Content-Type"].startswith("text/csv") and "150000.00" in csv.text and PAYER in csv.text
    return order


def check_exceptions(maker, checker, city, order):
    """An entry without an order becomes a proposal, and is booked when another person agrees."""
    number = maker.json("/finance/proof")["proof"][0]
    text = (city / "inbox" / "extra.xml")
    text.write_bytes(camt(number["statement_number"] + 1, number["bank_closing_fen"], 1234))
    seen = maker.upload("extra.xml", text.read_bytes()).headers["Location"]
    assert maker.json(seen)["statement"]["queued"] == 1
    queue = maker.json("/finance/exceptions")["entries"]
    assert len(queue) == 1 and queue[0]["amount_fen"] == 1234 and queue[0]["next_act"]
    page = f"/finance/exceptions/{queue[0]['entry']}"
    acts = {a["word"] for a in maker.json(page)["acts"]}
    assert "suspense" in acts and "receipt" in acts and "charge" not in acts, acts
    kept = maker.act(page, status=422, act="receipt", line="no year", reason="待查")
    assert 'value="no year"' in kept and 'value="待查"' in kept
    maker.act(page, status=422, act="suspense")
    where = maker.act(page, act="suspense", reason="来源待查")
    assert maker.json(page)["proposal"] == int(where.rsplit("/", 1)[1])
    digest = maker.json(where)["sm3"]
    maker.act(where, status=403, act="approve", sm3=digest)
    checker.act(where, status=403, act="approve", sm3=digest)    # its second factor is old
    checker.act(where, act="approve", sm3=digest, password=PASSWORD, code=code_at(checker.account, 1))
    assert not maker.json("/finance/exceptions")["entries"]
    proof = maker.json("/finance/proof")["proof"][0]
    assert proof["unexplained_fen"] == 0 and proof["difference_fen"] == 0


def camt(number, opening_fen, amount_fen):
    """A statement of one credit that names no order."""
    day = time.strftime("%Y-%m-%d")
    money = lambda fen: f"{fen // 100}.{fen % 100:02d}"
    balance = lambda kind, fen: (f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">{money(fen)}</Amt>'
                                 f'<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>')
    return (f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
            f'<BkToCstmrStmt><GrpHdr><MsgId>X{number}</MsgId><CreDtTm>{day}T17:00:00+08:00</CreDtTm></GrpHdr><Stmt>'
            f'<Id>X{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>{day}T17:00:00+08:00</CreDtTm>'
            f'<Acct><Id><Othr><Id>{PAYER}</Id></Othr></Id></Acct>{balance("OPBD", opening_fen)}'
            f'{balance("CLBD", opening_fen + amount_fen)}<Ntry><NtryRef>X-1</NtryRef><Amt Ccy="CNY">{money(amount_fen)}</Amt>'
            f'<CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt><BkTxCd/></Ntry></Stmt>'
            f'</BkToCstmrStmt></Document>').encode()


def check_clawback(maker, checker, order):
    """A case from its opening over notice and appeal to being written off by two."""
    form = {"subject": order["subject"], "item": order["item"], "ground": "审计发现事实不符，依据办法第八条"}
    kept = maker.act("/finance/clawbacks", {**form, "amount": "much"}, 422)
    assert "第八条" in kept and 'value="much"' in kept
    maker.act("/finance/clawbacks", {**form, "amount": "99999999.00"}, 403)
    where = maker.act("/finance/clawbacks", {**form, "interest": "12.34"})
    maker.act("/finance/clawbacks", form, 403)                   # one case at a time
    case = maker.json(where)
    assert case["amount_fen"] == order["amount_fen"] + 1234 and case["state"] == "OPEN"
    maker.act(where, status=422, act="notice", due="soon", instalments="1")
    maker.act(where, act="notice", due="2030-01-31", instalments="3")
    case = maker.json(where)
    assert sum(i["amount_fen"] for i in case["instalments"]) == case["amount_fen"] and len(case["instalments"]) == 3
    maker.act(where, act="appeal", note="复议申请书")
    assert maker.json(where)["state"] == "APPEALED"
    maker.act(where, act="dismiss")
    maker.act(where, status=403, act="uphold")                   # nothing is appealed
    proposal = maker.act(where, act="write-off", reason="企业注销，无可供执行财产")
    checker.act(proposal, act="approve", sm3=maker.json(proposal)["sm3"])
    assert maker.json(where)["state"] == "WRITTEN_OFF" and maker.json(where)["left_fen"] == 0
    maker.act(where, act="close")
    assert maker.json(where)["state"] == "CLOSED"


def check_unknown(maker, checker, head, city):
    """An interrupted file says what to do, and is sent again as the same bytes by a third person only."""
    where = maker.act(f"/finance/lists/{POOL}", day=time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86400)))
    digest = maker.json(where)["sm3"]
    checker.act(where, act="check", sm3=digest)
    head.act(where, act="release", sm3=digest)
    file = city / "outbox" / head.json(where)["file_name"]
    with contextlib.closing(sqlite3.connect(city / "sudui.db")) as db, db:  # as a crash before the receipt leaves it
        for table in ("payout_file", "payout_order"):
            db.execute(f"UPDATE {table} SET state = 'UNKNOWN' WHERE message = ?", (where.rsplit("/", 1)[1],))
    data = file.read_bytes()
    file.unlink()
    assert "nobody knows" in head.get(where).text or "不知道银行" in head.get(where).text
    assert any(t["code"] == "unknown" and t["count"] == 1 for t in maker.json("/finance")["tasks"])
    head.act(where, status=422, act="resend")                    # only with the bank's word
    assert not file.exists()
    head.act(where, act="resend", tells_apart="yes")
    assert file.read_bytes() == data and head.json(where)["state"] == "HANDED_OVER"


def check_district(port, accounts, order, city):
    """An account of a district sees the orders of its own companies and nothing that is the whole city's."""
    browser = Person.enter(port, accounts["fin.district"], "10.4.3.1")
    tasks = {task["code"] for task in browser.json("/finance")["tasks"]}
    assert tasks == {"approvals", "clawbacks"} and "budget" not in browser.json("/finance"), tasks
    all_orders = json.loads(sudui("list", "show", GAZELLE, "--status", "met", "--json", city=city).out)
    own = {line["subject"] for line in all_orders if line["district"] == DISTRICT}
    seen = browser.json("/finance/orders")["orders"]
    assert seen and {o["subject"] for o in seen if o["list"] == str(GAZELLE)} == own
    for page in ["/lists", "/files", "/statements", "/exceptions", "/proof", "/proof/csv", "/budget", f"/lists/{GAZELLE}"]:
        browser.get("/finance" + page, 403)
    browser.get(f"/finance/orders/{order['reference']}", 200 if order["subject"] in own else 404)
    browser.get("/approvals/1", 404)
    other = Person.enter(port, accounts["fin.other"], "10.4.3.3")
    assert not other.json("/finance/orders")["orders"] and not other.json("/finance/clawbacks")["clawbacks"]
    other.get(f"/finance/orders/{order['reference']}", 404)
    other.get("/finance/clawbacks/1", 404)
    other.act("/finance/clawbacks/1", status=404, act="close")
    kept = other.act("/finance/clawbacks", status=422, subject=order["subject"], item=order["item"], ground="无")
    assert order["subject"] in kept


def check_program(port, account, where, city):
    """The same use cases for programs: a token in the header, JSON in and out, problems as RFC 9457."""
    program = Browser(port, "10.4.3.2")

    def call(path, members, status):
        headers = {"Content-Type": "application/json", "Sec-Fetch-Site": None}
        if token:
            headers["Authorization"] = "Bearer " + token
        answer = program.ask("POST", "/api/v1" + path, json.dumps(members), headers)
        assert answer.status == status, f"POST {path}: {answer.status} {answer.text[:300]}"
        return json.loads(answer.text)
    token = None
    first_login(port, account, "10.4.3.2")  # which uses the code of now
    token = call("/login", {"login": account["login"], "password": PASSWORD, "code": code_at(account, 1)}, 200)["token"]
    forget_step_up(city)
    problem = call(where, {"act": "release", "sm3": "0" * 64}, 403)
    assert problem["status"] == 403 and problem["detail"], problem
    problem = call("/finance/clawbacks", {"subject": "x", "item": ""}, 422)
    assert {f["field"] for f in problem["fields"]} == {"item", "ground"}, problem


def check_account(maker, checker, order):
    """A company's account changed by two persons; a wrong one is refused with what was typed."""
    company = maker.json(f"/finance/orders/{order['reference']}")["subject"]
    page = f"/finance/accounts/{company}"
    before = maker.json(page)
    maker.get("/finance/accounts/91320412MA00000000", 404)
    typed = {"account_name": before["account"]["name"], "account_number": "6222021105004321",
             "bank_code": "011304000012", "document": "变更函7"}
    for wrong in ({"document": ""}, {"account_number": "12AB"}, {"bank_code": "011304000013"}):
        refused = maker.act(page, status=422, **{**typed, **wrong})
        assert 'value="变更函7"' in refused or "document" in wrong
        assert "field-fault" in refused, wrong
    where = maker.act(page, **typed)
    assert "6222021105004321" not in maker.get(where).text and "****4321" in maker.get(where).text
    digest = maker.json(where)["sm3"]
    maker.act(where, status=403, act="approve", sm3=digest)
    assert maker.json(page)["account"] == before["account"], "one person changes nothing"
    checker.act(where, act="approve", sm3=digest)
    after = maker.json(page)["account"]
    assert after["number"] == "****4321" and after["sm3"] != before["account"]["sm3"]
    return page


def check_pages(maker, order, where, account):
    """Every page as HTML in both languages, and the filters."""
    pages = ["/finance", "/finance/orders", "/finance/orders?state=PAID", "/finance/lists", f"/finance/lists/{POOL}",
             "/finance/files", where, f"/finance/orders/{order['reference']}", "/finance/statements",
             "/finance/statements/1", "/finance/exceptions", "/finance/exceptions/4", "/finance/returns",
             "/finance/clawbacks", "/finance/clawbacks/1", "/finance/proof", "/finance/budget", account, "/approvals",
             "/approvals?all=1"]
    for page in pages:
        for language in ("zh", "en"):
            html = maker.get(page + ("&" if "?" in page else "?") + "lang=" + language).text
            assert "<h1>" in html and "@{" not in html, page
            assert not re.search(r"\b\d{16,19}\b", html.replace(PAYER, "")), f"an account number on {page}"
    assert len(maker.json("/finance/orders?state=PAID")["orders"]) == 3
    assert not maker.json("/finance/orders?state=RETURNED")["orders"]
    assert not maker.json("/finance/orders?line=NONE")["orders"]
    first = maker.json("/finance/orders")
    after = maker.json(f"/finance/orders?after={first['orders'][0]['reference']}")
    assert after["orders"][0] == first["orders"][1]
    maker.get("/finance/orders?after=none", 404)


def test_from_list_to_paid():
    with finance_city() as (port, accounts, city), support.folder() as folder:
        check_roles(port, accounts)
        maker, checker, head = (Person.enter(port, accounts[login], f"10.4.2.{number}")
                                for number, login in enumerate(["fin.maker", "fin.checker", "fin.head"]))
        check_budget(maker, checker, head)
        check_refusal(maker, checker)
        where = check_orders(maker, city)
        check_release(maker, checker, head, where, city)
        order = check_statement(maker, checker, where, city, folder)
        check_exceptions(maker, checker, city, order)
        check_clawback(maker, checker, order)
        check_unknown(maker, checker, head, city)
        check_pages(maker, order, where, check_account(maker, checker, order))
        check_district(port, accounts, order, city)
        check_program(port, accounts["fin.program"], where, city)
        sudui("audit", "verify", city=city)


if __name__ == "__main__":
    support.main(globals())
