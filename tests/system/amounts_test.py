"""Lists confirmed on a small city: reasons, exclusions, settled amounts, replay, both languages."""
import pathlib
import support
from support import sudui

MAKER = ["--by", "主管科室 张"]


def small_city(folder):
    city = pathlib.Path(folder) / "city"
    sudui("init", city, "--name", "test", city=city)
    sudui("sample", city / "inbox", "--companies", "1500", "--seed", "7", city=city)
    files = sorted(str(f) for f in (city / "inbox").iterdir() if f.suffix in (".csv", ".xlsx"))
    sudui("import", *files, "--now", "2025-06-30T01:00:00Z", city=city, code=None)
    sudui("policy", "release", "--all", *MAKER, "--now", "2025-06-30T01:10:00Z", city=city)
    sudui("approve", "--all", "--by", "审核科 陈", "--now", "2025-06-30T01:20:00Z", city=city)
    sudui("run", "--all", "--as-of", "2025-06-30", *MAKER, "--now", "2025-06-30T02:00:00Z", city=city)
    return city


def granted(city, item):
    return sudui("list", "show", item, "--status", "granted", "--json", city=city).json()


def test_confirm_exclude_restore():
    with support.folder() as folder:
        city = small_city(folder)
        item = "changzhou-rd-award"
        first = sudui("list", "show", item, "--status", "met", "--json", city=city).json()[0]["subject"]
        sudui("list", "exclude", item, first, "--reason", "R02", "--reason", "R05", "--note", "见函",
              *MAKER, "--now", "2025-06-30T02:10:00Z", city=city)
        wrong = sudui("list", "exclude", item, first, "--reason", "C01", *MAKER, city=city, code=None)
        assert wrong.code != 0 and "no reason" in wrong.err
        done = sudui("list", "confirm", "--all", *MAKER, "--now", "2025-06-30T02:30:00Z", "--json",
                     city=city).json()
        lists = {l["item"]: l for l in done["lists"]}
        assert lists[item]["excluded"] >= 1
        awards = granted(city, item)
        assert sum(a["settled"]["amount_fen"] for a in awards) == lists[item]["amount_fen"]
        for award in awards:
            settled = award["settled"]
            assert settled["steps"][0]["by"] == "rules"
            assert settled["steps"][-1]["after_fen"] == settled["amount_fen"]
            assert sum(l["amount_fen"] for l in settled["levels"]) == settled["amount_fen"]
        english = sudui("explain", first, item, city=city).out
        assert "left off the list: R02 the recognition document" in english and "R05 moved away" in english
        chinese = sudui("explain", first, item, city=city, lang="zh").out
        assert "未列入名单：R02 认定文件" in chinese and "R05 已迁出" in chinese
        replayed = sudui("replay", item, "--json", city=city).json()
        assert [r["identical"] for r in replayed] == [True, True]
        sudui("list", "restore", item, first, *MAKER, "--now", "2025-06-30T02:40:00Z", city=city)
        refused = sudui("list", "approve", item, "--by", "李", "--now", "2025-06-30T02:41:00Z",
                        city=city, code=None)
        assert refused.code != 0 and "confirm it again" in refused.err
        sudui("list", "confirm", item, *MAKER, "--now", "2025-06-30T02:50:00Z", city=city)
        assert first in [a["subject"] for a in granted(city, item)]
        same = sudui("list", "approve", item, *MAKER, "--now", "2025-06-30T03:00:00Z", city=city,
                     code=None)
        assert same.code != 0
        sudui("list", "approve", item, "--by", "李", "--now", "2025-06-30T03:00:00Z", city=city)
        late = sudui("list", "exclude", item, first, "--reason", "R02", *MAKER, city=city, code=None)
        assert late.code != 0
        verified = sudui("audit", "verify", "--json", city=city).json()
        assert verified["exclusions"] == 2 and verified["settlements"] > 10


def test_reasons_in_both_languages():
    rows = sudui("list", "reasons", "--json").json()
    assert all(r["zh"] and r["en"] for r in rows) and {r["by_owner"] for r in rows} == {True, False}


if __name__ == "__main__":
    support.main(globals())
