"""A city with one item whose stages are given; shared by the tests of stages and confirmations."""
import pathlib
import re
import shutil
import sqlite3
from support import ROOT, sudui

BASE = ROOT / "policies" / "wujin-hnte-award" / "2022.dmn"
JUNE = "--now=2025-06-30T02:00:00Z"


def model_of(place, advance, stages):
    text = BASE.read_text()
    text = text.replace('id="wujin-hnte-award"', f'id="{place}"').replace("wujin-hnte-award", place)
    text = re.sub(r'(<sudui:budget [^>]*?line=")[^"]*', rf"\g<1>KJ-{place}", text)
    return re.sub(r"(\s*)(<sudui:publication [^>]*/>)",
                  rf"\1{advance}\1\2\1<sudui:stages>{stages}</sudui:stages>", text, count=1)


class Place:
    """One city with one item."""

    def __init__(self, folder, place, advance, stages):
        self.city = pathlib.Path(folder) / place
        self.item = place
        self.data = pathlib.Path(folder) / f"{place}-data"
        shutil.copytree(ROOT / "data", self.data / "data")
        lists = self.data / "data" / "exclusion_lists.csv"  # they name items that this place does not have
        lists.write_text(lists.read_text().splitlines()[0] + "\n")
        reasons = self.data / "data" / "exclusion_reasons.csv"
        reasons.write_text("".join(r + "\n" for r in reasons.read_text().splitlines() if ",program," not in r or "C04" in r))
        (self.data / "policies" / place).mkdir(parents=True)
        (self.data / "policies" / place / "2022.dmn").write_text(
            model_of(place, advance, stages))

    def __call__(self, *words, now=JUNE, by="张", code=0):
        return sudui(*words, now, "--by", by, "--data", self.data, city=self.city, code=code)

    def prepare(self, without_account=()):
        """Up to a candidate list with money on its budget line; of some companies no account is on file."""
        sudui("init", self.city)
        sudui("sample", self.city / "inbox", "--companies", 600, "--seed", 7)
        files = sorted((self.city / "inbox").glob("*.csv")) + sorted((self.city / "inbox").glob("*.xlsx"))
        accounts = self.city / "inbox" / "bank-accounts.csv"
        rows = accounts.read_bytes().splitlines(keepends=True)
        accounts.write_bytes(b"".join(r for r in rows if not any(code.encode() in r for code in without_account)))
        self("import", *files, code=None)
        self("payer", "add", "320400100000001", "--name", "财政局", "--bank-code", "011304000012")
        self("policy", "release", "--all")
        self("budget", "receive", "--all", by="王")
        self("approve", "--all", by="陈")
        self("run", "--item", self.item, "--as-of", "2025-06-30")
        return self

    def due(self, now=JUNE, code=0):
        found = self("list", "due", "--json", now=now, code=code).json()
        return (found[0]["stage"], found[0]["with"], found[0]["days_late"]) if found else None

    def pay(self, now):
        prepared = self("pay", "1", "--json", now=now, by="赵", code=None).json()
        self("approve", "--all", now=now, by="周")
        self("pay", "release", "--all", now=now, by="钱")
        return [p["amount_fen"] for p in prepared]

    def change_account(self, company, number, now):
        """As its bank reports it."""
        self.state("开户银行", company, "bank_account_number", number, now)

    def state(self, source, company, attribute, value, now, *more):
        """A fact without a period from a source, as a file of its own; `more` as options of the import."""
        table = self.city.parent / f"{attribute}-{len(list(self.city.parent.iterdir()))}.csv"
        table.write_text(f"税号,值\n{company},{value}\n")
        table.with_suffix(".mapping").write_text(
            f"[file]\nsource = {source}\nkey = 税号\n[columns]\n值 = {attribute}\n")
        self("import", table, *more, now=now)

    def query(self, sql):
        database = sqlite3.connect(self.city / "sudui.db")
        rows = database.execute(sql).fetchall()
        database.close()
        return rows
