"""FEEL as SQL: the part that policies use, with exact numbers and three values.

A translation of its own, written from docs/feel.md and docs/dmn.md and sharing nothing with the
engine, so that the two can be held against each other.  What it cannot translate raises Untranslated
with the name of the construct.

A value is columns of SQL, added level by level to a query:
- state: 0 a value, 1 null, 2 unknown (a missing fact could change it);
- a number is a fraction n / d of 128-bit integers with d > 0, so that a ratio is compared by
  cross-multiplication; DuckDB stops with an error when such an integer overflows;
- a boolean, text or date is a column; days are numbers; periods of months are constants;
- a context is a value for each of its entries, and a state.
"""
import dataclasses
import fractions
import math
import re


class Untranslated(Exception):
    """A construct that has no translation here."""


@dataclasses.dataclass
class Value:
    kind: str  # number boolean string date days months context null
    state: str = "0"  # SQL
    sql: str = "NULL"  # n of a number
    divisor: str = ""  # a column, or empty for 1
    scale: int = 1  # the whole divisor is scale * divisor
    fields: dict = None
    constant: object = None  # a fraction, text, boolean, or a number of months
    is_input: bool = False


NULL = Value("null", state="1")


def number_constant(value):
    value = fractions.Fraction(value)
    return Value("number", sql=f"{value.numerator}::HUGEINT", scale=value.denominator, constant=value)


def boolean_constant(value):
    return Value("boolean", sql="true" if value else "false", constant=value)


def string_constant(value):
    return Value("string", sql="'" + value.replace("'", "''") + "'", constant=value)


# --- The query, level by level ---

class Query:
    """Columns that depend on columns; each stands one level above the highest that it uses."""

    NAME = re.compile(r"\bc\d+\b")

    def __init__(self):
        self.levels = []
        self.level_of = {}

    def column(self, expression):
        if re.fullmatch(r"c\d+|\d+|NULL|true|false|-?\d+::HUGEINT", expression):
            return expression
        used = [self.level_of[name] for name in self.NAME.findall(expression) if name in self.level_of]
        level = 1 + max(used, default=-1)
        while len(self.levels) <= level:
            self.levels.append([])
        for name, known in self.levels[level]:
            if known == expression:
                return name
        name = f"c{len(self.level_of)}"
        self.level_of[name] = level
        self.levels[level].append((name, expression))
        return name

    def text(self, table, outputs):
        parts = [f"l0 AS (SELECT *, {self._list(0)} FROM {table})"] if self.levels else []
        for i in range(1, len(self.levels)):
            parts.append(f"l{i} AS (SELECT *, {self._list(i)} FROM l{i - 1})")
        source = f"l{len(self.levels) - 1}" if self.levels else table
        wanted = ", ".join(f"{expression} AS {name}" for name, expression in outputs)
        return "WITH " + ",\n".join(parts) + f"\nSELECT code, {wanted} FROM {source}"

    def _list(self, i):
        return ", ".join(f"{expression} AS {name}" for name, expression in self.levels[i])


# --- Reading FEEL ---

TOKEN = re.compile(r"""\s*(?:
    (?P<number>\d+(?:\.\d+)?) | (?P<string>"(?:[^"\\]|\\.)*") | (?P<at>@"[^"]*") |
    (?P<name>[^\W\d]\w*) | (?P<symbol>\.\.|!=|<=|>=|\*\*|[-+*/()\[\],.<>=:{}])
)""", re.X)


def tokens_of(source):
    found, at = [], 0
    source = source.strip()
    while at < len(source):
        match = TOKEN.match(source, at)
        if match is None:
            raise Untranslated(f"the text {source[at:at + 20]!r}")
        found.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return found + [("end", "")]


