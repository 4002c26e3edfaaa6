#!/usr/bin/env python3
"""Budget lines of three levels at the command line: levels, receipts held, passing, statements, the end of the year."""
import pathlib

import re

import support
from places import JUNE, Place
from support import sudui

CITY, DISTRICT = "320400100000001", "320412100000001"
NOW = "--now=2025-07-15T09:00:00+08:00"
LATER = "--now=2025-08-15T09:00:00+08:00"
LAST = "--now=2025-12-30T09:00:00+08:00"


def two(city, *command, now=NOW, code=0):
    """Proposed by one, approved by another; the first one's refusal is given back."""
    proposed = sudui("budget", *command, "--year", "2025", "--by", "赵", "--json", now, city=city, code=None)
    if proposed.code != 0:
        assert proposed.code == code, (proposed.code, proposed.err)
        return proposed.err
    assert code == 0, f"{command} was not refused"
    answer = proposed.json()
    number = (answer[0] if isinstance(answer, list) else answer)["proposal"]
    assert sudui("approve", number, "--by", " 赵 ", now, city=city, code=None).code not in (0, 1)
    sudui("approve", number, "--by", "钱", now, city=city)
    return ""


def three_levels(folder):
    city = pathlib.Path(folder) / "city"
    sudui("init", city, "--name", "某市")
    for account, name in ((CITY, "某市财政局"), (DISTRICT, "某区财政局")):
        sudui("payer", "add", account, "--name", name, "--bank-code", "011304000012", NOW, city=city)
    two(city, "line", "S", "--level", "province", "--payer", "省库")
    two(city, "line", "C", "--level", "city", "--payer", CITY)
    two(city, "line", "D", "--level", "district", "--payer", DISTRICT)
    two(city, "receive", "S", "--amount", "1000.00", "--document", "省1", "--hold")
    return city


def money(document, amount):
    return "--document", document, "--amount", amount


def test_three_levels():
    with support.folder() as folder:
        city = three_levels(folder)
        two(city, "pass", "S", "C", *money("省2", "600.00"))
        left = two(city, "pass", "S", "C", *money("省3", "400.01"), code=77)
        assert "400.00 are left" in left and "600.00 passed on" in left, left
        assert "one level" in two(city, "pass", "S", "S", *money("省4", "1.00"), code=77)
        two(city, "pass", "C", "D", *money("市1", "250.00"), now=LATER)
        two(city, "allot", "C", *money("市2", "350.00"), now=LATER)
        assert "only 0.00 yuan" in two(city, "allot", "C", *money("市3", "0.01"), code=77, now=LATER)
        two(city, "allot", "D", *money("区1", "200.00"), now=LATER)
        two(city, "pass", "D", "C", *money("区2", "50.00"), now=LAST)
        found = sudui("budget", "levels", "--year", "2025", "--json", city=city).json()
        levels = {v["level"]: v for v in found["levels"]}
        assert [levels[k]["own_fen"] for k in ("province", "city", "district")] == [100000, 0, 0]
        assert [levels[k]["free_fen"] for k in ("province", "city", "district")] == [40000, 5000, 0]
        assert levels["city"]["from_below_fen"] == 5000 and levels["district"]["passed_up_fen"] == 5000
        for level in levels.values():
            assert level["allotted_fen"] + level["passed_down_fen"] + level["passed_up_fen"] <= level["received_fen"]
        routes = {(r["from"], r["to"]): r for r in found["routes"]}
        assert routes["C", "D"]["arrived_fen"] == 25000 and routes["D", "C"]["up"]
        july = sudui("budget", "levels", "--at", "2025-07-31", "--json", city=city).json()
        assert {v["level"]: v["free_fen"] for v in july["levels"]} == {"province": 40000, "city": 60000, "district": 0}
        text = sudui("budget", "levels", city=city, lang="zh").out
        assert "下拨" in text and "S → C" in text
        line = sudui("budget", "statement", "C", "--year", "2025", "--json", city=city).json()
        assert (line["from_above_fen"], line["passed_down_fen"], line["under_way_fen"]) == (60000, 25000, 0)
        sudui("audit", "verify", city=city)


