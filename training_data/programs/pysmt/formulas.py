"""Builds formulas with pysmt, simplifies, substitutes, converts to normal forms and prints them, without a solver."""

import random

from pysmt.oracles import get_logic
from pysmt.rewritings import cnf, nnf
from pysmt.shortcuts import LE, And, Iff, Implies, Int, Not, Or, Plus, Symbol, Times, reset_env, serialize, simplify
from pysmt.typing import BOOL, INT

PROJECT = "pysmt"
REQUIRES = ["pysmt"]
SCOPE = ["pysmt"]
ROUNDS = 42


def formula(rng: random.Random, depth: int):
    if depth == 0:
        if rng.random() < 0.4:
            return Symbol(f"b{rng.randint(0, 20)}", BOOL)
        terms = [Times(Int(rng.randint(1, 9)), Symbol(f"x{rng.randint(0, 9)}", INT)) for _ in range(3)]
        return LE(Plus(*terms, Int(rng.randint(0, 5))), Int(rng.randint(0, 99)))
    kind = rng.choice([And, Or, Implies, Iff, Not])
    if kind is Not:
        return Not(formula(rng, depth - 1))
    return kind(formula(rng, depth - 1), formula(rng, depth - 1))


def main() -> None:
    rng = random.Random(110)
    size = 0
    for _ in range(ROUNDS):
        reset_env()
        whole = formula(rng, 8)
        changed = whole.substitute({Symbol(f"x{n}", INT): Int(n) for n in range(5)})
        small = simplify(changed)
        size += len(serialize(small)) + len(whole.get_free_variables()) + len(whole.get_atoms()) + whole.size()
        size += len(cnf(simplify(formula(rng, 6))).args()) + len(serialize(nnf(small))) + len(str(get_logic(whole)))
        size += len(whole.to_smtlib(daggify=True))
    print(size)


if __name__ == "__main__":
    main()
