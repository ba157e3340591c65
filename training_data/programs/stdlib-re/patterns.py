"""Compile many generated regular expressions, so that parser and code generator work hard."""

import random
import re
from re import _compiler, _parser

PROJECT = "stdlib-re"
REQUIRES = []
SCOPE = ["re"]


def pattern(rng, depth):
    if depth == 0:
        return rng.choice([r"\d+", r"\w", "[a-z0-9_]", "abc", ".", r"\s*", "[^\"']", "é"])
    kind = rng.randrange(6)
    inner = pattern(rng, depth - 1)
    if kind == 0:
        return f"(?:{inner}|{pattern(rng, depth - 1)})"
    if kind == 1:
        return f"({inner}){rng.choice(['*', '+?', '{2,5}', '?'])}"
    if kind == 2:
        return f"(?P<n{rng.getrandbits(40)}>{inner})"
    if kind == 3:
        return f"(?={inner}){pattern(rng, depth - 1)}"
    return inner + pattern(rng, depth - 1)


def main():
    rng = random.Random(10)
    size = wrong = 0
    for number in range(8000):
        source = pattern(rng, 5)
        flags = rng.choice([0, re.IGNORECASE, re.VERBOSE, re.ASCII])
        try:
            parsed = _parser.parse(source, flags)
            size += len(_compiler._code(parsed, flags))
        except re.error:
            wrong += 1
        if number % 10 == 0:
            re.purge()
            size += len(re.escape(source)) + bool(re.match(source, "abc123", flags))
    print(size, wrong)


if __name__ == "__main__":
    main()
