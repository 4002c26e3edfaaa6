"""Money by the command line: formats of banks, the exception queue resolved by two people."""
import json
import pathlib
import sqlite3
import support
from support import sudui

JULY, PAYER = "--now=2025-07-15T02:00:00Z", "320400100000001"


def funded_city(folder, *payer_options):
    city = pathlib.Path(folder) / "城 市"
    sudui("init", city)
    sudui("payer", "add", PAYER, "--name", "财政局", "--bank-code", "011304000012", *payer_options, JULY, city=city)
    proposal = sudui("budget", "receive", "KJ-1", "--year", "2025", "--amount", "1000.00", "--document", "D1",
                     "--by", "张", JULY, "--json", city=city).json()[0]["proposal"]
    sudui("approve", proposal, "--by", "李", JULY, city=city)
    return city


def batch_statement(path, number, opening, lines):
    """A statement in the batch format: (reference, kind, fen, order)."""
    credits = ("退票", "收款", "退款", "冲账")
    sums = [sum(abs(fen) for _, kind, fen, _ in lines if (kind in credits) == side) for side in (False, True)]
    closing = opening - sums[0] + sums[1]
    yuan = lambda fen: f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"
    rows = [f"SUDUI-STATEMENT,1,S-{number},{number},{PAYER},2025-07-15,{yuan(opening)},{yuan(closing)},"
            f"{len(lines)},{yuan(sums[0])},{yuan(sums[1])}"]
    rows += [f"{ref},2025-07-15,{kind},{yuan(fen)},{order},," for ref, kind, fen, order in lines]
    path.write_bytes("".join(r + "\r\n" for r in rows).encode("gbk"))
    return path


def test_queue_resolved_by_two():
    with support.folder() as folder:
        city = funded_city(folder, "--format", "batch")
        statement = batch_statement(pathlib.Path(folder) / "s.csv", 1, 100000,
                                    [("E1", "收款", 5000, ""), ("E2", "付款", 30, "")])
        result = sudui("reconcile", statement, JULY, "--json", city=city, code=1).json()
        assert result["proofs"][0]["unexplained_fen"] == 0 and result["proofs"][0]["queued_fen"] == 4970
        queue = sudui("exceptions", "--json", city=city).json()
        entries = {e["reference"]: e["entry"] for e in queue}
        resolve = ("exceptions", "resolve")
        sudui(*resolve, entries["E1"], "--as", "give-away", "--reason", "x", JULY, city=city, code=64)
        sudui(*resolve, entries["E1"], "--as", "charge", "--line", "KJ-1", "--year", "2025", "--reason", "x",
              JULY, city=city, code=None)
        for entry, act, line in ((entries["E1"], "suspense", ()),
                                 (entries["E2"], "charge", ("--line", "KJ-1", "--year", "2025"))):
            proposal = sudui(*resolve, entry, "--as", act, *line, "--reason", "查明", "--by", "赵", JULY, "--json",
                             city=city).json()["proposal"]
            refused = sudui("approve", proposal, "--by", "赵", JULY, city=city, code=None)
            assert refused.code not in (0, 1), refused.code
            sudui("approve", proposal, "--by", "钱", JULY, city=city)
        assert sudui("exceptions", "--json", city=city).json() == []
        entries = sqlite3.connect(city / "sudui.db").execute(
            "SELECT reference, payload FROM audit_entry WHERE act = 'bank-proof'").fetchall()
        assert [e[0] for e in entries] == [f"{PAYER} 2025-07-15"]
        proof = json.loads(entries[0][1])
        assert (proof["unexplained_fen"], proof["queued_fen"], proof["bank_closing_fen"]) == (0, 4970, 104970)
        assert proof["lines"][0]["received_fen"] == 100000 and len(proof["sm3"]) == 64
        again = sudui("reconcile", statement, JULY, "--json", city=city).json()
        assert len(sqlite3.connect(city / "sudui.db").execute(
            "SELECT 1 FROM audit_entry WHERE act = 'bank-proof'").fetchall()) == 1
        assert again["statements_known"] == 1 and again["proofs"][0]["difference_fen"] == 0
        sudui("audit", "verify", city=city)
        statement = sudui("ledger", "statement", f"suspense/{PAYER}", "--json", city=city).json()
        assert [(s["debit"], s["posted_fen"], s["balance_fen"]) for s in statement] == [(False, 5000, -5000)]
        line = ("budget", "statement", "KJ-1", "--year", "2025", "--json")
        now = sudui(*line, city=city).json()
        assert (now["paid_fen"], now["available_fen"]) == (30, 99970)
        assert sudui(*line, "--at", "2025-07-14", city=city).json()["received_fen"] == 0
        closed = sudui("budget", "close", "KJ-1", "--year", "2025", "--by", "赵", "--json", JULY, city=city).json()
        assert sudui(*line, city=city).json()["unspent_fen"] == 0  # one person alone closes nothing
        assert sudui("approve", closed["proposal"], "--by", "赵", JULY, city=city, code=None).code not in (0, 1)
        sudui("approve", closed["proposal"], "--by", "钱", JULY, city=city)
        assert sudui(*line, city=city).json()["unspent_fen"] == 99970
        sudui("audit", "verify", city=city)


def test_formats():
    with support.folder() as folder:
        city = funded_city(folder)
        refused = sudui("payer", "add", "320400100000002", "--name", "局", "--bank-code", "011304000012",
                        "--format", "fax", JULY, city=city, code=64)
        assert "treasury" in refused.err
        sudui("payer", "add", "320400100000002", "--name", "局", "--bank-code", "011304000012",
              "--format", "treasury", "--division", "320400", JULY, city=city)
        bad = pathlib.Path(folder) / "x.xml"
        bad.write_text("<?xml version=\"1.0\" encoding=\"UTF-8\"?><MOF></MOF>")
        assert "GBK" in sudui("reconcile", bad, JULY, city=city, code=None).err
        bad.write_text("no bank wrote this")
        assert "treasury voucher" in sudui("reconcile", bad, JULY, city=city, code=None).err


def test_clawback_needs_a_payment():
    with support.folder() as folder:
        city = funded_city(folder)
        missing = sudui("clawback", "open", "91320412MA00000000", "hnte", "--ground", "第12条", JULY, city=city, code=None)
        assert missing.code not in (0, 1) and "nothing was paid" in missing.err
        assert sudui("clawback", "show", "--json", city=city).json() == []
        for command in (("notice", "7", "--due", "2026-12-31"), ("appeal", "7"), ("close", "7"),
                        ("write-off", "7", "--reason", "x"), ("pay", "7", "--entry", "1", "--reason", "x")):
            assert sudui("clawback", *command, JULY, city=city, code=None).code not in (0, 1)
        sudui("clawback", "close", "seven", JULY, city=city, code=64)


if __name__ == "__main__":
    support.main(globals())
