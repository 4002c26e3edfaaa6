"""Signed checkpoints, verified by a program that shares no code with sudui: every forgery is found."""
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import support
from support import ROOT, sudui

CHECKPOINT = [sys.executable, str(ROOT / "tools" / "checkpoint")]


def checkpoint(*arguments):
    done = subprocess.run([*CHECKPOINT, *map(str, arguments)], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def key_pair(folder, name, algorithm):
    private, public = folder / f"{name}.pem", folder / f"{name}.pub"
    subprocess.run(["openssl", "genpkey", "-algorithm", algorithm, "-out", private], check=True)
    subprocess.run(["openssl", "pkey", "-in", private, "-pubout", "-out", public], check=True)
    return private, public


def made_city(folder):
    city = folder / "city"
    sudui("init", city)
    for number in range(8):
        sudui("payer", "add", f"32040010000000{number:02d}", "--name", "财政局", "--bank-code", "011304000012",
              "--by", "王", city=city)
    return city


# what is done to the database past the program
FORGERIES = [
    ("edited", "UPDATE audit_entry SET actor = '李' WHERE sequence = 4"),
    ("deleted", "DELETE FROM audit_entry WHERE sequence = 4"),
    ("cut off", "DELETE FROM audit_entry WHERE sequence > 5"),
    ("emptied", "DELETE FROM audit_entry"),
    ("moved", "UPDATE audit_entry SET sequence = 99 WHERE sequence = 8"),
]


def edit(city, sql):
    database = sqlite3.connect(city / "sudui.db")
    for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f'DROP TRIGGER "{trigger}"')
    assert database.execute(sql).rowcount > 0
    database.commit()
    database.close()


def test_checkpoints():
    with support.folder() as name:
        folder = pathlib.Path(name)
        city = made_city(folder)
        for algorithm in ("ed25519", "SM2"):
            private, public = key_pair(folder, algorithm, algorithm)
            _, stranger = key_pair(folder, f"other-{algorithm}", algorithm)
            file = folder / f"{algorithm}.checkpoint"
            code, words = checkpoint("export", city, private, file)
            assert code == 0, words
            assert checkpoint("verify", city, public, file)[0] == 0
            assert checkpoint("verify", city, stranger, file)[0] == 76
            forged = folder / "forged.checkpoint"
            count = int(file.read_text().split("\n")[1])
            forged.write_text(file.read_text().replace(f"\n{count}\n", f"\n{count - 1}\n"))
            assert forged.read_text() != file.read_text()
            assert checkpoint("verify", city, public, forged)[0] == 76
        # The chain goes on behind the checkpoint, and sudui and this program see the same head.
        sudui("payer", "add", "3204001000000099", "--name", "财政局", "--bank-code", "011304000012", city=city)
        code, words = checkpoint("verify", city, public, file)
        assert code == 0 and f"{count + 1} entries" in words, words
        head = sudui("audit", "verify", "--json", city=city).json()["head"].split()[1]
        assert head in checkpoint("export", city, private, forged)[1]
        for what, sql in FORGERIES:
            copy = folder / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(city, copy)
            edit(copy, sql)
            code, words = checkpoint("verify", copy, public, file)
            assert code == 76, f"{what}: {words}"


def test_rewritten_with_right_hashes():
    """Another city's chain is sound by itself and as long; the checkpoint sees that it is not this one."""
    with support.folder() as name:
        folder = pathlib.Path(name)
        private, public = key_pair(folder, "auditor", "ed25519")
        (folder / "a").mkdir(), (folder / "b").mkdir()
        true, false = made_city(folder / "a"), made_city(folder / "b")
        file = folder / "checkpoint"
        assert checkpoint("export", true, private, file)[0] == 0
        assert checkpoint("verify", true, public, file)[0] == 0
        code, words = checkpoint("verify", false, public, file)
        assert code == 76 and "not the one of the checkpoint" in words, words


if __name__ == "__main__":
    support.main(globals())
