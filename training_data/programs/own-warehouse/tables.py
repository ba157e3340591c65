"""A database in memory: tables, indexes, expressions, and a planner for a little SQL."""

from __future__ import annotations

import operator
import re
from collections import defaultdict

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|\d+\.\d+|\d+|[A-Za-z_][\w.]*|<=|>=|<>|[-+*/=<>(),])")
COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
AGGREGATES = {"count": len, "sum": sum, "min": min, "max": max, "avg": lambda values: sum(values) / len(values)}


class SqlError(ValueError):
    pass


class Table:
    def __init__(self, name, columns):
        self.name, self.columns = name, columns
        self.rows = []
        self.indexes = {}

    def insert(self, *values):
        if len(values) != len(self.columns):
            raise SqlError(f"{self.name} has {len(self.columns)} columns")
        row = dict(zip(self.columns, values))
        self.rows.append(row)
        for column, index in self.indexes.items():
            index[row[column]].append(row)

    def index(self, column):
        built = defaultdict(list)
        for row in self.rows:
            built[row[column]].append(row)
        self.indexes[column] = built


class Parser:
    def __init__(self, text):
        self.tokens = TOKEN.findall(text) + [""]
        self.at = 0
        self.aggregates = []

    def peek(self):
        return self.tokens[self.at].lower()

    def take(self, *expected):
        token = self.tokens[self.at]
        if not token:
            raise SqlError("the query ends too soon")
        if expected and token.lower() not in expected:
            raise SqlError(f"expected {' or '.join(expected)}, found {token!r}")
        self.at += 1
        return token

    def accept(self, word):
        if self.peek() == word:
            self.at += 1
            return True
        return False

    def select(self):
        self.take("select")
        columns = self.separated(self.column)
        self.take("from")
        sources = [(self.take(), None)]
        while self.accept("join"):
            name = self.take()
            self.take("on")
            left = self.take()
            self.take("=")
            sources.append((name, (left, self.take())))
        where = self.either() if self.accept("where") else None
        group = order = None
        if self.accept("group"):
            self.take("by")
            group = self.separated(self.sum)
        if self.accept("order"):
            self.take("by")
            order = self.sum(), self.accept("desc")
        limit = int(self.take()) if self.accept("limit") else None
        if self.peek():
            raise SqlError(f"unexpected {self.peek()!r}")
        return columns, sources, where, group, order, limit

    def separated(self, part):
        found = [part()]
        while self.accept(","):
            found.append(part())
        return found

    def column(self):
        begin = self.at
        expression = self.sum()
        name = self.take() if self.accept("as") else "".join(self.tokens[begin : self.at])
        return name, expression

    def either(self):
        left = self.both()
        while self.accept("or"):
            right = self.both()
            left = (lambda a, b: lambda row: a(row) or b(row))(left, right)
        return left

    def both(self):
        left = self.comparison()
        while self.accept("and"):
            right = self.comparison()
            left = (lambda a, b: lambda row: a(row) and b(row))(left, right)
        return left

    def comparison(self):
        left = self.sum()
        if self.accept("like"):
            pattern = re.escape(self.take()[1:-1]).replace("%", ".*")
            match = re.compile(pattern).fullmatch
            return lambda row: match(left(row)) is not None
        compare = COMPARE[self.take(*COMPARE)]
        right = self.sum()
        return lambda row: compare(left(row), right(row))

    def sum(self):
        return self.chain(("+", "-"), lambda: self.chain(("*", "/"), self.atom))

    def chain(self, signs, part):
        left = part()
        while self.peek() in signs:
            compute = ARITHMETIC[self.take()]
            left = (lambda a, b, c: lambda row: c(a(row), b(row)))(left, part(), compute)
        return left

    def atom(self):
        token = self.take()
        if token == "(":
            inner = self.sum()
            self.take(")")
            return inner
        if token.startswith("'"):
            text = token[1:-1].replace("''", "'")
            return lambda row: text
        if token[:1].isdigit():
            number = float(token) if "." in token else int(token)
            return lambda row: number
        if token.lower() in AGGREGATES and self.accept("("):
            inner = (lambda row: 1) if self.accept("*") else self.sum()
            self.take(")")
            key = f"#{len(self.aggregates)}"
            self.aggregates.append((key, AGGREGATES[token.lower()], inner))
            return lambda row: row[key]
        return operator.itemgetter(token)


class Database:
    def __init__(self):
        self.tables = {}
        self.plans = {}

    def create(self, name, *columns):
        self.tables[name] = Table(name, columns)
        return self.tables[name]

    def scan(self, name):
        for row in self.tables[name].rows:
            yield {f"{name}.{column}": value for column, value in row.items()} | row

    def join(self, rows, name, left, right):
        if left.startswith(name + "."):
            left, right = right, left
        column = right.partition(".")[2]
        table = self.tables[name]
        if column not in table.indexes:
            table.index(column)
        index = table.indexes[column]
        for row in rows:
            for other in index.get(row[left], ()):
                yield other | row | {f"{name}.{key}": value for key, value in other.items()}

    def query(self, text):
        if text not in self.plans:
            parser = Parser(text)
            self.plans[text] = parser.select(), parser.aggregates
        (columns, sources, where, group, order, limit), aggregates = self.plans[text]
        rows = self.scan(sources[0][0])
        for name, (left, right) in sources[1:]:
            rows = self.join(rows, name, left, right)
        if where is not None:
            rows = filter(where, rows)
        if aggregates:
            rows = self.grouped(rows, group or [], aggregates)
        if order is not None:
            rows = sorted(rows, key=order[0], reverse=order[1])
        result = [{name: expression(row) for name, expression in columns} for row in rows]
        return result if limit is None else result[:limit]

    @staticmethod
    def grouped(rows, group, aggregates):
        groups = defaultdict(list)
        for row in rows:
            groups[tuple(key(row) for key in group)].append(row)
        for members in groups.values():
            yield members[0] | {key: compute([inner(row) for row in members]) for key, compute, inner in aggregates}
