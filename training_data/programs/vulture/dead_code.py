"""Looks for unused code in generated modules with vulture."""

import random

import vulture

PROJECT = "vulture"
REQUIRES = ["vulture"]
SCOPE = ["vulture"]
ROUNDS = 39


def module(rng: random.Random, number: int, functions: int) -> str:
    lines = ["import os, sys as system", "from json import loads, dumps as write", f"LIMIT_{number} = 3", ""]
    for n in range(functions):
        callee = rng.randrange(functions)
        lines += [f"def function_{number}_{n}(first, second, *rest, key=None):", "    unused = first + 1"]
        lines += [f"    if second > {n}:", f"        return function_{number}_{callee}(second, key or rest)"]
        lines += ["    for index, item in enumerate(rest):", "        print(item.name, f'{first} {index!r}')"]
        lines += ["    while True:", "        break", "    return first", "    print('never')", ""]
        lines += [f"class Thing{number}_{n}:", "    size: int = 0", "    def method(self, width):"]
        lines += ["        self.width = width", "        return getattr(self, 'size')", "    @property"]
        lines += [f"    def attribute_{n % 9}(self):", "        return {**self.__dict__, 'key': lambda x, y: x}", ""]
    return "\n".join(lines)


def main() -> None:
    rng = random.Random(76)
    unused = size = 0
    for _ in range(ROUNDS):
        finder = vulture.Vulture(ignore_names=["attribute_1", "visit_*"], ignore_decorators=["@app.route"])
        for number in range(6):
            finder.scan(module(rng, number, 25), filename=f"module{number}.py")
        items = finder.get_unused_code(min_confidence=60, sort_by_size=True)
        unused += len(items)
        size += sum(item.size for item in items) + len(items[0].get_report())
    print(unused, size)


if __name__ == "__main__":
    main()
