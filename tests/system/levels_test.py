#!/usr/bin/env python3
"""Budget lines of three levels at the command line: levels, receipts held, passing, statements, the end of the year."""
import pathlib

import support
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


if __name__ == "__main__":
    support.main(globals())