class Reader:
    """Recursive descent to nested tuples: ("+", left, right), ("name", "x"), ..."""

    COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")

    def __init__(self, source):
        self.tokens, self.at = tokens_of(source), 0

    def peek(self, *texts):
        return self.tokens[self.at][0] in ("name", "symbol") and self.tokens[self.at][1] in texts

    def take(self, *texts):
        if not self.peek(*texts):
            return None
        self.at += 1
        return self.tokens[self.at - 1][1]

    def expect(self, text):
        if self.take(text) is None:
            raise Untranslated(f"{self.tokens[self.at][1]!r} instead of {text!r}")

    def whole(self, part):
        tree = part()
        if self.tokens[self.at][0] != "end":
            raise Untranslated(f"{self.tokens[self.at][1]!r} behind an expression")
        return tree

    def expression(self):
        if self.take("if"):
            condition = self.expression()
            self.expect("then")
            yes = self.expression()
            self.expect("else")
            return "if", condition, yes, self.expression()
        return self.disjunction()

    def disjunction(self):
        tree = self.conjunction()
        while self.take("or"):
            tree = ("or", tree, self.conjunction())
        return tree

    def conjunction(self):
        tree = self.comparison()
        while self.take("and"):
            tree = ("and", tree, self.comparison())
        return tree

    def comparison(self):
        tree = self.sum()
        operator = self.take(*self.COMPARISONS)
        if operator:
            return operator, tree, self.sum()
        if self.take("in"):
            self.expect("(")
            tests = self.tests()
            self.expect(")")
            return "in", tree, tests
        return tree

    def sum(self):
        tree = self.product()
        while (operator := self.take("+", "-")):
            tree = (operator, tree, self.product())
        return tree

    def product(self):
        tree = self.sign()
        while (operator := self.take("*", "/")):
            tree = (operator, tree, self.sign())
        return tree

    def sign(self):
        if self.take("-"):
            return "negate", self.sign()
        return self.postfix()

    def postfix(self):
        tree = self.primary()
        while True:
            if self.take("."):
                tree = ("path", tree, self.tokens[self.at][1])
                self.at += 1
            elif tree[0] == "name" and self.take("("):
                arguments = []
                while not self.take(")"):
                    arguments.append(self.expression())
                    self.take(",")
                tree = ("call", tree[1], arguments)
            else:
                return tree

    def primary(self):
        kind, text = self.tokens[self.at]
        if self.take("("):
            tree = self.expression()
            self.expect(")")
            return tree
        self.at += 1
        if kind == "number":
            return "number", text
        if kind == "string":
            return "string", text[1:-1].replace('\\"', '"')
        if kind == "name" and text in ("true", "false", "null"):
            return text,
        if kind == "name":
            return "name", text
        raise Untranslated(f"{text!r} in an expression")

    # Unary tests: a list of ("compare", operator, end), ("range", ...), ("is", value).

    def tests(self):
        found = [self.test()]
        while self.take(","):
            found.append(self.test())
        return found

    def test(self):
        operator = self.take(*self.COMPARISONS)
        if operator:
            return "compare", operator, self.sum()
        low = self.take("[", "]") or (self.peek("(") and self.is_range() and self.take("("))
        if low:
            start = self.sum()
            self.expect("..")
            end = self.sum()
            high = self.take("]", "[", ")")
            return "range", low == "[", start, end, high == "]"
        return "is", self.expression()

    def is_range(self):
        depth = 0
        for kind, text in self.tokens[self.at:]:
            depth += {"(": 1, ")": -1, "]": -1}.get(text, 0) if kind == "symbol" else 0
            if text == ".." and depth == 1:
                return True
            if depth == 0:
                return False
        return False


def read_expression(source):
    reader = Reader(source)
    return reader.whole(reader.expression)


def read_tests(source):
    reader = Reader(source)
    return reader.whole(reader.tests)


# --- Translating ---

PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?$|P(\d+)D$")


