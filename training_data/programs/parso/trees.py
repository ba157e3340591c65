"""Parses Python modules with parso, checks them for errors and walks the trees for names."""

import collections
import random

import parso

PROJECT = "parso"
REQUIRES = ["parso"]
SCOPE = ["parso"]
ROUNDS = 71

FUNCTION = '''
def {name}(first, second=None, *rest, **options):
    """Works on {name}."""
    total = {number}
    for index, item in enumerate(rest):
        if item is None or index % {number} == 0:
            continue
        total += item.weight * second[index] if second else first(item, key="{name}")
    with open("{name}.txt") as handle:
        lines = [line.strip() for line in handle if line and not line.startswith("#")]
    try:
        return {{"total": total, "lines": lines, **options}}
    except (KeyError, ValueError) as error:
        raise RuntimeError(f"no {{error}} for {name!r}") from error
'''


def module(rng: random.Random, functions: int) -> str:
    parts = ["import os, sys\nfrom collections import deque as d\n"]
    parts += [FUNCTION.format(name=f"work_{n}", number=rng.randint(2, 99)) for n in range(functions)]
    return "".join(parts)


def names(node, counter: collections.Counter) -> None:
    if node.type == "name":
        counter[node.value] += 1
    elif hasattr(node, "children"):
        for child in node.children:
            names(child, counter)


def main() -> None:
    rng = random.Random(2)
    grammar = parso.load_grammar()
    counter = collections.Counter()
    errors = 0
    for _ in range(ROUNDS):
        source = module(rng, 32)
        if rng.random() < 0.5:
            source = source.replace("return {", "return ] {", 2)
        tree = grammar.parse(source)
        errors += len(list(grammar.iter_errors(tree)))
        names(tree, counter)
        assert tree.get_code() == source
    print(errors, counter.most_common(3))


if __name__ == "__main__":
    main()
