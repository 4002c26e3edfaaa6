#!/usr/bin/env python3
"""How long a slider of the simulation page takes, as a browser waits for it.

usage: sliders.py [--browser] CITY [ITEM/VERSION...]      without versions: every one that can be simulated
Serves a copy of the city's database over HTTP, logs in as a policy officer, prepares each version
once and then asks for MOVES positions of up to NUMBERS of its numbers, first to last, one number at a
time: cost, receivers, winners and losers by district, size and field, as the script of the page does.  Prints
milliseconds on the wall, and of the server's processors, which do not depend on what else the machine does.  With
--browser the same in Chromium: from the movement of the first slider to the redrawn page."""
import decimal
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/system"))
from browser import first_login, served  # noqa: E402
from support import sudui  # noqa: E402

MOVES = 21
NUMBERS = 7
VIEW = "as_of=2025-06-30&data_year=2024"  # of the made-up cities


def milliseconds(ask):
    start = time.perf_counter()
    answer = ask()
    return (time.perf_counter() - start) * 1000, answer


def server(file):
    """What /proc says of the server, the only child of this process."""
    me = os.getpid()
    child = pathlib.Path(f"/proc/{me}/task/{me}/children").read_text().split()[0]
    return pathlib.Path(f"/proc/{child}/{file}").read_text()


def processor_ms():
    fields = server("stat").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def positions(number):
    """From nothing to twice what is written, MOVES of them."""
    literal = decimal.Decimal(number["literal"])
    return [format(literal * step * 2 / (MOVES - 1), "f") for step in range(MOVES)]


def prepare(browser, path):
    """The first answer, behind the long work that a large city needs."""
    answer = browser.ask("GET", f"{path}?{VIEW}")
    if answer.status == 200 and "see" in json.loads(answer.text):
        job = json.loads(answer.text)["see"]
        while (told := json.loads(browser.get(job).text))["under_way"]:
            time.sleep(0.1)
        assert told["state"] == "done", told
        answer = browser.ask("GET", f"{path}?{VIEW}")
    return answer


def measure(browser, version):
    path = f"/api/v1/items/{version}/simulate"
    prepared, answer = milliseconds(lambda: prepare(browser, path))
    told = json.loads(answer.text)
    if answer.status != 200 or not told["parameters"]:
        print(f"{version:32s} {told.get('detail', 'has no numbers')}")
        return None
    numbers = told["parameters"]
    chosen = numbers[::max(1, -(-len(numbers) // NUMBERS))]
    before = processor_ms()
    times = [milliseconds(lambda: browser.get(f"{path}?{VIEW}&brief=1&p{number['number']}={position}"))[0]
             for number in chosen for position in positions(number)]
    print(f"{version:32s} prepared {prepared:8.0f} ms, move p50 {statistics.median(times):7.1f} ms, longest "
          f"{max(times):7.1f} ms, processors {(processor_ms() - before) / len(times):6.1f} ms "
          f"({len(chosen)} of {len(numbers)} numbers)", flush=True)
    return max(times)


def in_browser(browser, versions):
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    cookie = "__Host-sudui=" + browser.cookies["__Host-sudui"]
    script = pathlib.Path(__file__).with_suffix(".mjs")
    subprocess.run(["node", script, f"http://127.0.0.1:{browser.port}", cookie, chromium, *versions], check=True)


def main():
    arguments = [a for a in sys.argv[1:] if a != "--browser"]
    city = pathlib.Path(arguments[0])
    with tempfile.TemporaryDirectory(prefix="sudui-sliders-", dir=city.parent) as folder:
        copy = pathlib.Path(folder) / "city"
        copy.mkdir()
        for file in [*city.glob("sudui.db*"), *city.glob("field.keys")]:
            shutil.copy(file, copy / file.name)
        account = sudui("account", "add", "slider", "--name", "模拟", "--role", "policy", "--by", "安", "--json",
                        city=copy).json()
        sudui("approve", "--all", "--by", "局长", city=copy)
        with open(f"{folder}/log", "w") as log, served(copy, log) as port:
            browser = first_login(port, account, "10.3.1.1")
            wanted = arguments[1:] or [f"{v['item']}/{v['version']}" for i in browser.json("/items")["items"]
                                      for v in i["versions"]]
            if "--browser" in sys.argv:
                return in_browser(browser, wanted)
            longest = [t for t in (measure(browser, version) for version in wanted) if t is not None]
            peak = int(server("status").split("VmHWM:")[1].split()[0]) // 1024
            print(f"{len(longest)} versions, longest move {max(longest):.1f} ms, most memory {peak} MiB")


if __name__ == "__main__":
    main()