def test_refused():
    with support.folder() as folder:
        city = three_levels(folder)
        assert "province" in two(city, "line", "S", "--level", "city", code=75)
        assert sudui("budget", "line", "X", "--level", "club", NOW, city=city, code=64).err
        assert sudui("budget", "pass", "S", "C", "--amount", "1", NOW, city=city, code=64).err  # no document
        assert sudui("budget", "pass", "S", NOW, *money("a", "1"), city=city, code=64).err
        two(city, "receive", "N", "--amount", "5.00", "--document", "n", "--hold")
        assert "has no level" in two(city, "pass", "N", "D", *money("n2", "1.00"), code=77)


STAGES = ('<sudui:stage do="approve"/><sudui:stage do="publish"/><sudui:stage do="pay"/>'
          '<sudui:stage do="claim" from="市" percent="15"/>')
JULY = "--now=2025-07-15T02:00:00Z"


def shared(folder, sharing):
    """A list that is final, of an item shared as told."""
    place = Place(folder, "shared", "", STAGES)
    model = place.data / "policies" / "shared" / "2022.dmn"
    text = re.sub(r"<sudui:sharing [^>]*/>", f"<sudui:sharing {sharing}/>", model.read_text())
    model.write_text(text)
    place.prepare()
    for line in ("市线", "区线"):
        place("budget", "receive", line, "--amount", "90000000.00", "--year", "2025", by="王")
    place("approve", "--all", by="陈")
    place("list", "approve", "1", by="李")
    place("list", "publish", "1")
    place("list", "finalize", "1", now=JULY)
    return place


def shares(place, *more):
    found = place("list", "shares", "1", *more, "--json", now=JULY).json()
    return {s["level"]: s for s in found["levels"]}, found["companies"]


def test_shares_from_lines_of_their_own():
    with support.folder() as folder:
        place = shared(folder, 'level="市:1 区:2" remainder="区" lines="市=市线 区=区线"')
        levels, companies = shares(place, "--all")
        total = sum(s["share_fen"] for s in levels.values())
        assert {s["state"] for s in levels.values()} == {"waiting"} and levels["区"]["remainder"]
        for code in {c["company"] for c in companies}:
            parts = {c["level"]: c["share_fen"] for c in companies if c["company"] == code}
            whole = sum(parts.values())
            assert parts["市"] == whole // 3, parts
        ordered = place("pay", "1", "--json", now=JULY, by="赵", code=None).json()
        assert sum(o["amount_fen"] for o in ordered) <= total
        levels, companies = shares(place, "--all")
        assert {s["state"] for s in levels.values()} <= {"waiting", "reserved"}
        assert sum(s["reserved_fen"] for s in levels.values()) == ordered[0]["amount_fen"]
        for level, line in (("市", "市线"), ("区", "区线")):
            state = place("budget", "statement", line, "--year", "2025", "--json").json()
            assert state["reserved_fen"] == levels[level]["reserved_fen"] > 0
        assert {c["line"] for c in companies} == {"市线", "区线"}
        code = next(c["company"] for c in companies if c["reserved_fen"] > 0)
        _, one = shares(place, code)
        assert [c["state"] for c in one] == ["reserved", "reserved"] and len(one) == 2
        place("audit", "verify")


