"""Copy, print and compare nested structures."""

import copy
import dataclasses
import pprint
import random
import reprlib

PROJECT = "stdlib-copy"
REQUIRES = []
SCOPE = ["copy", "pprint", "reprlib", "dataclasses"]


@dataclasses.dataclass(order=True)
class Part:
    name: str
    size: int
    parts: list = dataclasses.field(default_factory=list, compare=False)
    origin: tuple = (0, 0)


class Shared:
    cache = {}

    def __init__(self, key):
        self.key = key
        self.values = {"a": [1, 2], "b": {3, 4}}

    def __deepcopy__(self, memo):
        fresh = Shared(self.key)
        fresh.values = copy.deepcopy(self.values, memo)
        return fresh


def build(rng, depth):
    part = Part(f"part {rng.randint(1, 999)}", rng.randint(1, 99), origin=(rng.random(), depth))
    if depth:
        part.parts = [build(rng, depth - 1) for _ in range(4)]
        part.parts.append({"shared": Shared(depth), "text": "x" * rng.randint(1, 90), "numbers": list(range(12))})
    return part


def main():
    rng = random.Random(72)
    size = 0
    for _ in range(26):
        tree = build(rng, 5)
        size += len(copy.deepcopy(tree).parts) + len(copy.copy(tree).name)
        plain = dataclasses.asdict(build(rng, 3))
        size += len(pprint.pformat(plain, width=60, compact=True)) + len(reprlib.repr(plain))
        replaced = [dataclasses.replace(tree, size=n) for n in range(300)]
        size += sorted(replaced)[0].size
    print(size)


if __name__ == "__main__":
    main()
