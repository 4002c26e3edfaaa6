"""The pages of policy officers: items, simulation, drafts, lists; as a browser without scripts and as a program."""
import csv
import io
import re

import support
from browser import first_login, site
from support import ROOT, sudui

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
    for wrong in ["?p1=x", "?p999=1", "?data_year=9", "?as_of=yesterday"]:
        zhang.get("/api/v1" + path + wrong, 422)
    for item in ["srdi/2026", "tech-sme/2017", "wujin-rd-increase/2022", "incubator/2018"]:  # more than are kept
        zhang.json(f"/items/{item}/simulate")
    assert zhang.json(path + query)["total"] == page["total"]


def test_pages_of_policy_officers():
    with site(PEOPLE) as (port, accounts, codes, city, log):
        zhang = first_login(port, accounts["zhang"], "10.2.1.1")
        check_items(zhang)
        check_simulation(zhang, city)
        sudui("audit", "verify", city=city)


support.main(globals())
