"""Facts that meet each other as no real company's do: where thresholds and missing cells decide.

Rows begin as a worked example of some item (its .cases.csv) or as a company of the made-up city, and a
few of their cells are then changed: to a value of somebody else, to a threshold of a model or a step
beside it, to a multiple of another cell that gives a ratio exactly, or to nothing."""
import csv
import decimal
import random
import re

import policy_sql

LITERAL = re.compile(r"(?<![\w.\"])\d+(?:\.\d+)?")
DECIMALS = {"money": 2, "number": 6, "ratio": 12, "integer": 0}


class Mixer:
    def __init__(self, items, attributes, year, seed):
        self.attributes, self.year = attributes, year
        self.chance = random.Random(seed)
        self.columns = {}  # (attribute, year or None): values seen
        self.companies = {}  # (kind of subject, code): {column: value}
        self.examples = {}  # kind of subject: [{column: value}]
        self.ratios, self.limits = set(), set()
        for item in items:
            for text in item.root.iter(f"{policy_sql.DMN}text"):
                for number in LITERAL.findall(text.text or ""):
                    (self.limits if decimal.Decimal(number) > 1 else self.ratios).add(decimal.Decimal(number))
        self.limits, self.ratios = sorted(self.limits), sorted(self.ratios - {decimal.Decimal(0)})

    @staticmethod
    def column_of(fact, year):
        period = fact.get("period")
        return fact.get("attribute"), None if period is None else year + int(period)

    def add_rows(self, item, path, is_example):
        """The rows of a file whose columns are the item's inputs by name."""
        columns = {}
        for element in item.root.findall(f"{policy_sql.DMN}inputData"):
            fact = element.find(f"{policy_sql.DMN}extensionElements/{policy_sql.ITEM}fact")
            columns[element.get("name")] = self.column_of(fact, self.year)
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                cells = {c: self.plain(row[n], c, is_example) for n, c in columns.items()
                         if row.get(n) and not c[0].startswith("@")}
                if is_example:
                    self.examples.setdefault(item.subject, []).append(cells)
                else:
                    self.companies.setdefault((item.subject, row["code"]), {}).update(cells)
                for column, value in cells.items():
                    self.columns.setdefault(column, set()).add(value)

    def plain(self, cell, column, is_example):
        if not is_example:
            return cell
        cell = re.sub(r'^date\("(.*)"\)$', r"\1", cell).strip('"')
        if self.attributes[column[0]] == "date":  # examples are told as of 2026
            cell = re.sub(r"^(\d{4})", lambda m: str(int(m.group(1)) + self.year - 2025), cell)
            cell = cell.replace("-02-29", "-02-28")
        return cell

    def change(self, row, column, pools):
        kind = self.attributes[column[0]]
        how = self.chance.random()
        if how < 0.25:
            row.pop(column, None)
        elif how < 0.5 or kind not in DECIMALS:
            row[column] = self.chance.choice(pools[column])
        elif how < 0.75:
            step = decimal.Decimal(1).scaleb(-DECIMALS[kind]) * self.chance.choice((-1, 0, 0, 1))
            pool = self.ratios if kind == "ratio" else self.limits
            row[column] = self.fitted(self.chance.choice(pool) + step, kind)
        else:
            others = [c for c in row if self.attributes[c[0]] == kind]
            if others:
                other = decimal.Decimal(row[self.chance.choice(others)])
                ratio = self.chance.choice(self.ratios) + self.chance.choice((0, 0, 1))
                row[column] = self.fitted(other * ratio, kind)

    @staticmethod
    def fitted(value, kind):
        return format(max(value, decimal.Decimal(0)).quantize(decimal.Decimal(1).scaleb(-DECIMALS[kind]),
                                                              decimal.ROUND_HALF_EVEN), "f")

    def write(self, folder, subject, count, code_of):
        """mixed-<subject>.csv and its mapping."""
        companies = [cells for (kind, _), cells in self.companies.items() if kind == subject]
        examples = self.examples[subject]
        columns = sorted({c for t in companies + examples for c in t}, key=str)
        pools = {c: sorted(self.columns[c]) for c in columns}
        names = [f"{a} {y or ''}".strip() for a, y in columns]
        with open(folder / f"mixed-{subject}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["code", *names])
            for i in range(count):
                row = dict(self.chance.choice(self.chance.choice((companies, examples))))
                for _ in range(self.chance.randrange(6)):
                    self.change(row, self.chance.choice(columns), pools)
                writer.writerow([code_of(i), *(row.get(c, "") for c in columns)])
        lines = ["[file]", "source = mixed", "key = code", f"kind = {subject}", "unit = 元", "", "[columns]"]
        for (attribute, year), name in zip(columns, names):
            options = f", period {year}" if year else ""
            options += ", negative" if self.attributes[attribute] in DECIMALS else ""
            lines.append(f"{name} = {attribute}{options}")
        (folder / f"mixed-{subject}.mapping").write_text("\n".join(lines) + "\n", encoding="utf-8")
