#!/usr/bin/env python3
"""facts export: the facts of an item as a table, and the items as SQL over such a table."""
import csv
import pathlib
import sys

import support

sys.path.insert(0, str(support.ROOT / "tests/differential"))
import policy_sql  # noqa: E402

TAX = """统一社会信用代码,研发费用,加计扣除额,状态
{code},1200000.50,2000000,存续
"""
MAPPING = """[file]
source = 市税务局
key = 统一社会信用代码
period = 2024

[columns]
研发费用 = rd_expense
加计扣除额 = super_deduction
状态 = status
"""


def make_city(folder):
    city, table = pathlib.Path(folder) / "city", pathlib.Path(folder) / "tax.csv"
    code = support.credit_code("91320412", 1)
    table.write_text(TAX.format(code=code), encoding="utf-8")
    table.with_suffix(".mapping").write_text(MAPPING, encoding="utf-8")
    support.sudui("init", city)
    support.sudui("import", table, city=city, code=None)
    return city, code


def export(city, folder, *options, code=0):
    out = pathlib.Path(folder) / "out.csv"
    result = support.sudui("facts", "export", *options, "--out", out, "--json", city=city, code=code)
    if result.code:
        return result.err
    with open(out, encoding="utf-8", newline="") as file:
        return result.json(), list(csv.DictReader(file))


def test_values_and_gaps():
    with support.folder() as folder:
        city, code = make_city(folder)
        report, rows = export(city, folder, "wujin-rd-increase", "--as-of", "2025-06-30")
        assert report["subjects"] == len(rows) == 1 and report["data_year"] == 2024, report
        row = rows[0]
        assert row["code"] == code and row["研发费用加计扣除额"] == "2000000.00", row
        assert row["登记状态"] == "存续" and row["基准日"] == "2025-06-30", row
        assert row["上年研发费用加计扣除额"] == "", "a missing fact is an empty cell"
        assert len(row) == report["columns"] + 1


def test_versions_and_errors():
    with support.folder() as folder:
        city, _ = make_city(folder)
        report, _ = export(city, folder, "srdi", "--as-of", "2025-06-30", "--version", "2026")
        assert report["version"] == "2026"
        assert "--version" in export(city, folder, "srdi", "--as-of", "2025-06-30", "--version", "x", code=64)
        assert "did you mean" in export(city, folder, "srdj", "--as-of", "2025-06-30", code=66)


def test_every_item_is_sql():
    """Nothing in the shipped items lacks a translation, so that nothing is skipped against DuckDB."""
    attributes = policy_sql.read_attributes(support.ROOT / "data/attributes.csv")
    paths = sorted((support.ROOT / "policies").glob("*/*.dmn"))
    assert len(paths) >= 22
    for path in paths:
        query = policy_sql.Item(path, attributes).query("facts")
        assert query.startswith("WITH ") and " AS status" in query, path


if __name__ == "__main__":
    support.main(globals())
