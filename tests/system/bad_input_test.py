"""Bad input: a clear message with file, place, value and remedy; exit code not 0; nothing half-written."""
import pathlib
import support
from support import sudui

MAPPING = """[file]
source = 税务局
key = 统一社会信用代码
period = 2024
[columns]
研发费用 = rd_expense
成立日期 = registered_on, optional
"""
HEADER = "统一社会信用代码,研发费用,成立日期\n"
GOOD = "91320412MA1000001X"  # replaced below by a code with right check digits


def check_character(body):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return alphabet[(31 - sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31) % 31]


def organisation_check(body):
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    value = 11 - sum(int(c, 36) * w for c, w in zip(body, weights)) % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def code(serial):
    organisation = f"MA{serial:06d}"
    body = "91320412" + organisation + organisation_check(organisation)
    return body + check_character(body)


# name, file content (text or bytes), mapping, exit code, words that must stand in the message
IMPORTS = [
    ("a column that the mapping names is missing", "统一社会信用代码,利润\n" + f"{code(1)},1\n", MAPPING, 65,
     ["研发费用"]),
    ("the key column is missing", "代码,研发费用\nx,1\n", MAPPING, 65, ["统一社会信用代码"]),
    ("a column stands twice", f"统一社会信用代码,研发费用,研发费用\n{code(1)},1,2\n", MAPPING, 65,
     ["研发费用"]),
    ("an attribute that nobody knows", HEADER + f"{code(1)},1,\n",
     MAPPING.replace("rd_expense", "rd_expensive"), 65, ["rd_expensive", "mapping"]),
    ("a unit that nobody knows", HEADER + f"{code(1)},1,\n", MAPPING + "[x]\n", 65, ["mapping"]),
    ("bytes of no encoding", b"\xff\xfe\xff\x00\xd8\x00", MAPPING, 65, ["t.csv"]),
    ("an XLSX that is no ZIP", b"PK\x03\x04 not really", MAPPING, 65, ["t.csv"]),
    ("an empty file", "", MAPPING, 65, ["t.csv"]),
]


def new_city(folder):
    city = pathlib.Path(folder) / "city"
    sudui("init", city)
    return city


def facts_of(city):
    return sudui("summary", "--json", city=city).json()["facts"]


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def test_refused_files():
    for name, content, mapping, expected, words in IMPORTS:
        with support.folder() as folder:
            city = new_city(folder)
            table = pathlib.Path(folder) / "t.csv"
            write(table, content)
            write(table.with_suffix(".mapping"), mapping)
            result = sudui("import", table, city=city, code=None)
            assert result.code == expected, f"{name}: exit code {result.code}\n{result.err}{result.out}"
            for word in words:
                assert word in result.err, f"{name}: no {word!r} in {result.err}"
            assert facts_of(city) == 0, name


def test_one_bad_file_does_not_stop_the_others():
    with support.folder() as folder:
        city = new_city(folder)
        paths = [pathlib.Path(folder) / name for name in ("a.csv", "b.csv", "c.csv")]
        for path, content in zip(paths, ("", HEADER + f"{code(1)},1,\n", "x")):
            write(path, content)
            write(path.with_suffix(".mapping"), MAPPING)
        result = sudui("import", *paths, city=city, code=65)
        assert "a.csv" in result.err and "c.csv" in result.err and facts_of(city) == 1, result.err


# name, the row, the column that is named, and a word of the reason
ROWS = [
    ("bad last check digit", lambda c: f"{c[:-1]}{'0' if c[-1] != '0' else '1'},1,", "统一社会信用代码"),
    ("bad inner check digit", lambda c: f"{c[:16]}{'0' if c[16] != '0' else '1'}{check_character(c[:16] + ('0' if c[16] != '0' else '1'))},1,",
     "统一社会信用代码"),
    ("too short a code", lambda c: f"{c[:-1]},1,", "统一社会信用代码"),
    ("negative money", lambda c: f"{c},-5,", "研发费用"),
    ("words for money", lambda c: f"{c},约五百万,", "研发费用"),
    ("30 February", lambda c: f"{c},1,2023-02-30", "成立日期"),
    ("a date of the year 1023", lambda c: f"{c},1,1023-01-05", "成立日期"),
]


def test_rejected_rows():
    with support.folder() as folder:
        city = new_city(folder)
        table = pathlib.Path(folder) / "t.csv"
        rows = "".join(make(code(10 + i)) + "\n" for i, (_, make, _) in enumerate(ROWS))
        write(table, HEADER + f"{code(1)},\"1,000.50\",2023-01-05\n" + rows + f"{code(2)},7,20230105\n")
        write(table.with_suffix(".mapping"), MAPPING)
        report = sudui("import", table, "--json", city=city, code=1).json()[0]
        assert report["rows"] == len(ROWS) + 2, report
        assert report["rows_rejected"] == len(ROWS), report
        assert report["facts_added"] == 4, report
        rejects = pathlib.Path(report["rejects"]).read_text(encoding="utf-8-sig").splitlines()[1:]
        assert len(rejects) == len(ROWS), rejects
        for number, (line, (name, _, column)) in enumerate(zip(rejects, ROWS)):
            assert f",{number + 3}," in line, f"{name}: row {number + 3} is not named in {line}"
            assert column in line, f"{name}: {line}"
        again = sudui("import", table, "--json", city=city, code=None).json()[0]
        assert again["already_loaded"] and facts_of(city) == 4


