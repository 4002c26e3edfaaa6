"""The auditor's pages: who did what, who looked, proof and replay at a press, draws with a recorded seed."""
import csv
import io
import re
import sqlite3
import time
import urllib.parse

import support
from audit_test import AWARD
from browser import first_login, site
from support import ROOT, sudui

NAMES = ["甲", "乙", "丙", "丁", "=1+1"]


def wait_for_job(auditor, location):
    """The page that the work leads to; its state must become done."""
    assert location.startswith("/jobs/"), location
    for _ in range(200):
        job = auditor.json(location)
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise AssertionError(f"still under way: {job}")


def check_search(auditor, city):
    db = sqlite3.connect(f"file:{city}/sudui.db?mode=ro", uri=True)
    for query, where in [("", "1"), ("?person=" + urllib.parse.quote("张"), "instr(actor, '张') > 0"), ("?act=run", "act = 'run'"),
                         ("?about=" + AWARD, f"instr(CAST(payload AS TEXT) || ' ' || reference, '{AWARD}') > 0"),
                         ("?from=2025-07-01&to=2025-12-31", "time_us >= 1751299200000000 AND time_us < 1767196800000000"),
                         ("?person=nobody", "0")]:
        expected = [r[0] for r in db.execute(f"SELECT sequence FROM audit_entry WHERE {where} ORDER BY sequence DESC")]
        shown = auditor.json("/audit" + query)
        found = [e["sequence"] for e in shown["entries"]]
        assert found == expected[:100], query
        if "below" in shown:
            more = auditor.json("/audit" + (query + "&" if query else "?") + f"below={shown['below']}")
            assert [e["sequence"] for e in more["entries"]] == expected[100:200], query
        file = auditor.get("/audit/files/entries" + query)
        rows = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
        assert [int(r["sequence"]) for r in rows] == expected, query
    known = dict(re.findall(r'^A\("([^"]+)", (\w+)\)', (ROOT / "src/web/audit_acts.def").read_text(), re.M))
    acts = {r[0] for r in db.execute("SELECT DISTINCT act FROM audit_entry")}
    assert len(acts) > 15 and acts <= set(known), acts - set(known)
    for lang, word in [("zh", "登录"), ("en", "logged in")]:
        page = auditor.get("/audit?act=login&lang=" + lang).text
        assert f"<td>{word}</td>" in page and 'value="login" selected' in page and "<code>login</code>" not in page
    auditor.get("/audit?from=June", 422)
    auditor.get("/audit/files/everything", 404)
    auditor.get("/audit/entries/999999", 404)
    auditor.get("/audit/entries/x", 404)


def check_looks(leader, auditor, company, code, city):
    runs = sudui("list", "show", "--json", city=city).json()
    award = next(r["list"] for r in runs if r["item"] == "changzhou-rd-award")
    leader.get(f"/lists/{award}?lang=en")
    leader.get(f"/lists/{award}/{code}")
    company.get("/company")
    looks = auditor.json("/audit/looks")["looks"]
    mine = [(e["company"], e["path"]) for e in looks if e["person"].startswith("leader ")]
    assert mine == [(code, f"/lists/{award}/{code}"), ("", f"/lists/{award}")], mine
    assert not any("company" in e["person"] for e in looks), "companies that look at themselves are not in it"
    assert [e["company"] for e in auditor.json(f"/audit/looks?about={code}&person=leader")["looks"]] == [code]
    for page in ["/approvals", "/approvals/1", "/items/wujin-rd-increase/2022/simulate"]:
        leader.ask("GET", page)
        assert auditor.json("/audit/looks?person=leader")["looks"][0]["path"] == page, "on record, whatever is shown"
    assert auditor.json("/audit/looks?to=2020-01-01")["looks"] == []
    assert code in auditor.get("/audit/files/looks").text
    return award


