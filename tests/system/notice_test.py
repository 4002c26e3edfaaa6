"""Notices of a whole city: no account, telephone number or person in any form; the sums agree."""
import pathlib
import re
import subprocess
import zipfile
import support
from support import sudui

JUNE = "--now=2025-06-30T02:00:00Z"
AWARD = "wujin-hnte-award"


def made_city(folder):
    city = pathlib.Path(folder) / "city"
    sudui("init", city)
    sudui("sample", city / "inbox", "--companies", 900, "--seed", 7)
    files = sorted((city / "inbox").glob("*.csv")) + sorted((city / "inbox").glob("*.xlsx"))
    sudui("import", *files, JUNE, city=city, code=None)
    sudui("policy", "release", AWARD, "--by", "张", JUNE, city=city)
    sudui("approve", "--all", "--by", "陈", JUNE, city=city)
    sudui("run", "--item", AWARD, "--as-of", "2025-06-30", "--by", "张", JUNE, city=city)
    sudui("list", "approve", AWARD, "--by", "李", JUNE, city=city)
    return city


def text_of(path):
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True).stdout.decode()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xml"))
    return path.read_text()


def test_notices_show_the_list_and_nothing_private():
    with support.folder() as folder:
        city = made_city(folder)
        paths = [pathlib.Path(folder) / f"公示{ending}" for ending in (".html", ".xlsx", ".pdf")]
        outs = [word for path in paths for word in ("--out", path)]
        sudui("notice", AWARD, *outs, JUNE, lang="zh", city=city)
        assert "尚未公示" in text_of(paths[0])
        sudui("list", "publish", AWARD, "--by", "张", JUNE, city=city)
        sudui("notice", AWARD, *outs, JUNE, lang="zh", city=city)
        listed = sudui("list", "show", "--json", city=city).json()[0]
        lines = sudui("list", "show", AWARD, "--status", "met", "--json", city=city).json()
        assert len(lines) > 5
        private = set()
        for line in lines:
            for fact in sudui("facts", line["subject"], "--json", city=city).json():
                if fact["attribute"] in ("bank_account_number", "bank_code"):
                    private.add(fact["value"])
        assert len(private) > 5
        capitals = None
        for path in paths:
            shown = text_of(path)
            for value in private:
                assert value not in shown, (path, value)
            assert listed["sm3"] in re.sub(r"\s", "", shown), path
            found = re.search(r"大写：人民币([^）]+)）", re.sub(r"\s", "", shown)).group(1)
            assert capitals in (None, found)
            capitals = found
            assert "2025-07-07" in shown, path
        plain = text_of(paths[2])
        assert "第 1 页，共" in plain
        assert f"{listed['amount_fen'] // 100:,}.{listed['amount_fen'] % 100:02d}" in plain
        sudui("notice", AWARD, "--out", "x.doc", city=city, code=64)
        sudui("notice", AWARD, "--out", "/no/such/folder/x.pdf", city=city, code=74)
        sudui("notice", "9", "--out", paths[0], city=city, code=66)


support.main(globals())
