"""Formulas of cells: `=SUM(A1:B9)*2`, compiled to closures."""

from __future__ import annotations

import re

TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Z]+\d+(?::[A-Z]+\d+)?)|([A-Z]+)(?=\()|(.))")


class FormulaError(ValueError):
    pass


def column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_name(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def split_name(name):
    letters = name.rstrip("0123456789")
    return column_number(letters), int(name[len(letters) :])


def expand(reference):
    first, _, last = reference.partition(":")
    if not last:
        return [first]
    (c1, r1), (c2, r2) = split_name(first), split_name(last)
    return [f"{column_name(c)}{r}" for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)]


def average(values):
    return sum(values) / len(values) if values else 0.0


FUNCTIONS = {"SUM": sum, "MIN": min, "MAX": max, "AVG": average, "COUNT": len}


def lex(text):
    tokens = []
    for number, reference, function, symbol in TOKEN.findall(text):
        if number:
            tokens.append(("number", float(number)))
        elif reference:
            tokens.append(("reference", reference))
        elif function:
            tokens.append(("function", function))
        else:
            tokens.append(("symbol", symbol))
    tokens.append(("end", ""))
    return tokens


class Compiler:
    def __init__(self, text):
        self.tokens = lex(text)
        self.at = 0
        self.needs = set()

    def next(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def is_symbol(self, *symbols):
        kind, value = self.tokens[self.at]
        return kind == "symbol" and value in symbols

    def compile(self):
        code = self.sum()
        if self.tokens[self.at][0] != "end":
            raise FormulaError(f"cannot read {self.tokens[self.at][1]!r}")
        return code

    def sum(self):
        left = self.product()
        while self.is_symbol("+", "-"):
            _, symbol = self.next()
            left = self.combine(symbol, left, self.product())
        return left

    def product(self):
        left = self.atom()
        while self.is_symbol("*", "/"):
            _, symbol = self.next()
            left = self.combine(symbol, left, self.atom())
        return left

    @staticmethod
    def combine(symbol, left, right):
        if symbol == "+":
            return lambda get: left(get) + right(get)
        if symbol == "-":
            return lambda get: left(get) - right(get)
        if symbol == "*":
            return lambda get: left(get) * right(get)

        def divide(get):
            divisor = right(get)
            if divisor == 0:
                raise FormulaError("#DIV/0!")
            return left(get) / divisor

        return divide

    def atom(self):
        kind, value = self.next()
        if kind == "number":
            return lambda get: value
        if kind == "reference":
            names = expand(value)
            self.needs.update(names)
            name = names[0]
            return lambda get: get(name)
        if kind == "function":
            return self.call(value)
        if (kind, value) == ("symbol", "("):
            inner = self.sum()
            self.next()
            return inner
        if (kind, value) == ("symbol", "-"):
            operand = self.atom()
            return lambda get: -operand(get)
        raise FormulaError(f"cannot read {value!r}")

    def call(self, name):
        function = FUNCTIONS.get(name)
        if function is None:
            raise FormulaError(f"no function {name}")
        self.next()
        kind, value = self.next()
        if kind != "reference":
            raise FormulaError(f"{name} needs a range")
        names = expand(value)
        self.needs.update(names)
        self.next()
        return lambda get: function([get(each) for each in names])
