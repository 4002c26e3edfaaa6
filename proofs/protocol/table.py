#!/usr/bin/env python3
"""Writes the table of an order's states as Promela, from the files that the C code includes.

usage: table.py > table.pml

states.def, events.def and transitions.def of src/payout are the only place where a step of an order
is written down; this turns them into constants, the set of open states and one step function."""
import pathlib
import re

PAYOUT = pathlib.Path(__file__).resolve().parent.parent.parent / "src" / "payout"


def rows(name, pattern):
    source = re.sub(r"/\*.*?\*/", "", (PAYOUT / name).read_text(encoding="utf-8"), flags=re.S)
    found = re.findall(pattern, source)
    macros = len(re.findall(r"^[A-Z]\(", source, re.M))
    if not found or len(found) != macros:
        raise SystemExit(f"{name}: {len(found)} rows read of {macros}")
    return found


def main():
    states = rows("states.def", r"S\((\w+), (true|false),")
    events = rows("events.def", r"E\((\w+),")
    steps = rows("transitions.def", r"T\((\w+), (\w+), (\w+)\)")
    print("/* Made by table.py from states.def, events.def and transitions.def of src/payout. */")
    for number, (name, _) in enumerate(states):
        print(f"#define {name} {number}")
    print(f"#define NO_STATE {len(states)} /* no such attempt yet */")
    for number, name in enumerate(events):
        print(f"#define EVENT_{name} {number}")
    print("#define IS_OPEN(s) (" + " || ".join(f"s == {n}" for n, is_open in states
                                               if is_open == "true") + ")")
    print("/* Sets `to`; NO_STATE when the table knows no such step. */")
    print("inline next_state(from, event) {\n  if")
    for start, event, end in steps:
        print(f"  :: (from == {start} && event == EVENT_{event}) -> to = {end}")
    print("  :: else -> to = NO_STATE\n  fi\n}")


if __name__ == "__main__":
    main()
