"""Store and load objects with the pickler and unpickler that are written in Python."""

import io
import pickle
import pickletools
import random
from dataclasses import dataclass, field

PROJECT = "stdlib-pickle"
REQUIRES = []
SCOPE = ["pickle", "pickletools"]


@dataclass
class Person:
    name: str
    age: int
    friends: list = field(default_factory=list)
    notes: dict = field(default_factory=dict)


def people(rng, count):
    everybody = [Person(f"Person {n}", rng.randint(1, 99)) for n in range(count)]
    for person in everybody:
        person.friends = rng.sample(everybody[: max(10, count // 50)], 5)
        person.notes = {f"note {n}": (n, rng.random(), b"\0\1", frozenset({n})) for n in range(4)}
    return everybody


def main():
    rng = random.Random(8)
    everybody = people(rng, 5500)
    for protocol in (1, 2, 4, 5):
        out = io.BytesIO()
        pickle._Pickler(out, protocol).dump(everybody)
        data = out.getvalue()
        loaded = pickle._Unpickler(io.BytesIO(data)).load()
        print(protocol, len(data), loaded[0].name)
    print(len(pickletools.optimize(pickle.dumps(everybody[:600], 4))))
    print(sum(1 for _ in pickletools.genops(data)))


if __name__ == "__main__":
    main()
