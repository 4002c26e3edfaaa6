"""The README's commands as written, and the demo city against its golden summary.

UPDATE_GOLDEN=1 writes the golden file anew: look at the difference before you commit it."""
import json
import os
import pathlib
import re
import subprocess
import support
from support import ROOT, sudui

GOLDEN = ROOT / "tests" / "golden" / "demo-summary.json"


def blocks(readme):
    return re.findall(r"^```sh\n(.*?)^```$", (ROOT / readme).read_text(), re.M | re.S)


def run_shell(script, cwd, **variables):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=cwd,
                          env=dict(os.environ, CI="true", **variables), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
    output = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, f"exit code {done.returncode}\n{output[-5000:]}"
    return output


def test_readmes_say_the_same():
    assert blocks("README.md") == blocks("README.zh-CN.md")


def test_demo_command():
    command = blocks("README.md")[0]
    assert command == "make demo\n"
    with support.folder() as folder:
        city = pathlib.Path(folder) / "demo"
        output = run_shell(command, ROOT, DEMO=str(city), LANG="en_US.UTF-8")
        for words in ("One award, explained", "One near-miss, explained", "the audit chain is sound",
                      "byte for byte the same", "unexplained 0.00"):
            assert words in output, f"no {words!r} in the demo's output\n{output[-4000:]}"
        summary = sudui("summary", "--json", city=city).json()
        check_golden(summary)
        check_sums(summary)


def check_golden(summary):
    # The chain's head holds the names of the files as they were typed, so it differs by folder.
    actual = json.dumps(dict(summary, audit_head=""), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        GOLDEN.write_text(actual)
    expected = GOLDEN.read_text()
    if actual != expected:
        differing = [f"- {e}\n+ {a}" for e, a in zip(expected.splitlines(), actual.splitlines()) if e != a]
        raise AssertionError("the demo city differs from its golden summary:\n" + "\n".join(differing[:20]))


def check_sums(summary):
    """What must hold whatever the numbers are."""
    assert summary["subjects"] > 20000
    paying = [i for i in summary["items"] if i["amount_fen"]]
    assert paying and sum(i["amount_fen"] for i in summary["items"]) == \
        sum(d["amount_fen"] for d in summary["districts"])
    assert any(i["amount_fen"] < i["computed_fen"] for i in paying), "no item was prorated"
    for line in summary["budget"]:
        assert line["allotted_fen"] == line["reserved_fen"] + line["paid_fen"] + line["available_fen"]
        assert line["available_fen"] >= 0
    for proof in summary["proofs"]:
        assert proof["unexplained_fen"] == 0
    assert summary["award"] and summary["near_miss"]


def test_check_command_is_what_ci_runs():
    assert blocks("README.md")[1] == "make check\n"
    assert "exec make check" in (ROOT / ".ci" / "run").read_text()


def test_job_by_hand():
    script = blocks("README.md")[2].replace('PATH="$PWD/build:', f'PATH="{support.BUILD}:')
    with support.folder() as folder:
        output = run_shell(script, folder)
        assert "the audit chain is sound" in output


if __name__ == "__main__":
    support.main(globals())
