#!/usr/bin/env python3
"""Batches from another program: a Python without any library hands its columns to libdmn."""
import ctypes
import datetime
import decimal
import json
import os
import random
import subprocess
import sys

import support

sys.path.insert(0, str(support.ROOT / "examples"))
sys.path.insert(0, str(support.ROOT / "tests/differential"))
import dmn_arrow  # noqa: E402
import policy_sql  # noqa: E402

LIBRARY = str(support.BUILD / "libdmn.so.0")
MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="m" namespace="urn:m">
<inputData id="i" name="Income"><variable name="Income" typeRef="number"/></inputData>
<decision id="d" name="Rich"><variable name="Rich" typeRef="boolean"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<literalExpression><text>Income &gt; 1000</text></literalExpression></decision></definitions>"""
ROWS = 400


def with_model(test):
    def run():
        with support.folder() as folder:
            path = f"{folder}/m.dmn"
            with open(path, "w", encoding="utf-8") as file:
                file.write(MODEL)
            test(path)
    return run


@with_model
def test_three_values(path):
    model = dmn_arrow.Model(path, LIBRARY)
    table = dmn_arrow.Table({"Income": ("l", [2000, None, 800])})
    assert model.decide(["Rich"], table) == {
        "Rich": [True, None, False], "Rich status": ["met", "unknown", "not met"],
        "Rich missing": [[], ["Income"], []]}
    assert table.releases == 0, "what came in stays the caller's"
    options = dmn_arrow.default_options()
    options.nulls_are_known = options.without_missing = True
    assert model.decide(["Rich"], table, options) == {
        "Rich": [True, None, False], "Rich status": ["met", "null", "not met"]}
    model.close()


@with_model
def test_refusals(path):
    model = dmn_arrow.Model(path, LIBRARY)
    for name, form, code in [("Income", "u", "LIBDMN_ARROW_FORMAT"), ("Incomes", "l", "LIBDMN_NO_INPUT_NEAR")]:
        try:
            model.decide(["Rich"], dmn_arrow.Table({name: (form, [None])}))
            raise AssertionError(f"{name} {form} was taken")
        except dmn_arrow.Failure as failure:
            assert failure.args[0] == code, failure
    model.close()


@with_model
def test_command_line_example(path):
    done = subprocess.run([sys.executable, support.ROOT / "examples/dmn_arrow.py", path, "Rich"],
                          input=b"Income\n1000.01\n1000\n", stdout=subprocess.PIPE, check=True,
                          env=dict(os.environ, LIBDMN=LIBRARY))
    assert done.stdout.decode().split("\n") == ["True\tmet\t[]", "False\tnot met\t[]", ""], done.stdout


# --- A shipped item, row by row against a session ---

def column_of(one, chance):
    """(format, values): a third is missing."""
    make = {"money": lambda: decimal.Decimal(chance.randrange(-10 ** 9, 10 ** 11)).scaleb(-2),
            "ratio": lambda: decimal.Decimal(chance.randrange(0, 1500)).scaleb(-3),
            "number": lambda: decimal.Decimal(chance.randrange(0, 200)).scaleb(-1),
            "integer": lambda: chance.randrange(0, 600), "boolean": lambda: chance.random() < 0.5,
            "date": lambda: datetime.date(2018 + chance.randrange(9), 1 + chance.randrange(12), 28),
            "string": lambda: chance.choice(["国家级", "省级", "市级", "无", "首次认定", "存续"])}[one.type]
    forms = {"money": "d:20,2", "ratio": "d:16,12", "number": "d:20,6", "integer": "i", "boolean": "b",
             "date": "tdD", "string": "u"}
    return forms[one.type], [None if chance.random() < 0.33 else make() for _ in range(ROWS)]


def json_of(value):
    return str(value) if isinstance(value, datetime.date) else value


class SessionOptions(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("three_valued", ctypes.c_bool),
                ("other_inputs_allowed", ctypes.c_bool), ("utc_offset_seconds", ctypes.c_int32),
                ("input_bytes_max", ctypes.c_size_t), ("memory_bytes_max", ctypes.c_size_t),
                ("steps_max", ctypes.c_uint64), ("stack_depth_max", ctypes.c_uint32),
                ("time_ms_max", ctypes.c_uint32), ("clock_us", ctypes.c_void_p),
                ("clock_context", ctypes.c_void_p), ("expression", ctypes.c_uint32 * 3)]


class Session:
    """Records one by one through the same library."""

    def __init__(self, model):
        options = SessionOptions(ctypes.sizeof(SessionOptions), three_valued=True)
        self.model, self.handle = model, ctypes.c_void_p()
        self.c = model.c
        self.c.dmn_session_missing.restype = dmn_arrow.Text
        self.c.dmn_session_missing_count.restype = ctypes.c_size_t
        self.c.dmn_session_is_unknown.restype = ctypes.c_bool
        model.call("dmn_session_open", model.handle, ctypes.byref(options), ctypes.byref(self.handle))

    def evaluate(self, name, record):
        text = json.dumps({k: json_of(v) for k, v in record.items() if v is not None}, default=float,
                          ensure_ascii=False)
        out = dmn_arrow.Text()
        self.model.call("dmn_session_evaluate", self.handle, dmn_arrow.Text.of(name), dmn_arrow.Text.of(text),
                        ctypes.c_int64(-(1 << 63)), ctypes.byref(out))
        missing = [self.c.dmn_session_missing(self.handle, ctypes.c_size_t(i)).data.decode()
                   for i in range(self.c.dmn_session_missing_count(self.handle))]
        return json.loads(out.data), self.c.dmn_session_is_unknown(self.handle), missing


def test_items_like_a_session():
    attributes = policy_sql.read_attributes(support.ROOT / "data/attributes.csv")
    for name in ("srdi/2022", "changzhou-rd-award/2025", "maker-space/2017"):
        path = support.ROOT / f"policies/{name}.dmn"
        item, chance = policy_sql.Item(path, attributes), random.Random(name)
        columns = {one.name: column_of(one, chance) for one in item.inputs}
        wanted = sorted(set(item.decisions.values()))
        model = dmn_arrow.Model(str(path), LIBRARY)
        results = model.decide(wanted, dmn_arrow.Table(columns))
        session = Session(model)
        words = set()
        for i in range(ROWS):
            record = {n: values[i] for n, (_, values) in columns.items()}
            for decision in wanted:
                value, is_unknown, missing = session.evaluate(decision, record)
                found, status = results[decision][i], results[f"{decision} status"][i]
                words.add(status)
                number = isinstance(found, decimal.Decimal)
                same = round(decimal.Decimal(str(value)), 6) == found if number else value == found
                assert same, (name, decision, record, value, found)
                assert (status == "unknown") == is_unknown, (name, decision, record, status)
                if status in ("unknown", "null"):
                    assert results[f"{decision} missing"][i] == missing, (name, decision, record)
        assert len(words) >= 2, f"{name}: {words}"
        session.c.dmn_session_close(session.handle)
        model.close()


if __name__ == "__main__":
    support.main(globals())
