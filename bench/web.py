#!/usr/bin/env python3
"""The pages under load, beside the bare HTTP library in the same run: `make bench-web`, needs wrk.

Requests a second and latencies at two threads: hello of the library, the company's page kept and not kept;
then five times the connections that fill the server, and a soak with memory and descriptors before and after.
Prints a table, with --json also the numbers, and ends with an error when a goal is missed."""
import argparse
import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/system"))
import browser  # noqa: E402
from audit_test import made_city  # noqa: E402
from support import BUILD, sudui  # noqa: E402

FULL = 64  # connections that keep two threads busy
# wrk says at its end how many answers of each kind there were; not kept: a query makes each page anew.
SCRIPT = """
local number = 0
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init(args)
  served, refused, other, without = 0, 0, 0, 0
end
function request()
  number = number + 1
  local path = wrk.path
  if path:find("?") then path = path .. number end
  return wrk.format(nil, path)
end
function response(status, headers, body)
  if status == 200 then served = served + 1
  elseif status == 503 then
    refused = refused + 1
    if not headers["Retry-After"] then without = without + 1 end
  else other = other + 1 end
end
function done(summary, latency, requests)
  local sum = {served = 0, refused = 0, other = 0, without = 0}
  for _, thread in ipairs(threads) do
    for name in pairs(sum) do sum[name] = sum[name] + thread:get(name) end
  end
  io.write(string.format("counted %d %d %d %d %d %.1f %.1f %d\\n", sum.served, sum.refused, sum.other, sum.without,
    summary.duration, latency:percentile(50), latency:percentile(99),
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""
PLAIN = SCRIPT.replace("function request()", "function unused()").replace("function response(", "function not_used(")


def wrk(port, path, connections, seconds, cookie=None, counted=True):
    """One run: answers a second by kind, latencies in ms.  Uncounted runs cost wrk less."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT if counted else PLAIN)
        script.flush()
        command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "-s", script.name, "--timeout", "10s"]
        if cookie:
            command += ["-H", f"Cookie: __Host-sudui={cookie}"]
        out = subprocess.run(command + [f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True)
    found = re.search(r"counted (\d+) (\d+) (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+) (\d+)", out.stdout)
    served, refused, other, without, duration = (int(x) for x in found.groups()[:5])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out.stdout).group(1))
    span = duration / 1e6
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", out.stdout)
    return {"rate": served / span if counted else rate, "refused": refused / span, "other": other,
            "without_retry_after": without, "p50_ms": float(found.group(6)) / 1000,
            "p99_ms": float(found.group(7)) / 1000, "errors": int(found.group(8)),
            "wrong": int(wrong.group(1)) if wrong and not counted else 0}


@contextlib.contextmanager
def hello(threads):
    server = subprocess.Popen([str(BUILD / "bench/hello_http"), str(threads)], stdout=subprocess.PIPE, text=True)
    try:
        yield int(server.stdout.readline())
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)


def process_state(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    memory = int(re.search(r"VmRSS:\s+(\d+)", status).group(1))
    return memory, len(os.listdir(f"/proc/{pid}/fd"))


def show(name, r):
    print(f"{name:<44}{r['rate']:>10,.0f}{r['refused']:>10,.0f}{r['p50_ms']:>9.2f}{r['p99_ms']:>9.2f}"
          f"{r['errors'] + r['other'] + r['wrong']:>8}")


def measure(port, pid, cookie, seconds, soak_seconds, threads):
    results = {}
    print(f"{'':<44}{'served/s':>10}{'503/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}")
    with hello(threads) as hello_port:
        # In turns, so that a busy moment of the machine meets both.
        runs = [(wrk(hello_port, "/", FULL, seconds, counted=False),
                 wrk(port, "/company", FULL, seconds, cookie, counted=False)) for _ in range(3)]
    results["hello"], results["kept"] = (sorted(r, key=lambda x: x["rate"])[1] for r in zip(*runs))
    show("hello of the library", results["hello"])
    show("company's page, kept", results["kept"])
    results["fresh"] = wrk(port, "/company?n=", FULL, seconds, cookie)
    show("company's page, made anew", results["fresh"])
    results["over_kept"] = wrk(port, "/company", FULL * 5, seconds, cookie)
    show("kept, five times the connections", results["over_kept"])
    results["over_fresh"] = wrk(port, "/company?n=", FULL * 5, seconds, cookie)
    show("made anew, five times the connections", results["over_fresh"])
    before = process_state(pid)
    results["soak"] = wrk(port, "/company?n=", FULL, soak_seconds, cookie)
    after = process_state(pid)
    show(f"soak of {soak_seconds} s, made anew", results["soak"])
    results["memory_kib"], results["descriptors"] = (before[0], after[0]), (before[1], after[1])
    print(f"memory {before[0]} -> {after[0]} KiB, descriptors {before[1]} -> {after[1]}")
    return results


def goals(r):
    growth = r["memory_kib"][1] / r["memory_kib"][0]
    return [("company's page at least half of hello", r["kept"]["rate"] >= r["hello"]["rate"] / 2),
            ("its p99 under 20 ms", r["kept"]["p99_ms"] < 20),
            ("overloaded, kept: at least 80 % of the peak", r["over_kept"]["rate"] >= 0.8 * r["kept"]["rate"]),
            ("overloaded, made anew: at least 80 % of the peak", r["over_fresh"]["rate"] >= 0.8 * r["fresh"]["rate"]),
            ("overloaded: everything else is 503 with Retry-After",
             all(r[k]["other"] == 0 and r[k]["without_retry_after"] == 0 for k in ("over_kept", "over_fresh"))),
            ("soak: memory grows by at most 1 %", growth <= 1.01),
            ("soak: descriptors as before", r["descriptors"][1] <= r["descriptors"][0])]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--soak", type=int, default=90)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="sudui-bench-") as folder:
        city = made_city(folder)
        code = sudui("list", "show", "changzhou-rd-award", "--status", "met", "--json", city=city).json()[0]["subject"]
        accounts = browser.add_accounts(city, [("company.one", "company", 0)], [code])
        server = subprocess.Popen([str(BUILD / "sudui"), "serve", "--port", "0", "--threads", str(chosen.threads),
                                   "--city", str(city), "--lang", "en"], stdout=subprocess.PIPE, text=True)
        port = int(re.search(r":(\d+);", server.stdout.readline()).group(1))
        try:
            one = browser.first_login(port, accounts["company.one"], "10.3.1.1")
            results = measure(port, server.pid, one.cookies["__Host-sudui"], chosen.seconds, chosen.soak, chosen.threads)
        finally:
            server.send_signal(signal.SIGTERM)
            code = server.wait(timeout=20)
    assert code == 0, f"the server ended with {code}"
    met = goals(results)
    for goal, reached in met:
        print(f"{'ok    ' if reached else 'MISSED'} {goal}")
    if chosen.json:
        print(json.dumps(results))
    sys.exit(0 if all(reached for _, reached in met) else 1)


if __name__ == "__main__":
    main()
