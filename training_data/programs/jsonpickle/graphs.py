"""Turn graphs of objects into text and back."""

import collections
import datetime as dt
import random

import jsonpickle

PROJECT = "jsonpickle"
REQUIRES = ["jsonpickle"]
SCOPE = ["jsonpickle"]


class Node:
    def __init__(self, name, day):
        self.name = name
        self.day = day
        self.near = []
        self.data = collections.OrderedDict(a=1, b=(1, 2), c={3, 4})


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def graph(rng, count):
    nodes = [Node(f"n{n}", dt.date(2024, 1, 1) + dt.timedelta(days=n)) for n in range(count)]
    for node in nodes:
        node.near = rng.sample(nodes[:12], 3)
        node.data["slot"] = Slotted(rng.random(), node.name)
    return nodes


def main():
    rng = random.Random(25)
    size = 0
    for options in ({}, {"keys": True}, {"make_refs": True, "indent": 1}):
        for _ in range(20):
            text = jsonpickle.encode(graph(rng, 160), **options)
            nodes = jsonpickle.decode(text, keys=options.get("keys", False))
            size += len(text) + len(nodes[0].near)
    print(size)


if __name__ == "__main__":
    main()
