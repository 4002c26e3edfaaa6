#!/usr/bin/env python3
"""Every shipped item as SQL in DuckDB, row by row against `sudui run`.

    tests/differential/sql_items_test.py [--companies N] [--seed N] [--keep FOLDER]

Makes a city, decides every version of every item in it, exports the facts of each, translates each
model to SQL (policy_sql.py, which shares nothing with the engine) and compares status, amount before
the budget is shared, and score, subject by subject.  A copy of the items is used whose versions apply
everywhere and always, so that each meets every subject.  Needs node and npm; says so when they are
not there."""
import argparse
import os
import pathlib
import re
import shutil
import sys
import tempfile

import duck
from mixed_facts import Mixer
from policy_sql import DMN, SCALES, Item, Untranslated, read_attributes

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/system"))
import support  # noqa: E402

AS_OF, DATA_YEAR = "2025-06-30", 2024
VIEW = ("--as-of", AS_OF, "--data-year", DATA_YEAR)
READ_AS = {"money": "DECIMAL(20,2)", "number": "DECIMAL(20,6)", "ratio": "DECIMAL(16,12)",
           "integer": "DECIMAL(18,0)", "boolean": "BOOLEAN", "date": "DATE", "string": "VARCHAR"}


def copy_items(folder):
    """A data folder in which each version is an item of its own that applies everywhere."""
    shutil.copytree(ROOT / "data", folder / "data")
    for path in sorted((ROOT / "policies").glob("*/*.dmn")):
        xml = path.read_text(encoding="utf-8")
        name = f"{path.parent.name}-{path.stem}"
        xml, items = re.subn(r'(<sudui:item id=")[^"]*', rf"\g<1>{name}", xml)
        xml = re.sub(r'(<sudui:budget [^>]*total=")[^"]*', r"\g<1>1000000000000.00", xml)
        first, *others = re.findall(r"<sudui:version [^>]*/>", xml)
        xml = xml.replace(first, f'<sudui:version id="{path.stem}" from="2000-01-01" to="2100-01-01" regions=""/>')
        for other in others:
            xml = xml.replace(other, "")
        assert items == 1, path
        (folder / "policies" / name).mkdir(parents=True)
        (folder / "policies" / name / path.name).write_text(xml, encoding="utf-8")


def make_city(folder, items, data, attributes, options):
    """A sample city, and as many companies and incubators again of which cells were changed."""
    mixer = Mixer(items, attributes, DATA_YEAR, options.seed)
    small = folder / "small"
    fill_city(small, 2000, options.seed, [])
    for item in items:
        facts = small / "facts.csv"
        support.sudui("facts", "export", item.id, *VIEW, "--data", data, "--out", facts, city=small / "city")
        mixer.add_rows(item, facts, is_example=False)
        name, version = item.id.rsplit("-", 1)
        mixer.add_rows(item, ROOT / "policies" / name / f"{version}.cases.csv", is_example=True)
    mixed = folder / "mixed"
    mixed.mkdir()
    mixer.write(mixed, "company", options.mixed, lambda i: support.credit_code("91320400", i))
    mixer.write(mixed, "incubator", options.mixed, lambda i: support.credit_code("52320400", i))
    fill_city(folder, options.companies, options.seed, sorted(mixed.glob("*.csv")))


def fill_city(folder, companies, seed, others):
    inbox, city = folder / "inbox", folder / "city"
    support.sudui("sample", inbox, "--companies", companies, "--seed", seed)
    support.sudui("init", city)
    files = sorted(p for p in inbox.iterdir() if p.suffix in (".csv", ".xlsx"))
    support.sudui("import", "--quiet", *files, *others, city=city, code=None)


def run_item(city, data, item, folder):
    """Files with the facts and with the decisions of everybody."""
    run = support.sudui("run", "--item", item.id, *VIEW, "--data", data, "--json", city=city).json()[0]
    known = ("--data", data, "--version", item.version)
    facts, decisions = folder / f"{item.id}.facts.csv", folder / f"{item.id}.decisions.csv"
    support.sudui("facts", "export", item.id, *VIEW, *known, "--out", facts, city=city)
    support.sudui("replay", run["run"], "--out", decisions, "--data", data, city=city)
    text = decisions.read_text(encoding="utf-8")
    body = text[text.index("code,status,"):text.rindex("end ")]
    decisions.write_text(body, encoding="utf-8")
    return facts, decisions, run


