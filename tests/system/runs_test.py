"""Runs divided between processes, and decisions kept current, from the command line."""
import json
import pathlib
import support
from support import sudui

RUN = ("run", "--all", "--as-of", "2025-06-30", "--known-at", "2025-06-30T02:00:00Z", "--by", "张",
       "--now=2025-07-01T02:00:00Z")
MAPPING = "[file]\nsource = 市税务局\nkey = 代码\nkind = company\nperiod = 2024\n[columns]\n研发费用 = rd_expense\n"


def made_city(folder):
    city = pathlib.Path(folder) / "city"
    sudui("init", city)
    sudui("sample", city / "inbox", "--companies", "300", "--seed", "5")
    inbox = city / "inbox"
    sudui("import", *sorted(inbox.glob("*.csv")), *sorted(inbox.glob("*.xlsx")), "--now=2025-06-30T01:00:00Z",
          city=city, code=None)
    return city


def outputs(runs):
    return {run["item"]: run["output_sm3"] for run in runs}


def test_merged_shards_are_the_single_run():
    with support.folder() as folder:
        city = made_city(folder)
        single = outputs(sudui(*RUN, "--json", city=city).json())
        assert len(single) > 10
        files = [pathlib.Path(folder) / f"{i}.shard" for i in (1, 2, 3)]
        for i, file in enumerate(files, 1):
            sudui(*RUN, "--shard", f"{i}/3", "--out", file, city=city)
        merged = sudui(*RUN, "--merge", *files, "--json", city=city).json()
        assert outputs(merged) == single
        assert sudui(*RUN, "--merge", *files[:2], city=city, code=None).code == 75
        files[0].write_bytes(files[0].read_bytes().replace(b"subjects", b"subjectz", 1))
        assert sudui(*RUN, "--merge", *files, city=city, code=None).code == 76
        for wrong in (("--shard", "4/3", "--out", files[0]), ("--shard", "1/3"), (files[0],), ("--merge",)):
            assert sudui(*RUN, *wrong, city=city, code=None).code == 64
        sudui("replay", "--all", city=city)


def correct(city, name, rows, *more):
    table = city / "inbox" / f"{name}.csv"
    table.write_text("代码,研发费用\n" + "".join(f"{code},{value}\n" for code, value in rows))
    table.with_suffix(".mapping").write_text(MAPPING)
    return sudui("import", table, "--by", "税务", *more, "--json", city=city, code=None).json()


def counts(runs):
    keys = ("met", "not_met", "unknown", "computed_fen", "amount_fen")
    return {run["item"]: {k: run[k] for k in keys} for run in runs}


def test_decisions_follow_the_facts():
    with support.folder() as folder:
        city = made_city(folder)
        runs = {run["item"]: run["run"] for run in sudui(*RUN, "--json", city=city).json()}
        lines = sudui("list", "show", "changzhou-rd-award", "--status", "met", "--json", city=city).json()
        codes = [line["subject"] for line in lines]
        *_, update = correct(city, "late-1", [(code, "0.01") for code in codes[1:]], "--decide")
        assert sum(item["changes"] for item in update["items"]) >= 3
        assert all(item["subjects"] <= len(codes) - 1 for item in update["items"])
        correct(city, "late-2", [(codes[0], "90000000")])
        assert sudui("update", "--by", "夜班", "--json", city=city).json()["batch"] == update["batch"] + 1
        assert sudui("update", "--by", "夜班", "--json", city=city).json()["items"] == []
        shown = {item: sudui("decisions", str(run), "--json", city=city).json() for item, run in runs.items()}
        fallen = [(item, c) for item, s in shown.items() for c in s["changes"]
                  if c["batch"] == update["batch"] and c["before"]["status"] == "MET" != c["now"]["status"]]
        assert fallen, "nobody lost anything by a correction to one fen"
        item, change = fallen[0]
        of_one = {c["of"]: c for c in sudui("decisions", change["of"], "--json", city=city).json()}
        assert of_one[item]["now"]["status"] == change["now"]["status"]
        assert of_one[item]["batch"] >= update["batch"]
        # The same as runs made now; the runs themselves are as they were.
        again = sudui("run", "--all", "--as-of", "2025-06-30", "--by", "张", "--json", city=city).json()
        assert counts(again) == {item: s["now"] for item, s in shown.items()}
        sudui("replay", "--all", city=city)
        assert "sound" in sudui("audit", "verify", city=city).out


if __name__ == "__main__":
    support.main(globals())
