"""Complete, look up and rename names in a made-up module."""

import jedi

PROJECT = "jedi"
REQUIRES = ["jedi"]
SCOPE = ["jedi"]

SOURCE = '''
import os
from collections import OrderedDict


class Shape:
    """A shape."""
    sides = 0

    def __init__(self, name):
        self.name = name
        self.parts = [Part(i) for i in range(3)]

    def area(self) -> float:
        return sum(part.weight for part in self.parts)


class Part:
    def __init__(self, weight: int):
        self.weight = weight


class Square(Shape):
    sides = 4

    def scaled(self, factor=2):
        result = Square(self.name.upper())
        return result


def make(kind, **options):
    table = {"square": Square, "shape": Shape}
    return table[kind](options.get("name", "x"))


made = Square("a").scaled()
other = make("square")
path = os.path.join("a", made.name)
'''

PROBES = ["made.", "made.parts[0].", "path.", "made.scaled().name.", "OrderedDict().", "other.", "os.path.jo", "make("]


def main():
    found = 0
    for turn in range(6):
        for probe in PROBES:
            text = f"{SOURCE}\nturn_{turn} = 1\n{probe}"
            script = jedi.Script(text)
            line = text.count("\n") + 1
            if probe.endswith("("):
                found += len(script.get_signatures(line, len(probe)))
            else:
                found += len(script.complete(line, len(probe)))
        script = jedi.Script(SOURCE)
        found += len(script.get_references(6, 7)) + len(script.infer(33, 1)) + len(script.get_names(all_scopes=True))
        found += len(script.get_syntax_errors()) + len(script.rename(6, 7, new_name="Form").get_diff())
    print(found)


if __name__ == "__main__":
    main()
