"""Compare nested documents, search in them, and hash them."""

import copy
import random

from deepdiff import DeepDiff, DeepHash, DeepSearch, Delta

PROJECT = "deepdiff"
REQUIRES = ["deepdiff"]
SCOPE = ["deepdiff"]


def document(rng, depth):
    if depth == 0:
        return rng.choice([1, 2.5, "text", None, (1, 2)])
    if rng.random() < 0.4:
        return [document(rng, depth - 1) for _ in range(4)]
    return {f"key{n}": document(rng, depth - 1) for n in range(4)}


def change(rng, value):
    if isinstance(value, dict):
        return {key: change(rng, each) for key, each in value.items() if rng.random() > 0.03}
    if isinstance(value, list):
        changed = [change(rng, each) for each in value]
        if rng.random() < 0.1:
            changed.reverse()
        return changed
    return "changed" if rng.random() < 0.1 else value


def main():
    rng = random.Random(33)
    size = 0
    for turn in range(56):
        before = [document(rng, 4) for _ in range(2)]
        after = change(rng, copy.deepcopy(before))
        diff = DeepDiff(before, after, ignore_order=turn % 4 == 0, verbose_level=2)
        size += len(diff.pretty()) + bool(DeepHash(before)[before]) + len(DeepSearch(after, "changed"))
        if turn % 4:
            size += before + Delta(diff) == after
    print(size)


if __name__ == "__main__":
    main()
