#!/usr/bin/env python3
"""Fields sealed at rest: what stands in the file of the database, its keys, their loss and change."""
import os
import pathlib
import sqlite3
import stat

import support
from support import sudui

NOW = "--now=2025-07-15T09:00:00+08:00"
MAPPING = """[file]
source = 企业
kind = company
key = 统一社会信用代码
[columns]
名称 = name
户名 = bank_account_name
账号 = bank_account_number
行号 = bank_code
法人 = legal_representative
"""


def filled(folder, *options):
    city = pathlib.Path(folder) / "city"
    sudui("init", city, *options)
    code = support.credit_code("91320412", 1)
    table = pathlib.Path(folder) / "t.csv"
    table.write_text("统一社会信用代码,名称,户名,账号,行号,法人\n"
                     f"{code},某某有限公司,某某有限公司,6222021100009876,011304000012,欧阳秘密\n")
    (pathlib.Path(folder) / "t.mapping").write_text(MAPPING)
    sudui("import", table, "--mapping", pathlib.Path(folder) / "t.mapping", NOW, *options, city=city)
    made = sudui("account", "add", "wang.wu", "--name", "王五", "--role", "finance", NOW, "--json", *options,
                 city=city).json()
    return city, code, made


def bytes_of(city):
    return b"".join(p.read_bytes() for p in city.iterdir() if p.name.startswith("sudui.db"))


def test_nothing_in_the_clear():
    with support.folder() as folder:
        city, code, made = filled(folder)
        keys = city / "field.keys"
        assert stat.S_IMODE(keys.stat().st_mode) == 0o600
        stored = bytes_of(city)
        for secret in ("6222021100009876", "欧阳秘密", made.get("totp") or made.get("secret") or "JBSW"):
            assert secret.encode() not in stored, secret
        assert b"\xe6\x9f\x90\xe6\x9f\x90" in stored  # the company's name is no secret
        shown = sudui("facts", code, "--json", city=city).out
        assert "6222021100009876" in shown and "欧阳秘密" in shown
        again = sudui("import", pathlib.Path(folder) / "t.csv", "--mapping", pathlib.Path(folder) / "t.mapping",
                      "--json", NOW, city=city)
        assert again.code == 0
        sudui("audit", "verify", city=city)


def test_moved_and_changed_values():
    with support.folder() as folder:
        city, code, _ = filled(folder)
        database = sqlite3.connect(city / "sudui.db")
        database.execute("DROP TRIGGER fact_update")
        rows = database.execute("SELECT series_id, content FROM fact WHERE content LIKE 'sm4:%' ORDER BY 1").fetchall()
        assert len(rows) == 2
        database.execute("UPDATE fact SET content = ? WHERE series_id = ?", (rows[0][1], rows[1][0]))
        database.commit()
        database.close()
        assert "moved here" in sudui("facts", code, city=city, code=None).err


def test_keys_lost_and_found():
    with support.folder() as folder:
        elsewhere = pathlib.Path(folder) / "keys" / "k"
        elsewhere.parent.mkdir()
        city, code, _ = filled(folder, "--keys", elsewhere)
        assert not (city / "field.keys").exists()
        assert "is missing" in sudui("facts", code, city=city, code=66).err
        assert not (city / "field.keys").exists()  # a lost key is not replaced by a new one
        os.environ["SUDUI_KEYS"] = str(elsewhere)
        try:
            sudui("facts", code, city=city)
        finally:
            del os.environ["SUDUI_KEYS"]
        elsewhere.chmod(0o644)
        assert "chmod 600" in sudui("facts", code, "--keys", elsewhere, city=city, code=77).err
        elsewhere.chmod(0o600)
        other = pathlib.Path(folder) / "other"
        sudui("init", other)
        assert "does not have the key" in sudui("facts", code, "--keys", other / "field.keys", city=city, code=66).err


def test_rotation():
    with support.folder() as folder:
        city, code, _ = filled(folder)
        before = sqlite3.connect(city / "sudui.db").execute("SELECT totp FROM access_account").fetchone()[0]
        result = sudui("key", "rotate", NOW, "--by", "管", "--json", city=city).json()
        assert result["keys"] == 2 and result["sealed_anew"] == 1
        after = sqlite3.connect(city / "sudui.db").execute("SELECT totp FROM access_account").fetchone()[0]
        assert before != after and result["key"] in after and after.startswith("sm4:")
        assert "6222021100009876" in sudui("facts", code, city=city).out  # the old key still opens
        assert sudui("key", "rotate", NOW, "--json", city=city).json()["keys"] == 3
        sudui("audit", "verify", city=city)
        lines = (city / "field.keys").read_text().splitlines()
        (city / "field.keys").write_text("\n".join(lines[1:]) + "\n")  # the first key, which sealed the facts, is gone
        assert "does not have the key" in sudui("facts", code, city=city, code=66).err


if __name__ == "__main__":
    support.main(globals())
