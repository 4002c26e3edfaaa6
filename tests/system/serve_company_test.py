"""What a company does on its pages: sees what it is owed, confirms with one press, objects, has facts put right."""
import contextlib
import re
import time

import support
from browser import Browser, add_accounts, first_login, served
from places import Place
from support import sudui

HOSTILE = '<script>alert("x")</script>&\'"]]>={1+1}'
STAGES = ('<sudui:stage do="approve"/><sudui:stage do="confirm" by="企业" within="10" unit="natural"/>'
          '<sudui:stage do="publish"/><sudui:stage do="pay"/>')
PEOPLE = [("one", "company", 0), ("two", "company", 1), ("poor", "company", 2), ("officer", "policy", None),
          ("auditor", "auditor", None), ("leader", "leader", None)]


def this_moment():
    return "--now=" + time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class Site:
    """A city with one item that asks companies to confirm, its list published just now, and four people in it."""

    def __init__(self, folder):
        self.place = Place(folder, "confirming", "", STAGES).prepare()
        lines = self.place("list", "show", "1", "--status", "met", "--json").json()
        self.met = [line["subject"] for line in lines]
        left = self.place("list", "show", "1", "--status", "not-met", "--json").json()
        self.codes = [self.payable(0), self.payable(1), left[0]["subject"]]
        self.item = self.place.item

    def payable(self, index):
        """The companies of the list whose account on file can be paid to."""
        names = dict(self.place.query(
            "SELECT s.code, f.content FROM fact f JOIN subject s ON s.id = f.subject_id JOIN series r ON r.id = f.series_id"
            " JOIN attribute a ON a.id = r.attribute_id WHERE a.name = 'name'"))
        accounts = dict(self.place.query(
            "SELECT s.code, f.content FROM fact f JOIN subject s ON s.id = f.subject_id JOIN series r ON r.id = f.series_id"
            " JOIN attribute a ON a.id = r.attribute_id WHERE a.name = 'bank_account_name'"))
        return [code for code in self.met if accounts.get(code) == names[code]][index]


@contextlib.contextmanager
def opened():
    with support.folder() as folder:
        s = Site(folder)
        accounts = add_accounts(s.place.city, PEOPLE, s.codes)
        with open(f"{folder}/log", "w+") as log, served(s.place.city, log, "--data", str(s.place.data)) as port:
            s.port = port
            for number, (login, role, _) in enumerate(PEOPLE):
                setattr(s, login, first_login(port, accounts[login], f"10.2.1.{number}"))
            yield s


def now(s, *words, by="李", code=0):
    """An act of officials at this moment, beside the running server."""
    return sudui(*words, "--by", by, "--data", s.place.data, city=s.place.city, code=code)


def check_first_page(s):
    page = s.one.get("/company?lang=en").text
    assert "Nothing at present" in page and s.codes[0] in page
    found = s.one.json("/company")
    assert found["possible"] == 1 and found["coming_fen"] == 0 and found["benefits"][0]["standing"] == "expected"
    assert found["possible_high_fen"] == found["benefits"][0]["amount_fen"] > 0
    poor = s.poor.json("/company")["benefits"][0]
    assert poor["standing"] == "not-met" and poor["has_amount"] is False
    item = s.poor.json(f"/company/items/{s.item}")
    assert any(r["result"] == "fails" for r in item["reasons"]) and item["ways"], "all reasons, and what is one step away"
    near = s.poor.json("/company/near")["items"]
    assert [n["item"] for n in near] == [s.item] and near[0]["conditions"] == len(near[0]["gaps"]) > 0
    assert s.one.json("/company/near")["items"] == []
    s.one.get("/company/items/nothing", 404)