MODELS = [
    ("malformed XML", "<definitions><decision></definitions>", ["x.dmn:1:"]),
    ("a DTD", "<!DOCTYPE d [<!ENTITY a 'b'>]><definitions/>", ["x.dmn:1:"]),
    ("an entity bomb", "<!DOCTYPE d [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><d>&b;</d>", ["x.dmn:1:"]),
    ("not DMN", "<html/>", ["x.dmn:1:"]),
    ("too deep", "<a>" * 200 + "</a>" * 200, ["x.dmn:1:", "64"]),
    ("wrong encoding", b"<?xml version='1.0' encoding='UTF-8'?><a>\xff\xfe</a>", ["x.dmn:1:"]),
]

ITEM = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:sudui="urn:sudui:item:1"
 name="m" namespace="n" id="m"><extensionElements>
<sudui:item id="x" name="x" owner="o" kind="资质" mode="申报" class="核校"><sudui:policy number="1" title="t"/>
<sudui:version id="1"/><sudui:decisions status="资格"/><sudui:publication days="1" unit="natural"/></sudui:item>
</extensionElements>%s</definitions>"""
DECISION = """<decision id="d%s" name="%s"><description>第一条</description><variable name="%s"/>%s
<literalExpression><text>%s</text></literalExpression></decision>"""


def decision(name, needs, text):
    requirements = "".join(f'<informationRequirement><requiredDecision href="#d{n}"/></informationRequirement>'
                           for n in needs)
    return DECISION % (name, name, name, requirements, text)


LOGIC = [
    ("a name that no requirement brings", decision("资格", [], "研发费用 > 1"), ["研发费用"]),
    ("a requirement that leads nowhere", decision("资格", ["没有"], "true"), ["没有"]),
    ("decisions in a circle", decision("资格", ["甲"], "甲") + decision("甲", ["资格"], "资格"), ["资格", "甲"]),
    ("a sentence cut short", decision("资格", [], "1 +"), ["1 +", "^"]),
]


def check_model(folder, name, content, words):
    path = pathlib.Path(folder) / "x.dmn"
    write(path, content)
    result = sudui("policy", "check", path, code=1)
    for word in words:
        assert word in result.out, f"{name}: no {word!r} in {result.out}"


def test_refused_models():
    with support.folder() as folder:
        for name, content, words in MODELS:
            check_model(folder, name, content, words)
        for name, body, words in LOGIC:
            check_model(folder, name, ITEM % body, words)


def test_model_too_large():
    with support.folder() as folder:
        path = pathlib.Path(folder) / "x.dmn"
        write(path, "<definitions>" + " " * (16 << 20) + "</definitions>")
        message = sudui("policy", "check", path, code=65).err
        assert "x.dmn" in message and "larger than 16777216 bytes" in message, message


COMMANDS = [
    ("no such command", ["runn"], 64, "run"),
    ("no such option", ["run", "--as-off", "2025-01-01"], 64, "as-of"),
    ("a date that is none", ["run", "--all", "--as-of", "2025-02-30"], 64, "2025-02-30"),
    ("an option is missing", ["run", "--all"], 64, "as-of"),
    ("a year that no integer holds", ["run", "--all", "--as-of", "2025-06-30", "--data-year", "5000000000"], 64,
     "2999"),
    ("a name of spaces", ["list", "approve", "1", "--by", "  "], 64, "--by"),
    ("no such city", ["facts", "x", "--city", "/nonexistent"], 66, "sudui init"),
    ("no such item", ["policy", "show", "hnte-recogniton"], 66, "hnte-recognition"),
    ("a file that is not there", ["bank-simulator", "/nonexistent.xml", "--out", "/dev/null"], 66,
     "/nonexistent.xml"),
]


def test_wrong_commands():
    for name, arguments, expected, word in COMMANDS:
        result = sudui(*arguments, code=expected)
        assert word in result.err, f"{name}: no {word!r} in {result.err}"
        error = sudui(*arguments, "--json", code=expected).json()["error"]
        assert error["status"].startswith("SD_"), name


def test_both_languages():
    chinese = sudui("runn", code=64, lang="zh").err
    assert "没有命令" in chinese and "no command" in sudui("runn", code=64).err


if __name__ == "__main__":
    support.main(globals())
