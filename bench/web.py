#!/usr/bin/env python3
"""The pages under load, beside the bare HTTP library in the same run: `make bench-web`, needs wrk.

Requests a second and latencies at two threads: hello of the library, the company's page kept and not kept;
five times the connections that fill the server; requests at a fixed rate, up to five times what can be made,
with latencies from the moment when each was due; and a soak with memory and descriptors before and after.
Prints a table, with --json also the numbers, and ends with an error when a goal is missed."""
import argparse
import contextlib
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests/system"))
import browser  # noqa: E402
from audit_test import made_city  # noqa: E402
from support import BUILD, sudui  # noqa: E402

NAMES = {"hello": "hello of the library", "kept": "company's page, kept", "fresh": "company's page, made anew",
         "over_kept": "kept, five times the connections", "over_fresh": "made anew, five times the connections"}
FULL = 64  # connections that keep two threads busy
OPEN_KEPT = 10000  # requests a second for a kept page, at a fixed rate
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
    failed = int(wrong.group(1)) / span if wrong else 0
    return {"rate": served / span if counted else rate - failed, "refused": refused / span, "other": other,
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


def open_loop(port, path, rate, seconds, cookie):
    """Requests at a fixed rate (bench/open_loop.c), in the same terms as wrk above."""
    out = subprocess.run([str(BUILD / "bench/open_loop"), str(port), path, str(int(rate)), str(seconds), cookie],
                         capture_output=True, text=True, check=True)
    served, refused, other, unanswered, p50, p99, _p999, _most = map(int, out.stdout.split())
    return {"rate": served / seconds, "refused": refused / seconds, "other": other, "without_retry_after": 0,
            "p50_ms": p50 / 1000, "p99_ms": p99 / 1000, "errors": unanswered, "wrong": 0, "asked": int(rate)}


def process_state(port, pid):
    """Memory in KiB as the kernel counts it and as the allocator does, and descriptors, in a quiet moment."""
    for _ in range(50):
        descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        time.sleep(0.2)
        if len(os.listdir(f"/proc/{pid}/fd")) >= descriptors:
            break
    metrics = browser.Browser(port).get("/metrics").text
    used = int(re.search(r"^sudui_memory_bytes (\d+)", metrics, re.M).group(1)) // 1024
    return {"resident": resident(pid), "used": used, "descriptors": descriptors}


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()).group(1))


def soak(port, pid, cookie, seconds):
    """Memory of the kernel's count twice a second: medians of the second and of the last fifth.  The first one is
    left out: what the peaks before have left behind is settled then."""
    samples, done = [], threading.Event()

    def watch():
        while not done.wait(0.5):
            samples.append(resident(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    result = wrk(port, "/company?n=", FULL, seconds, cookie)
    done.set()
    watcher.join()
    fifth = max(1, len(samples) // 5)
    result["resident_kib"] = (statistics.median(samples[fifth:2 * fifth]), statistics.median(samples[-fifth:]))
    return result


def show(name, r):
    print(f"{name:<44}{r['rate']:>10,.0f}{r['refused']:>10,.0f}{r['p50_ms']:>9.2f}{r['p99_ms']:>9.2f}"
          f"{r['errors'] + r['other'] + r['wrong']:>8}")


def measure(port, pid, cookie, seconds, soak_seconds, threads):
    results = {}
    print(f"{'':<44}{'served/s':>10}{'503/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'errors':>8}")
    def in_turns(**measured):
        """Each three times in turns, so that a busy moment of the machine meets all of them; the median of each."""
        runs = [{name: once() for name, once in measured.items()} for _ in range(3)]
        for name in measured:
            results[name] = sorted((run[name] for run in runs), key=lambda r: r["rate"])[1]
            show(NAMES[name], results[name])

    with hello(threads) as hello_port:
        in_turns(hello=lambda: wrk(hello_port, "/", FULL, seconds, counted=False),
                 kept=lambda: wrk(port, "/company", FULL, seconds, cookie, counted=False),
                 over_kept=lambda: wrk(port, "/company", FULL * 5, seconds, cookie, counted=False))
    in_turns(fresh=lambda: wrk(port, "/company?n=", FULL, seconds, cookie),
             over_fresh=lambda: wrk(port, "/company?n=", FULL * 5, seconds, cookie))
    half, five_times = results["fresh"]["rate"] / 2, results["fresh"]["rate"] * 5
    for name, path, rate in [("open_kept", "/company", OPEN_KEPT), ("open_half", "/company?n=", half),
                             ("open_over", "/company?n=", five_times)]:
        results[name] = open_loop(port, path, rate, seconds, cookie)
        kind = "kept" if path == "/company" else "made anew"
        show(f"{kind}, {int(rate):,} asked a second", results[name])
    before = process_state(port, pid)
    results["soak"] = soak(port, pid, cookie, soak_seconds)
    after = process_state(port, pid)
    show(f"soak of {soak_seconds} s, made anew", results["soak"])
    results["before"], results["after"] = before, after
    print(f"in the soak: resident {results['soak']['resident_kib'][0]:,.0f} -> "
          f"{results['soak']['resident_kib'][1]:,.0f} KiB; before and after: in use {before['used']:,} -> "
          f"{after['used']:,} KiB, descriptors {before['descriptors']} -> {after['descriptors']}")
    return results


def goals(r):
    early, late = r["soak"]["resident_kib"]
    overloaded = ("over_kept", "over_fresh", "open_over")
    return [("company's page at least half of hello", r["kept"]["rate"] >= r["hello"]["rate"] / 2),
            ("its p99 under 20 ms", r["kept"]["p99_ms"] < 20),
            ("kept, at a fixed rate: p99 under 20 ms, nothing refused",
             r["open_kept"]["p99_ms"] < 20 and r["open_kept"]["refused"] == 0),
            ("overloaded, kept: at least 80 % of the peak", r["over_kept"]["rate"] >= 0.8 * r["kept"]["rate"]),
            ("overloaded, made anew: at least 80 % of the peak", r["over_fresh"]["rate"] >= 0.8 * r["fresh"]["rate"]),
            ("five times as many asked as can be made: at least 80 % of the peak",
             r["open_over"]["rate"] >= 0.8 * r["fresh"]["rate"]),
            ("overloaded: everything else is 503 with Retry-After",
             all(r[k]["other"] == 0 and r[k]["errors"] == 0 and r[k]["without_retry_after"] == 0 for k in overloaded)),
            ("soak: resident memory grows by at most 1 %", late <= 1.01 * early),
            ("soak: memory in use grows by at most 1 %", r["after"]["used"] <= 1.01 * r["before"]["used"]),
            ("soak: descriptors as before", r["after"]["descriptors"] <= r["before"]["descriptors"])]


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