def check_confirming(s):
    path = f"/company/items/{s.item}/confirmation"
    s.one.post(path, {"answer": "confirm", "account": "x"}, 422)  # it is nobody's turn yet
    now(s, "list", "approve", "1")
    assert s.one.json("/company")["coming_fen"] > 0
    for browser in (s.one, s.two):
        found = browser.json("/company")["benefits"][0]
        assert found["asks_confirmation"] and found["place"], found
        assert "/confirmation" in browser.get("/company").text, "what has to be pressed is on the first page"
    s.place.change_account(s.codes[0], "6222021105000777", this_moment())
    shown = s.one.json(path)
    assert shown["account_changed"] and shown["account_number"] == "****0777"
    assert shown["account_fits"] and re.fullmatch(r"\*{4}\d{4}", shown["account_number"])
    page = s.one.get(path).text
    assert not re.search(r"\b\d{13,}\b", re.sub(r'value="[0-9a-f]{64}"', "", page.replace(s.codes[0], ""))), "an account"
    other = s.two.json(path)
    assert other["account"] != shown["account"]
    s.one.post(path, {"answer": "confirm", "account": other["account"]}, 422)  # another account than is on file
    s.one.post(path, {"answer": "confirm"}, 422)
    for _ in range(3):  # a double click, and once more
        assert s.one.post(path, {"answer": "confirm", "account": shown["account"]}).headers["Location"].endswith(s.item)
    assert s.one.json(path)["confirmation"] == "confirmed" and s.two.json(path)["asks_confirmation"]
    s.one.post(path, {"answer": "decline"}, 422)
    s.two.post(path, {"answer": "decline"})
    s.two.post(path, {"answer": "decline"})
    acts = s.place.query("SELECT code, act FROM list_confirmation ORDER BY time_us")
    assert acts == [(s.codes[0], "confirm"), (s.codes[1], "decline")], acts
    s.poor.post(path, {"answer": "confirm", "account": shown["account"]}, 422)
    # A press is nobody's check of the account that changed: that takes two officials.
    assert not [p for p in now(s, "approvals", "--all", "--json").json() if p["operation"] == "company-account"]


def check_objections(s):
    path = f"/company/items/{s.item}/objection"
    assert "not published" in s.one.get(path + "?lang=en", 403).text
    now(s, "list", "stage", "1", "confirm")
    now(s, "list", "publish", "1", by="张")
    form = {"channel": "business", "matter": HOSTILE, "evidence": ""}
    refused = s.one.post(path, form, 422).text
    assert "&lt;script&gt;" in refused and "<script>" not in refused, "what was typed is kept, and escaped"
    assert 'class="fault"' in refused
    s.one.post(path, {**form, "channel": "no", "evidence": "x"}, 422)
    for _ in range(2):
        s.one.post(path, {**form, "evidence": "两年的审计报告"}, files=[])
    s.poor.post(path, {**form, "matter": "应享未享"}, files=[("evidence_file", "报告.pdf", "application/pdf", b"%PDF-1")])
    rows = s.place.query("SELECT code, kind, evidence_name, sealed, e.bytes IS NOT NULL FROM list_objection"
                         " LEFT JOIN list_objection_evidence e ON e.objection = id ORDER BY id")
    assert [r[:2] for r in rows] == [(s.codes[0], "line"), (s.codes[2], "missing")], rows
    assert rows[1][2] == "报告.pdf" and all(r[3] == 1 and r[4] == 1 for r in rows)
    mine, others = (b.json(f"/company/items/{s.item}")["objections"] for b in (s.one, s.two))
    assert len(mine) == 1 and mine[0]["matter"] == HOSTILE and others == []
    page = s.one.get(f"/company/items/{s.item}").text
    assert "<script>" not in page and "&lt;script&gt;" in page
    now(s, "objection", "decide", str(mine[0]["number"]), "--reject", "--ground", "数据无误", code=None)


def check_evidence(s):
    """As a file, to the owner and the auditor, on record; to nobody else, and never as a page of this site."""
    ids = [i for i, in s.place.query("SELECT id FROM list_objection ORDER BY id")]
    for browser in (s.one, s.two, s.poor, s.leader):
        browser.get(f"/objections/{ids[1]}/evidence", 403)
    assert Browser(s.port, "10.2.1.9").get(f"/objections/{ids[1]}/evidence", 303).headers["Location"] == "/login"
    for number, browser in enumerate((s.officer, s.auditor)):
        answer = browser.get(f"/objections/{ids[1]}/evidence")
        assert answer.bytes == b"%PDF-1" and answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "%E6%8A%A5%E5%91%8A.pdf" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        seen = s.place.query(f"SELECT person FROM access_view WHERE path = '/objections/{ids[1]}/evidence'")
        assert len(seen) == number + 1 and browser is (s.officer, s.auditor)[number]
    acts = s.place.query("SELECT act FROM audit_entry WHERE act LIKE 'objection-evidence%'")
    assert len(acts) == 2, acts
    assert f'href="/objections/{ids[1]}/evidence"' in s.auditor.get("/list-work/1").text
    assert "/evidence" not in s.leader.get("/list-work/1").text
    s.officer.get("/objections/999/evidence", 404)
    s.officer.get("/objections/x/evidence", 404)