def check_proof(auditor, port):
    answer = auditor.post("/audit/verify", {"checkpoint": ""})
    job = wait_for_job(auditor, answer.headers["Location"])
    assert job["state"] == "done", job
    entry = auditor.json(job["result"])
    members = {m["name"]: m["value"] for m in entry["members"]}
    assert entry["act"] == "audit-verify" and entry["actor"] == "王auditor" and members["sound"] == "true"
    head = auditor.json("/audit")["head"]
    assert int(members["entries"]) == int(head.split()[0]) - 1, "the proof is an entry itself"
    assert "Sound" in auditor.get(job["result"] + "?lang=en").text
    good = wait_for_job(auditor, auditor.post("/audit/verify", {"checkpoint": head}).headers["Location"])
    assert good["state"] == "done"
    cut_off = str(int(head.split()[0]) + 50) + " " + head.split()[1]
    bad = wait_for_job(auditor, auditor.post("/audit/verify", {"checkpoint": cut_off}).headers["Location"])
    assert bad["state"] == "failed" and "cut off" in bad["reason"], bad
    refused = auditor.post("/audit/verify", {"checkpoint": "<b>none"}, 422)
    assert 'value="&lt;b&gt;none"' in refused.text and 'aria-invalid="true"' in refused.text


def check_replay(auditor, award):
    job = wait_for_job(auditor, auditor.post("/audit/replay", {"list": award}).headers["Location"])
    entry = auditor.json(job["result"])
    members = {m["name"]: m["value"] for m in entry["members"]}
    assert entry["act"] == "audit-replay" and members["identical"] == "true" and int(members["stored_bytes"]) > 1000
    auditor.post("/audit/replay", {"list": "0"}, 422)
    auditor.post("/audit/replay", {"list": 99}, 404)


def check_draws(auditor, award, city):
    form = {"list": award, "companies": 3, "each": 2, "inspectors": "\r\n".join(NAMES) + "\r\n\r\n", "district": ""}
    page = auditor.post("/audit/draws", form).headers["Location"]
    drawn = auditor.json(page)
    again = sudui("audit", "redraw", drawn["entry"], "--json", city=city).json()
    assert [c["code"] for c in drawn["companies"]] == [c["company"] for c in again["drawn"]] and again["seed"] == drawn["seed"]
    assert [[i["name"] for i in c["inspectors"]] for c in drawn["companies"]] == [c["inspectors"] for c in again["drawn"]]
    assert drawn["recorded"] and drawn["result_entry"] == drawn["entry"] + 1
    file = auditor.get(page + "/file").text
    assert len(list(csv.reader(io.StringIO(file)))) == 4 and not re.search(r"(^|[,\"])=1", file, re.M), "a formula"
    for change, field in [({"companies": 0}, "companies"), ({"companies": 100000}, "companies"), ({"each": 6}, "each"),
                          ({"inspectors": " "}, "inspectors"), ({"companies": 900}, "companies")]:
        refused = auditor.post("/audit/draws", {**form, **change}, 422).text
        assert f'id="{field}"' in refused and "甲" in refused or field == "inspectors", change
    auditor.get("/audit/draws/1", 404)
    assert [d["entry"] for d in auditor.json("/audit/draws")["draws"]] == [drawn["entry"]]


def test_the_auditor():
    with site() as (port, accounts, codes, city, _):
        auditor = first_login(port, accounts["auditor"], "10.1.5.1", "/audit")
        leader = first_login(port, accounts["leader"], "10.1.5.2")
        company = first_login(port, accounts["company.one"], "10.1.5.3")
        auditor.get("/audit?lang=en")
        check_search(auditor, city)
        award = check_looks(leader, auditor, company, codes[0], city)
        check_proof(auditor, port)
        check_replay(auditor, award)
        check_draws(auditor, award, city)
        for path in ["/audit", "/audit/looks", "/audit/draws", "/audit/files/looks"]:
            leader.get(path, 403)
            company.get(path, 403)


if __name__ == "__main__":
    support.main({"test_the_auditor": test_the_auditor})
