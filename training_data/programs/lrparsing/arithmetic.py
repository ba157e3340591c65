"""Parses generated arithmetic expressions with an lrparsing grammar and evaluates the trees."""

import random

import lrparsing
from lrparsing import THIS, Keyword, List, Prio, Ref, Token, Tokens

PROJECT = "lrparsing"
REQUIRES = ["lrparsing"]
SCOPE = ["lrparsing"]
ROUNDS = 11000


class ExpressionGrammar(lrparsing.Grammar):
    class T(lrparsing.TokenRegistry):
        number = Token(re=r"[0-9]+(?:\.[0-9]+)?")
        name = Token(re="[a-z]+")

    expression = Ref("expression")
    call = T.name + "(" + List(expression, ",") + ")"
    atom = T.number | call | T.name | Token("(") + expression + ")"
    expression = Prio(atom, Tokens("+ -") >> THIS, THIS << Tokens("* /") << THIS, THIS << Tokens("+ -") << THIS)
    condition = expression + Keyword("if") + expression | expression
    START = condition


FUNCTIONS = {"max": max, "min": min, "sum": lambda *values: sum(values)}


def build(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice(["x", "y", str(rng.randint(1, 99)), f"{rng.random():.3f}"])
    kind = rng.random()
    if kind < 0.6:
        return f"{build(rng, depth - 1)} {rng.choice('+-*')} {build(rng, depth - 1)}"
    if kind < 0.8:
        return f"({build(rng, depth - 1)})"
    return f"{rng.choice(['max', 'min', 'sum'])}({build(rng, depth - 1)}, {build(rng, depth - 1)})"


def evaluate(node: tuple, variables: dict[str, float]) -> float:
    rule = node[0]
    if rule in {ExpressionGrammar.START, ExpressionGrammar.expression, ExpressionGrammar.condition}:
        if len(node) == 2:
            return evaluate(node[1], variables)
        if len(node) == 3:
            value = evaluate(node[2], variables)
            return -value if node[1][1] == "-" else value
        left, right = evaluate(node[1], variables), evaluate(node[3], variables)
        return {"+": left + right, "-": left - right, "*": left * right, "/": left / (right or 1.0)}[node[2][1]]
    if rule is ExpressionGrammar.call:
        return FUNCTIONS[node[1][1]](*(evaluate(child, variables) for child in node[3::2]))
    if rule is ExpressionGrammar.atom:
        return evaluate(node[2] if len(node) == 4 else node[1], variables)
    return variables[node[1]] if node[1] in variables else float(node[1])


def main() -> None:
    rng = random.Random(7)
    expressions = [build(rng, 5) for _ in range(ROUNDS)]
    total = 0.0
    for text in expressions:
        tree = ExpressionGrammar.parse(text)
        total += evaluate(tree, {"x": 1.5, "y": -2.0}) % 1000
    print(f"{len(expressions)} expressions, {total:.3f}")


if __name__ == "__main__":
    main()
