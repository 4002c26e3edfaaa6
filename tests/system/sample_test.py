"""The made-up city and the import fit each other: what the one damages, the other refuses."""
import csv
import pathlib
import support
from support import sudui

COMPANIES = 3000


def make(city):
    sudui("init", city)
    inbox = pathlib.Path(city) / "inbox"
    made = sudui("sample", inbox, "--companies", COMPANIES, "--seed", 4, "--json").json()
    tables = sorted(p for p in inbox.iterdir() if p.suffix in (".csv", ".xlsx"))
    return made, tables


def load(city, tables, lang="en"):
    return sudui("import", *tables, "--now", "2025-06-30T01:00:00Z", "--json", city=city, lang=lang,
                 code=None)


def test_every_damaged_row_is_refused_and_no_other():
    with support.folder() as folder:
        made, tables = make(folder)
        assert made["companies"] == COMPANIES and made["high_tech"] == 552, made
        result = load(folder, tables)
        assert result.code == 1, "rows were refused, so the exit code says so"
        reports = result.json()
        assert len(reports) == made["files"]
        assert sum(r["rows"] for r in reports) == made["rows"]
        assert sum(r["rows_rejected"] for r in reports) == made["rows_damaged"] > 10
        assert all(r["unknown_columns"] == [] for r in reports), "a mapping leaves a column unsaid"
        listed = 0
        for report in reports:
            if "rejects" in report:
                with open(report["rejects"], encoding="utf-8-sig", newline="") as file:
                    rows = list(csv.reader(file))
                assert rows[0] == ["file", "row", "column", "value", "reason"], rows[0]
                assert all(len(row) == 5 and all(row) for row in rows[1:]), rows
                listed += len({row[1] for row in rows[1:]})
        assert listed == made["rows_damaged"]


def test_shares_of_facts():
    with support.folder() as folder:
        made, tables = make(folder)
        load(folder, tables)
        summary = sudui("summary", "--json", city=folder).json()
        assert summary["subjects"] == COMPANIES + made["incubators"], summary["subjects"]
        share = summary["conflicts"] / summary["facts"]
        assert 0.006 < share < 0.013, f"{share:.4f} of the facts are disputed; about 1 of 100 is meant"


def test_a_second_import_changes_nothing():
    with support.folder() as folder:
        _, tables = make(folder)
        load(folder, tables)
        before = sudui("summary", "--json", city=folder).json()
        again = load(folder, tables).json()
        assert all(r["already_loaded"] for r in again)
        after = sudui("summary", "--json", city=folder).json()
        assert [before[k] for k in ("subjects", "facts", "conflicts")] == \
            [after[k] for k in ("subjects", "facts", "conflicts")]


def test_a_folder_in_use_is_left_alone():
    with support.folder() as folder:
        inbox = pathlib.Path(folder) / "inbox"
        sudui("sample", inbox, "--companies", 20)
        before = {p.name: p.read_bytes() for p in inbox.iterdir()}
        refused = sudui("sample", inbox, "--companies", 30, "--seed", 2, code=75)
        assert str(inbox) in refused.err, refused.err
        assert before == {p.name: p.read_bytes() for p in inbox.iterdir()}


support.main(globals())
