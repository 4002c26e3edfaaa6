"""Runs the real program in a folder of its own; every test of this folder uses it.

A file of tests ends with `support.main(globals())`: each function test_* runs, a failed assert names
the test, and the closing line counts."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / os.environ.get("BUILD", "build")
SUDUI = BUILD / "sudui"


class Result:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "replace")
        self.err = done.stderr.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.out)


def sudui(*arguments, city=None, lang="en", code=0, cwd=None):
    """Runs sudui; `code` None accepts every exit code."""
    command = [str(SUDUI), *map(str, arguments)]
    if city is not None:
        command += ["--city", str(city)]
    environment = dict(os.environ, LANG="en_US.UTF-8" if lang == "en" else "zh_CN.UTF-8")
    environment.pop("LC_ALL", None)
    environment.pop("SUDUI_CITY", None)
    result = Result(subprocess.run(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=600))
    assert result.code >= 0, f"killed by signal {-result.code}: {' '.join(command)}\n{result.err}"
    if code is not None:
        assert result.code == code, (
            f"exit code {result.code}, expected {code}: {' '.join(command)}\n{result.out}\n{result.err}")
    return result


def folder():
    """A temporary folder, removed at the end: `with folder() as f`."""
    return tempfile.TemporaryDirectory(prefix="sudui-test-")


def credit_code(place, number):
    """A made-up code with its two check characters (GB 11714, GB 32100)."""
    letters, digits = "0123456789ABCDEFGHJKLMNPQRTUWXY", f"{number:07d}"
    organisation = "M" + digits
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * int(c, 36) for w, c in zip(weights, organisation))
    body = place + organisation + "0123456789X0"[11 - total % 11]
    total = sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + letters[(31 - total % 31) % 31]


def main(names):
    tests = [(n, f) for n, f in names.items() if n.startswith("test_") and callable(f)]
    failed = 0
    for name, test in tests:
        try:
            test()
        except Exception:
            failed += 1
            print(f"FAIL {name}")
            traceback.print_exc(file=sys.stdout)
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
