#!/usr/bin/env python3
"""docs/security.md: every requirement of ASVS 5.0 levels 1 and 2 once, every named test there, the totals right."""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The sections of ASVS 5.0.0 and the numbers of their requirements at levels 1 and 2: 253 in all.
SECTIONS = {
    "1.1": range(1, 3), "1.2": range(1, 10), "1.3": range(1, 12), "1.4": range(1, 4), "1.5": range(1, 3),
    "2.1": range(1, 4), "2.2": range(1, 4), "2.3": range(1, 5), "2.4": [1],
    "3.2": [1, 2], "3.3": range(1, 5), "3.4": range(1, 7), "3.5": range(1, 6), "3.7": [1, 2],
    "4.1": range(1, 4), "4.2": [1], "4.3": [1, 2], "4.4": range(1, 5),
    "5.1": [1], "5.2": range(1, 4), "5.3": [1, 2], "5.4": range(1, 4),
    "6.1": range(1, 4), "6.2": range(1, 13), "6.3": range(1, 5), "6.4": range(1, 5), "6.5": range(1, 6),
    "6.6": range(1, 4), "6.8": range(1, 5),
    "7.1": range(1, 4), "7.2": range(1, 5), "7.3": [1, 2], "7.4": range(1, 6), "7.5": [1, 2], "7.6": [1, 2],
    "8.1": [1, 2], "8.2": range(1, 4), "8.3": [1], "8.4": [1],
    "9.1": range(1, 4), "9.2": range(1, 5),
    "10.1": [1, 2], "10.2": [1, 2], "10.3": range(1, 5), "10.4": range(1, 12), "10.5": range(1, 6),
    "10.6": [1, 2], "10.7": range(1, 4),
    "11.1": [1, 2], "11.2": range(1, 4), "11.3": range(1, 4), "11.4": range(1, 5), "11.5": [1], "11.6": [1],
    "12.1": range(1, 4), "12.2": [1, 2], "12.3": range(1, 5),
    "13.1": [1], "13.2": range(1, 6), "13.3": [1, 2], "13.4": range(1, 6),
    "14.1": [1, 2], "14.2": range(1, 5), "14.3": range(1, 4),
    "15.1": range(1, 4), "15.2": range(1, 4), "15.3": range(1, 8),
    "16.1": [1], "16.2": range(1, 6), "16.3": range(1, 5), "16.4": range(1, 4), "16.5": range(1, 4),
    "17.1": [1], "17.2": range(1, 5), "17.3": [1, 2],
}
KINDS = {"Reason": "with a reason", "Absent": "absent", "Open": "open"}


def is_there(file, function):
    """Some file of that name has that function and runs it; several folders may have a file of one name."""
    sources = [p.read_text() for p in ROOT.glob("tests/**/*") if p.stem == file and p.suffix in (".py", ".c")]
    return any(function is None or is_run(source, function) for source in sources)


def is_run(source, function):
    """It is there and somebody names it again; of Python, functions named test_ are run by their name."""
    is_defined = re.search(rf"\b{function}\(", source)
    return is_defined and (function.startswith("test_") or len(re.findall(rf"\b{function}\b", source)) > 1)


def faults(text):
    wanted = {f"{section}.{n}" for section, numbers in SECTIONS.items() for n in numbers}
    rows = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+) \| (.+) \|$", text, re.M)
    numbers = collections.Counter(number for number, _, _ in rows)
    yield from (f"{n}: not listed" for n in sorted(wanted - set(numbers)))
    yield from (f"{n}: no such requirement at these levels" for n in sorted(set(numbers) - wanted))
    yield from (f"{n}: twice" for n, count in numbers.items() if count > 1)
    kinds = collections.Counter()
    for number, what, how in rows:
        named = re.fullmatch(r"`(\w+)(?: (\w+))?`", how)
        kind = KINDS.get(how.split(":")[0]) if ": " in how else None
        if named:
            if not is_there(*named.groups()):
                yield f"{number}: no test {how}"
            kind = "tested"
        if kind is None or len(what) < 3:
            yield f"{number}: neither a test nor a reason: {how}"
        kinds[kind] += 1
    total = (f"{len(rows)} requirements: {kinds['tested']} tested, {kinds['with a reason']} with a reason, "
             f"{kinds['absent']} absent, {kinds['open']} open")
    if f"**{total}.**" not in text:
        yield f"the totals are: {total}"
    print(total)


def main():
    assert sum(len(numbers) for numbers in SECTIONS.values()) == 253
    found = list(faults((ROOT / "docs/security.md").read_text()))
    for fault in found:
        print(f"docs/security.md: {fault}")
    print(f"{253 - len(found)} passed, {len(found)} failed")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
