"""Hostile bank statements in every format: refused whole with a reason, or queued with one; the ledger stays as it was."""
import pathlib
import re
import sqlite3

import support
from places import Place
from support import sudui

PAYER, OTHER = "320400100000001", "320400100000002"
JULY, LATER = "--now=2025-07-15T02:00:00Z", "--now=2025-07-17T02:00:00Z"
STAGES = '<sudui:stage do="approve"/><sudui:stage do="publish"/><sudui:stage do="pay"/>'
REFUSED = (65, 66, 73, 77)  # never 0 or 1; 70 and signals would be our fault


class Paid:
    """A city whose one list is with the bank, and the statement that the bank would send."""

    def __init__(self, folder, bank_format):
        place = self.place = Place(folder, "paid" + bank_format, "", STAGES)
        sudui("init", place.city)
        sudui("sample", place.city / "inbox", "--companies", 150, "--seed", 7)
        place("import", *sorted((place.city / "inbox").glob("*.csv")), *sorted((place.city / "inbox").glob("*.xlsx")),
              code=None)
        division = ("--division", "320400") if bank_format == "treasury" else ()
        for account in (PAYER, OTHER):
            place("payer", "add", account, "--name", "财政局", "--bank-code", "011304000012", "--format", bank_format,
                  *division)
        place("policy", "release", "--all")
        place("budget", "receive", "--all", by="王")
        place("approve", "--all", by="陈")
        place("run", "--item", place.item, "--as-of", "2025-06-30")
        place("list", "approve", "1", by="李")
        place("list", "publish", "1")
        place("list", "finalize", "1", now=JULY)
        place("pay", "1", now=JULY, by="赵", code=None)
        place("approve", "--all", now=JULY, by="周")
        place("pay", "release", "--all", now=JULY, by="钱")
        (file,) = (p for p in (place.city / "outbox").iterdir() if not p.name.startswith("."))
        out = place.city / "statement"
        database = sqlite3.connect(place.city / "sudui.db")
        ((opening,),) = database.execute(f"SELECT debits_posted_fen FROM ledger_account WHERE code = 'bank/{PAYER}'")
        sudui("bank-simulator", file, "--out", out, "--date", "2025-07-16", "--opening", yuan(opening), "--number", 1,
              city=place.city)
        self.statement = out.read_bytes()
        self.orders = database.execute("SELECT reference, amount_fen FROM payout_order ORDER BY line").fetchall()
        database.close()
        assert len(self.orders) >= 2

    def state(self):
        """All that a statement could change, as rows."""
        database = sqlite3.connect(self.place.city / "sudui.db")
        rows = [database.execute(sql).fetchall() for sql in (
            "SELECT sequence, hex(content_hash) FROM ledger_transfer", "SELECT * FROM ledger_account",
            "SELECT reference, state, is_open, returned_fen FROM payout_order ORDER BY reference",
            "SELECT id, closing_fen FROM payout_statement", "SELECT reference, is_queued FROM payout_entry",
            "SELECT sm3 FROM payout_inbound")]
        database.close()
        return rows

    def send(self, data, now=LATER):
        path = self.place.city / "sent"
        path.write_bytes(data)
        return self.place("reconcile", path, "--json", now=now, by="孙", code=None)


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def changed(data, old, new, count=1, encoding="gbk"):
    """The statement with words replaced; it must hold them."""
    old, new = old.encode(encoding), new.encode(encoding)
    assert old in data, old
    return data.replace(old, new, count)


