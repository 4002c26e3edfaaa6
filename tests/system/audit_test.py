"""What must not change unseen: a run replays after corrections, and whoever edits the database is found."""
import pathlib
import shutil
import sqlite3
import support
from support import ROOT, sudui

JUNE, JULY, AUGUST = (f"--now=2025-{day}T02:00:00Z" for day in ("06-30", "07-15", "08-01"))
AWARD = "wujin-hnte-award"


def made_city(folder):
    """A small city with all items run, one list of which is final and ordered."""
    city = pathlib.Path(folder) / "城 市"
    sudui("init", city)
    sudui("sample", city / "inbox", "--companies", 1200, "--seed", 3)
    files = sorted((city / "inbox").glob("*.csv")) + sorted((city / "inbox").glob("*.xlsx"))
    sudui("import", *files, JUNE, city=city, code=None)
    sudui("payer", "add", "320400100000001", "--name", "财政局", "--bank-code", "011304000012", JUNE, city=city)
    sudui("budget", "receive", "--all", "--by", "王", JUNE, city=city)
    sudui("policy", "release", "--all", "--by", "张", JUNE, city=city)
    sudui("approve", "--all", "--by", "陈", JUNE, city=city)
    sudui("run", "--all", "--as-of", "2025-06-30", "--by", "张", JUNE, city=city)
    sudui("list", "approve", AWARD, "--by", "李", JUNE, city=city)
    sudui("list", "publish", AWARD, "--by", "张", JUNE, city=city)
    sudui("list", "finalize", AWARD, "--by", "张", JULY, city=city)
    sudui("pay", AWARD, "--by", "赵", JULY, city=city, code=None)
    sudui("approve", "--all", "--by", "周", JULY, city=city)
    return city


def award_of(city):
    """A company that is paid by the award for research, whose tax figure is then corrected."""
    lines = sudui("list", "show", "changzhou-rd-award", "--status", "met", "--json", city=city).json()
    return lines[0]["subject"]


def output_of(city, run, path):
    sudui("replay", run, "--out", path, city=city)
    return path.read_bytes()


def import_correction(city, subject, value, now):
    """The tax office says another figure for one company."""
    table = pathlib.Path(city).parent / f"correction-{value}.csv"
    table.write_text(f"税号,加计扣除额\n{subject},{value}\n")
    table.with_suffix(".mapping").write_text(
        "[file]\nsource = 市税务局\nkey = 税号\nperiod = 2024\n[columns]\n加计扣除额 = super_deduction\n")
    return sudui("import", table, now, "--json", city=city).json()[0]


def figures(city, subject, *options):
    facts = sudui("facts", subject, "--attribute", "super_deduction", *options, "--json", city=city).json()
    return [f["value"] for f in facts if f["period"] == 2024 and f["current"]]


def test_replay_after_corrections():
    with support.folder() as folder:
        city = made_city(folder)
        subject, saved = award_of(city), pathlib.Path(folder) / "run.txt"
        lists = sudui("list", "show", "--json", city=city).json()
        run = [i["list"] for i in lists if i["item"] == "changzhou-rd-award"][0]
        before = output_of(city, run, saved)
        old = figures(city, subject)
        assert import_correction(city, subject, "1.00", AUGUST)["facts_added"] == 1
        assert figures(city, subject) == ["1.00"] != old
        assert figures(city, subject, "--known-at", "2025-07-01") == old
        # By a clock that runs backwards, to before the run: it is known after the run all the same.
        assert import_correction(city, subject, "2.00", "--now=2025-06-01T00:00:00Z")["facts_added"] == 1
        assert figures(city, subject, "--known-at", "2025-07-01") == old
        assert output_of(city, run, saved) == before
        sudui("replay", "--all", city=city)
        sudui("audit", "verify", city=city)


def test_replay_without_the_policies_and_areas_of_today():
    with support.folder() as folder:
        city = made_city(folder)
        data = pathlib.Path(folder) / "data"
        shutil.copytree(ROOT / "data", data / "data")
        areas = data / "data" / "areas.csv"
        areas.write_text(areas.read_text().replace(",320412,extension", ",320411,extension"))
        sudui("replay", "--all", "--data", data, city=city)
        areas.unlink()
        sudui("replay", "--all", "--data", data, city=city)


