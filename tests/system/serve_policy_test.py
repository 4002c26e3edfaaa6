"""The pages of policy officers: items, simulation, drafts, lists; as a browser without scripts and as a program."""
import csv
import html
import io
import json
import re
import time
import urllib.parse
import uuid

import support
from browser import first_login, site
from support import ROOT, credit_code, sudui

AWARD = "changzhou-rd-award"
PEOPLE = [("company.one", "company", 0), ("company.two", "company", 1), ("zhang", "policy", None),
          ("chen", "policy", None), ("leader", "leader", None)]


def check_items(zhang):
    items = {i["item"]: i["versions"] for i in zhang.json("/items")["items"]}
    assert len(items) >= 18 and all(v["is_released"] and v["errors"] == 0 for i in items.values() for v in i)
    assert sum(v["cases"] for i in items.values() for v in i) >= 400
    version = zhang.json(f"/items/{AWARD}/2025")
    tables = [d for d in version["decisions"] if "table" in d]
    assert tables and all(len(r["cells"]) == len(d["table"]["columns"]) and r["clause"]
                          for d in tables for r in d["table"]["rules"])
    assert [c["differs"] for c in version["examples"][1:]] == [False] * (len(version["examples"]) - 1)
    assert version["maker"] == "张" and version["checker"] == "陈"
    older = zhang.json("/items/changzhou-hnte-award/2025")
    assert older["before"] == "2023" and any(c["is_added"] for c in older["changes"])
    page = zhang.get(f"/items/{AWARD}/2025?lang=en").text
    assert "Decisions and their tables" in page and "released by, checked by" in page
    zhang.get(f"/items/{AWARD}/1999", 404)
    model = zhang.get(f"/items/{AWARD}/2025/model")
    assert model.bytes == (ROOT / f"policies/{AWARD}/2025.dmn").read_bytes()
    assert f"{AWARD}-2025.dmn" in model.headers["Content-Disposition"]


def check_english(zhang, company, city):
    """Conditions read in English, each with the model's own words beside it; Chinese pages have no English."""
    model = (ROOT / f"policies/{AWARD}/2025.dmn").read_text()
    subject = sudui("list", "show", AWARD, "--status", "not-met", "--json", city=city).json()[0]["subject"]
    number = [line["list"] for line in sudui("list", "show", "--json", city=city).json() if line["item"] == AWARD][0]
    pages = {"policy": (zhang, f"/policies/{AWARD}"), "version": (zhang, f"/items/{AWARD}/2025"),
             "sliders": (zhang, f"/items/{AWARD}/2025/simulate"), "reasons": (zhang, f"/lists/{number}/{subject}"),
             "own": (company, f"/company/items/{AWARD}")}
    for what, (browser, path) in pages.items():
        english, chinese = browser.get(path + "?lang=en").text, browser.get(path + "?lang=zh").text
        assert "R&amp;D" in english, what
        own = [html.unescape(words) for words in re.findall(r'<small class="quiet" lang="zh-CN"><code>([^<]+)<', english)]
        assert any(re.search("[\u4e00-\u9fff]", words) for words in own) and "R&amp;D" not in chinese, what
        assert what in ("reasons", "own", "sliders") or all(html.escape(words, False) in model or words in model for words in own), what
    zhang.get("/?lang=zh")


