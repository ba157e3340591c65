"""Tokenizes and parses spreadsheet formulas with sly and recalculates the sheet."""

import random

from sly import Lexer, Parser

PROJECT = "sly"
REQUIRES = ["sly"]
SCOPE = ["sly"]
ROUNDS = 24


class FormulaLexer(Lexer):
    tokens = {CELL, NUMBER, FUNCTION}  # noqa: F821
    literals = {"+", "-", "*", "/", "(", ")", ",", ":"}
    ignore = " \t"
    CELL = r"[A-Z][0-9]+"
    FUNCTION = r"[A-Z]{2,}"
    NUMBER = r"\d+(\.\d+)?"


class FormulaParser(Parser):
    tokens = FormulaLexer.tokens
    precedence = (("left", "+", "-"), ("left", "*", "/"), ("right", UMINUS))  # noqa: F821

    def __init__(self, sheet):
        self.sheet = sheet

    @_("expr '+' expr", "expr '-' expr", "expr '*' expr", "expr '/' expr")  # noqa: F821
    def expr(self, p):
        left, right = p.expr0, p.expr1
        if p[1] == "+":
            return left + right
        if p[1] == "-":
            return left - right
        return left * right if p[1] == "*" else left / (right or 1.0)

    @_("'-' expr %prec UMINUS")  # noqa: F821
    def expr(self, p):  # noqa: F811
        return -p.expr

    @_("'(' expr ')'")  # noqa: F821
    def expr(self, p):  # noqa: F811
        return p.expr

    @_("NUMBER")  # noqa: F821
    def expr(self, p):  # noqa: F811
        return float(p.NUMBER)

    @_("CELL")  # noqa: F821
    def expr(self, p):  # noqa: F811
        return self.sheet.get(p.CELL, 0.0)

    @_("FUNCTION '(' CELL ':' CELL ')'")  # noqa: F821
    def expr(self, p):  # noqa: F811
        column, low, high = p.CELL0[0], int(p.CELL0[1:]), int(p.CELL1[1:])
        values = [self.sheet.get(f"{column}{row}", 0.0) for row in range(low, high + 1)]
        return {"SUM": sum, "MAX": max, "MIN": min}[p.FUNCTION](values)


def formula(rng: random.Random, row: int) -> str:
    above = f"{rng.choice('ABCDE')}{max(row - rng.randint(1, 4), 1)}"
    low = max(row - 12, 1)
    return (
        f"({above} * 0.5 + {rng.randint(1, 40)}) / 3 - -SUM({rng.choice('ABC')}{low}:{rng.choice('ABC')}{row}) * 0.01"
    )


def main() -> None:
    rng = random.Random(5)
    formulas = {f"{column}{row}": formula(rng, row) for row in range(2, 500) for column in "ABCDE"}
    sheet = {f"{column}1": float(rng.randint(1, 100)) for column in "ABCDE"}
    lexer, parser = FormulaLexer(), FormulaParser(sheet)
    for _ in range(ROUNDS):
        for cell, text in formulas.items():
            sheet[cell] = parser.parse(lexer.tokenize(text)) % 1e6
    print(f"{sum(sheet.values()):.3f}")


if __name__ == "__main__":
    main()
