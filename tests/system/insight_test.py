"""Reasons agree with decisions for every shipped policy, in a small city; `make differential-reasons`
does the same for a large one."""
import re
import subprocess
import support

COMPANIES = 600
DAY = 20269  # 2025-06-30
CITY = support.folder()
ROOT = CITY.name


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
    policies = len(list((support.ROOT / "policies").glob("*/*.dmn")))
    assert len(re.findall(r" 0 differences$", out, re.M)) == policies, out
    assert int(passed) > 15 * COMPANIES, out


make_city()
support.main(globals())
