"""Read relaxed JSON with remarks and bare keys, and write it."""

import random

import json5

PROJECT = "json5"
REQUIRES = ["json5"]
SCOPE = ["json5"]


def text(rng, depth):
    if depth == 0:
        return rng.choice(["0x1F", "+1.5e3", "'single'", '"double \\u0041"', "null", "true", ".5", "Infinity"])
    if rng.random() < 0.4:
        return "[" + ", ".join(text(rng, depth - 1) for _ in range(3)) + ",]"
    return "{ // remark\n" + ",\n".join(f"key{n}: {text(rng, depth - 1)}" for n in range(3)) + "/* end */ }"


def main():
    rng = random.Random(29)
    size = 0
    for _ in range(70):
        value = json5.loads(text(rng, 4))
        size += len(json5.dumps(value, indent=2, trailing_commas=True)) + len(json5.dumps(value, quote_keys=True))
    try:
        json5.loads("{a: }")
    except ValueError as error:
        size += len(str(error))
    print(size)


if __name__ == "__main__":
    main()
