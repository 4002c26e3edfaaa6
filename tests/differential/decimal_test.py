#!/usr/bin/env python3
"""Compares base/decimal with Python's `decimal` at the same context, operation by operation.

    tests/differential/decimal_test.py [--operations N] [--seed S] [--program FILE]

Both get the same random operands; digits, exponent and sign of each result must be equal, so
that also the zeros and the trailing zeros agree.  Functions that cannot be exact (exp, ln, power)
are computed here to 60 digits or more and rounded once, when no other rounding is possible."""
import argparse
import collections
import decimal
import os
import pathlib
import random
import re
import subprocess
import sys
from decimal import Decimal

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EMAX, EMIN, PRECISION = 6144, -6143, 34
TOP, TINY = EMAX - PRECISION + 1, EMIN - PRECISION + 1  # the exponents that a coefficient may have
BATCH = 20000
MODES = {name: getattr(decimal, "ROUND_" + name.upper())
         for name in ("half_even", "half_up", "half_down", "up", "down", "floor", "ceiling")}
NUMBER = re.compile(r"[+-]?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?\Z", re.ASCII)


def context(digits=PRECISION, emax=EMAX, emin=EMIN, clamp=1, rounding=decimal.ROUND_HALF_EVEN):
    return decimal.Context(prec=digits, Emax=emax, Emin=emin, clamp=clamp, rounding=rounding, traps=[])


DECIMAL128 = context()
EXACT = context(20000, 999999, -999999, 0)
ROUNDERS = {name: context(rounding=mode) for name, mode in MODES.items()}
WIDE = [context(digits, 99999, -99999, 0) for digits in (60, 150, 400)]


# --- What the right result is -------------------------------------------------------------------

def defined(result):
    return result if result.is_finite() else None


def exact(x):
    """The Decimal that a line states: sign, digits and exponent as they stand."""
    return Decimal(x)


def rounded_once(function):
    """`function(context)` rounded once: to more digits until no error could change the rounding."""
    for wide in WIDE:
        wide.clear_flags()
        result = function(wide)
        if not result.is_finite():
            return None
        if not wide.flags[decimal.Inexact] or result.is_zero():
            return defined(DECIMAL128.plus(result))
        error = Decimal((0, (1,), result.adjusted() - wide.prec + 3))
        low = DECIMAL128.plus(wide.subtract(result, error))
        if low == DECIMAL128.plus(wide.add(result, error)):
            return defined(low)
    settled = context(200, 99999, -99999, 0).plus(result)  # a tie stated by its exact digits
    return defined(DECIMAL128.plus(settled))


def modulo(x, y):
    if y.is_zero():
        return None
    rest = EXACT.remainder(x, y)
    if not rest.is_zero() and rest.is_signed() != y.is_signed():
        return defined(DECIMAL128.add(rest, y))
    return rest.copy_abs() if rest.is_zero() else defined(DECIMAL128.plus(rest))


def power(x, y):
    return same_value(rounded_once(lambda wide: wide.power(x, y)))


def same_value(result):
    """Marks a result whose trailing zeros the standard leaves open: only its value counts."""
    return ("value", result)


def rounding(x, scale, mode):
    return x if x.as_tuple().exponent >= -scale else scaled(x, scale, mode)


def scaled(x, scale, mode):
    return defined(ROUNDERS[mode].quantize(x, Decimal((0, (1,), -scale))))


def to_whole(x, scale, mode):
    result = scaled(x, scale, mode)
    if result is None:
        return None
    whole = int(result.scaleb(scale, EXACT))
    return str(whole) if -2**63 <= whole < 2**63 else None


def to_int64(x):
    if x != x.to_integral_value(context=EXACT):
        return None
    if x.is_zero():
        return "0"
    return str(int(x)) if x.adjusted() < 20 and -2**63 <= int(x) < 2**63 else None


