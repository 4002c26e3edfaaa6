"""The server ends well whenever it is told to: before it serves, under traffic, during a job, told twice.

What is under way is answered, what comes later is refused with 503 or not at all, the exit code is 0."""
import concurrent.futures
import contextlib
import http.client
import pathlib
import re
import signal
import sqlite3
import subprocess
import threading
import time

import support
from browser import Browser, add_accounts, end_of, first_login
from support import SUDUI, sudui

SYSTEM = [("system", "system-admin", None), ("officer", "policy", None)]
ITEM, VERSION = "changzhou-rd-award", "2025"
END_SECONDS = 5


class Server:
    """A server that the test ends itself, with its log."""

    def __init__(self, city, folder):
        self.log = open(f"{folder}/log", "w+")
        self.process = subprocess.Popen(
            [str(SUDUI), "serve", "--port", "0", "--log", "--threads", "2", "--city", str(city), "--lang", "en",
             "--proxy", "127.0.0.1"], stdout=subprocess.PIPE, stderr=self.log, text=True)

    def port(self):
        return int(re.search(r":(\d+);", self.process.stdout.readline()).group(1))

    def tell(self, *signals):
        for number in signals or (signal.SIGTERM,):
            self.process.send_signal(number)

    def ends_well(self):
        begin = time.monotonic()
        end_of(self.process, self.log)
        assert time.monotonic() - begin < END_SECONDS, "too slow"
        self.log.close()
        self.process.stdout.close()


def holds_signals(pid):
    with open(f"/proc/{pid}/status") as status:
        blocked = int(re.search(r"SigBlk:\s*(\w+)", status.read()).group(1), 16)
    return blocked >> (signal.SIGTERM - 1) & 1 == 1


def check_before_it_serves(city, folder):
    for _ in range(3):
        server = Server(city, folder)
        while not holds_signals(server.process.pid):
            time.sleep(0.001)
        server.tell()
        server.ends_well()


class Client(threading.Thread):
    """Asks until it is refused or the server is gone; an answer is whole or does not begin."""

    def __init__(self, port, number):
        super().__init__()
        self.port, self.number, self.served, self.refused, self.wrong = port, number, 0, 0, []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.suppress(ConnectionError):
            for n in range(10000):
                # Every second one is made anew and waits in the queue, the other one is a kept page.
                connection.request("GET", f"/?n={self.number}-{n}" if n % 2 else "/")
                answer = connection.getresponse()
                try:
                    whole = answer.read()
                except (ConnectionError, http.client.HTTPException) as cut:
                    self.wrong.append(repr(cut))
                    return
                if answer.status == 503 and answer.headers["Retry-After"]:
                    self.refused += 1
                    return
                if answer.status != 200 or not whole.rstrip().endswith(b"</html>"):
                    self.wrong.append(f"{answer.status}: {whole[-80:]}")
                self.served += 1


def check_under_traffic(city, folder, connections, rounds):
    served = refused = 0
    for number in range(rounds):
        server = Server(city, folder)
        port = server.port()
        clients = [Client(port, n) for n in range(connections)]
        for client in clients:
            client.start()
        time.sleep(0.02 + 0.015 * number)
        server.tell()
        server.ends_well()
        for client in clients:
            client.join()
            assert not client.wrong, client.wrong
        served += sum(c.served for c in clients)
        refused += sum(c.refused for c in clients)
    assert served > 0
    print(f"{rounds} ends under {connections} connections: {served} served, {refused} refused")


def check_what_is_under_way(city, folder):
    """A login takes a tenth of a second of Argon2id: it is answered although the end came meanwhile."""
    server = Server(city, folder)
    port = server.port()
    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        answers = [threads.submit(Browser(port, f"10.3.3.{n}").ask, "POST", "/login",
                                  {"login": "nobody", "password": f"wrong {n}"}) for n in range(2)]
        time.sleep(0.03)
        server.tell(signal.SIGTERM, signal.SIGTERM, signal.SIGINT)
        assert [a.result().status for a in answers] == [422, 422]
    server.ends_well()


def check_during_jobs(city, folder, account):
    server = Server(city, folder)
    system = first_login(server.port(), account, "10.3.3.9")
    jobs = [system.post(path, {}).headers["Location"] for path in ("/system/check", "/system/backup", "/system/check")]
    assert len(set(jobs)) == 3, jobs
    server.tell()
    server.ends_well()
    sudui("audit", "verify", city=city)


def check_during_a_run(city, folder, account, path):
    """A run that has decided everybody and waits to be stored is cancelled: no list, no act; the page says so later."""
    before = sudui("list", "show", "--json", city=city).json()
    server = Server(city, folder)
    officer = first_login(server.port(), account, "10.3.3.7")
    with contextlib.closing(sqlite3.connect(f"{city}/sudui.db", timeout=0, isolation_level=None)) as writer:
        page = officer.json(path)
        form = {"data_year": page["data_year"], "as_of": page["as_of"], "form-token": officer.token()}
        writer.execute("BEGIN IMMEDIATE")  # the run cannot be stored while this lasts
        job = officer.ask("POST", path, form).headers["Location"]
        for _ in range(500):
            state = officer.json(job)
            if state["total"] and state["done"] == state["total"]:
                break
            time.sleep(0.01)
        assert state["state"] == "running" and state["done"] == state["total"] > 0, state
        begin = time.monotonic()
        server.tell()
        server.ends_well()
        took = time.monotonic() - begin
        writer.execute("ROLLBACK")
    assert took < 2, f"{took:.1f} s"
    after = sudui("list", "show", "--json", city=city).json()
    assert after == before, "a cancelled run is no list"
    server = Server(city, folder)
    port = server.port()
    officer.port, officer.connection = port, None
    officer.cookies["sudui-lang"] = "en"
    assert "nothing half-done is stored" in officer.get(job, 404).text
    job = officer.post(path, {k: v for k, v in form.items() if k != "form-token"}).headers["Location"]
    for _ in range(500):
        state = officer.json(job)
        if state["state"] != "running" and state["state"] != "waiting":
            break
        time.sleep(0.01)
    assert state["state"] == "done", state
    assert len(sudui("list", "show", "--json", city=city).json()) == len(after) + 1
    server.tell()
    server.ends_well()
    sudui("audit", "verify", city=city)
    print(f"a run was cancelled in {took:.2f} s")


def test_ends():
    with support.folder() as folder:
        city = f"{folder}/city"
        sudui("init", city)
        sudui("sample", f"{city}/inbox", "--companies", 1200, "--seed", 3)
        sudui("import", *sorted(pathlib.Path(city, "inbox").glob("*.csv")), city=city, code=None)
        accounts = add_accounts(city, SYSTEM, [])
        check_before_it_serves(city, folder)
        check_under_traffic(city, folder, 6, 8)
        check_under_traffic(city, folder, 320, 2)
        check_what_is_under_way(city, folder)
        check_during_jobs(city, folder, accounts["system"])
        check_during_a_run(city, folder, accounts["officer"], f"/items/{ITEM}/{VERSION}/run")


if __name__ == "__main__":
    support.main({"test_ends": test_ends})
