"""Fill and ask four kinds of search tree, and check that they agree."""

import random

from trees import BTree, RedBlack, SkipList, Treap

PROJECT = "own-btree"
REQUIRES = []
SCOPE = ["trees"]


def exercise(tree, keys, probes):
    for key in keys:
        tree.set(key, key * 2)
    hits = sum(tree.get(probe, 0) > 0 for probe in probes)
    hits += sum(1 for _ in tree.range(1000, 90_000))
    hits += sum(probe in tree for probe in probes[:1000])
    return hits


def main():
    rng = random.Random(51)
    keys = [rng.randrange(1_000_000) for _ in range(60_000)]
    probes = [rng.randrange(1_000_000) for _ in range(60_000)]
    results = {type(tree).__name__: exercise(tree, keys, probes) for tree in (BTree(), RedBlack(), Treap(), SkipList())}
    print(results)
    if len(set(results.values())) != 1:
        raise AssertionError("they disagree")


if __name__ == "__main__":
    main()