def truncations(data):
    return [data[:len(data) * part // 10] for part in range(1, 10)] + [data.rstrip()[:-1], b"", b"\n"]


BOMB = b"""<?xml version="1.0" encoding="%s"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><%s>&c;</%s>"""
FILE = b"""<?xml version="1.0" encoding="%s"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><%s>&x;</%s>"""


def hostile(paid, name):
    """What must be refused whole, by name."""
    data, encoding = paid.statement, "utf-8" if name == "iso20022" else "gbk"
    first, (_, amount) = paid.orders[0][0], paid.orders[0]
    rows = {
        "of an account that is not ours": changed(data, PAYER, "999999999999999", -1),
        "an amount changed, the sums not": changed(data, yuan(amount), yuan(amount + 1)),
        "a nul byte": data[:200] + b"\0" + data[201:],
        "bytes of no encoding": data[:300] + b"\xff\xff\xfe" + data[300:],
        "in UTF-16": data.decode(encoding).encode("utf-16"),
        "twice in one file": data + data,
    }
    if name == "iso20022":
        rows.update({
            "another currency": changed(data, "CNY", "USD", -1),
            "one entry in another currency": changed(data, 'Ccy="CNY"', 'Ccy="EUR"'),
            "entities that multiply": BOMB % (b"UTF-8", b"Document", b"Document"),
            "an entity that reads a file": FILE % (b"UTF-8", b"Document", b"Document"),
            "GBK that says it is UTF-8": data.replace("测试".encode(), "测试".encode("gbk"), 1) + "<!-- 测 -->".encode("gbk"),
            "another namespace": changed(data, "camt.053.001.08", "camt.053.001.99", -1),
            "deep": data.replace(b"<Ntry>", b"<x>" * 5000 + b"</x>" * 5000 + b"<Ntry>", 1),
            "the closing balance": re.sub(rb"(CLBD.*?<Amt[^>]*>)[0-9.]+", rb"\g<1>1.00", data, count=1, flags=re.S),
            "the opening balance": re.sub(rb"(OPBD.*?<Amt[^>]*>)[0-9.]+", rb"\g<1>1.00", data, count=1, flags=re.S),
            "an amount below nothing": changed(data, yuan(amount), "-" + yuan(amount)),
            "an amount of 30 digits": changed(data, yuan(amount), "9" * 30),
            "a day that is none": changed(data, "2025-07-16", "2025-02-30", -1),
        })
    if name == "treasury":
        rows.update({"entities that multiply": BOMB % (b"GBK", b"MOF", b"MOF"),
                     "an entity that reads a file": FILE % (b"GBK", b"MOF", b"MOF"),
                     "UTF-8 that says it is GBK": data.replace(b"GBK", b"UTF-8", 1)})
    rows.update({f"cut short {i}": part for i, part in enumerate(truncations(data))})
    return {what: bytes_ for what, bytes_ in rows.items() if bytes_ is not None and bytes_ != data}, first


def check_refused(paid, name):
    before = paid.state()
    rows, _ = hostile(paid, name)
    for what, data in rows.items():
        result = paid.send(data)
        assert result.code in REFUSED, f"{name}: {what}: exit code {result.code}\n{result.out}{result.err}"
        assert result.err.strip().startswith("error:") and len(result.err) < 2000, (what, result.err)
        assert paid.state() == before, f"{name}: {what} changed something"
    return len(rows)


def queued(paid, name):
    """What is taken and queued, by name: the statement is in order, an entry is not."""
    data, encoding = paid.statement, "utf-8" if name == "iso20022" else "gbk"
    first = paid.orders[0][0]
    return {"OTHER_ACCOUNT": changed(data, PAYER, OTHER, -1, encoding),
            "UNKNOWN_REFERENCE": changed(data, first, "SD-" + "0" * (len(first) - 3), -1, encoding)}


def check_queued(paid, name):
    """Each on a copy of the city: the entry waits with its reason, and no order of it moved."""
    whole = (paid.place.city / "sudui.db").read_bytes()
    for finding, data in queued(paid, name).items():
        before = paid.state()
        result = paid.send(data)
        assert result.code in (0, 1), (finding, result.err)
        found = {f["finding"]: f["entries"] for f in result.json()["findings"]}
        expected = len(paid.orders) if finding == "OTHER_ACCOUNT" else 1
        assert found.get(finding) == expected, (name, finding, found)
        if finding == "OTHER_ACCOUNT":
            assert paid.state()[:3] == before[:3], "the ledger and the orders stay as they were"
        waiting = paid.place("exceptions", "--json", now=LATER).json()
        assert [e["finding"] for e in waiting] == [finding] * expected
        for proof in result.json()["proofs"]:
            assert proof["unexplained_fen"] == 0 or proof["account"] == OTHER  # which opened with money that we never sent
        paid.place("audit", "verify", now=LATER)
        for path in paid.place.city.glob("sudui.db*"):
            path.unlink()
        (paid.place.city / "sudui.db").write_bytes(whole)


def check_whole(paid):
    """The true one is taken, once; again nothing changes; the next must follow."""
    taken = paid.send(paid.statement)
    assert taken.code == 0 and taken.json()["proofs"][0]["unexplained_fen"] == 0, taken.err
    after = paid.state()
    again = paid.send(paid.statement)
    assert again.code == 0 and again.json()["statements_known"] == 1 and paid.state() == after
    paid.place("audit", "verify", now=LATER)


def test_every_format():
    for name in ("iso20022", "treasury", "batch"):
        with support.folder() as folder:
            paid = Paid(folder, name)
            count = check_refused(paid, name)
            assert count >= 15, count
            check_queued(paid, name)
            check_whole(paid)


if __name__ == "__main__":
    support.main(globals())
