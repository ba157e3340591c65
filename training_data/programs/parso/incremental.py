"""Edits a module line by line, as in an editor, and reparses it with parso's diff parser after every edit."""

import random

import parso

PROJECT = "parso"
REQUIRES = ["parso"]
SCOPE = ["parso"]
ROUNDS = 600


def source(methods: int) -> list[str]:
    lines = ["class Editor:\n"]
    for number in range(methods):
        lines += [f"    def method_{number}(self, value):\n", f"        if value > {number}:\n"]
        lines += [f"            return self.method_{number // 2}(value - 1)\n", "        return value\n", "\n"]
    return lines


def main() -> None:
    rng = random.Random(9)
    grammar = parso.load_grammar()
    lines = source(160)
    definitions = 0
    for step in range(ROUNDS):
        position = rng.randrange(len(lines))
        action = rng.random()
        if action < 0.5:
            lines[position] = lines[position].replace("value", f"value{step}")
        elif action < 0.8:
            lines.insert(position, f"        print('step', {step})\n")
        else:
            del lines[position]
        tree = grammar.parse("".join(lines), path="editor.py", diff_cache=True)
        for leaf_position in range(1, len(lines), 40):
            leaf = tree.get_leaf_for_position((leaf_position, 4), include_prefixes=True)
            definition = leaf and leaf.get_next_leaf()
            definitions += definition is not None
    print(definitions)


if __name__ == "__main__":
    main()