def steps_of(item, facts, decisions):
    """The SQL of one item: read both files, translate, compare."""
    raw = ", ".join(f"'r{i}': 'VARCHAR'" for i in range(len(item.inputs)))
    typed = []
    for i, one in enumerate(item.inputs):
        cast = f"CAST(r{i} AS {READ_AS[one.type]})"
        if one.type in SCALES:
            cast = f"CAST({cast} * {10 ** SCALES[one.type]} AS HUGEINT)"
        typed.append(f"{cast} AS i{i}")
    return [
        f"CREATE OR REPLACE TABLE facts AS SELECT code, {', '.join(typed)} FROM read_csv('{facts}', "
        f"header=true, auto_detect=false, columns={{'code': 'VARCHAR', {raw}}})",
        f"CREATE OR REPLACE TABLE theirs AS {item.query('facts')}",
        f"CREATE OR REPLACE TABLE ours AS SELECT code, CASE status WHEN 'NOT_MET' THEN 0 WHEN 'MET' "
        f"THEN 1 ELSE 2 END AS status, fault, CAST(CAST(computed AS DECIMAL(20,2)) * 100 AS HUGEINT) AS "
        f"fen, CAST(CAST(\"score-min\" AS DECIMAL(20,6)) * 1000000 AS HUGEINT) AS low, "
        f"CAST(CAST(\"score-max\" AS DECIMAL(20,6)) * 1000000 AS HUGEINT) AS high "
        f"FROM read_csv('{decisions}', header=true, all_varchar=true)",
        "SELECT (SELECT count(*) FROM ours), (SELECT count(*) FROM theirs), "
        "count(*) FILTER (t.status = 1), count(*) FILTER (t.status = 0), count(*) FILTER (t.status = 2), "
        "sum(t.fen), count(*) FILTER (o.status <> t.status), count(*) FILTER (o.fen <> t.fen), "
        "count(*) FILTER (o.low IS DISTINCT FROM t.low OR o.high IS DISTINCT FROM t.high), "
        "count(*) FILTER (o.fault IS NOT NULL) FROM ours o JOIN theirs t USING (code)",
        "SELECT o.code, o.status, t.status, o.fen, t.fen, o.low, t.low, o.high, t.high FROM ours o "
        "JOIN theirs t USING (code) WHERE o.status <> t.status OR o.fen <> t.fen OR o.low IS DISTINCT "
        "FROM t.low OR o.high IS DISTINCT FROM t.high LIMIT 5"]


def mutations(item):
    """SQL of the item with one comparison of one text changed: (what, query)."""
    others = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "=": "!=", "!=": "=", " and ": " or ", " or ": " and "}
    parents = [e for tag in ("literalExpression", "inputEntry", "outputEntry") for e in item.root.iter(DMN + tag)]
    for text in (e.find(f"{DMN}text") for e in parents):
        whole = text.text or ""
        for found in re.finditer(r">=|<=|!=|[<>=]| and | or ", whole):
            text.text = whole[:found.start()] + others[found.group()] + whole[found.end():]
            try:
                yield f"{whole!r} → {text.text!r}", item.query("facts")
            except Untranslated:
                pass  # as in "= null" turned into an order
        text.text = whole


def mutate(item, steps, modules):
    """How many mistakes in the SQL the facts of this city bring to light."""
    made = list(mutations(item))
    differs = "count(*) FILTER (o.status <> t.status OR o.fen <> t.fen OR o.low IS DISTINCT FROM t.low OR " \
              "o.high IS DISTINCT FROM t.high)"
    asked = [f"SELECT {differs} FROM ours o JOIN ({query}) t USING (code)" for _, query in made]
    answers = duck.run(modules, steps[:1] + steps[2:3] + asked)[2:]
    unseen = [what for (what, _), answer in zip(made, answers) if int(answer[0][0]) == 0]
    print(f"     {item.id}: {len(made) - len(unseen)} of {len(made)} changed comparisons seen")
    for what in unseen:
        print(f"       not seen: {what}")


def compare(item, city, data, folder, modules, with_mutations):
    facts, decisions, run = run_item(city, data, item, folder)
    steps = steps_of(item, facts, decisions)
    answers = duck.run(modules, steps)
    if with_mutations:
        mutate(item, steps, modules)
    ours, theirs, met, not_met, unknown, fen, *differences = map(int, answers[3][0])
    complete = ours == theirs == met + not_met + unknown == run["decisions"]
    good = complete and not any(differences)
    print(f"{'ok  ' if good else 'FAIL'} {item.id}: {ours:,} subjects, {met:,} met, {not_met:,} not met, "
          f"{unknown:,} unknown, {fen / 100:,.2f} yuan; differences: status {differences[0]}, amount "
          f"{differences[1]}, score {differences[2]}; faults {differences[3]}", flush=True)
    for row in answers[4]:
        print("    code, ours/SQL: status, fen, low, high:", row)
    for path in (facts, decisions):
        path.unlink()
    return good, ours


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=200000)
    parser.add_argument("--mixed", type=int, default=100000, help="subjects of each kind with changed cells")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="make the city here and leave it")
    parser.add_argument("--mutate", action="store_true",
                        help="also change each comparison in the SQL, to see whether that is found")
    parser.add_argument("--item", help="only items whose name has this in it")
    options = parser.parse_args()
    modules = duck.install(support.BUILD / "differential")
    if modules is None:
        return 0
    with tempfile.TemporaryDirectory(prefix="sudui-sql-") as temporary:
        folder = pathlib.Path(options.keep or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        data, city = folder / "data-folder", folder / "city"
        if not data.exists():
            copy_items(data)
        attributes = read_attributes(ROOT / "data/attributes.csv")
        items = [Item(path, attributes) for path in sorted((data / "policies").glob("*/*.dmn"))]
        if not city.exists():
            make_city(folder, items, data, attributes, options)
        passed, failed, skipped, decisions = 0, 0, 0, 0
        for item in items:
            if options.item and options.item not in item.id:
                continue
            try:
                good, count = compare(item, city, data, folder, modules, options.mutate)
            except Untranslated as reason:
                print(f"skip {item.id}: not translated: {reason}")
                skipped += 1
                continue
            passed, failed, decisions = passed + good, failed + (not good), decisions + count
    print(f"{decisions:,} decisions compared with DuckDB")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
