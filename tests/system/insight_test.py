"""Reasons agree with decisions, and near misses of columns with those of the record evaluator, for
every shipped policy in a small city; `make differential-reasons differential-near-miss` does the same
for a large one."""
import re
import subprocess
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


make_city()
support.main(globals())