def check_reports(s):
    facts = s.one.json("/company/facts")["facts"]
    account = [f["value"] for f in facts if f["attribute"] == "bank_account_number"]
    assert account and all(re.fullmatch(r"\*{4}\d{4}", a) for a in account), account
    s.one.post("/company/facts/report", {"attribute": "bank_account_number", "period": "", "source": "开户银行",
                                         "claimed": "末四位应为 1111", "statement": "账号有误"})
    assert [r["on_file"] for r in s.one.json("/company/facts")["reports"]] == ["****0777"]
    assert not s.place.query("SELECT 1 FROM audit_entry WHERE CAST(payload AS TEXT) LIKE '%6222021105000777%'"), "a sealed fact"
    wrong = next(f for f in facts if f["attribute"] == "revenue")
    page = s.one.get(f"/company/facts/report?fact={wrong['number']}").text
    assert wrong["value"] in page and wrong["source"] in page
    form = {k: wrong.get(k, "") for k in ("attribute", "period", "source")}
    refused = s.one.post("/company/facts/report", {**form, "claimed": HOSTILE, "statement": ""}, 422).text
    assert "&lt;script&gt;" in refused and "<script>" not in refused
    for _ in range(2):
        s.one.post("/company/facts/report", {**form, "claimed": HOSTILE, "statement": "少了一位"})
    s.one.post("/company/facts/report", {"attribute": "no", "period": "1", "source": "", "statement": "x"}, 404)
    s.one.post("/company/facts/report", {**form, "period": "1999", "statement": "x"}, 404)
    s.poor.get("/company/facts/report?attribute=rd_staff&period=2024")  # a missing one
    assert [len(b.json("/company/facts")["reports"]) for b in (s.one, s.two)] == [2, 0]
    s.one.get("/reports", 403)
    shown = s.officer.get("/reports").text
    assert "<script>" not in shown and "少了一位" in shown
    number = next(r["number"] for r in s.officer.json("/reports")["reports"] if r["statement"] == "少了一位")
    kept = s.officer.post("/reports", {"number": number, "outcome": "maybe", "note": "看过了"}, 422).text
    assert "看过了" in kept
    s.officer.post("/reports", {"number": number, "outcome": "stands", "note": "  "}, 422)
    s.officer.post("/reports", {"number": number, "outcome": "stands", "note": "与纳税申报一致"})
    s.officer.post("/reports", {"number": number, "outcome": "corrected", "note": "又"}, 403)
    assert next(r for r in s.one.json("/company/facts")["reports"] if r["number"] == number)["note"] == "与纳税申报一致"


def check_messages(s):
    mine = s.one.json("/company/messages")
    assert mine["unread"] == len(mine["messages"]) > 4
    said = s.one.get("/company/messages?lang=en").text
    for part in ["the list is approved", "please confirm", "your objection is answered", "report of a fact is answered"]:
        assert part in said, part
    s.one.post("/company/messages", {"until": "x"}, 422)
    s.one.post("/company/messages", {"until": mine["newest"]})
    s.one.post("/company/messages", {"until": mine["newest"]})
    assert s.one.json("/company/messages")["unread"] == 0 and s.two.json("/company/messages")["unread"] > 0
    assert s.one.json("/company")["unread"] == 0
    assert not any(m.get("detail") for m in s.two.json("/company/messages")["messages"] if "异议" in m["what"])


def check_decided_again(s):
    """New facts: what they say of a company that is on the list, when, and by which of them; the list stays."""
    assert "again" not in s.two.json("/company")["benefits"][0]
    s.place.state("登记机关", s.codes[1], "status", "吊销", this_moment(), "--decide")
    mine = s.two.json("/company")["benefits"][0]
    assert mine["status"] == "met" and mine["again"] == "not-met" and mine["again_at"], mine
    item = s.two.json(f"/company/items/{s.item}")
    assert [(f["attribute"], f["value"], f["source"]) for f in item["again_facts"]] == [("status", "吊销", "登记机关")]
    assert "Decided again on new data" in s.two.get("/company?lang=en").text
    assert any("new data" in m["what"] and m.get("detail") == "Not met at present" for m in s.two.json("/company/messages")["messages"])
    assert "again" not in s.one.json("/company")["benefits"][0] and s.one.json(f"/company/items/{s.item}").get("again_facts") is None


