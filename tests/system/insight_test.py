"""Reasons agree with decisions, and near misses of columns with those of the record evaluator, for
every shipped policy in a small city; `make differential-reasons differential-near-miss` does the same
for a large one."""
import os
import re
import subprocess
import xml.etree.ElementTree as ET

import support

COMPANIES = 600
DAY = 20269  # 2025-06-30
CITY = support.folder()
ROOT = CITY.name
POLICIES = len(list((support.ROOT / "policies").glob("*/*.dmn")))


def make_city():
    support.sudui("init", ROOT)
    support.sudui("sample", f"{ROOT}/inbox", "--companies", COMPANIES, "--seed", 11)
    inbox = sorted(str(p) for ending in ("csv", "xlsx")
                   for p in support.pathlib.Path(ROOT, "inbox").glob("*." + ending))
    support.sudui("import", *inbox, "--now", "2025-06-30T01:00:00Z", city=ROOT, code=None)


def differential(name, *arguments):
    program = support.BUILD / "tests" / "differential" / name
    done = subprocess.run([str(program), ROOT, str(support.ROOT), str(DAY), "2024", *map(str, arguments)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return done.returncode, done.stdout.decode("utf-8")


def test_reasons_and_decision_agree():
    code, out = differential("reasons_differential")
    passed, failed = re.search(r"(\d+) passed, (\d+) failed", out).groups()
    assert code == 0 and failed == "0", out
    assert len(re.findall(r" 0 differences$", out, re.M)) == POLICIES, out
    assert int(passed) > 15 * COMPANIES, out


def test_near_misses_are_those_of_the_record_evaluator():
    code, out = differential("near_miss_differential")
    passed, failed = re.search(r"(\d+) passed, (\d+) failed", out).groups()
    assert code == 0 and failed == "0", out
    assert len(re.findall(r" 0 differences$", out, re.M)) == POLICIES, out
    assert int(passed) > 10 * COMPANIES, out


def test_near_miss_command():
    arguments = ["near-miss", "changzhou-rd-award", "--as-of", "2025-06-30", "--data-year", "2024"]
    found = support.sudui(*arguments, "--json", "--top", 1000, city=ROOT).json()
    _, out = differential("near_miss_differential", 0)
    missed, single = re.search(r"changzhou-rd-award +2025 +(\d+) missed, +(\d+) one gap", out).groups()
    assert (found["not_met"], found["by_gaps"][0]) == (int(missed), int(single))
    assert found["not_met"] == sum(found["by_gaps"]) + found["no_way"]
    near = [e["near_ppm"] for e in found["nearest"] if "near_ppm" in e]
    assert near and near == sorted(near) and found["within"] == len(found["nearest"]) == int(single)
    first = found["nearest"][0]
    assert float(first["value"]) + float(first["distance"]) == float(first["threshold"])
    assert first["verified"]
    within = support.sudui(*arguments, "--json", "--top", 1000, "--within", "10%", city=ROOT).json()
    assert within["within"] == sum(n <= 100000 for n in near)
    district = first["district"]
    part = support.sudui(*arguments, "--json", "--top", 1000, "--district", district, city=ROOT).json()
    assert 0 < part["within"] < found["within"]
    assert {e["district"] for e in part["nearest"]} == {district}
    for lang in ("zh", "en"):
        csv = support.pathlib.Path(ROOT, "near.csv")
        text = support.sudui(*arguments, "--csv", csv, city=ROOT, lang=lang).out
        assert first["subject"] in text and first["condition"] in text
        assert csv.read_text(encoding="utf-8").count("\n") == 21
    support.sudui(*arguments, "--within", "much", city=ROOT, code=64)


# --- Simulation: a number set otherwise gives what the file with that number gives ---

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
VIEW = ["--as-of", "2025-06-30", "--data-year", "2024", "--json", "--top", "0"]
ALL = sorted((support.ROOT / "policies").glob("*/*.dmn"))
SOME = ["changzhou-rd-award/2025", "wujin-rd-increase/2022"]


def simulate(path, *arguments):
    return support.sudui("simulate", path, *VIEW, *arguments, city=ROOT).json()


def places_of(tree, parameter):
    """The texts that the parameter stands in: a cell's equals of its column are one condition."""
    decision = next(d for d in tree.iter(DMN + "decision") if d.get("name") == parameter["decision"])
    source = parameter["source"].strip()
    texts = [t for t in decision.iter(DMN + "text") if (t.text or "").strip() == source]
    if "rule" not in parameter:
        return texts[:1]
    rules = list(decision.iter(DMN + "rule"))
    rule = rules[parameter["rule"] - 1]
    if "input" not in parameter:
        return [t for e in rule.iter(DMN + "outputEntry") for t in e.iter(DMN + "text")
                if (t.text or "").strip() == source][:1]
    column = [list(r.iter(DMN + "inputEntry"))[parameter["input"] - 1].find(DMN + "text") for r in rules]
    return [t for t in column if (t.text or "").strip() == source]


def edited(path, parameter, number):
    tree = ET.parse(path)
    raw = parameter["source"].encode("utf-8")
    changed = (raw[:parameter["start"]] + number.encode() + raw[parameter["end"]:]).decode("utf-8")
    places = places_of(tree, parameter)
    assert places, parameter
    for place in places:
        place.text = changed
    draft = support.pathlib.Path(ROOT, "draft.dmn")
    tree.write(draft, encoding="utf-8", xml_declaration=True)
    return draft


def figures(point):
    return [point["met"], point["unknown"], point["receivers"], point["cost_fen"]]


def compare_item(path):
    """Every parameter at its ends and at one point between, against the file edited so."""
    version = path.stem
    written = simulate(path, "--against", version, "--curves")
    total, compared, moved = written["total"], 0, 0
    assert total["before"] == total["after"] and total["winners"] == total["losers"] == 0
    for parameter in written["parameters"]:
        curve = parameter["curve"]
        assert [figures(p) for p in curve if p["written"]] in ([], [figures(total["after"])])
        for point in {0: curve[0], 1: curve[len(curve) * 2 // 3], 2: curve[-1]}.values():
            if point["written"]:
                continue
            other = simulate(edited(path, parameter, point["value"]), "--against", version)
            setting = f"{parameter['number']}={point['value']}"
            again = simulate(path, "--against", version, "--set", setting)
            for key in ("total", "by_district", "by_size", "by_field"):
                assert again[key] == other[key], (path, parameter, point, key)
            assert figures(other["total"]["after"]) == figures(point), (path, parameter, point)
            assert [other["total"]["winners"], other["total"]["losers"]] == [point["winners"], point["losers"]]
            assert other["key"]["draft_sm3"] != written["key"]["draft_sm3"]
            assert again["key"]["all_sm3"] not in (written["key"]["all_sm3"], other["key"]["all_sm3"])
            compared += 1
            moved += figures(point) != figures(total["after"])
    return compared, moved


def test_a_number_set_otherwise_is_a_model_written_so():
    paths = ALL if os.environ.get("SIMULATE_ALL") else [support.ROOT / f"policies/{p}.dmn" for p in SOME]
    compared = moved = 0
    for path in paths:
        counts = compare_item(path)
        compared, moved = compared + counts[0], moved + counts[1]
        if len(paths) > len(SOME):
            print(f"{path.parent.name} {path.stem}: {counts[0]} points, {counts[1]} change the result")
    assert compared > 30 and moved > compared // 4, (compared, moved)


def test_simulation_is_what_a_run_gives():
    support.sudui("run", "--item", "wujin-rd-increase", *VIEW[:4], "--by", "a", city=ROOT)
    run = support.sudui("run", "--item", "wujin-rd-increase", *VIEW[:5], "--by", "a", city=ROOT).json()[0]
    path = support.ROOT / "policies/wujin-rd-increase/2022.dmn"
    after = simulate(path)["total"]["after"]
    assert [after[k] for k in ("met", "not_met", "unknown")] == [run[k] for k in ("met", "not_met", "unknown")]
    assert after["cost_fen"] == run["computed_fen"]
    none = simulate(path, "--against", "none")["total"]
    assert none["before"]["cost_fen"] == 0 and none["winners"] == after["receivers"]


def test_no_result_is_for_other_inputs():
    """The key differs when the draft, what it is compared with, the day or the facts differ."""
    path = support.ROOT / "policies/changzhou-hnte-award/2025.dmn"
    keys = [simulate(path)["key"], simulate(path, "--against", "2023")["key"],
            simulate(support.ROOT / "policies/changzhou-hnte-award/2023.dmn")["key"],
            support.sudui("simulate", path, "--as-of", "2025-07-01", "--data-year", "2024", "--json", city=ROOT).json()["key"],
            simulate(path, "--known-at", "2020-01-01")["key"]]
    assert len({k["all_sm3"] for k in keys}) == len(keys)
    assert keys[0] == simulate(path)["key"]
    header = (support.ROOT / "include/dmn.h").read_text(encoding="utf-8")
    assert keys[0]["engine"] == ".".join(re.findall(r"#define DMN_VERSION_[A-Z]+ (\d+)", header))


def test_page():
    path = support.ROOT / "policies/changzhou-rd-award/2025.dmn"
    for lang, words in (("zh", "参数变化的影响"), ("en", "What each number does")):
        page = support.pathlib.Path(ROOT, "page.html")
        out = support.sudui("simulate", path, *VIEW[:4], "--html", page, "--set", "1=500000", city=ROOT, lang=lang).out
        html = page.read_text(encoding="utf-8")
        assert words in html and html.count("<svg") > 5 and "<script" not in html and "http" not in html
        ET.fromstring(re.sub(r"<!DOCTYPE html>|<meta[^>]*>|<br>", "", html))
        digest = simulate(path)["key"]["draft_sm3"]
        assert digest in html and digest in out


make_city()
support.main(globals())
