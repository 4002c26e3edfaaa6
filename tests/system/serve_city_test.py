"""The page of the city: every figure against one that is computed here otherwise, from the rows of the database."""
import csv
import datetime
import io
import json
import re
import sqlite3
import statistics

import browser
import support
from audit_test import AWARD, JULY, JUNE
from browser import first_login
from support import sudui

ALIVE = {"PREPARED", "RELEASED", "UNKNOWN", "HANDED_OVER", "ACKED", "PAID", "PARTLY_RETURNED", "PAID_BACK"}
WUJIN = {"320412", "3204E2"}  # the zone of West Taihu lies in Wujin
CHINA = datetime.timezone(datetime.timedelta(hours=8))
PEOPLE = [("company.one", "company", 0), ("leader", "leader", None), ("auditor", "auditor", None)]


def rows(db, sql, *values):
    return [dict(r) for r in db.execute(sql, values)]


def newest(db, attribute, period, column):
    """What each company has on file of an attribute that comes from one source."""
    return {r["code"]: r["v"] for r in rows(
        db, f"SELECT u.code, {column} v FROM fact f JOIN series s ON s.id = f.series_id JOIN attribute a ON a.id = s.attribute_id"
            " JOIN subject u ON u.id = f.subject_id WHERE a.name = ? AND (?2 = 0 OR s.period = ?2)"
            " ORDER BY f.valid_from, f.batch_id, f.row_number", attribute, period)}


def read_city(path):
    """{list id: {item, decisions by code}} and the orders, by plain SQL and Python's csv."""
    db = sqlite3.connect(f"file:{path}/sudui.db?mode=ro", uri=True)
    db.row_factory = sqlite3.Row
    lists = {}
    for run in rows(db, "SELECT id, item, data_year FROM list_run"):
        text = "".join(r["lines"] for r in rows(db, "SELECT lines FROM list_part WHERE run=? ORDER BY first_code", run["id"]))
        decisions = {}
        for code, status, _, _, district, missing, _, _, _, amount in csv.reader(io.StringIO(text)):
            decisions[code] = {"status": status, "district": district, "missing": missing.split(),
                               "fen": round(float(amount) * 100)}
        settlement = rows(db, "SELECT max(settlement) s FROM list_settlement_list WHERE list=?", run["id"])[0]["s"]
        if settlement is not None:
            awards = {r["code"]: r for r in rows(db, "SELECT * FROM list_award WHERE settlement=? AND list=?", settlement, run["id"])}
            for code, d in decisions.items():
                a = awards.get(code)
                if a and a["state"] == "granted":
                    d.update(status="MET", fen=a["amount_fen"])
                elif d["status"] == "MET" or a:
                    d.update(status="NOT_MET", fen=0)
        lists[run["id"]] = {**run, "decisions": decisions}
    orders = rows(db, "SELECT o.*, f.created_us FROM payout_order o JOIN payout_file f ON f.message = o.message")
    industries = newest(db, "industry_code", 0, "f.content")
    sizes = newest(db, "above_scale", 2024, "f.value")
    for run in lists.values():
        for code, d in run["decisions"].items():
            d["industry"] = (industries.get(code) or "")[:1]
            d["size"] = {1: "above", 0: "below"}.get(sizes.get(code), "")
    for o in orders:
        o["district"] = lists[int(o["list"])]["decisions"][o["subject"]]["district"]
    return db, lists, orders


def expected(lists, orders, wanted):
    """The sums of the whole of the districts that `wanted` takes."""
    decided = [d for run in lists.values() for d in run["decisions"].values() if wanted(d["district"])]
    mine = [o for o in orders if wanted(o["district"])]
    kept = [(o, o["amount_fen"] - o["returned_fen"]) for o in mine if o["booked_date"] and o["state"] != "REVERSED"]
    missing = {}
    for d in decided:
        for fact in d["missing"] if d["status"] == "UNKNOWN" else []:
            missing[fact] = missing.get(fact, 0) + 1
    granted = [d for d in decided if d["status"] == "MET" and d["fen"] > 0]
    alive = [o for o in mine if o["state"] in ALIVE]
    return {"met": sum(d["status"] == "MET" for d in decided), "not_met": sum(d["status"] == "NOT_MET" for d in decided),
            "unknown": sum(d["status"] == "UNKNOWN" for d in decided), "granted_fen": sum(d["fen"] for d in granted),
            "granted_count": len(granted), "ordered_fen": sum(o["amount_fen"] for o in alive), "ordered_count": len(alive),
            "paid_fen": sum(k for _, k in kept), "paid_count": sum(k > 0 for _, k in kept),
            "came_back_fen": sum(o["returned_fen"] for o in mine)}, missing, alive


