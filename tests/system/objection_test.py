"""Objections to a published list: who is heard, what is suspended, what changes, who is never shown."""
import pathlib
import sqlite3
import support
from support import sudui

JUNE, MID, LATE, JULY, AUGUST = (
    f"--now=2025-{day}T02:00:00Z" for day in ("06-30", "07-02", "07-08", "07-15", "08-20"))
AWARD, REPORTER = "wujin-hnte-award", "赵举报人不可见"


class City:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.city = self.folder / "city"
        self.evidence = self.folder / "证据.txt"
        self.evidence.write_text("社保记录")
        sudui("init", self.city)
        sudui("sample", self.city / "inbox", "--companies", 900, "--seed", 7)
        files = sorted((self.city / "inbox").glob("*.csv")) + sorted((self.city / "inbox").glob("*.xlsx"))
        self("import", *files, code=None)
        self("payer", "add", "320400100000001", "--name", "财政局", "--bank-code", "011304000012")
        self("policy", "release", AWARD)
        self("budget", "receive", "--all", by="王")
        self("approve", "--all", by="陈")
        self("run", "--item", AWARD, "--as-of", "2025-06-30")
        self("list", "approve", AWARD, by="李")
        lines = self("list", "show", AWARD, "--json").json()
        self.met = [line for line in lines if line["status"] == "MET"]
        self.other = self.unlisted()

    def __call__(self, *words, now=JUNE, by="张", code=0):
        return sudui(*words, now, "--by", by, city=self.city, code=code)

    def unlisted(self):
        """A company that the run decided and did not put on the list."""
        database = sqlite3.connect(self.city / "sudui.db")
        (lines,) = zip(*database.execute("SELECT lines FROM list_part").fetchall())
        database.close()
        rows = [row for part in lines for row in str(part).splitlines() if ",NOT_MET," in row]
        return rows[0].split(",")[0]

    def file(self, company, *words, now=MID, code=0, kind="line", sign=("--signed", REPORTER), evidence=True):
        proof = ("--evidence", self.evidence) if evidence else ()
        return self("objection", "file", AWARD, company, "--kind", kind, "--channel", "complaint",
                    "--matter", "不符合条件", *sign, *proof, *words, "--json", now=now, code=code).json()

    def paid(self, now):
        """Companies and amounts ordered by now, by company."""
        self("pay", AWARD, now=now, by="赵", code=None)
        database = sqlite3.connect(self.city / "sudui.db")
        rows = database.execute("SELECT subject, amount_fen FROM payout_order").fetchall()
        database.close()
        return dict(rows)


def test_who_is_heard():
    with support.folder() as folder:
        c = City(folder)
        first = c.met[0]["subject"]
        c.file(first, code=77)  # not published yet
        c("list", "publish", AWARD)
        cases = [
            ("anonymous", dict(sign=()), "refused", "anonymous"),
            ("a name of spaces", dict(sign=("--signed", "  ")), "refused", "anonymous"),
            ("no evidence", dict(evidence=False), "refused", "no-evidence"),
            ("too late", dict(now=LATE), "refused", "late"),
            ("signed", {}, "open", ""),
            ("sealed", dict(sign=("--sealed", "某公司")), "open", ""),
            ("staff alone", dict(kind="ex-officio", sign=(), evidence=False), "open", ""),
            ("staff after the period", dict(kind="ex-officio", sign=(), evidence=False, now=JULY), "open", ""),
        ]
        for name, how, state, ground in cases:
            found = c.file(first, **how, code=1 if state == "refused" else 0)
            assert (found["state"], found["ground"]) == (state, ground), (name, found)
        assert len(c("objection", "list", "--json").json()) == len(cases)  # the refused are on record
        c.file(c.other, code=65)
        c.file(first, kind="missing", code=65)
        c.file("91320412MA00000000", code=66)
        c.file(first, kind="rumour", code=64)
        c("objection", "file", AWARD, first, "--channel", "letterbox", "--matter", "x", now=MID, code=65)
        c("objection", "file", AWARD, first, "--channel", "business", "--matter", "x", "--evidence", "/no/such/file",
          now=MID, code=66)
        c("objection", "decide", "99", "--reject", "--ground", "无此事", now=MID, code=66)
        c("objection", "decide", "5", "--ground", "无此事", now=MID, code=64)
        c("objection", "decide", "5", "--reject", "--ground", " ", now=MID, code=64)
        c("objection", "decide", "1", "--reject", "--ground", "查无此事", now=MID, code=77)  # was refused


