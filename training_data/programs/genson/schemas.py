"""Infer schemas from many documents of irregular shape."""

import random

from genson import SchemaBuilder

PROJECT = "genson"
REQUIRES = ["genson"]
SCOPE = ["genson"]


def document(rng, depth):
    if depth == 0:
        return rng.choice([1, 2.5, "text", None, True])
    if rng.random() < 0.3:
        return [document(rng, depth - 1) for _ in range(rng.randint(0, 4))]
    return {name: document(rng, depth - 1) for name in rng.sample("abcdefgh", rng.randint(1, 5))}


def main():
    rng = random.Random(17)
    total = SchemaBuilder()
    for _ in range(25):
        builder = SchemaBuilder()
        builder.add_schema({"type": "object", "properties": {}})
        for _ in range(220):
            builder.add_object(document(rng, 4))
        total.add_schema(builder.to_schema())
    print(len(total.to_json(indent=1)))


if __name__ == "__main__":
    main()
