"""Parses nested configuration files with a parsimonious PEG and turns the trees into dictionaries."""

import random

from parsimonious.grammar import Grammar
from parsimonious.nodes import Node, NodeVisitor

PROJECT = "parsimonious"
REQUIRES = ["parsimonious"]
SCOPE = ["parsimonious"]
ROUNDS = 420

GRAMMAR = Grammar(
    r"""
    file      = (blank / section)*
    section   = header entry*
    header    = "[" name ("." name)* "]" newline
    entry     = (pair newline) / blank
    pair      = name space "=" space value
    value     = list / string / number / boolean
    list      = "[" space (value (comma value)*)? space "]"
    comma     = space "," space
    string    = ~'"[^"]*"'
    number    = ~"-?[0-9]+([.][0-9]+)?"
    boolean   = "true" / "false"
    name      = ~"[a-z_][a-z0-9_]*"i
    space     = ~"[ \t]*"
    blank     = ~"[ \t]*(#[^\n]*)?\n"
    newline   = ~"[ \t]*(#[^\n]*)?\n"
    """
)


class Loader(NodeVisitor):
    def visit_file(self, node: Node, children: list) -> dict:
        sections = {}
        for (child,) in children:
            if isinstance(child, tuple):
                path, values = child
                sections[path] = values
        return sections

    def visit_section(self, node: Node, children: list) -> tuple:
        header, entries = children
        return header, dict(entry for entry in entries if entry)

    def visit_header(self, node: Node, children: list) -> str:
        return node.text.strip().strip("[]")

    def visit_entry(self, node: Node, children: list) -> tuple | None:
        return children[0][0] if isinstance(children[0], list) else None

    def visit_pair(self, node: Node, children: list) -> tuple:
        return children[0], children[4]

    def visit_value(self, node: Node, children: list) -> object:
        return children[0]

    def visit_list(self, node: Node, children: list) -> list:
        if not isinstance(children[2], list):
            return []
        first, rest = children[2][0]
        return [first, *(item[1] for item in rest)] if isinstance(rest, list) else [first]

    def visit_string(self, node: Node, children: list) -> str:
        return node.text[1:-1]

    def visit_number(self, node: Node, children: list) -> float:
        return float(node.text)

    def visit_boolean(self, node: Node, children: list) -> bool:
        return node.text == "true"

    def visit_name(self, node: Node, children: list) -> str:
        return node.text

    def visit_blank(self, node: Node, children: list) -> None:
        return None

    def generic_visit(self, node: Node, children: list) -> object:
        return children or node


def generate(rng: random.Random, sections: int) -> str:
    lines = []
    for section in range(sections):
        lines.append(f"[unit{section}.part{rng.randint(1, 9)}]  # section")
        for key in range(rng.randint(3, 9)):
            value = rng.choice(['"some text here"', "12.75", "true", "[1, 2, 3, 4]", '["a", "b", [1, 2]]', "-3"])
            lines.append(f"key_{key} = {value}")
        lines.append("")
    return "\n".join(lines) + "\n"


def main() -> None:
    rng = random.Random(3)
    keys = 0
    for _ in range(ROUNDS):
        loaded = Loader().visit(GRAMMAR.parse(generate(rng, 30)))
        keys += sum(len(section) for section in loaded.values())
    print(f"{keys} keys")


if __name__ == "__main__":
    main()
