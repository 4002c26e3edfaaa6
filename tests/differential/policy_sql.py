"""Items of Sudui as SQL: reads a .dmn file and writes one query over the item's facts.

The table has a column for each input of the model, as `sudui facts export` writes it, already typed
as docs/items.md says.  The query gives, for each code: status (0 not met, 1 met, 2 unknown), the
amount in fen after the item's rounding, and the bounds of the score in millionths."""
import csv
import dataclasses
import xml.etree.ElementTree as tree

from feel_sql import (NULL, Query, Translator, Untranslated, Value, boolean_constant, read_expression,
                      read_tests)

DMN = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
ITEM = "{urn:sudui:item:1}"
SCALES = {"money": 2, "number": 6, "ratio": 12, "integer": 0}
UNITS_FEN = {"fen": 1, "yuan": 100, "1000yuan": 100000, "wan": 1000000}


def read_attributes(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row["id"]: row["type"] for row in csv.DictReader(file)}


@dataclasses.dataclass
class Input:
    name: str
    type: str  # of the attribute; "date" for @as_of, "integer" for @data_year


class Item:
    """A model file, its inputs and its query."""

    def __init__(self, path, attributes):
        self.path = path
        self.root = tree.parse(path).getroot()
        found = self.root.find(f"{DMN}extensionElements/{ITEM}item")
        self.id, self.subject = found.get("id"), found.get("subject")
        self.version = found.find(f"{ITEM}version").get("id")
        self.decisions = found.find(f"{ITEM}decisions").attrib
        amount = found.find(f"{ITEM}amount")
        self.rounding = amount.attrib if amount is not None else {"rounding": "fen", "mode": "half-even"}
        self.inputs = [self._input(e, attributes) for e in self.root.findall(f"{DMN}inputData")]

    @staticmethod
    def _input(element, attributes):
        fact = element.find(f"{DMN}extensionElements/{ITEM}fact").get("attribute")
        given = {"@as_of": "date", "@data_year": "integer"}
        return Input(element.get("name"), given.get(fact) or attributes[fact])

    def query(self, table):
        builder = ModelQuery(self)
        return builder.text(table)


class ModelQuery:
    def __init__(self, item):
        self.item = item
        self.query = Query()
        self.translator = Translator(self.query)
        self.values = {}
        self.elements = {e.get("name"): e for e in item.root.findall(f"{DMN}decision")}
        self.evaluating = []
        for i, one in enumerate(item.inputs):
            self.values[one.name] = self.input_value(f"i{i}", one.type)
        for element in item.root.findall(f"{DMN}businessKnowledgeModel"):
            self.translator.functions[element.get("name")] = self.function(element)

    def input_value(self, column, type_name):
        state = self.query.column(f"CASE WHEN {column} IS NULL THEN 2 ELSE 0 END")
        if type_name in SCALES:
            return Value("number", state, column, scale=10 ** SCALES[type_name], is_input=True)
        return Value(type_name, state, column, is_input=True)

    # A scope that evaluates decisions when they are asked for.

    def __contains__(self, name):
        return name in self.values or name in self.elements

    def __getitem__(self, name):
        if name not in self.values:
            if name in self.evaluating:
                raise Untranslated(f"a circle at {name}")
            self.evaluating.append(name)
            self.values[name] = self.logic(self.elements[name], self)
            self.evaluating.pop()
        return self.values[name]

    def logic(self, element, scope):
        literal, table = element.find(f"{DMN}literalExpression"), element.find(f"{DMN}decisionTable")
        try:
            if literal is not None:
                return self.translator.evaluate(read_expression(literal.find(f"{DMN}text").text), scope)
            if table is not None:
                return Table(self.translator, table, scope).value()
        except Untranslated as reason:
            raise Untranslated(f"{element.get('name')}: {reason}") from None
        raise Untranslated(f"{element.get('name')}: a boxed expression of another kind")

    def function(self, element):
        logic = element.find(f"{DMN}encapsulatedLogic")
        names = [p.get("name") for p in logic.findall(f"{DMN}formalParameter")]
        return lambda values: self.logic(logic, dict(zip(names, values)))

    def text(self, table):
        decisions, t = self.item.decisions, self.translator
        status = self[decisions["status"]]
        met = f"CASE WHEN {status.state} <> 0 THEN 2 WHEN {status.sql} THEN 1 ELSE 0 END"
        fen = "0::HUGEINT"
        if "amount" in decisions:
            amount = self[decisions["amount"]]
            rounded = self.rounded(amount)
            met = t.column(f"CASE WHEN {status.state} <> 0 THEN 2 WHEN NOT {status.sql} THEN 0 "
                           f"WHEN {amount.state} <> 0 OR {rounded} < 0 THEN 2 ELSE 1 END")
            fen = f"CASE WHEN {met} = 1 THEN {rounded} ELSE 0 END"
        outputs = [("status", met), ("fen", fen)]
        low = decisions.get("scoreMin") or decisions.get("score")
        high = decisions.get("scoreMax") or decisions.get("score")
        for name, decision in (("low", low), ("high", high)):
            score = self[decision] if decision else NULL
            exact = "NULL" if score.kind != "number" else \
                f"({score.sql} * {1000000 // score.scale}::HUGEINT)" if not score.divisor else None
            if exact is None:
                raise Untranslated(f"the score {decision}, which is a quotient")
            outputs.append((name, f"CASE WHEN {score.state} = 0 THEN {exact} END"))
        return self.query.text(table, outputs)

    def rounded(self, amount):
        """Yuan as a fraction to fen in the item's unit; amounts are not negative."""
        unit, mode = UNITS_FEN[self.item.rounding["rounding"]], self.item.rounding["mode"]
        t = self.translator
        top = f"({amount.sql} * 100::HUGEINT)"
        bottom = t.divisor(amount, unit)
        if mode == "down":
            units = f"({top} // {bottom})"
        elif mode == "half-up":
            units = f"((2 * {top} + {bottom}) // (2 * {bottom}))"
        elif mode == "half-even":
            units = (f"({top} // {bottom} + CASE WHEN 2 * ({top} % {bottom}) > {bottom} THEN 1 "
                     f"WHEN 2 * ({top} % {bottom}) = {bottom} THEN ({top} // {bottom}) % 2 ELSE 0 END)")
        else:
            raise Untranslated(f"rounding {mode}")
        return t.column(f"({units} * {unit}::HUGEINT)")


