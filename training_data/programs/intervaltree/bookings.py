"""Book rooms by intervals, find clashes, cut and merge them."""

import random

from intervaltree import Interval, IntervalTree

PROJECT = "intervaltree"
REQUIRES = ["intervaltree"]
SCOPE = ["intervaltree"]


def main():
    rng = random.Random(22)
    found = 0
    for _ in range(17):
        tree = IntervalTree()
        for number in range(1500):
            begin = rng.randrange(100_000)
            tree.add(Interval(begin, begin + rng.randint(1, 300), number))
        for _ in range(1500):
            found += len(tree[rng.randrange(100_000)])
            begin = rng.randrange(100_000)
            found += len(tree.overlap(begin, begin + 400))
        for interval in sorted(tree)[::3]:
            tree.remove(interval)
        tree.chop(20_000, 22_000)
        tree.slice(50_000)
        tree.merge_overlaps(lambda a, b: a)
        found += len(tree)
    built = IntervalTree.from_tuples((n, n + 50, None) for n in range(0, 30_000, 3))
    print(found, built.begin(), len(built.envelop(100, 3000)))


if __name__ == "__main__":
    main()