def check_two_years(s):
    """A list of an earlier year stands beside the newer one; links, answers and objections mean the year they name."""
    now(s, "run", "--item", s.item, "--as-of", "2025-06-30", "--data-year", "2023", by="张")
    found = {b["data_year"]: b for b in s.one.json("/company")["benefits"]}
    assert sorted(found) == [2023, 2024] and all(b["several_years"] and b["item"] == s.item for b in found.values())
    page = s.one.get("/company?lang=en").text
    for year in found:
        assert f'href="/company/items/{s.item}?year={year}"' in page and f"data of {year}" in page, year
    for query, year in (("", 2024), ("?year=2024", 2024), ("?year=2023", 2023)):
        item = s.one.json(f"/company/items/{s.item}{query}")
        assert item["data_year"] == year and item["list"] == found[year]["list"], query
        assert [o["data_year"] for o in item["other_years"]] == [2023 + 2024 - year]
    shown = s.one.get(f"/company/items/{s.item}?lang=en").text
    assert "The same item for other years" in shown and 'href="?year=2023"' in shown
    for query in ("?year=2022", "?year=x", "?year=-1", "?year=%EF%BC%92%EF%BC%90%EF%BC%92%EF%BC%93", "?year=99999999999999999999"):
        s.one.get(f"/company/items/{s.item}{query}", 404)
    # The newer list is published, the older one is not: an objection means the one that it names.
    assert 'name="year" value="2024"' in s.one.get(f"/company/items/{s.item}/objection").text
    s.one.get(f"/company/items/{s.item}/objection?year=2023", 403)
    s.one.post(f"/company/items/{s.item}/objection", {"year": "2023", "channel": "business", "matter": "x", "evidence": "x"}, 403)
    sent = s.two.post(f"/company/items/{s.item}/objection", {"year": "2024", "channel": "business", "matter": "去年",
                                                                   "evidence": "x"}, files=[])
    assert sent.headers["Location"] == f"/company/items/{s.item}?year=2024#objections"
    years = {m.get("data_year") for m in s.one.json("/company/messages")["messages"] if m.get("item") == s.item}
    assert years == {2024}, years   # what was not met in 2023 is no news


def check_withdrawn(s):
    """A list that is withdrawn does not vanish: who was on it reads when and why; who was not reads nothing."""
    assert s.one.json("/company")["withdrawals"] == []
    form = {"act": "withdraw", "withdraw_ground": " "}
    assert "withdraw_ground-help" in s.officer.post("/list-work/1", form, 422).text
    s.officer.post("/list-work/1", {**form, "withdraw_ground": HOSTILE})
    mine = s.one.json("/company")
    assert [b["data_year"] for b in mine["benefits"]] == [2023] and len(mine["withdrawals"]) == 1
    told = mine["withdrawals"][0]
    assert told["ground"] == HOSTILE and told["withdrawn"] and not told["replaced"] and told["item"] == s.item
    page = s.one.get("/company?lang=en").text
    assert "Lists that were withdrawn" in page and "<script>" not in page and "&lt;script&gt;" in page
    assert any(m.get("policy") == s.item and m.get("detail") == HOSTILE for m in s.one.json("/company/messages")["messages"])
    assert s.poor.json("/company")["withdrawals"] == []
    assert s.one.json(f"/company/items/{s.item}")["data_year"] == 2023
    s.one.get(f"/company/items/{s.item}?year=2024", 404)


def check_no_leaks(s):
    """No page of a company holds the code or the name of another one, whatever it asks."""
    names = {login: getattr(s, login).json("/company")["name"] for login in ("one", "two", "poor")}
    pages = ["/company", "/company/near", "/company/facts", "/company/messages", f"/company/items/{s.item}",
             f"/company/items/{s.item}/confirmation", f"/company/items/{s.item}/objection", "/company/facts/report?fact=1"]
    for login, code in zip(("one", "two", "poor"), s.codes):
        for page in pages:
            joint = "&" if "?" in page else "?"
            for more in ["", f"{joint}code={s.codes[0]}&company={s.codes[1]}&subject={s.codes[2]}"]:
                for text in (getattr(s, login).get(page + more).text, getattr(s, login).get("/api/v1" + page + more).text):
                    for other, name in names.items():
                        if other != login:
                            assert name not in text, (login, page)
                    assert not any(c in text for c in s.codes if c != code), (login, page)


def test_a_company():
    with opened() as s:
        check_first_page(s)
        check_confirming(s)
        check_objections(s)
        check_evidence(s)
        check_reports(s)
        check_messages(s)
        check_decided_again(s)
        check_no_leaks(s)
        check_two_years(s)
        check_withdrawn(s)


if __name__ == "__main__":
    support.main({"test_a_company": test_a_company})
