"""The README's commands as written, and the demo city against its golden summary.

UPDATE_GOLDEN=1 writes the golden file anew: look at the difference before you commit it."""
import contextlib
import json
import os
import pathlib
import re
import socket
import subprocess
import time
import support
from browser import Browser, first_login
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


@contextlib.contextmanager
def served_demo(folder):
    """(port, logins) of a small demo city, as tools/demo ends when a person starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = pathlib.Path(folder) / "log"
    environment = dict(os.environ, CI="", PORT=str(port), BUILD=str(support.BUILD), LANG="en_US.UTF-8")
    with open(log, "w") as out:
        running = subprocess.Popen(["tools/demo", f"{folder}/demo", "3000"], cwd=ROOT, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
    try:
        for _ in range(1200):
            if running.poll() is not None or f"127.0.0.1:{port}" in log.read_text():
                break
            time.sleep(0.1)
        said = log.read_text()
        assert running.poll() is None and f"127.0.0.1:{port}" in said, said[-3000:]
        yield port, dict(re.findall(r"^(\S+) +([a-z0-9]{5}(?:-[a-z0-9]{5}){3}) ", said, re.M))
    finally:
        running.terminate()
        assert running.wait(20) == 0


def test_what_the_pages_begin_with():
    """A company of which there is one of each, and a notice in force that can be objected to."""
    with support.folder() as folder, served_demo(folder) as (port, logins):
        account = {"login": "qiye", "password": logins["qiye"], "totp": None}
        company = first_login(port, account, "10.9.0.1")
        mine = company.json("/company")
        paying = [b for b in mine["benefits"] if b["pays"] and b["standing"] == "certain"]
        assert sum(b["paid"] for b in paying) >= 1 and mine["paid_fen"] > 0, paying
        assert [b["item"] for b in paying if b["asks_confirmation"]] == ["wujin-rd-increase"], paying
        on_its_way = [b["steps"][-1]["order"] for b in paying if not b["paid"] and not b["asks_confirmation"]]
        assert on_its_way == ["HANDED_OVER"], paying
        assert any(b["standing"] == "unknown" and b["missing"] for b in mine["benefits"])
        assert company.json("/company/items/wujin-rd-increase/confirmation")["account_fits"]
        assert company.json("/company/near")["items"]
        notices = [n for n in Browser(port, "10.9.0.2").json("/")["notices"] if n["open"]]
        assert notices, "no notice in force"


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
