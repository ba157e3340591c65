"""Describe a binary format declaratively, then build and parse many packets."""

import random

from construct import (
    Array,
    BitsInteger,
    Bitwise,
    Byte,
    Computed,
    Const,
    Enum,
    Flag,
    GreedyRange,
    If,
    Int16ub,
    Int32ub,
    PascalString,
    Struct,
    Switch,
    this,
)

PROJECT = "construct"
REQUIRES = ["construct"]
SCOPE = ["construct"]

packet = Struct(
    "magic" / Const(b"PK"),
    "kind" / Enum(Byte, text=1, points=2, flags=3),
    "header" / Bitwise(Struct("version" / BitsInteger(4), "urgent" / Flag, "rest" / BitsInteger(3))),
    "body"
    / Switch(
        this.kind,
        {
            "text": PascalString(Int16ub, "utf8"),
            "points": Struct("count" / Byte, "points" / Array(this.count, Struct("x" / Int16ub, "y" / Int16ub))),
            "flags": Array(4, Byte),
        },
    ),
    "sum" / If(this.header.urgent, Int32ub),
    "doubled" / Computed(lambda context: context.header.version * 2),
)
stream = GreedyRange(packet)


def make(rng):
    kind = rng.choice(["text", "points", "flags"])
    if kind == "text":
        body = "word é " * rng.randint(1, 9)
    elif kind == "points":
        count = rng.randint(0, 12)
        body = {"count": count, "points": [{"x": rng.randrange(999), "y": 5} for _ in range(count)]}
    else:
        body = [1, 2, 3, 4]
    return {"kind": kind, "header": {"version": 3, "urgent": rng.random() < 0.5, "rest": 0}, "body": body, "sum": 77}


def main():
    rng = random.Random(9)
    data = stream.build([make(rng) for _ in range(23_000)])
    parsed = stream.parse(data)
    print(len(data), len(parsed), parsed[5].doubled)


if __name__ == "__main__":
    main()