def test_one_level_pays_for_all():
    with support.folder() as folder:
        place = shared(folder, 'level="市:15 区:85" remainder="区" pays="区"')
        place("pay", "1", now=JULY, by="赵", code=None)
        place("approve", "--all", now=JULY, by="周")
        place("pay", "release", "--all", now=JULY, by="钱")
        files = sorted((place.city / "outbox").iterdir())
        statement = pathlib.Path(folder) / "s.xml"
        received = place("budget", "show", "--json", now=JULY).json()
        opening = sum(line["received_fen"] for line in received)
        place("bank-simulator", *files, "--out", statement, "--returned-per-mille", "300", "--seed", "3",
              "--rejected-per-mille", "0", "--opening", f"{opening // 100}.{opening % 100:02d}", now=JULY)
        place("reconcile", statement, now=JULY, code=None)
        levels, companies = shares(place, "--all")
        paid = [c for c in companies if c["level"] == "区" and c["paid_fen"] > 0]
        returned = [c for c in companies if c["level"] == "区" and c["returned_fen"] > 0]
        assert paid and returned and all(c["state"] == "returned" for c in returned)
        assert levels["市"]["owed_fen"] == sum(c["paid_fen"] * 15 // 100 for c in paid)
        assert all(c["state"] == "owes" for c in companies if c["level"] == "市" and c["owed_fen"] > 0)
        place("list", "stage", "1", "claim", "--document", "溧财1", now=JULY)
        levels, _ = shares(place)
        assert levels["市"]["owed_fen"] == 0
        text = sudui("list", "shares", "1", lang="zh", city=place.city).out
        assert "待归垫" in text


def test_barred_companies_are_left_off():
    with support.folder() as folder:
        place = shared(folder, 'level="市:15 区:85" remainder="区" pays="区"')
        place("pay", "1", now=JULY, by="赵", code=None)
        place("approve", "--all", now=JULY, by="周")
        place("pay", "release", "--all", now=JULY, by="钱")
        statement = pathlib.Path(folder) / "s.xml"
        opening = sum(line["received_fen"] for line in place("budget", "show", "--json", now=JULY).json())
        place("bank-simulator", *sorted((place.city / "outbox").iterdir()), "--out", statement,
              "--returned-per-mille", "0", "--rejected-per-mille", "0",
              "--opening", f"{opening // 100}.{opening % 100:02d}", now=JULY)
        place("reconcile", statement, now=JULY, code=None)
        paid = next(c["company"] for c in shares(place, "--all")[1] if c["state"] == "paid")
        place("clawback", "open", paid, "shared", "--ground", "第12条", "--bar-until", "2026-12-31", now=JULY)
        place("clawback", "notice", "1", "--due", "2025-12-31", now=JULY)
        place("run", "--item", "shared", "--as-of", "2025-06-30", now=JULY)
        first = place("list", "confirm", "2", "--json", now="--now=2025-07-15T04:00:00Z", by="王").json()
        left_off = place("list", "show", "2", "--status", "excluded", "--limit", "1000", "--json", now=JULY).out
        assert first["lists"][0]["excluded"] >= 1 and "C04" in left_off and paid in left_off
        later = place("list", "confirm", "2", "--json", now="--now=2027-01-01T04:00:00Z", by="王").json()
        assert later["lists"][0]["granted"] == first["lists"][0]["granted"] + 1
        place("audit", "verify")


def test_items_that_cannot_be():
    with support.folder() as folder:
        place = Place(folder, "shared", "", STAGES)
        model = place.data / "policies" / "shared" / "2022.dmn"
        before = model.read_text()
        for sharing in ('level="市:1 区:2" remainder="区" lines="市=A"', 'level="市:1 区:2" remainder="区" lines="市=A 县=B"',
                        'level="市:1 区:2" remainder="区" lines="市=A 市=B"', 'level="市:1 区:2" remainder="区" lines="市 区=B"',
                        'level="市:1 区:2" remainder="区" pays="区" lines="市=A 区=B"'):
            model.write_text(re.sub(r"<sudui:sharing [^>]*/>", f"<sudui:sharing {sharing}/>", before))
            checked = place("policy", "check", "--json", code=None)
            assert checked.code != 0 and "2022.dmn" in checked.out + checked.err, sharing


if __name__ == "__main__":
    support.main(globals())
