"""Every command has --help in both languages and a manual page that man can format."""
import os
import pathlib
import subprocess
import support
from support import sudui


def commands():
    lines = sudui("--help").out.splitlines()
    start = lines.index("Commands:") + 1
    return [line[2:22].strip() for line in lines[start:] if line.startswith("  ")]


def test_overview_lists_the_commands():
    names = commands()
    for name in ("init", "import", "policy check", "policy list", "policy show", "run", "explain",
                 "list show", "list approve", "list publish", "list finalize", "pay",
                 "bank-simulator", "reconcile", "audit verify", "replay"):
        assert name in names, name


def test_help_of_each_command():
    for name in commands():
        for lang in ("en", "zh"):
            result = sudui(*name.split(), "--help", lang=lang)
            assert f"sudui {name}" in result.out and "--json" in result.out, name
        assert any("\u4e00" <= c <= "\u9fff" for c in sudui(*name.split(), "--help", lang="zh").out)


def test_manual_pages():
    with support.folder() as folder:
        sudui("help", "--man-directory", folder)
        pages = sorted(pathlib.Path(folder).glob("*.1"))
        assert len(pages) == len(commands()) + 1, pages
        for page in pages:
            done = subprocess.run(["man", "--warnings", "-l", str(page)], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE,
                                  env=dict(os.environ, MANPAGER="cat", LANG="C.UTF-8", MANWIDTH="100"))
            assert done.returncode == 0 and not done.stderr, (page.name, done.stderr)
            assert b"EXIT STATUS" in done.stdout, page.name


if __name__ == "__main__":
    support.main(globals())
