"""What everybody may see: notices with their files, objections, the calculator, open data."""
import contextlib
import csv
import io
import json
import re
import urllib.parse
import zipfile

import support
from audit_test import AWARD, made_city
from browser import Browser, add_accounts, first_login, served
from support import sudui

HOSTILE = '<script>alert("x")</script>&\'"]]>'
RD = "changzhou-rd-award"


@contextlib.contextmanager
def opened():
    with support.folder() as folder:
        city = made_city(folder)
        sudui("list", "approve", RD, "--by", "李", city=city)
        sudui("list", "publish", RD, "--by", "张", city=city)  # now: its period runs
        met = sudui("list", "show", RD, "--status", "met", "--json", city=city).json()
        accounts = add_accounts(city, [("one", "company", 0)], [met[0]["subject"]])
        with open(f"{folder}/log", "w+") as log, served(city, log) as port:
            yield city, port, accounts, log


def number_of(city, item):
    return [n["list"] for n in city["notices"] if n["item"] == item][0]


def check_notices(city, visitor):
    home = visitor.json("/")
    for item in (AWARD, RD):
        number = number_of(home, item)
        notice = visitor.json(f"/notices/{number}")
        lines = sudui("list", "show", item, "--status", "met", "--json", city=city).json()
        assert [line["amount_fen"] for line in notice["lines"]] == [line["amount_fen"] for line in lines], (item, [(a["amount_fen"], b["amount_fen"]) for a, b in zip(notice["lines"], lines) if a["amount_fen"] != b["amount_fen"]][:5])
        shown = {key for line in notice["lines"] for key in line}
        assert shown <= {"name", "code", "district", "amount_fen", "changed"} and "name" in shown, shown
        assert sum(line["amount_fen"] for line in notice["lines"]) == notice["amount_fen"] > 0
        for name, start in [("notice.pdf", b"%PDF-"), ("notice.xlsx", b"PK"), ("notice.html", b"<!DOCTYPE html>")]:
            answer = visitor.get(f"/notices/{number}/{name}")
            assert answer.bytes[:len(start)].lower() == start.lower(), name
            assert "attachment" in answer.headers["Content-Disposition"]
        book = zipfile.ZipFile(io.BytesIO(visitor.get(f"/notices/{number}/notice.xlsx").bytes))
        assert any(notice["lines"][0]["name"].encode() in book.read(n) for n in book.namelist())
        assert not re.search(r"\b\d{13,19}\b", visitor.get(f"/notices/{number}").text), "an account number"
        visitor.get(f"/notices/{number}/notice.doc", 404)
    hidden = [run["list"] for run in sudui("list", "show", "--json", city=city).json() if run["state"] == "candidate"]
    assert hidden
    for page in ["", "/notice.pdf", "/objection"]:
        visitor.get(f"/notices/{hidden[0]}{page}", 404)  # a candidate is nobody's to see
    return number_of(home, RD), number_of(home, AWARD)


def check_objections(city, visitor, running, over):
    path = f"/notices/{running}/objection"
    of = [sudui("list", "show", item, "--status", "met", "--json", city=city).json()[0]["subject"] for item in (RD, AWARD)]
    form = {"kind": "line", "company": of[0], "channel": "complaint", "matter": HOSTILE, "evidence": "见附件", "reporter": "李真名"}
    for missing in ("company", "channel", "matter", "evidence", "reporter"):
        page = visitor.post(path, {**form, missing: ""}, 422).text
        assert "&lt;script&gt;" in page or missing == "matter", missing
        assert "<script>" not in page
        assert "李真名" in page or missing == "reporter", "what was typed is kept"
    visitor.post(path, {**form, "company": "91320412MA00000000"}, 422)
    visitor.post(path, {**form, "kind": "missing"}, 422)  # it is on the list
    photo = [("evidence_file", "照片.jpg", "image/jpeg", b"\xff\xd8\xff")]
    first = visitor.post(path, form, files=photo).headers["Location"]
    assert visitor.post(path, form, files=photo).headers["Location"] == first, "a second press is the same objection"
    assert "state=open" in first and "李真名" not in visitor.get(first).text
    late = visitor.post(f"/notices/{over}/objection", {**form, "company": of[1]})
    assert "state=refused" in late.headers["Location"]
    found = sudui("objection", "list", "--json", city=city).json()
    assert [(o["state"], o["evidence"]) for o in found] == [("open", "照片.jpg"), ("refused", "文字说明.txt")], found
    assert "李真名" not in json.dumps(found, ensure_ascii=False)
    assert "李真名" in sudui("objection", "signer", str(found[0]["objection"]), "--by", "张", city=city).out
    sudui("audit", "verify", city=city)


def calculate(visitor, item, **typed):
    """The answer for facts by the names of the model's inputs."""
    inputs = visitor.json(f"/policies/{item}/calculator")["inputs"]
    fields = {i["name"]: i["field"] for i in inputs}
    query = urllib.parse.urlencode({fields[name]: value for name, value in typed.items()})
    return visitor.json(f"/policies/{item}/calculator?{query}")


