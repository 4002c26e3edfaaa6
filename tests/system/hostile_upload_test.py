"""Hostile files at every route that takes files: none brings the server down, makes it slow or is obeyed.

The routes come from uploads.def; a route's form, found on its page, says which field takes the file."""
import contextlib
import io
import os
import pathlib
import re
import time
import zipfile

import support
from authorisation_test import ROLES, Identities, fill, program_routes, samples, second_table
from browser import Browser, site
from support import ROOT

SECONDS_MAX = 5.0       # on a busy machine; alone each takes some milliseconds
MEMORY_KIB_MAX = 300 * 1024
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]><l>&j;</l>"


def archive(*entries, names=()):
    """A workbook-like archive of (name, bytes)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
        for name in names:
            file.writestr(name, b"x")
    return out.getvalue()


def hostile_files():
    sheet = "xl/worksheets/sheet1.xml"
    return [
        ("an external entity", "a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
        ("a document type from elsewhere", "a.xml", b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>'),
        ("a billion laughs", "a.xml", LAUGHS),
        ("a parameter entity", "a.xml", b'<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><a/>'),
        ("deep XML", "a.xml", b"<a>" * 100000),
        ("a long name", "a.xml", b"<" + b"a" * 500000 + b"/>"),
        ("XML that is cut off", "a.xml", b'<?xml version="1.0"?><Document><BkToCstmrStmt>'),
        ("XML in another encoding", "a.xml", '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")),
        ("a zip bomb", "a.xlsx", archive((sheet, b"\0" * (80 << 20)))),
        ("many entries", "a.xlsx", archive(names=[f"xl/{n}" for n in range(3000)])),
        ("a nested archive", "a.xlsx", archive(("b.xlsx", archive((sheet, b"x" * 1000000))))),
        ("paths in an archive", "a.xlsx", archive(("../../etc/cron.d/x", b"x"), ("/etc/passwd", b"x"))),
        ("an archive with an entity", "a.xlsx", archive(("[Content_Types].xml", LAUGHS), (sheet, LAUGHS))),
        ("a huge cell", "a.csv", b"a,b\n" + b"x" * 3000000 + b",1\n"),
        ("many columns", "a.csv", b"," * 300000 + b"\n"),
        ("quotes without end", "a.csv", b'a,"' + b"\n" * 100000),
        ("formulas", "a.csv", b"name,value\n=cmd|' /C calc'!A0,@SUM(1)\n"),
        ("NULs", "a.csv", b"\0" * 100000),
        ("a program", "a.csv", b"\x7fELF\x02\x01\x01" + os.urandom(50000)),
        ("a page", "a.html", b"<script>alert(1)</script>"),
        ("a path as a name", "../../../../srv/x.xml", b"<a/>"),
        ("a very long file name", "x" * 5000 + ".xml", b"<a/>"),
        ("control characters in a name", "a\x01b.csv", b"a,b\n1,2\n"),
        ("an empty file", "a.xml", b""),
        ("random bytes", "a.bin", os.urandom(200000)),
    ]


def memory_kib(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", open(f"/proc/{pid}/status", encoding="ascii").read()).group(1))


def server_of(city):
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if b"serve" in words and str(city).encode() in words:
                return int(folder.name)
    raise AssertionError("no server on this city")


def file_field(browser, path):
    """(field, hidden fields) of the form on the page of this path, or above it, that sends files there."""
    for page in (path, path.rsplit("/", 1)[0]):
        answer = browser.ask("GET", page or "/")
        for form in re.findall(r"<form[^>]*multipart/form-data.*?</form>", answer.text, re.S):
            found = re.search(r'<input[^>]*type="file"[^>]*>', form)
            name = found and re.search(r'name="([^"]+)"', found.group(0))
            if name:
                hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
                return name.group(1), {k: v for k, v in hidden.items() if k != "idempotency-key"}
    return "file", {}


FILES_OF_AN_ADDRESS = 15  # an address may object 20 times an hour


def check_route(browser, path, files):
    """Each file is refused or kept as bytes: no 5xx, nothing of this machine in the answer, at once."""
    field, hidden = file_field(browser, path)
    for row, name, data in files:
        begin = time.monotonic()
        form = {**hidden, "form-token": "form-token", "text": "x", "reason": "x", "statement": "x", "name": "x"}
        answer = browser.ask("POST", path, form, files=[(field, name, "application/octet-stream", data)])
        took = time.monotonic() - begin
        assert answer.status < 500, f"{path}, {row}: {answer.status}\n{answer.text[:300]}"
        assert took < SECONDS_MAX, f"{path}, {row}: {took:.1f} s"
        for inside in ["root:", "localhost", "alert(1)</script>", "/etc/", "/srv/x"]:
            assert inside not in answer.text, f"{path}, {row}: the answer holds {inside}"
        if answer.status not in (200, 303):
            assert answer.status in (400, 403, 404, 409, 413, 415, 422), f"{path}, {row}: {answer.status}"


def routes_with_files():
    return re.findall(r'^U\("([^"]+)"', (ROOT / "src/web/uploads.def").read_text(), re.M)


def test_hostile_files():
    table, files = second_table(), hostile_files()
    with site([]) as (port, _accounts, codes, city, _log):
        known, _number = samples(city)
        known.update({path: known["/company/items/{}"] for _, path in program_routes() if path.startswith("/company/items/{}/")})
        known.update({path: known["/notices/{}"] for _, path in program_routes() if path.startswith("/notices/{}/")})
        identities = Identities(city)
        for letter, (_name, bit) in ROLES.items():
            identities.add(f"{letter}-in", bit, subject=codes[0] if letter == "C" else "")
        identities.save()
        routes = routes_with_files()
        for path in routes:
            letters = table["POST", path]
            browser = Browser(port, "10.7.7.7")
            if "-" not in letters:
                browser.cookies["__Host-sudui"] = identities.tokens[f"{letters[0]}-in"]
            browser.cookies["sudui-lang"] = "en"
            for first in range(0, len(files), FILES_OF_AN_ADDRESS):
                browser.address = f"10.7.7.{first}"
                check_route(browser, fill(path, known), files[first:first + FILES_OF_AN_ADDRESS])
            assert Browser(port).get("/health").text == "ok\n"
        used = memory_kib(server_of(city))
        assert used < MEMORY_KIB_MAX, f"the server once had {used} KiB"
        print(f"{len(routes)} routes, {len(files)} files each")


if __name__ == "__main__":
    support.main({"test_hostile_files": test_hostile_files})
