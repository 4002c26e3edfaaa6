"""What comes from outside is held against lists: passwords against known breaches, files against clamd.

The clamd is a small one of this test: it speaks the socket's protocol and says what a case wants."""
import contextlib
import hashlib
import socket
import struct
import threading
import time

import support
from audit_test import made_city
from browser import PASSWORD, Browser, add_accounts, served
from support import sudui

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
RD = "changzhou-rd-award"
KNOWN = "known from a breach"


class Clamd(threading.Thread):
    """Answers each stream with `reply` (None: closes without a word), FOUND for what holds EICAR."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.reply, self.streams, self.listener = b"stream: OK\0", [], socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(8)

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                connection = self.listener.accept()[0]
                with connection, connection.makefile("rb") as file:
                    self.answer(connection, file)

    def answer(self, connection, file):
        command, byte = b"", b""
        while byte != b"\0":
            byte = file.read(1)
            command += byte
        if command == b"zPING\0":
            connection.sendall(b"PONG\0")
            return
        assert command == b"zINSTREAM\0", command
        stream = b""
        while size := struct.unpack(">I", file.read(4))[0]:
            stream += file.read(size)
        self.streams.append(stream)
        if self.reply is not None:
            connection.sendall(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in stream else self.reply)


def breach_file(folder):
    lines = sorted(f"{hashlib.sha1(word.encode()).hexdigest().upper()}:{n + 1}"
                   for n, word in enumerate([KNOWN, *(f"other {n}" for n in range(1000))]))
    with open(f"{folder}/breaches.txt", "w", newline="") as out:
        out.write("\r\n".join(lines))
    return out.name


def check_passwords(port, accounts):
    browser = Browser(port, "10.4.1.1")
    browser.log_in(accounts["one"], accounts["one"]["password"])
    form = {"old": accounts["one"]["password"], "chosen": KNOWN, "again": KNOWN}
    for lang, reason in [("zh", "已泄露的口令名单"), ("en", "known from breaches")]:
        browser.cookies["sudui-lang"] = lang
        page = browser.post("/password", form, 422).text
        assert reason in page, page
        assert KNOWN not in page, "a password is not shown again"
    browser.post("/password", {**form, "chosen": PASSWORD, "again": PASSWORD})
    browser.log_in(accounts["one"], PASSWORD)


def check_lists_that_are_none(city, folder):
    for content, said in [("", "empty"), ("hello\n", "byte 0"), (f"{'B' * 40}:1\n{'A' * 40}:1\n", "byte 43")]:
        with open(f"{folder}/none.txt", "w") as out:
            out.write(content)
        answer = sudui("serve", "--port", "0", "--breached-passwords", out.name, "--lang", "en", city=city, code=65)
        assert said in answer.err and "none.txt" in answer.err, answer.err
    sudui("serve", "--port", "0", "--breached-passwords", f"{folder}/nowhere", city=city, code=66)
    sudui("serve", "--port", "0", "--clamd", "x" * 200, city=city, code=64)


def objections(city):
    return len(sudui("objection", "list", "--json", city=city).json())


def check_uploads(port, city, clamd, codes):
    visitor = Browser(port, "10.4.2.1")
    visitor.cookies["sudui-lang"] = "en"
    number = [n["list"] for n in visitor.json("/")["notices"] if n["item"] == RD][0]
    path = f"/notices/{number}/objection"
    form = {"kind": "line", "company": codes[0], "channel": "complaint", "matter": "not theirs", "evidence": "see the file",
            "reporter": "李真名"}
    # what the scanner says, the file, the answer, what stands on it, Retry-After
    cases = [
        ("found", b"stream: OK\0", b"%PDF " + EICAR, 422, "Eicar-Test-Signature", False),
        ("an error", b"stream: no memory ERROR\0", b"%PDF", 503, "cannot be scanned", True),
        ("too long for it", b"INSTREAM size limit exceeded. ERROR\0", b"%PDF", 422, "larger than the scanner takes", False),
        ("closes early", None, b"%PDF", 503, "cannot be scanned", True),
        ("a word that is none", b"stream: FINE\0", b"%PDF", 503, "cannot be scanned", True),
    ]
    for row, reply, data, status, said, again in cases:
        clamd.reply = reply
        answer = visitor.post(path, form, status, files=[("evidence_file", "a.pdf", "application/pdf", data)])
        assert said in answer.text, f"{row}: {answer.text}"
        assert "not theirs" in answer.text and "李真名" in answer.text, f"{row}: what was typed is kept"
        assert ("Retry-After" in answer.headers) == again, row
        assert clamd.streams[-1] == data and objections(city) == 0, f"{row}: something was stored"
    problem = Browser(port, "10.4.2.1").ask("POST", "/api/v1" + path, form,
                                           files=[("evidence_file", "a.pdf", "application/pdf", EICAR)])
    assert problem.status == 422 and '"field":"evidence_file"' in problem.text, problem.text
    # A file that is clean is taken, a form without a file needs no scanner.
    clamd.reply = b"stream: OK\0"
    visitor.post(path, form, files=[("evidence_file", "a.pdf", "application/pdf", b"%PDF-1.7")])
    assert clamd.streams[-1] == b"%PDF-1.7" and objections(city) == 1
    metrics = visitor.get("/metrics").text
    for verdict, count in [("clean", 1), ("found", 2), ("too_long", 1), ("failed", 3), ("busy", 0)]:
        assert f'sudui_scans_total{{verdict="{verdict}"}} {count}\n' in metrics, metrics
    return visitor, path, form


def check_scanner_gone(visitor, city, accounts, clamd, path, form):
    system = Browser(visitor.port, "10.4.3.1")
    system.log_in(accounts["system"], accounts["system"]["password"])
    system.post("/password", {"old": accounts["system"]["password"], "chosen": PASSWORD, "again": PASSWORD})
    facts = system.json("/system")
    assert facts["checks_breaches"] and facts["scans_uploads"] and facts["scanner_answers"], facts
    clamd.listener.shutdown(socket.SHUT_RDWR)
    clamd.listener.close()
    begin = time.monotonic()
    answer = visitor.post(path, {**form, "matter": "once more"}, 503, files=[("evidence_file", "a.pdf", "application/pdf", b"%PDF")])
    assert answer.headers["Retry-After"] and time.monotonic() - begin < 2
    assert objections(city) == 1
    visitor.post(path, {**form, "matter": "without a file"})
    assert objections(city) == 2
    facts = system.json("/system")
    assert facts["scans_uploads"] and not facts["scanner_answers"], facts
    system.cookies["sudui-lang"] = "en"
    assert "the scanner does not answer" in system.get("/system").text


def test_guards():
    with support.folder() as folder:
        city = made_city(folder)
        sudui("list", "approve", RD, "--by", "李", city=city)
        sudui("list", "publish", RD, "--by", "张", city=city)
        codes = [line["subject"] for line in sudui("list", "show", RD, "--status", "met", "--json", city=city).json()[:1]]
        accounts = add_accounts(city, [("one", "company", 0), ("system", "system-admin", None)], codes)
        check_lists_that_are_none(city, folder)
        clamd = Clamd(f"{folder}/clamd.ctl")
        clamd.start()
        more = ["--breached-passwords", breach_file(folder), "--clamd", f"{folder}/clamd.ctl"]
        with open(f"{folder}/log", "w+") as log, served(city, log, *more) as port:
            check_passwords(port, accounts)
            visitor, path, form = check_uploads(port, city, clamd, codes)
            check_scanner_gone(visitor, city, accounts, clamd, path, form)
            log.flush()
            assert KNOWN not in open(log.name).read()


if __name__ == "__main__":
    support.main({"test_guards": test_guards})