def parse(source):
    if not NUMBER.match(source):
        return None
    result = defined(DECIMAL128.create_decimal(source))
    return Decimal(0) if result is not None and Decimal(source).is_zero() else result


def plain(x):
    return "0" if x.is_zero() else format(EXACT.normalize(x), "f")


def reduced(x):
    return Decimal(0) if x.is_zero() else context(clamp=0).normalize(x)


def round_trip(function):
    return lambda *arguments: defined(function(*arguments))


EXPECTED = {
    "add": round_trip(DECIMAL128.add),
    "subtract": round_trip(DECIMAL128.subtract),
    "multiply": round_trip(DECIMAL128.multiply),
    "divide": round_trip(DECIMAL128.divide),
    "modulo": modulo,
    "power": power,
    "sqrt": round_trip(DECIMAL128.sqrt),
    "exp": lambda x: same_value(rounded_once(lambda wide: wide.exp(x))),
    "ln": lambda x: same_value(rounded_once(lambda wide: wide.ln(x))),
    "round": rounding,
    "compare": lambda x, y: str(int(EXACT.compare(x, y))),
    "parse": parse,
    "format": plain,
    "to_int64": to_int64,
    "to_scaled_int64": to_whole,
    "is_whole": lambda x: "1" if x == x.to_integral_value(context=EXACT) else "0",
    "reduce": reduced,
    "scaled": lambda coefficient, exponent: Decimal(f"{coefficient}E{exponent}"),
}


def agrees(expected, got):
    only_value = isinstance(expected, tuple)
    if only_value:
        expected = expected[1]
    if expected is None:
        return got == "none"
    if isinstance(expected, str) or got == "none":
        return expected == got
    got = Decimal(got)
    return got == expected if only_value else got.compare_total(expected) == 0


# --- Operands -----------------------------------------------------------------------------------