def check_simulation(zhang, city):
    """What the page says is what the command says, to the fen."""
    path = f"/items/{AWARD}/2025/simulate"
    told = zhang.json(path)
    number = [p for p in told["parameters"] if p["kind"] == "threshold"][0]
    assert number["value"] == number["literal"]
    less = str(int(number["literal"]) * 9 // 10)
    query = f"?p{number['number']}={less}"
    for ask, options in [("", []), (query, ["--set", f"{number['number']}={less}"])]:
        page = zhang.json(path + ask)
        asked = sudui("simulate", ROOT / f"policies/{AWARD}/2025.dmn", "--as-of", page["as_of"], "--data-year",
                      page["data_year"], "--against", "2025", *options, "--json", city=city).json()
        assert page["total"]["cost_after_fen"] == asked["total"]["after"]["cost_fen"] > 0
        assert page["total"]["winners"] == asked["total"]["winners"]
        assert sum(g["cost_after_fen"] for g in page["by_district"]) == page["total"]["cost_after_fen"]
    assert zhang.json(path + query)["total"]["winners"] > 0 == zhang.json(path)["total"]["winners"]
    rows = list(csv.DictReader(io.StringIO(zhang.get(path + query + "&format=csv").bytes.decode("utf-8-sig"))))
    assert rows[0]["dimension"] == "total" and int(rows[0]["winners"]) == page["total"]["winners"]
    assert round(float(rows[0]["cost_after_yuan"]) * 100) == page["total"]["cost_after_fen"]
    form = zhang.get(path + query + "&lang=en").text
    assert f'value="{less}"' in form and 'type="date"' in form
    for item in ["srdi/2026", "tech-sme/2017", "wujin-rd-increase/2022", "incubator/2018"]:  # more than are kept
        zhang.json(f"/items/{item}/simulate")
    assert zhang.json(path + query)["total"] == page["total"]


# typed into a number of the rules; None: it counts as what stands behind it
NUMBERS = [("", ""), (" ", ""), ("７００，０００", "700000"), ("700,000", "700000"), (" 700000 ", "700000"), ("700000.00", "700000"),
           ("-1", None), ("1e999", None), ("1e3", None), ("七", None), ("7,00", None), ("<b>", None), ("9" * 400, None)]
PEOPLE_TYPED = [("12", True), ("１２", True), ("1,200", True), ("", True), ("-3", False), ("1.5", False), ("1e999", False),
                ("many", False), ("12,00", False), ("<i>", False)]
MONEY_TYPED = [("1,234,567.8", True), ("-5", True), ("１２．５", True), ("5万", False), ("1e999", False), ("1,23", False)]


def shown(typed):
    return typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def check_nonsense(zhang):
    """Whatever is typed: what can be read counts, the rest stays where it was typed with the reason at the field."""
    path = f"/items/{AWARD}/2025/simulate"
    amount = [p for p in zhang.json(path)["parameters"] if p["kind"] in ("cap", "amount")][0]
    field = f"p{amount['number']}"
    written = zhang.json(path)["total"]
    for typed, counts in NUMBERS:
        query = "?" + urllib.parse.urlencode({field: typed})
        page = zhang.get(path + query + "&lang=en", 422 if counts is None else 200).text
        told = json.loads(zhang.get("/api/v1" + path + query, 422 if counts is None else 200).text)
        if counts is None:
            assert [f["field"] for f in told["fields"]] == [field] and told["fields"][0]["reason"], typed
            assert f'id="{field}-fault"' in page and 'aria-invalid="true"' in page, typed
            assert f'name="{field}" inputmode="decimal" value="{shown(typed)}"' in page, f"{typed} kept"
            zhang.get(path + query + "&format=csv", 422)
        else:
            plain = zhang.json(path + (f"?{field}={counts}" if counts else ""))["total"]
            assert told["total"] == plain and (counts != "" or plain == written), typed
    for query, name in (("as_of=30.6.2025", "as_of"), ("as_of=2025-02-30", "as_of"), ("data_year=0", "data_year"),
                        ("data_year=x", "data_year"), ("data_year=2024.5", "data_year"), ("p999=1", "p999"), ("p0=1", "p0")):
        told = json.loads(zhang.get(f"/api/v1{path}?{query}", 422).text)
        assert [f["field"] for f in told["fields"]] == [name], query
        page = zhang.get(f"{path}?{query}", 422).text
        assert name.startswith("p") or f'value="{query.split("=")[1]}"' in page, query
    many = "&".join(f"p{n}=x" for n in range(1, 60))
    assert len(json.loads(zhang.get(f"/api/v1{path}?{many}", 422).text)["fields"]) > 1


def check_calculator(anybody):
    path = "/policies/hnte-recognition/calculator"
    inputs = {i["name"]: i for i in anybody.json(path)["inputs"]}
    for name, rows in (("职工总数", PEOPLE_TYPED), ("销售收入", MONEY_TYPED)):
        for typed, fits in rows:
            query = "?" + urllib.parse.urlencode({inputs[name]["field"]: typed})
            now = [i for i in anybody.json(path + query)["inputs"] if i["name"] == name][0]
            assert now["wrong"] is not fits and now["typed"] == typed, (name, typed)
            page = anybody.get(path + query + "&lang=en").text
            assert f'name="{now["field"]}" value="{shown(typed)}"' in page, (name, typed)
            assert (f'id="{now["field"]}-fault"' in page) is not fits, (name, typed)
    day, truth = [next(i["field"] for i in inputs.values() if i["kind"] == kind) for kind in ("date", "yes-no")]
    page = anybody.get(f"{path}?{day}=31.12.2020&{truth}=maybe").text
    assert f'id="{day}-fault"' in page and 'value="31.12.2020" type="text"' in page and "(maybe)" in page


def save(browser, version, model, status=303, **more):
    return browser.post(f"/items/{AWARD}/{version}/edit", {"model": model, "from": "2025-05-01", **more}, status)


def check_drafts(zhang, chen, leader, city):
    """Saved as a draft through the check, released by two, and then it is what runs."""
    edit = zhang.json(f"/items/{AWARD}/2025/edit")
    model, table = edit["model"], [d for d in edit["decisions"] if "table" in d][0]
    assert "not_editable" not in edit
    leader.get(f"/items/{AWARD}/2025/edit", 403)
    # What cannot be read, what overlaps, another item, newer DMN: 422, with what was typed.
    overlap = model.replace("<text>(5000000..20000000]</text>", "<text>[5000000..20000000]</text>")
    newer = model.replace("<literalExpression", "<conditional", 1).replace("</literalExpression>", "</conditional>", 1)
    for wrong, sentence in [("<definitions", "model"), (overlap, "rules 1 and 2 both"),
                            (model.replace(f'id="{AWARD}"', 'id="srdi"'), "another item"),
                            (newer.replace("20191111", "20230324"), "conditional")]:
        assert wrong != model
        page = save(zhang, "2025", wrong, 422).text
        assert sentence in page, page[:3000]
        assert "Save as a draft" in page and wrong[:60].replace("<", "&lt;").replace(">", "&gt;") in page
    answer = zhang.ask("POST", f"/api/v1/items/{AWARD}/2025/check", {"form-token": zhang.token(), "model": overlap})
    found = json.loads(answer.text)
    marked = [c["id"] for d in found["decisions"] if "table" in d for r in d["table"]["rules"]
              for c in r["cells"] if c["marks"] or r["marks"]]
    assert found["errors"] > 0 and len(marked) >= 2, found["findings"]
    assert all(not v["is_draft"] for i in zhang.json("/items")["items"] for v in i["versions"]), "nothing was stored"
    # A form without scripts: cells as fields.
    form = zhang.get(f"/items/{AWARD}/2025/edit?table={table['id']}&lang=en").text
    cell = re.search(r'value="[^"]*0\.02"[^>]*name="(cell-0-o0)"|name="(cell-0-o0)"', form)
    assert cell, "the cell of the first rate"
    place = save(zhang, "2025", model, decision=table["name"], **{"cell-0-o0": "研发费用加计扣除额 * 0.03"})
    assert place.headers["Location"] == f"/items/{AWARD}/2025.1"
    draft = zhang.json(f"/items/{AWARD}/2025.1")
    changed = [c["line"] for c in draft["changes"] if c["section"]]
    assert len(changed) == 2 and "0.02" in changed[0] and "0.03" in changed[1], changed
    assert draft["is_draft"] and draft["from"] == "2025-05-01" and draft["drafted_by"] == "王zhang"
    assert draft["errors"] == draft["mismatches"] > 0, "worked examples come out otherwise, which is no error"
    assert zhang.json(f"/items/{AWARD}/2025.1/simulate")["total"]["winners"] > 0
    # The same from an editor: the whole model, and what it was made from is the draft.
    assert save(zhang, "2025.1", zhang.json(f"/items/{AWARD}/2025.1/edit")["model"]).headers["Location"].endswith("/2025.2")
    release(zhang, chen, city)


def release(zhang, chen, city):
    path = f"/items/{AWARD}/2025.1"
    assert sudui("run", "--item", AWARD, "--as-of", "2025-06-30", "--by", "张", city=city, code=None).code == 0
    before = sudui("list", "show", "--json", city=city).json()[-1]
    assert before["versions"] == "2025"
    zhang.post(path, {"act": "propose"})
    zhang.post(path, {"act": "approve", "sm3": zhang.json(path)["proposal_sm3"]}, 403)  # who made it
    chen.post(path, {"act": "approve", "sm3": "0" * 64}, 409)                           # something else was seen
    chen.post(path, {"act": "approve", "sm3": chen.json(path)["proposal_sm3"]})
    assert zhang.json(path)["is_released"] and zhang.json(path)["checker"] == "王chen"
    assert zhang.json(f"/items/{AWARD}/2025")["to"] == "2025-05-01", "the version before ends there"
    sudui("run", "--item", AWARD, "--as-of", "2025-06-30", "--by", "张", city=city)
    after = sudui("list", "show", "--json", city=city).json()[-1]
    assert after["versions"] == "2025.1" and after["amount_fen"] > before["amount_fen"]
    sudui("replay", after["list"], city=city)
    assert sudui("audit", "verify", "--json", city=city).json()["drafts"] == 2


def job_of(browser, answer):
    """The end of the long work that this answer leads to."""
    path = answer.headers["Location"]
    assert path.startswith("/jobs/"), path
    for _ in range(200):
        job = browser.json(path)
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def check_preparing(zhang, city):
    """In a city of more than 50,000 subjects the facts are read by long work; then the sliders are answered at once."""
    table = city.parent / "many.csv"
    table.write_text("税号,企业\n" + "".join(f"{credit_code('91320411', n)},多{n}\n" for n in range(1, 50001)))
    table.with_suffix(".mapping").write_text("[file]\nsource = 登记机关\nkey = 税号\n[columns]\n企业 = name\n")
    sudui("import", table, city=city)
    path = f"/items/{AWARD}/2025/simulate"
    job = job_of(zhang, zhang.get(path + "?as_of=2025-06-30&data_year=2024&p1=7", 303))
    assert job["state"] == "done" and 0 < job["total"], job
    assert job["result"] == path + "?as_of=2025-06-30&data_year=2024&p1=7", job
    assert 'id="simulation"' in zhang.get(job["result"]).text
    moved = zhang.json(job["result"] + "&brief=1")
    assert "see" not in moved and moved["total"]["unknown_after"] >= 50000, "everybody is asked"
    other = json.loads(zhang.get(f"/api/v1{path}?as_of=2025-06-29&data_year=2024").text)
    assert other["see"].startswith("/api/v1/jobs/"), "a program is told where it is prepared"


def check_runs(zhang, chen, leader, city):
    """Started from a page: the run of the command, once for a double click, by whoever is logged in."""
    path = "/items/changzhou-hnte-award/2025/run"
    page = zhang.json(path)
    assert page["data_year"] == 2024 and len(page["lists"]) == 1 and "under_way" not in page
    leader.get(path, 403)
    assert f'href="{path}"' in zhang.get("/items").text and f'href="{path}"' not in leader.get("/items").text
    form = {"data_year": 2024, "as_of": "2025-06-30"}
    older = zhang.post(path.replace("2025", "2023"), form, 422).text
    assert "version 2025 applies and not 2023" in older and 'value="2025-06-30"' in older
    for wrong in [{"as_of": "2999-01-01"}, {"as_of": "soon"}, {"data_year": "9"}, {"data_year": "x"}]:
        assert "field-fault" in zhang.post(path, {**form, **wrong}, 422).text
    zhang.get("/items/no-such-item/2025/run", 404)
    once = {**form, "idempotency-key": uuid.uuid4().hex}
    answer = zhang.post(path, once)
    assert zhang.post(path, once).headers["Location"] == answer.headers["Location"], "a double click"
    job = job_of(zhang, answer)
    assert job["state"] == "done" and job["result"].startswith("/list-work/"), job
    assert "event: end" in zhang.get(answer.headers["Location"] + "/events").text
    page = zhang.json(path)
    assert len(page["lists"]) == 2 and page["lists"][0]["maker"] == "王zhang", page["lists"]
    by_page, number = zhang.json(job["result"]), job["result"].rsplit("/", 1)[1]
    sudui("run", "--item", "changzhou-hnte-award", "--as-of", "2025-06-30", "--by", "张", city=city, code=None)
    by_command = zhang.json(f"/list-work/{zhang.json(path)['lists'][0]['list']}")
    assert by_command["list"] != by_page["list"] and by_page["met"] > 0
    for name in ["met", "unknown", "amount_fen", "rows", "versions"]:
        assert by_page[name] == by_command[name], name
    sudui("replay", number, city=city)


def check_work(zhang, chen, leader, city):
    """A list from candidate to publication: left off with all grounds, settled, approved by another, objected to."""
    lists = {entry["item"]: entry for entry in zhang.json("/list-work")["lists"]}
    work = lists["wujin-rd-increase"]
    path = f"/list-work/{work['list']}"
    page = zhang.json(path)
    assert page["next"] == "approve" and len(page["rows"]) == page["met"] > 5
    assert sum(r["amount_fen"] for r in page["rows"]) == page["amount_fen"]
    code = page["rows"][0]["code"]
    assert f'value="{code}"' in zhang.get(f"{path}?code={code}").text, "a row's link fills the form"
    assert leader.ask("POST", path, {"form-token": leader.token(), "act": "settle"}).status == 403
    assert "at least one ground" in (again := zhang.post(path, {"act": "exclude", "company": code, "note": "ä<b>"}, 422).text)
    assert f'value="{code}"' in again and "ä&lt;b&gt;" in again, "what was typed is kept"
    zhang.post(path, {"act": "exclude", "company": "91320400MA00000000", "reason": "R05"}, 404)
    zhang.post(path, {"act": "exclude", "company": code, "reason": "R05", "note": "已迁往外市"})
    left = zhang.json(path)["excluded"]
    assert [c["code"] for c in left] == [code] and left[0]["given"][0]["code"] == "R05" and left[0]["note"] == "已迁往外市"
    zhang.post(path, {"act": "settle"})
    settled = zhang.json(path)
    assert settled["settlement"] > 0 and [r["award"] for r in settled["rows"] if r["code"] == code] == ["excluded"]
    # In made_city the lists were run by 张; 王zhang settled, so another one approves.
    zhang.post(path, {"act": "approve"}, 403)
    chen.post(path, {"act": "approve", "document": "武科〔2025〕7号"})
    zhang.post(path, {"act": "publish"}, 403)  # companies confirm first
    zhang.post(path, {"act": "confirm"})
    chen.post(path, {"act": "finalize"}, 403)  # a notice has to come first
    zhang.post(path, {"act": "publish"})
    published = zhang.json(path)
    assert published["state"] == "published" and published["last_day"] > published["published"]
    assert [s["done"] for s in published["stages"]][0] and published["stages"][0]["actor"] == "王chen"
    zhang.post(path, {"act": "finalize"}, 403)
    zhang.post(path, {"act": "dance"}, 422)
    for form, start in [("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!doctype html>")]:
        notice = zhang.get(f"{path}/notice.{form}?lang=zh")
        assert notice.bytes.startswith(start), notice.bytes[:30]
        assert f"list-{work['list']}-notice.{form}" in notice.headers["Content-Disposition"]
    assert page["rows"][1]["name"] in notice.text and not re.search(r"\b\d{12,19}\b", notice.text)
    for wrong in ["notice.doc", "notice", "other.pdf"]:
        zhang.get(f"{path}/{wrong}", 404)
    check_objections(zhang, path, work["list"], page["rows"][1]["code"], city)


def check_objections(zhang, path, number, code, city):
    evidence = city / "证据.txt"
    evidence.write_text("x")
    for matter in ["数据有误", "重复享受"]:
        sudui("objection", "file", number, code, "--channel", "business", "--matter", matter, "--evidence", evidence, "--sealed", "某公司",
              "--by", "李", city=city)
    first, second = zhang.json(path)["objections"]
    assert first["open"] and "某公司" not in zhang.get(path).text, "who reported is nobody's to see"
    form = {"objection": first["id"], "ground": "账册核对无误"}
    zhang.post(path, {"act": "reject", "objection": 999, "ground": "x"}, 404)
    zhang.post(path, {"act": "uphold", "amount": "much", **form}, 422)
    zhang.post(path, {"act": "reject", **form})
    zhang.post(path, {"act": "reject", **form}, 403)  # decided already
    zhang.post(path, {"act": "uphold", "amount": "10,000.00", "objection": second["id"], "ground": "已享受同类资助"})
    waiting = sudui("approvals", "--json", city=city).json()
    assert any(p["operation"] == "list-approval" and p["maker"] == "王zhang" for p in waiting), waiting
    sudui("approve", "--all", "--by", "局长", city=city)
    assert [o["state"] for o in zhang.json(path)["objections"]] == ["rejected", "upheld"]


def test_pages_of_policy_officers():
    with site(PEOPLE) as (port, accounts, codes, city, log):
        zhang = first_login(port, accounts["zhang"], "10.2.1.1")
        check_items(zhang)
        check_english(zhang, first_login(port, accounts["company.one"], "10.2.1.9"), city)
        check_simulation(zhang, city)
        check_nonsense(zhang)
        check_calculator(zhang)
        chen, leader = [first_login(port, accounts[n], f"10.2.1.{i}") for i, n in [(2, "chen"), (3, "leader")]]
        check_drafts(zhang, chen, leader, city)
        check_runs(zhang, chen, leader, city)
        check_work(zhang, chen, leader, city)
        check_preparing(zhang, city)
        sudui("audit", "verify", city=city)


support.main(globals())
