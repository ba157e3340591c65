"""Parse paths, find what they lead to, and change it."""

import random

from jsonpath_ng import parse
from jsonpath_ng.ext import parse as parse_extended

PROJECT = "jsonpath-ng"
REQUIRES = ["jsonpath-ng"]
SCOPE = ["jsonpath_ng"]


def node(rng, depth):
    if depth == 0:
        return {"price": rng.randint(1, 99), "name": "leaf"}
    return {"items": [node(rng, depth - 1) for _ in range(4)], "name": f"n{depth}", "price": depth}


def main():
    rng = random.Random(24)
    tree = node(rng, 5)
    found = 0
    for path in ("$..price", "$.items[*].items[*].name", "$..items[0]", "$.items[1:3]..name", "$.*.*.price"):
        expression = parse(path)
        for _ in range(60):
            matches = expression.find(tree)
            found += len(matches) + len(str(matches[-1].full_path)) if matches else 0
    for path in ("$..items[?price > 50]", "$.items[?(@.price == 4)].name", "$..items.`len`"):
        found += len(parse_extended(path).find(tree))
    parse("$..price").update(tree, 7)
    print(found, tree["items"][0]["price"])


if __name__ == "__main__":
    main()