def check_calculator(city, visitor, log):
    known = {"科技型中小企业入库": "yes", "登记状态": "存续", "发生科研严重失信行为": "no", "列入严重违法失信名单": "no",
             "上年研发费用加计扣除额": "9,000,000"}
    cases = [  # what is typed beside: status, low and high in yuan (None: nothing bounds it)
        ({"研发费用加计扣除额": "8000000"}, "met", 145000, 145000),
        ({"研发费用加计扣除额": "100"}, "not-met", None, None),
        ({}, "unknown", 30000, 1000000),
        ({"研发费用加计扣除额": "many"}, "unknown", 30000, 1000000),
        ({"研发费用加计扣除额": "8000000", "上年研发费用加计扣除额": ""}, "met", 145000, 1000000),
        ({"登记状态": "注销"}, "not-met", None, None),
    ]
    for typed, status, low, high in cases:
        answer = calculate(visitor, RD, **{**known, **typed})
        assert answer["status"] == status, (typed, answer["status"])
        found = (answer["low_fen"] / 100, answer["high_fen"] / 100) if answer["has_amount"] else (None, None)
        assert found == (low, high), (typed, found)
        assert answer["asked"] and answer["reasons"]
        wrong = [i["name"] for i in answer["inputs"] if i["wrong"]]
        assert wrong == [n for n, v in typed.items() if v == "many"]
    nothing = calculate(visitor, RD)
    assert nothing["status"] == "unknown" and not nothing["asked"]
    assert (nothing["low_fen"], nothing["high_fen"]) == (3000000, 100000000)
    hostile = visitor.get(f"/policies/{RD}/calculator?" + urllib.parse.urlencode({"f8": HOSTILE, "f4": HOSTILE, "f99": "x"})).text
    assert "<script>" not in hostile and "&lt;script&gt;" in hostile and "no entitlement" in visitor.get(
        f"/policies/{RD}/calculator?lang=en").text
    visitor.get("/policies/nothing/calculator", 404)
    log.flush()
    assert "8000000" not in open(log.name).read(), "what was typed is in no log"
    compared = compare_with_city(city, visitor)
    assert compared > 12, compared


def compare_with_city(city, visitor):
    """Companies of the city, typed in: the calculator says what the run said."""
    inputs = {i["name"]: i for i in visitor.json("/policies/wujin-rd-increase/calculator")["inputs"]}
    compared = 0
    for status in ("met", "not-met", "unknown"):
        for line in sudui("list", "show", "wujin-rd-increase", "--status", status, "--json", city=city).json()[:12]:
            why = sudui("explain", line["subject"], "wujin-rd-increase", "--json", city=city).json()
            facts = {f["name"]: f["value"] for f in why["facts"] if "value" in f and f["name"] in inputs}
            if "2025-06-30" <= facts.get("高企有效期至", "0") < "2027":
                continue  # it may have run out since
            typed = {n: {"true": "yes", "false": "no"}.get(v, v) for n, v in facts.items()}
            answer = calculate(visitor, "wujin-rd-increase", **typed)
            assert answer["status"] == status, (line, facts, answer["status"])
            if status == "met":
                assert answer["low_fen"] == answer["high_fen"] == line["computed_fen"], (line, facts)
            compared += 1
    return compared


def check_open_data(city, visitor):
    dictionary = visitor.json("/open")["tables"]
    assert [t["name"] for t in dictionary] == ["lists", "awards", "budget", "statistics"]
    home = visitor.json("/")["notices"]
    for table in dictionary:
        names = [c["name"] for c in table["columns"]]
        answer = visitor.get(f"/open/{table['name']}.csv")
        assert answer.bytes.startswith(b"\xef\xbb\xbf") and "attachment" in answer.headers["Content-Disposition"]
        rows = list(csv.DictReader(io.StringIO(answer.bytes.decode("utf-8-sig"))))
        objects = json.loads(visitor.get(f"/open/{table['name']}.json").text)
        assert list(rows[0]) == names and [list(o) for o in objects] == [names] * len(rows)
        assert [{k: str(v) for k, v in o.items()} for o in objects] == [
            {k: v[1:] if v[:2] in ("'=", "'@", "'+", "'-") else v for k, v in r.items()} for r in rows]
        assert not any(re.fullmatch(r"\d{13,19}", v) for r in rows for v in r.values()), "an account"
        assert set(r["list"] for r in rows if "list" in r) <= {str(n["list"]) for n in home}, "only published lists"
    lists = json.loads(visitor.get("/open/lists.json").text)
    awards = json.loads(visitor.get("/open/awards.json").text)
    for one in lists:
        fen = sum(int(a["amount_yuan"].replace(".", "")) for a in awards if a["list"] == one["list"])
        assert fen == int(one["amount_yuan"].replace(".", "")) and one["companies"] == sum(a["list"] == one["list"] for a in awards)
    for name in ["lists", "lists.xml", "list_run.csv", "awards.csv.json", "lists.csv/x"]:
        visitor.get(f"/open/{name}", 404)
    visitor.get("/open/..%2Flists.csv", 400)


def test_everybody():
    with opened() as (city, port, accounts, log):
        visitor = Browser(port)
        running, over = check_notices(city, visitor)
        check_objections(city, visitor, running, over)
        check_calculator(city, visitor, log)
        check_open_data(city, visitor)
        company = first_login(port, accounts["one"], "10.3.1.1")
        company.get("/open")  # the same for those who are logged in
        company.post(f"/notices/{running}/objection", {"matter": ""}, 422)


if __name__ == "__main__":
    support.main({"test_everybody": test_everybody})
