"""Evaluates generated discount rules over orders with simpleeval."""

import random

from simpleeval import EvalWithCompoundTypes, InvalidExpression, SimpleEval

PROJECT = "simpleeval"
REQUIRES = ["simpleeval"]
SCOPE = ["simpleeval"]
ROUNDS = 203

RULES = [
    "total * 0.9 if total > 100 and not guest else total",
    "max(total - 5 * len(items), floor(total / 2)) + shipping['base']",
    "sum([price * 2 for price in items if price > limit]) - total % 7",
    "customer.name[0] + str(round(total ** 0.5, 2)) + (' vip' if customer.level >= 3 else '')",
    "(total + shipping['base']) * (1 + tax) - (items[0] if items else 0) << 1",
    "unknown + 3",
]


class Customer:
    def __init__(self, rng: random.Random) -> None:
        self.name = rng.choice(["Ada", "Bob", "Eve"])
        self.level = rng.randint(1, 5)


def main() -> None:
    rng = random.Random(115)
    functions = {"max": max, "len": len, "floor": int, "sum": sum, "str": str, "round": round}
    compound, simple = EvalWithCompoundTypes(functions=functions), SimpleEval(functions=functions)
    parsed = [(rule, compound.parse(rule)) for rule in RULES]
    characters = failed = 0
    for _ in range(ROUNDS):
        for _ in range(100):
            items = [rng.randint(1, 60) for _ in range(rng.randint(0, 6))]
            names = {"total": sum(items), "items": items, "guest": rng.random() < 0.5, "limit": 10, "tax": 1}
            names |= {"shipping": {"base": 4}, "customer": Customer(rng)}
            compound.names = simple.names = names
            for rule, tree in parsed:
                try:
                    characters += len(str(compound.eval(rule, previously_parsed=tree)))
                except (InvalidExpression, TypeError):
                    failed += 1
            characters += len(str(simple.eval("total * 2 + (3 if guest else limit) > 10 and 1 or tax")))
    print(characters, failed)


if __name__ == "__main__":
    main()