class Table:
    """A decision table: rules that match, may match or cannot."""

    def __init__(self, translator, element, scope):
        self.t, self.scope, self.element = translator, scope, element
        self.policy = element.get("hitPolicy", "UNIQUE")
        self.aggregation = element.get("aggregation")
        if self.policy not in ("UNIQUE", "FIRST") and (self.policy, self.aggregation) != ("COLLECT", "MAX"):
            raise Untranslated(f"hit policy {self.policy} {self.aggregation or ''}")
        if element.find(f".//{DMN}defaultOutputEntry") is not None:
            raise Untranslated("a default output")

    @staticmethod
    def entry(element):
        return (element.find(f"{DMN}text").text or "").strip()

    def inputs(self):
        return [self.t.evaluate(read_expression(self.entry(e.find(f"{DMN}inputExpression"))), self.scope)
                for e in self.element.findall(f"{DMN}input")]

    def refused(self, inputs):
        """SQL that is true when an input is not among its allowed values."""
        found = []
        for value, e in zip(inputs, self.element.findall(f"{DMN}input")):
            allowed = e.find(f"{DMN}inputValues")
            if allowed is not None:
                test = self.t.test_all(value, read_tests(self.entry(allowed)), self.scope)
                found.append(f"({value.state} = 0 AND {test.state} = 0 AND NOT {test.sql})")
        return " OR ".join(found) if found else "false"

    def outputs(self, rule):
        names = [o.get("name") for o in self.element.findall(f"{DMN}output")]
        entries = [self.entry(e) for e in rule.findall(f"{DMN}outputEntry")]
        values = [NULL if e in ("", "-") else self.t.evaluate(read_expression(e), self.scope)
                  for e in entries]
        return values[0] if len(values) == 1 else Value("context", fields=dict(zip(names, values)))

    def match(self, rule, inputs):
        """A column: 0 no, 1 yes, 2 maybe."""
        conditions = []
        for value, e in zip(inputs, rule.findall(f"{DMN}inputEntry")):
            if self.entry(e) not in ("", "-"):
                conditions.append(self.t.test_all(value, read_tests(self.entry(e)), self.scope))
        if not conditions:
            return "1"
        no = " OR ".join(f"({c.state} = 1 OR {c.sql} = false)" for c in conditions)
        maybe = " OR ".join(f"{c.state} = 2" for c in conditions)
        return self.t.column(f"CASE WHEN coalesce({no}, false) THEN 0 WHEN {maybe} THEN 2 ELSE 1 END")

    def value(self):
        inputs = self.inputs()
        rules = self.element.findall(f"{DMN}rule")
        hits = [(self.match(r, inputs), self.outputs(r)) for r in rules]
        if self.policy == "COLLECT":
            found = self.largest(hits)
        elif self.policy == "FIRST":
            found = self.possible(hits)
        else:
            certain = self.t.column(" + ".join(f"({m} = 1)::INT" for m, _ in hits))
            only = self.t.choose([(f"{m} = 1", v) for m, v in hits], NULL)
            found = self.t.choose([(f"{certain} = 1", only), (f"{certain} > 1", NULL)], self.possible(hits))
        refused = self.refused(inputs)
        return found if refused == "false" else self.t.choose([(refused, NULL)], found)

    def possible(self, hits):
        """The one value of all outputs up to the first certain rule, else unknown."""
        first = self.t.choose([(f"{m} <> 0", v) for m, v in hits], NULL)
        open_before, maybes, differs = "true", [], []
        for m, v in hits:
            differs.append(f"({open_before} AND {m} <> 0 AND NOT {self.t.identical(first, v)})")
            maybes.append(f"({open_before} AND {m} = 2)")
            open_before = self.t.column(f"{open_before} AND {m} <> 1")
        differs.append(f"({open_before} AND {first.state} <> 1)")
        some = self.t.column(" OR ".join(maybes))
        other = self.t.column(" OR ".join(differs))
        return self.t.choose([(f"{some} AND {other}", Value("null", "2"))], first)

    def largest(self, hits):
        scale = 1
        for _, v in hits:
            if v.kind != "number" or v.constant is None:
                raise Untranslated("COLLECT MAX of computed outputs")
            scale = max(scale, v.scale)
        if scale != 1:
            raise Untranslated("COLLECT MAX of fractions")
        certain = self.t.column("greatest(" + ", ".join(
            f"CASE WHEN {m} = 1 THEN {v.sql} END" for m, v in hits) + ")")
        larger = self.t.column(" OR ".join(
            f"({m} = 2 AND coalesce({v.sql} > {certain}, true))" for m, v in hits))
        state = self.t.column(f"CASE WHEN {larger} THEN 2 WHEN {certain} IS NULL THEN 1 ELSE 0 END")
        return Value("number", state, self.t.known(state, certain))


__all__ = ["Item", "Untranslated", "boolean_constant", "read_attributes"]
