"""The installed library: found by pkg-config, used from C and C++, alone in its names, in SQL."""
import functools
import os
import pathlib
import re
import subprocess

import support
from support import BUILD, ROOT

HEADER = ROOT / "include" / "dmn.h"
STRICT = ["-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic-errors", "-Werror"]
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="urn:m">
<inputData id="i" name="Income"><variable name="Income" typeRef="number"/></inputData>
<decision id="d" name="Tax"><variable name="Tax" typeRef="number"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>Income * %s</text></literalExpression></decision></definitions>"""


def run(*command, code=0, **options):
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=600, **options)
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == code, f"exit code {done.returncode}: {command}\n{out}{err}"
    return out


class Installed:
    """An installation in a temporary folder, and pkg-config's view of it."""

    def __init__(self):
        self.owner = support.folder()
        self.folder = pathlib.Path(self.owner.name)
        self.root = self.folder / "opt" / "sudui"
        run("make", "-s", f"BUILD={os.path.relpath(BUILD, ROOT)}", "install", "PREFIX=/opt/sudui",
            f"DESTDIR={self.folder}", cwd=ROOT)
        self.environment = dict(os.environ, PKG_CONFIG_SYSROOT_DIR=str(self.folder),
                                LD_LIBRARY_PATH=str(self.root / "lib"))
        self.environment["PKG_CONFIG_PATH"] = str(self.root / "lib" / "pkgconfig")

    def flags(self, *wanted):
        return run("pkg-config", *wanted, "libdmn", env=self.environment).split()

    def write(self, name, content):
        (self.folder / name).write_text(content, encoding="utf-8")
        return self.folder / name


@functools.lru_cache
def the_installation():
    return Installed()


def with_installed(test):
    return lambda: test(the_installation())


@with_installed
def test_files(installed):
    for name in ["bin/sudui", "bin/sudui-tck", "include/dmn.h", "lib/libdmn.so", "lib/libdmn.so.0",
                 "lib/libdmn.a", "lib/pkgconfig/libdmn.pc", "lib/sudui/dmn_sqlite.so",
                 "share/man/man1/sudui.1", "share/sudui/data/areas.csv", "share/sudui/policies"]:
        assert (installed.root / name).exists(), name
    version = ".".join(re.findall(r"define DMN_VERSION_\w+ (\d+)", HEADER.read_text()))
    assert run("pkg-config", "--modversion", "libdmn", env=installed.environment).strip() == version
    listed = run(installed.root / "bin" / "sudui", "policy", "list",
                 env={"LANG": "en_US.UTF-8", "PATH": os.environ["PATH"]})
    assert "changzhou-hnte-award" in listed, "the installed program finds its own policies"


def evaluate(installed, program):
    model = installed.write("m.dmn", MODEL % "0.1")
    env = installed.environment
    assert run(program, model, "Tax", '{"Income": 0.3}', env=env) == "0.03\n"
    assert run(program, model, "Tax", "{}", env=env) == "null\nmissing: Income\n"
    run(program, model, "Tx", "{}", env=env, code=1)
    run(program, installed.write("x.dmn", "<a>"), "Tax", "{}", env=env, code=1)


@with_installed
def test_example(installed):
    source = ROOT / "examples" / "evaluate.c"
    code = re.sub(r"/\*.*?\*/", "", source.read_text(), flags=re.S)
    lines = [line for line in code.splitlines() if line.strip()]
    assert len(lines) <= 30, f"{len(lines)} lines of code"
    program = installed.folder / "evaluate"
    run("gcc", "-std=c17", *STRICT, source, "-o", program, *installed.flags("--cflags", "--libs"),
        env=installed.environment)
    evaluate(installed, program)
    static = installed.folder / "evaluate-static"
    archive = installed.root / "lib" / "libdmn.a"
    libraries = [f for f in installed.flags("--static", "--libs") if f != "-ldmn"]
    run("gcc", "-std=c17", source, "-o", static, *installed.flags("--cflags"), archive, *libraries,
        env=installed.environment)
    assert "libdmn" not in run("ldd", static)
    evaluate(installed, static)


@with_installed
def test_batch_example(installed):
    """A table of three companies from C and from C++, on the installed header alone."""
    model = installed.write("rich.dmn", (MODEL % "1 &gt; 1000").replace("Tax", "Rich").replace(
        'name="Rich" typeRef="number"', 'name="Rich" typeRef="boolean"'))
    source = ROOT / "examples" / "batch.c"
    for compiler, standard, strict in [("gcc", ["-std=c17"], STRICT), ("g++", ["-x", "c++", "-std=c++17"], [])]:
        program = installed.folder / f"batch-{compiler}"
        run(compiler, *standard, *strict, source, "-o", program, "-x", "none",
            *installed.flags("--cflags", "--libs"), env=installed.environment)
        assert run(program, model, env=installed.environment) == "met\nunknown\nnot met\n"


@with_installed
def test_header_alone(installed):
    for language, standard in [("c", "c17"), ("c++", "c++17")]:
        source = installed.write("h", """#include <dmn.h>
static const dmn_model_options m = DMN_MODEL_OPTIONS_INIT;
static const dmn_session_options s = DMN_SESSION_OPTIONS_INIT;
int main(void) { return dmn_text_of("ab").size_bytes == 2 && m.struct_size && s.struct_size ? 0 : 1; }
""")
        compiler = "gcc" if language == "c" else "g++"
        program = installed.folder / "h.out"
        run(compiler, f"-std={standard}", *STRICT, "-x", language, source, "-o", program,
            *installed.flags("--cflags"))
        run(program)


