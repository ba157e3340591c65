"""Keeps an inventory in pyrsistent maps, vectors and records and undoes changes through old versions."""

import os
import random

os.environ["PYRSISTENT_NO_C_EXTENSION"] = "1"  # the vectors in Python, too

from pyrsistent import PRecord, field, freeze, inc, m, pmap, pset, pvector, pvector_field, thaw  # noqa: E402

PROJECT = "pyrsistent"
REQUIRES = ["pyrsistent"]
SCOPE = ["pyrsistent"]
ROUNDS = 87


class Item(PRecord):
    name = field(type=str, mandatory=True)
    count = field(type=int, initial=0, invariant=lambda value: (value >= 0, "negative"))
    history = pvector_field(int)


def work(rng: random.Random, steps: int) -> int:
    stock = pmap()
    versions = pvector()
    sold = pset()
    for step in range(steps):
        name = f"item {rng.randint(1, 60)}"
        item = stock.get(name) or Item(name=name, history=[])
        change = rng.randint(1, 9)
        stock = stock.set(name, item.set(count=item.count + change, history=item.history.append(step)))
        if rng.random() < 0.2:
            sold = sold.add(name)
            stock = stock.discard(name)
        versions = versions.append(stock)
    old = versions[len(versions) // 2]
    return sum(item.count for item in old.values()) + len(sold) + len(versions[10:40])


def nested(rng: random.Random) -> int:
    tree = freeze({"shops": [{"name": f"shop {n}", "sales": {"today": 0, "all": []}} for n in range(30)]})
    for _ in range(200):
        tree = tree.transform(["shops", rng.randrange(30), "sales", "today"], inc)
    vector = pvector(range(500))
    evolver = vector.evolver()
    for position in range(0, 500, 3):
        evolver[position] = position * 2
    merged = m(a=1).update(pmap({str(n): n for n in range(100)}))
    return len(thaw(tree)["shops"]) + sum(evolver.persistent()) % 100 + len(merged)


def main() -> None:
    rng = random.Random(36)
    print(sum(work(rng, 400) + nested(rng) for _ in range(ROUNDS)))


if __name__ == "__main__":
    main()