class Operands:
    """Awkward numbers, as text "123E-2"."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.makers = [self.money, self.money, self.count, self.ratio, self.any, self.any, self.any,
                       self.tie, self.near_power, self.limit, self.subnormal, self.zero]

    def digits(self, count):
        return str(self.random.randrange(10 ** (count - 1), 10 ** count))

    def sign(self):
        return "-" if self.random.random() < 0.4 else ""

    def money(self):
        return f"{self.sign()}{self.digits(self.random.randint(1, 14))}E-2"

    def count(self):
        return f"{self.sign()}{self.random.randint(0, 1000)}E{self.random.choice((0, 0, 0, 1, 3))}"

    def ratio(self):
        places = self.random.randint(1, 6)
        return f"{self.random.randrange(10 ** places)}E-{places}"

    def any(self):
        return f"{self.sign()}{self.digits(self.random.randint(1, 34))}E{self.random.randint(-45, 45)}"

    def tie(self):
        end = self.random.choice(("5", "50", "500", "49", "51", "4999999", "5000001", "0005"))
        begin = self.digits(self.random.randint(1, 34 - len(end)))
        return f"{self.sign()}{begin}{end}E{self.random.randint(-36, 4)}"

    def near_power(self):
        count = self.random.randint(1, 34)
        digits = self.random.choice(("1" + "0" * (count - 1), "9" * count,
                                     "1" + "0" * max(count - 2, 0) + "1", "5" + "0" * (count - 1)))
        return f"{self.sign()}{digits[:34]}E{self.random.randint(-40, 40)}"

    def limit(self):
        count = self.random.randint(1, 34)
        return f"{self.sign()}{self.digits(count)}E{TOP - self.random.choice((0, 0, 1, 2, 33, 34, 60))}"

    def subnormal(self):
        count = self.random.randint(1, 34)
        return f"{self.sign()}{self.digits(count)}E{TINY + self.random.choice((0, 0, 1, 2, 33, 34, 60))}"

    def zero(self):
        return f"{self.sign()}0E{self.random.choice((0, -2, 5, TINY, TOP, self.random.randint(-40, 40)))}"

    def one(self):
        return self.random.choice(self.makers)()

    def two(self):
        """Also pairs that lie close together, or exactly one rounding apart."""
        x = self.one()
        choice = self.random.random()
        digits, exponent = x.lstrip("-").split("E")
        if choice < 0.1:
            return x, self.sign() + digits + "E" + exponent
        if choice < 0.2 and len(digits) < 34 and digits != "0":
            return x, f"{digits}0E{max(int(exponent) - 1, TINY)}"
        if choice < 0.35:
            apart = int(exponent) + len(digits) - 34 - self.random.randint(-1, 36)
            return x, f"{self.sign()}{self.random.choice(('1', '5', '49', '50', '51'))}E{max(apart, TINY)}"
        return x, self.one()

    def root(self):
        """Squares, exact and one digit beside, among the others."""
        if self.random.random() < 0.5:
            return self.one().lstrip("-")
        root = int(self.digits(self.random.randint(1, 17)))
        return f"{root * root + self.random.choice((0, 0, -1, 1))}E{2 * self.random.randint(-20, 20)}"

    def near_zero(self):
        """So small that exp is 1 and a tie or less away from it."""
        return f"{self.sign()}{self.digits(self.random.randint(1, 6))}E-{self.random.randint(30, 40)}"

    def near_one(self):
        step = self.random.randint(1, 33)
        return str(10 ** step + self.random.choice((-1, 1)) * self.random.randint(0, 9)) + f"E-{step}"

    def exponent_of_exp(self):
        choice = self.random.random()
        if choice < 0.2:
            return self.near_zero()
        if choice < 0.3:
            return f"{self.sign()}{self.random.randint(14100, 14250)}{self.digits(2)}E-2"
        return f"{self.sign()}{self.digits(self.random.randint(1, 20))}E-{self.random.randint(0, 20)}" \
            if choice < 0.8 else self.one()

    def of_ln(self):
        return self.near_one() if self.random.random() < 0.3 else self.one()

    def of_power(self):
        choice = self.random.random()
        if choice < 0.15:
            return self.one(), self.one()
        if choice < 0.3:
            return self.near_one(), self.exponent_of_exp()
        if choice < 0.5:  # exact powers, and those that end with the 5 of a tie
            return f"{self.sign()}{self.digits(self.random.randint(1, 18))}E{self.random.randint(-9, 3)}", \
                f"{self.random.choice((0, 1, 2, 2, 3, 4, -1, -2))}E0"
        if choice < 0.6:  # roots of squares
            root = int(self.digits(self.random.randint(1, 12)))
            return f"{root * root}E{2 * self.random.randint(-6, 6)}", self.random.choice(("5E-1", "15E-1", "-5E-1"))
        base = self.random.choice((self.money, self.ratio, self.count, self.any))()
        whole = self.random.random() < 0.6
        return (base if whole else base.lstrip("-")), \
            f"{self.sign()}{self.digits(self.random.randint(1, 3))}E{0 if whole else -self.random.randint(1, 4)}"

    def source(self):
        """What decimal_parse reads, and some of what it must refuse."""
        r = self.random
        whole, behind = self.digits(r.randint(1, 40)), self.digits(r.randint(1, 80))
        power = r.choice(("", "", "", f"e{r.randint(-50, 50)}", f"E+{r.randint(6050, 6200)}",
                          f"e-{r.randint(6050, 6260)}", "E99999999999", "e-99999999999"))
        zeros = "0" * r.choice((0, 0, 0, 1, 2, 40))
        return r.choice((
            f"{self.sign()}{zeros}{whole}{power}", f"{self.sign()}{zeros}{whole}.{behind}{power}",
            f"{self.sign()}.{zeros}{behind}{power}", f"0.{zeros}{behind}{power}",
            f"{whole[:33]}5{'0' * r.randint(0, 80)}{r.choice(('', '1'))}{power}",
            f"{whole[:20]}.{zeros}", f"{self.sign()}{zeros}0{power}", f"+{whole}",
            r.choice(("abc", "1.", ".", "1e", "--1", "1_000", "NaN", "Infinity", "1,5", "0x10", "e5",
                      "1e+", "-", "+.5", "1.5.2", "１"))))


def make_operation(operands, name):
    """The words of a line, and the arguments of the expectation."""
    if name in ("add", "subtract", "multiply", "divide", "modulo", "compare"):
        words = operands.two()
    elif name == "power":
        words = operands.of_power()
    elif name == "parse":
        source = operands.source()
        return (source,), (source,)
    elif name == "scaled":
        coefficient = operands.random.choice((operands.random.randint(-2**63, 2**63 - 1), -2**63, 0,
                                              operands.random.randint(-10**6, 10**6)))
        exponent = operands.random.randint(-6, 6)
        return (coefficient, exponent), (coefficient, exponent)
    elif name in ("round", "to_scaled_int64"):
        x = operands.one()
        scale = operands.random.randint(-40, 40)
        if operands.random.random() < 0.5:  # near the digits that x has
            scale = max(-40, min(40, -int(x.split("E")[1]) - operands.random.randint(-2, 6)))
        if name == "to_scaled_int64" and operands.random.random() < 0.4:
            x, scale = operands.money(), 2
        mode = operands.random.choice(list(MODES))
        return (x, scale, mode), (exact(x), scale, mode)
    else:
        words = ({"sqrt": operands.root, "exp": operands.exponent_of_exp, "ln": operands.of_ln}
                 .get(name, operands.one)(),)
    return words, tuple(exact(w) for w in words)


# --- The comparison -----------------------------------------------------------------------------

SHARES = {"add": 14, "subtract": 12, "multiply": 12, "divide": 12, "modulo": 8, "power": 5, "sqrt": 5,
          "exp": 3, "ln": 3, "round": 12, "compare": 8, "parse": 8, "format": 4, "to_int64": 3,
          "to_scaled_int64": 5, "is_whole": 2, "reduce": 3, "scaled": 2}


def run(program, lines):
    done = subprocess.run([program], input="".join(lines).encode(), stdout=subprocess.PIPE, check=False)
    results = done.stdout.decode().split("\n")[:-1]
    if done.returncode != 0 or len(results) != len(lines):
        sys.exit(f"{program}: exit code {done.returncode} after {len(results)} of {len(lines)} lines")
    return results


def compare(program, count, seed, report=print):
    """{operation: [number, differences]}"""
    operands = Operands(seed)
    names = list(SHARES)
    counts = collections.defaultdict(lambda: [0, 0])
    while count > 0:
        lines, expectations = [], []
        for name in operands.random.choices(names, SHARES.values(), k=min(count, BATCH)):
            words, arguments = make_operation(operands, name)
            lines.append(" ".join((name, *map(str, words))) + "\n")
            expectations.append((name, arguments))
        for line, (name, arguments), got in zip(lines, expectations, run(program, lines)):
            expected = EXPECTED[name](*arguments)
            counts[name][0] += 1
            if not agrees(expected, got):
                counts[name][1] += 1
                if counts[name][1] <= 5:
                    report(f"{line.strip()}\n  expected {expected}\n  got      {got}")
        count -= len(lines)
    return counts


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--operations", type=int, default=1200000)
    arguments.add_argument("--seed", type=int, default=20230201)
    arguments.add_argument("--program", default=str(
        ROOT / os.environ.get("BUILD", "build") / "tests" / "differential" / "decimal_differential"))
    options = arguments.parse_args()
    counts = compare(options.program, options.operations, options.seed)
    for name, (number, differences) in sorted(counts.items()):
        print(f"{name:16} {number:9,} operations {differences:6,} differences")
    total, failed = (sum(c[i] for c in counts.values()) for i in (0, 1))
    print(f"{'all':16} {total:9,} operations {failed:6,} differences  (seed {options.seed})")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