def test_page_shows_the_example():
    page = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    for name in ("evaluate.c", "batch.c"):
        assert (ROOT / "examples" / name).read_text(encoding="utf-8") in page, name


def test_comments():
    """The header explains itself: most of its lines are comments."""
    lines = [line.strip() for line in HEADER.read_text().splitlines() if line.strip()]
    inside = comments = 0
    for line in lines:
        comments += bool(inside or "/*" in line)
        inside = "*/" not in line[line.rfind("/*") + 2:] if "/*" in line else inside and "*/" not in line
    assert comments >= 0.6 * len(lines), f"{comments} of {len(lines)}"


def declared():
    code = re.sub(r"/\*.*?\*/|^#.*?$", "", HEADER.read_text(), flags=re.S | re.M)
    return set(re.findall(r"DMN_API [^;(]*?(\w+)\(", code))


def test_names():
    """What the header declares is visible, and nothing else is; also in the archive."""
    shared = run("nm", "-D", "--defined-only", BUILD / "libdmn.so.0")
    archive = run("nm", "-g", "--defined-only", BUILD / "libdmn.a")
    for where, listing in [("libdmn.so", shared), ("libdmn.a", archive)]:
        names = {line.split()[-1] for line in listing.splitlines() if len(line.split()) == 3}
        assert names == declared(), f"{where}: {sorted(names ^ declared())}"


def test_no_clock_no_output():
    """No function that tells the time, reads the environment or a locale, or prints."""
    wanted = {line.split()[-1].split("@")[0]
              for line in run("nm", "-D", "--undefined-only", BUILD / "libdmn.so.0").splitlines()}
    refused = {"time", "clock_gettime", "gettimeofday", "localtime", "getenv", "secure_getenv",
               "setlocale", "printf", "puts", "perror", "exit", "abort", "rand", "system", "socket"}
    assert not wanted & refused, wanted & refused
    linked = run("readelf", "-d", BUILD / "libdmn.so.0")
    assert "[libdmn.so.0]" in linked and "sqlite" not in linked and "crypto" not in linked


# --- SQLite ---

def sql(installed, statement, code=0):
    """What the sqlite3 shell answers."""
    load = installed.root / "lib" / "sudui" / "dmn_sqlite"
    return run("sqlite3", "-batch", ":memory:", "-cmd", f".load {load}", statement, code=code,
               cwd=installed.folder, env=installed.environment).strip()


@with_installed
def test_sqlite(installed):
    installed.write("m.dmn", MODEL % "0.1")
    cases = [
        ("SELECT dmn('m.dmn', 'Tax', '{\"Income\": 0.3}')", "0.03"),
        ("SELECT sum(dmn('m.dmn', 'Tax', json_object('Income', c)) ->> '$') "
         "FROM (SELECT 10 AS c UNION SELECT 20)", "3"),
        ("SELECT json_array(dmn('m.dmn', 'Tax', '{\"Income\": 1}'))", "[0.1]"),
        ("SELECT dmn('m.dmn', 'Tax', '{}')", "null"),
        ("SELECT dmn_missing('m.dmn', 'Tax', '{}')", '["Income"]'),
        ("SELECT dmn_missing('m.dmn', 'Tax', '{\"Income\": 1}')", "[]"),
        ("SELECT dmn('m.dmn', 'Tax', '{\"Income\": 1}', '2025-06-30')", "0.1"),
        ("SELECT dmn('m.dmn', 'Tax', NULL) IS NULL", "1"),
    ]
    for statement, answer in cases:
        assert sql(installed, statement) == answer, (statement, sql(installed, statement))


@with_installed
def test_sqlite_errors(installed):
    installed.write("m.dmn", MODEL % "0.1")
    installed.write("bad.dmn", "<definitions>\n<a></definitions>")
    for statement in ["SELECT dmn('none.dmn', 'Tax', '{}')", "SELECT dmn('bad.dmn', 'Tax', '{}')",
                      "SELECT dmn('m.dmn', 'Tx', '{}')", "SELECT dmn('m.dmn', 'Tax', '{')",
                      "SELECT dmn('m.dmn', 'Tax', '{}', 'soon')", "SELECT dmn('m.dmn', 'Tax')",
                      "CREATE VIEW v AS SELECT dmn('m.dmn', 'Tax', '{}') AS x; SELECT * FROM v"]:
        sql(installed, statement, code=1)


@with_installed
def test_sqlite_sees_changed_models(installed):
    """One connection keeps the model and reads it anew when its file has changed."""
    installed.write("m.dmn", MODEL % "0.1")
    question = "SELECT dmn('m.dmn', 'Tax', '{\"Income\": 100}');"
    installed.write("n.dmn", MODEL % "0.25")
    script = installed.write("s.sql", f"{question}\n{question}\n.shell cp n.dmn m.dmn\n{question}\n")
    assert sql(installed, f".read {script}").split() == ["10", "10", "25"]


if __name__ == "__main__":
    support.main(globals())
