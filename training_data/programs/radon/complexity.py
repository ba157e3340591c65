"""Computes cyclomatic complexity, Halstead measures and maintainability of generated modules with radon."""

import random

from radon.complexity import average_complexity, cc_rank, cc_visit, sorted_results
from radon.metrics import h_visit, mi_visit
from radon.raw import analyze

PROJECT = "radon"
REQUIRES = ["radon"]
SCOPE = ["radon"]
ROUNDS = 16


def block(rng: random.Random, depth: int, indent: str) -> list[str]:
    if depth == 0:
        return [f"{indent}total += value * {rng.randint(1, 9)} - len(items) if value and total else 0  # add"]
    opening = rng.choice(
        ["if value > 3 and total or items:", "for value in items:", "while total < 9:", "with lock:", "try:"]
    )
    lines = [f"{indent}{opening}", *block(rng, depth - 1, indent + "    ")]
    if opening == "try:":
        lines += [f"{indent}except (KeyError, ValueError):", *block(rng, depth - 1, indent + "    ")]
    elif opening.startswith("if"):
        lines += [f"{indent}else:", *block(rng, depth - 1, indent + "    ")]
    return [*lines, f"{indent}assert [x for x in items if x > {rng.randint(1, 9)}] != {{1: 2}}"]


def module(rng: random.Random, classes: int) -> str:
    lines = ['"""Generated."""', "import os", ""]
    for number in range(classes):
        lines += [f"class Thing{number}:", f'    """Number {number}."""', ""]
        for method in range(4):
            lines += [f"    def method_{method}(self, items, value, total=0):", *block(rng, rng.randint(1, 4), " " * 8)]
            lines += ["        return total", ""]
    return "\n".join(lines)


def main() -> None:
    rng = random.Random(44)
    total = 0.0
    ranks = ""
    for _ in range(ROUNDS):
        source = module(rng, 20)
        blocks = sorted_results(cc_visit(source))
        ranks = "".join(cc_rank(item.complexity) for item in blocks[:20])
        total += average_complexity(blocks) + mi_visit(source, multi=True) + analyze(source).lloc
        total += h_visit(source).total.volume
    print(f"{total:.2f} {ranks}")


if __name__ == "__main__":
    main()
