"""Companies drawn by lot: drawn again here, in another language, from what the audit chain holds."""
import csv
import hashlib
import io
import json
import sqlite3
import struct

import support
from audit_test import AWARD, JULY, made_city
from support import sudui


def numbers(seed, stream):
    for block in range(1 << 40):
        made = hashlib.new("sm3", b"sudui-draw-1\0" + seed + struct.pack(">QQ", stream, block)).digest()
        yield from struct.unpack(">4Q", made)


def below(source, n):
    return next(x for x in source if x < (1 << 64) // n * n) % n


def some(source, population, count):
    places = list(population)
    for j in range(count):
        k = j + below(source, len(places) - j)
        places[j], places[k] = places[k], places[j]
    return places[:count]


def entry(city, sequence):
    with sqlite3.connect(f"{city}/sudui.db") as db:
        act, payload = db.execute("SELECT act, payload FROM audit_entry WHERE sequence=?", [sequence]).fetchone()
    return act, json.loads(payload)


def companies(city, item, met, district):
    """Codes that the run decided so, from its stored lines."""
    with sqlite3.connect(f"{city}/sudui.db") as db:
        lines = "".join(r[0] for r in db.execute("SELECT lines FROM list_part JOIN list_run ON id=run WHERE item=?"
                                                 " ORDER BY first_code", [item]))
    return [r[0] for r in csv.reader(io.StringIO(lines))
            if (not met or r[1] == "MET") and (not district or r[4] == district)]


def test_draws():
    with support.folder() as folder:
        city = made_city(folder)
        names = [f"检查员{i}" for i in range(7)]
        file = city / "names.txt"
        file.write_text("\n".join(names) + "\n\n")
        for item, count, each, more in [(AWARD, 5, 2, []), ("changzhou-rd-award", 12, 1, ["--district", "320404", "--all"]),
                                        ("changzhou-rd-award", 3, 5, ["--all"])]:
            drawn = sudui("audit", "draw", item, "--count", count, "--inspectors", file, "--each", each, *more,
                          "--by", "郑", JULY, "--json", city=city).json()
            act, recorded = entry(city, drawn["seed_entry"])
            assert act == "inspection-seed" and recorded["seed"] == drawn["seed"] and recorded["inspectors"] == names
            population = companies(city, item, recorded["only_met"], recorded["district"])
            assert len(population) == recorded["population"] == drawn["population"]
            digest = hashlib.new("sm3", "".join(c + "\n" for c in population).encode()).hexdigest()
            assert digest == recorded["population_sm3"]
            seed, who = bytes.fromhex(recorded["seed"]), numbers(bytes.fromhex(recorded["seed"]), 1)
            expected = [{"company": c, "inspectors": some(who, names, each)}
                        for c in some(numbers(seed, 0), population, count)]
            assert drawn["drawn"] == expected == entry(city, drawn["draw_entry"])[1]["drawn"]
            assert drawn["draw_entry"] == drawn["seed_entry"] + 1, "the seed is in the chain before"
            again = sudui("audit", "redraw", drawn["seed_entry"], "--json", city=city).json()
            assert again == drawn
        for bad in [["--count", "0"], ["--count", "2000"], ["--each", "6"], ["--each", "0"]]:
            done = sudui("audit", "draw", AWARD, "--inspectors", file, *(["--count", "1"] if bad[0] == "--each" else []), *bad,
                         city=city, code=None)
            assert done.code in (64, 65), bad
        sudui("audit", "draw", AWARD, "--count", "900", "--inspectors", file, city=city, code=65)
        sudui("audit", "draw", AWARD, city=city, code=64)
        sudui("audit", "redraw", "1", city=city, code=66)
        sudui("audit", "redraw", "x", city=city, code=64)
        sudui("audit", "verify", city=city)
        with sqlite3.connect(f"{city}/sudui.db") as db:
            db.execute("DROP TRIGGER audit_entry_update")
            db.execute("UPDATE audit_entry SET payload=CAST(replace(CAST(payload AS TEXT), '检查员3', '检查员4') AS BLOB) WHERE act='inspection-draw'")
        sudui("audit", "redraw", drawn["seed_entry"], city=city, code=76)


if __name__ == "__main__":
    support.main({"test_draws": test_draws})
