"""A backup is one state of the city, can be started from, and replaces nothing."""
import pathlib
import threading

import support
from audit_test import JULY, JUNE, AWARD, made_city
from support import sudui


def test_backup_under_load_and_restore():
    with support.folder() as folder:
        city, saved = made_city(folder), pathlib.Path(folder) / "saved.db"
        before = sudui("summary", "--json", city=city).json()

        def work():
            for number in range(20):
                sudui("budget", "receive", "WJ-KJ-01", "--amount", "1.00", "--document", f"d{number}", JULY,
                      "--by", "王", city=city, code=None)

        writer = threading.Thread(target=work)
        writer.start()
        answer = sudui("backup", saved, "--json", city=city).json()
        writer.join()
        assert answer["entries"] >= 1 and not list(pathlib.Path(folder).glob("saved.db*unfinished*"))
        copy = pathlib.Path(folder) / "copy"
        restored = sudui("restore", saved, copy, "--json").json()
        assert restored["head"] == answer["head"], "what was restored is what was saved"
        keys = ("--keys", city / "field.keys")  # the backup is the database alone
        assert "field.keys" in sudui("audit", "verify", city=copy, code=66).err
        assert sudui("audit", "verify", "--json", *keys, city=copy).json()["entries"] == answer["entries"]
        after = sudui("summary", "--json", *keys, city=copy).json()
        assert after["items"] == before["items"]
        sudui("replay", AWARD, *keys, city=copy)
        sudui("restore", saved, copy, code=75)
        sudui("backup", saved, city=city, code=75)


def test_what_is_no_backup():
    with support.folder() as folder:
        folder = pathlib.Path(folder)
        (folder / "text.db").write_text("this is no database\n" * 100)
        sudui("restore", folder / "none.db", folder / "a", code=66)
        sudui("restore", folder / "text.db", folder / "b", code=66)  # nothing beside it says what it was
        (folder / "text.db.sm3").write_text("0" * 64 + "\n")
        sudui("restore", folder / "text.db", folder / "b", code=76)
        assert not (folder / "b" / "sudui.db").exists()
        city = folder / "c"
        sudui("init", city)
        sudui("backup", folder / "no" / "such" / "folder.db", city=city, code=74)
        sudui("backup", folder / "d.db", city=city)
        damaged = bytearray((folder / "d.db").read_bytes())
        for at in range(20000, 20400):
            damaged[at] ^= 0x5a
        (folder / "d.db").write_bytes(damaged)
        sudui("restore", folder / "d.db", folder / "e", code=76)
        assert not (folder / "e").exists(), "nothing is made of a damaged backup"


if __name__ == "__main__":
    support.main({k: v for k, v in globals().items() if k.startswith("test_")})
