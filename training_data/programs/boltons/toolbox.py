"""Use iteration, cache, set and table tools on made-up orders."""

import random

from boltons.cacheutils import LRU
from boltons.dictutils import OrderedMultiDict
from boltons.iterutils import chunked, get_path, remap, research, windowed
from boltons.setutils import IndexedSet
from boltons.strutils import camel2under, slugify
from boltons.tableutils import Table

PROJECT = "boltons"
REQUIRES = ["boltons"]
SCOPE = ["boltons"]


def order(rng, depth):
    if depth == 0:
        return rng.choice([rng.randint(0, 999), "lamp", None, "blue chair"])
    if rng.random() < 0.4:
        return [order(rng, depth - 1) for _ in range(4)]
    return {f"key{i}": order(rng, depth - 1) for i in range(4)}


def drop_empty(path, key, value):
    return value is not None


def main():
    rng = random.Random(3)
    size = 0
    for _ in range(300):
        tree = {"orders": [order(rng, 4) for _ in range(4)]}
        tidy = remap(tree, visit=drop_empty)
        size += len(research(tidy, query=lambda path, key, value: value == "lamp"))
        size += bool(get_path(tidy, ("orders", 0), default=None))
    cache = LRU(max_size=400)
    for _ in range(300_000):
        key = int(rng.gammavariate(2, 120))
        if key not in cache:
            cache[key] = key * 2
    many = OrderedMultiDict((rng.randrange(500), n) for n in range(90_000))
    seen = IndexedSet(rng.randrange(5000) for _ in range(90_000))
    for _ in range(1200):
        seen.discard(seen[rng.randrange(len(seen))])
    table = Table([[n, n * n, slugify(f"Row Número {n}!"), camel2under(f"someName{n}Here")] for n in range(12_000)])
    print(size, cache.hit_count, len(many.todict()), seen[10], len(table.to_text()))
    print(sum(len(part) for part in chunked(windowed(range(150_000), 5), 7)))


if __name__ == "__main__":
    main()