class Translator:
    """Expressions in a scope to values of one query."""

    def __init__(self, query):
        self.query = query
        self.functions = {}

    def column(self, sql):
        return self.query.column(sql)

    # States

    def worst(self, *values):
        states = sorted({v.state for v in values if v.state != "0"})
        if not states:
            return "0"
        return states[0] if len(states) == 1 else self.column(f"greatest({', '.join(states)})")

    def known(self, state, sql):
        """`sql` where the state is 0, else NULL."""
        if state == "0":
            return self.column(sql)
        return self.column(f"CASE WHEN {state} = 0 THEN {sql} END")

    # Numbers

    @staticmethod
    def divisor(v, factor=1):
        scale = v.scale * factor
        if not v.divisor:
            return f"{scale}::HUGEINT"
        return v.divisor if scale == 1 else f"({v.divisor} * {scale}::HUGEINT)"

    @staticmethod
    def times(sql, factor):
        return sql if factor == 1 else f"({sql} * {factor}::HUGEINT)"

    def to_common(self, a, b):
        """Numerators of both over one divisor: (n_a, n_b, divisor column, scale)."""
        scale = math.lcm(a.scale, b.scale)
        na, nb = self.times(a.sql, scale // a.scale), self.times(b.sql, scale // b.scale)
        if a.divisor == b.divisor:
            return na, nb, a.divisor, scale
        if a.divisor:
            nb = f"({nb} * {a.divisor})"
        if b.divisor:
            na = f"({na} * {b.divisor})"
        both = f"({a.divisor} * {b.divisor})" if a.divisor and b.divisor else a.divisor or b.divisor
        return na, nb, both, scale

    def number(self, state, sql, divisor, scale):
        return Value("number", state, self.known(state, sql),
                     self.known(state, divisor) if divisor else "", scale)

    def arithmetic(self, operator, a, b):
        if {a.kind, b.kind} == {"date", "months"} or (a.kind == "date" and b.kind == "days"):
            return self.shift_date(operator, a, b)
        if a.kind == b.kind == "date" and operator == "-":
            state = self.worst(a, b)
            return Value("days", state, self.known(state, f"({a.sql} - {b.sql})::HUGEINT"))
        if "null" in (a.kind, b.kind):
            return Value("number", self.worst(a, b))
        if a.kind != "number" or b.kind != "number":
            raise Untranslated(f"{a.kind} {operator} {b.kind}")
        state = self.worst(a, b)
        if operator in "+-":
            na, nb, divisor, scale = self.to_common(a, b)
            return self.number(state, f"({na} {operator} {nb})", divisor, scale)
        if operator == "*":
            divisor = f"({a.divisor} * {b.divisor})" if a.divisor and b.divisor else a.divisor or b.divisor
            return self.number(state, f"({a.sql} * {b.sql})", divisor, a.scale * b.scale)
        return self.quotient(state, a, b)

    def quotient(self, state, a, b):
        """Null when b is zero."""
        common = math.gcd(a.scale, b.scale)
        state = self.column(f"CASE WHEN {state} = 0 AND {b.sql} = 0 THEN 1 ELSE {state} END")
        top = self.times(a.sql, b.scale // common)
        if b.divisor:
            top = f"({top} * {b.divisor})"
        bottom = f"abs({b.sql})" if not a.divisor else f"(abs({b.sql}) * {a.divisor})"
        signed = f"CASE WHEN {b.sql} < 0 THEN -{top} ELSE {top} END"
        return self.number(state, f"({signed})", bottom, a.scale // common)

    def shift_date(self, operator, a, b):
        date, period = (a, b) if a.kind == "date" else (b, a)
        unit = "MONTH" if period.kind == "months" else "DAY"
        count = period.constant
        if count is None:
            raise Untranslated("a date and a computed duration")
        state = self.worst(a, b)
        return Value("date", state, self.known(state, f"({date.sql} {operator} INTERVAL {count} {unit})::DATE"))

    # Comparing

    def same(self, a, b):
        """SQL that is true when two values without unknowns are equal, null included."""
        if a.kind == "null" or b.kind == "null":
            return f"({a.state} = 1 AND {b.state} = 1)"
        if a.kind != b.kind:
            raise Untranslated(f"{a.kind} = {b.kind}")
        left, right = a.sql, b.sql
        if a.kind == "number":
            left, right, _, _ = self.to_common(a, b)
        equal = f"coalesce({left} = {right}, false)"
        if a.state == b.state == "0":
            return equal
        return f"(({a.state} = 0 AND {b.state} = 0 AND {equal}) OR ({a.state} = 1 AND {b.state} = 1))"

    def boolean(self, state, sql):
        return Value("boolean", state, self.known(state, sql))

    def compare(self, operator, a, b):
        if operator in ("=", "!="):
            unknown = self.column(f"CASE WHEN {self.worst(a, b)} = 2 THEN 2 ELSE 0 END")
            negation = "NOT " if operator == "!=" else ""
            return self.boolean(unknown, f"({negation}{self.same(a, b)})")
        state = self.worst(a, b)
        if "null" in (a.kind, b.kind):
            return Value("boolean", state)
        if a.kind != b.kind or a.kind not in ("number", "date", "days"):
            raise Untranslated(f"{a.kind} {operator} {b.kind}")
        left, right = a.sql, b.sql
        if a.kind == "number":
            left, right, _, _ = self.to_common(a, b)
        return self.boolean(state, f"({left} {operator} {right})")

    def asks_for_null(self, operator, value):
        """x = null and x != null are answered for a missing fact too."""
        there = "=" if operator == "!=" else "!="
        return self.boolean("0", f"({value.state} {there} 0)")

    # Three values

    def kleene(self, is_and, a, b):
        for v in (a, b):
            if v.kind not in ("boolean", "null"):
                raise Untranslated(f"{'and' if is_and else 'or'} of {v.kind}")
        decides = "false" if is_and else "true"
        sql = self.column(f"CASE WHEN {a.sql} = {decides} OR {b.sql} = {decides} THEN {decides} "
                          f"WHEN {a.sql} IS NOT NULL AND {b.sql} IS NOT NULL THEN NOT {decides} END")
        worst = self.worst(a, b)
        state = "0" if worst == "0" else self.column(f"CASE WHEN {sql} IS NOT NULL THEN 0 ELSE {worst} END")
        return Value("boolean", state, sql)

    def choose(self, cases, otherwise):
        """The value of the first case whose SQL condition holds; `cases` are (SQL, value)."""
        values = [v for _, v in cases] + [otherwise]
        kinds = {v.kind for v in values} - {"null"}
        if len(kinds) > 1:
            raise Untranslated(f"one of {', '.join(sorted(kinds))}")
        kind = kinds.pop() if kinds else "null"
        state = self.case([(c, v.state) for c, v in cases], otherwise.state)
        if kind == "null":
            return Value("null", state)
        if kind == "context":
            names = next(v.fields for v in values if v.kind == "context").keys()
            pick = lambda v, n: v.fields[n] if v.kind == "context" else Value("null", v.state)
            fields = {n: self.choose([(c, pick(v, n)) for c, v in cases], pick(otherwise, n)) for n in names}
            return Value("context", state, fields=fields)
        scale = math.lcm(*(v.scale for v in values))
        sql = self.case([(c, self.times(v.sql, scale // v.scale)) for c, v in cases],
                        self.times(otherwise.sql, scale // otherwise.scale))
        divisor = ""
        if any(v.divisor for v in values):
            one = lambda v: v.divisor or "1::HUGEINT"
            divisor = self.case([(c, one(v)) for c, v in cases], one(otherwise))
        return Value(kind, state, sql, divisor, scale)

    def case(self, cases, otherwise):
        if all(sql == otherwise for _, sql in cases):
            return self.column(otherwise)
        return self.column("CASE " + " ".join(f"WHEN {c} THEN {sql}" for c, sql in cases)
                           + f" ELSE {otherwise} END")

    def identical(self, a, b):
        """SQL: both known and the same; contexts entry by entry."""
        if a.kind == "context" and b.kind == "context":
            parts = [self.identical(a.fields[n], b.fields[n]) for n in a.fields]
            return "(" + " AND ".join([f"{a.state} = {b.state}", *parts]) + ")"
        if "context" in (a.kind, b.kind):
            return f"({a.state} = 1 AND {b.state} = 1)"
        return self.same(a, b)

    def conditional(self, condition, yes, no):
        common = self.column(f"{self.identical(yes, no)} AND {yes.state} < 2 AND {no.state} < 2")
        unknown = Value("null", "2")
        return self.choose([(f"{condition.state} = 2 AND NOT {common}", unknown),
                            (f"{condition.state} = 2 OR coalesce({condition.sql}, false)", yes)], no)

    # Functions

    def extreme(self, is_max, values):
        result = values[0]
        for v in values[1:]:
            na, nb, divisor, scale = self.to_common(result, v)
            state = self.worst(result, v)
            result = self.number(state, f"{'greatest' if is_max else 'least'}({na}, {nb})", divisor, scale)
        return result

    def floor(self, v):
        n, d = v.sql, self.divisor(v)
        return self.number(v.state, f"CASE WHEN {n} >= 0 THEN {n} // {d} "
                           f"ELSE -((-{n} + {d} - 1) // {d}) END", "", 1)

    def call(self, name, arguments, scope):
        if name == "duration" and arguments[0][0] == "string":
            match = PERIOD.match(arguments[0][1])
            if match is None:
                raise Untranslated(f"duration({arguments[0][1]!r})")
            years, months, days = (int(g or 0) for g in match.groups())
            if match.group(3):
                return Value("days", sql=f"{days}::HUGEINT", constant=days)
            return Value("months", constant=12 * years + months)
        values = [self.evaluate(a, scope) for a in arguments]
        if name in self.functions:
            return self.functions[name](values)
        if name in ("min", "max") and len(values) > 1 and all(v.kind == "number" for v in values):
            return self.extreme(name == "max", values)
        if name == "floor" and len(values) == 1 and values[0].kind == "number":
            return self.floor(values[0])
        raise Untranslated(f"the function {name}")

    def path(self, v, name):
        if v.kind == "date" and name in ("year", "month", "day"):
            return Value("number", v.state, self.known(v.state, f"date_part('{name}', {v.sql})::HUGEINT"))
        if v.kind == "context" and name in v.fields:
            field = v.fields[name]
            return self.choose([(f"{v.state} <> 0", Value("null", v.state))], field)
        raise Untranslated(f"{v.kind}.{name}")

    # Expressions and tests

    def evaluate(self, tree, scope):
        kind = tree[0]
        if kind == "number":
            return number_constant(tree[1])
        if kind == "string":
            return string_constant(tree[1])
        if kind in ("true", "false"):
            return boolean_constant(kind == "true")
        if kind == "null":
            return NULL
        if kind == "name":
            if tree[1] not in scope:
                raise Untranslated(f"the name {tree[1]}")
            return scope[tree[1]]
        if kind == "call":
            return self.call(tree[1], tree[2], scope)
        if kind == "path":
            return self.path(self.evaluate(tree[1], scope), tree[2])
        if kind == "in":
            return self.test_all(self.evaluate(tree[1], scope), tree[2], scope)
        if kind == "negate":
            return self.arithmetic("-", number_constant(0), self.evaluate(tree[1], scope))
        if kind in ("=", "!=") and ("null",) in tree[1:]:
            other = tree[1] if tree[2] == ("null",) else tree[2]
            return self.asks_for_null(kind, self.evaluate(other, scope))
        parts = [self.evaluate(t, scope) for t in tree[1:]]
        if kind == "if":
            return self.conditional(*parts)
        if kind in ("and", "or"):
            return self.kleene(kind == "and", *parts)
        if kind in Reader.COMPARISONS:
            return self.compare(kind, *parts)
        return self.arithmetic(kind, *parts)

    def test_all(self, value, tests, scope):
        result = None
        for test in tests:
            one = self.test(value, test, scope)
            result = one if result is None else self.kleene(False, result, one)
        return result

    def test(self, value, test, scope):
        if test[0] == "compare":
            return self.compare(test[1], value, self.evaluate(test[2], scope))
        if test[0] == "range":
            _, low_closed, low, high, high_closed = test
            above = self.compare(">=" if low_closed else ">", value, self.evaluate(low, scope))
            below = self.compare("<=" if high_closed else "<", value, self.evaluate(high, scope))
            return self.kleene(True, above, below)
        if test[1] == ("null",):
            return self.asks_for_null("=", value)
        end = self.evaluate(test[1], scope)
        if end.constant is None:
            raise Untranslated("a test that is a computed value")
        return self.compare("=", value, end)