def test_the_reporter_is_in_no_export():
    with support.folder() as folder:
        c = City(folder)
        c("list", "publish", AWARD)
        c.file(c.met[0]["subject"])
        notice = c.folder / "notice.html"
        c("notice", AWARD, "--out", notice)
        shown = [c("objection", "list", "--json").out, c("objection", "list").out, c("approvals", "--all", "--json").out,
                 notice.read_text()]
        database = sqlite3.connect(c.city / "sudui.db")
        shown += [str(row) for row in database.execute("SELECT actor, payload FROM audit_entry").fetchall()]
        shown += [str(row) for row in database.execute("SELECT * FROM list_objection").fetchall()]
        before = database.execute("SELECT count(*) FROM audit_entry").fetchone()[0]
        assert not any(REPORTER in text for text in shown)
        assert c("objection", "signer", "1", "--json", by="纪检刘").json()["reporter"] == REPORTER
        last = database.execute("SELECT actor, act FROM audit_entry ORDER BY sequence DESC LIMIT 1").fetchone()
        assert last == ("纪检刘", "objection-reporter-seen")
        assert database.execute("SELECT count(*) FROM audit_entry").fetchone()[0] == before + 1


def test_one_company_is_suspended_not_the_list():
    with support.folder() as folder:
        c = City(folder)
        c("list", "publish", AWARD)
        amounts = {line["subject"]: line["amount_fen"] for line in c.met}
        rejected, removed, reduced = [line["subject"] for line in c.met[:3]]
        for company in (rejected, removed, reduced):
            c.file(company)
        c.file(c.other, kind="missing")
        c("list", "finalize", AWARD, now=JULY)
        before = c.paid(JULY)
        assert not {rejected, removed, reduced, c.other} & set(before) and len(before) > 5
        c("objection", "decide", "1", "--reject", "--ground", "证据不实", now=JULY)
        c("objection", "decide", "2", "--uphold", "--ground", "证书已撤销", now=JULY)
        c("objection", "decide", "3", "--uphold", "--ground", "属再次认定", "--amount", "1000.00", now=JULY)
        c("objection", "decide", "4", "--uphold", "--ground", "应享未享", "--amount", "2000.00", now=JULY)
        assert set(c.paid(JULY)) == set(before) | {rejected}  # nothing changes before a second person
        assert c("approve", "--all", now=JULY, by="张").out.count("list ") == 0
        c("approve", "--all", now=JULY, by="陈")
        orders = c.paid(JULY)
        assert removed not in orders and c.other not in orders  # gone; published again first
        assert orders[reduced] == 100000 and orders[rejected] == amounts[rejected]
        orders = c.paid(AUGUST)
        assert orders[c.other] == 200000 and removed not in orders
        states = [o["state"] for o in c("objection", "list", AWARD, "--json").json()]
        assert states == ["rejected", "upheld", "upheld", "upheld"]
        changes = c.folder / "变更.html"
        c("notice", AWARD, "--changes", "--out", changes, now=AUGUST)
        assert "2,000.00" in changes.read_text() and "1,000.00" in changes.read_text()
        c("audit", "verify")
        whole = (c.city / "sudui.db").read_bytes()
        for sql in ("UPDATE list_objection_decision SET amount_fen = amount_fen + 1",
                    "UPDATE list_objection SET matter = 'x'", "DELETE FROM list_objection_decision WHERE objection = 2"):
            (c.city / "sudui.db").write_bytes(whole)
            database = sqlite3.connect(c.city / "sudui.db")
            for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger}"')
            database.execute(sql)
            database.commit()
            database.close()
            c("audit", "verify", code=76)


support.main(globals())
