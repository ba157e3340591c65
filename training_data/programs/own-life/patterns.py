"""Well-known patterns as run-length text, and how they are read and written."""

from __future__ import annotations

import re

LIBRARY = {
    "glider": "bo$2bo$3o!",
    "acorn": "bo5b$3bo3b$2o2b3o!",
    "r-pentomino": "b2o$2ob$bo!",
    "gun": "24bo11b$22bobo11b$12b2o6b2o12b2o$11bo3bo4b2o12b2o$"
    "2o8bo5bo3b2o14b$2o8bo3bob2o4bobo11b$10bo5bo7bo11b$"
    "11bo3bo20b$12b2o!",
    "diehard": "6bob$2o6b$bo3b3o!",
}

_RUN = re.compile(r"(\d*)([bo$!])")


class PatternError(ValueError):
    pass


def decode(text):
    cells = set()
    x = y = 0
    for count, tag in _RUN.findall(text):
        n = int(count or 1)
        if tag == "b":
            x += n
        elif tag == "o":
            cells.update((x + i, y) for i in range(n))
            x += n
        elif tag == "$":
            y += n
            x = 0
        else:
            return cells
    raise PatternError("no end mark")


def encode(cells):
    if not cells:
        return "!"
    left = min(x for x, _ in cells)
    top = min(y for _, y in cells)
    bottom = max(y for _, y in cells)
    rows = []
    for y in range(top, bottom + 1):
        row = sorted(x - left for x, other in cells if other == y)
        line, at = "", 0
        for x in row:
            line += "b" * (x - at) + "o"
            at = x + 1
        rows.append(line)
    return "$".join(rows) + "!"


def load(name):
    try:
        return decode(LIBRARY[name])
    except KeyError:
        raise PatternError(f"no pattern {name}; there are {', '.join(sorted(LIBRARY))}") from None


def shift(cells, dx, dy):
    return {(x + dx, y + dy) for x, y in cells}
