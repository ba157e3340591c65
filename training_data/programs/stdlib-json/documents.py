"""Encode and decode documents with the parts of the codec that are written in Python."""

import json
import json.decoder
import json.scanner
import random
from json.decoder import JSONArray, py_scanstring
from json.scanner import py_make_scanner

PROJECT = "stdlib-json"
REQUIRES = []
SCOPE = ["json"]


class PythonDecoder(json.JSONDecoder):
    """As the standard one, without its accelerator."""

    def __init__(self):
        super().__init__()
        self.parse_string = py_scanstring
        self.parse_array = JSONArray
        self.scan_once = py_make_scanner(self)


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y


class PointEncoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Point):
            return {"x": o.x, "y": o.y}
        return super().default(o)


def document(rng, depth):
    if depth == 0:
        return rng.choice([None, True, rng.random(), rng.randint(0, 9999), 'te"xt é', Point(1, 2)])
    if rng.random() < 0.5:
        return [document(rng, depth - 1) for _ in range(8)]
    return {f"key{i}": document(rng, depth - 1) for i in range(6)}


def main():
    value = [document(random.Random(seed), 5) for seed in range(8)]
    for indent in (2, 4, None):
        pieces = list(PointEncoder(indent=indent, sort_keys=True).iterencode(value))
        text = "".join(pieces)
        print(len(text), len(PythonDecoder().decode(text)))


if __name__ == "__main__":
    main()