def estimate(lists, wanted, pays, trait="district"):
    """R-74: of the unknown of an item in a district as large a part as of those decided there; in all, and of each."""
    total, each = [0, 0], {}
    for run in lists.values():
        if run["item"] not in pays:
            continue
        inside = [d for d in run["decisions"].values() if wanted(d["district"])]
        whole = [d["fen"] for d in inside if d["fen"] > 0]
        for place in {d[trait] for d in inside}:
            here = [d for d in inside if d[trait] == place]
            met = sum(d["status"] == "MET" for d in here)
            decided = met + sum(d["status"] == "NOT_MET" for d in here)
            unknown = len(here) - decided
            amounts = [d["fen"] for d in here if d["fen"] > 0] or whole or [0]
            count = 0 if decided == 0 else (2 * unknown * met + decided) // (2 * decided)
            fen = count * (sum(amounts) // len(amounts))
            total = [total[0] + count, total[1] + fen]
            known = each.get(place, (0, 0))
            each[place] = (known[0] + count, known[1] + fen)
    return total, each


def check_sums(answer, lists, orders, wanted):
    sums, missing, alive = expected(lists, orders, wanted)
    for name, value in sums.items():
        assert answer["total"][name] == value, (name, answer["total"][name], value)
        for part in ["items", "districts", "industries", "sizes"]:
            assert sum(g[name] for g in answer[part]) == value, (part, name)
    for fact in answer["missing"]:
        assert fact["decisions"] == missing[fact["fact"]], fact
    assert [f["decisions"] for f in answer["missing"]] == sorted(missing.values(), reverse=True)[:15]
    pays = {i["item"] for i in answer["items"] if i["pays"]}
    assert [answer["total"]["estimate_count"], answer["total"]["estimate_fen"]] == estimate(lists, wanted, pays)[0]
    for part, trait in [("industries", "industry"), ("sizes", "size")]:
        shown = {g["code"]: (g["estimate_count"], g["estimate_fen"]) for g in answer[part]}
        assert shown == estimate(lists, wanted, pays, trait)[1] | {k: v for k, v in shown.items() if v == (0, 0)}, part
        assert len(shown) >= 3 and all(g["name"] for g in answer[part])
        waits = sum(g["waiting_fen"] for g in answer[part])
        assert waits == sum(w["amount_fen"] for w in answer["waiting"]), part
    assert sum(m["ordered_fen"] for m in answer["months"]) == sums["ordered_fen"]
    assert sum(m["paid_fen"] for m in answer["months"]) == sums["paid_fen"]
    waiting = sum(w["amount_fen"] for w in answer["waiting"] if w["code"] != "fact")
    assert waiting == sums["granted_fen"] - sums["ordered_fen"], "what is granted is ordered or waits"
    return alive


def check_receivers(answer, db, alive):
    by_company = {}
    for o in alive:
        by_company[o["subject"]] = by_company.get(o["subject"], 0) + o["amount_fen"]
    before = {r["code"] for r in rows(
        db, "SELECT u.code FROM fact f JOIN series s ON s.id = f.series_id JOIN attribute a ON a.id = s.attribute_id"
            " JOIN subject u ON u.id = f.subject_id WHERE a.name LIKE '%award_paid' AND f.value > 0")}
    found = answer["receivers"]
    assert found["companies"] == len(by_company) and len(by_company) > 10
    assert found["first_time"] == len(set(by_company) - before)
    top = sum(sorted(by_company.values(), reverse=True)[:10])
    assert found["top_ten_fen"] == top
    assert abs(found["top_ten_per_mille"] - 1000 * top / sum(by_company.values())) <= 0.5


def check_days(answer, db, orders):
    """Approval: from the run to the approval, in tenths of a day; the bank: from the order to the booking."""
    spans = [(a["time_us"] - r["created_us"]) / 86400e6 for r in rows(db, "SELECT * FROM list_run")
             for a in rows(db, "SELECT * FROM list_act WHERE list=? AND act='approve'", r["id"])]
    by_name = {s["name"]: s for s in answer["stages"]}
    assert abs(float(by_name["approval"]["days"]) - statistics.median(spans)) <= 0.051, (by_name, spans)
    assert by_name["approval"]["count"] == len(spans)
    days = [(datetime.date.fromisoformat(o["booked_date"]) -
             datetime.datetime.fromtimestamp(o["created_us"] / 1e6, CHINA).date()).days for o in orders if o["booked_date"]]
    bank = by_name["payment by the bank"]
    assert bank["count"] == len(days) and float(bank["days"]) == statistics.median(days)


def check_drill_down(leader, auditor, city, lists, orders):
    """Item, list, line, reason; and each look of staff is on record before."""
    award = next(i for i, run in lists.items() if run["item"] == AWARD)
    decisions = lists[award]["decisions"]
    for status, word in [("MET", "met"), ("NOT_MET", "not-met"), ("UNKNOWN", "unknown")]:
        seen, after = [], ""
        while after is not None:
            page = leader.json(f"/lists/{award}?status={word}&after={after}")
            seen += [(line["code"], line["amount_fen"]) for line in page["lines"]]
            after = page.get("next")
        assert seen == [(c, d["fen"]) for c, d in sorted(decisions.items()) if d["status"] == status], word
    alive = {o["subject"] for o in orders if int(o["list"]) == award and o["state"] in ALIVE}
    waits = [line["code"] for line in leader.json(f"/lists/{award}?status=waiting")["lines"]]
    assert waits == [c for c, d in sorted(decisions.items()) if d["fen"] > 0 and c not in alive][:100]
    code = next(c for c, d in sorted(decisions.items()) if d["fen"] > 0)
    line = leader.json(f"/lists/{award}/{code}")
    told = sudui("explain", code, AWARD, "--json", city=city).json()
    assert line["amount_fen"] == decisions[code]["fen"] and len(line["reasons"]) == len(told["reasons"])
    leader.get(f"/lists/{award}/91320411MA000000XX", 404)
    for bad in ["0", "x", "1x", "99999999999999999"]:
        leader.get("/lists/" + bad, 404)
    db = sqlite3.connect(f"file:{city}/sudui.db?mode=ro", uri=True)
    looks = db.execute("SELECT count(*) FROM access_view WHERE person LIKE 'leader %' AND subject=?", [code]).fetchone()[0]
    leader.get(f"/lists/{award}/{code}")
    leader.get(f"/lists/{award}/{code}")  # kept pages are looks too
    after = db.execute("SELECT count(*) FROM access_view WHERE person LIKE 'leader %' AND subject=?", [code]).fetchone()[0]
    assert (looks, after) == (1, 3), (looks, after)


def check_files(leader, answer):
    """Each table as CSV says what the page says."""
    keys = {"items": ("items", "granted_yuan", "granted_fen"), "districts": ("districts", "paid_yuan", "paid_fen"),
            "industries": ("industries", "estimate_yuan", "estimate_fen"), "sizes": ("sizes", "not_ordered_yuan", "waiting_fen"),
            "months": ("months", "ordered_yuan", "ordered_fen"), "waiting": ("waiting", "yuan", "amount_fen")}
    for name in [*keys, "stages", "missing"]:
        file = leader.get(f"/city/tables/{name}?year={answer['data_year']}")
        assert "attachment" in file.headers["Content-Disposition"] and "text/csv" in file.headers["Content-Type"]
        table = list(csv.DictReader(io.StringIO(file.text.removeprefix("\ufeff"))))
        assert len(table) >= 1 and None not in table[0], name
        if name in keys:
            part, column, member = keys[name]
            shown = [g[member] for g in answer[part]] + ([answer["total"]["estimate_fen"]] if name == "waiting" else [])
            assert [round(float(r[column]) * 100) for r in table] == shown, name
    leader.get("/city/tables/everything", 404)


def check_district(port, account, lists, orders):
    """Who is bound to a district sees its companies, its sums, and nothing else."""
    bound = first_login(port, account, "10.1.4.2")
    answer = bound.json("/city")
    check_sums(answer, lists, orders, lambda d: d in WUJIN)
    assert {d["code"] for d in answer["districts"]} <= WUJIN and len(answer["districts"]) == 2
    assert "budget" not in answer and "orders" not in answer
    award = next(i for i, run in lists.items() if run["item"] == "changzhou-rd-award")
    codes = [line["code"] for line in bound.json(f"/lists/{award}?status=all")["lines"]]
    inside = [c for c, d in sorted(lists[award]["decisions"].items()) if d["district"] in WUJIN]
    assert codes == inside[:100] and len(inside) > 100
    outside = next(c for c, d in sorted(lists[award]["decisions"].items()) if d["district"] not in WUJIN)
    bound.get(f"/lists/{award}/{outside}", 404)
    bound.get(f"/lists/{award}/{inside[0]}")
    check_district_work(bound, lists, award, inside)
    head = bound.json(f"/lists/{award}")
    assert "amount_fen" not in head and "count" not in head, "sums of the city"


def check_district_work(bound, lists, award, inside):
    """Items and lists that concern the district, its companies alone, no sums of the city, and no act."""
    items = {i["item"] for i in bound.json("/items")["items"]}
    assert {"wujin-rd-increase", "changzhou-rd-award", "tech-sme"} <= items, items
    assert not items & {"shenzhen-rd", "zigong-rd-increase", "shandong-rd", "jinhua-hnte-award", "qingdao-hnte-award"}
    version = bound.json("/items/changzhou-rd-award/2025")
    assert version["may_edit"] is False and version["may_simulate"] is False
    bound.get("/items/shenzhen-rd/2019", 404)
    for refused in ["/items/changzhou-rd-award/2025/simulate", "/items/changzhou-rd-award/2025/model", f"/list-work/{award}/notice.pdf"]:
        bound.get(refused, 403)
    work = bound.json("/list-work")["lists"]
    assert work and not any("amount_fen" in entry or "met" in entry for entry in work)
    page = bound.json(f"/list-work/{award}")
    assert "amount_fen" not in page and "met" not in page and page["may_withdraw"] is False
    met = [c for c in inside if lists[award]["decisions"][c]["status"] == "MET"]
    assert [r["code"] for r in page["rows"]] == met[:100] and len(met) > 10
    bound.post(f"/list-work/{award}", {"act": "withdraw", "withdraw_ground": "x"}, 403)
    bound.post("/items/changzhou-rd-award/2025", {"act": "propose"}, 403)


def test_the_city():
    with support.folder() as folder:
        city = browser.made_city(folder)
        sudui("list", "confirm", "--all", "--by", "张", JUNE, city=city, code=None)
        sudui("pay", "release", "--all", "--by", "钱", JULY, city=city)
        for number, file in enumerate(sorted((city / "outbox").glob("*.xml"))):
            statement = city / f"statement-{number}.xml"
            sudui("bank-simulator", file, "--out", statement, "--returned-per-mille", 60, city=city)
            sudui("reconcile", statement, "--by", "孙", "--now", "2025-07-17T01:00:00Z", city=city)
        lines = sudui("list", "show", AWARD, "--status", "met", "--json", city=city).json()
        accounts = browser.add_accounts(city, PEOPLE, [lines[0]["subject"]])
        accounts["wujin"] = sudui("account", "add", "wujin", "--name", "武", "--role", "leader", "--district", "320412",
                                  "--by", "安", "--json", city=city).json()
        sudui("approve", "--all", "--by", "局长", city=city)
        with open(f"{folder}/log", "w+") as log, browser.served(city, log) as port:
            leader = first_login(port, accounts["leader"], "10.1.4.1", "/city")
            auditor = first_login(port, accounts["auditor"], "10.1.4.3")
            leader.get("/city?lang=en")
            db, lists, orders = read_city(city)
            answer = leader.json("/city")
            assert rows(db, "SELECT 1 FROM list_settlement"), "the test's city has no settled list"
            assert any(o["state"] == "RETURNED" for o in orders), "the test's city has no returned payment"
            alive = check_sums(answer, lists, orders, lambda d: True)
            check_receivers(answer, db, alive)
            check_days(answer, db, orders)
            check_files(leader, answer)
            check_drill_down(leader, auditor, city, lists, orders)
            check_district(port, accounts["wujin"], lists, orders)
            assert leader.json("/city?year=2019")["items"] == []
            leader.get("/city?year=20190", 404)
            page = leader.get("/city").text
            assert page.count("<table") >= 6 and "<svg" in page and not re.search(r"<script(?![^>]*src)", page)


if __name__ == "__main__":
    support.main({"test_the_city": test_the_city})