# what is edited past the program, the SQL, and the commands that must say so with exit code 76
REPLAY, VERIFY = ("replay", "--all"), ("audit", "verify")
APPROVE = ("list", "approve", "2", "--by", "李", JULY)
TAMPERING = [
    ("a fact", "UPDATE fact SET value = value + 1 WHERE value > 1000000", [REPLAY]),
    ("an audit entry", "UPDATE audit_entry SET actor = '孙' WHERE sequence = 30", [VERIFY]),
    ("an audit entry taken out", "DELETE FROM audit_entry WHERE sequence = 30", [VERIFY]),
    ("the end of the chain cut off", "DELETE FROM audit_entry WHERE sequence > (SELECT max(sequence) - 3 FROM audit_entry)", [VERIFY]),
    ("the amount of a decision", "UPDATE list_part SET lines = replace(lines, '00.00,', '01.00,') WHERE lines LIKE '%,MET,%'", [VERIFY, REPLAY, APPROVE]),
    ("a decision", "UPDATE list_part SET lines = replace(lines, 'NOT_MET', 'MET')", [VERIFY, REPLAY, APPROVE]),
    ("a decision taken out", "UPDATE list_part SET lines = substr(lines, instr(lines, char(10)) + 1)", [VERIFY, REPLAY, APPROVE]),
    ("the hash of a run", "UPDATE list_run SET output_hash = snapshot_hash", [VERIFY, REPLAY, APPROVE]),
    ("who made a run", "UPDATE list_run SET actor = '王'", [VERIFY]),
    ("a model", "UPDATE list_model SET bytes = CAST(replace(CAST(bytes AS TEXT), '1', '2') AS BLOB)", [VERIFY, REPLAY, APPROVE]),
    ("the areas", "UPDATE list_areas SET bytes = x'00'", [VERIFY, REPLAY, APPROVE]),
    ("who approved", "UPDATE list_act SET actor = '王' WHERE act = 'approve'", [VERIFY]),
    ("the end of a notice period", "UPDATE list_act SET last_day = '2025-07-01' WHERE act = 'publish'", [VERIFY]),
    ("an approval put in", "INSERT INTO list_act SELECT 2, 'approve', '王', 1, output_hash, '', '', '' FROM list_run WHERE id = 2", [VERIFY]),
    ("an act taken out", "DELETE FROM list_act WHERE act = 'finalize'", [VERIFY]),
    ("who checked a budget line", "UPDATE approval_act SET actor = '王' WHERE act = 'approval-check'", [VERIFY]),
    ("what was proposed", "UPDATE approval SET content = x'00' WHERE operation = 'payout-release'", [VERIFY, ("pay", "release", "--all", "--by", "钱", JULY)]),
    ("a check put in", "INSERT INTO approval_act VALUES(1, 9, 'approval-check', '王', 1, '', 3)", [VERIFY]),
    ("a transfer", "UPDATE ledger_transfer SET amount_fen = amount_fen + 1 WHERE sequence = 3", [VERIFY]),
    ("a balance", "UPDATE ledger_account SET debits_posted_fen = debits_posted_fen + 1", [VERIFY]),
    ("a bank file", "UPDATE payout_file SET bytes = x'00'", [("pay", "release", "--all", "--by", "钱", JULY)]),
]


def edit(city, copy, sql):
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(city, copy)
    database = sqlite3.connect(copy / "sudui.db")
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{trigger}"')
    changed = database.execute(sql).rowcount
    database.commit()
    database.close()
    return changed


def test_tampering_is_found():
    with support.folder() as folder:
        city, copy = made_city(folder), pathlib.Path(folder) / "copy"
        for command in (VERIFY, REPLAY):
            sudui(*command, city=city)
        for name, sql, commands in TAMPERING:
            assert edit(city, copy, sql) > 0, f"{name}: nothing was edited"
            for command in commands:
                result = sudui(*command, city=copy, code=None)
                assert result.code == 76, f"{name}: {' '.join(command)} ends with {result.code}\n{result.out}{result.err}"


if __name__ == "__main__":
    support.main(globals())
