"""Parse and evaluate expressions with a grammar of rules, and visit the tree."""

import random

from arpeggio import (
    EOF,
    NoMatch,
    OneOrMore,
    Optional,
    ParserPython,
    PTNodeVisitor,
    RegExMatch,
    ZeroOrMore,
    visit_parse_tree,
)

PROJECT = "arpeggio"
REQUIRES = ["arpeggio"]
SCOPE = ["arpeggio"]


def number():
    return RegExMatch(r"\d+(\.\d+)?")


def factor():
    return Optional(["+", "-"]), [number, ("(", expression, ")")]


def term():
    return factor, ZeroOrMore(["*", "/"], factor)


def expression():
    return term, ZeroOrMore(["+", "-"], term)


def calculation():
    return OneOrMore(expression, ";"), EOF


class Calculator(PTNodeVisitor):
    def visit_number(self, node, children):
        return float(node.value)

    def visit_factor(self, node, children):
        return -children[-1] if children[0] == "-" else children[-1]

    def visit_term(self, node, children):
        value = children[0]
        for sign, other in zip(children[1::2], children[2::2]):
            value = value * other if sign == "*" else value / (other or 1)
        return value

    def visit_expression(self, node, children):
        value = children[0]
        for sign, other in zip(children[1::2], children[2::2]):
            value = value + other if sign == "+" else value - other
        return value

    def visit_calculation(self, node, children):
        return [child for child in children if child != ";"]


def text(rng, depth):
    if depth == 0:
        return str(rng.randint(1, 99))
    return f"{text(rng, depth - 1)} {rng.choice('+-*/')} ({text(rng, depth - 1)})"


def main():
    rng = random.Random(40)
    total = 0.0
    for memory in (False, True):
        parser = ParserPython(calculation, memoization=memory)
        for _ in range(40):
            source = "".join(text(rng, 5) + ";\n" for _ in range(9))
            total += sum(visit_parse_tree(parser.parse(source), Calculator(defaults=True)))
    try:
        parser.parse("1 + ;")
    except NoMatch as error:
        print(error)
    print(total)


if __name__ == "__main__":
    main()
